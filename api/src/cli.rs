//! The command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help that a terminal shows, without markup")]

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::num::NonZeroU8;
use std::path::{Path, PathBuf};

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::{Body, Role};
use case_ledger_infrastructure::proof::checkpoint::WitnessKey;
use case_ledger_infrastructure::proof::keys::is_origin;
use case_ledger_infrastructure::proof::witness::HttpWitness;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// An event-sourced ledger of what a municipality does when someone is worried about a child.
///
/// Start with `case-ledger demo`: it brings a PostgreSQL of its own and two fictional municipalities, and prints where
/// to look.
#[derive(Debug, Parser)]
#[command(name = "case-ledger", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the ledger with its own PostgreSQL and demo data
    ///
    /// The first start makes a database in the data directory and fills it with two fictional municipalities, 9901
    /// and 9902. It then serves a query page and prints one token per role. Ctrl-C stops everything.
    Demo(DemoArgs),
    /// Make the demo's data; the demo runs this by itself
    #[command(hide = true)]
    DemoData(DemoDataArgs),
    /// Run the ledger on your own PostgreSQL, with your own tokens
    ///
    /// Needs two databases (DATABASE_URL and KEY_DATABASE_URL, or an embedded server with --data-dir) and an issuer
    /// of access tokens. Every option can also stand in a TOML file given with --config, under the same name with
    /// underscores.
    Serve(Box<ServeArgs>),
    /// Read a municipality's yearly return (KOSTRA 15F) or a report message (FIKS) into its ledger
    ///
    /// What can be read goes in; what cannot is listed with its place and the reason. Reading a file again adds
    /// nothing. Exit code 0: everything was accepted; 2: something was refused; 1: a file could not be read as that
    /// format; 3: the ledger could not take it (the municipality is not opened, or the database is at fault). Of
    /// several files the worst counts: 3, then 1, then 2.
    Import(ImportArgs),
    /// Print an access token for the demo
    Token(TokenArgs),
    /// Open ledgers of municipalities
    #[command(subcommand)]
    Municipality(MunicipalityCommand),
    /// List master keys and the erasures that wait for the end of one; rotate keys, while servers run; go on with old ones
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Find the way into the embedded database
    #[command(subcommand)]
    Database(DatabaseCommand),
    /// Change the keys that sign the ledgers' checkpoints
    #[command(subcommand)]
    SigningKey(SigningKeyCommand),
    /// Prove that the ledger is as it was written
    ///
    /// Computes every leaf hash anew from its row and the tree from the leaves, and holds them against the stored
    /// tree, every signed checkpoint, and those that are kept elsewhere. No position and no place in a stream may be
    /// missing, and times must not go back. Exit code 1 names the first difference: municipality, position and kind.
    /// Nothing is written: a standby or a copy will do, and the ledger's database alone. Where the key database is at
    /// hand, which remembers what was signed last, that must be in it; a copy that has not come as far is told of as
    /// cut off, and a standby, which comes after, as behind.
    Verify(VerifyArgs),
    /// Look at a row that no program of the ledger wrote, and have the log go on over it
    ///
    /// Such a row cannot be taken out of a ledger that has gone on behind it. Without --reason it is shown what the row says to be,
    /// without its content. With it, it is noted beside the keys, for good, that the row stays, why, when and under which
    /// account: servers sign over it again, its stream goes on behind it, and `verify` names it each time. What it says is believed by
    /// nobody, before as after: what of it did happen is to be recorded. A row that was changed since it was written, or put in the
    /// place of another one, is not accepted: it is put back from a standby or a backup.
    AcceptRow(AcceptRowArgs),
    /// Rebuild read models from the ledger, and say whether they had been right
    ///
    /// Works beside a running server, whose commands and projections go on. Exit code 2: one had been wrong; 1: one
    /// could not be rebuilt. That one had been wrong is told by servers, too, until it is acknowledged (projections
    /// --acknowledge) or a later rebuild finds it as it should be.
    Rebuild(RebuildArgs),
    /// List how far each read model has followed each ledger, how fast, what stopped it, and which had been wrong
    Projections(ProjectionsArgs),
    /// Read guides and forms and list them, or say what is wrong with one and where
    ///
    /// Those that come with the ledger, and those of your own directory. Exit code 1: one cannot be followed.
    Guides {
        /// A directory of your own guides, and in `forms` in it of your own forms, one TOML file per version
        #[arg(value_name = "DIR")]
        directory: Option<PathBuf>,
    },
    /// Print the GraphQL schema (SDL)
    Schema,
}

