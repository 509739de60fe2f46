//! R-50, S2-48: what is reported about a child for whom measures are active is weighed by who follows them up.

use super::*;
use crate::ids::MeasureId;
use crate::people::RecordedDecision;
use crate::report::{ActiveMeasures, Joined, TriageOutcome};

const WEIGH: ObligationKind = ObligationKind::WeighReport;
const UNNAMED: FindingKind = FindingKind::ActiveMeasuresUnnamed;
const REPORTED: Uuid = Uuid::from_u128(0x101);
const JUNE: NaiveDate = date(2024, 6, 28);

fn dismissed(named: Option<ActiveMeasures>) -> ReportEvent {
    let mut event = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { outcome, joins, active_measures, .. } = &mut event {
        (*outcome, *joins, *active_measures) = (TriageOutcome::DismissedActiveMeasures, None, named);
    }
    event
}

fn here() -> ReportEvent {
    dismissed(Some(ActiveMeasures::Here { investigation: InvestigationId::from_uuid(STREAM) }))
}

#[test]
pub(super) fn r_50_a_report_that_was_dismissed_because_of_measures_nobody_named_is_found() {
    let received = || Story::new().hears(MONDAY, &report_event("ReportReceived"));
    let story = received().hears(THURSDAY, &dismissed(None));
    let found = story.finding(UNNAMED).unwrap();
    assert_eq!((found.arose_on, found.severity(), found.kind.rule()), (THURSDAY, Severity::Deviation, "R-50"));
    for named in [here(), dismissed(Some(ActiveMeasures::Elsewhere))] {
        assert_eq!(received().hears(THURSDAY, &named).finding(UNNAMED), None);
    }
    // A return tells of none.
    let mut imported = dismissed(None);
    if let ReportEvent::TriageDecided { decision, .. } = &mut imported {
        *decision = RecordedDecision::imported(None);
    }
    assert_eq!(received().hears(THURSDAY, &imported).finding(UNNAMED), None);
}

#[test]
pub(super) fn r_50_s2_48_the_investigation_that_follows_the_measures_up_hears_of_the_report_and_weighs_it() {
    let municipality: Municipality = "9901".parse().unwrap();
    let at = At { municipality: &municipality, stream: REPORTED, position: 9, recorded_on: FRIDAY };
    assert_eq!(hearing(Heard::Report(&here()), at), [REPORTED, STREAM]);
    let opened = || Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
    let reported = || opened().hears_from(REPORTED, THURSDAY, &here());
    let story = reported();
    let owed = story.obligation(WEIGH);
    assert_eq!((owed.opened_on, owed.due), (THURSDAY, Some(date(2024, 3, 14))));
    assert_eq!(WEIGH.about_which(owed.which.unwrap()), Some(Which::Report(ReportId::from_uuid(REPORTED))));
    assert_eq!((WEIGH.owner(), WEIGH.rule()), (Owner::Caseworkers, "R-50"));
    let late = date(2024, 3, 15);
    assert!(story.findings.values().any(|found| found.obligation == Some(WEIGH) && found.arose_on == late));
    let evaluated = |day| {
        let mut event = investigation_event("DecidedMeasureEvaluated");
        if let InvestigationEvent::DecidedMeasureEvaluated { evaluated_on, .. } = &mut event {
            *evaluated_on = day;
        }
        event
    };
    let met = reported().hears(FRIDAY, &evaluated(FRIDAY));
    assert_eq!(met.standing(WEIGH, late), Some(Standing::Met));
    let before = reported().hears(FRIDAY, &evaluated(WEDNESDAY));
    assert_eq!(before.standing(WEIGH, late), Some(Standing::Overdue), "what was seen before knows nothing of it");
    // Whichever of the two is written down first.
    let first = opened().hears(FRIDAY, &evaluated(FRIDAY)).hears_from(REPORTED, FRIDAY, &here());
    assert_eq!(first.standing(WEIGH, late), None);
}

