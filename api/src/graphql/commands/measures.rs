//! Commands on the measures of a case.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::case::{self, Case, CaseAction, Evaluation, MeasureAction, MeasurePlan};
use case_ledger_domain::ids::{CaseId, MeasureId, MeetingId, SubjectId};
use case_ledger_domain::personal::Personal;
use uuid::Uuid;

use super::cases::{
    GuardianInput, about_child, child_of, guardians, guardians_if_any, is_shown, on_case, optional_about_child,
    said_by_guardian,
};
use super::{CasePayload, DeciderInput, Errand, Rejected, optional_text, text, uuid};
use crate::auth::Permission;
use crate::graphql::enums::{EvaluatedAs, MeasureKind, MeasurePlace, MeasureTarget};
use crate::graphql::measures::Measure;
use crate::graphql::meetings::Meeting;
use crate::graphql::scalars::Date;

/// One of the recommendations that the resource team made (S0-35).
#[derive(InputObject)]
pub struct RecommendationInput {
    /// The meeting of the team.
    meeting_id: ID,
    /// Which of that meeting's, from 1 on, as `recommendations` numbers them.
    number: i32,
}

impl RecommendationInput {
    fn read(&self) -> Result<case::Recommendation, Rejected> {
        let meeting = MeetingId::from_uuid(uuid("basedOn.meetingId", Meeting::PREFIX, &self.meeting_id)?);
        Ok(case::Recommendation { meeting, number: usize::try_from(self.number).unwrap_or_default() })
    }
}

/// Planning a measure: nothing that makes one may be left out.
#[derive(InputObject)]
pub struct PlanMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What it is to reach.
    goal: String,
    /// What is done.
    description: String,
    /// Who is responsible; you when left out.
    responsible: Option<DeciderInput>,
    /// Where (S3-22).
    place: MeasurePlace,
    /// What kind of measure it is (S2-61).
    kind: Option<MeasureKind>,
    /// At whom it is directed (S2-61).
    target: Option<MeasureTarget>,
    /// First day.
    from: Date,
    /// Last day.
    to: Date,
    /// When it is to be evaluated.
    evaluation_on: Date,
    /// The recommendation of the resource team that it follows (S0-35).
    based_on: Option<RecommendationInput>,
    /// When it was planned; today when left out.
    planned_on: Option<Date>,
}

/// Guardians approved measures (S3-33), or the child itself (C12).
#[derive(InputObject)]
pub struct ApproveMeasuresInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The measures; at least one.
    measure_ids: Vec<ID>,
    /// Which guardians approved.
    guardians: Vec<GuardianInput>,
    /// Whether the child itself approved: whoever is of age does, and guardians no more (C12). Where the date of birth is not
    /// shown to you, and no answer told that it is of age, what only the child approved is started by somebody to whom it is.
    #[graphql(default)]
    by_youth: bool,
    /// When; today when left out.
    approved_on: Option<Date>,
}

/// Guardians said no to measures, or the child itself, or they took their yes back (S3-33, R-22).
#[derive(InputObject)]
pub struct RefuseMeasuresInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The measures; at least one, and none that has started.
    measure_ids: Vec<ID>,
    /// Which guardians refused.
    #[graphql(default)]
    guardians: Vec<GuardianInput>,
    /// Whether the child itself refused: it can from fifteen years on (C12).
    #[graphql(default)]
    by_youth: bool,
    /// Why, in the words of who refused.
    reason: String,
    /// When; today when left out.
    refused_on: Option<Date>,
}

/// Starting a measure (S3-24, R-32).
#[derive(InputObject)]
pub struct StartMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The measure.
    measure_id: ID,
    /// When; today when left out.
    started_on: Option<Date>,
}

/// The answer to one question of an evaluation (S1-18).
#[derive(InputObject)]
pub struct QuestionAnsweredInput {
    /// The answer.
    answer: EvaluatedAs,
    /// What was said to it.
    remark: Option<String>,
}

/// How a measure was carried out, and the six questions about it: none is left out (S1-17, S1-18).
#[derive(InputObject)]
pub struct EvaluationAnswersInput {
    /// How it was carried out.
    implementation: String,
    /// Was it carried out and followed up well?
    carried_out_well: QuestionAnsweredInput,
    /// Did child and guardians feel cared for?
    family_felt_cared_for: QuestionAnsweredInput,
    /// Did the guardians follow it up?
    guardians_followed_up: QuestionAnsweredInput,
    /// Could something have been solved otherwise?
    solvable_otherwise: QuestionAnsweredInput,
    /// Are new or wider measures needed?
    more_needed: QuestionAnsweredInput,
    /// Was the goal reached?
    goal_reached: QuestionAnsweredInput,
}

