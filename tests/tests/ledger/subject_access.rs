//! Persons who ask what is recorded about them: what they are answered with, and what of others never is (C12).

use std::time::Duration;

use case_ledger_domain::time::{months_after, oslo_date};
use case_ledger_infrastructure::{clock, secret_file};
use case_ledger_tests::{Demo, eventually, shared_demo, token};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::who_sees_what::national_id;

const MUNICIPALITY: &str = "9901";
const ENTRY: &str = "position keptBack keptBackText eventType occurredOn recordedOn purpose purposeText weigh
    source { role unit } own { field value { value state } } withheld { reason count text } summary(language: EN)";
const REQUEST: &str = "id subject asker identity authority unit receivedOn dueOn standing standingText
    extension { ground dueOn } answer { outcome grounds handedOver answeredOn } withdrawnOn guardiansMustNotKnow";

/// A child with a case in one unit, and a report from a neighbour about it.
struct Story<'a> {
    demo: &'a Demo,
    /// The unit whose leader answers.
    unit: String,
    case: String,
    child: String,
    /// Stands in every word about the child.
    word: String,
}

/// A token with these roles.
pub fn token_of(demo: &Demo, roles: &[&str], unit: &str, person: &str, municipality: &str) -> String {
    let secret = secret_file::read(&demo.data_dir().join("secrets").join("demo-tokens")).unwrap();
    let mut claims = token::claims(roles[0], municipality);
    claims["sub"] = json!(person);
    claims["name"] = json!(person);
    claims["unit"] = json!(unit);
    claims["roles"] = json!(roles);
    token::hs256(&secret, &claims)
}

fn today() -> NaiveDate {
    oslo_date(clock::now())
}

fn nodes(connection: &Value) -> Vec<Value> {
    connection["nodes"].as_array().unwrap_or_else(|| panic!("{connection}")).clone()
}

impl<'a> Story<'a> {
    /// `eight` are the first digits of the child's number, and no other story's.
    fn tell(demo: &'a Demo, eight: &str) -> Self {
        let (unit, word) = (format!("Innsyn {eight} skole"), format!("Barnekanari{eight}"));
        let child = json!({ "name": format!("{word} barn"), "nationalId": national_id(eight) });
        let employee = token_of(demo, &["employee"], &unit, "Lærerkanari Lærer", MUNICIPALITY);
        let concern = json!({ "child": child, "subject": "CHILD", "description": format!("{word} er stille.") });
        let opened = demo.accepted(&employee, "raiseConcern", concern);
        let case = opened["case"]["id"].as_str().unwrap().to_owned();
        let consent = json!({
            "caseId": case, "guardian": { "name": "Foresattkanari Foresatt" }, "purposes": ["INFORMATION_SHARING"],
            "recipients": ["SCHOOL"], "categories": ["HEALTH"],
        });
        demo.accepted(&employee, "requestConsent", consent);
        let intake = demo.token("child-welfare-intake", MUNICIPALITY);
        let reporter = json!({ "private": { "name": "Nabokanari Nabo", "contact": "Nabokanari 1" } });
        let told = json!({
            "child": child, "reporter": reporter, "unit": "Fortalte bydel", "content": format!("{word} gråter."),
            "learnedThroughWork": false,
        });
        demo.accepted(&intake, "receiveReport", told);
        let found =
            demo.graphql(&employee, &format!("{{ case(id: \"{case}\") {{ child {{ subject }} }} }}"), &json!({}));
        let child = found["data"]["case"]["child"]["subject"].as_str().unwrap().to_owned();
        Self { demo, unit, case, child, word }
    }

    fn officer(&self) -> String {
        self.demo.token("data-protection-officer", MUNICIPALITY)
    }

    /// A leader of the unit, who works for the child welfare service, too.
    fn leader(&self) -> String {
        token_of(self.demo, &["unit-leader", "caseworker"], &self.unit, "Leder", MUNICIPALITY)
    }

    /// A leader of the unit alone.
    fn schools_leader(&self) -> String {
        token_of(self.demo, &["unit-leader"], &self.unit, "Skoleleder", MUNICIPALITY)
    }

