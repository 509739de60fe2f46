//! What waits in each unit: the leader's inbox, the intake list, and what is owed and was left out (RM-3, RM-4, RM-5,
//! RM-13).

use std::time::Duration;

use case_ledger_domain::time::{months_after, oslo_date};
use case_ledger_infrastructure::clock;
use case_ledger_tests::{eventually, shared_demo};
use chrono::TimeDelta;
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";
const INBOX: &str = "query Inbox($filter: InboxFilterInput, $on: Date, $asOf: AsOfInput) {
    list: leaderInbox(filter: $filter, on: $on, asOf: $asOf, first: 50) { nodes {
    kind unit waitingSince endedOn ageInDays closedUnanswered leaderAgrees case { id } } } }";
const INVESTIGATIONS: &str = "query Intake($filter: InvestigationFilterInput, $asOf: AsOfInput) {
    list: investigations(filter: $filter, asOf: $asOf, first: 50) { nodes {
    id unit deadline allocation { team severity area } } } }";
const REPORTS: &str = "query Reports($filter: ReportFilterInput, $asOf: AsOfInput) {
    list: reports(filter: $filter, asOf: $asOf, first: 50) { nodes { id unit } } }";
const OBLIGATIONS: &str = "query Owed($filter: ObligationFilterInput, $on: Date, $asOf: AsOfInput) {
    list: obligations(filter: $filter, on: $on, asOf: $asOf, first: 50) { nodes { kind unit standing dueOn extended } } }";
const FINDINGS: &str = "query Found($filter: FindingFilterInput, $on: Date, $asOf: AsOfInput) {
    list: findings(filter: $filter, on: $on, asOf: $asOf, first: 50) { nodes { kind unit aroseOn mendedOn } } }";

fn token(role: &str) -> String {
    shared_demo().token(role, MUNICIPALITY)
}

fn in_days(days: i64) -> String {
    (oslo_date(clock::now()) + TimeDelta::days(days)).to_string()
}

/// Sends a command; answers its payload.
fn send(role: &str, name: &str, input: Value) -> Value {
    shared_demo().accepted(&token(role), name, input)
}

/// The same; answers the position.
fn at(role: &str, name: &str, input: Value) -> i64 {
    send(role, name, input)["position"].as_i64().unwrap()
}

/// What a list holds as of a position, and what is said of it on a day.
fn listed(role: &str, query: &str, filter: &Value, on: Option<&str>, as_of: i64) -> Vec<Value> {
    let variables = json!({ "filter": filter, "on": on, "asOf": { "position": as_of } });
    let unit = filter["unit"].as_str().unwrap_or("Solbakken");
    let response = shared_demo().graphql(&shared_demo().token_in(unit, role, MUNICIPALITY), query, &variables);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["list"]["nodes"].as_array().unwrap().clone()
}

/// One field of each, in their order.
fn told(nodes: &[Value], field: &str) -> Vec<String> {
    nodes.iter().map(|node| node[field].as_str().unwrap_or_default().to_owned()).collect()
}

fn nothing() -> [Value; 0] {
    []
}

/// A concern raised in that unit; answers the case and the position.
fn concern(unit: &str) -> (String, i64) {
    let raised = json!({
        "child": { "name": "Barn Prøve" }, "unit": unit, "subject": "CHILD", "description": "Stille.",
    });
    let changed = send("employee", "raiseConcern", raised);
    (changed["case"]["id"].as_str().unwrap().to_owned(), changed["position"].as_i64().unwrap())
}

