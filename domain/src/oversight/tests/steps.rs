//! Steps of a guide.

use super::*;
use crate::case::{ConsentEvent, StepConsequence, StepsEvent};
use crate::report::TriageOutcome;

const KIND: ObligationKind = ObligationKind::CarryOutStepDecision;
const FINDING: FindingKind = FindingKind::AgainstGuide;

fn guided() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &case_event("GuideFollowed"))
}

fn decided(consequence: Option<StepConsequence>, in_order: bool) -> CaseEvent {
    let CaseEvent::Steps(StepsEvent::StepDecisionTaken {
        guide, step, outcomes, current, decision, decided_on, ..
    }) = case_event("StepDecisionTaken")
    else {
        unreachable!("it is one")
    };
    let together_with = None;
    StepsEvent::StepDecisionTaken {
        guide,
        step,
        outcomes,
        current,
        consequence,
        asks_for: [].into(),
        attests: [].into(),
        backed_from: None,
        not_to_act: false,
        in_order,
        without_consent: false,
        decision,
        together_with,
        decided_on,
    }
    .into()
}

/// Lifted, as a step of the guide.
fn lifted() -> CaseEvent {
    let CaseEvent::Course(CourseEvent::EscalatedToLevel { level, consent, decision, escalated_on, .. }) =
        case_event("EscalatedToLevel")
    else {
        unreachable!("it is one")
    };
    CourseEvent::EscalatedToLevel {
        stood_behind: None,
        level,
        consent,
        guides: vec![fjordvik().version],
        decision,
        escalated_on,
    }
    .into()
}

const LIFT: Option<StepConsequence> = Some(StepConsequence::Escalate { level: Level::Two });

#[test]
pub(super) fn r_15_what_was_decided_in_a_step_is_to_be_carried_out() {
    let story = guided().hears(WEDNESDAY, &decided(LIFT, true));
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Open));
    let story = story.hears(THURSDAY, &lifted());
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Met));
    assert_eq!(story.finding(FINDING), None);
}

#[test]
fn r_15_a_later_decision_takes_the_place_of_one_that_was_not_carried_out() {
    let story = guided().hears(WEDNESDAY, &decided(LIFT, true)).hears(WEDNESDAY, &decided(None, true));
    assert_eq!(story.standings(FRIDAY).iter().filter(|(kind, _)| *kind == KIND).count(), 1);
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Lapsed));
}

#[test]
pub(super) fn r_36_what_was_not_decided_in_a_step_is_found() {
    let story = guided().hears(THURSDAY, &lifted());
    assert_eq!(story.finding(FINDING).unwrap().kind.severity(), Severity::Deviation);
    let story = guided().hears(WEDNESDAY, &decided(LIFT, true)).hears(FRIDAY, &case_event("CaseClosed"));
    assert!(story.finding(FINDING).is_some());
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Lapsed));
    let closed = guided().hears(WEDNESDAY, &decided(Some(StepConsequence::Close), true));
    let closed = closed.hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(closed.finding(FINDING), None);
}

#[test]
pub(super) fn r_36_a_case_without_a_guide_departs_from_none() {
    let story = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(THURSDAY, &case_event("EscalatedToLevel"));
    assert_eq!(story.hears(FRIDAY, &case_event("CaseClosed")).finding(FINDING), None);
}

#[test]
fn r_36_a_decision_out_of_order_is_found_and_an_emergency_excuses_it() {
    let story = guided().hears(WEDNESDAY, &decided(None, false)).hears(WEDNESDAY, &decided(None, false));
    assert_eq!(story.findings.values().filter(|found| found.kind == FINDING).count(), 2, "each by itself");
    let story = guided().hears(TUESDAY, &case_event("EmergencyContactMade")).hears(WEDNESDAY, &decided(None, false));
    assert_eq!(story.finding(FINDING).unwrap().excuse, Some(Excuse::Emergency));
}

