//! Which of several is owed: a measure, a consent, an agreement, a copy.

use super::*;
use crate::case::{AgreementEvent, Case, Document};
use cqrs_es::Aggregate as _;

/// What is owed of that kind, as what it is about.
fn owed(story: &Story, kind: ObligationKind) -> Vec<Which> {
    let of_kind = story.obligations.values().filter(|owed| owed.kind == kind);
    of_kind.map(|owed| kind.about_which(owed.which.unwrap()).unwrap()).collect()
}

#[test]
fn what_is_owed_tells_which_measure_consent_agreement_or_note_it_is() {
    let mut story = Story::new();
    for name in ["CaseOpened", "ConsentRequested", "InternalNoteSubmittedToLeader", "AgreementDrawn", "MeasurePlanned"]
    {
        story = story.hears(THURSDAY, &case_event(name));
    }
    story = story.hears(THURSDAY, &case_event("MeasureStarted"));
    assert_eq!(owed(&story, ObligationKind::AnswerConsent), [Which::Consent(CONSENT)]);
    assert_eq!(owed(&story, ObligationKind::AnswerNote), [Which::Note(NOTE)]);
    assert_eq!(owed(&story, ObligationKind::SignAgreement), [Which::Agreement(AGREEMENT)]);
    assert_eq!(owed(&story, ObligationKind::EvaluateMeasure), [Which::Measure(MEASURE)]);
    let late = story.finding(FindingKind::MeasureNotEvaluated).unwrap();
    assert_eq!(late.kind.about_which(late.which.unwrap()), Some(Which::Measure(MEASURE)));
}

#[test]
fn r_7_each_copy_that_is_owed_is_found_among_those_of_the_case() {
    let agreement = |id: u128| crate::ids::AgreementId::from_uuid(Uuid::from_u128(id));
    let drawn = |id: u128| {
        let CaseEvent::Agreement(AgreementEvent::AgreementDrawn { kind, is_minutes, text, parties, drawn_on, .. }) =
            case_event("AgreementDrawn")
        else {
            unreachable!("it is one")
        };
        let agreement = agreement(id);
        CaseEvent::from(AgreementEvent::AgreementDrawn { agreement, kind, is_minutes, text, parties, drawn_on })
    };
    let mut case = Case::default();
    let mut story = Story::new();
    for event in [case_event("CaseOpened"), drawn(1), drawn(2)] {
        story = story.hears(THURSDAY, &event);
        case.apply(event);
    }
    let owed = owed(&story, ObligationKind::DeliverCopy);
    assert_eq!(owed.len(), 4, "two parties of two agreements");
    for (id, parties) in [(1, 2), (2, 2)] {
        let of_it =
            case.copies().iter().filter(|copy| copy.document == Document::Agreement { agreement: agreement(id) });
        let found: Vec<_> = of_it.filter(|copy| owed.iter().filter(|which| which.is_copy(copy)).count() == 1).collect();
        assert_eq!(found.len(), parties);
    }
}
