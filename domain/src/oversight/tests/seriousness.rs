//! S0-36, S1-3: what is found so serious that child welfare or the police must be contacted is acted on. S0-30, R-23:
//! alternative D is no way around the answer to a refusal.

use super::*;
use crate::case::{
    Alternative, AlternativesEvent, AvertingEvent, ClarificationOutcome, MeetingEvent, ReportDuty, ReportingEvent,
    SharingBasis, SharingEvent,
};
use crate::oversight::seriousness::HELPLINE;
use crate::people::Body;

const ACT: ObligationKind = ObligationKind::ActOnSeriousness;
const ANSWER: ObligationKind = ObligationKind::AnswerRefusal;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn chosen(of: Alternative, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut event {
        (*alternative, *chosen_on) = (of, day);
    }
    event
}

fn ended(of: Alternative, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("AlternativeEnded");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeEnded { alternative, ended_on, .. }) = &mut event {
        (*alternative, *ended_on) = (of, day);
    }
    event
}

fn assessed(is_triggered: bool, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { report, triggered, assessed_on, .. }) =
        &mut event
    {
        (*report, *triggered, *assessed_on) = (None, is_triggered, day);
    }
    event
}

fn contacted(whom: Body, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { body, contacted_at, .. }) = &mut event {
        (*body, *contacted_at) = (whom, noon(day));
    }
    event
}

fn sent(on: NaiveDate) -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, sent_at, .. }) = &mut event {
        (*duty, *sent_at) = (ReportDuty::Triggered, noon(on));
    }
    event
}

fn clarified(as_what: ClarificationOutcome) -> CaseEvent {
    let mut event = case_event("ClarificationMeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::ClarificationMeetingHeld { outcome, held_on, .. }) = &mut event {
        (*outcome, *held_on) = (as_what, THURSDAY);
    }
    event
}

/// Each of what is done about it, on that day.
fn acts(day: NaiveDate) -> [CaseEvent; 5] {
    [
        assessed(true, day),
        assessed(false, day),
        contacted(Body::Police, day),
        contacted(Body::ChildWelfareEmergencyService, day),
        sent(day),
    ]
}

#[test]
pub(super) fn s0_36_alternative_d_is_owed_a_contact_a_report_or_an_assessed_duty_by_the_next_working_day() {
    let so_serious = || opened().hears(THURSDAY, &chosen(Alternative::D, THURSDAY));
    let story = so_serious();
    assert_eq!((story.obligation(ACT).due, ACT.rule()), (Some(FRIDAY), "S0-36"));
    assert_eq!(story.standing(ACT, FRIDAY), Some(Standing::Open));
    assert_eq!(story.standing(ACT, SATURDAY), Some(Standing::Overdue));
    let forgotten = story.finding(FindingKind::SeriousnessNotActedOn).unwrap();
    assert_eq!((forgotten.arose_on, forgotten.mended_on), (SATURDAY, None));
    for act in acts(FRIDAY) {
        let story = so_serious().hears(FRIDAY, &act);
        assert_eq!(story.standing(ACT, SATURDAY), Some(Standing::Met), "{act:?}");
        assert_eq!(story.finding(FindingKind::SeriousnessNotActedOn), None);
    }
    for other in [Alternative::A, Alternative::B, Alternative::C] {
        assert_eq!(opened().hears(THURSDAY, &chosen(other, THURSDAY)).standing(ACT, FRIDAY), None);
    }
}

#[test]
pub(super) fn s0_36_what_was_done_the_week_before_is_the_answer_and_a_duty_that_was_not_triggered_is_none() {
    let after = |act: &CaseEvent| opened().hears(TUESDAY, act).hears(THURSDAY, &chosen(Alternative::D, THURSDAY));
    for act in [contacted(Body::Police, TUESDAY), sent(TUESDAY), assessed(true, TUESDAY)] {
        assert_eq!(after(&act).standing(ACT, FRIDAY), None, "{act:?}");
        // And where it is written down after the choice.
        let late = opened().hears(THURSDAY, &chosen(Alternative::D, THURSDAY)).hears(FRIDAY, &act);
        assert_eq!(late.standing(ACT, FRIDAY), Some(Standing::Met), "{act:?}");
    }
    assert_eq!(after(&assessed(false, TUESDAY)).standing(ACT, FRIDAY), Some(Standing::Open), "that saw less");
    let long_ago = date(2024, 1, 8);
    assert_eq!(after(&sent(long_ago)).standing(ACT, FRIDAY), Some(Standing::Open), "that was another report");
    // Chosen a while ago and written down now: what was done too late is told.
    let late = opened().hears(FRIDAY, &contacted(Body::Police, FRIDAY)).hears(FRIDAY, &chosen(Alternative::D, MONDAY));
    assert_eq!(late.standing(ACT, FRIDAY), Some(Standing::MetLate));
    let found = late.finding(FindingKind::SeriousnessNotActedOn).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (WEDNESDAY, Some(FRIDAY)));
}

