//! Porsgrunn's booklet: three levels, their steps, who decides in each, and the way up and back (S3).

use serde_json::{Value, json};

use super::{Story, Town, UNIT, day, kari, leader, mother, party, within};

const GUIDE: &str = "porsgrunn-levels";
const PPT: &str = "EDUCATIONAL_PSYCHOLOGICAL_SERVICE";

fn pedagogical_leader() -> Value {
    json!({ "name": "Eva Pedagogprøve", "role": "PEDAGOGICAL_LEADER" })
}

fn relay_holder(name: &str) -> Value {
    json!({ "name": name, "role": "RELAY_HOLDER" })
}

impl Story<'_> {
    /// On level 1 the step's owner decides.
    fn on_level_1(&self, step: &str, outcomes: &[&str], on: i64) {
        self.decides(GUIDE, step, outcomes, &pedagogical_leader(), on);
    }

    /// On level 2 together with the head of the unit.
    fn on_level_2(&self, step: &str, outcomes: &[&str], on: i64) {
        let mut decision = Self::decision(GUIDE, step, outcomes, &pedagogical_leader(), on);
        self.refuses("decideStep", decision.clone(), "STEP_TAKES_TWO", "R-30");
        decision["togetherWith"] = leader();
        self.does("decideStep", decision);
    }

    /// On level 3 whoever holds the relay.
    fn on_level_3(&self, step: &str, outcomes: &[&str], holder: &str, on: i64) {
        let decision = Self::decision(GUIDE, step, outcomes, &kari(), on);
        self.refuses("decideStep", decision, "NOT_THE_STEPS_OWNER", "R-30");
        let claimed = Self::decision(GUIDE, step, outcomes, &relay_holder("Kari Prøve"), on);
        self.refuses("decideStep", claimed, "NOT_THE_RELAY_HOLDER", "R-30");
        self.decides(GUIDE, step, outcomes, &relay_holder(holder), on);
    }

    /// The plan of measures of level 3, which all who are named sign and have a copy of (S3-41).
    fn makes_the_plan(&self, measure: &Value, on: i64) {
        let parties = [party("GUARDIAN", "Mor Prøve"), party("EMPLOYEE", "Kari Prøve")];
        let plan = self.plans("PPT veileder lekegruppen.", &parties, &[measure], on);
        for party in &parties {
            self.signs(&plan, party, on);
            self.hands_copy(&plan, party, on);
        }
    }

    fn level(&self) -> i64 {
        self.leader_sees("level")["level"].as_i64().unwrap()
    }

    fn calls_meeting(&self, consent: &Value, called: i64, planned: i64) -> Value {
        let input = json!({
            "bodies": ["KINDERGARTEN", PPT], "guardiansInvited": true, "evaluation": false, "consentId": consent,
            "plannedFor": day(planned), "convenedOn": day(called),
        });
        self.does("conveneInterdisciplinaryMeeting", input);
        let meetings = self.leader_sees("meetings { id }")["meetings"].clone();
        meetings.as_array().unwrap().last().unwrap()["id"].clone()
    }
}

