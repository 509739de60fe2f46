//! The rules of answers to persons who ask for their own data, told as what was given, what is asked and what follows.
//!
//! Unless a test says otherwise, the officer recorded on Monday that the child's mother asks, the leader answers, and
//! today is Friday.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cqrs_es::Aggregate as _;

use super::*;
use crate::ids::SubjectId;
use crate::law::{ErasureBasis, RestrictionGround};
use crate::people::{Guardian, Role};
use crate::personal::Personal;
use crate::subject::{
    AddressProtection, AddressProtectionGrade, AddressProtectionSource, Subject, SubjectAction, SubjectEvent,
};
use crate::test_support::samples::{every_case_event, every_investigation_event, every_report_event};
use crate::test_support::{
    ACCESS_REQUEST, FRIDAY, Given, LEADER, MONDAY, OFFICER, SATURDAY, THURSDAY, TUESDAY, UNIT, WEDNESDAY, date, given,
    grounds_of, said_by_guardian,
};

/// A month after Monday.
const DUE: NaiveDate = date(2024, 4, 4);
/// Two further months after that.
const LATEST: NaiveDate = date(2024, 6, 4);

fn subject(before: impl IntoIterator<Item = SubjectEvent>) -> Given<Subject> {
    given(before)
}

// What has happened.

fn requested() -> SubjectEvent {
    SubjectEvent::SubjectAccessRequested {
        request: ACCESS_REQUEST,
        asker: AccessAsker::Guardian,
        asked_by: Some(said_by_guardian("Her mother")),
        identity: IdentityCheck::ElectronicId,
        authority: Some(AccessAuthority::PopulationRegister),
        unit: UNIT.to_owned(),
        by: OFFICER,
        received_on: MONDAY,
        due_on: DUE,
    }
}

fn extended() -> SubjectEvent {
    SubjectEvent::SubjectAccessExtended {
        request: ACCESS_REQUEST,
        ground: AccessExtensionGround::Complexity,
        rationale: grounds_of(LEADER),
        told_on: THURSDAY,
        due_on: LATEST,
    }
}

fn answered(outcome: AccessOutcome, grounds: &[AccessRefusalGround], on: NaiveDate) -> SubjectEvent {
    SubjectEvent::SubjectAccessAnswered {
        request: ACCESS_REQUEST,
        outcome,
        grounds: grounds.iter().copied().collect(),
        rationale: (!grounds.is_empty()).then(|| grounds_of(LEADER)),
        handed_over: HandOver::Post,
        by: LEADER,
        answered_on: on,
    }
}

fn given_in_full(on: NaiveDate) -> SubjectEvent {
    answered(AccessOutcome::GivenInFull, &[], on)
}

fn withdrawn() -> SubjectEvent {
    SubjectEvent::SubjectAccessWithdrawn {
        request: ACCESS_REQUEST,
        rationale: grounds_of(OFFICER),
        withdrawn_on: FRIDAY,
    }
}

// What is asked.

fn new_request() -> NewAccessRequest {
    NewAccessRequest {
        request: ACCESS_REQUEST,
        asker: AccessAsker::Guardian,
        asked_by: Some(said_by_guardian("Her mother")),
        identity: IdentityCheck::ElectronicId,
        authority: Some(AccessAuthority::PopulationRegister),
        unit: UNIT.to_owned(),
        by: OFFICER,
        received_on: MONDAY,
    }
}

fn extend(told_on: NaiveDate, until: NaiveDate) -> SubjectAction {
    SubjectAction::ExtendAccess {
        request: ACCESS_REQUEST,
        ground: AccessExtensionGround::Complexity,
        rationale: grounds_of(LEADER),
        told_on,
        until,
    }
}

fn answer_in_full() -> AccessAnswer {
    AccessAnswer {
        outcome: AccessOutcome::GivenInFull,
        grounds: BTreeSet::new(),
        rationale: None,
        handed_over: HandOver::Post,
        by: LEADER,
        answered_on: FRIDAY,
        kept_from_asker: false,
    }
}

