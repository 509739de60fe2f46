//! S4-2, R-6: nobody contacts guardians while they must not know, and nobody is asked to.

use super::*;
use crate::case::{
    AboutGuardians, AcuteCategory, AgreementEvent, AgreementKind, ConsentEvent, ConversationWith, CopyEvent, Document,
    Evaluation, FamilyEvent, MeasureEvent, MeetingEvent, PlanEvent, ReportingEvent, WithholdingGround,
};
use crate::investigation::{Consented, StepKind};

const TALK: ObligationKind = ObligationKind::HoldConversation;
const MEET: ObligationKind = ObligationKind::HoldMeeting;
const WRITE: ObligationKind = ObligationKind::AgreeInWriting;
const ANSWER: ObligationKind = ObligationKind::AnswerConsent;
const SIGN: ObligationKind = ObligationKind::SignAgreement;
const DELIVER: ObligationKind = ObligationKind::DeliverCopy;
const CONTACTED: FindingKind = FindingKind::ContactedWhileWithheld;

fn opened() -> Story {
    let story = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    story.hears(MONDAY, &followed(1, &[Responsibility::AgreeInWriting]))
}

fn withheld_on(on: NaiveDate) -> CaseEvent {
    let (ground, not_in_use, decision) = (WithholdingGround::Violence, false, decided());
    FamilyEvent::GuardianNotificationWithheld { ground, not_in_use, decision, withheld_on: on }.into()
}

fn lifted_on(on: NaiveDate) -> CaseEvent {
    FamilyEvent::GuardianNotificationWithholdingLifted { decision: decided(), lifted_on: on }.into()
}

fn feared_on(on: NaiveDate) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { category, contacted_at, .. }) = &mut event {
        (*category, *contacted_at) = (AcuteCategory::Violence, noon(on));
    }
    event
}

/// Asked on Monday, for Friday.
fn asked(with: ConversationWith) -> CaseEvent {
    let subject = said_of_child("How she sleeps");
    FamilyEvent::ConversationConvened { with, subject, planned_for: FRIDAY, convened_on: MONDAY }.into()
}

fn talked(with: ConversationWith, held_on: NaiveDate) -> CaseEvent {
    let mut event = case_event("ConversationHeld");
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { with: who, held_on: on, .. }) = &mut event {
        (*who, *on) = (with, held_on);
    }
    event
}

/// How what is or was owed of that kind stands on that day.
fn of(story: &Story, kind: ObligationKind, on: NaiveDate) -> Vec<Standing> {
    story.standings(on).into_iter().filter(|(known, _)| *known == kind).map(|(_, standing)| standing).collect()
}

fn contacts_found(story: &Story) -> Vec<NaiveDate> {
    let found = story.findings.values().filter(|found| found.kind == CONTACTED);
    let mut days: Vec<_> = found.map(|found| found.arose_on).collect();
    days.sort_unstable();
    days
}

#[test]
pub(super) fn r_6_s4_2_a_talk_with_guardians_waits_while_they_must_not_know_and_one_with_the_child_does_not() {
    for kept in [withheld_on(TUESDAY), feared_on(TUESDAY)] {
        for with in [ConversationWith::Guardians, ConversationWith::ChildAndGuardians] {
            let story = opened().hears(MONDAY, &asked(with));
            assert_eq!(of(&story, TALK, SATURDAY), [Standing::Overdue]);
            let story = story.hears(TUESDAY, &kept);
            assert_eq!(of(&story, TALK, SATURDAY), [Standing::Lapsed], "{kept:?}");
            assert_eq!(story.found(SATURDAY).into_iter().filter(|found| *found == CONTACTED).count(), 0);
            let story = story.hears(THURSDAY, &lifted_on(THURSDAY));
            assert_eq!(of(&story, TALK, THURSDAY), [Standing::Open, Standing::Lapsed]);
            let again = story.obligations.values().find(|owed| owed.kind == TALK && owed.ending.is_none()).unwrap();
            assert_eq!((again.opened_on, again.due), (THURSDAY, Some(FRIDAY)));
        }
        let alone = opened().hears(MONDAY, &asked(ConversationWith::Child)).hears(TUESDAY, &kept);
        assert_eq!(of(&alone, TALK, FRIDAY), [Standing::Open]);
        let talked = alone.hears(FRIDAY, &talked(ConversationWith::Child, FRIDAY));
        assert_eq!((of(&talked, TALK, FRIDAY), contacts_found(&talked)), (vec![Standing::Met], vec![]));
    }
}