#[test]
fn s1_3_a_clarification_meeting_that_came_to_a_report_is_owed_the_same() {
    let story = || opened().hears(THURSDAY, &clarified(ClarificationOutcome::Report));
    assert_eq!((story().obligation(ACT).due, story().standing(ACT, FRIDAY)), (Some(FRIDAY), Some(Standing::Open)));
    for act in acts(FRIDAY) {
        assert_eq!(story().hears(FRIDAY, &act).standing(ACT, SATURDAY), Some(Standing::Met), "{act:?}");
    }
    for other in [ClarificationOutcome::NoReport, ClarificationOutcome::MoreObservation] {
        assert_eq!(opened().hears(THURSDAY, &clarified(other)).standing(ACT, FRIDAY), None);
    }
}

#[test]
pub(super) fn s0_36_ending_d_with_reasons_takes_back_what_is_owed_and_not_that_it_was_forgotten() {
    let in_time = opened().hears(THURSDAY, &chosen(Alternative::D, THURSDAY));
    let in_time = in_time.hears(FRIDAY, &ended(Alternative::D, FRIDAY));
    assert_eq!(in_time.standing(ACT, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(in_time.finding(FindingKind::SeriousnessNotActedOn), None);
    let late = opened().hears(MONDAY, &chosen(Alternative::D, MONDAY)).hears(FRIDAY, &ended(Alternative::D, FRIDAY));
    assert_eq!(late.standing(ACT, FRIDAY), Some(Standing::Lapsed));
    assert!(late.found(FRIDAY).contains(&FindingKind::SeriousnessNotActedOn));
    let other = opened().hears(MONDAY, &chosen(Alternative::D, MONDAY)).hears(FRIDAY, &ended(Alternative::A, FRIDAY));
    assert_eq!(other.standing(ACT, TUESDAY), Some(Standing::Open));
}

#[test]
fn s0_36_r_8_closing_the_case_leaves_it_owed_and_is_found() {
    let story = opened().hears(THURSDAY, &chosen(Alternative::D, THURSDAY)).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.standing(ACT, FRIDAY), Some(Standing::Open));
    assert!(story.found(FRIDAY).contains(&FindingKind::ClosedWithOpenObligations));
    let assessed = story.hears(FRIDAY, &assessed(false, FRIDAY));
    assert_eq!(assessed.standing(ACT, FRIDAY), Some(Standing::Met), "in a closed case too");
}

#[test]
fn r_1_s2_13_after_a_call_to_the_helpline_child_welfare_or_the_police_are_still_to_be_told() {
    let called = || opened().hears(THURSDAY, &contacted(Body::ChildHelpline, THURSDAY));
    let story = called();
    assert_eq!((story.obligation(ACT).due, story.standing(ACT, FRIDAY)), (Some(FRIDAY), Some(Standing::Open)));
    assert_eq!(story.finding(FindingKind::SeriousnessNotActedOn).unwrap().arose_on, SATURDAY);
    let assess = ObligationKind::AssessDutyToReport;
    assert_eq!(story.standing(assess, FRIDAY), Some(Standing::Open), "it is a call for help as any");
    for act in acts(FRIDAY) {
        let tells = !matches!(act, CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { .. }));
        let standing = if tells { Standing::Met } else { Standing::Overdue };
        assert_eq!(called().hears(FRIDAY, &act).standing(ACT, SATURDAY), Some(standing), "{act:?}");
    }
    // Another call to it tells nobody, and who was told before the call was told nothing of it.
    let again = called().hears(FRIDAY, &contacted(Body::ChildHelpline, FRIDAY));
    assert_eq!(again.standing(ACT, SATURDAY), Some(Standing::Overdue));
    let before = opened().hears(TUESDAY, &contacted(Body::Police, TUESDAY));
    let before = before.hears(THURSDAY, &contacted(Body::ChildHelpline, THURSDAY));
    assert_eq!(before.standing(ACT, FRIDAY), Some(Standing::Open));
    let late = called().hears(FRIDAY, &contacted(Body::Police, TUESDAY));
    assert_eq!(late.standing(ACT, FRIDAY), Some(Standing::Open), "also where that is written down after it");
    // Whichever of the two is written down first; and of no other call is anything owed.
    let first = opened().hears(THURSDAY, &contacted(Body::Police, THURSDAY));
    let first = first.hears(THURSDAY, &contacted(Body::ChildHelpline, THURSDAY));
    assert_eq!(first.standing(ACT, FRIDAY), None);
    assert_eq!(opened().hears(THURSDAY, &contacted(Body::Police, THURSDAY)).standing(ACT, FRIDAY), None);
}

