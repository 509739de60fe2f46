//! Many writers at once: positions stay gapless and in commit order, a command acts once, a conflict hurts nobody else.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::CaseId;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::{Accepted, CommandContext, CommandError, Fault, Live};
use case_ledger_infrastructure::ledger::writer::{Append, AppendError, Writers};
use case_ledger_tests::Town;
use case_ledger_tests::town::{in_a_town, observation, opening, superuser};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::{join, join_all};
use sqlx::Connection as _;
use sqlx::postgres::PgPoolOptions;
use tokio::sync::Barrier;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::interleavings::{until, waiting_for};

/// A command's id that two senders can know.
fn known_id(town: &Town, name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{}/{name}", town.municipality).as_bytes())
}

/// The events of one observation, decided on `live` and not written.
async fn prepared(town: &Town, case: CaseId, live: &mut Live<Case>) -> Append {
    let command = clock::new_id();
    let action = observation(&town.municipality, command, case);
    let prepared = town.ledger.prepare(live, &town.context(command), case.as_uuid(), action).await;
    prepared.unwrap().expect("an observation is an event")
}

/// The opening of a case, decided and not written.
async fn prepared_opening(town: &Town) -> Append {
    let command = clock::new_id();
    let case = CaseId::derived(&town.municipality, command, 0);
    let action = opening(&town.municipality, case);
    let live = &mut Live::<Case>::default();
    town.ledger.prepare(live, &town.context(command), case.as_uuid(), action).await.unwrap().unwrap()
}

#[test]
fn writers_on_different_streams_all_get_in_without_a_gap() {
    in_a_town(async |town| {
        let writers = (0..24).map(|_| {
            let town = town.clone();
            tokio::spawn(async move {
                let case = town.open_case().await;
                for _ in 0..4 {
                    town.observe(clock::new_id(), case).await.unwrap();
                }
            })
        });
        for writer in join_all(writers).await {
            writer.unwrap();
        }
        // The ledger's own opening, and per case its opening, the concern and the observations.
        assert_eq!(town.head().await, 2 + 24 * (2 + 4));
        town.must_be_sound().await;
    });
}

#[test]
fn writers_on_one_stream_all_get_in_one_after_the_other() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let writers = (0..24).map(|_| {
            let town = town.clone();
            tokio::spawn(async move { town.observe(clock::new_id(), case).await.unwrap() })
        });
        let answers: Vec<Accepted> = join_all(writers).await.into_iter().map(Result::unwrap).collect();
        let versions: BTreeSet<i64> = answers.iter().map(|answer| answer.version).collect();
        assert_eq!(versions, (3..=26).collect(), "each its own version, none twice");
        assert!(answers.iter().all(|answer| answer.position == answer.version + 2), "position order is version order");
        town.must_be_sound().await;
    });
}

/// Eight tasks of each of two servers send the same command at the same moment, so that neither a cache nor a lock
/// within a process can hide a second append: only the database can.
#[test]
fn one_command_sent_by_sixteen_at_once_is_recorded_once_and_answered_alike() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let case = town.open_case().await;
        for round in 0..5 {
            let command = known_id(&town, &format!("round {round}"));
            let start = Arc::new(Barrier::new(16));
            let senders = (0..16).map(|nth| {
                let (town, start) = (if nth % 2 == 0 { town.clone() } else { other.clone() }, Arc::clone(&start));
                tokio::spawn(async move {
                    start.wait().await;
                    town.observe(command, case).await.unwrap()
                })
            });
            let answers: Vec<Accepted> = join_all(senders).await.into_iter().map(Result::unwrap).collect();
            assert_eq!(answers.iter().filter(|answer| answer.recorded_now).count(), 1);
            let places: BTreeSet<(i64, i64)> = answers.iter().map(|answer| (answer.position, answer.version)).collect();
            assert_eq!(places.len(), 1, "{places:?}");
            assert_eq!(town.positions_of(command).await, [answers[0].position]);
        }
        town.must_be_sound().await;
    });
}

