//! R-43, S2-48: a report that joined another child's investigation.

use super::*;

const ANOTHERS: FindingKind = FindingKind::JoinedAnotherChild;

fn joined() -> Story {
    Story::new().hears(MONDAY, &report_event("ReportReceived")).hears(FRIDAY, &report_event("JoinedInvestigationNamed"))
}

impl Story {
    fn told_whether_it_is_the_same(self, is_same: bool, on: NaiveDate) -> Self {
        self.asked(on, |watch, stream, at| watch.hear_whether_it_joined_its_own_child(stream, is_same, on, at))
    }
}

#[test]
pub(super) fn r_43_s2_48_a_report_that_joined_another_childs_investigation_is_found_until_that_is_corrected() {
    let story = joined().told_whether_it_is_the_same(false, FRIDAY);
    let found = story.finding(ANOTHERS).unwrap();
    assert_eq!(
        (found.arose_on, found.mended_on, found.about.report),
        (FRIDAY, None, Some(ReportId::from_uuid(STREAM)))
    );
    assert_eq!(found.kind.severity(), Severity::Breach);
    let story = story.told_whether_it_is_the_same(false, SATURDAY);
    assert_eq!(story.found(SATURDAY).into_iter().filter(|kind| *kind == ANOTHERS).count(), 1, "once");
    let story = story.hears(SATURDAY, &report_event("JoiningCorrected")).told_whether_it_is_the_same(true, SATURDAY);
    assert_eq!(story.finding(ANOTHERS).unwrap().mended_on, Some(FRIDAY), "on the day of the correction");
    assert_eq!(story.watch.joined(), Some(INVESTIGATION));
}

#[test]
pub(super) fn r_43_s2_48_what_is_recorded_to_be_the_same_child_was_no_other_and_what_is_not_so_any_more_is_found() {
    assert_eq!(joined().told_whether_it_is_the_same(true, FRIDAY).finding(ANOTHERS), None);
    let recorded = joined().told_whether_it_is_the_same(false, FRIDAY).told_whether_it_is_the_same(true, SATURDAY);
    assert_eq!(recorded.finding(ANOTHERS), None);
    let withdrawn = joined().told_whether_it_is_the_same(true, FRIDAY).told_whether_it_is_the_same(false, SATURDAY);
    assert_eq!(withdrawn.finding(ANOTHERS).map(|found| found.arose_on), Some(SATURDAY));
}

#[test]
fn watches_know_the_child_and_what_is_to_be_looked_at_again() {
    assert_eq!((joined().watch.child(), joined().watch.joined()), (Some(CHILD), Some(INVESTIGATION)));
    let opened = Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
    assert_eq!((opened.watch.child(), opened.watch.joined()), (Some(CHILD), None));
    let mut of_child = Watch::default();
    of_child.concerns(&Concerned { reports: [REPORT].into(), ..Concerned::default() });
    of_child.concerns(&Concerned { cases: [CASE].into(), ..Concerned::default() });
    let kept: Watch = serde_json::from_str(&serde_json::to_string(&of_child).unwrap()).unwrap();
    assert_eq!(kept.concerned(), &Concerned { reports: [REPORT].into(), cases: [CASE].into(), ..Concerned::default() });
}
