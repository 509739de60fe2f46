//! The steps of a guide: which one a case or an investigation follows, where it stands in it, and what was decided there
//!
//!
//! A guide tells the order of things; it stops nobody. A decision out of its order is taken as it is and shown as a
//! departure; who decides, and that the outcome is one of the step's, is a rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    Alternative, AlternativesAction, Case, CaseEvent, ConsentPurpose, Helpers, Level, not_before, not_in_future,
};
use crate::Refusal;
use crate::guides::{
    Arena, AskedFor, AttestedAct, Guide, GuideId, GuideStep, GuideSubject, GuideVersion, Guides, LeadsTo, OutcomeId,
    Responsibility, StepId,
};
use crate::people::{Decider, DeciderRole, Decision, RecordedDecision};
use crate::texts::{Argument, Sentence, Title};
use crate::topics::{Happened, Topic, names};

/// What a decision in a step asks for next, beside going to another step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "what")]
pub enum StepConsequence {
    /// That the case is closed, or the report or the investigation dismissed.
    Close,
    /// That it is lifted.
    Escalate {
        /// To that level.
        level: Level,
    },
    /// That it is taken back.
    Return {
        /// To that level.
        level: Level,
    },
    /// That the investigation is concluded in what the service follows up.
    FollowUp,
    /// That triage is concluded in that the report is investigated.
    Investigate,
}

/// The step in which a case comes to a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LevelEntry {
    /// The level.
    pub level: Level,
    /// The step.
    pub step: StepId,
}

/// Which guide is followed, and what is decided in its steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum StepsEvent {
    /// The case follows a guide from here on, or another version of it: it goes on under the one it started with until
    /// it is moved with reasons. It starts with those that the municipality had adopted when it was opened.
    GuideFollowed {
        /// Which, in which version.
        guide: GuideVersion,
        /// The SHA-256 of the version's file, in hexadecimal.
        digest: String,
        /// Where one comes to each level, in a guide with levels.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        entries: Vec<LevelEntry>,
        /// The steps that the case is in.
        current: BTreeSet<StepId>,
        /// Whose it is that the concern goes on, as the guide says.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        responsibilities: BTreeSet<Responsibility>,
        /// Whether it has child and guardians talked with before the concern is discussed.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        talks_first: bool,
        /// Why it was moved, and by whom; nothing where it started with it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        decision: Option<RecordedDecision>,
        /// When.
        followed_on: NaiveDate,
    },
    /// Something was decided in a step: one of its outcomes, or several where it allows that (S3-22).
    StepDecisionTaken {
        /// The guide, in the version that was followed.
        guide: GuideVersion,
        /// The step.
        step: StepId,
        /// What was decided, in the order of the guide.
        outcomes: Vec<OutcomeId>,
        /// The steps that the case is in after it.
        current: BTreeSet<StepId>,
        /// What is to be done next.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        consequence: Option<StepConsequence>,
        /// What else is to be done, as the guide says of what was decided (S3-22, S3-24, S3-36).
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        asks_for: BTreeSet<AskedFor>,
        /// What it says was done, as the guide had it.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        attests: BTreeSet<AttestedAct>,
        /// The day from which on what was done backs that, where it is not that of the whole case: on it the case came to the
        /// level of the step, or the alternative was chosen that the step belongs to.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        backed_from: Option<NaiveDate>,
        /// Whether by it less or nothing is done for the child, though the step has an outcome by which more is: as the guide
        /// had it (RM-14).
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        not_to_act: bool,
        /// Whether the case was in that step, on that level.
        in_order: bool,
        /// Whether it takes the guardians' consent, and none stood on that day (S3-25, S3-40).
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        without_consent: bool,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// Who decided together with them (S3-31).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        together_with: Option<Decider>,
        /// When.
        decided_on: NaiveDate,
    },
}

impl Topic for StepsEvent {
    names!(GuideFollowed, StepDecisionTaken);

    fn happened(&self) -> Happened {
        match self {
            Self::GuideFollowed { followed_on: date, .. } | Self::StepDecisionTaken { decided_on: date, .. } => {
                Happened::On(*date)
            }
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::GuideFollowed { guide, .. } => along(said, guide, Guides::shipped().get(guide)),
            Self::StepDecisionTaken { guide, step, outcomes, .. } => {
                let known = Guides::shipped().get(guide);
                let its = known.and_then(|known| known.step(step));
                let decided = |id: &OutcomeId| Title::of(its.and_then(|its| its.outcome(id)).map(|its| &its.text), id);
                along(said, guide, known)
                    .with("step", Title::of(its.map(|its| &its.title), step))
                    .with("outcomes", Argument::Titles(outcomes.iter().map(decided).collect()))
            }
        }
    }
}

