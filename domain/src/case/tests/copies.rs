//! R-7, S0-42, S4-9, C4: each copy is owed until it is delivered or withheld, and never silently dropped.

use super::agreements::drawn;
use super::*;
use crate::ids::{DraftId, SubjectId};
use crate::law::{AddressProtectionGrade, AddressProtectionSource, DeadlineKind, Length};
use crate::people::Guardian;
use crate::personal::Personal;
use crate::settings::{OwnDeadlines, SetDeadline};
use crate::subject::AddressProtection;
use crate::test_support::{AGREEMENT, nurse, parties};
use crate::test_support::{LEADER, OFFICER, samples};

const OF_AGREEMENT: Document = Document::Agreement { agreement: AGREEMENT };
const OF_REPORT: Document = Document::Report { report: REPORT };

fn guardian() -> Party {
    parties()[0].clone()
}

fn someone_at_work() -> Party {
    let name = nurse().name;
    Party { subject: name.subject(), name, kind: PartyKind::Employee }
}

fn deliver(document: Document, recipient: Party) -> CaseAction {
    CaseAction::Copy(CopyAction::DeliverCopy { document, recipient, delivered_on: FRIDAY })
}

fn delivered(document: Document, recipient: Party) -> CaseEvent {
    CopyEvent::CopyDelivered { document, recipient, delivered_on: FRIDAY }.into()
}

fn withhold_copies(review_on: NaiveDate) -> CaseAction {
    let (report, decision, withheld_on) = (REPORT, decision(), FRIDAY);
    CaseAction::Copy(CopyAction::WithholdCopies { report, review_on, decision, withheld_on })
}

fn copy_withheld() -> CaseEvent {
    CopyEvent::CopyWithheld {
        document: OF_REPORT,
        ground: WithholdingGround::Violence,
        review_on: date(2024, 4, 8),
        decision: decided(),
        withheld_on: FRIDAY,
    }
    .into()
}

/// Guardians told, and the report sent.
fn told_and_sent() -> Vec<CaseEvent> {
    vec![opened(), observed(), duty(true), informed(AboutGuardians::Report), sent(ReportDuty::Triggered)]
}

/// Nobody told, on a ground, and the report sent.
fn withheld_and_sent() -> Vec<CaseEvent> {
    let ground = WithholdingGround::Violence;
    vec![opened(), observed(), duty(true), withheld(ground), sent_without_telling(ReportDuty::Triggered, Some(ground))]
}

fn states(events: Vec<CaseEvent>) -> Vec<(Option<PartyKind>, CopyState)> {
    let state = given(events).state();
    state.copies().iter().map(|copy| (copy.recipient.as_ref().map(|party| party.kind), copy.state)).collect()
}

#[test]
fn r_7_s4_9_an_agreement_owes_a_copy_to_each_of_its_parties() {
    let owed = [(Some(PartyKind::Guardian), CopyState::Owed), (Some(PartyKind::Employee), CopyState::Owed)];
    assert_eq!(states(vec![opened(), drawn()]), owed);
    given([opened(), drawn()]).when(deliver(OF_AGREEMENT, guardian())).then([delivered(OF_AGREEMENT, guardian())]);
    let after = states(vec![opened(), drawn(), delivered(OF_AGREEMENT, guardian())]);
    assert_eq!(after[0].1, CopyState::Delivered { on: FRIDAY });
    assert_eq!(after[1].1, CopyState::Owed, "each has a copy of one's own");
}

#[test]
fn r_7_a_copy_goes_to_a_party_and_once() {
    given([opened(), drawn()])
        .when(deliver(OF_AGREEMENT, someone_at_work()))
        .then_refused(Refusal::NotAParty { agreement: AGREEMENT });
    given([opened(), drawn(), delivered(OF_AGREEMENT, guardian())])
        .when(deliver(OF_AGREEMENT, guardian()))
        .then_refused(Refusal::CopyAlreadyDelivered);
    given([opened()])
        .when(deliver(OF_AGREEMENT, guardian()))
        .then_refused(Refusal::AgreementUnknown { agreement: AGREEMENT });
}

