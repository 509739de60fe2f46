//! Investigations from a return for statistics: what is new is taken, what contradicts is refused.

use super::*;

/// Opened by a return, which does not say who learns its end.
fn opened_by_return() -> InvestigationEvent {
    let mut event = opened();
    if let InvestigationEvent::InvestigationOpened { reporter_learns_conclusion, .. } = &mut event {
        *reporter_learns_conclusion = None;
    }
    event
}

const LIST: ListVersion = ListVersion::Kostra15F { year: 2024 };

fn import_of(started_on: NaiveDate, conclusion: Option<ImportedInvestigationConclusion>) -> InvestigationAction {
    InvestigationAction::Import(Box::new(ImportedInvestigation {
        report: REPORT,
        case: Some(CASE),
        child: child(),
        unit: "Nord".to_owned(),
        started_on,
        conclusion,
    }))
}

fn import(conclusion: Option<ImportedInvestigationConclusion>) -> InvestigationAction {
    import_of(THURSDAY, conclusion)
}

fn dismissed_on(concluded_on: NaiveDate) -> ImportedInvestigationConclusion {
    ImportedInvestigationConclusion {
        outcome: InvestigationOutcome::InvestigationDismissed,
        code: UsedCode { list: LIST, ..register_code("3") },
        grounds: Vec::new(),
        concluded_on,
        caseworker: Some(by(DeciderRole::Caseworker)),
    }
}

fn was_dismissed_within(deadline: NaiveDate) -> InvestigationEvent {
    was_dismissed_on(JUNE_3, deadline)
}

fn was_dismissed_on(concluded_on: NaiveDate, deadline: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::InvestigationConcluded {
        outcome: InvestigationOutcome::InvestigationDismissed,
        board_case: None,
        conclusion: UsedCode { list: LIST, ..register_code("3") },
        grounds: Vec::new(),
        legal_basis: "BVL2021 § 2-2".to_owned(),
        decision: RecordedDecision::imported(Some(by(DeciderRole::Caseworker))),
        concluded_on,
        guides: Vec::new(),
        deadline,
    }
}

#[test]
fn an_investigation_is_imported_with_its_end_and_without_reasons() {
    given([]).when(import(Some(dismissed_on(JUNE_3)))).then([opened_by_return(), was_dismissed_within(DEADLINE)]);
}

#[test]
fn an_investigation_imported_twice_is_imported_once() {
    given([opened()]).when(import(None)).then_nothing();
    given([opened(), was_dismissed_within(DEADLINE)]).when(import(Some(dismissed_on(JUNE_3)))).then_nothing();
}

#[test]
fn a_later_return_adds_only_the_end() {
    given([opened()]).when(import(Some(dismissed_on(JUNE_3)))).then([was_dismissed_within(DEADLINE)]);
}

#[test]
fn d3_an_imported_end_tells_the_time_limit_that_was_in_force() {
    given([opened(), extended_to(LATEST)])
        .when(import(Some(dismissed_on(JUNE_3))))
        .then([was_dismissed_within(LATEST)]);
}

#[test]
fn a_return_with_another_start_is_refused() {
    given([opened()])
        .when(import_of(MONDAY, None))
        .then_refused(Refusal::ImportDiffers { what: Differing::InvestigationStart });
}

#[test]
fn a_return_with_another_end_or_none_is_refused() {
    let other_code = ImportedInvestigationConclusion { code: register_code("1"), ..dismissed_on(JUNE_3) };
    for another in [None, Some(dismissed_on(THURSDAY)), Some(other_code)] {
        given([opened(), was_dismissed_within(DEADLINE)])
            .when(import(another))
            .then_refused(Refusal::ImportDiffers { what: Differing::InvestigationConclusion });
    }
}

/// A fact of another system: Statistics Norway's control rules report it, the ledger does not hide it.
#[test]
fn an_investigation_that_ends_before_the_start_is_imported_as_the_source_has_it() {
    given([]).when(import(Some(dismissed_on(MONDAY)))).then([opened_by_return(), was_dismissed_on(MONDAY, DEADLINE)]);
}

#[test]
fn r10_an_investigation_does_not_start_or_end_tomorrow() {
    let tomorrow = |field| Refusal::FutureDate { field, date: TOMORROW, today: JUNE_3 };
    given([]).when(import_of(TOMORROW, None)).then_refused(tomorrow("startDate"));
    given([]).when(import(Some(dismissed_on(TOMORROW)))).then_refused(tomorrow("endDate"));
    given([opened()]).when(import(Some(dismissed_on(TOMORROW)))).then_refused(tomorrow("endDate"));
}
