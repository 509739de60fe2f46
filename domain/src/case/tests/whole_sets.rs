//! What a source lists is there in whole, and each of it is recorded: dangers, questions, signs, tools, ways to ask for
//! advice, and what may be decided in the steps of the guides.

use std::sync::Arc;

use super::*;
use crate::case::ConsultingEvent;
use crate::consultation::ConsultationTopic;
use crate::guides::{Guide, GuideOutcome, GuideStep, GuideSubject, Guides};
use crate::people::{Child, Decider, Rationale};
use crate::test_support::{MEASURE, evaluation, measure_plan, nurse};

/// The event as it is stored.
fn stored(event: &CaseEvent) -> serde_json::Value {
    let written = serde_json::to_value(event).unwrap();
    written[event.name()].clone()
}

fn only(events: &[CaseEvent]) -> serde_json::Value {
    let [event] = events else { panic!("{events:?}") };
    stored(event)
}

#[test]
fn s0_1_s3_49_s3_51_each_danger_is_told_at_once_to_police_service_or_emergency_service() {
    use AcuteCategory::{
        Abduction, DangerToLifeOrHealth, FemaleGenitalMutilation, OtherSeriousNeglect, SexualAbuse, Violence,
    };
    for category in
        [Violence, SexualAbuse, FemaleGenitalMutilation, Abduction, OtherSeriousNeglect, DangerToLifeOrHealth]
    {
        for body in [Body::Police, Body::ChildWelfareService, Body::ChildWelfareEmergencyService] {
            let contact = || EmergencyContact { body, category, ..contact_at(noon(FRIDAY)) };
            let make =
                |opening| CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening, contact: contact() });
            let EmergencyContact { description, contact, contacted_at, .. } = contact();
            let expected: CaseEvent =
                ReportingEvent::EmergencyContactMade { body, category, description, contact, contacted_at }.into();
            given(nothing()).when(make(Some(opening()))).then([case_opened(opening(), FRIDAY), expected.clone()]);
            given([opened(), closed()]).when(make(None)).then([expected]);
        }
    }
}

#[test]
fn s0_9_each_of_the_ten_questions_marks_an_observation_and_a_concern_says_since_when() {
    assert_eq!(Prompt::ALL.len(), 10);
    for prompt in Prompt::ALL {
        let mut log = log_observation(ObservedPeriod::on(TUESDAY));
        if let CaseAction::Concern(ConcernAction::LogObservation { markers, .. }) = &mut log {
            markers.prompt = Some(prompt);
        }
        let logged = only(&given([opened()]).when(log).then_done());
        assert_eq!(logged["prompt"], serde_json::to_value(prompt).unwrap());
    }
    assert!(
        only(&given([opened()]).when(log_observation(ObservedPeriod::on(TUESDAY))).then_done())["prompt"].is_null()
    );
    assert_eq!(only(&given([opened()]).when(raise_concern()).then_done())["concernedSince"], "2024-01-08");
}

#[test]
fn s3_7_an_observation_is_a_sign_of_a_physical_social_psychological_or_academic_change() {
    for (signal, written) in [
        (Signal::Physical, "PHYSICAL"),
        (Signal::Social, "SOCIAL"),
        (Signal::Psychological, "PSYCHOLOGICAL"),
        (Signal::Academic, "ACADEMIC"),
    ] {
        let mut log = log_observation(ObservedPeriod::on(TUESDAY));
        if let CaseAction::Concern(ConcernAction::LogObservation { markers, .. }) = &mut log {
            markers.signals = [signal].into();
        }
        assert_eq!(only(&given([opened()]).when(log).then_done())["signals"], serde_json::json!([written]));
    }
}

#[test]
fn s3_8_what_was_seen_and_what_was_said_are_told_apart() {
    for (wanted, written) in [(ObservationKind::Observed, "OBSERVED"), (ObservationKind::Said, "SAID")] {
        let mut log = log_observation(ObservedPeriod::on(TUESDAY));
        if let CaseAction::Concern(ConcernAction::LogObservation { kind, .. }) = &mut log {
            *kind = wanted;
        }
        assert_eq!(only(&given([opened()]).when(log).then_done())["kind"], written);
    }
}