#[test]
fn r_7_s0_42_a_report_owes_a_copy_to_each_guardian_the_case_knows() {
    assert_eq!(states(told_and_sent()), [(Some(PartyKind::Guardian), CopyState::Owed)]);
    given(told_and_sent()).when(deliver(OF_REPORT, guardian())).then([delivered(OF_REPORT, guardian())]);
    given(told_and_sent()).when(deliver(OF_REPORT, someone_at_work())).then_refused(Refusal::CopyOnlyForGuardians);
    given([opened()]).when(deliver(OF_REPORT, guardian())).then_refused(Refusal::NotFound { what: Sought::SentReport });
}

#[test]
fn r_7_r_21_whom_the_unit_has_decided_to_be_no_guardian_gets_no_copy_and_what_went_before_is_recorded() {
    let subject = SubjectId::from_uuid(uuid::Uuid::from_u128(0x0fa7));
    let father = || Guardian { subject, name: Personal::guardian(subject, crate::test_support::text("Tor")) };
    let others: CaseEvent =
        FamilyEvent::GuardiansNamed { guardians: vec![father()], decision: Some(decided()), named_on: FRIDAY }.into();
    let left_out = || [told_and_sent(), vec![others.clone()]].concat();
    let refused = Refusal::NotAGuardian { field: "recipient", since: FRIDAY };
    given(left_out()).when(deliver(OF_REPORT, guardian())).then_refused(refused);
    let went = CopyAction::DeliverCopy { document: OF_REPORT, recipient: guardian(), delivered_on: FRIDAY };
    given(left_out()).today(SATURDAY).when(CaseAction::Copy(went)).then([delivered(OF_REPORT, guardian())]);
}

#[test]
fn r_7_s0_42_where_no_guardian_is_known_the_copy_is_owed_to_the_guardians() {
    let sent = vec![opened(), observed(), duty(true), sent(ReportDuty::Triggered)];
    assert_eq!(states(sent.clone()), [(None, CopyState::Owed)]);
    let after = states([sent, vec![delivered(OF_REPORT, guardian())]].concat());
    assert_eq!(after, [(Some(PartyKind::Guardian), CopyState::Delivered { on: FRIDAY })]);
}

#[test]
fn r_6_r_7_no_copy_goes_to_guardians_who_must_not_know_of_the_report() {
    given(withheld_and_sent())
        .when(deliver(OF_REPORT, guardian()))
        .then_refused(Refusal::GuardianNotificationWithheld { ground: WithholdingGround::Violence });
}

/// Nobody has to think of it: a paper in the hand is refused by no command.
#[test]
fn r_7_c4_what_guardians_must_not_know_of_is_withheld_from_them_with_a_day_of_review() {
    let ground = WithholdingGround::Violence;
    let before = vec![opened(), observed(), duty(true), withheld(ground)];
    let sent = given(before.clone()).when(send_report()).then_done();
    assert_eq!(sent.last(), Some(&copy_withheld_on(FRIDAY, ground)));
    let review_on = date(2024, 4, 7);
    assert_eq!(states([before, sent].concat()), [(None, CopyState::Withheld { ground, review_on })]);
}

#[test]
fn r_7_r_71_c4_a_copy_that_is_withheld_with_the_telling_is_looked_at_again_when_the_municipality_has_set() {
    let ground = WithholdingGround::Violence;
    let before = || vec![opened(), observed(), duty(true), withheld(ground)];
    let looked_at_on = |valid_from| {
        let (deadline, length) = (DeadlineKind::CopyReview, Some(Length::Days(10)));
        let mut deadlines = OwnDeadlines::default();
        deadlines.set(SetDeadline { deadline, length, valid_from, set_on: MONDAY });
        let ways = Ways { deadlines, ..Ways::default() };
        let sent = given(before()).when(CaseAction::Locally(ways, Box::new(send_report()))).then_done();
        let Some(CaseEvent::Copy(CopyEvent::CopyWithheld { review_on, .. })) = sent.last() else { panic!("{sent:?}") };
        *review_on
    };
    assert_eq!(looked_at_on(FRIDAY), date(2024, 3, 18));
    assert_eq!(looked_at_on(SATURDAY), date(2024, 4, 7), "what is withheld before goes by the project's own");
}

