//! Emergency placement and cases before the board: what is done against the will of child or parents (S1-11, S1-12,
//! S2-6, S2-62 to S2-66).
//!
//! An emergency waits for nothing: not for the end of the investigation, nor for the answers to the three principles,
//! which are missed until they are given for it. A case before the board is brought with all three.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    CourtOutcome, Investigation, InvestigationEvent, InvestigationOpened, InvestigationOutcome, MeasureBasis,
    ServiceMeasure, earliest_receipt,
};
use crate::Refusal;
use crate::case::{not_before, not_before_act, not_in_future};
use crate::law::{self, LegalTopic};
use crate::people::Decision;
use crate::personal::Personal;
use crate::refusal::{Act, Sought};
use crate::text::Text;
use crate::texts::closed_set;

closed_set! {
    /// Why a child is placed in an emergency.
    EmergencyGround {
        /// The child would be materially harmed by staying (S2-63).
        Harm,
        /// The child's own behaviour endangers its life and health (S2-64).
        Behaviour,
    }
}

impl EmergencyGround {
    /// Each ground has a paragraph of its own (S1-12).
    pub(super) const fn topic(self) -> LegalTopic {
        match self {
            Self::Harm => LegalTopic::Emergency,
            Self::Behaviour => LegalTopic::BehaviouralEmergency,
        }
    }
}

/// The act and paragraph of each ground on which the child is placed, in force on that day.
pub(super) fn cited_of_each(grounds: &BTreeSet<EmergencyGround>, on: NaiveDate) -> String {
    grounds.iter().map(|ground| law::cited(ground.topic(), on)).collect::<Vec<_>>().join(", ")
}

closed_set! {
    /// What the board is asked for.
    BoardCaseKind {
        /// A care order (S2-62).
        CareOrder,
        /// Placement in an institution because of behaviour (S1-11).
        BehaviouralPlacement,
        /// Measures in the home that are ordered for a limited period (S2-65).
        OrderedMeasure,
    }
}

impl BoardCaseKind {
    /// Whether the child is to live elsewhere, as in an emergency placement: what is weighed for it is weighed for that
    /// placement too (S2-6).
    pub(crate) const fn is_out_of_home(self) -> bool {
        matches!(self, Self::CareOrder | Self::BehaviouralPlacement)
    }

    pub(super) const fn topic(self) -> LegalTopic {
        match self {
            Self::CareOrder => LegalTopic::CareOrder,
            Self::BehaviouralPlacement => LegalTopic::BehaviouralPlacement,
            Self::OrderedMeasure => LegalTopic::OrderedMeasures,
        }
    }
}

closed_set! {
    /// What became of a case before the board (S2-66).
    BoardOutcome {
        /// The board decided as the service asked.
        Granted,
        /// In part.
        PartlyGranted,
        /// The board decided otherwise.
        NotGranted,
        /// The service took the case back.
        Withdrawn,
    }
}

closed_set! {
    /// Who brought the board's decision to court (S2-66).
    Appellant {
        /// The municipality.
        Municipality,
        /// Parents, child or another private party.
        PrivateParty,
    }
}

/// How the three principles behind the act were weighed (S2-6): none is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Principles {
    /// What is best for the child.
    pub best_interests: Personal<Text>,
    /// Why the child cannot grow up with its parents for now, or how it still can.
    pub biological: Personal<Text>,
    /// Why nothing that intrudes less would do.
    pub least_intrusive: Personal<Text>,
}

/// A case that is brought before the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardSubmission {
    /// What is asked for.
    pub kind: BoardCaseKind,
    /// The last day of what is ordered: ordered measures have one (S2-65).
    pub until: Option<NaiveDate>,
    /// The three principles.
    pub principles: Principles,
    /// Why, and by whom.
    pub decision: Decision,
    /// When.
    pub submitted_on: NaiveDate,
}

/// A case before the board, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardCase {
    /// What is asked for.
    pub kind: BoardCaseKind,
    /// The last day that was asked for of what is to be ordered.
    pub until: Option<NaiveDate>,
    /// When it was submitted.
    pub submitted_on: NaiveDate,
    /// What became of it, and when, once it was decided.
    pub decided: Option<(BoardOutcome, NaiveDate)>,
    /// Who brought that to court, and when, where somebody did.
    pub appealed: Option<(Appellant, NaiveDate)>,
    /// What became of it there, and when, once the court has decided.
    pub court: Option<(CourtOutcome, NaiveDate)>,
    /// What the board said, and the courts in its place, in that order: each holds until the next.
    #[serde(default)]
    pub rulings: Vec<Ruling>,
}

