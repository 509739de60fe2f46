//! The intake against a real ledger: whose command ids nobody can use first, and what stops it.

use case_ledger_domain::case::{
    AboutGuardians, CaseAction, CopyAction, Document, FamilyAction, Party, PartyKind, ReportingAction,
};
use case_ledger_domain::ids::{DraftId, SubjectId};
use case_ledger_domain::law::{AddressProtectionGrade, AddressProtectionSource};
use case_ledger_domain::people::{Guardian, Roles};
use case_ledger_domain::report::TriageConclusion;
use case_ledger_domain::subject::{NumbersOfTwo, Subject, SubjectAction};
use case_ledger_domain::time::oslo_date;

use super::*;
use crate::clock;
use crate::ledger::authorship::tests::{accept, slip_in};
use crate::personal::keys::Named;
use crate::personal::sight::Sight;
use crate::projections::rebuild::rebuild;
use crate::projections::runner::Projector;
use crate::projections::standing::{retry, take_in_anew};
use crate::projections::tests::{Server, decision, observation, subject_of, text};

async fn sent_event(server: &Server, municipality: &Municipality, command: Uuid) -> Uuid {
    sqlx::query_scalar("SELECT event_id FROM events WHERE municipality = $1 AND command_id = $2")
        .bind(municipality.as_str())
        .bind(command)
        .fetch_one(server.ledger.pool())
        .await
        .unwrap()
}

async fn version(server: &Server, municipality: &Municipality, report: ReportId) -> i64 {
    server.ledger.load::<Report>(municipality, report.as_uuid()).await.unwrap().version
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_report_stops_its_own_municipalitys_intake_visibly_until_it_is_tried_again() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let (ours, theirs) = (server.open("9901").await, server.open("9902").await);

    // An id out of public constants, used first: it is not the intake's.
    let (case, command) = (server.emergency(&theirs).await, clock::new_id());
    let theirs_report = server.report(&theirs, case, command).await;
    let event = sent_event(&server, &theirs, command).await;
    let guessed = CommandId::derived(&theirs, event, 0).as_uuid();
    server.execute(&theirs, guessed, case, observation(&theirs, case)).await.unwrap();

    // The intake's own id, which takes the municipality's key to know.
    let (case, command) = (server.emergency(&ours).await, clock::new_id());
    let report = server.report(&ours, case, command).await;
    let event = sent_event(&server, &ours, command).await;
    let id = intake_command_id(server.ledger.keys(), &ours, event).await.unwrap();
    assert_ne!(id, intake_command_id(server.ledger.keys(), &theirs, event).await.unwrap());
    server.execute(&ours, id.as_uuid(), case, observation(&ours, case)).await.unwrap();

    intake.catch_up().await.unwrap();
    assert!(version(&server, &theirs, theirs_report).await > 0);
    assert_eq!(version(&server, &ours, report).await, 0);
    let projector = server.projector();
    projector.catch_up().await.unwrap();
    let stopped = projector.behind().await.unwrap();
    let stopped: Vec<_> = stopped.iter().filter(|one| one.fault.is_some()).collect();
    assert_eq!(
        (stopped.len(), stopped[0].municipality.as_str(), stopped[0].read_model.as_str()),
        (1, "9901", "intake")
    );
    let fault = stopped[0].fault.clone().unwrap();
    assert!(fault.ends_with("was not taken in: another command was recorded under this id"), "{fault}");
    assert_eq!(projector.faults().await.unwrap().len(), 1);

    // It waits; where the fault is taken away, it tries at once, and others' go on meanwhile.
    let (case, command) = (server.emergency(&theirs).await, clock::new_id());
    let another = server.report(&theirs, case, command).await;
    intake.catch_up().await.unwrap();
    assert!(version(&server, &theirs, another).await > 0);
    assert_eq!(retry(server.ledger.pool(), Some(&ours)).await.unwrap(), 1);
    assert_eq!(projector.faults().await.unwrap(), []);
    intake.catch_up().await.unwrap();
    assert_eq!(projector.faults().await.unwrap().len(), 1);
    server.end().await;
}

