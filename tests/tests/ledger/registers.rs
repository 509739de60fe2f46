//! What leaders and auditors look up, in a case and across cases, as a client meets it: RM-1, RM-2, RM-8, RM-10, RM-11,
//! RM-15, RM-17, R-22, S0-5, S0-10, S1-1, S1-2, S2-1, S3-3, S4-22.

use std::time::Duration;

use case_ledger_tests::{Demo, day, eventually, shared_demo};
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

struct Client {
    demo: &'static Demo,
    employee: String,
    unit: String,
}

/// With a unit of its own, so that no other test's cases are counted.
fn client(unit: &str) -> Client {
    let demo = shared_demo();
    Client { demo, employee: demo.token("employee", MUNICIPALITY), unit: unit.to_owned() }
}

impl Client {
    /// A token of the unit; those who record have opened its cases, and belong to another.
    fn token(&self, role: &str) -> String {
        self.demo.token_in(&self.unit, role, MUNICIPALITY)
    }

    /// Sends what must be recorded; answers the position.
    fn accepted(&self, name: &str, input: Value) -> i64 {
        self.demo.accepted(&self.employee, name, input)["position"].as_i64().unwrap()
    }

    fn open_case(&self, child: &Value) -> String {
        self.open_case_on(child, &day(-30))
    }

    fn open_case_on(&self, child: &Value, on: &str) -> String {
        let concern = json!({
            "child": child, "unit": self.unit, "subject": "CHILD", "description": "Stille og trøtt.",
            "raisedOn": on,
        });
        let opened = self.demo.accepted(&self.employee, "raiseConcern", concern);
        opened["case"]["id"].as_str().unwrap().to_owned()
    }

    fn ask(&self, role: &str, query: &str, variables: &Value) -> Value {
        let response = self.demo.graphql(&self.token(role), query, variables);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    }

    fn code(&self, role: &str, query: &str, variables: &Value) -> Value {
        let response = self.demo.graphql(&self.token(role), query, variables);
        response["errors"][0]["extensions"]["code"].clone()
    }

    fn case(&self, role: &str, id: &str, selection: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        self.ask(role, &query, &json!({ "id": id }))["case"].clone()
    }

    /// Asks until the read models have come to what is expected.
    fn comes_to(&self, role: &str, query: &str, variables: &Value, expected: &Value) {
        eventually("the register shows it", Duration::from_secs(20), || {
            (self.ask(role, query, variables) == *expected).then_some(())
        });
    }

    fn observe(&self, case: &str, from: i64, to: i64, signals: &Value) {
        let observed = json!({
            "caseId": case, "observedOn": day(from), "observedTo": day(to), "kind": "OBSERVED",
            "text": "Satt alene i garderoben.", "signals": signals,
        });
        self.accepted("logObservation", observed);
    }

    fn ask_for_consent(&self, case: &str, party: &str, category: &str, last: i64) -> String {
        let request = json!({
            "caseId": case, "guardian": { "name": "Foresatt Prøve" }, "purposes": ["INFORMATION_SHARING"],
            "recipients": [party], "categories": [category], "validFrom": day(-20), "validTo": day(last),
            "requestedOn": day(-20),
        });
        self.accepted("requestConsent", request);
        let asked = self.case("employee", case, "consents { id status }")["consents"].clone();
        let awaited = asked.as_array().unwrap().iter().find(|consent| consent["status"] == "AWAITED").unwrap();
        awaited["id"].as_str().unwrap().to_owned()
    }
}

#[test]
fn rm2_s0_5_s1_2_the_chronology_shows_observations_as_they_were_seen_and_how_signs_went_on() {
    let client = client("Tidslinjen skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve", "bornOn": day(-2_000) }));
    client.observe(&case, -3, -3, &json!(["SOCIAL"]));
    client.observe(&case, -12, -2, &json!(["PHYSICAL"]));
    let before = "chronology { observations { observedFrom } signals { signal } }";
    assert_eq!(client.case("employee", &case, before)["chronology"]["observations"][0]["observedFrom"], day(-12));
    let shown = client.case(
        "auditor",
        &case,
        "chronology { observations { observedFrom observedTo recordedDaysAfter signals text { value } corrections { reason { value } } }
          signals { signal from to days observationCount togetherWith { signal from to } } }",
    );
    let text = json!({ "value": "Satt alene i garderoben." });
    assert_eq!(
        shown["chronology"],
        json!({
            "observations": [
                { "observedFrom": day(-12), "observedTo": day(-2), "recordedDaysAfter": 2, "signals": ["PHYSICAL"],
                  "text": text, "corrections": [] },
                { "observedFrom": day(-3), "observedTo": day(-3), "recordedDaysAfter": 3, "signals": ["SOCIAL"],
                  "text": text, "corrections": [] },
            ],
            "signals": [
                { "signal": "PHYSICAL", "from": day(-12), "to": day(-2), "days": 11, "observationCount": 1,
                  "togetherWith": [{ "signal": "SOCIAL", "from": day(-3), "to": day(-3) }] },
                { "signal": "SOCIAL", "from": day(-3), "to": day(-3), "days": 1, "observationCount": 1,
                  "togetherWith": [{ "signal": "PHYSICAL", "from": day(-3), "to": day(-3) }] },
            ],
        })
    );
}

