//! Rows that somebody changed or slipped in, as read models and whoever decides meet them.

use case_ledger_domain::case::{Case, CaseAction, FamilyAction, WithholdingGround};
use case_ledger_domain::ids::{CaseId, CommandId, SubjectId};
use case_ledger_domain::people::Roles;
use case_ledger_domain::subject::Subject;
use case_ledger_domain::time::oslo_date;
use cqrs_es::Aggregate as _;
use serde_json::json;
use sqlx::Connection as _;

use super::super::as_of::AsOf;
use super::super::case_cards::cards_of;
use super::super::rebuild::rebuild;
use super::super::runner::Projector;
use super::super::standing::Standing;
use super::super::tests::{Server, decision, observation, somebody_must_wait_for};
use super::*;
use crate::clock;
use crate::erasure::tests::record_erasure;
use crate::ledger::authorship::tests::{accept, leaf_of, slip_in};
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::guard::{NotAsWritten, StreamGap};
use crate::ledger::history::LedgerEntry;
use crate::ledger::{Actor, Program};
use crate::personal::envelope::event_id;
use crate::personal::sight::Sight;

/// Puts words of one's own in the place of sealed ones.
const OPEN: &str = r#"payload = regexp_replace(payload::text, '\{"\$sealed":"child"[^}]*"of":"([^"]*)"[^}]*\}',
    '{"$personal":"child","of":"\1","state":"visible","value":"Alt er bra."}')::json"#;

const NO_TRIGGERS: &str = "SET session_replication_role = replica;";

struct Followed {
    server: Server,
    municipality: Municipality,
    projector: Projector,
    case: CaseId,
    other: CaseId,
}

impl Followed {
    async fn start() -> Self {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let projector = server.projector();
        let (case, other) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
        Self { server, municipality, projector, case, other }
    }

    /// The events that the cards of both cases tell of.
    async fn listed(&self) -> [Option<i64>; 2] {
        self.projector.catch_up().await.unwrap();
        assert_eq!(self.projector.faults().await.unwrap(), [], "it goes on");
        let pool = self.server.ledger.pool();
        let cards =
            cards_of(pool, &self.municipality, &[self.case.as_uuid(), self.other.as_uuid()], AsOf::Now).await.unwrap();
        [self.case, self.other]
            .map(|case| cards.iter().find(|card| card.case_id == case.as_uuid()).map(|card| card.events))
    }

    /// Whether a rebuild makes what is there, and whether it passes something over.
    async fn rebuilt(&self) -> (bool, bool) {
        let guard = self.server.ledger.guard();
        let rebuilt = rebuild(guard, ReadModel::ALL, &self.municipality, &mut |_| {}).await.unwrap();
        assert!(rebuilt.iter().all(|model| !model.is_fault()), "{rebuilt:?}");
        (rebuilt.iter().all(|model| model.differences == 0), rebuilt.iter().any(|model| model.passes_over))
    }

    async fn told(&self) -> Vec<i64> {
        let told = self.projector.not_as_written(None).await.unwrap();
        told.into_iter().flat_map(|of_it| of_it.positions).collect()
    }

    async fn position(&self, case: CaseId, sequence: i64) -> i64 {
        let sql = "SELECT position FROM events WHERE aggregate_id = $1 AND sequence = $2";
        let position = sqlx::query_scalar(sql).bind(case.as_uuid().to_string()).bind(sequence);
        position.fetch_one(self.server.ledger.pool()).await.unwrap()
    }

    async fn forge(&self, sql: &str) {
        self.server.as_superuser(&format!("{NO_TRIGGERS} {sql}")).await;
    }

    async fn count(&self, case: CaseId) -> Option<i64> {
        let sql = "SELECT count(*) FROM events WHERE aggregate_id = $1";
        let count = sqlx::query_scalar(sql).bind(case.as_uuid().to_string());
        count.fetch_one(self.server.ledger.pool()).await.unwrap()
    }

    /// A server that remembers nothing of what was written.
    async fn another(&self) -> Arc<Ledger> {
        self.server.home.ledger(4).await.unwrap().1
    }

    async fn history(&self) -> Vec<LedgerEntry> {
        let (id, sight) = (self.case.as_uuid(), Sight::open(Roles::default()));
        let ledger = &self.server.ledger;
        ledger.stream_history(&self.municipality, Case::TYPE, id, 0, 50, sight, AsOf::Now).await.unwrap()
    }

