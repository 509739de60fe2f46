//! S1-15, S1-19, D-7: what is followed up is ended by a decision, and the group that works together meets.

use super::*;
use crate::case::StepConsequence;
use crate::investigation::{BoardCaseKind, FollowUpEndReason, InvestigationOutcome};
use crate::law;
use crate::people::{Decider, DeciderRole};

const END: ObligationKind = ObligationKind::EndFollowUp;
const HOLD: ObligationKind = ObligationKind::HoldMeeting;
const JULY_1: NaiveDate = date(2024, 7, 1);
const DECEMBER_20: NaiveDate = date(2024, 12, 20);

fn conclusion(came_to: InvestigationOutcome) -> InvestigationEvent {
    let mut event = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { outcome, concluded_on, .. } = &mut event {
        (*outcome, *concluded_on) = (came_to, JULY_1);
    }
    event
}

fn concluded(came_to: InvestigationOutcome) -> Story {
    Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened")).hears(JULY_1, &conclusion(came_to))
}

/// A measure was decided on while it was investigated.
fn measured_before() -> Story {
    let mut decided = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { decided_on, .. } = &mut decided {
        *decided_on = FRIDAY;
    }
    Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened")).hears(FRIDAY, &decided)
}

fn measured() -> Story {
    concluded(InvestigationOutcome::MeasuresDecided).hears(JULY_1, &investigation_event("MeasureDecided"))
}

fn of(story: &Story, kind: ObligationKind, on: NaiveDate) -> Vec<Standing> {
    story.standings(on).into_iter().filter(|(known, _)| *known == kind).map(|(_, standing)| standing).collect()
}

#[test]
fn s1_19_once_the_last_measure_has_ended_it_is_owed_to_end_what_is_followed_up() {
    assert_eq!(of(&measured(), END, DECEMBER_20), []);
    let over = || measured().hears(DECEMBER_20, &investigation_event("DecidedMeasureEnded"));
    let owed = over().obligation(END).clone();
    assert_eq!((owed.opened_on, owed.due), (DECEMBER_20, Some(law::due(DeadlineKind::FollowUpEnded, DECEMBER_20))));
    let late_on = owed.due.unwrap().succ_opt().unwrap();
    let late = over();
    assert!(late.findings.values().any(|found| found.obligation == Some(END) && found.arose_on == late_on));
    let ended = over().hears(date(2025, 1, 10), &investigation_event("FollowUpEnded"));
    assert_eq!(of(&ended, END, late_on), [Standing::Met]);
    assert!(!ended.findings.values().any(|found| found.obligation == Some(END)));
    // Another measure goes on with it.
    let mut other = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { measure, decided_on, .. } = &mut other {
        (*measure, *decided_on) = (crate::ids::MeasureId::from_uuid(Uuid::from_u128(9)), DECEMBER_20);
    }
    assert_eq!(of(&over().hears(DECEMBER_20, &other), END, DECEMBER_20), [Standing::Lapsed]);
}

#[test]
fn s1_19_nothing_is_to_be_ended_where_nothing_is_followed_up() {
    let over = investigation_event("DecidedMeasureEnded");
    let ends_with = |came_to| measured_before().hears(JULY_1, &conclusion(came_to)).hears(DECEMBER_20, &over);
    assert_eq!(of(&ends_with(InvestigationOutcome::InvestigationDismissed), END, DECEMBER_20), []);
    assert_eq!(of(&ends_with(InvestigationOutcome::MeasuresDecided), END, DECEMBER_20), [Standing::Open]);
    // A measure that ended while it was investigated: what it came to is followed up from its conclusion on.
    let mut over = over;
    if let InvestigationEvent::DecidedMeasureEnded { ended_on, .. } = &mut over {
        *ended_on = JULY_1.pred_opt().unwrap();
    }
    let before = || measured_before().hears(JULY_1, &over);
    assert_eq!(of(&before(), END, JULY_1), []);
    let dismissed = before().hears(JULY_1, &conclusion(InvestigationOutcome::InvestigationDismissed));
    assert_eq!(of(&dismissed, END, JULY_1), []);
    let decided = before().hears(JULY_1, &conclusion(InvestigationOutcome::MeasuresDecided));
    assert_eq!((of(&decided, END, JULY_1), decided.obligation(END).opened_on), (vec![Standing::Open], JULY_1));
}

