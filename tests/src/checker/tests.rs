//! Histories made by hand: good ones pass, and each kind of bad one is found.

use super::*;

const CASE: u128 = 100;
const OTHER: u128 = 200;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A ledger of commands of one event each, as `(command, case)` in the order of their positions.
fn ledger(commands: &[(u128, u128)]) -> Vec<Entry> {
    let mut versions: HashMap<u128, i64> = HashMap::new();
    let entries = commands.iter().zip(1..).map(|((command, case), position)| {
        let sequence = versions.entry(*case).or_default();
        *sequence += 1;
        entry(position, *command, *case, *sequence)
    });
    entries.collect()
}

fn entry(position: i64, command: u128, case: u128, sequence: i64) -> Entry {
    Entry { position, command_id: id(command), command_index: 0, stream: stream_of(id(case)), sequence }
}

/// What a client did from one moment to another.
fn from_to(sent: Moment, answered: Moment, did: Did) -> Operation {
    Operation { client: 0, server: 0, sent, answered: Some(answered), did }
}

fn sent(command: u128, answer: Answer) -> Did {
    Did::Command { id: id(command), expected: None, answer }
}

fn recorded(command: u128, position: i64, version: i64) -> Did {
    sent(command, Answer::Recorded { position, version, now: true, shown: None })
}

fn history(case: u128, seen: &[(i64, i64, u128)]) -> Did {
    Did::History { case: id(case), entries: entries(seen), full: false }
}

fn page(after: i64, seen: &[(i64, i64, u128)]) -> Did {
    Did::Page { after, entries: entries(seen), full: false }
}

/// As `(position, sequence, command)`.
fn entries(seen: &[(i64, i64, u128)]) -> Vec<Seen> {
    seen.iter()
        .map(|(position, sequence, command)| Seen { position: *position, sequence: *sequence, command: id(*command) })
        .collect()
}

fn card(case: u128, version: i64, position: i64) -> Card {
    Card { case: id(case), version, position }
}

#[track_caller]
fn must_be_found(expected: Anomaly, operations: &[Operation], ledger: &[Entry]) {
    assert_eq!(check(operations, ledger), BTreeSet::from([expected]));
}

#[track_caller]
fn must_be_fine(operations: &[Operation], ledger: &[Entry]) {
    assert_eq!(check(operations, ledger), BTreeSet::new());
}

#[test]
fn a_history_that_fits_passes() {
    let ledger = ledger(&[(1, CASE), (2, OTHER), (3, CASE), (9, 900)]);
    let operations = [
        from_to(0, 10, recorded(1, 1, 1)),
        from_to(11, 20, recorded(2, 2, 1)),
        from_to(12, 30, recorded(3, 3, 2)),
        // While the third was under way, it may be seen or not.
        from_to(25, 28, history(CASE, &[(1, 1, 1)])),
        from_to(25, 29, history(CASE, &[(1, 1, 1), (3, 2, 3)])),
        from_to(31, 32, page(1, &[(2, 1, 2), (3, 2, 3), (4, 1, 9)])),
        from_to(31, 33, Did::Cards(vec![card(CASE, 2, 3), card(OTHER, 1, 2)])),
        from_to(40, 41, sent(4, Answer::Refused)),
    ];
    must_be_fine(&operations, &ledger);
}

/// A command without an answer is there or not; sent again it is answered as the first time.
#[test]
fn what_nobody_knows_of_may_be_there_once_or_not_at_all() {
    let unknown = |command, at| Operation { answered: None, ..from_to(at, at, sent(command, Answer::Unknown)) };
    let again = Answer::Recorded { position: 1, version: 1, now: false, shown: None };
    let operations = [unknown(1, 0), unknown(2, 0), from_to(10, 11, sent(1, again))];
    must_be_fine(&operations, &ledger(&[(1, CASE)]));
}

#[test]
fn an_acknowledged_command_that_is_not_there_is_lost() {
    let operations = [from_to(0, 1, recorded(1, 1, 1)), from_to(2, 3, recorded(2, 2, 2))];
    must_be_found(Anomaly::Lost(id(2)), &operations, &ledger(&[(1, CASE)]));
}

#[test]
fn a_command_that_stands_elsewhere_than_answered_is_misplaced() {
    let operations = [from_to(0, 9, recorded(1, 2, 1)), from_to(0, 9, recorded(2, 1, 1))];
    let found = check(&operations, &ledger(&[(1, CASE), (2, OTHER)]));
    assert_eq!(found, BTreeSet::from([Anomaly::Misplaced(id(1)), Anomaly::Misplaced(id(2))]));
}

