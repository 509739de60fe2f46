//! What the reader of report messages takes, refuses and warns of.

use super::*;
use crate::interchange::test_support::{Lcg, national_id as numbered, shared_data};
use serde_json::{Value, json};

fn number() -> String {
    (500..999).find_map(|individual| numbered(&format!("050312{individual}"))).unwrap()
}

fn expected() -> Expected {
    Expected { municipality: Some("9901".to_owned()), now: "2024-03-02T12:00:00Z".parse().unwrap() }
}

fn public_child(name: &str) -> Value {
    json!({
        "fnr": number(), "ufoedt": false, "personnavn": name, "telefonnummer": "",
        "adresse": {"adresselinje1": "Veien 1", "adresselinje2": "", "postnummer": "9999", "poststed": "Prøvevik"},
        "orientert": false, "orientertGrunn": "Grunn"
    })
}

fn public() -> Value {
    json!({
        "kommunenummer": "9901", "kommunenavn": "Prøvevik", "bydelsnummer": "00", "bydelsnavn": "",
        "offentligMelder": {
            "personnavn": "Oda Prøve", "rolle": "Lærer", "telefonnummer": "+47 999-99 999", "epost": "oda_p@skøle.prøve.no",
            "virksomhet": {"navn": "Prøveskolen", "orgnr": "999", "adresse": {"adresselinje1": "Skoleveien 2"}}
        },
        "offentligBarn": [public_child("Barn En"), public_child("Barn To")],
        "foresatte": [{"personnavn": "Foresatt", "orientert": true}],
        "behovForTolk": "Nei", "andreHjelpeinstanser": "PPT",
        "melding": {"melding": "Innhold", "historie": "Historie", "andreSynspunkter": "Syn"},
        "sendingstidspunkt": "2024-03-01T13:29:33", "leveringskanal": "Fagsystem"
    })
}

fn private() -> Value {
    json!({
        "kommunenummer": "9901", "kommunenavn": "Prøvevik", "bydelsnummer": "00", "bydelsnavn": "Sentrum",
        "privatMelder": {"personnavn": "Per Prøve", "telefonnummer": "99999999", "adresse": {"adresselinje1": "Veien 3"}},
        "privatBarn": [{"personnavn": "Barn", "antattAlder": "7", "relasjon": "nabo", "adresse": {"adresselinje1": "Veien 4"}}],
        "melding": "Innhold", "sendingstidspunkt": "2024-03-01T13:29:33+01:00", "leveringskanal": "Portal"
    })
}

fn read_value(value: &Value) -> Reading {
    read(value.to_string().as_bytes(), &expected()).unwrap()
}

/// The message with the value at a pointer replaced, or removed for `None`.
fn changed(mut message: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match message.pointer_mut(parent).unwrap() {
        Value::Object(fields) => match value {
            Some(value) => drop(fields.insert(key.to_owned(), value)),
            None => drop(fields.remove(key).expect("the field to remove")),
        },
        Value::Array(entries) => entries[key.parse::<usize>().unwrap()] = value.unwrap(),
        _ => panic!("{pointer}"),
    }
    message
}

fn refusals(reading: &Reading) -> Vec<(&str, Rule)> {
    reading.refused.iter().map(|refused| (refused.pointer.as_str(), refused.rule)).collect()
}

