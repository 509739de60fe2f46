//! Luster's binding cooperation: an agreement that all sign, consent to who learns what, an action plan, and what each
//! unit is responsible for (S4).

use serde_json::{Value, json};

use super::{Story, Town, day, kari, leader, mother, party, within};

const GUIDE: &str = "luster-six-steps";
const PPT: &str = "EDUCATIONAL_PSYCHOLOGICAL_SERVICE";

impl Story<'_> {
    fn draws(&self, kind: &str, text: &str, parties: &[Value], on: i64) -> Value {
        let drawn = json!({
            "kind": kind, "isMinutes": kind == "AGREEMENT", "text": text, "parties": parties, "drawnOn": day(on),
        });
        self.does("drawAgreement", drawn);
        let seen = self.leader_sees("agreements { id }")["agreements"].clone();
        seen.as_array().unwrap().last().unwrap()["id"].clone()
    }

    fn binding(&self) -> Value {
        self.leader_sees("agreements { kind binding }")["agreements"].clone()
    }

    fn decides_together(&self, step: &str, outcome: &str, on: i64) {
        let mut decision = Self::decision(GUIDE, step, &[outcome], &kari(), on);
        self.refuses("decideStep", decision.clone(), "STEP_TAKES_TWO", "R-30");
        decision["togetherWith"] = leader();
        self.does("decideStep", decision);
    }
}

