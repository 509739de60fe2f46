//! What is attached to a case: kept whole, shown to those who may see it and to nobody else, and found where it was changed.

use std::io::Write as _;
use std::net::TcpStream;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_domain::Refusal;
use case_ledger_domain::case::{AttachmentAction, AttachmentKind, Case, CaseAction, NewAttachment};
use case_ledger_domain::content::{Content, MediaType};
use case_ledger_domain::ids::{AttachmentId, CaseId};
use case_ledger_domain::people::Roles;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::attachments::{ContentPlace, SealedContent, ShownContent};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::{Accepted, CommandError, Fault};
use case_ledger_infrastructure::ledger::history::Sight;
use case_ledger_infrastructure::ledger::verify::DifferenceKind;
use case_ledger_tests::caseworker::{Caseworker, day};
use case_ledger_tests::demo::{Answer, command};
use case_ledger_tests::forge::forger;
use case_ledger_tests::town::{in_a_town, text};
use case_ledger_tests::{Town, shared_demo};
use serde_json::{Value, json};
use sqlx::Executor as _;
use uuid::Uuid;

use crate::erasure::{carry_out, child_of, record_erasure};
use crate::whose_cases::{Story, of_a_body, token};

const DRAWING: &[u8] = b"\x89PNG\r\n\x1a\nIHDR: et hus uten dorer";
/// What may be attached at most.
const MOST_BYTES: usize = 10 * 1024 * 1024;
const MEBIBYTE: usize = 1 << 20;

const LISTED: &str =
    "attachments { id kind title { value state } mediaType size sha256 { value state } madeOn addedOn state
    belongsTo { kind id tool usedOn toolNumber referral } withdrawn { ground reason { value state } withdrawnOn } }";

fn drawing() -> Value {
    json!({
        "kind": "CHILDS_OWN", "title": "Tegning fra tirsdag", "mediaType": "PNG",
        "content": BASE64_STANDARD.encode(DRAWING), "madeOn": day(-2),
    })
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

fn content_of(case: &str, attachment: &Value) -> String {
    format!(
        "{{ case(id: \"{case}\") {{ attachmentContent(attachmentId: {attachment}) {{ state base64 mediaType fileName }} }} }}"
    )
}

/// What that person is shown of the content; null where of nothing.
fn content(token: &str, case: &str, attachment: &Value) -> Value {
    let response = shared_demo().graphql(token, &content_of(case, attachment), &json!({}));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["case"]["attachmentContent"].clone()
}

fn listed(token: &str, case: &str) -> Value {
    let response = shared_demo().graphql(token, &format!("{{ case(id: \"{case}\") {{ {LISTED} }} }}"), &json!({}));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["case"]["attachments"].clone()
}

#[test]
fn s4_4_what_is_attached_is_kept_whole_with_what_it_is_and_belongs_to() {
    let worker = Caseworker::with_a_case();
    let seen = json!({ "observedOn": day(-2), "kind": "SAID", "text": "Tegnet et hus uten dører." });
    let observation = worker.made("logObservation", seen);
    worker.accepted("useTool", json!({ "tool": "OBSERVATION_FORM", "usedOn": day(-3) }));
    let to_observation = with(drawing(), "belongsTo", json!({ "observationId": observation }));
    let attachment = worker.made("addAttachment", to_observation);
    let form = json!({
        "kind": "FILLED_FORM", "title": "Observasjonsskjema, utfylt av Mor Prøve", "mediaType": "PLAIN_TEXT",
        "content": BASE64_STANDARD.encode("Uke 47: stille."), "madeOn": day(-3),
        "belongsTo": { "toolUse": { "tool": "OBSERVATION_FORM", "usedOn": day(-3) } },
    });
    worker.made("addAttachment", form);

    let shown = listed(&worker.employee, &worker.case);
    assert_eq!(shown.as_array().unwrap().len(), 2, "what was made first first: {shown}");
    assert_eq!(
        shown[0]["belongsTo"],
        json!({
            "kind": "TOOL", "id": null, "tool": "OBSERVATION_FORM", "usedOn": day(-3), "toolNumber": null, "referral": null,
        })
    );
    assert_eq!(shown[0]["title"]["value"], "Observasjonsskjema, utfylt av Mor Prøve", "a guardian may be named");
    let shown = &shown[1];
    assert_eq!((&shown["id"], &shown["kind"], &shown["state"]), (&attachment, &json!("CHILDS_OWN"), &json!("VISIBLE")));
    assert_eq!((&shown["size"], &shown["madeOn"]), (&json!(DRAWING.len()), &json!(day(-2))));
    assert_eq!((&shown["addedOn"], &shown["withdrawn"]), (&json!(day(0)), &Value::Null));
    assert_eq!((&shown["belongsTo"]["kind"], &shown["belongsTo"]["id"]), (&json!("OBSERVATION"), &observation));
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, DRAWING);
    let digest = case_ledger_infrastructure::secret_file::to_hex(digest.as_ref());
    assert_eq!(shown["sha256"]["value"], digest);
    let given = content(&worker.employee, &worker.case, &attachment);
    assert_eq!(
        given,
        json!({
            "state": "VISIBLE", "base64": BASE64_STANDARD.encode(DRAWING), "mediaType": "image/png",
            "fileName": format!("attachment-{}.png", day(0)),
        })
    );
    let unknown = json!(format!("attachment_{}", Uuid::from_u128(7)));
    assert_eq!(content(&worker.employee, &worker.case, &unknown), Value::Null);

    let history =
        worker.seen("history(first: 100) { edges { node { eventType summary } } }")["history"]["edges"].clone();
    let nodes = history.as_array().unwrap().iter().map(|edge| &edge["node"]);
    let told: Vec<_> = nodes.filter(|one| one["eventType"] == "AttachmentAdded").collect();
    assert!(told.len() == 2 && told[0]["summary"].as_str().unwrap().contains("drew"), "{told:?}");
    assert!(!history.to_string().contains("Tegning fra"), "no summary tells a title");
}

