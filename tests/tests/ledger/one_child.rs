//! A child that was told of by name first and by number later stands under two pseudonyms. Once that is recorded, what protects
//! the child, and what finds it in danger, holds under both (S2-48, C12, R-70).

use case_ledger_infrastructure::clock;
use case_ledger_tests::Demo;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::subject_access::token_of;
use crate::who_sees_what::national_id;
use crate::whose_cases::MUNICIPALITY;

const UNIT: &str = "Navnløs skole";

/// A case by name at a school, and a report by number of the same child.
struct Story {
    demo: Demo,
    number: String,
    case: String,
    report: String,
    named: String,
    numbered: String,
    joining: Uuid,
}

impl Story {
    fn tell(eight: &str) -> Self {
        let (demo, number) = (Demo::start(4), national_id(eight));
        let employee = token_of(&demo, &["employee"], UNIT, "Lærer", MUNICIPALITY);
        let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Hun er stille." });
        let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
        let consent = json!({
            "caseId": case, "guardian": { "name": "Foresatt Prøve" }, "purposes": ["INFORMATION_SHARING"],
            "recipients": ["SCHOOL"], "categories": ["HEALTH"],
        });
        demo.accepted(&employee, "requestConsent", consent);
        let told = json!({
            "child": { "name": "Barn Prøve", "nationalId": number }, "unit": "Fortalte bydel", "content": "Hun gråter.",
            "reporter": { "public": { "name": "Pernille Prøve", "role": "lærer", "unit": UNIT } },
        });
        let report = demo.accepted(&demo.token("child-welfare-intake", MUNICIPALITY), "receiveReport", told);
        let report = report["report"]["id"].as_str().unwrap().to_owned();
        let named =
            demo.graphql(&employee, &format!("{{ case(id: \"{case}\") {{ child {{ subject }} }} }}"), &json!({}));
        let named = named["data"]["case"]["child"]["subject"].as_str().unwrap().to_owned();
        let query = format!("{{ report(id: \"{report}\") {{ child {{ subject }} }} }}");
        let numbered = demo.graphql(&demo.token("caseworker", MUNICIPALITY), &query, &json!({}));
        let numbered = numbered["data"]["report"]["child"]["subject"].as_str().unwrap().to_owned();
        Self { demo, number, case, report, named, numbered, joining: clock::new_id() }
    }

    /// Records that both are one child; answers the position. It is the same command however often it is sent.
    fn join(&self) -> i64 {
        let same = json!({
            "commandId": self.joining, "subject": self.named, "other": self.numbered, "rationale": "Samme adresse og mor.",
        });
        let intake = self.demo.token("child-welfare-intake", MUNICIPALITY);
        self.demo.accepted(&intake, "recordSameChild", same)["position"].as_i64().unwrap()
    }

    fn employee(&self) -> String {
        token_of(&self.demo, &["employee"], UNIT, "Lærer", MUNICIPALITY)
    }

    fn officer(&self) -> String {
        self.demo.token("data-protection-officer", MUNICIPALITY)
    }

    fn ask(&self, token: &str, query: &str) -> Value {
        let response = self.demo.graphql(token, query, &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    }

    fn restrict(&self, subject: &str) {
        let input = json!({
            "subject": subject, "ground": "UNLAWFUL_PROCESSING", "visibleTo": [], "rationale": "Hemmelig adresse.",
        });
        self.demo.accepted(&self.officer(), "restrictSubject", input);
    }
}

#[test]
fn s2_48_two_children_who_each_have_a_number_are_one_only_where_the_child_has_had_both() {
    let story = Story::tell("11052120");
    let told = json!({
        "child": { "name": "Barn Prøve", "nationalId": national_id("11052121") }, "unit": "Fortalte bydel",
        "content": "Hun gråter.", "reporter": { "public": { "name": "Pernille Prøve", "role": "lærer", "unit": UNIT } },
    });
    let intake = story.demo.token("child-welfare-intake", MUNICIPALITY);
    let report = story.demo.accepted(&intake, "receiveReport", told)["report"]["id"].as_str().unwrap().to_owned();
    let query = format!("{{ report(id: \"{report}\") {{ child {{ subject }} }} }}");
    let another =
        story.ask(&story.demo.token("caseworker", MUNICIPALITY), &query)["report"]["child"]["subject"].clone();
    assert_ne!(another, json!(story.numbered));
    let mut same = json!({ "subject": another, "other": story.numbered, "rationale": "Først D-nummer." });
    let refused = story.demo.refused(&intake, "recordSameChild", same.clone());
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("SAME_CHILD_NUMBERED_TWICE", "S2-48"));
    same["hadBothNumbers"] = json!(true);
    story.demo.accepted(&intake, "recordSameChild", same);
    story.join();
    // A wrong id is told of in its own field.
    let wrong = json!({ "subject": another, "other": "ola", "rationale": "Samme." });
    let payload = story.demo.command(&intake, "recordSameChild", wrong);
    assert_eq!(payload["field"], "other", "{payload}");
}

