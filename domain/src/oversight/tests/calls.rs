//! a call in acute danger is a concern, whether or not anybody raises it.

use super::*;
use crate::case::{Alternative, AlternativesEvent, ConcernEvent, ReportDuty, ReportingEvent};
use crate::people::Body;

const ASSESS: ObligationKind = ObligationKind::AssessDutyToReport;
const DECIDE: ObligationKind = ObligationKind::DecideOnConcern;
const SIBLINGS: ObligationKind = ObligationKind::AnswerSiblingQuestion;
const BRING: ObligationKind = ObligationKind::BringConcernToLeader;
/// A week after Monday, and the day after that.
const LAST_DAY: NaiveDate = date(2024, 3, 11);
const TOO_LATE: NaiveDate = date(2024, 3, 12);

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn told(whom: Body, on: NaiveDate) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { body, contacted_at, .. }) = &mut event {
        (*body, *contacted_at) = (whom, noon(on));
    }
    event
}

fn called(on: NaiveDate) -> CaseEvent {
    told(Body::Police, on)
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

fn sent(on: NaiveDate, rests_on: ReportDuty) -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, sent_at, .. }) = &mut event {
        (*duty, *sent_at) = (rests_on, noon(on));
    }
    event
}

fn chosen(which: Alternative, on: NaiveDate) -> CaseEvent {
    let mut event = case_event("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut event {
        (*alternative, *chosen_on) = (which, on);
    }
    event
}

fn owed(story: &Story) -> Vec<ObligationKind> {
    let open = |(kind, standing)| (standing == Standing::Open).then_some(kind);
    let mut owed: Vec<_> = story.standings(FRIDAY).into_iter().filter_map(open).collect();
    owed.sort_unstable();
    owed
}

#[test]
pub(super) fn r_2_r_19_a_call_in_acute_danger_owes_the_assessed_duty_a_decision_and_the_question_for_siblings() {
    let story = opened().hears(MONDAY, &called(MONDAY));
    assert_eq!(owed(&story), [ASSESS, DECIDE, SIBLINGS]);
    assert_eq!((story.obligation(ASSESS).due, story.obligation(ASSESS).which), (Some(LAST_DAY), None));
    assert_eq!(story.found(LAST_DAY), []);
    assert_eq!(story.found(TOO_LATE), [FindingKind::ReportWithoutAssessedDuty]);
    let assessed = story.hears(TUESDAY, &assessed(false, TUESDAY)).hears(TUESDAY, &chosen(Alternative::A, TUESDAY));
    assert_eq!(owed(&assessed), [SIBLINGS, ObligationKind::TakeUpAlternative]);
    assert_eq!(assessed.found(TOO_LATE), []);
    // Before that was a rule, others were said to have been contacted so.
    assert_eq!(owed(&opened().hears(MONDAY, &told(Body::School, MONDAY))), []);
}

#[test]
fn r_2_r_19_what_is_logged_in_a_closed_case_to_assess_a_call_by_makes_it_no_quiet_open_one() {
    let closed = opened().hears(MONDAY, &called(MONDAY)).hears(TUESDAY, &case_event("CaseClosed"));
    let logged = closed.hears(WEDNESDAY, &case_event("ObservationLogged"));
    assert_eq!(owed(&logged), [ASSESS]);
    assert_eq!(logged.finding(FindingKind::NoActivity), None);
    let assessed = logged.hears(THURSDAY, &assessed(false, THURSDAY));
    assert_eq!(assessed.standing(ASSESS, FRIDAY), Some(Standing::Met));
    assert_eq!(assessed.finding(FindingKind::NoActivity), None);
}