#[test]
fn s1_9_a_case_is_about_an_unborn_child_and_so_is_its_report() {
    let unborn = Child { unborn: true, national_id: None, born_on: None, ..child() };
    let opening = Opening { child: unborn.clone(), unit: UNIT.to_owned() };
    let concern = concern_on(MONDAY);
    let open = CaseAction::Course(CourseAction::OpenWithConcern { opening, concern });
    let opened = given(nothing()).when(open).then_done();
    let before = opened.into_iter().chain([observed(), duty(true), informed(AboutGuardians::Report)]);
    let sent = given(before).when(send_report()).then_done();
    let [CaseEvent::Reporting(ReportingEvent::ReportSent { child, .. })] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(*child, unborn);
}

#[test]
fn s1_18_an_evaluation_answers_six_questions_and_keeps_the_voices_of_child_and_guardians_apart() {
    let planned = MeasureEvent::MeasurePlanned { measure: MEASURE, plan: measure_plan(), planned_on: TUESDAY }.into();
    let started = MeasureEvent::MeasureStarted { measure: MEASURE, started_on: THURSDAY }.into();
    let evaluate = CaseAction::Measure(MeasureAction::EvaluateMeasure {
        measure: MEASURE,
        evaluation: evaluation(),
        evaluated_on: FRIDAY,
        next_evaluation_on: None,
    });
    let events = given([opened(), planned, started]).when(evaluate).then_done();
    let told = only(&events)["evaluation"].clone();
    for (question, answer, remark) in [
        ("carriedOutWell", "YES", "As planned"),
        ("familyFeltCaredFor", "YES", "She asks for Cato"),
        ("guardiansFollowedUp", "PARTLY", "Mostly in time"),
        ("solvableOtherwise", "NOT_KNOWN", "Nothing else was tried"),
        ("moreNeeded", "NO", "Not for now"),
        ("goalReached", "YES", "She comes in without crying"),
    ] {
        assert_eq!(told[question]["answer"], answer, "{question}: {told}");
        assert!(told[question]["remark"]["value"].as_str().unwrap().starts_with(remark), "{question}: {told}");
    }
    for (voice, whose, words) in
        [("childsVoice", "child", "I like it when Cato waits"), ("guardiansVoice", "guardian", "Mornings are calm")]
    {
        assert_eq!(told[voice]["$personal"], whose);
        assert!(told[voice]["value"].as_str().unwrap().starts_with(words), "{told}");
    }
}

#[test]
fn s1_20_extending_lifting_and_taking_back_keep_their_reasons_and_who_decided() {
    let planned = MeasureEvent::MeasurePlanned { measure: MEASURE, plan: measure_plan(), planned_on: TUESDAY }.into();
    let started = MeasureEvent::MeasureStarted { measure: MEASURE, started_on: THURSDAY }.into();
    let to = date(2024, 9, 2);
    let extend = CaseAction::Measure(MeasureAction::ExtendMeasure {
        measure: MEASURE,
        to,
        evaluation_on: measure_plan().to,
        decision: decision(),
        extended_on: FRIDAY,
    });
    let extended = given([opened(), planned, started]).when(extend).then_done();
    let consented = [opened(), consent_requested(scope(LEVEL_2)), consent_given()];
    let lifted = given(consented).when(escalate_to(Level::Two)).then_done();
    let taken_back = given([opened(), escalated(Level::Two)]).when(return_to(Level::One)).then_done();
    for (events, name) in [(extended, "MeasureExtended"), (lifted, "EscalatedToLevel"), (taken_back, "ReturnedToLevel")]
    {
        assert_eq!(events[0].name(), name);
        assert_eq!(only(&events)["decision"], serde_json::to_value(decided()).unwrap(), "{name}");
    }
}