#[test]
fn the_same_opening_sent_by_two_servers_opens_one_case() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let command = known_id(&town, "opening");
        let case = CaseId::derived(&town.municipality, command, 0);
        let (one, two) = tokio::join!(
            town.execute(command, case, opening(&town.municipality, case)),
            other.execute(command, case, opening(&town.municipality, case)),
        );
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!((one.position, one.version), (two.position, two.version));
        assert_ne!(one.recorded_now, two.recorded_now);
        assert_eq!(town.head().await, 4);
        town.must_be_sound().await;
    });
}

#[test]
fn another_command_under_a_recorded_id_is_told_so_and_adds_nothing() {
    in_a_town(async |town| {
        let (case, command) = (town.open_case().await, clock::new_id());
        town.observe(command, case).await.unwrap();
        let head = town.head().await;
        let other = town.of_another_server().await;
        for town in [&town, &other] {
            let context = town.context(command);
            let context = CommandContext { fingerprint: Arc::new(b"something else".to_vec()), ..context };
            let action = observation(&town.municipality, command, case);
            let answer = town.ledger.execute::<Case>(&context, case.as_uuid(), action).await;
            assert!(matches!(answer, Err(CommandError::CommandIdReused)), "{answer:?}");
        }
        // Also where the other command is about another case.
        let elsewhere = town.open_case().await;
        let answer = town.observe(command, elsewhere).await;
        assert!(matches!(answer, Err(CommandError::CommandIdReused)), "{answer:?}");
        assert_eq!(town.head().await, head + 2);
    });
}

#[test]
fn of_two_commands_that_saw_the_same_version_one_is_recorded() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let case = town.open_case().await;
        for _ in 0..10 {
            let seen = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap().version;
            let send = async |town: &Town| {
                let command = clock::new_id();
                let mut context = town.context(command);
                context.expected_version = Some(seen);
                let action = observation(&town.municipality, command, case);
                town.ledger.execute::<Case>(&context, case.as_uuid(), action).await
            };
            let answers = tokio::join!(send(&town), send(&other));
            match answers {
                (Ok(accepted), Err(CommandError::VersionConflict { expected, actual }))
                | (Err(CommandError::VersionConflict { expected, actual }), Ok(accepted)) => {
                    assert_eq!((expected, actual, accepted.version), (seen, seen + 1, seen + 1));
                }
                other => panic!("{other:?}"),
            }
        }
        town.must_be_sound().await;
    });
}

/// As two server processes: each with pools, caches and writers of its own. Every second command is sent by both.
#[test]
fn two_servers_on_one_ledger_leave_no_gap_and_nothing_twice() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let shared_case = town.open_case().await;
        let mut tasks = Vec::new();
        for (server, town) in [("one", town.clone()), ("two", other.clone())] {
            for sender in 0..6 {
                let town = town.clone();
                tasks.push(tokio::spawn(async move {
                    let own_case = town.open_case().await;
                    let mut sent = Vec::new();
                    for nth in 0..10 {
                        let (name, case) = match nth % 2 {
                            0 => (format!("both {sender} {nth}"), shared_case),
                            _ => (format!("{server} {sender} {nth}"), own_case),
                        };
                        let command = known_id(&town, &name);
                        let accepted = town.observe(command, case).await.unwrap();
                        sent.push((command, accepted.position));
                    }
                    sent
                }));
            }
        }
        let mut commands = BTreeSet::new();
        for task in tasks {
            for (command, position) in task.await.unwrap() {
                assert_eq!(town.positions_of(command).await, [position]);
                commands.insert(command);
            }
        }
        assert_eq!(commands.len(), 6 * 5 + 2 * 6 * 5);
        assert_eq!(town.head().await, 2 + 2 + 12 * 2 + 90);
        town.must_be_sound().await;
    });
}

