//! Histories made by hand: good ones pass, and each kind of bad one is found.

use super::*;

const CASE: u128 = 100;
const OTHER: u128 = 200;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A ledger of commands of one event each, as `(command, case)` in the order of their positions.
fn ledger(commands: &[(u128, u128)]) -> Vec<Entry> {
    let commands: Vec<_> = commands.iter().map(|(command, case)| (*command, *case, "ObservationLogged")).collect();
    told(&commands)
}

/// The same, as `(command, case, what happened)`.
fn told(commands: &[(u128, u128, &str)]) -> Vec<Entry> {
    let mut versions: HashMap<u128, i64> = HashMap::new();
    let entries = commands.iter().zip(1..).map(|((command, case, event), position)| {
        let sequence = versions.entry(*case).or_default();
        *sequence += 1;
        Entry {
            position,
            command_id: id(*command),
            command_index: 0,
            stream: stream_of(id(*case)),
            sequence: *sequence,
            event_type: (*event).to_owned(),
        }
    });
    entries.collect()
}

/// What a client did from one moment to another.
fn from_to(sent: Moment, answered: Moment, did: Did) -> Operation {
    Operation { client: 0, server: 0, sent, answered: Some(answered), did }
}

fn sent(command: u128, answer: Answer) -> Did {
    Did::Command { id: id(command), case: Some(id(CASE)), expected: None, answer }
}

/// Nobody knows whether it was recorded.
fn unknown(command: u128, at: Moment) -> Operation {
    Operation { answered: None, ..from_to(at, at, sent(command, Answer::Unknown)) }
}

/// A command for the first case was refused by a rule.
fn refused(command: u128, code: &str) -> Did {
    sent(command, Answer::Refused(Refusal::Rule(code.to_owned())))
}

/// A command for a version of the first case was refused, because it had another one.
fn refused_for_version(command: u128, expected: i64, actual: i64) -> Did {
    let answer = Answer::Refused(Refusal::Version(actual));
    Did::Command { id: id(command), case: Some(id(CASE)), expected: Some(expected), answer }
}

fn recorded(command: u128, position: i64, version: i64) -> Did {
    sent(command, Answer::Recorded { position, version, now: true, shown: None })
}

fn history(case: u128, seen: &[(i64, i64, u128)]) -> Did {
    Did::Read(Shown::History { case: id(case), entries: entries(seen), full: false })
}

fn page(after: i64, seen: &[(i64, i64, u128)]) -> Did {
    Did::Read(Shown::Page { after, entries: entries(seen), full: false })
}

fn cards(cards: &[Card]) -> Did {
    Did::Read(Shown::Cases(cards.to_vec()))
}

fn decisions(positions: &[i64]) -> Did {
    Did::Read(Shown::Decisions { positions: positions.to_vec(), full: false })
}

/// The same as of a position.
fn as_of(asked: i64, did: Did) -> Did {
    let Did::Read(shown) = did else { panic!("only what is read is read as of a moment") };
    Did::ReadAsOf { asked, told: asked, shown }
}

/// As `(position, sequence, command)`.
fn entries(seen: &[(i64, i64, u128)]) -> Vec<Seen> {
    seen.iter()
        .map(|(position, sequence, command)| Seen { position: *position, sequence: *sequence, command: id(*command) })
        .collect()
}

fn card(case: u128, version: i64, position: i64) -> Card {
    Card { stream: stream_of(id(case)), version: Some(version), position }
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
        from_to(31, 33, cards(&[card(CASE, 2, 3), card(OTHER, 1, 2)])),
        from_to(31, 34, as_of(2, history(CASE, &[(1, 1, 1)]))),
        from_to(40, 41, refused(4, "CONSENT_UNKNOWN")),
        from_to(42, 43, refused_for_version(5, 1, 2)),
        from_to(44, 45, Did::Imitation { id: id(1), answer: Answer::Refused(Refusal::IdTaken) }),
    ];
    must_be_fine(&operations, &ledger);
}

