//! R-43, S1-13, S2-42: the public reporter of a report that joined an ongoing investigation.

use super::*;
use crate::report::{Joined, TriageOutcome};

const JOINING: Uuid = Uuid::from_u128(0x101);
const JULY_1: NaiveDate = date(2024, 7, 1);

/// Triage that added the report to the investigation, if it is named.
fn joins(named: Option<bool>) -> ReportEvent {
    let mut event = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { outcome, joins, .. } = &mut event {
        *outcome = TriageOutcome::AddedToOngoingInvestigation;
        let investigation = InvestigationId::from_uuid(STREAM);
        *joins = named.map(|reporter_learns_conclusion| Joined { investigation, reporter_learns_conclusion });
    }
    event
}

fn opened() -> Story {
    Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"))
}

fn told(of: Uuid) -> InvestigationEvent {
    let mut event = investigation_event("ReporterInformedOfConclusion");
    if let InvestigationEvent::ReporterInformedOfConclusion { report, .. } = &mut event {
        *report = Some(ReportId::from_uuid(of));
    }
    event
}

fn owed(story: &Story) -> Option<&Obligation> {
    story.obligations.values().find(|owed| owed.is(ObligationKind::TellReporterOfConclusion, Some(JOINING)))
}

#[test]
pub(super) fn r_43_s1_13_s2_42_each_public_reporter_whose_report_joined_an_investigation_is_owed_its_end_in_writing() {
    let joined = joins(Some(true));
    let municipality: Municipality = "9901".parse().unwrap();
    let at = At { municipality: &municipality, stream: JOINING, position: 9, recorded_on: FRIDAY };
    assert_eq!(hearing(Heard::Report(&joined), at), [JOINING, STREAM]);
    let story = opened().hears_from(JOINING, FRIDAY, &joined);
    assert_eq!(owed(&story), None, "before the end nothing is owed");
    let story = story.hears(JULY_1, &investigation_event("InvestigationConcluded"));
    let obligation = owed(&story).unwrap();
    assert_eq!(
        (obligation.due, obligation.about.report),
        (Some(date(2024, 7, 22)), Some(ReportId::from_uuid(JOINING)))
    );
    assert_eq!(obligation.about.investigation, Some(InvestigationId::from_uuid(STREAM)));
    let first = story.obligations.values().find(|owed| owed.is(ObligationKind::TellReporterOfConclusion, None));
    assert_eq!(first.unwrap().about.report, Some(REPORT), "and the first reporter is owed it too");
    let late = |story: &Story| story.findings.values().any(|found| found.is(FindingKind::FeedbackLate, Some(JOINING)));
    assert!(late(&story));
    let story = story.hears(date(2024, 7, 8), &told(JOINING));
    assert_eq!(owed(&story).unwrap().ending, Some(Ending::Met { on: date(2024, 7, 8) }));
    assert!(!late(&story));
    let first = story.obligations.values().find(|owed| owed.is(ObligationKind::TellReporterOfConclusion, None));
    assert_eq!(first.unwrap().ending, None, "one reporter was told and the other was not");
}

#[test]
fn r_43_triage_that_is_recorded_after_the_end_owes_it_all_the_same() {
    let story = opened().hears(JULY_1, &investigation_event("InvestigationConcluded")).hears_from(
        JOINING,
        date(2024, 7, 3),
        &joins(Some(true)),
    );
    assert_eq!(owed(&story).unwrap().due, Some(date(2024, 7, 22)));
}

#[test]
fn r_43_a_private_reporter_whose_report_joined_an_investigation_is_owed_nothing_more() {
    let story = opened()
        .hears_from(JOINING, FRIDAY, &joins(Some(false)))
        .hears(JULY_1, &investigation_event("InvestigationConcluded"));
    assert_eq!(owed(&story), None);
}

