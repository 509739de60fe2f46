//! The concern: what someone is worried about, what was observed, and how worried there is reason to be.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Case, CaseEvent, ConcernScale, ConcernSubject, Correction, Degree, Observation, ObservationKind, not_before_act,
    not_in_future,
};
use crate::Refusal;
use crate::guides::GuideVersion;
use crate::ids::ObservationId;
use crate::people::{Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::{Argument, Sentence, Word, closed_set};
use crate::time::ObservedPeriod;
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// The question that led to an observation (S0-9 a to j).
    Prompt {
        /// What puzzles you (a).
        Puzzles,
        /// What worries you (b).
        Worries,
        /// What you have seen or heard (c).
        SeenOrHeard,
        /// What was said or done (d).
        SaidOrDone,
        /// What in the interaction of child and parents worries you (e).
        Interaction,
        /// How the child relates to others (f).
        SocialRelations,
        /// The child's physical state (g).
        PhysicalState,
        /// The child's self-esteem (h).
        SelfEsteem,
        /// The child's development for its age (i).
        Development,
        /// How long you have been worried (j).
        Duration,
    }
}

closed_set! {
    /// What kind of change an observation is a sign of (S3-7).
    Signal {
        /// Physical.
        Physical,
        /// Social.
        Social,
        /// Psychological.
        Psychological,
        /// Academic.
        Academic,
    }
}

closed_set! {
    /// Where an observation came up, where it was not made in the daily work (S4-10).
    ObservationSource {
        /// In a meeting.
        Meeting,
        /// In a conversation with child or guardians.
        Conversation,
    }
}

/// What an observation is marked with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markers {
    /// The question that led to it.
    pub prompt: Option<Prompt>,
    /// What it is a sign of.
    pub signals: BTreeSet<Signal>,
    /// Where it came up.
    pub source: Option<ObservationSource>,
}

/// What someone is worried about, what was observed, and how worried there is reason to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum ConcernEvent {
    /// Someone is worried (S4-16).
    ConcernRaised {
        /// Whom the concern is about (S2-8).
        subject: ConcernSubject,
        /// The concern in words.
        description: Personal<Text>,
        /// Since when (S0-9 j).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        concerned_since: Option<NaiveDate>,
        /// By when it is to be decided, in a municipality that has set a time for that (D-6).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        decide_by: Option<NaiveDate>,
        /// When it was raised.
        raised_on: NaiveDate,
    },
    /// Something was seen or heard (S0-6, S3-8).
    ObservationLogged {
        /// The observation.
        observation: ObservationId,
        /// When it was observed, as opposed to recorded.
        observed: ObservedPeriod,
        /// Seen, or said by someone.
        kind: ObservationKind,
        /// What was observed, without conclusions (S0-8).
        text: Personal<Text>,
        /// What the observer makes of it, kept apart.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        interpretation: Option<Personal<Text>>,
        /// The question that led to it (S0-9).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        prompt: Option<Prompt>,
        /// What it is a sign of (S3-7).
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        signals: BTreeSet<Signal>,
        /// Where it came up, where that was a meeting or a conversation (S4-10).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        source: Option<ObservationSource>,
        /// Calendar days between the last day observed and the day it was recorded.
        recorded_days_after: i64,
    },
    /// What was logged was not as it was. The observation stays as it is; this stands beside it.
    ObservationCorrected {
        /// The observation.
        observation: ObservationId,
        /// What is right instead, without conclusions (S0-8).
        text: Personal<Text>,
        /// Why the observation is not right as it stands.
        reason: Personal<Text>,
        /// When it was corrected.
        corrected_on: NaiveDate,
    },
    /// How worried there is reason to be (S0-3, S3-11).
    ConcernAssessed {
        /// The degree.
        degree: Degree,
        /// The scale it was found with, where one was used.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        scale: Option<ConcernScale>,
        /// Whether there is ground for concern.
        ground_for_concern: bool,
        /// The observations it rests on.
        basis: Vec<ObservationId>,
        /// Why it rests on none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        no_basis_because: Option<Personal<Text>>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        assessed_on: NaiveDate,
    },
}

impl Topic for ConcernEvent {
    names!(ConcernRaised, ObservationLogged, ObservationCorrected, ConcernAssessed);

