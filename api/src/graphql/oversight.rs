//! What is owed and what was left out, in GraphQL (RM-3, RM-13, findings).

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case as domain_case;
use case_ledger_domain::guides::{self, GuideId, GuideVersion, StepId};
use case_ledger_domain::ids::{CaseId, InvestigationId, ReportId};
use case_ledger_domain::oversight::{self as domain, Which};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::oversight::{
    self, AboutWhat, FoundFilter, FoundRow, OwedFilter, OwedRow, Whose,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::agreements::{Agreement, EntitledCopy};
use super::as_of::{Moment, as_of, day, in_read_models};
use super::cases::{Case, Consent};
use super::corrections::WrongAmongPage;
use super::discussion::Note;
use super::enums::{
    AttestedAct, DeadlineKind, Excuse, FindingKind, Language, ObligationKind, ObligationOwner, ObligationStanding,
    Severity,
};
use super::guides::GuideStep;
use super::investigations::Investigation;
use super::known::is_kept;
use super::measures::Measure;
use super::meetings::Meeting;
use super::reports::Report;
use super::scalars::{Date, PersonalText};
use super::together::{CasesOfPage, InvestigationsOfPage};
use super::written::DeadlineExtension;
use super::{
    LOAD_COST, bad_input, fault, forbidden, global_id, kind_of, language_of, note_denied, note_read, page, page_size,
    parse_id, parse_time_cursor, principal, reached, reaches_all_of, services, sought, time_cursor, veil,
};
use crate::auth::Permission;

/// Which obligations to list; what is not given does not narrow (RM-3, RM-13).
#[derive(InputObject, Default)]
pub struct ObligationFilterInput {
    /// Only of that unit.
    unit: Option<String>,
    /// Only about that case, with the reports and investigations that belong to it.
    case_id: Option<ID>,
    /// Only about that report, with its investigation.
    report_id: Option<ID>,
    /// Only about that investigation.
    investigation_id: Option<ID>,
    /// Only of those kinds.
    kinds: Option<Vec<ObligationKind>>,
    /// Only those that are that one's to do, as `owner` tells it of each.
    owner: Option<ObligationOwner>,
    /// Only those whose last day was moved by a decision, or only those whose was not (RM-3).
    extended: Option<bool>,
    /// Only those that stand so.
    pub standing: Option<ObligationStanding>,
    /// Only those with their last day, or the first where there is no last, on or after this.
    from: Option<Date>,
    /// Only those with their last day, or the first where there is no last, on or before this.
    to: Option<Date>,
}

/// Which findings to list; what is not given does not narrow (R-36, C11).
#[derive(InputObject, Default)]
pub struct FindingFilterInput {
    /// Only of that unit.
    unit: Option<String>,
    /// Only about that case, with the reports and investigations that belong to it.
    case_id: Option<ID>,
    /// Only about that report, with its investigation.
    report_id: Option<ID>,
    /// Only about that investigation.
    investigation_id: Option<ID>,
    /// Only of those kinds.
    kinds: Option<Vec<FindingKind>>,
    /// Only those that show that the last day for one of these passed.
    obligations: Option<Vec<ObligationKind>>,
    /// Only of that severity.
    severity: Option<Severity>,
    /// Only those that were mended, or only those that were not.
    mended: Option<bool>,
    /// Also those that something excuses: an emergency, or a leader's no to a report.
    #[graphql(default)]
    excused: bool,
    /// Only those that arose on or after this.
    from: Option<Date>,
    /// Only those that arose on or before this.
    to: Option<Date>,
}

impl ObligationFilterInput {
    /// All about that case.
    pub fn about_case(id: ID) -> Self {
        Self { case_id: Some(id), ..Self::default() }
    }

    /// All about that report.
    pub fn about_report(id: ID) -> Self {
        Self { report_id: Some(id), ..Self::default() }
    }

    /// All about that investigation.
    pub fn about_investigation(id: ID) -> Self {
        Self { investigation_id: Some(id), ..Self::default() }
    }
}

impl FindingFilterInput {
    /// All about that case, what is excused included.
    pub fn about_case(id: ID) -> Self {
        Self { case_id: Some(id), excused: true, ..Self::default() }
    }

    /// All about that report, what is excused included.
    pub fn about_report(id: ID) -> Self {
        Self { report_id: Some(id), excused: true, ..Self::default() }
    }

    /// All about that investigation, what is excused included.
    pub fn about_investigation(id: ID) -> Self {
        Self { investigation_id: Some(id), excused: true, ..Self::default() }
    }
}

/// The one thing that is asked about.
pub fn about(case: Option<ID>, report: Option<ID>, investigation: Option<ID>) -> Result<Option<AboutWhat>> {
    match (case, report, investigation) {
        (None, None, None) => Ok(None),
        (Some(id), None, None) => {
            let case = parse_id("filter.caseId", Case::PREFIX, &id)?;
            Ok(Some(AboutWhat::Case(CaseId::from_uuid(case))))
        }
        (None, Some(id), None) => {
            let report = parse_id("filter.reportId", Report::PREFIX, &id)?;
            Ok(Some(AboutWhat::Report(ReportId::from_uuid(report))))
        }
        (None, None, Some(id)) => {
            let investigation = parse_id("filter.investigationId", Investigation::PREFIX, &id)?;
            Ok(Some(AboutWhat::Investigation(InvestigationId::from_uuid(investigation))))
        }
        _ => Err(bad_input("filter", InputProblem::OneAtATime { of: "caseId, reportId, investigationId" })),
    }
}

/// A period does not end before it begins.
pub fn must_run_forwards(from: Option<Date>, to: Option<Date>) -> Result<()> {
    must_be_in_order(from, to, "filter.to", "from")
}

/// The days of a period that other arguments name run forwards: the last of them is the `field`, the first is `first`.
pub fn must_be_in_order(from: Option<Date>, to: Option<Date>, field: &'static str, first: &'static str) -> Result<()> {
    match (from, to) {
        (Some(from), Some(to)) if from.0 > to.0 => Err(bad_input(field, InputProblem::LastBeforeFirst { first })),
        _ => Ok(()),
    }
}

/// Whose obligations and findings the principal may see: those of the side that it may see the work of.
pub fn visible(context: &Context<'_>) -> Result<Whose> {
    let principal = principal(context);
    match (principal.may(Permission::SeeCases), principal.may(Permission::SeeReports)) {
        (true, true) => Ok(Whose::Everyones),
        (true, false) => Ok(Whose::Arena),
        (false, true) => Ok(Whose::Service),
        (false, false) => Err(forbidden(context)),
    }
}

/// The obligations that a filter finds, what is due first first.
pub async fn obligations(
    context: &Context<'_>,
    filter: ObligationFilterInput,
    on: Option<Date>,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, Obligation>> {
    let whose = visible(context)?;
    must_run_forwards(filter.from, filter.to)?;
    let filter = OwedFilter {
        whose,
        reached: reached(context).await?,
        about: about(filter.case_id, filter.report_id, filter.investigation_id)?,
        unit: sought("filter.unit", filter.unit)?,
        kinds: filter.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
        owner: filter.owner.map(Into::into),
        extended: filter.extended,
        standing: filter.standing.map(Into::into),
        on: day(on, moment),
        from: filter.from.map(|date| date.0),
        to: filter.to.map(|date| date.0),
    };
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let as_of = in_read_models(context, &[ReadModel::Oversight], moment).await?;
    let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
    let rows = oversight::obligations(pool, municipality, &filter, cursor, wanted + 1, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let cases = CasesOfPage::of(rows.iter().filter_map(|row| row.case_id), moment);
    let investigations = InvestigationsOfPage::of(rows.iter().filter_map(|row| row.investigation_id), moment);
    let wrong = WrongAmongPage::of(rows.iter().map(|row| row.opened_at), moment);
    let nodes = rows.into_iter().map(|row| {
        let cursor = time_cursor(row.stands_at, row.obligation_id);
        let kind = kind_of(&row.kind, domain::ObligationKind::named)?;
        let concerns = Concerns {
            unit: row.unit.clone(),
            case: row.case_id,
            report: row.report_id,
            investigation: row.investigation_id,
            which: row.which.and_then(|which| kind.about_which(which)),
            cases: cases.clone(),
            investigations: investigations.clone(),
            moment,
        };
        Ok((cursor, Obligation { kind, on: filter.on, row, concerns, wrong: wrong.clone() }))
    });
    let page = page(nodes.collect::<Result<_>>()?, wanted, cursor.is_some());
    page.edges.iter().for_each(|edge| edge.node.concerns.note_that_it_is_read(context));
    Ok(page)
}

/// Whether what somebody was called for, or what was reported, in an emergency leaves the duty to report to be assessed.
pub async fn is_duty_assessment_owed(context: &Context<'_>, case: CaseId, moment: Option<Moment>) -> Result<bool> {
    let as_of = in_read_models(context, &[ReadModel::Oversight], moment).await?;
    let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
    oversight::is_duty_assessment_owed(pool, municipality, case, as_of).await.map_err(|error| fault(&error))
}

/// The findings that a filter finds, what arose last first.
pub async fn findings(
    context: &Context<'_>,
    filter: FindingFilterInput,
    on: Option<Date>,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, Finding>> {
    let whose = visible(context)?;
    must_run_forwards(filter.from, filter.to)?;
    let filter = FoundFilter {
        whose,
        reached: reached(context).await?,
        kept: veil(context, Permission::SeeCases).await?.kept(is_kept),
        about: about(filter.case_id, filter.report_id, filter.investigation_id)?,
        unit: sought("filter.unit", filter.unit)?,
        kinds: filter.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
        obligations: filter.obligations.map(|kinds| kinds.into_iter().map(Into::into).collect()),
        severity: filter.severity.map(Into::into),
        mended: filter.mended,
        excused: filter.excused,
        on: day(on, moment),
        from: filter.from.map(|date| date.0),
        to: filter.to.map(|date| date.0),
    };
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let as_of = in_read_models(context, &[ReadModel::Oversight], moment).await?;
    let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
    let rows = oversight::findings(pool, municipality, &filter, cursor, wanted + 1, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let cases = CasesOfPage::of(rows.iter().filter_map(|row| row.case_id), moment);
    let investigations = InvestigationsOfPage::of(rows.iter().filter_map(|row| row.investigation_id), moment);
    let wrong = WrongAmongPage::of(rows.iter().map(|row| row.event_position), moment);
    let nodes = rows.into_iter().map(|row| {
        let cursor = time_cursor(row.stands_at, row.finding_id);
        let kind = kind_of(&row.kind, domain::FindingKind::named)?;
        let severity = kind_of(&row.severity, domain::Severity::named)?;
        let obligation =
            row.obligation.as_deref().map(|owed| kind_of(owed, domain::ObligationKind::named)).transpose()?;
        let of_which = |which| kind.about_which(which).or_else(|| obligation?.about_which(which));
        let concerns = Concerns {
            unit: row.unit.clone(),
            case: row.case_id,
            report: row.report_id,
            investigation: row.investigation_id,
            which: row.which.and_then(of_which),
            cases: cases.clone(),
            investigations: investigations.clone(),
            moment,
        };
        Ok((cursor, Finding { kind, obligation, severity, on: filter.on, row, concerns, wrong: wrong.clone() }))
    });
    let page = page(nodes.collect::<Result<_>>()?, wanted, cursor.is_some());
    page.edges.iter().for_each(|edge| edge.node.concerns.note_that_it_is_read(context));
    Ok(page)
}

/// Which unit an obligation or a finding concerns, and which case, report and investigation.
struct Concerns {
    unit: String,
    case: Option<Uuid>,
    report: Option<Uuid>,
    investigation: Option<Uuid>,
    which: Option<Which>,
    cases: CasesOfPage,
    investigations: InvestigationsOfPage,
    moment: Option<Moment>,
}

impl Concerns {
    /// The case, where there is one and all of it may be seen.
    async fn whole_case(&self, context: &Context<'_>) -> Result<Option<domain_case::Case>> {
        let Some(case) = self.case.filter(|_| principal(context).may(Permission::SeeCases)) else { return Ok(None) };
        if !reaches_all_of(context, Permission::SeeCases, case).await? {
            return Ok(None);
        }
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let live = ledger.load_as_of::<domain_case::Case>(municipality, case, as_of(self.moment)).await;
        Ok(Some(live.map_err(|error| fault(&error))?.aggregate))
    }

    /// That the thing is read in whose stream it arose.
    fn note_that_it_is_read(&self, context: &Context<'_>) {
        let read = self
            .investigation
            .map(|id| ("Investigation", id))
            .or_else(|| self.report.map(|id| ("Report", id)))
            .or_else(|| self.case.map(|id| ("Case", id)));
        if let Some((object_type, id)) = read {
            note_read(context, object_type, id, self.moment);
        }
    }
}

/// Which unit an obligation or a finding concerns, and which case, report and investigation.
#[Object]
impl Concerns {
    /// The unit or district.
    async fn unit(&self) -> &str {
        &self.unit
    }
    /// The case it is about; null where it is about none, or where your role does not see cases.
    #[graphql(complexity = "5 + child_complexity")]
    async fn case(&self, context: &Context<'_>) -> Result<Option<Case>> {
        match self.case {
            Some(id) if principal(context).may(Permission::SeeCases) => {
                self.cases.find(context, CaseId::from_uuid(id)).await
            }
            Some(_) => {
                note_denied(context);
                Ok(None)
            }
            None => Ok(None),
        }
    }
    /// The id of the report it is about.
    async fn report_id(&self) -> Option<ID> {
        let sent = match self.which {
            Some(Which::Report(report)) => Some(report.as_uuid()),
            _ => None,
        };
        self.report.or(sent).map(|id| global_id(Report::PREFIX, id))
    }
    /// The id of the measure it is about.
    async fn measure_id(&self) -> Option<ID> {
        match self.which {
            Some(Which::Measure(measure)) => Some(global_id(Measure::PREFIX, measure.as_uuid())),
            _ => None,
        }
    }
    /// The id of the question for consent it is about.
    async fn consent_id(&self) -> Option<ID> {
        match self.which {
            Some(Which::Consent(consent)) => Some(global_id(Consent::PREFIX, consent.as_uuid())),
            _ => None,
        }
    }
    /// The id of the agreement it is about; where it is a copy of one, see `copy`.
    async fn agreement_id(&self) -> Option<ID> {
        match self.which {
            Some(Which::Agreement(agreement)) => Some(global_id(Agreement::PREFIX, agreement.as_uuid())),
            _ => None,
        }
    }
    /// The id of the internal note it is about.
    async fn note_id(&self) -> Option<ID> {
        match self.which {
            Some(Which::Note(note)) => Some(global_id(Note::PREFIX, note.as_uuid())),
            _ => None,
        }
    }
    /// The id of the meeting it is about.
    async fn meeting_id(&self) -> Option<ID> {
        match self.which {
            Some(Which::Meeting(meeting)) => Some(global_id(Meeting::PREFIX, meeting.as_uuid())),
            _ => None,
        }
    }
    /// The number of the referral it is about, among those of the case (S3-39).
    async fn referral_number(&self) -> Option<i32> {
        match self.which {
            Some(Which::Referral(number)) => i32::try_from(number).ok(),
            _ => None,
        }
    }
    /// The guardian it is about, as far as you may see that. Null where it is about none, or where your role does not see
    /// cases.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn guardian(&self, context: &Context<'_>) -> Result<Option<PersonalText>> {
        let Some(Which::Guardian(subject)) = self.which else { return Ok(None) };
        let Some(case) = self.whole_case(context).await? else { return Ok(None) };
        let veil = veil(context, Permission::SeeCases).await?;
        let guardian = case.known_guardians().find(|guardian| guardian.subject == subject);
        Ok(guardian.map(|guardian| PersonalText::of_text(&guardian.name, &veil)))
    }
    /// The copy it is about: of what, and whose it is, as far as you may see that. Null where it is about none, or
    /// where your role does not see cases.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn copy(&self, context: &Context<'_>) -> Result<Option<EntitledCopy>> {
        let Some(which @ Which::Copy(_)) = self.which else { return Ok(None) };
        let Some(case) = self.whole_case(context).await? else { return Ok(None) };
        let veil = veil(context, Permission::SeeCases).await?;
        let copy = case.copies().iter().find(|copy| which.is_copy(copy));
        Ok(copy.map(|copy| EntitledCopy::of(copy, &veil)))
    }
    /// The id of the investigation it is about.
    async fn investigation_id(&self) -> Option<ID> {
        self.investigation.map(|id| global_id(Investigation::PREFIX, id))
    }
}

/// Something that is owed, or was: opened by one event and ended by another, and never dropped in between (RM-3, RM-13).
pub struct Obligation {
    row: OwedRow,
    kind: domain::ObligationKind,
    on: NaiveDate,
    concerns: Concerns,
    wrong: WrongAmongPage,
}

/// Something that is owed, or was: opened by one event and ended by another, and never dropped in between (RM-3, RM-13).
#[Object]
impl Obligation {
    /// Its id.
    async fn id(&self) -> ID {
        global_id("obligation", self.row.obligation_id)
    }
    /// What is owed.
    async fn kind(&self) -> ObligationKind {
        self.kind.into()
    }
    /// What is to be done, in words.
    async fn text(&self, context: &Context<'_>, language: Option<Language>) -> String {
        language_of(context, language).word(self.kind.word())
    }
    /// The rule or the requirement that it comes from, such as `R-41` or `D-1`.
    async fn rule(&self) -> &'static str {
        self.kind.rule()
    }
    /// The deadline that it runs under.
    async fn deadline(&self) -> Option<DeadlineKind> {
        self.kind.deadline().map(Into::into)
    }
    /// Whose it is.
    async fn owner(&self) -> ObligationOwner {
        match self.concerns.investigation {
            Some(_) => self.kind.owner_in_investigation(),
            None => self.kind.owner(),
        }
        .into()
    }
    /// How it stands on the day that is asked about: today, or that of the moment.
    async fn standing(&self) -> ObligationStanding {
        self.row.standing(self.on).into()
    }
    /// The day from which it is owed.
    async fn opened_on(&self) -> Date {
        self.row.opened_on.into()
    }
    /// The last day for it; null where there is none (D-1 to D-7).
    async fn due_on(&self) -> Option<Date> {
        self.row.due_on.map(Date)
    }
    /// The last day if months had thirty days each, as the national register's rules count; null where that is the same
    /// (D-3).
    async fn due_in_days(&self) -> Option<Date> {
        self.row.due_in_days.map(Date)
    }
    /// Whether the last day was moved by a decision, which is recorded with its ground (C11).
    async fn extended(&self) -> bool {
        self.row.extended
    }
    /// By which decision the last day of an investigation or of one of the service's measures was moved last, with its ground,
    /// as far as you may see that (C11, RM-3, R-31). Null where it was not moved, where the board moved it, for what is owed in
    /// a case, whose own decisions have it, and where your role does not see investigations.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn extension(&self, context: &Context<'_>) -> Result<Option<DeadlineExtension>> {
        let Some(investigation) = self.concerns.investigation.filter(|_| self.row.extended) else { return Ok(None) };
        if !principal(context).may(Permission::SeeReports) {
            note_denied(context);
            return Ok(None);
        }
        let investigation = InvestigationId::from_uuid(investigation);
        let Some(known) = self.concerns.investigations.find(context, investigation).await? else { return Ok(None) };
        Ok(match (self.kind, self.concerns.which) {
            (domain::ObligationKind::ConcludeInvestigation, _) => known.extensions(context).await?.pop(),
            (domain::ObligationKind::EndOrExtendMeasure, Some(Which::Measure(measure))) => {
                known.extensions_of(context, measure).await?.pop()
            }
            _ => None,
        })
    }
    /// When it was done, or lapsed; null where it had not been by the day that is asked about.
    async fn ended_on(&self) -> Option<Date> {
        self.row.ended_by(self.on).map(Date)
    }
    /// Position of the event that opened it.
    async fn opened_at(&self) -> i64 {
        self.row.opened_at
    }
    /// Whether that event was found wrong since (`noteEntryWrong`): it is owed as it was told, and the history says what is
    /// right (C12).
    #[graphql(complexity = 5)]
    async fn entry_found_wrong(&self, context: &Context<'_>) -> Result<bool> {
        self.wrong.has(context, self.row.opened_at).await
    }
    #[graphql(flatten)]
    #[expect(clippy::unused_async, reason = "the macro takes no other")]
    async fn concerns(&self) -> &Concerns {
        &self.concerns
    }
}

/// A departure from the rules that the ledger shows: when it arose, when it was mended, and what excuses it (R-36, C11).
pub struct Finding {
    row: FoundRow,
    kind: domain::FindingKind,
    obligation: Option<domain::ObligationKind>,
    severity: domain::Severity,
    on: NaiveDate,
    concerns: Concerns,
    wrong: WrongAmongPage,
}

impl Finding {
    /// In the version of the guide that was followed; nothing where this server has that no longer.
    fn step_in_guide(&self, context: &Context<'_>) -> Option<GuideStep> {
        let guide = self.row.guide.as_ref()?.parse::<GuideId>().ok()?;
        let version = self.row.guide_version.and_then(|version| u16::try_from(version).ok())?;
        let step = self.row.step.as_ref()?.parse::<StepId>().ok()?;
        let guide = services(context).guides.get(&GuideVersion { guide, version })?;
        GuideStep::named(guide, &step)
    }

    fn claimed(&self) -> Option<guides::AttestedAct> {
        self.row.lacks.as_deref().and_then(guides::AttestedAct::named)
    }
}

/// A departure from the rules that the ledger shows: when it arose, when it was mended, and what excuses it (R-36, C11).
#[Object]
impl Finding {
    /// Its id.
    async fn id(&self) -> ID {
        global_id("finding", self.row.finding_id)
    }
    /// What was left out, or done otherwise than the rule says.
    async fn kind(&self) -> FindingKind {
        self.kind.into()
    }
    /// What was owed, where it is found because the last day for that passed; null where something else shows it.
    async fn obligation(&self) -> Option<ObligationKind> {
        self.obligation.map(Into::into)
    }
    /// The same in words, with the title of the step of a guide that it is about and what lacks there, and what was owed where
    /// nothing else tells that.
    async fn text(&self, context: &Context<'_>, language: Option<Language>) -> String {
        let language = language_of(context, language);
        let text = language.word(self.kind.word());
        if let Some(owed) = self.obligation.filter(|_| self.kind == domain::FindingKind::NotDoneInTime) {
            return format!("{text}: {}", language.word(owed.word()));
        }
        let step = self.step_in_guide(context).map(|step| step.titled(language).to_owned());
        let lacks = self.claimed().map(|act| language.word(act.word()));
        let about: Vec<String> = step.into_iter().chain(lacks).collect();
        if about.is_empty() { text } else { format!("{text}: {}", about.join(": ")) }
    }
    /// The step of a guide whose decision it is about: of what was decided out of the guide's order, without consent, or with an
    /// outcome that says what is not recorded. Null for everything else, and where a case or an investigation ended without a
    /// decision in a step.
    async fn step(&self, context: &Context<'_>) -> Option<GuideStep> {
        self.step_in_guide(context)
    }
    /// What a decision in that step says was done, and is not recorded as of its day; null for everything else.
    async fn lacks(&self) -> Option<AttestedAct> {
        self.claimed().map(Into::into)
    }
    /// The rule or the requirement, such as `R-41` or `D-1`.
    async fn rule(&self) -> &'static str {
        domain::Finding::rule_of(self.kind, self.obligation)
    }
    /// How grave it is: what the law or consent demands, or what a municipality's way of working says (C11). That a day
    /// passed which is the project's own or the municipality's is no breach (`deadlines`).
    async fn severity(&self) -> Severity {
        self.severity.into()
    }
    /// The day on which it arose.
    async fn arose_on(&self) -> Date {
        self.row.arose_on.into()
    }
    /// The day on which it was mended; null where it had not been by the day that is asked about (C11).
    async fn mended_on(&self) -> Option<Date> {
        self.row.mended_by(self.on).map(Date)
    }
    /// What excuses it; null where nothing does.
    async fn excuse(&self) -> Option<Excuse> {
        self.row.excuse.as_deref().and_then(domain::Excuse::named).map(Into::into)
    }
    /// Position of the event that shows it, or from which the time ran.
    async fn event_position(&self) -> i64 {
        self.row.event_position
    }
    /// Whether that event was found wrong since (`noteEntryWrong`): the finding stands as it was told, and the history says what
    /// is right (C12).
    #[graphql(complexity = 5)]
    async fn entry_found_wrong(&self, context: &Context<'_>) -> Result<bool> {
        self.wrong.has(context, self.row.event_position).await
    }
    #[graphql(flatten)]
    #[expect(clippy::unused_async, reason = "the macro takes no other")]
    async fn concerns(&self) -> &Concerns {
        &self.concerns
    }
}
