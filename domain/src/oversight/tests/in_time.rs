//! RM-13: every departure is shown, also where the last day passes for what no finding has a name of its own for.

use super::*;
use crate::case::DiscussionEvent;
use crate::guides::AskedFor;
use crate::investigation::{
    BoardCaseKind, BoardOutcome, CourtOutcome, EmergencyGround, InvestigationOutcome, PlacementNumber,
};
use crate::law;

const NOT_DONE: FindingKind = FindingKind::NotDoneInTime;
const JULY_1: NaiveDate = date(2024, 7, 1);

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn investigated() -> Story {
    Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"))
}

fn ended_in(came_to: InvestigationOutcome) -> InvestigationEvent {
    let mut event = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { outcome, .. } = &mut event {
        *outcome = came_to;
    }
    event
}

/// What is found not done in time, and on which day, with when that was mended.
fn not_done(story: &Story) -> Vec<(ObligationKind, NaiveDate, Option<NaiveDate>)> {
    let _ = story.finding(NOT_DONE);
    let found = story.findings.values().filter(|found| found.kind == NOT_DONE);
    let mut found: Vec<_> = found.map(|found| (found.obligation.unwrap(), found.arose_on, found.mended_on)).collect();
    found.sort_unstable();
    found
}

#[test]
pub(super) fn rm_13_s4_16_what_passes_its_last_day_is_found_whatever_it_is_and_says_what_was_owed() {
    let kind = ObligationKind::BringConcernToLeader;
    let guided = opened().hears(MONDAY, &followed(1, &[Responsibility::BringConcernToLeader]));
    let raised = guided.hears(MONDAY, &case_event("ConcernRaised"));
    let due = raised.obligation(kind).due.unwrap();
    assert_eq!(due, law::due(DeadlineKind::LeaderTold, MONDAY));
    let late_on = due.succ_opt().unwrap();
    assert_eq!(raised.found(due), []);
    assert_eq!(raised.found(late_on), [NOT_DONE]);
    assert_eq!(not_done(&raised), [(kind, late_on, None)]);
    let found = raised.finding(NOT_DONE).unwrap();
    assert_eq!(Finding::rule_of(found.kind, found.obligation), kind.rule());
    assert_eq!(found.severity(), Severity::Deviation, "the day is the project's own");
    let mut forwarded = case_event("ConcernForwardedToLeader");
    if let CaseEvent::Discussion(DiscussionEvent::ConcernForwardedToLeader { forwarded_on, .. }) = &mut forwarded {
        *forwarded_on = JULY_1;
    }
    assert_eq!(not_done(&raised.hears(JULY_1, &forwarded)), [(kind, late_on, Some(JULY_1))]);
}

#[test]
pub(super) fn rm_13_what_is_done_by_its_last_day_is_not_found_and_what_others_are_to_say_is_to_be_looked_at() {
    let asked = opened().hears(TUESDAY, &case_event("ConsentRequested"));
    assert_eq!(not_done(&asked)[0].0, ObligationKind::AnswerConsent);
    assert_eq!(asked.finding(NOT_DONE).unwrap().severity(), Severity::Notice);
    let answered = asked.hears(WEDNESDAY, &case_event("ConsentGiven"));
    assert_eq!(not_done(&answered), []);
}

/// Each obligation that has a last day is found when that has passed, under one name or another.
#[test]
fn rm_13_no_obligation_with_a_last_day_passes_it_unseen() {
    for (events, stream_of) in [
        (samples::every_case_event().into_iter().map(|(_, event)| Told::Case(event)).collect::<Vec<_>>(), opened()),
        (
            samples::every_investigation_event().into_iter().map(|(_, event)| Told::Service(event)).collect(),
            investigated(),
        ),
    ] {
        let mut story = stream_of;
        for event in &events {
            story = match event {
                Told::Case(event) => story.hears(FRIDAY, event),
                Told::Service(event) => story.hears(FRIDAY, event),
            };
            // A report that went with guardians untold is found by itself.
            let has_a_last_day =
                |owed: &&Obligation| owed.due.is_some() && owed.kind != ObligationKind::TellGuardiansOfReport;
            for owed in story.watch.owed.iter().filter(has_a_last_day) {
                assert!(story.watch.shown(owed.kind, owed.which).is_some(), "{owed:?}");
            }
        }
    }
}