/// What board or court decided of what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// What that is.
    pub outcome: BoardOutcome,
    /// When.
    pub on: NaiveDate,
    /// The last day of what is ordered; of what is not, of what was to be.
    pub until: Option<NaiveDate>,
}

/// Which of an investigation's emergency placements: they are numbered from one on, as they were recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlacementNumber(pub u32);

impl PlacementNumber {
    /// The next after so many.
    pub(crate) fn after(placements: usize) -> Self {
        Self(u32::try_from(placements).unwrap_or(u32::MAX).saturating_add(1))
    }
}

/// An emergency placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyPlacement {
    /// Which.
    pub number: PlacementNumber,
    /// Why.
    pub ground: EmergencyGround,
    /// When it was decided.
    pub on: NaiveDate,
    /// When the three principles were answered for it, once they are (S2-6).
    pub principles_answered_on: Option<NaiveDate>,
    /// When it ended, once it has.
    pub ended_on: Option<NaiveDate>,
}

/// What is granted may be so for another time than was asked for; what is not granted has no last day (S2-65).
pub(super) fn granted_until(
    until: Option<NaiveDate>,
    outcome: Option<BoardOutcome>,
    decided_on: NaiveDate,
) -> Result<(), Refusal> {
    let Some(until) = until else { return Ok(()) };
    if !matches!(outcome, Some(BoardOutcome::Granted | BoardOutcome::PartlyGranted)) {
        return Err(Refusal::UntilWithoutGrant);
    }
    not_before("until", until, decided_on)
}

impl Investigation {
    /// Emergency placements, in the order in which they were recorded.
    pub fn emergency_placements(&self) -> &[EmergencyPlacement] {
        &self.emergencies
    }

    /// Cases before the board, in the order in which they were recorded.
    pub fn board_cases(&self) -> &[BoardCase] {
        &self.board_cases
    }

    /// What the register tells by one code and the source tells apart (S1-11, R-45): what the board is asked for, and that
    /// the child was placed in an emergency, which goes on that day.
    pub(super) fn told_apart(
        &self,
        outcome: InvestigationOutcome,
        board_case: Option<BoardCaseKind>,
        in_emergency: bool,
        on: NaiveDate,
    ) -> Result<InvestigationOutcome, Refusal> {
        let goes_to_board = outcome == InvestigationOutcome::BoardCase;
        let may_be_emergency = outcome == InvestigationOutcome::MeasuresDecided;
        if goes_to_board != board_case.is_some() || in_emergency && !may_be_emergency {
            return Err(Refusal::OutcomeUnclear);
        }
        if !in_emergency {
            return Ok(outcome);
        }
        if self.placed_on(on).is_empty() {
            return Err(Refusal::NoEmergencyPlacement);
        }
        Ok(InvestigationOutcome::EmergencyPlacement)
    }

    /// Why the child is placed in an emergency on that day; nothing where it is not.
    pub(super) fn placed_on(&self, on: NaiveDate) -> BTreeSet<EmergencyGround> {
        let runs = |it: &&EmergencyPlacement| it.on <= on && it.ended_on.is_none_or(|ended_on| on <= ended_on);
        self.emergencies.iter().filter(runs).map(|it| it.ground).collect()
    }

    /// What is done against the will of child or parents is no dismissal: an investigation comes to the placement that runs, to
    /// the case that board or court has to decide, or to what was granted there and is not over (S1-11, R-45). Nor is it one while
    /// a measure runs that was decided on in it: it comes to measures then, and its reporter hears that it is followed up (R-43,
    /// S1-19). Who moved takes all of that along.
    pub(super) fn must_not_dismiss_what_runs(
        &self,
        outcome: InvestigationOutcome,
        on: NaiveDate,
    ) -> Result<(), Refusal> {
        use InvestigationOutcome::{DismissedReferred, DismissedWithConcern, InvestigationDismissed};
        if !matches!(outcome, InvestigationDismissed | DismissedWithConcern | DismissedReferred) {
            return Ok(());
        }
        let goes_on = |it: &&EmergencyPlacement| it.on <= on && it.ended_on.is_none_or(|ended_on| on < ended_on);
        if let Some(placement) = self.emergencies.iter().find(goes_on) {
            return Err(Refusal::DismissedWhilePlaced { on: placement.on });
        }
        for kind in BoardCaseKind::ALL {
            if let Some(granted_on) = self.granted_and_not_over(kind, on) {
                return Err(Refusal::DismissedDespiteOrder { kind, on: granted_on });
            }
        }
        if let Some(case) = self.board_cases.iter().find(|case| case.is_undecided_on(on)) {
            return Err(Refusal::DismissedBeforeBoard { kind: case.kind, on: case.submitted_on });
        }
        let runs = |it: &&ServiceMeasure| it.decided_on <= on && it.ended_on.is_none_or(|ended_on| on < ended_on);
        match self.measures().iter().find(runs) {
            Some(measure) => Err(Refusal::DismissedWhileMeasureRuns { on: measure.decided_on }),
            None => Ok(()),
        }
    }

