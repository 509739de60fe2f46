//! The universal arena, D-6.

use super::*;
use crate::case::{
    AboutGuardians, Alternative, AlternativesEvent, ConcernEvent, ConsentEvent, ConsentPurpose, ConsentScope,
    ConsentingParty, ConversationWith, CopyEvent, DiscussionEvent, Document, FamilyEvent, ReportDuty, ReportingEvent,
    WhoIsAsked, WithholdingGround,
};

fn opened() -> Story {
    raised().hears(MONDAY, &case_event("NoSiblingsConfirmed"))
}

fn raised() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"))
}

fn chosen(wanted: Alternative) -> CaseEvent {
    let decision = decided();
    let (alternative, helped_by) = (wanted, [].into());
    AlternativesEvent::AlternativeChosen {
        alternative,
        helped_by,
        helped_by_units: [].into(),
        guides: vec![],
        decision,
        chosen_on: TUESDAY,
    }
    .into()
}

fn emergency_report() -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, withheld_from_guardians, dispatch, .. }) = &mut event
    {
        // Who signed it is another matter.
        (*duty, *withheld_from_guardians, *dispatch) = (ReportDuty::Emergency, None, None);
    }
    event
}

/// A report that guardians are not told about.
fn withheld_report() -> CaseEvent {
    let mut event = emergency_report();
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { withheld_from_guardians, .. }) = &mut event {
        *withheld_from_guardians = Some(WithholdingGround::Violence);
    }
    event
}

fn told(about: AboutGuardians) -> CaseEvent {
    FamilyEvent::GuardiansInformed { about, guardians: vec![mother()], informed_on: FRIDAY }.into()
}

#[test]
fn r19_every_concern_is_owed_a_reasoned_decision() {
    let story = opened();
    let owed = story.obligation(ObligationKind::DecideOnConcern);
    assert_eq!(
        (owed.opened_on, owed.due, owed.unit.as_str(), owed.about.case),
        (MONDAY, None, UNIT, Some(CaseId::from_uuid(STREAM)))
    );
    assert_eq!(story.standing(ObligationKind::DecideOnConcern, date(2030, 1, 1)), Some(Standing::Open));
    let story = story.hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.standing(ObligationKind::DecideOnConcern, FRIDAY), Some(Standing::Met));
}

#[test]
fn r19_a_second_concern_is_owed_the_same_decision_once() {
    let story = opened().hears(TUESDAY, &case_event("ConcernRaised"));
    let (open, met) = (Standing::Open, Standing::Met);
    assert_eq!(
        story.standings(FRIDAY),
        [(ObligationKind::DecideOnConcern, open), (ObligationKind::AnswerSiblingQuestion, met),]
    );
}

#[test]
fn r19_lifting_the_case_is_a_decision_on_the_concern() {
    let story = opened().hears(THURSDAY, &case_event("EscalatedToLevel"));
    assert_eq!(story.standing(ObligationKind::DecideOnConcern, FRIDAY), Some(Standing::Met));
}

#[test]
pub(super) fn r19_an_open_case_in_which_nothing_happens_is_found_until_something_does() {
    let story = opened();
    assert_eq!(story.found(date(2024, 5, 2)), []);
    assert_eq!(story.found(date(2024, 5, 3)), [FindingKind::NoActivity], "60 days after Monday");
    let story = story.hears(date(2024, 5, 10), &case_event("ObservationLogged"));
    let found: Vec<_> = story.findings.values().filter(|found| found.arose_on <= date(2024, 5, 10)).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].mended_on, Some(date(2024, 5, 10)));
}

#[test]
pub(super) fn r19_a_reopened_case_is_owed_a_decision_again_and_is_no_longer_quiet_by_right() {
    let story = opened().hears(FRIDAY, &case_event("CaseClosed")).hears(FRIDAY, &case_event("CaseReopened"));
    assert_eq!(story.standing(ObligationKind::DecideOnConcern, SATURDAY), Some(Standing::Open));
    assert_eq!(story.found(date(2024, 5, 7)), [FindingKind::NoActivity]);
}

#[test]
pub(super) fn r19_what_was_owed_when_a_case_was_closed_is_no_finding_any_more_when_it_is_reopened() {
    let story = opened().hears(TUESDAY, &case_event("InternalNoteSubmittedToLeader"));
    let story = story.hears(FRIDAY, &case_event("CaseClosed")).hears(FRIDAY, &case_event("CaseReopened"));
    assert_eq!(story.finding(FindingKind::ClosedWithOpenObligations).unwrap().mended_on, Some(FRIDAY));
    assert_eq!(story.standing(ObligationKind::AnswerNote, FRIDAY), Some(Standing::Open));
}

