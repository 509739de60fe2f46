//! S1-14, S1-15, S2-17: what the service does on consent says what that covers, and ends with it.

use super::*;
use crate::case::InformationCategory;
use crate::people::Guardian;
use crate::refusal::Uncovered;
use crate::test_support::samples::service_scope;
use crate::test_support::{ANOTHER_CONSENT, CONSENT, FRIDAY, MEASURE, mother};

fn given_on(on: NaiveDate, scope: ServiceConsentScope) -> Consented {
    Consented { by: vec![mother()], on, scope: Some(scope) }
}

fn until(valid_to: NaiveDate) -> ServiceConsentScope {
    ServiceConsentScope { valid_to: Some(valid_to), ..service_scope() }
}

fn nothing() -> ServiceConsentScope {
    ServiceConsentScope { categories: BTreeSet::new(), ..service_scope() }
}

fn form_on(consented: Consented) -> InvestigationAction {
    InvestigationAction::FormGroup {
        bodies: [Body::School].into(),
        units: [].into(),
        consented,
        covers: said_of_child("What the school sees"),
        formed_on: JUNE_3,
    }
}

fn formed() -> InvestigationEvent {
    InvestigationEvent::ResponsibilityGroupFormed {
        bodies: [Body::School].into(),
        units: [].into(),
        consented: vec![mother()],
        covers: said_of_child("What the school sees"),
        consented_on: Some(FRIDAY),
        scope: Some(service_scope()),
        guides: Vec::new(),
        formed_on: JUNE_3,
    }
}

fn ask_on(consented: Consented) -> InvestigationAction {
    InvestigationAction::RequestInformation {
        of: Body::School,
        unit: None,
        what: said_of_child("How she is at school"),
        basis: InformationBasis::Consent,
        consented: Some(consented),
        requested_on: JUNE_3,
    }
}

fn asked_on(consented: Consented, requested_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::InformationRequested {
        of: Body::School,
        unit: None,
        what: said_of_child("How she is at school"),
        basis: InformationBasis::Consent,
        consented: Some(consented),
        legal_basis: None,
        guides: Vec::new(),
        requested_on,
    }
}

fn withdraw(consent: ConsentId, withdrawn_on: NaiveDate) -> InvestigationAction {
    let reason = Some(said_of_child("Mother wants no more of it"));
    InvestigationAction::WithdrawConsent { consent, reason, withdrawn_on }
}

fn withdrawn(withdrawn_on: NaiveDate) -> InvestigationEvent {
    let reason = Some(said_of_child("Mother wants no more of it"));
    InvestigationEvent::ServiceConsentWithdrawn { consent: CONSENT, reason, withdrawn_on }
}

#[test]
fn s1_15_r_21_a_responsibility_group_is_formed_with_consent_only() {
    given([opened()]).when(form_on(given_on(FRIDAY, service_scope()))).then([formed()]);
    let by_nobody = Consented { by: Vec::<Guardian>::new(), on: FRIDAY, scope: Some(service_scope()) };
    given([opened()]).when(form_on(by_nobody)).then_refused(Refusal::GroupWithoutConsent);
    let mut of_nobody = form_on(given_on(FRIDAY, service_scope()));
    if let InvestigationAction::FormGroup { bodies, .. } = &mut of_nobody {
        bodies.clear();
    }
    given([opened()]).when(of_nobody).then_refused(Refusal::NobodyCalled { field: "bodies" });
}

#[test]
fn r_21_in_a_group_a_service_that_is_known_by_its_name_alone_is_named() {
    let unnamed = Refusal::ServiceUnnamed { field: "bodyUnits" };
    let named: BTreeSet<RecipientUnit> = [RecipientUnit { body: Body::Other, unit: "Ungdomslosen".to_owned() }].into();
    let mut form = form_on(given_on(FRIDAY, service_scope()));
    if let InvestigationAction::FormGroup { bodies, .. } = &mut form {
        *bodies = [Body::Other].into();
    }
    given([opened()]).when(form.clone()).then_refused(unnamed.clone());
    if let InvestigationAction::FormGroup { units, .. } = &mut form {
        units.clone_from(&named);
    }
    let state = given([opened()]).when(form).then_done().into_iter();
    let state = given([opened()].into_iter().chain(state)).state();
    assert_eq!(state.written().groups[0].units, named);
    let review = |units| InvestigationAction::ReviewGroup {
        bodies: [Body::Other].into(),
        units,
        rightly_composed: true,
        change: None,
        reviewed_on: JUNE_3,
    };
    given([opened()]).when(review([].into())).then_refused(unnamed);
    given([opened()]).when(review(named)).then_done();
}

