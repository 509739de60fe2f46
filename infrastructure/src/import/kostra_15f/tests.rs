use case_ledger_domain::report::Channel;
use case_ledger_domain::time::oslo_date;
use serde_json::json;

use super::*;
use crate::clock;
use crate::import::test_support::{Town, numbered, opening, shared_data, watched};
use crate::import::{Counts, ImportWarning};

mod batches;

/// A return with those individuals.
fn file_of(number: &str, year: i32, individuals: &str) -> String {
    format!(
        "<Barnevern>\n<Avgiver Organisasjonsnummer='987654321' Versjon='{year}' Kommunenummer='{number}' \
         Kommunenavn='Prøvevik'/>\n{individuals}\n</Barnevern>"
    )
}

/// An individual with those further attributes and reports.
fn individual(id: &str, attributes: &str, reports: &str) -> String {
    format!(
        "<Individ Id='{id}' Journalnummer='KANARI-{id}' StartDato='2023-01-01' Saksbehandler='Kanari Behandler' \
         Avslutta3112='2' {attributes}>\n{reports}\n</Individ>"
    )
}

const OPEN_REPORT: &str =
    "<Melding Id='m1' StartDato='2023-02-01'><Melder Kode='12'/><Saksinnhold Kode='3'/></Melding>";
const CONCLUDED_REPORT: &str = "<Melding Id='m1' StartDato='2023-02-01' SluttDato='2023-02-06' Konklusjon='2'>\
     <Melder Kode='12'/><Saksinnhold Kode='3'/>\
     <Undersokelse Id='u1' StartDato='2023-02-06' SluttDato='2023-04-01' Konklusjon='4'>\
     <Presisering>kanari presisering</Presisering><Vedtaksgrunnlag Kode='3'/></Undersokelse></Melding>";

async fn import(town: &Town, content: impl AsRef<[u8]>) -> ImportReport {
    let file = town.file(content);
    watched(async |progress| import_kostra_15f(&town.ledger, &file, &opening(), progress).await).await.unwrap()
}

const fn counts(clients: u64, reports: u64, investigations: u64) -> Counts {
    Counts { clients, reports, investigations }
}

fn places(warnings: &[ImportWarning]) -> Vec<&str> {
    warnings.iter().map(|warning| warning.place.as_str()).collect()
}

const FAULTY: &str = "Testfil_04_FEIL_2020_15F_for_3401.xml";
const WARNED: &str = "Testfil_11_ADVARSEL_2020_15F_for_3401.xml";
const FAULTLESS: &str = "Testfil_21_OK_2020_15F_for_3401.xml";

/// An official file as if it were that municipality's.
fn official(folder: &Path, name: &str, number: &str) -> Vec<u8> {
    let content: String = std::fs::read(folder.join(name)).unwrap().into_iter().map(char::from).collect();
    let content = content.replace("\"3401\"", &format!("\"{number}\""));
    content.chars().map(|latin| u8::try_from(latin).unwrap()).collect()
}

#[tokio::test]
async fn the_official_files_go_in_and_again_is_nothing() {
    let Some(folder) = shared_data("kostra-15f") else { return };
    for (number, name, accepted, warnings) in [
        ("4704", FAULTY, counts(50, 19, 10), 4),
        ("4711", WARNED, counts(14, 11, 10), 0),
        ("4721", FAULTLESS, counts(4, 9, 9), 0),
    ] {
        let town = Town::numbered(number).await;
        let content = official(&folder, name, number);
        let first = import(&town, &content).await;
        assert_eq!((first.accepted, first.refused.as_slice()), (accepted, &[][..]), "{name}");
        assert_eq!(first.not_recorded, NotRecorded::default(), "{name}");
        assert_eq!(first.warnings.len(), warnings, "{name}: {:?}", first.warnings);
        let head = town.head().await;
        let again = import(&town, &content).await;
        assert_eq!((again.accepted, again.already_known), (counts(0, 0, 0), accepted), "{name}");
        assert_eq!((again.refused, again.warnings), (first.refused, first.warnings), "{name}");
        assert_eq!(town.head().await, head, "{name}");
        town.must_verify().await;
    }
}

