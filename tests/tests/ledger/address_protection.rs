//! C12, R-7, R-21, R-70: where somebody is whose address the population register keeps secret is shown to few, in fields,
//! histories and differences alike; no body takes part by consent, and who must not know is handed nothing that tells it.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_tests::demo::command;
use case_ledger_tests::{eventually, shared_demo};
use serde_json::{Value, json};

use crate::who_sees_what::national_id;
use crate::whose_cases::{Story, of_a_body, token};

const WHERE: &str = "Hemmeligveien 7";

/// What a reader is told of where the child of the case is: by its field, its history and what changed in it.
fn told(case: &str, token: &str) -> Value {
    let demo = shared_demo();
    let query = format!(
        "{{ case(id: \"{case}\") {{ addressProtection {{ whose grade shownToYou keptFrom {{ value }} }}
             child {{ name {{ value }} contact {{ value state }} }} history(first: 1) {{ nodes {{ data }} }}
             diff(from: {{ position: 1 }}) {{ changes {{ path after }} }} }} }}"
    );
    let response = demo.graphql(token, &query, &json!({}));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["case"].clone()
}

#[test]
fn c12_where_a_child_with_a_protected_address_is_is_told_to_few_and_the_rest_to_all_who_see_the_case() {
    let demo = shared_demo();
    let unit = "Skjermet skole";
    let [teacher, leader] =
        [("employee", "Lærer"), ("unit-leader", "Rektor")].map(|(role, who)| token(unit, role, who));
    let concern = json!({
        "child": { "name": "Barn Skjermet", "contact": WHERE }, "subject": "CHILD", "description": "Stille.",
    });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    assert!(told(&case, &teacher).to_string().matches(WHERE).count() == 3, "{}", told(&case, &teacher));
    let protect = |grade: &str| json!({ "person": { "childOfCase": case }, "grade": grade, "source": "POPULATION_REGISTER", "against": ["Far Prøve"] });
    demo.accepted(&teacher, "protectAddress", protect("CONFIDENTIAL"));
    assert!(told(&case, &teacher).to_string().contains(WHERE), "those who work with the child");
    let data_protection = demo.token("data-protection-officer", "9901");
    assert!(!told(&case, &data_protection).to_string().contains(WHERE));
    demo.accepted(&teacher, "protectAddress", protect("STRICTLY_CONFIDENTIAL"));
    let shown = told(&case, &teacher);
    assert!(!shown.to_string().contains(WHERE), "{shown}");
    assert_eq!(shown["child"]["contact"], json!({ "value": null, "state": "WITHHELD" }));
    assert_eq!(shown["child"]["name"]["value"], "Barn Skjermet");
    let banner = json!([{ "whose": "CHILD", "grade": "STRICTLY_CONFIDENTIAL", "shownToYou": false, "keptFrom": [{ "value": "Far Prøve" }] }]);
    assert_eq!(shown["addressProtection"], banner);
    assert_eq!(told(&case, &leader).to_string().matches(WHERE).count(), 3, "whoever leads the unit");
    assert!(told(&case, &demo.token("auditor", "9901")).to_string().contains(WHERE));
    let lift = || json!({ "person": { "childOfCase": case }, "source": "POPULATION_REGISTER", "rationale": "Registeret har opphevet den." });
    assert_eq!(demo.refused(&teacher, "liftAddressProtection", lift()).1, "NOT_PERMITTED");
    let milder = demo.refused(&teacher, "protectAddress", protect("CONFIDENTIAL"));
    assert_eq!(milder.1, "ADDRESS_MORE_STRICTLY_PROTECTED");
    demo.accepted(&leader, "liftAddressProtection", lift());
    assert!(told(&case, &teacher).to_string().contains(WHERE));
    // A lift of an earlier day leaves what was told of a later one, and what is recorded after it protects whatever its day.
    let of_day = |mut what: Value, field: &str, day: &str| {
        what[field] = json!(day);
        what
    };
    demo.accepted(&teacher, "protectAddress", of_day(protect("STRICTLY_CONFIDENTIAL"), "protectedOn", "2026-01-05"));
    demo.accepted(&teacher, "protectAddress", of_day(protect("STRICTLY_CONFIDENTIAL"), "protectedOn", "2026-01-10"));
    demo.accepted(&leader, "liftAddressProtection", of_day(lift(), "liftedOn", "2026-01-09"));
    let shown = told(&case, &teacher);
    assert!(!shown.to_string().contains(WHERE), "{shown}");
    assert_eq!(shown["addressProtection"], banner);
    let early = demo.refused(&leader, "liftAddressProtection", of_day(lift(), "liftedOn", "2026-01-09"));
    assert_eq!(early.1, "DATE_TOO_EARLY");
    demo.accepted(&leader, "liftAddressProtection", lift());
    assert!(told(&case, &teacher).to_string().contains(WHERE));
    demo.accepted(&teacher, "protectAddress", of_day(protect("STRICTLY_CONFIDENTIAL"), "protectedOn", "2026-01-05"));
    assert!(!told(&case, &teacher).to_string().contains(WHERE));
    let outsider = token("En annen skole", "employee", "Utenfor");
    assert_eq!(demo.refused(&outsider, "protectAddress", protect("CONFIDENTIAL")).1, "NOT_FOUND");
}

