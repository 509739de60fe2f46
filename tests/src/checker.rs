//! Judges a history of concurrent clients against the ledger that came of it, in the manner of Elle and Jepsen.
//!
//! Elle has to infer the order of versions and then looks for cycles of dependencies. A ledger gives its order away:
//! every event has a position. What is left of the search for cycles is one question: can each operation be given a
//! point in the ledger that fits what it saw and wrote, so that whoever was answered before another one was sent comes
//! no later than it? Going through the history in time and giving each operation the least point possible answers it
//! exactly. That is strict serialisability; a client that does one thing at a time reads its own writes, and never less
//! than before, as part of it.
//!
//! The same is asked once more of the read models, which may lag behind the ledger and have an order of their own: they
//! may not go back, may not show two cases at different moments in one answer, and must show what a client was shown.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use uuid::Uuid;

use crate::history::{Answer, Card, Did, Entry, Moment, Operation, Seen, stream_of};

/// What cannot be if the ledger keeps its promises.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anomaly {
    /// Positions, or a stream's sequences, do not follow each other.
    Gap {
        /// The position that stands where another one belongs.
        position: i64,
    },
    /// An acknowledged command is not in the ledger.
    Lost(Uuid),
    /// A command is not where it was answered to be.
    Misplaced(Uuid),
    /// A command was recorded more than once, or answered more than once to have been recorded just now.
    Twice(Uuid),
    /// A command's events do not stand next to each other (a dirty write, G0).
    Torn(Uuid),
    /// A command that was refused, and nothing else, is in the ledger (G1a).
    RefusedAndRecorded(Uuid),
    /// A command that had been acknowledged was refused when it was sent again.
    Forgotten(Uuid),
    /// The clients' cases hold a command that none of them sent.
    NeverSent(Uuid),
    /// A command sent for one version was recorded on another: somebody's update is lost.
    VersionIgnored(Uuid),
    /// A reader saw what is not in the ledger, or not there (an aborted read, G1a).
    Phantom {
        /// Whose read, by its place in the history.
        read: usize,
        /// The position it saw.
        position: i64,
    },
    /// A reader saw something and not what stands before it.
    Skipped {
        /// Whose read, by its place in the history.
        read: usize,
        /// The position it did not see.
        position: i64,
    },
    /// A reader saw a command in part (an intermediate read, G1b).
    Half {
        /// Whose read, by its place in the history.
        read: usize,
        /// The command.
        command: Uuid,
    },
    /// One answer shows two cases as they never were at the same moment (a read skew, G-single).
    Skewed {
        /// Whose read, by its place in the history.
        read: usize,
    },
    /// A reader saw less than what was known before it asked, or a command was placed before something that had been
    /// known before it was sent.
    Stale {
        /// Whose operation, by its place in the history.
        operation: usize,
        /// The position known before.
        known: i64,
        /// The position it cannot have gone beyond.
        stands_at: i64,
    },
}

impl fmt::Display for Anomaly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Judges what clients did by the ledger that came of it. The cases they worked with are those they opened themselves.
pub fn check(operations: &[Operation], ledger: &[Entry]) -> BTreeSet<Anomaly> {
    let mut checker = Checker { operations, truth: Truth::new(ledger), found: BTreeSet::new() };
    checker.the_ledger_is_whole();
    checker.commands_are_recorded_as_answered();
    let in_the_ledger = checker.reads_of_the_ledger();
    checker.order(in_the_ledger);
    let in_the_read_models = checker.reads_of_the_read_models();
    checker.order(in_the_read_models);
    checker.found
}

/// The ledger, by position, stream and command.
struct Truth<'a> {
    ledger: &'a [Entry],
    streams: HashMap<&'a str, Vec<&'a Entry>>,
    commands: HashMap<Uuid, Vec<&'a Entry>>,
}

impl<'a> Truth<'a> {
    fn new(ledger: &'a [Entry]) -> Self {
        let mut streams: HashMap<&str, Vec<&Entry>> = HashMap::new();
        let mut commands: HashMap<Uuid, Vec<&Entry>> = HashMap::new();
        for entry in ledger {
            streams.entry(&entry.stream).or_default().push(entry);
            commands.entry(entry.command_id).or_default().push(entry);
        }
        Self { ledger, streams, commands }
    }

    fn stream(&self, case: Uuid) -> &[&'a Entry] {
        self.streams.get(stream_of(case).as_str()).map_or(&[], Vec::as_slice)
    }

    fn command(&self, id: Uuid) -> &[&'a Entry] {
        self.commands.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The position before the stream's entry number `nth`; there is no end without one.
    fn before(stream: &[&Entry], nth: usize) -> i64 {
        stream.get(nth).map_or(i64::MAX, |entry| entry.position - 1)
    }
}

/// An operation that needs a point in the ledger.
struct Span {
    operation: usize,
    sent: Moment,
    answered: Option<Moment>,
    /// The point it is given, unless something later was known before it.
    point: i64,
    /// What may have been known before it at most.
    latest: i64,
}

struct Checker<'a> {
    operations: &'a [Operation],
    truth: Truth<'a>,
    found: BTreeSet<Anomaly>,
}

