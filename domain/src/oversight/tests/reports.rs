//! The child welfare service: D-1 to D-3, R-41, R-42.

use super::*;
use crate::investigation::ParticipationKind;
use crate::report::{AcknowledgementDuty, Channel, ReporterKind};

/// A public report that came in on Monday.
fn received() -> Story {
    Story::new().hears(MONDAY, &report_event("ReportReceived")).hears(MONDAY, &report_event("ReporterClassified"))
}

fn triaged(on: NaiveDate) -> ReportEvent {
    let mut event = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut event {
        *decided_on = on;
    }
    event
}

const SEVENTH_DAY: NaiveDate = date(2024, 3, 11);
const EIGHTH_DAY: NaiveDate = date(2024, 3, 12);

#[test]
fn d1_a_report_is_to_be_triaged_within_seven_days() {
    let story = received();
    let owed = story.obligation(ObligationKind::TriageReport);
    assert_eq!((owed.due, owed.kind.owner(), owed.unit.as_str()), (Some(SEVENTH_DAY), Owner::Intake, "Nord"));
    assert_eq!(owed.about, About { case: Some(CASE), report: Some(ReportId::from_uuid(STREAM)), investigation: None });
    assert_eq!(story.standing(ObligationKind::TriageReport, SEVENTH_DAY), Some(Standing::Open));
    assert_eq!(story.standing(ObligationKind::TriageReport, EIGHTH_DAY), Some(Standing::Overdue));
}

#[test]
pub(super) fn d1_triage_on_the_seventh_day_is_in_time() {
    let story = received().hears(SEVENTH_DAY, &triaged(SEVENTH_DAY));
    assert_eq!(story.standing(ObligationKind::TriageReport, EIGHTH_DAY), Some(Standing::Met));
    assert_eq!(story.finding(FindingKind::TriageLate), None);
}

#[test]
pub(super) fn d1_triage_after_seven_days_is_found_and_mended_by_triage() {
    let story = received();
    assert_eq!(story.found(SEVENTH_DAY), []);
    assert_eq!(story.found(EIGHTH_DAY), [FindingKind::TriageLate]);
    let story = story.hears(EIGHTH_DAY, &triaged(EIGHTH_DAY));
    let found = story.finding(FindingKind::TriageLate).unwrap();
    assert_eq!((found.arose_on, found.mended_on, found.position), (EIGHTH_DAY, Some(EIGHTH_DAY), 1));
    assert_eq!(story.standing(ObligationKind::TriageReport, EIGHTH_DAY), Some(Standing::MetLate));
}

#[test]
pub(super) fn d1_triage_that_was_late_but_recorded_later_still_counts_from_its_own_day() {
    let story = received().hears(date(2024, 5, 1), &triaged(SEVENTH_DAY));
    assert_eq!(story.standing(ObligationKind::TriageReport, date(2024, 5, 1)), Some(Standing::Met));
    assert_eq!(story.finding(FindingKind::TriageLate), None);
}

#[test]
pub(super) fn r41_d2_no_acknowledgement_in_three_weeks_is_found() {
    let story = received();
    assert_eq!(story.obligation(ObligationKind::AcknowledgeReport).due, Some(date(2024, 3, 25)));
    assert!(!story.found(date(2024, 3, 25)).contains(&FindingKind::AcknowledgementLate));
    assert!(story.found(date(2024, 3, 26)).contains(&FindingKind::AcknowledgementLate));
    let story = story.hears(TUESDAY, &report_event("AcknowledgementSent"));
    assert!(!story.found(date(2024, 3, 26)).contains(&FindingKind::AcknowledgementLate));
}

#[test]
fn r41_nobody_is_owed_an_acknowledgement_who_is_anonymous() {
    let mut classified = report_event("ReporterClassified");
    if let ReportEvent::ReporterClassified { acknowledgement, learns_outcome, .. } = &mut classified {
        (*acknowledgement, *learns_outcome) = (AcknowledgementDuty::Impossible, false);
    }
    let story = Story::new().hears(MONDAY, &report_event("ReportReceived")).hears(MONDAY, &classified);
    let story = story.hears(THURSDAY, &triaged(THURSDAY));
    assert_eq!(story.standing(ObligationKind::AcknowledgeReport, FRIDAY), None);
    assert_eq!(story.standing(ObligationKind::TellReporterOfTriage, FRIDAY), None, "R-42");
}

