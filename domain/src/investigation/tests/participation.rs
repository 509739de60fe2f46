//! How the child took part in the investigation.

use super::*;
use crate::codes::codes;
use crate::test_support::FRIDAY;

const NEW_YEAR: NaiveDate = date(2026, 1, 1);

fn record(kind: ParticipationKind, on: NaiveDate) -> InvestigationAction {
    InvestigationAction::RecordParticipation { kind, account: said_of_child("I want to stay at my school"), on }
}

#[test]
fn r_49_how_the_child_took_part_or_why_not_is_recorded() {
    for kind in ParticipationKind::ALL {
        let recorded = given([opened()]).when(record(kind, JUNE_3)).then_done();
        let [InvestigationEvent::ChildParticipationRecorded { kind: recorded, code: None, .. }] = recorded.as_slice()
        else {
            panic!("{recorded:?}")
        };
        assert_eq!(*recorded, kind);
    }
}

#[test]
fn r_49_an_investigation_is_not_concluded_before_the_childs_participation_is_recorded() {
    given([opened()]).when(conclude("3")).then_refused(Refusal::ParticipationNotRecorded);
    given([opened(), heard()]).when(conclude("3")).then([concluded(InvestigationOutcome::InvestigationDismissed, "3")]);
}

#[test]
fn r_49_what_is_recorded_for_a_later_day_does_not_precede_the_conclusion() {
    let on = FRIDAY.succ_opt().unwrap();
    given([opened(), heard_on(on)])
        .when(conclude_on(FRIDAY, "3", None, &[]))
        .then_refused(Refusal::ParticipationLater { concluded_on: FRIDAY, on });
    given([opened(), heard_on(on), heard_on(FRIDAY)]).when(conclude_on(FRIDAY, "3", None, &[])).then_done();
}

#[test]
fn s2_55_each_time_the_child_takes_part_is_remembered() {
    let mut investigation = Investigation::default();
    for event in [opened(), heard_on(FRIDAY), heard_on(JUNE_3)] {
        investigation.apply(event);
    }
    let days: Vec<_> = investigation.participation().iter().map(|participation| participation.on).collect();
    assert_eq!(days, [FRIDAY, JUNE_3]);
}

#[test]
fn r_71_each_kind_has_the_registers_code_from_the_day_it_holds() {
    for kind in ParticipationKind::ALL {
        assert_eq!(kind.coded_on(date(2025, 12, 31)), None);
        assert_eq!(kind.coded_on(NEW_YEAR).unwrap().code, kind.code());
    }
    let known: Vec<_> = codes(CodeList::ChildParticipation).map(|code| code.code).collect();
    assert_eq!(known, ParticipationKind::ALL.map(ParticipationKind::code));
    let recorded = given([opened()]).today(NEW_YEAR).when(record(ParticipationKind::Declined, NEW_YEAR)).then_done();
    let [InvestigationEvent::ChildParticipationRecorded { code: Some(code), .. }] = recorded.as_slice() else {
        panic!("{recorded:?}")
    };
    assert_eq!(*code, register_code("2.2"));
}

#[test]
fn r_10_the_child_takes_part_neither_tomorrow_nor_before_the_investigation_began() {
    let record = |on| record(ParticipationKind::Conversation, on);
    let future = Refusal::FutureDate { field: "on", date: TOMORROW, today: JUNE_3 };
    given([opened()]).when(record(TOMORROW)).then_refused(future);
    let early =
        Refusal::DateBeforeAct { act: Act::InvestigationStarted, field: "on", date: TUESDAY, earliest: THURSDAY };
    given([opened()]).when(record(TUESDAY)).then_refused(early);
}

#[test]
fn s2_55_what_is_not_running_records_no_participation() {
    let record = |on| record(ParticipationKind::Conversation, on);
    let ended = || [opened(), heard(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    given([]).when(record(JUNE_3)).then_refused(NO_INVESTIGATION);
    given(ended()).today(TOMORROW).when(record(TOMORROW)).then_refused(Refusal::InvestigationConcluded);
    // Of a day by the end it is a fact, whenever that is written down.
    given(ended()).today(TOMORROW).when(record(JUNE_3)).then_done();
}

#[test]
fn rm_8_the_childs_view_is_known_where_somebody_expressed_it_and_not_where_it_was_only_watched() {
    let known: Vec<_> = ParticipationKind::ALL.into_iter().filter(|kind| kind.childs_view_is_known()).collect();
    assert_eq!(
        known,
        [ParticipationKind::Conversation, ParticipationKind::Representative, ParticipationKind::OtherExpression]
    );
}
