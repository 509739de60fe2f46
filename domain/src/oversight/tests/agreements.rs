//! What is owed for agreements and copies, S0-42, S4-9, C4.

use super::super::agreements::copy;
use super::*;
use crate::case::{
    AboutGuardians, AgreementEvent, CopyEvent, Document, FamilyEvent, Party, PartyKind, ReportDuty, ReportingEvent,
    WithholdingGround,
};
use crate::ids::SubjectId;
use crate::people::Guardian;
use crate::personal::Personal;

const DELIVER: ObligationKind = ObligationKind::DeliverCopy;
const REVIEW: ObligationKind = ObligationKind::ReviewWithheldCopy;
const SIGN: ObligationKind = ObligationKind::SignAgreement;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn signed(by: &Party) -> CaseEvent {
    AgreementEvent::AgreementSigned { agreement: AGREEMENT, by: by.subject, signed_on: FRIDAY }.into()
}

fn told() -> CaseEvent {
    let (about, guardians) = (AboutGuardians::Report, vec![mother()]);
    FamilyEvent::GuardiansInformed { about, guardians, informed_on: TUESDAY }.into()
}

fn withheld() -> CaseEvent {
    let (ground, decision) = (WithholdingGround::Violence, decided());
    FamilyEvent::GuardianNotificationWithheld { ground, not_in_use: false, decision, withheld_on: TUESDAY }.into()
}

fn lifted() -> CaseEvent {
    FamilyEvent::GuardianNotificationWithholdingLifted { decision: decided(), lifted_on: FRIDAY }.into()
}

fn sent(withheld: Option<WithholdingGround>) -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, withheld_from_guardians, .. }) = &mut event {
        (*duty, *withheld_from_guardians) = (ReportDuty::Triggered, withheld);
    }
    event
}

fn delivered(document: Document) -> CaseEvent {
    CopyEvent::CopyDelivered { document, recipient: parties()[0].clone(), delivered_on: FRIDAY }.into()
}

fn copy_withheld(review_on: NaiveDate) -> CaseEvent {
    CopyEvent::CopyWithheld {
        document: Document::Report { report: REPORT },
        ground: WithholdingGround::Violence,
        review_on,
        decision: decided(),
        withheld_on: FRIDAY,
    }
    .into()
}

fn of(story: &Story, kind: ObligationKind, on: NaiveDate) -> Vec<Standing> {
    story.standings(on).into_iter().filter(|(known, _)| *known == kind).map(|(_, standing)| standing).collect()
}

#[test]
fn r_37_an_agreement_is_owed_every_signature() {
    let story = opened().hears(TUESDAY, &case_event("AgreementDrawn"));
    let [mother, teacher] = <[Party; 2]>::try_from(parties()).unwrap();
    let story = story.hears(FRIDAY, &signed(&mother));
    assert_eq!(of(&story, SIGN, FRIDAY), [Standing::Open]);
    let story = story.hears(FRIDAY, &signed(&teacher));
    assert_eq!(of(&story, SIGN, FRIDAY), [Standing::Met]);
}

#[test]
fn r_37_what_was_superseded_or_ended_with_the_case_is_signed_no_more() {
    let story = opened().hears(TUESDAY, &case_event("AgreementDrawn"));
    let superseded = story.hears(FRIDAY, &case_event("AgreementSuperseded"));
    assert_eq!(of(&superseded, SIGN, FRIDAY), [Standing::Lapsed]);
    let closed = opened().hears(TUESDAY, &case_event("AgreementDrawn")).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(of(&closed, SIGN, FRIDAY), [Standing::Lapsed]);
    assert_eq!(of(&closed, DELIVER, FRIDAY), [Standing::Open, Standing::Open], "the copies stay owed");
}

#[test]
fn r_7_s4_9_each_party_is_owed_a_copy_of_the_agreement() {
    let story = opened().hears(TUESDAY, &case_event("AgreementDrawn"));
    assert_eq!(of(&story, DELIVER, FRIDAY), [Standing::Open, Standing::Open]);
    let story = story.hears(FRIDAY, &delivered(Document::Agreement { agreement: AGREEMENT }));
    assert_eq!(of(&story, DELIVER, FRIDAY), [Standing::Open, Standing::Met]);
}

