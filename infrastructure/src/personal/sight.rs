//! What a reader is shown of personal data: by the reader's roles, and by what the ledger says about each person.
//!
//! A restriction holds from the moment it is recorded, on every server. So the ledger itself is asked each time
//! something is shown, and no copy of it: what was recorded since the last time is added to what this process knows,
//! which is a look-up in one index and mostly finds nothing.
//!
//! Each row is held against what was written as it was read. What no program of the ledger wrote is passed over, whatever hash and
//! code stand beside it: whoever slips a row in hides and shows nobody. Where a row was changed that a program wrote, or is missing, nobody knows any more what was decided
//! about the person: it may have been a restriction, or that the address is secret. So that person is shown to nobody, whoever is
//! named, the address counts as protected, and nothing is decided that rests on it, until the row is put back. That it is so is told
//! with the other rows that are not as written.
//!
//! So it is with persons of whom the key database remembers a later entry than the ledger has, be it that its end was cut off or that
//! it came back from a backup, until somebody says that it was put back on purpose ([`told_last`]). What this process knows is of the
//! ledger that has the very row up to which it was read; where another one stands there, or none, all is read anew.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::Roles;
use case_ledger_domain::personal::{Shown, WHEREABOUTS};
use case_ledger_domain::subject::{AddressProtection, Subject, SubjectEvent, pseudonyms_of_one_child};
use cqrs_es::Aggregate as _;
use serde_json::Value;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::{envelope, told_last};
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::guard::{Held, KnownBy, NotAsWritten, PersonEntry, RowStanding, StreamGap, WHOLE_ROW};
use crate::ledger::history::AnyEvent;
use crate::ledger::leaf::Hash;
use crate::ledger::stream_end::lowest_free;
use crate::projections::as_of::AsOf;

/// For so long it is believed that nothing was put right, where more rows are not as written than are kept in mind: to look at all of
/// them takes its time.
const BELIEVED_FOR: Duration = Duration::from_secs(30);

/// What a reader may see of persons, before the ledger is asked what holds for each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// The roles in which values are opened: of a restricted person only where one of them is named. Where there is
    /// nothing, not even an empty set, all values are shown as withheld.
    pub values: Option<Roles>,
    /// Whether the reader watches over persons' data, and so is told everyone's pseudonym: of the restricted and the
    /// erased, too.
    pub watches_over_persons: bool,
}

impl Sight {
    /// Values are opened in those roles.
    pub const fn open(roles: Roles) -> Self {
        Self { values: Some(roles), watches_over_persons: false }
    }

    /// Values are shown as withheld.
    pub const fn withheld() -> Self {
        Self { values: None, watches_over_persons: false }
    }
}

/// What one reader is shown of whom, as the ledger stood when it was asked.
#[derive(Debug, Clone)]
pub struct Veil {
    sight: Sight,
    standing: Standing,
}

impl Veil {
    /// Up to which position the ledger was asked.
    pub(crate) const fn position(&self) -> i64 {
        self.standing.position()
    }

    /// What is shown of this person's data. A child that is restricted under one of its pseudonyms is so under all of them:
    /// an address that is kept secret stands in whatever is about the child.
    pub fn shows(&self, subject: SubjectId) -> Shown {
        if self.standing.is_erased(subject) {
            return Shown::Shredded;
        }
        if self.standing.is_in_doubt(subject) {
            return Shown::Withheld;
        }
        let is_shown = self.sight.values.is_some_and(|roles| {
            self.standing.of_one_child(subject).all(|known| known.shown_to(roles) == Shown::Visible)
        });
        if is_shown { Shown::Visible } else { Shown::Withheld }
    }

    /// What is shown of this person's data at that place in an event or a state: of what tells where somebody is whose
    /// address is protected, less than of the rest.
    pub fn shows_at(&self, subject: SubjectId, path: &str) -> Shown {
        if tells_whereabouts(path) { self.shows_whereabouts(subject) } else { self.shows(subject) }
    }

    /// The same of what is handed out: where somebody is whose address is protected stands in none of it, whoever may read
    /// it here. Paper goes astray, and is read by others than those it is for (C12).
    pub fn hands_out_at(&self, subject: SubjectId, path: &str) -> Shown {
        match self.shows_at(subject, path) {
            Shown::Visible if tells_whereabouts(path) && self.standing.is_address_protected(subject) => Shown::Withheld,
            shown => shown,
        }
    }

    /// What is shown of where this person is.
    pub fn shows_whereabouts(&self, subject: SubjectId) -> Shown {
        let shown = self.shows(subject);
        let is_kept = self.sight.values.is_some_and(|roles| {
            self.standing.of_one_child(subject).any(|known| known.whereabouts_shown_to(roles) != Shown::Visible)
        });
        if shown == Shown::Visible && is_kept { Shown::Withheld } else { shown }
    }

    /// Whether the pseudonym is told: it leads to all that is known of this person, and so goes with the values, unless
    /// the reader watches over persons' data. What led to a restricted person leads to an erased one no less.
    pub fn tells_who(&self, subject: SubjectId) -> bool {
        self.sight.watches_over_persons || self.shows(subject) == Shown::Visible
    }

    /// Who of all of whom something holds is kept from the reader, or apart.
    pub fn kept(&self, is_kept: impl Fn(&Self, SubjectId) -> bool) -> Vec<Uuid> {
        let Standing { subjects, links, doubts, .. } = &self.standing;
        let known = subjects.keys().chain(links.keys()).chain(doubts.keys()).copied();
        known.filter(|one| is_kept(self, *one)).map(SubjectId::as_uuid).collect()
    }

