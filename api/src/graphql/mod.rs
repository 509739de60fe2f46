//! The GraphQL schema: a Federation subgraph for other services, and the query page's.
//!
//! Resolvers translate; rules live in the domain, reads and writes in the infrastructure. Expected refusals are
//! payloads; GraphQL errors are for faults, and for asking what one may not see.

mod address_protection;
mod advice;
mod agreements;
mod answers;
mod as_of;
mod attachments;
mod cases;
mod chronology;
mod commands;
mod consultations;
mod contacts;
mod cooperation;
mod corrections;
mod decisions;
mod descriptions;
mod diff;
mod discussion;
mod documents;
mod drafts;
mod emergency_access;
mod enums;
mod errors;
mod extent;
mod family;
mod feedback;
mod forms;
mod guides;
mod handing_out;
mod history;
mod inputs;
mod intake;
mod interpreting;
mod investigation_course;
mod investigations;
mod known;
mod law;
mod leader_inbox;
mod limits;
mod measures;
mod meetings;
mod on_heap;
mod oversight;
mod people;
mod proof;
mod publications;
mod read_log;
mod reads;
mod refusals;
mod registers;
mod report_messages;
mod reports;
mod scalars;
mod service_statistics;
mod similar;
mod statistics;
mod subject_access;
mod subjects;
mod subscription;
mod together;
mod written;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{
    ComplexObject, Context, ID, Interface, MergedObject, Object, OutputType, Result, SDLExportOptions, Schema,
    SimpleObject,
};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::forms::Forms;
use case_ledger_domain::guides::Guides;
use case_ledger_domain::ids::{CaseId, InvestigationId, Municipality, ReportId, SubjectId};
use case_ledger_domain::settings::Settings;
use case_ledger_domain::texts::{Language, Sentence};
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::erasure::WaitingErasures;
use case_ledger_infrastructure::ledger::bus::{Ledger, settings_id};
use case_ledger_infrastructure::ledger::follow::Following;
use case_ledger_infrastructure::personal::sight::{Sight, Veil};
use case_ledger_infrastructure::personal::unfinished;
use case_ledger_infrastructure::projections::report_statistics::{
    self as counted, report_statistics, report_statistics_of_unit,
};
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_infrastructure::projections::standing::Standing;
use case_ledger_infrastructure::projections::{ReadModel, case_cards, report_register};
use case_ledger_infrastructure::reach::{Extent, Reached};
use case_ledger_infrastructure::read_log::{ACCESS_DENIED, ObjectRead};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use uuid::Uuid;

use crate::auth::{Permission, Principal};
use as_of::{AsOfInput, Moment, as_of, in_read_models, resolve};
use case_cards::CaseFilter;
use cases::{Case, CaseFilterInput};
use commands::Mutation;
use consultations::ConsultationQuestions;
use corrections::FoundWrongOfPage;
use decisions::{Decision, DecisionFilterInput};
use emergency_access::EmergencyQuestions;
use enums::CodeList;
use errors::{bad_input, fault, forbidden, not_answered};
pub use errors::{say_in, say_instead, say_what_is_beyond, say_what_is_listed, unanswered};
pub use extent::must_end_soon;
use feedback::{FeedbackFilterInput, ReportFeedback};
use guides::{Guide, KnownGuides};
pub use handing_out::{Reader, Turn};
use history::LedgerEntry;
pub use inputs::{MOST_VALUES, Mistakes, gives_a_value_of_no_type};
use intake::InvestigationFilterInput;
use investigations::Investigation;
use leader_inbox::{InboxFilterInput, InboxItem};
pub use limits::{MOST_BODY_BYTES, MOST_BODY_BYTES_WITH_CONTENT, must_be_readable};
use on_heap::OnHeap;
use oversight::{Finding, FindingFilterInput, Obligation, ObligationFilterInput};
use proof::{Checkpoint, ConsistencyProof, InclusionProof};
use publications::PublishedFigures;
use read_log::ReadLogQuestions;
pub use reads::ReadsOfRequest;
use registers::{
    CaseCooperation, ChildHeard, ChildsVoiceCoverage, ChildsVoiceFilterInput, ConsentFilterInput, ConsentInRegister,
    CooperationFilterInput,
};
use reports::{Report, ReportFilterInput};
pub use scalars::ContentApart;
use scalars::Date;
use service_statistics::ServiceFigures;
use similar::SimilarReports;
use statistics::{
    PeriodInput, PublishableDimension, PublishableStatistics, ReportDimension, ReportStatistics, YearOfReports,
    YearsInput,
};
use subject_access::SubjectAccessQuestions;
use subjects::Subject;
use subscription::Subscription;
pub use subscription::{OpenedAs, Unsent};

/// The schema.
pub type LedgerSchema = Schema<Query, Mutation, Subscription>;

/// What the resolvers work on.
#[derive(Clone)]
pub struct Services {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// The projector, for reading one's own writes.
    pub projector: Arc<Projector>,
    /// What subscriptions follow the ledger by.
    pub following: Arc<Following>,
    /// The guides: those that come with the ledger, and the municipalities' own.
    pub guides: Arc<Guides>,
    /// The empty forms: those that come with the ledger, and the municipalities' own.
    pub forms: Arc<Forms>,
}

/// Builds the schema; `services` are missing only where nothing but the schema's text is wanted.
pub fn schema(services: Option<Services>) -> LedgerSchema {
    let builder = Schema::build(Query::default(), Mutation::default(), Subscription)
        .enable_federation()
        .enable_subscription_in_federation()
        .register_output_type::<Node>()
        .register_output_type::<refusals::Refusal>()
        .limit_depth(limits::MOST_DEPTH)
        .limit_complexity(limits::MOST_COMPLEXITY)
        .limit_directives(limits::MOST_DIRECTIVES)
        .extension(limits::Limits);
    let builder = descriptions::of_pages(builder);
    match services {
        Some(services) => builder.data(services).finish(),
        None => builder.finish(),
    }
}

/// The schema's text, as it is committed.
pub fn sdl() -> String {
    let options = SDLExportOptions::new().federation().sorted_fields().sorted_arguments().sorted_enum_items();
    let sdl = schema(None).sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}

/// Anything that can be fetched again by its id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Id, unique over all types."))]
#[expect(clippy::large_enum_variant, reason = "one is made for a question, and handed out at once")]
pub enum Node {
    /// A case.
    Case(Case),
    /// A report.
    Report(Report),
    /// An investigation.
    Investigation(Investigation),
}