#[test]
pub(super) fn r_7_s4_9_a_copy_that_is_not_delivered_by_its_last_day_is_found_and_one_that_was_is_not() {
    const UNDELIVERED: FindingKind = FindingKind::CopyNotDelivered;
    let drawn = || opened().hears(TUESDAY, &case_event("AgreementDrawn"));
    let found = |story: &Story| story.findings.values().filter(|found| found.kind == UNDELIVERED).count();
    let due = drawn().obligation(DELIVER).due.unwrap();
    assert!(!drawn().found(due).contains(&UNDELIVERED));
    assert!(drawn().found(due.succ_opt().unwrap()).contains(&UNDELIVERED));
    let delivered = drawn().hears(FRIDAY, &delivered(Document::Agreement { agreement: AGREEMENT }));
    assert_eq!((found(&drawn()), found(&delivered)), (2, 1), "one of two has it");
    let story = opened().hears(TUESDAY, &told()).hears(THURSDAY, &sent(None));
    assert_eq!(found(&story), 1);
    let report = story.hears(FRIDAY, &self::delivered(Document::Report { report: REPORT }));
    assert_eq!(found(&report), 0);
}

#[test]
fn r_7_s0_42_each_known_guardian_is_owed_a_copy_of_the_report() {
    let story = opened().hears(TUESDAY, &told()).hears(THURSDAY, &sent(None));
    assert_eq!(of(&story, DELIVER, FRIDAY), [Standing::Open]);
    let story = story.hears(FRIDAY, &delivered(Document::Report { report: REPORT }));
    assert_eq!(of(&story, DELIVER, FRIDAY), [Standing::Met]);
}

#[test]
fn r_7_where_no_guardian_is_known_whoever_gets_the_copy_meets_it() {
    let story = opened().hears(THURSDAY, &sent(None)).hears(FRIDAY, &delivered(Document::Report { report: REPORT }));
    assert_eq!(of(&story, DELIVER, FRIDAY), [Standing::Met]);
}

#[test]
pub(super) fn r_7_a_withheld_copy_comes_back_on_its_day_of_review() {
    let ground = Some(WithholdingGround::Violence);
    let story = opened().hears(TUESDAY, &withheld()).hears(THURSDAY, &sent(ground));
    let story = story.hears(FRIDAY, &copy_withheld(SATURDAY));
    assert_eq!(of(&story, REVIEW, SATURDAY), [Standing::Open, Standing::Met]);
    let sunday = SATURDAY.succ_opt().unwrap();
    assert_eq!(of(&story, REVIEW, sunday), [Standing::Overdue, Standing::Met]);
    assert!(story.found(sunday).contains(&FindingKind::WithheldCopyNotReviewed));
}

#[test]
pub(super) fn r_6_r_7_where_the_ground_is_lifted_the_copy_is_owed_again() {
    let ground = Some(WithholdingGround::Violence);
    let story = opened().hears(TUESDAY, &withheld()).hears(THURSDAY, &sent(ground));
    let story = story.hears(FRIDAY, &copy_withheld(SATURDAY)).hears(FRIDAY, &lifted());
    assert!(of(&story, DELIVER, FRIDAY).contains(&Standing::Open));
    assert_eq!(of(&story, REVIEW, FRIDAY), [Standing::Met, Standing::Met]);
    assert_eq!(story.finding(FindingKind::WithheldCopyNotReviewed), None);
}

#[test]
fn r_7_c4_while_guardians_must_not_know_nobody_is_asked_to_hand_them_a_copy() {
    let ground = Some(WithholdingGround::Violence);
    let before = || opened().hears(TUESDAY, &told()).hears(TUESDAY, &withheld()).hears(THURSDAY, &sent(ground));
    let review = |story: &Story| (of(story, DELIVER, FRIDAY), of(story, REVIEW, FRIDAY));
    assert_eq!(review(&before()), (vec![], vec![Standing::Open]));
    assert_eq!(before().obligation(REVIEW).due, Some(date(2024, 4, 6)), "it is looked at again");
    // As the report says it: the same day, and no second obligation.
    let mut with_it = copy_withheld(date(2024, 4, 6));
    if let CaseEvent::Copy(CopyEvent::CopyWithheld { withheld_on, .. }) = &mut with_it {
        *withheld_on = THURSDAY;
    }
    assert_eq!(review(&before().hears(THURSDAY, &with_it)), (vec![], vec![Standing::Open]));
    let lifted = before().hears(FRIDAY, &lifted());
    assert_eq!(review(&lifted), (vec![Standing::Open], vec![Standing::Met]));
}

