//! what rests on somebody who the unit has decided is no guardian is found and owed anew, whichever
//! is written down first.

use super::*;
use crate::case::{
    AboutGuardians, ConsentEvent, ConsentForm, ConsentPurpose, ConsentingParty, FamilyEvent, InformationCategory,
    MeasureEvent, MeetingEvent, ReportDuty, ReportingEvent, SharingBasis, SharingDirection, SharingEvent, WhoIsAsked,
};
use crate::ids::{ConsentId, ReportId, SubjectId};
use crate::law::DutyCondition;
use crate::people::{Body, Guardian};

const IN_USE: FindingKind = FindingKind::ConsentExpiredInUse;
const WITHOUT: FindingKind = FindingKind::SharedWithoutConsent;
const UNTOLD: FindingKind = FindingKind::GuardiansNotTold;
const REFUSED: FindingKind = FindingKind::RefusedByAnotherGuardian;
const TELL: ObligationKind = ObligationKind::TellGuardiansOfReport;
const APPROVE: ObligationKind = ObligationKind::ApproveMeasure;
const ANSWER: ObligationKind = ObligationKind::AnswerConsent;
const LEVEL_2: ConsentPurpose = ConsentPurpose::Level2Cooperation;
const SHARING: ConsentPurpose = ConsentPurpose::InformationSharing;
const FATHERS: ConsentId = ConsentId::from_uuid(Uuid::from_u128(0xfa7));

fn father() -> Guardian {
    Guardian { subject: SubjectId::from_uuid(Uuid::from_u128(0xfa)), ..mother() }
}

fn named_on(named_on: NaiveDate, guardians: &[Guardian]) -> CaseEvent {
    FamilyEvent::GuardiansNamed { guardians: guardians.to_vec(), decision: Some(decided()), named_on }.into()
}

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn asked(consent: ConsentId, guardian: Guardian, purpose: ConsentPurpose) -> CaseEvent {
    let of = WhoIsAsked::Guardian(guardian);
    ConsentEvent::ConsentRequested { consent, of, scope: scope(purpose), requested_on: MONDAY }.into()
}

fn given_by(consent: ConsentId, consented_by: Option<ConsentingParty>) -> CaseEvent {
    let (form, directions) = (ConsentForm::Oral, BTreeSet::new());
    let (read_before_consent, voluntary, agreement, own_say) = (None, None, None, None);
    ConsentEvent::ConsentGiven {
        consent,
        form,
        consented_by,
        directions,
        read_before_consent,
        voluntary,
        agreement,
        own_say,
        given_on: MONDAY,
    }
    .into()
}

/// The mother consented on Monday to that.
fn consented(purpose: ConsentPurpose) -> Story {
    opened().hears(MONDAY, &asked(CONSENT, mother(), purpose)).hears(MONDAY, &given_by(CONSENT, None))
}

fn lifted_on(on: NaiveDate) -> CaseEvent {
    let mut event = case_event("EscalatedToLevel");
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { level, consent, escalated_on, .. }) = &mut event {
        (*level, *consent, *escalated_on) = (Level::Two, CONSENT, on);
    }
    event
}

fn shared_on(shared_on: NaiveDate) -> CaseEvent {
    SharingEvent::InformationShared {
        body: Body::ChildWelfareService,
        unit: None,
        direction: SharingDirection::ToBody,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("That nobody comes for her"),
        rests_on: SharingBasis::Consent { consent: CONSENT },
        decision: decided(),
        shared_on,
    }
    .into()
}

fn told_on(informed_on: NaiveDate, guardians: &[Guardian]) -> CaseEvent {
    let (about, guardians) = (AboutGuardians::Report, guardians.to_vec());
    FamilyEvent::GuardiansInformed { about, guardians, informed_on }.into()
}

fn sent_on(on: NaiveDate, rests_on: ReportDuty) -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, withheld_from_guardians, sent_at, .. }) = &mut event
    {
        (*duty, *withheld_from_guardians, *sent_at) = (rests_on, None, noon(on));
    }
    event
}

fn found(story: &Story, kind: FindingKind) -> Vec<NaiveDate> {
    let mut days: Vec<_> = story.findings.values().filter(|it| it.kind == kind).map(|it| it.arose_on).collect();
    days.sort_unstable();
    days
}