#[test]
fn r70_rm_17_whoever_is_handed_an_attachment_stands_in_the_read_log() {
    let worker = Caseworker::with_a_case();
    let attachment = worker.made("addAttachment", drawing());
    let leader = worker.demo.token("unit-leader", "9901");
    let read = || {
        let query = format!("{{ case(id: \"{}\") {{ readLog(first: 100) {{ nodes {{ what }} }} }} }}", worker.case);
        let log = worker.demo.graphql(&leader, &query, &json!({}))["data"]["case"]["readLog"]["nodes"].clone();
        log.as_array().unwrap().iter().filter(|entry| entry["what"] == "ATTACHMENT").count()
    };
    listed(&worker.employee, &worker.case);
    assert_eq!(read(), 0, "the list hands nothing out");
    content(&worker.employee, &worker.case, &attachment);
    content(&leader, &worker.case, &attachment);
    assert_eq!(read(), 2);
    // One at a time, so that each is answered for.
    let both = format!(
        "{{ case(id: \"{}\") {{ a: attachmentContent(attachmentId: {attachment}) {{ state }}
             b: attachmentContent(attachmentId: {attachment}) {{ state }} }} }}",
        worker.case
    );
    let refused = worker.demo.graphql(&leader, &both, &json!({}));
    assert!(refused["data"].is_null() && refused["errors"].is_array(), "{refused}");
    let case = format!("{{ __typename: \"Case\", id: \"{}\" }}", worker.case);
    let twice = format!(
        "{{ _entities(representations: [{case}, {case}]) {{
            ... on Case {{ attachmentContent(attachmentId: {attachment}) {{ base64 }} }} }} }}"
    );
    let refused = worker.demo.graphql(&leader, &twice, &json!({}));
    assert_eq!(refused["errors"][0]["extensions"]["code"], "TOO_MANY_ENTITIES", "{refused}");
}