#[test]
fn s1_19_nobody_is_asked_to_end_what_goes_on_otherwise() {
    let over = || measured().hears(DECEMBER_20, &investigation_event("DecidedMeasureEnded"));
    let mut placed = investigation_event("EmergencyPlacementDecided");
    if let InvestigationEvent::EmergencyPlacementDecided { decided_on, .. } = &mut placed {
        *decided_on = DECEMBER_20;
    }
    assert_eq!(of(&over(), END, DECEMBER_20), [Standing::Open]);
    assert_eq!(of(&over().hears(DECEMBER_20, &placed), END, DECEMBER_20), [Standing::Lapsed]);
    let placed = || measured().hears(JULY_1, &placed).hears(DECEMBER_20, &investigation_event("DecidedMeasureEnded"));
    assert_eq!(of(&placed(), END, DECEMBER_20), []);
    let mut home = investigation_event("EmergencyPlacementEnded");
    if let InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } = &mut home {
        (*placement, *ended_on) = (None, DECEMBER_20);
    }
    assert_eq!(of(&placed().hears(DECEMBER_20, &home), END, DECEMBER_20), [Standing::Open]);
    // What it came to is to be brought, or to be decided.
    for came_to in [InvestigationOutcome::BoardCase, InvestigationOutcome::MeasuresDecided] {
        assert_eq!(of(&concluded(came_to), END, DECEMBER_20), []);
    }
}

#[test]
fn s1_15_s1_19_after_the_end_of_the_follow_up_nothing_is_awaited_of_the_group() {
    let ended_on = date(2025, 1, 10);
    let in_use = FindingKind::ConsentExpiredInUse;
    let mut formed = investigation_event("ResponsibilityGroupFormed");
    if let InvestigationEvent::ResponsibilityGroupFormed { scope: Some(scope), formed_on, .. } = &mut formed {
        (scope.valid_to, *formed_on) = (Some(date(2025, 1, 20)), DECEMBER_20);
    }
    let mut met = investigation_event("GroupMeetingHeld");
    if let InvestigationEvent::GroupMeetingHeld { held_on, next_on, .. } = &mut met {
        (*held_on, *next_on) = (date(2025, 1, 15), Some(date(2025, 2, 1)));
    }
    let over = || {
        let over = measured().hears(DECEMBER_20, &investigation_event("DecidedMeasureEnded"));
        over.hears(DECEMBER_20, &formed)
    };
    let goes_on = over().hears(date(2025, 1, 15), &met);
    assert_eq!(of(&goes_on, HOLD, date(2025, 1, 15)), [Standing::Open]);
    assert!(goes_on.finding(in_use).is_some());
    let mut end = investigation_event("FollowUpEnded");
    if let InvestigationEvent::FollowUpEnded { ended_on: on, .. } = &mut end {
        *on = ended_on;
    }
    let ended = || over().hears(ended_on, &end);
    let story = ended().hears(date(2025, 1, 15), &met);
    assert_eq!((of(&story, HOLD, date(2025, 2, 2)), story.finding(in_use)), (vec![], None));
    // A measure that is decided after that begins it anew, with the group that stands.
    let mut other = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { decided_on, .. } = &mut other {
        *decided_on = date(2025, 1, 12);
    }
    let anew = ended().hears(date(2025, 1, 12), &other).hears(date(2025, 1, 15), &met);
    assert_eq!(of(&anew, HOLD, date(2025, 1, 15)), [Standing::Open]);
    assert_eq!(anew.finding(in_use).map(|found| found.arose_on), Some(date(2025, 1, 21)));
}

#[test]
fn s1_15_d_7_the_next_meeting_that_a_group_agreed_on_is_owed_and_found_where_it_is_not_held() {
    let formed = || Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let formed = || formed().hears(FRIDAY, &investigation_event("ResponsibilityGroupFormed"));
    let met = || formed().hears(date(2024, 8, 30), &investigation_event("GroupMeetingHeld"));
    let next_on = date(2024, 9, 20);
    assert_eq!(met().obligation(HOLD).due, Some(next_on));
    let late = met();
    assert_eq!(late.finding(FindingKind::MeetingNotHeld).map(|found| found.arose_on), next_on.succ_opt());
    let mut again = investigation_event("GroupMeetingHeld");
    if let InvestigationEvent::GroupMeetingHeld { held_on, next_on: agreed, .. } = &mut again {
        (*held_on, *agreed) = (next_on, None);
    }
    let in_time = met().hears(next_on, &again);
    assert_eq!(
        (of(&in_time, HOLD, next_on), in_time.finding(FindingKind::MeetingNotHeld)),
        (vec![Standing::Met], None)
    );
    // Written down late, an older one neither was the one that was agreed nor agrees on the next.
    let late = in_time.hears(next_on, &investigation_event("GroupMeetingHeld"));
    assert_eq!(of(&late, HOLD, next_on), [Standing::Met]);
    let mut dissolved = investigation_event("ResponsibilityGroupDissolved");
    if let InvestigationEvent::ResponsibilityGroupDissolved { dissolved_on, .. } = &mut dissolved {
        *dissolved_on = date(2024, 9, 2);
    }
    assert_eq!(of(&met().hears(date(2024, 9, 2), &dissolved), HOLD, next_on), [Standing::Lapsed]);
}

