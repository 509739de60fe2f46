//! Clients of two servers on one database, at once: whatever they did and saw fits into one order of the ledger.

use std::time::Duration;

use case_ledger_tests::clients::Judged;
use case_ledger_tests::{Clients, Dice, Site};

const CLIENTS: usize = 16;

/// `CASE_LEDGER_HISTORY_SEED` has the clients do other things; a failure tells the seed.
fn dice(default: u64) -> Dice {
    let seed = std::env::var("CASE_LEDGER_HISTORY_SEED").map_or(default, |seed| seed.parse().expect("a number"));
    eprintln!("CASE_LEDGER_HISTORY_SEED={seed}");
    Dice::seeded(seed)
}

fn must_be_without_anomalies(clients: &Clients, site: &Site) -> Judged {
    let judged = clients.judge(&site.entries());
    assert_eq!(judged.anomalies, [], "{judged:?}");
    assert!(judged.all_reads() > judged.commands / 10, "{judged:?}");
    judged
}

/// What a history must have in it to tell anything of it: each in the ledger, in three read models, and as of moments.
const READS: [&str; 6] = ["head", "history", "page", "cases", "reports", "decisions"];
/// And by which reason clients must have been refused.
const REFUSALS: [&str; 5] = ["version", "id taken", "CASE_CLOSED", "CASE_NOT_CLOSED", "CONSENT_UNKNOWN"];

#[test]
fn clients_of_two_servers_see_one_ledger_in_one_order() {
    let site = Site::start(2, 6);
    let clients = Clients::of(&site);
    clients.work_while(&site, CLIENTS, &mut dice(1), || clients.wait_for_acknowledged(300));
    clients.settle(&site);
    let judged = must_be_without_anomalies(&clients, &site);
    for read in READS {
        let is_read = |name: &str| judged.reads.contains_key(name);
        assert!(is_read(read) && is_read(&format!("{read} as of")), "nobody read {read}: {judged:?}");
    }
    for reason in REFUSALS {
        assert!(judged.refusals.contains_key(reason), "nobody was refused for {reason}: {judged:?}");
    }
}

/// The paused server holds whatever it holds at that moment: a writer's lock, a projector's lead. It is not awaited.
#[test]
fn a_server_that_stands_still_and_goes_on_breaks_no_order() {
    let site = Site::start(2, 6);
    let clients = Clients::of(&site);
    let mut dice = dice(2);
    for round in 0..3 {
        clients.work_while(&site, CLIENTS, &mut dice.clone(), || {
            clients.wait_for_acknowledged(20 + dice.place(40));
            site.pause(round % 2);
            std::thread::sleep(Duration::from_millis(100 + dice.roll(400)));
            site.resume(round % 2);
            clients.wait_for_acknowledged(20);
        });
    }
    clients.settle(&site);
    must_be_without_anomalies(&clients, &site);
}
