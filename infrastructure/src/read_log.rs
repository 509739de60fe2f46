//! The read log: who read which case content, recorded before the data is returned.

use std::collections::HashSet;

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::Role;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::QueryBuilder;
use sqlx::postgres::Postgres;
use uuid::Uuid;

use crate::clock;
use crate::ledger::Actor;
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::history::{EntryActor, Sight};
use crate::personal::envelope::{self, Place, SubjectKeys};
use crate::projections::conditions;
use crate::reach::Watched;

/// As what is recorded that somebody asked for what the role does not allow. Which thing it was is told to nobody.
pub const ACCESS_DENIED: &str = "AccessDenied";

/// As what a note that is handed out as a document is recorded.
pub const INTERNAL_NOTE_EXPORT: &str = "InternalNoteExport";

/// As what a report that is handed out as a message to another system is recorded.
pub const REPORT_MESSAGE_EXPORT: &str = "ReportMessageExport";

/// As what an attachment whose content is handed out is recorded.
pub const ATTACHMENT_CONTENT: &str = "AttachmentContent";

/// What can be handed out of a case, each by what it is recorded as.
pub fn handed_out_of(case: &Case) -> impl Iterator<Item = (&'static str, Uuid)> {
    let notes = case.notes().map(|(note, _)| (INTERNAL_NOTE_EXPORT, note.as_uuid()));
    let attachments = case.attachments().keys().map(|attachment| (ATTACHMENT_CONTENT, attachment.as_uuid()));
    let reports = case.reports().iter().map(|report| (REPORT_MESSAGE_EXPORT, report.as_uuid()));
    notes.chain(attachments).chain(reports)
}

/// Within which time a reader's refusals are recorded once: for each case that was asked for, whatever else was refused, and
/// where there is no case for each operation, and so many of these at most. Nobody fills the log by asking again and again, by
/// giving each question another name, or by asking for what there is not; and nobody hides a case behind that.
const DENIED_ONCE_IN: &str = "1 minute";
const MOST_DENIED_WITHOUT_CASE: i64 = 20;

/// Records reads none of which was refused, as nearly always: to plan what refusals are counted by would take longer than all
/// the rest. `$1` to `$8` are municipality, moment, purpose, operation, and of each object the reader as sealed beside it, type,
/// id and moment that was asked about.
const RECORD: &str = "
    INSERT INTO read_log (municipality, read_at, reader, purpose, operation, object_type, object_id, as_of)
    SELECT $1, $2, read.reader::json, $3, $4, read.object_type, read.object_id, read.as_of
      FROM unnest($5::text[], $6::text[], $7::uuid[], $8::bigint[]) AS read (reader, object_type, object_id, as_of)";

/// The same where some were refused, of which `$9` is the type: recorded unless they were already. `$10` is the reader and `$13`
/// whom the reader acts for, `$11` within which time each is recorded once, and `$12` how many without a case at most.
const RECORD_WITH_DENIED: &str = "
    INSERT INTO read_log (municipality, read_at, reader, purpose, operation, object_type, object_id, as_of)
    WITH asked AS (
        SELECT read.*, read.object_type = $9 AS is_denied, read.object_type = $9 AND NOT EXISTS (
                   SELECT FROM events WHERE municipality = $1 AND aggregate_type = 'Case'
                      AND aggregate_id = read.object_id::text AND sequence = 1) AS is_without_case
          FROM unnest($5::text[], $6::text[], $7::uuid[], $8::bigint[])
            AS read (reader, object_type, object_id, as_of)
    ), before AS (
        SELECT object_id, operation, NOT EXISTS (
                   SELECT FROM events WHERE municipality = $1 AND aggregate_type = 'Case'
                      AND aggregate_id = denied.object_id::text AND sequence = 1) AS is_without_case
          FROM read_log denied
         WHERE denied.municipality = $1 AND denied.object_type = 'AccessDenied'
           AND denied.reader ->> 'subject' = $10 AND denied.read_at > $2 - $11::interval
           AND denied.reader #>> '{onBehalfOf,subject}' IS NOT DISTINCT FROM $13
    ), fresh AS (
        SELECT asked.*, row_number() OVER (PARTITION BY asked.is_without_case) AS nth FROM asked
         WHERE NOT is_denied OR NOT EXISTS (
               SELECT FROM before WHERE before.object_id = asked.object_id
                  AND (NOT asked.is_without_case OR before.operation IS NOT DISTINCT FROM $4))
    )
    SELECT $1, $2, fresh.reader::json, $3, $4, fresh.object_type, fresh.object_id, fresh.as_of FROM fresh
     WHERE NOT is_without_case OR nth <= $12 - (SELECT count(*) FROM before WHERE before.is_without_case)";

