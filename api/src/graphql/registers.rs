//! Registers across cases, in the schema: consents (RM-15), the child's own view (RM-8), involved bodies (RM-11).

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case;
use case_ledger_domain::ids::{CaseId, InvestigationId};
use case_ledger_domain::investigation;
use case_ledger_domain::people;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::childs_voice::{self, Coverage, HeardFilter, HeardIn};
use case_ledger_infrastructure::projections::consent_register::{
    self, Answer, ConsentFilter, ConsentsKept, RegisteredConsent,
};
use case_ledger_infrastructure::projections::cooperation::{self, Cooperation, CooperationFilter};
use case_ledger_infrastructure::reach::Reached;
use chrono::NaiveDate;

use super::as_of::{Moment, day, in_read_models};
use super::cases::{Case, CaseStatus, Consent, ConsentStatus, searched_child};
use super::enums::{Body, ConsentPurpose, ConsentingParty, DeciderRole, InformationCategory, ServiceConsentUse};
use super::investigations::Investigation;
use super::known::pseudonyms;
use super::oversight::must_run_forwards;
use super::scalars::Date;
use super::together::{CasesOfPage, InvestigationsOfPage};
use super::{
    bad_input, fault, forbidden, global_id, kind_of, note_denied, note_read, page, page_size, parse_id,
    parse_time_cursor, permitted, principal, reached, services, sought, time_cursor,
};
use crate::auth::Permission;

/// Which questions for consent to list; what is not given does not narrow (RM-15).
#[derive(InputObject, Default)]
pub struct ConsentFilterInput {
    /// Only of that unit.
    unit: Option<String>,
    /// Only of that case.
    case_id: Option<ID>,
    /// Only of the child with that national id. The number is looked up as a keyed digest and not stored.
    national_id: Option<String>,
    /// Only with that party to the exchange (S4-22).
    party: Option<Body>,
    /// Only of that kind of information (S4-22).
    category: Option<InformationCategory>,
    /// Only with that status on the day.
    status: Option<ConsentStatus>,
    /// Only on which the child welfare service does that.
    used_for: Option<ServiceConsentUse>,
    /// Only asked on or after this.
    from: Option<Date>,
    /// Only asked on or before this.
    to: Option<Date>,
}

/// Which bodies' involvement to list; what is not given does not narrow (RM-11).
#[derive(InputObject, Default)]
pub struct CooperationFilterInput {
    /// Only of that unit.
    unit: Option<String>,
    /// Only with that body involved.
    body: Option<Body>,
    /// Only with a coordinator, or only without (S3-3).
    coordinated: Option<bool>,
    /// Only open, or only closed, cases.
    status: Option<CaseStatus>,
    /// Only where a body became involved on or after this.
    from: Option<Date>,
    /// Only where the latest body became involved on or before this.
    to: Option<Date>,
}

/// What a child's view is of (RM-8).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "childs_voice::HeardAbout")]
pub enum HeardAbout {
    /// A case: its own words in a conversation, or its voice in an evaluation (S2-36).
    Case,
    /// A measure: its voice in an evaluation (S1-18).
    Measure,
    /// An investigation: how it took part (S2-55).
    Investigation,
    /// A measure of the child welfare service: how it took part in the plan or in an evaluation (S2-59).
    ServiceMeasure,
}

/// Where a child's view is looked for; what is not given does not narrow (RM-8).
#[derive(InputObject, Default)]
pub struct ChildsVoiceFilterInput {
    /// Only in these.
    kinds: Option<Vec<HeardAbout>>,
    /// Only of that unit or district.
    unit: Option<String>,
    /// Only where it is recorded, or only where it is not.
    recorded: Option<bool>,
    /// Only what began, or was planned, on or after this.
    from: Option<Date>,
    /// Only what began, or was planned, on or before this.
    to: Option<Date>,
}

/// The days of a filter, which do not end before they begin.
fn period(from: Option<Date>, to: Option<Date>) -> Result<(Option<NaiveDate>, Option<NaiveDate>)> {
    must_run_forwards(from, to)?;
    Ok((from.map(|date| date.0), to.map(|date| date.0)))
}

