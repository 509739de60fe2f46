//! Emergency access: nobody who must act on danger is stopped by not belonging to the unit.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::case::Case;
use case_ledger_domain::refusal::Sought;
use case_ledger_infrastructure::reach::{EMERGENCY_ACCESS, EMERGENCY_ACCESS_LASTS};
use case_ledger_infrastructure::read_log::ObjectRead;
use uuid::Uuid;

use super::{EmergencyAccessPayload, EmergencyAccessTaken, Errand, Rejected};
use crate::auth::Permission;
use crate::graphql::{cases, fault, note_denied, services};

/// What emergency access is for.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EmergencyPurpose {
    /// A child is in danger, and somebody must act now.
    DangerToChild,
    /// A serious crime is to be averted.
    DutyToAvert,
    /// Nobody of the unit can be reached, and what cannot wait must be done.
    UnitNotReachable,
}

impl EmergencyPurpose {
    /// As it stands in the read log.
    const fn name(self) -> &'static str {
        match self {
            Self::DangerToChild => "DANGER_TO_CHILD",
            Self::DutyToAvert => "DUTY_TO_AVERT",
            Self::UnitNotReachable => "UNIT_NOT_REACHABLE",
        }
    }
}

/// Taking access to a case that is another unit's.
#[derive(InputObject)]
pub struct TakeEmergencyAccessInput {
    /// Chosen by you. Each sending is recorded, and access lasts from the last one.
    command_id: Uuid,
    /// The case.
    case_id: ID,
    /// What for.
    purpose: EmergencyPurpose,
}

/// Commands for emergency access.
#[derive(Default)]
pub struct EmergencyCommands;

#[Object]
impl EmergencyCommands {
    /// Take access to a case of another unit for 24 hours, because of danger: nobody has to be asked first. That it was
    /// taken, by whom and what for, is recorded in the read log before anything is shown; who may see the case's read log
    /// sees it there. A person takes it, and no program.
    async fn take_emergency_access(
        &self,
        context: &Context<'_>,
        input: TakeEmergencyAccessInput,
    ) -> Result<EmergencyAccessPayload> {
        EmergencyAccessPayload::answer(
            async {
                let id = input.command_id;
                let errand = Errand::new(context, Permission::ChangeCases, "takeEmergencyAccess", id, None, &input)?;
                // A program that let itself out of its unit would let all its users out.
                if !errand.principal.is_person(Permission::ChangeCases) {
                    note_denied(context);
                    return Err(Rejected::NotPermitted);
                }
                let case = Errand::case_id(&input.case_id)?;
                let broken = |error| Rejected::Fault(fault(&error));
                let (ledger, principal) = (&services(context).ledger, errand.principal);
                let known = ledger.recent::<Case>(&principal.municipality, case.as_uuid()).await.map_err(broken)?;
                if known.aggregate.opened().is_none() {
                    return Err(Refusal::NotFound { what: Sought::Case }.into());
                }
                let taken = ObjectRead { object_type: EMERGENCY_ACCESS, object_id: case.as_uuid(), as_of: None };
                let (reader, purpose) = (principal.actor(Permission::ChangeCases), Some(input.purpose.name()));
                let recorded = ledger.record_reads(&principal.municipality, &reader, purpose, None, &[taken]).await;
                recorded.map_err(broken)?;
                let case = cases::Case::find(context, case, None).await.map_err(Rejected::Fault)?;
                Ok(EmergencyAccessTaken { until: errand.now + EMERGENCY_ACCESS_LASTS, case })
            }
            .await,
        )
    }
}
