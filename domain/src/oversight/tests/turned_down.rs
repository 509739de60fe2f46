//! S3-39, S4-19: a referral that is refused and a report that is dismissed come back to whoever sent them.

use super::*;
use crate::case::{
    Alternative, AlternativesEvent, AnswerEvent, ConcernEvent, EvaluatedAs, Evaluation, EvaluationAnswers,
    MeasureEvent, QuestionAnswered, ReferralEvent, ReferralOutcome, ServiceFeedback,
};

const DECIDE: ObligationKind = ObligationKind::DecideOnConcern;
const FURTHER: ObligationKind = ObligationKind::TakeCaseFurther;

fn refused(number: usize, on: NaiveDate) -> CaseEvent {
    let mut event = case_event("ReferralAnswered");
    if let CaseEvent::Referral(ReferralEvent::ReferralAnswered { referral, outcome, answered_on, .. }) = &mut event {
        (*referral, *outcome, *answered_on) = (number, ReferralOutcome::Refused, on);
    }
    event
}

fn told(feedback: ServiceFeedback, told_on: NaiveDate) -> CaseEvent {
    AnswerEvent::FeedbackReceived { report: REPORT, feedback, told_on }.into()
}

fn chosen(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut event {
        (*alternative, *chosen_on) = (Alternative::A, day);
    }
    event
}

fn evaluated(reached: EvaluatedAs, evaluated_on: NaiveDate) -> CaseEvent {
    let CaseEvent::Measure(MeasureEvent::MeasureEvaluated { evaluation, .. }) = case_event("MeasureEvaluated") else {
        unreachable!("it is one")
    };
    let answered = |answer| QuestionAnswered { answer, remark: None };
    let (goal_reached, more_needed) = (answered(reached), answered(EvaluatedAs::No));
    let answers = EvaluationAnswers { more_needed, goal_reached, ..evaluation.answers };
    let evaluation = Evaluation { answers, ..evaluation };
    MeasureEvent::MeasureEvaluated { measure: MEASURE, evaluation, evaluated_on, next_evaluation_on: None }.into()
}

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

/// In a case whose guide says that it is taken further, a measure fell short on Tuesday.
fn fell_short() -> Story {
    let opened = opened().hears(MONDAY, &followed(1, &[Responsibility::TakeCaseFurther]));
    let runs = opened.hears(MONDAY, &case_event("MeasurePlanned")).hears(MONDAY, &case_event("MeasureStarted"));
    runs.hears(TUESDAY, &evaluated(EvaluatedAs::No, TUESDAY))
}

fn lifted(on: NaiveDate) -> CaseEvent {
    let mut event = case_event("EscalatedToLevel");
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { escalated_on, .. }) = &mut event {
        *escalated_on = on;
    }
    event
}

fn open(story: &Story, kind: ObligationKind) -> Vec<NaiveDate> {
    let open = |owed: &&Obligation| owed.kind == kind && owed.ending.is_none();
    story.obligations.values().filter(open).map(|owed| owed.opened_on).collect()
}

#[test]
fn r_34_s3_39_r_19_a_referral_that_is_refused_is_the_units_again_from_the_day_of_the_answer() {
    let referred = || opened().hears(THURSDAY, &case_event("ReferralSent"));
    let story = referred().hears(SATURDAY, &refused(1, FRIDAY));
    assert_eq!(story.standing(ObligationKind::AwaitReferralAnswer, SATURDAY), Some(Standing::Met));
    assert_eq!(open(&story, DECIDE), [FRIDAY]);
    assert_eq!(open(&story.hears(SATURDAY, &chosen(SATURDAY)), DECIDE), []);
    // Who is taken on is somebody's, and what was decided on that day or later knew of the answer.
    let mut taken = refused(1, FRIDAY);
    if let CaseEvent::Referral(ReferralEvent::ReferralAnswered { outcome, .. }) = &mut taken {
        *outcome = ReferralOutcome::Taken;
    }
    assert_eq!(open(&referred().hears(FRIDAY, &taken), DECIDE), []);
    assert_eq!(open(&referred().hears(SATURDAY, &chosen(SATURDAY)).hears(SATURDAY, &refused(1, FRIDAY)), DECIDE), []);
    assert_eq!(
        open(&referred().hears(THURSDAY, &chosen(THURSDAY)).hears(SATURDAY, &refused(1, FRIDAY)), DECIDE),
        [FRIDAY]
    );
}

#[test]
fn rm_13_r_19_a_report_that_the_service_does_not_follow_up_is_the_units_again() {
    use ServiceFeedback::{FollowedUp, InvestigationDismissed, InvestigationFollows, NoInvestigation, Transferred};
    let reported = || opened().hears(THURSDAY, &case_event("ReportSent"));
    for feedback in [NoInvestigation, InvestigationDismissed, Transferred] {
        assert_eq!(open(&reported().hears(SATURDAY, &told(feedback, FRIDAY)), DECIDE), [FRIDAY], "{feedback:?}");
    }
    for feedback in [InvestigationFollows, FollowedUp] {
        assert_eq!(open(&reported().hears(SATURDAY, &told(feedback, FRIDAY)), DECIDE), [], "{feedback:?}");
    }
}