/// It could be another one when it is looked at than when it was read.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_in_is_the_row_that_was_looked_at() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let (case, command) = (server.emergency(&municipality).await, clock::new_id());
    let report = server.report(&municipality, case, command).await;
    let position: i64 =
        sqlx::query_scalar("SELECT max(position) FROM events").fetch_one(server.ledger.pool()).await.unwrap();
    server.reads_once(position, "Solbakken", "Utenfor").await;
    let (_, ledger) = server.home.ledger(4).await.unwrap();
    Intake::new(Arc::clone(&ledger)).catch_up().await.unwrap();
    let faults = server.projector().faults().await.unwrap();
    let [(follower, _, fault)] = &faults[..] else { panic!("{faults:?}") };
    let says = format!("the row at position {position} was not written by a program of this ledger");
    assert!(follower == "intake" && fault.ends_with(&says), "{follower}: {fault}");
    assert_eq!(version(&server, &municipality, report).await, 0);
    server.end().await;
}

/// Its id stands in its case's event, where somebody who writes to the database can read it before the intake does.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_under_whose_id_somebody_elses_row_was_accepted_is_received_behind_it() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    let (elsewhere, case) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
    server.report(&municipality, elsewhere, clock::new_id()).await;
    intake.catch_up().await.unwrap();
    let received = "SELECT position FROM events WHERE event_type = 'ReportReceived'";
    let received: i64 = sqlx::query_scalar(received).fetch_one(server.ledger.pool()).await.unwrap();
    let report = server.report(&municipality, case, clock::new_id()).await;
    let sets = format!("aggregate_id = '{}', sequence = 1", report.as_uuid());
    let slipped_in = slip_in(&server, &municipality, received, &sets).await;
    intake.catch_up().await.unwrap();
    let faults = server.projector().faults().await.unwrap();
    assert!(faults.iter().any(|(follower, _, _)| follower == "intake"), "{faults:?}");

    accept(&server, &municipality, slipped_in).await;
    // By servers that start: those that run try again after a while.
    let (databases, ledger) = server.home.ledger(4).await.unwrap();
    let intake = Intake::new(Arc::clone(&ledger));
    intake.catch_up().await.unwrap();
    Projector::new(&ledger).catch_up().await.unwrap();
    let today = oslo_date(clock::now());
    let acknowledge = ReportAction::Acknowledge { sent_on: today };
    let (id, event) = (CommandId::from_uuid(clock::new_id()), clock::new_id());
    let context = intake_context(&municipality, id, event, event, clock::now());
    ledger.execute::<Report>(&context, report.as_uuid(), acknowledge).await.unwrap();
    intake.catch_up().await.unwrap();
    let told = ledger.load::<Case>(&municipality, case.as_uuid()).await.unwrap();
    assert_eq!(told.aggregate.answers_to(report).acknowledged_on, Some(today));
    let live = ledger.load::<Report>(&municipality, report.as_uuid()).await.unwrap();
    assert_eq!(live.aggregate.received().and_then(|received| received.case), Some(case));

    // Read models know what it began with, also where they meet only what came later.
    let projector = Projector::new(&ledger);
    projector.catch_up().await.unwrap();
    assert_eq!(projector.faults().await.unwrap(), []);
    let listed = "SELECT count(*) FROM report_register WHERE report_id = ANY ($1) AND acknowledged_on IS NOT NULL";
    let listed: i64 =
        sqlx::query_scalar(listed).bind(vec![report.as_uuid()]).fetch_one(server.ledger.pool()).await.unwrap();
    assert_eq!(listed, 1);
    let shown = ledger.report_texts(&municipality, &[report.as_uuid()], Sight::open(Roles::default())).await.unwrap();
    assert_eq!(shown.len(), 1);
    databases.close().await;
    server.end().await;
}

/// A fault later in a batch, or another server, has it followed once more.
#[tokio::test(flavor = "multi_thread")]
async fn r_6_what_is_told_of_withholding_a_second_time_does_not_have_the_last_word() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let report = server.report(&municipality, case, clock::new_id()).await;
    let today = oslo_date(clock::now());
    let withhold = || FamilyAction::WithholdGuardianNotification {
        ground: WithholdingGround::Violence,
        decision: decision(&municipality, case, "Far truer mor."),
        withheld_on: today,
    };
    // The second changes nothing.
    let lift = FamilyAction::LiftGuardianNotificationWithholding {
        decision: decision(&municipality, case, "Far er fengslet."),
        lifted_on: today,
    };
    for action in [withhold(), withhold(), lift] {
        server.execute(&municipality, clock::new_id(), case, CaseAction::Family(action)).await.unwrap();
    }
    intake.catch_up().await.unwrap();
    let told = version(&server, &municipality, report).await;
    server.as_superuser("UPDATE projections SET position = 0 WHERE read_model = 'intake'").await;
    intake.catch_up().await.unwrap();
    let live = server.ledger.load::<Report>(&municipality, report.as_uuid()).await.unwrap();
    assert_eq!(live.aggregate.received().unwrap().withheld_from_guardians, None);
    assert_eq!(live.version, told, "nothing is told twice");
    server.end().await;
}

