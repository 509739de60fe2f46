//! From siblings to sharing, as a client meets it.

use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, day, shared_demo};
use serde_json::{Value, json};

use crate::who_sees_what::national_id;

const MUNICIPALITY: &str = "9901";

struct Client {
    demo: &'static Demo,
    employee: String,
}

fn client() -> Client {
    let demo = shared_demo();
    Client { demo, employee: demo.token("employee", MUNICIPALITY) }
}

impl Client {
    fn accepted(&self, name: &str, input: Value) -> Value {
        self.demo.accepted(&self.employee, name, input)
    }

    #[track_caller]
    fn refused(&self, name: &str, input: Value, code: &str, rule: &str) {
        let expected = ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
        assert_eq!(self.demo.refused(&self.employee, name, input), expected);
    }

    fn open_case(&self, child: &str) -> String {
        let concern = json!({
            "child": { "name": child }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
            "raisedOn": day(-9),
        });
        self.accepted("raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned()
    }

    fn case(&self, token: &str, id: &str, selection: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        let response = self.demo.graphql(token, &query, &json!({ "id": id }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    }

    fn seen(&self, id: &str, selection: &str) -> Value {
        self.case(&self.employee, id, selection)
    }

    /// Asks for consent to share observations with the school; answers its id.
    fn ask_for_consent(&self, case: &str) -> String {
        let request = json!({
            "caseId": case, "guardian": { "name": "Foresatt Prøve" }, "purposes": ["INFORMATION_SHARING"],
            "recipients": ["SCHOOL", "RESOURCE_TEAM"], "categories": ["OBSERVATIONS", "LEARNING"],
            "validFrom": day(-5), "validTo": day(30), "requestedOn": day(-5),
        });
        self.accepted("requestConsent", request);
        let asked = self.seen(case, "consents { id status }")["consents"].clone();
        let awaited = asked.as_array().unwrap().iter().find(|consent| consent["status"] == "AWAITED").unwrap();
        awaited["id"].as_str().unwrap().to_owned()
    }
}

fn choice(case: &str, alternative: &str) -> Value {
    json!({ "caseId": case, "alternative": alternative, "rationale": "Drøftet i teamet." })
}

fn choice_helped_by(case: &str, alternative: &str, body: &str) -> Value {
    let mut choice = choice(case, alternative);
    choice["helpedBy"] = json!([body]);
    choice
}

fn sharing(case: &str, body: &str, category: &str, basis: &Value) -> Value {
    json!({
        "caseId": case, "body": body, "direction": "TO_BODY", "categories": [category], "basis": basis,
        "content": "Det vi har sett i garderoben.", "rationale": "Teamet trenger det.",
    })
}

#[test]
fn r13_r14_siblings_are_asked_for_and_alternatives_are_a_set_with_history() {
    let client = client();
    let (case, of_sibling) = (client.open_case("Barn Prøve"), client.open_case("Søsken Prøve"));
    client.refused("chooseAlternative", choice(&case, "A"), "SIBLINGS_UNANSWERED", "R-13");
    client.refused("linkSibling", json!({ "caseId": case, "siblingCaseId": case }), "SIBLING_IS_CHILD", "R-13");
    client.accepted("linkSibling", json!({ "caseId": case, "siblingCaseId": of_sibling }));
    client.accepted("chooseAlternative", choice(&case, "A"));
    client.refused("chooseAlternative", choice(&case, "B"), "HELPERS_UNNAMED", "S0-2");
    client.accepted("chooseAlternative", choice_helped_by(&case, "B", "HEALTH_STATION"));
    let helped = client.seen(&case, "alternatives { helpedBy }")["alternatives"].clone();
    assert_eq!(helped, json!([{ "helpedBy": [] }, { "helpedBy": ["HEALTH_STATION"] }]));
    client.refused("chooseAlternative", choice(&case, "B"), "ALTERNATIVE_ACTIVE", "R-14");
    client.accepted("endAlternative", choice(&case, "A"));
    client.accepted("fileChapter9ANotice", json!({ "caseId": case, "content": "Varsel om skolemiljøet." }));

    let seen = client.seen(
        &case,
        "status alternatives { alternative endedOn } siblings { answer linked { child { name { value } } cases { id } } }",
    );
    let ended = [json!(day(0)), Value::Null];
    assert_eq!(seen["status"], "OPEN");
    assert_eq!(
        seen["alternatives"],
        json!([{ "alternative": "A", "endedOn": ended[0] }, { "alternative": "B", "endedOn": ended[1] }])
    );
    assert_eq!(
        seen["siblings"],
        json!({ "answer": "LINKED", "linked": [
            { "child": { "name": { "value": "Søsken Prøve" } }, "cases": [{ "id": of_sibling }] },
        ] })
    );
}

/// A command's id is the sender's to choose, also that of a case which the sender does not reach.
#[test]
fn r_70_nobody_chooses_the_pseudonym_of_a_sibling_and_so_another_child() {
    let client = client();
    let (case, other) = (client.open_case("Barn Prøve"), client.open_case("Barn Annet"));
    let chosen = other.split_once('_').unwrap().1;
    let of_other = client.seen(&other, "child { subject }")["child"]["subject"].clone();
    let sibling = json!({ "commandId": chosen, "caseId": case, "sibling": { "name": "Søsken Prøve" } });
    client.accepted("linkSibling", sibling.clone());
    let linked = client.seen(&case, "siblings { linked { child { subject } } }")["siblings"]["linked"].clone();
    let subject = &linked[0]["child"]["subject"];
    assert!(subject.is_string() && *subject != of_other, "{linked}");
    client.accepted("linkSibling", sibling);
    let again = client.seen(&case, "siblings { linked { child { subject } } }")["siblings"]["linked"].clone();
    assert_eq!(again, linked, "sent again it is linked once");
}

/// What is recorded takes many times the room that it was sent in, for good.
#[test]
fn a_list_has_five_hundred_items_at_most() {
    let client = client();
    let case = client.open_case("Barn Prøve");
    let talk = |words: usize| {
        json!({
            "caseId": case, "with": "CHILD", "outcome": "CONCERN_STANDS", "summary": "Vi snakket.",
            "childsOwnWords": vec!["x"; words], "heldOn": day(0), "commandId": clock::new_id(),
        })
    };
    let query = "mutation($i: HoldConversationInput!) { holdConversation(input: $i) { __typename } }";
    let send = |words: usize| client.demo.graphql(&client.employee, query, &json!({ "i": talk(words) }));
    let refused = send(501);
    assert_eq!(refused["errors"][0]["extensions"]["field"], "input.childsOwnWords", "{refused}");
    assert_eq!(refused["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    assert_eq!(send(500)["data"]["holdConversation"]["__typename"], "CaseChanged");
}

/// The question is about the family, which has one answer.
#[test]
fn r13_it_is_not_said_that_there_are_none_where_another_case_that_one_reaches_links_a_sibling() {
    let client = client();
    let (case, of_sibling) = (client.open_case("Barn Prøve"), client.open_case("Søsken Prøve"));
    let none = |case: &str| json!({ "caseId": case, "commandId": clock::new_id() });
    let said_before = none(&of_sibling);
    client.accepted("confirmNoSiblings", said_before.clone());
    client.accepted("linkSibling", json!({ "caseId": case, "siblingCaseId": of_sibling }));
    client.refused("confirmNoSiblings", none(&of_sibling), "SIBLING_LINKED_ELSEWHERE", "R-13");
    // What was said before is answered as it was then, and is found to be contradicted.
    client.accepted("confirmNoSiblings", said_before);
    let found = |token: &str, case: &str| {
        let query = "query($id: ID!) { findings(first: 10, filter: { caseId: $id, kinds: [SIBLINGS_CONTRADICTED] }) {
            nodes { unit rule mendedOn } } }";
        let answer = client.demo.graphql(token, query, &json!({ "id": case }));
        answer["data"]["findings"]["nodes"].as_array().unwrap_or_else(|| panic!("{answer}")).len()
    };
    let (auditor, leader) =
        (client.demo.token("auditor", MUNICIPALITY), client.demo.token("unit-leader", MUNICIPALITY));
    assert_eq!([&auditor, &leader].map(|token| found(token, &of_sibling)), [1, 1]);
    // Who does not reach the case where it is linked is told nothing of it.
    let of = |unit: &str, name: &str, input: Value| {
        let token = client.demo.token_with(&["--role", "employee", "--municipality", MUNICIPALITY, "--unit", unit]);
        client.demo.command(&token, name, input)
    };
    let (here, there) = ("Søskenspørsmål skole", "Søskenspørsmål barnehage");
    let child = |digits: &str| json!({ "name": "Barn Prøve", "nationalId": national_id(digits) });
    let raised = |unit: &str, digits: &str| {
        let concern = json!({ "child": child(digits), "unit": unit, "subject": "CHILD", "description": "Stille." });
        of(unit, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned()
    };
    let (linking, asked) = (raised(there, "16061811"), raised(here, "16061812"));
    let link = json!({ "caseId": linking, "sibling": child("16061812") });
    assert_eq!(of(there, "linkSibling", link)["__typename"], "CaseChanged");
    assert_eq!(of(here, "confirmNoSiblings", none(&asked))["__typename"], "CaseChanged");
    // Nor is the leader of the own unit, whom a finding would tell of the other one's case.
    let leader = ["--role", "unit-leader", "--municipality", MUNICIPALITY, "--unit", here];
    let leader = client.demo.token_with(&leader);
    assert_eq!([&auditor, &leader].map(|token| found(token, &asked)), [1, 0]);
    // But who has emergency access to it is, and who works with another case that says the same and has it to this one.
    let in_danger = |token: &str, case: &str| {
        let input = json!({ "caseId": case, "purpose": "DANGER_TO_CHILD", "reason": "Barnet er alene ute." });
        assert_eq!(client.demo.command(token, "takeEmergencyAccess", input)["__typename"], "EmergencyAccessTaken");
    };
    let leads = |unit: &str, who: &str| {
        let leader = ["--role", "unit-leader", "--municipality", MUNICIPALITY, "--unit", unit, "--subject", who];
        client.demo.token_with(&leader)
    };
    let everywhere = leads(here, "in danger here");
    assert_eq!(found(&everywhere, &asked), 0);
    in_danger(&everywhere, &linking);
    assert_eq!(found(&everywhere, &asked), 1);
    let third = "Søskenspørsmål helsestasjon";
    let of_another = raised(third, "16061813");
    let link = json!({ "caseId": of_another, "sibling": child("16061812") });
    assert_eq!(of(third, "linkSibling", link)["__typename"], "CaseChanged");
    let of_third = leads(third, "in danger there");
    in_danger(&of_third, &asked);
    assert_eq!(found(&of_third, &asked), 1);
    // Nor that the same child's siblings are known in a case that one reaches.
    let again = raised(there, "16061811");
    assert_eq!(of(there, "confirmNoSiblings", none(&again))["code"], "SIBLING_LINKED_ELSEWHERE");
    let unknown = json!({ "caseId": again, "reason": "Mor vil ikke si det." });
    assert_eq!(of(there, "leaveSiblingsUnknown", unknown)["__typename"], "CaseChanged");
    // Nor is told of it who is kept from the sibling, of whom nothing else tells (art. 18); who is named is, and who reaches a case
    // that tells of another.
    let query = "query($id: ID!) { case(id: $id) { child { subject } } }";
    let answer = client.demo.graphql(&auditor, query, &json!({ "id": linking }));
    let sibling = answer["data"]["case"]["child"]["subject"].clone();
    let officer = client.demo.token("data-protection-officer", MUNICIPALITY);
    let restriction = json!({
        "subject": sibling, "ground": "ACCURACY_CONTESTED", "visibleTo": ["AUDITOR"], "rationale": "Bestridt.",
    });
    client.demo.accepted(&officer, "restrictSubject", restriction);
    assert_eq!([&auditor, &everywhere, &of_third].map(|token| found(token, &asked)), [1, 0, 1]);
}

#[test]
fn rm9_who_may_not_see_a_siblings_name_sees_the_link_alone() {
    let client = client();
    let (case, of_sibling) = (client.open_case("Barn Prøve"), client.open_case("Søsken Prøve"));
    client.accepted("linkSibling", json!({ "caseId": case, "siblingCaseId": of_sibling }));
    let subject = client.seen(&of_sibling, "child { subject }")["child"]["subject"].clone();
    let officer = client.demo.token("data-protection-officer", MUNICIPALITY);
    client.demo.accepted(
        &officer,
        "restrictSubject",
        json!({ "subject": subject, "ground": "ACCURACY_CONTESTED", "visibleTo": ["AUDITOR"], "rationale": "Bestridt." }),
    );
    let linked = |token: &str| {
        let siblings =
            client.case(token, &case, "siblings { answer linked { child { name { value state } } cases { id } } }");
        siblings["siblings"]["linked"][0].clone()
    };
    assert_eq!(
        linked(&client.employee),
        json!({ "child": { "name": { "value": null, "state": "WITHHELD" } }, "cases": [] })
    );
    let auditor = client.demo.token("auditor", MUNICIPALITY);
    assert_eq!(linked(&auditor)["cases"], json!([{ "id": of_sibling }]));
}

#[test]
fn r21_to_r24_nothing_is_shared_that_no_consent_covers_and_withdrawal_erases_nothing() {
    let client = client();
    let case = client.open_case("Barn Prøve");
    let consent = client.ask_for_consent(&case);
    let basis = json!({ "consentId": consent });
    client.refused("shareInformation", sharing(&case, "SCHOOL", "OBSERVATIONS", &basis), "NO_VALID_CONSENT", "R-21");
    let give = |voluntary: bool| {
        json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "consentedBy": "GUARDIAN_AND_YOUTH",
                "voluntary": voluntary, "givenOn": day(-4) })
    };
    client.refused("giveConsent", give(false), "CONSENT_NOT_VOLUNTARY", "S2-39");
    client.accepted("giveConsent", give(true));
    client.accepted("shareInformation", sharing(&case, "SCHOOL", "LEARNING", &basis));
    client.refused("shareInformation", sharing(&case, "POLICE", "LEARNING", &basis), "SHARING_NOT_COVERED", "R-21");
    client.refused("shareInformation", sharing(&case, "SCHOOL", "HEALTH", &basis), "SHARING_NOT_COVERED", "R-21");

    let narrow = |recipients: Value| {
        json!({ "caseId": case, "consentId": consent, "purposes": ["INFORMATION_SHARING"], "recipients": recipients,
                "categories": ["OBSERVATIONS"], "validTo": day(30), "narrowedOn": day(-2) })
    };
    client.refused("narrowConsent", narrow(json!(["POLICE"])), "CONSENT_NOT_NARROWER", "R-21");
    client.accepted("narrowConsent", narrow(json!(["SCHOOL"])));
    client.refused("shareInformation", sharing(&case, "SCHOOL", "LEARNING", &basis), "SHARING_NOT_COVERED", "R-21");
    client.refused("expireConsent", json!({ "caseId": case, "consentId": consent }), "CONSENT_STILL_VALID", "R-21");
    client.accepted("withdrawConsent", json!({ "caseId": case, "consentId": consent }));
    client.refused("shareInformation", sharing(&case, "SCHOOL", "OBSERVATIONS", &basis), "NO_VALID_CONSENT", "R-21");

    let stood = |day: String| {
        let register = format!("consents(day: \"{day}\") {{ status categories }}");
        client.seen(&case, &register)["consents"].clone()
    };
    assert_eq!(stood(day(-6)), json!([]), "not asked for yet");
    assert_eq!(stood(day(-5)), json!([{ "status": "AWAITED", "categories": ["OBSERVATIONS", "LEARNING"] }]));
    assert_eq!(stood(day(-3)), json!([{ "status": "GIVEN", "categories": ["OBSERVATIONS", "LEARNING"] }]));
    assert_eq!(stood(day(-1)), json!([{ "status": "GIVEN", "categories": ["OBSERVATIONS"] }]));
    assert_eq!(stood(day(0)), json!([{ "status": "WITHDRAWN", "categories": ["OBSERVATIONS"] }]));
}

#[test]
fn r22_r23_a_refusal_in_alternative_b_waits_for_an_answer() {
    let client = client();
    let case = client.open_case("Barn Prøve");
    client.accepted("leaveSiblingsUnknown", json!({ "caseId": case, "reason": "Ingen visste det." }));
    client.accepted("chooseAlternative", choice_helped_by(&case, "B", "SCHOOL_HEALTH_SERVICE"));
    let consent = client.ask_for_consent(&case);
    client.accepted("refuseConsent", json!({ "caseId": case, "consentId": consent }));
    assert_eq!(
        client.seen(&case, "openRefusals { consentId refusedOn }")["openRefusals"],
        json!([{ "consentId": consent, "refusedOn": day(0) }])
    );
    let close = json!({ "caseId": case, "outcome": "MOVED", "rationale": "Flyttet." });
    client.refused("closeCase", close.clone(), "REFUSAL_UNRESOLVED", "R-23");
    let by_consent = json!({ "consentId": consent });
    let observations = |basis: &Value| sharing(&case, "SCHOOL", "OBSERVATIONS", basis);
    client.refused("shareInformation", observations(&by_consent), "CONSENT_WAS_REFUSED", "R-22");
    client.accepted(
        "assessSharingException",
        json!({ "caseId": case, "consentId": consent, "topic": "SHARING_WITH_AUTHORITIES", "recipients": ["SCHOOL"],
                "categories": ["OBSERVATIONS"], "allowed": true, "rationale": "Barnet må følges opp." }),
    );
    let history = client.seen(&case, "history(first: 100) { nodes { eventType data } }")["history"]["nodes"].clone();
    let assessed = history.as_array().unwrap().last().unwrap()["data"].clone();
    assert_eq!(assessed["legalBasis"], "forvaltningsloven 1967 § 13 b");
    // Its id is found among what was assessed.
    let exceptions =
        client.seen(&case, "sharingExceptions { id consentId allowed recipients }")["sharingExceptions"].clone();
    let exception = exceptions.as_array().unwrap().last().unwrap()["id"].clone();
    assert_eq!(exception, format!("exception_{}", assessed["exception"].as_str().unwrap()));
    let circular = json!({ "caseId": case, "topic": "CONFIDENTIALITY", "allowed": false, "rationale": "Nei." });
    client.refused("assessSharingException", circular, "NO_EXCEPTION_ON_BASIS", "R-21");
    client.accepted("shareInformation", observations(&json!({ "exceptionId": exception })));
    let with_the_service = |basis: Value| sharing(&case, "CHILD_WELFARE_SERVICE", "OBSERVATIONS", &basis);
    let duty = with_the_service(json!({ "duty": "DUTY_TO_REPORT" }));
    client.refused("shareInformation", duty, "DUTY_MET_BY_REPORT", "R-2");
    let order = with_the_service(json!({ "duty": "DISCLOSURE_ON_ORDER" }));
    client.refused("shareInformation", order, "ORDER_UNNAMED", "R-21");
    let on_order = || with_the_service(json!({ "orderOf": day(-1) }));
    client.refused("shareInformation", on_order(), "ORDER_NOT_RECEIVED", "R-21");
    client.accepted(
        "recordDisclosureOrder",
        json!({ "caseId": case, "body": "CHILD_WELFARE_SERVICE", "categories": ["OBSERVATIONS"],
                "asked": "Hvordan barnet har det i garderoben.", "orderedOn": day(-1) }),
    );
    let owes = || {
        let seen = client.seen(&case, "obligations(first: 50) { nodes { kind standing } }");
        let of_orders = |owed: &&Value| owed["kind"] == "ANSWER_ORDER";
        let owed: Vec<_> = seen["obligations"]["nodes"].as_array().unwrap().iter().filter(of_orders).collect();
        json!(owed)
    };
    assert_eq!(owes(), json!([{ "kind": "ANSWER_ORDER", "standing": "OPEN" }]));
    client.accepted("shareInformation", on_order());
    assert_eq!(owes(), json!([{ "kind": "ANSWER_ORDER", "standing": "MET" }]));
    let close_order =
        json!({ "caseId": case, "body": "CHILD_WELFARE_SERVICE", "orderedOn": day(-1), "rationale": "Trukket." });
    client.refused("closeDisclosureOrder", close_order, "ORDER_NOT_OPEN", "R-21");
    let refusal = json!({ "caseId": case, "consentId": consent, "rationale": "Godtatt." });
    client.refused("acceptRefusal", refusal, "NO_OPEN_REFUSAL", "R-23");
    client.accepted("closeCase", close);
}

#[test]
fn what_a_guardian_says_is_the_guardians_and_is_withheld_with_the_guardians_data() {
    let client = client();
    let case = client.open_case("Barn Prøve");
    let of = |mut input: Value| {
        input["caseId"] = json!(case);
        input
    };
    let guardian = json!({ "name": "Foresatt Prøve" });
    let refused = client.ask_for_consent(&case);
    client.accepted("refuseConsent", of(json!({ "consentId": refused, "reason": "Ikke nå." })));
    let given = client.ask_for_consent(&case);
    client.accepted("giveConsent", of(json!({ "consentId": given, "form": "ORAL", "givenOn": day(-4) })));
    client.accepted(
        "narrowConsent",
        of(json!({ "consentId": given, "purposes": ["INFORMATION_SHARING"], "recipients": ["SCHOOL"],
                "categories": ["OBSERVATIONS"], "validTo": day(30), "narrowedOn": day(-2), "reason": "Bare skolen." })),
    );
    client.accepted("withdrawConsent", of(json!({ "consentId": given, "reason": "Ikke lenger." })));
    let conversation = |by: &Value| {
        of(json!({ "with": "GUARDIANS", "outcome": "DISAGREEMENT", "summary": "Vi er uenige.",
                "guardiansView": "Det går bra hjemme.", "viewedBy": by }))
    };
    client.accepted("holdConversation", conversation(&guardian));
    client.accepted("holdConversation", conversation(&Value::Null));
    let planned = of(json!({
        "goal": "Rolige morgener.", "description": "Møtes ved porten.", "place": "SCHOOL", "target": "CHILD",
        "from": day(-3), "to": day(20), "evaluationOn": day(10), "plannedOn": day(-4),
    }));
    client.accepted("planMeasure", planned);
    let measure = client.seen(&case, "measures { id }")["measures"][0]["id"].clone();
    client.accepted("startMeasure", of(json!({ "measureId": measure, "startedOn": day(-3) })));
    let yes = || json!({ "answer": "YES" });
    client.accepted(
        "evaluateMeasure",
        of(json!({
            "measureId": measure, "implementation": "Hver morgen.", "effect": "Hun gråter ikke.",
            "carriedOutWell": yes(), "familyFeltCaredFor": yes(), "guardiansFollowedUp": yes(),
            "solvableOtherwise": yes(), "moreNeeded": yes(), "goalReached": yes(),
            "guardiansVoice": "Det hjelper.", "voicedBy": guardian,
        })),
    );

    let history = || client.seen(&case, "history(first: 100) { nodes { eventType data } }")["history"]["nodes"].clone();
    let asked = history().as_array().unwrap().iter().find(|entry| entry["eventType"] == "ConsentRequested").cloned();
    let subject = asked.unwrap()["data"]["guardian"]["subject"].clone();
    let said = || -> Vec<(String, String)> {
        let words = ["/reason", "/guardiansView", "/evaluation/guardiansVoice"];
        let entries = history();
        let of_entry = |entry: &Value| {
            let found = words.iter().find_map(|path| entry["data"].pointer(path));
            found.map(|words| {
                (entry["eventType"].as_str().unwrap().to_owned(), words["state"].as_str().unwrap().to_owned())
            })
        };
        entries.as_array().unwrap().iter().filter_map(of_entry).collect()
    };
    assert!(said().iter().all(|(_, state)| state == "VISIBLE"), "{:?}", said());
    client.demo.accepted(
        &client.demo.token("data-protection-officer", MUNICIPALITY),
        "restrictSubject",
        json!({ "subject": subject, "ground": "ACCURACY_CONTESTED", "visibleTo": ["AUDITOR"], "rationale": "Bestridt." }),
    );
    let expected = [
        ("ConsentRefused", "WITHHELD"),
        ("ConsentNarrowed", "WITHHELD"),
        ("ConsentWithdrawn", "WITHHELD"),
        ("ConversationHeld", "WITHHELD"),
        // Nobody said which of the guardians this was.
        ("ConversationHeld", "VISIBLE"),
        ("MeasureEvaluated", "WITHHELD"),
    ];
    assert_eq!(said(), expected.map(|(event, state)| (event.to_owned(), state.to_owned())));
}

/// Nobody who is worried is turned away for a slip; but that nothing else is found by it is not left for others to find out.
#[test]
fn a_number_that_is_nobodys_is_kept_as_it_was_given_and_said_to_find_nothing() {
    let client = client();
    let tells = |number: Value| {
        let child = json!({ "name": "Barn Nummer", "nationalId": number });
        let concern = json!({ "child": child, "subject": "CHILD", "description": "Stille." });
        let case = client.accepted("raiseConcern", concern)["case"]["id"].clone();
        let query = "query Number($id: ID!) { case(id: $id) { child { nationalId { value } nationalIdIdentifies } } }";
        let child =
            client.demo.graphql(&client.employee, query, &json!({ "id": case }))["data"]["case"]["child"].clone();
        (child["nationalId"]["value"].clone(), child["nationalIdIdentifies"].clone())
    };
    assert_eq!(tells(json!("123")), (json!("123"), json!(false)));
    let own = national_id("11052149");
    assert_eq!(tells(json!(own)), (json!(own), json!(true)));
    assert_eq!(tells(Value::Null), (Value::Null, Value::Null));
}

#[test]
fn r13_a_sibling_of_whom_nothing_is_known_answers_no_question() {
    let client = client();
    let case = client.open_case("Barn Prøve");
    let invalid = |sibling: Value, field: &str| {
        let mut input = json!({ "caseId": case });
        input.as_object_mut().unwrap().extend(sibling.as_object().unwrap().clone());
        let payload = client.demo.command(&client.employee, "linkSibling", input);
        assert_eq!((&payload["__typename"], &payload["field"]), (&json!("InvalidInput"), &json!(field)), "{payload}");
    };
    invalid(json!({}), "sibling");
    for of_nobody in
        [json!({}), json!({ "name": "  " }), json!({ "nationalId": "ukjent" }), json!({ "bornOn": day(-900) })]
    {
        invalid(json!({ "sibling": of_nobody }), "sibling.name");
    }
    let both = json!({ "sibling": { "name": "Søsken Prøve" }, "siblingCaseId": client.open_case("Søsken Prøve") });
    invalid(both, "sibling");
    client.refused("chooseAlternative", choice(&case, "A"), "SIBLINGS_UNANSWERED", "R-13");
    client.accepted("linkSibling", json!({ "caseId": case, "sibling": { "name": "Søsken Prøve" } }));
    client.accepted("chooseAlternative", choice(&case, "A"));
}
