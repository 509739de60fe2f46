//! What goes to the board after an investigation, and what is usually forgotten on that way: what the board orders at home has a
//! last day.

use case_ledger_domain::case::{MeasureKind, MeasureTarget};
use case_ledger_domain::ids::{InvestigationId, MeasureId};
use case_ledger_domain::investigation::{
    Appellant, BoardCaseKind, BoardOutcome, BoardSubmission, DecidedMeasure, InvestigationAction, MeasureBasis,
    Principles, Resting,
};
use case_ledger_domain::people::Decision;
use case_ledger_domain::time::days_after;
use chrono::NaiveDate;

use super::super::dice::Dice;
use super::super::plan::working_day_from;
use super::super::texts;
use super::helped::Helped;
use super::{Course, used};

impl Course<'_> {
    fn decides(&self, dice: &mut Dice) -> Decision {
        Decision::stated(self.said(texts::HELP_DECIDED, dice), self.place.decider(self.leader))
    }

    fn bring(
        &mut self,
        investigation: InvestigationId,
        (kind, until): (BoardCaseKind, Option<NaiveDate>),
        submitted_on: NaiveDate,
        dice: &mut Dice,
    ) {
        let [best_interests, biological, least_intrusive] =
            texts::PRINCIPLES.map(|principle| self.said(&[principle], dice));
        let submission = BoardSubmission {
            kind,
            until,
            principles: Principles { best_interests, biological, least_intrusive },
            decision: self.decides(dice),
            submitted_on,
        };
        self.after(investigation, submitted_on, self.leader, InvestigationAction::SubmitToBoard(Box::new(submission)));
    }

    /// The case that it ended in is brought, nearly always, and nearly always granted: then the child is helped by what the board
    /// decided. Where it says no, the family is asked to take help.
    pub(super) fn bring_before_board(
        &mut self,
        investigation: InvestigationId,
        concluded_on: NaiveDate,
    ) -> Option<Helped> {
        let mut dice = Dice::named(&format!("{}/{}/before the board", self.place.municipality, self.arrival.name));
        if dice.chance(10) {
            return None;
        }
        let kind = self.board_case();
        let submitted_on = working_day_from(days_after(concluded_on, dice.between(5, 22)));
        let until = (kind == BoardCaseKind::OrderedMeasure).then(|| days_after(submitted_on, 300));
        self.bring(investigation, (kind, until), submitted_on, &mut dice);
        let decided_on = working_day_from(days_after(submitted_on, dice.between(35, 80)));
        let granted = dice.chance(85);
        let outcome = if granted { BoardOutcome::Granted } else { BoardOutcome::NotGranted };
        let until = until.filter(|_| granted);
        let said = InvestigationAction::ReceiveFromBoard { kind, outcome, account: None, until, decided_on };
        self.after(investigation, decided_on, self.leader, said);
        if granted {
            self.carry_out(investigation, (kind, until), decided_on);
            return None;
        }
        self.help(investigation, decided_on, true)
    }

    /// The board orders help at home until a day. The parents bring that to court, which has not decided; that the help has come to
    /// its end with the day nobody says.
    pub(super) fn order_at_home(&mut self, investigation: InvestigationId, concluded_on: NaiveDate) {
        let mut dice = Dice::named(&format!("{}/{}/ordered", self.place.municipality, self.arrival.name));
        let day = |days| working_day_from(days_after(concluded_on, days));
        let kind = self.board_case();
        let until = Some(day(160));
        self.bring(investigation, (kind, until), day(14), &mut dice);
        let outcome = BoardOutcome::Granted;
        let said = InvestigationAction::ReceiveFromBoard { kind, outcome, account: None, until, decided_on: day(50) };
        self.after(investigation, day(50), self.leader, said);
        let decided = DecidedMeasure {
            goal: self.said(texts::GOAL_OF_HELP, &mut dice),
            code: used("3.6"),
            kind: MeasureKind::ChangeOriented,
            target: MeasureTarget::Family,
            responsible: self.place.decider(self.caseworker),
            from: day(57),
            to: days_after(day(57), 90),
            evaluation_on: days_after(day(57), 45),
        };
        let action = InvestigationAction::DecideMeasure {
            measure: MeasureId::derived(&self.place.municipality, investigation.as_uuid(), 0),
            decided: Box::new(decided),
            resting: Box::new(Resting { basis: MeasureBasis::OrderedMeasure, ..Resting::ASSISTANCE }),
            decision: self.decides(&mut dice),
            decided_on: day(57),
        };
        self.after(investigation, day(57), self.caseworker, action);
        let appeal = InvestigationAction::Appeal { kind, by: Appellant::PrivateParty, appealed_on: day(71) };
        self.after(investigation, day(71), self.leader, appeal);
    }
}
