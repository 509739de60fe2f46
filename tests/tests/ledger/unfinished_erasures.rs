//! An erasure is complete when the master key of its time is destroyed. Until then that is told wherever one would look, as is
//! one that is recorded and not carried out, and one that a restored ledger does not know.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_tests::{DataDir, Demo, eventually};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::data_subjects::{erase, urls_of_a_superuser};

const MUNICIPALITY: &str = "9901";

/// How many, and since when; nothing where none is told.
type Told = Option<(i64, String)>;

/// A child of whom data are held; answers its pseudonym.
fn child(demo: &Demo) -> Uuid {
    child_and_case(demo).0
}

fn child_and_case(demo: &Demo) -> (Uuid, Value) {
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let opened = demo.accepted(&demo.token("employee", MUNICIPALITY), "raiseConcern", concern);
    let query = format!("{{ case(id: {}) {{ child {{ subject }} }} }}", opened["case"]["id"]);
    let shown = demo.graphql(&demo.token("auditor", MUNICIPALITY), &query, &json!({}));
    let subject = shown["data"]["case"]["child"]["subject"].as_str().unwrap().parse().unwrap();
    (subject, opened["case"]["id"].clone())
}

fn told_in_health(demo: &Demo, municipality: &str) -> Told {
    let health = demo.request("GET", "/health/ready", &[], b"");
    assert_eq!(
        (health.status, &health.json()["status"]),
        (200, &json!("ready")),
        "nothing went wrong: {}",
        health.body
    );
    let health = health.json();
    let unfinished = health["unfinishedErasures"].as_array().unwrap_or_else(|| panic!("{health}"));
    let one = unfinished.iter().find(|one| one["municipality"] == municipality)?;
    Some((one["erasures"].as_i64().unwrap(), one["since"].as_str().unwrap().to_owned()))
}

/// By the clock's second, as metrics have it.
fn told_in_metrics(demo: &Demo, municipality: &str) -> Option<(i64, i64)> {
    let metrics = demo.request("GET", "/metrics", &[], b"").body;
    let gauge = |name: &str| {
        let line = format!("case_ledger_unfinished_erasures{name}{{municipality=\"{municipality}\"}} ");
        metrics.lines().find_map(|text| text.strip_prefix(&line)).map(|value| value.parse::<i64>().unwrap())
    };
    assert_eq!(gauge("").is_some(), gauge("_since_seconds").is_some(), "{metrics}");
    Some((gauge("")?, gauge("_since_seconds")?))
}

fn told_in_graphql(demo: &Demo, municipality: &str) -> Told {
    let query = format!("{{ ledger(municipality: \"{municipality}\") {{ unfinishedErasures {{ erasures since }} }} }}");
    let answer = demo.graphql(&demo.token("auditor", municipality), &query, &json!({}));
    assert!(answer.get("errors").is_none(), "{answer}");
    let told = &answer["data"]["ledger"]["unfinishedErasures"];
    (!told.is_null()).then(|| (told["erasures"].as_i64().unwrap(), told["since"].as_str().unwrap().to_owned()))
}

/// The listed master keys, the one in use and the older ones, and what is told beside them.
fn listed(demo: &Demo, municipality: &str) -> (String, String, Told) {
    let (code, out, err) = demo.run(&["keys", "list"]);
    assert_eq!(code, 0, "{err}");
    let heading: Vec<&str> = out.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(heading, ["MUNICIPALITY", "IN", "USE", "OLDER", "UNFINISHED", "ERASURES", "SINCE"]);
    let line = out.lines().find(|line| line.starts_with(municipality)).unwrap_or_else(|| panic!("{out}"));
    let [_, in_use, older, erasures, since] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
    let told = (since != "-").then(|| (erasures.parse().unwrap(), since.to_owned()));
    assert!(told.is_some() || erasures == "0", "{line}");
    (in_use.to_owned(), older.to_owned(), told)
}

/// The instant, however it is written.
fn instant(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().unwrap()
}

