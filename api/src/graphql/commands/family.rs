//! Commands on a case about child and family: conversations, siblings, alternatives, consent and sharing.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case::{
    AlternativesAction, Case, CaseAction, ClaimedBasis, ConsentAction, ConsentScope, FamilyAction, SharedInformation,
    SharingAction, SiblingsAction,
};
use case_ledger_domain::ids::{CaseId, ExceptionId, SubjectId};
use case_ledger_domain::people::Child;
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::settings::Settings;
use case_ledger_infrastructure::ledger::bus::settings_id;
use case_ledger_infrastructure::projections::named_persons;
use case_ledger_infrastructure::reach::Extent;
use uuid::Uuid;

use super::cases::{
    ChildInput, RecipientUnitInput, about_child, child_of, consent_id, helpers, must_be_born_as_told, must_tell_who,
    new_child, on_case, reason_of_who_was_asked, recipient_units, recipients, unit_name,
};
use super::interpreting::{EndInterpreterNeedInput, RecordInterpreterNeedInput, language};
use super::{CasePayload, DeciderInput, Errand, Rejected, uuid};
use crate::auth::Permission;
use crate::graphql::enums::{
    Alternative, Body, ConsentPurpose, ConversationWith, InformationCategory, InvitationGround, LegalTopic,
    SharingDirection,
};
use crate::graphql::family::SharingException;
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;
use crate::graphql::{cases, extent_now, fault, known, services, veil};

/// Asking child or guardians to a conversation (S3-21).
#[derive(InputObject)]
pub struct ConveneConversationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// With whom.
    with: ConversationWith,
    /// What it is to be about.
    subject: String,
    /// The day it is to be held.
    planned_for: Date,
    /// When they were asked; today when left out.
    convened_on: Option<Date>,
}

/// Calling off a conversation that child or guardians were asked to (S3-21).
#[derive(InputObject)]
pub struct CallOffConversationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who was asked to it.
    with: ConversationWith,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    called_off_on: Option<Date>,
}

/// Whether the youth is asked to take part (S4-7).
#[derive(InputObject)]
pub struct AssessYouthInvitationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Whether the youth is asked.
    invited: bool,
    /// By what it was assessed.
    ground: InvitationGround,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    assessed_on: Option<Date>,
}

/// A sibling is linked (S0-14): by a case of its own, or as it is known.
#[derive(InputObject)]
pub struct LinkSiblingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The sibling, as it is known: by name, or by national identity number.
    sibling: Option<ChildInput>,
    /// A case about the sibling, instead.
    sibling_case_id: Option<ID>,
    /// When; today when left out.
    linked_on: Option<Date>,
}

/// The child has no siblings (S0-14).
#[derive(InputObject)]
pub struct ConfirmNoSiblingsInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// When; today when left out.
    confirmed_on: Option<Date>,
}

/// It could not be found out whether the child has siblings.
#[derive(InputObject)]
pub struct LeaveSiblingsUnknownInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Why not.
    reason: String,
    /// When; today when left out.
    noted_on: Option<Date>,
}

/// Choosing an alternative beside those that are active (S0-20, R-14).
#[derive(InputObject)]
pub struct ChooseAlternativeInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Which.
    alternative: Alternative,
    /// Who helps besides the unit (S0-2). Needed with B; left out, it is the resource team with C and child welfare with D.
    #[graphql(default)]
    helped_by: Vec<Body>,
    /// Which units of them, by name; needed where the body is OTHER, which is known by its name alone.
    #[graphql(default)]
    helped_by_units: Vec<RecipientUnitInput>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    chosen_on: Option<Date>,
}

/// Ending an alternative (S0-21).
#[derive(InputObject)]
pub struct EndAlternativeInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Which.
    alternative: Alternative,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    ended_on: Option<Date>,
}