#[test]
pub(super) fn r42_a_public_reporter_is_to_be_told_how_triage_ended() {
    let story = received().hears(THURSDAY, &triaged(THURSDAY));
    assert_eq!(story.obligation(ObligationKind::TellReporterOfTriage).due, Some(date(2024, 3, 25)));
    assert!(!story.found(date(2024, 3, 25)).contains(&FindingKind::ReporterNotToldOfTriage));
    assert!(story.found(date(2024, 3, 26)).contains(&FindingKind::ReporterNotToldOfTriage));
    let story = story.hears(FRIDAY, &report_event("ReporterInformedOfTriage"));
    assert_eq!(story.standing(ObligationKind::TellReporterOfTriage, FRIDAY), Some(Standing::Met));
    assert!(!story.found(date(2024, 3, 29)).contains(&FindingKind::ReporterNotToldOfTriage));
}

/// One feedback with one time (6.1): its three weeks run from receipt, whenever triage was concluded.
#[test]
pub(super) fn r42_s1_7_s2_51_late_triage_makes_no_room_for_telling_the_reporter_late() {
    let late = date(2024, 3, 27);
    let story = received().hears(late, &triaged(late));
    let owed = story.obligation(ObligationKind::TellReporterOfTriage);
    assert_eq!((owed.opened_on, owed.due), (late, Some(date(2024, 3, 25))));
    assert!(story.found(late).contains(&FindingKind::ReporterNotToldOfTriage), "late at once");
    let told = ReportEvent::ReporterInformedOfTriage {
        investigation_follows: true,
        transferred: false,
        guides: Vec::new(),
        informed_on: late,
    };
    let story = story.hears(late, &told);
    assert_eq!(story.standing(ObligationKind::TellReporterOfTriage, late), Some(Standing::MetLate));
    assert!(story.found(late).contains(&FindingKind::ReporterNotToldOfTriage), "a breach is a fact");
}

#[test]
fn s2_52_the_investigation_that_triage_decided_on_is_owed_until_it_is_opened() {
    let story = received().hears(THURSDAY, &triaged(THURSDAY));
    assert_eq!(story.standing(ObligationKind::OpenInvestigation, FRIDAY), Some(Standing::Open));
    let opened = investigation_event("InvestigationOpened");
    let at = At { municipality: &story.municipality, stream: Uuid::from_u128(7), position: 9, recorded_on: FRIDAY };
    assert_eq!(hearing(Heard::Investigation(&opened), at), [Uuid::from_u128(7), REPORT.as_uuid(), CHILD.as_uuid()]);
    let story = story.hears_from(Uuid::from_u128(7), FRIDAY, &opened);
    assert_eq!(story.standing(ObligationKind::OpenInvestigation, FRIDAY), Some(Standing::Met));
    assert_eq!(story.standing(ObligationKind::ConcludeInvestigation, FRIDAY), None, "is the investigation's own");
}

#[test]
fn a_return_for_statistics_owes_only_what_it_tells_of() {
    let mut received = report_event("ReportReceived");
    if let ReportEvent::ReportReceived { channel, .. } = &mut received {
        *channel = Channel::Kostra15F;
    }
    let story = Story::new().hears(MONDAY, &received).hears(MONDAY, &report_event("ReporterClassified"));
    let story = story.hears(THURSDAY, &triaged(THURSDAY));
    assert_eq!(story.standings(FRIDAY), [(ObligationKind::TriageReport, Standing::Met)]);
}

#[test]
pub(super) fn d3_an_investigation_is_due_after_three_calendar_months_and_both_counts_are_shown() {
    let story = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let owed = story.obligation(ObligationKind::ConcludeInvestigation);
    assert_eq!((owed.due, owed.due_in_days), (Some(date(2024, 6, 7)), Some(date(2024, 6, 5))));
    assert_eq!(owed.kind.owner(), Owner::Caseworkers);
    assert_eq!(story.found_by_name(date(2024, 6, 7)), []);
    assert_eq!(story.found_by_name(date(2024, 6, 8)), [FindingKind::InvestigationLate]);
}

#[test]
pub(super) fn d3_an_extension_moves_the_last_day_and_is_shown() {
    let story = Story::new()
        .hears(THURSDAY, &investigation_event("InvestigationOpened"))
        .hears(date(2024, 6, 3), &investigation_event("DeadlineExtended"));
    let owed = story.obligation(ObligationKind::ConcludeInvestigation);
    assert_eq!((owed.due, owed.extended), (Some(date(2024, 8, 1)), true));
    assert_eq!(story.found_by_name(date(2024, 8, 1)), []);
    assert_eq!(story.found_by_name(date(2024, 8, 2)), [FindingKind::InvestigationLate]);
    let story = story.hears(date(2024, 7, 1), &investigation_event("InvestigationConcluded"));
    assert_eq!(story.standing(ObligationKind::ConcludeInvestigation, date(2024, 9, 1)), Some(Standing::Met));
    assert_eq!(
        story.found_by_name(date(2024, 9, 1)),
        [FindingKind::InvestigationWithoutPlan, FindingKind::InvestigationWithoutSteps, FindingKind::FeedbackLate]
    );
}

