//! Days are those of Oslo, whatever the clock of the server says: a report at half past eleven in the evening by universal time
//! came in on the next day, and a day on which clocks are changed is one day (D-1, D-3). When receipt is acknowledged at the
//! latest, the report itself tells (D-2).

use chrono::{DateTime, Utc};

use super::*;
use crate::time::oslo_date;

/// What is owed of a report that came in at that instant.
fn received_at(instant: &str) -> Story {
    let received_at: DateTime<Utc> = instant.parse().unwrap();
    let mut event = report_event("ReportReceived");
    if let ReportEvent::ReportReceived { received_at: at, .. } = &mut event {
        *at = received_at;
    }
    let on = oslo_date(received_at);
    Story::new().hears(on, &event).hears(on, &report_event("ReporterClassified"))
}

#[test]
fn d1_a_report_near_midnight_is_of_the_day_that_it_was_in_oslo() {
    for (instant, triage) in [
        // Winter: an hour ahead of universal time.
        ("2024-01-10T22:59:59Z", date(2024, 1, 17)),
        ("2024-01-10T23:00:00Z", date(2024, 1, 18)),
        // Summer: two.
        ("2024-07-10T21:59:59Z", date(2024, 7, 17)),
        ("2024-07-10T22:00:00Z", date(2024, 7, 18)),
        // New Year's Eve, and a leap day.
        ("2023-12-31T22:59:59Z", date(2024, 1, 7)),
        ("2023-12-31T23:30:00Z", date(2024, 1, 8)),
        ("2024-02-28T23:30:00Z", date(2024, 3, 7)),
    ] {
        let story = received_at(instant);
        assert_eq!(story.obligation(ObligationKind::TriageReport).due, Some(triage), "{instant}");
    }
}

#[test]
fn d1_a_week_in_which_clocks_are_changed_has_seven_days() {
    // 31 March 2024 has 23 hours, and 27 October 25.
    for (instant, last) in [
        ("2024-03-30T22:30:00Z", date(2024, 4, 6)),
        ("2024-03-30T23:30:00Z", date(2024, 4, 7)),
        ("2024-03-31T21:59:59Z", date(2024, 4, 7)),
        ("2024-03-31T22:00:00Z", date(2024, 4, 8)),
        ("2024-10-26T21:59:59Z", date(2024, 11, 2)),
        ("2024-10-26T22:30:00Z", date(2024, 11, 3)),
        ("2024-10-27T22:59:59Z", date(2024, 11, 3)),
        ("2024-10-27T23:00:00Z", date(2024, 11, 4)),
    ] {
        let story = received_at(instant);
        assert_eq!(story.obligation(ObligationKind::TriageReport).due, Some(last), "{instant}");
        let next = last.succ_opt().unwrap();
        assert_eq!(story.standing(ObligationKind::TriageReport, last), Some(Standing::Open), "{instant}");
        assert_eq!(story.standing(ObligationKind::TriageReport, next), Some(Standing::Overdue), "{instant}");
        assert!(!story.found(last).contains(&FindingKind::TriageLate), "{instant}");
        assert!(story.found(next).contains(&FindingKind::TriageLate), "{instant}");
    }
}

#[test]
fn d3_three_months_end_with_the_month_where_that_is_shorter() {
    for (started_on, last) in [
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2024, 11, 30), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2024, 5, 29)),
        (date(2024, 1, 31), date(2024, 4, 30)),
        (date(2024, 8, 31), date(2024, 11, 30)),
    ] {
        let deadline = crate::time::months_after(started_on, 3);
        assert_eq!(deadline, last);
        let mut event = investigation_event("InvestigationOpened");
        if let InvestigationEvent::InvestigationOpened { started_on: on, deadline: until, .. } = &mut event {
            (*on, *until) = (started_on, deadline);
        }
        let story = Story::new().hears(started_on, &event);
        assert_eq!(story.obligation(ObligationKind::ConcludeInvestigation).due, Some(last), "{started_on}");
        assert_eq!(story.found_by_name(last), [], "{started_on}");
        assert_eq!(story.found_by_name(last.succ_opt().unwrap()), [FindingKind::InvestigationLate], "{started_on}");
    }
}
