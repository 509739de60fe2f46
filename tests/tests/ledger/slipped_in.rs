//! Whatever somebody slips into a ledger's events who holds none of its keys, there is one way on: the row is accepted by itself, and
//! what it says of its place, its times, its id and its hash counts for as little as the rest.

use std::time::Duration;

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{CaseId, SubjectId};
use case_ledger_domain::law::RestrictionGround;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::{Subject, SubjectAction};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::{CommandContext, settings_id};
use case_ledger_infrastructure::ledger::verify::DifferenceKind;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_tests::forge::{forger, rehash, slip_in_behind};
use case_ledger_tests::town::{data_dir, in_a_town, observation, projector, text};
use case_ledger_tests::{Town, run_in};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::rewritten::{fault, prover, run};

/// What such a row may say, and whether it is given the hash that it has by then.
const ODD: [(&str, bool); 10] = [
    ("leaf_hash = decode(repeat('00', 32), 'hex')", false),
    // Of another row, which a program wrote.
    (
        "(leaf_hash, code) = (SELECT own.leaf_hash, own.code FROM events AS own
                               WHERE own.municipality = events.municipality AND own.position = 1)",
        false,
    ),
    ("correlation_id = gen_random_uuid()", false),
    ("event_id = gen_random_uuid()", true),
    ("recorded_at = '0001-01-01', occurred_at = '0001-01-01'", true),
    ("recorded_at = '9999-12-31'", true),
    ("occurred_at = '9999-12-31'", false),
    ("sequence = sequence + 1, recorded_at = '9999-12-31'", false),
    ("sequence = sequence + 700", true),
    ("sequence = 9223372036854775807, event_id = gen_random_uuid(), recorded_at = '0001-01-01'", true),
];

/// In which stream the rows are slipped in.
#[derive(Debug, Clone, Copy)]
enum Stream {
    Case(CaseId),
    Person(SubjectId),
    Settings,
}

impl Stream {
    fn id(self, town: &Town) -> Uuid {
        match self {
            Self::Case(case) => case.as_uuid(),
            Self::Person(subject) => subject.as_uuid(),
            Self::Settings => settings_id(&town.municipality),
        }
    }

    /// Records something there.
    async fn work(self, town: &Town) -> Result<(), String> {
        let done = match self {
            Self::Case(case) => town.observe(clock::new_id(), case).await.map(|_| ()),
            Self::Person(subject) => {
                let person = town.ledger.load::<Subject>(&town.municipality, subject.as_uuid()).await;
                let person = person.map_err(|error| error.to_string())?.aggregate;
                let officer = SubjectId::derived(&town.municipality, Uuid::nil(), 70);
                let rationale = Personal::employee(officer, text("Etter klage."));
                let ground = RestrictionGround::UnlawfulProcessing;
                let action = match person.restriction() {
                    Some(_) => SubjectAction::LiftRestriction { rationale },
                    None => SubjectAction::Restrict { ground, visible_to: [].into(), rationale },
                };
                let context = town.context(clock::new_id());
                town.ledger.execute::<Subject>(&context, subject.as_uuid(), action).await.map(|_| ())
            }
            Self::Settings => town.ledger.rotate_signing_key(&town.municipality).await.map(|_| ()),
        };
        done.map_err(|error| error.to_string())
    }
}

