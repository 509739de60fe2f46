//! The endpoint takes one operation as JSON by POST, within limits, and gives nothing back that was sent.

use std::time::{Duration, Instant};

use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::erasure;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::intake::Follower;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_tests::demo::command;
use case_ledger_tests::forge::{recode_of, rehash_of};
use case_ledger_tests::{Answer, DataDir, Demo, eventually, raw, shared_demo};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::runtime::Runtime;

use crate::data_subjects::{rows_of, superuser_of};
use crate::who_sees_what::national_id;

const JSON: (&str, &str) = ("content-type", "application/json");

fn bearer(demo: &Demo) -> String {
    format!("Bearer {}", demo.token("auditor", "9901"))
}

fn send(headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let demo = shared_demo();
    let bearer = bearer(demo);
    let headers = [headers, &[("authorization", bearer.as_str())]].concat();
    demo.request("POST", "/graphql", &headers, body)
}

fn ask(query: &str) -> Answer {
    send(&[JSON], json!({ "query": query }).to_string().as_bytes())
}

fn code_of(answer: &Answer) -> String {
    answer.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_operation_comes_by_post_as_json_and_in_no_other_way() {
    let demo = shared_demo();
    let bearer = bearer(demo);
    let operation = br#"{"query":"{ viewer { municipality } }"}"#;
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let headers = [("authorization", bearer.as_str()), JSON];
        let answer = demo.request(method, "/graphql?query=%7Bviewer%7Bname%7D%7D", &headers, b"");
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{method}");
    }
    for kind in [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/graphql",
        "",
    ] {
        let answer = send(&[("content-type", kind)], operation);
        // Nobody reads what was sent: the next request goes over another connection.
        assert_eq!((answer.status, answer.header("connection")), (415, "close"), "{kind}");
    }
    assert_eq!(send(&[], operation).status, 415);
    assert_eq!(send(&[("content-type", "application/json; charset=utf-8")], operation).status, 200);
    let answer = send(&[JSON], operation);
    assert_eq!((answer.status, answer.json()["data"]["viewer"]["municipality"].clone()), (200, json!("9901")));
}

#[test]
fn what_is_no_single_operation_is_a_bad_request() {
    for body in [
        "",
        "{",
        "null",
        "[]",
        "[{\"query\":\"{viewer{name}}\"}]",
        "{\"query\":\"\"}",
        "{\"query\":7}",
        "{\"variables\":{}}",
        "{\"query\":\"{viewer{name}}\"}{\"query\":\"{viewer{name}}\"}",
        "\"{viewer{name}}\"",
    ] {
        let answer = send(&[JSON], body.as_bytes());
        assert_eq!((answer.status, code_of(&answer).as_str()), (400, "BAD_REQUEST"), "{body}: {}", answer.body);
    }
    assert_eq!(send(&[JSON], b"\xff\xfe{}").status, 400);
}

#[test]
fn a_body_beyond_a_mebibyte_is_too_large() {
    let fitting =
        json!({ "query": "{ viewer { name } }", "operationName": null, "extensions": { "x": "x".repeat(900_000) } });
    assert_eq!(send(&[JSON], fitting.to_string().as_bytes()).status, 200);
    // One byte too many: the server closes when it has seen that, and what it has not read by then would cut its
    // answer off.
    let mut beyond = json!({ "query": "{ viewer { name } }", "operationName": "" });
    let rest = (1 << 20) + 1 - beyond.to_string().len();
    beyond["operationName"] = json!("x".repeat(rest));
    let demo = shared_demo();
    let (address, bearer, body) = (demo.address(), bearer(demo), beyond.to_string());
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nauthorization: {bearer}\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(raw::exchange(address, request.as_bytes()), Some(413));
}