/// They are all 3401's and have journals in common, one of them with another child's number.
#[tokio::test]
async fn the_official_files_go_into_one_ledger_as_far_as_they_agree() {
    let Some(folder) = shared_data("kostra-15f") else { return };
    let town = Town::numbered("3401").await;
    for (name, accepted, known, refused) in [
        (FAULTY, counts(50, 19, 10), counts(0, 0, 0), vec![]),
        // Of two that are known, it tells of help that the first did not.
        (WARNED, counts(5, 9, 9), counts(9, 2, 1), vec![]),
        (FAULTLESS, counts(2, 0, 0), counts(1, 8, 8), vec!["line 5: Individ[@Id='i1']"]),
    ] {
        let report = import(&town, official(&folder, name, "3401")).await;
        assert_eq!((report.accepted, report.already_known), (accepted, known), "{name}");
        assert_eq!(report.refused.iter().map(|line| line.place.as_str()).collect::<Vec<_>>(), refused, "{name}");
    }
    town.must_verify().await;
}

/// What a file holds where a code belongs would stand in the ledger in clear, whoever is erased.
#[tokio::test]
async fn what_is_no_code_of_help_is_left_out_and_told() {
    let town = Town::numbered("4899").await;
    let help = "<Plan Id='p' StartDato='2023-02-01' Plantype='Kari'/><Plan Id='q' StartDato='2023-03-01' Plantype='2'/>\
         <Tiltak Id='t' StartDato='2023-02-01'><Lovhjemmel Lov='BVL' Kapittel='4' Paragraf='12'/>\
         <Kategori Kode='99887766'/></Tiltak>\
         <Tiltak Id='u' StartDato='2023-02-01'><Lovhjemmel Lov='BVL' Kapittel='4' Paragraf='12'/>\
         <Kategori Kode='1.99' Presisering='kanari hjelp'/></Tiltak>";
    let attributes = format!("Fodselsnummer='{}'", numbered("05031252"));
    let content = file_of("4899", 2023, &individual("c1", &attributes, help));
    let report = import(&town, &content).await;
    assert_eq!((report.accepted, report.refused.len()), (counts(1, 0, 0), 0));
    let told: Vec<_> = report.warnings.iter().map(|warning| warning.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "a measure's category is no code or cannot be read and was not taken",
            "a plan's type is no code and was not taken"
        ]
    );
    let help = town.fields("HelpToldOfBySource").await[0].to_string();
    assert!(!help.contains("Kari") && !help.contains("99887766"), "{help}");
    assert!(help.contains("\"1.99\"") && help.contains("\"kind\":\"2\""), "{help}");
}

