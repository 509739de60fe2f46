//! The measures of a case, in the schema.

use async_graphql::{ID, SimpleObject};
use case_ledger_domain::case;
use case_ledger_domain::ids::MeasureId;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_infrastructure::personal::sight::Veil;

use super::enums::{DeciderRole, EvaluatedAs, MeasureKind, MeasurePlace, MeasureTarget};
use super::global_id;
use super::meetings::Meeting;
use super::scalars::{Date, PersonalText};

/// A measure, as it was planned and went.
#[derive(SimpleObject)]
pub struct Measure {
    /// Its id.
    id: ID,
    /// What it is to reach.
    goal: PersonalText,
    /// What is done.
    description: PersonalText,
    /// Who is responsible.
    responsible: PersonalText,
    /// In which role.
    responsible_role: DeciderRole,
    /// Where (S3-22).
    place: MeasurePlace,
    /// What kind of measure it is (S2-61).
    kind: Option<MeasureKind>,
    /// At whom it is directed (S2-61).
    target: Option<MeasureTarget>,
    /// First day.
    from: Date,
    /// Last day, as of the latest extension.
    to: Date,
    /// When it is to be evaluated, as of the latest evaluation that said so, or extension.
    evaluation_on: Date,
    /// The recommendation of the resource team that it follows (S0-35).
    based_on: Option<RecommendationFollowed>,
    /// When it was planned.
    planned_on: Date,
    /// The first day on which a guardian had approved it (S3-33).
    approved_on: Option<Date>,
    /// When the child itself approved it, which it does once it is of age (C12).
    own_approved_on: Option<Date>,
    /// Who said no to it, or took a yes back, in the order in which that was recorded (R-22, S3-33). While a no stands of a guardian,
    /// or of the child itself, it does not start, on whichever level.
    refusals: Vec<MeasureRefusal>,
    /// When it started.
    started_on: Option<Date>,
    /// When it ended, or was given up.
    ended_on: Option<Date>,
    /// Its evaluations, in the order in which they were recorded.
    evaluations: Vec<MeasureEvaluation>,
}

impl Measure {
    /// What a measure's ids begin with.
    pub const PREFIX: &'static str = "measure";

    /// As the case holds it, as far as it may be seen. Who is shown the measures alone, and not the whole case, is not told which
    /// guardian said no nor why: that is the family's own, and no part of what is done.
    pub fn of(id: MeasureId, measure: &case::Measure, whole_case: bool, veil: &Veil) -> Self {
        let plan = &measure.plan;
        let text = |personal| PersonalText::of_text(personal, veil);
        Self {
            id: global_id(Self::PREFIX, id.as_uuid()),
            goal: text(&plan.goal),
            description: text(&plan.description),
            responsible: text(&plan.responsible.name),
            responsible_role: plan.responsible.role.into(),
            place: plan.place.into(),
            kind: plan.kind.map(Into::into),
            target: plan.target.map(Into::into),
            from: plan.from.into(),
            to: plan.to.into(),
            evaluation_on: plan.evaluation_on.into(),
            based_on: plan.based_on.map(|of| RecommendationFollowed {
                meeting_id: global_id(Meeting::PREFIX, of.meeting.as_uuid()),
                number: i32::try_from(of.number).unwrap_or(i32::MAX),
            }),
            planned_on: measure.planned_on.into(),
            approved_on: measure.approved_on().map(Date),
            own_approved_on: measure.own_approval.map(|own| own.on.into()),
            refusals: measure.refusals.iter().map(|no| MeasureRefusal::of(no, whole_case, veil)).collect(),
            started_on: measure.state.started_on().map(Date),
            ended_on: measure.state.ended_on().map(Date),
            evaluations: measure
                .evaluations
                .iter()
                .map(|(on, evaluation)| MeasureEvaluation::of(Date(*on), evaluation, veil))
                .collect(),
        }
    }
}

