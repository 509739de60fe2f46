//! S1-4, S1-27: an investigation follows the child welfare service's guide from its opening.

use super::*;
use crate::case::{StepConsequence, StepsEvent};
use crate::guides::Guides;
use crate::test_support::{fjordvik, mother, steps};

/// The guide of the child welfare service that comes with the ledger.
pub(crate) fn guide() -> Arc<Guide> {
    let of_service = |guide: &&Arc<Guide>| guide.version.guide.to_string() == "bti-level-3-child-welfare";
    Arc::clone(Guides::shipped().iter().find(of_service).unwrap())
}

fn guided(action: InvestigationAction) -> InvestigationAction {
    InvestigationAction::Guided(vec![guide()], Box::new(action))
}

fn followed() -> InvestigationEvent {
    StepsEvent::GuideFollowed {
        talks_first: false,
        guide: guide().version.clone(),
        digest: guide().digest.clone(),
        entries: Vec::new(),
        current: steps(&["allocate"]),
        responsibilities: BTreeSet::new(),
        decision: None,
        followed_on: THURSDAY,
    }
    .into()
}

pub(super) fn decide_in(guide: Arc<Guide>, role: DeciderRole, step: &str, outcome: &str) -> StepsAction {
    StepsAction::DecideStep {
        guide,
        adopted_on: MONDAY,
        arena: None,
        step: step.parse().unwrap(),
        outcomes: vec![outcome.parse().unwrap()],
        helped_by: [].into(),
        decision: Decision { decided_by: by(role), ..decision() },
        together_with: None,
        decided_on: JUNE_3,
    }
}

fn decide(step: &str, outcome: &str) -> InvestigationAction {
    InvestigationAction::Steps(decide_in(guide(), DeciderRole::Caseworker, step, outcome))
}

/// What was decided: in order or not, without consent or not, what it asks for, and where the investigation is then.
fn taken(events: &[InvestigationEvent]) -> (bool, bool, Option<StepConsequence>, Vec<String>) {
    let Some(InvestigationEvent::Steps(StepsEvent::StepDecisionTaken {
        guide: version,
        in_order,
        without_consent,
        consequence,
        current,
        ..
    })) = events.last()
    else {
        panic!("{events:?}")
    };
    assert_eq!(*version, guide().version, "a decision names the guide and its version");
    (*in_order, *without_consent, *consequence, current.iter().map(ToString::to_string).collect())
}

/// Allocated, mapped, and to be concluded.
fn to_be_concluded() -> Vec<InvestigationEvent> {
    let mut before = vec![opened(), followed(), heard()];
    let allocated = InvestigationAction::Steps(decide_in(guide(), DeciderRole::IntakeOfficer, "allocate", "allocated"));
    before.extend(given(before.clone()).when(allocated).then_done());
    before.extend(given(before.clone()).when(decide("map-situation", "summed-up")).then_done());
    before
}

#[test]
fn r_16_s1_4_an_investigation_follows_the_guides_of_the_service_from_its_opening() {
    given([]).when(guided(open(MONDAY, THURSDAY))).then([opened(), followed()]);
    // A guide about cases begins nothing for an investigation.
    let of_cases = InvestigationAction::Guided(vec![Arc::new(fjordvik())], Box::new(open(MONDAY, THURSDAY)));
    given([]).when(of_cases).then([opened()]);
    let state = given([opened(), followed()]).state();
    assert_eq!(state.way().following().next().unwrap().guide, guide().version);
}

#[test]
fn r_15_s1_8_what_is_decided_in_a_step_leads_to_the_next_and_asks_for_the_conclusion_at_the_end() {
    let state = given(to_be_concluded()).state();
    assert!(state.way().decisions().iter().all(|decision| decision.in_order));
    let helped = given(to_be_concluded()).when(decide("conclude", "assistance-measures")).then_done();
    let follow_up = Some(StepConsequence::FollowUp);
    assert_eq!(taken(&helped), (true, false, follow_up, vec!["cooperate".to_owned()]));
    let dismissed = given(to_be_concluded()).when(decide("conclude", "dismiss-investigation")).then_done();
    assert_eq!(taken(&dismissed).2, Some(StepConsequence::Close));
}

