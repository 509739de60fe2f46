//! Reports from a return for statistics: what is new is taken, what contradicts is refused.

use super::*;

fn imported() -> IncomingReport {
    IncomingReport {
        case: None,
        message: None,
        content: None,
        channel: Channel::Kostra15F,
        ..incoming(only_known_as(ReporterKind::Public))
    }
}

fn import(conclusion: Option<ImportedConclusion>) -> ReportAction {
    ReportAction::Import { report: Box::new(imported()), conclusion }
}

fn dismissed_on(decided_on: NaiveDate) -> ImportedConclusion {
    let code = UsedCode { list: ListVersion::Kostra15F { year: 2024 }, ..register_code("1") };
    let caseworker = Some(by(DeciderRole::Caseworker));
    ImportedConclusion { outcome: TriageOutcome::ReportDismissed, code, decided_on, caseworker }
}

fn came_in() -> Vec<ReportEvent> {
    received_and_classified(imported()).unwrap()
}

fn was_dismissed() -> ReportEvent {
    was_dismissed_on(THURSDAY, 3)
}

fn was_dismissed_on(decided_on: NaiveDate, days_since_receipt: i64) -> ReportEvent {
    ReportEvent::TriageDecided {
        outcome: TriageOutcome::ReportDismissed,
        conclusion: UsedCode { list: ListVersion::Kostra15F { year: 2024 }, ..register_code("1") },
        urgent_measures: None,
        legal_basis: "BVL2021 § 2-1".to_owned(),
        decision: RecordedDecision::imported(Some(by(DeciderRole::Caseworker))),
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        decided_on,
        guides: Vec::new(),
        days_since_receipt,
    }
}

#[test]
fn a_report_is_imported_with_its_conclusion_and_without_reasons() {
    given([]).when(import(Some(dismissed_on(THURSDAY)))).then([came_in(), vec![was_dismissed()]].concat());
}

#[test]
fn a_report_imported_twice_is_imported_once() {
    given(came_in()).when(import(None)).then_nothing();
    given(came_in().into_iter().chain([was_dismissed()])).when(import(Some(dismissed_on(THURSDAY)))).then_nothing();
}

#[test]
fn a_later_return_adds_only_the_conclusion() {
    given(came_in()).when(import(Some(dismissed_on(THURSDAY)))).then([was_dismissed()]);
}

#[test]
fn a_return_with_another_day_of_receipt_is_refused() {
    let report = Box::new(IncomingReport { received_at: noon(TUESDAY), ..imported() });
    given(came_in())
        .when(ReportAction::Import { report, conclusion: None })
        .then_refused(Refusal::ImportDiffers { what: Differing::Receipt });
}

#[test]
fn a_return_with_another_conclusion_or_none_is_refused() {
    let investigated = ImportedConclusion {
        outcome: TriageOutcome::InvestigationDecided,
        code: register_code("2"),
        ..dismissed_on(THURSDAY)
    };
    for another in [None, Some(dismissed_on(FRIDAY)), Some(investigated)] {
        given(came_in().into_iter().chain([was_dismissed()]))
            .when(import(another))
            .then_refused(Refusal::ImportDiffers { what: Differing::TriageConclusion });
    }
}

/// A fact of another system: Statistics Norway's control rules report it, the ledger does not hide it.
#[test]
fn a_report_concluded_before_it_came_in_is_imported_as_the_source_has_it() {
    let sunday = date(2024, 3, 3);
    let concluded = was_dismissed_on(sunday, -1);
    let summary = "Triage was concluded 1 day before receipt, by the source: the report is dismissed.";
    assert_eq!(Language::En.say(&concluded.summary()), summary);
    given([]).when(import(Some(dismissed_on(sunday)))).then([came_in(), vec![concluded]].concat());
}

#[test]
fn r10_an_imported_report_did_not_come_in_tomorrow_nor_was_it_concluded_then() {
    let tomorrow = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
    let report = Box::new(IncomingReport { received_at: noon(SATURDAY), ..imported() });
    given([]).when(ReportAction::Import { report, conclusion: None }).then_refused(tomorrow("receivedAt"));
    given([]).when(import(Some(dismissed_on(SATURDAY)))).then_refused(tomorrow("decidedOn"));
    given(came_in()).when(import(Some(dismissed_on(SATURDAY)))).then_refused(tomorrow("decidedOn"));
}

/// Whether urgent measures were needed, a return does not say.
#[test]
fn what_a_return_does_not_say_is_not_written() {
    let written = serde_json::to_value(was_dismissed()).unwrap();
    assert_eq!(written["TriageDecided"].get("urgentMeasures"), None);
}

#[test]
fn a_return_is_written_as_kostra_15f() {
    assert_eq!(serde_json::to_value(Channel::Kostra15F).unwrap(), "KOSTRA_15F");
    assert_eq!(serde_json::from_value::<Channel>("KOSTRA_15F".into()).unwrap(), Channel::Kostra15F);
}
