//! S2-6, S2-17, S2-56 to S2-66: what coercion, questions to others and the service's measures leave owed.

use super::*;
use crate::investigation::{
    BoardCaseKind, BoardOutcome, FollowUpEndReason, InformationBasis, InvestigationOutcome, MeasureBasis,
    PlacementNumber, ServiceConsent, ServiceConsentScope,
};
use crate::people::Body;
use crate::test_support::samples::service_scope;

const JULY_1: NaiveDate = date(2024, 7, 1);

fn opened() -> Story {
    Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"))
}

fn ended_in(came_to: InvestigationOutcome) -> InvestigationEvent {
    let mut event = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { outcome, .. } = &mut event {
        *outcome = came_to;
    }
    event
}

fn placed(answered: bool) -> InvestigationEvent {
    let mut event = investigation_event("EmergencyPlacementDecided");
    if let InvestigationEvent::EmergencyPlacementDecided { principles, .. } = &mut event
        && !answered
    {
        *principles = None;
    }
    event
}

fn standing(story: &Story, kind: ObligationKind) -> Option<Standing> {
    use ObligationKind::{CarryOutBoardDecision, DecideMeasures, ReceiveBoardDecision, SubmitBoardCase};
    let standing = story.standing(kind, date(2024, 12, 31));
    // Whether these are done, whatever day that was to be by.
    match kind {
        SubmitBoardCase | ReceiveBoardDecision | CarryOutBoardDecision | DecideMeasures => {
            standing.map(|it| match it {
                Standing::Overdue => Standing::Open,
                Standing::MetLate => Standing::Met,
                it => it,
            })
        }
        _ => standing,
    }
}

#[test]
fn s2_63_an_emergency_placement_owes_the_board_its_case_until_it_comes_or_the_placement_ends() {
    let story = opened().hears(FRIDAY, &placed(true));
    assert_eq!(standing(&story, ObligationKind::SubmitBoardCase), Some(Standing::Open));
    assert_eq!(story.obligation(ObligationKind::SubmitBoardCase).opened_on, FRIDAY);
    let ended = story.hears(date(2024, 6, 3), &investigation_event("EmergencyPlacementEnded"));
    assert_eq!(standing(&ended, ObligationKind::SubmitBoardCase), Some(Standing::Lapsed));
    let story = opened().hears(FRIDAY, &placed(true)).hears(JULY_1, &case_of(BoardCaseKind::CareOrder));
    assert_eq!(standing(&story, ObligationKind::SubmitBoardCase), Some(Standing::Met));
}

#[test]
fn s1_11_s2_62_an_investigation_that_ended_in_a_board_case_owes_it_whatever_becomes_of_the_placement() {
    let story = opened().hears(FRIDAY, &placed(true)).hears(JULY_1, &ended_in(InvestigationOutcome::BoardCase));
    let story = story.hears(JULY_1, &investigation_event("EmergencyPlacementEnded"));
    assert_eq!(standing(&story, ObligationKind::SubmitBoardCase), Some(Standing::Open));
    let brought = opened()
        .hears(FRIDAY, &case_of(BoardCaseKind::CareOrder))
        .hears(JULY_1, &ended_in(InvestigationOutcome::BoardCase));
    assert_eq!(standing(&brought, ObligationKind::SubmitBoardCase), None, "it was brought before");
    let other = opened().hears(JULY_1, &ended_in(InvestigationOutcome::InvestigationDismissed));
    assert_eq!(standing(&other, ObligationKind::SubmitBoardCase), None);
}

#[test]
fn s2_66_a_case_before_the_board_owes_its_decision() {
    let story = opened().hears(FRIDAY, &investigation_event("BoardCaseSubmitted"));
    assert_eq!(standing(&story, ObligationKind::ReceiveBoardDecision), Some(Standing::Open));
    let story = story.hears(JULY_1, &investigation_event("BoardDecisionReceived"));
    assert_eq!(standing(&story, ObligationKind::ReceiveBoardDecision), Some(Standing::Met));
}

#[test]
pub(super) fn s2_6_an_emergency_placement_without_the_three_principles_is_found_until_they_are_answered() {
    let found = |story: &Story| {
        story.finding(FindingKind::IntrusiveWithoutPrinciples).map(|found| (found.arose_on, found.mended_on))
    };
    assert_eq!(found(&opened().hears(FRIDAY, &placed(true))), None);
    let story = opened().hears(FRIDAY, &placed(false));
    assert_eq!(found(&story), Some((FRIDAY, None)));
    let day = date(2024, 6, 3);
    let answered = story.hears(day, &investigation_event("EmergencyPrinciplesAnswered"));
    assert_eq!(found(&answered), Some((FRIDAY, Some(day))));
    for (kind, mended_on) in [
        (BoardCaseKind::OrderedMeasure, None),
        (BoardCaseKind::CareOrder, Some(day)),
        (BoardCaseKind::BehaviouralPlacement, Some(day)),
    ] {
        let story = opened().hears(FRIDAY, &placed(false)).hears(day, &case_of(kind));
        assert_eq!(found(&story), Some((FRIDAY, mended_on)), "what is ordered at home is another matter");
    }
}

fn case_of(asked_for: BoardCaseKind) -> InvestigationEvent {
    let mut event = investigation_event("BoardCaseSubmitted");
    if let InvestigationEvent::BoardCaseSubmitted { kind, .. } = &mut event {
        *kind = asked_for;
    }
    event
}

#[test]
pub(super) fn s2_6_two_emergency_placements_without_the_three_principles_are_two_findings() {
    let unmended = |story: &Story| {
        let found = story.findings.values().filter(|found| found.kind == FindingKind::IntrusiveWithoutPrinciples);
        found.filter(|found| found.mended_on.is_none()).count()
    };
    let two = opened().hears(FRIDAY, &placed(false)).hears(FRIDAY, &placed(false));
    assert_eq!(unmended(&two), 2);
    let one = two.hears(date(2024, 6, 3), &investigation_event("EmergencyPrinciplesAnswered"));
    assert_eq!(unmended(&one), 1);
    assert_eq!(unmended(&one.hears(date(2024, 6, 3), &case_of(BoardCaseKind::CareOrder))), 0);
    // A case from before a placement says nothing of it.
    let after = opened().hears(FRIDAY, &case_of(BoardCaseKind::CareOrder)).hears(FRIDAY, &placed(false));
    assert_eq!(unmended(&after), 1);
}

#[test]
fn s2_62_of_two_emergency_placements_the_one_that_goes_on_still_owes_the_board_its_case() {
    let kind = ObligationKind::SubmitBoardCase;
    let ended = |number: u32| {
        let mut event = investigation_event("EmergencyPlacementEnded");
        if let InvestigationEvent::EmergencyPlacementEnded { placement, .. } = &mut event {
            *placement = Some(PlacementNumber(number));
        }
        event
    };
    let two = opened().hears(FRIDAY, &placed(true)).hears(FRIDAY, &placed(true)).hears(JULY_1, &ended(1));
    assert_eq!(standing(&two, kind), Some(Standing::Open));
    assert_eq!(standing(&two.hears(JULY_1, &ended(2)), kind), Some(Standing::Lapsed));
}

