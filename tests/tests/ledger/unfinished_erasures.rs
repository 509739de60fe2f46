//! An erasure is complete when the master key of its time is destroyed. Until then that is told wherever one would look.

use std::time::Duration;

use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_tests::{Demo, eventually};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::data_subjects::erase;

const MUNICIPALITY: &str = "9901";

/// How many, and since when; nothing where none is told.
type Told = Option<(i64, String)>;

/// A child of whom data are held; answers its pseudonym.
fn child(demo: &Demo) -> Uuid {
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let opened = demo.accepted(&demo.token("employee", MUNICIPALITY), "raiseConcern", concern);
    let query = format!("{{ case(id: {}) {{ child {{ subject }} }} }}", opened["case"]["id"]);
    let shown = demo.graphql(&demo.token("auditor", MUNICIPALITY), &query, &json!({}));
    shown["data"]["case"]["child"]["subject"].as_str().unwrap().parse().unwrap()
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