#[test]
fn r_21_what_the_service_does_on_consent_says_what_that_covers_and_stands_on_the_day() {
    let empty = || Refusal::ConsentScopeEmpty { field: "categories" };
    let over = |earliest| Refusal::DateBefore { field: "consentedUntil", date: FRIDAY, earliest };
    for action in [form_on, ask_on] {
        given([opened()]).when(action(given_on(FRIDAY, until(JUNE_3)))).then_done();
        given([opened()]).when(action(given_on(FRIDAY, nothing()))).then_refused(empty());
        let unsaid = Consented { scope: None, ..given_on(FRIDAY, service_scope()) };
        given([opened()]).when(action(unsaid)).then_refused(empty());
        given([opened()]).when(action(given_on(THURSDAY, until(FRIDAY)))).then_refused(over(JUNE_3));
    }
    let too_early = Refusal::DateBefore { field: "formedOn", date: JUNE_3, earliest: TOMORROW };
    given([opened()]).when(form_on(given_on(TOMORROW, service_scope()))).then_refused(too_early);
}

#[test]
fn s1_14_r_21_who_consents_to_that_the_reporter_is_told_of_measures_consents_to_measures() {
    let measure = || super::help::was_decided_on(MeasureBasis::Assistance);
    let ended = || vec![opened(), measure(), concluded(InvestigationOutcome::MeasuresDecided, "1")];
    let with = |categories: &[InformationCategory]| InvestigationAction::DiscloseMeasures {
        joined: None,
        measures: [crate::test_support::MEASURE].into(),
        account: said_of_child("Somebody meets her at the gate"),
        basis: DisclosureBasis::Consent,
        consented: Some(given_on(
            FRIDAY,
            ServiceConsentScope { categories: categories.iter().copied().collect(), ..service_scope() },
        )),
        decision: decision(),
        disclosed_on: JUNE_3,
    };
    given(ended()).when(with(&[InformationCategory::Measures])).then_done();
    let other = Refusal::SharingNotCovered { what: Uncovered::Category };
    given(ended()).when(with(&[InformationCategory::Health])).then_refused(other);
    given(ended()).when(with(&[])).then_refused(Refusal::ConsentScopeEmpty { field: "categories" });
}