    /// What of children may be put together: which pseudonyms were one child's at that moment, and who is kept apart.
    pub fn same_children(&self, as_of: AsOf, is_kept: impl Fn(&Self, SubjectId) -> bool) -> SameChildren {
        let mut same = SameChildren { kept: self.kept(is_kept), ..SameChildren::default() };
        for one in self.standing.links.keys() {
            for other in self.standing.pseudonyms_of_child(*one, as_of).into_iter().filter(|other| other != one) {
                same.ones.push(one.as_uuid());
                same.others.push(other.as_uuid());
            }
        }
        same
    }

    /// Whether this person is restricted against everyone who is not named, under whichever pseudonym; also where nobody knows who
    /// is, which then is nobody.
    pub fn is_restricted(&self, subject: SubjectId) -> bool {
        self.standing.is_restricted(subject)
    }
}

/// What of a municipality's children may be put together (S2-48).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SameChildren {
    /// Pseudonyms of who is kept apart: nothing about them is put together.
    pub(crate) kept: Vec<Uuid>,
    /// A pseudonym, and at the same place in the other list another one of the same child; from either to the other.
    pub(crate) ones: Vec<Uuid>,
    pub(crate) others: Vec<Uuid>,
}

/// Whether the value at that place in an event or a state tells where the person is.
fn tells_whereabouts(path: &str) -> bool {
    WHEREABOUTS.contains(&path.rsplit_once('/').map_or(path, |(_, field)| field))
}

/// What a municipality's ledger says about persons, up to a position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    position: i64,
    /// The leaf hash of the row there, as it is stored; `None` where there is none.
    end: Option<Hash>,
    /// Which rows of persons stand beyond that and were looked at, by position and leaf hash: they come again with each question, and
    /// where one of them does not, it was taken away.
    beyond: Arc<BTreeSet<(i64, Hash)>>,
    /// The last position at which something was recorded of a person.
    told_at: i64,
    subjects: Arc<HashMap<SubjectId, Subject>>,
    /// What was recorded to be one child, from each of the two pseudonyms.
    links: Arc<HashMap<SubjectId, Vec<Link>>>,
    /// Where rows are that are not as written, and whose word was not taken.
    passed_over: Arc<HashSet<i64>>,
    /// The last entry of each person's stream whose word was.
    last: Arc<HashMap<SubjectId, Last>>,
    /// The numbers that accepted rows have in persons' streams beyond that.
    ahead: Arc<HashMap<SubjectId, BTreeSet<i64>>>,
    /// Up to which position the key database remembers these.
    remembered_to: i64,
    /// Of whom the ledger does not tell what was written.
    doubts: Arc<HashMap<SubjectId, Doubt>>,
    /// The entries that are missing, as that is told.
    missing: Arc<HashSet<PersonEntry>>,
    /// An entry was not there when the others were read, and is there by now; or one came again of which a later one was known. Who is
    /// in doubt for it need not be.
    is_unsettled: bool,
    /// When the first of all events was taken in.
    folded_at: Option<Instant>,
}

/// The last entry of a person's stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Last {
    pub(super) sequence: i64,
    pub(super) position: i64,
    /// Its leaf hash; `None` of a row that was accepted, which may give anything.
    pub(super) leaf: Option<Hash>,
}

/// The last entries of persons' streams.
pub(super) type LastOfPersons = Vec<(SubjectId, Last)>;

/// Why the ledger does not tell of a person what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// The row at that position was changed. It is of the person's stream, or says so, or that the person is the same child as whose
    /// stream it is of.
    Changed { position: i64 },
    /// That entry of the person's stream is missing, or is none that a program of the ledger wrote.
    Lacks { sequence: i64 },
}

/// What was decided or asked of a person, as it is stored: with all that it is held against what was written by, so that what is
/// taken in is what was looked at.
pub(crate) struct SubjectRow {
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    /// Its text: what no program wrote may be anything.
    payload: String,
    held: Held,
}

impl FromRow<'_, PgRow> for SubjectRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            aggregate_id: row.try_get("aggregate_id")?,
            sequence: row.try_get("sequence")?,
            event_type: row.try_get("event_type")?,
            event_version: row.try_get("event_version")?,
            payload: row.try_get_raw("payload")?.as_str().map_err(sqlx::Error::Decode)?.to_owned(),
            held: Held::from_row(row)?,
        })
    }
}

impl SubjectRow {
    /// Whom it is about, by what it says itself: the person, and another pseudonym of which it tells whether it is the same child's.
    fn persons(&self) -> impl Iterator<Item = SubjectId> {
        let payload: Option<Value> = serde_json::from_str(&self.payload).ok();
        let other = payload.as_ref().and_then(Value::as_object).and_then(|payload| {
            payload.values().find_map(|event| event.get("other")?.as_str()?.parse::<SubjectId>().ok())
        });
        self.aggregate_id.parse::<SubjectId>().ok().into_iter().chain(other)
    }
}

/// What was recorded of persons behind a position, as one statement sees it with the ledger's end.
struct Recorded {
    /// Where the ledger ends; 0 where it has no end, or none any more.
    head: i64,
    /// The leaf hash of the row there.
    end: Option<Hash>,
    /// That of the row at the position that was asked about.
    end_before: Option<Hash>,
    rows: Vec<SubjectRow>,
}

/// A ledger's end.
#[derive(FromRow)]
struct End {
    position: i64,
    /// The leaf hash of the row there.
    leaf: Hash,
}

/// The same as it is sent: the end, and beside it such a row, where there is one.
struct EndAndRow {
    head: i64,
    end: Option<Hash>,
    end_before: Option<Hash>,
    row: Option<SubjectRow>,
}

