//! Answers to persons who ask for their own data, in the schema: the requests, and what is looked through for an answer
//! (C12).

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::answer::{InputProblem, NotAnswered};
use case_ledger_domain::ids::{AccessRequestId, SubjectId};
use case_ledger_domain::people::is_same_unit;
use case_ledger_domain::personal::Shown;
use case_ledger_domain::subject::access::{self as domain, AccessEnd, AccessRequest};
use case_ledger_domain::texts::Word;
use case_ledger_infrastructure::personal::sight::Sight;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::reach::{EMERGENCY_ACCESS, Reached, Watched};
use case_ledger_infrastructure::read_log::{ATTACHMENT_CONTENT, INTERNAL_NOTE_EXPORT, REPORT_MESSAGE_EXPORT, Read};
use case_ledger_infrastructure::subject_access::{
    AboutSubject, AccessOfSubject, ExtractEntry, ExtractFor, OwnValue, TELL_OF_PERSONS,
};
use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::as_of::{AsOfInput, Moment, as_of, day, resolve};
use super::enums::{
    AccessAsker, AccessAuthority, AccessExtensionGround, AccessKeptBack, AccessOutcome, AccessRefusalGround,
    AccessStanding, HandOver, IdentityCheck, Language, ProcessingPurpose,
};
use super::oversight::must_run_forwards;
use super::scalars::{Date, PersonalState, PersonalText};
use super::{
    LOAD_COST, READ_YOUR_WRITES, bad_input, fault, forbidden, global_id, language_of, not_answered, note_read, page,
    page_cost, page_size, parse_id, parse_number_cursor, permitted, principal, reached, said, services, sight, sought,
};
use crate::auth::{Permission, Principal};

/// What it costs to look through all that names a person.
const LOOK_THROUGH_COST: usize = 500;
/// Whose turn it is to look through it: two at a time on this server.
static LOOKING_THROUGH: Semaphore = Semaphore::const_new(2);

/// Which requests for access to list; what is not given does not narrow (C12).
#[derive(InputObject, Default)]
pub struct SubjectAccessFilterInput {
    /// Only those that stand so.
    standing: Option<AccessStanding>,
    /// Only those that the leader of that unit answers.
    unit: Option<String>,
    /// Only those that came in on that day or later.
    from: Option<Date>,
    /// Only those that came in on that day or earlier.
    to: Option<Date>,
}

/// A person's request for access to the own data, by the person or by somebody who speaks for the person (C12).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct SubjectAccessRequest {
    /// Its id.
    id: ID,
    /// The pseudonym of the person whose data they are.
    subject: ID,
    /// Who asks. By which name stands in the person's history, and goes with the person's data.
    asker: AccessAsker,
    /// How it was made sure who asks.
    identity: IdentityCheck,
    /// By what right somebody speaks for the person; null where the person asks.
    authority: Option<AccessAuthority>,
    /// The unit whose leader answers.
    unit: String,
    /// When it came in.
    received_on: Date,
    /// The last day for the answer, as it is on that day: one calendar month after receipt, unless it was put off.
    due_on: Date,
    /// That the answer was put off; null where it was not.
    extension: Option<SubjectAccessExtension>,
    /// How it stands on the day.
    standing: AccessStanding,
    /// The answer; null where there is none on the day.
    answer: Option<SubjectAccessAnswer>,
    /// When it was taken back; null where it was not.
    withdrawn_on: Option<Date>,
    #[graphql(skip)]
    of: AccessOfSubject,
    #[graphql(skip)]
    word: Word,
}

/// That an answer was put off (C12).
#[derive(SimpleObject)]
pub struct SubjectAccessExtension {
    /// Why.
    ground: AccessExtensionGround,
    /// When the person was told.
    told_on: Date,
    /// The last day for the answer since then.
    due_on: Date,
}

/// The answer to a request for access (C12). Its reasons stand in the person's history.
#[derive(SimpleObject)]
pub struct SubjectAccessAnswer {
    /// What was answered.
    outcome: AccessOutcome,
    /// Why not all was handed over; empty where it was.
    grounds: Vec<AccessRefusalGround>,
    /// How it was handed over.
    handed_over: HandOver,
    /// When.
    answered_on: Date,
}

