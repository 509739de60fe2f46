//! A concern report on the child welfare service's side, from receipt to the conclusion of triage.
//!
//! "Dismissed" here means that the *report* was dismissed at triage. The dismissal of an *investigation* is another
//! decision and another statistic (C10); see [`crate::investigation`].

mod at_work;
mod classification;
mod declaration;
mod joining;
pub mod likeness;
mod measures_in_force;
mod triage;
mod way;
mod withholding;
mod written;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

pub use at_work::NamedAtWork;
pub use joining::{Joined, JoinedReporter, JoiningNumber, OngoingInvestigation};
pub use measures_in_force::{ActiveMeasures, MeasuresInForce, NamedMeasures};
pub use triage::{Priority, TriageConclusion, TriageOutcome, triage_feedback_due};
pub use withholding::Withheld;
pub use written::{Written, WrittenFollowUp, WrittenMeeting, WrittenTriage};

use crate::case::steps::{Steps, StepsAction, add_whether_it_was_not_to_act};
use crate::case::{Degree, StepsEvent, WithholdingGround, not_before_act, not_in_future};
use crate::codes::{UsedCode, give_lists_one_form};
use crate::corrections::{ENTRY_FOUND_WRONG, RecordedEntry, WrongEntry, WrongPart};
use crate::guides::{Guide, GuideVersion};
use crate::ids::{CaseId, InvestigationId, MessageId, ReportId};
use crate::law::{self, DeadlineKind};
use crate::people::{Child, Decider, Decision, RecordedDecision};
use crate::personal::{Category, Personal};
use crate::refusal::{Act, Differing, Sought};
use crate::text::Text;
use crate::texts::{Argument, Sentence, closed_set};
use crate::time::{oslo_date, start_of_day};
use crate::topics::Topic as _;
use crate::transfers::{Receipts, TRANSFER_RECEIPT_RECORDED, TransferReceipt};
use crate::upcast::Step;
use crate::{Command, LedgerEvent, Refusal};

/// Who sent the report.
///
/// A public reporter without a name cannot be built, nor an anonymous one with any identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", tag = "kind")]
pub enum Reporter {
    /// Someone who reports in the course of work, in the public or private sector (S2-26).
    Public {
        /// Name.
        name: Personal<Text>,
        /// What the reporter works as.
        role: Personal<Text>,
        /// The reporter's unit.
        unit: Personal<Text>,
        /// Telephone, e-mail and address.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        contact: Option<Personal<Text>>,
    },
    /// A private person who gives a name.
    Private {
        /// Name.
        name: Personal<Text>,
        /// Telephone and address.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        contact: Option<Personal<Text>>,
    },
    /// A private person who gives no name. There is nowhere to store one.
    Anonymous,
    /// A return for statistics tells what kind of reporter it was, not who.
    NotInSource {
        /// The kind, from the reporter codes.
        of_kind: ReporterKind,
    },
}

impl Reporter {
    /// The kind of reporter.
    pub const fn kind(&self) -> ReporterKind {
        match self {
            Self::Public { .. } => ReporterKind::Public,
            Self::Private { .. } => ReporterKind::Private,
            Self::Anonymous => ReporterKind::Anonymous,
            Self::NotInSource { of_kind } => *of_kind,
        }
    }
}

closed_set! {
    /// What a reporter may expect depends on the kind.
    ReporterKind {
        /// Reports in the course of work.
        Public,
        /// A named private person.
        Private,
        /// Unknown by own wish.
        Anonymous,
        /// The source does not say who reported.
        Unknown,
    }
}

impl ReporterKind {
    /// The kind behind the register's reporter codes: 1 to 4 are private persons, 21 is a voluntary organisation, 23
    /// is anonymous, all others report in the course of work. One public reporter makes the report a public one;
    /// without any code nobody knows, which is not the wish to be anonymous.
    pub fn from_codes<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        let mut kind = Self::Unknown;
        for code in codes {
            match code {
                "23" if kind == Self::Unknown => kind = Self::Anonymous,
                "23" => {}
                "1" | "2" | "3" | "4" | "21" => kind = Self::Private,
                _ => return Self::Public,
            }
        }
        kind
    }
}

/// Whether the reporter gets an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", tag = "status")]
pub enum AcknowledgementDuty {
    /// Due by that day (D-2).
    Due {
        /// The last day.
        by: NaiveDate,
    },
    /// Nobody is known to send it to.
    Impossible,
    /// The municipality acknowledges receipt to no private reporters (C1).
    NotGiven,
    /// The source does not say who reported, nor whether an acknowledgement was due.
    Unknown,
}

/// How a report came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// From a case of this ledger.
    CaseLedger,
    /// Told to the intake: by telephone, by letter, or in person (S2-22).
    Intake,
    /// As a message over FIKS.
    Fiks,
    /// From a yearly return (KOSTRA 15F).
    #[serde(rename = "KOSTRA_15F")]
    Kostra15F,
}