#[test]
fn r19_a_closed_case_is_quiet_by_right() {
    let story = opened().hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.found(date(2030, 1, 1)), []);
}

#[test]
pub(super) fn r2_a_report_in_an_emergency_owes_the_assessment_and_is_excused() {
    let story = opened().hears(THURSDAY, &emergency_report());
    assert_eq!(story.standing(ObligationKind::AssessDutyToReport, FRIDAY), Some(Standing::Open));
    assert_eq!(story.found(date(2024, 3, 14)), [FindingKind::GuardiansNotTold], "the order is excused");
    assert!(story.found(date(2024, 3, 15)).contains(&FindingKind::ReportWithoutAssessedDuty), "the omission is not");
    assert_eq!(story.finding(FindingKind::ReportWithoutAssessedDuty).unwrap().excuse, None);
    let mut assessed = case_event("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { assessed_on, .. }) = &mut assessed {
        *assessed_on = FRIDAY;
    }
    let story = story.hears(FRIDAY, &assessed);
    assert_eq!(story.standing(ObligationKind::AssessDutyToReport, FRIDAY), Some(Standing::Met));
    assert_eq!(story.finding(FindingKind::ReportWithoutAssessedDuty), None);
}

#[test]
pub(super) fn r2_a_report_after_the_assessment_owes_none() {
    let story =
        opened().hears(WEDNESDAY, &case_event("DutyToReportAssessed")).hears(THURSDAY, &case_event("ReportSent"));
    assert_eq!(story.standing(ObligationKind::AssessDutyToReport, FRIDAY), None);
    assert_eq!(story.finding(FindingKind::ReportWithoutAssessedDuty), None);
}

#[test]
pub(super) fn r5_guardians_who_were_not_told_in_an_emergency_are_to_be_told() {
    let story = opened().hears(THURSDAY, &emergency_report());
    assert_eq!(story.standing(ObligationKind::TellGuardiansOfReport, FRIDAY), Some(Standing::Open));
    let story = story.hears(FRIDAY, &told(AboutGuardians::Concern));
    assert_eq!(
        story.standing(ObligationKind::TellGuardiansOfReport, FRIDAY),
        Some(Standing::Open),
        "of something else"
    );
    let story = story.hears(FRIDAY, &told(AboutGuardians::Report));
    assert_eq!(story.standing(ObligationKind::TellGuardiansOfReport, FRIDAY), Some(Standing::Met));
    assert_eq!(story.finding(FindingKind::GuardiansNotTold).unwrap().mended_on, Some(FRIDAY));
}

#[test]
pub(super) fn r6_a_recorded_ground_is_an_answer_and_what_is_lifted_is_owed_again() {
    let story =
        opened().hears(WEDNESDAY, &case_event("GuardianNotificationWithheld")).hears(THURSDAY, &withheld_report());
    assert_eq!(story.finding(FindingKind::GuardiansNotTold), None);
    assert_eq!(story.standing(ObligationKind::TellGuardiansOfReport, FRIDAY), None);
    let story = story.hears(FRIDAY, &case_event("GuardianNotificationWithholdingLifted"));
    assert_eq!(story.standing(ObligationKind::TellGuardiansOfReport, FRIDAY), Some(Standing::Open));
}

#[test]
pub(super) fn r12_an_assessment_without_evidence_is_found() {
    let mut assessed = case_event("ConcernAssessed");
    assert_eq!(opened().hears(WEDNESDAY, &assessed).finding(FindingKind::AssessedWithoutEvidence), None);
    if let CaseEvent::Concern(ConcernEvent::ConcernAssessed { basis, .. }) = &mut assessed {
        basis.clear();
    }
    assert_eq!(opened().hears(WEDNESDAY, &assessed).found(FRIDAY), [FindingKind::AssessedWithoutEvidence]);
}

