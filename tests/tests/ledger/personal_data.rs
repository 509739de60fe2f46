//! Nobody's name, number or words lie in clear in anything the program leaves behind.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::interchange::national_id::is_valid_number;
use case_ledger_tests::demo::{command, run_in};
use case_ledger_tests::search::{files_with, forms_of, uncompressed, write_in_clear};
use case_ledger_tests::{DataDir, Demo, eventually};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

/// Every secret text holds it, and nothing else does.
const CANARY: &str = "Kanarifugl Ødemark";

fn national_id() -> String {
    let mut numbers = (0..1_000).map(|rest| format!("17051599{rest:03}"));
    numbers.find(|number| is_valid_number(number)).unwrap()
}

fn secret(what: &str) -> String {
    format!("{CANARY} {what}")
}

/// Says everything there is to say about a child, through the commands.
fn tell_everything(demo: &Demo) {
    let today = oslo_date(clock::now()).to_string();
    let token = |role: &str| {
        let name = secret(role);
        let arguments = ["token", "--role", role, "--municipality", "9901", "--unit", "Solbakken", "--subject", &name];
        demo.run(&arguments).1.trim().to_owned()
    };
    let (employee, intake, caseworker) = (token("employee"), token("child-welfare-intake"), token("caseworker"));
    let opened = demo.accepted(
        &employee,
        "raiseConcern",
        json!({
            "child": { "name": secret("barn"), "nationalId": national_id(), "bornOn": "2015-05-17", "contact": secret("adresse") },
            "subject": "CHILD", "description": secret("bekymring"),
        }),
    );
    let case = opened["case"]["id"].as_str().unwrap().to_owned();
    let send = |name: &str, fields: Value| {
        let mut input = json!({ "caseId": case });
        input.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        demo.accepted(&employee, name, input)
    };
    let decider = json!({ "name": secret("beslutter"), "role": "PEDAGOGICAL_LEADER" });
    send(
        "logObservation",
        json!({ "observedOn": today, "kind": "SAID", "text": secret("observasjon"), "interpretation": secret("tolkning") }),
    );
    // As the case system of somebody whose name its token tells, in what it records and in what it reads.
    let for_whom = secret("for hvem");
    let acting = ["token", "--role", "service", "--municipality", "9901", "--unit", "Solbakken"];
    let acting = [&acting[..], &["--on-behalf-of", &for_whom, "--on-behalf-role", "unit-leader"]].concat();
    let program = demo.run(&acting).1.trim().to_owned();
    let seen = json!({ "caseId": case, "observedOn": today, "kind": "SAID", "text": secret("fagsystem") });
    demo.accepted(&program, "logObservation", seen);
    let told = "query($id: ID!) { case(id: $id) { history(first: 50) { nodes { actor { onBehalfOf { name { value } } } } } } }";
    let told = demo.graphql(&program, told, &json!({ "id": case })).to_string();
    assert!(told.contains(&for_whom), "{told}");
    demo.graphql(&program, "{ case(id: \"case_00000000-0000-0000-0000-000000000009\") { id } }", &json!({}));
    let letter = BASE64_STANDARD.encode(secret("brev"));
    send(
        "addAttachment",
        json!({ "kind": "LETTER", "title": secret("vedlegg"), "mediaType": "PLAIN_TEXT", "content": letter }),
    );
    send(
        "holdConversation",
        json!({ "with": "CHILD_AND_GUARDIANS", "outcome": "DISAGREEMENT", "summary": secret("samtale"),
                "childsOwnWords": [secret("egne ord")], "guardiansView": secret("foresattes syn") }),
    );
    send(
        "assessConcern",
        json!({ "degree": "SERIOUS", "groundForConcern": true, "noBasisBecause": secret("uten observasjon"),
                "rationale": secret("begrunnelse"), "decidedBy": decider }),
    );
    let protect = json!({
        "person": { "childOfCase": case }, "grade": "STRICTLY_CONFIDENTIAL", "source": "POLICE",
        "against": [secret("far")],
    });
    demo.accepted(&employee, "protectAddress", protect);
    let query = format!("{{ case(id: \"{case}\") {{ history(first: 100) {{ nodes {{ data }} }} }} }}");
    let history = demo.graphql(&employee, &query, &json!({}));
    let entries = history["data"]["case"]["history"]["nodes"].as_array().unwrap().clone();
    let observation = entries.iter().find_map(|entry| entry["data"]["observation"].as_str()).unwrap();
    send(
        "assessDutyToReport",
        json!({ "triggered": true, "conditions": ["ABUSE"], "observationIds": [observation], "rationale": secret("meldeplikt") }),
    );
    send(
        "liftGuardianNotificationWithholding",
        json!({ "rationale": secret("de kan vite det"), "decidedBy": decider }),
    );
    let guardian = || json!({ "name": secret("foresatt") });
    for answer in ["giveConsent", "refuseConsent"] {
        send(
            "requestConsent",
            json!({ "guardian": guardian(), "purposes": ["INFORMATION_SHARING"], "recipients": ["SCHOOL"], "categories": ["HEALTH"] }),
        );
        let query = format!("{{ case(id: \"{case}\") {{ consents {{ id status }} }} }}");
        let consents =
            demo.graphql(&employee, &query, &json!({}))["data"]["case"]["consents"].as_array().unwrap().clone();
        let consent = consents.iter().find(|consent| consent["status"] == "AWAITED").unwrap()["id"].clone();
        match answer {
            "giveConsent" => send(answer, json!({ "consentId": consent, "form": "ORAL" })),
            _ => send(answer, json!({ "consentId": consent, "reason": secret("grunn") })),
        };
    }
    send("informGuardians", json!({ "about": "REPORT", "guardians": [guardian()] }));
    send("sendReport", json!({ "content": secret("melding"), "dutyBearer": decider }));
    send("makeEmergencyContact", json!({ "body": "POLICE", "category": "VIOLENCE", "description": secret("akutt") }));
    let query =
        "query Received($case: ID!) { reports(filter: { caseId: $case }) { nodes { id child { name { value } } } } }";
    let report = eventually("the report is taken in", std::time::Duration::from_secs(20), || {
        let found = demo.graphql(&intake, query, &json!({ "case": case }));
        found["data"]["reports"]["nodes"].as_array().unwrap().first().cloned()
    });
    assert_eq!(report["child"]["name"]["value"], secret("barn"), "the text did go in");
    let report = &report["id"];
    demo.accepted(&intake, "triageReport", json!({ "reportId": report, "code": "2", "rationale": secret("triage") }));
    let investigation =
        demo.accepted(&caseworker, "openInvestigation", json!({ "reportId": report }))["investigation"]["id"].clone();
    let plan = json!({ "investigationId": investigation, "plan": secret("plan") });
    demo.accepted(&caseworker, "planInvestigation", plan);
    let participation =
        json!({ "investigationId": investigation, "kind": "CONVERSATION", "account": secret("medvirkning") });
    demo.accepted(&caseworker, "recordChildParticipation", participation);
    let conclusion = json!({ "investigationId": investigation, "code": "1", "clarification": secret("presisering"), "rationale": secret("vedtak") });
    demo.accepted(&caseworker, "concludeInvestigation", conclusion);
    let measure = json!({
        "investigationId": investigation, "code": "3.6", "goal": secret("mål"), "kind": "CHANGE_ORIENTED",
        "target": "FAMILY", "from": "2026-01-05", "to": "2026-06-30", "evaluationOn": "2026-04-01",
        "rationale": secret("tiltaksvedtak"),
    });
    demo.accepted(&caseworker, "decideMeasure", measure);
    let query = "query($id: ID!) { investigation(id: $id) { measures { id } } }";
    let measures = demo.graphql(&caseworker, query, &json!({ "id": investigation }));
    let measure = measures["data"]["investigation"]["measures"][0]["id"].clone();
    let disclosure = json!({ "investigationId": investigation, "measureIds": [measure], "account": secret("fortalt"), "basis": "CONSENT", "consented": [secret("samtykket")], "categories": ["MEASURES"], "rationale": secret("tiltak") });
    demo.accepted(&caseworker, "discloseMeasuresToReporter", disclosure);
    // And what is refused, or cannot even be read.
    let refused = json!({ "caseId": case, "observedOn": "2150-01-01", "kind": "SAID", "text": secret("fremtid") });
    demo.refused(&employee, "logObservation", refused);
    for input in [
        json!({ "commandId": secret("id"), "subject": secret("hvem"), "description": secret("hva") }),
        json!({ "commandId": clock::new_id(), "subject": "CHILD", "description": secret("hva"), "child": { "name": secret("\u{0}"), "nationalId": secret("nummer") } }),
    ] {
        demo.post(&employee, &command("raiseConcern", &input));
    }
    let search = "query Search($filter: CaseFilterInput) { cases(filter: $filter) { nodes { id } } }";
    for id in [national_id(), secret("nummer")] {
        demo.graphql(&employee, search, &json!({ "filter": { "nationalId": id } }));
        let of_reports = "query Search($filter: ReportFilterInput) { reports(filter: $filter) { nodes { id } } }";
        demo.graphql(&caseworker, of_reports, &json!({ "filter": { "nationalId": id } }));
    }
    demo.graphql(&employee, search, &json!({ "filter": { "unit": secret("enhet") } }));
}