#[test]
fn s4_2_a_call_that_is_written_down_under_a_ground_is_owed_once_that_is_lifted_and_a_talk_held_is_owed_no_more() {
    let called =
        || opened().hears(TUESDAY, &withheld_on(TUESDAY)).hears(WEDNESDAY, &asked(ConversationWith::Guardians));
    assert_eq!(of(&called(), TALK, FRIDAY), []);
    assert_eq!(of(&called().hears(FRIDAY, &lifted_on(FRIDAY)), TALK, FRIDAY), [Standing::Open]);
    let held = called().hears(THURSDAY, &talked(ConversationWith::Guardians, THURSDAY));
    assert_eq!(of(&held.hears(FRIDAY, &lifted_on(FRIDAY)), TALK, FRIDAY), []);
    let ended = called().hears(THURSDAY, &case_event("CaseClosed")).hears(FRIDAY, &lifted_on(FRIDAY));
    assert_eq!(of(&ended, TALK, FRIDAY), [], "nobody is asked to a talk in a closed case");
}

#[test]
fn s4_2_what_is_agreed_in_writing_and_consented_to_waits_while_guardians_must_not_know() {
    let (agreement, kind, text) = (AGREEMENT, AgreementKind::Agreement, said_of_child("We do this"));
    let (parties, drawn_on) = (parties(), MONDAY);
    let recipient = parties[0].clone();
    let drawn = AgreementEvent::AgreementDrawn { agreement, kind, is_minutes: false, text, parties, drawn_on };
    let asked = || {
        let mut event = case_event("ConsentRequested");
        if let CaseEvent::Consent(ConsentEvent::ConsentRequested { requested_on, .. }) = &mut event {
            *requested_on = MONDAY;
        }
        event
    };
    let mut agreed = talked(ConversationWith::Guardians, TUESDAY);
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { outcome, .. }) = &mut agreed {
        *outcome = crate::case::ConversationOutcome::MeasuresAgreed;
    }
    let owed = |story: &Story| {
        [SIGN, DELIVER, ANSWER, WRITE].map(|kind| {
            let of_kind = story.obligations.values().filter(|owed| owed.kind == kind && owed.ending.is_none());
            of_kind.count()
        })
    };
    let story = opened().hears(MONDAY, &CaseEvent::from(drawn)).hears(MONDAY, &asked()).hears(TUESDAY, &agreed);
    assert_eq!(owed(&story), [1, 2, 1, 1]);
    let story = story.hears(WEDNESDAY, &withheld_on(WEDNESDAY));
    assert_eq!(owed(&story), [0, 1, 0, 0], "the employee's own copy is nobody's danger");
    let story = story.hears(FRIDAY, &lifted_on(FRIDAY));
    assert_eq!(owed(&story), [1, 2, 1, 1]);
    // What is done all the same is owed no more.
    let document = Document::Agreement { agreement: AGREEMENT };
    let handed: CaseEvent = CopyEvent::CopyDelivered { document, recipient, delivered_on: FRIDAY }.into();
    let story = story.hears(FRIDAY, &withheld_on(FRIDAY)).hears(FRIDAY, &handed).hears(SATURDAY, &lifted_on(SATURDAY));
    assert_eq!(owed(&story), [1, 1, 1, 1]);
}

