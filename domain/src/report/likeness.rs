//! How alike two reports' texts are: reports are not sent routinely, and near-identical ones show that they were (S2-34,
//! RM-10).

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::text::Text;

/// From so many percent on, two texts say nearly the same: names and dates may differ.
pub const NEARLY_THE_SAME: usize = 70;

/// Words that stand side by side and are compared as one.
const SIDE_BY_SIDE: usize = 3;

/// A text as it is compared: which words stand side by side in it, without case, punctuation and digits. It holds
/// digests of the text, each once and in order, and lives no longer than the question.
#[derive(Clone)]
pub struct Compared(Vec<u64>);

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
            return Self(vec![digest(&words)]);
        }
        let mut digests: Vec<u64> = words.windows(SIDE_BY_SIDE).map(digest).collect();
        digests.sort_unstable();
        digests.dedup();
        Self(digests)
    }

    /// How much of both is in both, in whole percent, where they say nearly the same; `None` where they do not, which is known
    /// as soon as more is in one alone than that leaves room for: what is asked of hundreds of long texts is answered soon.
    pub fn nearly_the_same(&self, other: &Self) -> Option<usize> {
        let (mut one, mut two) = (self.0.as_slice(), other.0.as_slice());
        let all = one.len() + two.len();
        // Of what is in either, the part that may be in one alone; what is in both is counted twice in `all`.
        let is_past = |alone: usize| (100 - NEARLY_THE_SAME) * (all - alone) < 2 * NEARLY_THE_SAME * alone;
        if is_past(one.len().abs_diff(two.len())) {
            return None;
        }
        let (mut both, mut alone): (usize, usize) = (0, 0);
        while let ([first, later @ ..], [second, later_too @ ..]) = (one, two) {
            match first.cmp(second) {
                Ordering::Equal => {
                    both += 1;
                    (one, two) = (later, later_too);
                    continue;
                }
                Ordering::Less => one = later,
                Ordering::Greater => two = later_too,
            }
            alone += 1;
            if is_past(alone) {
                return None;
            }
        }
        let percent = (100 * both).checked_div(all - both)?;
        Some(percent).filter(|percent| *percent >= NEARLY_THE_SAME)
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
        let likeness = report("Ada", "3.4.").nearly_the_same(&report("Bo", "12. mai")).unwrap();
        assert!((NEARLY_THE_SAME..100).contains(&likeness), "{likeness}");
        assert_eq!(report("Ada", "3.4.").nearly_the_same(&report("Ada", "5.6.")), Some(100));
    }

    #[test]
    fn rm_10_reports_about_what_happened_are_not_alike() {
        let one = compared("Hun sa at hun ikke tør å gå hjem, og at far har slått henne flere ganger i vinter.");
        let other = compared("Han har vært trøtt og sulten hver mandag siden jul, og mor svarer ikke på telefon.");
        assert_eq!(one.nearly_the_same(&other), None);
    }

    #[test]
    fn rm_10_texts_are_nearly_the_same_from_seventy_percent_on() {
        let of = |digests: std::ops::Range<u64>| Compared(digests.collect());
        for (other, percent) in [(0..10, Some(100)), (0..7, Some(70)), (3..10, Some(70)), (0..14, Some(71))] {
            assert_eq!(of(0..10).nearly_the_same(&of(other.clone())), percent, "{other:?}");
        }
        for other in [0..6, 4..10, 0..15, 2..12, 20..30, 0..0] {
            assert_eq!(of(0..10).nearly_the_same(&of(other.clone())), None, "{other:?}");
        }
        assert_eq!(of(0..0).nearly_the_same(&of(0..0)), None);
    }

    #[test]
    fn rm_10_the_shortest_texts_are_compared_whole() {
        assert_eq!(compared("Vi melder.").nearly_the_same(&compared("vi melder")), Some(100));
        assert_eq!(compared("Vi melder.").nearly_the_same(&compared("Vi varsler.")), None);
        assert_eq!(compared("12.").nearly_the_same(&compared("Vi melder.")), None);
    }
}
