//! Events as projectors read them.

use std::borrow::Cow;
use std::collections::HashSet;

use case_ledger_domain::LedgerEvent;
use case_ledger_domain::case::Case;
use case_ledger_domain::consultation::Consultation;
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::investigation::Investigation;
use case_ledger_domain::report::Report;
use case_ledger_domain::settings::Settings;
use case_ledger_domain::subject::Subject;
use case_ledger_domain::upcast::{Unreadable, present_version};
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{FromRow, Row as _, ValueRef as _};
use uuid::Uuid;

use super::named_persons::NamedIn;
use super::passing_over::{Found, PassingOver, believed};
use super::{Batch, ProjectionError, Recorded};
use crate::ledger::authorship::Authorship;
use crate::ledger::guard::{FOLLOWS, Held, RowStanding, WHOLE_ROW};
use crate::ledger::history::{AnyEvent, Undecodable};
use crate::ledger::stream_end::StreamEnd;
use crate::personal::envelope;

/// An event as it is stored; one that nobody asked for without its content.
pub(super) struct Row {
    pub(super) position: i64,
    pub(super) aggregate_type: String,
    pub(super) aggregate_id: String,
    pub(super) sequence: i64,
    event_type: String,
    event_version: String,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    /// Its text.
    payload: Option<String>,
    /// Who recorded it, as a text, of one that somebody asked for.
    actor: Option<String>,
    /// Whether the row before it in its stream is there, as far as that was asked.
    pub(super) follows: bool,
    /// What shows whether it is as written, of one that somebody asked for.
    pub(super) held: Option<Held>,
}

impl FromRow<'_, PgRow> for Row {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        // The database reads no JSON here: it fails over some that it keeps, and whoever may insert a row may insert such a one.
        let text = |column: &str| -> Result<Option<String>, sqlx::Error> {
            let text = row.try_get_raw(column)?;
            if text.is_null() { Ok(None) } else { Ok(Some(text.as_str().map_err(sqlx::Error::Decode)?.to_owned())) }
        };
        let payload = text("payload")?;
        Ok(Self {
            position: row.try_get("position")?,
            aggregate_type: row.try_get("aggregate_type")?,
            aggregate_id: row.try_get("aggregate_id")?,
            sequence: row.try_get("sequence")?,
            event_type: row.try_get("event_type")?,
            event_version: row.try_get("event_version")?,
            occurred_at: row.try_get("occurred_at")?,
            recorded_at: row.try_get("recorded_at")?,
            held: payload.is_some().then(|| Held::from_row(row)).transpose()?,
            payload,
            actor: text("actor")?,
            follows: row.try_get("follows")?,
        })
    }
}

/// Who recorded an event, as it is stored, and for whom a program did.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorder<'a> {
    #[serde(borrow, default)]
    subject: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    on_behalf_of: Option<Box<Recorder<'a>>>,
}

/// The next events after `position`, and no further than the ledger goes: whoever may insert a row may put one anywhere beyond. Those of
/// other aggregates than `wanted` ones only to see that they are there.
pub(super) async fn read(
    connection: &mut PgConnection,
    municipality: &Municipality,
    position: i64,
    most: i64,
    wanted: &[&str],
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT municipality, position, aggregate_type, aggregate_id, sequence, event_type, event_version, event_id,
                command_id, command_index, correlation_id, causation_id, occurred_at, recorded_at, leaf_hash, code,
                CASE WHEN aggregate_type = ANY ($4) THEN payload END AS payload,
                CASE WHEN aggregate_type = ANY ($4) THEN metadata END AS metadata,
                CASE WHEN aggregate_type = ANY ($4) THEN actor END AS actor,
                CASE WHEN aggregate_type = ANY ($4) THEN {FOLLOWS} ELSE true END AS follows
           FROM events
          WHERE municipality = $1 AND position > $2
            AND position <= (SELECT head.position FROM ledger_heads AS head WHERE head.municipality = $1)
          ORDER BY position LIMIT $3"
    ))
    .bind(municipality.as_str())
    .bind(position)
    .bind(most)
    .bind(wanted)
    .fetch_all(connection)
    .await
}

