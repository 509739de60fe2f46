//! Commands on emergency placements and cases before the board.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::investigation::{
    BoardSubmission, Investigation, InvestigationAction, PlacementNumber, Principles,
};
use case_ledger_domain::personal::Personal;
use uuid::Uuid;

use super::investigations::on_investigation;
use super::{DeciderInput, Errand, InvestigationPayload, Rejected, optional_text, text};
use crate::auth::Permission;
use crate::graphql::enums::{Appellant, BoardCaseKind, BoardOutcome, CourtOutcome, EmergencyGround};
use crate::graphql::scalars::Date;

/// How the three principles behind the act were weighed: none is left out (S2-6).
#[derive(InputObject)]
pub struct PrinciplesInput {
    /// What is best for the child.
    best_interests: String,
    /// Why the child cannot grow up with its parents for now, or how it still can.
    biological: String,
    /// Why nothing that intrudes less would do.
    least_intrusive: String,
}

/// Placing a child in an emergency (S2-63, S2-64).
#[derive(InputObject)]
pub struct DecideEmergencyPlacementInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// Why.
    ground: EmergencyGround,
    /// The three principles; left out only where there is no time, which is found until they are answered for it (S2-6).
    principles: Option<PrinciplesInput>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Answering the three principles for an emergency placement that went first (S2-6).
#[derive(InputObject)]
pub struct AnswerEmergencyPrinciplesInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The number of the placement.
    placement: u32,
    /// The three principles.
    principles: PrinciplesInput,
    /// When; today when left out.
    answered_on: Option<Date>,
}

/// Ending an emergency placement (S2-63).
#[derive(InputObject)]
pub struct EndEmergencyPlacementInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The number of the placement; needed where several run.
    placement: Option<u32>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    ended_on: Option<Date>,
}

/// Bringing a case before the board (S2-62, S2-65).
#[derive(InputObject)]
pub struct SubmitBoardCaseInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// What is asked for (S1-11).
    kind: BoardCaseKind,
    /// The last day of what is ordered; ordered measures have one (S2-65).
    until: Option<Date>,
    /// The three principles (S2-6).
    principles: PrinciplesInput,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    submitted_on: Option<Date>,
}

/// Recording what the board decided (S2-66).
#[derive(InputObject)]
pub struct RecordBoardDecisionInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// What was asked for.
    kind: BoardCaseKind,
    /// What became of it.
    outcome: BoardOutcome,
    /// What the decision says.
    account: Option<String>,
    /// The last day of what was granted, where that is another than what was asked for (S2-65).
    until: Option<Date>,
    /// When the board decided; today when left out.
    decided_on: Option<Date>,
}

/// Recording that the board's decision was brought to court (S2-66).
#[derive(InputObject)]
pub struct RecordCourtAppealInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// What had been asked for.
    kind: BoardCaseKind,
    /// By whom.
    by: Appellant,
    /// When; today when left out.
    appealed_on: Option<Date>,
}

/// Recording what the court decided on what the board had decided (S2-66).
#[derive(InputObject)]
pub struct RecordCourtDecisionInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// What had been asked for.
    kind: BoardCaseKind,
    /// What became of the board's decision.
    outcome: CourtOutcome,
    /// What the judgment says.
    account: Option<String>,
    /// The last day of what was granted, where that is another than what was asked for (S2-65).
    until: Option<Date>,
    /// When the court decided; today when left out.
    decided_on: Option<Date>,
}

pub(super) fn principles(child: SubjectId, given: &PrinciplesInput) -> Result<Principles, Rejected> {
    let said = |field: &str, given: &str| text(field, "S2-6", given).map(|text| Personal::child(child, text));
    Ok(Principles {
        best_interests: said("principles.bestInterests", &given.best_interests)?,
        biological: said("principles.biological", &given.biological)?,
        least_intrusive: said("principles.leastIntrusive", &given.least_intrusive)?,
    })
}

/// Commands on emergency placements and cases before the board.
#[derive(Default)]
pub struct CoercionCommands;

