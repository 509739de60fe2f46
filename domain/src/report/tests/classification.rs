//! and RM-7: a report that somebody told the intake is given the register's codes.

use super::*;

fn told(reporter: Reporter) -> IncomingReport {
    let (reporter_codes, contents) = (Vec::new(), Vec::new());
    IncomingReport { reporter_codes, contents, channel: Channel::Intake, message: None, ..incoming(reporter) }
}

fn receive_told(report: IncomingReport) -> ReportAction {
    ReportAction::Receive(Box::new(report))
}

fn classify(reporter_codes: Option<&[&str]>, contents: Option<&[&str]>) -> ReportAction {
    classify_on(FRIDAY, reporter_codes, contents)
}

fn classify_on(given_on: NaiveDate, reporter_codes: Option<&[&str]>, contents: Option<&[&str]>) -> ReportAction {
    let codes = |codes: Option<&[&str]>| codes.map(|codes| codes.iter().copied().map(register_code).collect());
    ReportAction::Classify { reporter_codes: codes(reporter_codes), contents: codes(contents), given_on }
}

fn given_codes(reporter_codes: Option<&[&str]>, contents: Option<&[&str]>) -> ReportEvent {
    let codes = |codes: Option<&[&str]>| codes.map(|codes| codes.iter().copied().map(register_code).collect());
    ReportEvent::ReportCodesGiven { reporter_codes: codes(reporter_codes), contents: codes(contents), given_on: FRIDAY }
}

#[test]
fn rm_7_a_report_that_was_told_is_given_codes_with_it_or_afterwards() {
    let coded = IncomingReport {
        reporter_codes: vec![register_code("9")],
        contents: vec![register_code("8")],
        ..told(public())
    };
    let events = given([]).when(receive_told(coded)).then_done();
    let [ReportEvent::ReportReceived { contents, .. }, ReportEvent::ReporterClassified { codes, .. }] = &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((codes, contents), (&vec![register_code("9")], &vec![register_code("8")]));

    let uncoded = given([]).when(receive_told(told(public()))).then_done();
    let (of_reporter, of_content): (&[&str], &[&str]) = (&["9", "2"], &["8"]);
    let both = classify(Some(of_reporter), Some(of_content));
    given(uncoded.clone()).when(both).then([given_codes(Some(of_reporter), Some(of_content))]);
    // One list leaves the other as it is, and an empty one takes back what was given.
    given(uncoded.clone()).when(classify(None, Some(of_content))).then([given_codes(None, Some(of_content))]);
    given(uncoded.clone()).when(classify(Some(&[]), None)).then([given_codes(Some(&[]), None)]);
    given(uncoded).when(classify(None, None)).then_refused(Refusal::NothingClassified);
    given([]).when(classify(Some(of_reporter), None)).then_refused(NO_REPORT);
}

/// The lists changed with the years 2025 and 2026.
#[test]
fn r_71_codes_are_those_of_the_day_of_receipt_however_late_they_are_given() {
    let not_in_force = |field, code: &str| Refusal::CodeNotInForce { field, code: code.to_owned(), on: MONDAY };
    let received = || given([]).when(receive_told(told(public()))).then_done();
    let late = date(2026, 1, 5);
    given(received()).today(late).when(classify_on(late, Some(&["15"]), Some(&["8"]))).then_done();
    given(received())
        .today(late)
        .when(classify_on(late, Some(&["24"]), None))
        .then_refused(not_in_force("reporterCodes", "24"));
    given(received())
        .today(late)
        .when(classify_on(late, None, Some(&["8", "2.1.02"])))
        .then_refused(not_in_force("contentCodes", "2.1.02"));
    let unknown = IncomingReport { contents: vec![register_code("none")], ..told(public()) };
    given([]).when(receive_told(unknown)).then_refused(not_in_force("contentCodes", "none"));
    let unclear = IncomingReport { contents: vec![register_code("18")], ..told(public()) };
    given([]).when(receive_told(unclear)).then_refused(Refusal::ClarificationMissing { code: "18".to_owned() });
    let clear = UsedCode { clarification: Some(said_of_child("Her father is ill")), ..register_code("18") };
    given([]).when(receive_told(IncomingReport { contents: vec![clear], ..told(public()) })).then_done();
}

