//! What a reopened case owes again: S1-17, S4-9, R-13, R-24.

use super::*;
use crate::case::{
    ConsentEvent, ConsentPurpose, ConsentScope, CopyEvent, CourseEvent, Document, MeasureEvent, Party, WhoIsAsked,
};
use crate::people::{Decider, DeciderRole};

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn closed_and_reopened(story: Story) -> Story {
    story.hears(FRIDAY, &case_event("CaseClosed")).hears(FRIDAY, &case_event("CaseReopened"))
}

fn standings(story: &Story, kind: ObligationKind) -> Vec<Standing> {
    story.standings(FRIDAY).into_iter().filter(|(known, _)| *known == kind).map(|(_, standing)| standing).collect()
}

#[test]
fn s1_17_a_measure_that_was_not_evaluated_is_when_the_case_goes_on() {
    let kind = ObligationKind::EvaluateMeasure;
    let planned = || opened().hears(TUESDAY, &case_event("MeasurePlanned"));
    let story = closed_and_reopened(planned().hears(TUESDAY, &case_event("MeasureStarted")));
    assert_eq!(standings(&story, kind), [Standing::Open, Standing::Lapsed]);
    assert!(
        story.found(date(2024, 4, 13)).contains(&FindingKind::MeasureNotEvaluated),
        "the day after it was planned for"
    );
    let evaluated = |next: bool| {
        let mut event = case_event("MeasureEvaluated");
        if let CaseEvent::Measure(MeasureEvent::MeasureEvaluated { next_evaluation_on, .. }) = &mut event {
            *next_evaluation_on = next_evaluation_on.filter(|_| next);
        }
        closed_and_reopened(planned().hears(FRIDAY, &event))
    };
    assert_eq!(standings(&evaluated(false), kind).len(), 1, "what was evaluated is not owed again");
    assert_eq!(standings(&evaluated(true), kind), [Standing::Open, Standing::Met, Standing::Lapsed], "the next is");
}

#[test]
fn s4_9_what_was_not_signed_counts_at_closing_and_is_to_be_signed_when_the_case_goes_on() {
    let drawn = || opened().hears(TUESDAY, &case_event("AgreementDrawn"));
    let closed = drawn().hears(FRIDAY, &case_event("CaseClosed"));
    let delivered = |recipient: Party| {
        let document = Document::Agreement { agreement: AGREEMENT };
        CaseEvent::from(CopyEvent::CopyDelivered { document, recipient, delivered_on: FRIDAY })
    };
    let [mother, teacher] = <[Party; 2]>::try_from(parties()).unwrap();
    let closed = closed.hears(FRIDAY, &delivered(mother)).hears(FRIDAY, &delivered(teacher));
    assert_eq!(standings(&closed, ObligationKind::DeliverCopy), [Standing::Met, Standing::Met]);
    assert_eq!(closed.finding(FindingKind::ClosedWithOpenObligations).unwrap().mended_on, None);
    assert_eq!(standings(&closed, ObligationKind::SignAgreement), [Standing::Lapsed]);
    let story = closed_and_reopened(drawn());
    assert_eq!(standings(&story, ObligationKind::SignAgreement), [Standing::Open, Standing::Lapsed]);
}

#[test]
fn r_13_siblings_nobody_answered_for_are_asked_for_again_when_the_case_goes_on() {
    let kind = ObligationKind::AnswerSiblingQuestion;
    let raised = || opened().hears(MONDAY, &case_event("ConcernRaised"));
    assert_eq!(standings(&closed_and_reopened(raised()), kind), [Standing::Open, Standing::Lapsed]);
    let answered = closed_and_reopened(raised().hears(TUESDAY, &case_event("NoSiblingsConfirmed")));
    assert_eq!(standings(&answered, kind), [Standing::Met]);
}

