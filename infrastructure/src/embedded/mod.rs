//! A private PostgreSQL of our own, in a data directory.
//!
//! [`EmbeddedServer::open`] gives a running server to any number of processes
//! that share one data directory: the first starts it, the others use the same
//! one, and it stops when the last of them is gone, however they ended. It
//! listens on a Unix socket only, and its log holds no statement, parameter or
//! value, for those carry personal data.
//!
//! # How it stays right while processes come and go
//!
//! Three lock files say all there is to know. The kernel drops a lock with the
//! last process that holds it, so none can be left behind by a crash.
//!
//! * `in-use.lock`: held *shared* by every process that uses the server.
//! * `start.lock`: held *exclusively* while looking for a server or starting one.
//! * `running.lock`: held *exclusively* by PostgreSQL: it is the standard input
//!   of the postmaster and inherited by every process it forks. Nobody can
//!   release it from outside. `initdb` holds it likewise.
//!
//! Every user process also runs a supervisor, a shell script whose standard
//! input is a pipe from that process (`supervise.sh`). When the pipe closes, the
//! supervisor tries to take `in-use.lock` exclusively. If it can, nobody uses
//! the server and nobody can begin to, and it stops whatever runs. If it cannot,
//! somebody else does, who has a supervisor of their own, and it goes away. And
//! every user process has a thread that starts the server again when it is gone.
//!
//! So nobody *owns* the server: which process started it matters to nothing but
//! the waiting for its exit status. The moments that could go wrong, and why
//! they do not:
//!
//! * **The starter dies before PostgreSQL is forked.** Its supervisor came
//!   first, finds `running.lock` free, and goes away.
//! * **The starter dies just after the fork.** The child has `running.lock`
//!   from its parent and no postmaster.pid yet. The supervisor sees that it
//!   lives, and asks again for the pid until it can send the signal.
//! * **The starter dies while others use the server.** Their `in-use.lock`
//!   refuses its supervisor. PostgreSQL goes on; it is in a process group of its
//!   own and nobody's terminal or parent matters to it.
//! * **The last two users die together.** A dying process closes the pipe and
//!   its locks in no fixed order, so supervisors try for two seconds. One of
//!   them gets the lock; the other finds nothing left or goes away.
//! * **A process opens while the server is being stopped.** It asks for
//!   `in-use.lock` first of all, which the supervisor holds until no PostgreSQL
//!   process is left. Then it starts a new one.
//! * **A process opens just before the stop.** Then its lock came first and the
//!   supervisor does not get its own. There is no moment between.
//! * **Two processes open a fresh directory.** `start.lock` lets one go first;
//!   the other finds the server it started. If the first dies before the server
//!   is ready, the second gets `start.lock` and waits for that same server, and
//!   if that dies too, starts another.
//! * **Interrupted `initdb`.** The cluster gets its name by a rename when it is
//!   complete. An `initdb` that outlived its parent holds `running.lock`, so
//!   the next one waits for its end and removes what it made.
//! * **The postmaster is killed.** Its backends notice and end. Until the last
//!   has, `running.lock` is held and nobody starts a second postmaster beside
//!   them; then every watching thread tries, and `start.lock` lets one do it.
//! * **A supervisor is killed.** The watching thread starts another within a
//!   fraction of a second. Only if the process dies within that fraction, and no
//!   other uses the server, is PostgreSQL left running; the next `open` of the
//!   directory takes it over.
//! * **The machine stops.** No lock outlives it. PostgreSQL replays its
//!   write-ahead log. A pid file left behind may name a process that has nothing
//!   to do with it; such a file is recognised and removed.
//!
//! Nobody waits for a lock while holding a later one (the order is in-use,
//! start, running), so nobody waits for ever.
//!
//! # Limits
//!
//! Without the program `flock` (util-linux or busybox; macOS has none) a
//! supervisor cannot take a lock, so there the process that started the server
//! takes it along when it ends. The others start it again at once, but lose
//! their connections. File locks must work across all processes, which network
//! file systems do not always grant: a data directory belongs on a local disk,
//! as PostgreSQL's own does.

mod directory;
mod programs;
mod server;

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use directory::{DataDir, IN_USE, Mode, effective_uid};
pub use programs::{BIN_VARIABLE, OLDEST_MAJOR, Programs, ensure_programs};
pub use server::Shutdown;
use server::{Hands, Server};

/// The superuser of an embedded cluster, for migrations and tests. The ledger
/// itself uses lesser roles.
pub const ADMIN_ROLE: &str = "case_ledger_admin";

/// How often a process looks whether the server and its supervisor live.
const WATCH_INTERVAL: Duration = Duration::from_millis(200);

/// Between attempts to start a server that keeps ending: at first, and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// A server that has run this long is held to have started well.
const SETTLED_AFTER: Duration = Duration::from_secs(30);

