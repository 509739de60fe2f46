//! Persons of whom the ledger does not tell any more what was written.

use case_ledger_domain::law::{AddressProtectionGrade, AddressProtectionSource, RestrictionGround};
use case_ledger_domain::people::Role;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::{NumbersOfTwo, SubjectAction};
use case_ledger_domain::text::Text;
use case_ledger_domain::time::oslo_date;
use sqlx::{Connection as _, PgConnection};

use super::*;
use crate::clock;
use crate::ledger::accepted::{AcceptError, accepted_rows};
use crate::ledger::authorship::tests::{accept, leaf_of, slip_in};
use crate::personal::envelope::event_id;
use crate::projections::tests::{Server, text};
use crate::proof::memory::remember_heads;
use crate::secret_file::to_hex;

const OFFICER: Role = Role::DataProtectionOfficer;
const EMPLOYEE: Role = Role::Employee;

fn person(number: u128) -> SubjectId {
    SubjectId::from_uuid(Uuid::from_u128(number))
}

fn rationale() -> Personal<Text> {
    Personal::employee(person(99), text("Vurdert."))
}

/// A ledger that tells of persons.
struct Telling {
    server: Server,
    municipality: Municipality,
}

impl Telling {
    async fn begin() -> Self {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        Self { server, municipality }
    }

    /// Answers at which position it is told.
    async fn of(&self, person: SubjectId, action: SubjectAction) -> i64 {
        let told = self.server.on::<Subject>(&self.municipality, clock::new_id(), person.as_uuid(), action).await;
        told.unwrap().position
    }

    /// Has the person shown to the data protection officer alone.
    async fn restrict(&self, person: SubjectId) -> i64 {
        let (ground, visible_to) = (RestrictionGround::ObjectionPending, [OFFICER].into());
        self.of(person, SubjectAction::Restrict { ground, visible_to, rationale: rationale() }).await
    }

    async fn protect(&self, person: SubjectId) -> i64 {
        let action = SubjectAction::ProtectAddress {
            grade: AddressProtectionGrade::Confidential,
            source: AddressProtectionSource::Police,
            against: Vec::new(),
            protected_on: oslo_date(clock::now()),
        };
        self.of(person, action).await
    }

    async fn forge(&self, sql: &str) {
        self.server.as_superuser(&format!("SET session_replication_role = replica; {sql}")).await;
    }

    /// Does that to the row at the position, and keeps it as it was.
    async fn change(&self, position: i64, change: &str) {
        let of_it = format!("WHERE municipality = '9901' AND position = {position}");
        self.forge(&format!("CREATE TABLE kept AS SELECT * FROM events {of_it}; {change} {of_it}")).await;
    }

    async fn put_back(&self, position: i64) {
        let of_it = format!("WHERE municipality = '9901' AND position = {position}");
        self.forge(&format!("DELETE FROM events {of_it}; INSERT INTO events SELECT * FROM kept; DROP TABLE kept"))
            .await;
    }

    /// A server that has just started, and remembers nothing.
    async fn another(&self) -> Arc<Ledger> {
        self.server.home.ledger(4).await.unwrap().1
    }

    async fn shown(&self, ledger: &Ledger, role: Role, person: SubjectId) -> Shown {
        let sight = Sight::open(Roles::from_iter([role]));
        ledger.veil(&self.municipality, sight).await.unwrap().shows(person)
    }

    /// What that server shows of the person to an employee and to the officer.
    async fn shown_to_both(&self, ledger: &Ledger, person: SubjectId) -> [Shown; 2] {
        [self.shown(ledger, EMPLOYEE, person).await, self.shown(ledger, OFFICER, person).await]
    }

    /// What that server shows a unit's leader of where the person is, and what may be handed out of it.
    async fn whereabouts(&self, ledger: &Ledger, person: SubjectId) -> [Shown; 2] {
        let leader = Sight::open(Roles::from_iter([Role::UnitLeader]));
        let veil = ledger.veil(&self.municipality, leader).await.unwrap();
        [veil.shows_whereabouts(person), veil.hands_out_at(person, "/child/contact")]
    }

    /// Where that server tells that rows are not as written, and where that one is missing.
    fn told(&self, ledger: &Ledger) -> [Vec<i64>; 2] {
        let (found, missing) = (ledger.guard().found(), ledger.guard().missing());
        let found: Option<Vec<i64>> = found.get(&self.municipality).map(|of_it| of_it.keys().copied().collect());
        let missing: Option<Vec<i64>> = missing.get(&self.municipality).map(|of_it| of_it.keys().copied().collect());
        [found.unwrap_or_default(), missing.unwrap_or_default()]
    }