/// How each of what is to be acted on stands on Friday, the case's as a whole first.
fn to_be_acted_on(story: &Story) -> Vec<(Option<Uuid>, Standing)> {
    let owed = story.obligations.values().filter(|owed| owed.kind == ACT);
    let mut owed: Vec<_> = owed.map(|owed| (owed.which, owed.standing(FRIDAY))).collect();
    owed.sort_unstable();
    owed
}

#[test]
fn s0_1_s0_36_s2_13_a_call_to_the_helpline_and_alternative_d_are_each_owed_by_itself() {
    let (open, met, lapsed) = (Standing::Open, Standing::Met, Standing::Lapsed);
    let (whole, helpline) = (None, Some(HELPLINE));
    let d = chosen(Alternative::D, THURSDAY);
    let called = contacted(Body::ChildHelpline, THURSDAY);
    let both = || opened().hears(THURSDAY, &called).hears(THURSDAY, &d);
    assert_eq!(to_be_acted_on(&both()), [(whole, open), (helpline, open)]);
    assert_eq!(to_be_acted_on(&opened().hears(THURSDAY, &d).hears(THURSDAY, &called)), to_be_acted_on(&both()));
    let less_serious = both().hears(FRIDAY, &ended(Alternative::D, FRIDAY));
    assert_eq!(to_be_acted_on(&less_serious), [(whole, lapsed), (helpline, open)], "that was called in all the same");
    for is_triggered in [true, false] {
        let assessed = both().hears(FRIDAY, &assessed(is_triggered, FRIDAY));
        assert_eq!(to_be_acted_on(&assessed), [(whole, met), (helpline, open)]);
        assert_eq!(assessed.finding(FindingKind::SeriousnessNotActedOn).unwrap().which, helpline);
    }
    for tells in [contacted(Body::Police, FRIDAY), sent(FRIDAY)] {
        assert_eq!(to_be_acted_on(&both().hears(FRIDAY, &tells)), [(whole, met), (helpline, met)]);
    }
    assert_eq!(ACT.about_which(HELPLINE), None, "no meeting");
    let clarified = opened().hears(THURSDAY, &clarified(ClarificationOutcome::Report));
    assert!(matches!(ACT.about_which(clarified.obligation(ACT).which.unwrap()), Some(Which::Meeting(_))));
}

#[test]
fn r_1_s2_13_of_a_later_call_to_the_helpline_nobody_was_told_by_what_was_done_between_the_two() {
    let twice = || {
        let called = opened().hears(TUESDAY, &contacted(Body::ChildHelpline, TUESDAY));
        called.hears(FRIDAY, &contacted(Body::ChildHelpline, FRIDAY))
    };
    let between = twice().hears(FRIDAY, &contacted(Body::Police, WEDNESDAY));
    let helpline = Some(HELPLINE);
    assert_eq!(to_be_acted_on(&between), [(helpline, Standing::Open), (helpline, Standing::Met)]);
    let owed = between.obligations.values().find(|owed| owed.kind == ACT && owed.ending.is_none()).unwrap();
    assert_eq!(owed.opened_on, FRIDAY);
    let of_both = twice().hears(FRIDAY, &contacted(Body::Police, FRIDAY));
    assert_eq!(to_be_acted_on(&of_both), [(helpline, Standing::MetLate)]);
}

