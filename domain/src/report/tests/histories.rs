//! What holds of every report, whatever is asked of it and in which order.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::way::{decide_in, guide};
use super::*;
use crate::ids::InvestigationId;
use crate::people::Rationale;
use crate::test_support::arbitrary::{
    any_child, any_decision, commands, day, decider, instant, perhaps_personal, personal, used_code,
};
use crate::test_support::properties::{
    every_prefix_loads, everything_survives_storage, history, nobody_is_named, nothing_occurs_after_it_is_recorded,
    tells_of_nobody,
};
use crate::test_support::samples::{every_report_event, wrong_day};
use crate::test_support::{CHILD, INVESTIGATION};

/// That an entry of its history, whichever that is, was found wrong.
fn find_wrong() -> impl Strategy<Value = (Option<RecordedEntry>, WrongEntry)> {
    let entry = select(&["ReportReceived", TRANSFER_RECEIPT_RECORDED, ENTRY_FOUND_WRONG][..]);
    (entry, personal(), decider(), day()).prop_map(|(event, reason, found_by, found_on)| {
        let recorded = RecordedEntry { event: event.to_owned(), recorded_on: MONDAY, of_its_name: 1 };
        let (right, wrong) = (Some(reason.clone()), wrong_day());
        // Of a receipt all is wrong, which takes it back.
        let (what, day) = match event {
            TRANSFER_RECEIPT_RECORDED => (WrongPart::Whole, None),
            _ => (wrong.what, wrong.day),
        };
        (Some(recorded), WrongEntry { what, day, right, reason, found_by, found_on, ..wrong })
    })
}

fn reporter() -> impl Strategy<Value = Reporter> {
    let kind =
        select(&[ReporterKind::Public, ReporterKind::Private, ReporterKind::Anonymous, ReporterKind::Unknown][..]);
    prop_oneof![
        4 => (personal(), personal(), personal(), perhaps_personal())
            .prop_map(|(name, role, unit, contact)| Reporter::Public { name, role, unit, contact }),
        1 => (personal(), perhaps_personal()).prop_map(|(name, contact)| Reporter::Private { name, contact }),
        1 => Just(Reporter::Anonymous),
        1 => kind.prop_map(|of_kind| Reporter::NotInSource { of_kind }),
    ]
}

fn any_report() -> impl Strategy<Value = Box<IncomingReport>> {
    let codes = vec(used_code(&["9", "22"]), 0..3);
    let contents = vec(used_code(&["8", "18"]), 0..3);
    let withheld = option::of(select(&WithholdingGround::ALL[..]));
    let moments = prop_oneof![Just(noon(MONDAY)), instant()];
    (any_child(), any::<bool>(), reporter(), codes, perhaps_personal(), contents, withheld, moments).prop_map(
        |(child, sent_here, reporter, reporter_codes, content, contents, withheld, received_at)| {
            let declares = reporter.kind().declares();
            Box::new(IncomingReport {
                child,
                case: sent_here.then_some(CASE),
                message: sent_here.then_some(MESSAGE),
                reporter,
                reporter_codes,
                content,
                contents,
                unit: "Nord".to_owned(),
                channel: if sent_here { Channel::CaseLedger } else { Channel::Kostra15F },
                withheld_from_guardians: withheld.filter(|_| sent_here),
                guardians_not_told: !sent_here,
                learned_through_work: (declares && !sent_here).then_some(sent_here),
                acknowledges_private: sent_here,
                received_at,
            })
        },
    )
}

fn conclusion() -> impl Strategy<Value = ImportedConclusion> {
    let concluded = (used_code(&["1", "2", "8"]), day(), option::of(decider()));
    concluded.prop_map(|(code, decided_on, caseworker)| ImportedConclusion {
        outcome: TriageOutcome::from_code(&code.code).unwrap(),
        code,
        decided_on,
        caseworker,
    })
}

