//! Reports that joined an investigation, and whose child it is about, against a real ledger, however events come in batches.

use std::sync::Arc;

use case_ledger_domain::ids::{CaseId, InvestigationId};
use case_ledger_domain::investigation::{Investigation, InvestigationAction};
use case_ledger_domain::oversight::FindingKind;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{OngoingInvestigation, Report, ReportAction, TriageConclusion};
use case_ledger_domain::subject::{NumbersOfTwo, SubjectAction};
use case_ledger_domain::time::oslo_date;

use super::*;
use crate::clock;
use crate::intake::Intake;
use crate::projections::ReadModel;
use crate::projections::rebuild::rebuild;
use crate::projections::runner::Projector;
use crate::projections::tests::{Server, decision, subject_of, text};

/// A ledger whose events are followed at once, or when all is done.
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

    async fn triaged(&self, code: &str, joins: Option<InvestigationId>) -> (CaseId, ReportId) {
        let case = self.server.emergency(&self.municipality).await;
        let report = self.server.report(&self.municipality, case, clock::new_id()).await;
        Intake::new(Arc::clone(&self.server.ledger)).catch_up().await.unwrap();
        let joins = match joins {
            Some(investigation) => Some(self.ongoing(investigation, case).await),
            None => None,
        };
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
        (case, report)
    }

    /// As one of the child of that case, whoever it is about.
    async fn ongoing(&self, id: InvestigationId, case: CaseId) -> OngoingInvestigation {
        let ledger = &self.server.ledger;
        let opened = ledger.load::<Investigation>(&self.municipality, id.as_uuid()).await.unwrap().aggregate;
        opened.ongoing(id, vec![subject_of(&self.municipality, case)]).unwrap()
    }

    async fn investigation(&self) -> (CaseId, InvestigationId) {
        let (case, report) = self.triaged("2", None).await;
        let triaged = self.server.ledger.load::<Report>(&self.municipality, report.as_uuid()).await.unwrap();
        let mandate = Box::new(triaged.aggregate.investigation_mandate(report).unwrap());
        let investigation = InvestigationId::following(&self.municipality, report);
        self.on::<Investigation>(investigation.as_uuid(), InvestigationAction::Open { mandate }).await;
        (case, investigation)
    }

    async fn are_one(&self, [one, other]: [CaseId; 2], so: bool) {
        let [child, other] = [one, other].map(|case| subject_of(&self.municipality, case));
        let rationale = Personal::employee(subject_of(&self.municipality, one), text("Samme navn."));
        let action = if so {
            SubjectAction::RecordSameChild { child, other, numbers: NumbersOfTwo::NotBoth, rationale }
        } else {
            SubjectAction::WithdrawSameChild { other, rationale }
        };
        self.on::<Subject>(child.as_uuid(), action).await;
    }

    /// Whether it is found and stands.
    async fn is_found(&self, report: ReportId) -> bool {
        self.server.projector().catch_up().await.unwrap();
        let sql = "SELECT mended_on IS NULL FROM findings WHERE municipality = $1 AND kind = $2 AND report_id = $3";
        let query = sqlx::query_scalar(sql).bind(self.municipality.as_str());
        let query = query.bind(FindingKind::JoinedAnotherChild.name()).bind(report.as_uuid());
        let found: Vec<bool> = query.fetch_all(self.server.ledger.pool()).await.unwrap();
        found.contains(&true)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_43_s2_48_a_report_is_found_in_another_childs_investigation_by_who_is_recorded_to_be_the_same_child() {
    let server = Server::start().await;
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let followed = Followed { server: &server, municipality, at_once: at_once.then(|| server.projector()) };
        let (of_one, investigation) = followed.investigation().await;
        let (of_other, other) = followed.investigation().await;
        // It joined before anybody asked whose it is.
        let (case, report) = followed.triaged("4", Some(investigation)).await;
        let (_, elsewhere) = followed.triaged("4", Some(investigation)).await;
        if at_once {
            assert!(followed.is_found(report).await && followed.is_found(elsewhere).await);
        }
        // From one to the next it is the same child, until one of that is withdrawn.
        followed.are_one([case, of_other], true).await;
        followed.are_one([of_one, of_other], true).await;
        if at_once {
            assert!(!followed.is_found(report).await && followed.is_found(elsewhere).await);
        }
        followed.are_one([case, of_other], false).await;
        assert!(followed.is_found(report).await && followed.is_found(elsewhere).await, "{number}");
        // It is put to another, of whom nobody has withdrawn it.
        followed.are_one([of_other, case], true).await;
        followed.are_one([of_one, of_other], false).await;
        assert!(followed.is_found(report).await, "{number}");
        let ongoing = Some(followed.ongoing(other, case).await);
        let decision = decision(&followed.municipality, case, "Det er et annet barn.");
        let corrected_on = oslo_date(clock::now());
        let correct = ReportAction::CorrectJoining { ongoing, decision, corrected_on };
        followed.on::<Report>(report.as_uuid(), correct).await;
        assert!(!followed.is_found(report).await && followed.is_found(elsewhere).await, "{number}");
        // And what it was put to is followed from then on.
        followed.are_one([of_other, case], false).await;
        assert!(followed.is_found(report).await, "{number}");
        let pool = server.ledger.pool();
        let rebuilt = rebuild(pool, &[ReadModel::Oversight], &followed.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{number}");
    }
    server.end().await;
}
