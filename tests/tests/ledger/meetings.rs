//! Who may be at a meeting, which meetings are owed, and what two emergencies leave owed, as a client meets it,
//! R-35, S0-33, S3-27, S3-33, S4-11.

use case_ledger_tests::{Caseworker, day, shared_demo};
use serde_json::{Value, json};

/// What these tests ask of a case.
trait Asked {
    /// A question for consent to cooperation and sharing with these.
    fn asked(&self, recipients: &Value) -> Value;
    fn consent(&self, recipients: &Value) -> Value;
    /// How what is owed of that kind stands.
    fn standings(&self, kind: &str) -> Vec<Value>;
    fn is_found(&self, kind: &str) -> bool;
}

impl Asked for Caseworker {
    fn asked(&self, recipients: &Value) -> Value {
        let request = json!({
            "guardian": { "name": "Foresatt Prøve" }, "purposes": ["LEVEL_2_COOPERATION", "INFORMATION_SHARING"],
            "recipients": recipients, "categories": ["OBSERVATIONS"], "validFrom": day(-8), "requestedOn": day(-8),
        });
        self.accepted("requestConsent", request);
        self.seen("consents { id }")["consents"][0]["id"].clone()
    }

    fn consent(&self, recipients: &Value) -> Value {
        let consent = self.asked(recipients);
        self.accepted("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-8) }));
        consent
    }

    fn standings(&self, kind: &str) -> Vec<Value> {
        let seen = self.seen("obligations(first: 50) { nodes { kind standing } }");
        let nodes = seen["obligations"]["nodes"].as_array().unwrap().iter();
        nodes.filter(|owed| owed["kind"] == kind).map(|owed| owed["standing"].clone()).collect()
    }

    fn is_found(&self, kind: &str) -> bool {
        let seen = self.seen("findings(first: 50) { nodes { kind } }");
        seen["findings"]["nodes"].as_array().unwrap().contains(&json!({ "kind": kind }))
    }
}

#[test]
fn r_21_s0_33_nobody_hears_of_the_child_by_way_of_a_team_that_the_consent_did_not_name() {
    let client = Caseworker::with_a_case();
    let consent = client.consent(&json!(["RESOURCE_TEAM"]));
    let team = |participants: Value| {
        json!({
            "participants": participants, "categories": ["OBSERVATIONS"], "basis": { "consentId": consent },
            "convenedBy": { "name": "Anne Prøve", "role": "HEAD" }, "plannedFor": day(0), "convenedOn": day(-5),
        })
    };
    client.refused("conveneResourceTeam", team(json!(["SCHOOL", "POLICE"])), "SHARING_NOT_COVERED", "R-21");
    client.accepted("conveneResourceTeam", team(json!(["SCHOOL"])));
    assert_eq!(client.standings("HOLD_MEETING"), ["OPEN"]);
    let meeting = client.seen("meetings { id }")["meetings"][0]["id"].clone();
    client.accepted("holdMeeting", json!({ "meetingId": meeting, "bodies": ["SCHOOL", "POLICE"], "child": false }));
    assert_eq!(client.seen("meetings { withoutBasis }")["meetings"], json!([{ "withoutBasis": ["POLICE"] }]));
    assert!(client.is_found("ATTENDED_WITHOUT_BASIS"), "taken as it was, and found");
}

/// In a municipality of its own: what it says of its team holds for all its cases.
#[test]
fn s0_33_r_21_a_municipality_says_who_its_team_is_and_who_is_called_is_shown_against_it() {
    const MUNICIPALITY: &str = "9961";
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", MUNICIPALITY, "--name", "Lagvik"]);
    assert_eq!(code, 0, "{told}");
    let (employee, leader) = (demo.token("employee", MUNICIPALITY), demo.token("municipal-leader", MUNICIPALITY));
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
        "raisedOn": day(-9),
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let client = Caseworker { demo, employee, case };
    let consent = client.consent(&json!(["RESOURCE_TEAM"]));
    let own = json!(["EDUCATIONAL_PSYCHOLOGICAL_SERVICE", "CHILD_WELFARE_SERVICE", "POLICE"]);
    demo.accepted(&leader, "setUnitArena", json!({ "unit": "Solbakken", "arena": "KINDERGARTEN" }));
    demo.accepted(&leader, "setResourceTeam", json!({ "bodies": own }));
    let said = demo.graphql(&client.employee, "{ resourceTeam unitArenas { unit arena } }", &json!({}));
    assert_eq!(said["data"]["resourceTeam"], own, "{said}");
    assert_eq!(said["data"]["unitArenas"], json!([{ "unit": "Solbakken", "arena": "KINDERGARTEN" }]));

    let team = |participants: Value| {
        json!({
            "participants": participants, "categories": ["OBSERVATIONS"], "basis": { "consentId": consent },
            "convenedBy": { "name": "Anne Prøve", "role": "HEAD" }, "plannedFor": day(1),
        })
    };
    // The source's team has the school; this municipality's has not, and the child is in a kindergarten. Of the police
    // guardians were not told when they were asked for consent to the team.
    for stranger in ["SCHOOL", "POLICE"] {
        client.refused("conveneResourceTeam", team(json!([stranger])), "SHARING_NOT_COVERED", "R-21");
    }
    client.accepted("conveneResourceTeam", team(json!(["KINDERGARTEN", "CHILD_WELFARE_SERVICE"])));
    let shown = client.seen("meetings { team teamNotCalled calledBesideTeam }")["meetings"][0].clone();
    let not_called = json!(["EDUCATIONAL_PSYCHOLOGICAL_SERVICE", "POLICE"]);
    assert_eq!(shown, json!({ "team": own, "teamNotCalled": not_called, "calledBesideTeam": [] }));
}

#[test]
fn r_35_s3_27_s3_33_each_meeting_is_owed_until_it_is_held_or_called_off() {
    let client = Caseworker::with_a_case();
    let consent = client.consent(&json!(["SCHOOL"]));
    let lift =
        json!({ "consentId": consent, "level": 2, "rationale": "Flere må se på dette.", "escalatedOn": day(-7) });
    client.accepted("escalateToLevel", lift);
    let called = |planned_for: i64, guardians_invited: bool| {
        json!({
            "bodies": ["SCHOOL"], "guardiansInvited": guardians_invited, "consentId": consent,
            "plannedFor": day(planned_for), "convenedOn": day(-6),
        })
    };
    client.accepted("conveneInterdisciplinaryMeeting", called(-2, true));
    client.accepted("conveneInterdisciplinaryMeeting", called(20, false));
    assert!(client.is_found("GUARDIANS_NOT_INVITED"));
    let mut standings = client.standings("HOLD_MEETING");
    standings.sort_by_key(ToString::to_string);
    assert_eq!(standings, ["OPEN", "OVERDUE"], "the first was not moved by the second");
    let meetings = client.seen("meetings { id plannedFor }");
    let id_for = |planned_for: i64| {
        let meetings = meetings["meetings"].as_array().unwrap().iter();
        meetings.clone().find(|it| it["plannedFor"] == json!(day(planned_for))).unwrap()["id"].clone()
    };
    let (first, second) = (id_for(-2), id_for(20));
    client.accepted("holdMeeting", json!({ "meetingId": first, "bodies": ["SCHOOL"], "child": false }));
    assert_eq!(client.standings("TELL_GUARDIANS_OF_OUTCOME"), ["OPEN"], "they were not there");
    let told = json!({ "about": "OUTCOME", "guardians": [{ "name": "Foresatt Prøve" }] });
    client.accepted("informGuardians", told);
    assert_eq!(client.standings("TELL_GUARDIANS_OF_OUTCOME"), ["MET"]);
    client.accepted("agreeNextMeeting", json!({ "meetingId": second, "nextOn": day(25) }));
    assert_eq!(client.seen("nextMeetingOn")["nextMeetingOn"], day(25));
    client.accepted("callOffMeeting", json!({ "meetingId": second, "rationale": "De foresatte ønsker det ikke." }));
    let hold = json!({ "meetingId": second, "bodies": ["SCHOOL"], "child": false });
    client.refused("holdMeeting", hold, "MEETING_WAS_CALLED_OFF", "R-35");
    client.refused("callOffMeeting", json!({ "rationale": "Ikke nødvendig." }), "NO_MEETING_AGREED", "R-35");
    assert!(!client.standings("HOLD_MEETING").contains(&json!("OPEN")));
    assert_eq!(client.seen("nextMeetingOn")["nextMeetingOn"], Value::Null);
}

#[test]
fn s4_11_consent_by_signature_names_the_agreement_and_its_day() {
    let client = Caseworker::with_a_case();
    let consent = client.asked(&json!(["SCHOOL"]));
    let (mother, teacher) =
        (json!({ "name": "Foresatt Prøve", "kind": "GUARDIAN" }), json!({ "name": "Kari Prøve", "kind": "EMPLOYEE" }));
    let drawn =
        |parties: Value| json!({ "kind": "AGREEMENT", "text": "Vi møtes.", "parties": parties, "drawnOn": day(-5) });
    client.refused("drawAgreement", drawn(json!([teacher])), "AGREEMENT_OF_ONE_SIDE", "S4-8");
    client.accepted("drawAgreement", drawn(json!([mother, teacher])));
    assert!(client.is_found("AGREED_BEFORE_CONVERSATION"));
    let agreement = client.seen("agreements { id }")["agreements"][0]["id"].clone();
    let give = |agreement: &Value| json!({ "consentId": consent, "form": "SIGNED_AGREEMENT", "agreementId": agreement, "givenOn": day(-4) });
    client.refused("giveConsent", give(&Value::Null), "AGREEMENT_UNNAMED", "S4-11");
    client.refused("giveConsent", give(&agreement), "CONSENT_NOT_SIGNED", "S4-11");
    client.accepted("signAgreement", json!({ "agreementId": agreement, "party": mother, "signedOn": day(-4) }));
    client.accepted("giveConsent", give(&agreement));
}

#[test]
fn r_2_two_emergencies_leave_two_assessments_owed() {
    let client = Caseworker::with_a_case();
    let seen = json!({ "kind": "OBSERVED", "text": "Ingen hentet henne.", "observedOn": day(-1) });
    client.accepted("logObservation", seen);
    let history = client.seen("history(first: 50) { nodes { eventType data } }")["history"]["nodes"].clone();
    let logged = history.as_array().unwrap().iter().find(|node| node["eventType"] == "ObservationLogged").unwrap();
    let observation = logged["data"]["observation"].clone();
    let ground = json!({ "ground": "VIOLENCE", "rationale": "Det kan bli farlig." });
    client.accepted("withholdGuardianNotification", ground);
    for _ in 0..2 {
        let contact = json!({ "body": "POLICE", "category": "DANGER_TO_LIFE_OR_HEALTH", "description": "Nå." });
        client.accepted("makeEmergencyContact", contact);
        client.accepted("sendReport", json!({ "content": "Vi er bekymret." }));
    }
    // What the call alone left to assess lapsed with the report that came of it.
    let standings = || {
        let mut standings = client.standings("ASSESS_DUTY_TO_REPORT");
        standings.sort_by_key(ToString::to_string);
        standings
    };
    assert_eq!(standings(), ["LAPSED", "OPEN", "OPEN"]);
    let assess = || json!({ "triggered": false, "observationIds": [observation], "rationale": "Faren er over." });
    // Who does not say which of them it is for is told, and is taken for neither.
    client.refused("assessDutyToReport", assess(), "ASSESSED_REPORT_UNSAID", "R-2");
    assert_eq!(standings(), ["LAPSED", "OPEN", "OPEN"]);
    let history = client.seen("history(first: 50) { nodes { eventType data } }")["history"]["nodes"].clone();
    let sent = history.as_array().unwrap().iter().filter(|node| node["eventType"] == "ReportSent");
    let reports: Vec<_> = sent.map(|node| node["data"]["report"].clone()).collect();
    let assess_of = |nth: usize| {
        let mut input = assess();
        input["reportId"] = reports[nth].clone();
        client.accepted("assessDutyToReport", input);
    };
    assess_of(0);
    assert_eq!(standings(), ["LAPSED", "MET", "OPEN"], "each by itself");
    let mut next = assess();
    next["forNextReport"] = json!(true);
    client.accepted("assessDutyToReport", next);
    assert_eq!(standings(), ["LAPSED", "MET", "OPEN"], "of the next one");
    assess_of(1);
    assert_eq!(standings(), ["LAPSED", "MET", "MET"]);
}

#[test]
fn s3_24_s3_35_the_family_evaluates_with_the_unit_alone_and_who_came_along_is_found() {
    let client = Caseworker::with_a_case();
    let called = json!({ "with": "CHILD_AND_GUARDIANS", "plannedFor": day(0), "convenedOn": day(-5) });
    client.accepted("conveneEvaluationMeeting", called.clone());
    assert_eq!(client.standings("HOLD_MEETING"), ["OPEN"]);
    let next = client.seen("nextDate { on agreedFor }")["nextDate"].clone();
    assert_eq!(next, json!({ "on": day(0), "agreedFor": "MEETING" }));
    let meeting = client.seen("meetings { id }")["meetings"][0]["id"].clone();
    let guardians = json!([{ "name": "Foresatt Prøve" }]);
    let held = json!({ "meetingId": meeting, "bodies": [], "guardians": guardians, "child": true });
    client.accepted("holdMeeting", held);
    let seen = client.seen("meetings { kind bodies guardiansInvited withoutBasis attendance { child } }");
    let alone = json!({
        "kind": "FAMILY_EVALUATION", "bodies": [], "guardiansInvited": true, "withoutBasis": [],
        "attendance": { "child": true },
    });
    assert_eq!(seen["meetings"], json!([alone]));
    assert!(!client.is_found("ATTENDED_WITHOUT_BASIS"));

    client.accepted("conveneEvaluationMeeting", called);
    let meeting = client.seen("meetings { id heldOn }")["meetings"].as_array().unwrap().clone();
    let meeting = meeting.into_iter().find(|it| it["heldOn"].is_null()).unwrap()["id"].clone();
    client.accepted("holdMeeting", json!({ "meetingId": meeting, "bodies": ["POLICE"], "child": true }));
    assert!(client.is_found("ATTENDED_WITHOUT_BASIS"), "taken as it was, and found");
}

#[test]
fn s3_22_that_guardians_were_told_of_low_threshold_offers_is_recorded() {
    let client = Caseworker::with_a_case();
    let told = json!({ "about": "LOW_THRESHOLD_OFFERS", "guardians": [{ "name": "Foresatt Prøve" }] });
    client.accepted("informGuardians", told);
    let history = client.seen("history(first: 50) { nodes { summary } }")["history"]["nodes"].clone();
    let told = "Guardians were informed about the low-threshold offers in the municipality.";
    assert!(history.as_array().unwrap().contains(&json!({ "summary": told })), "{history}");
}

#[test]
fn s2_14_a_consultation_that_was_agreed_is_somebodys_date_and_found_when_it_is_missed() {
    let client = Caseworker::with_a_case();
    let agreed = |planned: i64, on: i64| json!({ "body": "HEALTH_STATION", "plannedFor": format!("{}T10:00:00Z", day(planned)), "scheduledOn": day(on) });
    client.accepted("scheduleConsultation", agreed(3, -3));
    let next = client.seen("nextDate { on agreedFor }")["nextDate"].clone();
    assert_eq!(next, json!({ "on": day(3), "agreedFor": "CONSULTATION" }));
    assert_eq!(client.standings("HOLD_CONSULTATION"), ["OPEN"]);
    let missed = Caseworker::with_a_case();
    missed.accepted("scheduleConsultation", agreed(-1, -3));
    assert_eq!(missed.standings("HOLD_CONSULTATION"), ["OVERDUE"]);
    assert!(missed.is_found("CONSULTATION_NOT_HELD"));
}

#[test]
fn s0_25_s3_21_a_consultation_and_a_talk_that_are_called_off_are_owed_no_more_and_why_is_told() {
    let client = Caseworker::with_a_case();
    client.accepted(
        "requestConsultation",
        json!({ "body": "HEALTH_STATION", "topics": ["WAY_FORWARD"], "requestedOn": day(-3) }),
    );
    let planned = format!("{}T10:00:00Z", day(3));
    client.accepted(
        "scheduleConsultation",
        json!({ "body": "HEALTH_STATION", "plannedFor": planned, "scheduledOn": day(-2) }),
    );
    let called = json!({ "with": "GUARDIANS", "subject": "Søvn", "plannedFor": day(2), "convenedOn": day(-2) });
    client.accepted("conveneConversation", called);
    let owed = |standing: &str| {
        for kind in ["HOLD_CONSULTATION", "HOLD_CONVERSATION"] {
            assert_eq!(client.standings(kind), [standing], "{kind}");
        }
    };
    owed("OPEN");
    let unneeded = |body: &str| json!({ "body": body, "rationale": "Det er avklart." });
    client.refused("callOffConsultation", unneeded("SCHOOL"), "CONSULTATION_NOT_AWAITED", "S0-25");
    client.accepted("callOffConsultation", unneeded("HEALTH_STATION"));
    client.refused("callOffConsultation", unneeded("HEALTH_STATION"), "CONSULTATION_NOT_AWAITED", "S0-25");
    let off = |with: &str| json!({ "with": with, "rationale": "De foresatte ba om det." });
    client.refused("callOffConversation", off("CHILD"), "NO_CONVERSATION_CALLED", "S3-21");
    client.accepted("callOffConversation", off("GUARDIANS"));
    owed("LAPSED");
    assert_eq!(client.seen("nextDate { on }")["nextDate"], Value::Null);
    let decided = client.decided("kind outcomes rationale { value }");
    for (kind, outcome, why) in [
        ("CONSULTATION_CALLED_OFF", "HEALTH_STATION", "Det er avklart."),
        ("CONVERSATION_CALLED_OFF", "GUARDIANS", "De foresatte ba om det."),
    ] {
        let expected = json!({ "kind": kind, "outcomes": [outcome], "rationale": { "value": why } });
        assert!(decided.contains(&expected), "{decided:?}");
    }
}

#[test]
fn r_21_of_a_body_whose_unit_was_named_no_other_unit_is_told_by_a_referral() {
    let client = Caseworker::with_a_case();
    let request = json!({
        "guardian": { "name": "Foresatt Prøve" }, "purposes": ["INFORMATION_SHARING"], "recipients": ["SCHOOL"],
        "recipientUnits": [{ "body": "SCHOOL", "unit": "Solvang skole" }], "categories": ["OBSERVATIONS"],
        "validFrom": day(-8), "requestedOn": day(-8),
    });
    client.accepted("requestConsent", request);
    let consent = client.seen("consents { id }")["consents"][0]["id"].clone();
    client.accepted("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-8) }));
    let refer = |unit: Value| {
        json!({
            "recipient": "SCHOOL", "unit": unit, "form": "OTHER", "categories": ["OBSERVATIONS"],
            "content": "Hun følger ingen samtale.", "basis": { "consentId": consent }, "rationale": "Hun trenger hjelp.",
        })
    };
    client.refused("sendReferral", refer(Value::Null), "SHARING_NOT_COVERED", "R-21");
    client.refused("sendReferral", refer(json!("Bakken skole")), "SHARING_NOT_COVERED", "R-21");
    client.accepted("sendReferral", refer(json!("Solvang skole")));
}