#[test]
pub(super) fn s2_53_an_investigation_is_to_be_planned_and_one_concluded_without_a_plan_is_found() {
    let opened = || Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    assert_eq!(opened().standing(ObligationKind::PlanInvestigation, FRIDAY), Some(Standing::Open));
    let planned = opened().hears(FRIDAY, &investigation_event("InvestigationPlanMade"));
    assert!(planned.obligation(ObligationKind::PlanInvestigation).ending.is_some());
    let concluded = planned.hears(date(2024, 7, 1), &investigation_event("InvestigationConcluded"));
    assert_eq!(concluded.finding(FindingKind::InvestigationWithoutPlan), None);
    // A return for statistics gives no reasons and tells of no plan.
    let mut imported = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { decision, .. } = &mut imported {
        decision.rationale = crate::people::Rationale::NotInSource;
    }
    let story = opened().hears(date(2024, 7, 1), &imported);
    assert_eq!(story.finding(FindingKind::InvestigationWithoutPlan), None);
    assert_eq!(story.finding(FindingKind::NotDoneInTime), None, "nor by which day it was planned");
    let lapsed = story.standing(ObligationKind::PlanInvestigation, date(2024, 7, 1));
    assert_eq!(lapsed, Some(Standing::Lapsed));
}

/// A plan, or a step, of a day by the end is no less one for being written down after the conclusion.
#[test]
fn s2_53_s1_10_r_10_what_was_planned_and_done_by_the_end_and_is_written_down_after_it_was_not_left_out() {
    let end = date(2024, 7, 1);
    let ended = || {
        let opened = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
        opened.hears(end, &investigation_event("InvestigationConcluded"))
    };
    let planned = |on| {
        let mut event = investigation_event("InvestigationPlanMade");
        if let InvestigationEvent::InvestigationPlanMade { made_on, .. } = &mut event {
            *made_on = on;
        }
        ended().hears(end, &event)
    };
    let plan = ObligationKind::PlanInvestigation;
    let not_done = |story: &Story| {
        let found = story.findings.values().find(|found| found.obligation == Some(plan));
        found.map(|found| found.mended_on)
    };
    assert_eq!(not_done(&ended()), Some(Some(end)), "that there was none is found by itself");
    let in_time = planned(FRIDAY);
    assert_eq!((in_time.finding(FindingKind::InvestigationWithoutPlan), not_done(&in_time)), (None, None));
    assert_eq!(in_time.standing(plan, end), Some(Standing::Met));
    let late = planned(date(2024, 6, 3));
    assert_eq!(late.finding(FindingKind::InvestigationWithoutPlan), None);
    assert_eq!(not_done(&late), Some(Some(date(2024, 6, 3))));
    assert_eq!(late.standing(plan, end), Some(Standing::MetLate));
    let stepped = |name| ended().hears(end, &investigation_event(name));
    for name in ["InvestigationStepDone", "ChildParticipationRecorded"] {
        assert_eq!(stepped(name).finding(FindingKind::InvestigationWithoutSteps), None, "{name}");
    }
    // What others told after the end is nothing that was done by then.
    let mut told = investigation_event("InformationSupplied");
    if let InvestigationEvent::InformationSupplied { supplied_on, .. } = &mut told {
        *supplied_on = date(2024, 7, 2);
    }
    assert!(ended().hears(date(2024, 7, 2), &told).finding(FindingKind::InvestigationWithoutSteps).is_some());
}

#[test]
fn r_49_how_the_child_took_part_is_owed_until_it_is_recorded_and_lapses_with_what_a_return_concluded() {
    let opened = || Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let standing = |story: &Story| story.standing(ObligationKind::RecordParticipation, date(2024, 9, 1));
    assert_eq!(standing(&opened()), Some(Standing::Overdue), "early enough to have a say");
    let recorded = opened().hears(FRIDAY, &investigation_event("ChildParticipationRecorded"));
    assert_eq!(standing(&recorded), Some(Standing::Met));
    let concluded = opened().hears(date(2024, 7, 1), &investigation_event("InvestigationConcluded"));
    assert_eq!(standing(&concluded), Some(Standing::Lapsed));
    let late = |found: &&Finding| found.obligation == Some(ObligationKind::RecordParticipation);
    assert_eq!(concluded.findings.values().find(late).unwrap().mended_on, None, "no end makes it good");
}