    async fn load(&self) -> Result<i64, Fault> {
        let loaded = self.server.ledger.load::<Case>(&self.municipality, self.case.as_uuid()).await;
        loaded.map(|live| live.version)
    }

    /// What puts right is seen, and what was passed over is taken in.
    async fn look_again(&self) {
        self.projector.look_again_at_what_was_passed_over().await.unwrap();
        self.projector.build_and_rebuild().await.unwrap();
    }
}

fn is_not_as_written(result: &Result<i64, Fault>, at: i64, stands: RowStanding) -> bool {
    matches!(result, Err(Fault::NotAsWritten(NotAsWritten { position, standing, .. })) if *position == at && *standing == stands)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_changed_is_passed_over_with_what_rests_on_it_until_it_is_put_back() {
    let followed = Followed::start().await;
    let case = followed.case.as_uuid();
    let position = followed.position(followed.case, 1).await;
    let units = |from: &str, to: &str| {
        format!(
            "UPDATE events SET payload = replace(payload::text, '{from}', '{to}')::json
              WHERE aggregate_id = '{case}' AND sequence = 1"
        )
    };
    let other = followed.count(followed.other).await;
    followed.forge(&units("Solbakken", "Utenfor")).await;
    assert_eq!(followed.listed().await, [None, other], "the other goes on");
    assert_eq!((followed.told().await, followed.rebuilt().await), (vec![position], (true, true)));
    assert!(is_not_as_written(&followed.load().await, position, RowStanding::Changed));
    let history = followed.history().await;
    let standings: Vec<RowStanding> = history.iter().map(|entry| entry.standing).collect();
    assert_eq!(standings[..2], [RowStanding::Changed, RowStanding::AsWritten]);
    // What was recorded there since is not told either: it rests on the row.
    followed
        .server
        .execute(
            &followed.municipality,
            clock::new_id(),
            followed.case,
            observation(&followed.municipality, followed.case),
        )
        .await
        .unwrap();
    assert_eq!(followed.listed().await, [None, other]);
    assert_eq!(followed.rebuilt().await, (true, true));
    // Nor by one who knows of it only what was noted.
    let restarted = Projector::new(&*followed.another().await);
    assert_eq!(restarted.not_as_written(None).await.unwrap()[0].positions, [position]);

    followed.look_again().await;
    assert_eq!(followed.told().await, [position], "it is as wrong as before");
    followed.forge(&units("Utenfor", "Solbakken")).await;
    followed.look_again().await;
    assert_eq!(followed.told().await, [0; 0]);
    let events = i64::try_from(followed.history().await.len()).unwrap();
    assert_eq!(followed.listed().await, [Some(events), other], "all of it is taken in");
    assert_eq!(followed.rebuilt().await, (true, false));
    assert_eq!(followed.load().await.unwrap(), events);
    followed.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_changed_after_it_was_taken_in_is_told_as_it_was_until_a_rebuild() {
    let followed = Followed::start().await;
    let listed = followed.listed().await;
    let case = followed.case.as_uuid();
    let of_it = format!("WHERE aggregate_id = '{case}' AND sequence = 2");
    let metadata: String = sqlx::query_scalar(&format!("SELECT metadata::text FROM events {of_it}"))
        .fetch_one(followed.server.ledger.pool())
        .await
        .unwrap();
    followed.forge(&format!("UPDATE events SET metadata = '{{}}' {of_it}")).await;
    let position = followed.position(followed.case, 2).await;
    assert_eq!((followed.listed().await, followed.told().await), (listed, Vec::new()), "nobody has read it");
    assert_eq!(followed.history().await[1].standing, RowStanding::Changed);
    assert_eq!((followed.listed().await, followed.told().await), (listed, vec![position]));
    assert_eq!(followed.rebuilt().await, (false, true), "which is no fault of the read model");
    assert_eq!(followed.listed().await, [Some(1), listed[1]]);
    followed.forge(&format!("UPDATE events SET metadata = '{metadata}' {of_it}")).await;
    followed.look_again().await;
    assert_eq!((followed.listed().await, followed.told().await), (listed, Vec::new()));
    followed.server.end().await;
}

/// Whose a thing is stands in its first entry, which is looked up for what comes later where nobody remembers it.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_later_in_a_stream_whose_first_row_was_changed_since_is_passed_over_and_stops_nothing() {
    let mut followed = Followed::start().await;
    let [_, other] = followed.listed().await;
    let of_it = format!("WHERE aggregate_id = '{}' AND sequence = 1", followed.case.as_uuid());
    let metadata: String = sqlx::query_scalar(&format!("SELECT metadata::text FROM events {of_it}"))
        .fetch_one(followed.server.ledger.pool())
        .await
        .unwrap();
    followed.forge(&format!("UPDATE events SET metadata = '{{}}' {of_it}")).await;
    // A server that has both cases in memory decides on both.
    for case in [followed.case, followed.other] {
        let action = CaseAction::Family(FamilyAction::WithholdGuardianNotification {
            ground: WithholdingGround::Violence,
            decision: decision(&followed.municipality, case, "Far truer mor."),
            withheld_on: oslo_date(clock::now()),
        });
        followed.server.execute(&followed.municipality, clock::new_id(), case, action).await.unwrap();
    }
    followed.projector = followed.server.projector();
    let [_, goes_on] = followed.listed().await;
    assert_eq!(goes_on, other.map(|events| events + 1), "the other goes on");
    assert_eq!(followed.told().await, [followed.position(followed.case, 1).await]);
    let (_, passes_over) = followed.rebuilt().await;
    assert!(passes_over);
    assert_eq!(followed.listed().await, [None, goes_on]);

    followed.forge(&format!("UPDATE events SET metadata = '{metadata}' {of_it}")).await;
    followed.look_again().await;
    assert_eq!((followed.listed().await[0], followed.told().await), (followed.count(followed.case).await, vec![]));
    assert_eq!(followed.rebuilt().await, (true, false));
    followed.server.end().await;
}

/// By a step and by a rebuild alike.
#[tokio::test(flavor = "multi_thread")]
async fn what_meets_a_row_that_was_looked_up_goes_on_once_that_is_noted_and_what_stops_otherwise_does_not() {
    let followed = Followed::start().await;
    let (guard, municipality) = (followed.server.ledger.guard(), &followed.municipality);
    let position = followed.position(followed.case, 1).await;
    followed.forge(&format!("UPDATE events SET metadata = '{{}}' WHERE position = {position}")).await;
    let stream = (Case::TYPE.to_owned(), followed.case.as_uuid().to_string());
    let rests = ProjectionError::RestsOn(vec![Found { position, stream: stream.clone(), sequence: 1 }]);
    assert!(goes_on_after(guard, municipality, &rests).await.unwrap());
    assert_eq!(followed.told().await, [position]);
    let mut connection = followed.server.ledger.pool().acquire().await.unwrap();
    let passing = PassingOver::noted(guard, &mut connection, municipality).await.unwrap();
    assert_eq!((passing.positions(), passing.streams.get(&stream)), (HashSet::from([position]), Some(&1)));
    drop(connection);
    for stops in [ProjectionError::Misfit { position }, ProjectionError::Panicked] {
        assert!(!goes_on_after(guard, municipality, &stops).await.unwrap(), "{stops:?}");
    }
    followed.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_passed_over_hides_nothing_that_is_wrong_with_a_read_model_otherwise() {
    let followed = Followed::start().await;
    followed.listed().await;
    let (case, other) = (followed.case.as_uuid(), followed.other.as_uuid());
    followed
        .forge(&format!(
            "UPDATE events SET metadata = '{{}}' WHERE aggregate_id = '{case}' AND sequence = 2;
             UPDATE case_cards SET unit = 'as nobody recorded it' WHERE case_id = '{other}'"
        ))
        .await;
    let guard = followed.server.ledger.guard();
    let rebuilt = rebuild(guard, ReadModel::ALL, &followed.municipality, &mut |_| {}).await.unwrap();
    assert!(rebuilt.iter().all(|model| model.passes_over));
    let wrong: Vec<_> =
        rebuilt.iter().filter(|model| model.is_fault()).map(|model| (model.model, model.wrong)).collect();
    assert_eq!(wrong, [(ReadModel::CaseCards, 2)], "the row that was wrong, and the one in its place: {rebuilt:?}");
    let standings = followed.projector.standings(Some(&followed.municipality)).await.unwrap();
    let told = standings.iter().filter(|standing| standing.had_been_wrong().is_some());
    assert_eq!(told.map(|standing| standing.read_model.as_str()).collect::<Vec<_>>(), [ReadModel::CaseCards.name()]);
    followed.server.end().await;
}

/// Nor what bears its id as a text, as whoever forges a row may write it.
#[tokio::test(flavor = "multi_thread")]
async fn that_a_row_was_put_back_hides_nothing_that_was_wrong_with_a_read_model_otherwise() {
    let followed = Followed::start().await;
    let listed = followed.listed().await;
    let (case, other) = (followed.case.as_uuid(), followed.other.as_uuid());
    let of_it = format!("WHERE aggregate_id = '{case}' AND sequence = 2");
    let metadata: String = sqlx::query_scalar(&format!("SELECT metadata::text FROM events {of_it}"))
        .fetch_one(followed.server.ledger.pool())
        .await
        .unwrap();
    followed.forge(&format!("UPDATE events SET metadata = '{{}}' {of_it}")).await;
    assert_eq!(followed.rebuilt().await, (false, true));
    let forged = format!(
        "CREATE TEMP TABLE forged AS SELECT * FROM case_cards WHERE case_id = '{other}';
         UPDATE case_cards SET unit = 'as nobody recorded it' WHERE case_id = '{other}';
         UPDATE forged SET case_id = gen_random_uuid(), unit = '{case}';
         INSERT INTO case_cards SELECT * FROM forged"
    );
    followed.forge(&forged).await;
    followed.forge(&format!("UPDATE events SET metadata = '{metadata}' {of_it}")).await;
    followed.projector.look_again_at_what_was_passed_over().await.unwrap();
    let standings = async || followed.projector.standings(Some(&followed.municipality)).await.unwrap();
    let outdated = async || standings().await.iter().filter(|standing| standing.outdated().is_some()).count();
    assert_eq!(outdated().await, ReadModel::ALL.len());
    let is_unknown = |standing: &Standing| standing.version == 0 && ReadModel::named(&standing.read_model).is_some();
    assert!(!standings().await.iter().any(is_unknown), "the version tells who wrote the rows");
    followed.projector.build_and_rebuild().await.unwrap();
    assert_eq!(outdated().await, 0);
    let wrong: Vec<_> = standings()
        .await
        .into_iter()
        .filter_map(|standing| Some((standing.had_been_wrong()?.rows, standing.read_model)))
        .collect();
    assert_eq!(wrong, [(3, ReadModel::CaseCards.name().to_owned())], "two that stood there, and one that did not");
    assert_eq!((followed.listed().await, followed.told().await), (listed, vec![]));
    assert_eq!(followed.rebuilt().await, (true, false));
    followed.server.end().await;
}

/// Whoever may insert may give a row any command's id.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_slipped_in_tells_neither_that_a_command_is_recorded_nor_where() {
    let followed = Followed::start().await;
    let (server, municipality, case) = (&followed.server, &followed.municipality, followed.case);
    let [recorded, never] = [clock::new_id(), clock::new_id()];
    let send = async || server.execute(municipality, recorded, case, observation(municipality, case)).await.unwrap();
    let first = send().await;
    let copied = followed.position(case, 1).await;
    let stranger = |command| format!("command_id = '{command}', command_index = 7, ");
    let elsewhere = format!("{}aggregate_id = '{}', sequence = 1", stranger(recorded), clock::new_id());
    assert!(slip_in(server, municipality, copied, &elsewhere).await > first.position);
    let again = send().await;
    assert_eq!((again.position, again.recorded_now), (first.position, false));
    let sender = "SELECT actor->>'subject' FROM events WHERE municipality = '9901' AND position = $1";
    let sender: String = sqlx::query_scalar(sender).bind(copied).fetch_one(server.ledger.pool()).await.unwrap();
    let in_place = format!("{}aggregate_id = aggregate_id", stranger(never));
    slip_in(server, municipality, copied, &in_place).await;
    for (command, is_recorded) in [(recorded, true), (never, false)] {
        let (id, sender) = (CommandId::from_uuid(command), sender.parse().unwrap());
        let content = command.as_bytes();
        let found = server.ledger.has_recorded(municipality, Case::TYPE, case.as_uuid(), id, sender, content).await;
        assert_eq!(found.unwrap(), is_recorded, "{command:?}");
    }
    followed.server.end().await;
}

/// Whole in every way but its code, by who may insert and has no key.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_slipped_in_is_passed_over_by_all() {
    let followed = Followed::start().await;
    let listed = followed.listed().await;
    let (municipality, command) = (&followed.municipality, clock::new_id());
    let case = followed.case.as_uuid();
    followed
        .forge(&format!(
            "WITH head AS (UPDATE ledger_heads SET position = position + 1 RETURNING position),
                  newest AS (SELECT * FROM events WHERE aggregate_id = '{case}' ORDER BY sequence DESC LIMIT 1)
             INSERT INTO events
             SELECT municipality, head.position, aggregate_type, aggregate_id, sequence + 1, event_type, event_version,
                    payload, metadata, '{}', '{command}', 0, correlation_id, causation_id, actor, occurred_at,
                    recorded_at, leaf_hash, code FROM newest CROSS JOIN head",
            event_id(municipality, command, 0)
        ))
        .await;
    let position = followed.server.ledger.head(municipality).await.unwrap().unwrap();
    let mut connection = followed.server.ledger.pool().acquire().await.unwrap();
    let leaf = leaf_of(&mut connection, municipality, position).await;
    drop(connection);
    let set = |what: &str, bytes: &[u8]| {
        format!("UPDATE events SET {what} = '\\x{}' WHERE position = {position}", crate::secret_file::to_hex(bytes))
    };
    followed.forge(&set("leaf_hash", &leaf)).await;

    assert_eq!((followed.listed().await, followed.told().await), (listed, vec![position]));
    assert_eq!(followed.rebuilt().await, (true, true));
    assert!(is_not_as_written(&followed.load().await, position, RowStanding::NotOurs));
    let history = followed.history().await;
    assert_eq!((history.last().unwrap().standing, history[0].standing), (RowStanding::NotOurs, RowStanding::AsWritten));
    // Also by who had the case in memory before.
    let server = &followed.server;
    let refused = server
        .execute(municipality, clock::new_id(), followed.case, observation(&followed.municipality, followed.case))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("was not written by a program of this ledger"), "{refused}");
    server
        .execute(municipality, clock::new_id(), followed.other, observation(municipality, followed.other))
        .await
        .unwrap();
    assert_eq!(followed.listed().await, [listed[0], listed[1].map(|events| events + 1)]);

    // It had been written by a server after all.
    let code = server.ledger.keys().row_key(municipality).await.unwrap().code(&leaf);
    followed.forge(&set("code", &code)).await;
    followed.look_again().await;
    assert_eq!(followed.told().await, [0; 0]);
    assert_eq!(followed.listed().await[0], listed[0].map(|events| events + 1));
    assert_eq!(followed.rebuilt().await, (true, false));
    followed.server.end().await;
}

