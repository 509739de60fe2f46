//! What is owed has a last day, the project's own where the sources name none; the graver of it is found after that.

use super::*;
use crate::law::{self, DeadlineStart};

/// The last day of what that event leaves owed, and what it shows when it passes.
fn last_day(events: &[&str], kind: ObligationKind) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let story = events.iter().fold(Story::new().hears(MONDAY, &case_event("CaseOpened")), |story, event| {
        story.hears(FRIDAY, &case_event(event))
    });
    let shown = story.finding(kind.finding()).map(|found| found.arose_on);
    (story.obligation(kind).due, shown)
}

#[test]
fn what_runs_from_the_day_on_which_it_is_owed_is_due_by_the_law_data_of_that_day() {
    let unset = OwnDeadlines::default();
    let own = ObligationKind::ALL.into_iter().filter_map(|kind| Some((kind, kind.due_when_owed_from(FRIDAY, &unset)?)));
    let own: Vec<_> = own.collect();
    for (kind, due) in &own {
        let deadline = law::deadline(kind.deadline().unwrap(), FRIDAY).unwrap();
        assert_eq!(deadline.starts, DeadlineStart::Owed, "{kind:?}");
        assert_eq!(*due, law::due(deadline.deadline, FRIDAY), "{kind:?}");
        assert_eq!(Owing::from(*kind, FRIDAY).within(&unset).due, Some(*due));
    }
    let mut named: BTreeSet<_> = own.iter().map(|(kind, _)| kind.deadline().unwrap()).collect();
    // In place of the other where it is serious.
    named.insert(DeadlineKind::SeriousOpening);
    // And after a placement for behaviour.
    named.insert(DeadlineKind::BehaviourBoardCase);
    let all = law::deadlines(FRIDAY).filter(|deadline| deadline.starts == DeadlineStart::Owed);
    assert_eq!(named, all.map(|deadline| deadline.deadline).collect(), "each is used");
    // What runs from elsewhere is due by what the event says.
    for kind in [ObligationKind::TriageReport, ObligationKind::DecideOnConcern, ObligationKind::EvaluateMeasure] {
        assert_eq!(Owing::from(kind, FRIDAY).within(&unset).due, None);
    }
}

#[test]
pub(super) fn r_71_what_is_owed_is_due_by_what_the_municipality_has_set_for_its_day_and_what_is_owed_already_keeps_its_own()
 {
    let asked = |day: NaiveDate| {
        let mut event = case_event("InternalNoteSubmittedToLeader");
        if let CaseEvent::Discussion(crate::case::DiscussionEvent::InternalNoteSubmittedToLeader {
            submitted_on, ..
        }) = &mut event
        {
            *submitted_on = day;
        }
        event
    };
    let opened = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let due = |story: &Story| story.obligation(ObligationKind::AnswerNote).due;
    let found = |story: &Story| story.finding(FindingKind::NoteUnanswered).unwrap().arose_on;
    let (two_days, kind) = (Length::WorkingDays(2), DeadlineKind::NoteAnswer);
    // From Tuesday on: two working days.
    let set = || opened().set(kind, two_days, TUESDAY);
    let within = set().hears(TUESDAY, &asked(TUESDAY));
    assert_eq!((due(&within), found(&within)), (Some(THURSDAY), FRIDAY));
    // Written down later, and sent before: by the time of its own day.
    let before = set().hears(FRIDAY, &asked(MONDAY));
    assert_eq!(due(&before), Some(law::due(kind, MONDAY)));
    // What was owed when it was set keeps its last day, and what comes after has the new one.
    let owed =
        opened().hears(MONDAY, &asked(MONDAY)).set(kind, two_days, TUESDAY).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(due(&owed), Some(law::due(kind, MONDAY)));
    // Another deadline than the one that was set is what it was.
    let other = opened().set(DeadlineKind::Copy, two_days, TUESDAY).hears(TUESDAY, &asked(TUESDAY));
    assert_eq!(due(&other), Some(law::due(kind, TUESDAY)));
}