/// What is told of a guide: its title, where it is one that comes with the ledger, and else the name that the municipality gave it.
fn along(said: Sentence, version: &GuideVersion, known: Option<&Arc<Guide>>) -> Sentence {
    said.with("guide", Title::of(known.map(|known| &known.title), &version.guide)).with("version", version.version)
}

/// A guide that a case follows, and where it stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Following {
    /// Which, in which version.
    pub guide: GuideVersion,
    /// The SHA-256 of the version's file, in hexadecimal.
    pub digest: String,
    /// Since when it follows this version.
    pub since: NaiveDate,
    /// The steps it is in.
    pub current: BTreeSet<StepId>,
    /// Where it came to, by day, in the order in which that was recorded.
    places: Vec<(NaiveDate, BTreeSet<StepId>)>,
    entries: Vec<LevelEntry>,
}

impl Following {
    fn come_to(&mut self, current: BTreeSet<StepId>, on: NaiveDate) {
        self.places.push((on, current.clone()));
        self.current = current;
    }

    /// Whether the case was in that step at any time of that day: by its decisions, or where its course took it from there.
    fn was_in(&self, step: &StepId, day: NaiveDate, taken_to: impl Fn(&BTreeSet<StepId>) -> BTreeSet<StepId>) -> bool {
        let came_with = self.places.iter().filter(|(on, _)| *on < day).max_by_key(|(on, _)| *on);
        let came_to = self.places.iter().filter(|(on, _)| *on == day);
        let was_in = |current: &BTreeSet<StepId>| current.contains(step) || taken_to(current).contains(step);
        came_with.into_iter().chain(came_to).any(|(_, current)| was_in(current))
    }

    /// Whether it came somewhere since.
    fn has_moved_since(&self, day: NaiveDate) -> bool {
        self.places.iter().any(|(on, _)| *on > day)
    }
}

/// A decision that was taken in a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepDecision {
    /// The guide, in the version that was followed.
    pub guide: GuideVersion,
    /// The step.
    pub step: StepId,
    /// What was decided.
    pub outcomes: Vec<OutcomeId>,
    /// Whether the case was in that step, on that level.
    pub in_order: bool,
    /// Whether it takes the guardians' consent, and none stood.
    #[serde(default)]
    pub without_consent: bool,
    /// Why, and by whom.
    pub decision: RecordedDecision,
    /// Who decided together with them.
    pub together_with: Option<Decider>,
    /// When.
    pub decided_on: NaiveDate,
}

/// Which guides a case or an investigation follows, and what was decided in their steps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// Each guide in every version that was followed, in the order in which that was recorded; in the last it is followed now.
    /// A version is followed no sooner than the one before it.
    versions: BTreeMap<GuideId, Vec<Following>>,
    decisions: Vec<StepDecision>,
}

/// What can be asked about the steps of a guide.
#[derive(Debug, Clone, PartialEq)]
pub enum StepsAction {
    /// Follow a guide, or move to another version of it.
    FollowGuide {
        /// The guide.
        guide: Arc<Guide>,
        /// When the municipality adopted it.
        adopted_on: NaiveDate,
        /// The steps the case is in; where none is named, those it was in, or the first of its level.
        at: Vec<StepId>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        followed_on: NaiveDate,
    },
    /// Decide in a step. A case that follows no version of the guide starts with this one: the guide was adopted after
    /// the case was opened.
    DecideStep {
        /// The guide.
        guide: Arc<Guide>,
        /// When the municipality adopted it.
        adopted_on: NaiveDate,
        /// The arena that the unit with the case worked in on the day, where the municipality has said so; none of an
        /// investigation.
        arena: Option<Arena>,
        /// The step.
        step: StepId,
        /// The outcome, or several where the step allows that.
        outcomes: Vec<OutcomeId>,
        /// Who helps, where an alternative is chosen by it (S0-2).
        helped_by: Helpers,
        /// Why, and by whom.
        decision: Decision,
        /// Who decides together with them.
        together_with: Option<Decider>,
        /// When.
        decided_on: NaiveDate,
    },
    /// Either of them, in a guide that there is not: the answer is that of the guides, unless the command was recorded
    /// while there was one.
    InNoGuide {
        /// Why there is none.
        why: Refusal,
    },
}

