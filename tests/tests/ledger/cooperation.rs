//! Several bodies work together around one child, as a client meets it,
//! S0-32, S1-3, S3-36, S3-39, S3-45, S4-9, S4-13.

use std::collections::BTreeSet;

use case_ledger_tests::{Caseworker, day};
use serde_json::{Value, json};

/// What these tests ask of a case.
trait Asked {
    /// One consent to cooperation on both levels and to sharing, with these recipients.
    fn consent(&self, recipients: &Value) -> Value;
}

impl Asked for Caseworker {
    fn consent(&self, recipients: &Value) -> Value {
        let request = json!({
            "guardian": { "name": "Foresatt Prøve" },
            "purposes": ["LEVEL_2_COOPERATION", "LEVEL_3_MEETING", "INFORMATION_SHARING"],
            "recipients": recipients, "categories": ["OBSERVATIONS"], "validFrom": day(-8), "requestedOn": day(-8),
        });
        self.accepted("requestConsent", request);
        let consent = self.seen("consents { id }")["consents"][0]["id"].clone();
        self.accepted("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-8) }));
        consent
    }
}

/// A decision to lift the case, seven days ago.
fn escalation(consent: &Value, level: i32) -> Value {
    json!({ "consentId": consent, "level": level, "rationale": "Flere må se på dette.", "escalatedOn": day(-7) })
}

#[test]
fn r_33_s3_36_s3_45_a_case_comes_to_level_3_with_a_relay_holder_who_hands_over() {
    let client = Caseworker::with_a_case();
    let consent = client.consent(&json!(["SCHOOL"]));
    client.accepted("escalateToLevel", escalation(&consent, 2));
    client.refused("escalateToLevel", escalation(&consent, 3), "RELAY_HOLDER_MISSING", "R-33");
    let mut lifted = escalation(&consent, 3);
    lifted["relayHolder"] = json!({ "name": "Kari Prøve", "role": "CONTACT_TEACHER" });
    client.accepted("escalateToLevel", lifted);
    let second = json!({ "relayHolder": { "name": "Ola Prøve", "role": "PUBLIC_HEALTH_NURSE" } });
    client.refused("assignRelayHolder", second, "RELAY_HOLDER_ALREADY_ASSIGNED", "R-33");

    // Lifted from level 2 by one person alone, which R-30 asks two for: it stops nobody and is found.
    let by_another = || {
        let seen = client.seen("findings(first: 50) { nodes { kind rule severity } }");
        let nodes = seen["findings"]["nodes"].as_array().unwrap().clone();
        nodes.into_iter().filter(|node| node["kind"] == "DECIDED_BY_ANOTHER").collect::<Vec<_>>()
    };
    assert_eq!(by_another(), [json!({ "kind": "DECIDED_BY_ANOTHER", "rule": "R-30", "severity": "DEVIATION" })]);
    let relay = "level relayHolder { name { value } role since } findings { nodes { kind } }";
    let seen = client.seen(relay);
    let holder = json!({ "name": { "value": "Kari Prøve" }, "role": "CONTACT_TEACHER", "since": day(-7) });
    assert_eq!((&seen["level"], &seen["relayHolder"]), (&json!(3), &holder));
    let found = seen["findings"]["nodes"].as_array().unwrap();
    assert!(!found.contains(&json!({ "kind": "RELAY_HOLDER_MISSING" })), "{seen}");

    let to = |name: &str| json!({ "relayHolder": { "name": name, "role": "PUBLIC_HEALTH_NURSE" }, "rationale": "Hun kjenner familien." });
    client.refused("changeRelayHolder", to("Kari Prøve"), "RELAY_HOLDER_UNCHANGED", "S3-45");
    client.accepted("changeRelayHolder", to("Ola Prøve"));
    let holder = json!({ "name": { "value": "Ola Prøve" }, "role": "PUBLIC_HEALTH_NURSE", "since": day(0) });
    assert_eq!(client.seen(relay)["relayHolder"], holder);

    let by_holder = json!({ "name": "Ola Prøve", "role": "RELAY_HOLDER" });
    let mut back =
        json!({ "level": 2, "rationale": "Målet er nådd.", "decidedBy": by_holder, "togetherWith": by_holder });
    client.refused("returnToLevel", back.clone(), "TOGETHER_WITH_ONESELF", "R-30");
    back["togetherWith"] = json!({ "name": "Anne Prøve", "role": "HEAD" });
    client.accepted("returnToLevel", back);
    assert_eq!(client.seen(relay)["relayHolder"], Value::Null);
    assert_eq!(by_another().len(), 1, "who holds the relay takes it back");
}

#[test]
fn r_25_r_30_r_32_r_35_s0_32_bodies_meet_with_consent_and_agree_on_the_next_meeting() {
    let client = Caseworker::with_a_case();
    let consent = client.consent(&json!(["SCHOOL", "RESOURCE_TEAM"]));
    client.accepted("escalateToLevel", escalation(&consent, 2));
    let mut lifted = escalation(&consent, 3);
    lifted["relayHolder"] = json!({ "name": "Kari Prøve", "role": "CONTACT_TEACHER" });
    client.accepted("escalateToLevel", lifted);
    let owed = "obligations(first: 50) { nodes { kind standing } } findings(first: 50) { nodes { kind mendedOn } }";
    let seen = client.seen(owed);
    let obligations = seen["obligations"]["nodes"].as_array().unwrap();
    assert!(obligations.contains(&json!({ "kind": "AGREE_NEXT_MEETING", "standing": "OVERDUE" })), "{seen}");
    let findings = seen["findings"]["nodes"].as_array().unwrap();
    assert!(findings.contains(&json!({ "kind": "NEXT_MEETING_MISSING", "mendedOn": null })), "{seen}");

    let called = |bodies: Value| {
        json!({
            "bodies": bodies, "guardiansInvited": true, "evaluation": true, "consentId": consent, "plannedFor": day(-2),
            "convenedOn": day(-6),
        })
    };
    let uncovered = called(json!(["POLICE"]));
    client.refused("conveneInterdisciplinaryMeeting", uncovered, "SHARING_NOT_COVERED", "R-21");
    client.accepted("conveneInterdisciplinaryMeeting", called(json!(["SCHOOL"])));
    let team = |role: &str| {
        json!({
            "participants": ["SCHOOL", "CHILD_WELFARE_SERVICE"], "categories": ["OBSERVATIONS"],
            "basis": { "consentId": consent }, "convenedBy": { "name": "Anne Prøve", "role": role },
            "plannedFor": day(0), "convenedOn": day(-5),
        })
    };
    client.refused("conveneResourceTeam", team("UNIT_LEADER"), "RESOURCE_TEAM_NOT_CALLED_BY_HEAD", "R-30");
    client.accepted("conveneResourceTeam", team("HEAD"));

    let meetings = client.seen("nextMeetingOn meetings { id kind }");
    assert_eq!(meetings["nextMeetingOn"], day(-2));
    let id_of = |nth: usize| meetings["meetings"][nth]["id"].clone();
    assert_eq!(meetings["meetings"][1]["kind"], "RESOURCE_TEAM");
    client.refused("recordMinutes", json!({ "meetingId": id_of(0), "text": "Enige." }), "MEETING_NOT_HELD", "S3-33");
    let plan = json!({
        "goal": "Hun kommer glad inn.", "description": "Noen møter henne.", "place": "SCHOOL", "from": day(-1),
        "to": day(30), "evaluationOn": day(20), "plannedOn": day(-3),
    });
    client.accepted("planMeasure", plan);
    let measure = client.seen("measures { id }")["measures"][0]["id"].clone();
    let start = || json!({ "measureId": measure, "startedOn": day(-1) });
    client.refused("startMeasure", start(), "MEASURE_NOT_APPROVED", "R-32");
    let held = json!({
        "meetingId": id_of(0), "bodies": ["SCHOOL"], "guardians": [{ "name": "Foresatt Prøve" }], "child": true,
        "measureIds": [measure], "heldOn": day(-2),
    });
    client.accepted("holdMeeting", held);
    client.accepted("startMeasure", start());
    client.accepted("recordMinutes", json!({ "meetingId": id_of(0), "text": "Alle er enige." }));
    let team_held = json!({ "meetingId": id_of(1), "bodies": ["SCHOOL"], "child": false });
    client.accepted("holdMeeting", team_held);
    let recommended = json!({ "meetingId": id_of(1), "recommendation": "En mindre gruppe." });
    client.accepted("recordResourceTeamRecommendation", recommended);
    let follows = |number: i64| {
        json!({
            "goal": "Hun finner en venn.", "description": "En mindre gruppe.", "place": "SCHOOL", "from": day(0),
            "to": day(30), "evaluationOn": day(20), "basedOn": { "meetingId": id_of(1), "number": number },
        })
    };
    client.refused("planMeasure", follows(2), "RECOMMENDATION_UNKNOWN", "S0-35");
    client.accepted("planMeasure", follows(1));
    client.accepted("agreeNextMeeting", json!({ "nextOn": day(21) }));

    let seen = client.seen(&format!(
        "nextMeetingOn meetings {{ kind heldOn attendance {{ guardians {{ value }} child }} minutes {{ text {{ value }} }}
            recommendations {{ number text {{ value }} measureIds }} }} measures {{ id basedOn {{ number }} }} {owed}"
    ));
    assert_eq!(seen["nextMeetingOn"], day(21));
    assert_eq!(
        seen["meetings"][0],
        json!({
            "kind": "EVALUATION", "heldOn": day(-2),
            "attendance": { "guardians": [{ "value": "Foresatt Prøve" }], "child": true },
            "minutes": [{ "text": { "value": "Alle er enige." } }], "recommendations": [],
        })
    );
    let measures = seen["measures"].as_array().unwrap().iter();
    let following = measures.filter(|measure| measure["basedOn"]["number"] == 1).map(|measure| measure["id"].clone());
    let following: Vec<_> = following.collect();
    assert_eq!(following.len(), 1);
    let recommended = json!([{ "number": 1, "text": { "value": "En mindre gruppe." }, "measureIds": following }]);
    assert_eq!(seen["meetings"][1]["recommendations"], recommended);
    let obligations = seen["obligations"]["nodes"].as_array().unwrap();
    assert!(obligations.contains(&json!({ "kind": "HOLD_MEETING", "standing": "OPEN" })), "{seen}");
    assert!(!obligations.contains(&json!({ "kind": "AGREE_NEXT_MEETING", "standing": "OPEN" })), "{seen}");
}