#[test]
fn rm2_the_chronology_is_told_as_of_a_moment() {
    let client = client("Tidslinjen skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve" }));
    client.observe(&case, -5, -5, &json!([]));
    let position = client.case("employee", &case, "position")["position"].clone();
    client.observe(&case, -9, -9, &json!([]));
    let query = "query($id: ID!, $asOf: AsOfInput) { case(id: $id, asOf: $asOf) {
        chronology { observations { observedFrom } } } }";
    let seen = |as_of: Value| {
        let data = client.ask("employee", query, &json!({ "id": case, "asOf": as_of }));
        data["case"]["chronology"]["observations"].clone()
    };
    assert_eq!(seen(json!({ "position": position })), json!([{ "observedFrom": day(-5) }]));
    assert_eq!(seen(Value::Null), json!([{ "observedFrom": day(-9) }, { "observedFrom": day(-5) }]));
}

#[test]
fn rm2_observations_are_read_page_by_page_and_by_when_they_were_seen() {
    let client = client("Tidslinjen skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve" }));
    for (from, to) in [(-5, -5), (-12, -8), (-9, -9), (-3, -2)] {
        client.observe(&case, from, to, &json!([]));
    }
    let query = "query($id: ID!, $from: Date, $to: Date, $first: Int, $after: String) { case(id: $id) {
        observations(from: $from, to: $to, first: $first, after: $after) {
            nodes { observedFrom } pageInfo { hasNextPage hasPreviousPage endCursor } } } }";
    let page = |from: Option<i64>, to: Option<i64>, first: i32, after: &Value| {
        let (from, to) = (from.map(day), to.map(day));
        let variables = json!({ "id": case, "from": from, "to": to, "first": first, "after": after });
        client.ask("employee", query, &variables)["case"]["observations"].clone()
    };
    let seen = |page: &Value| {
        let nodes = page["nodes"].as_array().unwrap().iter();
        nodes.map(|node| node["observedFrom"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let days = |days: &[i64]| days.iter().copied().map(day).collect::<Vec<_>>();
    let first = page(None, None, 2, &Value::Null);
    assert_eq!((seen(&first), &first["pageInfo"]["hasNextPage"]), (days(&[-12, -9]), &json!(true)));
    // What is recorded meanwhile moves no page.
    client.observe(&case, -20, -20, &json!([]));
    let second = page(None, None, 2, &first["pageInfo"]["endCursor"]);
    assert_eq!(seen(&second), days(&[-5, -3]));
    assert_eq!(
        (&second["pageInfo"]["hasNextPage"], &second["pageInfo"]["hasPreviousPage"]),
        (&json!(false), &json!(true))
    );
    // Also one day of a longer period is in the days.
    assert_eq!(seen(&page(Some(-9), Some(-6), 20, &Value::Null)), days(&[-12, -9]));
    assert_eq!(seen(&page(Some(-7), Some(-6), 20, &Value::Null)), days(&[]));
    let variables = json!({ "id": case, "after": "elsewhere" });
    let refused = client.demo.graphql(&client.token("employee"), query, &variables);
    assert_eq!(refused["errors"][0]["extensions"]["field"], "after", "{refused}");
}

#[test]
fn rm2_s1_1_the_childs_age_stands_beside_an_observation_for_those_who_see_when_it_was_born() {
    let client = client("Tidslinjen skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve", "bornOn": "2012-03-31" }));
    let observed = json!({
        "caseId": case, "observedOn": "2018-03-30", "kind": "OBSERVED", "text": "Satt alene i garderoben.",
    });
    client.accepted("logObservation", observed);
    let age = |role: &str| {
        let shown =
            client.case(role, &case, "chronology { observations { childsAge { years months state } text { value } } }");
        shown["chronology"]["observations"][0].clone()
    };
    assert_eq!(age("employee")["childsAge"], json!({ "years": 5, "months": 11, "state": "VISIBLE" }));
    assert_eq!(
        age("data-protection-officer"),
        json!({ "childsAge": { "years": null, "months": null, "state": "WITHHELD" }, "text": { "value": null } })
    );
}