/// The head's lock is held while they queue up, so that all of them are written by the same statement.
#[test]
fn a_conflicting_command_does_not_fail_its_neighbours() {
    in_a_town(async |town| {
        let writers = Writers::new(town.ledger.pool().clone(), Arc::clone(town.ledger.guard()));
        let (case, elsewhere) = (town.open_case().await, town.open_case().await);
        let live = async |case: CaseId| town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
        let recorded = prepared(&town, case, &mut live(case).await).await;
        let behind = prepared(&town, elsewhere, &mut live(elsewhere).await).await;
        writers.append(&town.municipality, recorded.clone()).await.unwrap();
        town.observe(clock::new_id(), elsewhere).await.unwrap();

        let mut appends = vec![prepared_opening(&town).await, behind, recorded];
        for _ in 0..6 {
            appends.push(prepared_opening(&town).await);
        }
        let twin = appends[4].clone();
        appends.push(twin);

        let mut holder = superuser().await;
        let mut lock = holder.begin().await.unwrap();
        sqlx::query("SELECT FROM ledger_heads WHERE municipality = $1 FOR UPDATE")
            .bind(town.municipality.as_str())
            .execute(&mut *lock)
            .await
            .unwrap();
        let holding: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *lock).await.unwrap();
        let first = prepared_opening(&town).await;
        let first = writers.append(&town.municipality, first);
        let rest = join_all(appends.into_iter().map(|append| writers.append(&town.municipality, append)));
        let release = async {
            eventually_waited_for(&town, holding).await;
            lock.commit().await.unwrap();
        };
        let (first, answers, ()) = tokio::join!(first, rest, release);
        first.unwrap();
        let told: Vec<String> = answers
            .iter()
            .map(|answer| match answer {
                Ok(_) => "written".to_owned(),
                Err(AppendError::StreamMoved) => "moved".to_owned(),
                Err(AppendError::CommandIdTaken) => "taken".to_owned(),
                Err(other) => format!("{other:?}"),
            })
            .collect();
        let mut expected = vec!["written", "moved", "taken"];
        expected.extend(["written"; 6]);
        expected.push("taken");
        assert_eq!(told, expected);
        town.must_be_sound().await;
    });
}

/// A lane serves many municipalities. A transaction of somebody else's that keeps one head to itself holds up that
/// municipality, and nobody else in its lane.
#[test]
fn a_municipality_whose_head_is_held_does_not_stall_the_others() {
    in_a_town(async |town| {
        // So many that some of them share its lane.
        let others: Vec<Town> = join_all((0..16).map(|_| Town::open())).await;
        let case = town.open_case().await;
        let mut holder = superuser().await;
        let mut lock = holder.begin().await.unwrap();
        sqlx::query("SELECT FROM ledger_heads WHERE municipality = $1 FOR UPDATE")
            .bind(town.municipality.as_str())
            .execute(&mut *lock)
            .await
            .unwrap();
        let holding: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *lock).await.unwrap();
        let observe = |case: CaseId| {
            let town = town.clone();
            tokio::spawn(async move { town.observe(clock::new_id(), case).await.unwrap() })
        };
        let first = observe(case);
        eventually_waited_for(&town, holding).await;
        // These come while the first waits: on its stream, and on many others.
        let more: Vec<_> = (0..4).map(|_| observe(case)).collect();
        let openings: Vec<_> = (0..200)
            .map(|_| {
                let town = town.clone();
                tokio::spawn(async move { town.open_case().await })
            })
            .collect();

        let elsewhere = join_all(others.iter().map(async |other| {
            let case = other.open_case().await;
            join_all((0..3).map(|_| other.observe(clock::new_id(), case))).await
        }));
        let elsewhere = tokio::time::timeout(Duration::from_secs(8), elsewhere).await;
        let elsewhere = elsewhere.expect("the others are answered while the head is held");
        assert!(elsewhere.iter().flatten().all(Result::is_ok), "{elsewhere:?}");
        assert!(!first.is_finished() && more.iter().all(|one| !one.is_finished()));
        assert!(openings.iter().all(|one| !one.is_finished()));

        lock.commit().await.unwrap();
        first.await.unwrap();
        for one in more {
            one.await.unwrap();
        }
        for one in openings {
            one.await.unwrap();
        }
        for town in others.iter().chain([&town]) {
            town.must_be_sound().await;
        }
    });
}

