//! The service's own measures: what is decided for child and family, planned with them, and what came of it (S2-56 to
//! S2-61, S1-25). There is none without an investigation, and none of those without a report (R-47, S2-46).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::coercion::cited_of_each;
use super::{
    BoardCaseKind, BoardOutcome, Consented, EmergencyGround, Investigation, InvestigationEvent, InvestigationOutcome,
    ParticipationKind, Principles, Ruling, ServiceConsent,
};
use crate::Refusal;
use crate::case::{
    EvaluationAnswers, Evaluations, MeasureKind, MeasureTarget, must_be_evaluated_again, must_be_evaluated_by,
    must_be_evaluated_first, not_before, not_before_act, not_in_future,
};
use crate::codes::{CodeList, ListVersion, UsedCode, find};
use crate::ids::{InvestigationId, MeasureId, SubjectId};
use crate::law::{self, LegalTopic};
use crate::people::{Decider, Decision};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::report::MeasuresInForce;
use crate::text::Text;
use crate::texts::closed_set;

/// A measure that is decided on: goal, responsible, period and day of evaluation cannot be left out (R-31, S1-22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DecidedMeasure {
    /// What it is to change (S2-57).
    pub goal: Personal<Text>,
    /// What it is, as the register's list of measures has it (S1-25).
    pub code: UsedCode,
    /// What kind of measure it is (S2-61).
    pub kind: MeasureKind,
    /// At whom it is directed (S2-61).
    pub target: MeasureTarget,
    /// Who is responsible.
    pub responsible: Decider,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// When it is to be evaluated.
    pub evaluation_on: NaiveDate,
}

closed_set! {
    /// What a measure of the service rests on (S1-12).
    MeasureBasis {
        /// That the family takes the help (S2-56).
        Assistance,
        /// That those who decide for the child consent to its living elsewhere; the three principles are answered for it (S2-6).
        VoluntaryPlacement,
        /// An emergency placement that runs (S2-63).
        EmergencyPlacement,
        /// A care order of the board (S2-62).
        CareOrder,
        /// The board's placement because of behaviour (S1-11).
        BehaviouralPlacement,
        /// What the board ordered at home for a limited period (S2-65).
        OrderedMeasure,
    }
}

impl MeasureBasis {
    /// Whether it is the family's consent to what the board was to be asked for: that the child lives elsewhere, or is helped at home.
    pub(crate) const fn is_instead_of(self, board_case: Option<BoardCaseKind>) -> bool {
        match self {
            Self::VoluntaryPlacement => true,
            Self::Assistance => matches!(board_case, Some(BoardCaseKind::OrderedMeasure)),
            _ => false,
        }
    }

    /// What the board has decided on, where it rests on that.
    pub(crate) const fn board_case(self) -> Option<BoardCaseKind> {
        match self {
            Self::CareOrder => Some(BoardCaseKind::CareOrder),
            Self::BehaviouralPlacement => Some(BoardCaseKind::BehaviouralPlacement),
            Self::OrderedMeasure => Some(BoardCaseKind::OrderedMeasure),
            Self::Assistance | Self::VoluntaryPlacement | Self::EmergencyPlacement => None,
        }
    }

    /// The act and paragraph of what it is, for a child that is placed for those reasons (S1-12).
    fn cited(self, placed: &BTreeSet<EmergencyGround>, on: NaiveDate) -> String {
        match self.board_case() {
            Some(ordered) => law::cited(ordered.topic(), on),
            None if self == Self::EmergencyPlacement => cited_of_each(placed, on),
            None => law::cited(LegalTopic::AssistanceMeasures, on),
        }
    }

    /// Whether a measure of that code can rest on it. A child lives in an institution (1) or a foster home (2) by consent, in an
    /// emergency or because the board decided it, except where it is in an institution under another act (1.2), which is not
    /// the service's to decide; supervision that is ordered (5.2) is the board's to order. Consent to a placement is for one.
    fn carries(self, code: &str) -> bool {
        let is_placement = (code.starts_with("1.") || code.starts_with("2.")) && code != "1.2";
        match self {
            Self::Assistance => !is_placement && code != "5.2",
            Self::VoluntaryPlacement => is_placement,
            Self::OrderedMeasure => !is_placement,
            Self::EmergencyPlacement | Self::CareOrder | Self::BehaviouralPlacement => true,
        }
    }
}

