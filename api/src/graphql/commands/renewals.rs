//! Commands on renewed investigations that were scheduled.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::ids::InvestigationId;
use case_ledger_domain::investigation::{Investigation, InvestigationAction};
use uuid::Uuid;

use super::investigations::child_of;
use super::{DeciderInput, Errand, InvestigationPayload};
use crate::auth::Permission;
use crate::graphql::scalars::Date;

/// Calling off a renewed investigation that was scheduled (D-5).
#[derive(InputObject)]
pub struct CallOffRenewalInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version you saw of the investigation that was dismissed.
    expected_version: Option<i64>,
    /// The investigation that was dismissed with concern, or sent back.
    investigation_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    called_off_on: Option<Date>,
}

/// Commands on renewed investigations that were scheduled.
#[derive(Default)]
pub struct RenewalCommands;

#[Object]
impl RenewalCommands {
    /// Call off the renewed investigation that was scheduled with a dismissal with concern, with reasons: the family
    /// takes the help after all, has moved, or the child is grown up (D-5). That its last day had passed stays found. The same of the
    /// one that a child is owed who was sent back: the other service goes on with it after all (S2-48).
    async fn call_off_renewal(
        &self,
        context: &Context<'_>,
        input: CallOffRenewalInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let permission = Permission::ChangeInvestigations;
                let errand = Errand::new(context, permission, "callOffRenewal", id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let child = child_of(&errand, investigation).await?;
                let within = investigation.as_uuid();
                let decision = errand.decision(within, child, &input.rationale, input.decided_by).await?;
                let renewing = InvestigationId::renewing(&errand.principal.municipality, investigation);
                let renewed: Investigation = errand.load(renewing.as_uuid()).await?;
                let renewed_on = renewed.opened().map(|opened| opened.started_on);
                let called_off_on = errand.day(input.called_off_on);
                let action = InvestigationAction::CallOffRenewal { renewed_on, decision, called_off_on };
                let accepted = errand.execute::<Investigation>(within, action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }
}
