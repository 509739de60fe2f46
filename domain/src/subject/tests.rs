//! The rules of restriction and erasure, told as what was given, what is asked and what follows.
//!
//! Unless a test says otherwise, the officer restricted the data and asked for erasure on Monday, the leader approves,
//! and today is Friday.

use std::collections::{BTreeSet, HashMap};

use proptest::collection::btree_set;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;
use crate::test_support::arbitrary::{commands, day};
use crate::test_support::properties::{
    every_prefix_loads, everything_survives_storage, history, nobody_is_named, nothing_occurs_after_it_is_recorded,
    tells_of_nobody,
};
use crate::test_support::samples::every_subject_event;
use crate::test_support::{
    FRIDAY, Given, LEADER, MONDAY, OFFICER, SATURDAY, TEACHER, THURSDAY, TUESDAY, UNIT, WEDNESDAY, date, given,
    grounds_of, mother, said_by_guardian,
};

const GROUND: RestrictionGround = RestrictionGround::UnlawfulProcessing;
const BASIS: ErasureBasis = ErasureBasis::UnlawfullyRecorded;

fn subject(before: impl IntoIterator<Item = SubjectEvent>) -> Given<Subject> {
    given(before)
}

// What has happened.

fn restricted() -> SubjectEvent {
    restricted_to([])
}

fn restricted_to(roles: impl IntoIterator<Item = Role>) -> SubjectEvent {
    let visible_to = roles.into_iter().collect();
    SubjectEvent::SubjectRestricted {
        ground: GROUND,
        visible_to,
        rationale: grounds_of(OFFICER),
        restricted_on: MONDAY,
    }
}

fn lifted() -> SubjectEvent {
    SubjectEvent::RestrictionLifted { rationale: grounds_of(OFFICER), lifted_on: FRIDAY }
}

fn requested(approvable_from: NaiveDate) -> SubjectEvent {
    let (by, rationale) = (OFFICER, grounds_of(OFFICER));
    SubjectEvent::ErasureRequested {
        basis: BASIS,
        by,
        rationale,
        requested_on: MONDAY,
        approvable_from,
        delay_by: None,
    }
}

fn withdrawn() -> SubjectEvent {
    SubjectEvent::ErasureRequestWithdrawn { rationale: grounds_of(OFFICER), withdrawn_on: FRIDAY }
}

fn rejected() -> SubjectEvent {
    SubjectEvent::ErasureRejected { rationale: grounds_of(LEADER), rejected_on: FRIDAY }
}

fn approved() -> SubjectEvent {
    SubjectEvent::ErasureApproved { by: LEADER, rationale: grounds_of(LEADER), approved_on: FRIDAY }
}

fn erased() -> SubjectEvent {
    SubjectEvent::SubjectErased { basis: BASIS, erased_on: FRIDAY }
}

/// Asked for with three days' delay.
fn awaiting_erasure() -> Given<Subject> {
    subject([restricted(), requested(THURSDAY)])
}

// What is asked.

fn restrict(roles: impl IntoIterator<Item = Role>) -> SubjectAction {
    let visible_to = roles.into_iter().collect();
    SubjectAction::Restrict { ground: GROUND, visible_to, rationale: grounds_of(OFFICER) }
}

fn lift() -> SubjectAction {
    SubjectAction::LiftRestriction { rationale: grounds_of(OFFICER) }
}

fn request(delay_days: u16) -> SubjectAction {
    SubjectAction::RequestErasure {
        basis: BASIS,
        by: OFFICER,
        rationale: grounds_of(OFFICER),
        delay_days,
        delay_by: None,
        worked_with: false,
    }
}

fn withdraw() -> SubjectAction {
    SubjectAction::WithdrawErasureRequest { rationale: grounds_of(OFFICER) }
}

fn reject() -> SubjectAction {
    SubjectAction::RejectErasure { rationale: grounds_of(LEADER) }
}

fn approve(by: SubjectId) -> SubjectAction {
    SubjectAction::ApproveErasure { by, rationale: grounds_of(by), worked_with: false }
}