/// A report that a school of that name sent in an emergency, taken in; answers its id.
fn received_report(unit: &str) -> String {
    let (case, _) = concern(unit);
    let contact = json!({
        "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE", "description": "Nå.",
    });
    send("employee", "makeEmergencyContact", contact);
    let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    send("employee", "withholdGuardianNotification", ground);
    send("employee", "sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
    let query = "query($id: ID!) { reports(filter: { caseId: $id }) { nodes { id } } }";
    eventually("the sent report is taken in", Duration::from_secs(20), || {
        let response = shared_demo().graphql(&token("child-welfare-intake"), query, &json!({ "id": case }));
        response["data"]["reports"]["nodes"][0]["id"].as_str().map(ToOwned::to_owned)
    })
}

#[test]
fn rm4_s0_46_a_note_waits_in_the_leaders_inbox_with_its_age_until_it_is_answered() {
    let unit = "Notatet skole";
    let (case, _) = concern(unit);
    let submitted = at("employee", "submitNoteToLeader", json!({ "caseId": case, "text": "Jeg ber om et svar." }));
    let waiting = json!({ "unit": unit, "waiting": true });
    let shown = listed("unit-leader", INBOX, &waiting, None, submitted);
    let item = json!({
        "kind": "NOTE", "unit": unit, "waitingSince": in_days(0), "endedOn": null, "ageInDays": 0,
        "closedUnanswered": false, "leaderAgrees": null, "case": { "id": case },
    });
    assert_eq!(shown, [item], "the concern has come to the leader with the note");
    assert_eq!(listed("unit-leader", INBOX, &waiting, Some(&in_days(9)), submitted)[0]["ageInDays"], 9);
    assert_eq!(listed("unit-leader", INBOX, &json!({ "unit": "En annen skole" }), None, submitted), nothing());

    let notes = "query($id: ID!) { case(id: $id) { notes { id } } }";
    let leader = shared_demo().token_in(unit, "unit-leader", MUNICIPALITY);
    let notes = shared_demo().graphql(&leader, notes, &json!({ "id": case }));
    let note = &notes["data"]["case"]["notes"][0]["id"];
    let answer = json!({ "caseId": case, "noteId": note, "agrees": false, "rationale": "Vi ser det an." });
    let answered = shared_demo().accepted(&leader, "giveLeaderFeedback", answer)["position"].as_i64().unwrap();
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, answered), nothing());
    let ended = json!({ "unit": unit, "kind": "NOTE", "waiting": false });
    let shown = listed("unit-leader", INBOX, &ended, Some(&in_days(30)), answered);
    assert_eq!((&shown[0]["leaderAgrees"], &shown[0]["ageInDays"]), (&json!(false), &json!(0)));
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, submitted).len(), 1, "as it was before");

    let refused = shared_demo().graphql(&token("caseworker"), INBOX, &json!({}));
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
}

#[test]
fn rm4_s4_16_a_concern_waits_for_the_nearest_leader_from_the_moment_it_is_raised() {
    let unit = "Bekymret skole";
    let ((first, _), (second, raised)) = (concern(unit), concern(unit));
    let waiting = json!({ "unit": unit, "kind": "CONCERN", "waiting": true });
    let shown = listed("unit-leader", INBOX, &waiting, Some(&in_days(3)), raised);
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert!(shown.iter().all(|item| item["ageInDays"] == 3 && item["waitingSince"] == in_days(0)), "{shown:?}");

    let talk = json!({ "caseId": first, "about": "CONCERN", "summary": "Vi følger med sammen." });
    let talked = at("employee", "discussWithLeader", talk);
    let shown = listed("unit-leader", INBOX, &waiting, None, talked);
    assert_eq!((shown.len(), &shown[0]["case"]["id"]), (1, &json!(second)));
    let close = json!({ "caseId": second, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "En misforståelse." });
    let closed = at("employee", "closeCase", close);
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, closed), nothing());
    let over = json!({ "unit": unit, "waiting": false });
    let shown = listed("unit-leader", INBOX, &over, None, closed);
    let unanswered =
        |case: &str| shown.iter().find(|item| item["case"]["id"] == case).unwrap()["closedUnanswered"].clone();
    assert_eq!((unanswered(&first), unanswered(&second)), (json!(false), json!(true)));
}

/// What waits or waited of a case's concerns, as of a position: since when, until when, and whether nobody answered.
fn concerns(unit: &str, case: &str, as_of: i64) -> Vec<(Value, Value, Value)> {
    let filter = json!({ "unit": unit, "kind": "CONCERN" });
    let shown = listed("unit-leader", INBOX, &filter, None, as_of).into_iter();
    let of_case = shown.filter(|item| item["case"]["id"] == case);
    let told = |item: Value| [&item["waitingSince"], &item["endedOn"], &item["closedUnanswered"]].map(Clone::clone);
    of_case.map(|item| told(item).into()).collect()
}

/// A decision in the case, by somebody with that role.
fn assessed_by(case: &str, role: &str, on: &str) -> i64 {
    let assessment = json!({
        "caseId": case, "degree": "SOME", "groundForConcern": true, "noBasisBecause": "Samtaler.",
        "rationale": "Vi følger med.", "decidedBy": { "name": "Kari Prøve", "role": role }, "assessedOn": on,
    });
    at("employee", "assessConcern", assessment)
}