/// Recorded after the ground was gone.
#[test]
fn r_6_r_7_a_report_whose_ground_is_gone_already_owes_the_copy_and_the_telling() {
    let story = opened().hears(TUESDAY, &withheld()).hears(FRIDAY, &lifted());
    let story = story.hears(FRIDAY, &sent(Some(WithholdingGround::Violence)));
    assert_eq!(of(&story, DELIVER, FRIDAY), [Standing::Open]);
    assert_eq!(of(&story, ObligationKind::TellGuardiansOfReport, FRIDAY), [Standing::Open]);
}

#[test]
fn r_7_an_employee_named_beside_guardians_gets_no_copy_of_a_report() {
    let someone = parties().into_iter().find(|party| party.kind == PartyKind::Employee).unwrap();
    let story = opened().hears(TUESDAY, &case_event("AgreementDrawn")).hears(THURSDAY, &sent(None));
    let owed = story.watch.owed.iter().filter(|owed| owed.kind == DELIVER).count();
    assert_eq!(owed, 3, "two copies of the agreement, and the mother's of the report");
    assert!(!story.watch.owed.iter().any(|owed| owed.which == Some(someone.subject.as_uuid())));
}

#[test]
fn c12_a_copy_that_lapses_with_its_recipient_is_owed_no_more_and_not_looked_at_again() {
    let lapsed: CaseEvent = CopyEvent::CopyLapsed {
        document: Document::Report { report: REPORT },
        recipient: parties()[0].subject,
        lapsed_on: FRIDAY,
    }
    .into();
    let owed = || opened().hears(TUESDAY, &told()).hears(THURSDAY, &sent(None));
    assert_eq!(of(&owed(), DELIVER, FRIDAY), [Standing::Open]);
    assert_eq!(of(&owed().hears(FRIDAY, &lapsed), DELIVER, FRIDAY), [Standing::Lapsed]);
    let kept = opened().hears(TUESDAY, &told()).hears(TUESDAY, &withheld());
    let kept = kept.hears(THURSDAY, &sent(Some(WithholdingGround::Violence)));
    let kept = kept.hears(FRIDAY, &copy_withheld(date(2024, 4, 8))).hears(FRIDAY, &lapsed);
    // The first look was set by sending, the second by withholding it once more.
    assert_eq!(of(&kept, REVIEW, date(2024, 5, 1)), [Standing::Met, Standing::Lapsed]);
    let lifted = kept.hears(FRIDAY, &lifted());
    assert!(!of(&lifted, DELIVER, FRIDAY).contains(&Standing::Open), "nobody is left to be given one");
}

#[test]
pub(super) fn r_7_c4_a_ground_for_the_day_of_the_danger_is_no_review_of_what_was_kept_back_since() {
    let mut danger = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { contacted_at, .. }) = &mut danger {
        *contacted_at = noon(FRIDAY);
    }
    let kept_back = || opened().hears(TUESDAY, &told()).hears(THURSDAY, &sent(None)).hears(FRIDAY, &danger);
    assert_eq!(of(&kept_back(), REVIEW, SATURDAY), [Standing::Open]);
    let on_a_ground = kept_back().hears(FRIDAY, &copy_withheld(date(2024, 4, 20)));
    assert_eq!(of(&on_a_ground, REVIEW, SATURDAY), [Standing::Open, Standing::Lapsed]);
    // Too late for the first day, which stays found.
    let late = kept_back().hears(date(2024, 5, 2), &copy_withheld(date(2024, 6, 1)));
    let found = late.findings.values().filter(|found| found.kind == FindingKind::WithheldCopyNotReviewed);
    let found: BTreeSet<_> = found.map(|found| (found.arose_on, found.mended_on)).collect();
    assert_eq!(found, [(date(2024, 4, 8), None), (date(2024, 6, 2), None)].into());
}

