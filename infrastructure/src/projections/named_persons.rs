//! `named_persons`: which cases, reports and investigations name a person, and which persons' protected addresses are
//! kept from that one, and which do so otherwise than as one who works there; `naming_blocks`: which of their events
//! do, where the thing is not about that person. Whatever else is decided and asked about another's data names nobody but who asked, who decided, and who works there. So the answer
//! to a person who asks for the own data is read from these alone (C12). Pseudonyms only. Rebuildable from the ledger;
//! nothing else writes these tables.
//!
//! It is the stored event that counts, and not its present form: what a person is asked about is what stands in the
//! ledger. So whom an event names is taken from its text as it was read.
//!
//! Nearly every event names the child that it is about and whoever recorded it. That they are named in a thing is remembered,
//! and written once. The child is told all that is about it, so that which of those events name it too is not written at
//! all; of everybody else, the positions within a block of the ledger are one row.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::investigation::Investigation;
use case_ledger_domain::personal::{Category, pseudonyms_in_event};
use case_ledger_domain::report::Report;
use case_ledger_domain::subject::Subject;
use cqrs_es::Aggregate as _;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Executor as _, FromRow};
use uuid::Uuid;

use super::streams::Streams;
use super::{Batch, Model, Place, ProjectionError};
use crate::personal::envelope;

/// Positions that are told of in one row. Whoever changes it changes what is stored.
pub(crate) const BLOCK: i64 = 512;
/// Namings that a fold remembers, a few megabytes.
const MOST_REMEMBERED: usize = 50_000;
/// How many of them take as much room as a row of other read models does.
const LIKE_A_ROW: usize = 10;

/// The read model.
pub(super) enum NamedPersons {}

/// What a fold remembers.
#[derive(Default)]
pub(super) struct Memory {
    /// Whether what is rebuilt can be looked up already.
    is_indexed: bool,
    /// Persons with things of which the table has that they name them, and whether otherwise than as one who works there.
    known: HashMap<(SubjectId, Uuid), bool>,
    /// Whom things are about.
    streams: Streams,
}

impl Memory {
    /// Whether that is more than is known, or may be; it is known from here on.
    fn learns(&mut self, person_in: (SubjectId, Uuid), is_concerned: bool) -> bool {
        if self.known.len() >= MOST_REMEMBERED {
            self.known.clear();
        }
        match self.known.entry(person_in) {
            Entry::Vacant(unknown) => {
                unknown.insert(is_concerned);
                true
            }
            Entry::Occupied(mut known) => is_concerned && !known.insert(true),
        }
    }
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

/// Whom an event names, as far as it is of those that are told of.
#[derive(Debug)]
pub struct NamedIn {
    /// The event's position.
    pub position: i64,
    /// The type of the thing that it belongs to.
    pub aggregate_type: &'static str,
    /// Which.
    pub aggregate_id: Uuid,
    /// Each with whether otherwise than as one who works there.
    pub persons: BTreeMap<SubjectId, bool>,
}

impl NamedIn {
    /// Whom an event names, by its stored text, who recorded it, and for whom. `None` where it is none of those that are told of.
    pub(super) fn read(
        position: i64,
        (aggregate_type, aggregate_id): (&str, Uuid),
        event_type: &str,
        text: &str,
        recorders: impl IntoIterator<Item = SubjectId>,
    ) -> Option<Self> {
        let aggregate_type = NamedPersons::AGGREGATES.iter().copied().find(|told_of| *told_of == aggregate_type)?;
        if aggregate_type == Subject::TYPE && event_type != "AddressProtected" {
            return None;
        }
        let mut persons = BTreeMap::new();
        let mut name = |subject: SubjectId, category: Option<Category>| {
            *persons.entry(subject).or_default() |= category != Some(Category::Employee);
        };
        envelope::named_in_text(text, pseudonyms_in_event(event_type), &mut name);
        // Whoever records something works there.
        recorders.into_iter().for_each(|recorder| name(recorder, Some(Category::Employee)));
        Some(Self { position, aggregate_type, aggregate_id, persons })
    }
}

/// Where a person is named in a thing for the first time.
struct Mention {
    aggregate_type: &'static str,
    named_at: i64,
    concerned_at: Option<i64>,
}

impl Model for NamedPersons {
    const NAME: &'static str = "named_persons";
    const VERSION: i32 = 5;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE, Report::TYPE, Investigation::TYPE, Subject::TYPE];
    const TABLES: &'static [&'static str] = &["named_persons", "naming_blocks"];

    type Memory = Memory;

    async fn fold(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        if place == Place::Rebuilt && !memory.is_indexed {
            let table = place.table("naming_blocks");
            let sql = format!("CREATE UNIQUE INDEX ON {table} (municipality, subject, block)");
            sqlx::query(&sql).execute(&mut *connection).await?;
            memory.is_indexed = true;
        }
        let things = batch.named.iter().filter(|named| named.aggregate_type != Subject::TYPE);
        memory.streams.get_to_know(connection, municipality, batch, things.map(|named| named.aggregate_id)).await?;
        let mut mentions: BTreeMap<(SubjectId, Uuid), Mention> = BTreeMap::new();
        let mut positions = BTreeSet::new();
        for &NamedIn { position, aggregate_type, aggregate_id, ref persons } in &batch.named {
            let child = memory.streams.child_of(aggregate_id);
            for (subject, is_concerned) in persons {
                if child != Some(*subject) {
                    positions.insert((*subject, position));
                }
                if memory.learns((*subject, aggregate_id), *is_concerned) {
                    let new = || Mention { aggregate_type, named_at: position, concerned_at: None };
                    let mention = mentions.entry((*subject, aggregate_id)).or_insert_with(new);
                    mention.concerned_at = mention.concerned_at.or(is_concerned.then_some(position));
                }
            }
        }
        write_mentions(connection, place, municipality, &mentions).await?;
        write_positions(connection, place, municipality, &positions).await
    }

    /// Of several rows of one person in one thing one is made.
    async fn finish(
        _: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        _: &Municipality,
    ) -> Result<(), ProjectionError> {
        let table = place.table("named_persons");
        let several = format!("{table}_several");
        connection
            .execute(
                format!(
                    "ALTER TABLE {table} RENAME TO {several}; CREATE TEMP TABLE {table} (LIKE {several});
                     INSERT INTO {table}
                     SELECT municipality, subject, aggregate_type, aggregate_id, min(named_at), min(concerned_at)
                       FROM {several} GROUP BY municipality, subject, aggregate_type, aggregate_id;
                     DROP TABLE {several}"
                )
                .as_str(),
            )
            .await?;
        Ok(())
    }

    /// What is folded stands in the table at once; what is known of that takes some room.
    fn rows(memory: &Memory) -> usize {
        memory.known.len() / LIKE_A_ROW + memory.streams.len()
    }
}