#[tokio::test]
async fn a_client_becomes_a_case_its_reports_and_their_investigations() {
    let town = Town::numbered("4801").await;
    let number = numbered("05031251");
    let attributes = format!("Fodselsnummer='{number}' SluttDato='2023-12-01' Bydelsnummer='04' Bydelsnavn='Østbyen'");
    let help = "<Plan Id='p' StartDato='2023-02-01' Plantype='1'/><Tiltak Id='t' StartDato='2023-02-01'>\
         <Lovhjemmel Lov='BVL' Kapittel='4' Paragraf='12'/><Kategori Kode='1.1'/></Tiltak>\
         <Flytting Id='f' SluttDato='2023-02-01'><ArsakFra Kode='1.3'/><FlyttingTil Kode='1'/></Flytting>";
    let content = file_of("4801", 2023, &individual("c1", &attributes, &format!("{CONCLUDED_REPORT}{help}")));
    let report = import(&town, &content).await;
    assert_eq!((report.accepted, report.already_known), (counts(1, 1, 1), counts(0, 0, 0)));
    assert_eq!((report.refused.as_slice(), report.warnings.as_slice()), (&[][..], &[][..]));
    assert_eq!(report.not_recorded, NotRecorded { plans: 0, measures: 0, moves: 1 });
    assert_eq!(
        town.events_after(0).await,
        [
            "LedgerOpened",
            "SigningKeyIntroduced",
            "CaseOpened",
            "HelpToldOfBySource",
            "CaseClosed",
            "ReportReceived",
            "ReporterClassified",
            "TriageDecided",
            "InvestigationOpened",
            "InvestigationConcluded"
        ]
    );
    let history = town.history(0).await;
    let occurred: Vec<_> = history.iter().skip(2).map(|entry| oslo_date(entry.occurred_at).to_string()).collect();
    let told_on = oslo_date(history[3].recorded_at).to_string();
    assert_eq!(occurred[..4], ["2023-01-01", &told_on, "2023-12-01", "2023-02-01"]);
    assert_eq!(occurred[5..], ["2023-02-06", "2023-02-06", "2023-04-01"]);
    assert!(history.iter().skip(2).all(|entry| entry.actor.role_name() == "import"));
    let case = &history[2].aggregate_id;
    assert!(history.iter().skip(2).all(|entry| entry.correlation_id.to_string() == *case));

    let received = &town.fields("ReportReceived").await[0];
    assert_eq!((&received["unit"], &received["channel"]), (&"Østbyen".into(), &json!(Channel::Kostra15F)));
    assert_eq!(received["case"], case.as_str());
    assert_eq!(received["contents"][0]["list"]["edition"], "2023");
    assert_eq!(received["child"]["nationalId"]["value"], number.as_str());
    let triage = &town.fields("TriageDecided").await[0];
    assert_eq!((&triage["outcome"], &triage["conclusion"]["code"]), (&"INVESTIGATION_DECIDED".into(), &"2".into()));
    assert_eq!(triage["decision"]["decidedBy"]["name"]["value"], "Kanari Behandler");
    let concluded = &town.fields("InvestigationConcluded").await[0];
    assert_eq!(concluded["conclusion"]["clarification"]["value"], "kanari presisering");
    assert_eq!(concluded["grounds"][0]["code"], "3");
    town.must_verify().await;
}

#[tokio::test]
async fn nothing_personal_is_stored_in_clear() {
    let town = Town::numbered("4802").await;
    let number = numbered("05031251");
    let reports = CONCLUDED_REPORT.replace(
        "<Melder Kode='12'/>",
        "<Melder Kode='22'><Presisering>kanari melder</Presisering></Melder>\
         <Saksinnhold Kode='18'><Presisering>kanari innhold</Presisering></Saksinnhold>",
    );
    let attributes = format!("Fodselsnummer='{number}' DUFnummer='201234567890' Bydelsnavn='Kanari 01011099999'");
    let report = import(&town, &file_of("4802", 2023, &individual("c1", &attributes, &reports))).await;
    assert_eq!((report.accepted, report.warnings.len()), (counts(1, 1, 1), 1));
    let (stored, opened) = (town.stored().await, town.opened().await);
    for secret in [number.as_str(), "201234567890", "KANARI-c1", "Kanari Behandler", "kanari melder", "kanari innhold"]
    {
        assert!(opened.contains(secret), "{secret}");
        assert!(!stored.contains(secret), "{secret}");
    }
    assert!(!stored.to_lowercase().contains("kanari") && !stored.contains("01011099999"));
    assert!(!format!("{report:?}").to_lowercase().contains("kanari"));
}

#[tokio::test]
async fn a_later_file_adds_exactly_what_is_new_and_an_earlier_one_nothing() {
    let town = Town::numbered("4803").await;
    let first = file_of("4803", 2023, &individual("c1", "", OPEN_REPORT));
    import(&town, &first).await;
    let head = town.head().await;

    let later = file_of("4803", 2024, &individual("c1", "", CONCLUDED_REPORT));
    let report = import(&town, &later).await;
    assert_eq!((report.accepted, report.already_known), (counts(0, 1, 1), counts(1, 0, 0)));
    assert_eq!((report.refused.len(), report.warnings.len()), (0, 0));
    assert_eq!(
        town.events_after(head).await,
        ["TriageDecided", "InvestigationOpened", "InvestigationConcluded"],
        "the client and the receipt were known"
    );

    let head = town.head().await;
    let closed = file_of("4803", 2025, &individual("c1", "SluttDato='2025-03-01'", CONCLUDED_REPORT));
    assert_eq!(import(&town, &closed).await.accepted, counts(1, 0, 0));
    assert_eq!(town.events_after(head).await, ["CaseClosed"]);

    let head = town.head().await;
    for known in [&first, &later, &closed] {
        let report = import(&town, known).await;
        assert_eq!((report.accepted, report.refused.len(), report.warnings.len()), (counts(0, 0, 0), 0, 0));
    }
    assert_eq!(town.head().await, head);
}

