//! Persons of whom the ledger does not tell any more what was written.

use std::slice;

use case_ledger_domain::law::{AddressProtectionGrade, AddressProtectionSource, RestrictionGround};
use case_ledger_domain::people::Role;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::{NumbersOfTwo, SubjectAction};
use case_ledger_domain::text::Text;
use case_ledger_domain::time::oslo_date;
use sqlx::{Connection as _, PgConnection};

use super::*;
use crate::clock;
use crate::erasure::Erasure;
use crate::erasure::tests::record_erasure;
use crate::ledger::accepted::{AcceptError, accepted_rows};
use crate::ledger::authorship::tests::{accept, leaf_of, slip_in};
use crate::personal::envelope::event_id;
use crate::personal::told_last::{LackingEntry, PutBack, PutBackError, accept_restored};
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

    /// The ledger as it was before that position: it came back from a backup, or its end was cut off.
    async fn end_before(&self, position: i64) {
        self.forge(&format!(
            "DELETE FROM events WHERE municipality = '9901' AND position >= {position};
             UPDATE ledger_heads SET position = {position} - 1 WHERE municipality = '9901'"
        ))
        .await;
    }

    /// Has the statement that next reads what was recorded of persons find nothing at that position, and all after it what is there.
    async fn hide_once(&self, position: i64) {
        let hide = format!(
            "CREATE SEQUENCE readings;
             CREATE FUNCTION is_shown() RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
             DECLARE
                 reading CONSTANT bigint := trunc(extract(epoch FROM statement_timestamp()) * 1000000);
             BEGIN
                 IF current_query() NOT LIKE '%AS head, told.*%' THEN RETURN true; END IF;
                 IF NOT (SELECT is_called FROM readings) THEN PERFORM setval('readings', reading); END IF;
                 RETURN (SELECT last_value FROM readings) <> reading;
             END $$;
             ALTER TABLE events RENAME TO events_kept;
             CREATE VIEW events AS SELECT * FROM events_kept WHERE position <> {position} OR is_shown();
             GRANT SELECT ON events TO case_ledger_app"
        );
        self.server.as_superuser(&hide).await;
    }

    /// As it was before; answers whether something was hidden.
    async fn hide_no_more(&self) -> bool {
        let mut superuser = PgConnection::connect(&self.server.home.superuser_url()).await.unwrap();
        let hidden: bool =
            sqlx::query_scalar("SELECT is_called FROM readings").fetch_one(&mut superuser).await.unwrap();
        let undo = "DROP VIEW events; DROP FUNCTION is_shown; DROP SEQUENCE readings;
            ALTER TABLE events_kept RENAME TO events";
        sqlx::raw_sql(undo).execute(&mut superuser).await.unwrap();
        hidden
    }

    /// What the ledger lacks of that person, as it is told.
    fn lacking(&self, subject: SubjectId, sequence: i64, position: i64) -> LackingEntry {
        LackingEntry { municipality: self.municipality.clone(), subject, sequence, position }
    }

    async fn lacks(&self, ledger: &Ledger) -> Vec<LackingEntry> {
        let lacks = ledger.what_it_lacks(None).await.unwrap();
        let of_it = ledger.what_it_lacks(Some(&self.municipality)).await.unwrap();
        assert_eq!(ledger.what_it_lacks(Some(&"9902".parse().unwrap())).await.unwrap().entries, []);
        assert_eq!(lacks, of_it);
        lacks.entries
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
        let missing: Option<Vec<i64>> =
            missing.get(&self.municipality).map(|of_it| of_it.iter().map(|entry| entry.told_at).collect());
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
    telling.server.emergency(&telling.municipality).await;
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
    let looked = server.ledger.may_stay(municipality, &row).await;
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

/// The hash beside it stays, and what it says is of the same person at the same place.
#[tokio::test(flavor = "multi_thread")]
async fn c12_a_row_in_which_a_restriction_was_rewritten_is_not_accepted_and_frees_nobody_where_it_was() {
    let telling = Telling::begin().await;
    let (server, municipality) = (&telling.server, &telling.municipality);
    let restricted = person(1);
    let position = telling.restrict(restricted).await;
    telling.shown(&server.ledger, OFFICER, restricted).await;
    remember_heads(&server.ledger).await;
    let rewritten = "UPDATE events SET payload = replace(payload::text, 'data-protection-officer', 'employee')::json,
        code = substring(sha256('other') FOR 16)";
    telling.change(position, rewritten).await;
    let row = server.ledger.acceptable_row(municipality, position).await.unwrap();
    let refused = server.ledger.accept_row(municipality, &row, "Avklart av rådmannen.", "prøve").await;
    let Err(AcceptError::InPlaceOf { position: at, gone }) = refused else { panic!("{refused:?}") };
    assert_eq!((at, gone), (position, position));

    // As a server of before had it accepted.
    let mut owner = PgConnection::connect(&server.home.owner_urls().keys).await.unwrap();
    let accepted = "INSERT INTO accepted_rows (municipality, position, leaf, reason, accepted_by)
        VALUES ('9901', $1, $2, 'Avklart av rådmannen.', 'prøve')";
    sqlx::query(accepted).bind(position).bind(&row.leaf).execute(&mut owner).await.unwrap();
    let runs = &server.ledger;
    runs.standings().0.lock().unwrap().clear();
    runs.guard().look_again_at_what_was_found().await.unwrap();
    for ledger in [runs, &telling.another().await] {
        assert_eq!(telling.shown_to_both(ledger, restricted).await, [Shown::Withheld; 2]);
        ledger.guard().look_again_at_what_was_found().await.unwrap();
        assert_eq!(telling.told(ledger), [vec![], vec![position]]);
        assert_eq!(telling.shown_to_both(ledger, restricted).await, [Shown::Withheld; 2]);
        assert_eq!(telling.lacks(ledger).await, [telling.lacking(restricted, 1, position)]);
    }
    telling.put_back(position).await;
    telling.must_be_right_again(runs, restricted).await;
    assert_eq!(telling.lacks(runs).await, []);
    telling.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_beyond_the_ledgers_end_is_shown_and_accepted_right_behind_it_alone() {
    let telling = Telling::begin().await;
    let (server, municipality) = (&telling.server, &telling.municipality);
    let head = telling.restrict(person(1)).await;
    let slipped_in = slip_in(server, municipality, head, "").await;
    let (next, far) = (head + 1, head + 2);
    assert_eq!(slipped_in, next);
    let set_back = format!("UPDATE ledger_heads SET position = {head}");
    telling.forge(&format!("UPDATE events SET position = {far} WHERE position = {next}; {set_back}")).await;
    let mut connection = server.ledger.pool().acquire().await.unwrap();
    let leaf = to_hex(&leaf_of(&mut connection, municipality, far).await);
    telling.forge(&format!("UPDATE events SET leaf_hash = '\\x{leaf}' WHERE position = {far}")).await;
    let row = server.ledger.acceptable_row(municipality, far).await.unwrap();
    let looked = server.ledger.may_stay(municipality, &row).await;
    let accepted = server.ledger.accept_row(municipality, &row, "Avklart av rådmannen.", "prøve").await;
    for refused in [looked, accepted] {
        let Err(AcceptError::BeyondEnd { position, head: end }) = refused else { panic!("{refused:?}") };
        assert_eq!((position, end), (far, head));
    }
    assert_eq!(accepted_rows(server.ledger.keys().database(), None).await.unwrap(), []);
    telling.forge(&format!("UPDATE events SET position = {next} WHERE position = {far}")).await;
    let leaf = to_hex(&leaf_of(&mut connection, municipality, next).await);
    drop(connection);
    telling.forge(&format!("UPDATE events SET leaf_hash = '\\x{leaf}' WHERE position = {next}")).await;
    accept(server, municipality, next).await;
    assert_eq!(server.ledger.head(municipality).await.unwrap(), Some(next));
    telling.server.end().await;
}

/// That its end was cut off, nothing in the ledger tells from that it came back from a backup.
#[tokio::test(flavor = "multi_thread")]
async fn c12_whom_the_key_database_knows_more_of_than_the_ledger_is_shown_to_nobody_until_it_is_said_to_be_put_back() {
    let mut telling = Telling::begin().await;
    let [kept, restricted, other] = [person(1), person(2), person(3)];
    telling.restrict(kept).await;
    let position = telling.restrict(restricted).await;
    telling.shown(&telling.server.ledger, OFFICER, restricted).await;
    remember_heads(&telling.server.ledger).await;
    assert_eq!(telling.lacks(&telling.server.ledger).await, []);
    telling.end_before(position).await;

    telling.server.ledger = telling.another().await;
    let ledger = Arc::clone(&telling.server.ledger);
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2], "it may be anything");
    assert_eq!(telling.shown_to_both(&ledger, kept).await, [Shown::Withheld, Shown::Visible]);
    assert_eq!(telling.shown_to_both(&ledger, other).await, [Shown::Visible; 2]);
    assert_eq!(telling.told(&ledger), [vec![], vec![position]]);
    let lacking = telling.lacking(restricted, 1, position);
    assert_eq!(telling.lacks(&ledger).await, slice::from_ref(&lacking));

    // It goes on with another's entries in that place, and what was decided is recorded anew.
    telling.server.emergency(&telling.municipality).await;
    let anew = telling.restrict(restricted).await;
    assert!(anew > position);
    for ledger in [&ledger, &telling.another().await] {
        remember_heads(ledger).await;
        assert_eq!(telling.shown_to_both(ledger, restricted).await, [Shown::Withheld; 2]);
        assert_eq!(telling.told(ledger), [vec![], vec![position]]);
        assert_eq!(telling.lacks(ledger).await, slice::from_ref(&lacking), "nothing takes its place by itself");
    }
    // Not by a server's own rights.
    let (urls, municipality) = (telling.server.home.urls(), telling.municipality.clone());
    let refused = accept_restored(&ledger, &urls.keys, &municipality).await.unwrap_err();
    assert!(matches!(&refused, PutBackError::Keys(_)), "{refused:?}");
    assert_eq!(telling.lacks(&ledger).await, slice::from_ref(&lacking));
    let owner = telling.server.home.owner_urls().keys;
    let commanded = telling.another().await;
    let put_back = accept_restored(&commanded, &owner, &municipality).await.unwrap();
    assert_eq!(put_back, [PutBack { lacking, last: Some((1, anew)) }]);
    telling.must_be_right_again(&ledger, restricted).await;
    assert_eq!(telling.shown_to_both(&commanded, restricted).await, [Shown::Withheld, Shown::Visible]);
    assert_eq!(telling.lacks(&ledger).await, []);
    let again = accept_restored(&ledger, &owner, &municipality).await.unwrap_err();
    assert!(matches!(again, PutBackError::NothingLacks), "{again:?}");

    // What it has now is what is missed from here on.
    telling.change(anew, "DELETE FROM events").await;
    let started = telling.another().await;
    assert_eq!(telling.shown_to_both(&started, restricted).await, [Shown::Withheld; 2]);
    assert_eq!(telling.told(&started), [vec![], vec![anew]]);
    assert_eq!(telling.lacks(&started).await, [telling.lacking(restricted, 1, anew)]);
    telling.put_back(anew).await;
    telling.must_be_right_again(&started, restricted).await;
    telling.server.end().await;
}

