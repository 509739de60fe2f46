//! What a reader is shown of personal data: by the reader's roles, and by what the ledger says about each person.
//!
//! A restriction holds from the moment it is recorded, on every server. So the ledger itself is asked each time
//! something is shown, and no copy of it: what was recorded since the last time is added to what this process knows,
//! which is a look-up in one index and mostly finds nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::Roles;
use case_ledger_domain::personal::{Shown, WHEREABOUTS};
use case_ledger_domain::subject::{AddressProtection, Subject};
use cqrs_es::Aggregate as _;
use serde_json::Value;
use sqlx::postgres::PgPool;

use super::envelope;
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::history::AnyEvent;

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

    /// What is shown of this person's data.
    pub fn shows(&self, subject: SubjectId) -> Shown {
        let known = self.standing.subjects.get(&subject);
        match self.sight.values {
            Some(roles) => known.map_or(Shown::Visible, |known| known.shown_to(roles)),
            None if known.is_some_and(|known| known.erasure().is_some()) => Shown::Shredded,
            None => Shown::Withheld,
        }
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
        match (self.sight.values, self.standing.subjects.get(&subject)) {
            (Some(roles), Some(known)) => known.whereabouts_shown_to(roles),
            (Some(_), None) | (None, _) => self.shows(subject),
        }
    }

    /// Whether the pseudonym is told: it leads to all that is known of this person, and so goes with the values, unless
    /// the reader watches over persons' data. What led to a restricted person leads to an erased one no less.
    pub fn tells_who(&self, subject: SubjectId) -> bool {
        self.sight.watches_over_persons || self.shows(subject) == Shown::Visible
    }

    /// Whether this person is restricted against everyone who is not named.
    pub fn is_restricted(&self, subject: SubjectId) -> bool {
        self.standing.subjects.get(&subject).is_some_and(|known| known.restriction().is_some())
    }
}

/// Whether the value at that place in an event or a state tells where the person is.
fn tells_whereabouts(path: &str) -> bool {
    WHEREABOUTS.contains(&path.rsplit_once('/').map_or(path, |(_, field)| field))
}

/// What a municipality's ledger says about persons, up to a position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    position: i64,
    subjects: Arc<HashMap<SubjectId, Subject>>,
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

    /// Everyone of whose data something was decided or asked.
    pub(crate) fn subjects(&self) -> HashMap<SubjectId, Subject> {
        HashMap::clone(&self.subjects)
    }

    /// Whether this person's address is protected.
    pub(crate) fn is_address_protected(&self, subject: SubjectId) -> bool {
        self.subjects.get(&subject).is_some_and(|known| known.address_protection().is_some())
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
}

/// The head, and beside it an event of a data subject, where one was recorded since: position, stream, name,
/// version, payload.
type Row = (i64, Option<i64>, Option<String>, Option<String>, Option<String>, Option<Value>);

impl Ledger {
    /// What a reader with that sight is shown now.
    pub async fn veil(&self, municipality: &Municipality, sight: Sight) -> Result<Veil, Fault> {
        Ok(Veil { sight, standing: self.standing(municipality).await? })
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
            // Loaded, for the names of those from whom it is kept.
            let subject = self.load::<Subject>(municipality, person.as_uuid()).await?.aggregate;
            protected.extend(subject.address_protection().cloned().map(|protection| (person, protection)));
        }
        Ok(protected)
    }

    /// What the ledger says about persons now, for an answer.
    pub(crate) async fn standing(&self, municipality: &Municipality) -> Result<Standing, Fault> {
        self.standing_by(self.pool(), municipality).await
    }

    /// What the ledger says about persons now, over one of the ledger's connections of that pool.
    pub(crate) async fn standing_by(&self, pool: &PgPool, municipality: &Municipality) -> Result<Standing, Fault> {
        let known = self.standings().known(municipality);
        // One statement sees one snapshot: nothing is recorded between head and events.
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT h.position, e.position, e.aggregate_id, e.event_type, e.event_version, e.payload FROM ledger_heads h
               LEFT JOIN events e ON e.municipality = h.municipality AND e.aggregate_type = $3 AND e.position > $2
              WHERE h.municipality = $1 ORDER BY e.position",
        )
        .bind(municipality.as_str())
        .bind(known.position)
        .bind(Subject::TYPE)
        .fetch_all(pool)
        .await?;
        let Some((head, ..)) = rows.first() else { return Ok(known) };
        if *head <= known.position {
            return Ok(known);
        }
        let mut standing = Standing { position: *head, subjects: known.subjects };
        for row in rows {
            let (_, Some(at), Some(aggregate_id), Some(name), Some(version), Some(mut payload)) = row else { continue };
            envelope::withhold(&mut payload);
            let subject: SubjectId = aggregate_id.parse().map_err(|_| Fault::Json)?;
            let event = AnyEvent::decode(Subject::TYPE, &name, &version, &mut payload);
            let AnyEvent::Subject(event) = event.map_err(|error| Fault::undecodable_at(at, error))? else { continue };
            Arc::make_mut(&mut standing.subjects).entry(subject).or_default().apply(event);
        }
        let mut standings = self.standings().0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = standings.entry(municipality.clone()).or_default();
        if kept.position < standing.position {
            *kept = standing.clone();
        }
        Ok(standing)
    }
}
