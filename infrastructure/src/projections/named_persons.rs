//! `named_persons`: which cases, reports and investigations name a person, and which persons' protected addresses are
//! kept from that one, and which do so otherwise than as one who works there; `naming_events`: which of their events
//! do. Whatever else is decided and asked about another's data names nobody but who asked, who decided, and who works there. So the answer
//! to a person who asks for the own data is read from these alone (C12). Pseudonyms only. Rebuildable from the ledger;
//! nothing else writes these tables.
//!
//! It is the stored event that counts, and not its present form: what a person is asked about is what stands in the
//! ledger. So it reads the events by itself, without opening anything.

use std::collections::{BTreeMap, BTreeSet};

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::investigation::Investigation;
use case_ledger_domain::personal::{Category, pseudonyms_in_event};
use case_ledger_domain::report::Report;
use case_ledger_domain::subject::Subject;
use cqrs_es::Aggregate as _;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Batch, Model, Place, ProjectionError};
use crate::personal::envelope;

/// The read model.
pub(super) enum NamedPersons {}

/// What a fold remembers: whether what is rebuilt can be looked up already.
#[derive(Default)]
pub(super) struct Memory {
    is_indexed: bool,
}

/// A thing that names a person.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Naming {
    /// Case, Report, Investigation or Subject.
    pub aggregate_type: String,
    /// Which.
    pub aggregate_id: Uuid,
    /// Whether it names the person otherwise than as one who works there.
    pub is_concerned: bool,
}

/// An event as it is stored.
#[derive(FromRow)]
struct Row {
    position: i64,
    aggregate_type: String,
    aggregate_id: String,
    event_type: String,
    payload: Value,
    recorded_by: Option<String>,
}

/// Where a person is named in a thing for the first time.
struct Mention {
    aggregate_type: String,
    named_at: i64,
    concerned_at: Option<i64>,
}

impl Model for NamedPersons {
    const NAME: &'static str = "named_persons";
    const VERSION: i32 = 3;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE, Report::TYPE, Investigation::TYPE, Subject::TYPE];
    const TABLES: &'static [&'static str] = &["named_persons", "naming_events"];

    type Memory = Memory;

    async fn fold(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let [table, events] = [0, 1].map(|nth| place.table(Self::TABLES[nth]));
        if place == Place::Rebuilt && !memory.is_indexed {
            let sql = format!("CREATE UNIQUE INDEX ON {table} (municipality, subject, aggregate_id)");
            sqlx::query(&sql).execute(&mut *connection).await?;
            memory.is_indexed = true;
        }
        let (named, positions) = named_in(connection, municipality, batch).await?;
        let sql = format!(
            "INSERT INTO {table} AS known (municipality, subject, aggregate_type, aggregate_id, named_at, concerned_at)
             SELECT $1, named.* FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::bigint[]) AS named
             ON CONFLICT (municipality, subject, aggregate_id) DO UPDATE SET concerned_at = EXCLUDED.concerned_at
              WHERE known.concerned_at IS NULL AND EXCLUDED.concerned_at IS NOT NULL"
        );
        sqlx::query(&sql)
            .bind(municipality.as_str())
            .bind(named.keys().map(|(subject, _)| subject.as_uuid()).collect::<Vec<_>>())
            .bind(named.values().map(|named| named.aggregate_type.as_str()).collect::<Vec<_>>())
            .bind(named.keys().map(|(_, stream)| *stream).collect::<Vec<_>>())
            .bind(named.values().map(|named| named.named_at).collect::<Vec<_>>())
            .bind(named.values().map(|named| named.concerned_at).collect::<Vec<_>>())
            .execute(&mut *connection)
            .await?;
        let sql = format!(
            "INSERT INTO {events} (municipality, subject, position)
             SELECT $1, named.* FROM unnest($2::uuid[], $3::bigint[]) AS named"
        );
        sqlx::query(&sql)
            .bind(municipality.as_str())
            .bind(positions.iter().map(|(subject, _)| subject.as_uuid()).collect::<Vec<_>>())
            .bind(positions.iter().map(|(_, position)| *position).collect::<Vec<_>>())
            .execute(connection)
            .await?;
        Ok(())
    }

    async fn finish(_: &mut Memory, _: &mut PgConnection, _: Place, _: &Municipality) -> Result<(), ProjectionError> {
        Ok(())
    }

    /// What is folded stands in the table at once.
    fn rows(_: &Memory) -> usize {
        0
    }
}

/// Whom events name, each with the thing they belong to, and each with the events' positions.
type Named = (BTreeMap<(SubjectId, Uuid), Mention>, BTreeSet<(SubjectId, i64)>);