#[test]
pub(super) fn s3_25_s3_40_a_decision_that_takes_consent_without_any_is_found() {
    let mut event = decided(None, true);
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { without_consent, .. }) = &mut event {
        *without_consent = true;
    }
    let story = guided().hears(WEDNESDAY, &event);
    let found = story.finding(FindingKind::DecidedWithoutConsent).unwrap();
    assert_eq!((found.kind.severity(), found.kind.rule(), found.excuse), (Severity::Breach, "R-21", None));
    assert_eq!(guided().hears(WEDNESDAY, &decided(None, true)).finding(FindingKind::DecidedWithoutConsent), None);
    let danger = guided().hears(TUESDAY, &case_event("EmergencyContactMade")).hears(WEDNESDAY, &event);
    assert_eq!(danger.finding(FindingKind::DecidedWithoutConsent).unwrap().excuse, Some(Excuse::Emergency));
}

#[test]
fn s3_25_s3_40_r_21_consent_that_is_written_down_after_the_decision_goes_by_its_own_day() {
    let mut event = decided(None, true);
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { without_consent, .. }) = &mut event {
        *without_consent = true;
    }
    let given_on = |day: NaiveDate| {
        let mut given = case_event("ConsentGiven");
        if let CaseEvent::Consent(ConsentEvent::ConsentGiven { own_say, given_on, .. }) = &mut given {
            (*own_say, *given_on) = (None, day);
        }
        given
    };
    let asked = || Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConsentRequested"));
    let taken = || asked().hears(WEDNESDAY, &event);
    let found = |story: Story| story.finding(FindingKind::DecidedWithoutConsent).map(|found| found.mended_on);
    assert_eq!(found(taken()), Some(None));
    assert_eq!(found(taken().hears(FRIDAY, &given_on(TUESDAY))), None, "it stood on the day of the decision");
    assert_eq!(found(taken().hears(FRIDAY, &given_on(FRIDAY))), Some(None), "it was given after the decision");
    // Each decision is judged by itself.
    let mut later = event.clone();
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { decided_on, .. }) = &mut later {
        *decided_on = FRIDAY;
    }
    let two = taken().hears(FRIDAY, &later).hears(FRIDAY, &given_on(FRIDAY));
    let open = two.findings.values().filter(|found| found.kind == FindingKind::DecidedWithoutConsent);
    assert_eq!(open.map(|found| found.arose_on).collect::<Vec<_>>(), [WEDNESDAY]);
}

fn in_an_investigation() -> Story {
    let mut opened = samples::every_steps_event().swap_remove(0).1;
    let StepsEvent::GuideFollowed { entries, .. } = &mut opened else { panic!("{opened:?}") };
    entries.clear();
    Story::new()
        .hears(THURSDAY, &investigation_event("InvestigationOpened"))
        .hears(THURSDAY, &InvestigationEvent::from(opened))
}

fn decided_in_it(asked: Option<StepConsequence>) -> InvestigationEvent {
    let mut taken = samples::every_steps_event().swap_remove(1).1;
    if let StepsEvent::StepDecisionTaken { consequence, decided_on, .. } = &mut taken {
        (*consequence, *decided_on) = (asked, FRIDAY);
    }
    taken.into()
}

fn dismissed() -> InvestigationEvent {
    investigation_event("InvestigationConcluded")
}

/// It moved, which is a dismissal.
#[test]
fn r_36_an_investigation_that_is_concluded_otherwise_than_its_guide_decided_is_found() {
    let july_1 = date(2024, 7, 1);
    let found = |story: &Story| story.finding(FindingKind::AgainstGuide).is_some();
    assert!(found(&in_an_investigation().hears(july_1, &dismissed())), "nothing was decided in a step");
    let otherwise = in_an_investigation().hears(FRIDAY, &decided_in_it(Some(StepConsequence::FollowUp)));
    let otherwise = otherwise.hears(july_1, &dismissed());
    assert!(found(&otherwise));
    assert_eq!(otherwise.standing(ObligationKind::CarryOutStepDecision, july_1), Some(Standing::Lapsed));
    let so = in_an_investigation().hears(FRIDAY, &decided_in_it(Some(StepConsequence::Close)));
    assert_eq!(so.standing(ObligationKind::CarryOutStepDecision, FRIDAY), Some(Standing::Open));
    let so = so.hears(july_1, &dismissed());
    assert!(!found(&so));
    assert_eq!(so.standing(ObligationKind::CarryOutStepDecision, july_1), Some(Standing::MetLate));
    // One that follows no guide departs from none.
    let unguided = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    assert!(!found(&unguided.hears(july_1, &dismissed())));
}

