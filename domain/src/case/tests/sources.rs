//! The ways of S0 and S2 from a concern to who helps, each told by what the case takes and keeps.

use super::*;
use crate::law::LegalTopic;
use crate::test_support::{MEASURE, measure_plan};

fn choose(alternative: Alternative) -> CaseAction {
    CaseAction::Alternatives(AlternativesAction::ChooseAlternative {
        alternative,
        helped_by: helpers(alternative),
        decision: decision(),
        chosen_on: WEDNESDAY,
    })
}

fn plan_measure() -> CaseAction {
    let (measure, plan) = (MEASURE, measure_plan());
    CaseAction::Measure(MeasureAction::PlanMeasure { measure, plan, planned_on: TUESDAY })
}

/// What follows, after what was given, when all of it is asked in turn.
#[track_caller]
fn after(before: impl IntoIterator<Item = CaseEvent>, asked: impl IntoIterator<Item = CaseAction>) -> Vec<CaseEvent> {
    let mut events: Vec<CaseEvent> = before.into_iter().collect();
    for action in asked {
        let done = given(events.clone()).when(action).then_done();
        events.extend(done);
    }
    events
}

fn names(events: &[CaseEvent]) -> Vec<&'static str> {
    events.iter().map(LedgerEvent::name).collect()
}

#[test]
fn s0_2_s0_31_s0_36_who_helps_the_child_is_decided_with_reasons_by_one_of_four_ways() {
    for alternative in Alternative::ALL {
        let events = given([opened(), siblings_unknown()]).when(choose(alternative)).then_done();
        let [CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative: by, decision, .. })] =
            events.as_slice()
        else {
            panic!("{events:?}")
        };
        assert_eq!((*by, decision), (alternative, &decided()));
    }
}

#[test]
fn s0_36_what_is_so_serious_that_child_welfare_is_contacted_has_its_duty_assessed() {
    let assess = assess_duty(true, [DutyCondition::SeriousNeglect], [OBSERVATION]);
    let asked = [choose(Alternative::D), assess, inform(AboutGuardians::Report), send_report()];
    let events = after([opened(), observed()], asked);
    assert_eq!(names(&events)[2..], ["AlternativeChosen", "DutyToReportAssessed", "GuardiansInformed", "ReportSent"]);
}

#[test]
fn s0_3_how_worried_there_is_reason_to_be_is_said_by_degree_and_with_reasons() {
    let events = given([opened(), observed()]).when(assess_concern([OBSERVATION])).then_done();
    let [CaseEvent::Concern(ConcernEvent::ConcernAssessed { degree, basis, decision, .. })] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((*degree, basis.as_slice(), decision), (Degree::Considerable, &[OBSERVATION][..], &decided()));
}

#[test]
fn s0_10_a_conversation_can_show_that_it_was_a_misunderstanding_and_the_case_ends_so() {
    for with in ConversationWith::ALL {
        let talk = CaseAction::Family(FamilyAction::HoldConversation {
            with,
            held_on: TUESDAY,
            outcome: ConversationOutcome::Misunderstanding,
            summary: said_of_child("The bus was late"),
            childs_own_words: Vec::new(),
            guardians_view: None,
            childs_part: ChildsPart::default(),
            interpreted: None,
        });
        let events = given([opened()]).when(talk).then_done();
        let [CaseEvent::Family(FamilyEvent::ConversationHeld { outcome, .. })] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*outcome, ConversationOutcome::Misunderstanding);
        let close = CaseAction::Course(CourseAction::Close {
            together_with: None,
            outcome: CaseOutcome::NoGroundForConcern,
            decision: decision(),
            closed_on: FRIDAY,
        });
        given([opened()].into_iter().chain(events)).when(close).then_done();
    }
}

#[test]
fn s2_36_a_conversation_keeps_the_childs_own_words_apart_and_whether_open_questions_were_asked() {
    let talk = CaseAction::Family(FamilyAction::HoldConversation {
        with: ConversationWith::Child,
        held_on: TUESDAY,
        outcome: ConversationOutcome::ConcernStands,
        summary: said_of_child("She does not want to go home"),
        childs_own_words: vec![said_of_child("Not home"), said_of_child("He shouts")],
        guardians_view: None,
        childs_part: ChildsPart { open_questions_used: Some(true), ..ChildsPart::default() },
        interpreted: None,
    });
    let events = given([opened()]).when(talk).then_done();
    let [CaseEvent::Family(FamilyEvent::ConversationHeld { childs_own_words, open_questions_used, summary, .. })] =
        events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(*childs_own_words, [said_of_child("Not home"), said_of_child("He shouts")]);
    assert_eq!((*open_questions_used, summary), (Some(true), &said_of_child("She does not want to go home")));
}