/// The environment's name for a data directory.
const DATA_DIR: &str = "CASE_LEDGER_DATA_DIR";
/// The environment's name for the ledger's database.
const DATABASE_URL: &str = "DATABASE_URL";

/// Where the ledger is.
#[derive(Debug, Clone, Args)]
pub struct PlaceArgs {
    /// Data directory of the embedded server [default: the demo's]
    #[arg(long, env = DATA_DIR, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The ledger's database on your own PostgreSQL; a data directory goes before it, but for the environment's where this is given
    /// as an option
    #[arg(long, env = DATABASE_URL, value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The database of the keys; goes with --database-url
    #[arg(long, env = "KEY_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub key_database_url: Option<String>,
    /// Directory of the master keys; goes with --database-url
    #[arg(long, env = "CASE_LEDGER_MASTER_KEYS", value_name = "DIR")]
    pub master_keys: Option<PathBuf>,
    /// Work on a PostgreSQL whose `fsync` or `full_page_writes` is off, which may lose in a crash what it said was stored; health
    /// tells it
    #[arg(long, env = "CASE_LEDGER_DATABASE_MAY_LOSE_DATA")]
    pub database_may_lose_data: bool,
}

impl PlaceArgs {
    /// The data directory that is meant. `DATABASE_URL` is often set for something else, and a directory that is named goes before
    /// it; a URL that is named on the command line, or given with all that goes with it, goes before the environment's directory.
    pub fn directory(&self) -> Option<&Path> {
        let url_is_named = self.database_url.as_ref().is_some_and(|url| !is_from(DATABASE_URL, url.as_ref()));
        let is_whole = self.database_url.is_some() && self.key_database_url.is_some() && self.master_keys.is_some();
        self.data_dir.as_deref().filter(|_| self.directory_is_named() || !url_is_named && !is_whole)
    }

    /// Whether the directory was given as an option, and not by the environment alone.
    pub fn directory_is_named(&self) -> bool {
        self.data_dir.as_ref().is_some_and(|directory| !is_from(DATA_DIR, directory.as_os_str()))
    }
}