#[test]
fn c12_whom_somebody_works_with_is_not_erased_as_no_longer_needed() {
    let ask = |basis, worked_with| SubjectAction::RequestErasure {
        basis,
        by: OFFICER,
        rationale: grounds_of(OFFICER),
        delay_days: 0,
        delay_by: None,
        worked_with,
    };
    let approve =
        |worked_with| SubjectAction::ApproveErasure { by: LEADER, rationale: grounds_of(LEADER), worked_with };
    for basis in ErasureBasis::ALL {
        let asked = || subject([restricted()]).when(ask(basis, true));
        if !basis.waits_for_the_work() {
            asked().then_done();
            continue;
        }
        asked().then_refused(Refusal::StillWorkedWith);
        // What was over when it was asked for may have begun again when it is approved.
        let requested = subject([restricted()]).when(ask(basis, false)).then_done();
        let before = || subject([restricted()].into_iter().chain(requested.clone()));
        before().when(approve(true)).then_refused(Refusal::StillWorkedWith);
        before().when(approve(false)).then_done();
    }
    let needed = [ErasureBasis::NoLongerNecessary, ErasureBasis::ConsentWithdrawn, ErasureBasis::ObjectionUpheld];
    assert!(needed.into_iter().all(ErasureBasis::waits_for_the_work));
    assert!(!ErasureBasis::WrongPerson.waits_for_the_work(), "what is wrong is put right whoever works with it");
}

// Restriction.

#[test]
fn c12_data_are_restricted_to_the_named_roles_at_once() {
    subject([]).today(MONDAY).when(restrict([Role::Auditor])).then([restricted_to([Role::Auditor])]);
    let state = subject([restricted_to([Role::Auditor])]).state();
    let shown_to = |roles: &[Role]| state.shown_to(roles.iter().copied().collect());
    assert_eq!(shown_to(&[Role::Auditor]), Shown::Visible);
    assert_eq!(shown_to(&[Role::Employee, Role::Auditor]), Shown::Visible, "one named role is enough");
    assert_eq!(shown_to(&[Role::Employee, Role::Service]), Shown::Withheld);
    assert_eq!(shown_to(&[]), Shown::Withheld);
}

#[test]
fn c12_data_of_an_unrestricted_person_are_shown() {
    for before in [vec![], vec![restricted(), lifted()]] {
        assert_eq!(subject(before).state().shown_to(Roles::default()), Shown::Visible);
    }
}

/// Lifting in between would show the data for a moment.
#[test]
fn c12_a_restriction_is_replaced_without_being_lifted() {
    let changed = subject([restricted()]).today(MONDAY).when(restrict([Role::Caseworker])).then_done();
    assert_eq!(changed, [restricted_to([Role::Caseworker])]);
    let state = subject([restricted_to([Role::Auditor]), restricted_to([Role::Caseworker])]).state();
    assert_eq!(state.shown_to([Role::Auditor].into_iter().collect()), Shown::Withheld);
}

#[test]
fn c12_only_what_is_restricted_can_be_lifted() {
    subject([restricted()]).when(lift()).then([lifted()]);
    for before in [vec![], vec![restricted(), lifted()]] {
        subject(before).when(lift()).then_refused(Refusal::NotRestricted);
    }
}

#[test]
fn c12_a_restriction_stands_while_erasure_is_awaited() {
    awaiting_erasure().when(lift()).then_refused(Refusal::ErasureAwaited);
    for answer in [withdrawn(), rejected()] {
        subject([restricted(), requested(THURSDAY), answer]).when(lift()).then([lifted()]);
    }
}

#[test]
fn c12_a_restriction_does_not_get_wider_while_erasure_is_awaited() {
    let before = || subject([restricted_to([Role::Auditor, Role::Caseworker]), requested(THURSDAY)]);
    for wider in [vec![Role::Employee], vec![Role::Auditor, Role::Caseworker, Role::Employee], Role::ALL.to_vec()] {
        before().when(restrict(wider)).then_refused(Refusal::ErasureAwaited);
    }
    for narrower in [vec![], vec![Role::Auditor], vec![Role::Auditor, Role::Caseworker]] {
        before().when(restrict(narrower)).then_done();
    }
    for answer in [withdrawn(), rejected()] {
        let answered = [restricted_to([Role::Auditor]), requested(THURSDAY), answer];
        subject(answered).when(restrict([Role::Employee])).then_done();
    }
}

// Erasure.

#[test]
fn c12_restriction_comes_before_erasure() {
    for before in [vec![], vec![restricted(), lifted()]] {
        subject(before).when(request(14)).then_refused(Refusal::NotRestricted);
    }
    subject([restricted()]).today(MONDAY).when(request(3)).then([requested(THURSDAY)]);
}

#[test]
fn c12_there_is_one_request_at_a_time() {
    awaiting_erasure().when(request(0)).then_refused(Refusal::ErasureAwaited);
    for answer in [withdrawn(), rejected()] {
        subject([restricted(), requested(THURSDAY), answer]).when(request(0)).then_done();
    }
}