fn services<'a>(context: &Context<'a>) -> &'a Services {
    context.data_unchecked::<Services>()
}

fn principal<'a>(context: &Context<'a>) -> &'a Principal {
    context.data_unchecked::<Principal>()
}

/// The language that is asked for with a text, or else the one that the request prefers.
fn language_of(context: &Context<'_>, asked: Option<enums::Language>) -> Language {
    let preferred = || context.data_opt::<Language>().copied().unwrap_or(crate::language::DEFAULT);
    asked.map_or_else(preferred, Language::from)
}

/// The sentence in the language that is asked for with it, or else in the one that the request prefers.
fn said(context: &Context<'_>, sentence: &Sentence, language: Option<enums::Language>) -> String {
    language_of(context, language).say(sentence)
}

/// The principal, where it has the permission.
fn permitted<'a>(context: &Context<'a>, permission: Permission) -> Result<&'a Principal> {
    let principal = principal(context);
    if principal.may(permission) { Ok(principal) } else { Err(forbidden(context)) }
}

/// Notes that somebody asked for what the role does not allow. Which thing it was is told to nobody: whether there is
/// such a thing is what was refused.
fn note_denied(context: &Context<'_>) {
    note_read(context, ACCESS_DENIED, Uuid::nil(), None);
}

/// Notes that somebody asked for a case that the own rights do not take to.
fn note_denied_case(context: &Context<'_>, case: Uuid) {
    note_read(context, ACCESS_DENIED, case, None);
}

/// What a filter looks for in a text that is stored: no stored text holds a NUL.
fn sought(field: &str, text: Option<String>) -> Result<Option<String>> {
    match text {
        Some(text) if text.contains('\0') => Err(bad_input(field, InputProblem::Nul)),
        text => Ok(text),
    }
}

/// The cases that the principal reaches now, for a list. The present decides, whatever moment is asked about.
async fn reached(context: &Context<'_>) -> Result<Reached> {
    let principal = principal(context);
    let reach = principal.reach(Permission::SeeCases);
    let reached = services(context).ledger.reached(&principal.municipality, &reach, clock::now()).await;
    reached.map_err(|error| fault(&error))
}

/// How much of that case the permission shows the principal now; `None` where nothing.
async fn extent_now(context: &Context<'_>, permission: Permission, case: Uuid) -> Result<Option<Extent>> {
    let principal = principal(context);
    let reach = principal.reach(permission);
    let extent = services(context).ledger.extent(&principal.municipality, &reach, case, clock::now()).await;
    extent.map_err(|error| fault(&error))
}

/// How much of the case that is asked for the permission shows the principal. Where it shows nothing, that is noted,
/// also of a case that is not there: neither the answer nor the time it takes tells whether it is.
async fn extent(context: &Context<'_>, permission: Permission, case: Uuid) -> Result<Option<Extent>> {
    let extent = extent_now(context, permission, case).await?;
    if extent.is_none() {
        note_denied_case(context, case);
    }
    Ok(extent)
}

/// Whether the permission takes the principal to the whole of the case that is asked for.
async fn reaches_all_of(context: &Context<'_>, permission: Permission, case: Uuid) -> Result<bool> {
    let is_whole = extent_now(context, permission, case).await? == Some(Extent::Whole);
    if !is_whole {
        note_denied_case(context, case);
    }
    Ok(is_whole)
}

/// A row of a kind that this program does not know: a newer one wrote it.
#[derive(Debug, thiserror::Error)]
#[error("the read model holds a kind that is not known here: {0}")]
struct UnknownKind(String);

/// The kind of a row. A list that left out what it does not know would say that it is not there.
fn kind_of<K>(name: &str, named: impl Fn(&str) -> Option<K>) -> Result<K> {
    named(name).ok_or_else(|| fault(&UnknownKind(name.to_owned())))
}

/// Notes that the content of an object is read; the answer goes out when that is recorded.
fn note_read(context: &Context<'_>, object_type: &'static str, object_id: Uuid, moment: Option<Moment>) {
    let as_of = moment.map(|moment| moment.position);
    context.data_unchecked::<Arc<ReadsOfRequest>>().add(ObjectRead { object_type, object_id, as_of });
}

/// What the principal sees of persons in what `seeing` lets it see: what one of its roles by itself lets it.
/// Roles add up to more that may be done, and not to more of a person than any of them shows.
fn sight(principal: &Principal, seeing: Permission) -> Sight {
    let roles = |permission| Some(principal.roles_for_both(seeing, permission)).filter(|roles| !roles.is_empty());
    Sight { values: roles(Permission::SeePersonalData), watches_over_persons: roles(Permission::SeeSubjects).is_some() }
}

/// What the principal is shown of whom. Asked for each time something is shown, because a restriction holds at once.
async fn veil(context: &Context<'_>, seeing: Permission) -> Result<Veil> {
    let principal = principal(context);
    let veil = services(context).ledger.veil(&principal.municipality, sight(principal, seeing)).await;
    veil.map_err(|error| fault(&error))
}

/// What lets somebody see the content of a thing of that type.
fn seeing(object_type: &str) -> Permission {
    match object_type {
        "Case" => Permission::SeeCases,
        "Report" | "Investigation" => Permission::SeeReports,
        "Subject" => Permission::SeeSubjects,
        _ => Permission::SeeLedger,
    }
}

/// An id as the schema shows it: a readable prefix and a UUID, unique over all types.
fn global_id(prefix: &str, uuid: Uuid) -> ID {
    ID(format!("{prefix}_{uuid}"))
}

/// Takes an id with its prefix, or a bare UUID.
fn parse_id(field: &str, prefix: &'static str, id: &ID) -> Result<Uuid> {
    let text = id.as_str();
    let bare = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).unwrap_or(text);
    Uuid::parse_str(bare).map_err(|_| bad_input(field, InputProblem::NotAnId { prefix }))
}

/// How long an answer waits for the read models to come to where it stands.
const READ_YOUR_WRITES: Duration = Duration::from_secs(5);

