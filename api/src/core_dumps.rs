//! A crash writes no memory to disk.
//!
//! The process holds master keys, data keys and opened values, of persons among them who are erased by the time somebody finds a
//! core dump. What it starts (PostgreSQL's programs) writes none either.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Whatever its surroundings allow, this process is dumped nowhere, and no other process of its user looks into it.
pub fn forbid() -> io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    // A limit does not hold for a program that is handed the dump (`core_pattern`).
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}