#[test]
fn s1_3_a_clarification_meeting_is_called_by_another_service_and_comes_to_something() {
    let client = Caseworker::with_a_case();
    let called = json!({ "convenedBy": "HEALTH_STATION", "bodies": ["KINDERGARTEN"], "plannedFor": day(0) });
    client.refused("conveneClarificationMeeting", called.clone(), "NO_VALID_CONSENT", "R-21");
    let mut anonymous = called;
    anonymous["anonymous"] = json!(true);
    client.accepted("conveneClarificationMeeting", anonymous);
    let meeting = client.seen("meetings { id }")["meetings"][0]["id"].clone();
    let as_another = json!({ "meetingId": meeting, "bodies": ["SCHOOL"], "child": false });
    client.refused("holdMeeting", as_another, "MEETING_OF_ANOTHER_KIND", "S3-27");
    let outcome = json!({
        "meetingId": meeting, "bodies": ["KINDERGARTEN", "HEALTH_STATION"], "outcome": "MORE_OBSERVATION",
        "rationale": "Vi vet for lite.",
    });
    client.accepted("holdClarificationMeeting", outcome);
    let attendance = json!({ "bodies": ["KINDERGARTEN", "HEALTH_STATION"] });
    assert_eq!(
        client.seen("meetings { outcome anonymous withoutBasis attendance { bodies } }")["meetings"],
        json!([{ "outcome": "MORE_OBSERVATION", "anonymous": true, "withoutBasis": [], "attendance": attendance }])
    );
}