#[test]
fn rm1_s0_10_the_card_shows_last_contacts_the_next_date_and_what_is_open() {
    let client = client("Kortet skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve" }));
    let card = "level lastContactWithChild lastContactWithGuardians nextDate { on agreedFor }
        alternatives { alternative } guides { guide { name } } obligations(standing: OPEN) { nodes { kind standing } }";
    let shown = client.case("employee", &case, card);
    assert_eq!(
        (&shown["lastContactWithChild"], &shown["lastContactWithGuardians"], &shown["nextDate"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let open = shown["obligations"]["nodes"].as_array().unwrap();
    assert!(!open.is_empty() && open.iter().all(|owed| owed["standing"] == "OPEN"), "{shown}");

    let talk = json!({
        "caseId": case, "with": "CHILD", "heldOn": day(-4), "outcome": "CONCERN_STANDS", "summary": "Vil hjem.",
    });
    client.accepted("holdConversation", talk);
    let guardians = json!([{ "name": "Foresatt Prøve" }]);
    client.accepted(
        "informGuardians",
        json!({ "caseId": case, "about": "CONCERN", "guardians": guardians, "informedOn": day(-3) }),
    );
    client.accepted(
        "conveneConversation",
        json!({ "caseId": case, "with": "GUARDIANS", "subject": "Hvordan det går.", "plannedFor": day(5) }),
    );
    let shown = client.case("employee", &case, card);
    assert_eq!(
        (&shown["lastContactWithChild"], &shown["lastContactWithGuardians"]),
        (&json!(day(-4)), &json!(day(-3)))
    );
    assert_eq!(shown["nextDate"], json!({ "on": day(5), "agreedFor": "CONVERSATION" }));
    assert_eq!((&shown["level"], &shown["alternatives"]), (&json!(1), &json!([])));
    let position = client.case("employee", &case, "position")["position"].clone();
    client
        .accepted("chooseAlternative", json!({ "caseId": case, "alternative": "D", "rationale": "Det er alvorlig." }));
    let chosen = client.case("employee", &case, card);
    assert_eq!(chosen["alternatives"], json!([{ "alternative": "D" }]));
    let before = format!("query($id: ID!, $asOf: AsOfInput) {{ case(id: $id, asOf: $asOf) {{ {card} }} }}");
    let before = client.ask("employee", &before, &json!({ "id": case, "asOf": { "position": position } }));
    assert_eq!(before["case"], shown, "as it was before");

    // The list holds the last contacts as well.
    let query = "query($unit: String) { cases(filter: { unit: $unit }) {
        nodes { lastContactWithChild lastContactWithGuardians } } }";
    let expected = json!([{ "lastContactWithChild": day(-4), "lastContactWithGuardians": day(-3) }]);
    client.comes_to("unit-leader", query, &json!({ "unit": client.unit }), &json!({ "cases": { "nodes": expected } }));
}

#[test]
fn rm1_cases_are_found_by_when_they_were_opened_closed_and_last_worked_with() {
    let client = client("Tidens skole");
    let [old, new] = [-40, -10].map(|on| client.open_case_on(&json!({ "name": "Barn Prøve" }), &day(on)));
    client.accepted(
        "closeCase",
        json!({ "caseId": old, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Misforståelse.",
        "closedOn": day(-5) }),
    );
    let query = "query($filter: CaseFilterInput) { cases(filter: $filter) { nodes { id } } }";
    let found = |mut filter: Value, expected: &[&String]| {
        filter["unit"] = json!(client.unit);
        let nodes: Vec<_> = expected.iter().map(|case| json!({ "id": case })).collect();
        client.comes_to("unit-leader", query, &json!({ "filter": filter }), &json!({ "cases": { "nodes": nodes } }));
    };
    found(json!({ "openedFrom": day(-40), "openedTo": day(-40) }), &[&old]);
    found(json!({ "openedFrom": day(-39), "openedTo": day(-10) }), &[&new]);
    found(json!({ "openedFrom": day(-39), "openedTo": day(-11) }), &[]);
    found(json!({ "closedFrom": day(-5), "closedTo": day(-5) }), &[&old]);
    found(json!({ "closedFrom": day(-4) }), &[]);
    found(json!({ "closedTo": day(-6) }), &[]);
    found(json!({ "activeFrom": day(1) }), &[]);
    found(json!({ "activeTo": day(-5), "openedTo": day(-40) }), &[&old]);
    found(json!({ "activeTo": day(-11) }), &[]);
    let backwards = json!({ "filter": { "openedFrom": day(0), "openedTo": day(-1) } });
    let refused = client.demo.graphql(&client.token("unit-leader"), query, &backwards);
    assert_eq!(refused["errors"][0]["extensions"]["field"], "filter.openedTo", "{refused}");
}

