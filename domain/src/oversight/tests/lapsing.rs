//! C11: what was left out is mended by being done, and by no paper.: closing a case lets go of nothing that the child
//! is owed without that being found.

use chrono::{DateTime, Days};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::*;
use crate::case::{CaseOutcome, MeetingEvent, RecordedOutcome, ReferralEvent};
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
    ("DecidedMeasureExtended", ObligationKind::EndOrExtendMeasure, "extended, it is owed anew"),
    ("DecidedMeasureExtended", ObligationKind::EvaluateMeasure, "extended, it is owed anew"),
    ("MeasureExtended", ObligationKind::EndOrExtendMeasure, "extended, it is owed anew"),
    ("MeasureExtended", ObligationKind::EvaluateMeasure, "extended, it is owed anew"),
    ("DecidedMeasureEnded", ObligationKind::EvaluateMeasure, "what never began has nothing to evaluate"),
    ("DeadlineExtended", ObligationKind::ConcludeInvestigation, "it is owed anew, and found anew"),
    ("BoardDecisionReceived", ObligationKind::EndOrderedMeasure, "ordered once more, it is owed anew"),
    ("EmergencyContactMade", ObligationKind::CallFamilyToTalk, "danger comes first, and it is owed anew after it"),
    ("InvestigationConcluded", ObligationKind::PlanInvestigation, "that there was no plan is found by itself"),
    ("MeasureEnded", ObligationKind::EvaluateMeasure, "what never began has nothing to evaluate"),
    ("MeasureEvaluated", ObligationKind::TakeCaseFurther, "a later evaluation found that it suffices"),
    ("MeasureEvaluated", ObligationKind::TellOfInsufficientEffect, "a later evaluation found that it suffices"),
    ("MeasuresRefusedByGuardians", ObligationKind::ApproveMeasure, "a no is an answer (R-22)"),
    ("MeasuresRefusedByYouth", ObligationKind::ApproveMeasure, "a no is an answer (R-22)"),
];

/// So long after the event before: whatever has a last day is overdue by then.
const LONG: u64 = 800;

