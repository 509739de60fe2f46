//! A private reporter who turns out to have learned it through work (R-62, S2-24, S2-15).
//!
//! What one learns through one's job is reported in the course of that job, by name, role and unit. Once these are told, the
//! report is a public one: whoever sent it is owed what every public reporter is owed, from the day on which the service knows
//! whom to tell (R-41 to R-43, D-2, D-4).

use chrono::NaiveDate;

use super::{AcknowledgementDuty, Report, ReportEvent, Reporter, TriageOutcome};
use crate::Refusal;
use crate::case::{not_before_act, not_in_future};
use crate::ids::InvestigationId;
use crate::law::{self, DeadlineKind};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::time::oslo_date;

/// What somebody who reports in the course of work is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAtWork {
    /// Name.
    pub name: Personal<Text>,
    /// What the reporter works as.
    pub role: Personal<Text>,
    /// The reporter's unit.
    pub unit: Personal<Text>,
    /// Telephone, e-mail and address.
    pub contact: Option<Personal<Text>>,
}

impl Report {
    /// When its private reporter was named as one who learned it through work, if that was so.
    pub const fn named_at_work_on(&self) -> Option<NaiveDate> {
        self.named_at_work_on
    }

    /// Once, of a person who reported as a private one, named or not, and who has not said that it was learned otherwise. Who
    /// has said nothing declares it with this. `follows` is the investigation that this report would lead to.
    pub(super) fn name_at_work(
        &self,
        NamedAtWork { name, role, unit, contact }: NamedAtWork,
        follows: InvestigationId,
        named_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("namedOn", named_on, today)?;
        not_before_act("namedOn", named_on, Act::ReportReceived, oslo_date(received.at))?;
        if received.from_return || !matches!(received.reporter, Reporter::Private { .. } | Reporter::Anonymous) {
            return Err(Refusal::NothingToDeclare);
        }
        if self.learned_through_work == Some(false) {
            return Err(Refusal::AlreadyDeclared);
        }
        let declared = self.learned_through_work.is_none().then_some(ReportEvent::ReporterDeclarationRecorded {
            learned_through_work: true,
            corrected_because: None,
            declared_on: named_on,
        });
        // What was owed before goes on by its own day; nobody else could be told before.
        let acknowledgement_due = match received.acknowledgement {
            _ if self.acknowledged_on.is_some() => None,
            Some(AcknowledgementDuty::Due { by }) => Some(by),
            _ => Some(law::due(DeadlineKind::Acknowledgement, named_on)),
        };
        let is_followed = self.triage.as_ref().is_some_and(|it| it.outcome == TriageOutcome::InvestigationDecided);
        let joined = self.joined.map(|joined| joined.investigation);
        let investigation = joined.or_else(|| is_followed.then_some(follows));
        let named = ReportEvent::ReporterNamedAtWork {
            reporter: Reporter::Public { name, role, unit, contact },
            acknowledgement_due,
            investigation,
            named_on,
        };
        Ok(declared.into_iter().chain([named]).collect())
    }

    /// What the service may expect of the report from now on: it comes from somebody at work.
    pub(super) fn was_named_at_work(&mut self, reporter: Reporter, due: Option<NaiveDate>, on: NaiveDate) {
        self.named_at_work_on = Some(on);
        if let Some(received) = &mut self.received {
            received.reporter = reporter;
            if let Some(by) = due {
                received.acknowledgement = Some(AcknowledgementDuty::Due { by });
            }
        }
        if let Some(joined) = &mut self.joined {
            joined.reporter_learns_conclusion = true;
        }
    }
}