#[test]
fn c12_a_second_person_approves_and_the_person_is_erased() {
    awaiting_erasure().when(approve(LEADER)).then([approved(), erased()]);
}

#[test]
fn c12_who_asks_does_not_approve() {
    awaiting_erasure().when(approve(OFFICER)).then_refused(Refusal::SecondPersonRequired);
}

#[test]
fn c12_an_erasure_is_approved_when_the_delay_has_passed_and_not_before() {
    let running = Refusal::ErasureDelayRunning { until: THURSDAY };
    awaiting_erasure().today(WEDNESDAY).when(approve(LEADER)).then_refused(running);
    awaiting_erasure().today(THURSDAY).when(approve(LEADER)).then_done();
}

#[test]
fn c12_the_second_person_comes_before_the_delay() {
    awaiting_erasure().today(WEDNESDAY).when(approve(OFFICER)).then_refused_with_the_first_of([
        Refusal::ErasureDelayRunning { until: THURSDAY },
        Refusal::SecondPersonRequired,
    ]);
}

#[test]
fn c12_who_made_the_delay_shorter_neither_asks_nor_approves_under_it() {
    let under_a_delay_of = |delay_by| {
        let SubjectEvent::ErasureRequested { basis, by, rationale, requested_on, approvable_from, .. } =
            requested(MONDAY)
        else {
            unreachable!("it is one");
        };
        SubjectEvent::ErasureRequested { basis, by, rationale, requested_on, approvable_from, delay_by: Some(delay_by) }
    };
    let ask = |delay_by| SubjectAction::RequestErasure {
        basis: BASIS,
        by: OFFICER,
        rationale: grounds_of(OFFICER),
        delay_days: 0,
        delay_by: Some(delay_by),
        worked_with: false,
    };
    subject([restricted()]).when(ask(OFFICER)).then_refused(Refusal::ErasureDelayShortened);
    subject([restricted()]).today(MONDAY).when(ask(LEADER)).then([under_a_delay_of(LEADER)]);
    let asked = subject([restricted(), under_a_delay_of(LEADER)]);
    asked.when(approve(LEADER)).then_refused(Refusal::ErasureDelayShortened);
    subject([restricted(), under_a_delay_of(LEADER)]).when(approve(TEACHER)).then_done();
}

#[test]
fn c12_only_what_was_asked_for_is_answered() {
    for before in [
        vec![],
        vec![restricted()],
        vec![restricted(), requested(THURSDAY), withdrawn()],
        vec![restricted(), requested(THURSDAY), rejected()],
    ] {
        for answer in [approve(LEADER), reject(), withdraw()] {
            subject(before.clone()).when(answer).then_refused(Refusal::ErasureNotRequested);
        }
    }
    awaiting_erasure().when(reject()).then([rejected()]);
    awaiting_erasure().when(withdraw()).then([withdrawn()]);
}

#[test]
fn c12_erased_is_final() {
    let before = [restricted_to([Role::Auditor]), requested(THURSDAY), approved(), erased()];
    for action in [restrict([]), lift(), request(0), withdraw(), reject(), approve(LEADER)] {
        subject(before.clone()).today(SATURDAY).when(action).then_refused(Refusal::SubjectErased);
    }
    let named = [Role::Auditor].into_iter().collect();
    assert_eq!(subject(before).state().shown_to(named), Shown::Shredded, "there is nothing left to see");
}

// Addresses that the population register keeps secret.

fn protect(grade: AddressProtectionGrade, against: Vec<Guardian>) -> SubjectAction {
    let source = AddressProtectionSource::PopulationRegister;
    SubjectAction::ProtectAddress { grade, source, against, protected_on: FRIDAY }
}

fn protected(grade: AddressProtectionGrade, against: Vec<Guardian>) -> SubjectEvent {
    let source = AddressProtectionSource::PopulationRegister;
    SubjectEvent::AddressProtected { grade, source, against, protected_on: FRIDAY }
}

fn lift_protection(lifted_on: NaiveDate) -> SubjectAction {
    let source = AddressProtectionSource::PopulationRegister;
    SubjectAction::LiftAddressProtection { source, rationale: grounds_of(LEADER), lifted_on }
}

fn protection_lifted(lifted_on: NaiveDate) -> SubjectEvent {
    let source = AddressProtectionSource::PopulationRegister;
    SubjectEvent::AddressProtectionLifted { source, rationale: grounds_of(LEADER), lifted_on }
}

