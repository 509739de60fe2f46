//! Looking through free text for what tells who a child is (R-20).
//!
//! Found is what has the form of a number, a date or an address, and what the case at hand knows. Rather one too many
//! than one too few: who is refused takes the words out. It cannot find a child that is described so that a neighbour
//! would know.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

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
    /// Parts of names of three letters or more, in small letters.
    names: BTreeSet<String>,
    /// Parts of two letters, which are words as well where they are not written as names: «Bo», «Li».
    short: BTreeSet<String>,
}

impl Known {
    /// Names, of which every part is looked for. One of two letters is a part where the name has it with a capital letter, and is
    /// found where the text has: «Bo», and also «Vi» at the beginning of a sentence, where somebody is called that.
    pub fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known = Self::default();
        for name in names {
            for part in plain(name).split(|letter: char| !letter.is_alphanumeric()) {
                match part.chars().count() {
                    0 | 1 => false,
                    // Not «de» of «de Vries».
                    2 => part.starts_with(char::is_uppercase) && known.short.insert(part.to_lowercase()),
                    _ => known.names.insert(part.to_lowercase()),
                };
            }
        }
        known
    }

    /// Whether that is a part of a name; the genitive too: «Solveigs».
    fn has(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let is_in = |names: &BTreeSet<String>| {
            names.contains(&lower) || lower.strip_suffix('s').is_some_and(|stem| names.contains(stem))
        };
        is_in(&self.names) || word.starts_with(char::is_uppercase) && is_in(&self.short)
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Known({} names)", self.names.len() + self.short.len())
    }
}

/// The forms that give somebody away, in a text as [`plain`] leaves it.
const FORMS: &[(IdentifyingKind, &str)] = &[
    // With or without blanks, wherever these stand. What is written without a blank after a word is found as well: «fnr0101…».
    (IdentifyingKind::NationalId, r"(^|\D)\d([ .-]?\d){10}(\D|$)"),
    (
        IdentifyingKind::FullDate,
        r"(^|\D)(\d{1,2}[./-] ?\d{1,2}[./-] ?(\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})(\D|$)",
    ),
    // With a blank before the year, where they are a day and a month: not «uke 40/41 2024».
    (
        IdentifyingKind::FullDate,
        r"(^|\D)((0?[1-9]|[12]\d|3[01])[./ ] ?(0?[1-9]|1[0-2]) (19|20)\d{2}|(0[1-9]|[12]\d|3[01])[./ -](0[1-9]|1[0-2]) \d{2})(\D|$)",
    ),
    // As the first half of a national identity number; of a D-number, too.
    (IdentifyingKind::FullDate, r"(^|\D)[0-7]\d(0[1-9]|1[0-2])\d{2}(\D|$)"),
    (
        IdentifyingKind::FullDate,
        r"(?i)(^|\D)\d{1,2}(\.|st|nd|rd|th)? ?(of )?MONTH\b([ .,'-]{0,3}(\d{4}|\d{2})|[ .,]{1,2}(i|in) \d{4})\b",
    ),
    (IdentifyingKind::FullDate, r"(?i)\bMONTH\.? \d{1,2}(\.|st|nd|rd|th)?,? \d{4}\b"),
    (
        IdentifyingKind::PhoneNumber,
        r"(\+\d{2} ?|(^|\D)00\d{2} ?|^|\D)(\d( ?\d){7}|\d{2}([.-]\d{2}){3}|\d{3}[.-]\d{2}[.-]\d{3})(\D|$)",
    ),
    (IdentifyingKind::EmailAddress, r"(?i)\b[\w.+-]+@[\w-]+\.\w+"),
    (
        IdentifyingKind::Address,
        r"(?i)\b(\p{L}+(gate|vei|veg|alléen|allé|plassen|plass|stien|bakken|kroken|svingen|tunet|åsen|haugen|jordet|løkka|stranda|brygga|kaia)|\p{L}*(veien|vegen|gata|gaten|torget|torvet)|\p{L}+(gt|vn)\.) ?(nr\.? ?)?\d{1,4} ?[a-z]?\b",
    ),
    // Property and dwelling, as the land register numbers them.
    (IdentifyingKind::Address, r"\b([GgBb]nr\.? ?\d+|[HULK]\d{4})\b"),
    (IdentifyingKind::Address, r"\b\d{4} \p{Lu}[\p{L}]{2,}"),
    (
        IdentifyingKind::SchoolClass,
        r"(?i)\b((10|[1-9])\.? ?[a-f]|(klasse|klassen|trinn|gruppe) (10|[1-9])\.? ?[a-f]?|vg ?[1-3])\b",
    ),
    (
        IdentifyingKind::SchoolClass,
        r"(?i)\b((10|[1-9])\.?|første|fyrste|andre|tredje|fjerde|femte|sjette|sjuende|syvende|sjuande|åttende|åttande|niende|niande|tiende|tiande) ?(klasse|klassen|trinn|trinnet)\b",
    ),
];