/// While one of them is restricted, nobody else finds it, and the other child is kept from its own unit.
#[test]
fn c12_s2_48_that_two_children_are_one_is_taken_back_by_whoever_restricts_while_one_of_them_is_restricted() {
    let story = Story::tell("11052122");
    story.join();
    story.restrict(&story.numbered);
    let demo = &story.demo;
    let same = json!({ "subject": story.named, "other": story.numbered, "rationale": "Et annet barn." });
    let name = || {
        let query = format!("{{ case(id: \"{}\") {{ child {{ name {{ state }} }} }} }}", story.case);
        story.ask(&story.employee(), &query)["case"]["child"]["name"]["state"].clone()
    };
    assert_eq!(name(), "WITHHELD");
    let intake = demo.token("child-welfare-intake", MUNICIPALITY);
    assert_eq!(demo.refused(&intake, "withdrawSameChild", same.clone()).1, "NOT_FOUND");
    demo.accepted(&story.officer(), "withdrawSameChild", same);
    assert_eq!(name(), "VISIBLE");
}

#[test]
fn c12_s2_48_a_child_is_restricted_and_erased_with_regard_to_all_its_pseudonyms_and_of_no_moment_told_whose_it_was() {
    let story = Story::tell("11052120");
    let position = story.join();
    let name = || {
        let query = format!("{{ case(id: \"{}\") {{ child {{ name {{ value state }} }} }} }}", story.case);
        story.ask(&story.employee(), &query)["case"]["child"]["name"].clone()
    };
    assert_eq!(name(), json!({ "value": "Barn Prøve", "state": "VISIBLE" }));
    story.restrict(&story.numbered);
    assert_eq!(name(), json!({ "value": null, "state": "WITHHELD" }));

    // What is left after an erasure is not shown again by it.
    let demo = &story.demo;
    let leader = demo.token("unit-leader", MUNICIPALITY);
    let another = demo.token_with(&["--role", "unit-leader", "--municipality", MUNICIPALITY, "--subject", "another"]);
    demo.accepted(&another, "setErasureDelay", json!({ "days": 0 }));
    let basis = json!({ "subject": story.numbered, "basis": "UNLAWFULLY_RECORDED", "rationale": "Etter klage." });
    assert_eq!(demo.refused(&story.officer(), "requestErasure", basis.clone()).1, "SAME_CHILD_LESS_RESTRICTED");
    story.restrict(&story.named);
    demo.accepted(&story.officer(), "requestErasure", basis);
    // Nor before what was asked under the other pseudonym is answered.
    let asks = json!({ "subject": story.named, "asker": "PERSON", "identity": "ELECTRONIC_ID", "unit": UNIT });
    let request = demo.accepted(&story.officer(), "requestSubjectAccess", asks)["createdId"].clone();
    let approval = json!({ "subject": story.numbered, "rationale": "Vurdert på nytt." });
    assert_eq!(demo.refused(&leader, "approveErasure", approval.clone()).1, "ACCESS_AWAITED");
    let taken_back = json!({ "subject": story.named, "requestId": request, "rationale": "Ønsker det ikke lenger." });
    demo.accepted(&story.officer(), "withdrawSubjectAccess", taken_back);
    demo.accepted(&leader, "approveErasure", approval);
    assert_eq!(name(), json!({ "value": null, "state": "WITHHELD" }));
    for (one, as_of) in [&story.named, &story.numbered]
        .into_iter()
        .flat_map(|one| [String::new(), format!(", asOf: {{ position: {position} }}")].map(|as_of| (one, as_of)))
    {
        let query = format!("{{ subject(id: \"{one}\"{as_of}) {{ sameChild }} }}");
        assert_eq!(story.ask(&story.officer(), &query)["subject"]["sameChild"], json!([]), "{query}");
    }
    // Nor is it told by a command about the two, to whoever restricts persons as little as to others; the one that recorded it
    // is answered as it was.
    let intake = demo.token("child-welfare-intake", MUNICIPALITY);
    for (one, other) in [(&story.named, &story.numbered), (&story.numbered, &story.named)] {
        let same = json!({ "subject": one, "other": other, "rationale": "Samme adresse og mor." });
        for command in ["recordSameChild", "withdrawSameChild"] {
            assert_eq!(demo.refused(&intake, command, same.clone()).1, "NOT_FOUND", "{command}");
        }
        assert_eq!(demo.refused(&story.officer(), "withdrawSameChild", same).1, "NOT_FOUND");
    }
    assert_eq!(story.join(), position);
}

#[test]
fn c12_s2_48_who_asks_is_answered_with_what_stands_under_every_pseudonym() {
    let story = Story::tell("11052121");
    let asks = json!({ "subject": story.numbered, "asker": "PERSON", "identity": "ELECTRONIC_ID", "unit": UNIT });
    let request = story.demo.accepted(&story.officer(), "requestSubjectAccess", asks)["createdId"].clone();
    let leader = token_of(&story.demo, &["unit-leader"], UNIT, "Leder", MUNICIPALITY);
    let told = || {
        let query = format!(
            "{{ subjectAccessExtract(subject: \"{}\", requestId: {request}) {{
                 entries(first: 100) {{ nodes {{ own {{ value {{ value }} }} }} }} reads(first: 10) {{ nodes {{ what }} }} }} }}",
            story.numbered
        );
        let found = story.ask(&leader, &query)["subjectAccessExtract"].clone();
        let reads_of_case = found["reads"].to_string().contains("\"CASE\"");
        (found["entries"].to_string().contains("Hun er stille."), reads_of_case)
    };
    assert_eq!(told(), (false, false));
    story.join();
    assert_eq!(told(), (true, true));
}