/// As while servers are replaced one by one.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_server_writes_down_of_a_person_leaves_nobody_in_doubt() {
    let telling = Telling::begin().await;
    let restricted = person(1);
    telling.restrict(restricted).await;
    telling.shown(&telling.server.ledger, OFFICER, restricted).await;
    remember_heads(&telling.server.ledger).await;
    let position = telling.protect(restricted).await;
    let mut keys = PgConnection::connect(&telling.server.home.urls().keys).await.unwrap();
    let by_older =
        "INSERT INTO told_last AS known (municipality, subject, sequence, position) VALUES ('9901', $1, 2, $2)
        ON CONFLICT (municipality, subject) DO UPDATE SET sequence = excluded.sequence, position = excluded.position
         WHERE known.sequence < excluded.sequence AND known.position < excluded.position";
    let written = sqlx::query(by_older).bind(restricted.as_uuid()).bind(position).execute(&mut keys).await.unwrap();
    assert_eq!(written.rows_affected(), 1);
    let remembered = async || {
        let mut owner = PgConnection::connect(&telling.server.home.owner_urls().keys).await.unwrap();
        let remembered = "SELECT sequence, position, leaf FROM told_last";
        sqlx::query_as::<_, (i64, i64, Option<Vec<u8>>)>(remembered).fetch_one(&mut owner).await.unwrap()
    };
    assert_eq!(remembered().await, (2, position, None));
    let ledger = telling.another().await;
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld, Shown::Visible]);
    assert_eq!(telling.told(&ledger), [Vec::<i64>::new(), Vec::new()]);
    assert_eq!(telling.lacks(&ledger).await, []);
    // The next that knows just that entry tells which it is.
    remember_heads(&ledger).await;
    let mut connection = ledger.pool().acquire().await.unwrap();
    let leaf = leaf_of(&mut connection, &telling.municipality, position).await;
    drop(connection);
    assert_eq!(remembered().await, (2, position, Some(leaf.to_vec())));
    for change in ["leaf = sha256('other')", "leaf = NULL"] {
        let error = sqlx::query(&format!("UPDATE told_last SET {change}")).execute(&mut keys).await.expect_err(change);
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{change}: {error}");
    }
    telling.server.end().await;
}

