//! A data directory: the embedded server, its two databases, their roles, and the master keys.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::database::{DatabaseError, DatabaseUrls, Databases, migrate};
use crate::embedded::{EmbeddedError, EmbeddedOptions, EmbeddedServer};
use crate::ledger::bus::Ledger;
use crate::personal::master_key::FileMasterKeys;
use crate::secret_file::{create_or_read, to_hex};

const LEDGER_DATABASE: &str = "case_ledger";
const KEY_DATABASE: &str = "case_ledger_keys";

/// The roles. Each database has an owner, which migrates, and an application role, which works.
const LEDGER_OWNER: &str = "case_ledger_owner";
const LEDGER_APP: &str = "case_ledger_app";
const KEY_OWNER: &str = "case_ledger_keys_owner";
const KEY_APP: &str = "case_ledger_keys";

/// Serialises the first set-up of two processes that open one directory at once.
const SET_UP_LOCK: i64 = 0x6361_7365_6c65_6467;

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The embedded server.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The databases.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Setting roles and databases up.
    #[error("the databases could not be set up")]
    SetUp(#[from] sqlx::Error),
    /// A secret in a file.
    #[error("a secret of the data directory cannot be read or made")]
    Secret(#[from] std::io::Error),
    /// There is no ledger in it.
    #[error("{} holds no ledger; is it the right directory (--data-dir, CASE_LEDGER_DATA_DIR)?", .0.display())]
    Empty(PathBuf),
    /// The set-up was interrupted.
    #[error("the set-up of the data directory was interrupted")]
    Interrupted,
}

/// An open data directory. Its server stays up at least as long as this.
#[derive(Debug)]
pub struct Home {
    directory: PathBuf,
    server: EmbeddedServer,
    passwords: Passwords,
}

#[derive(Debug)]
struct Passwords {
    ledger_owner: String,
    ledger_app: String,
    key_owner: String,
    key_app: String,
}

impl Home {
    /// Opens a data directory, making what is missing: cluster, roles, databases, schemas.
    pub async fn open(directory: &Path, options: EmbeddedOptions) -> Result<Self, HomeError> {
        let home = Self::start(directory, options).await?;
        home.set_up().await?;
        migrate(&home.owner_urls()).await?;
        Ok(home)
    }

    /// Opens a data directory that holds a ledger, and changes nothing in its databases: neither roles nor schemas.
    pub async fn open_as_it_is(directory: &Path, options: EmbeddedOptions) -> Result<Self, HomeError> {
        if !Self::is_in(directory)? {
            return Err(HomeError::Empty(directory.to_owned()));
        }
        Self::start(directory, options).await
    }

    /// Whether the directory holds a ledger.
    pub fn is_in(directory: &Path) -> Result<bool, HomeError> {
        Ok(directory.join("secrets").join(LEDGER_APP).try_exists()?)
    }

    async fn start(directory: &Path, options: EmbeddedOptions) -> Result<Self, HomeError> {
        let path = directory.to_owned();
        let opening = tokio::task::spawn_blocking(move || {
            let server = EmbeddedServer::open(&path, options)?;
            let password = |role: &str| create_or_read(&path.join("secrets").join(role)).map(|secret| to_hex(&secret));
            let passwords = Passwords {
                ledger_owner: password(LEDGER_OWNER)?,
                ledger_app: password(LEDGER_APP)?,
                key_owner: password(KEY_OWNER)?,
                key_app: password(KEY_APP)?,
            };
            Ok::<_, HomeError>((server, passwords))
        });
        let (server, passwords) = opening.await.map_err(|_| HomeError::Interrupted)??;
        Ok(Self { directory: directory.to_owned(), server, passwords })
    }

    async fn set_up(&self) -> Result<(), HomeError> {
        let admin = self.server.url(crate::embedded::ADMIN_ROLE, self.server.admin_password(), "postgres");
        let mut connection = PgConnection::connect(&admin).await?;
        sqlx::query("SELECT pg_advisory_lock($1)").bind(SET_UP_LOCK).execute(&mut connection).await?;
        for (role, password) in [
            (LEDGER_OWNER, &self.passwords.ledger_owner),
            (LEDGER_APP, &self.passwords.ledger_app),
            (KEY_OWNER, &self.passwords.key_owner),
            (KEY_APP, &self.passwords.key_app),
        ] {
            let known = sqlx::query("SELECT FROM pg_roles WHERE rolname = $1").bind(role);
            if known.fetch_optional(&mut connection).await?.is_none() {
                // Role names are constants and passwords hexadecimal digits; DDL takes no parameters.
                let sql = format!("CREATE ROLE {role} LOGIN PASSWORD '{password}'");
                connection.execute(sql.as_str()).await?;
            }
        }
        for (database, owner, app) in [(LEDGER_DATABASE, LEDGER_OWNER, LEDGER_APP), (KEY_DATABASE, KEY_OWNER, KEY_APP)]
        {
            let known = sqlx::query("SELECT FROM pg_database WHERE datname = $1").bind(database);
            if known.fetch_optional(&mut connection).await?.is_none() {
                connection.execute(format!("CREATE DATABASE {database} OWNER {owner}").as_str()).await?;
            }
            // The two applications cannot even connect to each other's database.
            let sql = format!(
                "REVOKE ALL ON DATABASE {database} FROM PUBLIC; GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}"
            );
            connection.execute(sql.as_str()).await?;
        }
        connection.close().await?;
        Ok(())
    }

    /// The databases as the application's roles.
    pub fn urls(&self) -> DatabaseUrls {
        DatabaseUrls {
            ledger: self.server.url(LEDGER_APP, &self.passwords.ledger_app, LEDGER_DATABASE),
            keys: self.server.url(KEY_APP, &self.passwords.key_app, KEY_DATABASE),
        }
    }

    /// The databases as their owners.
    pub fn owner_urls(&self) -> DatabaseUrls {
        DatabaseUrls {
            ledger: self.server.url(LEDGER_OWNER, &self.passwords.ledger_owner, LEDGER_DATABASE),
            keys: self.server.url(KEY_OWNER, &self.passwords.key_owner, KEY_DATABASE),
        }
    }

    /// The ledger's database as the server's superuser: what an attacker with every right would use.
    pub fn superuser_url(&self) -> String {
        self.server.url(crate::embedded::ADMIN_ROLE, self.server.admin_password(), LEDGER_DATABASE)
    }

    /// Connects, and opens the ledger with the master keys of this directory.
    pub async fn ledger(&self, connections: u32) -> Result<(Databases, Arc<Ledger>), HomeError> {
        let databases = Databases::connect(&self.urls(), connections).await?;
        let master = FileMasterKeys::in_directory(self.master_keys());
        let ledger = Arc::new(Ledger::new(&databases, Arc::new(master)));
        Ok((databases, ledger))
    }

    /// The directory of the master keys.
    pub fn master_keys(&self) -> PathBuf {
        self.directory.join("master-keys")
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The embedded server.
    pub const fn server(&self) -> &EmbeddedServer {
        &self.server
    }

    /// Lets go of the server, which stops unless another process uses it.
    pub async fn close(self) {
        // Stopping waits for PostgreSQL, which must not hold up the runtime's threads.
        let _ = tokio::task::spawn_blocking(move || self.server.shutdown()).await;
    }
}
