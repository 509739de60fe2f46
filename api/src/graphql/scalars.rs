//! Scalars, and personal data as clients see them.

use std::sync::{Mutex, PoisonError};

use async_graphql::{Enum, InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value, Variables};
use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Bytes;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_domain::personal::{Content, Personal, Shown};
use case_ledger_domain::text::Text;
use case_ledger_infrastructure::personal::sight::Veil;
use case_ledger_infrastructure::secret_file::to_hex;
use chrono::{Datelike as _, NaiveDate};

use super::limits::MOST_BODY_BYTES;

/// A calendar date in Norway, as `2026-01-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A calendar date in Norway, as `2026-01-31`.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let date = match &value {
            Value::String(text) => Self::written(text),
            _ => None,
        };
        date.ok_or_else(|| InputValueError::custom("is not a date such as 2026-01-31, between 1900 and 2200"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Date {
    /// The date that is written so, where it is one.
    pub fn written(text: &str) -> Option<Self> {
        let is_written_so = text.len() == 10 && text.as_bytes()[0].is_ascii_digit();
        let date = is_written_so.then(|| text.parse().ok()).flatten()?;
        is_within_reach(date).then_some(Self(date))
    }
}

/// Bytes in Base64 (RFC 4648, section 4), without blanks or line feeds.
pub enum Base64 {
    /// As they were sent.
    Written(String),
    /// Decoded already, and kept beside the request: what is large is in memory once. Their digest stands for them.
    Apart(Bytes),
}

/// Bytes in Base64 (RFC 4648, section 4), without blanks or line feeds.
#[Scalar(name = "Base64")]
impl ScalarType for Base64 {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self::Written(text)),
            Value::Binary(digest) => Ok(Self::Apart(digest)),
            _ => Err(InputValueError::custom("is not a text in Base64")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(match self {
            Self::Written(text) => text.clone(),
            Self::Apart(digest) => to_hex(digest),
        })
    }
}

/// What a request brings that is large, decoded, until the command takes it. No JSON is read as a [`Value::Binary`]: that the
/// digest of it stands somewhere, the server alone can say.
#[derive(Default)]
pub struct ContentApart(Mutex<Option<Apart>>);

struct Apart {
    bytes: Vec<u8>,
    /// What stands for them, in hexadecimal.
    digest: String,
}

impl ContentApart {
    /// Takes the large text out of the variables, where there is one that is Base64, and leaves its SHA-256.
    pub fn taken_from(variables: &mut Variables) -> Self {
        let taken = variables.values_mut().find_map(large_text).and_then(|text| {
            let Value::String(base64) = &*text else { return None };
            let bytes = BASE64_STANDARD.decode(base64).ok()?;
            let digest = digest(&SHA256, &bytes);
            *text = Value::Binary(Bytes::copy_from_slice(digest.as_ref()));
            Some(Apart { bytes, digest: to_hex(digest.as_ref()) })
        });
        Self(Mutex::new(taken))
    }

    /// What was written with what was taken out, as it was sent: a command that is sent again is the same one, whichever
    /// server it is sent to, and however large the request around it.
    pub fn in_full(&self, written: String) -> Vec<u8> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let around = held.as_ref().and_then(|held| Some((held, written.split_once(&held.digest)?)));
        let Some((Apart { bytes, .. }, (before, after))) = around else { return written.into_bytes() };
        let mut full = String::with_capacity(before.len() + bytes.len().div_ceil(3) * 4 + after.len());
        full.push_str(before);
        BASE64_STANDARD.encode_string(bytes, &mut full);
        full.push_str(after);
        full.into_bytes()
    }

    /// What was taken out, the first time.
    pub fn take(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().map(|held| held.bytes)
    }
}

/// A text in it that is large: of a request that is larger than others may be, at least half of that is its content.
fn large_text(value: &mut Value) -> Option<&mut Value> {
    match value {
        Value::String(text) => (text.len() > MOST_BODY_BYTES / 2).then_some(value),
        Value::List(values) => values.iter_mut().find_map(large_text),
        Value::Object(fields) => fields.values_mut().find_map(large_text),
        _ => None,
    }
}