pub(crate) fn asked() -> impl Strategy<Value = Vec<Command<ReportAction>>> {
    let codes = select(&["1", "2", "3", "4", "5", "none"][..]);
    let joins = option::of((any::<bool>(), day(), option::of(day()), option::of(day())).prop_map(
        |(same_child, started_on, ended_on, worked_in_on)| {
            let children = if same_child { vec![CHILD] } else { Vec::new() };
            OngoingInvestigation { investigation: INVESTIGATION, children, started_on, ended_on, worked_in_on }
        },
    ));
    let backed_by = (perhaps_personal(), option::of(decider()), joins, any::<bool>());
    let triage = (codes, perhaps_personal(), any::<bool>(), any_decision(), backed_by, day()).prop_map(
        |(
            code,
            clarification,
            urgent_measures,
            decision,
            (assessment, seconded_by, joins, investigated),
            decided_on,
        )| {
            ReportAction::Triage(Box::new(TriageConclusion {
                code: code.to_owned(),
                clarification,
                urgent_measures,
                decision,
                assessment,
                seconded_by,
                joins,
                active_measures: None,
                investigated,
                decided_on,
            }))
        },
    );
    let meeting = (vec(decider(), 0..4), perhaps_personal(), day())
        .prop_map(|(present, summary, held_on)| ReportAction::HoldIntakeMeeting { present, summary, held_on });
    let prioritise = (select(&Degree::ALL[..]), any::<bool>(), any_decision(), day()).prop_map(
        |(severity, somewhere, decision, on)| {
            let area = somewhere.then(|| "Nord".to_owned());
            ReportAction::Prioritise { priority: Priority { severity, area, on }, decision }
        },
    );
    let urgent = (personal(), any_decision(), day()).prop_map(|(measures, decision, decided_on)| {
        ReportAction::DecideUrgentFollowUp { measures, decision, decided_on }
    });
    let (codes, contents) = (vec(used_code(&["9", "2", "23", "22"]), 0..3), vec(used_code(&["8", "18"]), 0..3));
    let classify = (option::of(codes), option::of(contents), day())
        .prop_map(|(reporter_codes, contents, given_on)| ReportAction::Classify { reporter_codes, contents, given_on });
    let in_a_step = (select(&["dismiss-report", "open-investigation"][..]), day()).prop_map(|(outcome, decided_on)| {
        let mut action = decide_in(guide(), DeciderRole::IntakeOfficer, "review-report", outcome);
        if let StepsAction::DecideStep { decided_on: on, .. } = &mut action {
            *on = decided_on;
        }
        ReportAction::Steps(action)
    });
    let action = prop_oneof![
        2 => (any_report(), any::<bool>()).prop_map(|(report, guided)| {
            let receive = ReportAction::Receive(report);
            if guided { ReportAction::Guided(vec![guide()], Box::new(receive)) } else { receive }
        }),
        2 => in_a_step,
        1 => day().prop_map(|sent_on| {
            ReportAction::Guided(vec![guide()], Box::new(ReportAction::Acknowledge { sent_on }))
        }),
        1 => (any_report(), option::of(conclusion()))
            .prop_map(|(report, conclusion)| ReportAction::Import { report, conclusion }),
        1 => (option::of(select(&WithholdingGround::ALL[..])), day()).prop_map(|(withheld_from_guardians, changed_on)| {
            ReportAction::ChangeWithholding { withheld_from_guardians, changed_on }
        }),
        1 => (select(&WithholdingGround::ALL[..]), any_decision(), day()).prop_map(|(ground, decision, withheld_on)| {
            ReportAction::Withhold { ground, decision, withheld_on }
        }),
        1 => (any_decision(), day())
            .prop_map(|(decision, lifted_on)| ReportAction::LiftWithholding { decision, lifted_on }),
        1 => day().prop_map(|sent_on| ReportAction::Acknowledge { sent_on }),
        1 => classify,
        4 => triage,
        1 => meeting,
        1 => prioritise,
        1 => urgent,
        1 => (any::<bool>(), perhaps_personal(), day()).prop_map(|(learned_through_work, corrected_because, declared_on)| {
            ReportAction::RecordDeclaration { learned_through_work, corrected_because, declared_on }
        }),
        1 => (personal(), personal(), personal(), perhaps_personal(), day()).prop_map(|(name, role, unit, contact, named_on)| {
            let reporter = Box::new(NamedAtWork { name, role, unit, contact });
            ReportAction::NameAtWork { reporter, follows: INVESTIGATION, named_on }
        }),
        1 => day().prop_map(|informed_on| ReportAction::InformReporter { informed_on }),
        1 => find_wrong().prop_map(|(recorded, wrong)| ReportAction::NoteEntryWrong { recorded, wrong }),
        4 => (personal(), day()).prop_map(|(account, received_on)| {
            ReportAction::RecordTransferReceipt(TransferReceipt { account, received_on })
        }),
        // It goes on, so that it ran on whatever day triage was.
        8 => day().prop_map(|named_on| ReportAction::NameJoined {
            ongoing: OngoingInvestigation {
                investigation: INVESTIGATION,
                children: vec![CHILD],
                started_on: MONDAY,
                ended_on: None,
                worked_in_on: None,
            },
            named_on,
        }),
        8 => (option::of(any::<bool>()), any_decision(), day()).prop_map(|(another, decision, corrected_on)| {
            let other = InvestigationId::from_uuid(uuid::Uuid::from_u128(0x4a1));
            let ongoing = another.map(|another| OngoingInvestigation {
                investigation: if another { other } else { INVESTIGATION },
                children: vec![CHILD],
                started_on: MONDAY,
                ended_on: None,
                worked_in_on: None,
            });
            ReportAction::CorrectJoining { ongoing, decision, corrected_on }
        }),
        2 => (perhaps_personal(), any::<bool>(), any_decision(), day()).prop_map(
            |(sent_back, investigated, decision, reopened_on)| {
                ReportAction::ReopenTriage { sent_back, investigated, decision, reopened_on }
            },
        ),
    ];
    commands(action, 20)
}