#[test]
fn s2_17_what_another_body_was_asked_for_is_owed_until_it_tells_or_the_investigation_ends() {
    let asked = || opened().hears(FRIDAY, &investigation_event("InformationRequested"));
    assert_eq!(standing(&asked(), ObligationKind::GatherInformation), Some(Standing::Overdue));
    let within = asked().obligation(ObligationKind::GatherInformation).due;
    assert_eq!(within, Some(date(2024, 3, 29)), "three weeks, by the project");
    let mut supplied = investigation_event("InformationSupplied");
    let late = asked().hears(FRIDAY, &supplied);
    assert_eq!(standing(&late, ObligationKind::GatherInformation), Some(Standing::MetLate), "in June");
    if let InvestigationEvent::InformationSupplied { supplied_on, .. } = &mut supplied {
        *supplied_on = FRIDAY;
    }
    let told = asked().hears(FRIDAY, &supplied);
    assert_eq!(standing(&told, ObligationKind::GatherInformation), Some(Standing::Met));
    let ended = asked().hears(JULY_1, &ended_in(InvestigationOutcome::InvestigationDismissed));
    assert_eq!(standing(&ended, ObligationKind::GatherInformation), Some(Standing::Lapsed));
}

#[test]
pub(super) fn s2_56_s2_58_an_investigation_that_ended_in_measures_owes_them_their_plan_and_their_evaluation() {
    let story = opened().hears(JULY_1, &ended_in(InvestigationOutcome::MeasuresDecided));
    assert_eq!(standing(&story, ObligationKind::DecideMeasures), Some(Standing::Open));
    let story = story.hears(JULY_1, &investigation_event("MeasureDecided"));
    assert_eq!(standing(&story, ObligationKind::DecideMeasures), Some(Standing::Met));
    assert_eq!(standing(&story, ObligationKind::PlanMeasures), Some(Standing::Overdue), "it has a month");
    assert_eq!(story.obligation(ObligationKind::EvaluateMeasure).due, Some(date(2024, 10, 1)));
    let story = story.hears(date(2024, 7, 8), &investigation_event("ServiceMeasurePlanMade"));
    assert_eq!(standing(&story, ObligationKind::PlanMeasures), Some(Standing::Met));
    let evaluated = story.hears(date(2024, 10, 1), &investigation_event("DecidedMeasureEvaluated"));
    let evaluations = evaluated.standings(date(2024, 12, 20)).into_iter();
    let evaluations = evaluations.filter(|(kind, _)| *kind == ObligationKind::EvaluateMeasure);
    let standings: Vec<_> = evaluations.map(|(_, standing)| standing).collect();
    assert_eq!(standings, [Standing::Open, Standing::Met], "one is held, and the next is owed");
    assert!(!is_missed(&evaluated, date(2024, 12, 20)));
    let before = opened()
        .hears(FRIDAY, &investigation_event("MeasureDecided"))
        .hears(JULY_1, &ended_in(InvestigationOutcome::MeasuresDecided));
    assert_eq!(standing(&before, ObligationKind::DecideMeasures), None, "they were decided before");
}

#[test]
pub(super) fn s1_17_s2_58_a_measure_that_ran_is_to_be_evaluated_also_once_it_is_over() {
    let ended_on = |day| {
        let mut event = investigation_event("DecidedMeasureEnded");
        if let InvestigationEvent::DecidedMeasureEnded { ended_on, .. } = &mut event {
            *ended_on = day;
        }
        event
    };
    let decided = || opened().hears(JULY_1, &investigation_event("MeasureDecided"));
    let first_day = decided().obligation(ObligationKind::EvaluateMeasure).opened_on;
    // Recorded after the day of its evaluation, of a day before that.
    let ran = decided().hears(date(2024, 11, 1), &ended_on(date(2024, 9, 1)));
    assert_eq!(standing(&ran, ObligationKind::EvaluateMeasure), Some(Standing::Overdue));
    let found = ran.finding(FindingKind::MeasureNotEvaluated).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (date(2024, 10, 2), None));
    let not_begun = decided().hears(first_day, &ended_on(first_day.pred_opt().unwrap()));
    assert_eq!(standing(&not_begun, ObligationKind::EvaluateMeasure), Some(Standing::Lapsed));
    assert_eq!(not_begun.finding(FindingKind::MeasureNotEvaluated), None);
}

#[test]
fn s2_62_a_case_that_was_taken_back_or_turned_down_does_not_stand_for_the_next_one() {
    let decided = |came_to| decided_by_board(BoardCaseKind::CareOrder, came_to);
    let before = |came_to| opened().hears(FRIDAY, &case_of(BoardCaseKind::CareOrder)).hears(FRIDAY, &decided(came_to));
    for turned_down in [BoardOutcome::Withdrawn, BoardOutcome::NotGranted] {
        let placed_anew = before(turned_down).hears(JULY_1, &placed(true));
        assert_eq!(standing(&placed_anew, ObligationKind::SubmitBoardCase), Some(Standing::Open));
        let ended = before(turned_down).hears(JULY_1, &ended_in(InvestigationOutcome::BoardCase));
        assert_eq!(standing(&ended, ObligationKind::SubmitBoardCase), Some(Standing::Open));
    }
    let granted = before(BoardOutcome::Granted).hears(JULY_1, &ended_in(InvestigationOutcome::BoardCase));
    assert_eq!(standing(&granted, ObligationKind::SubmitBoardCase), None, "it was brought before");
    let pending = opened().hears(FRIDAY, &case_of(BoardCaseKind::CareOrder)).hears(JULY_1, &placed(true));
    assert_eq!(standing(&pending, ObligationKind::SubmitBoardCase), None, "it waits for the board already");
}

#[test]
fn s2_17_a_service_that_is_named_tells_what_was_asked_before_services_were_named() {
    let asked = |unit: Option<&str>| {
        let mut event = investigation_event("InformationRequested");
        if let InvestigationEvent::InformationRequested { of, unit: named, .. } = &mut event {
            (*of, *named) = (Body::Other, unit.map(ToOwned::to_owned));
        }
        event
    };
    let told = |unit: &str| {
        let mut event = investigation_event("InformationSupplied");
        if let InvestigationEvent::InformationSupplied { from, unit: named, supplied_on, .. } = &mut event {
            (*from, *named, *supplied_on) = (Body::Other, Some(unit.to_owned()), FRIDAY);
        }
        event
    };
    let owed = |story: &Story| {
        let owed = story.obligations.values().filter(|owed| owed.kind == ObligationKind::GatherInformation);
        owed.filter(|owed| owed.ending.is_none()).count()
    };
    let unnamed = || opened().hears(FRIDAY, &asked(None));
    assert_eq!(owed(&unnamed()), 1);
    assert_eq!(owed(&unnamed().hears(FRIDAY, &told("Krisesenteret"))), 0);
    // What was asked of it by its name comes first.
    let both = unnamed().hears(FRIDAY, &asked(Some("Krisesenteret"))).hears(FRIDAY, &told("Krisesenteret"));
    assert_eq!(owed(&both), 1);
    assert_eq!(owed(&both.hears(FRIDAY, &told("Familievernet"))), 0);
}

