//! D-1, C10 and R-71: how triage of a report ends, by the codes and the law of the day.

use std::collections::BTreeSet;

use super::*;
use crate::codes::{CodeList, codes};
use crate::investigation::InvestigationOutcome;

const DISMISSED: TriageOutcome = TriageOutcome::ReportDismissed;
const INVESTIGATE: TriageOutcome = TriageOutcome::InvestigationDecided;

/// What triage on `day` with `code` came to, of a report that came in that day.
fn decided(day: NaiveDate, code: &str) -> ReportEvent {
    given(received_from_at(public(), noon(day))).today(day).when(dismiss_on(day, code)).then_done().remove(0)
}

fn not_in_force(code: &str, on: NaiveDate) -> Refusal {
    Refusal::CodeNotInForce { field: "code", code: code.to_owned(), on }
}

#[test]
fn r15_triage_has_an_outcome_reasons_decider_and_role() {
    given(received_from(public())).when(triage("2")).then([triaged(INVESTIGATE, "2")]);
}

#[test]
fn triage_says_whether_urgent_measures_are_needed() {
    let urgent = TriageConclusion { urgent_measures: true, ..conclusion_on(THURSDAY, "2") };
    let events = given(received_from(public())).when(ReportAction::Triage(Box::new(urgent))).then_done();
    assert!(matches!(events.as_slice(), [ReportEvent::TriageDecided { urgent_measures: Some(true), .. }]));
}

#[test]
fn a_report_is_triaged_once() {
    given(received_from(public()).into_iter().chain([triaged(DISMISSED, "1")]))
        .when(triage("2"))
        .then_refused(Refusal::AlreadyTriaged);
}