/// A pedagogical leader owns the steps of a kindergarten, and the nearest leader is another, unless it was brought to them.
#[test]
fn rm4_s3_19_s4_15_who_works_with_the_concern_does_not_answer_it_for_the_leader() {
    let unit = "Lederløs barnehage";
    let (case, _) = concern(unit);
    let waits = || (json!(in_days(0)), Value::Null, json!(false));
    let alone = assessed_by(&case, "PEDAGOGICAL_LEADER", &in_days(0));
    assert_eq!(concerns(unit, &case, alone), [waits()], "the unit's leader has not heard of it");
    let decided = assessed_by(&case, "UNIT_LEADER", &in_days(0));
    assert_eq!(concerns(unit, &case, decided), [(json!(in_days(0)), json!(in_days(0)), json!(false))]);

    let (brought, _) = concern(unit);
    let to = json!({ "caseId": brought, "leader": { "name": "Kari Prøve", "role": "PEDAGOGICAL_LEADER" } });
    send("employee", "forwardConcernToLeader", to);
    let answered = assessed_by(&brought, "PEDAGOGICAL_LEADER", &in_days(0));
    assert_eq!(concerns(unit, &brought, answered), [(json!(in_days(0)), json!(in_days(0)), json!(false))]);
    let brought_to = "query { leaderInbox(filter: { unit: \"Lederløs barnehage\" }, first: 50) { nodes {
        broughtTo case { id } } } }";
    let leader = shared_demo().token_in(unit, "unit-leader", MUNICIPALITY);
    let shown = shared_demo().graphql(&leader, brought_to, &json!({}))["data"]["leaderInbox"]["nodes"].clone();
    let of = |case: &str| shown.as_array().unwrap().iter().find(|item| item["case"]["id"] == case).unwrap();
    assert_eq!((&of(&brought)["broughtTo"], &of(&case)["broughtTo"]), (&json!("PEDAGOGICAL_LEADER"), &Value::Null));
}

/// What a leader answered stays answered, whatever is brought to leaders after it.
#[test]
fn rm4_s4_16_what_is_raised_or_brought_to_a_leader_after_an_answer_waits_beside_it() {
    let unit = "Gjentatt skole";
    let raised = |case: &str, on: &str| {
        let raised = json!({
            "caseId": case, "child": { "name": "Barn Prøve" }, "unit": unit, "subject": "CHILD",
            "description": "Stille.", "raisedOn": on,
        });
        send("employee", "raiseConcern", raised)
    };
    let first = json!({
        "child": { "name": "Barn Prøve" }, "unit": unit, "subject": "CHILD", "description": "Stille.",
        "raisedOn": in_days(-9),
    });
    let case = send("employee", "raiseConcern", first)["case"]["id"].as_str().unwrap().to_owned();
    let talk = json!({ "caseId": case, "about": "CONCERN", "summary": "Vi følger med.", "heldOn": in_days(-7) });
    let answered = at("employee", "discussWithLeader", talk);
    let before = (json!(in_days(-9)), json!(in_days(-7)), json!(false));
    assert_eq!(concerns(unit, &case, answered), std::slice::from_ref(&before));

    let again = raised(&case, &in_days(-4))["position"].as_i64().unwrap();
    let waiting = (json!(in_days(-4)), Value::Null, json!(false));
    assert_eq!(concerns(unit, &case, again), [before.clone(), waiting.clone()]);
    let second = assessed_by(&case, "HEAD", &in_days(-3));
    let then = (json!(in_days(-4)), json!(in_days(-3)), json!(false));
    assert_eq!(concerns(unit, &case, second), [before.clone(), then.clone()]);

    let to = |on: &str| {
        let to = json!({
            "caseId": case, "leader": { "name": "Ola Prøve", "role": "UNIT_LEADER" }, "forwardedOn": on,
        });
        at("employee", "forwardConcernToLeader", to)
    };
    let earlier = to(&in_days(-4));
    assert_eq!(concerns(unit, &case, earlier), [before.clone(), then.clone()], "answered with what came before");
    // Of one day, what is written down last came last.
    let same_day = to(&in_days(-3));
    let anew = |ended_on: Value| (json!(in_days(-3)), ended_on, json!(false));
    assert_eq!(concerns(unit, &case, same_day), [before.clone(), then.clone(), anew(Value::Null)]);
    let third = assessed_by(&case, "HEAD", &in_days(-3));
    assert_eq!(concerns(unit, &case, third), [before.clone(), then.clone(), anew(json!(in_days(-3)))]);
    let brought = to(&in_days(-1));
    let last = (json!(in_days(-1)), Value::Null, json!(false));
    assert_eq!(concerns(unit, &case, brought), [before.clone(), then, anew(json!(in_days(-3))), last]);
    assert_eq!(concerns(unit, &case, again), [before, waiting], "as it was before");
}

