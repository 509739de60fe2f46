//! Measures: what is to be done for the child, by whom, until when, with what the guardians agreed, and what came of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::evaluations::{Evaluations, must_be_evaluated_again, must_be_evaluated_by, must_be_evaluated_first};
use super::{Case, CaseEvent, Level, OwnSay, WhoDecides, not_before, not_before_act, not_in_future};
use crate::Refusal;
use crate::guides::GuideVersion;
use crate::ids::{MeasureId, MeetingId, SubjectId};
use crate::people::{Decider, Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::{Sentence, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// Where a measure takes place (S3-22).
    MeasurePlace {
        /// In the kindergarten.
        Kindergarten,
        /// At school.
        School,
        /// At home.
        Home,
    }
}

closed_set! {
    /// What kind of measure it is (S2-61).
    MeasureKind {
        /// It is to change something.
        ChangeOriented,
        /// It is to make up for something.
        Compensating,
        /// It is to control something.
        Control,
    }
}

closed_set! {
    /// At whom a measure is directed (S2-61).
    MeasureTarget {
        /// The family.
        Family,
        /// The child.
        Child,
    }
}

closed_set! {
    /// How a question of an evaluation is answered (S1-18).
    EvaluatedAs {
        /// Yes.
        Yes,
        /// In part.
        Partly,
        /// No.
        No,
        /// It is not known.
        NotKnown,
    }
}

/// What a measure is: goal, responsible, period and day of evaluation cannot be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeasurePlan {
    /// What it is to reach (S1-22, S2-57).
    pub goal: Personal<Text>,
    /// What is done.
    pub description: Personal<Text>,
    /// Who is responsible (S1-22).
    pub responsible: Decider,
    /// Where (S3-22).
    pub place: MeasurePlace,
    /// What kind of measure it is (S2-61).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<MeasureKind>,
    /// At whom it is directed (S2-61).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub target: Option<MeasureTarget>,
    /// First day (S4-12).
    pub from: NaiveDate,
    /// Last day (S1-22).
    pub to: NaiveDate,
    /// When it is to be evaluated (S1-22).
    pub evaluation_on: NaiveDate,
    /// What the resource team recommended that it follows (S0-35).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub based_on: Option<Recommendation>,
}

/// One of the recommendations that the resource team made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recommendation {
    /// The meeting.
    pub meeting: MeetingId,
    /// Which of that meeting's, from 1 on in the order in which they were recorded.
    pub number: usize,
}

/// The answer to one question of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionAnswered {
    /// The answer.
    pub answer: EvaluatedAs,
    /// What was said to it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remark: Option<Personal<Text>>,
}

/// How a measure was carried out, and the six questions about it: none is left out (S1-17, S1-18).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvaluationAnswers {
    /// How it was carried out (S1-17).
    pub implementation: Personal<Text>,
    /// Was it carried out and followed up well?
    pub carried_out_well: QuestionAnswered,
    /// Did child and guardians feel cared for?
    pub family_felt_cared_for: QuestionAnswered,
    /// Did the guardians follow it up?
    pub guardians_followed_up: QuestionAnswered,
    /// Could something have been solved otherwise?
    pub solvable_otherwise: QuestionAnswered,
    /// Are new or wider measures needed?
    pub more_needed: QuestionAnswered,
    /// Was the goal reached?
    pub goal_reached: QuestionAnswered,
}

/// How a measure was carried out and what it led to (S1-17, S1-18).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// How it was carried out, and the six questions.
    #[serde(flatten)]
    pub answers: EvaluationAnswers,
    /// What it led to (S1-17).
    pub effect: Personal<Text>,
    /// What the child says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub childs_voice: Option<Personal<Text>>,
    /// What the guardians say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guardians_voice: Option<Personal<Text>>,
}

impl EvaluationAnswers {
    /// Whether the change that is needed did not come: the goal was not reached, or in part and more is needed (S4-19). Nothing
    /// where it is not known whether the goal was reached.
    pub const fn falls_short(&self) -> Option<bool> {
        match self.goal_reached.answer {
            EvaluatedAs::No => Some(true),
            EvaluatedAs::Partly => Some(matches!(self.more_needed.answer, EvaluatedAs::Yes)),
            EvaluatedAs::Yes => Some(false),
            EvaluatedAs::NotKnown => None,
        }
    }
}