#[test]
fn the_answer_comes_in_the_type_the_client_accepts() {
    let operation = br#"{"query":"{ viewer { municipality } }"}"#;
    for (accept, kind) in [
        ("application/json", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        (
            "application/graphql-response+json, application/json;q=0.9",
            "application/graphql-response+json; charset=utf-8",
        ),
    ] {
        let answer = send(&[JSON, ("accept", accept)], operation);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
        assert_eq!((answer.header("cache-control"), answer.header("x-content-type-options")), ("no-store", "nosniff"));
    }
    assert_eq!(send(&[JSON, ("accept", "text/html")], operation).status, 406);
    // Under its own media type, GraphQL says with the status that nothing was executed.
    let wrong = br#"{"query":"{ nothing }"}"#;
    assert_eq!(send(&[JSON, ("accept", "application/graphql-response+json")], wrong).status, 400);
    assert_eq!(send(&[JSON, ("accept", "application/json")], wrong).status, 200);
}

#[test]
fn a_query_beyond_the_limits_is_not_run() {
    let deep =
        format!("{{ cases {{ nodes {{ {} id {} }} }} }}", "reports { nodes { case { ".repeat(8), "} } }".repeat(8));
    let wide = "{ cases(first: 100) { nodes { history(first: 100) { nodes { position summary data } } } } }";
    let aliases: Vec<String> = (0..31).map(|nth| format!("a{nth}: viewer {{ name }}")).collect();
    let aliases = aliases.join(" ");
    let directives = format!("{{ viewer {} {{ name }} }}", "@skip(if: false) ".repeat(5));
    for query in [deep.as_str(), wide, &format!("{{ {aliases} }}"), &directives] {
        let answer = ask(query);
        assert!(answer.status < 500 && answer.json()["data"].is_null(), "{query}: {}", answer.body);
        assert!(!answer.json()["errors"].as_array().unwrap().is_empty());
    }
    let fragments = "query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
    assert!(ask(fragments).json()["data"].is_null());
    let aliases =
        format!("query {{ {} }} fragment More on Query {{ z: viewer {{ name }} }}", "b: viewer { name } ".repeat(31));
    assert_eq!(code_of(&ask(&aliases)), "TOO_MANY_ALIASES");
}

/// A thread whose stack is full ends the server, and all that others ask of it.
#[test]
fn what_nests_beyond_reading_is_not_read_and_harms_nobody() {
    let many = 6000;
    let (lists, ends) = ("[".repeat(many), "]".repeat(many));
    for query in [
        format!("{{ case(id: {lists}{ends}) {{ id }} }}"),
        format!("query($a: {lists}Int{ends}) {{ viewer {{ name }} }}"),
        format!("query($a: Int = {lists}{ends}) {{ viewer {{ name }} }}"),
        format!("{{ viewer @skip(if: {lists}{ends}) {{ name }} }}"),
        format!(
            "mutation {{ raiseConcern(input: {}1{}) {{ __typename }} }}",
            "{ child: ".repeat(many),
            "}".repeat(many)
        ),
        format!("{}a{}", "{ a ".repeat(many), "}".repeat(many)),
        format!("{{ {}a{} }}", "... { ".repeat(many), "}".repeat(many)),
    ] {
        let answer = ask(&query);
        assert_eq!((answer.status, code_of(&answer).as_str()), (400, "TOO_DEEP"));
    }
    let fragments: Vec<_> = (0..many).map(|nth| format!("fragment F{nth} on Query {{ ...F{} }}", nth + 1)).collect();
    let fragments = fragments.join(" ");
    let last = format!("fragment F{many} on Query {{ viewer {{ name }} }}");
    assert!(ask(&format!("{{ ...F0 }} {fragments} {last}")).json()["data"].is_null());
    // Brackets in texts nest nothing.
    let id = clock::new_id();
    let quoted = format!(
        "mutation {{ raiseConcern(input: {{ commandId: \"{id}\", caseId: \"{lists}\", subject: CHILD,
        description: \"\"\"{lists}\"\"\" }}) {{ __typename }} }}"
    );
    assert!(ask(&quoted).json()["errors"].is_null(), "{}", ask(&quoted).body);
    assert_eq!(ask("{ viewer { municipality } }").json()["data"]["viewer"]["municipality"], "9901");
}

/// What the library would be busy with for good ends the server, too: nothing interrupts it.
#[test]
fn what_comes_to_too_much_with_its_fragments_is_refused_at_once_and_harms_nobody() {
    let chain = |links: usize, times: usize| {
        let spreads = |nth: usize| format!("...F{} ", nth + 1).repeat(times);
        let links_told: Vec<_> =
            (0..links).map(|nth| format!("fragment F{nth} on Query {{ {} }} ", spreads(nth))).collect();
        format!("{} fragment F{links} on Query {{ viewer {{ name }} }}", links_told.concat())
    };
    let circle = "fragment F0 on Query { ...F0 ...F0 }";
    let arguments: Vec<_> = (0..10_000).map(|nth| format!("a{nth}:1 ")).collect();
    let arguments = arguments.concat();
    let operations =
        |many: usize| (0..many).map(|nth| format!("query Q{nth} {{ ...F }} ")).collect::<Vec<_>>().concat();
    for query in [
        format!("{{ ...F0 }} {}", chain(29, 10)),
        format!("{{ viewer {{ name }} }} {}", chain(29, 10)),
        format!("{{ ...F0 }} {circle}"),
        format!("{{ viewer {{ name }} }} {circle}"),
        format!("{{ viewer {{ name }} }} {}", chain(20_000, 1)),
        format!("{{ {} }}", "_service { sdl } ".repeat(5_000)),
        format!("{{ {} }}", "__schema { types { name } } ".repeat(5_000)),
        format!("{{ __schema {{ types {{ fields {{ {} }} }} }} }}", "name ".repeat(9_000)),
        format!("{{ viewer({arguments}) {{ name }} {} }}", "viewer { name } ".repeat(9_000)),
        format!("{} fragment F on Query @a(b: [{}]) {{ x }}", operations(1_000), "$a ".repeat(200_000)),
        format!("{} fragment F on Query @a(b: [{}]) {{ x }}", operations(40), "$a ".repeat(200_000)),
        format!(
            "query({}) {{ viewer {{ name }} }}",
            (0..30_000).map(|nth| format!("$v{nth}: ID ")).collect::<Vec<_>>().concat()
        ),
        format!("query($v: Int) {{ {} }}", "cases(first: $v) ".repeat(4_000)),
        format!("{{ a({}: 1) {} }}", "n".repeat(44_000), "a ".repeat(19_000)),
        format!("{{ {}: viewer {{ name }} }}", "n".repeat(400_000)),
        format!("{} fragment F on Query {{ a(b: ${}) }}", operations(40), "n".repeat(400_000)),
    ] {
        let start: String = query.chars().take(100).collect();
        for accept in ["application/json", "text/event-stream"] {
            let asked = Instant::now();
            let variables = json!({ "v": "x".repeat(200_000) });
            let body = json!({ "query": query, "variables": variables }).to_string();
            let answer = send(&[JSON, ("accept", accept)], body.as_bytes());
            assert_eq!((answer.status, code_of(&answer).as_str()), (400, "TOO_COMPLEX"), "{start}: {}", answer.body);
            assert!(asked.elapsed() < Duration::from_secs(10), "{start} took {:?}", asked.elapsed());
        }
    }
    // Texts that three quotation marks begin and nothing ends, each of which might end anywhere.
    let open = format!("{{ a(b: [{}]) }}", "\"\\\\\"\"\"\"\" ".repeat(50_000));
    assert_eq!(code_of(&ask(&open)), "TOO_COMPLEX");
    let deep = json!({ "query": "{ viewer { name } }", "variables": { "v": vec![vec![vec![0]]; 60_000] } }).to_string();
    assert_eq!(code_of(&send(&[JSON], deep.as_bytes())), "TOO_COMPLEX");
    assert_eq!(
        code_of(&ask("query($v: [Nope] = [1]) { viewer { name } }")),
        "BAD_REQUEST",
        "the library stops over it"
    );
    let represented = "{ __typename: \"Case\", id: \"case_1\" } ".repeat(21);
    let entities =
        format!("query($r: [_Any!] = [{represented}]) {{ _entities(representations: $r) {{ __typename }} }}");
    assert_eq!(code_of(&ask(&entities)), "TOO_MANY_ENTITIES", "also by what is given where nothing is sent");
    let several = "{ viewer { ...V ...V } ...Q } fragment Q on Query { viewer { ...V } }
        fragment V on Viewer { municipality }";
    assert_eq!(ask(several).json()["data"]["viewer"]["municipality"], "9901", "{}", ask(several).body);
}

/// As deep as a question may be, through what is largest on the way.
#[test]
fn the_deepest_question_that_there_may_be_is_answered() {
    let deep = |times: usize| {
        let (down, up) = ("obligations(first: 1) { nodes { case { ".repeat(times), "} } }".repeat(times));
        format!("{down} id lastActivityAt {up}")
    };
    let asked = format!("{{ cases(first: 5) {{ nodes {{ {} }} }} }}", deep(5));
    let answer = ask(&asked).json();
    assert!(answer["errors"].is_null() && answer["data"]["cases"]["nodes"].is_array(), "{answer}");
    let sent = json!({
        "commandId": clock::new_id(), "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD",
        "description": "Stille.",
    });
    let query = format!(
        "mutation($input: RaiseConcernInput!) {{ raiseConcern(input: $input) {{ ... on CaseChanged {{ case {{ {} }} }} }} }}",
        deep(5)
    );
    let demo = shared_demo();
    let answer = demo.graphql(&demo.token("employee", "9901"), &query, &json!({ "input": sent }));
    assert!(answer["errors"].is_null() && answer["data"]["raiseConcern"]["case"].is_object(), "{answer}");
}

#[test]
fn introspection_tells_common_tools_the_schema() {
    let query = "query IntrospectionQuery { __schema { queryType { name } mutationType { name } types { ...FullType }
        directives { name description locations args { ...InputValue } } } }
        fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description
          args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue }
          interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef } }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
          ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";
    let schema = ask(query).json();
    let types = schema["data"]["__schema"]["types"].as_array().expect("introspection is answered");
    assert!(types.iter().any(|kind| kind["name"] == "LedgerEntry"), "{schema}");
    let sdl = ask("{ _service { sdl } }").json();
    assert!(sdl["data"]["_service"]["sdl"].as_str().unwrap().contains("@key"));
}