/// Whether anyone now alive, or their grandchildren, could mean the date. What lies far outside, PostgreSQL's
/// calendar and the registers do not know.
pub fn is_within_reach(date: NaiveDate) -> bool {
    (1900..=2200).contains(&date.year())
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

/// Whether a personal value can be seen (R-70, C12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum PersonalState {
    /// It can.
    Visible,
    /// It exists, but may not be shown to you.
    Withheld,
    /// Its key is destroyed: nobody can read it any more (C12).
    Shredded,
}

/// A text that can tell who someone is (R-70, C12).
#[derive(Debug, Clone, SimpleObject)]
#[graphql(serial)]
pub struct PersonalText {
    /// The text, where it is visible.
    pub value: Option<String>,
    /// Whether it is.
    pub state: PersonalState,
}

impl PersonalText {
    /// What the veil shows of it.
    pub fn of<T>(personal: &Personal<T>, veil: &Veil, text: impl FnOnce(&T) -> String) -> Self {
        Self::as_shown(personal, veil.shows(personal.subject()), text)
    }

    /// The same of a text that tells where the person is.
    pub fn of_whereabouts(personal: &Personal<Text>, veil: &Veil) -> Self {
        Self::as_shown(personal, veil.shows_whereabouts(personal.subject()), |text| text.as_str().to_owned())
    }

    fn as_shown<T>(personal: &Personal<T>, shown: Shown, text: impl FnOnce(&T) -> String) -> Self {
        match (personal.content(), shown) {
            (Content::Visible(value), Shown::Visible) => {
                Self { value: Some(text(value)), state: PersonalState::Visible }
            }
            (Content::Shredded, _) | (_, Shown::Shredded) => Self { value: None, state: PersonalState::Shredded },
            (Content::Withheld, _) | (_, Shown::Withheld) => Self { value: None, state: PersonalState::Withheld },
        }
    }

    /// The same for a text.
    pub fn of_text(personal: &Personal<Text>, veil: &Veil) -> Self {
        Self::of(personal, veil, |text| text.as_str().to_owned())
    }

    /// A text that was concealed when it was read, as far as it had to be.
    pub fn concealed(personal: &Personal<Text>) -> Self {
        let (value, state) = match personal.content() {
            Content::Visible(text) => (Some(text.as_str().to_owned()), PersonalState::Visible),
            Content::Withheld => (None, PersonalState::Withheld),
            Content::Shredded => (None, PersonalState::Shredded),
        };
        Self { value, state }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Name, value};

    use super::*;

    #[test]
    fn a_file_that_is_kept_apart_is_the_same_in_full_as_one_that_is_not() {
        for length in [MOST_BODY_BYTES, MOST_BODY_BYTES + 1, MOST_BODY_BYTES + 2] {
            let text = BASE64_STANDARD.encode(vec![7; length]);
            let sent = value!({ "title": "A drawing", "content": text.clone() });
            let mut variables = Variables::default();
            variables.insert(Name::new("input"), sent.clone());
            let apart = ContentApart::taken_from(&mut variables);
            let left = &variables[&Name::new("input")];
            let Value::Object(fields) = left else { panic!("it is an object still") };
            assert!(matches!(fields["content"], Value::Binary(_)), "its digest stands there");
            let content = Base64::parse(fields["content"].clone()).ok().expect("it is taken");
            let read = value!({ "title": "A drawing", "content": content.to_value() });
            assert!(apart.in_full(read.to_string()) == sent.to_string().into_bytes(), "{length}");
            assert_eq!(apart.take().map(|bytes| bytes.len()), Some(length));
            assert_eq!(apart.take(), None, "once");
        }
    }

    #[test]
    fn what_is_small_or_no_base64_stays_where_it_is() {
        for text in ["QUJD".to_owned(), "?".repeat(MOST_BODY_BYTES)] {
            let mut variables = Variables::default();
            variables.insert(Name::new("content"), Value::String(text.clone()));
            let apart = ContentApart::taken_from(&mut variables);
            assert!(variables[&Name::new("content")] == Value::String(text));
            assert_eq!((apart.in_full("x".to_owned()), apart.take()), (b"x".to_vec(), None));
        }
    }
}