#[ComplexObject]
impl SubjectAccessRequest {
    /// How it stands, in words.
    async fn standing_text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        language_of(context, language).word(self.word)
    }

    /// Whether there is something about the person, as it is now, that guardians must not know of, or that may tell
    /// where somebody is whose address is protected (C12), and somebody else than the child itself asks: then not all may be
    /// handed over. A leader is told of what the own unit answers for, as the extract shows it, and not of cases of other
    /// units.
    #[graphql(complexity = "LOOK_THROUGH_COST")]
    async fn guardians_must_not_know(&self, context: &Context<'_>) -> Result<bool> {
        // Whoever watches over all units' requests is told of all that there is.
        let asked = match principal(context).watches(Permission::SeeSubjects) {
            Watched::Municipality => ExtractFor {
                subject: self.of.subject,
                asker: self.of.request.asker,
                sight: Sight::withheld(),
                reached: Some(Reached::All),
                sees_reports: true,
            },
            Watched::Unit(_) => {
                looked_through(context, self.of.subject, self.of.request.asker, Sight::withheld()).await?
            }
        };
        is_any_kept_from(context, &asked).await
    }
}

/// What the principal looks through for an answer: the cases that are reached, and reports where the roles show them.
pub async fn looked_through(
    context: &Context<'_>,
    subject: SubjectId,
    asker: domain::AccessAsker,
    sight: Sight,
) -> Result<ExtractFor> {
    let principal = principal(context);
    let reached = if principal.may(Permission::SeeCases) { Some(reached(context).await?) } else { None };
    Ok(ExtractFor { subject, asker, sight, reached, sees_reports: principal.may(Permission::SeeReports) })
}

/// Whether there is something in what is looked through that must not be told to who asks for it.
pub async fn is_any_kept_from(context: &Context<'_>, asked: &ExtractFor) -> Result<bool> {
    all_is_known(context).await?;
    // Each loads what names the person: a list of many does so for one after the other, and leaves room for others.
    let _turn = LOOKING_THROUGH.acquire().await.map_err(|error| fault(&error))?;
    let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
    ledger.is_any_kept_from(municipality, asked).await.map_err(|error| fault(&error))
}

impl SubjectAccessRequest {
    /// What its ids begin with.
    pub const PREFIX: &'static str = "access";

    /// Its id, as the schema shows it.
    pub fn id_of(request: AccessRequestId) -> ID {
        global_id(Self::PREFIX, request.as_uuid())
    }

    fn on(of: AccessOfSubject, on: NaiveDate) -> Self {
        let request = &of.request;
        let standing = request.standing(on);
        let (answer, withdrawn_on) = match request.ended(on) {
            Some(AccessEnd::Answered { outcome, grounds, handed_over, answered_on }) => {
                let answer = SubjectAccessAnswer {
                    outcome: (*outcome).into(),
                    grounds: grounds.iter().copied().map(Into::into).collect(),
                    handed_over: (*handed_over).into(),
                    answered_on: (*answered_on).into(),
                };
                (Some(answer), None)
            }
            Some(AccessEnd::Withdrawn { withdrawn_on }) => (None, Some((*withdrawn_on).into())),
            None => (None, None),
        };
        let extension = request.extension.filter(|extension| extension.told_on <= on);
        Self {
            id: Self::id_of(of.id),
            subject: ID(of.subject.to_string()),
            asker: request.asker.into(),
            identity: request.identity.into(),
            authority: request.authority.map(Into::into),
            unit: request.unit.clone(),
            received_on: request.received_on.into(),
            due_on: request.due_on(on).into(),
            extension: extension.map(|extension| SubjectAccessExtension {
                ground: extension.ground.into(),
                told_on: extension.told_on.into(),
                due_on: extension.due_on.into(),
            }),
            standing: standing.into(),
            answer,
            withdrawn_on,
            word: standing.word(),
            of,
        }
    }
}

/// Whether the permission lets the principal watch over what that unit answers.
pub fn watches(principal: &Principal, permission: Permission, unit: &str) -> bool {
    match principal.watches(permission) {
        Watched::Municipality => true,
        Watched::Unit(own) => own.is_some_and(|own| is_same_unit(&own, unit)),
    }
}