#[test]
fn an_error_gives_back_nothing_of_what_was_sent() {
    let demo = shared_demo();
    let (canary, token) = ("Kanarifugl Sirevåg", demo.token("employee", "9901"));
    let id = clock::new_id();
    let post = |body: &Value| demo.post(&token, body);
    let input = |field: &str, value: Value| {
        let mut input = json!({
            "commandId": id, "subject": "CHILD", "description": "Stille.", "unit": "Solbakken", "child": { "name": "Barn" },
        });
        input[field] = value;
        post(&command("raiseConcern", &input))
    };
    let answers = [
        input("commandId", json!(canary)),
        input("subject", json!(canary)),
        input("description", json!([canary, canary])),
        input("description", json!({ canary: canary })),
        input("child", json!(canary)),
        input("child", json!({ "name": canary, "bornOn": canary })),
        input("child", json!({ "name": canary, "nationalId": canary })),
        input("raisedOn", json!(canary)),
        input("caseId", json!(canary)),
        input("expectedVersion", json!(canary)),
        input("unheardOf", json!(canary)),
        post(&json!({ "query": "query Case($id: ID!) { case(id: $id) { id } }", "variables": { "id": canary } })),
        post(&json!({ "query": "query Node($id: ID!) { node(id: $id) { id } }", "variables": { "id": canary } })),
        post(
            &json!({ "query": "query Cases($after: String) { cases(after: $after) { nodes { id } } }", "variables": { "after": canary } }),
        ),
        post(
            &json!({ "query": "query Cases($filter: CaseFilterInput) { cases(filter: $filter) { nodes { id } } }", "variables": { "filter": { "level": canary } } }),
        ),
        post(
            &json!({ "query": "query Cases($n: Int) { cases(first: $n) { nodes { id } } }", "variables": { "n": canary } }),
        ),
        post(&json!({ "query": "{ viewer { name } }", "variables": canary })),
        post(&json!({ "query": "{ viewer { name } }", "operationName": [canary] })),
    ];
    let gives_back =
        |answer: &&Answer| answer.status >= 500 || answer.body.contains("Kanari") || answer.body.contains("Sirev");
    let giving_back: Vec<&str> = answers.iter().filter(gives_back).map(|answer| answer.body.as_str()).collect();
    assert!(giving_back.is_empty(), "{giving_back:#?}");
    assert!(!demo.log().contains("Kanarifugl"), "{}", demo.log());
}