#[tokio::test]
async fn a_contradiction_is_refused_and_the_report_stays_as_it_is() {
    let town = Town::numbered("4804").await;
    import(&town, &file_of("4804", 2023, &individual("c1", "", CONCLUDED_REPORT))).await;
    let head = town.head().await;
    for (before, after, why) in [
        ("Konklusjon='2'", "Konklusjon='1'", "conclusion"),
        ("SluttDato='2023-02-06' Konklusjon='2'", "", "conclusion"),
        ("StartDato='2023-02-01'", "StartDato='2023-01-31'", "date of receipt"),
        ("Konklusjon='4'", "Konklusjon='3'", "conclusion of the investigation"),
        ("Id='u1' StartDato='2023-02-06'", "Id='u1' StartDato='2023-02-07'", "start date of the investigation"),
    ] {
        assert!(CONCLUDED_REPORT.contains(before));
        let changed = file_of("4804", 2024, &individual("c1", "", &CONCLUDED_REPORT.replace(before, after)));
        let report = import(&town, &changed).await;
        assert_eq!((report.accepted, report.already_known), (counts(0, 0, 0), counts(1, 0, 0)), "{after}");
        let [refused] = report.refused.as_slice() else { panic!("{:?}", report.refused) };
        assert_eq!(refused.place, "line 4: Individ[@Id='c1']/Melding[@Id='m1']");
        assert_eq!(refused.what, "report with its investigation");
        assert!(refused.why.contains(why), "{refused}");
    }
    // Dates of the client: its reports are not at fault.
    let moved = individual("c1", "", CONCLUDED_REPORT).replace("StartDato='2023-01-01'", "StartDato='2023-01-02'");
    let report = import(&town, &file_of("4804", 2024, &moved)).await;
    assert_eq!((report.accepted, report.already_known), (counts(0, 0, 0), counts(0, 1, 1)));
    assert_eq!((report.refused.len(), report.refused[0].what.as_str()), (1, "client"));
    assert_eq!(town.head().await, head);
}

#[tokio::test]
async fn a_report_with_something_new_and_something_contradicting_goes_in_not_at_all() {
    let town = Town::numbered("4805").await;
    let running = "<Melding Id='m1' StartDato='2023-02-01'><Melder Kode='12'/>\
         <Undersokelse Id='u1' StartDato='2023-02-06'/></Melding>";
    import(&town, &file_of("4805", 2023, &individual("c1", "", running))).await;
    let head = town.head().await;
    let other_start = CONCLUDED_REPORT.replace("Id='u1' StartDato='2023-02-06'", "Id='u1' StartDato='2023-02-07'");
    let another = CONCLUDED_REPORT.replace("m1", "m2").replace("u1", "u2");
    let report = import(&town, &file_of("4805", 2024, &individual("c1", "", &(other_start + &another)))).await;
    assert_eq!((report.accepted, report.refused.len()), (counts(0, 1, 1), 1));
    assert_eq!(town.events_after(head).await.iter().filter(|name| *name == "TriageDecided").count(), 1);
}

#[tokio::test]
async fn a_new_client_s_report_whose_investigation_is_refused_goes_in_not_at_all() {
    let town = Town::numbered("4815").await;
    let year = (clock::now() + chrono::Duration::days(400)).format("%Y").to_string();
    let future = CONCLUDED_REPORT.replace("SluttDato='2023-04-01'", &format!("SluttDato='{year}-04-01'"));
    let report = import(&town, &file_of("4815", 2023, &individual("c1", "", &future))).await;
    assert_eq!((report.accepted, report.refused.len()), (counts(1, 0, 0), 1), "{:?}", report.refused);
    assert_eq!(report.refused[0].what, "report with its investigation");
    assert_eq!(town.events_after(0).await, ["LedgerOpened", "SigningKeyIntroduced", "CaseOpened"]);

    let mended = import(&town, &file_of("4815", 2023, &individual("c1", "", CONCLUDED_REPORT))).await;
    assert_eq!((mended.accepted, mended.already_known), (counts(0, 1, 1), counts(1, 0, 0)));
    town.must_verify().await;
}