fn ended_for(reason: Option<FollowUpEndReason>, day: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("FollowUpEnded");
    if let InvestigationEvent::FollowUpEnded { reason: of, ended_on, .. } = &mut event {
        (*of, *ended_on) = (reason, day);
    }
    event
}

/// The investigation follows a guide, by which what has come to its goal is closed.
fn guided() -> Story {
    let CaseEvent::Steps(follows) = followed(1, &[]) else { unreachable!("it is one") };
    let opened = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let opened = opened.hears(THURSDAY, &InvestigationEvent::Steps(follows));
    let concluded = opened.hears(JULY_1, &conclusion(InvestigationOutcome::MeasuresDecided));
    let mut measure = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { decided_on, .. } = &mut measure {
        *decided_on = JULY_1;
    }
    concluded.hears(JULY_1, &measure)
}

#[test]
fn s1_19_r_36_only_what_has_come_to_its_goal_is_ended_by_a_step_of_the_guide() {
    let over = || guided().hears(DECEMBER_20, &investigation_event("DecidedMeasureEnded"));
    let ended_on = date(2025, 1, 10);
    let against = |reason| {
        let ended = over().hears(ended_on, &ended_for(reason, ended_on));
        let of_the_end = |found: &&Finding| found.kind == FindingKind::AgainstGuide && found.arose_on == ended_on;
        ended.findings.values().filter(of_the_end).count()
    };
    assert_eq!((against(None), against(Some(FollowUpEndReason::GoalReached))), (1, 1));
    for reason in FollowUpEndReason::ALL.into_iter().filter(|reason| *reason != FollowUpEndReason::GoalReached) {
        assert_eq!(against(Some(reason)), 0, "{reason:?}");
    }
}

#[test]
fn s1_19_what_a_step_closes_is_owed_once_and_is_ended_by_the_decision_on_it() {
    let mut closes = case_event("StepDecisionTaken");
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { consequence, asks_for, decided_on, .. }) = &mut closes {
        (*consequence, *asks_for, *decided_on) = (Some(StepConsequence::Close), [].into(), DECEMBER_20);
    }
    let CaseEvent::Steps(closes) = closes else { unreachable!("it is one") };
    let over = || guided().hears(DECEMBER_20, &investigation_event("DecidedMeasureEnded"));
    let decided = || over().hears(DECEMBER_20, &InvestigationEvent::Steps(closes.clone()));
    assert_eq!(of(&decided(), END, DECEMBER_20), [Standing::Open]);
    assert_eq!(of(&decided(), ObligationKind::CarryOutStepDecision, DECEMBER_20), []);
    let ended_on = date(2025, 1, 10);
    let ended = decided().hears(ended_on, &ended_for(Some(FollowUpEndReason::GoalReached), ended_on));
    assert_eq!(of(&ended, END, ended_on), [Standing::Met]);
    assert!(
        !ended.findings.values().any(|found| found.kind == FindingKind::AgainstGuide && found.arose_on == ended_on)
    );
}

