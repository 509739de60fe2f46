//! Investigations in the schema.

use std::sync::Arc;

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use case_ledger_domain::ids::{InvestigationId, MeasureId, Municipality};
use case_ledger_domain::investigation::{self, InvestigationOpened};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::start_of_day;
use case_ledger_infrastructure::ledger::bus::Live;
use case_ledger_infrastructure::personal::sight::Veil;
use case_ledger_infrastructure::projections::report_register;
use case_ledger_infrastructure::reach::Extent;
use uuid::Uuid;

use super::as_of::{AsOfInput, Moment, as_of};
use super::diff::{self, StateDiff};
use super::enums::{
    BoardCaseKind, ConcernDegree, InvestigationOutcome, InvestigationStepKind, Language, ParticipationKind,
    WithholdingGround,
};
use super::guides::{FollowedGuide, KnownGuides, StepDecision, WhatNow};
use super::history::{self, LedgerEntry};
use super::investigation_course::{BoardCase, DecidedMeasure, EmergencyPlacement, InformationRequest, ServiceConsent};
use super::known::KnownOfChild;
use super::oversight::{self, Finding, FindingFilterInput, Obligation, ObligationFilterInput};
use super::people::Child;
use super::read_log::{self, ReadEntry, ReadFilterInput, Wanted};
use super::reports::Report;
use super::scalars::{Date, PersonalText};
use super::written::{
    DeadlineExtension, DeclinedMeasures, FollowUpEnd, GroupReview, InvestigationConclusion, MeasureDisclosure,
    ResponsibilityGroup, SentBack, StepDone, TransferReceipt, WrittenPlan,
};
use super::{DIFF_COST, LOAD_COST, fault, global_id, language_of, note_read, page_cost, principal, services, veil};
use crate::auth::Permission;

/// An investigation by the child welfare service (S1-10, S2-52).
#[derive(Clone)]
pub struct Investigation {
    id: Uuid,
    opened: InvestigationOpened,
    live: Arc<Live<investigation::Investigation>>,
    moment: Option<Moment>,
}

impl Investigation {
    /// By which decisions one of its measures goes on for longer, oldest first.
    pub async fn extensions_of(&self, context: &Context<'_>, measure: MeasureId) -> Result<Vec<DeadlineExtension>> {
        let veil = veil(context, Permission::SeeReports).await?;
        let mut measures = self.live.aggregate.written().measures.iter();
        let extensions = measures.find(|known| known.measure == measure).map(|known| &known.extensions);
        Ok(extensions.into_iter().flatten().map(|extension| DeadlineExtension::of(extension, &veil)).collect())
    }

    /// The report that it follows from.
    async fn report(&self, context: &Context<'_>) -> Result<Live<report::Report>> {
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let report = self.opened.report.as_uuid();
        let live = ledger.load_as_of::<report::Report>(municipality, report, as_of(self.moment)).await;
        live.map_err(|error| fault(&error))
    }

    /// What its ids begin with.
    pub const PREFIX: &'static str = "investigation";

    /// The investigation, if it was opened by then.
    pub async fn load(
        context: &Context<'_>,
        municipality: &Municipality,
        investigation: InvestigationId,
        moment: Option<Moment>,
    ) -> Result<Option<Self>> {
        let id = investigation.as_uuid();
        let ledger = &services(context).ledger;
        let live = ledger.load_as_of::<investigation::Investigation>(municipality, id, as_of(moment)).await;
        let live = live.map_err(|error| fault(&error))?;
        let Some(opened) = live.aggregate.opened().cloned() else { return Ok(None) };
        note_read(context, "Investigation", id, moment);
        Ok(Some(Self { id, opened, live: Arc::new(live), moment }))
    }
}

/// How the child took part in an investigation, or why not.
#[derive(SimpleObject)]
pub struct Participation {
    /// Whether and how.
    kind: ParticipationKind,
    /// The register's code, where it has one for that day.
    code: Option<String>,
    /// When.
    on: Date,
    /// What came of it, or why the child did not take part.
    account: PersonalText,
}

impl Participation {
    /// As far as it may be seen, with what was written of it.
    fn of(participation: &investigation::Participation, account: &Personal<Text>, veil: &Veil) -> Self {
        let investigation::Participation { kind, code, on } = participation;
        let account = PersonalText::of_text(account, veil);
        Self { kind: (*kind).into(), code: code.clone(), on: (*on).into(), account }
    }
}

/// Who works with an investigation (S1-8).
#[derive(SimpleObject)]
pub struct InvestigationAllocation {
    /// The team.
    team: String,
    /// How serious it is.
    severity: ConcernDegree,
    /// The geographic area.
    area: String,
    /// Since when.
    on: Date,
}