impl FromRow<'_, PgRow> for EndAndRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let is_there = row.try_get::<Option<i64>, _>("position")?.is_some();
        let of_person = if is_there { Some(SubjectRow::from_row(row)?) } else { None };
        // The table's check lets no other length in.
        let leaf =
            |name| Ok::<_, sqlx::Error>(row.try_get::<Option<&[u8]>, _>(name)?.and_then(|leaf| leaf.try_into().ok()));
        Ok(Self {
            head: row.try_get("head")?,
            end: leaf("end_leaf")?,
            end_before: leaf("before_leaf")?,
            row: of_person,
        })
    }
}

/// That a pseudonym is the same child's as another one, from a position on until it was taken back.
#[derive(Debug, Clone, Copy)]
struct Link {
    other: SubjectId,
    /// In whose stream it stands.
    recorded_on: SubjectId,
    from: i64,
    until: Option<i64>,
}

impl Link {
    fn holds(&self, as_of: AsOf) -> bool {
        match as_of {
            AsOf::Now => self.until.is_none(),
            AsOf::Position(position) => self.from <= position && self.until.is_none_or(|until| until > position),
        }
    }
}

impl Standing {
    /// Up to which position this is what the ledger says.
    pub(crate) const fn position(&self) -> i64 {
        self.position
    }

    /// Whether this person is erased.
    pub(crate) fn is_erased(&self, subject: SubjectId) -> bool {
        self.subjects.get(&subject).is_some_and(|known| known.erasure().is_some())
    }

    /// Whether this person is restricted against everyone who is not named, under whichever pseudonym.
    fn is_restricted(&self, subject: SubjectId) -> bool {
        self.is_in_doubt(subject) || self.of_one_child(subject).any(|known| known.restriction().is_some())
    }

    /// Whether the ledger does not tell of this person what was written, under whichever pseudonym.
    fn is_in_doubt(&self, subject: SubjectId) -> bool {
        self.doubt_of(subject).is_some()
    }

    fn doubt_of(&self, subject: SubjectId) -> Option<(SubjectId, Doubt)> {
        if self.doubts.is_empty() {
            return None;
        }
        let mut pseudonyms = self.pseudonyms_of_child(subject, AsOf::Now).into_iter();
        pseudonyms.find_map(|one| Some((one, *self.doubts.get(&one)?)))
    }

    /// The ledger tells of this person what was written, under whichever pseudonym: what is to be decided about a person rests on it.
    pub(crate) fn must_be_told_of(&self, municipality: &Municipality, subject: SubjectId) -> Result<(), Fault> {
        let Some((of, doubt)) = self.doubt_of(subject) else { return Ok(()) };
        let municipality = municipality.clone();
        Err(match doubt {
            Doubt::Changed { position } => {
                NotAsWritten { municipality, position, standing: RowStanding::Changed }.into()
            }
            Doubt::Lacks { sequence } => StreamGap {
                municipality,
                aggregate_type: Subject::TYPE.to_owned(),
                aggregate_id: of.to_string(),
                expected: usize::try_from(sequence).unwrap_or_default(),
            }
            .into(),
        })
    }

    /// Everyone of whose data something was decided or asked.
    pub(crate) fn subjects(&self) -> HashMap<SubjectId, Subject> {
        HashMap::clone(&self.subjects)
    }

    /// Whether this person's address is protected, under whichever pseudonym, or may be.
    pub(crate) fn is_address_protected(&self, subject: SubjectId) -> bool {
        self.is_in_doubt(subject) || self.of_one_child(subject).any(|known| known.address_protection().is_some())
    }

    /// Whether the address that is known under this pseudonym is or was protected.
    pub(crate) fn is_or_was_address_protected(&self, pseudonym: SubjectId) -> bool {
        self.subjects.get(&pseudonym).is_some_and(|known| known.address_protections().next().is_some())
    }

    /// Whether there is anybody whose address is or was protected, or may be.
    pub(crate) fn is_or_was_any_address_protected(&self) -> bool {
        !self.doubts.is_empty() || self.subjects.values().any(|known| known.address_protections().next().is_some())
    }

    /// Whether the child is erased under any of its pseudonyms, which lead nowhere since.
    pub(crate) fn is_erased_under_any(&self, child: SubjectId) -> bool {
        let links = |one: SubjectId| self.links.get(&one).into_iter().flatten();
        let same_as = |one| links(one).filter(|link| link.holds(AsOf::Now)).map(|link| link.other);
        pseudonyms_of_one_child(child, same_as, |_| false).into_iter().any(|one| self.is_erased(one))
    }

    /// The pseudonyms under which a child stands, that one first among them: by what was recorded at that moment, and
    /// without who is erased by now (S2-48).
    pub(crate) fn pseudonyms_of_child(&self, child: SubjectId, as_of: AsOf) -> Vec<SubjectId> {
        if !self.links.contains_key(&child) {
            return vec![child];
        }
        let same_as = |one: SubjectId| {
            let links = self.links.get(&one).into_iter().flatten();
            links.filter(move |link| link.holds(as_of)).map(|link| link.other)
        };
        let found = pseudonyms_of_one_child(child, same_as, |one| self.is_erased(one));
        std::iter::once(child).chain(found.into_iter().filter(|other| *other != child)).collect()
    }

    /// What is decided and asked about a child under each of its pseudonyms, where anything is.
    fn of_one_child(&self, child: SubjectId) -> impl Iterator<Item = &Subject> {
        self.pseudonyms_of_child(child, AsOf::Now).into_iter().filter_map(|one| self.subjects.get(&one))
    }

    /// Takes in what was recorded of a person at that position.
    fn apply(&mut self, position: i64, subject: SubjectId, event: SubjectEvent) {
        self.told_at = position;
        if let SubjectEvent::SameChildRecorded { other, .. } | SubjectEvent::SameChildWithdrawn { other, .. } = event {
            let is_recorded = matches!(event, SubjectEvent::SameChildRecorded { .. });
            let links = Arc::make_mut(&mut self.links);
            for (one, other) in [(subject, other), (other, subject)] {
                let links = links.entry(one).or_default();
                if is_recorded {
                    links.push(Link { other, recorded_on: subject, from: position, until: None });
                } else {
                    let of_it = |link: &&mut Link| link.other == other && link.recorded_on == subject;
                    links.iter_mut().filter(of_it).for_each(|link| link.until = link.until.or(Some(position)));
                }
            }
        }
        Arc::make_mut(&mut self.subjects).entry(subject).or_default().apply(event);
    }