#[test]
pub(super) fn r36_a_conversation_before_anything_was_observed_is_found_except_in_an_emergency() {
    let conversation = case_event("ConversationHeld");
    let discussed = || opened().hears(MONDAY, &case_event("ColleagueDiscussionHeld"));
    let unmapped = [FindingKind::ConversedBeforeMapping, FindingKind::DiscussedBeforeMapping];
    assert_eq!(discussed().hears(TUESDAY, &conversation).found(FRIDAY), unmapped);
    let mapped = opened().hears(MONDAY, &case_event("ObservationLogged"));
    let mapped = mapped.hears(MONDAY, &case_event("ColleagueDiscussionHeld")).hears(TUESDAY, &conversation);
    assert_eq!(mapped.found(FRIDAY), []);
    let acute = opened().hears(MONDAY, &case_event("EmergencyContactMade")).hears(TUESDAY, &conversation);
    assert_eq!(acute.finding(FindingKind::ConversedBeforeMapping).unwrap().excuse, Some(Excuse::Emergency), "R-1");
}

#[test]
pub(super) fn r36_guardians_are_talked_with_after_leader_colleague_or_peer_team_except_in_an_emergency() {
    let conversation = case_event("ConversationHeld");
    let mapped = || opened().hears(MONDAY, &case_event("ObservationLogged"));
    assert_eq!(mapped().hears(TUESDAY, &conversation).found(FRIDAY), [FindingKind::ConversedBeforeDiscussion]);
    for discussion in
        ["ColleagueDiscussionHeld", "PeerTeamDiscussionHeld", "LeaderDiscussionHeld", "LeaderDisagreementRecorded"]
    {
        let discussed = mapped().hears(MONDAY, &discussed_on(discussion, MONDAY)).hears(TUESDAY, &conversation);
        assert_eq!(discussed.found(FRIDAY), [], "{discussion}");
    }
    let acute = mapped().hears(MONDAY, &case_event("EmergencyContactMade")).hears(TUESDAY, &conversation);
    assert_eq!(acute.finding(FindingKind::ConversedBeforeDiscussion).unwrap().excuse, Some(Excuse::Emergency), "R-1");
}

/// That event of a discussion, on that day.
fn discussed_on(name: &str, day: NaiveDate) -> CaseEvent {
    let mut event = case_event(name);
    if let CaseEvent::Discussion(
        DiscussionEvent::ColleagueDiscussionHeld { held_on: on, .. }
        | DiscussionEvent::PeerTeamDiscussionHeld { held_on: on, .. }
        | DiscussionEvent::LeaderDiscussionHeld { held_on: on, .. }
        | DiscussionEvent::LeaderFeedbackGiven { given_on: on, .. }
        | DiscussionEvent::LeaderDisagreementRecorded { recorded_on: on, .. },
    ) = &mut event
    {
        *on = day;
    }
    event
}

#[test]
fn r36_the_child_alone_is_talked_with_before_any_discussion() {
    let mut conversation = case_event("ConversationHeld");
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { with, .. }) = &mut conversation {
        *with = ConversationWith::Child;
    }
    let story = opened().hears(MONDAY, &case_event("ObservationLogged")).hears(TUESDAY, &conversation);
    assert_eq!(story.found(FRIDAY), []);
}

/// A note that waits is no discussion; its answer is.
#[test]
pub(super) fn s0_46_a_note_is_owed_the_leaders_answer() {
    let waiting = || {
        let mapped = opened().hears(MONDAY, &case_event("ObservationLogged"));
        mapped.hears(TUESDAY, &case_event("InternalNoteSubmittedToLeader"))
    };
    let owed = waiting();
    let owed = owed.obligation(ObligationKind::AnswerNote);
    assert_eq!((owed.opened_on, owed.due, owed.kind.owner()), (TUESDAY, Some(date(2024, 3, 12)), Owner::UnitLeader));
    let conversation = case_event("ConversationHeld");
    let story = waiting().hears(TUESDAY, &conversation);
    assert_eq!(story.found(FRIDAY), [FindingKind::ConversedBeforeDiscussion]);
    let mut later = conversation;
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { held_on, .. }) = &mut later {
        *held_on = WEDNESDAY;
    }
    let answered = waiting().hears(WEDNESDAY, &discussed_on("LeaderFeedbackGiven", WEDNESDAY));
    let story = answered.hears(WEDNESDAY, &later);
    assert_eq!(story.standing(ObligationKind::AnswerNote, FRIDAY), Some(Standing::Met));
    assert_eq!(story.found(FRIDAY), []);
}

#[test]
pub(super) fn s0_46_a_case_that_is_closed_over_a_waiting_note_is_found_until_it_is_answered() {
    let story = opened().hears(TUESDAY, &case_event("InternalNoteSubmittedToLeader"));
    let story = story.hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.standing(ObligationKind::AnswerNote, FRIDAY), Some(Standing::Open));
    assert_eq!(story.finding(FindingKind::ClosedWithOpenObligations).unwrap().mended_on, None);
    let story = story.hears(SATURDAY, &case_event("LeaderFeedbackGiven"));
    assert_eq!(story.finding(FindingKind::ClosedWithOpenObligations).unwrap().mended_on, Some(SATURDAY));
}