#[test]
fn every_value_of_a_public_message_arrives_where_it_belongs() {
    let reading = read_value(&public());
    assert_eq!((reading.refused, reading.warnings), (vec![], vec![]));
    let message = reading.message.unwrap();
    assert_eq!((message.municipality_number.as_str(), message.municipality_name.as_str()), ("9901", "Prøvevik"));
    assert_eq!((message.district_number.as_str(), message.district_name.as_str()), ("00", ""));
    assert_eq!(
        (message.text.as_str(), message.history.as_deref(), message.other_views.as_deref()),
        ("Innhold", Some("Historie"), Some("Syn"))
    );
    assert_eq!(
        (message.sent_at.to_rfc3339().as_str(), message.delivery_channel.as_str()),
        ("2024-03-01T12:29:33+00:00", "Fagsystem")
    );
    let Kind::Public { reporter, guardians, interpreter_need, other_bodies } = message.kind else { panic!("public") };
    assert_eq!(
        (reporter.name.as_str(), reporter.role.as_str(), reporter.phone.as_str()),
        ("Oda Prøve", "Lærer", "+47 999-99 999")
    );
    assert_eq!(
        (reporter.unit.name.as_str(), reporter.unit.organisation_number.as_deref()),
        ("Prøveskolen", Some("999"))
    );
    assert_eq!(reporter.unit.address.line_1, "Skoleveien 2");
    assert_eq!((guardians[0].name.as_str(), guardians[0].informed), ("Foresatt", true));
    assert_eq!((interpreter_need.as_deref(), other_bodies.as_deref()), (Some("Nei"), Some("PPT")));
    let child = &message.children[1];
    assert_eq!(
        (child.index, child.name.as_str(), child.national_id.as_deref()),
        (1, "Barn To", Some(number().as_str()))
    );
    assert!(child.national_id_is_valid && !child.unborn);
    assert_eq!(
        (child.phone.as_deref(), child.informed, child.reason_not_informed.as_deref()),
        (None, Some(false), Some("Grunn"))
    );
    assert_eq!((child.address.line_2.as_deref(), child.address.postal_place.as_deref()), (None, Some("Prøvevik")));
}

#[test]
fn every_value_of_a_private_message_arrives_where_it_belongs() {
    let reading = read_value(&private());
    assert_eq!((reading.refused, reading.warnings), (vec![], vec![]));
    let message = reading.message.unwrap();
    let Kind::Private { reporter: Some(reporter) } = message.kind else { panic!("private") };
    assert_eq!((reporter.name.as_str(), reporter.phone.as_deref()), ("Per Prøve", Some("99999999")));
    assert_eq!(reporter.address.unwrap().line_1, "Veien 3");
    let child = &message.children[0];
    assert_eq!(
        (child.name.as_str(), child.assumed_age.as_deref(), child.relation.as_deref()),
        ("Barn", Some("7"), Some("nabo"))
    );
    assert_eq!((child.national_id.as_deref(), child.informed), (None, None));
    assert_eq!((message.text.as_str(), message.history), ("Innhold", None));
}

#[test]
fn the_first_version_of_the_format_has_no_other_views() {
    let message = changed(public(), "/melding/andreSynspunkter", None);
    assert_eq!(read_value(&message).message.unwrap().other_views, None);
}

#[test]
fn every_required_field_is_missed_with_its_pointer() {
    let of_message = [
        "/kommunenummer",
        "/kommunenavn",
        "/bydelsnummer",
        "/bydelsnavn",
        "/offentligBarn",
        "/foresatte",
        "/melding",
        "/sendingstidspunkt",
        "/leveringskanal",
        "/offentligMelder/personnavn",
        "/offentligMelder/rolle",
        "/offentligMelder/telefonnummer",
        "/offentligMelder/epost",
        "/offentligMelder/virksomhet",
        "/offentligMelder/virksomhet/navn",
        "/offentligMelder/virksomhet/adresse",
        "/offentligMelder/virksomhet/adresse/adresselinje1",
        "/foresatte/0/personnavn",
        "/foresatte/0/orientert",
        "/melding/melding",
        "/melding/historie",
    ];
    for pointer in of_message {
        let reading = read_value(&changed(public(), pointer, None));
        assert_eq!(refusals(&reading), [(pointer, Rule::Required)]);
        assert!(reading.message.is_none(), "{pointer}");
    }
    for pointer in ["fnr", "ufoedt", "personnavn", "adresse", "orientert", "adresse/adresselinje1"] {
        let pointer = format!("/offentligBarn/1/{pointer}");
        let reading = read_value(&changed(public(), &pointer, None));
        assert_eq!(refusals(&reading), [(pointer.as_str(), Rule::Required)]);
        assert_eq!(reading.refused[0].child, Some(1));
        assert_eq!(reading.message.unwrap().children.len(), 1);
    }
    for pointer in ["/privatMelder/personnavn", "/privatBarn", "/privatMelder/adresse/adresselinje1"] {
        assert_eq!(refusals(&read_value(&changed(private(), pointer, None))), [(pointer, Rule::Required)]);
    }
    for pointer in ["/privatBarn/0/personnavn", "/privatBarn/0/adresse"] {
        let reading = read_value(&changed(private(), pointer, None));
        assert_eq!(refusals(&reading), [(pointer, Rule::Required)]);
        assert!(reading.message.is_none(), "no child is left");
    }
}

