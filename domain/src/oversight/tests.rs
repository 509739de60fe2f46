//! What is owed and what is found, told as stories. Each rule has a story in which it fires and one in which it must
//! not.

mod agreements;
mod alternatives;
mod approvals;
mod asked_for;
mod at_work;
mod averting;
mod calls;
mod cases;
mod claims;
mod coercion;
mod concern;
mod consents;
mod consulting;
mod contact;
mod cooperation;
mod court;
mod deadlines;
mod disclosure;
mod duty;
mod effect;
mod every_finding;
mod fold;
mod follow_up;
mod histories;
mod in_time;
mod interpreting;
mod joining;
mod lapsing;
mod measures;
mod midnight;
mod order;
mod outcomes;
mod own_say;
mod plans;
mod reopened;
mod reports;
mod responsibilities;
mod resting;
mod same_child;
mod seriousness;
mod siblings;
mod signing;
mod steps;
mod taking_up;
mod telling;
mod transfers;
mod turned_down;
mod twice;
mod weighing;
mod which;
mod who_decides;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::Aggregate as _;
use proptest::prelude::*;

use super::*;
use crate::case::{CourseEvent, Level, StepsEvent};
use crate::guides::{GuideVersion, Responsibility};
use crate::law::{DeadlineKind, Length};
use crate::test_support::samples;
use crate::test_support::*;

const STREAM: Uuid = Uuid::from_u128(0x57e4);

/// A stream whose events are heard one after the other, and all that was noted of it.
struct Story {
    watch: Watch,
    /// What the municipality has set.
    own: OwnDeadlines,
    municipality: Municipality,
    stream: Uuid,
    position: i64,
    obligations: BTreeMap<Uuid, Obligation>,
    findings: BTreeMap<Uuid, Finding>,
}

thread_local! {
    /// What was found in each story of this thread: whenever it was looked at, and at its end.
    static TOLD: RefCell<Vec<BTreeSet<FindingKind>>> = const { RefCell::new(Vec::new()) };
}

impl Drop for Story {
    fn drop(&mut self) {
        TOLD.with_borrow_mut(|told| told.push(self.kinds_found()));
    }
}

impl Story {
    fn new() -> Self {
        Self {
            watch: Watch::default(),
            own: OwnDeadlines::default(),
            municipality: "9901".parse().unwrap(),
            stream: STREAM,
            position: 0,
            obligations: BTreeMap::new(),
            findings: BTreeMap::new(),
        }
    }