#[test]
fn s4_4_what_cannot_be_kept_is_refused_with_its_field_and_the_way_on() {
    let worker = Caseworker::with_a_case();
    let base64 = |bytes: &[u8]| json!(BASE64_STANDARD.encode(bytes));
    let too_large = [DRAWING, &vec![0; MOST_BYTES]].concat();
    for (input, field, way) in [
        (with(drawing(), "content", json!("")), "content", "Send the file itself"),
        (with(drawing(), "content", json!("kein Base64")), "content", "RFC 4648"),
        (with(drawing(), "content", base64(&too_large)), "content", "10 MB"),
        (with(drawing(), "mediaType", json!("PDF")), "content", "as PDF"),
        (with(drawing(), "content", base64(b"PK\x03\x04word/document.xml")), "content", "as PDF"),
        (with(drawing(), "title", json!(" ")), "title", "blank"),
        (with(drawing(), "belongsTo", json!({ "noteId": "note" })), "belongsTo.noteId", "note_"),
    ] {
        let payload = worker.demo.command(&worker.employee, "addAttachment", worker.of_case(input));
        assert_eq!(payload["__typename"], "InvalidInput", "{payload}");
        assert_eq!(payload["field"], field, "{payload}");
        assert!(payload["message"].as_str().unwrap().contains(way), "{way}: {payload}");
    }
    let nothing = json!({ "observationId": format!("observation_{}", Uuid::from_u128(7)) });
    worker.refused("addAttachment", with(drawing(), "belongsTo", nothing), "ATTACHED_TO_UNKNOWN", "S4-4");
    let nothing = json!({ "referral": -1 });
    worker.refused("addAttachment", with(drawing(), "belongsTo", nothing), "ATTACHED_TO_UNKNOWN", "S4-4");
    worker.refused("addAttachment", with(drawing(), "madeOn", json!(day(1))), "FUTURE_DATE", "R-10");
    assert_eq!(listed(&worker.employee, &worker.case), json!([]));
}

#[test]
fn what_is_attached_may_be_large_and_nothing_else_may() {
    let worker = Caseworker::with_a_case();
    let mut largest = [DRAWING, &vec![7; MOST_BYTES]].concat();
    largest.truncate(MOST_BYTES);
    let attachment = worker.made("addAttachment", with(drawing(), "content", json!(BASE64_STANDARD.encode(&largest))));
    let given = content(&worker.employee, &worker.case, &attachment);
    assert!(BASE64_STANDARD.decode(given["base64"].as_str().unwrap()).unwrap() == largest, "byte by byte");

    let told = |answer: Answer| {
        assert!(answer.status != 413 || answer.json()["errors"][0]["extensions"]["code"] == "TOO_LARGE");
        answer.status
    };
    let status = |token: &str, body: &Value| told(worker.demo.try_post(token, body).unwrap());
    let large = "A".repeat(2 * MEBIBYTE);
    let observation = json!({ "caseId": worker.case, "observedOn": day(0), "kind": "SAID", "text": large });
    assert_eq!(status(&worker.employee, &command("logObservation", &observation)), 413);
    let beyond = worker.of_case(with(drawing(), "content", json!("A".repeat(17 * MEBIBYTE))));
    // What the server has not read when it refuses may cut its answer off; and it goes on.
    let unread = |token: &str, body: &Value| {
        let refused = worker.demo.try_post(token, body).map_or(413, told);
        // The client may take up the connection that was cut once more.
        let asked = || worker.demo.try_post(&worker.employee, &json!({ "query": "{ viewer { name } }" }));
        assert!((0..3).any(|_| asked().is_ok_and(|answer| answer.status == 200)), "the server goes on");
        refused
    };
    assert_eq!(unread(&worker.employee, &command("addAttachment", &beyond)), 413);
    let two = worker.of_case(with(with(drawing(), "content", json!(large)), "title", json!(large)));
    assert_eq!(status(&worker.employee, &command("addAttachment", &two)), 413);
    let attached = worker.of_case(with(drawing(), "content", json!(large)));
    let auditor = worker.demo.token("auditor", "9901");
    assert_eq!(unread(&auditor, &command("addAttachment", &attached)), 413, "who changes no cases attaches nothing");
}