#[test]
pub(super) fn s2_55_r_49_that_the_child_was_given_no_opportunity_is_found_until_it_is_given_one() {
    let kind = FindingKind::ChildNotHeard;
    let recorded = |how, day| {
        let mut event = investigation_event("ChildParticipationRecorded");
        if let InvestigationEvent::ChildParticipationRecorded { kind, on, .. } = &mut event {
            (*kind, *on) = (how, day);
        }
        event
    };
    let born = |unborn| {
        let mut opened = investigation_event("InvestigationOpened");
        if let InvestigationEvent::InvestigationOpened { child, .. } = &mut opened {
            child.unborn = unborn;
        }
        Story::new().hears(MONDAY, &opened)
    };
    let (no, later) = (ParticipationKind::NoOpportunity, date(2024, 3, 20));
    let unheard = || born(false).hears(FRIDAY, &recorded(no, FRIDAY));
    let found = unheard();
    let found = found.finding(kind).unwrap();
    assert_eq!((found.arose_on, found.mended_on, kind.severity()), (FRIDAY, None, Severity::Breach));
    assert_eq!(unheard().standing(ObligationKind::RecordParticipation, FRIDAY), Some(Standing::Met), "it is recorded");
    let concluded = unheard().hears(date(2024, 7, 1), &investigation_event("InvestigationConcluded"));
    assert_eq!(concluded.finding(kind).unwrap().mended_on, None, "no end makes it good");
    for how in ParticipationKind::ALL.into_iter().filter(|how| *how != no) {
        let given = unheard().hears(later, &recorded(how, later));
        assert_eq!(given.finding(kind).unwrap().mended_on, Some(later), "{how:?}");
        // Whoever was given one had it, whichever is written down first.
        assert_eq!(unheard().hears(later, &recorded(how, THURSDAY)).finding(kind), None, "{how:?}");
        let first = || born(false).hears(later, &recorded(how, THURSDAY));
        assert_eq!(first().hears(later, &recorded(no, FRIDAY)).finding(kind), None, "{how:?}");
        let before = first().hears(later, &recorded(no, WEDNESDAY));
        assert_eq!(before.finding(kind).unwrap().mended_on, Some(THURSDAY), "{how:?}");
    }
    // Nobody can hear who is not born.
    assert_eq!(born(true).hears(FRIDAY, &recorded(no, FRIDAY)).finding(kind), None);
}

/// An investigation whose reporter learns how it ends, or not, and that ended on the first of July.
fn concluded(learns: Option<bool>) -> Story {
    let mut opened = investigation_event("InvestigationOpened");
    if let InvestigationEvent::InvestigationOpened { reporter_learns_conclusion, .. } = &mut opened {
        *reporter_learns_conclusion = learns;
    }
    Story::new().hears(THURSDAY, &opened).hears(date(2024, 7, 1), &investigation_event("InvestigationConcluded"))
}

#[test]
pub(super) fn r_43_d_4_a_public_reporter_is_to_be_told_within_three_weeks_how_the_investigation_ended() {
    let story = concluded(Some(true));
    let (last_day, late) = (date(2024, 7, 22), date(2024, 7, 23));
    assert_eq!(story.obligation(ObligationKind::TellReporterOfConclusion).due, Some(last_day));
    assert!(!story.found(last_day).contains(&FindingKind::FeedbackLate));
    assert!(story.found(late).contains(&FindingKind::FeedbackLate));
    let mut told = investigation_event("ReporterInformedOfConclusion");
    if let InvestigationEvent::ReporterInformedOfConclusion { report, .. } = &mut told {
        *report = None;
    }
    let story = story.hears(date(2024, 7, 8), &told);
    assert_eq!(story.standing(ObligationKind::TellReporterOfConclusion, late), Some(Standing::Met));
    assert_eq!(story.finding(FindingKind::FeedbackLate), None);
}

#[test]
pub(super) fn r_43_nobody_else_is_owed_how_the_investigation_ended() {
    for learns in [Some(false), None] {
        let story = concluded(learns);
        assert_eq!(story.standing(ObligationKind::TellReporterOfConclusion, date(2024, 9, 1)), None);
        assert_eq!(story.finding(FindingKind::FeedbackLate), None);
    }
}

#[test]
pub(super) fn d3_c11_an_extension_after_the_last_day_leaves_the_breach_where_it_is() {
    let mut extended = investigation_event("DeadlineExtended");
    if let InvestigationEvent::DeadlineExtended { decided_on, .. } = &mut extended {
        *decided_on = date(2024, 7, 20);
    }
    let story = Story::new()
        .hears(THURSDAY, &investigation_event("InvestigationOpened"))
        .hears(date(2024, 7, 20), &extended)
        .hears(date(2024, 7, 30), &investigation_event("InvestigationConcluded"));
    let late = story.findings.values().find(|found| found.kind == FindingKind::InvestigationLate).unwrap();
    assert_eq!((late.arose_on, late.mended_on), (date(2024, 6, 8), Some(date(2024, 7, 20))));
}

