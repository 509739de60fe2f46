//! Commands on the meetings of a case.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use case_ledger_domain::case::{self, Case, CaseAction, MeetingAction, OwnTeam};
use case_ledger_domain::ids::MeetingId;
use case_ledger_domain::people;
use case_ledger_domain::settings::Settings;
use case_ledger_infrastructure::ledger::bus::settings_id;
use uuid::Uuid;

use super::cases::{
    GuardianInput, RecipientUnitInput, about_child, child_of, consent_id, guardians, on_case, recipient_units,
    recipients,
};
use super::family::exception_id;
use super::interpreting::{InterpretedInput, interpreted};
use super::measures::measure_id;
use super::{CasePayload, DeciderInput, Errand, Rejected, uuid};
use crate::auth::Permission;
use crate::graphql::enums::{Body, ClarificationOutcome, ConversationWith, InformationCategory};
use crate::graphql::meetings::Meeting;
use crate::graphql::scalars::Date;

/// Calling several bodies to a meeting about the child (S3-27, S3-43).
#[derive(InputObject)]
pub struct ConveneInterdisciplinaryMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who is called; each named by the consent.
    bodies: Vec<Body>,
    /// Which units of those bodies; each body is called. A consent that names units of a body calls those alone,
    /// and then it is said which.
    #[graphql(default)]
    body_units: Vec<RecipientUnitInput>,
    /// Whether guardians are invited (S3-27).
    guardians_invited: bool,
    /// Whether it is to evaluate what was done (S3-43).
    #[graphql(default)]
    evaluation: bool,
    /// The consent it rests on: to cooperation on level 2, or to the meeting of level 3.
    consent_id: ID,
    /// The day it is to be held.
    planned_for: Date,
    /// When it was called; today when left out.
    convened_on: Option<Date>,
}

/// Asking guardians or child to evaluate with the unit alone what was done (S3-24, S3-35).
#[derive(InputObject)]
pub struct ConveneEvaluationMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who is asked.
    with: ConversationWith,
    /// The day it is to be held.
    planned_for: Date,
    /// When they were asked; today when left out.
    convened_on: Option<Date>,
}

/// What lets the resource team hear of the child: one of these (S0-32).
#[derive(OneofObject)]
pub enum TeamBasisInput {
    /// A consent to sharing that covers the team, the categories and the day.
    ConsentId(ID),
    /// An assessment that allowed it without consent (S0-30).
    ExceptionId(ID),
}

/// Calling the resource team (S0-33, S0-34).
#[derive(InputObject)]
pub struct ConveneResourceTeamInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who is represented in it (S0-33).
    participants: Vec<Body>,
    /// Which units of those bodies; each body is called. Of a body that is called beside the team, a consent that names units
    /// lets those alone come.
    #[graphql(default)]
    participant_units: Vec<RecipientUnitInput>,
    /// What the team is to hear.
    categories: Vec<InformationCategory>,
    /// What lets it (S0-32).
    basis: TeamBasisInput,
    /// The head who calls it; you when left out.
    convened_by: Option<DeciderInput>,
    /// The day it is to be held.
    planned_for: Date,
    /// When it was called; today when left out.
    convened_on: Option<Date>,
}

/// A body called a meeting to clarify whether a report is to be sent (S1-3).
#[derive(InputObject)]
pub struct ConveneClarificationMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who called it.
    convened_by: Body,
    /// Who is called. Beside the child welfare service and who calls it, each needs a basis, unless the child is spoken of
    /// without saying who it is.
    bodies: Vec<Body>,
    /// Which units of those bodies; each body is called. A consent that names units of a body lets those alone come.
    #[graphql(default)]
    body_units: Vec<RecipientUnitInput>,
    /// Whether the child is spoken of without saying who it is.
    #[graphql(default)]
    anonymous: bool,
    /// What the others are to hear.
    #[graphql(default)]
    categories: Vec<InformationCategory>,
    /// What lets them; nothing where only the child welfare service is called.
    basis: Option<TeamBasisInput>,
    /// The day it is to be held.
    planned_for: Date,
    /// When it was called; today when left out.
    convened_on: Option<Date>,
}