/// Every event of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum ReportEvent {
    /// The child welfare service received a report (S1-5).
    ReportReceived {
        /// The child.
        child: Child,
        /// The case it was sent from, or the client it belongs to.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        case: Option<CaseId>,
        /// The message it came in, which may hold reports about several children.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        message: Option<MessageId>,
        /// Who reported.
        reporter: Reporter,
        /// What was reported, where the source tells.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        content: Option<Personal<Text>>,
        /// What it is about, in the register's codes.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        contents: Vec<UsedCode>,
        /// The unit or district it belongs to.
        unit: String,
        /// How it came in.
        channel: Channel,
        /// Why the sender did not tell the guardians about it; whoever receives it does not either (R-6, S2-21).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        withheld_from_guardians: Option<WithholdingGround>,
        /// Whether the message says that guardians were not told about it, with whatever reason it gives.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        guardians_not_told: bool,
        /// When it came in; the deadlines run from here.
        received_at: DateTime<Utc>,
    },
    /// The sender decided after sending it, or the child welfare service, that guardians are not to be told, or that they may be
    /// after all.
    WithholdingFromGuardiansChanged {
        /// The ground on which they are not told; nothing where they may be.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        withheld_from_guardians: Option<WithholdingGround>,
        /// Why, and by whom, where the service decided it; the sender's reasons stand in its own case.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        decision: Option<RecordedDecision>,
        /// When that was decided.
        changed_on: NaiveDate,
    },
    /// What the reporter may expect was settled.
    ReporterClassified {
        /// The kind.
        kind: ReporterKind,
        /// The register's reporter codes; one report may have several.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        codes: Vec<UsedCode>,
        /// Whether an acknowledgement is due.
        acknowledgement: AcknowledgementDuty,
        /// Whether the reporter is told how triage ends.
        learns_outcome: bool,
        /// When: with the report itself.
        classified_at: DateTime<Utc>,
    },
    /// It was given codes of the register, which take the place of those before; a list that is left out stays (§5.6).
    ReportCodesGiven {
        /// Who reported; one report may have several.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reporter_codes: Option<Vec<UsedCode>>,
        /// What it is about.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        contents: Option<Vec<UsedCode>>,
        /// When.
        given_on: NaiveDate,
    },
    /// A private reporter said whether what was reported was learned through work (R-62, S2-24).
    ReporterDeclarationRecorded {
        /// Whether it was: then the report is no private one.
        learned_through_work: bool,
        /// Why what was recorded before it is not so, where it takes the place of that.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        corrected_because: Option<Personal<Text>>,
        /// When.
        declared_on: NaiveDate,
    },
    /// A private reporter who had learned it through work was named with role and unit, which makes the report a public one
    /// (R-62, S2-24).
    ReporterNamedAtWork {
        /// Who it is.
        reporter: Reporter,
        /// The last day for the acknowledgement, where none was given.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        acknowledgement_due: Option<NaiveDate>,
        /// The investigation whose end this reporter learns, where triage decided on one or the report joined one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        investigation: Option<InvestigationId>,
        /// When: from then on feedback is owed.
        named_on: NaiveDate,
    },
    /// Receipt was acknowledged (S1-6, S2-51).
    AcknowledgementSent {
        /// When.
        sent_on: NaiveDate,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// The last day for it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        due_by: Option<NaiveDate>,
    },
    /// The intake meeting went through the report (S2-47).
    IntakeMeetingHeld {
        /// Who was there.
        present: Vec<Decider>,
        /// What was said of it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        summary: Option<Personal<Text>>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        held_on: NaiveDate,
    },
    /// It was decided how serious the report is, and so what intake looks at first (RM-5, S1-8).
    ReportPrioritised {
        /// How serious it is.
        severity: Degree,
        /// The geographic area that the child lives in, where it is known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        area: Option<String>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        prioritised_on: NaiveDate,
    },
    /// It was decided what is done for the child at once, whatever triage comes to (S2-48).
    UrgentFollowUpDecided {
        /// What is done.
        measures: Personal<Text>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        decided_on: NaiveDate,
    },
    /// Triage was concluded (S2-48).
    TriageDecided {
        /// What it came to.
        outcome: TriageOutcome,
        /// The register's code, with its list.
        conclusion: UsedCode,
        /// Whether urgent measures are needed, where the source tells.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        urgent_measures: Option<bool>,
        /// The act and paragraph in force on the day.
        legal_basis: String,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The written professional assessment it rests on; a dismissal has one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        assessment: Option<Personal<Text>>,
        /// The second person who stands behind it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        seconded_by: Option<Decider>,
        /// The ongoing investigation that it was added to, where that is named.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        joins: Option<Joined>,
        /// Where the measures are followed up because of which it was dismissed, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        active_measures: Option<ActiveMeasures>,
        /// When.
        decided_on: NaiveDate,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Calendar days since receipt, also of a report that another service had and sent back, so that triage which was late is
        /// late in figures whatever became of it; below zero where a source concludes before receipt.
        days_since_receipt: i64,
    },
    /// The ongoing investigation that triage had added it to was named afterwards.
    JoinedInvestigationNamed {
        /// Which, and whether the reporter learns what it comes to.
        joined: Joined,
        /// When.
        named_on: NaiveDate,
    },
    /// That it joined an investigation was corrected: it belongs to another, or waits for triage anew (R-43, S2-48).
    JoiningCorrected {
        /// The one that it had joined, where that was named.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        was: Option<InvestigationId>,
        /// The one that it joined in truth; where there is none, triage is to be concluded anew.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        joined: Option<Joined>,
        /// Whether that is so because the conclusion of the one that it had joined was recorded before the report was added.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        was_over: bool,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        corrected_on: NaiveDate,
    },
    /// Triage is to be concluded anew: the service to which the report was transferred sent it back, or what was chosen was wrong, and
    /// nothing had followed from it (S2-48, S2-49).
    TriageReopened {
        /// What the other service said, where it sent the report back. It is sealed as the child's data are: its name may tell where
        /// the child lives now (C12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        sent_back: Option<Personal<Text>>,
        /// The investigation that follows up the measures because of which it had been dismissed, where that was said: it has no report
        /// to weigh any more.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        measures_in: Option<InvestigationId>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        reopened_on: NaiveDate,
    },
    /// A public reporter was told how triage ended (S1-7).
    ReporterInformedOfTriage {
        /// What was told: an investigation follows or goes on, or not.
        investigation_follows: bool,
        /// And that the report was transferred, where it was (S2-48).
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        transferred: bool,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        informed_on: NaiveDate,
    },
    /// The service or agency that it was transferred to has it, as was said there (S2-48).
    TransferReceiptRecorded(TransferReceipt),
    /// An entry was told wrongly. It stays as it is, and so does what follows from it; this stands beside it (C12).
    EntryFoundWrong(WrongEntry),
    /// Which guide is followed, and what was decided in its steps: stored under their own names, as in a
    /// case.
    #[serde(untagged)]
    Steps(StepsEvent),
}

