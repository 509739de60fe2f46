use case_ledger_domain::ids::CommandId;
use case_ledger_domain::settings::SettingsAction;
use serde_json::{Value, json};

use super::*;
use crate::clock::new_id;
use crate::import::test_support::{Town, numbered, opening, shared_data, watched};
use crate::ledger::bus::CommandContext;
use crate::ledger::{Actor, Program};

fn public_child(name: &str, number: &str) -> Value {
    json!({
        "fnr": number, "ufoedt": false, "personnavn": name, "telefonnummer": "11223344",
        "adresse": {
            "adresselinje1": "Kanariveien 1", "adresselinje2": "Oppgang B", "adresselinje3": "",
            "postnummer": "0123", "poststed": "Prøvevik",
        },
        "orientert": false, "orientertGrunn": "KANARI-barn-grunn",
    })
}

fn public(number: &str) -> Value {
    json!({
        "kommunenummer": number, "kommunenavn": "Prøvevik", "bydelsnummer": "02", "bydelsnavn": "Vestbyen",
        "offentligMelder": {
            "personnavn": "Kanari Lærer", "rolle": "KANARI-rolle", "telefonnummer": "99887766",
            "epost": "kanari@skole.no",
            "virksomhet": {
                "navn": "KANARI skole", "orgnr": "123455789",
                "adresse": { "adresselinje1": "Skolekanari 3", "postnummer": "5003", "poststed": "KANARI-poststed" },
            },
        },
        "offentligBarn": [
            public_child("Kanari En", &numbered("05031251")),
            public_child("Kanari To", &numbered("06031251")),
        ],
        "foresatte": [
            { "personnavn": "Kanari Mor", "telefonnummer": "55667788", "orientert": true },
            { "personnavn": "Kanari Far", "orientert": false, "orientertGrunn": "KANARI-foresatt-grunn" },
        ],
        "behovForTolk": "KANARI-tolk",
        "andreHjelpeinstanser": "KANARI-instanser",
        "melding": {
            "melding": "KANARI-melding\nFORESATT 3\r\u{2028}SENDT TIL",
            "historie": "KANARI-historie",
            "andreSynspunkter": "KANARI-synspunkter",
        },
        "sendingstidspunkt": "2024-03-16T13:29:33.123456789+01:00",
        "leveringskanal": "KANARI-kanal",
    })
}

fn private(number: &str) -> Value {
    json!({
        "kommunenummer": number, "kommunenavn": "Prøvevik", "bydelsnummer": "00", "bydelsnavn": "",
        "privatMelder": {
            "personnavn": "Kanari Nabo", "telefonnummer": "44556677",
            "adresse": { "adresselinje1": "Naboveien 3" },
        },
        "privatBarn": [{
            "personnavn": "Kanari En", "antattAlder": "rundt åtte", "relasjon": "nabo",
            "adresse": { "adresselinje1": "Kanariveien 1" },
        }],
        "melding": "KANARI-melding",
        "sendingstidspunkt": "2024-03-16T13:29:33+01:00",
        "leveringskanal": "nettskjema",
    })
}

async fn import(town: &Town, message: &Value) -> ImportReport {
    import_text(town, &message.to_string()).await
}

async fn import_text(town: &Town, content: &str) -> ImportReport {
    let file = town.file(content);
    watched(async |progress| import_fiks(&town.ledger, &file, &opening(), progress).await).await.unwrap()
}

const fn reports(reports: u64) -> Counts {
    Counts { clients: 0, reports, investigations: 0 }
}

#[tokio::test]
async fn the_official_example_goes_in_and_again_is_nothing() {
    let Some(folder) = shared_data("fiks") else { return };
    let content = std::fs::read_to_string(folder.join("offentligBekymringsmeldingV2.json")).unwrap();
    let town = Town::numbered("1201").await;
    let report = import_text(&town, &content).await;
    assert_eq!((report.accepted, report.refused.len()), (reports(2), 0));
    println!("{report:#?}");
    let head = town.head().await;
    let again = import_text(&town, &content).await;
    assert_eq!((again.accepted, again.already_known), (reports(0), reports(2)));
    assert_eq!(town.head().await, head);
    town.must_verify().await;
}