/// Told one after the other, the last of them would wait for the lock as often as there are commands.
#[test]
fn commands_behind_a_head_that_stays_held_fail_together() {
    in_a_town(async |town| {
        let pool = PgPoolOptions::new().max_connections(4);
        let options = town.ledger.pool().connect_options().as_ref().clone().options([("lock_timeout", "1s")]);
        let writers = Writers::new(pool.connect_with(options).await.unwrap(), Arc::clone(town.ledger.guard()));
        let mut appends = Vec::new();
        for _ in 0..60 {
            appends.push(prepared_opening(&town).await);
        }
        let mut holder = superuser().await;
        let mut lock = holder.begin().await.unwrap();
        sqlx::query("SELECT FROM ledger_heads WHERE municipality = $1 FOR UPDATE")
            .bind(town.municipality.as_str())
            .execute(&mut *lock)
            .await
            .unwrap();
        let head = town.head().await;
        let again = appends[0].clone();
        let answers = join_all(appends.into_iter().map(|append| writers.append(&town.municipality, append)));
        let answers = tokio::time::timeout(Duration::from_secs(20), answers).await.expect("they fail together");
        assert!(answers.iter().all(|one| matches!(one, Err(AppendError::Database(_)))), "{answers:?}");
        lock.rollback().await.unwrap();
        assert_eq!(writers.append(&town.municipality, again).await.unwrap(), head + 2);
        town.must_be_sound().await;
    });
}

/// As many as the country has, on two servers at once, some with much more to write than others.
#[test]
fn every_municipality_of_a_country_has_a_gapless_ledger_of_its_own() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let towns = (6000..6357).map(|number: u32| {
            let municipality = number.to_string().parse().unwrap();
            Town { municipality, ..if number.is_multiple_of(2) { town.clone() } else { other.clone() } }
        });
        let towns: Vec<Town> = towns.collect();
        let mut tasks = Vec::new();
        for some in towns.chunks(24) {
            let some = some.to_vec();
            let (here, there) = (town.clone(), other.clone());
            tasks.push(tokio::spawn(async move {
                for town in &some {
                    town.ledger.open_municipality(&town.municipality, "Prøvevik", clock::now()).await.unwrap();
                }
                join_all(some.iter().zip(1..).map(async |(town, nth)| {
                    let case = town.open_case().await;
                    for server in [&here, &there] {
                        let town = Town { municipality: town.municipality.clone(), ..server.clone() };
                        let observe = (0..24 / nth).map(|_| town.observe(clock::new_id(), case));
                        assert!(join_all(observe).await.iter().all(Result::is_ok));
                    }
                    // Opening the ledger and opening the case record two events each.
                    assert_eq!(town.head().await, 2 + 2 + 2 * (24 / nth));
                }))
                .await;
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        for town in &towns {
            town.must_be_sound().await;
        }
    });
}

/// Waits until somebody waits for a lock that this backend holds.
async fn eventually_waited_for(town: &Town, holding: i32) {
    let waited = tokio::time::timeout(Duration::from_secs(20), async {
        while !is_waited_for(town, holding).await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    waited.await.expect("the writer comes to wait for the head");
}

/// Whether somebody waits for a lock that this backend holds. Asked from elsewhere: within one transaction,
/// PostgreSQL would show the same activity again and again.
async fn is_waited_for(town: &Town, backend: i32) -> bool {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND $1 = ANY (pg_blocking_pids(pid)))")
        .bind(backend)
        .fetch_one(town.ledger.pool())
        .await
        .unwrap()
}

/// A reader that only asks for what comes after the last it saw must never find that it has passed something by. A
/// transaction of somebody else's stays open all the while, which readers that wait for a horizon would stand at.
#[test]
fn a_reader_that_follows_by_position_misses_nothing() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let mut foreign = superuser().await;
        let mut idle = foreign.begin().await.unwrap();
        sqlx::query("SELECT pg_current_xact_id(), count(*) FROM events").execute(&mut *idle).await.unwrap();

        let most = 1 + 2 * 6 * (2 + 8);
        let reader = tokio::spawn({
            let town = town.clone();
            async move {
                let mut last = 0;
                while last < most {
                    let seen: Vec<i64> = sqlx::query_scalar(
                        "SELECT position FROM events WHERE municipality = $1 AND position > $2 ORDER BY position",
                    )
                    .bind(town.municipality.as_str())
                    .bind(last)
                    .fetch_all(town.ledger.pool())
                    .await
                    .unwrap();
                    for position in seen {
                        assert_eq!(position, last + 1, "the reader at {last} was passed by");
                        last = position;
                    }
                }
            }
        });
        let writers = (0..12).map(|nth| {
            let town = if nth % 2 == 0 { town.clone() } else { other.clone() };
            tokio::spawn(async move {
                let case = town.open_case().await;
                for _ in 0..8 {
                    town.observe(clock::new_id(), case).await.unwrap();
                }
            })
        });
        for writer in join_all(writers).await {
            writer.unwrap();
        }
        let read = tokio::time::timeout(Duration::from_secs(30), reader).await;
        read.expect("the reader gets to the end").unwrap();
        idle.rollback().await.unwrap();
        town.must_be_sound().await;
    });
}