impl LedgerEvent for ReportEvent {
    const STEPS: &'static [Step] = &[
        Step {
            event: "ReportReceived",
            from: "1.0",
            to: "1.1",
            change: |fields| give_lists_one_form(fields.get_mut("contents")),
        },
        // Before, the sender alone decided.
        Step { event: "WithholdingFromGuardiansChanged", from: "1.0", to: "1.1", change: |_| {} },
        // What came in before may tell of the ground, and tells nothing of what the message said.
        Step { event: "ReportReceived", from: "1.1", to: "1.2", change: |_| {} },
        // Before, none had been told to the intake: a program that knows only that has to know that it does not.
        Step { event: "ReportReceived", from: "1.2", to: "1.3", change: |_| {} },
        Step {
            event: "ReporterClassified",
            from: "1.0",
            to: "1.1",
            change: |fields| give_lists_one_form(fields.get_mut("codes")),
        },
        Step {
            event: "TriageDecided",
            from: "1.0",
            to: "1.1",
            change: |fields| give_lists_one_form(fields.get_mut("conclusion")),
        },
        // What was decided before tells of no assessment apart from the reasons, and of nobody else.
        Step { event: "TriageDecided", from: "1.1", to: "1.2", change: |_| {} },
        // What was added to an ongoing investigation before does not say to which.
        Step { event: "TriageDecided", from: "1.2", to: "1.3", change: |_| {} },
        // Before, only what had joined one that was named was corrected, and each named it.
        Step { event: "JoiningCorrected", from: "1.0", to: "1.1", change: |_| {} },
        // Before, what was added to an investigation that had ended stayed there.
        Step { event: "JoiningCorrected", from: "1.1", to: "1.2", change: |_| {} },
        // Before, the investigation that was to weigh it did not hear of it.
        Step { event: "TriageReopened", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ReporterDeclarationRecorded", from: "1.0", to: "1.1", change: |_| {} },
        // Before, whose report was transferred was told that no investigation follows.
        Step { event: "ReporterInformedOfTriage", from: "1.0", to: "1.1", change: |_| {} },
        // No report followed a guide before.
        Step { event: "AcknowledgementSent", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "IntakeMeetingHeld", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ReportPrioritised", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "UrgentFollowUpDecided", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "TriageDecided", from: "1.3", to: "1.4", change: |_| {} },
        // What was dismissed because of measures before does not say of which.
        Step { event: "TriageDecided", from: "1.4", to: "1.5", change: |_| {} },
        Step { event: "ReporterInformedOfTriage", from: "1.1", to: "1.2", change: |_| {} },
        // As in a case, where these are older.
        Step { event: "GuideFollowed", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "GuideFollowed", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "StepDecisionTaken", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "StepDecisionTaken", from: "1.1", to: "1.2", change: add_whether_it_was_not_to_act },
        Step { event: "StepDecisionTaken", from: "1.2", to: "1.3", change: |_| {} },
        Step { event: "StepDecisionTaken", from: "1.3", to: "1.4", change: |_| {} },
        // Before, no receipt was taken back by being found wrong.
        Step { event: "EntryFoundWrong", from: "1.0", to: "1.1", change: |_| {} },
    ];

    fn name(&self) -> &'static str {
        match self {
            Self::ReportReceived { .. } => "ReportReceived",
            Self::WithholdingFromGuardiansChanged { .. } => "WithholdingFromGuardiansChanged",
            Self::ReporterClassified { .. } => "ReporterClassified",
            Self::ReportCodesGiven { .. } => "ReportCodesGiven",
            Self::ReporterDeclarationRecorded { .. } => "ReporterDeclarationRecorded",
            Self::ReporterNamedAtWork { .. } => "ReporterNamedAtWork",
            Self::AcknowledgementSent { .. } => "AcknowledgementSent",
            Self::IntakeMeetingHeld { .. } => "IntakeMeetingHeld",
            Self::ReportPrioritised { .. } => "ReportPrioritised",
            Self::UrgentFollowUpDecided { .. } => "UrgentFollowUpDecided",
            Self::TriageDecided { .. } => "TriageDecided",
            Self::JoinedInvestigationNamed { .. } => "JoinedInvestigationNamed",
            Self::JoiningCorrected { .. } => "JoiningCorrected",
            Self::TriageReopened { .. } => "TriageReopened",
            Self::ReporterInformedOfTriage { .. } => "ReporterInformedOfTriage",
            Self::TransferReceiptRecorded(_) => TRANSFER_RECEIPT_RECORDED,
            Self::EntryFoundWrong(_) => ENTRY_FOUND_WRONG,
            Self::Steps(event) => event.name(),
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::ReportReceived { received_at: instant, .. }
            | Self::ReporterClassified { classified_at: instant, .. } => (*instant).min(recorded_at),
            Self::ReporterDeclarationRecorded { declared_on: date, .. }
            | Self::ReportCodesGiven { given_on: date, .. }
            | Self::WithholdingFromGuardiansChanged { changed_on: date, .. }
            | Self::ReporterNamedAtWork { named_on: date, .. }
            | Self::AcknowledgementSent { sent_on: date, .. }
            | Self::IntakeMeetingHeld { held_on: date, .. }
            | Self::ReportPrioritised { prioritised_on: date, .. }
            | Self::UrgentFollowUpDecided { decided_on: date, .. }
            | Self::TriageDecided { decided_on: date, .. }
            | Self::JoinedInvestigationNamed { named_on: date, .. }
            | Self::JoiningCorrected { corrected_on: date, .. }
            | Self::TriageReopened { reopened_on: date, .. }
            | Self::TransferReceiptRecorded(TransferReceipt { received_on: date, .. })
            | Self::EntryFoundWrong(WrongEntry { found_on: date, .. })
            | Self::ReporterInformedOfTriage { informed_on: date, .. } => start_of_day(*date).min(recorded_at),
            Self::Steps(event) => event.happened().no_later_than(recorded_at),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::ReportReceived { reporter, .. } => said.with("reporter", reporter.kind().word()),
            Self::WithholdingFromGuardiansChanged { withheld_from_guardians, decision, .. } => {
                said.with("service", decision.is_some()).with("withheld", withheld_from_guardians.is_some())
            }
            Self::ReporterClassified { kind, acknowledgement, .. } => {
                let said = said.with("reporter", kind.word());
                match acknowledgement {
                    AcknowledgementDuty::Due { by } => {
                        said.with("acknowledgement", Argument::Choice("due")).with("by", *by)
                    }
                    AcknowledgementDuty::Impossible => said.with("acknowledgement", Argument::Choice("impossible")),
                    AcknowledgementDuty::NotGiven => said.with("acknowledgement", Argument::Choice("none")),
                    AcknowledgementDuty::Unknown => said.with("acknowledgement", Argument::Choice("unknown")),
                }
            }
            Self::AcknowledgementSent { .. }
            | Self::ReporterNamedAtWork { .. }
            | Self::ReportCodesGiven { .. }
            | Self::IntakeMeetingHeld { .. }
            | Self::UrgentFollowUpDecided { .. }
            | Self::JoinedInvestigationNamed { .. } => said,
            Self::JoiningCorrected { joined, .. } => said.with("another", joined.is_some()),
            Self::TriageReopened { sent_back, .. } => said.with("back", sent_back.is_some()),
            Self::ReportPrioritised { severity, .. } => said.with("severity", severity.word()),
            Self::ReporterDeclarationRecorded { learned_through_work, corrected_because, .. } => {
                said.with("work", *learned_through_work).with("corrected", corrected_because.is_some())
            }
            Self::TriageDecided { outcome, days_since_receipt: days, .. } => {
                let said = said.with("outcome", outcome.word());
                match days {
                    ..0 => said.with("receipt", Argument::Choice("after")).with("days", days.saturating_neg()),
                    0.. => said.with("receipt", Argument::Choice("before")).with("days", *days),
                }
            }
            Self::ReporterInformedOfTriage { investigation_follows: true, .. } => {
                said.with("told", Argument::Choice("follows"))
            }
            Self::ReporterInformedOfTriage { transferred: true, .. } => {
                said.with("told", Argument::Choice("transferred"))
            }
            Self::ReporterInformedOfTriage { .. } => said.with("told", Argument::Choice("none")),
            Self::TransferReceiptRecorded(_) => TransferReceipt::summary(),
            Self::EntryFoundWrong(wrong) => wrong.summary(),
            Self::Steps(event) => event.summary(),
        }
    }
}

