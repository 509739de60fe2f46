//! The figures against the rows of the register counted one by one, now and as of any position (RM-7, RM-16).

use case_ledger_domain::ids::{ReportId, SubjectId};
use case_ledger_domain::investigation::{InvestigationAction, ParticipationKind, WrittenForm};
use case_ledger_domain::people::Child;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{IncomingReport, ReportAction, Reporter, TriageConclusion};
use chrono::Days;

use super::compliance::{Compliance, FeedbackYear, compliance};
use super::*;
use crate::clock;
use crate::projections::ReadModel;
use crate::projections::rebuild::rebuild;
use crate::projections::tests::{Server, decision, text};

const YEARS: (i32, i32) = (2022, 2025);
const EVERYTHING: i64 = 10_000;

/// When each thing of a report is done, in days after it came in; nothing where it is not.
#[derive(Clone, Copy)]
struct Course {
    unit: &'static str,
    received: &'static str,
    acknowledged: Option<u64>,
    triaged: u64,
    told_of_triage: Option<u64>,
    /// When the investigation ended, and when that was told.
    concluded: Option<(u64, Option<u64>)>,
}

const COURSES: [Course; 5] = [
    // All in time, over the turn of a year: received in one, to be acknowledged in the next.
    Course {
        unit: "Nord",
        received: "2022-12-20T10:00:00Z",
        acknowledged: Some(2),
        triaged: 6,
        told_of_triage: Some(8),
        concluded: Some((80, Some(101))),
    },
    // All too late.
    Course {
        unit: "Nord",
        received: "2023-03-01T10:00:00Z",
        acknowledged: Some(22),
        triaged: 25,
        told_of_triage: Some(60),
        concluded: Some((90, Some(112))),
    },
    // On the last day.
    Course {
        unit: "Sør",
        received: "2023-05-02T10:00:00Z",
        acknowledged: Some(21),
        triaged: 7,
        told_of_triage: Some(21),
        concluded: Some((30, Some(51))),
    },
    // Nothing told.
    Course {
        unit: "Sør",
        received: "2024-02-01T10:00:00Z",
        acknowledged: None,
        triaged: 5,
        told_of_triage: None,
        concluded: Some((40, None)),
    },
    // Still investigated.
    Course {
        unit: "Øst",
        received: "2025-10-01T10:00:00Z",
        acknowledged: Some(1),
        triaged: 3,
        told_of_triage: Some(4),
        concluded: None,
    },
];

/// Records what happens in a course; answers the positions at which something was recorded.
async fn record(server: &Server, municipality: &Municipality, course: Course) -> Vec<i64> {
    let child = SubjectId::derived(municipality, clock::new_id(), 0);
    let reporter = SubjectId::derived(municipality, clock::new_id(), 0);
    let case = CaseId::from_uuid(clock::new_id());
    let received_at: DateTime<Utc> = course.received.parse().unwrap();
    let after = |days: u64| oslo_date(received_at) + Days::new(days);
    let report = ReportId::from_uuid(clock::new_id());
    let beside = |what: &str| Personal::reporter(reporter, text(what));
    let incoming = IncomingReport {
        child: Child { subject: child, name: None, national_id: None, born_on: None, unborn: false, contact: None },
        case: None,
        message: None,
        reporter: Reporter::Public {
            name: beside("Pernille Prøve"),
            role: beside("lærer"),
            unit: beside("Fjordvik skole"),
            contact: None,
        },
        reporter_codes: Vec::new(),
        content: Some(Personal::child(child, text("Vi er bekymret."))),
        contents: Vec::new(),
        unit: course.unit.to_owned(),
        channel: Channel::Fiks,
        withheld_from_guardians: None,
        guardians_not_told: false,
        learned_through_work: None,
        acknowledges_private: true,
        received_at,
    };
    let mut actions = vec![ReportAction::Receive(Box::new(incoming))];
    actions.extend(course.acknowledged.map(|days| ReportAction::Acknowledge { sent_on: after(days) }));
    actions.push(ReportAction::Triage(Box::new(TriageConclusion {
        code: "2".to_owned(),
        clarification: None,
        urgent_measures: false,
        decision: decision(municipality, case, "Vurdert."),
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        investigated: false,
        decided_on: after(course.triaged),
    })));
    actions.extend(course.told_of_triage.map(|days| ReportAction::InformReporter { informed_on: after(days) }));
    let mut positions = Vec::new();
    for action in actions {
        let accepted = server.on::<Report>(municipality, clock::new_id(), report.as_uuid(), action).await.unwrap();
        positions.push(accepted.position);
    }
    let triaged = server.ledger.load::<Report>(municipality, report.as_uuid()).await.unwrap();
    let mandate = Box::new(triaged.aggregate.investigation_mandate(report).unwrap());
    let mut actions = vec![InvestigationAction::Open { mandate }];
    if let Some((ended, told)) = course.concluded {
        let (on, account) = (after(ended), Personal::child(child, text("Hørt.")));
        actions.push(InvestigationAction::RecordParticipation { kind: ParticipationKind::Conversation, account, on });
        actions.push(InvestigationAction::Conclude {
            code: "3".to_owned(),
            clarification: None,
            grounds: Vec::new(),
            decision: decision(municipality, case, "Barnet har det trygt."),
            concluded_on: on,
            renewal: None,
            board_case: None,
            in_emergency: false,
        });
        actions.extend(told.map(|days| InvestigationAction::InformReporter {
            joined: None,
            form: WrittenForm::Letter,
            informed_on: after(days),
        }));
    }
    let investigation = InvestigationId::following(municipality, report).as_uuid();
    for action in actions {
        let accepted = server.on::<Investigation>(municipality, clock::new_id(), investigation, action).await.unwrap();
        positions.push(accepted.position);
    }
    positions
}