/// Nobody has to raise a concern about a child for whom the police were called.
#[test]
fn rm4_r_19_a_call_in_acute_danger_waits_for_the_leader_and_is_owed_what_comes_of_it() {
    let unit = "Ringende skole";
    let contact = json!({
        "body": "POLICE", "category": "VIOLENCE", "description": "Far slår nå.", "unit": unit,
        "child": { "name": "Barn Prøve" },
    });
    let opened = send("employee", "makeEmergencyContact", contact);
    let (case, called) = (opened["case"]["id"].as_str().unwrap().to_owned(), opened["position"].as_i64().unwrap());
    let waiting = json!({ "unit": unit, "kind": "EMERGENCY_CONTACT", "waiting": true });
    let shown = listed("unit-leader", INBOX, &waiting, Some(&in_days(2)), called);
    assert_eq!((shown.len(), &shown[0]["case"]["id"], &shown[0]["ageInDays"]), (1, &json!(case), &json!(2)));
    assert_eq!(listed("unit-leader", INBOX, &json!({ "unit": unit, "kind": "CONCERN" }), None, called), nothing());
    let mut owed =
        told(&listed("unit-leader", OBLIGATIONS, &json!({ "caseId": case, "unit": unit }), None, called), "kind");
    owed.sort();
    assert_eq!(owed, ["ANSWER_SIBLING_QUESTION", "ASSESS_DUTY_TO_REPORT", "DECIDE_ON_CONCERN"]);

    let (quiet, raised) = concern(unit);
    let cases = "query($filter: CaseFilterInput, $asOf: AsOfInput) {
        list: cases(filter: $filter, asOf: $asOf, first: 50) { nodes { id } } }";
    let found = |by: bool| {
        told(&listed("unit-leader", cases, &json!({ "unit": unit, "emergencyContact": by }), None, raised), "id")
    };
    assert_eq!((found(true), found(false)), (vec![case.clone()], vec![quiet]));

    let talk = json!({ "caseId": case, "about": "CONCERN", "summary": "Vi er enige om å melde." });
    let talked = at("employee", "discussWithLeader", talk);
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, talked), nothing());
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, called).len(), 1, "as it was before");

    // In a closed case it is not silent: the leader sees it, and opens the case again.
    let close = json!({ "caseId": case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Politiet fant ingenting." });
    send("employee", "closeCase", close);
    let contact = json!({ "caseId": case, "body": "POLICE", "category": "VIOLENCE", "description": "Far slår igjen." });
    // Whoever opened it for another unit reaches it no more.
    let there = |name: &str, input: Value| {
        let token = shared_demo().token_in(unit, "employee", MUNICIPALITY);
        shared_demo().accepted(&token, name, input)["position"].as_i64().unwrap()
    };
    let again = there("makeEmergencyContact", contact);
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, again).len(), 1);
    let leader = json!({ "name": "Anne Lederprøve", "role": "UNIT_LEADER" });
    let reopen = json!({ "caseId": case, "rationale": "Politiet er ringt igjen.", "decidedBy": leader });
    // Or decides, with reasons, that it is not opened again; whoever works with it does not decide that for the leader.
    let by = |role: &str| {
        let decider = json!({ "name": "Anne Lederprøve", "role": role });
        json!({ "caseId": case, "rationale": "Politiet har det.", "decidedBy": decider })
    };
    let declined = there("declineReopening", by("CONTACT_TEACHER"));
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, declined).len(), 1);
    let declined = there("declineReopening", by("UNIT_LEADER"));
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, declined), nothing());
    let reopened = there("reopenCase", reopen);
    assert_eq!(listed("unit-leader", INBOX, &waiting, None, reopened), nothing());
}

/// What somebody who works in that unit sends; answers its payload.
fn sent_in(unit: &str, name: &str, input: Value) -> Value {
    shared_demo().accepted(&shared_demo().token_in(unit, "employee", MUNICIPALITY), name, input)
}

