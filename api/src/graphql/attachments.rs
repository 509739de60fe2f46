//! What is attached to a case, in the schema.
//!
//! The list tells what there is; content is handed out one at a time, in Base64 within the answer, which no browser opens
//! and no cache keeps. Who it was handed out to is recorded before the answer goes out.

use async_graphql::{Context, ID, Result, SimpleObject};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_domain::case::{self, AttachedTo as Thing};
use case_ledger_domain::ids::{AttachmentId, CaseId};
use case_ledger_domain::personal::Shown;
use case_ledger_infrastructure::attachments::{ContentPlace, ShownContent};
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::NaiveDate;

use super::agreements::Agreement;
use super::cases::Consent;
use super::chronology::Observation;
use super::discussion::Note;
use super::enums::{AttachedKind, AttachmentKind, MappingTool, MediaType, WithdrawalGround};
use super::measures::Measure;
use super::meetings::Meeting;
use super::scalars::{Date, PersonalState, PersonalText};
use super::{fault, global_id, principal, services};
use crate::auth::{Permission, Principal};

/// Something attached to a case: a form, a drawing, a letter, a report of another service (S4-4).
#[derive(SimpleObject)]
pub struct Attachment {
    /// Its id.
    id: ID,
    /// What it is.
    kind: AttachmentKind,
    /// What it is called.
    title: PersonalText,
    /// Its media type.
    media_type: MediaType,
    /// How many bytes it has.
    size: i64,
    /// The SHA-256 of its content, in hexadecimal: whoever has the file can tell that it is this one.
    sha256: PersonalText,
    /// What in the case it belongs to; null where it belongs to no one thing.
    belongs_to: Option<AttachedTo>,
    /// When it was made.
    made_on: Date,
    /// When it was added; who added it stands in the history.
    added_on: Date,
    /// Whether its content can be seen; `Case.attachmentContent` has it. Withdrawn content is shown to auditors only.
    state: PersonalState,
    /// That it was withdrawn, as the case stood at the moment it is shown as of; null where it was not.
    withdrawn: Option<AttachmentWithdrawal>,
}

/// That an attachment was withdrawn, because it does not belong in the case.
#[derive(SimpleObject)]
pub struct AttachmentWithdrawal {
    /// Why.
    ground: WithdrawalGround,
    /// Why, in words.
    reason: PersonalText,
    /// When.
    withdrawn_on: Date,
}

/// What in the case an attachment belongs to (S4-4).
#[derive(SimpleObject)]
pub struct AttachedTo {
    /// What kind of thing.
    kind: AttachedKind,
    /// Its id; null for a tool and a referral, which have none.
    id: Option<ID>,
    /// The tool that was used, where it was named by that and the day.
    tool: Option<MappingTool>,
    /// When the tool was used, likewise.
    used_on: Option<Date>,
    /// Or by its `number` in `Case.toolsUsed`.
    tool_number: Option<i32>,
    /// The referral's number in the case, from 1 on.
    referral: Option<i32>,
}

impl AttachedTo {
    fn of(thing: Thing) -> Self {
        let (mut id, mut tool, mut used_on, mut tool_number, mut referral) = (None, None, None, None, None);
        match thing {
            Thing::Observation { observation } => id = Some(global_id(Observation::PREFIX, observation.as_uuid())),
            Thing::Tool { tool: used, used_on: on } => (tool, used_on) = (Some(used.into()), Some(Date(on))),
            Thing::ToolUse { number } => tool_number = i32::try_from(number).ok(),
            Thing::Note { note } => id = Some(global_id(Note::PREFIX, note.as_uuid())),
            Thing::Consent { consent } => id = Some(global_id(Consent::PREFIX, consent.as_uuid())),
            Thing::Measure { measure } => id = Some(global_id(Measure::PREFIX, measure.as_uuid())),
            Thing::Meeting { meeting } => id = Some(global_id(Meeting::PREFIX, meeting.as_uuid())),
            Thing::Agreement { agreement } => id = Some(global_id(Agreement::PREFIX, agreement.as_uuid())),
            Thing::Referral { referral: number } => referral = i32::try_from(number).ok(),
        }
        Self { kind: thing.kind().into(), id, tool, used_on, tool_number, referral }
    }
}

