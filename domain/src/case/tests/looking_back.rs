//! C12, R-7: what guardians have read is looked back on, and comes to the same whichever was written down first.

use proptest::prelude::*;

use super::*;
use crate::ids::SubjectId;
use crate::law::{AddressProtectionGrade, AddressProtectionSource};
use crate::people::Guardian;
use crate::subject::{Subject, SubjectEvent};
use crate::test_support::{LEADER, OFFICER, samples};

const OF_REPORT: Document = Document::Report { report: REPORT };

/// What is told of the child, of a sibling, and in the case.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "it is told once, in a test")]
enum Told {
    OfChild(SubjectEvent),
    OfSibling(SubjectEvent),
    InCase(CaseEvent),
}

/// What is known of them, and of the case in which guardians read something.
#[derive(Default)]
struct Known {
    case: Case,
    child: Subject,
    sibling: Subject,
    /// By what whom may know it, as was told.
    found: BTreeSet<(Option<Document>, SubjectId, NaiveDate)>,
}

impl Known {
    fn of_case() -> Self {
        let told = [opened(), observed(), duty(true), informed(AboutGuardians::Report), sent(ReportDuty::Triggered)];
        Self { case: given(told).state(), ..Self::default() }
    }

    /// Written down, and looked back on after it.
    fn hears(mut self, told: Told) -> Self {
        match told {
            Told::OfChild(event) => self.child.apply(event),
            Told::OfSibling(event) => self.sibling.apply(event),
            Told::InCase(event) => self.case.apply(event),
        }
        for event in self.looks_back() {
            match &event {
                CaseEvent::Copy(CopyEvent::WhereaboutsMayBeKnown { document, subject, read_on }) => {
                    assert!(self.found.insert((*document, *subject, *read_on)), "once");
                }
                CaseEvent::Copy(CopyEvent::WhereaboutsFoundNotTold { document, subject, read_on, .. }) => {
                    assert!(self.found.remove(&(*document, *subject, *read_on)), "what was told");
                }
                other => panic!("{other:?}"),
            }
            self.case.apply(event);
        }
        self
    }

    fn looks_back(&self) -> Vec<CaseEvent> {
        let of_child = self.child.address_protections();
        let is_linked = !self.case.linked_siblings().is_empty();
        let of_sibling = self.sibling.address_protections().filter(|_| is_linked);
        let kept = of_child.chain(of_sibling).flat_map(|(one, until)| self.case.kept_from(&one, until, &[]));
        self.case.looked_back_on(&LookBack { kept_from: kept.collect(), is_all_there: true }, SATURDAY)
    }
}

/// Known to another case, under another pseudonym.
fn father() -> Guardian {
    Guardian { subject: OFFICER, name: said_by_guardian("Arne Prøve") }
}

fn father_here() -> Guardian {
    Guardian { subject: LEADER, name: said_by_guardian("arne  prøve") }
}

fn protected(against: Vec<Guardian>, protected_on: NaiveDate) -> SubjectEvent {
    let (grade, source) = (AddressProtectionGrade::Confidential, AddressProtectionSource::Police);
    SubjectEvent::AddressProtected { grade, source, against, protected_on }
}

fn lifted(lifted_on: NaiveDate) -> SubjectEvent {
    let source = AddressProtectionSource::Police;
    SubjectEvent::AddressProtectionLifted { source, rationale: reasons(), lifted_on }
}

fn got_copy(guardian: Guardian, delivered_on: NaiveDate) -> Told {
    let Guardian { subject, name } = guardian;
    let recipient = Party { subject, name, kind: PartyKind::Guardian };
    Told::InCase(CopyEvent::CopyDelivered { document: OF_REPORT, recipient, delivered_on }.into())
}

fn cosigned(guardian: Guardian, cosigned_on: NaiveDate) -> Told {
    Told::InCase(ReportingEvent::ReportCosigned { report: REPORT, guardians: vec![guardian], cosigned_on }.into())
}

fn taken_out(taken_out_on: NaiveDate) -> Told {
    let decision = decided();
    Told::InCase(CopyEvent::WhereaboutsTakenOut { document: OF_REPORT, decision, taken_out_on }.into())
}

fn met(guardian: Guardian) -> Told {
    let (about, informed_on) = (AboutGuardians::Concern, FRIDAY);
    Told::InCase(FamilyEvent::GuardiansInformed { about, guardians: vec![guardian], informed_on }.into())
}

fn sibling_linked() -> Told {
    let every = samples::every_case_event().into_iter();
    Told::InCase(every.map(|(_, event)| event).find(|event| event.name() == "SiblingLinked").unwrap())
}