/// What somebody said of a plan or of its evaluation, or why nothing (S2-59).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Voices {
    /// Whether and how the child took part, where that was asked (S2-1).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub childs_part: Option<ParticipationKind>,
    /// How the child took part, or why not.
    pub child: Personal<Text>,
    /// How the parents took part, or why not.
    pub parents: Personal<Text>,
}

/// What is said of the basis of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resting {
    /// What it rests on.
    pub basis: MeasureBasis,
    /// Who consented, and when; a voluntary placement has it.
    pub consented: Option<Consented>,
    /// The three principles; a voluntary placement answers them (S2-6).
    pub principles: Option<Principles>,
}

impl Resting {
    /// On that the family takes the help.
    pub const ASSISTANCE: Self = Self { basis: MeasureBasis::Assistance, consented: None, principles: None };
}

/// How one of the service's measures was carried out and what it led to, with child and parents (S2-58, S2-59).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceEvaluation {
    /// How it was carried out, and the six questions (S1-17, S1-18); what was evaluated before they were asked has none.
    pub answers: Option<EvaluationAnswers>,
    /// What it led to.
    pub effect: Personal<Text>,
    /// What child and parents say.
    pub voices: Voices,
    /// When.
    pub on: NaiveDate,
}

/// One of the service's measures, as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceMeasure {
    /// Its id.
    pub measure: MeasureId,
    /// The register's code.
    pub code: String,
    /// What it rests on, where that was asked (S1-12).
    pub basis: Option<MeasureBasis>,
    /// What kind of measure it is.
    pub kind: MeasureKind,
    /// At whom it is directed.
    pub target: MeasureTarget,
    /// When it was decided on.
    pub decided_on: NaiveDate,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// When it is to be evaluated, as was decided first.
    pub evaluation_on: NaiveDate,
    /// When it is to be evaluated next, if it is.
    pub next_evaluation_on: Option<NaiveDate>,
    /// The days on which it was evaluated.
    pub evaluated_on: Vec<NaiveDate>,
    /// What its evaluations say, in the order in which they were recorded.
    pub evaluations: Vec<ServiceEvaluation>,
    pub(super) awaited: Evaluations,
    /// When it ended, once it has.
    pub ended_on: Option<NaiveDate>,
}

impl Voices {
    /// Whether what the child thinks became known (S2-1).
    pub fn childs_view_is_known(&self) -> bool {
        self.childs_part.is_some_and(ParticipationKind::childs_view_is_known)
    }
}

impl Investigation {
    /// The service's measures, in the order in which they were decided (S2-56).
    pub fn measures(&self) -> &[ServiceMeasure] {
        &self.measures
    }

    /// The proof of them for a report that is dismissed because of them; those are the pseudonyms of its child (R-50, S2-48).
    pub fn measures_in_force(
        &self,
        this: InvestigationId,
        children: Vec<SubjectId>,
    ) -> Result<MeasuresInForce, Refusal> {
        self.must_be_opened()?;
        let in_force = |measure: &ServiceMeasure| {
            let first = measure.decided_on.max(measure.from);
            // One that nobody has ended goes on, also past the last day that it was decided for.
            (first, measure.ended_on.unwrap_or(NaiveDate::MAX))
        };
        let measures = self.measures.iter().map(in_force).collect();
        Ok(MeasuresInForce { investigation: this, children, measures })
    }

    /// When the child's plan of measures was made last (S2-58).
    pub const fn measures_planned_on(&self) -> Option<NaiveDate> {
        self.measures_planned_on
    }

