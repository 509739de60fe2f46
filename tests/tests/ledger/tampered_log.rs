//! The campaign of forgeries against what stands beside the events: heads, trees, tiles, checkpoints, cosignatures and
//! contents, and what the key database remembers. Every column of every row is changed, every row dropped, swapped,
//! doubled and slipped in, by somebody with every right and the triggers switched off. Each is found and told of at its
//! place; what nothing can tell stands here with the reason, and in `infrastructure/README.md`.

use std::collections::BTreeSet;

use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::verify::{Difference, Scope, Witnesses, verify_in};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::proof::memory::{last_signed, written_last};
use case_ledger_infrastructure::proof::prover::{Prover, ProverOptions};
use case_ledger_tests::forge::forger;
use case_ledger_tests::town::{data_dir, in_a_town, keys_superuser, superuser};
use case_ledger_tests::{Cosigner, DataDir, Town, run_in};
use sqlx::{Executor as _, PgConnection};

use crate::attachments::attach;
use crate::tampering::columns;

/// A table, the columns whose change is found, and the others with the reason why that is not.
struct Placed {
    table: &'static str,
    found: &'static [&'static str],
    untold: &'static [(&'static str, &'static str)],
}

/// Every column of the ledger and of its log. `events` is forged in a campaign of its own.
const PLACED: [Placed; 7] = [
    Placed {
        table: "events",
        found: &[
            "municipality",
            "position",
            "aggregate_type",
            "aggregate_id",
            "sequence",
            "event_type",
            "event_version",
            "payload",
            "metadata",
            "event_id",
            "command_id",
            "command_index",
            "correlation_id",
            "causation_id",
            "actor",
            "occurred_at",
            "recorded_at",
            "leaf_hash",
            "code",
        ],
        untold: &[],
    },
    Placed {
        table: "ledger_heads",
        found: &["municipality", "name", "position"],
        untold: &[("closed_until", "up to when somebody asked what the ledger knew is written nowhere else")],
    },
    Placed {
        table: "trees",
        found: &["municipality", "size"],
        untold: &[
            (
                "fault",
                "a server that starts looks at every log, and finds again what stopped it; it is told with the rest",
            ),
            ("contradicted_by", "what a directory keeps it shows again"),
        ],
    },
    Placed { table: "tree_tiles", found: &["municipality", "level", "tile", "hashes"], untold: &[] },
    Placed {
        table: "checkpoints",
        found: &["municipality", "size", "root", "note"],
        untold: &[("signed_at", "the signature does not say when it was made")],
    },
    Placed {
        table: "cosignatures",
        found: &["municipality", "size", "witness", "line"],
        untold: &[("received_at", "what the witness signs is its own time, and stands in the line")],
    },
    Placed {
        table: "attachment_contents",
        found: &["municipality", "position", "attachment_id", "sealed"],
        untold: &[],
    },
];

/// The same of what the key database holds of the log.
const PLACED_WITH_THE_KEYS: [Placed; 7] = [
    Placed { table: "last_signed", found: &["municipality", "size", "root"], untold: &[] },
    Placed { table: "written_last", found: &["municipality", "position", "leaf"], untold: &[] },
    Placed {
        table: "told_last",
        found: &[],
        untold: &[
            ("municipality", DOUBTED),
            ("subject", DOUBTED),
            ("sequence", DOUBTED),
            ("position", DOUBTED),
            ("leaf", DOUBTED),
        ],
    },
    Placed {
        table: "signing_keys",
        found: &[],
        untold: &[
            ("municipality", SIGNS_NOTHING),
            ("verifier_key", SIGNS_NOTHING),
            ("wrapped", SIGNS_NOTHING),
            ("master_key", SIGNS_NOTHING),
            ("created_at", "nothing is decided by it"),
        ],
    },
    Placed {
        table: "rows_with_codes",
        found: &[],
        untold: &[("municipality", TAKEN_AT_THEIR_WORD), ("position", TAKEN_AT_THEIR_WORD)],
    },
    Placed {
        table: "accepted_rows",
        found: &[],
        untold: &[
            ("municipality", ACCEPTED),
            ("position", ACCEPTED),
            ("leaf", ACCEPTED),
            ("reason", ACCEPTED),
            ("accepted_by", ACCEPTED),
            ("accepted_at", ACCEPTED),
        ],
    },
    Placed {
        table: "verified_ledgers",
        found: &[],
        untold: &[
            ("municipality", FOUND_ANEW),
            ("tried_at", FOUND_ANEW),
            ("ended_at", FOUND_ANEW),
            ("position", FOUND_ANEW),
            ("differences", FOUND_ANEW),
            ("first_position", FOUND_ANEW),
            ("first_kind", FOUND_ANEW),
            ("failure", FOUND_ANEW),
            ("failing_since", FOUND_ANEW),
        ],
    },
];
const DOUBTED: &str =
    "it has persons withheld of whom an entry is missing; taken out, it has that missed, which verify finds";
const ACCEPTED: &str = "slipped in, a row has others pass that no program wrote; verify names each";
const FOUND_ANEW: &str = "the next round of verification finds it again";
const TAKEN_AT_THEIR_WORD: &str = "moved on, it has rows taken at their word, until they are under a signature";
const SIGNS_NOTHING: &str = "it proves nothing: its public half is an event, and changed, it signs nothing more";

/// Tables of which no column is under the proof, with the reason. Those of read models are computed anew and compared
/// by `rebuild`.
const NO_PART: [(&str, &str); 7] = [
    ("_sqlx_migrations", "it says which migrations there were, and nothing of a ledger"),
    (
        "projections",
        "how far read models have come `rebuild` finds out anew; what followers passed by, `verify` tells by events",
    ),
    ("rows_passed_over", "whether a row is as written is seen in the row, each second that it is in there"),
    ("witness_objections", "what witnesses say unsigned they say again, and it stops nothing"),
    ("read_log", "no event tells who read what"),
    ("emergency_access", "it tells more of rows of the read log"),
    ("emergency_access_reviews", "it tells more of rows of the read log"),
];

