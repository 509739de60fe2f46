//! What an emergency placement, a case before the board, a question to others and the service's measures leave owed (S2-6,
//! S2-17, S2-56 to S2-66).

use std::ops::Bound::{Excluded, Unbounded};

use chrono::NaiveDate;
use uuid::Uuid;

use super::investigation::{Facts, OnConsent, Placement, Resting};
use super::{Ending, Finding, FindingKind, Notes, Obligation, ObligationKind, Owing, Watch};
use crate::ids::{ConsentId, MeasureId};
use crate::investigation::{
    BoardCaseKind, BoardOutcome, EmergencyGround, InvestigationEvent, InvestigationOutcome, MeasureBasis,
    PlacementNumber, ServiceConsent,
};
use crate::law::DeadlineKind;
use crate::settings::OwnDeadlines;
use crate::time::days_after;

const UNANSWERED: FindingKind = FindingKind::IntrusiveWithoutPrinciples;
const SUBMIT: ObligationKind = ObligationKind::SubmitBoardCase;
const END_WITHOUT_BASIS: ObligationKind = ObligationKind::EndMeasureWithoutBasis;

/// The last day on which a child that was placed so is brought before the board, of what runs from that day. A municipality that
/// gives itself less time for any case gives itself no more for this one, unless it has set that too.
fn last_day_for_the_board_case(ground: EmergencyGround, on: NaiveDate, own: &OwnDeadlines) -> NaiveDate {
    let of_any = own.due(DeadlineKind::BoardCase, on);
    match ground {
        EmergencyGround::Harm => of_any,
        EmergencyGround::Behaviour => {
            let of_this = own.due(DeadlineKind::BehaviourBoardCase, on);
            let is_set = own.set_for(DeadlineKind::BehaviourBoardCase, on).is_some_and(|set| set.length.is_some());
            if is_set { of_this } else { of_this.min(of_any) }
        }
    }
}

impl Watch {
    /// One of several of a kind, by its name: in one investigation there is one of each at a time.
    pub(super) fn one_called(name: &str, notes: &Notes<'_>) -> Uuid {
        Uuid::new_v5(&notes.stream, name.as_bytes())
    }

    fn of_placement(PlacementNumber(number): PlacementNumber, notes: &Notes<'_>) -> Uuid {
        Self::one_called(&format!("placement {number}"), notes)
    }

