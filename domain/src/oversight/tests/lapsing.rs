//! C11: what was left out is mended by being done, and by no paper.: closing a case lets go of nothing that the child
//! is owed without that being found.

use super::*;
use crate::case::{CaseOutcome, RecordedOutcome};
use crate::people::{Decider, DeciderRole};

/// What mends a finding by letting what was owed lapse, and why nothing was left out.
const MENDS_BY_LAPSING: &[(&str, ObligationKind, &str)] = &[
    ("AgreementSuperseded", ObligationKind::SignAgreement, "nobody signs what holds no more"),
    ("BoardCaseSubmitted", ObligationKind::DecideMeasures, "the board is asked for what is done for the child"),
    ("CopyDelivered", ObligationKind::ReviewWithheldCopy, "who was to have the copy has it"),
    ("CopyLapsed", ObligationKind::ReviewWithheldCopy, "nobody is left from whom it is withheld"),
    ("GuardiansNamed", ObligationKind::ReviewWithheldCopy, "nobody is left from whom it is withheld"),
    ("CourtDecisionReceived", ObligationKind::DecideMeasures, "the court ordered what is done for the child"),
    ("CourtDecisionReceived", ObligationKind::SubmitBoardCase, "the court ordered what the case was to bring"),
    ("ConsultationScheduled", ObligationKind::HoldConsultation, "agreed anew, it is owed anew"),
    ("ConversationConvened", ObligationKind::HoldConversation, "called again, it is owed anew"),
    ("DecidedMeasureExtended", ObligationKind::EndOrExtendMeasure, "extended, it is owed anew"),
    ("DecidedMeasureExtended", ObligationKind::EvaluateMeasure, "extended, it is owed anew"),
    ("MeasureExtended", ObligationKind::EndOrExtendMeasure, "extended, it is owed anew"),
    ("MeasureExtended", ObligationKind::EvaluateMeasure, "extended, it is owed anew"),
    ("DecidedMeasureEnded", ObligationKind::EvaluateMeasure, "what never began has nothing to evaluate"),
    ("InterdisciplinaryMeetingConvened", ObligationKind::HoldMeeting, "the agreed one is called, and owed anew"),
    ("EvaluationMeetingConvened", ObligationKind::HoldMeeting, "the agreed one is called, and owed anew"),
    ("NextMeetingAgreed", ObligationKind::HoldMeeting, "agreed anew, it is owed anew"),
    ("GroupMeetingAgreed", ObligationKind::HoldMeeting, "agreed anew, it is owed anew"),
    ("DeadlineExtended", ObligationKind::ConcludeInvestigation, "it is owed anew, and found anew"),
    ("BoardDecisionReceived", ObligationKind::EndOrderedMeasure, "ordered once more, it is owed anew"),
    ("EmergencyContactMade", ObligationKind::CallFamilyToTalk, "danger comes first, and it is owed anew after it"),
    ("InvestigationConcluded", ObligationKind::PlanInvestigation, "that there was no plan is found by itself"),
    ("MeasureEnded", ObligationKind::EvaluateMeasure, "what never began has nothing to evaluate"),
    ("MeasureEvaluated", ObligationKind::TakeCaseFurther, "a later evaluation found that it suffices"),
    ("MeasureEvaluated", ObligationKind::TellOfInsufficientEffect, "a later evaluation found that it suffices"),
    (
        "ConsentRefused",
        ObligationKind::TakeUpAlternative,
        "by its own day: refused in time, it is answered instead (R-23)",
    ),
    ("MeasuresRefusedByGuardians", ObligationKind::ApproveMeasure, "a no is an answer (R-22)"),
    ("MeasuresRefusedByYouth", ObligationKind::ApproveMeasure, "a no is an answer (R-22)"),
];

/// So long after the event before: whatever has a last day is overdue by then.
const LONG: u64 = 800;

/// The story, and by which events a finding that had arisen was mended, or taken for none, while what it was found of lapsed.
struct Lapsing {
    story: Story,
    today: NaiveDate,
    mended: BTreeSet<(&'static str, ObligationKind)>,
}

impl Lapsing {
    fn new() -> Self {
        Self { story: Story::new(), today: MONDAY, mended: BTreeSet::new() }
    }