impl Case {
    /// Which guides it follows, and what was decided in their steps.
    pub const fn way(&self) -> &Steps {
        &self.steps
    }

    /// The version of that guide that it follows.
    pub fn follows(&self, guide: &GuideId) -> Option<&Following> {
        self.steps.follows(guide)
    }

    /// The guides that it followed on that day, each in the version that was in force for it: what every step of its way
    /// names.
    pub(super) fn guides_on(&self, day: NaiveDate) -> Vec<GuideVersion> {
        self.steps.versions_on(day)
    }

    /// Of those the ones with levels: those that lifting it and taking it back are steps of.
    pub(super) fn guides_with_levels_on(&self, day: NaiveDate) -> Vec<GuideVersion> {
        self.steps.followed_on(day).filter(|it| !it.entries.is_empty()).map(|it| it.guide.clone()).collect()
    }

    /// What follows from an action about steps, or the first rule it breaks.
    pub(super) fn decide_steps(&self, action: StepsAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        decide(self, action, self.must_be_open()?.on, today)
    }

    /// Whether that has been done already, so that a decision which is recorded late asks for nothing more.
    fn is_carried_out(&self, consequence: StepConsequence, decided_on: NaiveDate) -> bool {
        match consequence {
            StepConsequence::Close | StepConsequence::FollowUp | StepConsequence::Investigate => false,
            StepConsequence::Escalate { level } | StepConsequence::Return { level } => {
                self.levels.came_to_after(level, decided_on)
                    || self.level == level && self.levels.were_on(level, decided_on)
            }
        }
    }
}

impl Follower for Case {
    type Event = CaseEvent;

    fn way(&self) -> &Steps {
        &self.steps
    }

    fn must_be_told_by(&self, guide: &Guide) -> Result<(), Refusal> {
        match guide.about {
            GuideSubject::Case => Ok(()),
            GuideSubject::ChildWelfareService => Err(Refusal::GuideNotForCases { guide: guide.version.clone() }),
        }
    }

