//! What stands beside an investigation in the schema: emergency, board, measures and what came of them, and what others were
//! asked. What else was said of each is told in the history.

use async_graphql::{ID, SimpleObject};
use case_ledger_domain::investigation;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_infrastructure::personal::sight::Veil;

use super::cases::Consent;
use super::enums::{
    Appellant, BoardCaseKind, BoardOutcome, Body, CourtOutcome, EmergencyGround, InformationBasis, InformationCategory,
    MeasureBasis, MeasureKind, MeasureTarget, ParticipationKind, ServiceConsentUse,
};
use super::global_id;
use super::measures::{EvaluationAnswers, Measure};
use super::scalars::{Date, PersonalText};
use super::written::{MeasureDecision, names};

/// An emergency placement (S2-63, S2-64).
#[derive(SimpleObject)]
pub struct EmergencyPlacement {
    /// Its number in the investigation, from 1 on.
    number: u32,
    /// Why.
    ground: EmergencyGround,
    /// When it was decided.
    on: Date,
    /// When the three principles were answered for it; null until they are (S2-6).
    principles_answered_on: Option<Date>,
    /// When it ended; null while it runs.
    ended_on: Option<Date>,
}

impl From<&investigation::EmergencyPlacement> for EmergencyPlacement {
    fn from(placement: &investigation::EmergencyPlacement) -> Self {
        let investigation::EmergencyPlacement { number, ground, on, principles_answered_on, ended_on } = *placement;
        Self {
            number: number.0,
            ground: ground.into(),
            on: on.into(),
            principles_answered_on: principles_answered_on.map(Date::from),
            ended_on: ended_on.map(Date::from),
        }
    }
}

/// A case before the board (S2-62, S2-65, S2-66).
#[derive(SimpleObject)]
pub struct BoardCase {
    /// What is asked for.
    kind: BoardCaseKind,
    /// The last day of what is ordered.
    until: Option<Date>,
    /// When it was submitted.
    submitted_on: Date,
    /// What became of it; null until the board has decided.
    outcome: Option<BoardOutcome>,
    /// When the board decided.
    decided_on: Option<Date>,
    /// Who brought that to court, where somebody did.
    appealed_by: Option<Appellant>,
    /// When it was brought to court.
    appealed_on: Option<Date>,
    /// What became of it there; null until the court has decided.
    court_outcome: Option<CourtOutcome>,
    /// When the court decided.
    court_decided_on: Option<Date>,
    /// What another court had said before in the board's place, where that was brought to the next: it holds until that has
    /// decided.
    judged_before: Option<CourtOutcome>,
    /// When that court decided.
    judged_before_on: Option<Date>,
}

impl From<&investigation::BoardCase> for BoardCase {
    fn from(case: &investigation::BoardCase) -> Self {
        let &investigation::BoardCase { kind, submitted_on, decided, appealed, court, .. } = case;
        let judged_before = case.judged_before();
        Self {
            kind: kind.into(),
            until: case.last_day().map(Date::from),
            submitted_on: submitted_on.into(),
            outcome: decided.map(|(outcome, _)| outcome.into()),
            decided_on: decided.map(|(_, on)| on.into()),
            appealed_by: appealed.map(|(by, _)| by.into()),
            appealed_on: appealed.map(|(_, on)| on.into()),
            court_outcome: court.map(|(outcome, _)| outcome.into()),
            court_decided_on: court.map(|(_, on)| on.into()),
            judged_before: judged_before.map(|(outcome, _)| outcome.into()),
            judged_before_on: judged_before.map(|(_, on)| on.into()),
        }
    }
}

/// What another body was asked for (S2-17).
#[derive(SimpleObject)]
pub struct InformationRequest {
    /// Whom.
    of: Body,
    /// Which unit of it, where that was said; the service's name where the body is OTHER.
    unit: Option<String>,
    /// On what basis; who was asked with consent and says nothing can be ordered.
    basis: InformationBasis,
    /// When.
    on: Date,
    /// When it told; null until then.
    supplied_on: Option<Date>,
    /// What was asked.
    what: PersonalText,
    /// Who consented, where it rests on that.
    consented_by: Vec<PersonalText>,
    /// The consent it rests on, as `consents` has it; null where nobody said what that covers.
    consent_id: Option<ID>,
    /// What it told; null until then.
    account: Option<PersonalText>,
}

impl InformationRequest {
    /// As far as it may be seen, with what was written of it.
    pub fn shown(
        asked: &investigation::InformationAsked,
        words: &investigation::WrittenInformation,
        veil: &Veil,
    ) -> Self {
        let investigation::InformationAsked { of, unit, basis, on, consent, supplied_on } = asked.clone();
        Self {
            of: of.into(),
            unit,
            basis: basis.into(),
            on: on.into(),
            supplied_on: supplied_on.map(Date::from),
            what: PersonalText::of_text(&words.what, veil),
            consented_by: names(&words.consented, veil),
            consent_id: consent.map(|consent| global_id(Consent::PREFIX, consent.as_uuid())),
            account: words.account.as_ref().map(|account| PersonalText::of_text(account, veil)),
        }
    }
}