impl From<&investigation::Allocation> for InvestigationAllocation {
    fn from(allocation: &investigation::Allocation) -> Self {
        let investigation::Allocation { team, severity, area, on } = allocation;
        Self { team: team.clone(), severity: (*severity).into(), area: area.clone(), on: (*on).into() }
    }
}

/// One line of an investigation's checklist (RM-6).
#[derive(SimpleObject)]
pub struct ChecklistItem {
    /// What.
    kind: InvestigationStepKind,
    /// Whether it was done.
    done: bool,
    /// The days on which it was done; what came of it stands in `stepsDone`.
    done_on: Vec<Date>,
}

impl From<investigation::ChecklistItem> for ChecklistItem {
    fn from(investigation::ChecklistItem { kind, done_on }: investigation::ChecklistItem) -> Self {
        Self { kind: kind.into(), done: !done_on.is_empty(), done_on: done_on.into_iter().map(Date::from).collect() }
    }
}

/// That a form or tool of a guide was used in an investigation (S1-26). What came of it is told in the history.
#[derive(SimpleObject)]
pub struct ToolUsed {
    /// The guide's name.
    guide: String,
    /// Its version.
    version: u16,
    /// The name of the form or tool, as the guide has it.
    name: String,
    /// What it is called in this language.
    title: String,
    /// When.
    on: Date,
}

/// A renewed investigation that was scheduled with a dismissal with concern (R-46, D-5).
#[derive(SimpleObject)]
pub struct Renewal {
    /// The day on which it is to begin.
    planned_for: Date,
    /// The last day on which it may: six calendar months after the dismissal (D-5).
    due_by: Date,
}

impl From<investigation::Renewal> for Renewal {
    fn from(investigation::Renewal { planned_for, due_by }: investigation::Renewal) -> Self {
        Self { planned_for: planned_for.into(), due_by: due_by.into() }
    }
}

