//! what sending a report needs, and what it never needs.

use super::*;

const TRIGGERED: ReportDuty = ReportDuty::Triggered;
const CONSENTED: ReportDuty = ReportDuty::Consented { consent: CONSENT };
const TOLD: AboutGuardians = AboutGuardians::Report;

fn no_consent() -> Refusal {
    Refusal::NoValidConsent { purpose: A_REPORT, on: FRIDAY }
}

/// A case without duty to report whose guardians are told and were asked for `scope`.
fn no_duty_but_asked(scope: ConsentScope) -> Vec<CaseEvent> {
    vec![opened(), observed(), duty(false), informed(TOLD), consent_requested(scope)]
}

#[test]
fn r2_a_report_is_sent_once_the_duty_is_assessed() {
    given([opened(), observed(), duty(true), informed(TOLD)]).when(send_report()).then([sent(TRIGGERED)]);
}

#[test]
fn r2_a_report_is_not_sent_before_the_duty_is_assessed() {
    given([opened(), observed(), informed(TOLD)]).when(send_report()).then_refused(Refusal::DutyNotAssessed);
}

#[test]
fn r2_in_an_emergency_the_report_goes_first_and_the_assessment_is_owed() {
    given([opened(), emergency_contact_made(), informed(TOLD)]).when(send_report()).then([sent(ReportDuty::Emergency)]);
}

#[test]
fn r2_the_latest_assessment_counts() {
    given([opened(), observed(), duty(false), duty(true), informed(TOLD)]).when(send_report()).then([sent(TRIGGERED)]);
    given([opened(), observed(), duty(true), duty(false), informed(TOLD)])
        .when(send_report())
        .then_refused(no_consent());
}

#[test]
fn r2_a_report_of_tuesday_does_not_rest_on_an_assessment_of_wednesday() {
    given([opened(), observed(), duty(true), informed_on(TOLD, MONDAY)])
        .when(send_report_at(noon(TUESDAY)))
        .then_refused(Refusal::DutyAssessedLater { sent_on: TUESDAY, on: WEDNESDAY });
}

#[test]
fn r2_a_report_rests_on_the_latest_assessment_made_by_its_day() {
    let of_wednesday = || given([opened(), observed(), duty(true), duty_on(FRIDAY, false), informed(TOLD)]);
    of_wednesday().when(send_report_at(noon(WEDNESDAY))).then([sent_at(noon(WEDNESDAY), TRIGGERED, None)]);
    of_wednesday().when(send_report()).then_refused(no_consent());
    given([opened(), observed(), duty_on(FRIDAY, false), duty(true), informed(TOLD)])
        .when(send_report())
        .then([sent(TRIGGERED)]);
}

#[test]
fn r2_an_emergency_overtakes_an_assessment_that_saw_no_duty() {
    for day in [WEDNESDAY, FRIDAY] {
        given([opened(), observed(), duty(false), emergency_contact_made_on(day), informed(TOLD)])
            .when(send_report())
            .then([sent(ReportDuty::Emergency)]);
    }
}

#[test]
fn r2_r9_an_emergency_lets_a_report_go_first_within_the_week_there_is_for_assessing_it() {
    let (last_day, next_day) = (MONDAY, TUESDAY);
    let of = |danger: NaiveDate, before: &[CaseEvent]| {
        let since = [emergency_contact_made_on(danger), informed_on(TOLD, MONDAY)];
        given([vec![opened(), observed()], before.to_vec(), since.to_vec()].concat())
    };
    let week_before = |day: NaiveDate| day - chrono::Days::new(7);
    of(week_before(last_day), &[]).when(send_report_at(noon(last_day))).then([sent_at(
        noon(last_day),
        ReportDuty::Emergency,
        None,
    )]);
    of(week_before(last_day), &[]).when(send_report_at(noon(next_day))).then_refused(Refusal::DutyNotAssessed);
    // What was seen to be no duty before the danger is overtaken by it for as long.
    let no = [duty_on(week_before(last_day), false)];
    of(week_before(last_day), &no).when(send_report_at(noon(last_day))).then([sent_at(
        noon(last_day),
        ReportDuty::Emergency,
        None,
    )]);
    let no_consent = Refusal::NoValidConsent { purpose: A_REPORT, on: next_day };
    of(week_before(last_day), &no).when(send_report_at(noon(next_day))).then_refused(no_consent);
}