#[test]
fn r_7_c4_an_older_decision_that_is_written_down_late_takes_no_newer_ones_day_of_review() {
    let ground = Some(WithholdingGround::Violence);
    let decided_on = |day, review_on| {
        let mut event = copy_withheld(review_on);
        if let CaseEvent::Copy(CopyEvent::CopyWithheld { withheld_on, .. }) = &mut event {
            *withheld_on = day;
        }
        event
    };
    let kept = || opened().hears(MONDAY, &withheld()).hears(TUESDAY, &sent(ground));
    let newer = || kept().hears(FRIDAY, &decided_on(FRIDAY, date(2024, 5, 3)));
    let due = |story: &Story| {
        let owed: Vec<_> = story.watch.owed.iter().filter(|owed| owed.kind == REVIEW).map(|owed| owed.due).collect();
        owed
    };
    assert_eq!(due(&newer()), [Some(date(2024, 5, 3))]);
    let late = newer().hears(FRIDAY, &decided_on(WEDNESDAY, date(2024, 3, 20)));
    assert_eq!(due(&late), [Some(date(2024, 5, 3))]);
    assert_eq!(late.findings.values().filter(|found| found.mended_on.is_some()).count(), 0);
    let overdue = newer().hears(FRIDAY, &decided_on(WEDNESDAY, WEDNESDAY));
    let found = overdue.findings.values().find(|found| found.arose_on == THURSDAY).unwrap();
    assert_eq!(found.mended_on, Some(FRIDAY), "it was looked at again with the newer one, two days too late");
}

#[test]
pub(super) fn c12_r_7_that_somebody_may_know_where_the_protected_are_is_found_as_a_breach_until_it_is_found_not_to_have_told_it()
 {
    let kind = FindingKind::WhereaboutsMayBeKnown;
    assert_eq!((kind.severity(), kind.rule()), (Severity::Breach, "C12"));
    let opened = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let known = || opened().hears(FRIDAY, &case_event("WhereaboutsMayBeKnown"));
    let of = |story: &Story| story.finding(kind).map(|found| (found.arose_on, found.mended_on));
    let taken_out = known().hears(FRIDAY, &case_event("WhereaboutsTakenOut"));
    assert_eq!(of(&taken_out), Some((THURSDAY, None)), "what is taken out afterwards mends nothing");
    assert_eq!(opened().hears(FRIDAY, &case_event("WhereaboutsTakenOut")).finding(kind), None);
    // It was somebody else, as is known by now; and then it was not.
    let not_told = || known().hears(FRIDAY, &case_event("WhereaboutsFoundNotTold"));
    assert_eq!(of(&not_told()), None);
    assert_eq!(of(&not_told().hears(FRIDAY, &case_event("WhereaboutsMayBeKnown"))), Some((THURSDAY, None)));
    // Another reading stays found.
    let draft = || CopyEvent::WhereaboutsMayBeKnown { document: None, subject: mother().subject, read_on: WEDNESDAY };
    let both = known().hears(FRIDAY, &CaseEvent::Copy(draft()));
    assert_eq!(of(&both.hears(FRIDAY, &case_event("WhereaboutsFoundNotTold"))), Some((WEDNESDAY, None)));
}

fn father() -> Guardian {
    let subject = SubjectId::from_uuid(Uuid::from_u128(0x0fa7));
    Guardian { subject, name: Personal::guardian(subject, text("Tor")) }
}

fn named(guardians: &[Guardian]) -> CaseEvent {
    named_on(FRIDAY, guardians)
}

fn named_on(named_on: NaiveDate, guardians: &[Guardian]) -> CaseEvent {
    FamilyEvent::GuardiansNamed { guardians: guardians.to_vec(), decision: None, named_on }.into()
}