#[test]
fn c12_where_somebody_is_whose_address_is_protected_is_shown_to_few_roles() {
    use AddressProtectionGrade::{ClientAddress, Confidential, StrictlyConfidential};
    let told = |grade: AddressProtectionGrade, role: Role| {
        let state = subject([protected(grade, vec![])]).state();
        assert_eq!(state.shown_to([role].into_iter().collect()), Shown::Visible, "the rest is shown as ever");
        state.whereabouts_shown_to([role].into_iter().collect()) == Shown::Visible
    };
    for role in [Role::UnitLeader, Role::ChildWelfareIntake, Role::Caseworker, Role::Auditor] {
        assert!(told(StrictlyConfidential, role) && told(Confidential, role), "{role:?}");
    }
    assert!(told(Confidential, Role::Employee) && !told(StrictlyConfidential, Role::Employee));
    assert!(told(ClientAddress, Role::Employee) && !told(ClientAddress, Role::Service));
    for role in [Role::Service, Role::Statistician, Role::DataProtectionOfficer] {
        assert!(!told(StrictlyConfidential, role) && !told(Confidential, role), "{role:?}");
    }
    let lifted = subject([protected(StrictlyConfidential, vec![]), protection_lifted(FRIDAY)]).state();
    assert_eq!(lifted.whereabouts_shown_to([Role::Employee].into_iter().collect()), Shown::Visible);
    let restricted = subject([protected(Confidential, vec![]), restricted()]).state();
    assert_eq!(restricted.whereabouts_shown_to([Role::Employee].into_iter().collect()), Shown::Withheld);
}

#[test]
fn c12_an_address_is_protected_more_strictly_at_once_and_less_by_lifting_alone() {
    use AddressProtectionGrade::{Confidential, StrictlyConfidential};
    subject([]).when(protect(Confidential, vec![])).then([protected(Confidential, vec![])]);
    let confidential = || subject([protected(Confidential, vec![mother()])]);
    confidential().when(protect(StrictlyConfidential, vec![])).then([protected(StrictlyConfidential, vec![])]);
    let stricter = subject([protected(Confidential, vec![mother()]), protected(StrictlyConfidential, vec![])]);
    let protection = stricter.state();
    let protection = protection.address_protection().unwrap();
    assert_eq!((protection.grade, protection.against.len()), (StrictlyConfidential, 1), "nobody is forgotten");
    subject([protected(StrictlyConfidential, vec![])])
        .when(protect(Confidential, vec![]))
        .then_refused(Refusal::AddressMoreStrictlyProtected);
}

/// Strictly confidential, as it came to be known that day.
fn protected_on(against: Vec<Guardian>, day: NaiveDate) -> SubjectEvent {
    let (grade, source) = (AddressProtectionGrade::StrictlyConfidential, AddressProtectionSource::Police);
    SubjectEvent::AddressProtected { grade, source, against, protected_on: day }
}

fn is_protected(state: &Subject) -> bool {
    state.whereabouts_shown_to([Role::Employee].into_iter().collect()) == Shown::Withheld
}

/// Whatever days two tellings and a lift bear, and in whichever order they are recorded: a telling of a day after the lift's
/// protects, and so does one that is recorded after the lift, of whichever day; and nothing else does.
#[test]
fn c12_an_address_is_shown_only_once_a_lift_was_recorded_after_all_that_was_told_of_its_day_or_earlier() {
    const WEEK: [NaiveDate; 6] = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY];
    const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let mut days = Vec::new();
    for first in WEEK {
        for second in WEEK {
            days.extend(WEEK.map(|lift| (first, second, lift)));
        }
    }
    for ((first, second, lift), order) in days.iter().flat_map(|days| ORDERS.map(|order| (*days, order))) {
        let what = [protected_on(vec![], first), protected_on(vec![mother()], second), protection_lifted(lift)];
        let recorded = order.map(|which| what[which].clone());
        let lifted_at = recorded.iter().position(|event| *event == what[2]).unwrap();
        for known in 1..=recorded.len() {
            let state = subject(recorded[..known].to_vec()).state();
            let stands = |telling: usize, day: NaiveDate| {
                let told_at = order.iter().position(|which| *which == telling).unwrap();
                let is_lifted = told_at < lifted_at && lifted_at < known && day <= lift;
                told_at < known && !is_lifted
            };
            let (of_all, of_mother) = (stands(0, first), stands(1, second));
            assert_eq!(is_protected(&state), of_all || of_mother, "{first} {second} {lift} {order:?} {known}");
            let is_kept_from_mother = state
                .address_protections()
                .any(|(one, until)| until.is_none() && (one.against.is_empty() || one.against.contains(&mother())));
            assert_eq!(is_kept_from_mother, of_all || of_mother, "{first} {second} {lift} {order:?} {known}");
        }
        // What is asked for is refused only where there is nothing of that day to lift, and then all stays protected.
        let before = recorded[..lifted_at].to_vec();
        let told_by_then = [(0, first), (1, second)].into_iter().filter(|(telling, _)| {
            order.iter().position(|which| which == telling).is_some_and(|told_at| told_at < lifted_at)
        });
        let is_lifted = told_by_then.clone().any(|(_, day)| day <= lift);
        let asked = || subject(before.clone()).today(SATURDAY).when(lift_protection(lift));
        match told_by_then.map(|(_, day)| day).min() {
            Some(earliest) if !is_lifted => {
                asked().then_refused(Refusal::DateBefore { field: "liftedOn", date: lift, earliest });
            }
            Some(_) => asked().then([protection_lifted(lift)]),
            None => asked().then_refused(Refusal::AddressNotProtected),
        }
    }
}

