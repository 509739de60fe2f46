//! R-37, S4-8, S4-9, S4-18: what is agreed in writing binds when all it names have signed.

use super::*;
use crate::ids::{AgreementId, SubjectId};
use crate::test_support::{AGREEMENT, parties};

pub(super) const OTHER_AGREEMENT: AgreementId = AgreementId::from_uuid(uuid::Uuid::from_u128(0xa94f));

fn drawn_agreement() -> DrawnAgreement {
    DrawnAgreement {
        agreement: AGREEMENT,
        kind: AgreementKind::Agreement,
        is_minutes: true,
        text: said_of_child("We meet again after Easter"),
        parties: parties(),
        supersedes: None,
        drawn_on: TUESDAY,
    }
}

fn draw(agreement: DrawnAgreement) -> CaseAction {
    CaseAction::Agreement(AgreementAction::DrawAgreement(agreement))
}

pub(super) fn drawn() -> CaseEvent {
    drawn_as(AGREEMENT)
}

fn drawn_as(agreement: AgreementId) -> CaseEvent {
    let DrawnAgreement { kind, is_minutes, text, parties, drawn_on, .. } = drawn_agreement();
    AgreementEvent::AgreementDrawn { agreement, kind, is_minutes, text, parties, drawn_on }.into()
}

fn sign(by: SubjectId) -> CaseAction {
    CaseAction::Agreement(AgreementAction::SignAgreement { agreement: AGREEMENT, by, signed_on: WEDNESDAY })
}

fn signed_on(by: SubjectId, signed_on: NaiveDate) -> CaseEvent {
    AgreementEvent::AgreementSigned { agreement: AGREEMENT, by, signed_on }.into()
}

fn superseded() -> CaseEvent {
    AgreementEvent::AgreementSuperseded { agreement: AGREEMENT, by: OTHER_AGREEMENT, superseded_on: TUESDAY }.into()
}

#[test]
fn s4_8_an_agreement_is_drawn_up_and_counts_as_minutes() {
    given([opened()]).when(draw(drawn_agreement())).then([drawn()]);
    let state = given([opened(), drawn()]).state();
    assert!(state.agreements()[&AGREEMENT].is_minutes);
    given([opened(), drawn()])
        .when(draw(drawn_agreement()))
        .then_refused(Refusal::AgreementAlreadyDrawn { agreement: AGREEMENT });
}

#[test]
fn s4_9_an_agreement_names_each_of_its_parties_once() {
    let [mother, teacher] = <[Party; 2]>::try_from(parties()).unwrap();
    let with = |parties: Vec<Party>| draw(DrawnAgreement { parties, ..drawn_agreement() });
    given([opened()]).when(with(Vec::new())).then_refused(Refusal::NoParty);
    given([opened()]).when(with(vec![mother.clone(), teacher, mother])).then_refused(Refusal::PartyNamedTwice);
}

#[test]
fn r_10_an_agreement_was_not_drawn_up_tomorrow_nor_signed_before() {
    let tomorrow = DrawnAgreement { drawn_on: SATURDAY, ..drawn_agreement() };
    given([opened()]).when(draw(tomorrow)).then_refused(Refusal::FutureDate {
        field: "drawnOn",
        date: SATURDAY,
        today: FRIDAY,
    });
    let (agreement, by, signed_on) = (AGREEMENT, parties()[0].subject, MONDAY);
    given([opened(), drawn()])
        .when(CaseAction::Agreement(AgreementAction::SignAgreement { agreement, by, signed_on }))
        .then_refused(Refusal::DateBefore { field: "signedOn", date: MONDAY, earliest: TUESDAY });
}

#[test]
fn r_37_s4_18_what_is_agreed_binds_when_all_parties_have_signed() {
    let [mother, teacher] = [parties()[0].subject, parties()[1].subject];
    given([opened(), drawn()]).when(sign(mother)).then([signed_on(mother, WEDNESDAY)]);
    let binding = |events: &[CaseEvent]| {
        given([opened(), drawn()].into_iter().chain(events.iter().cloned())).state().agreements()[&AGREEMENT].binding()
    };
    assert!(!binding(&[]));
    assert!(!binding(&[signed_on(mother, WEDNESDAY)]));
    let both = [signed_on(mother, WEDNESDAY), signed_on(teacher, THURSDAY)];
    assert!(binding(&both));
    let state = given([opened(), drawn()].into_iter().chain(both)).state();
    assert_eq!(state.agreements()[&AGREEMENT].signed_by_all_on(), Some(THURSDAY));
}

#[test]
fn s4_9_only_a_party_signs_and_once() {
    let stranger = SubjectId::from_uuid(uuid::Uuid::from_u128(0x57a6));
    given([opened(), drawn()]).when(sign(stranger)).then_refused(Refusal::NotAParty { agreement: AGREEMENT });
    let mother = parties()[0].subject;
    given([opened(), drawn(), signed_on(mother, WEDNESDAY)])
        .when(sign(mother))
        .then_refused(Refusal::AgreementAlreadySigned { agreement: AGREEMENT });
    given([opened()]).when(sign(mother)).then_refused(Refusal::AgreementUnknown { agreement: AGREEMENT });
}

#[test]
fn s3_43_an_agreement_that_is_adjusted_takes_the_place_of_the_one_before() {
    let adjusted = DrawnAgreement { agreement: OTHER_AGREEMENT, supersedes: Some(AGREEMENT), ..drawn_agreement() };
    let before = || [opened(), drawn()];
    given(before()).when(draw(adjusted.clone())).then([drawn_as(OTHER_AGREEMENT), superseded()]);
    let after = || [opened(), drawn(), drawn_as(OTHER_AGREEMENT), superseded()];
    let signed: Vec<_> = parties().iter().map(|party| signed_on(party.subject, WEDNESDAY)).collect();
    let state = given(after().into_iter().chain(signed)).state();
    assert!(!state.agreements()[&AGREEMENT].binding(), "what was superseded binds no more");
    let outdated = || Refusal::AgreementOutdated { agreement: AGREEMENT };
    given(after()).when(sign(parties()[0].subject)).then_refused(outdated());
    given(after()).when(draw(adjusted)).then_refused(outdated());
}

#[test]
fn r_6_s4_2_nothing_is_agreed_in_writing_with_guardians_while_they_must_not_know() {
    let ground = WithholdingGround::Violence;
    let kept = || [opened(), withheld_on(MONDAY, ground)];
    given(kept()).when(draw(drawn_agreement())).then_refused(Refusal::ContactWithheld { ground });
    let mut with_the_youth = drawn_agreement();
    for party in with_the_youth.parties.iter_mut().filter(|party| party.kind == PartyKind::Guardian) {
        party.kind = PartyKind::Youth;
    }
    given(kept()).when(draw(with_the_youth)).then_done();
    given(kept().into_iter().chain([lifted()])).when(draw(drawn_agreement())).then_done();
}