/// A notice under chapter 9 A; it runs beside the case.
#[derive(InputObject)]
pub struct FileChapter9aNoticeInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What was notified.
    content: String,
    /// When; today when left out.
    filed_on: Option<Date>,
}

/// What is consented to was narrowed; never to more than before.
#[derive(InputObject)]
pub struct NarrowConsentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The consent.
    consent_id: ID,
    /// What it is for.
    purposes: Vec<ConsentPurpose>,
    /// Who may receive information.
    recipients: Vec<Body>,
    /// Which units of those bodies; each body is a recipient. Where a municipality has several of a kind, as it has schools,
    /// consent lets those in alone whose unit it names.
    #[graphql(default)]
    recipient_units: Vec<RecipientUnitInput>,
    /// What kind of information.
    categories: Vec<InformationCategory>,
    /// First day; the day it was narrowed when left out.
    valid_from: Option<Date>,
    /// Last day; open when left out, which is more than a last day.
    valid_to: Option<Date>,
    /// What the guardian said.
    reason: Option<String>,
    /// When; today when left out.
    narrowed_on: Option<Date>,
}

/// Consent ran out. It carries nothing after its last day, recorded or not.
#[derive(InputObject)]
pub struct ExpireConsentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The consent.
    consent_id: ID,
}

/// Whether information may be shared without consent (S0-30, R-23).
#[derive(InputObject)]
pub struct AssessSharingExceptionInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The refusal it answers, where it answers one.
    consent_id: Option<ID>,
    /// What the legal basis is one of: that on sharing with authorities (C7). The act and paragraph in force on the day
    /// are kept. On a duty to disclose information is shared directly, with the body it is owed to.
    topic: LegalTopic,
    /// With whom it may be shared.
    #[graphql(default)]
    recipients: Vec<Body>,
    /// Which units of those bodies; each body is a recipient. Where units of a body are named, it holds for
    /// those alone.
    #[graphql(default)]
    recipient_units: Vec<RecipientUnitInput>,
    /// What may be shared.
    #[graphql(default)]
    categories: Vec<InformationCategory>,
    /// Whether it may.
    allowed: bool,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    assessed_on: Option<Date>,
}

/// A refusal is accepted, with reasons.
#[derive(InputObject)]
pub struct AcceptRefusalInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What was refused.
    consent_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    accepted_on: Option<Date>,
}

/// The child welfare service ordered that it be told something.
#[derive(InputObject)]
pub struct RecordDisclosureOrderInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who ordered it: the child welfare service or its emergency service.
    body: Body,
    /// What kind of information.
    categories: Vec<InformationCategory>,
    /// What is asked, in words.
    asked: String,
    /// The day of the order.
    ordered_on: Date,
    /// When it came; today when left out.
    received_on: Option<Date>,
}

/// No more is told on an order of the child welfare service.
#[derive(InputObject)]
pub struct CloseDisclosureOrderInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Whose order it is.
    body: Body,
    /// The day of the order.
    ordered_on: Date,
    /// Why: it was taken back, or nobody here has what it asks for.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    closed_on: Option<Date>,
}

/// Information was shared with another body.
#[derive(InputObject)]
pub struct ShareInformationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The other body.
    body: Body,
    /// The name of its unit, as its tokens bear it; a consent that names units of the body covers those alone.
    unit: Option<String>,
    /// Which way it went (S3-38).
    direction: SharingDirection,
    /// What kind of information.
    categories: Vec<InformationCategory>,
    /// What was shared, in words.
    content: String,
    /// What it rests on; without a basis that covers it, nothing is shared.
    basis: SharingBasisInput,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    shared_on: Option<Date>,
}

/// What a sharing rests on: one of these.
#[derive(OneofObject)]
pub enum SharingBasisInput {
    /// A consent that covers body, direction, categories and day.
    ConsentId(ID),
    /// A duty to disclose, owed to the body. The duty to report carries what adds to a report that was sent, or to
    /// emergency contact, and takes the place of neither.
    Duty(LegalTopic),
    /// The duty to answer an order of the child welfare service that was recorded: the day of the order (S2-17).
    OrderOf(Date),
    /// Necessity (S3-50).
    Necessity(Necessity),
    /// An assessment that allowed it (S0-30).
    ExceptionId(ID),
}

