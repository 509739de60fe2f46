//! Reports that join an investigation, against a real ledger, however their events come in batches.

use std::sync::Arc;

use case_ledger_domain::ids::{ReportId, SubjectId};
use case_ledger_domain::investigation::{InvestigationAction, ParticipationKind};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{OngoingInvestigation, ReportAction, TriageConclusion};

use super::*;
use crate::clock;
use crate::intake::Intake;
use crate::projections::ReadModel;
use crate::projections::rebuild::rebuild;
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
            decided_on: oslo_date(clock::now()),
        };
        self.on::<Report>(report.as_uuid(), ReportAction::Triage(Box::new(conclusion))).await;
    }

    /// The investigation that follows from a report.
    async fn investigation(&self) -> (CaseId, InvestigationId) {
        let (case, report) = self.report().await;
        self.triage((case, report), "2", None).await;
        let ledger = &self.server.ledger;
        let triaged = ledger.load::<Report>(&self.municipality, report.as_uuid()).await.unwrap();
        let mandate = Box::new(triaged.aggregate.investigation_mandate(report).unwrap());
        let investigation = InvestigationId::following(&self.municipality, report);
        self.on::<Investigation>(investigation.as_uuid(), InvestigationAction::Open { mandate }).await;
        (case, investigation)
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

    async fn conclude(&self, (case, investigation): (CaseId, InvestigationId)) {
        let (today, id) = (oslo_date(clock::now()), investigation.as_uuid());
        let account = Personal::child(SubjectId::derived(&self.municipality, case.as_uuid(), 0), text("Hørt."));
        let took_part =
            InvestigationAction::RecordParticipation { kind: ParticipationKind::Conversation, account, on: today };
        self.on::<Investigation>(id, took_part).await;
        let conclusion = InvestigationAction::Conclude {
            code: "3".to_owned(),
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

    async fn row(&self, report: ReportId) -> FeedbackRow {
        let pool = self.server.ledger.pool();
        table::row(pool, &self.municipality, report.as_uuid(), AsOf::Now).await.unwrap().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_43_whoever_joins_is_owed_the_end_before_and_after_it_however_events_come_in_batches() {
    let server = Server::start().await;
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let followed = Followed { server: &server, municipality, at_once: at_once.then(|| server.projector()) };
        let investigation = followed.investigation().await;
        let before = followed.join(investigation.1).await;
        followed.conclude(investigation).await;
        // Recorded after the end, of the day it ended.
        let after = followed.join(investigation.1).await;
        server.projector().catch_up().await.unwrap();
        let due = Some(feedback_due(oslo_date(clock::now())));
        for report in [before, after] {
            let row = followed.row(report).await;
            assert_eq!(row.investigation_id, Some(investigation.1.as_uuid()), "{number}");
            assert_eq!((row.conclusion_due, row.outstanding_by.is_some()), (due, true), "{number}");
            assert_eq!(row.conclusion.as_deref(), Some(ToldConclusion::Dismissed.name()), "{number}");
        }
        let pool = server.ledger.pool();
        let rebuilt = rebuild(pool, &[ReadModel::Feedback], &followed.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{number}");
    }
    server.end().await;
}