/// Such as when the newest backup was found after all.
#[tokio::test(flavor = "multi_thread")]
async fn c12_a_server_that_runs_sees_that_its_ledger_ends_before_it_did_and_that_what_it_lacks_was_put_back() {
    let mut telling = Telling::begin().await;
    let [restricted, other] = [person(1), person(2)];
    let position = telling.restrict(restricted).await;
    let ledger = telling.another().await;
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld, Shown::Visible]);
    remember_heads(&ledger).await;
    telling.forge(&format!("CREATE TABLE kept AS SELECT * FROM events WHERE position = {position}")).await;
    telling.end_before(position).await;
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2]);
    assert_eq!(telling.told(&ledger), [vec![], vec![position]]);
    telling.forge(&format!("UPDATE ledger_heads SET position = {position} WHERE municipality = '9901'")).await;
    telling.put_back(position).await;
    telling.must_be_right_again(&ledger, restricted).await;

    // What is recorded where the ledger had come before is read.
    telling.end_before(position).await;
    assert_eq!(telling.shown_to_both(&ledger, other).await, [Shown::Visible; 2]);
    telling.server.ledger = telling.another().await;
    assert_eq!(telling.restrict(other).await, position);
    assert_eq!(telling.shown_to_both(&ledger, other).await, [Shown::Withheld, Shown::Visible]);
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2]);
    telling.server.end().await;
}

