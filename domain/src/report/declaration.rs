//! The private reporter's declaration (R-62, S2-24): what one learned through one's job is reported in the course of that
//! job, by name, and not as a private person or anonymously.
//!
//! The national form for private persons does not ask for it, so that it is recorded beside the report: when the intake
//! has asked, or where the reporter said so.

use chrono::NaiveDate;

use super::{Report, ReportEvent, ReporterKind};
use crate::Refusal;
use crate::case::{not_before_act, not_in_future};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::time::oslo_date;

impl Report {
    /// Whether what was reported was learned through the reporter's job, once the reporter has said so or not.
    pub const fn learned_through_work(&self) -> Option<bool> {
        self.learned_through_work
    }

    /// Once, and by a private person, named or not: who reports in the course of work has nothing to declare. What was recorded
    /// wrongly is corrected with reasons, for feedback hangs on it: the one before stays in the history.
    pub(super) fn record_declaration(
        &self,
        learned_through_work: bool,
        corrected_because: Option<Personal<Text>>,
        declared_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("declaredOn", declared_on, today)?;
        not_before_act("declaredOn", declared_on, Act::ReportReceived, oslo_date(received.at))?;
        if !received.reporter.kind().declares() {
            return Err(Refusal::NothingToDeclare);
        }
        let corrected_because = match self.learned_through_work {
            None => None,
            Some(before) if before != learned_through_work && corrected_because.is_some() => corrected_because,
            Some(_) => return Err(Refusal::AlreadyDeclared),
        };
        Ok(vec![ReportEvent::ReporterDeclarationRecorded { learned_through_work, corrected_because, declared_on }])
    }
}

impl ReporterKind {
    /// Whether a reporter of that kind declares that nothing was learned through work.
    pub const fn declares(self) -> bool {
        matches!(self, Self::Private | Self::Anonymous)
    }
}