#[test]
fn r_24_a_consent_that_the_service_works_on_is_taken_back_once_and_what_was_done_stays() {
    given([opened(), formed()]).when(withdraw(CONSENT, JUNE_3)).then([withdrawn(JUNE_3)]);
    let unknown = Refusal::ConsentUnknown { consent: ANOTHER_CONSENT };
    given([opened(), formed()]).when(withdraw(ANOTHER_CONSENT, JUNE_3)).then_refused(unknown);
    let again = Refusal::ConsentNotGiven { consent: CONSENT };
    given([opened(), formed(), withdrawn(JUNE_3)]).when(withdraw(CONSENT, JUNE_3)).then_refused(again);
    let before = Refusal::DateBefore { field: "withdrawnOn", date: THURSDAY, earliest: FRIDAY };
    given([opened(), formed()]).when(withdraw(CONSENT, THURSDAY)).then_refused(before);
    let future = Refusal::FutureDate { field: "withdrawnOn", date: TOMORROW, today: JUNE_3 };
    given([opened(), formed()]).when(withdraw(CONSENT, TOMORROW)).then_refused(future);
    let state = given([opened(), formed(), withdrawn(JUNE_3)]).state();
    let [consent] = state.consents() else { panic!("{state:?}") };
    assert_eq!((consent.used_for, consent.given_on), (ServiceConsentUse::ResponsibilityGroup, FRIDAY));
    assert!(consent.stands_on(FRIDAY) && !consent.stands_on(JUNE_3), "from that day on, and not before");
    // A family takes its consent back when it will, also after the investigation's end.
    let ended = [opened(), formed(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    given(ended).when(withdraw(CONSENT, JUNE_3)).then_done();
}

#[test]
fn r_24_s2_6_consent_to_a_childs_living_elsewhere_is_taken_back_and_the_placement_is_extended_no_more() {
    let mut placed = super::help::was_decided_on(MeasureBasis::VoluntaryPlacement);
    if let InvestigationEvent::MeasureDecided { consented, .. } = &mut placed {
        *consented = Some(Consented { by: vec![mother()], on: FRIDAY, scope: None });
    }
    let consent = ServiceConsent::to_placement(MEASURE);
    let state = given([opened(), placed.clone()]).state();
    let [known] = state.consents() else { panic!("{state:?}") };
    assert_eq!((known.consent, known.used_for), (consent, ServiceConsentUse::Placement));
    assert!(known.recipients.is_empty() && known.categories.is_empty(), "nothing is told on it");
    let taken_back = |on| InvestigationEvent::ServiceConsentWithdrawn {
        consent,
        reason: Some(said_of_child("Mother wants no more of it")),
        withdrawn_on: on,
    };
    given([opened(), placed.clone()]).when(withdraw(consent, JUNE_3)).then([taken_back(JUNE_3)]);
    let extend = || InvestigationAction::ExtendMeasure {
        measure: MEASURE,
        to: date(2025, 3, 31),
        evaluation_on: date(2024, 12, 1),
        decision: decision(),
        extended_on: JUNE_3,
    };
    given([opened(), placed.clone()]).when(extend()).then_done();
    let refused = Refusal::PlacementConsentWithdrawn;
    given([opened(), placed, taken_back(JUNE_3)]).when(extend()).then_refused(refused);
    // Help at home rests on no such consent.
    let at_home = super::help::was_decided_on(MeasureBasis::Assistance);
    given([opened(), at_home]).when(withdraw(consent, JUNE_3)).then_refused(Refusal::ConsentUnknown { consent });
}

#[test]
fn r_24_who_was_asked_on_a_consent_that_ended_is_asked_anew_on_another() {
    let consent = || given_on(FRIDAY, service_scope());
    let another = || given_on(JUNE_3, ServiceConsentScope { consent: ANOTHER_CONSENT, ..service_scope() });
    let awaited = Refusal::InformationAwaited { body: Body::School };
    given([opened(), asked_on(consent(), FRIDAY)]).when(ask_on(another())).then_refused(awaited);
    given([opened(), asked_on(consent(), FRIDAY), withdrawn(JUNE_3)]).when(ask_on(another())).then_done();
    let ran_out = asked_on(given_on(FRIDAY, until(date(2024, 6, 2))), FRIDAY);
    given([opened(), ran_out]).when(ask_on(another())).then_done();
}

#[test]
fn s1_15_a_group_is_dissolved_once_and_one_formed_anew_takes_its_place() {
    let account = || said_of_child("The mornings are calm");
    let dissolve = |dissolved_on| InvestigationAction::DissolveGroup { account: account(), dissolved_on };
    let dissolved = || InvestigationEvent::ResponsibilityGroupDissolved {
        account: account(),
        guides: Vec::new(),
        dissolved_on: JUNE_3,
    };
    given([opened(), formed()]).when(dissolve(JUNE_3)).then([dissolved()]);
    for before in [vec![opened()], vec![opened(), formed(), dissolved()]] {
        given(before).when(dissolve(JUNE_3)).then_refused(Refusal::NoResponsibilityGroup);
    }
    let too_early = Refusal::DateBefore { field: "dissolvedOn", date: FRIDAY, earliest: JUNE_3 };
    given([opened(), formed()]).when(dissolve(FRIDAY)).then_refused(too_early);
    let state = given([opened(), formed(), formed()]).state();
    let standing: Vec<_> = state.groups().iter().map(|group| group.ended_on).collect();
    assert_eq!(standing, [Some(JUNE_3), None]);
}

#[test]
fn s1_21_in_an_investigation_the_group_is_rightly_composed_or_it_is_said_what_is_to_change() {
    let review = |rightly_composed, change: Option<&str>| InvestigationAction::ReviewGroup {
        bodies: [Body::School].into(),
        units: [].into(),
        rightly_composed,
        change: change.map(said_of_child),
        reviewed_on: JUNE_3,
    };
    let reviewed = |rightly_composed, change: Option<&str>| InvestigationEvent::ResponsibilityGroupReviewed {
        bodies: [Body::School].into(),
        units: [].into(),
        rightly_composed,
        change: change.map(said_of_child),
        guides: Vec::new(),
        reviewed_on: JUNE_3,
    };
    let police = Some("The police need not come");
    given([opened()]).when(review(true, None)).then([reviewed(true, None)]);
    given([opened()]).when(review(false, police)).then([reviewed(false, police)]);
    for (right, change) in [(true, police), (false, None)] {
        given([opened()]).when(review(right, change)).then_refused(Refusal::GroupChangeUnclear);
    }
    given([]).when(review(true, None)).then_refused(NO_INVESTIGATION);
    let state = given([opened(), reviewed(false, police)]).state();
    assert_eq!(state.written().group_reviews[0].on, JUNE_3);
}

#[test]
fn r_21_rm_15_what_rests_on_an_order_or_the_childs_best_interests_is_no_consent_that_the_service_works_on() {
    let ended = || given_on(FRIDAY, until(FRIDAY));
    let mut ordered = asked_on(ended(), JUNE_3);
    if let InvestigationEvent::InformationRequested { basis, .. } = &mut ordered {
        *basis = InformationBasis::Order;
    }
    let told = |basis| InvestigationEvent::MeasureInfoDisclosedToReporter {
        report: None,
        basis,
        measures: [].into(),
        account: None,
        consented: Some(ended()),
        decision: decided(),
        guides: Vec::new(),
        disclosed_on: JUNE_3,
    };
    for event in [ordered, told(DisclosureBasis::BestInterests)] {
        assert_eq!(event.consent_given(), None);
    }
    for event in [asked_on(ended(), JUNE_3), told(DisclosureBasis::Consent)] {
        assert!(event.consent_given().is_some());
    }
}

#[test]
fn s1_15_a_child_has_one_group_at_a_time_also_when_one_is_written_down_late() {
    let mut before = formed();
    if let InvestigationEvent::ResponsibilityGroupFormed { formed_on, .. } = &mut before {
        *formed_on = FRIDAY;
    }
    let account = said_of_child("The mornings are calm");
    let dissolved =
        InvestigationEvent::ResponsibilityGroupDissolved { account, guides: Vec::new(), dissolved_on: JUNE_3 };
    let mut form = form_on(given_on(FRIDAY, service_scope()));
    if let InvestigationAction::FormGroup { formed_on, .. } = &mut form {
        *formed_on = FRIDAY;
    }
    let overlaps = Refusal::DateBefore { field: "formedOn", date: FRIDAY, earliest: JUNE_3 };
    given([opened(), before.clone(), dissolved]).when(form.clone()).then_refused(overlaps);
    given([opened(), before]).when(form).then_done();
}

#[test]
fn r_24_what_was_taken_back_is_not_worked_on_again_under_the_same_id() {
    let ask = |consent| {
        let scope = ServiceConsentScope { consent, ..service_scope() };
        InvestigationAction::RequestInformation {
            of: Body::School,
            unit: None,
            what: said_of_child("How is she?"),
            basis: InformationBasis::Consent,
            consented: Some(given_on(JUNE_3, scope)),
            requested_on: JUNE_3,
        }
    };
    let taken_back = || given([opened(), formed(), withdrawn(JUNE_3)]);
    taken_back().when(ask(CONSENT)).then_refused(Refusal::ConsentAlreadyAsked { consent: CONSENT });
    taken_back().when(ask(ANOTHER_CONSENT)).then_done();
}