/// The copies of the report that are owed: to whom, and from when on.
fn owed_of_report(story: &Story) -> Vec<(Option<SubjectId>, NaiveDate)> {
    let of = |who: Option<SubjectId>| (copy(Document::Report { report: REPORT }, who), who);
    let known = [of(None), of(Some(mother().subject)), of(Some(father().subject))];
    let owed = story.watch.owed.iter().filter(|owed| owed.kind == DELIVER);
    owed.map(|owed| (known.iter().find(|(which, _)| Some(*which) == owed.which).unwrap().1, owed.opened_on)).collect()
}

#[test]
fn r_7_s0_42_whoever_is_first_named_after_the_report_is_owed_a_copy_from_that_day() {
    let story = opened().hears(TUESDAY, &told()).hears(THURSDAY, &sent(None));
    assert_eq!(owed_of_report(&story), [(Some(mother().subject), THURSDAY)]);
    let both = story.hears(FRIDAY, &named(&[mother(), father()]));
    assert_eq!(owed_of_report(&both), [(Some(mother().subject), THURSDAY), (Some(father().subject), FRIDAY)]);
    let due = both.watch.owed.iter().find(|owed| owed.opened_on == FRIDAY && owed.kind == DELIVER).unwrap().due;
    assert_eq!(due, Some(crate::law::due(DeadlineKind::Copy, FRIDAY)));
    // What one of them gets is no copy of the other's.
    let one = both.hears(FRIDAY, &delivered(Document::Report { report: REPORT }));
    assert_eq!(owed_of_report(&one), [(Some(father().subject), FRIDAY)]);
}

#[test]
fn r_7_the_copy_for_whoever_they_are_stands_until_guardians_are_known_and_then_each_is_owed_theirs() {
    let unknown = || opened().hears(THURSDAY, &sent(None));
    assert_eq!(owed_of_report(&unknown()), [(None, THURSDAY)]);
    let known = unknown().hears(FRIDAY, &named(&[mother(), father()]));
    let each = [(Some(mother().subject), FRIDAY), (Some(father().subject), FRIDAY)];
    assert_eq!(BTreeSet::from_iter(owed_of_report(&known)), each.into());
    assert_eq!(of(&known, DELIVER, FRIDAY), [Standing::Open, Standing::Open, Standing::Lapsed]);
    // Who had it already is owed none, and the other is.
    let had = unknown().hears(FRIDAY, &delivered(Document::Report { report: REPORT }));
    assert_eq!(owed_of_report(&had), []);
    let had = had.hears(FRIDAY, &named(&[mother(), father()]));
    assert_eq!(owed_of_report(&had), [(Some(father().subject), FRIDAY)]);
}

#[test]
fn r_6_r_7_the_copy_of_a_guardian_who_is_named_while_they_must_not_know_is_withheld_like_the_others() {
    let story = opened().hears(TUESDAY, &told()).hears(TUESDAY, &withheld());
    let story = story.hears(THURSDAY, &sent(Some(WithholdingGround::Violence)));
    let story = story.hears(FRIDAY, &named(&[mother(), father()]));
    assert_eq!((owed_of_report(&story), of(&story, REVIEW, FRIDAY)), (vec![], vec![Standing::Open]));
    let story = story.hears(FRIDAY, &lifted());
    assert_eq!(owed_of_report(&story).len(), 2, "both are owed theirs");
}

#[test]
fn r_7_who_is_no_guardian_as_the_unit_says_is_owed_no_copy_until_that_one_is_named_again() {
    let story = opened().hears(THURSDAY, &sent(None)).hears(FRIDAY, &named(&[mother(), father()]));
    let story = story.hears(FRIDAY, &named(&[mother()]));
    assert_eq!(owed_of_report(&story), [(Some(mother().subject), FRIDAY)]);
    assert_eq!(owed_of_report(&story.hears(FRIDAY, &named(&[mother(), father()]))).len(), 2);
}

