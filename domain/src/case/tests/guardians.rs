//! where telling the guardians would be dangerous, they are not told.

use super::*;

#[test]
fn r5_guardians_are_told_that_a_report_will_be_sent() {
    given([opened()]).when(inform(AboutGuardians::Report)).then([informed(AboutGuardians::Report)]);
}

#[test]
fn r5_who_tells_nobody_has_not_told_the_guardians() {
    for about in [AboutGuardians::Concern, AboutGuardians::Report, AboutGuardians::Outcome] {
        let tell_nobody =
            CaseAction::Family(FamilyAction::InformGuardians { about, guardians: Vec::new(), informed_on: WEDNESDAY });
        given([opened()]).when(tell_nobody).then_refused(Refusal::NobodyInformed);
    }
}

#[test]
fn r6_not_telling_guardians_is_a_decision_with_a_ground() {
    for ground in EVERY_GROUND {
        given([opened()]).when(withhold(ground)).then([withheld(ground)]);
    }
}

#[test]
fn r6_guardians_are_not_told_about_a_report_that_is_withheld_from_them() {
    for ground in EVERY_GROUND {
        given([opened(), withheld(ground)])
            .when(inform(AboutGuardians::Report))
            .then_refused(Refusal::GuardianNotificationWithheld { ground });
    }
}

#[test]
fn r6_guardians_are_not_told_after_it_was_sent_either() {
    let ground = WithholdingGround::Violence;
    given([
        opened(),
        observed(),
        duty(true),
        withheld(ground),
        sent_without_telling(ReportDuty::Triggered, Some(ground)),
    ])
    .when(inform(AboutGuardians::Report))
    .then_refused(Refusal::GuardianNotificationWithheld { ground });
}

#[test]
fn r6_what_is_not_about_the_report_is_told_all_the_same() {
    for about in [AboutGuardians::Concern, AboutGuardians::Outcome] {
        given([opened(), withheld(WithholdingGround::EvidenceAtRisk)]).when(inform(about)).then([informed(about)]);
    }
}

#[test]
fn r6_withholding_is_lifted_by_a_decision() {
    given([opened(), withheld(WithholdingGround::Violence)]).when(lift()).then([lifted()]);
}

#[test]
fn r6_guardians_are_told_once_withholding_is_lifted() {
    given([opened(), withheld(WithholdingGround::Violence), lifted()])
        .when(inform_on(FRIDAY, AboutGuardians::Report))
        .then([informed_on(AboutGuardians::Report, FRIDAY)]);
}

#[test]
fn r6_nothing_is_lifted_that_was_not_withheld() {
    given([opened()]).when(lift()).then_refused(Refusal::NothingWithheld);
    given([opened(), withheld(WithholdingGround::Violence), lifted()])
        .when(lift())
        .then_refused(Refusal::NothingWithheld);
}

#[test]
fn r6_a_later_ground_takes_the_place_of_an_earlier_one() {
    let case = given([opened(), withheld(WithholdingGround::Violence), withheld(WithholdingGround::EvidenceAtRisk)]);
    assert_eq!(case.state().withheld_from_guardians(), Some(WithholdingGround::EvidenceAtRisk));
}

#[test]
fn r10_guardians_were_not_told_tomorrow_nor_was_it_withheld_or_lifted_then() {
    let tomorrow = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
    given([opened()]).when(inform_on(SATURDAY, AboutGuardians::Concern)).then_refused(tomorrow("informedOn"));
    let ground = WithholdingGround::Violence;
    given([opened()])
        .when(CaseAction::Family(FamilyAction::WithholdGuardianNotification {
            ground,
            decision: decision(),
            withheld_on: SATURDAY,
        }))
        .then_refused(tomorrow("withheldOn"));
    given([opened(), withheld(ground)])
        .when(CaseAction::Family(FamilyAction::LiftGuardianNotificationWithholding {
            decision: decision(),
            lifted_on: SATURDAY,
        }))
        .then_refused(tomorrow("liftedOn"));
}

#[test]
fn r10_withholding_is_not_lifted_before_it_was_decided() {
    given([opened(), withheld(WithholdingGround::Violence)])
        .when(CaseAction::Family(FamilyAction::LiftGuardianNotificationWithholding {
            decision: decision(),
            lifted_on: TUESDAY,
        }))
        .then_refused(Refusal::DateBefore { field: "liftedOn", date: TUESDAY, earliest: WEDNESDAY });
}

#[test]
fn r10_withholding_on_two_grounds_is_not_lifted_before_the_later_day() {
    let two_grounds = [
        opened(),
        withheld_on(THURSDAY, WithholdingGround::Violence),
        withheld_on(TUESDAY, WithholdingGround::EvidenceAtRisk),
    ];
    given(two_grounds.clone())
        .when(CaseAction::Family(FamilyAction::LiftGuardianNotificationWithholding {
            decision: decision(),
            lifted_on: WEDNESDAY,
        }))
        .then_refused(Refusal::DateBefore { field: "liftedOn", date: WEDNESDAY, earliest: THURSDAY });
    let lifted = given(two_grounds.into_iter().chain([lifted()])).state();
    assert_eq!(lifted.withheld_from_guardians(), None);
}
