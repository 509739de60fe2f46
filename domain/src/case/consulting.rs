//! Asking another service for advice: openly, which needs what sharing needs, or without a name, of which the case keeps
//! body and day alone (R-20, R-21; S0-25, S0-28, S2-7, S2-11, S2-14, S2-69).

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::sharing::must_name;
use super::{
    Case, CaseEvent, ClaimedBasis, InformationCategory, RecipientUnit, SharingBasis, SharingDirection,
    must_tell_no_more_than_which, must_tell_which, must_tell_which_of, not_before, not_in_future,
};
use crate::Refusal;
use crate::consultation::ConsultationTopic;
use crate::people::{Body, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Sentence, Word};
use crate::time::oslo_date;
use crate::topics::{Happened, Topic, names};

/// Who was asked for advice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum ConsultingEvent {
    /// Help with assessing the concern was asked for, without saying about whom (S0-25).
    ConsultationRequested {
        /// Of whom.
        body: Body,
        /// Which unit of it, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// About what.
        topics: BTreeSet<ConsultationTopic>,
        /// When.
        requested_on: NaiveDate,
    },
    /// A time was agreed for it (S2-14).
    ConsultationScheduled {
        /// With whom.
        body: Body,
        /// Which unit of it, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// The time.
        planned_for: DateTime<Utc>,
        /// When that was agreed.
        scheduled_on: NaiveDate,
    },
    /// The concern was discussed with another service, which was told about whom (S0-25).
    OpenConsultationHeld {
        /// With whom.
        body: Body,
        /// With which unit of it, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// About what.
        topics: BTreeSet<ConsultationTopic>,
        /// What kind of information was told.
        categories: BTreeSet<InformationCategory>,
        /// What was advised.
        advice: Personal<Text>,
        /// What telling them rests on.
        rests_on: SharingBasis,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        held_on: NaiveDate,
    },
    /// Advice that was asked for or agreed is needed no more.
    ConsultationCalledOff {
        /// Of whom it was to come.
        body: Body,
        /// Of which unit of it, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        called_off_on: NaiveDate,
    },
    /// It was discussed without naming anybody; what was said stands in a stream that leads to no case.
    AnonymousConsultationNoted {
        /// With whom.
        body: Body,
        /// Which, where only its name says that.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// When.
        held_on: NaiveDate,
    },
}

impl Topic for ConsultingEvent {
    names!(
        ConsultationRequested,
        ConsultationScheduled,
        OpenConsultationHeld,
        ConsultationCalledOff,
        AnonymousConsultationNoted,
    );

