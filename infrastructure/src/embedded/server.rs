//! The cluster, the PostgreSQL process on it, and the supervisor beside it.

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder},
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    os::unix::{ffi::OsStrExt as _, fs::DirBuilderExt as _, net::UnixStream},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{
    ADMIN_ROLE, EmbeddedError, EmbeddedOptions,
    directory::{DataDir, IN_USE, Mode, RUNNING, SOCKET_NAME, START, random_hex, sync_directory, write_secret},
    io_error,
    programs::{Programs, cluster_major, ensure_programs},
};

const SUPERVISE: &str = include_str!("supervise.sh");

/// How long the supervisor waits for a fast stop to finish, and then for an
/// immediate one: a fast stop writes a checkpoint, which a slow disk may need.
const STOP_PATIENCE_SECONDS: u32 = 30;

const UNFINISHED: &str = "postgres.incomplete-";

/// Above this size the log is set aside when the server starts.
const LOG_LIMIT_BYTES: u64 = 16 << 20;

const LOG_TAIL_LINES: usize = 20;

/// Everything needed to start the server of one data directory, again if need be.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) directory: DataDir,
    pub(super) options: EmbeddedOptions,
}

/// What one process has in hand of a server: the supervisor it runs in any
/// case, and the postmaster if it was the one to start it.
#[derive(Debug)]
pub(super) struct Hands {
    supervisor: Supervisor,
    postmaster: Option<Child>,
}

#[derive(Debug)]
struct Supervisor {
    process: Child,
    /// Never dropped before the end: closing it means that we are gone.
    pipe: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// What became of the server when a process let go of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// No process of it is left.
    Stopped,
    /// Other processes, or other values in this one, still use it.
    LeftToOthers,
    /// It could not be stopped, not even by force; the log may say why.
    StillRunning,
}

