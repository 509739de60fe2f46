//! what is written down later is judged by its own day, and by no day before the case or what it follows.

use std::sync::Arc;

use super::*;
use crate::guides::Guide;
use crate::test_support::{AGREEMENT, MEETING, fjordvik, parties, steps};

const SUNDAY: NaiveDate = date(2024, 3, 3);

fn followed(current: &[&str], followed_on: NaiveDate) -> CaseEvent {
    let Guide { version, digest, .. } = fjordvik();
    let entries = [(Level::One, "see"), (Level::Two, "together")];
    StepsEvent::GuideFollowed {
        talks_first: false,
        guide: version,
        digest,
        entries: entries.map(|(level, step)| LevelEntry { level, step: step.parse().unwrap() }).into(),
        current: steps(current),
        responsibilities: [].into(),
        decision: None,
        followed_on,
    }
    .into()
}

fn lifted_on(escalated_on: NaiveDate) -> CaseEvent {
    let (level, consent) = (Level::Two, CONSENT);
    CourseEvent::EscalatedToLevel {
        stood_behind: None,
        level,
        consent,
        guides: vec![],
        decision: decided(),
        escalated_on,
    }
    .into()
}

fn decide(step: &str, outcome: &str, decided_on: NaiveDate) -> CaseAction {
    CaseAction::Steps(StepsAction::DecideStep {
        helped_by: [].into(),
        guide: Arc::new(fjordvik()),
        adopted_on: MONDAY,
        arena: None,
        step: step.parse().unwrap(),
        outcomes: vec![outcome.parse().unwrap()],
        decision: Decision::stated(reasons(), by(DeciderRole::Employee)),
        together_with: None,
        decided_on,
    })
}

#[test]
fn r_36_a_decision_that_is_recorded_late_is_judged_by_where_the_case_was_that_day() {
    let lifted = || given([opened(), followed(&["talk"], TUESDAY), lifted_on(THURSDAY)]);
    let taken = |action| match lifted().when(action).then_done().pop() {
        Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { in_order, consequence, current, .. })) => {
            (in_order, consequence, current)
        }
        other => panic!("{other:?}"),
    };
    let on_level_2 = || steps::<BTreeSet<_>>(&["together"]);
    assert_eq!(taken(decide("talk", "lift", WEDNESDAY)), (true, None, on_level_2()), "it is lifted already");
    let (in_order, _, current) = taken(decide("see", "talk", WEDNESDAY));
    assert_eq!((in_order, current), (false, on_level_2()), "it was not in that step then");
    assert!(!taken(decide("talk", "again", FRIDAY)).0, "nor is it now in one of level 1");
}

#[test]
fn r_16_nothing_is_decided_by_a_guide_before_the_case_followed_it() {
    let early = |field| Refusal::DateBefore { field, date: TUESDAY, earliest: WEDNESDAY };
    let before = || given([opened(), followed(&["talk"], WEDNESDAY)]);
    before().when(decide("talk", "lift", TUESDAY)).then_refused(early("decidedOn"));
    let again = StepsAction::FollowGuide {
        guide: Arc::new(fjordvik()),
        adopted_on: MONDAY,
        at: steps(&["see"]),
        decision: decision(),
        followed_on: TUESDAY,
    };
    before().when(CaseAction::Steps(again)).then_refused(early("followedOn"));
}

#[test]
fn r_10_nothing_is_called_agreed_or_sent_before_there_was_a_case() {
    let early = |field| Refusal::DateBeforeAct { act: Act::CaseOpened, field, date: SUNDAY, earliest: MONDAY };
    let assign = RelayAction::AssignRelayHolder { holder: teacher(), assigned_on: SUNDAY };
    given([opened()]).when(CaseAction::Relay(assign)).then_refused(early("assignedOn"));
    let drawn = DrawnAgreement {
        agreement: AGREEMENT,
        kind: AgreementKind::Agreement,
        is_minutes: false,
        text: said_of_child("We meet again"),
        parties: parties(),
        supersedes: None,
        drawn_on: SUNDAY,
    };
    given([opened()]).when(CaseAction::Agreement(AgreementAction::DrawAgreement(drawn))).then_refused(early("drawnOn"));
    let referral = ReferralAction::SendReferral {
        unit: None,
        recipient: Body::School,
        form: ReferralForm::Other,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("She needs more help"),
        claimed: ClaimedBasis::Consent(CONSENT),
        decision: decision(),
        sent_on: SUNDAY,
    };
    given([opened()]).when(CaseAction::Referral(referral)).then_refused(early("sentOn"));
    let convene = MeetingAction::ConveneInterdisciplinaryMeeting {
        units: [].into(),
        meeting: MEETING,
        bodies: [Body::School].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: SATURDAY,
        convened_on: SUNDAY,
    };
    given([opened()]).when(CaseAction::Meeting(convene)).then_refused(early("convenedOn"));
}

