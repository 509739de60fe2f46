//! The command by which the intake writes down a report that somebody told it (S2-22, S1-5).

use async_graphql::{Context, Enum, InputObject, Object, OneofObject, Result};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::ids::ReportId;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Channel, IncomingReport, Report, ReportAction, Reporter};
use case_ledger_domain::settings::Settings;
use case_ledger_domain::text::in_clear;
use case_ledger_infrastructure::ledger::bus::settings_id;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::cases::{ChildInput, new_child};
use super::{Errand, Named, Rejected, ReportPayload, optional_text, text};
use crate::auth::Permission;
use crate::graphql::refusals::InvalidInput;

/// Who reports in the course of work.
#[derive(InputObject)]
pub struct PublicReporterInput {
    /// Name.
    name: String,
    /// What the reporter works as.
    role: String,
    /// The reporter's unit.
    unit: String,
    /// Telephone, e-mail and address.
    contact: Option<String>,
}

/// A private person who gives a name.
#[derive(InputObject)]
pub struct PrivateReporterInput {
    /// Name.
    name: String,
    /// Telephone and address.
    contact: Option<String>,
}

/// Who reports: one of these (S2-22, R-60, R-61).
#[derive(OneofObject)]
pub enum ReporterInput {
    /// Someone who reports in the course of work.
    Public(PublicReporterInput),
    /// A named private person.
    Private(PrivateReporterInput),
    /// A private person who gives no name: there is nowhere to write one.
    Anonymous(AnonymousReporter),
}

/// That nobody is told of.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum AnonymousReporter {
    /// No name is given.
    NoName,
}

/// Recording a report that somebody told the intake (S2-22, S1-5).
#[derive(InputObject)]
pub struct ReceiveReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The child.
    child: ChildInput,
    /// Who reports.
    reporter: ReporterInput,
    /// What is reported: what the concern is about (S2-67). With an anonymous reporter, without what tells who that is.
    content: String,
    /// The unit or district it belongs to; your own when left out.
    unit: Option<String>,
    /// Whether the reporter says that guardians were not told about it.
    #[graphql(default)]
    guardians_not_told: bool,
    /// When it came in, from which the deadlines run (D-1, D-2); now when left out.
    received_at: Option<DateTime<Utc>>,
}

/// Who reported. Who is named is one person within the report, as everywhere where somebody is known by name only.
async fn reporter(errand: &Errand<'_>, report: ReportId, given: &ReporterInput) -> Result<Reporter, Rejected> {
    let contact_of = |field: &str, contact: Option<&str>| optional_text(field, contact);
    match given {
        ReporterInput::Public(PublicReporterInput { name, role, unit, contact }) => {
            let name = text("reporter.public.name", "R-60", name)?;
            let (role, unit) =
                (text("reporter.public.role", "R-60", role)?, text("reporter.public.unit", "R-60", unit)?);
            let contact = contact_of("reporter.public.contact", contact.as_deref())?;
            let subject = errand.subject_by_name(Named::Reporter, report.as_uuid(), &name).await?;
            let own = |text| Personal::reporter(subject, text);
            Ok(Reporter::Public { name: own(name), role: own(role), unit: own(unit), contact: contact.map(own) })
        }
        ReporterInput::Private(PrivateReporterInput { name, contact }) => {
            let name = text("reporter.private.name", "R-61", name)?;
            let contact = contact_of("reporter.private.contact", contact.as_deref())?;
            let subject = errand.subject_by_name(Named::Reporter, report.as_uuid(), &name).await?;
            let own = |text| Personal::reporter(subject, text);
            Ok(Reporter::Private { name: own(name), contact: contact.map(own) })
        }
        ReporterInput::Anonymous(AnonymousReporter::NoName) => Ok(Reporter::Anonymous),
    }
}

/// The command by which a report is written down that somebody told the intake.
#[derive(Default)]
pub struct ReceiptCommands;

#[Object]
impl ReceiptCommands {
    /// Write down a report that somebody told the service by telephone, by letter or in person (S2-22, S1-5): whoever
    /// reports, it is received, and its deadlines run (D-1, D-2). A public reporter is named with role and unit; of an
    /// anonymous one nothing is stored. For intake and caseworkers, who write it down themselves or by their case
    /// system, which then sends it as what they did: the ledger says whose token it was, and makes no report by itself
    ///
    async fn receive_report(&self, context: &Context<'_>, input: ReceiveReportInput) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let errand =
                    Errand::new(context, Permission::ChangeReports, "receiveReport", input.command_id, None, &input)?;
                let municipality = &errand.principal.municipality;
                let report = ReportId::derived(municipality, errand.command_id, 0);
                let invalid = |problem| Rejected::Input(InvalidInput::new("unit", "S1-5", problem));
                let unit = input.unit.as_deref().or(errand.principal.unit.as_deref());
                let unit = unit.ok_or_else(|| invalid(InputProblem::UnitNeeded))?;
                let unit = in_clear(unit).ok_or_else(|| invalid(InputProblem::NotAUnitsName))?.to_owned();
                let said = text("content", "S2-67", &input.content)?;
                let received_at = errand.instant("receivedAt", input.received_at)?;
                let reporter = reporter(&errand, report, &input.reporter).await?;
                let child = new_child(&errand, report.as_uuid(), "child", input.child).await?;
                let settings: Settings = errand.load(settings_id(municipality)).await?;
                let incoming = IncomingReport {
                    content: Some(Personal::child(child.subject, said)),
                    child,
                    case: None,
                    message: None,
                    reporter,
                    reporter_codes: Vec::new(),
                    contents: Vec::new(),
                    unit,
                    channel: Channel::Intake,
                    withheld_from_guardians: None,
                    guardians_not_told: input.guardians_not_told,
                    acknowledges_private: settings.acknowledges_private(),
                    received_at,
                };
                let action = ReportAction::Receive(Box::new(incoming));
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }
}