/// Evaluating a measure: none of the six questions is left out (S1-17, S1-18).
#[derive(InputObject)]
pub struct EvaluateMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The measure.
    measure_id: ID,
    /// How it was carried out, and the six questions.
    #[graphql(flatten)]
    answers: EvaluationAnswersInput,
    /// What it led to.
    effect: String,
    /// What the child says.
    childs_voice: Option<String>,
    /// What the guardians say.
    guardians_voice: Option<String>,
    /// Which of them says so; the guardians together when left out.
    voiced_by: Option<GuardianInput>,
    /// When; today when left out.
    evaluated_on: Option<Date>,
    /// When it is to be evaluated next, where that is agreed: while it lasts (S1-22, D-7).
    next_evaluation_on: Option<Date>,
}

/// Letting a measure go on for longer (S1-20).
#[derive(InputObject)]
pub struct ExtendMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The measure.
    measure_id: ID,
    /// The new last day.
    to: Date,
    /// The new day of evaluation (R-31, D-7).
    evaluation_on: Date,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    extended_on: Option<Date>,
}

/// Ending a measure, or giving it up before it starts (S1-20).
#[derive(InputObject)]
pub struct EndMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The measure.
    measure_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    ended_on: Option<Date>,
}

pub(super) fn measure_id(field: &str, id: &ID) -> Result<MeasureId, Rejected> {
    uuid(field, Measure::PREFIX, id).map(MeasureId::from_uuid)
}

fn answered(child: SubjectId, field: &str, given: &QuestionAnsweredInput) -> Result<case::QuestionAnswered, Rejected> {
    let remark = optional_about_child(child, field, given.remark.as_deref())?;
    Ok(case::QuestionAnswered { answer: given.answer.into(), remark })
}

impl EvaluationAnswersInput {
    pub(super) fn read(&self, child: SubjectId) -> Result<case::EvaluationAnswers, Rejected> {
        Ok(case::EvaluationAnswers {
            implementation: about_child(child, "implementation", "S1-17", &self.implementation)?,
            carried_out_well: answered(child, "carriedOutWell.remark", &self.carried_out_well)?,
            family_felt_cared_for: answered(child, "familyFeltCaredFor.remark", &self.family_felt_cared_for)?,
            guardians_followed_up: answered(child, "guardiansFollowedUp.remark", &self.guardians_followed_up)?,
            solvable_otherwise: answered(child, "solvableOtherwise.remark", &self.solvable_otherwise)?,
            more_needed: answered(child, "moreNeeded.remark", &self.more_needed)?,
            goal_reached: answered(child, "goalReached.remark", &self.goal_reached)?,
        })
    }
}

async fn evaluation(
    errand: &Errand<'_>,
    case: CaseId,
    child: SubjectId,
    given: EvaluateMeasureInput,
) -> Result<Evaluation, Rejected> {
    let guardians_voice = match optional_text("guardiansVoice", given.guardians_voice.as_deref())? {
        Some(voice) => Some(said_by_guardian(errand, case, "voicedBy.name", given.voiced_by, voice).await?),
        None => None,
    };
    Ok(Evaluation {
        answers: given.answers.read(child)?,
        effect: about_child(child, "effect", "S1-17", &given.effect)?,
        childs_voice: optional_about_child(child, "childsVoice", given.childs_voice.as_deref())?,
        guardians_voice,
    })
}

/// Commands on the measures of a case.
#[derive(Default)]
pub struct MeasureCommands;

#[Object]
impl MeasureCommands {
    /// Plan a measure with goal, responsible, period and day of evaluation.
    async fn plan_measure(&self, context: &Context<'_>, input: PlanMeasureInput) -> Result<CasePayload> {
        on_case!(context, "planMeasure", input, makes MeasureId as Measure::PREFIX, |errand, child, case| {
            CaseAction::Measure(MeasureAction::PlanMeasure {
                measure: MeasureId::derived(&errand.principal.municipality, errand.command_id, 0),
                plan: MeasurePlan {
                    goal: about_child(child, "goal", "R-31", &input.goal)?,
                    description: about_child(child, "description", "R-31", &input.description)?,
                    responsible: errand.decider_in("responsible", case.as_uuid(), input.responsible).await?,
                    place: input.place.into(),
                    kind: input.kind.map(Into::into),
                    target: input.target.map(Into::into),
                    from: input.from.0,
                    to: input.to.0,
                    evaluation_on: input.evaluation_on.0,
                    based_on: input.based_on.as_ref().map(RecommendationInput::read).transpose()?,
                },
                planned_on: errand.day(input.planned_on),
            })
        })
    }

