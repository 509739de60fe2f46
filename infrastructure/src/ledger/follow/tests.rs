//! Two widely used stores skip events in the first of these tests: theirs take a number before the transaction that
//! commits it, and a reader that has seen the next one never looks back.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{CaseId, CommandId, SubjectId};
use case_ledger_domain::law::{ErasureBasis, RestrictionGround};
use case_ledger_domain::people::Roles;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::{Subject, SubjectAction};
use cqrs_es::Aggregate as _;

use super::*;
use crate::clock;
use crate::erasure::Erasure;
use crate::ledger::bus::CommandContext;
use crate::ledger::guard::RowStanding;
use crate::ledger::{Actor, Program};
use crate::projections::tests::{Server, observation, subject_of, text};

const WRITERS: usize = 8;
const COMMANDS: usize = 190;
const WITHIN: Duration = Duration::from_mins(2);

async fn log(ledger: &Ledger, municipality: &Municipality, case: CaseId) -> i64 {
    let command = clock::new_id();
    let context = CommandContext {
        municipality: municipality.clone(),
        command_id: CommandId::from_uuid(command),
        actor: Actor::program(municipality, Program::Import),
        correlation_id: None,
        causation_id: None,
        expected_version: None,
        now: clock::now(),
        fingerprint: Arc::new(command.as_bytes().to_vec()),
    };
    let accepted = ledger.execute::<Case>(&context, case.as_uuid(), observation(municipality, case)).await;
    accepted.unwrap().position
}

fn open() -> Sight {
    Sight::open(Roles::default())
}

async fn next(follower: &mut Follower) -> LedgerEntry {
    timeout(WITHIN, follower.next(open())).await.expect("the next entry comes").unwrap()
}

