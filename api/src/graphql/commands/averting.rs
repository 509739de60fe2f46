//! The command on the duty to avert a crime.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::case::{AvertingAction, Case, CaseAction};
use uuid::Uuid;

use super::cases::{child_of, on_case};
use super::{CasePayload, DeciderInput, Errand};
use crate::auth::Permission;
use crate::graphql::enums::{AcuteCategory, Expectation};
use crate::graphql::scalars::Date;

/// Assessing whether a crime is to be averted (R-4, S0-38).
#[derive(InputObject)]
pub struct AssessDutyToAvertInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What is feared.
    feared: AcuteCategory,
    /// How sure it is that it will be done.
    expectation: Expectation,
    /// Whether the duty is triggered: only where it is known, or believed to be the most likely.
    triggered: bool,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    assessed_on: Option<Date>,
}

/// The command on the duty to avert a crime.
#[derive(Default)]
pub struct AvertingCommands;

#[Object]
impl AvertingCommands {
    /// Assess whether the duty to avert a crime is triggered, apart from the duty to report (R-4, S0-38). Where it is,
    /// police or child welfare are to be contacted at once, with `makeEmergencyContact` or `sendReport`. When it is
    /// urgent, make contact first: that waits for no assessment.
    async fn assess_duty_to_avert(&self, context: &Context<'_>, input: AssessDutyToAvertInput) -> Result<CasePayload> {
        on_case!(context, "assessDutyToAvert", input, |errand, child, case| {
            CaseAction::Averting(AvertingAction::AssessDutyToAvert {
                feared: input.feared.into(),
                expectation: input.expectation.into(),
                triggered: input.triggered,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                assessed_on: errand.day(input.assessed_on),
            })
        })
    }
}