#[test]
fn s1_19_r_15_what_a_step_closes_while_a_measure_runs_is_owed_to_be_carried_out_and_owed_once() {
    let (carry_out, over_on) = (ObligationKind::CarryOutStepDecision, date(2024, 12, 27));
    let decided = |asked: Option<StepConsequence>, day| {
        let mut event = case_event("StepDecisionTaken");
        if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { consequence, asks_for, decided_on, .. }) = &mut event {
            (*consequence, *asks_for, *decided_on) = (asked, [].into(), day);
        }
        let CaseEvent::Steps(event) = event else { unreachable!("it is one") };
        InvestigationEvent::Steps(event)
    };
    let mut over = investigation_event("DecidedMeasureEnded");
    if let InvestigationEvent::DecidedMeasureEnded { ended_on, .. } = &mut over {
        *ended_on = over_on;
    }
    let closes = || guided().hears(DECEMBER_20, &decided(Some(StepConsequence::Close), DECEMBER_20));
    let due = law::due(DeadlineKind::StepCarriedOut, DECEMBER_20);
    assert_eq!((of(&closes(), carry_out, due), of(&closes(), END, due)), (vec![Standing::Open], vec![]));
    let late_on = due.succ_opt().unwrap();
    let found = |story: &Story| story.findings.values().any(|found| found.obligation == Some(carry_out));
    assert!(found(&closes()) && closes().found(late_on).contains(&FindingKind::NotDoneInTime));
    let over = || closes().hears(over_on, &over);
    assert_eq!((of(&over(), carry_out, over_on), of(&over(), END, over_on)), (vec![Standing::Open], vec![]));
    let ended = over().hears(over_on, &ended_for(Some(FollowUpEndReason::GoalReached), over_on));
    assert_eq!((of(&ended, carry_out, over_on), found(&ended)), (vec![Standing::Met], false));
    // Decided otherwise, it is to be ended all the same, once nothing is left.
    let otherwise = over().hears(over_on, &decided(None, over_on));
    assert_eq!(
        (of(&otherwise, carry_out, over_on), of(&otherwise, END, over_on)),
        (vec![Standing::Lapsed], vec![Standing::Open])
    );
}

fn ended_by(by: DeciderRole, reason: FollowUpEndReason, day: NaiveDate) -> InvestigationEvent {
    let mut event = ended_for(Some(reason), day);
    if let InvestigationEvent::FollowUpEnded { decision, .. } = &mut event {
        decision.decided_by = decision.decided_by.take().map(|decider| Decider { role: by, ..decider });
    }
    event
}

#[test]
fn s1_19_r_19_s2_56_what_it_came_to_is_let_go_of_by_a_leader_or_is_found() {
    use FollowUpEndReason::{FamilyWithdraws, Moved, OfAge, ReportSent};
    let short = FindingKind::ClosedWithOpenObligations;
    let ended_on = date(2024, 7, 3);
    let came_to = [
        (
            InvestigationOutcome::MeasuresDecided,
            ObligationKind::DecideMeasures,
            vec![FamilyWithdraws, Moved, OfAge, ReportSent],
        ),
        (InvestigationOutcome::BoardCase, ObligationKind::SubmitBoardCase, vec![Moved, OfAge]),
    ];
    for (outcome, kind, reasons) in came_to {
        for reason in reasons {
            let ended = |by| concluded(outcome).hears(ended_on, &ended_by(by, reason, ended_on));
            let (worker, leader) = (ended(DeciderRole::Caseworker), ended(DeciderRole::ProfessionalLeader));
            assert_eq!(of(&worker, kind, ended_on), [Standing::Lapsed], "{reason:?}");
            assert_eq!(worker.finding(short).map(|found| (found.arose_on, found.mended_on)), Some((ended_on, None)));
            assert_eq!(
                (of(&leader, kind, ended_on), leader.finding(short)),
                (vec![Standing::Lapsed], None),
                "{reason:?}"
            );
        }
    }
    // What was overdue by then stays found, whoever ends it.
    let late = date(2025, 1, 10);
    let overdue =
        concluded(InvestigationOutcome::BoardCase).hears(late, &ended_by(DeciderRole::ProfessionalLeader, Moved, late));
    assert_eq!(overdue.finding(FindingKind::BoardCaseNotBrought).map(|found| found.mended_on), Some(None));
    // A measure that is decided on after all makes it good.
    let worker = concluded(InvestigationOutcome::MeasuresDecided)
        .hears(ended_on, &ended_by(DeciderRole::Caseworker, FamilyWithdraws, ended_on));
    let mut measure = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { decided_on, .. } = &mut measure {
        *decided_on = date(2024, 7, 10);
    }
    let anew = worker.hears(date(2024, 7, 10), &measure);
    assert_eq!(anew.finding(short).unwrap().mended_on, Some(date(2024, 7, 10)));
}

