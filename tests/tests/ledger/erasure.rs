//! Keys that are destroyed and rotated, in the database and on several servers at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use case_ledger_domain::case::{AboutGuardians, Case, CaseAction, FamilyAction};
use case_ledger_domain::ids::{CaseId, CommandId, SubjectId};
use case_ledger_domain::law::{ErasureBasis, RestrictionGround};
use case_ledger_domain::people::{Guardian, Role, Roles};
use case_ledger_domain::personal::{Category, Content, Personal};
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::subject::{NumbersOfTwo, Subject, SubjectAction};
use case_ledger_domain::time::oslo_date;
use case_ledger_domain::{Refusal, text::Text};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::erasure::Erasure;
use case_ledger_infrastructure::ledger::OnBehalfOf;
use case_ledger_infrastructure::ledger::bus::{Accepted, CommandContext, CommandError, Fault, Ledger};
use case_ledger_infrastructure::ledger::history::Sight;
use case_ledger_infrastructure::personal::keys::{KeyError, Named};
use case_ledger_infrastructure::personal::master_key::{FileMasterKeys, MasterKeys as _};
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::read_log::ObjectRead;
use case_ledger_tests::Town;
use case_ledger_tests::forge::{append, forger, rehash, slip_in};
use case_ledger_tests::town::{home, in_a_town, observation, superuser, text};
use sqlx::{Connection as _, PgConnection};
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::interleavings::{restored, until, waiting_for};

pub(crate) fn child_of(town: &Town, case: CaseId) -> SubjectId {
    SubjectId::derived(&town.municipality, case.as_uuid(), 0)
}

async fn key_database() -> PgConnection {
    PgConnection::connect(&home().owner_urls().keys).await.unwrap()
}

/// Records the erasure, and does no more than that: as if the server had been killed then.
pub(crate) async fn record_erasure(town: &Town, subject: SubjectId) {
    let by = |nth| SubjectId::derived(&town.municipality, Uuid::nil(), nth);
    let said = |nth| -> Personal<Text> { Personal::employee(by(nth), text("Etter klage.")) };
    let actions = [
        SubjectAction::Restrict {
            ground: RestrictionGround::UnlawfulProcessing,
            visible_to: [].into(),
            rationale: said(70),
        },
        SubjectAction::RequestErasure {
            basis: ErasureBasis::UnlawfullyRecorded,
            by: by(70),
            rationale: said(70),
            delay_days: 0,
            delay_by: None,
            worked_with: false,
        },
        SubjectAction::ApproveErasure { by: by(71), rationale: said(71), worked_with: false },
    ];
    for action in actions {
        let context =
            CommandContext { command_id: CommandId::from_uuid(clock::new_id()), ..town.context(clock::new_id()) };
        town.ledger.execute::<Subject>(&context, subject.as_uuid(), action).await.unwrap();
    }
}

/// Held by whoever carries out erasures, which are those of every municipality, or needs that nobody does meanwhile.
static CARRYING_OUT: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub(crate) async fn carry_out(ledger: &Arc<Ledger>) {
    let _turn = CARRYING_OUT.lock().await;
    Erasure::new(Arc::clone(ledger)).catch_up().await.unwrap();
}

/// The wrapped keys of a person that are not destroyed, with their ids.
async fn wrapped_keys(town: &Town, subject: SubjectId) -> Vec<(Uuid, Vec<u8>)> {
    sqlx::query_as(
        "SELECT key_id, wrapped FROM data_keys WHERE municipality = $1 AND subject = $2 AND wrapped IS NOT NULL",
    )
    .bind(town.municipality.as_str())
    .bind(subject.as_uuid())
    .fetch_all(&mut key_database().await)
    .await
    .unwrap()
}

/// The position at which the ledger says that the person is erased.
async fn erased_at(town: &Town, subject: SubjectId) -> i64 {
    let sql = "SELECT position FROM events
                WHERE municipality = $1 AND aggregate_id = $2 AND event_type = 'SubjectErased'";
    let position = sqlx::query_scalar(sql).bind(town.municipality.as_str()).bind(subject.as_uuid().to_string());
    position.fetch_one(town.ledger.pool()).await.unwrap()
}

