//! The commands by which the intake writes down a report that somebody told it, and gives it the register's codes (S2-22,
//! S1-5, §5.6).

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::{InvestigationId, ReportId, SubjectId};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::report::{Channel, IncomingReport, NamedAtWork, Report, ReportAction, Reporter};
use case_ledger_domain::settings::Settings;
use case_ledger_domain::text::{Text, in_clear};
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::ledger::bus::settings_id;
use case_ledger_infrastructure::personal::keys::Named;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::cases::{ChildInput, must_be_born_as_told, must_not_be_grown_up, new_child};
use super::reports::child_of;
use super::steps::of_the_service;
use super::{DeciderInput, Errand, Rejected, ReportPayload, optional_text, text};
use crate::auth::Permission;
use crate::graphql::enums::WithholdingGround;
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;

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

/// A private person who gives a name (S2-22).
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

/// That nobody is told of (R-61, S2-23).
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
    /// The ground of the law on which guardians must not know of it, where the reporter's words give one (R-6, S2-21).
    withheld_from_guardians: Option<WithholdingGround>,
    /// What a private reporter, named or not, says: whether what is reported was learned through work (R-62, S2-24). Where
    /// nobody has asked yet, `recordReporterDeclaration` says it afterwards.
    learned_through_work: Option<bool>,
    /// The register's codes of who reports, of those in force on the day of receipt (`codeList(name: REPORTER)`), and of
    /// the kind of reporter that is named. Without them it is in no count by reporter (§5.6).
    #[graphql(default)]
    reporter_codes: Vec<UsedCodeInput>,
    /// The register's codes of what it is about (`codeList(name: CONTENT)`), in the same way.
    #[graphql(default)]
    content_codes: Vec<UsedCodeInput>,
    /// When it came in, from which the deadlines run (D-1, D-2); now when left out.
    received_at: Option<DateTime<Utc>>,
}

/// A code of the register, as it is used.
#[derive(InputObject)]
pub struct UsedCodeInput {
    /// The code.
    code: String,
    /// The clarification, where the code needs one. With an anonymous reporter, without what tells who that is.
    clarification: Option<String>,
}

/// Giving a report codes of the register (§5.6, R-71).
#[derive(InputObject)]
pub struct ClassifyReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// Who reported: all the codes it is to bear, instead of those before; left out, those stay. They are of the kind of
    /// reporter that the report names.
    reporter_codes: Option<Vec<UsedCodeInput>>,
    /// What it is about, in the same way.
    content_codes: Option<Vec<UsedCodeInput>>,
    /// When; today when left out.
    classified_on: Option<Date>,
}

/// Deciding that guardians must not know of a report (R-6, S2-21).
#[derive(InputObject)]
pub struct WithholdReportFromGuardiansInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// The ground.
    ground: WithholdingGround,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    withheld_on: Option<Date>,
}

/// Deciding that guardians may be told of a report after all, or that the service itself may speak with them.
#[derive(InputObject)]
pub struct LiftReportWithholdingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    lifted_on: Option<Date>,
}

/// Naming a private reporter who learned it through work (R-62, S2-24).
#[derive(InputObject)]
pub struct NameReporterAtWorkInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// Who it is.
    reporter: PublicReporterInput,
    /// When that was told; today when left out.
    named_on: Option<Date>,
}

/// The codes, each with its clarification as the value of whoever it is about.
fn codes(
    field: &str,
    given: &[UsedCodeInput],
    own: impl Fn(Text) -> Personal<Text>,
) -> Result<Vec<UsedCode>, Rejected> {
    let field = format!("{field}.clarification");
    let used = |UsedCodeInput { code, clarification }: &UsedCodeInput| {
        let clarification = optional_text(&field, clarification.as_deref())?.map(&own);
        Ok(UsedCode { code: code.trim().to_owned(), list: ListVersion::Register, clarification })
    };
    given.iter().map(used).collect()
}