    fn happened(&self) -> Happened {
        match self {
            Self::ConsultationRequested { requested_on: date, .. }
            | Self::ConsultationScheduled { scheduled_on: date, .. }
            | Self::OpenConsultationHeld { held_on: date, .. }
            | Self::ConsultationCalledOff { called_off_on: date, .. }
            | Self::AnonymousConsultationNoted { held_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        let words =
            |topics: &BTreeSet<ConsultationTopic>| topics.iter().map(|topic| topic.word()).collect::<Vec<Word>>();
        match self {
            Self::ConsultationRequested { body, unit, topics, .. } => {
                said.with("body", body.word()).naming(unit.as_deref()).with("topics", words(topics))
            }
            Self::ConsultationScheduled { body, unit, planned_for, .. } => {
                said.with("body", body.word()).naming(unit.as_deref()).with("date", oslo_date(*planned_for))
            }
            Self::OpenConsultationHeld { body, topics, rests_on, .. } => {
                said.with("body", body.word()).with("topics", words(topics)).with("basis", rests_on.word())
            }
            Self::ConsultationCalledOff { body, unit, .. } | Self::AnonymousConsultationNoted { body, unit, .. } => {
                said.with("body", body.word()).naming(unit.as_deref())
            }
        }
    }
}

/// Who was consulted on which day: the service, and its name, where that was said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Consulted(BTreeSet<(Body, Option<String>, NaiveDate)>);

/// Whom an assessment says to have consulted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consultants {
    /// The bodies.
    pub bodies: BTreeSet<Body>,
    /// Which units of them, where they are named; always, where only the name says which service it is.
    pub units: BTreeSet<RecipientUnit>,
}

impl<const N: usize> From<[Body; N]> for Consultants {
    fn from(bodies: [Body; N]) -> Self {
        Self { bodies: bodies.into(), units: BTreeSet::new() }
    }
}

/// What can be asked about consulting others.
#[derive(Debug, Clone, PartialEq)]
pub enum ConsultingAction {
    /// Ask for help with assessing the concern.
    RequestConsultation {
        /// Of whom.
        body: Body,
        /// Which unit of it, where that is said.
        unit: Option<String>,
        /// About what.
        topics: BTreeSet<ConsultationTopic>,
        /// When.
        requested_on: NaiveDate,
    },
    /// Agree a time.
    ScheduleConsultation {
        /// With whom.
        body: Body,
        /// Which unit of it, where that is said.
        unit: Option<String>,
        /// The time.
        planned_for: DateTime<Utc>,
        /// When that was agreed.
        scheduled_on: NaiveDate,
    },
    /// Discuss the concern openly.
    HoldOpenConsultation {
        /// With whom.
        body: Body,
        /// With which unit of it, where that is said.
        unit: Option<String>,
        /// About what.
        topics: BTreeSet<ConsultationTopic>,
        /// What kind of information was told.
        categories: BTreeSet<InformationCategory>,
        /// What was advised.
        advice: Personal<Text>,
        /// What telling them is to rest on.
        claimed: ClaimedBasis,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        held_on: NaiveDate,
    },
    /// Call off advice that was asked for or agreed.
    CallOffConsultation {
        /// Of whom it was to come.
        body: Body,
        /// Of which unit of it, as it was asked for or agreed.
        unit: Option<String>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        called_off_on: NaiveDate,
    },
    /// Note that it was discussed without naming anybody.
    NoteAnonymousConsultation {
        /// With whom.
        body: Body,
        /// Which, where only its name says that.
        unit: Option<String>,
        /// When.
        held_on: NaiveDate,
    },
}

impl Case {
    /// What follows from an action about consulting others, or the first rule it breaks.
    pub(super) fn decide_consulting(
        &self,
        action: ConsultingAction,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        match action {
            ConsultingAction::RequestConsultation { body, unit, topics, requested_on } => {
                not_in_future("requestedOn", requested_on, today)?;
                must_tell_which(body, unit.as_deref())?;
                must_have_a_topic(&topics)?;
                Ok(vec![ConsultingEvent::ConsultationRequested { body, unit, topics, requested_on }.into()])
            }
            ConsultingAction::ScheduleConsultation { body, unit, planned_for, scheduled_on } => {
                not_in_future("scheduledOn", scheduled_on, today)?;
                not_before("plannedFor", oslo_date(planned_for), scheduled_on)?;
                must_tell_which(body, unit.as_deref())?;
                Ok(vec![ConsultingEvent::ConsultationScheduled { body, unit, planned_for, scheduled_on }.into()])
            }
            ConsultingAction::HoldOpenConsultation {
                body,
                unit,
                topics,
                categories,
                advice,
                claimed,
                decision,
                held_on,
            } => {
                not_in_future("heldOn", held_on, today)?;
                claimed.must_be_ordered_by("heldOn", held_on)?;
                must_name(&categories, "categories")?;
                must_tell_which(body, unit.as_deref())?;
                let to_body = SharingDirection::ToBody;
                let rests_on = self.basis_of_sharing(claimed, body, unit.as_deref(), to_body, &categories, held_on)?;
                must_have_a_topic(&topics)?;
                let decision = decision.into();
                let held = ConsultingEvent::OpenConsultationHeld {
                    body,
                    unit,
                    topics,
                    categories,
                    advice,
                    rests_on,
                    decision,
                    held_on,
                };
                Ok(vec![held.into()])
            }
            ConsultingAction::CallOffConsultation { body, unit, decision, called_off_on } => {
                not_in_future("calledOffOn", called_off_on, today)?;
                let asked_on = self.advice_asked_for_on(body, unit.as_deref());
                not_before("calledOffOn", called_off_on, asked_on.ok_or(Refusal::ConsultationNotAwaited { body })?)?;
                let decision = decision.into();
                Ok(vec![ConsultingEvent::ConsultationCalledOff { body, unit, decision, called_off_on }.into()])
            }
            ConsultingAction::NoteAnonymousConsultation { body, unit, held_on } => {
                not_in_future("heldOn", held_on, today)?;
                must_tell_no_more_than_which(body, unit.as_deref())?;
                Ok(vec![ConsultingEvent::AnonymousConsultationNoted { body, unit, held_on }.into()])
            }
        }
    }

    pub(super) fn apply_consulting(&mut self, event: &ConsultingEvent) {
        match event {
            ConsultingEvent::OpenConsultationHeld { body, unit, categories, rests_on, held_on, .. } => {
                self.consulted.0.insert((*body, unit.clone(), *held_on));
                self.apply_told_on_order(*body, categories, rests_on, *held_on);
            }
            ConsultingEvent::AnonymousConsultationNoted { body, unit, held_on } => {
                self.consulted.0.insert((*body, unit.clone(), *held_on));
            }
            // What is awaited stands with what is agreed for later.
            ConsultingEvent::ConsultationRequested { .. }
            | ConsultingEvent::ConsultationScheduled { .. }
            | ConsultingEvent::ConsultationCalledOff { .. } => {}
        }
    }

    /// Whoever an assessment says was consulted was, by its day (S2-11). A service that is known by its name alone is named, and
    /// is the one of that name, or one that was consulted before such were named.
    pub(super) fn must_have_consulted(&self, consulted: &Consultants, day: NaiveDate) -> Result<(), Refusal> {
        let Consultants { bodies, units } = consulted;
        must_tell_which_of(bodies, units, "consultedUnits")?;
        let by_then = || self.consulted.0.iter().filter(|(.., on)| *on <= day);
        let is_it = |body: Body, name: Option<&str>| {
            let is_named_so =
                |unit: Option<&str>| name.is_none() || body.told_apart(unit.or(name)) == body.told_apart(name);
            by_then().any(|(known, unit, _)| *known == body && is_named_so(unit.as_deref()))
        };
        let was_consulted = |body: &Body| {
            let mut named = units.iter().filter(|named| named.body == *body).peekable();
            match named.peek() {
                Some(_) => named.all(|named| is_it(*body, Some(&named.unit))),
                None => is_it(*body, None),
            }
        };
        match bodies.iter().find(|body| !was_consulted(body)) {
            Some(body) => Err(Refusal::NotConsulted { body: *body }),
            None => Ok(()),
        }
    }
}

fn must_have_a_topic(topics: &BTreeSet<ConsultationTopic>) -> Result<(), Refusal> {
    if topics.is_empty() { Err(Refusal::ConsultationTopicMissing) } else { Ok(()) }
}
