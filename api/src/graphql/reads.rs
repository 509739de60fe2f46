//! What is read while a request is answered, on its way into the read log.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use case_ledger_domain::answer::NotAnswered;
use case_ledger_infrastructure::read_log::ObjectRead;
use tokio::sync::Notify;

use super::handing_out::{Reader, Turn};

/// What was read in a request, collected until it is recorded and the answer may go out.
pub struct ReadsOfRequest {
    reader: Reader,
    reads: Mutex<Reads>,
    changed: Notify,
}

#[derive(Default)]
struct Reads {
    /// Each once, however often it is shown.
    known: HashSet<ObjectRead>,
    /// Those that nobody has taken yet.
    new: Vec<ObjectRead>,
    /// No more will come.
    ended: bool,
    /// Nothing says by which operation it was read.
    operation_untold: bool,
    /// A file is handed out.
    file_handed_out: bool,
    /// Its turn.
    turn: Option<Turn>,
}

impl ReadsOfRequest {
    /// Nothing yet, by that reader.
    pub fn by(reader: Reader) -> Self {
        Self { reader, reads: Mutex::default(), changed: Notify::default() }
    }

    fn reads(&self) -> MutexGuard<'_, Reads> {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something is read.
    pub fn add(&self, read: ObjectRead) {
        let mut reads = self.reads();
        if reads.known.insert(read.clone()) {
            reads.new.push(read);
            self.changed.notify_one();
        }
    }

    /// Takes what was read so far, and forgets that it was.
    pub fn take(&self) -> Vec<ObjectRead> {
        let mut reads = self.reads();
        reads.known.clear();
        std::mem::take(&mut reads.new)
    }

    /// Keeps the operation's name out of the read log, where it would tie the thing that is read to what else is done.
    /// To be called before anything is read.
    pub fn leave_operation_untold(&self) {
        self.reads().operation_untold = true;
    }

    /// Whether the read log may say by which operation it was read.
    pub fn tells_operation(&self) -> bool {
        !self.reads().operation_untold
    }

    /// Whether a file may be handed out: the first of a request may, however often and through whatever it asks. It waits for
    /// its turn, and has it until that is taken with the answer, or no answer is made.
    pub async fn may_hand_out_a_file(&self) -> Result<(), NotAnswered> {
        if std::mem::replace(&mut self.reads().file_handed_out, true) {
            return Err(NotAnswered::TooManyEntities { most: 1 });
        }
        let turn = self.reader.turn().await?;
        self.reads().turn = Some(turn);
        Ok(())
    }

    /// Takes the turn to hand out a file, to be given back when the answer is no more in memory.
    pub fn take_turn(&self) -> Option<Turn> {
        self.reads().turn.take()
    }

    /// Says that no more will come.
    pub fn end(&self) {
        self.reads().ended = true;
        self.changed.notify_one();
    }

    /// What was read since the last time, as soon as there is something; `None` when no more will come.
    pub async fn next(&self) -> Option<Vec<ObjectRead>> {
        loop {
            {
                let mut reads = self.reads();
                if !reads.new.is_empty() {
                    return Some(std::mem::take(&mut reads.new));
                }
                if reads.ended {
                    return None;
                }
            }
            self.changed.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::Poll;

    use case_ledger_domain::ids::SubjectId;
    use futures::poll;
    use uuid::Uuid;

    use super::*;

    fn reads_of_request() -> ReadsOfRequest {
        let subject = SubjectId::from_uuid(Uuid::from_u128(1));
        ReadsOfRequest::by(Reader { municipality: "9901".parse().unwrap(), subject, keeps_others_waiting: false })
    }

    fn case(number: u128) -> ObjectRead {
        ObjectRead { object_type: "Case", object_id: Uuid::from_u128(number), as_of: None }
    }

    #[tokio::test]
    async fn one_file_is_handed_out_to_a_request_and_its_turn_goes_with_the_answer() {
        let request = reads_of_request();
        assert_eq!(request.may_hand_out_a_file().await, Ok(()));
        assert_eq!(
            request.may_hand_out_a_file().await,
            Err(NotAnswered::TooManyEntities { most: 1 }),
            "waits for nothing"
        );
        assert!(request.take_turn().is_some() && request.take_turn().is_none());
    }

    #[tokio::test]
    async fn what_is_read_is_given_once_however_often_it_is_shown() {
        let reads = reads_of_request();
        let earlier = ObjectRead { as_of: Some(7), ..case(1) };
        for read in [case(1), case(2), case(1), earlier.clone()] {
            reads.add(read);
        }
        assert_eq!(reads.next().await, Some(vec![case(1), case(2), earlier]));
        reads.add(case(2));
        reads.add(case(3));
        assert_eq!(reads.next().await, Some(vec![case(3)]));
    }

    #[tokio::test]
    async fn nothing_that_was_read_is_lost_by_the_end() {
        let reads = reads_of_request();
        reads.add(case(1));
        reads.end();
        assert_eq!(reads.next().await, Some(vec![case(1)]));
        assert_eq!(reads.next().await, None);
        assert_eq!(reads.next().await, None, "and it stays the end");
    }

    #[tokio::test]
    async fn who_waits_is_woken_by_what_is_read_and_by_the_end() {
        let reads = reads_of_request();
        let mut next = pin!(reads.next());
        assert_eq!(poll!(&mut next), Poll::Pending);
        reads.add(case(1));
        assert_eq!(poll!(&mut next), Poll::Ready(Some(vec![case(1)])));
        let mut next = pin!(reads.next());
        assert_eq!(poll!(&mut next), Poll::Pending);
        reads.end();
        assert_eq!(poll!(&mut next), Poll::Ready(None));
    }

    /// A subscription shows the same thing again and again, and each time is a read.
    #[test]
    fn what_was_taken_counts_as_read_anew_when_it_is_shown_again() {
        let reads = reads_of_request();
        reads.add(case(1));
        reads.add(case(1));
        assert_eq!(reads.take(), [case(1)]);
        assert_eq!(reads.take(), []);
        reads.add(case(1));
        assert_eq!(reads.take(), [case(1)]);
    }
}