/// What was planned and done for the child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
#[allow(clippy::large_enum_variant, reason = "an event is made once, applied and stored")]
pub enum MeasureEvent {
    /// A measure was planned (S1-22, S4-12).
    MeasurePlanned {
        /// The measure.
        measure: MeasureId,
        /// All of it.
        plan: MeasurePlan,
        /// When it was planned.
        planned_on: NaiveDate,
    },
    /// Guardians approved measures (S3-33).
    MeasuresApprovedByGuardians {
        /// The measures.
        measures: BTreeSet<MeasureId>,
        /// Who approved.
        guardians: Vec<Guardian>,
        /// When.
        approved_on: NaiveDate,
    },
    /// The child itself approved measures: once it is of age, that is what they start on (C12).
    MeasuresApprovedByYouth {
        /// The measures.
        measures: BTreeSet<MeasureId>,
        /// What the child has to say itself by its age, where it is old enough and that was known (C12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        own_say: Option<OwnSay>,
        /// When.
        approved_on: NaiveDate,
    },
    /// Guardians said no to measures, or took their yes back (S3-33, R-22).
    MeasuresRefusedByGuardians {
        /// The measures.
        measures: BTreeSet<MeasureId>,
        /// Who refused.
        guardians: Vec<Guardian>,
        /// Why, in their words.
        reason: Personal<Text>,
        /// When.
        refused_on: NaiveDate,
    },
    /// The child itself said no to measures, which it can from fifteen years on, or took its yes back (C12, R-22).
    MeasuresRefusedByYouth {
        /// The measures.
        measures: BTreeSet<MeasureId>,
        /// What the child has to say itself by its age, where that was known (C12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        own_say: Option<OwnSay>,
        /// Why, in its words.
        reason: Personal<Text>,
        /// When.
        refused_on: NaiveDate,
    },
    /// A measure was started (S3-24).
    MeasureStarted {
        /// The measure.
        measure: MeasureId,
        /// When.
        started_on: NaiveDate,
    },
    /// A measure was evaluated (S1-17, S1-18).
    MeasureEvaluated {
        /// The measure.
        measure: MeasureId,
        /// How it was carried out and what it led to.
        evaluation: Evaluation,
        /// When.
        evaluated_on: NaiveDate,
        /// When it is to be evaluated next, where that was agreed (S1-22, D-7).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next_evaluation_on: Option<NaiveDate>,
    },
    /// A measure that has not reached its goal goes on for longer (S1-20).
    MeasureExtended {
        /// The measure.
        measure: MeasureId,
        /// The new last day.
        to: NaiveDate,
        /// The new day of evaluation.
        evaluation_on: NaiveDate,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When that was decided.
        extended_on: NaiveDate,
    },
    /// A measure was ended, or given up before it started (S1-20).
    MeasureEnded {
        /// The measure.
        measure: MeasureId,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        ended_on: NaiveDate,
    },
}

impl Topic for MeasureEvent {
    names!(
        MeasurePlanned,
        MeasuresApprovedByGuardians,
        MeasuresApprovedByYouth,
        MeasuresRefusedByGuardians,
        MeasuresRefusedByYouth,
        MeasureStarted,
        MeasureEvaluated,
        MeasureExtended,
        MeasureEnded,
    );

    fn happened(&self) -> Happened {
        match self {
            Self::MeasurePlanned { planned_on: date, .. }
            | Self::MeasuresApprovedByGuardians { approved_on: date, .. }
            | Self::MeasuresApprovedByYouth { approved_on: date, .. }
            | Self::MeasuresRefusedByGuardians { refused_on: date, .. }
            | Self::MeasuresRefusedByYouth { refused_on: date, .. }
            | Self::MeasureStarted { started_on: date, .. }
            | Self::MeasureEvaluated { evaluated_on: date, .. }
            | Self::MeasureExtended { extended_on: date, .. }
            | Self::MeasureEnded { ended_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::MeasurePlanned { plan, .. } => {
                let said = said.with("place", plan.place.word()).with("to", plan.to);
                said.with("evaluation", plan.evaluation_on).with("recommended", plan.based_on.is_some())
            }
            Self::MeasureEvaluated { evaluation, next_evaluation_on, .. } => {
                let said = said.with("reached", evaluation.answers.goal_reached.answer.word());
                match next_evaluation_on {
                    Some(next) => said.with("again", true).with("next", *next),
                    None => said.with("again", false),
                }
            }
            Self::MeasureExtended { to, evaluation_on, .. } => said.with("to", *to).with("evaluation", *evaluation_on),
            Self::MeasuresApprovedByGuardians { .. }
            | Self::MeasuresApprovedByYouth { .. }
            | Self::MeasuresRefusedByGuardians { .. }
            | Self::MeasuresRefusedByYouth { .. }
            | Self::MeasureStarted { .. }
            | Self::MeasureEnded { .. } => said,
        }
    }
}

/// How far a measure has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeasureState {
    /// Planned, not started.
    Planned,
    /// Started on that day.
    Started {
        /// The day.
        on: NaiveDate,
    },
    /// Ended.
    Ended {
        /// The day it had started on; `None` where it was given up before.
        started_on: Option<NaiveDate>,
        /// The day it ended on.
        on: NaiveDate,
    },
}

