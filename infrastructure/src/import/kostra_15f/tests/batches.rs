//! What batches must not change: an import may end anywhere, and others may write at the same time.

use std::future::{Future as _, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use case_ledger_domain::case::{Case, CaseAction, CourseAction, ImportedClient, Opening};
use case_ledger_domain::ids::{CommandId, SubjectId};
use case_ledger_domain::people::{Child, Decider, DeciderRole};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use chrono::TimeDelta;
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::erasure::tests::record_erasure;
use crate::ledger::bulk::{Author, Seen, Sent};
use crate::ledger::bus::CommandContext;
use crate::ledger::writer::{Append, AppendError};
use crate::ledger::{Actor, Program};

/// Records of a batch, so that a small file has many of them.
const FEW: usize = 12;

async fn import_by_few(town: &Town, file: &Path) -> ImportReport {
    import_in_batches(&town.ledger, file, &opening(), FEW, &mut |_| {}).await.unwrap()
}

fn clients(number: usize, attributes: &str, reports: &str) -> String {
    (0..number).map(|nth| individual(&format!("c{nth}"), attributes, reports)).collect()
}

/// What is recorded, in order, without the ids that differ from one municipality to the next.
async fn told(town: &Town) -> Vec<(i64, String, Value)> {
    let mut entries = Vec::new();
    for mut entry in town.history(0).await.into_iter().skip_while(|entry| entry.event_type != "CaseOpened") {
        without_ids(&mut entry.data);
        entries.push((entry.position, entry.event_type, entry.data));
    }
    entries
}

fn without_ids(value: &mut Value) {
    match value {
        Value::String(text) if Uuid::parse_str(text).is_ok() => text.clear(),
        Value::Array(parts) => parts.iter_mut().for_each(without_ids),
        Value::Object(parts) => parts.values_mut().for_each(without_ids),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn sum(one: Counts, other: Counts) -> Counts {
    let mut sum = one;
    sum.add(other);
    sum
}

async fn assert_gapless(town: &Town) {
    let positions: Vec<i64> = town.history(0).await.into_iter().map(|entry| entry.position).collect();
    assert_eq!(positions, (1..=town.head().await).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_import_given_up_at_any_moment_ends_like_another_when_it_is_run_again() {
    let (whole, broken) = (opened_town("4817").await, opened_town("4818").await);
    let entries = clients(20, "", CONCLUDED_REPORT);
    import_by_few(&whole, &whole.file(file_of("4817", 2023, &entries))).await;

    let file = broken.file(file_of("4818", 2023, &entries));
    let mut heads = Vec::new();
    // Each attempt comes one step further than it would have before.
    for steps in 1.. {
        let options = opening();
        let mut ignored = |_| {};
        let mut import = Box::pin(import_in_batches(&broken.ledger, &file, &options, FEW, &mut ignored));
        let mut taken = 0;
        let attempt = poll_fn(|context| {
            if taken == steps {
                return Poll::Ready(None);
            }
            taken += 1;
            import.as_mut().poll(context).map(Some)
        });
        let ended = attempt.await;
        heads.push(broken.head().await);
        if let Some(report) = ended {
            let report = report.unwrap();
            assert_eq!(sum(report.accepted, report.already_known), counts(20, 20, 20));
            assert_eq!((report.refused.as_slice(), report.warnings.as_slice()), (&[][..], &[][..]));
            break;
        }
    }
    heads.dedup();
    assert!(heads.len() > 3, "it was given up between batches: {heads:?}");
    assert_eq!(told(&broken).await, told(&whole).await);
    assert_gapless(&broken).await;
    broken.must_verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imports_of_one_file_and_commands_of_others_at_once_leave_no_gap_and_nothing_twice() {
    let town = Town::numbered("4819").await;
    let entries = |attributes, reports| file_of("4819", 2023, &clients(60, attributes, reports));
    import_by_few(&town, &town.file(entries("", OPEN_REPORT))).await;

    // Both go on with the same streams, and have decided on the same when the head is let go: one of them is turned
    // back. So is who was prepared before the erasure that waits with them. Commands follow until both have ended.
    let file = town.file(entries("SluttDato='2023-12-01'", CONCLUDED_REPORT));
    let mut held = town.held_head().await;
    let ended = AtomicBool::new(false);
    let imports = async {
        let reports = tokio::join!(import_by_few(&town, &file), import_by_few(&town, &file));
        ended.store(true, Ordering::SeqCst);
        reports
    };
    let commands = async {
        record_erasure(&town.ledger, &town.municipality, SubjectId::from_uuid(clock::new_id())).await;
        let mut recorded = 0;
        while recorded == 0 || !ended.load(Ordering::SeqCst) {
            let (context, action) = (context(&town), client_of("KANARI-andre"));
            town.ledger.execute::<Case>(&context, clock::new_id(), action).await.unwrap();
            recorded += 1;
        }
        recorded
    };
    let let_go = async {
        held.must_be_waited_for_by(3).await;
        held.let_go().await;
    };
    let ((one, other), commands, ()) = tokio::join!(imports, commands, let_go);

    assert_eq!(sum(one.accepted, other.accepted), counts(60, 60, 60));
    for report in [&one, &other] {
        assert_eq!((report.refused.as_slice(), report.warnings.as_slice()), (&[][..], &[][..]));
    }
    let names = town.events_after(0).await;
    let count = |name: &str| names.iter().filter(|other| *other == name).count();
    assert_eq!(count("CaseOpened"), 60 + commands);
    for name in ["CaseClosed", "ReportReceived", "TriageDecided", "InvestigationOpened", "InvestigationConcluded"] {
        assert_eq!(count(name), 60, "{name}");
    }
    assert_gapless(&town).await;
    town.must_verify().await;
}

#[tokio::test]
async fn of_a_batch_only_the_record_of_an_erased_child_is_refused() {
    let town = Town::numbered("4820").await;
    import(&town, &file_of("4820", 2023, &clients(4, "", ""))).await;
    let subjects: Vec<SubjectId> = town
        .fields("CaseOpened")
        .await
        .iter()
        .map(|data| data["child"]["subject"].as_str().unwrap().parse().unwrap())
        .collect();
    // Of one the ledger says so, of the other the key database alone.
    record_erasure(&town.ledger, &town.municipality, subjects[1]).await;
    town.ledger.keys().erase(&town.municipality, &[subjects[2]]).await.unwrap();

    let content = file_of("4820", 2024, &clients(4, "", CONCLUDED_REPORT));
    for (accepted, known) in [(counts(0, 2, 2), counts(4, 0, 0)), (counts(0, 0, 0), counts(4, 2, 2))] {
        let report = import(&town, &content).await;
        assert_eq!((report.accepted, report.already_known), (accepted, known));
        let refused: Vec<_> = report.refused.iter().map(|line| line.place.split(": ").nth(1).unwrap()).collect();
        assert_eq!(refused, ["Individ[@Id='c1']/Melding[@Id='m1']", "Individ[@Id='c2']/Melding[@Id='m1']"]);
    }
    assert_gapless(&town).await;
    town.must_verify().await;
}

#[tokio::test]
async fn what_is_sealed_in_bulk_is_as_a_single_command_is_sealed() {
    let town = opened_town("4821").await;
    let (id, action) = (clock::new_id(), client_of("KANARI-1"));
    let single = context(&town);
    let mut live = town.ledger.load::<Case>(&town.municipality, id).await.unwrap();
    let single_append = town.ledger.prepare(&mut live, &single, id, action.clone()).await.unwrap().unwrap();
    let author = Author::now(&town.ledger, &town.municipality, Program::Import).await.unwrap();
    let append = sealed(&town, &author, id, action, &single).await;

    assert_eq!(append.stream, single_append.stream);
    assert_eq!(append.after, single_append.after);
    assert_eq!((append.command_id, append.correlation_id), (single_append.command_id, single_append.correlation_id));
    assert_eq!((append.causation_id, append.events.len()), (single_append.causation_id, single_append.events.len()));
    for (event, other) in append.events.iter().zip(&single_append.events) {
        assert_eq!((event.event_type, &event.event_version), (other.event_type, &other.event_version));
        assert_eq!((&event.metadata, event.event_id), (&other.metadata, other.event_id));
        assert_eq!((&event.actor, event.occurred_at), (&other.actor, other.occurred_at));
        assert_eq!(event.payload.len(), other.payload.len(), "all but the boxes' content is the same");
    }
}

#[tokio::test]
async fn a_batch_that_knows_too_little_or_comes_too_late_is_not_written() {
    let town = opened_town("4822").await;
    let mut writer = BulkWriter::of(&town.ledger, &town.municipality);
    let batch = async |author: &Author| -> Vec<Append> {
        let (id, action) = (clock::new_id(), client_of("KANARI-1"));
        vec![sealed(&town, author, id, action, &context(&town)).await]
    };
    let author = Author::now(&town.ledger, &town.municipality, Program::Import).await.unwrap();
    let too_early = batch(&author).await;
    record_erasure(&town.ledger, &town.municipality, SubjectId::from_uuid(clock::new_id())).await;
    let head = town.head().await;
    assert!(matches!(writer.write(&too_early).await, Err(AppendError::SubjectsMoved)));
    assert_eq!(town.head().await, head);

    let author = Author::now(&town.ledger, &town.municipality, Program::Import).await.unwrap();
    let first = batch(&author).await;
    assert_eq!(writer.write(&first).await.unwrap(), head + 1);
    // Something new and something that is recorded: neither goes in.
    let both = [batch(&author).await, first].concat();
    let conflict = writer.write(&both).await;
    assert!(matches!(conflict, Err(AppendError::StreamMoved | AppendError::CommandIdTaken)), "{conflict:?}");
    assert_eq!(town.head().await, head + 1);
    assert_eq!(writer.write(&both[..1]).await.unwrap(), head + 2);
    assert_gapless(&town).await;
    town.must_verify().await;
}

#[tokio::test]
async fn a_batch_that_was_sealed_before_an_instant_was_answered_for_is_recorded_after_it() {
    let town = opened_town("4823").await;
    let mut writer = BulkWriter::of(&town.ledger, &town.municipality);
    let author = Author::now(&town.ledger, &town.municipality, Program::Import).await.unwrap();
    let batch = [sealed(&town, &author, clock::new_id(), client_of("KANARI-1"), &context(&town)).await];
    let at = clock::now();
    let answer = town.ledger.moment_at(&town.municipality, at).await.unwrap();
    let position = writer.write(&batch).await.unwrap();
    assert_eq!(position, answer.position + 1);
    assert_eq!(town.ledger.moment_at(&town.municipality, at).await.unwrap(), answer);
    let written = town.ledger.moment_of(&town.municipality, position).await.unwrap().unwrap();
    assert_eq!(written.recorded_at, Some(at + TimeDelta::microseconds(1)), "the first instant that is open");
    town.must_verify().await;
}

async fn opened_town(number: &str) -> Town {
    let town = Town::numbered(number).await;
    town.ledger.open_municipality(&town.municipality, "Prøvevik", clock::now()).await.unwrap();
    town
}

async fn sealed(town: &Town, author: &Author, id: Uuid, action: CaseAction, context: &CommandContext) -> Append {
    let command = context.command_id.as_uuid();
    let sent = Sent { id: command, fingerprint: &context.fingerprint, correlation: command };
    let draft = author.decide(&mut Seen::<Case>::default(), id, action, &sent).await.unwrap().unwrap();
    let keys = town.ledger.keys().keys_for(&town.municipality, &draft.subjects).await.unwrap();
    author.seal(draft, &keys).unwrap()
}

fn context(town: &Town) -> CommandContext {
    CommandContext {
        municipality: town.municipality.clone(),
        command_id: CommandId::from_uuid(clock::new_id()),
        actor: Actor::program(&town.municipality, Program::Import),
        correlation_id: None,
        causation_id: None,
        expected_version: None,
        now: clock::now(),
        fingerprint: Arc::new(b"a client".to_vec()),
    }
}

fn client_of(journal: &str) -> CaseAction {
    let (child, caseworker) = [(); 2].map(|()| SubjectId::from_uuid(clock::new_id())).into();
    let text = |text: &str| Text::new(text).unwrap();
    let name = Personal::employee(caseworker, text("Kanari Behandler"));
    CaseAction::Course(CourseAction::ImportClient(Box::new(ImportedClient {
        opening: Opening {
            child: Child { subject: child, name: None, national_id: None, born_on: None, unborn: false, contact: None },
            unit: "Solsiden".to_owned(),
        },
        opened_on: "2023-01-01".parse().unwrap(),
        closed_on: None,
        journal_number: Personal::child(child, text(journal)),
        caseworker: Decider { name, role: DeciderRole::Caseworker },
        measures: Vec::new(),
        plans: Vec::new(),
    })))
}