#[test]
fn r_50_s2_48_a_report_whose_triage_is_concluded_anew_is_not_to_be_weighed_beside_the_measures() {
    let municipality: Municipality = "9901".parse().unwrap();
    let at = At { municipality: &municipality, stream: REPORTED, position: 9, recorded_on: FRIDAY };
    let reopened = |investigation: Option<InvestigationId>| {
        let mut event = report_event("TriageReopened");
        if let ReportEvent::TriageReopened { sent_back, measures_in, reopened_on, .. } = &mut event {
            (*sent_back, *measures_in, *reopened_on) = (None, investigation, FRIDAY);
        }
        event
    };
    let here_no_more = reopened(Some(InvestigationId::from_uuid(STREAM)));
    assert_eq!(hearing(Heard::Report(&here_no_more), at), [REPORTED, STREAM]);
    assert_eq!(hearing(Heard::Report(&reopened(None)), at), [REPORTED]);
    let opened = Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
    let story = opened.hears_from(REPORTED, THURSDAY, &here()).hears_from(REPORTED, FRIDAY, &here_no_more);
    assert_eq!(story.standing(WEIGH, FRIDAY), Some(Standing::Lapsed));
    assert!(story.findings.values().all(|found| found.obligation != Some(WEIGH)), "nobody is to weigh it here");
    // Dismissed because of them once more, it is.
    let again = story.hears_from(REPORTED, SATURDAY, &here());
    let open = again.obligations.values().filter(|owed| owed.kind == WEIGH && owed.ending.is_none());
    assert_eq!(open.count(), 1);
}

fn decided(of: MeasureId, from: NaiveDate, to: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { measure, decided, decided_on, .. } = &mut event {
        (*measure, decided.from, decided.to, decided.evaluation_on, *decided_on) = (of, from, to, to, MONDAY);
    }
    event
}

/// Of whatever else the child is helped with, nobody thought of the report.
#[test]
fn r_50_what_weighs_a_report_is_done_about_a_measure_that_was_in_force_when_it_came() {
    let [ran, over, begins, runs_on] = [1_u128, 2, 3, 4].map(|number| MeasureId::from_uuid(Uuid::from_u128(number)));
    let tuesday = date(2024, 3, 12);
    let reported = || {
        let opened = Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
        let helped = opened.hears(MONDAY, &decided(ran, MONDAY, JUNE)).hears(MONDAY, &decided(over, MONDAY, WEDNESDAY));
        let helped = helped.hears(MONDAY, &decided(begins, FRIDAY, JUNE));
        // Nobody has ended it on its last day.
        let helped = helped.hears(MONDAY, &decided(runs_on, MONDAY, WEDNESDAY));
        let mut ended = investigation_event("DecidedMeasureEnded");
        if let InvestigationEvent::DecidedMeasureEnded { measure, ended_on, .. } = &mut ended {
            (*measure, *ended_on) = (over, WEDNESDAY);
        }
        let helped = helped.hears(WEDNESDAY, &ended);
        helped.hears_from(REPORTED, THURSDAY, &here())
    };
    let evaluated = |of: MeasureId| {
        let mut event = investigation_event("DecidedMeasureEvaluated");
        if let InvestigationEvent::DecidedMeasureEvaluated { measure, evaluated_on, .. } = &mut event {
            (*measure, *evaluated_on) = (of, tuesday);
        }
        event
    };
    let planned = |of: &[MeasureId]| {
        let mut event = investigation_event("ServiceMeasurePlanMade");
        if let InvestigationEvent::ServiceMeasurePlanMade { measures, planned_on, .. } = &mut event {
            (*measures, *planned_on) = (of.iter().copied().collect(), tuesday);
        }
        event
    };
    for done in [evaluated(ran), evaluated(runs_on), planned(&[begins, ran]), planned(&[])] {
        assert_eq!(reported().hears(tuesday, &done).standing(WEIGH, tuesday), Some(Standing::Met), "{done:?}");
    }
    for done in [evaluated(over), evaluated(begins), planned(&[over, begins])] {
        assert_eq!(reported().hears(tuesday, &done).standing(WEIGH, tuesday), Some(Standing::Open), "{done:?}");
    }
    // Whichever of the two is written down first.
    let first = |done: &InvestigationEvent| {
        let opened = Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
        let helped = opened.hears(MONDAY, &decided(ran, MONDAY, JUNE)).hears(MONDAY, &decided(begins, FRIDAY, JUNE));
        helped.hears(tuesday, done).hears_from(REPORTED, tuesday, &here())
    };
    assert_eq!(first(&evaluated(ran)).standing(WEIGH, tuesday), None);
    assert_eq!(first(&evaluated(begins)).standing(WEIGH, tuesday), Some(Standing::Open));
}