fn is_from(variable: &str, value: &OsStr) -> bool {
    std::env::var_os(variable).is_some_and(|known| known == value)
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Address to listen on; the demo listens on loopback only
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Where the database and its keys are kept [default: a directory of this user's]
    #[arg(long, env = DATA_DIR, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// How many cases the demo data have, both municipalities together
    #[arg(long, default_value_t = 3_000, value_name = "N")]
    pub cases: usize,
    /// A directory of your own guides, and in `forms` in it of your own forms, one TOML file per version, beside those that come with the ledger
    #[arg(long, env = "CASE_LEDGER_GUIDES", value_name = "DIR")]
    pub guides: Option<PathBuf>,
    /// How the ledgers are proven to be as they were written.
    #[command(flatten)]
    pub proof: ProofArgs,
}

/// Options of `demo-data`.
#[derive(Debug, Args)]
pub struct DemoDataArgs {
    /// Where the database and its keys are kept
    #[arg(long, value_name = "DIR")]
    pub data_dir: PathBuf,
    /// How many cases the demo data have, both municipalities together
    #[arg(long, value_name = "N")]
    pub cases: usize,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// A TOML file with any of these options
    #[arg(long, env = "CASE_LEDGER_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the ledger is.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// The ledger's database as its owner: migrates the schema at the start
    #[arg(long, env = "OWNER_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub owner_database_url: Option<String>,
    /// The keys' database as its owner: migrates the schema at the start
    #[arg(long, env = "OWNER_KEY_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub owner_key_database_url: Option<String>,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "CASE_LEDGER_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Whose access tokens are accepted: the exact `iss`
    #[arg(long, env = "CASE_LEDGER_ISSUER", value_name = "ISSUER")]
    pub issuer: Option<String>,
    /// For whom they must be: the exact `aud`
    #[arg(long, env = "CASE_LEDGER_AUDIENCE", value_name = "AUDIENCE")]
    pub audience: Option<String>,
    /// The issuer's public keys: a JWK set
    #[arg(long, env = "CASE_LEDGER_JWKS", value_name = "FILE")]
    pub jwks: Option<PathBuf>,
    /// The issuer does not tell everybody's unit: whoever's token names none works with the cases of all units. Without
    /// this, who belongs to no unit sees only cases opened by oneself, or worked with by consent or in an emergency
    #[arg(long, env = "CASE_LEDGER_UNITS_NOT_NAMED")]
    pub units_not_named: bool,
    /// What the logs are named after: ORIGIN/NNNN, for ledgers that have no signing key yet
    #[arg(long, env = "CASE_LEDGER_ORIGIN", value_name = "ORIGIN", value_parser = origin)]
    pub origin: Option<String>,
    /// A directory of your own guides, and in `forms` in it of your own forms, one TOML file per version, beside those that come with the ledger
    #[arg(long, env = "CASE_LEDGER_GUIDES", value_name = "DIR")]
    pub guides: Option<PathBuf>,
    /// Complete erasures when they have waited for so many days: rotate the municipality's master key and destroy the older
    /// ones, after which backups of the key database from before are worthless. With --database-url it needs
    /// --master-keys-shared [default: never; see `keys rotate-master`]
    #[arg(long, env = "CASE_LEDGER_COMPLETE_ERASURES_AFTER", value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..))]
    pub complete_erasures_after: Option<u16>,
    /// Every server of this key database has its master keys in the one directory that --master-keys names: a master key that is
    /// made there is there for all, and one that is destroyed is gone for all
    #[arg(long, env = "CASE_LEDGER_MASTER_KEYS_SHARED")]
    pub master_keys_shared: bool,
    /// How the ledgers are proven to be as they were written.
    #[command(flatten)]
    pub proof: ProofArgs,
}

/// How the ledgers are proven to be as they were written.
#[derive(Debug, Default, Args)]
pub struct ProofArgs {
    /// Hours from one verification of each whole ledger to the next, by one server at a time and slowly; 0: never [default: 24]
    #[arg(long, env = "CASE_LEDGER_VERIFY_EVERY", value_name = "HOURS", value_parser = hours)]
    pub verify_every: Option<f64>,
    /// Seconds between two checkpoints of a ledger that something happens in [default: 60]
    #[arg(long, env = "CASE_LEDGER_CHECKPOINT_INTERVAL", value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub checkpoint_interval: Option<u64>,
    /// A directory that keeps every checkpoint, best out of the operator's reach
    #[arg(long, env = "CASE_LEDGER_WITNESS_DIR", value_name = "DIR")]
    pub witness_dir: Option<PathBuf>,
    /// A witness that cosigns checkpoints (c2sp.org/tlog-witness): its verifier key and its address, "KEY URL"
    #[arg(long = "witness", value_name = "WITNESS")]
    pub witnesses: Vec<HttpWitness>,
    /// Ask witnesses over http:// on other machines too, where anybody on the line can answer in their place
    #[arg(long, env = "CASE_LEDGER_PLAIN_HTTP_WITNESSES")]
    pub plain_http_witnesses: bool,
    /// Certificates (PEM) of who vouches for witnesses over HTTPS [default: the public authorities]
    #[arg(long, env = "CASE_LEDGER_WITNESS_AUTHORITIES", value_name = "FILE")]
    pub witness_authorities: Option<PathBuf>,
}

/// Reads what logs are named after.
fn origin(text: &str) -> Result<String, &'static str> {
    if is_origin(text) {
        Ok(text.to_owned())
    } else {
        Err("a name without blanks and plus signs, such as ledger.example/ledger")
    }
}

