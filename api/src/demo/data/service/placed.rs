//! A child who is placed in an emergency and whose case goes to the board; with what is usually left out on that way.

use case_ledger_domain::case::{MeasureKind, MeasureTarget};
use case_ledger_domain::ids::{InvestigationId, MeasureId};
use case_ledger_domain::investigation::{
    BoardCaseKind, BoardSubmission, DecidedMeasure, EmergencyGround, InformationBasis, InvestigationAction, Principles,
    Resting,
};
use case_ledger_domain::people::{Body, Decision};
use case_ledger_domain::time::{days_after, oslo_date};
use chrono::{DateTime, Utc};

use super::super::dice::Dice;
use super::super::plan::working_day_from;
use super::super::texts;
use super::{Course, on_day, used};

impl Course<'_> {
    /// There is no time for the three principles; two bodies are asked and one answers nothing; the board has the case and
    /// has not decided; help is decided on meanwhile and nobody has planned it.
    pub(super) fn place_in_emergency(&mut self, investigation: InvestigationId, opened_at: DateTime<Utc>) {
        let mut dice = Dice::named(&format!("{}/{}/placed", self.place.municipality, self.arrival.name));
        let opened_on = oslo_date(opened_at);
        let day = |days| working_day_from(days_after(opened_on, days));
        let decision = |course: &Self, dice: &mut Dice| {
            Decision::stated(course.said(texts::PLACED, dice), course.place.decider(course.leader))
        };

        let decided_on = day(1);
        let at = on_day(decided_on, opened_at, &mut dice);
        let action = InvestigationAction::PlaceInEmergency {
            ground: EmergencyGround::Harm,
            principles: None,
            decision: decision(self, &mut dice),
            decided_on,
        };
        self.act(investigation, at, self.leader, action);

        let requested_on = day(3);
        let at = on_day(requested_on, opened_at, &mut dice);
        for of in [Body::School, Body::SpecialistHealthService] {
            let what = self.said(texts::ASKED_OF_OTHERS, &mut dice);
            let basis = InformationBasis::Order;
            let action =
                InvestigationAction::RequestInformation { of, unit: None, what, basis, consented: None, requested_on };
            self.act(investigation, at, self.caseworker, action);
        }
        let supplied_on = day(12);
        let at = on_day(supplied_on, opened_at, &mut dice);
        let account = self.said(texts::TOLD_BY_OTHERS, &mut dice);
        let action = InvestigationAction::TakeInInformation { from: Body::School, unit: None, account, supplied_on };
        self.act(investigation, at, self.caseworker, action);

        let submitted_on = day(20);
        let at = on_day(submitted_on, opened_at, &mut dice);
        let [best_interests, biological, least_intrusive] =
            texts::PRINCIPLES.map(|principle| self.said(&[principle], &mut dice));
        let submission = BoardSubmission {
            kind: BoardCaseKind::CareOrder,
            until: None,
            principles: Principles { best_interests, biological, least_intrusive },
            decision: decision(self, &mut dice),
            submitted_on,
        };
        self.act(investigation, at, self.leader, InvestigationAction::SubmitToBoard(Box::new(submission)));

        let decided_on = day(24);
        let at = on_day(decided_on, opened_at, &mut dice);
        let decided = DecidedMeasure {
            goal: self.said(texts::GOAL_OF_HELP, &mut dice),
            code: used("3.6"),
            kind: MeasureKind::ChangeOriented,
            target: MeasureTarget::Family,
            responsible: self.place.decider(self.caseworker),
            from: decided_on,
            to: days_after(decided_on, 180),
            evaluation_on: days_after(decided_on, 90),
        };
        let action = InvestigationAction::DecideMeasure {
            measure: MeasureId::derived(&self.place.municipality, investigation.as_uuid(), 0),
            decided: Box::new(decided),
            resting: Box::new(Resting::ASSISTANCE),
            decision: decision(self, &mut dice),
            decided_on,
        };
        self.act(investigation, at, self.caseworker, action);
    }
}
