//! Attachments: filled-in forms, drawings, letters, reports of other services and whatever else documents what happened
//! (S4-4), each with what it is, who it is about and what it belongs to.
//!
//! What was attached is never changed. What does not belong here is withdrawn with a reason: it stays in the ledger, and is
//! shown to those alone who look into what happened.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AnalysisEvent, Case, CaseEvent, CaseTool, MappingTool, not_before, not_in_future};
use crate::Refusal;
use crate::content::{MediaType, SealedDigest};
use crate::ids::{AgreementId, AttachmentId, ConsentId, MeasureId, MeetingId, NoteId, ObservationId};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Sentence, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// What an attachment is.
    AttachmentKind {
        /// A form or tool that was filled in: signs, a scale of concern, an observation form (S1-23, S3-15).
        FilledForm,
        /// What the child drew or wrote.
        ChildsOwn,
        /// A letter, or a message that came or went as one.
        Letter,
        /// What another service wrote about the child: a report, an assessment, an answer to a referral (S3-39).
        ServiceReport,
        /// A picture of something that was seen.
        Picture,
        /// Minutes of a conversation or meeting, with the evaluation where the form holds one (S1-16, S3-23).
        Minutes,
        /// A consent form with its signature (S3-26).
        ConsentForm,
        /// A written agreement with its signatures (S4-8).
        SignedAgreement,
        /// An internal note or a page of a log that was kept elsewhere (S0-24).
        NoteOrLog,
        /// Something else; the title says what.
        Other,
    }
}

closed_set! {
    /// Why an attachment is withdrawn.
    WithdrawalGround {
        /// It is about another child.
        AboutAnotherChild,
        /// It is another file than was meant.
        WrongFile,
        /// It cannot be read, or parts of it are missing.
        Unreadable,
        /// The case should not hold it: it tells more than the work with the child needs.
        NotNeeded,
        /// Something else; the reason says what.
        OtherMistake,
    }
}

closed_set! {
    /// The kind of thing that an attachment belongs to.
    AttachedKind {
        /// An observation.
        Observation,
        /// A tool that was used.
        Tool,
        /// An internal note to the leader.
        Note,
        /// A question for consent.
        Consent,
        /// A measure.
        Measure,
        /// A meeting.
        Meeting,
        /// An agreement.
        Agreement,
        /// A referral.
        Referral,
    }
}

/// What in the case an attachment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", tag = "kind")]
pub enum AttachedTo {
    /// An observation.
    Observation {
        /// Which.
        observation: ObservationId,
    },
    /// A tool that was used: the form that was filled in (S1-23).
    Tool {
        /// Which.
        tool: MappingTool,
        /// When it was used.
        used_on: NaiveDate,
    },
    /// A form or tool that was used, of the catalogue or of a guide (S1-23, S3-6).
    ToolUse {
        /// Which use, from 1 on in the order in which they were recorded.
        number: usize,
    },
    /// An internal note to the leader.
    Note {
        /// Which.
        note: NoteId,
    },
    /// A question for consent.
    Consent {
        /// Which.
        consent: ConsentId,
    },
    /// A measure.
    Measure {
        /// Which.
        measure: MeasureId,
    },
    /// A meeting.
    Meeting {
        /// Which.
        meeting: MeetingId,
    },
    /// An agreement.
    Agreement {
        /// Which.
        agreement: AgreementId,
    },
    /// A referral.
    Referral {
        /// Which, from 1 on in the order in which they were recorded.
        referral: usize,
    },
}

impl AttachedTo {
    /// What kind of thing that is.
    pub const fn kind(self) -> AttachedKind {
        match self {
            Self::Observation { .. } => AttachedKind::Observation,
            Self::Tool { .. } | Self::ToolUse { .. } => AttachedKind::Tool,
            Self::Note { .. } => AttachedKind::Note,
            Self::Consent { .. } => AttachedKind::Consent,
            Self::Measure { .. } => AttachedKind::Measure,
            Self::Meeting { .. } => AttachedKind::Meeting,
            Self::Agreement { .. } => AttachedKind::Agreement,
            Self::Referral { .. } => AttachedKind::Referral,
        }
    }
}

