//! What is done after an investigation, and what is usually forgotten on that way: what the board orders has a last day, and what
//! is followed up is ended by a decision.

use case_ledger_domain::case::{MeasureKind, MeasureTarget};
use case_ledger_domain::ids::{InvestigationId, MeasureId};
use case_ledger_domain::investigation::{
    Appellant, BoardOutcome, BoardSubmission, DecidedMeasure, InvestigationAction, MeasureBasis, Principles, Resting,
};
use case_ledger_domain::people::Decision;
use case_ledger_domain::time::days_after;
use chrono::NaiveDate;

use super::super::dice::Dice;
use super::super::plan::{working_day_from, working_time};
use super::super::texts;
use super::{Course, used};

impl Course<'_> {
    fn after(&mut self, investigation: InvestigationId, on: NaiveDate, post: usize, action: InvestigationAction) {
        let mut dice = Dice::named(&format!("{}/{}/{on}", self.place.municipality, self.arrival.name));
        self.act(investigation, working_time(on, &mut dice), post, action);
    }

    fn decides(&self, dice: &mut Dice) -> Decision {
        Decision::stated(self.said(texts::HELP_DECIDED, dice), self.place.decider(self.leader))
    }

    fn measure(&self, from: NaiveDate, days: u64, dice: &mut Dice) -> DecidedMeasure {
        DecidedMeasure {
            goal: self.said(texts::GOAL_OF_HELP, dice),
            code: used("3.6"),
            kind: MeasureKind::ChangeOriented,
            target: MeasureTarget::Family,
            responsible: self.place.decider(self.caseworker),
            from,
            to: days_after(from, days),
            evaluation_on: days_after(from, days / 2),
        }
    }

    /// The board orders help at home until a day. The parents bring that to court, which has not decided; that the help has come to
    /// its end with the day nobody says.
    pub(super) fn order_at_home(&mut self, investigation: InvestigationId, concluded_on: NaiveDate) {
        let mut dice = Dice::named(&format!("{}/{}/ordered", self.place.municipality, self.arrival.name));
        let day = |days| working_day_from(days_after(concluded_on, days));
        let kind = self.board_case();
        let until = Some(day(160));
        let [best_interests, biological, least_intrusive] =
            texts::PRINCIPLES.map(|principle| self.said(&[principle], &mut dice));
        let submission = BoardSubmission {
            kind,
            until,
            principles: Principles { best_interests, biological, least_intrusive },
            decision: self.decides(&mut dice),
            submitted_on: day(14),
        };
        self.after(investigation, day(14), self.leader, InvestigationAction::SubmitToBoard(Box::new(submission)));
        let outcome = BoardOutcome::Granted;
        let said = InvestigationAction::ReceiveFromBoard { kind, outcome, account: None, until, decided_on: day(50) };
        self.after(investigation, day(50), self.leader, said);
        let decided = self.measure(day(57), 90, &mut dice);
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

    /// The family is helped, and the help ends; whether that is the end nobody says.
    pub(super) fn help_for_a_while(&mut self, investigation: InvestigationId, concluded_on: NaiveDate) {
        let mut dice = Dice::named(&format!("{}/{}/helped", self.place.municipality, self.arrival.name));
        let day = |days| working_day_from(days_after(concluded_on, days));
        let measure = MeasureId::derived(&self.place.municipality, investigation.as_uuid(), 0);
        let action = InvestigationAction::DecideMeasure {
            measure,
            decided: Box::new(self.measure(day(8), 90, &mut dice)),
            resting: Box::new(Resting::ASSISTANCE),
            decision: self.decides(&mut dice),
            decided_on: day(7),
        };
        self.after(investigation, day(7), self.caseworker, action);
        let decision = Decision::stated(self.said(texts::HELPED, &mut dice), self.place.decider(self.caseworker));
        let action = InvestigationAction::EndMeasure { measure, decision, ended_on: day(80) };
        self.after(investigation, day(80), self.caseworker, action);
    }
}