/// What becomes of a person's row that is there.
const KNOWN_ALREADY: &str = "ON CONFLICT (municipality, subject, aggregate_id)
    DO UPDATE SET concerned_at = EXCLUDED.concerned_at
    WHERE known.concerned_at IS NULL AND EXCLUDED.concerned_at IS NOT NULL";

async fn write_mentions(
    connection: &mut PgConnection,
    place: Place,
    municipality: &Municipality,
    mentions: &BTreeMap<(SubjectId, Uuid), Mention>,
) -> Result<(), ProjectionError> {
    if mentions.is_empty() {
        return Ok(());
    }
    let table = place.table("named_persons");
    let known = match place {
        Place::Live => KNOWN_ALREADY,
        // A look for each of them costs more than to bring them together at the end.
        Place::Rebuilt => "",
    };
    let sql = format!(
        "INSERT INTO {table} AS known (municipality, subject, aggregate_type, aggregate_id, named_at, concerned_at)
         SELECT $1, named.* FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::bigint[]) AS named {known}"
    );
    sqlx::query(&sql)
        .bind(municipality.as_str())
        .bind(mentions.keys().map(|(subject, _)| subject.as_uuid()).collect::<Vec<_>>())
        .bind(mentions.values().map(|mention| mention.aggregate_type).collect::<Vec<_>>())
        .bind(mentions.keys().map(|(_, stream)| *stream).collect::<Vec<_>>())
        .bind(mentions.values().map(|mention| mention.named_at).collect::<Vec<_>>())
        .bind(mentions.values().map(|mention| mention.concerned_at).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(())
}

