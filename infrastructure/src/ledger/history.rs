//! History read back: a stream's or a whole ledger's entries in order, opened for those who may see personal data.

use std::sync::Arc;

use case_ledger_domain::LedgerEvent as _;
use case_ledger_domain::answer::entry_unreadable;
use case_ledger_domain::case::{Case, CaseEvent};
use case_ledger_domain::consultation::{Consultation, ConsultationEvent};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::investigation::{Investigation, InvestigationEvent};
use case_ledger_domain::people::Role;
use case_ledger_domain::personal::{Personal, Shown, pseudonyms_in_event};
use case_ledger_domain::report::{Report, ReportEvent};
use case_ledger_domain::settings::{Settings, SettingsEvent};
use case_ledger_domain::subject::{Subject, SubjectEvent};
use case_ledger_domain::text::Text;
use case_ledger_domain::texts::Sentence;
use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_domain::upcast::{self, Unreadable};
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate as _;
use serde::Deserialize as _;
use serde_json::{Map, Value};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgTypeInfo, PgValueRef, Postgres};
use sqlx::{Decode, FromRow, Type};
use uuid::Uuid;

use super::bus::{Fault, Ledger};
use super::guard::{HeldWhole, RowStanding, WHOLE_ROW};
use super::leaf::Hash;
use super::{Actor, ActorRole, OnBehalfOf};
use crate::personal::envelope::{self, EventPlace, Place};
pub use crate::personal::sight::Sight;
use crate::personal::sight::Veil;
use crate::projections::as_of::AsOf;

/// One event of any aggregate, decoded.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyEvent {
    /// Of a case.
    Case(CaseEvent),
    /// Of a report.
    Report(ReportEvent),
    /// Of an investigation.
    Investigation(InvestigationEvent),
    /// Of a municipality's settings.
    Settings(SettingsEvent),
    /// Of an anonymous consultation.
    Consultation(ConsultationEvent),
    /// Of a data subject.
    Subject(SubjectEvent),
}

/// Why a stored event cannot be decoded.
#[derive(Debug, thiserror::Error)]
pub enum Undecodable {
    /// No aggregate of that type is known.
    #[error("unknown aggregate type {0}")]
    Aggregate(String),
    /// Its form cannot be read.
    #[error(transparent)]
    Form(#[from] Unreadable),
}

/// Brings a payload into its present form, where somebody else decodes it.
pub(super) fn to_present(
    aggregate_type: &str,
    event_type: &str,
    event_version: &str,
    payload: &mut Value,
) -> Result<(), Undecodable> {
    match aggregate_type {
        Case::TYPE => upcast::to_present::<CaseEvent>(event_type, event_version, payload)?,
        Report::TYPE => upcast::to_present::<ReportEvent>(event_type, event_version, payload)?,
        Investigation::TYPE => upcast::to_present::<InvestigationEvent>(event_type, event_version, payload)?,
        Settings::TYPE => upcast::to_present::<SettingsEvent>(event_type, event_version, payload)?,
        Consultation::TYPE => upcast::to_present::<ConsultationEvent>(event_type, event_version, payload)?,
        Subject::TYPE => upcast::to_present::<SubjectEvent>(event_type, event_version, payload)?,
        other => return Err(Undecodable::Aggregate(other.to_owned())),
    }
    Ok(())
}

impl AnyEvent {
    /// Decodes a payload of any version, whose envelopes are opened or withheld at the places they were sealed at, and
    /// leaves it in its present form.
    pub fn decode(
        aggregate_type: &str,
        event_type: &str,
        event_version: &str,
        payload: &mut Value,
    ) -> Result<Self, Undecodable> {
        match aggregate_type {
            Case::TYPE => Ok(Self::Case(upcast::read(event_type, event_version, payload)?)),
            Report::TYPE => Ok(Self::Report(upcast::read(event_type, event_version, payload)?)),
            Investigation::TYPE => Ok(Self::Investigation(upcast::read(event_type, event_version, payload)?)),
            Settings::TYPE => Ok(Self::Settings(upcast::read(event_type, event_version, payload)?)),
            Consultation::TYPE => Ok(Self::Consultation(upcast::read(event_type, event_version, payload)?)),
            Subject::TYPE => Ok(Self::Subject(upcast::read(event_type, event_version, payload)?)),
            other => Err(Undecodable::Aggregate(other.to_owned())),
        }
    }

