//! Against a real PostgreSQL, with processes that are really killed.
//!
//! Another user of a data directory is this test binary run again, with only
//! [`helper_process`] selected and the directory in its environment.

use std::{
    fs::{self, Permissions},
    io::{BufRead as _, BufReader, Write as _},
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, symlink},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::*;

const HELPER_VARIABLE: &str = "CASE_LEDGER_TEST_HELPER_DIRECTORY";

/// A directory of one test's own, removed at its end.
pub(super) struct TempDir(PathBuf);

impl TempDir {
    pub(super) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("case-ledger-{}-{number}", std::process::id());
        let path = fs::canonicalize(std::env::temp_dir()).unwrap().join(name);
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// A data directory yet to be created.
    fn data(&self) -> PathBuf {
        self.0.join("data")
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // The server of a helper killed just now is still being stopped.
        let directory = self.data().exists().then(|| DataDir::prepare(&self.data()));
        if let Some(Ok(directory)) = directory {
            let began = Instant::now();
            while directory.server_lives().unwrap_or(false) && began.elapsed() < Duration::from_secs(10) {
                thread::sleep(Duration::from_millis(5));
            }
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn open(data: &Path) -> EmbeddedServer {
    EmbeddedServer::open(data, EmbeddedOptions::ephemeral()).unwrap()
}

fn psql(url: &str, sql: &str) -> std::process::Output {
    Command::new("psql")
        .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url])
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn query(server: &EmbeddedServer, sql: &str) -> String {
    let output = psql(&admin_url(server), sql);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn admin_url(server: &EmbeddedServer) -> String {
    server.url(ADMIN_ROLE, server.admin_password(), "postgres")
}

/// Whether any PostgreSQL process of the directory lives, seen from outside.
fn lives(data: &Path) -> bool {
    DataDir::prepare(data).unwrap().server_lives().unwrap()
}

fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(20), "not in time: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn kill(pid: u32) {
    let script = format!("kill -s KILL {pid}");
    let status = Command::new("/bin/sh").args(["-c", &script]).status();
    assert!(status.unwrap().success());
}

/// Whether a process has ended, though perhaps nobody has waited for it yet.
fn is_gone(pid: u32) -> bool {
    let output = Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output();
    let state = String::from_utf8(output.unwrap().stdout).unwrap();
    state.is_empty() || state.starts_with('Z')
}

/// The process ids and command lines of a process's children.
fn children(parent: u32) -> Vec<(u32, String)> {
    let output = Command::new("ps").args(["-eo", "pid=,ppid=,args="]).output();
    String::from_utf8_lossy(&output.unwrap().stdout)
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (pid, found) = (words.next()?.parse().ok()?, words.next()?);
            (found == parent.to_string()).then(|| (pid, words.collect::<Vec<_>>().join(" ")))
        })
        .collect()
}

fn supervisor_of(process: u32) -> Option<u32> {
    children(process)
        .into_iter()
        .find(|(_, arguments)| arguments.contains("case-ledger-supervisor"))
        .map(|(pid, _)| pid)
}

/// Another process that uses the directory.
struct Helper {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Helper {
    /// Started, perhaps not yet finished opening.
    fn start(data: &Path) -> Self {
        let (_, path) = module_path!().split_once("::").unwrap(); // without the crate
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", &format!("{path}::helper_process")])
            .env(HELPER_VARIABLE, data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self { input: process.stdin.take().unwrap(), output: BufReader::new(process.stdout.take().unwrap()), process }
    }

    fn ready(data: &Path) -> Self {
        let mut helper = Self::start(data);
        helper.postmaster();
        helper
    }

    fn answer(&mut self, to: &str) -> String {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if let Some((_, answer)) = line.split_once(to) {
                return answer.trim().to_owned();
            }
            line.clear();
        }
        panic!("the helper ended without an answer");
    }

    /// Waits until it has opened the server, and returns the postmaster's pid.
    fn postmaster(&mut self) -> u32 {
        self.answer("helper: postmaster ").parse().unwrap()
    }

