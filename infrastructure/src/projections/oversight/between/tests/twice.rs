//! Two investigations of one child at once.

use super::*;

impl Followed<'_> {
    async fn is_investigated_twice(&self, case: CaseId) -> bool {
        self.found(FindingKind::InvestigatedTwice, case.as_uuid()).await.is_some()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s2_5_an_investigation_beside_another_of_the_child_is_found_by_who_is_recorded_to_be_the_same_child() {
    let server = Server::start().await;
    for followed in Followed::both(&server).await {
        let (of_one, one) = followed.investigation().await;
        let (of_other, other) = followed.investigation().await;
        // They began on one day: one of the two is told.
        let told = if one < other { of_other } else { of_one };
        let untold = if one < other { of_one } else { of_other };
        if followed.at_once.is_some() {
            assert!(!followed.is_investigated_twice(told).await);
        }
        followed.are_one([of_one, of_other], true).await;
        assert!(followed.is_investigated_twice(told).await && !followed.is_investigated_twice(untold).await);
        followed.are_one([of_one, of_other], false).await;
        assert!(!followed.is_investigated_twice(told).await);
        followed.is_as_rebuilt().await;
    }
    server.end().await;
}