#[test]
fn s3_44_a_case_is_taken_back_from_level_3_to_level_2_or_1_and_nowhere_else() {
    let on_level_3 = [opened(), escalated(Level::Two), escalated(Level::Three)];
    for level in [Level::Two, Level::One] {
        given(on_level_3.clone()).when(return_to(level)).then([returned(level)]);
    }
    given(on_level_3.clone())
        .when(return_to(Level::Three))
        .then_refused(Refusal::LevelNotLower { current: Level::Three, wanted: Level::Three });
    given(on_level_3.into_iter().chain([closed()])).when(return_to(Level::Two)).then_refused(Refusal::CaseClosed);
}

#[test]
fn s1_23_the_catalogue_holds_each_tool_under_the_name_that_the_source_gives_it() {
    for (tool, name) in [
        (MappingTool::SignsInChildren, "Signaler hos barn på mulig mistrivsel"),
        (MappingTool::ConcernScaleChildren, "Bekymringsskala vedrørende barn og unge"),
        (MappingTool::SignsOfViolence, "Risikofaktorer og tegn på vold mot barn"),
        (MappingTool::SignsInAdults, "Signaler hos voksne på mulig mistrivsel"),
        (MappingTool::ConcernScaleParents, "Bekymringsskala vedrørende foreldre"),
        (MappingTool::ObservationForm, "Observasjonsskjema barn"),
    ] {
        assert_eq!(Language::Nb.word(tool.word()), name);
        let action = AnalysisAction::UseTool { tool: Ok(tool.into()), result: None, used_on: TUESDAY };
        let used = AnalysisEvent::ToolUsed { tool: tool.into(), result: None, used_on: TUESDAY };
        given([opened()]).when(CaseAction::Analysis(action)).then([used.into()]);
    }
}

#[test]
fn s0_28_s2_35_s3_28_s3_48_a_case_is_discussed_anonymously_without_consent_on_every_level_and_with_each_body() {
    let refused = [consent_requested(scope(LEVEL_2)), consent_refused()];
    for before in [
        vec![opened()],
        [vec![opened()], refused.to_vec()].concat(),
        vec![opened(), consent_requested(scope(LEVEL_2)), consent_given(), consent_withdrawn()],
        vec![opened(), withheld(WithholdingGround::Violence)],
        vec![opened(), escalated(Level::Two)],
        vec![opened(), escalated(Level::Two), escalated(Level::Three)],
        vec![opened(), duty(true)],
    ] {
        for body in Body::ALL {
            // One that is known by its name alone is named.
            let unit = (body == Body::Other).then(|| "Ungdomslosen".to_owned());
            let note = ConsultingAction::NoteAnonymousConsultation { body, unit: unit.clone(), held_on: FRIDAY };
            let noted = ConsultingEvent::AnonymousConsultationNoted { body, unit, held_on: FRIDAY };
            given(before.clone()).when(CaseAction::Consulting(note)).then([noted.into()]);
        }
    }
}

#[test]
fn s2_69_advice_is_asked_for_about_what_a_report_says_and_whether_the_duty_is_triggered() {
    let topics: std::collections::BTreeSet<_> =
        [ConsultationTopic::ReportContent, ConsultationTopic::DutyToReport].into();
    let body = Body::ChildWelfareService;
    let request =
        ConsultingAction::RequestConsultation { body, unit: None, topics: topics.clone(), requested_on: FRIDAY };
    let requested = ConsultingEvent::ConsultationRequested { body, unit: None, topics, requested_on: FRIDAY };
    given([opened()]).when(CaseAction::Consulting(request)).then([requested.into()]);
}

#[test]
fn s3_50_what_is_shared_out_of_necessity_says_so_and_keeps_its_reasons() {
    let share = CaseAction::Sharing(SharingAction::ShareInformation(SharedInformation {
        unit: None,
        body: Body::Police,
        direction: SharingDirection::ToBody,
        categories: [InformationCategory::Health].into(),
        content: said_of_child("That she is not breathing well"),
        claimed: ClaimedBasis::Necessity,
        decision: decision(),
        shared_on: FRIDAY,
    }));
    let told = only(&given([opened()]).when(share).then_done());
    assert_eq!(told["restsOn"]["basis"], "NECESSITY");
    assert_eq!(told["decision"], serde_json::to_value(decided()).unwrap());
}