#[test]
fn r9_an_assessment_that_saw_no_duty_counts_after_an_earlier_emergency() {
    given([opened(), observed(), emergency_contact_made_on(TUESDAY), duty(false), informed(TOLD)])
        .when(send_report())
        .then_refused(no_consent());
}

#[test]
fn r9_consent_comes_before_an_emergency_as_what_a_report_rests_on() {
    let asked = no_duty_but_asked(scope(A_REPORT)).into_iter().chain([consent_given()]);
    given(asked.chain([emergency_contact_made()])).when(send_report()).then([sent(CONSENTED)]);
}

#[test]
fn r2_a_report_of_thursday_does_not_rest_on_an_emergency_of_friday() {
    given([opened(), emergency_contact_made(), informed(TOLD)])
        .when(send_report_at(noon(THURSDAY)))
        .then_refused(Refusal::DutyAssessedLater { sent_on: THURSDAY, on: FRIDAY });
    given([opened(), observed(), duty(false), emergency_contact_made(), informed(TOLD)])
        .when(send_report_at(noon(THURSDAY)))
        .then_refused(Refusal::NoValidConsent { purpose: A_REPORT, on: THURSDAY });
}

#[test]
fn a_report_is_sent_once_under_its_id() {
    given([opened(), observed(), duty(true), informed(TOLD), sent(TRIGGERED)])
        .when(send_report())
        .then_refused(Refusal::ReportAlreadySent { report: REPORT });
}

#[test]
fn r5_a_report_is_not_sent_before_guardians_are_told() {
    given([opened(), observed(), duty(true)]).when(send_report()).then_refused(Refusal::GuardiansNotInformed);
}

#[test]
fn r5_being_told_of_the_concern_is_not_being_told_of_the_report() {
    given([opened(), observed(), duty(true), informed(AboutGuardians::Concern)])
        .when(send_report())
        .then_refused(Refusal::GuardiansNotInformed);
}

#[test]
fn r5_guardians_are_told_on_an_earlier_day_or_the_same() {
    let told_on = |day| given([opened(), observed(), duty(true), informed_on(TOLD, day)]);
    told_on(THURSDAY).when(send_report()).then([sent(TRIGGERED)]);
    told_on(FRIDAY).when(send_report()).then([sent(TRIGGERED)]);
}

#[test]
fn r5_guardians_told_on_thursday_were_not_told_before_a_report_of_wednesday() {
    given([opened(), observed(), duty(true), informed_on(TOLD, THURSDAY)])
        .when(send_report_at(noon(WEDNESDAY)))
        .then_refused(Refusal::GuardiansInformedLater { sent_on: WEDNESDAY, on: THURSDAY });
}

#[test]
fn r5_telling_guardians_once_more_does_not_undo_the_first_time() {
    given([opened(), observed(), duty(true), informed_on(TOLD, TUESDAY), informed_on(TOLD, FRIDAY)])
        .when(send_report_at(noon(WEDNESDAY)))
        .then_done();
}

#[test]
fn r5_telling_nobody_is_not_telling_the_guardians() {
    let nobody_told = CaseEvent::Family(FamilyEvent::GuardiansInformed {
        about: TOLD,
        guardians: Vec::new(),
        informed_on: WEDNESDAY,
    });
    given([opened(), observed(), duty(true), nobody_told])
        .when(send_report())
        .then_refused(Refusal::GuardiansNotInformed);
}

#[test]
fn r6_a_report_withheld_from_guardians_is_sent_without_telling_them_and_says_why() {
    for ground in EVERY_GROUND {
        given([opened(), observed(), duty(true), withheld(ground)])
            .when(send_report())
            .then([sent_without_telling(TRIGGERED, Some(ground)), copy_withheld_on(FRIDAY, ground)]);
    }
}

