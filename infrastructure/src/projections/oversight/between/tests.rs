//! What is found of several streams together, against a real ledger, however events come in batches.

use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::oversight::FindingKind;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::{NumbersOfTwo, Subject, SubjectAction};
use case_ledger_domain::time::oslo_date;

use super::*;
use crate::clock;
use crate::projections::ReadModel;
use crate::projections::rebuild::rebuild;
use crate::projections::runner::Projector;
use crate::projections::tests::{Server, subject_of, text};

mod same_child;
mod siblings;
mod twice;

/// A ledger whose events are followed at once, or when all is done.
struct Followed<'a> {
    server: &'a Server,
    municipality: Municipality,
    at_once: Option<Projector>,
}

impl<'a> Followed<'a> {
    /// One of each.
    async fn both(server: &'a Server) -> [Self; 2] {
        let (municipality, other) = (server.open("9901").await, server.open("9902").await);
        [
            Self { server, municipality, at_once: Some(server.projector()) },
            Self { server, municipality: other, at_once: None },
        ]
    }

    async fn on<A: LedgerAggregate>(&self, id: Uuid, action: A::Action) {
        self.server.on::<A>(&self.municipality, clock::new_id(), id, action).await.unwrap();
        if let Some(projector) = &self.at_once {
            projector.catch_up().await.unwrap();
        }
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

    /// The units and cases beside which such a finding about that case or report stands.
    async fn found(&self, kind: FindingKind, about: Uuid) -> Option<(Option<Vec<String>>, Option<Vec<Uuid>>)> {
        self.server.projector().catch_up().await.unwrap();
        let sql = "SELECT beside_units, beside_cases FROM findings
                    WHERE municipality = $1 AND kind = $2 AND $3 IN (case_id, report_id) AND mended_on IS NULL";
        let query = sqlx::query_as(sql).bind(self.municipality.as_str()).bind(kind.name()).bind(about);
        query.fetch_optional(self.server.ledger.pool()).await.unwrap()
    }

    /// What is projected is what a rebuild makes.
    async fn is_as_rebuilt(&self) {
        let guard = self.server.ledger.guard();
        let rebuilt = rebuild(guard, &[ReadModel::Oversight], &self.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{}", self.municipality.as_str());
    }
}