/// The case of a child about whom a concern was raised in that unit, decided on the day after that, and who was then referred; and
/// the refusal that comes back today.
fn referred(unit: &str) -> (String, Value) {
    let (raised, decided) = (in_days(-3), in_days(-2));
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": unit, "subject": "CHILD", "description": "Stille.", "raisedOn": raised,
    });
    let case = sent_in(unit, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    sent_in(unit, "confirmNoSiblings", json!({ "caseId": case, "confirmedOn": decided }));
    let choice = json!({ "caseId": case, "alternative": "A", "rationale": "Vi prøver selv.", "chosenOn": decided });
    sent_in(unit, "chooseAlternative", choice);
    let consent = json!({
        "caseId": case, "guardian": { "name": "Foresatt Prøve" }, "purposes": ["INFORMATION_SHARING"],
        "recipients": ["EDUCATIONAL_PSYCHOLOGICAL_SERVICE"], "categories": ["OBSERVATIONS"],
    });
    sent_in(unit, "requestConsent", consent);
    let query = "query($id: ID!) { case(id: $id) { consents { id } } }";
    let employee = shared_demo().token_in(unit, "employee", MUNICIPALITY);
    let asked = shared_demo().graphql(&employee, query, &json!({ "id": case }));
    let consent = asked["data"]["case"]["consents"][0]["id"].clone();
    sent_in(unit, "giveConsent", json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM" }));
    let referral = json!({
        "caseId": case, "recipient": "EDUCATIONAL_PSYCHOLOGICAL_SERVICE", "form": "EDUCATIONAL_PSYCHOLOGICAL_SERVICE",
        "categories": ["OBSERVATIONS"], "content": "Hun trenger hjelp.", "basis": { "consentId": consent },
        "rationale": "Tiltakene er ikke nok.",
    });
    sent_in(unit, "sendReferral", referral);
    let refused = json!({ "caseId": case, "number": 1, "outcome": "REFUSED", "answer": "Dette er ikke vårt." });
    (case, refused)
}

/// Nobody who was sent on and is not taken is lost sight of.
#[test]
fn rm4_r_34_s3_39_a_referral_that_is_refused_comes_back_to_the_unit_and_in_a_closed_case_to_its_leader() {
    let unit = "Henvisende skole";
    let waiting = json!({ "unit": unit, "kind": "TURNED_DOWN", "waiting": true });
    let at = |name: &str, input: Value| sent_in(unit, name, input)["position"].as_i64().unwrap();
    let owed = |case: &str, as_of: i64| {
        let filter = json!({ "caseId": case, "unit": unit, "kinds": ["DECIDE_ON_CONCERN"], "standing": "OPEN" });
        listed("unit-leader", OBLIGATIONS, &filter, None, as_of).len()
    };
    let waits = |as_of: i64| listed("unit-leader", INBOX, &waiting, None, as_of).len();
    let by = |case: &str, role: &str| {
        let decider = json!({ "name": "Anne Lederprøve", "role": role });
        json!({ "caseId": case, "rationale": "PPT tok det ikke.", "decidedBy": decider })
    };
    let close = |case: &str| {
        let mut close = by(case, "UNIT_LEADER");
        close["outcome"] = json!("FOLLOWED_UP_ELSEWHERE");
        close
    };
    // Answered while the case is open, the unit decides how it goes on; its end decides that.
    let (case, refused) = referred(unit);
    let answered = at("answerReferral", refused);
    assert_eq!((owed(&case, answered), waits(answered), owed(&case, answered - 1)), (1, 1, 0));
    let closed = at("closeCase", close(&case));
    assert_eq!((owed(&case, closed), waits(closed)), (0, 0));
    // Answered after its end, nothing is owed, and the leader sees it: who works with it does not answer that.
    let (case, refused) = referred(unit);
    at("closeCase", close(&case));
    let answered = at("answerReferral", refused);
    let shown = listed("unit-leader", INBOX, &waiting, None, answered);
    assert_eq!((shown.len(), &shown[0]["case"]["id"], owed(&case, answered)), (1, &json!(case), 0));
    let declined = at("declineReopening", by(&case, "CONTACT_TEACHER"));
    assert_eq!(waits(declined), 1);
    let reopened = at("reopenCase", by(&case, "UNIT_LEADER"));
    assert_eq!((waits(reopened), owed(&case, reopened)), (0, 1));
}

#[test]
fn rm13_what_passes_its_last_day_is_found_and_says_what_was_owed() {
    let unit = "Forsinket skole";
    let (case, _) = concern(unit);
    let asked = json!({
        "caseId": case, "guardian": { "name": "Mor Prøve" }, "purposes": ["INFORMATION_SHARING"],
        "recipients": ["SCHOOL_HEALTH_SERVICE"], "categories": ["OBSERVATIONS"], "validFrom": in_days(0),
        "validTo": in_days(90),
    });
    let asked = at("employee", "requestConsent", asked);
    let query = "query($filter: FindingFilterInput, $on: Date, $asOf: AsOfInput) {
        list: findings(filter: $filter, on: $on, asOf: $asOf, first: 50) { nodes {
        kind obligation rule severity text(language: EN) aroseOn consentId } } }";
    let filter = json!({ "unit": unit, "obligations": ["ANSWER_CONSENT"] });
    let on = |day: i64| listed("unit-leader", query, &filter, Some(&in_days(day)), asked);
    assert_eq!(on(14), nothing());
    let found = on(15);
    let told = |field: &str| found[0][field].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        ["kind", "obligation", "rule", "severity"].map(told),
        ["NOT_DONE_IN_TIME", "ANSWER_CONSENT", "R-22", "NOTICE"]
    );
    assert!(told("text").contains(": "), "what was owed stands in it: {found:?}");
    assert!(
        found.len() == 1 && told("consentId").starts_with("consent_") && told("aroseOn") == in_days(15),
        "{found:?}"
    );
}

