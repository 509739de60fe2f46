//! The data directory of an embedded server: what is where in it, who owns it,
//! its locks and its secret.
//!
//! ```text
//! <data_dir>/
//!   postgres/                 the cluster
//!   postgres.incomplete-*/    an `initdb` under way, or interrupted
//!   postgres.log
//!   socket/                   unless that path will not do for one
//!   secrets/postgres-admin    the superuser's password
//!   in-use.lock start.lock running.lock
//! ```

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, Read as _, Write as _},
    os::unix::{
        ffi::OsStrExt as _,
        fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, lchown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use super::{EmbeddedError, io_error};

/// What a Unix socket's address can hold is 104 bytes on some systems and 108 on
/// others, its end included; PostgreSQL also writes a lock file beside it.
const LONGEST_SOCKET_PATH: usize = 99;

/// PostgreSQL's name for the socket of port 5432.
pub(super) const SOCKET_NAME: &str = ".s.PGSQL.5432";

/// How long to wait for another process that stops or starts the server.
const LOCK_LIMIT: Duration = Duration::from_mins(2);

/// The user the server runs as when we are root, which PostgreSQL refuses to be.
#[derive(Clone, Debug)]
pub(super) struct ServerUser {
    name: String,
    pub(super) uid: u32,
    gid: u32,
}

/// A data directory that exists and is fit for a server.
#[derive(Clone, Debug)]
pub(super) struct DataDir {
    root: PathBuf,
    /// `None` if the server runs as the user we are.
    user: Option<ServerUser>,
    /// The user the server runs as.
    server_uid: u32,
}

impl DataDir {
    /// Creates or checks the directory and whatever must be there before any
    /// lock can be taken. Processes may do this side by side: each step leaves
    /// alone what another has already done.
    pub(super) fn prepare(path: &Path) -> Result<Self, EmbeddedError> {
        let own_uid = effective_uid()?;
        if !path.exists() {
            // Root's server runs as another user, who must be able to enter.
            let mode = if own_uid == 0 { 0o711 } else { 0o700 };
            DirBuilder::new()
                .recursive(true)
                .mode(mode)
                .create(path)
                .and_then(|()| fs::set_permissions(path, Permissions::from_mode(mode)))
                .map_err(io_error("create the data directory", path))?;
        }
        let root = fs::canonicalize(path).map_err(io_error("find the data directory", path))?;
        let user = (own_uid == 0).then(|| server_user(&root)).transpose()?;
        let directory = Self { server_uid: user.as_ref().map_or(own_uid, |user| user.uid), root, user };
        directory.must_be_reachable(&directory.root)?;
        directory.must_own_the_cluster()?;
        for lock in [IN_USE, START, RUNNING] {
            directory.open_lock(lock)?;
        }
        Ok(directory)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.root.join("postgres")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    pub(super) fn path_of(&self, lock: LockName) -> PathBuf {
        self.root.join(lock.0)
    }

    /// Lets `command` run as the server's user, away from our terminal's signals
    /// and from whatever of our environment PostgreSQL might read.
    pub(super) fn as_server<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        if let Some(user) = &self.user {
            command.uid(user.uid).gid(user.gid); // and no supplementary groups
        }
        command.env_clear().env("LC_ALL", "C");
        for kept in ["LD_LIBRARY_PATH", "TZDIR"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        let path = match std::env::var_os("PATH") {
            Some(mut path) if !path.is_empty() => {
                path.push(":/usr/bin:/bin");
                path
            }
            _ => "/usr/bin:/bin".into(),
        };
        // The current directory may be one the server's user may not enter.
        command.env("PATH", path).current_dir("/").process_group(0)
    }

    /// Gives a file or directory of ours to the server's user.
    pub(super) fn give_to_server(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Some(user) = &self.user else {
            return Ok(());
        };
        let data = fs::symlink_metadata(path).map_err(io_error("look at", path))?;
        if (data.uid(), data.gid()) == (user.uid, user.gid) {
            return Ok(());
        }
        lchown(path, Some(user.uid), Some(user.gid)).map_err(io_error("change the owner of", path))
    }

    fn must_own_the_cluster(&self) -> Result<(), EmbeddedError> {
        let cluster = self.cluster();
        match fs::metadata(&cluster) {
            Ok(data) if data.uid() != self.server_uid => {
                Err(EmbeddedError::ForeignCluster { cluster, owner: data.uid() })
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error("look at", &cluster)(error)),
            _ => Ok(()),
        }
    }

    /// Asks the kernel, as the server's user, whether every directory down to
    /// `path` can be entered: permission bits alone would not tell of access
    /// lists and mount options.
    fn must_be_reachable(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Some(user) = &self.user else {
            return Ok(());
        };
        let mut ancestors: Vec<&Path> = path.ancestors().collect();
        ancestors.reverse();
        let script = r#"for directory do
            cd "$directory" 2>/dev/null || { printf %s "$directory"; exit 1; }
        done"#;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script, "sh"]).args(ancestors);
        let output = self
            .as_server(&mut command)
            .stdin(Stdio::null())
            .output()
            .map_err(io_error("run", Path::new("/bin/sh")))?;
        if output.status.success() {
            return Ok(());
        }
        Err(EmbeddedError::Unreachable {
            directory: PathBuf::from(OsStr::from_bytes(&output.stdout)),
            user: user.name.clone(),
        })
    }

    /// The directory for the socket, created if need be: in the data directory,
    /// or, where that path will not do for a socket, under the temporary directory
    /// with a name only this data directory has.
    ///
    /// The temporary directory is everybody's, so what stands there under that
    /// name is used only if it belongs to the server's user and nobody else may
    /// enter it.
    pub(super) fn make_socket_dir(&self) -> Result<PathBuf, EmbeddedError> {
        let fits = |directory: &Path| {
            let directory = directory.as_os_str().as_bytes();
            // In a client's address, a comma separates one host from the next.
            directory.len() + 1 + SOCKET_NAME.len() <= LONGEST_SOCKET_PATH && !directory.contains(&b',')
        };
        let inside = self.root.join("socket");
        if fits(&inside) {
            self.make_private_dir(&inside)?;
            return Ok(inside);
        }
        let temporary = std::env::temp_dir();
        let temporary = fs::canonicalize(&temporary).map_err(io_error("find the temporary directory", &temporary))?;
        let name = format!("case-ledger-{:016x}", fnv1a(self.root.as_os_str().as_bytes()));
        let outside = temporary.join(name);
        if !fits(&outside) {
            return Err(EmbeddedError::NoSocketPath { directory: outside });
        }
        self.must_be_reachable(&temporary)?;
        self.make_private_dir(&outside)?;
        Ok(outside)
    }

    fn make_private_dir(&self, path: &Path) -> Result<(), EmbeddedError> {
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(io_error("create the directory", path)(error));
            }
            _ => {}
        }
        // `symlink_metadata`: a link somebody put there must not lead us away.
        let data = fs::symlink_metadata(path).map_err(io_error("look at", path))?;
        let owners = [self.server_uid, effective_uid()?]; // ours until it is given away
        if !data.is_dir() || !owners.contains(&data.uid()) || data.mode() & 0o077 != 0 {
            return Err(EmbeddedError::NotPrivate { directory: path.to_path_buf() });
        }
        self.give_to_server(path)
    }

    /// The log, open for appending; only its owner may read it.
    pub(super) fn open_log(&self) -> Result<File, EmbeddedError> {
        let path = self.log();
        let log =
            OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(io_error("open", &path))?;
        self.give_to_server(&path)?;
        Ok(log)
    }

    /// The superuser's password, made at the first call. The caller holds the
    /// start lock.
    pub(super) fn admin_password(&self) -> Result<String, EmbeddedError> {
        let secrets = self.root.join("secrets");
        let file = secrets.join("postgres-admin");
        match fs::read_to_string(&file) {
            Ok(text) => {
                let password = text.trim_end();
                let whole = password.len() == 64 && password.bytes().all(|byte| byte.is_ascii_hexdigit());
                return if whole { Ok(password.to_owned()) } else { Err(EmbeddedError::PasswordUnreadable { file }) };
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(io_error("read", &file)(error));
            }
            Err(_) if self.cluster().exists() => {
                return Err(EmbeddedError::PasswordUnreadable { file });
            }
            Err(_) => {}
        }
        if !secrets.exists() {
            DirBuilder::new().mode(0o700).create(&secrets).map_err(io_error("create the directory", &secrets))?;
        }
        let password = random_hex(32)?;
        // Whole or not at all: renamed into place only when it is on the disk.
        let unfinished = secrets.join("postgres-admin.new");
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(io_error("remove", &unfinished)(error));
            }
            _ => {}
        }
        write_secret(&unfinished, &password)?;
        fs::rename(&unfinished, &file).map_err(io_error("create", &file))?;
        sync_directory(&secrets)?;
        sync_directory(&self.root)?;
        Ok(password)
    }

    fn open_lock(&self, name: LockName) -> Result<File, EmbeddedError> {
        let path = self.path_of(name);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(io_error("open", &path))?;
        // The supervisor, who runs as that user, opens them too.
        self.give_to_server(&path)?;
        Ok(file)
    }

    /// Takes a lock, waiting for whoever has it while `go_on` agrees.
    ///
    /// The wait asks again and again instead of blocking, because a blocked
    /// thread could neither give up after a time nor be told to.
    pub(super) fn lock(&self, name: LockName, mode: Mode, go_on: &dyn Fn() -> bool) -> Result<File, EmbeddedError> {
        let file = self.open_lock(name)?;
        let began = Instant::now();
        loop {
            let attempt = match mode {
                Mode::Shared => file.try_lock_shared(),
                Mode::Exclusive => file.try_lock(),
            };
            match attempt {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if began.elapsed() < LOCK_LIMIT && go_on() => {
                    thread::sleep(Duration::from_millis(10));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(EmbeddedError::Busy { lock: self.path_of(name) });
                }
                Err(TryLockError::Error(error)) => {
                    return Err(io_error("lock", &self.path_of(name))(error));
                }
            }
        }
    }

    /// Whether any PostgreSQL process of this cluster lives: they inherit, as
    /// their standard input, a file on which running.lock is held exclusively.
    pub(super) fn server_lives(&self) -> Result<bool, EmbeddedError> {
        match self.open_lock(RUNNING)?.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(io_error("lock", &self.path_of(RUNNING))(error)),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct LockName(&'static str);

/// Held shared by every process that uses the server, and exclusively by a
/// supervisor while it stops the server.
pub(super) const IN_USE: LockName = LockName("in-use.lock");
/// Held exclusively while looking for a server and starting one.
pub(super) const START: LockName = LockName("start.lock");
/// Held exclusively by PostgreSQL's own processes.
pub(super) const RUNNING: LockName = LockName("running.lock");

#[derive(Clone, Copy, Debug)]
pub(super) enum Mode {
    Shared,
    Exclusive,
}

/// Whom root runs the server as: whoever owns the cluster already, else
/// `postgres`, else `nobody`.
fn server_user(root: &Path) -> Result<ServerUser, EmbeddedError> {
    let owner = fs::metadata(root.join("postgres")).ok();
    if let Some(owner) = owner.filter(|data| data.uid() != 0) {
        return Ok(ServerUser { name: format!("with id {}", owner.uid()), uid: owner.uid(), gid: owner.gid() });
    }
    let passwd = Path::new("/etc/passwd");
    let text = fs::read_to_string(passwd).map_err(io_error("read", passwd))?;
    ["postgres", "nobody"].into_iter().find_map(|name| passwd_entry(&text, name)).ok_or(EmbeddedError::NoServerUser)
}

/// `name:x:uid:gid:…`, if there is such a user and it is not root by another name.
fn passwd_entry(passwd: &str, name: &str) -> Option<ServerUser> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (found, _, uid, gid) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let (uid, gid) = (uid.parse().ok()?, gid.parse().ok()?);
        (found == name && uid != 0).then(|| ServerUser { name: name.to_owned(), uid, gid })
    })
}