enum Told {
    Case(CaseEvent),
    Service(InvestigationEvent),
}

#[test]
pub(super) fn s2_56_an_investigation_that_ended_in_measures_owes_them_by_a_last_day_and_that_none_comes_is_found() {
    let kind = ObligationKind::DecideMeasures;
    let story = investigated().hears(JULY_1, &ended_in(InvestigationOutcome::MeasuresDecided));
    let due = story.obligation(kind).due.unwrap();
    assert_eq!(due, law::due(DeadlineKind::MeasuresDecided, JULY_1));
    let found = story.finding(FindingKind::MeasuresNotDecided).unwrap();
    assert_eq!((found.arose_on, found.kind.rule(), found.mended_on), (due.succ_opt().unwrap(), "S2-56", None));
    assert_eq!(found.severity(), Severity::Deviation);
    let mut decided = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { decided_on, decided: measure, .. } = &mut decided {
        (*decided_on, measure.from) = (JULY_1, JULY_1);
    }
    let in_time = story.hears(JULY_1, &decided);
    assert_eq!(in_time.finding(FindingKind::MeasuresNotDecided), None);
}

#[test]
pub(super) fn s2_62_an_emergency_placement_whose_board_case_is_never_brought_is_found() {
    let placed = || investigated().hears(FRIDAY, &investigation_event("EmergencyPlacementDecided"));
    let due = law::due(DeadlineKind::BoardCase, FRIDAY);
    assert_eq!(placed().obligation(ObligationKind::SubmitBoardCase).due, Some(due));
    let found = placed().finding(FindingKind::BoardCaseNotBrought).cloned().unwrap();
    assert_eq!((found.arose_on, found.kind.rule(), found.mended_on), (due.succ_opt().unwrap(), "S2-62", None));
    let ends = |day| {
        let mut event = investigation_event("EmergencyPlacementEnded");
        if let InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } = &mut event {
            (*placement, *ended_on) = (None, day);
        }
        event
    };
    let ended = placed().hears(due, &ends(due));
    assert_eq!(ended.finding(FindingKind::BoardCaseNotBrought), None, "nothing is to be brought once it has ended");
    // That the child was placed without it for so long is mended by no end of that (C11).
    let late = due.succ_opt().unwrap();
    let ended = placed().hears(late, &ends(late));
    assert_eq!(ended.standing(ObligationKind::SubmitBoardCase, late), Some(Standing::Lapsed));
    assert_eq!(ended.finding(FindingKind::BoardCaseNotBrought).unwrap().mended_on, None);
    // Nor by another placement's case, which is brought in time (S2-33).
    let (again, brought_on) = (date(2024, 9, 2), date(2024, 9, 9));
    let mut placed_again = investigation_event("EmergencyPlacementDecided");
    if let InvestigationEvent::EmergencyPlacementDecided { decided_on, .. } = &mut placed_again {
        *decided_on = again;
    }
    let mut brought = investigation_event("BoardCaseSubmitted");
    if let InvestigationEvent::BoardCaseSubmitted { kind, submitted_on, .. } = &mut brought {
        (*kind, *submitted_on) = (BoardCaseKind::CareOrder, brought_on);
    }
    let second = ended.hears(again, &placed_again).hears(brought_on, &brought);
    assert_eq!(second.standing(ObligationKind::SubmitBoardCase, brought_on), Some(Standing::Met));
    let is_first = |found: &&Finding| found.kind == FindingKind::BoardCaseNotBrought && found.arose_on == late;
    assert_eq!(second.findings.values().find(is_first).map(|found| found.mended_on), Some(None));
}