#[test]
fn r_21_r_70_c12_by_consent_no_body_takes_part_while_the_childs_address_is_protected() {
    let story = Story::begin("Skole med skjermet barn");
    story.consent();
    let adviser = of_a_body("EducationalPsychologicalService");
    assert!(story.is_shown(&adviser));
    let child = json!({ "childOfCase": story.case });
    let protect = json!({ "person": child, "grade": "CONFIDENTIAL", "source": "FAMILY" });
    story.demo.accepted(&story.colleague("employee"), "protectAddress", protect);
    assert!(!story.is_shown(&adviser));
    assert!(story.is_shown(&story.colleague("employee")));
    let lift = json!({ "person": child, "source": "FAMILY", "rationale": "Det var en misforståelse." });
    story.demo.accepted(&story.colleague("unit-leader"), "liftAddressProtection", lift);
    assert!(story.is_shown(&adviser));
}

#[test]
fn r_7_c12_a_guardian_who_must_not_know_where_the_child_is_is_handed_no_copy_that_tells_it() {
    let demo = shared_demo();
    let teacher = token("Skole med kopi", "employee", "Lærer");
    let concern = json!({ "child": { "name": "Barn Kopi" }, "subject": "CHILD", "description": "Stille." });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let parties = json!([{ "name": "Far Prøve", "kind": "GUARDIAN" }, { "name": "Lærer Prøve", "kind": "EMPLOYEE" }]);
    let drawn = json!({ "caseId": case, "kind": "AGREEMENT", "text": "Vi møtes i Skolegata 4.", "parties": parties });
    let agreement = demo.accepted(&teacher, "drawAgreement", drawn)["createdId"].as_str().unwrap().to_owned();
    let protect = json!({
        "person": { "childOfCase": case }, "grade": "CONFIDENTIAL", "source": "POLICE", "against": ["Far  prøve"],
    });
    demo.accepted(&teacher, "protectAddress", protect);
    let document = json!({ "agreementId": agreement });
    let copy = json!({ "caseId": case, "document": document, "recipient": parties[0] });
    let sign = json!({ "caseId": case, "agreementId": agreement, "party": parties[0] });
    for (name, input) in [("deliverCopy", &copy), ("signAgreement", &sign)] {
        let refused = demo.refused(&teacher, name, input.clone());
        assert_eq!(refused, ("RuleRefused".into(), "WHEREABOUTS_KEPT_FROM".into(), "C12".into()));
    }
    let to_teacher = json!({ "caseId": case, "document": document, "recipient": parties[1] });
    demo.accepted(&teacher, "deliverCopy", to_teacher);
    let taken_out = json!({ "caseId": case, "document": document, "rationale": "Møtestedet er strøket." });
    demo.accepted(&teacher, "takeWhereaboutsOut", taken_out);
    demo.accepted(&teacher, "deliverCopy", copy);
    demo.accepted(&teacher, "signAgreement", sign);
}

/// Stands in every place where the child or the sibling may be, and nowhere else.
const SECRET: &str = "Kanariveien";