    /// Record that guardians approved measures (S3-33), or the child itself, which does once it is of age (C12).
    async fn approve_measures(&self, context: &Context<'_>, input: ApproveMeasuresInput) -> Result<CasePayload> {
        on_case!(context, "approveMeasures", input, |errand, child, case| {
            let measures = input.measure_ids.iter().map(|id| measure_id("measureIds", id));
            CaseAction::Measure(MeasureAction::ApproveMeasures {
                measures: measures.collect::<Result<_, _>>()?,
                guardians: guardians(&errand, case, &input.guardians).await?,
                by_youth: input.by_youth,
                approved_on: errand.day(input.approved_on),
                birth_is_shown: is_shown(&errand, child).await?,
            })
        })
    }

    /// Record that guardians said no to measures that have not started, or the child itself, or that they took their yes back (S3-33,
    /// What they had approved does not start on that any more from level 2 on, until the same person approves it.
    async fn refuse_measures(&self, context: &Context<'_>, input: RefuseMeasuresInput) -> Result<CasePayload> {
        on_case!(context, "refuseMeasures", input, |errand, child, case| {
            let measures = input.measure_ids.iter().map(|id| measure_id("measureIds", id));
            let guardians = guardians_if_any(&errand, case, "guardians.name", &input.guardians).await?;
            let reason = text("reason", "R-22", &input.reason)?;
            // What several said is theirs together.
            let who = match guardians.as_slice() {
                [] => None,
                [guardian] => Some(guardian.subject),
                _ => Some(errand.guardians_together(case.as_uuid()).await?),
            };
            CaseAction::Measure(MeasureAction::RefuseMeasures {
                measures: measures.collect::<Result<_, _>>()?,
                guardians_reason: who.map(|guardian| Personal::guardian(guardian, reason.clone())),
                guardians,
                youths_reason: input.by_youth.then(|| Personal::child(child, reason)),
                refused_on: errand.day(input.refused_on),
                birth_is_shown: is_shown(&errand, child).await?,
            })
        })
    }

    /// Start a measure; from level 2 on not before guardians agreed to it, or the child itself where it is of age (C12).
    async fn start_measure(&self, context: &Context<'_>, input: StartMeasureInput) -> Result<CasePayload> {
        on_case!(context, "startMeasure", input, |errand, child, _case| {
            CaseAction::Measure(MeasureAction::StartMeasure {
                measure: measure_id("measureId", &input.measure_id)?,
                started_on: errand.day(input.started_on),
                birth_is_shown: is_shown(&errand, child).await?,
            })
        })
    }

    /// Evaluate a measure: how it was carried out, and what it led to (S1-17, S1-18).
    async fn evaluate_measure(&self, context: &Context<'_>, input: EvaluateMeasureInput) -> Result<CasePayload> {
        on_case!(context, "evaluateMeasure", input, |errand, child, case| {
            CaseAction::Measure(MeasureAction::EvaluateMeasure {
                measure: measure_id("measureId", &input.measure_id)?,
                evaluated_on: errand.day(input.evaluated_on),
                next_evaluation_on: input.next_evaluation_on.map(|day| day.0),
                evaluation: evaluation(&errand, case, child, input).await?,
            })
        })
    }

    /// Let a measure that has not reached its goal go on for longer (S1-20).
    async fn extend_measure(&self, context: &Context<'_>, input: ExtendMeasureInput) -> Result<CasePayload> {
        on_case!(context, "extendMeasure", input, |errand, child, case| {
            CaseAction::Measure(MeasureAction::ExtendMeasure {
                measure: measure_id("measureId", &input.measure_id)?,
                to: input.to.0,
                evaluation_on: input.evaluation_on.0,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                extended_on: errand.day(input.extended_on),
            })
        })
    }

    /// End a measure, or give it up before it starts (S1-20).
    async fn end_measure(&self, context: &Context<'_>, input: EndMeasureInput) -> Result<CasePayload> {
        on_case!(context, "endMeasure", input, |errand, child, case| {
            CaseAction::Measure(MeasureAction::EndMeasure {
                measure: measure_id("measureId", &input.measure_id)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                ended_on: errand.day(input.ended_on),
            })
        })
    }
}