#[test]
fn r_50_s2_63_a_report_is_weighed_too_by_what_goes_further_than_measures() {
    let reported = || {
        let opened = Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
        opened.hears_from(REPORTED, THURSDAY, &here())
    };
    let placed = |on| {
        let mut event = investigation_event("EmergencyPlacementDecided");
        if let InvestigationEvent::EmergencyPlacementDecided { decided_on, .. } = &mut event {
            *decided_on = on;
        }
        event
    };
    let brought = |on| {
        let mut event = investigation_event("BoardCaseSubmitted");
        if let InvestigationEvent::BoardCaseSubmitted { submitted_on, .. } = &mut event {
            *submitted_on = on;
        }
        event
    };
    for done in [placed(FRIDAY), brought(FRIDAY)] {
        assert_eq!(reported().hears(FRIDAY, &done).standing(WEIGH, FRIDAY), Some(Standing::Met), "{done:?}");
    }
    for done in [placed(WEDNESDAY), brought(WEDNESDAY)] {
        assert_eq!(reported().hears(FRIDAY, &done).standing(WEIGH, FRIDAY), Some(Standing::Open), "{done:?}");
    }
}

/// Triage of that day added the report to this investigation.
fn joins(on: NaiveDate) -> ReportEvent {
    let mut event = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { outcome, joins, active_measures, decided_on, .. } = &mut event {
        let investigation = InvestigationId::from_uuid(STREAM);
        (*outcome, *active_measures) = (TriageOutcome::AddedToOngoingInvestigation, None);
        (*joins, *decided_on) = (Some(Joined { investigation, reporter_learns_conclusion: false }), on);
    }
    event
}

fn done(name: &str, on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event(name);
    match &mut event {
        InvestigationEvent::InvestigationStepDone { done_on: day, .. }
        | InvestigationEvent::InvestigationPlanMade { made_on: day, .. }
        | InvestigationEvent::InvestigationConcluded { concluded_on: day, .. } => *day = on,
        other => panic!("{other:?}"),
    }
    event
}

#[test]
pub(super) fn s2_48_a_report_that_is_added_to_an_investigation_is_looked_into_there_or_that_is_found_at_its_end() {
    let unweighed = FindingKind::JoinedReportNotWeighed;
    let opened = || Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
    let stepped = done("InvestigationStepDone", MONDAY);
    let joined = || opened().hears(MONDAY, &stepped).hears_from(REPORTED, THURSDAY, &joins(THURSDAY));
    let story = joined();
    let owed = story.obligation(WEIGH);
    assert_eq!((owed.opened_on, owed.due, owed.which), (THURSDAY, Some(date(2024, 3, 14)), Some(REPORTED)));
    assert_eq!(owed.about.report, Some(ReportId::from_uuid(REPORTED)), "whoever looks at the report sees it");
    // What was done before knew nothing of it.
    let ended = joined().hears(FRIDAY, &done("InvestigationConcluded", FRIDAY));
    let found = ended.finding(unweighed).unwrap();
    assert_eq!((found.arose_on, found.which, found.mended_on), (FRIDAY, Some(REPORTED), None));
    assert_eq!((found.severity(), unweighed.rule()), (Severity::Deviation, "S2-48"));
    assert_eq!(unweighed.about_which(REPORTED), Some(Which::Report(ReportId::from_uuid(REPORTED))));
    assert_eq!(ended.standing(WEIGH, FRIDAY), Some(Standing::Lapsed));
    for name in ["InvestigationStepDone", "InvestigationPlanMade"] {
        let looked_into = joined().hears(FRIDAY, &done(name, FRIDAY));
        assert_eq!(looked_into.standing(WEIGH, FRIDAY), Some(Standing::Met), "{name}");
        let ended = looked_into.hears(FRIDAY, &done("InvestigationConcluded", FRIDAY));
        assert_eq!(ended.finding(unweighed), None, "{name}");
    }
    // Whichever of them is written down first.
    let late = ended.hears(SATURDAY, &done("InvestigationStepDone", FRIDAY));
    assert_eq!(late.finding(unweighed), None);
    let first = opened().hears(FRIDAY, &done("InvestigationStepDone", FRIDAY));
    assert_eq!(first.hears_from(REPORTED, SATURDAY, &joins(THURSDAY)).finding(unweighed), None);
}

