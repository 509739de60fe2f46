//! S2-5, D-3: two investigations of one child at once.

use super::*;

const TWICE: FindingKind = FindingKind::InvestigatedTwice;
const OTHER: InvestigationId = InvestigationId::from_uuid(Uuid::from_u128(0x0742));

fn opened() -> Story {
    let mut event = investigation_event("InvestigationOpened");
    if let InvestigationEvent::InvestigationOpened { started_on, .. } = &mut event {
        *started_on = WEDNESDAY;
    }
    Story::new().hears(WEDNESDAY, &event)
}

impl Story {
    /// Which others of its child began before it.
    fn told_of(self, on: NaiveDate, others: &[(InvestigationId, Ran)]) -> Self {
        let others = others.iter().copied().collect();
        self.asked(on, |watch, stream, at| watch.hear_which_others_run(stream, &others, at))
    }
}

fn ran(until: Option<NaiveDate>) -> [(InvestigationId, Ran); 1] {
    [(OTHER, Ran { from: MONDAY, until })]
}

#[test]
pub(super) fn s2_5_d_3_an_investigation_beside_another_one_of_the_child_is_found_until_one_of_them_ends() {
    let twice = || opened().told_of(WEDNESDAY, &ran(None));
    let story = twice();
    let found = story.finding(TWICE).unwrap();
    assert_eq!((found.arose_on, found.mended_on, found.severity()), (WEDNESDAY, None, Severity::Notice));
    assert_eq!(found.kind.rule(), "S2-5");
    let ended = story.told_of(FRIDAY, &ran(Some(FRIDAY))).told_of(SATURDAY, &ran(Some(FRIDAY)));
    assert_eq!(ended.finding(TWICE).unwrap().mended_on, Some(FRIDAY));
    assert_eq!(ended.found(SATURDAY).into_iter().filter(|kind| *kind == TWICE).count(), 1, "once");
    let mut concluded = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { concluded_on, .. } = &mut concluded {
        *concluded_on = FRIDAY;
    }
    let ended = twice().hears(FRIDAY, &concluded).told_of(FRIDAY, &ran(None));
    assert_eq!(ended.finding(TWICE).unwrap().mended_on, Some(FRIDAY));
}

#[test]
pub(super) fn s2_5_one_that_began_when_the_other_was_over_or_is_another_childs_is_not_found() {
    assert_eq!(opened().told_of(WEDNESDAY, &ran(Some(WEDNESDAY))).finding(TWICE), None);
    assert_eq!(opened().told_of(WEDNESDAY, &[]).finding(TWICE), None);
    let not_the_same = opened().told_of(WEDNESDAY, &ran(None)).told_of(FRIDAY, &[]);
    assert_eq!(not_the_same.finding(TWICE), None, "it never was");
}