/// What every face tells, which is the same; the two that ask for no token tell the day.
fn told(demo: &Demo, municipality: &str) -> Option<(i64, chrono::DateTime<chrono::Utc>)> {
    let [told, listed] = [told_in_graphql(demo, municipality), listed(demo, municipality).2]
        .map(|told| told.map(|(erasures, since)| (erasures, instant(&since))));
    assert_eq!(told, listed);
    let day = told.map(|(erasures, since)| (erasures, oslo_date(since)));
    assert_eq!(told_in_health(demo, municipality), day.map(|(erasures, day)| (erasures, day.to_string())));
    let seconds = day.map(|(erasures, day)| (erasures, start_of_day(day).timestamp()));
    assert_eq!(told_in_metrics(demo, municipality), seconds);
    told
}

/// When the keys of as many are destroyed.
fn told_of(demo: &Demo, erasures: i64) -> chrono::DateTime<chrono::Utc> {
    eventually("the keys are destroyed", Duration::from_secs(30), || {
        told_in_health(demo, MUNICIPALITY).filter(|(told, _)| *told == erasures)
    });
    let (told, since) = told(demo, MUNICIPALITY).unwrap();
    assert_eq!(told, erasures);
    since
}

fn rotate(demo: &Demo, destroying: &[&str]) -> String {
    let rotated = demo.run(&[&["keys", "rotate-master", "--municipality", MUNICIPALITY], destroying].concat());
    assert_eq!(rotated.0, 0, "{}{}", rotated.1, rotated.2);
    rotated.1
}

#[test]
fn an_erasure_is_told_to_be_unfinished_until_the_master_key_of_its_time_is_destroyed() {
    let demo = Demo::start(1);
    let (first, second, third) = (child(&demo), child(&demo), child(&demo));
    assert_eq!((told(&demo, MUNICIPALITY), told(&demo, "9902")), (None, None), "nobody was erased");
    let before = case_ledger_infrastructure::clock::now();
    erase(&demo, first);
    let since = told_of(&demo, 1);
    assert!(since > before - chrono::TimeDelta::seconds(1), "{since}, erased after {before}");
    assert_eq!(told(&demo, "9902"), None, "each municipality has master keys of its own");

    // A new master key takes nothing away from the old one.
    let said = rotate(&demo, &[]);
    assert!(said.contains("unfinished erasures: 1, since"), "{said}");
    assert_eq!(told(&demo, MUNICIPALITY), Some((1, since)));
    assert_eq!(listed(&demo, MUNICIPALITY).1, "file:9901.key");
    erase(&demo, second);
    assert_eq!(told_of(&demo, 2), since, "the oldest waits longest");

    // Nothing of it is in the server's memory.
    let demo = Demo::start_in(demo.stop(), 1);
    assert_eq!(told_of(&demo, 2), since);
    let of_whom = |demo: &Demo| {
        let answers = ["/health/ready", "/metrics"].map(|path| demo.request("GET", path, &[], b"").body);
        let all = answers.concat() + &demo.run(&["keys", "list"]).1;
        [first, second].iter().any(|subject| all.contains(&subject.to_string()))
    };
    assert!(!of_whom(&demo), "it is told of nobody");

    let master_keys = demo.data_dir().join("master-keys");
    let backup = std::fs::read(master_keys.join("9901.key")).unwrap();
    let said = rotate(&demo, &["--destroy-old"]);
    assert!(said.contains("written anew") && !said.contains("unfinished"), "{said}");
    assert_eq!(told(&demo, MUNICIPALITY), None);
    let (in_use, older, _) = listed(&demo, MUNICIPALITY);
    assert_eq!((in_use.as_str(), older.as_str()), ("file:9901.3.key", "-"));

    // A master key that comes back from a backup opens again what was wrapped under it, and nothing else.
    std::fs::write(master_keys.join("9901.key"), backup).unwrap();
    assert_eq!(told(&demo, MUNICIPALITY), Some((1, since)));
    std::fs::remove_file(master_keys.join("9901.key")).unwrap();
    assert_eq!(told(&demo, MUNICIPALITY), None);

    // Whoever is erased next waits for the next rotation.
    erase(&demo, third);
    assert!(told_of(&demo, 1) > since);
    rotate(&demo, &["--destroy-old"]);
    assert_eq!(told(&demo, MUNICIPALITY), None);
}