    /// Recorded on that day, in the watched stream.
    fn hears<'a>(self, recorded_on: NaiveDate, event: impl Into<Heard<'a>>) -> Self {
        let stream = self.stream;
        self.hears_from(stream, recorded_on, event)
    }

    /// Recorded on that day in another stream.
    fn hears_from<'a>(mut self, stream: Uuid, recorded_on: NaiveDate, event: impl Into<Heard<'a>>) -> Self {
        self.position += 1;
        let at = At { municipality: &self.municipality, stream, position: self.position, recorded_on };
        let notes = self.watch.hear(self.stream, event.into(), at, &self.own);
        self.note(notes)
    }

    /// Its watch is asked about others' streams, on a day.
    fn asked(mut self, recorded_on: NaiveDate, hear: impl FnOnce(&mut Watch, Uuid, At<'_>) -> Vec<Note>) -> Self {
        self.position += 1;
        let at = At { municipality: &self.municipality, stream: self.stream, position: self.position, recorded_on };
        let notes = hear(&mut self.watch, self.stream, at);
        self.note(notes)
    }

    fn note(mut self, notes: Vec<Note>) -> Self {
        for note in notes {
            match note {
                Note::Obligation(key, obligation) => _ = self.obligations.insert(key, obligation),
                Note::Finding(key, Some(finding)) => _ = self.findings.insert(key, finding),
                Note::Finding(key, None) => {
                    assert!(self.findings.remove(&key).is_some(), "what is withdrawn was noted");
                }
            }
        }
        self
    }

    /// The municipality sets that deadline for what starts from that day on.
    fn set(mut self, deadline: DeadlineKind, length: Length, valid_from: NaiveDate) -> Self {
        let own_deadlines = std::mem::take(&mut self.own);
        let mut settings = Watch { own_deadlines, ..Watch::default() };
        let length = Some(length);
        settings.hear_setting(&SettingsEvent::DeadlineSet { deadline, length, valid_from, set_on: valid_from });
        self.own = settings.own_deadlines().clone();
        self
    }

    /// How what is or was owed stands on that day.
    fn standings(&self, on: NaiveDate) -> Vec<(ObligationKind, Standing)> {
        let mut standings: Vec<_> =
            self.obligations.values().map(|obligation| (obligation.kind, obligation.standing(on))).collect();
        standings.sort_unstable();
        standings
    }

    fn standing(&self, kind: ObligationKind, on: NaiveDate) -> Option<Standing> {
        self.standings(on).into_iter().find(|(known, _)| *known == kind).map(|(_, standing)| standing)
    }

    fn obligation(&self, kind: ObligationKind) -> &Obligation {
        self.obligations.values().find(|obligation| obligation.kind == kind).unwrap()
    }

    /// What is found on that day, mended or not.
    fn found(&self, on: NaiveDate) -> Vec<FindingKind> {
        let mut found: Vec<_> =
            self.findings.values().filter(|found| found.arose_on <= on).map(|found| found.kind).collect();
        found.sort_unstable();
        TOLD.with_borrow_mut(|told| told.push(found.iter().copied().collect()));
        found
    }

    /// What is found on that day under a name of its own, mended or not.
    fn found_by_name(&self, on: NaiveDate) -> Vec<FindingKind> {
        let mut found = self.found(on);
        found.retain(|kind| *kind != FindingKind::NotDoneInTime);
        found
    }

    /// All that is found, on whatever day.
    fn kinds_found(&self) -> BTreeSet<FindingKind> {
        self.findings.values().map(|finding| finding.kind).collect()
    }

    fn finding(&self, kind: FindingKind) -> Option<&Finding> {
        TOLD.with_borrow_mut(|told| told.push(self.kinds_found()));
        self.findings.values().find(|finding| finding.kind == kind)
    }
}

impl<'a> From<&'a CaseEvent> for Heard<'a> {
    fn from(event: &'a CaseEvent) -> Self {
        Self::Case(event)
    }
}

impl<'a> From<&'a ReportEvent> for Heard<'a> {
    fn from(event: &'a ReportEvent) -> Self {
        Self::Report(event)
    }
}

impl<'a> From<&'a InvestigationEvent> for Heard<'a> {
    fn from(event: &'a InvestigationEvent) -> Self {
        Self::Investigation(event)
    }
}

/// The sample of the event with that name.
fn case_event(name: &str) -> CaseEvent {
    samples::every_case_event().into_iter().find(|(known, _)| *known == name).unwrap().1
}

fn report_event(name: &str) -> ReportEvent {
    samples::every_report_event().into_iter().find(|(known, _)| *known == name).unwrap().1
}

fn investigation_event(name: &str) -> InvestigationEvent {
    samples::every_investigation_event().into_iter().find(|(known, _)| *known == name).unwrap().1
}

/// The case follows that version of Fjordvik's guide from Monday on, which makes these somebody's.
fn followed(version: u16, responsibilities: &[Responsibility]) -> CaseEvent {
    let guide = GuideVersion { guide: fjordvik().version.guide, version };
    let responsibilities = responsibilities.iter().copied().collect();
    let (digest, entries, current, decision) = (fjordvik().digest, vec![], steps(&["see"]), None);
    StepsEvent::GuideFollowed {
        talks_first: false,
        guide,
        digest,
        entries,
        current,
        responsibilities,
        decision,
        followed_on: MONDAY,
    }
    .into()
}

/// What is found each time it happens and nothing mends, for a long case must not be slow for it; and what is remembered apart,
/// with what it hangs on.
const FOR_GOOD: [FindingKind; 15] = [
    FindingKind::ClosedAgainstEvaluation,
    FindingKind::DecidedByAnother,
    FindingKind::ContactedWhileWithheld,
    FindingKind::WhereaboutsMayBeKnown,
    FindingKind::AssessedWithoutEvidence,
    FindingKind::AgainstGuide,
    FindingKind::DecidedWithoutConsent,
    FindingKind::ReferralNotDiscussed,
    FindingKind::GuardiansNotInvited,
    FindingKind::WithheldOnGroundNotInUse,
    FindingKind::SharedWithoutConsent,
    FindingKind::RefusedByAnotherGuardian,
    FindingKind::RefusedByYouth,
    FindingKind::HeldWithoutInterpreter,
    FindingKind::YouthNotAsked,
];