impl MeasureState {
    /// When it started.
    pub const fn started_on(self) -> Option<NaiveDate> {
        match self {
            Self::Planned => None,
            Self::Started { on } => Some(on),
            Self::Ended { started_on, .. } => started_on,
        }
    }

    /// When it ended.
    pub const fn ended_on(self) -> Option<NaiveDate> {
        match self {
            Self::Planned | Self::Started { .. } => None,
            Self::Ended { on, .. } => Some(on),
        }
    }
}

/// That the child itself approved a measure (C12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnApproval {
    /// What it had to say itself by its age, where that was known.
    pub own_say: Option<OwnSay>,
    /// When.
    pub on: NaiveDate,
}

/// That a guardian approved a measure, or attended a meeting about it. Whether that one decided for the child on that day may
/// be known only later, and so each day is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardiansYes {
    /// Which guardian.
    pub subject: SubjectId,
    /// When.
    pub on: NaiveDate,
}

/// That a guardian, or the child itself, said no to a measure, or took a yes to it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeasureRefusal {
    /// Which guardian; the child itself where it is none.
    pub guardian: Option<Guardian>,
    /// What the child had to say itself by its age, where it was the child and that was known.
    pub own_say: Option<OwnSay>,
    /// Why.
    pub reason: Personal<Text>,
    /// When.
    pub on: NaiveDate,
    /// The days of each yes that it took back, where there was one.
    pub undid: BTreeSet<NaiveDate>,
    /// From which day on the same person agrees after all.
    pub until: Option<NaiveDate>,
}

impl MeasureRefusal {
    fn is_of(&self, guardian: Option<SubjectId>) -> bool {
        self.guardian.as_ref().map(|guardian| guardian.subject) == guardian
    }

    /// Whether it stands on that day.
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.on <= day && self.until.is_none_or(|until| day < until)
    }

    /// The days of each yes that it took back, as far as that still stood on this one.
    fn yeses_before(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        self.undid.iter().copied().filter(move |yes_on| *yes_on <= day && day < self.on)
    }
}

/// A measure as its events leave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What was planned, with the days of the latest extension.
    pub plan: MeasurePlan,
    /// When it was planned.
    pub planned_on: NaiveDate,
    /// The level the case was on when it was planned.
    pub planned_on_level: Level,
    /// The guardians who approved it, and when.
    pub approved_by: BTreeSet<GuardiansYes>,
    /// The guardians who attended a meeting about it, and when.
    pub met_about_on: BTreeSet<GuardiansYes>,
    /// That the child itself approved it first (C12).
    pub own_approval: Option<OwnApproval>,
    /// Who said no to it, in the order in which that was recorded.
    #[serde(default)]
    pub refusals: Vec<MeasureRefusal>,
    /// How far it has come.
    pub state: MeasureState,
    /// Its evaluations with their days, in the order in which they were recorded.
    pub evaluations: Vec<(NaiveDate, Evaluation)>,
    pub(super) awaited: Evaluations,
}

impl Measure {
    /// The first day on which a guardian had approved it.
    pub fn approved_on(&self) -> Option<NaiveDate> {
        self.approved_by.iter().map(|yes| yes.on).min()
    }

    /// Whether those had agreed to it by that day who decide for the child on it: guardians, who approved it or attended a
    /// meeting about it, or who is of age, by an approval of its own. Of that person's measures no guardian decides any
    /// more, whenever they said yes, nor does what the person said to something else (C12). Whether the yes of that one, of that
    /// day, is a guardian's is for `is_yes` to say.
    fn is_agreed_by(&self, day: NaiveDate, of_age: bool, is_yes: impl Fn(SubjectId, NaiveDate) -> bool) -> bool {
        if of_age {
            let own = self.refusals.iter().filter(|no| no.guardian.is_none());
            let was_taken_back_later = own.flat_map(|no| no.yeses_before(day)).next().is_some();
            return self.own_approval.is_some_and(|own| own.on <= day) || was_taken_back_later;
        }
        self.guardians_yeses_on(day).any(|yes| is_yes(yes.subject, yes.on))
    }