/// That the report waits for triage anew.
const fn puts_it_back(event: &ReportEvent) -> bool {
    matches!(event, ReportEvent::JoiningCorrected { joined: None, .. } | ReportEvent::TriageReopened { .. })
}

/// A report comes in, is triaged, acknowledged and told about at most once each; only a public reporter is told. The
/// intake may meet about it, and help the child at once, as often as it takes, and the sender may change what guardians
/// are told.
fn invariant_each_step_is_taken_once(events: &[ReportEvent]) {
    let often = [
        "IntakeMeetingHeld",
        "ReportPrioritised",
        "ReportCodesGiven",
        "UrgentFollowUpDecided",
        "WithholdingFromGuardiansChanged",
        "JoiningCorrected",
        "TriageReopened",
        "EntryFoundWrong",
        "StepDecisionTaken",
    ];
    // What was declared wrongly is corrected, as often as it was wrong.
    let corrects = |event: &&ReportEvent| {
        matches!(event, ReportEvent::ReporterDeclarationRecorded { corrected_because: Some(_), .. })
    };
    let once = events.iter().filter(|event| !corrects(event));
    let names: Vec<_> = once.map(LedgerEvent::name).filter(|name| !often.contains(name)).collect();
    // What follows from triage follows anew from each that is concluded anew.
    let of_triage =
        ["TriageDecided", "JoinedInvestigationNamed", "ReporterInformedOfTriage", "TransferReceiptRecorded"];
    let others = names.iter().filter(|name| !of_triage.contains(name));
    assert_eq!(others.clone().collect::<BTreeSet<_>>().len(), others.count(), "{names:?}");
    for round in events.split(puts_it_back) {
        let names: Vec<_> = round.iter().map(LedgerEvent::name).filter(|name| of_triage.contains(name)).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    }
    let receipt: [&[&str]; 2] = [
        &["ReportReceived", "ReporterClassified"],
        &["ReportReceived", "ReporterDeclarationRecorded", "ReporterClassified"],
    ];
    assert!(names.is_empty() || receipt.iter().any(|receipt| names.starts_with(receipt)), "{names:?}");
}

fn invariant_reporters_learn_what_they_may(events: &[ReportEvent], state: &Report) {
    let kind = state.received().map(|received| received.reporter.kind());
    // Of what was concluded last.
    for event in events.rsplit(puts_it_back).next().unwrap_or_default() {
        match event {
            ReportEvent::AcknowledgementSent { .. } => assert_ne!(kind, Some(ReporterKind::Anonymous)),
            ReportEvent::ReporterInformedOfTriage { investigation_follows, transferred, .. } => {
                assert_eq!(kind, Some(ReporterKind::Public));
                let none = [
                    TriageOutcome::ReportDismissed,
                    TriageOutcome::ReportTransferred,
                    TriageOutcome::DismissedActiveMeasures,
                ];
                let outcome = state.triage().unwrap().outcome;
                assert_eq!(*investigation_follows, !none.contains(&outcome));
                assert_eq!(*transferred, outcome == TriageOutcome::ReportTransferred);
            }
            ReportEvent::ReportReceived { .. }
            | ReportEvent::WithholdingFromGuardiansChanged { .. }
            | ReportEvent::ReporterClassified { .. }
            | ReportEvent::ReportCodesGiven { .. }
            | ReportEvent::IntakeMeetingHeld { .. }
            | ReportEvent::ReporterDeclarationRecorded { .. }
            | ReportEvent::ReporterNamedAtWork { .. }
            | ReportEvent::ReportPrioritised { .. }
            | ReportEvent::UrgentFollowUpDecided { .. }
            | ReportEvent::JoiningCorrected { joined: None, .. }
            | ReportEvent::TriageReopened { .. }
            | ReportEvent::TriageDecided { .. }
            | ReportEvent::TransferReceiptRecorded(_)
            | ReportEvent::EntryFoundWrong(_)
            | ReportEvent::Steps(_) => {}
            ReportEvent::JoinedInvestigationNamed { joined, .. }
            | ReportEvent::JoiningCorrected { joined: Some(joined), .. } => {
                // Who is named at work afterwards was a private reporter then.
                assert!(!joined.reporter_learns_conclusion || kind == Some(ReporterKind::Public));
                assert_eq!(state.triage().unwrap().outcome, TriageOutcome::AddedToOngoingInvestigation);
            }
        }
    }
}