#[test]
fn r6_a_report_of_wednesday_does_not_rest_on_a_ground_of_thursday() {
    let ground = WithholdingGround::Violence;
    given([opened(), observed(), duty(true), withheld_on(THURSDAY, ground)])
        .when(send_report_at(noon(WEDNESDAY)))
        .then_refused(Refusal::GuardiansInformedLater { sent_on: WEDNESDAY, on: THURSDAY });
    given([opened(), observed(), duty(true), informed_on(TOLD, TUESDAY), withheld_on(THURSDAY, ground)])
        .when(send_report_at(noon(WEDNESDAY)))
        .then([sent_at(noon(WEDNESDAY), TRIGGERED, None), copy_withheld_on(THURSDAY, ground)]);
}

/// Lifted on Thursday: a report of Wednesday, recorded late, was withheld from the guardians all the same.
#[test]
fn r6_a_report_tells_the_ground_that_held_on_its_day() {
    let ground = WithholdingGround::Violence;
    let lifted = || given([opened(), observed(), duty(true), withheld(ground), lifted()]);
    lifted().when(send_report_at(noon(WEDNESDAY))).then([sent_at(noon(WEDNESDAY), TRIGGERED, Some(ground))]);
    lifted().when(send_report_at(noon(THURSDAY))).then_refused(Refusal::GuardiansNotInformed);
    let another = WithholdingGround::EvidenceAtRisk;
    given([opened(), observed(), duty(true), withheld(ground), withheld_on(FRIDAY, another)])
        .when(send_report_at(noon(THURSDAY)))
        .then([sent_at(noon(THURSDAY), TRIGGERED, Some(ground)), copy_withheld_on(FRIDAY, another)]);
}

#[test]
fn r5_once_withholding_is_lifted_guardians_are_told_before_the_report() {
    let lifted = [opened(), observed(), duty(true), withheld(WithholdingGround::Violence), lifted()];
    given(lifted.clone()).when(send_report()).then_refused(Refusal::GuardiansNotInformed);
    given(lifted.into_iter().chain([informed_on(TOLD, FRIDAY)])).when(send_report()).then([sent(TRIGGERED)]);
}

#[test]
fn r8_a_leader_who_sees_no_ground_for_concern_does_not_stop_a_report() {
    let leaders_no = CaseEvent::Concern(ConcernEvent::ConcernAssessed {
        guides: vec![],
        degree: Degree::None,
        scale: None,
        ground_for_concern: false,
        basis: vec![OBSERVATION],
        no_basis_because: None,
        decision: Decision::stated(reasons(), by(DeciderRole::UnitLeader)).into(),
        assessed_on: THURSDAY,
    });
    given([opened(), observed(), duty(true), informed(TOLD), leaders_no]).when(send_report()).then([sent(TRIGGERED)]);
}

#[test]
fn r8_an_employee_assesses_anew_what_a_leader_assessed_otherwise() {
    let leaders_no = CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
        guides: vec![],
        report: None,
        for_next_report: false,
        triggered: false,
        conditions: Vec::new(),
        condition_set: "BVL2021 § 13-2".to_owned(),
        evidence: vec![OBSERVATION],
        consulted: [].into(),
        consulted_units: [].into(),
        decision: Decision::stated(reasons(), by(DeciderRole::UnitLeader)).into(),
        assessed_on: WEDNESDAY,
    });
    let overruled = [opened(), observed(), duty(true), informed(TOLD), leaders_no];
    given(overruled.clone()).when(assess_duty(true, [DutyCondition::SeriousNeglect], [OBSERVATION])).then([duty(true)]);
    given(overruled.into_iter().chain([duty(true)])).when(send_report()).then([sent(TRIGGERED)]);
}

#[test]
fn r8_the_duty_is_borne_by_the_person_who_reports_whatever_the_role() {
    for role in [DeciderRole::Employee, DeciderRole::PublicHealthNurse, DeciderRole::UnitLeader] {
        let send = CaseAction::Reporting(ReportingAction::SendReport {
            report: REPORT,
            content: said_of_child("We are worried about her"),
            duty_bearer: by(role),
            signed_by: None,
            sent_at: noon(FRIDAY),
        });
        let events = given([opened(), observed(), duty(true), informed(TOLD)]).when(send).then_done();
        let [CaseEvent::Reporting(ReportingEvent::ReportSent { duty_bearer, .. })] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(duty_bearer.role, role);
    }
}

