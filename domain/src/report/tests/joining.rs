//! R-43, S1-13 and S2-42: a report that joins an ongoing investigation.

use super::*;
use crate::ids::{InvestigationId, SubjectId};
use crate::test_support::{CHILD, INVESTIGATION, REPORT, decision};

/// Nothing was corrected before.
const FIRST: JoiningNumber = JoiningNumber(0);

fn ongoing() -> OngoingInvestigation {
    OngoingInvestigation {
        investigation: INVESTIGATION,
        children: vec![CHILD],
        started_on: MONDAY,
        ended_on: None,
        worked_in_on: None,
    }
}

fn join(code: &str, ongoing: OngoingInvestigation) -> ReportAction {
    ReportAction::Triage(Box::new(TriageConclusion { joins: Some(ongoing), ..conclusion_on(THURSDAY, code) }))
}

fn joined(reporter_learns_conclusion: bool) -> ReportEvent {
    let mut event = triaged(TriageOutcome::AddedToOngoingInvestigation, "4");
    if let ReportEvent::TriageDecided { joins, .. } = &mut event {
        *joins = Some(Joined { investigation: INVESTIGATION, reporter_learns_conclusion });
    }
    event
}

#[test]
fn r_43_triage_names_the_investigation_that_a_report_joins_and_whether_its_reporter_learns_the_end() {
    given(received_from(public())).when(join("4", ongoing())).then([joined(true)]);
    given(received_from(private())).when(join("4", ongoing())).then([joined(false)]);
    given(received_from(Reporter::Anonymous)).when(join("4", ongoing())).then([joined(false)]);
    given(received_from(public())).when(join("2", ongoing())).then_refused(Refusal::NothingToJoin);
}

#[test]
fn a_report_joins_an_investigation_that_ran_on_the_day() {
    let that = |started_on, ended_on| OngoingInvestigation { started_on, ended_on, ..ongoing() };
    given(received_from(public())).when(join("4", that(MONDAY, None))).then([joined(true)]);
    given(received_from(public()))
        .when(join("4", that(MONDAY, Some(TUESDAY))))
        .then_refused(Refusal::InvestigationConcluded);
    given(received_from(public())).when(join("4", that(FRIDAY, None))).then_refused(Refusal::DateBefore {
        field: "decidedOn",
        date: THURSDAY,
        earliest: FRIDAY,
    });
}

/// It is a fact that it was added on a day on which the investigation ran; where its conclusion was recorded before that was, nobody
/// looks into anything there any more.
#[test]
fn s2_48_r_10_what_is_added_to_an_investigation_after_its_conclusion_is_recorded_waits_for_triage_anew() {
    let ended = || OngoingInvestigation { ended_on: Some(THURSDAY), ..ongoing() };
    let triaged_and_taken_back = || given(received_from(public())).when(join("4", ended())).then_done();
    let events = triaged_and_taken_back();
    assert_eq!(events[0], joined(true));
    let [_, ReportEvent::JoiningCorrected { was, joined: None, was_over: true, decision: by, corrected_on }] =
        &events[..]
    else {
        panic!("{events:?}")
    };
    let ReportEvent::TriageDecided { decision, .. } = &events[0] else { unreachable!("it is one") };
    assert_eq!((was, by), (&Some(INVESTIGATION), decision), "nobody but who triaged it decided anything");
    let corrected_on = *corrected_on;
    assert!(corrected_on > THURSDAY);
    let after = || received_from(public()).into_iter().chain(triaged_and_taken_back());
    let state = given(after()).state();
    assert_eq!((state.triage(), state.joined()), (None, None));
    // It is owed anew, and not dated back; nor is its reporter told of what it did not come to.
    let again = |day| ReportAction::Triage(Box::new(conclusion_on(day, "2")));
    given(after()).when(again(THURSDAY)).then_refused(Refusal::DateBefore {
        field: "decidedOn",
        date: THURSDAY,
        earliest: corrected_on,
    });
    given(after()).when(again(corrected_on)).then_done();
    let inform = ReportAction::InformReporter { informed_on: corrected_on };
    given(after()).when(inform).then_refused(Refusal::NotTriaged);
    // Nor is it put there afterwards; what a return told of was concluded long ago.
    let before = received_from(public()).into_iter().chain([joined(true)]);
    let right = OngoingInvestigation { ended_on: Some(FRIDAY), ..other_investigation() };
    given(before).when(correct(Some(right.clone()))).then_refused(Refusal::InvestigationConcluded);
    let report = IncomingReport { channel: Channel::Kostra15F, ..incoming(only_known_as(ReporterKind::Public)) };
    let returned = received_and_classified(report).unwrap().into_iter().chain([joined(true)]);
    given(returned).when(correct(Some(right))).then_done();
}