/// Our effective user id. The standard library does not tell, and asking the C
/// library would need `unsafe`.
pub(super) fn effective_uid() -> Result<u32, EmbeddedError> {
    static UID: OnceLock<u32> = OnceLock::new();
    if let Some(uid) = UID.get() {
        return Ok(*uid);
    }
    let id = Path::new("id");
    let output = Command::new(id).arg("-u").stdin(Stdio::null()).output().map_err(io_error("run", id))?;
    let uid = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .map_err(io::Error::other)
        .map_err(io_error("run", id))?;
    Ok(*UID.get_or_init(|| uid))
}

/// `bytes` random bytes, in hexadecimal.
pub(super) fn random_hex(bytes: usize) -> Result<String, EmbeddedError> {
    use std::fmt::Write as _;
    let source = Path::new("/dev/urandom");
    let mut random = vec![0; bytes];
    File::open(source).and_then(|mut file| file.read_exact(&mut random)).map_err(io_error("read", source))?;
    let mut hex = String::with_capacity(2 * bytes);
    for byte in random {
        let _ = write!(hex, "{byte:02x}"); // a String never refuses
    }
    Ok(hex)
}

/// Writes a new file only its owner can read, and waits until it is on the disk.
pub(super) fn write_secret(path: &Path, secret: &str) -> Result<(), EmbeddedError> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| {
            writeln!(file, "{secret}")?;
            file.sync_all()
        })
        .map_err(io_error("write", path))
}

/// Makes what was created, renamed or removed in a directory survive a power cut.
pub(super) fn sync_directory(path: &Path) -> Result<(), EmbeddedError> {
    File::open(path).and_then(|directory| directory.sync_all()).map_err(io_error("sync", path))
}

/// FNV-1a: a name that stays the same over processes, releases and machines,
/// which the standard library's hasher does not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passwd_entry_that_is_root_by_another_name_does_not_count() {
        let passwd = "root:x:0:0::/:/bin/sh\npostgres:x:0:0::/:/bin/sh\nnobody:x:65534:65533::/:/\n";
        assert!(passwd_entry(passwd, "postgres").is_none());
        let nobody = passwd_entry(passwd, "nobody").unwrap();
        assert_eq!((nobody.uid, nobody.gid), (65534, 65533));
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