/// What a field costs that loads the whole of a thing's history.
const LOAD_COST: usize = 20;
/// What a field costs that sums up a register, or goes through all of a directory.
const SUM_COST: usize = 500;
/// What a field costs that hands out content: so much that one document asks for one.
const CONTENT_COST: usize = 12_000;
/// What a field costs that folds the whole of it step by step.
const DIFF_COST: usize = 100;
/// The most nodes on one page.
const MOST_PER_PAGE: i32 = 100;
/// Nodes on a page where nobody says how many.
const DEFAULT_PER_PAGE: i32 = 20;

/// How many nodes are wanted.
fn page_size(first: Option<i32>) -> Result<i64> {
    match first.unwrap_or(DEFAULT_PER_PAGE) {
        first @ 1..=MOST_PER_PAGE => Ok(i64::from(first)),
        _ => Err(bad_input("first", InputProblem::PageOutOfBounds { most: MOST_PER_PAGE.into() })),
    }
}

/// For the cost of a page: what each node costs, times the nodes.
fn page_cost(first: Option<i32>, child: usize) -> usize {
    let nodes = first.unwrap_or(DEFAULT_PER_PAGE).clamp(0, MOST_PER_PAGE);
    1 + usize::try_from(nodes).unwrap_or_default() * child
}

/// A page out of one row more than was wanted, which tells whether there is a next one.
fn page<N: OutputType>(mut nodes: Vec<(String, N)>, wanted: i64, has_previous: bool) -> Connection<String, N> {
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let has_next = nodes.len() > wanted;
    nodes.truncate(wanted);
    let mut connection: Connection<String, N, EmptyFields, EmptyFields> = Connection::new(has_previous, has_next);
    connection.edges.extend(nodes.into_iter().map(|(cursor, node)| Edge::new(cursor, node)));
    connection
}

/// A cursor over time and id.
fn time_cursor(at: chrono::DateTime<chrono::Utc>, id: Uuid) -> String {
    format!("{}_{id}", at.timestamp_micros())
}

fn parse_time_cursor(cursor: Option<&str>) -> Result<Option<(chrono::DateTime<chrono::Utc>, Uuid)>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let parsed = cursor.split_once('_').and_then(|(micros, id)| {
        let at = chrono::DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        // PostgreSQL's calendar begins later than ours, and no row has such a time.
        (at.year() > 0).then_some(())?;
        Some((at, Uuid::parse_str(id).ok()?))
    });
    parsed.map(Some).ok_or_else(|| bad_input("after", InputProblem::NotACursor))
}

/// What the cursors of cases begin with that are shown in part.
const IN_PART: &str = "part_";

/// A place in the list of cases: in those that are shown whole, or in those behind them.
#[derive(Clone, Copy)]
enum CasesCursor {
    Start,
    Whole((chrono::DateTime<chrono::Utc>, Uuid)),
    InPart((chrono::NaiveDate, Uuid)),
}

fn parse_cases_cursor(cursor: Option<&str>) -> Result<CasesCursor> {
    let Some(in_part) = cursor.and_then(|cursor| cursor.strip_prefix(IN_PART)) else {
        return Ok(parse_time_cursor(cursor)?.map_or(CasesCursor::Start, CasesCursor::Whole));
    };
    let parsed = in_part.split_once('_').and_then(|(on, id)| {
        let on: chrono::NaiveDate = on.parse().ok()?;
        // As above.
        (on.year() > 0).then_some(())?;
        Some((on, Uuid::parse_str(id).ok()?))
    });
    parsed.map(CasesCursor::InPart).ok_or_else(|| bad_input("after", InputProblem::NotACursor))
}

fn parse_number_cursor(cursor: Option<&str>) -> Result<i64> {
    cursor
        .map_or(Ok(0), |cursor| cursor.parse().ok().filter(|number| *number >= 0).ok_or(()))
        .map_err(|()| bad_input("after", InputProblem::NotACursor))
}

/// A municipality's whole ledger, in order.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct MunicipalLedger {
    /// The municipality's number.
    municipality: String,
    /// Position of the newest event; 0 before the first one.
    position: i64,
    /// The moment it is shown as of; null for now.
    as_of: Option<Moment>,
}

#[ComplexObject]
impl MunicipalLedger {
    /// Where each read model, the intake, and the carrying out of erasures stands: how much of the ledger its answers rest on.
    async fn projections(&self, context: &Context<'_>) -> Result<Vec<Projection>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        let standings = services(context).projector.standings(Some(&principal.municipality)).await;
        Ok(standings.map_err(|error| fault(&error))?.into_iter().map(Projection::from).collect())
    }

    /// Erasures that are not complete yet, because the master key that the erased keys were wrapped under is still there, as
    /// it is now, whatever the moment; null where there are none.
    async fn unfinished_erasures(&self, context: &Context<'_>) -> Result<Option<UnfinishedErasures>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        let unfinished = services(context).ledger.keys().unfinished_erasures(Some(&principal.municipality)).await;
        let unfinished = unfinished.map_err(|error| fault(&error))?;
        Ok(unfinished.into_iter().next().map(UnfinishedErasures::from))
    }

    /// Erasures that are recorded and not carried out yet: the person's data are shown to nobody, and the keys are still there.
    /// As it is now, whatever the moment; null where there are none. Why they wait is told of `erasure` in `projections`.
    async fn erasures_not_carried_out(&self, context: &Context<'_>) -> Result<Option<ErasuresNotCarriedOut>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        let waiting = services(context).ledger.erasures_not_carried_out(Some(&principal.municipality)).await;
        let waiting = waiting.map_err(|error| fault(&error))?;
        Ok(waiting
            .into_iter()
            .next()
            .map(|WaitingErasures { erasures, since, .. }| ErasuresNotCarriedOut { erasures, since }))
    }

    /// Rows that are known not to be as a program of the ledger wrote them, because somebody read them: what they say is told by no list
    /// or figure, nor what their thing's history says after them, and no command is decided on it. As it is now, whatever the moment;
    /// null where there are none. What nobody has read yet, `case-ledger verify` finds.
    async fn rows_not_as_written(&self, context: &Context<'_>) -> Result<Option<RowsNotAsWritten>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        let found = services(context).projector.not_as_written(Some(&principal.municipality)).await;
        let found = found.map_err(|error| fault(&error))?.into_iter().next();
        Ok(found.map(|found| RowsNotAsWritten {
            rows: i64::try_from(found.rows).unwrap_or(i64::MAX),
            positions: found.positions,
        }))
    }