/// The requests that the principal is told of, as they stood on a day as far as the ledger knew at the moment, what is due
/// first first.
async fn told(
    context: &Context<'_>,
    on: NaiveDate,
    moment: Option<Moment>,
    is_wanted: impl Fn(&AccessOfSubject) -> bool,
) -> Result<Vec<AccessOfSubject>> {
    let principal = permitted(context, Permission::SeeSubjects)?;
    let requests = services(context).ledger.access_requests(&principal.municipality, as_of(moment)).await;
    let mut requests = requests.map_err(|error| fault(&error))?;
    let is_told = |of: &AccessOfSubject| {
        of.request.received_on <= on && watches(principal, Permission::SeeSubjects, &of.request.unit)
    };
    requests.retain(|of| is_told(of) && is_wanted(of));
    requests.sort_by_key(|of| place_of(of, on));
    Ok(requests)
}

/// Where it stands in the list.
fn place_of(of: &AccessOfSubject, on: NaiveDate) -> (NaiveDate, Uuid) {
    (of.request.due_on(on), of.id.as_uuid())
}

/// Those of one person.
pub async fn of_subject(
    context: &Context<'_>,
    subject: SubjectId,
    moment: Option<Moment>,
) -> Result<Vec<SubjectAccessRequest>> {
    let on = day(None, moment);
    let requests = told(context, on, moment, |of| of.subject == subject).await?;
    Ok(requests.into_iter().map(|of| SubjectAccessRequest::on(of, on)).collect())
}

fn parse_cursor(cursor: Option<&str>) -> Result<Option<(NaiveDate, Uuid)>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let parsed = cursor.split_once('_').and_then(|(day, id)| Some((day.parse().ok()?, Uuid::parse_str(id).ok()?)));
    parsed.map(Some).ok_or_else(|| bad_input("after", InputProblem::NotACursor))
}

/// What is looked through for the answer to one request.
pub struct SubjectAccessExtract {
    of: AccessOfSubject,
    asked: ExtractFor,
}

/// What the ledger holds about the person at one position (C12).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct SubjectAccessEntry {
    /// Position in the municipality's ledger.
    position: i64,
    /// Why nothing of it is told here; null where it is. What guardians must not know of, and whom a report came from, is
    /// no part of the answer.
    kept_back: Option<AccessKeptBack>,
    /// The event's name; null where it is kept back.
    event_type: Option<String>,
    /// The day on which it happened; null where it is kept back.
    occurred_on: Option<Date>,
    /// The day on which the ledger learned of it; null where it is kept back.
    recorded_on: Option<Date>,
    /// What the data are used for; null where it is kept back.
    purpose: Option<ProcessingPurpose>,
    /// Where the data came from: who recorded them; null where it is kept back.
    source: Option<SubjectAccessSource>,
    /// The person's own values. Words about a child may tell of others, and of who reported: they are read before they are
    /// handed over.
    own: Vec<SubjectAccessValue>,
    /// How many values are left out because they are not the person's, by whose they are.
    withheld: Vec<SubjectAccessWithheld>,
    /// What is weighed before it is handed over; null where nothing is known that had to be.
    weigh: Option<AccessRefusalGround>,
    #[graphql(skip)]
    told: Option<Box<AboutSubject>>,
}

/// In which capacity, and for which unit, something was recorded (C12).
#[derive(SimpleObject)]
pub struct SubjectAccessSource {
    /// The role, or which part of the ledger acted by itself.
    role: &'static str,
    /// The unit acted for; null where it may tell where somebody is whose address is protected (C12).
    unit: Option<String>,
}

/// A value of the person's (C12).
#[derive(SimpleObject)]
pub struct SubjectAccessValue {
    /// In which field of the event it stands.
    field: String,
    /// The value, as far as it is shown to you.
    value: PersonalText,
}

/// How many values are left out for one reason (C12).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct SubjectAccessWithheld {
    /// Why.
    reason: AccessKeptBack,
    /// How many.
    count: i64,
    #[graphql(skip)]
    word: Word,
}