#[test]
fn what_is_appended_atomically_goes_in_whole_or_not_at_all() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let mut live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
        let stale = prepared(&town, case, &mut live.clone()).await;
        let mut appends = vec![prepared_opening(&town).await];
        for _ in 0..3 {
            appends.push(prepared(&town, case, &mut live).await);
        }
        let head = town.head().await;

        let mut with_conflict = appends.clone();
        with_conflict.push(stale);
        let refused = town.ledger.append_atomically(&town.municipality, &with_conflict).await;
        assert!(refused.is_err());
        assert_eq!(town.head().await, head);
        town.must_be_sound().await;

        let position = town.ledger.append_atomically(&town.municipality, &appends).await.unwrap();
        assert_eq!((position, town.head().await), (head + 5, head + 5));
        assert!(town.ledger.append_atomically(&town.municipality, &appends).await.is_err(), "not a second time");
        town.must_be_sound().await;
    });
}

/// Like a report and its investigation: what belongs together is never written by half, whatever shares its commit.
#[test]
fn what_is_appended_together_goes_in_whole_or_not_at_all_among_its_neighbours() {
    in_a_town(async |town| {
        let (case, elsewhere) = (town.open_case().await, town.open_case().await);
        let live = async |case: CaseId| town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
        let stale = prepared(&town, case, &mut live(case).await).await;
        town.observe(clock::new_id(), case).await.unwrap();
        let with_stale = vec![prepared_opening(&town).await, stale];
        let mut following = live(elsewhere).await;
        let good = vec![
            prepared_opening(&town).await,
            prepared(&town, elsewhere, &mut following).await,
            prepared(&town, elsewhere, &mut following).await,
        ];
        let head = town.head().await;
        let append = |appends: Vec<Append>| town.ledger.append_together(&town.municipality, appends);
        let (refused, taken) = tokio::join!(append(with_stale.clone()), append(good.clone()));
        assert!(matches!(refused, Err(Fault::Append(AppendError::StreamMoved))), "{refused:?}");
        assert_eq!((taken.unwrap(), town.head().await), (head + 4, head + 4));
        assert_eq!(town.positions_of(with_stale[0].command_id).await, [0_i64; 0]);
        let again = append(good).await;
        assert!(matches!(again, Err(Fault::Append(AppendError::CommandIdTaken))), "{again:?}");
        // By itself, what shared the refused one's fate goes in.
        append(vec![with_stale[0].clone()]).await.unwrap();
        town.must_be_sound().await;
    });
}