    /// Takes in a row that stands so; answers which entry should stand before it and is not among those that were taken in.
    ///
    /// What is not as written is not believed. Of whom a changed one was, it may say wrongly by now: then it is missing in the stream
    /// that it was of.
    fn take_in(&mut self, row: SubjectRow, stands: RowStanding) -> Result<Option<PersonEntry>, Fault> {
        let position = row.held.position;
        match stands {
            RowStanding::AsWritten | RowStanding::BeforeCodes | RowStanding::Unchecked => {}
            // Believed by nobody, and for good; its stream goes on behind it.
            RowStanding::Accepted => {
                let Ok(subject) = row.aggregate_id.parse::<SubjectId>() else { return Ok(None) };
                if self.expected_of(subject) == row.sequence {
                    self.goes_on(subject, Last { sequence: row.sequence, position, leaf: None });
                } else {
                    Arc::make_mut(&mut self.ahead).entry(subject).or_default().insert(row.sequence);
                }
                return Ok(None);
            }
            RowStanding::NotOurs => {
                Arc::make_mut(&mut self.passed_over).insert(position);
                return Ok(None);
            }
            RowStanding::Changed => {
                Arc::make_mut(&mut self.passed_over).insert(position);
                for person in row.persons() {
                    self.told_at = position;
                    Arc::make_mut(&mut self.doubts).entry(person).or_insert(Doubt::Changed { position });
                }
                return Ok(None);
            }
        }
        let SubjectRow { aggregate_id, sequence, event_type, event_version, payload, held } = row;
        let subject: SubjectId = aggregate_id.parse().map_err(|_| Fault::Json)?;
        let mut payload: Value = serde_json::from_str(&payload)?;
        envelope::withhold(&mut payload);
        let event = AnyEvent::decode(Subject::TYPE, &event_type, &event_version, &mut payload);
        let AnyEvent::Subject(event) = event.map_err(|error| Fault::undecodable_at(position, error))? else {
            return Ok(None);
        };
        let lacks = self.goes_on(subject, Last { sequence, position, leaf: Some(held.leaf) });
        self.apply(position, subject, event);
        let Some(lacks) = lacks else { return Ok(None) };
        Arc::make_mut(&mut self.doubts).entry(subject).or_insert(Doubt::Lacks { sequence: lacks });
        if sequence < lacks {
            // What was taken in of the person before is no more in the ledger: nothing is missing before this one.
            self.is_unsettled = true;
            return Ok(None);
        }
        Ok(Some(PersonEntry { told_at: position, subject, sequence: sequence - 1, known_by: KnownBy::EntryBehind }))
    }

    /// The person's stream goes on with that entry; answers the entry that should have come and has not.
    fn goes_on(&mut self, subject: SubjectId, next: Last) -> Option<i64> {
        let expected = self.expected_of(subject);
        if next.sequence >= expected {
            Arc::make_mut(&mut self.last).insert(subject, next);
        }
        (next.sequence != expected).then_some(expected)
    }

    /// The sequence that comes next in the person's stream.
    fn expected_of(&self, subject: SubjectId) -> i64 {
        let next = self.last.get(&subject).map_or(1, |last| last.sequence.saturating_add(1));
        lowest_free(next, self.ahead.get(&subject))
    }

    /// The last entry of the person's stream, of those that were taken in.
    pub(super) fn last_of(&self, subject: SubjectId) -> Option<Last> {
        self.last.get(&subject).copied()
    }

    /// Whether that entry is the last of its stream, just as it is remembered.
    fn ends_with(&self, entry: &PersonEntry) -> bool {
        self.last_of(entry.subject).is_some_and(|last| {
            (last.sequence, last.position) == (entry.sequence, entry.told_at)
                && entry.leaf().is_none_or(|leaf| last.leaf.as_ref() == Some(leaf))
        })
    }

    /// Whether that entry need not be known, where it is there: it was recorded since, or its stream has gone on behind it.
    fn has_come_beyond(&self, entry: &PersonEntry) -> bool {
        entry.told_at > self.position || self.last_of(entry.subject).is_some_and(|last| last.sequence >= entry.sequence)
    }

    /// Everyone who is erased.
    pub(crate) fn erased(&self) -> impl Iterator<Item = SubjectId> {
        self.subjects.iter().filter_map(|(id, subject)| subject.erasure().map(|_| *id))
    }
}

/// What this process knows of that, by municipality.
#[derive(Default)]
pub(crate) struct Standings(Mutex<HashMap<Municipality, Standing>>);

impl Standings {
    /// What is known without asking the ledger.
    pub(crate) fn known(&self, municipality: &Municipality) -> Standing {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(municipality).cloned().unwrap_or_default()
    }