/// Who is placed anew on the day a placement ends, or on the next, was away from home all the time: another decision gives no more
/// time. Whichever is written down first.
#[test]
pub(super) fn s2_62_s2_63_s2_64_the_time_for_the_board_case_runs_from_the_first_of_placements_that_follow_on_each_other()
 {
    use EmergencyGround::{Behaviour, Harm};
    let placed = |wanted, day| {
        let mut event = investigation_event("EmergencyPlacementDecided");
        if let InvestigationEvent::EmergencyPlacementDecided { ground, decided_on, .. } = &mut event {
            (*ground, *decided_on) = (wanted, day);
        }
        event
    };
    let ended = |number, day| {
        let mut event = investigation_event("EmergencyPlacementEnded");
        if let InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } = &mut event {
            (*placement, *ended_on) = (Some(PlacementNumber(number)), day);
        }
        event
    };
    let day = |days| crate::time::days_after(FRIDAY, days);
    let latest = law::due(DeadlineKind::BoardCase, FRIDAY);
    let open = |story: &Story| {
        let owed = story.obligations.values().filter(|owed| owed.kind == ObligationKind::SubmitBoardCase);
        owed.filter(|owed| owed.ending.is_none()).map(|owed| owed.due.unwrap()).collect::<Vec<_>>()
    };
    let again = |(first, second), ends, begins| {
        let (placed_first, over) = (placed(first, FRIDAY), ended(1, day(ends)));
        let anew = placed(second, day(begins));
        let first = || investigated().hears(FRIDAY, &placed_first);
        let one = first().hears(day(begins), &over).hears(day(begins), &anew);
        let other = first().hears(day(begins), &anew).hears(day(begins), &over);
        assert_eq!(open(&one), open(&other));
        open(&one)
    };
    for begins in [26, 27] {
        assert_eq!(again((Harm, Harm), 26, begins), [latest], "{begins}");
    }
    let from = |ground, since| match ground {
        Harm => law::due(DeadlineKind::BoardCase, day(since)),
        Behaviour => law::due(DeadlineKind::BehaviourBoardCase, day(since)),
    };
    assert_eq!(again((Harm, Harm), 26, 28), [from(Harm, 28)], "a day at home");
    assert_eq!(again((Behaviour, Behaviour), 10, 10), [from(Behaviour, 0)]);
    assert_eq!(again((Harm, Behaviour), 10, 10), [from(Behaviour, 10)], "the other ground has its own time");
    assert_eq!(again((Harm, Behaviour), 24, 24), [latest], "and nobody has more than for any");
    assert_eq!(again((Behaviour, Harm), 10, 10), [latest]);
    // What passed before the child was placed anew is found once, and what goes on is overdue with its first day.
    let late = day(50);
    let story = investigated().hears(FRIDAY, &placed(Harm, FRIDAY));
    let story = story.hears(late, &ended(1, late)).hears(late, &placed(Harm, late));
    assert_eq!(open(&story), [late]);
    let found = story.findings.values().filter(|found| found.kind == FindingKind::BoardCaseNotBrought);
    let arose: BTreeSet<_> = found.map(|found| found.arose_on).collect();
    assert_eq!(arose, [latest.succ_opt().unwrap(), late.succ_opt().unwrap()].into());
}