/// When each event was recorded, by position.
async fn times_of_recording(town: &Town) -> Vec<DateTime<Utc>> {
    sqlx::query_scalar("SELECT recorded_at FROM events WHERE municipality = $1 ORDER BY position")
        .bind(town.municipality.as_str())
        .fetch_all(town.ledger.pool())
        .await
        .unwrap()
}

/// "What was known then" is a position only if no later event was recorded earlier, whatever the servers' clocks say.
#[test]
fn the_time_of_recording_never_goes_back_also_between_servers_whose_clocks_differ() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let ahead = clock::now() + TimeDelta::seconds(7);
        let (here, there) = (town.open_case().await, other.open_case().await);
        let observe = async |town: &Town, case: CaseId, now: DateTime<Utc>| {
            let command = clock::new_id();
            let context = CommandContext { now, ..town.context(command) };
            let action = observation(&town.municipality, command, case);
            town.ledger.execute::<Case>(&context, case.as_uuid(), action).await.unwrap().position
        };
        let before = observe(&town, here, clock::now()).await;
        let first_ahead = observe(&other, there, ahead).await;
        // This server last saw the ledger before the other one moved it.
        let behind = observe(&town, here, clock::now()).await;
        let mut live = town.ledger.load::<Case>(&town.municipality, here.as_uuid()).await.unwrap();
        let together = [prepared(&town, here, &mut live).await, prepared(&town, here, &mut live).await];
        town.ledger.append_atomically(&town.municipality, &together).await.unwrap();
        let later = observe(&other, there, ahead + TimeDelta::seconds(1)).await;
        for town in [&town, &other] {
            join_all((0..8).map(|_| observe(town, here, clock::now()))).await;
        }

        let times = times_of_recording(&town).await;
        assert!(times.is_sorted(), "{times:?}");
        let at = |position: i64| times[usize::try_from(position).unwrap() - 1];
        assert!(at(before) < ahead);
        assert_eq!([at(first_ahead), at(behind), at(behind + 2)], [ahead; 3]);
        assert_eq!(at(later), ahead + TimeDelta::seconds(1));
        town.must_be_sound().await;
    });
}

/// Times do not go back: whoever records once at an instant that has not come has all that comes after recorded then.
#[test]
fn what_a_server_whose_clock_is_ahead_takes_is_not_recorded_and_keeps_nobody_waiting() {
    in_a_town(async |town| {
        let (case, other) = (town.open_case().await, town.open_case().await);
        let ahead = clock::now() + TimeDelta::hours(1);
        let command = clock::new_id();
        let context = CommandContext { now: ahead, ..town.context(command) };
        let too_early =
            town.ledger.execute::<Case>(&context, case.as_uuid(), observation(&town.municipality, command, case));
        let (refused, observed) = join(too_early, town.observe(clock::new_id(), other)).await;
        let is_ahead = |fault: &Fault| matches!(fault, Fault::Append(AppendError::ClockAhead));
        assert!(matches!(&refused, Err(CommandError::Fault(fault)) if is_ahead(fault)), "{refused:?}");
        observed.unwrap();
        let mut live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
        let append = Append { taken_at: ahead, ..prepared(&town, case, &mut live).await };
        let refused = town.ledger.append_atomically(&town.municipality, &[append]).await;
        assert!(refused.as_ref().is_err_and(is_ahead), "{refused:?}");
        // Whoever reads the log is told that nothing is lost, and what to set right.
        let told = AppendError::ClockAhead.to_string();
        assert!(
            ["another server", "again", "set by one source of time"].iter().all(|way| told.contains(way)),
            "{told}"
        );
        // Once the clock is right it is taken.
        town.observe(command, case).await.unwrap();
        let times = times_of_recording(&town).await;
        assert!(times.is_sorted() && times.last().unwrap() <= &clock::now(), "{times:?}");
        town.must_be_sound().await;
    });
}

