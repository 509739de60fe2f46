//! A ledger with events in forms that are no longer written, or not yet known.

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{Municipality, ReportId, SubjectId};
use case_ledger_domain::people::{Decider, DeciderRole, Decision, Roles};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Report, ReportAction, TriageConclusion, TriageOutcome};
use case_ledger_domain::time::oslo_date;
use cqrs_es::Aggregate as _;
use serde_json::json;
use uuid::Uuid;

use super::history::Sight;
use crate::clock;
use crate::intake::Intake;
use crate::ledger::authorship::tests::as_if_written_so;
use crate::projections::as_of::AsOf;
use crate::projections::tests::{Server, text};

const CLARIFICATION: &str = "Familien er flyttet.";

/// A report whose triage was concluded with a clarification, which is a personal value beside the list of the code.
async fn triaged(server: &Server, municipality: &Municipality) -> ReportId {
    let case = server.emergency(municipality).await;
    let report = server.report(municipality, case, clock::new_id()).await;
    Intake::new(server.ledger.clone()).catch_up().await.unwrap();
    let of_child = |words: &str| Personal::child(SubjectId::derived(municipality, case.as_uuid(), 0), text(words));
    let decided_by = Decider {
        name: Personal::employee(SubjectId::derived(municipality, case.as_uuid(), 1), text("Leder Prøve")),
        role: DeciderRole::Caseworker,
    };
    let conclusion = TriageConclusion {
        code: "2".to_owned(),
        clarification: Some(of_child(CLARIFICATION)),
        urgent_measures: false,
        decision: Decision::stated(of_child("Barnet må undersøkes."), decided_by),
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        investigated: false,
        decided_on: oslo_date(clock::now()),
    };
    let action = ReportAction::Triage(Box::new(conclusion));
    server.on::<Report>(municipality, clock::new_id(), report.as_uuid(), action).await.unwrap();
    report
}

/// Makes the ledger one that an earlier, or a later, program wrote.
async fn rewrite(server: &Server, set: &str) {
    let sql =
        format!("SET session_replication_role = replica; UPDATE events SET {set} WHERE event_type = 'TriageDecided'");
    server.as_superuser(&sql).await;
    as_if_written_so(server).await;
}

/// The list's text before it had one form, in the place where the ledger has it.
const IN_THE_FIRST_FORM: &str = r#"event_version = '1.0', payload = replace(payload::text,
    '"list":{"edition":"4.0.1","name":"register"}', '"list":"register-4.0.1"')::json"#;

#[tokio::test]
async fn what_was_written_in_an_old_form_is_read_projected_and_shown_in_the_present_one() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let report = triaged(&server, &municipality).await;
    rewrite(&server, IN_THE_FIRST_FORM).await;
    let old: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM events WHERE event_version = '1.0' AND payload -> 'TriageDecided' -> 'conclusion'
            ->> 'list' = 'register-4.0.1'",
    )
    .fetch_one(server.ledger.pool())
    .await
    .unwrap();
    assert_eq!(old, 1, "the ledger holds the old form");

    let loaded = server.ledger.load::<Report>(&municipality, report.as_uuid()).await.unwrap();
    assert_eq!(loaded.aggregate.triage().unwrap().outcome, TriageOutcome::InvestigationDecided);

    let id = report.as_uuid();
    let entries = server
        .ledger
        .stream_history(&municipality, Report::TYPE, id, 0, 10, Sight::open(Roles::default()), AsOf::Now)
        .await
        .unwrap();
    let entry = entries.last().unwrap();
    assert_eq!((entry.event_type.as_str(), entry.event_version.as_str()), ("TriageDecided", "1.0"));
    let conclusion = json!({
        "code": "2",
        "list": { "name": "register", "edition": "4.0.1" },
        "clarification": { "value": CLARIFICATION, "state": "VISIBLE" },
    });
    assert_eq!(entry.data["conclusion"], conclusion, "opened where it was sealed, and shown as of today");

    let projector = server.projector();
    projector.catch_up().await.unwrap();
    assert_eq!(projector.faults().await.unwrap(), []);
    server.end().await;
}

#[tokio::test]
async fn an_event_from_the_future_stops_what_reads_it_and_says_so() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let report = triaged(&server, &municipality).await;
    rewrite(&server, "event_version = '7.0'").await;
    let said = "TriageDecided is stored in version 7.0; this program knows up to 1.5";

    let id = report.as_uuid();
    let error = server.ledger.load::<Report>(&municipality, id).await.err().unwrap();
    assert!(causes(&error).contains(said), "{}", causes(&error));
    let error = server
        .ledger
        .ledger_history(&municipality, 0, 100, Sight::open(Roles::default()), AsOf::Now)
        .await
        .unwrap_err();
    assert!(causes(&error).contains(said), "{}", causes(&error));

    let projector = server.projector();
    projector.catch_up().await.unwrap();
    let faults = projector.faults().await.unwrap();
    let position: i64 = sqlx::query_scalar("SELECT position FROM events WHERE event_type = 'TriageDecided'")
        .fetch_one(server.ledger.pool())
        .await
        .unwrap();
    assert!(!faults.is_empty());
    for (_, _, fault) in faults {
        assert!(fault.contains(said) && fault.contains(&format!("position {position} ")), "{fault}");
    }
    // Whatever stands before it in another stream is read as ever.
    let case: Uuid = sqlx::query_scalar("SELECT aggregate_id::uuid FROM events WHERE aggregate_type = 'Case' LIMIT 1")
        .fetch_one(server.ledger.pool())
        .await
        .unwrap();
    assert!(server.ledger.load::<Case>(&municipality, case).await.unwrap().version > 0);
    server.end().await;
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
