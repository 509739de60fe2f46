//! R-50, S2-48: a report that is dismissed because of active measures names them.

use super::*;
use crate::ids::SubjectId;
use crate::test_support::{CHILD, INVESTIGATION, WEDNESDAY};

fn in_force() -> MeasuresInForce {
    MeasuresInForce { investigation: INVESTIGATION, children: vec![CHILD], measures: vec![(MONDAY, FRIDAY)] }
}

fn dismiss_because_of(measures: Option<NamedMeasures>, code: &str) -> ReportAction {
    let ReportAction::Triage(conclusion) = dismiss_on(THURSDAY, code) else { unreachable!() };
    ReportAction::Triage(Box::new(TriageConclusion { active_measures: measures, ..*conclusion }))
}

fn named_by(events: &[ReportEvent]) -> Option<ActiveMeasures> {
    match events {
        [ReportEvent::TriageDecided { outcome, active_measures, .. }] => {
            assert_eq!(*outcome, TriageOutcome::DismissedActiveMeasures, "as it is counted");
            *active_measures
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn r_50_a_report_is_dismissed_because_of_the_childs_measures_that_are_in_force_or_kept_elsewhere() {
    let concluded =
        |measures| named_by(&given(received_from(public())).when(dismiss_because_of(measures, "3")).then_done());
    let here = concluded(Some(NamedMeasures::Here(in_force())));
    assert_eq!(here, Some(ActiveMeasures::Here { investigation: INVESTIGATION }));
    assert_eq!(concluded(Some(NamedMeasures::Elsewhere)), Some(ActiveMeasures::Elsewhere));
    assert_eq!(concluded(None), None, "it is concluded all the same, and found");
}

#[test]
fn r_50_measures_that_are_over_or_another_childs_are_no_reason_to_dismiss_a_report() {
    let refused = |measures: MeasuresInForce, code, refusal| {
        let action = dismiss_because_of(Some(NamedMeasures::Here(measures)), code);
        given(received_from(public())).when(action).then_refused(refusal);
    };
    let measures = |measures: &[(NaiveDate, NaiveDate)]| MeasuresInForce { measures: measures.to_vec(), ..in_force() };
    let none = Refusal::NoMeasureInForce { on: THURSDAY };
    for over in [measures(&[]), measures(&[(MONDAY, WEDNESDAY)]), measures(&[(FRIDAY, FRIDAY)])] {
        refused(over, "3", none.clone());
    }
    let of_another = SubjectId::from_uuid(uuid::Uuid::from_u128(0xc42e));
    refused(MeasuresInForce { children: vec![of_another], ..in_force() }, "3", Refusal::MeasuresOfAnotherChild);
    refused(in_force(), "2", Refusal::MeasuresOfNoDismissal);
}

#[test]
fn r_50_s2_48_triage_that_is_concluded_anew_says_where_the_report_was_to_be_weighed() {
    let measures_in = |named: Option<NamedMeasures>, then: &[ReportEvent]| {
        let dismissed = given(received_from(public())).when(dismiss_because_of(named, "3")).then_done();
        let before = received_from(public()).into_iter().chain(dismissed).chain(then.iter().cloned());
        let decision = Decision::stated(reasons(), intake_officer());
        let (sent_back, investigated) = (None, false);
        let reopen = ReportAction::ReopenTriage { sent_back, investigated, decision, reopened_on: FRIDAY };
        let mut reopened = given(before).when(reopen).then_done();
        match reopened.pop() {
            Some(ReportEvent::TriageReopened { measures_in, .. }) => measures_in,
            other => panic!("{other:?}"),
        }
    };
    let here = || Some(NamedMeasures::Here(in_force()));
    assert_eq!(measures_in(here(), &[]), Some(INVESTIGATION));
    assert_eq!(measures_in(Some(NamedMeasures::Elsewhere), &[]), None);
    assert_eq!(measures_in(None, &[]), None);
    // What was said of the triage before is not said of the next one.
    let back = ReportEvent::TriageReopened {
        sent_back: None,
        measures_in: Some(INVESTIGATION),
        decision: Decision::stated(reasons(), intake_officer()).into(),
        reopened_on: FRIDAY,
    };
    let investigated = triaged(TriageOutcome::InvestigationDecided, "2");
    assert_eq!(measures_in(here(), &[back, investigated]), None);
}
