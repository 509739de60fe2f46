//! S2-39, R-6, R-9: a report that is put down before it is sent, alone or together with guardians.

use super::*;
use crate::ids::DraftId;

const DRAFT: DraftId = DraftId::from_uuid(uuid::Uuid::from_u128(0xd4a));
const WORDS: &str = "We are worried about her";

fn draft(words: &str, co_authors: Vec<crate::people::Guardian>, drafted_on: NaiveDate) -> CaseAction {
    let content = said_of_child(words);
    CaseAction::Reporting(ReportingAction::DraftReport { draft: DRAFT, content, co_authors, drafted_on })
}

fn drafted(words: &str, together: bool, drafted_on: NaiveDate) -> CaseEvent {
    let co_authored_with_guardians = if together { vec![mother()] } else { Vec::new() };
    let content = said_of_child(words);
    ReportingEvent::ReportDrafted { draft: DRAFT, content, co_authored_with_guardians, drafted_on }.into()
}

/// No duty is triggered, and guardians were told on Wednesday and consented on that day.
fn consented() -> Vec<CaseEvent> {
    vec![
        opened(),
        observed(),
        duty(false),
        informed(AboutGuardians::Report),
        consent_requested(scope(A_REPORT)),
        consent_given(),
    ]
}

#[test]
fn s2_39_a_report_is_drafted_together_with_guardians_who_are_told_of_it_by_that() {
    given([opened()])
        .when(draft(WORDS, vec![mother()], WEDNESDAY))
        .then([drafted(WORDS, true, WEDNESDAY), informed(AboutGuardians::Report)]);
    let told = [opened(), informed_on(AboutGuardians::Report, TUESDAY)];
    given(told).when(draft(WORDS, vec![mother()], WEDNESDAY)).then([drafted(WORDS, true, WEDNESDAY)]);
    given([opened()]).when(draft(WORDS, Vec::new(), WEDNESDAY)).then([drafted(WORDS, false, WEDNESDAY)]);
    given([opened(), drafted(WORDS, false, TUESDAY)])
        .when(draft(WORDS, Vec::new(), WEDNESDAY))
        .then_refused(Refusal::DraftAlreadyWritten { draft: DRAFT });
}

#[test]
fn s2_39_r_6_nothing_is_written_together_with_guardians_who_must_not_know() {
    for (before, refusal) in [
        (
            withheld(WithholdingGround::Violence),
            Refusal::GuardianNotificationWithheld { ground: WithholdingGround::Violence },
        ),
        (emergency_contact_made(), Refusal::TellingUndecided { feared: FearedAtHome::Danger(AcuteCategory::Violence) }),
    ] {
        let case = || given([opened(), before.clone()]);
        case().when(draft(WORDS, vec![mother()], FRIDAY)).then_refused(refusal);
        case().when(draft(WORDS, Vec::new(), FRIDAY)).then([drafted(WORDS, false, FRIDAY)]);
    }
}

#[test]
fn s2_39_a_report_on_consent_says_what_guardians_wrote_along_and_had_read_when_they_consented() {
    let with = |event: CaseEvent| given([consented(), vec![event]].concat());
    with(drafted(WORDS, true, WEDNESDAY)).when(send_report()).then_done();
    with(drafted("Something else", true, WEDNESDAY))
        .when(send_report())
        .then_refused(Refusal::DraftNotFollowed { drafted_on: WEDNESDAY });
    with(drafted(WORDS, true, THURSDAY)).when(send_report()).then_refused(Refusal::ConsentUnread);
    // What the employee wrote alone, guardians did not read.
    with(drafted("Something else", false, THURSDAY)).when(send_report()).then_done();
}

#[test]
fn s2_39_r_9_no_draft_stands_in_the_way_of_a_report_that_the_duty_or_acute_danger_asks_for() {
    let other = drafted("Something else", true, WEDNESDAY);
    let bound = [opened(), observed(), duty(true), informed(AboutGuardians::Report), other.clone()];
    given(bound).when(send_report()).then_done();
    let danger = EmergencyContact { category: AcuteCategory::DangerToLifeOrHealth, ..contact_at(noon(THURSDAY)) };
    let EmergencyContact { body, category, description, contact, contacted_at } = danger;
    let acute = ReportingEvent::EmergencyContactMade { body, category, description, contact, contacted_at };
    let sent = given([consented(), vec![other, acute.into()]].concat()).when(send_report()).then_done();
    let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, .. }) = &sent[0] else { panic!("{sent:?}") };
    assert_eq!(*duty, ReportDuty::Emergency);
}