#[test]
pub(super) fn s4_2_s0_29_who_is_planned_with_or_heard_on_a_measure_under_a_ground_is_contacted() {
    let drafted = |with_guardians| -> CaseEvent {
        let (text, without_guardians_because, guides) = (said_of_child("She is fetched by four"), None, vec![]);
        PlanEvent::PlanDrafted { text, with_guardians, without_guardians_because, guides, drafted_on: THURSDAY }.into()
    };
    let evaluated = |guardians_voice| -> CaseEvent {
        let evaluation = Evaluation { guardians_voice, ..evaluation() };
        MeasureEvent::MeasureEvaluated {
            measure: MEASURE,
            evaluation,
            evaluated_on: THURSDAY,
            next_evaluation_on: None,
        }
        .into()
    };
    let kept = || opened().hears(TUESDAY, &withheld_on(TUESDAY));
    for with_them in [drafted(vec![mother()]), evaluated(Some(said_by_guardian("It helps")))] {
        assert_eq!(contacts_found(&kept().hears(THURSDAY, &with_them)), [THURSDAY], "{with_them:?}");
        assert_eq!(contacts_found(&opened().hears(THURSDAY, &with_them)), [], "{with_them:?}");
    }
    for without in [drafted(vec![]), evaluated(None)] {
        assert_eq!(contacts_found(&kept().hears(THURSDAY, &without)), [], "{without:?}");
    }
}

#[test]
pub(super) fn s4_2_contact_with_guardians_under_a_ground_is_found_and_stays() {
    let told = |on| -> CaseEvent {
        let (about, guardians) = (AboutGuardians::Concern, vec![mother()]);
        FamilyEvent::GuardiansInformed { about, guardians, informed_on: on }.into()
    };
    for kept in [withheld_on(TUESDAY), feared_on(TUESDAY)] {
        for contact in [talked(ConversationWith::Guardians, WEDNESDAY), told(WEDNESDAY)] {
            // Whichever was written down first.
            for events in [[&kept, &contact], [&contact, &kept]] {
                let story = events.iter().fold(opened(), |story, event| story.hears(THURSDAY, *event));
                assert_eq!(contacts_found(&story), [WEDNESDAY]);
                assert_eq!(story.finding(CONTACTED).map(|found| found.kind.severity()), Some(Severity::Breach));
                let story = story.hears(FRIDAY, &lifted_on(THURSDAY));
                assert_eq!(story.finding(CONTACTED).map(|found| found.mended_on), Some(None), "nothing undoes it");
            }
        }
        // Before it, on its day, and once they may know.
        for day in [MONDAY, TUESDAY] {
            let story = opened().hears(WEDNESDAY, &kept).hears(WEDNESDAY, &told(day));
            assert_eq!(contacts_found(&story), [], "on the day itself nobody knows which came first");
        }
        let may_know = opened().hears(TUESDAY, &kept).hears(WEDNESDAY, &lifted_on(WEDNESDAY));
        assert_eq!(contacts_found(&may_know.hears(THURSDAY, &told(THURSDAY))), []);
        let written_late = opened().hears(TUESDAY, &kept).hears(FRIDAY, &told(THURSDAY));
        assert_eq!(contacts_found(&written_late.hears(FRIDAY, &lifted_on(WEDNESDAY))), [], "they knew by then");
    }
    let with_child = opened().hears(TUESDAY, &withheld_on(TUESDAY));
    assert_eq!(contacts_found(&with_child.hears(THURSDAY, &talked(ConversationWith::Child, THURSDAY))), []);
}

#[test]
pub(super) fn s4_2_a_meeting_that_guardians_were_at_under_a_ground_is_found() {
    let mut held = case_event("MeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, held_on, .. }) = &mut held {
        (attendance.guardians, *held_on) = (vec![mother()], THURSDAY);
    }
    assert_eq!(contacts_found(&opened().hears(TUESDAY, &withheld_on(TUESDAY)).hears(THURSDAY, &held)), [THURSDAY]);
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, .. }) = &mut held {
        attendance.guardians = vec![];
    }
    assert_eq!(contacts_found(&opened().hears(TUESDAY, &withheld_on(TUESDAY)).hears(THURSDAY, &held)), []);
}

