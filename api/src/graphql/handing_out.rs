//! Whose turn it is to be handed out a file.
//!
//! A file is in memory sealed, open, as text and within its answer, and stays there until the connection has taken it. So
//! few are handed out at a time, of one municipality not all of them and of one person fewer still: whoever reads slowly,
//! or asks for many, keeps nobody of another municipality waiting; several who do so in several, for seconds. A turn ends
//! after a time also where the answer is not taken yet; what has not been taken counts on among what its reader, the
//! municipality and all together may have asked for.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use case_ledger_domain::answer::NotAnswered;
use case_ledger_domain::ids::{Municipality, SubjectId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::sleep;

use crate::auth::Principal;

/// How many files a server hands out at a time.
const AT_A_TIME: usize = 8;
/// Of one municipality.
const OF_A_MUNICIPALITY: usize = 4;
/// To one person or program.
const TO_A_PERSON: usize = 2;
/// How many one person or program may have asked for that are not taken yet.
const ASKED_FOR_BY_A_PERSON: usize = 8;
/// The same of one municipality.
const ASKED_FOR_IN_A_MUNICIPALITY: usize = 16;
/// The same of all.
const ASKED_FOR: usize = 32;
/// How long one turn lasts: less than a request may wait.
const LONGEST_TURN: Duration = Duration::from_secs(8);

static FILES: LazyLock<Arc<Files>> = LazyLock::new(|| Arc::new(Files::new(LONGEST_TURN)));

/// Who is to be handed out files.
#[derive(Debug, Clone)]
pub struct Reader {
    /// In which municipality.
    pub municipality: Municipality,
    /// The person or program.
    pub subject: SubjectId,
    /// Whether the request holds something that others wait for: then it does not wait itself.
    pub keeps_others_waiting: bool,
}

/// What is handed out by a server.
#[derive(Debug)]
struct Files {
    longest_turn: Duration,
    lines: Mutex<HashMap<Whose, Line>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Whose {
    Person(SubjectId),
    Municipality(Municipality),
    Anybody,
}

impl Whose {
    const fn at_a_time(&self) -> usize {
        match self {
            Self::Person(_) => TO_A_PERSON,
            Self::Municipality(_) => OF_A_MUNICIPALITY,
            Self::Anybody => AT_A_TIME,
        }
    }

    const fn asked_for(&self) -> usize {
        match self {
            Self::Person(_) => ASKED_FOR_BY_A_PERSON,
            Self::Municipality(_) => ASKED_FOR_IN_A_MUNICIPALITY,
            Self::Anybody => ASKED_FOR,
        }
    }
}

/// Those that wait for a turn, have it, or have not taken all of their answer.
#[derive(Debug)]
struct Line {
    places: usize,
    turns: Arc<Semaphore>,
}

/// A place in a line, until it is dropped.
#[derive(Debug)]
struct Place {
    files: Arc<Files>,
    whose: Whose,
}

/// A turn, to be kept as long as the file is in memory.
#[derive(Debug)]
pub struct Turn {
    _places: [Place; 3],
    /// What ends it where it lasts too long.
    lasts: AbortHandle,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.lasts.abort();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = self.files.lines.lock().unwrap_or_else(PoisonError::into_inner);
        match lines.get_mut(&self.whose) {
            Some(line) if line.places > 1 => line.places -= 1,
            Some(_) | None => drop(lines.remove(&self.whose)),
        }
    }
}

impl Reader {
    /// Who asks: the person for whom a program acts, where it names one.
    pub fn of(principal: &Principal, keeps_others_waiting: bool) -> Self {
        let subject = principal.on_behalf_of.as_ref().map_or(principal.subject, |person| person.subject);
        Self { municipality: principal.municipality.clone(), subject, keeps_others_waiting }
    }

    /// Waits for a turn. Whoever has asked for too many already is told so.
    pub async fn turn(&self) -> Result<Turn, NotAnswered> {
        FILES.turn(self).await
    }
}

impl Files {
    fn new(longest_turn: Duration) -> Self {
        Self { longest_turn, lines: Mutex::default() }
    }

    fn place(self: &Arc<Self>, whose: Whose) -> Result<(Place, Arc<Semaphore>), NotAnswered> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines
            .entry(whose.clone())
            .or_insert_with(|| Line { places: 0, turns: Arc::new(Semaphore::new(whose.at_a_time())) });
        if line.places >= whose.asked_for() {
            return Err(NotAnswered::TooManyFiles);
        }
        line.places += 1;
        let turns = Arc::clone(&line.turns);
        drop(lines);
        Ok((Place { files: Arc::clone(self), whose }, turns))
    }

    async fn turn(self: &Arc<Self>, reader: &Reader) -> Result<Turn, NotAnswered> {
        let (person, of_person) = self.place(Whose::Person(reader.subject))?;
        let (municipality, of_municipality) = self.place(Whose::Municipality(reader.municipality.clone()))?;
        let (anybody, of_all) = self.place(Whose::Anybody)?;
        let mut held = Vec::with_capacity(3);
        // The own ones first: nobody holds another's turn while waiting for the own.
        for turns in [of_person, of_municipality, of_all] {
            held.push(taken(turns, reader.keeps_others_waiting).await?);
        }
        let longest_turn = self.longest_turn;
        let lasts = tokio::spawn(async move {
            sleep(longest_turn).await;
            drop(held);
        });
        Ok(Turn { _places: [person, municipality, anybody], lasts: lasts.abort_handle() })
    }
}

