//! A sealed value opens where it was sealed, and nowhere else, whoever writes to the ledger's database.

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{CaseId, SubjectId};
use case_ledger_domain::people::Roles;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::guard::RowStanding;
use case_ledger_infrastructure::ledger::history::Sight;
use case_ledger_infrastructure::ledger::verify::DifferenceKind;
use case_ledger_infrastructure::personal::envelope::event_id;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_tests::Town;
use case_ledger_tests::forge::{accept, forger, recode, rehash};
use case_ledger_tests::town::in_a_town;
use cqrs_es::Aggregate as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// What reading the case in every way comes to: nothing but what went wrong, or nothing where all opens.
async fn told(town: &Town, case: CaseId) -> Vec<String> {
    let (ledger, municipality, id) = (&town.ledger, &town.municipality, case.as_uuid());
    let now = ledger.load::<Case>(municipality, id).await.err().map(|error| chain(&error));
    let then = AsOf::Position(i64::MAX);
    let then = ledger.load_as_of::<Case>(municipality, id, then).await.err().map(|error| chain(&error));
    let sight = Sight::open(Roles::default());
    let history = ledger.stream_history(municipality, Case::TYPE, id, 0, 100, sight, AsOf::Now).await;
    [now, then, history.err().map(|error| chain(&error))].into_iter().flatten().collect()
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// Copies the row behind the end of the case's stream, as its own next event, under that id and with the sealed values' owner
/// changed; gives its position.
async fn copy(
    town: &Town,
    forger: &mut PgConnection,
    (from, to): (i64, CaseId),
    (command, event): (Uuid, Option<Uuid>),
    of: Option<(SubjectId, SubjectId)>,
) -> i64 {
    let (before, after) = of.map_or((String::new(), String::new()), |(before, after)| {
        (before.as_uuid().to_string(), after.as_uuid().to_string())
    });
    let position: i64 = sqlx::query_scalar(
        "WITH head AS (
             UPDATE ledger_heads SET position = position + 1 WHERE municipality = $1 RETURNING position
         )
         INSERT INTO events
         SELECT e.municipality, head.position, aggregate_type, $3,
                (SELECT max(sequence) + 1 FROM events WHERE municipality = $1 AND aggregate_id = $3), event_type,
                event_version, replace(payload::text, $6, $7)::json, metadata, coalesce($5, event_id), $4, 0,
                correlation_id, causation_id, actor, occurred_at, recorded_at, leaf_hash, code
           FROM events e, head WHERE e.municipality = $1 AND e.position = $2
         RETURNING position",
    )
    .bind(town.municipality.as_str())
    .bind(from)
    .bind(to.as_uuid().to_string())
    .bind(command)
    .bind(event)
    .bind(before)
    .bind(after)
    .fetch_one(&mut *forger)
    .await
    .unwrap();
    rehash(town, forger, position).await;
    position
}

async fn take_back(town: &Town, forger: &mut PgConnection, position: i64) {
    for sql in [
        "DELETE FROM events WHERE municipality = $1 AND position = $2",
        "UPDATE ledger_heads SET position = $2 - 1 WHERE municipality = $1",
    ] {
        sqlx::query(sql).bind(town.municipality.as_str()).bind(position).execute(&mut *forger).await.unwrap();
    }
}

