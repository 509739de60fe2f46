//! Answers to persons who ask what is recorded about them (GDPR art. 15).
//!
//! The municipalities' documents say nothing about it; these rules are the project's own decisions (C12):
//!
//! - The answer is due one calendar month after receipt. It can be put off once, by two further months at most, and the
//!   person is told why within the first (GDPR art. 12(3)).
//! - Who speaks for somebody else shows by what right.
//! - Who records a request does not answer it: what is looked through for the answer reaches over the cases of all units.
//! - What is not handed over has a ground of a closed set and reasons (personopplysningsloven § 16, forvaltningsloven
//!   §§ 18–19; not verified, see the law's data).
//! - What guardians must not know of is not handed to anyone but the child itself.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::corrections::ENTRY_FOUND_WRONG;
use crate::ids::{AccessRequestId, SubjectId};
use crate::law::{self, DeadlineKind};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Sentence, closed_set};

closed_set! {
    /// Who asks for a person's data.
    AccessAsker {
        /// The person.
        Person,
        /// A guardian, for the child.
        Guardian,
        /// Somebody else who speaks for the person.
        Representative,
    }
}

closed_set! {
    /// How it was made sure who asks (GDPR art. 12(6)).
    IdentityCheck {
        /// By an electronic id.
        ElectronicId,
        /// By an identity document that was shown.
        IdentityDocument,
        /// By somebody who knows the person.
        KnownPersonally,
    }
}

closed_set! {
    /// By what right somebody speaks for the person.
    AccessAuthority {
        /// The population register says that the guardian has parental responsibility.
        PopulationRegister,
        /// A court or the board decided it.
        CourtDecision,
        /// The person gave a power of attorney.
        PowerOfAttorney,
        /// Appointed by law, such as a guardian for an adult or a spokesperson of the child.
        Appointment,
    }
}

closed_set! {
    /// Why an answer is put off (GDPR art. 12(3)).
    AccessExtensionGround {
        /// It takes much work.
        Complexity,
        /// There are many requests.
        NumberOfRequests,
    }
}

closed_set! {
    /// What was answered.
    AccessOutcome {
        /// All that is recorded was handed over.
        GivenInFull,
        /// A part of it was.
        GivenInPart,
        /// Nothing was.
        Refused,
    }
}

closed_set! {
    /// Why something is not handed over. Which paragraph carries it is for the decider to say in the reasons.
    AccessRefusalGround {
        /// The child would be in danger.
        DangerToChild,
        /// Guardians must not know of it.
        GuardiansMustNotKnow,
        /// It tells who reported.
        ReporterIdentity,
        /// Somebody was promised not to be named.
        AnonymityPromised,
        /// It tells of others.
        InformationAboutOthers,
        /// It was written for the preparation of a decision, and went to nobody outside.
        InternalDocument,
        /// It would harm the person's own health, or the relation to somebody close.
        PersonsHealth,
        /// A crime is investigated or prevented.
        CrimeInvestigation,
        /// The law keeps it confidential from the person.
        DutyOfConfidentiality,
        /// The request is manifestly unfounded or excessive (GDPR art. 12(5)).
        UnfoundedRequest,
    }
}

closed_set! {
    /// How an answer was handed over.
    HandOver {
        /// In the person's digital mailbox.
        DigitalMailbox,
        /// By letter post.
        Post,
        /// From hand to hand.
        InPerson,
        /// Read on the spot.
        ReadOnTheSpot,
    }
}

closed_set! {
    /// How a request for access stands on a day.
    AccessStanding {
        /// An answer is due.
        Due,
        /// An answer is due later than in a month, and the person was told why.
        Extended,
        /// An answer is late.
        Overdue,
        /// It was answered in time.
        Met,
        /// It was answered too late.
        MetLate,
        /// It was taken back.
        Withdrawn,
    }
}

closed_set! {
    /// Why something is missing in an extract for an answer.
    AccessKeptBack {
        /// It is somebody else's: a guardian's, a sibling's.
        OtherPerson,
        /// It is the name or the words of somebody who works with the case.
        Employee,
        /// It tells who reported.
        ReporterIdentity,
        /// Guardians must not know of it, and it is asked for by somebody else than the child.
        GuardiansMustNotKnow,
        /// It belongs to a service whose work the reader's roles do not show, or to the case of a unit that the reader does not
        /// reach; whose do answers for it.
        OtherService,
    }
}

closed_set! {
    /// What a person's data are used for.
    ProcessingPurpose {
        /// To follow up a concern for a child.
        ConcernFollowUp,
        /// To receive and assess a concern report.
        ReportAssessment,
        /// To investigate a child's situation, and help.
        Investigation,
        /// To keep track of rights over a person's data.
        DataSubjectRights,
    }
}

