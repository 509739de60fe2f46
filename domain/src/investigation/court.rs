//! The court's word on what the board decided (S2-66): what holds from then on follows it.

use chrono::NaiveDate;

use super::coercion::granted_until;
use super::{BoardCase, BoardCaseKind, BoardOutcome, Investigation, InvestigationEvent, Ruling};
use crate::Refusal;
use crate::case::{not_before_act, not_in_future};
use crate::personal::Personal;
use crate::refusal::Act;
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

    /// By which a court says that in place of the board's word; none takes a case back.
    fn saying(said: BoardOutcome) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.in_its_place() == Some(said))
    }
}

impl BoardCase {
    /// What holds on that day of what was decided, since when and until when: the latest word of a court by then, where there is
    /// one, else the board's.
    pub fn word_on(&self, day: NaiveDate) -> Option<Ruling> {
        self.rulings.iter().rfind(|word| word.on <= day).copied()
    }

    /// The last day of what is ordered, as it stands; of what is not decided, the one that was asked for.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.rulings.last().map_or(self.until, |word| word.until)
    }

    /// What another court had said before in the board's place, and when, where that was brought to the next.
    pub fn judged_before(&self) -> Option<(CourtOutcome, NaiveDate)> {
        let mut of_courts = self.rulings.iter().skip(1).rev();
        let is_told_as_the_last = self.court.is_some_and(|(outcome, _)| outcome.in_its_place().is_some());
        let before = of_courts.nth(usize::from(is_told_as_the_last))?;
        CourtOutcome::saying(before.outcome).map(|outcome| (outcome, before.on))
    }

    /// Board or court decided that. Who does not say until when grants it for as long as it was granted before, or asked for.
    pub(super) fn hears(&mut self, outcome: BoardOutcome, until: Option<NaiveDate>, on: NaiveDate) {
        let until = until.or(self.last_day());
        self.rulings.push(Ruling { outcome, on, until });
    }

    /// Whether the court has it to decide.
    pub(super) const fn is_before_court(&self) -> bool {
        self.appealed.is_some() && self.court.is_none()
    }

    /// Whether board or court had it to decide on that day.
    pub(super) fn is_undecided_on(&self, day: NaiveDate) -> bool {
        let before_board = self.submitted_on <= day && self.decided.is_none_or(|(_, on)| day < on);
        let was_appealed = self.appealed.is_some_and(|(_, on)| on <= day);
        before_board || was_appealed && self.court.is_none_or(|(_, on)| day < on)
    }

    /// The day of what can be brought to court, or to the next once that has decided. Where one party took its appeal back,
    /// another may have brought it there before that.
    pub(super) fn is_appealed_from(&self) -> Option<NaiveDate> {
        let latest = self.rulings.last().filter(|word| word.outcome != BoardOutcome::Withdrawn)?;
        match self.court.filter(|(outcome, _)| *outcome != CourtOutcome::AppealWithdrawn) {
            Some((_, on)) => Some(on),
            None => Some(latest.on),
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
        not_before_act("decidedOn", decided_on, Act::CourtAppealed, appealed_on)?;
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
            case.court = Some((outcome, on));
            if let Some(in_its_place) = outcome.in_its_place() {
                case.hears(in_its_place, until, on);
            }
        }
    }
}
