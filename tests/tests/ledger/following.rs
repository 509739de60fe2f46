//! Whoever follows a ledger over HTTP sees everything, once, in order, as far as may be seen, and for as long.

use case_ledger_infrastructure::{clock, secret_file};
use case_ledger_tests::demo::signal;
use case_ledger_tests::{DataDir, Demo, shared_demo, token};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::data_subjects::{erase, lift, restrict};

const LEDGER: &str = "subscription Follow($after: Int!) {
    ledgerEntries(municipality: \"9901\", after: $after) { position eventType data actor { name { state } } } }";
const CASE: &str =
    "subscription Follow($id: ID!, $after: Int!) { caseEntries(id: $id, after: $after) { sequence streamId data } }";
const WRITERS: usize = 4;
const COMMANDS: usize = 15;

fn head(demo: &Demo) -> i64 {
    let query = "{ ledger(municipality: \"9901\") { position } }";
    demo.graphql(&demo.token("auditor", "9901"), query, &json!({}))["data"]["ledger"]["position"].as_i64().unwrap()
}

fn open_case(demo: &Demo) -> (String, i64) {
    let concern = json!({ "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD",
        "description": "Stille og trøtt." });
    let changed = demo.accepted(&demo.token("employee", "9901"), "raiseConcern", concern);
    (changed["case"]["id"].as_str().unwrap().to_owned(), changed["position"].as_i64().unwrap())
}

fn observe(demo: &Demo, case: &str) -> i64 {
    let observation =
        json!({ "caseId": case, "observedOn": "2026-01-05", "kind": "OBSERVED", "text": "Satt alene i garderoben." });
    let changed = demo.accepted(&demo.token("employee", "9901"), "logObservation", observation);
    changed["position"].as_i64().unwrap()
}

/// A token of somebody who has asked for nothing else.
fn token_of(demo: &Demo, role: &str, subject: &str, change: impl FnOnce(&mut Value)) -> String {
    let secret = secret_file::read(&demo.data_dir().join("secrets").join("demo-tokens")).unwrap();
    let mut claims = token::claims(role, "9901");
    claims["sub"] = json!(subject);
    change(&mut claims);
    token::hs256(&secret, &claims)
}

fn position(answer: &Value) -> i64 {
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["ledgerEntries"]["position"].as_i64().unwrap()
}

#[test]
fn while_others_write_every_follower_sees_every_position_once_and_in_order() {
    let demo = shared_demo();
    let begins = head(demo);
    let auditor = token_of(demo, "auditor", "follows-all", |_| ());
    let mut early = demo.follow(&auditor, LEDGER, &json!({ "after": begins }));
    assert_eq!((early.status, early.header("content-type")), (200, "text/event-stream"));
    assert_eq!((early.header("cache-control"), early.header("x-accel-buffering")), ("no-store", "no"));

    let last = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                scope.spawn(|| {
                    let (case, _) = open_case(demo);
                    (0..COMMANDS).map(|_| observe(demo, &case)).max().unwrap()
                })
            })
            .collect();
        // Leaves after every tenth entry and comes back.
        let (auditor, returns) = (
            &auditor,
            scope.spawn(|| {
                let mut seen = vec![begins];
                while seen.len() <= WRITERS * COMMANDS {
                    let events = demo.follow(&auditor, LEDGER, &json!({ "after": seen.last() }));
                    seen.extend(events.take(10).map(|answer| position(&answer)));
                }
                seen
            }),
        );
        let last = writers.into_iter().map(|writer| writer.join().unwrap()).max().unwrap();
        let late = demo.follow(auditor, LEDGER, &json!({ "after": begins }));
        let mut seen: Vec<i64> = Vec::new();
        for answer in late {
            seen.push(position(&answer));
            if seen.last() == Some(&last) {
                break;
            }
        }
        assert!(seen.into_iter().eq(begins + 1..=last));
        let seen = returns.join().unwrap();
        assert!(seen.iter().copied().eq(begins..begins + i64::try_from(seen.len()).unwrap()), "{seen:?}");
        last
    });
    for expected in begins + 1..=last {
        assert_eq!(early.next().map(|answer| position(&answer)), Some(expected));
    }
}