/// That a guardian, or the child itself, said no to a measure, or took a yes to it back (R-22, S3-33).
#[derive(SimpleObject)]
pub struct MeasureRefusal {
    /// Which guardian; null where it was the child itself, and where you are shown a part of the case.
    guardian: Option<PersonalText>,
    /// Why; null where you are shown a part of the case.
    reason: Option<PersonalText>,
    /// When.
    refused_on: Date,
    /// The day of the yes that it took back, where there was one.
    took_back_on: Option<Date>,
    /// From which day on the same person agrees after all; null while the no stands.
    until: Option<Date>,
}

impl MeasureRefusal {
    fn of(no: &case::MeasureRefusal, whole_case: bool, veil: &Veil) -> Self {
        let guardian = no.guardian.as_ref().filter(|_| whole_case);
        Self {
            guardian: guardian.map(|guardian| PersonalText::of_text(&guardian.name, veil)),
            reason: whole_case.then(|| PersonalText::of_text(&no.reason, veil)),
            refused_on: no.on.into(),
            took_back_on: no.undid.last().copied().map(Date),
            until: no.until.map(Date),
        }
    }
}

/// Which of the resource team's recommendations a measure follows (S0-35).
#[derive(SimpleObject)]
pub struct RecommendationFollowed {
    /// The meeting of the team.
    meeting_id: ID,
    /// Which of that meeting's, from 1 on in the order in which they were recorded.
    number: i32,
}

/// The answer to one question of an evaluation (S1-18).
#[derive(SimpleObject)]
pub struct QuestionAnswered {
    /// The answer.
    answer: EvaluatedAs,
    /// What was said to it.
    remark: Option<PersonalText>,
}

/// How a measure was carried out, and the six questions about it (S1-17, S1-18).
#[derive(SimpleObject)]
pub struct EvaluationAnswers {
    /// How it was carried out.
    implementation: PersonalText,
    /// Was it carried out and followed up well?
    carried_out_well: QuestionAnswered,
    /// Did child and guardians feel cared for?
    family_felt_cared_for: QuestionAnswered,
    /// Did the guardians follow it up?
    guardians_followed_up: QuestionAnswered,
    /// Could something have been solved otherwise?
    solvable_otherwise: QuestionAnswered,
    /// Are new or wider measures needed?
    more_needed: QuestionAnswered,
    /// Was the goal reached?
    goal_reached: QuestionAnswered,
}

/// How a measure was carried out and what it led to (S1-17, S1-18).
#[derive(SimpleObject)]
pub struct MeasureEvaluation {
    /// When.
    evaluated_on: Date,
    /// How it was carried out, and the six questions.
    #[graphql(flatten)]
    answers: EvaluationAnswers,
    /// What it led to.
    effect: PersonalText,
    /// What the child says.
    childs_voice: Option<PersonalText>,
    /// What the guardians say.
    guardians_voice: Option<PersonalText>,
}

impl EvaluationAnswers {
    pub(super) fn of(answers: &case::EvaluationAnswers, veil: &Veil) -> Self {
        let text = |personal: &Personal<Text>| PersonalText::of_text(personal, veil);
        let answered = |question: &case::QuestionAnswered| QuestionAnswered {
            answer: question.answer.into(),
            remark: question.remark.as_ref().map(text),
        };
        Self {
            implementation: text(&answers.implementation),
            carried_out_well: answered(&answers.carried_out_well),
            family_felt_cared_for: answered(&answers.family_felt_cared_for),
            guardians_followed_up: answered(&answers.guardians_followed_up),
            solvable_otherwise: answered(&answers.solvable_otherwise),
            more_needed: answered(&answers.more_needed),
            goal_reached: answered(&answers.goal_reached),
        }
    }
}

impl MeasureEvaluation {
    fn of(evaluated_on: Date, evaluation: &case::Evaluation, veil: &Veil) -> Self {
        let text = |personal: &Personal<Text>| PersonalText::of_text(personal, veil);
        Self {
            evaluated_on,
            answers: EvaluationAnswers::of(&evaluation.answers, veil),
            effect: text(&evaluation.effect),
            childs_voice: evaluation.childs_voice.as_ref().map(text),
            guardians_voice: evaluation.guardians_voice.as_ref().map(text),
        }
    }
}
