//! The binary under test, and directories for its data.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The binary, built from the sources under test: a stale one would test yesterday's code.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = PROGRAM.get_or_init(|| {
        let test = std::env::current_exe().expect("a test has a path");
        // target/<profile>/deps/<test>
        let profile = test.ancestors().nth(2).expect("tests are built into a profile's deps");
        let target = profile.parent().expect("a profile's directory lies in the target directory");
        let release = profile.file_name().is_some_and(|name| name == "release");
        let mut build = Command::new(env!("CARGO"));
        // The whole workspace, so that features are those the test was built with and nothing is built twice.
        build.args(["build", "--quiet", "--workspace", "--bins", "--target-dir"]).arg(target);
        build.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        if release {
            build.arg("--release");
        }
        let status = build.status().expect("cargo runs");
        status.success().then(|| profile.join("case-ledger"))
    });
    built.as_deref().expect("the binary could be built")
}

/// The binary as a command, without what this machine's settings would tell it.
pub fn command() -> Command {
    let mut command = Command::new(program());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CASE_LEDGER_") || name.ends_with("DATABASE_URL")) {
            command.env_remove(name);
        }
    }
    // Some tests' own servers may lose data, as no other may.
    command.env("CASE_LEDGER_DATABASE_MAY_LOSE_DATA", "true");
    command
}

/// A directory for a test's data, removed with it. Others may pass through, because PostgreSQL may run as another
/// user.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// Lent by somebody else, who removes it.
    lent: bool,
}

impl DataDir {
    /// A new, empty one.
    pub fn new() -> Self {
        let path = std::env::temp_dir()
            .join(format!("case-ledger-test-{}", case_ledger_infrastructure::clock::new_id().simple()));
        std::fs::create_dir(&path).expect("the temp directory takes directories");
        Self { path, lent: false }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// No directory: there is nothing to remove.
    pub const fn nowhere() -> Self {
        Self { path: PathBuf::new(), lent: true }
    }

    /// The same directory for a second user of it, who must go first.
    #[must_use]
    pub fn lent(&self) -> Self {
        Self { path: self.path.clone(), lent: true }
    }

    /// Leaves the directory to somebody else to remove.
    pub fn keep(mut self) -> PathBuf {
        std::mem::take(&mut self.path)
    }
}

impl Default for DataDir {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        if self.lent || self.path.as_os_str().is_empty() {
            return;
        }
        // PostgreSQL may need a moment to let go of its files.
        for _ in 0..50 {
            if std::fs::remove_dir_all(&self.path).is_ok() || !self.path.exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    }
}