/// The states of the personal values in a case's history, with the texts.
async fn shown(town: &Town, case: CaseId) -> String {
    let sight = Sight::open(Roles::default());
    let history =
        town.ledger.stream_history(&town.municipality, "Case", case.as_uuid(), 0, 100, sight, AsOf::Now).await.unwrap();
    history.iter().map(|entry| entry.data.to_string()).collect()
}

/// The child's name as the aggregate has it, whoever may see it.
async fn name_in(town: &Town, case: CaseId) -> Content<Text> {
    let live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
    live.aggregate.opened().unwrap().child.name.clone().unwrap().content().clone()
}

/// Whoever may insert into the ledger's database makes such a row whole in every way but the code of the keys.
#[test]
fn an_erasure_that_no_program_has_recorded_destroys_no_key_and_keeps_no_other_waiting() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let (victim, erased) = (child_of(&town, case), child_of(&town, town.open_case().await));
        let turn = CARRYING_OUT.lock().await;
        record_erasure(&town, erased).await;
        let mut forger = forger().await;
        let position = slip_in(&town, &mut forger).await;
        sqlx::query("UPDATE events SET aggregate_id = $3, sequence = 1 WHERE municipality = $1 AND position = $2")
            .bind(town.municipality.as_str())
            .bind(position)
            .bind(victim.as_uuid().to_string())
            .execute(&mut forger)
            .await
            .unwrap();
        rehash(&town, &mut forger, position).await;
        assert_eq!(erased_at(&town, victim).await, position, "or this proves nothing");

        // However its person is written.
        for spelled in [victim.as_uuid().to_string(), victim.as_uuid().to_string().to_uppercase()] {
            sqlx::query("UPDATE events SET aggregate_id = $3 WHERE municipality = $1 AND position = $2")
                .bind(town.municipality.as_str())
                .bind(position)
                .bind(spelled)
                .execute(&mut forger)
                .await
                .unwrap();
            rehash(&town, &mut forger, position).await;
            let server = town.of_another_server().await;
            Erasure::new(Arc::clone(&server.ledger)).catch_up().await.unwrap();
            server.ledger.carry_out_erasure(&town.municipality, victim).await.unwrap();
            assert_eq!((wrapped_keys(&town, victim).await.len(), wrapped_keys(&town, erased).await), (1, vec![]));
            assert!(!shown(&server, case).await.contains("SHREDDED"), "nor is anything hidden that it says is erased");
        }

        let number = town.municipality.as_str();
        sqlx::raw_sql(&format!(
            "DELETE FROM events WHERE municipality = '{number}' AND position = {position};
             UPDATE ledger_heads SET position = position - 1 WHERE municipality = '{number}'"
        ))
        .execute(&mut forger)
        .await
        .unwrap();
        drop(turn);
        carry_out(&town.of_another_server().await.ledger).await;
        assert_eq!(wrapped_keys(&town, victim).await.len(), 1, "nor is it noted anywhere");
    });
}

#[test]
fn what_is_recorded_as_erased_is_shown_nowhere_and_carried_out_after_a_crash() {
    in_a_town(async |town| {
        let (case, other) = (town.open_case().await, town.open_case().await);
        let another_server = town.of_another_server().await;
        assert!(shown(&another_server, case).await.contains("Barn Prøve"), "and its caches hold it now");
        let turn = CARRYING_OUT.lock().await;
        record_erasure(&town, child_of(&town, case)).await;

        // Nobody has destroyed anything yet.
        assert_eq!(wrapped_keys(&town, child_of(&town, case)).await.len(), 1);
        for server in [&town, &another_server] {
            let shown = shown(server, case).await;
            assert!(shown.contains("SHREDDED") && !shown.contains("VISIBLE"), "{shown}");
        }
        // Killed again in the midst of it, as often as it takes to be through.
        for yields in 0..40 {
            let mut erasure = Erasure::new(Arc::clone(&another_server.ledger));
            let carrying_out = tokio::spawn(async move { erasure.catch_up().await });
            for _ in 0..yields {
                tokio::task::yield_now().await;
            }
            carrying_out.abort();
            let _ = carrying_out.await;
        }
        drop(turn);
        carry_out(&another_server.ledger).await;
        assert_eq!(wrapped_keys(&town, child_of(&town, case)).await, []);
        carry_out(&town.ledger).await;
        assert!(matches!(name_in(&town, case).await, Content::Shredded));
        assert!(matches!(name_in(&town, other).await, Content::Visible(_)), "another child's stays");
        town.must_be_sound().await;
    });
}