#[test]
fn r_5_a_guardian_who_is_left_out_when_others_are_told_of_a_report_is_to_be_told_too() {
    let other = ObligationKind::TellOtherGuardianOfReport;
    let tell = |guardians: &[Guardian]| -> CaseEvent {
        let (about, guardians) = (AboutGuardians::Report, guardians.to_vec());
        FamilyEvent::GuardiansInformed { about, guardians, informed_on: FRIDAY }.into()
    };
    let both_known = || opened().hears(TUESDAY, &named(&[mother(), father()]));
    let one_told = || both_known().hears(TUESDAY, &told()).hears(FRIDAY, &sent(None));
    let owed: Vec<_> = one_told().watch.owed.iter().filter(|owed| owed.kind == other).map(|owed| owed.which).collect();
    assert_eq!(owed, [Some(father().subject.as_uuid())]);
    assert_eq!(other.about_which(owed[0].unwrap()), Some(Which::Guardian(father().subject)));
    assert_eq!(of(&one_told().hears(FRIDAY, &tell(&[father()])), other, FRIDAY), [Standing::Met]);
    // And has been told of this one alone.
    let next = one_told().hears(FRIDAY, &tell(&[father()])).hears(FRIDAY, &sent(None));
    assert!(next.finding(FindingKind::GuardiansNotTold).is_some());
    let mut tell_both = tell(&[mother(), father()]);
    if let CaseEvent::Family(FamilyEvent::GuardiansInformed { informed_on, .. }) = &mut tell_both {
        *informed_on = TUESDAY;
    }
    let both_told = both_known().hears(TUESDAY, &tell_both).hears(FRIDAY, &sent(None));
    assert_eq!(of(&both_told, other, FRIDAY), []);
    // Afterwards, too.
    let afterwards = both_known().hears(THURSDAY, &sent(None)).hears(FRIDAY, &tell(&[mother()]));
    assert_eq!(of(&afterwards, other, FRIDAY), [Standing::Open]);
    assert_eq!(of(&afterwards, ObligationKind::TellGuardiansOfReport, FRIDAY), [Standing::Met]);
    // A ground that comes puts it off.
    let put_off = one_told().hears(FRIDAY, &withheld());
    assert_eq!(of(&put_off, other, FRIDAY), [Standing::Lapsed]);
    assert!(of(&put_off.hears(FRIDAY, &lifted()), other, FRIDAY).contains(&Standing::Open));
}

#[test]
pub(super) fn r_5_r_7_who_is_left_out_while_something_is_owed_is_shown_until_that_one_is_named_again() {
    let (left_out, other) = (FindingKind::GuardianLeftOut, ObligationKind::TellOtherGuardianOfReport);
    let both = || opened().hears(TUESDAY, &named_on(TUESDAY, &[mother(), father()])).hears(TUESDAY, &told());
    let sent = || both().hears(THURSDAY, &sent(None));
    let alone = || sent().hears(FRIDAY, &named(&[mother()]));
    let left = alone();
    let found = left.finding(left_out).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (FRIDAY, None));
    assert_eq!(left_out.about_which(found.which.unwrap()), Some(Which::Guardian(father().subject)));
    assert_eq!(of(&alone(), other, FRIDAY), [Standing::Lapsed]);
    assert_eq!(owed_of_report(&alone()), [(Some(mother().subject), THURSDAY)]);
    // Named again, that one is owed what was owed.
    let again = alone().hears(SATURDAY, &named_on(SATURDAY, &[mother(), father()]));
    assert_eq!(again.finding(left_out).unwrap().mended_on, Some(SATURDAY));
    assert!(of(&again, other, SATURDAY).contains(&Standing::Open));
    assert!(owed_of_report(&again).contains(&(Some(father().subject), SATURDAY)));
    // Who is told nevertheless need not be told once more.
    let mut tell = told();
    if let CaseEvent::Family(FamilyEvent::GuardiansInformed { guardians, informed_on, .. }) = &mut tell {
        (*guardians, *informed_on) = (vec![father()], FRIDAY);
    }
    let told_so = alone().hears(FRIDAY, &tell).hears(SATURDAY, &named_on(SATURDAY, &[mother(), father()]));
    assert!(!of(&told_so, other, SATURDAY).contains(&Standing::Open));
    // Where nothing was owed, nothing is given up.
    assert!(both().hears(FRIDAY, &named(&[mother()])).finding(left_out).is_none());
    // And who the guardians were, which is written down late, leaves nobody out who is one since.
    let late = sent().hears(FRIDAY, &named(&[mother(), father()])).hears(FRIDAY, &named_on(WEDNESDAY, &[mother()]));
    assert!(late.finding(left_out).is_none());
}
