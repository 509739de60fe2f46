//! Commands about persons who ask for their own data.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::ids::{AccessRequestId, SubjectId};
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::subject::access::{AccessAnswer, AccessRequest, NewAccessRequest};
use case_ledger_domain::subject::{Subject, SubjectAction};
use case_ledger_domain::text::in_clear;
use case_ledger_infrastructure::personal::sight::Sight;
use uuid::Uuid;

use super::{Errand, Rejected, SubjectPayload, fault, note_denied, optional_text, services, uuid};
use crate::auth::Permission;
use crate::graphql::enums::{
    AccessAsker, AccessAuthority, AccessExtensionGround, AccessOutcome, AccessRefusalGround, HandOver, IdentityCheck,
};
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;
use crate::graphql::subject_access::{SubjectAccessRequest, is_any_kept_from, looked_through, watches};

/// Recording that somebody asks what is recorded about a person (GDPR art. 15, C12).
#[derive(InputObject)]
pub struct RequestSubjectAccessInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The pseudonym of the person whose data they are, as it stands beside the data: `child { subject }`.
    subject: ID,
    /// Who asks.
    asker: AccessAsker,
    /// The name of who speaks for the person; nothing where the person asks. It is kept with the person's data.
    asked_by: Option<String>,
    /// How it was made sure who asks.
    identity: IdentityCheck,
    /// By what right somebody speaks for the person; nothing where the person asks.
    authority: Option<AccessAuthority>,
    /// The unit whose leader answers; yours when left out.
    unit: Option<String>,
    /// When it came in; today when left out.
    received_on: Option<Date>,
}

/// Putting the answer to a request for access off (GDPR art. 12(3), C12).
#[derive(InputObject)]
pub struct ExtendSubjectAccessInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// The request.
    request_id: ID,
    /// Why.
    ground: AccessExtensionGround,
    /// Why, in words that do not name the person: they are kept when the person is erased.
    rationale: String,
    /// When the person was told, within the first month; today when left out.
    told_on: Option<Date>,
    /// The last day for the answer from now on, two months later at most.
    until: Date,
}

/// Answering a request for access (C12).
#[derive(InputObject)]
pub struct AnswerSubjectAccessInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// The request.
    request_id: ID,
    /// What is answered.
    outcome: AccessOutcome,
    /// Why not all is handed over; empty where it is.
    #[graphql(default)]
    grounds: Vec<AccessRefusalGround>,
    /// The reasons for that, in words that do not name the person: they are kept when the person is erased. Nothing where
    /// all is handed over.
    rationale: Option<String>,
    /// How it was handed over.
    handed_over: HandOver,
    /// When; today when left out.
    answered_on: Option<Date>,
}

/// Recording that a request for access was taken back (C12).
#[derive(InputObject)]
pub struct WithdrawSubjectAccessInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// The request.
    request_id: ID,
    /// What was said about it, in words that do not name the person: they are kept when the person is erased.
    rationale: String,
}

impl Errand<'_> {
    /// The unit whose leader answers: the one given, or the sender's.
    async fn answering_unit(&self, given: Option<&str>) -> Result<String, Rejected> {
        let invalid = |problem| Rejected::Input(InvalidInput::new("unit", "C12", problem));
        let unit = given.or(self.principal.unit.as_deref()).ok_or_else(|| invalid(InputProblem::UnitNeeded))?;
        let unit = in_clear(unit).ok_or_else(|| invalid(InputProblem::NotAUnitsName))?;
        self.known_spelling(unit).await
    }

    /// The request that a command is about, where the permission lets the sender watch over what its unit answers. Of
    /// others it is as if there were none.
    async fn watched_request(
        &self,
        permission: Permission,
        subject: SubjectId,
        id: &ID,
    ) -> Result<(AccessRequestId, AccessRequest), Rejected> {
        let id = AccessRequestId::from_uuid(uuid("requestId", SubjectAccessRequest::PREFIX, id)?);
        let ledger = &services(self.context).ledger;
        let known = ledger.load::<Subject>(&self.principal.municipality, subject.as_uuid()).await;
        let known = known.map_err(|error| Rejected::Fault(fault(&error)))?.aggregate;
        match known.access().get(&id) {
            Some(request) if watches(self.principal, permission, &request.unit) => Ok((id, request.clone())),
            Some(_) => {
                note_denied(self.context);
                Err(Refusal::AccessNotAwaited.into())
            }
            None => Err(Refusal::AccessNotAwaited.into()),
        }
    }
}