/// One observation, taken by a clock that is an hour behind, decided and not written.
async fn prepared_behind(town: &Town, case: CaseId, live: &mut Live<Case>) -> Append {
    Append { taken_at: clock::now() - TimeDelta::hours(1), ..prepared(town, case, live).await }
}

/// 1. A server has written, and so keeps the head that it will hash its next group for.
/// 2. Another one, whose clock is ahead, is asked what the ledger knows by its clock.
/// 3. The first one hashes and writes on.
#[test]
fn an_instant_that_was_answered_for_gains_nothing_from_a_server_that_knows_an_older_head() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let case = town.open_case().await;
        let mut live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
        let mut answers = Vec::new();
        for together in [1, 1, 3] {
            let mut appends = Vec::new();
            for _ in 0..together {
                appends.push(prepared_behind(&town, case, &mut live).await);
            }
            let (head, at) = (town.head().await, clock::now());
            let answer = other.ledger.moment_at(&town.municipality, at).await.unwrap();
            assert_eq!(answer.position, head);
            answers.push((at, answer));
            let position = town.ledger.append_together(&town.municipality, appends).await.unwrap();
            assert_eq!(position, head + together);
            let times = times_of_recording(&town).await;
            let open = at + TimeDelta::microseconds(1);
            assert!(times[usize::try_from(head).unwrap()..].iter().all(|time| *time == open), "the first that is open");
        }
        for (at, answer) in answers {
            for server in [&town, &other] {
                assert_eq!(server.ledger.moment_at(&town.municipality, at).await.unwrap(), answer, "asked again");
            }
        }
        town.must_be_sound().await;
    });
}

/// Whether a question waited for a head for longer than it does.
fn waited_too_long(fault: &Fault) -> bool {
    matches!(fault, Fault::Database(error) if is_waited_too_long(error))
}

fn is_waited_too_long(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("55P03"))
}