/// What attachments of a case a reader is shown: as they are now, whatever moment the case is shown as of.
pub struct ShownAttachments<'a> {
    /// The case as it is now, which says what is withdrawn.
    pub now: &'a case::Case,
    /// What is shown of whom.
    pub veil: &'a Veil,
    /// Whether the reader is shown what is withdrawn.
    pub withdrawn_too: bool,
}

impl ShownAttachments<'_> {
    /// Whether a reader is shown what is withdrawn: whoever looks into what happened must be able to.
    pub fn withdrawn_to(principal: &Principal) -> bool {
        !principal.roles_for_both(Permission::SeeCases, Permission::SeeWithdrawn).is_empty()
    }

    fn keeps_back(&self, id: AttachmentId) -> bool {
        let is_withdrawn = self.now.attachments().get(&id).is_some_and(|now| now.withdrawn.is_some());
        is_withdrawn && !self.withdrawn_too
    }

    /// An attachment as the case held it, as far as it may be seen.
    pub fn shown(&self, id: AttachmentId, attached: &case::Attachment) -> Attachment {
        let state = match self.veil.shows(attached.title.subject()) {
            Shown::Shredded => PersonalState::Shredded,
            Shown::Visible if !self.keeps_back(id) => PersonalState::Visible,
            Shown::Visible | Shown::Withheld => PersonalState::Withheld,
        };
        let withdrawal = |withdrawn: &case::Withdrawal| AttachmentWithdrawal {
            ground: withdrawn.ground.into(),
            reason: PersonalText::of_text(&withdrawn.reason, self.veil),
            withdrawn_on: withdrawn.on.into(),
        };
        Attachment {
            id: global_id(Attachment::PREFIX, id.as_uuid()),
            kind: attached.kind.into(),
            title: PersonalText::of_text(&attached.title, self.veil),
            media_type: attached.media_type.into(),
            size: attached.size,
            sha256: PersonalText::of_text(&attached.sha256, self.veil),
            belongs_to: attached.belongs_to.map(AttachedTo::of),
            made_on: attached.made_on.into(),
            added_on: attached.added_on.into(),
            state,
            withdrawn: attached.withdrawn.as_ref().map(withdrawal),
        }
    }

    /// An attachment's content, as far as it may be seen. That it is read must have been noted.
    pub async fn content(
        &self,
        context: &Context<'_>,
        case: CaseId,
        id: AttachmentId,
        attached: &case::Attachment,
    ) -> Result<AttachmentContent> {
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let opened = if self.keeps_back(id) && self.veil.shows(attached.title.subject()) == Shown::Visible {
            ShownContent::Withheld
        } else {
            let place = ContentPlace { municipality, case, attachment: id };
            ledger.open_attachment(place, attached, self.veil).await.map_err(|error| fault(&error))?
        };
        let (state, base64) = match opened {
            ShownContent::Visible(bytes) => (PersonalState::Visible, Some(BASE64_STANDARD.encode(bytes))),
            ShownContent::Withheld => (PersonalState::Withheld, None),
            ShownContent::Shredded => (PersonalState::Shredded, None),
        };
        Ok(AttachmentContent {
            state,
            base64,
            media_type: attached.media_type.registered_name(),
            file_name: file_name(attached.added_on, attached.media_type),
        })
    }
}

/// A name that tells of nobody.
fn file_name(added_on: NaiveDate, media_type: case_ledger_domain::content::MediaType) -> String {
    format!("attachment-{added_on}.{}", media_type.extension())
}

impl Attachment {
    /// What an attachment's ids begin with.
    pub const PREFIX: &'static str = "attachment";
}

/// What an attachment holds (S4-4). That it was handed out is in the read log.
#[derive(SimpleObject)]
pub struct AttachmentContent {
    /// Whether it can be seen.
    state: PersonalState,
    /// The bytes in Base64, where it can. Save them as a file, or show them where nothing in them can run.
    base64: Option<String>,
    /// The media type's registered name.
    media_type: &'static str,
    /// A name for the file, which tells of nobody.
    file_name: String,
}
