//! Whatever checkpoint a server publishes is kept, as a witness outside would, to be held against the ledger for ever.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use case_ledger_infrastructure::proof::witness::{DirectoryWitness, Kept};

use crate::clients::StopAtTheEnd;
use crate::{DataDir, Site};

/// How often each server is asked.
const EVERY: Duration = Duration::from_millis(25);

/// Every checkpoint of the clients' municipality that any server of a site has published.
pub struct Published {
    directory: DataDir,
    witness: DirectoryWitness,
    /// Sizes of which two stories were told.
    contradictions: Mutex<Vec<u64>>,
}

impl Default for Published {
    fn default() -> Self {
        let directory = DataDir::new();
        let witness = DirectoryWitness::new(directory.path().to_owned());
        Self { directory, witness, contradictions: Mutex::default() }
    }
}

impl Published {
    /// Keeps what is published while something happens.
    pub fn keep_while<T>(&self, site: &Site, happens: impl FnOnce() -> T) -> T {
        let stop = AtomicBool::new(false);
        std::thread::scope(|threads| {
            threads.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    (0..site.servers()).for_each(|nth| self.ask(site, nth));
                    std::thread::sleep(EVERY);
                }
            });
            let _stop = StopAtTheEnd(&stop);
            happens()
        })
    }

    fn ask(&self, site: &Site, nth: usize) {
        let Some(demo) = site.server(nth) else { return };
        let path = format!("/ledger/{}/checkpoint", Site::MUNICIPALITY);
        // Dead, or its database is.
        let Ok(answer) = demo.try_request("GET", &path, &[], b"") else { return };
        if answer.status != 200 {
            return;
        }
        let second = answer.body.lines().nth(1);
        let leaves: u64 = second.and_then(|line| line.parse().ok()).expect("a checkpoint says how large its tree is");
        let municipality = Site::MUNICIPALITY.parse().expect("a municipality");
        let kept = self.witness.keep(&municipality, leaves, &answer.body).expect("the directory takes files");
        if matches!(kept, Kept::Another(_)) {
            self.contradictions.lock().expect("nobody panics with it").push(leaves);
        }
    }

    /// Where they are, as `verify --witness-dir` takes it.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        let municipality = Site::MUNICIPALITY.parse().expect("a municipality");
        self.witness.kept(&municipality).expect("the directory can be read").len()
    }

    /// Sizes of which two different trees were published.
    pub fn contradictions(&self) -> Vec<u64> {
        self.contradictions.lock().expect("nobody panics with it").clone()
    }
}