/// They asked for another day.
#[test]
pub(super) fn s3_21_s4_6_a_conversation_that_is_called_again_moves_its_day() {
    let again = |planned_for, convened_on| -> CaseEvent {
        let (with, subject) = (ConversationWith::Guardians, said_of_child("How she sleeps"));
        FamilyEvent::ConversationConvened { with, subject, planned_for, convened_on }.into()
    };
    let (later, found) = (date(2024, 3, 14), FindingKind::ConversationNotHeld);
    let moved = || opened().hears(MONDAY, &asked(ConversationWith::Guardians)).hears(TUESDAY, &again(later, TUESDAY));
    assert_eq!((of(&moved(), TALK, SATURDAY), moved().obligation(TALK).due), (vec![Standing::Open], Some(later)));
    assert_eq!(moved().finding(found).unwrap().arose_on, date(2024, 3, 15));
    // One that was called before the latest, and is written down after it, is not the day by now.
    let older = moved().hears(WEDNESDAY, &again(WEDNESDAY, MONDAY));
    assert_eq!(older.obligation(TALK).due, Some(later));
    // After its day it was not held, and that stays found.
    let missed = opened().hears(MONDAY, &asked(ConversationWith::Guardians)).hears(SATURDAY, &again(later, SATURDAY));
    let mut standings = of(&missed, TALK, SATURDAY);
    standings.sort_unstable();
    assert_eq!(standings, [Standing::Open, Standing::Lapsed]);
    assert!(missed.found(SATURDAY).contains(&found));
    // Being called again is not being talked with: only that makes it good.
    assert!(missed.findings.values().filter(|known| known.kind == found).all(|known| known.mended_on.is_none()));
    let mut talked = case_event("ConversationHeld");
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { with, held_on, .. }) = &mut talked {
        (*with, *held_on) = (ConversationWith::Guardians, later);
    }
    let talked = missed.hears(later, &talked);
    let known: Vec<_> = talked.findings.values().filter(|known| known.kind == found).collect();
    assert_eq!(known.iter().map(|known| known.mended_on).collect::<Vec<_>>(), [Some(later)]);
}

#[test]
pub(super) fn s4_2_what_guardians_sign_or_approve_under_a_ground_is_found() {
    let drawn_on_monday = || {
        let (agreement, kind, text) = (AGREEMENT, AgreementKind::Agreement, said_of_child("We do this"));
        let (parties, drawn_on) = (parties(), MONDAY);
        opened().hears(
            MONDAY,
            &CaseEvent::from(AgreementEvent::AgreementDrawn {
                agreement,
                kind,
                is_minutes: false,
                text,
                parties,
                drawn_on,
            }),
        )
    };
    let [mother_signs, teacher_signs] = [parties()[0].subject, parties()[1].subject]
        .map(|by| CaseEvent::from(AgreementEvent::AgreementSigned { agreement: AGREEMENT, by, signed_on: THURSDAY }));
    let found = |event: &CaseEvent| {
        let known = drawn_on_monday().hears(TUESDAY, &withheld_on(TUESDAY)).hears(THURSDAY, event);
        let written_before = drawn_on_monday().hears(THURSDAY, event).hears(FRIDAY, &withheld_on(TUESDAY));
        [contacts_found(&known), contacts_found(&written_before)]
    };
    assert_eq!(found(&mother_signs), [[THURSDAY], [THURSDAY]]);
    assert_eq!(found(&teacher_signs), [[], []] as [[NaiveDate; 0]; 2]);
    let (measures, guardians) = ([MEASURE].into(), vec![mother()]);
    let approved =
        crate::case::MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on: THURSDAY };
    assert_eq!(found(&approved.into()), [[THURSDAY], [THURSDAY]]);
}