    fn hears<'a>(mut self, after: u64, name: &'static str, event: impl Into<Heard<'a>>) -> Self {
        self.today = crate::time::days_after(self.today, after);
        let (obligations, findings) = (self.story.obligations.clone(), self.story.findings.clone());
        let story = self.story.hears(self.today, event);
        for (key, found) in findings.iter().filter(|(_, found)| found.mended_on.is_none() && found.awaited) {
            let is_open = story.findings.get(key).is_some_and(|now| now.mended_on.is_none());
            let has_arisen = found.arose_on < self.today;
            let Some(kind) = found.obligation.filter(|_| has_arisen && !is_open) else { continue };
            let lapsed = obligations.iter().any(|(key, owed)| {
                let ending = story.obligations.get(key).and_then(|now| now.ending);
                owed.is(kind, found.which) && owed.ending.is_none() && matches!(ending, Some(Ending::Lapsed { .. }))
            });
            if lapsed {
                self.mended.insert((name, kind));
            }
        }
        Self { story, ..self }
    }

    /// What is mended by lapsing and is not named.
    fn unlawful(&self) -> BTreeSet<(&'static str, ObligationKind)> {
        let named = |mended: &&(&str, ObligationKind)| {
            MENDS_BY_LAPSING.iter().any(|(event, kind, _)| (*event, *kind) == (mended.0, mended.1))
        };
        self.mended.iter().filter(|mended| !named(mended)).copied().collect()
    }
}

fn every_responsibility() -> CaseEvent {
    followed(1, &Responsibility::ALL)
}

#[test]
fn c11_no_two_events_mend_by_letting_lapse_what_was_found() {
    let mut unlawful = BTreeSet::new();
    let events = samples::every_case_event();
    for (first, opening) in &events {
        for (second, ending) in &events {
            let begun = Lapsing::new().hears(0, "CaseOpened", &case_event("CaseOpened"));
            let begun = begun.hears(0, "GuideFollowed", &every_responsibility());
            unlawful.extend(begun.hears(0, first, opening).hears(LONG, second, ending).unlawful());
        }
    }
    let events = samples::every_investigation_event();
    for (first, opening) in &events {
        for (second, ending) in &events {
            unlawful.extend(Lapsing::new().hears(0, first, opening).hears(LONG, second, ending).unlawful());
        }
    }
    let events = samples::every_report_event();
    for (first, opening) in &events {
        for (second, ending) in &events {
            let begun = Lapsing::new().hears(0, "ReportReceived", &report_event("ReportReceived"));
            unlawful.extend(begun.hears(0, first, opening).hears(LONG, second, ending).unlawful());
        }
    }
    assert_eq!(unlawful, BTreeSet::new(), "lets this lapse, and what was found of it is mended by that");
}

proptest! {
    #[test]
    fn c11_no_case_mends_by_letting_lapse_what_was_found(choices in proptest::collection::vec((0_usize..1000, 0_u64..60), 1..40)) {
        let events = samples::every_case_event();
        let begun = Lapsing::new().hears(0, "CaseOpened", &case_event("CaseOpened"));
        let begun = begun.hears(0, "GuideFollowed", &every_responsibility());
        let told = choices.iter().fold(begun, |story, (choice, after)| {
            let (name, event) = &events[choice % events.len()];
            story.hears(*after, name, event)
        });
        prop_assert_eq!(told.unlawful(), BTreeSet::new());
    }

    #[test]
    fn c11_no_investigation_mends_by_letting_lapse_what_was_found(choices in proptest::collection::vec((0_usize..1000, 0_u64..200), 1..30)) {
        let events = samples::every_investigation_event();
        let told = choices.iter().fold(Lapsing::new(), |story, (choice, after)| {
            let (name, event) = &events[choice % events.len()];
            story.hears(*after, name, event)
        });
        prop_assert_eq!(told.unlawful(), BTreeSet::new());
    }
}

#[test]
fn c11_what_is_named_has_a_reason_and_is_an_event() {
    let events = samples::every_case_event().into_iter().map(|(name, _)| name);
    let events: BTreeSet<_> =
        events.chain(samples::every_investigation_event().into_iter().map(|(name, _)| name)).collect();
    for (event, kind, reason) in MENDS_BY_LAPSING {
        assert!(events.contains(event) && !reason.is_empty(), "{event} {kind:?}");
    }
}