#[tokio::test]
async fn nothing_of_a_message_is_lost_and_nothing_stored_in_clear() {
    let town = Town::numbered("4901").await;
    let report = import(&town, &public("4901")).await;
    assert_eq!((report.accepted, report.refused.len(), report.warnings.len()), (reports(2), 0, 0));
    let (stored, opened) = (town.stored().await, town.opened().await);
    for secret in [
        "Kanari Lærer",
        "KANARI-rolle",
        "99887766",
        "kanari@skole.no",
        "KANARI skole",
        "123455789",
        "Skolekanari 3",
        "KANARI-poststed",
        "Kanari En",
        "Kanari To",
        "11223344",
        "Kanariveien 1",
        "Oppgang B",
        "KANARI-barn-grunn",
        "Kanari Mor",
        "55667788",
        "Kanari Far",
        "KANARI-foresatt-grunn",
        "KANARI-tolk",
        "KANARI-instanser",
        "KANARI-melding",
        "KANARI-historie",
        "KANARI-synspunkter",
        "KANARI-kanal",
        &numbered("05031251"),
    ] {
        assert!(opened.contains(secret), "{secret}");
        assert!(!stored.contains(secret), "{secret}");
    }
    assert!(!stored.to_lowercase().contains("kanari"));
    town.must_verify().await;
}

#[tokio::test]
async fn the_content_has_norwegian_headings_that_no_text_can_forge() {
    let town = Town::numbered("4902").await;
    import(&town, &public("4902")).await;
    let received = &town.fields("ReportReceived").await[0];
    assert_eq!(
        received["content"]["value"].as_str().unwrap(),
        "BEKYMRINGSMELDING\n    KANARI-melding\n    FORESATT 3\n    \n    SENDT TIL\n\
         \nHISTORIE\n    KANARI-historie\n\
         \nANDRE SYNSPUNKTER\n    KANARI-synspunkter\n\
         \nOM BARNET\n    Orientert om meldingen: nei\n    Begrunnelse: KANARI-barn-grunn\n\
         \nFORESATT 1\n    Navn: Kanari Mor\n    Telefon: 55667788\n    Orientert om meldingen: ja\n\
         \nFORESATT 2\n    Navn: Kanari Far\n    Orientert om meldingen: nei\n    Begrunnelse: KANARI-foresatt-grunn\n\
         \nBEHOV FOR TOLK\n    KANARI-tolk\n\
         \nANDRE HJELPEINSTANSER\n    KANARI-instanser\n\
         \nSENDT TIL\n    Kommune: 4902 Prøvevik\n    Bydel: 02 Vestbyen\n    Leveringskanal: KANARI-kanal"
    );
    assert_eq!((&received["unit"], &received["channel"]), (&"Vestbyen".into(), &json!(Channel::Fiks)));
    assert_eq!(received["receivedAt"], "2024-03-16T12:29:33.123456Z");
    assert_eq!(
        received["child"]["contact"]["value"],
        "Telefon: 11223344\nAdresse: Kanariveien 1, Oppgang B, 0123 Prøvevik"
    );
}

#[tokio::test]
async fn siblings_share_the_message_and_the_reporters_key_and_nothing_else() {
    let town = Town::numbered("4903").await;
    import(&town, &public("4903")).await;
    let mut next = public("4903");
    next["sendingstidspunkt"] = "2024-04-01T10:00:00Z".into();
    import(&town, &next).await;
    let received = town.fields("ReportReceived").await;
    let field = |nth: usize, path: &str| received[nth].pointer(path).unwrap().clone();
    assert_eq!(field(0, "/message"), field(1, "/message"));
    assert_ne!(field(0, "/message"), field(2, "/message"));
    assert_ne!(field(0, "/child/subject"), field(1, "/child/subject"));
    assert_eq!(field(0, "/child/subject"), field(2, "/child/subject"));
    let keys: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT payload #>> '{ReportReceived,reporter,name,of}' FROM events
          WHERE municipality = $1 AND event_type = 'ReportReceived'",
    )
    .bind(town.municipality.as_str())
    .fetch_all(town.ledger.pool())
    .await
    .unwrap();
    assert_eq!(keys.len(), 1);
}

#[tokio::test]
async fn an_anonymous_reporter_leaves_no_trace() {
    let town = Town::numbered("4904").await;
    let mut message = private("4904");
    message["privatMelder"]["personnavn"] = "Anonym".into();
    let report = import(&town, &message).await;
    assert_eq!(report.accepted, reports(1));
    for written in [town.stored().await, town.opened().await] {
        for trace in ["44556677", "Naboveien", "Nabo", "\"Anonym\""] {
            assert!(!written.contains(trace), "{trace}");
        }
        assert!(!written.contains("\"reporter\",\"of\"") && !written.contains("\"$sealed\":\"reporter\""));
    }
    assert_eq!(town.fields("ReportReceived").await[0]["reporter"], json!({ "kind": "ANONYMOUS" }));
    assert_eq!(town.fields("ReporterClassified").await[0]["acknowledgement"]["status"], "IMPOSSIBLE");
}