#[test]
fn c12_r_7_each_guardian_is_kept_from_it_since_being_named_or_since_nobody_was_until_its_lift() {
    let father = || Guardian { subject: LEADER, name: said_by_guardian("Arne") };
    let times = |events: Vec<SubjectEvent>| {
        let state = subject(events).state();
        let named = |one: &AddressProtection| one.against.iter().map(|guardian| guardian.subject).collect::<Vec<_>>();
        let times = state.address_protections().map(|(one, until)| (named(&one), one.protected_on, until));
        times.collect::<Vec<_>>()
    };
    let (of_mother, of_father) = (|| protected_on(vec![mother()], MONDAY), || protected_on(vec![father()], WEDNESDAY));
    let of_nobody = |day| protected_on(vec![], day);
    let lifted = || protection_lifted(THURSDAY);
    let (mothers, fathers) = (vec![mother().subject], vec![LEADER]);
    let until = |until| vec![(mothers.clone(), MONDAY, until), (fathers.clone(), WEDNESDAY, until)];
    assert_eq!(times(vec![of_mother(), of_father()]), until(None));
    assert_eq!(times(vec![of_father(), of_mother()]), until(None));
    assert_eq!(times(vec![of_mother(), of_father(), lifted()]), until(Some(THURSDAY)));
    assert_eq!(times(vec![of_nobody(TUESDAY), of_father()]), [(fathers.clone(), TUESDAY, None)]);
    // Told of a later day than the lift's, it is another time, and goes on.
    for events in [
        vec![of_mother(), of_nobody(FRIDAY), lifted()],
        vec![of_nobody(FRIDAY), of_mother(), lifted()],
        vec![of_mother(), lifted(), of_nobody(FRIDAY)],
    ] {
        assert_eq!(times(events), [(mothers.clone(), MONDAY, Some(THURSDAY)), (vec![], FRIDAY, None)]);
    }
    // Recorded after the lift, it goes on whatever day it bears.
    let late = times(vec![of_mother(), lifted(), of_father()]);
    assert_eq!(late, [(mothers, MONDAY, Some(THURSDAY)), (fathers, WEDNESDAY, None)]);
}

#[test]
fn c12_what_a_lift_leaves_is_as_strict_as_the_strictest_that_stands() {
    use AddressProtectionGrade::{Confidential, StrictlyConfidential};
    // So it was recorded where a lift once ended also what had been told of a later day.
    let told = [protected_on(vec![], MONDAY), protected_on(vec![], SATURDAY), protection_lifted(FRIDAY)];
    let state = subject(told.into_iter().chain([protected(Confidential, vec![])])).state();
    let protection = state.address_protection().unwrap();
    assert_eq!((protection.grade, protection.source), (StrictlyConfidential, AddressProtectionSource::Police));
    assert_eq!(protection.protected_on, FRIDAY);
}

