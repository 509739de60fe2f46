//! The chronology of a case, in the schema (RM-2).

use std::collections::HashMap;
use std::fmt;

use async_graphql::{Enum, ID, Result, SimpleObject};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case;
use case_ledger_domain::ids::ObservationId;
use case_ledger_domain::people;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::months_old;
use case_ledger_infrastructure::ledger::corrections::FoundWrong;
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::NaiveDate;

use super::corrections::EntryFoundWrong;
use super::enums::{ObservationKind, Prompt, Signal};
use super::scalars::{Date, PersonalState, PersonalText};
use super::{bad_input, global_id};

/// What was registered, before anybody assesses it (S0-5), and how the signs in it went on and came at once (S1-2).
#[derive(SimpleObject)]
pub struct Chronology {
    /// The observations in the order in which they were seen.
    observations: Vec<Observation>,
    /// Each sign that was seen, with its days and the other signs there were meanwhile.
    signals: Vec<SignalCourse>,
}

/// An observation as it was logged, and what was put beside it.
#[derive(SimpleObject)]
pub struct Observation {
    /// Its id.
    id: ID,
    /// The first day on which it was observed.
    observed_from: Date,
    /// The last day.
    observed_to: Date,
    /// The child's age on the first day; null where the date of birth is not known, or the child was not born (S1-1).
    childs_age: Option<ChildsAge>,
    /// Seen, or said by someone (S3-8).
    kind: ObservationKind,
    /// What was observed, without conclusions (S0-8).
    text: PersonalText,
    /// What the observer makes of it, kept apart.
    interpretation: Option<PersonalText>,
    /// The question that led to it (S0-9).
    prompt: Option<Prompt>,
    /// What it is a sign of (S3-7).
    signals: Vec<Signal>,
    /// Calendar days between the last day observed and the day it was recorded.
    recorded_days_after: i64,
    /// What was found not to be as it was, oldest first; the observation itself stays as it is.
    corrections: Vec<ObservationCorrection>,
    /// What else was found wrong in it, such as its day, oldest first; the last counts. It stands by its days as they were told
    /// (C12).
    found_wrong: Vec<EntryFoundWrong>,
}

/// What is right instead of what was logged.
#[derive(SimpleObject)]
pub struct ObservationCorrection {
    /// What is right.
    text: PersonalText,
    /// Why the observation is not right as it stands.
    reason: PersonalText,
    /// When it was corrected.
    corrected_on: Date,
}

/// A child's age; shown to those who are shown the date of birth (S1-1).
#[derive(SimpleObject)]
pub struct ChildsAge {
    /// Full years.
    years: Option<i32>,
    /// Full months beyond them.
    months: Option<i32>,
    /// Whether it can be seen.
    state: PersonalState,
}

/// How a sign went on over time: signs that persist, or several at once, give greater reason for concern (S1-2).
#[derive(SimpleObject)]
pub struct SignalCourse {
    /// The sign.
    signal: Signal,
    /// The first day on which it was observed.
    from: Date,
    /// The last day.
    to: Date,
    /// The days from the first to the last, both counted.
    days: i64,
    /// In how many observations.
    observation_count: usize,
    /// The other signs that there were between the first and the last day.
    together_with: Vec<ConcurrentSignal>,
}

/// A sign that there was at the same time as another (S1-2).
#[derive(SimpleObject)]
pub struct ConcurrentSignal {
    /// The other sign.
    signal: Signal,
    /// The first day on which both had begun.
    from: Date,
    /// The last day on which neither was over.
    to: Date,
}

/// What the next day is agreed for (RM-1).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum NextDateFor {
    /// A conversation with child or guardians (S3-21).
    Conversation,
    /// A meeting (D-7).
    Meeting,
    /// The evaluation of a measure (D-7).
    MeasureEvaluation,
    /// Advice from another service (S2-14).
    Consultation,
}

/// The next day for which something is agreed (RM-1).
#[derive(SimpleObject)]
pub struct NextDate {
    /// The day.
    on: Date,
    /// What it is agreed for.
    agreed_for: NextDateFor,
}

impl NextDate {
    /// As the case holds it.
    pub fn of((on, agreed_for): (NaiveDate, case::NextDateFor)) -> Self {
        let agreed_for = match agreed_for {
            case::NextDateFor::Conversation => NextDateFor::Conversation,
            case::NextDateFor::Meeting => NextDateFor::Meeting,
            case::NextDateFor::MeasureEvaluation => NextDateFor::MeasureEvaluation,
            case::NextDateFor::Consultation => NextDateFor::Consultation,
        };
        Self { on: on.into(), agreed_for }
    }
}