#[test]
fn rm5_s2_47_reports_wait_for_triage_by_unit_until_they_are_gone_through() {
    let (unit, other) = ("Mottaket skole", "Mottaket barnehage");
    let (first, second, elsewhere) = (received_report(unit), received_report(unit), received_report(other));
    let triage = json!({ "reportId": first, "code": "2", "rationale": "Undersøkes." });
    let triaged = at("child-welfare-intake", "triageReport", triage);
    let waiting = |unit: &str, as_of| {
        let filter = json!({ "unit": unit, "concluded": false });
        told(&listed("child-welfare-intake", REPORTS, &filter, None, as_of), "id")
    };
    assert_eq!((waiting(unit, triaged), waiting(other, triaged)), (vec![second.clone()], vec![elsewhere]));
    let mut before = waiting(unit, triaged - 1);
    before.sort();
    let mut both = vec![first, second];
    both.sort();
    assert_eq!(before, both, "as of before triage");
    let owed = json!({ "unit": unit, "kinds": ["TRIAGE_REPORT"], "standing": "OPEN" });
    let owed = listed("child-welfare-intake", OBLIGATIONS, &owed, None, triaged);
    assert_eq!(told(&owed, "dueOn"), [in_days(7)], "within a week (D-1)");
}

#[test]
fn rm5_s1_8_reports_that_wait_for_triage_are_listed_by_how_serious_they_are_and_where() {
    const INTAKE: &str = "child-welfare-intake";
    let unit = "Prioriterte skole";
    let [first, second, third] = [received_report(unit), received_report(unit), received_report(unit)];
    let prioritise = |report: &str, severity: &str, area: &str| {
        let input = json!({
            "reportId": report, "severity": severity, "area": area, "rationale": "Det barnet har fortalt.",
        });
        at(INTAKE, "prioritiseReport", input)
    };
    let before = prioritise(&first, "SERIOUS", "Nord");
    let now = prioritise(&second, "SOME", "Nord");
    let waiting = |filter: Value, as_of| {
        let mut filter = filter;
        filter["unit"] = json!(unit);
        filter["concluded"] = json!(false);
        told(&listed(INTAKE, REPORTS, &filter, None, as_of), "id")
    };
    assert_eq!(waiting(json!({ "severity": "SERIOUS" }), now), std::slice::from_ref(&first));
    assert_eq!(waiting(json!({ "area": "Nord" }), now), [second.clone(), first.clone()]);
    assert_eq!(waiting(json!({ "area": "Nord" }), before), std::slice::from_ref(&first), "as of before");
    assert_eq!(waiting(json!({ "area": "Sør" }), now), Vec::<String>::new());
    assert_eq!(waiting(json!({ "prioritised": false }), now), [third]);
    // Anew, when more is known; and what is triaged waits no more.
    let now = prioritise(&second, "SERIOUS", "Sør");
    assert_eq!(waiting(json!({ "severity": "SERIOUS", "area": "Sør" }), now), std::slice::from_ref(&second));
    let triage = json!({ "reportId": first, "code": "2", "rationale": "Undersøkes." });
    let now = at(INTAKE, "triageReport", triage);
    assert_eq!(waiting(json!({ "severity": "SERIOUS" }), now), std::slice::from_ref(&second));

    let shown = "query($id: ID!) { report(id: $id) { severity area prioritisedOn } }";
    let shown = shared_demo().graphql(&token(INTAKE), shown, &json!({ "id": second }));
    let expected = json!({ "severity": "SERIOUS", "area": "Sør", "prioritisedOn": in_days(0) });
    assert_eq!(shown["data"]["report"], expected, "{shown}");
    let again = json!({ "reportId": first, "severity": "SOME", "rationale": "Likevel ikke." });
    assert_eq!(shared_demo().refused(&token(INTAKE), "prioritiseReport", again).1, "ALREADY_TRIAGED");
    // Why, and by whom, is a decision as any other (RM-14).
    let decisions = "query($filter: DecisionFilterInput) { decisions(filter: $filter) { nodes { outcomes role } } }";
    let filter = json!({ "filter": { "reportId": first, "kinds": ["REPORT_PRIORITISED"] } });
    let decisions = shared_demo().graphql(&token(INTAKE), decisions, &filter);
    let decision = json!({ "outcomes": ["SERIOUS"], "role": "INTAKE_OFFICER" });
    assert_eq!(decisions["data"]["decisions"]["nodes"], json!([decision]), "{decisions}");
}

