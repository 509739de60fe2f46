//! The load tool behind `cargo bench`: what the ledger does per second, in how much memory, and whether that stays so
//! when it grows, each figure beside its limit. `README.md` says how to read it and what was measured.
//!
//! Everything runs on real durability: the embedded server with its default options, fsync on.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a load tool prints, and stops at a fault"
)]

mod bulk;
mod figures;
mod following;
mod growth;
mod notes;
mod peers;
mod pgbench;
mod registers;
mod samples;
mod server;
mod skipping;
mod statistics;
mod throughput;
mod verification;

use std::env;

/// The allocator of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long and how large.
struct Extent {
    quick: bool,
}

impl Extent {
    /// `full` for real figures, `quick` to see that the tool works.
    const fn choose<T: Copy>(&self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if !has("--bench") {
        // `cargo test --all-targets` starts it too, and gets no half hour of load for that.
        println!("run the benches with `cargo bench`");
        return;
    }
    let extent = Extent { quick: has("--quick") };
    let parts =
        ["throughput", "following", "skipping", "bulk", "verification", "growth", "registers", "statistics", "server"];
    let chosen = |part: &str| !parts.into_iter().any(has) || has(part);
    if chosen("throughput") {
        throughput::run(&extent).await;
    }
    if chosen("following") {
        following::run(&extent).await;
    }
    if chosen("skipping") {
        skipping::run(&extent).await;
    }
    if chosen("bulk") {
        bulk::run(&extent).await;
    }
    if chosen("verification") {
        verification::run(&extent).await;
    }
    if chosen("growth") {
        growth::run(&extent).await;
    }
    if chosen("registers") {
        registers::run(&extent).await;
    }
    if chosen("statistics") {
        statistics::run(&extent).await;
    }
    if chosen("server") {
        tokio::task::spawn_blocking(move || server::run(&extent)).await.expect("the server part ends");
    }
}
