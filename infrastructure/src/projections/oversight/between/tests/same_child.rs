//! Reports that joined an investigation, and whose child it is about.

use std::sync::Arc;

use case_ledger_domain::ids::InvestigationId;
use case_ledger_domain::investigation::{Investigation, InvestigationAction};
use case_ledger_domain::report::{OngoingInvestigation, Report, ReportAction, TriageConclusion};

use super::*;
use crate::intake::Intake;
use crate::projections::tests::decision;

impl Followed<'_> {
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
            active_measures: None,
            investigated: false,
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

    pub(super) async fn investigation(&self) -> (CaseId, InvestigationId) {
        let (case, report) = self.triaged("2", None).await;
        let triaged = self.server.ledger.load::<Report>(&self.municipality, report.as_uuid()).await.unwrap();
        let mandate = Box::new(triaged.aggregate.investigation_mandate(report).unwrap());
        let investigation = InvestigationId::following(&self.municipality, report);
        self.on::<Investigation>(investigation.as_uuid(), InvestigationAction::Open { mandate }).await;
        (case, investigation)
    }

    /// Whether it is found and stands.
    async fn is_found(&self, report: ReportId) -> bool {
        self.found(FindingKind::JoinedAnotherChild, report.as_uuid()).await.is_some()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_43_s2_48_a_report_is_found_in_another_childs_investigation_by_who_is_recorded_to_be_the_same_child() {
    let server = Server::start().await;
    for followed in Followed::both(&server).await {
        let (number, at_once) = (followed.municipality.as_str(), followed.at_once.is_some());
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
        followed.is_as_rebuilt().await;
    }
    server.end().await;
}
