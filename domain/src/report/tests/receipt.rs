//! R-41 and D-2: a report comes in and is acknowledged.

use super::*;
use crate::test_support::{decided, decision};

const IMPOSSIBLE: AcknowledgementDuty = AcknowledgementDuty::Impossible;
const UNKNOWN: AcknowledgementDuty = AcknowledgementDuty::Unknown;
const DUE: AcknowledgementDuty = AcknowledgementDuty::Due { by: ACKNOWLEDGE_BY };

fn classified(kind: ReporterKind, acknowledgement: AcknowledgementDuty, learns_outcome: bool) -> ReportEvent {
    ReportEvent::ReporterClassified {
        kind,
        codes: vec![register_code("9")],
        acknowledgement,
        learns_outcome,
        classified_at: noon(MONDAY),
    }
}

fn expectation_of(reporter: Reporter) -> ReportEvent {
    given([]).when(receive(reporter)).then_done().pop().unwrap()
}

#[test]
fn a_report_comes_in_and_its_reporter_is_classified() {
    given([]).when(receive(public())).then([
        ReportEvent::ReportReceived {
            child: child(),
            case: Some(CASE),
            message: Some(MESSAGE),
            reporter: public(),
            content: Some(said_of_child("We are worried about her")),
            contents: vec![register_code("8")],
            unit: "Nord".to_owned(),
            channel: Channel::Fiks,
            withheld_from_guardians: None,
            guardians_not_told: false,
            received_at: noon(MONDAY),
        },
        classified(ReporterKind::Public, DUE, true),
    ]);
}

/// Whoever receives it would else call the parents that the sender must not tell.
#[test]
fn r6_a_report_says_why_guardians_must_not_be_told_of_it() {
    let ground = Some(WithholdingGround::Violence);
    let withheld = IncomingReport { withheld_from_guardians: ground, ..incoming(public()) };
    let events = given([]).when(ReportAction::Receive(Box::new(withheld))).then_done();
    let told = &serde_json::to_value(&events[0]).unwrap()["ReportReceived"]["withheldFromGuardians"];
    assert_eq!(told, "VIOLENCE");
    let ground_shown = |events| given(events).state().received().unwrap().withheld_from_guardians;
    assert_eq!(ground_shown(events), ground);
    assert_eq!(ground_shown(received_from(public())), None);
}

#[test]
fn r6_what_the_sender_decides_afterwards_of_telling_guardians_reaches_the_report() {
    let change =
        |withheld_from_guardians| ReportAction::ChangeWithholding { withheld_from_guardians, changed_on: FRIDAY };
    let changed = |withheld_from_guardians| ReportEvent::WithholdingFromGuardiansChanged {
        withheld_from_guardians,
        decision: None,
        changed_on: FRIDAY,
    };
    let ground = Some(WithholdingGround::Violence);
    given(received_from(public())).when(change(ground)).then([changed(ground)]);
    let withheld = || received_from(public()).into_iter().chain([changed(ground)]);
    assert_eq!(given(withheld()).state().received().unwrap().withheld_from_guardians, ground);
    given(withheld()).when(change(None)).then([changed(None)]);
    // Each decision leaves its trace, also one that changes nothing: told again, it is known.
    given(received_from(public())).when(change(None)).then([changed(None)]);
    given(withheld()).when(change(ground)).then([changed(ground)]);
    let lifted = given(withheld().chain([changed(None)])).state();
    assert_eq!(lifted.received().unwrap().withheld_from_guardians, None);
}

fn told_elsewhere() -> Vec<ReportEvent> {
    let mut events = received_from(public());
    if let ReportEvent::ReportReceived { case, .. } = &mut events[0] {
        *case = None;
    }
    events
}

fn service_decided(withheld_from_guardians: Option<WithholdingGround>, changed_on: NaiveDate) -> ReportEvent {
    let decision = Some(decided());
    ReportEvent::WithholdingFromGuardiansChanged { withheld_from_guardians, decision, changed_on }
}

fn withhold(ground: WithholdingGround, withheld_on: NaiveDate) -> ReportAction {
    ReportAction::Withhold { ground, decision: decision(), withheld_on }
}

fn lift(lifted_on: NaiveDate) -> ReportAction {
    ReportAction::LiftWithholding { decision: decision(), lifted_on }
}

fn shown(events: Vec<ReportEvent>) -> Option<WithholdingGround> {
    given(events).state().received().unwrap().withheld_from_guardians
}

