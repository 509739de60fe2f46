//! Norwegian identity numbers as Statistics Norway's control program reads them.
//!
//! Two kinds are known: the eleven-digit *fødselsnummer* with its variants
//! (D-number, synthetic test number, numbers ending in 00100, 00200 or 99999
//! for a child not yet numbered or not yet born) and the twelve-digit *DUF
//! number* of the immigration authorities.
//!
//! All functions are pure and accept any text; whatever is not the right count
//! of ASCII digits is simply not a number.
//!
//! Limit: the control digits follow the rule in force until 2032, when the
//! population register begins to hand out numbers with a relaxed first digit.

use chrono::{Datelike, Months, NaiveDate};

/// Endings of numbers given to children without a number of their own.
/// 99999 stands for an unborn child, whose date is the expected birth.
const PROVISIONAL_ENDINGS: [&str; 3] = ["00100", "00200", "99999"];

/// Endings of numbers that several children may share: the provisional ones, and the filler 55555.
const SHARED_ENDINGS: [&str; 4] = ["00100", "00200", "99999", "55555"];

const FIRST_CHECK_WEIGHTS: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const SECOND_CHECK_WEIGHTS: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
const DUF_WEIGHTS: [u32; 10] = [4, 6, 3, 2, 4, 6, 3, 2, 7, 5];

/// The date of birth held in an eleven-digit number.
///
/// `reporting_year` matters only for provisional numbers, which do not say
/// which century they belong to.
#[must_use]
pub fn birth_date(number: &str, reporting_year: i32) -> Option<NaiveDate> {
    let digits = digits::<11>(number)?;
    if has_provisional_ending(number) {
        return provisional_birth_date(digits, reporting_year);
    }
    let day = tens(digits[0], digits[1]) - if digits[0] > 3 { 40 } else { 0 };
    let month = tens(digits[2], digits[3]) - if digits[2] >= 8 { 80 } else { 0 };
    let year_of_century = tens(digits[4], digits[5]);
    let individual = digits[6] * 100 + tens(digits[7], digits[8]);
    let century = match (individual, year_of_century) {
        (500..=999, ..=39) => 2000,
        (500..=749, 54..) => 1800,
        (0..=499 | 900..=999, _) => 1900,
        _ => 2000,
    };
    NaiveDate::from_ymd_opt(as_year(century + year_of_century)?, month, day)
}

/// Whether both modulo-11 check digits are right. The date is not looked at. Nothing but zeros is a filler and no
/// number, though its check digits fit.
#[must_use]
pub fn is_valid_number(number: &str) -> bool {
    digits::<11>(number).is_some_and(|digits| {
        digits != [0; 11]
            && weighted(&digits, &FIRST_CHECK_WEIGHTS).is_multiple_of(11)
            && weighted(&digits, &SECOND_CHECK_WEIGHTS).is_multiple_of(11)
    })
}

/// Whether the number identifies someone: a valid number, or a provisional one with a real date.
#[must_use]
pub fn is_acceptable_number(number: &str, reporting_year: i32) -> bool {
    is_valid_number(number) || (has_provisional_ending(number) && birth_date(number, reporting_year).is_some())
}

/// Whether a DUF number's last two digits fit the ten before them. Nothing but zeros is a filler and no number.
#[must_use]
pub fn is_valid_duf(number: &str) -> bool {
    digits::<12>(number)
        .is_some_and(|digits| digits != [0; 12] && weighted(&digits, &DUF_WEIGHTS) % 11 == tens(digits[10], digits[11]))
}

/// Whether the number belongs to one person and no other: a valid national number with a date that is not a
/// provisional one, or a valid DUF number.
///
/// Only such a number may lead to a person's pseudonym. A filler or a number for the unborn is shared by several
/// children, who would then be one person to the ledger and be erased together.
#[must_use]
pub fn identifies_one_person(number: &str) -> bool {
    // The year matters to provisional numbers only.
    let national = is_valid_number(number) && !may_be_shared(number) && birth_date(number, 0).is_some();
    national || is_valid_duf(number)
}