#[test]
pub(super) fn s4_2_s2_39_who_writes_a_report_along_under_a_ground_is_contacted_once() {
    let mut drafted = case_event("ReportDrafted");
    if let CaseEvent::Reporting(ReportingEvent::ReportDrafted { co_authored_with_guardians, drafted_on, .. }) =
        &mut drafted
    {
        (*co_authored_with_guardians, *drafted_on) = (vec![mother()], THURSDAY);
    }
    let told = |informed_on| -> CaseEvent {
        FamilyEvent::GuardiansInformed { about: AboutGuardians::Report, guardians: vec![mother()], informed_on }.into()
    };
    let story = || opened().hears(THURSDAY, &drafted).hears(THURSDAY, &told(THURSDAY));
    assert_eq!(contacts_found(&story().hears(FRIDAY, &withheld_on(TUESDAY))), [THURSDAY]);
    let again = story().hears(FRIDAY, &told(FRIDAY)).hears(FRIDAY, &withheld_on(TUESDAY));
    assert_eq!(contacts_found(&again), [THURSDAY, FRIDAY], "told once more on another day");
}

#[test]
pub(super) fn s4_2_s3_21_a_talk_that_waited_beyond_its_day_has_time_from_the_day_on_which_that_is_known() {
    let monday = date(2024, 3, 18);
    let waited = || opened().hears(MONDAY, &asked(ConversationWith::Guardians)).hears(TUESDAY, &withheld_on(TUESDAY));
    let again = waited().hears(monday, &lifted_on(monday));
    let owed = again.obligations.values().find(|owed| owed.kind == TALK && owed.ending.is_none()).unwrap();
    assert!(owed.due.unwrap() > monday, "nobody was allowed to talk with them on the day for which they were called");
    let written_late = waited().hears(monday, &lifted_on(FRIDAY));
    assert!(!written_late.found(monday).contains(&FindingKind::ConversationNotHeld));
}

#[test]
pub(super) fn s4_2_s3_24_a_meeting_with_the_family_alone_waits_while_guardians_must_not_know() {
    let called = |with, meeting| -> CaseEvent {
        MeetingEvent::EvaluationMeetingConvened { meeting, with, planned_for: FRIDAY, convened_on: MONDAY }.into()
    };
    let with_guardians = || called(ConversationWith::Guardians, MEETING);
    let waits = || opened().hears(MONDAY, &with_guardians()).hears(TUESDAY, &withheld_on(TUESDAY));
    assert_eq!(of(&waits(), MEET, SATURDAY), [Standing::Lapsed]);
    assert!(!waits().found(SATURDAY).contains(&FindingKind::MeetingNotHeld));
    let lifted = waits().hears(THURSDAY, &lifted_on(THURSDAY));
    let owed = lifted.obligations.values().find(|owed| owed.kind == MEET && owed.ending.is_none()).unwrap();
    assert_eq!((owed.opened_on, owed.due, owed.which), (THURSDAY, Some(FRIDAY), Some(MEETING.as_uuid())));
    let alone = opened().hears(MONDAY, &called(ConversationWith::Child, MEETING));
    assert_eq!(of(&alone.hears(TUESDAY, &withheld_on(TUESDAY)), MEET, FRIDAY), [Standing::Open]);
    // What is held, called off or over is owed no more once they may know.
    let off = MeetingEvent::MeetingCalledOff { meeting: Some(MEETING), decision: decided(), called_off_on: WEDNESDAY };
    let mut held = case_event("MeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { meeting, held_on, .. }) = &mut held {
        (*meeting, *held_on) = (MEETING, WEDNESDAY);
    }
    for done in [off.into(), held, case_event("CaseClosed")] {
        let over = waits().hears(WEDNESDAY, &done).hears(THURSDAY, &lifted_on(THURSDAY));
        assert!(!of(&over, MEET, FRIDAY).contains(&Standing::Open), "{done:?}");
    }
    // Moved meanwhile, it is for the new day; and one that is written down under the ground waits too.
    let moved = MeetingEvent::NextMeetingAgreed { meeting: Some(MEETING), next_on: SATURDAY, agreed_on: WEDNESDAY };
    let moved = waits().hears(WEDNESDAY, &CaseEvent::from(moved)).hears(THURSDAY, &lifted_on(THURSDAY));
    let owed = moved.obligations.values().find(|owed| owed.kind == MEET && owed.ending.is_none()).unwrap();
    assert_eq!(owed.due, Some(SATURDAY));
    let since = opened().hears(TUESDAY, &withheld_on(TUESDAY)).hears(WEDNESDAY, &with_guardians());
    assert_eq!(of(&since, MEET, FRIDAY), []);
    assert_eq!(of(&since.hears(THURSDAY, &lifted_on(THURSDAY)), MEET, FRIDAY), [Standing::Open]);
}

