//! The court's word on what the board decided (S2-66): what holds from then on follows it.

use chrono::NaiveDate;

use super::{BoardCase, BoardCaseKind, BoardOutcome, Investigation, InvestigationEvent};
use crate::Refusal;
use crate::case::{not_before, not_in_future};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::closed_set;

closed_set! {
    /// What became of the board's decision in court (S2-66).
    CourtOutcome {
        /// It stands.
        Upheld,
        /// The court decided as the service asked.
        Granted,
        /// In part.
        PartlyGranted,
        /// The court decided otherwise than the service asked.
        NotGranted,
        /// Whoever brought it to court took that back: it stands.
        AppealWithdrawn,
    }
}

impl CourtOutcome {
    /// What holds in place of the board's word; nothing where that stands.
    pub const fn in_its_place(self) -> Option<BoardOutcome> {
        match self {
            Self::Upheld | Self::AppealWithdrawn => None,
            Self::Granted => Some(BoardOutcome::Granted),
            Self::PartlyGranted => Some(BoardOutcome::PartlyGranted),
            Self::NotGranted => Some(BoardOutcome::NotGranted),
        }
    }
}

impl BoardCase {
    /// What holds on that day of what was decided, and since when: the court's word where there is one, else the board's.
    pub fn word_on(&self, day: NaiveDate) -> Option<(BoardOutcome, NaiveDate)> {
        let of_the_board = self.decided.filter(|(_, on)| *on <= day);
        let of_the_court = self.court.filter(|(_, on)| *on <= day);
        let in_its_place = of_the_court.and_then(|(outcome, on)| outcome.in_its_place().map(|outcome| (outcome, on)));
        in_its_place.or(of_the_board)
    }
}

impl Investigation {
    /// Of what was brought to court the court decides, once.
    pub(super) fn receive_from_court(
        &self,
        kind: BoardCaseKind,
        outcome: CourtOutcome,
        account: Option<Personal<Text>>,
        decided_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("decidedOn", decided_on, today)?;
        let before_court = self.board_cases.iter().rev().find(|case| case.kind == kind && is_before_court(case));
        let (_, appealed_on) = before_court.and_then(|case| case.appealed).ok_or(Refusal::NothingInCourt { kind })?;
        not_before("decidedOn", decided_on, appealed_on)?;
        Ok(vec![InvestigationEvent::CourtDecisionReceived { kind, outcome, account, decided_on }])
    }

    pub(super) fn was_decided_by_court(&mut self, kind: BoardCaseKind, outcome: CourtOutcome, on: NaiveDate) {
        let before_court = self.board_cases.iter_mut().rev().find(|case| case.kind == kind && is_before_court(case));
        if let Some(case) = before_court {
            case.court = Some((outcome, on));
        }
    }
}

const fn is_before_court(case: &BoardCase) -> bool {
    case.appealed.is_some() && case.court.is_none()
}