/// How an embedded server is to run. It counts for the process that starts it;
/// others take the server as they find it.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// PostgreSQL's `max_connections`.
    pub max_connections: u32,
    /// Further settings, by name and value. They come last and win, so keep what
    /// protects data (`fsync`, `log_*`) out of them except in tests.
    pub extra_settings: Vec<(String, String)>,
    /// How long the server may take to accept connections.
    pub ready_within: Duration,
    /// The programs to run, instead of those [`ensure_programs`] finds or installs.
    pub programs: Option<Programs>,
}

impl Default for EmbeddedOptions {
    fn default() -> Self {
        Self { max_connections: 200, extra_settings: Vec::new(), ready_within: Duration::from_mins(1), programs: None }
    }
}

impl EmbeddedOptions {
    /// For tests: faster, and a crash of the machine may destroy the cluster.
    #[must_use]
    pub fn ephemeral() -> Self {
        Self::default()
            .with_setting("fsync", "off")
            .with_setting("full_page_writes", "off")
            .with_setting("synchronous_commit", "off")
    }

    /// Adds a setting, which wins over an earlier one of that name.
    #[must_use]
    pub fn with_setting(mut self, name: &str, value: &str) -> Self {
        self.extra_settings.push((name.into(), value.into()));
        self
    }

    /// Whether the cluster need not survive a crash of the machine.
    fn is_ephemeral(&self) -> bool {
        self.extra_settings.iter().rfind(|(name, _)| name == "fsync").is_some_and(|(_, value)| value == "off")
    }

    /// Every setting, in the order of growing precedence. Given on the command
    /// line, they cannot be changed by `ALTER SYSTEM`.
    fn settings(&self) -> Vec<(String, String)> {
        let connections = self.max_connections.to_string();
        let fixed: [(&str, &str); 34] = [
            // Reached by nobody but the user it runs as (and root).
            ("listen_addresses", ""),
            ("port", "5432"),
            ("unix_socket_permissions", "0700"),
            ("password_encryption", "scram-sha-256"),
            ("max_connections", &connections),
            ("shared_buffers", "128MB"),
            // An acknowledged command is durable.
            ("fsync", "on"),
            ("full_page_writes", "on"),
            ("synchronous_commit", "on"),
            ("wal_compression", "on"),
            ("timezone", "UTC"),
            // Statements, parameters and values carry personal data, and none of
            // it may reach the log. An error's own words quote values too
            // (`invalid input syntax for type uuid: "Kari"`), so errors are not
            // logged at all: the client gets them. `log` lets through what the
            // server says of itself, and what ends a connection or the server.
            ("log_min_messages", "log"),
            ("log_min_error_statement", "panic"),
            ("log_error_verbosity", "terse"), // no DETAIL, nor a crash's statement
            ("log_statement", "none"),
            ("log_duration", "off"),
            ("log_min_duration_statement", "-1"),
            ("log_min_duration_sample", "-1"),
            ("log_transaction_sample_rate", "0"),
            ("log_parameter_max_length", "0"),
            ("log_parameter_max_length_on_error", "0"),
            ("log_lock_waits", "off"),
            ("log_temp_files", "-1"),
            ("log_replication_commands", "off"),
            ("log_parser_stats", "off"),
            ("log_planner_stats", "off"),
            ("log_executor_stats", "off"),
            ("log_statement_stats", "off"),
            ("log_connections", "off"),
            ("log_disconnections", "off"),
            ("log_destination", "stderr"),
            ("logging_collector", "off"),
            ("log_timezone", "UTC"),
            ("log_line_prefix", "%m [%p] "),
        ];
        fixed
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .chain(self.extra_settings.iter().cloned())
            .collect()
    }
}

/// A process's use of the PostgreSQL in a data directory. The server runs at
/// least as long as this value lives.
///
/// Opening, shutting down and dropping block the thread, a first start for some
/// seconds: asynchronous callers do it where blocking is allowed.
pub struct EmbeddedServer {
    server: Arc<Server>,
    socket_dir: PathBuf,
    admin_password: String,
    started: bool,
    /// Held shared; see the module's documentation. `None` once let go.
    in_use: Option<std::fs::File>,
    watch: Option<Watch>,
}

/// The thread that keeps the server and the supervisor alive.
#[derive(Debug)]
struct Watch {
    thread: JoinHandle<Hands>,
    /// Dropped to end the thread.
    alive: Sender<()>,
}