crate::named_and_versioned!(ReportEvent);

/// A report as it comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct IncomingReport {
    /// The child.
    pub child: Child,
    /// The case it was sent from.
    pub case: Option<CaseId>,
    /// The message it came in.
    pub message: Option<MessageId>,
    /// Who reported.
    pub reporter: Reporter,
    /// The register's reporter codes, where known.
    pub reporter_codes: Vec<UsedCode>,
    /// What was reported.
    pub content: Option<Personal<Text>>,
    /// What it is about, in codes.
    pub contents: Vec<UsedCode>,
    /// The unit or district it belongs to.
    pub unit: String,
    /// How it came in.
    pub channel: Channel,
    /// Why the sender did not tell the guardians about it.
    pub withheld_from_guardians: Option<WithholdingGround>,
    /// Whether the message says that guardians were not told about it.
    pub guardians_not_told: bool,
    /// What a private reporter said with it: whether it was learned through work.
    pub learned_through_work: Option<bool>,
    /// Whether the municipality acknowledged receipt to named private reporters on the day, which it may set (C1, R-71).
    pub acknowledges_private: bool,
    /// When.
    pub received_at: DateTime<Utc>,
}

/// How triage ended, as a return for statistics tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedConclusion {
    /// The outcome that the code stands for.
    pub outcome: TriageOutcome,
    /// The code.
    pub code: UsedCode,
    /// When.
    pub decided_on: NaiveDate,
    /// The caseworker named in the source.
    pub caseworker: Option<Decider>,
}