/// Whoever may change a row, or insert one, would else end what everybody follows, for good.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_nobody_can_read_ends_no_following() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let (head, changed) = (log(&server.ledger, &municipality, case).await, 4);
    let change = "event_version = '0.9', payload = '{\"CaseClosed\": 1e999}' WHERE position = 4";
    server.as_superuser(&format!("SET session_replication_role = replica; UPDATE events SET {change}")).await;
    let following = Following::new(Arc::clone(&server.ledger));
    let mut of_ledger = following.ledger(&municipality, 0).await.unwrap();
    for position in 1..=head {
        let entry = next(&mut of_ledger).await;
        let expected = if position == changed { RowStanding::Changed } else { RowStanding::AsWritten };
        assert_eq!((entry.position, entry.standing), (position, expected));
    }
    let mut of_case = following.stream(&municipality, Case::TYPE, case.as_uuid(), 0).await.unwrap();
    for sequence in 1..=head - 2 {
        assert_eq!(next(&mut of_case).await.sequence, sequence);
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_eight_write_over_two_servers_every_follower_sees_every_position_once_and_in_order() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let (_, other) = server.home.ledger(8).await.unwrap();
    let mut cases = Vec::new();
    for _ in 0..WRITERS {
        cases.push(server.emergency(&municipality).await);
    }
    let before = server.ledger.head(&municipality).await.unwrap().unwrap();
    let last = before + i64::try_from(WRITERS * COMMANDS).unwrap();
    let written = Arc::new(AtomicI64::new(before));

    let mut writers = Vec::new();
    for (nth, case) in cases.iter().copied().enumerate() {
        let ledger = if nth % 2 == 0 { Arc::clone(&server.ledger) } else { Arc::clone(&other) };
        let (municipality, written) = (municipality.clone(), Arc::clone(&written));
        writers.push(tokio::spawn(async move {
            for _ in 0..COMMANDS {
                written.fetch_max(log(&ledger, &municipality, case).await, Ordering::SeqCst);
            }
        }));
    }

    let (here, there) = (Following::new(Arc::clone(&server.ledger)), Following::new(other));
    // From the first; from where the writers began, on either server; and from wherever they are when half is done.
    let mut followers = Vec::new();
    for (following, begins) in [(&here, 0), (&there, 0), (&here, before), (&there, before)] {
        let mut follower = following.ledger(&municipality, begins).await.unwrap();
        followers.push(tokio::spawn(async move {
            let mut seen = Vec::new();
            while begins + i64::try_from(seen.len()).unwrap() < last {
                seen.push(next(&mut follower).await.position);
            }
            (begins, seen)
        }));
    }
    for following in [&here, &there] {
        let (following, municipality, written) = (Arc::clone(following), municipality.clone(), Arc::clone(&written));
        followers.push(tokio::spawn(async move {
            while written.load(Ordering::SeqCst) < before + (last - before) / 2 {
                tokio::task::yield_now().await;
            }
            let begins = written.load(Ordering::SeqCst);
            let mut follower = following.ledger(&municipality, begins).await.unwrap();
            let mut seen = Vec::new();
            while begins + i64::try_from(seen.len()).unwrap() < last {
                seen.push(next(&mut follower).await.position);
            }
            (begins, seen)
        }));
    }
    // One leaves after every seventh entry and comes back where it was.
    {
        let (here, there, municipality) = (Arc::clone(&here), Arc::clone(&there), municipality.clone());
        followers.push(tokio::spawn(async move {
            let mut seen: Vec<i64> = Vec::new();
            let mut visit = 0;
            while seen.last().is_none_or(|place| *place < last) {
                let following = if visit % 2 == 0 { &here } else { &there };
                let place = seen.last().copied().unwrap_or_default();
                let mut follower = following.ledger(&municipality, place).await.unwrap();
                for _ in 0..7_i64.min(last - place) {
                    seen.push(next(&mut follower).await.position);
                }
                visit += 1;
            }
            (0, seen)
        }));
    }
    // One takes its next entry only when the writers have come fifty further, and reads on from the database.
    {
        let (mut follower, written) = (here.ledger(&municipality, 0).await.unwrap(), Arc::clone(&written));
        followers.push(tokio::spawn(async move {
            let mut seen = Vec::new();
            let mut waits_for = before;
            while i64::try_from(seen.len()).unwrap() < last {
                while written.load(Ordering::SeqCst) < waits_for.min(last) {
                    tokio::task::yield_now().await;
                }
                waits_for += 50;
                seen.push(next(&mut follower).await.position);
                assert!(follower.page.len() < usize::try_from(PAGE).unwrap(), "no more than a page is kept");
            }
            (0, seen)
        }));
    }

    for writer in writers {
        writer.await.unwrap();
    }
    for follower in followers {
        let (begins, seen) = follower.await.unwrap();
        assert!(seen.iter().copied().eq(begins + 1..=last), "after {begins}: {seen:?}");
    }
    server.end().await;
}

#[tokio::test]
async fn a_case_is_followed_by_itself() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let (case, other) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
    let following = Following::new(Arc::clone(&server.ledger));
    let id = case.as_uuid();
    let mut whole = following.stream(&municipality, Case::TYPE, id, 0).await.unwrap();
    let mut rest = following.stream(&municipality, Case::TYPE, id, 2).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..120 {
        log(&server.ledger, &municipality, other).await;
        log(&server.ledger, &municipality, case).await;
    }
    let version = server.ledger.load::<Case>(&municipality, id).await.unwrap().version;
    for _ in 0..version {
        let entry = next(&mut whole).await;
        assert_eq!(entry.aggregate_id, id.to_string());
        seen.push(entry.sequence);
    }
    assert!(seen.into_iter().eq(1..=version));
    assert_eq!(next(&mut rest).await.sequence, 3);
    // What comes later is seen too, and what another case gets is not.
    let ((), entry) = tokio::join!(
        async {
            log(&server.ledger, &municipality, other).await;
            log(&server.ledger, &municipality, case).await;
        },
        next(&mut whole),
    );
    assert_eq!(entry.sequence, version + 1);
    server.end().await;
}