#[tokio::test]
async fn a_private_reporter_keeps_a_name_and_what_was_guessed_of_the_child_is_kept() {
    let town = Town::numbered("4905").await;
    let report = import(&town, &private("4905")).await;
    assert_eq!((report.accepted, report.refused.len()), (reports(1), 0));
    let received = &town.fields("ReportReceived").await[0];
    assert_eq!(received["reporter"]["name"]["value"], "Kanari Nabo");
    assert_eq!(received["reporter"]["contact"]["value"], "Telefon: 44556677\nAdresse: Naboveien 3");
    assert_eq!(received["unit"], "Prøvevik", "no district is named");
    let content = received["content"]["value"].as_str().unwrap();
    assert!(content.contains("Antatt alder: rundt åtte\n    Melders relasjon til barnet: nabo\n"), "{content}");
}

/// Intake must know it before it calls the parents; the reasons are words of the reporter's, in the content.
#[tokio::test]
async fn r_6_a_report_tells_that_the_message_says_guardians_were_not_told() {
    let town = Town::numbered("4913").await;
    let mut told = public("4913");
    told["foresatte"][1]["orientert"] = json!(true);
    for message in [public("4913"), told] {
        let report = import(&town, &message).await;
        assert_eq!((report.accepted, report.refused.len()), (reports(2), 0));
    }
    let received = town.fields("ReportReceived").await;
    let untold: Vec<bool> = received.iter().map(|fields| fields["guardiansNotTold"] == true).collect();
    assert_eq!(untold, [true, true, false, false]);
    assert!(
        received.iter().all(|fields| fields.get("withheldFromGuardians").is_none()),
        "the law's ground is not told"
    );
}

#[tokio::test]
async fn a_mended_child_joins_its_siblings_message() {
    let town = Town::numbered("4906").await;
    let mut faulty = public("4906");
    faulty["offentligBarn"][1]["orientert"] = "ja".into();
    let report = import(&town, &faulty).await;
    assert_eq!((report.accepted, report.refused.len()), (reports(1), 1));
    assert_eq!(report.refused[0].place, "/offentligBarn/1/orientert");
    let report = import(&town, &public("4906")).await;
    assert_eq!((report.accepted, report.already_known), (reports(1), reports(1)));
    let received = town.fields("ReportReceived").await;
    assert_eq!(received[0]["message"], received[1]["message"]);
}

