//! Read models: what the ledger says, arranged for questions.
//!
//! A read model is one file: its row, what events do to it ([`table`]), its questions. Its name stands in the list
//! below, its tables in a migration. It then has validity intervals, is written in sets, rebuilt and compared.
//!
//! The [`runner`] follows each municipality's ledger for each of them; the rows and the position they stand for move
//! in one transaction, so that redelivery changes nothing. All of it can be thrown away and rebuilt ([`rebuild`]).

pub mod as_of;
pub(crate) mod back_off;
pub mod case_cards;
pub mod childs_voice;
pub(crate) mod conditions;
pub mod consent_register;
pub mod cooperation;
pub(crate) mod copy;
pub mod decisions;
mod events;
pub mod feedback;
pub mod investigation_register;
mod kept;
pub mod leader_inbox;
pub mod named_persons;
pub mod of_cases;
pub mod oversight;
pub mod passing_over;
pub mod rebuild;
pub mod report_register;
pub mod report_statistics;
pub mod runner;
mod same_child;
pub mod service_statistics;
pub mod standing;
pub mod streams;
pub mod table;
mod years;

use std::collections::HashSet;
use std::error::Error;
use std::sync::Arc;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use self::named_persons::NamedIn;
use self::passing_over::Found;
use crate::ledger::authorship::{Authorship, AuthorshipError};
use crate::ledger::history::{AnyEvent, Undecodable};
use crate::personal::keys::KeyError;

/// Whether trying again may help: connections, resources and locks come back; what the database makes of the data
/// stays as it is.
pub(crate) fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            let class = code.get(..2).unwrap_or_default();
            // Connection, transaction state (a standby is read-only), authorization, rollback, resources, locks,
            // operator intervention, system.
            matches!(class, "08" | "25" | "28" | "40" | "53" | "55" | "57" | "58")
        }),
        _ => false,
    }
}

/// The database's error in an error's chain of sources.
pub(crate) fn database_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a sqlx::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<sqlx::Error>() {
            return Some(found);
        }
        if let Some(found) = error.downcast_ref::<Arc<sqlx::Error>>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The error with its sources, which hold names and positions; of what the database says only the code and the
/// constraint, because its messages quote values.
pub(crate) fn describe(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let found = cause.downcast_ref::<sqlx::Error>().or_else(|| {
            let shared = cause.downcast_ref::<Arc<sqlx::Error>>();
            shared.map(|shared| &**shared)
        });
        if let Some(sqlx::Error::Database(error)) = found {
            let code = error.code().unwrap_or_default();
            let constraint = error.constraint().map(|name| format!(", constraint {name}")).unwrap_or_default();
            return format!("{text}: SQLSTATE {code}{constraint}");
        }
        // What the intake reads is opened, and a decoder quotes what it stumbles over.
        if cause.is::<serde_json::Error>() && !error.is::<ProjectionError>() {
            return text;
        }
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Why a projection did not get on.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The database failed; whether trying again may help is for [`Self::is_transient`] to say.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// It is not known whose rows are.
    #[error("whose rows are cannot be told")]
    Authorship(#[source] AuthorshipError),
    /// An event cannot be read; the projector stops rather than skip it.
    #[error("the event at position {position} cannot be read")]
    Poisoned {
        /// The position.
        position: i64,
        /// Why not.
        #[source]
        source: Undecodable,
    },
    /// A position is missing: the ledger is damaged.
    #[error("position {expected} is missing; the ledger has a gap before {found}")]
    Gap {
        /// The position that should come next.
        expected: i64,
        /// The position that came.
        found: i64,
    },
    /// A newer program has rebuilt the rows: they are not this one's to change.
    #[error(
        "version {version} of {read_model} is there; this program knows version {known} and leaves it to the newer one"
    )]
    Newer {
        /// Which read model.
        read_model: &'static str,
        /// The version of the rows.
        version: i32,
        /// The program's.
        known: i32,
    },
    /// A fold panicked: the program is at fault. Where it did is logged by itself; what it says may quote what it worked
    /// on, and is told to nobody.
    #[error("the program is at fault: a fold panicked")]
    Panicked,
    /// Something in the batch rests on rows that were looked up beside it and are not as written: it is to be passed over.
    #[error("what was recorded rests on a row that is not as written")]
    RestsOn(Vec<Found>),
    /// A read model cannot take the event.
    #[error("the event at position {position} does not fit the read model")]
    Misfit {
        /// The position.
        position: i64,
    },
}

impl ProjectionError {
    /// Whether trying again may help.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Database(error) if is_transient(error))
    }

    /// The position of the event that it is about.
    pub(crate) const fn position(&self) -> Option<i64> {
        match self {
            Self::Database(_) | Self::Authorship(_) | Self::Newer { .. } | Self::Panicked | Self::RestsOn(_) => None,
            Self::Poisoned { position, .. } | Self::Misfit { position } | Self::Gap { expected: position, .. } => {
                Some(*position)
            }
        }
    }
}

impl From<AuthorshipError> for ProjectionError {
    fn from(error: AuthorshipError) -> Self {
        match error {
            AuthorshipError::Ledger(error) | AuthorshipError::Keys(KeyError::Database(error)) => Self::Database(error),
            error => Self::Authorship(error),
        }
    }
}

/// An event as projectors see it: personal values withheld, unopened.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its position.
    pub position: i64,
    /// The aggregate's id.
    pub aggregate_id: Uuid,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When the ledger learned of it.
    pub recorded_at: DateTime<Utc>,
    /// What happened.
    pub event: AnyEvent,
}

