//! R-60 and R-61: who reports in the course of work has a name; who is anonymous has none anywhere.

use serde_json::{Value, from_value, json, to_string, to_value};

use super::*;
use crate::codes::{CodeList, codes};
use crate::test_support::SECRET;

/// By type: there is no public reporter without name, role and unit, neither made nor read.
#[test]
fn r60_a_public_reporter_without_name_role_or_unit_is_not_read() {
    let whole = to_value(public()).unwrap();
    assert_eq!(from_value::<Reporter>(whole.clone()).unwrap(), public());
    for field in ["name", "role", "unit"] {
        let mut without: Value = whole.clone();
        without.as_object_mut().unwrap().remove(field).unwrap();
        assert!(from_value::<Reporter>(without).is_err(), "{field}");
    }
}

/// By type: an anonymous reporter has no field to store an identity in.
#[test]
fn r61_an_anonymous_reporter_is_written_without_any_identity() {
    assert_eq!(to_value(Reporter::Anonymous).unwrap(), json!({ "kind": "ANONYMOUS" }));
}

#[test]
fn r61_the_events_and_state_of_an_anonymous_report_hold_nothing_of_the_reporter() {
    let events = received_from(Reporter::Anonymous);
    let state = given(events.clone()).state();
    let written = [to_string(&events).unwrap(), to_string(&state).unwrap()].concat();
    assert!(written.contains(SECRET), "the child's data are there");
    assert!(!written.contains(r#""$personal":"reporter""#), "{written}");
}

#[test]
fn r61_an_identity_that_comes_with_an_anonymous_reporter_is_not_taken_in() {
    let with_name = json!({ "kind": "ANONYMOUS", "name": to_value(reporters("Dina")).unwrap() });
    let read = from_value::<Reporter>(with_name);
    assert!(read.is_err() || read.is_ok_and(|reporter| !to_string(&reporter).unwrap().contains(SECRET)));
}

/// Whatever is not the child's would tell who reported, wherever it stands.
#[test]
fn r61_with_an_anonymous_reporter_come_no_data_but_the_childs() {
    let clarified = |words| UsedCode { clarification: Some(words), ..register_code("22") };
    let named = incoming(Reporter::Anonymous);
    let identified = [
        IncomingReport { content: Some(reporters("I am Dina")), ..named.clone() },
        IncomingReport { contents: vec![clarified(reporters("my pupil"))], ..named.clone() },
        IncomingReport { reporter_codes: vec![clarified(reporters("her coach"))], ..named.clone() },
        IncomingReport { child: Child { name: Some(reporters("my niece")), ..child() }, ..named.clone() },
        IncomingReport { child: Child { contact: Some(reporters("next door")), ..child() }, ..named.clone() },
    ];
    for report in identified {
        for reporter in [Reporter::Anonymous, only_known_as(ReporterKind::Anonymous)] {
            let anonymous = Box::new(IncomingReport { reporter, ..report.clone() });
            let refusal = Refusal::IdentityWithAnonymousReporter;
            given([]).when(ReportAction::Receive(anonymous.clone())).then_refused(refusal.clone());
            given([]).when(ReportAction::Import { report: anonymous, conclusion: None }).then_refused(refusal);
        }
        given([]).when(ReportAction::Receive(Box::new(IncomingReport { reporter: private(), ..report }))).then_done();
    }
    given([]).when(ReportAction::Receive(Box::new(named))).then_done();
}

#[test]
fn a_reporter_of_whom_only_the_kind_is_known_is_of_that_kind() {
    for kind in [ReporterKind::Public, ReporterKind::Private, ReporterKind::Anonymous, ReporterKind::Unknown] {
        assert_eq!(only_known_as(kind).kind(), kind);
        assert_eq!(to_value(only_known_as(kind)).unwrap()["kind"], "NOT_IN_SOURCE");
    }
}

#[test]
fn every_reporter_code_of_the_register_is_public_private_or_anonymous() {
    for code in codes(CodeList::Reporter) {
        let expected = match code.code {
            "23" => ReporterKind::Anonymous,
            "1" | "2" | "3" | "4" | "21" => ReporterKind::Private,
            _ => ReporterKind::Public,
        };
        assert_eq!(ReporterKind::from_codes([code.code]), expected, "{}", code.label_nb);
    }
}

/// Anonymity is a wish of the reporter's; a source without codes tells of none.
#[test]
fn without_a_reporter_code_nobody_knows_who_reported() {
    assert_eq!(ReporterKind::from_codes([]), ReporterKind::Unknown);
    assert_eq!(ReporterKind::from_codes(["23"]), ReporterKind::Anonymous);
    assert_eq!(ReporterKind::from_codes(["3", "23"]), ReporterKind::Private);
}

#[test]
fn one_public_reporter_makes_the_report_a_public_one() {
    assert_eq!(ReporterKind::from_codes(["23", "3", "11"]), ReporterKind::Public);
    assert_eq!(ReporterKind::from_codes(["11", "23"]), ReporterKind::Public);
    assert_eq!(ReporterKind::from_codes(["23", "3"]), ReporterKind::Private);
}

#[test]
fn r42_only_a_public_reporter_learns_how_triage_ended() {
    for reporter in
        [private(), Reporter::Anonymous, only_known_as(ReporterKind::Private), only_known_as(ReporterKind::Unknown)]
    {
        given(received_from(reporter).into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]))
            .when(inform_reporter_on(FRIDAY))
            .then_refused(Refusal::OutcomeOnlyForPublicReporters);
    }
}

#[test]
fn r42_a_public_reporter_learns_only_whether_there_is_an_investigation() {
    for (outcome, code, investigation_follows) in [
        (TriageOutcome::InvestigationDecided, "2", true),
        (TriageOutcome::ReportDismissed, "1", false),
        (TriageOutcome::DismissedActiveMeasures, "3", false),
        (TriageOutcome::AddedToOngoingInvestigation, "4", true),
    ] {
        given(received_from(public()).into_iter().chain([triaged(outcome, code)]))
            .when(inform_reporter_on(FRIDAY))
            .then([told(investigation_follows)]);
    }
}

#[test]
fn s2_48_r42_a_public_reporter_whose_report_was_transferred_learns_that_it_was() {
    let told = ReportEvent::ReporterInformedOfTriage {
        investigation_follows: false,
        transferred: true,
        guides: Vec::new(),
        informed_on: FRIDAY,
    };
    for code in ["7", "8"] {
        let transferred = triaged(TriageOutcome::ReportTransferred, code);
        let before = received_from(public()).into_iter().chain([transferred]);
        given(before).when(inform_reporter_on(FRIDAY)).then([told.clone()]);
    }
}

#[test]
fn r42_nobody_learns_how_triage_ended_before_it_has() {
    given(received_from(public())).when(inform_reporter_on(FRIDAY)).then_refused(Refusal::NotTriaged);
    given(received_from(public()).into_iter().chain([triaged(TriageOutcome::ReportDismissed, "1")]))
        .when(inform_reporter_on(TUESDAY))
        .then_refused(Refusal::DateBeforeAct {
            act: Act::ReportTriaged,
            field: "informedOn",
            date: TUESDAY,
            earliest: THURSDAY,
        });
}

#[test]
fn r42_a_public_reporter_is_told_once_and_not_tomorrow() {
    let triaged = received_from(public()).into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]);
    given(triaged.clone().chain([told(true)]))
        .when(inform_reporter_on(FRIDAY))
        .then_refused(Refusal::ReporterAlreadyInformed);
    given(triaged).when(inform_reporter_on(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "informedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}