#[test]
fn rm8_s2_1_the_share_of_cases_with_the_childs_view_opens_down_to_the_cases() {
    let client = client("Lyttende skole");
    let (heard, not_heard) =
        (client.open_case(&json!({ "name": "Barn Prøve" })), client.open_case(&json!({ "name": "Barn To" })));
    let talk = |case: &str, words: Value| {
        json!({
            "caseId": case, "with": "CHILD", "heldOn": day(-4), "outcome": "CONCERN_STANDS", "summary": "Vil hjem.",
            "childsOwnWords": words,
        })
    };
    client.accepted("holdConversation", talk(&heard, json!(["Jeg vil hjem tidligere."])));
    client.accepted("holdConversation", talk(&not_heard, json!([])));
    let filter = json!({ "filter": { "unit": client.unit, "from": day(-40), "to": day(0) } });
    let coverage = "query($filter: ChildsVoiceFilterInput) {
        childsVoiceCoverage(filter: $filter) { unit kind total recorded percent } }";
    let row = json!({ "unit": client.unit, "kind": "CASE", "total": 2, "recorded": 1, "percent": 50.0 });
    client.comes_to("statistician", coverage, &filter, &json!({ "childsVoiceCoverage": [row] }));

    let listing = "query($filter: ChildsVoiceFilterInput) {
        childsVoice(filter: $filter) { nodes { kind recordedOn case { id } } } }";
    let of = |recorded: bool| json!({ "filter": { "unit": client.unit, "recorded": recorded } });
    let nodes = |role: &str, recorded: bool| client.ask(role, listing, &of(recorded))["childsVoice"]["nodes"].clone();
    assert_eq!(nodes("unit-leader", true), json!([{ "kind": "CASE", "recordedOn": day(-4), "case": { "id": heard } }]));
    assert_eq!(nodes("auditor", false), json!([{ "kind": "CASE", "recordedOn": null, "case": { "id": not_heard } }]));
    // The child welfare service does not see the arena's cases, and the statistician opens none.
    assert_eq!(nodes("caseworker", true), json!([]));
    assert_eq!(client.code("statistician", listing, &of(true)), "FORBIDDEN");
    let earlier = json!({ "filter": { "unit": client.unit, "to": day(-41) } });
    assert_eq!(client.ask("auditor", coverage, &earlier)["childsVoiceCoverage"], json!([]));
}

#[test]
fn rm11_s3_3_who_is_involved_and_who_coordinates_shows_in_the_case_and_in_the_register() {
    let client = client("Samordnet skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve" }));
    let nobody = client.open_case(&json!({ "name": "Barn To" }));
    let consent = client.ask_for_consent(&case, "SCHOOL", "OBSERVATIONS", 30);
    client.accepted(
        "giveConsent",
        json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-19) }),
    );
    client.accepted(
        "shareInformation",
        json!({
            "caseId": case, "body": "SCHOOL", "direction": "TO_BODY", "categories": ["OBSERVATIONS"],
            "basis": { "consentId": consent }, "content": "Det vi har sett.", "rationale": "De trenger det.",
            "sharedOn": day(-10),
        }),
    );
    assert_eq!(
        client.case("employee", &case, "involvedBodies { body since lastOn by } relayHolder { name { value } }"),
        json!({
            "involvedBodies": [
                { "body": "SCHOOL", "since": day(-10), "lastOn": day(-10), "by": ["INFORMATION_SHARED"] },
            ],
            "relayHolder": null,
        })
    );
    assert_eq!(client.case("employee", &nobody, "involvedBodies { body }")["involvedBodies"], json!([]));

    let query = "query($filter: CooperationFilterInput) { cooperations(filter: $filter) {
        nodes { unit level status bodies coordinatorRole coordinatedSince case { id } } } }";
    let row = json!({
        "unit": client.unit, "level": 1, "status": "OPEN", "bodies": ["SCHOOL"], "coordinatorRole": null,
        "coordinatedSince": null, "case": { "id": case },
    });
    let filter = json!({ "filter": { "unit": client.unit, "body": "SCHOOL", "coordinated": false } });
    client.comes_to("unit-leader", query, &filter, &json!({ "cooperations": { "nodes": [row] } }));
    let police = json!({ "filter": { "unit": client.unit, "body": "POLICE" } });
    assert_eq!(client.ask("auditor", query, &police)["cooperations"]["nodes"], json!([]));
    assert_eq!(client.code("caseworker", query, &filter), "FORBIDDEN");
}