#[test]
fn r_37_s4_9_an_agreement_binds_when_all_have_signed_and_each_gets_a_copy() {
    let client = Caseworker::with_a_case();
    let (mother, teacher) =
        (json!({ "name": "Foresatt Prøve", "kind": "GUARDIAN" }), json!({ "name": "Kari Prøve", "kind": "EMPLOYEE" }));
    let drawn =
        |parties: Value| json!({ "kind": "AGREEMENT", "isMinutes": true, "text": "Vi møtes.", "parties": parties });
    client.refused("drawAgreement", drawn(json!([])), "NO_PARTY", "S4-9");
    client.accepted("drawAgreement", drawn(json!([mother, teacher])));
    let agreement = client.seen("agreements { id }")["agreements"][0]["id"].clone();
    let signature = |party: &Value| json!({ "agreementId": agreement, "party": party });
    let stranger = json!({ "name": "Ukjent Prøve", "kind": "GUARDIAN" });
    client.refused("signAgreement", signature(&stranger), "NOT_A_PARTY", "S4-9");
    client.accepted("signAgreement", signature(&mother));
    assert_eq!(client.seen("agreements { binding }")["agreements"], json!([{ "binding": false }]));
    client.accepted("signAgreement", signature(&teacher));
    let copy = |recipient: &Value| json!({ "document": { "agreementId": agreement }, "recipient": recipient });
    client.accepted("deliverCopy", copy(&mother));
    client.refused("deliverCopy", copy(&mother), "COPY_ALREADY_DELIVERED", "R-7");

    let seen = client.seen(
        "agreements { binding isMinutes parties { name { value } signedOn } }
         copies { agreementId reportId recipient { value } status deliveredOn }
         obligations(first: 50) { nodes { kind standing } }",
    );
    assert_eq!(
        seen["agreements"],
        json!([{
            "binding": true, "isMinutes": true,
            "parties": [
                { "name": { "value": "Foresatt Prøve" }, "signedOn": day(0) },
                { "name": { "value": "Kari Prøve" }, "signedOn": day(0) },
            ],
        }])
    );
    let of = |name: &str, status: &str, on: Option<String>| {
        json!({
            "agreementId": agreement, "reportId": null, "recipient": { "value": name }, "status": status,
            "deliveredOn": on,
        })
    };
    let copies = json!([of("Foresatt Prøve", "DELIVERED", Some(day(0))), of("Kari Prøve", "OWED", None)]);
    assert_eq!(seen["copies"], copies);
    let obligations = seen["obligations"]["nodes"].as_array().unwrap();
    for (kind, standing) in [("SIGN_AGREEMENT", "MET"), ("DELIVER_COPY", "MET"), ("DELIVER_COPY", "OPEN")] {
        assert!(obligations.contains(&json!({ "kind": kind, "standing": standing })), "{seen}");
    }
}