/// What was attached, and what was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum AttachmentEvent {
    /// Something was attached to the case (S4-4). Its content stands beside the event, sealed under the child's key.
    AttachmentAdded {
        /// The attachment.
        attachment: AttachmentId,
        /// What it is.
        kind: AttachmentKind,
        /// What it is called.
        title: Personal<Text>,
        /// Its media type.
        media_type: MediaType,
        /// How many bytes it has.
        size: i64,
        /// The SHA-256 of what it says.
        sha256: Personal<Text>,
        /// The digest of what is stored.
        sealed: SealedDigest,
        /// What it belongs to, where it belongs to one thing.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        belongs_to: Option<AttachedTo>,
        /// When it was made, as opposed to added.
        made_on: NaiveDate,
        /// When it was added.
        added_on: NaiveDate,
    },
    /// An attachment does not belong here. It stays in the ledger; this stands beside it.
    AttachmentWithdrawn {
        /// The attachment.
        attachment: AttachmentId,
        /// Why.
        ground: WithdrawalGround,
        /// Why, in words.
        reason: Personal<Text>,
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl Topic for AttachmentEvent {
    names!(AttachmentAdded, AttachmentWithdrawn);

    fn happened(&self) -> Happened {
        let (Self::AttachmentAdded { added_on: date, .. } | Self::AttachmentWithdrawn { withdrawn_on: date, .. }) =
            self;
        Happened::On(*date)
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::AttachmentAdded { kind, made_on, .. } => said.with("kind", kind.word()).with("made", *made_on),
            Self::AttachmentWithdrawn { ground, .. } => said.with("ground", ground.word()),
        }
    }
}

impl AttachmentEvent {
    /// The digest of the content that is stored with the event, where some is.
    pub(super) const fn content(&self) -> Option<SealedDigest> {
        match self {
            Self::AttachmentAdded { sealed, .. } => Some(*sealed),
            Self::AttachmentWithdrawn { .. } => None,
        }
    }
}

/// Something that was attached. Its content is not part of the case's state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// What it is called.
    pub title: Personal<Text>,
    /// Its media type.
    pub media_type: MediaType,
    /// How many bytes it has.
    pub size: i64,
    /// The SHA-256 of what it says.
    pub sha256: Personal<Text>,
    /// The digest of what is stored.
    pub sealed: SealedDigest,
    /// What it belongs to.
    pub belongs_to: Option<AttachedTo>,
    /// When it was made.
    pub made_on: NaiveDate,
    /// When it was added.
    pub added_on: NaiveDate,
    /// That it was withdrawn, where it was.
    pub withdrawn: Option<Withdrawal>,
}

/// That an attachment was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Why.
    pub ground: WithdrawalGround,
    /// Why, in words.
    pub reason: Personal<Text>,
    /// When.
    pub on: NaiveDate,
}

/// The attachments of a case, and the tools that one can belong to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachments {
    by_id: BTreeMap<AttachmentId, Attachment>,
    tools_used: BTreeSet<(MappingTool, NaiveDate)>,
}

impl Attachments {
    pub(super) fn learn_of(&mut self, event: &AnalysisEvent) {
        if let AnalysisEvent::ToolUsed { tool: CaseTool::Catalogue(tool), used_on, .. } = event {
            self.tools_used.insert((*tool, *used_on));
        }
    }
}

/// Something to attach.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAttachment {
    /// Its id.
    pub attachment: AttachmentId,
    /// What it is.
    pub kind: AttachmentKind,
    /// What it is called.
    pub title: Personal<Text>,
    /// Its media type.
    pub media_type: MediaType,
    /// How many bytes it has.
    pub size: i64,
    /// The SHA-256 of what it says.
    pub sha256: Personal<Text>,
    /// The digest of what is to be stored.
    pub sealed: SealedDigest,
    /// What it belongs to.
    pub belongs_to: Option<AttachedTo>,
    /// When it was made.
    pub made_on: NaiveDate,
}

