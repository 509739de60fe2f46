//! where telling the guardians would be dangerous, they are not told.

use super::*;
use crate::ids::SubjectId;
use crate::people::Guardian;
use crate::personal::Personal;
use crate::test_support::parties;

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

fn danger(category: AcuteCategory) -> CaseEvent {
    let EmergencyContact { body, description, contact, contacted_at, .. } = contact_at(noon(THURSDAY));
    CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { body, category, description, contact, contacted_at })
}

const SET_OFF_BY_TELLING: [AcuteCategory; 4] = [
    AcuteCategory::Violence,
    AcuteCategory::SexualAbuse,
    AcuteCategory::FemaleGenitalMutilation,
    AcuteCategory::Abduction,
];

/// The ledger asks nobody to tell parents, of whom the worst is feared, that they are reported.
#[test]
fn r6_s2_21_in_danger_that_telling_may_set_off_guardians_are_not_told_before_that_is_decided() {
    for category in SET_OFF_BY_TELLING {
        let undecided = || Refusal::TellingUndecided { feared: FearedAtHome::Danger(category) };
        let feared = || [opened(), danger(category)];
        given(feared()).when(inform_on(FRIDAY, AboutGuardians::Report)).then_refused(undecided());
        given(feared()).when(inform(AboutGuardians::Concern)).then([informed(AboutGuardians::Concern)]);
        given(feared()).when(send_report()).then_refused(undecided());
        // A ground, and the report goes; or reasons why they may be told.
        let ground = WithholdingGround::SexualAbuse;
        let withheld = || feared().into_iter().chain([withheld_on(FRIDAY, ground)]);
        given(withheld())
            .when(send_report())
            .then([sent_without_telling(ReportDuty::Emergency, Some(ground)), copy_withheld_on(FRIDAY, ground)]);
        given(withheld())
            .when(inform_on(FRIDAY, AboutGuardians::Report))
            .then_refused(Refusal::GuardianNotificationWithheld { ground });
        given(feared()).when(lift()).then([lifted()]);
        given(feared().into_iter().chain([lifted()])).when(inform_on(FRIDAY, AboutGuardians::Report)).then_done();
        // Danger anew is decided on anew, and another contact is never in its way.
        let again = || feared().into_iter().chain([lifted(), danger(category)]);
        given(again()).when(inform_on(FRIDAY, AboutGuardians::Report)).then_refused(undecided());
        given(again()).when(make_emergency_contact()).then_done();
    }
}

fn duty_because_of(condition: DutyCondition) -> CaseEvent {
    let mut assessed = duty(true);
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { conditions, .. }) = &mut assessed {
        *conditions = vec![DutyCondition::SeriousNeglect, condition];
    }
    assessed
}

fn to_be_averted(feared: AcuteCategory, triggered: bool) -> CaseEvent {
    AvertingEvent::DutyToAvertAssessed {
        feared,
        expectation: Expectation::MostLikely,
        triggered,
        legal_basis: "straffeloven § 196".to_owned(),
        decision: decided(),
        assessed_on: WEDNESDAY,
    }
    .into()
}

/// Nobody need call the police for it: who writes down that a child is abused at home, or is about to be, is not asked to
/// tell those at home of the report.
#[test]
fn r6_s2_21_where_abuse_is_what_triggers_a_duty_guardians_are_not_told_before_that_is_decided() {
    let conditions = [DutyCondition::Abuse, DutyCondition::HumanTrafficking];
    let reported = conditions.map(|condition| (FearedAtHome::Condition(condition), duty_because_of(condition)));
    let averted = SET_OFF_BY_TELLING.map(|feared| (FearedAtHome::Danger(feared), to_be_averted(feared, true)));
    for (feared, assessed) in reported.into_iter().chain(averted) {
        let undecided = || Refusal::TellingUndecided { feared };
        // The report itself rests on the duty in each of them.
        let known = || [opened(), observed(), duty(true), assessed.clone()];
        given(known()).when(inform(AboutGuardians::Report)).then_refused(undecided());
        given(known()).when(inform(AboutGuardians::Concern)).then([informed(AboutGuardians::Concern)]);
        given(known()).when(send_report()).then_refused(undecided());
        let ground = WithholdingGround::Violence;
        let withheld = || known().into_iter().chain([withheld(ground)]);
        let unknown = [sent_without_telling(ReportDuty::Triggered, Some(ground)), copy_withheld_on(FRIDAY, ground)];
        given(withheld()).when(send_report()).then(unknown);
        given(withheld())
            .when(inform(AboutGuardians::Report))
            .then_refused(Refusal::GuardianNotificationWithheld { ground });
        // Or there are reasons why they may be told, which are told then and not before.
        let may_know = || known().into_iter().chain([lifted()]);
        given(known()).when(lift()).then([lifted()]);
        given(may_know()).when(send_report()).then_refused(Refusal::GuardiansNotInformed);
        given(may_know()).when(inform_on(FRIDAY, AboutGuardians::Report)).then_done();
        // A copy of what went tells them too.
        let copy = CopyAction::DeliverCopy {
            document: Document::Report { report: REPORT },
            recipient: parties().remove(0),
            delivered_on: FRIDAY,
        };
        let gone = [opened(), observed(), informed(AboutGuardians::Report), duty(true), sent(ReportDuty::Triggered)];
        given(gone.into_iter().chain([assessed.clone()])).when(CaseAction::Copy(copy)).then_refused(undecided());
    }
}