    pub(super) fn hear_coercion(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        match event {
            // The sources name no time for it. It lapses when no placement runs any more, unless the investigation ended in it.
            InvestigationEvent::EmergencyPlacementDecided { ground, principles, decided_on, .. } => {
                let number = PlacementNumber::after(self.investigation.placements.len());
                let placement = Placement { ground: *ground, from: *decided_on, until: None };
                self.investigation.placements.insert(number, placement);
                self.what_rests_on_placement_does_so_again(*decided_on, notes);
                if principles.is_none() {
                    let which = Self::of_placement(number, notes);
                    self.find(UNANSWERED, Some(which), *decided_on, notes);
                }
                // What is asked for at home is no answer to it.
                let mut elsewhere = BoardCaseKind::ALL.into_iter().filter(|kind| kind.is_out_of_home());
                let is_awaited = |kind: BoardCaseKind| {
                    let which = Self::one_called(kind.name(), notes);
                    self.is_owed(ObligationKind::ReceiveBoardDecision, Some(which))
                };
                if !elsewhere.any(is_awaited) {
                    // What had passed before this one was decided is found of those before it.
                    let due = self.investigation.last_day_for_what_goes_on(notes.own);
                    self.owe_the_board_case_by(due.map(|due| due.max(*decided_on)), *decided_on, notes);
                }
            }
            InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } => {
                let mut running = self.investigation.placements.iter_mut().filter(|(_, it)| it.until.is_none());
                let ended = match placement {
                    Some(number) => running.find(|(known, _)| *known == number),
                    None => running.next_back(),
                };
                if let Some((_, ended)) = ended {
                    ended.until = Some(*ended_on);
                }
                // That of the one that ended last may be written down before others'.
                let until = self.investigation.placed_until().unwrap_or(*ended_on);
                if !self.investigation.is_placed() {
                    if !self.investigation.waits_for_the_board_case_it_ended_in() {
                        self.end(ObligationKind::SubmitBoardCase, None, Ending::Lapsed { on: until }, notes);
                    }
                    self.owe_what_is_done_instead(until, notes);
                    for measure in self.rest_on(MeasureBasis::EmergencyPlacement) {
                        self.rests_on_nothing_from(measure, until, notes);
                    }
                }
                self.there_is_as_much_time_as_for_what_goes_on(*ended_on, notes);
            }
            InvestigationEvent::EmergencyPrinciplesAnswered { placement, answered_on, .. } => {
                self.mend(UNANSWERED, Some(Self::of_placement(*placement, notes)), *answered_on, notes);
            }
            // Where the child is to live elsewhere, the three principles are answered for the placements before it too;
            // what is ordered at home says nothing of them (S2-6).
            InvestigationEvent::BoardCaseSubmitted { kind, until, submitted_on, .. } => {
                self.investigation.before_board.insert(*kind);
                self.investigation.asked_until.remove(kind);
                self.investigation.asked_until.extend(until.map(|until| (*kind, until)));
                if kind.is_out_of_home() {
                    let before = |found: &&Finding| found.kind == UNANSWERED && found.arose_on <= *submitted_on;
                    let before: Vec<_> = self.found.iter().filter(before).map(|found| found.which).collect();
                    for which in before {
                        self.mend(UNANSWERED, which, *submitted_on, notes);
                    }
                }
                if self.investigation.asks_for_no_more_than(*kind) {
                    self.met(SUBMIT, None, *submitted_on, notes);
                    self.hear_that_it_is_not_left_undone(SUBMIT, *submitted_on, notes);
                }
                if self.investigation.ended_in_emergency || self.investigation.turned_down {
                    self.fall_away(ObligationKind::DecideMeasures, None, *submitted_on, notes);
                    self.hear_that_it_is_not_left_undone(ObligationKind::DecideMeasures, *submitted_on, notes);
                }
                let which = Self::one_called(kind.name(), notes);
                self.owe(Owing::from(ObligationKind::ReceiveBoardDecision, *submitted_on).of(which), notes);
            }
            // What was taken back or turned down is no case that was brought; what was granted is to be carried out.
            InvestigationEvent::BoardDecisionReceived { kind, outcome, until, decided_on, .. } => {
                self.investigation.asked_until.extend(until.map(|until| (*kind, until)));
                let which = Self::one_called(kind.name(), notes);
                self.met(ObligationKind::ReceiveBoardDecision, Some(which), *decided_on, notes);
                if *outcome == BoardOutcome::NotGranted {
                    self.investigation.granted.remove(kind);
                }
                // What was brought in time is no time that a placement since has used up.
                if *outcome != BoardOutcome::Withdrawn {
                    self.investigation.was_decided_on(*kind, *decided_on);
                }
                match outcome {
                    BoardOutcome::Granted | BoardOutcome::PartlyGranted => {
                        self.owe_carrying_it_out(*kind, *decided_on, notes);
                    }
                    // What was brought once more and taken back leaves what was ordered before.
                    BoardOutcome::Withdrawn if self.is_ordered(*kind, *decided_on, notes) => {
                        self.investigation.before_board.remove(kind);
                    }
                    BoardOutcome::NotGranted | BoardOutcome::Withdrawn => {
                        self.hear_that_it_is_not_ordered(*kind, *decided_on, notes);
                    }
                }
            }
            InvestigationEvent::InformationRequested { of, unit, requested_on, .. } => {
                let service = of.told_apart(unit.as_deref());
                let which = Self::one_called(&service, notes);
                // What was asked on a consent that has ended since is awaited no more: it is asked anew.
                if self.investigation.consents.was_asked_on_one_that_has_ended(&service, *requested_on) {
                    self.give_up(ObligationKind::GatherInformation, Some(which), *requested_on, notes);
                }
                self.owe(Owing::from(ObligationKind::GatherInformation, *requested_on).of(which), notes);
            }
            InvestigationEvent::InformationSupplied { from, unit, supplied_on, .. } => {
                for service in self.investigation.consents.awaited_from(*from, unit.as_deref()) {
                    let which = Self::one_called(&service, notes);
                    self.met(ObligationKind::GatherInformation, Some(which), *supplied_on, notes);
                }
            }
            InvestigationEvent::MeasureDecided { measure, decided, basis, decided_on, .. } => {
                self.investigation.measures_decided.insert(*decided_on);
                self.met(ObligationKind::DecideMeasures, None, *decided_on, notes);
                self.hear_that_it_is_carried_out_by(*measure, *basis, *decided_on, notes);
                self.hear_whether_it_is_done_on_consent(*measure, *basis, *decided_on, notes);
                // A plan from before does not have it.
                if self.investigation.measures_planned_on.is_none_or(|planned_on| planned_on < *decided_on) {
                    self.owe(Owing::from(ObligationKind::PlanMeasures, *decided_on), notes);
                }
                let (from, to, evaluation_on) = (decided.from, decided.to, decided.evaluation_on);
                self.hear_that_a_measure_is_to_be_evaluated(*measure, evaluation_on, to, from, notes);
                self.hear_that_a_measure_begins(*measure, from, to, notes);
                self.hear_what_a_measure_rests_on(*measure, *basis, from, notes);
                self.hear_that_it_is_followed_up_with(*measure, *decided_on, notes);
            }
            InvestigationEvent::ServiceMeasurePlanMade { planned_on, .. } => {
                self.hear_that_measures_are_planned(*planned_on, notes);
            }
            InvestigationEvent::DecidedMeasureEvaluated { measure, evaluated_on, next_evaluation_on, .. } => {
                self.hear_that_a_measure_is_evaluated(*measure, *evaluated_on, *next_evaluation_on, notes);
            }
            InvestigationEvent::DecidedMeasureExtended { measure, to, evaluation_on, extended_on, .. } => {
                self.hear_that_a_measure_is_extended(*measure, *to, *evaluation_on, *extended_on, notes);
            }
            InvestigationEvent::DecidedMeasureEnded { measure, ended_on, .. } => {
                self.hear_that_a_measure_has_ended(*measure, *ended_on, notes);
                let which = Some(measure.as_uuid());
                for ending in [ObligationKind::EndOrderedMeasure, END_WITHOUT_BASIS] {
                    self.met(ending, which, *ended_on, notes);
                }
                if let Some(resting) = self.investigation.resting.get_mut(measure) {
                    resting.ended_on = Some(*ended_on);
                }
                if let Some(on_consent) = self.investigation.on_consent.get_mut(measure) {
                    on_consent.ended_on = Some(*ended_on);
                }
                for measures in self.investigation.carrying_out.values_mut() {
                    measures.remove(measure);
                }
                self.hear_that_one_goes_on_no_more(*measure);
            }
            // What it came to is to be carried out; what an import tells of is carried out elsewhere.
            InvestigationEvent::InvestigationConcluded { outcome, board_case, concluded_on, decision, .. } => {
                self.end_all(ObligationKind::GatherInformation, Ending::Lapsed { on: *concluded_on }, notes);
                if decision.was_taken_here() {
                    self.hear_what_it_came_to(*outcome, *board_case, *concluded_on, notes);
                }
            }
            _ => {}
        }
    }

    /// A measure that rests on an emergency placement goes on while one runs, and one that rests on consent to the child's living
    /// elsewhere while that stands (S2-6, S2-63). The placement of its day may be over by when the decision is written down.
    fn hear_what_a_measure_rests_on(
        &mut self,
        measure: MeasureId,
        basis: Option<MeasureBasis>,
        first: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(basis @ (MeasureBasis::EmergencyPlacement | MeasureBasis::VoluntaryPlacement)) = basis else { return };
        self.investigation.resting.insert(measure, Resting { basis, first, ended_on: None });
        let until = self.investigation.placed_until().filter(|_| !self.investigation.is_placed());
        if let Some(until) = until.filter(|_| basis == MeasureBasis::EmergencyPlacement) {
            self.rests_on_nothing_from(measure, until, notes);
        }
    }

    fn rest_on(&self, basis: MeasureBasis) -> Vec<MeasureId> {
        let resting = self.investigation.resting.iter().filter(|(_, resting)| resting.basis == basis);
        resting.map(|(measure, _)| *measure).collect()
    }

    /// Who consented to the child's living elsewhere has taken that back.
    pub(super) fn hear_that_placement_is_consented_to_no_more(
        &mut self,
        consent: ConsentId,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let placed = self.rest_on(MeasureBasis::VoluntaryPlacement);
        for measure in placed.into_iter().filter(|measure| ServiceConsent::to_placement(*measure) == consent) {
            self.rests_on_nothing_from(measure, on, notes);
            if let Some(on_consent) = self.investigation.on_consent.get_mut(&measure) {
                on_consent.taken_back_on = Some(on);
                self.owe_the_board_case_it_ended_in(on, notes);
            }
        }
    }

    /// The family may consent to what the board was to be asked for: then nobody brings that, unless the child is placed in an
    /// emergency (S2-6, S2-56).
    fn hear_whether_it_is_done_on_consent(
        &mut self,
        measure: MeasureId,
        basis: Option<MeasureBasis>,
        decided_on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(basis @ (MeasureBasis::VoluntaryPlacement | MeasureBasis::Assistance)) = basis else { return };
        // What was decided on before that was not enough.
        if !self.investigation.ended_in_board_case {
            return;
        }
        let on_consent = OnConsent { basis, decided_on, ended_on: None, taken_back_on: None };
        let facts = &mut self.investigation;
        let waited = facts.waits_for_the_board_case_it_ended_in();
        facts.on_consent.insert(measure, on_consent);
        if waited && !facts.waits_for_the_board_case_it_ended_in() && !facts.is_placed() {
            self.fall_away(SUBMIT, None, decided_on, notes);
            self.hear_that_it_is_not_left_undone(SUBMIT, decided_on, notes);
        }
    }

    /// What it rests on has ended with that day, and the measure ends with it, or does not begin. What goes on otherwise is another
    /// measure, with a basis of its own (S1-12, S2-6, S2-63). That it had ended may be written down before.
    fn rests_on_nothing_from(&mut self, measure: MeasureId, on: NaiveDate, notes: &mut Notes<'_>) {
        let Some(Resting { first, ended_on, .. }) = self.investigation.resting.get(&measure) else { return };
        let owing = Owing::from(END_WITHOUT_BASIS, on).of(measure.as_uuid()).by(on.max(*first));
        match *ended_on {
            Some(ended_on) => self.was_owed_and_done(owing, ended_on, notes),
            None => self.owe(owing, notes),
        }
    }

    /// The child is placed in an emergency anew: what rested on a placement before does so from that day on.
    fn what_rests_on_placement_does_so_again(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for measure in self.rest_on(MeasureBasis::EmergencyPlacement) {
            self.give_up(END_WITHOUT_BASIS, Some(measure.as_uuid()), on, notes);
        }
    }

    /// The child who is placed is brought before the board by that day; what is owed already, by the first day that passes.
    fn owe_the_board_case_by(&mut self, due: Option<NaiveDate>, on: NaiveDate, notes: &mut Notes<'_>) {
        let Some(due) = due else { return };
        let Some(owed) = self.owed.iter().find(|owed| owed.is(SUBMIT, None)) else {
            return self.owe(Owing::from(SUBMIT, on).by(due), notes);
        };
        if owed.due.is_some_and(|before| due < before) {
            self.the_board_case_is_due_by(due, notes.at.recorded_on, notes);
        }
    }

    /// A placement has ended for which there was less time than there is for those that go on, or for the case that the
    /// investigation ended in: what passes first of these counts from then on.
    fn there_is_as_much_time_as_for_what_goes_on(&mut self, ended_on: NaiveDate, notes: &mut Notes<'_>) {
        let Some(owed) = self.owed.iter().find(|owed| owed.is(SUBMIT, None)) else { return };
        let (facts, opened_on, before) = (&self.investigation, owed.opened_on, owed.due);
        let ended_in_it = facts.concluded_on.filter(|_| facts.waits_for_the_board_case_it_ended_in());
        let of_the_end = ended_in_it.map(|on| notes.own.due(DeadlineKind::BoardCase, opened_on.max(on)));
        let due = facts.last_day_for_what_goes_on(notes.own).into_iter().chain(of_the_end).min();
        if let Some(due) = due.filter(|due| before.is_some_and(|before| before < *due)) {
            self.the_board_case_is_due_by(due, ended_on, notes);
        }
    }

    /// It has that last day from that one on, unless the one that it had has passed by then: that stands (C11).
    fn the_board_case_is_due_by(&mut self, due: NaiveDate, from: NaiveDate, notes: &mut Notes<'_>) {
        let before = self.owed.iter().find(|owed| owed.is(SUBMIT, None)).and_then(|owed| owed.due);
        if before.is_some_and(|before| from <= before) {
            if let Some(index) = self.shown(SUBMIT, None) {
                notes.withdraw(&self.found.remove(index));
            }
            self.is_due_by(SUBMIT, None, due, notes);
        }
    }

    /// The case that it ended in is to be brought, where nobody has brought it (S1-11).
    pub(super) fn owe_the_board_case_it_ended_in(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.investigation.waits_for_the_board_case_it_ended_in() {
            let from = self.investigation.concluded_on.map_or(on, |concluded_on| concluded_on.max(on));
            self.owe(Owing::from(SUBMIT, from), notes);
        }
    }

    fn hear_what_it_came_to(
        &mut self,
        outcome: InvestigationOutcome,
        board_case: Option<BoardCaseKind>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let facts = &mut self.investigation;
        match outcome {
            InvestigationOutcome::BoardCase => {
                (facts.ended_in_board_case, facts.board_is_asked_for) = (true, board_case);
                self.owe_the_board_case_it_ended_in(on, notes);
            }
            InvestigationOutcome::MeasuresDecided if facts.measures_decided.is_empty() => {
                self.owe(Owing::from(ObligationKind::DecideMeasures, on), notes);
            }
            InvestigationOutcome::EmergencyPlacement => {
                facts.ended_in_emergency = true;
                let from = facts.placed_until().map_or(on, |placed_until| placed_until.max(on));
                self.owe_what_is_done_instead(from, notes);
            }
            InvestigationOutcome::MeasuresDecided
            | InvestigationOutcome::InvestigationDismissed
            | InvestigationOutcome::DismissedWithConcern
            | InvestigationOutcome::DismissedMoved
            | InvestigationOutcome::DismissedReferred => {}
        }
    }

    /// What the board granted is carried out by a measure that rests on it, while what was ordered for a limited period lasts
    /// (S2-62, S2-65).
    pub(super) fn owe_carrying_it_out(&mut self, kind: BoardCaseKind, on: NaiveDate, notes: &mut Notes<'_>) {
        let facts = &mut self.investigation;
        let until = facts.asked_until.get(&kind).copied();
        facts.granted.insert(kind);
        let before = facts.ordered_until.remove(&kind);
        facts.ordered_before.remove(&kind);
        facts.ordered_before.extend(before.map(|before| (kind, before)));
        facts.ordered_until.extend(until.map(|until| (kind, until)));
        // What was ordered once more goes on for longer.
        let ending = ObligationKind::EndOrderedMeasure;
        let ordered = self.investigation.carrying_out.get(&kind).into_iter().flatten();
        let ordered = ordered.map(|measure| Some(measure.as_uuid()));
        let running: Vec<_> = ordered.filter(|which| self.is_owed(ending, *which)).collect();
        if let Some(until) = until.filter(|_| !running.is_empty()) {
            for which in running {
                self.extend(ending, which, until, on, notes);
            }
            return;
        }
        let owing = Owing::from(ObligationKind::CarryOutBoardDecision, on).of(Self::one_called(kind.name(), notes));
        self.owe(until.map_or(owing, |until| owing.by(until)), notes);
    }

    /// A measure that rests on what the board granted carries it out; of one whose basis was not asked, that of its day. Where
    /// it was ordered for a limited period, the measure ends with that (S2-65).
    fn hear_that_it_is_carried_out_by(
        &mut self,
        measure: MeasureId,
        basis: Option<MeasureBasis>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for kind in BoardCaseKind::ALL {
            let which = Self::one_called(kind.name(), notes);
            let is_owed =
                |owed: &Obligation| owed.is(ObligationKind::CarryOutBoardDecision, Some(which)) && owed.opened_on <= on;
            let carries = match basis {
                Some(basis) => basis.board_case() == Some(kind),
                None => self.owed.iter().any(is_owed),
            };
            if !carries {
                continue;
            }
            self.met(ObligationKind::CarryOutBoardDecision, Some(which), on, notes);
            self.investigation.carrying_out.entry(kind).or_default().insert(measure);
            if let Some(until) = self.investigation.ordered_until.get(&kind).copied() {
                let ending = Owing::from(ObligationKind::EndOrderedMeasure, on).of(measure.as_uuid());
                self.owe(ending.by(until), notes);
            }
        }
    }

    /// Whether the board has granted one of that kind, which is in force on that day and is carried out or is to be.
    fn is_ordered(&self, kind: BoardCaseKind, on: NaiveDate, notes: &Notes<'_>) -> bool {
        let until = self.investigation.ordered_until.get(&kind);
        if !until.map_or_else(|| self.investigation.granted.contains(&kind), |until| on <= *until) {
            return false;
        }
        let carried_out = self.investigation.carrying_out.get(&kind).is_some_and(|measures| !measures.is_empty());
        let which = Self::one_called(kind.name(), notes);
        carried_out || self.is_owed(ObligationKind::CarryOutBoardDecision, Some(which))
    }

    /// Whether the board has one of those kinds to decide, or has granted one that is in force on that day.
    fn is_with_the_board(&self, are: fn(BoardCaseKind) -> bool, on: NaiveDate, notes: &Notes<'_>) -> bool {
        BoardCaseKind::ALL.into_iter().filter(|kind| are(*kind)).any(|kind| {
            let which = Self::one_called(kind.name(), notes);
            self.is_owed(ObligationKind::ReceiveBoardDecision, Some(which)) || self.is_ordered(kind, on, notes)
        })
    }

    /// The service took the case back, or the board turned it down. The child whom it was for is still there: a placement that
    /// runs takes another case, and where the investigation ended in that case, something else is done (S1-11, S2-66).
    pub(super) fn hear_that_it_is_not_ordered(&mut self, kind: BoardCaseKind, on: NaiveDate, notes: &mut Notes<'_>) {
        let which = Self::one_called(kind.name(), notes);
        self.end(ObligationKind::CarryOutBoardDecision, Some(which), Ending::Lapsed { on }, notes);
        self.hear_that_it_is_not_left_undone(ObligationKind::CarryOutBoardDecision, on, notes);
        // The court's no is to one case, while another one of the kind is before the board.
        if self.is_owed(ObligationKind::ReceiveBoardDecision, Some(which)) {
            return;
        }
        let facts = &mut self.investigation;
        facts.before_board.remove(&kind);
        facts.turned_down |= facts.ended_in_board_case;
        // What was asked for at home is another matter.
        let is_placed = kind.is_out_of_home() && facts.is_placed();
        if is_placed && !self.is_with_the_board(BoardCaseKind::is_out_of_home, on, notes) {
            self.owe_the_board_case_by(self.investigation.last_day_for_what_goes_on(notes.own), on, notes);
        }
        self.owe_what_is_done_instead(on, notes);
    }

    /// An investigation that ended in an emergency placement, or in a case that the board turned down, came to something that
    /// is done for the child (S1-11, codes 1 and 2): once no placement runs and nothing is before the board or in force, that is
    /// measures (S2-56). Where the child has measures, they are planned anew after the board's no (S2-58).
    fn owe_what_is_done_instead(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let facts = &self.investigation;
        let is_open = facts.ended_in_emergency || facts.turned_down;
        if !is_open || facts.is_placed() || self.is_with_the_board(|_| true, on, notes) {
            return;
        }
        let from = facts.concluded_on.map_or(on, |concluded_on| concluded_on.max(on));
        if facts.measures_decided.is_empty() {
            self.owe(Owing::from(ObligationKind::DecideMeasures, from), notes);
        } else if facts.turned_down && facts.measures_planned_on.is_none_or(|planned_on| planned_on < from) {
            self.owe(Owing::from(ObligationKind::PlanMeasures, from), notes);
        }
    }

    /// The plan has the measures that were decided on by its day; those of a later day are planned anew.
    fn hear_that_measures_are_planned(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let kind = ObligationKind::PlanMeasures;
        let facts = &mut self.investigation;
        facts.measures_planned_on = facts.measures_planned_on.max(Some(on));
        if !self.owed.iter().any(|owed| owed.is(kind, None) && owed.opened_on <= on) {
            return;
        }
        let next = facts.measures_decided.range((Excluded(on), Unbounded)).next().copied();
        self.met(kind, None, on, notes);
        if let Some(decided_on) = next {
            self.owe(Owing::from(kind, decided_on), notes);
        }
    }
}