    /// The code stands on the register's list on the day, with its clarification where it needs one, and can rest on what
    /// is said of it, whose paragraph it cites (S1-12).
    pub(super) fn decide_measure(
        &self,
        measure: MeasureId,
        decided: DecidedMeasure,
        resting: Resting,
        decision: Decision,
        decided_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("decidedOn", decided_on, today)?;
        not_before_act("decidedOn", decided_on, Act::InvestigationStarted, opened.started_on)?;
        if self.measures.iter().any(|known| known.measure == measure) {
            return Err(Refusal::MeasureAlreadyPlanned { measure });
        }
        not_before("to", decided.to, decided.from)?;
        must_be_evaluated_first(decided.evaluation_on, decided.from, decided.to)?;
        let UsedCode { code, clarification, .. } = &decided.code;
        let not_in_force = || Refusal::CodeNotInForce { field: "code", code: code.clone(), on: decided_on };
        let known =
            find(CodeList::Measure, code).filter(|known| known.holds_on(decided_on)).ok_or_else(not_in_force)?;
        if known.needs_clarification && clarification.is_none() {
            return Err(Refusal::ClarificationMissing { code: code.clone() });
        }
        let Resting { basis, consented, principles } = resting;
        if !basis.carries(code) {
            return Err(Refusal::MeasureWithoutBasis { code: code.clone() });
        }
        self.must_rest_on(basis, consented.as_ref(), principles.as_ref(), decided_on)?;
        if let Some(kind) = basis.board_case() {
            self.must_end_with_the_order(kind, decided.to, decided_on)?;
        }
        self.must_not_be_dismissed(basis, decided_on)?;
        let legal_basis = basis.cited(&self.placed_on(decided_on), decided_on);
        let decision = decision.into();
        Ok(vec![InvestigationEvent::MeasureDecided {
            measure,
            decided,
            basis: Some(basis),
            consented,
            principles,
            legal_basis,
            decision,
            guides: self.guides_on(decided_on),
            decided_on,
        }])
    }

    /// A child is not moved on a word: there is the consent with the three principles, the placement or the board's decision
    /// that is claimed (S2-6, S2-62).
    fn must_rest_on(
        &self,
        basis: MeasureBasis,
        consented: Option<&Consented>,
        principles: Option<&Principles>,
        on: NaiveDate,
    ) -> Result<(), Refusal> {
        if let Some(consented) = consented {
            not_before("decidedOn", on, consented.on)?;
        }
        if basis == MeasureBasis::VoluntaryPlacement {
            Consented::must_be_named(consented)?;
            return if principles.is_some() { Ok(()) } else { Err(Refusal::PrinciplesUnanswered) };
        }
        self.must_still_rest_on(basis, on)
    }

    /// That the placement runs or the order stands on that day, where it rests on one (S2-62).
    fn must_still_rest_on(&self, basis: MeasureBasis, on: NaiveDate) -> Result<(), Refusal> {
        if basis == MeasureBasis::EmergencyPlacement && self.placed_on(on).is_empty() {
            return Err(Refusal::NoEmergencyPlacement);
        }
        match basis.board_case() {
            Some(kind) if self.granted(kind, on).is_none() => Err(Refusal::NotGrantedByBoard { kind }),
            _ => Ok(()),
        }
    }

    /// The word by which the board granted a case of that kind, or the court in its place, wholly or in part, as it stands on the
    /// day: of several decisions the latest. What was taken back decides nothing, and a no to its renewal leaves an order the time that it was given for.
    pub(super) fn granted(&self, kind: BoardCaseKind, on: NaiveDate) -> Option<Ruling> {
        let decided = self.board_cases().iter().filter(|case| case.kind == kind);
        let decided = decided.filter_map(|case| case.word_on(on));
        let mut decided: Vec<_> = decided.filter(|word| word.outcome != BoardOutcome::Withdrawn).collect();
        decided.sort_by_key(|word| word.on);
        let is_yes = |word: &Ruling| matches!(word.outcome, BoardOutcome::Granted | BoardOutcome::PartlyGranted);
        let latest = *decided.last()?;
        if is_yes(&latest) {
            return Some(latest);
        }
        let yes = decided.into_iter().rfind(is_yes);
        yes.filter(|word| word.until.is_some_and(|until| on <= until))
    }

