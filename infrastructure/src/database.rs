//! Connections to the ledger's database and to that of the keys, and their migrations.

use std::collections::HashSet;
use std::error::Error;
use std::fmt;
use std::future::ready;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::migrate::{Migrate as _, MigrateError, Migration, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, Postgres, Transaction};

use crate::clock;
use crate::ledger::writer;
use crate::personal::key_maker;
use crate::projections::database_error;

static LEDGER_MIGRATIONS: Migrator = sqlx::migrate!("migrations/ledger");
static KEY_MIGRATIONS: Migrator = sqlx::migrate!("migrations/keys");

/// Why the databases cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// A connection URL cannot be read.
    #[error("the {which} is not a PostgreSQL URL")]
    Url {
        /// Which setting.
        which: &'static str,
    },
    /// The server cannot be reached or refuses.
    #[error("the {which} cannot be reached")]
    Connection {
        /// Which database.
        which: &'static str,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },
    /// A migration failed.
    #[error("the {which} could not be migrated")]
    Migration {
        /// Which database.
        which: &'static str,
        /// What the migrator says.
        #[source]
        source: MigrateError,
    },
    /// Somebody held for too long what a migration changes.
    #[error(
        "somebody has a table of the {which} in use that a migration changes, as a pg_dump has to its end, and everybody would wait \
         behind the migration; start again once that is over"
    )]
    Held {
        /// Which database.
        which: &'static str,
        /// What the migrator says.
        #[source]
        source: MigrateError,
    },
    /// The schema is not there.
    #[error("the ledger database has no schema yet; start once with the owners' URLs, which migrates both databases")]
    NotMigrated,
    /// What is said to be stored may be gone after a crash.
    #[error(
        "{0}: what was acknowledged may be lost or torn when the machine crashes. Turn it on in that server's postgresql.conf; \
         where what may be lost is nobody's, or the file system writes no page in parts, say --database-may-lose-data"
    )]
    NotDurable(NotDurable),
    /// What would be recorded would bear an instant that has not come, for good.
    #[error(
        "this machine's clock is {seconds} seconds ahead of the ledger database's; set both by one source of time, and start again"
    )]
    ClockAhead {
        /// By how much, in whole seconds.
        seconds: i64,
    },
    /// The application's role could change the ledger.
    #[error(
        "the role of the ledger's connection may update, delete or truncate events; connect as a member of case_ledger_app that owns nothing"
    )]
    RoleTooStrong,
}

/// A setting of a database's server by which what it says is stored may be gone after a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDurable {
    /// Which database.
    pub database: &'static str,
    /// Which setting is off.
    pub setting: String,
}

impl fmt::Display for NotDurable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is off on the server of the {}", self.setting, self.database)
    }
}

/// Where the two databases are.
#[derive(Clone)]
pub struct DatabaseUrls {
    /// The ledger, as the application's role.
    pub ledger: String,
    /// The keys, as their own role.
    pub keys: String,
}

/// The pools of the two databases.
#[derive(Debug, Clone)]
pub struct Databases {
    /// The ledger and its read models.
    pub ledger: PgPool,
    /// The ledger again, for its writers: readers that take every connection must not keep commands waiting.
    pub appends: PgPool,
    /// The ledger again, for what goes on behind the answers: projectors, process managers, proofs. Nobody's questions
    /// keep them waiting, and none of their statements is cut short because it takes long.
    pub tasks: PgPool,
    /// The keys.
    pub keys: PgPool,
}

/// How long a request waits for a connection before it is told to come back.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection that has lain idle for longer is tested before it is used. One that broke sooner fails the statement
/// it is used for; sending a command again is safe.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

/// Settings of the readers' connections: no question keeps a connection for as long as a request may take (30 seconds),
/// and no transaction is forgotten. What goes on behind the answers has connections of its own.
const OF_READERS: [(&str, &str); 2] = [("statement_timeout", "20s"), ("idle_in_transaction_session_timeout", "60s")];

/// The code with which PostgreSQL gives up waiting for a lock.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// The code with which PostgreSQL ends a statement that takes too long.
const CANCELLED: &str = "57014";

