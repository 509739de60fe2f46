//! Commands on anonymous consultations.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::case::Case;
use case_ledger_domain::consultation::screening::Known;
use case_ledger_domain::consultation::{Consultation, ConsultationAction};
use case_ledger_domain::ids::{ConsultationId, SubjectId};
use case_ledger_domain::personal::Personal;
use case_ledger_infrastructure::ledger::Actor;
use case_ledger_infrastructure::ledger::bus::Accepted;
use uuid::Uuid;

use super::{ConsultationHeld, ConsultationPayload, Errand, Rejected, optional_text, principal, text};
use crate::auth::Permission;
use crate::graphql::enums::{Body, ConsultationTopic};
use crate::graphql::scalars::Date;

/// Recording an anonymous consultation. Write so that nobody can tell who the child is.
#[derive(InputObject)]
pub struct HoldAnonymousConsultationInput {
    /// Chosen by you at random; send it again if the answer was lost.
    command_id: Uuid,
    /// Who was consulted.
    body: Body,
    /// What about.
    topic: ConsultationTopic,
    /// What was asked. A text with numbers, dates, addresses or classes that may tell who the child is, is refused.
    question: String,
    /// What was advised; screened likewise.
    advice: Option<String>,
    /// The day; today when left out. No time is recorded.
    held_on: Option<Date>,
    /// The case at hand: its child's and guardians' names are looked for in the texts. It is not recorded.
    screen_for_case: Option<ID>,
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
        input: HoldAnonymousConsultationInput,
    ) -> Result<ConsultationPayload> {
        ConsultationPayload::answer(
            async {
                // Who asks and who is asked may both record it.
                let arena = principal(context).may(Permission::ChangeCases);
                let permission = if arena { Permission::ChangeCases } else { Permission::ChangeReports };
                let id = input.command_id;
                let errand = Errand::new(context, permission, "holdAnonymousConsultation", id, None, &input)?;
                let known = match &input.screen_for_case {
                    Some(case) if arena => {
                        let case: Case = errand.load(Errand::case_id_in("screenForCase", case)?.as_uuid()).await?;
                        Known::of(&case)
                    }
                    Some(_) => return Err(Rejected::NotPermitted),
                    None => Known::default(),
                };
                let municipality = &errand.principal.municipality;
                // Under a pseudonym of nobody, so that the texts can be erased should they tell of somebody after all.
                let nobody = SubjectId::derived(municipality, id, 0);
                let action = ConsultationAction::Hold {
                    body: input.body.into(),
                    topic: input.topic.into(),
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
