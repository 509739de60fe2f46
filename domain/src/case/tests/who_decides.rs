//! who the unit has decided is no guardian decides nothing for the child: neither a yes, nor a
//! no, nor a telling of that one counts on a day on which that holds.

use super::*;
use crate::ids::{MeasureId, SubjectId};
use crate::people::Guardian;
use crate::test_support::{MEASURE, measure_plan};

fn father() -> Guardian {
    Guardian { subject: SubjectId::from_uuid(uuid::Uuid::from_u128(0x0fa7)), name: said_by_guardian("Tor") }
}

/// Whoever else is known is left out from that day on.
fn named_on(named_on: NaiveDate, guardians: &[Guardian]) -> CaseEvent {
    FamilyEvent::GuardiansNamed { guardians: guardians.to_vec(), decision: Some(decided()), named_on }.into()
}

/// The mother consented on Wednesday to that.
fn consented(purpose: ConsentPurpose) -> Vec<CaseEvent> {
    vec![opened(), consent_requested(scope(purpose)), consent_given()]
}

/// The mother is known, and left out from that day on.
fn left_out_on(day: NaiveDate) -> Vec<CaseEvent> {
    vec![opened(), informed_on(AboutGuardians::Concern, MONDAY), named_on(day, &[father()])]
}

#[test]
fn r_24_r_25_no_case_is_lifted_on_the_consent_of_one_who_is_no_guardian() {
    let no_consent = || Refusal::NoValidConsent { purpose: LEVEL_2, on: FRIDAY };
    for day in [MONDAY, WEDNESDAY, FRIDAY] {
        let left_out = [consented(LEVEL_2), vec![named_on(day, &[father()])]].concat();
        given(left_out).when(escalate_to(Level::Two)).then_refused(no_consent());
    }
    // Named along with others, or again, she decides; and by the day of the act.
    given([consented(LEVEL_2), vec![named_on(THURSDAY, &[mother(), father()])]].concat())
        .when(escalate_to(Level::Two))
        .then([escalated(Level::Two)]);
    let again = [named_on(WEDNESDAY, &[father()]), named_on(FRIDAY, &[mother(), father()])];
    let given_while_left_out = [consented(LEVEL_2), again.into()].concat();
    given(given_while_left_out).when(escalate_to(Level::Two)).then_refused(no_consent());
    let again = [named_on(THURSDAY, &[father()]), named_on(FRIDAY, &[mother(), father()])];
    given([consented(LEVEL_2), again.into()].concat()).when(escalate_to(Level::Two)).then([escalated(Level::Two)]);
    let before = [consented(LEVEL_2), vec![named_on(FRIDAY, &[father()])]].concat();
    given(before).when(escalate_on(THURSDAY, Level::Two)).then_done();
}

#[test]
fn r_21_r_24_a_consent_lapses_with_the_day_on_which_others_are_said_to_be_the_guardians() {
    let sharing = ConsentPurpose::InformationSharing;
    let case = given([consented(sharing), vec![named_on(THURSDAY, &[father()])]].concat()).state();
    assert!(case.carries(CONSENT, sharing, WEDNESDAY));
    assert!(!case.carries(CONSENT, sharing, THURSDAY));
    assert_eq!(case.answer_on(CONSENT, WEDNESDAY), Some(ConsentAnswer::Given { on: WEDNESDAY }));
    assert_eq!(case.answer_on(CONSENT, FRIDAY), Some(ConsentAnswer::Expired { on: THURSDAY }));
    // It lets no other body hear of the child any more, nor read of it.
    let cooperation = || consented(LEVEL_2);
    let let_in = |events: Vec<CaseEvent>| {
        let bodies = scope(LEVEL_2).recipients;
        let case = given(events).state();
        bodies.into_iter().any(|body| case.shared_with(body, None, FRIDAY).is_some())
    };
    assert!(let_in(cooperation()));
    assert!(!let_in([cooperation(), vec![named_on(THURSDAY, &[father()])]].concat()));
}