#[test]
fn a_key_database_from_a_backup_is_made_to_forget_again() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let subject = child_of(&town, case);
        let backup = wrapped_keys(&town, subject).await;
        record_erasure(&town, subject).await;
        carry_out(&town.ledger).await;
        assert_eq!(wrapped_keys(&town, subject).await, []);

        // The backup is from before: it has the keys, and no tombstone.
        let turn = CARRYING_OUT.lock().await;
        let mut keys = key_database().await;
        for (key, wrapped) in &backup {
            let sql = "UPDATE data_keys SET wrapped = $3 WHERE municipality = $1 AND key_id = $2";
            let restored = sqlx::query(sql).bind(town.municipality.as_str()).bind(key).bind(wrapped);
            restored.execute(&mut keys).await.unwrap();
        }
        let tombstones = sqlx::query("DELETE FROM erased_subjects WHERE municipality = $1");
        tombstones.bind(town.municipality.as_str()).execute(&mut keys).await.unwrap();

        let started_anew = town.of_another_server().await;
        assert!(matches!(name_in(&started_anew, case).await, Content::Visible(_)), "or this proves nothing");
        assert!(!shown(&started_anew, case).await.contains("VISIBLE"), "the ledger says so, whatever the keys");
        drop(turn);
        carry_out(&started_anew.ledger).await;
        assert_eq!(wrapped_keys(&town, subject).await, []);
        assert!(matches!(name_in(&started_anew, case).await, Content::Shredded));
    });
}

/// A ledger from a backup of before does not say that the person is erased. The keys are in another database.
#[test]
fn a_ledger_that_does_not_know_of_the_erasure_opens_nothing_either() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let subject = child_of(&town, case);
        town.ledger.keys().erase(&town.municipality, &[subject]).await.unwrap();
        let restored = town.of_another_server().await;
        let shown = shown(&restored, case).await;
        assert!(shown.contains("SHREDDED") && !shown.contains("VISIBLE"), "{shown}");
        let refused = restored.observe(clock::new_id(), case).await.unwrap_err();
        assert!(matches!(refused, CommandError::Refused(Refusal::SubjectErased)), "{refused}");
    });
}

/// A dump of before the erasure, put back while the keys are as they are: nobody has to remember what was in it.
#[test]
fn a_dump_of_before_the_erasure_shows_nothing_when_it_is_restored_after_it() {
    in_a_town(async |town| {
        let (case, other) = (town.open_case().await, town.open_case().await);
        let (restored, head) = (restored(&town, "restored_unerased", &[]).await, town.head().await);
        assert!(shown(&restored, case).await.contains("Barn Prøve"), "or this proves nothing");
        let subject = child_of(&town, case);
        record_erasure(&town, subject).await;
        carry_out(&town.ledger).await;

        assert_eq!(restored.head().await, head, "its events do not tell of the erasure");
        // As a server on it comes to know what happened to keys: when it starts, and each time it looks.
        carry_out(&restored.ledger).await;
        let text = shown(&restored, case).await;
        assert!(text.contains("SHREDDED") && !text.contains("VISIBLE") && !text.contains("Barn Prøve"), "{text}");
        assert!(matches!(name_in(&restored, case).await, Content::Shredded));
        let refused = restored.observe(clock::new_id(), case).await.unwrap_err();
        assert!(matches!(refused, CommandError::Refused(Refusal::SubjectErased)), "{refused}");
        assert_eq!(wrapped_keys(&town, subject).await, [], "no key comes back with it");
        assert!(shown(&restored, other).await.contains("Barn Prøve"), "another child's stays");
        restored.observe(clock::new_id(), other).await.unwrap();
        restored.must_be_sound().await;
    });
}