fn answer_in_part() -> AccessAnswer {
    AccessAnswer {
        outcome: AccessOutcome::GivenInPart,
        grounds: [AccessRefusalGround::DangerToChild].into(),
        rationale: Some(grounds_of(LEADER)),
        ..answer_in_full()
    }
}

fn answer(answer: AccessAnswer) -> SubjectAction {
    SubjectAction::AnswerAccess { request: ACCESS_REQUEST, answer }
}

fn withdraw() -> SubjectAction {
    SubjectAction::WithdrawAccess { request: ACCESS_REQUEST, rationale: grounds_of(OFFICER) }
}

fn standing(before: impl IntoIterator<Item = SubjectEvent>, on: NaiveDate) -> AccessStanding {
    subject(before).state().access()[&ACCESS_REQUEST].standing(on)
}

// The request.

#[test]
fn c12_a_request_for_access_is_due_a_calendar_month_after_it_came_in() {
    subject([]).when(SubjectAction::RequestAccess(new_request())).then([requested()]);
    let late_in_january = NewAccessRequest { received_on: date(2024, 1, 31), ..new_request() };
    let asked = subject([]).when(SubjectAction::RequestAccess(late_in_january)).then_done();
    let SubjectEvent::SubjectAccessRequested { due_on, .. } = &asked[0] else { panic!("{asked:?}") };
    assert_eq!(*due_on, date(2024, 2, 29), "the last day of a shorter month");
}

#[test]
fn c12_a_request_for_access_came_in_before_it_is_recorded() {
    let tomorrow = NewAccessRequest { received_on: SATURDAY, ..new_request() };
    let refusal = Refusal::FutureDate { field: "receivedOn", date: SATURDAY, today: FRIDAY };
    subject([]).when(SubjectAction::RequestAccess(tomorrow)).then_refused(refusal);
}

#[test]
fn c12_who_speaks_for_the_person_says_by_what_right() {
    use AccessAuthority::{Appointment, CourtDecision, PopulationRegister, PowerOfAttorney};
    let rights = [None, Some(PopulationRegister), Some(CourtDecision), Some(PowerOfAttorney), Some(Appointment)];
    for (asker, enough) in [
        (AccessAsker::Person, vec![None]),
        (AccessAsker::Guardian, vec![Some(PopulationRegister), Some(CourtDecision)]),
        (AccessAsker::Representative, vec![Some(CourtDecision), Some(PowerOfAttorney), Some(Appointment)]),
    ] {
        for (authority, is_named) in rights.iter().flat_map(|right| [(*right, true), (*right, false)]) {
            let asked_by = is_named.then(|| said_by_guardian("Her mother"));
            let asked = NewAccessRequest { asker, asked_by, authority, ..new_request() };
            let answer = subject([]).when(SubjectAction::RequestAccess(asked));
            if enough.contains(&authority) && is_named == (asker != AccessAsker::Person) {
                answer.then_done();
            } else {
                answer.then_refused(Refusal::AccessAskerUnclear { asker });
            }
        }
    }
}

#[test]
fn c12_a_request_for_access_is_recorded_once() {
    let again = SubjectAction::RequestAccess(new_request());
    subject([requested()]).when(again.clone()).then_refused(Refusal::AccessAlreadyRequested);
    subject([requested(), withdrawn()]).when(again).then_refused(Refusal::AccessAlreadyRequested);
    // Both parents may ask.
    let other = AccessRequestId::from_uuid(uuid::Uuid::from_u128(0xfa7e));
    let others = NewAccessRequest { request: other, ..new_request() };
    subject([requested()]).when(SubjectAction::RequestAccess(others)).then_done();
}

// Putting it off.

#[test]
fn c12_an_answer_is_put_off_by_two_further_months_at_most() {
    let bounds = Refusal::AccessExtensionOutOfBounds { after: DUE, latest: LATEST };
    subject([requested()]).when(extend(THURSDAY, LATEST)).then([extended()]);
    for until in [DUE, LATEST + chrono::TimeDelta::days(1)] {
        subject([requested()]).when(extend(THURSDAY, until)).then_refused(bounds.clone());
    }
}

#[test]
fn c12_an_answer_is_put_off_once() {
    let refusal = Refusal::AccessAlreadyExtended { due: LATEST };
    subject([requested(), extended()]).when(extend(FRIDAY, LATEST)).then_refused(refusal);
}