#[test]
fn c12_what_is_not_protected_is_not_lifted_nor_before_it_was() {
    subject([protected(AddressProtectionGrade::Confidential, vec![])])
        .today(SATURDAY)
        .when(lift_protection(SATURDAY))
        .then([protection_lifted(SATURDAY)]);
    subject([]).when(lift_protection(FRIDAY)).then_refused(Refusal::AddressNotProtected);
    subject([protected(AddressProtectionGrade::Confidential, vec![])])
        .when(lift_protection(THURSDAY))
        .then_refused(Refusal::DateBefore { field: "liftedOn", date: THURSDAY, earliest: FRIDAY });
    subject([])
        .today(THURSDAY)
        .when(protect(AddressProtectionGrade::Confidential, vec![]))
        .then_refused(Refusal::FutureDate { field: "protectedOn", date: FRIDAY, today: THURSDAY });
}

// Whatever is asked, and in which order.

fn asked() -> impl Strategy<Value = Vec<Command<SubjectAction>>> {
    let someone = || select(&[OFFICER, LEADER][..]);
    let roles = btree_set(select(&Role::ALL[..]), 0..3);
    let restrict = (roles, someone()).prop_map(|(visible_to, who)| SubjectAction::Restrict {
        ground: GROUND,
        visible_to,
        rationale: grounds_of(who),
    });
    let who_hurries = proptest::option::of(someone());
    let request = (someone(), 0..3_u16, who_hurries).prop_map(|(by, delay_days, delay_by)| {
        let (basis, rationale) = (BASIS, grounds_of(by));
        SubjectAction::RequestErasure { basis, by, rationale, delay_days, delay_by, worked_with: false }
    });
    let action = prop_oneof![
        2 => restrict,
        1 => Just(lift()),
        4 => request,
        1 => Just(withdraw()),
        1 => Just(reject()),
        3 => someone().prop_map(approve),
        4 => access_asked(),
        2 => same_child_asked(),
        1 => select(&AddressProtectionGrade::ALL[..]).prop_map(|grade| SubjectAction::ProtectAddress {
            grade,
            source: AddressProtectionSource::Police,
            against: vec![mother()],
            protected_on: MONDAY,
        }),
        1 => Just(lift_protection(MONDAY)),
    ];
    commands(action, 30)
}

/// That the child is one of a few others, or is none of them.
fn same_child_asked() -> impl Strategy<Value = SubjectAction> {
    (1..4_u128, any::<bool>()).prop_map(|(number, is_recorded)| {
        let (child, other, rationale) = (other(1), other(number), grounds_of(OFFICER));
        if is_recorded {
            SubjectAction::RecordSameChild { child, other, numbers: NumbersOfTwo::NotBoth, rationale }
        } else {
            SubjectAction::WithdrawSameChild { other, rationale }
        }
    })
}

/// What is asked about access, of a few requests.
fn access_asked() -> impl Strategy<Value = SubjectAction> {
    let someone = || select(&[OFFICER, LEADER][..]);
    let which = || (0..4_u128).prop_map(|number| AccessRequestId::from_uuid(uuid::Uuid::from_u128(number)));
    let ask = (which(), someone(), day(), any::<bool>()).prop_map(|(request, by, received_on, is_guardian)| {
        SubjectAction::RequestAccess(NewAccessRequest {
            request,
            asker: if is_guardian { AccessAsker::Guardian } else { AccessAsker::Person },
            asked_by: is_guardian.then(|| said_by_guardian("Her mother")),
            identity: IdentityCheck::KnownPersonally,
            authority: is_guardian.then_some(AccessAuthority::CourtDecision),
            unit: UNIT.to_owned(),
            by,
            received_on,
        })
    });
    let extend = (which(), day()).prop_map(|(request, told_on)| SubjectAction::ExtendAccess {
        request,
        ground: AccessExtensionGround::NumberOfRequests,
        rationale: grounds_of(LEADER),
        told_on,
        until: date(2024, 5, 20),
    });
    let answer = (which(), someone(), day(), any::<bool>(), any::<bool>()).prop_map(
        |(request, by, answered_on, in_full, kept_from_asker)| SubjectAction::AnswerAccess {
            request,
            answer: AccessAnswer {
                outcome: if in_full { AccessOutcome::GivenInFull } else { AccessOutcome::Refused },
                grounds: (!in_full).then_some(AccessRefusalGround::InternalDocument).into_iter().collect(),
                rationale: (!in_full).then(|| grounds_of(by)),
                handed_over: HandOver::InPerson,
                by,
                answered_on,
                kept_from_asker,
            },
        },
    );
    let withdraw =
        which().prop_map(|request| SubjectAction::WithdrawAccess { request, rationale: grounds_of(OFFICER) });
    prop_oneof![3 => ask, 2 => extend, 2 => answer, 1 => withdraw]
}

