//! What is owed: by which rule, by whom, and until when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{About, FindingKind};
use crate::law::DeadlineKind;
use crate::texts::closed_set;

closed_set! {
    /// What is owed.
    ObligationKind {
        /// The child welfare service triages a report (D-1).
        TriageReport,
        /// It acknowledges the report to the one who reported (D-2, R-41).
        AcknowledgeReport,
        /// It tells a public reporter how triage ended (S1-7, R-42).
        TellReporterOfTriage,
        /// It opens the investigation that triage decided on (S2-52).
        OpenInvestigation,
        /// It concludes the investigation (D-3).
        ConcludeInvestigation,
        /// Someone assesses the duty to report, which an emergency put off.
        AssessDutyToReport,
        /// Guardians are told about a report that an emergency sent before, or the ground for not telling them is
        /// recorded.
        TellGuardiansOfReport,
        /// The question for consent gets its answer.
        AnswerConsent,
        /// The concern ends in a reasoned decision (R-19, D-6).
        DecideOnConcern,
    }
}

closed_set! {
    /// Whose the obligation is.
    Owner {
        /// The unit that works with the case (S4-17).
        Unit,
        /// Who heads it.
        UnitLeader,
        /// The child welfare service's intake.
        Intake,
        /// Its caseworkers.
        Caseworkers,
    }
}

impl ObligationKind {
    /// The rule or the requirement it comes from.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::TriageReport => "D-1",
            Self::AcknowledgeReport => "R-41",
            Self::TellReporterOfTriage => "R-42",
            Self::OpenInvestigation => "S2-52",
            Self::ConcludeInvestigation => "D-3",
            Self::AssessDutyToReport => "R-2",
            Self::TellGuardiansOfReport => "R-5",
            Self::AnswerConsent => "R-22",
            Self::DecideOnConcern => "R-19",
        }
    }

    /// The deadline that it runs under, where the law or the requirements set one.
    pub const fn deadline(self) -> Option<DeadlineKind> {
        match self {
            Self::TriageReport => Some(DeadlineKind::Triage),
            Self::AcknowledgeReport | Self::TellReporterOfTriage => Some(DeadlineKind::Acknowledgement),
            Self::ConcludeInvestigation => Some(DeadlineKind::Investigation),
            Self::DecideOnConcern => Some(DeadlineKind::LocalDecision),
            Self::OpenInvestigation | Self::AssessDutyToReport | Self::TellGuardiansOfReport | Self::AnswerConsent => {
                None
            }
        }
    }

    /// Whose it is.
    pub const fn owner(self) -> Owner {
        match self {
            Self::TriageReport | Self::AcknowledgeReport | Self::TellReporterOfTriage | Self::OpenInvestigation => {
                Owner::Intake
            }
            Self::ConcludeInvestigation => Owner::Caseworkers,
            Self::AssessDutyToReport | Self::TellGuardiansOfReport | Self::AnswerConsent | Self::DecideOnConcern => {
                Owner::Unit
            }
        }
    }

    /// What it is to let the last day for it pass.
    pub(super) const fn finding(self) -> Option<FindingKind> {
        match self {
            Self::TriageReport => Some(FindingKind::TriageLate),
            Self::AcknowledgeReport => Some(FindingKind::AcknowledgementLate),
            Self::TellReporterOfTriage => Some(FindingKind::ReporterNotToldOfTriage),
            Self::ConcludeInvestigation => Some(FindingKind::InvestigationLate),
            Self::DecideOnConcern => Some(FindingKind::DecisionLate),
            Self::OpenInvestigation | Self::AssessDutyToReport | Self::TellGuardiansOfReport | Self::AnswerConsent => {
                None
            }
        }
    }
}

/// How an obligation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "how")]
pub enum Ending {
    /// What was owed was done.
    Met {
        /// On that day.
        on: NaiveDate,
    },
    /// It is owed no more, though it was not done: what it was for has ended otherwise.
    Lapsed {
        /// On that day.
        on: NaiveDate,
    },
}

impl Ending {
    /// The day.
    pub const fn on(self) -> NaiveDate {
        match self {
            Self::Met { on } | Self::Lapsed { on } => on,
        }
    }
}

closed_set! {
    /// How an obligation stands on a day.
    Standing {
        /// Owed, and not too late.
        Open,
        /// Owed, and the last day has passed.
        Overdue,
        /// Done in time, or without a last day.
        Met,
        /// Done after the last day.
        MetLate,
        /// Owed no more, though not done.
        Lapsed,
    }
}

impl Standing {
    /// How what is due by that day, and ended so, stands on another.
    pub fn of(due: Option<NaiveDate>, ending: Option<Ending>, on: NaiveDate) -> Self {
        let is_past = |day: NaiveDate| due.is_some_and(|due| day > due);
        match ending {
            None if is_past(on) => Self::Overdue,
            None => Self::Open,
            Some(Ending::Met { on }) if is_past(on) => Self::MetLate,
            Some(Ending::Met { .. }) => Self::Met,
            Some(Ending::Lapsed { .. }) => Self::Lapsed,
        }
    }
}

/// Something that is owed, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Obligation {
    /// What.
    pub kind: ObligationKind,
    /// Which of several of that kind: the consent, the measure, the report.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub which: Option<Uuid>,
    /// What it is about.
    pub about: About,
    /// The unit that works with that.
    pub unit: String,
    /// The day from which it is owed.
    pub opened_on: NaiveDate,
    /// The last day for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due: Option<NaiveDate>,
    /// The last day if months had thirty days each, where that is another: the national register's rules count so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due_in_days: Option<NaiveDate>,
    /// Whether the last day was moved by a decision, which is recorded with its ground (C11).
    #[serde(default)]
    pub extended: bool,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ending: Option<Ending>,
}

impl Obligation {
    pub(super) fn is(&self, kind: ObligationKind, which: Option<Uuid>) -> bool {
        self.kind == kind && self.which == which
    }

    /// How it stands on that day.
    pub fn standing(&self, on: NaiveDate) -> Standing {
        Standing::of(self.due, self.ending, on)
    }
}