    /// The server that found it sees that it is put back.
    async fn must_be_right_again(&self, ledger: &Ledger, restricted: SubjectId) {
        ledger.guard().look_again_at_what_was_found().await.unwrap();
        assert_eq!(self.shown_to_both(ledger, restricted).await, [Shown::Withheld, Shown::Visible]);
        assert_eq!(self.told(ledger), [Vec::<i64>::new(), Vec::new()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_of_whom_a_row_was_changed_nobody_is_shown_anything_until_it_is_put_back() {
    let telling = Telling::begin().await;
    let [restricted, protected, other] = [person(1), person(2), person(3)];
    let position = telling.restrict(restricted).await;
    telling.protect(protected).await;
    telling.change(position, "UPDATE events SET metadata = '{}'").await;

    let ledger = telling.another().await;
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2], "nobody knows who is named");
    assert_eq!(telling.shown_to_both(&ledger, other).await, [Shown::Visible; 2]);
    assert_eq!(telling.told(&ledger), [vec![position], vec![]]);
    let municipality = &telling.municipality;
    assert!(ledger.is_erased_or_restricted(municipality, restricted).await.unwrap());
    let standing = ledger.standing(municipality).await.unwrap();
    assert!(standing.is_address_protected(restricted) && !standing.is_address_protected(other));
    let how = ledger.protected_addresses(municipality, vec![protected, other]).await.unwrap();
    assert_eq!(how.len(), 1);
    let how = ledger.protected_addresses(municipality, vec![restricted]).await;
    assert!(matches!(&how, Err(Fault::NotAsWritten(wrong)) if wrong.position == position), "{how:?}");
    let erasable = ledger.same_child_lets_erase(municipality, restricted).await;
    assert!(matches!(&erasable, Err(Fault::NotAsWritten(_))), "{erasable:?}");

    telling.put_back(position).await;
    telling.must_be_right_again(&ledger, restricted).await;
    telling.server.end().await;
}

/// That it is protected, a changed row may hide.
#[tokio::test(flavor = "multi_thread")]
async fn c12_where_somebody_is_of_whom_a_row_was_changed_is_told_to_nobody() {
    let telling = Telling::begin().await;
    let protected = person(1);
    let position = telling.protect(protected).await;
    let as_protected = [Shown::Visible, Shown::Withheld];
    let server = &telling.server;
    assert_eq!(telling.whereabouts(&server.ledger, protected).await, as_protected, "a leader may know");
    telling.change(position, "UPDATE events SET event_type = 'AddressProtectionLifted'").await;
    let ledger = telling.another().await;
    assert_eq!(telling.whereabouts(&ledger, protected).await, [Shown::Withheld; 2]);
    telling.put_back(position).await;
    ledger.guard().look_again_at_what_was_found().await.unwrap();
    assert_eq!(telling.whereabouts(&ledger, protected).await, as_protected);
    telling.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_s2_48_a_changed_row_leaves_both_in_doubt_of_whom_it_says_that_they_are_one_child() {
    let telling = Telling::begin().await;
    let [restricted, twin] = [person(1), person(2)];
    telling.restrict(restricted).await;
    let same = SubjectAction::RecordSameChild {
        child: twin,
        other: restricted,
        numbers: NumbersOfTwo::NotBoth,
        rationale: rationale(),
    };
    let position = telling.of(twin, same).await;
    telling.change(position, "UPDATE events SET metadata = '{}'").await;
    let ledger = telling.another().await;
    for one in [restricted, twin] {
        assert_eq!(telling.shown_to_both(&ledger, one).await, [Shown::Withheld; 2]);
    }
    let erasable = ledger.same_child_lets_erase(&telling.municipality, restricted).await;
    assert!(matches!(&erasable, Err(Fault::NotAsWritten(_))), "{erasable:?}");
    telling.put_back(position).await;
    telling.must_be_right_again(&ledger, restricted).await;
    telling.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_of_whom_an_entry_is_missing_nobody_is_shown_anything_until_it_is_put_back() {
    let telling = Telling::begin().await;
    let [restricted, other] = [person(1), person(2)];
    let position = telling.restrict(restricted).await;
    let next = telling.protect(restricted).await;
    // What looks as if no program had written it is missing no less: none writes behind such a row.
    let by_nobody = "UPDATE events SET code = substring(sha256('other') FOR 16)";
    for (change, told) in [("DELETE FROM events", [vec![], vec![next]]), (by_nobody, [vec![position], vec![]])] {
        telling.change(position, change).await;
        let ledger = telling.another().await;
        assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2], "{change}");
        assert_eq!(telling.shown_to_both(&ledger, other).await, [Shown::Visible; 2]);
        assert_eq!(telling.told(&ledger), told, "{change}");
        let how = ledger.protected_addresses(&telling.municipality, vec![restricted]).await;
        assert!(matches!(&how, Err(Fault::StreamGap(lacks)) if lacks.expected == 1), "{how:?}");
        telling.put_back(position).await;
        telling.must_be_right_again(&ledger, restricted).await;
    }
    telling.server.end().await;
}

/// Nothing stands behind it that would tell.
#[tokio::test(flavor = "multi_thread")]
async fn c12_that_the_last_entry_of_a_person_is_gone_the_key_database_tells() {
    let telling = Telling::begin().await;
    let [restricted, other] = [person(1), person(2)];
    let position = telling.restrict(restricted).await;
    // Who has just decided it asks what holds; that is written down within a second.
    telling.shown(&telling.server.ledger, OFFICER, restricted).await;
    remember_heads(&telling.server.ledger).await;
    let case = telling.server.emergency(&telling.municipality).await.as_uuid();
    let anothers = format!("UPDATE events SET aggregate_id = '{other}'");
    for (change, told) in [
        ("DELETE FROM events", [vec![], vec![position]]),
        (anothers.as_str(), [vec![position], vec![]]),
        ("UPDATE events SET aggregate_type = 'Settings'", [vec![position], vec![]]),
        ("UPDATE events SET code = substring(sha256('other') FOR 16)", [vec![position], vec![]]),
    ] {
        telling.change(position, change).await;
        let ledger = telling.another().await;
        assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2], "{change}");
        assert_eq!(telling.told(&ledger), told, "{change}");
        telling.put_back(position).await;
        telling.must_be_right_again(&ledger, restricted).await;
    }
    // A ledger that came back from a backup of before never knew of it.
    telling.forge(&format!("DELETE FROM events WHERE aggregate_id = '{case}'")).await;
    let back = format!("UPDATE ledger_heads SET position = {position} - 1; DELETE FROM events");
    telling.change(position, &back).await;
    let ledger = telling.another().await;
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Visible; 2]);

    // What is remembered goes on, and not back.
    let mut keys = PgConnection::connect(&telling.server.home.urls().keys).await.unwrap();
    for change in ["UPDATE told_last SET sequence = sequence - 1", "DELETE FROM told_last"] {
        let error = sqlx::query(change).execute(&mut keys).await.expect_err(change);
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{change}: {error}");
    }
    telling.server.end().await;
}