impl Facts {
    /// Whether the child is placed in an emergency.
    pub(super) fn is_placed(&self) -> bool {
        self.running().next().is_some()
    }

    fn running(&self) -> impl Iterator<Item = &Placement> {
        self.placements.values().filter(|placement| placement.until.is_none())
    }

    /// The last day of the placement that ended last.
    fn placed_until(&self) -> Option<NaiveDate> {
        self.placements.values().filter_map(|placement| placement.until).max()
    }

    /// The last day to bring the board a case of the placements that run, of which the first that passes counts. How long there is
    /// depends on why the child was placed, and for whom who was placed on another ground before, on that one too (S2-63, S2-64).
    fn last_day_for_what_goes_on(&self, own: &OwnDeadlines) -> Option<NaiveDate> {
        let days = self.running().flat_map(|running| {
            let together = self.placed_without_a_break_until(running.from);
            let first_of_all = together.iter().map(|it| it.from).min();
            let for_harm = first_of_all.filter(|_| together.iter().any(|it| it.ground == EmergencyGround::Harm));
            let for_behaviour = together.iter().filter(|it| it.ground == EmergencyGround::Behaviour);
            let for_behaviour = for_behaviour.map(|it| it.from).min();
            let for_behaviour = for_behaviour.filter(|_| running.ground == EmergencyGround::Behaviour);
            let of_each = [(EmergencyGround::Harm, for_harm), (EmergencyGround::Behaviour, for_behaviour)];
            of_each.map(|(ground, since)| {
                since.map(|on| last_day_for_the_board_case(ground, self.time_runs_from(on), own))
            })
        });
        days.flatten().min()
    }