/// Where it is said what nothing tells.
const README: &str = include_str!("../../../infrastructure/README.md");

async fn must_be_placed(connection: &mut PgConnection, placed: &[Placed]) {
    for Placed { table, found, untold } in placed {
        let there: BTreeSet<String> = columns(connection, table).await.into_iter().map(|(column, _)| column).collect();
        let named = found.iter().chain(untold.iter().map(|(column, _)| column));
        let named: BTreeSet<String> = named.map(|column| (*column).to_owned()).collect();
        assert_eq!(there, named, "each column of {table} is found when it is changed, or stands here with a reason");
        if found.is_empty() {
            assert!(README.contains(&format!("`{table}`")), "the README does not say that {table} is under no proof");
            continue;
        }
        for (column, _) in *untold {
            let name = format!("`{table}.{column}`");
            assert!(README.contains(&name), "the README does not say that {name} can be changed");
        }
    }
}

/// A new column, or a new table, has no place here and fails this test until it has one.
#[test]
fn every_column_of_the_ledger_and_its_log_is_under_the_proof_or_named_with_a_reason() {
    in_a_town(async |_| {
        must_be_placed(&mut superuser().await, &PLACED).await;
        must_be_placed(&mut keys_superuser().await, &PLACED_WITH_THE_KEYS).await;
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT table_name::text FROM information_schema.tables
              WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
        )
        .fetch_all(&mut superuser().await)
        .await
        .unwrap();
        let of_models = ReadModel::ALL.iter().flat_map(|model| model.tables().iter().copied());
        let placed = PLACED.iter().map(|placed| placed.table).chain(NO_PART.iter().map(|(table, _)| *table));
        let known: BTreeSet<&str> = of_models.chain(placed).collect();
        let unknown: Vec<&String> = tables.iter().filter(|table| !known.contains(table.as_str())).collect();
        assert!(unknown.is_empty(), "{unknown:?} are neither a read model's nor placed here");
        for (table, _) in NO_PART.iter().filter(|(table, _)| *table != "_sqlx_migrations") {
            assert!(README.contains(&format!("`{table}`")), "the README does not say that {table} is under no proof");
        }
    });
}

/// In whose ledger a forgery shows.
#[derive(Debug, Clone, Copy)]
enum Whose {
    /// That of the town whose rows are forged.
    Ours,
    /// That of another town.
    Others,
    /// Nobody's: the number to which rows are given away has no ledger.
    Nobodys,
}

/// What a forger does, and what must be told of it: in which ledger, at which position, and what.
struct Forgery {
    /// The column that is changed; of whole rows, what becomes of them.
    what: &'static str,
    sql: String,
    told: Vec<(Whose, i64, String)>,
}

fn forgery(what: &'static str, sql: impl Into<String>, told: &[(Whose, i64, &str)]) -> Forgery {
    let told = told.iter().map(|(whose, position, says)| (*whose, *position, (*says).to_owned())).collect();
    Forgery { what, sql: sql.into(), told }
}

const WITNESS: &str = "witness.example/one";
const STRANGER: &str = "stranger.example";
/// How many observations fill more than a tile, so that there is one on the level above.
const OBSERVATIONS: usize = 300;
/// What all forgeries together may touch.
const TABLES: [&str; 6] = ["ledger_heads", "trees", "tree_tiles", "checkpoints", "cosignatures", "attachment_contents"];

/// Two towns with a log each, all of it cosigned, and a forger at them who takes back what was found.
struct Forged {
    town: Town,
    other: Town,
    nobody: Municipality,
    witness: Cosigner,
    forger: PgConnection,
    /// The sizes of the town's checkpoints. The other town has one of the first size.
    sizes: [i64; 2],
    /// Where content was attached.
    attached: [i64; 2],
}