    /// When it was granted what is to be carried out on that day, or is being: not what a measure carried out that has ended.
    pub(super) fn granted_and_not_over(&self, kind: BoardCaseKind, on: NaiveDate) -> Option<NaiveDate> {
        let granted = self.granted(kind, on).filter(|word| word.until.is_none_or(|until| on <= until))?;
        let granted_on = granted.on;
        let carrying_out = || {
            let rests_on_it = |it: &&ServiceMeasure| it.basis.and_then(MeasureBasis::board_case) == Some(kind);
            self.measures().iter().filter(rests_on_it).filter(|it| it.decided_on <= on)
        };
        let goes_on = carrying_out().any(|it| it.ended_on.is_none_or(|ended_on| on < ended_on));
        let has_ended = carrying_out().any(|it| it.ended_on.is_some_and(|ended_on| granted_on <= ended_on));
        (goes_on || !has_ended).then_some(granted_on)
    }

    /// While it runs and after its end.
    pub(super) fn must_be_opened(&self) -> Result<&InvestigationOpened, Refusal> {
        self.opened.as_ref().ok_or(Refusal::NotFound { what: Sought::Investigation })
    }

    /// It may have gone before the investigation, since the report came in. One that was recorded is not recorded once more while
    /// it runs: nobody would know which of the two there is.
    pub(super) fn place_in_emergency(
        &self,
        ground: EmergencyGround,
        principles: Option<Principles>,
        decision: Decision,
        decided_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("decidedOn", decided_on, today)?;
        not_before("decidedOn", decided_on, earliest_receipt(opened.started_on))?;
        let is_that = |it: &&EmergencyPlacement| it.ground == ground && it.on == decided_on && it.ended_on.is_none();
        if let Some(EmergencyPlacement { number, on, .. }) = self.emergencies.iter().find(is_that) {
            return Err(Refusal::EmergencyPlacementRecorded { number: *number, on: *on });
        }
        let legal_basis = law::cited(ground.topic(), decided_on);
        let decision = decision.into();
        Ok(vec![InvestigationEvent::EmergencyPlacementDecided {
            ground,
            principles,
            legal_basis,
            decision,
            guides: self.guides_on(decided_on),
            decided_on,
        }])
    }

    /// What there was no time for is answered afterwards, also when the placement is over (S2-6).
    pub(super) fn answer_principles(
        &self,
        placement: PlacementNumber,
        principles: Principles,
        answered_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("answeredOn", answered_on, today)?;
        let known = self.emergencies.iter().find(|known| known.number == placement);
        let known = known.ok_or(Refusal::NoEmergencyPlacement)?;
        not_before("answeredOn", answered_on, known.on)?;
        if known.principles_answered_on.is_some() {
            return Err(Refusal::PrinciplesAnswered);
        }
        Ok(vec![InvestigationEvent::EmergencyPrinciplesAnswered { placement, principles, answered_on }])
    }

    /// Where several run, it is said which one ends: the others go on, and the board is owed their case.
    pub(super) fn end_emergency(
        &self,
        placement: Option<PlacementNumber>,
        decision: Decision,
        ended_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("endedOn", ended_on, today)?;
        let is_meant = |it: &&EmergencyPlacement| it.ended_on.is_none() && placement.is_none_or(|one| one == it.number);
        let mut meant = self.emergencies.iter().filter(is_meant);
        let ending = meant.next().ok_or(Refusal::NoEmergencyPlacement)?;
        if meant.next().is_some() {
            return Err(Refusal::EmergencyPlacementUnnamed);
        }
        not_before("endedOn", ended_on, ending.on)?;
        let (placement, decision) = (Some(ending.number), decision.into());
        Ok(vec![InvestigationEvent::EmergencyPlacementEnded {
            placement,
            decision,
            guides: self.guides_on(ended_on),
            ended_on,
        }])
    }

    pub(super) fn principles_were_answered(&mut self, on: NaiveDate, are: impl Fn(&EmergencyPlacement) -> bool) {
        for placement in self.emergencies.iter_mut().filter(|it| it.principles_answered_on.is_none() && are(it)) {
            placement.principles_answered_on = Some(on);
        }
    }