/// What is said of the reporter is a value of the reporter's; of whom nothing may be known, it is none.
pub(super) const fn said_of_reporter(reporter: &Reporter, child: SubjectId, text: Text) -> Personal<Text> {
    match reporter {
        Reporter::Public { name, .. } | Reporter::Private { name, .. } => Personal::reporter(name.subject(), text),
        Reporter::Anonymous | Reporter::NotInSource { .. } => Personal::child(child, text),
    }
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

/// The commands by which a report is written down that somebody told the intake, classified, and kept from guardians.
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
                let unit = unit.ok_or_else(|| invalid(InputProblem::ReceivingUnitNeeded))?;
                let unit = in_clear(unit).ok_or_else(|| invalid(InputProblem::NotAUnitsName))?.to_owned();
                let said = text("content", "S2-67", &input.content)?;
                let received_at = errand.instant("receivedAt", input.received_at)?;
                let reporter = reporter(&errand, report, &input.reporter).await?;
                let child = new_child(&errand, report.as_uuid(), "child", input.child).await?;
                let born = must_be_born_as_told(&errand, "child", &child).and(must_not_be_grown_up(&errand, &child));
                errand.unless_recorded::<Report, ()>(report.as_uuid(), born).await?;
                let settings: Settings = errand.load(settings_id(municipality)).await?;
                let of_reporter = |text| said_of_reporter(&reporter, child.subject, text);
                let reporter_codes = codes("reporterCodes", &input.reporter_codes, of_reporter)?;
                let of_child = |text| Personal::child(child.subject, text);
                let contents = codes("contentCodes", &input.content_codes, of_child)?;
                let incoming = IncomingReport {
                    content: Some(Personal::child(child.subject, said)),
                    child,
                    case: None,
                    message: None,
                    reporter,
                    reporter_codes,
                    contents,
                    unit,
                    channel: Channel::Intake,
                    withheld_from_guardians: input.withheld_from_guardians.map(Into::into),
                    guardians_not_told: input.guardians_not_told,
                    learned_through_work: input.learned_through_work,
                    acknowledges_private: settings.acknowledges_private_on(oslo_date(received_at)),
                    received_at,
                };
                let guides = of_the_service(context, &errand, oslo_date(received_at)).await?;
                let action = ReportAction::Guided(guides, Box::new(ReportAction::Receive(Box::new(incoming))));
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Give a report codes of the register, of those in force on the day of its receipt: who reported, and what it is about
    /// (§5.6, R-71). They take the place of those before. Lists by `reporterCode` and `contentCode` and the statistics find
    /// it under them from then on; what was asked as of before stays as it was.
    async fn classify_report(&self, context: &Context<'_>, input: ClassifyReportInput) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeReports, "classifyReport", id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let known: Report = errand.recent(report.as_uuid()).await?;
                let received = known.received().ok_or(Refusal::NotFound { what: Sought::Report })?;
                let child = received.child.subject;
                let of_reporter = |text| said_of_reporter(&received.reporter, child, text);
                let of_reporter = |given: &Vec<UsedCodeInput>| codes("reporterCodes", given, of_reporter);
                let of_child =
                    |given: &Vec<UsedCodeInput>| codes("contentCodes", given, |text| Personal::child(child, text));
                let action = ReportAction::Classify {
                    reporter_codes: input.reporter_codes.as_ref().map(of_reporter).transpose()?,
                    contents: input.content_codes.as_ref().map(of_child).transpose()?,
                    given_on: errand.day(input.classified_on),
                };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Name a private reporter, named or not, who learned through work what was reported, with role and unit: that makes the
    /// report a public one, and feedback is owed from then on (R-62, S2-24, R-42). Who has not declared it yet declares it
    /// with this; who declared that it was learned otherwise is not named so.
    async fn name_reporter_at_work(
        &self,
        context: &Context<'_>,
        input: NameReporterAtWorkInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand =
                    Errand::new(context, Permission::ChangeReports, "nameReporterAtWork", id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let PublicReporterInput { name, role, unit, contact } = &input.reporter;
                let name = text("reporter.name", "R-60", name)?;
                let (role, unit) = (text("reporter.role", "R-60", role)?, text("reporter.unit", "R-60", unit)?);
                let contact = optional_text("reporter.contact", contact.as_deref())?;
                let subject = errand.subject_by_name(Named::Reporter, report.as_uuid(), &name).await?;
                let own = |text| Personal::reporter(subject, text);
                let (name, role, unit, contact) = (own(name), own(role), own(unit), contact.map(own));
                let action = ReportAction::NameAtWork {
                    reporter: Box::new(NamedAtWork { name, role, unit, contact }),
                    follows: InvestigationId::following(&errand.principal.municipality, report),
                    named_on: errand.day(input.named_on),
                };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Record that guardians must not know of a report, and why, whatever way it came in (R-6, S2-21): on a ground of the law.
    /// `Report.withheldFromGuardians` shows it to whoever works with the report, until it is lifted.
    async fn withhold_report_from_guardians(
        &self,
        context: &Context<'_>,
        input: WithholdReportFromGuardiansInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "withholdReportFromGuardians";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let action = ReportAction::Withhold {
                    ground: input.ground.into(),
                    decision: errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?,
                    withheld_on: errand.day(input.withheld_on),
                };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Record that guardians may be told of a report after all, and why: the service lifts what it decided itself, and what
    /// was said with a report that has no case here. What the unit that sent it from its case decided is lifted there, by
    /// `liftGuardianNotificationWithholding`; of that the service decides with this that it may speak with the guardians itself,
    /// until the unit gives a ground anew, and `withheldFromGuardians` says so for all others as before.
    async fn lift_report_withholding(
        &self,
        context: &Context<'_>,
        input: LiftReportWithholdingInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "liftReportWithholding";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let action = ReportAction::LiftWithholding {
                    decision: errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?,
                    lifted_on: errand.day(input.lifted_on),
                };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }
}