/// Neither by one that bears its id, nor by one beside it that nobody can read.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_recorded_by_its_own_row_alone() {
    let followed = Followed::start().await;
    let (server, municipality, case) = (&followed.server, &followed.municipality, followed.case);
    let (command, other) = (clock::new_id(), clock::new_id());
    let accepted = server.execute(municipality, command, case, observation(municipality, case)).await.unwrap();
    let sender = Actor::program(municipality, Program::Import).subject;
    let is_recorded_with = async |command: Uuid, content: Uuid| {
        let (id, content) = (CommandId::from_uuid(command), content.as_bytes());
        server.ledger.has_recorded(municipality, Case::TYPE, case.as_uuid(), id, sender, content).await.unwrap()
    };
    assert!(!is_recorded_with(command, other).await, "another one that bears its id is none");
    let is_recorded = async |command| is_recorded_with(command, command).await;
    assert_eq!((is_recorded(command).await, is_recorded(other).await), (true, false));
    for sets in [
        format!("command_id = '{other}'"),
        format!("command_id = '{command}', command_index = 90, actor = '{{\"subject\": \"\\u0000\"}}'"),
    ] {
        slip_in(server, municipality, accepted.position, &sets).await;
        assert_eq!((is_recorded(command).await, is_recorded(other).await), (true, false), "{sets}");
    }
    followed.server.end().await;
}