/// Given as of the first of June, which nobody recorded before the last day had passed.
#[test]
pub(super) fn d3_c11_an_extension_that_is_dated_back_to_before_the_last_day_leaves_the_breach_where_it_is() {
    let mut extended = investigation_event("DeadlineExtended");
    if let InvestigationEvent::DeadlineExtended { decided_on, .. } = &mut extended {
        *decided_on = date(2024, 6, 1);
    }
    let story = Story::new()
        .hears(THURSDAY, &investigation_event("InvestigationOpened"))
        .hears(date(2024, 7, 20), &extended)
        .hears(date(2024, 7, 30), &investigation_event("InvestigationConcluded"));
    let late = story.findings.values().find(|found| found.kind == FindingKind::InvestigationLate).unwrap();
    assert_eq!((late.arose_on, late.mended_on), (date(2024, 6, 8), Some(date(2024, 7, 20))));
    let mut ended: Vec<_> = story.obligations.values().collect();
    ended.retain(|owed| owed.kind == ObligationKind::ConcludeInvestigation);
    ended.sort_by_key(|owed| owed.position);
    assert_eq!(ended[0].standing(date(2024, 9, 1)), Standing::Lapsed);
}

#[test]
pub(super) fn d3_s2_52_an_investigation_that_nobody_opens_is_late_after_three_months() {
    let story = received().hears(THURSDAY, &triaged(THURSDAY));
    assert!(!story.found(date(2024, 6, 7)).contains(&FindingKind::InvestigationNotOpened));
    assert!(story.found(date(2024, 6, 8)).contains(&FindingKind::InvestigationNotOpened));
    let opened = story.hears_from(Uuid::from_u128(7), date(2024, 9, 2), &investigation_event("InvestigationOpened"));
    assert_eq!(opened.standing(ObligationKind::OpenInvestigation, date(2024, 9, 2)), Some(Standing::MetLate));
}

/// The investigation's own time runs from the seventh day after receipt at the latest, and so does that for opening it.
#[test]
fn d3_s2_52_late_triage_gives_no_more_time_to_open_the_investigation() {
    let fortieth_day = date(2024, 4, 13);
    let story = received().hears(fortieth_day, &not_urgent(fortieth_day));
    let owed = story.obligation(ObligationKind::OpenInvestigation);
    assert_eq!((owed.opened_on, owed.due), (fortieth_day, Some(date(2024, 4, 20))));
    let last = date(2024, 6, 11);
    let not_opened = story.finding(FindingKind::InvestigationNotOpened).unwrap();
    assert_eq!(not_opened.arose_on, last.succ_opt().unwrap());
    let mut opened = investigation_event("InvestigationOpened");
    if let InvestigationEvent::InvestigationOpened { started_on, deadline, .. } = &mut opened {
        (*started_on, *deadline) = (SEVENTH_DAY, last);
    }
    let investigation = Story::new().hears(fortieth_day, &opened);
    let concluded_by = investigation.obligation(ObligationKind::ConcludeInvestigation).due;
    assert_eq!(concluded_by, Some(last), "it is the same time");
    // Nobody is told to open it after the time for all of it.
    let much_later = date(2024, 6, 10);
    let owed = received().hears(much_later, &not_urgent(much_later));
    assert_eq!(owed.obligation(ObligationKind::OpenInvestigation).due, Some(last));
}

#[test]
fn s2_52_s1_8_an_investigation_is_opened_within_a_week_and_a_serious_one_by_the_next_working_day() {
    let kind = ObligationKind::OpenInvestigation;
    let due = |story: &Story| story.obligation(kind).due;
    let on_thursday = || received().hears(THURSDAY, &not_urgent(THURSDAY));
    assert_eq!(due(&on_thursday()), Some(days_after_thursday(7)));
    let late = on_thursday().findings.values().find(|found| found.obligation == Some(kind)).unwrap().clone();
    assert_eq!((late.kind, late.severity()), (FindingKind::NotDoneInTime, Severity::Deviation));
    let serious = |day: NaiveDate| {
        let mut event = report_event("ReportPrioritised");
        if let ReportEvent::ReportPrioritised { severity, prioritised_on, .. } = &mut event {
            (*severity, *prioritised_on) = (crate::case::Degree::Serious, day);
        }
        event
    };
    assert_eq!(due(&received().hears(TUESDAY, &serious(TUESDAY)).hears(THURSDAY, &not_urgent(THURSDAY))), Some(FRIDAY));
    assert_eq!(due(&on_thursday().hears(THURSDAY, &serious(THURSDAY))), Some(FRIDAY), "found so since");
    let mut urgent = triaged(THURSDAY);
    if let ReportEvent::TriageDecided { urgent_measures, .. } = &mut urgent {
        *urgent_measures = Some(true);
    }
    assert_eq!(due(&received().hears(THURSDAY, &urgent)), Some(FRIDAY));
    let set = received().set(DeadlineKind::InvestigationOpening, Length::Days(3), MONDAY);
    assert_eq!(due(&set.hears(THURSDAY, &not_urgent(THURSDAY))), Some(days_after_thursday(3)));
}