/// Else whoever lifts it wipes out what was done under it.
#[test]
pub(super) fn s4_2_r_6_a_contact_that_was_recorded_before_the_ground_was_lifted_on_its_day_stays_found() {
    let told = |on| -> CaseEvent {
        let (about, guardians) = (AboutGuardians::Concern, vec![mother()]);
        FamilyEvent::GuardiansInformed { about, guardians, informed_on: on }.into()
    };
    for kept in [withheld_on(TUESDAY), feared_on(TUESDAY)] {
        let first = || opened().hears(TUESDAY, &kept).hears(THURSDAY, &told(THURSDAY));
        let lifted = first().hears(THURSDAY, &lifted_on(THURSDAY));
        assert_eq!(contacts_found(&lifted), [THURSDAY]);
        let once_more = lifted.hears(FRIDAY, &withheld_on(WEDNESDAY));
        assert_eq!(contacts_found(&once_more), [THURSDAY], "and once");
        // After it, and where it was lifted on an earlier day that is written down late.
        let after =
            opened().hears(TUESDAY, &kept).hears(THURSDAY, &lifted_on(THURSDAY)).hears(THURSDAY, &told(THURSDAY));
        assert_eq!(contacts_found(&after), []);
        assert_eq!(contacts_found(&first().hears(FRIDAY, &lifted_on(WEDNESDAY))), []);
    }
}

const RECEIVED: Uuid = Uuid::from_u128(0x103);

/// The report that the investigation follows from came in on Monday, and guardians were not to know of it.
fn received(withheld: Option<WithholdingGround>, has_case: bool) -> ReportEvent {
    let mut event = report_event("ReportReceived");
    if let ReportEvent::ReportReceived { withheld_from_guardians, case, .. } = &mut event {
        *withheld_from_guardians = withheld;
        *case = has_case.then_some(CASE);
    }
    event
}

fn changed(withheld_from_guardians: Option<WithholdingGround>, by_service: bool, changed_on: NaiveDate) -> ReportEvent {
    let decision = by_service.then(decided);
    ReportEvent::WithholdingFromGuardiansChanged { withheld_from_guardians, decision, changed_on }
}

fn investigated(report: &ReportEvent) -> Story {
    let story = Story::new().hears_from(RECEIVED, MONDAY, report);
    story.hears(MONDAY, &investigation_event("InvestigationOpened"))
}

fn stepped(step: StepKind, on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("InvestigationStepDone");
    if let InvestigationEvent::InvestigationStepDone { kind, done_on, .. } = &mut event {
        (*kind, *done_on) = (step, on);
    }
    event
}

/// Guardians consented to it on that day.
fn asked_for_information(on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("InformationRequested");
    if let InvestigationEvent::InformationRequested { consented, requested_on, .. } = &mut event {
        *consented = Some(Consented { by: vec![mother()], on, scope: None });
        *requested_on = on;
    }
    event
}

/// Who declined it on that day had been offered it.
fn declined(on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("RecommendedMeasuresDeclined");
    if let InvestigationEvent::RecommendedMeasuresDeclined { declined_on, .. } = &mut event {
        *declined_on = on;
    }
    event
}