#[test]
fn c12_that_an_answer_is_put_off_is_told_within_the_first_month() {
    let later = DUE + chrono::TimeDelta::days(1);
    subject([requested()]).today(later).when(extend(DUE, LATEST)).then_done();
    subject([requested()])
        .today(later)
        .when(extend(later, LATEST))
        .then_refused(Refusal::AccessExtensionTooLate { due: DUE });
}

#[test]
fn c12_that_an_answer_is_put_off_is_told_after_the_request_and_not_tomorrow() {
    let sunday = MONDAY - chrono::TimeDelta::days(1);
    let before = Refusal::DateBefore { field: "toldOn", date: sunday, earliest: MONDAY };
    subject([requested()]).when(extend(sunday, LATEST)).then_refused(before);
    let future = Refusal::FutureDate { field: "toldOn", date: SATURDAY, today: FRIDAY };
    subject([requested()]).when(extend(SATURDAY, LATEST)).then_refused(future);
}

// The answer.

#[test]
fn c12_a_request_for_access_is_answered_in_full_in_part_or_not_at_all() {
    subject([requested()]).when(answer(answer_in_full())).then([given_in_full(FRIDAY)]);
    let part = answered(AccessOutcome::GivenInPart, &[AccessRefusalGround::DangerToChild], FRIDAY);
    subject([requested()]).when(answer(answer_in_part())).then([part]);
    let refused = AccessAnswer { outcome: AccessOutcome::Refused, ..answer_in_part() };
    let told = answered(AccessOutcome::Refused, &[AccessRefusalGround::DangerToChild], FRIDAY);
    subject([requested()]).when(answer(refused)).then([told]);
}

#[test]
fn c12_what_is_not_handed_over_has_a_ground_and_reasons() {
    for outcome in [AccessOutcome::GivenInPart, AccessOutcome::Refused] {
        let without_ground = AccessAnswer { outcome, grounds: BTreeSet::new(), ..answer_in_part() };
        let without_reasons = AccessAnswer { outcome, rationale: None, ..answer_in_part() };
        for (silent, field) in [(without_ground, "grounds"), (without_reasons, "rationale")] {
            subject([requested()]).when(answer(silent)).then_refused(Refusal::AccessGroundsMissing { field });
        }
    }
    let in_full = AccessAnswer { outcome: AccessOutcome::GivenInFull, ..answer_in_part() };
    subject([requested()]).when(answer(in_full)).then_refused(Refusal::AccessGroundsWithoutRefusal);
}

#[test]
fn c12_who_records_a_request_for_access_does_not_answer_it() {
    let alone = AccessAnswer { by: OFFICER, ..answer_in_full() };
    subject([requested()]).when(answer(alone)).then_refused(Refusal::AccessAnsweredAlone);
}

#[test]
fn c12_r_6_what_guardians_must_not_know_of_is_not_given_in_full() {
    let kept = |answer: AccessAnswer| AccessAnswer { kept_from_asker: true, ..answer };
    subject([requested()]).when(answer(kept(answer_in_full()))).then_refused(Refusal::AccessKeptFromGuardians);
    subject([requested()]).when(answer(kept(answer_in_part()))).then_done();
    let unseen = AccessAnswer { grounds: [AccessRefusalGround::InternalDocument].into(), ..answer_in_part() };
    subject([requested()]).when(answer(kept(unseen.clone()))).then_refused(Refusal::AccessKeptFromGuardians);
    subject([requested()]).when(answer(unseen)).then_done();
    let refused = AccessAnswer { outcome: AccessOutcome::Refused, ..answer_in_part() };
    subject([requested()]).when(answer(kept(refused))).then_done();
}

#[test]
fn c12_an_answer_follows_the_request_and_is_not_given_tomorrow() {
    let on = |answered_on: NaiveDate| answer(AccessAnswer { answered_on, ..answer_in_full() });
    let sunday = MONDAY - chrono::TimeDelta::days(1);
    let before = Refusal::DateBefore { field: "answeredOn", date: sunday, earliest: MONDAY };
    subject([requested()]).when(on(sunday)).then_refused(before);
    let future = Refusal::FutureDate { field: "answeredOn", date: SATURDAY, today: FRIDAY };
    subject([requested()]).when(on(SATURDAY)).then_refused(future);
}