    /// The first on its level.
    fn entry_of<'g>(&self, guide: &'g Guide) -> Result<&'g GuideStep, Refusal> {
        let no_steps = || Refusal::GuideWithoutLevel { guide: guide.version.clone(), level: self.level };
        guide.entry(self.level).ok_or_else(no_steps)
    }

    fn may_be_moved_to(&self, step: &GuideStep) -> Result<(), Refusal> {
        match step.level {
            Some(level) if level != self.level => {
                Err(Refusal::StepOnOtherLevel { step: step.id.clone(), level: self.level })
            }
            _ => Ok(()),
        }
    }

    fn stands_in(&self, guide: &Guide, current: &BTreeSet<StepId>, day: NaiveDate) -> BTreeSet<StepId> {
        self.was_in(guide, current, day)
    }

    fn is_where(&self, step: &GuideStep, day: NaiveDate, has_moved_since: bool) -> bool {
        step.level.is_none_or(
            |level| {
                if has_moved_since { self.levels.were_on(level, day) } else { level == self.level }
            },
        )
    }

    /// In a step of the relay holder's the one decides who held the relay of this case on that day, as whatever that person
    /// works, and nobody else in that name.
    fn deciding_as(&self, step: &GuideStep, decider: &Decider, day: NaiveDate) -> Result<Decider, Refusal> {
        let role = DeciderRole::RelayHolder;
        if !step.is_owned_by(role, None) {
            return Ok(decider.clone());
        }
        if self.relay_was_held_by(decider, day) {
            return Ok(Decider { name: decider.name.clone(), role });
        }
        if decider.role == role {
            return Err(Refusal::NotTheRelayHolder { step: step.id.clone() });
        }
        Ok(decider.clone())
    }

    /// The alternatives that those outcomes choose, by the rules of choosing them. One that is followed
    /// already goes on.
    fn chosen_with(
        &self,
        step: &GuideStep,
        outcomes: &[OutcomeId],
        helped_by: &Helpers,
        decision: &Decision,
        chosen_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let named = outcomes.iter().filter_map(|outcome| step.outcome(outcome)?.alternative);
        let followed = self.followed_alternatives();
        let new: BTreeSet<_> = named.filter(|alternative| !followed.contains(alternative)).collect();
        let (mut events, single) = (Vec::new(), new.len() == 1);
        for alternative in new {
            // Who is named helps with the one that does not say so itself; more than one are named apart.
            let helped_by =
                if single || alternative == Alternative::B { helped_by.clone() } else { Helpers::default() };
            let decision = decision.clone();
            let action = AlternativesAction::ChooseAlternative { alternative, helped_by, decision, chosen_on };
            events.extend(self.decide_alternatives(action, today)?);
        }
        Ok(events)
    }

    /// Whether one of those outcomes takes the guardians' consent and none stands: to the cooperation of the level that
    /// the case is on or comes to, and on no level to anything that is asked of them.
    fn lacks_consent_for(&self, step: &GuideStep, outcomes: &[OutcomeId], day: NaiveDate) -> bool {
        let mut with_consent =
            outcomes.iter().filter_map(|outcome| step.outcome(outcome)).filter(|outcome| outcome.with_consent);
        with_consent.any(|outcome| {
            let level = match outcome.then {
                LeadsTo::Escalate(level) => Some(level),
                _ => step.level,
            };
            let purposes = match level {
                Some(Level::Two) => &[ConsentPurpose::Level2Cooperation][..],
                Some(Level::Three) => &[ConsentPurpose::Level3Meeting][..],
                Some(Level::One) | None => &ConsentPurpose::ALL[..],
            };
            !self.consents.keys().any(|consent| purposes.iter().any(|purpose| self.carries(*consent, *purpose, day)))
        })
    }

    /// The level of the step, or the alternatives that it is followed for: the day on which the case came there last, and the
    /// first of those on which they were chosen. A case that is opened again begins on level 1 when it was closed.
    fn part_began_on(&self, guide: &Guide, step: &GuideStep, day: NaiveDate) -> Option<NaiveDate> {
        let level = step.level.and_then(|level| self.levels.came_to_by(level, day, self.reopenings.latest));
        let of_step = guide.alternatives_of(&step.id);
        let chosen = of_step.into_iter().filter_map(|alternative| self.chosen_by(alternative, day)).min();
        level.max(chosen)
    }

    fn asked_for_by(&self, _: &Guide, _: &GuideStep, then: &LeadsTo, on: NaiveDate) -> Option<StepConsequence> {
        consequence(then).filter(|what| !self.is_carried_out(*what, on))
    }
}

impl Steps {
    /// The guides that are followed, by name.
    pub fn following(&self) -> impl Iterator<Item = &Following> {
        self.versions.values().filter_map(|versions| versions.last())
    }

    /// The version of that guide that is followed.
    pub fn follows(&self, guide: &GuideId) -> Option<&Following> {
        self.versions.get(guide)?.last()
    }

    /// The guides that were followed on that day, by name: on the day of a move, the version that was moved to.
    fn followed_on(&self, day: NaiveDate) -> impl Iterator<Item = &Following> {
        self.versions.values().filter_map(move |versions| versions.iter().rfind(|version| version.since <= day))
    }

    /// The version of that guide that was followed on that day; before any was, the first.
    pub fn version_for(&self, guide: &GuideId, day: NaiveDate) -> Option<&Following> {
        let versions = self.versions.get(guide)?;
        versions.iter().rfind(|version| version.since <= day).or_else(|| versions.first())
    }

    /// Those, each in the version that was in force: what every step of the way names, by the day of the step and not by
    /// the day on which somebody wrote it down.
    pub(crate) fn versions_on(&self, day: NaiveDate) -> Vec<GuideVersion> {
        self.followed_on(day).map(|it| it.guide.clone()).collect()
    }

    /// Where it is by now in each of the guides.
    fn following_mut(&mut self) -> impl Iterator<Item = &mut Following> {
        self.versions.values_mut().filter_map(|versions| versions.last_mut())
    }

    /// What was decided in steps, oldest first.
    pub fn decisions(&self) -> &[StepDecision] {
        &self.decisions
    }