#[test]
fn r_21_nobody_asks_one_who_is_no_guardian_for_consent_and_that_one_gives_none() {
    let refused = |field, since| Refusal::NotAGuardian { field, since };
    given(left_out_on(MONDAY)).when(request_consent(scope(LEVEL_2))).then_refused(refused("guardian", MONDAY));
    // Asked before that, she may still be said to have answered before it.
    given(left_out_on(WEDNESDAY)).when(request_consent(scope(LEVEL_2))).then([consent_requested(scope(LEVEL_2))]);
    let asked = || given([opened(), consent_requested(scope(LEVEL_2)), named_on(WEDNESDAY, &[father()])]);
    asked().when(give_consent_on(TUESDAY)).then_done();
    for day in [WEDNESDAY, FRIDAY] {
        asked().when(give_consent_on(day)).then_refused(refused("consentedBy", WEDNESDAY));
    }
    // That she says no is an answer, and takes nothing from anybody.
    asked().when(refuse_consent_on(WEDNESDAY)).then([consent_refused()]);
}

#[test]
fn c12_r_24_of_a_consent_that_the_youth_gave_along_with_one_who_is_no_guardian_the_youths_own_part_stands() {
    let answered = |by| {
        let mut given = consent_given();
        if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consented_by, .. }) = &mut given {
            *consented_by = Some(by);
        }
        let both = ConsentScope { purposes: [LEVEL_2, ConsentPurpose::InformationSharing].into(), ..scope(LEVEL_2) };
        vec![opened(), consent_requested(both), given, named_on(THURSDAY, &[father()])]
    };
    for by in [ConsentingParty::GuardianAndYouth, ConsentingParty::Youth] {
        let case = given(answered(by)).state();
        assert!(case.carries(CONSENT, ConsentPurpose::InformationSharing, FRIDAY), "{by:?}");
        assert!(!case.carries(CONSENT, LEVEL_2, FRIDAY), "{by:?}");
        assert_eq!(case.answer_on(CONSENT, FRIDAY), Some(ConsentAnswer::Given { on: WEDNESDAY }), "{by:?}");
    }
    assert!(!given(answered(ConsentingParty::Guardian)).state().carries(
        CONSENT,
        ConsentPurpose::InformationSharing,
        FRIDAY
    ));
    // The youth answers by itself what that one was asked.
    let terms = ConsentTerms { consented_by: Some(ConsentingParty::Youth), ..ConsentTerms::default() };
    let form = ConsentForm::SignedForm;
    let give = ConsentAction::GiveConsent { consent: CONSENT, form, terms, given_on: FRIDAY, birth_is_shown: false };
    given([opened(), consent_requested(scope(LEVEL_2)), named_on(WEDNESDAY, &[father()])])
        .when(CaseAction::Consent(give))
        .then_done();
}

/// Planned on Tuesday on level 2.
fn planned_on_level_2() -> Vec<CaseEvent> {
    let mut lifted = escalated(Level::Two);
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { escalated_on, .. }) = &mut lifted {
        *escalated_on = MONDAY;
    }
    let planned = MeasureEvent::MeasurePlanned { measure: MEASURE, plan: measure_plan(), planned_on: TUESDAY };
    vec![opened(), lifted, planned.into()]
}

#[test]
fn r_32_what_one_who_is_no_guardian_approved_or_met_about_does_not_start() {
    let measures: BTreeSet<MeasureId> = [MEASURE].into();
    let approved: CaseEvent = MeasureEvent::MeasuresApprovedByGuardians {
        measures: measures.clone(),
        guardians: vec![mother()],
        approved_on: WEDNESDAY,
    }
    .into();
    let attendance = Attendance {
        bodies: [].into(),
        units: [].into(),
        guardians: vec![mother()],
        child: false,
        measures,
        interpreted: None,
    };
    let meeting = crate::ids::MeetingId::from_uuid(uuid::Uuid::from_u128(0x3ee7));
    let met: CaseEvent =
        MeetingEvent::MeetingHeld { meeting, attendance, without_basis: [].into(), held_on: WEDNESDAY }.into();
    let start = |started_on| {
        CaseAction::Measure(MeasureAction::StartMeasure { measure: MEASURE, started_on, birth_is_shown: true })
    };
    for agreed in [approved, met] {
        let with = |more: &[CaseEvent]| given([planned_on_level_2(), vec![agreed.clone()], more.to_vec()].concat());
        with(&[]).when(start(FRIDAY)).then_done();
        let left_out = named_on(THURSDAY, &[father()]);
        with(std::slice::from_ref(&left_out))
            .when(start(FRIDAY))
            .then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
        with(std::slice::from_ref(&left_out)).when(start(WEDNESDAY)).then_done();
        with(&[left_out, named_on(FRIDAY, &[mother(), father()])]).when(start(FRIDAY)).then_done();
    }
}