/// What can be asked of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportAction {
    /// Take it in.
    Receive(Box<IncomingReport>),
    /// Give it codes of the register.
    Classify {
        /// Who reported, where that is told anew.
        reporter_codes: Option<Vec<UsedCode>>,
        /// What it is about, where that is told anew.
        contents: Option<Vec<UsedCode>>,
        /// When.
        given_on: NaiveDate,
    },
    /// Record whether a private reporter learned it through work.
    RecordDeclaration {
        /// Whether it was learned so.
        learned_through_work: bool,
        /// Why what was recorded before is not so; of a first declaration it is not kept, which corrects nothing.
        corrected_because: Option<Personal<Text>>,
        /// When that was said.
        declared_on: NaiveDate,
    },
    /// Name the private reporter who learned it through work.
    NameAtWork {
        /// Who it is.
        reporter: Box<NamedAtWork>,
        /// The investigation that this report would lead to.
        follows: InvestigationId,
        /// When that was told.
        named_on: NaiveDate,
    },
    /// Note that the sender decided anew whether guardians are to be told.
    ChangeWithholding {
        /// The ground on which they are not told; nothing where they may be.
        withheld_from_guardians: Option<WithholdingGround>,
        /// When the sender decided that.
        changed_on: NaiveDate,
    },
    /// Decide that guardians are not to be told about it, and why.
    Withhold {
        /// The ground.
        ground: WithholdingGround,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        withheld_on: NaiveDate,
    },
    /// Decide that guardians may be told after all, and why.
    LiftWithholding {
        /// Why, and by whom.
        decision: Decision,
        /// When.
        lifted_on: NaiveDate,
    },
    /// Acknowledge receipt.
    Acknowledge {
        /// When.
        sent_on: NaiveDate,
    },
    /// Note that the intake meeting went through it.
    HoldIntakeMeeting {
        /// Who was there.
        present: Vec<Decider>,
        /// What was said of it.
        summary: Option<Personal<Text>>,
        /// When.
        held_on: NaiveDate,
    },
    /// Decide how serious it is, before triage is concluded.
    Prioritise {
        /// How serious it is, and where.
        priority: Priority,
        /// Why, and by whom.
        decision: Decision,
    },
    /// Decide what is done for the child at once.
    DecideUrgentFollowUp {
        /// What is done.
        measures: Personal<Text>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        decided_on: NaiveDate,
    },
    /// Conclude triage.
    Triage(Box<TriageConclusion>),
    /// Name the ongoing investigation that triage added it to without naming it.
    NameJoined {
        /// The proof of it.
        ongoing: OngoingInvestigation,
        /// When.
        named_on: NaiveDate,
    },
    /// Correct which investigation it joined, or that it joined any.
    CorrectJoining {
        /// The proof of the one that it belongs to; without, it waits for triage anew.
        ongoing: Option<OngoingInvestigation>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        corrected_on: NaiveDate,
    },
    /// Conclude triage anew: what was transferred was sent back, or what was chosen was wrong.
    ReopenTriage {
        /// What the other service said, where it sent the report back.
        sent_back: Option<Personal<Text>>,
        /// Whether the investigation that triage decided on was opened.
        investigated: bool,
        /// Why, and by whom.
        decision: Decision,
        /// When it came back, or was found wrong.
        reopened_on: NaiveDate,
    },
    /// Tell the public reporter.
    InformReporter {
        /// When.
        informed_on: NaiveDate,
    },
    /// Record that the service or agency to which it was transferred has it.
    RecordTransferReceipt(TransferReceipt),
    /// Record that an entry was found wrong (C12).
    NoteEntryWrong {
        /// The entry as the report's history has it; nothing where it has none there.
        recorded: Option<RecordedEntry>,
        /// What of it, what is right, and why.
        wrong: WrongEntry,
    },
    /// Follow a guide, or decide in its steps.
    Steps(StepsAction),
    /// One of these, in a municipality that follows guides: the report follows them from its receipt on.
    Guided(Vec<Arc<Guide>>, Box<Self>),
    /// Take over from a return for statistics what is new in it.
    Import {
        /// The report.
        report: Box<IncomingReport>,
        /// How triage ended, once it has.
        conclusion: Option<ImportedConclusion>,
    },
}

/// A report as its events leave it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    received: Option<Received>,
    intake_meetings: Vec<NaiveDate>,
    priority: Option<Priority>,
    urgent_follow_ups: Vec<NaiveDate>,
    triage: Option<Triage>,
    joined: Option<Joined>,
    /// The investigation that follows up the measures because of which triage dismissed it, where that was named.
    #[serde(default)]
    measures_in: Option<InvestigationId>,
    /// When it was said which investigation it joined, where that was said afterwards.
    #[serde(default)]
    joined_named_on: Option<NaiveDate>,
    /// Which of its joinings that is.
    #[serde(default)]
    joining: JoiningNumber,
    /// When triage was concluded and taken back again, for the report had joined an investigation that it does not belong to
    /// was sent back (S2-49) or was concluded wrongly: from the first of those days to the other it waited for none.
    #[serde(default)]
    triaged_before: Vec<(NaiveDate, NaiveDate)>,
    /// When another service sent it back that it had been transferred to: since then it is here (S2-49).
    #[serde(default)]
    came_back_on: Option<NaiveDate>,
    learned_through_work: Option<bool>,
    named_at_work_on: Option<NaiveDate>,
    acknowledged_on: Option<NaiveDate>,
    informed_on: Option<NaiveDate>,
    /// What was said at the service or agency to which it was transferred (S2-48).
    #[serde(default)]
    receipts: Receipts,
    #[serde(default)]
    way: Steps,
    /// Beside the state that the rules decide on, which a difference shows.
    #[serde(skip)]
    written: Written,
}

/// What receipt settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Received {
    /// The child.
    pub child: Child,
    /// The case it was sent from.
    pub case: Option<CaseId>,
    /// The message it came in.
    pub message: Option<MessageId>,
    /// Who reported.
    pub reporter: Reporter,
    /// As what kind of reporter, as it came in.
    pub received_from: ReporterKind,
    /// Whether a return for statistics told of it.
    #[serde(default)]
    pub from_return: bool,
    /// The unit or district it belongs to.
    pub unit: String,
    /// Why guardians must not be told about it, by the service's own decision or the sender's.
    pub withheld_from_guardians: Option<WithholdingGround>,
    /// By whose decision, each with the day on which it was made.
    pub withheld: Withheld,
    /// Whether the message says that guardians were not told about it.
    pub guardians_not_told: bool,
    /// When it came in.
    pub at: DateTime<Utc>,
    /// Whether an acknowledgement is due.
    pub acknowledgement: Option<AcknowledgementDuty>,
}

/// How triage ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triage {
    /// What it came to.
    pub outcome: TriageOutcome,
    /// The register's code.
    pub code: String,
    /// When.
    pub on: NaiveDate,
}

/// Proof that triage decided on an investigation: only a report can give it.
#[derive(Debug, Clone, PartialEq)]
pub struct InvestigationMandate {
    pub(crate) report: ReportId,
    pub(crate) case: Option<CaseId>,
    pub(crate) child: Child,
    pub(crate) unit: String,
    pub(crate) triaged_on: NaiveDate,
    /// When it came in, or another service sent it back.
    pub(crate) received_on: NaiveDate,
    /// Whether the reporter learns what the investigation came to, which public ones do.
    pub(crate) reporter_learns_conclusion: bool,
}

impl InvestigationMandate {
    /// The first day of the investigation that it is for (D-3).
    pub fn first_day(&self) -> NaiveDate {
        crate::investigation::first_day(self.triaged_on, self.received_on)
    }
}

impl Report {
    /// What receipt settled; `None` for a report that never came in.
    pub const fn received(&self) -> Option<&Received> {
        self.received.as_ref()
    }

    /// How triage ended, once it has.
    pub const fn triage(&self) -> Option<&Triage> {
        self.triage.as_ref()
    }