    fn input(&self, request: &Value, more: Value) -> Value {
        let mut input = json!({ "subject": self.child, "requestId": request });
        let Value::Object(more) = more else { unreachable!("an input is an object") };
        input.as_object_mut().unwrap().extend(more);
        input
    }

    fn asked_by(&self, token: &str, received_on: NaiveDate, asks: Value) -> Value {
        let mut input = json!({
            "subject": self.child, "asker": "PERSON", "identity": "ELECTRONIC_ID", "unit": self.unit,
            "receivedOn": received_on.to_string(),
        });
        let Value::Object(asks) = asks else { unreachable!("an input is an object") };
        input.as_object_mut().unwrap().extend(asks);
        self.demo.accepted(token, "requestSubjectAccess", input)["createdId"].clone()
    }

    /// The child asks today.
    fn asked(&self) -> Value {
        self.asked_by(&self.officer(), today(), json!({}))
    }

    /// The mother asks today.
    fn asked_by_mother(&self) -> Value {
        let mother = json!({ "asker": "GUARDIAN", "askedBy": "Morkanari", "authority": "POPULATION_REGISTER" });
        self.asked_by(&self.officer(), today(), mother)
    }

    fn extract(&self, token: &str, request: &Value, selection: &str) -> Value {
        let query = format!(
            "query LookThrough($subject: ID!, $request: ID!) {{
                 subjectAccessExtract(subject: $subject, requestId: $request) {{ {selection} }} }}"
        );
        self.demo.graphql(token, &query, &json!({ "subject": self.child, "request": request }))
    }

    fn entries(&self, token: &str, request: &Value) -> Vec<Value> {
        let selection = format!("entries(first: 100) {{ nodes {{ {ENTRY} }} }}");
        let response = self.extract(token, request, &selection);
        assert!(response.get("errors").is_none(), "{response}");
        nodes(&response["data"]["subjectAccessExtract"]["entries"])
    }

    /// The request as somebody is told of it.
    fn request(&self, token: &str, arguments: &str, request: &Value) -> Option<Value> {
        let query = format!("{{ subjectAccessRequests(first: 20{arguments}) {{ nodes {{ {REQUEST} }} }} }}");
        let response = self.demo.graphql(token, &query, &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        nodes(&response["data"]["subjectAccessRequests"]).into_iter().find(|node| node["id"] == *request)
    }
}