    /// The placements of which one followed on the other until that of the day, on whichever ground. Who is placed anew before a day
    /// has passed at home is the child that was placed before, and one decision after another gives nobody more time (S2-62, S2-64).
    fn placed_without_a_break_until(&self, from: NaiveDate) -> Vec<Placement> {
        let mut by_day: Vec<_> = self.placements.values().filter(|placement| placement.from <= from).copied().collect();
        by_day.sort_by_key(|placement| placement.from);
        let mut without_break: Vec<Placement> = Vec::new();
        let mut until = None;
        for placement in by_day {
            if until.is_some_and(|until: NaiveDate| days_after(until, 1) < placement.from) {
                without_break.clear();
            }
            without_break.push(placement);
            until = until.max(Some(placement.until.unwrap_or(NaiveDate::MAX)));
        }
        without_break
    }

    /// From which day the time for the board's case runs: from the first placement of those that follow on each other, for that falls
    /// away where no case is with the board in it, or from the latest word of board or court on the child's living elsewhere since. A case that the service
    /// takes back gives no more time than there was, and takes none of what there is after another one's no (S2-62, S2-64).
    fn time_runs_from(&self, placed_on: NaiveDate) -> NaiveDate {
        self.decided_elsewhere_on.map_or(placed_on, |decided_on| decided_on.max(placed_on))
    }

