//! S1-15, S1-16, S1-19: the group that works together meets, and what is followed up comes to its end by a decision.

use super::help::{has_ended, was_decided_on};
use super::*;
use crate::test_support::samples::{principles, service_scope};
use crate::test_support::{FRIDAY, decided, mother};

fn followed_up() -> Vec<InvestigationEvent> {
    vec![opened(), concluded(InvestigationOutcome::MeasuresDecided, "1")]
}

fn end_on(ended_on: NaiveDate) -> InvestigationAction {
    end_for(FollowUpEndReason::GoalReached, ended_on)
}

fn end_for(reason: FollowUpEndReason, ended_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::EndFollowUp { reason, decision: decision(), ended_on }
}

fn ended() -> InvestigationEvent {
    ended_for(FollowUpEndReason::GoalReached)
}

fn ended_for(reason: FollowUpEndReason) -> InvestigationEvent {
    let reason = Some(reason);
    InvestigationEvent::FollowUpEnded { reason, decision: decided(), guides: Vec::new(), ended_on: JUNE_3 }
}

fn measure() -> InvestigationEvent {
    was_decided_on(MeasureBasis::Assistance)
}

#[test]
fn s1_19_what_is_followed_up_ends_by_a_decision_with_reasons_once_nothing_of_it_goes_on() {
    let with_a_measure = || [followed_up(), vec![measure()]].concat();
    let goes_on = |what| Refusal::FollowUpGoesOn { what };
    given(with_a_measure()).when(end_on(JUNE_3)).then_refused(goes_on(FollowUpPart::Measure));
    given([with_a_measure(), vec![has_ended()]].concat()).when(end_on(JUNE_3)).then([ended()]);
    let placed = InvestigationEvent::EmergencyPlacementDecided {
        ground: EmergencyGround::Harm,
        principles: None,
        legal_basis: "BVL2021 § 4-2".to_owned(),
        decision: decided(),
        guides: Vec::new(),
        decided_on: JUNE_3,
    };
    let placed = [followed_up(), vec![placed]].concat();
    given(placed).when(end_on(JUNE_3)).then_refused(goes_on(FollowUpPart::EmergencyPlacement));
    let over = [with_a_measure(), vec![has_ended(), ended()]].concat();
    given(over.clone()).when(end_on(JUNE_3)).then_refused(Refusal::FollowUpHasEnded { on: JUNE_3 });
    let state = given(over.clone()).state();
    assert_eq!((state.is_over(), state.follow_up_ended_on()), (true, Some(JUNE_3)));
    // What is decided after that begins it anew.
    let again = given([over, vec![measure()]].concat()).state();
    assert_eq!((again.is_over(), again.follow_up_ended_on()), (false, None));
}

fn before_board(kind: BoardCaseKind) -> InvestigationEvent {
    InvestigationEvent::BoardCaseSubmitted {
        kind,
        until: None,
        principles: principles(),
        legal_basis: "BVL2021 § 14-1".to_owned(),
        decision: decided(),
        guides: Vec::new(),
        submitted_on: JUNE_3,
    }
}

