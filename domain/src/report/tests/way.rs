//! S1-4, S1-27: a report follows the child welfare service's guide from its receipt.

use super::*;
use crate::case::StepConsequence;
use crate::guides::{Guides, LeadsTo};
use crate::test_support::{WEDNESDAY, fjordvik, steps};

/// The guide of the child welfare service that comes with the ledger.
pub(super) fn guide() -> Arc<Guide> {
    let of_service = |guide: &&Arc<Guide>| guide.version.guide.to_string() == "bti-level-3-child-welfare";
    Arc::clone(Guides::shipped().iter().find(of_service).unwrap())
}

/// Two steps before triage is concluded, in the next version of that guide.
fn next_version() -> Arc<Guide> {
    let (mut next, shipped) = ((*guide()).clone(), guide());
    next.version.version = 2;
    next.digest = "2".repeat(64);
    let mut first = shipped.steps[0].clone();
    first.id = "read".parse().unwrap();
    first.outcomes.retain(|outcome| outcome.id.to_string() == "open-investigation");
    first.outcomes[0].then = LeadsTo::Step(shipped.steps[0].id.clone());
    next.steps.insert(0, first);
    Arc::new(next)
}

fn guided(action: ReportAction) -> ReportAction {
    ReportAction::Guided(vec![guide()], Box::new(action))
}

fn followed() -> ReportEvent {
    StepsEvent::GuideFollowed {
        talks_first: false,
        guide: guide().version.clone(),
        digest: guide().digest.clone(),
        entries: Vec::new(),
        current: steps(&["review-report"]),
        responsibilities: [].into(),
        decision: None,
        followed_on: MONDAY,
    }
    .into()
}

fn received() -> Vec<ReportEvent> {
    received_from(public()).into_iter().chain([followed()]).collect()
}

pub(super) fn decide_in(guide: Arc<Guide>, role: DeciderRole, step: &str, outcome: &str) -> StepsAction {
    StepsAction::DecideStep {
        guide,
        adopted_on: MONDAY,
        arena: None,
        step: step.parse().unwrap(),
        outcomes: vec![outcome.parse().unwrap()],
        helped_by: [].into(),
        decision: Decision::stated(reasons(), by(role)),
        together_with: None,
        decided_on: THURSDAY,
    }
}

fn decide(outcome: &str) -> ReportAction {
    ReportAction::Steps(decide_in(guide(), DeciderRole::IntakeOfficer, "review-report", outcome))
}

/// In order or not, what it asks for, and where the report is then.
fn taken(events: &[ReportEvent]) -> (bool, Option<StepConsequence>, Vec<String>) {
    let Some(ReportEvent::Steps(StepsEvent::StepDecisionTaken { in_order, consequence, current, .. })) = events.last()
    else {
        panic!("{events:?}")
    };
    (*in_order, *consequence, current.iter().map(ToString::to_string).collect())
}

/// The versions that an event names.
fn named(events: &[ReportEvent]) -> Vec<GuideVersion> {
    let payload = serde_json::to_value(events.last().unwrap()).unwrap();
    let fields = payload.as_object().unwrap().values().next().unwrap().clone();
    serde_json::from_value(fields["guides"].clone()).unwrap_or_default()
}

#[test]
fn r_16_s1_4_a_report_follows_the_guides_of_the_service_from_its_receipt() {
    let receipt = received_from(public());
    given([]).when(guided(receive(public()))).then(receipt.clone().into_iter().chain([followed()]));
    // A guide about cases begins nothing for a report.
    let of_cases = ReportAction::Guided(vec![Arc::new(fjordvik())], Box::new(receive(public())));
    given([]).when(of_cases).then(receipt);
}

#[test]
fn r_16_a_report_that_came_in_before_anybody_looked_takes_them_up_from_its_receipt_with_what_is_done_first() {
    let came_in = || received_from(public());
    let mut acknowledgement = acknowledged();
    if let ReportEvent::AcknowledgementSent { guides, .. } = &mut acknowledgement {
        guides.push(guide().version.clone());
    }
    given(came_in()).when(guided(acknowledge_on(TUESDAY))).then([followed(), acknowledgement]);
    // Nothing was followed until triage, which takes up nothing to be held against it.
    given(came_in()).when(guided(triage("2"))).then([triaged(TriageOutcome::InvestigationDecided, "2")]);
    // What is triaged begins nothing more, and what is refused begins nothing either.
    let triaged = came_in().into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]);
    given(triaged).when(guided(acknowledge_on(TUESDAY))).then([acknowledged()]);
    let future = Refusal::FutureDate { field: "sentOn", date: SATURDAY, today: FRIDAY };
    given(came_in()).when(guided(acknowledge_on(SATURDAY))).then_refused(future);
}

