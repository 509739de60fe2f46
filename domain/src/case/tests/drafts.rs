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
        (emergency_contact_made(), Refusal::TellingUndecided { category: AcuteCategory::Violence }),
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
    let EmergencyContact { body, category, description, contacted_at } = danger;
    let acute = ReportingEvent::EmergencyContactMade { body, category, description, contacted_at };
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
