//! Every refusal can be told to a program, an auditor and a person.

use std::collections::BTreeSet;
use std::mem::discriminant;

use super::samples::every_refusal;
use super::*;

/// The place of a refusal in the order of precedence.
pub(super) fn precedence(refusal: &Refusal) -> Option<usize> {
    every_refusal().iter().position(|(_, sample)| discriminant(sample) == discriminant(refusal))
}

/// The order of the enum's source is the order of precedence; the samples stand in it.
#[test]
fn the_samples_stand_in_the_order_of_the_enum() {
    let source = include_str!("../refusal.rs");
    let (_, body) = source.split_once("pub enum Refusal {\n").unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let variants = body.lines().filter_map(|line| {
        let variant = line.strip_prefix("    ")?;
        let name = variant.trim_end_matches([',', '{', ' ']);
        variant.starts_with(char::is_uppercase).then_some(name)
    });
    let samples = every_refusal().into_iter().map(|(name, _)| name);
    assert_eq!(variants.collect::<Vec<_>>(), samples.collect::<Vec<_>>());
}

#[test]
fn no_two_refusals_share_a_code() {
    // That a day lies too early is one, also where it can be told which act the other day is of.
    let is_said_otherwise = |refusal: &Refusal| matches!(refusal, Refusal::DateBeforeAct { .. });
    let refusals: Vec<_> = every_refusal().into_iter().filter(|(_, refusal)| !is_said_otherwise(refusal)).collect();
    let codes: BTreeSet<_> = refusals.iter().map(|(_, refusal)| refusal.code()).collect();
    assert_eq!(codes.len(), refusals.len());
}

#[test]
fn a_refusal_has_a_code_for_programs_in_capitals() {
    for (name, refusal) in every_refusal() {
        let code = refusal.code();
        assert!(!code.is_empty() && code.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{name}: {code}");
    }
}

#[test]
fn a_refusal_names_a_rule_or_source_of_the_requirements() {
    for (name, refusal) in every_refusal() {
        // What the documents say nothing about, the project decided under one heading.
        if refusal.rule() == "C12" {
            continue;
        }
        let (kind, number) = refusal.rule().split_once('-').unwrap();
        assert!(["R", "RM", "D", "S0", "S1", "S2", "S3", "S4"].contains(&kind), "{name}");
        assert!(number.parse::<u8>().is_ok(), "{name}");
    }
}

#[test]
fn a_missing_consent_names_the_rule_that_asks_for_it() {
    let rule = |purpose| Refusal::NoValidConsent { purpose, on: MONDAY }.rule();
    assert_eq!(rule(ConsentPurpose::Level2Cooperation), "R-24");
    assert_eq!(rule(ConsentPurpose::Level3Meeting), "R-25");
    assert_eq!(rule(ConsentPurpose::ReportWithoutDuty), "R-9");
    assert_eq!(rule(ConsentPurpose::InformationSharing), "R-21");
}

#[test]
fn a_refusal_is_told_in_sentences() {
    for ((name, refusal), language) in every_refusal().iter().flat_map(|one| Language::ALL.map(|of| (one, of))) {
        let message = language.say(&refusal.sentence());
        assert!(message.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()), "{name}: {message}");
        assert!(message.ends_with('.'), "{name}: {message}");
    }
}

#[test]
fn a_refusal_is_logged_in_english() {
    assert_eq!(Refusal::CaseAlreadyOpen.to_string(), "The case is open. Raise the concern in it.");
}

#[test]
fn a_refusal_of_one_field_names_it() {
    let field = |refusal: Refusal| refusal.field();
    assert_eq!(field(Refusal::FutureDate { field: "sentAt", date: FRIDAY, today: MONDAY }), Some("sentAt"));
    assert_eq!(field(Refusal::EvidenceMissing), Some("observationIds"));
    assert_eq!(field(Refusal::ConditionMissing), Some("conditions"));
    assert_eq!(field(Refusal::ConsentUnknown { consent: CONSENT }), Some("consentId"));
    assert_eq!(field(Refusal::ConsentAlreadyAsked { consent: CONSENT }), Some("consentId"));
    assert_eq!(field(Refusal::NobodyInformed), Some("guardians"));
    assert_eq!(field(Refusal::GuardiansNotInformed), None);
}

/// What a client wrote in place of a code may tell who someone is.
#[test]
fn a_code_that_is_not_in_force_is_repeated_only_where_it_looks_like_one() {
    let refused = |code: &str| Refusal::CodeNotInForce { field: "code", code: code.to_owned(), on: MONDAY };
    let messages = |code: &str| Language::ALL.map(|language| language.say(&refused(code).sentence()));
    for code in ["1", "2.1.02", "1234567890"] {
        let [nb, nn, en] = messages(code);
        assert_eq!(en, format!("Code {code} is not in force on 4 March 2024. Choose one that is."));
        assert!(nb.contains(code) && nn.contains(code));
    }
    for text in ["", SECRET, "12345678901", "1 2", "-1", "१"] {
        let [nb, nn, en] = messages(text);
        assert_eq!(en, "That code is not in force on 4 March 2024. Choose one that is.", "{text}");
        assert_eq!(nb, "Koden gjelder ikke 4. mars 2024. Velg en som gjelder.", "{text}");
        assert_eq!(nn, "Koden gjeld ikkje 4. mars 2024. Vel ein som gjeld.", "{text}");
    }
}
