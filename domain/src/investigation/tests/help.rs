//! R-47, S1-22, S1-25, S2-56 to S2-61, S2-17: the service's measures, and what others tell.

use super::*;
use crate::case::{EvaluatedAs, MeasureKind, MeasureTarget};
use crate::test_support::samples::{principles, service_scope, voices};
use crate::test_support::{FRIDAY, MEASURE, evaluation_answers, mother, teacher};

const JUNE_10: NaiveDate = date(2024, 6, 10);
const DECEMBER: NaiveDate = date(2024, 12, 20);

fn measure(code: &str, kind: MeasureKind, target: MeasureTarget) -> DecidedMeasure {
    DecidedMeasure {
        goal: said_of_child("Calm mornings"),
        code: measure_code(code, None),
        kind,
        target,
        responsible: teacher(),
        from: JUNE_10,
        to: DECEMBER,
        evaluation_on: date(2024, 10, 1),
    }
}

fn marte_meo() -> DecidedMeasure {
    measure("3.6", MeasureKind::ChangeOriented, MeasureTarget::Family)
}

fn decide(decided: DecidedMeasure) -> InvestigationAction {
    decide_on(Resting::ASSISTANCE, decided)
}

fn decide_on(resting: Resting, decided: DecidedMeasure) -> InvestigationAction {
    let (decided, resting, decision) = (Box::new(decided), Box::new(resting), decision());
    InvestigationAction::DecideMeasure { measure: MEASURE, decided, resting, decision, decided_on: JUNE_3 }
}

fn was_decided(decided_measure: DecidedMeasure) -> InvestigationEvent {
    InvestigationEvent::MeasureDecided {
        measure: MEASURE,
        decided: decided_measure,
        basis: Some(MeasureBasis::Assistance),
        consented: None,
        principles: None,
        legal_basis: "BVL2021 §§ 3-1 – 3-3".to_owned(),
        decision: decided(),
        guides: Vec::new(),
        decided_on: JUNE_3,
    }
}

pub(super) fn was_decided_on(basis: MeasureBasis) -> InvestigationEvent {
    let mut event = was_decided(measure("2.2", MeasureKind::Compensating, MeasureTarget::Child));
    if let InvestigationEvent::MeasureDecided { basis: rests_on, .. } = &mut event {
        *rests_on = Some(basis);
    }
    event
}

pub(super) fn has_ended() -> InvestigationEvent {
    InvestigationEvent::DecidedMeasureEnded {
        measure: MEASURE,
        decision: decided(),
        guides: Vec::new(),
        ended_on: JUNE_3,
    }
}

#[test]
fn r_47_s2_56_no_measure_is_decided_without_an_investigation_that_follows_a_report() {
    given([]).when(decide(marte_meo())).then_refused(NO_INVESTIGATION);
    given([opened()]).when(decide(marte_meo())).then([was_decided(marte_meo())]);
    let ended = [opened(), concluded(InvestigationOutcome::MeasuresDecided, "1")];
    given(ended).when(decide(marte_meo())).then([was_decided(marte_meo())]);
}

#[test]
fn s2_61_s2_57_a_measure_is_to_change_compensate_or_control_and_is_directed_at_family_or_child() {
    for (code, kind, target) in [
        ("3.1", MeasureKind::ChangeOriented, MeasureTarget::Family),
        ("4.5", MeasureKind::Compensating, MeasureTarget::Child),
        ("5.4", MeasureKind::Control, MeasureTarget::Family),
        ("6.4", MeasureKind::ChangeOriented, MeasureTarget::Child),
    ] {
        let events = given([opened()]).when(decide(measure(code, kind, target))).then_done();
        let [InvestigationEvent::MeasureDecided { decided, .. }] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!((decided.kind, decided.target), (kind, target));
        assert_eq!(decided.goal, said_of_child("Calm mornings"));
    }
}

/// Familieråd, Marte Meo, PMTO and MST have codes of their own; COS stands under "others", with its name.
#[test]
fn s1_25_the_measures_that_the_guide_names_are_codes_of_the_register() {
    for (code, label) in [("6.1", "Familieråd"), ("3.6", "Marte Meo"), ("3.2", "PMTO"), ("3.1", "MST")] {
        assert!(find(CodeList::Measure, code).unwrap().label_nb.starts_with(label), "{code}");
        given([opened()]).when(decide(DecidedMeasure { code: measure_code(code, None), ..marte_meo() })).then_done();
    }
    let cos = |clarification| DecidedMeasure { code: measure_code("3.99", clarification), ..marte_meo() };
    given([opened()]).when(decide(cos(None))).then_refused(Refusal::ClarificationMissing { code: "3.99".to_owned() });
    given([opened()]).when(decide(cos(Some(said_of_child("COS"))))).then_done();
    for code in ["8.4", "none"] {
        let not_in_force = Refusal::CodeNotInForce { field: "code", code: code.to_owned(), on: JUNE_3 };
        let unknown = DecidedMeasure { code: measure_code(code, None), ..marte_meo() };
        given([opened()]).when(decide(unknown)).then_refused(not_in_force);
    }
}