async fn write_positions(
    connection: &mut PgConnection,
    place: Place,
    municipality: &Municipality,
    positions: &BTreeSet<(SubjectId, i64)>,
) -> Result<(), ProjectionError> {
    if positions.is_empty() {
        return Ok(());
    }
    let table = place.table("naming_blocks");
    let sql = format!(
        "INSERT INTO {table} AS known (municipality, subject, block, offsets)
         SELECT $1, subject, position / {BLOCK}, array_agg((position % {BLOCK})::smallint ORDER BY position)
           FROM unnest($2::uuid[], $3::bigint[]) AS named (subject, position) GROUP BY subject, position / {BLOCK}
         ON CONFLICT (municipality, subject, block) DO UPDATE SET offsets = known.offsets || EXCLUDED.offsets"
    );
    sqlx::query(&sql)
        .bind(municipality.as_str())
        .bind(positions.iter().map(|(subject, _)| subject.as_uuid()).collect::<Vec<_>>())
        .bind(positions.iter().map(|(_, position)| *position).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(())
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
    use case_ledger_domain::subject::access::{AccessAsker, AccessKeptBack};
    use case_ledger_domain::subject::{NumbersOfTwo, SubjectAction};
    use case_ledger_domain::time::oslo_date;

    use super::*;
    use crate::clock;
    use crate::ledger::authorship::tests::{accept, end_before, slip_in};
    use crate::ledger::bus::Fault;
    use crate::ledger::guard::StreamGap;
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
            let query = "SELECT coalesce(array_agg(event_type ORDER BY position), '{}')
                           FROM naming_blocks CROSS JOIN unnest(offsets) AS at
                           JOIN events USING (municipality) WHERE position = block * $3 + at AND municipality = $1 AND subject = $2";
            let found = sqlx::query_scalar::<_, Vec<String>>(query).bind(municipality.as_str()).bind(subject.as_uuid());
            found.bind(BLOCK).fetch_one(server.ledger.pool()).await.unwrap()
        };
        assert_eq!(naming(worker).await, ["ReportSent"]);
        assert_eq!(naming(child).await, Vec::<String>::new(), "the whole case is about the child");

        let again =
            rebuild(server.ledger.guard(), &[ReadModel::NamedPersons], &municipality, &mut |_| {}).await.unwrap();
        assert_eq!((again[0].differences, again[0].rows), (0, 5 + 2));
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
        let erase = SubjectAction::RequestErasure {
            basis,
            by: officer,
            rationale: rationale(),
            delay_days: 1,
            delay_by: None,
            worked_with: false,
        };
        let same =
            SubjectAction::RecordSameChild { child, other, numbers: NumbersOfTwo::NotBoth, rationale: rationale() };
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
        // And of no less than was written: where an entry was made one of another's, of nothing.
        let moved = format!(
            "SET session_replication_role = replica;
             DELETE FROM naming_blocks;
             UPDATE events SET aggregate_id = gen_random_uuid()::text WHERE aggregate_id = '{}' AND sequence = 2",
            child.as_uuid()
        );
        server.as_superuser(&moved).await;
        let lacking = server.ledger.extract(&municipality, &asked(child, AccessAsker::Person), 0, 99).await;
        assert!(matches!(lacking, Err(Fault::StreamGap(StreamGap { expected: 2, .. }))), "{lacking:?}");
        server.end().await;
    }

    /// Left out is what was accepted and stands there, and nothing that a program wrote in its place.
    #[tokio::test(flavor = "multi_thread")]
    async fn an_extract_tells_what_was_recorded_where_an_accepted_row_stood() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let child = subject_of(&municipality, server.emergency(&municipality).await);
        let head = server.ledger.head(&municipality).await.unwrap().unwrap();
        let position = slip_in(&server, &municipality, head, "").await;
        accept(&server, &municipality, position).await;
        end_before(&server, &municipality, position).await;
        server.ledger.authorship_anew(&municipality).await.unwrap();
        let protect = SubjectAction::ProtectAddress {
            grade: AddressProtectionGrade::Confidential,
            source: AddressProtectionSource::Police,
            against: Vec::new(),
            protected_on: oslo_date(clock::now()),
        };
        let told = server.on::<Subject>(&municipality, clock::new_id(), child.as_uuid(), protect).await.unwrap();
        assert_eq!(told.position, position);
        server.projector().catch_up().await.unwrap();
        let asked = ExtractFor {
            subject: child,
            asker: AccessAsker::Person,
            sight: Sight::open(Roles::default()),
            reached: None,
            sees_reports: true,
        };
        let entries = server.ledger.extract(&municipality, &asked, 0, 99).await.unwrap();
        let of_it = entries.iter().find(|entry| entry.position == position);
        let about = of_it.and_then(|entry| entry.content.as_ref().ok());
        assert_eq!(about.map(|about| about.event_type.as_str()), Some("AddressProtected"), "{entries:?}");
        server.end().await;
    }
}
