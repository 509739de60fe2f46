//! Commands on what is attached to a case.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case::{AttachedTo, AttachmentAction, Case, CaseAction, NewAttachment};
use case_ledger_domain::content::{Content, SealedDigest};
use case_ledger_domain::ids::{AttachmentId, MeasureId, MeetingId, NoteId, ObservationId};
use case_ledger_domain::personal::Personal;
use uuid::Uuid;

use super::agreements::agreement_id;
use super::cases::{about_child, child_of, consent_id_in, on_case};
use super::{CasePayload, Errand, InvalidInput, Rejected, uuid};
use crate::auth::Permission;
use crate::graphql::attachments::Attachment;
use crate::graphql::chronology::Observation;
use crate::graphql::discussion::Note;
use crate::graphql::enums::{AttachmentKind, MappingTool, MediaType, WithdrawalGround};
use crate::graphql::measures::Measure;
use crate::graphql::meetings::Meeting;
use crate::graphql::scalars::{Base64, ContentApart, Date};

/// A tool that was used in the case (S1-23).
#[derive(InputObject)]
pub struct ToolUseInput {
    /// Which.
    tool: MappingTool,
    /// When it was used.
    used_on: Date,
}

/// What in the case an attachment belongs to: one of these (S4-4).
#[derive(OneofObject)]
pub enum AttachedToInput {
    /// An observation.
    ObservationId(ID),
    /// A tool that was used, whose form it is (S1-23).
    ToolUse(ToolUseInput),
    /// A form or tool that was used, of the catalogue or of a guide, by its `number` in `Case.toolsUsed` (S1-23, S3-6).
    ToolNumber(i32),
    /// An internal note to the leader.
    NoteId(ID),
    /// A question for consent.
    ConsentId(ID),
    /// A measure.
    MeasureId(ID),
    /// A meeting.
    MeetingId(ID),
    /// An agreement.
    AgreementId(ID),
    /// A referral, by its number in the case from 1 on.
    Referral(i32),
}

impl AttachedToInput {
    fn thing(&self) -> Result<AttachedTo, Rejected> {
        let id = |field: &str, prefix, id| uuid(&format!("belongsTo.{field}"), prefix, id);
        Ok(match self {
            Self::ObservationId(given) => AttachedTo::Observation {
                observation: ObservationId::from_uuid(id("observationId", Observation::PREFIX, given)?),
            },
            Self::ToolUse(used) => AttachedTo::Tool { tool: used.tool.into(), used_on: used.used_on.0 },
            Self::ToolNumber(number) => AttachedTo::ToolUse { number: usize::try_from(*number).unwrap_or_default() },
            Self::NoteId(given) => AttachedTo::Note { note: NoteId::from_uuid(id("noteId", Note::PREFIX, given)?) },
            Self::ConsentId(given) => AttachedTo::Consent { consent: consent_id_in("belongsTo.consentId", given)? },
            Self::MeasureId(given) => {
                AttachedTo::Measure { measure: MeasureId::from_uuid(id("measureId", Measure::PREFIX, given)?) }
            }
            Self::MeetingId(given) => {
                AttachedTo::Meeting { meeting: MeetingId::from_uuid(id("meetingId", Meeting::PREFIX, given)?) }
            }
            Self::AgreementId(given) => {
                AttachedTo::Agreement { agreement: agreement_id("belongsTo.agreementId", given)? }
            }
            // None below the first is in any case, as one beyond the last is not.
            Self::Referral(number) => AttachedTo::Referral { referral: usize::try_from(*number).unwrap_or_default() },
        })
    }
}

/// Attaching something to a case (S4-4).
#[derive(InputObject)]
pub struct AddAttachmentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What it is.
    kind: AttachmentKind,
    /// What it is called. It is shown where the content is not: say what it is, not what it says.
    title: String,
    /// Its media type. Documents of word processors are saved as PDF first: what is kept must look the same in ten years.
    media_type: MediaType,
    /// The file in Base64, of ten megabytes at most. Send it as a variable: beyond a mebibyte a request holds one such
    /// file, and nothing else that is large.
    content: Base64,
    /// What in the case it belongs to; leave it out where it belongs to no one thing.
    belongs_to: Option<AttachedToInput>,
    /// When it was made; today when left out.
    made_on: Option<Date>,
}