#[test]
fn s4_2_r_6_guardians_whom_the_service_contacts_while_they_must_not_know_of_the_report_are_found() {
    let violence = Some(WithholdingGround::Violence);
    let contacts = [
        stepped(StepKind::KickOff, MONDAY),
        stepped(StepKind::GuardianConversation, MONDAY),
        stepped(StepKind::HomeVisit, MONDAY),
        asked_for_information(MONDAY),
        declined(MONDAY),
    ];
    let municipality: Municipality = "9901".parse().unwrap();
    let at = At { municipality: &municipality, stream: RECEIVED, position: 9, recorded_on: FRIDAY };
    let follows = InvestigationId::following(&municipality, ReportId::from_uuid(RECEIVED)).as_uuid();
    for told in [received(violence, true), changed(violence, true, TUESDAY), changed(None, true, TUESDAY)] {
        assert_eq!(hearing(Heard::Report(&told), at), [RECEIVED, follows]);
    }
    assert_eq!(hearing(Heard::Report(&received(None, true)), at), [RECEIVED]);
    for contact in &contacts {
        let story = investigated(&received(violence, true)).hears(MONDAY, contact);
        assert_eq!(contacts_found(&story), [MONDAY], "it was so before anything was investigated: {contact:?}");
        let found = story.finding(CONTACTED).unwrap();
        assert_eq!((found.about.report, found.mended_on), (Some(REPORT), None));
        assert_eq!(contacts_found(&investigated(&received(None, true)).hears(MONDAY, contact)), []);
    }
    // Who summed up is not said.
    let others = [
        StepKind::ChildConversation,
        StepKind::InformationGathered,
        StepKind::AssessmentTool,
        StepKind::SummaryMeeting,
    ];
    for step in others {
        let story = investigated(&received(violence, true)).hears(MONDAY, &stepped(step, MONDAY));
        assert_eq!(contacts_found(&story), [], "{step:?}");
    }
}

#[test]
fn s4_2_r_6_the_service_may_contact_guardians_once_it_has_decided_so_itself_or_nobody_keeps_the_report_from_them() {
    let violence = Some(WithholdingGround::Violence);
    let talked = |on| stepped(StepKind::GuardianConversation, on);
    // What the sender lifts, the service may keep up; and what was said to the intake is the service's to lift.
    let story = investigated(&received(violence, true)).hears_from(RECEIVED, MONDAY, &changed(violence, true, MONDAY));
    let by_sender = story.hears_from(RECEIVED, TUESDAY, &changed(None, false, TUESDAY));
    let by_sender = by_sender.hears(WEDNESDAY, &talked(WEDNESDAY));
    assert_eq!(contacts_found(&by_sender), [WEDNESDAY]);
    let lifted = by_sender.hears_from(RECEIVED, THURSDAY, &changed(None, true, THURSDAY));
    assert_eq!(contacts_found(&lifted.hears(FRIDAY, &talked(FRIDAY))), [WEDNESDAY]);
    let told = investigated(&received(violence, false)).hears_from(RECEIVED, TUESDAY, &changed(None, true, TUESDAY));
    assert_eq!(contacts_found(&told.hears(WEDNESDAY, &talked(WEDNESDAY))), []);
    // What the sender said holds for the service until it has decided itself, and no longer: it cannot lift the other's.
    let of_sender = || investigated(&received(violence, true));
    assert_eq!(contacts_found(&of_sender().hears(WEDNESDAY, &talked(WEDNESDAY))), [WEDNESDAY]);
    let decided = of_sender().hears_from(RECEIVED, TUESDAY, &changed(None, true, TUESDAY));
    let decided = decided.hears(WEDNESDAY, &talked(WEDNESDAY));
    assert_eq!(contacts_found(&decided), []);
    let of_both = of_sender().hears_from(RECEIVED, TUESDAY, &changed(violence, true, TUESDAY));
    let of_both = of_both.hears(WEDNESDAY, &talked(WEDNESDAY));
    assert_eq!(contacts_found(&of_both), [WEDNESDAY]);
    // What the sender says after that is news to the service: it holds until the service has decided on it, too.
    let anew = decided.hears_from(RECEIVED, THURSDAY, &changed(violence, false, THURSDAY));
    let anew = anew.hears(FRIDAY, &talked(FRIDAY));
    assert_eq!(contacts_found(&anew), [FRIDAY]);
    let both_lifted = of_both.hears_from(RECEIVED, THURSDAY, &changed(None, true, THURSDAY));
    let both_lifted = both_lifted.hears_from(RECEIVED, FRIDAY, &changed(violence, false, FRIDAY));
    assert_eq!(contacts_found(&both_lifted.hears(SATURDAY, &talked(SATURDAY))), [WEDNESDAY, SATURDAY]);
    let again = anew.hears_from(RECEIVED, FRIDAY, &changed(None, true, FRIDAY));
    assert_eq!(contacts_found(&again.hears(SATURDAY, &talked(SATURDAY))), [FRIDAY]);
    // That the sender lifts its own says nothing against what the service decided.
    let lifted = of_sender().hears_from(RECEIVED, TUESDAY, &changed(None, true, TUESDAY));
    let lifted = lifted.hears_from(RECEIVED, THURSDAY, &changed(None, false, THURSDAY));
    assert_eq!(contacts_found(&lifted.hears(FRIDAY, &talked(FRIDAY))), []);
    // Whichever was written down first; and of the day on which it is lifted, what was recorded first.
    let late = investigated(&received(None, true)).hears(THURSDAY, &talked(THURSDAY));
    let late = late.hears_from(RECEIVED, FRIDAY, &changed(violence, true, TUESDAY));
    assert_eq!(contacts_found(&late), [THURSDAY]);
    let same_day = late.hears_from(RECEIVED, FRIDAY, &changed(None, true, THURSDAY)).hears(FRIDAY, &talked(THURSDAY));
    assert_eq!(contacts_found(&same_day), [THURSDAY]);
}