impl Forged {
    async fn new(town: Town) -> Self {
        let other = Town::open().await;
        let nobody: Municipality = format!("4{}", &town.municipality.as_str()[1..]).parse().unwrap();
        let prover = Prover::new(town.ledger.clone(), ProverOptions::default());
        let case = town.open_case().await;
        other.open_case().await;
        for opened in [&town, &other] {
            prover.prove(&opened.municipality).await.unwrap();
        }
        let first = town.head().await;
        assert_eq!(other.head().await, first);
        let mut attached = [0; 2];
        for position in &mut attached {
            attach(&town, case).await;
            *position = town.head().await;
        }
        for _ in 0..OBSERVATIONS {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        prover.prove(&town.municipality).await.unwrap();
        let sizes = [first, town.head().await];
        let mut forged =
            Self { town, other, nobody, witness: Cosigner::new(WITNESS), forger: forger().await, sizes, attached };
        for (whose, size) in [(Whose::Ours, sizes[0]), (Whose::Ours, sizes[1]), (Whose::Others, first)] {
            forged.cosign(whose, size).await;
        }
        for table in TABLES {
            let save =
                format!("CREATE TEMP TABLE saved_{table} AS SELECT * FROM {table} WHERE municipality IN ($1, $2)");
            forged.run(&save).await;
        }
        forged.must_be_sound().await;
        forged
    }

    fn number(&self, whose: Whose) -> &Municipality {
        match whose {
            Whose::Ours => &self.town.municipality,
            Whose::Others => &self.other.municipality,
            Whose::Nobodys => &self.nobody,
        }
    }

    /// Runs a statement in which `$1` is our number, `$2` the other town's and `$3` nobody's.
    async fn run(&mut self, sql: &str) {
        let mut with_numbers = sql.to_owned();
        for (place, whose) in [("$1", Whose::Ours), ("$2", Whose::Others), ("$3", Whose::Nobodys)] {
            with_numbers = with_numbers.replace(place, &format!("'{}'", self.number(whose)));
        }
        let ran = self.forger.execute(with_numbers.as_str()).await;
        ran.unwrap_or_else(|error| panic!("{error}: {with_numbers}"));
    }

    async fn note(&mut self, whose: Whose, size: i64) -> String {
        let sql = "SELECT note FROM checkpoints WHERE municipality = $1 AND size = $2";
        let number = self.number(whose).as_str().to_owned();
        sqlx::query_scalar(sql).bind(number).bind(size).fetch_one(&mut self.forger).await.unwrap()
    }

    /// Stores what the witness signs of a checkpoint, as a server does.
    async fn cosign(&mut self, whose: Whose, size: i64) {
        let note = self.note(whose, size).await;
        let line = self.witness.line(&note);
        sqlx::query("INSERT INTO cosignatures VALUES ($1, $2, $3, $4, now())")
            .bind(self.number(whose).as_str().to_owned())
            .bind(size)
            .bind(self.witness.verifier_key())
            .bind(line)
            .execute(&mut self.forger)
            .await
            .unwrap();
    }

    /// Everything that differs in one of the ledgers: where, and what is told.
    async fn differences(&self, whose: Whose, scope: &Scope) -> Vec<(i64, String)> {
        let verified = verify_in(self.town.ledger.pool(), self.number(whose), scope, &mut |_, _| {}).await.unwrap();
        let all = verified.difference.into_iter().chain(verified.others);
        all.map(|Difference { position, kind }| (position, kind.to_string())).collect()
    }

    async fn must_be_sound(&self) {
        for whose in [Whose::Ours, Whose::Others] {
            assert_eq!(self.differences(whose, &Scope::default()).await, []);
        }
    }

    async fn take_back(&mut self) {
        for table in TABLES {
            let sql = format!(
                "BEGIN; DELETE FROM {table} WHERE municipality IN ($1, $2, $3);
                 INSERT INTO {table} SELECT * FROM saved_{table}; COMMIT"
            );
            self.run(&sql).await;
        }
    }

    async fn must_be_told_of(&mut self, table: &str, forgeries: &[Forgery]) {
        for Forgery { what, sql, told } in forgeries {
            self.run(sql).await;
            assert!(!told.is_empty(), "{table}, {what}: {sql}");
            for (whose, position, says) in told {
                let found = self.differences(*whose, &Scope::default()).await;
                assert!(
                    found.iter().any(|(at, said)| at == position && said.contains(says.as_str())),
                    "{table}, {what}: {sql}: at {position} of {whose:?} not: {says}; but {found:?}"
                );
            }
            self.take_back().await;
        }
        self.must_be_sound().await;
        let placed = PLACED.iter().find(|placed| placed.table == table).unwrap();
        let forged: BTreeSet<&str> = forgeries.iter().map(|forgery| forgery.what).collect();
        let with_rows = placed.found.iter().chain(&["dropped", "swapped", "doubled"]);
        for what in with_rows {
            assert!(forged.contains(what) || (*what, table) == ("dropped", "cosignatures"), "{table}: no {what}");
        }
    }
}

use Whose::{Nobodys, Others, Ours};

#[test]
fn every_head_that_is_forged_is_told_of_at_its_place() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let [first, head] = forged.sizes;
        let no_head = "there is no head, which says where the ledger ends";
        let renamed = "the head bears another name than the ledger was opened under: Prøvevik";
        let ours = "WHERE municipality = $1";
        let ends_at = |position: i64| format!("the head says that the ledger ends at {position}");
        let mut forgeries = vec![
            forgery(
                "municipality",
                format!("UPDATE ledger_heads SET municipality = $3 {ours}"),
                &[(Ours, 1, no_head), (Nobodys, 1, "row missing"), (Nobodys, head, "row missing")],
            ),
            forgery(
                "position",
                format!("UPDATE ledger_heads SET position = position + 1 {ours}"),
                &[(Ours, head + 1, "row missing")],
            ),
            forgery(
                "position",
                format!("UPDATE ledger_heads SET position = position - 1 {ours}"),
                &[(Ours, head, &ends_at(head - 1))],
            ),
            // Each row beyond it is told of, not only the first.
            forgery(
                "position",
                format!("UPDATE ledger_heads SET position = 5 {ours}"),
                &[(Ours, 6, &ends_at(5)), (Ours, 7, &ends_at(5)), (Ours, head, &ends_at(5))],
            ),
            forgery("dropped", format!("DELETE FROM ledger_heads {ours}"), &[(Ours, 1, no_head)]),
            forgery(
                "swapped",
                "UPDATE ledger_heads h SET position = o.position FROM ledger_heads o
                  WHERE h.municipality IN ($1, $2) AND o.municipality IN ($1, $2) AND o.municipality <> h.municipality",
                &[(Ours, first + 1, &ends_at(first)), (Others, first + 1, "row missing")],
            ),
            forgery(
                "doubled",
                format!("INSERT INTO ledger_heads SELECT $3, name, position, closed_until FROM ledger_heads {ours}"),
                &[(Nobodys, 1, "row missing"), (Nobodys, head, "row missing")],
            ),
        ];
        for change in ["name || ' '", "upper(name)", "''", "'Fjordvik'"] {
            let sql = format!("UPDATE ledger_heads SET name = {change} {ours}");
            forgeries.push(forgery("name", sql, &[(Ours, 1, renamed)]));
        }
        forged.must_be_told_of("ledger_heads", &forgeries).await;
    });
}

