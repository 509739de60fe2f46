//! Commands on data subjects.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::{Subject, SubjectAction};
use case_ledger_domain::text::Text;
use case_ledger_infrastructure::ledger::bus::Accepted;
use uuid::Uuid;

use super::{Errand, Rejected, SubjectChanged, SubjectPayload, fault, services, text, uuid};
use crate::auth::Permission;
use crate::graphql::enums::{RestrictionGround, Role};
use crate::graphql::subjects;

/// Restricting a person's data (sperring; GDPR art. 18).
#[derive(InputObject)]
pub struct RestrictSubjectInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym, as it stands beside the data: `child { subject }`.
    subject: ID,
    /// The ground.
    ground: RestrictionGround,
    /// The roles that still see the data, as far as they see personal data at all; nobody when empty.
    #[graphql(default)]
    visible_to: Vec<Role>,
    /// Why, in words that do not name the person: they are kept when the person is erased.
    rationale: String,
}

/// Lifting a restriction.
#[derive(InputObject)]
pub struct LiftRestrictionInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// Why, in words that do not name the person: they are kept when the person is erased.
    rationale: String,
}

impl Errand<'_> {
    /// The person that a command is about, if the municipality holds or held data under that pseudonym.
    async fn known_subject(&self, id: &ID) -> Result<SubjectId, Rejected> {
        let subject = SubjectId::from_uuid(uuid("subject", "subject", id)?);
        let keys = services(self.context).ledger.keys();
        match keys.knows(&self.principal.municipality, subject).await {
            Ok(true) => Ok(subject),
            Ok(false) => Err(Refusal::NotFound { what: "subject" }.into()),
            Err(error) => Err(Rejected::Fault(fault(&error))),
        }
    }

    /// Reasons as the sender's own words: they must outlive the data that they are about.
    fn grounds(&self, rationale: &str) -> Result<Personal<Text>, Rejected> {
        Ok(Personal::employee(self.principal.subject, text("rationale", "R-15", rationale)?))
    }

    /// The answer to an accepted command on a data subject.
    async fn subject_changed(&self, subject: SubjectId, accepted: Accepted) -> Result<SubjectChanged, Rejected> {
        let loaded = subjects::Subject::load(self.context, &self.principal.municipality, subject).await;
        let Accepted { position, version, recorded_now } = accepted;
        let subject = loaded.map_err(Rejected::Fault)?;
        Ok(SubjectChanged { position, version, recorded_now, subject })
    }
}

/// Commands on data subjects.
#[derive(Default)]
pub struct SubjectCommands;

#[Object]
impl SubjectCommands {
    /// Show a person's data to the named roles only, at once and everywhere; replaces an earlier restriction (C12).
    async fn restrict_subject(&self, context: &Context<'_>, input: RestrictSubjectInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand =
                    Errand::new(context, Permission::RestrictSubjects, "restrictSubject", id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let action = SubjectAction::Restrict {
                    ground: input.ground.into(),
                    visible_to: input.visible_to.iter().copied().map(Into::into).collect(),
                    rationale: errand.grounds(&input.rationale)?,
                };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Show a person's data again as before the restriction (C12).
    async fn lift_restriction(&self, context: &Context<'_>, input: LiftRestrictionInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand =
                    Errand::new(context, Permission::RestrictSubjects, "liftRestriction", id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let action = SubjectAction::LiftRestriction { rationale: errand.grounds(&input.rationale)? };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }
}
