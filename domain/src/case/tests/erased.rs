//! C12: what nobody who is erased does any more.

use super::*;
use crate::test_support::{AGREEMENT, parties, samples, shredded};

/// Drawn up with mother and teacher, and then the mother was erased.
fn drawn_with_one_erased() -> CaseEvent {
    let all = samples::every_case_event().into_iter();
    let (_, mut event) = all.into_iter().find(|(name, _)| *name == "AgreementDrawn").unwrap();
    if let CaseEvent::Agreement(AgreementEvent::AgreementDrawn { parties, .. }) = &mut event {
        parties[0].name = shredded(&parties[0].name);
    }
    event
}

#[test]
fn c12_whoever_is_erased_signs_nothing_more() {
    let sign = |party: &Party| {
        let (agreement, by) = (AGREEMENT, party.subject);
        CaseAction::Agreement(AgreementAction::SignAgreement { agreement, by, signed_on: FRIDAY })
    };
    let drawn = || given([opened(), drawn_with_one_erased()]);
    drawn().when(sign(&parties()[0])).then_refused(Refusal::SubjectErased);
    drawn().when(sign(&parties()[1])).then_done();
}

#[test]
fn c12_r_7_the_copy_of_somebody_who_is_erased_lapses_and_the_others_stay_owed() {
    let lapse = || CaseAction::Copy(CopyAction::LapseCopiesOfErased { lapsed_on: FRIDAY });
    let document = Document::Agreement { agreement: AGREEMENT };
    let lapsed = CopyEvent::CopyLapsed { document, recipient: parties()[0].subject, lapsed_on: FRIDAY };
    given([opened(), drawn_with_one_erased()]).when(lapse()).then([lapsed.clone().into()]);
    let after = || given([opened(), drawn_with_one_erased(), lapsed.clone().into()]);
    let states: Vec<CopyState> = after().state().copies().iter().map(|copy| copy.state).collect();
    assert_eq!(states, [CopyState::Lapsed { on: FRIDAY }, CopyState::Owed]);
    after().when(lapse()).then_refused(Refusal::NoCopyOfErased);
    let nobody_erased = samples::every_case_event().into_iter().find(|(name, _)| *name == "AgreementDrawn").unwrap().1;
    given([opened(), nobody_erased]).when(lapse()).then_refused(Refusal::NoCopyOfErased);
}