#[ComplexObject]
impl SubjectAccessWithheld {
    /// Why, in words.
    async fn text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        language_of(context, language).word(self.word)
    }
}

#[ComplexObject]
impl SubjectAccessEntry {
    /// What happened, in one sentence without personal data; null where it is kept back.
    async fn summary(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Option<String> {
        self.told.as_ref().map(|told| said(context, &told.summary, language))
    }

    /// What the data are used for, in words; null where it is kept back.
    async fn purpose_text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Option<String> {
        self.told.as_ref().map(|told| language_of(context, language).word(told.purpose.word()))
    }

    /// Why it is kept back, in words; null where it is not.
    async fn kept_back_text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Option<String> {
        let reason = domain::AccessKeptBack::from(self.kept_back?);
        Some(language_of(context, language).word(reason.word()))
    }
}

impl From<OwnValue> for SubjectAccessValue {
    fn from(OwnValue { field, shown, value }: OwnValue) -> Self {
        let state = match shown {
            Shown::Visible => PersonalState::Visible,
            Shown::Withheld => PersonalState::Withheld,
            Shown::Shredded => PersonalState::Shredded,
        };
        Self { field, value: PersonalText { value, state } }
    }
}

impl From<ExtractEntry> for SubjectAccessEntry {
    fn from(ExtractEntry { position, content, .. }: ExtractEntry) -> Self {
        use case_ledger_domain::time::oslo_date;
        match content {
            Err(reason) => Self {
                position,
                kept_back: Some(reason.into()),
                event_type: None,
                occurred_on: None,
                recorded_on: None,
                purpose: None,
                source: None,
                own: Vec::new(),
                withheld: Vec::new(),
                weigh: None,
                told: None,
            },
            Ok(mut told) => Self {
                position,
                kept_back: None,
                event_type: Some(told.event_type.clone()),
                occurred_on: Some(oslo_date(told.occurred_at).into()),
                recorded_on: Some(oslo_date(told.recorded_at).into()),
                purpose: Some(told.purpose.into()),
                source: Some(SubjectAccessSource { role: told.role.as_str(), unit: told.unit.clone() }),
                own: std::mem::take(&mut told.own).into_iter().map(Into::into).collect(),
                withheld: told
                    .withheld
                    .iter()
                    .map(|(reason, count)| SubjectAccessWithheld {
                        reason: (*reason).into(),
                        count: i64::try_from(*count).unwrap_or(i64::MAX),
                        word: reason.word(),
                    })
                    .collect(),
                weigh: told.weigh.map(Into::into),
                told: Some(told),
            },
        }
    }
}

/// What was read of the person's data (C12, RM-17).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SubjectAccessThingRead {
    /// A case, or something in it.
    Case,
    /// A concern report.
    Report,
    /// An investigation.
    Investigation,
    /// An internal note, which was handed out as a document (S0-24).
    InternalNote,
    /// A report, which was handed out as a message to another system (S0-43).
    ReportMessage,
    /// An attachment, whose content was handed out.
    Attachment,
    /// Nothing yet: somebody took emergency access to a case.
    EmergencyAccess,
    /// What is decided and asked about the person's data.
    Subject,
}

/// That somebody read the person's data: by role and unit, and not by name (C12, RM-17).
#[derive(SimpleObject)]
pub struct SubjectAccessRead {
    /// What.
    what: SubjectAccessThingRead,
    /// When.
    read_at: DateTime<Utc>,
    /// In which capacity.
    role: &'static str,
    /// For which unit; null where it may tell where somebody is whose address is protected (C12).
    unit: Option<String>,
    /// Why, as the reader's token says.
    purpose: Option<String>,
}

impl From<Read> for SubjectAccessRead {
    fn from(read: Read) -> Self {
        Self {
            what: match read.object_type.as_str() {
                "Report" => SubjectAccessThingRead::Report,
                "Investigation" => SubjectAccessThingRead::Investigation,
                "Subject" => SubjectAccessThingRead::Subject,
                INTERNAL_NOTE_EXPORT => SubjectAccessThingRead::InternalNote,
                REPORT_MESSAGE_EXPORT => SubjectAccessThingRead::ReportMessage,
                ATTACHMENT_CONTENT => SubjectAccessThingRead::Attachment,
                EMERGENCY_ACCESS => SubjectAccessThingRead::EmergencyAccess,
                _ => SubjectAccessThingRead::Case,
            },
            read_at: read.read_at,
            role: read.reader.role_name(),
            unit: read.reader.unit,
            purpose: read.purpose,
        }
    }
}