#[test]
fn who_may_not_see_names_follows_without_them() {
    let demo = shared_demo();
    let begins = head(demo);
    let (case, _) = open_case(demo);
    let officer = token_of(demo, "data-protection-officer", "follows-blind", |_| ());
    let mut events = demo.follow(&officer, LEDGER, &json!({ "after": begins }));
    let raised = events.find(|answer| answer["data"]["ledgerEntries"]["eventType"] == "ConcernRaised").unwrap();
    assert!(raised.to_string().contains("WITHHELD") && !raised.to_string().contains("VISIBLE"), "{raised}");
    let employee = token_of(demo, "employee", "follows-case", |_| ());
    let mut events = demo.follow(&employee, CASE, &json!({ "id": case, "after": 1 }));
    let raised = events.next().unwrap();
    assert_eq!(raised["data"]["caseEntries"]["sequence"], 2);
    assert_eq!(raised["data"]["caseEntries"]["data"]["description"]["value"], "Stille og trøtt.");
}

/// What is waited for without a word would be taken for quiet.
#[test]
fn a_case_is_not_followed_from_a_place_that_nothing_has_come_to_nor_from_two() {
    let demo = shared_demo();
    let (case, _) = open_case(demo);
    let employee = token_of(demo, "employee", "follows-nothing", |_| ());
    let refused = |places: Value| {
        let query = "subscription Follow($id: ID!, $after: Int! = 0, $afterPosition: Int) {
            caseEntries(id: $id, after: $after, afterPosition: $afterPosition) { sequence } }";
        let mut variables = places;
        variables["id"] = json!(case);
        let answer = demo.follow(&employee, query, &variables).next().unwrap();
        let error = &answer["errors"][0]["extensions"];
        (error["code"].clone(), error["field"].clone())
    };
    let beyond = head(demo) + 1_000_000;
    assert_eq!(refused(json!({ "after": beyond })), (json!("INVALID_INPUT"), json!("after")));
    assert_eq!(refused(json!({ "afterPosition": beyond })), (json!("INVALID_INPUT"), json!("afterPosition")));
    assert_eq!(refused(json!({ "after": 1, "afterPosition": 1 })), (json!("INVALID_INPUT"), json!("after")));
}

#[tokio::test]
async fn what_is_followed_is_recorded_as_read_before_it_is_sent() {
    let demo = shared_demo();
    let (case, _) = open_case(demo);
    let id = case.strip_prefix("case_").unwrap().to_owned();
    let reader = token_of(demo, "employee", "is-recorded", |_| ());
    let mut ledger = PgConnection::connect(&demo.owner_url()).await.unwrap();
    let mut recorded = async || -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM read_log WHERE object_id = $1::uuid AND operation = 'caseEntries'")
            .bind(&id)
            .fetch_one(&mut ledger)
            .await
            .unwrap()
    };
    let mut events = demo.follow(&reader, CASE, &json!({ "id": case, "after": 0 }));
    assert_eq!(events.next().unwrap()["data"]["caseEntries"]["sequence"], 1);
    let first = recorded().await;
    assert!(first > 0, "by the time it is here it is recorded");
    assert_eq!(events.next().unwrap()["data"]["caseEntries"]["sequence"], 2);
    observe(demo, &case);
    assert_eq!(events.next().unwrap()["data"]["caseEntries"]["sequence"], 3);
    assert!(recorded().await > first, "and so is what comes later");
}

/// What a followed entry tells of the child's own words: the state of the text.
fn state_of_text(answer: &Value) -> String {
    let text = &answer["data"]["caseEntries"]["data"]["text"];
    text["state"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// The pseudonym of whom a case is about.
fn child_of(demo: &Demo, case: &str) -> Uuid {
    let query = format!("{{ case(id: \"{case}\") {{ child {{ subject }} }} }}");
    let shown = demo.graphql(&demo.token("auditor", "9901"), &query, &json!({}));
    shown["data"]["case"]["child"]["subject"].as_str().unwrap().parse().unwrap()
}

/// Two follow one case since before: one in a role that the restriction names, one in another.
#[test]
fn under_an_open_subscription_a_restricted_person_is_withheld_from_the_next_entry_on_from_who_is_not_named() {
    let demo = shared_demo();
    let (case, _) = open_case(demo);
    let follow = |role: &str| {
        let token = token_of(demo, role, &format!("follows-the-restricted-{role}"), |_| ());
        let mut events = demo.follow(&token, CASE, &json!({ "id": case, "after": 1 }));
        assert_eq!(events.next().unwrap()["data"]["caseEntries"]["sequence"], 2, "{role} follows");
        events
    };
    let (mut named, mut other) = (follow("auditor"), follow("employee"));
    let mut next = |expected: [&str; 2]| {
        let at = observe(demo, &case);
        let seen = [named.next().unwrap(), other.next().unwrap()];
        assert_eq!(seen.each_ref().map(state_of_text), expected, "what is recorded at {at}");
        assert_eq!(seen[1].to_string().contains("garderoben"), expected[1] == "VISIBLE", "{}", seen[1]);
    };
    next(["VISIBLE", "VISIBLE"]);
    let child = child_of(demo, &case);
    restrict(demo, child, &["AUDITOR"]);
    next(["VISIBLE", "WITHHELD"]);
    next(["VISIBLE", "WITHHELD"]);
    restrict(demo, child, &[]);
    next(["WITHHELD", "WITHHELD"]);
    lift(demo, child);
    next(["VISIBLE", "VISIBLE"]);
}

/// How much is written of the child: more than lies between a server and a reader who takes his time (each entry half a
/// megabyte as it is asked for; systems hold up to some forty for one connection).
const MUCH: usize = 120;

/// The bytes that the system holds for connections to that port, on either side: out of the server's hands.
fn held_by_the_system(port: u16) -> usize {
    let sockets = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let of_port = format!(":{port:04X}");
    let queues = sockets.lines().skip(1).filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_one = fields[1].ends_with(&of_port) || fields[2].ends_with(&of_port);
        // Of a socket that listens it is something else.
        (is_one && fields[3] != "0A").then(|| fields[4].to_owned())
    });
    let bytes = |text: &str| usize::from_str_radix(text, 16).unwrap();
    queues.map(|queues| queues.split_once(':').map_or(0, |(sent, received)| bytes(sent) + bytes(received))).sum()
}