#[test]
fn s1_22_a_decided_measure_has_goal_responsible_duration_and_time_of_evaluation_in_order() {
    let wrong = DecidedMeasure { to: JUNE_3, ..marte_meo() };
    let refusal = Refusal::DateBefore { field: "to", date: JUNE_3, earliest: JUNE_10 };
    given([opened()]).when(decide(wrong)).then_refused(refusal);
    let wrong = DecidedMeasure { evaluation_on: JUNE_3, ..marte_meo() };
    let refusal = Refusal::DateBefore { field: "evaluationOn", date: JUNE_3, earliest: JUNE_10 };
    given([opened()]).when(decide(wrong)).then_refused(refusal);
    given([opened(), was_decided(marte_meo())])
        .when(decide(marte_meo()))
        .then_refused(Refusal::MeasureAlreadyPlanned { measure: MEASURE });
}

/// What somebody said, or why not, is no field that can be left out.
#[test]
fn s2_58_s2_59_the_plan_is_made_and_evaluated_with_child_and_parents() {
    let plan = || said_of_child("Guidance every other week");
    let action = InvestigationAction::PlanMeasures { plan: plan(), voices: voices(), planned_on: JUNE_3 };
    let made_of = |measures: &[MeasureId]| InvestigationEvent::ServiceMeasurePlanMade {
        plan: plan(),
        measures: measures.iter().copied().collect(),
        voices: voices(),
        guides: Vec::new(),
        planned_on: JUNE_3,
    };
    let made = made_of(&[]);
    // It is of the measures that were decided on by its day and go on.
    given([opened(), was_decided(marte_meo())]).when(action.clone()).then([made_of(&[MEASURE])]);
    let over = InvestigationEvent::DecidedMeasureEnded {
        measure: MEASURE,
        decision: decided(),
        guides: Vec::new(),
        ended_on: FRIDAY,
    };
    given([opened(), was_decided(marte_meo()), over]).when(action.clone()).then([made_of(&[])]);
    given([opened()]).when(action.clone()).then([made.clone()]);
    given([]).when(action).then_refused(NO_INVESTIGATION);
    assert_eq!(given([opened(), made]).state().measures_planned_on(), Some(JUNE_3));

    let begun = || was_decided(DecidedMeasure { from: FRIDAY, ..marte_meo() });
    let effect = || said_of_child("The mornings are calmer");
    let evaluate = || InvestigationAction::EvaluateMeasure {
        measure: MEASURE,
        answers: Box::new(evaluation_answers()),
        effect: effect(),
        voices: voices(),
        evaluated_on: JUNE_3,
        next_evaluation_on: None,
    };
    let evaluated = || InvestigationEvent::DecidedMeasureEvaluated {
        measure: MEASURE,
        answers: Some(evaluation_answers()),
        effect: effect(),
        voices: voices(),
        evaluated_on: JUNE_3,
        guides: Vec::new(),
        next_evaluation_on: Some(DECEMBER),
    };
    given([opened(), begun()]).when(evaluate()).then([evaluated()]);
    given([opened()]).when(evaluate()).then_refused(Refusal::MeasureUnknown { measure: MEASURE });
    let end = || InvestigationAction::EndMeasure { measure: MEASURE, decision: decision(), ended_on: JUNE_3 };
    let ended = || InvestigationEvent::DecidedMeasureEnded {
        measure: MEASURE,
        decision: decided(),
        guides: Vec::new(),
        ended_on: JUNE_3,
    };
    given([opened(), begun()]).when(end()).then([ended()]);
    given([opened(), begun(), ended()]).when(end()).then_refused(Refusal::MeasureHasEnded { measure: MEASURE });
    let state = given([opened(), begun(), evaluated(), ended()]).state();
    let [known] = state.measures() else { panic!("{state:?}") };
    assert_eq!((known.evaluated_on.as_slice(), known.ended_on), ([JUNE_3].as_slice(), Some(JUNE_3)));
}

#[test]
fn r_10_a_measure_ends_neither_before_it_was_decided_on_or_began_nor_tomorrow() {
    let end = |ended_on| InvestigationAction::EndMeasure { measure: MEASURE, decision: decision(), ended_on };
    let running = || given([opened(), was_decided(DecidedMeasure { from: FRIDAY, ..marte_meo() })]);
    running().when(end(FRIDAY)).then_done();
    let too_early = Refusal::DateBefore { field: "endedOn", date: THURSDAY, earliest: FRIDAY };
    running().when(end(THURSDAY)).then_refused(too_early);
    let tomorrow = Refusal::FutureDate { field: "endedOn", date: TOMORROW, today: JUNE_3 };
    running().when(end(TOMORROW)).then_refused(tomorrow);
    let went_on_for = extended_to_day(JUNE_10, JUNE_3);
    let went_on =
        || given([opened(), was_decided(DecidedMeasure { from: FRIDAY, ..marte_meo() }), went_on_for.clone()]);
    let act = Act::MeasureExtended;
    let before = Refusal::DateBeforeAct { field: "endedOn", date: FRIDAY, earliest: JUNE_3, act };
    went_on().when(end(FRIDAY)).then_refused(before);
    went_on().when(end(JUNE_3)).then_done();
    // One that was to begin later may be given up from the day of its decision on.
    given([opened(), was_decided(marte_meo())]).when(end(JUNE_3)).then_done();
}