    fn happened(&self) -> Happened {
        match self {
            Self::ConcernRaised { raised_on: date, .. }
            | Self::ObservationCorrected { corrected_on: date, .. }
            | Self::ConcernAssessed { assessed_on: date, .. } => Happened::On(*date),
            Self::ObservationLogged { observed, .. } => Happened::On(observed.from()),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::ConcernRaised { subject, .. } => said.with("subject", subject.word()),
            Self::ObservationLogged { observed, recorded_days_after, .. } => {
                said.with("observed", *observed).with("days", *recorded_days_after)
            }
            Self::ObservationCorrected { observation, .. } => said.with("observation", Argument::in_clear(observation)),
            Self::ConcernAssessed { degree, scale, ground_for_concern, .. } => {
                let scale: Vec<Word> = scale.iter().map(|scale| scale.word()).collect();
                let said = said.with("degree", degree.word()).with("ground", *ground_for_concern);
                said.with("scaled", !scale.is_empty()).with("scale", scale)
            }
        }
    }
}

/// What a worried employee says.
#[derive(Debug, Clone, PartialEq)]
pub struct Concern {
    /// Whom it is about.
    pub subject: ConcernSubject,
    /// The concern in words.
    pub description: Personal<Text>,
    /// Since when.
    pub concerned_since: Option<NaiveDate>,
    /// When it was raised.
    pub raised_on: NaiveDate,
}

/// What can be asked about the concern.
#[derive(Debug, Clone, PartialEq)]
pub enum ConcernAction {
    /// Add a worry to an open case.
    RaiseConcern(Concern),
    /// Log what was seen or heard; in a closed case where the duty to report is still to be assessed by it.
    LogObservation {
        /// Its id.
        observation: ObservationId,
        /// When it was observed.
        observed: ObservedPeriod,
        /// Seen or said.
        kind: ObservationKind,
        /// What was observed.
        text: Personal<Text>,
        /// What the observer makes of it.
        interpretation: Option<Personal<Text>>,
        /// What it is marked with.
        markers: Markers,
    },
    /// Put beside an observation what is right instead.
    CorrectObservation {
        /// The observation.
        observation: ObservationId,
        /// What is right instead.
        text: Personal<Text>,
        /// Why the observation is not right as it stands.
        reason: Personal<Text>,
        /// When.
        corrected_on: NaiveDate,
    },
    /// Assess how worried there is reason to be.
    AssessConcern {
        /// The degree.
        degree: Degree,
        /// The scale it was found with, where one was used.
        scale: Option<ConcernScale>,
        /// Whether there is ground for concern.
        ground_for_concern: bool,
        /// The observations it rests on.
        basis: Vec<ObservationId>,
        /// Why it rests on none.
        no_basis_because: Option<Personal<Text>>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        assessed_on: NaiveDate,
    },
}

