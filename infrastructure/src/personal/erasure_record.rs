//! A record of erasures outside both databases, in files beside the master keys: `9901.erasures`.
//!
//! A ledger that came back from a backup is shown nothing of who was erased since, because the keys are destroyed; a key
//! database that came back is made to forget again, because the ledger says so. Where both came back from before the erasure
//! nothing in them tells of it. This does: no names, only the pseudonym, the position at which the erasure was recorded and
//! when. Lines are added and never changed, and are on disk before an erasure is acknowledged.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use case_ledger_domain::ids::{Municipality, SubjectId};
use chrono::{DateTime, SecondsFormat, Utc};

/// How long other processes that write are waited for.
const WAITS_FOR_OTHERS: Duration = Duration::from_secs(2);
/// How often it is looked whether they have ended.
const LOOKS_AGAIN: Duration = Duration::from_millis(20);

/// An erasure that was recorded in a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedErasure {
    /// In whose ledger.
    pub municipality: Municipality,
    /// Under which pseudonym the person was known.
    pub subject: SubjectId,
    /// At which position.
    pub position: i64,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl NotedErasure {
    fn line(&self) -> String {
        let recorded_at = self.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        format!("{} {} {recorded_at}\n", self.subject.as_uuid(), self.position)
    }

    fn read(municipality: &Municipality, line: &str) -> Option<Self> {
        let [subject, position, recorded_at] = line.split(' ').collect::<Vec<_>>()[..] else { return None };
        Some(Self {
            municipality: municipality.clone(),
            subject: subject.parse().ok()?,
            position: position.parse().ok()?,
            recorded_at: recorded_at.parse().ok()?,
        })
    }
}

fn file(directory: &Path, municipality: &Municipality) -> PathBuf {
    directory.join(format!("{municipality}.erasures"))
}

/// What stands in a file. A line that was not written to its end was never acknowledged.
fn parse(municipality: &Municipality, content: &str) -> io::Result<Vec<NotedErasure>> {
    let whole = content.rfind('\n').map_or("", |end| &content[..end]);
    let unreadable = |nth| io::Error::new(io::ErrorKind::InvalidData, format!("line {nth} tells of no erasure"));
    let lines = whole.lines().zip(1..);
    lines.map(|(line, nth)| NotedErasure::read(municipality, line).ok_or_else(|| unreadable(nth))).collect()
}

/// The municipality's erasures that were noted, oldest first.
pub(super) fn noted(directory: &Path, municipality: &Municipality) -> io::Result<Vec<NotedErasure>> {
    match fs::read_to_string(file(directory, municipality)) {
        Ok(content) => parse(municipality, &content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The municipalities of which erasures were noted.
pub(super) fn municipalities(directory: &Path) -> io::Result<Vec<Municipality>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut found: Vec<Municipality> =
        names.filter_map(|name| name.strip_suffix(".erasures").and_then(|number| number.parse().ok())).collect();
    found.sort_unstable();
    Ok(found)
}

/// Those of the erasures that the content does not tell of.
fn new_beside<'a>(
    municipality: &Municipality,
    content: &str,
    erasures: &'a [NotedErasure],
) -> io::Result<Vec<&'a NotedErasure>> {
    let known: HashSet<SubjectId> = parse(municipality, content)?.iter().map(|known| known.subject).collect();
    Ok(erasures.iter().filter(|erasure| !known.contains(&erasure.subject)).collect())
}

/// Whether all of them are noted already. They are on disk when this says so.
fn are_noted(directory: &Path, municipality: &Municipality, erasures: &[NotedErasure]) -> io::Result<bool> {
    let mut file = match fs::File::open(file(directory, municipality)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(erasures.is_empty()),
        Err(error) => return Err(error),
    };
    let mut content = String::new();
    file.read_to_string(&mut content)?;
    if !new_beside(municipality, &content, erasures)?.is_empty() {
        return Ok(false);
    }
    // Another process may have written them just now.
    on_disk(&file, directory)?;
    Ok(true)
}

fn on_disk(file: &fs::File, directory: &Path) -> io::Result<()> {
    file.sync_all()?;
    fs::File::open(directory)?.sync_all()
}

/// Waits for other processes that write, for a while.
fn lock(file: &fs::File) -> io::Result<()> {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(fs::TryLockError::Error(error)) => return Err(error),
            Err(fs::TryLockError::WouldBlock) if begun.elapsed() >= WAITS_FOR_OTHERS => {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "another process holds it"));
            }
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(LOOKS_AGAIN),
        }
    }
}

