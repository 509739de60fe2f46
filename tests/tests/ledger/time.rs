//! Any past state on demand: what the ledger knew at a position, it says again later.

use case_ledger_domain::case::Case;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::CommandContext;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_tests::town::{in_a_town, observation};
use chrono::{DateTime, TimeDelta};
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

#[test]
fn an_instant_is_the_last_position_recorded_by_then() {
    in_a_town(async |town| {
        let opened = town.head().await;
        let (none, first) = (DateTime::UNIX_EPOCH, town.ledger.moment_of(&town.municipality, opened).await.unwrap());
        let before = town.ledger.moment_at(&town.municipality, none).await.unwrap();
        assert_eq!((before.position, before.recorded_at), (0, None), "before the first event");

        // Each event at its hour: hours in which nothing happens, and hours in which much does.
        let case = town.open_case().await;
        let hour = |hours| clock::to_the_microsecond(first.unwrap().recorded_at.unwrap()) + TimeDelta::hours(hours);
        let hours = [1, 1, 1, 2, 5, 5, 6, 20, 20, 20, 20, 21, 40];
        for now in hours {
            let command = clock::new_id();
            let context = CommandContext { now: hour(now), ..town.context(command) };
            let action = observation(&town.municipality, command, case);
            town.ledger.execute::<Case>(&context, case.as_uuid(), action).await.unwrap();
        }
        let before_them = town.head().await - i64::try_from(hours.len()).unwrap();
        for at in 1..=41 {
            let by_then = hours.iter().filter(|hour| **hour <= at).count();
            let moment = town.ledger.moment_at(&town.municipality, hour(at)).await.unwrap();
            assert_eq!(moment.position, before_them + i64::try_from(by_then).unwrap(), "in hour {at}");
            let recorded_at = hours.iter().rfind(|hour| **hour <= at).map(|at| hour(*at));
            assert_eq!(moment.recorded_at, recorded_at, "in hour {at}");
            let just_before = hour(at) - TimeDelta::microseconds(1);
            let earlier = hours.iter().filter(|hour| **hour < at).count();
            let moment = town.ledger.moment_at(&town.municipality, just_before).await.unwrap();
            assert_eq!(moment.position, before_them + i64::try_from(earlier).unwrap(), "just before hour {at}");
        }
        let head = town.head().await;
        assert_eq!(town.ledger.moment_of(&town.municipality, head + 1).await.unwrap(), None);
        assert_eq!(town.ledger.moment_of(&town.municipality, 0).await.unwrap(), None);
    });
}
