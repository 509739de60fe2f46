//! Witnesses: what holds a ledger's checkpoints outside the operator's reach.
//!
//! The simplest one is a directory, on somebody else's machine or medium: a file per checkpoint, never overwritten.
//! A witness over HTTP speaks C2SP's `tlog-witness`: it remembers the newest checkpoint it has seen, takes another
//! only with a proof that the new tree begins with the old one, and signs that it has.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_domain::ids::Municipality;

use super::checkpoint::WitnessKey;
use crate::ledger::leaf::Hash;

/// How long a witness may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of an answer that are read.
const MOST_ANSWER_BYTES: u64 = 64 * 1024;
/// What the names of the files of a directory end with.
const FILE_EXTENSION: &str = "checkpoint";

/// A directory that keeps checkpoints: `<directory>/<municipality>/<size>.checkpoint`.
#[derive(Debug, Clone)]
pub struct DirectoryWitness {
    directory: PathBuf,
}

impl DirectoryWitness {
    /// The witness in `directory`, which is made with the first checkpoint.
    pub const fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Keeps a checkpoint. It is written whole beside its place and then linked there, so that a crash leaves no half
    /// one and nothing is overwritten; answers what the directory keeps of that size now.
    pub fn keep(&self, municipality: &Municipality, size: u64, note: &str) -> io::Result<Kept> {
        let directory = self.directory.join(municipality.as_str());
        let file = directory.join(format!("{size}.{FILE_EXTENSION}"));
        if file.try_exists()? {
            return Kept::before(&file, note);
        }
        fs::create_dir_all(&directory)?;
        let unfinished = directory.join(format!(".{}", crate::clock::new_id()));
        let mut new = fs::OpenOptions::new().write(true).create_new(true).open(&unfinished)?;
        new.write_all(note.as_bytes())?;
        new.sync_all()?;
        let linked = fs::hard_link(&unfinished, &file);
        fs::remove_file(&unfinished)?;
        match linked {
            Ok(()) => {
                fs::File::open(&directory)?.sync_all()?;
                Ok(Kept::Now)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Kept::before(&file, note),
            Err(error) => Err(error),
        }
    }

    /// Every checkpoint it keeps of a municipality, the smallest first: size in the file's name, and file.
    pub fn kept(&self, municipality: &Municipality) -> io::Result<Vec<(u64, PathBuf)>> {
        let mut kept = Vec::new();
        let entries = match fs::read_dir(self.directory.join(municipality.as_str())) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(kept),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            kept.extend(size_of(&path).map(|size| (size, path)));
        }
        kept.sort_unstable();
        Ok(kept)
    }
}

/// What a directory keeps of the size of a checkpoint that was handed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// This one, from now on.
    Now,
    /// This one, since before.
    Already,
    /// Another one.
    Another,
}

impl Kept {
    /// Of a file that is there. Only what was signed is compared: who signed it may have become more.
    fn before(file: &Path, note: &str) -> io::Result<Self> {
        let there = fs::read_to_string(file)?;
        let signed = |note: &str| note.split_once("\n\n").map(|(text, _)| text.to_owned());
        Ok(if signed(&there) == signed(note) { Self::Already } else { Self::Another })
    }
}

/// The size in a checkpoint file's name.
fn size_of(file: &Path) -> Option<u64> {
    let extension = file.extension()?.to_str()?;
    (extension == FILE_EXTENSION).then(|| file.file_stem()?.to_str()?.parse().ok()).flatten()
}

/// A witness over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpWitness {
    /// The address its calls begin with.
    url: String,
    /// What it signs with.
    pub key: WitnessKey,
}

/// Why a text names no witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a witness is its verifier key and its http:// address with a blank between them; put a proxy before one that \
     speaks https only (signatures and hashes are all that is exchanged)"
)]
pub struct NotAWitness;

impl std::str::FromStr for HttpWitness {
    type Err = NotAWitness;

    fn from_str(text: &str) -> Result<Self, NotAWitness> {
        let (key, url) = text.trim().split_once(' ').ok_or(NotAWitness)?;
        let url = url.trim().trim_end_matches('/');
        if !url.starts_with("http://") {
            return Err(NotAWitness);
        }
        Ok(Self { url: url.to_owned(), key: key.parse().map_err(|_| NotAWitness)? })
    }
}

/// What a witness answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WitnessAnswer {
    /// It has signed: its signature line.
    Cosigned(String),
    /// It has last seen a tree of another size.
    OtherSize(u64),
    /// What it has seen is no beginning of this tree.
    Inconsistent,
    /// It does not sign: it does not know this log, or the like.
    Refused(u16),
}

/// Why a witness did not answer.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// It cannot be reached.
    #[error("the witness cannot be reached")]
    Unreachable(#[from] ureq::Error),
    /// It answered with no valid signature of its own.
    #[error("the witness's answer holds no valid cosignature")]
    NoCosignature,
}

impl HttpWitness {
    /// A client for any number of witnesses.
    pub fn agent() -> ureq::Agent {
        ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .build()
            .new_agent()
    }

    /// Hands it a checkpoint with the proof that its tree begins with the one of `old` leaves. Blocks.
    pub fn add_checkpoint(
        &self,
        agent: &ureq::Agent,
        old: u64,
        proof: &[Hash],
        note: &str,
    ) -> Result<WitnessAnswer, WitnessError> {
        let mut body = format!("old {old}\n");
        for hash in proof {
            STANDARD.encode_string(hash, &mut body);
            body.push('\n');
        }
        body.push('\n');
        body.push_str(note);
        let mut response = agent.post(format!("{}/add-checkpoint", self.url)).send(body)?;
        let status = response.status().as_u16();
        let answer = response.body_mut().with_config().limit(MOST_ANSWER_BYTES).read_to_string()?;
        match status {
            200 => match self.key.cosignature(note, &answer) {
                Some(line) => Ok(WitnessAnswer::Cosigned(line)),
                None => Err(WitnessError::NoCosignature),
            },
            409 => Ok(answer.trim_end().parse().map_or(WitnessAnswer::Refused(status), WitnessAnswer::OtherSize)),
            422 => Ok(WitnessAnswer::Inconsistent),
            _ => Ok(WitnessAnswer::Refused(status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_keeps_the_first_checkpoint_of_each_size() {
        let directory = std::env::temp_dir().join(format!("case-ledger-witness-{}", crate::clock::new_id()));
        let (witness, municipality) = (DirectoryWitness::new(directory.clone()), "9901".parse().unwrap());
        assert_eq!(witness.kept(&municipality).unwrap(), []);
        let ten = "ten\n\n— one\n";
        assert_eq!(witness.keep(&municipality, 10, ten).unwrap(), Kept::Now);
        assert_eq!(witness.keep(&municipality, 9, "nine\n\n").unwrap(), Kept::Now);
        assert_eq!(witness.keep(&municipality, 10, "ten\n\n— one\n— two\n").unwrap(), Kept::Already);
        assert_eq!(witness.keep(&municipality, 10, "another ten\n\n— one\n").unwrap(), Kept::Another);
        let kept = witness.kept(&municipality).unwrap();
        let texts = kept.iter().map(|(size, file)| (*size, fs::read_to_string(file).unwrap()));
        assert_eq!(texts.collect::<Vec<_>>(), [(9, "nine\n\n".to_owned()), (10, ten.to_owned())]);
        assert_eq!(fs::read_dir(directory.join("9901")).unwrap().count(), 2, "nothing unfinished is left");
        fs::remove_dir_all(directory).unwrap();
    }
}