/// Commands about persons who ask for their own data.
#[derive(Default)]
pub struct SubjectAccessCommands;

#[Object]
impl SubjectAccessCommands {
    /// Record that a person, or somebody who speaks for the person, asks what is recorded about the person: an answer is due
    /// in a calendar month (C12). Another person than you answers it.
    async fn request_subject_access(
        &self,
        context: &Context<'_>,
        input: RequestSubjectAccessInput,
    ) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let (permission, name) = (Permission::HandleSubjectAccess, "requestSubjectAccess");
                let errand = Errand::new(context, permission, name, id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let asked_by = optional_text("askedBy", input.asked_by.as_deref())?;
                let request = AccessRequestId::derived(&errand.principal.municipality, id, 0);
                let action = SubjectAction::RequestAccess(NewAccessRequest {
                    request,
                    asker: input.asker.into(),
                    // Who asks for somebody tells who that is, and goes with that person's data.
                    asked_by: asked_by.map(|name| Personal::new(Category::Guardian, subject, name)),
                    identity: input.identity.into(),
                    authority: input.authority.map(Into::into),
                    unit: errand.answering_unit(input.unit.as_deref()).await?,
                    by: errand.principal.subject,
                    received_on: errand.day(input.received_on),
                });
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                let mut changed = errand.subject_changed(subject, accepted).await?;
                changed.created_id = Some(SubjectAccessRequest::id_of(request));
                Ok(changed)
            }
            .await,
        )
    }

    /// Put the answer to a request for access off, once, by two further months at most: the person is told why within the
    /// first (C12).
    async fn extend_subject_access(
        &self,
        context: &Context<'_>,
        input: ExtendSubjectAccessInput,
    ) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let (permission, name) = (Permission::AnswerSubjectAccess, "extendSubjectAccess");
                let errand = Errand::new(context, permission, name, id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let (request, _) = errand.watched_request(permission, subject, &input.request_id).await?;
                let action = SubjectAction::ExtendAccess {
                    request,
                    ground: input.ground.into(),
                    rationale: errand.grounds(&input.rationale)?,
                    told_on: errand.day(input.told_on),
                    until: input.until.0,
                };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Answer a request for access: all is handed over, a part, or nothing; what is not, has grounds and reasons. What
    /// guardians must not know of is handed to nobody but the child itself (C12, R-6).
    async fn answer_subject_access(
        &self,
        context: &Context<'_>,
        input: AnswerSubjectAccessInput,
    ) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let (permission, name) = (Permission::AnswerSubjectAccess, "answerSubjectAccess");
                let errand = Errand::new(context, permission, name, id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let (request, known) = errand.watched_request(permission, subject, &input.request_id).await?;
                let asked = looked_through(context, subject, known.asker, Sight::withheld()).await;
                let kept = is_any_kept_from(context, &asked.map_err(Rejected::Fault)?).await;
                let rationale = optional_text("rationale", input.rationale.as_deref())?;
                let answer = AccessAnswer {
                    outcome: input.outcome.into(),
                    grounds: input.grounds.iter().copied().map(Into::into).collect(),
                    rationale: rationale.map(|words| Personal::employee(errand.principal.subject, words)),
                    handed_over: input.handed_over.into(),
                    by: errand.principal.subject,
                    answered_on: errand.day(input.answered_on),
                    kept_from_asker: kept.map_err(Rejected::Fault)?,
                };
                let action = SubjectAction::AnswerAccess { request, answer };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Record that a request for access was taken back by who had asked (C12).
    async fn withdraw_subject_access(
        &self,
        context: &Context<'_>,
        input: WithdrawSubjectAccessInput,
    ) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let (permission, name) = (Permission::HandleSubjectAccess, "withdrawSubjectAccess");
                let errand = Errand::new(context, permission, name, id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let (request, _) = errand.watched_request(permission, subject, &input.request_id).await?;
                let rationale = errand.grounds(&input.rationale)?;
                let action = SubjectAction::WithdrawAccess { request, rationale };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }
}