    /// From which day the times for triage and for what follows from it run (D-1 to D-3): receipt, or that on which another service
    /// sent it back, before which nobody here had it to triage. No source says so of what comes back (S2-49): the times run from
    /// when a service has the report, and that is this project's reading. `None` for a report that never came in.
    pub fn runs_from(&self) -> Option<NaiveDate> {
        self.received.as_ref().map(|received| self.here_since(received))
    }

    /// The last day for telling a public reporter how triage ended, as obligations count it: nobody could be told before it was
    /// known who reported. `None` for a report that never came in.
    pub fn triage_told_by(&self) -> Option<NaiveDate> {
        let known_on = self.named_at_work_on.or_else(|| Some(oslo_date(self.received.as_ref()?.at)));
        known_on.max(self.came_back_on).map(triage_feedback_due)
    }

    fn here_since(&self, received: &Received) -> NaiveDate {
        self.came_back_on.unwrap_or_else(|| oslo_date(received.at))
    }

    /// When receipt was acknowledged.
    pub const fn acknowledged_on(&self) -> Option<NaiveDate> {
        self.acknowledged_on
    }

    /// When the reporter was told how triage ended.
    pub const fn informed_on(&self) -> Option<NaiveDate> {
        self.informed_on
    }

    /// The mandate to investigate, once triage has decided on it (S2-52).
    pub fn investigation_mandate(&self, report: ReportId) -> Result<InvestigationMandate, Refusal> {
        let received = self.must_be_received()?;
        let triage = self.triage.as_ref().ok_or(Refusal::NotTriaged)?;
        if triage.outcome != TriageOutcome::InvestigationDecided {
            return Err(Refusal::NoInvestigationDecided);
        }
        Ok(InvestigationMandate {
            report,
            case: received.case,
            child: received.child.clone(),
            unit: received.unit.clone(),
            triaged_on: triage.on,
            received_on: self.here_since(received),
            reporter_learns_conclusion: received.reporter.kind() == ReporterKind::Public,
        })
    }

    /// What follows from the command: the events, or the first rule it breaks.
    pub fn decide(&self, command: Command<ReportAction>) -> Result<Vec<ReportEvent>, Refusal> {
        let today = oslo_date(command.now);
        match command.action {
            ReportAction::Receive(report) => {
                not_in_future("receivedAt", oslo_date(report.received_at), today)?;
                if report.channel == Channel::Intake {
                    report.must_be_coded_by_the_register()?;
                    let received_on = oslo_date(report.received_at);
                    report.withheld_from_guardians.map_or(Ok(()), |ground| ground.must_be_in_force(received_on))?;
                }
                match &self.received {
                    None => received_and_classified(*report),
                    Some(before) => before.must_agree_with(&report).map(|()| Vec::new()),
                }
            }
            ReportAction::Classify { reporter_codes, contents, given_on } => {
                self.classify(reporter_codes, contents, given_on, today)
            }
            ReportAction::RecordDeclaration { learned_through_work, corrected_because, declared_on } => {
                self.record_declaration(learned_through_work, corrected_because, declared_on, today)
            }
            ReportAction::NameAtWork { reporter, follows, named_on } => {
                self.name_at_work(*reporter, follows, named_on, today)
            }
            ReportAction::ChangeWithholding { withheld_from_guardians, changed_on } => {
                self.must_be_received()?;
                not_in_future("changedOn", changed_on, today)?;
                // Recorded also where the report says so already: what left no trace could be told once more, after
                // what was decided later, and then have the last word.
                let decision = None;
                Ok(vec![ReportEvent::WithholdingFromGuardiansChanged { withheld_from_guardians, decision, changed_on }])
            }
            ReportAction::Withhold { ground, decision, withheld_on } => {
                self.withhold(ground, decision, withheld_on, today)
            }
            ReportAction::LiftWithholding { decision, lifted_on } => self.lift_withholding(decision, lifted_on, today),
            ReportAction::Acknowledge { sent_on } => self.acknowledge(sent_on, today),
            ReportAction::HoldIntakeMeeting { present, summary, held_on } => {
                self.hold_intake_meeting(present, summary, held_on, today)
            }
            ReportAction::Prioritise { priority, decision } => self.prioritise(priority, decision, today),
            ReportAction::DecideUrgentFollowUp { measures, decision, decided_on } => {
                self.decide_urgent_follow_up(measures, decision, decided_on, today)
            }
            ReportAction::Triage(conclusion) => self.conclude_triage(*conclusion, today),
            ReportAction::NameJoined { ongoing, named_on } => self.name_joined(&ongoing, named_on, today),
            ReportAction::CorrectJoining { ongoing, decision, corrected_on } => {
                self.correct_joining(ongoing, decision, corrected_on, today)
            }
            ReportAction::ReopenTriage { sent_back, investigated, decision, reopened_on } => {
                self.reopen_triage(sent_back, investigated, decision, reopened_on, today)
            }
            ReportAction::InformReporter { informed_on } => self.inform_reporter(informed_on, today),
            ReportAction::RecordTransferReceipt(receipt) => self.record_transfer_receipt(receipt, today),
            ReportAction::NoteEntryWrong { recorded, wrong } => self.note_entry_wrong(recorded.as_ref(), wrong, today),
            ReportAction::Steps(action) => self.decide_steps(action, today),
            ReportAction::Guided(guides, action) => self.decide_guided(&guides, *action, command.now),
            ReportAction::Import { report, conclusion } => self.import(*report, conclusion, today),
        }
    }