#[test]
fn r_6_r_7_a_copy_of_a_report_is_owed_withheld_on_a_ground_and_owed_again() {
    let client = Caseworker::with_a_case();
    let contact = json!({ "body": "POLICE", "category": "VIOLENCE", "description": "Ringte politiet." });
    client.accepted("makeEmergencyContact", contact);
    client
        .accepted("withholdGuardianNotification", json!({ "ground": "VIOLENCE", "rationale": "Det kan bli farlig." }));
    client.accepted("sendReport", json!({ "content": "Vi er bekymret." }));
    let seen = client.seen(
        "copies { reportId recipient { value } status reviewOn } obligations(first: 50) { nodes { kind standing } }",
    );
    let report = seen["copies"][0]["reportId"].clone();
    let withheld = json!([{ "reportId": report, "recipient": null, "status": "WITHHELD", "reviewOn": day(30) }]);
    assert_eq!(seen["copies"], withheld, "with the telling, on the same ground (C4)");
    let nodes = seen["obligations"]["nodes"].as_array().unwrap();
    assert!(nodes.iter().all(|owed| owed["kind"] != "DELIVER_COPY"), "{seen}");

    let guardian = json!({ "name": "Foresatt Prøve", "kind": "GUARDIAN" });
    let copy = || json!({ "document": { "reportId": report }, "recipient": guardian });
    client.refused("deliverCopy", copy(), "GUARDIAN_NOTIFICATION_WITHHELD", "R-6");
    let withheld = json!({ "reportId": report, "reviewOn": day(14), "rationale": "Samme grunn." });
    client.accepted("withholdCopies", withheld.clone());
    let seen =
        client.seen("copies { status ground reviewOn } obligations(first: 50) { nodes { kind standing dueOn } }");
    assert_eq!(seen["copies"], json!([{ "status": "WITHHELD", "ground": "VIOLENCE", "reviewOn": day(14) }]));
    let review = json!({ "kind": "REVIEW_WITHHELD_COPY", "standing": "OPEN", "dueOn": day(14) });
    assert!(seen["obligations"]["nodes"].as_array().unwrap().contains(&review), "{seen}");

    client.accepted("liftGuardianNotificationWithholding", json!({ "rationale": "Faren er over." }));
    client.refused("withholdCopies", withheld, "NOTHING_WITHHELD", "R-6");
    client.accepted("deliverCopy", copy());
    let seen = client.seen("copies { status recipient { value } } obligations(first: 50) { nodes { kind standing } }");
    assert_eq!(seen["copies"], json!([{ "status": "DELIVERED", "recipient": { "value": "Foresatt Prøve" } }]));
    let nodes = seen["obligations"]["nodes"].as_array().unwrap();
    assert!(!nodes.contains(&json!({ "kind": "DELIVER_COPY", "standing": "OPEN" })), "{seen}");
}

