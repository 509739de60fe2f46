//! R-21 and S2-17: an order of the child welfare service is answered, or closed with reasons.

use super::*;
use crate::refusal::Uncovered;

const SERVICE: Body = Body::ChildWelfareService;
const HEALTH: InformationCategory = InformationCategory::Health;
const LEARNING: InformationCategory = InformationCategory::Learning;

fn ordered(categories: &[InformationCategory]) -> CaseEvent {
    SharingEvent::DisclosureOrdered {
        body: SERVICE,
        categories: categories.iter().copied().collect(),
        asked: said_of_child("How she is"),
        legal_basis: "BVL2021 § 13-4".to_owned(),
        ordered_on: WEDNESDAY,
        received_on: THURSDAY,
    }
    .into()
}

fn close_on(closed_on: NaiveDate) -> CaseAction {
    CaseAction::Sharing(SharingAction::CloseOrder {
        body: SERVICE,
        ordered_on: WEDNESDAY,
        decision: decision(),
        closed_on,
    })
}

fn closed_on(closed_on: NaiveDate) -> CaseEvent {
    let decision = decided();
    SharingEvent::DisclosureOrderClosed { body: SERVICE, ordered_on: WEDNESDAY, decision, closed_on }.into()
}

fn tell_on(shared_on: NaiveDate, category: InformationCategory) -> CaseAction {
    CaseAction::Sharing(SharingAction::ShareInformation(SharedInformation {
        unit: None,
        body: SERVICE,
        direction: SharingDirection::ToBody,
        categories: [category].into(),
        content: said_of_child("She is often ill"),
        claimed: ClaimedBasis::Order { ordered_on: WEDNESDAY },
        decision: decision(),
        shared_on,
    }))
}

#[test]
fn r_21_an_order_that_was_taken_back_or_asks_for_what_nobody_has_is_closed_with_reasons_in_a_closed_case_too() {
    given([opened(), ordered(&[HEALTH])]).when(close_on(FRIDAY)).then([closed_on(FRIDAY)]);
    given([opened(), closed(), ordered(&[HEALTH])]).when(close_on(FRIDAY)).then([closed_on(FRIDAY)]);
    let open = given([opened(), ordered(&[HEALTH])]).state().open_orders();
    assert_eq!(open, [(SERVICE, WEDNESDAY)].into());
    let shut = given([opened(), ordered(&[HEALTH]), closed_on(FRIDAY)]).state().open_orders();
    assert_eq!(shut, [].into());
}

#[test]
fn r_21_no_order_is_closed_that_nobody_gave_or_that_is_answered_or_closed_already() {
    let unknown = Refusal::OrderNotReceived { field: "orderedOn", ordered_on: WEDNESDAY };
    given([opened()]).when(close_on(FRIDAY)).then_refused(unknown);
    let over = Refusal::OrderNotOpen { field: "orderedOn", ordered_on: WEDNESDAY };
    given([opened(), ordered(&[HEALTH]), closed_on(FRIDAY)]).when(close_on(FRIDAY)).then_refused(over.clone());
    let before = vec![opened(), ordered(&[HEALTH])];
    let told = given(before.clone()).when(tell_on(FRIDAY, HEALTH)).then_done();
    given([before, told].concat()).when(close_on(FRIDAY)).then_refused(over);
}

/// Where a part of it was told, the rest is owed still.
#[test]
fn r_21_an_order_is_answered_by_all_that_it_asks_for() {
    let before = vec![opened(), ordered(&[HEALTH, LEARNING])];
    let told = given(before.clone()).when(tell_on(FRIDAY, HEALTH)).then_done();
    let half = [before, told].concat();
    assert_eq!(given(half.clone()).state().open_orders(), [(SERVICE, WEDNESDAY)].into());
    given(half.clone()).when(close_on(FRIDAY)).then_done();
    let rest = given(half.clone()).when(tell_on(FRIDAY, LEARNING)).then_done();
    assert_eq!(given([half, rest].concat()).state().open_orders(), [].into());
}

#[test]
fn r_21_nothing_is_told_on_an_order_after_it_was_closed_unless_it_is_given_anew() {
    let shut = [opened(), ordered(&[HEALTH]), closed_on(THURSDAY)];
    given(shut.clone()).when(tell_on(THURSDAY, HEALTH)).then_done();
    given(shut.clone())
        .when(tell_on(FRIDAY, HEALTH))
        .then_refused(Refusal::OrderNotOpen { field: "basis", ordered_on: WEDNESDAY });
    let anew = || given(shut.iter().cloned().chain([ordered(&[HEALTH])]));
    assert_eq!(anew().state().open_orders(), [(SERVICE, WEDNESDAY)].into());
    anew().when(tell_on(FRIDAY, HEALTH)).then_done();
    let category = Refusal::SharingNotCovered { what: Uncovered::Category };
    anew().when(tell_on(FRIDAY, LEARNING)).then_refused(category);
}

#[test]
fn r_10_no_order_was_closed_tomorrow_or_before_it_came() {
    let before = || given([opened(), ordered(&[HEALTH])]);
    before().when(close_on(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "closedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
    before().when(close_on(WEDNESDAY)).then_refused(Refusal::DateBefore {
        field: "closedOn",
        date: WEDNESDAY,
        earliest: THURSDAY,
    });
}

/// Two orders of one day may come apart.
#[test]
fn r_21_what_was_told_before_an_order_came_answers_the_one_that_had_come_alone() {
    let second = SharingEvent::DisclosureOrdered {
        body: SERVICE,
        categories: [HEALTH].into(),
        asked: said_of_child("How she is now"),
        legal_basis: "BVL2021 § 13-4".to_owned(),
        ordered_on: WEDNESDAY,
        received_on: FRIDAY,
    };
    let before = vec![opened(), ordered(&[HEALTH]), second.into()];
    let earlier = given(before.clone()).when(tell_on(THURSDAY, HEALTH)).then_done();
    let half = [before.clone(), earlier].concat();
    assert_eq!(given(half).state().open_orders(), [(SERVICE, WEDNESDAY)].into());
    let since = given(before.clone()).when(tell_on(FRIDAY, HEALTH)).then_done();
    assert_eq!(given([before, since].concat()).state().open_orders(), [].into());
}

/// What the unit answered long before it had a case in this ledger has its true day.
#[test]
fn r_10_r_21_an_order_that_was_answered_before_the_case_was_opened_has_its_true_day() {
    let (came, answered) = (date(2024, 1, 8), date(2024, 1, 15));
    let order = SharingEvent::DisclosureOrdered {
        body: SERVICE,
        categories: [HEALTH].into(),
        asked: said_of_child("How she is"),
        legal_basis: "BVL2021 § 13-4".to_owned(),
        ordered_on: date(2024, 1, 5),
        received_on: came,
    };
    let tell = |shared_on| {
        let mut action = tell_on(shared_on, HEALTH);
        if let CaseAction::Sharing(SharingAction::ShareInformation(shared)) = &mut action {
            shared.claimed = ClaimedBasis::Order { ordered_on: date(2024, 1, 5) };
        }
        action
    };
    let before = || given([opened(), order.clone().into()]);
    before().when(tell(answered)).then_done();
    before()
        .when(tell(date(2024, 1, 7)))
        .then_refused(Refusal::OrderNotReceived { field: "basis", ordered_on: date(2024, 1, 5) });
}