#[test]
pub(super) fn r_43_a_public_report_that_joined_an_investigation_nobody_named_is_found() {
    let found = |triage: &ReportEvent| {
        let story = Story::new()
            .hears(MONDAY, &report_event("ReportReceived"))
            .hears(MONDAY, &report_event("ReporterClassified"))
            .hears(THURSDAY, triage);
        story.finding(FindingKind::JoinedInvestigationUnnamed).map(|found| found.arose_on)
    };
    assert_eq!(found(&joins(None)), Some(THURSDAY));
    assert_eq!(found(&joins(Some(true))), None);
    let mut imported = joins(None);
    if let ReportEvent::TriageDecided { decision, .. } = &mut imported {
        *decision = crate::people::RecordedDecision::imported(None);
    }
    assert_eq!(found(&imported), None, "a return names no investigation");
    // Whoever reported, somebody has to find the report where the child is investigated.
    let mut private = report_event("ReporterClassified");
    if let ReportEvent::ReporterClassified { kind, learns_outcome, .. } = &mut private {
        (*kind, *learns_outcome) = (crate::report::ReporterKind::Private, false);
    }
    let story = Story::new().hears(MONDAY, &report_event("ReportReceived")).hears(MONDAY, &private);
    let story = story.hears(THURSDAY, &joins(None));
    assert_eq!(story.finding(FindingKind::JoinedInvestigationUnnamed).map(|found| found.arose_on), Some(THURSDAY));
}

#[test]
pub(super) fn r_43_naming_the_investigation_afterwards_mends_it_and_owes_the_reporter_its_end() {
    let named = report_event("JoinedInvestigationNamed");
    let story = Story::new()
        .hears(MONDAY, &report_event("ReportReceived"))
        .hears(MONDAY, &report_event("ReporterClassified"))
        .hears(THURSDAY, &joins(None))
        .hears(FRIDAY, &named);
    let found = story.finding(FindingKind::JoinedInvestigationUnnamed).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (THURSDAY, Some(FRIDAY)));
    let municipality: Municipality = "9901".parse().unwrap();
    let at = At { municipality: &municipality, stream: JOINING, position: 9, recorded_on: FRIDAY };
    assert_eq!(hearing(Heard::Report(&named), at), [JOINING, INVESTIGATION.as_uuid()]);
    let ended = investigation_event("InvestigationConcluded");
    let before = opened().hears_from(JOINING, FRIDAY, &named).hears(JULY_1, &ended);
    let after = opened().hears(JULY_1, &ended).hears_from(JOINING, JULY_1, &named);
    for story in [before, after] {
        assert_eq!(owed(&story).unwrap().due, Some(date(2024, 7, 22)));
    }
    // Named long after the end, it is told within three weeks of that: nobody could before.
    let september = date(2024, 9, 2);
    let named = ReportEvent::JoinedInvestigationNamed {
        joined: Joined { investigation: InvestigationId::from_uuid(STREAM), reporter_learns_conclusion: true },
        named_on: september,
    };
    let late = opened().hears(JULY_1, &ended).hears_from(JOINING, september, &named);
    let obligation = owed(&late).unwrap();
    assert_eq!((obligation.opened_on, obligation.due), (september, Some(date(2024, 9, 23))));
}

/// It was put to that investigation or waits for triage anew, on a day in August.
fn corrected(was: Uuid, to: Option<Uuid>) -> ReportEvent {
    let mut event = report_event("JoiningCorrected");
    if let ReportEvent::JoiningCorrected { was: from, joined, corrected_on, .. } = &mut event {
        *from = Some(InvestigationId::from_uuid(was));
        let to = to.map(InvestigationId::from_uuid);
        *joined = to.map(|investigation| Joined { investigation, reporter_learns_conclusion: true });
        *corrected_on = date(2024, 8, 5);
    }
    event
}

/// It was added to one that nobody named.
fn corrected_of_unnamed(to: Option<Uuid>) -> ReportEvent {
    let mut event = corrected(STREAM, to);
    if let ReportEvent::JoiningCorrected { was, .. } = &mut event {
        *was = None;
    }
    event
}

#[test]
pub(super) fn r_43_s2_48_that_an_investigation_was_not_named_is_mended_where_it_is_corrected_that_a_report_joined_it() {
    let (august, municipality) = (date(2024, 8, 5), "9901".parse::<Municipality>().unwrap());
    let at = At { municipality: &municipality, stream: JOINING, position: 9, recorded_on: august };
    for (to, hears) in [(None, vec![JOINING]), (Some(STREAM), vec![JOINING, STREAM])] {
        let event = corrected_of_unnamed(to);
        assert_eq!(hearing(Heard::Report(&event), at), hears);
        let story = Story::new()
            .hears(MONDAY, &report_event("ReportReceived"))
            .hears(MONDAY, &report_event("ReporterClassified"))
            .hears(THURSDAY, &joins(None))
            .hears(august, &event);
        let found = story.finding(FindingKind::JoinedInvestigationUnnamed).unwrap();
        assert_eq!((found.arose_on, found.mended_on), (THURSDAY, Some(august)), "{to:?}");
    }
}