#[test]
fn a_command_recorded_twice_is_found() {
    let operations = [from_to(0, 1, recorded(1, 2, 2))];
    must_be_found(Anomaly::Twice(id(1)), &operations, &ledger(&[(1, CASE), (1, CASE)]));
    // Also where it stands once, and two clients were told that theirs was the one.
    let operations = [from_to(0, 1, recorded(1, 1, 1)), from_to(0, 1, recorded(1, 1, 1))];
    must_be_found(Anomaly::Twice(id(1)), &operations, &ledger(&[(1, CASE)]));
}

#[test]
fn a_command_with_another_one_between_its_events_is_torn() {
    let mut ledger = ledger(&[(1, CASE), (2, OTHER), (1, CASE)]);
    ledger[2].command_index = 1;
    let operations = [from_to(0, 1, recorded(1, 3, 2)), from_to(0, 1, recorded(2, 2, 1))];
    must_be_found(Anomaly::Torn(id(1)), &operations, &ledger);
}

#[test]
fn a_refused_command_that_is_there_is_found() {
    let operations = [from_to(0, 1, sent(1, Answer::Refused))];
    must_be_found(Anomaly::RefusedAndRecorded(id(1)), &operations, &ledger(&[(1, CASE)]));
}

#[test]
fn a_command_that_is_refused_after_it_was_acknowledged_is_forgotten() {
    let operations = [from_to(0, 1, recorded(1, 1, 1)), from_to(2, 3, sent(1, Answer::Refused))];
    must_be_found(Anomaly::Forgotten(id(1)), &operations, &ledger(&[(1, CASE)]));
}

#[test]
fn a_command_that_nobody_sent_is_found_in_a_case_of_the_clients_and_not_elsewhere() {
    let operations = [from_to(0, 1, recorded(1, 1, 1))];
    must_be_found(Anomaly::NeverSent(id(7)), &operations, &ledger(&[(1, CASE), (7, CASE)]));
    must_be_fine(&operations, &ledger(&[(1, CASE), (7, OTHER)]));
}

/// Both saw version 1; the second to be recorded overwrites what it has not seen.
#[test]
fn a_lost_update_is_found() {
    let for_version_one = |command, position, version| Did::Command {
        id: id(command),
        expected: Some(1),
        answer: Answer::Recorded { position, version, now: true, shown: None },
    };
    let operations = [
        from_to(0, 1, recorded(1, 1, 1)),
        from_to(2, 9, for_version_one(2, 2, 2)),
        from_to(2, 9, for_version_one(3, 3, 3)),
    ];
    must_be_found(Anomaly::VersionIgnored(id(3)), &operations, &ledger(&[(1, CASE), (2, CASE), (3, CASE)]));
}

#[test]
fn a_gap_in_the_ledger_or_in_a_stream_is_found() {
    let mut missing = ledger(&[(1, CASE), (2, OTHER), (3, CASE)]);
    missing.remove(1);
    must_be_found(Anomaly::Gap { position: 3 }, &[], &missing);
    let mut jumping = ledger(&[(1, CASE), (2, CASE)]);
    jumping[1].sequence = 3;
    must_be_found(Anomaly::Gap { position: 2 }, &[], &jumping);
}

#[test]
fn a_stale_read_is_found() {
    let ledger = ledger(&[(1, CASE), (2, CASE)]);
    let written = [from_to(0, 1, recorded(1, 1, 1)), from_to(2, 3, recorded(2, 2, 2))];
    let stale = Anomaly::Stale { operation: 2, known: 2, stands_at: 1 };
    for read in [history(CASE, &[(1, 1, 1)]), page(0, &[(1, 1, 1)])] {
        must_be_found(stale.clone(), &[&written[..], &[from_to(4, 5, read)]].concat(), &ledger);
    }
}

/// Neither read follows a write that was acknowledged; only the one read tells that the other one is stale.
#[test]
fn a_read_that_goes_back_behind_an_earlier_one_is_found() {
    let ledger = ledger(&[(1, CASE), (2, CASE)]);
    let operations = [
        from_to(0, 100, recorded(1, 1, 1)),
        from_to(0, 100, recorded(2, 2, 2)),
        from_to(10, 11, history(CASE, &[(1, 1, 1), (2, 2, 2)])),
        from_to(12, 13, history(CASE, &[(1, 1, 1)])),
    ];
    must_be_found(Anomaly::Stale { operation: 3, known: 2, stands_at: 1 }, &operations, &ledger);
}