#[test]
fn rm11_s3_3_the_register_shows_in_which_role_somebody_coordinates_and_the_case_who() {
    let client = client("Stafett skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve" }));
    let request = json!({
        "caseId": case, "guardian": { "name": "Foresatt Prøve" },
        "purposes": ["LEVEL_2_COOPERATION", "LEVEL_3_MEETING"], "recipients": ["SCHOOL"],
        "categories": ["OBSERVATIONS"], "validFrom": day(-20), "requestedOn": day(-20),
    });
    client.accepted("requestConsent", request);
    let consent = client.case("employee", &case, "consents { id }")["consents"][0]["id"].clone();
    client.accepted(
        "giveConsent",
        json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-19) }),
    );
    let lift = |level: i32, more: Value| {
        let mut lifted = json!({
            "caseId": case, "consentId": consent, "level": level, "rationale": "Flere må se på dette.",
            "escalatedOn": day(-7),
        });
        lifted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        client.accepted("escalateToLevel", lifted);
    };
    lift(2, json!({}));
    lift(3, json!({ "relayHolder": { "name": "Kari Prøve", "role": "CONTACT_TEACHER" } }));
    let query = "query($filter: CooperationFilterInput) { cooperations(filter: $filter) {
        nodes { level coordinatorRole coordinatedSince case { relayHolder { name { value } } } } } }";
    let row = json!({
        "level": 3, "coordinatorRole": "CONTACT_TEACHER", "coordinatedSince": day(-7),
        "case": { "relayHolder": { "name": { "value": "Kari Prøve" } } },
    });
    let filter = json!({ "filter": { "unit": client.unit, "coordinated": true } });
    client.comes_to("unit-leader", query, &filter, &json!({ "cooperations": { "nodes": [row] } }));
    client.accepted("returnToLevel", json!({ "caseId": case, "level": 2, "rationale": "Målet er nådd." }));
    client.comes_to("unit-leader", query, &filter, &json!({ "cooperations": { "nodes": [] } }));
}

#[test]
fn rm15_s4_22_r22_the_register_holds_each_consent_by_party_category_and_time_with_refusals() {
    let client = client("Samtykkende skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve" }));
    let of = |consent: &str, more: Value| {
        let mut input = json!({ "caseId": case, "consentId": consent });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let given = json!({ "form": "SIGNED_FORM", "consentedBy": "GUARDIAN", "givenOn": day(-19) });
    let with_school = client.ask_for_consent(&case, "SCHOOL", "OBSERVATIONS", 30);
    client.accepted("giveConsent", of(&with_school, given.clone()));
    let with_nurse = client.ask_for_consent(&case, "HEALTH_STATION", "HEALTH", 30);
    client.accepted("refuseConsent", of(&with_nurse, json!({ "reason": "Ikke nå.", "refusedOn": day(-18) })));
    let run_out = client.ask_for_consent(&case, "SCHOOL", "LEARNING", -10);
    client.accepted("giveConsent", of(&run_out, given.clone()));
    let taken_back = client.ask_for_consent(&case, "POLICE", "OBSERVATIONS", 30);
    client.accepted("giveConsent", of(&taken_back, given));
    let position = client.accepted("withdrawConsent", of(&taken_back, json!({ "withdrawnOn": day(-2) })));

    let query = "query($filter: ConsentFilterInput, $on: Date, $asOf: AsOfInput) {
        consents(filter: $filter, on: $on, asOf: $asOf) { nodes { id status answeredOn } } }";
    let found = |filter: Value, more: Value| {
        let mut variables = json!({ "filter": { "unit": client.unit } });
        variables["filter"].as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
        variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut nodes = client.ask("auditor", query, &variables)["consents"]["nodes"].as_array().unwrap().clone();
        nodes.sort_by_key(ToString::to_string);
        nodes
    };
    eventually("the register has all four", Duration::from_secs(20), || {
        (found(json!({ "status": "WITHDRAWN" }), json!({})).len() == 1).then_some(())
    });
    let row = |consent: &str, status: &str, on: i64| json!({ "id": consent, "status": status, "answeredOn": day(on) });
    let only = |filter: Value| found(filter, json!({}));
    assert_eq!(only(json!({ "status": "REFUSED" })), [row(&with_nurse, "REFUSED", -18)]);
    assert_eq!(only(json!({ "status": "EXPIRED" })), [row(&run_out, "EXPIRED", -9)]);
    assert_eq!(only(json!({ "status": "GIVEN" })), [row(&with_school, "GIVEN", -19)]);
    assert_eq!(only(json!({ "status": "AWAITED" })), Vec::<Value>::new());
    assert_eq!(only(json!({ "party": "SCHOOL", "category": "LEARNING" })), [row(&run_out, "EXPIRED", -9)]);
    assert_eq!(only(json!({ "caseId": case })).len(), 4);
    assert_eq!(only(json!({ "from": day(-19) })), Vec::<Value>::new());
    // How it stood: on an earlier day, and at an earlier moment of the ledger.
    let before = found(json!({ "party": "POLICE" }), json!({ "on": day(-3) }));
    assert_eq!(before, [row(&taken_back, "GIVEN", -19)]);
    let known = found(json!({ "party": "POLICE" }), json!({ "asOf": { "position": position - 1 } }));
    assert_eq!(known, [row(&taken_back, "GIVEN", -19)]);

    let whole = "query($filter: ConsentFilterInput) { consents(filter: $filter) { nodes {
        unit requestedOn givenOn consentedBy narrowedOn purposes parties categories validFrom validTo case { id } } } }";
    let filter = json!({ "filter": { "unit": client.unit, "status": "GIVEN" } });
    assert_eq!(
        client.ask("unit-leader", whole, &filter)["consents"]["nodes"],
        json!([{
            "unit": client.unit, "requestedOn": day(-20), "givenOn": day(-19), "consentedBy": "GUARDIAN",
            "narrowedOn": null, "purposes": ["INFORMATION_SHARING"], "parties": ["SCHOOL"],
            "categories": ["OBSERVATIONS"], "validFrom": day(-20), "validTo": day(30), "case": { "id": case },
        }])
    );
    // Who sees the service's reports sees what its investigations asked consent for, and nothing of a unit's case.
    let of_service = client.ask("caseworker", "{ consents { nodes { unit investigation { id } } } }", &json!({}));
    for consent in of_service["consents"]["nodes"].as_array().unwrap() {
        assert!(consent["investigation"]["id"].is_string() && consent["unit"] != client.unit.as_str(), "{consent}");
    }
    let of_unit = json!({ "filter": { "unit": client.unit } });
    assert_eq!(client.ask("caseworker", query, &of_unit)["consents"]["nodes"], json!([]));
    assert_eq!(client.code("statistician", query, &json!({})), "FORBIDDEN");
}

