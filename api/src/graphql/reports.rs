//! Concern reports in the schema.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::codes::{CodeList, find as find_code};
use case_ledger_domain::ids::{CaseId, InvestigationId, MessageId, Municipality, ReportId, SubjectId};
use case_ledger_domain::report::{self, Reporter};
use case_ledger_domain::{case, investigation};
use case_ledger_infrastructure::ledger::bus::Live;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::report_register::{self, RegisteredReport, ReportCursor, ReportFilter};
use case_ledger_infrastructure::reach::Extent;
use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::OnceCell;

use super::address_protection::{self, ProtectedAddress, ProtectedPerson};
use super::as_of::{AsOfInput, Moment, as_of, in_read_models};
use super::cases::Case;
use super::diff::{self, StateDiff};
use super::enums::{ConcernDegree, Language, ReporterKind, TriageOutcome, WithholdingGround};
use super::guides::{FollowedGuide, KnownGuides, StepDecision, WhatNow};
use super::history::{self, LedgerEntry};
use super::investigations::Investigation;
use super::known::{KnownOfChild, Narrowed, narrowed};
use super::oversight::{self, Finding, FindingFilterInput, Obligation, ObligationFilterInput, must_be_in_order};
use super::people::Child;
use super::read_log::{self, ReadEntry, ReadFilterInput, Wanted};
use super::scalars::{Date, PersonalText};
use super::written::{IntakeMeeting, TransferReceipt, Triage, UrgentFollowUp};
use super::{
    DIFF_COST, LOAD_COST, fault, global_id, language_of, note_read, page, page_cost, parse_id, permitted, principal,
    services, sought, time_cursor, veil,
};
use crate::auth::Permission;

/// Which reports are wanted (RM-5).
#[derive(Default, InputObject)]
pub struct ReportFilterInput {
    /// Only of that unit or district.
    unit: Option<String>,
    /// Only that serious, as intake has decided (RM-5).
    severity: Option<ConcernDegree>,
    /// Only in that geographic area (S1-8).
    area: Option<String>,
    /// Only those of which it is decided how serious they are, or only those of which it is not.
    prioritised: Option<bool>,
    /// Only with that outcome of triage (C10).
    outcome: Option<TriageOutcome>,
    /// Only concluded, or only unconcluded, ones.
    concluded: Option<bool>,
    /// Only received on or after.
    received_from: Option<Date>,
    /// Only received on or before.
    received_to: Option<Date>,
    /// Only with triage concluded on or after.
    concluded_from: Option<Date>,
    /// Only with triage concluded on or before.
    concluded_to: Option<Date>,
    /// Only with that reporter code; with "", only without any. So the reports behind a row of statistics are found.
    reporter_code: Option<String>,
    /// Only with that content code; with "", only without any.
    content_code: Option<String>,
    /// Only sent from that case.
    case_id: Option<ID>,
    /// Only out of that message, which may be about several children.
    message_id: Option<ID>,
    /// Only about the child with that national id. The number is looked up as a keyed digest and not stored; that it was
    /// looked up is recorded.
    national_id: Option<String>,
    /// Only about that child, by its pseudonym as `Child.subject` has it.
    child_id: Option<ID>,
}

impl ReportFilterInput {
    /// The filter; `None` when nothing can match it.
    pub async fn resolve(self, context: &Context<'_>, moment: Option<Moment>) -> Result<Option<ReportFilter>> {
        for (from, to, field, first) in [
            (self.received_from, self.received_to, "filter.receivedTo", "receivedFrom"),
            (self.concluded_from, self.concluded_to, "filter.concludedTo", "concludedFrom"),
        ] {
            must_be_in_order(from, to, field, first)?;
        }
        let case = self.case_id.map(|id| parse_id("filter.caseId", Case::PREFIX, &id)).transpose()?;
        let message = self.message_id.map(|id| parse_id("filter.messageId", MESSAGE_PREFIX, &id)).transpose()?;
        let child = match narrowed(context, self.national_id.as_deref(), self.child_id.as_ref(), moment).await? {
            Narrowed::No => None,
            Narrowed::To(child) => Some(child),
            Narrowed::Nobody => return Ok(None),
        };
        Ok(Some(ReportFilter {
            unit: sought("filter.unit", self.unit)?,
            severity: self.severity.map(Into::into),
            area: sought("filter.area", self.area)?,
            prioritised: self.prioritised,
            outcome: self.outcome.map(Into::into),
            concluded: self.concluded,
            received_from: self.received_from.map(|date| date.0),
            received_to: self.received_to.map(|date| date.0),
            concluded_from: self.concluded_from.map(|date| date.0),
            concluded_to: self.concluded_to.map(|date| date.0),
            reporter_code: sought("filter.reporterCode", self.reporter_code)?,
            content_code: sought("filter.contentCode", self.content_code)?,
            case: case.map(CaseId::from_uuid),
            message: message.map(MessageId::from_uuid),
            child,
            beside: None,
        }))
    }
}