fn not_urgent(on: NaiveDate) -> ReportEvent {
    let mut event = triaged(on);
    if let ReportEvent::TriageDecided { urgent_measures, .. } = &mut event {
        *urgent_measures = None;
    }
    event
}

fn days_after_thursday(days: u64) -> NaiveDate {
    crate::time::days_after(THURSDAY, days)
}

#[test]
fn what_was_done_later_had_not_been_done_on_the_day_that_is_asked_about() {
    let story = received().hears(date(2024, 5, 1), &triaged(date(2024, 5, 1)));
    assert_eq!(story.standing(ObligationKind::TriageReport, date(2024, 4, 1)), Some(Standing::Overdue));
    assert_eq!(story.standing(ObligationKind::TriageReport, date(2024, 5, 1)), Some(Standing::MetLate));
}

/// Dismissed on Thursday, in the way that `change` makes of the sample.
fn dismissed(
    change: impl FnOnce(&mut Option<crate::people::Decider>, &mut crate::people::RecordedDecision),
) -> ReportEvent {
    let mut event = triaged(THURSDAY);
    if let ReportEvent::TriageDecided { outcome, seconded_by, decision, .. } = &mut event {
        *outcome = crate::report::TriageOutcome::ReportDismissed;
        change(seconded_by, decision);
    }
    event
}

#[test]
pub(super) fn r_48_a_report_that_was_dismissed_here_by_one_person_is_found() {
    let found = |story: Story| story.finding(FindingKind::ReportDismissedAlone).map(|found| found.arose_on);
    let alone = || dismissed(|seconded_by, _| *seconded_by = None);
    assert_eq!(found(received().hears(THURSDAY, &alone())), Some(THURSDAY));
    let mut unassessed = dismissed(|_, _| {});
    if let ReportEvent::TriageDecided { assessment, .. } = &mut unassessed {
        *assessment = None;
    }
    assert_eq!(found(received().hears(THURSDAY, &unassessed)), Some(THURSDAY));
    // What is sent away is gone from here, too (S2-49).
    let mut transferred = alone();
    if let ReportEvent::TriageDecided { outcome, .. } = &mut transferred {
        *outcome = crate::report::TriageOutcome::ReportTransferred;
    }
    assert_eq!(found(received().hears(THURSDAY, &transferred)), Some(THURSDAY));
    // Two people, or the intake meeting.
    assert_eq!(found(received().hears(THURSDAY, &dismissed(|_, _| {}))), None);
    let met = received().hears(TUESDAY, &report_event("IntakeMeetingHeld"));
    assert_eq!(found(met.hears(THURSDAY, &alone())), None);
}

const UNMET: FindingKind = FindingKind::TriagedWithoutIntakeMeeting;

#[test]
pub(super) fn s2_47_s1_5_a_report_that_no_intake_meeting_went_through_before_triage_leaves_a_notice_whatever_it_came_to()
 {
    let calm = |came_to| {
        let mut event = triaged(THURSDAY);
        if let ReportEvent::TriageDecided { outcome, urgent_measures, .. } = &mut event {
            (*outcome, *urgent_measures) = (came_to, Some(false));
        }
        event
    };
    for outcome in crate::report::TriageOutcome::ALL {
        let story = received().hears(THURSDAY, &calm(outcome));
        let found = story.finding(UNMET).unwrap();
        assert_eq!((found.arose_on, found.excuse, found.kind.severity()), (THURSDAY, None, Severity::Notice));
        let met = received().hears(TUESDAY, &report_event("IntakeMeetingHeld")).hears(THURSDAY, &calm(outcome));
        assert_eq!(met.finding(UNMET), None);
    }
    // Help comes first: what is urgent waits for no meeting.
    let urgent = received().hears(THURSDAY, &triaged(THURSDAY));
    assert_eq!(urgent.finding(UNMET).unwrap().excuse, Some(Excuse::Emergency));
    let imported = dismissed(|_, decision| *decision = crate::people::RecordedDecision::imported(None));
    assert_eq!(received().hears(THURSDAY, &imported).finding(UNMET), None, "a return tells of no meeting");
}

/// The intake met on that day, which is written down on Friday.
fn met(held_on: NaiveDate) -> ReportEvent {
    let mut event = report_event("IntakeMeetingHeld");
    if let ReportEvent::IntakeMeetingHeld { held_on: day, .. } = &mut event {
        *day = held_on;
    }
    event
}