impl Row {
    /// Whom it names, by its text as it is stored.
    fn names(&self) -> Option<NamedIn> {
        let stream = (self.aggregate_type.as_str(), Uuid::parse_str(&self.aggregate_id).ok()?);
        let by: Option<Recorder<'_>> = self.actor.as_deref().and_then(|actor| serde_json::from_str(actor).ok());
        let (by, on_behalf_of) = by.map(|by| (by.subject, by.on_behalf_of)).unzip();
        let whom = on_behalf_of.flatten().and_then(|whom| whom.subject);
        let recorders = by.flatten().into_iter().chain(whom).filter_map(|subject| subject.parse().ok());
        NamedIn::read(self.position, stream, &self.event_type, self.payload.as_deref()?, recorders)
    }

    /// The event as projectors see it, where it was asked for.
    fn recorded(self) -> Result<Option<Recorded>, ProjectionError> {
        let position = self.position;
        let Some(payload) = self.payload else { return Ok(None) };
        let event = understand(&self.aggregate_type, &self.event_type, &self.event_version, &payload)
            .map_err(|source| ProjectionError::Poisoned { position, source })?;
        let aggregate_id = Uuid::parse_str(&self.aggregate_id).map_err(|_| ProjectionError::Misfit { position })?;
        let (occurred_at, recorded_at) = (self.occurred_at, self.recorded_at);
        Ok(Some(Recorded { position, aggregate_id, occurred_at, recorded_at, event }))
    }
}

/// The first events of streams.
pub(super) struct Firsts {
    /// Those that are as written.
    pub(super) told: Vec<Recorded>,
    /// Where the others are.
    pub(super) not_as_written: Vec<Found>,
}

/// The first event of each of those streams, which are of those types, as far as the batch has come.
pub(super) async fn first_of(
    connection: &mut PgConnection,
    municipality: &Municipality,
    batch: &Batch,
    aggregate_types: &[&str],
    streams: impl IntoIterator<Item = Uuid>,
) -> Result<Firsts, ProjectionError> {
    let mut rows: Vec<Row> = sqlx::query_as(&format!(
        "SELECT {WHOLE_ROW}, true AS follows FROM events
          WHERE municipality = $1 AND aggregate_type = ANY ($2) AND aggregate_id = ANY ($3) AND sequence = 1
            AND position <= $4"
    ))
    .bind(municipality.as_str())
    .bind(aggregate_types)
    .bind(streams.into_iter().map(|stream| stream.to_string()).collect::<Vec<_>>())
    .bind(batch.last)
    .fetch_all(&mut *connection)
    .await?;
    let authorship = batch.authorship.as_ref();
    // A report that is sent begins behind a row that somebody accepted under its id, and so does an investigation.
    let is_anothers = |row: &&Row| {
        let standing = row.held.as_ref().map(|held| held.standing(authorship));
        standing == Some(RowStanding::Accepted)
    };
    let behind_another: Vec<String> = rows.iter().filter(is_anothers).map(|row| row.aggregate_id.clone()).collect();
    if !behind_another.is_empty() {
        let sql = format!(
            "SELECT {WHOLE_ROW}, true AS follows FROM events
              WHERE municipality = $1 AND aggregate_type = ANY ($2) AND aggregate_id = ANY ($3) AND sequence > 1
                AND event_type IN ('ReportReceived', 'InvestigationOpened') AND position <= $4"
        );
        let begun = sqlx::query_as(&sql).bind(municipality.as_str()).bind(aggregate_types).bind(behind_another);
        rows.extend(begun.bind(batch.last).fetch_all(connection).await?);
    }
    let authorship = batch.authorship.as_ref();
    let not_as_written = rows.iter().filter_map(|row| Found::of(row, authorship)).collect();
    let told = believed(rows, authorship).filter_map(|row| row.recorded().transpose()).collect::<Result<_, _>>()?;
    Ok(Firsts { told, not_as_written })
}