#[test]
fn whoever_announces_what_is_large_and_sends_nothing_holds_up_nobody() {
    let worker = Caseworker::with_a_case();
    let address = worker.demo.address();
    let announced = format!(
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{{",
        worker.employee,
        14 * MEBIBYTE
    );
    // Twice as many as are read at a time.
    let silent: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(announced.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(listed(&worker.employee, &worker.case), json!([]), "who asks is answered meanwhile");
    worker.accepted("logObservation", json!({ "observedOn": day(0), "kind": "SAID", "text": "She is tired." }));
    let large = json!(BASE64_STANDARD.encode([DRAWING, &vec![7; 2 * MEBIBYTE]].concat()));
    worker.made("addAttachment", with(drawing(), "content", large));
    drop(silent);
}

#[test]
fn an_attachment_that_is_sent_again_is_attached_once() {
    let worker = Caseworker::with_a_case();
    for (number, bytes) in [(1, 4), (2, 2 * MEBIBYTE)] {
        let file = |last: u8| json!(BASE64_STANDARD.encode([DRAWING, &vec![7; bytes], &[last]].concat()));
        let input = with(with(drawing(), "commandId", json!(clock::new_id())), "content", file(1));
        let (first, again) =
            (worker.accepted("addAttachment", input.clone()), worker.accepted("addAttachment", input.clone()));
        assert_eq!((&first["recordedNow"], &again["recordedNow"]), (&json!(true), &json!(false)));
        for part in ["createdId", "position", "version"] {
            assert_eq!(first[part], again[part], "{part}");
        }
        assert_eq!(listed(&worker.employee, &worker.case).as_array().unwrap().len(), number);
        let other = worker.of_case(with(input, "content", file(2)));
        let reused = worker.demo.command(&worker.employee, "addAttachment", other);
        assert_eq!(reused["__typename"], "CommandIdReused", "{reused}");
    }
}

#[test]
fn r_11_r70_what_is_withdrawn_is_shown_to_auditors_only_whatever_moment_is_asked_about() {
    let worker = Caseworker::with_a_case();
    let added = worker.accepted("addAttachment", drawing());
    let attachment = added["createdId"].clone();
    let withdrawal =
        json!({ "attachmentId": attachment, "ground": "ABOUT_ANOTHER_CHILD", "reason": "Søskenet har tegnet den." });
    worker.accepted("withdrawAttachment", withdrawal.clone());
    worker.refused("withdrawAttachment", withdrawal, "ATTACHMENT_ALREADY_WITHDRAWN", "R-11");
    let leader = worker.demo.token("unit-leader", "9901");
    let auditor = worker.demo.token("auditor", "9901");
    let as_before =
        |query: String| query.replacen("id:", &format!("asOf: {{ position: {} }}, id:", added["position"]), 1);
    let ask = |token: &str, query: &str| {
        let response = worker.demo.graphql(token, query, &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    };
    for (token, state) in [(&worker.employee, "WITHHELD"), (&leader, "WITHHELD"), (&auditor, "VISIBLE")] {
        let of_now = format!("{{ case(id: \"{}\") {{ {LISTED} }} }}", worker.case);
        for query in [of_now.clone(), as_before(of_now)] {
            let shown = &ask(token, &query)["attachments"][0];
            assert_eq!(shown["state"], state, "{shown}");
        }
        let of_now = content_of(&worker.case, &attachment);
        for query in [of_now.clone(), as_before(of_now)] {
            let given = &ask(token, &query)["attachmentContent"];
            assert_eq!((&given["state"], given["base64"].is_string()), (&json!(state), state == "VISIBLE"), "{given}");
        }
    }
    let shown = &listed(&worker.employee, &worker.case)[0];
    assert_eq!(shown["withdrawn"]["ground"], "ABOUT_ANOTHER_CHILD");
    assert_eq!(shown["withdrawn"]["reason"]["value"], "Søskenet har tegnet den.");
    let query = as_before(format!("{{ case(id: \"{}\") {{ {LISTED} }} }}", worker.case));
    assert_eq!(ask(&worker.employee, &query)["attachments"][0]["withdrawn"], Value::Null, "it was not known then");
}

#[test]
fn r70_nobody_attaches_to_or_is_handed_anything_of_a_case_that_is_not_theirs() {
    let worker = Caseworker::with_a_case();
    let attachment = worker.made("addAttachment", drawing());
    let elsewhere = worker.demo.token("employee", "9902");
    let other_unit = token("En annen skole", "employee", "Utenfor vedlegg");
    for outsider in [&elsewhere, &other_unit] {
        assert_eq!(listed(outsider, &worker.case), Value::Null);
        assert_eq!(content(outsider, &worker.case, &attachment), Value::Null);
        let refused = worker.demo.refused(outsider, "addAttachment", worker.of_case(drawing()));
        assert_eq!(refused.1, "NOT_FOUND");
        let withdrawal = json!({ "attachmentId": attachment, "ground": "WRONG_FILE", "reason": "Feil." });
        assert_eq!(worker.demo.refused(outsider, "withdrawAttachment", worker.of_case(withdrawal)).1, "NOT_FOUND");
    }
    for role in ["child-welfare-intake", "statistician"] {
        let response =
            shared_demo().graphql(&worker.demo.token(role, "9901"), &content_of(&worker.case, &attachment), &json!({}));
        assert_eq!(response["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role}: {response}");
    }
    let officer = worker.demo.token("data-protection-officer", "9901");
    assert_eq!(content(&officer, &worker.case, &attachment)["state"], "WITHHELD");
    // An attachment of one case is not handed out of another.
    let other = Caseworker::with_a_case();
    assert_eq!(content(&other.employee, &other.case, &attachment), Value::Null);
}

#[test]
fn r21_r70_a_body_that_works_with_the_case_by_consent_is_shown_no_attachment() {
    let story = Story::begin("Vedleggende skole");
    story.consent();
    let own = story.colleague("employee");
    let attached = with(drawing(), "caseId", json!(story.case));
    let attachment = story.demo.accepted(&own, "addAttachment", attached.clone())["createdId"].clone();
    let advisor = of_a_body("EducationalPsychologicalService");
    assert_eq!(listed(&own, &story.case).as_array().unwrap().len(), 1);
    assert_eq!(listed(&advisor, &story.case), json!([]));
    assert_eq!(content(&advisor, &story.case, &attachment), Value::Null);
    assert_eq!(story.demo.refused(&advisor, "addAttachment", attached).1, "NOT_PERMITTED");
    let query = format!(
        "{{ case(id: \"{}\") {{ history(first: 100) {{ nodes {{ eventType }} }}
             diff(from: {{ position: 1 }}) {{ changes {{ path }} }} }} }}",
        story.case
    );
    for (token, tells) in [(&own, true), (&advisor, false)] {
        let answer = story.ask(token, &query).to_string();
        assert_eq!(answer.contains("AttachmentAdded"), tells, "{answer}");
        assert_eq!(answer.contains("/attachments/"), tells, "{answer}");
    }
}

#[test]
fn c12_what_is_attached_is_withheld_at_once_when_the_child_is_restricted() {
    let worker = Caseworker::with_a_case();
    let attachment = worker.made("addAttachment", drawing());
    let child = worker.seen("child { subject }")["child"]["subject"].clone();
    let officer = worker.demo.token("data-protection-officer", "9901");
    let restriction = json!({
        "subject": child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": ["AUDITOR"], "rationale": "Etter klage.",
    });
    worker.demo.accepted(&officer, "restrictSubject", restriction);
    let auditor = worker.demo.token("auditor", "9901");
    for (token, state) in [(&worker.employee, "WITHHELD"), (&auditor, "VISIBLE")] {
        let given = content(token, &worker.case, &attachment);
        assert_eq!((&given["state"], given["base64"].is_string()), (&json!(state), state == "VISIBLE"), "{given}");
        let shown = &listed(token, &worker.case)[0];
        for part in [&shown["state"], &shown["title"]["state"], &shown["sha256"]["state"]] {
            assert_eq!(part, state, "{shown}");
        }
    }
    worker.made("addAttachment", drawing());
    let lifting = json!({ "subject": child, "rationale": "Klagen er avgjort." });
    worker.demo.accepted(&officer, "liftRestriction", lifting);
    assert_eq!(content(&worker.employee, &worker.case, &attachment)["state"], "VISIBLE");
}

fn page() -> Content {
    Content::new(MediaType::PlainText, b"Uke 47: stille.".to_vec()).unwrap()
}

/// What attaches that content to the case, and the content sealed.
async fn attaching(town: &Town, command: Uuid, case: CaseId) -> Result<(CaseAction, SealedContent), CommandError> {
    let attachment = AttachmentId::derived(&town.municipality, command, 0);
    let (child, place) = (child_of(town, case), ContentPlace { municipality: &town.municipality, case, attachment });
    let sealed = town.ledger.seal_attachment(place, child, page()).await?;
    let action = CaseAction::Attachment(AttachmentAction::AddAttachment(NewAttachment {
        attachment,
        kind: AttachmentKind::NoteOrLog,
        title: Personal::child(child, text("Loggbok")),
        media_type: page().media_type(),
        size: page().size(),
        sha256: Personal::child(child, page().sha256()),
        sealed: sealed.digest,
        belongs_to: None,
        made_on: oslo_date(clock::now()),
    }));
    Ok((action, sealed))
}

pub(crate) async fn attach(town: &Town, case: CaseId) -> (AttachmentId, Accepted) {
    let command = clock::new_id();
    let (action, sealed) = attaching(town, command, case).await.unwrap();
    let context = town.context(command);
    let accepted = town.ledger.execute_attaching::<Case>(&context, case.as_uuid(), action, &sealed).await.unwrap();
    (sealed.attachment, accepted)
}

/// What is opened of an attachment that is sought at that place.
async fn opened_at(
    town: &Town,
    case: CaseId,
    attachment: AttachmentId,
    place: ContentPlace<'_>,
) -> Result<ShownContent, Fault> {
    let live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
    let attached = &live.aggregate.attachments()[&attachment];
    let veil = town.ledger.veil(&town.municipality, Sight::open(Roles::default())).await.unwrap();
    town.ledger.open_attachment(place, attached, &veil).await
}

async fn opened(town: &Town, case: CaseId, attachment: AttachmentId) -> Result<ShownContent, Fault> {
    opened_at(town, case, attachment, ContentPlace { municipality: &town.municipality, case, attachment }).await
}

#[test]
fn an_event_and_the_content_that_it_tells_of_are_recorded_together_or_not_at_all() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let head = town.head().await;
        let (action, _) = attaching(&town, clock::new_id(), case).await.unwrap();
        let refused = town.execute(clock::new_id(), case, action).await.unwrap_err();
        assert!(matches!(refused, CommandError::Fault(Fault::ContentMissing)), "{refused:?}");
        let command = clock::new_id();
        let ((action, _), (_, other)) =
            (attaching(&town, command, case).await.unwrap(), attaching(&town, command, case).await.unwrap());
        let context = town.context(command);
        let refused =
            town.ledger.execute_attaching::<Case>(&context, case.as_uuid(), action, &other).await.unwrap_err();
        assert!(
            matches!(refused, CommandError::Fault(Fault::ContentMissing)),
            "sealed anew it is another: {refused:?}"
        );
        assert_eq!(town.head().await, head);

        let (attachment, accepted) = attach(&town, case).await;
        assert_eq!(opened(&town, case, attachment).await.unwrap(), ShownContent::Visible(page().bytes().to_vec()));
        let stored: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT position, sealed FROM attachment_contents WHERE municipality = $1")
                .bind(town.municipality.as_str())
                .fetch_all(town.ledger.pool())
                .await
                .unwrap();
        assert!(stored.len() == 1 && stored[0].0 == accepted.position, "what was refused left nothing behind");
        assert!(!stored[0].1.windows(6).any(|bytes| bytes == b"stille"), "and nothing lies in clear");
        town.must_be_sound().await;
    });
}