    fn shutdown(mut self) -> String {
        writeln!(self.input, "shutdown").unwrap();
        self.answer("helper: shutdown ")
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// No test of its own: what [`Helper`] runs.
#[test]
fn helper_process() {
    let Some(data) = std::env::var_os(HELPER_VARIABLE) else {
        return;
    };
    let server = open(Path::new(&data));
    println!("helper: postmaster {}", server.postmaster_pid().unwrap());
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    println!("helper: shutdown {:?}", server.shutdown());
}

#[test]
fn the_first_start_makes_a_private_cluster_and_a_later_one_finds_its_data() {
    let temp = TempDir::new();
    let began = Instant::now();
    let server = EmbeddedServer::open(&temp.data(), EmbeddedOptions::default()).unwrap();
    println!("first start: {:?}", began.elapsed());
    assert!(server.started_it());
    for (setting, value) in [
        ("server_encoding", "UTF8"),
        ("lc_collate", "C"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("max_connections", "200"),
        ("shared_buffers", "128MB"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("timezone", "UTC"),
    ] {
        // The server's own value: psql's session takes none of these from here.
        let sql = format!("select reset_val from pg_settings where lower(name) = '{setting}'");
        let found = match setting {
            "lc_collate" => query(&server, "select datcollate from pg_database where datname = 'postgres'"),
            "data_checksums" | "server_encoding" | "unix_socket_permissions" | "shared_buffers" => {
                query(&server, &format!("show {setting}"))
            }
            _ => query(&server, &sql),
        };
        assert_eq!(found, value, "{setting}");
    }
    assert_eq!(query(&server, "select current_user"), ADMIN_ROLE);
    let mode = |path: &str| fs::metadata(temp.data().join(path)).unwrap().mode() & 0o7777;
    assert_eq!(mode("secrets"), 0o700);
    assert_eq!(mode("secrets/postgres-admin"), 0o600);
    assert_eq!(mode("socket"), 0o700);
    assert_eq!(mode("postgres"), 0o700);
    assert_eq!(mode("postgres.log"), 0o600);
    assert!(!format!("{server:?}").contains(server.admin_password()));

    query(&server, "create table kept as select 42 as answer");
    let began = Instant::now();
    assert_eq!(server.shutdown(), Shutdown::Stopped);
    println!("stop: {:?}", began.elapsed());
    assert!(!lives(&temp.data()));
    assert!(!temp.data().join("postgres/postmaster.pid").exists());

    let began = Instant::now();
    let server = EmbeddedServer::open(&temp.data(), EmbeddedOptions::default()).unwrap();
    println!("later start: {:?}", began.elapsed());
    assert_eq!(query(&server, "select answer from kept"), "42");
}

#[test]
fn a_wrong_password_is_refused() {
    let temp = TempDir::new();
    let server = open(&temp.data());
    let output = psql(&server.url(ADMIN_ROLE, "wrong", "postgres"), "select 1");
    assert!(!output.status.success());
}

#[test]
fn a_second_open_uses_the_same_server_and_the_last_to_leave_stops_it() {
    let temp = TempDir::new();
    let first = open(&temp.data());
    let second = open(&temp.data());
    assert!(!second.started_it());
    assert_eq!(first.postmaster_pid(), second.postmaster_pid());
    assert_eq!(admin_url(&first), admin_url(&second));
    assert_eq!(first.shutdown(), Shutdown::LeftToOthers);
    assert_eq!(query(&second, "select 1"), "1");
    assert_eq!(second.shutdown(), Shutdown::Stopped);
    assert!(!lives(&temp.data()));
}

#[test]
fn a_process_that_leaves_in_order_leaves_the_server_to_the_others() {
    let temp = TempDir::new();
    let helper = Helper::ready(&temp.data());
    let server = open(&temp.data());
    assert!(!server.started_it());
    assert_eq!(helper.shutdown(), "LeftToOthers");
    assert_eq!(query(&server, "select 1"), "1");
    assert_eq!(server.shutdown(), Shutdown::Stopped);
}

#[test]
fn the_server_stops_when_its_only_user_is_killed() {
    let temp = TempDir::new();
    let helper = Helper::ready(&temp.data());
    assert!(lives(&temp.data()));
    helper.kill();
    let began = Instant::now();
    wait_until("the server stops", || !lives(&temp.data()));
    println!("stop after kill -9: {:?}", began.elapsed());
    assert!(!temp.data().join("postgres/postmaster.pid").exists(), "stopped in order");
}

#[test]
fn the_server_outlives_its_killed_starter_while_another_uses_it() {
    let temp = TempDir::new();
    let mut helper = Helper::start(&temp.data());
    let postmaster = helper.postmaster();
    let supervisor = supervisor_of(helper.process.id()).unwrap();
    let server = open(&temp.data());
    helper.kill();
    // Handshake: only when the supervisor has gone is it certain that it did
    // not stop the server.
    wait_until("the supervisor gives up", || is_gone(supervisor));
    assert_eq!(server.postmaster_pid(), Some(postmaster));
    assert_eq!(query(&server, "select 1"), "1");
    assert_eq!(server.shutdown(), Shutdown::Stopped);
}

#[test]
fn the_server_stops_when_its_users_are_killed_together() {
    let temp = TempDir::new();
    let helpers = [(); 3].map(|()| Helper::ready(&temp.data()));
    for mut helper in helpers {
        helper.process.kill().unwrap(); // reaped at the drop: killed at once
    }
    wait_until("the server stops", || !lives(&temp.data()));
}

#[test]
fn an_open_at_any_moment_of_a_stop_gets_a_server_that_stays() {
    let temp = TempDir::new();
    for round in 0..8 {
        Helper::ready(&temp.data()).kill();
        // Before, while and after the supervisor stops it.
        thread::sleep(Duration::from_millis(round * 25));
        let server = open(&temp.data());
        let pid = server.postmaster_pid().unwrap();
        assert_eq!(query(&server, "select 1"), "1");
        thread::sleep(Duration::from_millis(100));
        assert_eq!(server.postmaster_pid(), Some(pid), "round {round}");
        assert_eq!(server.shutdown(), Shutdown::Stopped, "round {round}");
    }
}

#[test]
fn an_interrupted_initdb_leaves_nothing_in_the_way() {
    let temp = TempDir::new();
    let unfinished = || {
        fs::read_dir(temp.data())
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.to_string_lossy().contains("postgres.incomplete-"))
    };
    let helper = Helper::start(&temp.data());
    wait_until("initdb is at work", || unfinished().is_some_and(|path| path.join("cluster/base").exists()));
    helper.kill();
    assert!(!temp.data().join("postgres").exists());
    let server = open(&temp.data());
    assert_eq!(query(&server, "select 1"), "1");
    assert_eq!(unfinished(), None);
}

#[test]
fn a_starter_killed_before_the_server_is_ready_takes_it_along() {
    let temp = TempDir::new();
    open(&temp.data()).shutdown(); // the cluster
    for round in 0..6 {
        let helper = Helper::start(&temp.data());
        // From the fork on, before the server can have written its pid file.
        wait_until("the server is forked", || lives(&temp.data()));
        thread::sleep(Duration::from_millis(round * 5));
        helper.kill();
        wait_until("the server stops", || !lives(&temp.data()));
    }
}

#[test]
fn a_starter_killed_before_the_server_is_ready_leaves_it_to_whoever_waits() {
    let temp = TempDir::new();
    open(&temp.data()).shutdown();
    let helper = Helper::start(&temp.data());
    wait_until("the server is forked", || lives(&temp.data()));
    let mut other = Helper::start(&temp.data());
    helper.kill();
    let postmaster = other.postmaster();
    let server = open(&temp.data());
    assert_eq!(server.postmaster_pid(), Some(postmaster));
    assert_eq!(query(&server, "select 1"), "1");
}

#[test]
fn processes_that_race_for_a_fresh_directory_share_one_server() {
    let temp = TempDir::new();
    let mut helpers = [(); 4].map(|()| Helper::start(&temp.data()));
    let postmasters: Vec<u32> = helpers.iter_mut().map(Helper::postmaster).collect();
    assert!(postmasters.iter().all(|pid| *pid == postmasters[0]), "{postmasters:?}");
    let [first, second, third, last] = helpers;
    for helper in [first, second, third] {
        assert_eq!(helper.shutdown(), "LeftToOthers");
    }
    assert_eq!(last.shutdown(), "Stopped");
    assert!(!lives(&temp.data()));
}

#[test]
fn a_killed_postmaster_is_replaced() {
    let temp = TempDir::new();
    let server = open(&temp.data());
    query(&server, "create table kept as select 42 as answer");
    query(&server, "checkpoint"); // fsync is off, but the machine does not crash
    let killed = server.postmaster_pid().unwrap();
    let began = Instant::now();
    kill(killed);
    wait_until("another postmaster answers", || {
        server.postmaster_pid().is_some_and(|pid| pid != killed)
            && psql(&admin_url(&server), "select 1").status.success()
    });
    println!("replaced after {:?}", began.elapsed());
    assert_eq!(query(&server, "select answer from kept"), "42");
    assert_eq!(server.shutdown(), Shutdown::Stopped);
}

#[test]
fn a_process_that_did_not_start_the_server_replaces_it_too() {
    let temp = TempDir::new();
    let mut helper = Helper::start(&temp.data());
    let killed = helper.postmaster();
    let server = open(&temp.data());
    helper.kill();
    kill(killed);
    wait_until("another postmaster answers", || {
        server.postmaster_pid().is_some_and(|pid| pid != killed)
            && psql(&admin_url(&server), "select 1").status.success()
    });
    assert_eq!(server.shutdown(), Shutdown::Stopped);
}

#[test]
fn a_killed_supervisor_is_replaced_and_the_server_still_stops() {
    let temp = TempDir::new();
    let helper = Helper::ready(&temp.data());
    let killed = supervisor_of(helper.process.id()).unwrap();
    kill(killed);
    wait_until("another supervisor", || supervisor_of(helper.process.id()).is_some_and(|pid| pid != killed));
    helper.kill();
    wait_until("the server stops", || !lives(&temp.data()));
}

#[test]
fn a_terminals_signals_reach_neither_server_nor_supervisor() {
    let temp = TempDir::new();
    let helper = Helper::ready(&temp.data());
    let group = |pid: u32| {
        let output = Command::new("ps").args(["-o", "pgid=", "-p", &pid.to_string()]).output();
        String::from_utf8(output.unwrap().stdout).unwrap().trim().to_owned()
    };
    let children = children(helper.process.id());
    assert_eq!(children.len(), 2, "{children:?}");
    for (pid, _) in children {
        assert_eq!(group(pid), pid.to_string());
    }
}

#[test]
fn a_pid_file_that_names_another_process_does_not_block() {
    let temp = TempDir::new();
    let server = open(&temp.data());
    let socket = server.socket_dir().to_path_buf();
    server.shutdown();
    let postgres = temp.data().join("postgres");
    // As after a crash and a restart in which the number went to somebody else:
    // a process of the same user, or PostgreSQL would know it for a stranger.
    let owner = fs::metadata(&postgres).unwrap();
    let mut other = Command::new("sleep");
    other.arg("600").current_dir("/");
    if effective_uid().unwrap() == 0 {
        other.uid(owner.uid()).gid(owner.gid());
    }
    let mut other = other.spawn().unwrap();
    let stale =
        format!("{}\n{}\n1700000000\n5432\n{}\n\n  1  2\nready   \n", other.id(), postgres.display(), socket.display());
    fs::write(postgres.join("postmaster.pid"), &stale).unwrap();
    fs::write(socket.join(".s.PGSQL.5432.lock"), &stale).unwrap();
    let server = EmbeddedServer::open(&temp.data(), EmbeddedOptions::ephemeral());
    other.kill().unwrap();
    other.wait().unwrap();
    assert_eq!(query(&server.unwrap(), "select 1"), "1");
}

#[test]
fn a_pid_file_left_by_a_crash_does_not_block() {
    let temp = TempDir::new();
    let mut helper = Helper::start(&temp.data());
    let postmaster = helper.postmaster();
    kill(supervisor_of(helper.process.id()).unwrap());
    helper.kill();
    kill(postmaster);
    wait_until("the backends have noticed", || !lives(&temp.data()));
    assert!(temp.data().join("postgres/postmaster.pid").exists());
    let server = open(&temp.data());
    assert_eq!(query(&server, "select 1"), "1");
}

#[test]
fn a_server_stops_even_if_its_directory_is_removed_under_it() {
    let temp = TempDir::new();
    let mut helper = Helper::start(&temp.data());
    let postmaster = helper.postmaster();
    fs::remove_dir_all(temp.data()).unwrap();
    helper.kill();
    wait_until("the server stops", || is_gone(postmaster));
}

#[test]
fn a_server_left_running_is_taken_over_and_stopped() {
    let temp = TempDir::new();
    let mut helper = Helper::start(&temp.data());
    let postmaster = helper.postmaster();
    // Both within the watching thread's interval, so that nobody is left.
    let supervisor = supervisor_of(helper.process.id()).unwrap();
    let script = format!("kill -s KILL {} {supervisor}", helper.process.id());
    assert!(Command::new("/bin/sh").args(["-c", &script]).status().unwrap().success());
    drop(helper);
    let server = open(&temp.data());
    assert_eq!(server.postmaster_pid(), Some(postmaster));
    assert_eq!(server.shutdown(), Shutdown::Stopped);
    assert!(!lives(&temp.data()));
}

#[test]
fn a_data_directory_too_long_for_a_socket_gets_one_elsewhere() {
    let temp = TempDir::new();
    let data = temp.path().join("long \"quoted\" and spaced ".repeat(5));
    let first = open(&data);
    assert!(!first.socket_dir().starts_with(&data));
    assert!(first.socket_dir().starts_with(fs::canonicalize(std::env::temp_dir()).unwrap()));
    assert_eq!(fs::metadata(first.socket_dir()).unwrap().mode() & 0o7777, 0o700);
    let second = open(&data);
    assert_eq!(first.socket_dir(), second.socket_dir());
    assert_eq!(query(&second, "select 1"), "1");
    drop(second);
    let socket_dir = first.socket_dir().to_path_buf();
    assert_eq!(first.shutdown(), Shutdown::Stopped);

    // What others may enter, or have put there, is not used.
    let refused = || {
        matches!(
            EmbeddedServer::open(&data, EmbeddedOptions::ephemeral()),
            Err(EmbeddedError::NotPrivate { directory }) if directory == socket_dir
        )
    };
    fs::set_permissions(&socket_dir, Permissions::from_mode(0o755)).unwrap();
    assert!(refused());
    fs::remove_dir_all(&socket_dir).unwrap();
    symlink(temp.path(), &socket_dir).unwrap();
    assert!(refused());
    fs::remove_file(&socket_dir).unwrap();
}

#[test]
fn a_data_directory_with_odd_characters_keeps_its_socket() {
    let temp = TempDir::new();
    let server = open(&temp.path().join("a; \"b\" %æ"));
    assert!(server.socket_dir().starts_with(temp.path()));
    assert_eq!(query(&server, "select 1"), "1");
    // But a comma would make two hosts of it.
    let server = open(&temp.path().join("a,b"));
    let socket_dir = server.socket_dir().to_path_buf();
    assert!(!socket_dir.starts_with(temp.path()));
    assert_eq!(query(&server, "select 1"), "1");
    drop(server);
    fs::remove_dir(socket_dir).unwrap();
}

#[test]
fn the_url_is_understood_by_psql_and_by_sqlx() {
    use sqlx::{Connection as _, Row as _};
    let temp = TempDir::new();
    let server = open(&temp.path().join("dåta + %20"));
    let (role, password, database) = ("odd role+", "p@ss/w:ørd%41+ &?#='\"", "data/bas e?ø");
    query(&server, &format!("create role \"{role}\" login password '{}'", password.replace('\'', "''")));
    query(&server, &format!("create database \"{database}\""));
    let url = server.url(role, password, database);
    let sql = "select current_user || '|' || current_database()";
    let expected = format!("{role}|{database}");

    let output = psql(&url, sql);
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), expected);

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let found: String = runtime.unwrap().block_on(async {
        let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
        sqlx::query(sql).fetch_one(&mut connection).await.unwrap().get(0)
    });
    assert_eq!(found, expected);
}

#[test]
fn no_statement_and_no_value_reaches_the_log() {
    let temp = TempDir::new();
    let options = EmbeddedOptions::default();
    let server = EmbeddedServer::open(&temp.data(), options).unwrap();
    query(&server, "create table person (id int primary key, name text not null check (name <> ''))");
    query(&server, "insert into person values (1, 'Canary Canarysen')");
    for failing in [
        "insert into person values (1, 'Canary Canarysen')",
        "insert into person values (2, null) returning 'Canary'",
        "insert into person select 'Canary Canarysen', 'x'",
        "select 'Canary Canarysen'::uuid",
        "select canary_canarysen",
        "select 'Canary' from",
        "do $$ begin raise exception 'Canary' using detail = 'Canary'; end $$",
        "do $$ begin raise warning 'Canary'; execute 'select ''Canary''::int'; end $$",
    ] {
        assert!(!psql(&admin_url(&server), failing).status.success(), "{failing}");
    }
    // The crash of a backend is logged by the postmaster with its statement, as
    // the DETAIL of a message that does pass.
    let url = admin_url(&server);
    let crashing = thread::spawn(move || psql(&url, "select pg_sleep(60), 'Canary'"));
    let mut backend = String::new();
    wait_until("the statement runs", || {
        backend = query(&server, "select pid from pg_stat_activity where query like 'select pg_sleep%'");
        !backend.is_empty()
    });
    kill(backend.parse().unwrap());
    crashing.join().unwrap();
    wait_until("the server has recovered", || psql(&admin_url(&server), "select 1").status.success());
    let log_file = server.log_file();
    assert_eq!(server.shutdown(), Shutdown::Stopped);
    let log = fs::read_to_string(log_file).unwrap();
    assert!(log.contains("terminated by signal"), "the log is written: {log}");
    for forbidden in ["canary", "select", "insert", "STATEMENT", "DETAIL", "person"] {
        assert!(!log.to_lowercase().contains(&forbidden.to_lowercase()), "{forbidden}: {log}");
    }
}

#[test]
fn a_directory_the_servers_user_may_not_enter_is_named() {
    let temp = TempDir::new();
    let closed = temp.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    let opened = EmbeddedServer::open(&closed.join("data"), EmbeddedOptions::ephemeral());
    if effective_uid().unwrap() == 0 {
        let error = opened.unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, EmbeddedError::Unreachable { directory, .. } if directory == closed));
        assert!(text.contains("--data-dir") && text.lines().count() == 1, "{text}");
    } else {
        // The server runs as ourselves, and we may enter.
        assert_eq!(query(&opened.unwrap(), "select 1"), "1");
    }
}