#[test]
fn s1_19_s2_66_a_follow_up_goes_on_while_what_it_came_to_is_to_be_brought_decided_or_carried_out() {
    use FollowUpEndReason::{FamilyWithdraws, Moved, OfAge, ReportSent};
    let left = |before: Vec<InvestigationEvent>, what| {
        given(before).when(end_on(JUNE_3)).then_refused(Refusal::FollowUpGoesOn { what });
    };
    left(followed_up(), FollowUpPart::MeasureToDecide);
    let mut to_board = concluded(InvestigationOutcome::BoardCase, "2");
    if let InvestigationEvent::InvestigationConcluded { board_case, .. } = &mut to_board {
        *board_case = Some(BoardCaseKind::CareOrder);
    }
    let to_board = || vec![opened(), to_board.clone()];
    left(to_board(), FollowUpPart::BoardCaseToBring);
    let at_home = [to_board(), vec![before_board(BoardCaseKind::OrderedMeasure)]].concat();
    left(at_home, FollowUpPart::BoardCase);
    let brought = || [to_board(), vec![before_board(BoardCaseKind::CareOrder)]].concat();
    left(brought(), FollowUpPart::BoardCase);
    let said = |outcome| InvestigationEvent::BoardDecisionReceived {
        kind: BoardCaseKind::CareOrder,
        outcome,
        account: None,
        until: None,
        decided_on: JUNE_3,
    };
    left([brought(), vec![said(BoardOutcome::Granted)]].concat(), FollowUpPart::BoardDecision);
    given([brought(), vec![said(BoardOutcome::NotGranted)]].concat()).when(end_on(JUNE_3)).then([ended()]);
    // What the family consents to after all is not brought, unless it takes that back while the child lives there.
    let consented = || [to_board(), vec![was_decided_on(MeasureBasis::VoluntaryPlacement)]].concat();
    left(consented(), FollowUpPart::Measure);
    given([consented(), vec![has_ended()]].concat()).when(end_on(JUNE_3)).then([ended()]);
    let taken_back = InvestigationEvent::ServiceConsentWithdrawn {
        consent: ServiceConsent::to_placement(crate::test_support::MEASURE),
        reason: None,
        withdrawn_on: JUNE_3,
    };
    let mut with_consent = was_decided_on(MeasureBasis::VoluntaryPlacement);
    if let InvestigationEvent::MeasureDecided { consented, .. } = &mut with_consent {
        *consented = Some(Consented { by: vec![mother()], on: FRIDAY, scope: None });
    }
    let over = [to_board(), vec![with_consent, taken_back, has_ended()]].concat();
    left(over, FollowUpPart::BoardCaseToBring);
    left([to_board(), vec![measure(), has_ended()]].concat(), FollowUpPart::BoardCaseToBring);
    // For a child who has moved or is of age nobody here carries it out any more; a family's no to it ends nothing.
    let granted = || [brought(), vec![said(BoardOutcome::Granted)]].concat();
    for reason in [Moved, OfAge] {
        given(granted()).when(end_for(reason, JUNE_3)).then([ended_for(reason)]);
        let mut carried_out = granted();
        carried_out.push(was_decided_on(MeasureBasis::CareOrder));
        let what = FollowUpPart::Measure;
        given(carried_out).when(end_for(reason, JUNE_3)).then_refused(Refusal::FollowUpGoesOn { what });
    }
    for reason in [FamilyWithdraws, ReportSent] {
        let what = FollowUpPart::BoardDecision;
        given(granted()).when(end_for(reason, JUNE_3)).then_refused(Refusal::FollowUpGoesOn { what });
    }
    // What an import tells of is carried out elsewhere.
    let mut imported = followed_up();
    if let Some(InvestigationEvent::InvestigationConcluded { decision, .. }) = imported.last_mut() {
        *decision = crate::people::RecordedDecision::imported(None);
    }
    given(imported).when(end_on(JUNE_3)).then([ended()]);
}

#[test]
fn s1_19_r_22_a_family_that_takes_no_more_help_or_moves_ends_it_before_a_measure_was_decided() {
    use FollowUpEndReason::{FamilyWithdraws, GoalReached, Moved, OfAge, ReportSent};
    for reason in [FamilyWithdraws, Moved, OfAge, ReportSent] {
        given(followed_up()).when(end_for(reason, JUNE_3)).then([ended_for(reason)]);
        // What runs is ended first, for whichever reason.
        let runs = [followed_up(), vec![measure()]].concat();
        let what = FollowUpPart::Measure;
        given(runs).when(end_for(reason, JUNE_3)).then_refused(Refusal::FollowUpGoesOn { what });
    }
    let what = FollowUpPart::MeasureToDecide;
    given(followed_up()).when(end_for(GoalReached, JUNE_3)).then_refused(Refusal::FollowUpGoesOn { what });
    // A family's no is no reason not to bring what it came to before the board; that the child is elsewhere is.
    let mut to_board = concluded(InvestigationOutcome::BoardCase, "2");
    if let InvestigationEvent::InvestigationConcluded { board_case, .. } = &mut to_board {
        *board_case = Some(BoardCaseKind::CareOrder);
    }
    let to_board = || [opened(), to_board.clone()];
    let what = FollowUpPart::BoardCaseToBring;
    given(to_board()).when(end_for(FamilyWithdraws, JUNE_3)).then_refused(Refusal::FollowUpGoesOn { what });
    given(to_board()).when(end_for(Moved, JUNE_3)).then([ended_for(Moved)]);
}