    /// The type of the aggregate that it is of.
    pub fn aggregate_type(&self) -> &'static str {
        match self {
            Self::Case(_) => Case::TYPE,
            Self::Report(_) => Report::TYPE,
            Self::Investigation(_) => Investigation::TYPE,
            Self::Settings(_) => Settings::TYPE,
            Self::Consultation(_) => Consultation::TYPE,
            Self::Subject(_) => Subject::TYPE,
        }
    }

    /// What happened, in one sentence without personal data.
    pub fn summary(&self) -> Sentence {
        match self {
            Self::Case(event) => event.summary(),
            Self::Report(event) => event.summary(),
            Self::Investigation(event) => event.summary(),
            Self::Settings(event) => event.summary(),
            Self::Consultation(event) => event.summary(),
            Self::Subject(event) => event.summary(),
        }
    }
}

/// As what it is recorded that somebody reads an entry of a stream of that type; nothing where it tells of nobody, as a
/// municipality's settings do.
fn read_as(aggregate_type: &str) -> Option<&'static str> {
    let of_persons = [Case::TYPE, Report::TYPE, Investigation::TYPE, Consultation::TYPE, Subject::TYPE];
    of_persons.into_iter().find(|known| *known == aggregate_type)
}

/// The types of the streams of whose entries it is told exactly when they were recorded. What no program knows may have been
/// made of a consultation.
pub(super) const EXACTLY_TOLD: [&str; 5] =
    [Case::TYPE, Report::TYPE, Investigation::TYPE, Settings::TYPE, Subject::TYPE];

/// When the ledger learned of an entry of a stream of that type, as exactly as it is told. Of an anonymous consultation no more
/// than the day: whoever held it worked in a case a moment before or after, and those entries stand beside it.
pub(crate) fn recorded_as_told(aggregate_type: &str, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
    if EXACTLY_TOLD.contains(&aggregate_type) { recorded_at } else { start_of_day(oslo_date(recorded_at)) }
}

/// Who acted, as far as it is told.
#[derive(Debug, Clone, Default)]
pub struct EntryActor {
    /// Pseudonym of the person or program; nothing where it is withheld.
    pub subject: Option<SubjectId>,
    /// In which capacity; nothing where that cannot be read, in an entry that is not as written.
    pub role: Option<ActorRole>,
    /// The unit acted for.
    pub unit: Option<String>,
    /// The person's name; programs have none.
    pub name: Option<Personal<Text>>,
    /// For whom a program acted, where that is known.
    pub on_behalf_of: Option<EntryOnBehalfOf>,
}

/// The person for whom a program acted, as far as it is told.
#[derive(Debug, Clone)]
pub struct EntryOnBehalfOf {
    /// Pseudonym; nothing where it is withheld.
    pub subject: Option<SubjectId>,
    /// What the person works as.
    pub role: Role,
    /// The person's name.
    pub name: Personal<Text>,
}

impl From<Actor> for EntryActor {
    fn from(Actor { subject, role, unit, name, on_behalf_of }: Actor) -> Self {
        let on_behalf_of = on_behalf_of.map(|OnBehalfOf { subject, role, name }| EntryOnBehalfOf {
            subject: Some(subject),
            role,
            name,
        });
        Self { subject: Some(subject), role: Some(role), unit, name, on_behalf_of }
    }
}

impl EntryActor {
    /// The name of the role, and that it is not known where it cannot be read.
    pub fn role_name(&self) -> &'static str {
        self.role.map_or("unknown", ActorRole::as_str)
    }

    /// Keeps the pseudonyms that are told.
    pub(crate) fn withhold_pseudonyms(&mut self, tells: &impl Fn(SubjectId) -> bool) {
        self.subject = self.subject.filter(|subject| tells(*subject));
        if let Some(person) = &mut self.on_behalf_of {
            person.subject = person.subject.filter(|subject| tells(*subject));
        }
    }
}

