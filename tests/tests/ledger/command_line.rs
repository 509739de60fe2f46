//! The command line: its answers, its exit codes, and what it says when something is missing.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_tests::demo::run;
use case_ledger_tests::program;
use case_ledger_tests::town::{data_dir, home, in_a_town};
use case_ledger_tests::{DataDir, Demo, eventually, run_in, shared_demo, token};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use crate::data_subjects::rows_of;
use crate::erasure::{carry_out, record_erasure};
use crate::proof::in_a_town_of_its_own;

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    path.to_str().unwrap().to_owned()
}

fn import(demo: &Demo, format: &str, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = demo.run(&[&["import", "--format", format], arguments].concat());
    (code, out + &err)
}

/// The newest position of a municipality's ledger.
fn position(demo: &Demo, municipality: &str) -> i64 {
    let query = format!("{{ ledger(municipality: \"{municipality}\") {{ position }} }}");
    let response = demo.graphql(&demo.token("auditor", municipality), &query, &json!({}));
    response["data"]["ledger"]["position"].as_i64().unwrap_or_else(|| panic!("{response}"))
}

#[test]
fn every_command_explains_itself() {
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, 0);
    for command in
        ["demo", "serve", "import", "token", "municipality", "database", "verify", "accept-row", "rebuild", "schema"]
    {
        assert!(out.contains(&format!("\n  {command} ")), "{command}: {out}");
        let (code, help, _) = run(&[command, "--help"]);
        assert_eq!(code, 0, "{command}");
        assert!(help.contains("Usage: case-ledger"), "{command}: {help}");
    }
    let (code, _, err) = run(&[]);
    assert!(code == 2 && err.contains("\n  demo "), "{err}");
    assert_eq!(run(&["--version"]).1.split(' ').next(), Some("case-ledger"));
    let (code, _, err) = run(&["imort"]);
    assert!(code == 2 && err.contains("'import'"), "{err}");
}

#[test]
fn a_token_stands_alone_on_the_last_line() {
    let demo = shared_demo();
    let (code, out, err) = demo.run(&["token", "--role", "auditor", "--municipality", "9901"]);
    let last = out.lines().last().unwrap();
    assert_eq!((code, last.split('.').count(), last.contains(' '), err.as_str()), (0, 3, false, ""));
    assert_eq!(demo.graphql(last, "{ viewer { roles } }", &json!({}))["data"]["viewer"]["roles"], json!(["auditor"]));

    let empty = DataDir::new();
    let (code, out, err) = run_in(empty.path(), &["token", "--role", "auditor", "--municipality", "9901"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("case-ledger demo"), "{err}");
    for wrong in [["--role", "king", "--municipality", "9901"], ["--role", "auditor", "--municipality", "Oslo"]] {
        let (code, _, err) = demo.run(&[&["token"], wrong.as_slice()].concat());
        assert!(code == 2 && err.contains("invalid value"), "{err}");
    }
}

#[test]
fn a_yearly_return_goes_in_once() {
    let demo = shared_demo();
    let file = fixture("kostra-15f.xml");
    let (code, said) = import(demo, "kostra-15f", &[&file]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("recorded into 9911: 2 clients, 2 reports, 1 investigations"), "{said}");
    assert!(said.contains("read, but not recorded by this version: 0 plans, 0 measures, 1 moves"), "{said}");
    let head = position(demo, "9911");
    let (code, said) = import(demo, "kostra-15f", &[&file]);
    assert!(code == 0 && said.contains("known already: 2 clients, 2 reports, 1 investigations"), "{code}: {said}");
    assert_eq!(position(demo, "9911"), head);

    let query = "{ reportStatistics(municipality: \"9911\", period: { from: \"2024-01-01\", to: \"2024-12-31\" }) {
        rows { reportsTotal reportsNew dismissed triagedWithin7Days } }
        reports { nodes { id channel conclusionCode history { nodes { eventType } } } } }";
    let auditor = demo.token("auditor", "9911");
    let shown = case_ledger_tests::eventually("the read models follow", std::time::Duration::from_secs(10), || {
        let shown = demo.graphql(&auditor, query, &json!({}));
        let listed = shown["data"]["reports"]["nodes"].as_array().map(Vec::len);
        let counted = &shown["data"]["reportStatistics"]["rows"][0]["reportsTotal"];
        (listed == Some(2) && *counted == 2).then_some(shown)
    });
    let row = &shown["data"]["reportStatistics"]["rows"][0];
    assert_eq!(row, &json!({ "reportsTotal": 2, "reportsNew": 2, "dismissed": 1, "triagedWithin7Days": 1.0 }));
    let reports = shown["data"]["reports"]["nodes"].as_array().unwrap();
    assert!(reports.iter().all(|report| report["channel"] == "kostra-15f"));
    let history = &reports[0]["history"]["nodes"];
    assert_eq!(history[0]["eventType"], "ReportReceived");
}