/// What was decided about the person would be gone for good, and the row that took its place stay.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_in_the_place_of_what_was_recorded_of_a_person_is_shown_and_not_accepted() {
    let telling = Telling::begin().await;
    let (server, municipality) = (&telling.server, &telling.municipality);
    let [restricted, other] = [person(1), person(2)];
    let first = telling.restrict(restricted).await;
    let second = telling.protect(restricted).await;
    let others = telling.protect(other).await;
    telling.shown(&server.ledger, OFFICER, restricted).await;
    remember_heads(&server.ledger).await;
    telling.change(second, &format!("UPDATE events SET aggregate_id = '{}'", person(3))).await;
    let forged = slip_in(server, municipality, first, "").await;
    let row = server.ledger.acceptable_row(municipality, forged).await.unwrap();
    assert_eq!((row.position, row.sequence, row.aggregate_id.as_str()), (forged, 2, restricted.to_string().as_str()));
    let looked = server.ledger.must_stand_in_nobodys_place(municipality, &row).await;
    let accepted = server.ledger.accept_row(municipality, &row, "Avklart av rådmannen.", "prøve").await;
    for refused in [looked, accepted] {
        let Err(AcceptError::InPlaceOf { position, gone }) = refused else { panic!("{refused:?}") };
        assert_eq!((position, gone), (forged, second));
    }
    assert_eq!(accepted_rows(server.ledger.keys().database(), None).await.unwrap(), []);
    // What stands behind all that was recorded of a person is in nobody's place.
    let behind = slip_in(server, municipality, others, "").await;
    accept(server, municipality, behind).await;
    telling.server.end().await;
}

/// Whoever may insert hides nobody.
#[tokio::test(flavor = "multi_thread")]
async fn what_no_program_wrote_says_of_nobody_that_the_person_is_restricted() {
    let telling = Telling::begin().await;
    let [restricted, other] = [person(1), person(2)];
    let (position, command) = (telling.restrict(restricted).await, clock::new_id());
    let forged = position + 1;
    telling
        .forge(&format!(
            "UPDATE ledger_heads SET position = {forged};
             INSERT INTO events
             SELECT municipality, {forged}, aggregate_type, '{other}', 1, event_type, event_version, payload, metadata,
                    '{}', '{command}', 0, correlation_id, causation_id, actor, occurred_at, recorded_at, leaf_hash, code
               FROM events WHERE position = {position}",
            event_id(&telling.municipality, command, 0)
        ))
        .await;
    let mut connection = telling.server.ledger.pool().acquire().await.unwrap();
    let leaf = leaf_of(&mut connection, &telling.municipality, forged).await;
    drop(connection);
    telling.forge(&format!("UPDATE events SET leaf_hash = '\\x{}' WHERE position = {forged}", to_hex(&leaf))).await;
    let ledger = telling.another().await;
    assert_eq!(telling.shown_to_both(&ledger, other).await, [Shown::Visible; 2]);
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld, Shown::Visible]);
    assert_eq!(telling.told(&ledger), [vec![forged], vec![]]);
    telling.server.end().await;
}

/// It could be another one when it is looked at than when it was read.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_in_of_a_person_is_the_row_that_was_looked_at() {
    let telling = Telling::begin().await;
    let restricted = person(1);
    let position = telling.restrict(restricted).await;
    telling.server.reads_once(position, "data-protection-officer", "employee").await;
    let ledger = telling.another().await;
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2]);
    assert_eq!(telling.told(&ledger), [vec![position], vec![]]);
    telling.must_be_right_again(&ledger, restricted).await;
    telling.server.end().await;
}