/// One line of history.
#[derive(Debug, Clone)]
pub struct LedgerEntry {
    /// Position in the municipality's ledger.
    pub position: i64,
    /// The event's id.
    pub event_id: Uuid,
    /// The aggregate's type.
    pub aggregate_type: String,
    /// The aggregate's id.
    pub aggregate_id: String,
    /// Place in the aggregate's stream.
    pub sequence: i64,
    /// The event's name.
    pub event_type: String,
    /// The version of the form it was written in.
    pub event_version: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When the ledger learned of it; of an anonymous consultation the day, as the instant it began at.
    pub recorded_at: DateTime<Utc>,
    /// As what it is recorded that somebody reads it; nothing where it tells of nobody.
    pub read_as: Option<&'static str>,
    /// Who acted.
    pub actor: EntryActor,
    /// What happened, in one sentence without personal data.
    pub summary: Sentence,
    /// The event's fields in their present form, whatever form they were written in; personal values are objects with
    /// a state.
    pub data: Value,
    /// The hash that the proof rests on, as the row gives it now.
    pub leaf_hash: Hash,
    /// How its row stands against what was written. Of one that is not as written nothing sealed is opened; and where it cannot be
    /// read, neither who acted nor its fields are told.
    pub standing: RowStanding,
    /// The bytes that the leaf hash covers, behind the zero byte that RFC 6962 puts before each leaf: everything that is stored of it,
    /// sealed as it is stored. Who acted and whom it names stand in it by their pseudonyms, whoever reads it.
    pub row: Arc<[u8]>,
    /// The command.
    pub command_id: Uuid,
    /// What it belongs together with.
    pub correlation_id: Uuid,
    /// The event that caused the command.
    pub causation_id: Option<Uuid>,
}

/// The names that stand in an entry.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// Those that the reader is shown.
    pub shown: Vec<&'a str>,
    /// Whether there are others, which the reader is not shown. Nobody is shown those of the erased.
    pub withheld: bool,
}

impl LedgerEntry {
    /// The names of everyone in it: of children and siblings, guardians, and those who decided.
    pub fn names(&self) -> Names<'_> {
        let mut names = Names::default();
        names.find_in(&self.data);
        names
    }
}