/// What makes sharing necessary (S3-50).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum Necessity {
    /// Very weighty considerations.
    VeryWeightyConsiderations,
}

pub(super) fn claimed(basis: &SharingBasisInput) -> Result<ClaimedBasis, Rejected> {
    Ok(match basis {
        SharingBasisInput::ConsentId(id) => ClaimedBasis::Consent(consent_id(id)?),
        SharingBasisInput::Duty(topic) => ClaimedBasis::Duty((*topic).into()),
        SharingBasisInput::OrderOf(day) => ClaimedBasis::Order { ordered_on: day.0 },
        SharingBasisInput::Necessity(Necessity::VeryWeightyConsiderations) => ClaimedBasis::Necessity,
        SharingBasisInput::ExceptionId(id) => ClaimedBasis::Exception(exception_id(id)?),
    })
}

pub(super) fn exception_id(id: &ID) -> Result<ExceptionId, Rejected> {
    uuid("exceptionId", SharingException::PREFIX, id).map(ExceptionId::from_uuid)
}

/// The sibling as a case of its own knows it, with no more than its name; or as the sender does.
async fn sibling(errand: &Errand<'_>, case_id: Option<&ID>, given: Option<ChildInput>) -> Result<Child, Rejected> {
    let invalid = |field, problem| Rejected::Input(InvalidInput::new(field, "R-13", problem));
    if let Some(id) = case_id {
        if given.is_some() {
            return Err(invalid("sibling", InputProblem::GivenTwice { other: "siblingCaseId" }));
        }
        let case = uuid("siblingCaseId", cases::Case::PREFIX, id)?;
        let known: Case = errand.recent(case).await?;
        let opened = known.opened().ok_or(Refusal::NotFound { what: Sought::Case })?;
        let Child { subject, name, unborn, .. } = opened.child.clone();
        return Ok(Child { subject, name, national_id: None, born_on: None, unborn, contact: None });
    }
    let given = given.ok_or_else(|| invalid("sibling", InputProblem::SiblingNeeded))?;
    must_tell_who(&given)?;
    let sibling = new_child(errand, errand.own_id("sibling").await?, "sibling", given).await?;
    must_be_born_as_told(errand, "sibling", &sibling)?;
    Ok(sibling)
}

/// No other case of those that the sender reaches tells of a sibling of the child: one that is about the child and links one, or
/// one that links the child. What the others tell is not told by a refusal either.
async fn no_sibling_may_be_linked_elsewhere(
    errand: &Errand<'_>,
    child: SubjectId,
    here: CaseId,
) -> Result<(), Rejected> {
    let (context, municipality) = (errand.context, &errand.principal.municipality);
    let pool = services(context).ledger.pool();
    let veil = veil(context, errand.permission).await.map_err(Rejected::Fault)?;
    let mut pseudonyms = known::pseudonyms(context, child, errand.permission, None).await.map_err(Rejected::Fault)?;
    pseudonyms.retain(|one| !known::is_kept(&veil, *one));
    for pseudonym in &pseudonyms {
        let naming = named_persons::naming(pool, municipality, *pseudonym).await;
        let naming = naming.map_err(|error| Rejected::Fault(fault(&error)))?;
        let cases = naming.iter().filter(|thing| thing.aggregate_type == "Case" && thing.is_concerned);
        for other in cases.map(|thing| thing.aggregate_id).filter(|other| *other != here.as_uuid()) {
            // A part of a case does not tell of the family.
            let extent = extent_now(context, errand.permission, other).await.map_err(Rejected::Fault)?;
            if extent != Some(Extent::Whole) {
                continue;
            }
            let other: Case = errand.recent(other).await?;
            let Some(opened) = other.opened() else { continue };
            let siblings = if pseudonyms.contains(&opened.child.subject) {
                other.linked_siblings().iter().map(|sibling| sibling.subject).collect()
            } else if other.linked_siblings().iter().any(|sibling| pseudonyms.contains(&sibling.subject)) {
                vec![opened.child.subject]
            } else {
                Vec::new()
            };
            if siblings.iter().any(|sibling| !known::is_kept(&veil, *sibling)) {
                return Err(Refusal::SiblingLinkedElsewhere.into());
            }
        }
    }
    Ok(())
}