/// The checklist and what is found go by one rule (RM-6).
#[test]
pub(super) fn s1_10_an_investigation_in_which_others_told_what_they_know_had_a_step() {
    let story = opened()
        .hears(FRIDAY, &investigation_event("InformationRequested"))
        .hears(FRIDAY, &investigation_event("InformationSupplied"))
        .hears(JULY_1, &ended_in(InvestigationOutcome::InvestigationDismissed));
    assert_eq!(story.finding(FindingKind::InvestigationWithoutSteps), None);
}

#[test]
fn r_31_in_an_investigation_the_caseworkers_owe_what_a_unit_owes_in_a_case() {
    assert_eq!(ObligationKind::EvaluateMeasure.owner(), Owner::Unit);
    assert_eq!(ObligationKind::EvaluateMeasure.owner_in_investigation(), Owner::Caseworkers);
    assert_eq!(ObligationKind::TriageReport.owner_in_investigation(), Owner::Intake);
}

/// Whether an evaluation was missed by that day.
fn is_missed(story: &Story, day: NaiveDate) -> bool {
    story.found(day).contains(&FindingKind::MeasureNotEvaluated)
}

fn measure_decided() -> Story {
    opened().hears(JULY_1, &investigation_event("MeasureDecided"))
}

fn ended(day: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("DecidedMeasureEnded");
    if let InvestigationEvent::DecidedMeasureEnded { ended_on, .. } = &mut event {
        *ended_on = day;
    }
    event
}

fn evaluated(next: Option<NaiveDate>) -> InvestigationEvent {
    evaluated_on(date(2024, 10, 1), next)
}

fn evaluated_on(day: NaiveDate, next: Option<NaiveDate>) -> InvestigationEvent {
    let mut event = investigation_event("DecidedMeasureEvaluated");
    if let InvestigationEvent::DecidedMeasureEvaluated { evaluated_on, next_evaluation_on, .. } = &mut event {
        (*evaluated_on, *next_evaluation_on) = (day, next);
    }
    event
}

/// The evaluations that are or were owed: their last days, and when they were held.
fn evaluations(story: &Story) -> BTreeSet<(Option<NaiveDate>, Option<NaiveDate>)> {
    let evaluations = story.obligations.values().filter(|owed| owed.kind == ObligationKind::EvaluateMeasure);
    evaluations.map(|owed| (owed.due, owed.ending.map(Ending::on))).collect()
}

#[test]
pub(super) fn s2_58_an_evaluation_that_is_written_down_late_meets_none_that_is_owed_since() {
    let (first, next, older) = (date(2024, 10, 1), date(2024, 11, 15), date(2024, 8, 1));
    let story = measure_decided().hears(first, &evaluated_on(first, Some(next)));
    let december = date(2024, 12, 2);
    let story = story.hears(december, &evaluated_on(older, Some(date(2024, 12, 20))));
    assert_eq!(evaluations(&story), [(Some(first), Some(first)), (Some(next), None)].into());
    assert!(is_missed(&story, date(2024, 11, 16)));
    let story = story.hears(december, &evaluated_on(december, None));
    assert_eq!(evaluations(&story), [(Some(first), Some(first)), (Some(next), Some(december))].into());
    // A second one of the same day is not the next.
    let twice =
        measure_decided().hears(first, &evaluated_on(first, Some(next))).hears(first, &evaluated_on(first, None));
    assert_eq!(evaluations(&twice), [(Some(first), Some(first)), (Some(next), None)].into());
    // Nor is one from before the day on which it was decided that the measure goes on.
    let mut longer = investigation_event("DecidedMeasureExtended");
    if let InvestigationEvent::DecidedMeasureExtended { extended_on, .. } = &mut longer {
        *extended_on = first;
    }
    // What it puts off, it puts off to the last day that the measure had.
    let last_day = date(2024, 12, 20);
    let extended = || measure_decided().hears(first, &longer).hears(date(2025, 5, 1), &evaluated_on(older, None));
    assert_eq!(evaluations(&extended()), [(Some(last_day), None)].into());
    let since = extended().hears(date(2025, 5, 1), &evaluated_on(first, None));
    assert_eq!(evaluations(&since), [(Some(last_day), Some(first))].into());
    let on_its_first_day = measure_decided().hears(date(2024, 7, 8), &evaluated_on(date(2024, 7, 8), None));
    assert_eq!(evaluations(&on_its_first_day), [(Some(first), Some(date(2024, 7, 8)))].into());
}

#[test]
pub(super) fn s2_58_d_7_what_came_too_late_for_an_older_evaluation_is_found_whichever_was_written_down_first() {
    let (first, next, older) = (date(2024, 10, 1), date(2024, 12, 20), date(2024, 8, 1));
    let story = measure_decided().hears(first, &evaluated_on(first, Some(next)));
    let late = story.hears(first, &evaluated_on(older, Some(date(2024, 9, 2))));
    let september = date(2024, 9, 2);
    assert_eq!(
        evaluations(&late),
        [(Some(first), Some(first)), (Some(september), Some(first)), (Some(next), None)].into()
    );
    let found = late.findings.values().find(|found| found.arose_on == date(2024, 9, 3)).unwrap();
    assert_eq!((found.kind, found.mended_on), (FindingKind::MeasureNotEvaluated, Some(first)));
}

fn decided_by_board(of: BoardCaseKind, came_to: BoardOutcome) -> InvestigationEvent {
    let mut event = investigation_event("BoardDecisionReceived");
    if let InvestigationEvent::BoardDecisionReceived { kind, outcome, .. } = &mut event {
        (*kind, *outcome) = (of, came_to);
    }
    event
}