/// A command without an answer is there or not; sent again it is answered as the first time.
#[test]
fn what_nobody_knows_of_may_be_there_once_or_not_at_all() {
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
    let operations = [from_to(0, 1, refused(1, "NOT_FOUND"))];
    must_be_found(Anomaly::RefusedAndRecorded(id(1)), &operations, &ledger(&[(1, CASE)]));
}

#[test]
fn a_refused_command_that_somebody_saw_is_found() {
    let ledger = ledger(&[(1, CASE)]);
    for read in [history(CASE, &[(1, 1, 1), (2, 2, 2)]), page(0, &[(1, 1, 1), (2, 2, 2)])] {
        let operations =
            [from_to(0, 1, recorded(1, 1, 1)), from_to(2, 9, refused(2, "CONSENT_UNKNOWN")), from_to(3, 4, read)];
        must_be_found(Anomaly::RefusedAndSeen { read: 2, command: id(2) }, &operations, &ledger);
    }
}

/// Sent again it was refused because it had been sent: nobody can tell any more whether it was recorded.
#[test]
fn a_command_that_is_there_and_was_refused_for_what_came_after_it_is_found() {
    let ledger = told(&[(1, CASE, "CaseOpened"), (2, CASE, "CaseClosed")]);
    let mut operations =
        vec![from_to(0, 1, recorded(1, 1, 1)), unknown(2, 2), from_to(3, 4, refused(2, "CASE_CLOSED"))];
    must_be_found(Anomaly::RecordedAndRefused(id(2)), &operations, &ledger);
    // Where it is not there, one without an answer may well have been refused: somebody else closed the case.
    let by_another = told(&[(1, CASE, "CaseOpened"), (3, CASE, "CaseClosed")]);
    operations.push(from_to(2, 3, recorded(3, 2, 2)));
    must_be_fine(&operations, &by_another);
}

/// The case was closed and taken up again: refused meanwhile, and recorded when it was sent again.
#[test]
fn a_command_may_be_refused_and_recorded_later() {
    let ledger = told(&[
        (1, CASE, "CaseOpened"),
        (2, CASE, "CaseClosed"),
        (3, CASE, "CaseReopened"),
        (4, CASE, "ObservationLogged"),
    ]);
    let operations = [
        from_to(0, 1, recorded(1, 1, 1)),
        from_to(2, 3, recorded(2, 2, 2)),
        from_to(4, 5, refused(4, "CASE_CLOSED")),
        from_to(6, 7, recorded(3, 3, 3)),
        from_to(8, 9, recorded(4, 4, 4)),
    ];
    must_be_fine(&operations, &ledger);
}

#[test]
fn a_refusal_for_what_never_was_is_found() {
    let opened = from_to(0, 1, recorded(1, 1, 1));
    for refusal in [
        refused(2, "CASE_CLOSED"),
        refused(2, "SOME_RULE_THAT_NOBODY_MEETS"),
        refused_for_version(2, 1, 5),
        // That is the version it was sent for.
        refused_for_version(2, 1, 1),
        sent(2, Answer::Refused(Refusal::IdTaken)),
    ] {
        let operations = [opened.clone(), from_to(2, 3, refusal)];
        must_be_found(Anomaly::Unjustified { operation: 1 }, &operations, &ledger(&[(1, CASE)]));
    }
}

