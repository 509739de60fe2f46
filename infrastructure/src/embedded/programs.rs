//! Finding PostgreSQL's server programs, and installing them where we may.
//!
//! Distributions keep `postgres` and `initdb` off the `PATH`, so looking there
//! is only the second of four places. A symlink counts for what it points to: a
//! dangling one is nothing, and a good one leads to the directory where
//! `initdb` and the rest of the same version stand.

use std::{
    ffi::OsString,
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
};

use super::{EmbeddedError, effective_uid, io_error};

/// Names a directory with the server programs; looked at before all others.
pub const BIN_VARIABLE: &str = "CASE_LEDGER_POSTGRES_BIN";

/// The oldest PostgreSQL major version the ledger's SQL runs on.
pub const OLDEST_MAJOR: u32 = 15;

/// PostgreSQL's server programs, all from one directory and one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    directory: PathBuf,
    major: u32,
}

impl Programs {
    /// Finds the server programs: in the directory `CASE_LEDGER_POSTGRES_BIN`
    /// names, on the `PATH`, where `pg_config --bindir` says, or the newest
    /// where packages put them.
    ///
    /// A wrong `CASE_LEDGER_POSTGRES_BIN` is an error rather than a reason to
    /// look on: who sets it means that server and no other.
    pub fn find() -> Result<Self, EmbeddedError> {
        Places::of_this_machine().find(None)
    }

    /// Finds the programs of one major version: a cluster is read only by the
    /// version that made it.
    pub(super) fn find_major(major: u32) -> Result<Self, EmbeddedError> {
        Places::of_this_machine().find(Some(major))
    }

    /// The directory with `postgres` and `initdb`, symlinks resolved.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The major version, such as 17.
    pub fn major(&self) -> u32 {
        self.major
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.directory.join("initdb")
    }

    /// The programs in or linked from `directory`, if it has all of them.
    fn in_directory(directory: &Path) -> Option<Self> {
        let postgres = fs::canonicalize(directory.join("postgres")).ok()?;
        let directory = postgres.parent()?.to_path_buf();
        let complete = ["postgres", "initdb", "pg_ctl"].iter().all(|program| is_executable(&directory.join(program)));
        if !complete {
            return None;
        }
        let output = Command::new(&postgres).arg("--version").stdin(Stdio::null()).output().ok()?;
        let major = parse_major(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { directory, major })
    }
}

/// Of several threads that miss the programs, one installs; other processes wait for apt's own lock.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Finds the server programs, or installs them where that is ours to do: as
/// root on Debian or Ubuntu.
///
/// What will be installed is announced in one line before anything is. Debian's
/// habit of creating and starting a cluster with the package is prevented on a
/// machine that never had one. Elsewhere the error says in one line what to
/// install.
pub fn ensure_programs(announce: &mut dyn FnMut(&str)) -> Result<Programs, EmbeddedError> {
    let missing = match Programs::find() {
        Err(missing @ EmbeddedError::ProgramsMissing { .. }) => missing,
        found_or_unusable => return found_or_unusable,
    };
    if effective_uid()? != 0 || !is_debian_like() {
        return Err(missing);
    }
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Ok(programs) = Programs::find() {
        return Ok(programs);
    }
    announce("PostgreSQL's server programs are missing: installing the package `postgresql` with apt-get");
    install_with_apt()?;
    let programs = Programs::find()?;
    tracing::info!(directory = %programs.directory.display(), major = programs.major, "installed PostgreSQL");
    Ok(programs)
}

const APT_GET: &str = "/usr/bin/apt-get";

fn is_debian_like() -> bool {
    Path::new("/etc/debian_version").exists() && is_executable(Path::new(APT_GET))
}

fn install_with_apt() -> Result<(), EmbeddedError> {
    forbid_the_default_cluster(Path::new("/etc/postgresql-common"))?;
    // Package lists that cannot be refreshed may still be good enough, so what
    // `update` says matters only if the installation fails as well.
    let update = apt_get(&["update"])?;
    let install = apt_get(&[
        "install",
        "-y",
        "--no-install-recommends",
        "-o",
        "Dpkg::Options::=--force-confold",
        "-o",
        "DPkg::Lock::Timeout=300",
        "postgresql",
    ])?;
    if install.succeeded {
        return Ok(());
    }
    let mut output = String::new();
    if !update.succeeded {
        output.push_str(&update.text);
    }
    output.push_str(&install.text);
    Err(EmbeddedError::ProgramFailed { program: "apt-get install postgresql".into(), output })
}