/// In its own stream it is missing, which would go on as if it had never been there.
#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_row_that_was_made_one_of_another_stream_is_passed_over_until_that_is_undone() {
    for (moves, is_read) in [
        ("aggregate_id = gen_random_uuid()::text", true),
        ("sequence = 90", true),
        // Nobody reads what is of no kind that there is.
        ("aggregate_type = 'Elsewhere'", false),
    ] {
        let followed = Followed::start().await;
        let (municipality, case) = (&followed.municipality, followed.case.as_uuid());
        let observed = observation(municipality, followed.case);
        followed.server.execute(municipality, clock::new_id(), followed.case, observed).await.unwrap();
        let (events, other) = (followed.count(followed.case).await, followed.count(followed.other).await);
        let (moved, behind) = (followed.position(followed.case, 2).await, followed.position(followed.case, 3).await);
        followed.forge(&format!("UPDATE events SET {moves} WHERE position = {moved}")).await;
        let told = if is_read { vec![moved, behind] } else { vec![behind] };
        assert_eq!(followed.listed().await, [Some(1), other], "{moves}: as it stood before, and the other goes on");
        assert_eq!((followed.told().await, followed.rebuilt().await), (told.clone(), (true, true)), "{moves}");
        // Known by what was noted as well, and not looked for again and again.
        let restarted = Projector::new(&*followed.another().await);
        restarted.look_again_at_what_was_passed_over().await.unwrap();
        assert_eq!(restarted.not_as_written(None).await.unwrap()[0].positions, told, "{moves}");
        followed.look_again().await;
        assert_eq!((followed.told().await, followed.listed().await), (told, [Some(1), other]), "{moves}");
        assert!(matches!(followed.load().await, Err(Fault::StreamGap(StreamGap { expected: 2, .. }))), "{moves}");

        let back = format!("aggregate_type = 'Case', aggregate_id = '{case}', sequence = 2");
        followed.forge(&format!("UPDATE events SET {back} WHERE position = {moved}")).await;
        followed.look_again().await;
        assert_eq!((followed.told().await, followed.listed().await), (Vec::new(), [events, other]), "{moves}");
        assert_eq!((followed.rebuilt().await, followed.load().await.ok()), ((true, false), events), "{moves}");
        followed.server.end().await;
    }
}