#[test]
fn r_60_r_61_codes_tell_of_a_reporter_of_the_kind_that_the_report_names() {
    let received = |reporter| given([]).when(receive_told(told(reporter))).then_done();
    for (reporter, of_that, of_other) in [
        (public as fn() -> Reporter, "9", "2"),
        (private, "2", "9"),
        // Whose mother or teacher it was would tell who reported.
        (|| Reporter::Anonymous, "23", "1"),
    ] {
        given(received(reporter())).when(classify(Some(&[of_that]), None)).then_done();
        let refused = Refusal::ReporterCodesOfOtherKind { kind: reporter().kind() };
        given(received(reporter())).when(classify(Some(&[of_other]), None)).then_refused(refused.clone());
        let told = IncomingReport { reporter_codes: vec![register_code(of_other)], ..told(reporter()) };
        given([]).when(receive_told(told)).then_refused(refused);
    }
    // Whose kind the source does not tell may be told of now.
    given(received_from(only_known_as(ReporterKind::Unknown))).when(classify(Some(&["9"]), None)).then_done();
}

#[test]
fn r_61_nothing_that_clarifies_a_code_tells_of_an_anonymous_reporter() {
    let received = given([]).when(receive_told(told(Reporter::Anonymous))).then_done();
    let saying = |clarification, code| UsedCode { clarification: Some(clarification), ..register_code(code) };
    for (reporter_codes, contents) in [
        (Some(vec![saying(said_of_child("Her aunt"), "23")]), None),
        (None, Some(vec![saying(reporters("I have seen it"), "18")])),
    ] {
        let action = ReportAction::Classify { reporter_codes, contents, given_on: FRIDAY };
        given(received.clone()).when(action).then_refused(Refusal::IdentityWithAnonymousReporter);
    }
    let contents = Some(vec![saying(said_of_child("Her father is ill"), "18")]);
    given(received).when(ReportAction::Classify { reporter_codes: None, contents, given_on: FRIDAY }).then_done();
}

#[test]
fn r_10_no_code_was_given_tomorrow_or_before_receipt() {
    let sunday = date(2024, 3, 3);
    let early =
        Refusal::DateBeforeAct { act: Act::ReportReceived, field: "classifiedOn", date: sunday, earliest: MONDAY };
    given(received_from(public())).when(classify_on(sunday, None, Some(&["8"]))).then_refused(early);
    let future = Refusal::FutureDate { field: "classifiedOn", date: SATURDAY, today: FRIDAY };
    given(received_from(public())).when(classify_on(SATURDAY, None, Some(&["8"]))).then_refused(future);
}

#[test]
fn r_62_s2_24_what_a_private_reporter_declared_comes_with_the_report() {
    for (reporter, learned_through_work) in [(private(), false), (Reporter::Anonymous, false), (private(), true)] {
        let declared = IncomingReport { learned_through_work: Some(learned_through_work), ..told(reporter) };
        let events = given([]).when(receive_told(declared)).then_done();
        let names: Vec<_> = events.iter().map(LedgerEvent::name).collect();
        assert_eq!(names, ["ReportReceived", "ReporterDeclarationRecorded", "ReporterClassified"]);
        assert_eq!(
            events[1],
            ReportEvent::ReporterDeclarationRecorded {
                learned_through_work,
                corrected_because: None,
                declared_on: MONDAY
            }
        );
        let again =
            ReportAction::RecordDeclaration { learned_through_work, corrected_because: None, declared_on: FRIDAY };
        given(events).when(again).then_refused(Refusal::AlreadyDeclared);
    }
    let nothing = IncomingReport { learned_through_work: Some(false), ..told(public()) };
    given([]).when(receive_told(nothing)).then_refused(Refusal::NothingToDeclare);
}