    pub(crate) fn apply(&mut self, event: StepsEvent) {
        match event {
            StepsEvent::GuideFollowed { guide, digest, entries, current, followed_on, .. } => {
                let places = vec![(followed_on, current.clone())];
                let following = Following { guide, digest, since: followed_on, current, places, entries };
                self.versions.entry(following.guide.guide.clone()).or_default().push(following);
            }
            StepsEvent::StepDecisionTaken {
                guide,
                step,
                outcomes,
                current,
                in_order,
                without_consent,
                decision,
                together_with,
                decided_on,
                ..
            } => {
                if let Some(following) = self.versions.get_mut(&guide.guide).and_then(|versions| versions.last_mut())
                    && following.current != current
                {
                    following.come_to(current, decided_on);
                }
                self.decisions.push(StepDecision {
                    guide,
                    step,
                    outcomes,
                    in_order,
                    without_consent,
                    decision,
                    together_with,
                    decided_on,
                });
            }
        }
    }

    /// What was concluded is to be concluded anew: a case is mapped, discussed and talked over again, a report triaged (R-19,
    /// RM-12). In every guide with levels it is where one comes to level 1, and in every other where it came into that version.
    pub(crate) fn begin_again(&mut self, on: NaiveDate) {
        for following in self.following_mut() {
            let first = match following.entries.iter().find(|entry| entry.level == Level::One) {
                Some(entry) => Some(BTreeSet::from([entry.step.clone()])),
                None => following.places.first().map(|(_, first)| first.clone()),
            };
            if let Some(first) = first {
                following.come_to(first, on);
            }
        }
    }

    /// In every guide with levels the case is where one comes to that level.
    pub(super) fn come_to(&mut self, level: Level, on: NaiveDate) {
        for following in self.following_mut() {
            let entry = following.entries.iter().find(|entry| entry.level == level).map(|entry| entry.step.clone());
            if let Some(step) = entry {
                following.come_to(BTreeSet::from([step]), on);
            }
        }
    }
}

/// A case that is opened then is in the first step of the guide; `None` where the guide begins nothing for a case.
pub(super) fn followed_from_opening(guide: &Guide, opened_on: NaiveDate) -> Option<CaseEvent> {
    let first = guide.entry(Level::One).filter(|_| guide.about == GuideSubject::Case)?;
    Some(follow(guide, BTreeSet::from([first.id.clone()]), None, opened_on).into())
}

/// From then on that guide is followed, from those steps on.
pub(crate) fn follow(
    guide: &Guide,
    current: BTreeSet<StepId>,
    decision: Option<RecordedDecision>,
    followed_on: NaiveDate,
) -> StepsEvent {
    let entries = if guide.has_levels() { guide.entries() } else { BTreeMap::new() };
    StepsEvent::GuideFollowed {
        guide: guide.version.clone(),
        digest: guide.digest.clone(),
        entries: entries.into_iter().map(|(level, step)| LevelEntry { level, step }).collect(),
        current,
        responsibilities: guide.responsibilities.clone(),
        talks_first: guide.talks_first(),
        decision,
        followed_on,
    }
}

/// The first version of Luster's guide makes things somebody's in the words of its steps (S4-13, S4-16 to S4-18), and a
/// case that followed it before that was data was asked for them.
pub(super) fn add_what_its_steps_made_somebodys(event: &mut Map<String, Value>) {
    if event.get("guide") == Some(&json!({ "guide": "luster-six-steps", "version": 1 })) {
        let asked = json!([
            "BRING_CONCERN_TO_LEADER",
            "CALL_FAMILY_TO_TALK",
            "AGREE_IN_WRITING",
            "MAKE_MEASURE_PLAN",
            "START_MEASURE",
            "DISCUSS_REFERRAL_WITH_LEADER",
        ]);
        event.insert("responsibilities".to_owned(), asked);
    }
}

/// Of what was decided before that was kept, the guides that come with the ledger tell whether it was not to act (RM-14).
pub(crate) fn add_whether_it_was_not_to_act(event: &mut Map<String, Value>) {
    fn named<T: serde::de::DeserializeOwned>(event: &Map<String, Value>, field: &str) -> Option<T> {
        T::deserialize(event.get(field)?).ok()
    }
    let known = named::<GuideVersion>(event, "guide").and_then(|version| Guides::shipped().get(&version));
    let step = named::<StepId>(event, "step").and_then(|id| known?.step(&id));
    let outcomes: Vec<OutcomeId> = named(event, "outcomes").unwrap_or_default();
    if step.is_some_and(|step| outcomes.iter().any(|outcome| step.holds_back(outcome))) {
        event.insert("notToAct".to_owned(), json!(true));
    }
}

