//! Which language a client is answered in.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use case_ledger_domain::texts::Language;

/// What is spoken with clients that do not say what they prefer: programs, mostly.
pub const DEFAULT: Language = Language::En;

/// The language that the request's `Accept-Language` prefers of those the ledger speaks (RFC 9110, section 12.5.4): the
/// one of the highest weight, the first one named where several weigh the same. `no` means bokmål.
pub fn accepted(headers: &HeaderMap) -> Language {
    let ranges = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut best = None;
    for (language, weight) in ranges.flat_map(|ranges| ranges.split(',')).filter_map(weighed) {
        if weight > best.map_or(0, |(_, highest)| highest) {
            best = Some((language, weight));
        }
    }
    best.map_or(DEFAULT, |(language, _)| language)
}

/// A language range the ledger can serve, with its weight in thousandths.
fn weighed(range: &str) -> Option<(Language, u16)> {
    let (tag, parameter) = range.split_once(';').unwrap_or((range, "q=1"));
    let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
    let language = match primary.as_str() {
        "nb" | "no" => Language::Nb,
        "nn" => Language::Nn,
        "en" => Language::En,
        "*" => DEFAULT,
        _ => return None,
    };
    Some((language, weight(parameter)?))
}

/// `q=0.8` in thousandths; nothing where it is no weight.
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, decimals) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let digits = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = format!("{decimals:0<3}").parse::<u16>().ok().filter(|_| digits)?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn with(lines: &[&'static str]) -> Language {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_LANGUAGE, HeaderValue::from_static(line));
        }
        accepted(&headers)
    }

    #[test]
    fn who_says_nothing_is_answered_in_english() {
        assert_eq!(with(&[]), Language::En);
        assert_eq!(with(&[""]), Language::En);
        assert_eq!(with(&["*"]), Language::En);
        assert_eq!(with(&["de, fr;q=0.5"]), Language::En);
    }

    #[test]
    fn the_language_of_the_highest_weight_is_taken() {
        assert_eq!(with(&["nb"]), Language::Nb);
        assert_eq!(with(&["nn-NO, nb;q=0.9, en;q=0.8"]), Language::Nn);
        assert_eq!(with(&["en;q=0.5, nn;q=0.75"]), Language::Nn);
        assert_eq!(with(&["de, en;q=0.2, nb;q=0.201"]), Language::Nb);
        assert_eq!(with(&["en;q=0.4", "nb ; Q=0.6"]), Language::Nb);
    }

    #[test]
    fn the_first_named_is_taken_of_those_that_weigh_the_same() {
        assert_eq!(with(&["nn, nb"]), Language::Nn);
        assert_eq!(with(&["en-GB, nb"]), Language::En);
    }

    #[test]
    fn norwegian_without_more_is_bokmal() {
        assert_eq!(with(&["no"]), Language::Nb);
        assert_eq!(with(&["NO-no;q=0.3"]), Language::Nb);
    }

    #[test]
    fn what_weighs_nothing_or_is_no_weight_is_not_taken() {
        assert_eq!(with(&["nb;q=0"]), Language::En);
        assert_eq!(with(&["nb;q=0.000, nn;q=0.001"]), Language::Nn);
        for nonsense in ["nb;q", "nb;q=", "nb;q=1.5", "nb;q=2", "nb;q=0.1234", "nb;q=-1", "nb;q=0.5;x=1", "nb;level=1"]
        {
            assert_eq!(with(&[nonsense]), Language::En, "{nonsense}");
        }
    }
}
