//! Judges a history of concurrent clients against the ledger that came of it, in the manner of Elle and Jepsen.
//!
//! What the ledger promises to whoever works with it beside others, and what is found where it does not keep that:
//!
//! - **What is acknowledged is there**, once, whole, where it was said to be, under its own id, and stays: [`Anomaly::Lost`],
//!   [`Anomaly::Misplaced`], [`Anomaly::Twice`], [`Anomaly::Torn`], [`Anomaly::Gap`], [`Anomaly::Forgotten`],
//!   [`Anomaly::IdTakenAgain`].
//! - **Nothing else is there**: [`Anomaly::NeverSent`].
//! - **Nobody's work is written over** by who has not seen it: [`Anomaly::VersionIgnored`].
//! - **What is refused has no effect**, and nobody ever sees any: [`Anomaly::RefusedAndRecorded`],
//!   [`Anomaly::RefusedAndSeen`]. What nobody was told the end of is there or was refused, and never both:
//!   [`Anomaly::RecordedAndRefused`].
//! - **A refusal has its reason**: the case was so, at some moment between the sending and the answer:
//!   [`Anomaly::Unjustified`], [`Anomaly::Stale`].
//! - **All that is shown has happened**, and whole commands of it: [`Anomaly::Phantom`], [`Anomaly::Half`]. Nothing before it
//!   is left out: [`Anomaly::Skipped`].
//! - **There is one order of everything**, and it is that of time: whoever was answered before another one asked comes first.
//!   Nobody sees less than was known before, nor what is only sent later: [`Anomaly::Stale`].
//! - **A read model may lag, and has one order by itself**: each goes forward only, shows no two things at different moments
//!   in one answer, and has what a client was shown with an answer of its own: [`Anomaly::Stale`], [`Anomaly::Skewed`].
//! - **The past is as it was**: as of a position everybody is shown what stood there up to it, all of it and no more:
//!   [`Anomaly::NotAsItWas`].
//!
//! Elle has to infer the order of versions and then looks for cycles of dependencies. A ledger gives its order away:
//! every event has a position. What is left of the search for cycles is one question: can each operation be given a
//! point in the ledger that fits what it saw and wrote, so that whoever was answered before another one was sent comes
//! no later than it? Going through the history in time and giving each operation the least point possible answers it
//! exactly. That is strict serialisability; a client that does one thing at a time reads its own writes, and never less
//! than before, as part of it. A refusal is a read of the state that it was refused for.
//!
//! The same is asked once more of each read model.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use uuid::Uuid;

use crate::history::{Answer, Card, Did, Entry, Moment, Operation, Refusal, Seen, Shown, stream_of};

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
    /// A reader saw a command that was refused, and nothing else, and is not in the ledger (G1a).
    RefusedAndSeen {
        /// Whose read, by its place in the history.
        read: usize,
        /// The command.
        command: Uuid,
    },
    /// A command without an answer is in the ledger, and sent again it was refused for what came only after it.
    RecordedAndRefused(Uuid),
    /// A command that had been acknowledged was refused when it was sent again.
    Forgotten(Uuid),
    /// Something else was recorded under the id of a command that had been acknowledged.
    IdTakenAgain(Uuid),
    /// A command was refused for what its case never was.
    Unjustified {
        /// Whose refusal, by its place in the history.
        operation: usize,
    },
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
    /// One answer shows two things as they never were at the same moment (a read skew, G-single).
    Skewed {
        /// Whose read, by its place in the history.
        read: usize,
    },
    /// A reader saw less than what was known before it asked, a command was placed before something that had been known
    /// before it was sent, or refused for what had been over before it was sent.
    Stale {
        /// Whose operation, by its place in the history.
        operation: usize,
        /// The position known before.
        known: i64,
        /// The position it cannot have gone beyond.
        stands_at: i64,
    },
    /// As of a position a reader was shown something else than what stood there then.
    NotAsItWas {
        /// Whose read, by its place in the history.
        read: usize,
    },
}