#[test]
fn a_message_goes_in_once_with_a_report_for_each_child() {
    let demo = shared_demo();
    let file = fixture("fiks-public.json");
    let (code, said) = import(demo, "fiks", &[&file]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("recorded into 9912: 0 clients, 2 reports, 0 investigations"), "{said}");
    let head = position(demo, "9912");
    let (code, said) = import(demo, "fiks", &[&file]);
    assert!(code == 0 && said.contains("known already: 0 clients, 2 reports, 0 investigations"), "{code}: {said}");
    assert_eq!(position(demo, "9912"), head);
}

#[test]
fn the_exit_code_tells_refused_from_unreadable() {
    let demo = shared_demo();
    let folder = DataDir::new();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = fs::read_to_string(fixture("kostra-15f.xml")).unwrap().replace("9911", "9913");
    let whole = file("whole.xml", good.as_bytes());
    let latin = good.replace("UTF-8", "ISO-8859-1");
    let latin: Vec<u8> = latin.chars().map(|letter| u8::try_from(letter).unwrap()).collect();
    let mut wide = vec![0xff, 0xfe];
    wide.extend(good.encode_utf16().flat_map(u16::to_le_bytes));

    for (name, content, expected) in [
        ("empty.xml", Vec::new(), 1),
        ("blank.xml", b" \n".to_vec(), 1),
        ("other.xml", b"<html><body/></html>".to_vec(), 1),
        ("message.xml", fs::read(fixture("fiks-public.json")).unwrap(), 1),
        ("bytes.xml", vec![0, 159, 146, 150], 1),
    ] {
        let path = file(name, &content);
        let (code, said) = import(demo, "kostra-15f", &[&path]);
        assert_eq!(code, expected, "{name}: {said}");
        assert!(said.contains(&format!("{name}: not imported: ")), "{said}");
    }
    // What cannot be read as what it says it is, in whole or in part, is never taken for accepted.
    for (name, content) in
        [("latin.xml", latin.clone()), ("wide.xml", wide), ("claimed.xml", latin_claimed_to_be_utf8(&latin))]
    {
        let (code, said) = import(demo, "kostra-15f", &[&file(name, &content)]);
        assert!(code == 1 || code == 2 || said.contains("recorded into 9913: 2 clients"), "{name}: {code}: {said}");
    }
    let cut = file("cut.xml", &good.as_bytes()[..good.find("<Individ Id=\"k2\"").unwrap() + 40]);
    let (code, said) = import(demo, "kostra-15f", &[&cut]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("the file breaks off"), "{said}");
    let (code, said) = import(demo, "kostra-15f", &[&whole]);
    assert_eq!(code, 0, "what was cut off goes in with the whole: {said}");

    let contradicting = file("contradicting.xml", good.replace("Konklusjon=\"1\"", "Konklusjon=\"2\"").as_bytes());
    let (code, said) = import(demo, "kostra-15f", &[&contradicting]);
    assert!(code == 2 && said.contains("contradicting.xml: refused: 2"), "{code}: {said}");
    // The worst of several files is told.
    assert_eq!(import(demo, "kostra-15f", &[&whole, &contradicting]).0, 2);
    assert_eq!(import(demo, "kostra-15f", &[&file("empty.xml", b""), &contradicting, &whole]).0, 1);

    let (code, said) = import(demo, "kostra-15f", &[&whole, "--municipality", "9901"]);
    assert!(code != 0 && !said.contains("recorded into"), "of another municipality: {code}: {said}");
    let (code, said) = import(demo, "kostra-15f", &[folder.path().join("nothing.xml").to_str().unwrap()]);
    assert_eq!(code, 1, "{said}");
    let (code, said) = import(demo, "csv", &[&whole]);
    assert!(code == 2 && said.contains("kostra-15f, fiks"), "{said}");
}

fn latin_claimed_to_be_utf8(latin: &[u8]) -> Vec<u8> {
    let at = latin.windows(10).position(|part| part == b"ISO-8859-1").unwrap();
    [&latin[..at], b"UTF-8", &latin[at + 10..]].concat()
}