#[test]
fn every_field_of_another_type_is_refused_with_its_pointer() {
    fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
        if !at.is_empty() {
            found.push(at.to_owned());
        }
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    leaves(value, &format!("{at}/{key}"), found);
                }
            }
            Value::Array(entries) => {
                for (place, value) in entries.iter().enumerate() {
                    leaves(value, &format!("{at}/{place}"), found);
                }
            }
            _ => {}
        }
    }
    for message in [public(), private()] {
        let mut pointers = Vec::new();
        leaves(&message, "", &mut pointers);
        assert!(pointers.len() > 15);
        for pointer in pointers {
            let reading = read_value(&changed(message.clone(), &pointer, Some(json!(17))));
            assert_eq!(refusals(&reading), [(pointer.as_str(), Rule::Type)]);
        }
    }
}

#[test]
fn every_pattern_of_the_schema_is_kept() {
    for (pointer, value) in [
        ("/bydelsnummer", "1"),
        ("/bydelsnummer", "٠١"),
        ("/kommunenavn", "a\nb"),
        ("/kommunenummer", "990"),
        ("/bydelsnavn", "a\u{2028}b"),
        ("/offentligMelder/personnavn", "a\nb"),
        ("/offentligMelder/rolle", "a\rb"),
        ("/offentligMelder/telefonnummer", ""),
        ("/offentligMelder/telefonnummer", "12  34"),
        ("/offentligMelder/telefonnummer", "12-"),
        ("/offentligMelder/telefonnummer", "ring meg"),
        ("/offentligMelder/epost", "a"),
        ("/offentligMelder/epost", "a@b"),
        ("/offentligMelder/epost", "a@@b.no"),
        ("/offentligMelder/epost", ".a@b.no"),
        ("/offentligMelder/epost", "a@b.n"),
        ("/offentligMelder/epost", "a@b.n0"),
        ("/offentligMelder/epost", "a@b_c.no"),
        ("/offentligMelder/epost", "a@b..no"),
        ("/offentligMelder/virksomhet/navn", "a\nb"),
        ("/offentligMelder/virksomhet/orgnr", "a\nb"),
        ("/foresatte/0/personnavn", "a\nb"),
        ("/offentligBarn/0/personnavn", "a\nb"),
        ("/offentligBarn/0/orientertGrunn", "a\nb"),
    ] {
        let reading = read_value(&changed(public(), pointer, Some(json!(value))));
        assert_eq!(refusals(&reading), [(pointer, Rule::Pattern)], "{value}");
    }
    let phone = changed(private(), "/privatMelder/telefonnummer", Some(json!("ring")));
    assert_eq!(refusals(&read_value(&phone)), [("/privatMelder/telefonnummer", Rule::Pattern)]);
    for email in ["lærer@skole.no", "a-b_c.d@e-f.g.museum", "Æ@ø.no"] {
        assert!(is_email(email), "{email}");
    }
    for phone in ["1", "+47 12 34-56", "004712345678"] {
        assert!(is_phone(phone), "{phone}");
    }
}

#[test]
fn a_message_has_one_or_two_guardians_and_at_least_one_child() {
    let guardian = json!({"personnavn": "F", "orientert": false});
    let with = |count: usize| read_value(&changed(public(), "/foresatte", Some(json!(vec![guardian.clone(); count]))));
    assert_eq!(refusals(&with(0)), [("/foresatte", Rule::TooFew)]);
    assert!(with(2).message.is_some());
    assert_eq!(refusals(&with(3)), [("/foresatte", Rule::TooMany)]);
    assert_eq!(
        refusals(&read_value(&changed(public(), "/offentligBarn", Some(json!([]))))),
        [("/offentligBarn", Rule::TooFew)]
    );
    assert_eq!(
        refusals(&read_value(&changed(private(), "/privatBarn", Some(json!([]))))),
        [("/privatBarn", Rule::TooFew)]
    );
}