#[test]
fn r_16_what_is_done_on_the_way_names_the_version_that_the_report_began_with() {
    let version = || vec![guide().version.clone()];
    let meeting = ReportAction::HoldIntakeMeeting {
        present: vec![intake_officer(), colleague()],
        summary: None,
        held_on: TUESDAY,
    };
    for action in [meeting, triage("2"), acknowledge_on(TUESDAY)] {
        assert_eq!(named(&given(received()).when(action).then_done()), version());
    }
    // Another version is adopted since: nothing takes it up before somebody says why.
    let adopted_since = ReportAction::Guided(vec![next_version()], Box::new(triage("2")));
    assert_eq!(named(&given(received()).when(adopted_since).then_done()), version());
    let moved = ReportAction::Steps(StepsAction::FollowGuide {
        guide: next_version(),
        adopted_on: MONDAY,
        at: Vec::new(),
        decision: Decision::stated(reasons(), intake_officer()),
        followed_on: TUESDAY,
    });
    let mut before = received();
    before.extend(given(before.clone()).when(moved).then_done());
    assert_eq!(named(&given(before.clone()).when(triage("2")).then_done()), [next_version().version.clone()]);
    // What happened before it was moved is named by what was followed then, also where it is recorded afterwards.
    let on_monday = given(before.clone()).when(acknowledge_on(MONDAY)).then_done();
    assert_eq!(named(&on_monday), version());
    let on_tuesday = given(before).when(acknowledge_on(TUESDAY)).then_done();
    assert_eq!(named(&on_tuesday), [next_version().version.clone()]);
    // Nor does a report name any that follows none.
    assert_eq!(named(&given(received_from(public())).when(triage("2")).then_done()), []);
}

#[test]
fn r_15_s1_4_what_is_decided_in_a_step_of_triage_asks_for_its_conclusion() {
    let dismissed = given(received()).when(decide("dismiss-report")).then_done();
    assert_eq!(taken(&dismissed), (true, Some(StepConsequence::Close), vec!["review-report".to_owned()]));
    let investigated = given(received()).when(decide("open-investigation")).then_done();
    // Until triage is concluded it waits where that was decided.
    let waits = (true, Some(StepConsequence::Investigate), vec!["review-report".to_owned()]);
    assert_eq!(taken(&investigated), waits);
    // It is concluded already, and what it came to was decided in the step.
    let late = received().into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]);
    assert_eq!(taken(&given(late).when(decide("open-investigation")).then_done()), waits);
}

fn decide_on(day: NaiveDate, outcome: &str) -> ReportAction {
    let mut action = decide_in(guide(), DeciderRole::IntakeOfficer, "review-report", outcome);
    if let StepsAction::DecideStep { decided_on, .. } = &mut action {
        *decided_on = day;
    }
    ReportAction::Steps(action)
}

#[test]
fn r_16_r_10_once_triage_is_concluded_a_report_follows_nothing_more_and_nothing_of_a_later_day_is_decided_in_its_steps()
{
    let triaged = || triaged(TriageOutcome::InvestigationDecided, "2");
    let follow = ReportAction::Steps(StepsAction::FollowGuide {
        guide: next_version(),
        adopted_on: MONDAY,
        at: Vec::new(),
        decision: Decision::stated(reasons(), intake_officer()),
        followed_on: TUESDAY,
    });
    let after = || received().into_iter().chain([triaged()]);
    given(after()).when(follow.clone()).then_refused(Refusal::AlreadyTriaged);
    given(after()).when(decide_on(FRIDAY, "open-investigation")).then_refused(Refusal::AlreadyTriaged);
    given(after()).when(decide_on(THURSDAY, "open-investigation")).then_done();
    // Nothing was followed when it was triaged.
    let unguided = || received_from(public()).into_iter().chain([triaged()]);
    given(unguided()).when(follow).then_refused(Refusal::AlreadyTriaged);
    given(unguided()).when(guided(decide_on(THURSDAY, "open-investigation"))).then_refused(Refusal::AlreadyTriaged);
}