#[test]
fn the_demo_answers_to_names_of_this_machine_only() {
    let demo = shared_demo();
    let port = demo.address().rsplit_once(':').unwrap().1;
    let get = |host: &str, path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        raw::exchange(demo.address(), request.as_bytes())
    };
    for host in ["127.0.0.1", "localhost", &format!("localhost:{port}"), &format!("[::1]:{port}")] {
        assert_eq!(get(host, "/demo/people"), Some(200), "{host}");
    }
    for path in ["/", "/demo/people", "/health/live", "/console.js"] {
        for host in
            ["rebound.example.org", &format!("rebound.example.org:{port}"), "127.0.0.1.example.org", "10.0.0.1", ""]
        {
            assert_eq!(get(host, path), Some(421), "{host}{path}");
        }
    }
    let without_host = raw::exchange(demo.address(), b"GET /demo/people HTTP/1.0\r\n\r\n");
    assert_ne!(without_host, Some(200));
}

#[test]
fn the_page_may_load_its_own_files_only() {
    let demo = shared_demo();
    for (path, kind) in [("/", "text/html"), ("/console.css", "text/css"), ("/console.js", "text/javascript")] {
        let answer = demo.request("GET", path, &[], b"");
        assert_eq!((answer.status, answer.header("content-type").starts_with(kind)), (200, true), "{path}");
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        assert_eq!(
            (answer.header("referrer-policy"), answer.header("x-content-type-options")),
            ("no-referrer", "nosniff")
        );
    }
    let page = demo.request("GET", "/", &[], b"").body;
    assert!(!page.contains("http://") || !page.contains("src=\"http"), "the page asks nobody else");
    assert_eq!(demo.request("GET", "/nothing", &[], b"").status, 404);
    assert_eq!(demo.request("GET", "/demo/people", &[], b"").header("cache-control"), "no-store");
}

/// Numbers that are the same each time.
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |sides| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % sides
    }
}

#[test]
fn whatever_is_sent_the_server_neither_fails_nor_falls() {
    let demo = shared_demo();
    let token = demo.token("service", "9901");
    let bearer = format!("Bearer {token}");
    let seeds = [
        json!({ "query": "query Q($id: ID!) { node(id: $id) { id } }", "operationName": "Q", "variables": { "id": "case_0190a4e4-0000-7000-8000-000000000000" } }),
        json!({ "query": "{ cases(first: 2, filter: { level: 1, status: OPEN, unit: \"Solbakken\" }) { nodes { id version child { name { value state } } } pageInfo { endCursor } } }" }),
        json!({ "query": "{ reportStatistics(municipality: \"9901\", period: { from: \"2025-01-01\", to: \"2026-12-31\" }, groupBy: [YEAR, REPORTER]) { position rows { key { code label } dismissalRate } } }" }),
        command(
            "raiseConcern",
            &json!({ "commandId": uuid::Uuid::from_u128(7), "subject": "CHILD", "description": "x", "unit": "u", "child": { "name": "n", "bornOn": "2020-01-01" } }),
        ),
        json!({ "query": "{ ledger(municipality: \"9901\") { position entries(first: 3, after: \"2\") { nodes { position data leafHash } } } }" }),
        json!({ "query": "query E($r: [_Any!]!) { _entities(representations: $r) { __typename } }", "variables": { "r": [{ "__typename": "Case", "id": "case_1" }] } }),
    ];
    let spices: [&[u8]; 20] = [
        b"\0",
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b"(",
        b")",
        b"$",
        b"@",
        b"\xff",
        b"99999999999999999999",
        b"-1",
        b"1e400",
        b"null",
        b"\\u0000",
        b"\xf0\x9f\x90\xa6",
        b"...on Case{",
        b"0001-01-01",
    ];
    let mut roll = dice(20_261_122);
    for round in 0..400 {
        let mut body = seeds[roll(seeds.len())].to_string().into_bytes();
        for _ in 0..=roll(4) {
            let at = roll(body.len());
            match roll(4) {
                0 => drop(body.splice(at..at, spices[roll(spices.len())].iter().copied())),
                1 => drop(body.drain(at..(at + 1 + roll(12)).min(body.len()))),
                2 => body[at] = u8::try_from(roll(256)).unwrap(),
                _ => {
                    let part = body[at..(at + 1 + roll(30)).min(body.len())].to_vec();
                    let to = roll(body.len());
                    drop(body.splice(to..to, part));
                }
            }
            if body.is_empty() {
                break;
            }
        }
        let headers = [("authorization", bearer.as_str()), JSON];
        let answer = demo.try_request("POST", "/graphql", &headers, &body);
        let answer =
            answer.unwrap_or_else(|error| panic!("round {round}: {error}: {}", String::from_utf8_lossy(&body)));
        let text = String::from_utf8_lossy(&body);
        assert!(answer.status < 500, "round {round}: {} {} to {text}", answer.status, answer.body);
        assert!(!answer.body.contains("\"INTERNAL\""), "round {round}: {} to {text}", answer.body);
    }
    assert_eq!(demo.request("GET", "/health/ready", &[], b"").status, 200);
}

#[test]
fn what_no_stored_text_holds_and_what_no_list_holds_is_told_by_its_field() {
    let demo = shared_demo();
    let token = demo.token("auditor", "9901");
    let early = format!("{}_{}", i64::MIN / 40, uuid::Uuid::nil());
    for (selection, field) in [
        ("cases(filter: { unit: \"a\\u0000\" }) { nodes { id } }", "filter.unit"),
        ("decisions(filter: { outcome: \"\\u0000\" }) { nodes { id } }", "filter.outcome"),
        ("investigations(filter: { team: \"\\u0000\" }) { nodes { id } }", "filter.team"),
        ("reports(filter: { contentCode: \"\\u0000\" }) { nodes { id } }", "filter.contentCode"),
        ("leaderInbox(filter: { unit: \"\\u0000\" }) { nodes { id } }", "filter.unit"),
        ("childsVoice(filter: { kinds: [] }) { nodes { kind } }", "filter.kinds"),
        (&format!("findings(after: \"{early}\") {{ nodes {{ id }} }}"), "after"),
    ] {
        let response = demo.graphql(&token, &format!("{{ {selection} }}"), &json!({}));
        let told = &response["errors"][0]["extensions"];
        assert_eq!(
            (&told["code"], &told["field"]),
            (&json!("INVALID_INPUT"), &json!(field)),
            "{selection}: {response}"
        );
    }
}