#[test]
fn r_34_s3_39_s4_13_a_referral_rests_on_consent_and_closes_nothing() {
    let client = Caseworker::with_a_case();
    let consent = client.consent(&json!(["EDUCATIONAL_PSYCHOLOGICAL_SERVICE", "CHILD_WELFARE_SERVICE"]));
    let referral = |recipient: &str, form: &str| {
        json!({
            "recipient": recipient, "form": form, "categories": ["OBSERVATIONS"], "content": "Hun trenger hjelp.",
            "basis": { "consentId": consent }, "rationale": "Tiltakene er ikke nok.",
        })
    };
    let ppt = "EDUCATIONAL_PSYCHOLOGICAL_SERVICE";
    client.refused("sendReferral", referral("POLICE", "OTHER"), "SHARING_NOT_COVERED", "R-21");
    client.refused("sendReferral", referral("CHILD_WELFARE_SERVICE", "OTHER"), "REFERRAL_IS_REPORT", "S3-39");
    let other_form = referral(ppt, "SPECIALIST_HEALTH_SERVICE");
    client.refused("sendReferral", other_form, "REFERRAL_FORM_OF_ANOTHER_BODY", "S3-39");
    client.accepted("sendReferral", referral(ppt, ppt));
    let leader = json!({ "name": "Anne Lederprøve", "role": "HEAD" });
    client.accepted("discussWithLeader", json!({ "about": "REFERRAL", "summary": "Vi er enige.", "leader": leader }));
    client.accepted("sendReferral", referral(ppt, ppt));

    let answered =
        |number: i64, outcome: &str| json!({ "number": number, "outcome": outcome, "answer": "Vi tar det." });
    client.accepted("answerReferral", answered(2, "TAKEN"));
    client.refused("answerReferral", answered(2, "REFUSED"), "REFERRAL_ALREADY_ANSWERED", "S3-39");
    client.refused("answerReferral", answered(3, "TAKEN"), "REFERRAL_UNKNOWN", "S3-39");
    let shown = client.seen(
        "referrals { number answer { outcome text { value } answeredOn } } open: referrals(unanswered: true) { number }",
    );
    let told = json!({ "outcome": "TAKEN", "text": { "value": "Vi tar det." }, "answeredOn": day(0) });
    assert_eq!(shown["referrals"], json!([{ "number": 1, "answer": null }, { "number": 2, "answer": told }]));
    assert_eq!(shown["open"], json!([{ "number": 1 }]));
    // Nobody is lost there: the answer is waited for, by a last day.
    let owed = client.seen("obligations(first: 50) { nodes { kind standing referralNumber dueOn } }");
    let awaited = owed["obligations"]["nodes"].as_array().unwrap().iter();
    let awaited: Vec<_> = awaited.filter(|owed| owed["kind"] == "AWAIT_REFERRAL_ANSWER").collect();
    let standing =
        |number: i64| awaited.iter().find(|owed| owed["referralNumber"] == number).unwrap()["standing"].clone();
    assert_eq!((standing(1), standing(2)), (json!("OPEN"), json!("MET")));
    assert!(awaited.iter().all(|owed| owed["dueOn"].is_string()));

    let seen = client.seen("status closedOn history(first: 50) { nodes { eventType } } findings { nodes { kind } }");
    assert_eq!((&seen["status"], &seen["closedOn"]), (&json!("OPEN"), &Value::Null));
    let count = |nodes: &Value, wanted: Value| nodes.as_array().unwrap().iter().filter(|node| **node == wanted).count();
    assert_eq!(count(&seen["history"]["nodes"], json!({ "eventType": "ReferralSent" })), 2);
    let undiscussed = json!({ "kind": "REFERRAL_NOT_DISCUSSED" });
    assert_eq!(
        count(&seen["findings"]["nodes"], undiscussed),
        0,
        "the case follows no guide that asks for a talk before"
    );
}