#[test]
fn c12_the_address_of_a_protected_child_is_in_no_answer_extract_document_or_log_that_others_read() {
    let demo = shared_demo();
    let unit = "Kanariskolen";
    let [teacher, leader] =
        [("employee", "Lærer"), ("unit-leader", "Rektor")].map(|(role, who)| token(unit, role, who));
    let child =
        json!({ "name": "Barn Kanari", "nationalId": national_id("11052131"), "contact": format!("{SECRET} 7") });
    let concern = json!({ "child": child, "subject": "CHILD", "description": "Stille." });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let sibling = json!({ "name": "Søsken Kanari", "contact": format!("{SECRET} 8") });
    demo.accepted(&teacher, "linkSibling", json!({ "caseId": case, "sibling": sibling }));
    let note = json!({ "caseId": case, "text": "Vi er bekymret." });
    let note = demo.accepted(&teacher, "submitNoteToLeader", note)["createdId"].as_str().unwrap().to_owned();
    let ask = |token: &str, selection: &str| {
        let query = format!("{{ case(id: \"{case}\") {{ {selection} }} }}");
        let response = demo.graphql(token, &query, &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    };
    let siblings = ask(&teacher, "child { subject } siblings { linked { child { subject contact { value } } } }");
    assert!(siblings.to_string().contains(SECRET), "{siblings}");
    let subject = siblings["child"]["subject"].as_str().unwrap().to_owned();
    let of_sibling = &siblings["siblings"]["linked"][0]["child"]["subject"];
    for person in [json!({ "childOfCase": case }), json!({ "sibling": { "caseId": case, "subject": of_sibling } })] {
        let protect = json!({ "person": person, "grade": "STRICTLY_CONFIDENTIAL", "source": "POPULATION_REGISTER" });
        demo.accepted(&teacher, "protectAddress", protect);
    }
    let everything = "addressProtection { whose shownToYou } child { contact { value } }
        siblings { linked { child { contact { value } } } } history(first: 50) { nodes { data summary } }
        diff(from: { position: 1 }) { changes { path before after } }";
    let shown = ask(&teacher, everything);
    assert!(!shown.to_string().contains(SECRET), "{shown}");
    assert_eq!(shown["addressProtection"].as_array().unwrap().len(), 2, "{shown}");
    assert!(ask(&leader, everything).to_string().matches(SECRET).count() >= 6, "the unit's leader is told");
    for format in ["HTML", "DOCX"] {
        let printed = ask(&leader, &format!("internalNote(noteId: \"{note}\", format: {format}) {{ content }}"));
        let content = printed["internalNote"]["content"].as_str().unwrap();
        let bytes = BASE64_STANDARD.decode(content).unwrap_or_else(|_| content.as_bytes().to_vec());
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{format}");
    }
    let mut followed = demo.follow(
        &teacher,
        "subscription Follow($id: ID!) { caseEntries(id: $id) { eventType data } }",
        &json!({ "id": case }),
    );
    loop {
        let entry = followed.next().expect("what the case begins with");
        assert!(!entry.to_string().contains(SECRET), "{entry}");
        if entry["data"]["caseEntries"]["eventType"] == "SiblingLinked" {
            break;
        }
    }

    // Whoever must act on danger reads the case, and not where the child is.
    let outsider = token("Nødskolen", "employee", "Fra et annet sted");
    let access = json!({ "caseId": case, "purpose": "DANGER_TO_CHILD", "reason": "Jeg så barnet slått." });
    let taken = demo.command(&outsider, "takeEmergencyAccess", access);
    assert_eq!(taken["cases"][0]["id"], case.as_str(), "{taken}");
    assert!(!ask(&outsider, everything).to_string().contains(SECRET));

    // A guardian who asks for what is known of the child is answered without what leads there: neither address nor unit.
    let officer = demo.token("data-protection-officer", "9901");
    let asks = |asker: Value| {
        let mut input = json!({ "subject": subject, "identity": "ELECTRONIC_ID", "unit": unit });
        input.as_object_mut().unwrap().extend(asker.as_object().unwrap().clone());
        demo.accepted(&officer, "requestSubjectAccess", input)["createdId"].clone()
    };
    let father = asks(json!({ "asker": "GUARDIAN", "askedBy": "Far Kanari", "authority": "POPULATION_REGISTER" }));
    let extract = |request: &Value| {
        let query = "query LookThrough($subject: ID!, $request: ID!) {
            subjectAccessExtract(subject: $subject, requestId: $request) {
                request { guardiansMustNotKnow }
                entries(first: 100) { nodes { eventType summary weigh source { unit } own { field value { value state } } } }
                reads(first: 50) { nodes { unit } } } }";
        let response = demo.graphql(&leader, query, &json!({ "subject": subject, "request": request }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["subjectAccessExtract"].clone()
    };
    let told = eventually("the case is known to be about the child", Duration::from_secs(20), || {
        let told = extract(&father);
        told.to_string().contains("ConcernRaised").then_some(told)
    });
    assert!(!told.to_string().contains(SECRET) && !told.to_string().contains(unit), "{told}");
    assert!(!told["reads"]["nodes"].as_array().unwrap().is_empty());
    assert_eq!(told["request"]["guardiansMustNotKnow"], true);
    let raised =
        told["entries"]["nodes"].as_array().unwrap().iter().find(|entry| entry["eventType"] == "ConcernRaised");
    assert_eq!(raised.unwrap()["weigh"], "DANGER_TO_CHILD");
    let in_full = json!({
        "subject": subject, "requestId": father, "outcome": "GIVEN_IN_FULL", "handedOver": "POST",
    });
    assert_eq!(demo.refused(&leader, "answerSubjectAccess", in_full).1, "ACCESS_KEPT_FROM_GUARDIANS");
    // Nor is it put on paper for the child itself, which is told all else.
    let own = extract(&asks(json!({ "asker": "PERSON" })));
    assert!(!own.to_string().contains(SECRET) && own.to_string().contains(unit), "{own}");

    // What cannot be read stands in no log either.
    let again = json!({ "commandId": "x", "child": { "name": SECRET, "contact": SECRET }, "subject": SECRET });
    demo.post(&teacher, &command("raiseConcern", &again));
    assert!(!demo.log().contains(SECRET));
}

#[test]
fn c12_r_7_while_nobody_is_named_no_guardian_reads_what_may_tell_where_the_child_is() {
    let demo = shared_demo();
    let teacher = token("Skole uten navn", "employee", "Lærer");
    let concern = json!({ "child": { "name": "Barn Navnløs" }, "subject": "CHILD", "description": "Stille." });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let mother = json!({ "name": "Mor Navnløs" });
    let draft = json!({ "caseId": case, "content": "Vi er bekymret.", "coAuthoredWithGuardians": [mother] });
    demo.accepted(&teacher, "draftReport", draft.clone());
    let parties = json!([
        { "name": "Mor Navnløs", "kind": "GUARDIAN" },
        { "name": "Lærer", "kind": "EMPLOYEE" },
    ]);
    let drawn = json!({ "caseId": case, "kind": "AGREEMENT", "text": "Vi møtes i Skolegata 4.", "parties": parties });
    let agreement = demo.accepted(&teacher, "drawAgreement", drawn)["createdId"].as_str().unwrap().to_owned();
    let protect = |against: Value| {
        json!({ "person": { "childOfCase": case }, "grade": "CLIENT_ADDRESS", "source": "CHILD_WELFARE_SERVICE",
                "against": against })
    };
    demo.accepted(&teacher, "protectAddress", protect(json!([])));
    let copy = json!({ "caseId": case, "document": { "agreementId": agreement }, "recipient": parties[0] });
    let refused = demo.refused(&teacher, "draftReport", draft.clone());
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("WHEREABOUTS_KEPT_FROM_CO_AUTHOR", "C12"));
    assert_eq!(demo.refused(&teacher, "deliverCopy", copy.clone()).1, "WHEREABOUTS_KEPT_FROM");
    // Alone it is written whoever must not know.
    demo.accepted(&teacher, "draftReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
    demo.accepted(&teacher, "protectAddress", protect(json!(["Far Navnløs"])));
    demo.accepted(&teacher, "draftReport", draft);
    demo.accepted(&teacher, "deliverCopy", copy);
}

/// The copy was handed over in good faith; who reads the findings learns that it may have to be acted on.
#[test]
fn c12_r_7_a_protection_that_is_written_down_after_a_copy_went_out_is_looked_back_on() {
    let demo = shared_demo();
    let [teacher, leader] =
        [("employee", "Lærer"), ("unit-leader", "Rektor")].map(|(role, who)| token("Skole for sent", role, who));
    let concern = json!({ "child": { "name": "Barn Forsent" }, "subject": "CHILD", "description": "Stille." });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let parties = json!([{ "name": "Far Forsent", "kind": "GUARDIAN" }, { "name": "Lærer", "kind": "EMPLOYEE" }]);
    let drawn = json!({ "caseId": case, "kind": "AGREEMENT", "text": "Vi møtes i Skolegata 4.", "parties": parties });
    let agreement = demo.accepted(&teacher, "drawAgreement", drawn)["createdId"].as_str().unwrap().to_owned();
    let copy = json!({ "caseId": case, "document": { "agreementId": agreement }, "recipient": parties[0] });
    demo.accepted(&teacher, "deliverCopy", copy);
    let protect = json!({
        "person": { "childOfCase": case }, "grade": "CONFIDENTIAL", "source": "POLICE", "against": ["Far Forsent"],
        "protectedOn": "2024-05-06",
    });
    demo.accepted(&teacher, "protectAddress", protect);
    let query = format!(
        "{{ findings(filter: {{ caseId: \"{case}\", kinds: [WHEREABOUTS_MAY_BE_KNOWN] }}) {{ nodes {{ kind severity }} }} }}"
    );
    let found = eventually("what he had is found", Duration::from_mins(1), || {
        let answer = demo.graphql(&leader, &query, &json!({}));
        let found = answer["data"]["findings"]["nodes"].clone();
        assert!(found.is_array(), "{answer}");
        (found != json!([])).then_some(found)
    });
    assert_eq!(found, json!([{ "kind": "WHEREABOUTS_MAY_BE_KNOWN", "severity": "BREACH" }]));
}

#[test]
fn c12_r_7_a_guardian_who_was_named_elsewhere_is_taken_for_any_whom_the_case_knows_by_another_name() {
    let demo = shared_demo();
    let number = national_id("11052135");
    let child = json!({ "name": "Barn Annetsteds", "nationalId": number });
    let concern = json!({ "child": child, "subject": "CHILD", "description": "Stille." });
    let of_unit = |unit: &str| {
        let teacher = token(unit, "employee", "Lærer");
        let case = demo.accepted(&teacher, "raiseConcern", concern.clone())["case"]["id"].as_str().unwrap().to_owned();
        (teacher, case)
    };
    let ((here, case), (there, other)) = (of_unit("Skole som vet"), of_unit("Skole som ikke vet"));
    let mut copies = ["Far Prøve-Moe", "Mor Annetsteds"].map(|name| {
        let party = json!({ "name": name, "kind": "GUARDIAN" });
        let drawn = json!({ "caseId": other, "kind": "AGREEMENT", "text": "Vi møtes.",
                           "parties": [party, { "name": "Lærer", "kind": "EMPLOYEE" }] });
        let agreement = demo.accepted(&there, "drawAgreement", drawn)["createdId"].clone();
        json!({ "caseId": other, "document": { "agreementId": agreement }, "recipient": party })
    });
    let protect = |token: &str, case: &str, name: &str| {
        let input = json!({ "person": { "childOfCase": case }, "grade": "CONFIDENTIAL", "source": "POLICE", "against": [name] });
        demo.accepted(token, "protectAddress", input);
    };
    protect(&here, &case, "Far Prøve");
    for copy in &copies {
        assert_eq!(demo.refused(&there, "deliverCopy", copy.clone()).1, "WHEREABOUTS_KEPT_FROM");
    }
    // Whoever knows who that is says so from where he has another name.
    protect(&there, &other, "Far Prøve-Moe");
    protect(&there, &other, "Far Prøve");
    assert_eq!(demo.refused(&there, "deliverCopy", copies[0].take()).1, "WHEREABOUTS_KEPT_FROM");
    demo.accepted(&there, "deliverCopy", copies[1].take());
}

#[test]
fn c12_r1_where_the_child_is_now_is_kept_with_a_contact_in_danger_and_from_whoever_must_not_know() {
    let demo = shared_demo();
    let unit = "Skole i nød";
    let [teacher, leader] =
        [("employee", "Lærer"), ("unit-leader", "Rektor")].map(|(role, who)| token(unit, role, who));
    let number = national_id("11052136");
    let concern =
        json!({ "child": { "name": "Barn Nød", "nationalId": number }, "subject": "CHILD", "description": "Stille." });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let person = json!({ "childOfCase": case });
    let protect = json!({ "person": person, "grade": "STRICTLY_CONFIDENTIAL", "source": "POPULATION_REGISTER" });
    demo.accepted(&teacher, "protectAddress", protect);
    let danger = json!({
        "child": { "nationalId": number, "contact": WHERE }, "body": "CHILD_WELFARE_EMERGENCY_SERVICE",
        "category": "VIOLENCE", "description": "Nå.",
    });
    assert_eq!(demo.accepted(&teacher, "makeEmergencyContact", danger)["case"]["id"], json!(case));
    let told = |token: &str| {
        let query = format!("{{ case(id: \"{case}\") {{ history(first: 9) {{ nodes {{ data summary }} }} }} }}");
        demo.graphql(token, &query, &json!({}))["data"]["case"]["history"].to_string()
    };
    assert!(told(&teacher).contains("Nå.") && !told(&teacher).contains(WHERE), "{}", told(&teacher));
    assert!(told(&leader).contains(WHERE), "{}", told(&leader));
}