/// Notes those of the municipality's erasures that are not noted yet. They are on disk when this returns. Where all are noted,
/// nothing is written, and the directory need not be writable.
pub(super) fn note(directory: &Path, municipality: &Municipality, erasures: &[NotedErasure]) -> io::Result<()> {
    if are_noted(directory, municipality, erasures)? {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let file = file(directory, municipality);
    let mut file = fs::OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(file)?;
    // Let go of with the file.
    lock(&file)?;
    let mut content = String::new();
    file.read_to_string(&mut content)?;
    let new = new_beside(municipality, &content, erasures)?;
    let whole = content.rfind('\n').map_or(0, |end| end + 1);
    if whole < content.len() {
        file.set_len(u64::try_from(whole).map_err(io::Error::other)?)?;
    }
    let lines: String = new.into_iter().map(NotedErasure::line).collect();
    file.write_all(lines.as_bytes())?;
    on_disk(&file, directory)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn erasure(number: u128) -> NotedErasure {
        NotedErasure {
            municipality: "9901".parse().unwrap(),
            subject: SubjectId::from_uuid(uuid::Uuid::from_u128(number)),
            position: 4711,
            recorded_at: "2026-01-05T12:00:00.000001Z".parse().unwrap(),
        }
    }

    fn directory() -> PathBuf {
        std::env::temp_dir().join(format!("case-ledger-erasures-{}", crate::clock::new_id()))
    }

    #[test]
    fn erasures_are_noted_once_each_by_municipality_and_for_the_owner_only() {
        let directory = directory();
        let (ours, theirs) = ("9901".parse().unwrap(), "9902".parse().unwrap());
        assert_eq!((noted(&directory, &ours).unwrap(), municipalities(&directory).unwrap()), (vec![], vec![]));
        note(&directory, &ours, &[erasure(1)]).unwrap();
        note(&directory, &ours, &[erasure(2), erasure(1)]).unwrap();
        assert_eq!(noted(&directory, &ours).unwrap(), [erasure(1), erasure(2)]);
        assert_eq!(noted(&directory, &theirs).unwrap(), []);
        assert_eq!(municipalities(&directory).unwrap(), std::slice::from_ref(&ours));
        let mode = fs::metadata(file(&directory, &ours)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_line_that_was_torn_is_passed_over_and_any_other_that_cannot_be_read_is_told() {
        let (directory, ours) = (directory(), "9901".parse().unwrap());
        note(&directory, &ours, &[erasure(1)]).unwrap();
        let file = file(&directory, &ours);
        let whole = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{whole}{}", &whole[..20])).unwrap();
        assert_eq!(noted(&directory, &ours).unwrap(), [erasure(1)]);
        note(&directory, &ours, &[erasure(2)]).unwrap();
        assert_eq!(noted(&directory, &ours).unwrap(), [erasure(1), erasure(2)]);

        fs::write(&file, format!("{whole}{}\n", &whole[..20])).unwrap();
        let told = noted(&directory, &ours).unwrap_err().to_string();
        assert_eq!(told, "line 2 tells of no erasure");
        assert!(note(&directory, &ours, &[erasure(2)]).is_err(), "nothing is written behind it");
        fs::remove_dir_all(directory).unwrap();
    }

    /// As where the directory can be read and not written, which a test that may be the superuser's cannot have.
    #[test]
    fn what_is_noted_already_takes_no_lock_and_another_that_writes_is_not_waited_for_for_ever() {
        let (directory, ours) = (directory(), "9901".parse().unwrap());
        note(&directory, &ours, &[]).unwrap();
        assert!(!directory.exists(), "nothing is made for nothing");
        note(&directory, &ours, &[erasure(1), erasure(2)]).unwrap();
        let other = fs::File::open(file(&directory, &ours)).unwrap();
        other.lock().unwrap();
        note(&directory, &ours, &[erasure(2), erasure(1)]).unwrap();
        let waited = note(&directory, &ours, &[erasure(3)]).unwrap_err();
        assert_eq!(waited.kind(), io::ErrorKind::TimedOut);
        drop(other);
        note(&directory, &ours, &[erasure(3)]).unwrap();
        assert_eq!(noted(&directory, &ours).unwrap(), [erasure(1), erasure(2), erasure(3)]);
        fs::remove_dir_all(directory).unwrap();
    }
}