/// Each rule that the clients meet, with what came before, and with what came before and leaves no reason.
#[test]
fn a_refusal_by_each_rule_has_its_reason() {
    let cases: [(&str, &[&str], &[&str]); 5] = [
        ("CASE_NOT_CLOSED", &["CaseOpened"], &["CaseOpened", "CaseClosed"]),
        ("DUTY_NOT_ASSESSED", &["CaseOpened"], &["CaseOpened", "EmergencyContactMade"]),
        ("GUARDIANS_NOT_INFORMED", &["CaseOpened", "EmergencyContactMade"], &["CaseOpened", "GuardiansInformed"]),
        (
            "NEXT_REPORT_NOT_ASSESSED",
            &["CaseOpened", "EmergencyContactMade", "GuardiansInformed", "ReportSent"],
            &["CaseOpened", "ReportSent", "EmergencyContactMade"],
        ),
        ("CONSENT_UNKNOWN", &["CaseOpened"], &["CaseOpened", "CaseClosed"]),
    ];
    for (code, reason, none) in cases {
        for (events, is_reason) in [(reason, true), (none, false)] {
            let commands: Vec<_> = events.iter().zip(1..).map(|(event, command)| (command, CASE, *event)).collect();
            let number = |command: &u128| i64::try_from(*command).unwrap();
            let mut operations: Vec<_> = commands
                .iter()
                .map(|(command, ..)| {
                    let at = u64::try_from(*command).unwrap() * 10;
                    from_to(at, at + 1, recorded(*command, number(command), number(command)))
                })
                .collect();
            operations.push(from_to(90, 91, refused(50, code)));
            let found = check(&operations, &told(&commands));
            assert_eq!(found.is_empty(), is_reason, "{code} after {events:?}: {found:?}");
        }
    }
}

/// What it was refused for had been over before it was sent; and who was told of the end of it sends nothing before it.
#[test]
fn a_refusal_for_what_was_over_or_is_to_come_is_found() {
    let ledger = told(&[(1, CASE, "CaseOpened"), (2, CASE, "CaseClosed"), (3, CASE, "CaseReopened")]);
    let written =
        [from_to(0, 1, recorded(1, 1, 1)), from_to(10, 11, recorded(2, 2, 2)), from_to(20, 21, recorded(3, 3, 3))];
    let with = |refusal: Operation| [&written[..], &[refusal]].concat();
    for refusal in [refused(4, "CASE_CLOSED"), refused_for_version(4, 9, 2)] {
        let late = with(from_to(30, 31, refusal.clone()));
        must_be_found(Anomaly::Stale { operation: 3, known: 3, stands_at: 2 }, &late, &ledger);
        must_be_fine(&with(from_to(12, 31, refusal.clone())), &ledger);
        // It tells of a version, or an end, that somebody only brings about afterwards.
        let early = with(from_to(5, 6, refusal));
        must_be_found(Anomaly::Stale { operation: 1, known: 2, stands_at: 1 }, &early, &ledger);
    }
}

#[test]
fn something_else_under_an_acknowledged_id_is_found_where_it_is_recorded() {
    let ledger = ledger(&[(1, CASE), (2, CASE)]);
    let imitation = |answer| from_to(4, 5, Did::Imitation { id: id(1), answer });
    let written = [from_to(0, 1, recorded(1, 1, 1)), from_to(2, 3, recorded(2, 2, 2))];
    let with = |answer| [&written[..], &[imitation(answer)]].concat();
    let taken = Answer::Recorded { position: 2, version: 2, now: false, shown: None };
    must_be_found(Anomaly::IdTakenAgain(id(1)), &with(taken), &ledger);
    let by_a_rule = Answer::Refused(Refusal::Rule("CASE_CLOSED".to_owned()));
    must_be_found(Anomaly::Unjustified { operation: 2 }, &with(by_a_rule), &ledger);
    must_be_fine(&with(Answer::Refused(Refusal::IdTaken)), &ledger);
}