#[test]
fn an_import_works_on_data_that_nobody_serves() {
    let demo = Demo::start_in(DataDir::new(), 2);
    let data = demo.stop();
    let file = fixture("kostra-15f.xml");
    let (code, out, err) = run_in(data.path(), &["import", "--format", "kostra-15f", &file]);
    assert!(code == 0 && out.contains("recorded into 9911: 2 clients"), "{out}{err}");
    let (code, out, err) = run_in(data.path(), &["verify"]);
    assert_eq!((code, out.lines().filter(|line| line.contains(" events, as written")).count()), (0, 3), "{out}{err}");
    let (code, out, _) = run_in(data.path(), &["rebuild"]);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn rebuild_says_whether_the_read_models_were_right() {
    let demo = Demo::start_in(DataDir::new(), 2);
    let (code, out, err) = demo.run(&["rebuild"]);
    let names: Vec<_> = ReadModel::ALL.iter().map(|model| model.name()).collect();
    let (right, all) = (out.matches("the live one was right").count(), 2 * names.len());
    assert_eq!((code, right), (0, all), "of two municipalities: {out}{err}");
    let url = demo.owner_url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let sql = "UPDATE case_cards SET unit = 'Andre' WHERE municipality = '9901'";
        assert!(sqlx::query(sql).execute(&mut connection).await.unwrap().rows_affected() > 0);
    });
    let (code, out, err) = demo.run(&["rebuild", "report_register"]);
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, err) = demo.run(&["rebuild", "case_cards"]);
    assert_eq!((code, out.matches("and was replaced").count()), (2, 1), "{out}{err}");
    assert_eq!(demo.run(&["rebuild"]).0, 0);
    let (code, _, err) = demo.run(&["rebuild", "nothing"]);
    let said = format!("case-ledger: there is no read model nothing; there are {}", names.join(", "));
    assert_eq!((code, err.trim()), (1, said.as_str()));
}

/// What stands in each table of the read models, as a number that any difference changes.
fn read_models_of(demo: &Demo) -> Vec<(&'static str, String)> {
    let tables = ReadModel::ALL.iter().flat_map(|model| model.tables().iter().copied());
    let sum = |table| {
        let sql = format!("SELECT coalesce(sum(hash_record_extended(t, 0)), 0)::text FROM {table} AS t");
        (table, rows_of::<(String,)>(demo, &sql).remove(0).0)
    };
    tables.map(sum).collect()
}