/// One object that was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectRead {
    /// Case, report, investigation.
    pub object_type: &'static str,
    /// Its id.
    pub object_id: Uuid,
    /// The position that was asked about; `None` where the present was.
    pub as_of: Option<i64>,
}

/// A read as it was recorded.
#[derive(Debug, Clone)]
pub struct Read {
    /// Its place in the read log.
    pub read_id: i64,
    /// The type of what was read.
    pub object_type: String,
    /// When.
    pub read_at: DateTime<Utc>,
    /// Who read.
    pub reader: EntryActor,
    /// Why, as the reader's token says.
    pub purpose: Option<String>,
    /// By what was asked for, in names of the schema: what a client calls it may be a person's name.
    pub operation: Option<String>,
    /// The position that was asked about; `None` where the present was.
    pub as_of: Option<i64>,
}

/// Which reads are wanted.
#[derive(Debug, Clone, Default)]
pub struct ReadFilter {
    /// Only of that day or later.
    pub from: Option<NaiveDate>,
    /// Only of that day or earlier.
    pub to: Option<NaiveDate>,
    /// Only by those who read as that.
    pub role: Option<Role>,
    /// Only by those of that unit, however its name is spelled.
    pub unit: Option<String>,
    /// Only at that moment or earlier.
    pub until: Option<DateTime<Utc>>,
}

/// A read as it is stored.
#[derive(sqlx::FromRow)]
struct Row {
    read_id: i64,
    object_type: String,
    object_id: Uuid,
    read_at: DateTime<Utc>,
    reader: Value,
    purpose: Option<String>,
    operation: Option<String>,
    as_of: Option<i64>,
}

/// The municipality's reads, to be narrowed.
fn reads(municipality: &Municipality) -> QueryBuilder<'_, Postgres> {
    let mut query = QueryBuilder::new(
        "SELECT read_id, object_type, object_id, read_at, reader, purpose, operation, as_of FROM read_log
          WHERE municipality = ",
    );
    query.push_bind(municipality.as_str());
    query
}

/// Of those, the newest before that one.
fn newest<'q, 'a>(
    query: &'q mut QueryBuilder<'a, Postgres>,
    before: Option<i64>,
    most: i64,
) -> &'q mut QueryBuilder<'a, Postgres> {
    if let Some(before) = before {
        query.push(" AND read_id < ").push_bind(before);
    }
    query.push(" ORDER BY read_id DESC LIMIT ").push_bind(most)
}

impl Ledger {
    /// The reads of any of these objects, each by its type and id, before that one, the newest first, with the readers as
    /// far as `sight` shows them.
    pub async fn reads_of(
        &self,
        municipality: &Municipality,
        objects: &[(&str, Uuid)],
        filter: &ReadFilter,
        before: Option<i64>,
        most: i64,
        sight: Sight,
    ) -> Result<Vec<Read>, Fault> {
        let ids: Vec<Uuid> = objects.iter().map(|(_, id)| *id).collect();
        let types: Vec<&str> = objects.iter().map(|(object_type, _)| *object_type).collect();
        let mut query = reads(municipality);
        query.push(" AND object_id = ANY (").push_bind(ids.clone());
        query.push(") AND (object_id, object_type) IN (SELECT * FROM unnest(").push_bind(ids);
        query.push("::uuid[], ").push_bind(types).push("::text[]))");
        self.push(municipality, filter, &mut query).await?;
        let rows: Vec<Row> = newest(&mut query, before, most).build_query_as().fetch_all(self.pool()).await?;
        self.opened(municipality, rows, sight).await
    }