#[test]
fn s1_19_r_19_s2_62_a_case_that_was_left_undone_and_is_brought_before_the_board_after_all_makes_that_good() {
    let submit = ObligationKind::SubmitBoardCase;
    let (ended_on, then) = (date(2024, 7, 3), date(2024, 7, 10));
    let left = || {
        let mut event = conclusion(InvestigationOutcome::BoardCase);
        if let InvestigationEvent::InvestigationConcluded { board_case, .. } = &mut event {
            *board_case = Some(BoardCaseKind::CareOrder);
        }
        let opened = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
        let ended = ended_by(DeciderRole::Caseworker, FollowUpEndReason::Moved, ended_on);
        opened.hears(JULY_1, &event).hears(ended_on, &ended)
    };
    let mended_on = |story: &Story| story.finding(FindingKind::ClosedWithOpenObligations).unwrap().mended_on;
    assert_eq!((mended_on(&left()), of(&left(), submit, then)), (None, vec![Standing::Lapsed]));
    let brought = |asked_for| {
        let mut event = investigation_event("BoardCaseSubmitted");
        if let InvestigationEvent::BoardCaseSubmitted { kind, submitted_on, .. } = &mut event {
            (*kind, *submitted_on) = (asked_for, then);
        }
        event
    };
    assert_eq!(mended_on(&left().hears(then, &brought(BoardCaseKind::CareOrder))), Some(then));
    assert_eq!(mended_on(&left().hears(then, &brought(BoardCaseKind::OrderedMeasure))), None, "that is another one");
    // With a measure it is followed up anew, and what it came to is to be brought still.
    let mut measure = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { decided_on, .. } = &mut measure {
        *decided_on = then;
    }
    let anew = left().hears(then, &measure);
    assert_eq!(mended_on(&anew), Some(then));
    assert_eq!(of(&anew, submit, then), [Standing::Open, Standing::Lapsed]);
}

#[test]
fn s1_15_d_7_another_day_for_the_groups_meeting_is_the_one_it_is_owed_by() {
    let formed = || Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let formed = || formed().hears(FRIDAY, &investigation_event("ResponsibilityGroupFormed"));
    let met = || formed().hears(date(2024, 8, 30), &investigation_event("GroupMeetingHeld"));
    let agreed = investigation_event("GroupMeetingAgreed");
    let moved = || met().hears(date(2024, 9, 10), &agreed);
    assert_eq!(moved().obligation(HOLD).due, Some(date(2024, 9, 27)));
    assert_eq!(of(&moved(), HOLD, date(2024, 9, 21)), [Standing::Open]);
    let mut held = investigation_event("GroupMeetingHeld");
    if let InvestigationEvent::GroupMeetingHeld { held_on, next_on, .. } = &mut held {
        (*held_on, *next_on) = (date(2024, 9, 27), None);
    }
    let in_time = moved().hears(date(2024, 9, 27), &held);
    assert_eq!(of(&in_time, HOLD, date(2024, 9, 27)), [Standing::Met]);
    assert_eq!(in_time.finding(FindingKind::MeetingNotHeld), None);
    // After the day that was agreed it was not held, and that stays found.
    let mut late = agreed.clone();
    if let InvestigationEvent::GroupMeetingAgreed { next_on, agreed_on, .. } = &mut late {
        (*next_on, *agreed_on) = (date(2024, 10, 10), date(2024, 9, 25));
    }
    let late = met().hears(date(2024, 9, 25), &late);
    let (missed_on, met_on) = (date(2024, 9, 21), date(2024, 10, 10));
    let found = |story: &Story| {
        let found = story.findings.values().filter(|found| found.kind == FindingKind::MeetingNotHeld);
        found.map(|found| (found.arose_on, found.mended_on)).collect::<BTreeSet<_>>()
    };
    assert!(found(&late).contains(&(missed_on, None)));
    if let InvestigationEvent::GroupMeetingHeld { held_on, .. } = &mut held {
        *held_on = met_on;
    }
    assert_eq!(found(&late.hears(met_on, &held)), [(missed_on, Some(met_on))].into());
    // What was agreed before the last meeting, and is written down after it, moves nothing.
    let mut older = agreed.clone();
    if let InvestigationEvent::GroupMeetingAgreed { agreed_on, .. } = &mut older {
        *agreed_on = date(2024, 8, 20);
    }
    assert_eq!(met().hears(date(2024, 9, 10), &older).obligation(HOLD).due, Some(date(2024, 9, 20)));
}
