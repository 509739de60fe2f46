//! Porsgrunn's web page: from the logbook to the alternatives A to D (S0).

use case_ledger_domain::time::working_days_after;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Story, Town, UNIT, day, kari, leader, mother, noon, within};

const GUIDE: &str = "porsgrunn-alternatives";

impl Story<'_> {
    fn step(&self, step: &str, outcomes: &[&str], on: i64) {
        self.decides(GUIDE, step, outcomes, &kari(), on);
    }

    /// From the logbook to the choice of an alternative, with nothing left out; answers what was seen.
    fn comes_to_the_choice(&self, first: i64) -> Value {
        let seen = self.observes("Satt alene i garderoben og ville ikke leke.", first + 1);
        self.observes("Hadde ikke spist da hun kom.", first + 3);
        self.step("log", &["go-on"], first + 3);
        let talk = json!({
            "with": "CHILD", "outcome": "CONCERN_STANDS", "summary": "Hun sier at det er mye bråk om kvelden.",
            "childsOwnWords": ["Jeg liker best å være her."], "openQuestionsUsed": true,
            "summaryConfirmedByChild": true, "childInformedOfNextSteps": true, "heldOn": day(first + 4),
        });
        self.does("holdConversation", talk);
        self.step("talk", &["go-on"], first + 4);
        let assessed = json!({
            "degree": "CONSIDERABLE", "groundForConcern": true, "rationale": "Det varer, og det er flere tegn.",
            "observationIds": [seen], "assessedOn": day(first + 5),
        });
        self.does("assessConcern", assessed);
        self.step("assess", &["assessed"], first + 5);
        let analysed = json!({
            "analysis": "Tegnene kommer samtidig, mest på mandager.", "observationIds": [seen],
            "colleaguesConcerned": true, "spokenWithChild": true, "since": day(first - 20),
            "analysedOn": day(first + 5),
        });
        self.does("analyseConcern", analysed);
        self.step("analyse", &["analysed"], first + 5);
        let discussed = json!({ "about": "CONCERN", "summary": "Vi er enige.", "heldOn": day(first + 6) });
        self.does("discussWithLeader", discussed);
        self.step("discuss", &["concern-confirmed"], first + 6);
        let decided = json!({
            "severity": "CONSIDERABLE", "actionNeeded": true, "rationale": "Hun har det ikke bra.",
            "decidedOn": day(first + 6),
        });
        self.does("decideSeverity", decided);
        seen
    }

    fn chooses(&self, alternative: &str, on: i64) {
        let helped_by = if alternative == "B" { json!(["SCHOOL_HEALTH_SERVICE"]) } else { json!([]) };
        let chosen = json!({
            "alternative": alternative, "helpedBy": helped_by, "rationale": "Drøftet med leder.", "decidedBy": kari(),
            "chosenOn": day(on),
        });
        self.does("chooseAlternative", chosen);
    }

    fn tells_guardians(&self, about: &str, on: i64) {
        let told = json!({ "about": about, "guardians": [mother()], "informedOn": day(on) });
        self.does("informGuardians", told);
    }

    /// Conveyed to them, and talked of.
    fn talks_with_guardians(&self, on: i64) {
        self.tells_guardians("CONCERN", on);
        let talk = json!({
            "with": "GUARDIANS", "outcome": "CONCERN_STANDS", "summary": "Vi fortalte hva vi har sett.",
            "guardiansView": "De kjenner det igjen, og vil tenke på det.", "heldOn": day(on),
        });
        self.does("holdConversation", talk);
    }

    fn refusal(&self, consent: &Value, on: i64) {
        let refused = json!({ "consentId": consent, "reason": "Vi vil klare det selv.", "refusedOn": day(on) });
        self.does("refuseConsent", refused);
    }

    fn alternatives(&self) -> Value {
        self.leader_sees("alternatives { alternative chosenOn endedOn }")["alternatives"].clone()
    }
}