fn received_under_a_guide() -> Story {
    let mut followed = samples::every_steps_event().swap_remove(0).1;
    let StepsEvent::GuideFollowed { entries, .. } = &mut followed else { panic!("{followed:?}") };
    entries.clear();
    Story::new()
        .hears(MONDAY, &report_event("ReportReceived"))
        .hears(MONDAY, &report_event("ReporterClassified"))
        .hears(TUESDAY, &ReportEvent::from(followed))
}

fn decided_in_triage(asked: StepConsequence) -> ReportEvent {
    let mut taken = samples::every_steps_event().swap_remove(1).1;
    if let StepsEvent::StepDecisionTaken { consequence, decided_on, asks_for, .. } = &mut taken {
        (*consequence, *decided_on) = (Some(asked), WEDNESDAY);
        asks_for.clear();
    }
    taken.into()
}

/// That it is investigated, with urgent measures or without.
fn triaged(urgent: bool) -> ReportEvent {
    let mut event = report_event("TriageDecided");
    let ReportEvent::TriageDecided { urgent_measures, .. } = &mut event else { panic!("{event:?}") };
    *urgent_measures = Some(urgent);
    event
}

#[test]
fn r_36_triage_that_is_concluded_otherwise_than_its_guide_decided_is_found() {
    let found = |story: &Story| story.finding(FindingKind::AgainstGuide).cloned();
    let passed_over = received_under_a_guide().hears(THURSDAY, &triaged(false));
    assert_eq!(found(&passed_over).unwrap().excuse, None, "nothing was decided in a step");
    let danger = received_under_a_guide().hears(THURSDAY, &triaged(true));
    assert_eq!(found(&danger).unwrap().excuse, Some(Excuse::Emergency), "nobody waits for a step (R-1)");
    let otherwise = received_under_a_guide().hears(WEDNESDAY, &decided_in_triage(StepConsequence::Close));
    let otherwise = otherwise.hears(THURSDAY, &triaged(false));
    assert!(found(&otherwise).is_some());
    assert_eq!(otherwise.standing(ObligationKind::CarryOutStepDecision, THURSDAY), Some(Standing::Lapsed));
    let so = received_under_a_guide().hears(WEDNESDAY, &decided_in_triage(StepConsequence::Investigate));
    assert_eq!(so.standing(ObligationKind::CarryOutStepDecision, WEDNESDAY), Some(Standing::Open));
    let so = so.hears(THURSDAY, &triaged(false));
    assert_eq!(found(&so), None);
    assert!(so.obligation(ObligationKind::CarryOutStepDecision).ending.is_some());
    // One that follows no guide departs from none.
    let unguided = Story::new().hears(MONDAY, &report_event("ReportReceived"));
    assert_eq!(found(&unguided.hears(THURSDAY, &triaged(false))), None);
}

/// Triage as `to`, on Thursday.
fn triaged_as(to: TriageOutcome) -> ReportEvent {
    let mut event = triaged(false);
    if let ReportEvent::TriageDecided { outcome, .. } = &mut event {
        *outcome = to;
    }
    event
}