    /// The guardians' yeses that stand on that day, each with its own: what a no of a later day took back stood until then.
    pub(super) fn guardians_yeses_on(&self, day: NaiveDate) -> impl Iterator<Item = GuardiansYes> {
        let said = self.approved_by.iter().chain(&self.met_about_on).copied().filter(move |yes| yes.on <= day);
        let taken_back = self.refusals.iter().flat_map(move |no| {
            let said = no.guardian.iter().flat_map(move |by| no.yeses_before(day).map(move |on| (by.subject, on)));
            said.map(|(subject, on)| GuardiansYes { subject, on })
        });
        said.chain(taken_back)
    }

    /// The same person agreed to it on that day, after all. A yes of an earlier day than the no is none any more. Answers whether
    /// it stands.
    fn hear_yes(&mut self, of: Option<SubjectId>, on: NaiveDate) -> bool {
        let mut stands = true;
        for no in self.refusals.iter_mut().filter(|no| no.is_of(of) && no.until.is_none()) {
            if no.on <= on {
                no.until = Some(on);
            } else {
                no.undid.insert(on);
                stands = false;
            }
        }
        stands
    }

    /// Whoever says no takes a yes of that day or an earlier one back; one that is written down after a later yes is no answer by
    /// now.
    fn hear_no(&mut self, no: MeasureRefusal) {
        let yeses: BTreeSet<NaiveDate> = match &no.guardian {
            Some(guardian) => {
                let theirs = self.approved_by.iter().filter(|yes| yes.subject == guardian.subject);
                theirs.map(|yes| yes.on).collect()
            }
            None => self.own_approval.map(|own| own.on).into_iter().collect(),
        };
        let (undid, later): (BTreeSet<_>, BTreeSet<_>) = yeses.into_iter().partition(|yes_on| *yes_on <= no.on);
        match &no.guardian {
            Some(guardian) => self.approved_by.retain(|yes| yes.subject != guardian.subject || no.on < yes.on),
            None => self.own_approval = self.own_approval.filter(|own| no.on < own.on),
        }
        self.refusals.push(MeasureRefusal { undid, until: later.first().copied(), ..no });
    }
}

/// What can be asked about measures.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "an action is made once and decided on")]
pub enum MeasureAction {
    /// Plan a measure.
    PlanMeasure {
        /// Its id.
        measure: MeasureId,
        /// All of it.
        plan: MeasurePlan,
        /// When it was planned.
        planned_on: NaiveDate,
    },
    /// Record that guardians approved measures, or the child itself.
    ApproveMeasures {
        /// The measures.
        measures: BTreeSet<MeasureId>,
        /// Which guardians approved.
        guardians: Vec<Guardian>,
        /// Whether the child itself did.
        by_youth: bool,
        /// When.
        approved_on: NaiveDate,
        /// Whether the day of the child's birth is shown to who records it: by one that is not, nothing is refused, nor told of
        /// what it has to say itself.
        birth_is_shown: bool,
    },
    /// Record that guardians said no to measures, or the child itself, or that they took their yes back.
    RefuseMeasures {
        /// The measures.
        measures: BTreeSet<MeasureId>,
        /// Which guardians refused.
        guardians: Vec<Guardian>,
        /// What they said.
        guardians_reason: Option<Personal<Text>>,
        /// What the child itself said, where it refused.
        youths_reason: Option<Personal<Text>>,
        /// When.
        refused_on: NaiveDate,
        /// Whether the day of the child's birth is shown to who records it.
        birth_is_shown: bool,
    },
    /// Start a measure.
    StartMeasure {
        /// The measure.
        measure: MeasureId,
        /// When.
        started_on: NaiveDate,
        /// Whether the day of the child's birth is shown to who records it: by one that is not, it starts on guardians' approval, as
        /// of a younger child. On the own approval of who is of age, as far as no answer told that, it is started by one who is
        /// shown it: guardians are not passed over for a child whose age nobody can judge.
        birth_is_shown: bool,
    },
    /// Evaluate a measure.
    EvaluateMeasure {
        /// The measure.
        measure: MeasureId,
        /// How it was carried out and what it led to.
        evaluation: Evaluation,
        /// When.
        evaluated_on: NaiveDate,
        /// When it is to be evaluated next, where that is agreed.
        next_evaluation_on: Option<NaiveDate>,
    },
    /// Let a measure go on for longer.
    ExtendMeasure {
        /// The measure.
        measure: MeasureId,
        /// The new last day.
        to: NaiveDate,
        /// The new day of evaluation.
        evaluation_on: NaiveDate,
        /// Why, and by whom.
        decision: Decision,
        /// When that was decided.
        extended_on: NaiveDate,
    },
    /// End a measure, or give it up before it starts.
    EndMeasure {
        /// The measure.
        measure: MeasureId,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        ended_on: NaiveDate,
    },
}