/// The most hours from one verification to the next: ten years.
pub const MOST_HOURS: f64 = 87_600.0;

/// Reads hours, or parts of one.
fn hours(text: &str) -> Result<f64, String> {
    let hours = text.parse().ok().filter(|hours| are_hours(*hours));
    hours.ok_or_else(|| format!("hours from 0 to {MOST_HOURS}, such as 24 or 0.5"))
}

/// Whether ledgers may go so long without being verified.
pub fn are_hours(hours: f64) -> bool {
    (0.0..=MOST_HOURS).contains(&hours)
}

/// Reads a body's name.
fn body(text: &str) -> Result<String, String> {
    match Body::named(text) {
        Some(body) => Ok(body.name().to_owned()),
        None => Err(format!("the bodies are {}", Body::ALL.map(Body::name).join(", "))),
    }
}

/// The formats that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// The yearly child welfare return to Statistics Norway, XML.
    #[value(name = "kostra-15f")]
    Kostra15F,
    /// A concern report message, JSON (v1 and v2, public and private).
    Fiks,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The files' format
    #[arg(long, value_enum)]
    pub format: ImportFormat,
    /// The municipality the files must be of [default: the one named in each file]
    #[arg(long, value_name = "NNNN")]
    pub municipality: Option<Municipality>,
    /// The directory of your own guides that the server reads: a report follows those that its municipality had adopted
    #[arg(long, env = "CASE_LEDGER_GUIDES", value_name = "DIR")]
    pub guides: Option<PathBuf>,
    /// Where the ledger is.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Options of `token`.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// The role: employee, unit-leader, child-welfare-intake, caseworker, auditor, statistician,
    /// data-protection-officer or service
    #[arg(long)]
    pub role: Role,
    /// The municipality
    #[arg(long, value_name = "NNNN")]
    pub municipality: Municipality,
    /// The unit
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// The body the person works for, where it works with other units' cases by consent, such as
    /// EducationalPsychologicalService
    #[arg(long, value_name = "BODY", value_parser = body)]
    pub body: Option<String>,
    /// Whose token: any name that tells one person from another
    #[arg(long, value_name = "SUBJECT")]
    pub subject: Option<String>,
    /// For whom a program acts, by name; with --role service
    #[arg(long, value_name = "NAME")]
    pub on_behalf_of: Option<String>,
    /// What that person works as: employee, unit-leader, child-welfare-intake or caseworker
    #[arg(long, value_name = "ROLE", default_value = "employee", requires = "on_behalf_of")]
    pub on_behalf_role: Role,
    /// The demo's data directory, whose key signs the token [default: the demo's]
    #[arg(long, env = DATA_DIR, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}

/// Commands on municipalities.
#[derive(Debug, Subcommand)]
pub enum MunicipalityCommand {
    /// Open a municipality's ledger: its keys, its head and its first event
    Open {
        /// The municipality's number
        number: Municipality,
        /// Its name
        #[arg(long)]
        name: String,
        /// What its log is named after: ORIGIN/NNNN, best the address where its checkpoints are served
        #[arg(long, env = "CASE_LEDGER_ORIGIN", value_name = "ORIGIN", value_parser = origin)]
        origin: Option<String>,
        /// Where the ledger is.
        #[command(flatten)]
        place: PlaceArgs,
    },
}