    /// Public reporters always, named private ones by default; an anonymous one cannot be reached. No day is
    /// due where the source does not say who reported.
    fn acknowledge(&self, sent_on: NaiveDate, today: NaiveDate) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("sentOn", sent_on, today)?;
        not_before_act("sentOn", sent_on, Act::ReportReceived, oslo_date(received.at))?;
        let due_by = match received.acknowledgement {
            Some(AcknowledgementDuty::Impossible) => return Err(Refusal::AcknowledgementImpossible),
            Some(AcknowledgementDuty::Due { by }) => Some(by),
            Some(AcknowledgementDuty::NotGiven | AcknowledgementDuty::Unknown) | None => None,
        };
        if self.acknowledged_on.is_some() {
            return Err(Refusal::AlreadyAcknowledged);
        }
        Ok(vec![ReportEvent::AcknowledgementSent { sent_on, guides: self.guides_on(sent_on), due_by }])
    }

    /// How triage ended is disclosed to public reporters only, and only whether an investigation follows, or whether the report
    /// went elsewhere (R-42, S2-48).
    fn inform_reporter(&self, informed_on: NaiveDate, today: NaiveDate) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("informedOn", informed_on, today)?;
        if let Some(triage) = &self.triage {
            not_before_act("informedOn", informed_on, Act::ReportTriaged, triage.on)?;
        }
        if received.reporter.kind() != ReporterKind::Public {
            return Err(Refusal::OutcomeOnlyForPublicReporters);
        }
        let triage = self.triage.as_ref().ok_or(Refusal::NotTriaged)?;
        if self.informed_on.is_some() {
            return Err(Refusal::ReporterAlreadyInformed);
        }
        let investigation_follows = triage.outcome.is_investigated();
        let transferred = triage.outcome == TriageOutcome::ReportTransferred;
        Ok(vec![ReportEvent::ReporterInformedOfTriage {
            investigation_follows,
            transferred,
            guides: self.guides_on(informed_on),
            informed_on,
        }])
    }

    /// Takes what is new in a later return and refuses what contradicts an earlier one.
    ///
    /// What is imported are facts of another system: a conclusion before receipt is taken as it stands and counted
    /// below zero, for Statistics Norway's control rules report it as an error of the source. Only what lies in the
    /// future is no fact.
    fn import(
        &self,
        report: IncomingReport,
        conclusion: Option<ImportedConclusion>,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        not_in_future("receivedAt", oslo_date(report.received_at), today)?;
        if let Some(conclusion) = &conclusion {
            not_in_future("decidedOn", conclusion.decided_on, today)?;
        }
        let mut events = match &self.received {
            None => received_and_classified(report.clone())?,
            Some(before) if before.at != report.received_at => {
                return Err(Refusal::ImportDiffers { what: Differing::Receipt });
            }
            Some(_) => Vec::new(),
        };
        match (&self.triage, conclusion) {
            (None, Some(conclusion)) => {
                let received = Received::from(report);
                let decision = RecordedDecision::imported(conclusion.caseworker);
                let ImportedConclusion { outcome, code, decided_on, .. } = conclusion;
                events.push(triage::as_imported(&received, outcome, code, decision, decided_on));
            }
            (Some(before), Some(now)) if before.on != now.decided_on || before.code != now.code.code => {
                return Err(Refusal::ImportDiffers { what: Differing::TriageConclusion });
            }
            (Some(_), None) => return Err(Refusal::ImportDiffers { what: Differing::TriageConclusion }),
            (Some(_), Some(_)) | (None, None) => {}
        }
        Ok(events)
    }

    /// What was declared and what it joined have corrections that count; a receipt that nobody gave is awaited again.
    fn note_entry_wrong(
        &self,
        recorded: Option<&RecordedEntry>,
        wrong: WrongEntry,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        let declares = received.reporter.kind().declares();
        let own = |event: &str, what| match (event, what) {
            ("ReporterDeclarationRecorded", WrongPart::Choice) if declares => Some("recordReporterDeclaration"),
            // Of what a return told, triage is not concluded anew.
            ("JoinedInvestigationNamed" | "JoiningCorrected", WrongPart::Choice | WrongPart::Whole)
            | ("TriageDecided", WrongPart::Choice)
                if self.joined.is_some() && !received.from_return =>
            {
                Some("correctJoining")
            }
            _ => None,
        };
        let takes_back = self.receipts.are_taken_back(recorded, &wrong);
        let wrong = wrong.must_be_noted(recorded, own, today)?;
        Ok(vec![ReportEvent::EntryFoundWrong(WrongEntry { takes_back, ..wrong })])
    }

    fn must_be_received(&self) -> Result<&Received, Refusal> {
        self.received.as_ref().ok_or(Refusal::NotFound { what: Sought::Report })
    }
}

impl From<IncomingReport> for Received {
    fn from(report: IncomingReport) -> Self {
        let IncomingReport { child, case, message, reporter, unit, received_at: at, .. } = report;
        let from_return = report.channel == Channel::Kostra15F;
        let (withheld_from_guardians, guardians_not_told) = (report.withheld_from_guardians, report.guardians_not_told);
        let (acknowledgement, withheld) = (None, Withheld::as_received(withheld_from_guardians, at));
        Self {
            child,
            case,
            message,
            received_from: reporter.kind(),
            from_return,
            reporter,
            unit,
            withheld_from_guardians,
            withheld,
            guardians_not_told,
            at,
            acknowledgement,
        }
    }
}

impl Received {
    /// The sender may tell twice, but not otherwise the second time.
    fn must_agree_with(&self, report: &IncomingReport) -> Result<(), Refusal> {
        let what = if self.at != report.received_at {
            Differing::Receipt
        } else if self.child.subject != report.child.subject {
            Differing::Child
        } else if self.received_from != report.reporter.kind() {
            Differing::ReporterKind
        } else {
            return Ok(());
        };
        Err(Refusal::ImportDiffers { what })
    }
}

impl IncomingReport {
    /// Whether each personal value in it, apart from the reporter, is the child's.
    fn is_about_the_child_alone(&self) -> bool {
        let Child { subject: _, name, national_id, born_on, unborn: _, contact } = &self.child;
        let clarifications = self.contents.iter().chain(&self.reporter_codes).map(|used| used.clarification.as_ref());
        let texts = [name.as_ref(), national_id.as_ref(), contact.as_ref(), self.content.as_ref()];
        let mut categories = texts.into_iter().chain(clarifications).flatten().map(Personal::category);
        categories.all(|category| category == Category::Child)
            && born_on.as_ref().is_none_or(|born_on| born_on.category() == Category::Child)
    }
}

