//! Personal data, marked by type.
//!
//! Whatever can tell who someone is stands in a [`Personal`]. Its serialized form carries a mark; at the border to
//! storage each marked value is enveloped under a key of its subject and category, and what comes back may be
//! withheld or shredded, which is a value and not an error.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::SubjectId;
use crate::text::Text;

/// Whose data a value is. Each subject has one key per category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// The child the case is about.
    Child,
    /// Someone with parental responsibility.
    Guardian,
    /// The person who sent a concern report.
    Reporter,
    /// An employee in the course of work.
    Employee,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Child, Self::Guardian, Self::Reporter, Self::Employee];

    /// The category with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == name)
    }

    /// The category's name as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Guardian => "guardian",
            Self::Reporter => "reporter",
            Self::Employee => "employee",
        }
    }
}

/// How much of a person's data somebody is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The values.
    Visible,
    /// That there are some.
    Withheld,
    /// That there were some.
    Shredded,
}

/// A value that can tell who someone is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal<T> {
    /// The mark by which the border to storage finds it.
    #[serde(rename = "$personal")]
    category: Category,
    /// Whose it is.
    of: SubjectId,
    #[serde(flatten)]
    content: Content<T>,
}

/// What can be seen of a personal value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "state", content = "value")]
pub enum Content<T> {
    /// The value.
    Visible(T),
    /// It exists, but may not be shown (sperring).
    Withheld,
    /// Its key is destroyed; nobody can read it any more.
    Shredded,
}

impl<T> Personal<T> {
    /// A visible value of the given subject.
    pub const fn new(category: Category, of: SubjectId, value: T) -> Self {
        Self { category, of, content: Content::Visible(value) }
    }

    /// A value of the child.
    pub const fn child(of: SubjectId, value: T) -> Self {
        Self::new(Category::Child, of, value)
    }

    /// A value of a guardian.
    pub const fn guardian(of: SubjectId, value: T) -> Self {
        Self::new(Category::Guardian, of, value)
    }

    /// A value of the reporter.
    pub const fn reporter(of: SubjectId, value: T) -> Self {
        Self::new(Category::Reporter, of, value)
    }

    /// A value of an employee.
    pub const fn employee(of: SubjectId, value: T) -> Self {
        Self::new(Category::Employee, of, value)
    }

    /// Whose data it is.
    pub const fn subject(&self) -> SubjectId {
        self.of
    }

    /// The category of person.
    pub const fn category(&self) -> Category {
        self.category
    }

    /// What can be seen of it.
    pub const fn content(&self) -> &Content<T> {
        &self.content
    }

    /// Whether its subject is erased, so that nobody reads it any more.
    pub const fn is_shredded(&self) -> bool {
        matches!(self.content, Content::Shredded)
    }

    /// The value, where it is visible.
    pub const fn visible(&self) -> Option<&T> {
        match &self.content {
            Content::Visible(value) => Some(value),
            Content::Withheld | Content::Shredded => None,
        }
    }
}

impl Personal<Text> {
    /// The SHA-256 of the text, in hexadecimal, sealed as the text itself: whoever knew a text could tell it from its
    /// digest. What cannot be seen has none to be seen either.
    pub(crate) fn digest(&self) -> Self {
        let content = match &self.content {
            Content::Visible(text) => Content::Visible(text.digest()),
            Content::Withheld => Content::Withheld,
            Content::Shredded => Content::Shredded,
        };
        Self { category: self.category, of: self.of, content }
    }
}

/// Shows whose value it is, never the value.
impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.content {
            Content::Visible(_) => "visible",
            Content::Withheld => "withheld",
            Content::Shredded => "shredded",
        };
        write!(f, "Personal({} {}, {state})", self.category.as_str(), self.of)
    }
}

/// The fields of a state that hold a person's pseudonym: it leads to all that is known of that person, and is told to no
/// one who may not see it.
pub const PSEUDONYMS_IN_STATE: &[&str] = &["subject", "by", "delay_by"];

/// The fields that tell where a person is, in events, states and what is read: address, telephone and what else leads there.
/// They are withheld from more readers than the rest where the person's address is protected.
pub const WHEREABOUTS: &[&str] = &["contact"];

/// The fields of an event of that name that hold a person's pseudonym, at any depth.
pub fn pseudonyms_in_event(event: &str) -> &'static [&'static str] {
    match event {
        "CopyLapsed" => &["subject", "recipient"],
        "AgreementSigned" | "ErasureApproved" | "SubjectAccessRequested" | "SubjectAccessAnswered" => {
            &["subject", "by"]
        }
        "ErasureRequested" => &["subject", "by", "delayBy"],
        "ErasureDelaySet" => &["subject", "by"],
        "RenewedInvestigationScheduled" | "InvestigationSentBack" | "RenewalCalledOff" => &["subject", "child"],
        "SameChildRecorded" | "SameChildWithdrawn" => &["subject", "other"],
        _ => &["subject"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_serialized_form_carries_mark_subject_and_value() {
        let subject = SubjectId::from_uuid(Uuid::from_u128(1));
        let name = Personal::child(subject, "Ada".to_owned());
        let json = serde_json::to_value(&name).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "$personal": "child", "of": "00000000-0000-0000-0000-000000000001", "state": "visible", "value": "Ada"
            })
        );
        assert_eq!(serde_json::from_value::<Personal<String>>(json).unwrap(), name);
    }

    #[test]
    fn a_shredded_value_is_read_as_such() {
        let json = serde_json::json!({
            "$personal": "child", "of": "00000000-0000-0000-0000-000000000001", "state": "shredded"
        });
        let name: Personal<String> = serde_json::from_value(json).unwrap();
        assert_eq!(name.visible(), None);
    }

    #[test]
    fn a_debug_print_does_not_show_the_value() {
        let subject = SubjectId::from_uuid(Uuid::from_u128(1));
        assert!(!format!("{:?}", Personal::child(subject, "Ada")).contains("Ada"));
    }
}