#[test]
fn r9_with_a_duty_no_consent_is_needed() {
    given([opened(), observed(), duty(true), informed(TOLD)]).when(send_report()).then([sent(TRIGGERED)]);
}

#[test]
fn r9_with_a_duty_neither_refusal_nor_withdrawal_blocks() {
    let answers: [&[CaseEvent]; 3] = [&[], &[consent_refused()], &[consent_given(), consent_withdrawn()]];
    for answer in answers {
        let asked = [opened(), observed(), duty(true), informed(TOLD), consent_requested(scope(A_REPORT))];
        given(asked.into_iter().chain(answer.iter().cloned())).when(send_report()).then([sent(TRIGGERED)]);
    }
}

#[test]
fn r9_without_a_duty_a_report_is_sent_with_consent() {
    given(no_duty_but_asked(scope(A_REPORT)).into_iter().chain([consent_given()]))
        .when(send_report())
        .then([sent(CONSENTED)]);
}

#[test]
fn r9_without_a_duty_a_report_is_not_sent_without_consent() {
    given([opened(), observed(), duty(false), informed(TOLD)]).when(send_report()).then_refused(no_consent());
}

#[test]
fn r9_without_a_duty_consent_is_given_and_stands() {
    let answers: [&[CaseEvent]; 3] = [&[], &[consent_refused()], &[consent_given(), consent_withdrawn()]];
    for answer in answers {
        given(no_duty_but_asked(scope(A_REPORT)).into_iter().chain(answer.iter().cloned()))
            .when(send_report())
            .then_refused(no_consent());
    }
}

#[test]
fn r9_consent_to_a_report_covers_recipient_purpose_and_day() {
    let uncovered = [
        ConsentScope { recipients: [Body::School].into(), ..scope(A_REPORT) },
        scope(ConsentPurpose::InformationSharing),
        ConsentScope { valid_to: Some(THURSDAY), ..scope(A_REPORT) },
        ConsentScope { valid_from: SATURDAY, ..scope(A_REPORT) },
    ];
    for scope in uncovered {
        given(no_duty_but_asked(scope).into_iter().chain([consent_given()]))
            .when(send_report())
            .then_refused(no_consent());
    }
}

/// It goes out with the command: a day before the consent was taken back makes it no report of that day.
#[test]
fn r_9_no_report_goes_out_on_a_consent_that_was_taken_back_whatever_day_is_said() {
    let consented = || no_duty_but_asked(scope(A_REPORT)).into_iter().chain([consent_given()]);
    given(consented()).when(send_report_at(noon(THURSDAY))).then_done();
    given(consented().chain([consent_withdrawn()]))
        .when(send_report_at(noon(WEDNESDAY)))
        .then_refused(Refusal::NoValidConsent { purpose: A_REPORT, on: WEDNESDAY });
}

#[test]
fn r9_consent_of_thursday_does_not_cover_a_report_of_wednesday() {
    let given_on_thursday = CaseEvent::Consent(ConsentEvent::ConsentGiven {
        consent: CONSENT,
        form: ConsentForm::Oral,
        consented_by: None,
        directions: [].into(),
        read_before_consent: None,
        voluntary: None,
        agreement: None,
        own_say: None,
        given_on: THURSDAY,
    });
    given(no_duty_but_asked(scope(A_REPORT)).into_iter().chain([given_on_thursday]))
        .when(send_report_at(noon(WEDNESDAY)))
        .then_refused(Refusal::NoValidConsent { purpose: A_REPORT, on: WEDNESDAY });
}

#[test]
fn r9_the_consent_that_covers_is_found_among_others() {
    let other = CaseEvent::Consent(ConsentEvent::ConsentRequested {
        consent: OTHER_CONSENT,
        of: WhoIsAsked::Guardian(mother()),
        scope: scope(LEVEL_2),
        requested_on: TUESDAY,
    });
    given(no_duty_but_asked(scope(A_REPORT)).into_iter().chain([other, consent_given()]))
        .when(send_report())
        .then([sent(CONSENTED)]);
}