impl ProcessingPurpose {
    /// What the data in a stream of that type of aggregate are used for; nothing where it holds none of a person's that
    /// anything leads to.
    pub fn of_stream(aggregate_type: &str) -> Option<Self> {
        match aggregate_type {
            "Case" => Some(Self::ConcernFollowUp),
            "Report" => Some(Self::ReportAssessment),
            "Investigation" => Some(Self::Investigation),
            "Subject" => Some(Self::DataSubjectRights),
            _ => None,
        }
    }
}

/// Events that are about the reporter and nobody else: in somebody else's extract there is nothing of them.
pub const ABOUT_THE_REPORTER: &[&str] = &[
    "ReporterClassified",
    "ReporterDeclarationRecorded",
    "ReporterNamedAtWork",
    "AcknowledgementSent",
    "ReporterInformedOfTriage",
    "ReporterInformedOfConclusion",
    "MeasureInfoDisclosedToReporter",
    "ConcernDisclosedToReporter",
];

/// Events whose words were written for the preparation of a decision.
pub const INTERNAL_DOCUMENTS: &[&str] = &[
    "InternalNoteSubmittedToLeader",
    "LeaderFeedbackGiven",
    "LeaderDiscussionHeld",
    "LeaderDisagreementRecorded",
    "ColleagueDiscussionHeld",
    "PeerTeamDiscussionHeld",
    "ReportDrafted",
    "ReportDraftDiscarded",
];

/// The event in which a report comes in: its words may tell who wrote them, however little is said of that beside them.
pub const REPORT_COMES_IN: &str = "ReportReceived";

/// What whoever answers weighs before an entry of that event is handed to somebody else than the reporter.
pub fn to_be_weighed(event: &str) -> Option<AccessRefusalGround> {
    // What was found wrong in such an entry, or in one about the reporter, may tell it just as well.
    if event == REPORT_COMES_IN || event == ENTRY_FOUND_WRONG {
        Some(AccessRefusalGround::ReporterIdentity)
    } else {
        INTERNAL_DOCUMENTS.contains(&event).then_some(AccessRefusalGround::InternalDocument)
    }
}

/// That a report came in, told without a word about whom it came from.
pub const fn report_came_in() -> Sentence {
    Sentence::new("ReportReceivedFromSomebody")
}

/// The event that opens a case: it tells which unit works with it.
pub const CASE_IS_OPENED: &str = "CaseOpened";

/// That a case was opened, told without the unit: it may lead to where somebody is whose address is protected (C12).
pub const fn case_was_opened() -> Sentence {
    Sentence::new("CaseOpenedBySomebody")
}

/// A request for access, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccessRequest {
    /// Its id.
    pub request: AccessRequestId,
    /// Who asks.
    pub asker: AccessAsker,
    /// The name of who speaks for the person, kept and erased with the person's data.
    pub asked_by: Option<Personal<Text>>,
    /// How it was made sure who asks.
    pub identity: IdentityCheck,
    /// By what right somebody speaks for the person.
    pub authority: Option<AccessAuthority>,
    /// The unit whose leader answers.
    pub unit: String,
    /// Who records it.
    pub by: SubjectId,
    /// When it came in.
    pub received_on: NaiveDate,
}

impl NewAccessRequest {
    /// Who asks in the own name needs no right beside that; a guardian's is parental responsibility, anybody else's is
    /// given by the person or the law.
    pub(super) fn must_tell_by_what_right(&self) -> Result<(), Refusal> {
        use AccessAuthority::{Appointment, CourtDecision, PopulationRegister, PowerOfAttorney};
        let fits = match self.asker {
            AccessAsker::Person => self.authority.is_none() && self.asked_by.is_none(),
            AccessAsker::Guardian => {
                matches!(self.authority, Some(PopulationRegister | CourtDecision)) && self.asked_by.is_some()
            }
            AccessAsker::Representative => {
                matches!(self.authority, Some(PowerOfAttorney | Appointment | CourtDecision)) && self.asked_by.is_some()
            }
        };
        if fits { Ok(()) } else { Err(Refusal::AccessAskerUnclear { asker: self.asker }) }
    }
}

/// An answer to a request for access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessAnswer {
    /// What is answered.
    pub outcome: AccessOutcome,
    /// Why not all is handed over.
    pub grounds: BTreeSet<AccessRefusalGround>,
    /// The reasons for that.
    pub rationale: Option<Personal<Text>>,
    /// How it was handed over.
    pub handed_over: HandOver,
    /// Who decided.
    pub by: SubjectId,
    /// When.
    pub answered_on: NaiveDate,
    /// Whether there is something among it that the asker must not know of.
    pub kept_from_asker: bool,
}