/// Commands on signing keys.
#[derive(Debug, Subcommand)]
pub enum SigningKeyCommand {
    /// Have a new key sign a ledger's checkpoints from here on, and print its public half
    ///
    /// An event introduces it. What earlier keys signed stays valid.
    Rotate {
        /// The municipality
        #[arg(long, value_name = "NNNN")]
        municipality: Municipality,
        /// Where the ledger is.
        #[command(flatten)]
        place: PlaceArgs,
    },
}

/// Commands on keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// List each municipality's master keys, and how many erasures wait for the destruction of one
    ///
    /// An erased person's keys are destroyed in the key database. Its dead rows, its write-ahead log and its backups
    /// still hold them, wrapped under the master key of their time: the erasure is complete when that one is destroyed,
    /// by rotate-master with --destroy-old.
    ///
    /// Erasures are noted beside the master keys, too. Where both databases came back from a backup of before one, so that
    /// the ledger does not know of it, its pseudonym is named, and the exit code is 1: have it asked for anew.
    ///
    /// So is each person of whom the key database remembers a later entry than the ledger has, such as a restriction: the ledger came
    /// back from a backup, or its end was cut off. Nothing of that person is shown until accept-restored is said.
    List {
        /// Only of this municipality
        #[arg(long, value_name = "NNNN")]
        municipality: Option<Municipality>,
        /// Where the ledger is.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Wrap every key of a municipality under a new master key
    ///
    /// Old copies of the key database, its write-ahead log and backups hold the keys of erased persons, wrapped under
    /// the master key of their time. With --destroy-old that master key is destroyed, and all of them are worthless:
    /// back up the key database and the new master key at once, and destroy the old one's own backups, too. With the
    /// owner's URL, or in a data directory, the tables of keys are then written anew, so that the key database's files
    /// hold no dead rows of theirs; whoever needs a key waits for a moment meanwhile.
    RotateMaster {
        /// The municipality
        #[arg(long, value_name = "NNNN")]
        municipality: Municipality,
        /// Destroy the older master keys
        #[arg(long)]
        destroy_old: bool,
        /// The keys' database as its owner; in a data directory it is known
        #[arg(long, env = "OWNER_KEY_DATABASE_URL", value_name = "URL", hide_env_values = true)]
        owner_key_database_url: Option<String>,
        /// Where the ledger is.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Go on with a key database that was put back from an older backup, where there is no newer one
    ///
    /// The keys that were made after the backup are gone for good, and what they sealed opens no more. Put back a newer
    /// key database instead wherever one can be had, and start the servers anew: the log goes on by itself then.
    AcceptOlder {
        /// The municipality
        #[arg(long, value_name = "NNNN")]
        municipality: Municipality,
        /// Where the ledger is.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Say that a ledger was put back from a backup on purpose, where persons' entries are lost with it
    ///
    /// Of each person whom `list` names, what the ledger has now is remembered as the last there is, and the person is shown by that, also
    /// by servers that run. So have restrictions and protected addresses that are lost recorded anew before. It takes the rights of the
    /// key database's owner: no server forgets by itself what it was told of a person.
    AcceptRestored {
        /// The municipality
        #[arg(long, value_name = "NNNN")]
        municipality: Municipality,
        /// The keys' database as its owner; in a data directory it is known
        #[arg(long, env = "OWNER_KEY_DATABASE_URL", value_name = "URL", hide_env_values = true)]
        owner_key_database_url: Option<String>,
        /// Where the ledger is.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Seal new personal data under new keys; what is sealed still opens under the old ones
    RotateData {
        /// The municipality
        #[arg(long, value_name = "NNNN")]
        municipality: Municipality,
        /// Only the keys of this person, by pseudonym
        #[arg(long, value_name = "SUBJECT")]
        subject: Option<SubjectId>,
        /// Where the ledger is.
        #[command(flatten)]
        place: PlaceArgs,
    },
}

/// Commands on the embedded database.
#[derive(Debug, Subcommand)]
pub enum DatabaseCommand {
    /// Print the connection URL of the embedded ledger database, for psql
    ///
    /// The server runs while the demo does, or while another command uses it; without either, psql finds nobody.
    Url {
        /// As the owner, who may read everything and migrate, instead of as the application
        #[arg(long)]
        owner: bool,
        /// The data directory [default: the demo's]
        #[arg(long, env = DATA_DIR, value_name = "DIR")]
        data_dir: Option<PathBuf>,
    },
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Only this municipality's ledger
    #[arg(long, value_name = "NNNN")]
    pub municipality: Option<Municipality>,
    /// A checkpoint that was kept elsewhere; may be given several times
    #[arg(long = "checkpoint", value_name = "FILE")]
    pub checkpoints: Vec<PathBuf>,
    /// A witness, by the key that its operator publishes (name+id+key); may be given several times
    ///
    /// Each must have cosigned every --checkpoint, and what is stored as its cosignature must be by that key. Without
    /// --checkpoint the keys given are those of all the witnesses there are or were: each must have cosigned a stored
    /// checkpoint, and a stored cosignature of anybody else is a difference. With no key given, stored cosignatures are
    /// verified by the key that is stored beside them, and it is said whose they are. The files of --witness-dir bear no
    /// cosignatures.
    #[arg(long = "witness-key", value_name = "KEY")]
    pub witness_keys: Vec<WitnessKey>,
    /// A directory that has kept the checkpoints
    #[arg(long, env = "CASE_LEDGER_WITNESS_DIR", value_name = "DIR")]
    pub witness_dir: Option<PathBuf>,
    /// Take the stored checkpoint at or before this position for granted and verify from there on; a ledger that ends before it
    /// is not verified, and the exit code says so
    #[arg(long, value_name = "POSITION", default_value_t = 0)]
    pub since: u64,
    /// Fail where a standby is behind what the key database remembers or a checkpoint from outside covers: without it that is
    /// told, for a standby may be behind for a moment, and one whose ledger's end was cut off is behind for good. Fail, too, where
    /// neither tells how far a ledger should have come
    #[arg(long)]
    pub up_to_date: bool,
    /// Name every difference, not the first one only: the first 10,000, and how many more there are
    #[arg(long)]
    pub all: bool,
    /// Where the ledger is.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Options of `accept-row`.
#[derive(Debug, Args)]
pub struct AcceptRowArgs {
    /// The municipality
    #[arg(long, value_name = "NNNN")]
    pub municipality: Municipality,
    /// The row's position
    #[arg(long, value_name = "POSITION")]
    pub position: i64,
    /// Why it stays, and who decided that: one line that names nobody whom the ledger is about
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Where the ledger is.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Options of `rebuild`.
#[derive(Debug, Args)]
pub struct RebuildArgs {
    /// Only this read model [default: all]
    #[arg(value_name = "READ-MODEL")]
    pub read_model: Option<String>,
    /// How many municipalities are rebuilt at a time
    #[arg(long, default_value = "2", value_name = "N")]
    pub parallel: NonZeroU8,
    /// Where the ledger is.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Options of `projections`.
#[derive(Debug, Args)]
pub struct ProjectionsArgs {
    /// Have read models and process managers that stopped tried again at once
    #[arg(long)]
    pub retry: bool,
    /// Acknowledge that read models had been wrong before they were rebuilt, so that servers tell it no more
    #[arg(long, conflicts_with = "retry")]
    pub acknowledge: bool,
    /// Have the intake's followers, and the carrying out of erasures, begin anew with the ledger's first event: what was taken in is
    /// not taken in twice, and what they had passed by is
    #[arg(long, conflicts_with_all = ["retry", "acknowledge"])]
    pub take_in_anew: bool,
    /// Only of this municipality
    #[arg(long, value_name = "NNNN")]
    pub municipality: Option<Municipality>,
    /// Where the ledger is.
    #[command(flatten)]
    pub place: PlaceArgs,
}