/// A meeting was held (S3-27, S3-33).
#[derive(InputObject)]
pub struct HoldMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The meeting.
    meeting_id: ID,
    /// The bodies that were there. That somebody was whom nothing lets hear of the child on that day is taken, and found
    ///
    bodies: Vec<Body>,
    /// Which units of those bodies; each body was there. Whose unit is not said came as it was called.
    #[graphql(default)]
    body_units: Vec<RecipientUnitInput>,
    /// The guardians who were there (S3-33).
    #[graphql(default)]
    guardians: Vec<GuardianInput>,
    /// Whether the child was there (S3-24).
    child: bool,
    /// The measures it was about; guardians who were there agreed to them.
    #[graphql(default)]
    measure_ids: Vec<ID>,
    /// When; today when left out.
    held_on: Option<Date>,
    /// How it was interpreted, where it was or had to be (C12).
    interpreted: Option<InterpretedInput>,
}

/// What a clarification meeting came to (S1-3).
#[derive(InputObject)]
pub struct HoldClarificationMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The meeting.
    meeting_id: ID,
    /// The bodies that were there. That somebody was whom nothing lets hear of the child is taken, and found.
    bodies: Vec<Body>,
    /// Which units of those bodies; each body was there. Whose unit is not said came as it was called.
    #[graphql(default)]
    body_units: Vec<RecipientUnitInput>,
    /// What it came to; it neither sends a report nor stops one.
    outcome: ClarificationOutcome,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    held_on: Option<Date>,
}

/// Minutes of a meeting (S3-46).
#[derive(InputObject)]
pub struct RecordMinutesInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The meeting.
    meeting_id: ID,
    /// What they say.
    text: String,
    /// When; today when left out.
    recorded_on: Option<Date>,
}

/// What the resource team recommends (S0-35).
#[derive(InputObject)]
pub struct RecordResourceTeamRecommendationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The meeting.
    meeting_id: ID,
    /// What it recommends.
    recommendation: String,
    /// When; today when left out.
    recorded_on: Option<Date>,
}

/// Agreeing on the next meeting, or moving it (S3-43, R-35).
#[derive(InputObject)]
pub struct AgreeNextMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The meeting that is moved; left out where it has not been called yet.
    meeting_id: Option<ID>,
    /// The day it is to be held.
    next_on: Date,
    /// When that was agreed; today when left out.
    agreed_on: Option<Date>,
}

/// Calling off a meeting that was called or agreed.
#[derive(InputObject)]
pub struct CallOffMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The meeting; left out where it was agreed and has not been called yet.
    meeting_id: Option<ID>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    called_off_on: Option<Date>,
}

/// The id of a new meeting.
fn new_meeting(errand: &Errand<'_>) -> MeetingId {
    MeetingId::derived(&errand.principal.municipality, errand.command_id, 0)
}

fn meeting_id(id: &ID) -> Result<MeetingId, Rejected> {
    uuid("meetingId", Meeting::PREFIX, id).map(MeetingId::from_uuid)
}

fn team_basis(basis: &TeamBasisInput) -> Result<case::TeamBasis, Rejected> {
    Ok(match basis {
        TeamBasisInput::ConsentId(id) => case::TeamBasis::Consent(consent_id(id)?),
        TeamBasisInput::ExceptionId(id) => case::TeamBasis::Exception(exception_id(id)?),
    })
}

pub(super) fn each<T: Copy + Into<D>, D: Ord>(given: &[T]) -> std::collections::BTreeSet<D> {
    given.iter().copied().map(Into::into).collect()
}

/// Commands on the meetings of a case.
#[derive(Default)]
pub struct MeetingCommands;

