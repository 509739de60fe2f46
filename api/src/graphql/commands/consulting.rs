//! Commands on asking other services for advice, and on who signs a report with the sender.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::case::{Case, CaseAction, ConsultingAction, ReportingAction};
use case_ledger_domain::consultation;
use case_ledger_domain::ids::DraftId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::agreements::handed_out;
use super::cases::{GuardianInput, about_child, child_of, guardians, guardians_if_any, on_case, unit_name};
use super::family::{SharingBasisInput, claimed};
use super::{CasePayload, DeciderInput, Errand, uuid};
use crate::auth::Permission;
use crate::graphql::drafts::ReportDraft;
use crate::graphql::enums::{Body, ConsultationTopic, InformationCategory};
use crate::graphql::scalars::Date;

/// Asking another service for help with the assessment (S0-25).
#[derive(InputObject)]
pub struct RequestConsultationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Of whom.
    body: Body,
    /// Its name, or that of its unit; needed where the body is OTHER, which is known by its name alone.
    unit: Option<String>,
    /// About what (S2-11).
    topics: Vec<ConsultationTopic>,
    /// When; today when left out.
    requested_on: Option<Date>,
}

/// Agreeing a time for a consultation (S2-14).
#[derive(InputObject)]
pub struct ScheduleConsultationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// With whom.
    body: Body,
    /// Its name, or that of its unit; needed where the body is OTHER, which is known by its name alone.
    unit: Option<String>,
    /// The time.
    planned_for: DateTime<Utc>,
    /// When it was agreed; today when left out.
    scheduled_on: Option<Date>,
}

/// Calling off a consultation that was asked for or agreed (S0-25).
#[derive(InputObject)]
pub struct CallOffConsultationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// With whom.
    body: Body,
    /// Its name, or that of its unit, where it was asked by that.
    unit: Option<String>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    called_off_on: Option<Date>,
}

/// Discussing the concern openly with another service (S0-25).
#[derive(InputObject)]
pub struct HoldOpenConsultationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// With whom.
    body: Body,
    /// The name of its unit, as its tokens bear it; a consent that names units of the body covers those alone.
    unit: Option<String>,
    /// About what (S2-11).
    topics: Vec<ConsultationTopic>,
    /// What kind of information was told.
    categories: Vec<InformationCategory>,
    /// What was advised.
    advice: String,
    /// What telling them of the child rests on.
    basis: SharingBasisInput,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    held_on: Option<Date>,
}

/// Noting that the concern was discussed without naming anybody.
#[derive(InputObject)]
pub struct NoteAnonymousConsultationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// With whom.
    body: Body,
    /// Its name, where the body is OTHER, which is known by that alone; of no other body is a unit named.
    unit: Option<String>,
    /// When; today when left out.
    held_on: Option<Date>,
}

/// Putting down a report before it is sent, alone or together with guardians (S2-39).
#[derive(InputObject)]
pub struct DraftReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What it says.
    content: String,
    /// The guardians who write it along; nobody where you do so alone.
    #[graphql(default)]
    co_authored_with_guardians: Vec<GuardianInput>,
    /// When; today when left out.
    drafted_on: Option<Date>,
}

/// Discarding a draft that is not to be sent (S2-39).
#[derive(InputObject)]
pub struct DiscardDraftInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The draft.
    draft_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    discarded_on: Option<Date>,
}

/// Recording that guardians signed a report too (S0-41).
#[derive(InputObject)]
pub struct CosignReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The report.
    report_id: ID,
    /// Who signed; at least one.
    guardians: Vec<GuardianInput>,
    /// When; today when left out.
    cosigned_on: Option<Date>,
}

pub(super) fn topics(given: &[ConsultationTopic]) -> BTreeSet<consultation::ConsultationTopic> {
    given.iter().copied().map(Into::into).collect()
}

/// Commands on asking other services for advice, and on who signs a report with the sender.
#[derive(Default)]
pub struct ConsultingCommands;