/// Of three municipalities, all of whose read models are wrong in some row.
#[test]
fn municipalities_that_are_rebuilt_side_by_side_come_to_the_same_as_one_after_the_other_while_commands_flow() {
    let demo = Demo::start_in(DataDir::new(), 6);
    let (code, said) = import(&demo, "kostra-15f", &[&fixture("kostra-15f.xml")]);
    assert_eq!(code, 0, "{said}");
    eventually("all have followed", Duration::from_mins(1), || {
        let health = demo.request("GET", "/health/ready", &[], b"").json();
        (health["lag"] == json!([])).then_some(())
    });
    let right = read_models_of(&demo);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = demo.owner_url();
    let rebuilt = |parallel: &str| {
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let wrong = "UPDATE case_cards SET unit = unit || ' x'; DELETE FROM decisions;
                UPDATE report_register SET unit = unit || ' x'; UPDATE investigation_register SET position = position + 1";
            sqlx::raw_sql(wrong).execute(&mut connection).await.unwrap();
        });
        assert_ne!(read_models_of(&demo), right, "or this proves nothing");
        let (code, out, err) = demo.run(&["rebuild", "--parallel", parallel]);
        assert_eq!(code, 2, "{out}{err}");
        assert_eq!(read_models_of(&demo), right, "{parallel} at a time: {out}");
        let mut lines: Vec<String> = out.lines().map(ToOwned::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let one_at_a_time = rebuilt("1");
    assert_eq!(one_at_a_time.len(), 3 * ReadModel::ALL.len());
    for municipality in ["9901", "9902", "9911"] {
        let wrong = |line: &&String| line.starts_with(municipality) && line.ends_with("rows and was replaced");
        assert!(one_at_a_time.iter().filter(wrong).count() > 0, "{municipality}: {one_at_a_time:#?}");
    }
    assert_eq!(rebuilt("3"), one_at_a_time);
    assert_eq!(demo.run(&["rebuild", "--parallel", "0"]).0, 2, "none at a time is no way to do it");

    // Beside servers whose commands go on, nothing is found that was not there.
    let employee = demo.token("employee", "9901");
    let concern =
        json!({ "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "x" });
    let is_done = AtomicBool::new(false);
    let (sent, (code, out, err)) = std::thread::scope(|threads| {
        let sending = threads.spawn(|| {
            let mut sent = 0;
            while !is_done.load(Ordering::SeqCst) {
                demo.accepted(&employee, "raiseConcern", concern.clone());
                sent += 1;
            }
            sent
        });
        let rebuilt = demo.run(&["rebuild", "--parallel", "3"]);
        is_done.store(true, Ordering::SeqCst);
        (sending.join().unwrap(), rebuilt)
    });
    assert!(sent > 1, "{sent} commands");
    assert_eq!((code, out.matches("the live one was right").count()), (0, one_at_a_time.len()), "{out}{err}");
}

#[test]
fn outside_a_demo_an_import_opens_no_ledger() {
    let data = DataDir::new();
    let file = fixture("kostra-15f.xml");
    let (code, out, err) = run_in(data.path(), &["import", "--format", "kostra-15f", &file]);
    assert!(code == 3 && out.contains("municipality 9911 has no ledger"), "{out}{err}");
    let open = ["municipality", "open", "9911", "--name", "Prøvevik"];
    let (code, out, err) = run_in(data.path(), &open);
    assert_eq!((code, out.trim()), (0, "The ledger of 9911 Prøvevik is open."), "{err}");
    assert_eq!(run_in(data.path(), &open).0, 0, "opening again changes nothing");
    let (code, _, err) = run_in(data.path(), &["municipality", "open", "9911", "--name", "Lagvik"]);
    assert!(code == 1 && err.contains("9911 is open already, as Prøvevik"), "{err}");
    assert_eq!(run_in(data.path(), &["municipality", "open", "9911", "--name", " "]).0, 1);
    assert_eq!(run_in(data.path(), &["municipality", "open", "99", "--name", "x"]).0, 2);
    let (code, out, err) = run_in(data.path(), &["import", "--format", "kostra-15f", &file]);
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, _) = run_in(data.path(), &["verify"]);
    assert!(code == 0 && out.starts_with("9911 Prøvevik: "), "{out}");
}

/// The folder with published interchange files, or `None` with a visible line.
fn shared_data(folder: &str) -> Option<PathBuf> {
    let given = std::env::var_os("CASE_LEDGER_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|ancestor| ancestor.join("shared"));
    let found =
        given.into_iter().chain(beside).map(|shared| shared.join("data").join(folder)).find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: no shared/data/{folder} folder (set CASE_LEDGER_SHARED to use one)");
    }
    found
}

#[test]
fn the_official_returns_go_in_and_are_counted() {
    let Some(folder) = shared_data("kostra-15f") else { return };
    let demo = shared_demo();
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    files.sort();
    assert_eq!(files.len(), 3);
    // They bear the same municipality, journals and ids but tell of different children, so that each has its own here.
    let own = DataDir::new();
    for (nth, file) in files.iter().enumerate() {
        let number = format!("992{nth}");
        // They are in ISO 8859-1, whose bytes are Unicode's first letters.
        let text: String = fs::read(file).unwrap().into_iter().map(char::from).collect();
        let text = text.replace("\"3401\"", &format!("\"{number}\""));
        let copy = own.path().join(format!("{number}.xml"));
        fs::write(&copy, text.chars().map(|letter| u8::try_from(letter).unwrap()).collect::<Vec<u8>>()).unwrap();
        let (code, said) = import(demo, "kostra-15f", &[copy.to_str().unwrap()]);
        assert_eq!(code, 0, "{}: {said}", file.display());
        let reports = said.split("recorded into").nth(1).unwrap().split(" reports").next().unwrap();
        let reports: i64 = reports.rsplit(' ').next().unwrap().parse().unwrap();
        let query = format!(
            "{{ reports(first: 100) {{ nodes {{ concludedOn history {{ nodes {{ eventType }} }} }} }}
                reportStatistics(municipality: \"{number}\", period: {{ from: \"2000-01-01\", to: \"2030-12-31\" }}) {{ rows {{ reportsTotal }} }} }}"
        );
        let auditor = demo.token("auditor", &number);
        case_ledger_tests::eventually("the read models follow", std::time::Duration::from_secs(10), || {
            let shown = demo.graphql(&auditor, &query, &json!({}))["data"].clone();
            let listed = shown["reports"]["nodes"].as_array().into_iter().flatten();
            let concluded = listed.clone().filter(|report| !report["concludedOn"].is_null()).count();
            let there = i64::try_from(listed.count()).unwrap() == reports
                && shown["reportStatistics"]["rows"][0]["reportsTotal"] == json!(concluded);
            there.then_some(shown)
        });
        let head = position(demo, &number);
        import(demo, "kostra-15f", &[copy.to_str().unwrap()]);
        assert_eq!(position(demo, &number), head, "again is nothing");
    }
}

#[test]
fn the_database_url_leads_into_the_database() {
    let demo = shared_demo();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let who = |url: String| {
        runtime.block_on(async move {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let sql = "SELECT current_user::text, count(*) FROM ledger_heads GROUP BY 1";
            sqlx::query_as::<_, (String, i64)>(sql).fetch_one(&mut connection).await.unwrap()
        })
    };
    let (code, out, err) = demo.run(&["database", "url"]);
    assert_eq!((code, out.lines().count()), (0, 1), "{err}");
    assert_eq!(who(out.trim().to_owned()).0, "case_ledger_app");
    let (owner, municipalities) = who(demo.owner_url());
    assert!(owner == "case_ledger_owner" && municipalities >= 2);
}

/// Runs a command with that in its environment.
fn run_with(environment: &[(&str, &Path)], arguments: &[&str]) -> (i32, String, String) {
    let mut command = program::command();
    command.envs(environment.iter().copied()).args(arguments).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_command_on_a_ledger_takes_the_directory_from_the_environment() {
    let demo = shared_demo();
    let there = [("CASE_LEDGER_DATA_DIR", demo.data_dir())];
    for arguments in
        [&["keys", "list"][..], &["projections"], &["database", "url"], &["verify", "--municipality", "9902"]]
    {
        let (code, out, err) = run_with(&there, arguments);
        assert!(code == 0 && !out.is_empty(), "{arguments:?}: {code} {out} {err}");
    }
    for command in [&["keys", "list"][..], &["projections"], &["verify"], &["rebuild"], &["import"], &["serve"]] {
        let (_, help, _) = run(&[command, &["--help"]].concat());
        assert!(help.contains("CASE_LEDGER_DATA_DIR"), "{command:?}: {help}");
    }
    // A directory that is named goes before it, and so does a database that is.
    let empty = DataDir::new();
    let here = [("CASE_LEDGER_DATA_DIR", empty.path())];
    let (code, out, err) = run_with(&here, &["keys", "list", "--data-dir", demo.data_dir().to_str().unwrap()]);
    assert!(code == 0 && out.contains("9901"), "{code} {out} {err}");
    let url = demo.run(&["database", "url"]).1;
    let (code, out, err) = run_with(&here, &["verify", "--municipality", "9902", "--database-url", url.trim()]);
    assert!(code == 0 && out.contains("9902"), "{code} {out} {err}");
}

/// `DATABASE_URL` alone is often set for something else.
#[test]
fn a_database_with_all_that_goes_with_it_goes_before_the_directory_in_the_environment() {
    in_a_town(async |town| {
        town.open_case().await;
        let (empty, other, urls) = (DataDir::new(), DataDir::new(), home().urls());
        let master_keys = data_dir().join("master-keys");
        let number = town.municipality.as_str();
        let everything = [
            ("CASE_LEDGER_DATA_DIR", empty.path()),
            ("DATABASE_URL", Path::new(&urls.ledger)),
            ("KEY_DATABASE_URL", Path::new(&urls.keys)),
            ("CASE_LEDGER_MASTER_KEYS", &master_keys),
        ];
        let list = ["keys", "list", "--municipality", number];
        for arguments in [&list[..], &["projections"], &["verify", "--municipality", number]] {
            let (code, out, err) = run_with(&everything, arguments);
            assert!(code == 0 && out.contains(number), "{arguments:?}: {code} {out} {err}");
        }
        let named = ["--data-dir", other.path().to_str().unwrap()];
        for (environment, named) in [(&everything[..2], &[][..]), (&everything[..3], &[]), (&everything[..], &named)] {
            let (code, out, err) = run_with(environment, &[&list[..], named].concat());
            assert!(code == 1 && err.contains("holds no ledger"), "{environment:?}: {code} {out} {err}");
        }
    });
}

#[test]
fn whoever_only_asks_makes_no_ledger_where_there_is_none() {
    let empty = DataDir::new();
    for arguments in [&["keys", "list"][..], &["projections"], &["database", "url"], &["verify"]] {
        for (code, out, err) in [
            run_with(&[("CASE_LEDGER_DATA_DIR", empty.path())], arguments),
            run_in(empty.path(), arguments),
            run_in(&empty.path().join("nowhere"), arguments),
        ] {
            assert!(
                code == 1 && err.contains("holds no ledger") && out.is_empty(),
                "{arguments:?}: {code} {out} {err}"
            );
        }
        assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0, "{arguments:?}");
    }
}

#[test]
fn where_there_is_no_ledger_of_any_municipality_nothing_is_verified() {
    let data = DataDir::new();
    // A rebuild makes what is missing, and opens no ledger.
    let (code, _, err) = run_in(data.path(), &["rebuild"]);
    assert_eq!(code, 0, "{err}");
    let (code, out, err) = run_in(data.path(), &["verify"]);
    assert!(code == 1 && err.contains("no ledger of any municipality"), "{code} {out} {err}");
}

#[test]
fn the_schema_is_the_committed_one() {
    let (code, out, _) = run(&["schema"]);
    assert!(code == 0 && out.contains("type Mutation"));
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/schema.graphql");
    match fs::read_to_string(&committed) {
        Ok(committed) => assert!(
            committed.trim_end() == out.trim_end(),
            "the schema has changed; if it may, run: cargo run --quiet -- schema > api/schema.graphql"
        ),
        Err(_) => println!("skipped: api/schema.graphql is not there yet"),
    }
}

#[test]
fn the_demo_listens_to_this_machine_only_and_on_a_free_address() {
    let data = DataDir::new();
    for address in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080"] {
        let (code, _, err) = run_in(data.path(), &["demo", "--listen", address]);
        assert!(code == 1 && err.contains("loopback only"), "{address}: {err}");
    }
    let busy = shared_demo().address();
    let (code, _, err) = run_in(data.path(), &["demo", "--listen", busy]);
    assert!(code == 1 && err.contains(&format!("cannot listen on {busy}")), "{err}");
    assert_eq!(fs::read_dir(data.path()).unwrap().count(), 0, "nothing was prepared for nothing");
}

#[test]
fn serve_says_what_is_missing() {
    let (code, _, err) = run(&["serve"]);
    assert_eq!(code, 1);
    for option in ["--issuer", "--audience", "--jwks", "--database-url or --data-dir"] {
        assert!(err.contains(option), "{err}");
    }
    let (code, _, err) = run(&["serve", "--issuer", "https://id.example", "--audience", "case-ledger"]);
    assert!(code == 1 && !err.contains("--issuer,") && err.contains("--jwks"), "{err}");
    let folder = DataDir::new();
    let (jwks, config) = (folder.path().join("keys.json"), folder.path().join("settings.toml"));
    let with = |issuer: &str, keys: &str| {
        fs::write(&jwks, keys).unwrap();
        run_in(folder.path(), &["serve", "--issuer", issuer, "--audience", "a", "--jwks", jwks.to_str().unwrap()])
    };
    let (code, _, err) = with("case-ledger-demo", "{\"keys\":[]}");
    assert!(code == 1 && err.contains("demo's tokens are not valid elsewhere"), "{err}");
    let (code, _, err) = with("https://id.example", "{\"keys\":[]}");
    assert!(code == 1 && err.contains("holds no key"), "{err}");
    let symmetric = "{\"keys\":[{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"c2VjcmV0\"}]}";
    let (code, _, err) = with("https://id.example", symmetric);
    assert!(code == 1 && err.contains("holds no key"), "{err}");
    fs::write(&config, "issuer = 'https://id.example'\nisuer = 'x'").unwrap();
    let (code, _, err) = run(&["serve", "--config", config.to_str().unwrap()]);
    assert!(code == 1 && err.contains("isuer"), "{err}");
}

/// Where the master keys are looked for in a wrong place, nothing can be opened, and nothing is known of erasures.
#[test]
fn where_no_master_key_is_there_no_server_starts_and_no_erasure_is_called_complete() {
    let data = DataDir::new();
    for (number, name) in [("9901", "Fjordvik"), ("9902", "Lagvik")] {
        let (code, _, err) = run_in(data.path(), &["municipality", "open", number, "--name", name]);
        assert_eq!(code, 0, "{err}");
    }
    let key = Ed25519KeyPair::generate().unwrap();
    let x = URL_SAFE_NO_PAD.encode(key.public_key());
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "one", "x": x });
    let jwks = data.path().join("keys.json");
    fs::write(&jwks, json!({ "keys": [jwk] }).to_string()).unwrap();
    let jwks = jwks.to_str().unwrap().to_owned();
    let serve =
        ["serve", "--listen", "127.0.0.1:0", "--issuer", "https://id.example", "--audience", "ledger", "--jwks", &jwks];
    let (here, elsewhere) = (data.path().join("master-keys"), data.path().join("elsewhere"));
    fs::rename(&here, &elsewhere).unwrap();
    let (code, _, err) = run_in(data.path(), &serve);
    assert!(code == 1 && err.contains("no master key in use is there (9901, 9902)"), "{err}");
    let (code, out, err) = run_in(data.path(), &["keys", "list"]);
    assert!(code == 1 && err.contains("the master key in use is not there: 9901, 9902"), "{err}");
    assert!(out.lines().skip(1).all(|line| line.split_whitespace().any(|cell| cell == "?")), "{out}");

    // One of them is there: its municipality is served, and it is told whose is missing.
    fs::create_dir_all(&here).unwrap();
    fs::copy(elsewhere.join("9901.key"), here.join("9901.key")).unwrap();
    let server = Demo::start_with(data, &serve);
    let health = server.request("GET", "/health/ready", &[], b"").json();
    assert_eq!((&health["status"], &health["missingMasterKeys"]), (&json!("degraded"), &json!(["9902"])), "{health}");
}