#[test]
pub(super) fn s2_62_s2_64_the_board_case_after_a_placement_for_behaviour_is_due_sooner_than_after_one_for_harm() {
    let placed_for = |wanted| {
        let mut event = investigation_event("EmergencyPlacementDecided");
        if let InvestigationEvent::EmergencyPlacementDecided { ground, decided_on, .. } = &mut event {
            (*ground, *decided_on) = (wanted, FRIDAY);
        }
        event
    };
    let (harm, behaviour) = (placed_for(EmergencyGround::Harm), placed_for(EmergencyGround::Behaviour));
    let (later, sooner) =
        (law::due(DeadlineKind::BoardCase, FRIDAY), law::due(DeadlineKind::BehaviourBoardCase, FRIDAY));
    assert_eq!((sooner, later), (date(2024, 3, 22), date(2024, 4, 5)));
    let due = |story: &Story| story.obligation(ObligationKind::SubmitBoardCase).due;
    let arose = |story: &Story| story.finding(FindingKind::BoardCaseNotBrought).map(|found| found.arose_on);
    let of_harm = investigated().hears(FRIDAY, &harm);
    assert_eq!((due(&of_harm), arose(&of_harm)), (Some(later), later.succ_opt()));
    let of_behaviour = investigated().hears(FRIDAY, &behaviour);
    assert_eq!((due(&of_behaviour), arose(&of_behaviour)), (Some(sooner), sooner.succ_opt()));
    // Whichever of two comes first, the case for both is due by the sooner day.
    for (first, second) in [(&harm, &behaviour), (&behaviour, &harm)] {
        let both = investigated().hears(FRIDAY, first).hears(FRIDAY, second);
        assert_eq!((due(&both), arose(&both)), (Some(sooner), sooner.succ_opt()));
    }
    // A municipality may only be stricter.
    let longest = |kind| law::deadline(kind, FRIDAY).map(law::Deadline::longest);
    assert_eq!(longest(DeadlineKind::BoardCase), Some(Length::Weeks(6)));
    assert_eq!(longest(DeadlineKind::BehaviourBoardCase), Some(Length::Weeks(2)));
}

fn placed_because_of(wanted: EmergencyGround, on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("EmergencyPlacementDecided");
    if let InvestigationEvent::EmergencyPlacementDecided { ground, decided_on, .. } = &mut event {
        (*ground, *decided_on) = (wanted, on);
    }
    event
}

/// The last day for the board's case that is owed, and the day on which it is found that it was not brought.
fn board_case(story: &Story) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let kind = ObligationKind::SubmitBoardCase;
    let owed = story.obligations.values().find(|owed| owed.kind == kind && owed.ending.is_none());
    let found = story.findings.values().filter(|found| found.kind == FindingKind::BoardCaseNotBrought);
    (owed.and_then(|owed| owed.due), found.map(|found| found.arose_on).max())
}

/// Due by that day, and found the day after.
fn by(due: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    (Some(due), due.succ_opt())
}

#[test]
fn s2_62_s2_64_a_case_that_is_taken_back_while_the_child_is_placed_gives_no_more_time_than_there_was_from_the_placement()
 {
    let (brought_on, back_on) = (date(2024, 3, 11), date(2024, 4, 1));
    let asked = BoardCaseKind::BehaviouralPlacement;
    let brought = brought(asked, brought_on);
    let [taken_back, turned_down] =
        [BoardOutcome::Withdrawn, BoardOutcome::NotGranted].map(|word| said(asked, word, back_on));
    // The two weeks from a placement for behaviour have passed when it is taken back: it is late at once. From the board's own no there is as much
    // time as for any.
    for (ground, due, after_a_no) in [
        (EmergencyGround::Harm, date(2024, 4, 5), date(2024, 4, 29)),
        (EmergencyGround::Behaviour, date(2024, 3, 22), date(2024, 4, 15)),
    ] {
        let with_the_board = || {
            let placed = investigated().hears(FRIDAY, &placed_because_of(ground, FRIDAY));
            placed.hears(brought_on, &brought)
        };
        assert_eq!(board_case(&with_the_board().hears(back_on, &taken_back)), by(due), "{ground:?}");
        assert_eq!(board_case(&with_the_board().hears(back_on, &turned_down)), by(after_a_no), "{ground:?}");
    }
}

/// What the board has before it, or decides on, of that kind.
fn brought(asked: BoardCaseKind, on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("BoardCaseSubmitted");
    if let InvestigationEvent::BoardCaseSubmitted { kind, until, submitted_on, .. } = &mut event {
        (*kind, *until, *submitted_on) = (asked, None, on);
    }
    event
}