#[test]
fn what_is_no_http_does_not_bring_the_server_down() {
    let demo = shared_demo();
    let mut roll = dice(7);
    for _ in 0..50 {
        let length = roll(300);
        let mut bytes: Vec<u8> = (0..length).map(|_| u8::try_from(roll(256)).unwrap()).collect();
        bytes.extend(b"\r\n\r\n");
        let _ = raw::exchange(demo.address(), &bytes);
    }
    let smuggled = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    let _ = raw::exchange(demo.address(), smuggled.as_bytes());
    assert_eq!(demo.request("GET", "/health/live", &[], b"").status, 200);
}

/// In GraphQL for who may see the ledger, and for monitors, without a token and without anybody's data.
#[test]
fn the_ledger_tells_how_far_its_read_models_have_come() {
    let demo = shared_demo();
    let query = json!({ "query": "{ ledger(municipality: \"9901\") { position projections {
        readModel position lag version fault } } }" });
    // What follows the ledger begins when the server has begun to answer.
    let projections = eventually("all have begun to follow", Duration::from_mins(1), || {
        let answer = send(&[JSON], query.to_string().as_bytes()).json();
        let projections = answer["data"]["ledger"]["projections"].as_array().unwrap().clone();
        projections.iter().all(|one| one["position"].as_i64() > Some(0)).then_some(projections)
    });
    let names: Vec<_> = projections.iter().map(|one| one["readModel"].as_str().unwrap()).collect();
    let mut all: Vec<_> =
        ReadModel::ALL.iter().map(|model| model.name()).chain(Follower::ALL.iter().map(|one| one.name())).collect();
    all.push(erasure::NAME);
    all.sort_unstable();
    assert_eq!(names, all);
    for projection in &projections {
        assert!(projection["lag"].as_i64().unwrap() >= 0, "{projection}");
        assert!(projection["fault"].is_null(), "{projection}");
    }

    let metrics = demo.request("GET", "/metrics", &[], b"");
    assert_eq!((metrics.status, metrics.header("content-type")), (200, "text/plain; version=0.0.4; charset=utf-8"));
    for name in names {
        for gauge in ["position", "head", "lag_events", "seconds_since_progress", "fault", "version", "wrong_rows"] {
            let line = format!("case_ledger_projection_{gauge}{{read_model=\"{name}\",municipality=\"9901\"}} ");
            let value = metrics.body.lines().find_map(|text| text.strip_prefix(&line));
            assert!(value.is_some_and(|value| value.parse::<f64>().is_ok()), "{line}: {}", metrics.body);
        }
    }
    for line in metrics.body.lines() {
        assert!(line.starts_with("# ") || line.starts_with("case_ledger_"), "{line}");
    }

    let ready = demo.request("GET", "/health/ready", &[], b"");
    assert_eq!((ready.status, &ready.json()["status"]), (200, &json!("ready")));
}

/// An event that no version of the program knows behind the newest one of a case, which nobody acts on, and the head over it.
const POISON: &str = "INSERT INTO events
     SELECT e.municipality, h.position + 1, aggregate_type, aggregate_id, sequence + 1, 'SomethingUnheardOf',
            event_version, '{\"SomethingUnheardOf\": {}}', metadata, gen_random_uuid(), gen_random_uuid(), 0,
            correlation_id, causation_id, actor, occurred_at, recorded_at, leaf_hash, code
       FROM events e JOIN ledger_heads h USING (municipality)
      WHERE municipality = '9901' AND event_type = 'ObservationLogged'
        AND NOT EXISTS (SELECT FROM events later
                         WHERE later.aggregate_id = e.aggregate_id AND later.sequence > e.sequence)
      ORDER BY e.position DESC LIMIT 1;
     UPDATE ledger_heads SET position = position + 1 WHERE municipality = '9901'";
/// Makes it one that every version knows.
const MEND: &str =
    "UPDATE events AS broken SET event_type = before.event_type, payload = before.payload FROM events AS before
      WHERE broken.event_type = 'SomethingUnheardOf' AND before.municipality = broken.municipality
        AND before.aggregate_id = broken.aggregate_id AND before.sequence = broken.sequence - 1";