#[test]
fn every_tree_that_is_forged_is_told_of_at_its_place() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let [first, size] = forged.sizes;
        let says = |said: i64, tiles: i64| {
            format!("the stored tree says that it has {said} leaves, and its tiles hold {tiles}")
        };
        let ours = "WHERE municipality = $1";
        let forgeries = [
            forgery(
                "municipality",
                format!("UPDATE trees SET municipality = $3 {ours}"),
                &[(Ours, 1, &says(0, size)), (Nobodys, 1, &says(size, 0))],
            ),
            forgery(
                "size",
                format!("UPDATE trees SET size = size + 1 {ours}"),
                &[(Ours, size + 1, &says(size + 1, size))],
            ),
            forgery("size", format!("UPDATE trees SET size = size - 1 {ours}"), &[(Ours, size, &says(size - 1, size))]),
            forgery("dropped", format!("DELETE FROM trees {ours}"), &[(Ours, 1, &says(0, size))]),
            forgery(
                "swapped",
                "UPDATE trees t SET size = o.size FROM trees o
                  WHERE t.municipality IN ($1, $2) AND o.municipality IN ($1, $2) AND o.municipality <> t.municipality",
                &[(Ours, first + 1, &says(first, size)), (Others, first + 1, &says(size, first))],
            ),
            forgery(
                "doubled",
                format!("INSERT INTO trees SELECT $3, size FROM trees {ours}"),
                &[(Nobodys, 1, &says(size, 0))],
            ),
            forgery("slipped in", "INSERT INTO trees (municipality) VALUES ($3)", &[(Nobodys, 1, "there is no head")]),
        ];
        forged.must_be_told_of("trees", &forgeries).await;
    });
}

/// Tile 0 of level 0 is full, tile 1 is not, and tile 0 of level 1 holds the root of the full one.
#[test]
fn every_tile_that_is_forged_is_told_of_at_its_place() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let [_, size] = forged.sizes;
        let changed = |level: i64, tile: i64| format!("tile {tile} of level {level} of the stored tree changed");
        // Each tile with the positions of what its first and its last hash stand for.
        let tiles = [(0, 0, 1, 256), (0, 1, 257, size), (1, 0, 1, 1)];
        let mut forgeries = Vec::new();
        for (level, tile, first, last) in tiles {
            let this = format!("WHERE municipality = $1 AND level = {level} AND tile = {tile}");
            let changed = changed(level, tile);
            let change = |set: &str| format!("UPDATE tree_tiles SET {set} {this}");
            forgeries.extend([
                forgery(
                    "municipality",
                    change("municipality = $3"),
                    &[(Ours, first, &changed), (Nobodys, 1, "there is no head")],
                ),
                forgery("tile", change("tile = 9223372036854775807"), &[(Ours, first, &changed)]),
                forgery("tile", change("tile = tile + 2"), &[(Ours, first, &changed)]),
                forgery("level", change("level = level + 2"), &[(Ours, first, &changed)]),
                forgery(
                    "hashes",
                    change("hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)"),
                    &[(Ours, first, &changed)],
                ),
                forgery(
                    "hashes",
                    change(
                        "hashes = set_byte(hashes, octet_length(hashes) - 1,
                                           get_byte(hashes, octet_length(hashes) - 1) # 128)",
                    ),
                    &[(Ours, last, &changed)],
                ),
                forgery("dropped", format!("DELETE FROM tree_tiles {this}"), &[(Ours, first, &changed)]),
                forgery(
                    "doubled",
                    format!("INSERT INTO tree_tiles SELECT $3, level, tile, hashes FROM tree_tiles {this}"),
                    &[(Nobodys, 1, "there is no head")],
                ),
            ]);
        }
        let says = |tiles: i64| format!("the stored tree says that it has {size} leaves, and its tiles hold {tiles}");
        let of_level = |level: i64, tile: i64| format!("WHERE municipality = $1 AND level = {level} AND tile = {tile}");
        let one_more = "UPDATE tree_tiles SET hashes = hashes || sha256('one more')";
        let one_less = "UPDATE tree_tiles SET hashes = substr(hashes, 1, octet_length(hashes) - 32)";
        forgeries.extend([
            forgery("hashes", format!("{one_more} {}", of_level(0, 1)), &[(Ours, size + 1, &says(size + 1))]),
            forgery("hashes", format!("{one_less} {}", of_level(0, 1)), &[(Ours, size, &says(size - 1))]),
            forgery("hashes", format!("{one_more} {}", of_level(1, 0)), &[(Ours, 1, &changed(1, 0))]),
            forgery("hashes", format!("{one_less} {}", of_level(0, 0)), &[(Ours, 1, &changed(0, 0))]),
            forgery(
                "swapped",
                "UPDATE tree_tiles t SET hashes = o.hashes FROM tree_tiles o
                  WHERE t.municipality = $1 AND t.level = 0 AND o.municipality = $1 AND o.level = 0 AND o.tile <> t.tile",
                &[(Ours, 1, &changed(0, 0))],
            ),
            forgery(
                "doubled",
                format!("INSERT INTO tree_tiles SELECT municipality, 0, 2, hashes FROM tree_tiles {}", of_level(0, 1)),
                &[(Ours, 257, &changed(0, 1)), (Ours, size + 1, &says(512 + size - 256))],
            ),
            forgery(
                "slipped in",
                "INSERT INTO tree_tiles VALUES ($1, 1, 1, sha256('nothing'))",
                &[(Ours, 65_537, &changed(1, 1))],
            ),
        ]);
        forged.must_be_told_of("tree_tiles", &forgeries).await;
    });
}