/// All sendings of one command.
#[derive(Default)]
struct Sendings<'a>(Vec<(usize, &'a Operation, Option<i64>, &'a Answer)>);

impl Checker<'_> {
    fn the_ledger_is_whole(&mut self) {
        for (entry, position) in self.truth.ledger.iter().zip(1..) {
            if entry.position != position {
                self.found.insert(Anomaly::Gap { position: entry.position });
                break;
            }
        }
        for stream in self.truth.streams.values() {
            let broken = stream.iter().zip(1..).find(|(entry, sequence)| entry.sequence != *sequence);
            self.found.extend(broken.map(|(entry, _)| Anomaly::Gap { position: entry.position }));
        }
        for (id, entries) in &self.truth.commands {
            let indexes: HashSet<i16> = entries.iter().map(|entry| entry.command_index).collect();
            if indexes.len() < entries.len() {
                self.found.insert(Anomaly::Twice(*id));
            } else if entries.windows(2).any(|two| two[1].position != two[0].position + 1) {
                self.found.insert(Anomaly::Torn(*id));
            }
        }
    }

    fn sendings(&self) -> BTreeMap<Uuid, Sendings<'_>> {
        let mut commands: BTreeMap<Uuid, Sendings<'_>> = BTreeMap::new();
        for (nth, operation) in self.operations.iter().enumerate() {
            if let Did::Command { id, expected, answer } = &operation.did {
                commands.entry(*id).or_default().0.push((nth, operation, *expected, answer));
            }
        }
        commands
    }

    fn commands_are_recorded_as_answered(&mut self) {
        let mut found = BTreeSet::new();
        let commands = self.sendings();
        let mut cases: HashSet<&str> = HashSet::new();
        for (id, sendings) in &commands {
            let entries = self.truth.command(*id);
            if let [first, ..] = entries
                && first.sequence == 1
            {
                cases.insert(&first.stream);
            }
            let mut said_now = 0;
            let mut acknowledged: Option<Moment> = None;
            for (_, operation, expected, answer) in &sendings.0 {
                let Answer::Recorded { position, version, now, .. } = answer else { continue };
                said_now += usize::from(*now);
                let answered = operation.answered.unwrap_or(Moment::MAX);
                acknowledged = Some(acknowledged.map_or(answered, |earliest| earliest.min(answered)));
                let Some(last) = entries.last() else {
                    found.insert(Anomaly::Lost(*id));
                    continue;
                };
                if (last.position, last.sequence) != (*position, *version) {
                    found.insert(Anomaly::Misplaced(*id));
                }
                if expected.is_some_and(|expected| entries[0].sequence != expected + 1) {
                    found.insert(Anomaly::VersionIgnored(*id));
                }
            }
            if said_now > 1 {
                found.insert(Anomaly::Twice(*id));
            }
            let is_refused = |answer: &Answer| matches!(answer, Answer::Refused);
            if !entries.is_empty() && sendings.0.iter().all(|(_, _, _, answer)| is_refused(answer)) {
                found.insert(Anomaly::RefusedAndRecorded(*id));
            }
            let refused_after = |moment| sendings.0.iter().any(|(_, op, _, ans)| is_refused(ans) && op.sent > moment);
            if acknowledged.is_some_and(refused_after) {
                found.insert(Anomaly::Forgotten(*id));
            }
        }
        for case in cases {
            let foreign = self.truth.streams[case].iter().find(|entry| !commands.contains_key(&entry.command_id));
            found.extend(foreign.map(|entry| Anomaly::NeverSent(entry.command_id)));
        }
        self.found.append(&mut found);
    }

    /// The clients' commands and reads of the ledger itself, each with the points it can have.
    fn reads_of_the_ledger(&mut self) -> Vec<Span> {
        let mut spans = Vec::new();
        for (id, sendings) in self.sendings() {
            let entries = self.truth.command(id);
            let ([first, ..], [.., last]) = (entries, entries) else { continue };
            // Who recorded it, where that is known; it cannot have been before the first sending.
            let recorder =
                sendings.0.iter().find(|(_, _, _, answer)| matches!(answer, Answer::Recorded { now: true, .. }));
            let Some((nth, operation, _, _)) =
                recorder.or_else(|| sendings.0.iter().min_by_key(|(_, op, _, _)| op.sent))
            else {
                continue;
            };
            spans.push(Span {
                operation: *nth,
                sent: operation.sent,
                answered: operation.answered.filter(|_| recorder.is_some()),
                point: last.position,
                latest: first.position - 1,
            });
            for (nth, operation, _, answer) in &sendings.0 {
                if let Answer::Recorded { now: false, .. } = answer {
                    let (sent, answered) = (operation.sent, operation.answered);
                    spans.push(Span { operation: *nth, sent, answered, point: last.position, latest: i64::MAX });
                }
            }
        }
        for (nth, operation) in self.operations.iter().enumerate() {
            let (point, latest) = match &operation.did {
                Did::History { case, entries, full } => {
                    let stream = self.truth.stream(*case).to_vec();
                    let latest = if *full { i64::MAX } else { Truth::before(&stream, entries.len()) };
                    (self.prefix(nth, entries, *full, &stream), latest)
                }
                Did::Page { after, entries, full } => {
                    let from = usize::try_from(*after).unwrap_or_default().min(self.truth.ledger.len());
                    let rest: Vec<&Entry> = self.truth.ledger[from..].iter().collect();
                    let latest = if *full { i64::MAX } else { Truth::before(&rest, entries.len()) };
                    (self.prefix(nth, entries, *full, &rest).max(Some(*after)), latest)
                }
                // Only what is in the ledger can be shown: whoever saw a card knows of everything up to it.
                Did::Cards(cards) => (cards.iter().map(|card| card.position).max(), i64::MAX),
                Did::Command { answer: Answer::Recorded { shown, .. }, .. } => {
                    (shown.map(|card| card.position), i64::MAX)
                }
                Did::Command { .. } => continue,
            };
            let point = point.unwrap_or_default();
            spans.push(Span { operation: nth, sent: operation.sent, answered: operation.answered, point, latest });
        }
        spans
    }

    /// What was seen must be how `all` begins, and must not end within a command, unless the page was full. The last
    /// position seen.
    fn prefix(&mut self, read: usize, seen: &[Seen], full: bool, all: &[&Entry]) -> Option<i64> {
        for (nth, seen) in seen.iter().enumerate() {
            let is_same = |entry: &Entry| {
                (entry.position, entry.sequence, entry.command_id) == (seen.position, seen.sequence, seen.command)
            };
            match all.get(nth) {
                Some(entry) if is_same(entry) => {}
                _ if self.truth.ledger.iter().any(is_same) => {
                    let position = all.get(nth).map_or(seen.position, |entry| entry.position);
                    self.found.insert(Anomaly::Skipped { read, position });
                    return None;
                }
                _ => {
                    self.found.insert(Anomaly::Phantom { read, position: seen.position });
                    return None;
                }
            }
        }
        let last = seen.last()?;
        if !full && all.get(seen.len()).is_some_and(|next| next.command_id == last.command) {
            self.found.insert(Anomaly::Half { read, command: last.command });
        }
        Some(last.position)
    }

    /// What clients were shown out of the read models, each with the points it can have.
    fn reads_of_the_read_models(&mut self) -> Vec<Span> {
        let mut spans = Vec::new();
        for (nth, operation) in self.operations.iter().enumerate() {
            let (cards, at_least): (&[Card], i64) = match &operation.did {
                Did::Cards(cards) => (cards, 0),
                Did::Command { answer: Answer::Recorded { position, shown: Some(card), .. }, .. } => {
                    (std::slice::from_ref(card), *position)
                }
                Did::Command { .. } | Did::History { .. } | Did::Page { .. } => continue,
            };
            let (mut point, mut latest) = (at_least, i64::MAX);
            for card in cards {
                let stream = self.truth.stream(card.case);
                let shown = usize::try_from(card.version).unwrap_or_default();
                match shown.checked_sub(1).and_then(|last| stream.get(last)) {
                    Some(entry) if entry.position == card.position => {
                        if stream.get(shown).is_some_and(|next| next.command_id == entry.command_id) {
                            self.found.insert(Anomaly::Half { read: nth, command: entry.command_id });
                        }
                    }
                    _ => {
                        self.found.insert(Anomaly::Phantom { read: nth, position: card.position });
                        continue;
                    }
                }
                point = point.max(card.position);
                latest = latest.min(Truth::before(stream, shown));
            }
            if point > latest {
                self.found.insert(Anomaly::Skewed { read: nth });
                continue;
            }
            spans.push(Span { operation: nth, sent: operation.sent, answered: operation.answered, point, latest });
        }
        spans
    }

    /// Gives each the least point there is, in the order of time.
    fn order(&mut self, mut spans: Vec<Span>) {
        enum Turn {
            // At the same moment a sending comes first: the two then overlap, and overlapping ones may go either way.
            Sent,
            Answered,
        }
        let mut turns: Vec<(Moment, Turn, usize)> = Vec::with_capacity(spans.len() * 2);
        for (nth, span) in spans.iter().enumerate() {
            turns.push((span.sent, Turn::Sent, nth));
            turns.extend(span.answered.map(|answered| (answered, Turn::Answered, nth)));
        }
        turns.sort_by_key(|(moment, turn, _)| (*moment, matches!(turn, Turn::Answered)));
        let mut known = 0;
        for (_, turn, nth) in turns {
            let span = &mut spans[nth];
            match turn {
                Turn::Sent if known > span.latest => {
                    self.found.insert(Anomaly::Stale { operation: span.operation, known, stands_at: span.latest });
                }
                Turn::Sent => span.point = span.point.max(known),
                Turn::Answered => known = known.max(span.point),
            }
        }
    }
}

#[cfg(test)]
mod tests;