#[test]
fn r_24_a_consent_from_before_does_not_hide_that_the_new_one_is_gone() {
    let other = crate::ids::ConsentId::from_uuid(Uuid::from_u128(9));
    let before = opened().hears(TUESDAY, &case_event("ConsentRequested")).hears(WEDNESDAY, &case_event("ConsentGiven"));
    let asked = ConsentEvent::ConsentRequested {
        consent: other,
        of: WhoIsAsked::Guardian(mother()),
        scope: ConsentScope { valid_to: None, ..scope(ConsentPurpose::Level2Cooperation) },
        requested_on: FRIDAY,
    };
    let given = ConsentEvent::ConsentGiven {
        consent: other,
        form: crate::case::ConsentForm::Oral,
        consented_by: None,
        directions: [].into(),
        read_before_consent: None,
        voluntary: None,
        agreement: None,
        own_say: None,
        given_on: FRIDAY,
    };
    let lifted = CourseEvent::EscalatedToLevel {
        stood_behind: None,
        level: Level::Two,
        consent: other,
        guides: vec![],
        decision: decided(),
        escalated_on: FRIDAY,
    };
    let withdrawn = ConsentEvent::ConsentWithdrawn { consent: other, reason: None, withdrawn_on: SATURDAY };
    let [asked, given, withdrawn]: [CaseEvent; 3] = [asked.into(), given.into(), withdrawn.into()];
    let story =
        closed_and_reopened(before).hears(FRIDAY, &asked).hears(FRIDAY, &given).hears(FRIDAY, &CaseEvent::from(lifted));
    assert_eq!(story.finding(FindingKind::ConsentExpiredInUse), None);
    let story = story.hears(SATURDAY, &withdrawn);
    assert_eq!(story.finding(FindingKind::ConsentExpiredInUse).unwrap().arose_on, SATURDAY);
}

fn by(role: DeciderRole, name: &str) -> CaseEvent {
    let mut event = case_event(name);
    if let CaseEvent::Course(CourseEvent::CaseClosed { decision, .. } | CourseEvent::CaseReopened { decision, .. }) =
        &mut event
    {
        decision.decided_by = decision.decided_by.take().map(|decider| Decider { role, ..decider });
    }
    event
}

/// The finding that it was closed too early, and whether opening it again mended that.
fn is_made_good(story: &Story) -> Option<bool> {
    story.finding(FindingKind::ClosedWithOpenObligations).map(|found| found.mended_on.is_some())
}

#[test]
fn c11_s4_16_closing_a_case_and_opening_it_again_lets_go_of_nothing() {
    let (teacher, head) = (DeciderRole::ContactTeacher, DeciderRole::Head);
    let guided = || opened().hears(MONDAY, &followed(1, &Responsibility::ALL));
    // What is owed again is made good by being owed.
    let kind = ObligationKind::BringConcernToLeader;
    let raised = || guided().hears(MONDAY, &case_event("ConcernRaised"));
    let answered = || raised().hears(MONDAY, &case_event("NoSiblingsConfirmed"));
    let closed = answered().hears(FRIDAY, &by(teacher, "CaseClosed"));
    assert_eq!((is_made_good(&closed), standings(&closed, kind)), (Some(false), vec![Standing::Lapsed]));
    let again = closed.hears(FRIDAY, &by(teacher, "CaseReopened"));
    assert_eq!(is_made_good(&again), Some(true));
    assert_eq!(standings(&again, kind), [Standing::Open, Standing::Lapsed]);
    // Who leads the unit and opens it again knows of it.
    let closed = answered().hears(FRIDAY, &by(teacher, "CaseClosed"));
    let again = closed.hears(FRIDAY, &by(head, "CaseReopened"));
    assert_eq!((is_made_good(&again), standings(&again, kind)), (Some(true), vec![Standing::Lapsed]));
    // What is owed no more stays found.
    let called = || {
        let meeting = guided().hears(TUESDAY, &case_event("EvaluationMeetingConvened"));
        meeting.hears(FRIDAY, &by(teacher, "CaseClosed"))
    };
    assert_eq!(is_made_good(&called()), Some(false));
    let again = called().hears(FRIDAY, &by(head, "CaseReopened"));
    assert_eq!(is_made_good(&again), Some(false));
    // Nor is it made good by being closed and opened again once more.
    let once_more = again.hears(FRIDAY, &by(head, "CaseClosed")).hears(FRIDAY, &by(head, "CaseReopened"));
    assert!(
        once_more
            .findings
            .values()
            .any(|found| { found.kind == FindingKind::ClosedWithOpenObligations && found.mended_on.is_none() })
    );
}

#[test]
fn c11_s4_18_what_the_plan_was_to_start_is_to_start_when_the_case_goes_on() {
    let kind = ObligationKind::StartMeasure;
    let guided = opened().hears(MONDAY, &followed(1, &Responsibility::ALL));
    let planned = guided.hears(TUESDAY, &case_event("MeasurePlanned"));
    let story = planned.hears(WEDNESDAY, &case_event("MeasurePlanMade"));
    assert_eq!(standings(&story, kind), [Standing::Overdue]);
    assert_eq!(standings(&closed_and_reopened(story), kind), [Standing::Open, Standing::Lapsed]);
}
