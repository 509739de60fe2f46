//! What is to be recorded, when and by whom, before the rules have seen it.

use std::collections::{HashMap, HashSet};

use case_ledger_domain::case::{AttachmentKind, CaseAction};
use case_ledger_domain::consultation::ConsultationAction;
use case_ledger_domain::content::Content;
use case_ledger_domain::ids::{AttachmentId, CaseId, ConsultationId, InvestigationId, ReportId, SubjectId};
use case_ledger_domain::investigation::InvestigationAction;
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::report::{ReportAction, TriageConclusion};
use case_ledger_domain::settings::SettingsAction;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::{days_after, start_of_day};
use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc, Weekday};

use super::dice::Dice;
use super::people::Kid;

/// One command of the plan.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) at: DateTime<Utc>,
    /// Whose command it is; the import's, or the intake's, where nobody's.
    pub(super) post: Option<usize>,
    pub(super) step: Step,
}

/// What is attached to a case, before it is sealed.
#[derive(Debug, Clone)]
pub(super) struct Attached {
    pub(super) attachment: AttachmentId,
    pub(super) kind: AttachmentKind,
    pub(super) title: Personal<Text>,
    pub(super) content: Content,
    pub(super) made_on: NaiveDate,
}

/// What a command does.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Case {
        case: CaseId,
        action: Box<CaseAction>,
    },
    /// Something is attached to a case.
    Attach {
        case: CaseId,
        attached: Box<Attached>,
    },
    /// The intake takes a sent report in.
    TakeIn {
        report: ReportId,
    },
    Report {
        report: ReportId,
        action: Box<ReportAction>,
    },
    /// Triage dismisses a report because of measures, which that investigation proves.
    Dismiss {
        report: ReportId,
        investigation: InvestigationId,
        conclusion: Box<TriageConclusion>,
    },
    /// The intake takes back to the case what the service told last of a report that was sent from it.
    TakeBack {
        report: ReportId,
    },
    Open {
        investigation: InvestigationId,
        report: ReportId,
    },
    Investigation {
        investigation: InvestigationId,
        action: Box<InvestigationAction>,
    },
    /// Another investigation begins where one was dismissed with concern.
    Renew {
        renewed: InvestigationId,
        dismissed: InvestigationId,
        started_on: NaiveDate,
    },
    /// The municipality decides how it works.
    Settings {
        action: Box<SettingsAction>,
    },
    /// The figures of a year are published as they stand then.
    Publish {
        year: i32,
    },
    /// A service is consulted about a child whom nobody names.
    Consultation {
        consultation: ConsultationId,
        action: Box<ConsultationAction>,
    },
}

impl Step {
    /// What it is, for an error. Holds no personal data.
    pub(super) fn in_words(&self) -> String {
        // Only the variant's name.
        let name = |debug: String| debug.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
        match self {
            Self::Case { case, action } => format!("{} of case {case}", name(format!("{action:?}"))),
            Self::Attach { case, .. } => format!("Attachment of case {case}"),
            Self::TakeIn { report } => format!("Receive of sent report {report}"),
            Self::Dismiss { report, .. } => format!("Dismiss of report {report}"),
            Self::TakeBack { report } => format!("Answer to sent report {report}"),
            Self::Report { report, action } => format!("{} of report {report}", name(format!("{action:?}"))),
            Self::Open { investigation, .. } => format!("Open of investigation {investigation}"),
            Self::Investigation { investigation, action } => {
                format!("{} of investigation {investigation}", name(format!("{action:?}")))
            }
            Self::Renew { dismissed, .. } => format!("Renew of investigation {dismissed}"),
            Self::Publish { year } => format!("Publish of the figures of {year}"),
            Self::Settings { action } => format!("{} of the settings", name(format!("{action:?}"))),
            Self::Consultation { consultation, .. } => format!("Hold of consultation {consultation}"),
        }
    }
}

/// The commands of one municipality.
#[derive(Debug)]
pub(super) struct Plan {
    /// The last moment; what would come later has not happened yet.
    pub(super) until: DateTime<Utc>,
    /// The children's pseudonyms by national id.
    pub(super) subjects: HashMap<String, SubjectId>,
    /// Everyone whose data come in.
    pub(super) people: HashSet<(SubjectId, Category)>,
    commands: Vec<Planned>,
}

impl Plan {
    pub(super) fn new(until: DateTime<Utc>, subjects: HashMap<String, SubjectId>) -> Self {
        Self { until, subjects, people: HashSet::new(), commands: Vec::new() }
    }

    /// Takes a command, unless it lies in the future.
    ///
    /// Within a stream commands come in the order of their times, so that leaving the future out leaves no hole.
    pub(super) fn add(&mut self, planned: Planned) {
        if planned.at <= self.until {
            self.commands.push(planned);
        }
    }

    /// The child's pseudonym.
    pub(super) fn subject_of(&self, kid: &Kid) -> SubjectId {
        // Every child's was fetched; none is without.
        self.subjects.get(&kid.national_id).copied().unwrap_or(SubjectId::from_uuid(uuid::Uuid::nil()))
    }

    /// The commands in the order in which they are recorded.
    pub(super) fn in_order(mut self) -> Vec<Planned> {
        self.commands.sort_by_key(|planned| planned.at);
        self.commands
    }
}

/// So many days earlier.
pub(super) fn days_before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(date)
}

/// Whether people are at work on that day. Movable feasts are not known here.
pub(super) fn is_working_day(date: NaiveDate) -> bool {
    let feast = matches!((date.month(), date.day()), (1, 1) | (5, 1 | 17) | (12, 24..=26 | 31));
    !feast && !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The first working day from that day on.
pub(super) fn working_day_from(mut date: NaiveDate) -> NaiveDate {
    while !is_working_day(date) && date < NaiveDate::MAX {
        date = days_after(date, 1);
    }
    date
}

/// The last working day up to that day.
pub(super) fn working_day_until(mut date: NaiveDate) -> NaiveDate {
    while !is_working_day(date) && date > NaiveDate::MIN {
        date = days_before(date, 1);
    }
    date
}

/// A moment between half past seven and two on that day, which leaves time for what follows on it.
pub(super) fn working_time(date: NaiveDate, dice: &mut Dice) -> DateTime<Utc> {
    let seconds = dice.between(27_000, 50_400);
    start_of_day(date) + TimeDelta::seconds(i64::try_from(seconds).unwrap_or_default())
}