/// A third one holds the head. A question about now and an append that was sealed before it come to wait for it, in
/// either order: an append that has the head first counts, and one that comes after the answer is recorded after it.
#[test]
fn an_instant_and_an_append_that_wait_for_the_same_head_get_it_one_after_the_other() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let case = town.open_case().await;
        let mut live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
        let mut holder = superuser().await;
        let holding: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut holder).await.unwrap();
        let orders = [(false, false), (false, true), (true, false), (true, true)];
        let (mut nth, mut in_vain) = (0, 0);
        while let Some((atomically, is_asked_first)) = orders.get(nth).copied() {
            let append = prepared_behind(&town, case, &mut live).await;
            let (head, at) = (town.head().await, clock::now());
            let write = || {
                let (town, append) = (town.clone(), append.clone());
                tokio::spawn(async move {
                    if atomically {
                        town.ledger.append_atomically(&town.municipality, &[append]).await
                    } else {
                        town.ledger.append_together(&town.municipality, vec![append]).await
                    }
                })
            };
            let ask = || {
                let other = other.clone();
                tokio::spawn(async move { other.ledger.moment_at(&other.municipality, at).await })
            };
            let waiting = async |number: i64, asked: Option<&JoinHandle<_>>| {
                let has_given_up = || asked.is_some_and(JoinHandle::is_finished);
                let wait = async || has_given_up() || waiting_for(&town, holding).await == number;
                until("they come to wait for the head", wait).await;
            };

            let mut lock = holder.begin().await.unwrap();
            sqlx::query("SELECT FROM ledger_heads WHERE municipality = $1 FOR UPDATE")
                .bind(town.municipality.as_str())
                .execute(&mut *lock)
                .await
                .unwrap();
            let (written, asked);
            if is_asked_first {
                asked = ask();
                waiting(1, Some(&asked)).await;
                written = write();
            } else {
                written = write();
                waiting(1, None).await;
                asked = ask();
            }
            waiting(2, Some(&asked)).await;
            let has_given_up = written.is_finished();
            lock.rollback().await.unwrap();

            let written = written.await.unwrap();
            if has_given_up {
                // An append waits for ten.
                let is_late =
                    matches!(&written, Err(Fault::Append(AppendError::Database(error))) if is_waited_too_long(error));
                assert!(is_late && in_vain < 20, "the head was held: {written:?}");
                let _ = asked.await.unwrap();
                // What was not recorded is not in the case.
                live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
                in_vain += 1;
                continue;
            }
            assert_eq!(written.unwrap(), head + 1);
            let answer = match asked.await.unwrap() {
                Ok(answer) => answer,
                // A question waits for a head for two seconds, and this machine was slower than that.
                Err(fault) if waited_too_long(&fault) && in_vain < 20 => {
                    in_vain += 1;
                    continue;
                }
                Err(fault) => panic!("{fault:?}"),
            };
            let counted = if is_asked_first { head } else { head + 1 };
            assert_eq!(answer.position, counted, "atomically: {atomically}, asked first: {is_asked_first}");
            let time = *times_of_recording(&town).await.last().unwrap();
            assert_eq!(time > at, is_asked_first, "recorded at {time}, asked about {at}");
            for server in [&town, &other] {
                assert_eq!(server.ledger.moment_at(&town.municipality, at).await.unwrap(), answer, "asked again");
            }
            nth += 1;
        }
        town.must_be_sound().await;
    });
}

/// Two servers, of which one's clock is behind; everybody asks about now and writes at the same time.
#[test]
fn what_is_answered_as_of_now_among_appends_stays_the_answer() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let start = Arc::new(Barrier::new(12));
        let writers = (0..8).map(|nth| {
            let (town, behind) = if nth % 2 == 0 { (town.clone(), 0) } else { (other.clone(), 90) };
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                let case = town.open_case().await;
                start.wait().await;
                for _ in 0..12 {
                    let command = clock::new_id();
                    let now = clock::now() - TimeDelta::seconds(behind);
                    let context = CommandContext { now, ..town.context(command) };
                    let action = observation(&town.municipality, command, case);
                    town.ledger.execute::<Case>(&context, case.as_uuid(), action).await.unwrap();
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        let askers = (0..4).map(|nth| {
            let town = if nth % 2 == 0 { town.clone() } else { other.clone() };
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                let mut answers = Vec::new();
                for _ in 0..12 {
                    let at = clock::now();
                    answers.push((at, town.ledger.moment_at(&town.municipality, at).await.unwrap()));
                }
                answers
            })
        });
        let askers: Vec<_> = askers.collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(town.head().await, 2 + 8 * (2 + 12));
        for asker in askers {
            for (at, answer) in asker.await.unwrap() {
                assert_eq!(town.ledger.moment_at(&town.municipality, at).await.unwrap(), answer, "at {at}");
            }
        }
        let times = times_of_recording(&town).await;
        assert!(times.is_sorted(), "{times:?}");
        town.must_be_sound().await;
    });
}

#[test]
fn a_municipality_without_a_ledger_takes_nothing() {
    in_a_town(async |town| {
        let elsewhere = Town { municipality: "0001".parse().unwrap(), ..town.clone() };
        let command = clock::new_id();
        let case = CaseId::derived(&elsewhere.municipality, command, 0);
        let answer = elsewhere.execute(command, case, opening(&elsewhere.municipality, case)).await;
        assert!(matches!(answer, Err(CommandError::Fault(_))), "{answer:?}");
        assert_eq!(elsewhere.positions().await, [0_i64; 0]);
    });
}