impl Case {
    /// The measures by their ids, those that ended included.
    pub const fn measures(&self) -> &BTreeMap<MeasureId, Measure> {
        &self.measures
    }

    /// What follows from an action about measures, or the first rule it breaks.
    pub(super) fn decide_measure(&self, action: MeasureAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let opened_on = self.must_be_open()?.on;
        let event = match action {
            MeasureAction::PlanMeasure { measure, plan, planned_on } => {
                not_in_future("plannedOn", planned_on, today)?;
                not_before_act("plannedOn", planned_on, Act::CaseOpened, opened_on)?;
                not_before("to", plan.to, plan.from)?;
                must_be_evaluated_first(plan.evaluation_on, plan.from, plan.to)?;
                if let Some(recommendation) = plan.based_on {
                    not_before("plannedOn", planned_on, self.recommended_on(recommendation)?)?;
                }
                if self.measures.contains_key(&measure) {
                    return Err(Refusal::MeasureAlreadyPlanned { measure });
                }
                MeasureEvent::MeasurePlanned { measure, plan, planned_on }
            }
            MeasureAction::ApproveMeasures { measures, guardians, by_youth, approved_on, birth_is_shown } => {
                not_in_future("approvedOn", approved_on, today)?;
                self.can_be_approved(&measures, &guardians, by_youth, approved_on)?;
                return self.approved(measures, guardians, by_youth, approved_on, birth_is_shown);
            }
            MeasureAction::RefuseMeasures {
                measures,
                guardians,
                guardians_reason,
                youths_reason,
                refused_on,
                birth_is_shown,
            } => {
                not_in_future("refusedOn", refused_on, today)?;
                self.can_be_refused(&measures, refused_on)?;
                let by_guardians = Some(guardians).filter(|guardians| !guardians.is_empty()).zip(guardians_reason);
                return self.refused(&measures, by_guardians, youths_reason, refused_on, birth_is_shown);
            }
            MeasureAction::StartMeasure { measure, started_on, birth_is_shown } => {
                not_in_future("startedOn", started_on, today)?;
                let planned = self.measure(measure)?;
                not_before_act("startedOn", started_on, Act::MeasurePlanned, planned.planned_on)?;
                match planned.state {
                    MeasureState::Planned => {}
                    MeasureState::Started { .. } => return Err(Refusal::MeasureAlreadyStarted { measure }),
                    MeasureState::Ended { .. } => return Err(Refusal::MeasureHasEnded { measure }),
                }
                self.must_be_agreed_to(measure, planned, started_on, birth_is_shown)?;
                MeasureEvent::MeasureStarted { measure, started_on }
            }
            MeasureAction::EvaluateMeasure { measure, evaluation, evaluated_on, next_evaluation_on } => {
                not_in_future("evaluatedOn", evaluated_on, today)?;
                let known = self.measure(measure)?;
                let started_on = known.state.started_on().ok_or(Refusal::MeasureNotStarted { measure })?;
                not_before_act("evaluatedOn", evaluated_on, Act::MeasureStarted, started_on)?;
                if let Some(next) = next_evaluation_on {
                    let has_ended = matches!(known.state, MeasureState::Ended { .. });
                    must_be_evaluated_again(measure, next, evaluated_on, (has_ended, known.plan.to))?;
                }
                MeasureEvent::MeasureEvaluated { measure, evaluation, evaluated_on, next_evaluation_on }
            }
            MeasureAction::ExtendMeasure { measure, to, evaluation_on, decision, extended_on } => {
                not_in_future("extendedOn", extended_on, today)?;
                let running = self.measure(measure)?;
                match running.state {
                    MeasureState::Planned => return Err(Refusal::MeasureNotStarted { measure }),
                    MeasureState::Started { on } => not_before_act("extendedOn", extended_on, Act::MeasureStarted, on)?,
                    MeasureState::Ended { .. } => return Err(Refusal::MeasureHasEnded { measure }),
                }
                not_before("evaluationOn", evaluation_on, extended_on)?;
                if to <= running.plan.to {
                    return Err(Refusal::ExtensionLengthensNothing { last_day: running.plan.to });
                }
                let latest = running.awaited.latest_when_extended(to, extended_on);
                must_be_evaluated_by("evaluationOn", evaluation_on, latest)?;
                let (guides, decision) = (self.guides_on(extended_on), decision.into());
                MeasureEvent::MeasureExtended { measure, to, evaluation_on, guides, decision, extended_on }
            }
            MeasureAction::EndMeasure { measure, decision, ended_on } => {
                not_in_future("endedOn", ended_on, today)?;
                let known = self.measure(measure)?;
                match known.state {
                    MeasureState::Planned => {
                        not_before_act("endedOn", ended_on, Act::MeasurePlanned, known.planned_on)?;
                    }
                    MeasureState::Started { on } => not_before_act("endedOn", ended_on, Act::MeasureStarted, on)?,
                    MeasureState::Ended { .. } => return Err(Refusal::MeasureHasEnded { measure }),
                }
                known.awaited.must_lie_behind("endedOn", ended_on)?;
                let guides = self.guides_on(ended_on);
                MeasureEvent::MeasureEnded { measure, guides, decision: decision.into(), ended_on }
            }
        };
        Ok(vec![event.into()])
    }