/// Each request is put off once at most, and ends once, by another hand than it began.
fn invariant_each_request_for_access_ends_once(events: &[SubjectEvent]) {
    let (mut awaited, mut put_off) = (BTreeMap::new(), BTreeSet::new());
    for event in events {
        match event {
            SubjectEvent::SubjectAccessRequested { request, by, .. } => {
                assert!(awaited.insert(*request, *by).is_none());
            }
            SubjectEvent::SubjectAccessExtended { request, .. } => {
                assert!(awaited.contains_key(request) && put_off.insert(*request));
            }
            SubjectEvent::SubjectAccessAnswered { request, by, .. } => {
                assert!(awaited.remove(request).is_some_and(|recorded_by| recorded_by != *by));
            }
            SubjectEvent::SubjectAccessWithdrawn { request, .. } => assert!(awaited.remove(request).is_some()),
            SubjectEvent::SubjectErased { .. } => assert!(awaited.is_empty(), "what is asked for is shown first"),
            SubjectEvent::SubjectRestricted { .. }
            | SubjectEvent::RestrictionLifted { .. }
            | SubjectEvent::ErasureRequested { .. }
            | SubjectEvent::ErasureRequestWithdrawn { .. }
            | SubjectEvent::ErasureRejected { .. }
            | SubjectEvent::SameChildRecorded { .. }
            | SubjectEvent::SameChildWithdrawn { .. }
            | SubjectEvent::ErasureApproved { .. }
            | SubjectEvent::AddressProtected { .. }
            | SubjectEvent::AddressProtectionLifted { .. } => {}
        }
    }
}

/// Nobody is erased who was not restricted, by one person alone or before the day; and nothing follows.
fn invariant_erased_by_two_in_order_and_for_good(events: &[SubjectEvent]) {
    let (mut restricted, mut shown_to, mut request, mut erased) = (false, BTreeSet::new(), None, false);
    for event in events {
        assert!(!erased, "{}", event.name());
        match event {
            SubjectEvent::SubjectRestricted { visible_to, .. } => {
                assert!(request.is_none() || visible_to.is_subset(&shown_to), "shown to more while erasure is awaited");
                (restricted, shown_to) = (true, visible_to.clone());
            }
            SubjectEvent::RestrictionLifted { .. } => {
                assert!(restricted && request.is_none());
                restricted = false;
            }
            SubjectEvent::ErasureRequested { by, approvable_from, delay_by, .. } => {
                assert!(restricted && request.is_none() && Some(*by) != *delay_by);
                request = Some((*by, *approvable_from, *delay_by));
            }
            SubjectEvent::ErasureRequestWithdrawn { .. } | SubjectEvent::ErasureRejected { .. } => {
                assert!(request.take().is_some());
            }
            SubjectEvent::ErasureApproved { by, approved_on, .. } => {
                let (asked_by, approvable_from, delay_by) = request.unwrap();
                assert!(*by != asked_by && Some(*by) != delay_by && *approved_on >= approvable_from);
            }
            SubjectEvent::SubjectErased { .. } => {
                assert!(restricted && request.is_some());
                erased = true;
            }
            SubjectEvent::SubjectAccessRequested { .. }
            | SubjectEvent::SubjectAccessExtended { .. }
            | SubjectEvent::SubjectAccessAnswered { .. }
            | SubjectEvent::SameChildRecorded { .. }
            | SubjectEvent::SameChildWithdrawn { .. }
            | SubjectEvent::SubjectAccessWithdrawn { .. }
            | SubjectEvent::AddressProtected { .. }
            | SubjectEvent::AddressProtectionLifted { .. } => {}
        }
    }
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_an_invariant(commands in asked()) {
        let events = history::<Subject>(&commands).events;
        invariant_erased_by_two_in_order_and_for_good(&events);
        invariant_each_request_for_access_ends_once(&events);
    }

    #[test]
    fn every_subject_loads_from_its_events_and_survives_storage(commands in asked()) {
        let history = history::<Subject>(&commands);
        every_prefix_loads(&history);
        everything_survives_storage(&history);
        nothing_occurs_after_it_is_recorded(&history);
    }

    #[test]
    fn neither_summary_nor_debug_print_of_a_subject_tells_who_it_is(commands in asked()) {
        nobody_is_named(&commands, &history::<Subject>(&commands));
    }
}

#[test]
fn no_summary_of_a_subject_event_holds_personal_text() {
    for (_, event) in every_subject_event() {
        tells_of_nobody(&event);
    }
}