impl EmbeddedServer {
    /// Uses the server in `data_dir`, or starts one, after creating the
    /// directory and the cluster if need be. Returns when it accepts
    /// connections.
    pub fn open(data_dir: &Path, options: EmbeddedOptions) -> Result<Self, EmbeddedError> {
        let server = Arc::new(Server { directory: DataDir::prepare(data_dir)?, options });
        let in_use = server.directory.lock(IN_USE, Mode::Shared, &|| true)?;
        let mut hands = Hands::new(&server)?;
        let readiness = match server.ensure_running(&mut hands, true, &|| true) {
            Ok(readiness) => readiness,
            Err(error) => {
                drop(in_use); // first, or our own supervisor is refused
                hands.let_go(&server); // what may have been started
                return Err(error);
            }
        };
        let watch = Watch::start(Arc::clone(&server), hands)?;
        Ok(Self {
            server,
            socket_dir: readiness.socket_dir,
            admin_password: readiness.admin_password,
            started: readiness.started,
            in_use: Some(in_use),
            watch: Some(watch),
        })
    }

    /// A connection URL that both `psql` and sqlx understand.
    ///
    /// The socket's directory stands in the `host` parameter, which both read
    /// alike, and `sslmode` spares sqlx the question whether the socket speaks
    /// TLS. A data directory whose path is not UTF-8 is beyond sqlx.
    pub fn url(&self, role: &str, password: &str, database: &str) -> String {
        use std::os::unix::ffi::OsStrExt as _;
        format!(
            "postgresql:///{}?host={}&port=5432&user={}&password={}&sslmode=disable",
            percent_encoded(database.as_bytes()),
            percent_encoded(self.socket_dir.as_os_str().as_bytes()),
            percent_encoded(role.as_bytes()),
            percent_encoded(password.as_bytes()),
        )
    }

    /// The password of [`ADMIN_ROLE`].
    pub fn admin_password(&self) -> &str {
        &self.admin_password
    }

    /// The directory of the server's Unix socket.
    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// The server's log. It holds no statement and no value.
    pub fn log_file(&self) -> PathBuf {
        self.server.directory.log()
    }

    /// Whether it was this value's `open` that started the server.
    pub fn started_it(&self) -> bool {
        self.started
    }

    /// The postmaster's process id; `None` while no server runs.
    pub fn postmaster_pid(&self) -> Option<u32> {
        self.server.postmaster_pid()
    }

    /// Lets go of the server. If nobody else uses it, it is stopped in order and
    /// no process of it is left on return.
    pub fn shutdown(mut self) -> Shutdown {
        self.let_go()
    }

    fn let_go(&mut self) -> Shutdown {
        let Some(watch) = self.watch.take() else {
            return Shutdown::LeftToOthers; // by `shutdown`, before the drop
        };
        let hands = watch.end();
        drop(self.in_use.take()); // first, or our own supervisor is refused
        let hands = match hands {
            Some(hands) => Ok(hands),
            None => Hands::new(&self.server),
        };
        match hands {
            Ok(hands) => hands.let_go(&self.server),
            Err(error) => {
                tracing::warn!(%error, "could not stop PostgreSQL");
                Shutdown::StillRunning
            }
        }
    }
}

impl Drop for EmbeddedServer {
    fn drop(&mut self) {
        if self.let_go() == Shutdown::StillRunning {
            tracing::warn!(directory = %self.server.directory.root().display(), "PostgreSQL is still running");
        }
    }
}

impl fmt::Debug for EmbeddedServer {
    /// Without the password.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EmbeddedServer")
            .field("data_dir", &self.server.directory.root())
            .field("socket_dir", &self.socket_dir)
            .field("started", &self.started)
            .finish_non_exhaustive()
    }
}

impl Watch {
    fn start(server: Arc<Server>, hands: Hands) -> Result<Self, EmbeddedError> {
        let (alive, ended) = mpsc::channel();
        let server_root = server.directory.root().to_path_buf();
        let thread = thread::Builder::new()
            .name("embedded-postgres".into())
            .spawn(move || watch(&server, hands, &ended))
            .map_err(io_error("start a thread for", server_root.as_path()))?;
        Ok(Self { thread, alive })
    }

    /// Ends the thread and takes over what it had in hand; `None` if it panicked.
    fn end(self) -> Option<Hands> {
        drop(self.alive);
        self.thread.join().ok()
    }
}

/// Keeps the server and the supervisor alive until `ended` is disconnected.
fn watch(server: &Server, mut hands: Hands, ended: &Receiver<()>) -> Hands {
    let go_on = || ended.try_recv() != Err(TryRecvError::Disconnected);
    let (first, longest) = BACKOFF;
    let mut backoff = first;
    let mut started = Instant::now();
    let mut not_before = started;
    while ended.recv_timeout(WATCH_INTERVAL) == Err(RecvTimeoutError::Timeout) {
        hands.reap_postmaster();
        let now = Instant::now();
        if now < not_before {
            continue;
        }
        let outcome = hands.tend_supervisor(server).and_then(|()| {
            if server.directory.server_lives()? {
                return Ok(());
            }
            tracing::warn!("PostgreSQL is gone; starting it again");
            if now.duration_since(started) > SETTLED_AFTER {
                backoff = first;
            }
            started = now;
            not_before = now + backoff;
            backoff = longest.min(backoff * 2);
            server.ensure_running(&mut hands, false, &go_on).map(|_| ())
        });
        if let Err(error) = outcome
            && go_on()
        {
            tracing::warn!(%error, "could not keep PostgreSQL running; trying again");
            not_before = not_before.max(now + backoff);
        }
    }
    hands
}