fn of(story: &Story, kind: ObligationKind, on: NaiveDate) -> Vec<Standing> {
    story.standings(on).into_iter().filter(|(known, _)| *known == kind).map(|(_, standing)| standing).collect()
}

#[test]
pub(super) fn r_24_r_25_a_case_is_on_no_consent_from_the_day_on_which_others_are_said_to_be_the_guardians() {
    let lifted = || consented(LEVEL_2).hears(TUESDAY, &lifted_on(TUESDAY));
    let left_out = || lifted().hears(FRIDAY, &named_on(THURSDAY, &[father()]));
    assert_eq!((found(&lifted(), IN_USE), found(&left_out(), IN_USE)), (vec![], vec![THURSDAY]));
    assert_eq!(left_out().finding(IN_USE).unwrap().mended_on, None);
    let again = left_out().hears(SATURDAY, &named_on(SATURDAY, &[mother(), father()]));
    assert_eq!(again.finding(IN_USE).unwrap().mended_on, Some(SATURDAY));
    // From the day on which the case was lifted, where it was known late.
    let late =
        consented(LEVEL_2).hears(WEDNESDAY, &lifted_on(WEDNESDAY)).hears(FRIDAY, &named_on(TUESDAY, &[father()]));
    assert_eq!(found(&late, IN_USE), [WEDNESDAY]);
    // Nothing rests on it on level 1, and nothing is taken where she stays one.
    assert_eq!(found(&consented(LEVEL_2).hears(FRIDAY, &named_on(THURSDAY, &[father()])), IN_USE), []);
    assert_eq!(found(&lifted().hears(FRIDAY, &named_on(THURSDAY, &[mother(), father()])), IN_USE), []);
}

#[test]
pub(super) fn r_21_r_24_what_was_shared_since_on_the_consent_of_one_who_is_no_guardian_is_found_when_that_is_written_down()
 {
    let shared = |by| {
        opened()
            .hears(MONDAY, &asked(CONSENT, mother(), SHARING))
            .hears(MONDAY, &given_by(CONSENT, by))
            .hears(TUESDAY, &shared_on(TUESDAY))
            .hears(WEDNESDAY, &shared_on(WEDNESDAY))
            .hears(THURSDAY, &shared_on(THURSDAY))
    };
    let story = shared(None).hears(FRIDAY, &named_on(WEDNESDAY, &[father()]));
    assert_eq!(found(&story, WITHOUT), [THURSDAY], "of the day itself nobody knows which came first");
    assert_eq!(found(&shared(None).hears(FRIDAY, &named_on(WEDNESDAY, &[mother(), father()])), WITHOUT), []);
    // The youth consents to sharing by itself (C12).
    for by in [ConsentingParty::Youth, ConsentingParty::GuardianAndYouth] {
        assert_eq!(found(&shared(Some(by)).hears(FRIDAY, &named_on(WEDNESDAY, &[father()])), WITHOUT), [], "{by:?}");
    }
}

#[test]
pub(super) fn r_9_r_24_a_report_that_went_on_the_consent_of_one_who_was_no_guardian_by_then_is_found() {
    let story = || {
        let told = consented(ConsentPurpose::ReportWithoutDuty).hears(MONDAY, &told_on(MONDAY, &[mother(), father()]));
        told.hears(THURSDAY, &sent_on(THURSDAY, ReportDuty::Consented { consent: CONSENT }))
    };
    assert_eq!(found(&story().hears(FRIDAY, &named_on(TUESDAY, &[father()])), WITHOUT), [THURSDAY]);
    assert_eq!(found(&story().hears(FRIDAY, &named_on(FRIDAY, &[father()])), WITHOUT), []);
}