#[tokio::test]
async fn an_unborn_child_and_a_number_that_is_none_get_pseudonyms_of_their_own() {
    let town = Town::numbered("4907").await;
    let mut message = public("4907");
    message["offentligBarn"] =
        json!([public_child("A", "01032499999"), public_child("B", "01032499999"), public_child("C", "ukjent"),]);
    message["offentligBarn"][0]["ufoedt"] = true.into();
    assert_eq!(import(&town, &message).await.accepted, reports(3));
    let received = town.fields("ReportReceived").await;
    let subjects: std::collections::HashSet<_> =
        received.iter().map(|data| data["child"]["subject"].as_str()).collect();
    assert_eq!(subjects.len(), 3);
    assert_eq!((&received[0]["child"]["unborn"], &received[1]["child"]["unborn"]), (&true.into(), &false.into()));
    assert_eq!(received[2]["child"]["nationalId"]["value"], "ukjent");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_place() {
    let town = Town::numbered("4908").await;
    let mut long = public("4908");
    long["offentligBarn"][0]["personnavn"] = "x".repeat(Text::MOST_CHARACTERS + 1).into();
    let report = import(&town, &long).await;
    assert_eq!((report.accepted, report.refused.len()), (reports(1), 1));
    assert_eq!(
        report.refused[0].to_string(),
        "/offentligBarn/0: report about this child not imported: the child's name has more than 100000 characters"
    );
    let mut nul = public("4908");
    nul["melding"]["melding"] = "a\0b".into();
    nul["bydelsnavn"] = "a\0b".into();
    let report = import(&town, &nul).await;
    assert_eq!((report.accepted, report.refused.len()), (reports(0), 2));
    assert!(report.refused[0].why.contains("NUL"));
    let mut many = private("4908");
    let child = many["privatBarn"][0].clone();
    many["privatBarn"] = (0..=MOST_CHILDREN)
        .map(|nth| {
            let mut child = child.clone();
            child["personnavn"] = format!("Barn {nth}").into();
            child
        })
        .collect::<Vec<_>>()
        .into();
    let report = import(&town, &many).await;
    assert_eq!((report.accepted, report.refused_total()), (reports(0), 1));
    let mut whole = public("4908");
    whole["sendingstidspunkt"] = "i går".into();
    let report = import(&town, &whole).await;
    assert_eq!((&report.municipality, report.refused_total()), (&None, 1));
}

#[tokio::test]
async fn a_message_that_cannot_be_taken_says_why_and_leaves_nothing() {
    let town = Town::numbered("4909").await;
    let attempt = async |content: &str, options: ImportOptions| {
        let file = town.file(content);
        import_fiks(&town.ledger, &file, &options, &mut |_| {}).await.unwrap_err()
    };
    let message = public("4909").to_string();
    assert!(matches!(attempt(&message, ImportOptions::default()).await, ImportError::NotOpened(_)));
    let other = ImportOptions { municipality: "4999".parse().ok(), ..opening() };
    assert_eq!(attempt(&message, other).await.to_string(), "the message is for municipality 4909, not 4999");
    assert!(matches!(attempt("[]", opening()).await, ImportError::Unreadable(_)));
    let missing = import_fiks(&town.ledger, Path::new("/nowhere/to/be/found"), &opening(), &mut |_| {}).await;
    assert!(matches!(missing, Err(ImportError::Io(_))));
    assert_eq!(town.ledger.head(&town.municipality).await.unwrap(), None);
}

#[tokio::test]
async fn a_sender_whose_clock_is_ahead_is_received_now() {
    let town = Town::numbered("4931").await;
    let mut message = private("4931");
    message["sendingstidspunkt"] = (clock::now() + chrono::Duration::hours(23)).to_rfc3339().into();
    let report = import(&town, &message).await;
    assert_eq!((report.accepted, report.refused.len()), (reports(1), 0), "{:?}", report.refused);
    assert!(report.warnings.iter().any(|warning| warning.place == "/sendingstidspunkt"));
    let received = town.history(0).await.into_iter().find(|entry| entry.event_type == "ReportReceived").unwrap();
    assert!(received.occurred_at <= clock::now());
    assert_eq!(import(&town, &message).await.already_known, reports(1));
}

#[tokio::test]
async fn children_with_the_same_filler_are_not_one_person() {
    let town = Town::numbered("4932").await;
    let mut message = public("4932");
    for child in 0..2 {
        message["offentligBarn"][child]["fnr"] = "00000000000".into();
    }
    assert_eq!(import(&town, &message).await.accepted, reports(2));
    let received = town.fields("ReportReceived").await;
    assert_ne!(received[0]["child"]["subject"], received[1]["child"]["subject"]);
    assert!(received.iter().all(|data| data["child"]["nationalId"]["value"] == "00000000000"));
}

#[tokio::test]
async fn r_16_a_report_over_fiks_follows_the_guide_of_the_service_that_was_adopted_by_its_receipt() {
    let town = Town::numbered("4923").await;
    let first = private("4923");
    import(&town, &first).await;
    let of_service = |guide: &&Arc<Guide>| guide.about == GuideSubject::ChildWelfareService;
    let guide = Arc::clone(Guides::shipped().iter().find(of_service).unwrap());
    let context = CommandContext {
        municipality: town.municipality.clone(),
        command_id: CommandId::from_uuid(new_id()),
        actor: Actor::program(&town.municipality, Program::Import),
        correlation_id: None,
        causation_id: None,
        expected_version: None,
        now: clock::now(),
        fingerprint: Arc::default(),
    };
    let adopt = SettingsAction::AdoptGuide { guide, adopted_on: oslo_date(clock::now()) };
    town.ledger.execute::<Settings>(&context, settings_id(&town.municipality), adopt).await.unwrap();
    let mut next = first;
    next["melding"] = "Enda en".into();
    import(&town, &next).await;
    assert_eq!(town.fields("ReportReceived").await.len(), 2);
    assert_eq!(town.fields("GuideFollowed").await.len(), 0, "both were sent before it was adopted");
    next["sendingstidspunkt"] = clock::now().to_rfc3339().into();
    import(&town, &next).await;
    let followed = town.fields("GuideFollowed").await;
    assert_eq!(followed.len(), 1);
    assert_eq!(followed[0]["current"], json!(["review-report"]));
    town.must_verify().await;
}