/// The events of one stream up to that position, in order, and no further than its rows are as written, or accepted, and none is
/// missing.
pub(super) async fn of_stream(
    connection: &mut PgConnection,
    municipality: &Municipality,
    authorship: Option<&Authorship>,
    (aggregate_type, aggregate_id): (&str, Uuid),
    newest: i64,
) -> Result<Vec<Recorded>, ProjectionError> {
    let rows: Vec<Row> = sqlx::query_as(&format!(
        "SELECT {WHOLE_ROW}, true AS follows FROM events
          WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = $3 AND position <= $4 ORDER BY sequence"
    ))
    .bind(municipality.as_str())
    .bind(aggregate_type)
    .bind(aggregate_id.to_string())
    .bind(newest)
    .fetch_all(connection)
    .await?;
    let mut end = StreamEnd::default();
    let goes_on = |row: &Row| match row.held.as_ref().map(|held| held.standing(authorship)) {
        Some(RowStanding::Accepted) => {
            end.passes_over(row.sequence);
            true
        }
        Some(standing) if !standing.is_as_written() => false,
        _ => end.goes_on_with(row.sequence),
    };
    let rows = rows.into_iter().take_while(goes_on).collect();
    believed(rows, authorship).filter_map(|row| row.recorded().transpose()).collect()
}