#[test]
pub(super) fn s2_47_r_10_a_meeting_that_is_written_down_after_triage_counts_by_its_own_day() {
    for held_on in [TUESDAY, THURSDAY] {
        let story = received().hears(THURSDAY, &triaged(THURSDAY));
        assert!(story.finding(UNMET).is_some());
        let story = story.hears(FRIDAY, &met(held_on));
        assert_eq!((story.finding(UNMET), story.watch.found.iter().find(|found| found.kind == UNMET)), (None, None));
    }
    // Nor is it one that came before triage for having been written down before: this one was held a day later.
    let after = received().hears(FRIDAY, &met(FRIDAY)).hears(FRIDAY, &triaged(THURSDAY));
    assert_eq!(after.finding(UNMET).unwrap().mended_on, None);
}

#[test]
pub(super) fn r_48_s2_47_who_dismissed_after_a_meeting_that_is_written_down_later_was_not_alone() {
    const ALONE: FindingKind = FindingKind::ReportDismissedAlone;
    let alone = || dismissed(|seconded_by, _| *seconded_by = None);
    let story = received().hears(THURSDAY, &alone());
    assert!(story.finding(ALONE).is_some());
    assert_eq!(story.hears(FRIDAY, &met(TUESDAY)).finding(ALONE), None);
    // A meeting makes no written assessment.
    let mut unassessed = alone();
    if let ReportEvent::TriageDecided { assessment, .. } = &mut unassessed {
        *assessment = None;
    }
    assert!(received().hears(THURSDAY, &unassessed).hears(FRIDAY, &met(TUESDAY)).finding(ALONE).is_some());
}

#[test]
pub(super) fn s2_47_r_43_a_meeting_before_triage_is_concluded_anew_mends_that_none_came_before_the_first() {
    let anew = || {
        let mut event = report_event("JoiningCorrected");
        if let ReportEvent::JoiningCorrected { joined, corrected_on, .. } = &mut event {
            (*joined, *corrected_on) = (None, FRIDAY);
        }
        event
    };
    let story = received().hears(THURSDAY, &triaged(THURSDAY)).hears(FRIDAY, &anew()).hears(FRIDAY, &met(FRIDAY));
    assert_eq!(story.finding(UNMET).unwrap().mended_on, Some(FRIDAY));
    let story = story.hears(SATURDAY, &triaged(SATURDAY));
    assert_eq!(story.findings.values().filter(|found| found.kind == UNMET).count(), 1);
}

/// A return has no place for it.
#[test]
pub(super) fn r_48_of_a_dismissal_that_was_imported_nothing_is_found() {
    let imported = dismissed(|seconded_by, decision| {
        *seconded_by = None;
        *decision = crate::people::RecordedDecision::imported(None);
    });
    let story = received().hears(THURSDAY, &imported);
    assert_eq!(story.finding(FindingKind::ReportDismissedAlone), None);
}

const MISSING: FindingKind = FindingKind::UrgentFollowUpMissing;

#[test]
pub(super) fn s2_48_where_triage_finds_it_urgent_what_is_done_at_once_is_owed_until_it_is_decided() {
    let owed = |story: &Story| story.standing(ObligationKind::DecideUrgentFollowUp, FRIDAY);
    let met = || received().hears(TUESDAY, &report_event("IntakeMeetingHeld"));
    let urgent = || met().hears(THURSDAY, &triaged(THURSDAY));
    assert_eq!(urgent().standing(ObligationKind::DecideUrgentFollowUp, THURSDAY), Some(Standing::Open));
    assert_eq!(urgent().found(THURSDAY), []);
    assert_eq!((owed(&urgent()), urgent().found(FRIDAY)), (Some(Standing::Overdue), vec![MISSING]));
    assert_eq!((MISSING.rule(), MISSING.severity()), ("S2-48", Severity::Breach));
    let mut decided = report_event("UrgentFollowUpDecided");
    if let ReportEvent::UrgentFollowUpDecided { decided_on, .. } = &mut decided {
        *decided_on = THURSDAY;
    }
    let in_time = urgent().hears(FRIDAY, &decided);
    assert_eq!((owed(&in_time), in_time.found(FRIDAY)), (Some(Standing::Met), vec![]));
    if let ReportEvent::UrgentFollowUpDecided { decided_on, .. } = &mut decided {
        *decided_on = FRIDAY;
    }
    let late = urgent().hears(FRIDAY, &decided);
    assert_eq!((owed(&late), late.finding(MISSING).unwrap().mended_on), (Some(Standing::MetLate), Some(FRIDAY)));
    // Who helped before triage owes nothing after it.
    let before = received().hears(TUESDAY, &report_event("UrgentFollowUpDecided"));
    assert_eq!(owed(&before.hears(THURSDAY, &triaged(THURSDAY))), None);
    let mut calm = triaged(THURSDAY);
    if let ReportEvent::TriageDecided { urgent_measures, .. } = &mut calm {
        *urgent_measures = Some(false);
    }
    assert_eq!(owed(&received().hears(THURSDAY, &calm)), None);
}