    pub(super) fn apply_measure(&mut self, event: MeasureEvent) {
        match event {
            MeasureEvent::MeasurePlanned { measure, plan, planned_on } => {
                let (approved_by, evaluations) = (BTreeSet::new(), Vec::new());
                let (state, planned_on_level) = (MeasureState::Planned, self.levels.highest_on(planned_on));
                let awaited = Evaluations::awaited_on(plan.evaluation_on, plan.to);
                let planned = Measure {
                    plan,
                    planned_on,
                    planned_on_level,
                    approved_by,
                    met_about_on: BTreeSet::new(),
                    own_approval: None,
                    refusals: Vec::new(),
                    state,
                    evaluations,
                    awaited,
                };
                self.measures.insert(measure, planned);
            }
            MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on } => {
                for measure in measures {
                    self.change(measure, |approved| {
                        for guardian in &guardians {
                            if approved.hear_yes(Some(guardian.subject), approved_on) {
                                approved
                                    .approved_by
                                    .insert(GuardiansYes { subject: guardian.subject, on: approved_on });
                            }
                        }
                    });
                }
            }
            MeasureEvent::MeasuresApprovedByYouth { measures, own_say, approved_on: on } => {
                for measure in measures {
                    self.change(measure, |approved| {
                        if approved.hear_yes(None, on) {
                            approved.own_approval = approved.own_approval.or(Some(OwnApproval { own_say, on }));
                        }
                    });
                }
            }
            MeasureEvent::MeasuresRefusedByGuardians { measures, guardians, reason, refused_on: on } => {
                for (measure, guardian) in measures.iter().flat_map(|measure| guardians.iter().map(|by| (*measure, by)))
                {
                    let (guardian, reason) = (Some(guardian.clone()), reason.clone());
                    let no =
                        MeasureRefusal { guardian, own_say: None, reason, on, undid: BTreeSet::new(), until: None };
                    self.change(measure, |refused| refused.hear_no(no));
                }
            }
            MeasureEvent::MeasuresRefusedByYouth { measures, own_say, reason, refused_on: on } => {
                for measure in measures {
                    let (guardian, reason) = (None, reason.clone());
                    let no = MeasureRefusal { guardian, own_say, reason, on, undid: BTreeSet::new(), until: None };
                    self.change(measure, |refused| refused.hear_no(no));
                }
            }
            MeasureEvent::MeasureStarted { measure, started_on } => {
                self.change(measure, |started| started.state = MeasureState::Started { on: started_on });
            }
            MeasureEvent::MeasureEvaluated { measure, evaluation, evaluated_on, next_evaluation_on } => {
                self.change(measure, |evaluated| {
                    // One that is written down late leaves the day of the next as it was set since; one more of a day says more.
                    let is_one_more = evaluated.awaited.held().last() == Some(&evaluated_on);
                    if evaluated.awaited.was_held(evaluated_on) || is_one_more {
                        evaluated.plan.evaluation_on = next_evaluation_on.unwrap_or(evaluated.plan.evaluation_on);
                    }
                    evaluated.evaluations.push((evaluated_on, evaluation));
                });
            }
            MeasureEvent::MeasureExtended { measure, to, evaluation_on, extended_on, .. } => {
                self.change(measure, |extended| {
                    (extended.plan.to, extended.plan.evaluation_on) = (to, evaluation_on);
                    extended.awaited.were_put_off(to, extended_on);
                });
            }
            MeasureEvent::MeasureEnded { measure, ended_on, .. } => {
                self.change(measure, |ended| {
                    let started_on = ended.state.started_on();
                    ended.state = MeasureState::Ended { started_on, on: ended_on };
                });
            }
        }
    }

    /// The measures that follow that recommendation (S0-35).
    pub fn measures_based_on(&self, recommendation: Recommendation) -> impl Iterator<Item = (MeasureId, &Measure)> {
        let follows = move |(_, measure): &(&MeasureId, &Measure)| measure.plan.based_on == Some(recommendation);
        self.measures.iter().filter(follows).map(|(id, measure)| (*id, measure))
    }

    /// When the resource team's recommendation was recorded.
    fn recommended_on(&self, recommendation: Recommendation) -> Result<NaiveDate, Refusal> {
        let Recommendation { meeting, number } = recommendation;
        let known = self.meetings().get(&meeting).and_then(|team| team.recommendations.get(number.checked_sub(1)?));
        known.map(|(recorded_on, _)| *recorded_on).ok_or(Refusal::RecommendationUnknown { meeting })
    }

    fn change(&mut self, measure: MeasureId, change: impl FnOnce(&mut Measure)) {
        if let Some(changed) = self.measures.get_mut(&measure) {
            change(changed);
        }
    }

    /// Those guardians attended a meeting about these measures.
    pub(super) fn guardians_met_about(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        guardians: &[Guardian],
        held_on: NaiveDate,
    ) {
        for measure in measures {
            self.change(*measure, |met_about| {
                let each = guardians.iter().map(|guardian| GuardiansYes { subject: guardian.subject, on: held_on });
                met_about.met_about_on.extend(each);
            });
        }
    }

    pub(super) fn measure(&self, measure: MeasureId) -> Result<&Measure, Refusal> {
        self.measures.get(&measure).ok_or(Refusal::MeasureUnknown { measure })
    }

    /// An approval says who approves what, of what was planned by then, and says something new (S3-33).
    fn can_be_approved(
        &self,
        measures: &BTreeSet<MeasureId>,
        guardians: &[Guardian],
        by_youth: bool,
        approved_on: NaiveDate,
    ) -> Result<(), Refusal> {
        if measures.is_empty() {
            return Err(Refusal::NoMeasureNamed);
        }
        if guardians.is_empty() && !by_youth {
            return Err(Refusal::NobodyApproved);
        }
        for measure in measures.iter().copied() {
            let planned = self.measure(measure)?;
            not_before_act("approvedOn", approved_on, Act::MeasurePlanned, planned.planned_on)?;
            if planned.state.ended_on().is_some() {
                return Err(Refusal::MeasureHasEnded { measure });
            }
            let is_known = |guardian: &Guardian| self.is_approval_known(planned, guardian.subject, approved_on);
            if guardians.iter().all(is_known) && (!by_youth || planned.own_approval.is_some()) {
                return Err(Refusal::MeasureAlreadyApproved { measure });
            }
        }
        Ok(())
    }

    /// Whether that guardian's approval is known, of that day or of another on which it is one: by who decides for the child on
    /// its day, and on the one on which the measure started where it came before that. Whoever was left out in between and is
    /// named again is asked again.
    fn is_approval_known(&self, planned: &Measure, guardian: SubjectId, approved_on: NaiveDate) -> bool {
        let started_on = planned.state.started_on();
        planned.approved_by.iter().filter(|yes| yes.subject == guardian).any(|yes| {
            let day = started_on.map_or(yes.on, |started_on| started_on.max(yes.on));
            yes.on == approved_on || self.is_yes_for_child(guardian, yes.on, day)
        })
    }

    /// Guardians and the child itself, each by itself. No guardian approves alone for who is of age, as none consents (C12).
    fn approved(
        &self,
        measures: BTreeSet<MeasureId>,
        guardians: Vec<Guardian>,
        by_youth: bool,
        approved_on: NaiveDate,
        birth_is_shown: bool,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let own_say = self.own_say_told(approved_on, birth_is_shown);
        if own_say == Some(OwnSay::InsteadOfGuardians) && !by_youth {
            return Err(Refusal::OwnApprovalMissing);
        }
        let mut events = Vec::new();
        if !guardians.is_empty() {
            let measures = measures.clone();
            events.push(MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on }.into());
        }
        if by_youth {
            events.push(MeasureEvent::MeasuresApprovedByYouth { measures, own_say, approved_on }.into());
        }
        Ok(events)
    }

    /// A no is said to what was planned by then and has not started: what runs is ended with reasons (S1-20).
    fn can_be_refused(&self, measures: &BTreeSet<MeasureId>, refused_on: NaiveDate) -> Result<(), Refusal> {
        if measures.is_empty() {
            return Err(Refusal::NoMeasureNamed);
        }
        for measure in measures.iter().copied() {
            let planned = self.measure(measure)?;
            not_before_act("refusedOn", refused_on, Act::MeasurePlanned, planned.planned_on)?;
            match planned.state {
                MeasureState::Planned => {}
                MeasureState::Started { .. } => return Err(Refusal::StartedMeasureRefused { measure }),
                MeasureState::Ended { .. } => return Err(Refusal::MeasureHasEnded { measure }),
            }
        }
        Ok(())
    }

    /// Guardians and the child itself, each by itself: the child from fifteen years on, and once it is of age nobody but it (C12).
    fn refused(
        &self,
        measures: &BTreeSet<MeasureId>,
        by_guardians: Option<(Vec<Guardian>, Personal<Text>)>,
        by_youth: Option<Personal<Text>>,
        refused_on: NaiveDate,
        birth_is_shown: bool,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let own_say = self.own_say_told(refused_on, birth_is_shown);
        if by_guardians.is_none() && by_youth.is_none() {
            return Err(Refusal::NobodyRefused);
        }
        if own_say == Some(OwnSay::InsteadOfGuardians) && by_youth.is_none() {
            return Err(Refusal::OwnApprovalMissing);
        }
        if by_youth.is_some() && own_say.is_none() && birth_is_shown {
            self.may_be_asked_itself(refused_on)?;
        }
        let of_guardians = by_guardians.map(|(guardians, reason)| {
            let measures = measures.clone();
            MeasureEvent::MeasuresRefusedByGuardians { measures, guardians, reason, refused_on }.into()
        });
        let of_youth = by_youth.map(|reason| {
            let measures = measures.clone();
            MeasureEvent::MeasuresRefusedByYouth { measures, own_say, reason, refused_on }.into()
        });
        Ok(of_guardians.into_iter().chain(of_youth).collect())
    }

    /// Whether somebody who decides for the child said no to it, which stands on that day: the child itself, and before it is of age
    /// its guardians, as far as the unit says that they were some on that day.
    fn is_refused_on(&self, planned: &Measure, day: NaiveDate, of_age: bool) -> bool {
        let is_guardian = |guardian: &Guardian| !of_age && self.decides_for_child(guardian.subject, day);
        let no = planned.refusals.iter().filter(|no| no.stands_on(day));
        no.into_iter().any(|no| no.guardian.as_ref().is_none_or(is_guardian))
    }

    /// What somebody said no to who decides for the child does not start while that stands, on whichever level. And what is
    /// planned on level 2, or starts on a day on which the case is on it, does not start before guardians approved
    /// it or attended a meeting about it: taking the case back for a moment is no way around that, nor is writing it down
    /// late. Of who is of age on that day, it does not before that person approved it (C12).
    fn must_be_agreed_to(
        &self,
        measure: MeasureId,
        planned: &Measure,
        started_on: NaiveDate,
        birth_is_shown: bool,
    ) -> Result<(), Refusal> {
        let level = planned.planned_on_level.max(self.levels.highest_on(started_on));
        let of_age = self.is_of_age(started_on, birth_is_shown);
        if self.is_refused_on(planned, started_on, of_age) {
            return Err(Refusal::MeasureRefused { measure });
        }
        if level >= Level::Two && !self.is_agreed_to_on(planned, started_on, of_age) {
            return Err(Refusal::MeasureNotApproved { measure });
        }
        Ok(())
    }

    /// Whether somebody had agreed to it by that day who decides for the child on it.
    fn is_agreed_to_on(&self, planned: &Measure, day: NaiveDate, of_age: bool) -> bool {
        planned.is_agreed_by(day, of_age, |guardian, yes_on| self.is_yes_for_child(guardian, yes_on, day))
    }

    /// From the day a case is lifted, what starts on it is agreed to by those who decide for the child on the day of the start, in
    /// whichever order that is recorded (R-32, C12). What ran before on level 1 goes on.
    pub(super) fn nothing_runs_unapproved_since(
        &self,
        lifted_on: NaiveDate,
        birth_is_shown: bool,
    ) -> Result<(), Refusal> {
        let is_agreed = |running: &Measure, on| {
            let of_age = self.is_of_age(on, birth_is_shown);
            self.is_agreed_to_on(running, on, of_age) && !self.is_refused_on(running, on, of_age)
        };
        let unapproved = self.measures.iter().find_map(|(measure, running)| match running.state {
            MeasureState::Started { on } if on >= lifted_on && !is_agreed(running, on) => Some((*measure, on)),
            MeasureState::Planned | MeasureState::Started { .. } | MeasureState::Ended { .. } => None,
        });
        match unapproved {
            Some((measure, on)) => Err(Refusal::MeasureStartedUnapproved { measure, on }),
            None => Ok(()),
        }
    }
}
