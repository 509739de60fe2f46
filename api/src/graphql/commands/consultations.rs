//! Commands on anonymous consultations.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::consultation::screening::Known;
use case_ledger_domain::consultation::{Consultation, ConsultationAction};
use case_ledger_domain::ids::{ConsultationId, SubjectId};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::refusal::Sought;
use case_ledger_infrastructure::ledger::Actor;
use case_ledger_infrastructure::ledger::bus::Accepted;
use case_ledger_infrastructure::ledger::guard::RowStanding;
use case_ledger_infrastructure::ledger::history::LedgerEntry;
use case_ledger_infrastructure::projections::as_of::AsOf;
use uuid::Uuid;

use super::cases::unit_name;
use super::consulting::topics;
use super::{ConsultationHeld, ConsultationPayload, Errand, Rejected, optional_text, principal, text};
use crate::auth::Permission;
use crate::graphql::enums::{Body, ConsultationTopic};
use crate::graphql::scalars::Date;
use crate::graphql::{ReadsOfRequest, fault, note_denied, note_read, reaches_all_of, services, sight};

/// Recording an anonymous consultation. Write so that nobody can tell who the child is.
#[derive(InputObject)]
pub struct HoldAnonymousConsultationInput {
    /// Chosen by you at random; send it again if the answer was lost.
    command_id: Uuid,
    /// Who was consulted.
    body: Body,
    /// The service's name, where the body is OTHER, which is known by that alone; screened like the texts. Of no other body is
    /// a unit named: it may tell where the child is.
    unit: Option<String>,
    /// What about: at least one topic (S2-11).
    topics: Vec<ConsultationTopic>,
    /// What was asked. A text with numbers, dates, addresses or classes that may tell who the child is, is refused.
    question: String,
    /// What was advised; screened likewise.
    advice: Option<String>,
    /// The day; today when left out. No time is recorded.
    held_on: Option<Date>,
    /// The case at hand: the names that were recorded in it are looked for in the texts. That it is read is recorded, as
    /// for every case; that it was consulted about is not.
    screen_for_case: Option<ID>,
}

/// The names that were ever recorded in the case. An answer to each text tells whether they are the ones in it: so they
/// are read here as anywhere else, by whom they are shown to, and that they are read is recorded. By which operation is
/// not, because it would say of the case what the consultation's own stream keeps from it.
async fn names_in(context: &Context<'_>, case: Uuid) -> Result<Known, Rejected> {
    context.data_unchecked::<Arc<ReadsOfRequest>>().leave_operation_untold();
    if !reaches_all_of(context, Permission::SeeCases, case).await.map_err(Rejected::Fault)? {
        return Err(Refusal::NotFound { what: Sought::Case }.into());
    }
    note_read(context, "Case", case, None);
    let (principal, ledger) = (principal(context), &services(context).ledger);
    let sight = sight(principal, Permission::SeeCases);
    let history = ledger.stream_history(&principal.municipality, "Case", case, 0, i64::MAX, sight, AsOf::Now);
    let history = history.await.map_err(|error| Rejected::Fault(fault(&error)))?;
    if history.is_empty() {
        return Err(Refusal::NotFound { what: Sought::Case }.into());
    }
    // What was accepted names nobody: it is no program's, and nobody is shown what it says.
    let believed = history.iter().filter(|entry| entry.standing != RowStanding::Accepted);
    let names: Vec<_> = believed.map(LedgerEntry::names).collect();
    if names.iter().any(|names| names.withheld) {
        return Err(Refusal::NamesWithheld.into());
    }
    Ok(Known::names(names.iter().flat_map(|names| names.shown.iter().copied())))
}

/// Commands on anonymous consultations.
#[derive(Default)]
pub struct ConsultationCommands;

#[Object]
impl ConsultationCommands {
    /// Record an anonymous consultation, in a stream of its own that nothing links to a case or to you. The case
    /// may note that it consulted anonymously, by a command of its own.
    async fn hold_anonymous_consultation(
        &self,
        context: &Context<'_>,
        mut input: HoldAnonymousConsultationInput,
    ) -> Result<ConsultationPayload> {
        ConsultationPayload::answer(
            async {
                // Not part of what a second sending must match: that is kept as a digest, and whoever can open the texts
                // would find the case whose id fits it.
                let screen_for_case = input.screen_for_case.take();
                // Who asks and who is asked may both record it.
                let arena = principal(context).may(Permission::ChangeCases);
                let permission = if arena { Permission::ChangeCases } else { Permission::ChangeReports };
                let id = input.command_id;
                let errand = Errand::new(context, permission, "holdAnonymousConsultation", id, None, &input)?;
                let known = match &screen_for_case {
                    Some(case) if arena => {
                        names_in(context, Errand::case_id_in("screenForCase", case)?.as_uuid()).await?
                    }
                    Some(_) => {
                        // As a look at the names would be recorded: nothing ties it to what is held after it.
                        context.data_unchecked::<Arc<ReadsOfRequest>>().leave_operation_untold();
                        note_denied(context);
                        return Err(Rejected::NotPermitted);
                    }
                    None => Known::default(),
                };
                let municipality = &errand.principal.municipality;
                // Under a pseudonym of nobody, so that the texts can be erased should they tell of somebody after all.
                let nobody = SubjectId::derived(municipality, errand.own_id("anonymous consultation").await?, 0);
                let action = ConsultationAction::Hold {
                    body: input.body.into(),
                    unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                    topics: topics(&input.topics),
                    question: Personal::child(nobody, text("question", "R-20", &input.question)?),
                    advice: optional_text("advice", input.advice.as_deref())?
                        .map(|advice| Personal::child(nobody, advice)),
                    held_on: errand.day(input.held_on),
                    known,
                };
                let actor = Actor::unnamed(municipality, errand.principal.role_for(permission));
                let consultation = ConsultationId::derived(municipality, id, 0);
                let accepted = errand.execute_as::<Consultation>(actor, consultation.as_uuid(), action).await?;
                let Accepted { position, recorded_now, .. } = accepted;
                Ok(ConsultationHeld { position, recorded_now })
            }
            .await,
        )
    }
}