/// A hospital that telephones has no case in this ledger in which it could say so.
#[test]
fn r6_s2_21_s0_40_the_service_decides_that_guardians_must_not_know_of_a_report_and_lifts_it_with_reasons() {
    let violence = WithholdingGround::Violence;
    given([]).when(withhold(violence, FRIDAY)).then_refused(Refusal::NotFound { what: Sought::Report });
    given(told_elsewhere()).when(withhold(violence, FRIDAY)).then([service_decided(Some(violence), FRIDAY)]);
    let withheld = || [told_elsewhere(), vec![service_decided(Some(violence), FRIDAY)]].concat();
    assert_eq!(shown(withheld()), Some(violence));
    given(withheld()).when(lift(FRIDAY)).then([service_decided(None, FRIDAY)]);
    let earlier = Refusal::DateBefore { field: "liftedOn", date: THURSDAY, earliest: FRIDAY };
    given(withheld()).when(lift(THURSDAY)).then_refused(earlier);
    let lifted = || [withheld(), vec![service_decided(None, FRIDAY)]].concat();
    assert_eq!(shown(lifted()), None);
    given(lifted()).when(lift(FRIDAY)).then_refused(Refusal::NotWithheldByService);
    given(told_elsewhere()).when(lift(FRIDAY)).then_refused(Refusal::NotWithheldByService);
}

#[test]
fn r6_what_was_said_with_a_report_that_has_no_case_here_is_the_services_to_lift() {
    let ground = Some(WithholdingGround::SexualAbuse);
    let mut said = told_elsewhere();
    if let ReportEvent::ReportReceived { withheld_from_guardians, .. } = &mut said[0] {
        *withheld_from_guardians = ground;
    }
    assert_eq!(shown(said.clone()), ground);
    given(said.clone()).when(lift(FRIDAY)).then([service_decided(None, FRIDAY)]);
    said.push(service_decided(None, FRIDAY));
    assert_eq!(shown(said), None);
}

/// Two know of the child, and each may have seen what the other has not: while one fears for it, guardians are not told.
#[test]
fn r6_what_the_sender_decided_and_what_the_service_decided_stand_side_by_side() {
    let (violence, evidence) = (WithholdingGround::Violence, WithholdingGround::EvidenceAtRisk);
    let sender = |withheld_from_guardians| ReportEvent::WithholdingFromGuardiansChanged {
        withheld_from_guardians,
        decision: None,
        changed_on: FRIDAY,
    };
    let by_sender = || [received_from(public()), vec![sender(Some(violence))]].concat();
    // For its own part the service may lift it, once, and the sender's stands.
    given(by_sender()).when(lift(FRIDAY)).then([service_decided(None, FRIDAY)]);
    let may_talk = || [by_sender(), vec![service_decided(None, FRIDAY)]].concat();
    assert_eq!(shown(may_talk()), Some(violence), "the sender keeps it from them");
    given(may_talk()).when(lift(FRIDAY)).then_refused(Refusal::NotWithheldByService);
    given([may_talk(), vec![sender(None)]].concat()).when(lift(FRIDAY)).then_refused(Refusal::NotWithheldByService);
    // What the sender says anew it has not decided on.
    let anew = || [may_talk(), vec![sender(Some(evidence))]].concat();
    given(anew()).when(lift(FRIDAY)).then([service_decided(None, FRIDAY)]);
    let early = Refusal::DateBefore { field: "liftedOn", date: THURSDAY, earliest: FRIDAY };
    given(anew()).when(lift(THURSDAY)).then_refused(early);
    let by_both = || [by_sender(), vec![service_decided(Some(evidence), FRIDAY)]].concat();
    assert_eq!(shown(by_both()), Some(evidence));
    assert_eq!(shown([by_both(), vec![sender(None)]].concat()), Some(evidence), "the service fears for it still");
    assert_eq!(shown([by_both(), vec![service_decided(None, FRIDAY)]].concat()), Some(violence), "the sender does");
    let neither = [by_both(), vec![sender(None), service_decided(None, FRIDAY)]].concat();
    assert_eq!(shown(neither), None);
}

#[test]
fn r6_a_report_says_that_the_message_says_guardians_were_not_told() {
    let untold = IncomingReport { guardians_not_told: true, ..incoming(public()) };
    let events = given([]).when(ReportAction::Receive(Box::new(untold))).then_done();
    assert!(given(events).state().received().unwrap().guardians_not_told);
    assert!(!given(received_from(public())).state().received().unwrap().guardians_not_told);
}

#[test]
fn a_report_that_is_told_twice_comes_in_once() {
    given(received_from(public())).when(receive(public())).then_nothing();
}

#[test]
fn a_report_that_is_told_otherwise_the_second_time_is_refused() {
    let other_child = Child { subject: crate::ids::SubjectId::from_uuid(uuid::Uuid::from_u128(7)), ..child() };
    for (again, what) in [
        (IncomingReport { received_at: noon(TUESDAY), ..incoming(public()) }, Differing::Receipt),
        (IncomingReport { child: other_child, ..incoming(public()) }, Differing::Child),
        (incoming(private()), Differing::ReporterKind),
    ] {
        given(received_from(public()))
            .when(ReportAction::Receive(Box::new(again)))
            .then_refused(Refusal::ImportDiffers { what });
    }
}

#[test]
fn r10_a_report_did_not_come_in_tomorrow() {
    given([])
        .when(ReportAction::Receive(Box::new(IncomingReport { received_at: noon(SATURDAY), ..incoming(public()) })))
        .then_refused(Refusal::FutureDate { field: "receivedAt", date: SATURDAY, today: FRIDAY });
}

