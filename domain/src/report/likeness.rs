//! How alike two reports' texts are: reports are not sent routinely, and near-identical ones show that they were (S2-34,
//! RM-10).

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::text::Text;

/// From so many percent on, two texts say nearly the same: names and dates may differ.
pub const NEARLY_THE_SAME: usize = 70;

/// Words that stand side by side and are compared as one.
const SIDE_BY_SIDE: usize = 3;

/// A text as it is compared: which words stand side by side in it, without case, punctuation and digits. It holds
/// digests of the text and lives no longer than the question.
#[derive(Clone)]
pub struct Compared(HashSet<u64>);

impl Compared {
    /// Takes a text for comparison.
    pub fn of(text: &Text) -> Self {
        let words: Vec<String> = text
            .as_str()
            .split(|letter: char| !letter.is_alphabetic())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let digest = |words: &[String]| {
            let mut hasher = DefaultHasher::new();
            words.hash(&mut hasher);
            hasher.finish()
        };
        if words.len() < SIDE_BY_SIDE {
            return Self([digest(&words)].into());
        }
        Self(words.windows(SIDE_BY_SIDE).map(digest).collect())
    }

    /// How much of both is in both, in whole percent.
    pub fn likeness(&self, other: &Self) -> usize {
        let both = self.0.intersection(&other.0).count();
        let either = self.0.len() + other.0.len() - both;
        (100 * both).checked_div(either).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(text: &str) -> Compared {
        Compared::of(&Text::new(text).unwrap())
    }

    #[test]
    fn rm_10_texts_from_one_template_are_nearly_the_same() {
        let report = |name: &str, day: &str| {
            compared(&format!(
                "Barnet har ikke møtt til time hos tannlegen {day}. Foresatte er varslet to ganger uten å svare. \
                 Klinikken melder fra i tråd med sine rutiner og ber om tilbakemelding. Barnet heter {name}."
            ))
        };
        let likeness = report("Ada", "3.4.").likeness(&report("Bo", "12. mai"));
        assert!((NEARLY_THE_SAME..100).contains(&likeness), "{likeness}");
        assert_eq!(report("Ada", "3.4.").likeness(&report("Ada", "5.6.")), 100);
    }

    #[test]
    fn rm_10_reports_about_what_happened_are_not_alike() {
        let one = compared("Hun sa at hun ikke tør å gå hjem, og at far har slått henne flere ganger i vinter.");
        let other = compared("Han har vært trøtt og sulten hver mandag siden jul, og mor svarer ikke på telefon.");
        assert!(one.likeness(&other) < 20);
    }

    #[test]
    fn rm_10_the_shortest_texts_are_compared_whole() {
        assert_eq!(compared("Vi melder.").likeness(&compared("vi melder")), 100);
        assert_eq!(compared("Vi melder.").likeness(&compared("Vi varsler.")), 0);
        assert_eq!(compared("12.").likeness(&compared("Vi melder.")), 0);
    }
}
