//! The court's word on what the board decided (S2-66): what holds from then on follows it.

use chrono::NaiveDate;

use super::coercion::granted_until;
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
        let in_its_place = |(outcome, on): (CourtOutcome, NaiveDate)| {
            outcome.in_its_place().filter(|_| on <= day).map(|outcome| (outcome, on))
        };
        let of_a_court = self.court.and_then(in_its_place).or_else(|| self.judged_before.and_then(in_its_place));
        of_a_court.or(of_the_board)
    }

    /// Whether the court has it to decide.
    pub(super) const fn is_before_court(&self) -> bool {
        self.appealed.is_some() && self.court.is_none()
    }

    /// The day of what can be brought to court, or to the next: not while a court has it to decide. Where one party took its
    /// appeal back, another may have brought it there before that.
    pub(super) fn is_appealed_from(&self) -> Option<NaiveDate> {
        let decided_on = match self.decided? {
            (BoardOutcome::Withdrawn, _) => return None,
            (_, on) => on,
        };
        match (self.appealed, self.court) {
            (Some(_), None) => None,
            (Some(_), Some((outcome, on))) if outcome != CourtOutcome::AppealWithdrawn => Some(on),
            _ => Some(self.judged_before.map_or(decided_on, |(_, on)| on)),
        }
    }
}

impl Investigation {
    /// Of what was brought to court the court decides, once each time.
    pub(super) fn receive_from_court(
        &self,
        kind: BoardCaseKind,
        outcome: CourtOutcome,
        account: Option<Personal<Text>>,
        until: Option<NaiveDate>,
        decided_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("decidedOn", decided_on, today)?;
        let before_court = self.board_cases.iter().rev().find(|case| case.kind == kind && case.is_before_court());
        let (_, appealed_on) = before_court.and_then(|case| case.appealed).ok_or(Refusal::NothingInCourt { kind })?;
        not_before("decidedOn", decided_on, appealed_on)?;
        granted_until(until, outcome.in_its_place(), decided_on)?;
        Ok(vec![InvestigationEvent::CourtDecisionReceived { kind, outcome, account, until, decided_on }])
    }

    pub(super) fn was_decided_by_court(
        &mut self,
        kind: BoardCaseKind,
        outcome: CourtOutcome,
        until: Option<NaiveDate>,
        on: NaiveDate,
    ) {
        let before_court = self.board_cases.iter_mut().rev().find(|case| case.kind == kind && case.is_before_court());
        if let Some(case) = before_court {
            (case.court, case.until) = (Some((outcome, on)), until.or(case.until));
        }
    }
}