#[test]
fn every_checkpoint_that_is_forged_is_told_of_at_its_place() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let sizes = forged.sizes;
        let no_checkpoint = |size: i64, why: &str| {
            format!("the stored checkpoint of {size} events is no checkpoint of this ledger: {why}")
        };
        let (malformed, unsigned, forged_signature) = (
            "it is not a signed checkpoint",
            "no key that the ledger publishes has signed it",
            "its signature is forged",
        );
        let gone = |size: i64| {
            format!(
                "the stored checkpoint of {size} events is not cosigned by {WITNESS} as it is stored: there is no such \
                 checkpoint"
            )
        };
        let mut forgeries = Vec::new();
        for size in sizes {
            let change = |set: &str| format!("UPDATE checkpoints SET {set} WHERE municipality = $1 AND size = {size}");
            let (more, less) = (size + 1, size - 1);
            forgeries.extend([
                forgery(
                    "municipality",
                    change("municipality = $3"),
                    &[(Ours, size, &gone(size)), (Nobodys, size, &no_checkpoint(size, unsigned))],
                ),
                forgery("size", change("size = size + 1"), &[(Ours, more, &no_checkpoint(more, malformed))]),
                forgery("size", change("size = size - 1"), &[(Ours, less, &no_checkpoint(less, malformed))]),
                forgery(
                    "root",
                    change("root = set_byte(root, 0, get_byte(root, 0) # 1)"),
                    &[(Ours, size, &no_checkpoint(size, malformed))],
                ),
                forgery(
                    "root",
                    change("root = set_byte(root, 31, get_byte(root, 31) # 128)"),
                    &[(Ours, size, &no_checkpoint(size, malformed))],
                ),
                forgery("note", change("note = 'x' || note"), &[(Ours, size, &no_checkpoint(size, ""))]),
                forgery("note", change("note = note || 'x'"), &[(Ours, size, &no_checkpoint(size, malformed))]),
                forgery(
                    "note",
                    change(&format!("note = replace(note, E'\\n{size}\\n', E'\\n{more}\\n')")),
                    &[(Ours, size, &no_checkpoint(size, forged_signature))],
                ),
                forgery(
                    "note",
                    change("note = replace(note, E'\\n\\n', E'\\nx\\n\\n')"),
                    &[(Ours, size, &no_checkpoint(size, forged_signature))],
                ),
                // Where a witness has signed it.
                forgery(
                    "dropped",
                    format!("DELETE FROM checkpoints WHERE municipality = $1 AND size = {size}"),
                    &[(Ours, size, &gone(size))],
                ),
                forgery(
                    "doubled",
                    format!(
                        "INSERT INTO checkpoints SELECT municipality, size + 1, root, note, signed_at FROM checkpoints
                          WHERE municipality = $1 AND size = {size}"
                    ),
                    &[(Ours, more, &no_checkpoint(more, malformed))],
                ),
            ]);
        }
        let [first, last] = sizes;
        forgeries.extend([
            forgery(
                "swapped",
                "UPDATE checkpoints c SET note = o.note FROM checkpoints o
                  WHERE c.municipality = $1 AND o.municipality = $1 AND o.size <> c.size",
                &[(Ours, first, &no_checkpoint(first, malformed)), (Ours, last, &no_checkpoint(last, malformed))],
            ),
            forgery(
                "swapped",
                format!(
                    "UPDATE checkpoints c SET note = o.note, root = o.root FROM checkpoints o
                      WHERE c.municipality IN ($1, $2) AND o.municipality IN ($1, $2)
                        AND c.municipality <> o.municipality AND c.size = {first} AND o.size = {first}"
                ),
                &[(Ours, first, &no_checkpoint(first, unsigned)), (Others, first, &no_checkpoint(first, unsigned))],
            ),
            forgery(
                "municipality",
                format!("UPDATE checkpoints SET municipality = $2 WHERE municipality = $1 AND size = {last}"),
                &[(Others, last, &no_checkpoint(last, unsigned))],
            ),
        ]);
        forged.must_be_told_of("checkpoints", &forgeries).await;
    });
}

fn not_cosigned(size: i64, by: &str, why: &str) -> String {
    format!("the stored checkpoint of {size} events is not cosigned by {by} as it is stored: {why}")
}

const NO_SUCH: &str = "there is no such checkpoint";
const NOT_ITS: &str = "it is not that witness's signature of it";

#[test]
fn every_cosignature_that_is_forged_is_told_of_with_its_checkpoint_and_witness() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let sizes = forged.sizes;
        let stranger = Cosigner::new(STRANGER).verifier_key();
        let no_key = "the key beside it is no witness's key";
        let mut forgeries = Vec::new();
        for size in sizes {
            let this = format!("WHERE municipality = $1 AND size = {size}");
            let change = |set: &str| format!("UPDATE cosignatures SET {set} {this}");
            let not_its = not_cosigned(size, WITNESS, NOT_ITS);
            forgeries.extend([
                forgery(
                    "municipality",
                    change("municipality = $3"),
                    &[(Nobodys, size, &not_cosigned(size, WITNESS, NO_SUCH))],
                ),
                forgery(
                    "size",
                    change("size = size + 1"),
                    &[(Ours, size + 1, &not_cosigned(size + 1, WITNESS, NO_SUCH))],
                ),
                forgery(
                    "witness",
                    change("witness = 'x' || witness"),
                    &[(Ours, size, &not_cosigned(size, &format!("x{WITNESS}"), no_key))],
                ),
                forgery(
                    "witness",
                    change("witness = E'one\\ntwo'"),
                    &[(Ours, size, &not_cosigned(size, "one\\ntwo", no_key))],
                ),
                forgery(
                    "witness",
                    change(&format!("witness = '{stranger}'")),
                    &[(Ours, size, &not_cosigned(size, STRANGER, NOT_ITS))],
                ),
                forgery(
                    "doubled",
                    format!(
                        "INSERT INTO cosignatures SELECT municipality, size, '{stranger}', line, received_at
                           FROM cosignatures {this}"
                    ),
                    &[(Ours, size, &not_cosigned(size, STRANGER, NOT_ITS))],
                ),
                forgery(
                    "doubled",
                    format!(
                        "INSERT INTO cosignatures SELECT municipality, size + 1, witness, line, received_at
                           FROM cosignatures {this}"
                    ),
                    &[(Ours, size + 1, &not_cosigned(size + 1, WITNESS, NO_SUCH))],
                ),
            ]);
            for line in [
                "' ' || line",
                "line || line",
                "line || 'x'",
                "rtrim(line, E'\\n')",
                "replace(line, E'\\n', E'\\r\\n')",
                "replace(line, 'witness', 'Witness')",
                // Another letter in the signature, and the letter behind which only the padding comes.
                "overlay(line PLACING CASE substr(line, length(line) - 20, 1) WHEN 'A' THEN 'B' ELSE 'A' END
                         FROM length(line) - 20)",
                "overlay(line PLACING translate(substr(line, length(line) - 3, 1), 'AQgw', 'BRhx')
                         FROM length(line) - 3)",
            ] {
                forgeries.push(forgery("line", change(&format!("line = {line}")), &[(Ours, size, &not_its)]));
            }
        }
        let [first, last] = sizes;
        let [of_first, of_last] = sizes.map(|size| not_cosigned(size, WITNESS, NOT_ITS));
        let both = [(Ours, first, of_first.as_str()), (Ours, last, of_last.as_str())];
        forgeries.extend([
            forgery(
                "swapped",
                "UPDATE cosignatures s SET line = o.line FROM cosignatures o
                  WHERE s.municipality = $1 AND o.municipality = $1 AND o.size <> s.size",
                &both,
            ),
            // Moved to a checkpoint that the witness has not signed.
            forgery(
                "size",
                format!(
                    "DELETE FROM cosignatures WHERE municipality = $1 AND size = {last};
                     UPDATE cosignatures SET size = {last} WHERE municipality = $1 AND size = {first}"
                ),
                &both[1..],
            ),
            // Given to another ledger, which has a checkpoint of that size, or none.
            forgery(
                "municipality",
                format!(
                    "DELETE FROM cosignatures WHERE municipality = $2;
                     UPDATE cosignatures SET municipality = $2 WHERE municipality = $1 AND size = {first}"
                ),
                &[(Others, first, &of_first)],
            ),
            forgery(
                "municipality",
                format!("UPDATE cosignatures SET municipality = $2 WHERE municipality = $1 AND size = {last}"),
                &[(Others, last, &not_cosigned(last, WITNESS, NO_SUCH))],
            ),
            forgery(
                "swapped",
                format!(
                    "UPDATE cosignatures s SET line = o.line FROM cosignatures o
                      WHERE s.municipality IN ($1, $2) AND o.municipality IN ($1, $2)
                        AND o.municipality <> s.municipality AND s.size = {first} AND o.size = {first}"
                ),
                &[(Ours, first, &of_first), (Others, first, &of_first)],
            ),
        ]);
        forged.must_be_told_of("cosignatures", &forgeries).await;
    });
}

