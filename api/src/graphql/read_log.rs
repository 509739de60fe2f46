//! Who read a case, a report or an investigation, and who asked for what the role does not allow, in the schema (RM-17, R-70).

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use case_ledger_infrastructure::reach::EMERGENCY_ACCESS;
use case_ledger_infrastructure::read_log::{
    ATTACHMENT_CONTENT, INTERNAL_NOTE_EXPORT, REPORT_MESSAGE_EXPORT, Read, ReadFilter,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::as_of::Moment;
use super::enums::Role;
use super::history::LedgerActor;
use super::oversight::must_run_forwards;
use super::scalars::Date;
use super::{
    ACCESS_DENIED, fault, forbidden, note_read, page, page_cost, page_size, parse_number_cursor, permitted, principal,
    services, sight, sought,
};
use crate::auth::Permission;

/// As what reports and investigations of the child welfare service are recorded when they are read.
const REPORT: &str = "Report";
const INVESTIGATION: &str = "Investigation";
/// As what the list of what was refused is recorded when it is read.
const DENIED_ACCESS: &str = "DeniedAccess";

/// Which reads, or refusals, are wanted (RM-17, R-70).
#[derive(Default, InputObject)]
pub struct ReadFilterInput {
    /// Only of that day or later.
    from: Option<Date>,
    /// Only of that day or earlier.
    to: Option<Date>,
    /// Only by those who asked in that role.
    role: Option<Role>,
    /// Only by those of that unit.
    unit: Option<String>,
}

impl ReadFilterInput {
    fn resolve(self, moment: Option<Moment>) -> Result<ReadFilter> {
        must_run_forwards(self.from, self.to)?;
        Ok(ReadFilter {
            from: self.from.map(|date| date.0),
            to: self.to.map(|date| date.0),
            role: self.role.map(Into::into),
            unit: sought("filter.unit", self.unit)?,
            until: moment.map(Moment::instant),
        })
    }
}

/// What was read (RM-17).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ThingRead {
    /// The case, or something in it.
    Case,
    /// The report as the child welfare service received it, or something in it.
    Report,
    /// The investigation, or something in it.
    Investigation,
    /// An internal note, which was handed out as a document (S0-24).
    InternalNote,
    /// A report that was sent from a case, which was handed out as a message to another system (S0-43).
    ReportMessage,
    /// An attachment, whose content was handed out.
    Attachment,
    /// Nothing yet: somebody took emergency access to the case; `purpose` says what for.
    EmergencyAccess,
    /// Nothing: somebody asked for the case who does not reach it.
    AccessDenied,
}

/// One read, as it was recorded before the answer went out (RM-17, R-70).
#[derive(SimpleObject)]
pub struct ReadEntry {
    /// What.
    what: ThingRead,
    /// When.
    read_at: DateTime<Utc>,
    /// Who read.
    reader: LedgerActor,
    /// Why, as the reader's token says.
    purpose: Option<String>,
    /// By what was asked for: the fields that the operation began with, as the schema names them. Null where that would tie
    /// the read to what else was done.
    operation: Option<String>,
    /// The position of the ledger that was asked about; null where the present was.
    as_of_position: Option<i64>,
}

impl From<Read> for ReadEntry {
    fn from(read: Read) -> Self {
        Self {
            what: match read.object_type.as_str() {
                INTERNAL_NOTE_EXPORT => ThingRead::InternalNote,
                REPORT_MESSAGE_EXPORT => ThingRead::ReportMessage,
                ATTACHMENT_CONTENT => ThingRead::Attachment,
                EMERGENCY_ACCESS => ThingRead::EmergencyAccess,
                ACCESS_DENIED => ThingRead::AccessDenied,
                REPORT => ThingRead::Report,
                INVESTIGATION => ThingRead::Investigation,
                _ => ThingRead::Case,
            },
            read_at: read.read_at,
            reader: LedgerActor::of(&read.reader),
            purpose: read.purpose,
            operation: read.operation,
            as_of_position: read.as_of,
        }
    }
}

/// Which page of which reads is wanted.
pub struct Wanted<'a> {
    /// Which.
    pub filter: Option<ReadFilterInput>,
    /// How many.
    pub first: Option<i32>,
    /// After which.
    pub after: Option<&'a str>,
    /// Only until then; until now where that is none.
    pub moment: Option<Moment>,
}