#[tokio::test]
async fn a_wait_that_is_dropped_loses_nothing() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let following = Following::new(Arc::clone(&server.ledger));
    let mut follower = following.ledger(&municipality, 0).await.unwrap();
    for _ in 0..20 {
        log(&server.ledger, &municipality, case).await;
    }
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    let mut seen = Vec::new();
    let mut turns = 0;
    while i64::try_from(seen.len()).unwrap() < head {
        // Dropped after one look, two, three...: at every point where it waits.
        let mut wait = Box::pin(follower.next(open()));
        for _ in 0..turns % 40 {
            match futures::poll!(&mut wait) {
                std::task::Poll::Ready(Ok(entry)) => {
                    seen.push(entry.position);
                    break;
                }
                // So many attempts to connect are dropped that the server's queue may be full: it passes.
                std::task::Poll::Ready(Err(FollowError::Fault(_))) => break,
                std::task::Poll::Ready(Err(error)) => panic!("{error}"),
                std::task::Poll::Pending => {}
            }
            tokio::task::yield_now().await;
            // The database answers in its own time.
            let _ = sqlx::query("SELECT 1").execute(server.ledger.pool()).await;
        }
        turns += 1;
    }
    assert!(seen.into_iter().eq(1..=head));
    server.end().await;
}

#[tokio::test]
async fn an_entry_that_is_missing_is_an_error_and_not_passed_over() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    for _ in 0..5 {
        log(&server.ledger, &municipality, case).await;
    }
    let following = Following::new(Arc::clone(&server.ledger));
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    let mut at_the_end = following.ledger(&municipality, head - 1).await.unwrap();
    let mut of_the_case = following.stream(&municipality, Case::TYPE, case.as_uuid(), 0).await.unwrap();
    server
        .as_superuser(&format!(
            "SET session_replication_role = replica; DELETE FROM events WHERE position IN (4, {head})"
        ))
        .await;
    let mut follower = following.ledger(&municipality, 0).await.unwrap();
    let error = timeout(WITHIN, follower.next(open())).await.unwrap().unwrap_err();
    assert!(matches!(error, FollowError::Gap { expected: 4 }), "{error}");
    let error = timeout(WITHIN, at_the_end.next(open())).await.unwrap().unwrap_err();
    assert!(matches!(error, FollowError::Gap { expected } if expected == head), "the newest is gone: {error}");
    let error = timeout(WITHIN, of_the_case.next(open())).await.unwrap().unwrap_err();
    assert!(matches!(error, FollowError::Gap { .. }), "{error}");
    server.end().await;
}

/// Whoever has the application's password puts one there, and it is no part of the ledger.
#[tokio::test]
async fn a_row_beyond_the_end_keeps_back_nothing_of_the_ledger() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let head = log(&server.ledger, &municipality, case).await;
    let following = Following::new(Arc::clone(&server.ledger));
    let mut at_the_end = following.ledger(&municipality, head).await.unwrap();
    sqlx::query(
        "INSERT INTO events
         SELECT municipality, position + 1000, aggregate_type, gen_random_uuid()::text, 1, event_type, event_version,
                payload, metadata, gen_random_uuid(), gen_random_uuid(), 0, correlation_id, causation_id, actor,
                occurred_at, recorded_at, leaf_hash, code
           FROM events WHERE municipality = $1 AND position = $2",
    )
    .bind(municipality.as_str())
    .bind(head)
    .execute(server.ledger.pool())
    .await
    .unwrap();
    let mut follower = following.ledger(&municipality, 0).await.unwrap();
    for position in 1..=head {
        assert_eq!(next(&mut follower).await.position, position);
    }
    let (there, recorded) = tokio::join!(next(&mut at_the_end), log(&server.ledger, &municipality, case));
    assert_eq!((there.position, recorded), (head + 1, head + 1));
    assert_eq!(next(&mut follower).await.position, head + 1);
    server.end().await;
}

/// Those who wait take turns in looking for all, and questions that hold every connection must not keep them from it.
#[tokio::test]
async fn who_waits_for_the_next_entry_waits_for_no_question() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    let following = Following::new(Arc::clone(&server.ledger));
    let pool = server.ledger.pool();
    let mut questions = Vec::new();
    while questions.len() < pool.options().get_max_connections() as usize {
        questions.push(pool.acquire().await.unwrap());
    }
    assert_eq!(following.head_beyond(&municipality, None).await.unwrap(), head);
    drop(questions);
    server.end().await;
}

