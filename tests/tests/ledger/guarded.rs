//! What readers are shown is held against what was written: a row that somebody changed, or slipped in, is told by its entry, decides
//! nothing, and stands in no list, without that anybody runs `verify`.

use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::forge::{rehash_in, slip_in_behind};
use case_ledger_tests::{DataDir, Demo, day, eventually};
use chrono::Datelike as _;
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::runtime::Runtime;

use crate::data_subjects::{restrict, superuser_of, urls_of_a_superuser};

const UNIT: &str = "Solbakken";

/// A demo, its superuser, and what is asked of one municipality's ledger.
struct Watched {
    demo: Demo,
    runtime: Runtime,
    superuser: String,
    municipality: &'static str,
}

impl Watched {
    fn of(demo: Demo, municipality: &'static str) -> Self {
        let superuser = superuser_of(&demo);
        Self { demo, runtime: Runtime::new().unwrap(), superuser, municipality }
    }

    /// With every right, and no trigger in the way.
    fn forging<T>(&self, work: impl AsyncFnOnce(&mut PgConnection) -> T) -> T {
        self.runtime.block_on(async {
            let mut connection = PgConnection::connect(&self.superuser).await.unwrap();
            connection.execute("SET session_replication_role = replica").await.unwrap();
            work(&mut connection).await
        })
    }

    fn ask(&self, role: &str, query: &str) -> Value {
        let answer = self.demo.graphql(&self.demo.token(role, self.municipality), query, &json!({}));
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }

    fn open_case(&self) -> String {
        let concern = json!({
            "child": { "name": "Barn Prøve" }, "unit": UNIT, "subject": "CHILD", "description": "Stille og trøtt.",
        });
        let opened = self.demo.accepted(&self.demo.token("employee", self.municipality), "raiseConcern", concern);
        opened["case"]["id"].as_str().unwrap().to_owned()
    }

    /// What comes of a command on the case: nothing, or the code of why it was not answered, with whether there is a reference.
    fn observe(&self, case: &str) -> Option<(String, bool)> {
        let input = json!({
            "commandId": clock::new_id(), "caseId": case, "observedOn": day(0), "kind": "OBSERVED",
            "text": "Satt alene i garderoben.",
        });
        let command = case_ledger_tests::demo::command("logObservation", &input);
        let answer = self.demo.post(&self.demo.token("employee", self.municipality), &command).json();
        let error = answer["errors"].get(0)?;
        let extensions = &error["extensions"];
        Some((extensions["code"].as_str().unwrap_or_default().to_owned(), extensions["reference"].is_string()))
    }

    /// Of each entry of the case how its row stands, and whether its leaf is the one that the tree has.
    fn history(&self, case: &str) -> Vec<(String, Option<bool>)> {
        let query =
            format!("{{ case(id: \"{case}\") {{ history(first: 20) {{ nodes {{ position standing leafHash }} }} }} }}");
        let nodes = self.ask("auditor", &query)["case"]["history"]["nodes"].as_array().unwrap().clone();
        let entry = |node: &Value| {
            let query = format!(
                "{{ ledger(municipality: \"{}\") {{ inclusionProof(position: {}) {{ leafHash }} }} }}",
                self.municipality, node["position"]
            );
            let proof = self.ask("auditor", &query)["ledger"]["inclusionProof"]["leafHash"].clone();
            let in_tree = proof.as_str().map(|proven| {
                use base64::Engine as _;
                let proven = base64::engine::general_purpose::STANDARD.decode(proven).unwrap();
                node["leafHash"] == case_ledger_infrastructure::secret_file::to_hex(&proven)
            });
            (node["standing"].as_str().unwrap().to_owned(), in_tree)
        };
        nodes.iter().map(entry).collect()
    }

    fn standings(&self, case: &str) -> Vec<String> {
        self.history(case).into_iter().map(|(standing, _)| standing).collect()
    }