impl Anomaly {
    /// The operation it was found in, by its place in the history; `None` where it is one of the ledger's or a command's.
    pub const fn operation(&self) -> Option<usize> {
        match self {
            Self::RefusedAndSeen { read: nth, .. }
            | Self::Unjustified { operation: nth }
            | Self::Phantom { read: nth, .. }
            | Self::Skipped { read: nth, .. }
            | Self::Half { read: nth, .. }
            | Self::Skewed { read: nth }
            | Self::Stale { operation: nth, .. }
            | Self::NotAsItWas { read: nth } => Some(*nth),
            Self::Gap { .. }
            | Self::Lost(_)
            | Self::Misplaced(_)
            | Self::Twice(_)
            | Self::Torn(_)
            | Self::RefusedAndRecorded(_)
            | Self::RecordedAndRefused(_)
            | Self::Forgotten(_)
            | Self::IdTakenAgain(_)
            | Self::NeverSent(_)
            | Self::VersionIgnored(_) => None,
        }
    }
}

impl fmt::Display for Anomaly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Judges what clients did by the ledger that came of it. The cases they worked with are those they opened themselves.
pub fn check(operations: &[Operation], ledger: &[Entry]) -> BTreeSet<Anomaly> {
    let truth = Truth::new(operations, ledger);
    let mut checker = Checker { operations, truth, found: BTreeSet::new() };
    checker.the_ledger_is_whole();
    checker.commands_are_recorded_as_answered();
    checker.the_past_is_as_it_was();
    let mut in_the_ledger = checker.commands();
    in_the_ledger.extend(checker.refusals());
    in_the_ledger.extend(checker.reads_of_the_ledger());
    checker.order(&in_the_ledger);
    for model in [ReadModel::Cases, ReadModel::Reports, ReadModel::Decisions] {
        let in_the_read_model = checker.reads_of(model);
        checker.order(&in_the_read_model);
    }
    checker.found
}

/// The ledger, by position, stream and command.
struct Truth<'a> {
    ledger: &'a [Entry],
    streams: HashMap<&'a str, Vec<&'a Entry>>,
    commands: HashMap<Uuid, Vec<&'a Entry>>,
    /// The streams of the clients' cases.
    cases: HashSet<&'a str>,
}

/// How much of the ledger there is from one moment to another: positions, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from: i64,
    until: i64,
}

impl Stretch {
    /// From there on for ever.
    const fn from(from: i64) -> Self {
        Self { from, until: i64::MAX }
    }

    /// What of it is before a position.
    fn before(self, position: i64) -> Option<Self> {
        let until = self.until.min(position - 1);
        (self.from <= until).then_some(Self { until, ..self })
    }
}

/// How a case stood between two commands, as far as refusals ask.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    version: i64,
    is_closed: bool,
    reports: usize,
    /// Somebody was called in an emergency, and no report has gone since.
    in_emergency: bool,
    /// Guardians were told of a report, and none has gone since.
    guardians_told: bool,
}

impl Standing {
    fn after(self, entry: &Entry) -> Self {
        let then = Self { version: entry.sequence, ..self };
        match entry.event_type.as_str() {
            "CaseClosed" => Self { is_closed: true, ..then },
            // What reports rested on before may be let go of, by the day it was: that it is lacking is taken for a reason.
            "CaseReopened" => Self { is_closed: false, in_emergency: false, guardians_told: false, ..then },
            "EmergencyContactMade" => Self { in_emergency: true, ..then },
            "GuardiansInformed" => Self { guardians_told: true, ..then },
            "ReportSent" => Self { reports: self.reports + 1, in_emergency: false, guardians_told: false, ..then },
            _ => then,
        }
    }