/// Triage of Thursday, written down after the investigation ended on Friday.
#[test]
fn s2_48_r_10_what_an_investigation_that_has_ended_was_worked_in_after_was_looked_into_there() {
    let ended = |worked_in_on| OngoingInvestigation { ended_on: Some(FRIDAY), worked_in_on, ..ongoing() };
    for looked_on in [THURSDAY, FRIDAY] {
        given(received_from(public())).when(join("4", ended(Some(looked_on)))).then([joined(true)]);
    }
    for before in [None, Some(TUESDAY)] {
        let events = given(received_from(public())).when(join("4", ended(before))).then_done();
        let names: Vec<_> = events.iter().map(LedgerEvent::name).collect();
        assert_eq!(names, ["TriageDecided", "JoiningCorrected"], "{before:?}");
    }
}

/// Of one child is what somebody recorded to be: a name or a number that was not given tells of none.
#[test]
fn r_43_s2_48_a_report_joins_no_investigation_but_one_about_its_own_child() {
    let another = SubjectId::from_uuid(uuid::Uuid::from_u128(0xa407));
    let about = |children| OngoingInvestigation { children, ..ongoing() };
    let refused = Refusal::JoinsAnotherChild;
    given(received_from(public())).when(join("4", about(vec![another]))).then_refused(refused);
    given(received_from(public())).when(join("4", about(vec![another, CHILD]))).then([joined(true)]);
}

/// It joined before that was refused, or who was taken for the same child is not.
#[test]
fn r_43_s2_48_the_reporter_of_a_report_about_another_child_is_not_told_how_an_investigation_ended() {
    let another = SubjectId::from_uuid(uuid::Uuid::from_u128(0xa407));
    let state = given(received_from(public()).into_iter().chain([joined(true)])).state();
    let told = |children: &[SubjectId]| state.joined_reporter(REPORT, INVESTIGATION, children);
    assert_eq!(told(&[another]), Err(Refusal::JoinsAnotherChild));
    assert!(told(&[another, CHILD]).is_ok());
}

#[test]
fn r_43_only_a_public_reporter_whose_report_joined_it_learns_how_an_investigation_ended() {
    let state = |reporter, learns| given(received_from(reporter).into_iter().chain([joined(learns)])).state();
    assert_eq!(
        state(public(), true).joined_reporter(REPORT, INVESTIGATION, &[CHILD]),
        Ok(JoinedReporter { report: REPORT, follows: false, known_on: None, joining: FIRST })
    );
    assert_eq!(
        state(private(), false).joined_reporter(REPORT, INVESTIGATION, &[CHILD]),
        Err(Refusal::ConclusionOnlyForPublicReporters)
    );
    let other = InvestigationId::from_uuid(uuid::Uuid::from_u128(5));
    assert_eq!(state(public(), true).joined_reporter(REPORT, other, &[CHILD]), Err(Refusal::ReportNotJoined));
    let alone = given(received_from(public())).state();
    assert_eq!(alone.joined_reporter(REPORT, INVESTIGATION, &[CHILD]), Err(Refusal::ReportNotJoined));
}

fn name(ongoing: OngoingInvestigation) -> ReportAction {
    ReportAction::NameJoined { ongoing, named_on: FRIDAY }
}

fn was_named(reporter_learns_conclusion: bool) -> ReportEvent {
    let joined = Joined { investigation: INVESTIGATION, reporter_learns_conclusion };
    ReportEvent::JoinedInvestigationNamed { joined, named_on: FRIDAY }
}