/// What stops is one municipality's, and the server goes on serving: monitors, those who see the ledger and the command
/// line are told the same of it, until somebody puts it right.
#[test]
fn a_read_model_that_stopped_is_told_wherever_one_would_look_and_its_neighbours_are_not() {
    // That the row is no true one is told by itself, longer than it is there.
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--cases", "2", "--verify-every", "0"];
    let demo = Demo::start_with(DataDir::new(), &arguments);
    let ready = || {
        let answer = demo.request("GET", "/health/ready", &[], b"");
        assert_eq!(answer.status, 200, "what stopped takes nobody else's answers away: {}", answer.body);
        answer.json()
    };
    let told_of = |municipality: &str| {
        let query =
            format!("{{ ledger(municipality: \"{municipality}\") {{ projections {{ readModel lag fault }} }} }}");
        let answer = demo.graphql(&demo.token("auditor", municipality), &query, &json!({}));
        answer["data"]["ledger"]["projections"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    };
    eventually("all have followed", Duration::from_mins(1), || {
        let all = ["9901", "9902"].map(told_of).concat();
        all.iter().all(|one| one["lag"] == 0 && one["fault"].is_null()).then_some(())
    });
    let runtime = Runtime::new().unwrap();
    let superuser = superuser_of(&demo);
    let faults = || {
        let faults = told_of("9901").into_iter().filter(|one| !one["fault"].is_null());
        faults.map(|one| (one["readModel"].as_str().unwrap().to_owned(), one["fault"].clone())).collect::<Vec<_>>()
    };
    let all_stopped = || {
        eventually("what reads cases stops, and all else goes on", Duration::from_mins(1), || {
            let stands = |one: &Value| one["lag"] == 0 || !one["fault"].is_null();
            told_of("9901").iter().all(stands).then(faults)
        })
    };
    // As a program of a newer version writes one: with its hash, and the code of the ledger's keys.
    let write = |sql: &str, at: Option<i64>| {
        runtime.block_on(async {
            let home = Home::open_as_it_is(demo.data_dir(), EmbeddedOptions::default()).await.unwrap();
            let (databases, ledger) = home.ledger(2).await.unwrap();
            let mut connection = PgConnection::connect(&superuser).await.unwrap();
            connection.execute("SET session_replication_role = replica; BEGIN").await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            let newest = "SELECT max(position) FROM events WHERE municipality = '9901'";
            let newest = sqlx::query_scalar(newest).fetch_one(&mut connection).await.unwrap();
            let at = at.unwrap_or(newest);
            let municipality = "9901".parse().unwrap();
            rehash_of(&municipality, &mut connection, at).await;
            recode_of(&municipality, ledger.keys(), &mut connection, at).await;
            connection.execute("COMMIT").await.unwrap();
            databases.close().await;
            home.close().await;
        });
    };
    write(POISON, None);
    let stopped = all_stopped();
    for model in ["case_cards", "decisions", "leader_inbox", "oversight"] {
        assert!(stopped.iter().any(|(name, _)| name == model), "{model} reads the events of cases: {stopped:?}");
    }
    let at = rows_of::<(i64,)>(&demo, "SELECT position FROM events WHERE event_type = 'SomethingUnheardOf'")[0].0;

    // Whoever tells of danger finds the case that another has just opened all the same (R-1).
    let of_cases = || {
        let sql = "SELECT count(*) FILTER (WHERE event_type = 'CaseOpened'),
                          count(*) FILTER (WHERE event_type = 'EmergencyContactMade')
                     FROM events WHERE municipality = '9901'";
        rows_of::<(i64, i64)>(&demo, sql)[0]
    };
    let (opened, contacted) = of_cases();
    let contact = json!({
        "child": { "name": "Barn Prøve", "nationalId": national_id("16061877") }, "unit": "Solbakken", "body": "POLICE",
        "category": "VIOLENCE", "description": "Ringte politiet.",
    });
    for _ in 0..2 {
        demo.accepted(&demo.token("employee", "9901"), "makeEmergencyContact", contact.clone());
    }
    assert_eq!(of_cases(), (opened + 1, contacted + 2));

    let health = ready();
    assert_eq!(health["status"], "degraded");
    for (model, fault) in &stopped {
        assert!(fault.as_str().unwrap().contains(&format!("position {at}")), "{model}: {fault}");
        let told = json!({ "readModel": model, "municipality": "9901", "fault": fault });
        assert!(health["stopped"].as_array().unwrap().contains(&told), "{told} is not in {health}");
    }
    assert!(health["stopped"].as_array().unwrap().iter().all(|one| one["municipality"] == "9901"), "{health}");
    assert!(told_of("9902").iter().all(|one| one["fault"].is_null() && one["lag"] == 0));

    let metrics = demo.request("GET", "/metrics", &[], b"").body;
    let measured = |model: &str, municipality: &str| {
        let line = format!("case_ledger_projection_fault{{read_model=\"{model}\",municipality=\"{municipality}\"}} ");
        metrics.lines().find_map(|text| text.strip_prefix(&line)).map(ToOwned::to_owned)
    };
    for (model, _) in &stopped {
        assert_eq!((measured(model, "9901"), measured(model, "9902")), (Some("1".into()), Some("0".into())), "{model}");
    }
    assert_eq!(measured("report_register", "9901").as_deref(), Some("0"), "it does not fold cases");

    let (code, out, err) = demo.run(&["projections"]);
    assert_eq!(code, 0, "{err}");
    let mut lines = out.lines();
    let header: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(header, ["MUNICIPALITY", "READ", "MODEL", "POSITION", "LAG", "VERSION", "EVENTS/S", "FAULT"]);
    let mut all: Vec<&str> =
        ReadModel::ALL.iter().map(|model| model.name()).chain(Follower::ALL.iter().map(|one| one.name())).collect();
    all.push(erasure::NAME);
    all.sort_unstable();
    let rows: Vec<(&str, &str, bool)> = lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let (municipality, model) = (words.next().unwrap(), words.next().unwrap());
            let has_stopped = words.nth(4).unwrap() != "-";
            assert_eq!(has_stopped, line.contains(&format!("position {at}")), "{line}");
            (municipality, model, has_stopped)
        })
        .collect();
    let is_stopped = |model: &str| stopped.iter().any(|(name, _)| name == model);
    let expected = ["9901", "9902"].into_iter().flat_map(|municipality| {
        all.iter().map(move |model| (municipality, *model, municipality == "9901" && is_stopped(model)))
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());

    // Tried again before anything is put right, they stop again; after it, they go on.
    let (code, out, err) = demo.run(&["projections", "--retry", "--municipality", "9902"]);
    assert!(code == 0 && out.starts_with("0 faults taken away"), "{out}{err}");
    let (code, out, err) = demo.run(&["projections", "--retry"]);
    assert!(code == 0 && out.starts_with(&format!("{} faults taken away", stopped.len())), "{out}{err}");
    all_stopped();
    write(MEND, Some(at));
    assert_eq!(demo.run(&["projections", "--retry", "--municipality", "9901"]).0, 0);
    eventually("they go on", Duration::from_mins(1), || {
        (ready()["status"] == "ready" && told_of("9901").iter().all(|one| one["lag"] == 0)).then_some(())
    });
    assert_eq!(ready()["stopped"], json!([]));
    let (code, out, err) = demo.run(&["projections"]);
    assert!(code == 0 && out.lines().skip(1).all(|line| line.ends_with("  -")), "{out}{err}");
}

