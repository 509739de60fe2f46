//! R-62 and S2-24: a private person declares that nothing was learned through work.

use super::*;

fn declare_on(declared_on: NaiveDate) -> ReportAction {
    ReportAction::RecordDeclaration { learned_through_work: false, corrected_because: None, declared_on }
}

fn declared() -> ReportEvent {
    ReportEvent::ReporterDeclarationRecorded {
        learned_through_work: false,
        corrected_because: None,
        declared_on: TUESDAY,
    }
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
        .when(ReportAction::RecordDeclaration {
            learned_through_work: true,
            corrected_because: None,
            declared_on: FRIDAY,
        })
        .then_refused(Refusal::AlreadyDeclared);
}

#[test]
fn r_62_r_42_a_declaration_that_was_recorded_wrongly_is_corrected_with_reasons_and_stays_in_the_history() {
    let before = || received_from(private()).into_iter().chain([declared()]).collect::<Vec<_>>();
    let because = || Some(said_of_child("The wrong box was ticked"));
    let correct = |learned_through_work, corrected_because| ReportAction::RecordDeclaration {
        learned_through_work,
        corrected_because,
        declared_on: TUESDAY,
    };
    let corrected = |learned_through_work| ReportEvent::ReporterDeclarationRecorded {
        learned_through_work,
        corrected_because: because(),
        declared_on: TUESDAY,
    };
    given(before()).when(correct(true, because())).then([corrected(true)]);
    let after = || [before(), vec![corrected(true)]].concat();
    assert_eq!(given(after()).state().learned_through_work(), Some(true));
    given(after()).when(correct(false, because())).then([corrected(false)]);
    // Nothing is corrected that was so already, or without saying why.
    given(before()).when(correct(true, None)).then_refused(Refusal::AlreadyDeclared);
    given(before()).when(correct(false, because())).then_refused(Refusal::AlreadyDeclared);
    // The first one corrects nothing.
    given(received_from(private())).when(correct(false, because())).then([declared()]);
    // And whoever learned it through work is named then.
    let (name, role) = (reporters("Dina"), reporters("swimming teacher"));
    let reporter = Box::new(NamedAtWork { name, role, unit: reporters(UNIT), contact: None });
    let follows = crate::test_support::INVESTIGATION;
    given(after()).when(ReportAction::NameAtWork { reporter, follows, named_on: FRIDAY }).then_done();
}

#[test]
fn r_10_nothing_was_declared_tomorrow_or_before_receipt() {
    let sunday = date(2024, 3, 3);
    let early =
        Refusal::DateBeforeAct { act: Act::ReportReceived, field: "declaredOn", date: sunday, earliest: MONDAY };
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