#[test]
fn r_19_s3_39_what_is_turned_down_before_the_case_ends_is_decided_with_its_end_and_afterwards_is_its_leaders_to_see() {
    let sent = || opened().hears(THURSDAY, &case_event("ReferralSent")).hears(THURSDAY, &case_event("ReportSent"));
    let closed = case_event("CaseClosed");
    for turned_down in [refused(1, FRIDAY), told(ServiceFeedback::NoInvestigation, FRIDAY)] {
        let before = sent().hears(FRIDAY, &turned_down).hears(FRIDAY, &closed);
        assert_eq!(open(&before, DECIDE), []);
        let after = sent().hears(FRIDAY, &closed).hears(SATURDAY, &turned_down);
        assert_eq!(open(&after, DECIDE), [], "nobody works with it, and the inbox shows it");
        let reopened = after.hears(SATURDAY, &case_event("CaseReopened"));
        assert_eq!(open(&reopened, DECIDE), [FRIDAY], "from the day of the reopening on");
    }
}

#[test]
fn s4_19_a_case_that_was_taken_further_by_that_alone_is_to_be_taken_further_anew() {
    let referred = || fell_short().hears(THURSDAY, &case_event("ReferralSent"));
    let reported = || fell_short().hears(THURSDAY, &case_event("ReportSent"));
    assert_eq!((open(&referred(), FURTHER), open(&reported(), FURTHER)), (vec![], vec![]));
    for story in [
        referred().hears(SATURDAY, &refused(1, FRIDAY)),
        reported().hears(SATURDAY, &told(ServiceFeedback::NoInvestigation, FRIDAY)),
    ] {
        assert_eq!((open(&story, FURTHER), open(&story, DECIDE)), (vec![FRIDAY], vec![]));
        assert_eq!(open(&story.hears(SATURDAY, &lifted(SATURDAY)), FURTHER), []);
    }
    // Where something else that it was taken to stands, only how it goes on is decided.
    let both = referred().hears(THURSDAY, &case_event("ReportSent")).hears(SATURDAY, &refused(1, FRIDAY));
    assert_eq!((open(&both, FURTHER), open(&both, DECIDE)), (vec![], vec![FRIDAY]));
    let neither = both.hears(SATURDAY, &told(ServiceFeedback::NoInvestigation, FRIDAY));
    assert_eq!(open(&neither, FURTHER), [FRIDAY]);
    // So it is where the measure was found to suffice meanwhile.
    let suffices = referred().hears(FRIDAY, &evaluated(EvaluatedAs::Yes, FRIDAY)).hears(FRIDAY, &refused(1, FRIDAY));
    assert_eq!((open(&suffices, FURTHER), open(&suffices, DECIDE)), (vec![], vec![FRIDAY]));
}

#[test]
fn r_19_s4_19_a_report_that_is_followed_up_after_all_is_not_the_units_any_more() {
    use ServiceFeedback::{InvestigationFollows, NoInvestigation};
    let reported = || opened().hears(THURSDAY, &case_event("ReportSent"));
    let turned_down = || reported().hears(FRIDAY, &told(NoInvestigation, FRIDAY));
    let after_all = || told(InvestigationFollows, SATURDAY);
    let undone = turned_down().hears(SATURDAY, &after_all());
    assert_eq!((open(&undone, DECIDE), undone.standing(DECIDE, SATURDAY)), (vec![], Some(Standing::Lapsed)));
    // Turned down once more, it is owed once more.
    let again = undone.hears(SATURDAY, &told(NoInvestigation, SATURDAY));
    assert_eq!(open(&again, DECIDE), [SATURDAY]);
    let further = || fell_short().hears(THURSDAY, &case_event("ReportSent"));
    let further = || further().hears(FRIDAY, &told(NoInvestigation, FRIDAY)).hears(SATURDAY, &after_all());
    assert_eq!((open(&further(), FURTHER), open(&further(), DECIDE)), (vec![], vec![]));
    assert_eq!(further().standing(FURTHER, SATURDAY), Some(Standing::Met));
    let dismissed = further().hears(SATURDAY, &told(ServiceFeedback::InvestigationDismissed, SATURDAY));
    assert_eq!(open(&dismissed, FURTHER), [SATURDAY]);
}