#[test]
fn r_43_the_investigation_that_a_report_joined_is_named_afterwards_and_once() {
    let unnamed = |reporter| {
        let triaged = triaged(TriageOutcome::AddedToOngoingInvestigation, "4");
        received_from(reporter).into_iter().chain([triaged]).collect::<Vec<_>>()
    };
    given(unnamed(public())).when(name(ongoing())).then([was_named(true)]);
    given(unnamed(private())).when(name(ongoing())).then([was_named(false)]);
    let named = || [unnamed(public()), vec![was_named(true)]].concat();
    assert_eq!(
        given(named()).state().joined_reporter(REPORT, INVESTIGATION, &[CHILD]),
        Ok(JoinedReporter { report: REPORT, follows: false, known_on: Some(FRIDAY), joining: FIRST })
    );
    given(named()).when(name(ongoing())).then_refused(Refusal::JoinedInvestigationNamed);
    // It is the one that ran on the day of triage, and about the same child.
    for (started_on, ended_on) in [(FRIDAY, None), (MONDAY, Some(TUESDAY))] {
        let other = OngoingInvestigation { started_on, ended_on, ..ongoing() };
        given(unnamed(public())).when(name(other)).then_refused(Refusal::InvestigationNotRunning { on: THURSDAY });
    }
    let another = SubjectId::from_uuid(uuid::Uuid::from_u128(0xa407));
    let of_another = OngoingInvestigation { children: vec![another], ..ongoing() };
    given(unnamed(public())).when(name(of_another)).then_refused(Refusal::JoinsAnotherChild);
    given(received_from(public())).when(name(ongoing())).then_refused(Refusal::NotTriaged);
    let dismissed = received_from(public()).into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]);
    given(dismissed).when(name(ongoing())).then_refused(Refusal::NothingToJoin);
}

fn correct(ongoing: Option<OngoingInvestigation>) -> ReportAction {
    ReportAction::CorrectJoining { ongoing, decision: decision(), corrected_on: FRIDAY }
}

fn was_corrected(joined: Option<Joined>) -> ReportEvent {
    ReportEvent::JoiningCorrected {
        was: Some(INVESTIGATION),
        joined,
        was_over: false,
        decision: decision().into(),
        corrected_on: FRIDAY,
    }
}

fn other_investigation() -> OngoingInvestigation {
    OngoingInvestigation { investigation: InvestigationId::from_uuid(uuid::Uuid::from_u128(5)), ..ongoing() }
}

#[test]
fn r_43_s2_48_a_report_that_joined_the_wrong_investigation_is_put_to_that_of_its_child_with_reasons() {
    let before = |reporter, learns| received_from(reporter).into_iter().chain([joined(learns)]);
    let belongs = |reporter_learns_conclusion| {
        Some(Joined { investigation: other_investigation().investigation, reporter_learns_conclusion })
    };
    given(before(public(), true)).when(correct(Some(other_investigation()))).then([was_corrected(belongs(true))]);
    given(before(private(), false)).when(correct(Some(other_investigation()))).then([was_corrected(belongs(false))]);
    // Its reporter hears the end of that one, and no more of the first.
    let state = given(before(public(), true).chain([was_corrected(belongs(true))])).state();
    assert_eq!(state.joined_reporter(REPORT, INVESTIGATION, &[CHILD]), Err(Refusal::ReportNotJoined));
    assert_eq!(
        state.joined_reporter(REPORT, other_investigation().investigation, &[CHILD]),
        Ok(JoinedReporter { report: REPORT, follows: false, known_on: Some(FRIDAY), joining: JoiningNumber(1) })
    );
    // It is another one, of the same child, and ran on the day of triage.
    let when = |ongoing| given(before(public(), true)).when(correct(Some(ongoing)));
    when(ongoing()).then_refused(Refusal::JoinedInvestigationNamed);
    let another = SubjectId::from_uuid(uuid::Uuid::from_u128(0xa407));
    when(OngoingInvestigation { children: vec![another], ..other_investigation() })
        .then_refused(Refusal::JoinsAnotherChild);
    when(OngoingInvestigation { started_on: FRIDAY, ..other_investigation() })
        .then_refused(Refusal::InvestigationNotRunning { on: THURSDAY });
}