/// Withdrawing an attachment that does not belong in the case.
#[derive(InputObject)]
pub struct WithdrawAttachmentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The attachment.
    attachment_id: ID,
    /// Why.
    ground: WithdrawalGround,
    /// Why, in words.
    reason: String,
    /// When; today when left out.
    withdrawn_on: Option<Date>,
}

fn content(context: &Context<'_>, media_type: MediaType, given: &Base64) -> Result<Content, Rejected> {
    let invalid = |problem| Rejected::Input(InvalidInput::new("content", "S4-4", problem));
    let bytes = match given {
        Base64::Written(text) => BASE64_STANDARD.decode(text).ok(),
        Base64::Apart(_) => context.data_opt::<ContentApart>().and_then(ContentApart::take),
    };
    let bytes = bytes.ok_or_else(|| invalid(InputProblem::NotBase64))?;
    Content::new(media_type.into(), bytes).map_err(|error| invalid(error.into()))
}

/// Commands on what is attached to a case.
#[derive(Default)]
pub struct AttachmentCommands;

#[Object]
impl AttachmentCommands {
    /// Attach a form, a drawing, a letter, a report or whatever else documents what happened (S4-4). It is sealed under
    /// the child's key, and recorded together with what it holds or not at all.
    async fn add_attachment(&self, context: &Context<'_>, input: AddAttachmentInput) -> Result<CasePayload> {
        CasePayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeCases, "addAttachment", id, version, &input)?;
                let case = Errand::case_id(&input.case_id)?;
                let child = child_of(&errand, case).await?;
                let title = about_child(child, "title", "S4-4", &input.title)?;
                let belongs_to = input.belongs_to.as_ref().map(AttachedToInput::thing).transpose()?;
                let file = content(context, input.media_type, &input.content)?;
                let attachment = AttachmentId::derived(&errand.principal.municipality, errand.command_id, 0);
                let (size, sha256) = (file.size(), file.sha256());
                let sealed = errand.seal(case, child, attachment, file).await?;
                let action = CaseAction::Attachment(AttachmentAction::AddAttachment(NewAttachment {
                    attachment,
                    kind: input.kind.into(),
                    title,
                    media_type: input.media_type.into(),
                    size,
                    sha256: Personal::child(child, sha256),
                    // Of an erased child nothing is sealed, and nothing recorded that was not before.
                    sealed: sealed.as_ref().map_or_else(|| SealedDigest::of(&[]), |sealed| sealed.digest),
                    belongs_to,
                    made_on: errand.day(input.made_on),
                }));
                let accepted = errand.execute_attaching::<Case>(case.as_uuid(), action, sealed.as_ref()).await?;
                let mut changed = errand.case_changed(case, accepted).await?;
                changed.created_id = Some(crate::graphql::global_id(Attachment::PREFIX, attachment.as_uuid()));
                Ok(changed)
            }
            .await,
        )
    }

    /// Withdraw an attachment that does not belong in the case: it is about another child, or the wrong file. It
    /// stays in the ledger, and its content is shown to auditors only.
    async fn withdraw_attachment(&self, context: &Context<'_>, input: WithdrawAttachmentInput) -> Result<CasePayload> {
        on_case!(context, "withdrawAttachment", input, |errand, child, _case| {
            CaseAction::Attachment(AttachmentAction::WithdrawAttachment {
                attachment: uuid("attachmentId", Attachment::PREFIX, &input.attachment_id)
                    .map(AttachmentId::from_uuid)?,
                ground: input.ground.into(),
                reason: about_child(child, "reason", "R-11", &input.reason)?,
                withdrawn_on: errand.day(input.withdrawn_on),
            })
        })
    }
}