fn said(asked: BoardCaseKind, word: BoardOutcome, on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("BoardDecisionReceived");
    if let InvestigationEvent::BoardDecisionReceived { kind, outcome, until, decided_on, .. } = &mut event {
        (*kind, *outcome, *until, *decided_on) = (asked, word, None, on);
    }
    event
}

#[test]
fn s2_62_s2_64_a_case_that_is_taken_back_takes_none_of_the_time_that_another_ones_no_gave() {
    use BoardCaseKind::{BehaviouralPlacement, CareOrder, OrderedMeasure};
    let (march, april, no, back) = (date(2024, 3, 11), date(2024, 4, 2), date(2024, 4, 29), date(2024, 5, 3));
    let after_the_no = date(2024, 5, 27);
    let with_both = |other| {
        let placed = investigated().hears(FRIDAY, &placed_because_of(EmergencyGround::Harm, FRIDAY));
        placed.hears(march, &brought(CareOrder, march)).hears(march, &brought(other, march))
    };
    // At home or elsewhere; what is taken back before the no gave nothing to take from.
    for other in [OrderedMeasure, BehaviouralPlacement] {
        let (said_no, taken_back) =
            (said(CareOrder, BoardOutcome::NotGranted, no), said(other, BoardOutcome::Withdrawn, back));
        let last = with_both(other).hears(no, &said_no).hears(back, &taken_back);
        assert_eq!(board_case(&last), by(after_the_no), "{other:?}");
        let before = said(other, BoardOutcome::Withdrawn, april);
        let first = with_both(other).hears(april, &before).hears(no, &said_no);
        assert_eq!(board_case(&first), by(after_the_no), "{other:?}");
    }
    // Brought once more and taken back as well, there is as much time as there was.
    let (anew, again) = (date(2024, 5, 13), date(2024, 5, 21));
    let story = with_both(OrderedMeasure).hears(no, &said(CareOrder, BoardOutcome::NotGranted, no));
    let story = story.hears(anew, &brought(CareOrder, anew));
    let story = story.hears(again, &said(CareOrder, BoardOutcome::Withdrawn, again));
    assert_eq!(board_case(&story), by(after_the_no));
    // The court's no is one, whatever else was taken back before.
    let mut appealed = investigation_event("CourtAppealRecorded");
    if let InvestigationEvent::CourtAppealRecorded { kind, appealed_on, .. } = &mut appealed {
        (*kind, *appealed_on) = (CareOrder, no);
    }
    let mut judged = investigation_event("CourtDecisionReceived");
    if let InvestigationEvent::CourtDecisionReceived { kind, outcome, until, decided_on, .. } = &mut judged {
        (*kind, *outcome, *until, *decided_on) = (CareOrder, CourtOutcome::NotGranted, None, date(2024, 9, 2));
    }
    let story = with_both(OrderedMeasure).hears(april, &said(CareOrder, BoardOutcome::Granted, april));
    let story = story.hears(no, &appealed).hears(back, &said(OrderedMeasure, BoardOutcome::Withdrawn, back));
    assert_eq!(board_case(&story.hears(date(2024, 9, 2), &judged)), by(date(2024, 9, 30)));
}

#[test]
fn r_71_s2_64_less_time_that_a_municipality_gives_itself_for_any_case_holds_after_a_placement_for_behaviour_too() {
    use DeadlineKind::{BehaviourBoardCase, BoardCase};
    let placed = |own: Story| own.hears(FRIDAY, &placed_because_of(EmergencyGround::Behaviour, FRIDAY));
    let stricter = investigated().set(BoardCase, Length::Weeks(1), MONDAY);
    assert_eq!(board_case(&placed(stricter)), by(date(2024, 3, 15)));
    let laxer = investigated().set(BoardCase, Length::Weeks(3), MONDAY);
    assert_eq!(board_case(&placed(laxer)), by(date(2024, 3, 22)));
    // Unless it has said what it gives itself for this one.
    let both = investigated().set(BoardCase, Length::Weeks(1), MONDAY);
    let both = both.set(BehaviourBoardCase, Length::Days(10), MONDAY);
    assert_eq!(board_case(&placed(both)), by(date(2024, 3, 18)));
}