#[test]
fn r22_a_question_for_consent_is_owed_its_answer_and_a_refusal_is_one() {
    let asked = || opened().hears(TUESDAY, &case_event("ConsentRequested"));
    assert_eq!(asked().standing(ObligationKind::AnswerConsent, FRIDAY), Some(Standing::Open));
    for answer in ["ConsentGiven", "ConsentRefused"] {
        let story = asked().hears(WEDNESDAY, &case_event(answer));
        assert_eq!(story.standing(ObligationKind::AnswerConsent, FRIDAY), Some(Standing::Met), "{answer}");
    }
    let closed = asked().hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(closed.standing(ObligationKind::AnswerConsent, FRIDAY), Some(Standing::Lapsed));
}

/// On level 2, on a consent whose last day is the fourth of March 2025.
fn on_level_2() -> Story {
    opened()
        .hears(TUESDAY, &case_event("ConsentRequested"))
        .hears(WEDNESDAY, &case_event("ConsentGiven"))
        .hears(THURSDAY, &case_event("EscalatedToLevel"))
}

#[test]
pub(super) fn r21_consent_that_expires_in_use_is_found_the_day_after_its_last() {
    let kind = FindingKind::ConsentExpiredInUse;
    let story = on_level_2();
    assert!(!story.found(date(2025, 3, 4)).contains(&kind));
    assert!(story.found(date(2025, 3, 5)).contains(&kind));
    let back = story.hears(FRIDAY, &case_event("ReturnedToLevel"));
    assert!(!back.found(date(2025, 3, 5)).contains(&kind), "nothing rests on it any more");
}

#[test]
pub(super) fn r21_a_new_consent_takes_the_place_of_one_that_expired() {
    let another: CaseEvent = ConsentEvent::ConsentRequested {
        consent: crate::ids::ConsentId::from_uuid(Uuid::from_u128(9)),
        of: WhoIsAsked::Guardian(mother()),
        scope: ConsentScope { valid_to: None, ..scope(ConsentPurpose::Level2Cooperation) },
        requested_on: date(2025, 3, 6),
    }
    .into();
    let given: CaseEvent = ConsentEvent::ConsentGiven {
        consent: crate::ids::ConsentId::from_uuid(Uuid::from_u128(9)),
        form: crate::case::ConsentForm::Oral,
        consented_by: None,
        directions: std::collections::BTreeSet::new(),
        read_before_consent: None,
        voluntary: None,
        agreement: None,
        own_say: None,
        given_on: date(2025, 3, 7),
    }
    .into();
    let story = on_level_2().hears(date(2025, 3, 6), &another).hears(date(2025, 3, 7), &given);
    let found = story.finding(FindingKind::ConsentExpiredInUse).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (date(2025, 3, 5), Some(date(2025, 3, 7))));
}

#[test]
pub(super) fn r24_r25_consent_that_is_withdrawn_stops_what_rests_on_it() {
    let story = on_level_2().hears(THURSDAY, &case_event("ConsentWithdrawn"));
    let found = story.finding(FindingKind::ConsentExpiredInUse).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (THURSDAY, None));
    let before = opened().hears(TUESDAY, &case_event("ConsentRequested")).hears(WEDNESDAY, &case_event("ConsentGiven"));
    let story = before.hears(THURSDAY, &case_event("ConsentWithdrawn"));
    assert_eq!(story.finding(FindingKind::ConsentExpiredInUse), None, "nothing rested on it");
}

#[test]
fn r_22_nobody_is_asked_for_an_answer_to_a_question_that_is_withdrawn_nor_again_in_a_reopened_case() {
    let kind = ObligationKind::AnswerConsent;
    let asked = || opened().hears(TUESDAY, &case_event("ConsentRequested"));
    let open = |story: &Story| story.obligations.values().any(|owed| owed.kind == kind && owed.ending.is_none());
    assert!(open(&asked()));
    let withdrawn = asked().hears(THURSDAY, &case_event("ConsentRequestWithdrawn"));
    assert_eq!(withdrawn.standing(kind, FRIDAY), Some(Standing::Lapsed));
    assert!(!withdrawn.obligations.values().any(|owed| owed.kind == ObligationKind::AnswerRefusal), "nobody said no");
    let again = withdrawn.hears(FRIDAY, &case_event("CaseClosed")).hears(FRIDAY, &case_event("CaseReopened"));
    assert!(!open(&again));
}