/// Imports files with every kind of person and text in them, wrong ones too; answers the lines that gave any of it away.
fn import_everything(demo: &Demo, folder: &Path) -> Vec<String> {
    let number = national_id();
    let kostra = folder.join("kostra.xml");
    let xml = format!(
        "<Barnevern><Avgiver Organisasjonsnummer='987654321' Versjon='2024' Kommunenummer='9901' Kommunenavn='Fjordvik'/>
         <Individ Id='k1' Journalnummer='{journal}' StartDato='2024-01-01' Saksbehandler='{caseworker}' Avslutta3112='2' Fodselsnummer='{number}'>
         <Melding Id='m1' StartDato='2024-02-01' SluttDato='2024-02-06' Konklusjon='2'>
         <Melder Kode='22'><Presisering>{reporter}</Presisering></Melder>
         <Saksinnhold Kode='18'><Presisering>{content}</Presisering></Saksinnhold>
         <Undersokelse Id='u1' StartDato='2024-02-06' SluttDato='2024-04-01' Konklusjon='4'>
         <Presisering>{conclusion}</Presisering><Vedtaksgrunnlag Kode='3'/></Undersokelse></Melding></Individ>
         <Individ Id='k2' Journalnummer='{journal} 2' StartDato='2024-02-01' Saksbehandler='{caseworker}' Avslutta3112='2'/></Barnevern>",
        journal = CANARY,
        caseworker = secret("saksbehandler"),
        reporter = secret("melder"),
        content = secret("innhold"),
        conclusion = secret("konklusjon"),
    );
    fs::write(&kostra, &xml).unwrap();
    let broken = folder.join("broken.xml");
    fs::write(&broken, &xml[..xml.len() * 2 / 3]).unwrap();
    let fiks = folder.join("fiks.json");
    let message = json!({
        "kommunenummer": "9901", "kommunenavn": "Fjordvik", "bydelsnummer": "00", "bydelsnavn": "",
        "privatMelder": { "personnavn": secret("nabo"), "telefonnummer": secret("telefon"), "adresse": { "adresselinje1": secret("vei") } },
        "privatBarn": [{ "personnavn": secret("nabobarn"), "antattAlder": secret("alder"), "relasjon": "nabo", "adresse": { "adresselinje1": secret("vei") } }],
        "melding": secret("fritekst"), "sendingstidspunkt": "2024-03-16T13:29:33+01:00", "leveringskanal": "nettskjema",
    });
    fs::write(&fiks, message.to_string()).unwrap();
    let files = [("kostra-15f", &kostra), ("kostra-15f", &broken), ("fiks", &fiks), ("fiks", &kostra)];
    let mut told = Vec::new();
    for (format, file) in files {
        let (_, out, err) = demo.run(&["import", "--format", format, file.to_str().unwrap()]);
        told.extend(
            (out + &err)
                .lines()
                .filter(|line| line.contains("Kanarifugl") || line.contains(&number))
                .map(str::to_owned),
        );
    }
    told
}