/// Waits until `work` does not fail any more.
async fn in_the_end(what: &str, work: impl AsyncFn() -> Result<(), String>) {
    let mut said = String::new();
    for _ in 0..300 {
        match work().await {
            Ok(()) => return,
            Err(error) => said = error,
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what}: {said}");
}

/// When each row was recorded that a program of the ledger wrote, by position.
async fn recorded(town: &Town, accepted: &[i64]) -> Vec<(i64, DateTime<Utc>)> {
    sqlx::query_as(
        "SELECT position, recorded_at FROM events WHERE municipality = $1 AND position <> ALL ($2) ORDER BY position",
    )
    .bind(town.municipality.as_str())
    .bind(accepted)
    .fetch_all(town.ledger.pool())
    .await
    .unwrap()
}

/// Each is slipped in, stops what it stands in, is accepted, and all goes on.
async fn are_lived_with(town: &Town, stream: Stream) {
    let (number, log, mut forger) = (town.municipality.as_str(), prover(town), forger().await);
    log.prove(&town.municipality).await.unwrap();
    for _ in 0..2 {
        stream.work(town).await.unwrap();
    }
    let (id, mut accepted) = (stream.id(town).to_string(), Vec::new());
    for (odd, is_rehashed) in ODD {
        let position = slip_in_behind(&town.municipality, &mut forger, Some(&id)).await;
        run(&mut forger, town, &format!("UPDATE events SET {odd} WHERE municipality = $1 AND position = {position}"))
            .await;
        if is_rehashed {
            rehash(town, &mut forger, position).await;
        }
        if !odd.starts_with("sequence") {
            stream.work(town).await.unwrap_err();
        }
        // Whatever time it says, others are recorded when they are.
        town.open_case().await;
        log.prove(&town.municipality).await.unwrap_err();
        let told = fault(town).await.unwrap_or_default();
        assert!(told.contains(&format!("position {position} ")), "{odd}: {told}");

        let position_text = position.to_string();
        let look = ["accept-row", "--municipality", number, "--position", &position_text];
        for arguments in [look.to_vec(), [&look[..], &["--reason", "Avgjort av rådmannen."]].concat()] {
            let (code, out, err) = run_in(data_dir(), &arguments);
            assert_eq!(code, 0, "{odd}: {out}{err}");
        }
        accepted.push(position);
        // Among the settings its own key is looked for first, and the log says that it cannot be had.
        if !matches!(stream, Stream::Settings) {
            assert_eq!(fault(town).await, None, "{odd}");
        }
        in_the_end(odd, async || stream.work(town).await).await;
        // Where the next number is its own, the stream is read only then.
        in_the_end(odd, async || stream.work(town).await).await;
        let _ = log.prove(&town.municipality).await;
        log.prove(&town.municipality).await.unwrap_or_else(|error| panic!("{odd}: {error}"));
    }
    let other = town.of_another_server().await;
    stream.work(&other).await.unwrap();
    prover(&other).prove(&town.municipality).await.unwrap();

    // Nothing is told as wrong any more, and `verify` names what was accepted.
    in_the_end("it is told no more", async || {
        let told = projector().not_as_written(Some(&town.municipality)).await.unwrap();
        if told.is_empty() { Ok(()) } else { Err(format!("{told:?}")) }
    })
    .await;
    let head = town.head().await;
    in_the_end("the read models are built anew", async || {
        match projector().wait_for(&town.municipality, head, ReadModel::ALL, Duration::from_secs(5)).await {
            Ok(true) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
    let (code, out, err) = run_in(data_dir(), &["verify", "--municipality", number]);
    assert_eq!(code, 0, "{out}{err}");
    for position in &accepted {
        assert!(out.contains(&format!("position {position}: a row that no program of this ledger wrote")), "{out}");
    }
    let since = (town.head().await - 1).to_string();
    let (code, out, err) = run_in(data_dir(), &["verify", "--municipality", number, "--since", &since]);
    assert_eq!(code, 0, "{out}{err}");

    // What is recorded is in order and not ahead, and each instant is the moment that it was.
    let recorded = recorded(town, &accepted).await;
    assert!(recorded.is_sorted_by_key(|(_, at)| *at), "{recorded:?}");
    assert!(recorded.last().unwrap().1 < clock::now() + TimeDelta::seconds(1), "{recorded:?}");
    for (position, at) in recorded {
        let then = town.ledger.moment_at(&town.municipality, at).await.unwrap();
        assert!(then.position >= position && then.recorded_at == Some(at), "{position}: {then:?}");
        let before = town.ledger.moment_at(&town.municipality, at - TimeDelta::microseconds(1)).await.unwrap();
        assert!(before.position < position && before.recorded_at < Some(at), "{position}: {before:?}");
    }
}

#[test]
fn a_case_goes_on_behind_any_row_that_was_accepted_in_its_stream() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        are_lived_with(&town, Stream::Case(case)).await;
    });
}

#[test]
fn a_person_is_decided_about_behind_any_row_that_was_accepted_in_the_stream() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        are_lived_with(&town, Stream::Person(SubjectId::derived(&town.municipality, case.as_uuid(), 0))).await;
    });
}

#[test]
fn settings_are_set_behind_any_row_that_was_accepted_among_them() {
    in_a_town(async |town| are_lived_with(&town, Stream::Settings).await);
}