/// To those who see the ledger, and to nobody else.
#[test]
fn unfinished_erasures_are_told_to_those_who_watch_over_the_ledger() {
    let demo = case_ledger_tests::shared_demo();
    let query = format!("{{ ledger(municipality: \"{MUNICIPALITY}\") {{ unfinishedErasures {{ erasures }} }} }}");
    for (role, may) in
        [("auditor", true), ("data-protection-officer", true), ("employee", false), ("caseworker", false)]
    {
        let answer: Value = demo.graphql(&demo.token(role, MUNICIPALITY), &query, &json!({}));
        assert_eq!(answer.get("errors").is_none(), may, "{role}: {answer}");
    }
}

/// What is told without a token of the municipality's erasures of that kind, in health and metrics, which tell the same.
fn told_of_kind(demo: &Demo, in_health: &str, in_metrics: &str) -> (Value, Told) {
    let health = demo.request("GET", "/health/ready", &[], b"").json();
    let all = health[in_health].as_array().unwrap_or_else(|| panic!("{health}"));
    let one = all.iter().find(|one| one["municipality"] == MUNICIPALITY);
    let told = one.map(|one| (one["erasures"].as_i64().unwrap(), one["since"].as_str().unwrap().to_owned()));
    let metrics = demo.request("GET", "/metrics", &[], b"").body;
    let line = format!("case_ledger_{in_metrics}{{municipality=\"{MUNICIPALITY}\"}} ");
    let measured = metrics.lines().find_map(|text| text.strip_prefix(&line)).map(|value| value.parse::<i64>().unwrap());
    assert_eq!(told.as_ref().map(|(erasures, _)| *erasures), measured, "{metrics}");
    (health, told)
}

#[test]
fn an_erasure_that_is_recorded_and_not_carried_out_is_told_and_carried_out_when_it_can_be() {
    let demo = Demo::start(1);
    let (subject, case) = child_and_case(&demo);
    let run = |sql: &str| {
        let urls = urls_of_a_superuser(&demo);
        let (_, keys) = urls.iter().find(|(database, _)| *database == "keys").unwrap();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let mut keys = PgConnection::connect(keys).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut keys).await.unwrap();
        });
    };
    let waiting = || told_of_kind(&demo, "erasuresNotCarriedOut", "erasures_not_carried_out");
    let in_graphql = || {
        let query = format!(
            "{{ ledger(municipality: \"{MUNICIPALITY}\") {{ erasuresNotCarriedOut {{ erasures since }}
                 projections {{ readModel fault }} }} }}"
        );
        let ledger = demo.graphql(&demo.token("auditor", MUNICIPALITY), &query, &json!({}))["data"]["ledger"].clone();
        let projections = ledger["projections"].as_array().unwrap();
        let erasure = projections.iter().find(|one| one["readModel"] == "erasure").unwrap();
        (ledger["erasuresNotCarriedOut"]["erasures"].as_i64(), erasure["fault"].as_str().map(ToOwned::to_owned))
    };
    eventually("nothing waits", Duration::from_secs(30), || (in_graphql() == (None, None)).then_some(()));

    // The role of the keys lost the right to destroy them. The erasure is accepted, for the ledger says so.
    run("REVOKE UPDATE ON data_keys FROM case_ledger_keys");
    erase(&demo, subject);
    eventually("it is told why it waits", Duration::from_secs(30), || in_graphql().1);
    let (erasures, fault) = in_graphql();
    assert!(erasures == Some(1) && fault.as_ref().is_some_and(|fault| fault.contains("42501")), "{fault:?}");
    let (health, told) = waiting();
    let today = oslo_date(case_ledger_infrastructure::clock::now()).to_string();
    assert_eq!((told, &health["status"]), (Some((1, today)), &json!("degraded")), "{health}");
    let stopped = json!({ "readModel": "erasure", "municipality": MUNICIPALITY, "fault": fault });
    assert!(health["stopped"].as_array().unwrap().contains(&stopped), "{health}");
    assert_eq!(health["unfinishedErasures"], json!([]), "no key is destroyed");
    assert!(!health.to_string().contains(&subject.to_string()), "whose it is is not told");
    let query = format!("{{ case(id: {case}) {{ child {{ name {{ state }} }} }} }}");
    let shown = demo.graphql(&demo.token("auditor", MUNICIPALITY), &query, &json!({}));
    assert_eq!(shown["data"]["case"]["child"]["name"]["state"], "SHREDDED", "and it is shown to nobody meanwhile");

    run("GRANT UPDATE ON data_keys TO case_ledger_keys");
    eventually("it is carried out by itself", Duration::from_mins(1), || (in_graphql() == (None, None)).then_some(()));
    let (health, told) = waiting();
    assert_eq!((told, &health["status"]), (None, &json!("ready")), "{health}");
    assert_eq!(health["unfinishedErasures"][0]["erasures"], 1, "now the master key is waited for");
}