/// The guardian said yes to the measure on that day.
fn approved_by(guardian: Guardian, approved_on: NaiveDate) -> CaseEvent {
    let (measures, guardians) = ([MEASURE].into(), vec![guardian]);
    MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on }.into()
}

/// The guardian was at a meeting about the measure on that day.
fn met_with(guardian: Guardian, held_on: NaiveDate) -> CaseEvent {
    let attendance = Attendance {
        bodies: [].into(),
        units: [].into(),
        guardians: vec![guardian],
        child: false,
        measures: [MEASURE].into(),
        interpreted: None,
    };
    let meeting = crate::ids::MeetingId::from_uuid(uuid::Uuid::from_u128(0x3ee7));
    MeetingEvent::MeetingHeld { meeting, attendance, without_basis: [].into(), held_on }.into()
}

fn approve_on(approved_on: NaiveDate) -> CaseAction {
    CaseAction::Measure(MeasureAction::ApproveMeasures {
        measures: [MEASURE].into(),
        guardians: vec![mother()],
        by_youth: false,
        approved_on,
        birth_is_shown: true,
    })
}

fn start_on(started_on: NaiveDate) -> CaseAction {
    CaseAction::Measure(MeasureAction::StartMeasure { measure: MEASURE, started_on, birth_is_shown: true })
}

#[test]
fn r_32_s3_33_who_said_yes_or_met_while_left_out_and_is_named_again_says_yes_anew() {
    let refused = || Refusal::MeasureNotApproved { measure: MEASURE };
    let known = || [planned_on_level_2(), vec![informed_on(AboutGuardians::Concern, MONDAY)]].concat();
    let left_out = || named_on(TUESDAY, &[father()]);
    for agreed in [approved_by(mother(), WEDNESDAY), met_with(mother(), WEDNESDAY)] {
        // Left out before she said it, or as is written down only afterwards.
        for order in [vec![left_out(), agreed.clone()], vec![agreed.clone(), left_out()]] {
            for again in [vec![mother(), father()], vec![mother()]] {
                let again = [known(), order.clone(), vec![named_on(THURSDAY, &again)]].concat();
                given(again.clone()).when(start_on(FRIDAY)).then_refused(refused());
                let approved = given(again.clone()).when(approve_on(THURSDAY)).then_done();
                let approved = [again.clone(), approved].concat();
                given(approved.clone()).when(start_on(FRIDAY)).then_done();
                given(approved.clone()).when(start_on(WEDNESDAY)).then_refused(refused());
                let anew = Refusal::MeasureAlreadyApproved { measure: MEASURE };
                given(approved).when(approve_on(FRIDAY)).then_refused(anew);
                // Nor does an earlier meeting take from a later one.
                let met = [again, vec![met_with(mother(), FRIDAY)]].concat();
                given(met).when(start_on(FRIDAY)).then_done();
            }
        }
    }
}

#[test]
fn r_32_s3_33_who_was_no_guardian_on_the_day_of_the_start_approves_what_began_once_named_again() {
    let started: CaseEvent = MeasureEvent::MeasureStarted { measure: MEASURE, started_on: THURSDAY }.into();
    let began = || [planned_on_level_2(), vec![approved_by(mother(), TUESDAY), started.clone()]].concat();
    let known = || Refusal::MeasureAlreadyApproved { measure: MEASURE };
    given(began()).when(approve_on(FRIDAY)).then_refused(known());
    let again = [named_on(WEDNESDAY, &[father()]), named_on(FRIDAY, &[mother(), father()])];
    let approved = [began(), again.into()].concat();
    let approved = [approved.clone(), given(approved).when(approve_on(FRIDAY)).then_done()].concat();
    given(approved).today(SATURDAY).when(approve_on(SATURDAY)).then_refused(known());
    // Put right, the naming takes nothing from the yes that it had begun on.
    let put_right = [named_on(WEDNESDAY, &[father()]), named_on(WEDNESDAY, &[mother(), father()])];
    given([began(), put_right.into()].concat()).when(approve_on(FRIDAY)).then_refused(known());
}