#[test]
fn c12_only_a_request_for_access_that_waits_is_put_off_answered_or_taken_back() {
    subject([requested()]).when(withdraw()).then([withdrawn()]);
    for before in [vec![], vec![requested(), given_in_full(THURSDAY)], vec![requested(), withdrawn()]] {
        for action in [extend(THURSDAY, LATEST), answer(answer_in_full()), withdraw()] {
            subject(before.clone()).when(action).then_refused(Refusal::AccessNotAwaited);
        }
    }
}

#[test]
fn c12_the_first_rule_that_an_answer_breaks_is_the_answer() {
    let wrong = AccessAnswer { by: OFFICER, kept_from_asker: true, ..answer_in_part() };
    let wrong = AccessAnswer { outcome: AccessOutcome::GivenInFull, ..wrong };
    subject([requested()]).when(answer(wrong)).then_refused_with_the_first_of([
        Refusal::AccessAnsweredAlone,
        Refusal::AccessGroundsWithoutRefusal,
        Refusal::AccessKeptFromGuardians,
    ]);
}

// How it stands.

#[test]
fn c12_a_request_for_access_stands_as_it_does_on_the_day() {
    let after = |day: NaiveDate| day + chrono::TimeDelta::days(1);
    assert_eq!(standing([requested()], DUE), AccessStanding::Due);
    assert_eq!(standing([requested()], after(DUE)), AccessStanding::Overdue);
    assert_eq!(standing([requested(), extended()], WEDNESDAY), AccessStanding::Due, "it was put off on Thursday");
    assert_eq!(standing([requested(), extended()], after(DUE)), AccessStanding::Extended);
    assert_eq!(standing([requested(), extended()], after(LATEST)), AccessStanding::Overdue);
    assert_eq!(standing([requested(), given_in_full(DUE)], after(DUE)), AccessStanding::Met);
    assert_eq!(standing([requested(), given_in_full(FRIDAY)], THURSDAY), AccessStanding::Due, "not answered then");
    assert_eq!(standing([requested(), given_in_full(after(DUE))], LATEST), AccessStanding::MetLate);
    assert_eq!(standing([requested(), extended(), given_in_full(LATEST)], LATEST), AccessStanding::Met);
    assert_eq!(standing([requested(), withdrawn()], SATURDAY), AccessStanding::Withdrawn);
    assert_eq!(standing([requested(), withdrawn()], TUESDAY), AccessStanding::Due);
}

// Erasure.

#[test]
fn c12_a_person_who_waits_for_access_is_not_erased() {
    let restricted = SubjectEvent::SubjectRestricted {
        ground: RestrictionGround::UnlawfulProcessing,
        visible_to: BTreeSet::new(),
        rationale: grounds_of(OFFICER),
        restricted_on: MONDAY,
    };
    let asked = SubjectEvent::ErasureRequested {
        basis: ErasureBasis::UnlawfullyRecorded,
        by: OFFICER,
        rationale: grounds_of(OFFICER),
        requested_on: MONDAY,
        approvable_from: THURSDAY,
        delay_by: None,
    };
    let approve = || SubjectAction::ApproveErasure { by: LEADER, rationale: grounds_of(LEADER), worked_with: false };
    let before = [restricted, asked, requested()];
    subject(before.clone()).when(approve()).then_refused(Refusal::AccessAwaited);
    for end in [given_in_full(THURSDAY), withdrawn()] {
        subject(before.iter().cloned().chain([end])).when(approve()).then_done();
    }
}

#[test]
fn c12_of_an_erased_person_no_access_is_asked_for() {
    let erased = SubjectEvent::SubjectErased { basis: ErasureBasis::UnlawfullyRecorded, erased_on: THURSDAY };
    let asked = SubjectAction::RequestAccess(new_request());
    subject([erased]).when(asked).then_refused(Refusal::SubjectErased);
}