#[test]
fn rm15_r21_r24_a_consent_of_whom_the_unit_names_no_guardian_has_ended_in_the_register_as_in_the_case() {
    let client = client("Omsorg skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve" }));
    let give = |consent: &str, by: &str| {
        let given = json!({
            "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "consentedBy": by, "givenOn": day(-19),
        });
        client.accepted("giveConsent", given)
    };
    let name = |guardians: Value, on: i64, rationale: Value| {
        let named = json!({ "caseId": case, "guardians": guardians, "namedOn": day(on), "rationale": rationale });
        client.accepted("nameGuardians", named)
    };
    let (asked, other) = (json!({ "name": "Foresatt Prøve" }), json!({ "name": "Den Andre Prøve" }));
    let alone = client.ask_for_consent(&case, "SCHOOL", "OBSERVATIONS", 30);
    let before = give(&alone, "GUARDIAN");
    let with_the_youth = client.ask_for_consent(&case, "POLICE", "OBSERVATIONS", 30);
    give(&with_the_youth, "GUARDIAN_AND_YOUTH");
    let left_out = name(json!([other]), -10, json!("Har ikke foreldreansvar."));
    // Given before that, and written down after it.
    let late = client.ask_for_consent(&case, "HEALTH_STATION", "HEALTH", 30);
    give(&late, "GUARDIAN");

    let query = "query($filter: ConsentFilterInput, $on: Date, $asOf: AsOfInput) {
        consents(filter: $filter, on: $on, asOf: $asOf) { nodes { id status answeredOn } } }";
    let sorted = |mut rows: Vec<Value>| {
        rows.sort_by_key(ToString::to_string);
        rows
    };
    let found = |status: &str, on: i64, as_of: Value| {
        let filter = json!({ "caseId": case, "status": status });
        let variables = json!({ "filter": filter, "on": day(on), "asOf": as_of });
        sorted(client.ask("auditor", query, &variables)["consents"]["nodes"].as_array().unwrap().clone())
    };
    let row = |consent: &str, status: &str, on: i64| json!({ "id": consent, "status": status, "answeredOn": day(on) });
    let ended = sorted(vec![row(&alone, "EXPIRED", -10), row(&late, "EXPIRED", -10)]);
    eventually("both have ended", Duration::from_secs(20), || {
        (found("EXPIRED", 0, Value::Null) == ended).then_some(())
    });
    assert_eq!(found("GIVEN", 0, Value::Null), [row(&with_the_youth, "GIVEN", -19)]);
    assert_eq!(found("GIVEN", -11, Value::Null).len(), 3);
    assert_eq!(found("GIVEN", 0, json!({ "position": before })), [row(&alone, "GIVEN", -19)]);
    assert_eq!(found("EXPIRED", 0, json!({ "position": left_out })), [row(&alone, "EXPIRED", -10)]);
    let in_case = || {
        let consents = client.case("employee", &case, "consents { id status answeredOn }")["consents"].clone();
        sorted(consents.as_array().unwrap().clone())
    };
    let register = || sorted([found("EXPIRED", 0, Value::Null), found("GIVEN", 0, Value::Null)].concat());
    assert_eq!(in_case(), register());

    name(json!([asked, other]), -3, Value::Null);
    eventually("all stand again", Duration::from_secs(20), || {
        (found("GIVEN", 0, Value::Null).len() == 3).then_some(())
    });
    assert_eq!(in_case(), register());
    assert_eq!(found("EXPIRED", -4, Value::Null), ended);
}