    /// What the servers' own rounds found last, which verify the whole ledger every so often, as they know it now, whatever the
    /// moment; null before the first.
    async fn verified(&self, context: &Context<'_>) -> Result<Option<proof::VerifiedByRounds>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        proof::verified_by_rounds(context, &principal.municipality).await
    }

    /// Rows that no program of the ledger wrote, and over which its log goes on, and their things behind them, because somebody has
    /// accepted that they stay. What they say is believed by nobody.
    async fn accepted_rows(&self, context: &Context<'_>) -> Result<Vec<proof::AcceptedLedgerRow>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        proof::accepted_ledger_rows(context, &principal.municipality).await
    }

    /// Its entries in order of position, from the first.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn entries(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, LedgerEntry>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        let wanted = page_size(first)?;
        let position = parse_number_cursor(after.as_deref())?;
        let entries = services(context)
            .ledger
            .ledger_history(
                &principal.municipality,
                position,
                wanted + 1,
                sight(principal, Permission::SeeLedger),
                as_of(self.as_of),
            )
            .await
            .map_err(|error| fault(&error))?;
        let positions = entries.iter().map(|entry| entry.position);
        let wrong = FoundWrongOfPage::of(positions, sight(principal, Permission::SeeLedger), self.as_of);
        let entries = entries
            .into_iter()
            .map(|entry| (entry.position.to_string(), LedgerEntry::new(Arc::new(entry), wrong.clone())));
        let page = page(entries.collect(), wanted, position > 0);
        for edge in &page.edges {
            edge.node.note_read(context, self.as_of);
        }
        Ok(page)
    }

    /// The newest signed checkpoint of its tree; null before the first. Outsiders find the same, without a token, at
    /// `/ledger/{municipality}/checkpoint`.
    async fn checkpoint(&self, context: &Context<'_>) -> Result<Option<Checkpoint>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        proof::checkpoint(context, &principal.municipality).await
    }

    /// Proves that the event at a position is covered by the newest checkpoint; null where it is not, or not yet.
    async fn inclusion_proof(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The event's position.")] position: i64,
    ) -> Result<Option<InclusionProof>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        proof::inclusion_proof(context, &principal.municipality, position).await
    }

    /// Proves that the tree of a larger size begins with the tree of a smaller one; null where the tree has not grown
    /// to them.
    async fn consistency_proof(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The smaller size, at least 1.")] from: i64,
        #[graphql(desc = "The larger size, such as the newest checkpoint's.")] to: i64,
    ) -> Result<Option<ConsistencyProof>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        proof::consistency_proof(context, &principal.municipality, from, to).await
    }
}

/// How far a read model, the intake of sent reports or of their answers, or the carrying out of erasures (`erasure`) has
/// followed the ledger.
#[derive(SimpleObject)]
pub struct Projection {
    /// Which.
    read_model: String,
    /// Every event up to here is in it.
    position: i64,
    /// How many events it lacks.
    lag: i64,
    /// The version of the read model that wrote its rows; 0 while it has never run.
    version: i32,
    /// Why it stopped. It is tried again from time to time, and goes on by itself once that works.
    fault: Option<String>,
    /// Whether its position was moved beyond the ledger's end: what it passed by is not in it, and it goes no further until that is
    /// put right as the fault says.
    beyond: bool,
    /// What a rebuild found wrong in it and put right: a fault until it is acknowledged on the command line, or until a later
    /// rebuild finds it as it should be.
    had_been_wrong: Option<HadBeenWrong>,
    /// That it is still to be rebuilt by this version of the program; null where it is up to date.
    outdated: Option<Outdated>,
}

/// That an older version of the program wrote a read model, or that it passed over rows which were put right since. Until it is rebuilt,
/// which servers do by themselves, it tells what it told before.
#[derive(SimpleObject)]
pub struct Outdated {
    /// Why it could not be rebuilt; null where that has not failed.
    failure: Option<String>,
    /// Since when it could not.
    failing_since: Option<DateTime<Utc>>,
}

/// That a read model had been wrong: answers given from it before it was rebuilt may have been.
#[derive(SimpleObject)]
pub struct HadBeenWrong {
    /// In how many rows it differed from the rebuilt one.
    rows: i64,
    /// When a rebuild found that.
    found_at: DateTime<Utc>,
}

/// Erasures that are complete only when an old master key is destroyed (`case-ledger keys rotate-master --destroy-old`;
/// C12).
#[derive(SimpleObject)]
pub struct UnfinishedErasures {
    /// How many erased pseudonyms.
    erasures: i64,
    /// Since when the oldest of them waits.
    since: DateTime<Utc>,
}

/// Rows that are not as a program of the ledger wrote them, or that follow an entry which is missing in their thing's history.
#[derive(SimpleObject)]
pub struct RowsNotAsWritten {
    /// How many are known.
    rows: i64,
    /// The positions of the first hundred.
    positions: Vec<i64>,
}

/// Erasures that are recorded, and whose keys are not known to be destroyed yet (C12).
#[derive(SimpleObject)]
pub struct ErasuresNotCarriedOut {
    /// How many pseudonyms.
    erasures: i64,
    /// When the oldest of them was recorded.
    since: DateTime<Utc>,
}

impl From<unfinished::UnfinishedErasures> for UnfinishedErasures {
    fn from(unfinished: unfinished::UnfinishedErasures) -> Self {
        Self { erasures: unfinished.erasures, since: unfinished.since }
    }
}

impl From<Standing> for Projection {
    fn from(standing: Standing) -> Self {
        let had_been_wrong = standing.had_been_wrong();
        let outdated = standing.outdated().map(|outdated| {
            let (failure, failing_since) = outdated.failure.unzip();
            Outdated { failure, failing_since }
        });
        Self {
            lag: standing.lag(),
            outdated,
            had_been_wrong: had_been_wrong.map(|wrong| HadBeenWrong { rows: wrong.rows, found_at: wrong.found_at }),
            read_model: standing.read_model,
            position: standing.position,
            version: standing.version,
            beyond: standing.beyond,
            fault: standing.fault,
        }
    }
}

/// Who is asking.
#[derive(SimpleObject)]
pub struct Viewer {
    /// Name.
    name: Option<String>,
    /// The municipality whose ledger may be asked.
    municipality: String,
    /// The unit.
    unit: Option<String>,
    /// The roles, by name.
    roles: Vec<&'static str>,
}