    /// Without a number, the latest that runs.
    pub(super) fn placement_has_ended(&mut self, number: Option<PlacementNumber>, on: NaiveDate) {
        let mut running = self.emergencies.iter_mut().rev().filter(|it| it.ended_on.is_none());
        if let Some(placement) = running.find(|it| number.is_none_or(|number| it.number == number)) {
            placement.ended_on = Some(on);
        }
    }

    /// Of each kind one case at a time is before the board, and none while the court decides of the board's no: what they say is
    /// about that one. An order that stands is applied for anew in time, and a child that is placed is brought before the board,
    /// whatever the court has to decide.
    pub(super) fn submit_to_board(
        &self,
        submission: BoardSubmission,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        let BoardSubmission { kind, until, principles, decision, submitted_on } = submission;
        not_in_future("submittedOn", submitted_on, today)?;
        not_before_act("submittedOn", submitted_on, Act::InvestigationStarted, opened.started_on)?;
        if self.awaiting(kind).is_some() {
            return Err(Refusal::BoardCasePending { kind });
        }
        let is_in_court = |case: &BoardCase| {
            let appealed_before = case.appealed.is_some_and(|(_, appealed_on)| appealed_on <= submitted_on);
            let stands = case.word_on(submitted_on).is_some_and(|word| word.outcome != BoardOutcome::NotGranted);
            case.kind == kind && case.is_before_court() && appealed_before && !stands
        };
        let is_placed = self.emergencies.iter().any(|placement| placement.ended_on.is_none());
        if !is_placed && self.board_cases.iter().any(is_in_court) {
            return Err(Refusal::BoardCaseInCourt { kind });
        }
        match (kind, until) {
            (BoardCaseKind::OrderedMeasure, None) => return Err(Refusal::OrderWithoutEnd),
            (_, Some(until)) => not_before("until", until, submitted_on)?,
            (BoardCaseKind::CareOrder | BoardCaseKind::BehaviouralPlacement, None) => {}
        }
        Ok(vec![InvestigationEvent::BoardCaseSubmitted {
            kind,
            until,
            principles,
            legal_basis: law::cited(kind.topic(), submitted_on),
            decision: decision.into(),
            guides: self.guides_on(submitted_on),
            submitted_on,
        }])
    }

    pub(super) fn receive_from_board(
        &self,
        kind: BoardCaseKind,
        outcome: BoardOutcome,
        account: Option<Personal<Text>>,
        until: Option<NaiveDate>,
        decided_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("decidedOn", decided_on, today)?;
        let awaiting = self.awaiting(kind).ok_or(Refusal::NoBoardCasePending { kind })?;
        not_before_act("decidedOn", decided_on, Act::BoardCaseSubmitted, awaiting.submitted_on)?;
        granted_until(until, Some(outcome), decided_on)?;
        Ok(vec![InvestigationEvent::BoardDecisionReceived { kind, outcome, account, until, decided_on }])
    }

    /// The board's decision can be brought to court, and what that said to the next (S2-66); a case that was taken back has none.
    /// Both parties may bring the same decision there: the court has it to decide once, whoever came first.
    pub(super) fn appeal(
        &self,
        kind: BoardCaseKind,
        by: Appellant,
        appealed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("appealedOn", appealed_on, today)?;
        let last = self.board_cases.iter().rev().find(|case| case.kind == kind);
        if last.is_some_and(BoardCase::is_before_court) {
            return Err(Refusal::BoardCaseInCourt { kind });
        }
        let said_on = last.and_then(BoardCase::is_appealed_from).ok_or(Refusal::NothingToAppeal { kind })?;
        not_before_act("appealedOn", appealed_on, Act::BoardCaseDecided, said_on)?;
        Ok(vec![InvestigationEvent::CourtAppealRecorded { kind, by, appealed_on }])
    }

    fn awaiting(&self, kind: BoardCaseKind) -> Option<&BoardCase> {
        self.board_cases.iter().find(|case| case.kind == kind && case.decided.is_none())
    }

    pub(super) fn was_decided_by_board(
        &mut self,
        kind: BoardCaseKind,
        outcome: BoardOutcome,
        until: Option<NaiveDate>,
        on: NaiveDate,
    ) {
        let awaiting = self.board_cases.iter_mut().find(|case| case.kind == kind && case.decided.is_none());
        if let Some(case) = awaiting {
            case.decided = Some((outcome, on));
            case.hears(outcome, until, on);
        }
    }

    pub(super) fn was_appealed(&mut self, kind: BoardCaseKind, by: Appellant, on: NaiveDate) {
        if let Some(case) = self.board_cases.iter_mut().rev().find(|case| case.kind == kind) {
            (case.appealed, case.court) = (Some((by, on)), None);
        }
    }
}