#[tokio::test]
async fn report_and_investigation_are_one_transaction() {
    let town = Town::numbered("4816").await;
    import(&town, &file_of("4816", 2023, &individual("c1", "", CONCLUDED_REPORT))).await;
    let transactions: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT xmin::text FROM events
          WHERE municipality = $1 AND event_type IN ('ReportReceived', 'TriageDecided', 'InvestigationConcluded')",
    )
    .bind(town.municipality.as_str())
    .fetch_all(town.ledger.pool())
    .await
    .unwrap();
    assert_eq!(transactions.len(), 1);
}

#[tokio::test]
async fn what_differs_without_being_compared_is_told() {
    let town = Town::numbered("4806").await;
    import(&town, &file_of("4806", 2023, &individual("c1", "", CONCLUDED_REPORT))).await;
    let head = town.head().await;
    let recoded = CONCLUDED_REPORT.replace("<Saksinnhold Kode='3'/>", "<Saksinnhold Kode='4'/>");
    let report = import(&town, &file_of("4806", 2024, &individual("c1", "", &recoded))).await;
    assert_eq!((report.already_known, report.refused.len()), (counts(1, 1, 1), 0));
    assert_eq!(places(&report.warnings), ["line 4: Individ[@Id='c1']/Melding[@Id='m1']"]);
    assert_eq!(town.head().await, head);
}

#[tokio::test]
async fn two_children_cannot_share_a_journal() {
    let town = Town::numbered("4807").await;
    let [one, other] = ["05031251", "06031251"].map(numbered);
    let entry = |number: &str, report: &str| individual("c1", &format!("Fodselsnummer='{number}'"), report);
    let both = entry(&one, CONCLUDED_REPORT) + "\n" + &entry(&other, &CONCLUDED_REPORT.replace("m1", "m2"));
    let report = import(&town, &file_of("4807", 2023, &both)).await;
    assert_eq!((report.accepted, report.refused.len()), (counts(1, 1, 1), 1));
    assert_eq!(report.refused[0].what, "client with its report");
    assert!(!report.refused[0].to_string().contains(&other));
    // And not from one file to the next.
    let report = import(&town, &file_of("4807", 2024, &entry(&other, ""))).await;
    assert_eq!((report.accepted, report.refused.len()), (counts(0, 0, 0), 1));
    assert!(!town.opened().await.contains(&other));
}

#[tokio::test]
async fn a_child_is_known_by_its_own_number_only() {
    let town = Town::numbered("4808").await;
    let own = numbered("05031251");
    let numbers = [own.as_str(), &own, "01032399999", "01032399999", "00000000000", "00000000000"];
    let numbers = numbers.map(|number| format!("Fodselsnummer='{number}'"));
    let fillers = ["DUFnummer='000000000000'"; 2].map(str::to_owned);
    let entries = (1..).zip(numbers.iter().chain(&fillers));
    let entries = entries.map(|(nth, number)| individual(&format!("c{nth}"), number, ""));
    let content = file_of("4808", 2023, &entries.collect::<String>());
    assert_eq!(import(&town, &content).await.accepted, counts(8, 0, 0));
    let opened = town.fields("CaseOpened").await;
    let children: std::collections::HashSet<_> = opened.iter().map(|data| data["child"]["subject"].as_str()).collect();
    assert_eq!(children.len(), 7, "only the valid number makes two journals one child's");
    assert_eq!(opened.iter().filter(|data| data["child"]["unborn"] == true).count(), 2);

    // The unborn child gets its number; the journal remains the same child's.
    let born = individual("c3", &format!("Fodselsnummer='{}'", numbered("01032351")), OPEN_REPORT);
    let report = import(&town, &file_of("4808", 2024, &born)).await;
    assert_eq!((report.accepted, report.refused.len()), (counts(0, 1, 0), 0));
    assert!(report.warnings[0].what.contains("another number"));
    let received = &town.fields("ReportReceived").await[0];
    assert!(opened.iter().any(|data| data["child"]["subject"] == received["child"]["subject"]));
}