/// What was answered from it before may have been wrong, too: that a rebuild put it right is no reason to tell nobody.
#[test]
fn a_read_model_that_had_been_wrong_is_told_wherever_one_would_look_until_it_is_acknowledged_or_found_right() {
    let demo = Demo::start(2);
    let health = || demo.request("GET", "/health/ready", &[], b"").json();
    let in_graphql = |municipality: &str| {
        let query = format!(
            "{{ ledger(municipality: \"{municipality}\") {{ projections {{ readModel hadBeenWrong {{ rows foundAt }} }} }} }}"
        );
        let answer = demo.graphql(&demo.token("auditor", municipality), &query, &json!({}));
        let projections = answer["data"]["ledger"]["projections"].as_array().unwrap_or_else(|| panic!("{answer}"));
        let wrong = projections.iter().filter(|one| !one["hadBeenWrong"].is_null());
        wrong.map(|one| (one["readModel"].clone(), one["hadBeenWrong"].clone())).collect::<Vec<_>>()
    };
    let measured = |municipality: &str| {
        let metrics = demo.request("GET", "/metrics", &[], b"").body;
        ["wrong_rows", "wrong_found_at_seconds"].map(|gauge| {
            let line =
                format!("case_ledger_projection_{gauge}{{read_model=\"case_cards\",municipality=\"{municipality}\"}} ");
            metrics.lines().find_map(|text| text.strip_prefix(&line)).map(|value| value.parse::<f64>().unwrap())
        })
    };
    let is_told = || {
        let health = health();
        let is_told = health["hadBeenWrong"] != json!([]);
        assert_eq!(health["status"], if is_told { "degraded" } else { "ready" }, "{health}");
        assert_eq!((in_graphql("9901").len(), measured("9901")[0] > Some(0.0)), (usize::from(is_told), is_told));
        let (code, out, err) = demo.run(&["projections"]);
        assert_eq!((code, out.matches("wrong rows right").count()), (0, usize::from(is_told)), "{out}{err}");
        is_told
    };
    let runtime = Runtime::new().unwrap();
    let owner = demo.owner_url();
    let run = |sql: &str| {
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&owner).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        });
    };
    let rebuild = || demo.run(&["rebuild", "case_cards"]).0;
    eventually("all have followed", Duration::from_mins(1), || {
        let lag = health()["lag"].clone();
        (lag == json!([])).then_some(())
    });
    assert!(!is_told());

    let wrong = "UPDATE case_cards SET unit = 'Andre' WHERE municipality = '9901'
        AND case_id = (SELECT min(case_id::text)::uuid FROM case_cards WHERE municipality = '9901')";
    run(wrong);
    assert!(!is_told(), "nobody has compared it");
    assert_eq!(rebuild(), 2);
    assert!(is_told());
    let told = &health()["hadBeenWrong"];
    let one = &told[0];
    assert_eq!(
        (told.as_array().unwrap().len(), &one["readModel"], &one["municipality"]),
        (1, &json!("case_cards"), &json!("9901"))
    );
    assert_eq!(one["rows"], 2, "one that was there and one that was not");
    let in_graphql_now = in_graphql("9901");
    let (model, wrong_in_graphql) = &in_graphql_now[0];
    assert_eq!((model, &wrong_in_graphql["rows"]), (&json!("case_cards"), &json!(2)));
    let instant = |value: &Value| value.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let found_at = instant(&one["foundAt"]);
    assert_eq!(instant(&wrong_in_graphql["foundAt"]), found_at);
    #[expect(clippy::cast_precision_loss, reason = "seconds are far below 2^52")]
    let seconds = found_at.timestamp() as f64;
    assert_eq!(measured("9901"), [Some(2.0), Some(seconds)]);
    assert_eq!((measured("9902"), in_graphql("9902")), ([Some(0.0), None], Vec::new()));
    let unit = "unit = 'Andre'";
    assert_eq!(
        rows_of::<(i64,)>(&demo, &format!("SELECT count(*) FROM case_cards WHERE {unit}")),
        [(0,)],
        "it is mended"
    );

    // Another municipality's is another one.
    let (code, out, err) = demo.run(&["projections", "--acknowledge", "--municipality", "9902"]);
    assert!(code == 0 && out.starts_with("0 read models"), "{out}{err}");
    assert!(is_told());
    let (code, out, err) = demo.run(&["projections", "--acknowledge"]);
    assert!(code == 0 && out.starts_with("1 read models"), "{out}{err}");
    assert!(!is_told());

    // What an older version wrote is to differ, and says nothing of whether it had been wrong.
    let older = "UPDATE projections SET version = 0 WHERE read_model = 'case_cards' AND municipality = '9901'";
    run(&format!("{wrong}; {older}"));
    assert_eq!(rebuild(), 0);
    assert!(!is_told());
    run(wrong);
    assert_eq!(rebuild(), 2);
    run(older);
    assert_eq!(rebuild(), 0);
    assert!(is_told(), "it is told until the same version is found right");
    assert_eq!(rebuild(), 0);
    assert!(!is_told());
}