async fn taken(turns: Arc<Semaphore>, now_or_never: bool) -> Result<OwnedSemaphorePermit, NotAnswered> {
    // None of them is ever closed.
    let taken = if now_or_never { turns.try_acquire_owned().ok() } else { turns.acquire_owned().await.ok() };
    taken.ok_or(NotAnswered::TooManyFiles)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use uuid::Uuid;

    use super::*;

    fn files(longest_turn: Duration) -> Arc<Files> {
        Arc::new(Files::new(longest_turn))
    }

    fn reader(municipality: &str, number: u128) -> Reader {
        let subject = SubjectId::from_uuid(Uuid::from_u128(number));
        Reader { municipality: municipality.parse().unwrap(), subject, keeps_others_waiting: false }
    }

    async fn turns(files: &Arc<Files>, municipality: &str, persons: impl IntoIterator<Item = u128>) -> Vec<Turn> {
        let mut turns = Vec::new();
        for number in persons {
            turns.push(files.turn(&reader(municipality, number)).await.unwrap());
        }
        turns
    }

    #[tokio::test]
    async fn one_person_who_reads_slowly_keeps_nobody_else_waiting() {
        let files = files(Duration::from_hours(1));
        let slow = turns(&files, "9901", [1; TO_A_PERSON]).await;
        assert!(files.turn(&reader("9901", 1)).now_or_never().is_none(), "waits for the own ones");
        assert!(files.turn(&reader("9901", 2)).now_or_never().is_some());
        drop(slow);
        tokio::task::yield_now().await;
        assert!(files.turn(&reader("9901", 1)).now_or_never().is_some());
    }

    #[tokio::test]
    async fn one_municipality_keeps_no_other_waiting() {
        let files = files(Duration::from_hours(1));
        let _slow = turns(&files, "9901", 1..=OF_A_MUNICIPALITY as u128).await;
        assert!(files.turn(&reader("9901", 99)).now_or_never().is_none());
        assert!(files.turn(&reader("9902", 100)).now_or_never().is_some());
    }

    /// Each asked for by another person, and four in each municipality, so that no smaller bound is reached before.
    #[tokio::test]
    async fn of_all_municipalities_together_no_more_have_a_turn_and_wait_than_may() {
        let files = files(Duration::from_hours(1));
        let readers = |from: usize, to: usize| {
            let of = |nth: usize| reader(&format!("99{:02}", nth / OF_A_MUNICIPALITY), nth as u128);
            (from..to).map(of).collect::<Vec<_>>()
        };
        let mut working = Vec::new();
        for reader in readers(0, AT_A_TIME) {
            working.push(files.turn(&reader).now_or_never().expect("there is a turn").unwrap());
        }
        let waiting = readers(AT_A_TIME, ASKED_FOR);
        let mut waiting: Vec<_> = waiting.iter().map(|reader| Box::pin(files.turn(reader))).collect();
        for waits in &mut waiting {
            assert!(waits.as_mut().now_or_never().is_none(), "each waits for somebody else's");
        }
        let next = reader("9999", 1000);
        let sent_away = files.turn(&next).now_or_never().expect("nobody waits behind those");
        assert_eq!(sent_away.unwrap_err(), NotAnswered::TooManyFiles);
        // One is taken: the first of those who wait has a turn, and one more may wait.
        drop(working.pop());
        tokio::task::yield_now().await;
        let (first, others) = waiting.split_first_mut().unwrap();
        let _first = first.as_mut().now_or_never().expect("it is its turn").unwrap();
        assert!(others.iter_mut().all(|waits| waits.as_mut().now_or_never().is_none()));
        assert!(files.turn(&next).now_or_never().is_none(), "waits, and is not sent away");
        assert_eq!((AT_A_TIME, ASKED_FOR), (8, 32), "as is written in api/README.md");
    }

    #[tokio::test]
    async fn a_turn_ends_though_its_answer_is_not_taken_and_no_more_are_waited_for_than_may_be() {
        let files = files(Duration::from_millis(1));
        let untaken = turns(&files, "9901", [1; ASKED_FOR_BY_A_PERSON]).await;
        assert_eq!(files.turn(&reader("9901", 1)).await.unwrap_err(), NotAnswered::TooManyFiles);
        assert!(files.turn(&reader("9901", 2)).await.is_ok());
        drop(untaken);
        assert!(files.turn(&reader("9901", 1)).await.is_ok(), "what was taken counts no more");
        assert!(files.lines.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn whoever_keeps_others_waiting_does_not_wait() {
        let files = files(Duration::from_hours(1));
        let _slow = turns(&files, "9901", [1; TO_A_PERSON]).await;
        let mutation = Reader { keeps_others_waiting: true, ..reader("9901", 1) };
        assert_eq!(files.turn(&mutation).await.unwrap_err(), NotAnswered::TooManyFiles);
        assert!(files.turn(&Reader { keeps_others_waiting: true, ..reader("9901", 2) }).await.is_ok());
    }
}