/// S2-48, R-42: the reporter still knows nothing, and hears of it when triage is concluded anew.
#[test]
fn c11_r_42_a_reporter_who_was_not_told_is_not_told_by_a_triage_that_is_taken_back() {
    let kind = FindingKind::ReporterNotToldOfTriage;
    let received =
        Story::new().hears(MONDAY, &report_event("ReportReceived")).hears(MONDAY, &report_event("ReporterClassified"));
    let late = date(2024, 5, 6);
    let mut triaged = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut triaged {
        *decided_on = TUESDAY;
    }
    let story = received.hears(TUESDAY, &triaged);
    assert!(story.finding(kind).is_some_and(|found| found.arose_on < late));
    let mut corrected = report_event("JoiningCorrected");
    if let ReportEvent::JoiningCorrected { joined, corrected_on, .. } = &mut corrected {
        (*joined, *corrected_on) = (None, late);
    }
    let story = story.hears(late, &corrected);
    assert_eq!(story.standing(ObligationKind::TellReporterOfTriage, late), Some(Standing::Lapsed));
    assert_eq!(story.finding(kind).unwrap().mended_on, None);
    let mut told = report_event("ReporterInformedOfTriage");
    if let ReportEvent::ReporterInformedOfTriage { informed_on, .. } = &mut told {
        *informed_on = late;
    }
    assert_eq!(story.hears(late, &told).finding(kind).unwrap().mended_on, Some(late), "told after all");
}

#[test]
fn c11_s4_17_a_family_that_nobody_called_is_not_called_by_another_assessment_or_another_guide() {
    let kind = ObligationKind::CallFamilyToTalk;
    let late = date(2024, 5, 6);
    let assessed = |ground: bool, day| {
        let mut event = case_event("ConcernAssessed");
        if let CaseEvent::Concern(crate::case::ConcernEvent::ConcernAssessed {
            ground_for_concern, assessed_on, ..
        }) = &mut event
        {
            (*ground_for_concern, *assessed_on) = (ground, day);
        }
        event
    };
    let begun = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &every_responsibility());
    let uncalled = || begun_again(&begun).hears(TUESDAY, &assessed(true, TUESDAY));
    for ending in [assessed(false, late), followed(2, &[])] {
        let story = uncalled().hears(late, &ending);
        assert_eq!(story.standing(kind, late), Some(Standing::Lapsed));
        let found = story.findings.values().find(|found| found.obligation == Some(kind)).unwrap();
        assert_eq!(found.mended_on, None);
    }
    let in_time = uncalled().hears(TUESDAY, &assessed(false, TUESDAY));
    assert!(!in_time.findings.values().any(|found| found.obligation == Some(kind)));
}

/// The same story once more.
fn begun_again(story: &Story) -> Story {
    Story {
        watch: story.watch.clone(),
        own: story.own.clone(),
        municipality: story.municipality.clone(),
        stream: story.stream,
        position: story.position,
        obligations: story.obligations.clone(),
        findings: story.findings.clone(),
    }
}

fn closed_by(role: DeciderRole, as_what: CaseOutcome) -> CaseEvent {
    let mut event = case_event("CaseClosed");
    if let CaseEvent::Course(CourseEvent::CaseClosed { outcome, decision, .. }) = &mut event {
        *outcome = RecordedOutcome::from(as_what);
        decision.decided_by = decision.decided_by.take().map(|decider| Decider { role, ..decider });
    }
    event
}

const SHORT: FindingKind = FindingKind::ClosedWithOpenObligations;

#[test]
fn r_19_s4_19_that_a_case_is_taken_no_further_is_the_leaders_to_decide() {
    let fell_short = || {
        let mut event = case_event("MeasureEvaluated");
        if let CaseEvent::Measure(crate::case::MeasureEvent::MeasureEvaluated {
            evaluation, next_evaluation_on, ..
        }) = &mut event
        {
            *next_evaluation_on = None;
            evaluation.answers.goal_reached.answer = crate::case::EvaluatedAs::No;
        }
        event
    };
    let guide = followed(1, &[Responsibility::TakeCaseFurther]);
    let story =
        || Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &guide).hears(THURSDAY, &fell_short());
    let kind = ObligationKind::TakeCaseFurther;
    let teacher = story().hears(FRIDAY, &closed_by(DeciderRole::ContactTeacher, CaseOutcome::MeasuresHadEffect));
    assert_eq!(teacher.standing(kind, FRIDAY), Some(Standing::Lapsed));
    assert!(teacher.finding(SHORT).is_some());
    let head = story().hears(FRIDAY, &closed_by(DeciderRole::Head, CaseOutcome::FollowedUpElsewhere));
    assert_eq!((head.standing(kind, FRIDAY), head.finding(SHORT)), (Some(Standing::Lapsed), None));
}