#[test]
fn s0_22_under_alternative_a_measures_are_planned_and_started_and_talked_over_with_child_and_parents() {
    let talk = CaseAction::Family(FamilyAction::HoldConversation {
        with: ConversationWith::ChildAndGuardians,
        held_on: WEDNESDAY,
        outcome: ConversationOutcome::MeasuresAgreed,
        summary: said_of_child("Cato meets her at the gate"),
        childs_own_words: vec![said_of_child("I like that")],
        guardians_view: Some(said_by_guardian("That helps")),
        childs_part: ChildsPart::default(),
        interpreted: None,
    });
    let start = CaseAction::Measure(MeasureAction::StartMeasure {
        measure: MEASURE,
        started_on: THURSDAY,
        birth_is_shown: true,
    });
    let events = after([opened(), siblings_unknown()], [choose(Alternative::A), plan_measure(), talk, start]);
    assert_eq!(names(&events)[2..], ["AlternativeChosen", "MeasurePlanned", "ConversationHeld", "MeasureStarted"]);
}

#[test]
fn s0_26_s0_29_under_alternative_b_guardians_are_told_of_the_concern_and_agree_to_the_plan() {
    let approve = CaseAction::Measure(MeasureAction::ApproveMeasures {
        measures: [MEASURE].into(),
        guardians: vec![mother()],
        by_youth: false,
        approved_on: THURSDAY,
        birth_is_shown: true,
    });
    let told = inform(AboutGuardians::Concern);
    let events = after([opened(), siblings_unknown()], [choose(Alternative::B), told, plan_measure(), approve]);
    let [
        ..,
        CaseEvent::Family(FamilyEvent::GuardiansInformed { about, guardians: told, .. }),
        _,
        CaseEvent::Measure(MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, .. }),
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((*about, told.as_slice()), (AboutGuardians::Concern, &[mother()][..]));
    assert_eq!((measures.contains(&MEASURE), guardians.as_slice()), (true, &[mother()][..]));
}

#[test]
fn s2_8_a_concern_is_about_the_child_the_parents_or_both_and_what_is_seen_stands_apart_from_what_is_made_of_it() {
    for subject in ConcernSubject::ALL {
        let concern = Concern { subject, ..concern_on(MONDAY) };
        let events = given([opened()]).when(CaseAction::Concern(ConcernAction::RaiseConcern(concern))).then_done();
        let [CaseEvent::Concern(ConcernEvent::ConcernRaised { subject: about, .. })] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*about, subject);
    }
    let events = given([opened()]).when(log_observation(ObservedPeriod::on(TUESDAY))).then_done();
    let [CaseEvent::Concern(ConcernEvent::ObservationLogged { text, interpretation, .. })] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(*text, said_of_child("Nobody came for her before six"));
    assert_eq!(*interpretation, Some(said_of_child("She seems to be used to it")));
}

#[test]
fn s2_7_the_concern_is_talked_over_with_the_leader_and_with_child_welfare() {
    let (about, summary) = (LeaderTopic::Concern, said_of_child("We ask for advice"));
    let leader =
        CaseAction::Discussion(DiscussionAction::DiscussWithLeader { leader: None, about, summary, held_on: TUESDAY });
    let consulted = CaseAction::Consulting(ConsultingAction::NoteAnonymousConsultation {
        body: Body::ChildWelfareService,
        unit: None,
        held_on: WEDNESDAY,
    });
    let events = after([opened()], [leader, consulted]);
    assert_eq!(names(&events)[1..], ["LeaderDiscussionHeld", "AnonymousConsultationNoted"]);
}

#[test]
fn s2_29_the_duty_to_inform_goes_before_confidentiality_and_needs_no_consent() {
    let share = CaseAction::Sharing(SharingAction::ShareInformation(SharedInformation {
        unit: None,
        body: Body::ChildWelfareService,
        direction: SharingDirection::ToBody,
        categories: [InformationCategory::Health].into(),
        content: said_of_child("That she sleeps badly"),
        claimed: ClaimedBasis::Duty(LegalTopic::DutyToReport),
        decision: decision(),
        shared_on: FRIDAY,
    }));
    // Guardians said no, and the report went on the duty.
    let refused = [consent_requested(scope(ConsentPurpose::InformationSharing)), consent_refused()];
    let reported = [opened(), observed(), duty(true), informed(AboutGuardians::Report), sent(ReportDuty::Triggered)];
    let events = given(reported.into_iter().chain(refused)).when(share).then_done();
    let [CaseEvent::Sharing(SharingEvent::InformationShared { rests_on: SharingBasis::Duty { topic, .. }, .. })] =
        events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(*topic, LegalTopic::DutyToReport);
}

#[test]
fn s2_31_where_help_would_do_good_and_no_duty_is_triggered_a_report_goes_with_consent_alone() {
    let voluntary = || [opened(), observed(), duty(false), informed(AboutGuardians::Report)];
    given(voluntary()).when(send_report()).then_refused(Refusal::NoValidConsent { purpose: A_REPORT, on: FRIDAY });
    let consented = [consent_requested(scope(A_REPORT)), consent_given()];
    let events = given(voluntary().into_iter().chain(consented)).when(send_report()).then_done();
    let [CaseEvent::Reporting(ReportingEvent::ReportSent { duty, .. })] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(*duty, ReportDuty::Consented { consent: CONSENT });
}