/// What follows a guide: a case, or an investigation of the child welfare service. What a guide asks is the same of both
/// and stands in [`decide`]; what differs is where they are and what a decision asks of them.
pub(crate) trait Follower {
    /// Its events.
    type Event: From<StepsEvent>;

    /// Which guides it follows, and what was decided in their steps.
    fn way(&self) -> &Steps;

    /// The guide is about such work.
    fn must_be_told_by(&self, guide: &Guide) -> Result<(), Refusal>;

    /// The step in which it comes into a guide that it does not follow yet.
    fn entry_of<'g>(&self, guide: &'g Guide) -> Result<&'g GuideStep, Refusal>;

    /// Whether it can be moved into that step.
    fn may_be_moved_to(&self, step: &GuideStep) -> Result<(), Refusal>;

    /// The steps that it was in on that day: those that its decisions led to, unless its course took it further.
    fn stands_in(&self, _guide: &Guide, current: &BTreeSet<StepId>, _day: NaiveDate) -> BTreeSet<StepId> {
        current.clone()
    }

    /// Whether it was on that day where the step belongs; where nothing was decided since, that is where it is now.
    fn is_where(&self, step: &GuideStep, day: NaiveDate, has_moved_since: bool) -> bool;

    /// As whom the one decides in that step on that day: as who that is, unless a step is somebody's who is chosen for the case.
    fn deciding_as(&self, _step: &GuideStep, decider: &Decider, _day: NaiveDate) -> Result<Decider, Refusal> {
        Ok(decider.clone())
    }

    /// What else those outcomes choose: nothing, unless they are alternatives that are chosen from.
    fn chosen_with(
        &self,
        _step: &GuideStep,
        _outcomes: &[OutcomeId],
        _helped_by: &Helpers,
        _decision: &Decision,
        _on: NaiveDate,
        _today: NaiveDate,
    ) -> Result<Vec<Self::Event>, Refusal> {
        Ok(Vec::new())
    }

    /// Whether one of those outcomes takes consent and none stands.
    fn lacks_consent_for(&self, step: &GuideStep, outcomes: &[OutcomeId], day: NaiveDate) -> bool;

    /// The day on which by then the part of the guide began that the step belongs to, where it is not the whole.
    fn part_began_on(&self, _guide: &Guide, _step: &GuideStep, _day: NaiveDate) -> Option<NaiveDate> {
        None
    }

    /// What an outcome that leads there asks for next, unless it is done already.
    fn asked_for_by(&self, guide: &Guide, step: &GuideStep, then: &LeadsTo, on: NaiveDate) -> Option<StepConsequence>;
}