/// The conclusion was recorded first.
#[test]
fn s2_48_r_10_what_was_looked_into_by_the_end_and_is_written_down_after_it_was_not_left_out() {
    let (unweighed, in_time, too_late, end) =
        (FindingKind::JoinedReportNotWeighed, date(2024, 3, 12), date(2024, 3, 18), date(2024, 3, 20));
    let ended = || {
        let opened = Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
        let joined = opened.hears_from(REPORTED, THURSDAY, &joins(THURSDAY));
        joined.hears(end, &done("InvestigationConcluded", end))
    };
    let not_done = |story: &Story| {
        let found = story.findings.values().find(|found| found.obligation == Some(WEIGH));
        found.map(|found| (found.arose_on, found.mended_on))
    };
    let last = date(2024, 3, 14).succ_opt().unwrap();
    assert_eq!(not_done(&ended()), Some((last, None)), "no end makes it good");
    let late = ended().hears(end, &done("InvestigationStepDone", in_time));
    assert_eq!((late.finding(unweighed), not_done(&late)), (None, None));
    for day in [too_late, end] {
        let late = ended().hears(end, &done("InvestigationStepDone", day));
        assert_eq!((late.finding(unweighed), not_done(&late)), (None, Some((last, Some(day)))));
    }
    let before = ended().hears(end, &done("InvestigationStepDone", WEDNESDAY));
    assert_eq!(before.finding(unweighed).map(|found| found.mended_on), Some(None), "that knew nothing of it");
}

#[test]
pub(super) fn s2_48_what_joins_an_investigation_that_has_ended_is_found_until_triage_is_concluded_anew() {
    let unweighed = FindingKind::JoinedReportNotWeighed;
    let mut taken_back = report_event("JoiningCorrected");
    if let ReportEvent::JoiningCorrected { was, joined, was_over, corrected_on, .. } = &mut taken_back {
        *was = Some(InvestigationId::from_uuid(STREAM));
        (*joined, *was_over, *corrected_on) = (None, true, SATURDAY);
    }
    // In the investigation, which it left again.
    let opened = Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
    let ended = opened.hears(FRIDAY, &done("InvestigationConcluded", FRIDAY));
    let joined = ended.hears_from(REPORTED, SATURDAY, &joins(THURSDAY));
    assert_eq!(joined.finding(unweighed).map(|found| found.which), Some(Some(REPORTED)));
    assert_eq!(joined.hears_from(REPORTED, SATURDAY, &taken_back).finding(unweighed), None);
    // In the report, whose triage is owed anew, late at once.
    let received = Story::new().hears(MONDAY, &report_event("ReportReceived"));
    let report = received.hears(SATURDAY, &joins(THURSDAY)).hears(SATURDAY, &taken_back);
    assert_eq!(report.finding(unweighed).map(|found| found.arose_on), Some(SATURDAY));
    let triage = ObligationKind::TriageReport;
    let is_open = |owed: &&Obligation| owed.kind == triage && owed.ending.is_none();
    assert_eq!(report.obligations.values().find(is_open).map(|owed| owed.opened_on), Some(SATURDAY));
    let mut again = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut again {
        *decided_on = SATURDAY;
    }
    let report = report.hears(SATURDAY, &again);
    assert_eq!(report.finding(unweighed).and_then(|found| found.mended_on), Some(SATURDAY));
    assert!(!report.obligations.values().any(|owed| owed.kind == triage && owed.ending.is_none()));
}