    /// Keeps what was read, unless as much is known already.
    fn keep(&self, municipality: &Municipality, standing: &Standing) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.entry(municipality.clone()).or_default();
        let is_newer = kept.position < standing.position || kept.folded_at < standing.folded_at;
        let tells_otherwise = kept.passed_over != standing.passed_over || kept.missing != standing.missing;
        if is_newer || tells_otherwise || kept.beyond != standing.beyond {
            *kept = standing.clone();
        }
    }

    /// The last entries that the key database is not known to remember, and up to which position these are all. Of who is in doubt
    /// nothing takes the place of what is remembered: it may be all that tells of an entry that is gone.
    pub(super) fn to_be_remembered(&self) -> Vec<(Municipality, i64, LastOfPersons)> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = known.iter().filter(|(_, standing)| standing.remembered_to < standing.told_at);
        let of = |(municipality, standing): (&Municipality, &Standing)| {
            let last = standing.last.iter().filter(|(subject, last)| {
                last.position > standing.remembered_to && !standing.doubts.contains_key(subject)
            });
            (municipality.clone(), standing.told_at, last.map(|(subject, last)| (*subject, *last)).collect())
        };
        new.map(of).collect()
    }

    /// The key database remembers them up to that position.
    pub(super) fn are_remembered(&self, municipality: &Municipality, position: i64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(standing) = known.get_mut(municipality) {
            standing.remembered_to = position.max(standing.remembered_to);
        }
    }
}

impl Ledger {
    /// What a reader with that sight is shown now.
    pub async fn veil(&self, municipality: &Municipality, sight: Sight) -> Result<Veil, Fault> {
        Ok(Veil { sight, standing: self.standing(municipality).await? })
    }

    /// Whether this person is erased now, or restricted.
    pub async fn is_erased_or_restricted(
        &self,
        municipality: &Municipality,
        subject: SubjectId,
    ) -> Result<bool, Fault> {
        let standing = self.standing(municipality).await?;
        Ok(standing.is_erased(subject) || standing.is_restricted(subject))
    }

    /// Whether what was opened when the ledger stood at that position is shown still: nothing was recorded since of any
    /// person, such as a restriction or an erasure. Whoever keeps something opened waiting asks this right before it is sent.
    pub async fn is_shown_as_at(&self, municipality: &Municipality, position: i64) -> Result<bool, Fault> {
        Ok(self.standing(municipality).await?.told_at <= position)
    }

    /// Of these persons those whose address is protected now, and how.
    pub async fn protected_addresses(
        &self,
        municipality: &Municipality,
        persons: Vec<SubjectId>,
    ) -> Result<Vec<(SubjectId, AddressProtection)>, Fault> {
        let standing = self.standing(municipality).await?;
        let mut protected = Vec::new();
        for person in persons.into_iter().filter(|person| standing.is_address_protected(*person)) {
            // How, nobody knows of whom the ledger does not tell what was written.
            standing.must_be_told_of(municipality, person)?;
            // Loaded, for the names of those from whom it is kept.
            for one in standing.pseudonyms_of_child(person, AsOf::Now) {
                let subject = self.load::<Subject>(municipality, one.as_uuid()).await?.aggregate;
                protected.extend(subject.address_protection().cloned().map(|protection| (person, protection)));
            }
        }
        Ok(protected)
    }

    /// What the ledger says about persons now, for an answer.
    pub(crate) async fn standing(&self, municipality: &Municipality) -> Result<Standing, Fault> {
        self.standing_by(self.pool(), municipality).await
    }

    /// What the ledger says about persons now, over one of the ledger's connections of that pool.
    pub(crate) async fn standing_by(&self, pool: &PgPool, municipality: &Municipality) -> Result<Standing, Fault> {
        let guard = self.guard();
        let mut known = self.standings().known(municipality);
        let was_folded_long_ago = known.folded_at.is_none_or(|folded_at| folded_at.elapsed() >= BELIEVED_FOR);
        let is_put_right =
            guard.are_still_found(municipality, &known.passed_over).map_or(was_folded_long_ago, |are_still| !are_still);
        let is_back = known.missing.iter().any(|entry| !guard.is_missing(municipality, entry));
        // Where there is no end, nothing tells that the ledger is the one that was read.
        if is_put_right || is_back || known.is_unsettled && was_folded_long_ago || known.end.is_none() {
            known = Standing::default();
        }
        if let Some(leaf) = known.end.filter(|_| known.position > 0 && known.beyond.is_empty()) {
            let end = end_behind_which_nobody_is(pool, municipality, &End { position: known.position, leaf }).await?;
            if let Some(End { position, leaf }) = end {
                let standing = Standing { position, end: Some(leaf), ..known };
                self.standings().keep(municipality, &standing);
                return Ok(standing);
            }
        }
        let mut is_read_again = false;
        loop {
            let Recorded { head, end, end_before, mut rows } =
                recorded_of_persons(pool, municipality, known.position).await?;
            let is_all_anew = known.position == 0;
            let there: BTreeSet<(i64, Hash)> = rows.iter().map(|row| (row.held.position, row.held.leaf)).collect();
            if is_all_anew {
                known = Standing::default();
            } else if head < known.position || end_before != known.end || !known.beyond.is_subset(&there) {
                tracing::error!(%municipality, head, known = known.position, "a ledger is another one than it was, or ends before it did: it came back from a backup, or its end was cut off");
                known = Standing::default();
                continue;
            } else if head == known.position && there == *known.beyond {
                return Ok(known);
            }
            // Whether what was passed over was put right is looked at with all that was found.
            rows.retain(|row| !known.beyond.contains(&(row.held.position, row.held.leaf)));
            let beyond = Arc::new(there.into_iter().filter(|(position, _)| *position > head).collect());
            let was_unsettled = known.is_unsettled;
            let folded_at = if is_all_anew { Some(Instant::now()) } else { known.folded_at };
            let mut standing = Standing { position: head, end, beyond, folded_at, ..std::mem::take(&mut known) };
            // Where the keys are not in their place, nothing opens that could be shown.
            let is_known = rows.is_empty() || guard.authorship_if_known(municipality).await?.is_some();
            self.take_in(pool, municipality, &mut standing, rows).await?;
            if is_all_anew && is_known {
                self.hold_against_what_was_told_last(pool, municipality, &mut standing).await?;
            }
            // Put back between two statements, or taken out of what was read before: all is read once more, and no more often than
            // that, for it may be so for good.
            if standing.is_unsettled && !was_unsettled && !is_read_again {
                is_read_again = true;
                continue;
            }
            if !is_known {
                // Not kept: it is looked at again once the keys are there.
                return Ok(standing);
            }
            self.standings().keep(municipality, &standing);
            return Ok(standing);
        }
    }