#[test]
fn r6_where_neither_abuse_nor_violence_is_what_triggers_a_duty_guardians_are_told_as_ever() {
    let not_to_be_averted = SET_OFF_BY_TELLING.map(|feared| to_be_averted(feared, false));
    let other = [duty_because_of(DutyCondition::PersistentSeriousBehaviouralDifficulties)];
    let other = other.into_iter().chain([to_be_averted(AcuteCategory::OtherSeriousNeglect, true)]);
    for assessed in not_to_be_averted.into_iter().chain(other) {
        given([opened(), observed(), assessed]).when(inform(AboutGuardians::Report)).then_done();
    }
}

/// What is decided is whether guardians are told: never whether help comes, or a report goes of which they knew.
#[test]
fn r1_r6_r8_what_is_feared_at_home_holds_up_neither_help_nor_a_report_that_guardians_knew_of() {
    let feared = || [duty_because_of(DutyCondition::Abuse), to_be_averted(AcuteCategory::SexualAbuse, true)];
    let told = [opened(), observed(), duty(true), informed(AboutGuardians::Report)];
    given(told.into_iter().chain(feared())).when(send_report()).then([sent(ReportDuty::Triggered)]);
    given([opened(), observed()].into_iter().chain(feared())).when(make_emergency_contact()).then_done();
    let ground = withheld(WithholdingGround::SexualAbuse);
    let decided = [opened(), observed(), ground].into_iter().chain(feared());
    given(decided).when(send_report()).then_done();
}

#[test]
fn r10_r6_that_guardians_may_be_told_is_not_decided_before_the_latest_day_of_which_something_was_feared() {
    let late = [opened(), emergency_contact_made(), to_be_averted(AcuteCategory::Violence, true)];
    let refusal = Refusal::DateBefore { field: "liftedOn", date: THURSDAY, earliest: FRIDAY };
    given(late).when(lift()).then_refused(refusal);
}

#[test]
fn r6_in_other_danger_guardians_are_told_as_ever() {
    for category in AcuteCategory::ALL.into_iter().filter(|category| !SET_OFF_BY_TELLING.contains(category)) {
        given([opened(), danger(category)]).when(inform_on(FRIDAY, AboutGuardians::Report)).then_done();
    }
}

#[test]
fn r5_r6_guardians_who_were_told_before_there_was_danger_stay_told() {
    given([opened(), observed(), duty(true), informed(AboutGuardians::Report), danger(AcuteCategory::Violence)])
        .when(send_report())
        .then([sent(ReportDuty::Triggered)]);
}