#[test]
fn every_content_that_is_forged_is_told_of_at_its_place() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let ([one, two], [_, head]) = (forged.attached, forged.sizes);
        let (changed, missing, slipped_in) = ("content changed", "content missing", "content slipped in");
        let mut forgeries = Vec::new();
        for position in [one, two] {
            let this = format!("WHERE municipality = $1 AND position = {position}");
            let change = |set: &str| format!("UPDATE attachment_contents SET {set} {this}");
            forgeries.extend([
                forgery(
                    "municipality",
                    change("municipality = $3"),
                    &[(Ours, position, missing), (Nobodys, position, slipped_in)],
                ),
                forgery(
                    "position",
                    change("position = position + 1000"),
                    &[(Ours, position, missing), (Ours, position + 1000, slipped_in)],
                ),
                forgery("attachment_id", change("attachment_id = gen_random_uuid()"), &[(Ours, position, changed)]),
                forgery("sealed", change("sealed = sealed || 'x'"), &[(Ours, position, changed)]),
                forgery(
                    "sealed",
                    change("sealed = set_byte(sealed, 0, get_byte(sealed, 0) # 1)"),
                    &[(Ours, position, changed)],
                ),
                forgery("dropped", format!("DELETE FROM attachment_contents {this}"), &[(Ours, position, missing)]),
                forgery(
                    "doubled",
                    format!(
                        "INSERT INTO attachment_contents SELECT municipality, {head}, gen_random_uuid(), sealed
                           FROM attachment_contents {this}"
                    ),
                    &[(Ours, head, slipped_in)],
                ),
            ]);
        }
        forgeries.push(forgery(
            "swapped",
            "UPDATE attachment_contents a SET sealed = o.sealed FROM attachment_contents o
              WHERE a.municipality = $1 AND o.municipality = $1 AND o.position <> a.position",
            &[(Ours, one, changed), (Ours, two, changed)],
        ));
        forged.must_be_told_of("attachment_contents", &forgeries).await;
    });
}

/// What no other row and no signature contradicts. Were one of these found one day, it would have to be taken out here and
/// in `infrastructure/README.md`.
#[test]
fn what_nothing_tells_of_is_not_found_and_said_so() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let [first, last] = forged.sizes;
        let mut untold = vec![
            // Witnesses keep what they have signed, and nobody else has it.
            format!("DELETE FROM cosignatures WHERE municipality = $1 AND size = {last}"),
            format!(
                "DELETE FROM cosignatures WHERE municipality = $1 AND size = {first};
                 DELETE FROM checkpoints WHERE municipality = $1 AND size = {first}"
            ),
        ];
        let when = "now() - interval '1 day'";
        for (table, set) in [
            ("ledger_heads", format!("closed_until = {when}")),
            ("trees", "fault = 'none'".to_owned()),
            ("trees", "fault = 'none', contradicted_by = 'nobody'".to_owned()),
            ("checkpoints", format!("signed_at = {when}")),
            ("cosignatures", format!("received_at = {when}")),
        ] {
            untold.push(format!("UPDATE {table} SET {set} WHERE municipality = $1"));
        }
        for sql in untold {
            forged.run(&sql).await;
            assert_eq!(forged.differences(Ours, &Scope::default()).await, [], "{sql}");
            forged.take_back().await;
        }
        for said in ["a checkpoint with all its cosignatures", "a ledger of 0 events"] {
            assert!(README.contains(said), "the README does not say: {said}");
        }
    });
}

