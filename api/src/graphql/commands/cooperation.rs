//! Commands on what several bodies do together in a case.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::case::{Case, CaseAction, ReferralAction, RelayAction};
use uuid::Uuid;

use super::cases::{about_child, child_of, on_case, unit_name};
use super::family::{SharingBasisInput, claimed};
use super::{CasePayload, DeciderInput, Errand};
use crate::auth::Permission;
use crate::graphql::enums::{Body, InformationCategory, ReferralForm, ReferralOutcome};
use crate::graphql::scalars::Date;

/// Assigning a relay holder (R-33, S3-42).
#[derive(InputObject)]
pub struct AssignRelayHolderInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who; you when left out.
    relay_holder: Option<DeciderInput>,
    /// When; today when left out.
    assigned_on: Option<Date>,
}

/// Handing over to another relay holder (S3-45).
#[derive(InputObject)]
pub struct ChangeRelayHolderInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who takes over; you when left out.
    relay_holder: Option<DeciderInput>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    changed_on: Option<Date>,
}

/// Referring the child to another body (S3-36, S3-39).
#[derive(InputObject)]
pub struct SendReferralInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// To whom; the child welfare service and the police get a report instead.
    recipient: Body,
    /// The name of its unit, as its tokens bear it; a consent that names units of the body covers those alone.
    unit: Option<String>,
    /// On which form.
    form: ReferralForm,
    /// What kind of information it holds.
    categories: Vec<InformationCategory>,
    /// What it says.
    content: String,
    /// What it rests on.
    basis: SharingBasisInput,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    sent_on: Option<Date>,
}

/// What the body answers to which the child was referred (S3-39).
#[derive(InputObject)]
pub struct AnswerReferralInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Which referral, as `referrals` numbers them.
    number: i32,
    /// Whether it takes the child on.
    outcome: ReferralOutcome,
    /// What it said.
    answer: String,
    /// When; today when left out.
    answered_on: Option<Date>,
}

/// Withdrawing a referral that is not answered (S3-39).
#[derive(InputObject)]
pub struct WithdrawReferralInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Which referral, as `referrals` numbers them.
    number: i32,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    withdrawn_on: Option<Date>,
}

/// Commands on what several bodies do together in a case.
#[derive(Default)]
pub struct CooperationCommands;

#[Object]
impl CooperationCommands {
    /// Assign a relay holder: exactly one on level 3, settled before the case is lifted there or with it.
    async fn assign_relay_holder(&self, context: &Context<'_>, input: AssignRelayHolderInput) -> Result<CasePayload> {
        on_case!(context, "assignRelayHolder", input, |errand, _child, case| {
            CaseAction::Relay(RelayAction::AssignRelayHolder {
                holder: errand.decider_in("relayHolder", case.as_uuid(), input.relay_holder).await?,
                assigned_on: errand.day(input.assigned_on),
            })
        })
    }

    /// Hand over to another relay holder, with reasons (S3-45).
    async fn change_relay_holder(&self, context: &Context<'_>, input: ChangeRelayHolderInput) -> Result<CasePayload> {
        on_case!(context, "changeRelayHolder", input, |errand, child, case| {
            CaseAction::Relay(RelayAction::ChangeRelayHolder {
                to: errand.decider_in("relayHolder", case.as_uuid(), input.relay_holder).await?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                changed_on: errand.day(input.changed_on),
            })
        })
    }

    /// Refer the child to another body, with consent or a recorded basis; it closes nothing.
    async fn send_referral(&self, context: &Context<'_>, input: SendReferralInput) -> Result<CasePayload> {
        on_case!(context, "sendReferral", input, |errand, child, case| {
            CaseAction::Referral(ReferralAction::SendReferral {
                recipient: input.recipient.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                form: input.form.into(),
                categories: input.categories.iter().copied().map(Into::into).collect(),
                content: about_child(child, "content", "S3-39", &input.content)?,
                claimed: claimed(&input.basis)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                sent_on: errand.day(input.sent_on),
            })
        })
    }

    /// Record what the body answered to which the child was referred, in a closed case too (S3-39).
    async fn answer_referral(&self, context: &Context<'_>, input: AnswerReferralInput) -> Result<CasePayload> {
        on_case!(context, "answerReferral", input, |errand, child, case| {
            CaseAction::Referral(ReferralAction::AnswerReferral {
                referral: usize::try_from(input.number).unwrap_or_default(),
                outcome: input.outcome.into(),
                answer: about_child(child, "answer", "S3-39", &input.answer)?,
                answered_on: errand.day(input.answered_on),
            })
        })
    }

    /// Withdraw a referral that is not answered, with reasons, in a closed case too: no answer is awaited any more, and a case that
    /// was to be taken further is not by this referral (S3-39, S4-19). What the body answers all the same can be recorded.
    async fn withdraw_referral(&self, context: &Context<'_>, input: WithdrawReferralInput) -> Result<CasePayload> {
        on_case!(context, "withdrawReferral", input, |errand, child, case| {
            CaseAction::Referral(ReferralAction::WithdrawReferral {
                referral: usize::try_from(input.number).unwrap_or_default(),
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                withdrawn_on: errand.day(input.withdrawn_on),
            })
        })
    }
}