    /// Finds of whom an entry is missing behind all that were taken in, or stands there as another one than a program wrote.
    async fn hold_against_what_was_told_last(
        &self,
        pool: &PgPool,
        municipality: &Municipality,
        standing: &mut Standing,
    ) -> Result<(), Fault> {
        let mut entries = told_last::remembered(self.keys().database(), municipality).await?;
        entries.retain(|entry| !standing.ends_with(entry));
        if entries.is_empty() {
            return Ok(());
        }
        let guard = self.guard();
        let positions: Vec<i64> = entries.iter().map(|entry| entry.told_at).collect();
        let stand = guard.look_again_by(pool, municipality, &positions).await?;
        entries.retain(|entry| {
            let position = entry.told_at;
            // What stands there as a program wrote it may be another's.
            let lets_go_on =
                stand.get(&position).is_none_or(|stands| guard.looked_at(municipality, position, *stands).lets_go_on());
            if !lets_go_on {
                Arc::make_mut(&mut standing.passed_over).insert(position);
                Arc::make_mut(&mut standing.doubts).entry(entry.subject).or_insert(Doubt::Changed { position });
            }
            lets_go_on
        });
        let sought = guard.note_missing(pool, municipality, &entries).await?;
        standing.is_unsettled |= !sought.are_all_noted;
        let missing: HashSet<PersonEntry> = sought.missing.into_iter().collect();
        for entry in &entries {
            let is_missing = missing.contains(entry);
            if is_missing || !standing.has_come_beyond(entry) {
                standing.is_unsettled |= !is_missing;
                let lacks = Doubt::Lacks { sequence: entry.sequence };
                Arc::make_mut(&mut standing.doubts).entry(entry.subject).or_insert(lacks);
            }
        }
        Arc::make_mut(&mut standing.missing).extend(missing);
        Ok(())
    }

    /// Takes in rows of persons in the ledger's order, each as it stands.
    pub(crate) async fn take_in(
        &self,
        pool: &PgPool,
        municipality: &Municipality,
        standing: &mut Standing,
        rows: Vec<SubjectRow>,
    ) -> Result<(), Fault> {
        if rows.is_empty() {
            return Ok(());
        }
        let guard = self.guard();
        let held: Vec<&Held> = rows.iter().map(|row| &row.held).collect();
        let stand = guard.stand_by_their_own(municipality, &held).await?;
        let mut missing = Vec::new();
        for (row, stands) in rows.into_iter().zip(stand) {
            let stands = guard.looked_at(municipality, row.held.position, stands);
            missing.extend(standing.take_in(row, stands)?);
        }
        if !missing.is_empty() {
            let sought = guard.note_missing(pool, municipality, &missing).await?;
            // What is there is told by itself where its word was not taken; else it was put back meanwhile.
            let is_back = sought.there.iter().any(|position| !standing.passed_over.contains(position));
            standing.is_unsettled |= is_back || !sought.are_all_noted;
            Arc::make_mut(&mut standing.missing).extend(sought.missing);
        }
        Ok(())
    }
}

/// Where the municipality's ledger ends, if it goes on behind that end or stands there still, and nothing was recorded of persons since.
///
/// It tells nothing that [`recorded_of_persons`] does not. But its plan depends on no number, so that PostgreSQL keeps it, and it is
/// what nearly every question to the ledger comes to.
async fn end_behind_which_nobody_is(
    pool: &PgPool,
    municipality: &Municipality,
    known: &End,
) -> Result<Option<End>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT position, leaf FROM (
            SELECT h.position,
                   (SELECT leaf_hash FROM events WHERE municipality = $1 AND position = h.position) AS leaf,
                   (SELECT leaf_hash FROM events WHERE municipality = $1 AND position = $2) AS leaf_before,
                   EXISTS (SELECT FROM events
                            WHERE municipality = $1 AND aggregate_type = '{}' AND position > $2) AS is_of_persons
              FROM ledger_heads h WHERE h.municipality = $1) AS found
          WHERE position >= $2 AND leaf_before = $3 AND leaf IS NOT NULL AND NOT is_of_persons",
        Subject::TYPE
    ))
    .bind(municipality.as_str())
    .bind(known.position)
    .bind(&known.leaf[..])
    .fetch_optional(pool)
    .await
}

/// The end of the municipality's ledger, and what was recorded of persons behind that position, as one statement sees it: nothing is
/// recorded between the two.
///
/// That is also what stands beyond the end: whoever may move it back takes nothing away that was decided.
async fn recorded_of_persons(pool: &PgPool, municipality: &Municipality, after: i64) -> Result<Recorded, sqlx::Error> {
    // The type stands in it, so that the index of such rows is found whatever the plan.
    let rows: Vec<EndAndRow> = sqlx::query_as(&format!(
        "SELECT coalesce(h.position, 0) AS head, told.*, at_end.leaf_hash AS end_leaf, before.leaf_hash AS before_leaf
           FROM (SELECT) AS asked
           LEFT JOIN ledger_heads h ON h.municipality = $1
           LEFT JOIN events AS at_end ON at_end.municipality = $1 AND at_end.position = h.position
           LEFT JOIN events AS before ON before.municipality = $1 AND before.position = $2
           LEFT JOIN (SELECT {WHOLE_ROW} FROM events
                       WHERE municipality = $1 AND aggregate_type = '{}' AND position > $2) AS told ON true
          ORDER BY told.position",
        Subject::TYPE
    ))
    .bind(municipality.as_str())
    .bind(after)
    .fetch_all(pool)
    .await?;
    let mut recorded = Recorded { head: 0, end: None, end_before: None, rows: Vec::new() };
    for EndAndRow { head, end, end_before, row } in rows {
        (recorded.head, recorded.end, recorded.end_before) = (head, end, end_before);
        recorded.rows.extend(row);
    }
    Ok(recorded)
}