#[test]
fn r_22_r_32_a_no_takes_back_each_yes_by_its_day_of_whom_was_a_guardian_on_it() {
    let no = |refused_on| -> CaseEvent {
        let (measures, guardians, reason) = ([MEASURE].into(), vec![mother()], said_by_guardian("Not that"));
        MeasureEvent::MeasuresRefusedByGuardians { measures, guardians, reason, refused_on }.into()
    };
    let yeses = [
        approved_by(mother(), TUESDAY),
        named_on(TUESDAY, &[father()]),
        named_on(WEDNESDAY, &[mother(), father()]),
        approved_by(mother(), WEDNESDAY),
    ];
    let refused = [planned_on_level_2(), yeses.into(), vec![no(FRIDAY)]].concat();
    let measure = given(refused.clone()).state().measures()[&MEASURE].clone();
    assert_eq!((measure.approved_on(), &measure.refusals[0].undid), (None, &[TUESDAY, WEDNESDAY].into()));
    given(refused.clone()).when(start_on(FRIDAY)).then_refused(Refusal::MeasureRefused { measure: MEASURE });
    // Of the days before it, by the yes that was hers to say.
    given(refused.clone()).when(start_on(THURSDAY)).then_done();
    given(refused).when(start_on(TUESDAY)).then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
}

#[test]
fn r_5_who_told_one_who_is_no_guardian_has_not_told_the_guardians() {
    let told = |guardians: &[Guardian]| -> CaseEvent {
        let (about, guardians) = (AboutGuardians::Report, guardians.to_vec());
        FamilyEvent::GuardiansInformed { about, guardians, informed_on: WEDNESDAY }.into()
    };
    let with = |told: CaseEvent, on| {
        given([opened(), observed(), duty(true), told, named_on(on, &[father()])]).when(send_report())
    };
    // Told before or after, and whatever was written down first.
    for on in [TUESDAY, THURSDAY] {
        with(told(&[mother()]), on).then_refused(Refusal::GuardiansNotInformed);
        with(told(&[mother(), father()]), on).then_done();
    }
    // Nor does telling her while that held, though she is named again before it goes.
    let again = [told(&[mother()]), named_on(TUESDAY, &[father()]), named_on(THURSDAY, &[mother(), father()])];
    let again = [vec![opened(), observed(), duty(true)], again.into()].concat();
    given(again).when(send_report()).then_refused(Refusal::GuardiansNotInformed);
    let left_out = [opened(), observed(), duty(true), told(&[father()]), named_on(TUESDAY, &[father()])];
    given(left_out.into_iter().chain([told(&[mother()])])).when(send_report()).then_done();
}

#[test]
fn r_9_no_report_goes_on_the_consent_of_one_who_is_no_guardian() {
    let both_told = || -> CaseEvent {
        let (about, guardians) = (AboutGuardians::Report, vec![mother(), father()]);
        FamilyEvent::GuardiansInformed { about, guardians, informed_on: WEDNESDAY }.into()
    };
    let asked = [consent_requested(scope(A_REPORT)), consent_given()];
    let before = || [vec![opened(), observed(), duty(false), both_told()], asked.clone().into()].concat();
    given(before()).when(send_report()).then_done();
    given([before(), vec![named_on(THURSDAY, &[father()])]].concat())
        .when(send_report())
        .then_refused(Refusal::NoValidConsent { purpose: A_REPORT, on: FRIDAY });
    // It goes out with this, whatever day is said.
    given([before(), vec![named_on(FRIDAY, &[father()])]].concat())
        .when(send_report_at(noon(THURSDAY)))
        .then_refused(Refusal::NoValidConsent { purpose: A_REPORT, on: THURSDAY });
}