#[test]
fn r_7_c4_copies_that_are_owed_are_withheld_where_the_ground_comes_after_the_report() {
    let ground = WithholdingGround::Violence;
    let withhold = |events: Vec<CaseEvent>| given(events).when(withhold(ground)).then_done();
    let events = withhold(told_and_sent());
    assert_eq!(events, [withheld(ground), copy_withheld_on(FRIDAY, ground)], "no day before the report was sent");
    let after = states([told_and_sent(), events].concat());
    assert_eq!(after, [(Some(PartyKind::Guardian), CopyState::Withheld { ground, review_on: date(2024, 4, 7) })]);
    // What a guardian has in the hand, or what was withheld before, needs nothing more.
    let delivered = [told_and_sent(), vec![delivered(OF_REPORT, guardian())]].concat();
    assert_eq!(withhold(delivered), [withheld(ground)]);
    assert_eq!(withhold([withheld_and_sent(), vec![copy_withheld()]].concat()), [withheld(ground)]);
}

#[test]
fn r_7_the_copy_is_withheld_on_the_same_ground_with_a_day_of_review() {
    given(withheld_and_sent()).when(withhold_copies(date(2024, 4, 8))).then([copy_withheld()]);
    let (ground, review_on) = (WithholdingGround::Violence, date(2024, 4, 8));
    let after = states([withheld_and_sent(), vec![copy_withheld()]].concat());
    assert_eq!(after, [(None, CopyState::Withheld { ground, review_on })]);
}

#[test]
fn r_7_without_a_ground_no_copy_is_withheld_nor_one_that_was_delivered() {
    given(told_and_sent()).when(withhold_copies(SATURDAY)).then_refused(Refusal::NothingWithheld);
    let delivered_before =
        [told_and_sent(), vec![delivered(OF_REPORT, guardian()), withheld(WithholdingGround::Violence)]];
    given(delivered_before.concat()).when(withhold_copies(SATURDAY)).then_refused(Refusal::CopyAlreadyDelivered);
    given(withheld_and_sent()).when(withhold_copies(THURSDAY)).then_refused(Refusal::DateBefore {
        field: "reviewOn",
        date: THURSDAY,
        earliest: FRIDAY,
    });
}

#[test]
fn r_6_r_7_where_the_ground_is_lifted_the_copy_is_owed_again() {
    let lifted = FamilyEvent::GuardianNotificationWithholdingLifted { decision: decided(), lifted_on: FRIDAY };
    let events = [withheld_and_sent(), vec![copy_withheld(), lifted.into()]].concat();
    assert_eq!(states(events.clone()), [(None, CopyState::Owed)]);
    given(events).when(deliver(OF_REPORT, guardian())).then([delivered(OF_REPORT, guardian())]);
}

#[test]
fn r_7_copies_are_delivered_and_withheld_in_a_closed_case_too() {
    given([told_and_sent(), vec![closed()]].concat()).when(deliver(OF_REPORT, guardian())).then_done();
    given([withheld_and_sent(), vec![closed()]].concat()).when(withhold_copies(SATURDAY)).then_done();
}

#[test]
fn s0_45_no_report_waits_for_a_copy() {
    given([opened(), observed(), duty(true), withheld(WithholdingGround::Violence)]).when(send_report()).then_done();
}

#[test]
fn r_7_c4_a_copy_keeps_the_day_of_review_of_the_newest_decision() {
    let older = CopyEvent::CopyWithheld {
        document: OF_REPORT,
        ground: WithholdingGround::SexualAbuse,
        review_on: date(2024, 3, 20),
        decision: decided(),
        withheld_on: THURSDAY,
    };
    let after = [withheld_and_sent(), vec![copy_withheld(), older.clone().into()]].concat();
    let newest = CopyState::Withheld { ground: WithholdingGround::Violence, review_on: date(2024, 4, 8) };
    assert_eq!(states(after), [(None, newest)]);
    let in_order = [withheld_and_sent(), vec![older.into(), copy_withheld()]].concat();
    assert_eq!(states(in_order), [(None, newest)]);
}