/// Questions to the ledger.
#[derive(MergedObject, Default)]
pub struct Query(
    OnHeap<Questions>,
    OnHeap<ServiceFigures>,
    OnHeap<ReadLogQuestions>,
    OnHeap<EmergencyQuestions>,
    OnHeap<SubjectAccessQuestions>,
    OnHeap<ConsultationQuestions>,
);

/// Questions about cases, reports and investigations, and what follows from them.
#[derive(Default)]
pub struct Questions;

#[Object]
impl Questions {
    /// Who is asking.
    async fn viewer(&self, context: &Context<'_>) -> Viewer {
        let principal = principal(context);
        Viewer {
            name: principal.name.visible().map(|name| name.as_str().to_owned()),
            municipality: principal.municipality.to_string(),
            unit: principal.unit.clone(),
            roles: principal.roles.iter().map(|role| role.as_str()).collect(),
        }
    }

    /// Any case, report or investigation by its id.
    async fn node(
        &self,
        context: &Context<'_>,
        id: ID,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Option<Node>> {
        match id.split_once('_').map(|(prefix, _)| prefix) {
            Some(Case::PREFIX) => Ok(self.case(context, id, as_of).await?.map(Node::Case)),
            Some(Report::PREFIX) => Ok(self.report(context, id, as_of).await?.map(Node::Report)),
            Some(Investigation::PREFIX) => Ok(self.investigation(context, id, as_of).await?.map(Node::Investigation)),
            _ => Err(bad_input("id", InputProblem::NoKnownPrefix)),
        }
    }

    /// A case of your municipality.
    #[graphql(entity)]
    async fn find_case_by_id(&self, context: &Context<'_>, id: ID) -> Result<Option<Case>> {
        self.case(context, id, None).await
    }

    /// A case of your municipality (RM-1, R-70).
    async fn case(
        &self,
        context: &Context<'_>,
        id: ID,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Option<Case>> {
        permitted(context, Permission::SeeCases)?;
        let case = CaseId::from_uuid(parse_id("id", Case::PREFIX, &id)?);
        Case::find(context, case, resolve(context, "asOf", as_of).await?).await
    }

    /// The cases of your municipality, newest activity first (RM-1, R-70). Those that you are shown a part of come
    /// last, the newest opened first: their order tells nothing of what happens in them.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn cases(
        &self,
        context: &Context<'_>,
        filter: Option<CaseFilterInput>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, Case>> {
        let principal = permitted(context, Permission::SeeCases)?;
        let moment = resolve(context, "asOf", as_of).await?;
        let (wanted, cursor) = (page_size(first)?, parse_cases_cursor(after.as_deref())?);
        let Some(filter) = filter.unwrap_or_default().resolve(context, moment).await? else {
            return Ok(page(Vec::new(), wanted, false));
        };
        let (pool, municipality) = (services(context).ledger.pool(), &principal.municipality);
        let as_of = in_read_models(context, &[ReadModel::CaseCards], moment).await?;
        let most = wanted + 1;
        let mut nodes = Vec::new();
        if !matches!(cursor, CasesCursor::InPart(_)) {
            let whole = CaseFilter { reached: filter.reached.whole(), ..filter.clone() };
            let after = if let CasesCursor::Whole(after) = cursor { Some(after) } else { None };
            let cards = case_cards::cards(pool, municipality, &whole, after, most, as_of).await;
            nodes.extend(cards.map_err(|error| fault(&error))?.into_iter().map(|card| {
                let cursor = time_cursor(card.last_activity_at, card.case_id);
                (cursor, Case::shown(context, card, Extent::Whole, moment))
            }));
        }
        let room = most - i64::try_from(nodes.len()).unwrap_or(most);
        if room > 0 && filter.reached.has_parts() && !filter.tells_of_what_parts_leave_out() {
            let after = if let CasesCursor::InPart(after) = cursor { Some(after) } else { None };
            let cards = case_cards::cards_in_part(pool, municipality, &filter, after, room, as_of).await;
            nodes.extend(cards.map_err(|error| fault(&error))?.into_iter().filter_map(|card| {
                let extent = filter.reached.extent(card.case_id, &card.unit).filter(|it| *it != Extent::Whole)?;
                let cursor = format!("{IN_PART}{}_{}", card.opened_on, card.case_id);
                Some((cursor, Case::shown(context, card, extent, moment)))
            }));
        }
        Ok(page(nodes, wanted, !matches!(cursor, CasesCursor::Start)))
    }

    /// A concern report received in your municipality.
    #[graphql(entity)]
    async fn find_report_by_id(&self, context: &Context<'_>, id: ID) -> Result<Option<Report>> {
        self.report(context, id, None).await
    }

    /// A concern report received in your municipality (S1-4, S1-5).
    async fn report(
        &self,
        context: &Context<'_>,
        id: ID,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Option<Report>> {
        let principal = permitted(context, Permission::SeeReports)?;
        let report = ReportId::from_uuid(parse_id("id", Report::PREFIX, &id)?);
        let moment = resolve(context, "asOf", as_of).await?;
        let ledger = &services(context).ledger;
        let row = report_register::report(ledger, &principal.municipality, report, as_of::as_of(moment)).await;
        Ok(row.map_err(|error| fault(&error))?.map(|row| Report::shown(context, row, moment)))
    }

    /// The concern reports received in your municipality, newest first (RM-5, S1-5).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn reports(
        &self,
        context: &Context<'_>,
        filter: Option<ReportFilterInput>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, Report>> {
        let principal = permitted(context, Permission::SeeReports)?;
        let moment = resolve(context, "asOf", as_of).await?;
        let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after.as_deref())?);
        let Some(filter) = filter.unwrap_or_default().resolve(context, moment).await? else {
            return Ok(page(Vec::new(), wanted, false));
        };
        reports::find(context, &principal.municipality, &filter, cursor, wanted, moment).await
    }

    /// An investigation of your municipality.
    #[graphql(entity)]
    async fn find_investigation_by_id(&self, context: &Context<'_>, id: ID) -> Result<Option<Investigation>> {
        self.investigation(context, id, None).await
    }

    /// An investigation of your municipality (S1-10, S2-52).
    async fn investigation(
        &self,
        context: &Context<'_>,
        id: ID,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Option<Investigation>> {
        let principal = permitted(context, Permission::SeeReports)?;
        let investigation = InvestigationId::from_uuid(parse_id("id", Investigation::PREFIX, &id)?);
        let moment = resolve(context, "asOf", as_of).await?;
        Investigation::load(context, &principal.municipality, investigation, moment).await
    }

    /// A person of whom your municipality holds or held data, by the pseudonym that stands beside the data (C12).
    async fn subject(
        &self,
        context: &Context<'_>,
        id: ID,
        #[graphql(
            desc = "The moment that is asked about: what was decided about the person's data by then; now if not given."
        )]
        as_of: Option<AsOfInput>,
    ) -> Result<Option<Subject>> {
        let principal = permitted(context, Permission::SeeSubjects)?;
        let subject = SubjectId::from_uuid(parse_id("id", "subject", &id)?);
        let moment = resolve(context, "asOf", as_of).await?;
        Subject::load(context, &principal.municipality, subject, moment).await
    }