/// What can be asked about attachments.
#[derive(Debug, Clone, PartialEq)]
pub enum AttachmentAction {
    /// Attach something.
    AddAttachment(NewAttachment),
    /// Withdraw what does not belong here.
    WithdrawAttachment {
        /// The attachment.
        attachment: AttachmentId,
        /// Why.
        ground: WithdrawalGround,
        /// Why, in words.
        reason: Personal<Text>,
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl Case {
    /// The attachments by their ids, those included that were withdrawn.
    pub const fn attachments(&self) -> &BTreeMap<AttachmentId, Attachment> {
        &self.attachments.by_id
    }

    /// What belongs to the use of a form or tool that was recorded as that number, from 1 on, what was withdrawn included.
    pub fn attached_to_tool(&self, number: usize) -> impl Iterator<Item = (AttachmentId, &Attachment)> {
        let used = number.checked_sub(1).and_then(|place| self.tools_used.get(place));
        let belongs = move |attached: &Attachment| match (attached.belongs_to, used) {
            (Some(AttachedTo::ToolUse { number: named }), Some(_)) => named == number,
            (Some(AttachedTo::Tool { tool, used_on }), Some(used)) => {
                used.tool == CaseTool::Catalogue(tool) && used.on == used_on
            }
            _ => false,
        };
        let all = self.attachments.by_id.iter().map(|(id, attached)| (*id, attached));
        all.filter(move |(_, attached)| belongs(attached))
    }

    /// What follows from an action about attachments, or the first rule it breaks.
    ///
    /// Once the work has ended nothing more is collected about the child. What does not belong in the case is withdrawn
    /// from a closed one too.
    pub(super) fn decide_attachment(
        &self,
        action: AttachmentAction,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            AttachmentAction::AddAttachment(new) => {
                self.must_be_open()?;
                let NewAttachment { attachment, kind, title, media_type, size, sha256, sealed, belongs_to, made_on } =
                    new;
                not_in_future("madeOn", made_on, today)?;
                if self.attachments.by_id.contains_key(&attachment) {
                    return Err(Refusal::AttachmentAlreadyAdded { attachment });
                }
                if let Some(thing) = belongs_to.filter(|thing| !self.holds(*thing)) {
                    return Err(Refusal::AttachedToUnknown { what: thing.kind() });
                }
                let added_on = today;
                Ok(vec![CaseEvent::Attachment(AttachmentEvent::AttachmentAdded {
                    attachment,
                    kind,
                    title,
                    media_type,
                    size,
                    sha256,
                    sealed,
                    belongs_to,
                    made_on,
                    added_on,
                })])
            }
            AttachmentAction::WithdrawAttachment { attachment, ground, reason, withdrawn_on } => {
                self.must_exist()?;
                not_in_future("withdrawnOn", withdrawn_on, today)?;
                let added = self.attachments.by_id.get(&attachment);
                let added = added.ok_or(Refusal::AttachmentUnknown { attachment })?;
                not_before("withdrawnOn", withdrawn_on, added.added_on)?;
                if added.withdrawn.is_some() {
                    return Err(Refusal::AttachmentAlreadyWithdrawn { attachment });
                }
                Ok(vec![AttachmentEvent::AttachmentWithdrawn { attachment, ground, reason, withdrawn_on }.into()])
            }
        }
    }

    /// Whether that is in the case.
    fn holds(&self, thing: AttachedTo) -> bool {
        match thing {
            AttachedTo::Observation { observation } => self.observations.contains_key(&observation),
            AttachedTo::Tool { tool, used_on } => self.attachments.tools_used.contains(&(tool, used_on)),
            AttachedTo::ToolUse { number } => (1..=self.tools_used.len()).contains(&number),
            AttachedTo::Note { note } => self.notes().any(|(known, _)| known == note),
            AttachedTo::Consent { consent } => self.consents.contains_key(&consent),
            AttachedTo::Measure { measure } => self.measures.contains_key(&measure),
            AttachedTo::Meeting { meeting } => self.meetings().contains_key(&meeting),
            AttachedTo::Agreement { agreement } => self.agreements.contains_key(&agreement),
            AttachedTo::Referral { referral } => (1..=self.referrals.len()).contains(&referral),
        }
    }

    pub(super) fn apply_attachment(&mut self, event: AttachmentEvent) {
        match event {
            AttachmentEvent::AttachmentAdded {
                attachment,
                kind,
                title,
                media_type,
                size,
                sha256,
                sealed,
                belongs_to,
                made_on,
                added_on,
            } => {
                let withdrawn = None;
                let added = Attachment {
                    kind,
                    title,
                    media_type,
                    size,
                    sha256,
                    sealed,
                    belongs_to,
                    made_on,
                    added_on,
                    withdrawn,
                };
                self.attachments.by_id.insert(attachment, added);
            }
            AttachmentEvent::AttachmentWithdrawn { attachment, ground, reason, withdrawn_on: on } => {
                if let Some(withdrawn) = self.attachments.by_id.get_mut(&attachment) {
                    withdrawn.withdrawn = Some(Withdrawal { ground, reason, on });
                }
            }
        }
    }
}