/// Whether the database ended a statement because it took too long.
pub fn took_too_long(error: &(dyn Error + 'static)) -> bool {
    has_code(error, CANCELLED)
}

/// Whether the database gave up waiting for what somebody else holds.
pub fn is_held_by_another(error: &(dyn Error + 'static)) -> bool {
    has_code(error, LOCK_NOT_AVAILABLE)
}

fn has_code(error: &(dyn Error + 'static), code: &str) -> bool {
    matches!(database_error(error), Some(sqlx::Error::Database(error)) if error.code().as_deref() == Some(code))
}

/// Settings of every connection to the ledger and the keys. Rows are found by their indexes, and no statement computes for
/// so long that compiling it would pay: what PostgreSQL takes for loading its compiler alone is more than most answers take.
const OF_ALL: [(&str, &str); 1] = [("jit", "off")];

/// Settings of the writers' connections. Their few statements are planned once: planning them anew takes PostgreSQL as
/// long as some rows do. And nobody waits longer for a head that somebody else holds than for a connection.
const OF_WRITERS: [(&str, &str); 2] = [("plan_cache_mode", "force_generic_plan"), ("lock_timeout", "10s")];

/// Connections of what goes on behind the answers: a projector for each of four municipalities, a rebuild, the intake
/// and the prover, which come and go. Opened as they are needed.
const FOR_TASKS: u32 = 8;

/// Settings of the keys' connections: who waits for keys that somebody else holds is told before it gives up by itself.
const OF_KEYS: [(&str, &str); 1] = [("lock_timeout", "5s")];

/// The tables of which no row ever changes or goes.
const APPEND_ONLY: &[&str] = &[
    "attachment_contents",
    "checkpoints",
    "cosignatures",
    "emergency_access",
    "emergency_access_reviews",
    "events",
    "read_log",
];

fn options(url: &str, which: &'static str) -> Result<PgConnectOptions, DatabaseError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| DatabaseError::Url { which })?;
    // Statement texts carry no values, but nothing is gained by logging them.
    Ok(options.application_name("case-ledger").options(OF_ALL).disable_statement_logging())
}

/// How far this machine's clock may be ahead of the database's.
pub(crate) const CLOCKS_APART: TimeDelta = TimeDelta::seconds(10);

/// The settings of a server that keep what it says is stored.
const DURABLE_BY: [&str; 2] = ["fsync", "full_page_writes"];

/// Those of the settings that are off.
async fn off(pool: &PgPool, settings: &[&str]) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT name FROM unnest($1::text[]) AS name WHERE current_setting(name) = 'off'")
        .bind(settings)
        .fetch_all(pool)
        .await
}

/// For a connection that holds a turn, and on which nothing else flows meanwhile: of a server that is gone PostgreSQL learns by these,
/// and not hours later, and it ends none of one that is there.
pub(crate) const WATCHED_WHILE_IDLE: &str =
    "SELECT set_config(name, value, false) FROM (VALUES ('tcp_keepalives_idle', '30'),
         ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3'), ('idle_session_timeout', '0'))
         AS set_to (name, value)";

fn must_not_be_ahead(ours: DateTime<Utc>, theirs: DateTime<Utc>) -> Result<(), DatabaseError> {
    let ahead = ours - theirs;
    if ahead > CLOCKS_APART { Err(DatabaseError::ClockAhead { seconds: ahead.num_seconds() }) } else { Ok(()) }
}

impl Databases {
    /// Opens the pools and makes sure that the ledger's role cannot change events.
    pub async fn connect(urls: &DatabaseUrls, connections: u32) -> Result<Self, DatabaseError> {
        let pool = |size: u32| {
            PgPoolOptions::new()
                .max_connections(size)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                // The pool's own test is a round trip before every statement.
                .test_before_acquire(false)
                // Whatever the role, the database or the server say: what is answered is on disk. What waits for more than the own
                // disk is the operator's choice, and stays; so does this, also when the server's settings are read anew.
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        sqlx::query(
                            "SELECT set_config('synchronous_commit', CASE known WHEN 'off' THEN 'on' ELSE known END, false)
                               FROM current_setting('synchronous_commit') AS known",
                        )
                        .execute(connection)
                        .await?;
                        Ok(())
                    })
                })
                // A connection would keep room for the largest statement that it ever sent, and there are dozens.
                .after_release(|connection, _| {
                    connection.shrink_buffers();
                    Box::pin(ready(Ok(true)))
                })
                .before_acquire(|connection, metadata| {
                    Box::pin(async move {
                        if metadata.idle_for > TRUSTED_IDLE {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
        };
        let ledger = pool(connections)
            .connect_with(options(&urls.ledger, "ledger database")?.options(OF_READERS))
            .await
            .map_err(|source| DatabaseError::Connection { which: "ledger database", source })?;
        let appends = pool(connections.div_ceil(4).max(writer::LEAST_CONNECTIONS))
            .connect_with(options(&urls.ledger, "ledger database")?.options(OF_WRITERS))
            .await
            .map_err(|source| DatabaseError::Connection { which: "ledger database", source })?;
        let tasks = pool(FOR_TASKS)
            .connect_with(options(&urls.ledger, "ledger database")?)
            .await
            .map_err(|source| DatabaseError::Connection { which: "ledger database", source })?;
        let keys = pool(connections.div_ceil(4).max(key_maker::LEAST_CONNECTIONS))
            .connect_with(options(&urls.keys, "key database")?.options(OF_KEYS))
            .await
            .map_err(|source| DatabaseError::Connection { which: "key database", source })?;
        let databases = Self { ledger, appends, tasks, keys };
        databases.role_must_be_weak().await?;
        databases.clock_must_not_be_ahead().await?;
        Ok(databases)
    }

    /// Times in the ledger do not go back: who records once with a clock that is ahead has everybody record at that instant
    /// until it comes.
    async fn clock_must_not_be_ahead(&self) -> Result<(), DatabaseError> {
        let ours = clock::now();
        must_not_be_ahead(ours, self.clock_of_the_ledgers().await?)
    }

    /// By how many seconds this machine's clock is ahead of the ledger database's by now, where that is more than clocks may be apart:
    /// commands that are sent to this machine are not recorded meanwhile.
    pub async fn clock_ahead(&self) -> Result<Option<i64>, DatabaseError> {
        let ours = clock::now();
        match must_not_be_ahead(ours, self.clock_of_the_ledgers().await?) {
            Err(DatabaseError::ClockAhead { seconds }) => Ok(Some(seconds)),
            result => result.map(|()| None),
        }
    }

    async fn clock_of_the_ledgers(&self) -> Result<DateTime<Utc>, DatabaseError> {
        sqlx::query_scalar("SELECT clock_timestamp()")
            .fetch_one(&self.ledger)
            .await
            .map_err(|source| DatabaseError::Connection { which: "ledger database", source })
    }

    /// That neither server loses what it said was stored: an error by the first setting that is off.
    pub async fn must_be_durable(&self) -> Result<(), DatabaseError> {
        let found = self.not_durable().await?;
        found.into_iter().next().map_or(Ok(()), |found| Err(DatabaseError::NotDurable(found)))
    }

    /// The settings of both servers by which what they say is stored may be gone after a crash.
    pub async fn not_durable(&self) -> Result<Vec<NotDurable>, DatabaseError> {
        let mut found = Vec::new();
        for (pool, database) in [(&self.ledger, "ledger database"), (&self.keys, "key database")] {
            let off = off(pool, &DURABLE_BY).await;
            let off = off.map_err(|source| DatabaseError::Connection { which: database, source })?;
            found.extend(off.into_iter().map(|setting| NotDurable { database, setting }));
        }
        Ok(found)
    }

    async fn role_must_be_weak(&self) -> Result<(), DatabaseError> {
        let source = |source| DatabaseError::Connection { which: "ledger database", source };
        let migrated: bool = sqlx::query_scalar("SELECT to_regclass('events') IS NOT NULL")
            .fetch_one(&self.ledger)
            .await
            .map_err(source)?;
        if !migrated {
            return Err(DatabaseError::NotMigrated);
        }
        let strong: bool = sqlx::query_scalar(
            // What a migration that is still to come makes, nobody can change.
            "SELECT coalesce(bool_or(has_table_privilege(to_regclass(name), privilege)), false)
                    OR coalesce(bool_or(has_any_column_privilege(to_regclass(name), 'UPDATE')), false)
                    -- Tiles grow.
                    OR coalesce(has_table_privilege(to_regclass('tree_tiles'), 'DELETE, TRUNCATE'), false)
               FROM unnest($1::text[]) AS name, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS privilege",
        )
        .bind(APPEND_ONLY)
        .fetch_one(&self.ledger)
        .await
        .map_err(source)?;
        if strong { Err(DatabaseError::RoleTooStrong) } else { Ok(()) }
    }

    /// Closes the pools.
    pub async fn close(&self) {
        self.ledger.close().await;
        self.appends.close().await;
        self.tasks.close().await;
        self.keys.close().await;
    }
}

/// A pool on a ledger's database that writes nothing; a standby or a copy will do.
pub async fn read_only(ledger: &str) -> Result<PgPool, DatabaseError> {
    read_only_on(ledger, "ledger database").await
}

/// As [`read_only`], on the database of the keys.
pub async fn read_only_keys(keys: &str) -> Result<PgPool, DatabaseError> {
    read_only_on(keys, "key database").await
}

async fn read_only_on(url: &str, which: &'static str) -> Result<PgPool, DatabaseError> {
    let options = options(url, which)?.options([("default_transaction_read_only", "on")]);
    PgPoolOptions::new()
        .max_connections(2)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await
        .map_err(|source| DatabaseError::Connection { which, source })
}

/// Begins a transaction, also where whoever asks for it is gone before it has begun.
///
/// Dropped at that moment, sqlx's own `begin` gives the connection back in the midst of a transaction that it does not
/// know of: whoever gets it next would read an old snapshot for ever, or write what is never committed.
pub(crate) async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    begin_by(pool, "BEGIN").await
}

/// As [`begin`], for questions that are answered from one snapshot.
pub(crate) async fn begin_snapshot(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    begin_by(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await
}

async fn begin_by(pool: &PgPool, statement: &'static str) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    // Whoever is gone while waiting for a connection takes none from others.
    let connection = pool.acquire().await?;
    let beginning = tokio::spawn(Transaction::begin(connection, Some(statement.into())));
    beginning.await.map_err(|_| sqlx::Error::WorkerCrashed)?
}

/// Brings both databases' schemas up to date, as their owner. Forward only; PostgreSQL's advisory lock lets one
/// process at a time do it.
pub async fn migrate(owner: &DatabaseUrls) -> Result<(), DatabaseError> {
    migrate_one(&owner.ledger, "ledger database", &LEDGER_MIGRATIONS).await?;
    migrate_one(&owner.keys, "key database", &KEY_MIGRATIONS).await
}

async fn migrate_one(url: &str, which: &'static str, migrations: &Migrator) -> Result<(), DatabaseError> {
    let mut connection: PgConnection =
        options(url, which)?.connect().await.map_err(|source| DatabaseError::Connection { which, source })?;
    begin_alone(&mut connection, migrations).await.map_err(|source| DatabaseError::Connection { which, source })?;
    patient(migrations).run(&mut connection).await.map_err(|source| {
        if is_held_by_another(&source) {
            DatabaseError::Held { which, source }
        } else {
            DatabaseError::Migration { which, source }
        }
    })?;
    connection.close().await.map_err(|source| DatabaseError::Connection { which, source })
}

/// How long a migration waits for what somebody else holds.
const PATIENCE: &str = "SET LOCAL lock_timeout = '5s';\n";

/// The same migrations, which give up where they would wait for long: whoever comes next to a table that a migration waits for waits
/// behind it. Those without a transaction build an index beside the work and keep nobody waiting. By their checksums they are what they
/// were.
fn patient(migrations: &Migrator) -> Migrator {
    let with_patience = |migration: &Migration| {
        let mut migration = migration.clone();
        if !migration.no_tx {
            migration.sql = format!("{PATIENCE}{}", migration.sql).into();
        }
        migration
    };
    Migrator { migrations: migrations.iter().map(with_patience).collect(), ..Migrator::DEFAULT }
}

/// How often whoever waits for another's migrations looks whether they are done.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Lets one process at a time migrate, for as long as the connection lives, and takes away what an earlier one did not end:
/// an index that is built beside the work stays behind unusable when its statement is interrupted.
///
/// Whoever waits asks again and again and does not wait within a statement, for which building such an index would wait.
async fn begin_alone(connection: &mut PgConnection, migrations: &Migrator) -> Result<(), sqlx::Error> {
    loop {
        let alone: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock(hashtext('case ledger migrations'))")
            .fetch_one(&mut *connection)
            .await?;
        if alone {
            break;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    let applied = match connection.list_applied_migrations().await {
        Ok(applied) => applied.into_iter().map(|migration| migration.version).collect(),
        // Nothing was ever applied here.
        Err(MigrateError::Execute(sqlx::Error::Database(error)))
            if error.code().as_deref() == Some(UNDEFINED_TABLE) =>
        {
            HashSet::new()
        }
        Err(error) => return Err(sqlx::Error::Migrate(Box::new(error))),
    };
    let ahead = migrations.iter().filter(|migration| !applied.contains(&migration.version));
    let begun: Vec<&str> = ahead.filter_map(|migration| built_beside_the_work(&migration.sql)).collect();
    loop {
        let unusable: Vec<String> = sqlx::query_scalar(
            "SELECT format('%I', c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY ($1)",
        )
        .bind(&begun)
        .fetch_all(&mut *connection)
        .await?;
        // What somebody builds right now is not left behind. Of another role's work only that it goes on is told.
        let is_built: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_stat_progress_create_index)")
            .fetch_one(&mut *connection)
            .await?;
        if !unusable.is_empty() && is_built {
            tokio::time::sleep(LOOK_AGAIN).await;
            continue;
        }
        for index in unusable {
            sqlx::raw_sql(&format!("DROP INDEX CONCURRENTLY IF EXISTS {index}")).execute(&mut *connection).await?;
        }
        break;
    }
    Ok(())
}

/// PostgreSQL's word for a table that is not there.
const UNDEFINED_TABLE: &str = "42P01";

/// The index that a migration builds while others read and write, if that is what it does.
fn built_beside_the_work(migration: &str) -> Option<&str> {
    let (_, rest) = migration.split_once("CREATE INDEX CONCURRENTLY")?;
    let rest = rest.trim_start();
    rest.strip_prefix("IF NOT EXISTS").unwrap_or(rest).split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::HashSet;
    use std::sync::Arc;

    use case_ledger_domain::case::Case;
    use futures::poll;
    use sqlx::Executor as _;

    use super::*;
    use crate::clock;
    use crate::erasure::Erasure;
    use crate::ledger::Program;
    use crate::ledger::bulk::Author;
    use crate::projections::tests::Server;

    #[test]
    fn a_machine_whose_clock_is_ahead_of_the_databases_records_nothing() {
        let theirs: DateTime<Utc> = "2026-01-05T12:00:00Z".parse().unwrap();
        for behind_or_a_little_ahead in [-86_400, 0, 10] {
            must_not_be_ahead(theirs + TimeDelta::seconds(behind_or_a_little_ahead), theirs).unwrap();
        }
        let ahead = must_not_be_ahead(theirs + TimeDelta::days(30), theirs);
        assert!(matches!(ahead, Err(DatabaseError::ClockAhead { seconds: 2_592_000 })), "{ahead:?}");
    }

    /// By settings that a test may turn off under a server that runs.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_a_server_may_lose_is_told_by_the_settings_that_are_off() {
        let server = Server::start().await;
        let pool = server.ledger.pool();
        let [sorts, hashes] = ["enable_sort", "enable_hashjoin"];
        assert_eq!(off(pool, &[sorts, hashes]).await.unwrap(), [""; 0]);
        server.as_superuser(&format!("ALTER ROLE case_ledger_app SET {hashes} = off")).await;
        let options = pool.connect_options().as_ref().clone();
        let anew = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        assert_eq!(off(&anew, &[sorts, hashes]).await.unwrap(), [hashes]);
        anew.close().await;
        server.end().await;
    }

    /// Given up before, while and after it begins, whichever moment that is on this machine.
    #[tokio::test]
    async fn a_transaction_that_is_given_up_while_it_begins_leaves_the_connection_as_it_was() {
        let server = Server::start().await;
        let options = server.ledger.pool().connect_options();
        let alone = PgPoolOptions::new().max_connections(1).connect_with((*options).clone()).await.unwrap();
        for polls in 0..60 {
            let mut beginning = Box::pin(begin(&alone));
            for _ in 0..polls {
                if poll!(&mut beginning).is_ready() {
                    break;
                }
                // So that answers come in between.
                tokio::time::sleep(Duration::from_micros(200)).await;
            }
            drop(beginning);
            // Nothing to save where no transaction is open.
            let probe = alone.execute("SAVEPOINT probe").await.unwrap_err();
            let code = probe.as_database_error().and_then(|error| error.code().map(Cow::into_owned));
            assert_eq!(code.as_deref(), Some("25P01"), "given up after {polls} polls");
        }
    }

    #[tokio::test]
    async fn an_index_that_a_migration_did_not_end_is_built_anew_and_nobody_elses_is_taken_away() {
        let server = Server::start().await;
        server
            .as_superuser(
                "CREATE INDEX operators_idx ON events (recorded_at);
                 UPDATE pg_index SET indisvalid = false
                  WHERE indexrelid IN ('operators_idx'::regclass, 'events_consultations_idx'::regclass,
                                       'case_cards_opened_idx'::regclass);
                 DELETE FROM _sqlx_migrations WHERE description = 'consultations by day'",
            )
            .await;
        migrate(&server.home.owner_urls()).await.unwrap();
        let unusable: Vec<String> =
            sqlx::query_scalar("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1")
                .fetch_all(server.ledger.pool())
                .await
                .unwrap();
        // Of a migration that is noted as done the index would not come back.
        assert_eq!(unusable, ["case_cards_opened_idx", "operators_idx"]);
        let is_there: bool = sqlx::query_scalar("SELECT to_regclass('events_consultations_idx') IS NOT NULL")
            .fetch_one(server.ledger.pool())
            .await
            .unwrap();
        assert!(is_there);
    }

    /// Everybody who comes to the table meanwhile would wait behind the migration, for as long as a dump takes.
    #[tokio::test]
    async fn a_migration_gives_up_where_somebody_has_its_table_in_use_and_is_made_at_the_next_start() {
        let server = Server::start().await;
        server
            .as_superuser(
                "ALTER TABLE projections DROP COLUMN put_right CASCADE, DROP COLUMN not_rebuilt CASCADE,
                                         DROP COLUMN not_rebuilt_since CASCADE;
                 DELETE FROM _sqlx_migrations WHERE description = 'outdated read models'",
            )
            .await;
        let mut connection = server.ledger.tasks().acquire().await.unwrap();
        let mut dump = connection.begin().await.unwrap();
        dump.execute("SELECT FROM projections").await.unwrap();
        let urls = server.home.owner_urls();
        let given_up = tokio::time::timeout(Duration::from_secs(30), migrate(&urls)).await.expect("it does not wait");
        assert!(matches!(given_up, Err(DatabaseError::Held { .. })), "{given_up:?}");
        dump.execute("SELECT FROM projections").await.unwrap();
        dump.rollback().await.unwrap();
        migrate(&urls).await.unwrap();
        sqlx::query("SELECT put_right FROM projections").execute(&mut *connection).await.unwrap();
        server.end().await;
    }

    #[tokio::test]
    async fn a_transaction_that_is_given_up_while_it_waits_for_a_connection_takes_none() {
        let server = Server::start().await;
        let options = server.ledger.pool().connect_options();
        let alone = PgPoolOptions::new().max_connections(1).connect_with((*options).clone()).await.unwrap();
        let mut held = alone.acquire().await.unwrap();
        let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *held).await.unwrap();
        let mut beginning = Box::pin(begin(&alone));
        for _ in 0..10 {
            assert!(poll!(&mut beginning).is_pending());
            tokio::task::yield_now().await;
        }
        drop(beginning);
        drop(held);
        // Whoever asked first is served first: had it been, the connection's last statement would be its.
        let _next = alone.acquire().await.unwrap();
        let last = sqlx::query_scalar("SELECT query FROM pg_stat_activity WHERE pid = $1").bind(pid);
        let last: String = last.fetch_one(server.ledger.pool()).await.unwrap();
        assert_eq!(last, "SELECT pg_backend_pid()");
        server.end().await;
    }

    #[tokio::test]
    async fn a_snapshot_is_one_from_its_beginning_and_changes_nothing() {
        let server = Server::start().await;
        let mut snapshot = begin_snapshot(server.ledger.pool()).await.unwrap();
        for (setting, value) in [("transaction_isolation", "repeatable read"), ("transaction_read_only", "on")] {
            let shown: String = sqlx::query_scalar(&format!("SHOW {setting}")).fetch_one(&mut *snapshot).await.unwrap();
            assert_eq!(shown, value, "{setting}");
        }
        drop(snapshot);
        server.end().await;
    }

    /// Questions hold every connection there is for them, and none of these waits for one.
    #[tokio::test]
    async fn what_goes_on_behind_the_answers_waits_for_no_question() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        server.emergency(&municipality).await;
        let (ledger, pool) = (&server.ledger, server.ledger.pool());
        let mut questions = Vec::new();
        while questions.len() < pool.options().get_max_connections() as usize {
            questions.push(pool.acquire().await.unwrap());
        }
        assert!(pool.try_acquire().is_none());

        Erasure::new(Arc::clone(ledger)).catch_up().await.unwrap();
        let mut recorded = HashSet::new();
        assert_eq!(ledger.streams_among::<Case>(&municipality, &[clock::new_id()]).await.unwrap(), HashSet::new());
        assert_eq!(ledger.recorded_among(&municipality, &[clock::new_id()]).await.unwrap(), HashSet::new());
        assert!(ledger.load_all::<Case>(&municipality, &[clock::new_id()], &mut recorded).await.unwrap().is_empty());
        Author::now(ledger, &municipality, Program::Import).await.unwrap();
        drop(questions);
        server.end().await;
    }

    /// Whether a migration holds up whoever records or reads while it is applied: an index on one of the two tables that every
    /// command and every read is written to is built beside them only by itself, outside a transaction. (Then let one server
    /// migrate before the others start: who waits for the migrator's lock would be waited for.)
    fn holds_up_commands(sql: &str, no_transaction: bool) -> bool {
        let plain: String =
            sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
        let statements: Vec<Vec<String>> = plain
            .split(';')
            .map(|statement| statement.replace('(', " ( ").split_whitespace().map(str::to_uppercase).collect())
            .filter(|words: &Vec<String>| !words.is_empty())
            .collect();
        let is_on_a_big_table = |words: &[String]| {
            let on = words.iter().position(|word| word == "ON").unwrap_or(words.len());
            let table = words.iter().skip(on + 1).find(|word| *word != "ONLY").map(String::as_str);
            let builds = words[0] == "CREATE" && words[..on].iter().any(|word| word == "INDEX");
            builds && matches!(table, Some("EVENTS" | "READ_LOG"))
        };
        let is_beside = |words: &[String]| {
            no_transaction && statements.len() == 1 && words.iter().any(|word| word == "CONCURRENTLY")
        };
        statements.iter().any(|words| is_on_a_big_table(words) && !is_beside(words))
    }

    #[test]
    fn no_migration_to_come_holds_up_commands_while_it_builds_an_index() {
        for (sql, no_transaction, holds_up) in [
            ("CREATE INDEX a ON events (b);", false, true),
            ("-- Why.\nCREATE UNIQUE INDEX IF NOT EXISTS a\n    ON read_log(b)", true, true),
            ("CREATE INDEX CONCURRENTLY a ON events (b)", false, true),
            ("CREATE INDEX CONCURRENTLY a ON ONLY events (b); SELECT 1", true, true),
            ("-- no-transaction\nCREATE INDEX CONCURRENTLY a ON events (b); -- Done.", true, false),
            ("CREATE INDEX a ON case_cards (b); CREATE TABLE c (events text)", false, false),
        ] {
            assert_eq!(holds_up_commands(sql, no_transaction), holds_up, "{sql}");
        }
        // Those up to 36 are applied and never change; infrastructure/README.md says what they cost.
        let to_come = LEDGER_MIGRATIONS.iter().filter(|migration| migration.version > 36);
        let holding_up = to_come.filter(|migration| holds_up_commands(&migration.sql, migration.no_tx));
        assert_eq!(holding_up.map(|migration| migration.version).collect::<Vec<_>>(), [] as [i64; 0]);
    }
}
