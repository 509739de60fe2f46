//! The course of a case: how it opens, which level it is on, and how it ends.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::concern::concern_raised;
use super::{
    Case, CaseEvent, CaseOutcome, Concern, ConsentPurpose, ImportedMeasure, ImportedPlan, Level, RecordedOutcome,
    not_before, not_before_act, not_in_future,
};
use crate::Refusal;
use crate::guides::GuideVersion;
use crate::ids::ConsentId;
use crate::people::{Child, Decider, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::{Act, Differing, Sought};
use crate::text::Text;
use crate::texts::{Argument, Sentence};
use crate::topics::{Happened, Topic, names};

/// How the case goes: opened, lifted, taken back, closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum CourseEvent {
    /// A case was opened for a child; it is never opened without an event that says why.
    CaseOpened {
        /// The child the case is about.
        child: Child,
        /// The unit that works with the case.
        unit: String,
        /// When the work began.
        opened_on: NaiveDate,
        /// The journal number of the case system it was imported from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        journal_number: Option<Personal<Text>>,
        /// The caseworker named in the source.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        caseworker: Option<Personal<Text>>,
    },
    /// A return for statistics told of measures and plans of the client, which are counted as history (S2-3, S2-4).
    HelpToldOfBySource {
        /// Measures that are new, or otherwise than they were told of before.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        measures: Vec<ImportedMeasure>,
        /// Plans likewise.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        plans: Vec<ImportedPlan>,
        /// When it was taken over.
        told_on: NaiveDate,
    },
    /// The case was lifted to the next level (S3-25, S3-36).
    EscalatedToLevel {
        /// The level it came to.
        level: Level,
        /// The consent it rests on.
        consent: ConsentId,
        /// The guides with levels that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// Who else stood behind it, and whether who holds the relay did, where that was asked.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        stood_behind: Option<StoodBehind>,
        /// When.
        escalated_on: NaiveDate,
    },
    /// The case was taken back to a lower level (S3-44).
    ReturnedToLevel {
        /// The level it came to.
        level: Level,
        /// The guides with levels that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// Who else stood behind it, and whether who holds the relay did, where that was asked.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        stood_behind: Option<StoodBehind>,
        /// When.
        returned_on: NaiveDate,
    },
    /// The case ended with a reasoned decision, or in the source it was imported from.
    CaseClosed {
        /// How.
        outcome: RecordedOutcome,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// Who else stood behind it, and whether who holds the relay did, where that was asked.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        stood_behind: Option<StoodBehind>,
        /// When.
        closed_on: NaiveDate,
    },
    /// The case is worked with again. It goes on from level 1: what it was lifted on ended with it.
    CaseReopened {
        /// The guides that are followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// By when the concern is to be decided anew, in a municipality that has set a time for that (D-6).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        decide_by: Option<NaiveDate>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        reopened_on: NaiveDate,
    },
    /// It was decided that a closed case is not worked with again for what came since, such as a call in acute danger.
    ReopeningDeclined {
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        declined_on: NaiveDate,
    },
}

/// Who stood behind lifting a case, taking it back or closing it beside who decided: on level 2 that is decided by who works with
/// the case and the unit's leader, on level 3 by who holds the relay (R-30, S3-31, S3-42).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoodBehind {
    /// With whom it was decided.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub together_with: Option<Decider>,
    /// Whether, on level 3, one of them held the relay on that day.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub relay_holder: bool,
}

impl Topic for CourseEvent {
    names!(
        CaseOpened,
        HelpToldOfBySource,
        EscalatedToLevel,
        ReturnedToLevel,
        CaseClosed,
        CaseReopened,
        ReopeningDeclined
    );

    fn happened(&self) -> Happened {
        match self {
            Self::CaseOpened { opened_on: date, .. }
            | Self::HelpToldOfBySource { told_on: date, .. }
            | Self::EscalatedToLevel { escalated_on: date, .. }
            | Self::ReturnedToLevel { returned_on: date, .. }
            | Self::CaseClosed { closed_on: date, .. }
            | Self::CaseReopened { reopened_on: date, .. }
            | Self::ReopeningDeclined { declined_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::CaseOpened { unit, .. } => said.with("unit", Argument::in_clear(unit)),
            Self::HelpToldOfBySource { measures, plans, .. } => {
                said.with("measures", how_many(measures)).with("plans", how_many(plans))
            }
            Self::EscalatedToLevel { level, .. } | Self::ReturnedToLevel { level, .. } => {
                said.with("level", level.number())
            }
            Self::CaseClosed { outcome, .. } => said.with("outcome", outcome.word()),
            Self::CaseReopened { .. } | Self::ReopeningDeclined { .. } => said,
        }
    }
}

fn how_many<T>(of: &[T]) -> i64 {
    i64::try_from(of.len()).unwrap_or(i64::MAX)
}

/// What opening a case settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The child.
    pub child: Child,
    /// The unit that works with the case.
    pub unit: String,
    /// When the work began.
    pub on: NaiveDate,
}