#[test]
fn rm10_reports_from_one_template_are_flagged_and_others_are_not() {
    let client = client("Rutinen skole");
    let send = |content: &str| {
        let case = client.open_case(&json!({ "name": "Barn Prøve" }));
        let contact = json!({ "caseId": case, "body": "POLICE", "category": "VIOLENCE", "description": "Nå." });
        client.accepted("makeEmergencyContact", contact);
        let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
        client.accepted("withholdGuardianNotification", ground);
        client.accepted("sendReport", json!({ "caseId": case, "content": content }));
        case
    };
    let template = |name: &str| {
        format!(
            "Barnet har ikke møtt til time hos tannlegen. Foresatte er varslet to ganger uten å svare. Vi melder fra \
             i tråd med våre rutiner og ber om tilbakemelding. Barnet heter {name}."
        )
    };
    let first = send(&template("Ada"));
    let other = send("Hun sa at hun ikke tør å gå hjem, og at noen har slått henne flere ganger i vinter.");
    let second = send(&template("Bo"));
    let query = "query($unit: String!, $period: PeriodInput!) { similarReports(unit: $unit, period: $period) {
        compared incomplete flagged { report { id } like { report { id } percent } } } }";
    let variables = json!({ "unit": client.unit, "period": { "from": day(0), "to": day(0) } });
    let shown = eventually("the reports are taken in", Duration::from_secs(20), || {
        let shown = client.ask("child-welfare-intake", query, &variables)["similarReports"].clone();
        (shown["compared"] == 3).then_some(shown)
    });
    let report_of = |case: &str| {
        let query = "query($id: ID!) { reports(filter: { caseId: $id }) { nodes { id } } }";
        client.ask("child-welfare-intake", query, &json!({ "id": case }))["reports"]["nodes"][0]["id"].clone()
    };
    let flagged = shown["flagged"].as_array().unwrap();
    assert_eq!(flagged.len(), 1, "{shown}");
    assert_eq!(flagged[0]["report"]["id"], report_of(&second));
    assert_eq!(flagged[0]["like"][0]["report"]["id"], report_of(&first));
    assert!((70..100).contains(&flagged[0]["like"][0]["percent"].as_i64().unwrap()), "{shown}");
    assert!(!shown.to_string().contains(report_of(&other).as_str().unwrap()));

    // The pages follow each other, and all units' are compared where none is named: one template may come from several.
    let query_of_all = "query($period: PeriodInput!, $after: String) { similarReports(period: $period, after: $after) {
        compared endCursor flagged { report { id } like { report { id } } } } }";
    let today = json!({ "from": day(0), "to": day(0) });
    let (mut after, mut flagged_of_all) = (Value::Null, Vec::new());
    loop {
        let variables = json!({ "period": today, "after": after });
        let page = client.ask("child-welfare-intake", query_of_all, &variables)["similarReports"].clone();
        flagged_of_all
            .extend(page["flagged"].as_array().unwrap().iter().map(|flagged| flagged["report"]["id"].clone()));
        after = page["endCursor"].clone();
        if after.is_null() {
            break;
        }
    }
    assert!(flagged_of_all.contains(&report_of(&second)), "{flagged_of_all:?}");
    assert!(!flagged_of_all.contains(&report_of(&other)), "{flagged_of_all:?}");

    // Who is shown no texts learns nothing of how alike they are; nor does anybody who sees no reports.
    let withheld = client.ask("data-protection-officer", query, &variables)["similarReports"].clone();
    assert_eq!((&withheld["compared"], &withheld["flagged"]), (&json!(0), &json!([])));
    assert_eq!(client.code("employee", query, &variables), "FORBIDDEN");
}