#[cfg(test)]
mod in_doubt;

#[cfg(test)]
mod tests {
    use case_ledger_domain::law::{AddressProtectionGrade, AddressProtectionSource, ErasureBasis, RestrictionGround};
    use case_ledger_domain::people::Role;
    use case_ledger_domain::personal::Personal;
    use case_ledger_domain::subject::SubjectAction;
    use case_ledger_domain::time::oslo_date;
    use chrono::NaiveDate;

    use super::*;
    use crate::clock;
    use crate::erasure::tests::record_erasure;
    use crate::ledger::authorship::tests::{accept, slip_in};
    use crate::ledger::guard::RowStanding;
    use crate::projections::tests::{Server, text};

    fn one(number: u128) -> SubjectId {
        SubjectId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn same_as(number: u128) -> SubjectEvent {
        let (rationale, recorded_on) = (Personal::employee(one(99), text("Samme mor.")), NaiveDate::default());
        SubjectEvent::SameChildRecorded { other: one(number), rationale, recorded_on }
    }

    fn not_same_as(number: u128) -> SubjectEvent {
        let (rationale, withdrawn_on) = (Personal::employee(one(99), text("To søsken.")), NaiveDate::default());
        SubjectEvent::SameChildWithdrawn { other: one(number), rationale, withdrawn_on }
    }

    fn restricted_to(role: Role) -> SubjectEvent {
        SubjectEvent::SubjectRestricted {
            ground: RestrictionGround::ObjectionPending,
            visible_to: BTreeSet::from([role]),
            rationale: Personal::employee(one(99), text("Hemmelig adresse.")),
            restricted_on: NaiveDate::default(),
        }
    }

    fn erased() -> SubjectEvent {
        SubjectEvent::SubjectErased { basis: ErasureBasis::UnlawfullyRecorded, erased_on: NaiveDate::default() }
    }

    fn standing(events: impl IntoIterator<Item = (i64, u128, SubjectEvent)>) -> Standing {
        let mut standing = Standing::default();
        events.into_iter().for_each(|(position, of, event)| standing.apply(position, one(of), event));
        standing
    }

    /// Whoever changed thousands of rows would have each question look at all that was ever recorded of anybody.
    #[tokio::test(flavor = "multi_thread")]
    async fn where_more_rows_are_wrong_than_are_kept_in_mind_persons_are_not_taken_in_anew_for_each_question() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        record_erasure(&server.ledger, &municipality, one(5)).await;
        let change = "SET session_replication_role = replica;
            UPDATE events SET metadata = '{}' WHERE event_type = 'SubjectErased'";
        server.as_superuser(change).await;
        let (databases, ledger) = server.home.ledger(4).await.unwrap();
        let guard = ledger.guard();
        for position in 1_001..=2_000 {
            guard.looked_at(&municipality, position, RowStanding::Changed);
        }
        let standing = async || ledger.standing(&municipality).await.unwrap();
        let first = standing().await;
        assert!(!first.is_erased(one(5)) && first.passed_over.len() == 1, "its word is not taken");
        assert_eq!(standing().await.folded_at, first.folded_at);
        // There is room in mind again.
        guard.look_again_at_what_was_found().await.unwrap();
        let anew = standing().await;
        assert!(anew.folded_at > first.folded_at && anew.passed_over == first.passed_over);
        assert_eq!(standing().await.folded_at, anew.folded_at);
        databases.close().await;
        server.end().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn c12_what_an_accepted_row_says_of_a_person_is_believed_by_nobody() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let ledger = &server.ledger;
        let (grade, source) = (AddressProtectionGrade::Confidential, AddressProtectionSource::Police);
        let protect =
            SubjectAction::ProtectAddress { grade, source, against: Vec::new(), protected_on: oslo_date(clock::now()) };
        server.on::<Subject>(&municipality, clock::new_id(), one(5).as_uuid(), protect).await.unwrap();
        record_erasure(ledger, &municipality, one(6)).await;
        let of_events = |event_type: &str| format!("SELECT position FROM events WHERE event_type = '{event_type}'");
        for (event_type, of) in [("AddressProtected", 7), ("SubjectRestricted", 8), ("SubjectErased", 9)] {
            let copied: i64 = sqlx::query_scalar(&of_events(event_type)).fetch_one(ledger.pool()).await.unwrap();
            let sets = format!("aggregate_id = '{}', sequence = 1", one(of));
            let position = slip_in(&server, &municipality, copied, &sets).await;
            accept(&server, &municipality, position).await;
            // By one that has known of it before, and by one that starts.
            let (databases, another) = server.home.ledger(4).await.unwrap();
            for ledger in [ledger, &another] {
                assert!(!ledger.is_erased_or_restricted(&municipality, one(of)).await.unwrap(), "{event_type}");
                let protected = ledger.protected_addresses(&municipality, vec![one(5), one(of)]).await.unwrap();
                assert_eq!(protected.iter().map(|(who, _)| *who).collect::<Vec<_>>(), [one(5)], "{event_type}");
                let loaded = ledger.load::<Subject>(&municipality, one(of).as_uuid()).await.map(|live| live.version);
                assert_eq!(loaded.ok(), Some(0), "{event_type}");
            }
            databases.close().await;
        }
        server.end().await;
    }