impl Server {
    /// Sees to it that a server accepts connections: waits for the one that
    /// lives, or starts one. `go_on` turning false gives up early.
    ///
    /// `may_create` is false when a server is started *again*: if the cluster
    /// has vanished since, an empty one in its place would look like data loss
    /// without an error.
    pub(super) fn ensure_running(
        &self,
        hands: &mut Hands,
        may_create: bool,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Readiness, EmbeddedError> {
        let _starting = self.directory.lock(START, Mode::Exclusive, go_on)?;
        let admin_password = self.directory.admin_password()?;
        let mut socket_dir = None;
        let mut deadline = Instant::now() + self.options.ready_within;
        loop {
            if self.directory.server_lives()? {
                // Ours, somebody else's, or the last processes of one that died.
                if let Some(postmaster) = Postmaster::read(&self.directory.cluster())
                    .filter(|postmaster| postmaster.ready && postmaster.accepts_connections())
                {
                    return Ok(Readiness {
                        socket_dir: postmaster.socket_dir,
                        admin_password,
                        started: socket_dir.is_some(),
                    });
                }
            } else if socket_dir.is_some() {
                hands.reap_postmaster();
                return Err(EmbeddedError::EndedAtStart { log: self.log_tail() });
            } else {
                if cluster_major(&self.directory.cluster())?.is_none() {
                    if !may_create {
                        return Err(EmbeddedError::ClusterVanished { cluster: self.directory.cluster() });
                    }
                    self.create_cluster(&admin_password)?;
                }
                socket_dir = Some(self.start_postgres(hands)?);
                deadline = Instant::now() + self.options.ready_within;
            }
            if Instant::now() > deadline || !go_on() {
                return Err(EmbeddedError::NotReady {
                    seconds: self.options.ready_within.as_secs(),
                    log: self.log_tail(),
                });
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Makes the cluster beside its final place and renames it when it is whole,
    /// so that whatever interrupts this leaves no cluster rather than half a one.
    /// The caller holds the start lock and knows that no `initdb` lives.
    fn create_cluster(&self, admin_password: &str) -> Result<(), EmbeddedError> {
        let programs = self.programs(None)?;
        let root = self.directory.root();
        self.remove_unfinished_clusters();
        let unfinished = root.join(format!("{UNFINISHED}{}", random_hex(8)?));
        DirBuilder::new().mode(0o700).create(&unfinished).map_err(io_error("create the directory", &unfinished))?;
        self.directory.give_to_server(&unfinished)?;
        let password_file = unfinished.join("password");
        write_secret(&password_file, admin_password)?;
        self.directory.give_to_server(&password_file)?;

        let cluster = unfinished.join("cluster");
        let mut command = Command::new(programs.initdb());
        self.directory
            .as_server(&mut command)
            .args(["--encoding=UTF8", "--data-checksums", "--no-instructions"])
            // Byte order: the same on every system and for every version of its
            // locale data, so an index never goes stale by an upgrade.
            .arg("--locale=C")
            .arg("--auth=scram-sha-256")
            .arg(format!("--username={ADMIN_ROLE}"))
            .arg(joined("--pwfile=", &password_file))
            .arg("-D")
            .arg(&cluster);
        if self.options.is_ephemeral() {
            command.arg("--no-sync");
        }
        // With the lock as its input, an `initdb` that outlives us is known to.
        command.stdin(self.directory.lock(RUNNING, Mode::Exclusive, &|| true)?);
        let output = command.output().map_err(io_error("run", &programs.initdb()))?;
        drop(command); // and with it our hold on the lock
        if !output.status.success() {
            self.remove_unfinished_clusters();
            return Err(EmbeddedError::ProgramFailed {
                program: "initdb".into(),
                output: String::from_utf8_lossy(&output.stderr).into_owned(),
            });
        }
        let place = self.directory.cluster();
        fs::rename(&cluster, &place).map_err(io_error("create", &place))?;
        sync_directory(root)?;
        self.remove_unfinished_clusters();
        Ok(())
    }

    /// What is left behind costs space only, and the next start tries again.
    fn remove_unfinished_clusters(&self) {
        let entries = fs::read_dir(self.directory.root()).into_iter().flatten();
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name.as_bytes().starts_with(UNFINISHED.as_bytes())
                && let Err(error) = fs::remove_dir_all(entry.path())
            {
                tracing::warn!(path = %entry.path().display(), %error, "could not remove an unfinished cluster");
            }
        }
    }

    fn programs(&self, major: Option<u32>) -> Result<Programs, EmbeddedError> {
        match (&self.options.programs, major) {
            (Some(programs), _) => Ok(programs.clone()),
            (None, Some(major)) => Programs::find_major(major),
            (None, None) => ensure_programs(&mut |message| eprintln!("{message}")),
        }
    }

    /// Starts PostgreSQL and returns its socket directory. The caller holds the
    /// start lock and knows that no PostgreSQL process lives.
    fn start_postgres(&self, hands: &mut Hands) -> Result<PathBuf, EmbeddedError> {
        let programs = self.programs(cluster_major(&self.directory.cluster())?)?;
        let socket_dir = self.directory.make_socket_dir()?;
        self.remove_stale_pid_files(&socket_dir);
        self.set_large_log_aside();
        let log = self.directory.open_log()?;
        let log_again = log.try_clone().map_err(io_error("open", &self.directory.log()))?;

        let mut command = Command::new(programs.postgres());
        self.directory.as_server(&mut command).arg("-D").arg(self.directory.cluster());
        command.arg("-c").arg(joined("unix_socket_directories=", &quoted_for_a_list(&socket_dir)));
        for (name, value) in self.options.settings() {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command.stdin(self.directory.lock(RUNNING, Mode::Exclusive, &|| true)?).stdout(log).stderr(log_again);
        let postmaster = command.spawn().map_err(io_error("run", &programs.postgres()))?;
        hands.postmaster = Some(postmaster);
        hands.tell_supervisor();
        Ok(socket_dir)
    }

    /// Removes pid files whose process cannot be this cluster's postmaster.
    ///
    /// PostgreSQL itself ignores the file of a process that is gone, but takes
    /// any process of its user that has the number for a postmaster: the number
    /// may have gone to another one, which in a restarted container is the rule,
    /// or be that of a dead postmaster whom no parent has waited for. Then it
    /// would refuse to start for ever.
    fn remove_stale_pid_files(&self, socket_dir: &Path) {
        let cluster = self.directory.cluster();
        let files = [cluster.join("postmaster.pid"), socket_dir.join(format!("{SOCKET_NAME}.lock"))];
        for file in files {
            let pid = fs::read_to_string(&file).ok().and_then(|text| text.lines().next()?.trim().parse().ok());
            if let Some(pid) = pid.filter(|pid| is_no_postmaster(*pid, &cluster)) {
                tracing::info!(file = %file.display(), pid, "removing a pid file whose process is not PostgreSQL");
                if let Err(error) = fs::remove_file(&file) {
                    tracing::warn!(file = %file.display(), %error, "could not remove a stale pid file");
                }
            }
        }
    }

    fn set_large_log_aside(&self) {
        let log = self.directory.log();
        if fs::metadata(&log).is_ok_and(|data| data.len() > LOG_LIMIT_BYTES)
            && let Err(error) = fs::rename(&log, log.with_extension("log.old"))
        {
            tracing::warn!(%error, "could not set PostgreSQL's log aside");
        }
    }

    fn log_tail(&self) -> String {
        let text = fs::read(self.directory.log()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(LOG_TAIL_LINES)..].join("\n")
    }

    /// The postmaster's process id, while any of its processes lives.
    pub(super) fn postmaster_pid(&self) -> Option<u32> {
        let lives = self.directory.server_lives().unwrap_or(false);
        lives.then(|| Postmaster::read(&self.directory.cluster())).flatten().map(|postmaster| postmaster.pid)
    }

    /// Tells whether the "other" our supervisor found was no user but another
    /// supervisor, one of a process that ended just before; if so, waits until it
    /// has stopped the server.
    fn is_stopped_by_another_supervisor(&self) -> bool {
        // To be had at once if there are users, and not before the end if it is
        // being stopped.
        self.directory
            .lock(IN_USE, Mode::Shared, &|| true)
            .is_ok_and(|_in_use| matches!(self.directory.server_lives(), Ok(false)))
    }

    fn start_supervisor(&self) -> Result<Supervisor, EmbeddedError> {
        let shell = Path::new("/bin/sh");
        let mut command = Command::new(shell);
        self.directory
            .as_server(&mut command)
            // In the environment, so that lists of processes stay readable.
            .env("SUPERVISE", SUPERVISE)
            .args(["-c", "eval \"$SUPERVISE\"", "case-ledger-supervisor"])
            .arg(self.directory.path_of(IN_USE))
            .arg(self.directory.path_of(RUNNING))
            .arg(self.directory.cluster())
            .arg(STOP_PATIENCE_SECONDS.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(self.directory.open_log()?);
        let mut process = command.spawn().map_err(io_error("run", shell))?;
        let answers = process
            .stdout
            .take()
            .ok_or_else(|| io_error("run", shell)(io::Error::other("its output is not connected")))?;
        Ok(Supervisor { pipe: process.stdin.take(), answers: BufReader::new(answers), process })
    }
}

impl Hands {
    /// Begins with a supervisor, so that from the first moment there may be a
    /// server there is also somebody to stop it.
    pub(super) fn new(server: &Server) -> Result<Self, EmbeddedError> {
        Ok(Self { supervisor: server.start_supervisor()?, postmaster: None })
    }

    /// Replaces the supervisor if it died.
    pub(super) fn tend_supervisor(&mut self, server: &Server) -> Result<(), EmbeddedError> {
        if let Ok(Some(status)) = self.supervisor.process.try_wait() {
            tracing::warn!(%status, "the supervisor of PostgreSQL ended; starting another");
            self.supervisor = server.start_supervisor()?;
            self.tell_supervisor();
        }
        Ok(())
    }

    /// Tells the supervisor which postmaster is ours, if any. A supervisor that
    /// cannot be told is dead, and its successor will be told instead.
    fn tell_supervisor(&mut self) {
        if let Some(pipe) = &mut self.supervisor.pipe {
            let pid = self.postmaster.as_ref().map(|postmaster| postmaster.id().to_string());
            let _ = writeln!(pipe, "{}", pid.unwrap_or_default());
        }
    }

    /// Notes the end of our postmaster, if it has ended.
    pub(super) fn reap_postmaster(&mut self) {
        if let Some(postmaster) = &mut self.postmaster
            && let Ok(Some(status)) = postmaster.try_wait()
        {
            tracing::warn!(pid = postmaster.id(), %status, "PostgreSQL ended");
            self.postmaster = None;
            self.tell_supervisor();
        }
    }

    /// Lets go of the server and waits until it is stopped, unless it is left to
    /// others. The caller has released the in-use lock.
    pub(super) fn let_go(mut self, server: &Server) -> Shutdown {
        let mut shutdown = self.supervisor.finish();
        if shutdown.is_none() {
            // The supervisor was killed before it could answer: another one.
            if let Ok(supervisor) = server.start_supervisor() {
                let lost = std::mem::replace(&mut self.supervisor, supervisor);
                reap_in_background(lost.process);
                self.tell_supervisor();
                shutdown = self.supervisor.finish();
            }
        }
        let mut shutdown = shutdown.unwrap_or(Shutdown::StillRunning);
        if shutdown == Shutdown::LeftToOthers && server.is_stopped_by_another_supervisor() {
            shutdown = Shutdown::Stopped;
        }
        let Self { mut supervisor, postmaster } = self;
        if shutdown == Shutdown::Stopped {
            // Both are about to end, or have.
            let _ = supervisor.process.wait();
            if let Some(mut postmaster) = postmaster {
                let _ = postmaster.wait();
            }
        } else {
            reap_in_background(supervisor.process);
            postmaster.into_iter().for_each(reap_in_background);
        }
        shutdown
    }
}

impl Supervisor {
    /// Closes the pipe and hears what the supervisor does about it; `None` if it
    /// ended without an answer.
    fn finish(&mut self) -> Option<Shutdown> {
        drop(self.pipe.take());
        let mut line = String::new();
        loop {
            line.clear();
            if self.answers.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim_end() {
                "kept" => return Some(Shutdown::LeftToOthers),
                "stopped" => return Some(Shutdown::Stopped),
                "stuck" => return Some(Shutdown::StillRunning),
                _ => {} // "stopping": the outcome follows
            }
        }
    }
}

/// Waits for a process that outlives our interest in it, lest it stay a zombie.
fn reap_in_background(mut process: Child) {
    thread::spawn(move || process.wait());
}

/// A server that accepts connections.
#[derive(Debug)]
pub(super) struct Readiness {
    pub(super) socket_dir: PathBuf,
    pub(super) admin_password: String,
    /// Whether this call started it.
    pub(super) started: bool,
}

/// Whether there is a process of that number and it is dead or somewhere else: a
/// postmaster's working directory is its cluster. Where the system does not tell
/// (there is no /proc, or the process is another user's), PostgreSQL must judge.
fn is_no_postmaster(pid: u32, cluster: &Path) -> bool {
    let process = PathBuf::from(format!("/proc/{pid}"));
    let dead = fs::read_to_string(process.join("status")).is_ok_and(|status| status.contains("\nState:\tZ"));
    dead || fs::read_link(process.join("cwd")).is_ok_and(|directory| directory != cluster)
}

/// What postmaster.pid says.
#[derive(Debug)]
struct Postmaster {
    pid: u32,
    socket_dir: PathBuf,
    ready: bool,
}

impl Postmaster {
    fn read(cluster: &Path) -> Option<Self> {
        Self::parse(&fs::read(cluster.join("postmaster.pid")).ok()?)
    }

    /// Lines: pid, directory, start time, port, socket directory, address,
    /// shared memory, state. The later ones are added as the server starts.
    fn parse(text: &[u8]) -> Option<Self> {
        let mut lines = text.split(|byte| *byte == b'\n');
        let pid = str::from_utf8(lines.next()?).ok()?.trim().parse().ok()?;
        let socket_dir = lines.nth(3).unwrap_or_default();
        let state = lines.nth(2).unwrap_or_default();
        Some(Self {
            pid,
            socket_dir: PathBuf::from(OsStr::from_bytes(socket_dir)),
            ready: state.trim_ascii() == b"ready",
        })
    }

    /// Whether a connection gets as far as being asked for a password. That the
    /// file says "ready" is not enough: after a crash it is an old file.
    fn accepts_connections(&self) -> bool {
        matches!(ask_for_a_connection(&self.socket_dir.join(SOCKET_NAME)), Ok(Answer::Ready))
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Ready,
    /// Starting up, stopping or recovering; or full, which passes too.
    NotNow,
}

/// Sends what begins every PostgreSQL connection and looks at the answer: `R`
/// asks for a password, `E` says that the server is not ready.
///
/// A server that is full says so before it asks for the password, and is ready
/// all the same.
fn ask_for_a_connection(socket: &Path) -> io::Result<Answer> {
    const PROTOCOL_3: u32 = 3 << 16;
    const TOO_MANY_CONNECTIONS: &[u8] = b"C53300\0";
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let body = format!("user\0{ADMIN_ROLE}\0database\0postgres\0\0");
    let length = u32::try_from(8 + body.len()).map_err(io::Error::other)?;
    let mut message = Vec::new();
    message.extend(length.to_be_bytes());
    message.extend(PROTOCOL_3.to_be_bytes());
    message.extend(body.as_bytes());
    stream.write_all(&message)?;
    let mut kind = [0];
    stream.read_exact(&mut kind)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    // All of it, or the server would log that the connection was reset.
    let mut rest = Vec::new();
    let rest_bytes = u64::from(u32::from_be_bytes(length).saturating_sub(4));
    stream.take(rest_bytes.min(64 << 10)).read_to_end(&mut rest)?;
    let full = || rest.windows(TOO_MANY_CONNECTIONS.len()).any(|part| part == TOO_MANY_CONNECTIONS);
    Ok(if kind == *b"R" || full() { Answer::Ready } else { Answer::NotNow })
}

/// Quotes a path for a setting that is a list, where commas and spaces separate.
fn quoted_for_a_list(path: &Path) -> PathBuf {
    let mut quoted = vec![b'"'];
    for byte in path.as_os_str().as_bytes() {
        if *byte == b'"' {
            quoted.push(b'"');
        }
        quoted.push(*byte);
    }
    quoted.push(b'"');
    PathBuf::from(OsStr::from_bytes(&quoted))
}

fn joined(prefix: &str, path: &Path) -> std::ffi::OsString {
    let mut whole = std::ffi::OsString::from(prefix);
    whole.push(path);
    whole
}

#[cfg(test)]
mod tests {
    use super::super::tests::TempDir;
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn a_postmaster_file_is_ready_only_when_its_last_line_says_so() {
        let begun = b"123\n/data/postgres\n1700000000\n5432\n/data/socket\n";
        let begun = Postmaster::parse(begun).unwrap();
        assert_eq!((begun.pid, begun.ready), (123, false));
        assert_eq!(begun.socket_dir, Path::new("/data/socket"));
        let ready = b"123\n/data/postgres\n1700000000\n5432\n/data/socket\n\n   1     2\nready   \n";
        assert!(Postmaster::parse(ready).unwrap().ready);
        assert!(Postmaster::parse(b"").is_none());
    }

    #[test]
    fn a_socket_directory_is_quoted_as_one_of_a_list() {
        assert_eq!(quoted_for_a_list(Path::new(r#"/a, b/"c""#)), Path::new(r#""/a, b/""c""""#));
    }

    /// Answers one connection like a server in that state.
    fn answer_to(reply: &'static [u8]) -> Answer {
        let temp = TempDir::new();
        let socket = temp.path().join("socket");
        let listener = UnixListener::bind(&socket).unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut length = [0; 4];
            stream.read_exact(&mut length).unwrap();
            let mut rest = vec![0; u32::from_be_bytes(length) as usize - 4];
            stream.read_exact(&mut rest).unwrap();
            stream.write_all(reply).unwrap();
        });
        let answer = ask_for_a_connection(&socket).unwrap();
        server.join().unwrap();
        answer
    }

    #[test]
    fn a_server_that_is_starting_up_is_not_ready_and_a_full_one_is() {
        assert_eq!(answer_to(b"R\0\0\0\x08\0\0\0\x0a"), Answer::Ready);
        assert_eq!(answer_to(b"E\0\0\0\x21SFATAL\0C57P03\0Mstarting up\0\0"), Answer::NotNow);
        assert_eq!(answer_to(b"E\0\0\0\x25SFATAL\0C53300\0Msorry, too many\0\0"), Answer::Ready);
    }
}