#[test]
fn serve_takes_the_tokens_of_its_issuer_and_no_others() {
    let data = DataDir::new();
    let key = Ed25519KeyPair::generate().unwrap();
    let other_key = Ed25519KeyPair::generate().unwrap();
    let jwk = |key: &Ed25519KeyPair, kid: &str| {
        let x = URL_SAFE_NO_PAD.encode(key.public_key());
        json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "x": x })
    };
    let jwks = data.path().join("keys.json");
    fs::write(&jwks, json!({ "keys": [jwk(&key, "one")] }).to_string()).unwrap();
    let (code, _, err) = run_in(data.path(), &["municipality", "open", "9901", "--name", "Fjordvik"]);
    assert_eq!(code, 0, "{err}");
    let jwks = jwks.to_str().unwrap().to_owned();
    let arguments =
        ["serve", "--listen", "127.0.0.1:0", "--issuer", "https://id.example", "--audience", "ledger", "--jwks", &jwks];
    let server = Demo::start_with(data, &arguments);

    let signed = |key: &Ed25519KeyPair, kid: &str, change: &dyn Fn(&mut Value)| {
        let mut claims = token::claims("employee", "9901");
        (claims["iss"], claims["aud"]) = (json!("https://id.example"), json!("ledger"));
        change(&mut claims);
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": kid });
        token::signed(&header, &claims, |content| key.sign(content).as_ref().to_vec())
    };
    let viewer = json!({ "query": "{ viewer { municipality roles } }" });
    let good = signed(&key, "one", &|_| ());
    let answer = server.post(&good, &viewer);
    assert_eq!(
        (answer.status, &answer.json()["data"]["viewer"]["roles"]),
        (200, &json!(["employee"])),
        "{}",
        answer.body
    );
    let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "x" });
    server.accepted(&good, "raiseConcern", concern);

    let demo_token = shared_demo().token("employee", "9901");
    let public_key_as_secret = token::hs256(key.public_key().as_ref(), &{
        let mut claims = token::claims("employee", "9901");
        (claims["iss"], claims["aud"]) = (json!("https://id.example"), json!("ledger"));
        claims
    });
    for (what, token) in [
        ("the demo's", demo_token),
        ("under another key", signed(&other_key, "one", &|_| ())),
        ("under another key's name", signed(&key, "two", &|_| ())),
        ("of another issuer", signed(&key, "one", &|claims| claims["iss"] = json!("https://id.example/"))),
        ("for somebody else", signed(&key, "one", &|claims| claims["aud"] = json!("other"))),
        ("expired", signed(&key, "one", &|claims| claims["exp"] = json!(clock::now().timestamp() - 3600))),
        ("signed with the public key", public_key_as_secret),
    ] {
        assert_eq!(server.post(&token, &viewer).status, 401, "{what}");
    }
    assert_eq!(server.request("GET", "/demo/people", &[], b"").status, 404, "nobody is given tokens here");

    // The issuer changes its key; what it took back is accepted no more.
    let new = signed(&other_key, "two", &|_| ());
    fs::write(&jwks, json!({ "keys": [jwk(&other_key, "two")] }).to_string()).unwrap();
    eventually("the new key is trusted", Duration::from_mins(1), || {
        (server.post(&new, &viewer).status == 200).then_some(())
    });
    assert_eq!(server.post(&good, &viewer).status, 401, "what the issuer took back");
    let (code, _, err) = server.run(&["token", "--role", "employee", "--municipality", "9901"]);
    assert_eq!(code, 1, "no demo's secret lies here: {err}");
    server.stop();
}