#[test]
pub(super) fn r_19_r_71_a_case_is_quiet_by_the_time_that_the_municipality_has_set() {
    let story =
        Story::new().set(DeadlineKind::QuietCase, Length::Days(14), MONDAY).hears(MONDAY, &case_event("CaseOpened"));
    assert_eq!(story.finding(FindingKind::NoActivity).unwrap().arose_on, date(2024, 3, 18));
    let unset = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    assert_eq!(unset.finding(FindingKind::NoActivity).unwrap().arose_on, date(2024, 5, 3));
}

#[test]
fn c11_that_a_day_of_the_projects_own_passed_is_no_breach_and_that_one_of_the_law_did_is_one() {
    let shown = |own: bool| {
        ObligationKind::ALL.into_iter().filter_map(move |kind| {
            let deadline = law::deadline(kind.deadline()?, FRIDAY)?;
            let story = Story::new();
            let notes = Notes {
                stream: STREAM,
                at: At { municipality: &story.municipality, stream: STREAM, position: 1, recorded_on: MONDAY },
                own: &story.own,
                noted: Vec::new(),
            };
            let found = story.watch.finding(kind.finding(), None, FRIDAY, &notes);
            (deadline.is_projects_own() == own).then(|| found.severity())
        })
    };
    assert!(shown(true).count() > 10);
    assert!(shown(true).all(|severity| severity != Severity::Breach));
    assert!(shown(false).filter(|severity| *severity == Severity::Breach).count() > 4);
}

#[test]
fn r_7_r_13_r_21_s0_46_what_is_not_done_by_its_last_day_is_found() {
    let grave: [(&[&str], ObligationKind, DeadlineKind); 4] = [
        (&["AgreementDrawn"], ObligationKind::DeliverCopy, DeadlineKind::Copy),
        (&["ConcernRaised"], ObligationKind::AnswerSiblingQuestion, DeadlineKind::Siblings),
        (&["DisclosureOrdered"], ObligationKind::AnswerOrder, DeadlineKind::OrderAnswer),
        (&["InternalNoteSubmittedToLeader"], ObligationKind::AnswerNote, DeadlineKind::NoteAnswer),
    ];
    for (events, kind, deadline) in grave {
        assert_eq!(kind.deadline(), Some(deadline));
        let (due, shown) = last_day(events, kind);
        assert_eq!(shown, due.and_then(|due| due.succ_opt()), "{kind:?}");
        assert!(shown.is_some());
    }
}

#[test]
pub(super) fn r_13_s0_46_what_is_done_by_its_last_day_leaves_nothing_to_find() {
    let asked = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let asked = asked.hears(TUESDAY, &case_event("InternalNoteSubmittedToLeader"));
    assert!(asked.finding(FindingKind::NoteUnanswered).is_some(), "it will be, if nobody answers");
    let answered = asked.hears(FRIDAY, &case_event("LeaderFeedbackGiven"));
    assert_eq!(answered.finding(FindingKind::NoteUnanswered), None);
    let siblings = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"));
    let linked = siblings.hears(FRIDAY, &case_event("SiblingLinked"));
    assert_eq!(linked.finding(FindingKind::SiblingsNotAskedFor), None);
}

#[test]
pub(super) fn s3_21_a_conversation_that_is_not_held_on_its_day_is_found() {
    let kind = FindingKind::ConversationNotHeld;
    let asked = || {
        let story = Story::new().hears(MONDAY, &case_event("CaseOpened"));
        story.hears(MONDAY, &case_event("ConversationConvened"))
    };
    let due = asked().obligation(ObligationKind::HoldConversation).due.unwrap();
    assert_eq!(asked().finding(kind).map(|found| found.arose_on), due.succ_opt());
    assert_eq!(asked().finding(kind).map(|found| found.kind.severity()), Some(Severity::Deviation));
    let mut held = case_event("ConversationHeld");
    if let (
        CaseEvent::Family(crate::case::FamilyEvent::ConversationHeld { with, held_on, .. }),
        CaseEvent::Family(crate::case::FamilyEvent::ConversationConvened { with: asked, .. }),
    ) = (&mut held, case_event("ConversationConvened"))
    {
        (*with, *held_on) = (asked, due);
    }
    assert_eq!(asked().hears(due, &held).finding(kind), None);
}