#[test]
fn r_19_what_else_asks_for_a_decision_does_so_whatever_becomes_of_a_report() {
    use ServiceFeedback::{InvestigationFollows, NoInvestigation};
    let raised = |raised_on| {
        let mut event = case_event("ConcernRaised");
        if let CaseEvent::Concern(ConcernEvent::ConcernRaised { raised_on: day, decide_by, .. }) = &mut event {
            (*day, *decide_by) = (raised_on, None);
        }
        event
    };
    let reported = || opened().hears(THURSDAY, &case_event("ReportSent"));
    let (turned_down, after_all) = (told(NoInvestigation, FRIDAY), told(InvestigationFollows, SATURDAY));
    for day in [FRIDAY, SATURDAY] {
        for [first, second] in [[&turned_down, &raised(day)], [&raised(day), &turned_down]] {
            let both = reported().hears(SATURDAY, first).hears(SATURDAY, second);
            assert_eq!(open(&both.hears(SATURDAY, &after_all), DECIDE).len(), 1, "{day}");
        }
    }
    // So does another report, or a referral, that was turned down on the same day.
    let referred = reported().hears(THURSDAY, &case_event("ReferralSent"));
    let both = referred.hears(FRIDAY, &turned_down).hears(FRIDAY, &refused(1, FRIDAY));
    assert_eq!(open(&both.hears(SATURDAY, &after_all), DECIDE), [FRIDAY]);
}

fn withdrawn(number: usize, on: NaiveDate) -> CaseEvent {
    let (recipient, guides, decision) = (crate::people::Body::School, vec![], decided());
    ReferralEvent::ReferralWithdrawn { referral: number, recipient, guides, decision, withdrawn_on: on }.into()
}

#[test]
fn r_34_s3_39_no_answer_is_awaited_to_a_referral_that_is_withdrawn_and_a_no_to_it_asks_for_nothing() {
    let kind = ObligationKind::AwaitReferralAnswer;
    let story = || opened().hears(THURSDAY, &case_event("ReferralSent")).hears(FRIDAY, &withdrawn(1, FRIDAY));
    assert_eq!((story().standing(kind, SATURDAY), open(&story(), DECIDE)), (Some(Standing::Lapsed), vec![]));
    let mut afterwards = refused(1, SATURDAY);
    if let CaseEvent::Referral(ReferralEvent::ReferralAnswered { after_withdrawal, .. }) = &mut afterwards {
        *after_withdrawal = true;
    }
    assert_eq!(open(&story().hears(SATURDAY, &afterwards), DECIDE), []);
    let goes_on = story().hears(FRIDAY, &case_event("CaseClosed")).hears(SATURDAY, &case_event("CaseReopened"));
    assert_eq!(open(&goes_on, kind), [], "nor where the case goes on");
    let two = opened().hears(THURSDAY, &case_event("ReferralSent")).hears(THURSDAY, &case_event("ReferralSent"));
    assert_eq!(open(&two.hears(FRIDAY, &withdrawn(2, FRIDAY)), kind).len(), 1, "each is withdrawn by itself");
    let owed = opened().hears(THURSDAY, &case_event("ReferralSent")).obligation(kind).due.unwrap();
    let late = owed.succ_opt().unwrap();
    let story = opened().hears(THURSDAY, &case_event("ReferralSent")).hears(late, &withdrawn(1, late));
    let found = story.findings.values().find(|found| found.obligation == Some(kind)).unwrap();
    assert_eq!((found.kind, found.mended_on), (FindingKind::NotDoneInTime, None), "that none came in time stays found");
}

#[test]
fn s4_19_a_case_that_was_taken_further_by_a_referral_alone_is_to_be_once_that_is_withdrawn() {
    let referred = || fell_short().hears(THURSDAY, &case_event("ReferralSent"));
    let off = || referred().hears(SATURDAY, &withdrawn(1, FRIDAY));
    assert_eq!((open(&off(), FURTHER), open(&off(), DECIDE)), (vec![FRIDAY], vec![]));
    let reported = referred().hears(THURSDAY, &case_event("ReportSent")).hears(SATURDAY, &withdrawn(1, FRIDAY));
    assert_eq!(open(&reported, FURTHER), [], "it was taken to the service, too");
    let mut taken = refused(1, SATURDAY);
    if let CaseEvent::Referral(ReferralEvent::ReferralAnswered { outcome, .. }) = &mut taken {
        *outcome = ReferralOutcome::Taken;
    }
    assert_eq!(open(&off().hears(SATURDAY, &taken), FURTHER), [], "the body takes the child on all the same");
    if let CaseEvent::Referral(ReferralEvent::ReferralAnswered { answered_on, .. }) = &mut taken {
        *answered_on = THURSDAY;
    }
    assert_eq!(open(&off().hears(SATURDAY, &taken), FURTHER), [], "as it did before, which is written down later");
}

#[test]
fn r_19_a_no_of_before_the_referral_was_withdrawn_is_decided_on_whichever_is_written_down_first() {
    let story = opened().hears(THURSDAY, &case_event("ReferralSent")).hears(SATURDAY, &withdrawn(1, SATURDAY));
    assert_eq!(open(&story.hears(SATURDAY, &refused(1, FRIDAY)), DECIDE), [FRIDAY]);
}