/// An investigation by the child welfare service (S1-10, S2-52).
#[Object]
impl Investigation {
    /// Its id.
    pub async fn id(&self) -> ID {
        global_id(Self::PREFIX, self.id)
    }
    /// The moment it is shown as of, with everything below it; null for now.
    async fn as_of(&self) -> Option<Moment> {
        self.moment
    }
    /// The report it follows from.
    async fn report_id(&self) -> ID {
        global_id(Report::PREFIX, self.opened.report.as_uuid())
    }
    /// The unit or district.
    async fn unit(&self) -> &str {
        &self.opened.unit
    }
    /// First day; the time limit runs from here (D-3).
    async fn started_on(&self) -> Date {
        self.opened.started_on.into()
    }
    /// Last day for its conclusion: three calendar months, or as extended (D-3).
    async fn deadline(&self) -> Date {
        self.opened.deadline.into()
    }
    /// Whether the time limit was extended (C11, D-3).
    async fn extended(&self) -> bool {
        self.opened.extended
    }
    /// By which decisions the time limit was extended, each with its ground, in the order in which they were recorded (C11).
    #[graphql(complexity = "LOAD_COST + 2 * child_complexity")]
    pub async fn extensions(&self, context: &Context<'_>) -> Result<Vec<DeadlineExtension>> {
        let veil = veil(context, Permission::SeeReports).await?;
        let extensions = &self.live.aggregate.written().extensions;
        Ok(extensions.iter().map(|extension| DeadlineExtension::of(extension, &veil)).collect())
    }
    /// Who works with it, as it was allocated last (S1-8).
    async fn allocation(&self) -> Option<InvestigationAllocation> {
        self.live.aggregate.allocation().map(InvestigationAllocation::from)
    }
    /// What was done in it and what was not (RM-6, S1-10).
    async fn checklist(&self) -> Vec<ChecklistItem> {
        self.live.aggregate.checklist().into_iter().map(ChecklistItem::from).collect()
    }
    /// The forms and tools of guides that were used in it, in the order in which that was recorded (S1-26).
    #[graphql(complexity = "LOAD_COST + 2 * child_complexity")]
    async fn tools_used(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Result<Vec<ToolUsed>> {
        let (guides, language) = (KnownGuides::at(context, self.moment).await?, language_of(context, language));
        let shown = |investigation::ToolUse { tool, on }: &investigation::ToolUse| ToolUsed {
            guide: tool.guide.guide.to_string(),
            version: tool.guide.version,
            name: tool.title.clone(),
            title: guides.title_of(tool, language),
            on: (*on).into(),
        };
        Ok(self.live.aggregate.tools_used().iter().map(shown).collect())
    }
    /// The guides that it follows, and where it stands in them.
    #[graphql(complexity = "LOAD_COST + 3 * child_complexity")]
    async fn guides(&self, context: &Context<'_>) -> Result<Vec<FollowedGuide>> {
        Ok(KnownGuides::at(context, self.moment).await?.followed_in(&self.live.aggregate))
    }
    /// What to do now: the steps of its guides, each with its owners, outcomes and documents (RM-12). Of a guide that
    /// the municipality follows and it has not started with, where one comes in. Once it is concluded in what is followed up,
    /// that is where the follow-up begins, whatever step it was in; once it is dismissed, nothing.
    #[graphql(complexity = "2 * LOAD_COST + 3 * child_complexity")]
    async fn what_now(&self, context: &Context<'_>) -> Result<Vec<WhatNow>> {
        let guides = KnownGuides::at(context, self.moment).await?;
        Ok(guides.what_now_in(&self.live.aggregate, &self.report(context).await?.aggregate))
    }
    /// Why the service must not speak with the guardians of the report it follows from: the ground on which it decided so
    /// itself, or else the sender, as long as the service has not decided on that (R-6, S4-2, S2-21). Null where it may.
    #[graphql(complexity = "LOAD_COST")]
    async fn withheld_from_guardians(&self, context: &Context<'_>) -> Result<Option<WithholdingGround>> {
        Ok(self.report(context).await?.aggregate.withheld_by_service().map(Into::into))
    }
    /// What was decided in the steps of its guides, oldest first.
    #[graphql(complexity = "LOAD_COST + 10 * child_complexity")]
    async fn step_decisions(&self, context: &Context<'_>) -> Result<Vec<StepDecision>> {
        let guides = KnownGuides::at(context, self.moment).await?;
        Ok(guides.decisions(self.live.aggregate.way(), &veil(context, Permission::SeeReports).await?))
    }
    /// What was done to learn how the child is, with what came of it, in the order in which it was recorded (S1-10, S2-54).
    #[graphql(complexity = "LOAD_COST + 5 * child_complexity")]
    async fn steps_done(&self, context: &Context<'_>) -> Result<Vec<StepDone>> {
        let veil = veil(context, Permission::SeeReports).await?;
        Ok(self.live.aggregate.written().steps.iter().map(|step| StepDone::of(step, &veil)).collect())
    }
    /// The plan in force: what is to be found out, and how; null until one is made (S2-53).
    async fn plan(&self, context: &Context<'_>) -> Result<Option<WrittenPlan>> {
        let veil = veil(context, Permission::SeeReports).await?;
        Ok(self.live.aggregate.written().plan.as_ref().map(|plan| WrittenPlan::of(plan, &veil)))
    }
    /// When the plan in force was made (S2-53).
    async fn planned_on(&self) -> Option<Date> {
        self.live.aggregate.planned_on().map(Date::from)
    }
    /// How the child took part, or why not, in the order in which it was recorded.
    async fn participation(&self, context: &Context<'_>) -> Result<Vec<Participation>> {
        let (veil, known) = (veil(context, Permission::SeeReports).await?, &self.live.aggregate);
        let told = known.participation().iter().zip(&known.written().participation);
        Ok(told.map(|(participation, account)| Participation::of(participation, account, &veil)).collect())
    }
    /// That recommended measures were declined, with what was said of it, in the order in which it was recorded.
    #[graphql(complexity = "LOAD_COST + 2 * child_complexity")]
    async fn measures_declined(&self, context: &Context<'_>) -> Result<Vec<DeclinedMeasures>> {
        let veil = veil(context, Permission::SeeReports).await?;
        Ok(self
            .live
            .aggregate
            .written()
            .declined
            .iter()
            .map(|declined| DeclinedMeasures::of(declined, &veil))
            .collect())
    }
    /// The days on which recommended measures were declined; what was said of it stands in `measuresDeclined`.
    async fn measures_declined_on(&self) -> Vec<Date> {
        self.live.aggregate.declined_on().iter().copied().map(Date::from).collect()
    }
    /// The renewed investigation that was scheduled with a dismissal with concern (R-46, D-5).
    async fn renewal(&self) -> Option<Renewal> {
        self.live.aggregate.renewal().map(Renewal::from)
    }
    /// The investigation that this one renews after a dismissal with concern (D-5).
    async fn renews_id(&self) -> Option<ID> {
        self.opened.renews.map(|renewed| global_id(Self::PREFIX, renewed.as_uuid()))
    }
    /// The investigation that renewed this one without a new report (D-5).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn renewed_by(&self, context: &Context<'_>) -> Result<Option<Self>> {
        let municipality = &principal(context).municipality;
        let renewing = InvestigationId::renewing(municipality, InvestigationId::from_uuid(self.id));
        Self::load(context, municipality, renewing, self.moment).await
    }
    /// Emergency placements of the child, in the order in which they were recorded (S2-63, S2-64).
    async fn emergency_placements(&self) -> Vec<EmergencyPlacement> {
        self.live.aggregate.emergency_placements().iter().map(EmergencyPlacement::from).collect()
    }
    /// Cases before the board, in the order in which they were submitted (S2-62, S2-66).
    async fn board_cases(&self) -> Vec<BoardCase> {
        self.live.aggregate.board_cases().iter().map(BoardCase::from).collect()
    }
    /// What other bodies were asked for, and whether they told (S2-17).
    async fn information_requests(&self, context: &Context<'_>) -> Result<Vec<InformationRequest>> {
        let (veil, known) = (veil(context, Permission::SeeReports).await?, &self.live.aggregate);
        let told = known.information_asked().iter().zip(&known.written().information);
        Ok(told.map(|(asked, words)| InformationRequest::shown(asked, words, &veil)).collect())
    }
    /// The responsibility groups, with who takes part and who consented to what, in the order in which they were recorded
    /// (S1-15).
    #[graphql(complexity = "LOAD_COST + 2 * child_complexity")]
    async fn responsibility_groups(&self, context: &Context<'_>) -> Result<Vec<ResponsibilityGroup>> {
        let veil = veil(context, Permission::SeeReports).await?;
        let groups = self.live.aggregate.groups().iter().zip(&self.live.aggregate.written().groups);
        Ok(groups.map(|(known, group)| ResponsibilityGroup::of(known, group, &veil)).collect())
    }
    /// Why the service ended what it followed up, and when; null while it follows up, and where it never did (S1-19).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn follow_up_end(&self, context: &Context<'_>) -> Result<Option<FollowUpEnd>> {
        let known = &self.live.aggregate;
        let (Some(_), Some(ended)) = (known.follow_up_ended_on(), &known.written().follow_up_ended) else {
            return Ok(None);
        };
        let veil = veil(context, Permission::SeeReports).await?;
        Ok(Some(FollowUpEnd::of(ended, &veil)))
    }
    /// That the service which is to go on with the child, where it moved or was referred to, has what was sent; null until that
    /// is recorded (S2-48).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn transfer_receipt(&self, context: &Context<'_>) -> Result<Option<TransferReceipt>> {
        let veil = veil(context, Permission::SeeReports).await?;
        Ok(self.live.aggregate.written().transfer_receipt.as_ref().map(|receipt| TransferReceipt::of(receipt, &veil)))
    }
    /// That the service which was to go on with the child does not; null unless that is recorded. The child is owed another
    /// investigation then (S2-48).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn sent_back(&self, context: &Context<'_>) -> Result<Option<SentBack>> {
        let veil = veil(context, Permission::SeeReports).await?;
        let sent_back = self.live.aggregate.written().sent_back.as_ref();
        Ok(sent_back.map(|(account, on)| SentBack::of(account, *on, &veil)))
    }
    /// What reporters were told of measures, in the order in which that was recorded (R-44, S1-14).
    #[graphql(complexity = "LOAD_COST + 2 * child_complexity")]
    async fn measure_disclosures(&self, context: &Context<'_>) -> Result<Vec<MeasureDisclosure>> {
        let veil = veil(context, Permission::SeeReports).await?;
        let told = &self.live.aggregate.written().disclosures;
        Ok(told.iter().map(|told| MeasureDisclosure::of(told, &veil)).collect())
    }
    /// Whether the right people are in the group around child and guardians, each time that was looked at (S1-21).
    #[graphql(complexity = "LOAD_COST + 2 * child_complexity")]
    async fn group_reviews(&self, context: &Context<'_>) -> Result<Vec<GroupReview>> {
        let veil = veil(context, Permission::SeeReports).await?;
        let reviews = &self.live.aggregate.written().group_reviews;
        Ok(reviews.iter().map(|review| GroupReview::of(review, &veil)).collect())
    }
    /// The consents that the service works on, in the order in which they were recorded: to responsibility groups, to questions
    /// to other bodies, and to telling the reporter (RM-15, R-21). Those from before it was asked what they cover are not among
    /// them.
    async fn consents(&self) -> Vec<ServiceConsent> {
        self.live.aggregate.consents().iter().map(ServiceConsent::from).collect()
    }
    /// The days on which a responsibility group was formed; who takes part stands in `responsibilityGroups` (S1-15).
    async fn responsibility_groups_formed_on(&self) -> Vec<Date> {
        self.live.aggregate.groups().iter().map(|group| group.formed_on.into()).collect()
    }
    /// The service's measures, in the order in which they were decided (S2-56).
    async fn measures(&self, context: &Context<'_>) -> Result<Vec<DecidedMeasure>> {
        let (veil, known) = (veil(context, Permission::SeeReports).await?, &self.live.aggregate);
        let words = |measure| known.written().measures.iter().find(|words| words.measure == measure);
        Ok(known.measures().iter().map(|known| DecidedMeasure::of(known, words(known.measure), &veil)).collect())
    }
    /// The child's plan of measures in force; null until one is made (S2-58).
    async fn measure_plan(&self, context: &Context<'_>) -> Result<Option<WrittenPlan>> {
        let veil = veil(context, Permission::SeeReports).await?;
        Ok(self.live.aggregate.written().measure_plan.as_ref().map(|plan| WrittenPlan::of(plan, &veil)))
    }
    /// When the child's plan of measures in force was made (S2-58).
    async fn measures_planned_on(&self) -> Option<Date> {
        self.live.aggregate.measures_planned_on().map(Date::from)
    }
    /// How it ended, and why; null until it has (S1-11).
    async fn conclusion(&self, context: &Context<'_>) -> Result<Option<InvestigationConclusion>> {
        let veil = veil(context, Permission::SeeReports).await?;
        Ok(self.live.aggregate.written().conclusion.as_ref().map(|ended| InvestigationConclusion::of(ended, &veil)))
    }
    /// When it was concluded.
    async fn concluded_on(&self) -> Option<Date> {
        self.live.aggregate.conclusion().map(|conclusion| conclusion.on.into())
    }
    /// What it came to.
    async fn outcome(&self) -> Option<InvestigationOutcome> {
        self.live.aggregate.conclusion().map(|conclusion| conclusion.outcome.into())
    }
    /// What the board is asked for, where a case went there and it was said.
    async fn board_case_kind(&self) -> Option<BoardCaseKind> {
        self.live.aggregate.conclusion().and_then(|conclusion| conclusion.board_case).map(Into::into)
    }
    /// The register's conclusion code.
    async fn conclusion_code(&self) -> Option<&str> {
        self.live.aggregate.conclusion().map(|conclusion| conclusion.code.as_str())
    }
    /// Events so far; as `expectedVersion` of a command it means "as I saw it".
    async fn version(&self) -> i64 {
        self.live.version
    }
    /// The child.
    async fn child(&self, context: &Context<'_>) -> Result<Child> {
        Ok(Child::new(&self.opened.child, &veil(context, Permission::SeeReports).await?, self.moment))
    }
    /// What the service knows of the same child beside it: reports before and after the one it follows from, with how
    /// triage of each ended, other investigations, and measures (S2-5, S2-48, R-50, D-5). Null where the child is kept from
    /// you.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn known_of_child(&self, context: &Context<'_>) -> Result<Option<KnownOfChild>> {
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let row = report_register::report(ledger, municipality, self.opened.report, as_of(self.moment)).await;
        let received_at = row.map_err(|error| fault(&error))?.map(|row| row.received_at);
        let place = received_at.unwrap_or_else(|| start_of_day(self.opened.started_on));
        let (child, report) = (self.opened.child.subject, self.opened.report.as_uuid());
        KnownOfChild::beside(context, child, (place, report), InvestigationId::from_uuid(self.id), self.moment).await
    }
    /// What is owed in it, or was, what is due first first (RM-13).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn obligations(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Obligation>> {
        let filter = ObligationFilterInput::about_investigation(global_id(Self::PREFIX, self.id));
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
        let filter = FindingFilterInput::about_investigation(global_id(Self::PREFIX, self.id));
        oversight::findings(context, filter, None, first, after.as_deref(), self.moment).await
    }
    /// What changed in it between two moments, field by field, and by which events; `to` is now, or the moment it is
    /// shown as of, if not given.
    #[graphql(complexity = "DIFF_COST + LOAD_COST * child_complexity")]
    async fn diff(&self, context: &Context<'_>, from: AsOfInput, to: Option<AsOfInput>) -> Result<StateDiff> {
        diff::of::<investigation::Investigation>(context, self.id, from, to, self.moment, &Extent::Whole).await
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
        read_log::of_investigation(context, self.id, wanted).await
    }
    /// Everything that happened in it, in order.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn history(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, LedgerEntry>> {
        let municipality = &principal(context).municipality;
        let (after, whole) = (after.as_deref(), Extent::Whole);
        history::of_stream(context, municipality, "Investigation", self.id, first, after, self.moment, &whole).await
    }
}
