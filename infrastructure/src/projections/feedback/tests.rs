//! Reports that join an investigation, against a real ledger, however their events come in batches.

use std::sync::Arc;

use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::{ReportId, SubjectId};
use case_ledger_domain::investigation::{InvestigationAction, ParticipationKind, WrittenForm};
use case_ledger_domain::people::{Child, RecordedDecision};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{
    Channel, JoinedReporter, OngoingInvestigation, ReportAction, Reporter, TriageConclusion,
};

use super::*;
use crate::clock;
use crate::intake::Intake;
use crate::ledger::authorship::tests::{accept, slip_in};
use crate::projections::ReadModel;
use crate::projections::rebuild::rebuild;
use crate::projections::report_register::RegisteredReport;
use crate::projections::runner::Projector;
use crate::projections::tests::{Server, decision, text};

/// A ledger whose reports are followed at once, or when all is done.
struct Followed<'a> {
    server: &'a Server,
    municipality: Municipality,
    at_once: Option<Projector>,
}

impl Followed<'_> {
    async fn on<A: case_ledger_domain::LedgerAggregate>(&self, id: Uuid, action: A::Action) {
        self.server.on::<A>(&self.municipality, clock::new_id(), id, action).await.unwrap();
        if let Some(projector) = &self.at_once {
            projector.catch_up().await.unwrap();
        }
    }

    async fn report(&self) -> (CaseId, ReportId) {
        let case = self.server.emergency(&self.municipality).await;
        let report = self.server.report(&self.municipality, case, clock::new_id()).await;
        Intake::new(Arc::clone(&self.server.ledger)).catch_up().await.unwrap();
        (case, report)
    }

    async fn triage(&self, (case, report): (CaseId, ReportId), code: &str, joins: Option<OngoingInvestigation>) {
        let conclusion = TriageConclusion {
            code: code.to_owned(),
            clarification: None,
            urgent_measures: false,
            decision: decision(&self.municipality, case, "Vurdert."),
            assessment: None,
            seconded_by: None,
            joins,
            active_measures: None,
            investigated: false,
            decided_on: oslo_date(clock::now()),
        };
        self.on::<Report>(report.as_uuid(), ReportAction::Triage(Box::new(conclusion))).await;
    }

    /// The investigation that follows from a report.
    async fn investigation(&self) -> (CaseId, InvestigationId) {
        let (case, report) = self.report().await;
        self.triage((case, report), "2", None).await;
        (case, self.open(report).await)
    }

    async fn open(&self, report: ReportId) -> InvestigationId {
        let ledger = &self.server.ledger;
        let triaged = ledger.load::<Report>(&self.municipality, report.as_uuid()).await.unwrap();
        let mandate = Box::new(triaged.aggregate.investigation_mandate(report).unwrap());
        let investigation = InvestigationId::following(&self.municipality, report);
        self.on::<Investigation>(investigation.as_uuid(), InvestigationAction::Open { mandate }).await;
        investigation
    }

    async fn join(&self, investigation: InvestigationId) -> ReportId {
        let sent = self.report().await;
        let opened =
            self.server.ledger.load::<Investigation>(&self.municipality, investigation.as_uuid()).await.unwrap();
        let same_child = SubjectId::derived(&self.municipality, sent.0.as_uuid(), 0);
        let ongoing = opened.aggregate.ongoing(investigation, vec![same_child]).unwrap();
        self.triage(sent, "4", Some(ongoing)).await;
        sent.1
    }

    async fn correct(&self, report: ReportId, belongs: Option<InvestigationId>) {
        let ledger = &self.server.ledger;
        let known = ledger.load::<Report>(&self.municipality, report.as_uuid()).await.unwrap().aggregate;
        let (case, child) = known.received().map(|received| (received.case.unwrap(), received.child.subject)).unwrap();
        let ongoing = match belongs {
            Some(id) => {
                let opened = ledger.load::<Investigation>(&self.municipality, id.as_uuid()).await.unwrap();
                Some(opened.aggregate.ongoing(id, vec![child]).unwrap())
            }
            None => None,
        };
        let decision = decision(&self.municipality, case, "Det gjelder et annet barn.");
        let corrected_on = oslo_date(clock::now());
        self.on::<Report>(report.as_uuid(), ReportAction::CorrectJoining { ongoing, decision, corrected_on }).await;
    }

    async fn conclude(&self, what: (CaseId, InvestigationId)) {
        self.conclude_by(what, "3").await;
    }

    /// By code 4 with concern, for what was declined.
    async fn conclude_by(&self, (case, investigation): (CaseId, InvestigationId), code: &str) {
        let (today, id) = (oslo_date(clock::now()), investigation.as_uuid());
        let account = Personal::child(SubjectId::derived(&self.municipality, case.as_uuid(), 0), text("Ville ikke."));
        // Nothing is done in it that looks into what joins it on the same day.
        let took_part =
            InvestigationAction::RecordParticipation { kind: ParticipationKind::Declined, account, on: today };
        self.on::<Investigation>(id, took_part).await;
        if code == "4" {
            let said = |said| Personal::child(SubjectId::derived(&self.municipality, case.as_uuid(), 0), text(said));
            let (recommended, account) = (said("Veiledning hjemme."), said("De vil klare seg selv."));
            let declined = InvestigationAction::DeclineMeasures { recommended, account, declined_on: today };
            self.on::<Investigation>(id, declined).await;
        }
        let conclusion = InvestigationAction::Conclude {
            code: code.to_owned(),
            clarification: None,
            grounds: Vec::new(),
            decision: decision(&self.municipality, case, "Barnet har det trygt."),
            concluded_on: today,
            renewal: None,
            board_case: None,
            in_emergency: false,
        };
        self.on::<Investigation>(id, conclusion).await;
    }

    /// Its reporter as one who learns the end of that investigation.
    async fn reporter(&self, report: ReportId, investigation: InvestigationId) -> JoinedReporter {
        let known = self.server.ledger.load::<Report>(&self.municipality, report.as_uuid()).await.unwrap().aggregate;
        let child = known.received().unwrap().child.subject;
        known.joined_reporter(report, investigation, &[child]).unwrap()
    }

    async fn inform(&self, report: ReportId, investigation: InvestigationId) {
        let joined = Some(self.reporter(report, investigation).await);
        let informed_on = oslo_date(clock::now());
        let inform = InvestigationAction::InformReporter { joined, form: WrittenForm::Letter, informed_on };
        self.on::<Investigation>(investigation.as_uuid(), inform).await;
    }

    async fn disclose_concern(&self, report: ReportId, (case, investigation): (CaseId, InvestigationId)) {
        let child = SubjectId::derived(&self.municipality, case.as_uuid(), 0);
        let disclose = InvestigationAction::DiscloseConcern {
            joined: Some(self.reporter(report, investigation).await),
            assessment: Personal::child(child, text("Skolen møter barnet hver dag.")),
            decision: decision(&self.municipality, case, "Barnet er tjent med det."),
            disclosed_on: oslo_date(clock::now()),
        };
        self.on::<Investigation>(investigation.as_uuid(), disclose).await;
    }

    /// The reports of whose reporters something was told that may not be told.
    async fn told_unlawfully(&self) -> BTreeSet<Uuid> {
        let filter = FeedbackFilter { unlawful: Some(true), ..FeedbackFilter::default() };
        let pool = self.server.ledger.pool();
        let rows = feedback(pool, &self.municipality, &filter, None, 100, AsOf::Now).await.unwrap();
        rows.into_iter().map(|row| row.report_id).collect()
    }

    async fn row(&self, report: ReportId) -> FeedbackRow {
        let pool = self.server.ledger.pool();
        table::row(pool, &self.municipality, report.as_uuid(), AsOf::Now).await.unwrap().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_43_s2_48_whoever_joins_is_owed_the_end_and_who_comes_after_it_waits_for_triage_however_events_come_in_batches()
 {
    let server = Server::start().await;
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let followed = Followed { server: &server, municipality, at_once: at_once.then(|| server.projector()) };
        let investigation = followed.investigation().await;
        let before = followed.join(investigation.1).await;
        followed.conclude(investigation).await;
        // Recorded after the end, of the day it ended: nobody looks into it there.
        let after = followed.join(investigation.1).await;
        server.projector().catch_up().await.unwrap();
        let due = Some(feedback_due(oslo_date(clock::now())));
        let row = followed.row(before).await;
        assert_eq!(row.investigation_id, Some(investigation.1.as_uuid()), "{number}");
        assert_eq!((row.conclusion_due, row.outstanding_by.is_some()), (due, true), "{number}");
        assert_eq!(row.conclusion.as_deref(), Some(ToldConclusion::Dismissed.name()), "{number}");
        let row = followed.row(after).await;
        assert_eq!((row.investigation_id, row.triaged_on, row.conclusion_due), (None, None, None), "{number}");
        let rebuilt =
            rebuild(server.ledger.guard(), &[ReadModel::Feedback], &followed.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{number}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rm16_r_43_s2_48_a_report_that_was_put_elsewhere_is_owed_nothing_of_where_it_was_however_events_come() {
    let server = Server::start().await;
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let followed = Followed { server: &server, municipality, at_once: at_once.then(|| server.projector()) };
        let (wrong, right) = (followed.investigation().await, followed.investigation().await);
        let early = followed.join(wrong.1).await;
        followed.correct(early, Some(right.1)).await;
        let (told, feared) = (followed.join(wrong.1).await, followed.join(wrong.1).await);
        let (late, back) = (followed.join(wrong.1).await, followed.join(wrong.1).await);
        followed.conclude_by(wrong, "4").await;
        followed.inform(told, wrong.1).await;
        followed.disclose_concern(feared, wrong).await;
        followed.correct(late, Some(right.1)).await;
        followed.correct(told, Some(right.1)).await;
        followed.correct(feared, Some(right.1)).await;
        followed.correct(back, None).await;
        followed.conclude(right).await;
        server.projector().catch_up().await.unwrap();
        let due = Some(feedback_due(oslo_date(clock::now())));
        for report in [early, late, told, feared] {
            let row = followed.row(report).await;
            assert_eq!(row.investigation_id, Some(right.1.as_uuid()), "{number}");
            assert_eq!((row.conclusion_due, row.conclusion_told_on), (due, None), "{number}");
            // What was told of another child's was not to be told, and stays so.
            assert_eq!(row.conclusion_lawful, (report == told).then_some(false), "{number}");
            assert_eq!(row.concern_lawful, (report == feared).then_some(false), "{number}");
        }
        let unlawful = BTreeSet::from([told, feared].map(ReportId::as_uuid));
        assert_eq!(followed.told_unlawfully().await, unlawful, "{number}");
        // Told of the right one, lawfully, it stays among them.
        followed.inform(told, right.1).await;
        server.projector().catch_up().await.unwrap();
        let row = followed.row(told).await;
        assert_eq!((row.conclusion_told_on.is_some(), row.conclusion_lawful), (true, Some(false)), "{number}");
        assert_eq!(followed.told_unlawfully().await, unlawful, "{number}");
        let row = followed.row(back).await;
        assert_eq!(
            (row.investigation_id, row.triaged_on, row.triage_due, row.conclusion_due),
            (None, None, None, None)
        );
        assert!(!row.joined_ongoing && !row.learns_conclusion, "{number}");
        let waits: RegisteredReport =
            table::row(server.ledger.pool(), &followed.municipality, back.as_uuid(), AsOf::Now).await.unwrap().unwrap();
        assert_eq!((waits.concluded_on, waits.outcome, waits.days_to_conclusion), (None, None, None), "{number}");
        let read_models = [ReadModel::Feedback, ReadModel::ReportRegister, ReadModel::ReportStatistics];
        for rebuilt in rebuild(server.ledger.guard(), &read_models, &followed.municipality, &mut |_| {}).await.unwrap()
        {
            assert_eq!(rebuilt.differences, 0, "{number}");
        }
    }
    server.end().await;
}

#[test]
fn rm16_s2_49_d_2_r_62_the_last_day_for_telling_of_triage_is_that_which_the_report_itself_counts() {
    let day = |day| NaiveDate::from_ymd_opt(2024, 6, day).unwrap();
    let subject = SubjectId::from_uuid(Uuid::from_u128(1));
    let said = |said| Personal::child(subject, text(said));
    let received = ReportEvent::ReportReceived {
        child: Child { subject, name: None, national_id: None, born_on: None, unborn: false, contact: None },
        case: None,
        message: None,
        reporter: Reporter::Private { name: said("Nabo Eksempel"), contact: None },
        content: None,
        contents: Vec::new(),
        unit: String::new(),
        channel: Channel::Intake,
        withheld_from_guardians: None,
        guardians_not_told: false,
        received_at: start_of_day(day(1)),
    };
    let named = |on| ReportEvent::ReporterNamedAtWork {
        reporter: Reporter::Public {
            name: said("Lærer Eksempel"),
            role: said("lærer"),
            unit: said("Fjordvik skole"),
            contact: None,
        },
        acknowledgement_due: None,
        investigation: None,
        named_on: on,
    };
    // As programs wrote the days that knew of no return, or counted from it.
    let triaged = |code: &str, on, days_since_receipt| ReportEvent::TriageDecided {
        outcome: TriageOutcome::from_code(code).unwrap(),
        conclusion: UsedCode { code: code.to_owned(), list: ListVersion::Register, clarification: None },
        urgent_measures: None,
        legal_basis: String::new(),
        decision: RecordedDecision::imported(None),
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        decided_on: on,
        guides: Vec::new(),
        days_since_receipt,
    };
    let back = |sent_back: bool| ReportEvent::TriageReopened {
        sent_back: sent_back.then(|| said("Hun bor hos dere.")),
        measures_in: None,
        decision: RecordedDecision::imported(None),
        reopened_on: day(12),
    };
    let transferred = || triaged("8", day(4), 3);
    for days in [1, 12] {
        let decided = || triaged("1", day(13), days);
        for (events, due) in [
            (vec![named(day(3)), transferred(), back(true), decided()], date_of(7, 3)),
            (vec![transferred(), named(day(5)), back(true), decided()], date_of(7, 3)),
            (vec![transferred(), back(true), decided(), named(day(5))], date_of(7, 3)),
            (vec![transferred(), back(true), named(day(12)), decided()], date_of(7, 3)),
            (vec![transferred(), back(true), decided(), named(day(20))], date_of(7, 11)),
            (vec![named(day(3)), transferred(), back(false), decided()], date_of(6, 24)),
        ] {
            let (mut report, mut row) = (Report::default(), None);
            for event in std::iter::once(received.clone()).chain(events) {
                report.apply(event.clone());
                let recorded = Recorded {
                    position: 1,
                    aggregate_id: subject.as_uuid(),
                    occurred_at: clock::now(),
                    recorded_at: clock::now(),
                    event: AnyEvent::Report(event),
                };
                apply(&mut row, (subject.as_uuid(), &recorded, None)).unwrap();
            }
            let row = row.unwrap();
            assert_eq!((row.triage_due, report.triage_told_by()), (Some(due), Some(due)));
            assert_eq!(row.triage_told_since().map(triage_feedback_due), Some(due));
        }
    }
}

fn date_of(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, month, day).unwrap()
}

/// Its id follows from that of its report, which whoever writes to the database can read before the investigation is opened.
#[tokio::test(flavor = "multi_thread")]
async fn an_investigation_under_whose_id_somebody_elses_row_was_accepted_is_opened_behind_it() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let followed = Followed { server: &server, municipality: municipality.clone(), at_once: None };
    let ledger = &server.ledger;
    followed.investigation().await;
    let (case, report) = followed.report().await;
    followed.triage((case, report), "2", None).await;
    let investigation = InvestigationId::following(&municipality, report);
    let opened = "SELECT position FROM events WHERE event_type = 'InvestigationOpened'";
    let opened: i64 = sqlx::query_scalar(opened).fetch_one(ledger.pool()).await.unwrap();
    let sets = format!("aggregate_id = '{}', sequence = 1", investigation.as_uuid());
    let slipped_in = slip_in(&server, &municipality, opened, &sets).await;
    let load = async || ledger.load::<Investigation>(&municipality, investigation.as_uuid()).await;
    assert!(load().await.is_err());

    accept(&server, &municipality, slipped_in).await;
    ledger.guard().look_again_at_what_was_found().await.unwrap();
    assert!(load().await.unwrap().aggregate.opened().is_none(), "what the row says is believed by nobody");
    assert_eq!(followed.open(report).await, investigation);
    Intake::new(Arc::clone(ledger)).catch_up().await.unwrap();
    // Read models know what it began with, also where they meet only what came later.
    let projector = server.projector();
    projector.catch_up().await.unwrap();
    followed.conclude((case, investigation)).await;
    let projector = Projector::new(ledger);
    projector.catch_up().await.unwrap();
    assert_eq!(projector.faults().await.unwrap(), []);
    let row = followed.row(report).await;
    assert_eq!((row.investigation_id, row.conclusion_due.is_some()), (Some(investigation.as_uuid()), true));
    let concluded = "SELECT concluded_on FROM investigation_register WHERE investigation_id = $1";
    let concluded: Option<NaiveDate> =
        sqlx::query_scalar(concluded).bind(investigation.as_uuid()).fetch_one(ledger.pool()).await.unwrap();
    assert_eq!(concluded, Some(oslo_date(clock::now())));
    let read_models = [ReadModel::Feedback, ReadModel::InvestigationRegister, ReadModel::Oversight];
    for rebuilt in rebuild(ledger.guard(), &read_models, &municipality, &mut |_| {}).await.unwrap() {
        assert_eq!(rebuilt.differences, 0, "{}", rebuilt.model.name());
    }
    server.end().await;
}
