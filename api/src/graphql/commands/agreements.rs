//! Commands on what was agreed in writing in a case, and on copies.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use case_ledger_domain::case::{self, AgreementAction, Case, CaseAction, CopyAction, Document, DrawnAgreement, Ways};
use case_ledger_domain::ids::{AgreementId, CaseId, SubjectId};
use case_ledger_domain::personal::Personal;
use case_ledger_infrastructure::personal::keys::Named;
use uuid::Uuid;

use super::address_protection::kept_from;
use super::cases::{about_child, child_of, on_case};
use super::{CasePayload, DeciderInput, Errand, Rejected, text, uuid};
use crate::auth::Permission;
use crate::graphql::agreements::Agreement;
use crate::graphql::enums::{AgreementKind, PartyKind};
use crate::graphql::scalars::Date;

/// Somebody who takes part in an agreement, or gets a copy (R-7, S4-9). Who is known by name only is one person within
/// a case, and another one elsewhere.
#[derive(InputObject)]
pub struct PartyInput {
    /// Name.
    name: String,
    /// As what.
    kind: PartyKind,
}

/// Drawing up an agreement or a plan (S4-8, S4-18).
#[derive(InputObject)]
pub struct DrawAgreementInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What was agreed.
    kind: AgreementKind,
    /// Whether it counts as the minutes of the conversation (S4-8).
    #[graphql(default)]
    is_minutes: bool,
    /// What it says.
    text: String,
    /// Who takes part, and signs; at least one.
    parties: Vec<PartyInput>,
    /// The agreement whose place it takes (S3-43).
    supersedes_id: Option<ID>,
    /// When; today when left out.
    drawn_on: Option<Date>,
}

/// A party signed an agreement (S4-9).
#[derive(InputObject)]
pub struct SignAgreementInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The agreement.
    agreement_id: ID,
    /// Who signed, named as in the agreement.
    party: PartyInput,
    /// When; today when left out.
    signed_on: Option<Date>,
}

/// What somebody gets a copy of: one of these.
#[derive(OneofObject)]
pub enum DocumentInput {
    /// An agreement.
    AgreementId(ID),
    /// A report that was sent from the case.
    ReportId(ID),
}

/// Somebody got a copy (S0-42, S4-9).
#[derive(InputObject)]
pub struct DeliverCopyInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Of what.
    document: DocumentInput,
    /// Who got it: a party of the agreement, or a guardian for a report.
    recipient: PartyInput,
    /// When; today when left out.
    delivered_on: Option<Date>,
}

/// Guardians do not get their copies of a report, on the ground on which they are not told of it (R-7, C4).
#[derive(InputObject)]
pub struct WithholdCopiesInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The report.
    report_id: ID,
    /// When it is looked at again.
    review_on: Date,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    withheld_on: Option<Date>,
}

/// Letting the copies lapse of people who are erased (C12).
#[derive(InputObject)]
pub struct LapseCopiesOfErasedInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// When; today when left out.
    lapsed_on: Option<Date>,
}

/// What tells where somebody is whose address is protected was taken out of the copies (C12).
#[derive(InputObject)]
pub struct TakeWhereaboutsOutInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Of what.
    document: DocumentInput,
    /// Why the copies tell it no more.
    rationale: String,
    /// Who saw to that; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    taken_out_on: Option<Date>,
}

impl DocumentInput {
    fn document(&self) -> Result<Document, Rejected> {
        Ok(match self {
            Self::AgreementId(id) => Document::Agreement { agreement: agreement_id("document.agreementId", id)? },
            Self::ReportId(id) => Document::Report { report: Errand::report_id_in("document.reportId", id)? },
        })
    }
}

/// What somebody reads, as a copy, to sign or to write along: whoever must not know where somebody is, reads nothing that may
/// tell it (C12).
pub(super) async fn handed_out(errand: &Errand<'_>, case: CaseId, action: CaseAction) -> Result<CaseAction, Rejected> {
    let ways = Ways { kept_from: kept_from(errand, case).await?, ..Ways::default() };
    Ok(CaseAction::Locally(ways, Box::new(action)))
}

pub(super) fn agreement_id(field: &str, id: &ID) -> Result<AgreementId, Rejected> {
    uuid(field, Agreement::PREFIX, id).map(AgreementId::from_uuid)
}

async fn party(
    errand: &Errand<'_>,
    case: CaseId,
    child: SubjectId,
    field: &str,
    given: &PartyInput,
) -> Result<case::Party, Rejected> {
    let name = text(field, "S4-9", &given.name)?;
    let (subject, name) = match given.kind {
        PartyKind::Guardian => {
            let subject = errand.subject_by_name(Named::Guardian, case.as_uuid(), &name).await?;
            (subject, Personal::guardian(subject, name))
        }
        PartyKind::Youth => (child, Personal::child(child, name)),
        PartyKind::Employee => {
            let subject = errand.subject_by_name(Named::Decider, case.as_uuid(), &name).await?;
            (subject, Personal::employee(subject, name))
        }
    };
    Ok(case::Party { subject, name, kind: given.kind.into() })
}