/// Every row of every table of both databases, as text: files may hold it compressed.
async fn rows_of(home: &Home) -> String {
    let mut rows = String::new();
    let ledger = home.superuser_url();
    let keys = ledger.replacen("/case_ledger", "/case_ledger_keys", 1);
    for url in [ledger, keys] {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(relname) FROM pg_stat_all_tables
              WHERE schemaname NOT IN ('pg_toast', 'information_schema')",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        assert!(tables.len() > 3, "{tables:?}");
        for table in tables {
            let sql = format!("SELECT t::text FROM {table} AS t");
            let texts: Vec<Option<String>> = sqlx::query_scalar(&sql).fetch_all(&mut connection).await.unwrap();
            rows.extend(texts.into_iter().flatten());
        }
    }
    rows
}

#[test]
fn what_was_said_about_a_child_lies_nowhere_in_clear() {
    let folder = DataDir::new();
    let demo = Demo::start_in(uncompressed(DataDir::new()), 4);
    tell_everything(&demo);
    let told = import_everything(&demo, folder.path());
    let data = demo.stop();
    let number = national_id();

    // A search that finds nothing proves nothing unless it would have found something.
    let planted = data.path().join("planted");
    fs::create_dir(&planted).unwrap();
    for (nth, form) in forms_of(CANARY).iter().enumerate() {
        fs::write(planted.join(nth.to_string()), [b"before".as_slice(), form, b"after"].concat()).unwrap();
    }
    assert_eq!(files_with(&planted, &["Kanarifugl"]).len(), fs::read_dir(&planted).unwrap().count());
    fs::remove_dir_all(&planted).unwrap();

    let found = files_with(data.path(), &["Kanarifugl", &number]);
    assert!(found.is_empty(), "{found:?}");

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rows = runtime.block_on(async {
        let home = Home::open(data.path(), EmbeddedOptions::default()).await.unwrap();
        let rows = rows_of(&home).await;
        // What lies in a table in clear lies in the write-ahead log, and is found there.
        let file = write_in_clear(&home.superuser_url(), "Kontrollfugl Ødemark").await;
        home.close().await;
        let found = files_with(data.path(), &["Kontrollfugl"]);
        assert!(found.iter().any(|(path, _)| path.ends_with(Path::new("pg_wal").join(&file))), "{file}: {found:?}");
        rows
    });
    assert!(rows.contains("EmergencyContactMade") && rows.contains("InvestigationConcluded"), "the events are there");
    for text in ["Kanarifugl", &number] {
        for form in forms_of(text) {
            let form = String::from_utf8(form).unwrap();
            assert!(!rows.contains(&form), "{text} lies in a table as {form}");
        }
    }
    assert!(!rows.contains("2015-05-17"), "a date of birth tells who someone is");
    assert!(told.is_empty(), "the import told of what it read: {told:#?}");
}