#[test]
fn r_36_s1_4_what_no_step_of_a_guide_decides_on_departs_from_none() {
    for outcome in [TriageOutcome::ReportTransferred, TriageOutcome::AddedToOngoingInvestigation] {
        let story = received_under_a_guide().hears(THURSDAY, &triaged_as(outcome));
        assert_eq!(story.finding(FINDING), None, "{outcome:?}");
        // What was decided in a step is not carried out any more.
        for asked in [StepConsequence::Investigate, StepConsequence::Close] {
            let story = received_under_a_guide().hears(WEDNESDAY, &decided_in_triage(asked));
            let story = story.hears(THURSDAY, &triaged_as(outcome));
            assert_eq!(story.finding(FINDING), None, "{outcome:?} after {asked:?}");
            assert_eq!(story.standing(KIND, THURSDAY), Some(Standing::Lapsed));
        }
    }
    let dismissed = received_under_a_guide().hears(THURSDAY, &triaged_as(TriageOutcome::ReportDismissed));
    assert!(dismissed.finding(FINDING).is_some());
}

#[test]
fn r_36_r_10_what_was_decided_in_a_step_before_triage_and_written_down_after_it_was_not_passed_over() {
    let passed_over = || received_under_a_guide().hears(THURSDAY, &triaged(false));
    assert!(passed_over().finding(FINDING).is_some());
    let story = passed_over().hears(FRIDAY, &decided_in_triage(StepConsequence::Investigate));
    assert_eq!(story.finding(FINDING), None);
    assert_eq!(story.standing(KIND, FRIDAY), None, "it is carried out");
    // What was decided was something else.
    let otherwise = passed_over().hears(FRIDAY, &decided_in_triage(StepConsequence::Close));
    assert!(otherwise.finding(FINDING).is_some());
    assert_eq!(otherwise.standing(KIND, FRIDAY), None);
}

/// On Friday it turned out that the report had not joined what triage of Thursday added it to.
fn taken_back() -> ReportEvent {
    let mut event = report_event("JoiningCorrected");
    let ReportEvent::JoiningCorrected { joined, corrected_on, .. } = &mut event else { panic!("{event:?}") };
    (*joined, *corrected_on) = (None, FRIDAY);
    event
}

fn decided_in_triage_on(day: NaiveDate, asked: StepConsequence) -> ReportEvent {
    let mut event = decided_in_triage(asked);
    if let ReportEvent::Steps(StepsEvent::StepDecisionTaken { decided_on, .. }) = &mut event {
        *decided_on = day;
    }
    event
}

/// Whichever was written down first: the decision was about the triage that was taken back.
#[test]
fn r_36_r_43_what_was_decided_in_a_step_before_triage_was_taken_back_is_carried_out_no_more() {
    let decided = decided_in_triage(StepConsequence::Investigate);
    let joined = triaged_as(TriageOutcome::AddedToOngoingInvestigation);
    let orders =
        [[&decided, &joined, &taken_back()], [&joined, &decided, &taken_back()], [&joined, &taken_back(), &decided]];
    for order in orders {
        let story = order.into_iter().fold(received_under_a_guide(), |story, event| story.hears(SATURDAY, event));
        let open = story.obligations.values().any(|owed| owed.kind == KIND && owed.ending.is_none());
        assert!(!open, "{order:?}");
        assert_eq!(story.finding(FINDING), None, "{order:?}");
        // Nor does it say that the next one was decided so.
        let mut anew = triaged(false);
        if let ReportEvent::TriageDecided { decided_on, .. } = &mut anew {
            *decided_on = FRIDAY;
        }
        let story = story.hears(SATURDAY, &anew);
        assert!(story.finding(FINDING).is_some(), "{order:?}");
        let again = story.hears(SATURDAY, &decided);
        assert!(again.finding(FINDING).is_some(), "{order:?}");
        let of_then = decided_in_triage_on(FRIDAY, StepConsequence::Investigate);
        assert_eq!(again.hears(SATURDAY, &of_then).finding(FINDING), None, "{order:?}");
    }
    // What is decided on the day itself, and written down since, is about the next one.
    let story = received_under_a_guide().hears(THURSDAY, &joined).hears(FRIDAY, &taken_back());
    let story = story.hears(FRIDAY, &decided_in_triage_on(FRIDAY, StepConsequence::Investigate));
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Open));
}