/// Guards the properties above against random commands that are all refused.
#[test]
fn random_commands_lead_to_every_event_of_a_subject() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..256 {
        let commands = asked().new_tree(&mut runner).unwrap().current();
        seen.extend(history::<Subject>(&commands).events.iter().map(LedgerEvent::name));
    }
    assert_eq!(seen, every_subject_event().into_iter().map(|(name, _)| name).collect());
}

// One child under several pseudonyms.

fn other(number: u128) -> SubjectId {
    SubjectId::from_uuid(uuid::Uuid::from_u128(number))
}

fn same_as(number: u128) -> SubjectEvent {
    SubjectEvent::SameChildRecorded { other: other(number), rationale: grounds_of(OFFICER), recorded_on: FRIDAY }
}

fn not_same_as(number: u128) -> SubjectEvent {
    SubjectEvent::SameChildWithdrawn { other: other(number), rationale: grounds_of(OFFICER), withdrawn_on: FRIDAY }
}

#[test]
fn s2_48_that_a_child_stands_under_two_pseudonyms_is_recorded_with_reasons_and_taken_back() {
    let record_numbered = |number, numbers| {
        let (child, other, rationale) = (other(1), other(number), grounds_of(OFFICER));
        SubjectAction::RecordSameChild { child, other, numbers, rationale }
    };
    let record = |number| record_numbered(number, NumbersOfTwo::NotBoth);
    let withdraw = |number| SubjectAction::WithdrawSameChild { other: other(number), rationale: grounds_of(OFFICER) };
    subject([]).when(record(2)).then([same_as(2)]);
    subject([same_as(2)]).when(record(3)).then([same_as(3)]);
    subject([same_as(2), not_same_as(2)]).when(record(2)).then([same_as(2)]);
    subject([same_as(2)]).when(record(2)).then_refused(Refusal::SameChildRecorded);
    subject([]).when(record(1)).then_refused(Refusal::SameChildRecorded);
    subject([]).when(record_numbered(2, NumbersOfTwo::HadBoth)).then([same_as(2)]);
    subject([]).when(record_numbered(2, NumbersOfTwo::Differ)).then_refused(Refusal::SameChildNumberedTwice);
    subject([same_as(2)]).when(withdraw(2)).then([not_same_as(2)]);
    for before in [vec![], vec![same_as(3)], vec![same_as(2), not_same_as(2)]] {
        subject(before).when(withdraw(2)).then_refused(Refusal::SameChildNotRecorded);
    }
}

#[test]
fn s2_48_one_child_is_found_from_each_of_its_pseudonyms_and_from_none_that_is_erased() {
    let known = |links: &[(u128, u128)], erased: &[u128]| {
        let mut known = HashMap::<SubjectId, Subject>::new();
        for (one, two) in links {
            known.entry(other(*one)).or_default().apply(same_as(*two));
        }
        for number in erased {
            let erased = SubjectEvent::SubjectErased { basis: BASIS, erased_on: FRIDAY };
            known.entry(other(*number)).or_default().apply(erased);
        }
        known
    };
    let found = |child: u128, known: &HashMap<SubjectId, Subject>| {
        let same_as = |child: SubjectId| {
            let told = known.get(&child).into_iter().flat_map(|of| of.same_child().iter().map(|same| same.subject));
            let told_of = known.iter().filter(move |(_, of)| of.is_same_child_as(child)).map(|(subject, _)| *subject);
            told.chain(told_of).collect::<Vec<_>>()
        };
        let is_erased = |child: SubjectId| known.get(&child).is_some_and(|known| known.erasure().is_some());
        pseudonyms_of_one_child(other(child), same_as, is_erased)
    };
    let these = |numbers: &[u128]| numbers.iter().copied().map(other).collect::<BTreeSet<_>>();
    let chain = known(&[(1, 2), (3, 2), (3, 4), (5, 6)], &[]);
    for child in 1..=4 {
        assert_eq!(found(child, &chain), these(&[1, 2, 3, 4]), "{child}");
    }
    assert_eq!(found(6, &chain), these(&[5, 6]));
    assert_eq!(found(7, &chain), these(&[7]));
    let erased = known(&[(1, 2), (3, 2), (3, 4)], &[2]);
    assert_eq!(found(1, &erased), these(&[1]));
    assert_eq!(found(4, &erased), these(&[3, 4]));
    assert_eq!(found(2, &erased), these(&[2]));
}