fn draft_with_mother() -> Told {
    let every = samples::every_case_event().into_iter();
    let mut draft = every.map(|(_, event)| event).find(|event| event.name() == "ReportDrafted").unwrap();
    if let CaseEvent::Reporting(ReportingEvent::ReportDrafted { co_authored_with_guardians, drafted_on, .. }) =
        &mut draft
    {
        (*co_authored_with_guardians, *drafted_on) = (vec![mother()], THURSDAY);
    }
    Told::InCase(draft)
}

/// All there is to tell; what stands in one of these follows in its order.
fn everything() -> Vec<Vec<Told>> {
    vec![
        vec![Told::OfChild(protected(vec![], THURSDAY))],
        vec![Told::OfChild(protected(vec![father()], FRIDAY))],
        vec![Told::OfChild(protected(vec![father_here()], SATURDAY))],
        // What is told of an earlier day once a lift is recorded is protected all the same, and so these have their order.
        vec![
            Told::OfSibling(protected(vec![], WEDNESDAY)),
            Told::OfSibling(protected(vec![father()], THURSDAY)),
            Told::OfSibling(lifted(FRIDAY)),
        ],
        vec![Told::OfSibling(protected(vec![mother()], SATURDAY))],
        vec![sibling_linked()],
        vec![met(father_here())],
        vec![got_copy(mother(), FRIDAY)],
        vec![cosigned(mother(), FRIDAY)],
        vec![draft_with_mother()],
        // Of what is of one day nobody knows which came first but by which was written down first.
        vec![taken_out(THURSDAY), cosigned(father_here(), THURSDAY)],
        vec![got_copy(father_here(), SATURDAY), taken_out(SATURDAY), cosigned(mother(), SATURDAY)],
    ]
}

fn known_after(told: Vec<Vec<Told>>) -> Known {
    told.into_iter().flatten().fold(Known::of_case(), Known::hears)
}

proptest! {
    /// Some of what there is to tell, in its order and in any other.
    #[test]
    fn c12_r_7_what_guardians_read_comes_to_the_same_in_whichever_order_it_all_is_written_down(
        (in_order, in_another) in proptest::sample::subsequence(everything(), 0..=12)
            .prop_flat_map(|told| (Just(told.clone()), Just(told).prop_shuffle()))
    ) {
        let (one, other) = (known_after(in_order), known_after(in_another));
        prop_assert_eq!(&one.found, &other.found);
        prop_assert_eq!(one.looks_back(), []);
        prop_assert_eq!(other.looks_back(), []);
    }
}

/// What follows once that is told, after what was told before.
fn found_of(told: impl IntoIterator<Item = Told>) -> usize {
    told.into_iter().fold(Known::of_case(), Known::hears).found.len()
}

#[test]
fn c12_r_7_what_was_found_of_a_guardian_is_taken_back_once_others_are_named_or_known_or_it_had_been_taken_out() {
    let nobody_named = || Told::OfChild(protected(vec![], THURSDAY));
    let father_named = || Told::OfChild(protected(vec![father()], THURSDAY));
    let to_mother = || got_copy(mother(), FRIDAY);
    assert_eq!(found_of([to_mother(), nobody_named()]), 1);
    // The father is named when he is known; and where he is known only after he was named.
    assert_eq!(found_of([met(father_here()), to_mother(), nobody_named(), father_named()]), 0);
    assert_eq!(found_of([to_mother(), father_named()]), 1);
    assert_eq!(found_of([to_mother(), father_named(), met(father_here())]), 0);
    // It is written down only then that it had been taken out, or that this had been before it was to be kept.
    assert_eq!(found_of([to_mother(), nobody_named(), taken_out(THURSDAY)]), 0);
    assert_eq!(found_of([to_mother(), nobody_named(), taken_out(SATURDAY)]), 1);
    // What is taken out on the day itself, once it was handed out, calls nothing back; before that, nothing is told.
    assert_eq!(found_of([to_mother(), nobody_named(), taken_out(FRIDAY)]), 1);
    assert_eq!(found_of([taken_out(FRIDAY), to_mother(), nobody_named()]), 0);
    // What was taken back is found again where somebody is named whom the case does not know.
    let elsewhere = SubjectId::from_uuid(uuid::Uuid::from_u128(0x57a9));
    let stranger = Guardian { subject: elsewhere, name: said_by_guardian("Somebody Else") };
    let again = [met(father_here()), to_mother(), nobody_named(), father_named()];
    assert_eq!(found_of(again.into_iter().chain([Told::OfChild(protected(vec![stranger], FRIDAY))])), 1);
    // Him it is kept from, whoever else is named.
    let to_father = || got_copy(father_here(), FRIDAY);
    assert_eq!(found_of([to_father(), nobody_named(), father_named(), met(father_here())]), 1);
}