#[test]
pub(super) fn r_22_what_one_who_is_no_guardian_refused_stands_against_nothing_that_is_done_while_that_holds() {
    let fathers_no: CaseEvent =
        ConsentEvent::ConsentRefused { consent: FATHERS, reason: None, refused_on: MONDAY }.into();
    let refused = || consented(SHARING).hears(MONDAY, &asked(FATHERS, father(), SHARING)).hears(MONDAY, &fathers_no);
    let shared = || refused().hears(THURSDAY, &shared_on(THURSDAY));
    assert_eq!(found(&shared(), REFUSED), [THURSDAY]);
    // Written down before what is done, or after it.
    let left_out = named_on(TUESDAY, &[mother()]);
    assert_eq!(found(&shared().hears(FRIDAY, &left_out), REFUSED), []);
    let known = refused().hears(TUESDAY, &left_out).hears(THURSDAY, &shared_on(THURSDAY));
    assert_eq!(found(&known, REFUSED), []);
    // What was done while he was one, was done against his no.
    assert_eq!(found(&shared().hears(SATURDAY, &named_on(FRIDAY, &[mother()])), REFUSED), [THURSDAY]);
    // Named again as of a day before it, he had said no.
    let again = named_on(WEDNESDAY, &[mother(), father()]);
    assert_eq!(found(&known.hears(FRIDAY, &again), REFUSED), [THURSDAY]);
}

#[test]
fn r_32_what_one_who_is_no_guardian_approved_or_met_about_is_to_be_approved_by_one_who_is() {
    let mut planned = case_event("MeasurePlanned");
    if let CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, plan, .. }) = &mut planned {
        (*planned_on, plan.from) = (TUESDAY, SATURDAY);
    }
    let (measures, guardians) = ([MEASURE].into(), vec![mother()]);
    let approved = MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on: WEDNESDAY };
    let mut met = case_event("MeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, held_on, .. }) = &mut met {
        (attendance.guardians, attendance.measures, *held_on) = (vec![mother()], [MEASURE].into(), WEDNESDAY);
    }
    for agreed in [approved.into(), met] {
        let story = || consented(LEVEL_2).hears(MONDAY, &lifted_on(MONDAY)).hears(TUESDAY, &planned);
        let answered = || story().hears(WEDNESDAY, &agreed);
        assert_eq!(of(&answered(), APPROVE, FRIDAY), [Standing::Met]);
        let left_out = || answered().hears(THURSDAY, &named_on(THURSDAY, &[father()]));
        assert!(of(&left_out(), APPROVE, FRIDAY).contains(&Standing::Open));
        let again = left_out().hears(FRIDAY, &named_on(FRIDAY, &[mother(), father()]));
        assert!(!of(&again, APPROVE, FRIDAY).contains(&Standing::Open));
        // Nor does it take the asking away while that holds.
        let others = story().hears(TUESDAY, &told_on(TUESDAY, &[mother()]));
        let others = others.hears(TUESDAY, &named_on(TUESDAY, &[father()])).hears(WEDNESDAY, &agreed);
        assert!(of(&others, APPROVE, FRIDAY).contains(&Standing::Open));
    }
}

#[test]
fn r_32_who_said_yes_or_met_while_left_out_and_is_named_again_is_asked_until_that_one_says_yes_anew() {
    let mut planned = case_event("MeasurePlanned");
    if let CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, plan, .. }) = &mut planned {
        (*planned_on, plan.from) = (MONDAY, SATURDAY);
    }
    let approved = |approved_on| -> CaseEvent {
        let (measures, guardians) = ([MEASURE].into(), vec![mother()]);
        MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on }.into()
    };
    let met = |on| {
        let mut met = case_event("MeetingHeld");
        if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, held_on, .. }) = &mut met {
            (attendance.guardians, attendance.measures, *held_on) = (vec![mother()], [MEASURE].into(), on);
        }
        met
    };
    let left_out = named_on(TUESDAY, &[father()]);
    for (agreed, anew) in [(approved(WEDNESDAY), approved(FRIDAY)), (met(WEDNESDAY), met(FRIDAY))] {
        for [first, second] in [[&left_out, &agreed], [&agreed, &left_out]] {
            let story = || {
                let asked = consented(LEVEL_2).hears(MONDAY, &lifted_on(MONDAY)).hears(MONDAY, &planned);
                asked.hears(WEDNESDAY, first).hears(WEDNESDAY, second)
            };
            let again = || story().hears(THURSDAY, &named_on(THURSDAY, &[mother(), father()]));
            assert!(of(&again(), APPROVE, FRIDAY).contains(&Standing::Open));
            assert!(!of(&again().hears(FRIDAY, &anew), APPROVE, FRIDAY).contains(&Standing::Open));
            // That she was left out by mistake takes nothing from her yes.
            let put_right = story().hears(THURSDAY, &named_on(TUESDAY, &[mother(), father()]));
            assert!(!of(&put_right, APPROVE, FRIDAY).contains(&Standing::Open));
        }
    }
}

