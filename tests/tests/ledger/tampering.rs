//! A campaign of forgeries: every row and every column, changed, dropped, swapped, doubled, slipped in, by somebody
//! with every right and the triggers switched off. Each is found, and at its place.

use case_ledger_domain::ids::CaseId;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::verify::DifferenceKind;
use case_ledger_infrastructure::proof::prover::{Prover, ProverOptions};
use case_ledger_tests::forge::{forger, rehash};
use case_ledger_tests::town::in_a_town;
use case_ledger_tests::{Dice, Town};
use sqlx::{Executor as _, PgConnection};

/// Nobody's number: rows that are given to it are out of every ledger.
const NOWHERE: &str = "0000";
/// Out of the way of every position there is.
const ASIDE: i64 = 1_000;

/// What a forger does.
struct Forgery {
    what: String,
    sql: String,
    /// Rows that are given the hash their columns have then: whoever can hash makes each right by itself.
    rehashed: Vec<i64>,
    /// Where it may be found: at the first place that is not as it was written, or where a moved row has got to.
    at: Vec<i64>,
    /// What it may be called: the kinds of a difference that say what was done.
    kinds: &'static [&'static str],
}

/// The name of a kind of difference, without what it says further.
fn name_of(kind: &DifferenceKind) -> String {
    format!("{kind:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// A ledger with a forger at it, who takes back what was found.
struct Forged {
    town: Town,
    forger: PgConnection,
    head: i64,
}

impl Forged {
    /// A ledger of a few cases whose events stand between each other's as the dice fall.
    async fn new(town: Town, dice: &mut Dice) -> Self {
        let mut cases: Vec<CaseId> = Vec::new();
        for _ in 0..3 {
            cases.push(town.open_case().await);
            for _ in 0..3 {
                town.observe(clock::new_id(), dice.pick(&cases)).await.unwrap();
            }
        }
        Prover::new(town.ledger.clone(), ProverOptions::default()).prove(&town.municipality).await.unwrap();
        town.must_be_sound().await;
        let (mut forger, number, head) = (forger().await, town.municipality.as_str(), town.head().await);
        for table in ["events", "ledger_heads"] {
            let sql =
                format!("CREATE TEMP TABLE saved_{table} AS SELECT * FROM {table} WHERE municipality = '{number}'");
            forger.execute(sql.as_str()).await.unwrap();
        }
        Self { town, forger, head }
    }

    fn positions(&self) -> impl Iterator<Item = i64> + use<> {
        1..=self.head
    }

    /// The forgery is found at its place, and the ledger is sound again when it is taken back.
    async fn must_be_found(&mut self, forgery: &Forgery) {
        let Forgery { what, sql, rehashed, at, kinds } = forgery;
        let number = self.town.municipality.as_str();
        let sql = sql.replace("$1", &format!("'{number}'"));
        self.forger.execute(sql.as_str()).await.unwrap_or_else(|error| panic!("{what}: {error}: {sql}"));
        for position in rehashed {
            rehash(&self.town, &mut self.forger, *position).await;
        }
        let found = self.town.verified().await.difference.unwrap_or_else(|| panic!("{what}: not found"));
        let kind = name_of(&found.kind);
        assert!(at.contains(&found.position), "{what}: {found:?}, not at {at:?}");
        assert!(kinds.contains(&kind.as_str()), "{what}: {found:?}, none of {kinds:?}");
        let undo = format!(
            "BEGIN;
             DELETE FROM events WHERE municipality IN ('{number}', '{NOWHERE}');
             INSERT INTO events SELECT * FROM saved_events;
             UPDATE ledger_heads h SET position = s.position FROM saved_ledger_heads s
              WHERE h.municipality = s.municipality;
             COMMIT"
        );
        self.forger.execute(undo.as_str()).await.unwrap();
    }

    async fn all_must_be_found(&mut self, forgeries: Vec<Forgery>) {
        assert!(!forgeries.is_empty());
        for forgery in &forgeries {
            self.must_be_found(forgery).await;
        }
        self.town.must_be_sound().await;
    }
}

fn forgery(what: String, sql: String, at: impl IntoIterator<Item = i64>, kinds: &'static [&'static str]) -> Forgery {
    Forgery { what, sql, rehashed: Vec::new(), at: at.into_iter().collect(), kinds }
}

/// Runs a test with a ledger and a forger for each of so many seeds.
fn for_each_seed<F: Future<Output = ()>>(test: impl Fn(Forged, Dice) -> F) {
    let seeds = std::env::var("CASE_LEDGER_TAMPER_SEEDS").map_or(1, |seeds| seeds.parse().expect("a number of seeds"));
    for seed in 1..=seeds {
        in_a_town(async |town| {
            let mut dice = Dice::seeded(seed);
            let forged = Forged::new(town, &mut dice).await;
            test(forged, dice).await;
        });
    }
}

/// The columns of a table with their types, as the database has them: a new column is covered as it comes.
pub(crate) async fn columns(forger: &mut PgConnection, table: &str) -> Vec<(String, String)> {
    sqlx::query_as(
        "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute
          WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
    )
    .bind(table)
    .fetch_all(forger)
    .await
    .unwrap()
}

/// The smallest changes of a value of that type that make it another one.
fn changes_of(column: &str, kind: &str) -> Vec<String> {
    let changes: &[&str] = match kind {
        "text" if column == "municipality" => return vec![format!("'{NOWHERE}'")],
        "text" => &["{} || ' '", "reverse({}) || 'x'"],
        "bigint" | "smallint" => &["{} + 1000"],
        "uuid" => &["gen_random_uuid()"],
        // A blank more says the same and is another text.
        "json" => &["({}::text || ' ')::json", "'{}'::json"],
        "timestamp with time zone" => &["{} + interval '1 microsecond'", "{} - interval '1 microsecond'"],
        "bytea" if column == "code" => {
            &["set_byte({}, 0, get_byte({}, 0) # 1)", "set_byte({}, 15, get_byte({}, 15) # 128)"]
        }
        "bytea" => &["set_byte({}, 0, get_byte({}, 0) # 1)", "set_byte({}, 31, get_byte({}, 31) # 128)"],
        other => panic!("nobody knows how to forge a {other}: {column}"),
    };
    // '{}' with its quotes is an empty object, and everything else in braces is the column.
    let with_column = |change: &&str| change.replace("'{}'", "'{ }'").replace("{}", column);
    changes.iter().map(with_column).collect()
}

#[test]
fn every_column_of_every_row_that_is_changed_is_found() {
    for_each_seed(async |mut forged, _| {
        let mut forgeries = Vec::new();
        for (column, kind) in columns(&mut forged.forger, "events").await {
            for (position, change) in forged
                .positions()
                .flat_map(|position| changes_of(&column, &kind).into_iter().map(move |c| (position, c)))
            {
                let sql =
                    format!("UPDATE events SET {column} = {change} WHERE municipality = $1 AND position = {position}");
                let kinds: &[&str] = match column.as_str() {
                    "municipality" => &["Missing"],
                    "position" => &["Missing", "Moved"],
                    "code" => &["NotOurs"],
                    _ => &["RowChanged"],
                };
                forgeries.push(forgery(
                    format!("{column} := {change} at {position}"),
                    sql,
                    [position, position + 1_000],
                    kinds,
                ));
            }
        }
        assert!(forgeries.len() > 18 * 14);
        forged.all_must_be_found(forgeries).await;
    });
}

/// Whoever can hash makes a row that was changed right by itself. The tree holds what was written there; and what says
/// when or in which stream it happened contradicts its neighbours before that is asked.
#[test]
fn every_column_of_every_row_that_is_changed_under_a_new_hash_is_found() {
    for_each_seed(async |mut forged, _| {
        let mut forgeries = Vec::new();
        for (column, kind) in columns(&mut forged.forger, "events").await {
            let kinds: &[&str] = match column.as_str() {
                // Where a row stands is the forgery of other tests, and its hash is what is made anew here.
                "municipality" | "position" | "leaf_hash" => continue,
                "aggregate_type" | "aggregate_id" | "sequence" => &["StreamBroken", "Rewritten"],
                "occurred_at" | "recorded_at" => &["Rewritten", "RecordedEarlier", "RecordedTooSoon"],
                // The only one that is no part of the leaf.
                "code" => &["NotOurs"],
                _ => &["Rewritten"],
            };
            for position in forged.positions() {
                for change in changes_of(&column, &kind) {
                    let sql = format!(
                        "UPDATE events SET {column} = {change} WHERE municipality = $1 AND position = {position}"
                    );
                    let what = format!("{column} := {change} at {position}, hashed anew");
                    let forgery = forgery(what, sql, [position], kinds);
                    forgeries.push(Forgery { rehashed: vec![position], ..forgery });
                }
            }
        }
        assert!(forgeries.len() > 14 * 14);
        forged.all_must_be_found(forgeries).await;
    });
}

#[test]
fn every_row_that_is_dropped_is_found() {
    for_each_seed(async |mut forged, _| {
        let dropped = forged.positions().map(|position| {
            let sql = format!("DELETE FROM events WHERE municipality = $1 AND position >= {position} AND position <= ");
            [
                forgery(format!("{position} dropped"), format!("{sql}{position}"), [position], &["Missing"]),
                forgery(
                    format!("{position} and what follows dropped"),
                    format!("{sql}{}", i64::MAX),
                    [position],
                    &["Missing"],
                ),
            ]
        });
        let dropped = dropped.flatten().collect();
        forged.all_must_be_found(dropped).await;
    });
}

/// Nothing is missing then by the numbers alone.
#[test]
fn every_row_that_is_dropped_with_the_others_moved_up_is_found() {
    for_each_seed(async |mut forged, _| {
        let head = forged.head;
        let dropped = forged.positions().filter(|position| *position < head).map(|position| {
            let sql = format!(
                "DELETE FROM events WHERE municipality = $1 AND position = {position};
                 {}
                 UPDATE ledger_heads SET position = position - 1 WHERE municipality = $1",
                move_all_after(position, -1)
            );
            forgery(format!("{position} dropped, others moved up"), sql, [position], &["Moved", "Copied"])
        });
        let dropped = dropped.collect();
        forged.all_must_be_found(dropped).await;
    });
}

/// The rows after a position take others, by way of places that are out of the way of the primary key.
fn move_all_after(position: i64, by: i64) -> String {
    format!(
        "UPDATE events SET position = position + {ASIDE} WHERE municipality = $1 AND position > {position};
         UPDATE events SET position = position - {ASIDE} + {by} WHERE municipality = $1 AND position > {ASIDE};"
    )
}

#[test]
fn every_two_rows_that_are_swapped_are_found() {
    for_each_seed(async |mut forged, mut dice| {
        let head = forged.head;
        let pairs = (1..=head).flat_map(|one| (one + 1..=head).map(move |other| (one, other)));
        let mut forgeries: Vec<Forgery> = pairs
            .map(|(one, other)| {
                let place = |from: i64, to: i64| {
                    format!("UPDATE events SET position = {to} WHERE municipality = $1 AND position = {from};")
                };
                let sql = [place(one, ASIDE), place(other, one), place(ASIDE, other)].concat();
                forgery(format!("{one} and {other} swapped"), sql, [one], &["Moved"])
            })
            .collect();
        // And what two rows hold, each staying where it is.
        for (column, _) in columns(&mut forged.forger, "events").await {
            let is_place = ["municipality", "position", "sequence", "command_index"].contains(&column.as_str());
            let (one, other) = (1 + dice.roll(4).cast_signed(), 6 + dice.roll(4).cast_signed());
            let differ: bool = sqlx::query_scalar(&format!(
                "SELECT count(DISTINCT coalesce({column}::text, '')) = 2 FROM events
                  WHERE municipality = $1 AND position IN ({one}, {other})"
            ))
            .bind(forged.town.municipality.as_str())
            .fetch_one(&mut forged.forger)
            .await
            .unwrap();
            // Values that are alike make no forgery.
            if is_place || !differ {
                continue;
            }
            let sql = format!(
                "CREATE TEMP TABLE swapped ON COMMIT DROP AS SELECT * FROM events
                        WHERE municipality = $1 AND position IN ({one}, {other});
                 UPDATE events SET {column} = {} WHERE municipality = $1 AND position IN ({one}, {other});
                 UPDATE events e SET {column} = s.{column} FROM swapped s
                  WHERE e.municipality = $1 AND e.position + s.position = {one} + {other}
                    AND e.position IN ({one}, {other})",
                unlike(&column),
            );
            let kinds: &[&str] = if column == "code" { &["NotOurs"] } else { &["RowChanged"] };
            forgeries.push(forgery(format!("{column} of {one} and {other} swapped"), sql, [one], kinds));
        }
        forged.all_must_be_found(forgeries).await;
    });
}

/// A value out of the way of the unique constraints, until both rows have the other one's.
fn unlike(column: &str) -> String {
    match column {
        "command_id" | "event_id" => "gen_random_uuid()".to_owned(),
        "aggregate_id" => "gen_random_uuid()::text".to_owned(),
        other => other.to_owned(),
    }
}

#[test]
fn every_row_that_is_doubled_or_slipped_in_is_found() {
    for_each_seed(async |mut forged, _| {
        let (head, mut forgeries) = (forged.head, Vec::new());
        for position in forged.positions() {
            let copy_to = |to: i64| {
                format!(
                    "INSERT INTO events SELECT municipality, {to}, aggregate_type, aggregate_id, sequence + {ASIDE},
                            event_type, event_version, payload, metadata, gen_random_uuid(), gen_random_uuid(),
                            command_index, correlation_id, causation_id, actor, occurred_at, recorded_at, leaf_hash, code
                       FROM events WHERE municipality = $1 AND position = {position};"
                )
            };
            let one_more = "UPDATE ledger_heads SET position = position + 1 WHERE municipality = $1;";
            let end = head + 1;
            let behind = format!("a copy of {position} behind the end");
            forgeries.push(forgery(behind, copy_to(end), [end], &["HeadMoved"]));
            let doubled = format!("{position} doubled at the end");
            forgeries.push(forgery(doubled, copy_to(end) + one_more, [end], &["RowChanged", "Copied"]));
            let slipped_in = format!("{}{}{one_more}", move_all_after(position, 1), copy_to(position + 1));
            let doubled = format!("{position} doubled in its place");
            forgeries.push(forgery(doubled, slipped_in, [position + 1], &["Inserted", "Copied", "RowChanged"]));
        }
        forged.all_must_be_found(forgeries).await;
    });
}

#[test]
fn every_head_that_is_moved_is_found() {
    for_each_seed(async |mut forged, _| {
        let head = forged.head;
        let moved = (0..head + 3).filter(|to| *to != head).map(|to| {
            let sql = format!("UPDATE ledger_heads SET position = {to} WHERE municipality = $1");
            forgery(format!("the head moved to {to}"), sql, [head.min(to) + 1], &["HeadMoved", "Missing"])
        });
        let moved = moved.collect();
        forged.all_must_be_found(moved).await;
    });
}