#[test]
fn all_faults_are_listed_at_once() {
    let mut message = changed(public(), "/bydelsnummer", Some(json!("x")));
    message = changed(message, "/foresatte", Some(json!([{"orientert": 1}, {"personnavn": 2, "orientert": true}])));
    message = changed(message, "/offentligMelder/rolle", None);
    message = changed(message, "/offentligBarn/0", Some(json!("barn")));
    let reading = read_value(&message);
    let pointers: Vec<_> = reading.refused.iter().map(|refused| refused.pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/bydelsnummer",
            "/offentligMelder/rolle",
            "/foresatte/0/personnavn",
            "/foresatte/0/orientert",
            "/foresatte/1/personnavn",
            "/offentligBarn/0"
        ]
    );
}

#[test]
fn a_faulty_child_refuses_its_own_report_only() {
    let reading = read_value(&changed(public(), "/offentligBarn/0/ufoedt", Some(json!("nei"))));
    assert_eq!(refusals(&reading), [("/offentligBarn/0/ufoedt", Rule::Type)]);
    let children = reading.message.unwrap().children;
    assert_eq!((children.len(), children[0].index), (1, 1));
}

#[test]
fn a_repeated_child_is_refused() {
    let message = changed(public(), "/offentligBarn/1", Some(public_child("Barn En")));
    let reading = read_value(&message);
    assert_eq!(refusals(&reading), [("/offentligBarn/1", Rule::DuplicateChild)]);
    assert_eq!(reading.message.unwrap().children.len(), 1);
}

#[test]
fn a_key_given_twice_is_refused_wherever_it_stands() {
    let text = public().to_string();
    for (from, to, pointer, child) in [
        ("\"leveringskanal\"", "\"leveringskanal\":\"x\",\"leveringskanal\"", "/leveringskanal", None),
        ("\"rolle\"", "\"rolle\":\"x\",\"rolle\"", "/offentligMelder/rolle", None),
        ("\"ufoedt\"", "\"ufoedt\":true,\"ufoedt\"", "/offentligBarn/0/ufoedt", Some(0)),
        ("\"historie\"", "\"a\":{\"~/\":1,\"~/\":2},\"historie\"", "/melding/a/~0~1", None),
    ] {
        let reading = read(text.replacen(from, to, 1).as_bytes(), &expected()).unwrap();
        assert_eq!(refusals(&reading), [(pointer, Rule::DuplicateKey)]);
        assert_eq!(reading.refused[0].child, child);
        assert_eq!(reading.message.is_some(), child.is_some());
    }
}

#[test]
fn a_public_reporter_is_never_anonymous() {
    for field in ["personnavn", "rolle", "virksomhet/navn"] {
        let pointer = format!("/offentligMelder/{field}");
        let reading = read_value(&changed(public(), &pointer, Some(json!(" \t"))));
        assert_eq!(refusals(&reading), [(pointer.as_str(), Rule::Blank)]);
    }
    for name in ["Anonym", "ukjent", "-"] {
        let reading = read_value(&changed(public(), "/offentligMelder/personnavn", Some(json!(name))));
        assert_eq!(refusals(&reading), [("/offentligMelder/personnavn", Rule::PublicReporterAnonymous)]);
    }
}

#[test]
fn an_anonymous_private_reporter_leaves_no_trace() {
    let anonymous = |name: &str, phone: Value| {
        let message = changed(private(), "/privatMelder/personnavn", Some(json!(name)));
        let message = changed(message, "/privatMelder/telefonnummer", Some(phone));
        changed(message, "/privatMelder/SECRET", Some(json!("SECRET")))
    };
    for name in ["", "  ", "anonym", "ANONYM", "Anonymous", " Ukjent ", "(anonym)", "-", "\u{200b}"] {
        for phone in [json!("44556677"), json!("SECRET"), json!(5), json!({"a": 1})] {
            let reading = read_value(&anonymous(name, phone));
            assert_eq!((&reading.refused, &reading.warnings), (&vec![], &vec![]), "{name}");
            assert!(!format!("{reading:?}").contains("SECRET"));
            let message = reading.message.unwrap();
            assert!(matches!(message.kind, Kind::Private { reporter: None }), "{name}");
            let source = child_fingerprint_source(&message, 0).unwrap();
            let source = String::from_utf8_lossy(&source);
            assert!(!source.contains("SECRET") && !source.contains("44556677") && !source.contains("Veien 3"));
        }
    }
    for name in ["Anonymius Hansen", "Ukjentsen", "A"] {
        let message = read_value(&anonymous(name, json!("1"))).message.unwrap();
        assert!(matches!(message.kind, Kind::Private { reporter: Some(_) }), "{name}");
    }
}