#[test]
pub(super) fn r_43_s2_48_what_was_owed_of_the_wrong_investigation_lapses_and_is_owed_of_the_right_one() {
    let (august, ended) = (date(2024, 8, 5), investigation_event("InvestigationConcluded"));
    let municipality: Municipality = "9901".parse().unwrap();
    let at = At { municipality: &municipality, stream: JOINING, position: 9, recorded_on: august };
    let other = Uuid::from_u128(0x102);
    assert_eq!(hearing(Heard::Report(&corrected(STREAM, Some(other))), at), [JOINING, STREAM, other]);
    assert_eq!(hearing(Heard::Report(&corrected(STREAM, None)), at), [JOINING, STREAM]);
    let wrong = || opened().hears_from(JOINING, FRIDAY, &joins(Some(true)));
    for to in [Some(other), None] {
        let late = wrong().hears(JULY_1, &ended);
        assert_eq!(owed(&late).unwrap().standing(august), Standing::Overdue);
        let story = late.hears_from(JOINING, august, &corrected(STREAM, to));
        assert_eq!(owed(&story).unwrap().ending, Some(Ending::Lapsed { on: august }));
        let is_late = |found: &Finding| found.is(FindingKind::FeedbackLate, Some(JOINING));
        assert!(!story.findings.values().any(is_late), "it was never owed");
        let first = story.obligations.values().find(|owed| owed.is(ObligationKind::TellReporterOfConclusion, None));
        assert_eq!(first.unwrap().ending, None, "the first reporter is owed it as before");
        // Before the end nothing comes to be owed.
        let story = wrong().hears_from(JOINING, FRIDAY, &corrected(STREAM, to)).hears(JULY_1, &ended);
        assert_eq!(owed(&story), None);
    }
    // The right one tells its end within three weeks from when that was known.
    let right = opened().hears(JULY_1, &ended).hears_from(JOINING, august, &corrected(other, Some(STREAM)));
    assert_eq!(owed(&right).unwrap().due, Some(date(2024, 8, 26)));
}

#[test]
pub(super) fn d_1_s2_48_a_report_that_waits_for_triage_anew_is_owed_it_by_the_day_that_receipt_sets() {
    let august = date(2024, 8, 5);
    let story = Story::new()
        .hears(MONDAY, &report_event("ReportReceived"))
        .hears(MONDAY, &report_event("ReporterClassified"))
        .hears(THURSDAY, &joins(Some(true)));
    let first_due = story.obligation(ObligationKind::TriageReport).due;
    let kept = story.hears(august, &corrected(STREAM, Some(Uuid::from_u128(0x102))));
    assert_eq!(kept.standing(ObligationKind::TriageReport, august), Some(Standing::Met));
    let story = Story::new()
        .hears(MONDAY, &report_event("ReportReceived"))
        .hears(MONDAY, &report_event("ReporterClassified"))
        .hears(THURSDAY, &joins(Some(true)))
        .hears(august, &corrected(STREAM, None));
    let open = |story: &Story, kind| {
        story.obligations.values().find(|owed| owed.kind == kind && owed.ending.is_none()).cloned()
    };
    let owed = open(&story, ObligationKind::TriageReport).unwrap();
    assert_eq!((owed.opened_on, owed.due), (august, first_due));
    assert_eq!(story.finding(FindingKind::TriageLate).map(|found| found.mended_on), Some(None));
    assert_eq!(open(&story, ObligationKind::TellReporterOfTriage), None, "what is told waits for the next triage");
    let mut again = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut again {
        *decided_on = august;
    }
    let story = story.hears(august, &again);
    assert_eq!(open(&story, ObligationKind::TriageReport), None);
    assert_eq!(story.finding(FindingKind::TriageLate).unwrap().mended_on, Some(august));
    assert!(open(&story, ObligationKind::TellReporterOfTriage).is_some(), "and is told anew");
}