/// R-41, R-42: whoever reported learns in the case what the service told, once, however often it is followed.
#[tokio::test(flavor = "multi_thread")]
async fn r_41_r_42_what_the_service_tells_whoever_reported_comes_back_to_the_case() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let report = server.report(&municipality, case, clock::new_id()).await;
    intake.catch_up().await.unwrap();
    let today = oslo_date(clock::now());
    let triage = TriageConclusion {
        code: "2".to_owned(),
        clarification: None,
        urgent_measures: false,
        decision: decision(&municipality, case, "Vurdert."),
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        investigated: false,
        decided_on: today,
    };
    let acts = [
        ReportAction::Acknowledge { sent_on: today },
        ReportAction::Triage(Box::new(triage)),
        ReportAction::InformReporter { informed_on: today },
    ];
    for action in acts {
        server.on::<Report>(&municipality, clock::new_id(), report.as_uuid(), action).await.unwrap();
    }
    intake.catch_up().await.unwrap();
    let answered = server.ledger.load::<Case>(&municipality, case.as_uuid()).await.unwrap();
    let answers = answered.aggregate.answers_to(report);
    assert_eq!(answers.acknowledged_on, Some(today));
    assert_eq!(answers.feedback, [(ServiceFeedback::InvestigationFollows, today)], "and not what triage came to");

    server.as_superuser("UPDATE projections SET position = 0 WHERE read_model IN ('intake', 'answers')").await;
    intake.catch_up().await.unwrap();
    let again = server.ledger.load::<Case>(&municipality, case.as_uuid()).await.unwrap();
    assert_eq!(again.version, answered.version, "nothing comes back twice");
    server.end().await;
}

/// The checkpoint of an older program stands past what that did not follow.
#[tokio::test(flavor = "multi_thread")]
async fn r_41_what_the_service_told_before_it_was_followed_comes_back_once_it_is() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let report = server.report(&municipality, case, clock::new_id()).await;
    intake.catch_up().await.unwrap();
    let today = oslo_date(clock::now());
    let acknowledge = ReportAction::Acknowledge { sent_on: today };
    server.on::<Report>(&municipality, clock::new_id(), report.as_uuid(), acknowledge).await.unwrap();
    let answered = async || {
        let case = server.ledger.load::<Case>(&municipality, case.as_uuid()).await.unwrap();
        (case.aggregate.answers_to(report).acknowledged_on, case.version)
    };

    // A newer program's checkpoint is not this one's to move, and that is told.
    let passed_by = "UPDATE projections p SET position = h.position, version = $v FROM ledger_heads h
                      WHERE h.municipality = p.municipality AND p.read_model = 'answers'";
    server.as_superuser(&passed_by.replace("$v", "2")).await;
    server.as_superuser("UPDATE projections SET position = 0 WHERE read_model = 'answers'").await;
    intake.catch_up().await.unwrap();
    assert_eq!(answered().await.0, None);
    let standings = server.projector().standings(Some(&municipality)).await.unwrap();
    let answers = standings.into_iter().find(|standing| standing.read_model == "answers").unwrap();
    let told = "version 2 of answers is there; this program knows version 1 and leaves it to the newer one";
    assert_eq!((answers.position, answers.fault.as_deref()), (0, Some(told)));

    // An older one's begins anew, once.
    server.as_superuser(&passed_by.replace("$v", "0")).await;
    intake.catch_up().await.unwrap();
    let (acknowledged, version) = answered().await;
    assert_eq!(acknowledged, Some(today));
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    intake.catch_up().await.unwrap();
    assert_eq!((answered().await.1, server.ledger.head(&municipality).await.unwrap()), (version, Some(head)));
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r_41_an_answer_that_cannot_be_taken_back_stops_the_answers_visibly_and_no_report() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let report = server.report(&municipality, case, clock::new_id()).await;
    intake.catch_up().await.unwrap();

    let (told, acknowledge) = (clock::new_id(), ReportAction::Acknowledge { sent_on: oslo_date(clock::now()) });
    server.on::<Report>(&municipality, told, report.as_uuid(), acknowledge).await.unwrap();
    let event = sent_event(&server, &municipality, told).await;
    let taken = intake_command_id(server.ledger.keys(), &municipality, event).await.unwrap();
    server.execute(&municipality, taken.as_uuid(), case, observation(&municipality, case)).await.unwrap();
    let another = server.emergency(&municipality).await;
    let another = server.report(&municipality, another, clock::new_id()).await;

    intake.catch_up().await.unwrap();
    assert!(version(&server, &municipality, another).await > 0, "the report behind it is taken in");
    let faults = server.projector().faults().await.unwrap();
    let [(stopped, of, fault)] = &faults[..] else { panic!("{faults:?}") };
    assert_eq!((stopped.as_str(), of.as_str()), ("answers", "9901"));
    assert!(fault.ends_with("another command was recorded under this id"), "{fault}");
    server.end().await;
}