#[Object]
impl CoercionCommands {
    /// Place the child in an emergency, which waits for nothing (S2-63, S2-64, R-1); it rests on the act of the day and
    /// owes the board its case (S1-12, S2-62).
    async fn decide_emergency_placement(
        &self,
        context: &Context<'_>,
        input: DecideEmergencyPlacementInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "decideEmergencyPlacement", input, |errand, child, investigation| {
            let answered = input.principles.as_ref().map(|given| principles(child, given));
            InvestigationAction::PlaceInEmergency {
                ground: input.ground.into(),
                principles: answered.transpose()?,
                decision: errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?,
                decided_on: errand.day(input.decided_on),
            }
        })
    }

    /// Answer the three principles for an emergency placement for which there was no time to (S2-6).
    async fn answer_emergency_principles(
        &self,
        context: &Context<'_>,
        input: AnswerEmergencyPrinciplesInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "answerEmergencyPrinciples", input, |errand, child, investigation| {
            InvestigationAction::AnswerPrinciples {
                placement: PlacementNumber(input.placement),
                principles: principles(child, &input.principles)?,
                answered_on: errand.day(input.answered_on),
            }
        })
    }

    /// End an emergency placement, with reasons: the one that runs, or the one that is named (S2-63, R-15).
    async fn end_emergency_placement(
        &self,
        context: &Context<'_>,
        input: EndEmergencyPlacementInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "endEmergencyPlacement", input, |errand, child, investigation| {
            InvestigationAction::EndEmergency {
                placement: input.placement.map(PlacementNumber),
                decision: errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?,
                ended_on: errand.day(input.ended_on),
            }
        })
    }

    /// Bring a case before the board, with the three principles (S2-62, S2-65, S2-6); it owes the board's decision (S2-66).
    async fn submit_board_case(
        &self,
        context: &Context<'_>,
        input: SubmitBoardCaseInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "submitBoardCase", input, |errand, child, investigation| {
            InvestigationAction::SubmitToBoard(Box::new(BoardSubmission {
                kind: input.kind.into(),
                until: input.until.map(|day| day.0),
                principles: principles(child, &input.principles)?,
                decision: errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?,
                submitted_on: errand.day(input.submitted_on),
            }))
        })
    }

    /// Record what the board, which is independent, decided (S2-66).
    async fn record_board_decision(
        &self,
        context: &Context<'_>,
        input: RecordBoardDecisionInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "recordBoardDecision", input, |errand, child, investigation| {
            let account = optional_text("account", input.account.as_deref())?;
            InvestigationAction::ReceiveFromBoard {
                kind: input.kind.into(),
                outcome: input.outcome.into(),
                account: account.map(|text| Personal::child(child, text)),
                until: input.until.map(|until| until.0),
                decided_on: errand.day(input.decided_on),
            }
        })
    }

    /// Record that the board's decision was brought to court (S2-66).
    async fn record_court_appeal(
        &self,
        context: &Context<'_>,
        input: RecordCourtAppealInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "recordCourtAppeal", input, |errand, _child, investigation| {
            InvestigationAction::Appeal {
                kind: input.kind.into(),
                by: input.by.into(),
                appealed_on: errand.day(input.appealed_on),
            }
        })
    }

    /// Record what the court decided: what is owed follows its word (S2-66). A no in place of the board's yes leaves nothing to
    /// carry out, and what carries it out already ends with that; a yes in place of its no is carried out.
    async fn record_court_decision(
        &self,
        context: &Context<'_>,
        input: RecordCourtDecisionInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "recordCourtDecision", input, |errand, child, investigation| {
            let account = optional_text("account", input.account.as_deref())?;
            InvestigationAction::ReceiveFromCourt {
                kind: input.kind.into(),
                outcome: input.outcome.into(),
                account: account.map(|text| Personal::child(child, text)),
                until: input.until.map(|until| until.0),
                decided_on: errand.day(input.decided_on),
            }
        })
    }
}