#[test]
pub(super) fn r_32_what_began_on_the_yes_of_one_who_was_no_guardian_by_then_is_found_until_a_guardian_approves_it() {
    let kind = FindingKind::MeasureStartedUnapproved;
    let mut planned = case_event("MeasurePlanned");
    if let CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, .. }) = &mut planned {
        *planned_on = MONDAY;
    }
    let approved = |guardian: Guardian, approved_on| -> CaseEvent {
        let (measures, guardians) = ([MEASURE].into(), vec![guardian]);
        MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on }.into()
    };
    let started: CaseEvent = MeasureEvent::MeasureStarted { measure: MEASURE, started_on: THURSDAY }.into();
    let story = |level_2: bool| {
        let case = consented(LEVEL_2);
        let case = if level_2 { case.hears(MONDAY, &lifted_on(MONDAY)) } else { case };
        case.hears(MONDAY, &planned).hears(TUESDAY, &approved(mother(), TUESDAY)).hears(THURSDAY, &started)
    };
    let late = |day| story(true).hears(FRIDAY, &named_on(day, &[father()]));
    assert_eq!(found(&story(true), kind), []);
    assert_eq!(found(&late(WEDNESDAY), kind), [THURSDAY]);
    let about = late(WEDNESDAY).finding(kind).unwrap().which.unwrap();
    assert_eq!(kind.about_which(about), Some(Which::Measure(MEASURE)));
    assert_eq!(found(&late(THURSDAY), kind), [], "of the day itself nobody knows which came first");
    assert_eq!(found(&story(false).hears(FRIDAY, &named_on(WEDNESDAY, &[father()])), kind), [], "on level 1");
    let mended = late(WEDNESDAY).hears(SATURDAY, &approved(father(), SATURDAY));
    assert_eq!(mended.finding(kind).unwrap().mended_on, Some(SATURDAY));
    let not_mended = late(WEDNESDAY).hears(SATURDAY, &approved(mother(), SATURDAY));
    assert_eq!(not_mended.finding(kind).unwrap().mended_on, None);
    // Named again, she can: but for what she says she had said while she was left out.
    let again = || late(WEDNESDAY).hears(SATURDAY, &named_on(SATURDAY, &[mother(), father()]));
    assert_eq!(again().finding(kind).unwrap().mended_on, None);
    let of_then = again().hears(SATURDAY, &approved(mother(), FRIDAY));
    assert_eq!(of_then.finding(kind).unwrap().mended_on, None);
    let mended = again().hears(SATURDAY, &approved(mother(), SATURDAY));
    assert_eq!(mended.finding(kind).unwrap().mended_on, Some(SATURDAY));
    // What another guardian had agreed to by then, and is written down only now, it began on.
    for by_then in [TUESDAY, WEDNESDAY] {
        assert_eq!(found(&late(WEDNESDAY).hears(SATURDAY, &approved(father(), by_then)), kind), [], "{by_then}");
        let known =
            story(true).hears(FRIDAY, &approved(father(), by_then)).hears(FRIDAY, &named_on(WEDNESDAY, &[father()]));
        assert_eq!(found(&known, kind), [], "{by_then}");
    }
    // Put right, it never was, mended or not.
    let put_right = named_on(WEDNESDAY, &[mother(), father()]);
    assert_eq!(found(&late(WEDNESDAY).hears(SATURDAY, &put_right), kind), []);
    let mended = late(WEDNESDAY).hears(SATURDAY, &approved(father(), SATURDAY));
    assert_eq!(found(&mended.hears(SATURDAY, &put_right), kind), []);
}

#[test]
fn r_21_r_24_what_was_shared_on_the_yes_of_one_who_was_no_guardian_when_she_said_it_is_found() {
    let mut given = given_by(CONSENT, None);
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { given_on, .. }) = &mut given {
        *given_on = WEDNESDAY;
    }
    let consented = || opened().hears(MONDAY, &asked(CONSENT, mother(), SHARING)).hears(WEDNESDAY, &given);
    let (left_out, again) = (named_on(TUESDAY, &[father()]), named_on(THURSDAY, &[mother(), father()]));
    let shared = shared_on(FRIDAY);
    for order in [[&shared, &left_out, &again], [&left_out, &again, &shared]] {
        let story = order.into_iter().fold(consented(), |story, event| story.hears(FRIDAY, event));
        assert_eq!(found(&story, WITHOUT), [FRIDAY]);
    }
}