/// Whoever has the application's password may do that, and takes the restriction from nobody.
#[tokio::test(flavor = "multi_thread")]
async fn c12_what_was_decided_of_a_person_holds_wherever_the_head_is_set() {
    let telling = Telling::begin().await;
    let [restricted, protected, other] = [person(1), person(2), person(3)];
    telling.restrict(restricted).await;
    let head = telling.protect(protected).await;
    let runs = telling.another().await;
    let must_hold = async |ledger: &Ledger, whenever: &str| {
        assert_eq!(telling.shown_to_both(ledger, restricted).await, [Shown::Withheld, Shown::Visible], "{whenever}");
        assert_eq!(telling.shown_to_both(ledger, other).await, [Shown::Visible; 2], "{whenever}");
        assert_eq!(telling.whereabouts(ledger, protected).await, [Shown::Visible, Shown::Withheld], "{whenever}");
        assert_eq!(telling.told(ledger), [Vec::<i64>::new(), Vec::new()], "{whenever}");
    };
    must_hold(&runs, "as it is").await;
    remember_heads(&runs).await;
    let mut app = PgConnection::connect(&telling.server.home.urls().ledger).await.unwrap();
    for away in ["position = 0", "position = 1", "position = 1000000", "municipality = '9902'"] {
        sqlx::raw_sql(&format!("UPDATE ledger_heads SET {away}")).execute(&mut app).await.unwrap();
        let starts = telling.another().await;
        for ledger in [&runs, &starts, &runs, &starts] {
            must_hold(ledger, away).await;
        }
        let back = format!("UPDATE ledger_heads SET municipality = '9901', position = {head}");
        sqlx::raw_sql(&back).execute(&mut app).await.unwrap();
        for ledger in [&runs, &starts, &runs, &starts] {
            must_hold(ledger, &format!("{away} and back")).await;
            let standing = ledger.standing(&telling.municipality).await.unwrap();
            assert!(
                standing.position == head && standing.doubts.is_empty() && !standing.is_unsettled,
                "{away} and back"
            );
        }
    }
    telling.server.end().await;
}