#[test]
fn many_who_attach_at_once_have_each_what_they_brought() {
    in_a_town(async |town| {
        let cases = [town.open_case().await, town.open_case().await, town.open_case().await];
        let attached = futures::future::join_all((0..12).map(|nth| attach(&town, cases[nth % 3]))).await;
        for (nth, (attachment, _)) in attached.iter().enumerate() {
            let opened = opened(&town, cases[nth % 3], *attachment).await.unwrap();
            assert_eq!(opened, ShownContent::Visible(page().bytes().to_vec()));
        }
        town.must_be_sound().await;
    });
}

#[test]
fn content_that_is_moved_to_another_place_does_not_open() {
    in_a_town(async |town| {
        let (case, other_case) = (town.open_case().await, town.open_case().await);
        let (attachment, _) = attach(&town, case).await;
        let place = ContentPlace { municipality: &town.municipality, case: other_case, attachment };
        let moved = opened_at(&town, case, attachment, place).await.unwrap_err();
        assert!(matches!(moved, Fault::Envelope(_)), "{moved:?}");
        let elsewhere = Town::open().await;
        let place = ContentPlace { municipality: &elsewhere.municipality, case, attachment };
        let moved = opened_at(&town, case, attachment, place).await.unwrap_err();
        assert!(matches!(moved, Fault::Envelope(_)), "{moved:?}");
    });
}