impl AccessAnswer {
    /// What is not handed over has a ground and reasons, and only that has.
    pub(super) fn must_say_why(&self) -> Result<(), Refusal> {
        let (has_grounds, has_reasons) = (!self.grounds.is_empty(), self.rationale.is_some());
        match self.outcome {
            AccessOutcome::GivenInFull if has_grounds || has_reasons => Err(Refusal::AccessGroundsWithoutRefusal),
            AccessOutcome::GivenInPart | AccessOutcome::Refused if !has_grounds || !has_reasons => {
                Err(Refusal::AccessGroundsMissing { field: if has_grounds { "rationale" } else { "grounds" } })
            }
            AccessOutcome::GivenInFull | AccessOutcome::GivenInPart | AccessOutcome::Refused => Ok(()),
        }
    }

    /// Whoever might tell guardians what they must not know is not given all, and why is among the grounds: whoever decides
    /// has seen that there is something.
    pub(super) fn must_keep_what_guardians_must_not_know(&self) -> Result<(), Refusal> {
        let is_seen = self.grounds.iter().any(|ground| {
            matches!(ground, AccessRefusalGround::GuardiansMustNotKnow | AccessRefusalGround::DangerToChild)
        });
        let is_kept = match self.outcome {
            AccessOutcome::GivenInFull => false,
            AccessOutcome::GivenInPart => is_seen,
            AccessOutcome::Refused => true,
        };
        if self.kept_from_asker && !is_kept { Err(Refusal::AccessKeptFromGuardians) } else { Ok(()) }
    }
}

/// A request for access, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRequest {
    /// Who asks.
    pub asker: AccessAsker,
    /// How it was made sure who asks.
    pub identity: IdentityCheck,
    /// By what right somebody speaks for the person.
    pub authority: Option<AccessAuthority>,
    /// The unit whose leader answers.
    pub unit: String,
    /// Who recorded it.
    pub by: SubjectId,
    /// When it came in.
    pub received_on: NaiveDate,
    /// The last day for the answer, as it was before it was put off.
    pub first_due_on: NaiveDate,
    /// That the answer was put off.
    pub extension: Option<AccessExtension>,
    /// How it ended.
    pub end: Option<AccessEnd>,
}

/// That an answer was put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessExtension {
    /// Why.
    pub ground: AccessExtensionGround,
    /// When the person was told.
    pub told_on: NaiveDate,
    /// The last day for the answer.
    pub due_on: NaiveDate,
}

/// How a request for access ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessEnd {
    /// It was answered.
    Answered {
        /// What was answered.
        outcome: AccessOutcome,
        /// Why not all was handed over.
        grounds: BTreeSet<AccessRefusalGround>,
        /// How it was handed over.
        handed_over: HandOver,
        /// When.
        answered_on: NaiveDate,
    },
    /// It was taken back.
    Withdrawn {
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl AccessEnd {
    const fn day(&self) -> NaiveDate {
        match self {
            Self::Answered { answered_on, .. } => *answered_on,
            Self::Withdrawn { withdrawn_on } => *withdrawn_on,
        }
    }
}

impl AccessRequest {
    /// The last day for the answer, as it is on that day.
    pub fn due_on(&self, on: NaiveDate) -> NaiveDate {
        self.extension.filter(|extension| extension.told_on <= on).map_or(self.first_due_on, |extended| extended.due_on)
    }

    /// How it ended, where it had on that day.
    pub fn ended(&self, on: NaiveDate) -> Option<&AccessEnd> {
        self.end.as_ref().filter(|end| end.day() <= on)
    }

    /// Whether it waits for an answer.
    pub const fn is_awaited(&self) -> bool {
        self.end.is_none()
    }

    /// How it stands on a day.
    pub fn standing(&self, on: NaiveDate) -> AccessStanding {
        match self.ended(on) {
            Some(AccessEnd::Withdrawn { .. }) => AccessStanding::Withdrawn,
            Some(AccessEnd::Answered { answered_on, .. }) if *answered_on > self.due_on(*answered_on) => {
                AccessStanding::MetLate
            }
            Some(AccessEnd::Answered { .. }) => AccessStanding::Met,
            None if on > self.due_on(on) => AccessStanding::Overdue,
            None if self.due_on(on) > self.first_due_on => AccessStanding::Extended,
            None => AccessStanding::Due,
        }
    }

    /// It is put off once, is told within the first month, and lasts two further months at most.
    pub(super) fn must_be_extendable(&self, told_on: NaiveDate, until: NaiveDate) -> Result<(), Refusal> {
        if let Some(AccessExtension { due_on, .. }) = self.extension {
            return Err(Refusal::AccessAlreadyExtended { due: due_on });
        }
        if told_on > self.first_due_on {
            return Err(Refusal::AccessExtensionTooLate { due: self.first_due_on });
        }
        let (after, latest) =
            (self.first_due_on, law::due_when_extended(DeadlineKind::SubjectAccess, self.received_on));
        if until <= after || until > latest {
            return Err(Refusal::AccessExtensionOutOfBounds { after, latest });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