#[test]
fn s4_7_a_youth_is_asked_or_not_because_of_the_matter_or_of_maturity() {
    for ground in [InvitationGround::Matter, InvitationGround::Maturity] {
        for invited in [true, false] {
            let assess =
                FamilyAction::AssessYouthInvitation { invited, ground, decision: decision(), assessed_on: TUESDAY };
            let assessed =
                FamilyEvent::YouthInvitationAssessed { invited, ground, decision: decided(), assessed_on: TUESDAY };
            given([opened()]).when(CaseAction::Family(assess)).then([assessed.into()]);
        }
    }
}

/// A case in which that step can be decided: on its level, with somebody who holds the relay, and the question for
/// siblings answered.
fn ready_for(step: &GuideStep) -> Vec<CaseEvent> {
    let mut before = vec![opened(), siblings_unknown()];
    for level in [Level::Two, Level::Three] {
        if step.level.is_some_and(|its| its >= level) {
            before.push(escalated(level));
        }
    }
    if step.is_owned_by(DeciderRole::RelayHolder, None) {
        before.push(RelayEvent::RelayHolderAssigned { holder: teacher(), assigned_on: FRIDAY }.into());
    }
    before
}

fn decide_in(guide: &Arc<Guide>, step: &GuideStep, outcome: &GuideOutcome, role: DeciderRole) -> CaseAction {
    CaseAction::Steps(StepsAction::DecideStep {
        helped_by: [Body::SchoolHealthService].into(),
        guide: Arc::clone(guide),
        adopted_on: MONDAY,
        arena: None,
        step: step.id.clone(),
        outcomes: vec![outcome.id.clone()],
        decision: Decision::stated(reasons(), by(role)),
        together_with: step.together_with.map(|role| Decider { role, ..nurse() }),
        decided_on: FRIDAY,
    })
}

#[test]
fn s0_18_s3_12_s3_18_s3_22_s3_25_s3_30_s3_36_s3_44_each_outcome_of_each_step_is_decided_by_its_owners_with_reasons() {
    let of_cases = Guides::shipped().iter().filter(|guide| guide.about == GuideSubject::Case);
    let mut decided = 0;
    for guide in of_cases {
        for step in &guide.steps {
            for (outcome, owner) in step.outcomes.iter().flat_map(|it| step.owners.iter().map(move |owner| (it, owner)))
            {
                let at = format!("{} {} {}", guide.version, step.id, outcome.id);
                let events = given(ready_for(step)).when(decide_in(guide, step, outcome, owner.role)).then_done();
                let taken = events.iter().find(|event| event.name() == "StepDecisionTaken");
                let Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { outcomes, decision, .. })) = taken else {
                    panic!("{at}: {events:?}")
                };
                assert_eq!(*outcomes, std::slice::from_ref(&outcome.id), "{at}");
                assert_eq!(decision.decided_by.as_ref().map(|who| who.role), Some(owner.role), "{at}");
                assert_eq!(decision.rationale, Rationale::Stated(reasons()), "{at}");
                decided += 1;
            }
            let stranger = DeciderRole::ALL.into_iter().find(|role| !step.is_owned_by(*role, None)).unwrap();
            if step.is_owned_by(DeciderRole::RelayHolder, None) {
                continue; // Whoever holds the relay decides, whatever the work: another test's.
            }
            given(ready_for(step))
                .when(decide_in(guide, step, &step.outcomes[0], stranger))
                .then_refused(Refusal::NotTheStepsOwner { step: step.id.clone(), role: stranger });
        }
    }
    assert!(decided > 60, "{decided} decisions: every guide was gone through");
}