#[test]
fn r_36_a_step_is_out_of_order_where_the_investigation_is_not_in_it() {
    let early = given([opened(), followed()]).when(decide("conclude", "assistance-measures")).then_done();
    assert!(!taken(&early).0);
    // What is followed up comes after the conclusion, whatever the step before led to.
    let mut before = to_be_concluded();
    before.extend(given(before.clone()).when(decide("conclude", "assistance-measures")).then_done());
    assert!(!taken(&given(before.clone()).when(decide("cooperate", "no-group")).then_done()).0);
    before.push(concluded(InvestigationOutcome::MeasuresDecided, "1"));
    assert!(taken(&given(before).when(decide("cooperate", "no-group")).then_done()).0);
}

#[test]
fn s1_15_a_group_that_is_decided_on_without_consent_is_marked() {
    let mut before = to_be_concluded();
    before.push(concluded(InvestigationOutcome::MeasuresDecided, "1"));
    assert!(taken(&given(before.clone()).when(decide("cooperate", "group-formed")).then_done()).1);
    before.push(InvestigationEvent::ResponsibilityGroupFormed {
        bodies: [Body::School].into(),
        units: [].into(),
        consented: vec![mother()],
        covers: said_of_child("What the school sees"),
        consented_on: None,
        scope: None,
        guides: Vec::new(),
        formed_on: JUNE_3,
    });
    assert!(!taken(&given(before).when(decide("cooperate", "group-formed")).then_done()).1);
}

#[test]
fn r_30_only_who_owns_the_step_decides_in_it() {
    let by_caseworker = decide("allocate", "allocated");
    let refused = Refusal::NotTheStepsOwner { step: "allocate".parse().unwrap(), role: DeciderRole::Caseworker };
    given([opened(), followed()]).when(by_caseworker).then_refused(refused);
}

#[test]
fn r_16_a_guide_about_cases_is_not_followed_in_an_investigation() {
    let other = Arc::new(fjordvik());
    let refused = Refusal::GuideNotForInvestigations { guide: other.version.clone() };
    let action = InvestigationAction::Steps(decide_in(other, DeciderRole::Caseworker, "see", "close"));
    given([opened()]).when(action).then_refused(refused);
}

/// Which versions the last of the events names.
fn named(events: &[InvestigationEvent]) -> Vec<GuideVersion> {
    let payload = serde_json::to_value(events.last().unwrap()).unwrap();
    let fields = payload.as_object().unwrap().values().next().unwrap().clone();
    serde_json::from_value(fields["guides"].clone()).unwrap_or_default()
}

#[test]
fn r_16_s1_10_s1_14_what_the_service_does_and_decides_names_the_guides_that_were_followed() {
    let version = || vec![guide().version.clone()];
    let said = || said_of_child("She wants to stay at her school");
    let kind = ParticipationKind::Conversation;
    let place = || InvestigationAction::PlaceInEmergency {
        ground: EmergencyGround::Harm,
        principles: None,
        decision: decision(),
        decided_on: JUNE_3,
    };
    let end = InvestigationAction::EndEmergency { placement: None, decision: decision(), ended_on: JUNE_3 };
    let ask = |of| InvestigationAction::RequestInformation {
        of,
        unit: None,
        what: said(),
        basis: InformationBasis::Order,
        consented: None,
        requested_on: JUNE_3,
    };
    let told =
        InvestigationAction::TakeInInformation { from: Body::School, unit: None, account: said(), supplied_on: JUNE_3 };
    let mut before = vec![opened(), followed(), heard()];
    for action in [place(), ask(Body::School)] {
        let done = given(before.clone()).when(action).then_done();
        assert_eq!(named(&done), version());
        before.extend(done);
    }
    let hear = InvestigationAction::RecordParticipation { kind, account: said(), on: JUNE_3 };
    for action in [hear, extend_to(LATEST), end, told] {
        assert_eq!(named(&given(before.clone()).when(action).then_done()), version());
    }
    // What goes before the investigation goes before its guide.
    let at_once = InvestigationAction::PlaceInEmergency {
        ground: EmergencyGround::Harm,
        principles: None,
        decision: decision(),
        decided_on: TUESDAY,
    };
    assert_eq!(named(&given([opened(), followed()]).when(at_once).then_done()), []);
    // Nor is any named where none is followed.
    assert_eq!(named(&given([opened()]).when(extend_to(LATEST)).then_done()), []);
}

