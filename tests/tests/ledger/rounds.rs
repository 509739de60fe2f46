//! Servers verify whole ledgers by themselves: a row that was changed long after it was signed is told of, and nobody runs a command.

use std::time::Duration;

use case_ledger_tests::{DataDir, Demo, eventually};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use tokio::runtime::Runtime;

use crate::data_subjects::superuser_of;

const PATIENCE: Duration = Duration::from_mins(1);

/// A demo that verifies so often.
fn start(directory: DataDir, hours: &str) -> Demo {
    let arguments =
        ["demo", "--listen", "127.0.0.1:0", "--cases", "2", "--checkpoint-interval", "1", "--verify-every", hours];
    Demo::start_with(directory, &arguments)
}

fn health(demo: &Demo) -> Value {
    demo.request("GET", "/health/ready", &[], b"").json()
}

/// What health tells of the rounds in that municipality.
fn told(demo: &Demo, municipality: &str) -> Value {
    let health = health(demo);
    let all = health["verified"].as_array().cloned().unwrap_or_default();
    all.into_iter().find(|one| one["municipality"] == municipality).unwrap_or_default()
}

/// The same in GraphQL.
fn in_graphql(demo: &Demo, role: &str, municipality: &str) -> Value {
    let query = format!(
        "{{ ledger(municipality: \"{municipality}\") {{ verified {{ endedAt position differences first {{ position kind }} \
         failure failingSince }} }} }}"
    );
    demo.graphql(&demo.token(role, municipality), &query, &json!({}))
}

fn measured(demo: &Demo, gauge: &str, municipality: &str) -> Option<i64> {
    let metrics = demo.request("GET", "/metrics", &[], b"").body;
    let line = format!("case_ledger_verified_{gauge}{{municipality=\"{municipality}\"}} ");
    metrics.lines().find_map(|text| text.strip_prefix(&line)).map(|value| value.parse().unwrap())
}

#[test]
fn a_signed_row_that_was_changed_is_told_of_by_servers_until_it_is_put_back() {
    let often = "0.0005";
    let demo = start(DataDir::new(), often);
    eventually("both ledgers are verified, and are as they were written", PATIENCE, || {
        let all = ["9901", "9902"].map(|municipality| told(&demo, municipality));
        all.iter().all(|one| one["differences"] == 0 && one["first"].is_null()).then_some(())
    });
    assert_eq!(health(&demo)["status"], "ready", "{}", health(&demo));
    eventually("its beginning is signed", PATIENCE, || {
        let query = "{ ledger(municipality: \"9901\") { checkpoint { size } } }";
        let answer = demo.graphql(&demo.token("auditor", "9901"), query, &json!({}));
        answer["data"]["ledger"]["checkpoint"]["size"].as_i64().filter(|size| *size >= 5)
    });

    let runtime = Runtime::new().unwrap();
    let set_back_by = |demo: &Demo, days: i32| {
        let sql = format!(
            "SET session_replication_role = replica;
             UPDATE events SET occurred_at = occurred_at - interval '{days} days'
              WHERE municipality = '9901' AND position = 5"
        );
        let superuser = superuser_of(demo);
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&superuser).await.unwrap();
            sqlx::raw_sql(&sql).execute(&mut connection).await.unwrap();
        });
    };
    set_back_by(&demo, 1);
    let found = eventually("it is found", PATIENCE, || {
        let told = told(&demo, "9901");
        (told["differences"] == 1).then_some(told)
    });
    let first = json!({ "position": 5, "kind": "row changed" });
    assert_eq!((&found["first"], &found["failure"]), (&first, &Value::Null), "{found}");
    assert_eq!(health(&demo)["status"], "degraded");
    let in_ours = in_graphql(&demo, "auditor", "9901");
    let verified = &in_ours["data"]["ledger"]["verified"];
    assert_eq!((&verified["first"], &verified["differences"]), (&first, &json!(1)), "{in_ours}");
    assert!(verified["endedAt"].is_string() && verified["position"].as_i64() >= Some(5), "{verified}");
    let in_theirs = in_graphql(&demo, "auditor", "9902");
    assert_eq!(in_theirs["data"]["ledger"]["verified"]["differences"], 0, "{in_theirs}");
    let of_an_employee = in_graphql(&demo, "employee", "9901");
    assert_eq!(of_an_employee["errors"][0]["extensions"]["code"], "FORBIDDEN", "{of_an_employee}");
    assert_eq!(["9901", "9902"].map(|of| measured(&demo, "differences", of)), [Some(1), Some(0)]);
    assert!(measured(&demo, "position", "9901") >= Some(5) && measured(&demo, "ended_at_seconds", "9901") > Some(0));
    assert_eq!(measured(&demo, "failing_since_seconds", "9901"), None);
    assert!(demo.log().contains("a ledger is not as it was written"), "{}", demo.log());

    // It outlives the server, and one that verifies nothing tells what others found.
    let demo = start(demo.stop(), "0");
    let told_again = told(&demo, "9901");
    assert_eq!((&told_again["first"], &told_again["differences"]), (&first, &json!(1)), "{told_again}");
    assert_eq!(health(&demo)["status"], "degraded");
    set_back_by(&demo, -1);
    assert_eq!(demo.run(&["verify"]).0, 0, "it is put back");
    assert_eq!(told(&demo, "9901"), told_again, "nobody has verified it but by hand");

    let demo = start(demo.stop(), often);
    eventually("the next round finds nothing", PATIENCE, || {
        (told(&demo, "9901")["differences"] == 0 && health(&demo)["status"] == "ready").then_some(())
    });
    assert_eq!(told(&demo, "9901")["first"], Value::Null);
}