#[test]
fn s1_11_s2_56_s2_62_an_investigation_that_ended_in_an_emergency_placement_owes_measures_once_it_is_over() {
    let kind = ObligationKind::DecideMeasures;
    let over = || investigation_event("EmergencyPlacementEnded");
    let ended = || ended_in(InvestigationOutcome::EmergencyPlacement);
    let placed = || opened().hears(FRIDAY, &placed(true));
    let running = || placed().hears(JULY_1, &ended());
    assert_eq!(standing(&running(), kind), None, "the board is owed its case");
    let story = running().hears(JULY_1, &over());
    assert_eq!(standing(&story, ObligationKind::SubmitBoardCase), Some(Standing::Lapsed));
    assert_eq!((standing(&story, kind), story.obligation(kind).opened_on), (Some(Standing::Open), JULY_1));
    assert_eq!(standing(&story.hears(JULY_1, &investigation_event("MeasureDecided")), kind), Some(Standing::Met));
    // It had ended on the day of the conclusion, and that was written down first.
    assert_eq!(standing(&placed().hears(JULY_1, &over()).hears(JULY_1, &ended()), kind), Some(Standing::Open));
    let with_measures = running().hears(JULY_1, &investigation_event("MeasureDecided")).hears(JULY_1, &over());
    assert_eq!(standing(&with_measures, kind), None);
    let before_board = || running().hears(JULY_1, &case_of(BoardCaseKind::CareOrder)).hears(JULY_1, &over());
    assert_eq!(standing(&before_board(), kind), None);
    let brought_since = running().hears(JULY_1, &over()).hears(JULY_1, &case_of(BoardCaseKind::OrderedMeasure));
    assert_eq!(standing(&brought_since, kind), Some(Standing::Lapsed));
    let turned_down =
        before_board().hears(JULY_1, &decided_by_board(BoardCaseKind::CareOrder, BoardOutcome::NotGranted));
    assert_eq!(standing(&turned_down, kind), Some(Standing::Open));
    let otherwise = opened().hears(JULY_1, &ended_in(InvestigationOutcome::InvestigationDismissed));
    assert_eq!(standing(&otherwise, kind), None);
}

#[test]
fn s2_6_s2_62_a_case_for_measures_at_home_is_not_the_one_that_a_placement_owes_the_board() {
    let kind = ObligationKind::SubmitBoardCase;
    let at_home = || case_of(BoardCaseKind::OrderedMeasure);
    let placed_first = || opened().hears(FRIDAY, &placed(true)).hears(FRIDAY, &at_home());
    assert_eq!(standing(&placed_first(), kind), Some(Standing::Open));
    let brought = placed_first().hears(JULY_1, &case_of(BoardCaseKind::CareOrder));
    assert_eq!(standing(&brought, kind), Some(Standing::Met));
    let case_first = opened().hears(FRIDAY, &at_home()).hears(FRIDAY, &placed(true));
    assert_eq!(standing(&case_first, kind), Some(Standing::Open));
    // Nor is it the care order that the investigation ended in; that it ended in measures at home, any case is.
    let ended = |in_case| {
        let mut event = ended_in(InvestigationOutcome::BoardCase);
        if let InvestigationEvent::InvestigationConcluded { board_case, .. } = &mut event {
            *board_case = in_case;
        }
        opened().hears(JULY_1, &event)
    };
    for (in_case, then) in [
        (Some(BoardCaseKind::CareOrder), Standing::Open),
        (Some(BoardCaseKind::OrderedMeasure), Standing::Met),
        (None, Standing::Met),
    ] {
        assert_eq!(standing(&ended(in_case).hears(JULY_1, &at_home()), kind), Some(then), "{in_case:?}");
    }
}

#[test]
pub(super) fn s1_11_r_1_an_investigation_that_ends_in_an_emergency_departs_from_its_guide_with_an_excuse() {
    let follows = investigation_event("GuideFollowed");
    let excuse = |came_to| {
        let story = opened().hears(FRIDAY, &follows).hears(JULY_1, &ended_in(came_to));
        story.finding(FindingKind::AgainstGuide).unwrap().excuse
    };
    assert_eq!(excuse(InvestigationOutcome::EmergencyPlacement), Some(Excuse::Emergency));
    assert_eq!(excuse(InvestigationOutcome::MeasuresDecided), None);
}

#[test]
pub(super) fn s2_58_d_7_a_measure_that_was_evaluated_once_and_goes_on_is_owed_the_next_evaluation() {
    let (held_on, next) = (date(2024, 10, 1), date(2024, 12, 20));
    let story = measure_decided().hears(held_on, &evaluated(Some(next)));
    assert!(!is_missed(&story, next) && is_missed(&story, date(2024, 12, 21)));
    // What was evaluated and has ended is not evaluated again, and a breach from before its end stands.
    let over = measure_decided().hears(held_on, &evaluated(Some(next))).hears(held_on, &ended(held_on));
    assert!(!is_missed(&over, date(2025, 1, 1)));
    let late = date(2025, 1, 7);
    let missed = measure_decided().hears(held_on, &evaluated(Some(next))).hears(late, &ended(late));
    assert_eq!(missed.finding(FindingKind::MeasureNotEvaluated).unwrap().mended_on, None);
    let written_late = measure_decided().hears(held_on, &evaluated(Some(next))).hears(late, &ended(held_on));
    assert_eq!(written_late.finding(FindingKind::MeasureNotEvaluated), None, "it had ended by then");
    // An evaluation from before the next day was set leaves nothing more owed.
    let before = measure_decided().hears(held_on, &evaluated(None));
    assert_eq!(standing(&before, ObligationKind::EvaluateMeasure), Some(Standing::Met));
}

#[test]
pub(super) fn r_31_a_measure_that_is_past_its_last_day_is_to_be_ended_or_extended() {
    let kind = ObligationKind::EndOrExtendMeasure;
    let story = measure_decided();
    assert_eq!(story.obligation(kind).due, Some(date(2024, 12, 20)));
    assert_eq!(story.standing(kind, date(2024, 12, 21)), Some(Standing::Overdue));
    let found =
        |story: &Story| story.finding(FindingKind::MeasureOverrun).map(|found| (found.arose_on, found.mended_on));
    assert_eq!(found(&story), Some((date(2024, 12, 21), None)));
    let late = measure_decided().hears(date(2025, 1, 7), &ended(date(2025, 1, 7)));
    assert_eq!(found(&late), Some((date(2024, 12, 21), Some(date(2025, 1, 7)))));
    let over = measure_decided().hears(date(2024, 12, 20), &ended(date(2024, 12, 20)));
    assert_eq!((over.standing(kind, date(2024, 12, 21)), found(&over)), (Some(Standing::Met), None));
    let longer = measure_decided().hears(date(2024, 12, 2), &investigation_event("DecidedMeasureExtended"));
    assert_eq!((longer.obligation(kind).due, longer.obligation(kind).extended), (Some(date(2025, 3, 31)), true));
    assert_eq!(found(&longer), Some((date(2025, 4, 1), None)), "not before the day that it has now");
    // An evaluation that was missed before stays missed, and another day is owed, the measure's first last day at the latest
    // (C11, D-7).
    assert!(is_missed(&longer, date(2024, 12, 31)));
    let evaluations = longer.obligations.values().filter(|owed| owed.kind == ObligationKind::EvaluateMeasure);
    let dues: BTreeSet<_> = evaluations.map(|owed| owed.due).collect();
    assert_eq!(dues, [Some(date(2024, 10, 1)), Some(date(2024, 12, 20))].into());
}