#[test]
fn r_16_r_71_what_is_recorded_late_names_the_version_that_the_investigation_followed_on_its_own_day() {
    let mut next = (*guide()).clone();
    next.version.version = 2;
    next.digest = "2".repeat(64);
    let moved = InvestigationAction::Steps(StepsAction::FollowGuide {
        guide: Arc::new(next.clone()),
        adopted_on: MONDAY,
        at: Vec::new(),
        decision: decision(),
        followed_on: date(2024, 5, 6),
    });
    let mut before = vec![opened(), followed(), heard()];
    before.extend(given(before.clone()).when(moved).then_done());
    let plan_on = |made_on| InvestigationAction::MakePlan { plan: said_of_child("Talk with her"), made_on };
    let named = |action| named(&given(before.clone()).when(action).then_done());
    assert_eq!(named(plan_on(THURSDAY)), [guide().version.clone()]);
    assert_eq!(named(plan_on(date(2024, 5, 5))), [guide().version.clone()]);
    assert_eq!(named(plan_on(date(2024, 5, 6))), [next.version.clone()]);
    assert_eq!(named(conclude("2")), [next.version]);
}

#[test]
fn s1_11_s1_15_rm12_the_conclusion_takes_an_investigation_to_its_follow_up_or_out_of_its_guide() {
    let is_in = |events: Vec<InvestigationEvent>| {
        let state = given(events).state();
        let current = state.way().following().next().unwrap().current.clone();
        state.is_in(&guide(), &current)
    };
    // Concluded in measures while it was mapped, which departs from the guide: it is followed up all the same.
    let mapped = vec![opened(), followed(), heard()];
    assert_eq!(is_in(mapped.clone()), steps(&["allocate"]));
    let measures = [mapped.clone(), vec![concluded(InvestigationOutcome::MeasuresDecided, "1")]].concat();
    assert_eq!(is_in(measures.clone()), steps(&["cooperate"]));
    let state = given(measures.clone()).when(decide("cooperate", "no-group")).then_done();
    assert_eq!(taken(&state), (true, false, None, vec!["evaluate".to_owned()]));
    // From there on it goes by its decisions.
    assert_eq!(is_in([measures.clone(), state].concat()), steps(&["evaluate"]));
    // A step of the investigation that is written down late was in its order, and moves nothing back.
    let late = given(measures.clone()).when(decide("map-situation", "summed-up")).then_done();
    assert_eq!(is_in([measures, late].concat()).into_iter().next().unwrap().to_string(), "cooperate");
    // Dismissed, decided in its step or not, there is nothing to do.
    let dismissed = concluded(InvestigationOutcome::InvestigationDismissed, "3");
    assert_eq!(is_in([mapped, vec![dismissed.clone()]].concat()), BTreeSet::new());
    let decided = given(to_be_concluded()).when(decide("conclude", "dismiss-investigation")).then_done();
    let ended = [to_be_concluded(), decided, vec![dismissed]].concat();
    assert!(given(ended.clone()).state().is_over());
    assert_eq!(is_in(ended), BTreeSet::new());
}
