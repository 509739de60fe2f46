//! R-8, S0-45, S0-46: what is discussed, and that a leader's no stops nothing.

use super::*;
use crate::ids::NoteId;
use crate::test_support::NOTE;

const OTHER_NOTE: NoteId = NoteId::from_uuid(uuid::Uuid::from_u128(0x407f));

fn discuss(action: DiscussionAction) -> CaseAction {
    CaseAction::Discussion(action)
}

pub(super) fn submit() -> CaseAction {
    submit_on(TUESDAY)
}

fn submit_on(submitted_on: NaiveDate) -> CaseAction {
    discuss(DiscussionAction::SubmitNote { note: NOTE, text: said_of_child("She is often alone"), submitted_on })
}

fn submitted() -> CaseEvent {
    let text = said_of_child("She is often alone");
    DiscussionEvent::InternalNoteSubmittedToLeader { note: NOTE, text, submitted_on: TUESDAY }.into()
}

fn answer(note: NoteId, by_role: DeciderRole, given_on: NaiveDate) -> CaseAction {
    let decision = Decision::stated(reasons(), by(by_role));
    discuss(DiscussionAction::GiveFeedback { note, agrees: false, decision, given_on })
}

fn answered(agrees: bool, given_on: NaiveDate) -> CaseEvent {
    DiscussionEvent::LeaderFeedbackGiven { note: NOTE, agrees, decision: decided(), given_on }.into()
}

pub(super) fn disagree_on(recorded_on: NaiveDate) -> CaseAction {
    let description = said_of_child("He would rather wait");
    discuss(DiscussionAction::RecordDisagreement { description, recorded_on })
}

fn disagreed(recorded_on: NaiveDate) -> CaseEvent {
    let description = said_of_child("He would rather wait");
    DiscussionEvent::LeaderDisagreementRecorded { description, recorded_on }.into()
}

/// What a report names of a leader's no, sent on Friday after that.
fn sent_in_spite_of(said: impl IntoIterator<Item = CaseEvent>) -> Option<LeaderDisagreement> {
    let ready = [opened(), observed(), duty(true), informed(AboutGuardians::Report), submitted()];
    let events = given(ready.into_iter().chain(said)).when(send_report()).then_done();
    let [CaseEvent::Reporting(ReportingEvent::ReportSent { sent_despite_leader_disagreement, .. })] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    *sent_despite_leader_disagreement
}

#[test]
fn s4_5_s0_17_the_concern_is_discussed_with_colleague_peer_team_and_leader() {
    let summary = said_of_child("She has seen it too");
    let held_on = TUESDAY;
    given([opened()])
        .when(discuss(DiscussionAction::DiscussWithColleague { summary: summary.clone(), held_on }))
        .then([DiscussionEvent::ColleagueDiscussionHeld { summary: summary.clone(), held_on }.into()]);
    given([opened()])
        .when(discuss(DiscussionAction::DiscussInPeerTeam { summary: summary.clone(), held_on }))
        .then([DiscussionEvent::PeerTeamDiscussionHeld { summary: summary.clone(), held_on }.into()]);
    for about in LeaderTopic::ALL {
        given([opened()])
            .when(discuss(DiscussionAction::DiscussWithLeader {
                leader: None,
                about,
                summary: summary.clone(),
                held_on,
            }))
            .then([
                DiscussionEvent::LeaderDiscussionHeld { leader: None, about, summary: summary.clone(), held_on }.into()
            ]);
    }
}

#[test]
fn s0_17_the_leader_whom_it_was_discussed_with_is_named_and_leads() {
    let with = |role| DiscussionAction::DiscussWithLeader {
        about: LeaderTopic::Concern,
        summary: said_of_child("She has seen it too"),
        leader: Some(by(role)),
        held_on: TUESDAY,
    };
    let held = given([opened()]).when(discuss(with(DeciderRole::Head))).then_done();
    let [CaseEvent::Discussion(DiscussionEvent::LeaderDiscussionHeld { leader, .. })] = &held[..] else {
        panic!("{held:?}")
    };
    assert_eq!(*leader, Some(by(DeciderRole::Head)));
    let role = DeciderRole::Employee;
    given([opened()]).when(discuss(with(role))).then_refused(Refusal::NotBroughtToLeader { role });
}

#[test]
fn r10_nothing_was_discussed_submitted_or_answered_tomorrow() {
    let refused = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
    let summary = said_of_child("She has seen it too");
    let held_on = SATURDAY;
    for action in [
        DiscussionAction::DiscussWithColleague { summary: summary.clone(), held_on },
        DiscussionAction::DiscussInPeerTeam { summary: summary.clone(), held_on },
        DiscussionAction::DiscussWithLeader { leader: None, about: LeaderTopic::Report, summary, held_on },
    ] {
        given([opened()]).when(discuss(action)).then_refused(refused("heldOn"));
    }
    given([opened()]).when(submit_on(SATURDAY)).then_refused(refused("submittedOn"));
    let early = answer(NOTE, DeciderRole::UnitLeader, SATURDAY);
    given([opened(), submitted()]).when(early).then_refused(refused("givenOn"));
    given([opened()]).when(disagree_on(SATURDAY)).then_refused(refused("recordedOn"));
}

