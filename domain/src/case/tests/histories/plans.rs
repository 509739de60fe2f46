//! Random plans of measures, and ways forward (R-37, S1-21, S3-43).

use super::*;

/// Enough of them that a plan is adjusted before all are drawn up.
fn new_plan() -> impl Strategy<Value = AgreementId> {
    (0..24_u128).prop_map(|nth| AgreementId::from_uuid(uuid::Uuid::from_u128(0x91a0 + nth)))
}

pub(super) fn plan() -> impl Strategy<Value = CaseAction> {
    let measures = || vec(measure(), 0..3).prop_map(|measures| measures.into_iter().collect::<BTreeSet<_>>());
    let drawn = || {
        (new_plan(), personal(), vec(party(), 0..3), measures(), day())
            .prop_map(|(plan, text, parties, measures, made_on)| DrawnPlan { plan, text, parties, measures, made_on })
    };
    let action = prop_oneof![
        1 => (personal(), vec(guardian(), 0..2), option::of(personal()), day()).prop_map(
            |(text, with_guardians, without_guardians_because, drafted_on)| {
                PlanAction::DraftPlan { text, with_guardians, without_guardians_because, drafted_on }
            }
        ),
        3 => drawn().prop_map(PlanAction::MakePlan),
        16 => (drawn(), any_decision()).prop_map(|(adjusted, decision)| PlanAction::AdjustPlan { adjusted, decision }),
        6 => (measures(), measures(), measures(), any_decision(), day()).prop_map(
            |(continued, ended, begun, decision, decided_on)| {
                PlanAction::DecideWayForward { continued, ended, begun, decision, decided_on }
            }
        ),
        1 => (any::<bool>(), option::of(personal()), day()).prop_map(|(rightly_composed, change, reviewed_on)| {
            let (bodies, units) = ([Body::School].into(), [].into());
            PlanAction::ReviewGroup { bodies, units, rightly_composed, change, reviewed_on }
        }),
    ];
    action.prop_map(CaseAction::Plan)
}

/// S1-21, S3-43: told by the events alone.
pub(super) fn invariant_one_plan_is_followed_and_each_way_names_all_that_runs(events: &[CaseEvent]) {
    let (mut drawn, mut followed) = (BTreeSet::new(), None);
    let mut running: BTreeMap<_, NaiveDate> = BTreeMap::new();
    for event in events {
        match event {
            CaseEvent::Agreement(AgreementEvent::AgreementDrawn { agreement, .. }) => _ = drawn.insert(*agreement),
            CaseEvent::Agreement(AgreementEvent::AgreementSuperseded { agreement, .. }) => {
                followed = followed.filter(|plan| plan != agreement);
            }
            CaseEvent::Plan(PlanEvent::MeasurePlanMade { plan, measures, .. }) => {
                assert!(drawn.contains(plan) && !measures.is_empty());
                assert_eq!(followed.replace(*plan), None, "a plan that is followed is adjusted");
            }
            CaseEvent::Plan(PlanEvent::PlanAdjusted { plan, replaces, .. }) => {
                assert!(drawn.contains(plan) && drawn.contains(replaces) && plan != replaces);
                assert_eq!(followed.replace(*plan), None, "the one before holds no more");
            }
            CaseEvent::Plan(PlanEvent::WayForwardDecided { continued, ended, decided_on, .. }) => {
                let named: BTreeSet<_> = continued.union(ended).copied().collect();
                let by_then = running.iter().filter(|(_, started_on)| *started_on <= decided_on);
                assert_eq!(named, by_then.map(|(measure, _)| *measure).collect());
                assert!(continued.is_disjoint(ended));
            }
            CaseEvent::Measure(MeasureEvent::MeasureStarted { measure, started_on }) => {
                running.insert(*measure, *started_on);
            }
            CaseEvent::Measure(MeasureEvent::MeasureEnded { measure, .. }) => _ = running.remove(measure),
            _ => {}
        }
    }
}