/// A and B at once, B refused and the refusal accepted, C in its place, refused too and carried by an exception, until
/// the goal is reached: the alternatives are a set with a history.
#[test]
fn porsgrunn_a_b_and_c_overlap_and_what_guardians_refuse_is_answered_each_time() {
    let town = Town::with_guide("9953", "Elvemo", (GUIDE, 1));
    let story = Story::begins(&town, "Tiril Prøve", "Stille og trøtt.", -60);
    let siblings = within(2, "ANSWER_SIBLING_QUESTION by UNIT", -60);
    let owed = [siblings.as_str(), "DECIDE_ON_CONCERN by UNIT"];
    story.stands(&["log"], &owed, &["SIBLINGS_NOT_ASKED_FOR"]);
    story.comes_to_the_choice(-60);
    story.stands(&["choose"], &owed, &["SIBLINGS_NOT_ASKED_FOR"]);

    // The whole family is seen before anything is chosen.
    let choice = json!({ "alternative": "A", "rationale": "Vi klarer dette selv.", "chosenOn": day(-53) });
    story.refuses("chooseAlternative", choice, "SIBLINGS_UNANSWERED", "R-13");
    story.does("linkSibling", json!({ "sibling": { "name": "Jo Prøve" }, "linkedOn": day(-53) }));
    story.chooses("A", -53);
    story.chooses("B", -53);
    story.step("choose", &["alternative-a", "alternative-b"], -53);
    // What was chosen is to be taken up.
    let take_up = within(2, "TAKE_UP_ALTERNATIVE by UNIT", -53);
    let left = ["NOT_DONE_IN_TIME", "NOT_DONE_IN_TIME"];
    story.stands(&["a-follow-up", "b-convey"], &[&take_up, &take_up], &left);

    // A: what they do themselves, with child and parents.
    let at_the_gate = story.plans_measure("Hun kommer glad inn om morgenen.", -52, -20);
    story.does("startMeasure", json!({ "measureId": at_the_gate, "startedOn": day(-52) }));

    // B: the guardians are told and asked, and say no.
    story.talks_with_guardians(-52);
    story.step("b-convey", &["conveyed"], -52);
    let health = "SCHOOL_HEALTH_SERVICE";
    let consent = story.asks_for_consent(&["INFORMATION_SHARING"], &[health], -51);
    let end = format!("END_OR_EXTEND_MEASURE by UNIT until {}!", day(-10));
    let evaluate = format!("EVALUATE_MEASURE by UNIT until {}!", day(-20));
    let not_evaluated = ["MEASURE_NOT_EVALUATED", "MEASURE_OVERRUN"];
    let answer = within(2, "ANSWER_CONSENT by UNIT", -51);
    let unanswered = ["MEASURE_NOT_EVALUATED", "MEASURE_OVERRUN", "NOT_DONE_IN_TIME"];
    // B is taken up when the concern is conveyed with consent, and not before (S0-26).
    let left = [unanswered.as_slice(), &["NOT_DONE_IN_TIME"]].concat();
    story.stands(&["a-follow-up", "b-consent"], &[&answer, &end, &evaluate, &take_up], &left);
    story.refusal(&consent, -50);
    story.step("b-consent", &["consent-refused"], -50);
    let answer = within(1, "ANSWER_REFUSAL by UNIT", -50);
    let unanswered = ["MEASURE_NOT_EVALUATED", "MEASURE_OVERRUN", "REFUSAL_UNANSWERED"];
    story.stands(&["a-follow-up", "b-refusal"], &[&answer, &end, &evaluate], &unanswered);
    let consents = story.leader_sees("consents { status answeredOn }")["consents"].clone();
    assert_eq!(consents, json!([{ "status": "REFUSED", "answeredOn": day(-50) }]), "a refusal is no missing answer");
    let share = json!({
        "body": health, "direction": "TO_BODY", "categories": ["OBSERVATIONS"], "basis": { "consentId": consent },
        "content": "Det vi har sett.", "rationale": "De kan hjelpe.",
    });
    story.refuses("shareInformation", share, "CONSENT_WAS_REFUSED", "R-22");
    let close = json!({ "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "De vil ikke." });
    story.refuses("closeCase", close, "REFUSAL_UNRESOLVED", "R-23");

    // Without consent it may be discussed anonymously; that alone answers no refusal.
    let question = |text: &str| {
        json!({
            "body": "CHILD_WELFARE_SERVICE", "topics": ["WAY_FORWARD"], "question": text, "screenForCase": story.case,
            "advice": "Fortsett å logge.", "heldOn": day(-49),
        })
    };
    let named = question("Tiril sitter alene.");
    town.refuses("employee", "holdAnonymousConsultation", named, "NOT_ANONYMOUS", "R-20");
    town.does("employee", "holdAnonymousConsultation", question("Et barn sitter ofte alene."));
    story.step("b-refusal", &["discussed-anonymously"], -49);
    story.stands(&["a-follow-up", "b-refusal"], &[&answer, &end, &evaluate], &unanswered);
    let accepted = json!({
        "consentId": consent, "rationale": "Vi prøver selv først.", "decidedBy": kari(), "acceptedOn": day(-48),
    });
    story.does("acceptRefusal", accepted);
    story.does("endAlternative", json!({ "alternative": "B", "rationale": "De vil ikke.", "endedOn": day(-48) }));
    story.step("b-refusal", &["refusal-accepted"], -48);
    story.stands(&["a-follow-up", "choose"], &[&end, &evaluate], &not_evaluated);

    // C: the resource team, refused too, and heard on an exception that is decided and written down.
    story.chooses("C", -40);
    story.step("choose", &["alternative-c"], -40);
    story.tells_guardians("CONCERN", -39);
    let consent = story.asks_for_consent(&["INFORMATION_SHARING"], &["RESOURCE_TEAM"], -39);
    story.refusal(&consent, -38);
    story.step("c-convey-and-consent", &["consent-refused"], -38);
    let answer = within(1, "ANSWER_REFUSAL by UNIT", -38);
    story.stands(&["a-follow-up", "c-refusal"], &[&answer, &end, &evaluate], &unanswered);
    let team = |basis: Value, role: &str| {
        json!({
            "participants": ["SCHOOL", "SCHOOL_HEALTH_SERVICE", "CHILD_WELFARE_SERVICE"],
            "categories": ["OBSERVATIONS"], "basis": basis, "convenedBy": { "name": "Anne Lederprøve", "role": role },
            "plannedFor": day(-30), "convenedOn": day(-36),
        })
    };
    let refused = team(json!({ "consentId": consent }), "HEAD");
    story.refuses("conveneResourceTeam", refused, "CONSENT_WAS_REFUSED", "R-22");
    let exception = json!({
        "consentId": consent, "topic": "SHARING_WITH_AUTHORITIES", "recipients": ["RESOURCE_TEAM"],
        "categories": ["OBSERVATIONS"], "allowed": true, "rationale": "Barnet må følges opp av flere.",
        "decidedBy": leader(), "assessedOn": day(-37),
    });
    story.does("assessSharingException", exception);
    story.step("c-refusal", &["exception-applies"], -37);
    story.stands(&["a-follow-up", "c-resource-team"], &[&end, &evaluate], &not_evaluated);
    let exception = story.newest("SharingExceptionAssessed")["exception"].as_str().unwrap().to_owned();
    let basis = json!({ "exceptionId": format!("exception_{exception}") });
    let by_leader = team(basis.clone(), "UNIT_LEADER");
    story.refuses("conveneResourceTeam", by_leader, "RESOURCE_TEAM_NOT_CALLED_BY_HEAD", "R-30");
    story.does("conveneResourceTeam", team(basis, "HEAD"));
    let meeting = story.leader_sees("meetings { id }")["meetings"][0]["id"].clone();
    let held = json!({
        "meetingId": meeting, "bodies": ["SCHOOL", "CHILD_WELFARE_SERVICE"], "child": false, "heldOn": day(-30),
    });
    story.does("holdMeeting", held);
    let recommended = json!({ "meetingId": meeting, "recommendation": "En mindre gruppe.", "recordedOn": day(-30) });
    story.does("recordResourceTeamRecommendation", recommended);
    let alone = Story::decision(GUIDE, "c-resource-team", &["recommendations-made"], &kari(), -30);
    story.refuses("decideStep", alone, "NOT_THE_STEPS_OWNER", "R-30");
    let by_head = json!({ "name": "Anne Lederprøve", "role": "HEAD" });
    story.decides(GUIDE, "c-resource-team", &["recommendations-made"], &by_head, -30);
    let group = story.plans_measure("Hun har noen å leke med.", -28, 30);
    story.does("startMeasure", json!({ "measureId": group, "startedOn": day(-28) }));
    let end_next = format!("END_OR_EXTEND_MEASURE by UNIT until {}", day(40));
    let next = format!("EVALUATE_MEASURE by UNIT until {}", day(30));
    story.stands(&["a-follow-up", "c-follow-up"], &[&end, &end_next, &evaluate, &next], &not_evaluated);

    // It helps. What was late stays told, and nothing is owed that was done.
    story.evaluates(&at_the_gate, "YES", -2);
    story.ends(&at_the_gate, -2);
    story.evaluates(&group, "YES", -1);
    story.ends(&group, -1);
    story.stands(&["a-follow-up", "c-follow-up"], &[], &[]);
    let seen = story.leader_sees("findings { nodes { kind aroseOn mendedOn } }")["findings"]["nodes"].clone();
    let late = json!({ "kind": "MEASURE_NOT_EVALUATED", "aroseOn": day(-19), "mendedOn": day(-2) });
    let overrun = json!({ "kind": "MEASURE_OVERRUN", "aroseOn": day(-9), "mendedOn": day(-2) });
    assert_eq!(seen, json!([overrun, late]));
    let of = |alternative: &str, from: i64, to: Value| json!({ "alternative": alternative, "chosenOn": day(from), "endedOn": to });
    let (a, b, c) = (of("A", -53, Value::Null), of("B", -53, json!(day(-48))), of("C", -40, Value::Null));
    assert_eq!(story.alternatives(), json!([a, b, c]), "a set with history");
    story.step("c-follow-up", &["done"], -1);
    story.stands(&["a-follow-up", "c-follow-up"], &[&within(2, "CARRY_OUT_STEP_DECISION by UNIT", -1)], &[]);
    let close = json!({
        "outcome": "MEASURES_HAD_EFFECT", "rationale": "Hun har det bra.", "decidedBy": leader(), "closedOn": day(0),
    });
    story.does("closeCase", close);
    story.stands(&[], &[], &[]);
    let history = story.history();
    for (event, times) in [("AlternativeChosen", 3), ("ConsentRefused", 2), ("StepDecisionTaken", 15)] {
        assert_eq!(history.iter().filter(|it| *it == event).count(), times, "{event}: {history:?}");
    }
}

/// A refusal in C that only a report answers, sent against the leader's word, with the parents told before.
#[test]
fn porsgrunn_d_the_parents_are_told_before_the_report_goes_and_a_leaders_no_does_not_stop_it() {
    let town = Town::with_guide("9942", "Bekkemo", (GUIDE, 1));
    let story = Story::begins(&town, "Odd Prøve", "Trøtt og uvasket.", -40);
    let seen = story.comes_to_the_choice(-40);
    story.does("confirmNoSiblings", json!({ "confirmedOn": day(-34) }));
    story.chooses("C", -33);
    story.step("choose", &["alternative-c"], -33);
    story.talks_with_guardians(-33);
    let consent = story.asks_for_consent(&["INFORMATION_SHARING"], &["RESOURCE_TEAM"], -33);
    story.refusal(&consent, -32);
    story.step("c-convey-and-consent", &["consent-refused"], -32);
    story.stands(&["c-refusal"], &[&within(1, "ANSWER_REFUSAL by UNIT", -32)], &["REFUSAL_UNANSWERED"]);

    // So serious that it does not rest on consent.
    story.chooses("D", -31);
    story.step("c-refusal", &["alternative-d"], -31);
    // The refusal is answered by what D is, and that is not left with having been chosen.
    let chosen_on: NaiveDate = day(-31).parse().unwrap();
    let act = format!("ACT_ON_SERIOUSNESS by UNIT until {}!", working_days_after(chosen_on, 1));
    let forgotten = &["SERIOUSNESS_NOT_ACTED_ON"];
    story.stands(&["d-assess-duties"], &[&act], forgotten);
    story.does("submitNoteToLeader", json!({ "text": "Jeg mener vi må melde.", "submittedOn": day(-31) }));
    let note = within(1, "ANSWER_NOTE by UNIT_LEADER", -31);
    story.stands(&["d-assess-duties"], &[&act, &note], &["NOTE_UNANSWERED", "SERIOUSNESS_NOT_ACTED_ON"]);
    let note = story.leader_sees("notes { id }")["notes"][0]["id"].clone();
    let no = json!({
        "noteId": note, "agrees": false, "rationale": "Vi venter.", "decidedBy": leader(), "givenOn": day(-30),
    });
    town.does("unit-leader", "giveLeaderFeedback", story.here(no));
    let disagreement = json!({ "description": "Jeg mener det er alvorlig.", "recordedOn": day(-30) });
    story.does("recordLeaderDisagreement", disagreement);

    let send = |on: i64| json!({ "content": "Vi er bekymret for omsorgen.", "dutyBearer": kari(), "sentAt": noon(on) });
    story.refuses("sendReport", send(-29), "DUTY_NOT_ASSESSED", "R-2");
    let duty = json!({
        "triggered": true, "conditions": ["SERIOUS_NEGLECT"], "observationIds": [seen], "decidedBy": kari(),
        "rationale": "Det er grunn til å tro at han ikke får det han trenger.", "assessedOn": day(-30),
    });
    story.does("assessDutyToReport", duty);
    story.step("d-assess-duties", &["report"], -30);
    story.refuses("sendReport", send(-29), "GUARDIANS_NOT_INFORMED", "R-5");
    story.tells_guardians("REPORT", -29);
    story.step("d-inform", &["informed"], -29);
    story.step("d-write", &["copy-for-guardians"], -29);
    story.does("sendReport", send(-29));
    story.step("d-send", &["sent"], -29);
    let despite = json!({ "on": day(-30) });
    assert_eq!(story.newest("ReportSent")["sentDespiteLeaderDisagreement"], despite, "and it shows (R-8)");
    story.stands(&["choose"], &[&within(1, "DELIVER_COPY by UNIT", -29)], &["COPY_NOT_DELIVERED"]);
    let copies = story.leader_sees("status copies { reportId status recipient { value } }");
    assert_eq!((&copies["status"], &copies["copies"][0]["status"]), (&json!("OPEN"), &json!("OWED")), "R-34");
    let copy = json!({
        "document": { "reportId": copies["copies"][0]["reportId"] }, "deliveredOn": day(-28),
        "recipient": { "name": "Mor Prøve", "kind": "GUARDIAN" },
    });
    story.does("deliverCopy", copy);
    story.stands(&["choose"], &[], &[]);
}

/// Danger of violence: nobody at home learns of the report until it is safe, and nothing of that is forgotten.
#[test]
fn porsgrunn_d_in_danger_of_violence_the_parents_are_not_told_until_that_is_lifted() {
    let town = Town::with_guide("9943", "Fossmo", (GUIDE, 1));
    let story = Story::begins(&town, "Siv Prøve", "Redd for å gå hjem.", -30);
    let seen = story.comes_to_the_choice(-30);
    story.does("leaveSiblingsUnknown", json!({ "reason": "Vi kan ikke spørre nå.", "notedOn": day(-24) }));
    story.chooses("D", -24);
    story.step("choose", &["alternative-d"], -24);
    let duty = json!({
        "triggered": true, "conditions": ["ABUSE"], "observationIds": [seen], "decidedBy": kari(),
        "rationale": "Det er grunn til å tro at hun blir slått.", "assessedOn": day(-24),
    });
    story.does("assessDutyToReport", duty);
    story.step("d-assess-duties", &["report"], -24);
    let ground = json!({
        "ground": "VIOLENCE", "rationale": "Det kan bli farlig for henne.", "decidedBy": leader(),
        "withheldOn": day(-24),
    });
    story.does("withholdGuardianNotification", ground);
    story.step("d-inform", &["withheld"], -24);
    let told = json!({ "about": "REPORT", "guardians": [mother()], "informedOn": day(-24) });
    story.refuses("informGuardians", told, "GUARDIAN_NOTIFICATION_WITHHELD", "R-6");
    story.step("d-write", &["copy-withheld"], -24);
    let report = json!({ "content": "Hun er redd for å gå hjem.", "dutyBearer": kari(), "sentAt": noon(-24) });
    story.does("sendReport", report);
    story.step("d-send", &["sent"], -24);
    let report = story.leader_sees("copies { reportId }")["copies"][0]["reportId"].clone();
    // The copies are withheld with the telling, until somebody looks again.
    let review = format!("REVIEW_WITHHELD_COPY by UNIT until {}", day(-24 + 30));
    story.stands(&["choose"], &[&review], &[]);
    let withheld = json!({
        "reportId": report, "reviewOn": day(-10), "rationale": "På samme grunn.", "decidedBy": leader(),
        "withheldOn": day(-24),
    });
    story.does("withholdCopies", withheld);
    let review = format!("REVIEW_WITHHELD_COPY by UNIT until {}!", day(-10));
    story.stands(&["choose"], &[&review], &["WITHHELD_COPY_NOT_REVIEWED"]);

    // She is safe. Now they are told, and get what they were entitled to all the time.
    let lifted = json!({ "rationale": "Hun bor hos mormor.", "decidedBy": leader(), "liftedOn": day(-3) });
    story.does("liftGuardianNotificationWithholding", lifted);
    let both = ["DELIVER_COPY by UNIT", "TELL_GUARDIANS_OF_REPORT by UNIT"].map(|what| within(1, what, -3));
    story.stands(&["choose"], &both.each_ref().map(String::as_str), &[]);
    story.talks_with_guardians(-2);
    story.tells_guardians("REPORT", -2);
    let copy = json!({
        "document": { "reportId": report }, "recipient": { "name": "Mor Prøve", "kind": "GUARDIAN" },
        "deliveredOn": day(-1),
    });
    story.does("deliverCopy", copy);
    story.stands(&["choose"], &[], &[]);
    let history = story.history();
    for event in ["GuardianNotificationWithheld", "CopyWithheld", "GuardianNotificationWithholdingLifted"] {
        assert!(history.contains(&event.to_owned()), "{event}: {history:?}");
    }
}

/// In acute danger one action is enough, with no case opened; the rest follows and is owed.
#[test]
fn porsgrunn_acute_danger_comes_before_every_step_and_what_it_put_off_is_owed() {
    let town = Town::with_guide("9944", "Vikmo", (GUIDE, 1));
    let contact = json!({
        "body": "POLICE", "category": "VIOLENCE", "description": "Far slår nå.", "unit": UNIT,
        "child": { "name": "Liv Prøve" }, "contactedAt": noon(-3),
    });
    let opened = town.does("employee", "makeEmergencyContact", contact);
    let story = Story { town: &town, case: opened["case"]["id"].as_str().unwrap().to_owned() };
    let report = || json!({ "content": "Politiet er varslet.", "dutyBearer": kari(), "sentAt": noon(-3) });
    story.refuses("sendReport", report(), "TELLING_UNDECIDED", "R-6");
    let ground = json!({ "ground": "VIOLENCE", "rationale": "Det pågår.", "withheldOn": day(-3) });
    story.does("withholdGuardianNotification", ground);
    story.does("sendReport", report());
    let assess = format!("ASSESS_DUTY_TO_REPORT by UNIT until {}", day(4));
    let review = format!("REVIEW_WITHHELD_COPY by UNIT until {}", day(-3 + 30));
    // The call is a concern, which nobody has to raise once more: it is decided what is done, and who else is in the home.
    let siblings = within(2, "ANSWER_SIBLING_QUESTION by UNIT", -3);
    let decide = "DECIDE_ON_CONCERN by UNIT";
    story.stands(&["log"], &[&siblings, &assess, decide, &review], &[]);
    let seen = story.observes("Far slo henne i garderoben.", -3);
    let duty = json!({
        "triggered": true, "conditions": ["ABUSE"], "observationIds": [seen], "rationale": "Vi så det.",
        "decidedBy": kari(), "assessedOn": day(-2),
    });
    // Seen on the day of the report, it may be of that one or of the next.
    story.refuses("assessDutyToReport", duty.clone(), "ASSESSED_REPORT_UNSAID", "R-2");
    let history = story.leader_sees("history(first: 50) { nodes { eventType data } }")["history"]["nodes"].clone();
    let sent = history.as_array().unwrap().iter().find(|node| node["eventType"] == "ReportSent").unwrap();
    let mut duty = duty;
    duty["reportId"] = sent["data"]["report"].clone();
    story.does("assessDutyToReport", duty);
    story.decides(GUIDE, "log", &["contacted-at-once"], &kari(), -2);
    story.stands(&["d-assess-duties"], &[&siblings, decide, &review], &[]);
}