#[test]
fn s0_46_a_note_is_submitted_once_and_answered_once_by_a_leader() {
    given([opened()]).when(submit()).then([submitted()]);
    given([opened(), submitted()]).when(submit()).then_refused(Refusal::NoteAlreadySubmitted { note: NOTE });
    let given_on = WEDNESDAY;
    given([opened(), submitted()]).when(answer(NOTE, DeciderRole::UnitLeader, given_on)).then_done();
    given([opened(), submitted()])
        .when(answer(NOTE, DeciderRole::Employee, given_on))
        .then_refused(Refusal::FeedbackNotFromLeader);
    given([opened(), submitted(), answered(true, given_on)])
        .when(answer(NOTE, DeciderRole::UnitLeader, given_on))
        .then_refused(Refusal::NoteAlreadyAnswered { note: NOTE });
}

#[test]
fn s0_46_only_a_note_of_the_case_is_answered_and_not_before_it_was_submitted() {
    given([opened(), submitted()])
        .when(answer(OTHER_NOTE, DeciderRole::UnitLeader, WEDNESDAY))
        .then_refused(Refusal::NoteUnknown { note: OTHER_NOTE });
    given([opened(), submitted()])
        .when(answer(NOTE, DeciderRole::UnitLeader, MONDAY))
        .then_refused(Refusal::DateBefore { field: "givenOn", date: MONDAY, earliest: TUESDAY });
}

#[test]
fn s0_46_a_note_is_answered_in_a_closed_case_too() {
    given([opened(), submitted(), closed()]).when(answer(NOTE, DeciderRole::UnitLeader, FRIDAY)).then_done();
    given([opened(), closed()]).when(submit()).then_refused(Refusal::CaseClosed);
}

#[test]
fn r8_a_report_is_sent_in_spite_of_a_leaders_no_and_names_it() {
    let no = LeaderDisagreement { note: Some(NOTE), on: WEDNESDAY };
    assert_eq!(sent_in_spite_of([answered(false, WEDNESDAY)]), Some(no));
    let told = LeaderDisagreement { note: None, on: THURSDAY };
    assert_eq!(sent_in_spite_of([disagreed(THURSDAY)]), Some(told), "S0-45");
    assert_eq!(sent_in_spite_of([answered(true, WEDNESDAY), disagreed(THURSDAY)]), Some(told));
}

#[test]
fn r8_a_report_names_no_disagreement_where_the_leader_agreed_or_was_not_asked() {
    assert_eq!(sent_in_spite_of([]), None);
    assert_eq!(sent_in_spite_of([answered(true, WEDNESDAY)]), None);
    assert_eq!(sent_in_spite_of([disagreed(TUESDAY), answered(true, WEDNESDAY)]), None, "convinced since");
}

/// On Friday somebody records that the leader disagreed on Tuesday, and was convinced on Thursday.
#[test]
fn r8_the_leaders_last_word_is_the_last_said_and_not_the_last_recorded() {
    assert_eq!(sent_in_spite_of([answered(true, THURSDAY), disagreed(TUESDAY)]), None);
    let no = LeaderDisagreement { note: None, on: FRIDAY };
    assert_eq!(sent_in_spite_of([disagreed(FRIDAY), answered(true, WEDNESDAY)]), Some(no));
    assert_eq!(sent_in_spite_of([disagreed(THURSDAY), answered(true, THURSDAY)]), None, "on one day, as recorded");
}

/// What the leader says after the report was sent is no part of it.
#[test]
fn r8_a_report_names_what_the_leader_had_said_by_the_day_it_was_sent() {
    let ready = [opened(), observed(), duty_on(TUESDAY, true), informed_on(AboutGuardians::Report, TUESDAY)];
    let events = given(ready.into_iter().chain([disagreed(FRIDAY)])).when(send_report_at(noon(THURSDAY))).then_done();
    assert!(!serde_json::to_string(&events).unwrap().contains("sentDespiteLeaderDisagreement"));
}

#[test]
fn r8_the_summary_tells_that_a_report_was_sent_in_spite_of_a_no() {
    let mut event = sent(ReportDuty::Triggered);
    let before = Language::En.say(&event.summary());
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { sent_despite_leader_disagreement, .. }) = &mut event {
        *sent_despite_leader_disagreement = Some(LeaderDisagreement { note: Some(NOTE), on: WEDNESDAY });
    }
    assert_eq!(Language::En.say(&event.summary()), format!("{before} It was sent although the leader disagreed."));
    let stored: CaseEvent = serde_json::from_value(serde_json::to_value(&event).unwrap()).unwrap();
    assert_eq!(stored, event);
}

#[test]
fn s4_16_a_concern_is_brought_to_someone_who_leads() {
    let forward =
        |role| CaseAction::Discussion(DiscussionAction::ForwardConcern { leader: by(role), forwarded_on: TUESDAY });
    given([opened(), raised()]).when(forward(DeciderRole::Head)).then([DiscussionEvent::ConcernForwardedToLeader {
        leader: by(DeciderRole::Head),
        forwarded_on: TUESDAY,
    }
    .into()]);
    given([opened(), raised()])
        .when(forward(DeciderRole::Employee))
        .then_refused(Refusal::NotBroughtToLeader { role: DeciderRole::Employee });
}

#[test]
fn r_10_a_concern_is_not_brought_to_the_leader_before_there_was_a_case() {
    let sunday = date(2024, 3, 3);
    let (leader, forwarded_on) = (by(DeciderRole::Head), sunday);
    let forward = CaseAction::Discussion(DiscussionAction::ForwardConcern { leader, forwarded_on });
    let (field, act) = ("forwardedOn", Act::CaseOpened);
    let early = Refusal::DateBeforeAct { field, date: sunday, earliest: MONDAY, act };
    given([opened(), raised()]).when(forward).then_refused(early);
}