/// Whoever may set the head sets it to where servers that run know the ledger, before they are asked again.
#[tokio::test(flavor = "multi_thread")]
async fn c12_what_is_decided_of_a_person_holds_where_the_head_is_set_before_it_and_nobody_had_read_it() {
    let telling = Telling::begin().await;
    let [protected, restricted, erased] = [person(1), person(2), person(3)];
    let head = telling.protect(protected).await;
    let (before, beyond) = (telling.another().await, telling.another().await);
    let mut erasure = Erasure::new(Arc::clone(&before));
    let mut app = PgConnection::connect(&telling.server.home.urls().ledger).await.unwrap();
    let mut set = async |position: i64| {
        sqlx::raw_sql(&format!("UPDATE ledger_heads SET position = {position}")).execute(&mut app).await.unwrap();
    };
    erasure.catch_up().await.unwrap();
    assert_eq!(telling.shown_to_both(&before, restricted).await, [Shown::Visible; 2]);
    set(1_000_000).await;
    assert_eq!(telling.shown_to_both(&beyond, restricted).await, [Shown::Visible; 2]);
    set(head).await;
    telling.restrict(restricted).await;
    record_erasure(&telling.server.ledger, &telling.municipality, erased).await;
    let last = telling.server.ledger.head(&telling.municipality).await.unwrap().unwrap();
    for position in [head, 1_000_000, head, last] {
        set(position).await;
        for ledger in [&before, &beyond, &before, &beyond] {
            assert_eq!(
                telling.shown_to_both(ledger, restricted).await,
                [Shown::Withheld, Shown::Visible],
                "{position}"
            );
            assert_eq!(telling.shown_to_both(ledger, erased).await, [Shown::Shredded; 2], "{position}");
            assert_eq!(telling.whereabouts(ledger, protected).await, [Shown::Visible, Shown::Withheld], "{position}");
        }
        if position == head {
            erasure.catch_up().await.unwrap();
            assert_eq!(
                before.keys().noted_erasures(&telling.municipality).await.unwrap().len(),
                1,
                "it is carried out"
            );
        }
    }
    let standing = before.standing(&telling.municipality).await.unwrap();
    assert!(standing.position == last && standing.beyond.is_empty() && standing.doubts.is_empty());
    telling.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_of_a_ledger_that_is_empty_all_that_the_key_database_remembers_is_lacking() {
    let telling = Telling::begin().await;
    let [restricted, other] = [person(1), person(2)];
    let position = telling.restrict(restricted).await;
    let runs = telling.another().await;
    assert_eq!(telling.shown_to_both(&runs, restricted).await, [Shown::Withheld, Shown::Visible]);
    remember_heads(&runs).await;
    telling.end_before(1).await;
    let starts = telling.another().await;
    for ledger in [&runs, &starts, &runs, &starts] {
        assert_eq!(telling.shown_to_both(ledger, restricted).await, [Shown::Withheld; 2]);
        assert_eq!(telling.shown_to_both(ledger, other).await, [Shown::Visible; 2]);
        assert_eq!(telling.told(ledger), [vec![], vec![position]]);
    }
    telling.server.end().await;
}

/// As where PostgreSQL goes on from a standby that lacked the last events, and nobody asked the server while it ended there.
#[tokio::test(flavor = "multi_thread")]
async fn c12_a_server_that_runs_reads_what_was_recorded_in_the_place_of_an_end_that_is_lost() {
    let mut telling = Telling::begin().await;
    let [lost, restricted] = [person(1), person(2)];
    let position = telling.protect(lost).await;
    let runs = telling.another().await;
    for are_more in [false, true] {
        assert_eq!(telling.shown(&runs, EMPLOYEE, lost).await, Shown::Visible);
        telling.end_before(position).await;
        telling.server.ledger = telling.another().await;
        assert_eq!(telling.restrict(restricted).await, position);
        if are_more {
            telling.protect(lost).await;
        }
        for ledger in [&runs, &telling.another().await] {
            assert_eq!(telling.shown_to_both(ledger, restricted).await, [Shown::Withheld, Shown::Visible]);
            let standing = ledger.standing(&telling.municipality).await.unwrap();
            assert_eq!(standing.is_address_protected(lost), are_more);
            assert_eq!(telling.told(ledger), [Vec::<i64>::new(), Vec::new()]);
        }
        telling.end_before(position).await;
        telling.server.ledger = telling.another().await;
        assert_eq!(telling.protect(lost).await, position);
    }
    telling.server.end().await;
}

/// That entry bears a number again which the server knows of another one.
#[tokio::test(flavor = "multi_thread")]
async fn c12_what_was_taken_out_and_decided_anew_is_shown_by_servers_that_run_once_the_ledger_is_said_to_be_put_back() {
    let mut telling = Telling::begin().await;
    let restricted = person(1);
    let position = telling.restrict(restricted).await;
    telling.server.emergency(&telling.municipality).await;
    let runs = telling.another().await;
    assert_eq!(telling.shown_to_both(&runs, restricted).await, [Shown::Withheld, Shown::Visible]);
    remember_heads(&runs).await;
    telling.forge(&format!("DELETE FROM events WHERE position = {position}")).await;
    telling.server.ledger = telling.another().await;
    let anew = telling.restrict(restricted).await;
    let starts = telling.another().await;
    for ledger in [&runs, &starts] {
        assert_eq!(telling.shown_to_both(ledger, restricted).await, [Shown::Withheld; 2], "something else was decided");
        assert_eq!(telling.told(ledger), [vec![], vec![position]]);
    }
    let owner = telling.server.home.owner_urls().keys;
    let commanded = telling.another().await;
    let put_back = accept_restored(&commanded, &owner, &telling.municipality).await.unwrap();
    let lacking = telling.lacking(restricted, 1, position);
    assert_eq!(put_back, [PutBack { lacking, last: Some((1, anew)) }]);
    for ledger in [&runs, &starts] {
        telling.must_be_right_again(ledger, restricted).await;
    }
    telling.server.end().await;
}

/// As where it is the first thing that is recorded since, about the same person.
#[tokio::test(flavor = "multi_thread")]
async fn c12_another_entry_in_the_very_place_of_one_that_is_lost_does_not_count_as_it() {
    let mut telling = Telling::begin().await;
    let restricted = person(1);
    let position = telling.restrict(restricted).await;
    telling.shown(&telling.server.ledger, OFFICER, restricted).await;
    remember_heads(&telling.server.ledger).await;
    telling.end_before(position).await;
    telling.server.ledger = telling.another().await;
    assert_eq!(telling.protect(restricted).await, position);
    let ledger = telling.another().await;
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2], "it was restricted");
    let lacking = telling.lacking(restricted, 1, position);
    assert_eq!(telling.lacks(&ledger).await, slice::from_ref(&lacking));
    let owner = telling.server.home.owner_urls().keys;
    let commanded = telling.another().await;
    let put_back = accept_restored(&commanded, &owner, &telling.municipality).await.unwrap();
    assert_eq!(put_back, [PutBack { lacking, last: Some((1, position)) }]);
    ledger.guard().look_again_at_what_was_found().await.unwrap();
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Visible; 2]);
    assert_eq!(telling.whereabouts(&ledger, restricted).await, [Shown::Visible, Shown::Withheld]);
    telling.server.end().await;
}