#[test]
fn r_6_of_several_grounds_in_force_the_one_of_the_latest_day_counts_whichever_was_written_down_first() {
    let on = |ground, withheld_on| {
        let (not_in_use, decision) = (false, decided());
        CaseEvent::from(FamilyEvent::GuardianNotificationWithheld { ground, not_in_use, decision, withheld_on })
    };
    let (newer, older) = (on(WithholdingGround::SexualAbuse, FRIDAY), on(WithholdingGround::Violence, WEDNESDAY));
    for order in [[newer.clone(), older.clone()], [older, newer]] {
        let state = given([vec![opened()], order.into()].concat()).state();
        assert_eq!(state.withheld_from_guardians(), Some(WithholdingGround::SexualAbuse));
    }
}

/// The mother must not know where the child is since that day; the case has handed out nothing yet.
fn kept_from_mother(since: NaiveDate, action: CaseAction) -> CaseAction {
    let kept_from = vec![KeptFrom { guardian: Some(mother()), since, until: None }];
    CaseAction::Locally(Ways { kept_from, ..Ways::default() }, Box::new(action))
}

fn take_whereabouts_out(document: Document) -> CaseAction {
    CaseAction::Copy(CopyAction::TakeWhereaboutsOut { document, decision: decision(), taken_out_on: FRIDAY })
}

fn whereabouts_taken_out(document: Document) -> CaseEvent {
    CopyEvent::WhereaboutsTakenOut { document, decision: decided(), taken_out_on: FRIDAY }.into()
}

#[test]
fn c12_r_7_a_guardian_who_must_not_know_where_the_child_is_gets_a_copy_that_does_not_tell_it() {
    let [mother, teacher] = parties().try_into().unwrap();
    let with = |more: Vec<CaseEvent>| given(told_and_sent().into_iter().chain(more));
    let to_mother = || kept_from_mother(THURSDAY, deliver(OF_REPORT, mother.clone()));
    with(vec![]).when(to_mother()).then_refused(Refusal::WhereaboutsKeptFrom);
    with(vec![]).when(take_whereabouts_out(OF_REPORT)).then([whereabouts_taken_out(OF_REPORT)]);
    with(vec![whereabouts_taken_out(OF_REPORT)]).when(to_mother()).then([delivered(OF_REPORT, mother.clone())]);
    // What was looked through before it was known of her says nothing.
    let mut before = whereabouts_taken_out(OF_REPORT);
    if let CaseEvent::Copy(CopyEvent::WhereaboutsTakenOut { taken_out_on, .. }) = &mut before {
        *taken_out_on = THURSDAY;
    }
    let later = kept_from_mother(FRIDAY, deliver(OF_REPORT, mother.clone()));
    with(vec![before]).when(later).then_refused(Refusal::WhereaboutsKeptFrom);
    // In another case she has another pseudonym, and the same name.
    let elsewhere = Guardian { subject: OFFICER, name: mother.name.clone() };
    let kept_from = vec![KeptFrom { guardian: Some(elsewhere), since: THURSDAY, until: None }];
    let ways = Ways { kept_from, ..Ways::default() };
    let known_by_name = CaseAction::Locally(ways, Box::new(deliver(OF_REPORT, mother.clone())));
    with(vec![]).when(known_by_name).then_refused(Refusal::WhereaboutsKeptFrom);
    let named = |name: &str| Guardian { subject: OFFICER, name: said_by_guardian(name) };
    for (elsewhere, here, is_one) in [
        ("Per Olav Hansen", "per  hansen", true),
        ("Per Hansen", "Per Olav Hansen", true),
        ("Per Hansen", "Kari Hansen", false),
        ("Per", "Per Hansen", false),
    ] {
        let kept_from = vec![KeptFrom { guardian: Some(named(elsewhere)), since: THURSDAY, until: None }];
        let ways = Ways { kept_from, ..Ways::default() };
        let reader = Party { subject: LEADER, name: said_by_guardian(here), kind: PartyKind::Guardian };
        let copy = CaseAction::Locally(ways, Box::new(deliver(OF_REPORT, reader.clone())));
        let asked = with(vec![]).when(copy);
        if is_one {
            asked.then_refused(Refusal::WhereaboutsKeptFrom);
        } else {
            asked.then([delivered(OF_REPORT, reader)]);
        }
    }
    let father = Party { subject: LEADER, name: said_by_guardian("Arne"), kind: PartyKind::Guardian };
    let to_father = kept_from_mother(THURSDAY, deliver(OF_REPORT, father.clone()));
    with(vec![]).when(to_father).then([delivered(OF_REPORT, father)]);
    let drawn = samples::every_case_event().into_iter().find(|(name, _)| *name == "AgreementDrawn").unwrap().1;
    let of_agreement = Document::Agreement { agreement: AGREEMENT };
    let sign = |by: SubjectId| {
        CaseAction::Agreement(AgreementAction::SignAgreement { agreement: AGREEMENT, by, signed_on: FRIDAY })
    };
    let agreed = |more: Vec<CaseEvent>| given([opened(), drawn.clone()].into_iter().chain(more));
    agreed(vec![]).when(kept_from_mother(MONDAY, sign(mother.subject))).then_refused(Refusal::WhereaboutsKeptFrom);
    agreed(vec![]).when(kept_from_mother(MONDAY, sign(teacher.subject))).then_done();
    agreed(vec![whereabouts_taken_out(of_agreement)]).when(kept_from_mother(MONDAY, sign(mother.subject))).then_done();
}

