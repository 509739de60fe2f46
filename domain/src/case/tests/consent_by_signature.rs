//! S4-11: guardians or the youth consent by signing the agreement, on the day they signed it.

use super::*;
use crate::test_support::{AGREEMENT, parties};

fn drawn_for(kind: PartyKind) -> CaseEvent {
    let mut parties = parties();
    parties[0].kind = kind;
    AgreementEvent::AgreementDrawn {
        agreement: AGREEMENT,
        kind: AgreementKind::Agreement,
        is_minutes: true,
        text: said_of_child("We call the health station in"),
        parties,
        drawn_on: TUESDAY,
    }
    .into()
}

fn signed(by: usize) -> CaseEvent {
    let by = parties()[by].subject;
    AgreementEvent::AgreementSigned { agreement: AGREEMENT, by, signed_on: WEDNESDAY }.into()
}

fn give(agreement: Option<AgreementId>, consented_by: Option<ConsentingParty>, given_on: NaiveDate) -> CaseAction {
    CaseAction::Consent(ConsentAction::GiveConsent {
        consent: CONSENT,
        form: ConsentForm::SignedAgreement,
        terms: ConsentTerms { consented_by, agreement, ..ConsentTerms::default() },
        given_on,
        birth_is_shown: true,
    })
}

fn asked(agreement: Vec<CaseEvent>) -> Vec<CaseEvent> {
    [vec![opened(), consent_requested(scope(LEVEL_2))], agreement].concat()
}

#[test]
fn s4_11_consent_by_signature_is_given_by_the_guardians_signature_on_its_day() {
    let by_mother = || asked(vec![drawn_for(PartyKind::Guardian), signed(0)]);
    let given_event = ConsentEvent::ConsentGiven {
        consent: CONSENT,
        form: ConsentForm::SignedAgreement,
        consented_by: None,
        directions: [].into(),
        read_before_consent: None,
        voluntary: None,
        agreement: Some(AGREEMENT),
        own_say: None,
        given_on: WEDNESDAY,
    };
    given(by_mother()).when(give(Some(AGREEMENT), None, WEDNESDAY)).then([given_event.into()]);
    given(by_mother())
        .when(give(Some(AGREEMENT), None, THURSDAY))
        .then_refused(Refusal::ConsentNotSigned { agreement: AGREEMENT, on: THURSDAY });
}

#[test]
fn s4_11_without_a_signature_it_is_a_word() {
    let unsigned = Refusal::ConsentNotSigned { agreement: AGREEMENT, on: WEDNESDAY };
    let give = |agreement| give(agreement, None, WEDNESDAY);
    given(asked(vec![])).when(give(None)).then_refused(Refusal::AgreementUnnamed);
    given(asked(vec![])).when(give(Some(AGREEMENT))).then_refused(Refusal::AgreementUnknown { agreement: AGREEMENT });
    let drawn = || drawn_for(PartyKind::Guardian);
    given(asked(vec![drawn()])).when(give(Some(AGREEMENT))).then_refused(unsigned.clone());
    given(asked(vec![drawn(), signed(1)])).when(give(Some(AGREEMENT))).then_refused(unsigned);
}

#[test]
fn s4_11_a_youth_consents_by_the_youths_own_signature() {
    let youth = Some(ConsentingParty::Youth);
    given(asked(vec![drawn_for(PartyKind::Youth), signed(0)]))
        .when(give(Some(AGREEMENT), youth, WEDNESDAY))
        .then_done();
    given(asked(vec![drawn_for(PartyKind::Guardian), signed(0)]))
        .when(give(Some(AGREEMENT), youth, WEDNESDAY))
        .then_refused(Refusal::ConsentNotSigned { agreement: AGREEMENT, on: WEDNESDAY });
}

#[test]
fn s4_11_where_guardian_and_youth_consent_both_have_signed_and_the_later_day_counts() {
    let drawn = || {
        let mut parties = parties();
        parties[1].kind = PartyKind::Youth;
        AgreementEvent::AgreementDrawn {
            agreement: AGREEMENT,
            kind: AgreementKind::Agreement,
            is_minutes: true,
            text: said_of_child("We call the health station in"),
            parties,
            drawn_on: TUESDAY,
        }
        .into()
    };
    let later = AgreementEvent::AgreementSigned { agreement: AGREEMENT, by: parties()[1].subject, signed_on: THURSDAY };
    let both = || asked(vec![drawn(), signed(0), later.clone().into()]);
    let give = |on| give(Some(AGREEMENT), Some(ConsentingParty::GuardianAndYouth), on);
    given(both()).when(give(THURSDAY)).then_done();
    let not_signed = |on| Refusal::ConsentNotSigned { agreement: AGREEMENT, on };
    given(both()).when(give(WEDNESDAY)).then_refused(not_signed(WEDNESDAY));
    given(asked(vec![drawn(), signed(0)])).when(give(WEDNESDAY)).then_refused(not_signed(WEDNESDAY));
}

#[test]
fn s4_8_an_agreement_is_between_the_family_and_somebody_at_work() {
    let draw = |kind: AgreementKind, who: &[usize]| {
        CaseAction::Agreement(AgreementAction::DrawAgreement(DrawnAgreement {
            agreement: AGREEMENT,
            kind,
            is_minutes: false,
            text: said_of_child("We meet again"),
            parties: who.iter().map(|which| parties()[*which].clone()).collect(),
            supersedes: None,
            drawn_on: TUESDAY,
        }))
    };
    let agreement = AgreementKind::Agreement;
    given([opened()]).when(draw(agreement, &[0])).then_refused(Refusal::AgreementOfOneSide);
    given([opened()]).when(draw(agreement, &[1])).then_refused(Refusal::AgreementOfOneSide);
    given([opened()]).when(draw(agreement, &[0, 1])).then_done();
    given([opened()]).when(draw(AgreementKind::ActionPlan, &[1])).then_done();
}