/// What stands for MONTH in a form.
const MONTH: &str = "(januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|january|february|march|may|june|july|october|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|okt|oct|nov|des|dec)";

/// Forms of a street with a number that other words with a number have as well: «Barnehagen 3 ganger». They are addresses where
/// the number counts nothing.
const PERHAPS_ADDRESSES: &[&str] = &[
    // Endings that other words have as well, where they are not names: «familia», «sagt», «brev».
    r"\b\p{Lu}\p{L}+(?i:lia|gt|vn|v\.) ?([Nn]r\.? ?)?\d{1,4} ?[A-Za-z]?\b",
    r"\b\p{Lu}\p{L}*(?i:faret|ringen|myra|moen|sletta|sletten|neset|dalen|enga|engen|marka|toppen|lunden|bukta|odden|vika|flata|grenda|hagen|parken|berget|kleiva|stubben|tråkket|åkeren|gården|garden) ?([Nn]r\.? ?)?\d{1,4} ?[A-Za-z]?\b",
    r"\b(Lia|Ringen|Myra|Moen|Sletta|Neset|Dalen|Enga|Haugen|Marka|Toppen) ?([Nn]r\.? ?)?\d{1,4} ?[A-Za-z]?\b",
    // In two words: «Kongens gate 7».
    r"(?i)\b\p{L}+ (gate|vei|veg|plass|allé|alle) ?(nr\.? ?)?\d{1,3} ?[a-z]?\b",
    // Wherever somebody is said to live.
    r"\b([Bb]or|[Bb]ur|[Bb]odde|[Bb]udde|[Ff]lytt\p{L}*|[Aa]dress\p{L}*:?) ((i|på|til|ved) )?\p{Lu}[\p{L}.'-]*( \p{Lu}[\p{L}.'-]*){0,3} \d{1,3} ?[A-Za-z]?\b",
];

/// What a number counts, where it is no house's.
const COUNTED: &[&str] = &[
    "ansatte",
    "av",
    "barn",
    "barna",
    "dag",
    "dagar",
    "dager",
    "eleva",
    "elevar",
    "elever",
    "fridager",
    "gang",
    "ganger",
    "gongar",
    "gonger",
    "gong",
    "gutar",
    "gutter",
    "jenter",
    "kvelder",
    "kveldar",
    "minutt",
    "minutter",
    "møte",
    "møter",
    "måneder",
    "månader",
    "måned",
    "månad",
    "netter",
    "personer",
    "personar",
    "prosent",
    "samtaler",
    "samtalar",
    "skoledager",
    "skuledagar",
    "søsken",
    "tilsette",
    "time",
    "timar",
    "timer",
    "uke",
    "uker",
    "veke",
    "veker",
    "voksne",
    "vaksne",
    "år",
];