/// A report from such a reporter that came in on Monday.
fn received_from(reporter: ReporterKind) -> Story {
    let mut classified = report_event("ReporterClassified");
    if let ReportEvent::ReporterClassified { kind, .. } = &mut classified {
        *kind = reporter;
    }
    Story::new().hears(MONDAY, &report_event("ReportReceived")).hears(MONDAY, &classified)
}

#[test]
pub(super) fn r_62_a_private_report_without_the_declaration_is_found_until_it_is_made() {
    for kind in [ReporterKind::Private, ReporterKind::Anonymous] {
        let story = received_from(kind);
        let found = story.finding(FindingKind::DeclarationMissing).unwrap();
        assert_eq!((found.arose_on, found.kind.severity(), found.mended_on), (MONDAY, Severity::Notice, None));
        let story = story.hears(TUESDAY, &report_event("ReporterDeclarationRecorded"));
        assert_eq!(story.finding(FindingKind::DeclarationMissing).unwrap().mended_on, Some(TUESDAY));
        assert_eq!(story.finding(FindingKind::PrivatelyReportedFromWork), None);
    }
    for kind in [ReporterKind::Public, ReporterKind::Unknown] {
        assert_eq!(received_from(kind).finding(FindingKind::DeclarationMissing), None);
    }
}

#[test]
pub(super) fn r_62_a_private_report_that_was_declared_when_it_was_told_is_not_found() {
    for learned_through_work in [false, true] {
        let mut classified = report_event("ReporterClassified");
        if let ReportEvent::ReporterClassified { kind, .. } = &mut classified {
            *kind = ReporterKind::Private;
        }
        let declared = ReportEvent::ReporterDeclarationRecorded {
            learned_through_work,
            corrected_because: None,
            declared_on: MONDAY,
        };
        let told = [report_event("ReportReceived"), declared, classified];
        let story = told.iter().fold(Story::new(), |story, event| story.hears(MONDAY, event));
        assert_eq!(story.finding(FindingKind::DeclarationMissing), None);
        assert_eq!(story.finding(FindingKind::PrivatelyReportedFromWork).is_some(), learned_through_work);
    }
}

#[test]
pub(super) fn r_62_s2_24_what_was_said_to_be_learned_through_work_by_mistake_is_no_finding_once_corrected() {
    let declared = |learned_through_work, declared_on| ReportEvent::ReporterDeclarationRecorded {
        learned_through_work,
        corrected_because: None,
        declared_on,
    };
    let story = received_from(ReporterKind::Private).hears(TUESDAY, &declared(true, TUESDAY));
    let story = story.hears(FRIDAY, &declared(false, FRIDAY));
    assert_eq!(story.finding(FindingKind::PrivatelyReportedFromWork), None, "nobody reported privately from work");
    // And once more corrected, it is found from then on.
    let story = story.hears(SATURDAY, &declared(true, SATURDAY));
    let found = story.finding(FindingKind::PrivatelyReportedFromWork).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (SATURDAY, None));
}

#[test]
pub(super) fn s2_24_what_was_learned_through_work_and_reported_privately_is_found() {
    let declared = ReportEvent::ReporterDeclarationRecorded {
        learned_through_work: true,
        corrected_because: None,
        declared_on: TUESDAY,
    };
    let story = received_from(ReporterKind::Anonymous).hears(TUESDAY, &declared);
    assert_eq!(story.finding(FindingKind::PrivatelyReportedFromWork).map(|found| found.arose_on), Some(TUESDAY));
}

#[test]
pub(super) fn s1_10_an_investigation_concluded_with_nothing_done_in_it_is_found() {
    let concluded = |before: &[&str]| {
        let opened = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
        let story = before.iter().fold(opened, |story, name| story.hears(FRIDAY, &investigation_event(name)));
        let story = story.hears(date(2024, 7, 1), &investigation_event("InvestigationConcluded"));
        story.finding(FindingKind::InvestigationWithoutSteps).map(|found| found.arose_on)
    };
    assert_eq!(concluded(&[]), Some(date(2024, 7, 1)));
    assert_eq!(concluded(&["InvestigationPlanMade", "InvestigationAllocated"]), Some(date(2024, 7, 1)));
    assert_eq!(concluded(&["InvestigationStepDone"]), None);
    assert_eq!(concluded(&["ChildParticipationRecorded"]), None, "a conversation with the child is a step");
    // A return gives no reasons and tells of no step.
    let mut imported = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { decision, .. } = &mut imported {
        decision.rationale = crate::people::Rationale::NotInSource;
    }
    let story = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let story = story.hears(date(2024, 7, 1), &imported);
    assert_eq!(story.finding(FindingKind::InvestigationWithoutSteps), None);
}