/// Debian's package creates a cluster and starts it on port 5432 unless told
/// not to. A file that is already there is an administrator's decision.
fn forbid_the_default_cluster(directory: &Path) -> Result<(), EmbeddedError> {
    let file = directory.join("createcluster.conf");
    if file.exists() {
        return Ok(());
    }
    fs::create_dir_all(directory).map_err(io_error("create the directory", directory))?;
    fs::write(
        &file,
        "# Written by case-ledger before it installed PostgreSQL: it runs a private\n\
         # cluster of its own and needs none for the machine.\n\
         create_main_cluster = false\n",
    )
    .map_err(io_error("write", &file))
}

struct Ran {
    succeeded: bool,
    text: String,
}

fn apt_get(arguments: &[&str]) -> Result<Ran, EmbeddedError> {
    let output = Command::new(APT_GET)
        .args(["-q", "-o", "DPkg::Lock::Timeout=120"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        // createcluster.conf is kept by ucf, which does not hear dpkg's options.
        .env("UCF_FORCE_CONFFOLD", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .map_err(io_error("run", Path::new(APT_GET)))?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Ok(Ran { succeeded: output.status.success(), text })
}

/// Where server programs may be. A value, so that tests need not change the
/// process's environment.
#[derive(Debug, Default)]
struct Places {
    /// `CASE_LEDGER_POSTGRES_BIN`.
    configured: Option<PathBuf>,
    /// The directories of `PATH`.
    path: Vec<PathBuf>,
    /// Directories with one directory per version in them, and the prefix of
    /// the versions' names.
    packages: Vec<(PathBuf, &'static str)>,
}

impl Places {
    fn of_this_machine() -> Self {
        Self {
            configured: std::env::var_os(BIN_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from),
            path: std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect(),
            packages: vec![
                ("/usr/lib/postgresql".into(), ""),          // Debian, Ubuntu
                ("/usr".into(), "pgsql-"),                   // PostgreSQL's RPMs
                ("/opt/homebrew/opt".into(), "postgresql@"), // Homebrew, not linked
                ("/usr/local/opt".into(), "postgresql@"),
            ],
        }
    }

    fn find(&self, wanted: Option<u32>) -> Result<Programs, EmbeddedError> {
        if let Some(directory) = &self.configured {
            let programs = Programs::in_directory(directory)
                .ok_or_else(|| EmbeddedError::WrongDirectory { directory: directory.clone() })?;
            return accept(programs, wanted);
        }
        let mut refused = None;
        for directory in self.candidates() {
            let Some(programs) = Programs::in_directory(&directory) else {
                continue;
            };
            match accept(programs, wanted) {
                Ok(programs) => return Ok(programs),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        Err(refused.unwrap_or_else(|| EmbeddedError::ProgramsMissing {
            remedy: remedy(|program| self.on_path(program).is_some()),
        }))
    }

    fn candidates(&self) -> impl Iterator<Item = PathBuf> {
        // Chained lazily: `pg_config` runs only if the PATH had nothing.
        self.path
            .iter()
            .cloned()
            .chain(std::iter::once_with(|| self.ask_pg_config()).flatten())
            .chain(self.packages.iter().flat_map(|(parent, prefix)| newest_first(parent, prefix)))
    }

    fn on_path(&self, program: &str) -> Option<PathBuf> {
        self.path.iter().map(|directory| directory.join(program)).find(|file| is_executable(file))
    }

    fn ask_pg_config(&self) -> Option<PathBuf> {
        let output = Command::new(self.on_path("pg_config")?).arg("--bindir").stdin(Stdio::null()).output().ok()?;
        let directory = String::from_utf8(output.stdout).ok()?;
        let directory = directory.trim_end();
        (!directory.is_empty()).then(|| PathBuf::from(directory))
    }
}

fn accept(programs: Programs, wanted: Option<u32>) -> Result<Programs, EmbeddedError> {
    match wanted {
        Some(major) if programs.major != major => {
            Err(EmbeddedError::OtherVersion { cluster: major, found: programs.major, directory: programs.directory })
        }
        None if programs.major < OLDEST_MAJOR => {
            Err(EmbeddedError::ProgramsTooOld { found: programs.major, directory: programs.directory })
        }
        _ => Ok(programs),
    }
}

/// `<parent>/<prefix><version>/bin`, the highest version first: as numbers, for
/// 9 comes after 15 as text.
fn newest_first(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut found: Vec<(Vec<u32>, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name: OsString = entry.file_name();
            let version = name.to_str()?.strip_prefix(prefix)?;
            let version = version.split('.').map(|part| part.parse().ok());
            Some((version.collect::<Option<_>>()?, entry.path().join("bin")))
        })
        .collect();
    found.sort_by(|left, right| right.cmp(left));
    found.into_iter().map(|(_, directory)| directory).collect()
}

fn is_executable(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// `postgres (PostgreSQL) 15.4 (Debian 15.4-1)` is 15, `17beta1` is 17.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    let digits = number.find(|character: char| !character.is_ascii_digit()).unwrap_or(number.trim_end().len());
    number.get(..digits)?.parse().ok()
}

/// What to type on this machine, by the package manager it has.
fn remedy(has: impl Fn(&str) -> bool) -> &'static str {
    [
        ("apt-get", "apt-get install postgresql"),
        ("dnf", "dnf install postgresql-server"),
        ("brew", "brew install postgresql@17"),
    ]
    .into_iter()
    .find(|(manager, _)| has(manager))
    .map_or("install PostgreSQL 15 or newer", |(_, command)| command)
}

/// The version in a cluster's `PG_VERSION`, or `None` where no cluster is.
pub(super) fn cluster_major(cluster: &Path) -> Result<Option<u32>, EmbeddedError> {
    let file = cluster.join("PG_VERSION");
    match fs::read_to_string(&file) {
        Ok(text) => text
            .trim()
            .parse()
            .map(Some)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not a version number"))
            .map_err(io_error("read", &file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error("read", &file)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::TempDir;
    use super::*;

    /// Programs that only know their version. A shell writes them: a file this
    /// process had open for writing could not be executed while another test
    /// thread forks ("text file busy").
    fn pretend_server(directory: &Path, version: &str) {
        let script = r#"mkdir -p "$1" && cd "$1" && for program in postgres initdb pg_ctl; do
            printf '#!/bin/sh\necho "%s (PostgreSQL) %s"\n' "$program" "$2" >"$program"
            chmod 755 "$program"
        done"#;
        let status = Command::new("/bin/sh").args(["-c", script, "sh"]).arg(directory).arg(version).status();
        assert!(status.unwrap().success());
    }

    fn real(directory: &Path) -> PathBuf {
        fs::canonicalize(directory).unwrap()
    }

    #[test]
    fn the_configured_directory_wins_over_the_path() {
        let temp = TempDir::new();
        let (own, path) = (temp.path().join("own"), temp.path().join("path"));
        pretend_server(&own, "16.1");
        pretend_server(&path, "17.2");
        let places = Places { configured: Some(own.clone()), path: vec![path], ..Places::default() };
        let found = places.find(None).unwrap();
        assert_eq!((found.directory(), found.major()), (&*real(&own), 16));
    }

    #[test]
    fn a_configured_directory_without_the_programs_is_an_error() {
        let temp = TempDir::new();
        let path = temp.path().join("path");
        pretend_server(&path, "17.2");
        let places = Places { configured: Some(temp.path().join("nothing")), path: vec![path], ..Places::default() };
        assert!(matches!(places.find(None), Err(EmbeddedError::WrongDirectory { .. })));
    }

    #[test]
    fn a_symlink_leads_to_its_directory_and_a_dangling_one_nowhere() {
        let temp = TempDir::new();
        let (bin, links, dangling) =
            (temp.path().join("17/bin"), temp.path().join("links"), temp.path().join("dangling"));
        pretend_server(&bin, "17.2 (Debian 17.2-1)");
        for directory in [&links, &dangling] {
            fs::create_dir(directory).unwrap();
        }
        std::os::unix::fs::symlink(bin.join("postgres"), links.join("postgres")).unwrap();
        std::os::unix::fs::symlink(bin.join("none"), dangling.join("postgres")).unwrap();
        let places = Places { path: vec![dangling, links], ..Places::default() };
        assert_eq!(places.find(None).unwrap().directory(), real(&bin));
    }

    #[test]
    fn pg_config_is_asked_when_the_path_has_no_server() {
        let temp = TempDir::new();
        let (bin, path) = (temp.path().join("bin"), temp.path().join("path"));
        pretend_server(&bin, "16.1");
        let script = r#"mkdir "$1" && printf '#!/bin/sh\necho %s\n' "$2" >"$1/pg_config" && chmod 755 "$1/pg_config""#;
        let status = Command::new("/bin/sh").args(["-c", script, "sh"]).args([&path, &bin]).status();
        assert!(status.unwrap().success());
        let places = Places { path: vec![path], ..Places::default() };
        assert_eq!(places.find(None).unwrap().directory(), real(&bin));
    }

    #[test]
    fn the_newest_package_is_chosen_by_number() {
        let temp = TempDir::new();
        for version in ["9.6", "15", "17", "16"] {
            pretend_server(&temp.path().join(version).join("bin"), version);
        }
        fs::create_dir_all(temp.path().join("contrib/bin")).unwrap();
        let places = Places { packages: vec![(temp.path().to_path_buf(), "")], ..Places::default() };
        assert_eq!(places.find(None).unwrap().major(), 17);
        assert_eq!(
            newest_first(temp.path(), ""),
            ["17", "16", "15", "9.6"].map(|version| temp.path().join(version).join("bin"))
        );
    }

    #[test]
    fn a_clusters_own_version_is_chosen_before_a_newer_one() {
        let temp = TempDir::new();
        for version in ["15", "17"] {
            pretend_server(&temp.path().join(version).join("bin"), version);
        }
        let places = Places { packages: vec![(temp.path().to_path_buf(), "")], ..Places::default() };
        assert_eq!(places.find(Some(15)).unwrap().major(), 15);
        assert!(matches!(places.find(Some(16)), Err(EmbeddedError::OtherVersion { cluster: 16, found: 17, .. })));
    }

    #[test]
    fn a_server_older_than_15_is_refused() {
        let temp = TempDir::new();
        pretend_server(&temp.path().join("bin"), "14.9");
        let places = Places { path: vec![temp.path().join("bin")], ..Places::default() };
        assert!(matches!(places.find(None), Err(EmbeddedError::ProgramsTooOld { found: 14, .. })));
    }

    #[test]
    fn nothing_found_says_what_to_install() {
        assert!(matches!(Places::default().find(None), Err(EmbeddedError::ProgramsMissing { .. })));
        assert_eq!(remedy(|it| it == "apt-get"), "apt-get install postgresql");
        assert_eq!(remedy(|it| it == "dnf"), "dnf install postgresql-server");
        assert_eq!(remedy(|it| it == "brew"), "brew install postgresql@17");
    }

    #[test]
    fn the_major_version_is_read_from_every_form_of_version() {
        for (text, major) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", 15),
            ("postgres (PostgreSQL) 17beta1\n", 17),
            ("postgres (PostgreSQL) 18\n", 18),
        ] {
            assert_eq!(parse_major(text), Some(major));
        }
        assert_eq!(parse_major("something else"), None);
    }

    #[test]
    fn an_administrators_createcluster_conf_is_left_alone() {
        let temp = TempDir::new();
        let file = temp.path().join("createcluster.conf");
        forbid_the_default_cluster(temp.path()).unwrap();
        let written = fs::read_to_string(&file).unwrap();
        assert!(written.contains("create_main_cluster = false"));
        fs::write(&file, "mine").unwrap();
        forbid_the_default_cluster(temp.path()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }
}
