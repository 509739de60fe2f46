//! Text that somebody wrote.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A text that is not blank and not longer than [`Text::MOST_CHARACTERS`].
///
/// Whether it may be shown is not its concern: wrap it in [`Personal`](crate::personal::Personal) wherever it can
/// tell who someone is, which free text always can.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text(String);

/// Why a text cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("must not be blank")]
    Blank,
    /// More characters than a text may have.
    #[error("has more than {} characters", Text::MOST_CHARACTERS)]
    TooLong,
    /// Holds a NUL character, which no database text can hold.
    #[error("holds a NUL character")]
    Nul,
}

impl Text {
    /// The most characters a text may have: some thirty printed pages.
    pub const MOST_CHARACTERS: usize = 100_000;

    /// Takes a text as it stands, without white space around it.
    pub fn new(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            Err(TextError::Blank)
        } else if text.contains('\0') {
            Err(TextError::Nul)
        } else if text.len() > Self::MOST_CHARACTERS && text.chars().count() > Self::MOST_CHARACTERS {
            Err(TextError::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// Its SHA-256, in hexadecimal.
    pub(crate) fn digest(&self) -> Self {
        Self::digest_of(self.0.as_bytes())
    }

    /// The SHA-256 of those bytes, in hexadecimal.
    pub(crate) fn digest_of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
        Self(digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows that there is a text, never the text: a debug print must not leak a name.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text(..)")
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The most characters of a name that stands in clear.
const MOST_CHARACTERS_IN_CLEAR: usize = 250;
/// As many digits as a national identity number has.
const IDENTITY_DIGITS: usize = 11;

/// The name of a unit or municipality, when it can stand in clear: short, on one line, and without what may be a
/// person's number.
pub fn in_clear(name: &str) -> Option<&str> {
    let name = name.trim();
    let short = !name.is_empty() && name.chars().count() <= MOST_CHARACTERS_IN_CLEAR;
    let digits = name.chars().filter(|character| character.is_numeric()).count();
    let one_line =
        !name.chars().any(|character| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}'));
    (short && one_line && digits < IDENTITY_DIGITS).then_some(name)
}

/// Whether it is the address of a page, and not of something that runs when it is followed.
pub fn is_page(link: &str) -> bool {
    let Some((scheme, place)) = link.split_once("://") else { return false };
    let leads_to_pages = ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    leads_to_pages && place.starts_with(|first: char| first.is_alphanumeric() || first == '[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_text_is_no_text() {
        assert_eq!(Text::new(" \n\t "), Err(TextError::Blank));
        assert_eq!(Text::new("\u{a0}"), Err(TextError::Blank));
        assert_eq!(Text::new(" seen ").unwrap().as_str(), "seen");
    }

    #[test]
    fn the_limit_counts_characters_not_bytes() {
        let longest = "å".repeat(Text::MOST_CHARACTERS);
        assert!(Text::new(&longest).is_ok());
        assert_eq!(Text::new(&format!("{longest}å")), Err(TextError::TooLong));
    }

    #[test]
    fn a_debug_print_does_not_show_the_text() {
        assert_eq!(format!("{:?}", Text::new("Ola").unwrap()), "Text(..)");
    }

    #[test]
    fn the_address_of_a_page_has_a_scheme_however_it_is_written_and_a_place() {
        for page in
            ["https://fjordvik.example/skjema", "HTTPS://fjordvik.example", "http://[::1]/", "https://øy.example"]
        {
            assert!(is_page(page), "{page}");
        }
        for none in [
            "https://",
            "https:// ",
            "https:///skjema",
            "javascript://x",
            "javascript:alert(1)",
            "fjordvik.example",
            "",
        ] {
            assert!(!is_page(none), "{none}");
        }
    }

    #[test]
    fn a_name_stands_in_clear_only_when_it_cannot_be_more_than_a_name() {
        assert_eq!(in_clear(" Østbyen "), Some("Østbyen"));
        for name in ["", "  ", "Kari 01011099999", "0 1 0 1 1 0 9 9 9 9 9", "a\nb", "a\0", &"x".repeat(251)] {
            assert_eq!(in_clear(name), None, "{name}");
        }
    }
}