/// Copies of everything in a data directory but the master keys, which are backed up apart.
fn copy_databases(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "master-keys" {
            let there = to.join(entry.file_name());
            let _ = Command::new("rm").arg("-rf").arg(&there).status().unwrap();
            assert!(Command::new("cp").arg("-a").arg(entry.path()).arg(there).status().unwrap().success());
        }
    }
}

/// Fire, and one backup of both databases from the night before.
#[test]
fn an_erasure_that_both_restored_databases_lack_is_carried_out_again_and_told_until_it_is_asked_for_anew() {
    let demo = Demo::start(1);
    let ((subject, case), (_, other)) = (child_and_case(&demo), child_and_case(&demo));
    let directory = demo.stop();
    let backup = DataDir::new();
    copy_databases(directory.path(), backup.path());
    let demo = Demo::start_in(directory, 1);
    erase(&demo, subject);
    let record = demo.data_dir().join("master-keys").join(format!("{MUNICIPALITY}.erasures"));
    let noted = std::fs::read_to_string(&record).unwrap();
    assert!(noted.lines().count() == 1 && noted.starts_with(&subject.to_string()), "{noted}");
    let directory = demo.stop();
    copy_databases(backup.path(), directory.path());

    let demo = Demo::start_in(directory, 1);
    let state = |case: &Value| {
        let query = format!("{{ case(id: {case}) {{ child {{ name {{ state }} }} }} }}");
        let shown = demo.graphql(&demo.token("auditor", MUNICIPALITY), &query, &json!({}));
        shown["data"]["case"]["child"]["name"]["state"].as_str().unwrap_or_else(|| panic!("{shown}")).to_owned()
    };
    let query = format!("{{ subject(id: \"{subject}\") {{ restriction {{ ground }} }} }}");
    let told = demo.graphql(&demo.token("data-protection-officer", MUNICIPALITY), &query, &json!({}));
    assert!(told["data"]["subject"]["restriction"].is_null(), "the ledger knows of nothing: {told}");
    assert_eq!([state(&case), state(&other)], ["SHREDDED", "VISIBLE"]);
    let lacking = || told_of_kind(&demo, "lackingErasures", "lacking_erasures");
    let (health, told) = lacking();
    let today = oslo_date(case_ledger_infrastructure::clock::now()).to_string();
    assert_eq!((told, &health["status"]), (Some((1, today)), &json!("degraded")), "{health}");
    assert!(!health.to_string().contains(&subject.to_string()), "whose it is is not told");
    let (code, out, err) = demo.run(&["keys", "list"]);
    assert!(code == 1 && out.contains(&format!("the ledger lacks the erasure of {subject}")), "{code}: {out}{err}");

    erase(&demo, subject);
    // It is looked for anew every few seconds.
    eventually("it is told no more", Duration::from_mins(1), || {
        let health = demo.request("GET", "/health/ready", &[], b"").json();
        (health["lackingErasures"] == json!([])).then_some(())
    });
    let (health, told) = lacking();
    assert_eq!((told, &health["status"]), (None, &json!("ready")), "{health}");
    let (code, out, err) = demo.run(&["keys", "list"]);
    assert!(code == 0 && !out.contains("lacks"), "{code}: {out}{err}");
    assert_eq!(std::fs::read_to_string(&record).unwrap(), noted, "it is noted once");
}