/// What fails for one of them is told, and tried again.
#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_whose_rows_cannot_be_looked_at_again_keeps_no_other_waiting() {
    let followed = Followed::start().await;
    let theirs = followed.server.open("9902").await;
    let their_case = followed.server.emergency(&theirs).await;
    followed.listed().await;
    // Whose row the first is, the key database has to tell, which is away.
    let forged = slip_in(&followed.server, &followed.municipality, followed.position(followed.case, 1).await, "").await;
    let change = |version: &str| {
        format!(
            "UPDATE events SET event_version = '{version}' WHERE aggregate_id = '{}' AND sequence = 1",
            their_case.as_uuid()
        )
    };
    let version =
        "SELECT event_version FROM events WHERE municipality = '9902' AND sequence = 1 AND aggregate_type = 'Case'";
    let version: String = sqlx::query_scalar(version).fetch_one(followed.server.ledger.pool()).await.unwrap();
    followed.forge(&change("0.9")).await;
    let changed = followed.position(their_case, 1).await;
    followed.listed().await;
    rebuild(followed.server.ledger.guard(), ReadModel::ALL, &theirs, &mut |_| {}).await.unwrap();
    assert_eq!(followed.told().await, [forged, changed]);

    let owner = async |sql: &str| {
        let mut owner = PgConnection::connect(&followed.server.home.owner_urls().keys).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut owner).await.unwrap();
    };
    owner("ALTER TABLE rows_with_codes RENAME TO away").await;
    followed.forge(&change(&version)).await;
    followed.projector.look_again_at_what_was_passed_over().await.unwrap_err();
    assert_eq!(followed.told().await, [forged], "theirs is right again");
    followed.projector.build_and_rebuild().await.unwrap();
    assert_eq!(followed.projector.faults().await.unwrap(), [], "and both go on");
    owner("ALTER TABLE away RENAME TO rows_with_codes").await;
    followed.projector.look_again_at_what_was_passed_over().await.unwrap();
    assert_eq!(followed.told().await, [forged]);
    followed.server.end().await;
}