#[test]
fn r10_a_report_is_triaged_neither_before_it_came_in_nor_tomorrow() {
    let sunday = date(2024, 3, 3);
    given(received_from(public())).when(triage_on(sunday, "2")).then_refused(Refusal::DateBeforeAct {
        act: Act::ReportReceived,
        field: "decidedOn",
        date: sunday,
        earliest: MONDAY,
    });
    given(received_from(public())).when(triage_on(SATURDAY, "2")).then_refused(Refusal::FutureDate {
        field: "decidedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

/// A week is seven calendar days, holidays counted; a breach is a fact, not an error that blocks (C11).
#[test]
fn d1_triage_tells_the_days_since_receipt_also_beyond_the_week() {
    let easter = date(2024, 3, 28);
    for (days, decided_on) in [(0, easter), (7, date(2024, 4, 4)), (8, date(2024, 4, 5))] {
        let events = given(received_from_at(public(), noon(easter)))
            .today(decided_on)
            .when(triage_on(decided_on, "2"))
            .then_done();
        let [ReportEvent::TriageDecided { days_since_receipt, .. }] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(*days_since_receipt, days);
    }
    assert_eq!(law::due(DeadlineKind::Triage, easter), date(2024, 4, 4));
}

#[test]
fn r71_a_report_is_dismissed_with_code_1_until_2025_and_with_its_successors_after() {
    let last_day_of_2025 = date(2025, 12, 31);
    let first_day_of_2026 = date(2026, 1, 1);
    assert!(matches!(decided(last_day_of_2025, "1"), ReportEvent::TriageDecided { outcome: DISMISSED, .. }));
    given(received_from_at(public(), noon(first_day_of_2026)))
        .today(first_day_of_2026)
        .when(triage_on(first_day_of_2026, "1"))
        .then_refused(not_in_force("1", first_day_of_2026));
    for successor in ["5", "6", "9", "10"] {
        let event = decided(first_day_of_2026, successor);
        assert!(matches!(event, ReportEvent::TriageDecided { outcome: DISMISSED, .. }), "{successor}");
        given(received_from_at(public(), noon(last_day_of_2025)))
            .today(last_day_of_2025)
            .when(triage_on(last_day_of_2025, successor))
            .then_refused(not_in_force(successor, last_day_of_2025));
    }
}

#[test]
fn r71_a_code_that_is_on_no_list_is_refused() {
    for code in ["0", "11", "", "02", "1.1"] {
        given(received_from(public())).when(triage(code)).then_refused(not_in_force(code, THURSDAY));
    }
}

#[test]
fn r71_triage_rests_on_the_act_in_force_on_the_day() {
    for (day, act) in [(date(2022, 12, 31), "BVL § 4-2"), (date(2023, 1, 1), "BVL2021 § 2-1")] {
        let event = decided(day, "2");
        let ReportEvent::TriageDecided { legal_basis, .. } = event else { panic!("{event:?}") };
        assert_eq!(legal_basis, act);
    }
}

#[test]
fn every_conclusion_code_of_the_register_stands_for_an_outcome() {
    for code in codes(CodeList::ReportConclusion) {
        assert!(TriageOutcome::from_code(code.code).is_some(), "{}", code.label_nb);
    }
}

#[test]
fn c10_a_dismissed_report_is_no_dismissed_investigation() {
    let of_reports = codes(CodeList::ReportConclusion)
        .filter_map(|code| TriageOutcome::from_code(code.code))
        .map(|outcome| serde_json::to_string(&outcome).unwrap())
        .collect::<BTreeSet<_>>();
    let of_investigations = codes(CodeList::InvestigationConclusion)
        .filter_map(|code| InvestigationOutcome::from_code(code.code))
        .map(|outcome| serde_json::to_string(&outcome).unwrap())
        .collect::<BTreeSet<_>>();
    assert_eq!((of_reports.len(), of_investigations.len()), (5, 6));
    assert!(of_reports.is_disjoint(&of_investigations));
    assert!(!of_reports.union(&of_investigations).any(|name| name == r#""DISMISSED""#));
}

#[test]
fn c10_what_ends_at_triage_is_the_report() {
    let summary = |outcome| Language::En.say(&triaged(outcome, "3").summary());
    assert!(summary(DISMISSED).ends_with(": the report is dismissed."));
    let active_measures = summary(TriageOutcome::DismissedActiveMeasures);
    assert!(active_measures.ends_with(": the report is dismissed because of active measures."));
    let ongoing = summary(TriageOutcome::AddedToOngoingInvestigation);
    assert!(ongoing.ends_with(": the report is added to the ongoing investigation."));
}

#[test]
fn only_triage_that_decided_on_it_gives_a_mandate_to_investigate() {
    let mandate = |events: Vec<ReportEvent>| given(events).state().investigation_mandate(REPORT);
    let received = received_from(public());
    assert_eq!(mandate(received.clone()), Err(Refusal::NotTriaged));
    let dismissed = [received.clone(), vec![triaged(DISMISSED, "1")]].concat();
    assert_eq!(mandate(dismissed), Err(Refusal::NoInvestigationDecided));
    let decided = [received, vec![triaged(INVESTIGATE, "2")]].concat();
    assert_eq!(
        mandate(decided),
        Ok(InvestigationMandate {
            report: REPORT,
            case: Some(CASE),
            child: child(),
            unit: "Nord".to_owned(),
            triaged_on: THURSDAY,
            received_on: MONDAY,
            reporter_learns_conclusion: true,
        })
    );
}

fn prioritise(on: NaiveDate, severity: Degree) -> ReportAction {
    let priority = Priority { severity, area: Some("Nord".to_owned()), on };
    ReportAction::Prioritise { priority, decision: Decision::stated(reasons(), intake_officer()) }
}

fn prioritised(on: NaiveDate, severity: Degree) -> ReportEvent {
    let decision = Decision::stated(reasons(), intake_officer()).into();
    ReportEvent::ReportPrioritised {
        severity,
        area: Some("Nord".to_owned()),
        decision,
        guides: Vec::new(),
        prioritised_on: on,
    }
}

#[test]
fn rm_5_s1_8_how_serious_a_report_is_that_waits_is_decided_and_anew_when_more_is_known() {
    let before = || received_from(public());
    given(before()).when(prioritise(TUESDAY, Degree::Some)).then([prioritised(TUESDAY, Degree::Some)]);
    let severity = |events: &[ReportEvent]| {
        let state = given(before().into_iter().chain(events.iter().cloned())).state();
        state.priority().map(|priority| priority.severity)
    };
    assert_eq!(severity(&[]), None);
    let twice = [prioritised(TUESDAY, Degree::Some), prioritised(THURSDAY, Degree::Serious)];
    assert_eq!(severity(&twice), Some(Degree::Serious));
    let recorded_late = [prioritised(THURSDAY, Degree::Serious), prioritised(TUESDAY, Degree::Some)];
    assert_eq!(severity(&recorded_late), Some(Degree::Serious), "the latest by its day");
}

#[test]
fn rm_5_what_is_triaged_waits_no_more_and_nothing_was_decided_tomorrow_or_before_receipt() {
    let triaged = received_from(public()).into_iter().chain([triaged(INVESTIGATE, "2")]);
    given(triaged).when(prioritise(FRIDAY, Degree::Serious)).then_refused(Refusal::AlreadyTriaged);
    given([]).when(prioritise(FRIDAY, Degree::Serious)).then_refused(NO_REPORT);
    let (field, earliest, sunday) = ("prioritisedOn", MONDAY, date(2024, 3, 3));
    let early = Refusal::DateBeforeAct { act: Act::ReportReceived, field, date: sunday, earliest };
    given(received_from(public())).when(prioritise(sunday, Degree::Some)).then_refused(early);
    let future = Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
    given(received_from(public())).when(prioritise(SATURDAY, Degree::Some)).then_refused(future);
}