pub(super) async fn parties(
    errand: &Errand<'_>,
    case: CaseId,
    child: SubjectId,
    given: &[PartyInput],
) -> Result<Vec<case::Party>, Rejected> {
    let mut named = Vec::with_capacity(given.len());
    for one in given {
        named.push(party(errand, case, child, "parties.name", one).await?);
    }
    Ok(named)
}

/// Commands on what was agreed in writing in a case, and on copies.
#[derive(Default)]
pub struct AgreementCommands;

#[Object]
impl AgreementCommands {
    /// Draw up an agreement or a plan; it binds when all parties have signed (S4-8, R-37).
    async fn draw_agreement(&self, context: &Context<'_>, input: DrawAgreementInput) -> Result<CasePayload> {
        on_case!(context, "drawAgreement", input, makes AgreementId as Agreement::PREFIX, |errand, child, case| {
            CaseAction::Agreement(AgreementAction::DrawAgreement(DrawnAgreement {
                agreement: AgreementId::derived(&errand.principal.municipality, errand.command_id, 0),
                kind: input.kind.into(),
                is_minutes: input.is_minutes,
                text: about_child(child, "text", "S4-8", &input.text)?,
                parties: parties(&errand, case, child, &input.parties).await?,
                supersedes: input.supersedes_id.as_ref().map(|id| agreement_id("supersedesId", id)).transpose()?,
                drawn_on: errand.day(input.drawn_on),
            }))
        })
    }

    /// Record that a party signed an agreement (S4-9).
    async fn sign_agreement(&self, context: &Context<'_>, input: SignAgreementInput) -> Result<CasePayload> {
        on_case!(context, "signAgreement", input, |errand, child, case| {
            let sign = CaseAction::Agreement(AgreementAction::SignAgreement {
                agreement: agreement_id("agreementId", &input.agreement_id)?,
                by: party(&errand, case, child, "party.name", &input.party).await?.subject,
                signed_on: errand.day(input.signed_on),
            });
            handed_out(&errand, case, sign).await?
        })
    }

    /// Record that somebody got a copy: a party of an agreement, or a guardian of a report unless there is a ground not
    /// to tell them, or where somebody is must be kept from the guardian and the copy may tell it (C12). What went
    /// on a day before today is recorded all the same, and that the guardian may know is found.
    async fn deliver_copy(&self, context: &Context<'_>, input: DeliverCopyInput) -> Result<CasePayload> {
        on_case!(context, "deliverCopy", input, |errand, child, case| {
            let deliver = CaseAction::Copy(CopyAction::DeliverCopy {
                document: input.document.document()?,
                recipient: party(&errand, case, child, "recipient.name", &input.recipient).await?,
                delivered_on: errand.day(input.delivered_on),
            });
            handed_out(&errand, case, deliver).await?
        })
    }

    /// Record that what tells where somebody is whose address is protected was taken out of the copies of a document, so
    /// that guardians who must not know it can be handed one (C12, R-7).
    async fn take_whereabouts_out(&self, context: &Context<'_>, input: TakeWhereaboutsOutInput) -> Result<CasePayload> {
        on_case!(context, "takeWhereaboutsOut", input, |errand, child, case| {
            CaseAction::Copy(CopyAction::TakeWhereaboutsOut {
                document: input.document.document()?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                taken_out_on: errand.day(input.taken_out_on),
            })
        })
    }

    /// Let the copies lapse that were owed to people who are erased: nobody is there any more who could be given one
    /// (C12, R-7). Others stay owed.
    async fn lapse_copies_of_erased(
        &self,
        context: &Context<'_>,
        input: LapseCopiesOfErasedInput,
    ) -> Result<CasePayload> {
        on_case!(context, "lapseCopiesOfErased", input, |errand, _child, _case| {
            CaseAction::Copy(CopyAction::LapseCopiesOfErased { lapsed_on: errand.day(input.lapsed_on) })
        })
    }

    /// Withhold the guardians' copies of a report, on the ground on which they are not told of it, until a day on which
    /// it is looked at again (R-7, C4).
    async fn withhold_copies(&self, context: &Context<'_>, input: WithholdCopiesInput) -> Result<CasePayload> {
        on_case!(context, "withholdCopies", input, |errand, child, case| {
            CaseAction::Copy(CopyAction::WithholdCopies {
                report: Errand::report_id(&input.report_id)?,
                review_on: input.review_on.0,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                withheld_on: errand.day(input.withheld_on),
            })
        })
    }
}