    /// Board or court decided a case of that kind.
    pub(super) fn was_decided_on(&mut self, kind: BoardCaseKind, on: NaiveDate) {
        if kind.is_out_of_home() {
            self.decided_elsewhere_on = self.decided_elsewhere_on.max(Some(on));
        }
    }

    /// Whether a case of that kind is all that the board is asked for: a child who is placed, or is to be, lives elsewhere,
    /// and what is ordered at home is another matter.
    fn asks_for_no_more_than(&self, kind: BoardCaseKind) -> bool {
        kind.is_out_of_home()
            || !self.is_placed() && !self.board_is_asked_for.is_some_and(BoardCaseKind::is_out_of_home)
    }

    /// Whether the family consents to what the case was to bring, which was decided on since: not where that was taken back while the
    /// child lived elsewhere on it.
    fn is_done_on_consent(&self) -> bool {
        let is_instead = |it: &&OnConsent| {
            it.basis.is_instead_of(self.board_is_asked_for) && self.concluded_on <= Some(it.decided_on)
        };
        let stands = |it: &OnConsent| {
            it.taken_back_on.is_none_or(|taken_back_on| it.ended_on.is_some_and(|ended_on| ended_on < taken_back_on))
        };
        self.on_consent.values().filter(is_instead).any(stands)
    }

    /// Whether it ended in a case for the board that has not been brought (S1-11). One that the board turned down since was.
    fn waits_for_the_board_case_it_ended_in(&self) -> bool {
        let elsewhere = self.board_is_asked_for.is_some_and(BoardCaseKind::is_out_of_home);
        self.ended_in_board_case
            && !self.turned_down
            && !self.is_done_on_consent()
            && !self.before_board.iter().any(|kind| kind.is_out_of_home() || !elsewhere)
    }
}
