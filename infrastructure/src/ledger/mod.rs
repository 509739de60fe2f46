//! The ledger: one append-only, gapless, ordered sequence of events per municipality.
//!
//! The life of a command: [`bus`] loads the aggregate (through postgres-es, or from the cache of live ones), lets the
//! domain decide, has the events sealed, and hands them to the [`writer`], which gives them positions and commits them
//! together with whatever else is waiting. An import's commands go through [`bulk`] instead: many are decided on one look
//! at the ledger and written at once, under the same lock and the same constraints. [`history`] reads them back, [`verify`] proves that
//! nothing was changed.

pub mod accepted;
pub mod authorship;
mod begun;
pub(crate) mod bulk;
pub mod bus;
pub mod corrections;
pub mod diff;
pub mod follow;
pub mod guard;
pub(crate) mod headway;
pub mod history;
pub mod leaf;
pub mod moment;
#[cfg(test)]
mod old_forms;
pub mod repository;
mod rows;
mod sealing;
pub mod stream_end;
#[cfg(test)]
pub(crate) mod test_support;
mod turns;
pub mod verify;
pub mod writer;
pub mod written;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::Role;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Who acts, as it is stored with every event and every read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Pseudonym of the person or program.
    pub subject: SubjectId,
    /// In which capacity.
    pub role: ActorRole,
    /// The unit acted for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<String>,
    /// The person's name; programs have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<Personal<Text>>,
    /// For whom a program acts, where its token says so.
    #[serde(rename = "onBehalfOf", skip_serializing_if = "Option::is_none", default)]
    pub on_behalf_of: Option<OnBehalfOf>,
}

/// The person for whom a program acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnBehalfOf {
    /// Pseudonym.
    pub subject: SubjectId,
    /// What the person works as.
    pub role: Role,
    /// The person's name.
    pub name: Personal<Text>,
}

/// In which capacity someone or something acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", untagged)]
pub enum ActorRole {
    /// A principal's role.
    Principal(Role),
    /// A part of the ledger itself.
    Program(Program),
}

/// The parts of the ledger that act by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Program {
    /// The import of a file.
    Import,
    /// The intake that follows sent reports.
    Intake,
    /// What looks back on what was handed to those who must not know where somebody is (C12).
    Whereabouts,
    /// Administration on the command line.
    Administration,
}

impl Actor {
    /// A part of the ledger itself; the same pseudonym wherever it acts in a municipality.
    pub fn program(municipality: &Municipality, program: Program) -> Self {
        let nth = match program {
            Program::Import => 0,
            Program::Intake => 1,
            Program::Administration => 2,
            Program::Whereabouts => 4,
        };
        Self {
            subject: SubjectId::derived(municipality, uuid::Uuid::nil(), nth),
            role: ActorRole::Program(program),
            unit: None,
            name: None,
            on_behalf_of: None,
        }
    }
}

impl Actor {
    /// Nobody in particular in that role: for what must not lead to the one who did it.
    pub fn unnamed(municipality: &Municipality, role: Role) -> Self {
        let subject = SubjectId::derived(municipality, uuid::Uuid::nil(), 3);
        Self { subject, role: ActorRole::Principal(role), unit: None, name: None, on_behalf_of: None }
    }
}

impl ActorRole {
    /// The role's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Principal(role) => role.as_str(),
            Self::Program(Program::Import) => "import",
            Self::Program(Program::Intake) => "intake",
            Self::Program(Program::Whereabouts) => "whereabouts",
            Self::Program(Program::Administration) => "administration",
        }
    }
}