impl<'a> Names<'a> {
    fn find_in(&mut self, data: &'a Value) {
        match data {
            Value::Object(object) => {
                for (field, value) in object {
                    match (field.as_str(), value["state"].as_str(), value["value"].as_str()) {
                        ("name", Some("VISIBLE"), Some(name)) => self.shown.push(name),
                        ("name", Some("SHREDDED"), _) => {}
                        ("name", Some(_), _) => self.withheld = true,
                        _ => self.find_in(value),
                    }
                }
            }
            Value::Array(parts) => parts.iter().for_each(|part| self.find_in(part)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// JSON as it stands in a row; null where nobody but PostgreSQL reads it. What a stranger wrote hides nothing that is read with it.
pub(crate) struct Stored(Value);

impl From<Stored> for Value {
    fn from(Stored(value): Stored) -> Self {
        value
    }
}

impl Type<Postgres> for Stored {
    fn type_info() -> PgTypeInfo {
        <Value as Type<Postgres>>::type_info()
    }

    fn compatible(ty: &PgTypeInfo) -> bool {
        <Value as Type<Postgres>>::compatible(ty)
    }
}

impl<'r> Decode<'r, Postgres> for Stored {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<Value as Decode<'r, Postgres>>::decode(value).unwrap_or_default()))
    }
}

/// A stored event, sealed as it is in the table.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Row {
    #[sqlx(flatten)]
    place: EventPlace,
    #[sqlx(flatten)]
    whole: HeldWhole,
    /// How it stands, as far as that is known.
    #[sqlx(skip)]
    standing: Option<RowStanding>,
    pub(super) position: i64,
    event_id: Uuid,
    aggregate_type: String,
    aggregate_id: String,
    pub(super) sequence: i64,
    event_type: String,
    event_version: String,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    #[sqlx(try_from = "Stored")]
    actor: Value,
    #[sqlx(try_from = "Stored")]
    pub(super) payload: Value,
    command_id: Uuid,
    correlation_id: Uuid,
    causation_id: Option<Uuid>,
}

impl Row {
    /// How it stands, as far as that is known.
    pub(super) async fn standing_in(&self, ledger: &Ledger, municipality: &Municipality) -> Result<RowStanding, Fault> {
        let authorship = ledger.guard().authorship_if_known(municipality).await?;
        Ok(self.whole.held.standing(authorship.as_ref()))
    }
}

impl Ledger {
    /// Entries of one stream after `sequence`, in order, as far as the ledger had come at that moment.
    #[expect(clippy::too_many_arguments, reason = "which stream, which part of it, for whom, and as of when")]
    pub async fn stream_history(
        &self,
        municipality: &Municipality,
        aggregate_type: &str,
        aggregate_id: Uuid,
        after_sequence: i64,
        most: i64,
        sight: Sight,
        as_of: AsOf,
    ) -> Result<Vec<LedgerEntry>, Fault> {
        let rows = self.stream_rows(municipality, aggregate_type, aggregate_id, after_sequence, most, as_of);
        // Asked beside the rows, and once more where these tell of what was recorded since.
        let (rows, mut veil) = tokio::try_join!(rows, self.veil(municipality, sight))?;
        if rows.iter().any(|row| row.position > veil.position()) {
            veil = self.veil(municipality, sight).await?;
        }
        self.entries_behind(municipality, rows, &veil).await
    }

    /// The place in a stream's own history of the last entry that it had at that position; 0 before the first.
    pub async fn sequence_at(
        &self,
        municipality: &Municipality,
        aggregate_type: &str,
        aggregate_id: Uuid,
        position: i64,
    ) -> Result<i64, Fault> {
        let sequence = sqlx::query_scalar(
            // No further than no number is missing: a row that nobody's program wrote may bear any.
            "SELECT coalesce(max(sequence) FILTER (WHERE sequence = nth), 0) FROM (
                SELECT sequence, row_number() OVER (ORDER BY sequence) AS nth FROM events
                 WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = $3 AND position <= $4) AS entry",
        );
        Ok(sequence
            .bind(municipality.as_str())
            .bind(aggregate_type)
            .bind(aggregate_id.to_string())
            .bind(position)
            .fetch_one(self.pool())
            .await?)
    }

    /// The place in a stream's own history that a bare number means: a sequence; where the stream has no such entry yet, what
    /// was its last one at that position.
    pub async fn sequence_meant(
        &self,
        municipality: &Municipality,
        aggregate_type: &str,
        aggregate_id: Uuid,
        number: i64,
    ) -> Result<i64, Fault> {
        let sequence = sqlx::query_scalar(
            "SELECT CASE WHEN max(sequence) >= $4 THEN $4
                         ELSE coalesce(max(sequence) FILTER (WHERE position <= $4), 0) END FROM (
                SELECT sequence, position, row_number() OVER (ORDER BY sequence) AS nth FROM events
                 WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = $3) AS entry
              WHERE sequence = nth",
        );
        Ok(sequence
            .bind(municipality.as_str())
            .bind(aggregate_type)
            .bind(aggregate_id.to_string())
            .bind(number)
            .fetch_one(self.pool())
            .await?)
    }

    /// Those entries as they are stored.
    pub(super) async fn stream_rows(
        &self,
        municipality: &Municipality,
        aggregate_type: &str,
        aggregate_id: Uuid,
        after_sequence: i64,
        most: i64,
        as_of: AsOf,
    ) -> Result<Vec<Row>, Fault> {
        // Of one stream, in its order: there is nothing to sort out by position but the end.
        let sql = format!(
            "SELECT {WHOLE_ROW} FROM events
              WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = $3 AND sequence > $4
                AND position <= $6
              ORDER BY sequence LIMIT $5"
        );
        Ok(sqlx::query_as(&sql)
            .bind(municipality.as_str())
            .bind(aggregate_type)
            .bind(aggregate_id.to_string())
            .bind(after_sequence)
            .bind(most)
            .bind(as_of.newest())
            .fetch_all(self.pool())
            .await?)
    }

    /// Entries of one stream after the first position up to the second, in order.
    pub(super) async fn stream_between(
        &self,
        municipality: &Municipality,
        aggregate_type: &str,
        aggregate_id: Uuid,
        (after, to): (i64, i64),
        sight: Sight,
    ) -> Result<Vec<LedgerEntry>, Fault> {
        let sql = format!(
            "SELECT {WHOLE_ROW} FROM events
              WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = $3 AND position > $4
                AND position <= $5
              ORDER BY sequence"
        );
        let rows: Vec<Row> = sqlx::query_as(&sql)
            .bind(municipality.as_str())
            .bind(aggregate_type)
            .bind(aggregate_id.to_string())
            .bind(after)
            .bind(to)
            .fetch_all(self.pool())
            .await?;
        self.entries(municipality, rows, sight).await
    }

    /// Entries of a municipality's ledger after `position`, in order, as far as it had come at that moment.
    pub async fn ledger_history(
        &self,
        municipality: &Municipality,
        after_position: i64,
        most: i64,
        sight: Sight,
        as_of: AsOf,
    ) -> Result<Vec<LedgerEntry>, Fault> {
        let rows = self.ledger_rows(municipality, after_position, most, as_of).await?;
        self.entries(municipality, rows, sight).await
    }

    /// The entries at these positions, in order.
    pub async fn entries_at(
        &self,
        municipality: &Municipality,
        positions: &[i64],
        sight: Sight,
    ) -> Result<Vec<LedgerEntry>, Fault> {
        let rows = self.rows_at(municipality, positions).await?;
        self.entries(municipality, rows, sight).await
    }

    /// The events at these positions whose rows are as written, in order, opened as far as `sight` allows now.
    pub(super) async fn events_at(
        &self,
        municipality: &Municipality,
        positions: &[i64],
        sight: Sight,
    ) -> Result<Vec<(i64, AnyEvent)>, Fault> {
        let mut rows = self.rows_at(municipality, positions).await?;
        let veil = self.veil(municipality, sight).await?;
        self.open_behind(municipality, &mut rows, &veil).await?;
        rows.retain(|row| row.standing.is_some_and(RowStanding::is_as_written));
        let event = |mut row: Row| {
            let event = AnyEvent::decode(&row.aggregate_type, &row.event_type, &row.event_version, &mut row.payload);
            Ok((row.position, event.map_err(|error| Fault::undecodable_at(row.position, error))?))
        };
        rows.into_iter().map(event).collect()
    }

    async fn rows_at(&self, municipality: &Municipality, positions: &[i64]) -> Result<Vec<Row>, Fault> {
        let sql =
            format!("SELECT {WHOLE_ROW} FROM events WHERE municipality = $1 AND position = ANY($2) ORDER BY position");
        Ok(sqlx::query_as(&sql).bind(municipality.as_str()).bind(positions).fetch_all(self.pool()).await?)
    }

    /// Those entries as they are stored.
    pub(super) async fn ledger_rows(
        &self,
        municipality: &Municipality,
        after_position: i64,
        most: i64,
        as_of: AsOf,
    ) -> Result<Vec<Row>, Fault> {
        let sql = format!(
            "SELECT {WHOLE_ROW} FROM events
              WHERE municipality = $1 AND position > $2 AND position <= $4 ORDER BY position LIMIT $3"
        );
        Ok(sqlx::query_as(&sql)
            .bind(municipality.as_str())
            .bind(after_position)
            .bind(most)
            .bind(as_of.newest())
            .fetch_all(self.pool())
            .await?)
    }

    /// Opens stored entries, as far as `sight` allows now.
    pub(super) async fn entries(
        &self,
        municipality: &Municipality,
        rows: Vec<Row>,
        sight: Sight,
    ) -> Result<Vec<LedgerEntry>, Fault> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.entries_opened(municipality, rows, sight).await?.0)
    }

    /// The same, and up to which position the ledger was asked what is shown of whom.
    pub(super) async fn entries_opened(
        &self,
        municipality: &Municipality,
        rows: Vec<Row>,
        sight: Sight,
    ) -> Result<(Vec<LedgerEntry>, i64), Fault> {
        let veil = self.veil(municipality, sight).await?;
        Ok((self.entries_behind(municipality, rows, &veil).await?, veil.position()))
    }

    async fn entries_behind(
        &self,
        municipality: &Municipality,
        mut rows: Vec<Row>,
        veil: &Veil,
    ) -> Result<Vec<LedgerEntry>, Fault> {
        self.open_behind(municipality, &mut rows, veil).await?;
        let entry = |row| {
            let mut entry = LedgerEntry::try_from(row)?;
            let tells = |subject| veil.tells_who(subject);
            envelope::withhold_pseudonyms(&mut entry.data, pseudonyms_in_event(&entry.event_type), &tells);
            entry.actor.withhold_pseudonyms(&tells);
            Ok(entry)
        };
        rows.into_iter().map(entry).collect()
    }
}