    /// Whether that is a reason to refuse a command that was sent for a version, or for any. A rule that is not known here is
    /// none: it is added, with what it asks of a case, together with the command that meets it.
    fn is_reason_for(self, refusal: &Refusal, expected: Option<i64>) -> bool {
        let exists = self.version > 0;
        match refusal {
            Refusal::Version(actual) => *actual == self.version && expected.is_some_and(|version| version != *actual),
            // Each command has an id of its own.
            Refusal::IdTaken => false,
            // Versions are looked at before rules.
            Refusal::Rule(_) if expected.is_some_and(|version| version != self.version) => false,
            Refusal::Rule(code) => match code.as_str() {
                "NOT_FOUND" => !exists,
                "CASE_CLOSED" => self.is_closed,
                // The clients ask nobody for consent.
                "CASE_NOT_CLOSED" | "CONSENT_UNKNOWN" => exists && !self.is_closed,
                "DUTY_NOT_ASSESSED" => exists && !self.in_emergency && self.reports == 0,
                "NEXT_REPORT_NOT_ASSESSED" => exists && !self.in_emergency && self.reports > 0,
                "GUARDIANS_NOT_INFORMED" => exists && !self.guardians_told,
                _ => false,
            },
        }
    }
}

impl<'a> Truth<'a> {
    fn new(operations: &[Operation], ledger: &'a [Entry]) -> Self {
        let mut streams: HashMap<&str, Vec<&Entry>> = HashMap::new();
        let mut commands: HashMap<Uuid, Vec<&Entry>> = HashMap::new();
        for entry in ledger {
            streams.entry(&entry.stream).or_default().push(entry);
            commands.entry(entry.command_id).or_default().push(entry);
        }
        let sent = operations.iter().filter_map(|operation| match &operation.did {
            Did::Command { id, .. } => Some(id),
            _ => None,
        });
        let first = sent.filter_map(|id| commands.get(id)?.first().copied());
        let cases = first.filter(|entry| entry.sequence == 1).map(|entry| entry.stream.as_str()).collect();
        Self { ledger, streams, commands, cases }
    }

    fn stream(&self, stream: &str) -> &[&'a Entry] {
        self.streams.get(stream).map_or(&[], Vec::as_slice)
    }

    fn command(&self, id: Uuid) -> &[&'a Entry] {
        self.commands.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The entries after a position.
    fn after(&self, position: i64) -> Vec<&'a Entry> {
        let from = usize::try_from(position).unwrap_or_default().min(self.ledger.len());
        self.ledger[from..].iter().collect()
    }

    fn at(&self, position: i64) -> Option<&'a Entry> {
        self.ledger.get(usize::try_from(position).ok()?.checked_sub(1)?)
    }

    /// The positions at which the clients' cases were closed, or worked with again.
    fn decisions(&self) -> Vec<i64> {
        let decided = self.ledger.iter().filter(|entry| is_decision(entry) && self.cases.contains(&*entry.stream));
        decided.map(|entry| entry.position).collect()
    }

    /// How a case stood, one state after the other, each with the stretch of the ledger in which it did. Within a command
    /// there is none.
    fn standings(&self, case: Uuid) -> Vec<(Standing, Stretch)> {
        let (mut standing, mut from, mut within) = (Standing::default(), 0, None);
        let mut standings = Vec::new();
        for entry in self.stream(&stream_of(case)) {
            if within != Some(entry.command_id) {
                standings.push((standing, Stretch { from, until: entry.position - 1 }));
            }
            (standing, from, within) = (standing.after(entry), entry.position, Some(entry.command_id));
        }
        standings.push((standing, Stretch::from(from)));
        standings
    }

    /// The position before the stream's entry number `nth`; there is no end without one.
    fn before(stream: &[&Entry], nth: usize) -> i64 {
        stream.get(nth).map_or(i64::MAX, |entry| entry.position - 1)
    }
}

fn is_decision(entry: &Entry) -> bool {
    ["CaseClosed", "CaseReopened"].contains(&entry.event_type.as_str())
}

