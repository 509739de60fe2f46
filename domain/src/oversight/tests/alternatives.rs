//! R-19, S0-20, S0-21: an open concern is always followed up by something that was decided, or is to be decided. R-23, S0-30: what
//! is taken back in alternative B or C is to be answered.

use super::*;
use crate::case::{
    Alternative, AlternativesEvent, ConsentEvent, ConsentPurpose, MeasureEvent, StepConsequence, WhoIsAsked,
};
use crate::ids::{ConsentId, SubjectId};
use crate::people::Guardian;

const DECIDE: ObligationKind = ObligationKind::DecideOnConcern;
const ANSWER: ObligationKind = ObligationKind::AnswerRefusal;
const SHARING: ConsentPurpose = ConsentPurpose::InformationSharing;
const ANOTHER: ConsentId = ConsentId::from_uuid(Uuid::from_u128(0xfa8));

fn chosen(of: Alternative, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut event {
        (*alternative, *chosen_on) = (of, day);
    }
    event
}

fn ended(of: Alternative, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("AlternativeEnded");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeEnded { alternative, ended_on, .. }) = &mut event {
        (*alternative, *ended_on) = (of, day);
    }
    event
}

/// That guardian was asked for it on Monday and said yes on that day.
fn consented(consent: ConsentId, guardian: Guardian, to: ConsentPurpose, day: NaiveDate) -> [CaseEvent; 2] {
    let (of, scope) = (WhoIsAsked::Guardian(guardian), scope(to));
    let asked = ConsentEvent::ConsentRequested { consent, of, scope, requested_on: MONDAY };
    let mut given = case_event("ConsentGiven");
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consent: named, own_say, given_on, .. }) = &mut given {
        (*named, *own_say, *given_on) = (consent, None, day);
    }
    [asked.into(), given]
}

fn taken_back(consent: ConsentId, withdrawn_on: NaiveDate) -> CaseEvent {
    ConsentEvent::ConsentWithdrawn { consent, reason: None, withdrawn_on }.into()
}

fn father() -> Guardian {
    Guardian { subject: SubjectId::from_uuid(Uuid::from_u128(0xfa)), ..mother() }
}

/// Which refusals are to be answered, and since when.
fn to_be_answered(story: &Story) -> Vec<(ConsentId, NaiveDate)> {
    let open = story.watch.owed.iter().filter(|owed| owed.kind == ANSWER);
    open.filter_map(|owed| Some((ConsentId::from_uuid(owed.which?), owed.opened_on))).collect()
}

fn all_heard<'a>(story: Story, events: impl IntoIterator<Item = &'a CaseEvent>) -> Story {
    events.into_iter().fold(story, |story, event| story.hears(FRIDAY, event))
}

/// How what is or was to be decided stands on Friday.
fn decisions(story: &Story) -> Vec<Standing> {
    story.standings(FRIDAY).into_iter().filter(|(kind, _)| *kind == DECIDE).map(|(_, standing)| standing).collect()
}

fn followed_up(by: Alternative) -> Story {
    let raised = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"));
    raised.hears(TUESDAY, &chosen(by, TUESDAY))
}

#[test]
fn r_19_s0_20_when_the_last_alternative_ends_it_is_to_be_decided_anew_how_the_concern_goes_on() {
    for alternative in Alternative::ALL {
        assert_eq!(decisions(&followed_up(alternative)), [Standing::Met], "{alternative:?}");
        let ended = || followed_up(alternative).hears(THURSDAY, &ended(alternative, THURSDAY));
        assert_eq!(decisions(&ended()), [Standing::Open, Standing::Met], "{alternative:?}");
        let answers = [chosen(Alternative::A, FRIDAY), case_event("EscalatedToLevel"), case_event("CaseClosed")];
        for answer in answers {
            let decided = ended().hears(FRIDAY, &answer);
            assert_eq!(decisions(&decided), [Standing::Met, Standing::Met], "{answer:?}");
        }
    }
}

#[test]
fn r_19_s0_21_while_another_alternative_is_followed_or_the_case_is_lifted_nothing_new_is_to_be_decided() {
    let two = followed_up(Alternative::A).hears(WEDNESDAY, &chosen(Alternative::C, WEDNESDAY));
    assert_eq!(decisions(&two.hears(THURSDAY, &ended(Alternative::A, THURSDAY))), [Standing::Met]);
    let lifted = followed_up(Alternative::A).hears(WEDNESDAY, &case_event("EscalatedToLevel"));
    assert_eq!(decisions(&lifted.hears(THURSDAY, &ended(Alternative::A, THURSDAY))), [Standing::Met]);
}

#[test]
fn d_6_r_19_what_is_decided_in_a_step_planned_or_agreed_answers_the_concern() {
    let raised = || Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"));
    let in_a_step = |consequence, in_order| {
        let mut event = case_event("StepDecisionTaken");
        if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { consequence: then, in_order: order, .. }) = &mut event {
            (*then, *order) = (consequence, in_order);
        }
        event
    };
    let close = Some(StepConsequence::Close);
    let answers = [
        in_a_step(close, true),
        case_event("MeasurePlanned"),
        case_event("AgreementDrawn"),
        case_event("WayForwardDecided"),
    ];
    for answer in answers {
        assert_eq!(decisions(&raised().hears(FRIDAY, &answer)), [Standing::Met], "{answer:?}");
    }
    for no_answer in [in_a_step(None, true), in_a_step(close, false), case_event("ConversationHeld")] {
        assert_eq!(decisions(&raised().hears(FRIDAY, &no_answer)), [Standing::Open], "{no_answer:?}");
    }
    // What was planned before there was the concern, and is written down after it.
    let mut before = case_event("MeasurePlanned");
    if let CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, .. }) = &mut before {
        *planned_on = date(2024, 2, 1);
    }
    assert_eq!(decisions(&raised().hears(FRIDAY, &before)), [Standing::Open]);
}