#[test]
fn no_key_of_an_erased_person_is_made_however_many_commands_arrive_with_the_erasure() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let subject = child_of(&town, case);
        let another_server = town.of_another_server().await;
        let mut at_once = Vec::new();
        for nth in 0..40_usize {
            let town = if nth % 2 == 0 { town.clone() } else { another_server.clone() };
            at_once.push(tokio::spawn(async move {
                if nth == 20 {
                    record_erasure(&town, subject).await;
                    carry_out(&town.ledger).await;
                    return None;
                }
                // Some seal under the key there is, and some need one of another category.
                let category = Category::ALL[nth % Category::ALL.len()];
                let _ = town.ledger.keys().keys_for(&town.municipality, &[(subject, category)].into()).await;
                town.observe(clock::new_id(), case).await.ok().map(|accepted| accepted.position)
            }));
        }
        let mut accepted = Vec::new();
        for task in at_once {
            accepted.extend(task.await.unwrap());
        }
        let erased_at = erased_at(&town, subject).await;
        assert!(accepted.iter().all(|position| *position < erased_at), "{accepted:?} after {erased_at}");
        assert_eq!(wrapped_keys(&town, subject).await, []);
        for server in [&town, &another_server] {
            carry_out(&server.ledger).await;
            for category in Category::ALL {
                let made = server.ledger.keys().keys_for(&town.municipality, &[(subject, category)].into()).await;
                assert!(made.is_err(), "a key of an erased person was made");
            }
            let refused = server.observe(clock::new_id(), case).await.unwrap_err();
            assert!(matches!(refused, CommandError::Refused(Refusal::SubjectErased)), "{refused}");
            assert!(!shown(server, case).await.contains("VISIBLE"));
        }
        town.must_be_sound().await;
    });
}

/// Its keys are in the memory of another server, which has not heard of the erasure and whose keys nobody has destroyed.
#[test]
fn nothing_is_accepted_for_an_erased_person_under_a_key_that_is_still_in_memory() {
    in_a_town(async |town| {
        let (case, other) = (town.open_case().await, town.open_case().await);
        let another_server = town.of_another_server().await;
        another_server.observe(clock::new_id(), case).await.unwrap();
        let turn = CARRYING_OUT.lock().await;
        record_erasure(&town, child_of(&town, case)).await;
        for server in [&another_server, &town] {
            let refused = server.observe(clock::new_id(), case).await.unwrap_err();
            assert!(matches!(refused, CommandError::Refused(Refusal::SubjectErased)), "{refused}");
            server.observe(clock::new_id(), other).await.unwrap();
        }
        assert_eq!(wrapped_keys(&town, child_of(&town, case)).await.len(), 1, "nobody has destroyed it yet");
        drop(turn);
        town.must_be_sound().await;
    });
}

/// The pseudonym of the guardian whom the case knows by that name only.
async fn guardian_named(town: &Town, case: CaseId, name: &str) -> SubjectId {
    town.ledger.subject_by_name(&town.municipality, Named::Guardian, case.as_uuid(), &text(name)).await.unwrap()
}

/// Records that the guardian of that name was told; answers the guardian's pseudonym.
async fn inform(town: &Town, case: CaseId, name: &str) -> SubjectId {
    let subject = guardian_named(town, case, name).await;
    let told = FamilyAction::InformGuardians {
        about: AboutGuardians::Concern,
        guardians: vec![Guardian { subject, name: Personal::guardian(subject, text(name)) }],
        informed_on: oslo_date(clock::now()),
    };
    town.execute(clock::new_id(), case, CaseAction::Family(told)).await.unwrap();
    subject
}

/// Otherwise nobody of that name could come into the case any more, and whoever guesses names would know the right one by the
/// refusal.
#[test]
fn whoever_has_the_name_of_somebody_who_was_erased_is_another_person() {
    in_a_town(async |town| {
        let (case, another_server) = (town.open_case().await, town.of_another_server().await);
        let mut guardian = inform(&town, case, "Far Prøve").await;
        let content = [case.as_uuid().as_bytes().as_slice(), "far prøve".as_bytes()].concat();
        let keys = town.ledger.keys();
        let as_ever = keys.keyed_id(&town.municipality, "person-by-name", &content).await.unwrap();
        assert_eq!(guardian.as_uuid(), as_ever, "nothing that is recorded changes");

        // More often than are looked at together, on this server and on one that did not do it.
        let (mut known, most) = (BTreeSet::from([guardian.as_uuid()]), 6);
        for erased in 1..=most {
            let turn = CARRYING_OUT.lock().await;
            record_erasure(&town, guardian).await;
            // As soon as it is recorded, whoever guesses the name learns nothing, though it is not carried out.
            let before = guardian;
            if erased % 2 == 0 {
                guardian = inform(&town, case, "Far Prøve").await;
            }
            drop(turn);
            carry_out(&town.ledger).await;
            let server = if erased % 2 == 0 { &town } else { &another_server };
            inform(server, case, "Gjettet Prøve").await;
            if guardian == before {
                guardian = inform(server, case, "Far Prøve").await;
            }
            assert!(known.insert(guardian.as_uuid()), "a pseudonym of one who was erased");
            for server in [&town, &another_server] {
                assert_eq!(guardian_named(server, case, "FAR  prøve").await, guardian);
                let history = shown(server, case).await;
                assert_eq!(history.matches("SHREDDED").count(), erased, "{history}");
                assert_eq!(history.matches("Far Prøve").count(), 1, "{history}");
            }
        }
        town.must_be_sound().await;
    });
}