#[Object]
impl MeetingCommands {
    /// Call several bodies to a meeting about the child, with consent that names them (S3-27, R-24, R-25).
    async fn convene_interdisciplinary_meeting(
        &self,
        context: &Context<'_>,
        input: ConveneInterdisciplinaryMeetingInput,
    ) -> Result<CasePayload> {
        on_case!(context, "conveneInterdisciplinaryMeeting", input, makes MeetingId as Meeting::PREFIX, |errand, _child, _case| {
            CaseAction::Meeting(MeetingAction::ConveneInterdisciplinaryMeeting {
                meeting: new_meeting(&errand),
                bodies: recipients(&input.bodies, &input.body_units),
                units: recipient_units("bodyUnits.unit", &input.body_units)?,
                guardians_invited: input.guardians_invited,
                evaluation: input.evaluation,
                consent: consent_id(&input.consent_id)?,
                planned_for: input.planned_for.0,
                convened_on: errand.day(input.convened_on),
            })
        })
    }

    /// Ask guardians or child to evaluate with the unit alone what was done (S3-24, S3-35): on every level, and without consent,
    /// for no other body hears of it. Several bodies evaluate in `conveneInterdisciplinaryMeeting`.
    async fn convene_evaluation_meeting(
        &self,
        context: &Context<'_>,
        input: ConveneEvaluationMeetingInput,
    ) -> Result<CasePayload> {
        on_case!(context, "conveneEvaluationMeeting", input, makes MeetingId as Meeting::PREFIX, |errand, _child, _case| {
            CaseAction::Meeting(MeetingAction::ConveneEvaluationMeeting {
                meeting: new_meeting(&errand),
                with: input.with.into(),
                planned_for: input.planned_for.0,
                convened_on: errand.day(input.convened_on),
            })
        })
    }

    /// Call the resource team: only the head does, with consent or a recorded exception (S0-32). Whom the municipality
    /// has not said to be of its team takes a basis of its own (S0-33, R-21).
    async fn convene_resource_team(
        &self,
        context: &Context<'_>,
        input: ConveneResourceTeamInput,
    ) -> Result<CasePayload> {
        on_case!(context, "conveneResourceTeam", input, makes MeetingId as Meeting::PREFIX, |errand, _child, case| {
            let convened_on = errand.day(input.convened_on);
            let known: Case = errand.recent(case.as_uuid()).await?;
            let settings: Settings = errand.load(settings_id(&errand.principal.municipality)).await?;
            let own_team = |bodies: &BTreeSet<people::Body>| OwnTeam {
                bodies: bodies.clone(),
                arena: known.opened().and_then(|opened| settings.arena_of(&opened.unit, convened_on)),
            };
            CaseAction::Meeting(MeetingAction::ConveneResourceTeam {
                team: settings.resource_team(convened_on).map(own_team),
                meeting: new_meeting(&errand),
                participants: recipients(&input.participants, &input.participant_units),
                units: recipient_units("participantUnits.unit", &input.participant_units)?,
                categories: each(&input.categories),
                claimed: team_basis(&input.basis)?,
                convened_by: errand.decider_in("convenedBy", case.as_uuid(), input.convened_by).await?,
                planned_for: input.planned_for.0,
                convened_on,
            })
        })
    }

    /// Record that a body called a meeting to clarify whether a report is to be sent (S1-3): the child welfare service
    /// without consent, others as what is shared with them rests on.
    async fn convene_clarification_meeting(
        &self,
        context: &Context<'_>,
        input: ConveneClarificationMeetingInput,
    ) -> Result<CasePayload> {
        on_case!(context, "conveneClarificationMeeting", input, makes MeetingId as Meeting::PREFIX, |errand, _child, _case| {
            CaseAction::Meeting(MeetingAction::ConveneClarificationMeeting {
                meeting: new_meeting(&errand),
                convened_by: input.convened_by.into(),
                bodies: recipients(&input.bodies, &input.body_units),
                units: recipient_units("bodyUnits.unit", &input.body_units)?,
                anonymous: input.anonymous,
                categories: each(&input.categories),
                claimed: input.basis.as_ref().map(team_basis).transpose()?,
                planned_for: input.planned_for.0,
                convened_on: errand.day(input.convened_on),
            })
        })
    }