#[test]
fn r_21_r_24_a_naming_that_is_put_right_takes_what_was_found_by_it_and_nothing_else() {
    let shared = || consented(SHARING).hears(TUESDAY, &shared_on(TUESDAY)).hears(THURSDAY, &shared_on(THURSDAY));
    let left_out = || shared().hears(FRIDAY, &named_on(TUESDAY, &[father()]));
    assert_eq!(found(&left_out(), WITHOUT), [THURSDAY]);
    let both = [mother(), father()];
    assert_eq!(found(&left_out().hears(SATURDAY, &named_on(TUESDAY, &both)), WITHOUT), []);
    assert_eq!(found(&left_out().hears(SATURDAY, &named_on(FRIDAY, &both)), WITHOUT), [THURSDAY], "she was none then");
    // What she had taken back by then she had taken back, whoever the guardians are.
    let withdrawn_on = WEDNESDAY;
    let withdrawn: CaseEvent = ConsentEvent::ConsentWithdrawn { consent: CONSENT, reason: None, withdrawn_on }.into();
    let taken_back = left_out().hears(FRIDAY, &withdrawn).hears(SATURDAY, &named_on(TUESDAY, &both));
    assert_eq!(found(&taken_back, WITHOUT), [THURSDAY]);
    // It is found once more where it is said once more.
    let once_more =
        left_out().hears(SATURDAY, &named_on(TUESDAY, &both)).hears(SATURDAY, &named_on(TUESDAY, &[father()]));
    assert_eq!(found(&once_more, WITHOUT), [THURSDAY]);
}

#[test]
fn r_22_nobody_goes_after_one_who_is_no_guardian_for_an_answer() {
    let asked = || opened().hears(MONDAY, &asked(CONSENT, mother(), LEVEL_2));
    assert_eq!(of(&asked(), ANSWER, FRIDAY), [Standing::Open]);
    let left_out = asked().hears(THURSDAY, &named_on(THURSDAY, &[father()]));
    assert_eq!(of(&left_out, ANSWER, FRIDAY), [Standing::Lapsed]);
    let again = left_out.hears(FRIDAY, &named_on(FRIDAY, &[mother(), father()]));
    assert!(of(&again, ANSWER, FRIDAY).contains(&Standing::Open));
}

#[test]
pub(super) fn r_5_who_told_one_who_is_no_guardian_has_told_nobody_whichever_is_written_down_first() {
    let sent = |story: Story| story.hears(THURSDAY, &sent_on(THURSDAY, ReportDuty::Triggered));
    let told = |guardians: &[Guardian]| opened().hears(TUESDAY, &told_on(TUESDAY, guardians));
    let left_out = named_on(WEDNESDAY, &[father()]);
    assert_eq!(found(&sent(told(&[mother()])), UNTOLD), []);
    let known = sent(told(&[mother()]).hears(WEDNESDAY, &left_out));
    let late = sent(told(&[mother()])).hears(FRIDAY, &left_out);
    for story in [known, late] {
        assert_eq!(found(&story, UNTOLD), [THURSDAY]);
        assert!(of(&story, TELL, FRIDAY).contains(&Standing::Open));
        // Telling her once more mends it not; telling him does.
        let not_mended = story.hears(FRIDAY, &told_on(FRIDAY, &[mother()]));
        assert_eq!(not_mended.finding(UNTOLD).unwrap().mended_on, None);
        let mended = not_mended.hears(FRIDAY, &told_on(FRIDAY, &[father()]));
        assert_eq!(mended.finding(UNTOLD).unwrap().mended_on, Some(FRIDAY));
        assert_eq!(of(&mended, TELL, FRIDAY), [Standing::Met]);
    }
    assert_eq!(found(&sent(told(&[mother(), father()])).hears(FRIDAY, &left_out), UNTOLD), []);
    assert_eq!(found(&sent(told(&[mother()])).hears(FRIDAY, &named_on(THURSDAY, &[father()])), UNTOLD), []);
}