#[test]
fn a_blank_or_null_optional_value_is_read_as_not_given_with_a_warning() {
    for value in [json!(" "), json!(null)] {
        let reading = read_value(&changed(private(), "/privatMelder/telefonnummer", Some(value)));
        assert_eq!(reading.warnings[0].pointer, "/privatMelder/telefonnummer");
        assert!(matches!(
            reading.message.unwrap().kind,
            Kind::Private { reporter: Some(PrivateReporter { phone: None, .. }) }
        ));
    }
}

#[test]
fn a_number_that_is_no_national_id_is_a_warning() {
    let with = |fnr: &str, unborn: bool| {
        let message = changed(public(), "/offentligBarn/0/fnr", Some(json!(fnr)));
        read_value(&changed(message, "/offentligBarn/0/ufoedt", Some(json!(unborn))))
    };
    let warned = |reading: &Reading| reading.warnings.iter().map(|warning| warning.pointer.clone()).collect::<Vec<_>>();
    for fnr in ["01011112345", "123", "ukjent"] {
        let reading = with(fnr, false);
        assert_eq!(warned(&reading), ["/offentligBarn/0/fnr"]);
        assert!(!format!("{reading:?}").contains(fnr));
        let message = reading.message.unwrap();
        assert_eq!(
            (message.children[0].national_id.as_deref(), message.children[0].national_id_is_valid),
            (Some(fnr), false)
        );
    }
    let unborn = with(" ", true);
    assert_eq!(warned(&unborn), Vec::<String>::new());
    assert_eq!(unborn.message.unwrap().children[0].national_id, None);
    assert_eq!(warned(&with("", false)), ["/offentligBarn/0/fnr"]);
    assert_eq!(warned(&with(&number(), true)), ["/offentligBarn/0/ufoedt"]);
}

#[test]
fn a_field_the_schema_does_not_know_is_a_warning() {
    for pointer in
        ["/ny", "/melding/ny", "/offentligBarn/0/ny", "/offentligMelder/virksomhet/adresse/ny", "/privatBarn"]
    {
        let reading = read_value(&changed(public(), pointer, Some(json!(1))));
        assert_eq!(reading.warnings[0].pointer, pointer);
        assert!(reading.message.is_some());
    }
}

#[test]
fn a_report_without_text_is_a_warning() {
    assert_eq!(read_value(&changed(private(), "/melding", Some(json!(" ")))).warnings[0].pointer, "/melding");
    assert_eq!(
        read_value(&changed(public(), "/melding/melding", Some(json!("")))).warnings[0].pointer,
        "/melding/melding"
    );
}

#[test]
fn a_message_with_both_reporters_is_refused() {
    let reporter = json!({"personnavn": "x"});
    let reading = read_value(&changed(public(), "/privatMelder", Some(reporter)));
    assert_eq!(refusals(&reading), [("/privatMelder", Rule::BothReporters)]);
    assert!(reading.message.is_none());
}

#[test]
fn a_time_without_offset_is_norwegian_time() {
    for (text, utc) in [
        ("2024-01-15T12:00:00", Some("2024-01-15T11:00:00+00:00")),
        ("2024-07-15T12:00:00", Some("2024-07-15T10:00:00+00:00")),
        ("2024-07-15t12:00:00.5", Some("2024-07-15T10:00:00.500+00:00")),
        ("2024-07-15T12:00:00Z", Some("2024-07-15T12:00:00+00:00")),
        ("2024-07-15T12:00:00.123-05:00", Some("2024-07-15T17:00:00.123+00:00")),
        // Comes twice, then is left out: the earlier moment either time.
        ("2023-10-29T02:30:00", Some("2023-10-29T00:30:00+00:00")),
        ("2024-03-31T02:30:00", Some("2024-03-31T00:30:00+00:00")),
        ("2024-02-30T12:00:00", None),
        ("2024-02-01 12:00:00", None),
        ("2024-02-01T12:00", None),
        ("2024-2-01T12:00:000", None),
        ("2024-02-01T24:00:00", None),
        ("2024-02-01T12:00:00+0100", None),
        ("2024-02-01T12:00:00.", None),
        ("2024-02-01T12:00:00 ", None),
        ("2024-02-01T12:00:0å", None),
        ("0000-00-00T00:00:00", None),
        ("", None),
    ] {
        assert_eq!(moment(text).map(|moment| moment.to_rfc3339()).as_deref(), utc, "{text}");
    }
    let unreadable = changed(public(), "/sendingstidspunkt", Some(json!("i går")));
    assert_eq!(refusals(&read_value(&unreadable)), [("/sendingstidspunkt", Rule::DateTime)]);
}