/// As after an upgrade: that a server is ready means that its read models are this version's.
#[test]
fn a_read_model_of_an_older_version_that_cannot_be_rebuilt_is_told_wherever_one_would_look() {
    let demo = Demo::start(2);
    let run = |demo: &Demo, sql: &str| {
        let owner = demo.owner_url();
        Runtime::new().unwrap().block_on(async {
            let mut connection = PgConnection::connect(&owner).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        });
    };
    let health = |demo: &Demo| demo.request("GET", "/health/ready", &[], b"").json();
    eventually("all is well", Duration::from_mins(1), || (health(&demo)["status"] == "ready").then_some(()));
    run(
        &demo,
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'Kari Nordmann'; END $$;
         CREATE TRIGGER fail BEFORE INSERT ON case_cards FOR EACH ROW EXECUTE FUNCTION fail();
         UPDATE case_cards SET unit = 'Andre' WHERE municipality = '9901';
         UPDATE projections SET version = 0 WHERE read_model = 'case_cards' AND municipality = '9901'",
    );
    // A server that starts rebuilds it at once.
    let demo = Demo::start_in(demo.stop(), 2);
    let outdated = eventually("it is told why it cannot", Duration::from_mins(1), || {
        let health = health(&demo);
        let outdated = health["outdated"].as_array().unwrap_or_else(|| panic!("{health}")).clone();
        let [one] = outdated.as_slice() else { panic!("{health}") };
        assert_eq!(health["status"], "degraded", "{health}");
        assert!(!health.to_string().contains("Nordmann"), "{health}");
        one["failure"].is_string().then(|| one.clone())
    });
    assert_eq!(
        (&outdated["readModel"], &outdated["municipality"], &outdated["version"]),
        (&json!("case_cards"), &json!("9901"), &json!(0))
    );
    let failure = outdated["failure"].as_str().unwrap();
    assert!(failure.contains("P0001"), "{failure}");
    let in_graphql = |demo: &Demo, municipality: &str| {
        let query = format!(
            "{{ ledger(municipality: \"{municipality}\") {{ projections {{ readModel outdated {{ failure failingSince }} }} }} }}"
        );
        let answer = demo.graphql(&demo.token("auditor", municipality), &query, &json!({}));
        let projections = answer["data"]["ledger"]["projections"].as_array().unwrap_or_else(|| panic!("{answer}"));
        projections.iter().filter(|one| !one["outdated"].is_null()).cloned().collect::<Vec<_>>()
    };
    let told = in_graphql(&demo, "9901");
    assert_eq!((told.len(), &told[0]["readModel"]), (1, &json!("case_cards")), "{told:?}");
    assert_eq!(told[0]["outdated"]["failure"], outdated["failure"]);
    assert_eq!(in_graphql(&demo, "9902"), Vec::<Value>::new());
    let metrics = demo.request("GET", "/metrics", &[], b"").body;
    let measured = |gauge: &str, municipality: &str| {
        let line =
            format!("case_ledger_projection_{gauge}{{read_model=\"case_cards\",municipality=\"{municipality}\"}} ");
        metrics.lines().find_map(|text| text.strip_prefix(&line)).map(|value| value.parse::<f64>().unwrap())
    };
    assert_eq!((measured("outdated", "9901"), measured("outdated", "9902")), (Some(1.0), Some(0.0)));
    assert!(measured("rebuild_failing_since_seconds", "9901").is_some());
    assert_eq!(measured("rebuild_failing_since_seconds", "9902"), None);
    let (code, out, err) = demo.run(&["projections", "--municipality", "9901"]);
    assert!(code == 0 && out.contains("outdated, and could not be rebuilt since"), "{out}{err}");

    run(&demo, "DROP TRIGGER fail ON case_cards");
    let demo = Demo::start_in(demo.stop(), 2);
    eventually("it is done", Duration::from_mins(1), || (health(&demo)["status"] == "ready").then_some(()));
    assert_eq!((health(&demo)["outdated"].clone(), in_graphql(&demo, "9901")), (json!([]), Vec::new()));
}

/// The way of somebody who locks what is asked for, which stands for every question that does not come to an end.
#[test]
fn a_question_that_takes_too_long_is_given_up_and_says_what_to_do() {
    let demo = Demo::start(1);
    let token = demo.token("auditor", "9901");
    let question = "{ cases(first: 1) { edges { node { id } } } }";
    let locked = Runtime::new().unwrap().block_on(async {
        let mut owner = PgConnection::connect(&demo.owner_url()).await.unwrap();
        owner.execute("BEGIN; LOCK TABLE case_cards IN ACCESS EXCLUSIVE MODE").await.unwrap();
        demo.graphql(&token, question, &json!({}))
    });
    let error = &locked["errors"][0];
    assert_eq!(error["extensions"]["code"], "TOOK_TOO_LONG", "{locked}");
    let reference = error["extensions"]["reference"].as_str().unwrap();
    assert!(error["message"].as_str().unwrap().contains("Ask for a shorter period"), "{error}");
    assert!(demo.log().contains(reference), "the cause is in the log");
    assert_eq!(demo.graphql(&token, question, &json!({}))["errors"], Value::Null, "it answers when it can");
}