/// Whom the batch's events name.
async fn named_in(
    connection: &mut PgConnection,
    municipality: &Municipality,
    batch: &Batch,
) -> Result<Named, ProjectionError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, event_type, payload, actor ->> 'subject' AS recorded_by
           FROM events
          WHERE municipality = $1 AND position > $2 AND position <= $3 AND aggregate_type = ANY ($4)
            AND (aggregate_type <> 'Subject' OR event_type = 'AddressProtected')
          ORDER BY position",
    )
    .bind(municipality.as_str())
    .bind(batch.after)
    .bind(batch.last)
    .bind(NamedPersons::AGGREGATES)
    .fetch_all(connection)
    .await?;
    let (mut named, mut positions): Named = Named::default();
    for Row { position, aggregate_type, aggregate_id, event_type, payload, recorded_by } in rows {
        let stream = Uuid::parse_str(&aggregate_id).map_err(|_| ProjectionError::Misfit { position })?;
        let mut name = |subject: SubjectId, category: Option<Category>| {
            let concerned_at = (category != Some(Category::Employee)).then_some(position);
            positions.insert((subject, position));
            let known = named.entry((subject, stream)).or_insert_with(|| Mention {
                aggregate_type: aggregate_type.clone(),
                named_at: position,
                concerned_at: None,
            });
            known.concerned_at = known.concerned_at.or(concerned_at);
        };
        envelope::named_in(&payload, pseudonyms_in_event(&event_type), &mut name);
        // Whoever records something works there.
        if let Some(recorder) = recorded_by.and_then(|subject| subject.parse().ok()) {
            name(recorder, Some(Category::Employee));
        }
    }
    Ok((named, positions))
}

/// What names the person, in the order in which they first did.
pub async fn naming(
    pool: &PgPool,
    municipality: &Municipality,
    subject: SubjectId,
) -> Result<Vec<Naming>, sqlx::Error> {
    sqlx::query_as(
        "SELECT aggregate_type, aggregate_id, concerned_at IS NOT NULL AS is_concerned FROM named_persons
          WHERE municipality = $1 AND subject = $2 ORDER BY named_at, aggregate_id",
    )
    .bind(municipality.as_str())
    .bind(subject.as_uuid())
    .fetch_all(pool)
    .await
}

#[cfg(test)]
mod tests {
    use case_ledger_domain::case::{CaseAction, ReportingAction};
    use case_ledger_domain::ids::ReportId;
    use case_ledger_domain::law::{AddressProtectionGrade, AddressProtectionSource, ErasureBasis, RestrictionGround};
    use case_ledger_domain::people::{Decider, DeciderRole, Guardian, Roles};
    use case_ledger_domain::personal::Personal;
    use case_ledger_domain::subject::SubjectAction;
    use case_ledger_domain::subject::access::{AccessAsker, AccessKeptBack};
    use case_ledger_domain::time::oslo_date;

    use super::*;
    use crate::clock;
    use crate::ledger::history::Sight;
    use crate::ledger::{Actor, Program};
    use crate::projections::ReadModel;
    use crate::projections::rebuild::rebuild;
    use crate::projections::tests::{Server, subject_of, text};
    use crate::subject_access::{ExtractEntry, ExtractFor};

    #[tokio::test(flavor = "multi_thread")]
    async fn c12_what_names_a_person_is_known_and_whether_as_one_who_works_there() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let (case, other) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
        let worker = SubjectId::derived(&municipality, clock::new_id(), 0);
        let child = subject_of(&municipality, case);
        let send = CaseAction::Reporting(ReportingAction::SendReport {
            report: ReportId::derived(&municipality, clock::new_id(), 0),
            content: Personal::child(child, text("Barnet er i fare.")),
            duty_bearer: Decider {
                name: Personal::employee(worker, text("Leder Prøve")),
                role: DeciderRole::UnitLeader,
            },
            signed_by: None,
            sent_at: clock::now(),
        });
        server.execute(&municipality, clock::new_id(), case, send).await.unwrap();
        server.projector().catch_up().await.unwrap();

        let found = async |subject| {
            let found = naming(server.ledger.pool(), &municipality, subject).await.unwrap();
            found.into_iter().map(|of| (of.aggregate_type, of.aggregate_id, of.is_concerned)).collect::<Vec<_>>()
        };
        let of_case =
            |case: case_ledger_domain::ids::CaseId, is_concerned| ("Case".to_owned(), case.as_uuid(), is_concerned);
        assert_eq!(found(child).await, [of_case(case, true)]);
        assert_eq!(found(worker).await, [of_case(case, false)]);
        assert_eq!(found(subject_of(&municipality, other)).await, [of_case(other, true)]);
        assert_eq!(found(SubjectId::derived(&municipality, clock::new_id(), 0)).await, []);
        // Whoever recorded them works there.
        let recorder = Actor::program(&municipality, Program::Import).subject;
        assert_eq!(found(recorder).await, [of_case(case, false), of_case(other, false)]);