/// Whether a key is a witness's, only the witness can say: a stranger's own signature of the true checkpoint is right by
/// the key beside it, and whose it is, is told.
#[test]
fn a_strangers_cosignature_is_named_and_where_the_witnesses_are_given_it_is_found() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let [_, size] = forged.sizes;
        let number = forged.town.municipality.to_string();
        let note = forged.note(Ours, size).await;
        let key = forged.witness.verifier_key();
        let verify = |more: &[&str]| {
            let (code, out, _) = run_in(data_dir(), &[&["verify", "--municipality", &number], more].concat());
            (code, out)
        };
        let (code, out) = verify(&[]);
        assert!(code == 0 && out.contains(&format!(", 2 cosignatures of {WITNESS} are right, ")), "{code}: {out}");
        let (code, out) = verify(&["--witness-key", &key]);
        assert!(code == 0 && out.contains(&format!(", 2 cosignatures of {WITNESS} are right, ")), "{code}: {out}");
        // What is handed on may be cosigned by the one witness that is asked for, and what is stored by others too.
        let directory = DataDir::new();
        let file = directory.path().join("handed.checkpoint");
        std::fs::write(&file, format!("{note}{}", forged.witness.line(&note))).unwrap();
        let handed = ["--checkpoint", file.to_str().unwrap(), "--witness-key", &key];

        for (name, why) in [
            (STRANGER, "that is none of the witnesses whose keys were given"),
            (WITNESS, "the witness of that name has another key"),
        ] {
            let stranger = Cosigner::new(name);
            let slipped_in = format!(
                "INSERT INTO cosignatures VALUES ($1, {size}, '{}', '{}', now())",
                stranger.verifier_key(),
                stranger.line(&note)
            );
            forged.run(&slipped_in).await;
            let (code, out) = verify(&[]);
            assert!(code == 0 && out.contains(&format!(", 1 cosignatures of {name} are right, ")), "{code}: {out}");
            let (code, out) = verify(&["--witness-key", &key]);
            let said = format!("{number} Prøvevik: position {size}: {}", not_cosigned(size, name, why));
            assert_eq!((code, out.trim()), (1, said.as_str()));
            // Whoever is given is a witness.
            let both = Witnesses::Only(vec![key.parse().unwrap(), stranger.verifier_key().parse().unwrap()]);
            let scope = Scope { witnesses: both, ..Scope::default() };
            assert_eq!(forged.differences(Ours, &scope).await, []);
            let (code, out) = verify(&handed);
            if name == WITNESS {
                assert!(code == 1 && out.contains(why), "{code}: {out}");
            } else {
                assert!(code == 0 && out.contains(&format!("cosigned by {WITNESS}")), "{code}: {out}");
            }
            forged.take_back().await;
        }
    });
}

#[test]
fn verify_on_the_command_line_tells_of_what_is_forged_beside_the_events() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let [first, size] = forged.sizes;
        let not_its = not_cosigned(size, WITNESS, NOT_ITS);
        for (sql, whose, said) in [
            (
                "UPDATE ledger_heads SET name = 'Fjordvik' WHERE municipality = $1".to_owned(),
                Ours,
                "Fjordvik: position 1: the head bears another name than the ledger was opened under: Prøvevik"
                    .to_owned(),
            ),
            (
                format!("UPDATE cosignatures SET line = line || ' ' WHERE municipality = $1 AND size = {size}"),
                Ours,
                format!("Prøvevik: position {size}: {not_its}"),
            ),
            (
                format!("UPDATE cosignatures SET municipality = $3 WHERE municipality = $1 AND size = {first}"),
                Nobodys,
                "without a head: position 1: there is no head, which says where the ledger ends".to_owned(),
            ),
            (
                "UPDATE attachment_contents SET municipality = $3 WHERE municipality = $1".to_owned(),
                Nobodys,
                "without a head: position 1: there is no head, which says where the ledger ends".to_owned(),
            ),
        ] {
            forged.run(&sql).await;
            let number = forged.number(whose).to_string();
            let (code, out, err) = run_in(data_dir(), &["verify", "--municipality", &number]);
            assert_eq!((code, out.trim()), (1, format!("{number} {said}").as_str()), "{sql}: {err}");
            forged.take_back().await;
        }
    });
}

/// As many as are listed, and how many more there are: nothing is passed over without a word.
#[test]
fn what_differs_beyond_what_is_listed_is_counted() {
    in_a_town(async |town| {
        let mut forged = Forged::new(town).await;
        let [_, head] = forged.sizes;
        let number = forged.town.municipality.to_string();
        let slip_in = format!(
            "INSERT INTO events
             SELECT municipality, position + n, aggregate_type, aggregate_id, sequence + n, event_type, event_version,
                    payload, metadata, gen_random_uuid(), gen_random_uuid(), command_index, correlation_id,
                    causation_id, actor, occurred_at, recorded_at, leaf_hash, code
               FROM events CROSS JOIN generate_series(1, 12345) AS n WHERE municipality = $1 AND position = {head}"
        );
        let take_out = format!("DELETE FROM events WHERE municipality = $1 AND position > {head}");
        let head_on = "UPDATE ledger_heads SET position = position + 12345 WHERE municipality = $1";
        let all = || {
            let (code, out, err) = run_in(data_dir(), &["verify", "--municipality", &number, "--all"]);
            let lines: Vec<String> = out
                .lines()
                .filter_map(|line| line.strip_prefix(&format!("{number} Prøvevik: ")))
                .map(ToOwned::to_owned)
                .collect();
            assert_eq!((code, lines.len()), (1, 10_001), "{err}");
            (lines[0].clone(), lines[9_999].clone(), lines[10_000].clone())
        };
        let position = |position: i64, says: &str| format!("position {position}: {says}");
        let counted = "2345 more that are not listed: 12345 differences in all".to_owned();

        forged.run(&slip_in).await;
        let beyond = format!("the head says that the ledger ends at {head}");
        assert_eq!(all(), (position(head + 1, &beyond), position(head + 10_000, &beyond), counted.clone()));
        // Under the head they are rows, and none of them has its hash.
        forged.run(head_on).await;
        assert_eq!(all(), (position(head + 1, "row changed"), position(head + 10_000, "row changed"), counted.clone()));
        forged.run(&take_out).await;
        assert_eq!(all(), (position(head + 1, "row missing"), position(head + 10_000, "row missing"), counted));
        forged.take_back().await;

        // More tiles than are read at a time, and one that is missing among them.
        let tiles = "INSERT INTO tree_tiles
            SELECT municipality, 0, n, (SELECT hashes FROM tree_tiles WHERE municipality = $1 AND level = 0 AND tile = 0)
              FROM trees CROSS JOIN generate_series(2, 2500) AS n WHERE municipality = $1 AND n <> 1500";
        forged.run(tiles).await;
        let found = forged.differences(Ours, &Scope::default()).await;
        for tile in [1, 1500] {
            let at = tile * 256 + 1;
            assert!(found.contains(&(at, format!("tile {tile} of level 0 of the stored tree changed"))), "{found:?}");
        }
        forged.take_back().await;
        forged.must_be_sound().await;
    });
}