/// The event, as if all that it tells had happened so many days later.
fn later<E: Serialize + DeserializeOwned>(event: &E, days: u64) -> E {
    fn shift(value: &mut Value, days: u64) {
        match value {
            Value::String(text) => {
                if let Ok(day) = text.parse::<NaiveDate>() {
                    *text = crate::time::days_after(day, days).to_string();
                } else if let Ok(at) = DateTime::parse_from_rfc3339(text) {
                    *text = (at + Days::new(days)).to_rfc3339();
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| shift(value, days)),
            Value::Object(fields) => fields.values_mut().for_each(|value| shift(value, days)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut told = serde_json::to_value(event).unwrap();
    shift(&mut told, days);
    serde_json::from_value(told).unwrap()
}

fn all_later<E: Serialize + DeserializeOwned>(events: &[(&'static str, E)]) -> Vec<(&'static str, E)> {
    events.iter().map(|(name, event)| (*name, later(event, LONG))).collect()
}

/// The story, and by which events a finding was mended, or taken for none, while what it was found of lapsed after its last day.
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
            let Some(kind) = found.obligation.filter(|_| !is_open) else { continue };
            let lapsed = obligations.iter().any(|(key, owed)| {
                let ending = story.obligations.get(key).and_then(|now| now.ending);
                let too_late = |ending: Ending| {
                    matches!(ending, Ending::Lapsed { .. }) && owed.due.is_some_and(|due| due < ending.on())
                };
                owed.is(kind, found.which) && owed.ending.is_none() && ending.is_some_and(too_late)
            });
            if lapsed {
                self.mended.insert((name, kind));
            }
        }
        Self { story, ..self }
    }

    /// So many days have passed.
    fn days(&self) -> u64 {
        self.today.signed_duration_since(MONDAY).num_days().unsigned_abs()
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
    let endings = all_later(&events);
    for (first, opening) in &events {
        for (second, ending) in &endings {
            let begun = Lapsing::new().hears(0, "CaseOpened", &case_event("CaseOpened"));
            let begun = begun.hears(0, "GuideFollowed", &every_responsibility());
            unlawful.extend(begun.hears(0, first, opening).hears(LONG, second, ending).unlawful());
        }
    }
    let events = samples::every_investigation_event();
    let endings = all_later(&events);
    for (first, opening) in &events {
        for (second, ending) in &endings {
            unlawful.extend(Lapsing::new().hears(0, first, opening).hears(LONG, second, ending).unlawful());
        }
    }
    let events = samples::every_report_event();
    let endings = all_later(&events);
    for (first, opening) in &events {
        for (second, ending) in &endings {
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
            let event = later(event, story.days() + after);
            story.hears(*after, name, &event)
        });
        prop_assert_eq!(told.unlawful(), BTreeSet::new());
    }

    #[test]
    fn c11_no_investigation_mends_by_letting_lapse_what_was_found(choices in proptest::collection::vec((0_usize..1000, 0_u64..200), 1..30)) {
        let events = samples::every_investigation_event();
        let told = choices.iter().fold(Lapsing::new(), |story, (choice, after)| {
            let (name, event) = &events[choice % events.len()];
            let event = later(event, story.days() + after);
            story.hears(*after, name, &event)
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
    let mut follows_another = followed(2, &[]);
    if let CaseEvent::Steps(StepsEvent::GuideFollowed { followed_on, .. }) = &mut follows_another {
        *followed_on = late;
    }
    for ending in [assessed(false, late), follows_another] {
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
fn r_34_s3_39_s4_15_that_others_see_to_the_child_is_the_leaders_to_decide_or_told_by_who_took_it_on() {
    let begun = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let referred = || begun().hears(THURSDAY, &case_event("ReferralSent"));
    // One that is evaluated already, so that nothing else is owed of it.
    let mut evaluated = case_event("MeasureEvaluated");
    if let CaseEvent::Measure(crate::case::MeasureEvent::MeasureEvaluated { next_evaluation_on, .. }) = &mut evaluated {
        *next_evaluation_on = None;
    }
    let runs = || {
        let runs = begun().hears(MONDAY, &case_event("MeasurePlanned")).hears(TUESDAY, &case_event("MeasureStarted"));
        runs.hears(FRIDAY, &evaluated)
    };
    let found = |story: Story, role, outcome| story.hears(FRIDAY, &closed_by(role, outcome)).finding(SHORT).is_some();
    let (teacher, head) = (DeciderRole::ContactTeacher, DeciderRole::Head);
    for outcome in [CaseOutcome::FollowedUpElsewhere, CaseOutcome::Moved, CaseOutcome::CameOfAge] {
        for story in [referred(), runs()] {
            assert!(found(begun_again(&story), teacher, outcome), "{outcome:?}");
            assert!(!found(story, head, outcome), "{outcome:?}");
        }
    }
    let answered_as = |said: crate::case::ReferralOutcome| {
        let mut answered = case_event("ReferralAnswered");
        if let CaseEvent::Referral(ReferralEvent::ReferralAnswered { outcome, .. }) = &mut answered {
            *outcome = said;
        }
        answered
    };
    let twice = |said| {
        let twice = referred().hears(THURSDAY, &case_event("ReferralSent"));
        twice.hears(FRIDAY, &answered_as(said))
    };
    let (taken, refused) = (crate::case::ReferralOutcome::Taken, crate::case::ReferralOutcome::Refused);
    assert!(!found(twice(taken), teacher, CaseOutcome::FollowedUpElsewhere), "by who took it on");
    assert!(found(twice(refused), teacher, CaseOutcome::FollowedUpElsewhere));
    assert!(found(twice(taken), teacher, CaseOutcome::Moved), "of that nobody told");
    let runs_beside = twice(taken).hears(MONDAY, &case_event("MeasurePlanned"));
    let runs_beside = runs_beside.hears(TUESDAY, &case_event("MeasureStarted"));
    assert!(found(runs_beside, teacher, CaseOutcome::FollowedUpElsewhere), "nobody else ends what runs here");
    // Whom a body took on before was not taken on in the work since.
    let before = twice(taken).hears(FRIDAY, &closed_by(head, CaseOutcome::FollowedUpElsewhere));
    let again = before.hears(FRIDAY, &case_event("CaseReopened")).hears(FRIDAY, &case_event("ReferralSent"));
    let again = again.hears(SATURDAY, &closed_by(teacher, CaseOutcome::FollowedUpElsewhere));
    assert!(again.finding(SHORT).is_some());
}

#[test]
fn r_10_c11_what_lapsed_in_time_and_is_written_down_after_its_last_day_was_never_left_out() {
    let kind = FindingKind::MeetingNotHeld;
    let called = || {
        let mut event = case_event("InterdisciplinaryMeetingConvened");
        if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { planned_for, .. }) = &mut event {
            *planned_for = THURSDAY;
        }
        Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(WEDNESDAY, &event)
    };
    let called_off = |day| -> CaseEvent {
        let (meeting, decision) = (Some(MEETING), decided());
        MeetingEvent::MeetingCalledOff { meeting, decision, called_off_on: day }.into()
    };
    let in_time = called().hears(SATURDAY, &called_off(THURSDAY));
    assert_eq!(in_time.standing(ObligationKind::HoldMeeting, SATURDAY), Some(Standing::Lapsed));
    assert_eq!(in_time.finding(kind), None);
    let late = called().hears(SATURDAY, &called_off(FRIDAY));
    assert_eq!(late.finding(kind).map(|found| (found.arose_on, found.mended_on)), Some((FRIDAY, None)));
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
    // Each by its own latest evaluation: that another one suffices does not make this one do, unless it ended before that.
    let another = |day| {
        let mut event = evaluated(yes, day);
        if let CaseEvent::Measure(crate::case::MeasureEvent::MeasureEvaluated { measure, .. }) = &mut event {
            *measure = crate::ids::MeasureId::from_uuid(Uuid::from_u128(9));
        }
        event
    };
    let runs = || short().hears(WEDNESDAY, &case_event("MeasurePlanned")).hears(THURSDAY, &another(THURSDAY));
    assert!(runs().hears(FRIDAY, &closed(CaseOutcome::MeasuresHadEffect)).finding(kind).is_some());
    let replaced = runs().hears(FRIDAY, &case_event("MeasureEnded"));
    assert_eq!(replaced.hears(FRIDAY, &closed(CaseOutcome::MeasuresHadEffect)).finding(kind), None);
    let since = short().hears(THURSDAY, &evaluated(yes, THURSDAY));
    assert_eq!(since.hears(FRIDAY, &closed(CaseOutcome::MeasuresHadEffect)).finding(kind), None);
    assert_eq!(begun().hears(FRIDAY, &closed(CaseOutcome::MeasuresHadEffect)).finding(kind), None, "of none");
}
