//! Looking through free text for what tells who a child is (R-20).
//!
//! Found is what has the form of a number, a date or an address, and what the case at hand knows. Rather one too many
//! than one too few: who is refused takes the words out. It cannot find a child that is described so that a neighbour
//! would know.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use crate::texts::closed_set;

closed_set! {
    /// What was found in a text that must tell of nobody.
    IdentifyingKind {
        /// Eleven digits, as national identity numbers and D-numbers have.
        NationalId,
        /// A date with day, month and year, as dates of birth are written.
        FullDate,
        /// Eight digits, as telephone numbers have.
        PhoneNumber,
        /// An e-mail address.
        EmailAddress,
        /// A street with a number, or a postal code with its place.
        Address,
        /// A class, such as 3B.
        SchoolClass,
        /// A name that the case at hand knows.
        KnownName,
    }
}

/// What the case at hand knows of those who must not be named. It is never shown, not even when debugging.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Known {
    names: BTreeSet<String>,
}

impl Known {
    /// Names, of which every part of three letters or more is looked for.
    pub fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let parts = names.into_iter().flat_map(|name| name.split(|letter: char| !letter.is_alphanumeric()));
        Self { names: parts.filter(|part| part.chars().count() >= 3).map(str::to_lowercase).collect() }
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Known({} names)", self.names.len())
    }
}

/// The forms that give somebody away.
const FORMS: &[(IdentifyingKind, &str)] = &[
    (IdentifyingKind::NationalId, r"\b\d{6}[ .-]?\d{5}\b"),
    (
        IdentifyingKind::FullDate,
        r"(?i)\b(\d{1,2}[./-] ?\d{1,2}[./-] ?(\d{2}|\d{4})|\d{4}-\d{2}-\d{2}|\d{1,2}\. ?(januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|des)\.? ?\d{4})\b",
    ),
    (IdentifyingKind::PhoneNumber, r"(\+47 ?|\b0047 ?|\b)(\d{8}|\d{2} \d{2} \d{2} \d{2}|\d{3} \d{2} \d{3})\b"),
    (IdentifyingKind::EmailAddress, r"(?i)\b[\w.+-]+@[\w-]+\.\w+"),
    (
        IdentifyingKind::Address,
        r"(?i)(\b[\p{L}]+(veien|vegen|gata|gaten|gate|vei|veg|alléen|allé|plassen|plass|stien|bakken|kroken|svingen|tunet|lia|åsen) \d{1,4}[a-z]?\b|\b(veien|vegen|gata) \d{1,4}[a-z]?\b)",
    ),
    (IdentifyingKind::Address, r"\b\d{4} \p{Lu}[\p{L}]{2,}"),
    (
        IdentifyingKind::SchoolClass,
        r"(?i)\b((10|[1-9])\.? ?[a-f]|(klasse|klassen|trinn|gruppe) (10|[1-9])\.? ?[a-f]?)\b",
    ),
];

/// The forms as they are looked for. The tests use each.
static PATTERNS: LazyLock<Vec<(IdentifyingKind, Option<Regex>)>> =
    LazyLock::new(|| FORMS.iter().map(|(kind, form)| (*kind, Regex::new(form).ok())).collect());

/// What in the text tells who somebody is: each kind once, in the order above. Empty where nothing was found.
pub fn screen(text: &str, known: &Known) -> Vec<IdentifyingKind> {
    let mut found: BTreeSet<IdentifyingKind> = PATTERNS
        .iter()
        // One that could not be read would let everything through; then everything is refused instead.
        .filter(|(_, pattern)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(text)))
        .map(|(kind, _)| *kind)
        .collect();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
    // The genitive too: «Solveigs».
    if words.any(|word| {
        known.names.contains(&word) || word.strip_suffix('s').is_some_and(|stem| known.names.contains(stem))
    }) {
        found.insert(IdentifyingKind::KnownName);
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<IdentifyingKind> {
        screen(text, &Known::names(["Solveig Marie Åsnes-Li", "Bo"]))
    }

    #[test]
    fn r20_what_gives_a_child_away_is_found_in_each_of_its_forms() {
        use IdentifyingKind::{Address, EmailAddress, FullDate, KnownName, NationalId, PhoneNumber, SchoolClass};
        for (text, kind) in [
            ("Fnr 01011512345 er oppgitt", NationalId),
            ("010115 12345", NationalId),
            ("Født 1.2.2015", FullDate),
            ("født 01/02-15", FullDate),
            ("Født 2015-02-01.", FullDate),
            ("født 12. mars 2015", FullDate),
            ("ring 22 22 22 22", PhoneNumber),
            ("ring +4790000000 etter fire", PhoneNumber),
            ("tlf. 900 00 000", PhoneNumber),
            ("skriv til mor@eksempel.no", EmailAddress),
            ("bor i Solbakken 4", Address),
            ("Kirkegata 12b", Address),
            ("Postboks, 3901 Porsgrunn", Address),
            ("går i 3B", SchoolClass),
            ("i klasse 4", SchoolClass),
            ("Solveig er stille", KnownName),
            ("det er solveigs mor", KnownName),
            ("familien ÅSNES", KnownName),
        ] {
            assert!(found(text).contains(&kind), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn r20_a_child_who_is_not_named_may_be_told_of() {
        for text in [
            "Et barn i barnehagealder kommer ofte uten mat, tre dager denne uka.",
            "Jenta er 7 år. Hun sier at hun er redd for å gå hjem.",
            "Vi har sett dette siden høsten 2025, og 3 av 5 ansatte er bekymret.",
            "Boken om barns rettigheter ble brukt.",
            "Meldeplikten etter § 13-2 er drøftet.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_known_is_not_shown() {
        assert_eq!(format!("{:?}", Known::names(["Solveig Li"])), "Known(1 names)");
    }

    proptest! {
        #[test]
        fn r20_a_known_name_is_found_wherever_it_stands(before in "\\PC{0,40}", after in "\\PC{0,40}") {
            let text = format!("{before} Solveig {after}");
            prop_assert!(found(&text).contains(&IdentifyingKind::KnownName));
        }

        #[test]
        fn r20_eleven_digits_are_found_wherever_they_stand(before in "[a-zæøå ,.]{0,40}", digits in "[0-9]{11}") {
            let text = format!("{before} {digits}");
            prop_assert!(found(&text).contains(&IdentifyingKind::NationalId));
        }

        #[test]
        fn screening_never_panics(text in "\\PC{0,400}") {
            screen(&text, &Known::default());
        }
    }
}