impl Ledger {
    /// Says of each row how it stands, and opens what those that are as written hold, as far as the veil shows it.
    async fn open_behind(&self, municipality: &Municipality, rows: &mut [Row], veil: &Veil) -> Result<(), Fault> {
        let authorship = self.guard().authorship_if_known(municipality).await?;
        let mut values: Vec<(Place<'_>, &mut Value)> = Vec::with_capacity(rows.len() * 2);
        for Row { place, payload, actor, whole, standing, .. } in rows {
            let place: &EventPlace = place;
            let held = whole.held.standing(authorship.as_ref());
            let held = *standing.insert(self.guard().looked_at(municipality, whole.held.position, held));
            if !held.is_as_written() {
                [payload, actor].into_iter().for_each(envelope::withhold_all);
                continue;
            }
            values.extend([payload, actor].map(|value| (Place::Event(place), value)));
        }
        envelope::open_shown(self.keys(), municipality, &mut values, |subject, path| veil.shows_at(subject, path))
            .await?;
        Ok(())
    }
}

/// What an entry tells of what happened, and of who acted.
struct Told {
    actor: EntryActor,
    summary: Sentence,
    data: Value,
}

impl Told {
    fn by(row: &mut Row) -> Result<Self, Fault> {
        let (mut payload, actor) = (row.payload.take(), row.actor.take());
        let event = AnyEvent::decode(&row.aggregate_type, &row.event_type, &row.event_version, &mut payload);
        let event = event.map_err(|error| Fault::undecodable_at(row.position, error))?;
        Ok(Self {
            actor: serde_json::from_value::<Actor>(actor)?.into(),
            summary: event.summary(),
            data: shown(fields_of(payload, &row.event_type), "", &|_, _| Shown::Visible),
        })
    }

