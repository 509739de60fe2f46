//! What attachments hold: sealed under the child's key before their events are decided, written with them, opened for
//! those who may see it.
//!
//! The content stands beside the events, in a table that is part of the ledger: only grown, never changed, and covered by
//! its proof, because the event tells the digest of what is stored. A key that is destroyed leaves it shredded, and the
//! digest still right.

use std::collections::HashSet;
use std::sync::Arc;

use case_ledger_domain::Refusal;
use case_ledger_domain::case::Attachment;
use case_ledger_domain::content::{Content, SealedDigest};
use case_ledger_domain::ids::{AttachmentId, CaseId, Municipality, SubjectId};
use case_ledger_domain::personal::{Category, Shown};

use crate::ledger::bus::{CommandError, Fault, Ledger};
use crate::personal::envelope::{self, EnvelopeError};
use crate::personal::keys::{KeyError, KeyState};
use crate::personal::sight::Veil;

/// What the additional data of a sealed content begin with, which no event's do.
const SEALED_AS: &[u8] = b"case-ledger/attachment/v1/content";

/// The version of its box.
const FORM: u8 = 1;

/// Content as it is stored, until its event is.
#[derive(Debug, Clone)]
pub struct SealedContent {
    /// The attachment.
    pub attachment: AttachmentId,
    /// The digest of what is stored, which the event tells.
    pub digest: SealedDigest,
    /// The envelope, as it was made: it is large, and not copied.
    pub(crate) sealed: Arc<Vec<u8>>,
}

/// Which content it is: an envelope that is moved elsewhere does not open.
#[derive(Debug, Clone, Copy)]
pub struct ContentPlace<'a> {
    /// Whose ledger.
    pub municipality: &'a Municipality,
    /// The case.
    pub case: CaseId,
    /// The attachment.
    pub attachment: AttachmentId,
}

impl ContentPlace<'_> {
    /// Each part has its length for good.
    fn additional_data(&self) -> Vec<u8> {
        let (case, attachment) = (self.case.as_uuid(), self.attachment.as_uuid());
        [SEALED_AS, self.municipality.as_str().as_bytes(), case.as_bytes(), attachment.as_bytes()].concat()
    }
}

/// What a reader is shown of an attachment's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownContent {
    /// All of it.
    Visible(Vec<u8>),
    /// Nothing: it is not for the reader.
    Withheld,
    /// Nothing: its key is destroyed.
    Shredded,
}

impl Ledger {
    /// Seals content under the child's key. It is stored with the event that tells its digest, by
    /// [`Self::execute_attaching`]; until then it is nowhere.
    pub async fn seal_attachment(
        &self,
        place: ContentPlace<'_>,
        child: SubjectId,
        content: Content,
    ) -> Result<SealedContent, CommandError> {
        let of = (child, Category::Child);
        let keys = self.keys().keys_for(place.municipality, &HashSet::from([of])).await;
        let keys = keys.map_err(|error| match error {
            KeyError::Erased(_) => CommandError::Refused(Refusal::SubjectErased),
            error => Fault::from(error).into(),
        })?;
        let key = keys.get(&of).ok_or(Fault::Envelope(EnvelopeError::Crypto))?;
        let sealed = envelope::enclose(key, FORM, &place.additional_data(), content.bytes()).map_err(Fault::from)?;
        drop(content);
        let digest = SealedDigest::of(&sealed);
        Ok(SealedContent { attachment: place.attachment, digest, sealed: Arc::new(sealed) })
    }

    /// An attachment's content, as far as `veil` shows the child's data. What is not shown is not read.
    pub async fn open_attachment(
        &self,
        place: ContentPlace<'_>,
        attached: &Attachment,
        veil: &Veil,
    ) -> Result<ShownContent, Fault> {
        match veil.shows(attached.title.subject()) {
            Shown::Visible => {}
            Shown::Withheld => return Ok(ShownContent::Withheld),
            Shown::Shredded => return Ok(ShownContent::Shredded),
        }
        let altered = || EnvelopeError::Content { attachment: place.attachment.as_uuid() };
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sealed FROM attachment_contents WHERE municipality = $1 AND attachment_id = $2")
                .bind(place.municipality.as_str())
                .bind(place.attachment.as_uuid())
                .fetch_optional(self.pool())
                .await?;
        let sealed = sealed.ok_or_else(altered)?;
        if SealedDigest::of(&sealed) != attached.sealed {
            return Err(altered().into());
        }
        let id = envelope::key_of(&sealed).ok_or_else(altered)?;
        match self.keys().keys_by_id(place.municipality, &HashSet::from([id])).await?.get(&id) {
            // Whose the key is its wrapping tells, and nobody who changes the title's mark.
            Some(KeyState::Usable(key)) if key.of.0 != attached.title.subject() => Err(altered().into()),
            Some(KeyState::Usable(key)) => {
                let opened = envelope::disclose(key, &place.additional_data(), sealed).ok_or_else(altered)?;
                Ok(ShownContent::Visible(opened))
            }
            Some(KeyState::Destroyed) | None => Ok(ShownContent::Shredded),
        }
    }
}