/// What follows from an action about steps in what began on that day, or the first rule it breaks.
pub(crate) fn decide<F: Follower>(
    follower: &F,
    action: StepsAction,
    began_on: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<F::Event>, Refusal> {
    match action {
        StepsAction::InNoGuide { why } => Err(why),
        StepsAction::FollowGuide { guide, adopted_on, at, decision, followed_on } => {
            not_in_future("followedOn", followed_on, today)?;
            not_before("followedOn", followed_on, began_on)?;
            follower.must_be_told_by(&guide)?;
            let known = follower.way().follows(&guide.version.guide);
            if let Some(known) = known {
                not_before("followedOn", followed_on, known.since)?;
            }
            match known.filter(|known| known.guide == guide.version) {
                // Into another of its steps, with reasons, it is moved within the version too.
                Some(known) if at.is_empty() || at.iter().all(|step| known.current.contains(step)) => {
                    return Err(Refusal::GuideAlreadyFollowed { guide: guide.version.clone() });
                }
                Some(known) if known.digest != guide.digest => {
                    return Err(Refusal::GuideChanged { guide: guide.version.clone() });
                }
                // It goes on under what it follows, whether or not another would take that up today.
                Some(_) => {}
                None => must_be_in_force(&guide, adopted_on, "followedOn", followed_on)?,
            }
            let current = if at.is_empty() { current_in(follower, &guide)? } else { named_in(follower, &guide, at)? };
            Ok(vec![follow(&guide, current, Some(decision.into()), followed_on).into()])
        }
        StepsAction::DecideStep {
            guide,
            adopted_on,
            arena,
            step,
            outcomes,
            helped_by,
            decision,
            together_with,
            decided_on,
        } => {
            not_in_future("decidedOn", decided_on, today)?;
            not_before("decidedOn", decided_on, began_on)?;
            follower.must_be_told_by(&guide)?;
            let mut events = Vec::new();
            // In the version of that day, and not in the one it was moved to since.
            let known = follower.way().version_for(&guide.version.guide, decided_on);
            let now = follower.way().follows(&guide.version.guide);
            let current = match known {
                Some(known) if known.guide != guide.version => {
                    return Err(Refusal::OtherGuideVersionFollowed { guide: known.guide.clone() });
                }
                Some(known) if known.digest != guide.digest => {
                    return Err(Refusal::GuideChanged { guide: guide.version.clone() });
                }
                Some(known) => now.unwrap_or(known).current.clone(),
                None => {
                    must_be_in_force(&guide, adopted_on, "decidedOn", decided_on)?;
                    let current = current_in(follower, &guide)?;
                    events.push(follow(&guide, current.clone(), None, decided_on).into());
                    current
                }
            };
            let step = known_step(&guide, &step)?;
            let (outcomes, then) = decided(step, &outcomes)?;
            let decided_as = follower.deciding_as(step, &decision.decided_by, decided_on)?;
            must_be_decided_by_its_owners(step, arena, &decided_as, together_with.as_ref())?;
            let chosen = follower.chosen_with(step, &outcomes, &helped_by, &decision, decided_on, today)?;
            let without_consent = follower.lacks_consent_for(step, &outcomes, decided_on);
            let not_to_act = outcomes.iter().any(|outcome| step.holds_back(outcome));
            let of_those = || outcomes.iter().filter_map(|outcome| step.outcome(outcome));
            let asks_for = of_those().flat_map(|outcome| &outcome.asks_for).copied().collect();
            let attests = of_those().flat_map(|outcome| &outcome.attests).copied().collect();
            // Judged by the day of the decision, and not by the day on which somebody wrote it down.
            if let Some(known) = known {
                not_before("decidedOn", decided_on, known.since)?;
            }
            let was_moved_since = now.is_some_and(|now| decided_on < now.since);
            let late = known.filter(|it| was_moved_since || it.has_moved_since(decided_on));
            // What its course took it to since stands beside where its decisions left it: a step of before is written down late.
            let current = match late {
                None => {
                    let stands_in = follower.stands_in(&guide, &current, decided_on);
                    let is_there = stands_in.contains(&step.id) || !current.contains(&step.id);
                    if is_there { stands_in } else { current }
                }
                Some(_) => current,
            };
            let in_step = late.map_or_else(
                || current.contains(&step.id),
                |it| it.was_in(&step.id, decided_on, |places| follower.stands_in(&guide, places, decided_on)),
            );
            let in_order = in_step && follower.is_where(step, decided_on, late.is_some());
            let consequence = then.iter().find_map(|then| follower.asked_for_by(&guide, step, then, decided_on));
            // Where it is by now, somebody decided since.
            let current = if late.is_some() { current } else { after(current, &step.id, &then, consequence) };
            let event = StepsEvent::StepDecisionTaken {
                guide: guide.version.clone(),
                step: step.id.clone(),
                outcomes,
                current,
                consequence,
                asks_for,
                attests,
                backed_from: follower.part_began_on(&guide, step, decided_on),
                not_to_act,
                in_order,
                without_consent,
                decision: decision.into(),
                together_with,
                decided_on,
            };
            events.push(event.into());
            events.extend(chosen);
            Ok(events)
        }
    }
}

/// The steps that it is in, in a version that it does not follow yet: those that it was in, where the version has them
/// all, and where it follows none, the one in which it comes into the guide.
fn current_in<F: Follower>(follower: &F, guide: &Guide) -> Result<BTreeSet<StepId>, Refusal> {
    if let Some(known) = follower.way().follows(&guide.version.guide) {
        return named_in(follower, guide, known.current.iter().cloned().collect());
    }
    Ok(BTreeSet::from([follower.entry_of(guide)?.id.clone()]))
}

/// Those steps, if the guide has them where the follower is.
fn named_in<F: Follower>(follower: &F, guide: &Guide, steps: Vec<StepId>) -> Result<BTreeSet<StepId>, Refusal> {
    let known = steps.iter().map(|step| known_step(guide, step)).collect::<Result<Vec<_>, _>>()?;
    known.into_iter().try_for_each(|step| follower.may_be_moved_to(step))?;
    Ok(steps.into_iter().collect())
}

/// A case or an investigation begins in a version, or is moved to it, on a day on which that is to be taken up, and not
/// before the municipality adopted it. One that has begun goes on.
fn must_be_in_force(guide: &Guide, adopted_on: NaiveDate, field: &'static str, day: NaiveDate) -> Result<(), Refusal> {
    if !guide.is_taken_up_on(day) {
        return Err(Refusal::GuideNotInForce { guide: guide.version.clone(), on: day });
    }
    not_before(field, day, adopted_on)
}

fn known_step<'a>(guide: &'a Guide, step: &StepId) -> Result<&'a GuideStep, Refusal> {
    guide.step(step).ok_or_else(|| Refusal::StepUnknown { guide: guide.version.clone(), step: step.clone() })
}