#[test]
fn r_36_r_43_a_report_that_waits_for_triage_anew_is_back_where_it_came_into_its_guide() {
    let mut before = received_from(public());
    let in_two_steps = ReportAction::Guided(vec![next_version()], Box::new(acknowledge_on(TUESDAY)));
    before.extend(given(before.clone()).when(in_two_steps).then_done());
    let decide_in_next = |step, day| {
        let mut action = decide_in(next_version(), DeciderRole::IntakeOfficer, step, "open-investigation");
        if let StepsAction::DecideStep { decided_on, .. } = &mut action {
            *decided_on = day;
        }
        ReportAction::Steps(action)
    };
    let current = |events: &[ReportEvent]| {
        let state = given(events.to_vec()).state();
        state.way().follows(&guide().version.guide).unwrap().current.clone()
    };
    for step in ["read", "review-report"] {
        before.extend(given(before.clone()).when(decide_in_next(step, THURSDAY)).then_done());
    }
    before.push(triaged(TriageOutcome::AddedToOngoingInvestigation, "4"));
    assert_eq!(current(&before), steps(&["review-report"]));
    let correct = ReportAction::CorrectJoining {
        ongoing: None,
        decision: Decision::stated(reasons(), intake_officer()),
        corrected_on: FRIDAY,
    };
    before.extend(given(before.clone()).when(correct).then_done());
    assert_eq!(current(&before), steps(&["read"]));
    for step in ["read", "review-report"] {
        let decided = given(before.clone()).when(decide_in_next(step, FRIDAY)).then_done();
        assert!(taken(&decided).0, "{step}");
        before.extend(decided);
    }
    given(before).when(triage_on(FRIDAY, "2")).then_done();
}

#[test]
fn r_36_r_43_once_triage_is_taken_back_nothing_was_decided_in_a_step_on_the_days_on_which_it_was_concluded() {
    let mut joined = triaged(TriageOutcome::AddedToOngoingInvestigation, "4");
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut joined {
        *decided_on = TUESDAY;
    }
    let mut before: Vec<_> = received().into_iter().chain([joined]).collect();
    let correct = ReportAction::CorrectJoining {
        ongoing: None,
        decision: Decision::stated(reasons(), intake_officer()),
        corrected_on: FRIDAY,
    };
    before.extend(given(before.clone()).when(correct).then_done());
    let concluded_anew = || [before.clone(), vec![triaged_on_friday()]].concat();
    for history in [before.clone(), concluded_anew()] {
        for day in [WEDNESDAY, THURSDAY] {
            let decided = decide_on(day, "open-investigation");
            let (field, date, earliest) = ("decidedOn", day, FRIDAY);
            given(history.clone()).when(decided).then_refused(Refusal::DateBefore { field, date, earliest });
        }
        // Before it was concluded, and since it is to be concluded anew.
        for day in [MONDAY, TUESDAY, FRIDAY] {
            let decided = given(history.clone()).when(decide_on(day, "open-investigation")).then_done();
            assert!(taken(&decided).0, "{day}");
        }
    }
}

fn triaged_on_friday() -> ReportEvent {
    let mut event = triaged(TriageOutcome::InvestigationDecided, "2");
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut event {
        *decided_on = FRIDAY;
    }
    event
}

#[test]
fn r_36_a_step_is_out_of_order_where_the_report_is_not_in_it() {
    let mut before = received_from(public());
    let in_two_steps = ReportAction::Guided(vec![next_version()], Box::new(acknowledge_on(TUESDAY)));
    before.extend(given(before.clone()).when(in_two_steps).then_done());
    let decide =
        |step| ReportAction::Steps(decide_in(next_version(), DeciderRole::IntakeOfficer, step, "open-investigation"));
    // The first was passed over.
    assert!(!taken(&given(before.clone()).when(decide("review-report")).then_done()).0);
    before.extend(given(before.clone()).when(decide("read")).then_done());
    assert!(taken(&given(before.clone()).when(decide("review-report")).then_done()).0);
    // What is done in the investigation is not done with the report.
    let allocate = ReportAction::Steps(decide_in(next_version(), DeciderRole::IntakeOfficer, "allocate", "allocated"));
    assert!(!taken(&given(before).when(allocate).then_done()).0);
}

#[test]
fn r_30_only_who_owns_a_step_of_triage_decides_in_it() {
    let by_caseworker = decide_in(guide(), DeciderRole::Caseworker, "review-report", "dismiss-report");
    let refused = Refusal::NotTheStepsOwner { step: "review-report".parse().unwrap(), role: DeciderRole::Caseworker };
    given(received()).when(ReportAction::Steps(by_caseworker)).then_refused(refused);
}

#[test]
fn r_16_a_guide_about_cases_is_not_followed_in_a_report() {
    let other = Arc::new(fjordvik());
    let refused = Refusal::GuideNotForReports { guide: other.version.clone() };
    let action = ReportAction::Steps(decide_in(other, DeciderRole::IntakeOfficer, "see", "close"));
    given(received_from(public())).when(action).then_refused(refused);
    given([]).when(decide("dismiss-report")).then_refused(NO_REPORT);
}