#[test]
fn c12_r_7_of_a_guardian_whom_the_case_knows_by_no_such_name_any_of_its_guardians_may_be_meant() {
    let case = given(told_and_sent()).state();
    let named = |subject, name: &str| Guardian { subject, name: said_by_guardian(name) };
    let kept_from = |against: Vec<Guardian>, named_here: &[SubjectId]| {
        let (grade, source) = (AddressProtectionGrade::Confidential, AddressProtectionSource::Police);
        let protection = AddressProtection { grade, source, against, protected_on: THURSDAY };
        let kept = case.kept_from(&protection, None, named_here);
        assert!(kept.iter().all(|kept| kept.since == THURSDAY));
        kept.into_iter().map(|kept| kept.guardian).collect::<Vec<_>>()
    };
    // Under the pseudonym of the case, or by the name that the case knows.
    let known = mother();
    let elsewhere = Guardian { subject: OFFICER, name: known.name.clone() };
    assert_eq!(kept_from(vec![known.clone()], &[]), [Some(known.clone())]);
    assert_eq!(kept_from(vec![elsewhere.clone()], &[]), [Some(elsewhere.clone())]);
    // Another spelling, a name that is not shown any more, or nobody at all.
    let gone = serde_json::json!({ "$personal": "guardian", "of": OFFICER, "state": "shredded" });
    let shredded = Guardian { subject: OFFICER, name: serde_json::from_value(gone).unwrap() };
    for somebody in [vec![named(OFFICER, "Somebody Else")], vec![shredded], vec![]] {
        assert_eq!(kept_from(somebody, &[]), [None]);
    }
    assert_eq!(kept_from(vec![elsewhere, named(OFFICER, "Somebody Else")], &[]), [None]);
    // Whoever was named from this case is nobody else in it, under whichever pseudonym.
    let (here, there) = (named(LEADER, "Somebody  else"), named(OFFICER, "Somebody Else"));
    assert_eq!(kept_from(vec![here.clone(), there.clone()], &[LEADER]), [Some(here), Some(there)]);
}