#[test]
fn rm5_s1_8_investigations_are_listed_by_how_serious_they_are_and_where() {
    let unit = "Undersøkte skole";
    let opened: Vec<String> = (0..3)
        .map(|_| {
            let report = received_report(unit);
            let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes." });
            send("child-welfare-intake", "triageReport", triage);
            let opened = send("caseworker", "openInvestigation", json!({ "reportId": report }));
            opened["investigation"]["id"].as_str().unwrap().to_owned()
        })
        .collect();
    let allocate = |investigation: &str, severity: &str, area: &str| {
        let input = json!({ "investigationId": investigation, "team": "Team 1", "severity": severity, "area": area });
        at("caseworker", "allocateInvestigation", input)
    };
    let before = allocate(&opened[0], "SERIOUS", "Nord");
    let now = allocate(&opened[1], "CONSIDERABLE", "Sør");
    let found = |filter: Value, as_of| {
        let mut filter = filter;
        filter["unit"] = json!(unit);
        told(&listed("caseworker", INVESTIGATIONS, &filter, None, as_of), "id")
    };
    assert_eq!(found(json!({ "severity": "SERIOUS" }), now), [opened[0].clone()]);
    assert_eq!(found(json!({ "area": "Sør", "team": "Team 1" }), now), [opened[1].clone()]);
    assert_eq!(found(json!({ "area": "Sør" }), before), Vec::<String>::new(), "as of before");
    assert_eq!(found(json!({ "allocated": false }), now), [opened[2].clone()]);
    assert_eq!(found(json!({ "concluded": false }), now).len(), 3);
    assert_eq!(found(json!({ "concluded": true }), now), Vec::<String>::new());
    let moved = allocate(&opened[1], "SERIOUS", "Nord");
    assert_eq!(found(json!({ "area": "Sør" }), moved), Vec::<String>::new());
    assert_eq!(found(json!({ "area": "Nord", "severity": "SERIOUS" }), moved).len(), 2);
    let last = months_after(oslo_date(clock::now()), 3);
    assert_eq!(found(json!({ "dueFrom": last.to_string(), "dueTo": last.to_string() }), moved).len(), 3);
    assert_eq!(found(json!({ "dueFrom": (last + TimeDelta::days(1)).to_string() }), moved), Vec::<String>::new());
    let refused = shared_demo().graphql(&token("unit-leader"), INVESTIGATIONS, &json!({}));
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
}

#[test]
fn rm3_each_unit_has_its_own_board_of_deadlines_due_breached_and_extended() {
    let (unit, other) = ("Fristene skole", "Fristene barnehage");
    let (report, _) = (received_report(unit), received_report(other));
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes." });
    send("child-welfare-intake", "triageReport", triage);
    let opened = send("caseworker", "openInvestigation", json!({ "reportId": report }));
    let investigation = opened["investigation"]["id"].as_str().unwrap();
    let deadline = months_after(oslo_date(clock::now()), 4).to_string();
    let extension = json!({
        "investigationId": investigation, "newDeadline": deadline, "rationale": "Familien var utilgjengelig.",
    });
    let now = at("caseworker", "extendInvestigation", extension);
    let board = |unit: &str, on: Option<&str>, standing: Option<&str>| {
        let filter = json!({ "unit": unit, "standing": standing });
        listed("caseworker", OBLIGATIONS, &filter, on, now)
    };
    let ours = board(unit, None, None);
    assert!(ours.iter().all(|owed| owed["unit"] == unit), "{ours:?}");
    let extended = json!({
        "kind": "CONCLUDE_INVESTIGATION", "unit": unit, "standing": "OPEN", "dueOn": deadline, "extended": true,
    });
    assert!(ours.contains(&extended), "{ours:?}");
    // Only what a decision moved, only what was not, and only whose it is; as of before the decision nothing was moved.
    let only = |filter: Value, as_of: i64| {
        let mut filter = filter;
        filter["unit"] = json!(unit);
        listed("caseworker", OBLIGATIONS, &filter, None, as_of)
    };
    assert_eq!(only(json!({ "extended": true }), now), std::slice::from_ref(&extended));
    assert_eq!(only(json!({ "extended": true }), now - 1), nothing());
    let not_moved = only(json!({ "extended": false }), now);
    assert!(!not_moved.is_empty() && !not_moved.contains(&extended), "{not_moved:?}");
    assert!(only(json!({ "owner": "CASEWORKERS" }), now).contains(&extended));
    let of_intake = told(&only(json!({ "owner": "INTAKE" }), now), "kind");
    assert!(of_intake.contains(&"TRIAGE_REPORT".to_owned()), "{of_intake:?}");
    assert!(!of_intake.contains(&"CONCLUDE_INVESTIGATION".to_owned()), "{of_intake:?}");
    assert_eq!(only(json!({ "owner": "RELAY_HOLDER" }), now), nothing());
    // With its ground, for whoever sees investigations.
    let grounds = "query Grounds($filter: ObligationFilterInput, $on: Date, $asOf: AsOfInput) {
        list: obligations(filter: $filter, on: $on, asOf: $asOf, first: 50) { nodes {
        kind extension { newDeadline reasons { rationale { value } } } } } }";
    let shown = listed("caseworker", grounds, &json!({ "unit": unit, "kinds": ["CONCLUDE_INVESTIGATION"] }), None, now);
    let reasons = json!({ "rationale": { "value": "Familien var utilgjengelig." } });
    let extension = json!({ "newDeadline": deadline, "reasons": reasons });
    assert_eq!(shown, [json!({ "kind": "CONCLUDE_INVESTIGATION", "extension": extension })]);
    let met = board(unit, None, Some("MET"));
    assert!(told(&met, "kind").contains(&"TRIAGE_REPORT".to_owned()), "{met:?}");
    let mut kinds = told(&board(other, None, Some("OPEN")), "kind");
    kinds.sort();
    assert_eq!(kinds, ["ACKNOWLEDGE_REPORT", "TRIAGE_REPORT"]);
    assert_eq!(told(&board(other, Some(&in_days(8)), Some("OVERDUE")), "kind"), ["TRIAGE_REPORT"]);

    // What was breached is a finding of that unit, and of no other.
    let findings = |unit: &str, on: i64| {
        let filter = json!({ "unit": unit, "kinds": ["TRIAGE_LATE", "ACKNOWLEDGEMENT_LATE"] });
        listed("caseworker", FINDINGS, &filter, Some(&in_days(on)), now)
    };
    assert_eq!(findings(other, 7), nothing());
    assert_eq!(told(&findings(other, 8), "kind"), ["TRIAGE_LATE"]);
    assert_eq!(told(&findings(other, 22), "kind"), ["ACKNOWLEDGEMENT_LATE", "TRIAGE_LATE"]);
    assert_eq!(told(&findings(unit, 22), "kind"), ["ACKNOWLEDGEMENT_LATE"]);
}