#[test]
fn r_19_a_called_meeting_and_a_decision_that_nobody_carries_out_are_found_unless_a_leader_closes() {
    let begun = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let called = || begun().hears(TUESDAY, &case_event("EvaluationMeetingConvened"));
    assert!(called().obligations.values().any(|owed| owed.kind == ObligationKind::HoldMeeting));
    let by_teacher = closed_by(DeciderRole::ContactTeacher, CaseOutcome::MeasuresHadEffect);
    let by_head = closed_by(DeciderRole::Head, CaseOutcome::MeasuresHadEffect);
    assert!(called().hears(FRIDAY, &by_teacher).finding(SHORT).is_some());
    assert_eq!(called().hears(FRIDAY, &by_head).finding(SHORT), None);
}

#[test]
fn r_34_s3_39_a_referral_that_nobody_answered_and_a_measure_that_runs_are_no_end_whoever_closes() {
    let begun = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let referred = || begun().hears(THURSDAY, &case_event("ReferralSent"));
    let runs = || begun().hears(MONDAY, &case_event("MeasurePlanned")).hears(TUESDAY, &case_event("MeasureStarted"));
    for (story, kind) in
        [(referred(), ObligationKind::AwaitReferralAnswer), (runs(), ObligationKind::EndOrExtendMeasure)]
    {
        assert!(story.obligations.values().any(|owed| owed.kind == kind), "{kind:?}");
        let short = begun_again(&story).hears(FRIDAY, &closed_by(DeciderRole::Head, CaseOutcome::MeasuresHadEffect));
        assert_eq!(short.standing(kind, FRIDAY), Some(Standing::Lapsed));
        assert!(short.finding(SHORT).is_some(), "{kind:?}");
    }
    // Where the child is followed up elsewhere, that is what was decided.
    let elsewhere = referred().hears(FRIDAY, &closed_by(DeciderRole::Head, CaseOutcome::FollowedUpElsewhere));
    assert_eq!(elsewhere.finding(SHORT), None);
}

#[test]
pub(super) fn s4_19_a_case_that_is_closed_because_measures_had_effect_against_the_last_evaluation_is_found() {
    let kind = FindingKind::ClosedAgainstEvaluation;
    let evaluated = |answer, day| {
        let mut event = case_event("MeasureEvaluated");
        if let CaseEvent::Measure(crate::case::MeasureEvent::MeasureEvaluated { evaluation, evaluated_on, .. }) =
            &mut event
        {
            evaluation.answers.goal_reached.answer = answer;
            *evaluated_on = day;
        }
        event
    };
    let (no, yes) = (crate::case::EvaluatedAs::No, crate::case::EvaluatedAs::Yes);
    let closed = |outcome| closed_by(DeciderRole::Head, outcome);
    let begun = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let short = || begun().hears(WEDNESDAY, &evaluated(no, WEDNESDAY));
    let story = short().hears(FRIDAY, &closed(CaseOutcome::MeasuresHadEffect));
    assert_eq!(story.finding(kind).map(|found| (found.arose_on, found.kind.rule())), Some((FRIDAY, "S4-19")));
    assert_eq!(short().hears(FRIDAY, &closed(CaseOutcome::FollowedUpElsewhere)).finding(kind), None);
    let since = short().hears(THURSDAY, &evaluated(yes, THURSDAY));
    assert_eq!(since.hears(FRIDAY, &closed(CaseOutcome::MeasuresHadEffect)).finding(kind), None);
    assert_eq!(begun().hears(FRIDAY, &closed(CaseOutcome::MeasuresHadEffect)).finding(kind), None, "of none");
}