    /// The version that the list of cases has of it, where it lists it.
    fn listed(&self, case: &str) -> Option<i64> {
        let cases = self.ask("auditor", "{ cases(first: 100) { nodes { id version } } }");
        let nodes = cases["cases"]["nodes"].as_array().unwrap().clone();
        nodes.iter().find(|one| one["id"] == case).and_then(|one| one["version"].as_i64())
    }

    /// The positions that are told wherever one would look, with the status of health. What is found while they are
    /// asked one after the other stands in some of them only: they are compared where health says the same after.
    fn told(&self) -> (String, Vec<i64>) {
        eventually("health says the same before and after", Duration::from_mins(1), || {
            let told = self.health();
            let in_graphql = self.told_in_graphql();
            let measured = self.measured();
            (self.health() == told).then(|| {
                let positions = &told.1;
                let expected = if positions.is_empty() {
                    Value::Null
                } else {
                    json!({ "rows": positions.len(), "positions": positions })
                };
                assert_eq!(in_graphql, expected);
                assert_eq!(measured, positions.len());
                told
            })
        })
    }

    fn health(&self) -> (String, Vec<i64>) {
        let health = self.demo.request("GET", "/health/ready", &[], b"").json();
        let found = health["rowsNotAsWritten"].as_array().unwrap_or_else(|| panic!("{health}"));
        let of_it = found.iter().find(|one| one["municipality"] == self.municipality);
        let positions = of_it.map(|one| one["positions"].as_array().unwrap().clone()).unwrap_or_default();
        let positions = positions.iter().map(|position| position.as_i64().unwrap()).collect();
        (health["status"].as_str().unwrap().to_owned(), positions)
    }

    fn told_in_graphql(&self) -> Value {
        let query = format!(
            "{{ ledger(municipality: \"{}\") {{ rowsNotAsWritten {{ rows positions }} }} }}",
            self.municipality
        );
        self.ask("auditor", &query)["ledger"]["rowsNotAsWritten"].clone()
    }

    fn measured(&self) -> usize {
        let metrics = self.demo.request("GET", "/metrics", &[], b"").body;
        let line = format!("case_ledger_rows_not_as_written{{municipality=\"{}\"}} ", self.municipality);
        let rows = metrics.lines().find_map(|text| text.strip_prefix(&line));
        rows.map_or(0, |rows| rows.parse().unwrap())
    }

    fn settle(&self) {
        eventually("all have followed", Duration::from_mins(1), || {
            let health = self.demo.request("GET", "/health/ready", &[], b"").json();
            (health["lag"] == json!([])).then_some(())
        });
    }

    fn must_be_well(&self) {
        eventually("everything is right", Duration::from_mins(1), || {
            (self.told() == ("ready".to_owned(), Vec::new())).then_some(())
        });
    }
}

fn id_of(case: &str) -> String {
    case.rsplit_once('_').unwrap().1.to_owned()
}

const AS_WRITTEN: &str = "AS_WRITTEN";