#[test]
fn s2_58_the_plan_is_made_again_for_a_measure_that_is_decided_after_it() {
    let planned = |day: NaiveDate| {
        let mut event = investigation_event("ServiceMeasurePlanMade");
        if let InvestigationEvent::ServiceMeasurePlanMade { planned_on, .. } = &mut event {
            *planned_on = day;
        }
        event
    };
    let kind = ObligationKind::PlanMeasures;
    let before = opened().hears(FRIDAY, &planned(FRIDAY)).hears(JULY_1, &investigation_event("MeasureDecided"));
    assert_eq!(standing(&before, kind), Some(Standing::Overdue));
    let again = before.hears(JULY_1, &planned(JULY_1));
    assert_eq!(standing(&again, kind), Some(Standing::Met));
    let with_it = opened().hears(JULY_1, &planned(JULY_1)).hears(JULY_1, &investigation_event("MeasureDecided"));
    assert_eq!(standing(&with_it, kind), None);
    // One from before, which is written down after the measure, does not have it either.
    let older = opened().hears(JULY_1, &investigation_event("MeasureDecided")).hears(JULY_1, &planned(FRIDAY));
    assert_eq!(standing(&older, kind), Some(Standing::Overdue));
    // And one from between two measures has the first of them.
    let mut second = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { decided_on, .. } = &mut second {
        *decided_on = date(2024, 7, 10);
    }
    let between = opened().hears(JULY_1, &investigation_event("MeasureDecided")).hears(date(2024, 7, 10), &second);
    let between = between.hears(date(2024, 7, 10), &planned(date(2024, 7, 8)));
    let owed = between.obligations.values().filter(|owed| owed.kind == kind);
    let owed: BTreeSet<_> = owed.map(|owed| (owed.opened_on, owed.ending.is_some())).collect();
    assert_eq!(owed, [(JULY_1, true), (date(2024, 7, 10), false)].into());
}