    /// What is owed in your municipality, or was: by the side whose work your role sees, what is due first first (RM-3,
    /// RM-13).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn obligations(
        &self,
        context: &Context<'_>,
        filter: Option<ObligationFilterInput>,
        #[graphql(desc = "The day on which it is said how they stand; today, or that of the moment, if not given.")]
        on: Option<Date>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, Obligation>> {
        let moment = resolve(context, "asOf", as_of).await?;
        oversight::obligations(context, filter.unwrap_or_default(), on, first, after.as_deref(), moment).await
    }

    /// Departures from the rules that your municipality's ledger shows, of the side whose work your role sees, what
    /// arose last first (R-36, C11). What would be late tomorrow is none today.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn findings(
        &self,
        context: &Context<'_>,
        filter: Option<FindingFilterInput>,
        #[graphql(desc = "The day up to which they arose; today, or that of the moment, if not given.")] on: Option<
            Date,
        >,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, Finding>> {
        let moment = resolve(context, "asOf", as_of).await?;
        oversight::findings(context, filter.unwrap_or_default(), on, first, after.as_deref(), moment).await
    }

    /// The register of consents of your municipality, the latest question first: per child, party, kind of information
    /// and time, refusals and withdrawals included (RM-15, R-22). Whoever sees cases sees what was asked in them, and whoever
    /// sees reports what the child welfare service works on.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn consents(
        &self,
        context: &Context<'_>,
        filter: Option<ConsentFilterInput>,
        #[graphql(desc = "The day on which it is said how they stand; today, or that of the moment, if not given.")]
        on: Option<Date>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, ConsentInRegister>> {
        let moment = resolve(context, "asOf", as_of).await?;
        registers::consents(context, filter.unwrap_or_default(), on, first, after.as_deref(), moment).await
    }

    /// The cases of your municipality in which other bodies are involved or somebody coordinates them, the latest
    /// involvement first (RM-11).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn cooperations(
        &self,
        context: &Context<'_>,
        filter: Option<CooperationFilterInput>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, CaseCooperation>> {
        let moment = resolve(context, "asOf", as_of).await?;
        registers::cooperations(context, filter.unwrap_or_default(), first, after.as_deref(), moment).await
    }

    /// The cases, measures and investigations whose side your role sees, each with whether the child's own view is
    /// recorded, the latest begun first (RM-8).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn childs_voice(
        &self,
        context: &Context<'_>,
        filter: Option<ChildsVoiceFilterInput>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, ChildHeard>> {
        let moment = resolve(context, "asOf", as_of).await?;
        registers::childs_voice(context, filter.unwrap_or_default(), first, after.as_deref(), moment).await
    }