/// Percent-encodes every byte that could mean something in any part of a URL.
fn percent_encoded(bytes: &[u8]) -> String {
    use fmt::Write as _;
    let mut encoded = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(*byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}"); // a String never refuses
            }
        }
    }
    encoded
}

/// Why there is no embedded server.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// There are no server programs on this machine.
    #[error("PostgreSQL's server programs were not found; to install them: {remedy}")]
    ProgramsMissing {
        /// What to type.
        remedy: &'static str,
    },
    /// `CASE_LEDGER_POSTGRES_BIN` names a directory without them.
    #[error("{BIN_VARIABLE} names {directory}, where PostgreSQL's server programs are not", directory = directory.display())]
    WrongDirectory {
        /// The directory it names.
        directory: PathBuf,
    },
    /// The server programs are of an old version.
    #[error("PostgreSQL {found} in {directory} is too old: {OLDEST_MAJOR} or newer is needed", directory = directory.display())]
    ProgramsTooOld {
        /// Their major version.
        found: u32,
        /// Where they are.
        directory: PathBuf,
    },
    /// The cluster was made by another major version than is installed.
    #[error("the data directory was made by PostgreSQL {cluster}, but {directory} has version {found}: install PostgreSQL {cluster}", directory = directory.display())]
    OtherVersion {
        /// The cluster's major version.
        cluster: u32,
        /// The version that was found.
        found: u32,
        /// Where it was found.
        directory: PathBuf,
    },
    /// A program failed.
    #[error("`{program}` failed: {output}", output = output.trim())]
    ProgramFailed {
        /// The program.
        program: String,
        /// What it said.
        output: String,
    },
    /// The server's user may not enter a directory on the way to the data.
    #[error("PostgreSQL runs as the user {user}, who may not enter {directory}: choose another place with --data-dir", directory = directory.display())]
    Unreachable {
        /// The first directory that refuses.
        directory: PathBuf,
        /// The user.
        user: String,
    },
    /// We are root, and there is nobody else to run the server as.
    #[error("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as")]
    NoServerUser,
    /// The cluster belongs to another user.
    #[error("{cluster} belongs to another user (id {owner}): run as that user, or choose another place with --data-dir", cluster = cluster.display())]
    ForeignCluster {
        /// The cluster's directory.
        cluster: PathBuf,
        /// Its owner's id.
        owner: u32,
    },
    /// A directory meant for the socket is open to others.
    #[error("{directory} is not a private directory of the user PostgreSQL runs as", directory = directory.display())]
    NotPrivate {
        /// The directory.
        directory: PathBuf,
    },
    /// Neither the data directory nor the temporary one will do for a socket.
    #[error("{directory} is too long for a socket or has a comma in it: choose a shorter --data-dir or TMPDIR", directory = directory.display())]
    NoSocketPath {
        /// The directory that was tried last.
        directory: PathBuf,
    },
    /// The superuser's password is lost.
    #[error("the password of {ADMIN_ROLE} is not in {file}, but a cluster made with it exists", file = file.display())]
    PasswordUnreadable {
        /// Where it should be.
        file: PathBuf,
    },
    /// The cluster was there and is not any more.
    #[error("the cluster in {cluster} has vanished", cluster = cluster.display())]
    ClusterVanished {
        /// Where it was.
        cluster: PathBuf,
    },
    /// Another process is stopping or starting the server and does not finish.
    #[error("another process has held {lock} for too long", lock = lock.display())]
    Busy {
        /// The lock's file.
        lock: PathBuf,
    },
    /// The server ended while it was starting.
    #[error("PostgreSQL ended while it was starting; the end of its log:\n{log}")]
    EndedAtStart {
        /// The last lines of its log.
        log: String,
    },
    /// The server did not accept connections in time.
    #[error("PostgreSQL did not accept connections within {seconds} s; the end of its log:\n{log}")]
    NotReady {
        /// The limit.
        seconds: u64,
        /// The last lines of its log.
        log: String,
    },
    /// The operating system refused something.
    #[error("could not {doing} {path}", path = path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// For `map_err`: what was being done, and to what.
fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> EmbeddedError {
    let path = path.to_path_buf();
    move |source| EmbeddedError::Io { doing, path, source }
}

#[cfg(test)]
mod tests;