/// Read models may lag behind what is acknowledged, and may not go back.
#[test]
fn a_card_that_goes_back_is_found_and_one_that_lags_is_not() {
    let ledger = ledger(&[(1, CASE), (2, CASE)]);
    let mut operations = vec![
        from_to(0, 1, recorded(1, 1, 1)),
        from_to(2, 3, recorded(2, 2, 2)),
        from_to(4, 5, Did::Cards(vec![card(CASE, 1, 1)])),
        from_to(6, 7, Did::Cards(vec![card(CASE, 2, 2)])),
    ];
    must_be_fine(&operations, &ledger);
    operations.push(from_to(8, 9, Did::Cards(vec![card(CASE, 1, 1)])));
    must_be_found(Anomaly::Stale { operation: 4, known: 2, stands_at: 1 }, &operations, &ledger);
}

#[test]
fn a_card_that_lacks_what_a_client_was_shown_with_its_answer_is_found() {
    let shown = Some(card(CASE, 1, 1));
    let operations = [
        from_to(0, 1, sent(1, Answer::Recorded { position: 1, version: 1, now: true, shown })),
        from_to(2, 3, sent(2, Answer::Recorded { position: 2, version: 2, now: true, shown: Some(card(CASE, 2, 2)) })),
        from_to(4, 5, Did::Cards(vec![card(CASE, 1, 1)])),
    ];
    let stale = Anomaly::Stale { operation: 2, known: 2, stands_at: 1 };
    must_be_found(stale, &operations, &ledger(&[(1, CASE), (2, CASE)]));
}

#[test]
fn a_command_placed_before_what_was_acknowledged_before_it_was_sent_is_found() {
    let operations = [from_to(0, 1, recorded(1, 2, 1)), from_to(2, 3, recorded(2, 1, 1))];
    let reordered = Anomaly::Stale { operation: 1, known: 2, stands_at: 0 };
    must_be_found(reordered, &operations, &ledger(&[(2, OTHER), (1, CASE)]));
}

#[test]
fn what_is_seen_before_it_is_sent_is_found() {
    let operations = [from_to(0, 1, history(CASE, &[(1, 1, 1)])), from_to(2, 3, recorded(1, 1, 1))];
    must_be_found(Anomaly::Stale { operation: 1, known: 1, stands_at: 0 }, &operations, &ledger(&[(1, CASE)]));
    let operations = [from_to(0, 1, Did::Cards(vec![card(CASE, 1, 1)])), from_to(2, 3, recorded(1, 1, 1))];
    must_be_found(Anomaly::Stale { operation: 1, known: 1, stands_at: 0 }, &operations, &ledger(&[(1, CASE)]));
}

#[test]
fn a_phantom_is_found() {
    let ledger = ledger(&[(1, CASE)]);
    for read in [history(CASE, &[(1, 1, 1), (2, 2, 66)]), page(0, &[(1, 1, 1), (2, 2, 66)])] {
        must_be_found(Anomaly::Phantom { read: 0, position: 2 }, &[from_to(0, 1, read)], &ledger);
    }
    let cards = Did::Cards(vec![card(CASE, 2, 2)]);
    let found = check(&[from_to(0, 1, cards)], &ledger);
    assert!(found.contains(&Anomaly::Phantom { read: 0, position: 2 }), "{found:?}");
}

#[test]
fn a_read_that_passes_something_by_is_found() {
    let ledger = ledger(&[(1, CASE), (2, CASE), (3, CASE)]);
    for read in [history(CASE, &[(1, 1, 1), (3, 3, 3)]), page(0, &[(1, 1, 1), (3, 3, 3)])] {
        must_be_found(Anomaly::Skipped { read: 0, position: 2 }, &[from_to(0, 1, read)], &ledger);
    }
}

#[test]
fn a_read_of_half_a_command_is_found() {
    let mut ledger = ledger(&[(1, CASE), (1, CASE)]);
    ledger[1].command_index = 1;
    let half = Anomaly::Half { read: 0, command: id(1) };
    for read in [history(CASE, &[(1, 1, 1)]), page(0, &[(1, 1, 1)]), Did::Cards(vec![card(CASE, 1, 1)])] {
        must_be_found(half.clone(), &[from_to(0, 1, read)], &ledger);
    }
}

/// The first case at version 1 was over before the second one began.
#[test]
fn one_answer_with_two_moments_in_it_is_found() {
    let ledger = ledger(&[(1, CASE), (2, CASE), (3, OTHER)]);
    let skewed = Did::Cards(vec![card(CASE, 1, 1), card(OTHER, 1, 3)]);
    must_be_found(Anomaly::Skewed { read: 0 }, &[from_to(0, 1, skewed)], &ledger);
}