/// The events of that name in those streams of that type, wherever they stand in the ledger.
pub(super) async fn of_kinds(
    connection: &mut PgConnection,
    municipality: &Municipality,
    authorship: Option<&Authorship>,
    aggregate_type: &str,
    event_types: &[&str],
    streams: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Recorded>, ProjectionError> {
    let rows: Vec<Row> = sqlx::query_as(&format!(
        "SELECT {WHOLE_ROW}, true AS follows FROM events
          WHERE municipality = $1 AND aggregate_type = $2 AND event_type = ANY ($3) AND aggregate_id = ANY ($4)"
    ))
    .bind(municipality.as_str())
    .bind(aggregate_type)
    .bind(event_types)
    .bind(streams.into_iter().map(|stream| stream.to_string()).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    believed(rows, authorship).filter_map(|row| row.recorded().transpose()).collect()
}

/// The events of those names in any stream of that type, in the ledger's order, wherever they stand in it.
pub(super) async fn named(
    connection: &mut PgConnection,
    municipality: &Municipality,
    authorship: Option<&Authorship>,
    aggregate_type: &str,
    event_types: &[&str],
) -> Result<Vec<Recorded>, ProjectionError> {
    let rows: Vec<Row> = sqlx::query_as(&format!(
        "SELECT {WHOLE_ROW}, true AS follows FROM events
          WHERE municipality = $1 AND aggregate_type = $2 AND event_type = ANY ($3) ORDER BY position"
    ))
    .bind(municipality.as_str())
    .bind(aggregate_type)
    .bind(event_types)
    .fetch_all(connection)
    .await?;
    believed(rows, authorship).filter_map(|row| row.recorded().transpose()).collect()
}

/// Decodes rows that follow `after` without a gap, but for those that are passed over; `None` when there are none.
pub(super) fn decode(after: i64, rows: Vec<Row>, passing: &mut PassingOver) -> Result<Option<Batch>, ProjectionError> {
    let (events, named) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    let (authorship, passed_over) = (passing.authorship.clone(), HashSet::new());
    let mut batch = Batch { after, last: after, events, named, authorship, passed_over };
    for (row, position) in rows.into_iter().zip(after + 1..) {
        if row.position != position {
            return Err(ProjectionError::Gap { expected: position, found: row.position });
        }
        batch.last = position;
        if passing.passes(&row) {
            continue;
        }
        batch.named.extend(row.names());
        batch.events.extend(row.recorded()?);
    }
    batch.passed_over = passing.positions();
    Ok((batch.last > after).then_some(batch))
}

/// What an event says, its envelopes withheld.
///
/// Nearly all are in their present form and written as the ledger writes: they are read from their text, as strictly
/// as any. Of the others a tree is made, in which old forms become the present one; it also has the last word on what
/// cannot be read.
fn understand(
    aggregate_type: &str,
    event_type: &str,
    event_version: &str,
    text: &str,
) -> Result<AnyEvent, Undecodable> {
    match from_text(aggregate_type, event_type, event_version, text) {
        Some(event) => Ok(event),
        None => from_tree(aggregate_type, event_type, event_version, text),
    }
}

fn from_tree(aggregate_type: &str, event_type: &str, event_version: &str, text: &str) -> Result<AnyEvent, Undecodable> {
    let mut payload =
        serde_json::from_str(text).map_err(|source| Unreadable::Payload { event: event_type.to_owned(), source })?;
    envelope::withhold(&mut payload);
    AnyEvent::decode(aggregate_type, event_type, event_version, &mut payload)
}

fn from_text(aggregate_type: &str, event_type: &str, event_version: &str, text: &str) -> Option<AnyEvent> {
    let text = envelope::withhold_in_text(text)?;
    match aggregate_type {
        Case::TYPE => present(event_type, event_version, &text).map(AnyEvent::Case),
        Report::TYPE => present(event_type, event_version, &text).map(AnyEvent::Report),
        Investigation::TYPE => present(event_type, event_version, &text).map(AnyEvent::Investigation),
        Settings::TYPE => present(event_type, event_version, &text).map(AnyEvent::Settings),
        Consultation::TYPE => present(event_type, event_version, &text).map(AnyEvent::Consultation),
        Subject::TYPE => present(event_type, event_version, &text).map(AnyEvent::Subject),
        _ => None,
    }
}

/// The event, if it is in its present form and the one that the row says it is.
fn present<E: LedgerEvent + DeserializeOwned>(event_type: &str, event_version: &str, text: &str) -> Option<E> {
    if event_version != present_version(E::STEPS, event_type) {
        return None;
    }
    serde_json::from_str(text).ok().filter(|event: &E| event.name() == event_type)
}

/// Whether the ledger has lost its newest events: its head is beyond `position`, and nothing stands between. What stands behind the head
/// is no part of it.
pub(super) async fn must_have_ended(
    connection: &mut PgConnection,
    municipality: &Municipality,
    position: i64,
) -> Result<(), ProjectionError> {
    // One statement sees one snapshot: an append between two would look like a loss.
    let lost: Option<i64> = sqlx::query_scalar(
        "SELECT h.position FROM ledger_heads h
          WHERE h.municipality = $1 AND h.position > $2
            AND NOT EXISTS (SELECT 1 FROM events e
                             WHERE e.municipality = $1 AND e.position > $2 AND e.position <= h.position)",
    )
    .bind(municipality.as_str())
    .bind(position)
    .fetch_optional(connection)
    .await?;
    let after = |position: i64| position.saturating_add(1);
    lost.map_or(Ok(()), |head| Err(ProjectionError::Gap { expected: after(position), found: after(head) }))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::path::Path;
    use std::sync::Arc;

    use case_ledger_domain::ids::SubjectId;
    use case_ledger_domain::personal::{Category, pseudonyms_in_event};
    use serde_json::Value;

    use super::*;
    use crate::personal::envelope::Place;
    use crate::personal::keys::DataKey;

    const AGGREGATES: [&str; 6] =
        [Case::TYPE, Report::TYPE, Investigation::TYPE, Consultation::TYPE, Settings::TYPE, Subject::TYPE];

    /// Name, version and stored text of every event that was ever written.
    fn golden() -> Vec<(String, String, String)> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src/golden");
        let paths = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let stored = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).map(|path| {
            let (name, version) = path.file_stem().unwrap().to_str().unwrap().split_once('-').unwrap();
            let payload = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            (name.to_owned(), version.to_owned(), sealed(payload).to_string())
        });
        stored.collect()
    }

    fn sealed(mut payload: Value) -> Value {
        let mut subjects = HashSet::new();
        envelope::subjects_in(&payload, &mut subjects).unwrap();
        let key = Arc::new(DataKey::for_test(5, 1));
        let keys = subjects.into_iter().map(|subject| (subject, Arc::clone(&key))).collect::<HashMap<_, _>>();
        envelope::seal(&mut payload, &"9901".parse().unwrap(), Place::Beside(Uuid::from_u128(10)), &keys).unwrap();
        payload
    }

    #[test]
    fn every_event_ever_written_is_read_from_its_text_as_from_its_tree() {
        for (name, version, text) in golden() {
            let mut read = 0;
            for aggregate in AGGREGATES {
                let quickly = from_text(aggregate, &name, &version, &text);
                let Ok(strictly) = from_tree(aggregate, &name, &version, &text) else {
                    assert_eq!(quickly, None, "{name} {version} is not of {aggregate}");
                    continue;
                };
                read += 1;
                // Which versions are old, the domain's steps say; those are upcast in the tree.
                if let Some(quickly) = quickly {
                    assert_eq!(quickly, strictly, "{name} {version}");
                } else {
                    let is_newer = |(newer, than, _): &(String, String, String)| *newer == name && *than > version;
                    assert!(golden().iter().any(is_newer), "{name} {version} is the newest, and read in the tree");
                }
            }
            // Cases follow guides, and so do reports and investigations; in all three an entry can be said to be wrong.
            // What is sent on to another service, a report or an investigation may be.
            let of_how_many = match name.as_str() {
                "GuideFollowed" | "StepDecisionTaken" | "EntryFoundWrong" => 3,
                "TransferReceiptRecorded" => 2,
                _ => 1,
            };
            assert_eq!(read, of_how_many, "{name} is of one aggregate, or of those");
        }
    }

    #[test]
    fn nothing_is_read_from_a_text_that_the_tree_would_refuse() {
        let parts = |text: &str| text.match_indices([',', ':', '{', '}', '"']).map(|(at, _)| at).collect::<Vec<_>>();
        for (name, version, text) in golden() {
            for at in parts(&text) {
                // A name, a value or a sign is lost, and nearly always the sense with it.
                let damaged =
                    [format!("{}{}", &text[..at], &text[at + 1..]), text[at..].to_owned(), text[..at].to_owned()];
                let renamed = format!("{}x{}", &text[..=at], &text[at + 1..]);
                for other in damaged.into_iter().chain([renamed]) {
                    for aggregate in AGGREGATES {
                        if let Some(event) = from_text(aggregate, &name, &version, &other) {
                            assert_eq!(from_tree(aggregate, &name, &version, &other).unwrap(), event, "{other}");
                        }
                    }
                }
            }
        }
    }

    fn named_in_text(name: &str, text: &str) -> Vec<(SubjectId, Option<Category>)> {
        let mut named = Vec::new();
        envelope::named_in_text(text, pseudonyms_in_event(name), &mut |subject, category| {
            named.push((subject, category));
        });
        named
    }

    fn named_in_tree(name: &str, text: &str) -> Option<Vec<(SubjectId, Option<Category>)>> {
        let mut named = Vec::new();
        let tree = serde_json::from_str(text).ok()?;
        envelope::named_in(&tree, pseudonyms_in_event(name), &mut |subject, category| named.push((subject, category)));
        Some(named)
    }

    #[test]
    fn c12_whom_an_event_names_its_text_says_as_its_tree_does() {
        let sorted = |mut named: Vec<(SubjectId, Option<Category>)>| {
            named.sort_unstable();
            named
        };
        let mut naming = 0;
        for (name, _, text) in golden() {
            let named = sorted(named_in_text(&name, &text));
            naming += usize::from(!named.is_empty());
            assert_eq!(Some(named), named_in_tree(&name, &text).map(sorted), "{name}");
            // Of who is erased, and works on, a value is stored as shredded.
            let shredded = text.replace("\"$sealed\":\"child\"", "\"$personal\":\"child\"");
            let escaped = text.replace("$sealed", "\\u0024sealed");
            let spaced = text.replace("\":\"", "\" : \"");
            // A name, a value or a sign is lost, or a name has become another.
            let signs: Vec<usize> = text.match_indices([',', ':', '{', '}', '"']).map(|(at, _)| at).collect();
            let damaged = signs.into_iter().flat_map(|at| {
                [format!("{}{}", &text[..at], &text[at + 1..]), format!("{}x{}", &text[..=at], &text[at + 1..])]
            });
            for other in [shredded, escaped, spaced].into_iter().chain(damaged) {
                // What is no JSON the projector cannot take in at all.
                let Some(named) = named_in_tree(&name, &other) else { continue };
                assert_eq!(sorted(named_in_text(&name, &other)), sorted(named), "{name} {other}");
            }
        }
        assert!(naming > 100, "only {naming} name somebody");
    }

    #[test]
    fn what_is_written_otherwise_is_left_to_the_tree() {
        let (name, version, text) = golden().into_iter().find(|(name, ..)| name == "ObservationLogged").unwrap();
        let strictly = understand(Case::TYPE, &name, &version, &text).unwrap();
        let escaped = text.replace("$sealed", "\\u0024sealed");
        let spaced = text.replace("{\"$sealed", "{ \"$sealed");
        assert_ne!(escaped, text);
        for other in [escaped, spaced] {
            assert_eq!(from_text(Case::TYPE, &name, &version, &other), None);
            assert_eq!(understand(Case::TYPE, &name, &version, &other).unwrap(), strictly);
        }
        for (name, version) in [("ObservationLogged", "7.0"), ("ConcernRaised", "1.0")] {
            understand(Case::TYPE, name, version, &text).unwrap_err();
        }
    }
}