/// What was declared comes before what the reporter may expect, which it is judged with.
///
/// Public reporters always get an acknowledgement, named private ones as the municipality has set it, and anonymous ones
/// cannot (R-41, C1). With an anonymous reporter come only data of the child: whose else they are would tell who reported.
fn received_and_classified(report: IncomingReport) -> Result<Vec<ReportEvent>, Refusal> {
    let kind = report.reporter.kind();
    if kind == ReporterKind::Anonymous && !report.is_about_the_child_alone() {
        return Err(Refusal::IdentityWithAnonymousReporter);
    }
    if report.learned_through_work.is_some() && !kind.declares() {
        return Err(Refusal::NothingToDeclare);
    }
    let classified_at = report.received_at;
    let received_on = oslo_date(classified_at);
    let declared = report.learned_through_work.map(|learned_through_work| ReportEvent::ReporterDeclarationRecorded {
        learned_through_work,
        corrected_because: None,
        declared_on: received_on,
    });
    let acknowledgement = match kind {
        ReporterKind::Private if !report.acknowledges_private => AcknowledgementDuty::NotGiven,
        ReporterKind::Public | ReporterKind::Private => {
            AcknowledgementDuty::Due { by: law::due(DeadlineKind::Acknowledgement, received_on) }
        }
        ReporterKind::Anonymous => AcknowledgementDuty::Impossible,
        ReporterKind::Unknown => AcknowledgementDuty::Unknown,
    };
    let learns_outcome = kind == ReporterKind::Public;
    let codes = report.reporter_codes;
    let received = ReportEvent::ReportReceived {
        child: report.child,
        case: report.case,
        message: report.message,
        reporter: report.reporter,
        content: report.content,
        contents: report.contents,
        unit: report.unit,
        channel: report.channel,
        withheld_from_guardians: report.withheld_from_guardians,
        guardians_not_told: report.guardians_not_told,
        received_at: report.received_at,
    };
    let classified = ReportEvent::ReporterClassified { kind, codes, acknowledgement, learns_outcome, classified_at };
    Ok([received].into_iter().chain(declared).chain([classified]).collect())
}

impl Aggregate for Report {
    const TYPE: &'static str = "Report";
    type Command = Command<ReportAction>;
    type Event = ReportEvent;
    crate::handled_by_deciding!();

    fn apply(&mut self, event: ReportEvent) {
        self.written.hear(&event);
        match event {
            ReportEvent::ReportReceived {
                child,
                case,
                message,
                reporter,
                unit,
                channel,
                withheld_from_guardians,
                guardians_not_told,
                received_at: at,
                ..
            } => {
                self.received = Some(Received {
                    child,
                    case,
                    message,
                    received_from: reporter.kind(),
                    from_return: channel == Channel::Kostra15F,
                    reporter,
                    unit,
                    withheld_from_guardians,
                    withheld: Withheld::as_received(withheld_from_guardians, at),
                    guardians_not_told,
                    at,
                    acknowledgement: None,
                });
            }
            ReportEvent::WithholdingFromGuardiansChanged { withheld_from_guardians: ground, decision, changed_on } => {
                if let Some(received) = &mut self.received {
                    received.was_decided_of_telling(ground, decision.is_some(), changed_on);
                }
            }
            ReportEvent::ReporterClassified { acknowledgement, .. } => {
                if let Some(received) = &mut self.received {
                    received.acknowledgement = Some(acknowledgement);
                }
            }
            ReportEvent::ReporterDeclarationRecorded { learned_through_work, .. } => {
                self.learned_through_work = Some(learned_through_work);
            }
            ReportEvent::ReporterNamedAtWork { reporter, acknowledgement_due, named_on, .. } => {
                self.was_named_at_work(reporter, acknowledgement_due, named_on);
            }
            // What it counts under in the statistics, from which nothing follows for the report.
            ReportEvent::ReportCodesGiven { .. } => {}
            ReportEvent::AcknowledgementSent { sent_on, .. } => self.acknowledged_on = Some(sent_on),
            ReportEvent::IntakeMeetingHeld { held_on, .. } => self.intake_meetings.push(held_on),
            ReportEvent::ReportPrioritised { severity, area, prioritised_on: on, .. } => {
                if self.priority.as_ref().is_none_or(|before| before.on <= on) {
                    self.priority = Some(Priority { severity, area, on });
                }
            }
            ReportEvent::UrgentFollowUpDecided { decided_on, .. } => self.urgent_follow_ups.push(decided_on),
            ReportEvent::TriageDecided { outcome, conclusion, joins, active_measures, decided_on, .. } => {
                self.joined = joins;
                self.measures_in = active_measures.and_then(ActiveMeasures::followed_up_here);
                self.triage = Some(Triage { outcome, code: conclusion.code, on: decided_on });
            }
            ReportEvent::JoinedInvestigationNamed { joined, named_on } => {
                (self.joined, self.joined_named_on) = (Some(joined), Some(named_on));
            }
            ReportEvent::JoiningCorrected { joined, corrected_on, .. } => {
                self.joining_was_corrected(joined, corrected_on);
            }
            ReportEvent::TriageReopened { sent_back, reopened_on, .. } => {
                if sent_back.is_some() {
                    self.came_back_on = Some(reopened_on);
                }
                self.triage_was_taken_back(reopened_on);
                self.receipts.end();
            }
            ReportEvent::ReporterInformedOfTriage { informed_on, .. } => self.informed_on = Some(informed_on),
            ReportEvent::TransferReceiptRecorded(receipt) => self.receipts.take_in(&receipt),
            // Else what was told wrongly stays what everybody went by.
            ReportEvent::EntryFoundWrong(wrong) => {
                if wrong.takes_back {
                    self.receipts.end();
                }
            }
            ReportEvent::Steps(event) => self.way.apply(event),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