#[test]
fn what_is_sealed_in_an_event_opens_in_no_copy_of_it() {
    in_a_town(async |town| {
        let (theirs, own, command) = (town.open_case().await, town.open_case().await, clock::new_id());
        town.observe(command, theirs).await.unwrap();
        let from = town.positions_of(command).await[0];
        assert_eq!((told(&town, theirs).await, told(&town, own).await), (vec![], vec![]));
        let child = |case: CaseId| SubjectId::derived(&town.municipality, case.as_uuid(), 0);
        let (mut forger, of) = (forger().await, Some((child(theirs), child(own))));

        // Under its own id, which another command gave it.
        for of in [None, of] {
            let position = copy(&town, &mut forger, (from, own), (clock::new_id(), None), of).await;
            let unbelieved = told(&town, own).await;
            let says = "was not written by a program of this ledger";
            assert!(unbelieved.len() == 2 && unbelieved.iter().all(|told| told.contains(says)), "{unbelieved:?}");
            let found = town.verified().await;
            let found = found.difference.into_iter().chain(found.others);
            let found: Vec<_> = found.map(|found| (found.position, found.kind)).collect();
            let [not_ours, named] = [DifferenceKind::NotOurs, DifferenceKind::NamedOtherwise];
            assert_eq!(found, [(position, not_ours), (position, named)], "nor has a program of the ledger written it");
            // Nor where it had the code of one.
            recode(&town, &mut forger, position).await;
            let told = told(&town, own).await;
            assert_eq!(told.len(), 3);
            let says = format!("the event at position {position} bears the id of another event");
            assert!(told.iter().all(|told| told.contains(&says)), "{told:?}");
            take_back(&town, &mut forger, position).await;
        }
        // Under the id that its new command gives it.
        for of in [None, of] {
            let command = clock::new_id();
            let event = Some(event_id(&town.municipality, command, 0));
            let position = copy(&town, &mut forger, (from, own), (command, event), of).await;
            recode(&town, &mut forger, position).await;
            let told = told(&town, own).await;
            assert_eq!(told.len(), 3);
            assert!(told.iter().all(|told| told.contains("does not open")), "{told:?}");
            take_back(&town, &mut forger, position).await;
        }
        town.must_be_sound().await;
        assert_eq!((told(&town, theirs).await, told(&town, own).await), (vec![], vec![]));
    });
}

/// What is sealed in it opens no more than before; but nobody believes it, and so nobody is stopped by that, which there would be no way
/// back from.
#[test]
fn a_copy_that_was_accepted_opens_nowhere_and_stops_nobody_who_reads_its_case() {
    in_a_town(async |town| {
        let (theirs, own, command) = (town.open_case().await, town.open_case().await, clock::new_id());
        town.observe(command, theirs).await.unwrap();
        let from = town.positions_of(command).await[0];
        let mut forger = forger().await;
        for event in [false, true] {
            let command = clock::new_id();
            let event = event.then(|| event_id(&town.municipality, command, 0));
            let position = copy(&town, &mut forger, (from, own), (command, event), None).await;
            accept(&town, position).await;
            let server = town.of_another_server().await;
            assert_eq!(told(&server, own).await, [""; 0]);
            let before = server.ledger.load::<Case>(&town.municipality, own.as_uuid()).await.unwrap().version;
            let observed = server.observe(clock::new_id(), own).await.unwrap();
            assert_eq!((observed.position, observed.version), (position + 1, before + 1));
            let sight = Sight::open(Roles::default());
            let page = server.ledger.ledger_history(&town.municipality, from, 100, sight, AsOf::Now).await.unwrap();
            let entry = page.iter().find(|entry| entry.position == position).unwrap();
            assert_eq!(entry.standing, RowStanding::Accepted);
            assert!(!entry.data.to_string().contains("VISIBLE"), "{}", entry.data);
            assert_eq!(page.last().map(|entry| entry.position), Some(position + 1));
        }
    });
}

/// A restriction hides what is about one child: said to be about another, it would be shown.
#[test]
fn what_is_said_to_be_about_another_person_does_not_open() {
    in_a_town(async |town| {
        let (case, other, command) = (town.open_case().await, town.open_case().await, clock::new_id());
        town.observe(command, case).await.unwrap();
        let position = town.positions_of(command).await[0];
        let child = |case: CaseId| SubjectId::derived(&town.municipality, case.as_uuid(), 0).as_uuid().to_string();
        let mut forger = forger().await;
        let sql = "UPDATE events SET payload = replace(payload::text, $3, $4)::json
                    WHERE municipality = $1 AND position = $2";
        let changed = sqlx::query(sql)
            .bind(town.municipality.as_str())
            .bind(position)
            .bind(child(case))
            .bind(child(other))
            .execute(&mut forger)
            .await
            .unwrap();
        assert_eq!(changed.rows_affected(), 1);
        rehash(&town, &mut forger, position).await;
        recode(&town, &mut forger, position).await;
        let told = told(&town, case).await;
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|told| told.contains("does not open")), "{told:?}");
    });
}