impl ChildsVoiceFilterInput {
    fn resolve(self, context: &Context<'_>, may: &[childs_voice::HeardAbout], reached: Reached) -> Result<HeardFilter> {
        let (from, to) = period(self.from, self.to)?;
        if self.kinds.as_ref().is_some_and(Vec::is_empty) {
            return Err(bad_input("filter.kinds", InputProblem::AsksForNothing));
        }
        let asked = self.kinds.map_or_else(|| may.to_vec(), |kinds| kinds.into_iter().map(Into::into).collect());
        let kinds: Vec<_> = asked.into_iter().filter(|kind| may.contains(kind)).collect();
        if kinds.is_empty() {
            Err(forbidden(context))
        } else {
            let unit = sought("filter.unit", self.unit)?;
            Ok(HeardFilter { reached, kinds, unit, heard: self.recorded, from, to })
        }
    }
}

/// The questions for consent that a filter finds, the latest first.
pub async fn consents(
    context: &Context<'_>,
    filter: ConsentFilterInput,
    on: Option<Date>,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, ConsentInRegister>> {
    let principal = principal(context);
    // As in the register of the child's view: whoever sees cases sees theirs, and whoever sees reports the service's.
    let (kept, seeing) = match (principal.may(Permission::SeeCases), principal.may(Permission::SeeReports)) {
        (true, true) => (ConsentsKept::All, Permission::SeeCases),
        (false, true) => (ConsentsKept::ByTheService, Permission::SeeReports),
        _ => (ConsentsKept::InCases, Permission::SeeCases),
    };
    permitted(context, seeing)?;
    let (pool, municipality) = (services(context).ledger.pool(), &principal.municipality);
    let (from, to) = period(filter.from, filter.to)?;
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let case = filter.case_id.map(|id| parse_id("filter.caseId", Case::PREFIX, &id)).transpose()?;
    let child = match filter.national_id {
        Some(id) => match searched_child(context, &id, seeing, moment).await? {
            Some(child) => Some(pseudonyms(context, child, seeing, moment).await?),
            None => return Ok(page(Vec::new(), wanted, false)),
        },
        None => None,
    };
    let filter = ConsentFilter {
        reached: reached(context).await?,
        kept,
        used_for: filter.used_for.map(Into::into),
        on: day(on, moment),
        unit: sought("filter.unit", filter.unit)?,
        case: case.map(CaseId::from_uuid),
        child,
        party: filter.party.map(Into::into),
        category: filter.category.map(Into::into),
        answer: filter.status.map(|status| match status {
            ConsentStatus::Awaited => Answer::Awaited,
            ConsentStatus::Given => Answer::Given,
            ConsentStatus::Refused => Answer::Refused,
            ConsentStatus::Withdrawn => Answer::Withdrawn,
            ConsentStatus::Expired => Answer::Expired,
        }),
        from,
        to,
    };
    let as_of = in_read_models(context, &[ReadModel::ConsentRegister], moment).await?;
    let rows = consent_register::consents(pool, municipality, &filter, cursor, wanted + 1, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let cases = CasesOfPage::of(rows.iter().filter_map(|row| row.case_id), moment);
    let investigations = InvestigationsOfPage::of(rows.iter().filter_map(|row| row.investigation_id), moment);
    let nodes = rows.into_iter().map(|row| {
        let cursor = time_cursor(row.asked_at, row.consent_id);
        let (cases, investigations) = (cases.clone(), investigations.clone());
        (cursor, ConsentInRegister { row, on: filter.on, cases, investigations })
    });
    let page = page(nodes.collect(), wanted, cursor.is_some());
    for RegisteredConsent { case_id, investigation_id, .. } in page.edges.iter().map(|edge| &edge.node.row) {
        if let Some(case) = case_id {
            note_read(context, "Case", *case, moment);
        }
        if let Some(investigation) = investigation_id {
            note_read(context, "Investigation", *investigation, moment);
        }
    }
    Ok(page)
}

/// The cases in which other bodies are involved that a filter finds, the latest involvement first.
pub async fn cooperations(
    context: &Context<'_>,
    filter: CooperationFilterInput,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, CaseCooperation>> {
    let principal = permitted(context, Permission::SeeCases)?;
    let (from, to) = period(filter.from, filter.to)?;
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let filter = CooperationFilter {
        reached: reached(context).await?,
        unit: sought("filter.unit", filter.unit)?,
        body: filter.body.map(Into::into),
        coordinated: filter.coordinated,
        open: filter.status.map(|status| status == CaseStatus::Open),
        from,
        to,
    };
    let as_of = in_read_models(context, &[ReadModel::Cooperation], moment).await?;
    let pool = services(context).ledger.pool();
    let rows = cooperation::cooperations(pool, &principal.municipality, &filter, cursor, wanted + 1, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let cases = CasesOfPage::of(rows.iter().map(|row| row.case_id), moment);
    let nodes = rows.into_iter().map(|row| {
        let cursor = time_cursor(row.involved_at, row.case_id);
        (cursor, CaseCooperation { row, cases: cases.clone() })
    });
    let page = page(nodes.collect(), wanted, cursor.is_some());
    page.edges.iter().for_each(|edge| note_read(context, "Case", edge.node.row.case_id, moment));
    Ok(page)
}

/// In what the child's view is recorded, and in what not, the latest begun first.
pub async fn childs_voice(
    context: &Context<'_>,
    filter: ChildsVoiceFilterInput,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, ChildHeard>> {
    let principal = principal(context);
    let may = |kind: &childs_voice::HeardAbout| match kind {
        childs_voice::HeardAbout::Case | childs_voice::HeardAbout::Measure => principal.may(Permission::SeeCases),
        childs_voice::HeardAbout::Investigation | childs_voice::HeardAbout::ServiceMeasure => {
            principal.may(Permission::SeeReports)
        }
    };
    let may: Vec<_> = childs_voice::HeardAbout::ALL.into_iter().filter(may).collect();
    let filter = filter.resolve(context, &may, reached(context).await?)?;
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let as_of = in_read_models(context, &[ReadModel::ChildsVoice], moment).await?;
    let pool = services(context).ledger.pool();
    let rows = childs_voice::listing(pool, &principal.municipality, &filter, cursor, wanted + 1, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let cases = CasesOfPage::of(rows.iter().filter_map(|row| row.case_id), moment);
    let nodes = rows.into_iter().map(|row| {
        let kind = kind_of(&row.kind, childs_voice::HeardAbout::named)?;
        Ok((time_cursor(row.began_at, row.thing_id), ChildHeard { row, kind, cases: cases.clone(), moment }))
    });
    let page = page(nodes.collect::<Result<_>>()?, wanted, cursor.is_some());
    page.edges.iter().for_each(|edge| edge.node.note_that_it_is_read(context));
    Ok(page)
}

/// In how many cases, measures and investigations of each unit the child's view is recorded.
pub async fn coverage(
    context: &Context<'_>,
    filter: ChildsVoiceFilterInput,
    moment: Option<Moment>,
) -> Result<Vec<ChildsVoiceCoverage>> {
    let principal = permitted(context, Permission::SeeStatistics)?;
    // Figures, of which the role decides alone.
    let filter = filter.resolve(context, &childs_voice::HeardAbout::ALL, Reached::All)?;
    let as_of = in_read_models(context, &[ReadModel::ChildsVoice], moment).await?;
    let counted = childs_voice::coverage(services(context).ledger.pool(), &principal.municipality, &filter, as_of);
    let counted = counted.await.map_err(|error| fault(&error))?;
    counted.into_iter().map(ChildsVoiceCoverage::of).collect()
}

/// A question for consent and what became of it, in the register of all cases: per child, party, kind of information
/// and time (RM-15). A refusal is an answer, and never missing. Who was asked stands in the case, and who gave one that
/// the child welfare service works on in the investigation.
pub struct ConsentInRegister {
    row: RegisteredConsent,
    on: NaiveDate,
    cases: CasesOfPage,
    investigations: InvestigationsOfPage,
}

/// A question for consent and what became of it, in the register of all cases: per child, party, kind of information
/// and time (RM-15). A refusal is an answer, and never missing. Who was asked stands in the case, and who gave one that
/// the child welfare service works on in the investigation.
#[Object]
impl ConsentInRegister {
    /// Its id.
    async fn id(&self) -> ID {
        global_id(Consent::PREFIX, self.row.consent_id)
    }
    /// What had become of it by the day that is asked about.
    async fn status(&self) -> ConsentStatus {
        match self.row.answer_on(self.on).0 {
            Answer::Awaited => ConsentStatus::Awaited,
            Answer::Given => ConsentStatus::Given,
            Answer::Refused => ConsentStatus::Refused,
            Answer::Withdrawn => ConsentStatus::Withdrawn,
            Answer::Expired => ConsentStatus::Expired,
        }
    }
    /// When it was answered, taken back or ran out, by that day.
    async fn answered_on(&self) -> Option<Date> {
        self.row.answer_on(self.on).1.map(Date)
    }
    /// When it was asked.
    async fn requested_on(&self) -> Date {
        self.row.requested_on.into()
    }
    /// When it was given, also where it is taken back or has run out since.
    async fn given_on(&self) -> Option<Date> {
        self.row.given_on.map(Date)
    }
    /// Who gave it, where that is said (S4-11).
    async fn consented_by(&self) -> Option<ConsentingParty> {
        self.row.given_by.as_deref().and_then(case::ConsentingParty::named).map(Into::into)
    }
    /// When it was narrowed last; what stands below is what it was narrowed to.
    async fn narrowed_on(&self) -> Option<Date> {
        self.row.narrowed_on.map(Date)
    }
    /// What it is for.
    async fn purposes(&self) -> Vec<ConsentPurpose> {
        let named = |name: &String| case::ConsentPurpose::named(name).map(Into::into);
        self.row.purposes.iter().filter_map(named).collect()
    }
    /// Who may exchange information with the unit (S4-22).
    async fn parties(&self) -> Vec<Body> {
        self.row.parties.iter().filter_map(|name| people::Body::named(name)).map(Into::into).collect()
    }
    /// What kind of information may be exchanged (S4-22).
    async fn categories(&self) -> Vec<InformationCategory> {
        let named = |name: &String| case::InformationCategory::named(name).map(Into::into);
        self.row.categories.iter().filter_map(named).collect()
    }
    /// First day.
    async fn valid_from(&self) -> Date {
        self.row.holds_from.into()
    }
    /// Last day; open when null.
    async fn valid_to(&self) -> Option<Date> {
        self.row.holds_to.map(Date)
    }
    /// The unit that works with the case, or the unit or district of the investigation.
    async fn unit(&self) -> &str {
        &self.row.unit
    }
    /// What the child welfare service does on it; null for what was asked in a case (S1-14, S1-15, S2-17).
    async fn used_for(&self) -> Option<ServiceConsentUse> {
        let named = self.row.used_for.as_deref().and_then(investigation::ServiceConsentUse::named);
        named.map(Into::into)
    }
    /// The case, with the child and the guardian who was asked, as far as you may see them; null where the child welfare service
    /// works on it.
    #[graphql(complexity = "5 + child_complexity")]
    async fn case(&self, context: &Context<'_>) -> Result<Option<Case>> {
        let Some(case) = self.row.case_id else { return Ok(None) };
        self.cases.find(context, CaseId::from_uuid(case)).await
    }
    /// The investigation in which the service works on it, with who consented; null for what was asked in a case.
    #[graphql(complexity = "20 + child_complexity")]
    async fn investigation(&self, context: &Context<'_>) -> Result<Option<Investigation>> {
        let Some(investigation) = self.row.investigation_id else { return Ok(None) };
        self.investigations.find(context, InvestigationId::from_uuid(investigation)).await
    }
}

/// A case in which other bodies are involved, and whether somebody coordinates them (RM-11, S3-3).
pub struct CaseCooperation {
    row: Cooperation,
    cases: CasesOfPage,
}

/// A case in which other bodies are involved, and whether somebody coordinates them (RM-11, S3-3).
#[Object]
impl CaseCooperation {
    /// The unit that works with the case.
    async fn unit(&self) -> &str {
        &self.row.unit
    }
    /// Its level, 1 to 3.
    async fn level(&self) -> i32 {
        self.row.level.into()
    }
    /// Whether it is being worked with.
    async fn status(&self) -> CaseStatus {
        if self.row.open { CaseStatus::Open } else { CaseStatus::Closed }
    }
    /// The bodies that are or were involved; since when and by what stands in the case.
    async fn bodies(&self) -> Vec<Body> {
        self.row.bodies.iter().filter_map(|name| people::Body::named(name)).map(Into::into).collect()
    }
    /// In which role somebody coordinates them; null while nobody does. Who that is stands in the case.
    async fn coordinator_role(&self) -> Option<DeciderRole> {
        self.row.coordinator_role.as_deref().and_then(people::DeciderRole::named).map(Into::into)
    }
    /// Since when this person coordinates them.
    async fn coordinated_since(&self) -> Option<Date> {
        self.row.coordinated_since.map(Date)
    }
    /// The case.
    #[graphql(complexity = "5 + child_complexity")]
    async fn case(&self, context: &Context<'_>) -> Result<Option<Case>> {
        self.cases.find(context, CaseId::from_uuid(self.row.case_id)).await
    }
}

/// In how many cases, measures, investigations or measures of the service of a unit the child's own view is recorded (RM-8, S2-1).
#[derive(SimpleObject)]
pub struct ChildsVoiceCoverage {
    /// The unit or district.
    unit: String,
    /// What is counted.
    kind: HeardAbout,
    /// How many there are.
    total: i64,
    /// In how many of them the child's view is recorded.
    recorded: i64,
    /// The share of those, in percent.
    percent: f64,
}

impl ChildsVoiceCoverage {
    fn of(Coverage { unit, kind, total, heard: recorded }: Coverage) -> Result<Self> {
        let kind = kind_of(&kind, childs_voice::HeardAbout::named)?.into();
        // In tenths, as a person reads it.
        let tenths = recorded.saturating_mul(1_000).checked_div(total).unwrap_or_default();
        let percent = f64::from(i32::try_from(tenths).unwrap_or_default()) / 10.0;
        Ok(Self { unit, kind, total, recorded, percent })
    }
}

/// A case, measure, investigation or measure of the service, and whether the child's own view of it is recorded (RM-8).
pub struct ChildHeard {
    row: HeardIn,
    kind: childs_voice::HeardAbout,
    cases: CasesOfPage,
    moment: Option<Moment>,
}

impl ChildHeard {
    fn note_that_it_is_read(&self, context: &Context<'_>) {
        match (self.row.investigation_id, self.row.case_id) {
            (Some(investigation), _) => note_read(context, "Investigation", investigation, self.moment),
            (_, Some(case)) => note_read(context, "Case", case, self.moment),
            (_, None) => {}
        }
    }
}

/// A case, measure, investigation or measure of the service, and whether the child's own view of it is recorded (RM-8).
#[Object]
impl ChildHeard {
    /// Which of them.
    async fn kind(&self) -> HeardAbout {
        self.kind.into()
    }
    /// The unit or district.
    async fn unit(&self) -> &str {
        &self.row.unit
    }
    /// When it began, or was planned.
    async fn began_on(&self) -> Date {
        self.row.began_on.into()
    }
    /// The first day of which the child's view is recorded; null where it is not (S2-1).
    async fn recorded_on(&self) -> Option<Date> {
        self.row.heard_on.map(Date)
    }
    /// The case that it is or belongs to; null where there is none, or where your role does not see cases.
    #[graphql(complexity = "5 + child_complexity")]
    async fn case(&self, context: &Context<'_>) -> Result<Option<Case>> {
        match self.row.case_id {
            Some(case) if principal(context).may(Permission::SeeCases) => {
                self.cases.find(context, CaseId::from_uuid(case)).await
            }
            Some(_) => {
                note_denied(context);
                Ok(None)
            }
            None => Ok(None),
        }
    }
    /// The investigation that it is or belongs to; null for cases and their measures.
    #[graphql(complexity = "20 + child_complexity")]
    async fn investigation(&self, context: &Context<'_>) -> Result<Option<Investigation>> {
        let Some(investigation) = self.row.investigation_id else { return Ok(None) };
        let investigation = InvestigationId::from_uuid(investigation);
        Investigation::load(context, &principal(context).municipality, investigation, self.moment).await
    }
}