#[test]
fn r9_with_consent_guardians_are_told_all_the_same() {
    given([opened(), observed(), duty(false), consent_requested(scope(A_REPORT)), consent_given()])
        .when(send_report())
        .then_refused(Refusal::GuardiansNotInformed);
}

#[test]
fn r10_a_report_was_not_sent_tomorrow() {
    given([opened(), observed(), duty(true), informed(TOLD)])
        .when(send_report_at(noon(SATURDAY)))
        .then_refused(Refusal::FutureDate { field: "sentAt", date: SATURDAY, today: FRIDAY });
}

#[test]
fn r34_sending_a_report_does_not_close_the_case() {
    let case = given([opened(), observed(), duty(true), informed(TOLD), sent(TRIGGERED)]).state();
    assert_eq!(case.closed_on(), None);
    assert_eq!(case.reports(), [REPORT]);
}

fn next_not_assessed() -> Refusal {
    Refusal::NextReportNotAssessed { report: REPORT, sent_on: FRIDAY }
}

fn send_another_report() -> CaseAction {
    let mut action = send_report();
    if let CaseAction::Reporting(ReportingAction::SendReport { report, .. }) = &mut action {
        *report = ReportId::from_uuid(uuid::Uuid::from_u128(0x2));
    }
    action
}

#[test]
fn r5_guardians_are_told_about_each_report_not_once_for_all() {
    let reported = || vec![opened(), observed(), duty(true), informed(TOLD), sent(TRIGGERED), duty(true)];
    given(reported()).when(send_another_report()).then_refused(Refusal::GuardiansNotInformed);
    let told_again = [reported(), vec![informed(TOLD)]].concat();
    assert_eq!(given(told_again).when(send_another_report()).then_done().len(), 1);
}

/// Consent to the second report cannot stand in for the assessment either.
#[test]
fn r2_s2_33_the_duty_is_assessed_for_each_report() {
    for triggered in [true, false] {
        let first = if triggered { TRIGGERED } else { CONSENTED };
        let consented = || [consent_requested(scope(A_REPORT)), consent_given()];
        let anew = consented().map(|mut event| {
            if let CaseEvent::Consent(
                ConsentEvent::ConsentRequested { consent, requested_on: on, .. }
                | ConsentEvent::ConsentGiven { consent, given_on: on, .. },
            ) = &mut event
            {
                (*consent, *on) = (OTHER_CONSENT, FRIDAY);
            }
            event
        });
        let before = [opened(), observed(), duty(triggered)].into_iter().chain(consented());
        let reported = || before.clone().chain([informed(TOLD), sent(first), informed(TOLD)]).chain(anew.clone());
        given(reported()).when(send_another_report()).then_refused(next_not_assessed());
        given(reported().chain([duty(triggered)])).when(send_another_report()).then_done();
    }
}

#[test]
fn r2_s2_33_an_emergency_lets_one_report_go_first_and_the_next_is_assessed() {
    let emergency = ReportDuty::Emergency;
    let reported =
        || vec![opened(), observed(), emergency_contact_made(), informed(TOLD), sent(emergency), informed(TOLD)];
    given(reported()).when(send_another_report()).then_refused(next_not_assessed());
    let and_then = |events: &[CaseEvent]| given([reported(), events.to_vec()].concat()).when(send_another_report());
    and_then(&[duty(true)]).then_refused(next_not_assessed());
    and_then(&[duty(true), duty(true)]).then_done();
    // Danger anew: nothing stops what goes first.
    and_then(&[emergency_contact_made()]).then_done();
}