#[test]
fn r70_s2_48_in_danger_a_number_finds_what_was_opened_by_name() {
    let story = Story::tell("11052122");
    let vakt = token_of(&story.demo, &["employee"], "Vakten", "Vera Vakt", MUNICIPALITY);
    let taken = || {
        let input = json!({ "nationalId": story.number, "purpose": "DANGER_TO_CHILD", "reason": "Faren ringte." });
        story.demo.command(&vakt, "takeEmergencyAccess", input)["cases"].clone()
    };
    let consents = || {
        let query = format!("{{ consents(filter: {{ nationalId: \"{}\" }}) {{ nodes {{ unit }} }} }}", story.number);
        story.ask(&story.employee(), &query)["consents"]["nodes"].clone()
    };
    assert_eq!((taken(), consents()), (Value::Null, json!([])));
    story.join();
    assert_eq!((taken(), consents()), (json!([{ "id": story.case }]), json!([{ "unit": UNIT }])));
    // And danger is told in the case that there is, of the child as that case knows it.
    let acute = json!({
        "child": { "name": "Barn Prøve", "nationalId": story.number }, "body": "CHILD_WELFARE_EMERGENCY_SERVICE",
        "category": "VIOLENCE", "description": "Nå.",
    });
    let made = story.demo.accepted(&story.employee(), "makeEmergencyContact", acute);
    assert_eq!(made["case"]["id"], json!(story.case), "{made}");
}

/// One child has one address, which is told of all its pseudonyms together.
#[test]
fn c12_s2_48_a_lift_ends_the_protection_of_a_child_under_each_pseudonym_and_of_two_at_once_one_is_refused() {
    let story = Story::tell("11052131");
    story.join();
    let leader = token_of(&story.demo, &["unit-leader"], UNIT, "Rektor", MUNICIPALITY);
    let intake = story.demo.token("child-welfare-intake", MUNICIPALITY);
    let (in_case, in_report) = (json!({ "childOfCase": story.case }), json!({ "childOfReport": story.report }));
    let protect = |on: &str| {
        let told = |person: &Value, source: &str| json!({ "person": person, "grade": "CONFIDENTIAL", "source": source, "protectedOn": on });
        story.demo.accepted(&story.employee(), "protectAddress", told(&in_case, "FAMILY"));
        story.demo.accepted(&intake, "protectAddress", told(&in_report, "POLICE"));
    };
    let is_protected = || {
        let query = format!("{{ case(id: \"{}\") {{ addressProtection {{ whose }} }} }}", story.case);
        !story.ask(&leader, &query)["case"]["addressProtection"].as_array().unwrap().is_empty()
    };
    let lift = || {
        json!({
            "commandId": clock::new_id(), "person": in_case, "source": "POPULATION_REGISTER",
            "rationale": "Registeret har opphevet den.",
        })
    };
    protect("2026-01-05");
    assert!(is_protected());
    let mut early = lift();
    early["liftedOn"] = json!("2026-01-04");
    assert_eq!(story.demo.refused(&leader, "liftAddressProtection", early).1, "DATE_TOO_EARLY");
    let first = lift();
    story.demo.accepted(&leader, "liftAddressProtection", first.clone());
    assert!(!is_protected(), "under neither of them");
    assert_eq!(story.demo.refused(&leader, "liftAddressProtection", lift()).1, "ADDRESS_NOT_PROTECTED");
    // Sent again, it is answered as before, and lifts nothing that was told since.
    protect("2026-01-05");
    story.demo.accepted(&leader, "liftAddressProtection", first);
    assert!(is_protected());
    // Of two at once one lifts it, also where each has another of the child's pseudonyms at hand.
    for at_hand in [&in_case, &in_report, &in_report, &in_report] {
        let sent_by = |token: &String, person: &Value| {
            let mut lift = lift();
            lift["person"].clone_from(person);
            let (demo, token) = (&story.demo, token.clone());
            move || demo.command(&token, "liftAddressProtection", lift)
        };
        let by_other = if at_hand == &in_case { &leader } else { &intake };
        let answers = std::thread::scope(|threads| {
            let sent = [threads.spawn(sent_by(&leader, &in_case)), threads.spawn(sent_by(by_other, at_hand))];
            sent.map(|sent| sent.join().unwrap()["code"].as_str().unwrap_or("ACCEPTED").to_owned())
        });
        let expected = ["ACCEPTED", "ADDRESS_NOT_PROTECTED"].map(str::to_owned);
        assert_eq!(std::collections::BTreeSet::from(answers), expected.into());
        assert!(!is_protected());
        protect("2026-01-05");
    }
}
