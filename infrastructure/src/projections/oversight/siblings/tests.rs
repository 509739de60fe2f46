//! What cases of one family say of siblings, against a real ledger, however events come in batches.

use case_ledger_domain::case::{Case, CaseAction, SiblingsAction};
use case_ledger_domain::oversight::FindingKind;
use case_ledger_domain::people::Child;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::{NumbersOfTwo, Subject, SubjectAction};
use case_ledger_domain::time::oslo_date;

use super::*;
use crate::clock;
use crate::projections::ReadModel;
use crate::projections::rebuild::rebuild;
use crate::projections::tests::{Server, subject_of, text};

struct Family<'a> {
    server: &'a Server,
    municipality: Municipality,
    at_once: bool,
}

impl Family<'_> {
    async fn follow(&self) {
        self.server.projector().catch_up().await.unwrap();
    }

    async fn on(&self, case: CaseId, action: SiblingsAction) {
        let action = CaseAction::Siblings(action);
        self.server.on::<Case>(&self.municipality, clock::new_id(), case.as_uuid(), action).await.unwrap();
        if self.at_once {
            self.follow().await;
        }
    }

    async fn says_none(&self, case: CaseId) {
        self.on(case, SiblingsAction::ConfirmNoSiblings { confirmed_on: oslo_date(clock::now()) }).await;
    }

    async fn links(&self, case: CaseId, subject: SubjectId) {
        let name = Some(Personal::child(subject, text("Søsken Prøve")));
        let sibling = Child { subject, name, national_id: None, born_on: None, unborn: false, contact: None };
        self.on(case, SiblingsAction::LinkSibling { sibling, linked_on: oslo_date(clock::now()) }).await;
    }

    async fn are_one(&self, [one, other]: [CaseId; 2], so: bool) {
        let [child, other] = [one, other].map(|case| subject_of(&self.municipality, case));
        let rationale = Personal::employee(subject_of(&self.municipality, one), text("Samme navn."));
        let action = if so {
            SubjectAction::RecordSameChild { child, other, numbers: NumbersOfTwo::NotBoth, rationale }
        } else {
            SubjectAction::WithdrawSameChild { other, rationale }
        };
        self.server.on::<Subject>(&self.municipality, clock::new_id(), child.as_uuid(), action).await.unwrap();
        if self.at_once {
            self.follow().await;
        }
    }

    /// Whether it is found of the case and stands, and the unit that is told beside.
    async fn found(&self, case: CaseId) -> Option<String> {
        self.follow().await;
        let sql = "SELECT beside_unit FROM findings
                    WHERE municipality = $1 AND kind = $2 AND case_id = $3 AND mended_on IS NULL";
        let query = sqlx::query_scalar(sql).bind(self.municipality.as_str());
        let query = query.bind(FindingKind::SiblingsContradicted.name()).bind(case.as_uuid());
        query.fetch_optional(self.server.ledger.pool()).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_13_s0_14_that_there_are_no_siblings_is_found_where_another_case_of_the_family_links_one() {
    let server = Server::start().await;
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let family = Family { server: &server, municipality, at_once };
        let case = async || server.emergency(&family.municipality).await;
        let child = |case| subject_of(&family.municipality, case);
        // Whichever is said first; and what a case says itself is no other's.
        for none_first in [true, false] {
            let (says, of_sibling) = (case().await, case().await);
            if none_first {
                family.says_none(says).await;
            }
            family.links(of_sibling, child(says)).await;
            if !none_first {
                family.says_none(says).await;
            }
            assert!(family.found(says).await.is_some(), "{number} {none_first}");
            assert_eq!(family.found(of_sibling).await, None);
            let (reason, noted_on) = (Personal::child(child(says), text("Uavklart.")), oslo_date(clock::now()));
            family.on(says, SiblingsAction::LeaveSiblingsUnknown { reason, noted_on }).await;
            assert_eq!(family.found(says).await, None, "{number} {none_first}");
        }
        // One child under two pseudonyms, whose sibling one of the cases links.
        let (says, links, sibling) = (case().await, case().await, case().await);
        family.says_none(says).await;
        family.links(links, child(sibling)).await;
        assert_eq!(family.found(says).await, None);
        family.are_one([says, links], true).await;
        assert!(family.found(says).await.is_some(), "{number}");
        family.are_one([says, links], false).await;
        assert_eq!(family.found(says).await, None, "{number}");
        let pool = server.ledger.pool();
        let rebuilt = rebuild(pool, &[ReadModel::Oversight], &family.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{number}");
    }
    server.end().await;
}
