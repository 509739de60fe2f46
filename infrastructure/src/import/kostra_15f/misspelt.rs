//! Identity numbers that are nobody's, and are a child's that the ledger knows with one slip less.
//!
//! A number with wrong check digits leads to no pseudonym: its client's child is one of its own, and where the number is misspelt
//! the same child stands in the ledger as two. Nothing is put right by guessing. It is said where the number stands, once
//! the whole file is in the ledger, so that the right one is found wherever it stands in it or came from before.

use super::deciding::identity;
use super::places::client_place;
use crate::import::{ImportReport, ImportWarning, MOST_LISTED};
use crate::interchange::kostra_15f::Individual;
use crate::interchange::national_id::meant_by;
use crate::ledger::bus::{Fault, Ledger};

const WARNING: &str = "the identity number has wrong check digits, and is that of a child whom the ledger knows when one digit is \
    changed or two neighbouring ones change places: if it is misspelt, one child stands in the ledger as two. Correct it where \
    the return is made, and say with recordSameChild that the two are one child";

/// The clients whose numbers may be misspelt, as many as a report lists.
#[derive(Default)]
pub(super) struct Misspelt {
    found: Vec<(String, Vec<String>)>,
}

impl Misspelt {
    pub(super) fn look_at(&mut self, individual: &Individual) {
        if identity(individual).is_some() || self.found.len() >= MOST_LISTED {
            return;
        }
        let numbers = [&individual.national_id, &individual.duf_number].into_iter().flatten();
        let meant: Vec<String> = numbers.flat_map(|number| meant_by(number)).collect();
        if !meant.is_empty() {
            self.found.push((client_place(individual), meant));
        }
    }

    /// Tells of those that are a known child's.
    pub(super) async fn tell(self, ledger: &Ledger, report: &mut ImportReport) -> Result<(), Fault> {
        let Some(municipality) = report.municipality.clone() else { return Ok(()) };
        for (place, meant) in self.found {
            for number in meant {
                if ledger.keys().known_subject(&municipality, &number).await?.is_some() {
                    report.warn(ImportWarning { place, what: WARNING.to_owned() });
                    break;
                }
            }
        }
        Ok(())
    }
}