/// The outcomes in the order of the guide, and where they lead. An outcome that closes, lifts or takes back is decided
/// alone.
fn decided(step: &GuideStep, wanted: &[OutcomeId]) -> Result<(Vec<OutcomeId>, Vec<LeadsTo>), Refusal> {
    if let Some(unknown) = wanted.iter().find(|id| step.outcome(id).is_none()) {
        return Err(Refusal::OutcomeUnknown { step: step.id.clone(), outcome: unknown.clone() });
    }
    let decided: Vec<_> = step.outcomes.iter().filter(|outcome| wanted.contains(&outcome.id)).collect();
    let alone = decided.iter().any(|outcome| consequence(&outcome.then).is_some());
    match decided.len() {
        0 => return Err(Refusal::NothingDecided { step: step.id.clone() }),
        1 => {}
        _ if alone || !step.several => return Err(Refusal::OutcomesExclude { step: step.id.clone() }),
        _ => {}
    }
    Ok(decided.into_iter().map(|outcome| (outcome.id.clone(), outcome.then.clone())).unzip())
}

/// The owner of a step in the arena of the case decides it, on level 2 together with the head of the unit, who is another
/// person.
fn must_be_decided_by_its_owners(
    step: &GuideStep,
    arena: Option<Arena>,
    decider: &Decider,
    together_with: Option<&Decider>,
) -> Result<(), Refusal> {
    let (id, role) = (step.id.clone(), decider.role);
    match arena {
        _ if !step.is_owned_by(role, None) => return Err(Refusal::NotTheStepsOwner { step: id, role }),
        Some(arena) if !step.is_owned_by(role, Some(arena)) => {
            return Err(Refusal::StepOwnedElsewhere { step: id, role, arena });
        }
        Some(_) | None => {}
    }
    match step.together_with {
        Some(role)
            if together_with.is_none_or(|other| !other.role.stands_for(role) || other.is_same_person_as(decider)) =>
        {
            Err(Refusal::StepTakesTwo { step: step.id.clone(), role })
        }
        _ => Ok(()),
    }
}

/// The steps that the case is in once it was decided in one of them.
fn after(
    mut current: BTreeSet<StepId>,
    step: &StepId,
    then: &[LeadsTo],
    consequence: Option<StepConsequence>,
) -> BTreeSet<StepId> {
    // The next step is the investigation's, and a report waits for the conclusion of its triage where that was decided.
    let is_to_be_triaged = consequence == Some(StepConsequence::Investigate);
    current.remove(step);
    current.extend(then.iter().map(|then| match then {
        LeadsTo::Step(next) if !is_to_be_triaged => next.clone(),
        // Until the case is closed, lifted or taken back, it is where that was decided.
        LeadsTo::Step(_) | LeadsTo::Stay | LeadsTo::Close | LeadsTo::Escalate(_) | LeadsTo::Return(_) => step.clone(),
    }));
    current
}

const fn consequence(then: &LeadsTo) -> Option<StepConsequence> {
    match then {
        LeadsTo::Stay | LeadsTo::Step(_) => None,
        LeadsTo::Close => Some(StepConsequence::Close),
        LeadsTo::Escalate(level) => Some(StepConsequence::Escalate { level: *level }),
        LeadsTo::Return(level) => Some(StepConsequence::Return { level: *level }),
    }
}