#[test]
fn r41_a_public_reporter_is_acknowledged_and_learns_how_triage_ends() {
    assert_eq!(expectation_of(public()), classified(ReporterKind::Public, DUE, true));
    assert_eq!(expectation_of(only_known_as(ReporterKind::Public)), classified(ReporterKind::Public, DUE, true));
}

#[test]
fn r41_a_private_reporter_is_acknowledged_and_learns_no_more() {
    assert_eq!(expectation_of(private()), classified(ReporterKind::Private, DUE, false));
}

#[test]
fn r41_that_an_anonymous_reporter_cannot_be_acknowledged_is_recorded() {
    assert_eq!(expectation_of(Reporter::Anonymous), classified(ReporterKind::Anonymous, IMPOSSIBLE, false));
}

#[test]
fn r41_of_a_reporter_nobody_knows_the_source_does_not_say_what_is_due() {
    assert_eq!(expectation_of(only_known_as(ReporterKind::Unknown)), classified(ReporterKind::Unknown, UNKNOWN, false));
    given(received_from(only_known_as(ReporterKind::Unknown)))
        .when(acknowledge_on(TUESDAY))
        .then([ReportEvent::AcknowledgementSent { sent_on: TUESDAY, guides: Vec::new(), due_by: None }]);
}

#[test]
fn d2_receipt_is_acknowledged_within_three_weeks_of_the_day_in_norway() {
    let just_after_midnight_in_norway = noon(MONDAY) + chrono::TimeDelta::minutes(11 * 60 + 30);
    let events = received_from_at(public(), just_after_midnight_in_norway);
    let [_, ReportEvent::ReporterClassified { acknowledgement, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(*acknowledgement, AcknowledgementDuty::Due { by: date(2024, 3, 26) });
}

#[test]
fn r41_receipt_is_acknowledged_to_public_and_named_private_reporters() {
    for reporter in [public(), private()] {
        given(received_from(reporter)).when(acknowledge_on(TUESDAY)).then([acknowledged()]);
    }
}

#[test]
fn r41_an_anonymous_reporter_is_not_acknowledged() {
    given(received_from(Reporter::Anonymous))
        .when(acknowledge_on(TUESDAY))
        .then_refused(Refusal::AcknowledgementImpossible);
}

#[test]
fn r41_receipt_is_acknowledged_once() {
    given(received_from(public()).into_iter().chain([acknowledged()]))
        .when(acknowledge_on(FRIDAY))
        .then_refused(Refusal::AlreadyAcknowledged);
}

/// A breached deadline is a fact, not an error that blocks (C11).
#[test]
fn d2_receipt_is_acknowledged_too_late_rather_than_never() {
    let late = date(2024, 4, 30);
    given(received_from(public())).today(late).when(acknowledge_on(late)).then([ReportEvent::AcknowledgementSent {
        sent_on: late,
        guides: Vec::new(),
        due_by: Some(ACKNOWLEDGE_BY),
    }]);
}

#[test]
fn r10_receipt_was_acknowledged_neither_before_it_nor_tomorrow() {
    let sunday = date(2024, 3, 3);
    given(received_from(public())).when(acknowledge_on(sunday)).then_refused(Refusal::DateBeforeAct {
        act: Act::ReportReceived,
        field: "sentOn",
        date: sunday,
        earliest: MONDAY,
    });
    given(received_from(public())).when(acknowledge_on(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "sentOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn nothing_is_done_with_a_report_that_never_came_in() {
    for action in [acknowledge_on(TUESDAY), triage("2"), inform_reporter_on(FRIDAY)] {
        given([]).when(action).then_refused(NO_REPORT);
    }
    assert_eq!(given([]).state().investigation_mandate(REPORT), Err(NO_REPORT));
}

/// Public reporters always, named private ones as the municipality has set it, anonymous ones never.
#[test]
fn c1_r_41_s1_6_who_gets_an_acknowledgement_is_settled_by_the_kind_of_reporter_and_the_municipalitys_setting() {
    for (reporter, acknowledges_private, duty) in [
        (public(), true, DUE),
        (public(), false, DUE),
        (private(), true, DUE),
        (private(), false, AcknowledgementDuty::NotGiven),
        (Reporter::Anonymous, true, IMPOSSIBLE),
        (Reporter::Anonymous, false, IMPOSSIBLE),
    ] {
        let mut report = IncomingReport { acknowledges_private, ..incoming(reporter) };
        report.contents.clear();
        let events = given([]).when(ReportAction::Receive(Box::new(report))).then_done();
        let [_, ReportEvent::ReporterClassified { acknowledgement, .. }] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*acknowledgement, duty);
    }
    // Whoever may not expect one may get one.
    let unexpected = IncomingReport { acknowledges_private: false, ..incoming(private()) };
    given(received_and_classified(unexpected).unwrap())
        .when(acknowledge_on(TUESDAY))
        .then([ReportEvent::AcknowledgementSent { sent_on: TUESDAY, guides: Vec::new(), due_by: None }]);
}
