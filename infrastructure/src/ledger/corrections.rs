//! Entries that were found wrong (C12): read from the streams themselves, where the note stands beside what it is about.

use std::collections::{HashMap, HashSet};

use case_ledger_domain::case::{Case, CaseEvent, ConcernEvent, CorrectionEvent};
use case_ledger_domain::corrections::{RecordedEntry, WrongEntry};
use case_ledger_domain::ids::{CaseId, Municipality, ObservationId};
use case_ledger_domain::investigation::InvestigationEvent;
use case_ledger_domain::report::ReportEvent;
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate as _;
use sqlx::FromRow;
use uuid::Uuid;

use super::authorship::where_accepted_rows_stand;
use super::bus::{Fault, Ledger};
use super::history::AnyEvent;
use crate::personal::sight::Sight;
use crate::projections::as_of::AsOf;

/// That an entry was found wrong, as far as it is shown.
#[derive(Debug, Clone)]
pub struct FoundWrong {
    /// Position of that in the ledger.
    pub position: i64,
    /// What is wrong, and what is right.
    pub wrong: WrongEntry,
}

/// A note, and the entry that it is about.
#[derive(FromRow)]
struct Beside {
    entry: i64,
    note: i64,
}

/// That a note is about an entry: the names of both, and the note stands in the entry's own stream. As the index has it.
const IS_ABOUT: &str = "note.municipality = entry.municipality AND note.aggregate_type = entry.aggregate_type
    AND note.aggregate_id = entry.aggregate_id AND note.event_type = 'EntryFoundWrong'
    AND note.payload #>> '{EntryFoundWrong,entry}' = entry.sequence::text";

impl Ledger {
    /// The entry at that place of a stream's history, as far as it matters for whether it can be found wrong.
    pub async fn recorded_entry(
        &self,
        municipality: &Municipality,
        aggregate_type: &str,
        aggregate_id: Uuid,
        sequence: i64,
    ) -> Result<Option<RecordedEntry>, Fault> {
        let authorship = self.guard().authorship_if_known(municipality).await?;
        let accepted = where_accepted_rows_stand(self.pool(), municipality, authorship.as_ref()).await?;
        let recorded: Option<(String, DateTime<Utc>, i64)> = sqlx::query_as(
            "SELECT entry.event_type, entry.recorded_at,
                    (SELECT count(*) FROM events AS before
                      WHERE before.municipality = $1 AND before.aggregate_type = $2 AND before.aggregate_id = $3
                        AND before.sequence <= $4 AND before.event_type = entry.event_type
                        AND before.position <> ALL ($5))
               FROM events AS entry
              WHERE entry.municipality = $1 AND entry.aggregate_type = $2 AND entry.aggregate_id = $3
                AND entry.sequence = $4",
        )
        .bind(municipality.as_str())
        .bind(aggregate_type)
        .bind(aggregate_id.to_string())
        .bind(sequence)
        .bind(accepted)
        .fetch_optional(self.pool())
        .await?;
        Ok(recorded.map(|(event, at, of_its_name)| RecordedEntry {
            event,
            recorded_on: oslo_date(at),
            of_its_name: usize::try_from(of_its_name).unwrap_or_default(),
        }))
    }

    /// Which of the entries at these positions had been found wrong at that moment.
    pub async fn found_wrong_among(
        &self,
        municipality: &Municipality,
        positions: &[i64],
        as_of: AsOf,
    ) -> Result<HashSet<i64>, Fault> {
        let notes = self.notes_beside(municipality, positions, as_of).await?;
        Ok(notes.into_iter().map(|beside| beside.entry).collect())
    }

    /// What had been found wrong at that moment in the entries at these positions: under the entry's position, in the order in
    /// which it was recorded.
    pub async fn found_wrong_at(
        &self,
        municipality: &Municipality,
        positions: &[i64],
        sight: Sight,
        as_of: AsOf,
    ) -> Result<HashMap<i64, Vec<FoundWrong>>, Fault> {
        let notes = self.notes_beside(municipality, positions, as_of).await?;
        let beside = notes.into_iter().map(|beside| (beside.note, beside.entry)).collect();
        self.found_wrong_of(municipality, beside, sight).await
    }