/// What the ledger holds about a person who asks for it, for whoever answers (C12). It is no answer yet: what is handed
/// over is for the leader to decide.
#[Object]
impl SubjectAccessExtract {
    /// The request that it is for.
    async fn request(&self) -> SubjectAccessRequest {
        SubjectAccessRequest::on(self.of.clone(), day(None, None))
    }

    /// Everything the ledger holds about the person in this municipality, in the order in which it was recorded: of cases,
    /// reports and investigations about the child all, of others what names the person, and what was decided and asked
    /// about the person's data, under whichever pseudonym it was recorded that the child stands (`sameChild`). Of others nothing
    /// but how much is left out, and why. Cases of units that you do not reach are
    /// left out as `OTHER_SERVICE`: their unit answers for them. Anonymous consultations lead to nobody.
    #[graphql(complexity = "LOOK_THROUGH_COST + page_cost(first, child_complexity)")]
    async fn entries(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, SubjectAccessEntry>> {
        let (wanted, after) = (page_size(first)?, parse_number_cursor(after.as_deref())?);
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let turn = LOOKING_THROUGH.acquire().await.map_err(|error| fault(&error))?;
        let found = ledger.extract(municipality, &self.asked, after, wanted + 1).await;
        drop(turn);
        let found = found.map_err(|error| fault(&error))?;
        for entry in found.iter().take(usize::try_from(wanted).unwrap_or(usize::MAX)) {
            if let Some((object_type, object_id)) = entry.read {
                note_read(context, object_type, object_id, None);
            }
        }
        let entries = found.into_iter().map(|entry| (entry.position.to_string(), SubjectAccessEntry::from(entry)));
        Ok(page(entries.collect(), wanted, after > 0))
    }

    /// Who read the cases, reports and investigations about the person as the child, and the decisions about the person's
    /// data, the newest first.
    #[graphql(complexity = "LOOK_THROUGH_COST + page_cost(first, child_complexity)")]
    async fn reads(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, SubjectAccessRead>> {
        permitted(context, Permission::SeeReadLog)?;
        let (wanted, before) = (page_size(first)?, parse_number_cursor(after.as_deref())?);
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let before_read = Some(before).filter(|before| *before > 0);
        let turn = LOOKING_THROUGH.acquire().await.map_err(|error| fault(&error))?;
        let reads = ledger.reads_about(municipality, &self.asked, before_read, wanted + 1).await;
        drop(turn);
        let reads = reads.map_err(|error| fault(&error))?;
        let reads = reads.into_iter().map(|read| (read.read_id.to_string(), SubjectAccessRead::from(read)));
        Ok(page(reads.collect(), wanted, before > 0))
    }
}

/// That the read models which tell what names a person have come to where the ledger stands: an answer that left out what
/// they lack would not say so.
pub async fn all_is_known(context: &Context<'_>) -> Result<()> {
    is_known_of(context, &TELL_OF_PERSONS).await
}

/// That those read models have come to where the ledger stands.
pub async fn is_known_of(context: &Context<'_>, models: &[ReadModel]) -> Result<()> {
    let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
    let head = ledger.head(municipality).await.map_err(|error| fault(&error))?.unwrap_or_default();
    let followed = services(context).projector.wait_for(municipality, head, models, READ_YOUR_WRITES).await;
    if followed.map_err(|error| fault(&error))? {
        return Ok(());
    }
    Err(not_answered(NotAnswered::NotThereYet { position: head }))
}

/// What the principal is shown of the person whose request it is: the leader who answers it the values, as the roles let
/// see; who watches over all requests that there are some. Anybody else is shown nothing.
fn sight_for(principal: &Principal, request: &AccessRequest) -> Option<Sight> {
    let is_answering = principal.may(Permission::AnswerSubjectAccess)
        && watches(principal, Permission::AnswerSubjectAccess, &request.unit)
        && request.is_awaited()
        && request.by != principal.subject;
    let watches_over_all = principal.watches(Permission::HandleSubjectAccess) == Watched::Municipality;
    if is_answering {
        Some(sight(principal, Permission::AnswerSubjectAccess))
    } else {
        watches_over_all.then_some(Sight { values: None, watches_over_persons: true })
    }
}

/// Questions about persons who ask for their own data.
#[derive(Default)]
pub struct SubjectAccessQuestions;

#[Object]
impl SubjectAccessQuestions {
    /// The requests of persons for access to their own data, what is due first first, answered ones included (C12); a leader
    /// is told of those that the own unit answers.
    #[graphql(complexity = "LOAD_COST + page_cost(first, child_complexity)")]
    async fn subject_access_requests(
        &self,
        context: &Context<'_>,
        filter: Option<SubjectAccessFilterInput>,
        #[graphql(desc = "The day on which it is said how they stand; today, or that of the moment, if not given.")]
        on: Option<Date>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, SubjectAccessRequest>> {
        permitted(context, Permission::SeeSubjects)?;
        let filter = filter.unwrap_or_default();
        must_run_forwards(filter.from, filter.to)?;
        let unit = sought("filter.unit", filter.unit)?;
        let standing = filter.standing.map(domain::AccessStanding::from);
        let moment = resolve(context, "asOf", as_of).await?;
        let (wanted, cursor, on) = (page_size(first)?, parse_cursor(after.as_deref())?, day(on, moment));
        let is_wanted = |of: &AccessOfSubject| {
            let request = &of.request;
            standing.is_none_or(|standing| request.standing(on) == standing)
                && unit.as_deref().is_none_or(|unit| is_same_unit(unit, &request.unit))
                && filter.from.is_none_or(|from| request.received_on >= from.0)
                && filter.to.is_none_or(|to| request.received_on <= to.0)
                && cursor.is_none_or(|cursor| place_of(of, on) > cursor)
        };
        let requests = told(context, on, moment, is_wanted).await?;
        let most = usize::try_from(wanted + 1).unwrap_or(usize::MAX);
        let nodes = requests.into_iter().take(most).map(|of| {
            let (due_on, id) = place_of(&of, on);
            (format!("{due_on}_{id}"), SubjectAccessRequest::on(of, on))
        });
        let page = page(nodes.collect(), wanted, cursor.is_some());
        for edge in &page.edges {
            note_read(context, "Subject", edge.node.of.subject.as_uuid(), moment);
        }
        Ok(page)
    }

    /// What the ledger holds about a person who asks for it, for whoever answers: the leader of the unit that answers, who is
    /// not the one who recorded the request, while it waits; and the data protection officer, without values (C12,
    /// Null where there is no such request. It is told as it is now, and that it is read is recorded, also in
    /// each case's read log.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn subject_access_extract(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The person's pseudonym.")] subject: ID,
        #[graphql(desc = "The request.")] request_id: ID,
    ) -> Result<Option<SubjectAccessExtract>> {
        let principal = permitted(context, Permission::HandleSubjectAccess)?;
        let subject = SubjectId::from_uuid(parse_id("subject", "subject", &subject)?);
        let id = AccessRequestId::from_uuid(parse_id("requestId", SubjectAccessRequest::PREFIX, &request_id)?);
        let (ledger, municipality) = (&services(context).ledger, &principal.municipality);
        let known = ledger.load::<case_ledger_domain::subject::Subject>(municipality, subject.as_uuid()).await;
        let known = known.map_err(|error| fault(&error))?;
        let Some(request) = known.aggregate.access().get(&id).cloned() else { return Ok(None) };
        let Some(sight) = sight_for(principal, &request) else { return Err(forbidden(context)) };
        note_read(context, "Subject", subject.as_uuid(), None);
        all_is_known(context).await?;
        let asked = looked_through(context, subject, request.asker, sight).await?;
        Ok(Some(SubjectAccessExtract { of: AccessOfSubject { subject, id, request }, asked }))
    }
}