/// That the case was worked with again after it had ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Reopenings {
    /// The ends that did not last.
    ends: BTreeSet<NaiveDate>,
    /// The latest day on which it was reopened.
    pub(super) latest: Option<NaiveDate>,
    /// The consents that were given before, and the day on which the case ended, and they with it: they lift it no more,
    /// and nobody meets on them.
    consents: BTreeMap<ConsentId, NaiveDate>,
}

impl Reopenings {
    /// Whether that consent was to the work that had ended by then.
    pub(super) fn has_ended(&self, consent: ConsentId, day: NaiveDate) -> bool {
        self.ended_by(consent, day).is_some()
    }

    /// When the work that consent was to had ended, if it had by then.
    pub(super) fn ended_by(&self, consent: ConsentId, day: NaiveDate) -> Option<NaiveDate> {
        self.consents.get(&consent).copied().filter(|ended_on| *ended_on <= day)
    }
}

/// The levels a case came to, with the day of each, in the order in which that was recorded; before them, and from its
/// end on, it is on 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Levels(Vec<CameToLevel>);

/// The level that a case came to on a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct CameToLevel {
    level: Level,
    on: NaiveDate,
}

impl Levels {
    /// The highest level that it was on at any time of that day.
    pub(super) fn highest_on(&self, day: NaiveDate) -> Level {
        let came_with = self.0.iter().filter(|came| came.on < day).max_by_key(|came| came.on);
        let came_to = self.0.iter().filter(|came| came.on == day);
        came_with.into_iter().chain(came_to).map(|came| came.level).max().unwrap_or_default()
    }

    /// Whether it was on that level at any time of that day.
    pub(super) fn were_on(&self, level: Level, day: NaiveDate) -> bool {
        let came_with = self.0.iter().filter(|came| came.on < day).max_by_key(|came| came.on);
        let came_to = self.0.iter().filter(|came| came.on == day);
        let with = came_with.map_or(Level::One, |came| came.level);
        std::iter::once(with).chain(came_to.map(|came| came.level)).any(|on| on == level)
    }

    /// Whether it came to that level after that day.
    pub(super) fn came_to_after(&self, level: Level, day: NaiveDate) -> bool {
        self.0.iter().any(|came| came.level == level && came.on > day)
    }

    /// The day on which it came to that level last by that day; not that of its opening, nor that on which it was opened again.
    pub(super) fn came_to_by(&self, level: Level, day: NaiveDate, reopened_on: Option<NaiveDate>) -> Option<NaiveDate> {
        let came = self.0.iter().filter(|came| came.level == level && came.on <= day && Some(came.on) != reopened_on);
        came.map(|came| came.on).max()
    }

    /// It changes no sooner than it changed last.
    fn must_not_change_before(&self, field: &'static str, day: NaiveDate) -> Result<(), Refusal> {
        self.0.last().map_or(Ok(()), |last| not_before(field, day, last.on))
    }
}

/// Child and unit of a case to be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// The child.
    pub child: Child,
    /// The unit that works with the case.
    pub unit: String,
}

/// A client as a return for statistics tells of one.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedClient {
    /// Child and unit.
    pub opening: Opening,
    /// First day as a client.
    pub opened_on: NaiveDate,
    /// Last day, once over.
    pub closed_on: Option<NaiveDate>,
    /// Journal number in the case system.
    pub journal_number: Personal<Text>,
    /// Caseworker.
    pub caseworker: Decider,
    /// Measures of the service.
    pub measures: Vec<ImportedMeasure>,
    /// Its plans.
    pub plans: Vec<ImportedPlan>,
}