    /// What was ordered for a limited period does not go on after it (S2-65).
    fn must_end_with_the_order(&self, kind: BoardCaseKind, to: NaiveDate, on: NaiveDate) -> Result<(), Refusal> {
        match self.granted(kind, on).and_then(|granted| granted.until) {
            Some(last_day) if last_day < to => Err(Refusal::OrderEnds { last_day }),
            _ => Ok(()),
        }
    }

    /// What was dismissed comes to no measures: that takes a new report. After a dismissal with concern the family
    /// may take the help after all, for which the conditions were met. What runs against anybody's will, or was granted
    /// by the board, is carried out whatever the investigation was said to have come to (S2-62, S2-63).
    fn must_not_be_dismissed(&self, basis: MeasureBasis, on: NaiveDate) -> Result<(), Refusal> {
        use InvestigationOutcome::{DismissedMoved, DismissedReferred, InvestigationDismissed};
        if !matches!(basis, MeasureBasis::Assistance | MeasureBasis::VoluntaryPlacement) {
            return Ok(());
        }
        let is_over = |outcome| matches!(outcome, InvestigationDismissed | DismissedMoved | DismissedReferred);
        match &self.conclusion {
            Some(ended) if is_over(ended.outcome) && ended.on <= on => {
                Err(Refusal::MeasureAfterDismissal { on: ended.on })
            }
            _ => Ok(()),
        }
    }

    /// Child and parents take part in it, or it is said why not (S2-58, S2-59).
    pub(super) fn plan_measures(
        &self,
        plan: Personal<Text>,
        voices: Voices,
        planned_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("plannedOn", planned_on, today)?;
        not_before_act("plannedOn", planned_on, Act::InvestigationStarted, opened.started_on)?;
        let is_planned = |known: &&ServiceMeasure| {
            known.decided_on <= planned_on && known.ended_on.is_none_or(|ended_on| planned_on <= ended_on)
        };
        let measures = self.measures.iter().filter(is_planned).map(|known| known.measure).collect();
        Ok(vec![InvestigationEvent::ServiceMeasurePlanMade {
            plan,
            measures,
            voices,
            guides: self.guides_on(planned_on),
            planned_on,
        }])
    }