#[test]
fn s2_17_who_is_ordered_after_being_asked_with_consent_owes_one_answer() {
    let asked = |on: InformationBasis| {
        let mut event = investigation_event("InformationRequested");
        if let InvestigationEvent::InformationRequested { basis, .. } = &mut event {
            *basis = on;
        }
        event
    };
    let story =
        opened().hears(FRIDAY, &asked(InformationBasis::Consent)).hears(JULY_1, &asked(InformationBasis::Order));
    let owed = |story: &Story| {
        let owed = story.obligations.values().filter(|owed| owed.kind == ObligationKind::GatherInformation);
        owed.map(|owed| (owed.opened_on, owed.ending.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(owed(&story), [(FRIDAY, false)]);
    assert_eq!(owed(&story.hears(JULY_1, &investigation_event("InformationSupplied"))), [(FRIDAY, true)]);
}

fn asked_until(asked_for: BoardCaseKind, last_day: Option<NaiveDate>) -> InvestigationEvent {
    let mut event = case_of(asked_for);
    if let InvestigationEvent::BoardCaseSubmitted { until, .. } = &mut event {
        *until = last_day;
    }
    event
}

/// The service thought that the child needs more than its family gives: a no to that leaves the child as it was.
#[test]
fn s2_62_s2_66_an_investigation_whose_board_case_comes_to_nothing_owes_the_child_something_else() {
    let kind = ObligationKind::DecideMeasures;
    let concluded = |story: Story| story.hears(FRIDAY, &ended_in(InvestigationOutcome::BoardCase));
    let brought = || concluded(opened()).hears(FRIDAY, &case_of(BoardCaseKind::CareOrder));
    let turned_down = |story: Story, came_to| story.hears(JULY_1, &decided_by_board(BoardCaseKind::CareOrder, came_to));
    for came_to in [BoardOutcome::NotGranted, BoardOutcome::Withdrawn] {
        let story = turned_down(brought(), came_to);
        assert_eq!(standing(&story, kind), Some(Standing::Open), "{came_to:?}");
        assert_eq!(standing(&story, ObligationKind::SubmitBoardCase), Some(Standing::Met), "{came_to:?}");
        assert_eq!(standing(&story, ObligationKind::CarryOutBoardDecision), None, "{came_to:?}");
        let helped = turned_down(brought(), came_to).hears(JULY_1, &investigation_event("MeasureDecided"));
        assert_eq!(standing(&helped, kind), Some(Standing::Met), "{came_to:?}");
        let asked_anew = story.hears(JULY_1, &case_of(BoardCaseKind::OrderedMeasure));
        assert_eq!(standing(&asked_anew, kind), Some(Standing::Lapsed), "{came_to:?}");
        // The child has measures: they are planned anew.
        let planned = || concluded(opened().hears(FRIDAY, &investigation_event("MeasureDecided")));
        let planned = || planned().hears(JULY_1, &investigation_event("ServiceMeasurePlanMade"));
        assert_eq!(standing(&planned(), ObligationKind::PlanMeasures), Some(Standing::Met));
        let later = date(2024, 9, 2);
        let mut no = decided_by_board(BoardCaseKind::CareOrder, came_to);
        if let InvestigationEvent::BoardDecisionReceived { decided_on, .. } = &mut no {
            *decided_on = later;
        }
        let anew = planned().hears(FRIDAY, &case_of(BoardCaseKind::CareOrder)).hears(later, &no);
        assert_eq!(standing(&anew, kind), None, "{came_to:?}");
        let owed =
            anew.obligations.values().find(|owed| owed.kind == ObligationKind::PlanMeasures && owed.ending.is_none());
        assert_eq!(owed.map(|owed| owed.opened_on), Some(later), "{came_to:?}");
        // The investigation goes on: it is to be concluded.
        let running = turned_down(opened().hears(FRIDAY, &case_of(BoardCaseKind::CareOrder)), came_to);
        assert_eq!((standing(&running, kind), standing(&running, ObligationKind::PlanMeasures)), (None, None));
        // Another case is before the board still.
        let another = turned_down(brought().hears(FRIDAY, &case_of(BoardCaseKind::OrderedMeasure)), came_to);
        assert_eq!(standing(&another, kind), None, "{came_to:?}");
        // A child that is placed is not without a case; once it is at home again, something else is owed.
        let placed = turned_down(brought().hears(FRIDAY, &placed(true)), came_to);
        assert_eq!((standing(&placed, kind), is_open(&placed, ObligationKind::SubmitBoardCase)), (None, true));
        let at_home = placed.hears(JULY_1, &investigation_event("EmergencyPlacementEnded"));
        assert_eq!(standing(&at_home, kind), Some(Standing::Open), "{came_to:?}");
        assert!(!is_open(&at_home, ObligationKind::SubmitBoardCase), "{came_to:?}");
    }
}

fn is_open(story: &Story, kind: ObligationKind) -> bool {
    story.obligations.values().any(|owed| owed.kind == kind && owed.ending.is_none())
}

#[test]
fn s2_62_s2_66_what_the_board_granted_is_owed_until_a_measure_carries_it_out() {
    let kind = ObligationKind::CarryOutBoardDecision;
    let brought = || opened().hears(FRIDAY, &asked_until(BoardCaseKind::CareOrder, None));
    for came_to in [BoardOutcome::Granted, BoardOutcome::PartlyGranted] {
        let granted = brought().hears(JULY_1, &decided_by_board(BoardCaseKind::CareOrder, came_to));
        assert_eq!(standing(&granted, kind), Some(Standing::Open));
        assert_eq!(
            granted.obligation(kind).due,
            Some(date(2024, 7, 29)),
            "the project's own: the sources name no time"
        );
        assert_eq!(standing(&granted, ObligationKind::DecideMeasures), None);
        let beside = granted.hears(JULY_1, &resting_on(Some(MeasureBasis::Assistance)));
        assert_eq!(standing(&beside, kind), Some(Standing::Open), "it is other help");
        let carried_out = beside.hears(JULY_1, &resting_on(Some(MeasureBasis::CareOrder)));
        assert_eq!(standing(&carried_out, kind), Some(Standing::Met));
        assert_eq!(standing(&carried_out, ObligationKind::PlanMeasures), Some(Standing::Overdue));
        assert_eq!(standing(&carried_out, ObligationKind::EndOrderedMeasure), None, "it has no last day");
    }
    // What was decided on before the basis was asked carries out what is to be carried out on its day.
    let granted = brought().hears(JULY_1, &decided_by_board(BoardCaseKind::CareOrder, BoardOutcome::Granted));
    assert_eq!(standing(&granted.hears(JULY_1, &resting_on(None)), kind), Some(Standing::Met));
    let no = brought().hears(JULY_1, &decided_by_board(BoardCaseKind::CareOrder, BoardOutcome::NotGranted));
    assert_eq!(standing(&no, kind), None);
    // Brought once more and taken back, it is still to be carried out.
    let granted = brought().hears(JULY_1, &decided_by_board(BoardCaseKind::CareOrder, BoardOutcome::Granted));
    let again = granted.hears(JULY_1, &asked_until(BoardCaseKind::CareOrder, None));
    let taken_back = again.hears(JULY_1, &decided_by_board(BoardCaseKind::CareOrder, BoardOutcome::Withdrawn));
    assert_eq!(standing(&taken_back, kind), Some(Standing::Open));
    assert_eq!(standing(&taken_back, ObligationKind::DecideMeasures), None);
}

#[test]
pub(super) fn s2_65_what_was_ordered_for_a_limited_period_is_carried_out_within_it_and_ends_with_it() {
    let (kind, last_day) = (ObligationKind::EndOrderedMeasure, date(2024, 12, 1));
    let order = BoardCaseKind::OrderedMeasure;
    let granted = || {
        let asked = opened().hears(FRIDAY, &asked_until(order, Some(last_day)));
        asked.hears(JULY_1, &decided_by_board(order, BoardOutcome::Granted))
    };
    assert_eq!(granted().obligation(ObligationKind::CarryOutBoardDecision).due, Some(last_day));
    assert_eq!(standing(&granted(), kind), None, "nothing runs that would go on for too long");
    let ordered = resting_on(Some(MeasureBasis::OrderedMeasure));
    let carried_out = || granted().hears(JULY_1, &ordered);
    assert_eq!(carried_out().obligation(kind).due, Some(last_day));
    assert!(!carried_out().found(last_day).contains(&FindingKind::OrderOverrun));
    assert!(carried_out().found(date(2024, 12, 2)).contains(&FindingKind::OrderOverrun));
    let in_time = carried_out().hears(last_day, &ended(last_day));
    assert_eq!((standing(&in_time, kind), in_time.finding(FindingKind::OrderOverrun)), (Some(Standing::Met), None));
    // It was ordered once more, for longer.
    let again = carried_out().hears(JULY_1, &asked_until(order, Some(date(2025, 7, 1))));
    assert_eq!(again.obligation(kind).due, Some(last_day), "it is only asked for");
    let again = again.hears(JULY_1, &decided_by_board(order, BoardOutcome::Granted));
    assert_eq!(again.obligation(kind).due, Some(date(2025, 7, 1)));
    assert!(!again.found(date(2025, 7, 1)).contains(&FindingKind::OrderOverrun));
    assert!(!is_open(&again, ObligationKind::CarryOutBoardDecision), "the measure goes on");
}

#[test]
fn s1_19_s2_66_what_the_board_granted_is_carried_out_by_nobody_once_the_follow_up_ends_for_a_child_who_moved() {
    let kind = ObligationKind::CarryOutBoardDecision;
    let brought = || opened().hears(FRIDAY, &asked_until(BoardCaseKind::CareOrder, None));
    let granted = || brought().hears(JULY_1, &decided_by_board(BoardCaseKind::CareOrder, BoardOutcome::Granted));
    let mut moved = investigation_event("FollowUpEnded");
    let end = |moved: &mut InvestigationEvent, on| {
        if let InvestigationEvent::FollowUpEnded { reason, ended_on, .. } = moved {
            (*reason, *ended_on) = (Some(FollowUpEndReason::Moved), on);
        }
    };
    end(&mut moved, JULY_1);
    let ended = granted().hears(JULY_1, &moved);
    assert_eq!(standing(&ended, kind), Some(Standing::Lapsed));
    assert!(!ended.findings.values().any(|found| found.obligation == Some(kind)), "it was in time");
    // What begins it anew has it to be carried out again, unless it carries it out itself.
    let again = |measure: &InvestigationEvent| granted().hears(JULY_1, &moved).hears(JULY_1, measure);
    let help = again(&resting_on(Some(MeasureBasis::Assistance)));
    assert!(is_open(&help, kind) && !is_open(&help, ObligationKind::EndFollowUp));
    let carried_out = again(&resting_on(Some(MeasureBasis::CareOrder)));
    assert!(!is_open(&carried_out, kind), "it is carried out");
    // What was to be done before that stays found.
    let late = date(2024, 9, 2);
    end(&mut moved, late);
    let too_late = granted().hears(late, &moved);
    assert_eq!(standing(&too_late, kind), Some(Standing::Lapsed));
    assert!(too_late.findings.values().any(|found| found.obligation == Some(kind) && found.mended_on.is_none()));
}

/// A child does not live away from home, and no coercion goes on, on what has ended.
#[test]
pub(super) fn s2_6_s2_63_a_measure_ends_with_the_emergency_placement_it_rests_on() {
    let (kind, found) = (ObligationKind::EndMeasureWithoutBasis, FindingKind::MeasureWithoutBasis);
    let (home_on, next_day) = (date(2024, 8, 5), date(2024, 8, 6));
    let mut home = investigation_event("EmergencyPlacementEnded");
    if let InvestigationEvent::EmergencyPlacementEnded { ended_on, .. } = &mut home {
        *ended_on = home_on;
    }
    let measure = resting_on(Some(MeasureBasis::EmergencyPlacement));
    let placed = || opened().hears(FRIDAY, &placed(true));
    let measured = || placed().hears(JULY_1, &measure);
    assert_eq!(measured().obligations.values().find(|owed| owed.kind == kind), None, "the placement runs");
    let at_home = || measured().hears(home_on, &home);
    assert_eq!(at_home().obligation(kind).due, Some(home_on));
    assert!(!at_home().found(home_on).contains(&found) && at_home().found(next_day).contains(&found));
    let in_time = at_home().hears(home_on, &ended(home_on));
    assert_eq!((in_time.standing(kind, next_day), in_time.finding(found)), (Some(Standing::Met), None));
    // Written down late, with its own day, it was in time as well.
    let told_late = at_home().hears(date(2024, 9, 2), &ended(home_on));
    assert_eq!((told_late.standing(kind, next_day), told_late.finding(found)), (Some(Standing::Met), None));
    let too_late = at_home().hears(date(2024, 9, 2), &ended(date(2024, 9, 2)));
    assert_eq!(too_late.standing(kind, date(2024, 9, 2)), Some(Standing::MetLate));
    assert_eq!(too_late.finding(found).and_then(|found| found.mended_on), Some(date(2024, 9, 2)));
    // The measure may be written down after the placement is over, and what had ended before that owes nothing.
    let written_late = placed().hears(home_on, &home).hears(next_day, &measure);
    assert_eq!(written_late.obligation(kind).due, Some(home_on));
    let before = measured().hears(home_on, &ended(home_on)).hears(home_on, &home);
    assert_eq!(before.obligations.values().find(|owed| owed.kind == kind), None);
    // Whichever is written down first.
    let ended_first = measured().hears(date(2024, 9, 2), &ended(date(2024, 9, 2))).hears(date(2024, 9, 3), &home);
    assert_eq!(ended_first.standing(kind, date(2024, 9, 3)), Some(Standing::MetLate));
    assert_eq!(ended_first.finding(found).and_then(|found| found.mended_on), Some(date(2024, 9, 2)));
    // Before its first day it has not gone on.
    let not_begun = placed().hears(JULY_1, &measure).hears(date(2024, 7, 5), &{
        let mut home = home.clone();
        if let InvestigationEvent::EmergencyPlacementEnded { ended_on, .. } = &mut home {
            *ended_on = date(2024, 7, 3);
        }
        home
    });
    assert_eq!(not_begun.obligation(kind).due, Some(date(2024, 7, 8)), "the first day that was meant");
    // Other help goes on when the child is at home again.
    let help = placed().hears(JULY_1, &resting_on(Some(MeasureBasis::Assistance))).hears(home_on, &home);
    assert_eq!(help.obligations.values().find(|owed| owed.kind == kind), None);
    // Of two placements the day of the last one counts, whichever end is written down first.
    let mut first_home = home.clone();
    if let InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } = &mut first_home {
        (*placement, *ended_on) = (Some(PlacementNumber(2)), date(2024, 7, 20));
    }
    let two = measured().hears(JULY_1, &placed_on(JULY_1)).hears(home_on, &home).hears(home_on, &first_home);
    assert_eq!(two.obligation(kind).due, Some(home_on));
    // Placed anew the same day, the child lives there on that.
    let again = at_home().hears(home_on, &placed_on(home_on));
    assert_eq!((again.standing(kind, next_day), again.finding(found)), (Some(Standing::Lapsed), None));
}

#[test]
pub(super) fn r_24_s2_6_a_placement_ends_with_the_consent_it_rests_on() {
    let (kind, found) = (ObligationKind::EndMeasureWithoutBasis, FindingKind::MeasureWithoutBasis);
    let (day, next_day) = (date(2024, 8, 1), date(2024, 8, 2));
    let withdrawn = |consent_withdrawn| {
        let mut event = investigation_event("ServiceConsentWithdrawn");
        if let InvestigationEvent::ServiceConsentWithdrawn { consent, .. } = &mut event {
            *consent = consent_withdrawn;
        }
        event
    };
    let taken_back = withdrawn(ServiceConsent::to_placement(MEASURE));
    let placed = || opened().hears(JULY_1, &resting_on(Some(MeasureBasis::VoluntaryPlacement)));
    assert_eq!(placed().obligations.values().find(|owed| owed.kind == kind), None);
    let stays = || placed().hears(day, &taken_back);
    assert_eq!((stays().obligation(kind).opened_on, stays().obligation(kind).due), (day, Some(day)));
    assert!(!stays().found(day).contains(&found) && stays().found(next_day).contains(&found));
    let home = stays().hears(day, &ended(day));
    assert_eq!((home.standing(kind, next_day), home.finding(found)), (Some(Standing::Met), None));
    // Another consent that is taken back is to something else.
    let other = placed().hears(day, &withdrawn(crate::test_support::CONSENT));
    assert_eq!(other.obligations.values().find(|owed| owed.kind == kind), None);
}

#[test]
pub(super) fn s1_11_s2_6_s2_62_what_the_family_consents_to_after_all_is_not_brought_before_the_board() {
    let kind = ObligationKind::SubmitBoardCase;
    let asked_for = |what| {
        let mut event = ended_in(InvestigationOutcome::BoardCase);
        if let InvestigationEvent::InvestigationConcluded { board_case, .. } = &mut event {
            *board_case = Some(what);
        }
        event
    };
    let (care, at_home) = (BoardCaseKind::CareOrder, BoardCaseKind::OrderedMeasure);
    let (consent, help) = (MeasureBasis::VoluntaryPlacement, MeasureBasis::Assistance);
    let waits = |what| opened().hears(JULY_1, &asked_for(what));
    let decided = |what, basis| waits(what).hears(JULY_1, &resting_on(Some(basis)));
    assert!(is_open(&waits(care), kind));
    assert_eq!(standing(&decided(care, consent), kind), Some(Standing::Lapsed));
    assert_eq!(decided(care, consent).finding(FindingKind::BoardCaseNotBrought), None);
    assert!(is_open(&decided(care, help), kind), "help at home is another matter");
    assert!(!is_open(&decided(at_home, help), kind));
    // What was decided on that day before it was concluded was not enough.
    let before = opened().hears(JULY_1, &resting_on(Some(consent))).hears(JULY_1, &asked_for(care));
    assert!(is_open(&before, kind));
    // What the family consented to before it was concluded that the board is asked, is not what the case is for.
    let mut later = asked_for(care);
    if let InvestigationEvent::InvestigationConcluded { concluded_on, .. } = &mut later {
        *concluded_on = date(2024, 9, 2);
    }
    let before = opened().hears(JULY_1, &resting_on(Some(consent))).hears(date(2024, 9, 2), &later);
    assert!(is_open(&before, kind));
    // Taken back while the child lives there, it is brought; not once that is over.
    let mut taken_back = investigation_event("ServiceConsentWithdrawn");
    if let InvestigationEvent::ServiceConsentWithdrawn { consent, .. } = &mut taken_back {
        *consent = ServiceConsent::to_placement(MEASURE);
    }
    let day = date(2024, 8, 1);
    let again = decided(care, consent).hears(day, &taken_back);
    let owed = again.obligations.values().find(|owed| owed.kind == kind && owed.ending.is_none()).unwrap();
    assert_eq!((owed.opened_on, owed.due), (day, Some(crate::law::due(DeadlineKind::BoardCase, day))));
    let over = decided(care, consent).hears(date(2024, 7, 20), &ended(date(2024, 7, 20)));
    assert!(!is_open(&over.hears(day, &taken_back), kind));
    // A child in an emergency placement is brought before the board all the same.
    let placed = waits(care).hears(JULY_1, &placed_on(JULY_1)).hears(JULY_1, &resting_on(Some(consent)));
    assert!(is_open(&placed, kind));
}

fn resting_on(on: Option<MeasureBasis>) -> InvestigationEvent {
    let mut event = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { basis, .. } = &mut event {
        *basis = on;
    }
    event
}

/// A case for that was brought until then and decided so, both on that day.
fn decided_on(
    asked_for: BoardCaseKind,
    last_day: Option<NaiveDate>,
    came_to: BoardOutcome,
    on: NaiveDate,
) -> [InvestigationEvent; 2] {
    let mut brought = asked_until(asked_for, last_day);
    if let InvestigationEvent::BoardCaseSubmitted { submitted_on, .. } = &mut brought {
        *submitted_on = on;
    }
    let mut said = decided_by_board(asked_for, came_to);
    if let InvestigationEvent::BoardDecisionReceived { decided_on, .. } = &mut said {
        *decided_on = on;
    }
    [brought, said]
}

fn after(story: Story, on: NaiveDate, events: &[InvestigationEvent]) -> Story {
    events.iter().fold(story, |story, event| story.hears(on, event))
}

fn placed_on(on: NaiveDate) -> InvestigationEvent {
    let mut event = placed(true);
    if let InvestigationEvent::EmergencyPlacementDecided { decided_on, .. } = &mut event {
        *decided_on = on;
    }
    event
}

/// An order is over with its last day, or with the last measure that carried it out: what was ordered then says nothing of a
/// child that is placed since.
#[test]
fn s2_63_s2_66_a_child_that_is_placed_after_an_order_ended_is_owed_a_case_when_the_next_is_taken_back() {
    let kind = ObligationKind::SubmitBoardCase;
    let (elsewhere, last_day) = (BoardCaseKind::BehaviouralPlacement, date(2024, 7, 31));
    let (september, october) = (date(2024, 9, 2), date(2024, 10, 1));
    let carried_out = |until| {
        let granted = after(opened(), JULY_1, &decided_on(elsewhere, until, BoardOutcome::Granted, JULY_1));
        granted.hears(JULY_1, &resting_on(Some(MeasureBasis::BehaviouralPlacement)))
    };
    let over = || carried_out(Some(last_day)).hears(last_day, &ended(last_day));
    let overrun = || carried_out(Some(last_day));
    let ended_early = || carried_out(None).hears(last_day, &ended(last_day));
    for before in [over(), overrun(), ended_early()] {
        let placed = before.hears(september, &placed_on(september));
        assert!(is_open(&placed, kind));
        let [brought, taken_back] = decided_on(elsewhere, None, BoardOutcome::Withdrawn, october);
        let brought = placed.hears(october, &brought);
        assert!(!is_open(&brought, kind), "it was brought");
        assert!(is_open(&brought.hears(october, &taken_back), kind), "the placement runs, and nobody has brought it");
    }
    // Nor does it stand for the one of another kind.
    let placed = over().hears(september, &placed_on(september));
    let other = decided_on(BoardCaseKind::CareOrder, None, BoardOutcome::Withdrawn, october);
    assert!(is_open(&after(placed, october, &other), kind));
    // An order that is in force is the child's case still.
    let in_force = carried_out(None).hears(september, &placed_on(september));
    let renewed = after(in_force, october, &decided_on(elsewhere, None, BoardOutcome::Withdrawn, october));
    assert!(!is_open(&renewed, kind));
}

#[test]
fn s1_11_s2_65_s2_66_where_the_order_is_over_and_the_next_is_taken_back_the_measures_are_planned_anew() {
    let (order, last_day, september) = (BoardCaseKind::OrderedMeasure, date(2024, 7, 31), date(2024, 9, 2));
    let ordered = resting_on(Some(MeasureBasis::OrderedMeasure));
    let granted = opened().hears(JULY_1, &ended_in(InvestigationOutcome::BoardCase));
    let granted = after(granted, JULY_1, &decided_on(order, Some(last_day), BoardOutcome::Granted, JULY_1));
    let planned = granted.hears(JULY_1, &ordered).hears(JULY_1, &investigation_event("ServiceMeasurePlanMade"));
    let over = planned.hears(last_day, &ended(last_day));
    let taken_back = decided_on(order, Some(date(2024, 12, 31)), BoardOutcome::Withdrawn, september);
    assert!(is_open(&after(over, september, &taken_back), ObligationKind::PlanMeasures));
}

#[test]
fn s2_17_r_24_who_is_asked_anew_on_another_consent_has_the_time_that_runs_from_then() {
    let asked = |consent: u128, last_day, on| {
        let mut event = investigation_event("InformationRequested");
        if let InvestigationEvent::InformationRequested { basis, consented, requested_on, .. } = &mut event {
            (*basis, *requested_on) = (InformationBasis::Consent, on);
            for consented in consented.iter_mut() {
                let consent = crate::ids::ConsentId::from_uuid(Uuid::from_u128(consent));
                consented.scope = Some(ServiceConsentScope { consent, valid_to: last_day, ..service_scope() });
            }
        }
        event
    };
    let (last_day, later) = (date(2024, 6, 14), date(2024, 6, 17));
    let asked_first = || opened().hears(date(2024, 6, 3), &asked(1, Some(last_day), date(2024, 6, 3)));
    let anew = asked_first().hears(later, &asked(2, None, later));
    let owed = anew.obligations.values().filter(|owed| owed.kind == ObligationKind::GatherInformation);
    let owed: BTreeSet<_> = owed.map(|owed| (owed.opened_on, owed.ending.is_some())).collect();
    assert_eq!(owed, [(date(2024, 6, 3), true), (later, false)].into());
    let on_the_same = asked_first().hears(last_day, &asked(2, None, last_day));
    assert_eq!(on_the_same.obligation(ObligationKind::GatherInformation).opened_on, date(2024, 6, 3));
}