/// Whoever made it another's has it put back, not accepted.
#[tokio::test(flavor = "multi_thread")]
async fn c12_what_a_ledger_lacks_is_not_accepted_where_a_row_stands_that_no_program_wrote() {
    let telling = Telling::begin().await;
    let [restricted, other] = [person(1), person(2)];
    let position = telling.restrict(restricted).await;
    telling.shown(&telling.server.ledger, OFFICER, restricted).await;
    remember_heads(&telling.server.ledger).await;
    telling.change(position, &format!("UPDATE events SET aggregate_id = '{other}'")).await;
    let ledger = telling.another().await;
    assert_eq!(telling.lacks(&ledger).await, [telling.lacking(restricted, 1, position)]);
    let owner = telling.server.home.owner_urls().keys;
    let refused = accept_restored(&ledger, &owner, &telling.municipality).await.unwrap_err();
    assert!(matches!(refused, PutBackError::NotAsWritten(at) if at == position), "{refused:?}");
    let ledger = telling.another().await;
    assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld; 2]);
    telling.put_back(position).await;
    telling.must_be_right_again(&ledger, restricted).await;
    telling.server.end().await;
}

/// The rows are read by one statement, and what is missing is asked for by another.
#[tokio::test(flavor = "multi_thread")]
async fn c12_an_entry_that_is_put_back_while_it_is_missed_leaves_nobody_in_doubt() {
    let telling = Telling::begin().await;
    let restricted = person(1);
    let [first, last] = [telling.restrict(restricted).await, telling.protect(restricted).await];
    telling.shown(&telling.server.ledger, OFFICER, restricted).await;
    remember_heads(&telling.server.ledger).await;
    for position in [first, last] {
        telling.hide_once(position).await;
        let ledger = telling.another().await;
        assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld, Shown::Visible], "{position}");
        let standing = ledger.standing(&telling.municipality).await.unwrap();
        assert!(standing.is_address_protected(restricted) && standing.doubts.is_empty() && !standing.is_unsettled);
        assert_eq!(telling.told(&ledger), [Vec::<i64>::new(), Vec::new()]);
        assert!(telling.hide_no_more().await, "or this proves nothing");
    }
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