/// Whichever comes first: what the rebuild passed over is taken in.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_put_back_while_read_models_are_rebuilt_is_taken_in_all_the_same() {
    let followed = Followed::start().await;
    let (events, other) = (followed.count(followed.case).await, followed.count(followed.other).await);
    let position = followed.position(followed.case, 1).await;
    let set = |unit: &str, from: &str| {
        format!(
            "UPDATE events SET payload = replace(payload::text, '{from}', '{unit}')::json WHERE position = {position}"
        )
    };
    followed.forge(&set("Utenfor", "Solbakken")).await;
    assert_eq!((followed.listed().await, followed.told().await), ([None, other], vec![position]));
    let mut keeper = PgConnection::connect(&followed.server.home.superuser_url()).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT FROM projections FOR UPDATE").execute(&mut keeper).await.unwrap();
    let rebuilding = {
        let (guard, municipality) = (Arc::clone(followed.server.ledger.guard()), followed.municipality.clone());
        tokio::spawn(async move { rebuild(&guard, ReadModel::ALL, &municipality, &mut |_| {}).await })
    };
    somebody_must_wait_for(&mut keeper).await;
    followed.forge(&set("Solbakken", "Utenfor")).await;
    let let_go = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        sqlx::raw_sql("COMMIT").execute(&mut keeper).await.unwrap();
    };
    let (looked, ()) = tokio::join!(followed.projector.look_again_at_what_was_passed_over(), let_go);
    looked.unwrap();
    rebuilding.await.unwrap().unwrap();
    followed.look_again().await;
    assert_eq!((followed.told().await, followed.listed().await), (Vec::new(), [events, other]));
    assert_eq!(followed.rebuilt().await, (true, false));
    followed.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_decided_on_a_stream_that_lacks_an_entry() {
    let followed = Followed::start().await;
    followed
        .forge(&format!("DELETE FROM events WHERE aggregate_id = '{}' AND sequence = 1", followed.case.as_uuid()))
        .await;
    let lacking = followed.load().await.unwrap_err();
    assert!(matches!(lacking, Fault::StreamGap(StreamGap { expected: 1, .. })), "{lacking:?}");
    followed.server.end().await;
}