fn called_off(with: ConversationWith, called_off_on: NaiveDate) -> CaseEvent {
    FamilyEvent::ConversationCalledOff { with, decision: decided(), called_off_on }.into()
}

#[test]
fn s3_21_a_talk_that_is_called_off_is_owed_no_more_and_that_it_was_missed_before_stays_found() {
    let with = ConversationWith::Guardians;
    let missed = FindingKind::ConversationNotHeld;
    for (off, found) in [(THURSDAY, None), (FRIDAY, None), (SATURDAY, Some(None))] {
        let story = opened().hears(MONDAY, &asked(with)).hears(SATURDAY, &called_off(with, off));
        assert_eq!(of(&story, TALK, SATURDAY), [Standing::Lapsed]);
        assert_eq!(story.finding(missed).map(|found| found.mended_on), found, "called off on {off}");
    }
    let of_another = opened().hears(MONDAY, &asked(with)).hears(TUESDAY, &called_off(ConversationWith::Child, TUESDAY));
    assert_eq!(of(&of_another, TALK, FRIDAY), [Standing::Open]);
    // Who was asked before that, and is written down after it, is not to come.
    let off = opened().hears(MONDAY, &asked(with)).hears(TUESDAY, &called_off(with, TUESDAY));
    assert_eq!(of(&off.hears(WEDNESDAY, &asked(with)), TALK, FRIDAY), [Standing::Lapsed]);
}

#[test]
fn s4_2_a_talk_that_is_called_off_while_guardians_must_not_know_is_not_owed_once_they_may_and_is_no_contact() {
    let with = ConversationWith::Guardians;
    let waits = opened().hears(MONDAY, &asked(with)).hears(TUESDAY, &withheld_on(TUESDAY));
    let off = waits.hears(WEDNESDAY, &called_off(with, WEDNESDAY)).hears(THURSDAY, &lifted_on(THURSDAY));
    assert_eq!((of(&off, TALK, THURSDAY), contacts_found(&off)), (vec![Standing::Lapsed], vec![]));
}