#[test]
fn r_4_s3_50_s2_13_the_helpline_averts_nothing_and_is_no_answer_to_what_was_shared_on_necessity() {
    let to_avert = ObligationKind::ContactToAvert;
    let averting = || {
        let mut event = case_event("DutyToAvertAssessed");
        if let CaseEvent::Averting(AvertingEvent::DutyToAvertAssessed { triggered, assessed_on, .. }) = &mut event {
            (*triggered, *assessed_on) = (true, THURSDAY);
        }
        opened().hears(THURSDAY, &event)
    };
    assert_eq!(
        averting().hears(THURSDAY, &contacted(Body::Police, THURSDAY)).standing(to_avert, FRIDAY),
        Some(Standing::Met)
    );
    let helpline = averting().hears(THURSDAY, &contacted(Body::ChildHelpline, THURSDAY));
    assert_eq!(helpline.standing(to_avert, FRIDAY), Some(Standing::Overdue));
    let weigh = ObligationKind::AssessAfterNecessity;
    let shared = || {
        let mut event = case_event("InformationShared");
        if let CaseEvent::Sharing(SharingEvent::InformationShared { rests_on, shared_on, .. }) = &mut event {
            (*rests_on, *shared_on) = (SharingBasis::Necessity, THURSDAY);
        }
        opened().hears(THURSDAY, &event)
    };
    assert_eq!(shared().hears(FRIDAY, &contacted(Body::Police, FRIDAY)).standing(weigh, FRIDAY), Some(Standing::Met));
    let helpline = shared().hears(FRIDAY, &contacted(Body::ChildHelpline, FRIDAY));
    assert_eq!(helpline.standing(weigh, FRIDAY), Some(Standing::Open));
}

/// How the refusals stand.
fn answers(story: &Story) -> Vec<Standing> {
    story.standings(FRIDAY).into_iter().filter(|(kind, _)| *kind == ANSWER).map(|(_, standing)| standing).collect()
}

#[test]
fn s0_30_r_23_alternative_d_is_no_way_around_the_answer_to_a_refusal() {
    let refused = || {
        let asked = opened().hears(TUESDAY, &chosen(Alternative::C, TUESDAY));
        asked.hears(TUESDAY, &case_event("ConsentRequested")).hears(WEDNESDAY, &case_event("ConsentRefused"))
    };
    let so_serious = || refused().hears(THURSDAY, &chosen(Alternative::D, THURSDAY));
    assert_eq!(answers(&so_serious()), [Standing::Met]);
    let ended = || ended(Alternative::D, FRIDAY);
    assert_eq!(answers(&so_serious().hears(FRIDAY, &ended())), [Standing::Open, Standing::Met], "nobody acted on it");
    for act in acts(THURSDAY) {
        assert_eq!(answers(&so_serious().hears(THURSDAY, &act).hears(FRIDAY, &ended())), [Standing::Met], "{act:?}");
        let before = refused().hears(WEDNESDAY, &act).hears(THURSDAY, &chosen(Alternative::D, THURSDAY));
        assert_eq!(answers(&before.hears(FRIDAY, &ended())), [Standing::Met], "{act:?}");
    }
}

#[test]
pub(super) fn r_1_r_36_a_call_that_was_made_in_time_and_is_written_down_after_an_assessment_leaves_nothing_found() {
    let kind = ObligationKind::ActOnSeriousness;
    let found = FindingKind::SeriousnessNotActedOn;
    let mut chosen = case_event("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut chosen {
        (*alternative, *chosen_on) = (Alternative::D, MONDAY);
    }
    let mut assessed = case_event("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { report, triggered, assessed_on, .. }) =
        &mut assessed
    {
        (*report, *triggered, *assessed_on) = (None, false, THURSDAY);
    }
    let called = |day| {
        let mut event = case_event("EmergencyContactMade");
        if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { contacted_at, .. }) = &mut event {
            *contacted_at = noon(day);
        }
        event
    };
    let late = || {
        let story = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &chosen);
        story.hears(THURSDAY, &assessed)
    };
    assert_eq!(late().finding(found).and_then(|found| found.mended_on), Some(THURSDAY));
    for day in [date(2024, 3, 1), MONDAY, TUESDAY] {
        let known = late().hears(FRIDAY, &called(day));
        assert_eq!((known.standing(kind, FRIDAY), known.finding(found)), (Some(Standing::Met), None), "{day}");
    }
    let too_late = late().hears(FRIDAY, &called(WEDNESDAY));
    assert_eq!(too_late.finding(found).and_then(|found| found.mended_on), Some(WEDNESDAY));
    let long_before = late().hears(FRIDAY, &called(date(2024, 2, 1)));
    assert_eq!(
        long_before.finding(found).and_then(|found| found.mended_on),
        Some(THURSDAY),
        "it was about something else"
    );
}