#[test]
fn c12_r_7_what_leads_to_somebody_is_taken_out_of_documents_that_there_are() {
    let of_agreement = Document::Agreement { agreement: AGREEMENT };
    given([opened()])
        .when(take_whereabouts_out(of_agreement))
        .then_refused(Refusal::AgreementUnknown { agreement: AGREEMENT });
    given([opened()])
        .when(take_whereabouts_out(OF_REPORT))
        .then_refused(Refusal::NotFound { what: Sought::SentReport });
}

#[test]
fn c12_s2_39_who_must_not_know_where_the_child_is_writes_no_report_along_and_signs_none() {
    let draft = |co_authors: Vec<Guardian>| {
        let content = said_by_guardian("She does not come home.");
        let (draft, drafted_on) = (DraftId::from_uuid(uuid::Uuid::from_u128(0xd4a)), FRIDAY);
        CaseAction::Reporting(ReportingAction::DraftReport { draft, content, co_authors, drafted_on })
    };
    let case = || given([opened(), observed()]);
    case().when(kept_from_mother(THURSDAY, draft(vec![mother()]))).then_refused(Refusal::WhereaboutsKeptFromCoAuthor);
    case().when(kept_from_mother(THURSDAY, draft(vec![]))).then_done();
    // While nobody is named, it is kept from every guardian.
    let kept_from = vec![KeptFrom { guardian: None, since: THURSDAY, until: None }];
    let unnamed = Ways { kept_from, ..Ways::default() };
    let along = CaseAction::Locally(unnamed, Box::new(draft(vec![mother()])));
    case().when(along).then_refused(Refusal::WhereaboutsKeptFromCoAuthor);

    let cosign = || {
        let signs = ReportingAction::CosignReport { report: REPORT, guardians: vec![mother()], cosigned_on: SATURDAY };
        kept_from_mother(THURSDAY, CaseAction::Reporting(signs))
    };
    let sent = |more: Vec<CaseEvent>| given(told_and_sent().into_iter().chain(more)).today(SATURDAY);
    sent(vec![]).when(cosign()).then_refused(Refusal::WhereaboutsKeptFrom);
    sent(vec![whereabouts_taken_out(OF_REPORT)]).when(cosign()).then_done();
}

fn may_be_known(document: Option<Document>, read_on: NaiveDate) -> CaseEvent {
    CopyEvent::WhereaboutsMayBeKnown { document, subject: mother().subject, read_on }.into()
}

#[test]
fn c12_r_7_what_a_guardian_had_before_she_must_not_know_is_recorded_as_it_was() {
    let [mother, _] = parties().try_into().unwrap();
    let sent = || given(told_and_sent()).today(date(2024, 3, 11));
    // She must not know since Saturday; the copy is of Friday, and written down on Monday.
    let before = kept_from_mother(SATURDAY, deliver(OF_REPORT, mother.clone()));
    sent().when(before).then([delivered(OF_REPORT, mother.clone())]);
    let drawn = samples::every_case_event().into_iter().find(|(name, _)| *name == "AgreementDrawn").unwrap().1;
    let sign = AgreementAction::SignAgreement { agreement: AGREEMENT, by: mother.subject, signed_on: FRIDAY };
    let signed = kept_from_mother(SATURDAY, CaseAction::Agreement(sign));
    let signed = given([opened(), drawn]).today(SATURDAY).when(signed).then_done();
    assert!(matches!(signed.as_slice(), [CaseEvent::Agreement(AgreementEvent::AgreementSigned { .. })]));
    // Two persons are protected: the one since before the copy counts.
    let twice =
        [SATURDAY, WEDNESDAY].map(|since| KeptFrom { guardian: Some(self::mother()), since, until: None }).into();
    let ways = Ways { kept_from: twice, ..Ways::default() };
    let copy = CaseAction::Locally(ways, Box::new(deliver(OF_REPORT, mother)));
    given(told_and_sent()).when(copy).then_refused(Refusal::WhereaboutsKeptFrom);
}