#[test]
pub(super) fn a_case_closed_with_something_owed_is_found_until_it_is_done() {
    let closed: CaseEvent = match case_event("CaseClosed") {
        CaseEvent::Course(CourseEvent::CaseClosed { outcome, guides, decision, .. }) => {
            CourseEvent::CaseClosed { stood_behind: None, outcome, guides, decision, closed_on: FRIDAY }.into()
        }
        other => other,
    };
    let kind = FindingKind::ClosedWithOpenObligations;
    assert_eq!(opened().hears(FRIDAY, &closed).finding(kind), None);
    let story = opened().hears(THURSDAY, &emergency_report()).hears(FRIDAY, &closed);
    assert!(story.finding(kind).is_some());
    let story =
        story.hears(SATURDAY, &case_event("DutyToReportAssessed")).hears(SATURDAY, &told(AboutGuardians::Report));
    assert_eq!(story.finding(kind).unwrap().mended_on, None, "guardians are still to have a copy of the report (R-7)");
    let (document, recipient) = (Document::Report { report: REPORT }, parties()[0].clone());
    let copy: CaseEvent = CopyEvent::CopyDelivered { document, recipient, delivered_on: SATURDAY }.into();
    let story = story.hears(SATURDAY, &copy);
    assert_eq!(story.finding(kind).unwrap().mended_on, Some(SATURDAY));
}

#[test]
fn r13_whether_the_child_has_siblings_is_to_be_found_out_once() {
    let story = raised();
    assert_eq!(story.standing(ObligationKind::AnswerSiblingQuestion, FRIDAY), Some(Standing::Open));
    for answer in ["SiblingLinked", "NoSiblingsConfirmed", "SiblingsLeftUnknown"] {
        let story = raised().hears(TUESDAY, &case_event(answer)).hears(WEDNESDAY, &case_event("ConcernRaised"));
        assert_eq!(story.standing(ObligationKind::AnswerSiblingQuestion, FRIDAY), Some(Standing::Met), "{answer}");
    }
}

#[test]
fn s3_21_a_conversation_that_was_called_is_to_be_held() {
    let story = opened().hears(MONDAY, &case_event("ObservationLogged"));
    let story = story.hears(TUESDAY, &case_event("ConversationConvened"));
    let owed = story.obligation(ObligationKind::HoldConversation);
    assert_eq!(story.standing(ObligationKind::HoldConversation, owed.due.unwrap()), Some(Standing::Open));
    let story = story.hears(FRIDAY, &case_event("ConversationHeld"));
    assert!(story.obligation(ObligationKind::HoldConversation).ending.is_some());
}

/// Nothing that ended is hidden by the same that came up again.
#[test]
pub(super) fn what_comes_up_again_is_kept_beside_what_ended() {
    let convened = case_event("ConversationConvened");
    let held = case_event("ConversationHeld");
    let story = opened().hears(TUESDAY, &convened).hears(FRIDAY, &held).hears(FRIDAY, &convened);
    let of_conversations =
        |story: &Story| story.obligations.values().filter(|it| it.kind == ObligationKind::HoldConversation).count();
    assert_eq!(of_conversations(&story), 2);
    let story = story.hears(FRIDAY, &held);
    assert_eq!(of_conversations(&story), 2, "each has its own ending");

    let withdrawn = case_event("ConsentWithdrawn");
    let story = story
        .hears(MONDAY, &case_event("ConsentRequested"))
        .hears(MONDAY, &case_event("ConsentGiven"))
        .hears(TUESDAY, &case_event("EscalatedToLevel"))
        .hears(FRIDAY, &withdrawn)
        .hears(FRIDAY, &case_event("ConsentGiven"))
        .hears(FRIDAY, &withdrawn);
    let expired = story.findings.values().filter(|it| it.kind == FindingKind::ConsentExpiredInUse);
    assert_eq!(expired.count(), 2, "{:?}", story.findings);
}

/// A refusal on Wednesday, while that alternative is active.
fn refused_under(alternative: Alternative) -> Story {
    opened()
        .hears(TUESDAY, &chosen(alternative))
        .hears(TUESDAY, &case_event("ConsentRequested"))
        .hears(WEDNESDAY, &case_event("ConsentRefused"))
}