/// What can be asked of the course of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum CourseAction {
    /// Open a case because someone is worried.
    OpenWithConcern {
        /// Child and unit.
        opening: Opening,
        /// The worry.
        concern: Concern,
    },
    /// Lift the case to the next level.
    EscalateToLevel {
        /// The level.
        level: Level,
        /// The consent it rests on.
        consent: ConsentId,
        /// Why, and by whom.
        decision: Decision,
        /// Who holds the relay from then on, where that was not settled before.
        relay_holder: Option<Decider>,
        /// With whom it was decided.
        together_with: Option<Decider>,
        /// When.
        escalated_on: NaiveDate,
        /// Whether the day of the child's birth is shown to who records it: else what runs is judged as of a younger child, as when
        /// it starts.
        birth_is_shown: bool,
    },
    /// Take the case back to a lower level.
    ReturnToLevel {
        /// The level.
        level: Level,
        /// Why, and by whom.
        decision: Decision,
        /// With whom it was decided.
        together_with: Option<Decider>,
        /// When.
        returned_on: NaiveDate,
    },
    /// Close the case.
    Close {
        /// How it ends.
        outcome: CaseOutcome,
        /// Why, and by whom.
        decision: Decision,
        /// With whom it was decided.
        together_with: Option<Decider>,
        /// When.
        closed_on: NaiveDate,
    },
    /// Work with a closed case again.
    Reopen {
        /// Why, and by whom.
        decision: Decision,
        /// When.
        reopened_on: NaiveDate,
    },
    /// Record that a closed case is not worked with again for what came since.
    DeclineReopening {
        /// Why, and by whom.
        decision: Decision,
        /// When.
        declined_on: NaiveDate,
    },
    /// Take over a client from a return for statistics.
    ImportClient(Box<ImportedClient>),
}

impl Case {
    /// What opening it settled; `None` for a case nothing has happened in.
    pub const fn opened(&self) -> Option<&Opened> {
        self.opened.as_ref()
    }

    /// The day it was closed, once it is.
    pub const fn closed_on(&self) -> Option<NaiveDate> {
        self.closed_on
    }