#[test]
fn s2_39_a_draft_tells_the_report_that_went_with_its_words_and_binds_no_other() {
    let before = [consented(), vec![drafted(WORDS, true, WEDNESDAY)]].concat();
    let sent = given(before.clone()).when(send_report()).then_done();
    let after = given([before, sent].concat()).state();
    assert_eq!(after.report_drafts()[&DRAFT].sent_as, Some(REPORT));
}

fn drafted_as(draft: DraftId, words: &str, drafted_on: NaiveDate) -> CaseEvent {
    let (content, co_authored_with_guardians) = (said_of_child(words), vec![mother()]);
    ReportingEvent::ReportDrafted { draft, content, co_authored_with_guardians, drafted_on }.into()
}

fn consent_given_on(day: NaiveDate) -> CaseEvent {
    let mut event = consent_given();
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { given_on, .. }) = &mut event {
        *given_on = day;
    }
    event
}

fn send_the_next() -> CaseAction {
    CaseAction::Reporting(ReportingAction::SendReport {
        report: ReportId::from_uuid(uuid::Uuid::from_u128(0x4e91)),
        content: said_of_child(WORDS),
        duty_bearer: teacher(),
        signed_by: None,
        sent_at: noon(date(2024, 3, 20)),
    })
}

#[test]
fn s2_39_what_was_written_before_a_report_went_is_no_draft_of_the_next_one() {
    let reported = vec![
        opened(),
        observed(),
        duty(true),
        informed(AboutGuardians::Report),
        drafted("Something else", true, WEDNESDAY),
        sent(ReportDuty::Triggered),
    ];
    let next = vec![
        duty_on(SATURDAY, false),
        informed_on(AboutGuardians::Report, SATURDAY),
        consent_requested(scope(A_REPORT)),
        consent_given_on(SATURDAY),
    ];
    let before = [reported, next].concat();
    let today = date(2024, 3, 20);
    given(before.clone()).today(today).when(send_the_next()).then_done();
    let again = [before, vec![drafted_as(DraftId::from_uuid(uuid::Uuid::from_u128(1)), "Again", SATURDAY)]].concat();
    given(again).today(today).when(send_the_next()).then_refused(Refusal::DraftNotFollowed { drafted_on: SATURDAY });
}

#[test]
fn s2_39_of_two_drafts_of_one_day_the_one_that_was_written_down_later_counts() {
    let corrected = |first: u128, second: u128| {
        let draft = |id| DraftId::from_uuid(uuid::Uuid::from_u128(id));
        let drafts =
            [drafted_as(draft(first), "Something else", WEDNESDAY), drafted_as(draft(second), WORDS, WEDNESDAY)];
        given([consented(), drafts.into()].concat()).when(send_report()).then_done()
    };
    for (first, second) in [(1, 2), (2, 1)] {
        let sent = corrected(first, second);
        let CaseEvent::Reporting(ReportingEvent::ReportSent { dispatch: Some(dispatch), .. }) = &sent[0] else {
            panic!("{sent:?}")
        };
        assert_eq!(dispatch.draft, Some(DraftId::from_uuid(uuid::Uuid::from_u128(second))));
    }
}

#[test]
fn s2_39_r_5_who_writes_the_next_report_along_knows_of_it_whatever_is_still_to_be_told_of_another() {
    let ground = WithholdingGround::Violence;
    // Sent on a ground that is gone, and guardians are still to be told of that.
    let before = vec![
        opened(),
        observed(),
        duty_on(TUESDAY, true),
        withheld_on(TUESDAY, ground),
        sent_at(noon(WEDNESDAY), ReportDuty::Triggered, Some(ground)),
        lifted(),
        duty_on(FRIDAY, false),
        consent_requested(scope(A_REPORT)),
    ];
    let written = given(before.clone()).when(draft(WORDS, vec![mother()], FRIDAY)).then_done();
    assert_eq!(written, [drafted(WORDS, true, FRIDAY)], "they are told of none but the one they write");
    let consented = [before, written, vec![consent_given_on(FRIDAY)]].concat();
    let today = date(2024, 3, 20);
    let sent = given(consented.clone()).today(today).when(send_the_next()).then_done();
    // And of the first they are still told.
    let told = [consented, sent, vec![informed_on(AboutGuardians::Report, today), duty_on(today, true)]].concat();
    let third = CaseAction::Reporting(ReportingAction::SendReport {
        report: ReportId::from_uuid(uuid::Uuid::from_u128(0x4e92)),
        content: said_of_child("It goes on"),
        duty_bearer: teacher(),
        signed_by: None,
        sent_at: noon(today),
    });
    given(told).today(today).when(third).then_refused(Refusal::GuardiansNotInformed);
}

