//! R-13, S0-14: a case that says that there are no siblings, where another one links one.

use super::*;
use crate::case::SiblingsEvent;
use crate::ids::{CaseId, SubjectId};
use crate::people::Child;

const CONTRADICTED: FindingKind = FindingKind::SiblingsContradicted;

fn none_on(confirmed_on: NaiveDate) -> CaseEvent {
    SiblingsEvent::NoSiblingsConfirmed { confirmed_on }.into()
}

fn linked(subject: SubjectId) -> CaseEvent {
    let mut event = case_event("SiblingLinked");
    if let CaseEvent::Siblings(SiblingsEvent::SiblingLinked { sibling, linked_on }) = &mut event {
        *sibling = Child { subject, ..sibling.clone() };
        *linked_on = FRIDAY;
    }
    event
}

fn said(event: &CaseEvent) -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(FRIDAY, event)
}

impl Story {
    fn told_where_siblings_are_linked(self, beside: &[(CaseId, &str)], on: NaiveDate) -> Self {
        let beside = beside.iter().map(|(case, unit)| (*case, of_unit(unit))).collect();
        self.asked(FRIDAY, |watch, stream, at| watch.hear_where_siblings_are_linked(stream, beside, on, at))
    }
}

fn of_unit(unit: &str) -> Beside {
    Beside { unit: unit.to_owned(), siblings: [CHILD].into() }
}

fn another(case: u128) -> CaseId {
    CaseId::from_uuid(Uuid::from_u128(case))
}

#[test]
pub(super) fn r_13_s0_14_where_another_case_links_a_sibling_that_there_are_none_is_found_until_something_else_is_said()
{
    let vikmo = (another(1), "Vikmo");
    let contradicted = || said(&none_on(TUESDAY)).told_where_siblings_are_linked(&[vikmo], MONDAY);
    let found = contradicted().finding(CONTRADICTED).cloned().unwrap();
    assert_eq!((found.arose_on, found.mended_on, found.kind.severity()), (TUESDAY, None, Severity::Notice));
    assert_eq!(found.unit, contradicted().watch.unit());
    assert_eq!(found.beside, [(another(1), of_unit("Vikmo"))].into());
    let again = contradicted().told_where_siblings_are_linked(&[vikmo, (another(2), "Nord")], FRIDAY);
    assert_eq!(again.findings.len(), contradicted().findings.len(), "once");
    let beside: Vec<&str> =
        again.finding(CONTRADICTED).unwrap().beside.values().map(|other| other.unit.as_str()).collect();
    assert_eq!(beside, ["Vikmo", "Nord"], "each that links one");
    for otherwise in [linked(CHILD), case_event("SiblingsLeftUnknown")] {
        let story =
            contradicted().hears(FRIDAY, &otherwise).told_where_siblings_are_linked(&[(another(1), "Vikmo")], FRIDAY);
        let mended_on = story.finding(CONTRADICTED).unwrap().mended_on;
        assert!(mended_on.is_some(), "{otherwise:?}");
    }
}

#[test]
pub(super) fn r_13_s2_48_where_no_other_case_links_one_or_it_is_another_childs_nothing_is_found() {
    assert_eq!(said(&none_on(TUESDAY)).told_where_siblings_are_linked(&[], FRIDAY).finding(CONTRADICTED), None);
    for other in [linked(CHILD), case_event("SiblingsLeftUnknown")] {
        let story = said(&other).told_where_siblings_are_linked(&[(another(1), "Vikmo")], FRIDAY);
        assert_eq!(story.finding(CONTRADICTED), None);
    }
    // It is taken back that the two are one child.
    let story = said(&none_on(TUESDAY)).told_where_siblings_are_linked(&[(another(1), "Vikmo")], FRIDAY);
    assert_eq!(story.told_where_siblings_are_linked(&[], SATURDAY).finding(CONTRADICTED), None);
}

#[test]
fn watches_know_what_a_case_says_of_siblings() {
    let sibling = SubjectId::from_uuid(Uuid::from_u128(0x51b));
    let story = said(&linked(sibling));
    let told_of = |one| story.watch.siblings_told_of(&[one].into());
    assert_eq!((told_of(CHILD), told_of(sibling)), ([sibling].into(), [CHILD].into()), "each is the other's");
    assert_eq!(told_of(SubjectId::from_uuid(Uuid::from_u128(0x51c))), [].into());
    assert_eq!(said(&none_on(TUESDAY)).watch.siblings_told_of(&[CHILD].into()), [].into());
    assert_eq!((story.watch.says_no_siblings(), said(&none_on(TUESDAY)).watch.says_no_siblings()), (false, true));
    assert_eq!(said_of_siblings(&linked(sibling)), Some((Some(sibling), FRIDAY)));
    assert_eq!(said_of_siblings(&none_on(TUESDAY)), Some((None, TUESDAY)));
    assert_eq!(said_of_siblings(&case_event("CaseOpened")), None);
}