/// Who restricts nobody hides nobody, whatever hash stands beside what he writes.
#[test]
fn a_row_of_a_person_that_no_program_wrote_hides_nobody_whatever_hash_it_bears() {
    in_a_town(async |town| {
        let person = |nth| SubjectId::derived(&town.municipality, Uuid::nil(), nth);
        let (restricted, another) = (person(200), town.of_another_server().await);
        Stream::Person(restricted).work(&town).await.unwrap();
        let (mut forger, copied) = (forger().await, restricted.as_uuid().to_string());
        for ((odd, _), nth) in ODD.iter().filter(|(_, is_rehashed)| !is_rehashed).zip(201_usize..) {
            let position = slip_in_behind(&town.municipality, &mut forger, Some(&copied)).await;
            let sets = format!("aggregate_id = '{}', {odd}", person(nth).as_uuid());
            let sets = format!("UPDATE events SET {sets} WHERE municipality = $1 AND position = {position}");
            run(&mut forger, &town, &sets).await;
            for server in [&town, &another] {
                let is_hidden =
                    async |one| server.ledger.is_erased_or_restricted(&town.municipality, one).await.unwrap();
                assert_eq!((is_hidden(restricted).await, is_hidden(person(nth)).await), (true, false), "{odd}");
            }
        }
    });
}

/// Whoever may move heads has nothing recorded at another time.
#[test]
fn up_to_when_a_ledger_is_closed_counts_for_nothing_where_nobody_can_have_asked() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let closed =
            "UPDATE ledger_heads SET closed_until = clock_timestamp() + interval '5 days' WHERE municipality = $1";
        run(&mut forger().await, &town, closed).await;
        for server in [&town, &town.of_another_server().await] {
            let position = server.observe(clock::new_id(), case).await.unwrap().position;
            let newest = server.ledger.moment_of(&town.municipality, position).await.unwrap().unwrap();
            assert!(newest.recorded_at.unwrap() <= clock::now(), "{newest:?}");
        }
        // Nor is an instant answered for because of it, and may then gain something.
        let at = clock::now();
        let answer = town.ledger.moment_at(&town.municipality, at).await.unwrap();
        let command = clock::new_id();
        let late = CommandContext { now: at - TimeDelta::seconds(5), ..town.context(command) };
        let action = observation(&town.municipality, command, case);
        town.ledger.execute::<Case>(&late, case.as_uuid(), action).await.unwrap();
        assert_eq!(town.ledger.moment_at(&town.municipality, at).await.unwrap(), answer);
        town.must_be_sound().await;
    });
}

/// Where the head was not moved over it, it stands where the next event is to stand, or anywhere beyond.
#[test]
fn a_row_beyond_the_end_stops_no_read_model_and_the_ledger_until_it_is_accepted_alone() {
    in_a_town(async |town| {
        let (number, case, mut forger) = (town.municipality.as_str(), town.open_case().await, forger().await);
        let other = town.open_case().await;
        let beyond = async |forger: &mut PgConnection, by: i64, of: CaseId| {
            let stream = of.as_uuid().to_string();
            let position = slip_in_behind(&town.municipality, forger, Some(&stream)).await;
            run(forger, &town, "UPDATE ledger_heads SET position = position - 1 WHERE municipality = $1").await;
            let sets = format!("position = position + {by}, sequence = sequence + {by}");
            run(forger, &town, &format!("UPDATE events SET {sets} WHERE municipality = $1 AND position = {position}"))
                .await;
            rehash(&town, forger, position + by).await;
            position + by
        };
        let far = beyond(&mut forger, 500, other).await;
        for _ in 0..2 {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        town.must_be_projected().await;
        let next = beyond(&mut forger, 0, case).await;
        town.observe(clock::new_id(), case).await.unwrap_err();
        let position = next.to_string();
        let accept = ["accept-row", "--municipality", number, "--position", &position, "--reason", "Avgjort."];
        let (code, out, err) = run_in(data_dir(), &accept);
        assert_eq!(code, 0, "{out}{err}");
        in_the_end("the ledger goes on", async || {
            town.observe(clock::new_id(), case).await.map(|_| ()).map_err(|error| error.to_string())
        })
        .await;
        assert_eq!(town.head().await, next + 1);
        town.must_be_projected().await;
        // What is far is no part of the ledger, and is taken away.
        let verified = town.of_another_server().await.verified().await;
        let found = verified.difference.map(|found| (found.position, found.kind));
        assert_eq!(found, Some((far, DifferenceKind::HeadMoved { head: next + 1 })));
        let take_away = "DELETE FROM events USING ledger_heads AS head
              WHERE events.municipality = $1 AND head.municipality = $1 AND events.position > head.position";
        run(&mut forger, &town, take_away).await;
        assert_eq!(town.of_another_server().await.verified().await.difference, None);
    });
}