fn consented(basis: InformationBasis) -> Option<Consented> {
    let scope = || Some(service_scope());
    (basis == InformationBasis::Consent).then(|| Consented { by: vec![mother()], on: FRIDAY, scope: scope() })
}

fn ask(of: Body, basis: InformationBasis) -> InvestigationAction {
    let what = said_of_child("How she has been at school");
    InvestigationAction::RequestInformation {
        of,
        unit: None,
        what,
        basis,
        consented: consented(basis),
        requested_on: FRIDAY,
    }
}

fn asked(of: Body, basis: InformationBasis, legal_basis: Option<&str>) -> InvestigationEvent {
    let (what, legal_basis) = (said_of_child("How she has been at school"), legal_basis.map(ToOwned::to_owned));
    let consented = consented(basis);
    InvestigationEvent::InformationRequested {
        of,
        unit: None,
        what,
        basis,
        consented,
        legal_basis,
        guides: Vec::new(),
        requested_on: FRIDAY,
    }
}

#[test]
fn s2_17_other_bodies_are_asked_with_consent_or_ordered_by_the_act_and_what_they_tell_is_recorded() {
    let consent = || asked(Body::School, InformationBasis::Consent, None);
    given([opened()]).when(ask(Body::School, InformationBasis::Consent)).then([consent()]);
    let order = asked(Body::Police, InformationBasis::Order, Some("BVL2021 § 13-4"));
    given([opened()]).when(ask(Body::Police, InformationBasis::Order)).then([order]);
    given([opened(), consent()])
        .when(ask(Body::School, InformationBasis::Consent))
        .then_refused(Refusal::InformationAwaited { body: Body::School });
    let account = || said_of_child("She is often away on Mondays");
    let tell =
        |from| InvestigationAction::TakeInInformation { from, unit: None, account: account(), supplied_on: JUNE_3 };
    let told = || InvestigationEvent::InformationSupplied {
        from: Body::School,
        unit: None,
        account: account(),
        guides: Vec::new(),
        supplied_on: JUNE_3,
    };
    given([opened(), consent()]).when(tell(Body::School)).then([told()]);
    for before in [vec![opened()], vec![opened(), consent(), told()]] {
        given(before).when(tell(Body::School)).then_refused(Refusal::NoInformationAwaited { body: Body::School });
    }
    // It is a step of the investigation: information was gathered (S1-10).
    let state = given([opened(), consent(), told()]).state();
    let gathered = state.checklist().into_iter().find(|item| item.kind == StepKind::InformationGathered).unwrap();
    assert_eq!(gathered.done_on, [JUNE_3]);
    // What comes after the end is told too.
    let ended = [opened(), consent(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    given(ended).when(tell(Body::School)).then([told()]);
}

#[test]
fn s2_17_r_21_of_two_schools_that_are_asked_by_name_each_answers_for_itself() {
    let named = |unit: &str| Some(unit.to_owned());
    let asked_of = |name: Option<&str>| {
        let mut event = asked(Body::School, InformationBasis::Order, Some("BVL2021 § 13-4"));
        if let InvestigationEvent::InformationRequested { unit, .. } = &mut event {
            *unit = name.and_then(named);
        }
        event
    };
    let tell = |name: Option<&str>| InvestigationAction::TakeInInformation {
        from: Body::School,
        unit: name.and_then(named),
        account: said_of_child("She is often away on Mondays"),
        supplied_on: JUNE_3,
    };
    let told = |name: Option<&str>| InvestigationEvent::InformationSupplied {
        from: Body::School,
        unit: name.and_then(named),
        account: said_of_child("She is often away on Mondays"),
        guides: Vec::new(),
        supplied_on: JUNE_3,
    };
    let (one, other) = (Some("A skole"), Some("B skole"));
    let awaited = Refusal::NoInformationAwaited { body: Body::School };
    given([opened(), asked_of(one)]).when(tell(other)).then_refused(awaited);
    given([opened(), asked_of(one)]).when(tell(Some("a Skole"))).then([told(Some("a Skole"))]);
    // The other one may be asked meanwhile, and it is said which of them answers.
    let mut ask_other = ask(Body::School, InformationBasis::Order);
    if let InvestigationAction::RequestInformation { unit, .. } = &mut ask_other {
        *unit = other.and_then(named);
    }
    given([opened(), asked_of(one)]).when(ask_other).then([asked_of(other)]);
    let both = || [opened(), asked_of(one), asked_of(other)];
    given(both()).when(tell(None)).then_refused(Refusal::ServiceUnnamed { field: "unit" });
    let state = given(both().into_iter().chain([told(other)])).state();
    let answered: Vec<_> = state.information_asked().iter().map(|asked| asked.supplied_on).collect();
    assert_eq!(answered, [None, Some(JUNE_3)]);
    let accounts: Vec<_> = state.written().information.iter().map(|asked| asked.account.is_some()).collect();
    assert_eq!(accounts, [false, true]);
    // Where it was not said which was asked, or which answers, any of the kind will do.
    given([opened(), asked_of(None)]).when(tell(other)).then([told(other)]);
    given([opened(), asked_of(one)]).when(tell(None)).then([told(None)]);
}

#[test]
fn s2_17_who_was_asked_with_consent_and_says_nothing_is_ordered_once_and_one_answer_is_for_both() {
    let (school, awaited) = (Body::School, || Refusal::InformationAwaited { body: Body::School });
    let consent = || asked(school, InformationBasis::Consent, None);
    let order = || asked(school, InformationBasis::Order, Some("BVL2021 § 13-4"));
    given([opened(), consent()]).when(ask(school, InformationBasis::Order)).then([order()]);
    for basis in InformationBasis::ALL {
        given([opened(), consent(), order()]).when(ask(school, basis)).then_refused(awaited());
    }
    given([opened(), order()]).when(ask(school, InformationBasis::Consent)).then_refused(awaited());
    let mut earlier = ask(school, InformationBasis::Order);
    if let InvestigationAction::RequestInformation { requested_on, .. } = &mut earlier {
        *requested_on = THURSDAY;
    }
    let too_early = Refusal::DateBefore { field: "requestedOn", date: THURSDAY, earliest: FRIDAY };
    given([opened(), consent()]).when(earlier).then_refused(too_early);
    let told = InvestigationEvent::InformationSupplied {
        from: school,
        unit: None,
        account: said_of_child("She is often away on Mondays"),
        guides: Vec::new(),
        supplied_on: JUNE_3,
    };
    let state = given([opened(), consent(), order(), told]).state();
    let answered: Vec<_> = state.information_asked().iter().map(|asked| (asked.basis, asked.supplied_on)).collect();
    assert_eq!(answered, [(InformationBasis::Consent, Some(JUNE_3)), (InformationBasis::Order, Some(JUNE_3))]);
}

/// Services were not named when it was asked.
#[test]
fn s2_17_what_was_asked_of_a_service_without_a_name_is_told_by_one_with_a_name_which_is_kept() {
    let asked = |unit: Option<&str>| {
        let mut event = asked(Body::Other, InformationBasis::Consent, None);
        if let InvestigationEvent::InformationRequested { unit: named, .. } = &mut event {
            *named = unit.map(ToOwned::to_owned);
        }
        event
    };
    let account = || said_of_child("She is often away on Mondays");
    let unit = |name: &str| Some(name.to_owned());
    let tell = |name: &str| InvestigationAction::TakeInInformation {
        from: Body::Other,
        unit: unit(name),
        account: account(),
        supplied_on: JUNE_3,
    };
    let told = |name: &str| InvestigationEvent::InformationSupplied {
        from: Body::Other,
        unit: unit(name),
        account: account(),
        guides: Vec::new(),
        supplied_on: JUNE_3,
    };
    let refused = || Refusal::NoInformationAwaited { body: Body::Other };
    given([opened(), asked(None)]).when(tell("Vikmo")).then([told("Vikmo")]);
    given([opened(), asked(None), told("Vikmo")]).when(tell("Nord")).then_refused(refused());
    given([opened(), asked(Some("Nord"))]).when(tell("Vikmo")).then_refused(refused());
    let answered = |events: Vec<InvestigationEvent>| {
        let state = given(events).state();
        let asked = state.information_asked().iter().zip(&state.written().information);
        let of = asked.map(|(asked, words)| {
            assert_eq!(asked.supplied_on.is_some(), words.account.is_some(), "the words are of the same answer");
            (asked.unit.clone(), asked.supplied_on)
        });
        of.collect::<Vec<_>>()
    };
    assert_eq!(answered(vec![opened(), asked(None), told("Vikmo")]), [(unit("Vikmo"), Some(JUNE_3))]);
    // What was asked of it by its name comes first, and the other one's answer is awaited still.
    let both = || vec![opened(), asked(None), asked(Some("Vikmo")), told("Vikmo")];
    assert_eq!(answered(both()), [(None, None), (unit("Vikmo"), Some(JUNE_3))]);
    given(both()).when(tell("Nord")).then([told("Nord")]);
}

#[test]
fn r_47_from_a_dismissed_investigation_no_measures_follow_and_with_concern_the_family_may_take_them_after_all() {
    let refused = Refusal::MeasureAfterDismissal { on: JUNE_3 };
    for (outcome, code) in [
        (InvestigationOutcome::InvestigationDismissed, "3"),
        (InvestigationOutcome::DismissedMoved, "5"),
        (InvestigationOutcome::DismissedReferred, "6"),
    ] {
        let ended = || [opened(), concluded(outcome, code)];
        given(ended()).when(decide(marte_meo())).then_refused(refused.clone());
        // What was decided before the end is recorded after it.
        let mut before = decide(marte_meo());
        if let InvestigationAction::DecideMeasure { decided_on, .. } = &mut before {
            *decided_on = FRIDAY;
        }
        given(ended()).when(before).then_done();
    }
    let with_concern = [opened(), declined(), concluded(InvestigationOutcome::DismissedWithConcern, "4")];
    given(with_concern).when(decide(marte_meo())).then([was_decided(marte_meo())]);
}

/// Of an investigation that was dismissed on top of it, before that was refused.
#[test]
fn r_47_s2_62_s2_63_what_the_board_granted_or_an_emergency_needs_is_carried_out_after_a_dismissal_too() {
    let dismissed = || vec![opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    let placement = || measure("2.2", MeasureKind::Compensating, MeasureTarget::Child);
    let on = |basis| decide_on(Resting { basis, consented: None, principles: None }, placement());
    let kind = BoardCaseKind::CareOrder;
    let not_granted = Refusal::NotGrantedByBoard { kind };
    given(dismissed()).when(on(MeasureBasis::CareOrder)).then_refused(not_granted);
    let granted = super::coercion::granted_care_order();
    given([dismissed(), granted].concat()).when(on(MeasureBasis::CareOrder)).then_done();
    given(dismissed()).when(on(MeasureBasis::EmergencyPlacement)).then_refused(Refusal::NoEmergencyPlacement);
    let placed = vec![super::coercion::placed_anyhow()];
    given([dismissed(), placed].concat()).when(on(MeasureBasis::EmergencyPlacement)).then_done();
}

fn evaluate_on(evaluated_on: NaiveDate, next_evaluation_on: Option<NaiveDate>) -> InvestigationAction {
    let (measure, effect, voices) = (MEASURE, said_of_child("The mornings are calmer"), voices());
    let answers = Box::new(evaluation_answers());
    InvestigationAction::EvaluateMeasure { measure, answers, effect, voices, evaluated_on, next_evaluation_on }
}

fn extend_to_day(to: NaiveDate, extended_on: NaiveDate) -> InvestigationAction {
    let (evaluation_on, decision) = (to, decision());
    InvestigationAction::ExtendMeasure { measure: MEASURE, to, evaluation_on, decision, extended_on }
}

fn was_evaluated() -> InvestigationEvent {
    InvestigationEvent::DecidedMeasureEvaluated {
        measure: MEASURE,
        answers: Some(evaluation_answers()),
        effect: said_of_child("The mornings are calmer"),
        voices: voices(),
        evaluated_on: JUNE_3,
        guides: Vec::new(),
        next_evaluation_on: Some(DECEMBER),
    }
}

#[test]
fn s2_58_d_7_an_evaluation_is_not_put_off_for_ever() {
    let too_late = |field, latest| Refusal::EvaluationTooLate { field, latest };
    let (after, far) = (date(2024, 12, 21), date(2099, 1, 1));
    let planned = DecidedMeasure { evaluation_on: after, ..marte_meo() };
    // What is short is evaluated when it is over (S1-17).
    given([opened()]).when(decide(planned)).then_done();
    let running = || vec![opened(), was_decided(DecidedMeasure { from: FRIDAY, ..marte_meo() })];
    given(running()).when(evaluate_on(JUNE_3, Some(far))).then_refused(too_late("nextEvaluationOn", DECEMBER));
    let extend = |to, evaluation_on, extended_on| {
        let decision = decision();
        InvestigationAction::ExtendMeasure { measure: MEASURE, to, evaluation_on, decision, extended_on }
    };
    // Never evaluated, it is by the day on which it was to end; where that has passed, by the day on which it is extended.
    given(running()).when(extend(after, after, JUNE_3)).then_refused(too_late("evaluationOn", DECEMBER));
    given(running()).when(extend(after, DECEMBER, JUNE_3)).then_done();
    let january = date(2025, 1, 7);
    let late = |evaluation_on| given(running()).today(january).when(extend(far, evaluation_on, january));
    late(date(2025, 1, 8)).then_refused(too_late("evaluationOn", january));
    late(january).then_done();
    let evaluated = || [running(), vec![was_evaluated()]].concat();
    given(evaluated()).when(extend(after, after, JUNE_3)).then_done();
    given(evaluated()).when(extend(after, far, JUNE_3)).then_refused(too_late("evaluationOn", after));
    // Nor is it by one extension after another: the last day that it had when that came to be awaited is kept.
    let extended = |before: Vec<InvestigationEvent>, to, evaluation_on| {
        let done = given(before.clone()).when(extend(to, evaluation_on, JUNE_3)).then_done();
        [before, done].concat()
    };
    let once = extended(running(), after, DECEMBER);
    given(once.clone()).when(extend(january, after, JUNE_3)).then_refused(too_late("evaluationOn", DECEMBER));
    given(once).when(extend(january, DECEMBER, JUNE_3)).then_done();
    let next = extended(evaluated(), after, after);
    given(next).when(extend(january, january, JUNE_3)).then_refused(too_late("evaluationOn", after));
}

fn ended_on(ended_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::DecidedMeasureEnded { measure: MEASURE, decision: decided(), guides: Vec::new(), ended_on }
}

fn extended_to_day(to: NaiveDate, extended_on: NaiveDate) -> InvestigationEvent {
    let (evaluation_on, decision) = (to, decided());
    InvestigationEvent::DecidedMeasureExtended {
        measure: MEASURE,
        to,
        evaluation_on,
        decision,
        guides: Vec::new(),
        extended_on,
    }
}

#[test]
fn s2_58_d_7_while_a_measure_goes_on_an_evaluation_sets_the_day_of_the_next() {
    let running = || [opened(), was_decided(DecidedMeasure { from: FRIDAY, ..marte_meo() })];
    let next = |before: Vec<InvestigationEvent>, action| {
        let done = given(before).today(DECEMBER).when(action).then_done();
        let [InvestigationEvent::DecidedMeasureEvaluated { next_evaluation_on, .. }] = done.as_slice() else {
            panic!("{done:?}")
        };
        *next_evaluation_on
    };
    let september = date(2024, 9, 2);
    assert_eq!(next(running().into(), evaluate_on(JUNE_3, Some(september))), Some(september));
    // Where nothing is said, on its last day, which its evaluation ends with.
    assert_eq!(next(running().into(), evaluate_on(JUNE_3, None)), Some(DECEMBER));
    assert_eq!(next(running().into(), evaluate_on(DECEMBER, None)), None);
    let over = || [running().to_vec(), vec![ended_on(JUNE_3)]].concat();
    assert_eq!(next(over(), evaluate_on(september, None)), None);
    let has_ended = Refusal::MeasureHasEnded { measure: MEASURE };
    given(over()).today(DECEMBER).when(evaluate_on(JUNE_3, Some(september))).then_refused(has_ended);
    let too_early = Refusal::DateBefore { field: "nextEvaluationOn", date: JUNE_3, earliest: TOMORROW };
    given(running()).when(evaluate_on(JUNE_3, Some(JUNE_3))).then_refused(too_early);
}

#[test]
fn r_31_a_measure_that_has_not_ended_goes_on_for_longer_with_another_day_of_evaluation() {
    let running = || [opened(), was_decided(DecidedMeasure { from: FRIDAY, ..marte_meo() }), was_evaluated()];
    let march = date(2025, 3, 31);
    given(running()).when(extend_to_day(march, JUNE_3)).then([extended_to_day(march, JUNE_3)]);
    // Also when its last day has passed.
    let january = date(2025, 1, 7);
    given(running()).today(january).when(extend_to_day(march, january)).then([extended_to_day(march, january)]);
    let state = given([running().to_vec(), vec![extended_to_day(march, JUNE_3)]].concat()).state();
    let [known] = state.measures() else { panic!("{state:?}") };
    assert_eq!((known.to, known.next_evaluation_on), (march, Some(march)));
    let no_longer = Refusal::ExtensionLengthensNothing { last_day: DECEMBER };
    given(running()).when(extend_to_day(DECEMBER, JUNE_3)).then_refused(no_longer);
    let over = [running().to_vec(), vec![ended_on(JUNE_3)]].concat();
    given(over).when(extend_to_day(march, JUNE_3)).then_refused(Refusal::MeasureHasEnded { measure: MEASURE });
    let unknown = Refusal::MeasureUnknown { measure: MEASURE };
    given([opened()]).when(extend_to_day(march, JUNE_3)).then_refused(unknown);
}

#[test]
fn s2_17_who_is_asked_with_consent_is_asked_with_that_of_somebody() {
    let with = |by| {
        let mut action = ask(Body::School, InformationBasis::Consent);
        if let InvestigationAction::RequestInformation { consented, .. } = &mut action {
            *consented = by;
        }
        action
    };
    for nobody in [None, Some(Consented { by: Vec::new(), on: FRIDAY, scope: None })] {
        given([opened()]).when(with(nobody)).then_refused(Refusal::ConsentOfNobody);
    }
    let later = with(Some(Consented { by: vec![mother()], on: JUNE_3, scope: Some(service_scope()) }));
    let too_early = Refusal::DateBefore { field: "requestedOn", date: FRIDAY, earliest: JUNE_3 };
    given([opened()]).when(later).then_refused(too_early);
}

/// As in a case, by one structure: none of the six questions can be left out of it, and an answer is found again.
#[test]
fn s1_17_s1_18_s1_20_the_services_own_measures_are_evaluated_by_the_six_questions() {
    let running = || [opened(), was_decided(DecidedMeasure { from: FRIDAY, ..marte_meo() })];
    given(running()).when(evaluate_on(JUNE_3, None)).then([was_evaluated()]);
    // What was evaluated before they were asked tells of its effect alone.
    let mut before = was_evaluated();
    if let InvestigationEvent::DecidedMeasureEvaluated { answers, .. } = &mut before {
        *answers = None;
    }
    let state = given([running().to_vec(), vec![before, was_evaluated()]].concat()).state();
    let [known] = state.measures() else { panic!("{state:?}") };
    let reached = known.evaluations.iter().map(|held| held.answers.as_ref().map(|given| given.goal_reached.answer));
    assert_eq!(reached.collect::<Vec<_>>(), [None, Some(EvaluatedAs::Yes)]);
    assert!(known.evaluations.iter().all(|held| (&held.voices, held.on) == (&voices(), JUNE_3)));
}

fn foster_home() -> DecidedMeasure {
    measure("2.2", MeasureKind::Compensating, MeasureTarget::Child)
}

fn on_basis(basis: MeasureBasis) -> Resting {
    Resting { basis, ..Resting::ASSISTANCE }
}

fn brought(kind: BoardCaseKind, until: Option<NaiveDate>) -> InvestigationEvent {
    InvestigationEvent::BoardCaseSubmitted {
        kind,
        until,
        principles: principles(),
        legal_basis: "BVL2021 § 5-1".to_owned(),
        decision: decided(),
        guides: Vec::new(),
        submitted_on: FRIDAY,
    }
}

fn decided_by_board(kind: BoardCaseKind, outcome: BoardOutcome) -> InvestigationEvent {
    InvestigationEvent::BoardDecisionReceived { kind, outcome, account: None, until: None, decided_on: FRIDAY }
}

fn placed() -> InvestigationEvent {
    placed_for(EmergencyGround::Harm)
}

fn placed_for(ground: EmergencyGround) -> InvestigationEvent {
    InvestigationEvent::EmergencyPlacementDecided {
        ground,
        principles: None,
        legal_basis: "BVL2021 § 4-2".to_owned(),
        decision: decided(),
        guides: Vec::new(),
        decided_on: FRIDAY,
    }
}

fn cited(before: Vec<InvestigationEvent>, action: InvestigationAction) -> String {
    let done = given(before).when(action).then_done();
    let [InvestigationEvent::MeasureDecided { legal_basis, .. }] = done.as_slice() else { panic!("{done:?}") };
    legal_basis.clone()
}

/// Nobody moves a child by a code of the list: it is placed by consent with the three principles, in an emergency, or because
/// the board decided it, and the decision cites that paragraph.
#[test]
fn s1_12_s2_6_s2_62_a_foster_home_or_an_institution_is_decided_on_its_own_basis() {
    for code in ["1.1", "2.1", "2.2", "2.5", "5.2"] {
        let help = measure(code, MeasureKind::Compensating, MeasureTarget::Child);
        let without = Refusal::MeasureWithoutBasis { code: code.to_owned() };
        given([opened()]).when(decide(help)).then_refused(without);
    }
    // Consent, with the three principles.
    let voluntary = |consented, principles| {
        let basis = MeasureBasis::VoluntaryPlacement;
        decide_on(Resting { basis, consented, principles }, foster_home())
    };
    let by_mother = || Some(Consented { by: vec![mother()], on: FRIDAY, scope: None });
    given([opened()]).when(voluntary(None, Some(principles()))).then_refused(Refusal::ConsentOfNobody);
    given([opened()]).when(voluntary(by_mother(), None)).then_refused(Refusal::PrinciplesUnanswered);
    let later = Some(Consented { by: vec![mother()], on: TOMORROW, scope: None });
    let too_early = Refusal::DateBefore { field: "decidedOn", date: JUNE_3, earliest: TOMORROW };
    given([opened()]).when(voluntary(later, Some(principles()))).then_refused(too_early);
    assert_eq!(cited(vec![opened()], voluntary(by_mother(), Some(principles()))), "BVL2021 §§ 3-1 – 3-3");
    // It is for a placement, and nothing else.
    let guidance = Resting { basis: MeasureBasis::VoluntaryPlacement, consented: by_mother(), principles: None };
    let without = Refusal::MeasureWithoutBasis { code: "3.6".to_owned() };
    given([opened()]).when(decide_on(guidance, marte_meo())).then_refused(without);
    // An emergency placement that runs.
    let emergency = || decide_on(on_basis(MeasureBasis::EmergencyPlacement), foster_home());
    given([opened()]).when(emergency()).then_refused(Refusal::NoEmergencyPlacement);
    assert_eq!(cited(vec![opened(), placed()], emergency()), "BVL2021 § 4-2");
    let behaviour = placed_for(EmergencyGround::Behaviour);
    assert_eq!(cited(vec![opened(), behaviour.clone()], emergency()), "BVL2021 § 4-4");
    assert_eq!(cited(vec![opened(), behaviour, placed()], emergency()), "BVL2021 § 4-2, BVL2021 § 4-4");
    let ended = InvestigationEvent::EmergencyPlacementEnded {
        placement: None,
        decision: decided(),
        guides: Vec::new(),
        ended_on: FRIDAY,
    };
    given([opened(), placed(), ended]).when(emergency()).then_refused(Refusal::NoEmergencyPlacement);
}

#[test]
fn s1_12_s2_62_what_rests_on_the_board_follows_what_it_granted_and_not_what_was_asked() {
    for (basis, kind, paragraph) in [
        (MeasureBasis::CareOrder, BoardCaseKind::CareOrder, "BVL2021 § 5-1"),
        (MeasureBasis::BehaviouralPlacement, BoardCaseKind::BehaviouralPlacement, "BVL2021 § 6-2"),
    ] {
        let action = || decide_on(on_basis(basis), foster_home());
        let refused = || Refusal::NotGrantedByBoard { kind };
        let asked = || vec![opened(), brought(kind, None)];
        given([opened()]).when(action()).then_refused(refused());
        given(asked()).when(action()).then_refused(refused());
        for outcome in BoardOutcome::ALL {
            let decided = [asked(), vec![decided_by_board(kind, outcome)]].concat();
            if matches!(outcome, BoardOutcome::Granted | BoardOutcome::PartlyGranted) {
                assert_eq!(cited(decided, action()), paragraph);
            } else {
                given(decided).when(action()).then_refused(refused());
            }
        }
    }
}

#[test]
fn s2_65_a_measure_that_was_ordered_ends_with_what_was_ordered() {
    let order = BoardCaseKind::OrderedMeasure;
    let ordered = |until| vec![opened(), brought(order, Some(until)), decided_by_board(order, BoardOutcome::Granted)];
    let supervision = || DecidedMeasure { from: FRIDAY, ..measure("5.2", MeasureKind::Control, MeasureTarget::Family) };
    let action = || decide_on(on_basis(MeasureBasis::OrderedMeasure), supervision());
    assert_eq!(cited(ordered(DECEMBER), action()), "BVL2021 §§ 3-4, 3-5");
    let november = date(2024, 11, 1);
    given(ordered(november)).when(action()).then_refused(Refusal::OrderEnds { last_day: november });
    let mut running = ordered(DECEMBER);
    running.push(was_decided(supervision()));
    if let Some(InvestigationEvent::MeasureDecided { basis, .. }) = running.last_mut() {
        *basis = Some(MeasureBasis::OrderedMeasure);
    }
    running.push(was_evaluated());
    let march = date(2025, 3, 31);
    given(running.clone()).when(extend_to_day(march, JUNE_3)).then_refused(Refusal::OrderEnds { last_day: DECEMBER });
    // A no to what was asked once more leaves it the time that it had, and none after that; what was taken back changes nothing.
    let no = [brought(order, Some(march)), decided_by_board(order, BoardOutcome::NotGranted)];
    let refused = Refusal::OrderEnds { last_day: DECEMBER };
    given(running.iter().cloned().chain(no)).when(extend_to_day(march, JUNE_3)).then_refused(refused.clone());
    let taken_back = [brought(order, Some(march)), decided_by_board(order, BoardOutcome::Withdrawn)];
    given(running.iter().cloned().chain(taken_back)).when(extend_to_day(march, JUNE_3)).then_refused(refused);
    // It was ordered once more, for longer.
    running.extend([brought(order, Some(march)), decided_by_board(order, BoardOutcome::Granted)]);
    given(running).when(extend_to_day(march, JUNE_3)).then_done();
}

/// Written down before the court's word or after it.
#[test]
fn s2_65_s2_66_what_was_decided_before_the_court_said_otherwise_goes_by_the_time_that_was_ordered_then() {
    let (order, august) = (BoardCaseKind::OrderedMeasure, date(2024, 8, 1));
    let ordered = vec![opened(), brought(order, Some(DECEMBER)), decided_by_board(order, BoardOutcome::Granted)];
    let judged = [
        InvestigationEvent::CourtAppealRecorded { kind: order, by: Appellant::PrivateParty, appealed_on: FRIDAY },
        InvestigationEvent::CourtDecisionReceived {
            kind: order,
            outcome: CourtOutcome::PartlyGranted,
            account: None,
            until: Some(august),
            decided_on: JUNE_3,
        },
    ];
    let supervision = || DecidedMeasure { from: FRIDAY, ..measure("5.2", MeasureKind::Control, MeasureTarget::Family) };
    let decide = |on| {
        let mut action = decide_on(on_basis(MeasureBasis::OrderedMeasure), supervision());
        if let InvestigationAction::DecideMeasure { decided_on, .. } = &mut action {
            *decided_on = on;
        }
        action
    };
    let in_may = date(2024, 5, 2);
    given(ordered.clone()).when(decide(in_may)).then_done();
    given(ordered.iter().cloned().chain(judged.clone())).when(decide(in_may)).then_done();
    let refused = Refusal::OrderEnds { last_day: august };
    given(ordered.into_iter().chain(judged)).when(decide(JUNE_3)).then_refused(refused);
}

#[test]
fn r_21_a_service_that_is_known_by_name_alone_is_asked_by_it_and_answers_for_itself() {
    let asked_of = |unit: Option<&str>| {
        let mut action = ask(Body::Other, InformationBasis::Order);
        if let InvestigationAction::RequestInformation { unit: of, .. } = &mut action {
            *of = unit.map(ToOwned::to_owned);
        }
        action
    };
    let tell = |unit: Option<&str>| InvestigationAction::TakeInInformation {
        from: Body::Other,
        unit: unit.map(ToOwned::to_owned),
        account: said_of_child("She is often away on Mondays"),
        supplied_on: JUNE_3,
    };
    let unnamed = || Refusal::ServiceUnnamed { field: "unit" };
    given([opened()]).when(asked_of(None)).then_refused(unnamed());
    let one = given([opened()]).when(asked_of(Some("Ungdomslosen"))).then_done();
    let before = || [vec![opened()], one.clone()].concat();
    // Two of the kind have nothing to do with each other.
    given(before()).when(asked_of(Some("Gjengs"))).then_done();
    given(before())
        .when(asked_of(Some("ungdomslosen")))
        .then_refused(Refusal::InformationAwaited { body: Body::Other });
    given(before()).when(tell(Some("Gjengs"))).then_refused(Refusal::NoInformationAwaited { body: Body::Other });
    given(before()).when(tell(None)).then_refused(unnamed());
    let told = given(before()).when(tell(Some("Ungdomslosen"))).then_done();
    let state = given([before(), told].concat()).state();
    assert_eq!(state.information_asked()[0].supplied_on, Some(JUNE_3));
    // What was asked before such services were named is answered without a name.
    let order = asked(Body::Other, InformationBasis::Order, Some("BVL2021 § 13-4"));
    given([opened(), order]).when(tell(None)).then_done();
}