/// The reads of a case and of what was handed out of it, each by what it is recorded as, and who was refused or took emergency access, the newest first.
pub async fn of_case(
    context: &Context<'_>,
    case: Uuid,
    handed_out: impl IntoIterator<Item = (&'static str, Uuid)>,
    wanted: Wanted<'_>,
) -> Result<Connection<String, ReadEntry>> {
    let of_case = ["Case", EMERGENCY_ACCESS, ACCESS_DENIED].map(|what| (what, case));
    let objects: Vec<_> = of_case.into_iter().chain(handed_out).collect();
    of(context, Permission::SeeCases, &objects, wanted).await
}

/// The reads of a report at the child welfare service, those as the message included that it was sent as, the newest first.
pub async fn of_report(
    context: &Context<'_>,
    report: Uuid,
    wanted: Wanted<'_>,
) -> Result<Connection<String, ReadEntry>> {
    one_role_sees_both(context)?;
    of(context, Permission::SeeReports, &[(REPORT, report), (REPORT_MESSAGE_EXPORT, report)], wanted).await
}

/// The reads of an investigation, the newest first.
pub async fn of_investigation(
    context: &Context<'_>,
    investigation: Uuid,
    wanted: Wanted<'_>,
) -> Result<Connection<String, ReadEntry>> {
    one_role_sees_both(context)?;
    of(context, Permission::SeeReports, &[(INVESTIGATION, investigation)], wanted).await
}

/// Who reads at the child welfare service is told to whom one role lets see both: a leader of a unit watches over the reads of
/// its cases, and watches over nobody in the service for being a caseworker there, too.
fn one_role_sees_both(context: &Context<'_>) -> Result<()> {
    let watching = principal(context).roles_for_both(Permission::SeeReadLog, Permission::SeeReports);
    if watching.is_empty() { Err(forbidden(context)) } else { Ok(()) }
}

async fn of(
    context: &Context<'_>,
    seeing: Permission,
    objects: &[(&str, Uuid)],
    Wanted { filter, first, after, moment }: Wanted<'_>,
) -> Result<Connection<String, ReadEntry>> {
    let principal = permitted(context, Permission::SeeReadLog)?;
    let (wanted, before) = (page_size(first)?, parse_number_cursor(after)?);
    let filter = filter.unwrap_or_default().resolve(moment)?;
    let (ledger, sight) = (&services(context).ledger, sight(principal, seeing));
    let before_read = Some(before).filter(|before| *before > 0);
    let reads = ledger.reads_of(&principal.municipality, objects, &filter, before_read, wanted + 1, sight).await;
    let reads = reads.map_err(|error| fault(&error))?;
    let entries = reads.into_iter().map(|read| (read.read_id.to_string(), ReadEntry::from(read)));
    Ok(page(entries.collect(), wanted, before > 0))
}

/// That somebody asked for what the role does not allow, as it was recorded before the refusal went out.
#[derive(SimpleObject)]
pub struct DeniedAccess {
    /// When.
    denied_at: DateTime<Utc>,
    /// Who asked.
    reader: LedgerActor,
    /// Why, as the reader's token says.
    purpose: Option<String>,
    /// What was asked for: the fields that the operation began with, as the schema names them; null where that would tie it
    /// to what else was done. For which thing is told to nobody.
    operation: Option<String>,
}

impl From<Read> for DeniedAccess {
    fn from(read: Read) -> Self {
        Self {
            denied_at: read.read_at,
            reader: LedgerActor::of(&read.reader),
            purpose: read.purpose,
            operation: read.operation,
        }
    }
}

/// Questions to the read log that are about no case.
#[derive(Default)]
pub struct ReadLogQuestions;

#[Object]
impl ReadLogQuestions {
    /// Who asked in your municipality for what the role does not allow, the newest first; a leader is told of those of the
    /// own unit, and of those who asked for its cases. That it is read is recorded too. Of one reader, each case that
    /// was asked for stands here once a minute, and what was about no case once for each `operation`, no more than twenty a
    /// minute.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn denied_access(
        &self,
        context: &Context<'_>,
        filter: Option<ReadFilterInput>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, DeniedAccess>> {
        let principal = permitted(context, Permission::SeeReadLog)?;
        let filter = filter.unwrap_or_default().resolve(None)?;
        let (wanted, before) = (page_size(first)?, parse_number_cursor(after.as_deref())?);
        let (ledger, sight) = (&services(context).ledger, sight(principal, Permission::SeeReadLog));
        let watched = principal.watches(Permission::SeeReadLog);
        let before_denied = Some(before).filter(|before| *before > 0);
        let denied =
            ledger.denied_access(&principal.municipality, &watched, &filter, before_denied, wanted + 1, sight).await;
        let denied = denied.map_err(|error| fault(&error))?;
        note_read(context, DENIED_ACCESS, Uuid::nil(), None);
        let entries = denied.into_iter().map(|denied| (denied.read_id.to_string(), DeniedAccess::from(denied)));
        Ok(page(entries.collect(), wanted, before > 0))
    }
}