#[test]
fn s4_16_the_leader_is_told_of_a_call_where_the_guide_makes_that_somebodys() {
    let guided = || opened().hears(MONDAY, &followed(1, &[Responsibility::BringConcernToLeader]));
    let story = guided().hears(MONDAY, &called(MONDAY));
    assert_eq!(story.standing(BRING, MONDAY), Some(Standing::Open));
    let known = story.hears(TUESDAY, &case_event("ConcernForwardedToLeader"));
    assert_eq!(known.standing(BRING, FRIDAY), Some(Standing::Met));
    let before = guided().hears(TUESDAY, &case_event("ConcernForwardedToLeader")).hears(FRIDAY, &called(MONDAY));
    assert_eq!(before.standing(BRING, FRIDAY), None, "who was told since knows of it");
}

#[test]
fn r_2_r_9_what_a_call_leaves_to_assess_is_met_by_its_day_or_later_and_a_triggered_duty_owes_the_report() {
    let story = || opened().hears(TUESDAY, &called(TUESDAY));
    let triggered = story().hears(WEDNESDAY, &assessed(true, WEDNESDAY));
    assert_eq!(triggered.standing(ASSESS, FRIDAY), Some(Standing::Met));
    assert_eq!(triggered.standing(ObligationKind::SendReport, FRIDAY), Some(Standing::Open));
    let before = story().hears(WEDNESDAY, &assessed(false, MONDAY));
    assert_eq!(before.standing(ASSESS, FRIDAY), Some(Standing::Open), "it knew nothing of the call");
    for known in [assessed(false, WEDNESDAY), assessed(true, WEDNESDAY), sent(WEDNESDAY, ReportDuty::Triggered)] {
        let late = opened().hears(WEDNESDAY, &known).hears(FRIDAY, &called(TUESDAY));
        assert_eq!(late.standing(ASSESS, FRIDAY), None, "assessed or reported since");
    }
    let is_owed = opened().hears(MONDAY, &assessed(true, MONDAY)).hears(TUESDAY, &called(TUESDAY));
    assert_eq!(is_owed.standing(ASSESS, FRIDAY), None, "the report is owed");
}

#[test]
fn r_2_a_report_takes_the_place_of_what_a_call_left_to_assess() {
    let called = || opened().hears(MONDAY, &called(MONDAY));
    let emergency = called().hears(TUESDAY, &sent(TUESDAY, ReportDuty::Emergency));
    let of_the_report = emergency.obligations.values().filter(|owed| owed.kind == ASSESS && owed.which.is_some());
    assert_eq!(of_the_report.map(|owed| owed.ending).collect::<Vec<_>>(), [None]);
    let of_the_call = emergency.obligations.values().find(|owed| owed.kind == ASSESS && owed.which.is_none());
    assert_eq!(of_the_call.unwrap().ending, Some(Ending::Lapsed { on: TUESDAY }));
    let reported = called().hears(TUESDAY, &sent(TUESDAY, ReportDuty::Triggered));
    assert_eq!(reported.standing(ASSESS, TOO_LATE), Some(Standing::Lapsed));
    // That the week had passed is mended by no report.
    let late = called().hears(date(2024, 3, 20), &sent(date(2024, 3, 20), ReportDuty::Triggered));
    let found = late.finding(FindingKind::ReportWithoutAssessedDuty).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (TOO_LATE, None));
}

#[test]
fn r_19_a_call_that_was_decided_on_by_then_owes_no_other_decision() {
    let since = opened().hears(WEDNESDAY, &chosen(Alternative::A, WEDNESDAY)).hears(FRIDAY, &called(TUESDAY));
    assert_eq!(since.standing(DECIDE, FRIDAY), None);
    let before = opened().hears(MONDAY, &chosen(Alternative::A, MONDAY)).hears(FRIDAY, &called(TUESDAY));
    assert_eq!(before.standing(DECIDE, FRIDAY), Some(Standing::Open));
    let d = opened().hears(MONDAY, &chosen(Alternative::D, MONDAY)).hears(TUESDAY, &called(TUESDAY));
    assert_eq!(d.standing(DECIDE, FRIDAY), None, "the call is what was decided");
}