/// The numbers of one person each that differ from this one by one digit, or by two neighbouring digits that changed places: what
/// may have been meant where it is misspelt. The check digits find every such slip, so that no number of one person is another's
/// with a slip: of such a number, of one that several may share and of what has no form of a number, there are none.
#[must_use]
pub(crate) fn meant_by(number: &str) -> Vec<String> {
    let has_a_form = matches!(number.len(), 11 | 12) && number.bytes().all(|byte| byte.is_ascii_digit());
    if !has_a_form || identifies_one_person(number) || may_be_shared(number) {
        return Vec::new();
    }
    let given = number.as_bytes();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut digits = given.to_vec();
        change(&mut digits);
        digits.into_iter().map(char::from).collect::<String>()
    };
    let other_digits = (0..given.len()).flat_map(|place| (b'0'..=b'9').map(move |digit| (place, digit)));
    let changed = other_digits.map(|(place, digit)| with(&|digits| digits[place] = digit));
    let swapped = (1..given.len()).map(|place| with(&|digits| digits.swap(place - 1, place)));
    changed.chain(swapped).filter(|meant| identifies_one_person(meant)).collect()
}

/// The date of birth that a number tells which belongs to one person and no other, as far as that person was born by
/// `today`. A DUF number tells none.
#[must_use]
pub fn birth_date_of_one_person(number: &str, today: NaiveDate) -> Option<NaiveDate> {
    if !identifies_one_person(number) {
        return None;
    }
    birth_date(number, today.year()).filter(|born_on| *born_on <= today)
}

/// Whether an eleven-digit number has an ending that several children may share.
pub(crate) fn may_be_shared(number: &str) -> bool {
    number.len() == 11 && SHARED_ENDINGS.iter().any(|ending| number.ends_with(ending))
}

/// Full years at 31 December of `year`, or `None` when the number holds no date.
///
/// Negative for a child expected after that day.
#[must_use]
pub fn age_at_year_end(number: &str, year: i32) -> Option<i32> {
    birth_date(number, year).map(|born| year - born.year())
}

fn has_provisional_ending(number: &str) -> bool {
    PROVISIONAL_ENDINGS.iter().any(|ending| number.ends_with(ending))
}

/// Read as this century, unless that lies more than a year after the counting date.
fn provisional_birth_date(digits: [u32; 11], reporting_year: i32) -> Option<NaiveDate> {
    let day = tens(digits[0], digits[1]);
    let month = tens(digits[2], digits[3]);
    let year = as_year(2000 + tens(digits[4], digits[5]))?;
    let born = NaiveDate::from_ymd_opt(year, month, day)?;
    let latest = NaiveDate::from_ymd_opt(reporting_year.checked_add(1)?, 12, 31)?;
    if born > latest {
        // Months, not a year number: 29 February 2000 becomes 28 February 1900, as upstream counts.
        born.checked_sub_months(Months::new(1200))
    } else {
        Some(born)
    }
}

fn as_year(year: u32) -> Option<i32> {
    i32::try_from(year).ok()
}

fn tens(high: u32, low: u32) -> u32 {
    high * 10 + low
}