#[test]
fn r_23_r_14_an_alternative_ends_with_the_case_and_asks_for_no_answer_in_a_reopened_one() {
    let closed = followed_up(Alternative::B).hears(THURSDAY, &case_event("CaseClosed"));
    let reopened = closed.hears(FRIDAY, &case_event("CaseReopened")).hears(FRIDAY, &case_event("ConsentRequested"));
    let refused = reopened.hears(FRIDAY, &case_event("ConsentRefused"));
    assert_eq!(refused.standing(ObligationKind::AnswerRefusal, FRIDAY), None);
    let chosen_anew = refused.hears(FRIDAY, &chosen(Alternative::B, FRIDAY));
    assert_eq!(chosen_anew.standing(ObligationKind::AnswerRefusal, FRIDAY), Some(Standing::Open));
}

#[test]
fn r_23_s0_30_consent_that_is_taken_back_in_b_or_c_is_to_be_answered_as_a_refusal_is() {
    let taken_back_in = |alternative| {
        let consented = all_heard(followed_up(alternative), &consented(CONSENT, mother(), SHARING, WEDNESDAY));
        consented.hears(FRIDAY, &taken_back(CONSENT, THURSDAY))
    };
    for alternative in [Alternative::B, Alternative::C] {
        // From its own day on, also where it is written down later.
        assert_eq!(to_be_answered(&taken_back_in(alternative)), [(CONSENT, THURSDAY)]);
        let due = crate::law::due(DeadlineKind::RefusalAnswer, THURSDAY);
        assert_eq!(taken_back_in(alternative).obligation(ANSWER).due, Some(due));
        for answer in
            [case_event("SharingExceptionAssessed"), case_event("RefusalAccepted"), chosen(Alternative::D, FRIDAY)]
        {
            let answered = taken_back_in(alternative).hears(FRIDAY, &answer);
            assert_eq!(answered.standing(ANSWER, FRIDAY), Some(Standing::Met), "{answer:?}");
        }
    }
    for alternative in [Alternative::A, Alternative::D] {
        assert_eq!(to_be_answered(&taken_back_in(alternative)), []);
    }
    let ended = taken_back_in(Alternative::B).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(to_be_answered(&ended), []);
    assert!(ended.finding(FindingKind::ClosedWithOpenObligations).is_some(), "nobody answered it");
}

#[test]
fn r_23_what_was_taken_back_before_b_is_chosen_is_to_be_answered_from_then_on() {
    let before = || all_heard(followed_up(Alternative::A), &consented(CONSENT, mother(), SHARING, WEDNESDAY));
    let before = || before().hears(THURSDAY, &taken_back(CONSENT, THURSDAY));
    assert_eq!(to_be_answered(&before()), []);
    let in_b = |story: Story| story.hears(FRIDAY, &chosen(Alternative::B, FRIDAY));
    assert_eq!(to_be_answered(&in_b(before())), [(CONSENT, FRIDAY)]);
    let since = all_heard(before(), &consented(ANOTHER, father(), SHARING, THURSDAY));
    assert_eq!(to_be_answered(&in_b(since)), []);
}

#[test]
fn r_23_r_24_by_a_consent_in_whose_place_a_new_one_came_nothing_is_refused_that_were_to_be_answered() {
    let beside = |guardian, to, day| {
        let story = all_heard(followed_up(Alternative::B), &consented(CONSENT, mother(), SHARING, WEDNESDAY));
        all_heard(story, &consented(ANOTHER, guardian, to, day)).hears(FRIDAY, &taken_back(CONSENT, THURSDAY))
    };
    for day in [WEDNESDAY, THURSDAY, FRIDAY] {
        assert_eq!(to_be_answered(&beside(mother(), SHARING, day)), []);
    }
    let waits = [(CONSENT, THURSDAY)];
    assert_eq!(to_be_answered(&beside(mother(), ConsentPurpose::Level2Cooperation, WEDNESDAY)), waits);
    assert_eq!(to_be_answered(&beside(father(), SHARING, WEDNESDAY)), waits, "it is no answer to her no");
    let both = beside(mother(), SHARING, WEDNESDAY).hears(FRIDAY, &taken_back(ANOTHER, FRIDAY));
    assert_eq!(to_be_answered(&both), [(ANOTHER, FRIDAY)]);
}

#[test]
fn r_23_r_21_to_take_back_what_has_run_out_is_nothing_to_be_answered() {
    let until = |last: NaiveDate| {
        let mut said = consented(CONSENT, mother(), SHARING, WEDNESDAY);
        for event in &mut said {
            if let CaseEvent::Consent(ConsentEvent::ConsentRequested { scope, .. }) = event {
                scope.valid_to = Some(last);
            }
        }
        to_be_answered(&all_heard(followed_up(Alternative::B), &said).hears(FRIDAY, &taken_back(CONSENT, THURSDAY)))
    };
    assert_eq!(until(WEDNESDAY), []);
    assert_eq!(until(THURSDAY), [(CONSENT, THURSDAY)]);
}