#[test]
fn rm17_the_read_log_of_a_case_shows_who_read_it_when_and_why() {
    let client = client("Leste skole");
    let case = client.open_case(&json!({ "name": "Barn Prøve" }));
    let query = format!("query Ettersyn {{ case(id: \"{case}\") {{ chronology {{ signals {{ days }} }} }} }}");
    let auditor = client.demo.token("auditor", MUNICIPALITY);
    client.demo.post(&auditor, &json!({ "query": query, "operationName": "Ettersyn" }));
    let log = "readLog(first: 20) { nodes { readAt purpose operation asOfPosition reader { subject role unit name { value state } } } }";
    let shown = client.case("unit-leader", &case, log);
    let nodes = shown["readLog"]["nodes"].as_array().unwrap();
    let is_the_auditors = |node: &&Value| node["reader"]["role"] == "auditor";
    let read = nodes.iter().find(is_the_auditors).unwrap();
    assert_eq!(read["operation"], "case", "in the schema's own names");
    assert_eq!((&read["purpose"], &read["asOfPosition"]), (&json!("demo"), &Value::Null));
    assert_eq!(
        (&read["reader"]["role"], &read["reader"]["unit"], &read["reader"]["name"]["state"]),
        (&json!("auditor"), &json!("Solbakken"), &json!("VISIBLE"))
    );
    assert!(read["readAt"].as_str().unwrap().starts_with("20"));
    // Newest first, page by page.
    let times: Vec<&str> = nodes.iter().map(|node| node["readAt"].as_str().unwrap()).collect();
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "{times:?}");
    let page = |after: Option<&str>| {
        let query = "query Page($id: ID!, $after: String) { case(id: $id) {
            readLog(first: 1, after: $after) { pageInfo { hasNextPage endCursor } nodes { reader { role } } } } }";
        client.ask("unit-leader", query, &json!({ "id": case, "after": after }))["case"]["readLog"].clone()
    };
    let mut roles = Vec::new();
    let mut page_now = page(None);
    while roles.len() < 20 {
        roles.push(page_now["nodes"][0]["reader"]["role"].clone());
        if page_now["pageInfo"]["hasNextPage"] == false || roles.last() == Some(&json!("auditor")) {
            break;
        }
        page_now = page(page_now["pageInfo"]["endCursor"].as_str());
    }
    assert!(roles.len() > 1, "the list itself was read since: {roles:?}");
    assert_eq!(roles.last(), Some(&json!("auditor")), "one on each page: {roles:?}");

    // Of one role, unit or day only, and of none other.
    let of = |filter: Value| {
        let query = "query($id: ID!, $filter: ReadFilterInput) { case(id: $id) { readLog(filter: $filter, first: 100) {
            nodes { reader { role unit } } } } }";
        let shown = client.ask("unit-leader", query, &json!({ "id": case, "filter": filter }));
        shown["case"]["readLog"]["nodes"].as_array().unwrap().clone()
    };
    let by_auditors = of(json!({ "role": "AUDITOR" }));
    assert!(!by_auditors.is_empty() && by_auditors.iter().all(|node| node["reader"]["role"] == "auditor"));
    assert_eq!(of(json!({ "role": "STATISTICIAN" })), [] as [Value; 0]);
    let of_unit = of(json!({ "unit": client.unit, "from": day(0), "to": day(0) }));
    assert!(!of_unit.is_empty() && of_unit.iter().all(|node| node["reader"]["unit"] == json!(client.unit)));
    assert_eq!(of(json!({ "to": day(-2) })), [] as [Value; 0]);

    // Whoever watches over persons sees who it was, and not the name; who works with the case does not see the log.
    let shown = client.case("data-protection-officer", &case, log);
    let read = shown["readLog"]["nodes"].as_array().unwrap().iter().find(is_the_auditors).unwrap();
    assert_eq!(read["reader"]["name"], json!({ "value": null, "state": "WITHHELD" }));
    assert!(read["reader"]["subject"].is_string());
    let query = format!("{{ case(id: \"{case}\") {{ {log} }} }}");
    assert_eq!(client.code("employee", &query, &json!({})), "FORBIDDEN");
}

#[test]
fn rm9_the_family_is_walked_from_sibling_to_sibling_as_it_was_known_at_any_moment() {
    let client = client("Søsken skole");
    let [first, second, third] =
        ["Barn En", "Barn To", "Barn Tre"].map(|name| client.open_case(&json!({ "name": name })));
    client.accepted("linkSibling", json!({ "caseId": first, "siblingCaseId": second }));
    let position = client.case("employee", &first, "position")["position"].clone();
    client.accepted("linkSibling", json!({ "caseId": second, "siblingCaseId": third }));
    let query = "query($id: ID!, $asOf: AsOfInput) { case(id: $id, asOf: $asOf) { siblings { answer linked {
        cases { id siblings { linked { child { name { value } } cases { id } } } } } } } }";
    let walked = |as_of: Value| {
        let data = client.ask("unit-leader", query, &json!({ "id": first, "asOf": as_of }));
        data["case"]["siblings"]["linked"][0]["cases"][0].clone()
    };
    assert_eq!(
        walked(Value::Null),
        json!({ "id": second, "siblings": { "linked": [
            { "child": { "name": { "value": "Barn Tre" } }, "cases": [{ "id": third }] },
        ] } })
    );
    assert_eq!(walked(json!({ "position": position })), json!({ "id": second, "siblings": { "linked": [] } }));
}