/// What was signed last is held against the ledger where the key database is at hand.
#[test]
fn what_is_forged_of_what_was_signed_last_contradicts_the_ledger() {
    in_a_town(async |town| {
        let forged = Forged::new(town).await;
        let [_, size] = forged.sizes;
        let number = forged.town.municipality.as_str();
        let mut keys = keys_superuser().await;
        keys.execute("SET session_replication_role = replica").await.unwrap();
        let save = format!("CREATE TEMP TABLE saved AS SELECT * FROM last_signed WHERE municipality = '{number}'");
        keys.execute(save.as_str()).await.unwrap();
        let cut_off = |size: i64| format!("cut off: what was signed last is not in it, which covers {size} events");
        let rewritten =
            |to: i64| format!("rewritten, here or further on up to position {to}: what was signed last is not in it");
        let mut columns_forged = BTreeSet::new();
        for (column, set, at, says) in [
            ("size", "size = size + 1", size + 1, cut_off(size + 1)),
            ("size", "size = size - 1", 1, rewritten(size - 1)),
            ("root", "root = set_byte(root, 31, get_byte(root, 31) # 1)", 1, rewritten(size)),
        ] {
            let sql = format!("UPDATE last_signed SET {set} WHERE municipality = '{number}'");
            keys.execute(sql.as_str()).await.unwrap();
            let signed_last = last_signed(forged.town.ledger.keys(), &forged.town.municipality).await.unwrap();
            let found = forged.differences(Ours, &Scope { signed_last, ..Scope::default() }).await;
            assert!(found.contains(&(at, says)), "{sql}: {found:?}");
            columns_forged.insert(column);
            let undo = format!(
                "DELETE FROM last_signed WHERE municipality = '{number}'; INSERT INTO last_signed SELECT * FROM saved"
            );
            keys.execute(undo.as_str()).await.unwrap();
        }
        // Given to another number, it is told of there.
        let nobody = forged.nobody.as_str();
        let give = |from: &str, to: &str| {
            format!("UPDATE last_signed SET municipality = '{to}' WHERE municipality = '{from}'")
        };
        keys.execute(give(number, nobody).as_str()).await.unwrap();
        let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", nobody]);
        let said = format!("{nobody} without a ledger: position 1: {}", cut_off(size));
        assert_eq!((code, out.trim()), (1, said.as_str()));
        columns_forged.insert("municipality");
        keys.execute(give(nobody, number).as_str()).await.unwrap();
        let found = PLACED_WITH_THE_KEYS[0].found.iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(columns_forged, found);
    });
}

#[test]
fn what_is_forged_of_what_was_written_last_contradicts_the_ledger() {
    in_a_town(async |town| {
        let forged = Forged::new(town).await;
        let [_, size] = forged.sizes;
        let (number, nobody) = (forged.town.municipality.as_str(), forged.nobody.as_str());
        let mut keys = keys_superuser().await;
        keys.execute("SET session_replication_role = replica").await.unwrap();
        let leaf: String =
            sqlx::query_scalar("SELECT encode(leaf_hash, 'hex') FROM events WHERE municipality = $1 AND position = $2")
                .bind(number)
                .bind(size)
                .fetch_one(&mut superuser().await)
                .await
                .unwrap();
        let clear = format!("DELETE FROM written_last WHERE municipality IN ('{number}', '{nobody}')");
        let write = format!("INSERT INTO written_last VALUES ('{number}', {size}, decode('{leaf}', 'hex'))");
        let mut found = async |set: Option<&str>| {
            for sql in [
                Some(clear.clone()),
                Some(write.clone()),
                set.map(|set| format!("UPDATE written_last SET {set} WHERE municipality = '{number}'")),
            ]
            .into_iter()
            .flatten()
            {
                keys.execute(sql.as_str()).await.unwrap();
            }
            let written_last = written_last(forged.town.ledger.keys(), &forged.town.municipality).await.unwrap();
            forged.differences(Ours, &Scope { written_last, ..Scope::default() }).await
        };
        let cut_off = |at: i64| format!("cut off: what was written last is not in it, which stood at position {at}");
        let rewritten = "row rewritten: what was written last holds another one".to_owned();
        assert_eq!(found(None).await, []);
        assert_eq!(found(Some("position = position + 1")).await, [(size + 1, cut_off(size + 1))]);
        assert_eq!(found(Some("position = position - 1")).await, [(size - 1, rewritten.clone())]);
        let another = "leaf = set_byte(leaf, 31, get_byte(leaf, 31) # 1)";
        assert_eq!(found(Some(another)).await, [(size, rewritten)]);
        // Given to another number, it is told of there.
        assert_eq!(found(Some(&format!("municipality = '{nobody}'"))).await, []);
        let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", nobody]);
        let said = format!("{nobody} without a ledger: position 1: {}", cut_off(size));
        assert_eq!((code, out.trim()), (1, said.as_str()));
        assert_eq!(found(None).await, []);
    });
}