#[test]
fn a_command_that_is_refused_after_it_was_acknowledged_is_forgotten() {
    let operations = [from_to(0, 1, recorded(1, 1, 1)), from_to(2, 3, refused(1, "CASE_CLOSED"))];
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
        case: Some(id(CASE)),
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
    for read in [history(CASE, &[(1, 1, 1)]), page(0, &[(1, 1, 1)]), Did::Read(Shown::Head(1))] {
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
        from_to(4, 5, cards(&[card(CASE, 1, 1)])),
        from_to(6, 7, cards(&[card(CASE, 2, 2)])),
    ];
    must_be_fine(&operations, &ledger);
    operations.push(from_to(8, 9, cards(&[card(CASE, 1, 1)])));
    must_be_found(Anomaly::Stale { operation: 4, known: 2, stands_at: 1 }, &operations, &ledger);
}

#[test]
fn a_card_that_lacks_what_a_client_was_shown_with_its_answer_is_found() {
    let shown = Some(card(CASE, 1, 1));
    let operations = [
        from_to(0, 1, sent(1, Answer::Recorded { position: 1, version: 1, now: true, shown })),
        from_to(2, 3, sent(2, Answer::Recorded { position: 2, version: 2, now: true, shown: Some(card(CASE, 2, 2)) })),
        from_to(4, 5, cards(&[card(CASE, 1, 1)])),
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
    let operations = [from_to(0, 1, cards(&[card(CASE, 1, 1)])), from_to(2, 3, recorded(1, 1, 1))];
    must_be_found(Anomaly::Stale { operation: 1, known: 1, stands_at: 0 }, &operations, &ledger(&[(1, CASE)]));
}

#[test]
fn a_phantom_is_found() {
    let ledger = ledger(&[(1, CASE)]);
    for read in [history(CASE, &[(1, 1, 1), (2, 2, 66)]), page(0, &[(1, 1, 1), (2, 2, 66)])] {
        must_be_found(Anomaly::Phantom { read: 0, position: 2 }, &[from_to(0, 1, read)], &ledger);
    }
    let of_decisions = Did::Read(Shown::Decisions { positions: vec![1], full: true });
    for (position, read) in [
        (2, cards(&[card(CASE, 2, 2)])),
        (1, cards(&[card(CASE, 2, 1)])),
        (1, of_decisions),
        (7, Did::Read(Shown::Head(7))),
    ] {
        must_be_found(Anomaly::Phantom { read: 0, position }, &[from_to(0, 1, read)], &ledger);
    }
}

/// The card of another stream's event.
#[test]
fn a_report_that_shows_what_is_not_its_own_is_found() {
    let read = Did::Read(Shown::Reports(vec![Card { version: None, ..card(OTHER, 1, 1) }]));
    must_be_found(Anomaly::Phantom { read: 0, position: 1 }, &[from_to(0, 1, read)], &ledger(&[(1, CASE), (2, OTHER)]));
}

/// Each read model has an order of its own: what one has shown, another may still lack, and none lacks it again.
#[test]
fn a_read_model_that_goes_back_is_found_and_one_behind_another_is_not() {
    let ledger = told(&[(1, CASE, "CaseOpened"), (2, CASE, "CaseClosed"), (3, CASE, "CaseReopened")]);
    let mut operations = vec![
        from_to(0, 1, recorded(1, 1, 1)),
        from_to(2, 3, recorded(2, 2, 2)),
        from_to(4, 5, recorded(3, 3, 3)),
        from_to(6, 7, cards(&[card(CASE, 3, 3)])),
        from_to(8, 9, decisions(&[2])),
    ];
    must_be_fine(&operations, &ledger);
    operations.push(from_to(10, 11, decisions(&[])));
    let stale = Anomaly::Stale { operation: 5, known: 2, stands_at: 1 };
    must_be_found(stale, &operations, &ledger);
    // That the past is known up to there is no less than a read.
    *operations.last_mut().unwrap() = from_to(10, 11, as_of(3, decisions(&[2, 3])));
    must_be_fine(&operations, &ledger);
    operations.push(from_to(12, 13, decisions(&[2])));
    must_be_found(Anomaly::Stale { operation: 6, known: 3, stands_at: 2 }, &operations, &ledger);
}

#[test]
fn a_register_that_leaves_something_out_is_found() {
    let ledger = told(&[(1, CASE, "CaseOpened"), (2, CASE, "CaseClosed"), (3, CASE, "CaseReopened")]);
    let written =
        [from_to(0, 1, recorded(1, 1, 1)), from_to(2, 3, recorded(2, 2, 2)), from_to(4, 5, recorded(3, 3, 3))];
    let with = |read: Did| [&written[..], &[from_to(6, 7, read)]].concat();
    must_be_found(Anomaly::Skipped { read: 3, position: 2 }, &with(decisions(&[3])), &ledger);
    // A page that took no more leaves out what it had no room for.
    must_be_fine(&with(Did::Read(Shown::Decisions { positions: vec![3], full: true })), &ledger);
}

/// What was not there yet, what was not there any more, what is lacking, and another moment than the one asked about.
#[test]
fn a_past_that_was_otherwise_is_found() {
    let ledger = told(&[(1, CASE, "CaseOpened"), (2, OTHER, "CaseOpened"), (3, CASE, "CaseClosed")]);
    let written =
        [from_to(0, 1, recorded(1, 1, 1)), from_to(2, 3, recorded(2, 2, 1)), from_to(4, 5, recorded(3, 3, 2))];
    let with = |read: Did| [&written[..], &[from_to(6, 7, read)]].concat();
    let closed = [(1, 1, 1), (3, 2, 3)];
    for was in [
        as_of(2, history(CASE, &closed[..1])),
        as_of(3, history(CASE, &closed)),
        as_of(1, history(OTHER, &[])),
        as_of(2, page(0, &[(1, 1, 1), (2, 1, 2)])),
        as_of(2, cards(&[card(CASE, 1, 1), card(OTHER, 1, 2)])),
        as_of(2, decisions(&[])),
        as_of(3, decisions(&[3])),
        as_of(2, Did::Read(Shown::Head(2))),
    ] {
        must_be_fine(&with(was), &ledger);
    }
    for was_not in [
        as_of(2, history(CASE, &closed)),
        as_of(3, history(CASE, &closed[..1])),
        as_of(1, page(0, &[(1, 1, 1), (2, 1, 2)])),
        as_of(2, page(0, &[(1, 1, 1)])),
        as_of(2, cards(&[card(CASE, 2, 3)])),
        as_of(3, cards(&[card(CASE, 1, 1)])),
        as_of(1, cards(&[card(OTHER, 1, 2)])),
        as_of(2, decisions(&[3])),
        as_of(3, decisions(&[])),
        as_of(2, Did::Read(Shown::Head(3))),
        Did::ReadAsOf { asked: 2, told: 3, shown: Shown::Head(2) },
    ] {
        must_be_found(Anomaly::NotAsItWas { read: 3 }, &with(was_not), &ledger);
    }
}

/// A moment that nobody had brought about yet.
#[test]
fn a_past_that_is_still_to_come_is_found() {
    let operations = [from_to(0, 1, as_of(1, history(CASE, &[(1, 1, 1)]))), from_to(2, 3, recorded(1, 1, 1))];
    must_be_found(Anomaly::Stale { operation: 1, known: 1, stands_at: 0 }, &operations, &ledger(&[(1, CASE)]));
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
    for read in [history(CASE, &[(1, 1, 1)]), page(0, &[(1, 1, 1)]), cards(&[card(CASE, 1, 1)])] {
        must_be_found(half.clone(), &[from_to(0, 1, read)], &ledger);
    }
}

/// The first case at version 1 was over before the second one began.
#[test]
fn one_answer_with_two_moments_in_it_is_found() {
    let ledger = ledger(&[(1, CASE), (2, CASE), (3, OTHER)]);
    let skewed = cards(&[card(CASE, 1, 1), card(OTHER, 1, 3)]);
    must_be_found(Anomaly::Skewed { read: 0 }, &[from_to(0, 1, skewed)], &ledger);
}