#[test]
fn r23_a_refusal_in_b_or_c_is_to_be_answered() {
    for alternative in [Alternative::B, Alternative::C] {
        let standing = refused_under(alternative).standing(ObligationKind::AnswerRefusal, FRIDAY);
        assert_eq!(standing, Some(Standing::Open), "{alternative:?}");
    }
    assert_eq!(refused_under(Alternative::A).standing(ObligationKind::AnswerRefusal, FRIDAY), None);
}

#[test]
fn r23_an_exception_alternative_d_or_accepting_it_answers_a_refusal() {
    for answer in [case_event("SharingExceptionAssessed"), case_event("RefusalAccepted"), chosen(Alternative::D)] {
        let story = refused_under(Alternative::C).hears(FRIDAY, &answer);
        assert_eq!(story.standing(ObligationKind::AnswerRefusal, FRIDAY), Some(Standing::Met), "{answer:?}");
    }
}

#[test]
pub(super) fn r_23_a_refusal_that_nobody_answers_is_found_after_its_last_day_and_one_that_was_answered_by_then_is_not()
{
    const UNANSWERED: FindingKind = FindingKind::RefusalUnanswered;
    let refused = || refused_under(Alternative::C);
    let due = refused().obligation(ObligationKind::AnswerRefusal).due.unwrap();
    assert_eq!(due, date(2024, 3, 13));
    assert!(!refused().found(due).contains(&UNANSWERED));
    assert!(refused().found(due.succ_opt().unwrap()).contains(&UNANSWERED));
    for answer in [case_event("SharingExceptionAssessed"), case_event("RefusalAccepted"), chosen(Alternative::D)] {
        assert_eq!(refused().hears(FRIDAY, &answer).finding(UNANSWERED), None, "{answer:?}");
    }
    assert_eq!(refused_under(Alternative::A).finding(UNANSWERED), None, "nobody was to answer it");
}

#[test]
pub(super) fn r21_consent_that_is_narrowed_below_what_the_level_needs_is_found() {
    let narrowed = |scope: ConsentScope| -> CaseEvent {
        ConsentEvent::ConsentNarrowed { consent: CONSENT, scope, reason: None, narrowed_on: FRIDAY }.into()
    };
    let without = narrowed(scope(ConsentPurpose::InformationSharing));
    let found = on_level_2().hears(FRIDAY, &without);
    assert_eq!(found.finding(FindingKind::ConsentExpiredInUse).unwrap().arose_on, FRIDAY);
    let shorter = narrowed(ConsentScope { valid_to: Some(SATURDAY), ..scope(ConsentPurpose::Level2Cooperation) });
    let found = on_level_2().hears(FRIDAY, &shorter);
    assert_eq!(found.finding(FindingKind::ConsentExpiredInUse).unwrap().arose_on, date(2024, 3, 10));
}

