//! R-62 and S2-24: a private person declares that nothing was learned through work.

use super::*;

fn declare_on(declared_on: NaiveDate) -> ReportAction {
    ReportAction::RecordDeclaration { learned_through_work: false, declared_on }
}

fn declared() -> ReportEvent {
    ReportEvent::ReporterDeclarationRecorded { learned_through_work: false, declared_on: TUESDAY }
}

#[test]
fn r_62_s2_24_a_private_person_named_or_not_declares_that_nothing_was_learned_through_work() {
    for reporter in [private(), Reporter::Anonymous] {
        given(received_from(reporter.clone())).when(declare_on(TUESDAY)).then([declared()]);
        let state = given(received_from(reporter).into_iter().chain([declared()])).state();
        assert_eq!(state.learned_through_work(), Some(false));
    }
}

#[test]
fn r_62_who_reports_in_the_course_of_work_has_nothing_to_declare() {
    for reporter in [public(), only_known_as(ReporterKind::Unknown)] {
        given(received_from(reporter)).when(declare_on(TUESDAY)).then_refused(Refusal::NothingToDeclare);
    }
    given([]).when(declare_on(TUESDAY)).then_refused(NO_REPORT);
}

#[test]
fn r_62_a_declaration_is_made_once() {
    let before = received_from(private()).into_iter().chain([declared()]);
    given(before)
        .when(ReportAction::RecordDeclaration { learned_through_work: true, declared_on: FRIDAY })
        .then_refused(Refusal::AlreadyDeclared);
}

#[test]
fn r_10_nothing_was_declared_tomorrow_or_before_receipt() {
    let sunday = date(2024, 3, 3);
    let early = Refusal::DateBefore { field: "declaredOn", date: sunday, earliest: MONDAY };
    given(received_from(private())).when(declare_on(sunday)).then_refused(early);
    let future = Refusal::FutureDate { field: "declaredOn", date: SATURDAY, today: FRIDAY };
    given(received_from(private())).when(declare_on(SATURDAY)).then_refused(future);
}

/// Nobody is told apart by it.
#[test]
fn r_61_a_declaration_tells_nothing_of_an_anonymous_reporter() {
    let written = serde_json::to_string(&declared()).unwrap();
    assert!(!written.contains("$personal"), "{written}");
}