#[Object]
impl ConsultingCommands {
    /// Ask another service for help with assessing the concern, without saying about whom (S0-25, alternative B). It is
    /// owed until that service was consulted.
    async fn request_consultation(
        &self,
        context: &Context<'_>,
        input: RequestConsultationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "requestConsultation", input, |errand, _child, case| {
            CaseAction::Consulting(ConsultingAction::RequestConsultation {
                body: input.body.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                topics: topics(&input.topics),
                requested_on: errand.day(input.requested_on),
            })
        })
    }

    /// Agree a time for a consultation (S2-14).
    async fn schedule_consultation(
        &self,
        context: &Context<'_>,
        input: ScheduleConsultationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "scheduleConsultation", input, |errand, _child, case| {
            CaseAction::Consulting(ConsultingAction::ScheduleConsultation {
                body: input.body.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                planned_for: errand.instant("plannedFor", Some(input.planned_for))?,
                scheduled_on: errand.day(input.scheduled_on),
            })
        })
    }

    /// Call off a consultation that was asked for or agreed, for the advice is needed no more: it is owed no more; that it was
    /// missed before stays found (S0-25).
    async fn call_off_consultation(
        &self,
        context: &Context<'_>,
        input: CallOffConsultationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "callOffConsultation", input, |errand, child, case| {
            CaseAction::Consulting(ConsultingAction::CallOffConsultation {
                body: input.body.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                called_off_on: errand.day(input.called_off_on),
            })
        })
    }

    /// Record that the concern was openly discussed with another service: with consent or a recorded basis (S0-25, R-21).
    /// For a consultation without a name, use `holdAnonymousConsultation`.
    async fn hold_open_consultation(
        &self,
        context: &Context<'_>,
        input: HoldOpenConsultationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "holdOpenConsultation", input, |errand, child, case| {
            CaseAction::Consulting(ConsultingAction::HoldOpenConsultation {
                body: input.body.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                topics: topics(&input.topics),
                categories: input.categories.iter().copied().map(Into::into).collect(),
                advice: about_child(child, "advice", "S0-25", &input.advice)?,
                claimed: claimed(&input.basis)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                held_on: errand.day(input.held_on),
            })
        })
    }

    /// Note that the concern was discussed anonymously: with whom and on which day, and nothing more.
    async fn note_anonymous_consultation(
        &self,
        context: &Context<'_>,
        input: NoteAnonymousConsultationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "noteAnonymousConsultation", input, |errand, _child, case| {
            CaseAction::Consulting(ConsultingAction::NoteAnonymousConsultation {
                body: input.body.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                held_on: errand.day(input.held_on),
            })
        })
    }

    /// Put down a report before it is sent. Written together with guardians, it tells them of the report; a report that then
    /// rests on their consent says what it says, and they have read it before they consented (S2-39). Nothing is written
    /// together with guardians who must not know of it, or not where somebody in the case is (C12).
    async fn draft_report(&self, context: &Context<'_>, input: DraftReportInput) -> Result<CasePayload> {
        on_case!(context, "draftReport", input, makes DraftId as ReportDraft::PREFIX, |errand, child, case| {
            let field = "coAuthoredWithGuardians.name";
            let drafts = CaseAction::Reporting(ReportingAction::DraftReport {
                draft: DraftId::derived(&errand.principal.municipality, errand.command_id, 0),
                content: about_child(child, "content", "S2-39", &input.content)?,
                co_authors: guardians_if_any(&errand, case, field, &input.co_authored_with_guardians).await?,
                drafted_on: errand.day(input.drafted_on),
            });
            handed_out(&errand, case, drafts).await?
        })
    }

    /// Discard a draft that is not to be sent, with reasons, in a closed case too. It stays in the case and its history, and
    /// guardians who wrote it along still know of the report; a consent that was given to its words carries no others
    /// (S2-39).
    async fn discard_draft(&self, context: &Context<'_>, input: DiscardDraftInput) -> Result<CasePayload> {
        on_case!(context, "discardDraft", input, |errand, child, case| {
            CaseAction::Reporting(ReportingAction::DiscardDraft {
                draft: uuid("draftId", ReportDraft::PREFIX, &input.draft_id).map(DraftId::from_uuid)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                discarded_on: errand.day(input.discarded_on),
            })
        })
    }

    /// Record that guardians signed a report too; no report waits for that (S0-41). Whoever must not know where somebody is
    /// signs nothing that may tell it (C12).
    async fn cosign_report(&self, context: &Context<'_>, input: CosignReportInput) -> Result<CasePayload> {
        on_case!(context, "cosignReport", input, |errand, _child, case| {
            let signs = CaseAction::Reporting(ReportingAction::CosignReport {
                report: Errand::report_id(&input.report_id)?,
                guardians: guardians(&errand, case, &input.guardians).await?,
                cosigned_on: errand.day(input.cosigned_on),
            });
            handed_out(&errand, case, signs).await?
        })
    }
}