/// The text with each letter, digit and blank in one form only, however it was typed: without what cannot be seen, and
/// with one kind of hyphen.
fn plain(text: &str) -> String {
    let seen = text.nfkc().filter(|sign| !matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'));
    let mut plain = String::with_capacity(text.len());
    for sign in seen {
        match sign {
            sign if sign.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{2018}' | '\u{2019}' | '\u{b4}' | '`' => plain.push('\''),
            sign => plain.push(sign),
        }
    }
    plain
}

/// The forms as they are looked for. The tests use each.
static PATTERNS: LazyLock<Vec<(IdentifyingKind, Option<Regex>)>> = LazyLock::new(|| {
    FORMS.iter().map(|(kind, form)| (*kind, Regex::new(&form.replace("MONTH", MONTH)).ok())).collect()
});
static PERHAPS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| PERHAPS_ADDRESSES.iter().map(|form| Regex::new(form).ok()).collect());

/// Whether one of them is there whose number is a house's.
fn has_perhaps_an_address(text: &str) -> bool {
    PERHAPS.iter().any(|pattern| {
        pattern.as_ref().is_none_or(|pattern| {
            pattern.find_iter(text).any(|found| {
                let after = text[found.end()..].trim_start();
                let next = after.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
                !COUNTED.contains(&next.to_lowercase().as_str())
            })
        })
    })
}

/// What in the text tells who somebody is: each kind once, in the order above. Empty where nothing was found.
pub fn screen(text: &str, known: &Known) -> Vec<IdentifyingKind> {
    let text = plain(text);
    let mut found: BTreeSet<IdentifyingKind> = PATTERNS
        .iter()
        // One that could not be read would let everything through; then everything is refused instead.
        .filter(|(_, pattern)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(&text)))
        .map(|(kind, _)| *kind)
        .chain(has_perhaps_an_address(&text).then_some(IdentifyingKind::Address))
        .collect();
    if text.split(|letter: char| !letter.is_alphanumeric()).any(|word| known.has(word)) {
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
            ("fnr 0101 15 12345", NationalId),
            ("født 010115", FullDate),
            ("født 410115", FullDate),
            ("født 12 mars 2015", FullDate),
            ("født 12. mars -15", FullDate),
            ("født 01 02 2015", FullDate),
            ("født 01 02 15", FullDate),
            ("født 1.\u{a0}2.\u{a0}2015", FullDate),
            ("født 01\u{2013}02\u{2013}2015", FullDate),
            ("født 2015.2.1", FullDate),
            ("tlf 9000 0000", PhoneNumber),
            ("tlf 900\u{a0}00\u{a0}000", PhoneNumber),
            ("tlf 90-00-00-00", PhoneNumber),
            ("bor i Torget 1", Address),
            ("bor i Storgt. 5", Address),
            ("bor i storgt. 5", Address),
            ("bor i Storgt 5", Address),
            ("bor i Kirkev. 5", Address),
            ("bor i Kirkegata nr. 4", Address),
            ("bor i Storgata4", Address),
            ("bor i Granlia 12", Address),
            ("leilighet H0201", Address),
            ("gnr. 12, bnr. 5", Address),
            ("går på 3. trinn", SchoolClass),
            ("går i tredje klasse B", SchoolClass),
            ("går i 3.klasse", SchoolClass),
            ("går på Vg1", SchoolClass),
            ("fnr01011512345", NationalId),
            ("tlf90000000", PhoneNumber),
            ("tlf 900-00-000", PhoneNumber),
            ("født 1/2 2015", FullDate),
            ("født 1.2 2015", FullDate),
            ("født 12.03 15", FullDate),
            ("født1.2.2015", FullDate),
            ("født 12. mars i 2015", FullDate),
            ("born 12 March 2015", FullDate),
            ("born March 12th, 2015", FullDate),
            ("bor i Bekkefaret 12", Address),
            ("Bekkefaret 12", Address),
            ("Økriringen 5", Address),
            ("ved Bergmyra 3", Address),
            ("Sletta 4", Address),
            ("bor på Nedre Tun 7", Address),
            ("bor på Nedre-Tun 7", Address),
            ("Kongens gate 7", Address),
            ("Karl Johans gate 5 i andre etasje", Address),
            ("ole deviks vei 4", Address),
            ("bor i St. Hans gate 7", Address),
            ("BEKKEFARET 12", Address),
            ("bor i Solbergringen 14 sammen med far", Address),
            ("born Jan 12, 2015", FullDate),
            ("born Mar 12 2015", FullDate),
            ("Bo er stille", KnownName),
            ("det er Bos mor", KnownName),
            ("familien Li", KnownName),
            ("familien LI", KnownName),
            ("familien A\u{30a}snes", KnownName),
            ("Sol\u{ad}veig er stille", KnownName),
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
            "I skoleåret 2024-2025 har alle 3 barna i familia vore her 2 gonger.",
            "Barnet har fått vite om 116 111 og har sagt 3 ganger at det vil ringe.",
            "Det skjer 3-4 ganger i uka, mellom klokka 8 og 10.",
            "Barna bor hos far annenhver uke. I parken har vi sett det 2 ganger, og på ringen 1 gang.",
            "De vil bo sammen, li på seg. Klokka 12.30 var 15 barn ute.",
            "Familien flyttet til Norge for 3 år siden. De flyttet til Norge i 2019.",
            "Far bor i Oslo og har dem 2 dager i uka.",
            "Vurderingen 2 uker senere var den samme. Bekymringen 10 av 12 har, deles.",
            "Barnehagen 3 ganger, skolegården 2 ganger. Gjengen 3 gutter er ute. På vei 2 ganger.",
            "Ev. 2 møter til. Fra 3. mars i 14 dager. Uke 3-4 2024 og uke 40/41 2024.",
            "Familien flyttet for 2 år siden og bor i et bofellesskap med 6 andre.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn r20_small_words_of_a_name_are_no_part_to_be_looked_for() {
        let known = Known::names(["Anna de Vries", "Maria da Silva"]);
        assert_eq!(screen("De vil hjelpe. Da må vi vente.", &known), []);
        assert_eq!(screen("Silva er stille.", &known), [IdentifyingKind::KnownName]);
    }

    #[test]
    fn what_is_known_is_not_shown() {
        assert_eq!(format!("{:?}", Known::names(["Solveig Li"])), "Known(2 names)");
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