    /// Who asked for what the role does not allow, before that one, the newest first, as far as `sight` shows the askers: of
    /// the unit that is watched over, or about its cases.
    pub async fn denied_access(
        &self,
        municipality: &Municipality,
        watched: &Watched,
        filter: &ReadFilter,
        before: Option<i64>,
        most: i64,
        sight: Sight,
    ) -> Result<Vec<Read>, Fault> {
        let mut query = reads(municipality);
        query.push(" AND object_type = 'AccessDenied'");
        if let Some(spellings) = self.spellings_watched(municipality, watched).await? {
            query.push(" AND (reader ->> 'unit' = ANY (").push_bind(spellings.clone());
            query.push(
                ") OR EXISTS (SELECT FROM case_cards
                   WHERE case_cards.municipality = read_log.municipality AND case_id = object_id AND unit = ANY (",
            );
            query.push_bind(spellings).push(")))");
        }
        self.push(municipality, filter, &mut query).await?;
        let rows: Vec<Row> = newest(&mut query, before, most).build_query_as().fetch_all(self.pool()).await?;
        self.opened(municipality, rows, sight).await
    }

    /// Adds what the filter asks for, and nothing of what it does not: so the indexes by object and by time serve.
    async fn push(
        &self,
        municipality: &Municipality,
        filter: &ReadFilter,
        query: &mut QueryBuilder<'_, Postgres>,
    ) -> Result<(), Fault> {
        conditions::at_within(query, "read_at", filter.from, filter.to);
        if let Some(until) = filter.until {
            query.push(" AND read_at <= ").push_bind(until);
        }
        conditions::is(query, "reader ->> 'role'", filter.role.map(Role::as_str));
        if let Some(unit) = &filter.unit {
            query.push(" AND reader ->> 'unit' = ANY (");
            query.push_bind(self.spellings(municipality, unit).await?).push(")");
        }
        Ok(())
    }

    async fn opened(&self, municipality: &Municipality, mut rows: Vec<Row>, sight: Sight) -> Result<Vec<Read>, Fault> {
        let veil = self.veil(municipality, sight).await?;
        let mut readers: Vec<(Place<'_>, &mut Value)> = Vec::with_capacity(rows.len());
        readers.extend(rows.iter_mut().map(|row| (Place::Beside(row.object_id), &mut row.reader)));
        envelope::open_shown(self.keys(), municipality, &mut readers, |subject, path| veil.shows_at(subject, path))
            .await?;
        let read = |row: Row| {
            let Row { read_id, object_type, object_id: _, read_at, reader, purpose, operation, as_of } = row;
            let mut reader = EntryActor::from(serde_json::from_value::<Actor>(reader)?);
            reader.withhold_pseudonyms(&|subject| veil.tells_who(subject));
            Ok(Read { read_id, object_type, read_at, reader, purpose, operation, as_of })
        };
        rows.into_iter().map(read).collect()
    }

    /// What is personal in it sealed, beside that object. Who was erased and still works here is known by the pseudonym,
    /// and has no name; of an erased child no words are kept.
    pub(crate) async fn sealed_for(
        &self,
        municipality: &Municipality,
        mut plain: Value,
        object: Uuid,
    ) -> Result<String, Fault> {
        let keys = self.keys_to_seal(municipality, &mut plain).await?;
        envelope::seal(&mut plain, municipality, Place::Beside(object), &keys)?;
        Ok(plain.to_string())
    }

    /// As [`Self::sealed_for`], beside each of these objects. Keys are asked for once: whoever is erased has none that could
    /// be remembered.
    pub(crate) async fn sealed_for_each(
        &self,
        municipality: &Municipality,
        plain: &Value,
        objects: &[Uuid],
    ) -> Result<Vec<String>, Fault> {
        let mut plain = plain.clone();
        let keys = self.keys_to_seal(municipality, &mut plain).await?;
        let sealed = |object: &Uuid| {
            let mut value = plain.clone();
            envelope::seal(&mut value, municipality, Place::Beside(*object), &keys)?;
            Ok(value.to_string())
        };
        objects.iter().map(sealed).collect()
    }

    /// The keys of those whose data are in it. What is of who is erased is marked as shredded, and nobody else's.
    async fn keys_to_seal(&self, municipality: &Municipality, plain: &mut Value) -> Result<SubjectKeys, Fault> {
        let mut subjects = HashSet::new();
        envelope::subjects_in(plain, &mut subjects)?;
        let keys = self.keys().keys_for_those_not_erased(municipality, &subjects).await?;
        let is_erased = |one: SubjectId| keys.iter().any(|((subject, _), key)| *subject == one && key.is_none());
        envelope::shred(plain, &is_erased);
        Ok(keys.into_iter().filter_map(|(whose, key)| Some((whose, key?))).collect())
    }

    /// Records durably that `reader` reads these objects. What was refused is recorded once in a while only: for each case
    /// that was asked for, and where there is none for each of the reader's operations.
    pub async fn record_reads(
        &self,
        municipality: &Municipality,
        reader: &Actor,
        purpose: Option<&str>,
        operation: Option<&str>,
        reads: &[ObjectRead],
    ) -> Result<(), Fault> {
        let read_at = clock::now();
        let objects: Vec<Uuid> = reads.iter().map(|read| read.object_id).collect();
        let readers = self.sealed_for_each(municipality, &serde_json::to_value(reader)?, &objects).await?;
        let types: Vec<&str> = reads.iter().map(|read| read.object_type).collect();
        let moments: Vec<Option<i64>> = reads.iter().map(|read| read.as_of).collect();
        let is_any_denied = types.contains(&ACCESS_DENIED);
        let mut record = sqlx::query(if is_any_denied { RECORD_WITH_DENIED } else { RECORD })
            .bind(municipality.as_str())
            .bind(read_at)
            .bind(purpose)
            .bind(operation)
            .bind(readers)
            .bind(types)
            .bind(objects)
            .bind(moments);
        if is_any_denied {
            record = record
                .bind(ACCESS_DENIED)
                .bind(reader.subject.to_string())
                .bind(DENIED_ONCE_IN)
                .bind(MOST_DENIED_WITHOUT_CASE)
                .bind(reader.on_behalf_of.as_ref().map(|person| person.subject.to_string()));
        }
        record.execute(self.pool()).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use case_ledger_domain::time::oslo_date;
    use chrono::{Days, TimeDelta};

    use super::*;
    use crate::ledger::Program;
    use crate::projections::tests::Server;

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_fills_the_read_log_with_refusals() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let all = ReadFilter::default();
        let denied = ObjectRead { object_type: ACCESS_DENIED, object_id: Uuid::nil(), as_of: None };
        let read = ObjectRead { object_type: "Case", object_id: clock::new_id(), as_of: None };
        let (one, another) =
            (Actor::program(&municipality, Program::Import), Actor::program(&municipality, Program::Administration));
        let record = async |reader: &Actor, operation: &str, what: &ObjectRead| {
            let reads = std::slice::from_ref(what);
            server.ledger.record_reads(&municipality, reader, None, Some(operation), reads).await.unwrap();
        };
        let told = async || {
            let sight = Sight::open(case_ledger_domain::people::Roles::default());
            let denied = server
                .ledger
                .denied_access(&municipality, &Watched::Municipality, &all, None, 100, sight)
                .await
                .unwrap();
            denied.into_iter().filter_map(|denied| denied.operation).collect::<Vec<_>>()
        };
        for (reader, operation) in [(&one, "Peek"), (&one, "Peek"), (&one, "Poke"), (&another, "Peek")] {
            record(reader, operation, &denied).await;
        }
        assert_eq!(told().await, ["Peek", "Poke", "Peek"], "once for each reader's operation");
        // Each under another name.
        for nth in 0..30 {
            record(&one, &format!("Peek{nth}"), &denied).await;
        }
        let most = usize::try_from(MOST_DENIED_WITHOUT_CASE).unwrap();
        assert_eq!(told().await.len(), most + 1, "and the other's");
        // What was read is recorded however much was refused.
        record(&one, "Read", &read).await;
        let sight = Sight::open(case_ledger_domain::people::Roles::default());
        let reads =
            server.ledger.reads_of(&municipality, &[("Case", read.object_id)], &all, None, 10, sight).await.unwrap();
        assert_eq!(reads.len(), 1);
        // And once the time is over, the next is recorded again.
        server
            .as_superuser(
                "SET session_replication_role = replica; UPDATE read_log SET read_at = read_at - interval '2 minutes'",
            )
            .await;
        record(&one, "Peek", &denied).await;
        assert_eq!(told().await.len(), most + 2);
        let newest =
            server.ledger.denied_access(&municipality, &Watched::Municipality, &all, None, 1, sight).await.unwrap();
        assert!(newest[0].read_at > clock::now() - TimeDelta::minutes(1));
        // Of a day, a role or a unit only.
        let today = Some(oslo_date(clock::now()));
        let count = async |filter: ReadFilter| {
            let reads = server.ledger.denied_access(&municipality, &Watched::Municipality, &filter, None, 100, sight);
            reads.await.unwrap().len()
        };
        let before = ReadFilter { to: today.and_then(|today| today.checked_sub_days(Days::new(2))), ..all.clone() };
        assert_eq!((count(before).await, count(ReadFilter { from: today, ..all.clone() }).await > 0), (0, true));
        assert_eq!(count(ReadFilter { role: Some(Role::Auditor), ..all.clone() }).await, 0, "programs read as none");
        assert_eq!(count(ReadFilter { unit: Some("Solbakken".to_owned()), ..all.clone() }).await, 0);
        server.end().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn r70_no_number_of_refusals_hides_that_a_case_was_asked_for() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let (case, all) = (server.emergency(&municipality).await.as_uuid(), ReadFilter::default());
        let reader = Actor::program(&municipality, Program::Import);
        let denied = |object_id| ObjectRead { object_type: ACCESS_DENIED, object_id, as_of: None };
        let record = async |operation: &str, reads: &[ObjectRead]| {
            server.ledger.record_reads(&municipality, &reader, None, Some(operation), reads).await.unwrap();
        };
        let told = async || {
            let sight = Sight::open(case_ledger_domain::people::Roles::default());
            server
                .ledger
                .denied_access(&municipality, &Watched::Municipality, &all, None, 100, sight)
                .await
                .unwrap()
                .len()
        };
        let unknown: Vec<_> = (0..30).map(|_| denied(clock::new_id())).collect();
        record("Probe", &unknown).await;
        let most = usize::try_from(MOST_DENIED_WITHOUT_CASE).unwrap();
        assert_eq!(told().await, most, "one request writes no more than several");
        record("Probe", &unknown[..1]).await;
        assert_eq!(told().await, most);
        record("Probe", &[denied(clock::new_id()), denied(case)]).await;
        assert_eq!(told().await, most + 1, "the case is told of however much was refused before");
        record("Another", &[denied(case)]).await;
        assert_eq!(told().await, most + 1, "and once a minute, by whichever operation");
        server.end().await;
    }
}
