//! What is owed after whatever commands lead to, held against what the case, the report or the investigation itself says
//! is outstanding: the two are told by different code from the same events.

use super::*;
use crate::case::tests::histories::agreeing::{asked_of_guardians, is_to_be_approved, planned, were_nobodys, yeses_by};
use crate::case::tests::histories::asked as asked_of_a_case;
use crate::case::{
    Case, ConsentAnswer, CopyState, Document, MeasureEvent, Meeting, MeetingKind, PartyKind, WhoIsAsked,
};
use crate::investigation::tests::histories::asked as asked_of_an_investigation;
use crate::investigation::{Investigation, ServiceMeasure};
use crate::people::Rationale;
use crate::report::tests::histories::asked as asked_of_a_report;
use crate::report::{AcknowledgementDuty, Channel, Report, ReporterKind, TriageOutcome};
use crate::test_support::properties::history;

/// After all that random commands tell of.
const AFTERWARDS: NaiveDate = date(2024, 3, 19);

/// Which of that kind are owed and have not ended.
fn owed(story: &Story, kind: ObligationKind) -> BTreeSet<Option<Uuid>> {
    let open = story.obligations.values().filter(|owed| owed.kind == kind && owed.ending.is_none());
    open.map(|owed| owed.which).collect()
}

fn is_owed(story: &Story, kind: ObligationKind) -> bool {
    !owed(story, kind).is_empty()
}

/// The story one event later: what ended stays ended as it did, unless it was met before that, as is written down now; and
/// what is owed is remembered as owed.
fn next<'a>(story: Story, event: impl Into<Heard<'a>>) -> Story {
    let ended: Vec<_> = story
        .obligations
        .iter()
        .filter(|(_, owed)| owed.ending.is_some())
        .map(|(key, owed)| (*key, owed.clone()))
        .collect();
    let story = story.hears(AFTERWARDS, event);
    for (key, before) in ended {
        let after = &story.obligations[&key];
        let met_before = match (after.ending, before.ending) {
            (Some(Ending::Met { on }), Some(ended)) => on < ended.on(),
            _ => false,
        };
        if met_before {
            assert_eq!(Obligation { ending: before.ending, ..after.clone() }, before, "met earlier, and else the same");
        } else {
            assert_eq!(*after, before, "what ended has ended");
        }
    }
    for owed in story.obligations.values() {
        let standing = owed.standing(AFTERWARDS);
        assert_eq!(owed.ending.is_none(), matches!(standing, Standing::Open | Standing::Overdue));
        assert!(owed.ending.is_none_or(|ending| owed.opened_on <= ending.on()), "{owed:?}");
        assert_eq!(owed.ending.is_none(), story.watch.owed.contains(owed), "open, met or lawfully ended: {owed:?}");
    }
    story
}

/// What a case that is closed still takes (R-7, R-2, R-4, R-5, R-9, R-21, S0-36, S0-46, S3-33, S3-50).
const IN_A_CLOSED_CASE: [ObligationKind; 13] = [
    ObligationKind::ActOnSeriousness,
    ObligationKind::AnswerOrder,
    ObligationKind::AssessDutyToReport,
    ObligationKind::SendReport,
    ObligationKind::AssessAfterNecessity,
    ObligationKind::ContactToAvert,
    ObligationKind::TellGuardiansOfReport,
    ObligationKind::TellOtherGuardianOfReport,
    ObligationKind::TellGuardiansOfOutcome,
    ObligationKind::TellOfInsufficientEffect,
    ObligationKind::AnswerNote,
    ObligationKind::DeliverCopy,
    ObligationKind::ReviewWithheldCopy,
];