/// The case's readings of which it is recorded that the guardian may know since where the child is, and not that it is not so.
async fn readings_found(server: &Server, case: CaseId) -> i64 {
    let found = "SELECT count(*) FILTER (WHERE event_type = 'WhereaboutsMayBeKnown')
                      - count(*) FILTER (WHERE event_type = 'WhereaboutsFoundNotTold')
                   FROM events WHERE aggregate_id = $1";
    sqlx::query_scalar(found).bind(case.to_string()).fetch_one(server.ledger.pool()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_r_7_what_guardians_read_is_looked_back_on_whichever_was_written_down_first() {
    let server = Server::start().await;
    let (intake, projector) = (Intake::new(Arc::clone(&server.ledger)), server.projector());
    let municipality = server.open("9901").await;
    let today = oslo_date(clock::now());
    let case = server.emergency(&municipality).await;
    let child = subject_of(&municipality, case);
    let report = server.report(&municipality, case, clock::new_id()).await;
    // As of a server that does not know yet of what another one is writing down.
    let deliver = async |name: &str| {
        let (subject, name) = (SubjectId::derived(&municipality, clock::new_id(), 0), text(name));
        let recipient = Party { subject, name: Personal::guardian(subject, name), kind: PartyKind::Guardian };
        let document = Document::Report { report };
        let action = CopyAction::DeliverCopy { document, recipient, delivered_on: today };
        server.execute(&municipality, clock::new_id(), case, CaseAction::Copy(action)).await.unwrap();
    };
    deliver("Mor Prøve").await;
    let catch_up = async || {
        projector.catch_up().await.unwrap();
        intake.catch_up().await.unwrap();
        readings_found(&server, case).await
    };
    assert_eq!(catch_up().await, 0, "nobody is kept from anything");

    let protect = SubjectAction::ProtectAddress {
        grade: AddressProtectionGrade::Confidential,
        source: AddressProtectionSource::Police,
        against: Vec::new(),
        protected_on: today - chrono::Days::new(1),
    };
    server.on::<Subject>(&municipality, clock::new_id(), child.as_uuid(), protect).await.unwrap();
    intake.catch_up().await.unwrap();
    assert_eq!(readings_found(&server, case).await, 0, "what names the child is not known yet, and is waited for");
    assert_eq!(catch_up().await, 1);
    deliver("Far Prøve").await;
    assert_eq!(catch_up().await, 2);

    let version = async || server.ledger.load::<Case>(&municipality, case.as_uuid()).await.unwrap().version;
    let before = version().await;
    server.as_superuser("UPDATE projections SET position = 0 WHERE read_model = 'whereabouts'").await;
    assert_eq!((catch_up().await, version().await), (2, before), "nothing is found twice");
    assert_eq!(projector.faults().await.unwrap(), []);
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_r_7_what_was_found_is_taken_back_once_it_is_written_down_who_must_not_know() {
    let server = Server::start().await;
    let (intake, projector) = (Intake::new(Arc::clone(&server.ledger)), server.projector());
    let municipality = server.open("9901").await;
    let today = oslo_date(clock::now());
    let case = server.emergency(&municipality).await;
    let child = subject_of(&municipality, case);
    let report = server.report(&municipality, case, clock::new_id()).await;
    let document = Document::Report { report };
    let named = |subject, name: &str| Guardian { subject, name: Personal::guardian(subject, text(name)) };
    let elsewhere = || SubjectId::derived(&municipality, clock::new_id(), 0);
    let in_case = async |action: CaseAction| {
        server.execute(&municipality, clock::new_id(), case, action).await.unwrap();
    };
    let protect = async |against: Vec<Guardian>| {
        let (grade, source) = (AddressProtectionGrade::Confidential, AddressProtectionSource::Police);
        let protected_on = today - chrono::Days::new(1);
        let action = SubjectAction::ProtectAddress { grade, source, against, protected_on };
        server.on::<Subject>(&municipality, clock::new_id(), child.as_uuid(), action).await.unwrap();
    };
    let deliver = async |reader: Guardian| {
        let recipient = Party { subject: reader.subject, name: reader.name, kind: PartyKind::Guardian };
        in_case(CaseAction::Copy(CopyAction::DeliverCopy { document, recipient, delivered_on: today })).await;
    };
    let found = async || {
        projector.catch_up().await.unwrap();
        intake.catch_up().await.unwrap();
        readings_found(&server, case).await
    };
    deliver(named(elsewhere(), "Mor Prøve")).await;
    protect(Vec::new()).await;
    assert_eq!(found().await, 1, "nobody is named, and any guardian may be meant");
    let (name, ledger) = (text("Far Prøve"), &server.ledger);
    let father = ledger.subject_by_name(&municipality, Named::Guardian, case.as_uuid(), &name).await;
    let father = named(father.unwrap(), name.as_str());
    protect(vec![father.clone()]).await;
    assert_eq!(found().await, 0, "it is the father who must not know");
    protect(vec![named(elsewhere(), "Farfar Prøve")]).await;
    assert_eq!(found().await, 1, "a grandfather whom the case does not know may be any of its guardians");
    let told = FamilyAction::InformGuardians {
        about: AboutGuardians::Concern,
        guardians: vec![named(elsewhere(), "farfar  prøve")],
        informed_on: today,
    };
    in_case(CaseAction::Family(told)).await;
    assert_eq!(found().await, 0, "now it does");
    deliver(father).await;
    assert_eq!(found().await, 1);
    let decision = decision(&municipality, case, "Adressen er strøket.");
    in_case(CaseAction::Copy(CopyAction::TakeWhereaboutsOut { document, decision, taken_out_on: today })).await;
    assert_eq!(found().await, 1, "what is taken out once he has it calls nothing back");

    let version = async || server.ledger.load::<Case>(&municipality, case.as_uuid()).await.unwrap().version;
    let before = version().await;
    server.as_superuser("UPDATE projections SET position = 0 WHERE read_model = 'whereabouts'").await;
    assert_eq!((found().await, version().await), (1, before), "nothing is told twice");

    // Another child was taken for the same one.
    let another = server.emergency(&municipality).await;
    let twin = subject_of(&municipality, another);
    let (along, content) = (vec![named(elsewhere(), "Mor Tvilling")], Personal::child(twin, text("Bekymret.")));
    let draft = DraftId::from_uuid(clock::new_id());
    let draft = ReportingAction::DraftReport { draft, content, co_authors: along, drafted_on: today };
    server.execute(&municipality, clock::new_id(), another, CaseAction::Reporting(draft)).await.unwrap();
    let rationale = || Personal::employee(elsewhere(), text("Se saken."));
    let same = SubjectAction::RecordSameChild {
        child: twin,
        other: child,
        numbers: NumbersOfTwo::NotBoth,
        rationale: rationale(),
    };
    server.on::<Subject>(&municipality, clock::new_id(), twin.as_uuid(), same).await.unwrap();
    found().await;
    assert_eq!(readings_found(&server, another).await, 1);
    let not_the_same = SubjectAction::WithdrawSameChild { other: child, rationale: rationale() };
    server.on::<Subject>(&municipality, clock::new_id(), twin.as_uuid(), not_the_same).await.unwrap();
    found().await;
    assert_eq!(readings_found(&server, another).await, 0);
    assert_eq!(projector.faults().await.unwrap(), []);
    server.end().await;
}

/// Moves rows of `projections` beyond the end of every ledger, or where else the SQL says.
async fn moved(server: &Server, name: &str, to: &str) {
    server
        .as_superuser(&format!(
            "UPDATE projections p SET position = {to} FROM ledger_heads h
              WHERE h.municipality = p.municipality AND p.read_model = '{name}'"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_beyond_the_end_is_told_of_each_and_ends_when_it_is_put_right() {
    let server = Server::start().await;
    let (intake, projector) = (Intake::new(Arc::clone(&server.ledger)), server.projector());
    let municipality = server.open("9901").await;
    server.emergency(&municipality).await;
    let mut erasure = crate::erasure::Erasure::new(Arc::clone(&server.ledger));
    let all = async |intake: &Intake| {
        projector.catch_up().await.unwrap();
        intake.catch_up().await.unwrap();
    };
    all(&intake).await;
    all(&intake).await;
    erasure.catch_up().await.unwrap();
    let beyond = async || {
        let standings = projector.standings(Some(&municipality)).await.unwrap().into_iter();
        let beyond = standings.filter(|standing| standing.beyond);
        beyond.map(|standing| (standing.read_model, standing.fault.unwrap(), standing.head)).collect::<Vec<_>>()
    };
    assert_eq!(beyond().await, []);
    let names = projector.standings(Some(&municipality)).await.unwrap();
    for name in names.into_iter().map(|standing| standing.read_model) {
        moved(&server, &name, "h.position + 2").await;
        let told = beyond().await;
        assert_eq!(told.len(), 1, "{name}");
        assert_eq!(told[0].0, name);
        assert!(told[0].1.contains("beyond the ledger's end"), "{told:?}");
        let model = ReadModel::named(&name);
        let is_at_the_head = projector.position(&municipality).await.unwrap() == told[0].2;
        assert_eq!(is_at_the_head, model.is_none(), "{name} is not there");
        // Also when the ledger has come that far, nothing of it is taken for what it is not.
        projector.catch_up().await.unwrap();
        server.emergency(&municipality).await;
        let case = server.emergency(&municipality).await;
        server.report(&municipality, case, clock::new_id()).await;
        all(&intake).await;
        erasure.catch_up().await.unwrap();
        assert!(beyond().await.iter().any(|(told, ..)| *told == name), "{name}");
        match model {
            Some(model) => {
                let rebuilt = rebuild(server.ledger.guard(), &[model], &municipality, &mut |_| {}).await.unwrap();
                assert_eq!(rebuilt.len(), 1);
            }
            None => assert!(take_in_anew(server.ledger.tasks(), Some(&municipality)).await.unwrap() > 0),
        }
        all(&intake).await;
        erasure.catch_up().await.unwrap();
        all(&intake).await;
        erasure.catch_up().await.unwrap();
        assert_eq!(beyond().await, [], "{name}");
        assert_eq!(projector.behind().await.unwrap().iter().filter(|one| one.fault.is_some()).count(), 0, "{name}");
        let found = passed_by::followed(server.ledger.pool(), None, &municipality, &[], None).await.unwrap();
        assert!(found.is_sound(), "{name}: {found:?}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_passed_by_is_told_by_its_position_and_taken_in_anew() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let received = async |report: ReportId| {
        let report = server.ledger.load::<Report>(&municipality, report.as_uuid()).await.unwrap();
        report.aggregate.received().is_some()
    };
    let passed = async || {
        let found = passed_by::followed(server.ledger.pool(), None, &municipality, &[], None).await.unwrap();
        found.passed_by.into_iter().map(|passed| (passed.follower, passed.event_type)).collect::<Vec<_>>()
    };
    let first = server.report(&municipality, case, clock::new_id()).await;
    intake.catch_up().await.unwrap();
    assert_eq!(passed().await, []);
    let acknowledge = ReportAction::Acknowledge { sent_on: oslo_date(clock::now()) };
    server.on::<Report>(&municipality, clock::new_id(), first.as_uuid(), acknowledge).await.unwrap();
    let kept_from_guardians = |case| {
        CaseAction::Family(FamilyAction::WithholdGuardianNotification {
            ground: WithholdingGround::Violence,
            decision: decision(&municipality, case, "Far truer mor."),
            withheld_on: oslo_date(clock::now()),
        })
    };
    server.execute(&municipality, clock::new_id(), case, kept_from_guardians(case)).await.unwrap();
    let another = server.emergency(&municipality).await;
    // Before there was a report: it says so itself.
    server.execute(&municipality, clock::new_id(), another, kept_from_guardians(another)).await.unwrap();
    let second = server.report(&municipality, another, clock::new_id()).await;
    // What they lack is not passed by.
    assert_eq!(passed().await, []);
    moved(&server, "intake", "h.position").await;
    moved(&server, "answers", "h.position").await;
    intake.catch_up().await.unwrap();
    assert!(!received(second).await);
    let told = [
        ("answers", "AcknowledgementSent".to_owned()),
        ("intake", "GuardianNotificationWithheld".to_owned()),
        ("intake", "ReportSent".to_owned()),
    ];
    assert_eq!(passed().await, told);
    let withheld = async || {
        let report = server.ledger.load::<Report>(&municipality, first.as_uuid()).await.unwrap();
        report.aggregate.received().unwrap().withheld_from_guardians
    };
    assert_eq!(withheld().await, None);

    take_in_anew(server.ledger.tasks(), Some(&municipality)).await.unwrap();
    intake.catch_up().await.unwrap();
    assert_eq!((received(second).await, passed().await), (true, vec![]));
    assert_eq!(withheld().await, Some(WithholdingGround::Violence));
    let head = server.ledger.head(&municipality).await.unwrap();
    take_in_anew(server.ledger.tasks(), Some(&municipality)).await.unwrap();
    intake.catch_up().await.unwrap();
    // Nothing is taken in twice.
    assert_eq!(server.ledger.head(&municipality).await.unwrap(), head);
    server.end().await;
}

/// The same answer, told twice on a day, comes back once: the case knows the second one from the first.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_the_case_knows_already_is_not_passed_by() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let report = server.report(&municipality, case, clock::new_id()).await;
    intake.catch_up().await.unwrap();
    let today = oslo_date(clock::now());
    let acknowledge = ReportAction::Acknowledge { sent_on: today };
    server.on::<Report>(&municipality, clock::new_id(), report.as_uuid(), acknowledge).await.unwrap();
    intake.catch_up().await.unwrap();
    let passed =
        async || passed_by::followed(server.ledger.pool(), None, &municipality, &[], None).await.unwrap().passed_by;
    // As where another event than this one had it come back.
    let forge = |sql: &str| format!("SET session_replication_role = replica; {sql}");
    let by_another = "UPDATE events SET causation_id = gen_random_uuid() WHERE event_type = 'AcknowledgementReceived'";
    server.as_superuser(&forge(by_another)).await;
    assert_eq!(passed().await, []);
    // One about another report tells nothing of this one.
    let of_another = "UPDATE events SET payload = jsonb_set(payload::jsonb, '{AcknowledgementReceived,report}',
                          to_jsonb(gen_random_uuid()))::json WHERE event_type = 'AcknowledgementReceived'";
    server.as_superuser(&forge(of_another)).await;
    let told: Vec<String> = passed().await.into_iter().map(|passed| passed.event_type).collect();
    assert_eq!(told, ["AcknowledgementSent"]);
    server.end().await;
}

/// It stays, and is read as what it says; nobody gets a report because of it, and nothing waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_nobody_sent_is_taken_in_by_nobody_also_where_its_row_was_accepted() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    // What is sealed in a copied row opens nowhere, and so no command on its case is decided.
    let (case, another_case) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
    server.report(&municipality, case, clock::new_id()).await;
    intake.catch_up().await.unwrap();
    let sent = "SELECT position FROM events WHERE event_type = 'ReportSent'";
    let sent: i64 = sqlx::query_scalar(sent).fetch_one(server.ledger.pool()).await.unwrap();
    let forged = ReportId::derived(&municipality, clock::new_id(), 0);
    let sets = format!(
        "payload = jsonb_set(payload::jsonb, '{{ReportSent,report}}', to_jsonb('{}'::text))::json",
        forged.as_uuid()
    );
    let position = slip_in(&server, &municipality, sent, &sets).await;
    intake.catch_up().await.unwrap();
    let projector = server.projector();
    let stopped = projector.faults().await.unwrap();
    assert!(stopped.iter().any(|(name, ..)| name == "intake"), "{stopped:?}");

    accept(&server, &municipality, position).await;
    // What was sent behind it comes.
    let another = server.report(&municipality, another_case, clock::new_id()).await;
    retry(server.ledger.pool(), Some(&municipality)).await.unwrap();
    intake.catch_up().await.unwrap();
    assert_eq!((version(&server, &municipality, forged).await, projector.faults().await.unwrap()), (0, vec![]));
    assert!(version(&server, &municipality, another).await > 0);
    let keys = Some(server.ledger.keys().database());
    let found = passed_by::followed(server.ledger.pool(), keys, &municipality, &[], None).await.unwrap();
    assert_eq!(found.passed_by, []);
    server.end().await;
}

/// What is in it, nobody has to be able to read.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_nobody_can_read_stops_the_intake_as_any_other_of_nobodys_and_no_longer() {
    let server = Server::start().await;
    let (intake, projector) = (Intake::new(Arc::clone(&server.ledger)), server.projector());
    for (number, payload) in [("9901", r#"{"ReportSent": 1e999}"#), ("9902", r#"{"ReportSent": {"report": "\u0000"}}"#)]
    {
        let municipality = server.open(number).await;
        let (case, another_case) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
        server.report(&municipality, case, clock::new_id()).await;
        intake.catch_up().await.unwrap();
        let sent = "SELECT position FROM events WHERE municipality = $1 AND event_type = 'ReportSent'";
        let sent = sqlx::query_scalar(sent).bind(number).fetch_one(server.ledger.pool()).await.unwrap();
        let position = slip_in(&server, &municipality, sent, &format!("payload = '{payload}'")).await;
        intake.catch_up().await.unwrap();
        let stopped = projector.faults().await.unwrap();
        let says = format!("the row at position {position} was not written by a program of this ledger");
        let is_told =
            |(name, of, fault): &(String, String, String)| name == "intake" && of == number && fault.ends_with(&says);
        assert!(stopped.iter().any(is_told), "{payload}: {stopped:?}");

        accept(&server, &municipality, position).await;
        let another = server.report(&municipality, another_case, clock::new_id()).await;
        retry(server.ledger.pool(), Some(&municipality)).await.unwrap();
        intake.catch_up().await.unwrap();
        assert_eq!(projector.faults().await.unwrap(), [], "{payload}");
        assert!(version(&server, &municipality, another).await > 0, "{payload}");
        let keys = Some(server.ledger.keys().database());
        let found = passed_by::followed(server.ledger.pool(), keys, &municipality, &[], None).await.unwrap();
        assert_eq!(found.passed_by, [], "{payload}");
    }
    server.end().await;
}

/// Who has had the intake pass a report by, and writes into the ledger that it was received, has it told all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_nobody_does_not_tell_that_something_was_taken_in() {
    let server = Server::start().await;
    let intake = Intake::new(Arc::clone(&server.ledger));
    let municipality = server.open("9901").await;
    let (case, another_case) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
    server.report(&municipality, case, clock::new_id()).await;
    intake.catch_up().await.unwrap();
    let command = clock::new_id();
    server.report(&municipality, another_case, command).await;
    moved(&server, "intake", "h.position").await;
    let received = "SELECT position FROM events WHERE event_type = 'ReportReceived'";
    let received: i64 = sqlx::query_scalar(received).fetch_one(server.ledger.pool()).await.unwrap();
    let (stream, sent) = (clock::new_id(), sent_event(&server, &municipality, command).await);
    let sets = format!("aggregate_id = '{stream}', sequence = 1, causation_id = '{sent}'");
    let forged = slip_in(&server, &municipality, received, &sets).await;
    let told = async |not_ours: &[i64]| {
        let keys = Some(server.ledger.keys().database());
        let found = passed_by::followed(server.ledger.pool(), keys, &municipality, not_ours, None).await.unwrap();
        found.passed_by.into_iter().map(|passed| passed.event_type).collect::<Vec<_>>()
    };
    assert_eq!(told(&[]).await, [""; 0], "or this proves nothing");
    assert_eq!(told(&[forged]).await, ["ReportSent"]);
    accept(&server, &municipality, forged).await;
    assert_eq!(told(&[]).await, ["ReportSent"]);
    server.end().await;
}