#[test]
fn r_15_s3_39_a_referral_that_the_unit_withdraws_is_waited_for_no_more() {
    let client = Caseworker::with_a_case();
    let ppt = "EDUCATIONAL_PSYCHOLOGICAL_SERVICE";
    let consent = client.consent(&json!([ppt]));
    let referral = json!({
        "recipient": ppt, "form": ppt, "categories": ["OBSERVATIONS"], "content": "Hun trenger hjelp.",
        "basis": { "consentId": consent }, "rationale": "Tiltakene er ikke nok.", "sentOn": day(-2),
    });
    client.accepted("sendReferral", referral);
    let withdrawn = |number: i64| json!({ "number": number, "rationale": "Familien flytter.", "withdrawnOn": day(-1) });
    client.refused("withdrawReferral", withdrawn(2), "REFERRAL_UNKNOWN", "S3-39");
    client.accepted("withdrawReferral", withdrawn(1));
    client.refused("withdrawReferral", withdrawn(1), "REFERRAL_ALREADY_WITHDRAWN", "S3-39");
    let shown = client.seen("referrals { number withdrawnOn } open: referrals(unanswered: true) { number }");
    assert_eq!(shown, json!({ "referrals": [{ "number": 1, "withdrawnOn": day(-1) }], "open": [] }));
    let owed = client.seen("obligations(first: 50) { nodes { kind standing } }")["obligations"]["nodes"].clone();
    let lapsed = json!({ "kind": "AWAIT_REFERRAL_ANSWER", "standing": "LAPSED" });
    assert!(owed.as_array().unwrap().contains(&lapsed), "{owed}");
    let decided = client.decided("kind notToAct rationale { value }");
    let why = json!({ "kind": "REFERRAL_WITHDRAWN", "notToAct": true, "rationale": { "value": "Familien flytter." } });
    assert!(decided.contains(&why), "{decided:?}");
}