#[test]
fn s3_44_a_case_is_not_closed_before_it_was_lifted_and_is_on_level_1_once_it_goes_on() {
    let close = |closed_on| {
        let (outcome, decision) = (CaseOutcome::MeasuresHadEffect, decision());
        CaseAction::Course(CourseAction::Close { together_with: None, outcome, decision, closed_on })
    };
    given([opened(), lifted_on(THURSDAY)]).when(close(WEDNESDAY)).then_refused(Refusal::DateBefore {
        field: "closedOn",
        date: WEDNESDAY,
        earliest: THURSDAY,
    });
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decision: decided(), decide_by: None, reopened_on: FRIDAY };
    let state = given([opened(), lifted_on(THURSDAY), closed(), reopened.into()]).state();
    assert_eq!(state.levels.highest_on(SATURDAY), Level::One);
}

#[test]
fn r_10_nothing_is_lifted_chosen_or_shared_before_there_was_a_case() {
    let early = |field| Refusal::DateBeforeAct { act: Act::CaseOpened, field, date: SUNDAY, earliest: MONDAY };
    let lift = CourseAction::EscalateToLevel {
        together_with: None,
        level: Level::Two,
        consent: CONSENT,
        decision: decision(),
        relay_holder: None,
        escalated_on: SUNDAY,
        birth_is_shown: true,
    };
    let choose = AlternativesAction::ChooseAlternative {
        helped_by: [].into(),
        alternative: Alternative::D,
        decision: decision(),
        chosen_on: SUNDAY,
    };
    let share = |claimed| {
        SharingAction::ShareInformation(SharedInformation {
            unit: None,
            body: Body::School,
            direction: SharingDirection::ToBody,
            categories: [InformationCategory::Observations].into(),
            content: said_of_child("That nobody comes for her"),
            claimed,
            decision: decision(),
            shared_on: SUNDAY,
        })
    };
    given([opened()]).when(CaseAction::Course(lift)).then_refused(early("escalatedOn"));
    given([opened()]).when(CaseAction::Alternatives(choose)).then_refused(early("chosenOn"));
    let by_consent = share(ClaimedBasis::Consent(CONSENT));
    given([opened()]).when(CaseAction::Sharing(by_consent)).then_refused(early("sharedOn"));
    // What could not wait is recorded with the day on which it was said, which was shortly before.
    let at_once = || share(ClaimedBasis::Necessity);
    given([opened()]).when(CaseAction::Sharing(at_once())).then_done();
    let SharingAction::ShareInformation(mut long_ago) = at_once() else { panic!() };
    long_ago.shared_on = date(2024, 2, 25);
    let (field, earliest) = ("sharedOn", date(2024, 2, 26));
    given([opened()])
        .when(CaseAction::Sharing(SharingAction::ShareInformation(long_ago)))
        .then_refused(Refusal::DateBefore { field, date: date(2024, 2, 25), earliest });
}

#[test]
fn r_10_nothing_is_planned_or_asked_for_in_a_case_before_it_was_opened() {
    let early = |field| Refusal::DateBeforeAct { act: Act::CaseOpened, field, date: SUNDAY, earliest: MONDAY };
    let plan = crate::test_support::measure_plan();
    let plan_measure = MeasureAction::PlanMeasure { measure: crate::test_support::MEASURE, plan, planned_on: SUNDAY };
    given([opened()]).when(CaseAction::Measure(plan_measure)).then_refused(early("plannedOn"));
    let ask = ConsentAction::RequestConsent {
        consent: CONSENT,
        of: WhoIsAsked::Guardian(mother()),
        scope: scope(LEVEL_2),
        requested_on: SUNDAY,
        birth_is_shown: true,
    };
    given([opened()]).when(CaseAction::Consent(ask)).then_refused(early("requestedOn"));
    let make = PlanAction::MakePlan(DrawnPlan {
        plan: crate::test_support::AGREEMENT,
        text: said_of_child("Cato meets her, her mother brings her"),
        parties: crate::test_support::parties(),
        measures: [crate::test_support::MEASURE].into(),
        made_on: SUNDAY,
    });
    given([opened()]).when(CaseAction::Plan(make)).then_refused(early("madeOn"));
}