/// The weights may be fewer than the digits; the rest then does not count.
fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn digits<const COUNT: usize>(text: &str) -> Option<[u32; COUNT]> {
    let bytes: [u8; COUNT] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|byte| u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::test_support::national_id;

    fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn the_century_follows_from_the_individual_digits() {
        let cases = [
            ("010110500", 2010),
            ("010139999", 2039),
            ("010154500", 1854),
            ("010199749", 1899),
            ("010110000", 1910),
            ("010199499", 1999),
            ("010140900", 1940),
            ("010139900", 2039),
            ("010145600", 2045),
            ("010160800", 2060),
        ];
        for (first_nine, year) in cases {
            assert_eq!(birth_date(&format!("{first_nine}11"), 2020), date(year, 1, 1), "{first_nine}");
        }
    }

    #[test]
    fn d_numbers_and_synthetic_numbers_hold_a_readable_date() {
        assert_eq!(birth_date("45031250011", 2020), date(2012, 3, 5));
        assert_eq!(birth_date("05831250011", 2020), date(2012, 3, 5));
        assert_eq!(birth_date("45931250011", 2020), date(2012, 13, 5));
        assert_eq!(birth_date("45921250011", 2020), date(2012, 12, 5));
    }

    #[test]
    fn impossible_dates_and_wrong_lengths_hold_no_birth_date() {
        for number in ["31021250011", "00011250011", "01001250011", "0101125001", "010112500111", "", "0101125001x"] {
            assert_eq!(birth_date(number, 2020), None, "{number}");
        }
    }

    #[test]
    fn text_that_is_not_ascii_digits_is_no_number() {
        for text in ["١٢٣٤٥٦٧٨٩٠١", "           ", "+1010112345", "é1010112345"] {
            assert!(!is_valid_number(text));
            assert!(!is_valid_duf(text));
            assert!(!is_acceptable_number(text, 2020));
        }
    }

    #[test]
    fn one_changed_digit_always_breaks_a_valid_number() {
        let number = national_id("050312512").unwrap();
        for place in 0..number.len() {
            for digit in b'0'..=b'9' {
                let mut changed = number.clone().into_bytes();
                if changed[place] == digit {
                    continue;
                }
                changed[place] = digit;
                assert!(!is_valid_number(&String::from_utf8(changed).unwrap()));
            }
        }
    }

    #[test]
    fn a_provisional_number_is_acceptable_but_not_valid() {
        for ending in PROVISIONAL_ENDINGS {
            let number = format!("010320{ending}");
            assert!(is_acceptable_number(&number, 2020), "{number}");
            assert!(!is_valid_number(&number), "{number}");
        }
        assert!(!is_acceptable_number("01032055555", 2020));
        assert!(!is_acceptable_number("31022099999", 2020));
    }

    #[test]
    fn a_provisional_date_more_than_a_year_ahead_belongs_to_the_last_century() {
        assert_eq!(birth_date("31122199999", 2020), date(2021, 12, 31));
        assert_eq!(birth_date("01012299999", 2020), date(1922, 1, 1));
    }

    #[test]
    fn age_is_counted_at_the_end_of_the_year() {
        assert_eq!(age_at_year_end("31121250011", 2020), Some(8));
        assert_eq!(age_at_year_end("31122199999", 2020), Some(-1));
        assert_eq!(age_at_year_end("99999999999", 2020), None);
    }

    #[test]
    fn a_duf_number_needs_its_two_control_digits() {
        let first_ten = "2012345678";
        let good: Vec<String> =
            (0..100).map(|check| format!("{first_ten}{check:02}")).filter(|number| is_valid_duf(number)).collect();
        assert_eq!(good.len(), 1);
        assert!(good[0][10..].parse::<u32>().unwrap() < 11);
    }

    #[test]
    fn nothing_but_zeros_is_no_number_of_anyone() {
        assert!(!is_valid_number("00000000000") && !is_acceptable_number("00000000000", 2020));
        assert!(!is_valid_duf("000000000000"));
        assert!(!identifies_one_person("00000000000") && !identifies_one_person("000000000000"));
    }

    #[test]
    fn a_number_of_one_s_own_identifies_one_person() {
        let number = national_id("050312512").unwrap();
        assert!(identifies_one_person(&number), "{number}");
        // A DUF number has no provisional endings.
        let mut dufs = (0..100_000).map(|nth| format!("20123{nth:05}00")).filter(|duf| is_valid_duf(duf));
        let duf = dufs.find(|duf| duf.ends_with("00100")).unwrap();
        assert!(identifies_one_person(&duf), "{duf}");
    }

    #[test]
    fn c12_a_number_of_one_s_own_tells_when_its_owner_was_born_and_no_other_number_does() {
        let today = date(2024, 3, 6).unwrap();
        let told = |first_nine: &str| birth_date_of_one_person(&national_id(first_nine).unwrap(), today);
        let tells = |eight: &str| (0..10).find(|last| national_id(&format!("{eight}{last}")).is_some());
        let told = |eight: &str| told(&format!("{eight}{}", tells(eight).unwrap()));
        assert_eq!(told("05031251"), date(2012, 3, 5));
        assert_eq!(told("45031251"), date(2012, 3, 5), "a D-number");
        assert_eq!(told("05831251"), date(2012, 3, 5), "a synthetic number");
        assert_eq!(told("06032451"), date(2024, 3, 6), "born today");
        assert_eq!(told("07032451"), None, "not born yet");
        assert_eq!(told("05431251"), None, "no month that is known");
        let duf = (0..100).map(|check| format!("2012345678{check:02}")).find(|duf| is_valid_duf(duf)).unwrap();
        for number in ["05031299999", "05031200100", "05031212345", duf.as_str(), "ukjent", ""] {
            assert_eq!(birth_date_of_one_person(number, today), None, "{number}");
        }
    }

    #[test]
    fn numbers_shared_by_several_children_identify_nobody() {
        for number in ["00000000000", "01032099999", "01032000100", "12345678901", "2012345678", "", "ukjent"] {
            assert!(!identifies_one_person(number), "{number}");
        }
        // Also where the check digits happen to fit.
        for ending in SHARED_ENDINGS {
            let mut dates = (1..=28).flat_map(|day| (1..=12).map(move |month| (day, month)));
            let valid = dates.find_map(|(day, month)| {
                let mut numbers = (0..100).map(|year| format!("{day:02}{month:02}{year:02}{ending}"));
                numbers.find(|number| is_valid_number(number))
            });
            let valid = valid.unwrap();
            assert!(!identifies_one_person(&valid), "{valid}");
        }
        // Valid check digits without a date.
        let dateless = (0..1_000).map(|rest| format!("00000010{rest:03}")).find(|number| is_valid_number(number));
        assert!(!identifies_one_person(&dateless.unwrap()));
    }

    #[test]
    fn extreme_reporting_years_are_no_reason_to_panic() {
        for year in [i32::MIN, i32::MAX, 0, -1] {
            let _ = birth_date("01012299999", year);
            let _ = is_acceptable_number("01012200100", year);
        }
    }

    #[test]
    fn what_a_misspelt_number_was_meant_to_be_is_among_the_few_that_one_slip_leads_to() {
        let numbers = (0..1_000).map(|rest| format!("05031251{rest:03}")).filter(|number| is_valid_number(number));
        for right in numbers.take(3) {
            assert_eq!(meant_by(&right), Vec::<String>::new(), "it is somebody's as it stands");
            for place in 0..right.len() {
                let mut slip = right.clone().into_bytes();
                slip[place] = if slip[place] == b'9' { b'0' } else { slip[place] + 1 };
                let slip = String::from_utf8(slip).unwrap();
                let meant = meant_by(&slip);
                // A shared ending may come of a slip: those are nobody's, and were not meant to be somebody's.
                assert!(meant.contains(&right) || may_be_shared(&slip), "{right} as {slip}: {meant:?}");
                assert!(meant.len() <= 5, "{meant:?}");
            }
            for place in 1..right.len() {
                let mut slip = right.clone().into_bytes();
                slip.swap(place - 1, place);
                let slip = String::from_utf8(slip).unwrap();
                assert!(slip == right || may_be_shared(&slip) || meant_by(&slip).contains(&right), "{right} as {slip}");
            }
        }
        for none in ["", "ukjent", "0503125", "05031299999", "æøå123456789"] {
            assert_eq!(meant_by(none), Vec::<String>::new(), "{none}");
        }
    }
}