#[tokio::test]
async fn what_is_not_there_cannot_be_followed() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    let following = Following::new(Arc::clone(&server.ledger));
    let error = following.ledger(&municipality, head + 1).await.err().unwrap();
    assert!(matches!(error, FollowError::Ahead { newest, .. } if newest == head), "{error}");
    let error = following.ledger(&"9902".parse().unwrap(), 0).await.err().unwrap();
    assert!(matches!(error, FollowError::Unknown), "{error}");
    let error = following.stream(&municipality, Case::TYPE, Uuid::nil(), 0).await.err().unwrap();
    assert!(matches!(error, FollowError::Unknown), "{error}");
    let error = following.stream(&municipality, Case::TYPE, case.as_uuid(), 99).await.err().unwrap();
    assert!(matches!(error, FollowError::Ahead { .. }), "{error}");
    server.end().await;
}

#[tokio::test]
async fn an_entry_is_opened_when_it_is_handed_out() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    server.emergency(&municipality).await;
    let following = Following::new(Arc::clone(&server.ledger));
    let mut follower = following.ledger(&municipality, 0).await.unwrap();
    let mut states = HashSet::new();
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    for place in 1..=head {
        // All of them were read with the first; the right to see ends in the middle.
        let sight = if place < head { open() } else { Sight::withheld() };
        let entry = follower.next(sight).await.unwrap();
        let text = entry.data.to_string();
        for state in ["VISIBLE", "WITHHELD"] {
            if text.contains(state) {
                states.insert((sight == open(), state));
            }
        }
    }
    assert_eq!(states, HashSet::from([(true, "VISIBLE"), (false, "WITHHELD")]));
    server.end().await;
}

/// All entries were read with the first, and the keys are in memory: what was erased since is in none of them.
#[tokio::test]
async fn under_an_open_follower_an_erased_person_is_shredded_from_the_next_entry_on() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let (case, other) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
    for _ in 0..3 {
        log(&server.ledger, &municipality, case).await;
        log(&server.ledger, &municipality, other).await;
    }
    let following = Following::new(Arc::clone(&server.ledger));
    let mut of_the_ledger = following.ledger(&municipality, 0).await.unwrap();
    let mut of_the_case = following.stream(&municipality, Case::TYPE, case.as_uuid(), 0).await.unwrap();
    let end = server.ledger.head(&municipality).await.unwrap().unwrap();
    let mut seen = 0;
    while seen < end - 2 {
        seen = next(&mut of_the_ledger).await.position;
    }
    let (_opened, first) = (next(&mut of_the_case).await, next(&mut of_the_case).await);
    let shown = |entry: &LedgerEntry| {
        let text = entry.data.to_string();
        ["VISIBLE", "SHREDDED"].map(|state| text.contains(state))
    };
    assert_eq!(shown(&first), [true, false], "{}", first.data);

    erase(&server, &municipality, subject_of(&municipality, case)).await;
    sleep(OPENED_FOR).await;
    let version = server.ledger.load::<Case>(&municipality, case.as_uuid()).await.unwrap().version;
    let mut shredded = 0;
    for _ in 2..version {
        let entry = next(&mut of_the_case).await;
        let [visible, is_shredded] = shown(&entry);
        assert!(!visible, "{}", entry.data);
        shredded += usize::from(is_shredded);
    }
    assert!(shredded >= 3, "what was observed");
    let of_the_others = [next(&mut of_the_ledger).await, next(&mut of_the_ledger).await];
    assert_eq!(of_the_others.each_ref().map(shown), [[false, true], [true, false]], "another child's stays");
    server.end().await;
}

/// Records that the person is erased, and destroys the keys.
async fn erase(server: &Server, municipality: &Municipality, subject: SubjectId) {
    let by = |nth| SubjectId::derived(municipality, Uuid::nil(), nth);
    let said = |nth| Personal::employee(by(nth), text("Etter klage."));
    for action in [
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
    ] {
        server.on::<Subject>(municipality, clock::new_id(), subject.as_uuid(), action).await.unwrap();
    }
    Erasure::new(Arc::clone(&server.ledger)).catch_up().await.unwrap();
}
