//! What holds of every investigation, whatever is asked of it and in which order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;
use crate::case::{Degree, MeasureKind, MeasureTarget};
use crate::corrections::{ENTRY_FOUND_WRONG, WrongPart};
use crate::guides::GuideSubject;
use crate::people::Rationale;
use crate::report::{JoinedReporter, JoiningNumber};
use crate::test_support::arbitrary::{
    any_child, any_decision, commands, day, decider, guardian, perhaps_personal, personal, used_code,
};
use crate::test_support::properties::{
    every_prefix_loads, everything_survives_storage, history, nobody_is_named, nothing_occurs_after_it_is_recorded,
    tells_of_nobody,
};
use crate::test_support::samples::{every_investigation_event, principles, service_scope, voices, wrong_day};
use crate::test_support::{ANOTHER_CONSENT, CONSENT, INVESTIGATION, MEASURE, evaluation_answers};
use crate::time::months_after;
use crate::transfers::TRANSFER_RECEIPT_RECORDED;

/// That an entry of its history, whichever that is, was found wrong.
fn find_wrong() -> impl Strategy<Value = (Option<RecordedEntry>, WrongEntry)> {
    let entry = select(&["InvestigationOpened", TRANSFER_RECEIPT_RECORDED, ENTRY_FOUND_WRONG][..]);
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

/// A day in the seven months from Monday on.
fn later() -> impl Strategy<Value = NaiveDate> {
    (0..210_i64).prop_map(|days| MONDAY + TimeDelta::days(days))
}

fn conclusion() -> impl Strategy<Value = ImportedInvestigationConclusion> {
    (used_code(&["1", "3"]), vec(used_code(&["8"]), 0..2), day(), option::of(decider())).prop_map(
        |(code, grounds, concluded_on, caseworker)| ImportedInvestigationConclusion {
            outcome: InvestigationOutcome::from_code(&code.code).unwrap(),
            code,
            grounds,
            concluded_on,
            caseworker,
        },
    )
}

pub(crate) fn asked() -> impl Strategy<Value = Vec<Command<InvestigationAction>>> {
    let open =
        (any_child(), option::of(Just(CASE)), day(), day()).prop_map(|(child, case, received_on, triaged_on)| {
            let unit = "Nord".to_owned();
            let mandate = InvestigationMandate {
                report: REPORT,
                case,
                child,
                unit,
                triaged_on,
                received_on,
                reporter_learns_conclusion: true,
            };
            let open = InvestigationAction::Open { mandate: Box::new(mandate) };
            InvestigationAction::Guided(vec![super::way::guide()], Box::new(open))
        });
    let extend = (later(), any_decision(), day()).prop_map(|(new_deadline, decision, decided_on)| {
        InvestigationAction::Extend { new_deadline, decision, decided_on }
    });
    let plan = (personal(), day()).prop_map(|(plan, made_on)| InvestigationAction::MakePlan { plan, made_on });
    let participation = (select(&ParticipationKind::ALL[..]), personal(), day())
        .prop_map(|(kind, account, on)| InvestigationAction::RecordParticipation { kind, account, on });
    let allocate = day().prop_map(|on| {
        let (team, area) = ("Mottak".to_owned(), "Nord".to_owned());
        InvestigationAction::Allocate(Allocation { team, severity: Degree::Some, area, on })
    });
    let step = (select(&StepKind::ALL[..]), perhaps_personal(), day())
        .prop_map(|(kind, account, done_on)| InvestigationAction::DoStep { kind, account, done_on });
    let use_tool = (perhaps_personal(), day()).prop_map(|(account, used_on)| InvestigationAction::UseTool {
        tool: UsedTool::of(&super::way::guide(), GuideSubject::ChildWelfareService, "WMCI"),
        account,
        used_on,
    });
    let renew = (any_child(), day(), day()).prop_map(|(child, dismissed_on, started_on)| {
        let (case, unit) = (Some(CASE), "Nord".to_owned());
        let sent_back = None;
        let mandate =
            RenewalMandate { renews: INVESTIGATION, report: REPORT, case, child, unit, dismissed_on, sent_back };
        InvestigationAction::Renew { mandate: Box::new(mandate), started_on }
    });
    let decline = (personal(), personal(), day()).prop_map(|(recommended, account, declined_on)| {
        InvestigationAction::DeclineMeasures { recommended, account, declined_on }
    });
    let codes = select(&["1", "1", "1", "2", "3", "4", "4", "5", "6", "6", "7"][..]);
    let grounds = vec((select(&["8", "18", "2.1.02"][..]), perhaps_personal()), 0..2);
    let conclude = (codes, perhaps_personal(), grounds, any_decision(), day(), option::of(later()), any::<bool>())
        .prop_map(|(code, clarification, grounds, decision, concluded_on, renewal, in_emergency)| {
            InvestigationAction::Conclude {
                code: code.to_owned(),
                clarification,
                grounds: grounds
                    .into_iter()
                    .map(|(code, clarification)| Ground { code: code.to_owned(), clarification })
                    .collect(),
                decision,
                concluded_on,
                renewal,
                board_case: (code == "2").then_some(BoardCaseKind::CareOrder),
                in_emergency,
            }
        });
    let dismiss_with_concern = (any_decision(), day(), 1_i64..150).prop_map(|(decision, concluded_on, days)| {
        let (code, clarification, grounds) = ("4".to_owned(), None, Vec::new());
        let renewal = Some(concluded_on + chrono::TimeDelta::days(days));
        let (board_case, in_emergency) = (None, false);
        InvestigationAction::Conclude {
            code,
            clarification,
            grounds,
            decision,
            concluded_on,
            renewal,
            board_case,
            in_emergency,
        }
    });
    let import = (any_child(), day(), option::of(conclusion())).prop_map(|(child, started_on, conclusion)| {
        let (case, unit) = (Some(CASE), "Nord".to_owned());
        InvestigationAction::Import(Box::new(ImportedInvestigation {
            report: REPORT,
            case,
            child,
            unit,
            started_on,
            conclusion,
        }))
    });
    let call_off = (any_decision(), day()).prop_map(|(decision, called_off_on)| InvestigationAction::CallOffRenewal {
        renewed_on: None,
        decision,
        called_off_on,
    });
    let inform = (any::<bool>(), day()).prop_map(|(joined, informed_on)| {
        let joined = joined.then_some(JoinedReporter {
            report: REPORT,
            follows: false,
            known_on: None,
            joining: JoiningNumber(0),
        });
        InvestigationAction::InformReporter { joined, form: WrittenForm::Fiks, informed_on }
    });
    let consents = || select(&[CONSENT, ANOTHER_CONSENT][..]);
    let scope = move || {
        (consents(), option::of(later())).prop_map(|(consent, valid_to)| ServiceConsentScope {
            consent,
            valid_to,
            ..service_scope()
        })
    };
    let consented = move || {
        (vec(guardian(), 0..2), day(), option::weighted(0.9, scope())).prop_map(|(by, on, scope)| Consented {
            by,
            on,
            scope,
        })
    };
    let perhaps_consented = move || option::weighted(0.8, consented());
    let told = || (vec(Just(MEASURE), 0..2), personal());
    let basis = select(&DisclosureBasis::ALL[..]);
    let disclose = (any::<bool>(), told(), basis, perhaps_consented(), any_decision(), day()).prop_map(
        |(joined, (measures, account), basis, consented, decision, disclosed_on)| {
            let measures = measures.into_iter().collect();
            let joined = joined.then_some(JoinedReporter {
                report: REPORT,
                follows: false,
                known_on: None,
                joining: JoiningNumber(0),
            });
            InvestigationAction::DiscloseMeasures {
                joined,
                measures,
                account,
                basis,
                consented,
                decision,
                disclosed_on,
            }
        },
    );
    let tell_of_concern =
        (any::<bool>(), personal(), any_decision(), day()).prop_map(|(joined, assessment, decision, disclosed_on)| {
            let joined = joined.then_some(JoinedReporter {
                report: REPORT,
                follows: false,
                known_on: None,
                joining: JoiningNumber(0),
            });
            InvestigationAction::DiscloseConcern { joined, assessment, decision, disclosed_on }
        });
    let disclose = prop_oneof![3 => disclose, 2 => tell_of_concern];
    let place = (select(&EmergencyGround::ALL[..]), any::<bool>(), any_decision(), day()).prop_map(
        |(ground, answered, decision, decided_on)| {
            let principles = answered.then(principles);
            InvestigationAction::PlaceInEmergency { ground, principles, decision, decided_on }
        },
    );
    let number = || (1..4_u32).prop_map(PlacementNumber);
    let end_placement = (option::of(number()), any_decision(), day()).prop_map(|(placement, decision, ended_on)| {
        InvestigationAction::EndEmergency { placement, decision, ended_on }
    });
    let answer = (number(), day()).prop_map(|(placement, answered_on)| {
        let principles = principles();
        InvestigationAction::AnswerPrinciples { placement, principles, answered_on }
    });
    // One kind more often, so that what is submitted is also decided on and brought to court.
    let kinds = || prop_oneof![6 => Just(BoardCaseKind::CareOrder), 1 => select(&BoardCaseKind::ALL[..])];
    let submit =
        (kinds(), option::of(later()), any_decision(), day()).prop_map(|(kind, until, decision, submitted_on)| {
            let principles = principles();
            let submission = BoardSubmission { kind, until, principles, decision, submitted_on };
            InvestigationAction::SubmitToBoard(Box::new(submission))
        });
    // Most say nothing of the time for which it is granted.
    let until = || prop_oneof![4 => Just(None), 1 => later().prop_map(Some)];
    let receive = (kinds(), select(&BoardOutcome::ALL[..]), perhaps_personal(), until(), day()).prop_map(
        |(kind, outcome, account, until, decided_on)| InvestigationAction::ReceiveFromBoard {
            kind,
            outcome,
            account,
            until,
            decided_on,
        },
    );
    let appeal = (kinds(), select(&Appellant::ALL[..]), day())
        .prop_map(|(kind, by, appealed_on)| InvestigationAction::Appeal { kind, by, appealed_on });
    let in_court = (kinds(), select(&CourtOutcome::ALL[..]), perhaps_personal(), until(), day()).prop_map(
        |(kind, outcome, account, until, decided_on)| InvestigationAction::ReceiveFromCourt {
            kind,
            outcome,
            account,
            until,
            decided_on,
        },
    );
    let against_the_will = prop_oneof![2 => place, 2 => answer, 2 => end_placement, 3 => submit, 5 => receive, 7 => appeal, 10 => in_court];
    let bodies = || select(&[Body::School, Body::Police][..]);
    let ask = (bodies(), personal(), select(&InformationBasis::ALL[..]), perhaps_consented(), day()).prop_map(
        |(of, what, basis, consented, requested_on)| InvestigationAction::RequestInformation {
            of,
            unit: None,
            what,
            basis,
            consented,
            requested_on,
        },
    );
    let tell = (bodies(), personal(), day()).prop_map(|(from, account, supplied_on)| {
        InvestigationAction::TakeInInformation { from, unit: None, account, supplied_on }
    });
    let group =
        (vec(bodies(), 0..3), consented(), personal(), day()).prop_map(|(bodies, consented, covers, formed_on)| {
            let bodies = bodies.into_iter().collect();
            InvestigationAction::FormGroup { bodies, units: [].into(), consented, covers, formed_on }
        });
    let decide = (personal(), used_code(&["3.6", "6.1", "8.4"]), decider(), any_decision(), day(), later()).prop_map(
        |(goal, code, responsible, decision, decided_on, to)| {
            let (kind, target) = (MeasureKind::ChangeOriented, MeasureTarget::Family);
            let (from, evaluation_on) = (decided_on, to);
            let decided = DecidedMeasure { goal, code, kind, target, responsible, from, to, evaluation_on };
            InvestigationAction::DecideMeasure {
                measure: MEASURE,
                decided: Box::new(decided),
                resting: Box::new(Resting::ASSISTANCE),
                decision,
                decided_on,
            }
        },
    );
    let plan_measures = (personal(), day()).prop_map(|(plan, planned_on)| InvestigationAction::PlanMeasures {
        plan,
        voices: voices(),
        planned_on,
    });
    let evaluate = (personal(), day(), option::of(later())).prop_map(|(effect, evaluated_on, next_evaluation_on)| {
        let (measure, voices, answers) = (MEASURE, voices(), Box::new(evaluation_answers()));
        InvestigationAction::EvaluateMeasure { measure, answers, effect, voices, evaluated_on, next_evaluation_on }
    });
    let extend_measure =
        (later(), later(), any_decision(), day()).prop_map(|(to, evaluation_on, decision, extended_on)| {
            InvestigationAction::ExtendMeasure { measure: MEASURE, to, evaluation_on, decision, extended_on }
        });
    let end_measure = (any_decision(), day()).prop_map(|(decision, ended_on)| InvestigationAction::EndMeasure {
        measure: MEASURE,
        decision,
        ended_on,
    });
    let dissolve = (personal(), day())
        .prop_map(|(account, dissolved_on)| InvestigationAction::DissolveGroup { account, dissolved_on });
    let withdraw = (consents(), perhaps_personal(), day()).prop_map(|(consent, reason, withdrawn_on)| {
        InvestigationAction::WithdrawConsent { consent, reason, withdrawn_on }
    });
    let review = (vec(bodies(), 0..3), any::<bool>(), perhaps_personal(), day()).prop_map(
        |(bodies, rightly_composed, change, reviewed_on)| InvestigationAction::ReviewGroup {
            bodies: bodies.into_iter().collect(),
            units: [].into(),
            rightly_composed,
            change,
            reviewed_on,
        },
    );
    let meet = (vec(bodies(), 1..2), personal(), option::of(later()), day()).prop_map(
        |(present, minutes, next_on, held_on)| InvestigationAction::HoldGroupMeeting {
            present: present.into_iter().collect(),
            units: [].into(),
            minutes,
            next_on,
            held_on,
        },
    );
    let agree =
        (later(), day()).prop_map(|(next_on, agreed_on)| InvestigationAction::AgreeGroupMeeting { next_on, agreed_on });
    let end_follow_up = (select(&FollowUpEndReason::ALL[..]), any_decision(), day())
        .prop_map(|(reason, decision, ended_on)| InvestigationAction::EndFollowUp { reason, decision, ended_on });
    let together = prop_oneof![5 => group, 8 => dissolve, 4 => withdraw, 1 => review, 10 => meet, 4 => agree];
    let help = prop_oneof![2 => ask, 2 => tell, 5 => together, 3 => decide, 1 => plan_measures, 2 => evaluate, 2 => extend_measure, 1 => end_measure, 3 => end_follow_up];
    let steps = [
        (DeciderRole::IntakeOfficer, "allocate", "allocated"),
        (DeciderRole::Caseworker, "map-situation", "summed-up"),
        (DeciderRole::Caseworker, "conclude", "assistance-measures"),
    ];
    let in_a_step = (select(steps.to_vec()), day()).prop_map(|((role, step, outcome), day)| {
        let mut action = super::way::decide_in(super::way::guide(), role, step, outcome);
        if let StepsAction::DecideStep { decided_on, .. } = &mut action {
            *decided_on = day;
        }
        InvestigationAction::Steps(action)
    });
    let wrong = find_wrong().prop_map(|(recorded, wrong)| InvestigationAction::NoteEntryWrong { recorded, wrong });
    let receipt = (personal(), day()).prop_map(|(account, received_on)| {
        InvestigationAction::RecordTransferReceipt(TransferReceipt { account, received_on })
    });
    let back =
        (personal(), day()).prop_map(|(account, sent_back_on)| InvestigationAction::SendBack { account, sent_back_on });
    commands(
        prop_oneof![5 => receipt, 3 => back, 3 => in_a_step, 20 => against_the_will, 14 => help, 3 => open, 4 => extend, 2 => plan, 3 => participation, 4 => decline, 4 => conclude, 3 => dismiss_with_concern, 1 => import, 6 => inform, 10 => call_off, 6 => disclose, 1 => renew, 1 => allocate, 2 => step, 1 => use_tool, 2 => wrong],
        110,
    )
}

/// It opens first and once, its time limit only grows, to six months at most, and after its conclusion it rests: what was
/// done in it by then may be written down late, with it another one is scheduled, and then only the reporter is told, once
/// how it ended.
fn invariant_it_runs_once_within_its_bounds(events: &[InvestigationEvent]) {
    let (mut limit, mut concluded, mut told) = (None, None, BTreeSet::new());
    for event in events {
        let done_in_it = match event {
            InvestigationEvent::InvestigationStepDone { done_on: on, .. }
            | InvestigationEvent::InvestigationPlanMade { made_on: on, .. }
            | InvestigationEvent::ChildParticipationRecorded { on, .. } => Some(*on),
            _ => None,
        };
        if let Some(on) = done_in_it {
            assert!(limit.is_some() && concluded.is_none_or(|ended_on| on <= ended_on), "{}", event.name());
            continue;
        }
        let afterwards = matches!(
            event,
            InvestigationEvent::RenewedInvestigationScheduled { .. }
                | InvestigationEvent::InvestigationSentBack { .. }
                | InvestigationEvent::RenewalCalledOff { .. }
                | InvestigationEvent::ReporterInformedOfConclusion { .. }
                | InvestigationEvent::MeasureInfoDisclosedToReporter { .. }
                | InvestigationEvent::ConcernDisclosedToReporter { .. }
                | InvestigationEvent::TransferReceiptRecorded(_)
        );
        // Emergency, board and help go on before and after the end, as what others tell.
        let always = matches!(
            event,
            InvestigationEvent::EmergencyPlacementDecided { .. }
                | InvestigationEvent::EmergencyPrinciplesAnswered { .. }
                | InvestigationEvent::EmergencyPlacementEnded { .. }
                | InvestigationEvent::BoardCaseSubmitted { .. }
                | InvestigationEvent::BoardDecisionReceived { .. }
                | InvestigationEvent::CourtAppealRecorded { .. }
                | InvestigationEvent::CourtDecisionReceived { .. }
                | InvestigationEvent::InformationSupplied { .. }
                | InvestigationEvent::ResponsibilityGroupFormed { .. }
                | InvestigationEvent::ResponsibilityGroupDissolved { .. }
                | InvestigationEvent::ResponsibilityGroupReviewed { .. }
                | InvestigationEvent::GroupMeetingHeld { .. }
                | InvestigationEvent::GroupMeetingAgreed { .. }
                | InvestigationEvent::FollowUpEnded { .. }
                | InvestigationEvent::ServiceConsentWithdrawn { .. }
                | InvestigationEvent::MeasureDecided { .. }
                | InvestigationEvent::ServiceMeasurePlanMade { .. }
                | InvestigationEvent::DecidedMeasureEvaluated { .. }
                | InvestigationEvent::DecidedMeasureExtended { .. }
                | InvestigationEvent::DecidedMeasureEnded { .. }
                | InvestigationEvent::EntryFoundWrong(_)
                | InvestigationEvent::Steps(_)
        );
        if always {
            assert!(limit.is_some());
            continue;
        }
        assert_eq!(concluded.is_some(), afterwards, "{}", event.name());
        match event {
            InvestigationEvent::InvestigationOpened { started_on, deadline, .. } => {
                assert_eq!(limit, None);
                assert_eq!(*deadline, months_after(*started_on, 3));
                limit = Some((*deadline, months_after(*started_on, 6)));
            }
            InvestigationEvent::InvestigationAllocated { .. }
            | InvestigationEvent::InformationRequested { .. }
            | InvestigationEvent::RecommendedMeasuresDeclined { .. } => assert!(limit.is_some()),
            InvestigationEvent::DeadlineExtended { new_deadline, .. } => {
                let (current, latest) = limit.unwrap();
                assert!(current < *new_deadline && *new_deadline <= latest);
                limit = Some((*new_deadline, latest));
            }
            InvestigationEvent::InvestigationConcluded { concluded_on, .. } => {
                assert!(limit.is_some());
                concluded = Some(*concluded_on);
            }
            InvestigationEvent::ReporterInformedOfConclusion { report, .. } => assert!(told.insert(*report)),
            _ => {}
        }
    }
}

/// One case of a kind is before the board at a time, none while the court decides of the board's no unless the child is
/// placed, and only what board or court decided is brought to court (S2-66);
/// of each body one thing is asked at a time, at the most with consent and then by an order (S2-17).
fn invariant_the_board_and_others_answer_what_they_were_asked(events: &[InvestigationEvent]) {
    let (mut before_board, mut decided, mut asked) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    let mut in_court = BTreeMap::<BoardCaseKind, usize>::new();
    let mut known = Investigation::default();
    let mut placed = 0_usize;
    for event in events {
        match event {
            InvestigationEvent::EmergencyPlacementDecided { .. } => placed += 1,
            InvestigationEvent::EmergencyPlacementEnded { .. } => placed = placed.saturating_sub(1),
            InvestigationEvent::BoardCaseSubmitted { kind, until, submitted_on, .. } => {
                assert!(before_board.insert(*kind));
                let is_turned_down_in_court = |case: &BoardCase| {
                    let appealed_before = case.appealed.is_some_and(|(_, on)| on <= *submitted_on);
                    let said_no =
                        case.word_on(*submitted_on).is_none_or(|word| word.outcome == BoardOutcome::NotGranted);
                    case.kind == *kind && case.court.is_none() && appealed_before && said_no
                };
                assert!(placed > 0 || !known.board_cases().iter().any(is_turned_down_in_court));
                decided.remove(kind);
                assert!(*kind != BoardCaseKind::OrderedMeasure || until.is_some());
            }
            InvestigationEvent::BoardDecisionReceived { kind, outcome, .. } => {
                assert!(before_board.remove(kind));
                if *outcome != BoardOutcome::Withdrawn {
                    decided.insert(*kind);
                }
            }
            InvestigationEvent::CourtAppealRecorded { kind, .. } => {
                assert!(decided.remove(kind));
                *in_court.entry(*kind).or_default() += 1;
            }
            InvestigationEvent::CourtDecisionReceived { kind, .. } => {
                let waiting = in_court.get_mut(kind).unwrap();
                *waiting = waiting.checked_sub(1).unwrap();
                decided.insert(*kind);
            }
            InvestigationEvent::InformationRequested { of, basis, consented, .. } => {
                let named = consented.as_ref().is_some_and(|consented| !consented.by.is_empty());
                assert!(*basis == InformationBasis::Order || named);
                // What was asked on a consent that ended is asked anew; an order stands until it is answered.
                assert_ne!(asked.insert(*of, *basis), Some(InformationBasis::Order));
            }
            InvestigationEvent::InformationSupplied { from, .. } => assert!(asked.remove(from).is_some()),
            InvestigationEvent::ResponsibilityGroupFormed { bodies, consented, scope, .. } => {
                assert!(!bodies.is_empty() && !consented.is_empty() && scope.is_some());
            }
            _ => {}
        }
        known.apply(event.clone());
    }
}

/// Who is dismissed with concern here declined something before, and only after that is another one scheduled, within
/// six months (R-46, D-5).
fn invariant_concern_is_told(events: &[InvestigationEvent]) {
    let mut declined = Vec::new();
    let (mut dismissed, mut scheduled, mut sent_back) = (None, false, false);
    for event in events {
        match event {
            InvestigationEvent::RecommendedMeasuresDeclined { declined_on, .. } => declined.push(*declined_on),
            InvestigationEvent::InvestigationConcluded { outcome, decision, concluded_on, .. } => {
                dismissed = (*outcome == InvestigationOutcome::DismissedWithConcern).then_some(*concluded_on);
                if dismissed.is_some() && matches!(decision.rationale, Rationale::Stated(_)) {
                    assert!(declined.iter().any(|on| on <= concluded_on));
                }
            }
            InvestigationEvent::RenewedInvestigationScheduled { planned_for, due_by, scheduled_on, .. } => {
                assert_eq!(dismissed, Some(*scheduled_on));
                assert!(scheduled_on < planned_for && planned_for <= due_by);
                assert_eq!(*due_by, months_after(*scheduled_on, 6));
                scheduled = true;
            }
            InvestigationEvent::InvestigationSentBack { .. } => sent_back = true,
            InvestigationEvent::RenewalCalledOff { called_off_on, .. } => {
                assert!(sent_back || scheduled && dismissed.is_some_and(|on| on <= *called_off_on));
                (scheduled, sent_back) = (false, false);
            }
            _ => {}
        }
    }
}

/// What is concluded here, with reasons, comes after the child's participation.
fn invariant_the_child_comes_before_the_conclusion(events: &[InvestigationEvent]) {
    let mut heard = Vec::new();
    for event in events {
        match event {
            InvestigationEvent::ChildParticipationRecorded { on, .. } => heard.push(*on),
            InvestigationEvent::InvestigationConcluded { decision, concluded_on, .. }
                if matches!(decision.rationale, Rationale::Stated(_)) =>
            {
                assert!(heard.iter().any(|on| on <= concluded_on));
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_an_invariant(commands in asked()) {
        let history = history::<Investigation>(&commands);
        invariant_it_runs_once_within_its_bounds(&history.events);
        invariant_the_child_comes_before_the_conclusion(&history.events);
        invariant_concern_is_told(&history.events);
        invariant_the_board_and_others_answer_what_they_were_asked(&history.events);
    }

    #[test]
    fn every_investigation_loads_from_its_events_and_survives_storage(commands in asked()) {
        let history = history::<Investigation>(&commands);
        every_prefix_loads(&history);
        everything_survives_storage(&history);
        nothing_occurs_after_it_is_recorded(&history);
    }

    #[test]
    fn neither_summary_nor_debug_print_of_an_investigation_tells_who_it_is_about(commands in asked()) {
        nobody_is_named(&commands, &history::<Investigation>(&commands));
    }
}

#[test]
fn no_summary_of_an_investigation_event_holds_personal_text() {
    for (_, event) in every_investigation_event() {
        tells_of_nobody(&event);
    }
}

/// Guards the properties above against random commands that are all refused.
#[test]
fn random_commands_lead_to_every_event_of_an_investigation() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..4096 {
        let commands = asked().new_tree(&mut runner).unwrap().current();
        seen.extend(history::<Investigation>(&commands).events.iter().map(LedgerEvent::name));
    }
    assert_eq!(seen, every_investigation_event().into_iter().map(|(name, _)| name).collect());
}
