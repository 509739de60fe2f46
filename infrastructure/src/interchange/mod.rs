//! Readers for the two national interchange formats a municipality receives.
//!
//! | module | format | reads |
//! |---|---|---|
//! | [`kostra_15f`] | KOSTRA form 15F, XML | one year of child-welfare cases out of another case system |
//! | [`fiks`] | FIKS report message, JSON | one report of concern, from a public body or a private person |
//! | [`national_id`] | – | the arithmetic of Norwegian identity numbers, used by both |
//!
//! What the readers guarantee:
//!
//! * They decide nothing about cases. They turn bytes into checked values, and
//!   whatever they cannot turn into a value they **refuse by name**: nothing is
//!   dropped in silence.
//! * Input is hostile until shown otherwise. No input makes them panic, and
//!   memory is bounded by limits stated in each module, not by the input.
//! * Refusals, warnings, findings and `Debug` output hold no personal data:
//!   places, rules, codes and dates only. They may be logged and shown.
//! * No clock, file or network is touched: bytes, time and expectations are
//!   arguments.

pub mod fiks;
pub mod kostra_15f;
pub mod national_id;

/// How many characters of a bad value are shown back to the sender.
const SHOWN_CHARACTERS: usize = 40;

/// Digits in a row that may be an identity number (a national id has eleven).
const IDENTITY_DIGITS: usize = 11;

/// A bad value made fit for a message: short, on one line and not an identity number.
///
/// Senders do put identity numbers in the wrong attribute, and a message about
/// that must not carry the number on into a log.
fn shown(value: &str) -> String {
    if holds_identity_number(value) {
        return "(a long number, not shown)".to_owned();
    }
    let mut text = String::new();
    for (place, character) in value.chars().enumerate() {
        if place == SHOWN_CHARACTERS {
            text.push('…');
            break;
        }
        if needs_escape(character) {
            text.extend(character.escape_unicode());
        } else {
            text.push(character);
        }
    }
    text
}

/// Whether a character could break a line, move the cursor or turn the reading
/// direction of the message it is shown in.
fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether eleven or more digits stand together, blanks and points between them overlooked.
fn holds_identity_number(value: &str) -> bool {
    let mut run = 0;
    for character in value.chars() {
        if character.is_numeric() {
            run += 1;
            if run == IDENTITY_DIGITS {
                return true;
            }
        } else if !matches!(character, ' ' | '.' | '-') {
            run = 0;
        }
    }
    false
}

#[cfg(test)]
mod test_support {
    use std::path::PathBuf;

    /// A folder of the published sample files, or `None` with a visible line.
    ///
    /// The samples are other people's work and stay outside the project, so
    /// tests that read them must be able to run without them.
    pub(super) fn shared_data(folder: &str) -> Option<PathBuf> {
        let found = match std::env::var_os("CASE_LEDGER_SHARED") {
            Some(shared) => Some(PathBuf::from(shared).join("data").join(folder)),
            None => PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .ancestors()
                .map(|ancestor| ancestor.join("shared").join("data").join(folder))
                .find(|candidate| candidate.is_dir()),
        }
        .filter(|candidate| candidate.is_dir());
        if found.is_none() {
            println!("skipped: no shared/data/{folder} folder (set CASE_LEDGER_SHARED to use one)");
        }
        found
    }

    /// A small generator with a fixed seed: a failing run can be repeated.
    pub(super) struct Lcg(pub(super) u64);

    impl Lcg {
        pub(super) fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % limit
        }
    }

    /// A national id that passes both check digits, or `None` when the nine digits have none.
    pub(super) fn national_id(first_nine: &str) -> Option<String> {
        (0..100)
            .map(|check| format!("{first_nine}{check:02}"))
            .find(|number| super::national_id::is_valid_number(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_value_is_cut_after_forty_characters() {
        assert_eq!(shown(&"å".repeat(50)), format!("{}…", "å".repeat(40)));
        assert_eq!(shown(&"x".repeat(40)), "x".repeat(40));
    }

    #[test]
    fn a_shown_value_cannot_break_the_line_it_stands_in() {
        assert_eq!(shown("a\nb\u{1b}[2J\u{202e}"), "a\\u{a}b\\u{1b}[2J\\u{202e}");
    }

    #[test]
    fn a_value_that_may_be_an_identity_number_is_not_shown() {
        for value in ["01010099999", "010100 99999", "x01.01.00-99999y"] {
            assert!(!shown(value).contains("999"), "{value}");
        }
        assert_eq!(shown("2020-02-31"), "2020-02-31");
    }
}