#[test]
fn r_5_who_was_told_while_left_out_was_not_though_named_again_before_the_report_goes() {
    let told = || opened().hears(WEDNESDAY, &told_on(WEDNESDAY, &[mother()]));
    let (left_out, again) = (named_on(TUESDAY, &[father()]), named_on(THURSDAY, &[mother(), father()]));
    let sent = sent_on(FRIDAY, ReportDuty::Triggered);
    for order in [[&sent, &left_out, &again], [&left_out, &again, &sent]] {
        let story = order.into_iter().fold(told(), |story, event| story.hears(FRIDAY, event));
        assert_eq!(found(&story, UNTOLD), [FRIDAY]);
        assert!(of(&story, TELL, FRIDAY).contains(&Standing::Open));
    }
    // Nor are they told in time by what was told after it.
    let late = opened().hears(SATURDAY, &told_on(SATURDAY, &[mother()])).hears(SATURDAY, &sent);
    assert_eq!(found(&late, UNTOLD), [FRIDAY]);
}

#[test]
fn r_5_guardians_were_told_all_the_time_where_the_naming_is_put_right() {
    let told = |on| opened().hears(MONDAY, &told_on(on, &[mother()]));
    let sent = |story: Story, on| story.hears(on, &sent_on(on, ReportDuty::Triggered));
    let left_out = named_on(TUESDAY, &[father()]);
    let put_right = named_on(TUESDAY, &[mother(), father()]);
    let late = || sent(told(MONDAY), THURSDAY).hears(FRIDAY, &left_out);
    assert!(of(&late(), TELL, FRIDAY).contains(&Standing::Open));
    for story in [late(), late().hears(FRIDAY, &told_on(FRIDAY, &[father()]))] {
        let story = story.hears(SATURDAY, &put_right);
        assert_eq!(found(&story, UNTOLD), []);
        assert!(!of(&story, TELL, SATURDAY).contains(&Standing::Open));
    }
    // Another report of which nobody was told is to be told of still.
    let another = |on| {
        let mut event = sent_on(on, ReportDuty::Triggered);
        if let CaseEvent::Reporting(ReportingEvent::ReportSent { report, .. }) = &mut event {
            *report = ReportId::from_uuid(Uuid::from_u128(0x4e9));
        }
        event
    };
    let after = late().hears(FRIDAY, &another(FRIDAY)).hears(SATURDAY, &put_right);
    assert_eq!(found(&after, UNTOLD), [FRIDAY]);
    assert!(of(&after, TELL, SATURDAY).contains(&Standing::Open));
    // One of which they were told afterwards is not.
    let before = opened().hears(MONDAY, &another(MONDAY)).hears(MONDAY, &told_on(MONDAY, &[mother()]));
    let before = sent(before.hears(MONDAY, &told_on(MONDAY, &[mother()])), THURSDAY).hears(FRIDAY, &left_out);
    assert!(of(&before, TELL, SATURDAY).contains(&Standing::Open));
    assert!(!of(&before.hears(SATURDAY, &put_right), TELL, SATURDAY).contains(&Standing::Open));
}

#[test]
pub(super) fn r_5_s2_33_who_was_told_of_a_report_that_was_found_not_to_be_due_was_not_told_of_the_next() {
    let assessed = |assessed_on, due: bool| {
        let mut event = case_event("DutyToReportAssessed");
        if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
            report,
            triggered,
            conditions,
            assessed_on: on,
            ..
        }) = &mut event
        {
            (*report, *triggered, *on) = (None, due, assessed_on);
            *conditions = due.then_some(DutyCondition::PersistentSeriousBehaviouralDifficulties).into_iter().collect();
        }
        event
    };
    let sent = |told_on_day, rests_on| {
        opened()
            .hears(TUESDAY, &told_on(told_on_day, &[mother()]))
            .hears(WEDNESDAY, &assessed(WEDNESDAY, false))
            .hears(THURSDAY, &assessed(THURSDAY, true))
            .hears(FRIDAY, &sent_on(FRIDAY, rests_on))
    };
    assert_eq!(found(&sent(TUESDAY, ReportDuty::Triggered), UNTOLD), [FRIDAY]);
    assert_eq!(found(&sent(WEDNESDAY, ReportDuty::Triggered), UNTOLD), []);
    assert_eq!(found(&sent(TUESDAY, ReportDuty::Consented { consent: CONSENT }), UNTOLD), []);
}