impl Chronology {
    /// As the case holds it, as far as it may be seen.
    pub fn of(case: &case::Case, wrong: &WrongObservations, veil: &Veil) -> Self {
        let child = case.opened().map(|opened| &opened.child);
        let observation = |(id, logged)| Observation::of(id, logged, child, wrong, veil);
        Self {
            observations: case.chronology().into_iter().map(observation).collect(),
            signals: case.signal_courses().iter().map(SignalCourse::of).collect(),
        }
    }
}

/// What was found wrong in the entries by which a case's observations were logged.
pub type WrongObservations = HashMap<ObservationId, Vec<FoundWrong>>;

/// The page of a case's observations in these days after that place, in the order in which they were seen, of one more than
/// `wanted`. A place is that of an observation: another that is recorded meanwhile moves none.
pub fn seen(
    case: &case::Case,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    after: Option<&str>,
    wanted: i64,
    wrong: &WrongObservations,
    veil: &Veil,
) -> Result<Vec<(String, Observation)>> {
    let after = after.map(SeenCursor::parse).transpose()?;
    let child = case.opened().map(|opened| &opened.child);
    let most = usize::try_from(wanted + 1).unwrap_or(usize::MAX);
    let seen = case.seen_within(from, to).into_iter().map(|(id, logged)| (SeenCursor::of(id, logged), id, logged));
    let seen = seen.filter(|(place, ..)| after.as_ref().is_none_or(|after| place > after)).take(most);
    Ok(seen.map(|(place, id, logged)| (place.to_string(), Observation::of(id, logged, child, wrong, veil))).collect())
}

/// The place of an observation in the chronology: its first day, its last, and which it is.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SeenCursor(NaiveDate, NaiveDate, ObservationId);

impl SeenCursor {
    fn of(id: ObservationId, logged: &case::Observation) -> Self {
        Self(logged.observed.from(), logged.observed.to(), id)
    }

    fn parse(cursor: &str) -> Result<Self> {
        let parsed = cursor.split_once('_').and_then(|(from, rest)| {
            let (to, id) = rest.split_once('_')?;
            Some(Self(from.parse().ok()?, to.parse().ok()?, ObservationId::from_uuid(id.parse().ok()?)))
        });
        parsed.ok_or_else(|| bad_input("after", InputProblem::NotACursor))
    }
}

impl fmt::Display for SeenCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(from, to, id) = self;
        write!(formatter, "{from}_{to}_{}", id.as_uuid())
    }
}

impl Observation {
    /// What an observation's ids begin with.
    pub const PREFIX: &'static str = "observation";

    /// As the case holds it, as far as it may be seen.
    pub fn of(
        id: ObservationId,
        logged: &case::Observation,
        child: Option<&people::Child>,
        wrong: &WrongObservations,
        veil: &Veil,
    ) -> Self {
        let text = |personal: &Personal<Text>| PersonalText::of_text(personal, veil);
        let correction = |correction: &case::Correction| ObservationCorrection {
            text: text(&correction.text),
            reason: text(&correction.reason),
            corrected_on: correction.on.into(),
        };
        Self {
            id: global_id(Self::PREFIX, id.as_uuid()),
            observed_from: logged.observed.from().into(),
            observed_to: logged.observed.to().into(),
            childs_age: child.and_then(|child| ChildsAge::of(child, logged.observed.from(), veil)),
            kind: logged.kind.into(),
            text: text(&logged.text),
            interpretation: logged.interpretation.as_ref().map(text),
            prompt: logged.prompt.map(Into::into),
            signals: logged.signals.iter().copied().map(Into::into).collect(),
            recorded_days_after: logged.recorded_days_after,
            corrections: logged.corrections.iter().map(correction).collect(),
            found_wrong: wrong.get(&id).into_iter().flatten().map(EntryFoundWrong::of).collect(),
        }
    }
}

impl ChildsAge {
    fn of(child: &people::Child, day: NaiveDate, veil: &Veil) -> Option<Self> {
        let born_on = child.born_on.as_ref()?;
        let PersonalText { state, .. } = PersonalText::of(born_on, veil, ToString::to_string);
        // Whether the child was born by then is no more told than when it was born.
        if state != PersonalState::Visible {
            return Some(Self { years: None, months: None, state });
        }
        let months = months_old(*born_on.visible()?, day)?;
        Some(Self { years: Some(months / 12), months: Some(months % 12), state })
    }
}

impl SignalCourse {
    fn of(course: &case::SignalCourse) -> Self {
        let concurrent = |other: &case::Concurrence| ConcurrentSignal {
            signal: other.signal.into(),
            from: other.from.into(),
            to: other.to.into(),
        };
        Self {
            signal: course.signal.into(),
            from: course.from.into(),
            to: course.to.into(),
            days: course.days(),
            observation_count: course.observations,
            together_with: course.together_with.iter().map(concurrent).collect(),
        }
    }
}