fn codes(response: &Value) -> Vec<&str> {
    let errors = response["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
}

/// Waits until the report is one about the child.
fn with_report(story: &Story<'_>, request: &Value) -> Vec<Value> {
    eventually("the report is known to be about the child", Duration::from_secs(20), || {
        let entries = story.entries(&story.leader(), request);
        entries.iter().any(|entry| entry["eventType"] == "ReportReceived").then_some(entries)
    })
}

#[test]
fn c12_r_61_a_person_is_answered_with_the_own_data_and_never_with_those_of_others() {
    let story = Story::tell(shared_demo(), "11052101");
    let request = story.asked();
    let entries = with_report(&story, &request);
    let text = json!(entries).to_string();
    assert!(text.contains(&format!("{} er stille.", story.word)) && text.contains(&story.word), "{text}");
    for other in ["Nabokanari", "Foresattkanari", "Lærerkanari"] {
        assert!(!text.contains(other), "{other}: {text}");
    }
    let of = |name: &str| entries.iter().find(|entry| entry["eventType"] == name).cloned();
    let raised = of("ConcernRaised").unwrap();
    assert_eq!((&raised["source"]["role"], &raised["source"]["unit"]), (&json!("employee"), &json!(story.unit)));
    assert_eq!((&raised["purpose"], &raised["occurredOn"]), (&json!("CONCERN_FOLLOW_UP"), &json!(today().to_string())));
    let withheld = |entry: &Value| {
        let reasons = entry["withheld"].as_array().unwrap().iter();
        reasons.map(|one| one["reason"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(withheld(&of("ConsentRequested").unwrap()).contains(&"OTHER_PERSON".to_owned()));
    let received = of("ReportReceived").unwrap();
    assert_eq!(received["summary"], "A concern report was received.", "not from whom");
    assert_eq!(received["weigh"], "REPORTER_IDENTITY");
    assert!(withheld(&received).contains(&"REPORTER_IDENTITY".to_owned()), "{received}");
    // What the neighbour said of the own work is about nobody else.
    assert!(of("ReporterDeclarationRecorded").is_none());
    let positions: Vec<i64> = entries.iter().map(|entry| entry["position"].as_i64().unwrap()).collect();
    assert!(positions.is_sorted(), "{positions:?}");

    // Page by page it is the same.
    let (mut paged, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "query($subject: ID!, $request: ID!, $after: String) {{
                 subjectAccessExtract(subject: $subject, requestId: $request) {{
                     entries(first: 2, after: $after) {{ nodes {{ {ENTRY} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
        );
        let variables = json!({ "subject": story.child, "request": request, "after": after });
        let response = story.demo.graphql(&story.leader(), &query, &variables);
        let page = &response["data"]["subjectAccessExtract"]["entries"];
        paged.extend(nodes(page));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(paged, entries);

    // Of the child welfare service's work a school's leader is told nothing but that there is some.
    let of_school = story.entries(&story.schools_leader(), &request);
    assert!(of_school.iter().any(|entry| entry["keptBack"] == "OTHER_SERVICE" && entry["eventType"].is_null()));
    assert!(!json!(of_school).to_string().contains("gråter"));
    // The officer is told what there is, and no values.
    let officer = story.entries(&story.officer(), &request);
    let values: Vec<_> = officer.iter().flat_map(|entry| entry["own"].as_array().unwrap().clone()).collect();
    assert!(
        !values.is_empty() && values.iter().all(|own| own["value"] == json!({ "value": null, "state": "WITHHELD" }))
    );
    assert!(!json!(officer).to_string().contains(&story.word));
}

#[test]
fn c12_the_data_are_looked_through_by_who_answers_and_by_nobody_else() {
    let story = Story::tell(shared_demo(), "11052102");
    let request = story.asked();
    let may_look = |token: &str, request: &Value| {
        let response = story.extract(token, request, "request { id }");
        match codes(&response)[..] {
            [] => !response["data"]["subjectAccessExtract"].is_null(),
            [code] => {
                assert_eq!(code, "FORBIDDEN", "{response}");
                false
            }
            _ => panic!("{response}"),
        }
    };
    let somebody = |role: &str, unit: &str| token_of(story.demo, &[role], unit, "Noen", MUNICIPALITY);
    assert!(may_look(&story.leader(), &request) && may_look(&story.officer(), &request));
    for role in ["employee", "caseworker", "child-welfare-intake", "auditor", "statistician", "service"] {
        assert!(!may_look(&somebody(role, &story.unit), &request), "{role}");
    }
    assert!(!may_look(&somebody("unit-leader", "En annen skole"), &request), "another unit's");
    let elsewhere = token_of(story.demo, &["data-protection-officer"], &story.unit, "Ombud", "9902");
    assert!(!may_look(&elsewhere, &request), "another municipality's");
    assert!(!may_look(&story.leader(), &json!("access_00000000-0000-0000-0000-000000000001")), "there is none");

    // Who records a request neither looks through nor answers.
    let own = story.asked_by(&story.leader(), today(), json!({}));
    assert!(!may_look(&story.leader(), &own) && may_look(&story.schools_leader(), &own));
    let in_full =
        |request: &Value| story.input(request, json!({ "outcome": "GIVEN_IN_FULL", "handedOver": "IN_PERSON" }));
    let (_, code, rule) = story.demo.refused(&story.leader(), "answerSubjectAccess", in_full(&own));
    assert_eq!((code.as_str(), rule.as_str()), ("ACCESS_ANSWERED_ALONE", "C12"));
    let stranger = somebody("unit-leader", "En annen skole");
    assert_eq!(story.demo.refused(&stranger, "answerSubjectAccess", in_full(&request)).1, "ACCESS_NOT_AWAITED");
    assert!(story.request(&stranger, "", &request).is_none() && story.request(&story.leader(), "", &request).is_some());

    // What is answered is not looked through again, but by the officer.
    story.demo.accepted(&story.leader(), "answerSubjectAccess", in_full(&request));
    assert!(!may_look(&story.leader(), &request) && may_look(&story.officer(), &request));
    assert_eq!(story.demo.refused(&story.leader(), "answerSubjectAccess", in_full(&request)).1, "ACCESS_NOT_AWAITED");
    let taken_back = story.input(&own, json!({ "rationale": "Personen ringte." }));
    story.demo.accepted(&story.officer(), "withdrawSubjectAccess", taken_back);
    assert_eq!(story.request(&story.officer(), "", &own).unwrap()["standing"], "WITHDRAWN");
}

#[test]
fn c12_who_speaks_for_a_person_says_by_what_right() {
    let story = Story::tell(shared_demo(), "11052103");
    let asks = json!({
        "subject": story.child, "asker": "GUARDIAN", "askedBy": "Morkanari", "identity": "IDENTITY_DOCUMENT",
        "unit": story.unit,
    });
    let refused = story.demo.refused(&story.officer(), "requestSubjectAccess", asks);
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("ACCESS_ASKER_UNCLEAR", "C12"));
    let request = story.asked_by_mother();
    let told = story.request(&story.leader(), "", &request).unwrap();
    assert_eq!((&told["asker"], &told["authority"]), (&json!("GUARDIAN"), &json!("POPULATION_REGISTER")));
    // The name stands in the person's history for those who see persons' data, and in no table in clear.
    let query = format!(
        "{{ subject(id: \"{}\") {{ history(first: 20) {{ nodes {{ data summary(language: NN) }} }} }} }}",
        story.child
    );
    let auditor = story.demo.graphql(&story.demo.token("auditor", MUNICIPALITY), &query, &json!({})).to_string();
    assert!(auditor.contains("Morkanari") && auditor.contains("bede om innsyn"), "{auditor}");
    let officer = story.demo.graphql(&story.officer(), &query, &json!({})).to_string();
    assert!(!officer.contains("Morkanari"), "{officer}");
    let rows: Vec<(i64,)> = crate::data_subjects::rows_of(
        story.demo,
        "SELECT count(*) FROM events WHERE payload::text LIKE '%Morkanari%' OR actor::text LIKE '%Morkanari%'",
    );
    assert_eq!(rows[0].0, 0);
}

#[test]
fn c12_r_6_guardians_are_not_answered_with_what_they_must_not_know_of() {
    let story = Story::tell(shared_demo(), "11052104");
    let employee = token_of(story.demo, &["employee"], &story.unit, "Lærerkanari Lærer", MUNICIPALITY);
    let acute = json!({
        "caseId": story.case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE", "description": "Nå.",
    });
    story.demo.accepted(&employee, "makeEmergencyContact", acute);
    let ground = json!({ "caseId": story.case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    story.demo.accepted(&employee, "withholdGuardianNotification", ground);
    let (mother, child) = (story.asked_by_mother(), story.asked());
    let flag = |request: &Value| story.request(&story.leader(), "", request).unwrap()["guardiansMustNotKnow"].clone();
    assert_eq!(flag(&mother), true);
    let kept: Vec<Value> = story
        .entries(&story.leader(), &mother)
        .into_iter()
        .filter(|entry| entry["keptBack"] == "GUARDIANS_MUST_NOT_KNOW")
        .collect();
    assert!(kept.len() > 3, "{kept:?}");
    assert!(kept.iter().all(|entry| entry["eventType"].is_null()
        && entry["summary"].is_null()
        && entry["occurredOn"].is_null()
        && entry["own"] == json!([])));
    assert!(!json!(story.entries(&story.leader(), &mother)).to_string().contains("er stille"));
    let answer = |request: &Value, more: Value| {
        let mut input = story.input(request, json!({ "handedOver": "POST" }));
        let Value::Object(more) = more else { unreachable!("an input is an object") };
        input.as_object_mut().unwrap().extend(more);
        input
    };
    let in_full = json!({ "outcome": "GIVEN_IN_FULL" });
    let refused = story.demo.refused(&story.leader(), "answerSubjectAccess", answer(&mother, in_full.clone()));
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("ACCESS_KEPT_FROM_GUARDIANS", "R-6"));
    let silent = json!({ "outcome": "REFUSED" });
    let refused = story.demo.refused(&story.leader(), "answerSubjectAccess", answer(&mother, silent));
    assert_eq!(refused.1, "ACCESS_GROUNDS_MISSING");
    let in_part = json!({
        "outcome": "GIVEN_IN_PART", "grounds": ["DANGER_TO_CHILD", "GUARDIANS_MUST_NOT_KNOW"],
        "rationale": "Barnet er ikke trygt.",
    });
    story.demo.accepted(&story.leader(), "answerSubjectAccess", answer(&mother, in_part));
    let told = story.request(&story.leader(), "", &mother).unwrap();
    assert_eq!(told["answer"]["grounds"], json!(["DANGER_TO_CHILD", "GUARDIANS_MUST_NOT_KNOW"]));
    assert_eq!(told["standing"], "MET");

    // The child itself is told.
    eventually("the case is known to be about the child", Duration::from_secs(20), || {
        (flag(&child) == false).then_some(())
    });
    assert!(json!(story.entries(&story.leader(), &child)).to_string().contains("er stille"));
    story.demo.accepted(&story.leader(), "answerSubjectAccess", answer(&child, in_full));
}

#[test]
fn c12_rm17_whoever_looks_through_the_data_stands_in_the_read_log_of_each_case() {
    let story = Story::tell(shared_demo(), "11052105");
    let request = story.asked();
    with_report(&story, &request);
    let query = format!(
        "{{ case(id: \"{}\") {{ readLog(first: 50) {{ nodes {{ operation reader {{ role unit }} }} }} }} }}",
        story.case
    );
    let log = story.demo.graphql(&story.schools_leader(), &query, &json!({}));
    let read =
        nodes(&log["data"]["case"]["readLog"]).into_iter().find(|read| read["operation"] == "subjectAccessExtract");
    assert_eq!(read.unwrap()["reader"], json!({ "role": "unit-leader", "unit": story.unit }));
    // And the person is told who read, by role and unit.
    let response =
        story.extract(&story.leader(), &request, "reads(first: 50) { nodes { what readAt role unit purpose } }");
    let reads = nodes(&response["data"]["subjectAccessExtract"]["reads"]);
    let by = |what: &str, role: &str| reads.iter().any(|read| read["what"] == what && read["role"] == role);
    assert!(by("CASE", "employee") && by("CASE", "unit-leader"), "{reads:?}");
    assert!(!json!(reads).to_string().contains("kanari"), "{reads:?}");

    // Also what was handed out of the case.
    let employee = token_of(story.demo, &["employee"], &story.unit, "Lærerkanari Lærer", MUNICIPALITY);
    let letter = json!({
        "caseId": story.case, "kind": "LETTER", "title": "Brev", "mediaType": "PLAIN_TEXT", "content": "SGVp",
    });
    let attachment = story.demo.accepted(&employee, "addAttachment", letter)["createdId"].clone();
    let content =
        format!("{{ case(id: \"{}\") {{ attachmentContent(attachmentId: {attachment}) {{ base64 }} }} }}", story.case);
    let handed_out = story.demo.graphql(&employee, &content, &json!({}));
    assert_eq!(handed_out["data"]["case"]["attachmentContent"]["base64"], "SGVp", "{handed_out}");
    let response = story.extract(&story.leader(), &request, "reads(first: 50) { nodes { what role unit } }");
    let reads = nodes(&response["data"]["subjectAccessExtract"]["reads"]);
    assert!(reads.contains(&json!({ "what": "ATTACHMENT", "role": "employee", "unit": story.unit })), "{reads:?}");
}

#[test]
fn c12_r_70_cases_of_another_unit_are_answered_for_by_that_unit() {
    let story = Story::tell(shared_demo(), "11052108");
    let other = format!("Annen {}", story.unit);
    let nurse = token_of(story.demo, &["employee"], &other, "Helsesøster", MUNICIPALITY);
    let child = json!({ "name": format!("{} barn", story.word), "nationalId": national_id("11052108") });
    let concern = json!({ "child": child, "subject": "CHILD", "description": "Hemmelighelse." });
    let opened = story.demo.accepted(&nurse, "raiseConcern", concern);
    let request = story.asked();
    let entries = with_report(&story, &request);
    let text = json!(entries).to_string();
    assert!(text.contains("er stille") && !text.contains("Hemmelighelse"), "{text}");
    assert!(entries.iter().any(|entry| entry["keptBack"] == "OTHER_SERVICE" && entry["eventType"].is_null()));
    let response = story.extract(&story.leader(), &request, "reads(first: 50) { nodes { what role unit } }");
    let reads = nodes(&response["data"]["subjectAccessExtract"]["reads"]);
    assert!(reads.iter().all(|read| read["unit"] != json!(other)), "{reads:?}");
    // That unit's own leader answers for it; who watches over all is told that there is one, without values.
    let own = story.asked_by(&story.officer(), today(), json!({ "unit": other }));
    let leader = token_of(story.demo, &["unit-leader"], &other, "Leder", MUNICIPALITY);
    let of_other = json!(story.entries(&leader, &own)).to_string();
    assert!(of_other.contains("Hemmelighelse") && !of_other.contains("er stille"), "{of_other}");
    let officer = story.entries(&story.officer(), &request);
    let raised = officer.iter().filter(|entry| entry["eventType"] == "ConcernRaised").count();
    assert_eq!(raised, 2, "{officer:?}");
    // Nor is one leader told that the other unit keeps something from the home; who watches over all is.
    let ground = json!({ "caseId": opened["case"]["id"], "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    story.demo.accepted(
        &nurse,
        "makeEmergencyContact",
        json!({
            "caseId": opened["case"]["id"], "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE",
            "description": "Nå.",
        }),
    );
    story.demo.accepted(&nurse, "withholdGuardianNotification", ground);
    let mother = story.asked_by_mother();
    let of_unit = format!(", filter: {{ unit: \"{}\" }}", story.unit);
    let flag = |token: &str| story.request(token, &of_unit, &mother).unwrap()["guardiansMustNotKnow"].clone();
    assert_eq!((flag(&story.schools_leader()), flag(&story.officer())), (json!(false), json!(true)));
    let in_full = story.input(&mother, json!({ "outcome": "GIVEN_IN_FULL", "handedOver": "POST" }));
    story.demo.accepted(&story.schools_leader(), "answerSubjectAccess", in_full);
}

#[test]
fn c12_what_is_overdue_shows_as_of_any_day_and_moment() {
    let story = Story::tell(shared_demo(), "11052106");
    let received = today() - Days::new(50);
    let due = months_after(received, 1);
    let request = story.asked_by(&story.officer(), received, json!({}));
    let leader = story.leader();
    let standing = |arguments: &str| story.request(&leader, arguments, &request).map(|told| told["standing"].clone());
    assert_eq!(standing(""), Some(json!("OVERDUE")));
    assert_eq!(standing(", filter: { standing: OVERDUE }"), Some(json!("OVERDUE")));
    assert_eq!(standing(", filter: { standing: DUE }"), None);
    assert_eq!(standing(&format!(", on: \"{due}\"")), Some(json!("DUE")));
    assert_eq!(standing(&format!(", on: \"{}\"", received - Days::new(1))), None, "it had not come in");
    assert_eq!(standing(", filter: { unit: \"En annen skole\" }"), None);
    let told = story.request(&leader, "", &request).unwrap();
    assert_eq!((&told["dueOn"], &told["standingText"]), (&json!(due.to_string()), &json!("overdue")));

    let head = story.demo.graphql(&story.officer(), "{ ledger(municipality: \"9901\") { position } }", &json!({}));
    let before = head["data"]["ledger"]["position"].as_i64().unwrap();
    let put_off = |told_on: NaiveDate, until: NaiveDate| {
        let more = json!({
            "ground": "COMPLEXITY", "rationale": "Mange dokumenter.", "toldOn": told_on.to_string(),
            "until": until.to_string(),
        });
        story.input(&request, more)
    };
    let too_late =
        story.demo.refused(&leader, "extendSubjectAccess", put_off(due + Days::new(1), months_after(received, 3)));
    assert_eq!(too_late.1, "ACCESS_EXTENSION_TOO_LATE");
    let too_long = put_off(due, months_after(received, 3) + Days::new(1));
    assert_eq!(story.demo.refused(&leader, "extendSubjectAccess", too_long).1, "ACCESS_EXTENSION_OUT_OF_BOUNDS");
    story.demo.accepted(&leader, "extendSubjectAccess", put_off(due, months_after(received, 3)));
    assert_eq!(standing(""), Some(json!("EXTENDED")));
    let again = story.demo.refused(&leader, "extendSubjectAccess", put_off(due, months_after(received, 2)));
    assert_eq!(again.1, "ACCESS_ALREADY_EXTENDED");
    assert_eq!(standing(&format!(", asOf: {{ position: {before} }}")), Some(json!("OVERDUE")));

    let late = story.asked_by(&story.officer(), received, json!({}));
    let in_full = story.input(&late, json!({ "outcome": "GIVEN_IN_FULL", "handedOver": "DIGITAL_MAILBOX" }));
    story.demo.accepted(&leader, "answerSubjectAccess", in_full);
    assert_eq!(story.request(&leader, "", &late).unwrap()["standing"], "MET_LATE");
}

#[test]
fn c12_of_the_restricted_and_the_erased_the_extract_shows_no_values_and_the_request_stays() {
    let demo = Demo::start(4);
    let story = Story::tell(&demo, "11052107");
    let restrict = |to: Value| {
        let input = json!({
            "subject": story.child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": to, "rationale": "Til det er avgjort.",
        });
        demo.accepted(&story.officer(), "restrictSubject", input);
    };
    let states = |token: &str, request: &Value| {
        let entries = story.entries(token, request);
        let own = entries.iter().flat_map(|entry| entry["own"].as_array().unwrap().clone());
        let mut states: Vec<String> = own.map(|own| own["value"]["state"].as_str().unwrap().to_owned()).collect();
        states.dedup();
        states
    };
    let request = story.asked_by_mother();
    assert_eq!(states(&story.leader(), &request), ["VISIBLE"]);
    restrict(json!([]));
    assert_eq!(states(&story.leader(), &request), ["WITHHELD"]);
    restrict(json!(["UNIT_LEADER"]));
    assert_eq!(states(&story.leader(), &request), ["VISIBLE"]);

    let another = demo.token_with(&["--role", "unit-leader", "--municipality", MUNICIPALITY, "--subject", "another"]);
    demo.accepted(&another, "setErasureDelay", json!({ "days": 0 }));
    let mut basis = json!({ "subject": story.child, "basis": "NO_LONGER_NECESSARY", "rationale": "Etter klage." });
    let runs = demo.refused(&story.officer(), "requestErasure", basis.clone());
    assert_eq!((runs.1.as_str(), runs.2.as_str()), ("STILL_WORKED_WITH", "C12"), "the case is open");
    basis["basis"] = json!("UNLAWFULLY_RECORDED");
    demo.accepted(&story.officer(), "requestErasure", basis);
    let approval = json!({ "subject": story.child, "rationale": "Vurdert på nytt." });
    let waits = demo.refused(&story.leader(), "approveErasure", approval.clone());
    assert_eq!((waits.1.as_str(), waits.2.as_str()), ("ACCESS_AWAITED", "C12"));
    let in_full = story.input(&request, json!({ "outcome": "GIVEN_IN_FULL", "handedOver": "READ_ON_THE_SPOT" }));
    demo.accepted(&story.leader(), "answerSubjectAccess", in_full);
    demo.accepted(&story.leader(), "approveErasure", approval);

    assert_eq!(states(&story.officer(), &request), ["SHREDDED"]);
    let told = story.request(&story.officer(), "", &request).unwrap();
    assert_eq!((&told["standing"], &told["answer"]["outcome"]), (&json!("MET"), &json!("GIVEN_IN_FULL")));
    let query =
        format!("{{ subject(id: \"{}\") {{ history(first: 20) {{ nodes {{ eventType data }} }} }} }}", story.child);
    let history = demo.graphql(&demo.token("auditor", MUNICIPALITY), &query, &json!({}));
    let history = nodes(&history["data"]["subject"]["history"]);
    let asked = history.iter().find(|entry| entry["eventType"] == "SubjectAccessRequested").unwrap();
    assert_eq!(asked["data"]["askedBy"], json!({ "value": null, "state": "SHREDDED" }));
    let again = json!({ "subject": story.child, "asker": "PERSON", "identity": "ELECTRONIC_ID", "unit": story.unit });
    assert_eq!(demo.refused(&story.officer(), "requestSubjectAccess", again).1, "SUBJECT_ERASED");
}
