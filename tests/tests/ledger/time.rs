//! Any past state on demand: what the ledger knew at a position, it says again later.

use case_ledger_domain::case::Case;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_tests::town::in_a_town;
use serde_json::json;

#[test]
fn a_stream_as_of_a_position_is_what_it_was_when_that_was_the_newest() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let mut then = Vec::new();
        for _ in 0..3 {
            town.observe(clock::new_id(), case).await.unwrap();
            // Another stream's events lie between.
            town.open_case().await;
            let live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
            then.push((town.head().await, live.version, json!(live.aggregate)));
        }
        for (position, version, state) in then {
            let as_of = AsOf::Position(position);
            let live = town.ledger.load_as_of::<Case>(&town.municipality, case.as_uuid(), as_of).await.unwrap();
            assert_eq!((live.version, json!(live.aggregate)), (version, state), "as of position {position}");
        }
        let before = AsOf::Position(1);
        let live = town.ledger.load_as_of::<Case>(&town.municipality, case.as_uuid(), before).await.unwrap();
        assert_eq!(live.version, 0, "before its first event there was no such case");
    });
}