/// R-23, S3-21 and D-7: what a closed case takes no more lapses with it, and stays found.
#[test]
pub(super) fn r19_what_a_closed_case_takes_no_more_lapses_and_is_found_for_good() {
    let closed = case_event("CaseClosed");
    let story = opened().hears(TUESDAY, &case_event("ConversationConvened")).hears(FRIDAY, &closed);
    assert_eq!(story.standing(ObligationKind::HoldConversation, SATURDAY), Some(Standing::Lapsed));
    let found = story.finding(FindingKind::ClosedWithOpenObligations).unwrap();
    assert_eq!(found.mended_on, None);
    let nothing_done = raised().hears(FRIDAY, &closed);
    assert_eq!(nothing_done.standing(ObligationKind::AnswerSiblingQuestion, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(nothing_done.finding(FindingKind::ClosedWithOpenObligations), None, "asked before alternatives only");
}

#[test]
fn r13_siblings_who_were_known_before_the_concern_are_not_asked_for() {
    let story = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("SiblingLinked"));
    let story = story.hears(TUESDAY, &case_event("ConcernRaised"));
    assert_eq!(story.standing(ObligationKind::AnswerSiblingQuestion, FRIDAY), None);
}

#[test]
fn s3_21_a_conversation_with_others_or_before_it_was_called_is_another_one() {
    let with = |wanted: ConversationWith, on: NaiveDate| {
        let mut event = case_event("ConversationHeld");
        if let CaseEvent::Family(FamilyEvent::ConversationHeld { with, held_on, .. }) = &mut event {
            (*with, *held_on) = (wanted, on);
        }
        event
    };
    let mut asked = case_event("ConversationConvened");
    if let CaseEvent::Family(FamilyEvent::ConversationConvened { with, convened_on, .. }) = &mut asked {
        (*with, *convened_on) = (ConversationWith::Guardians, TUESDAY);
    }
    let standing = |held: &CaseEvent| {
        opened().hears(TUESDAY, &asked).hears(FRIDAY, held).standing(ObligationKind::HoldConversation, FRIDAY)
    };
    assert_ne!(standing(&with(ConversationWith::Child, FRIDAY)), Some(Standing::Met));
    assert_ne!(standing(&with(ConversationWith::Guardians, MONDAY)), Some(Standing::Met));
    for all in [ConversationWith::Guardians, ConversationWith::ChildAndGuardians] {
        let standing = standing(&with(all, WEDNESDAY));
        assert!(matches!(standing, Some(Standing::Met | Standing::MetLate)), "{standing:?}");
    }
}

#[test]
fn r6_what_is_lifted_without_a_report_is_owed_to_nobody() {
    let story = opened().hears(WEDNESDAY, &case_event("GuardianNotificationWithheld"));
    let story = story.hears(FRIDAY, &case_event("GuardianNotificationWithholdingLifted"));
    assert_eq!(story.standing(ObligationKind::TellGuardiansOfReport, FRIDAY), None);
}

#[test]
pub(super) fn r2_an_assessment_dated_before_the_report_counts_from_the_report_and_hides_nothing() {
    let late = date(2024, 3, 20);
    let mut assessed = case_event("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { assessed_on, .. }) = &mut assessed {
        *assessed_on = MONDAY;
    }
    let story = opened().hears(THURSDAY, &emergency_report()).hears(late, &assessed);
    let ending = story.obligation(ObligationKind::AssessDutyToReport).ending;
    assert_eq!(ending, Some(Ending::Met { on: THURSDAY }), "not before there was a report");
    let mut told_before = told(AboutGuardians::Report);
    if let CaseEvent::Family(FamilyEvent::GuardiansInformed { informed_on, .. }) = &mut told_before {
        *informed_on = MONDAY;
    }
    let story = opened().hears(THURSDAY, &emergency_report()).hears(late, &told_before);
    assert_eq!(
        story.finding(FindingKind::GuardiansNotTold).unwrap().mended_on,
        Some(THURSDAY),
        "it was found all the same"
    );
}

/// A consent for level 2, asked for and given as that says.
fn another_consent(id: u128, valid: (NaiveDate, Option<NaiveDate>), by: Option<ConsentingParty>) -> [CaseEvent; 2] {
    let consent = crate::ids::ConsentId::from_uuid(Uuid::from_u128(id));
    let scope = ConsentScope { valid_from: valid.0, valid_to: valid.1, ..scope(ConsentPurpose::Level2Cooperation) };
    let of = WhoIsAsked::Guardian(mother());
    let asked = ConsentEvent::ConsentRequested { consent, of, scope, requested_on: FRIDAY };
    let given = ConsentEvent::ConsentGiven {
        consent,
        form: crate::case::ConsentForm::Oral,
        consented_by: by,
        directions: std::collections::BTreeSet::new(),
        read_before_consent: None,
        voluntary: None,
        agreement: None,
        own_say: None,
        given_on: FRIDAY,
    };
    [asked.into(), given.into()]
}

#[test]
pub(super) fn r24_only_a_consent_that_could_lift_the_case_takes_the_place_of_one_that_was_withdrawn() {
    let withdrawn = || on_level_2().hears(FRIDAY, &case_event("ConsentWithdrawn"));
    let mended = |[asked, given]: [CaseEvent; 2]| {
        let story = withdrawn().hears(FRIDAY, &asked).hears(FRIDAY, &given);
        story.findings.values().all(|found| found.kind != FindingKind::ConsentExpiredInUse || found.mended_on.is_some())
    };
    assert!(!mended(another_consent(9, (MONDAY, None), Some(ConsentingParty::Youth))), "the youth's alone");
    assert!(mended(another_consent(9, (MONDAY, None), None)));
    let later = |story: Story, [asked, given]: [CaseEvent; 2]| story.hears(FRIDAY, &asked).hears(FRIDAY, &given);
    let not_yet = later(withdrawn(), another_consent(9, (date(2024, 4, 1), None), None));
    assert!(
        not_yet
            .findings
            .values()
            .any(|found| found.kind == FindingKind::ConsentExpiredInUse && found.mended_on.is_none())
    );
}

#[test]
fn r21_a_second_consent_that_ends_sooner_takes_nothing_from_the_first() {
    let [asked, given] = another_consent(9, (MONDAY, Some(SATURDAY)), None);
    let story = on_level_2().hears(FRIDAY, &asked).hears(FRIDAY, &given);
    assert!(!story.found(date(2024, 3, 10)).contains(&FindingKind::ConsentExpiredInUse));
    assert_eq!(
        story.finding(FindingKind::ConsentExpiredInUse).unwrap().arose_on,
        date(2025, 3, 5),
        "the first's last day"
    );
}

#[test]
fn r22_a_question_that_lapsed_at_closing_is_owed_its_answer_again_when_the_case_is_reopened() {
    let story = opened().hears(TUESDAY, &case_event("ConsentRequested")).hears(FRIDAY, &case_event("CaseClosed"));
    let story = story.hears(FRIDAY, &case_event("CaseReopened"));
    let standings: Vec<_> =
        story.standings(FRIDAY).into_iter().filter(|(kind, _)| *kind == ObligationKind::AnswerConsent).collect();
    assert_eq!(standings.iter().map(|(_, standing)| *standing).collect::<Vec<_>>(), [Standing::Open, Standing::Lapsed]);
}

#[test]
pub(super) fn r1_r36_danger_that_is_over_excuses_nothing_in_a_reopened_case() {
    let story = opened().hears(MONDAY, &case_event("EmergencyContactMade")).hears(FRIDAY, &case_event("CaseClosed"));
    let story = story.hears(FRIDAY, &case_event("CaseReopened")).hears(FRIDAY, &case_event("ConversationHeld"));
    assert_eq!(story.finding(FindingKind::ConversedBeforeMapping).unwrap().excuse, None);
}

#[test]
pub(super) fn r_19_c11_what_was_missed_before_the_case_was_closed_is_mended_by_no_closing() {
    let late = date(2024, 6, 3);
    let mut closed = case_event("CaseClosed");
    if let CaseEvent::Course(CourseEvent::CaseClosed { closed_on, .. }) = &mut closed {
        *closed_on = late;
    }
    let mended = |before: &[&str], kind: FindingKind| {
        let story = before.iter().fold(raised(), |story, event| story.hears(TUESDAY, &case_event(event)));
        assert!(story.found(late).contains(&kind), "{kind:?}: {:?}", story.findings);
        story.hears(late, &closed).finding(kind).unwrap().mended_on
    };
    assert_eq!(mended(&["ConversationConvened"], FindingKind::ConversationNotHeld), None);
    assert_eq!(mended(&[], FindingKind::SiblingsNotAskedFor), None);
    assert_eq!(mended(&["InterdisciplinaryMeetingConvened"], FindingKind::MeetingNotHeld), None);
    assert_eq!(mended(&["MeasurePlanned"], FindingKind::MeasureNotEvaluated), None);
    // What had time left when the case was closed leaves nothing to find.
    let in_time = opened().hears(TUESDAY, &case_event("ConversationConvened")).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(in_time.finding(FindingKind::ConversationNotHeld), None);
}

#[test]
fn r_19_s2_3_what_a_source_tells_of_help_ends_nothing_whether_it_comes_before_the_end_of_the_case_or_after() {
    let open = || {
        let story = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"));
        story.hears(TUESDAY, &case_event("ConsentRequested")).hears(WEDNESDAY, &case_event("MeasurePlanned"))
    };
    let (told, closed) = (case_event("HelpToldOfBySource"), case_event("CaseClosed"));
    let owed = |story: &Story| {
        let known = story.obligations.values().map(|owed| (owed.kind, owed.which, owed.opened_on, owed.ending));
        let mut known: Vec<_> = known.collect();
        known.sort_by_key(|(kind, which, ..)| (*kind, *which));
        known
    };
    let found = |story: &Story| {
        let known = story.findings.values().map(|found| (found.kind, found.which, found.arose_on, found.mended_on));
        let mut known: Vec<_> = known.collect();
        known.sort_by_key(|(kind, which, arose_on, _)| (*kind, *which, *arose_on));
        known
    };
    assert_eq!(owed(&open()), owed(&open().hears(FRIDAY, &told)));
    let (before, after) =
        (open().hears(FRIDAY, &told).hears(FRIDAY, &closed), open().hears(FRIDAY, &closed).hears(FRIDAY, &told));
    let alone = open().hears(FRIDAY, &closed);
    assert_eq!((owed(&before), owed(&after)), (owed(&alone), owed(&alone)));
    assert_eq!(found(&before), found(&after));
}