/// As a file may be whose columns have slipped: names where codes and dates belong.
#[test]
fn an_import_gives_back_nothing_of_what_it_refuses() {
    let folder = DataDir::new();
    let demo = case_ledger_tests::shared_demo();
    let whole = include_str!("../fixtures/kostra-15f.xml").replace("9911", "9914");
    let mut told = Vec::new();
    let attributes = [
        "2024-01-08",
        "2024-02-01",
        "2024-02-06",
        "Saksbehandler Én",
        "J-1",
        "k1",
        "m1",
        "u1",
        "1.3",
        "3.1",
        "987654321",
    ];
    for value in attributes {
        for slip in ["Kanarifugl Ødemark", "Kanarifugl 17051599042", "17051599042"] {
            let slipped = whole.replacen(&format!("\"{value}\""), &format!("\"{slip}\""), 1);
            assert_ne!(slipped, whole, "{value}");
            let file = folder.path().join("slipped.xml");
            fs::write(&file, slipped).unwrap();
            let (_, out, err) = demo.run(&["import", "--format", "kostra-15f", file.to_str().unwrap()]);
            let text = out + &err;
            let giving = text.lines().filter(|line| line.contains("Kanari") || line.contains("170515"));
            told.extend(giving.map(|line| format!("{value}: {line}")));
        }
    }
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn a_command_line_that_is_wrong_gives_back_nothing_of_a_files_content() {
    let folder = DataDir::new();
    let file = folder.path().join("message.json");
    fs::write(&file, format!("{{\"kommunenummer\": \"{CANARY}\"")).unwrap();
    let (code, out, err) = run_in(&folder.path().join("data"), &["import", "--format", "fiks", file.to_str().unwrap()]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(!out.contains("Kanarifugl") && !err.contains("Kanarifugl"), "{out}{err}");
}