/// Due, in time and late, of a thing that is told, of the rows of a year and unit.
fn by_hand(rows: &[FeedbackRow], (year, unit): (i32, Option<&str>), of: ToldOf) -> [i64; 3] {
    let told = |row: &FeedbackRow| match of {
        ToldOf::Receipt => (row.acknowledgement_due, row.acknowledged_on),
        ToldOf::Triage => (row.triage_due, row.triage_told_on),
        ToldOf::Conclusion => (row.conclusion_due, row.conclusion_told_on),
    };
    let of_year = |row: &&FeedbackRow| {
        let (first, last) = (format!("{year}-01-01"), format!("{year}-12-31"));
        let lies_in = |due: NaiveDate| (first..=last).contains(&due.to_string());
        unit.is_none_or(|unit| row.unit == unit) && told(row).0.is_some_and(lies_in)
    };
    let due: Vec<_> = rows.iter().filter(of_year).map(told).collect();
    let count = |is: fn(&(Option<NaiveDate>, Option<NaiveDate>)) -> bool| {
        i64::try_from(due.iter().filter(|told| is(told)).count()).unwrap()
    };
    [count(|_| true), count(|(due, on)| on.is_some() && on <= due), count(|(due, on)| on > due)]
}

fn figures(row: &FeedbackYear, of: ToldOf) -> [i64; 3] {
    match of {
        ToldOf::Receipt => [row.acknowledgements, row.acknowledgements_in_time, row.acknowledgements_late],
        ToldOf::Triage => [row.triage, row.triage_in_time, row.triage_late],
        ToldOf::Conclusion => [row.conclusions, row.conclusions_in_time, row.conclusions_late],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rm_7_d_2_d_4_of_each_year_and_unit_as_many_were_told_in_time_as_the_register_has_rows_of_at_any_moment() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let mut positions = Vec::new();
    for course in COURSES {
        positions.extend(record(&server, &municipality, course).await);
    }
    server.projector().catch_up().await.unwrap();
    let pool = server.ledger.pool();
    let moments = positions.into_iter().map(AsOf::Position).chain([AsOf::Now]);
    let mut told = 0;
    for as_of in moments {
        let all = feedback(pool, &municipality, &FeedbackFilter::default(), None, EVERYTHING, as_of).await.unwrap();
        for by_unit in [false, true] {
            let Compliance { rows, position } = compliance(pool, &municipality, YEARS, by_unit, as_of).await.unwrap();
            assert!(as_of == AsOf::Now || Some(position) == as_of.position());
            for row in &rows {
                for of in [ToldOf::Receipt, ToldOf::Triage, ToldOf::Conclusion] {
                    let counted = by_hand(&all, (row.year, row.unit.as_deref()), of);
                    assert_eq!(figures(row, of), counted, "{of:?} in {row:?} as of {as_of:?}");
                    told += counted[0];
                }
            }
            // And none of what the register has is missing.
            let due = all.iter().flat_map(|row| [row.acknowledgement_due, row.triage_due, row.conclusion_due]);
            let due = i64::try_from(due.flatten().count()).unwrap();
            let counted: i64 = rows.iter().map(|row| row.acknowledgements + row.triage + row.conclusions).sum();
            assert_eq!(counted, due, "as of {as_of:?}");
        }
    }
    assert!(told > 100, "{told} things were told of");

    // The rows behind a figure are those that are due in the year.
    let year = |day: &str| format!("2023-{day}").parse::<NaiveDate>().unwrap();
    let due = Some((ToldOf::Conclusion, year("01-01"), year("12-31")));
    let filter = FeedbackFilter { unit: Some("Nord".to_owned()), due, ..FeedbackFilter::default() };
    let behind = feedback(pool, &municipality, &filter, None, EVERYTHING, AsOf::Now).await.unwrap();
    let counted = compliance(pool, &municipality, (2023, 2023), true, AsOf::Now).await.unwrap();
    let of_north = counted.rows.iter().find(|row| row.unit.as_deref() == Some("Nord")).unwrap();
    assert_eq!(figures(of_north, ToldOf::Conclusion), [i64::try_from(behind.len()).unwrap(), 1, 1]);
    let rebuilt = rebuild(server.ledger.guard(), &[ReadModel::Feedback], &municipality, &mut |_| {}).await.unwrap();
    assert_eq!(rebuilt[0].differences, 0);
    server.end().await;
}
