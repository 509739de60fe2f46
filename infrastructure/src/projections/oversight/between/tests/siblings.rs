//! What cases of one family say of siblings.

use case_ledger_domain::case::{Case, CaseAction, SiblingsAction};
use case_ledger_domain::people::Child;

use super::*;

impl Followed<'_> {
    async fn says(&self, case: CaseId, action: SiblingsAction) {
        self.on::<Case>(case.as_uuid(), CaseAction::Siblings(action)).await;
    }

    async fn says_none(&self, case: CaseId) {
        self.says(case, SiblingsAction::ConfirmNoSiblings { confirmed_on: oslo_date(clock::now()) }).await;
    }

    async fn links(&self, case: CaseId, subject: SubjectId) {
        let name = Some(Personal::child(subject, text("Søsken Prøve")));
        let sibling = Child { subject, name, national_id: None, born_on: None, unborn: false, contact: None };
        self.says(case, SiblingsAction::LinkSibling { sibling, linked_on: oslo_date(clock::now()) }).await;
    }

    /// The cases by which it is contradicted that this one says that there are none.
    async fn contradicted_by(&self, case: CaseId) -> Vec<CaseId> {
        let found = self.found(FindingKind::SiblingsContradicted, case.as_uuid()).await;
        let beside = found.and_then(|(units, cases)| units.zip(cases));
        beside.map_or_else(Vec::new, |(units, cases)| {
            assert!(!units.is_empty(), "each has a unit");
            cases.into_iter().map(CaseId::from_uuid).collect()
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_13_s0_14_that_there_are_no_siblings_is_found_where_another_case_of_the_family_links_one() {
    let server = Server::start().await;
    for family in Followed::both(&server).await {
        let number = family.municipality.as_str();
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
            assert_eq!(family.contradicted_by(says).await, [of_sibling], "{number} {none_first}");
            assert_eq!(family.contradicted_by(of_sibling).await, []);
            let (reason, noted_on) = (Personal::child(child(says), text("Uavklart.")), oslo_date(clock::now()));
            family.says(says, SiblingsAction::LeaveSiblingsUnknown { reason, noted_on }).await;
            assert_eq!(family.contradicted_by(says).await, [], "{number} {none_first}");
        }
        // One child under two pseudonyms, whose sibling one of the cases links; and each other that does.
        let (says, links, sibling) = (case().await, case().await, case().await);
        family.says_none(says).await;
        family.links(links, child(sibling)).await;
        assert_eq!(family.contradicted_by(says).await, []);
        family.are_one([says, links], true).await;
        assert_eq!(family.contradicted_by(says).await, [links], "{number}");
        family.links(sibling, child(links)).await;
        let mut both = [links, sibling];
        both.sort();
        assert_eq!(family.contradicted_by(says).await, both, "{number}");
        family.are_one([says, links], false).await;
        assert_eq!(family.contradicted_by(says).await, [], "{number}");
        family.is_as_rebuilt().await;
    }
    server.end().await;
}
