//! R-62, S2-24, S2-15: a private reporter who learned it through work and is named with role and unit.

use super::*;
use crate::case::WithholdingGround;
use crate::test_support::{CHILD, INVESTIGATION};

fn name_on(named_on: NaiveDate) -> ReportAction {
    let (name, role) = (reporters("Dina"), reporters("swimming teacher"));
    let reporter = Box::new(NamedAtWork { name, role, unit: reporters(UNIT), contact: None });
    ReportAction::NameAtWork { reporter, follows: INVESTIGATION, named_on }
}

fn declared(learned_through_work: bool) -> ReportEvent {
    ReportEvent::ReporterDeclarationRecorded { learned_through_work, corrected_because: None, declared_on: TUESDAY }
}

fn named(acknowledgement_due: Option<NaiveDate>, investigation: Option<InvestigationId>) -> ReportEvent {
    let (name, role) = (reporters("Dina"), reporters("swimming teacher"));
    let reporter = Reporter::Public { name, role, unit: reporters(UNIT), contact: None };
    ReportEvent::ReporterNamedAtWork { reporter, acknowledgement_due, investigation, named_on: FRIDAY }
}

fn received_and(reporter: Reporter, then: impl IntoIterator<Item = ReportEvent>) -> Vec<ReportEvent> {
    received_from(reporter).into_iter().chain(then).collect()
}

#[test]
fn s2_24_s2_15_r_62_a_private_reporter_who_learned_it_through_work_is_named_and_the_report_is_a_public_one() {
    for (reporter, due) in [(private(), ACKNOWLEDGE_BY), (Reporter::Anonymous, date(2024, 3, 29))] {
        let before = || received_and(reporter.clone(), [declared(true)]);
        given(before()).when(name_on(FRIDAY)).then([named(Some(due), None)]);
        let state = given([before(), vec![named(Some(due), None)]].concat()).state();
        let received = state.received().unwrap();
        assert_eq!(received.reporter.kind(), ReporterKind::Public);
        assert_eq!(received.acknowledgement, Some(AcknowledgementDuty::Due { by: due }));
        assert_eq!(state.named_at_work_on(), Some(FRIDAY));
    }
    // Receipt that was acknowledged is not acknowledged anew.
    let told = received_and(private(), [declared(true), acknowledged()]);
    given(told).when(name_on(FRIDAY)).then([named(None, None)]);
}

#[test]
fn r_62_who_has_declared_nothing_declares_it_with_the_name_and_nobody_else_is_named_so() {
    let with_it = ReportEvent::ReporterDeclarationRecorded {
        learned_through_work: true,
        corrected_because: None,
        declared_on: FRIDAY,
    };
    given(received_from(private())).when(name_on(FRIDAY)).then([with_it, named(Some(ACKNOWLEDGE_BY), None)]);
    given(received_and(private(), [declared(false)])).when(name_on(FRIDAY)).then_refused(Refusal::AlreadyDeclared);
    let again = received_and(private(), [declared(true), named(Some(ACKNOWLEDGE_BY), None)]);
    for before in [received_from(public()), received_from(only_known_as(ReporterKind::Private)), again] {
        given(before).when(name_on(FRIDAY)).then_refused(Refusal::NothingToDeclare);
    }
    given([]).when(name_on(FRIDAY)).then_refused(NO_REPORT);
    let future = Refusal::FutureDate { field: "namedOn", date: SATURDAY, today: FRIDAY };
    given(received_from(private())).when(name_on(SATURDAY)).then_refused(future);
    let sunday = date(2024, 3, 3);
    let early = Refusal::DateBeforeAct { act: Act::ReportReceived, field: "namedOn", date: sunday, earliest: MONDAY };
    given(received_from(private())).when(name_on(sunday)).then_refused(early);
}

#[test]
fn r_42_r_43_who_was_named_at_work_learns_how_triage_and_investigation_end() {
    let follows = || triaged(TriageOutcome::InvestigationDecided, "2");
    let before = || received_and(private(), [declared(true), follows()]);
    given(before())
        .when(ReportAction::InformReporter { informed_on: FRIDAY })
        .then_refused(Refusal::OutcomeOnlyForPublicReporters);
    given(before()).when(name_on(FRIDAY)).then([named(Some(ACKNOWLEDGE_BY), Some(INVESTIGATION))]);
    let after = || [before(), vec![named(Some(ACKNOWLEDGE_BY), Some(INVESTIGATION))]].concat();
    given(after()).when(ReportAction::InformReporter { informed_on: FRIDAY }).then([told(true)]);
    let state = given(after()).state();
    assert_eq!(
        state.joined_reporter(REPORT, INVESTIGATION, &[CHILD]),
        Ok(JoinedReporter { report: REPORT, follows: true, known_on: Some(FRIDAY), joining: JoiningNumber(0) })
    );
    assert!(state.investigation_mandate(REPORT).unwrap().reporter_learns_conclusion);
    assert_eq!(given(before()).state().joined_reporter(REPORT, INVESTIGATION, &[CHILD]), Err(Refusal::ReportNotJoined));
}

#[test]
fn r_43_who_was_named_at_work_learns_the_end_of_the_investigation_that_the_report_joined() {
    let joined = |reporter_learns_conclusion| {
        let mut event = triaged(TriageOutcome::AddedToOngoingInvestigation, "4");
        if let ReportEvent::TriageDecided { joins, .. } = &mut event {
            *joins = Some(Joined { investigation: INVESTIGATION, reporter_learns_conclusion });
        }
        event
    };
    let before = || received_and(private(), [declared(true), joined(false)]);
    let refused = Err(Refusal::ConclusionOnlyForPublicReporters);
    assert_eq!(given(before()).state().joined_reporter(REPORT, INVESTIGATION, &[CHILD]), refused);
    given(before()).when(name_on(FRIDAY)).then([named(Some(ACKNOWLEDGE_BY), Some(INVESTIGATION))]);
    let state = given([before(), vec![named(None, Some(INVESTIGATION))]].concat()).state();
    assert_eq!(
        state.joined_reporter(REPORT, INVESTIGATION, &[CHILD]),
        Ok(JoinedReporter { report: REPORT, follows: false, known_on: Some(FRIDAY), joining: JoiningNumber(0) })
    );
}

/// The sender may tell again what was told before somebody was named.
#[test]
fn r_62_the_same_report_is_taken_in_once_whoever_was_named_since() {
    let again = ReportAction::Receive(Box::new(incoming(private())));
    given(received_and(private(), [declared(true), named(None, None)])).when(again).then([]);
    let other = IncomingReport { withheld_from_guardians: Some(WithholdingGround::Violence), ..incoming(public()) };
    given(received_and(private(), [declared(true), named(None, None)]))
        .when(ReportAction::Receive(Box::new(other)))
        .then_refused(Refusal::ImportDiffers { what: Differing::ReporterKind });
}