/// An employee's own data were erased, and the employee works on.
#[test]
fn who_was_erased_acts_and_reads_on_without_a_name() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let actor = town.context(clock::new_id()).actor;
        record_erasure(&town, actor.subject).await;
        let another_server = town.of_another_server().await;
        for carried_out in [false, true] {
            if carried_out {
                carry_out(&town.ledger).await;
            }
            for server in [&town, &another_server] {
                server.observe(clock::new_id(), case).await.unwrap();
            }
        }
        let read = ObjectRead { object_type: "Case", object_id: case.as_uuid(), as_of: None };
        town.ledger.record_reads(&town.municipality, &actor, None, None, &[read]).await.unwrap();
        let sql = "SELECT reader::text FROM read_log WHERE municipality = $1 AND object_id = $2";
        let reader: String = sqlx::query_scalar(sql)
            .bind(town.municipality.as_str())
            .bind(case.as_uuid())
            .fetch_one(&mut PgConnection::connect(&home().owner_urls().ledger).await.unwrap())
            .await
            .unwrap();
        assert!(reader.contains(&actor.subject.to_string()) && reader.contains("shredded"), "{reader}");
        let text = shown(&town, case).await;
        assert_eq!(text.matches("Satt alene").count(), 4, "what was observed stays");
        town.must_be_sound().await;
    });
}

#[test]
fn a_rotated_data_key_seals_no_more_and_still_opens() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let subject = child_of(&town, case);
        let another_server = town.of_another_server().await;
        another_server.observe(clock::new_id(), case).await.unwrap();
        carry_out(&another_server.ledger).await;
        let before = wrapped_keys(&town, subject).await;
        assert_eq!(town.ledger.keys().rotate_data_keys(&town.municipality, Some(subject)).await.unwrap(), 1);
        carry_out(&another_server.ledger).await;
        another_server.observe(clock::new_id(), case).await.unwrap();
        town.observe(clock::new_id(), case).await.unwrap();
        let after = wrapped_keys(&town, subject).await;
        assert_eq!((before.len(), after.len()), (1, 2), "both servers use the one new key");
        let text = shown(&town, case).await;
        assert_eq!(text.matches("Satt alene").count(), 3);
        town.ledger.keys().erase(&town.municipality, &[subject]).await.unwrap();
        assert_eq!(wrapped_keys(&town, subject).await, [], "erasure destroys the old ones, too");
    });
}

/// What makes erasure complete: a thief with an old copy of the key database, and every file that is left.
#[test]
fn after_the_old_master_key_is_destroyed_no_copy_of_an_erased_key_can_be_unwrapped() {
    in_a_town(async |town| {
        let (case, other) = (town.open_case().await, town.open_case().await);
        let subject = child_of(&town, case);
        let stolen = wrapped_keys(&town, subject).await;
        record_erasure(&town, subject).await;
        carry_out(&town.ledger).await;
        let another_server = town.of_another_server().await;
        another_server.observe(clock::new_id(), other).await.unwrap();

        let unwrapped = async || {
            // A thief begins with the files and nothing in memory.
            let files = FileMasterKeys::in_directory(home().directory().join("master-keys"));
            let mut unwrapped = 0;
            for name in files.names(&town.municipality).await.unwrap() {
                for (key, wrapped) in &stolen {
                    let context = format!("data-key/{}/{key}/{subject}/child", town.municipality);
                    let opened = files.unwrap(&town.municipality, &name, context.as_bytes(), wrapped).await;
                    unwrapped += usize::from(opened.is_ok());
                }
            }
            unwrapped
        };
        assert_eq!((stolen.len(), unwrapped().await), (1, 1), "until then, it can");
        let rotated = town.ledger.keys().rotate_master_key(&town.municipality, true).await.unwrap();
        assert_eq!(rotated.destroyed, [format!("file:{}.key", town.municipality)]);
        assert!(rotated.rewrapped >= 2, "{rotated:?}");
        assert_eq!(unwrapped().await, 0);

        // Servers that run, and one that starts, go on with everyone else's data, old and new.
        let started_anew = town.of_another_server().await;
        for server in [&town, &another_server, &started_anew] {
            server.observe(clock::new_id(), other).await.unwrap();
            assert!(shown(server, other).await.contains("Barn Prøve"));
            let case = server.open_case().await;
            assert!(shown(server, case).await.contains("Barn Prøve"), "keys are made under the new master key");
        }
        let sql = "SELECT count(DISTINCT master_key) FROM data_keys WHERE municipality = $1 AND wrapped IS NOT NULL";
        let names = sqlx::query_scalar::<_, i64>(sql).bind(town.municipality.as_str());
        assert_eq!(names.fetch_one(&mut key_database().await).await.unwrap(), 1);
        town.must_be_sound().await;
    });
}

