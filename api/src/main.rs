//! The binary `case-ledger`; all of it is in the library, so that tests and benches can reach it.

use std::process::ExitCode;

/// What one thread allocates for a command another frees after its commit. The system's allocator makes the two wait
/// for each other, which took half of a command's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    case_ledger::main()
}