/// Whose they are takes a reading of the whole ledger to find.
#[tokio::test(flavor = "multi_thread")]
async fn whose_the_hash_and_the_code_are_beside_a_row_of_a_person_is_sought_once() {
    let telling = Telling::begin().await;
    let (server, municipality) = (&telling.server, &telling.municipality);
    let [restricted, other] = [person(1), person(2)];
    let copied = telling.restrict(restricted).await;
    let far = slip_in(server, municipality, copied, &format!("aggregate_id = '{other}', leaf_hash = leaf_hash")).await;
    telling
        .forge(&format!(
            "UPDATE events SET position = position + 1000 WHERE position = {far};
             UPDATE ledger_heads SET position = {far} - 1;
             CREATE SEQUENCE searches;
             CREATE FUNCTION is_searched() RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
             BEGIN
                 RETURN current_query() NOT LIKE '%leaf_hash = ANY%' OR nextval('searches') > 0;
             END $$;
             ALTER TABLE events RENAME TO events_kept;
             CREATE VIEW events AS SELECT * FROM events_kept WHERE position <> {copied} OR is_searched();
             GRANT SELECT, INSERT ON events TO case_ledger_app"
        ))
        .await;
    let searches = async || {
        let mut superuser = PgConnection::connect(&server.home.superuser_url()).await.unwrap();
        let searches = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM searches";
        sqlx::query_scalar::<_, i64>(searches).fetch_one(&mut superuser).await.unwrap()
    };
    for (nth, ledger) in (1..).zip([Arc::clone(&server.ledger), telling.another().await]) {
        // By many at once, again after each new event, and whenever all is read anew.
        let asked = (0..8).map(|_| telling.shown_to_both(&ledger, other));
        assert_eq!(futures::future::join_all(asked).await, [[Shown::Visible; 2]; 8]);
        for _ in 0..2 {
            server.emergency(municipality).await;
            assert_eq!(telling.shown_to_both(&ledger, other).await, [Shown::Visible; 2]);
        }
        ledger.guard().look_again_at_what_was_found().await.unwrap();
        ledger.standings().0.lock().unwrap().clear();
        assert_eq!(telling.shown_to_both(&ledger, other).await, [Shown::Visible; 2]);
        assert_eq!(telling.shown_to_both(&ledger, restricted).await, [Shown::Withheld, Shown::Visible]);
        assert_eq!(telling.told(&ledger), [vec![far + 1000], vec![]]);
        assert_eq!(searches().await, nth);
    }
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
