//! A migration that was added since is part of the next build.

fn main() {
    // `sqlx::migrate!` reads the folders at compile time, where cargo does not see a new file by itself.
    println!("cargo:rerun-if-changed=migrations");
}