/// Commands on a case about child and family.
#[derive(Default)]
pub struct FamilyCommands;

#[Object]
impl FamilyCommands {
    /// Ask child or guardians to a conversation (S3-21).
    async fn convene_conversation(
        &self,
        context: &Context<'_>,
        input: ConveneConversationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "conveneConversation", input, |errand, child, _case| {
            CaseAction::Family(FamilyAction::ConveneConversation {
                with: input.with.into(),
                subject: about_child(child, "subject", "S3-21", &input.subject)?,
                planned_for: input.planned_for.0,
                convened_on: errand.day(input.convened_on),
            })
        })
    }

    /// Call off a conversation that child or guardians were asked to: it is owed no more; that it was missed before stays found
    /// (S3-21). Where a guide has the family called to a talk and nobody has talked with it, it is to be called anew (S4-17).
    async fn call_off_conversation(
        &self,
        context: &Context<'_>,
        input: CallOffConversationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "callOffConversation", input, |errand, child, case| {
            CaseAction::Family(FamilyAction::CallOffConversation {
                with: input.with.into(),
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                called_off_on: errand.day(input.called_off_on),
            })
        })
    }

    /// Record that child or guardians are talked with through an interpreter (C12): a conversation or meeting with them that
    /// was held without one from that day on, and without saying why, is found.
    async fn record_interpreter_need(
        &self,
        context: &Context<'_>,
        input: RecordInterpreterNeedInput,
    ) -> Result<CasePayload> {
        on_case!(context, "recordInterpreterNeed", input, |errand, child, _case| {
            CaseAction::Family(FamilyAction::RecordInterpreterNeed {
                whose: input.whose.into(),
                language: language(child, "language", &input.language)?,
                noted_on: errand.day(input.noted_on),
            })
        })
    }

    /// Record that child or guardians can be talked with without an interpreter now (C12).
    async fn end_interpreter_need(&self, context: &Context<'_>, input: EndInterpreterNeedInput) -> Result<CasePayload> {
        on_case!(context, "endInterpreterNeed", input, |errand, _child, _case| {
            CaseAction::Family(FamilyAction::EndInterpreterNeed {
                whose: input.whose.into(),
                ended_on: errand.day(input.ended_on),
            })
        })
    }

    /// Assess whether the youth is asked to take part (S4-7).
    async fn assess_youth_invitation(
        &self,
        context: &Context<'_>,
        input: AssessYouthInvitationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "assessYouthInvitation", input, |errand, child, case| {
            CaseAction::Family(FamilyAction::AssessYouthInvitation {
                invited: input.invited,
                ground: input.ground.into(),
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                assessed_on: errand.day(input.assessed_on),
            })
        })
    }

    /// Link a sibling (S0-14, R-13).
    async fn link_sibling(&self, context: &Context<'_>, input: LinkSiblingInput) -> Result<CasePayload> {
        on_case!(context, "linkSibling", input, |errand, _child, _case| {
            CaseAction::Siblings(SiblingsAction::LinkSibling {
                sibling: sibling(&errand, input.sibling_case_id.as_ref(), input.sibling).await?,
                linked_on: errand.day(input.linked_on),
            })
        })
    }

    /// Record that the child has no siblings (S0-14, R-13). Where a case that you reach links the child as a sibling, or is of
    /// the same child and links one, that is refused: link the sibling, or say that it is not known.
    async fn confirm_no_siblings(&self, context: &Context<'_>, input: ConfirmNoSiblingsInput) -> Result<CasePayload> {
        on_case!(context, "confirmNoSiblings", input, |errand, child, case| {
            let elsewhere = no_sibling_may_be_linked_elsewhere(&errand, child, case).await;
            errand.unless_recorded::<Case, ()>(case.as_uuid(), elsewhere).await?;
            CaseAction::Siblings(SiblingsAction::ConfirmNoSiblings { confirmed_on: errand.day(input.confirmed_on) })
        })
    }

    /// Record that it is not known whether the child has siblings.
    async fn leave_siblings_unknown(
        &self,
        context: &Context<'_>,
        input: LeaveSiblingsUnknownInput,
    ) -> Result<CasePayload> {
        on_case!(context, "leaveSiblingsUnknown", input, |errand, child, _case| {
            CaseAction::Siblings(SiblingsAction::LeaveSiblingsUnknown {
                reason: about_child(child, "reason", "R-13", &input.reason)?,
                noted_on: errand.day(input.noted_on),
            })
        })
    }

    /// Choose an alternative beside those that are active (S0-20, R-13, R-14).
    async fn choose_alternative(&self, context: &Context<'_>, input: ChooseAlternativeInput) -> Result<CasePayload> {
        on_case!(context, "chooseAlternative", input, |errand, child, case| {
            CaseAction::Alternatives(AlternativesAction::ChooseAlternative {
                alternative: input.alternative.into(),
                helped_by: helpers(&input.helped_by, &input.helped_by_units)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                chosen_on: errand.day(input.chosen_on),
            })
        })
    }

    /// End an alternative (S0-21, R-14).
    async fn end_alternative(&self, context: &Context<'_>, input: EndAlternativeInput) -> Result<CasePayload> {
        on_case!(context, "endAlternative", input, |errand, child, case| {
            CaseAction::Alternatives(AlternativesAction::EndAlternative {
                alternative: input.alternative.into(),
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                ended_on: errand.day(input.ended_on),
            })
        })
    }

    /// Record a notice under chapter 9 A, which closes and replaces nothing.
    async fn file_chapter9a_notice(
        &self,
        context: &Context<'_>,
        input: FileChapter9aNoticeInput,
    ) -> Result<CasePayload> {
        on_case!(context, "fileChapter9ANotice", input, |errand, child, _case| {
            CaseAction::Alternatives(AlternativesAction::FileChapter9aNotice {
                content: about_child(child, "content", "R-18", &input.content)?,
                filed_on: errand.day(input.filed_on),
            })
        })
    }

    /// Record that what is consented to was narrowed; always possible.
    async fn narrow_consent(&self, context: &Context<'_>, input: NarrowConsentInput) -> Result<CasePayload> {
        on_case!(context, "narrowConsent", input, |errand, child, case| {
            let narrowed_on = errand.day(input.narrowed_on);
            let consent = consent_id(&input.consent_id)?;
            CaseAction::Consent(ConsentAction::NarrowConsent {
                consent,
                scope: ConsentScope {
                    purposes: input.purposes.iter().copied().map(Into::into).collect(),
                    recipients: recipients(&input.recipients, &input.recipient_units),
                    units: recipient_units("recipientUnits.unit", &input.recipient_units)?,
                    categories: input.categories.iter().copied().map(Into::into).collect(),
                    valid_from: input.valid_from.map_or(narrowed_on, |date| date.0),
                    valid_to: input.valid_to.map(|date| date.0),
                },
                reason: reason_of_who_was_asked(&errand, (case, child), consent, input.reason.as_deref()).await?,
                narrowed_on,
            })
        })
    }

    /// Record that consent ran out.
    async fn expire_consent(&self, context: &Context<'_>, input: ExpireConsentInput) -> Result<CasePayload> {
        on_case!(context, "expireConsent", input, |errand, _child, _case| {
            CaseAction::Consent(ConsentAction::ExpireConsent { consent: consent_id(&input.consent_id)? })
        })
    }

    /// Assess whether information may be shared without consent (S0-30, R-21, R-23). The assessment is what `shareInformation`
    /// and `conveneResourceTeam` rest on: its id is `createdId`, and stands in `Case.sharingExceptions`.
    async fn assess_sharing_exception(
        &self,
        context: &Context<'_>,
        input: AssessSharingExceptionInput,
    ) -> Result<CasePayload> {
        on_case!(context, "assessSharingException", input, makes ExceptionId as SharingException::PREFIX, |errand, child, case| {
            let settings: Settings = errand.load(settings_id(&errand.principal.municipality)).await?;
            CaseAction::Sharing(SharingAction::AssessSharingException(case_ledger_domain::case::SharingException {
                exception: ExceptionId::derived(&errand.principal.municipality, errand.command_id, 0),
                consent: input.consent_id.as_ref().map(consent_id).transpose()?,
                topic: input.topic.into(),
                recipients: recipients(&input.recipients, &input.recipient_units),
                units: recipient_units("recipientUnits.unit", &input.recipient_units)?,
                categories: input.categories.iter().copied().map(Into::into).collect(),
                allowed: input.allowed,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                commenced: settings.commencements().clone(),
                assessed_on: errand.day(input.assessed_on),
            }))
        })
    }

    /// Accept a refusal, with reasons.
    async fn accept_refusal(&self, context: &Context<'_>, input: AcceptRefusalInput) -> Result<CasePayload> {
        on_case!(context, "acceptRefusal", input, |errand, child, case| {
            CaseAction::Sharing(SharingAction::AcceptRefusal {
                consent: consent_id(&input.consent_id)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                accepted_on: errand.day(input.accepted_on),
            })
        })
    }

    /// Record an order of the child welfare service, before it is answered: what is shared on it names its day, and is no more
    /// than it asks.
    async fn record_disclosure_order(
        &self,
        context: &Context<'_>,
        input: RecordDisclosureOrderInput,
    ) -> Result<CasePayload> {
        on_case!(context, "recordDisclosureOrder", input, |errand, child, _case| {
            CaseAction::Sharing(SharingAction::RecordOrder {
                body: input.body.into(),
                categories: input.categories.iter().copied().map(Into::into).collect(),
                asked: about_child(child, "asked", "R-21", &input.asked)?,
                ordered_on: input.ordered_on.0,
                received_on: errand.day(input.received_on),
            })
        })
    }

    /// Close an order of the child welfare service, on which no more is told, with reasons: `ANSWER_ORDER` is owed until it
    /// is answered in full or closed (R-21, S2-17).
    async fn close_disclosure_order(
        &self,
        context: &Context<'_>,
        input: CloseDisclosureOrderInput,
    ) -> Result<CasePayload> {
        on_case!(context, "closeDisclosureOrder", input, |errand, child, case| {
            CaseAction::Sharing(SharingAction::CloseOrder {
                body: input.body.into(),
                ordered_on: input.ordered_on.0,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                closed_on: errand.day(input.closed_on),
            })
        })
    }

    /// Record what was shared with another body; denied unless consent or law carries it (R-21, R-22, S3-50).
    async fn share_information(&self, context: &Context<'_>, input: ShareInformationInput) -> Result<CasePayload> {
        on_case!(context, "shareInformation", input, |errand, child, case| {
            CaseAction::Sharing(SharingAction::ShareInformation(SharedInformation {
                body: input.body.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                direction: input.direction.into(),
                categories: input.categories.iter().copied().map(Into::into).collect(),
                content: about_child(child, "content", "R-21", &input.content)?,
                claimed: claimed(&input.basis)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                shared_on: errand.day(input.shared_on),
            }))
        })
    }
}