#[test]
fn a_server_that_cannot_start_says_why_and_leaves_nothing_behind() {
    let temp = TempDir::new();
    let options = EmbeddedOptions::ephemeral().with_setting("shared_buffers", "nonsense");
    let error = EmbeddedServer::open(&temp.data(), options).unwrap_err();
    assert!(error.to_string().contains("nonsense"), "{error}");
    assert!(!lives(&temp.data()));
    assert_eq!(query(&open(&temp.data()), "select 1"), "1");
}

#[test]
fn a_server_that_is_not_ready_in_time_is_an_error_and_is_stopped() {
    let temp = TempDir::new();
    open(&temp.data()).shutdown();
    let options = EmbeddedOptions { ready_within: Duration::ZERO, ..EmbeddedOptions::ephemeral() };
    let error = EmbeddedServer::open(&temp.data(), options).unwrap_err();
    assert!(matches!(error, EmbeddedError::NotReady { .. }), "{error}");
    assert!(!lives(&temp.data()));
}

#[test]
fn a_lost_password_is_an_error_and_not_a_new_password() {
    let temp = TempDir::new();
    open(&temp.data()).shutdown();
    fs::remove_file(temp.data().join("secrets/postgres-admin")).unwrap();
    assert!(matches!(
        EmbeddedServer::open(&temp.data(), EmbeddedOptions::ephemeral()),
        Err(EmbeddedError::PasswordUnreadable { .. })
    ));
}

#[test]
fn a_vanished_cluster_is_not_replaced_by_an_empty_one() {
    let temp = TempDir::new();
    let server = open(&temp.data());
    let postmaster = server.postmaster_pid().unwrap();
    fs::rename(temp.data().join("postgres"), temp.data().join("elsewhere")).unwrap();
    kill(postmaster);
    wait_until("the backends have noticed", || !lives(&temp.data()));
    drop(server);
    assert!(!temp.data().join("postgres").exists());
}

#[test]
fn extra_settings_win_and_decide_what_is_ephemeral() {
    assert!(!EmbeddedOptions::default().is_ephemeral());
    assert!(EmbeddedOptions::ephemeral().is_ephemeral());
    let durable = EmbeddedOptions::ephemeral().with_setting("fsync", "on");
    assert!(!durable.is_ephemeral());
    let last = durable.settings().into_iter().rfind(|(name, _)| name == "fsync");
    assert_eq!(last.unwrap().1, "on");
}