    /// It may bear any number, and lacks nothing by that.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_person_is_in_no_doubt_behind_accepted_rows_that_bear_any_number() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let officer = || Personal::employee(one(99), text("Etter klage."));
        let decide = async |nth: u128, lifts: bool| {
            let (ground, visible_to) = (RestrictionGround::UnlawfulProcessing, BTreeSet::new());
            let action = if lifts {
                SubjectAction::LiftRestriction { rationale: officer() }
            } else {
                SubjectAction::Restrict { ground, visible_to, rationale: officer() }
            };
            server.on::<Subject>(&municipality, clock::new_id(), one(nth).as_uuid(), action).await.unwrap();
        };
        decide(5, false).await;
        let copied = "SELECT position FROM events WHERE event_type = 'SubjectRestricted'";
        let copied: i64 = sqlx::query_scalar(copied).fetch_one(server.ledger.pool()).await.unwrap();
        for sequence in [3, 6, i64::MAX] {
            let position = slip_in(&server, &municipality, copied, &format!("sequence = {sequence}")).await;
            accept(&server, &municipality, position).await;
            server.ledger.guard().look_again_at_what_was_found().await.unwrap();
        }
        // Entries 2, 4, 5, 7 and 8.
        for lifts in [true, false, true, false, true] {
            let (databases, another) = server.home.ledger(4).await.unwrap();
            for ledger in [&server.ledger, &another] {
                let standing = ledger.standing(&municipality).await.unwrap();
                assert_eq!((standing.is_restricted(one(5)), standing.doubts.len()), (lifts, 0));
            }
            databases.close().await;
            decide(5, lifts).await;
        }
        let numbers = "SELECT sequence FROM events WHERE aggregate_type = 'Subject' ORDER BY sequence";
        let numbers: Vec<i64> = sqlx::query_scalar(numbers).fetch_all(server.ledger.pool()).await.unwrap();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, i64::MAX]);
        let loaded = server.ledger.load::<Subject>(&municipality, one(5).as_uuid()).await.unwrap();
        assert_eq!(loaded.version, 6);
        server.end().await;
    }

    #[test]
    fn c12_s2_48_what_was_one_child_is_so_from_its_position_on_until_it_is_taken_back() {
        let standing = standing([(10, 1, same_as(2)), (20, 3, same_as(2)), (30, 1, not_same_as(2))]);
        let found = |number, position| standing.pseudonyms_of_child(one(number), AsOf::Position(position));
        assert_eq!(found(2, 9), [one(2)]);
        assert_eq!(found(2, 10), [one(2), one(1)]);
        assert_eq!(found(3, 29), [one(3), one(1), one(2)]);
        assert_eq!(found(3, 30), [one(3), one(2)]);
        assert_eq!(standing.pseudonyms_of_child(one(1), AsOf::Now), [one(1)]);
    }

    #[test]
    fn rm14_s2_48_what_children_have_in_common_is_put_together_by_all_their_pseudonyms_and_for_none_who_is_kept_apart()
    {
        let events = [(10, 1, same_as(2)), (20, 3, same_as(2)), (30, 1, not_same_as(2)), (40, 4, erased())];
        let veil = Veil { sight: Sight::open(Roles::from_iter([Role::Employee])), standing: standing(events) };
        let of = |as_of| {
            let same = veil.same_children(as_of, |veil, child| veil.shows(child) == Shown::Shredded);
            assert_eq!(same.kept, [one(4).as_uuid()]);
            same.ones.into_iter().zip(same.others).collect::<BTreeSet<_>>()
        };
        let pairs = |pairs: &[(u128, u128)]| {
            pairs.iter().map(|(first, second)| (one(*first).as_uuid(), one(*second).as_uuid())).collect::<BTreeSet<_>>()
        };
        assert_eq!(of(AsOf::Position(20)), pairs(&[(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)]));
        assert_eq!(of(AsOf::Now), pairs(&[(2, 3), (3, 2)]));
    }

    #[test]
    fn a_standing_knows_when_something_was_last_told_of_anybody() {
        let mut standing = Standing { position: 20, ..standing([(10, 1, same_as(2))]) };
        assert_eq!((standing.position(), standing.told_at), (20, 10));
        standing.apply(30, one(3), erased());
        assert_eq!(standing.told_at, 30);
    }

    #[test]
    fn c12_s2_48_of_no_moment_is_it_told_whose_the_data_of_who_is_erased_were() {
        let standing = standing([(10, 1, same_as(2)), (20, 3, same_as(2)), (30, 2, erased())]);
        for number in 1..=3 {
            for as_of in [AsOf::Position(25), AsOf::Now] {
                assert_eq!(standing.pseudonyms_of_child(one(number), as_of), [one(number)], "{number}");
            }
        }
    }

    #[test]
    fn c12_s2_48_a_child_that_is_restricted_under_one_pseudonym_is_so_under_all() {
        let events = [(10, 1, same_as(2)), (20, 2, restricted_to(Role::DataProtectionOfficer))];
        let seen = |events: &[(i64, u128, SubjectEvent)], role, number| {
            let sight = Sight::open(Roles::from_iter([role]));
            let veil = Veil { sight, standing: standing(events.iter().cloned()) };
            (veil.shows(one(number)), veil.is_restricted(one(number)))
        };
        for number in 1..=2 {
            assert_eq!(seen(&events, Role::Employee, number), (Shown::Withheld, true), "{number}");
            assert_eq!(seen(&events, Role::DataProtectionOfficer, number), (Shown::Visible, true), "{number}");
        }
        assert_eq!(seen(&events, Role::Employee, 3), (Shown::Visible, false));
        let apart = [events.to_vec(), vec![(30, 1, not_same_as(2))]].concat();
        assert_eq!(seen(&apart, Role::Employee, 1), (Shown::Visible, false));
        assert_eq!(seen(&apart, Role::Employee, 2), (Shown::Withheld, true));
    }
}