fn is_same(entry: &Entry, seen: &Seen) -> bool {
    (entry.position, entry.sequence, entry.command_id) == (seen.position, seen.sequence, seen.command)
}

/// Whether what was seen is all there was, or its beginning where a page took no more.
fn are_same(all: &[&Entry], seen: &[Seen], full: bool) -> bool {
    let is_all = if full { seen.len() <= all.len() } else { seen.len() == all.len() };
    is_all && all.iter().zip(seen).all(|(entry, seen)| is_same(entry, seen))
}

/// An operation that needs a point in the ledger.
struct Span {
    operation: usize,
    sent: Moment,
    answered: Option<Moment>,
    /// Where it fits, first things first: in any of these. Of each, what may have been known before it at most is `until`,
    /// and its point at least `from`. A command that writes is known of from its end, and fits before its beginning.
    fits: Vec<Stretch>,
}

impl Span {
    fn of(nth: usize, operation: &Operation, fits: Vec<Stretch>) -> Self {
        Self { operation: nth, sent: operation.sent, answered: operation.answered, fits }
    }
}

/// What follows the ledger, each in its own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReadModel {
    Cases,
    Reports,
    Decisions,
}

struct Checker<'a> {
    operations: &'a [Operation],
    truth: Truth<'a>,
    found: BTreeSet<Anomaly>,
}

/// One sending of a command.
#[derive(Clone, Copy)]
struct Sending<'a> {
    nth: usize,
    operation: &'a Operation,
    case: Option<Uuid>,
    expected: Option<i64>,
    answer: &'a Answer,
}

impl Sending<'_> {
    const fn is_refused(&self) -> bool {
        matches!(self.answer, Answer::Refused(_))
    }
}

impl<'a> Checker<'a> {
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