/// Two operators at once: what the faster one destroys must not be what the slower one wraps keys under.
#[test]
fn of_two_rotations_at_once_one_is_refused_and_everything_still_opens() {
    in_a_town(async |town| {
        let mut cases = Vec::new();
        for _ in 0..8 {
            cases.push(town.open_case().await);
        }
        let another_server = town.of_another_server().await;
        for _ in 0..6 {
            let start = Arc::new(Barrier::new(2));
            let rotations = [&town, &another_server].map(|server| {
                let (server, start) = (server.clone(), Arc::clone(&start));
                tokio::spawn(async move {
                    start.wait().await;
                    server.ledger.keys().rotate_master_key(&server.municipality, true).await
                })
            });
            let mut rotated = 0;
            for rotation in rotations {
                match rotation.await.unwrap() {
                    Ok(_) => rotated += 1,
                    Err(error) => assert!(matches!(error, KeyError::RotationRunning(_)), "{error}"),
                }
            }
            assert!(rotated > 0, "one of them is let through");
        }
        let started_anew = town.of_another_server().await;
        for case in cases {
            assert!(shown(&started_anew, case).await.contains("Barn Prøve"));
        }
        started_anew.ledger.rotate_signing_key(&town.municipality).await.unwrap();
        town.must_be_sound().await;

        // However long the other one takes.
        let mut holder = key_database().await;
        let lock = sqlx::query("SELECT pg_advisory_lock(1802856820, $1::int)").bind(town.municipality.as_str());
        lock.execute(&mut holder).await.unwrap();
        let refused = town.ledger.keys().rotate_master_key(&town.municipality, true).await.unwrap_err();
        assert!(matches!(refused, KeyError::RotationRunning(_)), "{refused}");
        holder.close().await.unwrap();
    });
}