        // And by which events.
        let naming = async |subject: SubjectId| {
            let query = "SELECT array_agg(event_type ORDER BY position) FROM naming_events JOIN events USING (municipality, position)
                          WHERE municipality = $1 AND subject = $2";
            let found = sqlx::query_scalar::<_, Vec<String>>(query).bind(municipality.as_str()).bind(subject.as_uuid());
            found.fetch_one(server.ledger.pool()).await.unwrap()
        };
        assert_eq!(naming(worker).await, ["ReportSent"]);
        let of_child = naming(child).await;
        assert!(of_child.len() > 1 && of_child.contains(&"ReportSent".to_owned()), "{of_child:?}");

        let events: i64 = sqlx::query_scalar("SELECT count(*) FROM naming_events WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_one(server.ledger.pool())
            .await
            .unwrap();
        let again =
            rebuild(server.ledger.tasks(), &[ReadModel::NamedPersons], &municipality, &mut |_| {}).await.unwrap();
        assert_eq!((again[0].differences, again[0].rows), (0, 5 + events));
        server.end().await;
    }

    /// Who must not know where a child is has a right to be told that something is kept back, and no right to be told what.
    #[tokio::test(flavor = "multi_thread")]
    async fn c12_that_another_ones_address_is_kept_from_a_person_is_known_and_kept_back() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let case = server.emergency(&municipality).await;
        let child = subject_of(&municipality, case);
        let guardian = SubjectId::derived(&municipality, clock::new_id(), 0);
        let protect = SubjectAction::ProtectAddress {
            grade: AddressProtectionGrade::Confidential,
            source: AddressProtectionSource::Police,
            against: vec![Guardian { subject: guardian, name: Personal::guardian(guardian, text("Far Prøve")) }],
            protected_on: oslo_date(clock::now()),
        };
        server.on::<Subject>(&municipality, clock::new_id(), child.as_uuid(), protect).await.unwrap();
        // Who asked for that, who decided on it, and under which other pseudonym a child stands keeps nothing from anybody.
        let (officer, other) = (SubjectId::derived(&municipality, clock::new_id(), 0), subject_of(&municipality, case));
        let other = SubjectId::derived(&municipality, other.as_uuid(), 1);
        let rationale = || Personal::employee(officer, text("Vurdert."));
        let restrict = SubjectAction::Restrict {
            ground: RestrictionGround::ObjectionPending,
            visible_to: [].into(),
            rationale: rationale(),
        };
        let basis = ErasureBasis::UnlawfullyRecorded;
        let erase = SubjectAction::RequestErasure { basis, by: officer, rationale: rationale(), delay_days: 1 };
        let same = SubjectAction::RecordSameChild { child, other, rationale: rationale() };
        let not_the_same = SubjectAction::WithdrawSameChild { other, rationale: rationale() };
        for action in [restrict, erase, same, not_the_same] {
            server.on::<Subject>(&municipality, clock::new_id(), child.as_uuid(), action).await.unwrap();
        }
        server.projector().catch_up().await.unwrap();
        let found = naming(server.ledger.pool(), &municipality, guardian).await.unwrap();
        let of_child =
            Naming { aggregate_type: Subject::TYPE.to_owned(), aggregate_id: child.as_uuid(), is_concerned: true };
        assert_eq!(found, [of_child]);

        let asked = |subject, asker| ExtractFor {
            subject,
            asker,
            sight: Sight::open(Roles::default()),
            reached: None,
            sees_reports: true,
        };
        let by_guardian = asked(guardian, AccessAsker::Person);
        let entries = server.ledger.extract(&municipality, &by_guardian, 0, 9).await.unwrap();
        let [ExtractEntry { content: Err(AccessKeptBack::GuardiansMustNotKnow), read: None, .. }] = &entries[..] else {
            panic!("{entries:?}")
        };
        assert!(server.ledger.is_any_kept_from(&municipality, &by_guardian).await.unwrap());
        for person in [officer, other] {
            let asked = asked(person, AccessAsker::Person);
            assert!(!server.ledger.is_any_kept_from(&municipality, &asked).await.unwrap());
            let told = server.ledger.extract(&municipality, &asked, 0, 9).await.unwrap();
            assert!(told.iter().all(|entry| entry.content.is_ok()), "{told:?}");
        }
        // The child is told of its own.
        let by_child = server.ledger.extract(&municipality, &asked(child, AccessAsker::Person), 0, 99).await.unwrap();
        let told = by_child.iter().filter_map(|entry| entry.content.as_ref().ok());
        assert!(told.into_iter().any(|about| about.event_type == "AddressProtected"), "{by_child:?}");
        server.end().await;
    }
}