/// In a demo of its own, whose delay of erasures is another one. Nothing more is recorded of who is erased: what comes is
/// what was written before and not yet handed out, and what is recorded of others.
#[test]
fn under_an_open_subscription_an_erased_person_is_shredded_from_the_next_entry_on() {
    let demo = Demo::start(1);
    let (case, _) = open_case(&demo);
    let (child, text) = (child_of(&demo, &case), "x".repeat(20_000));
    let employee = demo.token("employee", "9901");
    for _ in 0..MUCH {
        let observation = json!({ "caseId": case, "observedOn": "2026-01-05", "kind": "OBSERVED", "text": text });
        demo.accepted(&employee, "logObservation", observation);
    }
    // Each entry so many times over that the connection does not hold all of them.
    let data = (0..25).map(|nth| format!("data{nth}: data")).collect::<Vec<_>>().join(" ");
    let query = format!(
        "subscription Follow($id: ID!, $after: Int!) {{
             caseEntries(id: $id, after: $after) {{ sequence data actor {{ name {{ state }} }} {data} }} }}"
    );
    let reader = token_of(&demo, "auditor", "takes-his-time", |_| ());
    let follow = |after: i64| demo.follow(&reader, &query, &json!({ "id": case, "after": after }));
    let mut events = follow(2);
    // Which guide the case follows is none of the child's words.
    let observed = |answer: &Value| answer["data"]["caseEntries"]["data"]["text"].is_object();
    let first = events.find(observed).unwrap();
    assert_eq!(state_of_text(&first), "VISIBLE");
    let sequence = |answer: &Value| answer["data"]["caseEntries"]["sequence"].as_i64().unwrap();
    // Until all that was made for the reader by then waits.
    std::thread::sleep(std::time::Duration::from_secs(2));
    erase(&demo, child);
    let held = held_by_the_system(demo.address().rsplit_once(':').unwrap().1.parse().unwrap());
    let state = |answer: &Value| {
        let state = state_of_text(answer);
        assert_eq!(answer.to_string().contains("xxxx"), state == "VISIBLE");
        state
    };
    // What had left the server by then was shown before, and the one that it was sending. No more: the rest is cut.
    let arrived: Vec<(i64, String)> = events.by_ref().map(|answer| (sequence(&answer), state(&answer))).collect();
    assert!(arrived.iter().all(|(_, state)| state == "VISIBLE") && !events.completed, "{arrived:?}");
    assert!(arrived.len() <= held / 500_000 + 2, "{} entries came, of {held} bytes held", arrived.len());
    let seen = arrived.len() + 1;
    assert!(seen < MUCH * 3 / 4, "or this proves nothing: {seen}");
    // Who comes back is shown the rest as it is shown now. The erasure is no entry of the case.
    let last = arrived.last().map_or_else(|| sequence(&first), |(sequence, _)| *sequence);
    let rest: Vec<String> = follow(last).by_ref().take(MUCH - seen).map(|answer| state(&answer)).collect();
    assert!(rest.len() == MUCH - seen && rest.iter().all(|state| state == "SHREDDED"), "{rest:?}");

    // Who works on after having been erased is named from the next entry on no more; what was observed is another's.
    let (case, _) = open_case(&demo);
    let mut events = demo.follow(
        &token_of(&demo, "auditor", "follows-on", |_| ()),
        "subscription Follow($id: ID!) { caseEntries(id: $id, after: 1) { data actor { subject name { state } } } }",
        &json!({ "id": case }),
    );
    let raised = events.next().unwrap()["data"]["caseEntries"].clone();
    assert_eq!(raised["actor"]["name"]["state"], "VISIBLE");
    erase(&demo, raised["actor"]["subject"].as_str().unwrap().parse().unwrap());
    observe(&demo, &case);
    let observed = events.find(observed).unwrap();
    assert_eq!(observed["data"]["caseEntries"]["actor"]["name"]["state"], "SHREDDED", "{observed}");
    assert_eq!(state_of_text(&observed), "VISIBLE");
}