/// 1. A third server holds the head. One says that the child stands under another pseudonym, too, which is shown to everybody;
///    and another approves that it is erased, having found nothing against it.
/// 2. The third lets go, and they are recorded in the order in which they came.
/// 3. Whichever is second knows of the first, and is refused.
#[test]
fn c12_a_pseudonym_that_is_recorded_while_an_erasure_is_approved_is_asked_too() {
    in_a_town(async |town| {
        let another_server = town.of_another_server().await;
        let _turn = CARRYING_OUT.lock().await;
        for link_first in [true, false] {
            let [child, other] = [town.open_case().await, town.open_case().await].map(|case| child_of(&town, case));
            let by = |nth| SubjectId::derived(&town.municipality, Uuid::nil(), nth);
            let said = |nth| -> Personal<Text> { Personal::employee(by(nth), text("Etter klage.")) };
            let ground = RestrictionGround::UnlawfulProcessing;
            let restrict = SubjectAction::Restrict { ground, visible_to: [].into(), rationale: said(70) };
            let context = town.context(clock::new_id());
            town.ledger.execute::<Subject>(&context, child.as_uuid(), restrict).await.unwrap();
            let request = SubjectAction::RequestErasure {
                basis: ErasureBasis::UnlawfullyRecorded,
                by: by(70),
                rationale: said(70),
                delay_days: 0,
                delay_by: None,
                worked_with: false,
            };
            town.ledger
                .execute_erasure(&town.context(clock::new_id()), child, request, town.head().await)
                .await
                .unwrap();

            let mut third = superuser().await;
            let holding: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut third).await.unwrap();
            let mut held = third.begin().await.unwrap();
            sqlx::query("SELECT FROM ledger_heads WHERE municipality = $1 FOR UPDATE")
                .bind(town.municipality.as_str())
                .execute(&mut *held)
                .await
                .unwrap();
            let approve = SubjectAction::ApproveErasure { by: by(71), rationale: said(71), worked_with: false };
            let numbers = NumbersOfTwo::NotBoth;
            let link = SubjectAction::RecordSameChild { child: other, other: child, numbers, rationale: said(70) };
            let (one, two) = (town.clone(), another_server.clone());
            let (of_approval, of_link) = (town.context(clock::new_id()), town.context(clock::new_id()));
            let asked_at = one.head().await;
            let approval = async move { one.ledger.execute_erasure(&of_approval, child, approve, asked_at).await };
            let linking = async move { two.ledger.execute_joining(&of_link, (other, child), link).await };
            let waits = async |number| {
                until("it waits for the head", async || waiting_for(&town, holding).await == number).await;
            };
            let (approved, linked) = if link_first {
                let linking = tokio::spawn(linking);
                waits(1).await;
                let approval = tokio::spawn(approval);
                waits(2).await;
                (approval, linking)
            } else {
                let approval = tokio::spawn(approval);
                waits(1).await;
                let linking = tokio::spawn(linking);
                waits(2).await;
                (approval, linking)
            };
            held.rollback().await.unwrap();
            let (approved, linked) = (approved.await.unwrap(), linked.await.unwrap());
            if link_first {
                linked.unwrap();
                let refused = approved.unwrap_err();
                assert!(matches!(refused, CommandError::Refused(Refusal::SameChildLessRestricted)), "{refused}");
            } else {
                approved.unwrap();
                let refused = linked.unwrap_err();
                let nobody = Refusal::NotFound { what: Sought::Subject };
                assert!(matches!(&refused, CommandError::Refused(refusal) if *refusal == nobody), "{refused}");
            }
        }
        town.must_be_sound().await;
    });
}

/// Restricts that child, and asks for its erasure.
async fn restrict_and_ask(town: &Town, child: SubjectId, basis: ErasureBasis) {
    let by = SubjectId::derived(&town.municipality, Uuid::nil(), 70);
    let said = || Personal::employee(by, text("Etter klage."));
    let ground = RestrictionGround::UnlawfulProcessing;
    let restrict = SubjectAction::Restrict { ground, visible_to: [].into(), rationale: said() };
    town.ledger.execute::<Subject>(&town.context(clock::new_id()), child.as_uuid(), restrict).await.unwrap();
    let (rationale, delay_days, delay_by, worked_with) = (said(), 0, None, false);
    let request = SubjectAction::RequestErasure { basis, by, rationale, delay_days, delay_by, worked_with };
    town.ledger.execute_erasure(&town.context(clock::new_id()), child, request, town.head().await).await.unwrap();
}

/// Another one's approval, which takes for known as of `asked_at` that nobody works with the child.
async fn approve(town: &Town, child: SubjectId, asked_at: i64) -> Result<Accepted, CommandError> {
    let by = SubjectId::derived(&town.municipality, Uuid::nil(), 71);
    let rationale = Personal::employee(by, text("Etter klage."));
    let approve = SubjectAction::ApproveErasure { by, rationale, worked_with: false };
    town.ledger.execute_erasure(&town.context(clock::new_id()), child, approve, asked_at).await
}

/// The same, where something more of the newest event's stream is recorded while the approval waits for the head.
async fn approve_while_something_is_recorded(town: &Town, child: SubjectId) -> Result<Accepted, CommandError> {
    let asked_at = town.head().await;
    let mut third = forger().await;
    let holding: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut third).await.unwrap();
    sqlx::query("BEGIN").execute(&mut third).await.unwrap();
    append(town, &mut third).await;
    let one = town.clone();
    let approval = tokio::spawn(async move { approve(&one, child, asked_at).await });
    until("it waits for the head", async || waiting_for(town, holding).await == 1).await;
    sqlx::query("COMMIT").execute(&mut third).await.unwrap();
    approval.await.unwrap()
}