    /// The level it is on.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// What follows from an action about the course, or the first rule it breaks.
    pub(super) fn decide_course(&self, action: CourseAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            CourseAction::OpenWithConcern { opening, concern } => {
                self.must_not_exist()?;
                let opened_on = concern.raised_on;
                let raised = concern_raised(concern, today)?;
                Ok(vec![case_opened(opening, opened_on), raised])
            }
            CourseAction::EscalateToLevel {
                level,
                consent,
                decision,
                relay_holder,
                together_with,
                escalated_on,
                birth_is_shown,
            } => {
                let stood_behind = self.who_stands_behind(&decision, together_with, escalated_on)?;
                let lifted =
                    self.escalate(level, consent, decision, (relay_holder, stood_behind), escalated_on, today)?;
                self.nothing_runs_unapproved_since(escalated_on, birth_is_shown)?;
                Ok(lifted)
            }
            CourseAction::ReturnToLevel { level, decision, together_with, returned_on } => {
                self.must_be_open()?;
                not_in_future("returnedOn", returned_on, today)?;
                self.levels.must_not_change_before("returnedOn", returned_on)?;
                if level >= self.level {
                    return Err(Refusal::LevelNotLower { current: self.level, wanted: level });
                }
                let stood_behind = self.who_stands_behind(&decision, together_with, returned_on)?;
                Ok(vec![CaseEvent::Course(CourseEvent::ReturnedToLevel {
                    level,
                    guides: self.guides_with_levels_on(returned_on),
                    decision: decision.into(),
                    stood_behind,
                    returned_on,
                })])
            }
            CourseAction::Close { outcome, decision, together_with, closed_on } => {
                let opened = self.must_be_open()?;
                not_in_future("closedOn", closed_on, today)?;
                not_before("closedOn", closed_on, self.reopenings.latest.unwrap_or(opened.on))?;
                self.levels.must_not_change_before("closedOn", closed_on)?;
                self.must_not_precede_a_concern("closedOn", closed_on)?;
                self.must_have_answered_refusals()?;
                let stood_behind = self.who_stands_behind(&decision, together_with, closed_on)?;
                let (outcome, guides, decision) = (outcome.into(), self.guides_on(closed_on), decision.into());
                let closed = CourseEvent::CaseClosed { outcome, guides, decision, stood_behind, closed_on };
                Ok(vec![CaseEvent::Course(closed)])
            }
            CourseAction::Reopen { decision, reopened_on } => {
                self.must_exist()?;
                not_in_future("reopenedOn", reopened_on, today)?;
                let closed_on = self.closed_on.ok_or(Refusal::CaseNotClosed)?;
                not_before("reopenedOn", reopened_on, closed_on)?;
                let (guides, decision) = (self.guides_on(reopened_on), decision.into());
                let reopened = CourseEvent::CaseReopened { guides, decide_by: None, decision, reopened_on };
                Ok(vec![CaseEvent::Course(reopened)])
            }
            CourseAction::DeclineReopening { decision, declined_on } => {
                self.must_exist()?;
                not_in_future("declinedOn", declined_on, today)?;
                not_before("declinedOn", declined_on, self.closed_on.ok_or(Refusal::CaseNotClosed)?)?;
                let decision = decision.into();
                Ok(vec![CaseEvent::Course(CourseEvent::ReopeningDeclined { decision, declined_on })])
            }
            CourseAction::ImportClient(client) => self.import_client(*client, today),
        }
    }

    pub(super) fn apply_course(&mut self, event: CourseEvent) {
        match event {
            CourseEvent::CaseOpened { child, unit, opened_on, .. } => {
                self.opened = Some(Opened { child, unit, on: opened_on });
            }
            CourseEvent::HelpToldOfBySource { measures, plans, .. } => self.was_told_of_help(measures, plans),
            CourseEvent::EscalatedToLevel { level, escalated_on: on, .. } => {
                self.come_to(level, on);
            }
            CourseEvent::ReturnedToLevel { level, returned_on: on, .. } => {
                self.come_to(level, on);
                self.relay.end(on);
            }
            CourseEvent::CaseClosed { closed_on, .. } => {
                self.closed_on = Some(closed_on);
                self.levels.0.push(CameToLevel { level: Level::One, on: closed_on });
                self.relay.end(closed_on);
                self.meetings.end();
                self.alternatives_end(closed_on);
                // No command closes a case in which a refusal waits; an import does, and so did commands while what was
                // taken back was no refusal. Nobody can answer it any more.
                self.sharing.let_go_of_refusals();
            }
            // It stays closed.
            CourseEvent::ReopeningDeclined { .. } => {}
            CourseEvent::CaseReopened { reopened_on, .. } => {
                let closed_on = self.closed_on.take();
                self.let_go_of_what_reports_rested_on_before(closed_on.unwrap_or(reopened_on));
                self.averting.let_go_of_what_was_assessed_before(closed_on.unwrap_or(reopened_on));
                self.reopenings.ends.extend(closed_on);
                self.reopenings.latest = Some(reopened_on);
                self.discussion.let_go_of_what_was_said_before(closed_on.unwrap_or(reopened_on));
                self.sharing.end_exceptions();
                // Nor is what was taken back in the closed case a no to the work that goes on.
                self.sharing.let_go_of_refusals();
                let given = self.consents.iter().filter(|(_, consent)| consent.given.is_some());
                for (consent, _) in given {
                    self.reopenings.consents.entry(*consent).or_insert(closed_on.unwrap_or(reopened_on));
                }
                self.level = Level::One;
                self.steps.begin_again(reopened_on);
                self.levels.0.push(CameToLevel { level: Level::One, on: reopened_on });
            }
        }
    }

    fn come_to(&mut self, level: Level, on: NaiveDate) {
        self.level = level;
        self.steps.come_to(level, on);
        self.levels.0.push(CameToLevel { level, on });
    }

    /// Who else stood behind it. It stops nobody that nobody did, for the child comes first; on the levels of cooperation it is
    /// found.
    fn who_stands_behind(
        &self,
        decision: &Decision,
        together_with: Option<Decider>,
        day: NaiveDate,
    ) -> Result<Option<StoodBehind>, Refusal> {
        let decided_by = &decision.decided_by;
        if together_with.as_ref().is_some_and(|with| with.is_same_person_as(decided_by)) {
            return Err(Refusal::TogetherWithOneself);
        }
        if self.level == Level::One && together_with.is_none() {
            return Ok(None);
        }
        let holds_it = |person: &Decider| self.relay_was_held_by(person, day);
        let relay_holder =
            self.level == Level::Three && (holds_it(decided_by) || together_with.as_ref().is_some_and(holds_it));
        Ok(Some(StoodBehind { together_with, relay_holder }))
    }

    /// One level at a time, only with consent to the work that goes on, for what was given before the case
    /// was reopened ended with it; and to level 3 only with a relay holder.
    fn escalate(
        &self,
        level: Level,
        consent: ConsentId,
        decision: Decision,
        (relay_holder, stood_behind): (Option<Decider>, Option<StoodBehind>),
        escalated_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let opened_on = self.must_be_open()?.on;
        not_in_future("escalatedOn", escalated_on, today)?;
        not_before_act("escalatedOn", escalated_on, Act::CaseOpened, opened_on)?;
        self.levels.must_not_change_before("escalatedOn", escalated_on)?;
        self.relay_must_be_held_by("escalatedOn", escalated_on, level)?;
        self.consent(consent)?;
        if self.level.next() != Some(level) {
            return Err(Refusal::LevelNotNext { current: self.level, wanted: level });
        }
        let purpose = match level {
            Level::One | Level::Two => ConsentPurpose::Level2Cooperation,
            Level::Three => ConsentPurpose::Level3Meeting,
        };
        if !self.carries(consent, purpose, escalated_on) {
            return Err(Refusal::NoValidConsent { purpose, on: escalated_on });
        }
        let relay = self.relay_for(level, relay_holder, escalated_on)?;
        let (guides, decision) = (self.guides_with_levels_on(escalated_on), decision.into());
        let escalated = CourseEvent::EscalatedToLevel { level, consent, guides, decision, stood_behind, escalated_on };
        Ok(relay.into_iter().chain([escalated.into()]).collect())
    }

    /// Takes what is new in a later return and refuses what contradicts an earlier one.
    ///
    /// What is imported are facts of another system: an end before the start is taken as it stands, for Statistics
    /// Norway's control rules report it as an error of the source. Only what lies in the future is no fact.
    ///
    /// An end that a reopening took back is known, and ends the case no second time; another one that lies before the
    /// reopening contradicts it.
    fn import_client(&self, client: ImportedClient, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        not_in_future("startDate", client.opened_on, today)?;
        if let Some(closed_on) = client.closed_on {
            not_in_future("endDate", closed_on, today)?;
        }
        let mut events = Vec::new();
        match &self.opened {
            None => events.push(CaseEvent::Course(CourseEvent::CaseOpened {
                child: client.opening.child,
                unit: client.opening.unit,
                opened_on: client.opened_on,
                journal_number: Some(client.journal_number),
                caseworker: Some(client.caseworker.name.clone()),
            })),
            Some(opened) if opened.on != client.opened_on => {
                return Err(Refusal::ImportDiffers { what: Differing::ClientStart });
            }
            Some(_) => {}
        }
        events.extend(self.new_of_help(client.measures, client.plans, today).map(CaseEvent::Course));
        match (self.closed_on, client.closed_on) {
            (_, Some(closed_on)) if self.reopenings.ends.contains(&closed_on) => {}
            (None, Some(closed_on)) if self.reopenings.latest.is_some_and(|reopened_on| closed_on < reopened_on) => {
                return Err(Refusal::ImportDiffers { what: Differing::ClientEnd });
            }
            (None, Some(closed_on)) => events.push(CaseEvent::Course(CourseEvent::CaseClosed {
                outcome: RecordedOutcome::EndedInSource,
                guides: self.guides_on(closed_on),
                stood_behind: None,
                decision: RecordedDecision::imported(Some(client.caseworker)),
                closed_on,
            })),
            (Some(before), now) if now != Some(before) => {
                return Err(Refusal::ImportDiffers { what: Differing::ClientEnd });
            }
            _ => {}
        }
        Ok(events)
    }

    pub(super) fn must_exist(&self) -> Result<&Opened, Refusal> {
        self.opened.as_ref().ok_or(Refusal::NotFound { what: Sought::Case })
    }

    pub(super) fn must_not_exist(&self) -> Result<(), Refusal> {
        match (&self.opened, self.closed_on) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(Refusal::CaseAlreadyOpen),
            (Some(_), Some(_)) => Err(Refusal::CaseClosed),
        }
    }

    pub(super) fn must_be_open(&self) -> Result<&Opened, Refusal> {
        let opened = self.must_exist()?;
        if self.closed_on.is_some() { Err(Refusal::CaseClosed) } else { Ok(opened) }
    }
}

pub(super) fn case_opened(opening: Opening, opened_on: NaiveDate) -> CaseEvent {
    let Opening { child, unit } = opening;
    CaseEvent::Course(CourseEvent::CaseOpened { child, unit, opened_on, journal_number: None, caseworker: None })
}