#[test]
fn c12_r_7_what_went_to_a_guardian_who_must_not_know_is_recorded_and_says_that_she_may() {
    let [mother, _] = parties().try_into().unwrap();
    let monday = date(2024, 3, 11);
    let copy = || kept_from_mother(THURSDAY, deliver(OF_REPORT, mother.clone()));
    let known = || [delivered(OF_REPORT, mother.clone()), may_be_known(Some(OF_REPORT), FRIDAY)];
    given(told_and_sent()).today(monday).when(copy()).then(known());
    // It was taken out only after that.
    let mut later = whereabouts_taken_out(OF_REPORT);
    if let CaseEvent::Copy(CopyEvent::WhereaboutsTakenOut { taken_out_on, .. }) = &mut later {
        *taken_out_on = SATURDAY;
    }
    given([told_and_sent(), vec![later]].concat()).today(monday).when(copy()).then(known());
    let in_time = [told_and_sent(), vec![whereabouts_taken_out(OF_REPORT)]].concat();
    given(in_time).today(monday).when(copy()).then([delivered(OF_REPORT, mother.clone())]);
    // Today nothing has left the house yet.
    given(told_and_sent()).when(copy()).then_refused(Refusal::WhereaboutsKeptFrom);
    let (draft, drafted_on) = (DraftId::from_uuid(uuid::Uuid::from_u128(0xd4a)), FRIDAY);
    let content = said_of_child("She does not come home.");
    let along = ReportingAction::DraftReport { draft, content, co_authors: vec![self::mother()], drafted_on };
    let along = kept_from_mother(THURSDAY, CaseAction::Reporting(along));
    let written = given([opened(), observed()]).today(monday).when(along).then_done();
    assert_eq!(written.iter().filter(|event| **event == may_be_known(None, FRIDAY)).count(), 1);
}

#[test]
fn c12_r_7_what_a_guardian_had_before_the_protection_was_written_down_is_looked_back_on() {
    let [mother, teacher] = parties().try_into().unwrap();
    let monday = date(2024, 3, 11);
    let look_back = |guardian: Option<Guardian>, since| {
        let kept_from = vec![KeptFrom { guardian, since, until: None }];
        CaseAction::Copy(CopyAction::LookBack(LookBack { kept_from, is_all_there: true }))
    };
    let had_it = || [told_and_sent(), vec![delivered(OF_REPORT, mother.clone())]].concat();
    let found = || [may_be_known(Some(OF_REPORT), FRIDAY)];
    // The copy is of Friday; on Monday it is written down that she must not know since Thursday, or that nobody must.
    given(had_it()).today(monday).when(look_back(Some(self::mother()), THURSDAY)).then(found());
    given(had_it()).today(monday).when(look_back(None, THURSDAY)).then(found());
    given(had_it()).when(look_back(None, FRIDAY)).then(found());
    // Once is enough; and the command that delivered it may have said so already.
    given([had_it(), found().into()].concat()).today(monday).when(look_back(None, THURSDAY)).then([]);
    // It came to be known only after that; another guardian is meant; it was taken out before; no guardian got it.
    given(had_it()).today(monday).when(look_back(None, SATURDAY)).then([]);
    let father = Guardian { subject: LEADER, name: said_by_guardian("Arne") };
    given(had_it()).today(monday).when(look_back(Some(father), THURSDAY)).then([]);
    let taken_out = [told_and_sent(), vec![whereabouts_taken_out(OF_REPORT), delivered(OF_REPORT, mother.clone())]];
    given(taken_out.concat()).today(monday).when(look_back(None, THURSDAY)).then([]);
    let drawn = samples::every_case_event().into_iter().find(|(name, _)| *name == "AgreementDrawn").unwrap().1;
    let signed = |by| AgreementEvent::AgreementSigned { agreement: AGREEMENT, by, signed_on: FRIDAY }.into();
    let agreed = |by| given([opened(), drawn.clone(), signed(by)]).today(monday);
    agreed(teacher.subject).when(look_back(None, THURSDAY)).then([]);
    let of_agreement = Some(Document::Agreement { agreement: AGREEMENT });
    agreed(mother.subject).when(look_back(None, THURSDAY)).then([may_be_known(of_agreement, FRIDAY)]);
}