/// Also one that nobody can read, that fits nowhere, or whose sealed values open nowhere: there is no way back from accepting it.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_accepted_is_passed_over_alone_and_its_stream_goes_on_behind_it() {
    let followed = Followed::start().await;
    let (server, municipality, case) = (&followed.server, &followed.municipality, followed.case);
    let [listed, other] = followed.listed().await;
    let (mut events, mut accepted) = (listed.unwrap(), 0);
    for (copied, sets) in [
        (2, ""),
        (1, "occurred_at = occurred_at - interval '1 day'"),
        (2, "event_version = '0.9'"),
        (2, "event_type = 'NothingOfTheKind'"),
        (2, "payload = '{}'"),
        (2, "payload = '{\"CaseClosed\": 1e999}'"),
        (2, "actor = '[]'"),
        // Which the database keeps, and fails to read.
        (2, "actor = '{\"subject\": \"\\u0000\"}'"),
        (2, "metadata = '{\"command_digest\": \"\\u0000\"}'"),
        (2, "leaf_hash = decode(repeat('00', 32), 'hex')"),
        (2, "recorded_at = '9999-12-31', occurred_at = '9999-12-31'"),
        // As if it had been opened.
        (2, OPEN),
    ] {
        let copied = followed.position(case, copied).await;
        let position = slip_in(server, municipality, copied, sets).await;
        assert_eq!((followed.listed().await, followed.told().await), ([Some(events), other], vec![position]), "{sets}");
        assert!(is_not_as_written(&followed.load().await, position, RowStanding::NotOurs), "{sets}");
        accept(server, municipality, position).await;
        accepted += 1;
        followed.look_again().await;
        assert_eq!((followed.listed().await, followed.told().await), ([Some(events), other], Vec::new()), "{sets}");
        let again = server.execute(municipality, clock::new_id(), case, observation(municipality, case)).await.unwrap();
        events += 1;
        assert_eq!(again.version, events, "the row counts for nothing: {sets}");
        assert_eq!(followed.listed().await, [Some(events), other], "{sets}");
        assert_eq!(followed.rebuilt().await, (true, false), "{sets}");
        assert_eq!(followed.load().await.unwrap(), events, "{sets}");
        let history = followed.history().await;
        let [.., row, last] = history.as_slice() else { panic!("{sets}: {history:?}") };
        assert_eq!((row.position, row.standing), (position, RowStanding::Accepted), "{sets}");
        assert!(!row.data.to_string().contains("VISIBLE"), "{sets}: {}", row.data);
        assert_eq!((last.sequence, last.standing), (events + accepted, RowStanding::AsWritten), "{sets}");
        assert!(last.data.to_string().contains("VISIBLE"), "{sets}: {}", last.data);
    }
    // By one that starts, and as of a moment between.
    let another = followed.another().await;
    let live = another.load::<Case>(municipality, case.as_uuid()).await.unwrap();
    assert_eq!(live.version, events);
    let then = followed.history().await[usize::try_from(events).unwrap()].position;
    let then = another.load_as_of::<Case>(municipality, case.as_uuid(), AsOf::Position(then)).await.unwrap();
    assert!(then.version < events);
    followed.server.end().await;
}