#[test]
fn what_nothing_mends_is_found_each_time_and_not_remembered() {
    let (finds, kind) = ("ReferralSent", FindingKind::ReferralNotDiscussed);
    let asked_for = followed(1, &[Responsibility::DiscussReferralWithLeader]);
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &asked_for);
    let story = opened.hears(FRIDAY, &case_event(finds)).hears(FRIDAY, &case_event(finds));
    assert_eq!(story.findings.values().filter(|found| found.kind == kind).count(), 2);
    assert!(story.watch.found.iter().all(|found| found.kind != kind));
}

/// What a watch remembers and notes goes into read models, which hold no personal data.
#[test]
fn nothing_personal_is_remembered_or_noted() {
    let mut story = Story::new();
    for (_, event) in samples::every_case_event() {
        story = story.hears(FRIDAY, &event);
    }
    let mut service = Story::new();
    for (_, event) in samples::every_report_event() {
        service = service.hears(FRIDAY, &event);
    }
    for (_, event) in samples::every_investigation_event() {
        service = service.hears(FRIDAY, &event);
    }
    for story in [story, service] {
        let remembered = serde_json::to_string(&story.watch).unwrap();
        let noted = format!("{:?}{:?}", story.obligations, story.findings);
        assert!(!story.obligations.is_empty());
        assert!(!format!("{remembered}{noted}").contains(SECRET), "{remembered}{noted}");
    }
}

proptest! {
    /// The read model keeps the watch as JSON between events.
    #[test]
    fn a_watch_that_was_put_away_and_taken_out_again_notes_the_same(choices in proptest::collection::vec(0_usize..1000, 1..40)) {
        let events = samples::every_case_event();
        let municipality: Municipality = "9901".parse().unwrap();
        let (mut kept, mut put_away, own) = (Watch::default(), Watch::default(), OwnDeadlines::default());
        for (position, choice) in (1..).zip(choices) {
            let (_, event) = &events[choice % events.len()];
            let at = At { municipality: &municipality, stream: STREAM, position, recorded_on: FRIDAY };
            let noted = kept.hear(STREAM, Heard::Case(event), at, &own);
            put_away = serde_json::from_str(&serde_json::to_string(&put_away).unwrap()).unwrap();
            prop_assert_eq!(&put_away.hear(STREAM, Heard::Case(event), at, &own), &noted);
            prop_assert_eq!(&put_away, &kept);
            // Each key once, and what is noted as unfinished is what is remembered.
            for note in &noted {
                if let Note::Obligation(_, obligation) = note {
                    prop_assert_eq!(obligation.ending.is_none(), kept.owed.contains(obligation));
                }
            }
        }
    }

    /// Every obligation is open, met or lawfully ended, and never dropped: what was once noted as owed is either still
    /// remembered as owed or was noted with its ending.
    #[test]
    fn no_obligation_is_dropped(choices in proptest::collection::vec(0_usize..1000, 1..60)) {
        let events = samples::every_case_event();
        let mut story = Story::new();
        for choice in choices {
            story = story.hears(FRIDAY, &events[choice % events.len()].1);
            let owed = story.obligations.values().filter(|obligation| obligation.ending.is_none()).count();
            prop_assert_eq!(owed, story.watch.owed.len());
            let unmended: Vec<_> = story.findings.values().filter(|finding| finding.mended_on.is_none()).collect();
            let remembered = unmended.iter().filter(|finding| !FOR_GOOD.contains(&finding.kind)).count();
            prop_assert_eq!(remembered, story.watch.found.len());
        }
    }
}

#[test]
fn every_kind_has_a_rule() {
    for kind in ObligationKind::ALL {
        assert!(kind.rule().contains('-'), "{kind:?}");
        assert_eq!(ObligationKind::named(kind.name()), Some(kind));
    }
    for kind in FindingKind::ALL {
        // C12 is what the sources say nothing of.
        assert!(kind.rule().contains('-') || kind.rule() == "C12", "{kind:?}");
        assert_eq!(FindingKind::named(kind.name()), Some(kind));
    }
}