#[tokio::test]
async fn a_conclusion_without_its_date_is_left_out_and_told() {
    let town = Town::numbered("4809").await;
    let halves = "<Melding Id='m1' StartDato='2023-02-01' SluttDato='2023-02-06'><Melder Kode='1'/></Melding>\n\
         <Melding Id='m2' StartDato='2023-02-01' Konklusjon='1'>\
         <Undersokelse Id='u' StartDato='2023-02-06' SluttDato='2023-03-01'><Vedtaksgrunnlag Kode='1'/></Undersokelse>\
         </Melding>";
    let report = import(&town, &file_of("4809", 2023, &individual("c1", "", halves))).await;
    assert_eq!((report.accepted, report.refused.len()), (counts(1, 2, 1), 0));
    let [first, second] =
        ["line 4: Individ[@Id='c1']/Melding[@Id='m1']", "line 5: Individ[@Id='c1']/Melding[@Id='m2']"];
    let investigation = format!("{second}/Undersokelse[@Id='u']");
    assert_eq!(places(&report.warnings), [first, second, second, &investigation, &investigation]);
    let events = town.events_after(0).await;
    assert!(!events.contains(&"TriageDecided".to_owned()) && !events.contains(&"InvestigationConcluded".to_owned()));
}

#[tokio::test]
async fn a_blank_journal_number_refuses_the_client_and_the_reader_s_refusals_are_listed() {
    let town = Town::numbered("4810").await;
    let blank = individual("c1", "", OPEN_REPORT).replace("KANARI-c1", "\u{a0}");
    let bad_code = individual("c2", "", &OPEN_REPORT.replace("'12'", "'99'"));
    let report = import(&town, &file_of("4810", 2023, &format!("{blank}\n{bad_code}"))).await;
    assert_eq!((report.accepted, report.refused.len()), (counts(1, 0, 0), 2));
    assert_eq!(
        report.refused[0].to_string(),
        "line 3: Individ[@Id='c1']: client with its report not imported: the journal number must not be blank"
    );
    assert_eq!(report.refused[1].place, "line 7: Individ[@Id='c2']/Melding[@Id='m1']");
    assert!(report.refused[1].why.contains("not in the national list"));
}

#[tokio::test]
async fn a_file_that_breaks_off_goes_in_up_to_there() {
    let town = Town::numbered("4811").await;
    let content = file_of("4811", 2023, &individual("c1", "", OPEN_REPORT)).replace("</Barnevern>", "<Individ Id='");
    let report = import(&town, &content).await;
    assert!(report.truncated);
    assert_eq!((report.accepted, report.refused_total()), (counts(1, 1, 0), 1));
}