/// A crash of what holds keys, and what they open, writes none of it to disk.
#[test]
fn a_server_writes_no_core_dump() {
    let demo = shared_demo();
    let of = |process: u32, file: &str| fs::read_to_string(format!("/proc/{process}/{file}")).unwrap();
    let limits = of(demo.pid(), "limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    let limits: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(limits, ["0", "0"], "{core}");
}

/// What is not dumpable is handed to no program that takes dumps, and no other process of its user looks into it: its files in
/// /proc are root's, whoever runs it. So it is run by nobody.
#[test]
fn what_holds_keys_cannot_be_looked_into_by_its_own_user() {
    const NOBODY: u32 = 65_534;
    let directory = DataDir::new();
    // Where nobody comes to it.
    let binary = directory.path().join("case-ledger");
    fs::copy(program::program(), &binary).unwrap();
    // A file that never comes to its end keeps the command where it is.
    let guides = directory.path().join("guides");
    fs::create_dir(&guides).unwrap();
    let endless = guides.join("endless-1.toml");
    assert!(Command::new("mkfifo").args(["-m", "666"]).arg(&endless).status().unwrap().success());
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let start = |command: &mut Command| {
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let owner = |process: u32| fs::metadata(format!("/proc/{process}/environ")).map(|file| file.uid()).ok();
    let mut other = start(Command::new("sleep").arg("60"));
    let mut ours = start(Command::new(&binary).arg("guides").arg(&guides));
    let not_root = |process| owner(process).filter(|owner| *owner != 0);
    eventually("any other program is looked into", Duration::from_secs(20), || not_root(other.id()));
    eventually("ours is not", Duration::from_secs(20), || (owner(ours.id()) == Some(0)).then_some(()));
    assert!(ours.try_wait().unwrap().is_none(), "it still runs");
    for process in [&mut ours, &mut other] {
        process.kill().unwrap();
        process.wait().unwrap();
    }
}

/// What is signed, and who wrote the rows, is known by the keys alone: where those are not at hand, `verify` says so.
#[test]
fn verify_tells_what_it_could_not_look_at() {
    in_a_town_of_its_own(async |town, home, data| {
        let erased = town.context(clock::new_id()).actor.subject;
        town.open_case().await;
        record_erasure(&town, erased).await;
        carry_out(&town.ledger).await;
        let urls = home.urls();
        let empty = DataDir::new();
        let verify = |master_keys: Option<&Path>| {
            let mut arguments = vec!["verify", "--database-url", &urls.ledger, "--key-database-url", &urls.keys];
            if let Some(directory) = master_keys {
                arguments.extend(["--master-keys", directory.to_str().unwrap()]);
            }
            let (code, out, err) = run(&arguments);
            (code, out + &err)
        };
        let (code, said) = verify(Some(&home.master_keys()));
        assert!(code == 0 && !said.contains("who wrote the rows was not checked"), "{said}");
        let (code, said) = verify(None);
        assert!(code == 0 && said.contains("who wrote the rows was not checked"), "{said}");
        let (code, said) = verify(Some(empty.path()));
        assert!(code == 1 && said.contains("the codes of its rows could not be looked at"), "another place: {said}");

        // The master key is gone, with somebody erased: that nothing waits is not said.
        let [kept, away] = [home.master_keys().join("9901.key"), data.join("9901.away")];
        fs::rename(&kept, &away).unwrap();
        let (code, said) = verify(Some(&home.master_keys()));
        assert!(code == 1 && said.contains("the codes of its rows could not be looked at"), "{said}");
        let (code, out, err) = run_in(data, &["keys", "list"]);
        assert!(
            code == 1 && out.contains('?') && err.contains("the master key in use is not there: 9901"),
            "{out}{err}"
        );
        fs::rename(&away, &kept).unwrap();
        let (code, out, err) = run_in(data, &["keys", "list"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

/// A copy of databases that no server of this version has opened: nothing is made in it, and what it has is verified.
#[test]
fn verify_takes_a_copy_that_was_never_migrated() {
    in_a_town_of_its_own(async |town, home, data| {
        town.open_case().await;
        let superuser = home.superuser_url();
        let of_keys = home.owner_urls().keys;
        let sql_of_ledger = "ALTER TABLE events DROP COLUMN code; DROP TABLE attachment_contents, cosignatures, \
                             checkpoints, tree_tiles, trees CASCADE";
        let sql_of_keys = "DROP TABLE accepted_rows, verified_ledgers, rows_with_codes, written_last, last_signed";
        for (url, sql) in [(&superuser, sql_of_ledger), (&of_keys, sql_of_keys)] {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        }
        let (code, out, err) = run_in(data, &["verify"]);
        assert!(code == 0 && out.contains("as written (who wrote the rows was not checked)"), "{out}{err}");
        let mut connection = PgConnection::connect(&superuser).await.unwrap();
        let changed =
            "SET session_replication_role = replica; UPDATE events SET event_version = '0.9' WHERE position = 2";
        sqlx::raw_sql(changed).execute(&mut connection).await.unwrap();
        let (code, out, err) = run_in(data, &["verify"]);
        assert!(code == 1 && out.contains("position 2: row changed"), "{out}{err}");
    });
}

#[test]
fn no_server_works_on_a_database_that_may_lose_what_it_said_was_stored_unless_told_to() {
    // The server of these tests is one that may.
    in_a_town(async |_| ());
    let run = |arguments: &[&str], is_told: bool| {
        let mut command = program::command();
        if !is_told {
            command.env_remove("CASE_LEDGER_DATABASE_MAY_LOSE_DATA");
        }
        let output = command.args(arguments).arg("--data-dir").arg(data_dir()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let retry = ["projections", "--retry", "--municipality", "9999"];
    assert_eq!(run(&retry, true).0, Some(0));
    let (code, said) = run(&retry, false);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("fsync is off on the server of the ledger database"), "{said}");
    assert!(said.contains("--database-may-lose-data"), "{said}");
    // Whoever only reads loses nothing.
    for reads in [&["projections", "--municipality", "9999"][..], &["keys", "list", "--municipality", "9999"]] {
        let (code, said) = run(reads, false);
        assert_eq!(code, Some(0), "{reads:?}: {said}");
    }

    // Told to, it serves, and says so. What is answered is on disk as far as that server writes to it.
    in_a_town(async |town| {
        let (databases, _) = home().ledger(4).await.unwrap();
        for pool in [&databases.ledger, &databases.appends, &databases.tasks, &databases.keys] {
            let waits: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(pool).await.unwrap();
            assert_eq!(waits, "on");
        }
        let found: Vec<String> = databases.not_durable().await.unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 4, "{found:?}");
        databases.close().await;
        drop(town);
    });
}