#[test]
fn r_43_s2_48_where_there_is_no_right_investigation_the_report_waits_for_triage_anew() {
    let told = ReportEvent::ReporterInformedOfTriage {
        investigation_follows: true,
        transferred: false,
        guides: Vec::new(),
        informed_on: THURSDAY,
    };
    let before = || received_from(public()).into_iter().chain([joined(true), told.clone()]).collect::<Vec<_>>();
    given(before()).when(correct(None)).then([was_corrected(None)]);
    let after = || [before(), vec![was_corrected(None)]].concat();
    let state = given(after()).state();
    assert_eq!((state.triage(), state.joined(), state.informed_on()), (None, None, None));
    assert_eq!(state.joined_reporter(REPORT, INVESTIGATION, &[CHILD]), Err(Refusal::ReportNotJoined));
    // It is not dated back to when nobody went through it for this child.
    let again = |day| ReportAction::Triage(Box::new(conclusion_on(day, "2")));
    given(after()).when(again(THURSDAY)).then_refused(Refusal::DateBefore {
        field: "decidedOn",
        date: THURSDAY,
        earliest: FRIDAY,
    });
    let concluded = given(after()).when(again(FRIDAY)).then_done();
    assert_eq!(concluded.iter().map(LedgerEvent::name).collect::<Vec<_>>(), ["TriageDecided"]);
}

#[test]
fn r_43_only_that_a_report_joined_an_investigation_is_corrected() {
    given(received_from(public())).when(correct(None)).then_refused(Refusal::NotTriaged);
    let decided = received_from(public()).into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]);
    given(decided).when(correct(None)).then_refused(Refusal::NoJoiningToCorrect);
    // Also one that nobody named: it may be that there is none of this child.
    let was_none = ReportEvent::JoiningCorrected {
        was: None,
        joined: None,
        was_over: false,
        decision: decision().into(),
        corrected_on: FRIDAY,
    };
    let unnamed: Vec<_> =
        received_from(public()).into_iter().chain([triaged(TriageOutcome::AddedToOngoingInvestigation, "4")]).collect();
    given(unnamed.clone()).when(correct(None)).then([was_none]);
    given(unnamed).when(correct(Some(ongoing()))).then_refused(Refusal::JoiningUnnamed);
    let too_early = ReportAction::CorrectJoining { ongoing: None, decision: decision(), corrected_on: MONDAY };
    let before = received_from(public()).into_iter().chain([joined(true)]);
    given(before).when(too_early).then_refused(Refusal::DateBefore {
        field: "correctedOn",
        date: MONDAY,
        earliest: THURSDAY,
    });
}

#[test]
fn r_43_what_a_return_told_of_is_put_to_another_investigation_and_does_not_wait_for_triage_anew() {
    let returned = |joining: ReportEvent| {
        let report = IncomingReport { channel: Channel::Kostra15F, ..incoming(only_known_as(ReporterKind::Public)) };
        received_and_classified(report).unwrap().into_iter().chain([joining]).collect::<Vec<_>>()
    };
    let unnamed = || returned(triaged(TriageOutcome::AddedToOngoingInvestigation, "4"));
    given(unnamed()).when(correct(None)).then_refused(Refusal::TriageOfReturn);
    given(unnamed()).when(correct(Some(ongoing()))).then_refused(Refusal::JoiningUnnamed);
    given(unnamed()).when(name(ongoing())).then_done();
    given(returned(joined(true))).when(correct(None)).then_refused(Refusal::TriageOfReturn);
    given(returned(joined(true))).when(correct(Some(other_investigation()))).then_done();
}

#[test]
fn r_43_each_correction_begins_another_joining_and_naming_it_afterwards_does_not() {
    let unnamed =
        || received_from(public()).into_iter().chain([triaged(TriageOutcome::AddedToOngoingInvestigation, "4")]);
    let joining = |events: Vec<ReportEvent>| given(events).state().joining();
    assert_eq!(joining(unnamed().collect()), FIRST);
    let named = || unnamed().chain([was_named(true)]).collect::<Vec<_>>();
    assert_eq!(joining(named()), FIRST, "what was told of it is told");
    let to = |ongoing: OngoingInvestigation| {
        was_corrected(Some(Joined { investigation: ongoing.investigation, reporter_learns_conclusion: true }))
    };
    let back = [named(), vec![to(other_investigation()), to(ongoing())]].concat();
    assert_eq!(joining(back.clone()), JoiningNumber(2));
    let told = given(back).state().joined_reporter(REPORT, INVESTIGATION, &[CHILD]).unwrap();
    assert_eq!(told.joining, JoiningNumber(2));
    // Put back to triage, and added to the same one again.
    let again = [named(), vec![was_corrected(None), joined(true)]].concat();
    assert_eq!(joining(again), JoiningNumber(1));
}