#[test]
fn a_row_that_was_slipped_in_is_told_decides_nothing_and_stands_in_no_list() {
    let ledger = Watched::of(Demo::start(1), "9902");
    let (case, other) = (ledger.open_case(), ledger.open_case());
    ledger.settle();
    let before = ledger.listed(&case).expect("it is listed");
    assert!(ledger.standings(&case).iter().all(|standing| standing == AS_WRITTEN));
    ledger.must_be_well();

    let municipality = ledger.municipality.parse().unwrap();
    let stream = id_of(&case);
    let forged = ledger.forging(async |forger| slip_in_behind(&municipality, forger, Some(&stream)).await);
    eventually("it is told, though nobody asks", Duration::from_mins(1), || {
        (ledger.told() == ("degraded".to_owned(), vec![forged])).then_some(())
    });
    assert_eq!(ledger.observe(&case), Some(("INTERNAL".to_owned(), true)), "nothing is decided on it");
    assert_eq!(ledger.observe(&other), None, "other cases go on");
    let leader = ledger.demo.token("municipal-leader", ledger.municipality);
    let published = |year: i32| ledger.demo.command(&leader, "publishFigures", json!({ "year": year }));
    let told = published(2024);
    assert_eq!((&told["__typename"], &told["field"]), (&json!("InvalidInput"), &json!("asOf")), "{told}");
    ledger.settle();
    assert_eq!(ledger.listed(&case), Some(before), "the list does not tell what it says");
    let standings = ledger.standings(&case);
    let (last, first) = standings.split_last().unwrap();
    assert_eq!(last, "NOT_OURS");
    assert!(first.iter().all(|standing| standing == AS_WRITTEN), "{standings:?}");
    let log = ledger.demo.log();
    let reason =
        format!("the row at position {forged} of municipality 9902 was not written by a program of this ledger");
    assert!(log.contains(&reason), "{log}");
    assert_eq!(ledger.demo.run(&["rebuild", "case_cards"]).0, 2, "a rebuild says that it passes something over");
    assert_eq!(ledger.listed(&case), Some(before), "and tells it no more than before");

    // Somebody has looked at it: it stays, and is believed no more than before, and its case is worked with again.
    let position = forged.to_string();
    let accept = ["accept-row", "--municipality", "9902", "--position", &position, "--reason", "Avgjort av rådmannen."];
    let (code, out, err) = ledger.demo.run(&accept);
    assert_eq!(code, 0, "{out}{err}");
    eventually("it is told no more", Duration::from_mins(1), || ledger.told().1.is_empty().then_some(()));
    eventually("its case is worked with", Duration::from_mins(1), || ledger.observe(&case).is_none().then_some(()));
    ledger.settle();
    assert_ne!(published(2024)["__typename"], "InvalidInput", "the figures of what is left stand");
    let standings = ledger.standings(&case);
    let (last, rest) = standings.split_last().unwrap();
    let (accepted, first) = rest.split_last().unwrap();
    assert_eq!((accepted.as_str(), last.as_str()), ("ACCEPTED", AS_WRITTEN));
    assert!(first.iter().all(|standing| standing == AS_WRITTEN), "{standings:?}");
    assert_eq!(ledger.listed(&case), Some(before + 1), "what was recorded behind it is told, and not what it says");
    let query = format!("{{ case(id: \"{case}\") {{ version history(first: 20) {{ nodes {{ standing data }} }} }} }}");
    let shown = ledger.ask("employee", &query)["case"].clone();
    assert_eq!(shown["version"], before + 1);
    let [.., accepted, last] = shown["history"]["nodes"].as_array().unwrap().as_slice() else { panic!("{shown}") };
    let tells = |entry: &Value| entry["data"].to_string().contains("VISIBLE");
    assert_eq!((&accepted["standing"], tells(accepted), tells(last)), (&json!("ACCEPTED"), false, true), "{shown}");
    let after = forged - 1;
    let query = format!(
        "{{ ledger(municipality: \"9902\") {{ entries(first: 1, after: \"{after}\") {{ nodes {{ position standing data }} }} }} }}"
    );
    let entry = ledger.ask("auditor", &query)["ledger"]["entries"]["nodes"][0].clone();
    assert_eq!((entry["position"].as_i64(), &entry["standing"]), (Some(forged), &json!("ACCEPTED")), "{entry}");
    // As of the row itself, too.
    let query = format!("{{ case(id: \"{case}\", asOf: {{ position: {forged} }}) {{ version asOf {{ position }} }} }}");
    assert_eq!(ledger.ask("employee", &query)["case"], json!({ "version": before, "asOf": { "position": forged } }));
    let (code, out, err) = ledger.demo.run(&["rebuild"]);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn a_row_that_was_changed_is_told_and_believed_by_nobody_until_it_is_put_back() {
    let ledger = Watched::of(Demo::start(1), "9901");
    let (case, other) = (ledger.open_case(), ledger.open_case());
    ledger.settle();
    let before = ledger.listed(&case).expect("it is listed");
    eventually("it is in the tree", Duration::from_mins(1), || {
        ledger.history(&case).iter().all(|entry| *entry == (AS_WRITTEN.to_owned(), Some(true))).then_some(())
    });

    // In another process, which remembers nothing of it.
    let demo = ledger.demo.stop();
    let ledger = Watched::of(Demo::start_in(demo, 1), "9901");
    ledger.settle();
    let stream = id_of(&case);
    let kept: (String, i64) = ledger.forging(async |forger| {
        let kept = "SELECT payload::text, position FROM events WHERE aggregate_id = $1 AND sequence = 1";
        let kept = sqlx::query_as(kept).bind(&stream).fetch_one(&mut *forger).await.unwrap();
        let change = "UPDATE events SET payload = replace(payload::text, 'Solbakken', 'Nordre')::json
                       WHERE aggregate_id = $1 AND sequence = 1";
        let changed = sqlx::query(change).bind(&stream).execute(forger).await.unwrap();
        assert_eq!(changed.rows_affected(), 1);
        kept
    });
    let (payload, position) = kept;
    let history = ledger.history(&case);
    assert_eq!(history[0], ("CHANGED".to_owned(), Some(false)), "the proof is of another leaf");
    assert!(history[1..].iter().all(|entry| *entry == (AS_WRITTEN.to_owned(), Some(true))), "{history:?}");
    assert_eq!(ledger.told(), ("degraded".to_owned(), vec![position]));
    assert_eq!(ledger.observe(&case), Some(("INTERNAL".to_owned(), true)), "nothing is decided on it");
    assert_eq!(ledger.observe(&other), None, "other cases go on");
    ledger.settle();
    assert_eq!(ledger.listed(&case), Some(before), "what was listed while it was as written is right");
    assert_eq!(ledger.demo.run(&["rebuild", "case_cards"]).0, 2);
    assert_eq!(ledger.listed(&case), None, "what is told of it rests on the row");
    assert!(ledger.listed(&other).is_some());

    ledger.forging(async |forger| {
        let back = "UPDATE events SET payload = $2::json WHERE aggregate_id = $1 AND sequence = 1";
        sqlx::query(back).bind(&stream).bind(&payload).execute(forger).await.unwrap();
    });
    ledger.must_be_well();
    eventually("it is listed again", Duration::from_mins(2), || (ledger.listed(&case) == Some(before)).then_some(()));
    assert_eq!(ledger.observe(&case), None, "and worked with");
    assert!(ledger.standings(&case).iter().all(|standing| standing == AS_WRITTEN));
    ledger.settle();
    assert_eq!(ledger.demo.run(&["rebuild"]).0, 0);
    ledger.must_be_well();
}

/// Whoever changes a row does not undo a restriction by that, nor does a disk that loses a byte.
#[test]
fn c12_a_restricted_child_of_whom_a_row_was_changed_is_shown_to_nobody_until_it_is_put_back() {
    // No round of verification is to find it meanwhile, and tell of it until the next one.
    let start = |directory: DataDir| {
        let arguments = ["demo", "--listen", "127.0.0.1:0", "--cases", "1", "--verify-every", "0"];
        Watched::of(Demo::start_with(directory, &arguments), "9901")
    };
    let ledger = start(DataDir::new());
    let case = ledger.open_case();
    let name_of = |ledger: &Watched, role: &str, case: &str| {
        let query = format!("{{ case(id: \"{case}\") {{ child {{ subject name {{ value state }} }} }} }}");
        ledger.ask(role, &query)["case"]["child"].clone()
    };
    let child = name_of(&ledger, "auditor", &case)["subject"].as_str().unwrap().to_owned();
    let other = ledger.open_case();
    restrict(&ledger.demo, child.parse().unwrap(), &["AUDITOR"]);
    let state = |ledger: &Watched, case: &str| {
        ["employee", "auditor"].map(|role| name_of(ledger, role, case)["name"]["state"].as_str().unwrap().to_owned())
    };
    assert_eq!(state(&ledger, &case), ["WITHHELD", "VISIBLE"]);
    ledger.settle();
    let (metadata, position): (String, i64) = ledger.forging(async |forger| {
        let kept = "SELECT metadata::text, position FROM events WHERE aggregate_type = 'Subject' AND aggregate_id = $1";
        sqlx::query_as(kept).bind(&child).fetch_one(forger).await.unwrap()
    });
    // What is not signed yet, the log would stop over.
    eventually("it is in the tree", Duration::from_mins(1), || {
        let query =
            format!("{{ ledger(municipality: \"9901\") {{ inclusionProof(position: {position}) {{ leafHash }} }} }}");
        (!ledger.ask("auditor", &query)["ledger"]["inclusionProof"].is_null()).then_some(())
    });
    ledger.forging(async |forger| {
        let change = "UPDATE events SET metadata = '{}' WHERE aggregate_type = 'Subject' AND aggregate_id = $1";
        assert_eq!(sqlx::query(change).bind(&child).execute(forger).await.unwrap().rows_affected(), 1);
    });
    // In another process, which remembers nothing of it.
    let ledger = start(ledger.demo.stop());
    assert_eq!(state(&ledger, &case), ["WITHHELD", "WITHHELD"], "nobody knows to whom it may be shown");
    assert_eq!(state(&ledger, &other), ["VISIBLE", "VISIBLE"]);
    assert_eq!(ledger.told(), ("degraded".to_owned(), vec![position]));

    ledger.forging(async |forger| {
        let back = "UPDATE events SET metadata = $2::json WHERE aggregate_type = 'Subject' AND aggregate_id = $1";
        sqlx::query(back).bind(&child).bind(&metadata).execute(forger).await.unwrap();
    });
    ledger.must_be_well();
    assert_eq!(state(&ledger, &case), ["WITHHELD", "VISIBLE"]);
}

/// Where a restriction stood, a stranger's row would say that there is none.
#[test]
fn a_row_in_the_place_of_a_restriction_is_shown_to_who_looks_and_accepted_by_nobody() {
    let ledger = Watched::of(Demo::start(1), "9901");
    let query = format!("{{ case(id: \"{}\") {{ child {{ subject name {{ state }} }} }} }}", ledger.open_case());
    let child = ledger.ask("auditor", &query)["case"]["child"]["subject"].as_str().unwrap().to_owned();
    restrict(&ledger.demo, child.parse().unwrap(), &["AUDITOR"]);
    // Who is asked about the child has it remembered.
    assert_eq!(ledger.ask("employee", &query)["case"]["child"]["name"]["state"], "WITHHELD");
    let [_, (_, keys)] = urls_of_a_superuser(&ledger.demo);
    let gone = eventually("it is remembered", Duration::from_mins(1), || {
        ledger.runtime.block_on(async {
            let mut keys = PgConnection::connect(&keys).await.unwrap();
            let known = sqlx::query_scalar("SELECT position FROM told_last WHERE subject::text = $1").bind(&child);
            let known: Option<i64> = known.fetch_optional(&mut keys).await.unwrap();
            known
        })
    });
    let forged = ledger.forging(async |forger| {
        let forged = slip_in_behind(&"9901".parse().unwrap(), forger, Some(&child)).await;
        for change in [
            format!("aggregate_id = gen_random_uuid()::text WHERE municipality = '9901' AND position = {gone}"),
            format!("sequence = 1 WHERE municipality = '9901' AND position = {forged}"),
        ] {
            sqlx::raw_sql(&format!("UPDATE events SET {change}")).execute(&mut *forger).await.unwrap();
        }
        rehash_in("9901", forger, forged).await;
        forged
    });
    let position = forged.to_string();
    let look = ["accept-row", "--municipality", "9901", "--position", &position];
    for arguments in [look.to_vec(), [&look[..], &["--reason", "Avgjort av rådmannen."]].concat()] {
        let (code, out, err) = ledger.demo.run(&arguments);
        let shown = out.contains("Subject") && out.contains(&child) && !out.contains("--reason");
        let refused = format!("had gone on already, up to position {gone}");
        assert!(code == 1 && shown && err.contains(&refused), "{code}: {out}{err}");
    }
    let accepted = ledger.ask("auditor", "{ ledger(municipality: \"9901\") { acceptedRows { position } } }");
    assert_eq!(accepted["ledger"]["acceptedRows"], json!([]));
}

/// The row at the position as of which they stand says nothing of them.
#[test]
fn a_row_that_was_changed_keeps_nobody_from_figures_that_were_published_as_of_it() {
    let ledger = Watched::of(Demo::start(1), "9965");
    let (code, _, told) = ledger.demo.run(&["municipality", "open", "9965", "--name", "Talvik"]);
    assert_eq!(code, 0, "{told}");
    let query =
        format!("{{ case(id: \"{}\") {{ history(first: 20) {{ nodes {{ position }} }} }} }}", ledger.open_case());
    let history = ledger.ask("auditor", &query)["case"]["history"]["nodes"].as_array().unwrap().clone();
    let newest = history.last().unwrap()["position"].as_i64().unwrap();
    let year = oslo_date(clock::now()).year() - 1;
    let leader = ledger.demo.token("municipal-leader", "9965");
    ledger.demo.accepted(&leader, "publishFigures", json!({ "year": year, "asOf": { "position": newest } }));
    let years = format!("municipality: \"9965\", years: {{ from: {year}, to: {year} }}");
    let query = format!(
        "{{ publishableReportStatistics({years}) {{ years {{ year position }} }}
            publishableServiceStatistics({years}) {{ years {{ year position }} }} }}"
    );
    let published = ledger.ask("statistician", &query);
    assert_eq!(published["publishableServiceStatistics"]["years"], json!([{ "year": year, "position": newest }]));
    ledger.forging(async |forger| {
        let change = "UPDATE events SET metadata = '{}' WHERE municipality = '9965' AND position = $1";
        assert_eq!(sqlx::query(change).bind(newest).execute(forger).await.unwrap().rows_affected(), 1);
    });
    assert_eq!(ledger.ask("statistician", &query), published);
    // Of that moment itself nothing is told.
    let query = format!(
        "{{ reportStatistics(municipality: \"9965\", period: {{ from: \"{year}-01-01\", to: \"{year}-12-31\" }},
            asOf: {{ position: {newest} }}) {{ definitionVersion }} }}"
    );
    let refused = ledger.demo.graphql(&ledger.demo.token("statistician", "9965"), &query, &json!({}));
    let extensions = &refused["errors"][0]["extensions"];
    assert!(extensions["code"] == "INTERNAL" && extensions["reference"].is_string(), "{refused}");
}