#[test]
fn a_message_from_the_future_is_refused_and_one_from_the_distant_past_warned_about() {
    let sent = |text: &str| read_value(&changed(public(), "/sendingstidspunkt", Some(json!(text))));
    assert_eq!(refusals(&sent("2024-03-03T12:00:01Z")), [("/sendingstidspunkt", Rule::SentInFuture)]);
    assert!(sent("2024-03-03T12:00:00Z").message.is_some());
    assert_eq!(sent("0001-01-01T00:00:00Z").warnings[0].pointer, "/sendingstidspunkt");
}

#[test]
fn bytes_that_are_no_report_message_are_unreadable() {
    let unreadable = |bytes: &[u8]| read(bytes, &expected()).unwrap_err();
    assert_eq!(unreadable(b""), Unreadable::Empty);
    assert_eq!(unreadable(b"\xEF\xBB\xBF \n"), Unreadable::Empty);
    assert_eq!(unreadable(&vec![b' '; MAX_BYTES + 1]), Unreadable::TooLarge);
    assert_eq!(unreadable(b"{\"a\":\"\xE5\"}"), Unreadable::NotUtf8 { offset: 6 });
    assert_eq!(unreadable(b"<Barnevern/>"), Unreadable::NotJson { line: 1, column: 1 });
    assert!(matches!(unreadable(format!("{} x", public()).as_bytes()), Unreadable::NotJson { .. }));
    assert!(matches!(unreadable("[".repeat(100_000).as_bytes()), Unreadable::NotJson { .. }));
    let crowded = format!("[{}0]", "0,".repeat(MAX_VALUES));
    assert_eq!(unreadable(crowded.as_bytes()), Unreadable::TooManyValues);
    assert_eq!(unreadable(b"[]"), Unreadable::NotAnObject);
    assert_eq!(unreadable(b"{}"), Unreadable::NotAReport);
    let elsewhere = changed(public(), "/kommunenummer", Some(json!("9902")));
    assert_eq!(
        unreadable(elsewhere.to_string().as_bytes()),
        Unreadable::WrongMunicipality { expected: "9901".to_owned(), found: "9902".to_owned() }
    );
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert!(read(format!("\u{FEFF}{}", public()).as_bytes(), &expected()).unwrap().message.is_some());
}

#[test]
fn the_fingerprint_depends_on_content_only() {
    let compact = read_value(&public()).message.unwrap();
    let pretty = serde_json::to_string_pretty(&public()).unwrap();
    let pretty = read(pretty.as_bytes(), &expected()).unwrap().message.unwrap();
    // `serde_json` sorts keys, so the order is turned by hand.
    let text = public().to_string();
    let rest = text.strip_prefix("{\"andreHjelpeinstanser\":\"PPT\",").unwrap();
    let turned = format!("{{{},\"andreHjelpeinstanser\":\"PPT\"}}", rest.strip_suffix('}').unwrap());
    let turned = read(turned.as_bytes(), &expected()).unwrap().message.unwrap();
    for index in 0..2 {
        let source = child_fingerprint_source(&compact, index).unwrap();
        assert_eq!(child_fingerprint_source(&pretty, index).unwrap(), source);
        assert_eq!(child_fingerprint_source(&turned, index).unwrap(), source);
    }
    assert_ne!(child_fingerprint_source(&compact, 0), child_fingerprint_source(&compact, 1));
    assert_eq!(child_fingerprint_source(&compact, 2), None);

    let swapped = changed(public(), "/offentligBarn", Some(json!([public_child("Barn To"), public_child("Barn En")])));
    let swapped = read_value(&swapped).message.unwrap();
    assert_eq!(child_fingerprint_source(&swapped, 1), child_fingerprint_source(&compact, 0));
}