/// What is dismissed or transferred here, with reasons, is assessed in writing, and by more than one (R-48), who knew that another
/// service had sent it back.
fn invariant_nobody_dismisses_alone(events: &[ReportEvent]) {
    let (mut met, mut came_back_on) = (Vec::new(), NaiveDate::MIN);
    for event in events {
        match event {
            ReportEvent::TriageReopened { sent_back: Some(_), reopened_on, .. } => came_back_on = *reopened_on,
            ReportEvent::IntakeMeetingHeld { present, held_on, .. } => {
                assert!(present.len() > 1);
                met.push(*held_on);
            }
            ReportEvent::TriageDecided { outcome, decision, assessment, seconded_by, decided_on, .. }
                if outcome.takes_two() && matches!(decision.rationale, Rationale::Stated(_)) =>
            {
                assert!(assessment.is_some());
                let knew = |held_on: &NaiveDate| (came_back_on..=*decided_on).contains(held_on);
                assert!(seconded_by.is_some() || met.iter().any(knew));
            }
            _ => {}
        }
    }
}

/// A receipt that stands is taken back, and what came back has none.
fn invariant_only_a_receipt_that_stands_is_taken_back(events: &[ReportEvent], state: &Report) {
    let mut stands = None;
    for event in events {
        match event {
            ReportEvent::TransferReceiptRecorded(receipt) => {
                assert_eq!(stands.replace(receipt.received_on), None);
            }
            ReportEvent::TriageReopened { .. } => stands = None,
            ReportEvent::EntryFoundWrong(wrong) if wrong.takes_back => assert!(stands.take().is_some()),
            _ => {}
        }
    }
    assert_eq!(state.transfer_received_on(), stands);
}

fn invariant_an_anonymous_report_holds_nothing_of_the_reporter(events: &[ReportEvent], state: &Report) {
    if state.received().is_some_and(|received| received.reporter.kind() == ReporterKind::Anonymous) {
        let of_codes = |event: &&ReportEvent| matches!(event, ReportEvent::ReportCodesGiven { .. });
        let told: Vec<_> = events[..2].iter().chain(events.iter().filter(of_codes)).collect();
        let written = serde_json::to_string(&told).unwrap();
        assert!(!written.contains(r#""$personal":"reporter""#), "{written}");
    }
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_an_invariant(commands in asked()) {
        let history = history::<Report>(&commands);
        invariant_each_step_is_taken_once(&history.events);
        invariant_reporters_learn_what_they_may(&history.events, &history.state);
        invariant_nobody_dismisses_alone(&history.events);
        invariant_only_a_receipt_that_stands_is_taken_back(&history.events, &history.state);
        invariant_an_anonymous_report_holds_nothing_of_the_reporter(&history.events, &history.state);
    }

    #[test]
    fn every_report_loads_from_its_events_and_survives_storage(commands in asked()) {
        let history = history::<Report>(&commands);
        every_prefix_loads(&history);
        everything_survives_storage(&history);
        nothing_occurs_after_it_is_recorded(&history);
    }

    #[test]
    fn neither_summary_nor_debug_print_of_a_report_tells_who_it_is_about(commands in asked()) {
        nobody_is_named(&commands, &history::<Report>(&commands));
    }
}

#[test]
fn no_summary_of_a_report_event_holds_personal_text() {
    for (_, event) in every_report_event() {
        tells_of_nobody(&event);
    }
}

/// Guards the properties above against random commands that are all refused.
#[test]
fn random_commands_lead_to_every_event_of_a_report() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..2048 {
        let commands = asked().new_tree(&mut runner).unwrap().current();
        seen.extend(history::<Report>(&commands).events.iter().map(LedgerEvent::name));
    }
    assert_eq!(seen, every_report_event().into_iter().map(|(name, _)| name).collect());
}