    /// In how many cases, measures and investigations of each unit the child's own view is recorded (RM-8, S2-1).
    #[graphql(complexity = "SUM_COST + child_complexity")]
    async fn childs_voice_coverage(
        &self,
        context: &Context<'_>,
        filter: Option<ChildsVoiceFilterInput>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<ChildsVoiceCoverage>> {
        let moment = resolve(context, "asOf", as_of).await?;
        registers::coverage(context, filter.unwrap_or_default(), moment).await
    }

    /// Reports that say nearly the same, which routine reports do (RM-10, S2-34): of those received in the days a hundred at
    /// a time, the latest first, each with the earlier ones that it is like.
    #[graphql(complexity = "4_000 + similar::MOST_COMPARED * child_complexity")]
    async fn similar_reports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of that unit or district; of all if not given: one template may come from several.")]
        unit: Option<String>,
        #[graphql(desc = "Reports received in these days, both included.")] period: PeriodInput,
        #[graphql(desc = "Only those received before that place: the `endCursor` of the page before.")] after: Option<
            String,
        >,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<SimilarReports> {
        let moment = resolve(context, "asOf", as_of).await?;
        similar::similar(context, unit, period.resolve()?, after.as_deref(), moment).await
    }

    /// The decisions of your municipality, of the side whose work your role sees, the latest first: what was decided, why,
    /// by whom and on what, those not to act included (RM-14).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn decisions(
        &self,
        context: &Context<'_>,
        filter: Option<DecisionFilterInput>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, Decision>> {
        let moment = resolve(context, "asOf", as_of).await?;
        decisions::find(context, filter.unwrap_or_default(), first, after.as_deref(), moment).await
    }

    /// What those who reported to your municipality were told, and are still to be told, of the newest report first
    /// (RM-16).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn feedback(
        &self,
        context: &Context<'_>,
        filter: Option<FeedbackFilterInput>,
        #[graphql(desc = "The day up to which it is counted; today, or that of the moment, if not given.")] on: Option<
            Date,
        >,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, ReportFeedback>> {
        let moment = resolve(context, "asOf", as_of).await?;
        feedback::find(context, filter.unwrap_or_default(), on, first, after.as_deref(), moment).await
    }

    /// What waits in your municipality's units for an answer of the nearest leader, what waits longest first (RM-4).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn leader_inbox(
        &self,
        context: &Context<'_>,
        filter: Option<InboxFilterInput>,
        #[graphql(desc = "The day up to which it is counted; today, or that of the moment, if not given.")] on: Option<
            Date,
        >,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, InboxItem>> {
        let moment = resolve(context, "asOf", as_of).await?;
        leader_inbox::find(context, filter.unwrap_or_default(), on, first, after.as_deref(), moment).await
    }

    /// The investigations of your municipality by who has them, how serious they are and where, what is due first first
    /// (RM-5, S1-8). What waits for triage is told by `reports` that are not concluded.
    #[graphql(complexity = "page_cost(first, LOAD_COST + child_complexity)")]
    async fn investigations(
        &self,
        context: &Context<'_>,
        filter: Option<InvestigationFilterInput>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, Investigation>> {
        let moment = resolve(context, "asOf", as_of).await?;
        intake::investigations(context, filter.unwrap_or_default(), first, after.as_deref(), moment).await
    }

    /// Figures on concluded reports, by the definitions named in `definitionVersion` (RM-7).
    #[graphql(complexity = "SUM_COST + child_complexity")]
    async fn report_statistics(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The municipality's number; your own.")] municipality: String,
        #[graphql(desc = "Reports concluded in these days, both included.")] period: PeriodInput,
        #[graphql(desc = "What to break the figures down by; nothing gives one row.")] group_by: Option<
            Vec<ReportDimension>,
        >,
        #[graphql(desc = "Only reports of that unit or district; all if not given.")] unit: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<ReportStatistics> {
        let principal = permitted(context, Permission::SeeStatistics)?;
        let municipality = own_municipality(context, principal, &municipality)?;
        let mut dimensions: Vec<_> = group_by.unwrap_or_default().into_iter().map(Into::into).collect();
        let mut seen = HashSet::new();
        dimensions.retain(|dimension| seen.insert(*dimension));
        let period = period.resolve()?;
        let unit = sought("unit", unit)?;
        let moment = resolve(context, "asOf", as_of).await?;
        let pool = services(context).ledger.pool();
        let as_of = in_read_models(context, &[ReadModel::ReportStatistics], moment).await?;
        let statistics = match unit {
            None => report_statistics(pool, municipality, period, &dimensions, as_of).await,
            Some(unit) => report_statistics_of_unit(pool, municipality, &unit, period, &dimensions, as_of).await,
        };
        Ok(ReportStatistics::new(statistics.map_err(|error| fault(&error))?, moment))
    }

    /// New reports and reports in opened cases, year by year, of years that have ended; what is missing is null and not
    /// zero (R-50, S2-5).
    #[graphql(complexity = "SUM_COST + child_complexity")]
    async fn report_years(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The municipality's number; your own.")] municipality: String,
        years: YearsInput,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<YearOfReports>> {
        let principal = permitted(context, Permission::SeeStatistics)?;
        let municipality = own_municipality(context, principal, &municipality)?;
        let moment = resolve(context, "asOf", as_of).await?;
        let (first, last) = years.resolve(as_of::day(None, moment))?;
        let pool = services(context).ledger.pool();
        let by_year = [counted::ReportDimension::Year];
        let as_of = in_read_models(context, &[ReadModel::ReportStatistics], moment).await?;
        // The years before too: a series may begin there. Nobody counted reports before 1970.
        let since = first.min(NaiveDate::default());
        let statistics = report_statistics(pool, municipality, (since, last), &by_year, as_of).await;
        let rows = statistics.map_err(|error| fault(&error))?.rows;
        Ok(counted::by_year(&rows, first.year(), last.year()).into_iter().map(YearOfReports::from).collect())
    }

    /// Which years' figures were published, as of which position, when, by whom and why, oldest first (RM-7).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn published_figures(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<PublishedFigures>> {
        let moment = resolve(context, "asOf", as_of).await?;
        publications::published_figures(context, moment).await
    }

    /// Figures on concluded reports as they are published (`publishFigures`), of whole years that have ended: none tells of a
    /// child or two, also not by subtraction (RM-7).
    #[graphql(complexity = "SUM_COST + child_complexity")]
    async fn publishable_report_statistics(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The municipality's number; your own.")] municipality: String,
        years: YearsInput,
        #[graphql(desc = "What to break the years down by; nothing gives one row per year.")] by: Option<
            PublishableDimension,
        >,
    ) -> Result<PublishableStatistics> {
        let principal = permitted(context, Permission::SeeStatistics)?;
        own_municipality(context, principal, &municipality)?;
        let years = years.resolve(oslo_date(clock::now()))?;
        let settings = contacts::settings(context, None).await?;
        let mut statistics = PublishableStatistics::default();
        for (published, _) in publications::in_force(context, &settings, years, &[ReadModel::ReportStatistics]).await? {
            let whole = publications::whole(context, published).await?;
            let broken_down = publications::reports(context, published, by).await?;
            statistics = statistics.with_year(published, whole, &broken_down);
        }
        Ok(statistics)
    }

    /// The guides that can be adopted and followed, each version by itself (R-16, R-71, RM-12).
    #[graphql(complexity = "10 * child_complexity")]
    async fn guides(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that your municipality follows, or only those that it does not.")] adopted: Option<
            bool,
        >,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<Guide>> {
        let moment = resolve(context, "asOf", as_of).await?;
        Ok(KnownGuides::at(context, moment).await?.all(adopted))
    }

    /// The empty forms that are handed out on a day, each in its latest version: notes, consents, agendas, minutes, plans
    /// (S0-47, S1-16). They tell of nobody.
    #[graphql(complexity = "15 * child_complexity")]
    async fn forms(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day on which they are handed out; today if not given.")] on: Option<Date>,
        #[graphql(desc = "Only the one with this name.")] name: Option<String>,
    ) -> Vec<forms::Form> {
        let on = on.map_or_else(|| oslo_date(clock::now()), |date| date.0);
        let forms = services(context).forms.on(on).map(forms::Form::from);
        forms.filter(|form| name.as_deref().is_none_or(|name| form.is_named(name))).collect()
    }

    /// Within how many calendar days your municipality decides on a concern that is raised on a day; null where it has set
    /// no time (D-6).
    async fn decision_limit_days(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day on which the concern is raised; today, or that of the moment, if not given.")]
        on: Option<Date>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Option<i32>> {
        let moment = resolve(context, "asOf", as_of).await?;
        Ok(KnownGuides::at(context, moment).await?.decision_limit(as_of::day(on, moment)).map(Into::into))
    }

    /// What staff are told before they talk with child or guardians, or write a report: guidance that no rule can enforce
    /// (S2-29 to S2-31, S2-34, S2-36, S2-41, S2-60). A form for reports shows that about `REPORT`, and its warnings.
    async fn advice(
        &self,
        #[graphql(desc = "Only that about this.")] about: Option<enums::AdviceTopic>,
    ) -> Vec<advice::Advice> {
        advice::advice(about)
    }

    /// Whom one turns to: the entries of your municipality's contact directory in force at an instant, those that answer
    /// then first (C2, S2-9, S2-12, S2-13, S3-4, S3-52). When no office is open, that is the emergency service or the
    /// helpline.
    #[graphql(complexity = "SUM_COST + child_complexity")]
    async fn contacts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Now, or the moment, if not given.")] at: Option<chrono::DateTime<chrono::Utc>>,
        #[graphql(desc = "Only entries of this kind.")] kind: Option<enums::ContactKind>,
        #[graphql(desc = "The moment that is asked about: as the directory was known then; now if not given.")]
        as_of: Option<AsOfInput>,
    ) -> Result<Vec<contacts::Contact>> {
        let moment = resolve(context, "asOf", as_of).await?;
        let at = at.unwrap_or_else(|| moment.map_or_else(clock::now, Moment::instant));
        contacts::contacts(context, at, kind, moment).await
    }

    /// The units of which your municipality has said in which arena they work: there a step of a guide is decided by who
    /// owns it in that arena (R-30, S3-19).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn unit_arenas(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<contacts::UnitArena>> {
        let moment = resolve(context, "asOf", as_of).await?;
        contacts::unit_arenas(context, moment).await
    }

    /// Who your municipality's resource team is; null where it has not said so (S0-33).
    #[graphql(complexity = "LOAD_COST")]
    async fn resource_team(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day; today, or that of the moment, if not given.")] on: Option<Date>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Option<Vec<enums::Body>>> {
        let moment = resolve(context, "asOf", as_of).await?;
        contacts::resource_team(context, as_of::day(on, moment), moment).await
    }

    /// Who signs and sends reports by your municipality's routine; it stops nobody (S2-20, R-8).
    async fn report_signing(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<enums::ReportSigning> {
        let moment = resolve(context, "asOf", as_of).await?;
        contacts::report_signing(context, moment).await
    }

    /// Whether your municipality acknowledges receipt to named private reporters; public ones always get one, and
    /// anonymous ones cannot.
    #[graphql(complexity = "LOAD_COST")]
    async fn private_reporters_acknowledged(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<bool> {
        let principal = permitted(context, Permission::SeeReports)?;
        let municipality = &principal.municipality;
        let moment = resolve(context, "asOf", as_of).await?;
        let ledger = &services(context).ledger;
        let settings = ledger.load_as_of::<Settings>(municipality, settings_id(municipality), as_of::as_of(moment));
        Ok(settings.await.map_err(|error| fault(&error))?.aggregate.acknowledges_private())
    }

    /// The legal bases in force on a day, each with its act, paragraph and validity, and how well that was verified
    /// (C7). What commences as the King decides is in force from the day that your municipality recorded (`lawCommencements`).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn legal_bases(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day of the act in question; that of the moment, or today, if not given.")] on: Option<
            Date,
        >,
        #[graphql(desc = "Also those that are passed, but not in force on the day as far as is known.", default)]
        pending: bool,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<law::LegalBasis>> {
        let moment = resolve(context, "asOf", as_of).await?;
        Ok(law::legal_bases(
            as_of::day(on, moment),
            pending,
            contacts::settings(context, moment).await?.commencements(),
        ))
    }

    /// From when on acts are in force that were passed, as your municipality recorded it, and who did (R-71, C7): oldest first,
    /// of an act the last holds.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn law_commencements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<law::LawCommencement>> {
        let moment = resolve(context, "asOf", as_of).await?;
        law::commencements(context, moment).await
    }

    /// The conditions of the duty to report that are in force on a day (C8, R-3).
    async fn duty_conditions(
        &self,
        #[graphql(desc = "The day of the assessment; today if not given.")] on: Option<Date>,
    ) -> Option<law::DutyConditionSet> {
        law::duty_conditions(on)
    }

    /// The grounds of the law on which guardians are not told about a report, and whether your municipality goes by them
    /// (C3, R-6).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn withholding_grounds(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day of the decision; today, or that of the moment, if not given.")] on: Option<Date>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<law::WithholdingGroundInForce>> {
        let moment = resolve(context, "asOf", as_of).await?;
        Ok(law::withholding_grounds(as_of::day(on, moment), &contacts::settings(context, moment).await?))
    }

    /// How much time there is for what starts on a day (D-1 to D-7, C11), in your municipality.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn deadlines(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day on which it starts; today, or that of the moment, if not given.")] on: Option<Date>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<law::Deadline>> {
        let moment = resolve(context, "asOf", as_of).await?;
        Ok(law::deadlines(as_of::day(on, moment), &contacts::settings(context, moment).await?))
    }

    /// Which deadlines your municipality has set, how long each is since which day, and by whom: oldest first.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn deadline_settings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Vec<law::DeadlineSetting>> {
        let moment = resolve(context, "asOf", as_of).await?;
        law::deadline_settings(context, moment).await
    }