/// The services that the sources and the national register name beside those of the universal arenas, and one that they
/// do not, which is known by its name.
#[test]
fn r_21_s3_4_s4_14_every_service_is_consulted_consented_to_told_and_met_and_another_one_by_its_name() {
    let services = [
        "FAMILY_CENTRE",
        "FAMILY_FORUM",
        "HSP",
        "DENTAL_HEALTH_SERVICE",
        "FAMILY_COUNSELLING_OFFICE",
        "LABOUR_AND_WELFARE_OFFICE",
        "CRISIS_CENTRE",
        "GENERAL_PRACTITIONER",
        "SUBSTANCE_USE_SERVICE",
        "OUTREACH_SERVICE",
        "OTHER",
    ];
    let client = Caseworker::with_a_case();
    let request = |units: Value| {
        json!({
            "guardian": { "name": "Foresatt Prøve" }, "purposes": ["LEVEL_2_COOPERATION", "INFORMATION_SHARING"],
            "recipients": services, "recipientUnits": units, "categories": ["OBSERVATIONS"], "validFrom": day(-8),
            "requestedOn": day(-8),
        })
    };
    client.refused("requestConsent", request(json!([])), "SERVICE_UNNAMED", "R-21");
    let consent = client.made("requestConsent", request(json!([{ "body": "OTHER", "unit": "Ungdomslosen" }])));
    client.accepted("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-8) }));
    client.accepted("escalateToLevel", escalation(&consent, 2));

    for service in services {
        let unit = if service == "OTHER" { json!("Ungdomslosen") } else { Value::Null };
        let advised = json!({ "body": service, "unit": unit, "topics": ["OTHER"] });
        client.accepted("requestConsultation", advised);
        client.accepted("noteAnonymousConsultation", json!({ "body": service, "unit": unit }));
        let held = json!({
            "body": service, "unit": unit, "topics": ["OTHER"], "categories": ["OBSERVATIONS"], "advice": "Snakk med henne.",
            "basis": { "consentId": consent }, "rationale": "De kan dette.",
        });
        client.accepted("holdOpenConsultation", held);
        let shared = |unit: &Value| {
            json!({
                "body": service, "unit": unit, "direction": "TO_BODY", "categories": ["OBSERVATIONS"],
                "content": "Hun er trist.", "basis": { "consentId": consent }, "rationale": "De må vite det.",
            })
        };
        client.accepted("shareInformation", shared(&unit));
        let units = if unit.is_null() { json!([]) } else { json!([{ "body": service, "unit": unit }]) };
        let called = |units: Value| {
            json!({
                "bodies": [service], "bodyUnits": units, "guardiansInvited": true, "evaluation": false,
                "consentId": consent, "plannedFor": day(3),
            })
        };
        client.accepted("conveneInterdisciplinaryMeeting", called(units));
        if service == "OTHER" {
            let unnamed = json!({ "body": service, "topics": ["OTHER"] });
            client.refused("requestConsultation", unnamed, "SERVICE_UNNAMED", "R-21");
            client.refused("noteAnonymousConsultation", json!({ "body": service }), "SERVICE_UNNAMED", "R-21");
            client.refused("shareInformation", shared(&Value::Null), "SERVICE_UNNAMED", "R-21");
            client.refused("shareInformation", shared(&json!("Gjengs")), "SHARING_NOT_COVERED", "R-21");
            let of_another = called(json!([{ "body": service, "unit": "Gjengs" }]));
            client.refused("conveneInterdisciplinaryMeeting", of_another, "SHARING_NOT_COVERED", "R-21");
        }
    }
    let seen = client.seen("consents { recipients recipientUnits { body unit } } meetings { bodies }");
    let scope = &seen["consents"][0];
    assert_eq!(scope["recipients"].as_array().map(Vec::len), Some(services.len()), "{seen}");
    assert_eq!(scope["recipientUnits"], json!([{ "body": "OTHER", "unit": "Ungdomslosen" }]));
    let met = seen["meetings"].as_array().unwrap().iter().map(|meeting| meeting["bodies"][0].as_str().unwrap());
    assert_eq!(met.collect::<BTreeSet<_>>(), BTreeSet::from(services));

    // Without consent, an assessed exception is for the one that it names too.
    let excepted = |units: Value| {
        json!({
            "topic": "SHARING_WITH_AUTHORITIES", "recipients": ["OTHER"], "recipientUnits": units,
            "categories": ["HEALTH"], "allowed": true, "rationale": "Det haster.",
        })
    };
    client.refused("assessSharingException", excepted(json!([])), "SERVICE_UNNAMED", "R-21");
    client.accepted("assessSharingException", excepted(json!([{ "body": "OTHER", "unit": "Gjengs" }])));
    let history = client.seen("history(first: 100) { nodes { eventType data } }")["history"]["nodes"].clone();
    let assessed = |event: &&Value| event["eventType"] == "SharingExceptionAssessed";
    let assessed = history.as_array().unwrap().iter().find(assessed).unwrap();
    let exception = format!("exception_{}", assessed["data"]["exception"].as_str().unwrap());
    let told = |unit: &str| {
        json!({
            "body": "OTHER", "unit": unit, "direction": "TO_BODY", "categories": ["HEALTH"], "content": "Hun er syk.",
            "basis": { "exceptionId": exception }, "rationale": "De må vite det.",
        })
    };
    client.refused("shareInformation", told("Ungdomslosen"), "SHARING_NOT_COVERED", "R-21");
    client.accepted("shareInformation", told("Gjengs"));
}