    /// The same of the entries by which a case's observations were logged.
    pub async fn found_wrong_in_observations(
        &self,
        municipality: &Municipality,
        case: CaseId,
        sight: Sight,
        as_of: AsOf,
    ) -> Result<HashMap<ObservationId, Vec<FoundWrong>>, Fault> {
        let sql = format!(
            "SELECT entry.position AS entry, note.position AS note FROM events note JOIN events entry ON {IS_ABOUT}
              WHERE note.municipality = $1 AND note.aggregate_type = $2 AND note.aggregate_id = $3
                AND note.event_type = 'EntryFoundWrong' AND entry.event_type = 'ObservationLogged'
                AND note.position <= $4"
        );
        let notes: Vec<Beside> = sqlx::query_as(&sql)
            .bind(municipality.as_str())
            .bind(Case::TYPE)
            .bind(case.as_uuid().to_string())
            .bind(as_of.newest())
            .fetch_all(self.pool())
            .await?;
        if notes.is_empty() {
            return Ok(HashMap::new());
        }
        // Which observation an entry logged, it says only where it is as written.
        let entries: Vec<i64> = notes.iter().map(|beside| beside.entry).collect();
        let logged = self.events_at(municipality, &entries, Sight::withheld()).await?;
        let logged: HashMap<i64, ObservationId> =
            logged.into_iter().filter_map(|(position, event)| Some((position, logged_by(&event)?))).collect();
        let beside = notes.into_iter().filter_map(|beside| Some((beside.note, *logged.get(&beside.entry)?)));
        self.found_wrong_of(municipality, beside.collect(), sight).await
    }

    async fn notes_beside(
        &self,
        municipality: &Municipality,
        positions: &[i64],
        as_of: AsOf,
    ) -> Result<Vec<Beside>, Fault> {
        let sql = format!(
            "SELECT entry.position AS entry, note.position AS note FROM events entry JOIN events note ON {IS_ABOUT}
              WHERE entry.municipality = $1 AND entry.position = ANY ($2) AND note.position <= $3"
        );
        let mut notes: Vec<Beside> = sqlx::query_as(&sql)
            .bind(municipality.as_str())
            .bind(positions)
            .bind(as_of.newest())
            .fetch_all(self.pool())
            .await?;
        // Nobody has found an entry wrong who only wrote so into a row.
        let by: Vec<i64> = notes.iter().map(|beside| beside.note).collect();
        let believed = self.believed(self.pool(), municipality, &by).await?;
        notes.retain(|beside| believed.contains(&beside.note));
        Ok(notes)
    }

    /// The notes at these positions, each under what it is about, opened as far as `sight` allows now.
    async fn found_wrong_of<K: Copy + Eq + std::hash::Hash>(
        &self,
        municipality: &Municipality,
        beside: HashMap<i64, K>,
        sight: Sight,
    ) -> Result<HashMap<K, Vec<FoundWrong>>, Fault> {
        let mut found: HashMap<K, Vec<FoundWrong>> = HashMap::new();
        if beside.is_empty() {
            return Ok(found);
        }
        let positions: Vec<i64> = beside.keys().copied().collect();
        for (position, event) in self.events_at(municipality, &positions, sight).await? {
            if let (Some(about), Some(wrong)) = (beside.get(&position), found_by(event)) {
                found.entry(*about).or_default().push(FoundWrong { position, wrong });
            }
        }
        Ok(found)
    }
}

/// The observation that the event logs, if it does.
const fn logged_by(event: &AnyEvent) -> Option<ObservationId> {
    match event {
        AnyEvent::Case(CaseEvent::Concern(ConcernEvent::ObservationLogged { observation, .. })) => Some(*observation),
        _ => None,
    }
}

fn found_by(event: AnyEvent) -> Option<WrongEntry> {
    match event {
        AnyEvent::Case(CaseEvent::Correction(CorrectionEvent::EntryFoundWrong(wrong)))
        | AnyEvent::Report(ReportEvent::EntryFoundWrong(wrong))
        | AnyEvent::Investigation(InvestigationEvent::EntryFoundWrong(wrong)) => Some(wrong),
        _ => None,
    }
}