    /// Record that a meeting was held, and who was there (S3-33, R-32).
    async fn hold_meeting(&self, context: &Context<'_>, input: HoldMeetingInput) -> Result<CasePayload> {
        on_case!(context, "holdMeeting", input, |errand, child, case| {
            let measures = input.measure_ids.iter().map(|id| measure_id("measureIds", id));
            let attendance = case::Attendance {
                bodies: recipients(&input.bodies, &input.body_units),
                units: recipient_units("bodyUnits.unit", &input.body_units)?,
                guardians: match input.guardians.as_slice() {
                    [] => Vec::new(),
                    there => guardians(&errand, case, there).await?,
                },
                child: input.child,
                measures: measures.collect::<Result<_, _>>()?,
                interpreted: input.interpreted.as_ref().map(|way| interpreted(child, way)).transpose()?,
            };
            CaseAction::Meeting(MeetingAction::HoldMeeting {
                meeting: meeting_id(&input.meeting_id)?,
                attendance,
                held_on: errand.day(input.held_on),
            })
        })
    }

    /// Record what a clarification meeting came to (S1-3).
    async fn hold_clarification_meeting(
        &self,
        context: &Context<'_>,
        input: HoldClarificationMeetingInput,
    ) -> Result<CasePayload> {
        on_case!(context, "holdClarificationMeeting", input, |errand, child, case| {
            CaseAction::Meeting(MeetingAction::HoldClarificationMeeting {
                meeting: meeting_id(&input.meeting_id)?,
                bodies: recipients(&input.bodies, &input.body_units),
                units: recipient_units("bodyUnits.unit", &input.body_units)?,
                outcome: input.outcome.into(),
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                held_on: errand.day(input.held_on),
            })
        })
    }

    /// Record minutes of a meeting that was held (S3-46).
    async fn record_minutes(&self, context: &Context<'_>, input: RecordMinutesInput) -> Result<CasePayload> {
        on_case!(context, "recordMinutes", input, |errand, child, _case| {
            CaseAction::Meeting(MeetingAction::RecordMinutes {
                meeting: meeting_id(&input.meeting_id)?,
                text: about_child(child, "text", "S3-46", &input.text)?,
                recorded_on: errand.day(input.recorded_on),
            })
        })
    }

    /// Record what the resource team recommends, once it has met (S0-35).
    async fn record_resource_team_recommendation(
        &self,
        context: &Context<'_>,
        input: RecordResourceTeamRecommendationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "recordResourceTeamRecommendation", input, |errand, child, _case| {
            CaseAction::Meeting(MeetingAction::RecordRecommendation {
                meeting: meeting_id(&input.meeting_id)?,
                recommendation: about_child(child, "recommendation", "S0-35", &input.recommendation)?,
                recorded_on: errand.day(input.recorded_on),
            })
        })
    }

    /// Agree on the day of the next meeting, or move one that was called: on level 3 there always is one.
    async fn agree_next_meeting(&self, context: &Context<'_>, input: AgreeNextMeetingInput) -> Result<CasePayload> {
        on_case!(context, "agreeNextMeeting", input, |errand, _child, _case| {
            CaseAction::Meeting(MeetingAction::AgreeNextMeeting {
                meeting: input.meeting_id.as_ref().map(meeting_id).transpose()?,
                next_on: input.next_on.0,
                agreed_on: errand.day(input.agreed_on),
            })
        })
    }

    /// Call off a meeting that was called or agreed: it is owed no more; that it was missed before stays found.
    async fn call_off_meeting(&self, context: &Context<'_>, input: CallOffMeetingInput) -> Result<CasePayload> {
        on_case!(context, "callOffMeeting", input, |errand, child, case| {
            CaseAction::Meeting(MeetingAction::CallOffMeeting {
                meeting: input.meeting_id.as_ref().map(meeting_id).transpose()?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                called_off_on: errand.day(input.called_off_on),
            })
        })
    }
}