#[test]
fn r_15_r_2_a_call_in_a_closed_case_owes_the_assessed_duty_and_a_decision_once_it_is_open_again() {
    let story = opened().hears(MONDAY, &case_event("CaseClosed")).hears(FRIDAY, &called(FRIDAY));
    assert_eq!(owed(&story), [ASSESS]);
    let again = story.hears(FRIDAY, &case_event("CaseReopened"));
    assert_eq!(owed(&again), [ASSESS, DECIDE, SIBLINGS]);
}

fn raised(on: NaiveDate) -> CaseEvent {
    raised_by(on, None)
}

/// Where the municipality has set by when it is decided on.
fn raised_by(on: NaiveDate, last_day: Option<NaiveDate>) -> CaseEvent {
    let mut event = case_event("ConcernRaised");
    if let CaseEvent::Concern(ConcernEvent::ConcernRaised { raised_on, decide_by, .. }) = &mut event {
        (*raised_on, *decide_by) = (on, last_day);
    }
    event
}

/// The days from which a kind is owed, with how that ended, first things first.
fn each(story: &Story, kind: ObligationKind) -> Vec<(NaiveDate, Option<Ending>)> {
    let mut each: Vec<_> = story.obligations.values().filter(|owed| owed.kind == kind).collect();
    each.sort_by_key(|owed| owed.opened_on);
    each.into_iter().map(|owed| (owed.opened_on, owed.ending)).collect()
}

#[test]
fn r_19_d_6_a_concern_is_not_decided_by_what_was_decided_before_it_was_raised() {
    let two = || opened().hears(MONDAY, &raised(MONDAY)).hears(THURSDAY, &raised(THURSDAY));
    let met = |on| Some(Ending::Met { on });
    let between = two().hears(FRIDAY, &chosen(Alternative::A, TUESDAY));
    assert_eq!(each(&between, DECIDE), [(MONDAY, met(TUESDAY)), (THURSDAY, None)]);
    let since = between.hears(FRIDAY, &chosen(Alternative::B, FRIDAY));
    assert_eq!(each(&since, DECIDE), [(MONDAY, met(TUESDAY)), (THURSDAY, met(FRIDAY))]);
    let both = two().hears(FRIDAY, &chosen(Alternative::A, THURSDAY));
    assert_eq!(each(&both, DECIDE), [(MONDAY, met(THURSDAY))], "what is decided then is decided of both");
    let one = opened().hears(THURSDAY, &raised(THURSDAY)).hears(FRIDAY, &chosen(Alternative::A, TUESDAY));
    assert_eq!(each(&one, DECIDE), [(THURSDAY, None)]);
    let called = opened().hears(MONDAY, &raised(MONDAY)).hears(THURSDAY, &called(THURSDAY));
    let called = called.hears(FRIDAY, &chosen(Alternative::A, TUESDAY));
    assert_eq!(each(&called, DECIDE), [(MONDAY, met(TUESDAY)), (THURSDAY, None)], "nor is a call");
}

