//! What the municipality's child welfare service already knows of a child: earlier and later reports, investigations and
//! measures (S2-5, S2-48, R-50, D-5). Who triages a report, or works with an investigation, finds it from there; who asks
//! about a child finds it by the child's number or pseudonym.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};
use case_ledger_domain::ids::{InvestigationId, SubjectId};
use case_ledger_domain::personal::Shown;
use case_ledger_infrastructure::personal::sight::Veil;
use case_ledger_infrastructure::projections::investigation_register::InvestigationFilter;
use case_ledger_infrastructure::projections::report_register::{Beside, ReportCursor, ReportFilter};
use case_ledger_infrastructure::projections::service_statistics::MeasureFilter;

use super::as_of::{Moment, as_of, day};
use super::cases::searched_child;
use super::intake::{self, Sorted};
use super::investigations::Investigation;
use super::reports::{self, Report};
use super::service_statistics::{RegisteredMeasure, measures_found};
use super::{
    LOAD_COST, fault, note_denied, page_cost, page_size, parse_id, parse_time_cursor, permitted, principal, services,
    veil,
};
use crate::auth::{Permission, Principal};

/// Whether it is kept from the reader that several things are about this child: a restriction keeps that from whoever is
/// not named, and of who is erased nobody is told it.
pub fn is_kept(veil: &Veil, child: SubjectId) -> bool {
    let shown = veil.shows(child);
    shown == Shown::Shredded || (veil.is_restricted(child) && shown != Shown::Visible)
}

/// Whether the child is not to be found by the reader. As [`is_kept`]; but who restricts must find whom a restriction keeps.
/// What is left of who is erased is joined together for nobody.
pub fn is_hidden(veil: &Veil, principal: &Principal, child: SubjectId) -> bool {
    is_kept(veil, child) && (veil.shows(child) == Shown::Shredded || !principal.may(Permission::RestrictSubjects))
}

/// Which child a list of the service's work is narrowed to.
pub enum Narrowed {
    /// To none.
    No,
    /// To that one, under any of its pseudonyms.
    To(Vec<SubjectId>),
    /// To one that is not known here, or not to the reader: nothing is found.
    Nobody,
}

/// The pseudonyms under which that child stands, as far as the reader may find each (S2-48): one child may have been told of
/// by name first, and by number later.
pub async fn pseudonyms(
    context: &Context<'_>,
    child: SubjectId,
    seeing: Permission,
    moment: Option<Moment>,
) -> Result<Vec<SubjectId>> {
    let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
    let pseudonyms = ledger.pseudonyms_of_child(municipality, child, as_of(moment)).await;
    let mut pseudonyms = pseudonyms.map_err(|error| fault(&error))?;
    let veil = veil(context, seeing).await?;
    pseudonyms.retain(|one| *one == child || !is_hidden(&veil, principal(context), *one));
    Ok(pseudonyms)
}

/// The child that a filter names by its national id, its pseudonym, or both. That somebody searched by a number is
/// recorded; who restricts finds a restricted child, and nobody else who is not named.
pub async fn narrowed(
    context: &Context<'_>,
    national_id: Option<&str>,
    child_id: Option<&ID>,
    moment: Option<Moment>,
) -> Result<Narrowed> {
    let by_pseudonym = child_id.map(|id| parse_id("filter.childId", "subject", id)).transpose()?;
    let by_pseudonym = by_pseudonym.map(SubjectId::from_uuid);
    let child = match national_id {
        Some(number) => match searched_child(context, number, Permission::SeeReports, moment).await? {
            Some(child) => child,
            None => return Ok(Narrowed::Nobody),
        },
        None => match by_pseudonym {
            Some(child) => child,
            None => return Ok(Narrowed::No),
        },
    };
    if is_hidden(&veil(context, Permission::SeeReports).await?, principal(context), child) {
        note_denied(context);
        return Ok(Narrowed::Nobody);
    }
    let pseudonyms = pseudonyms(context, child, Permission::SeeReports, moment).await?;
    match by_pseudonym {
        Some(named) if !pseudonyms.contains(&named) => Ok(Narrowed::Nobody),
        _ => Ok(Narrowed::To(pseudonyms)),
    }
}