#[test]
fn rm13_each_unit_is_shown_its_unsigned_agreements_undelivered_copies_and_missing_plans() {
    let (unit, other) = ("Avtalte skole", "Avtalte barnehage");
    let ((case, _), (elsewhere, _)) = (concern(unit), concern(other));
    let mother = json!({ "name": "Foresatt Prøve", "kind": "GUARDIAN" });
    let teacher = json!({ "name": "Kari Prøve", "kind": "EMPLOYEE" });
    let drawn = |case: &str| {
        json!({ "caseId": case, "kind": "AGREEMENT", "isMinutes": false, "text": "Vi møtes hver uke.",
                "parties": [mother, teacher] })
    };
    send("employee", "drawAgreement", drawn(&elsewhere));
    let drawn = at("employee", "drawAgreement", drawn(&case));
    let owed = |unit: &str, standing: &str, as_of| {
        let kinds = ["SIGN_AGREEMENT", "DELIVER_COPY"];
        let filter = json!({ "unit": unit, "standing": standing, "kinds": kinds });
        let mut kinds = told(&listed("unit-leader", OBLIGATIONS, &filter, None, as_of), "kind");
        kinds.sort();
        kinds
    };
    let all = ["DELIVER_COPY", "DELIVER_COPY", "SIGN_AGREEMENT"];
    assert_eq!(
        (owed(unit, "OPEN", drawn), owed(other, "OPEN", drawn)),
        (all.map(Into::into).into(), all.map(Into::into).into())
    );

    let agreements = "query($id: ID!) { case(id: $id) { agreements { id } } }";
    let agreements = shared_demo().graphql(&token("employee"), agreements, &json!({ "id": case }));
    let agreement = &agreements["data"]["case"]["agreements"][0]["id"];
    for party in [&mother, &teacher] {
        let signature = json!({ "caseId": case, "agreementId": agreement, "party": party });
        send("employee", "signAgreement", signature);
    }
    let copy = json!({ "caseId": case, "document": { "agreementId": agreement }, "recipient": mother });
    let delivered = at("employee", "deliverCopy", copy);
    assert_eq!(owed(unit, "OPEN", delivered), ["DELIVER_COPY"], "the teacher's");
    assert_eq!(owed(unit, "MET", delivered), ["DELIVER_COPY", "SIGN_AGREEMENT"]);
    assert_eq!(owed(other, "OPEN", delivered), all, "nothing of it is another unit's");

    // The service's plans, and those of no other unit.
    let report = received_report(unit);
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes." });
    send("child-welfare-intake", "triageReport", triage);
    let opened = send("caseworker", "openInvestigation", json!({ "reportId": report }));
    let position = opened["position"].as_i64().unwrap();
    let plans = |unit: &str, as_of| {
        let filter = json!({ "unit": unit, "standing": "OPEN", "kinds": ["PLAN_INVESTIGATION"] });
        listed("caseworker", OBLIGATIONS, &filter, None, as_of).len()
    };
    assert_eq!((plans(unit, position), plans(other, position)), (1, 0));
    let plan = json!({ "investigationId": opened["investigation"]["id"], "plan": "Hjemmebesøk og samtaler." });
    let planned = at("caseworker", "planInvestigation", plan);
    assert_eq!((plans(unit, planned), plans(unit, position)), (0, 1));
}