#[test]
fn r_19_d_6_a_concern_beside_a_call_has_its_own_last_day() {
    let late = FindingKind::DecisionLate;
    let due = |story: &Story| {
        let open = story.obligations.values().find(|owed| owed.kind == DECIDE && owed.ending.is_none());
        open.map(|owed| (owed.opened_on, owed.due))
    };
    let alone = || opened().hears(MONDAY, &called(MONDAY));
    assert_eq!((due(&alone()), alone().found(SATURDAY)), (Some((MONDAY, None)), vec![]), "a call has none");
    let beside = || alone().hears(TUESDAY, &raised_by(TUESDAY, Some(THURSDAY)));
    assert_eq!(due(&beside()), Some((MONDAY, Some(THURSDAY))));
    assert_eq!(beside().standing(DECIDE, FRIDAY), Some(Standing::Overdue));
    assert_eq!((beside().found(THURSDAY), beside().found(FRIDAY)), (vec![], vec![late]));
    let in_time = beside().hears(FRIDAY, &chosen(Alternative::A, THURSDAY));
    assert_eq!((in_time.standing(DECIDE, FRIDAY), in_time.finding(late)), (Some(Standing::Met), None));
    // What was decided of the call alone is no answer to the concern, which keeps its last day.
    let of_the_call = beside().hears(WEDNESDAY, &chosen(Alternative::A, MONDAY));
    assert_eq!(each(&of_the_call, DECIDE), [(MONDAY, Some(Ending::Met { on: MONDAY })), (TUESDAY, None)]);
    assert_eq!((due(&of_the_call), of_the_call.found(FRIDAY)), (Some((TUESDAY, Some(THURSDAY))), vec![late]));
    // Of one day, whichever is written down first; and the other way round.
    let concern_first = opened().hears(MONDAY, &raised_by(MONDAY, Some(THURSDAY)));
    for story in [
        alone().hears(MONDAY, &raised_by(MONDAY, Some(THURSDAY))),
        concern_first.hears(MONDAY, &called(MONDAY)),
        opened().hears(MONDAY, &raised_by(MONDAY, Some(THURSDAY))).hears(TUESDAY, &called(TUESDAY)),
    ] {
        assert_eq!((due(&story), story.found(FRIDAY)), (Some((MONDAY, Some(THURSDAY))), vec![late]));
    }
    let call_left = opened().hears(MONDAY, &raised_by(MONDAY, Some(THURSDAY))).hears(TUESDAY, &called(TUESDAY));
    let call_left = call_left.hears(WEDNESDAY, &chosen(Alternative::A, MONDAY));
    assert_eq!((due(&call_left), call_left.found(FRIDAY)), (Some((TUESDAY, None)), vec![]), "the call has none still");
}

#[test]
fn r_19_d_6_a_concern_is_not_decided_by_a_lift_before_it_was_raised() {
    let mut lifted = case_event("EscalatedToLevel");
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { escalated_on, .. }) = &mut lifted {
        *escalated_on = TUESDAY;
    }
    let story = opened().hears(THURSDAY, &raised(THURSDAY)).hears(FRIDAY, &lifted);
    assert_eq!(each(&story, DECIDE), [(THURSDAY, None)]);
    let story = opened().hears(MONDAY, &raised(MONDAY)).hears(FRIDAY, &lifted);
    assert_eq!(each(&story, DECIDE), [(MONDAY, Some(Ending::Met { on: TUESDAY }))]);
}

#[test]
fn s4_16_a_leader_who_knew_on_a_day_before_knows_nothing_of_what_was_raised_since() {
    let guided = || opened().hears(MONDAY, &followed(1, &[Responsibility::BringConcernToLeader]));
    let forwarded = |day: NaiveDate| {
        let mut event = case_event("ConcernForwardedToLeader");
        if let CaseEvent::Discussion(crate::case::DiscussionEvent::ConcernForwardedToLeader { forwarded_on, .. }) =
            &mut event
        {
            *forwarded_on = day;
        }
        event
    };
    let two = guided().hears(MONDAY, &raised(MONDAY)).hears(THURSDAY, &raised(THURSDAY));
    let story = two.hears(FRIDAY, &forwarded(TUESDAY));
    assert_eq!(each(&story, BRING), [(MONDAY, Some(Ending::Met { on: TUESDAY })), (THURSDAY, None)]);
    let story = story.hears(FRIDAY, &forwarded(FRIDAY));
    assert_eq!(each(&story, BRING).last(), Some(&(THURSDAY, Some(Ending::Met { on: FRIDAY }))));
    let one = guided().hears(THURSDAY, &raised(THURSDAY)).hears(FRIDAY, &forwarded(TUESDAY));
    assert_eq!(each(&one, BRING), [(THURSDAY, None)]);
}