/// What the child welfare service knows of a child beside the report or the investigation that one comes from.
pub struct KnownOfChild {
    /// Under all of its pseudonyms.
    child: Vec<SubjectId>,
    /// The report that is looked at, or that the investigation follows from, by its place in the list of reports.
    report: ReportCursor,
    /// The investigation that is looked at, or that follows from the report.
    investigation: InvestigationId,
    moment: Option<Moment>,
}

impl KnownOfChild {
    /// What is known of that child; `None` where the role does not see the service's work, and where the child is kept
    /// from the reader.
    pub async fn beside(
        context: &Context<'_>,
        child: SubjectId,
        report: ReportCursor,
        investigation: InvestigationId,
        moment: Option<Moment>,
    ) -> Result<Option<Self>> {
        let veil = veil(context, Permission::SeeReports).await?;
        if !principal(context).may(Permission::SeeReports) || is_kept(&veil, child) {
            note_denied(context);
            return Ok(None);
        }
        let mut child = pseudonyms(context, child, Permission::SeeReports, moment).await?;
        child.retain(|one| !is_kept(&veil, *one));
        Ok(Some(Self { child, report, investigation, moment }))
    }

    async fn reports(
        &self,
        context: &Context<'_>,
        side: Beside,
        first: Option<i32>,
        after: Option<&str>,
    ) -> Result<Connection<String, Report>> {
        let municipality = &permitted(context, Permission::SeeReports)?.municipality;
        let beside = Some((side, self.report));
        let filter = ReportFilter { child: Some(self.child.clone()), beside, ..ReportFilter::default() };
        let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
        reports::find(context, municipality, &filter, cursor, wanted, self.moment).await
    }
}

/// What the municipality's child welfare service knows of a child beside the report or the investigation that one comes
/// from (S2-5, S2-48, R-50, D-5). A child that was told of without its number and one that was told of with it are two
/// pseudonyms; what is known of one is found from the other once somebody has recorded that they are one child
/// (`recordSameChild`).
#[Object]
impl KnownOfChild {
    /// The pseudonyms under which the child stands: more than one where it was recorded that they are one child.
    async fn pseudonyms(&self) -> Vec<ID> {
        self.child.iter().map(|child| ID(child.to_string())).collect()
    }
    /// The reports about the same child that came in before, the newest first: whether each was dismissed or
    /// investigated stands in its `outcome`.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn earlier_reports(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Report>> {
        self.reports(context, Beside::Earlier, first, after.as_deref()).await
    }
    /// The reports about the same child that came in after it, the newest first.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn later_reports(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Report>> {
        self.reports(context, Beside::Later, first, after.as_deref()).await
    }
    /// The child's other investigations, what is due last first: whether one goes on, how others ended, and whether one was
    /// dismissed with concern and is to be renewed (D-5).
    #[graphql(complexity = "page_cost(first, LOAD_COST + child_complexity)")]
    async fn investigations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that have ended, or only those that go on.")] concluded: Option<bool>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Investigation>> {
        let (child, other_than) = (Some(self.child.clone()), Some(self.investigation));
        let filter = InvestigationFilter { child, other_than, concluded, ..InvestigationFilter::default() };
        intake::found(context, &filter, Sorted::LastDueFirst, first, after.as_deref(), self.moment).await
    }
    /// The measures that the service decided on for the child, in whichever investigation, the latest begun first.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn measures(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Only those that are in force on the day it is shown as of; today, where no moment is asked about.",
            default
        )]
        active: bool,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, RegisteredMeasure>> {
        let day = active.then(|| day(None, self.moment));
        let filter = MeasureFilter { from: day, to: day, child: Some(self.child.clone()), ..MeasureFilter::default() };
        measures_found(context, &filter, first, after.as_deref(), self.moment).await
    }
}