#[test]
fn a_subscription_ends_with_its_token() {
    let demo = shared_demo();
    // A token just expired still lets a request in, for the sake of clocks that differ.
    let expired = token_of(demo, "auditor", "expires", |claims| claims["exp"] = json!(clock::now().timestamp() - 5));
    let mut events = demo.follow(&expired, LEDGER, &json!({ "after": 0 }));
    let answers: Vec<Value> = events.by_ref().collect();
    let code = &answers.last().unwrap()["errors"][0]["extensions"]["code"];
    assert_eq!((answers.len(), code), (1, &json!("UNAUTHENTICATED")), "{answers:?}");
    assert!(events.completed, "and says so");
}

#[test]
fn nobody_holds_more_places_than_one_person_needs() {
    let demo = shared_demo();
    let greedy = token_of(demo, "auditor", "greedy", |_| ());
    let follow = || demo.follow(&greedy, LEDGER, &json!({ "after": 0 }));
    let open: Vec<_> = (0..8).map(|_| follow()).collect();
    assert!(open.iter().all(|events| events.status == 200));
    let refused = follow();
    assert_eq!((refused.status, refused.header("retry-after")), (429, "30"));
    drop(open);
    case_ledger_tests::eventually("the places are free again", std::time::Duration::from_secs(30), || {
        (follow().status == 200).then_some(())
    });
}

#[test]
fn what_cannot_be_followed_is_refused() {
    let demo = shared_demo();
    let auditor = token_of(demo, "auditor", "asks-wrongly", |_| ());
    let code = |query: &str, variables: Value| {
        let mut events = demo.follow(&auditor, query, &variables);
        let answers: Vec<Value> = events.by_ref().collect();
        assert!(events.completed);
        answers[0]["errors"][0]["extensions"]["code"].clone()
    };
    assert_eq!(code(LEDGER, json!({ "after": head(demo) + 1_000_000 })), "INVALID_INPUT");
    assert_eq!(code(LEDGER, json!({ "after": -1 })), "INVALID_INPUT");
    assert_eq!(code(CASE, json!({ "id": format!("case_{}", uuid::Uuid::nil()), "after": 0 })), "INVALID_INPUT");
    let elsewhere = LEDGER.replace("9901", "9902");
    assert_eq!(code(&elsewhere, json!({ "after": 0 })), "FORBIDDEN");
    for query in ["query Follow { viewer { name } }", "mutation Follow { __typename }"] {
        assert_eq!(demo.follow(&auditor, query, &json!({})).status, 400, "{query}");
    }
    let two = "subscription Follow { a: ledgerEntries(municipality: \"9901\") { position }
        b: ledgerEntries(municipality: \"9901\") { position } }";
    assert_eq!(demo.follow(&auditor, two, &json!({})).status, 400);
}

#[test]
fn a_server_that_stops_ends_its_subscriptions_and_their_clients_go_on_at_the_next() {
    let demo = Demo::start_in(DataDir::new(), 4);
    let auditor = token_of(&demo, "auditor", "outlives", |_| ());
    let (_, position_of_case) = open_case(&demo);
    let events = demo.follow(&auditor, LEDGER, &json!({ "after": position_of_case - 1 }));
    let reading = std::thread::spawn(move || {
        let mut events = events;
        let seen: Vec<i64> = events.by_ref().map(|answer| position(&answer)).collect();
        (seen, events.completed)
    });
    signal(demo.pid(), "TERM");
    let (seen, completed) = reading.join().unwrap();
    assert!(!completed, "it was cut, not ended");
    let demo = Demo::start_in(demo.stop(), 4);
    let last = seen.last().copied().unwrap_or(position_of_case - 1);
    let next = observe(&demo, &open_case(&demo).0);
    let auditor = token_of(&demo, "auditor", "outlives", |_| ());
    let rest = demo.follow(&auditor, LEDGER, &json!({ "after": last }));
    let rest: Vec<i64> = rest.map(|answer| position(&answer)).take(usize::try_from(next - last).unwrap()).collect();
    assert!(rest.into_iter().eq(last + 1..=next));
}