    fn sendings(&self) -> BTreeMap<Uuid, Vec<Sending<'a>>> {
        let mut commands: BTreeMap<Uuid, Vec<Sending<'a>>> = BTreeMap::new();
        for (nth, operation) in self.operations.iter().enumerate() {
            if let Did::Command { id, case, expected, answer } = &operation.did {
                let sending = Sending { nth, operation, case: *case, expected: *expected, answer };
                commands.entry(*id).or_default().push(sending);
            }
        }
        commands
    }

    fn commands_are_recorded_as_answered(&mut self) {
        let mut found = BTreeSet::new();
        let commands = self.sendings();
        for (id, sendings) in &commands {
            let entries = self.truth.command(*id);
            let mut said_now = 0;
            let mut acknowledged: Option<Moment> = None;
            for Sending { operation, expected, answer, .. } in sendings {
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
            if !entries.is_empty() && sendings.iter().all(Sending::is_refused) {
                found.insert(Anomaly::RefusedAndRecorded(*id));
            }
            let refused_after =
                |moment| sendings.iter().any(|sending| sending.is_refused() && sending.operation.sent > moment);
            if acknowledged.is_some_and(refused_after) {
                found.insert(Anomaly::Forgotten(*id));
            }
        }
        for case in &self.truth.cases {
            let foreign = self.truth.streams[case].iter().find(|entry| !commands.contains_key(&entry.command_id));
            found.extend(foreign.map(|entry| Anomaly::NeverSent(entry.command_id)));
        }
        self.found.append(&mut found);
    }

    /// The commands that were recorded, each with the point it has.
    fn commands(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        for (id, sendings) in self.sendings() {
            let entries = self.truth.command(id);
            let ([first, ..], [.., last]) = (entries, entries) else { continue };
            // Who recorded it, where that is known; it cannot have been before the first sending.
            let recorder = sendings.iter().find(|sending| matches!(sending.answer, Answer::Recorded { now: true, .. }));
            let Some(sending) = recorder.or_else(|| sendings.iter().min_by_key(|sending| sending.operation.sent))
            else {
                continue;
            };
            let written = vec![Stretch { from: last.position, until: first.position - 1 }];
            let span = Span::of(sending.nth, sending.operation, written);
            spans.push(Span { answered: span.answered.filter(|_| recorder.is_some()), ..span });
            for sending in sendings {
                if let Answer::Recorded { now: false, .. } = sending.answer {
                    spans.push(Span::of(sending.nth, sending.operation, vec![Stretch::from(last.position)]));
                }
            }
        }
        spans
    }

    /// The refusals, each with the stretches in which there was a reason for it, before the command was recorded after all.
    fn refusals(&mut self) -> Vec<Span> {
        let mut spans = Vec::new();
        for (id, sendings) in self.sendings() {
            if [Anomaly::RefusedAndRecorded(id), Anomaly::Forgotten(id)].iter().any(|it| self.found.contains(it)) {
                continue;
            }
            let recorded_at = self.truth.command(id).first().map_or(i64::MAX, |first| first.position);
            for Sending { nth, operation, case, expected, answer } in sendings {
                let Answer::Refused(refusal) = answer else { continue };
                let standings = case.map_or_else(Vec::new, |case| self.truth.standings(case));
                let is_reason = |(standing, _): &&(Standing, Stretch)| standing.is_reason_for(refusal, expected);
                let with_reason: Vec<Stretch> = standings.iter().filter(is_reason).map(|(_, when)| *when).collect();
                let before: Vec<_> = with_reason.iter().filter_map(|when| when.before(recorded_at)).collect();
                if with_reason.is_empty() {
                    self.found.insert(Anomaly::Unjustified { operation: nth });
                } else if before.is_empty() {
                    self.found.insert(Anomaly::RecordedAndRefused(id));
                } else {
                    spans.push(Span::of(nth, operation, before));
                }
            }
        }
        for (nth, operation) in self.operations.iter().enumerate() {
            let Did::Imitation { id, answer } = &operation.did else { continue };
            match (answer, self.truth.command(*id).last()) {
                (Answer::Recorded { .. }, _) => {
                    self.found.insert(Anomaly::IdTakenAgain(*id));
                }
                (Answer::Refused(Refusal::IdTaken), Some(last)) => {
                    spans.push(Span::of(nth, operation, vec![Stretch::from(last.position)]));
                }
                (Answer::Refused(_), _) => {
                    self.found.insert(Anomaly::Unjustified { operation: nth });
                }
                (Answer::Unknown, _) => {}
            }
        }
        spans
    }

    /// What clients were shown, each with the points in the ledger that it can have.
    fn reads_of_the_ledger(&mut self) -> Vec<Span> {
        let mut spans = Vec::new();
        let operations = self.operations;
        for (nth, operation) in operations.iter().enumerate() {
            let fits = match &operation.did {
                Did::Read(shown) => self.place_of(nth, shown),
                // There was such a position.
                Did::ReadAsOf { asked, .. } => Stretch::from(*asked),
                Did::Command { answer: Answer::Recorded { shown: Some(card), .. }, .. } => Stretch::from(card.position),
                Did::Command { .. } | Did::Imitation { .. } => continue,
            };
            spans.push(Span::of(nth, operation, vec![fits]));
        }
        spans
    }

    fn place_of(&mut self, read: usize, shown: &Shown) -> Stretch {
        let (all, after, entries, full) = match shown {
            Shown::Head(head) => {
                if *head > 0 && self.truth.at(*head).is_none() {
                    self.found.insert(Anomaly::Phantom { read, position: *head });
                    return Stretch::from(0);
                }
                return Stretch { from: *head, until: *head };
            }
            // Only what is in the ledger can be shown: whoever saw a row knows of everything up to it.
            Shown::Cases(cards) | Shown::Reports(cards) => {
                return Stretch::from(cards.iter().map(|card| card.position).max().unwrap_or_default());
            }
            Shown::Decisions { positions, .. } => {
                return Stretch::from(positions.iter().copied().max().unwrap_or_default());
            }
            Shown::History { case, entries, full } => {
                (self.truth.stream(&stream_of(*case)).to_vec(), 0, entries, *full)
            }
            Shown::Page { after, entries, full } => (self.truth.after(*after), *after, entries, *full),
        };
        let until = if full { i64::MAX } else { Truth::before(&all, entries.len()) };
        let last = self.prefix(read, entries, full, &all);
        Stretch { from: last.unwrap_or_default().max(after), until }
    }

    /// What was seen must be how `all` begins, and must not end within a command, unless the page was full. The last
    /// position seen.
    fn prefix(&mut self, read: usize, seen: &[Seen], full: bool, all: &[&Entry]) -> Option<i64> {
        for (nth, seen) in seen.iter().enumerate() {
            match all.get(nth) {
                Some(entry) if is_same(entry, seen) => {}
                _ if self.truth.ledger.iter().any(|entry| is_same(entry, seen)) => {
                    let position = all.get(nth).map_or(seen.position, |entry| entry.position);
                    self.found.insert(Anomaly::Skipped { read, position });
                    return None;
                }
                _ if self.is_refused_only(seen.command) => {
                    self.found.insert(Anomaly::RefusedAndSeen { read, command: seen.command });
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

    fn is_refused_only(&self, command: Uuid) -> bool {
        let sendings = self.sendings();
        sendings.get(&command).is_some_and(|sendings| sendings.iter().all(Sending::is_refused))
    }

    /// What clients were shown out of a read model, each with the points it can have.
    fn reads_of(&mut self, model: ReadModel) -> Vec<Span> {
        let mut spans = Vec::new();
        let operations = self.operations;
        for (nth, operation) in operations.iter().enumerate() {
            let fits = match (&operation.did, model) {
                (Did::Read(Shown::Cases(cards)), ReadModel::Cases)
                | (Did::Read(Shown::Reports(cards)), ReadModel::Reports) => self.stretch_of_cards(nth, cards, 0),
                (
                    Did::Command { answer: Answer::Recorded { position, shown: Some(card), .. }, .. },
                    ReadModel::Cases,
                ) => self.stretch_of_cards(nth, std::slice::from_ref(card), *position),
                (Did::Read(Shown::Decisions { positions, full }), ReadModel::Decisions) => {
                    self.stretch_of_decisions(nth, positions, *full)
                }
                // It had come so far: what it held then is known only after.
                (Did::ReadAsOf { asked, shown: Shown::Cases(_), .. }, ReadModel::Cases)
                | (Did::ReadAsOf { asked, shown: Shown::Reports(_), .. }, ReadModel::Reports)
                | (Did::ReadAsOf { asked, shown: Shown::Decisions { .. }, .. }, ReadModel::Decisions) => {
                    Some(Stretch::from(*asked))
                }
                _ => continue,
            };
            spans.extend(fits.map(|fits| Span::of(nth, operation, vec![fits])));
        }
        spans
    }

    /// From the newest of what the cards show until something of it changes; `None` where there was no such moment.
    fn stretch_of_cards(&mut self, read: usize, cards: &[Card], at_least: i64) -> Option<Stretch> {
        let mut stretch = Stretch::from(at_least);
        for card in cards {
            let stream = self.truth.stream(&card.stream).to_vec();
            let shown = stream.iter().position(|entry| entry.position == card.position);
            let is_told = |entry: &Entry| card.version.is_none_or(|version| version == entry.sequence);
            let Some((nth, entry)) = shown.map(|nth| (nth, stream[nth])).filter(|(_, entry)| is_told(entry)) else {
                self.found.insert(Anomaly::Phantom { read, position: card.position });
                continue;
            };
            if stream.get(nth + 1).is_some_and(|next| next.command_id == entry.command_id) {
                self.found.insert(Anomaly::Half { read, command: entry.command_id });
            }
            stretch.from = stretch.from.max(card.position);
            stretch.until = stretch.until.min(Truth::before(&stream, nth + 1));
        }
        if stretch.from > stretch.until {
            self.found.insert(Anomaly::Skewed { read });
            return None;
        }
        Some(stretch)
    }

    /// From the last decision that is shown until the next one; `None` where one before it is lacking.
    fn stretch_of_decisions(&mut self, read: usize, positions: &[i64], full: bool) -> Option<Stretch> {
        let is_one = |position: &&i64| self.truth.at(**position).is_some_and(is_decision);
        if let Some(position) = positions.iter().find(|position| !is_one(position)) {
            self.found.insert(Anomaly::Phantom { read, position: *position });
            return None;
        }
        let (all, shown) = (self.truth.decisions(), self.of_clients(positions));
        let last = shown.last().copied().unwrap_or_default();
        if full {
            return Some(Stretch::from(last));
        }
        if let Some(position) = all.iter().find(|position| **position <= last && !shown.contains(position)) {
            self.found.insert(Anomaly::Skipped { read, position: *position });
            return None;
        }
        let next = all.into_iter().find(|position| *position > last);
        Some(Stretch { from: last, until: next.map_or(i64::MAX, |next| next - 1) })
    }

    /// Those positions at which something stands of the clients' cases, in order.
    fn of_clients(&self, positions: &[i64]) -> BTreeSet<i64> {
        let is_theirs = |position: &i64| {
            self.truth.at(*position).is_some_and(|entry| self.truth.cases.contains(entry.stream.as_str()))
        };
        positions.iter().copied().filter(is_theirs).collect()
    }

    fn the_past_is_as_it_was(&mut self) {
        for (read, operation) in self.operations.iter().enumerate() {
            if let Did::ReadAsOf { asked, told, shown } = &operation.did
                && (told != asked || !self.was_so(*asked, shown))
            {
                self.found.insert(Anomaly::NotAsItWas { read });
            }
        }
    }

    /// Whether that is what stood there when this was the newest position.
    fn was_so(&self, newest: i64, shown: &Shown) -> bool {
        let then = |entries: &[&'a Entry]| -> Vec<&'a Entry> {
            entries.iter().copied().take_while(|entry| entry.position <= newest).collect()
        };
        match shown {
            Shown::Head(head) => *head == newest,
            Shown::History { case, entries, full } => {
                are_same(&then(self.truth.stream(&stream_of(*case))), entries, *full)
            }
            Shown::Page { after, entries, full } => are_same(&then(&self.truth.after(*after)), entries, *full),
            Shown::Cases(cards) | Shown::Reports(cards) => cards.iter().all(|card| {
                let last = then(self.truth.stream(&card.stream)).last().copied();
                last.is_some_and(|last| {
                    last.position == card.position && card.version.is_none_or(|version| version == last.sequence)
                })
            }),
            Shown::Decisions { positions, full } => {
                let made = self.truth.decisions().into_iter().filter(|position| *position <= newest);
                let (made, shown) = (made.collect::<BTreeSet<i64>>(), self.of_clients(positions));
                if *full { shown.is_subset(&made) } else { shown == made }
            }
        }
    }

    /// Gives each the least point there is, in the order of time.
    fn order(&mut self, spans: &[Span]) {
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
        let mut points: Vec<i64> = spans.iter().map(|span| span.fits.first().map_or(0, |fits| fits.from)).collect();
        let mut known = 0;
        for (_, turn, nth) in turns {
            let span = &spans[nth];
            match (turn, span.fits.iter().find(|fits| known <= fits.until)) {
                (Turn::Sent, Some(fits)) => points[nth] = fits.from.max(known),
                (Turn::Sent, None) => {
                    let stands_at = span.fits.last().map_or(0, |fits| fits.until);
                    self.found.insert(Anomaly::Stale { operation: span.operation, known, stands_at });
                }
                (Turn::Answered, _) => known = known.max(points[nth]),
            }
        }
    }
}

#[cfg(test)]
mod tests;