// What is looked through for an answer.

#[test]
fn c12_r_61_what_was_found_wrong_is_weighed_as_the_report_is_for_it_may_tell_who_reported() {
    assert_eq!(to_be_weighed("EntryFoundWrong"), Some(AccessRefusalGround::ReporterIdentity));
    assert_eq!(to_be_weighed("ConcernRaised"), None);
}

/// The names are read in stored events: one that is none would keep nothing back.
#[test]
fn c12_r_61_what_is_kept_back_by_name_is_an_event() {
    let mut known: BTreeSet<&str> = every_case_event().iter().map(|(name, _)| *name).collect();
    known.extend(every_report_event().iter().map(|(name, _)| *name));
    known.extend(every_investigation_event().iter().map(|(name, _)| *name));
    for name in ABOUT_THE_REPORTER.iter().chain(INTERNAL_DOCUMENTS).chain([&REPORT_COMES_IN]) {
        assert!(known.contains(name), "{name}");
    }
}

/// What bears the reporter in its name is either about nobody else, or is told without the reporter.
#[test]
fn c12_r_61_no_summary_that_tells_of_a_reporter_goes_out_as_it_is() {
    use crate::LedgerEvent as _;
    use crate::texts::Language;
    let reports = every_report_event().into_iter().map(|(name, event)| (name, event.summary()));
    let investigations = every_investigation_event().into_iter().map(|(name, event)| (name, event.summary()));
    for (name, summary) in reports.chain(investigations) {
        if Language::En.say(&summary).contains("reporter") {
            assert!(ABOUT_THE_REPORTER.contains(&name) || name == REPORT_COMES_IN, "{name}");
        }
    }
    assert!(!Language::En.say(&report_came_in()).contains("reporter"));
}

#[test]
fn c12_an_anonymous_consultation_and_settings_are_nobodys_data() {
    assert_eq!(ProcessingPurpose::of_stream("Consultation"), None);
    assert_eq!(ProcessingPurpose::of_stream("Settings"), None);
    for stream in ["Case", "Report", "Investigation", "Subject"] {
        assert!(ProcessingPurpose::of_stream(stream).is_some(), "{stream}");
    }
}

#[test]
fn c12_internal_documents_and_what_a_reporter_wrote_are_weighed() {
    assert_eq!(to_be_weighed("ReportReceived"), Some(AccessRefusalGround::ReporterIdentity));
    assert_eq!(to_be_weighed("InternalNoteSubmittedToLeader"), Some(AccessRefusalGround::InternalDocument));
    assert_eq!(to_be_weighed("ObservationLogged"), None);
}

#[test]
fn c12_s2_48_a_child_is_erased_under_one_pseudonym_once_it_is_restricted_and_answered_under_the_others() {
    let restricted = || SubjectEvent::SubjectRestricted {
        ground: RestrictionGround::UnlawfulProcessing,
        visible_to: BTreeSet::new(),
        rationale: grounds_of(OFFICER),
        restricted_on: MONDAY,
    };
    let known = |before: Vec<SubjectEvent>| {
        let mut known = Subject::default();
        for event in before {
            known.apply(event);
        }
        known
    };
    let other = |before| known(before).must_let_the_same_child_be_erased(&Subject::default());
    assert_eq!(other(vec![]), Err(Refusal::SameChildLessRestricted));
    assert_eq!(other(vec![restricted()]), Ok(()));
    assert_eq!(other(vec![restricted(), requested()]), Err(Refusal::AccessAwaited));
    assert_eq!(other(vec![restricted(), requested(), given_in_full(FRIDAY)]), Ok(()));

    // Nor is the address that was protected under the one shown again under the other.
    let protected_as = |grade| SubjectEvent::AddressProtected {
        grade,
        source: AddressProtectionSource::PopulationRegister,
        against: vec![],
        protected_on: MONDAY,
    };
    let protected = || protected_as(AddressProtectionGrade::Confidential);
    let erased = known(vec![protected(), restricted()]);
    let other = |before| known(before).must_let_the_same_child_be_erased(&erased);
    assert_eq!(other(vec![restricted()]), Err(Refusal::SameChildAddressUnprotected));
    assert_eq!(other(vec![restricted(), protected()]), Ok(()));
    let milder = protected_as(AddressProtectionGrade::ClientAddress);
    assert_eq!(other(vec![restricted(), milder]), Err(Refusal::SameChildAddressUnprotected));
    assert_eq!(other(vec![restricted(), protected_as(AddressProtectionGrade::StrictlyConfidential)]), Ok(()));
}