#[test]
fn s2_62_s2_64_once_the_placement_ends_for_which_there_was_less_time_there_is_as_much_as_for_what_goes_on() {
    let (harm, behaviour) = (EmergencyGround::Harm, EmergencyGround::Behaviour);
    let monday = date(2024, 3, 11);
    let both = || {
        let placed = investigated().hears(FRIDAY, &placed_because_of(harm, FRIDAY));
        placed.hears(monday, &placed_because_of(behaviour, monday))
    };
    let ends = |number, on| {
        let mut event = investigation_event("EmergencyPlacementEnded");
        if let InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } = &mut event {
            (*placement, *ended_on) = (Some(PlacementNumber(number)), on);
        }
        event
    };
    let (of_behaviour, of_harm) = (date(2024, 3, 25), date(2024, 4, 5));
    assert_eq!(board_case(&both()), by(of_behaviour));
    let in_time = date(2024, 3, 15);
    assert_eq!(board_case(&both().hears(in_time, &ends(2, in_time))), by(of_harm));
    assert_eq!(board_case(&both().hears(in_time, &ends(1, in_time))), by(of_behaviour), "that one goes on");
    // That it was too late by then is mended by no end.
    let late = date(2024, 3, 26);
    assert_eq!(board_case(&both().hears(late, &ends(2, late))), by(of_behaviour));
    // An investigation that ended in the case owes it whatever becomes of the placement.
    let concluded_on = date(2024, 3, 14);
    let mut ended = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { outcome, concluded_on: on, .. } = &mut ended {
        (*outcome, *on) = (InvestigationOutcome::BoardCase, concluded_on);
    }
    let placed = investigated().hears(FRIDAY, &placed_because_of(behaviour, FRIDAY));
    let concluded = placed.hears(concluded_on, &ended);
    assert_eq!(board_case(&concluded), by(date(2024, 3, 22)));
    assert_eq!(board_case(&concluded.hears(in_time, &ends(1, in_time))), by(date(2024, 4, 11)));
}

#[test]
fn s2_66_what_the_board_is_to_decide_and_what_is_to_be_carried_out_have_last_days() {
    let brought = investigated().hears(FRIDAY, &investigation_event("BoardCaseSubmitted"));
    let awaited = brought.obligation(ObligationKind::ReceiveBoardDecision);
    assert_eq!(awaited.due, Some(law::due(DeadlineKind::BoardDecision, awaited.opened_on)));
    let found = brought.findings.values().find(|found| found.obligation == Some(awaited.kind)).unwrap();
    assert_eq!(found.severity(), Severity::Notice, "it is for the board to decide");
}

#[test]
fn s3_22_s3_36_what_a_step_asks_for_is_done_within_the_time_of_what_is_decided_in_steps() {
    let mut decided = case_event("StepDecisionTaken");
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { asks_for, consequence, .. }) = &mut decided {
        *consequence = None;
        *asks_for = [AskedFor::Measure, AskedFor::Referral].into();
    }
    let story = opened().hears(TUESDAY, &case_event("GuideFollowed")).hears(WEDNESDAY, &decided);
    let owed = [ObligationKind::PlanMeasure, ObligationKind::ReferChild];
    for kind in owed {
        let owed = story.obligation(kind);
        assert_eq!(owed.due, Some(law::due(DeadlineKind::StepCarriedOut, owed.opened_on)), "{kind:?}");
    }
    let found: BTreeSet<_> = not_done(&story).into_iter().map(|(kind, ..)| kind).collect();
    assert!(owed.iter().all(|kind| found.contains(kind)), "each of one step is found by itself: {found:?}");
}
