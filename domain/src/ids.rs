//! Every id has its own type, so that no two can be mixed up.
//!
//! Ids that are made for a command derive from the command's id (version 5 UUIDs): the same command, sent again
//! after a lost answer, finds what it made the first time.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The name space of everything derived by this ledger.
const NAMESPACE: Uuid = Uuid::from_u128(0x6b1d_2f0e_5c57_4d0a_9a53_3f4c_1e77_a2c9);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a UUID as this kind of id.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The id that the command `cause` of `municipality` gives its `nth` thing of this kind.
            pub fn derived(municipality: &Municipality, cause: Uuid, nth: usize) -> Self {
                let name = format!("{}/{}/{cause}/{nth}", municipality.as_str(), $kind);
                Self(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
            }

            /// The UUID itself.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// A case: the universal arena's work with one child.
    CaseId, "case");
id!(
    /// A concern report as the child welfare service received it.
    ReportId, "report");
id!(
    /// An investigation by the child welfare service.
    InvestigationId, "investigation");
id!(
    /// One logged observation within a case.
    ObservationId, "observation");
id!(
    /// One internal note to a leader within a case.
    NoteId, "note");
id!(
    /// One question for consent and its answer.
    ConsentId, "consent");
id!(
    /// An anonymous consultation, which nothing links to a case.
    ConsultationId, "consultation");
id!(
    /// One assessment of whether information may be shared without consent.
    ExceptionId, "exception");
id!(
    /// A draft of a concern report within a case.
    DraftId, "draft");
id!(
    /// A measure for a child.
    MeasureId, "measure");
id!(
    /// A meeting about a case.
    MeetingId, "meeting");
id!(
    /// An agreement in a case.
    AgreementId, "agreement");
id!(
    /// Something attached to a case.
    AttachmentId, "attachment");
id!(
    /// An entry of the contact directory.
    ContactId, "contact");
id!(
    /// A message that may have held reports about several children.
    MessageId, "message");
id!(
    /// One command. The sender chooses it and sends it again when an answer was lost.
    CommandId, "command");
id!(
    /// A request of a person for access to the own data.
    AccessRequestId, "access-request");
id!(
    /// A person whose data share one set of keys and are erased together.
    SubjectId, "subject");

impl InvestigationId {
    /// The investigation that follows a report. There is one at most, and so the report's id gives it.
    pub fn following(municipality: &Municipality, report: ReportId) -> Self {
        Self::derived(municipality, report.as_uuid(), 0)
    }

    /// The investigation that renews another one. There is one at most, and so the other's id gives it.
    pub fn renewing(municipality: &Municipality, dismissed: Self) -> Self {
        Self::derived(municipality, dismissed.as_uuid(), 0)
    }
}

/// The four-digit number of a municipality, which is its own data controller and has its own ledger.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Municipality(String);

/// Why a text is no municipality number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a municipality number has exactly four digits, such as 9901")]
pub struct NotAMunicipality;

impl Municipality {
    /// The four digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Municipality {
    type Err = NotAMunicipality;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAMunicipality)
        }
    }
}

impl<'de> Deserialize<'de> for Municipality {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Municipality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_number_is_four_digits() {
        assert!("9901".parse::<Municipality>().is_ok());
        for wrong in ["", "990", "99011", "99a1", "٩٩٠١", " 9901"] {
            assert_eq!(wrong.parse::<Municipality>(), Err(NotAMunicipality), "{wrong}");
        }
    }

    #[test]
    fn the_same_command_in_two_municipalities_makes_two_things() {
        let command = Uuid::from_u128(7);
        let (one, other): (Municipality, Municipality) = ("9901".parse().unwrap(), "9902".parse().unwrap());
        assert_eq!(CaseId::derived(&one, command, 0), CaseId::derived(&one, command, 0));
        assert_ne!(CaseId::derived(&one, command, 0), CaseId::derived(&other, command, 0));
        assert_ne!(CaseId::derived(&one, command, 0), CaseId::derived(&one, command, 1));
    }
}