    /// When a measure that is evaluated that day is to be evaluated next: the service follows what goes on closely, to its
    /// end (S2-58, D-7).
    pub(super) fn next_evaluation_of(
        &self,
        measure: MeasureId,
        evaluated_on: NaiveDate,
        wanted: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<Option<NaiveDate>, Refusal> {
        let known = self.measure(measure)?;
        not_in_future("evaluatedOn", evaluated_on, today)?;
        not_before_act("evaluatedOn", evaluated_on, Act::MeasureStarted, known.from)?;
        let Some(next) = wanted else {
            let goes_on = known.ended_on.is_none() && evaluated_on < known.to;
            return Ok(goes_on.then_some(known.to));
        };
        must_be_evaluated_again(measure, next, evaluated_on, (known.ended_on.is_some(), known.to))?;
        Ok(Some(next))
    }

    /// What has not ended goes on for longer, with another day of evaluation, also when its last day has passed. An
    /// evaluation is not put off past the day on which the measure was to end when it came to be awaited: one extension after
    /// another would put it off for ever (D-7).
    pub(super) fn may_be_extended(
        &self,
        measure: MeasureId,
        to: NaiveDate,
        evaluation_on: NaiveDate,
        extended_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        let known = self.measure(measure)?;
        not_in_future("extendedOn", extended_on, today)?;
        not_before_act("extendedOn", extended_on, Act::MeasureDecided, known.decided_on)?;
        not_before("evaluationOn", evaluation_on, extended_on.max(known.from))?;
        if known.ended_on.is_some() {
            return Err(Refusal::MeasureHasEnded { measure });
        }
        if to <= known.to {
            return Err(Refusal::ExtensionLengthensNothing { last_day: known.to });
        }
        if let Some(basis) = known.basis {
            self.must_still_rest_on(basis, extended_on)?;
        }
        let consent = ServiceConsent::to_placement(measure);
        if known.basis == Some(MeasureBasis::VoluntaryPlacement) && self.consent_has_ended(Some(consent), extended_on) {
            return Err(Refusal::PlacementConsentWithdrawn);
        }
        if let Some(kind) = known.basis.and_then(MeasureBasis::board_case) {
            self.must_end_with_the_order(kind, to, extended_on)?;
        }
        let latest = known.awaited.latest_when_extended(to, extended_on);
        must_be_evaluated_by("evaluationOn", evaluation_on, latest)
    }

    pub(super) fn end_measure(
        &self,
        measure: MeasureId,
        decision: Decision,
        ended_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let known = self.measure(measure)?;
        not_in_future("endedOn", ended_on, today)?;
        not_before("endedOn", ended_on, known.decided_on.min(known.from))?;
        if known.ended_on.is_some() {
            return Err(Refusal::MeasureHasEnded { measure });
        }
        known.awaited.must_lie_behind("endedOn", ended_on)?;
        Ok(vec![InvestigationEvent::DecidedMeasureEnded {
            measure,
            decision: decision.into(),
            guides: self.guides_on(ended_on),
            ended_on,
        }])
    }

    pub(super) fn measure(&self, measure: MeasureId) -> Result<&ServiceMeasure, Refusal> {
        self.must_be_opened()?;
        self.measures.iter().find(|known| known.measure == measure).ok_or(Refusal::MeasureUnknown { measure })
    }

    pub(super) fn measure_mut(&mut self, measure: MeasureId) -> Option<&mut ServiceMeasure> {
        self.measures.iter_mut().find(|known| known.measure == measure)
    }
}

impl ServiceMeasure {
    pub(super) fn of(
        measure: MeasureId,
        decided: DecidedMeasure,
        basis: Option<MeasureBasis>,
        decided_on: NaiveDate,
    ) -> Self {
        let DecidedMeasure { code, kind, target, from, to, evaluation_on, .. } = decided;
        Self {
            measure,
            code: code.code,
            basis,
            kind,
            target,
            decided_on,
            from,
            to,
            evaluation_on,
            next_evaluation_on: Some(evaluation_on),
            awaited: Evaluations::awaited_on(evaluation_on, to),
            evaluated_on: Vec::new(),
            evaluations: Vec::new(),
            ended_on: None,
        }
    }

    /// One that is written down late, of a day before a later one or before it was extended, leaves the day of the next as it
    /// was set since.
    pub(super) fn was_evaluated(&mut self, on: NaiveDate, next_on: Option<NaiveDate>) {
        let latest = self.evaluated_on.iter().max().copied();
        self.evaluated_on.push(on);
        if self.awaited.was_held(on) {
            self.next_evaluation_on = next_on;
        } else if latest <= Some(on) {
            self.next_evaluation_on = self.next_evaluation_on.or(next_on);
        }
    }

    /// It goes on for longer; what it may be put off to is kept from the first of several extensions on.
    pub(super) fn was_extended(&mut self, to: NaiveDate, evaluation_on: NaiveDate, on: NaiveDate) {
        (self.to, self.next_evaluation_on) = (to, Some(evaluation_on));
        self.awaited.were_put_off(to, on);
    }

    /// What ran and was never evaluated still is (S1-17); what did not begin is not, nor anything a second time.
    pub(super) fn has_ended(&mut self, on: NaiveDate) {
        self.ended_on = Some(on);
        if !self.evaluated_on.is_empty() || on < self.from {
            self.next_evaluation_on = None;
        }
    }
}

/// The code of a measure, taken from the register's list.
pub fn measure_code(code: &str, clarification: Option<Personal<Text>>) -> UsedCode {
    UsedCode { code: code.trim().to_owned(), list: ListVersion::Register, clarification }
}