/// Whoever cuts the ledger's end off undoes no restriction by that, nor does a backup that was put back.
#[test]
fn c12_whom_a_ledger_knows_too_little_of_is_shown_to_nobody_until_it_is_said_to_be_put_back_on_purpose() {
    let start = |directory: DataDir| {
        let arguments = ["demo", "--listen", "127.0.0.1:0", "--cases", "1", "--verify-every", "0"];
        Watched::of(Demo::start_with(directory, &arguments), "9901")
    };
    let ledger = start(DataDir::new());
    let (case, other) = (ledger.open_case(), ledger.open_case());
    let child_of = |ledger: &Watched, role: &str, case: &str| {
        let query = format!("{{ case(id: \"{case}\") {{ child {{ subject name {{ state }} }} }} }}");
        ledger.ask(role, &query)["case"]["child"].clone()
    };
    let child = child_of(&ledger, "auditor", &case)["subject"].as_str().unwrap().to_owned();
    let state = |ledger: &Watched, case: &str| {
        ["employee", "auditor"].map(|role| child_of(ledger, role, case)["name"]["state"].as_str().unwrap().to_owned())
    };
    // How many persons health and metrics tell of, each time it is asked.
    let in_health = |ledger: &Watched| {
        let health = ledger.demo.request("GET", "/health/ready", &[], b"").json();
        assert!(!health.to_string().contains(&child), "it names nobody");
        let of_it = health["lackingOfPersons"].as_array().unwrap_or_else(|| panic!("{health}"));
        let persons =
            of_it.iter().find(|one| one["municipality"] == "9901").map_or(0, |one| one["persons"].as_i64().unwrap());
        assert!(persons == 0 || health["status"] == "degraded", "{health}");
        persons
    };
    let in_metrics = |ledger: &Watched| {
        let metrics = ledger.demo.request("GET", "/metrics", &[], b"").body;
        assert!(!metrics.contains(&child), "they name nobody");
        let line = "case_ledger_lacking_of_persons{municipality=\"9901\"} ";
        metrics.lines().find_map(|text| text.strip_prefix(line)).map_or(0, |value| value.parse().unwrap())
    };
    let told = |ledger: &Watched| {
        eventually("health tells before and after the metrics what they do", Duration::from_secs(30), || {
            let (before, measured, after): (i64, i64, i64) = (in_health(ledger), in_metrics(ledger), in_health(ledger));
            assert!(measured == before || measured == after, "{before}, {measured}, {after}");
            (before == after).then_some(before)
        })
    };
    ledger.settle();
    restrict(&ledger.demo, child.parse().unwrap(), &["AUDITOR"]);
    assert_eq!(state(&ledger, &case), ["WITHHELD", "VISIBLE"]);
    let [_, (_, keys)] = urls_of_a_superuser(&ledger.demo);
    eventually("the key database remembers it", Duration::from_mins(1), || {
        let remembered: i64 = ledger.runtime.block_on(async {
            let mut keys = PgConnection::connect(&keys).await.unwrap();
            let remembered = sqlx::query_scalar("SELECT count(*) FROM told_last WHERE subject = $1::uuid").bind(&child);
            remembered.fetch_one(&mut keys).await.unwrap()
        });
        (remembered == 1).then_some(())
    });
    assert_eq!(told(&ledger), 0);
    ledger.forging(async |forger| {
        let position: i64 =
            sqlx::query_scalar("SELECT position FROM events WHERE aggregate_type = 'Subject' AND aggregate_id = $1")
                .bind(&child)
                .fetch_one(&mut *forger)
                .await
                .unwrap();
        let cut = format!(
            "DELETE FROM events WHERE municipality = '9901' AND position >= {position};
             UPDATE ledger_heads SET position = {position} - 1 WHERE municipality = '9901'"
        );
        sqlx::raw_sql(&cut).execute(forger).await.unwrap();
    });

    let ledger = start(ledger.demo.stop());
    assert_eq!(state(&ledger, &case), ["WITHHELD", "WITHHELD"], "nobody knows what was decided");
    assert_eq!(state(&ledger, &other), ["VISIBLE", "VISIBLE"]);
    eventually("it is told", Duration::from_secs(30), || (told(&ledger) == 1).then_some(()));
    let (code, out, err) = ledger.demo.run(&["keys", "list"]);
    assert!(code == 1 && out.contains(&format!("9901: the ledger lacks entry 1 of {child}")), "{code}: {out}{err}");
    // It goes on, with others in that place.
    assert_eq!(ledger.observe(&other), None);
    restrict(&ledger.demo, child.parse().unwrap(), &["AUDITOR"]);
    assert_eq!(state(&ledger, &case), ["WITHHELD", "WITHHELD"]);
    let accept = ["keys", "accept-restored", "--municipality", "9901"];
    let (code, out, err) = ledger.demo.run(&accept);
    assert!(
        code == 0 && out.contains(&child) && out.contains("what the ledger has of them now: 1."),
        "{code}: {out}{err}"
    );
    eventually("it is told no more", Duration::from_secs(30), || (told(&ledger) == 0).then_some(()));
    eventually("the servers that run go by what the ledger has", Duration::from_secs(30), || {
        (state(&ledger, &case) == ["WITHHELD", "VISIBLE"]).then_some(())
    });
    let (code, out, err) = ledger.demo.run(&["keys", "list"]);
    assert!(code == 0 && !out.contains("lacks"), "{code}: {out}{err}");
    let (code, _, err) = ledger.demo.run(&accept);
    assert!(code == 1 && err.contains("there is nothing to accept"), "{code}: {err}");
}