    /// Of a row that is not as written and cannot be read: that it stands there.
    fn unreadable() -> Self {
        Self { actor: EntryActor::default(), summary: entry_unreadable(), data: Value::Object(Map::new()) }
    }
}

impl TryFrom<Row> for LedgerEntry {
    type Error = Fault;

    fn try_from(mut row: Row) -> Result<Self, Fault> {
        let standing = row.standing.unwrap_or(RowStanding::Unchecked);
        // Whoever may change a row, or insert one, hides nothing by it but what that row says.
        let Told { actor, summary, data } = match Told::by(&mut row) {
            Err(_) if !standing.is_as_written() => Told::unreadable(),
            told => told?,
        };
        Ok(Self {
            position: row.position,
            event_id: row.event_id,
            recorded_at: recorded_as_told(&row.aggregate_type, row.recorded_at),
            read_as: read_as(&row.aggregate_type),
            aggregate_type: row.aggregate_type,
            aggregate_id: row.aggregate_id,
            sequence: row.sequence,
            occurred_at: row.occurred_at,
            actor,
            summary,
            data,
            event_type: row.event_type,
            event_version: row.event_version,
            leaf_hash: row.whole.held.leaf,
            standing,
            row: row.whole.bytes,
            command_id: row.command_id,
            correlation_id: row.correlation_id,
            causation_id: row.causation_id,
        })
    }
}

/// The fields within `{"EventName": {...}}`.
fn fields_of(payload: Value, event_type: &str) -> Value {
    match payload {
        Value::Object(mut object) if object.contains_key(event_type) => {
            object.remove(event_type).unwrap_or(Value::Null)
        }
        other => other,
    }
}

/// Personal values as readers know them: `{"value": ..., "state": "VISIBLE"}`, as far as `shows` says of the person and the
/// field that they stand in; `field` is that of the whole.
pub(super) fn shown(mut value: Value, field: &str, shows: &impl Fn(SubjectId, &str) -> Shown) -> Value {
    show(&mut value, field, shows);
    value
}

/// In place: most of a payload is not personal and stays where it is.
fn show(value: &mut Value, field: &str, shows: &impl Fn(SubjectId, &str) -> Shown) {
    match value {
        Value::Object(object) if object.contains_key("$personal") => {
            let subject = object.get("of").map(SubjectId::deserialize);
            let mut state = match object.get("state").and_then(Value::as_str) {
                Some("visible") => "VISIBLE",
                Some("shredded") => "SHREDDED",
                _ => "WITHHELD",
            };
            match subject.and_then(Result::ok).map_or(Shown::Withheld, |subject| shows(subject, field)) {
                Shown::Visible => {}
                Shown::Withheld if state == "SHREDDED" => {}
                Shown::Withheld => state = "WITHHELD",
                Shown::Shredded => state = "SHREDDED",
            }
            let content = object.remove("value").filter(|_| state == "VISIBLE").unwrap_or(Value::Null);
            *value = serde_json::json!({ "value": content, "state": state });
        }
        Value::Object(object) => object.iter_mut().for_each(|(name, part)| show(part, name, shows)),
        Value::Array(parts) => parts.iter_mut().for_each(|part| show(part, field, shows)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