fn begun(result: &Result<Accepted, CommandError>) -> bool {
    matches!(result, Err(CommandError::Fault(Fault::BegunMeanwhile)))
}

/// 1. It is asked whether somebody works with the child: nobody does.
/// 2. Something about the child is being recorded, and holds the head; the approval comes to wait for it.
/// 3. It is recorded, and the approval is not: it is asked anew.
#[test]
fn c12_what_is_begun_while_an_erasure_is_approved_is_not_erased_with_it() {
    in_a_town(async |town| {
        let _turn = CARRYING_OUT.lock().await;
        let (case, another) = (town.open_case().await, town.open_case().await);
        let child = child_of(&town, case);
        restrict_and_ask(&town, child, ErasureBasis::NoLongerNecessary).await;

        // Before the approval comes to it.
        let asked_at = town.head().await;
        town.observe(clock::new_id(), case).await.unwrap();
        assert!(begun(&approve(&town, child, asked_at).await));

        // While it waits to be recorded.
        assert!(begun(&approve_while_something_is_recorded(&town, child).await));

        // What concerns another child keeps nobody from it, whenever it comes.
        town.observe(clock::new_id(), another).await.unwrap();
        approve_while_something_is_recorded(&town, child).await.unwrap();
    });
}

/// What was recorded of the wrong person, say, is erased whether or not somebody works with it: nothing is waited for.
#[test]
fn c12_what_should_never_have_been_recorded_is_erased_whatever_is_recorded_meanwhile() {
    in_a_town(async |town| {
        let _turn = CARRYING_OUT.lock().await;
        let case = town.open_case().await;
        let child = child_of(&town, case);
        let asked_at = town.head().await;
        restrict_and_ask(&town, child, ErasureBasis::UnlawfullyRecorded).await;
        town.observe(clock::new_id(), case).await.unwrap();
        approve(&town, child, asked_at).await.unwrap();

        let case = town.open_case().await;
        let child = child_of(&town, case);
        restrict_and_ask(&town, child, ErasureBasis::WrongPerson).await;
        town.observe(clock::new_id(), case).await.unwrap();
        approve_while_something_is_recorded(&town, child).await.unwrap();
    });
}

/// The newest event's actor, or the newest reader, as it is stored.
async fn newest(town: &Town, sql: &str) -> serde_json::Value {
    sqlx::query_scalar(sql).bind(town.municipality.as_str()).fetch_one(town.ledger.pool()).await.unwrap()
}

#[test]
fn c12_whom_a_program_acts_for_is_erased_apart_from_the_program_and_from_all_others_it_acts_for() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let by = |nth| SubjectId::derived(&town.municipality, Uuid::nil(), nth);
        let act_for = async |nth| {
            let command = clock::new_id();
            let mut context = town.context(command);
            let name = Personal::employee(by(nth), text("Kari Prøve"));
            context.actor.on_behalf_of = Some(OnBehalfOf { subject: by(nth), role: Role::Employee, name });
            let action = observation(&town.municipality, command, case);
            town.ledger.execute::<Case>(&context, case.as_uuid(), action).await.unwrap();
            let read = ObjectRead { object_type: "Case", object_id: case.as_uuid(), as_of: None };
            town.ledger.record_reads(&town.municipality, &context.actor, None, None, &[read]).await.unwrap();
            let recorded = "SELECT actor FROM events WHERE municipality = $1 ORDER BY position DESC LIMIT 1";
            let read = "SELECT reader FROM read_log WHERE municipality = $1 ORDER BY read_id DESC LIMIT 1";
            [newest(&town, recorded).await, newest(&town, read).await].map(|who| {
                let is_shredded = |named: &serde_json::Value| named["name"]["state"] == "shredded";
                (is_shredded(&who), is_shredded(&who["onBehalfOf"]))
            })
        };
        assert_eq!(act_for(80).await, [(false, false); 2]);
        record_erasure(&town, by(80)).await;
        assert_eq!(act_for(80).await[0], (false, true), "from the moment it is recorded");
        carry_out(&town.ledger).await;
        assert_eq!(act_for(80).await, [(false, true); 2]);
        assert_eq!(act_for(81).await, [(false, false); 2]);
        record_erasure(&town, town.context(clock::new_id()).actor.subject).await;
        carry_out(&town.ledger).await;
        assert_eq!(act_for(81).await, [(true, false); 2], "nor the person with the program");
    });
}