/// Nobody is erased or restricted because of it, and nobody is kept from being so.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_accepted_row_says_of_a_person_is_not_believed_and_holds_nothing_up() {
    let followed = Followed::start().await;
    let (server, municipality) = (&followed.server, &followed.municipality);
    let [erased, victim] = [1, 2].map(|one| SubjectId::from_uuid(uuid::Uuid::from_u128(one)));
    record_erasure(&server.ledger, municipality, erased).await;
    let copied: i64 = sqlx::query_scalar("SELECT position FROM events WHERE event_type = 'SubjectErased'")
        .fetch_one(server.ledger.pool())
        .await
        .unwrap();
    let sets = format!("aggregate_id = '{}', sequence = 1", victim.as_uuid());
    let position = slip_in(server, municipality, copied, &sets).await;
    accept(server, municipality, position).await;
    let ledger = followed.another().await;
    let version = async || ledger.load::<Subject>(municipality, victim.as_uuid()).await.unwrap().version;
    let is_known = async || ledger.is_erased_or_restricted(municipality, victim).await.unwrap();
    assert_eq!((version().await, is_known().await), (0, false));
    record_erasure(&ledger, municipality, victim).await;
    assert!(version().await > 0 && is_known().await);
    followed.server.end().await;
}

/// What a thing is stands in its first entry: nothing begins behind a stranger's.
#[tokio::test(flavor = "multi_thread")]
async fn no_case_begins_behind_an_accepted_row() {
    let followed = Followed::start().await;
    let (server, municipality, case) = (&followed.server, &followed.municipality, followed.case);
    let begun = CaseId::derived(municipality, clock::new_id(), 0);
    let sets = format!("aggregate_id = '{}', sequence = 1", begun.as_uuid());
    let position = slip_in(server, municipality, followed.position(case, 1).await, &sets).await;
    accept(server, municipality, position).await;
    let ledger = followed.another().await;
    let loaded = ledger.load::<Case>(municipality, begun.as_uuid()).await.map(|live| live.version);
    assert!(is_not_as_written(&loaded, position, RowStanding::Accepted), "{loaded:?}");
    let listed = followed.listed().await;
    followed.look_again().await;
    assert_eq!((followed.rebuilt().await, followed.listed().await), ((true, false), listed));
    followed.server.end().await;
}

/// Each of the columns counts, and so does the code.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_any_column_is_seen_by_whoever_reads_the_row() {
    let followed = Followed::start().await;
    let case = followed.case.as_uuid();
    for change in [
        "event_version = '0.9'",
        "event_type = 'NothingOfTheKind'",
        "payload = (payload::text || ' ')::json",
        "payload = '{}'",
        "payload = '{\"CaseClosed\": 1e999}'",
        "metadata = '{}'",
        "correlation_id = gen_random_uuid()",
        "causation_id = gen_random_uuid()",
        "actor = (actor::text || ' ')::json",
        "actor = '[]'",
        "occurred_at = occurred_at - interval '1 microsecond'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "leaf_hash = sha256('other')",
        "code = substring(sha256('other') FOR 16)",
    ] {
        let of_it = format!("WHERE aggregate_id = '{case}' AND sequence = 2");
        followed
            .forge(&format!("CREATE TABLE kept AS SELECT * FROM events {of_it}; UPDATE events SET {change} {of_it}"))
            .await;
        let position = followed.position(followed.case, 2).await;
        let stands = if change.starts_with("code") { RowStanding::NotOurs } else { RowStanding::Changed };
        assert!(is_not_as_written(&followed.load().await, position, stands), "{change}");
        let again = followed.server.ledger.guard().look_again(&followed.municipality, &[position]).await.unwrap();
        assert_eq!(again[&position], stands, "{change}");
        let history = followed.history().await;
        assert_eq!((history[1].standing, history[2].standing), (stands, RowStanding::AsWritten), "{change}");
        let can_be_read =
            !["event_version", "event_type", "payload = '", "actor = '"].iter().any(|of| change.starts_with(of));
        assert_eq!(
            (history[1].data != json!({}), history[1].actor.role.is_some()),
            (can_be_read, can_be_read),
            "{change}"
        );
        followed
            .forge(&format!("DELETE FROM events {of_it}; INSERT INTO events SELECT * FROM kept; DROP TABLE kept"))
            .await;
        assert_eq!(Some(followed.load().await.unwrap()), followed.count(followed.case).await, "{change}");
    }
    followed.server.end().await;
}