fn discard(discarded_on: NaiveDate) -> CaseAction {
    CaseAction::Reporting(ReportingAction::DiscardDraft { draft: DRAFT, decision: decision(), discarded_on })
}

fn discarded(discarded_on: NaiveDate) -> CaseEvent {
    ReportingEvent::ReportDraftDiscarded { draft: DRAFT, decision: decided(), discarded_on }.into()
}

#[test]
fn s2_39_r_15_a_draft_is_discarded_with_reasons_once_and_not_after_it_was_sent() {
    let written = || vec![opened(), drafted(WORDS, false, WEDNESDAY)];
    given(written()).when(discard(THURSDAY)).then([discarded(THURSDAY)]);
    let state = given([written(), vec![discarded(THURSDAY)]].concat()).state();
    assert_eq!(state.report_drafts()[&DRAFT].discarded, Some((THURSDAY, decided())), "it stays in the case");
    given(written()).when(discard(TUESDAY)).then_refused(Refusal::DateBefore {
        field: "discardedOn",
        date: TUESDAY,
        earliest: WEDNESDAY,
    });
    let not_open = Refusal::DraftNotOpen { draft: DRAFT };
    given([opened()]).when(discard(THURSDAY)).then_refused(not_open.clone());
    given([written(), vec![discarded(THURSDAY)]].concat()).when(discard(FRIDAY)).then_refused(not_open.clone());
    let before = [consented(), vec![drafted(WORDS, true, WEDNESDAY)]].concat();
    let sent = given(before.clone()).when(send_report()).then_done();
    given([before, sent].concat()).when(discard(FRIDAY)).then_refused(not_open);
}

#[test]
fn s2_39_what_was_discarded_binds_no_report_and_names_none() {
    let alone = [consented(), vec![drafted(WORDS, false, WEDNESDAY), discarded(WEDNESDAY)]].concat();
    let sent = given(alone).when(send_report()).then_done();
    let CaseEvent::Reporting(ReportingEvent::ReportSent { dispatch: Some(dispatch), .. }) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(dispatch.draft, None, "another wrote the same words anew");
    let together = [drafted("Something else", true, TUESDAY), discarded(TUESDAY)];
    let asked = [vec![opened(), observed(), duty(false)], together.into(), consented()[3..].to_vec()].concat();
    given(asked).when(send_report()).then_done();
}

#[test]
fn s2_39_a_consent_that_was_given_to_discarded_words_carries_no_others() {
    let written = [consented(), vec![drafted("Something else", true, WEDNESDAY)]].concat();
    let refused = Refusal::DraftNotFollowed { drafted_on: WEDNESDAY };
    given(written.clone()).when(send_report()).then_refused(refused);
    for day in [WEDNESDAY, THURSDAY] {
        let set_aside = [written.clone(), vec![discarded(day)]].concat();
        given(set_aside).when(send_report()).then_refused(Refusal::ConsentUnread);
    }
}

#[test]
fn s2_39_a_consent_to_the_latest_words_outlives_that_earlier_ones_are_discarded() {
    let latest = drafted_as(DraftId::from_uuid(uuid::Uuid::from_u128(1)), WORDS, WEDNESDAY);
    let asked = || {
        [
            vec![opened(), observed(), duty(false)],
            vec![drafted("Something else", true, TUESDAY), latest.clone()],
            consented()[3..].to_vec(),
        ]
        .concat()
    };
    given(asked()).when(send_report()).then_done();
    given([asked(), vec![discarded(THURSDAY)]].concat()).when(send_report()).then_done();
}

#[test]
fn s2_39_of_the_drafts_of_one_day_guardians_consented_to_the_one_that_was_recorded_last() {
    let [high, low] = [9, 1].map(|id| DraftId::from_uuid(uuid::Uuid::from_u128(id << 100)));
    let set_aside = |draft| -> CaseEvent {
        ReportingEvent::ReportDraftDiscarded { draft, decision: decided(), discarded_on: THURSDAY }.into()
    };
    for [first, latest] in [[high, low], [low, high]] {
        let asked = [
            vec![opened(), observed(), duty(false)],
            vec![drafted_as(first, "Something else", WEDNESDAY), drafted_as(latest, WORDS, WEDNESDAY)],
            consented()[3..].to_vec(),
        ]
        .concat();
        given([asked.clone(), vec![set_aside(first)]].concat()).when(send_report()).then_done();
        given([asked, vec![set_aside(latest)]].concat()).when(send_report()).then_refused(Refusal::ConsentUnread);
    }
}
