//! S1-9, S1-26, S2-22, S2-25, S2-26 and S2-67: who reports, about whom, and how much.

use super::*;
use crate::guides::Guide;
use crate::people::Child;

fn service_guide() -> Guide {
    let text = include_str!("../../../guides/bti-level-3-child-welfare.toml");
    Guide::read("bti-level-3-child-welfare.toml", text).unwrap()
}

/// The titles of the forms, tools and chains that the step which tells that requirement refers to.
fn referred_to(source: &str) -> Vec<String> {
    let guide = service_guide();
    let step = guide.steps.iter().find(|step| step.sources.iter().any(|known| known == source)).unwrap();
    step.documents.iter().map(|document| document.name.clone()).collect()
}

#[test]
fn s1_9_a_report_about_an_unborn_child_is_taken_in_and_the_guide_refers_to_the_chain_of_its_own() {
    let unborn = Child { unborn: true, national_id: None, born_on: None, ..child() };
    let report = IncomingReport { child: unborn.clone(), ..incoming(public()) };
    let state = given(received_and_classified(report).unwrap()).state();
    assert_eq!(state.received().unwrap().child, unborn);
    assert!(referred_to("S1-9").contains(&"Tiltakskjeden \"Barn utsatt for rus i svangerskapet\"".to_owned()));
}

#[test]
fn s1_26_the_guide_refers_to_each_tool_for_investigations_that_its_source_names() {
    let shown = referred_to("S1-26");
    for tool in ["WMCI", "Crowell", "Euroaddadd", "ASQ", "ASQ-se", "DCM", "Fremmedrom", "Nettverksmøte"] {
        assert!(shown.iter().any(|title| title == tool), "{tool}");
    }
}

#[test]
fn s2_22_anyone_may_report_by_name_or_without() {
    for reporter in [public(), private(), Reporter::Anonymous] {
        let kind = reporter.kind();
        let events = given([]).when(receive(reporter)).then_done();
        assert!(matches!(&events[..], [ReportEvent::ReportReceived { .. }, _]), "{kind:?}");
        given(events).when(triage("2")).then([triaged(TriageOutcome::InvestigationDecided, "2")]);
    }
}

/// An acknowledgement, and nothing of what becomes of it (C1).
#[test]
fn s2_25_a_private_reporter_has_no_claim_to_be_told_what_becomes_of_the_report() {
    for reporter in [private(), Reporter::Anonymous] {
        let before = received_from(reporter).into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]);
        given(before).when(inform_reporter_on(FRIDAY)).then_refused(Refusal::OutcomeOnlyForPublicReporters);
    }
}

/// Public by the duty to report, not by the employer: codes of private kindergartens, schools and doctors are no private
/// persons' codes.
#[test]
fn s2_26_who_reports_in_the_course_of_work_is_a_public_reporter_in_the_private_sector_too() {
    let in_private_practice = Reporter::Public {
        name: reporters("Cato"),
        role: reporters("psychologist"),
        unit: reporters("Fjordvik Privatklinikk AS"),
        contact: None,
    };
    let events = given([]).when(receive(in_private_practice)).then_done();
    let [_, ReportEvent::ReporterClassified { kind, learns_outcome, acknowledgement, .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((*kind, *learns_outcome), (ReporterKind::Public, true));
    assert_eq!(*acknowledgement, AcknowledgementDuty::Due { by: ACKNOWLEDGE_BY });
}

#[test]
fn s2_67_a_report_says_what_the_concern_is_and_need_not_be_long() {
    for blank in ["", "  ", "\n"] {
        assert!(Text::new(blank).is_err(), "what is reported cannot be left blank");
    }
    let short = IncomingReport { content: Some(said_of_child("Cold.")), ..incoming(public()) };
    given([]).when(ReportAction::Receive(Box::new(short))).then_done();
}