#[test]
fn r10_that_guardians_may_be_told_is_not_decided_before_there_was_danger() {
    given([opened(), emergency_contact_made()]).when(lift()).then_refused(Refusal::DateBefore {
        field: "liftedOn",
        date: THURSDAY,
        earliest: FRIDAY,
    });
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

/// The question for consent to a report tells the father of whom abuse is feared that there is one.
#[test]
fn r_6_r_9_nobody_asks_guardians_for_consent_before_it_is_decided_whether_they_may_know() {
    let feared = || given([opened(), danger(AcuteCategory::SexualAbuse)]).today(FRIDAY);
    let ask = |requested_on| {
        let mut ask = request_consent(scope(ConsentPurpose::ReportWithoutDuty));
        if let CaseAction::Consent(ConsentAction::RequestConsent { requested_on: on, .. }) = &mut ask {
            *on = requested_on;
        }
        ask
    };
    let undecided = Refusal::TellingUndecided { feared: FearedAtHome::Danger(AcuteCategory::SexualAbuse) };
    feared().when(ask(FRIDAY)).then_refused(undecided);
    // That they were asked on an earlier day is a fact.
    feared().when(ask(THURSDAY)).then_done();
    given([opened(), danger(AcuteCategory::SexualAbuse), lifted()]).today(FRIDAY).when(ask(FRIDAY)).then_done();
}

fn father() -> Guardian {
    let subject = SubjectId::from_uuid(uuid::Uuid::from_u128(0x0fa7));
    Guardian { subject, name: Personal::guardian(subject, crate::test_support::text("Tor")) }
}

fn name_guardians(guardians: &[Guardian], decision: Option<Decision>) -> CaseAction {
    CaseAction::Family(FamilyAction::NameGuardians { guardians: guardians.to_vec(), decision, named_on: FRIDAY })
}

fn named(guardians: &[Guardian], decision: Option<RecordedDecision>) -> CaseEvent {
    FamilyEvent::GuardiansNamed { guardians: guardians.to_vec(), decision, named_on: FRIDAY }.into()
}

#[test]
fn r_5_r_7_the_unit_says_who_the_guardians_are_and_why_somebody_is_none() {
    let both = [mother(), father()];
    given([opened()]).when(name_guardians(&both, None)).then([named(&both, None)]);
    given([opened()]).when(name_guardians(&[], None)).then_refused(Refusal::NobodyInformed);
    let known = [opened(), named(&both, None)];
    given(known.clone()).when(name_guardians(&[mother()], None)).then_refused(Refusal::GuardianLeftOut);
    // Reasons for what is not so would stand among the decisions (RM-14).
    let nobody = Refusal::NobodyLeftOut;
    given([opened()]).when(name_guardians(&both, Some(decision()))).then_refused(nobody.clone());
    given(known.clone()).when(name_guardians(&both, Some(decision()))).then_refused(nobody);
    let left_out = named(&[mother()], Some(decided()));
    given(known.clone()).when(name_guardians(&[mother()], Some(decision()))).then([left_out.clone()]);
    let state = given(known.into_iter().chain([left_out])).state();
    let history: Vec<_> =
        state.guardians().iter().map(|known| (known.party.subject, known.since, known.until)).collect();
    assert_eq!(history, [(mother().subject, FRIDAY, None), (father().subject, FRIDAY, Some(FRIDAY))]);
    let current: Vec<_> = state.current_guardians().map(|party| party.subject).collect();
    assert_eq!(current, [mother().subject]);
}

#[test]
fn r_7_s0_42_each_guardian_who_comes_to_be_known_after_the_report_is_entitled_to_a_copy_of_their_own() {
    let sent = || vec![opened(), observed(), duty(true), sent(ReportDuty::Triggered)];
    let copies = |events: Vec<CaseEvent>| -> Vec<_> {
        let state = given(events).state();
        state.copies().iter().map(|copy| (copy.recipient.as_ref().map(|party| party.subject), copy.state)).collect()
    };
    assert_eq!(copies(sent()), [(None, CopyState::Owed)]);
    let known = [sent(), vec![named(&[mother(), father()], None)]].concat();
    let each = [(Some(mother().subject), CopyState::Owed), (Some(father().subject), CopyState::Owed)];
    assert_eq!(copies(known.clone()), each);
    let left_out = [known, vec![named(&[mother()], Some(decided()))]].concat();
    assert_eq!(copies(left_out.clone())[1].1, CopyState::Lapsed { on: FRIDAY });
    assert_eq!(copies([left_out, vec![named(&[mother(), father()], None)]].concat()), each);
    let ground = WithholdingGround::Violence;
    let kept = vec![opened(), observed(), duty(true), withheld(ground)];
    let kept = [kept, vec![sent_without_telling(ReportDuty::Triggered, Some(ground))]].concat();
    let kept = [kept, vec![copy_withheld_on(FRIDAY, ground), named(&[mother(), father()], None)]].concat();
    assert!(matches!(copies(kept)[..], [(_, CopyState::Withheld { .. }), (_, CopyState::Withheld { .. })]));
}

#[test]
fn r_5_telling_a_guardian_who_was_left_out_of_one_report_tells_of_no_other() {
    let told = |guardians: &[Guardian], informed_on| -> CaseEvent {
        let (about, guardians) = (AboutGuardians::Report, guardians.to_vec());
        FamilyEvent::GuardiansInformed { about, guardians, informed_on }.into()
    };
    let before = vec![opened(), observed(), named(&[mother(), father()], None), duty(true)];
    let one_told = [before, vec![told(&[mother()], WEDNESDAY), sent(ReportDuty::Triggered)]].concat();
    let other_told = [one_told, vec![told(&[father()], FRIDAY), duty_on(FRIDAY, true)]].concat();
    let next = || {
        CaseAction::Reporting(ReportingAction::SendReport {
            report: ReportId::from_uuid(uuid::Uuid::from_u128(0x4e91)),
            content: said_of_child("It goes on"),
            duty_bearer: teacher(),
            signed_by: None,
            sent_at: noon(FRIDAY),
        })
    };
    given(other_told.clone()).when(next()).then_refused(Refusal::GuardiansNotInformed);
    given([other_told, vec![told(&[father()], FRIDAY)]].concat()).when(next()).then_done();
}
