//! Commands on a case about discussing the concern: with colleagues, in the peer team and with the leader.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::case::{Case, CaseAction, DiscussionAction};
use case_ledger_domain::ids::NoteId;
use uuid::Uuid;

use super::cases::{about_child, child_of, on_case};
use super::{CasePayload, DeciderInput, Errand, uuid};
use crate::auth::Permission;
use crate::graphql::discussion::Note;
use crate::graphql::enums::LeaderTopic;
use crate::graphql::scalars::Date;

/// The concern was discussed with a colleague (S4-5).
#[derive(InputObject)]
pub struct DiscussWithColleagueInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What came of it.
    summary: String,
    /// When; today when left out.
    held_on: Option<Date>,
}

/// The concern was discussed in a team of colleagues (S4-5).
#[derive(InputObject)]
pub struct DiscussInPeerTeamInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What came of it.
    summary: String,
    /// When; today when left out.
    held_on: Option<Date>,
}

/// The nearest leader was asked for advice (S0-17, S4-13).
#[derive(InputObject)]
pub struct DiscussWithLeaderInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// About what.
    about: LeaderTopic,
    /// What came of it.
    summary: String,
    /// Which leader it was (S0-17).
    leader: Option<DeciderInput>,
    /// When; today when left out.
    held_on: Option<Date>,
}

/// Bringing the concern to the nearest leader (S4-16).
#[derive(InputObject)]
pub struct ForwardConcernToLeaderInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The leader it is brought to.
    leader: DeciderInput,
    /// When; today when left out.
    forwarded_on: Option<Date>,
}

/// The internal note about the concern (S0-46).
#[derive(InputObject)]
pub struct SubmitNoteToLeaderInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What it says.
    text: String,
    /// When it went to the leader; today when left out.
    submitted_on: Option<Date>,
}

/// A leader's answer to an internal note (S0-46).
#[derive(InputObject)]
pub struct GiveLeaderFeedbackInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The note.
    note_id: ID,
    /// Whether the leader sees it likewise; a no stops nothing.
    agrees: bool,
    /// Why.
    rationale: String,
    /// The leader who answered; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    given_on: Option<Date>,
}

/// The leader sees the gravity otherwise than the one who is worried (S0-45).
#[derive(InputObject)]
pub struct RecordLeaderDisagreementInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// In what they differ.
    description: String,
    /// When the leader said so; today when left out.
    recorded_on: Option<Date>,
}

/// Commands on a case about discussing the concern.
#[derive(Default)]
pub struct DiscussionCommands;

#[Object]
impl DiscussionCommands {
    /// Record a discussion with a colleague (S4-5, R-36).
    async fn discuss_with_colleague(
        &self,
        context: &Context<'_>,
        input: DiscussWithColleagueInput,
    ) -> Result<CasePayload> {
        on_case!(context, "discussWithColleague", input, |errand, child, _case| {
            CaseAction::Discussion(DiscussionAction::DiscussWithColleague {
                summary: about_child(child, "summary", "S4-5", &input.summary)?,
                held_on: errand.day(input.held_on),
            })
        })
    }

    /// Record a discussion in the peer team (S4-5, R-36).
    async fn discuss_in_peer_team(&self, context: &Context<'_>, input: DiscussInPeerTeamInput) -> Result<CasePayload> {
        on_case!(context, "discussInPeerTeam", input, |errand, child, _case| {
            CaseAction::Discussion(DiscussionAction::DiscussInPeerTeam {
                summary: about_child(child, "summary", "S4-5", &input.summary)?,
                held_on: errand.day(input.held_on),
            })
        })
    }

    /// Record a discussion with the nearest leader, which no report waits for (S0-17, S4-13, R-8).
    async fn discuss_with_leader(&self, context: &Context<'_>, input: DiscussWithLeaderInput) -> Result<CasePayload> {
        on_case!(context, "discussWithLeader", input, |errand, child, case| {
            CaseAction::Discussion(DiscussionAction::DiscussWithLeader {
                about: input.about.into(),
                summary: about_child(child, "summary", "S0-17", &input.summary)?,
                leader: match input.leader {
                    Some(leader) => Some(errand.decider_in("leader", case.as_uuid(), Some(leader)).await?),
                    None => None,
                },
                held_on: errand.day(input.held_on),
            })
        })
    }

    /// Bring the concern to the nearest leader, as whoever first has it is to (S4-16).
    async fn forward_concern_to_leader(
        &self,
        context: &Context<'_>,
        input: ForwardConcernToLeaderInput,
    ) -> Result<CasePayload> {
        on_case!(context, "forwardConcernToLeader", input, |errand, _child, case| {
            CaseAction::Discussion(DiscussionAction::ForwardConcern {
                leader: errand.decider_in("leader", case.as_uuid(), Some(input.leader)).await?,
                forwarded_on: errand.day(input.forwarded_on),
            })
        })
    }

    /// Send the internal note to the leader, who is asked for an answer (S0-46).
    async fn submit_note_to_leader(
        &self,
        context: &Context<'_>,
        input: SubmitNoteToLeaderInput,
    ) -> Result<CasePayload> {
        on_case!(context, "submitNoteToLeader", input, makes NoteId as Note::PREFIX, |errand, child, _case| {
            CaseAction::Discussion(DiscussionAction::SubmitNote {
                note: NoteId::derived(&errand.principal.municipality, errand.command_id, 0),
                text: about_child(child, "text", "S0-46", &input.text)?,
                submitted_on: errand.day(input.submitted_on),
            })
        })
    }

    /// Answer a note as a leader; a no stops nothing, and a later report names it (R-8, S0-46).
    async fn give_leader_feedback(&self, context: &Context<'_>, input: GiveLeaderFeedbackInput) -> Result<CasePayload> {
        on_case!(context, "giveLeaderFeedback", input, |errand, child, case| {
            CaseAction::Discussion(DiscussionAction::GiveFeedback {
                note: uuid("noteId", Note::PREFIX, &input.note_id).map(NoteId::from_uuid)?,
                agrees: input.agrees,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                given_on: errand.day(input.given_on),
            })
        })
    }

    /// Record that the leader sees the gravity otherwise; anyone may report all the same (R-8, S0-45).
    async fn record_leader_disagreement(
        &self,
        context: &Context<'_>,
        input: RecordLeaderDisagreementInput,
    ) -> Result<CasePayload> {
        on_case!(context, "recordLeaderDisagreement", input, |errand, child, _case| {
            CaseAction::Discussion(DiscussionAction::RecordDisagreement {
                description: about_child(child, "description", "S0-45", &input.description)?,
                recorded_on: errand.day(input.recorded_on),
            })
        })
    }
}