#[test]
fn porsgrunn_a_case_goes_up_three_levels_with_consent_and_comes_back_down() {
    let town = Town::with_guide("9946", "Dalmo", (GUIDE, 2));
    let story = Story::begins(&town, "Nora Prøve", "Leker aldri med andre.", -120);
    let siblings = within(2, "ANSWER_SIBLING_QUESTION by UNIT", -120);
    let decide = [siblings.as_str(), "DECIDE_ON_CONCERN by UNIT"];
    let not_asked = ["SIBLINGS_NOT_ASKED_FOR"];

    // Level 1, step 1: whoever saw it discusses it with a colleague and decides whether there is ground for concern.
    story.stands(&["level-1-concern-arises"], &decide, &not_asked);
    let seen = story.leader_sees(
        "whatNow { step { level owners { arena role } documents { title } questions(language: NN) { text }
            outcomes(language: NN) { name leadsTo text } } }",
    );
    let step = &seen["whatNow"][0]["step"];
    assert_eq!((&step["level"], &step["owners"]), (&json!(1), &json!([{ "arena": null, "role": "EMPLOYEE" }])));
    assert_eq!(step["documents"].as_array().unwrap().len(), 5, "S3-15");
    assert_eq!(step["outcomes"].as_array().unwrap().len(), 2, "S3-12");
    story.observes("Satt alene hele uteleken.", -119);
    story.does("discussWithColleague", json!({ "summary": "Hun har sett det samme.", "heldOn": day(-119) }));
    story.decides(GUIDE, "level-1-concern-arises", &["go-on"], &kari(), -119);

    // Step 2: concretised in writing, by the pedagogical leader in a kindergarten.
    story.does("useTool", json!({ "tool": "CONCERN_SCALE_CHILDREN", "result": "Middels.", "usedOn": day(-117) }));
    let concrete = json!({ "text": "Alene i åtte av ti leker.", "methods": ["TOOL"], "concretisedOn": day(-116) });
    story.does("concretiseConcern", concrete);
    let by_employee = Story::decision(GUIDE, "level-1-concretise", &["go-on"], &kari(), -116);
    story.refuses("decideStep", by_employee, "NOT_THE_STEPS_OWNER", "R-30");
    // Once the municipality has said that the unit is a kindergarten, a contact teacher owns the step elsewhere.
    let unit = json!({ "unit": UNIT, "arena": "KINDERGARTEN" });
    town.does("municipal-leader", "setUnitArena", unit);
    let here = town.asks("auditor", "{ unitArenas { unit arena } }", &json!({}));
    assert_eq!(here["unitArenas"], json!([{ "unit": UNIT, "arena": "KINDERGARTEN" }]));
    let teacher = json!({ "name": "Ola Lærerprøve", "role": "CONTACT_TEACHER" });
    let by_teacher = |on| Story::decision(GUIDE, "level-1-concretise", &["go-on"], &teacher, on);
    story.refuses("decideStep", by_teacher(0), "STEP_OWNED_ELSEWHERE", "R-30");
    let owners = story.leader_sees("whatNow { owners { arena role } }")["whatNow"][0]["owners"].clone();
    assert_eq!(owners, json!([{ "arena": "KINDERGARTEN", "role": "PEDAGOGICAL_LEADER" }]), "S3-19");
    story.on_level_1("level-1-concretise", &["go-on"], -116);

    // Step 3: with child and guardians; measures and an offer may both come of it.
    story.stands(&["level-1-talk"], &decide, &not_asked);
    let talk = json!({
        "with": "CHILD_AND_GUARDIANS", "outcome": "MEASURES_AGREED", "summary": "Vi prøver lekegruppe.",
        "guardiansView": "Hun er sjenert.", "viewedBy": mother(), "heldOn": day(-114),
    });
    story.does("holdConversation", talk);
    story.does("confirmNoSiblings", json!({ "confirmedOn": day(-114) }));
    story.on_level_1("level-1-talk", &["plan-measures", "inform-of-low-threshold-offers"], -114);

    // Step 4: measures with an evaluation, which tells that they are not enough.
    let group = story.plans_measure("Hun leker med to andre.", -113, -90);
    story.does("startMeasure", json!({ "measureId": group, "startedOn": day(-113) }));
    let evaluate = format!("EVALUATE_MEASURE by UNIT until {}!", day(-90));
    let end = format!("END_OR_EXTEND_MEASURE by UNIT until {}!", day(-80));
    // What they planned is what is decided about the concern (D-6).
    story.stands(&["level-1-measures"], &[&end, &evaluate], &["MEASURE_NOT_EVALUATED", "MEASURE_OVERRUN"]);
    story.evaluates(&group, "NO", -90);
    story.ends(&group, -90);
    let purposes = ["INFORMATION_SHARING", "LEVEL_2_COOPERATION", "LEVEL_3_MEETING"];
    let consent = story.asks_for_consent(&purposes, &["KINDERGARTEN", PPT], -89);
    let lift = |level: i32, on: i64| {
        json!({
            "consentId": consent, "level": level, "rationale": "Flere må se på dette.",
            "decidedBy": pedagogical_leader(), "escalatedOn": day(on),
        })
    };
    story.refuses("escalateToLevel", lift(2, -89), "NO_VALID_CONSENT", "R-24");
    story.does("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-88) }));
    story.on_level_1("level-1-measures", &["escalate"], -88);
    let carry_out = |since| within(2, "CARRY_OUT_STEP_DECISION by UNIT", since);
    story.stands(&["level-1-measures"], &[&carry_out(-88)], &["NOT_DONE_IN_TIME"]);
    story.does("escalateToLevel", lift(2, -88));
    assert_eq!(story.level(), 2);
    story.stands(&["level-2-discussion"], &[], &[]);

    // Level 2, step 1: several bodies discuss it; the guardians are invited and do not come.
    let meeting = story.calls_meeting(&consent, -86, -80);
    let owed_meeting = format!("HOLD_MEETING by UNIT until {}!", day(-80));
    story.stands(&["level-2-discussion"], &[&owed_meeting], &["MEETING_NOT_HELD"]);
    let held = json!({ "meetingId": meeting, "bodies": ["KINDERGARTEN", PPT], "child": false, "heldOn": day(-80) });
    story.does("holdMeeting", held);
    let minutes = json!({ "meetingId": meeting, "text": "PPT veileder.", "recordedOn": day(-80) });
    story.does("recordMinutes", minutes);
    let guided = story.plans_measure("Hun blir med i leken.", -80, -50);
    story.on_level_2("level-2-discussion", &["plan-measures", "agree-evaluation-meeting"], -80);
    let evaluate = format!("EVALUATE_MEASURE by UNIT until {}!", day(-50));
    let tell = within(1, "TELL_GUARDIANS_OF_OUTCOME by UNIT", -80);
    let approve = format!("APPROVE_MEASURE by UNIT until {}!", day(-80));
    let late = ["MEASURE_NOT_EVALUATED", "NOT_DONE_IN_TIME", "OUTCOME_NOT_TOLD"];
    story.stands(&["level-2-talk"], &[&approve, &evaluate, &tell], &late);

    // Step 2: guardians who were not there are told, and nothing starts before they approve.
    let start = json!({ "measureId": guided, "startedOn": day(-78) });
    story.refuses("startMeasure", start.clone(), "MEASURE_NOT_APPROVED", "R-32");
    story.on_level_2("level-2-talk", &["measures-not-approved"], -79);
    let told = json!({ "about": "OUTCOME", "guardians": [mother()], "informedOn": day(-78) });
    story.does("informGuardians", told);
    story.refuses("startMeasure", start.clone(), "MEASURE_NOT_APPROVED", "R-32");
    let approved = json!({ "measureIds": [guided], "guardians": [mother()], "approvedOn": day(-78) });
    story.does("approveMeasures", approved);
    story.on_level_2("level-2-talk", &["measures-approved"], -78);
    story.does("startMeasure", start);

    // Step 3: not enough; the leader is asked, the child registered, and the relay holder settled before the lift.
    story.evaluates(&guided, "PARTLY", -50);
    story.ends(&guided, -50);
    story.stands(&["level-2-measures"], &[], &[]);
    story.does("discussWithLeader", json!({ "about": "REFERRAL", "summary": "Vi tilmelder.", "heldOn": day(-49) }));
    let referral = json!({
        "recipient": PPT, "form": PPT, "categories": ["OBSERVATIONS"], "content": "Hun trenger utredning.",
        "basis": { "consentId": consent }, "rationale": "Tiltakene er ikke nok.", "sentOn": day(-48),
    });
    story.does("sendReferral", referral);
    let answered = json!({ "number": 1, "outcome": "TAKEN", "answer": "Vi utreder henne.", "answeredOn": day(-48) });
    story.does("answerReferral", answered);
    story.on_level_2("level-2-measures", &["refer-and-escalate"], -48);
    story.stands(&["level-2-measures"], &[&carry_out(-48)], &["NOT_DONE_IN_TIME"]);
    story.refuses("escalateToLevel", lift(3, -47), "RELAY_HOLDER_MISSING", "R-33");
    story.does("agreeNextMeeting", json!({ "nextOn": day(-40), "agreedOn": day(-48) }));
    let mut lifted = lift(3, -47);
    lifted["relayHolder"] = relay_holder("Eva Pedagogprøve");
    story.does("escalateToLevel", lifted);
    assert_eq!(story.level(), 3);
    let owed_meeting = format!("HOLD_MEETING by UNIT until {}!", day(-40));
    story.stands(&["level-3-discussion"], &[&owed_meeting], &["MEETING_NOT_HELD"]);

    // Level 3: meeting and plan, coordinated by one relay holder, always with a next meeting.
    let meeting = story.calls_meeting(&consent, -46, -40);
    let joint = story.plans_measure("Hun har en venn.", -41, 20);
    let held = json!({
        "meetingId": meeting, "bodies": ["KINDERGARTEN", PPT], "guardians": [mother()], "child": true,
        "measureIds": [joint], "heldOn": day(-40),
    });
    story.does("holdMeeting", held);
    let agree = format!("AGREE_NEXT_MEETING by RELAY_HOLDER until {}!", day(-40));
    let evaluate = format!("EVALUATE_MEASURE by UNIT until {}", day(20));
    let plan = within(2, "MAKE_COORDINATED_PLAN by RELAY_HOLDER", -40);
    let late = ["NEXT_MEETING_MISSING", "NOT_DONE_IN_TIME"];
    story.stands(&["level-3-discussion"], &[&agree, &evaluate, &plan], &late);
    story.does("agreeNextMeeting", json!({ "nextOn": day(25), "agreedOn": day(-40) }));
    story.makes_the_plan(&joint, -40);
    story.on_level_3("level-3-discussion", &["plan-made"], "Eva Pedagogprøve", -40);
    story.does("startMeasure", json!({ "measureId": joint, "startedOn": day(-39) }));
    let owed_meeting = format!("HOLD_MEETING by UNIT until {}", day(25));
    let end = format!("END_OR_EXTEND_MEASURE by UNIT until {}", day(30));
    story.stands(&["level-3-measures"], &[&end, &evaluate, &owed_meeting], &[]);
    let second = json!({ "relayHolder": relay_holder("Per Rådgiverprøve") });
    story.refuses("assignRelayHolder", second, "RELAY_HOLDER_ALREADY_ASSIGNED", "R-33");
    let handed_over = json!({
        "relayHolder": relay_holder("Per Rådgiverprøve"), "rationale": "PPT gjør mest nå.", "decidedBy": leader(),
        "changedOn": day(-30),
    });
    story.does("changeRelayHolder", handed_over);
    let holder = story.leader_sees("relayHolder { name { value } since }")["relayHolder"].clone();
    assert_eq!(holder, json!({ "name": { "value": "Per Rådgiverprøve" }, "since": day(-30) }));

    // It helps: back to level 2, and to level 1.
    story.evaluates(&joint, "YES", -10);
    story.ends(&joint, -10);
    story.on_level_3("level-3-measures", &["plan-ahead"], "Per Rådgiverprøve", -10);
    story.on_level_3("level-3-way-ahead", &["return-to-level-2"], "Per Rådgiverprøve", -9);
    story.stands(&["level-3-way-ahead"], &[&carry_out(-9), &owed_meeting], &[]);
    let back = |level: i32, on: i64| {
        json!({
            "level": level, "rationale": "Målet er nådd.", "decidedBy": relay_holder("Per Rådgiverprøve"),
            "returnedOn": day(on),
        })
    };
    story.refuses("returnToLevel", back(3, -9), "LEVEL_NOT_LOWER", "S3-44");
    story.does("returnToLevel", back(2, -9));
    assert_eq!((story.level(), &story.leader_sees("relayHolder { since }")["relayHolder"]), (2, &Value::Null));
    story.stands(&["level-2-discussion"], &[&owed_meeting], &[]);
    story.on_level_2("level-2-discussion", &["plan-measures"], -8);
    story.on_level_2("level-2-talk", &["guardians-took-part"], -7);
    story.on_level_2("level-2-measures", &["return-to-level-1"], -6);
    story.does("returnToLevel", back(1, -6));
    assert_eq!(story.level(), 1);
    story.stands(&["level-1-concern-arises"], &[&owed_meeting], &[]);
    story.decides(GUIDE, "level-1-concern-arises", &["close"], &kari(), -2);
    // That the meeting which was agreed is not held is the leader's to decide (S4-15).
    let close = json!({
        "outcome": "MEASURES_HAD_EFFECT", "rationale": "Hun har en venn.", "decidedBy": leader(), "closedOn": day(-2),
    });
    story.does("closeCase", close);
    story.stands(&[], &[], &[]);

    // Every decision stands with step, outcome and who took it, in order, and so do the ways up and down.
    let seen = story.leader_sees("stepDecisions { step outcomes inOrder decidedAs togetherAs version }");
    let decisions = seen["stepDecisions"].as_array().unwrap();
    assert!(decisions.iter().all(|decision| decision["inOrder"] == true && decision["version"] == 2), "{seen}");
    let by = |role: &str| decisions.iter().filter(|decision| decision["decidedAs"] == role).count();
    assert_eq!((by("EMPLOYEE"), by("PEDAGOGICAL_LEADER"), by("RELAY_HOLDER")), (2, 10, 3));
    let together = decisions.iter().filter(|decision| decision["togetherAs"] == "UNIT_LEADER").count();
    assert_eq!(together, 7, "each on level 2");
    let history = story.history();
    let moves: Vec<_> = history.iter().filter(|it| it.ends_with("ToLevel")).collect();
    assert_eq!(moves, ["EscalatedToLevel", "EscalatedToLevel", "ReturnedToLevel", "ReturnedToLevel"]);
}
