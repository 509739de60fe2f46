//! Tamper evidence that outsiders check with their own tools.
//!
//! [`tree`] is the Merkle tree over a ledger's leaf hashes, [`checkpoint`] what is signed of it, [`keys`] what signs.
//! The [`prover`] lets the trees grow, signs, and hands the checkpoints to [`witness`]es outside; [`log`] is what is
//! served to everyone, and [`memory`] what was signed last, where the ledger's database does not reach. The forms are those of C2SP: `tlog-tiles`, `tlog-checkpoint`, `tlog-witness`,
//! `tlog-cosignature` and `signed-note`.

pub mod checkpoint;
pub mod keys;
pub mod log;
pub mod memory;
pub mod prover;
pub mod tree;
pub mod witness;