#[test]
fn c12_r_7_a_protection_that_is_lifted_takes_back_what_was_read_since_then_and_nothing_from_before() {
    let protected = || Told::OfChild(protected(vec![], WEDNESDAY));
    let [thursday, friday] = [THURSDAY, FRIDAY].map(|day| move || got_copy(mother(), day));
    assert_eq!(found_of([thursday(), protected(), Told::OfChild(lifted(FRIDAY))]), 1);
    assert_eq!(found_of([protected(), Told::OfChild(lifted(FRIDAY)), thursday()]), 1);
    assert_eq!(found_of([friday(), protected(), Told::OfChild(lifted(FRIDAY))]), 0);
    assert_eq!(found_of([protected(), Told::OfChild(lifted(FRIDAY)), friday()]), 0);
}

#[test]
fn c12_r_7_a_guardian_who_is_named_later_was_free_to_read_before_that_day() {
    let mother_named = || Told::OfChild(protected(vec![mother()], MONDAY));
    let father_named = || Told::OfChild(protected(vec![father_here()], FRIDAY));
    let [wednesday, saturday] = [WEDNESDAY, SATURDAY].map(|day| move || got_copy(father_here(), day));
    assert_eq!(found_of([wednesday(), mother_named(), father_named()]), 0);
    assert_eq!(found_of([mother_named(), father_named(), wednesday()]), 0);
    assert_eq!(found_of([saturday(), mother_named(), father_named()]), 1);
    // While nobody was named it was kept from each of them.
    let nobody_named = || Told::OfChild(protected(vec![], MONDAY));
    assert_eq!(found_of([wednesday(), nobody_named(), father_named()]), 1);
}

#[test]
fn c12_r_7_a_lift_takes_back_nothing_of_what_a_telling_of_a_later_day_keeps() {
    let told = |against, on| Told::OfChild(protected(against, on));
    let found = |order: [Told; 3]| found_of(order.into_iter().chain([got_copy(mother(), SATURDAY)]));
    let (first, anew) = (|| told(vec![], MONDAY), || told(vec![mother()], SATURDAY));
    let lift = || Told::OfChild(lifted(FRIDAY));
    assert_eq!(found([first(), anew(), lift()]), 1);
    assert_eq!(found([first(), lift(), anew()]), 1);
    assert_eq!(found([anew(), first(), lift()]), 1);
}

#[test]
fn c12_r_7_where_somebody_is_erased_by_whom_it_was_judged_nothing_is_taken_back() {
    let told = [got_copy(mother(), FRIDAY), Told::OfChild(protected(vec![], THURSDAY))];
    let known = told.into_iter().fold(Known::of_case(), Known::hears);
    let look_back = |is_all_there| {
        let look_back = LookBack { kept_from: vec![], is_all_there };
        known.case.looked_back_on(&look_back, SATURDAY)
    };
    let (document, subject, read_on) = (Some(OF_REPORT), mother().subject, FRIDAY);
    let not_told = CopyEvent::WhereaboutsFoundNotTold { document, subject, read_on, found_on: SATURDAY };
    assert_eq!(look_back(true), [not_told.into()]);
    assert_eq!(look_back(false), []);
    // The reader is no more: by no name can it be told who that was.
    let gone = serde_json::json!({ "$personal": "guardian", "of": mother().subject, "state": "shredded" });
    let shredded = Guardian { subject: mother().subject, name: serde_json::from_value(gone).unwrap() };
    let may_be_known = CopyEvent::WhereaboutsMayBeKnown { document, subject, read_on };
    let mut erased = Known::of_case().case;
    let Told::InCase(read) = got_copy(shredded, FRIDAY) else { unreachable!() };
    erased.apply(read);
    erased.apply(may_be_known.into());
    assert_eq!(erased.looked_back_on(&LookBack { kept_from: vec![], is_all_there: true }, SATURDAY), []);
}

#[test]
fn c12_r_7_what_names_a_guardian_or_is_read_by_one_is_looked_back_after() {
    let every: Vec<_> = samples::every_case_event().into_iter().map(|(_, event)| event).collect();
    let state = given(every.clone()).state();
    let concerns =
        |event: &&CaseEvent| !guardians_named_by(event).is_empty() || !state.read_by_guardians(event).is_empty();
    for event in every.iter().filter(concerns) {
        assert!(LOOKED_BACK_AFTER.contains(&event.name()), "{}", event.name());
    }
}

#[test]
fn r_21_every_event_that_names_a_guardian_is_among_those_that_tell_who_decides_for_the_child() {
    let naming = samples::every_case_event().into_iter().filter(|(_, event)| !guardians_named_by(event).is_empty());
    let mut naming: Vec<_> = naming.map(|(_, event)| event.name()).collect();
    naming.sort_unstable();
    naming.dedup();
    assert_eq!(naming, NAMING_GUARDIANS);
}