const MESSAGE_PREFIX: &str = "message";

/// The reports that a filter finds as of the moment.
pub async fn find(
    context: &Context<'_>,
    municipality: &Municipality,
    filter: &ReportFilter,
    cursor: Option<ReportCursor>,
    wanted: i64,
    moment: Option<Moment>,
) -> Result<Connection<String, Report>> {
    let pool = services(context).ledger.pool();
    let as_of = in_read_models(context, &[ReadModel::ReportRegister], moment).await?;
    let rows = report_register::reports(pool, municipality, filter, cursor, wanted + 1, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let nodes =
        rows.into_iter().map(|row| (time_cursor(row.received_at, row.report_id), Report::shown(context, row, moment)));
    Ok(page(nodes.collect(), wanted, cursor.is_some()))
}

/// One thing that a reporter is told.
#[derive(Clone, Copy, SimpleObject)]
pub struct Told {
    /// When the reporter was told; null until then.
    on: Option<Date>,
    /// The last day for it; null where nobody is to be told, or nothing is to be told yet (D-2, D-4).
    due: Option<Date>,
}

/// What the one who reported is told, and by when (RM-16).
#[derive(SimpleObject)]
pub struct Feedback {
    /// That the report was received (R-41, D-2).
    acknowledgement: Told,
    /// How triage ended, within three weeks from receipt (R-42, D-2).
    triage: Told,
    /// How the investigation ended (R-43, D-4).
    conclusion: Told,
}

/// A concern report as the child welfare service received it.
pub struct Report {
    row: RegisteredReport,
    live: OnceCell<Live<report::Report>>,
    moment: Option<Moment>,
}

impl Report {
    /// What its ids begin with.
    pub const PREFIX: &'static str = "report";

    /// A report by its row of the register of that moment, handed out: that it is read will be recorded before the
    /// answer goes out.
    pub fn shown(context: &Context<'_>, row: RegisteredReport, moment: Option<Moment>) -> Self {
        note_read(context, "Report", row.report_id, moment);
        Self { row, live: OnceCell::new(), moment }
    }

    async fn live(&self, context: &Context<'_>) -> Result<&Live<report::Report>> {
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let load = || ledger.load_as_of(municipality, self.row.report_id, as_of(self.moment));
        self.live.get_or_try_init(load).await.map_err(|error| fault(&error))
    }
}

/// A concern report as the child welfare service received it, from receipt to the conclusion of triage (S1-4, S1-5).
#[Object]
impl Report {
    /// Its id.
    pub async fn id(&self) -> ID {
        global_id(Self::PREFIX, self.row.report_id)
    }
    /// The moment it is shown as of, with everything below it; null for now.
    async fn as_of(&self) -> Option<Moment> {
        self.moment
    }
    /// The unit or district it belongs to.
    async fn unit(&self) -> &str {
        &self.row.unit
    }
    /// How it came in: case-ledger, intake (told to the service, S2-22), fiks or kostra-15f.
    async fn channel(&self) -> &str {
        &self.row.channel
    }
    /// When it came in; the deadlines run from here (D-1, D-2).
    async fn received_at(&self) -> DateTime<Utc> {
        self.row.received_at
    }
    /// Why the guardians must not be told about it: the ground on which the child welfare service decided so, or else the
    /// sender (R-6, S2-21). Null where they may be told, and where the source does not say.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn withheld_from_guardians(&self, context: &Context<'_>) -> Result<Option<WithholdingGround>> {
        let received = self.live(context).await?.aggregate.received();
        Ok(received.and_then(|received| received.withheld_from_guardians).map(Into::into))
    }
    /// Whether the message that it came in says that guardians were not told about it; the reasons it gives are in the
    /// content. What is decided in a case of this ledger stands in `withheldFromGuardians`.
    #[graphql(complexity = "LOAD_COST")]
    async fn guardians_not_told(&self, context: &Context<'_>) -> Result<bool> {
        Ok(self.live(context).await?.aggregate.received().is_some_and(|received| received.guardians_not_told))
    }
    /// The kind of reporter.
    async fn reporter_kind(&self) -> ReporterKind {
        match self.row.reporter_kind.as_str() {
            "public" => ReporterKind::Public,
            "private" => ReporterKind::Private,
            "anonymous" => ReporterKind::Anonymous,
            _ => ReporterKind::Unknown,
        }
    }
    /// The reporter's name; null for anonymous reporters, of whom nothing is stored.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn reporter_name(&self, context: &Context<'_>) -> Result<Option<PersonalText>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.received().and_then(|received| match &received.reporter {
            Reporter::Public { name, .. } | Reporter::Private { name, .. } => Some(PersonalText::of_text(name, &veil)),
            Reporter::Anonymous | Reporter::NotInSource { .. } => None,
        }))
    }
    /// What the reporter works as; null for those who did not report in the course of work.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn reporter_role(&self, context: &Context<'_>) -> Result<Option<PersonalText>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.received().and_then(|received| match &received.reporter {
            Reporter::Public { role, .. } => Some(PersonalText::of_text(role, &veil)),
            Reporter::Private { .. } | Reporter::Anonymous | Reporter::NotInSource { .. } => None,
        }))
    }
    /// The unit that the reporter works in; null for those who did not report in the course of work.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn reporter_unit(&self, context: &Context<'_>) -> Result<Option<PersonalText>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.received().and_then(|received| match &received.reporter {
            Reporter::Public { unit, .. } => Some(PersonalText::of_text(unit, &veil)),
            Reporter::Private { .. } | Reporter::Anonymous | Reporter::NotInSource { .. } => None,
        }))
    }
    /// How the reporter is reached, where that was told; null for anonymous reporters, of whom nothing is stored.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn reporter_contact(&self, context: &Context<'_>) -> Result<Option<PersonalText>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.received().and_then(|received| match &received.reporter {
            Reporter::Public { contact, .. } | Reporter::Private { contact, .. } => {
                contact.as_ref().map(|contact| PersonalText::of_text(contact, &veil))
            }
            Reporter::Anonymous | Reporter::NotInSource { .. } => None,
        }))
    }
    /// What was reported, in the reporter's words; null where the source does not tell (S1-5).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn content(&self, context: &Context<'_>) -> Result<Option<PersonalText>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.written().content.as_ref().map(|content| PersonalText::of_text(content, &veil)))
    }
    /// The register's reporter codes.
    async fn reporter_codes(&self) -> &[String] {
        &self.row.reporter_codes
    }
    /// The register's content codes.
    async fn content_codes(&self) -> &[String] {
        &self.row.content_codes
    }
    /// How serious it is, as intake has decided; null until then (RM-5).
    async fn severity(&self) -> Option<ConcernDegree> {
        case::Degree::named(self.row.severity.as_deref()?).map(Into::into)
    }
    /// The geographic area that the child lives in, where intake has told (RM-5, S1-8).
    async fn area(&self) -> Option<&str> {
        self.row.area.as_deref()
    }
    /// How the child's address is protected: codes 6 and 7 of the population register. As it is now, whatever moment the
    /// report is shown as of; null where it is not (C12).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn address_protection(&self, context: &Context<'_>) -> Result<Option<ProtectedAddress>> {
        let child = self.live(context).await?.aggregate.received().map(|received| received.child.subject);
        let persons = child.map(|child| (ProtectedPerson::Child, child)).into_iter().collect();
        Ok(address_protection::among(context, Permission::SeeReports, persons).await?.pop())
    }
    /// When it was decided how serious it is; why is told in the history (RM-5).
    async fn prioritised_on(&self) -> Option<Date> {
        self.row.prioritised_on.map(Date)
    }
    /// Last day for the acknowledgement (D-2); null where the reporter cannot be reached.
    async fn acknowledgement_due(&self) -> Option<Date> {
        self.row.acknowledgement_due.map(Date)
    }
    /// When receipt was acknowledged.
    async fn acknowledged_on(&self) -> Option<Date> {
        self.row.acknowledged_on.map(Date)
    }
    /// When triage was concluded (D-1).
    async fn concluded_on(&self) -> Option<Date> {
        self.row.concluded_on.map(Date)
    }
    /// When another service sent it back last that it had been transferred to: the time for triage runs from then (S2-49, D-1).
    async fn came_back_on(&self) -> Option<Date> {
        self.row.came_back_on.map(Date)
    }
    /// Calendar days from receipt to conclusion, as statistics count them, also of a report that came back (D-1: at most 7, from
    /// `cameBackOn` where it did).
    async fn days_to_conclusion(&self) -> Option<i32> {
        self.row.days_to_conclusion
    }
    /// What triage came to (C10).
    async fn outcome(&self) -> Option<TriageOutcome> {
        let code = self.row.conclusion_code.as_deref()?;
        report::TriageOutcome::from_code(code).map(Into::into)
    }
    /// The register's conclusion code.
    async fn conclusion_code(&self) -> Option<&str> {
        self.row.conclusion_code.as_deref()
    }
    /// What the code means.
    async fn conclusion_label(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Option<&'static str> {
        let (code, list) = (self.row.conclusion_code.as_deref()?, CodeList::ReportConclusion);
        find_code(list, code).map(|known| known.label(list, language_of(context, language)))
    }
    /// Whether urgent measures were needed (S2-48).
    async fn urgent_measures(&self) -> Option<bool> {
        self.row.urgent_measures
    }
    /// Whether a private reporter learned through work what was reported; null where that was not said.
    #[graphql(complexity = "LOAD_COST")]
    async fn learned_through_work(&self, context: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.live(context).await?.aggregate.learned_through_work())
    }
    /// When a private reporter declared whether it was learned through work; null where that was not said.
    #[graphql(complexity = "LOAD_COST")]
    async fn declared_on(&self, context: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.live(context).await?.aggregate.written().declared_on.map(Date))
    }
    /// How triage ended, with its reasons, the assessment that it rests on and the second person who stands behind it; null
    /// until it is concluded (S2-48, R-48).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn triage(&self, context: &Context<'_>) -> Result<Option<Triage>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.written().triage.as_ref().map(|triage| Triage::of(triage, &veil)))
    }
    /// The intake meetings that went through it, with who was there and what was said, in the order in which they were
    /// recorded (S2-47).
    #[graphql(complexity = "LOAD_COST + 3 * child_complexity")]
    async fn intake_meetings_held(&self, context: &Context<'_>) -> Result<Vec<IntakeMeeting>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.written().meetings.iter().map(|meeting| IntakeMeeting::of(meeting, &veil)).collect())
    }
    /// What was decided to be done for the child at once, and why, in the order in which it was recorded (S2-48).
    #[graphql(complexity = "LOAD_COST + 3 * child_complexity")]
    async fn urgent_follow_ups_decided(&self, context: &Context<'_>) -> Result<Vec<UrgentFollowUp>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.written().follow_ups.iter().map(|follow_up| UrgentFollowUp::of(follow_up, &veil)).collect())
    }
    /// The days on which the intake meeting went through it; who was there stands in `intakeMeetingsHeld` (S2-47).
    #[graphql(complexity = "LOAD_COST")]
    async fn intake_meetings(&self, context: &Context<'_>) -> Result<Vec<Date>> {
        Ok(self.live(context).await?.aggregate.intake_meetings().iter().copied().map(Date).collect())
    }
    /// The days on which it was decided what is done for the child at once; what that is, stands in `urgentFollowUpsDecided`
    /// (S2-48).
    #[graphql(complexity = "LOAD_COST")]
    async fn urgent_follow_ups(&self, context: &Context<'_>) -> Result<Vec<Date>> {
        Ok(self.live(context).await?.aggregate.urgent_follow_ups().iter().copied().map(Date).collect())
    }
    /// That the service or agency to which it was transferred has it; null until that is recorded (S2-48).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn transfer_receipt(&self, context: &Context<'_>) -> Result<Option<TransferReceipt>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.written().transfer_receipt.as_ref().map(|receipt| TransferReceipt::of(receipt, &veil)))
    }
    /// When the public reporter was told how triage ended.
    async fn reporter_informed_on(&self) -> Option<Date> {
        self.row.reporter_informed_on.map(Date)
    }
    /// What the one who reported is told, and by when (RM-16).
    #[graphql(complexity = "2 * LOAD_COST + child_complexity")]
    async fn feedback(&self, context: &Context<'_>) -> Result<Feedback> {
        let told = |on: Option<NaiveDate>, due: Option<NaiveDate>| Told { on: on.map(Date), due: due.map(Date) };
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let report = ReportId::from_uuid(self.row.report_id);
        let received = &self.live(context).await?.aggregate;
        let (joined, known_on) = (received.joined().copied(), received.end_is_told_since());
        let following = || InvestigationId::following(municipality, report);
        let investigation = joined.map_or_else(following, |joined| joined.investigation).as_uuid();
        let live = ledger.load_as_of::<investigation::Investigation>(municipality, investigation, as_of(self.moment));
        let investigation = live.await.map_err(|error| fault(&error))?.aggregate;
        let end = match joined {
            Some(joined) if joined.reporter_learns_conclusion => {
                investigation.feedback_to_joined(report, received.joining(), known_on)
            }
            Some(_) => investigation::Feedback::default(),
            None => investigation.feedback(known_on),
        };
        // As obligations count it: owed from the conclusion of triage on, to public reporters.
        let of_triage = self.row.concluded_on.filter(|_| self.row.reporter_kind == "public");
        Ok(Feedback {
            acknowledgement: told(self.row.acknowledged_on, self.row.acknowledgement_due),
            triage: told(self.row.reporter_informed_on, of_triage.and_then(|_| received.triage_told_by())),
            conclusion: told(end.told_on, end.due_by),
        })
    }
    /// The guides that it follows, and where it stands in them.
    #[graphql(complexity = "LOAD_COST + 3 * child_complexity")]
    async fn guides(&self, context: &Context<'_>) -> Result<Vec<FollowedGuide>> {
        let guides = KnownGuides::at(context, self.moment).await?;
        Ok(guides.followed(self.live(context).await?.aggregate.way()))
    }
    /// What to do now: the steps of triage in its guides, each with its owners, outcomes and documents, and by when (RM-12,
    /// S1-4). Of a guide that the municipality follows and it has not started with, where one comes in. Once triage has come to
    /// an investigation, what is next is where that begins, until it is opened; otherwise nothing.
    #[graphql(complexity = "2 * LOAD_COST + 3 * child_complexity")]
    async fn what_now(&self, context: &Context<'_>) -> Result<Vec<WhatNow>> {
        let guides = KnownGuides::at(context, self.moment).await?;
        let report = &self.live(context).await?.aggregate;
        let id = ReportId::from_uuid(self.row.report_id);
        let mut investigated = false;
        if report.triage().is_some_and(|triage| triage.outcome == report::TriageOutcome::InvestigationDecided) {
            let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
            let following = InvestigationId::following(municipality, id).as_uuid();
            let live = ledger.load_as_of::<investigation::Investigation>(municipality, following, as_of(self.moment));
            investigated = live.await.map_err(|error| fault(&error))?.aggregate.opened().is_some();
        }
        Ok(guides.what_now_with(id, report, investigated))
    }
    /// What was decided in the steps of its guides, oldest first.
    #[graphql(complexity = "LOAD_COST + 10 * child_complexity")]
    async fn step_decisions(&self, context: &Context<'_>) -> Result<Vec<StepDecision>> {
        let guides = KnownGuides::at(context, self.moment).await?;
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(guides.decisions(live.aggregate.way(), &veil))
    }
    /// The message it came in, which may hold reports about several children.
    async fn message_id(&self) -> Option<ID> {
        self.row.message_id.map(|id| global_id(MESSAGE_PREFIX, id))
    }
    /// Position of its newest event in the municipality's ledger.
    async fn position(&self) -> i64 {
        self.row.position
    }
    /// The child.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn child(&self, context: &Context<'_>) -> Result<Option<Child>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeReports).await?);
        Ok(live.aggregate.received().map(|received| Child::new(&received.child, &veil, self.moment)))
    }
    /// What the service knows of the same child beside it: other reports, with how triage of each ended, investigations that
    /// go on or have ended, and measures (S2-5, S2-48, R-50, D-5). Null where your role does not see the service's work, and
    /// where the child is kept from you.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn known_of_child(&self, context: &Context<'_>) -> Result<Option<KnownOfChild>> {
        let (child, report) = (SubjectId::from_uuid(self.row.child_subject), ReportId::from_uuid(self.row.report_id));
        let place = (self.row.received_at, self.row.report_id);
        let investigation = InvestigationId::following(&principal(context).municipality, report);
        KnownOfChild::beside(context, child, place, investigation, self.moment).await
    }
    /// The case it was sent from, for those who may see cases.
    async fn case(&self, context: &Context<'_>) -> Result<Option<Case>> {
        let Some(case) = self.row.case_id else { return Ok(None) };
        permitted(context, Permission::SeeCases)?;
        Case::find(context, CaseId::from_uuid(case), self.moment).await
    }
    /// The investigation that followed.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn investigation(&self, context: &Context<'_>) -> Result<Option<Investigation>> {
        let municipality = &principal(context).municipality;
        let investigation = InvestigationId::following(municipality, ReportId::from_uuid(self.row.report_id));
        Investigation::load(context, municipality, investigation, self.moment).await
    }
    /// The ongoing investigation that triage added it to, where that was named.
    #[graphql(complexity = "2 * LOAD_COST + child_complexity")]
    async fn joined_investigation(&self, context: &Context<'_>) -> Result<Option<Investigation>> {
        let Some(joined) = self.live(context).await?.aggregate.joined().copied() else { return Ok(None) };
        Investigation::load(context, &principal(context).municipality, joined.investigation, self.moment).await
    }
    /// What is owed in it, or was, what is due first first (RM-13).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn obligations(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Obligation>> {
        let filter = ObligationFilterInput::about_report(global_id(Self::PREFIX, self.row.report_id));
        oversight::obligations(context, filter, None, first, after.as_deref(), self.moment).await
    }
    /// Departures from the rules that it shows, excused ones included, what arose last first (R-36, C11).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn findings(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Finding>> {
        let filter = FindingFilterInput::about_report(global_id(Self::PREFIX, self.row.report_id));
        oversight::findings(context, filter, None, first, after.as_deref(), self.moment).await
    }
    /// What changed in it between two moments, field by field, and by which events; `to` is now, or the moment it is
    /// shown as of, if not given.
    #[graphql(complexity = "DIFF_COST + LOAD_COST * child_complexity")]
    async fn diff(&self, context: &Context<'_>, from: AsOfInput, to: Option<AsOfInput>) -> Result<StateDiff> {
        diff::of::<report::Report>(context, self.row.report_id, from, to, self.moment, &Extent::Whole).await
    }
    /// Who read it, when and why, the newest read first; up to the moment that it is shown as of. Told to whom one role lets
    /// see both reads and reports: auditor and data protection officer (RM-17, R-70).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn read_log(
        &self,
        context: &Context<'_>,
        filter: Option<ReadFilterInput>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, ReadEntry>> {
        let wanted = Wanted { filter, first, after: after.as_deref(), moment: self.moment };
        read_log::of_report(context, self.row.report_id, wanted).await
    }
    /// Everything that happened to it, in order.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn history(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, LedgerEntry>> {
        let municipality = &principal(context).municipality;
        let (after, whole) = (after.as_deref(), Extent::Whole);
        history::of_stream(context, municipality, "Report", self.row.report_id, first, after, self.moment, &whole).await
    }
}