fn invariant_a_case_owes_what_is_outstanding_in_it(story: &Story, case: &Case, was_reopened: bool) {
    let of = |kind| owed(story, kind);
    let closed = case.closed_on().is_some();
    for open in story.obligations.values().filter(|owed| owed.ending.is_none()) {
        assert!(!closed || IN_A_CLOSED_CASE.contains(&open.kind), "in a closed case: {open:?}");
    }
    let unanswered = case.notes().filter(|(_, note)| note.answered_on.is_none());
    assert_eq!(of(ObligationKind::AnswerNote), unanswered.map(|(note, _)| Some(note.as_uuid())).collect());
    assert_eq!(of(ObligationKind::AnswerOrder).len(), case.open_orders().len());
    // What guardians must not know of, nobody is asked to hand out; that is looked at again instead (R-6, C4).
    let must_not_know = case.must_not_be_withheld().is_err();
    let (to_deliver, to_review): (Vec<_>, Vec<_>) =
        case.copies().iter().filter(|copy| copy.is_outstanding()).partition(|copy| {
            let is_guardians = copy.recipient.as_ref().is_none_or(|party| party.kind == PartyKind::Guardian);
            copy.state == CopyState::Owed && !(must_not_know && is_guardians)
        });
    assert_eq!(of(ObligationKind::DeliverCopy).len(), to_deliver.len());
    let reports = to_review.iter().filter_map(|copy| match copy.document {
        Document::Report { report } => Some(Some(report.as_uuid())),
        Document::Agreement { .. } => None,
    });
    assert_eq!(of(ObligationKind::ReviewWithheldCopy), reports.collect());
    if closed {
        return;
    }
    let awaited = case.consents().iter().filter(|(_, asked)| asked.answer_on(AFTERWARDS) == ConsentAnswer::Awaited);
    let awaited = awaited.filter(|(_, asked)| !must_not_know || asked.of == WhoIsAsked::Youth);
    // Nor does anybody go after one whom the unit has left out.
    let is_guardian = |subject| case.current_guardians().any(|known| known.subject == subject);
    let awaited = awaited.filter(|(_, asked)| asked.of.guardian().is_none_or(|asked| is_guardian(asked.subject)));
    assert_eq!(of(ObligationKind::AnswerConsent), awaited.map(|(consent, _)| Some(consent.as_uuid())).collect());
    let unsigned = case.agreements().iter().filter(|(_, drawn)| !drawn.binding() && drawn.superseded_by.is_none());
    // Nobody has those sign who must not be contacted (S4-2).
    let unsigned = unsigned.filter(|(_, drawn)| {
        let left = drawn.parties.iter().filter(|party| !drawn.signed.contains_key(&party.subject));
        !must_not_know || left.into_iter().all(|party| party.kind != PartyKind::Guardian)
    });
    assert_eq!(of(ObligationKind::SignAgreement), unsigned.map(|(agreement, _)| Some(agreement.as_uuid())).collect());
    if !was_reopened {
        let refused = case.open_refusals().keys().map(|consent| Some(consent.as_uuid()));
        assert_eq!(of(ObligationKind::AnswerRefusal), refused.collect());
        let called = case.meetings().iter().filter(|(_, it)| it.held_on.is_none() && it.called_off_on.is_none());
        // Nobody meets those alone who must not be contacted (S4-2).
        let is_family = |it: &Meeting| it.kind == MeetingKind::FamilyEvaluation && it.guardians_invited;
        let called = called.filter(|(_, it)| !(must_not_know && is_family(it)));
        let mut to_be_held = of(ObligationKind::HoldMeeting);
        to_be_held.remove(&None);
        assert_eq!(to_be_held, called.map(|(meeting, _)| Some(meeting.as_uuid())).collect());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_case_owes_what_is_outstanding_in_it_after_whatever_commands(commands in asked_of_a_case()) {
        let (mut story, mut case, mut was_reopened) = (Story::new(), Case::default(), false);
        for command in commands {
            for event in case.decide(command).unwrap_or_default() {
                was_reopened |= matches!(event, CaseEvent::Course(CourseEvent::CaseReopened { .. }));
                story = next(story, &event);
                case.apply(event);
            }
            invariant_a_case_owes_what_is_outstanding_in_it(&story, &case, was_reopened);
        }
    }

    #[test]
    fn r_32_a_measure_is_to_be_approved_and_is_found_to_have_begun_so_where_nobody_agreed_who_decides_for_the_child(
        commands in asked_of_guardians(),
    ) {
        let (mut story, mut case, mut began) = (Story::new(), Case::default(), None);
        for event in planned() {
            story = next(story, &event);
            case.apply(event);
        }
        for command in commands {
            for event in case.decide(command).unwrap_or_default() {
                story = next(story, &event);
                case.apply(event.clone());
                if let CaseEvent::Measure(MeasureEvent::MeasureStarted { started_on, .. }) = event {
                    began = Some((started_on, yeses_by(&case, started_on)));
                }
            }
            prop_assert_eq!(is_owed(&story, ObligationKind::ApproveMeasure), is_to_be_approved(&case));
            // By what is known now of who decided for the child and had agreed, and not by what was known once.
            if let Some((started_on, yeses)) = &mut began {
                yeses.extend(yeses_by(&case, *started_on));
            }
            let on_nobodys = began.as_ref().is_some_and(|(on, yeses)| were_nobodys(&case, yeses, *on));
            let is_it = |found: &Finding| found.kind == FindingKind::MeasureStartedUnapproved;
            prop_assert_eq!(story.findings.values().any(is_it), on_nobodys);
        }
    }

    #[test]
    fn a_report_owes_what_is_outstanding_in_it_after_whatever_commands(commands in asked_of_a_report()) {
        let (mut story, mut report) = (Story::new(), Report::default());
        let (mut from_return, mut was_here) = (false, false);
        for command in commands {
            for event in report.decide(command).unwrap_or_default() {
                if let ReportEvent::ReportReceived { channel, .. } = &event {
                    from_return = *channel == Channel::Kostra15F;
                }
                if let ReportEvent::TriageDecided { decision, .. } = &event {
                    was_here = matches!(decision.rationale, Rationale::Stated(_));
                }
                story = next(story, &event);
                report.apply(event);
            }
            let Some(received) = report.received() else { continue };
            prop_assert_eq!(is_owed(&story, ObligationKind::TriageReport), report.triage().is_none());
            let due = matches!(received.acknowledgement, Some(AcknowledgementDuty::Due { .. })) && !from_return;
            let acknowledged = report.acknowledged_on().is_some();
            prop_assert_eq!(is_owed(&story, ObligationKind::AcknowledgeReport), due && !acknowledged);
            let learns = received.reporter.kind() == ReporterKind::Public && !from_return;
            let untold = report.triage().is_some() && report.informed_on().is_none();
            prop_assert_eq!(is_owed(&story, ObligationKind::TellReporterOfTriage), learns && untold);
            // Of a return, others have the receipt; and what came back is here.
            let transferred = report.triage().is_some_and(|it| it.outcome == TriageOutcome::ReportTransferred);
            let unheard_of = was_here && transferred && report.transfer_received_on().is_none();
            prop_assert_eq!(is_owed(&story, ObligationKind::AwaitTransferReceipt), unheard_of);
        }
    }

    #[test]
    fn an_investigation_owes_what_is_outstanding_in_it_after_whatever_commands(commands in asked_of_an_investigation()) {
        let (mut story, mut investigation) = (Story::new(), Investigation::default());
        for event in history::<Investigation>(&commands).events {
            story = next(story, &event);
            investigation.apply(event);
            let concluded = investigation.conclusion().is_some();
            prop_assert_eq!(is_owed(&story, ObligationKind::ConcludeInvestigation), !concluded);
            let unplanned = investigation.planned_on().is_none();
            prop_assert_eq!(is_owed(&story, ObligationKind::PlanInvestigation), !concluded && unplanned);
            // Also where the plan is written down after the end.
            let ended_here = investigation.conclusion().is_some_and(|conclusion| conclusion.decided_here);
            let found = story.findings.values().any(|found| found.kind == FindingKind::InvestigationWithoutPlan);
            prop_assert_eq!(found, ended_here && unplanned);
            let unheard = investigation.participation().is_empty();
            prop_assert_eq!(is_owed(&story, ObligationKind::RecordParticipation), !concluded && unheard);
            let goes_on_elsewhere = investigation.conclusion().is_some_and(|conclusion| {
                conclusion.decided_here && conclusion.outcome.goes_on_elsewhere(&conclusion.code)
            });
            let unheard_of = goes_on_elsewhere && investigation.transfer_received_on().is_none();
            let unheard_of = unheard_of && investigation.sent_back_on().is_none();
            prop_assert_eq!(is_owed(&story, ObligationKind::AwaitTransferReceipt), unheard_of);
            let feedback = investigation.feedback(None);
            let untold = feedback.due_by.is_some() && feedback.told_on.is_none();
            let told = owed(&story, ObligationKind::TellReporterOfConclusion).contains(&None);
            prop_assert_eq!(told, untold);
            // What was asked on a consent that was taken back is awaited no more.
            let withdrawn: Vec<_> =
                investigation.consents().iter().filter(|given| given.withdrawn_on.is_some()).map(|given| given.consent).collect();
            let asked = investigation.information_asked().iter().filter(|asked| {
                asked.supplied_on.is_none() && asked.consent.is_none_or(|consent| !withdrawn.contains(&consent))
            });
            // What a body was asked with consent and then ordered to tell is one thing.
            let asked = asked.map(|asked| asked.of).collect::<BTreeSet<_>>().len();
            // What was asked for is waited for until the end, and nobody is reminded of it afterwards.
            let asked = if concluded { 0 } else { asked };
            prop_assert_eq!(owed(&story, ObligationKind::GatherInformation).len(), asked);
            let measures = || investigation.measures().iter();
            let named = |measure: &ServiceMeasure| Some(measure.measure.as_uuid());
            let to_evaluate = measures().filter(|measure| measure.next_evaluation_on.is_some()).map(named);
            prop_assert_eq!(owed(&story, ObligationKind::EvaluateMeasure), to_evaluate.collect());
            let running = measures().filter(|measure| measure.ended_on.is_none()).map(named);
            prop_assert_eq!(owed(&story, ObligationKind::EndOrExtendMeasure), running.collect());
        }
    }
}