/// A consent that the child welfare service works on: what it covers, and whether it stands (RM-15, R-21).
#[derive(SimpleObject)]
pub struct ServiceConsent {
    /// Its id, as in the register of consents.
    id: ID,
    /// What the service does on it.
    used_for: ServiceConsentUse,
    /// Which bodies information is exchanged with; none where it goes to the reporter.
    parties: Vec<Body>,
    /// What kinds of information.
    categories: Vec<InformationCategory>,
    /// When it was given.
    given_on: Date,
    /// Last day; open when null.
    valid_to: Option<Date>,
    /// When it was taken back, if it was.
    withdrawn_on: Option<Date>,
}

impl From<&investigation::ServiceConsent> for ServiceConsent {
    fn from(known: &investigation::ServiceConsent) -> Self {
        Self {
            id: global_id(Consent::PREFIX, known.consent.as_uuid()),
            used_for: known.used_for.into(),
            parties: known.recipients.iter().copied().map(Into::into).collect(),
            categories: known.categories.iter().copied().map(Into::into).collect(),
            given_on: known.given_on.into(),
            valid_to: known.valid_to.map(Date::from),
            withdrawn_on: known.withdrawn_on.map(Date::from),
        }
    }
}

/// How a measure of the child welfare service was carried out and what it led to (S1-17, S1-18, S2-58).
#[derive(SimpleObject)]
pub struct DecidedMeasureEvaluation {
    /// When.
    evaluated_on: Date,
    /// How it was carried out, and the six questions; null where it was evaluated before they were asked.
    answers: Option<EvaluationAnswers>,
    /// What it led to.
    effect: PersonalText,
    /// Whether and how the child took part; null where that was not asked (S2-1).
    childs_participation: Option<ParticipationKind>,
    /// How the child took part, or why not (S2-59).
    childs_voice: PersonalText,
    /// How the parents took part, or why not (S2-59).
    parents_voice: PersonalText,
}

impl DecidedMeasureEvaluation {
    fn of(evaluation: &investigation::ServiceEvaluation, veil: &Veil) -> Self {
        let text = |personal: &Personal<Text>| PersonalText::of_text(personal, veil);
        Self {
            evaluated_on: evaluation.on.into(),
            answers: evaluation.answers.as_ref().map(|answers| EvaluationAnswers::of(answers, veil)),
            effect: text(&evaluation.effect),
            childs_participation: evaluation.voices.childs_part.map(ParticipationKind::from),
            childs_voice: text(&evaluation.voices.child),
            parents_voice: text(&evaluation.voices.parents),
        }
    }
}

/// A measure of the child welfare service (S2-56, S2-61).
#[derive(SimpleObject)]
pub struct DecidedMeasure {
    /// Its id.
    id: ID,
    /// The register's code (S1-25).
    code: String,
    /// What it rests on; null where that was not asked (S1-12).
    basis: Option<MeasureBasis>,
    /// What kind of measure it is.
    kind: MeasureKind,
    /// At whom it is directed.
    target: MeasureTarget,
    /// First day.
    from: Date,
    /// Last day, as it was extended last.
    to: Date,
    /// When it is to be evaluated, as was decided first.
    evaluation_on: Date,
    /// When it is to be evaluated next; null where nothing is left to evaluate.
    next_evaluation_on: Option<Date>,
    /// The days on which it was evaluated.
    evaluated_on: Vec<Date>,
    /// Its evaluations, in the order in which they were recorded.
    evaluations: Vec<DecidedMeasureEvaluation>,
    /// When it ended; null until then.
    ended_on: Option<Date>,
    /// What it is to change, who is responsible, and why it was decided on (S2-57).
    decision: Option<MeasureDecision>,
}

impl DecidedMeasure {
    /// As far as it may be seen, with what was written of it.
    pub fn of(
        known: &investigation::ServiceMeasure,
        words: Option<&investigation::WrittenMeasure>,
        veil: &Veil,
    ) -> Self {
        Self {
            id: global_id(Measure::PREFIX, known.measure.as_uuid()),
            code: known.code.clone(),
            basis: known.basis.map(MeasureBasis::from),
            kind: known.kind.into(),
            target: known.target.into(),
            from: known.from.into(),
            to: known.to.into(),
            evaluation_on: known.evaluation_on.into(),
            next_evaluation_on: known.next_evaluation_on.map(Date::from),
            evaluated_on: known.evaluated_on.iter().copied().map(Date::from).collect(),
            evaluations: known.evaluations.iter().map(|held| DecidedMeasureEvaluation::of(held, veil)).collect(),
            ended_on: known.ended_on.map(Date::from),
            decision: words.map(|words| MeasureDecision::of(words, veil)),
        }
    }
}