impl Case {
    /// What follows from an action about the concern, or the first rule it breaks.
    pub(super) fn decide_concern(&self, action: ConcernAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            ConcernAction::RaiseConcern(concern) => {
                self.must_be_open()?;
                Ok(vec![concern_raised(concern, today)?])
            }
            ConcernAction::LogObservation { observation, observed, kind, text, interpretation, markers } => {
                self.must_take_observations()?;
                not_in_future("observedOn", observed.to(), today)?;
                if self.observations.contains_key(&observation) {
                    return Err(Refusal::ObservationAlreadyLogged { observation });
                }
                let Markers { prompt, signals, source } = markers;
                let recorded_days_after = (today - observed.to()).num_days();
                Ok(vec![CaseEvent::Concern(ConcernEvent::ObservationLogged {
                    observation,
                    observed,
                    kind,
                    text,
                    interpretation,
                    prompt,
                    signals,
                    source,
                    recorded_days_after,
                })])
            }
            ConcernAction::CorrectObservation { observation, text, reason, corrected_on } => {
                self.must_be_open()?;
                not_in_future("correctedOn", corrected_on, today)?;
                if !self.observations.contains_key(&observation) {
                    return Err(Refusal::NothingToCorrect { observation });
                }
                Ok(vec![CaseEvent::Concern(ConcernEvent::ObservationCorrected {
                    observation,
                    text,
                    reason,
                    corrected_on,
                })])
            }
            ConcernAction::AssessConcern {
                degree,
                scale,
                ground_for_concern,
                basis,
                no_basis_because,
                decision,
                assessed_on,
            } => {
                self.must_be_open()?;
                not_in_future("assessedOn", assessed_on, today)?;
                self.must_rest_on_observations(&basis, no_basis_because.as_ref())?;
                let (guides, decision) = (self.guides_on(assessed_on), decision.into());
                Ok(vec![CaseEvent::Concern(ConcernEvent::ConcernAssessed {
                    guides,
                    degree,
                    scale,
                    ground_for_concern,
                    basis,
                    no_basis_because,
                    decision,
                    assessed_on,
                })])
            }
        }
    }

    pub(super) fn apply_concern(&mut self, event: ConcernEvent) {
        match event {
            ConcernEvent::ObservationLogged {
                observation,
                observed,
                kind,
                text,
                interpretation,
                prompt,
                signals,
                source: _,
                recorded_days_after,
            } => {
                let corrections = Vec::new();
                let logged = Observation {
                    observed,
                    kind,
                    text,
                    interpretation,
                    prompt,
                    signals,
                    recorded_days_after,
                    corrections,
                };
                self.observations.insert(observation, logged);
            }
            ConcernEvent::ObservationCorrected { observation, text, reason, corrected_on: on } => {
                if let Some(logged) = self.observations.get_mut(&observation) {
                    logged.corrections.push(Correction { text, reason, on });
                }
            }
            ConcernEvent::ConcernRaised { raised_on, .. } => {
                self.concern_on = self.concern_on.max(Some(raised_on));
                self.alternatives_are_asked_for_anew(raised_on);
            }
            // Part of the history; no rule depends on it.
            ConcernEvent::ConcernAssessed { .. } => {}
        }
    }

    /// What ended before a concern was raised, or help was called in danger, does not end that one.
    pub(super) fn must_not_precede_a_concern(&self, field: &'static str, day: NaiveDate) -> Result<(), Refusal> {
        let raised = self.concern_on.map(|on| (on, Act::ConcernRaised));
        let called = self.called_on.map(|on| (on, Act::EmergencyContactMade));
        let last = raised.into_iter().chain(called).max_by_key(|(on, _)| *on);
        last.map_or(Ok(()), |(on, act)| not_before_act(field, day, act, on))
    }

    /// In a closed case a new concern would vanish: it is opened again, or the concern raised. But what danger left to be assessed
    /// there is assessed by what was seen, and so that is logged there.
    fn must_take_observations(&self) -> Result<(), Refusal> {
        if self.duty_is_to_be_assessed() { Ok(()) } else { self.must_be_open().map(|_| ()) }
    }

    pub(super) fn must_hold_observations(&self, cited: &[ObservationId]) -> Result<(), Refusal> {
        match cited.iter().find(|observation| !self.observations.contains_key(observation)) {
            Some(observation) => Err(Refusal::ObservationUnknown { observation: *observation }),
            None => Ok(()),
        }
    }

    /// What was observed is cited; citing nothing takes an explicit reason, which the reasons of a decision are not
    /// (R-12, S0-15).
    pub(super) fn must_rest_on_observations(
        &self,
        cited: &[ObservationId],
        no_basis_because: Option<&Personal<Text>>,
    ) -> Result<(), Refusal> {
        self.must_hold_observations(cited)?;
        match (cited.is_empty(), no_basis_because) {
            (true, None) => Err(Refusal::NoObservationsUnexplained),
            (false, Some(_)) => Err(Refusal::ObservationsExplainedAway),
            (true, Some(_)) | (false, None) => Ok(()),
        }
    }
}

pub(super) fn concern_raised(concern: Concern, today: NaiveDate) -> Result<CaseEvent, Refusal> {
    let Concern { subject, description, concerned_since, raised_on } = concern;
    not_in_future("raisedOn", raised_on, today)?;
    if let Some(since) = concerned_since {
        not_in_future("concernedSince", since, today)?;
    }
    let decide_by = None;
    Ok(CaseEvent::Concern(ConcernEvent::ConcernRaised { subject, description, concerned_since, decide_by, raised_on }))
}