#[test]
fn s1_15_d_7_a_group_agrees_on_another_day_for_its_next_meeting() {
    let agree = |next_on| InvestigationAction::AgreeGroupMeeting { next_on, agreed_on: JUNE_3 };
    let agreed =
        InvestigationEvent::GroupMeetingAgreed { group: 1, next_on: TOMORROW, guides: Vec::new(), agreed_on: JUNE_3 };
    given([opened(), group(None)]).when(agree(TOMORROW)).then([agreed.clone()]);
    let state = given([opened(), group(None), agreed]).state();
    let shown: Vec<_> =
        state.written().groups[0].agreed.iter().map(|agreed| (agreed.next_on, agreed.agreed_on)).collect();
    assert_eq!(shown, [(TOMORROW, JUNE_3)]);
    given([opened()]).when(agree(TOMORROW)).then_refused(Refusal::NoResponsibilityGroup);
    given([opened(), group(Some(FRIDAY))]).when(agree(TOMORROW)).then_refused(Refusal::GroupConsentEnded);
    let early = Refusal::DateBefore { field: "nextOn", date: FRIDAY, earliest: JUNE_3 };
    given([opened(), group(None)]).when(agree(FRIDAY)).then_refused(early);
}

#[test]
fn s1_19_nothing_is_ended_that_is_not_followed_up() {
    given([opened()]).when(end_on(JUNE_3)).then_refused(Refusal::InvestigationNotConcluded);
    let dismissed = [opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    given(dismissed).when(end_on(JUNE_3)).then_refused(Refusal::NothingFollowedUp);
    let early =
        Refusal::DateBeforeAct { act: Act::InvestigationConcluded, field: "endedOn", date: TUESDAY, earliest: JUNE_3 };
    given(followed_up()).when(end_on(TUESDAY)).then_refused(early);
}

fn group(consented_until: Option<NaiveDate>) -> InvestigationEvent {
    InvestigationEvent::ResponsibilityGroupFormed {
        bodies: [Body::School, Body::HealthStation].into(),
        units: [RecipientUnit { body: Body::School, unit: "Solbakken".to_owned() }].into(),
        consented: vec![mother()],
        covers: said_of_child("What the school sees"),
        consented_on: Some(FRIDAY),
        scope: Some(ServiceConsentScope { valid_to: consented_until, ..service_scope() }),
        guides: Vec::new(),
        formed_on: FRIDAY,
    }
}

fn meet(body: Body, unit: Option<&str>, next_on: Option<NaiveDate>) -> InvestigationAction {
    let unit = unit.map(|unit| RecipientUnit { body, unit: unit.to_owned() });
    InvestigationAction::HoldGroupMeeting {
        present: [body].into(),
        units: unit.into_iter().collect(),
        minutes: said_of_child("She is met at the gate"),
        next_on,
        held_on: JUNE_3,
    }
}

#[test]
fn s1_15_s1_16_the_responsibility_group_meets_with_minutes_and_agrees_on_the_next_time_also_after_the_end() {
    for before in [vec![opened(), group(None)], [followed_up(), vec![group(None)]].concat()] {
        let events = given(before.clone()).when(meet(Body::School, Some("Solbakken"), Some(TOMORROW))).then_done();
        let [InvestigationEvent::GroupMeetingHeld { group, next_on, .. }] = &events[..] else { panic!("{events:?}") };
        assert_eq!((*group, *next_on), (1, Some(TOMORROW)));
        let state = given(before.into_iter().chain(events)).state();
        assert_eq!(state.written().groups[0].meetings[0].minutes, said_of_child("She is met at the gate"));
    }
    let early = Refusal::DateBefore { field: "nextOn", date: FRIDAY, earliest: JUNE_3 };
    given([opened(), group(None)]).when(meet(Body::HealthStation, None, Some(FRIDAY))).then_refused(early);
}

#[test]
fn s1_15_r_21_nobody_meets_whom_the_groups_consent_is_not_for() {
    let at = |body, unit| given([opened(), group(None)]).when(meet(body, unit, None));
    at(Body::Police, None).then_refused(Refusal::NotOfTheGroup { body: Body::Police });
    at(Body::School, Some("Lia")).then_refused(Refusal::NotOfTheGroup { body: Body::School });
    at(Body::HealthStation, Some("Lia")).then_done();
    given([opened()]).when(meet(Body::School, None, None)).then_refused(Refusal::NoResponsibilityGroup);
    given([opened(), group(Some(FRIDAY))])
        .when(meet(Body::HealthStation, None, None))
        .then_refused(Refusal::GroupConsentEnded);
}