#[test]
fn c12_s2_48_a_child_is_not_erased_under_one_pseudonym_while_another_one_keeps_less_or_from_fewer() {
    let restricted = |visible_to: &[Role]| SubjectEvent::SubjectRestricted {
        ground: RestrictionGround::UnlawfulProcessing,
        visible_to: visible_to.iter().copied().collect(),
        rationale: grounds_of(OFFICER),
        restricted_on: MONDAY,
    };
    let guardian = |number, name| {
        let subject = SubjectId::from_uuid(uuid::Uuid::from_u128(number));
        Guardian { subject, name: Personal::guardian(subject, Text::new(name).unwrap()) }
    };
    let protected_against = |against: Vec<Guardian>| SubjectEvent::AddressProtected {
        grade: AddressProtectionGrade::Confidential,
        source: AddressProtectionSource::PopulationRegister,
        against,
        protected_on: MONDAY,
    };
    let after = |events: Vec<SubjectEvent>| {
        let mut known = Subject::default();
        for event in events {
            known.apply(event);
        }
        known
    };
    let lets = |erased: &[&SubjectEvent], other: &[&SubjectEvent]| {
        let of = |events: &[&SubjectEvent]| after(events.iter().copied().cloned().collect());
        of(other).must_let_the_same_child_be_erased(&of(erased))
    };

    // Shown to the data protection officer alone, and to employees too under the other.
    let narrow = restricted(&[Role::DataProtectionOfficer]);
    let wide = restricted(&[Role::DataProtectionOfficer, Role::Employee]);
    assert_eq!(lets(&[&narrow], &[&wide]), Err(Refusal::SameChildLessRestricted));
    assert_eq!(lets(&[&wide], &[&narrow]), Ok(()));
    assert_eq!(lets(&[&wide], &[&wide]), Ok(()));

    // Of one child that is protected under several, the strictest holds.
    let of = |event: &SubjectEvent| after(vec![event.clone()]).address_protection().cloned().unwrap();
    let (narrowest, broadest) = (protected_against(vec![guardian(1, "Per Hansen")]), protected_against(vec![]));
    assert_eq!(of(&narrowest).together_with(of(&broadest)).against, []);
    assert_eq!(of(&broadest).together_with(of(&narrowest)).against, []);
    let client =
        AddressProtection { grade: AddressProtectionGrade::ClientAddress, protected_on: FRIDAY, ..of(&narrowest) };
    let strict =
        AddressProtection { against: vec![guardian(3, "PER Hansen"), guardian(4, "Kari Moe")], ..of(&narrowest) };
    let both_ways = [client.clone().together_with(strict.clone()), strict.together_with(client)];
    assert_eq!(both_ways[0], both_ways[1]);
    assert_eq!((both_ways[0].grade, both_ways[0].protected_on), (AddressProtectionGrade::Confidential, MONDAY));
    assert_eq!(both_ways[0].against.len(), 2);

    // Kept from every guardian, from both, from one: the same person has another pseudonym in each case.
    let (all, both, one) = (
        protected_against(vec![]),
        protected_against(vec![guardian(1, "Per Hansen"), guardian(2, "Kari Moe")]),
        protected_against(vec![guardian(3, "per  hansen")]),
    );
    let keeps = |lost: &SubjectEvent, left: &SubjectEvent| lets(&[&wide, lost], &[&wide, left]);
    for (lost, left) in [(&all, &one), (&all, &both), (&both, &one)] {
        assert_eq!(keeps(lost, left), Err(Refusal::SameChildAddressUnprotected));
    }
    for (lost, left) in [(&one, &both), (&one, &all), (&both, &all), (&all, &all), (&both, &both)] {
        assert_eq!(keeps(lost, left), Ok(()));
    }
}