#[tokio::test]
async fn a_file_that_cannot_be_taken_says_why_and_leaves_nothing() {
    let town = Town::numbered("4812").await;
    let (right, wrong) = (ImportOptions::default(), "4899".parse().ok());
    let content = file_of("4812", 2023, &individual("c1", "", OPEN_REPORT));
    let attempt = async |content: &str, options: ImportOptions| {
        let file = town.file(content);
        import_kostra_15f(&town.ledger, &file, &options, &mut |_| {}).await.unwrap_err()
    };
    assert!(
        matches!(attempt(&content, right.clone()).await, ImportError::NotOpened(number) if number == town.municipality)
    );
    let error = attempt(&content, ImportOptions { municipality: wrong, ..opening() }).await;
    assert_eq!(error.to_string(), "the file is from municipality 4812, not 4899");
    for (content, sentence) in
        [("", "the file is empty"), ("{}", "the file does not begin as XML"), ("<Barnevern/>", "Avgiver")]
    {
        let error = attempt(content, opening()).await;
        assert!(matches!(&error, ImportError::Unreadable(why) if why.contains(sentence)), "{error}");
    }
    let missing = import_kostra_15f(&town.ledger, Path::new("/nowhere/to/be/found"), &right, &mut |_| {}).await;
    assert!(matches!(missing, Err(ImportError::Io(_))));
    assert_eq!(town.ledger.head(&town.municipality).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_file_goes_in_with_bounded_memory_and_in_the_order_of_the_file() {
    let town = Town::numbered("4813").await;
    // Every tenth client twice: the second entry must see the first, also when both are on their way.
    let entries = (0..400).map(|nth| {
        let entry = individual(&format!("c{nth}"), "", CONCLUDED_REPORT);
        if nth % 10 == 0 { format!("{entry}\n{entry}\n") } else { entry }
    });
    let began = std::time::Instant::now();
    let report = import(&town, &file_of("4813", 2023, &entries.collect::<String>())).await;
    println!("400 clients with report and investigation: {:?}", began.elapsed());
    assert_eq!((report.accepted, report.already_known), (counts(400, 400, 400), counts(40, 40, 40)));
    assert_eq!(report.refused, []);
    let lines: Vec<_> = report.controls.iter().map(|finding| finding.line).collect();
    assert!(lines.iter().take(lines.len() - 50).is_sorted());
    town.must_verify().await;
}

#[tokio::test]
async fn an_import_that_is_given_up_stops_reading_and_is_finished_by_another() {
    let town = Town::numbered("4814").await;
    let entries = (0..200).map(|nth| individual(&format!("c{nth}"), "", CONCLUDED_REPORT));
    let content = file_of("4814", 2023, &entries.collect::<String>());
    let file = town.file(&content);
    let (sender, reached) = tokio::sync::oneshot::channel();
    let mut sender = Some(sender);
    {
        let options = opening();
        let mut progress = |progress: Progress| {
            if progress.records > 0
                && let Some(sender) = sender.take()
            {
                sender.send(()).unwrap();
            }
        };
        let import = import_kostra_15f(&town.ledger, &file, &options, &mut progress);
        tokio::select! {
            _ = import => {}
            _ = reached => {}
        }
    }
    let report = import(&town, &content).await;
    assert_eq!(report.accepted.total() + report.already_known.total(), 600);
    assert_eq!((report.refused.len(), report.warnings.len()), (0, 0));
    assert_eq!(town.events_after(0).await.iter().filter(|name| *name == "CaseOpened").count(), 200);
    town.must_verify().await;
}

#[tokio::test]
async fn a_number_that_is_misspelt_is_told_where_it_stands_when_it_is_a_known_childs_with_one_slip_less() {
    let town = Town::numbered("4844").await;
    let right = numbered("05031252");
    let with = |number: &str| format!("Fodselsnummer='{number}'");
    let slip = |place: usize| {
        let mut digits = right.clone().into_bytes();
        digits.swap(place - 1, place);
        String::from_utf8(digits).unwrap()
    };
    // Two neighbouring digits that are not the same: else it is no slip.
    let place = (1..right.len()).rfind(|place| right.as_bytes()[place - 1] != right.as_bytes()[*place]).unwrap();
    let of_nobody = format!("{}{}", &numbered("17072060")[..9], "00");
    // The misspelt one stands before the right one, as it may.
    let individuals = [
        individual("k1", &with(&slip(place)), OPEN_REPORT),
        individual("k2", &with(&of_nobody), OPEN_REPORT),
        individual("k3", &with(&right), CONCLUDED_REPORT),
    ];
    let told = import(&town, file_of("4844", 2023, &individuals.join("\n"))).await;
    assert_eq!((told.accepted, told.refused.as_slice()), (counts(3, 3, 1), &[][..]));
    let misspelt = |warning: &&ImportWarning| warning.what.contains("recordSameChild");
    let found: Vec<_> = told.warnings.iter().filter(misspelt).cloned().collect();
    assert_eq!(places(&found), ["line 3: Individ[@Id='k1']"]);
    assert!(!found[0].to_string().contains(&right) && !found[0].to_string().contains(&slip(place)), "nobody is named");
    // The ledger knows the child by then: it is found in the next return, too.
    let next = import(&town, file_of("4844", 2024, &individual("k4", &with(&slip(place)), OPEN_REPORT))).await;
    assert_eq!(next.warnings.iter().filter(misspelt).count(), 1, "{:?}", next.warnings);
}