#[test]
fn every_value_counts_in_the_fingerprint() {
    for (message, pointers) in [
        (
            public(),
            vec![
                "/kommunenavn",
                "/bydelsnavn",
                "/offentligMelder/personnavn",
                "/offentligMelder/rolle",
                "/offentligMelder/virksomhet/navn",
                "/offentligMelder/virksomhet/orgnr",
                "/offentligMelder/virksomhet/adresse/adresselinje1",
                "/foresatte/0/personnavn",
                "/behovForTolk",
                "/andreHjelpeinstanser",
                "/melding/melding",
                "/melding/historie",
                "/melding/andreSynspunkter",
                "/leveringskanal",
                "/offentligBarn/0/fnr",
                "/offentligBarn/0/personnavn",
                "/offentligBarn/0/telefonnummer",
                "/offentligBarn/0/adresse/poststed",
                "/offentligBarn/0/orientertGrunn",
            ],
        ),
        (
            private(),
            vec![
                "/privatMelder/personnavn",
                "/privatMelder/adresse/adresselinje1",
                "/privatBarn/0/antattAlder",
                "/privatBarn/0/relasjon",
                "/melding",
            ],
        ),
    ] {
        let source = child_fingerprint_source(&read_value(&message).message.unwrap(), 0);
        for pointer in pointers {
            let other = read_value(&changed(message.clone(), pointer, Some(json!("annet")))).message.unwrap();
            assert_ne!(child_fingerprint_source(&other, 0), source, "{pointer}");
        }
    }
}

#[test]
fn nothing_personal_is_said_or_shown_by_debug() {
    let mut message = public().to_string();
    for name in ["Oda Prøve", "Barn En", "Foresatt", "Innhold", "Veien 1", "Grunn"] {
        message = message.replace(&format!("\"{name}\""), "\"SECRET\"");
    }
    let sound = read(message.as_bytes(), &expected()).unwrap();
    let faulty = message.replace("\"SECRET\"", "\"SECRET\\n\"");
    let faulty = read(faulty.as_bytes(), &expected()).unwrap();
    assert!(sound.message.is_some() && !faulty.refused.is_empty());
    for said in [format!("{sound:?}"), format!("{faulty:?}"), format!("{:#?}", sound.message.unwrap().kind)] {
        assert!(!said.contains("SECRET") && !said.contains(&number()), "{said}");
    }
}

#[test]
fn faults_beyond_the_limit_are_counted() {
    let message = changed(public(), "/offentligBarn", Some(json!(vec![0; 1000])));
    let reading = read_value(&message);
    assert_eq!((reading.refused.len(), reading.left_out), (MAX_LISTED, 800));
}

#[test]
fn no_prefix_or_mutation_of_a_message_makes_the_reader_panic() {
    let mut random = Lcg(6);
    let interesting = "{}[]\",:\\ntrue0-e\u{0}å".as_bytes();
    for text in [public().to_string(), private().to_string()] {
        for length in 0..text.len() {
            assert!(read(&text.as_bytes()[..length], &expected()).is_err());
        }
        for _ in 0..2_000 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..=random.below(3) {
                let place = random.below(bytes.len());
                bytes[place] = interesting[random.below(interesting.len())];
            }
            if let Ok(reading) = read(&bytes, &expected()) {
                assert!(reading.message.is_some() || !reading.refused.is_empty());
                if let Some(message) = reading.message {
                    assert!(
                        message.children.iter().all(|child| child_fingerprint_source(&message, child.index).is_some())
                    );
                }
            }
        }
    }
}

#[test]
fn the_official_example_is_read() {
    let Some(folder) = shared_data("fiks") else { return };
    let Ok(bytes) = std::fs::read(folder.join("offentligBekymringsmeldingV2.json")) else {
        println!("skipped: no example message among the shared files");
        return;
    };
    let reading = read(&bytes, &Expected { municipality: None, ..expected() }).unwrap();
    println!("refused {:?}, warnings {:?}", reading.refused, reading.warnings);
    assert_eq!(reading.refused, []);
    assert_eq!(reading.message.unwrap().children.len(), 2);
}