/// The events between two positions, without those that nobody asked for, and without what is passed over.
#[derive(Debug)]
pub struct Batch {
    /// The position before it.
    pub after: i64,
    /// Its last position.
    pub last: i64,
    /// The events, in order, of every aggregate type that was asked for, and perhaps of others.
    pub events: Vec<Recorded>,
    /// Whom they name, in order.
    pub named: Vec<NamedIn>,
    /// By what it is known of other rows, which are read beside these, whether they are as written.
    pub(crate) authorship: Option<Authorship>,
    /// Where rows are that are known not to be as written: what rests on them is not in it.
    pub(crate) passed_over: HashSet<i64>,
}

/// Where a read model's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Where questions find them.
    Live,
    /// In temporary tables of the connection that rebuilds them.
    Rebuilt,
}

impl Place {
    /// The name of a table there.
    pub fn table(self, name: &str) -> String {
        match self {
            Self::Live => name.to_owned(),
            Self::Rebuilt => format!("{name}_rebuilt"),
        }
    }
}

/// A read model: its tables, and how events change them.
///
/// Most are one row per key, and then a [`table::Register`], from which all of this follows. Every table begins its
/// key with a column `municipality`.
pub(crate) trait Model {
    /// Its name.
    const NAME: &'static str;
    /// The version of what it says. Whoever changes that raises it, and the read model is rebuilt.
    const VERSION: i32;
    /// The types of the aggregates whose events change it. A batch may hold events of others, for other read models.
    const AGGREGATES: &'static [&'static str];
    /// Its tables, all of which a rebuild makes anew and compares.
    const TABLES: &'static [&'static str];

    /// What a fold remembers from batch to batch: all through a rebuild, which alone writes to its tables, and for one
    /// batch only where the rows are live.
    type Memory: Default + Send;

    /// Folds a batch into the tables, in the caller's transaction.
    fn fold(
        memory: &mut Self::Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> impl Future<Output = Result<(), ProjectionError>> + Send;

    /// Writes what the memory still holds, at the end of a rebuild.
    fn finish(
        memory: &mut Self::Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> impl Future<Output = Result<(), ProjectionError>> + Send;

    /// How many rows it holds.
    fn rows(memory: &Self::Memory) -> usize;
}

macro_rules! read_models {
    ($($(#[$meta:meta])* $variant:ident = $model:ty,)*) => {
        /// The read models there are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ReadModel {
            $($(#[$meta])* $variant,)*
        }

        impl ReadModel {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => <$model as Model>::NAME,)*
                }
            }

            /// The version of what it says.
            pub const fn version(self) -> i32 {
                match self {
                    $(Self::$variant => <$model as Model>::VERSION,)*
                }
            }

            /// The aggregates whose events change it.
            const fn aggregates(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => <$model as Model>::AGGREGATES,)*
                }
            }

            /// Its tables: a dump without their rows loses nothing, as they are told from the events again.
            pub const fn tables(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => <$model as Model>::TABLES,)*
                }
            }

            /// A fold that remembers nothing yet.
            fn folding(self) -> Folding {
                match self {
                    $(Self::$variant => Folding::$variant(<$model as Model>::Memory::default()),)*
                }
            }
        }

        /// A read model being folded.
        enum Folding {
            $($variant(<$model as Model>::Memory),)*
        }

        impl Folding {
            async fn fold(
                &mut self,
                connection: &mut PgConnection,
                place: Place,
                municipality: &Municipality,
                batch: &Batch,
            ) -> Result<(), ProjectionError> {
                match self {
                    $(Self::$variant(memory) => {
                        <$model as Model>::fold(memory, connection, place, municipality, batch).await
                    })*
                }
            }

            /// How many rows it holds.
            fn rows(&self) -> usize {
                match self {
                    $(Self::$variant(memory) => <$model as Model>::rows(memory),)*
                }
            }

            async fn finish(
                &mut self,
                connection: &mut PgConnection,
                place: Place,
                municipality: &Municipality,
            ) -> Result<(), ProjectionError> {
                match self {
                    $(Self::$variant(memory) => {
                        <$model as Model>::finish(memory, connection, place, municipality).await
                    })*
                }
            }
        }
    };
}

read_models! {
    /// One row per case.
    CaseCards = case_cards::CaseCard,
    /// One row per report.
    ReportRegister = report_register::RegisteredReport,
    /// What is owed, and what was left out.
    Oversight = oversight::Oversight,
    /// One row per decision.
    Decisions = decisions::Decisions,
    /// One row per report: what its reporter was told.
    Feedback = feedback::FeedbackRegister,
    /// What waits for leaders.
    LeaderInbox = leader_inbox::LeaderInbox,
    /// One row per investigation.
    InvestigationRegister = investigation_register::RegisteredInvestigation,
    /// Counts of concluded reports.
    ReportStatistics = report_statistics::CountedReports,
    /// Where the child's own view is recorded.
    ChildsVoice = of_cases::Several<childs_voice::HeardIn>,
    /// One row per question for consent.
    ConsentRegister = of_cases::Several<consent_register::RegisteredConsent>,
    /// Which bodies are involved in each case.
    Cooperation = cooperation::Cooperation,
    /// Counts of investigations, and of children with measures.
    ServiceStatistics = service_statistics::ServiceStatistics,
    /// Which cases, reports and investigations name a person.
    NamedPersons = named_persons::NamedPersons,
}

impl ReadModel {
    /// The read model with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|model| model.name() == name)
    }

    /// Their versions.
    pub(crate) fn versions(models: &[Self]) -> Vec<i32> {
        models.iter().map(|model| model.version()).collect()
    }

    /// Their names.
    pub(crate) fn names(models: &[Self]) -> Vec<&'static str> {
        models.iter().map(|model| model.name()).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests;