#[test]
fn r2_s2_33_in_a_reopened_case_a_report_rests_on_nothing_from_before_it_ended() {
    let reopened = || {
        CaseEvent::Course(CourseEvent::CaseReopened {
            guides: vec![],
            decide_by: None,
            decision: decided(),
            reopened_on: FRIDAY,
        })
    };
    let assessed = [opened(), observed(), duty(true), informed(TOLD)];
    given(assessed.clone().into_iter().chain([closed()])).when(send_report()).then([sent(TRIGGERED)]);
    let reopened_case = || assessed.clone().into_iter().chain([closed(), reopened()]);
    given(reopened_case()).when(send_report()).then_refused(Refusal::DutyNotAssessed);
    given(reopened_case().chain([duty_on(FRIDAY, true)]))
        .when(send_report())
        .then_refused(Refusal::GuardiansNotInformed);
    given(reopened_case().chain([duty_on(FRIDAY, true), informed_on(TOLD, FRIDAY)])).when(send_report()).then_done();
    // In danger, and with what was done after the case had ended, nothing has to be done again.
    let since = [closed(), duty_on(FRIDAY, true), informed_on(TOLD, FRIDAY), reopened()];
    given([opened(), observed()].into_iter().chain(since)).when(send_report()).then_done();
    given([opened(), closed(), emergency_contact_made(), informed_on(TOLD, FRIDAY), reopened()])
        .when(send_report())
        .then([sent(ReportDuty::Emergency)]);
}

#[test]
fn s0_43_s2_20_a_report_says_how_and_to_whom_it_went_who_signed_it_and_seals_what_it_said() {
    let before = || given([opened(), observed(), duty(true), informed(TOLD)]);
    let dispatched = |action| {
        let events = before().when(action).then_done();
        let [CaseEvent::Reporting(ReportingEvent::ReportSent { dispatch: Some(dispatch), duty_bearer, .. })] =
            events.as_slice()
        else {
            panic!("{events:?}")
        };
        assert_eq!(*duty_bearer, teacher(), "the duty stays that of the one who bears it");
        dispatch.clone()
    };
    let by_the_bearer = dispatched(send_report());
    assert_eq!((by_the_bearer.recipient, by_the_bearer.signed_by), (Body::ChildWelfareService, teacher()));
    // As `sha256sum` gives it of the text, and under the child's key.
    let hash = "ad6178f66aa291c4b5db88b80aa4c40abeff4dc9293dadfa2e288aa8a4ea086c";
    let sealed = crate::personal::Personal::child(child().subject, crate::text::Text::new(hash).unwrap());
    assert_eq!(by_the_bearer.content_hash, sealed);
    let mut signed_by_the_leader = send_report();
    if let CaseAction::Reporting(ReportingAction::SendReport { signed_by, .. }) = &mut signed_by_the_leader {
        *signed_by = Some(by(DeciderRole::UnitLeader));
    }
    assert_eq!(dispatched(signed_by_the_leader).signed_by, by(DeciderRole::UnitLeader));
}

#[test]
fn s0_41_guardians_may_sign_a_report_too_and_it_goes_without() {
    let cosign = |cosigned_on| {
        let guardians = vec![mother()];
        CaseAction::Reporting(ReportingAction::CosignReport { report: REPORT, guardians, cosigned_on })
    };
    let reported = || [opened(), observed(), duty(true), informed(TOLD), sent(TRIGGERED)];
    let (report, guardians) = (REPORT, vec![mother()]);
    let cosigned = ReportingEvent::ReportCosigned { report, guardians, cosigned_on: FRIDAY };
    given(reported()).when(cosign(FRIDAY)).then([cosigned.into()]);
    given([opened(), observed(), duty(true), informed(TOLD)])
        .when(cosign(FRIDAY))
        .then_refused(Refusal::ReportNotSent { report: REPORT });
    given(reported()).when(cosign(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "cosignedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

/// Who signs a report has seen it.
#[test]
fn r_6_s0_41_no_guardian_signs_a_report_that_is_withheld_from_them() {
    let cosign = |guardians| {
        CaseAction::Reporting(ReportingAction::CosignReport { report: REPORT, guardians, cosigned_on: FRIDAY })
    };
    let ground = WithholdingGround::Violence;
    let withheld = || {
        let told = sent_without_telling(TRIGGERED, Some(ground));
        [opened(), observed(), duty(true), withheld(ground), told]
    };
    given(withheld()).when(cosign(vec![mother()])).then_refused(Refusal::GuardianNotificationWithheld { ground });
    given(withheld().into_iter().chain([lifted()])).when(cosign(vec![mother()])).then_done();
    given(withheld().into_iter().chain([lifted()])).when(cosign(Vec::new())).then_refused(Refusal::NobodyInformed);
}