#[test]
fn luster_what_is_agreed_is_signed_by_all_and_each_has_a_copy_and_an_answer_for_a_part() {
    let town = Town::with_guide("9945", "Lustermo", (GUIDE, 2));
    // 1: whoever first worries maps, concretises and writes down what has happened.
    let story = Story::begins(&town, "Alv Prøve", "Slutter å komme på trening.", -70);
    let siblings = within(2, "ANSWER_SIBLING_QUESTION by UNIT", -70);
    let decide = [siblings.as_str(), "DECIDE_ON_CONCERN by UNIT"];
    let bring = within(1, "BRING_CONCERN_TO_LEADER by FIRST_PERSON", -70);
    let not_asked = ["SIBLINGS_NOT_ASKED_FOR"];
    let late = ["NOT_DONE_IN_TIME", "SIBLINGS_NOT_ASKED_FOR"];
    story.stands(&["map-and-document"], &[decide[0], &bring, decide[1]], &late);
    story.observes("Var borte fra skolen tre mandager på rad.", -68);
    let concrete = json!({ "text": "Borte hver mandag.", "methods": ["OBSERVATION"], "concretisedOn": day(-67) });
    story.does("concretiseConcern", concrete);
    story.decides(GUIDE, "map-and-document", &["documented"], &kari(), -67);

    // 2: with the nearest leader, and the peer team.
    story.does("discussInPeerTeam", json!({ "summary": "Flere har sett det.", "heldOn": day(-66) }));
    let discussed = json!({ "about": "CONCERN", "summary": "Vi kaller inn.", "heldOn": day(-66) });
    story.does("discussWithLeader", discussed);
    story.decides_together("discuss", "call-the-talk", -66);
    story.stands(&["talk"], &decide, &not_asked);

    // 3: the unit where the concern arose calls guardians and youth to a talk.
    let invited = json!({
        "invited": true, "ground": "MATURITY", "rationale": "Han er 15 år og vil være med.", "decidedBy": kari(),
        "assessedOn": day(-65),
    });
    story.does("assessYouthInvitation", invited);
    let called = json!({
        "with": "CHILD_AND_GUARDIANS", "subject": "Fravær på mandager.", "plannedFor": day(-60),
        "convenedOn": day(-65),
    });
    story.does("conveneConversation", called);
    let owed_meeting = format!("HOLD_CONVERSATION by UNIT until {}!", day(-60));
    let not_held = ["CONVERSATION_NOT_HELD", "SIBLINGS_NOT_ASKED_FOR"];
    story.stands(&["talk"], &[decide[0], decide[1], &owed_meeting], &not_held);
    let talk = json!({
        "with": "CHILD_AND_GUARDIANS", "outcome": "MEASURES_AGREED", "summary": "Vi er enige om å hjelpe ham.",
        "childsOwnWords": ["Jeg orker ikke stå opp."], "guardiansView": "Han sover dårlig.", "viewedBy": mother(),
        "heldOn": day(-60),
    });
    story.does("holdConversation", talk);
    // What was new in the talk is written down too.
    let said = json!({ "observedOn": day(-60), "kind": "SAID", "text": "«Jeg sover ikke om natten.»" });
    story.does("logObservation", said);
    story.does("confirmNoSiblings", json!({ "confirmedOn": day(-60) }));
    let talked = Story::decision(GUIDE, "talk", &["talk-held"], &kari(), -60);
    story.does("decideStep", talked);
    let write = within(1, "AGREE_IN_WRITING by UNIT", -60);
    story.stands(&["agree"], &[&write, "DECIDE_ON_CONCERN by UNIT"], &["NOT_DONE_IN_TIME"]);

    // 4: the agreement counts as minutes, and binds when all have signed.
    let (guardian, youth) = (party("GUARDIAN", "Mor Prøve"), party("YOUTH", "Alv Prøve"));
    let teacher = party("EMPLOYEE", "Kari Prøve");
    let parties = [guardian.clone(), youth.clone(), teacher.clone()];
    let agreement = story.draws("AGREEMENT", "Han møter hver mandag, og vi ringer kl. 8.", &parties, -59);
    let (copy, sign) = (within(1, "DELIVER_COPY by UNIT", -59), within(2, "SIGN_AGREEMENT by UNIT", -59));
    let owed = [copy.as_str(), &copy, &copy, &sign];
    let undelivered = ["COPY_NOT_DELIVERED"; 3];
    let late = ["COPY_NOT_DELIVERED", "COPY_NOT_DELIVERED", "COPY_NOT_DELIVERED", "NOT_DONE_IN_TIME"];
    // What they agreed on is what is decided about the concern (D-6).
    story.stands(&["agree"], &owed, &late);
    let stranger = json!({ "agreementId": agreement, "party": party("EMPLOYEE", "Ukjent Prøve") });
    story.refuses("signAgreement", stranger, "NOT_A_PARTY", "S4-9");
    story.signs(&agreement, &guardian, -59);
    story.signs(&agreement, &teacher, -59);
    assert_eq!(story.binding(), json!([{ "kind": "AGREEMENT", "binding": false }]), "R-37: one has not signed");
    story.stands(&["agree"], &owed, &late);
    story.signs(&agreement, &youth, -58);
    assert_eq!(story.binding(), json!([{ "kind": "AGREEMENT", "binding": true }]));
    story.hands_copy(&agreement, &guardian, -58);
    story.stands(&["agree"], &[&copy, &copy], &undelivered[1..]);
    for recipient in [&youth, &teacher] {
        story.hands_copy(&agreement, recipient, -58);
    }
    story.stands(&["agree"], &[], &[]);

    // 5: consent by signing: who may exchange information, and what.
    let purposes = ["INFORMATION_SHARING", "LEVEL_2_COOPERATION"];
    let consent = story.asks_for_consent(&purposes, &[PPT, "SCHOOL"], -58);
    let sharing = |body: &str, category: &str| {
        json!({
            "body": body, "direction": "TO_BODY", "categories": [category], "basis": { "consentId": consent },
            "content": "Fraværet på mandager.", "rationale": "De skal hjelpe ham.", "sharedOn": day(-57),
        })
    };
    story.refuses("shareInformation", sharing(PPT, "OBSERVATIONS"), "NO_VALID_CONSENT", "R-21");
    let given = json!({
        "consentId": consent, "form": "SIGNED_AGREEMENT", "agreementId": agreement, "consentedBy": "GUARDIAN_AND_YOUTH", "voluntary": true,
        "givenOn": day(-58),
    });
    story.does("giveConsent", given);
    story.refuses("shareInformation", sharing("POLICE", "OBSERVATIONS"), "SHARING_NOT_COVERED", "R-21");
    story.refuses("shareInformation", sharing(PPT, "HEALTH"), "SHARING_NOT_COVERED", "R-21");
    story.does("shareInformation", sharing(PPT, "OBSERVATIONS"));
    let signed = Story::decision(GUIDE, "agree", &["call-other-bodies"], &leader(), -57);
    story.does("decideStep", signed);

    // The unit that calls the follow-up meeting makes the plan, has it signed, and starts the measures.
    let called = json!({
        "bodies": [PPT, "SCHOOL"], "guardiansInvited": true, "consentId": consent, "plannedFor": day(-50),
        "convenedOn": day(-57),
    });
    story.does("conveneInterdisciplinaryMeeting", called);
    let owed_meeting = format!("HOLD_MEETING by UNIT until {}!", day(-50));
    story.stands(&["follow-up-meeting"], &[&owed_meeting], &["MEETING_NOT_HELD"]);
    let meeting = story.leader_sees("meetings { id }")["meetings"][0]["id"].clone();
    let morning = story.plans_measure("Han kommer på mandager.", -51, -20);
    let evaluate = format!("EVALUATE_MEASURE by UNIT until {}!", day(-20));
    let held = json!({
        "meetingId": meeting, "bodies": [PPT, "SCHOOL"], "guardians": [mother()], "child": true,
        "measureIds": [morning], "heldOn": day(-50),
    });
    story.does("holdMeeting", held);
    story.does("recordMinutes", json!({ "meetingId": meeting, "text": "Alle er enige.", "recordedOn": day(-50) }));
    let adviser = party("EMPLOYEE", "Per Rådgiverprøve");
    let parties = [guardian, youth, teacher, adviser];
    let make = within(2, "MAKE_MEASURE_PLAN by UNIT", -50);
    story.stands(&["follow-up-meeting"], &[&evaluate, &make], &["MEASURE_NOT_EVALUATED", "MEASURE_PLAN_MISSING"]);
    let plan = story.plans("Vekking, frokost på skolen, samtale hver onsdag.", &parties, &[&morning], -49);
    for by in &parties[..3] {
        story.signs(&plan, by, -49);
        story.hands_copy(&plan, by, -49);
    }
    let missing = Story::decision(GUIDE, "follow-up-meeting", &["signatures-missing"], &leader(), -49);
    story.does("decideStep", missing);
    let start = format!("START_MEASURE by UNIT until {}!", day(-49));
    let (copy, sign) = (within(1, "DELIVER_COPY by UNIT", -49), within(2, "SIGN_AGREEMENT by UNIT", -49));
    let late = ["COPY_NOT_DELIVERED", "MEASURE_NOT_EVALUATED", "MEASURE_NOT_STARTED", "NOT_DONE_IN_TIME"];
    story.stands(&["follow-up-meeting"], &[&copy, &evaluate, &sign, &start], &late);
    assert_eq!(story.binding()[1], json!({ "kind": "ACTION_PLAN", "binding": false }));
    story.signs(&plan, &parties[3], -47);
    story.hands_copy(&plan, &parties[3], -47);
    assert_eq!(story.binding()[1], json!({ "kind": "ACTION_PLAN", "binding": true }));
    story.decides(GUIDE, "follow-up-meeting", &["plan-signed"], &leader(), -47);
    story.does("startMeasure", json!({ "measureId": morning, "startedOn": day(-47) }));
    let end = format!("END_OR_EXTEND_MEASURE by UNIT until {}!", day(-10));
    story.stands(&["way-ahead"], &[&end, &evaluate], &["MEASURE_NOT_EVALUATED", "MEASURE_OVERRUN"]);

    // 6: the unit that finds the measures not enough tells the guardians and takes the case on, with the leader.
    story.evaluates(&morning, "NO", -21);
    let tell = within(1, "TELL_OF_INSUFFICIENT_EFFECT by UNIT", -21);
    let further = within(2, "TAKE_CASE_FURTHER by UNIT", -21);
    let late = ["MEASURE_OVERRUN", "NOT_DONE_IN_TIME", "NOT_DONE_IN_TIME"];
    story.stands(&["way-ahead"], &[&end, &further, &tell], &late);
    let told = json!({ "about": "INSUFFICIENT_EFFECT", "guardians": [mother()], "informedOn": day(-20) });
    story.does("informGuardians", told);
    story.stands(&["way-ahead"], &[&end, &further], &late[..2]);
    let discussed = json!({ "about": "REFERRAL", "summary": "Vi henviser.", "heldOn": day(-20) });
    story.does("discussWithLeader", discussed);
    let referral = json!({
        "recipient": PPT, "form": PPT, "categories": ["OBSERVATIONS"], "content": "Han trenger utredning.",
        "basis": { "consentId": consent }, "rationale": "Tiltakene er ikke nok.", "decidedBy": leader(),
        "sentOn": day(-19),
    });
    story.does("sendReferral", referral);
    let on_as = json!({ "name": "Ida Fagprøve", "role": "PROFESSIONAL_LEADER" });
    story.refuses(
        "decideStep",
        Story::decision(GUIDE, "way-ahead", &["refer-or-report"], &kari(), -19),
        "NOT_THE_STEPS_OWNER",
        "R-30",
    );
    story.decides(GUIDE, "way-ahead", &["refer-or-report"], &on_as, -19);
    let answer = within(4, "AWAIT_REFERRAL_ANSWER by UNIT", -19);
    story.stands(&["way-ahead"], &[&answer, &end], &["MEASURE_OVERRUN"]);
    assert_eq!(story.leader_sees("status")["status"], "OPEN", "R-34: a referral ends nothing");
    let answered = json!({ "number": 1, "outcome": "TAKEN", "answer": "Vi utreder ham.", "answeredOn": day(-10) });
    story.does("answerReferral", answered);

    // It helps: the case ends as was decided in its step.
    story.decides(GUIDE, "way-ahead", &["change-achieved"], &leader(), -1);
    let carry_out = within(2, "CARRY_OUT_STEP_DECISION by UNIT", -1);
    story.stands(&["way-ahead"], &[&carry_out, &end], &["MEASURE_OVERRUN"]);
    story.does("endMeasure", json!({ "measureId": morning, "rationale": "PPT tar over.", "endedOn": day(-1) }));
    let close = json!({
        "outcome": "MEASURES_HAD_EFFECT", "rationale": "Han er på skolen.", "decidedBy": leader(), "closedOn": day(0),
    });
    story.does("closeCase", close);
    story.stands(&[], &[], &[]);
    let history = story.history();
    for (event, times) in [("AgreementSigned", 7), ("CopyDelivered", 7), ("StepDecisionTaken", 8)] {
        assert_eq!(history.iter().filter(|it| *it == event).count(), times, "{event}: {history:?}");
    }
}
