//! A command that breaks several rules is answered with the first, in the order of [`Refusal`].

use super::*;

#[test]
fn that_there_is_no_investigation_comes_before_a_date_in_the_future() {
    given([]).when(extend_on(TOMORROW, LATEST)).then_refused_with_the_first_of([
        Refusal::FutureDate { field: "decidedOn", date: TOMORROW, today: JUNE_3 },
        NO_INVESTIGATION,
    ]);
}

#[test]
fn a_date_in_the_future_comes_before_an_extension_out_of_bounds() {
    given([opened()]).when(extend_on(TOMORROW, DEADLINE)).then_refused_with_the_first_of([
        Refusal::ExtensionOutOfBounds { wanted: DEADLINE, current: DEADLINE, latest: LATEST },
        Refusal::FutureDate { field: "decidedOn", date: TOMORROW, today: JUNE_3 },
    ]);
}

#[test]
fn a_date_too_early_comes_before_a_code_that_is_not_in_force() {
    given([opened()]).when(conclude_on(TUESDAY, "9", None, &[])).then_refused_with_the_first_of([
        Refusal::CodeNotInForce { field: "code", code: "9".to_owned(), on: TUESDAY },
        Refusal::DateBeforeAct {
            act: Act::InvestigationStarted,
            field: "concludedOn",
            date: TUESDAY,
            earliest: THURSDAY,
        },
    ]);
}

#[test]
fn a_concluded_investigation_comes_before_a_date_in_the_future() {
    given([opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")])
        .when(conclude_on(TOMORROW, "3", None, &[]))
        .then_refused_with_the_first_of([
            Refusal::FutureDate { field: "concludedOn", date: TOMORROW, today: JUNE_3 },
            Refusal::InvestigationConcluded,
        ]);
}

#[test]
fn a_ground_that_is_not_in_force_comes_before_a_missing_clarification() {
    given([opened()]).when(conclude_on(JUNE_3, "5", None, &["2.1.02"])).then_refused_with_the_first_of([
        Refusal::CodeNotInForce { field: "grounds", code: "2.1.02".to_owned(), on: JUNE_3 },
        Refusal::ClarificationMissing { code: "5".to_owned() },
    ]);
}

#[test]
fn what_is_no_dismissal_comes_before_the_childs_participation() {
    given([opened(), super::coercion::placed_anyhow()]).when(conclude("3")).then_refused_with_the_first_of([
        Refusal::ParticipationNotRecorded,
        Refusal::DismissedWhilePlaced { on: JUNE_3 },
    ]);
}

#[test]
fn the_childs_participation_comes_before_measures_that_were_not_declined() {
    given([opened()])
        .when(conclude("4"))
        .then_refused_with_the_first_of([Refusal::MeasuresNotDeclined, Refusal::ParticipationNotRecorded]);
}

#[test]
fn measures_that_were_not_declined_come_before_a_renewal_out_of_bounds() {
    let renewal = Some(TUESDAY);
    let mut action = conclude("4");
    if let InvestigationAction::Conclude { renewal: planned_for, .. } = &mut action {
        *planned_for = renewal;
    }
    given([opened(), heard()]).when(action).then_refused_with_the_first_of([
        Refusal::RenewalOutOfBounds { wanted: TUESDAY, dismissed_on: JUNE_3, latest: date(2024, 12, 3) },
        Refusal::MeasuresNotDeclined,
    ]);
}

#[test]
fn a_missing_clarification_comes_before_the_childs_participation() {
    given([opened()]).when(conclude("5")).then_refused_with_the_first_of([
        Refusal::ParticipationNotRecorded,
        Refusal::ClarificationMissing { code: "5".to_owned() },
    ]);
}
