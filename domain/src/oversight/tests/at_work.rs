//! R-62, S2-24, R-41 to R-43: what is owed to a private reporter who was named as one at work.

use super::*;
use crate::report::{AcknowledgementDuty, ReporterKind};

const TWENTIETH: NaiveDate = date(2024, 3, 20);
const THREE_WEEKS_LATER: NaiveDate = date(2024, 4, 10);
const JULY_1: NaiveDate = date(2024, 7, 1);

/// A report that came in on Monday from somebody anonymous, who said later that it was learned through work.
fn received() -> Story {
    let mut classified = report_event("ReporterClassified");
    if let ReportEvent::ReporterClassified { kind, acknowledgement, learns_outcome, .. } = &mut classified {
        *kind = ReporterKind::Anonymous;
        (*acknowledgement, *learns_outcome) = (AcknowledgementDuty::Impossible, false);
    }
    let declared = ReportEvent::ReporterDeclarationRecorded {
        learned_through_work: true,
        corrected_because: None,
        declared_on: TUESDAY,
    };
    Story::new().hears(MONDAY, &report_event("ReportReceived")).hears(MONDAY, &classified).hears(TUESDAY, &declared)
}

fn named(of: Uuid) -> ReportEvent {
    let mut event = report_event("ReporterNamedAtWork");
    if let ReportEvent::ReporterNamedAtWork { acknowledgement_due, investigation, named_on, .. } = &mut event {
        (*acknowledgement_due, *named_on) = (Some(THREE_WEEKS_LATER), TWENTIETH);
        *investigation = Some(InvestigationId::from_uuid(of));
    }
    event
}

fn due(story: &Story, kind: ObligationKind) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let owed = story.obligations.values().find(|owed| owed.kind == kind);
    owed.map(|owed| (owed.opened_on, owed.due))
}

#[test]
pub(super) fn s2_24_r_42_naming_who_reported_from_work_mends_it_and_owes_feedback_from_then_on() {
    let told = [ObligationKind::AcknowledgeReport, ObligationKind::TellReporterOfTriage];
    let before = received().hears(THURSDAY, &report_event("TriageDecided"));
    assert_eq!(told.map(|kind| due(&before, kind)), [None, None]);
    assert_eq!(before.finding(FindingKind::PrivatelyReportedFromWork).unwrap().mended_on, None);
    let after = before.hears(TWENTIETH, &named(Uuid::from_u128(7)));
    assert_eq!(after.finding(FindingKind::PrivatelyReportedFromWork).unwrap().mended_on, Some(TWENTIETH));
    let from_then = Some((TWENTIETH, Some(THREE_WEEKS_LATER)));
    assert_eq!(told.map(|kind| due(&after, kind)), [from_then, from_then]);
    // Triage that comes later is told by the same day.
    let late = date(2024, 3, 25);
    let mut triaged = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut triaged {
        *decided_on = late;
    }
    let later = received().hears(TWENTIETH, &named(Uuid::from_u128(7))).hears(late, &triaged);
    assert_eq!(due(&later, ObligationKind::TellReporterOfTriage), Some((late, Some(THREE_WEEKS_LATER))));
}

#[test]
fn r_43_r_62_the_investigation_owes_its_end_to_a_reporter_who_was_named_since() {
    let named = named(STREAM);
    let municipality: Municipality = "9901".parse().unwrap();
    let at = At { municipality: &municipality, stream: REPORT.as_uuid(), position: 9, recorded_on: TWENTIETH };
    assert_eq!(hearing(Heard::Report(&named), at), [REPORT.as_uuid(), STREAM]);
    let opened = || {
        let mut event = investigation_event("InvestigationOpened");
        if let InvestigationEvent::InvestigationOpened { reporter_learns_conclusion, .. } = &mut event {
            *reporter_learns_conclusion = Some(false);
        }
        Story::new().hears(THURSDAY, &event)
    };
    let kind = ObligationKind::TellReporterOfConclusion;
    let ended = investigation_event("InvestigationConcluded");
    assert_eq!(due(&opened().hears(JULY_1, &ended), kind), None);
    let before_the_end = opened().hears_from(REPORT.as_uuid(), TWENTIETH, &named).hears(JULY_1, &ended);
    assert_eq!(due(&before_the_end, kind), Some((JULY_1, Some(date(2024, 7, 22)))));
    let mut late = named.clone();
    if let ReportEvent::ReporterNamedAtWork { named_on, .. } = &mut late {
        *named_on = date(2024, 9, 2);
    }
    let after_it = opened().hears(JULY_1, &ended).hears_from(REPORT.as_uuid(), date(2024, 9, 2), &late);
    assert_eq!(due(&after_it, kind), Some((date(2024, 9, 2), Some(date(2024, 9, 23)))));
    // One whose report joined it is told beside the first.
    let joining = Uuid::from_u128(0x101);
    let joined = opened().hears_from(joining, TWENTIETH, &named).hears(JULY_1, &ended);
    let owed = joined.obligations.values().find(|owed| owed.kind == kind).unwrap();
    assert_eq!((owed.which, owed.about.report), (Some(joining), Some(ReportId::from_uuid(joining))));
}