    /// The codes of a list that may be used on a day.
    async fn code_list(
        &self,
        context: &Context<'_>,
        name: CodeList,
        #[graphql(desc = "The day of the act in question; today if not given.")] on: Option<Date>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<enums::Language>,
    ) -> Vec<law::Code> {
        law::code_list(name.into(), on, language_of(context, language))
    }

    /// The whole ledger of your municipality.
    async fn ledger(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The municipality's number; your own.")] municipality: String,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<MunicipalLedger> {
        let principal = permitted(context, Permission::SeeLedger)?;
        let municipality = own_municipality(context, principal, &municipality)?;
        let moment = resolve(context, "asOf", as_of).await?;
        let position = if let Some(moment) = moment {
            moment.position
        } else {
            let head = services(context).ledger.head(municipality).await;
            head.map_err(|error| fault(&error))?.unwrap_or_default()
        };
        Ok(MunicipalLedger { municipality: municipality.to_string(), position, as_of: moment })
    }
}

/// The principal's own municipality, and no other: each is its own data controller.
fn own_municipality<'a>(context: &Context<'_>, principal: &'a Principal, asked: &str) -> Result<&'a Municipality> {
    if principal.municipality.as_str() == asked { Ok(&principal.municipality) } else { Err(forbidden(context)) }
}
