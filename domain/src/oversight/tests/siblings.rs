//! R-13, S0-14: a case that says that there are no siblings, where another one links one.

use super::*;
use crate::case::SiblingsEvent;
use crate::ids::SubjectId;
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
    fn told_where_siblings_are_linked(mut self, unit: Option<&str>, on: NaiveDate) -> Self {
        self.position += 1;
        let at =
            At { municipality: &self.municipality, stream: self.stream, position: self.position, recorded_on: FRIDAY };
        for note in self.watch.hear_whether_siblings_are_linked_elsewhere(self.stream, unit, on, at) {
            match note {
                Note::Finding(key, Some(finding)) => _ = self.findings.insert(key, finding),
                Note::Finding(key, None) => {
                    assert!(self.findings.remove(&key).is_some(), "what is withdrawn was noted");
                }
                Note::Obligation(..) => unreachable!("nothing is owed by it"),
            }
        }
        self
    }
}

#[test]
pub(super) fn r_13_s0_14_where_another_case_links_a_sibling_that_there_are_none_is_found_until_something_else_is_said()
{
    let contradicted = || said(&none_on(TUESDAY)).told_where_siblings_are_linked(Some("Vikmo"), MONDAY);
    let found = contradicted().finding(CONTRADICTED).cloned().unwrap();
    assert_eq!((found.arose_on, found.mended_on, found.kind.severity()), (TUESDAY, None, Severity::Notice));
    assert_eq!((found.unit.as_str(), found.beside_unit.as_deref()), (contradicted().watch.unit(), Some("Vikmo")));
    let again = contradicted().told_where_siblings_are_linked(Some("Nord"), FRIDAY);
    assert_eq!(again.findings.len(), contradicted().findings.len(), "once");
    assert_eq!(again.finding(CONTRADICTED).unwrap().beside_unit.as_deref(), Some("Nord"));
    for otherwise in [linked(CHILD), case_event("SiblingsLeftUnknown")] {
        let story = contradicted().hears(FRIDAY, &otherwise).told_where_siblings_are_linked(Some("Vikmo"), FRIDAY);
        let mended_on = story.finding(CONTRADICTED).unwrap().mended_on;
        assert!(mended_on.is_some(), "{otherwise:?}");
    }
}

#[test]
pub(super) fn r_13_s2_48_where_no_other_case_links_one_or_it_is_another_childs_nothing_is_found() {
    assert_eq!(said(&none_on(TUESDAY)).told_where_siblings_are_linked(None, FRIDAY).finding(CONTRADICTED), None);
    for other in [linked(CHILD), case_event("SiblingsLeftUnknown")] {
        let story = said(&other).told_where_siblings_are_linked(Some("Vikmo"), FRIDAY);
        assert_eq!(story.finding(CONTRADICTED), None);
    }
    // It is taken back that the two are one child.
    let story = said(&none_on(TUESDAY)).told_where_siblings_are_linked(Some("Vikmo"), FRIDAY);
    assert_eq!(story.told_where_siblings_are_linked(None, SATURDAY).finding(CONTRADICTED), None);
}

#[test]
fn watches_know_what_a_case_says_of_siblings_and_which_cases_of_a_child_do() {
    let sibling = SubjectId::from_uuid(Uuid::from_u128(0x51b));
    let story = said(&linked(sibling));
    let says = |one| story.watch.says_of_a_sibling(&[one].into());
    assert!(says(CHILD) && says(sibling) && !says(SubjectId::from_uuid(Uuid::from_u128(0x51c))));
    assert!(!said(&none_on(TUESDAY)).watch.says_of_a_sibling(&[CHILD].into()));
    assert_eq!((story.watch.says_no_siblings(), said(&none_on(TUESDAY)).watch.says_no_siblings()), (false, true));
    assert_eq!(said_of_siblings(&linked(sibling)), Some((Some(sibling), FRIDAY)));
    assert_eq!(said_of_siblings(&none_on(TUESDAY)), Some((None, TUESDAY)));
    assert_eq!(said_of_siblings(&case_event("CaseOpened")), None);
    let mut of_child = Watch::default();
    of_child.remember_case(CASE);
    let kept: Watch = serde_json::from_str(&serde_json::to_string(&of_child).unwrap()).unwrap();
    assert_eq!(kept.cases_of_family().collect::<Vec<_>>(), [CASE]);
}