#[test]
fn c12_what_is_attached_is_shredded_with_the_child_and_the_proof_stays() {
    in_a_town(async |town| {
        let (case, other) = (town.open_case().await, town.open_case().await);
        let ((attachment, _), (kept, _)) = (attach(&town, case).await, attach(&town, other).await);
        record_erasure(&town, child_of(&town, case)).await;
        assert_eq!(
            opened(&town, case, attachment).await.unwrap(),
            ShownContent::Shredded,
            "before its key is destroyed"
        );
        carry_out(&town.ledger).await;
        assert_eq!(opened(&town, case, attachment).await.unwrap(), ShownContent::Shredded);
        // A server that does not know of the erasure opens nothing either: there is no key.
        let live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
        assert!(live.aggregate.attachments()[&attachment].title.is_shredded());
        assert!(live.aggregate.attachments()[&attachment].sha256.is_shredded(), "no guess is confirmed");
        assert_eq!(opened(&town, other, kept).await.unwrap(), ShownContent::Visible(page().bytes().to_vec()));
        let refused = attaching(&town, clock::new_id(), case).await.unwrap_err();
        assert!(matches!(refused, CommandError::Refused(Refusal::SubjectErased)), "{refused:?}");
        town.must_be_sound().await;
    });
}

#[test]
fn content_that_is_changed_taken_away_or_slipped_in_is_found_at_its_place() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let (attachment, first) = attach(&town, case).await;
        let (_, second) = attach(&town, case).await;
        town.observe(clock::new_id(), case).await.unwrap();
        town.must_be_sound().await;
        let mut forger = forger().await;
        let number = town.municipality.as_str();
        let save = format!(
            "CREATE TEMP TABLE saved_contents AS SELECT * FROM attachment_contents WHERE municipality = '{number}'"
        );
        forger.execute(save.as_str()).await.unwrap();
        let at = |position: i64| format!("WHERE municipality = '{number}' AND position = {position}");
        let (one, two, behind) = (first.position, second.position, second.position + 1);
        let swap = format!(
            "UPDATE attachment_contents c SET sealed = s.sealed FROM saved_contents s
              WHERE c.municipality = '{number}' AND s.position <> c.position"
        );
        for (what, sql, position, kind) in [
            (
                "a byte",
                format!(
                    "UPDATE attachment_contents SET sealed = set_byte(sealed, 80, get_byte(sealed, 80) # 1) {}",
                    at(two)
                ),
                two,
                DifferenceKind::ContentChanged,
            ),
            (
                "whose it is",
                format!("UPDATE attachment_contents SET attachment_id = gen_random_uuid() {}", at(two)),
                two,
                DifferenceKind::ContentChanged,
            ),
            ("each in the other's place", swap, one, DifferenceKind::ContentChanged),
            ("gone", format!("DELETE FROM attachment_contents {}", at(one)), one, DifferenceKind::ContentMissing),
            (
                "beside an event that attached nothing",
                format!(
                    "INSERT INTO attachment_contents SELECT municipality, {behind}, gen_random_uuid(), sealed
                       FROM saved_contents {}",
                    at(one)
                ),
                behind,
                DifferenceKind::ContentInserted,
            ),
            (
                "moved",
                format!("UPDATE attachment_contents SET position = {} {}", behind, at(two)),
                two,
                DifferenceKind::ContentMissing,
            ),
        ] {
            forger.execute(sql.as_str()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            let found = town.verified().await.difference.unwrap_or_else(|| panic!("{what}: not found"));
            assert_eq!((found.position, &found.kind), (position, &kind), "{what}");
            if kind != DifferenceKind::ContentInserted && position == one {
                let opened = opened(&town, case, attachment).await.unwrap_err();
                assert!(matches!(opened, Fault::Envelope(_)), "{what}: nothing else is shown in its place: {opened:?}");
            }
            let undo = format!(
                "BEGIN; DELETE FROM attachment_contents WHERE municipality = '{number}';
                 INSERT INTO attachment_contents SELECT * FROM saved_contents; COMMIT"
            );
            forger.execute(undo.as_str()).await.unwrap();
            town.must_be_sound().await;
        }
    });
}
