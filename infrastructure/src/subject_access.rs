//! What is answered to persons who ask for their own data: their requests, and what the ledger holds about them (C12).
//!
//! The requests are read from the streams of data subjects, which are few. What the ledger holds about a person is read
//! from the cases, reports and investigations that name the person, and from the protected addresses that are kept from
//! the person, which a read model tells: of those that are about the person as the child every event, and of all others
//! those that name the person, by their positions. So an answer costs what there is about the person, however long the
//! ledger is. Who asks has waited for the read models to come to where the ledger stands.
//!
//! A child that was told of by name first and by number later stands under several pseudonyms. Where that is recorded, all of
//! them are looked through, whichever the request is about.
//!
//! Nobody else's values are opened for it: what is not the person's is counted, and never read.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use case_ledger_domain::Refusal;
use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{AccessRequestId, CaseId, Municipality, ReportId, SubjectId};
use case_ledger_domain::investigation::Investigation;
use case_ledger_domain::personal::{Category, Shown};
use case_ledger_domain::report::Report;
use case_ledger_domain::subject::Subject;
use case_ledger_domain::subject::access::{
    ABOUT_THE_REPORTER, AccessAsker, AccessKeptBack, AccessRefusalGround, AccessRequest, CASE_IS_OPENED,
    ProcessingPurpose, REPORT_COMES_IN, case_was_opened, report_came_in, to_be_weighed,
};
use case_ledger_domain::texts::Sentence;
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate as _;
use serde_json::Value;
use uuid::Uuid;

use crate::ledger::ActorRole;
use crate::ledger::authorship::where_accepted_rows_stand;
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::guard::{FOLLOWS, Held, StreamGap, WHOLE_ROW};
use crate::ledger::history::{AnyEvent, Sight, Stored};
use crate::personal::envelope::{self, EventPlace, Marked, Place};
use crate::personal::sight::{Standing, SubjectRow};
use crate::projections::as_of::AsOf;
use crate::projections::{ReadModel, named_persons};
use crate::reach::{EMERGENCY_ACCESS, Extent, Reached};
use crate::read_log::{Read, ReadFilter, handed_out_of};

/// A request for access of one person.
#[derive(Debug, Clone)]
pub struct AccessOfSubject {
    /// The person.
    pub subject: SubjectId,
    /// The request's id.
    pub id: AccessRequestId,
    /// The request.
    pub request: AccessRequest,
}

/// For whom the ledger is looked through: whose data, who asks for them, and what the reader's roles show.
#[derive(Debug, Clone)]
pub struct ExtractFor {
    /// The person.
    pub subject: SubjectId,
    /// Who asks.
    pub asker: AccessAsker,
    /// What the reader is shown of the person's values.
    pub sight: Sight,
    /// The cases that the reader reaches, where the roles show cases: those of other units are answered for by these,
    /// as the two services answer each for its own.
    pub reached: Option<Reached>,
    /// Whether the reader's roles show reports and investigations.
    pub sees_reports: bool,
}

/// One value of the person's.
#[derive(Debug, Clone)]
pub struct OwnValue {
    /// In which field of the event it stands.
    pub field: String,
    /// What is shown of it.
    pub shown: Shown,
    /// The value, where it is shown.
    pub value: Option<String>,
}

/// What the ledger holds about the person at one position.
#[derive(Debug, Clone)]
pub struct AboutSubject {
    /// The event's name.
    pub event_type: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When the ledger learned of it.
    pub recorded_at: DateTime<Utc>,
    /// What happened, told without a word about who reported where that is somebody else.
    pub summary: Sentence,
    /// What the data are used for.
    pub purpose: ProcessingPurpose,
    /// In which capacity somebody recorded it.
    pub role: ActorRole,
    /// For which unit.
    pub unit: Option<String>,
    /// The person's values.
    pub own: Vec<OwnValue>,
    /// How many values are not the person's, by whose they are.
    pub withheld: BTreeMap<AccessKeptBack, usize>,
    /// What is weighed before it is handed over.
    pub weigh: Option<AccessRefusalGround>,
}

/// An entry of an extract.
#[derive(Debug, Clone)]
pub struct ExtractEntry {
    /// The position in the ledger.
    pub position: i64,
    /// As what it is recorded that it is read; nothing where nothing is shown.
    pub read: Option<(&'static str, Uuid)>,
    /// What is told, or why nothing is.
    pub content: Result<Box<AboutSubject>, AccessKeptBack>,
}

/// The read models that tell what names a person: a question to them is answered once they have come to where the ledger
/// stands, for an answer that left out what they lack would not say so.
pub const TELL_OF_PERSONS: [ReadModel; 5] = [
    ReadModel::CaseCards,
    ReadModel::ReportRegister,
    ReadModel::InvestigationRegister,
    ReadModel::Feedback,
    ReadModel::NamedPersons,
];

/// A thing in the ledger, by its type and id.
type Stream = (&'static str, Uuid);

/// The types of the things that hold data of persons and lead to them. Anonymous consultations lead to nobody.
const TYPES: [&str; 4] = [Case::TYPE, Report::TYPE, Investigation::TYPE, Subject::TYPE];

/// Where what is decided and asked about a person's data stands.
fn own_rights(subject: SubjectId) -> Stream {
    (Subject::TYPE, subject.as_uuid())
}

fn known_type(name: &str) -> Option<&'static str> {
    TYPES.into_iter().find(|known| *known == name)
}

/// The streams that are about a person as the child, and what is known of whether guardians may know of others.
struct Sorted {
    /// What is decided and asked about persons.
    standing: Standing,
    /// Under which the person stands: the one that is asked about, and those of which it was recorded that they are the same
    /// child's.
    pseudonyms: BTreeSet<SubjectId>,
    about: HashSet<Stream>,
    /// Those that name the person, and whether otherwise than as one who works there.
    naming: HashMap<Stream, bool>,
    kept: HashMap<Stream, bool>,
    leading: HashMap<Stream, bool>,
    /// What was handed out of cases that were looked at.
    handed_out: HashMap<Uuid, Vec<Stream>>,
}

impl Sorted {
    /// Whether all that it knows of the person is the person's own work.
    fn is_own_work(&self, stream: Stream) -> bool {
        !self.about.contains(&stream) && self.naming.get(&stream) == Some(&false)
    }
}

/// A stored event, sealed as it is in the table.
#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    place: EventPlace,
    position: i64,
    aggregate_type: String,
    aggregate_id: String,
    event_type: String,
    event_version: String,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    #[sqlx(try_from = "Stored")]
    actor: Value,
    #[sqlx(try_from = "Stored")]
    payload: Value,
    /// Whether the row before it in its stream is there.
    follows: bool,
    #[sqlx(flatten)]
    held: Held,
}

impl Ledger {
    /// The pseudonyms under which a child stands, as it was known at that moment, that one first among them. Of who is erased
    /// by now that is told of no moment.
    pub async fn pseudonyms_of_child(
        &self,
        municipality: &Municipality,
        child: SubjectId,
        as_of: AsOf,
    ) -> Result<Vec<SubjectId>, Fault> {
        Ok(self.standing(municipality).await?.pseudonyms_of_child(child, as_of))
    }

    /// That a child may be erased under that pseudonym, as far as it stands under others too (C12), and up to which position
    /// that is known.
    pub(crate) async fn same_child_lets_erase(
        &self,
        municipality: &Municipality,
        child: SubjectId,
    ) -> Result<Result<i64, Refusal>, Fault> {
        let standing = self.standing(municipality).await?;
        // Of the same child another stream may tell.
        standing.must_be_told_of(municipality, child)?;
        let others = standing.pseudonyms_of_child(child, AsOf::Now);
        // With the names of guardians from whom an address is kept: each case and report has pseudonyms of its own for them.
        let erased = self.load::<Subject>(municipality, child.as_uuid()).await?.aggregate;
        for other in others.into_iter().filter(|other| *other != child) {
            let known = self.load::<Subject>(municipality, other.as_uuid()).await?.aggregate;
            if let Err(refusal) = known.must_let_the_same_child_be_erased(&erased) {
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(standing.position()))
    }

    /// Every request for access that the ledger knew of at that moment.
    pub async fn access_requests(
        &self,
        municipality: &Municipality,
        as_of: AsOf,
    ) -> Result<Vec<AccessOfSubject>, Fault> {
        let subjects = match as_of {
            AsOf::Now => self.standing(municipality).await?.subjects(),
            AsOf::Position(position) => self.subjects_at(municipality, position).await?,
        };
        let of = |(subject, known): (SubjectId, Subject)| {
            let requests = known.access().clone().into_iter();
            requests.map(move |(id, request)| AccessOfSubject { subject, id, request })
        };
        Ok(subjects.into_iter().flat_map(of).collect())
    }

    async fn subjects_at(
        &self,
        municipality: &Municipality,
        position: i64,
    ) -> Result<HashMap<SubjectId, Subject>, Fault> {
        let rows: Vec<SubjectRow> = sqlx::query_as(&format!(
            "SELECT {WHOLE_ROW} FROM events
              WHERE municipality = $1 AND aggregate_type = 'Subject' AND position <= $2 ORDER BY position"
        ))
        .bind(municipality.as_str())
        .bind(position)
        .fetch_all(self.pool())
        .await?;
        let mut standing = Standing::default();
        self.take_in(self.pool(), municipality, &mut standing, rows).await?;
        Ok(standing.subjects())
    }

    /// What the ledger holds about a person after that position, in order.
    pub async fn extract(
        &self,
        municipality: &Municipality,
        asked: &ExtractFor,
        after: i64,
        most: i64,
    ) -> Result<Vec<ExtractEntry>, Fault> {
        let mut sorted = self.sorted(municipality, asked.subject).await?;
        sorted.standing.must_be_told_of(municipality, asked.subject)?;
        // Of what is about the person as the child all is told, as of the decisions about the person's data; of the others
        // what names the person, which the read model has by position: a page costs what stands on it, however much else
        // happens where the person is named.
        let rights = sorted.pseudonyms.iter().map(|subject| own_rights(*subject));
        let whole: Vec<Stream> = sorted.about.iter().copied().chain(rights).collect();
        // What nobody's program wrote is nothing that the ledger holds about anybody, where it was accepted that it stays.
        let authorship = self.guard().authorship_if_known(municipality).await?;
        let accepted = where_accepted_rows_stand(self.pool(), municipality, authorship.as_ref()).await?;
        // Each thing is read through its own index, and so are the positions of each pseudonym.
        let mut rows: Vec<Row> = sqlx::query_as(&format!(
            "SELECT {WHOLE_ROW}, {FOLLOWS} AS follows FROM events
              WHERE municipality = $1 AND position = ANY (ARRAY(
                 SELECT event.position FROM unnest($4::text[], $5::text[]) AS stream (name, id)
                  CROSS JOIN LATERAL (
                     SELECT position FROM events
                      WHERE municipality = $1 AND aggregate_type = stream.name AND aggregate_id = stream.id AND position > $3
                        AND position <> ALL ($8)
                      ORDER BY sequence LIMIT $6) AS event
                 UNION
                 SELECT event.position FROM unnest($2::uuid[]) AS pseudonym
                  CROSS JOIN LATERAL (
                     SELECT block * $7 + at AS position FROM naming_blocks CROSS JOIN unnest(offsets) AS at
                      WHERE municipality = $1 AND subject = pseudonym AND block >= $3 / $7 AND block * $7 + at > $3
                        AND block * $7 + at <> ALL ($8)
                      ORDER BY block, at LIMIT $6) AS event
                 ORDER BY position LIMIT $6))
              ORDER BY position"
        ))
        .bind(municipality.as_str())
        .bind(sorted.pseudonyms.iter().copied().map(SubjectId::as_uuid).collect::<Vec<_>>())
        .bind(after)
        .bind(whole.iter().map(|(name, _)| *name).collect::<Vec<_>>())
        .bind(whole.iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>())
        .bind(most)
        .bind(named_persons::BLOCK)
        .bind(accepted)
        .fetch_all(self.pool())
        .await?;
        // Nobody is handed what was not written, nor less than what was.
        for Row { held, follows, place, .. } in &rows {
            self.must_be_as_written(municipality, held, authorship.as_ref())?;
            if !follows {
                let (aggregate_type, aggregate_id) = (place.aggregate_type.clone(), place.aggregate_id.clone());
                let (municipality, expected) = (municipality.clone(), usize::try_from(place.sequence - 1));
                let expected = expected.unwrap_or_default();
                return Err(StreamGap { municipality, aggregate_type, aggregate_id, expected }.into());
            }
        }
        // Asked after the rows: a restriction that came before them holds for them.
        let veil = self.veil(municipality, asked.sight).await?;
        let of_person = |subject, path: &str| {
            if sorted.pseudonyms.contains(&subject) { veil.hands_out_at(subject, path) } else { Shown::Withheld }
        };
        let mut values: Vec<(Place<'_>, &mut Value)> = Vec::with_capacity(rows.len() * 2);
        for Row { place, payload, actor, .. } in &mut rows {
            let place: &EventPlace = place;
            values.extend([payload, actor].map(|value| (Place::Event(place), value)));
        }
        envelope::open_shown(self.keys(), municipality, &mut values, of_person).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            entries.push(self.entry(municipality, asked, &mut sorted, row).await?);
        }
        Ok(entries)
    }

    async fn entry(
        &self,
        municipality: &Municipality,
        asked: &ExtractFor,
        sorted: &mut Sorted,
        row: Row,
    ) -> Result<ExtractEntry, Fault> {
        let position = row.position;
        let purpose = ProcessingPurpose::of_stream(&row.aggregate_type).ok_or(Fault::Json)?;
        let stream = known_type(&row.aggregate_type).zip(row.aggregate_id.parse().ok()).ok_or(Fault::Json)?;
        let kept_back = self.kept_back(municipality, asked, sorted, stream).await?;
        if let Some(reason) = kept_back {
            return Ok(ExtractEntry { position, read: None, content: Err(reason) });
        }
        let mut content = about(&sorted.pseudonyms, purpose, row)?;
        // That the child asked by itself, or is restricted against the home, is weighed before anybody else is told it.
        if let Ok(told) = &mut content
            && purpose == ProcessingPurpose::DataSubjectRights
            && asked.asker != AccessAsker::Person
        {
            told.weigh = told.weigh.or(Some(AccessRefusalGround::GuardiansMustNotKnow));
        }
        if let Ok(told) = &mut content
            && self.may_lead_to_the_protected(municipality, asked.asker, sorted, stream).await?
        {
            told.unit = None;
            if told.event_type == CASE_IS_OPENED {
                told.summary = case_was_opened();
            }
            told.weigh = told.weigh.or(Some(AccessRefusalGround::DangerToChild));
        }
        let read = content.is_ok().then_some(stream);
        Ok(ExtractEntry { position, read, content })
    }

    /// Why nothing of a thing is shown, where nothing is.
    async fn kept_back(
        &self,
        municipality: &Municipality,
        asked: &ExtractFor,
        sorted: &mut Sorted,
        stream: Stream,
    ) -> Result<Option<AccessKeptBack>, Fault> {
        let is_shown = match stream.0 {
            Case::TYPE => self.is_reached(municipality, asked.reached.as_ref(), stream.1).await?,
            Report::TYPE | Investigation::TYPE => asked.sees_reports,
            _ => true,
        };
        if !is_shown {
            return Ok(Some(AccessKeptBack::OtherService));
        }
        let is_kept = self.is_kept_from_asker(municipality, asked.asker, sorted, stream).await?;
        Ok(is_kept.then_some(AccessKeptBack::GuardiansMustNotKnow))
    }

    /// Whether the reader reaches the whole of that case.
    async fn is_reached(
        &self,
        municipality: &Municipality,
        reached: Option<&Reached>,
        case: Uuid,
    ) -> Result<bool, Fault> {
        let Some(reached) = reached else { return Ok(false) };
        // Which unit works with a case never changes.
        let known = self.recent::<Case>(municipality, case).await?;
        let unit = known.aggregate.opened().map(|opened| opened.unit.as_str());
        Ok(unit.is_some_and(|unit| reached.extent(case, unit) == Some(Extent::Whole)))
    }

    /// Whether there is something about a person that must not be told to who asks for it, in what the reader answers for:
    /// guardians must not know of it, or it may tell where somebody is whose address is protected (C12). Of what another
    /// unit keeps that unit answers, and that there is such a thing is not told by it.
    pub async fn is_any_kept_from(&self, municipality: &Municipality, asked: &ExtractFor) -> Result<bool, Fault> {
        let mut sorted = self.sorted(municipality, asked.subject).await?;
        let concerned = sorted.naming.iter().filter_map(|(stream, is_concerned)| is_concerned.then_some(*stream));
        let streams: HashSet<Stream> = sorted.about.iter().copied().chain(concerned).collect();
        for stream in streams {
            let reason = self.kept_back(municipality, asked, &mut sorted, stream).await?;
            let leads = reason.is_none()
                && self.may_lead_to_the_protected(municipality, asked.asker, &mut sorted, stream).await?;
            if leads || reason == Some(AccessKeptBack::GuardiansMustNotKnow) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The child itself may know what guardians must not; an employee is told of the own work. Anybody else might tell
    /// them, also who speaks for the child.
    async fn is_kept_from_asker(
        &self,
        municipality: &Municipality,
        asker: AccessAsker,
        sorted: &mut Sorted,
        stream: Stream,
    ) -> Result<bool, Fault> {
        let is_child = asker == AccessAsker::Person && sorted.about.contains(&stream);
        if is_child || sorted.is_own_work(stream) {
            return Ok(false);
        }
        let (name, id) = stream;
        match name {
            // That a person is kept from where another one is, is not told that person (C12).
            Subject::TYPE => Ok(!sorted.pseudonyms.contains(&SubjectId::from_uuid(id))),
            Case::TYPE => self.keeps_from_guardians(municipality, sorted, CaseId::from_uuid(id)).await,
            Report::TYPE => self.report_is_kept_from_guardians(municipality, sorted, ReportId::from_uuid(id)).await,
            Investigation::TYPE => {
                if let Some(kept) = sorted.kept.get(&stream) {
                    return Ok(*kept);
                }
                let mut kept = false;
                for report in self.reports_in(municipality, id).await? {
                    kept |= self.report_is_kept_from_guardians(municipality, sorted, report).await?;
                }
                sorted.kept.insert(stream, kept);
                Ok(kept)
            }
            _ => Ok(false),
        }
    }

    /// Whether somebody's address is protected whom a thing is about, so that what is told of it may lead there: a unit is
    /// where the child is by day. Not to the child itself, nor to who works there; whoever is protected, too, is somewhere else.
    async fn may_lead_to_the_protected(
        &self,
        municipality: &Municipality,
        asker: AccessAsker,
        sorted: &mut Sorted,
        stream: Stream,
    ) -> Result<bool, Fault> {
        let is_child = asker == AccessAsker::Person && sorted.about.contains(&stream);
        if is_child || sorted.is_own_work(stream) {
            return Ok(false);
        }
        if let Some(leads) = sorted.leading.get(&stream) {
            return Ok(*leads);
        }
        let is_asker = |person: &SubjectId| asker == AccessAsker::Person && sorted.pseudonyms.contains(person);
        let persons = self.persons_in(municipality, stream).await?;
        let leads = persons.iter().any(|person| !is_asker(person) && sorted.standing.is_address_protected(*person));
        sorted.leading.insert(stream, leads);
        Ok(leads)
    }

    /// Whom a thing is about: the child, and in a case, or what came from one, the siblings and the guardians.
    async fn persons_in(&self, municipality: &Municipality, (name, id): Stream) -> Result<Vec<SubjectId>, Fault> {
        Ok(match name {
            Case::TYPE => {
                self.load::<Case>(municipality, id).await?.aggregate.whose_whereabouts_it_may_tell().collect()
            }
            Report::TYPE => self.persons_in_report(municipality, id).await?,
            Investigation::TYPE => {
                let known = self.load::<Investigation>(municipality, id).await?.aggregate;
                let mut persons: Vec<SubjectId> =
                    known.opened().map(|opened| opened.child.subject).into_iter().collect();
                for report in self.reports_in(municipality, id).await? {
                    persons.extend(self.persons_in_report(municipality, report.as_uuid()).await?);
                }
                persons
            }
            Subject::TYPE => vec![SubjectId::from_uuid(id)],
            _ => vec![],
        })
    }

    /// Whom a report is about, and those of the case that it came from.
    async fn persons_in_report(&self, municipality: &Municipality, report: Uuid) -> Result<Vec<SubjectId>, Fault> {
        let report = self.load::<Report>(municipality, report).await?.aggregate;
        let Some(received) = report.received() else { return Ok(vec![]) };
        let mut persons = vec![received.child.subject];
        if let Some(case) = received.case {
            let case = self.load::<Case>(municipality, case.as_uuid()).await?.aggregate;
            persons.extend(case.whose_whereabouts_it_may_tell());
        }
        Ok(persons)
    }

    /// The reports that an investigation is about: the one that it follows, and those that joined it.
    async fn reports_in(&self, municipality: &Municipality, investigation: Uuid) -> Result<Vec<ReportId>, Fault> {
        // Which report it follows never changes.
        let known = self.recent::<Investigation>(municipality, investigation).await?;
        let joined: Vec<Uuid> = sqlx::query_scalar(
            "SELECT report_id FROM feedback WHERE municipality = $1 AND joined_ongoing AND investigation_id = $2",
        )
        .bind(municipality.as_str())
        .bind(investigation)
        .fetch_all(self.pool())
        .await?;
        let followed = known.aggregate.opened().map(|opened| opened.report);
        Ok(followed.into_iter().chain(joined.into_iter().map(ReportId::from_uuid)).collect())
    }

    async fn keeps_from_guardians(
        &self,
        municipality: &Municipality,
        sorted: &mut Sorted,
        case: CaseId,
    ) -> Result<bool, Fault> {
        let stream = (Case::TYPE, case.as_uuid());
        if let Some(kept) = sorted.kept.get(&stream) {
            return Ok(*kept);
        }
        let known = self.load::<Case>(municipality, case.as_uuid()).await?.aggregate;
        let kept = known.keeps_from_guardians();
        sorted.kept.insert(stream, kept);
        sorted.handed_out.insert(case.as_uuid(), handed_out_of(&known).collect());
        Ok(kept)
    }

    async fn report_is_kept_from_guardians(
        &self,
        municipality: &Municipality,
        sorted: &mut Sorted,
        id: ReportId,
    ) -> Result<bool, Fault> {
        let stream = (Report::TYPE, id.as_uuid());
        if let Some(kept) = sorted.kept.get(&stream) {
            return Ok(*kept);
        }
        let report = self.load::<Report>(municipality, id.as_uuid()).await?.aggregate;
        let kept = match report.received() {
            None => false,
            Some(received) if received.withheld_from_guardians.is_some() => true,
            Some(received) => match received.case {
                Some(case) => self.keeps_from_guardians(municipality, sorted, case).await?,
                None => false,
            },
        };
        sorted.kept.insert(stream, kept);
        Ok(kept)
    }

    async fn sorted(&self, municipality: &Municipality, subject: SubjectId) -> Result<Sorted, Fault> {
        let standing = self.standing(municipality).await?;
        let pseudonyms: BTreeSet<SubjectId> = standing.pseudonyms_of_child(subject, AsOf::Now).into_iter().collect();
        let rows: Vec<(String, Uuid)> = sqlx::query_as(
            "SELECT 'Case', case_id FROM case_cards WHERE municipality = $1 AND child_subject = ANY ($2)
             UNION ALL
             SELECT 'Report', report_id FROM report_register WHERE municipality = $1 AND child_subject = ANY ($2)
             UNION ALL
             SELECT 'Investigation', investigation_id FROM investigation_register
              WHERE municipality = $1 AND child_subject = ANY ($2)",
        )
        .bind(municipality.as_str())
        .bind(pseudonyms.iter().copied().map(SubjectId::as_uuid).collect::<Vec<_>>())
        .fetch_all(self.pool())
        .await?;
        let about = rows.iter().filter_map(|(name, id)| Some((known_type(name)?, *id))).collect();
        let mut naming = HashMap::new();
        for subject in &pseudonyms {
            for of in named_persons::naming(self.pool(), municipality, *subject).await? {
                if let Some(name) = known_type(&of.aggregate_type) {
                    *naming.entry((name, of.aggregate_id)).or_default() |= of.is_concerned;
                }
            }
        }
        Ok(Sorted {
            standing,
            pseudonyms,
            about,
            naming,
            kept: HashMap::new(),
            leading: HashMap::new(),
            handed_out: HashMap::new(),
        })
    }

    /// Who read what is about a person as the child, before that read, the newest first; not of what is kept back.
    pub async fn reads_about(
        &self,
        municipality: &Municipality,
        asked: &ExtractFor,
        before: Option<i64>,
        most: i64,
    ) -> Result<Vec<Read>, Fault> {
        let mut sorted = self.sorted(municipality, asked.subject).await?;
        let mut objects: Vec<Stream> = sorted.pseudonyms.iter().map(|subject| own_rights(*subject)).collect();
        for stream in sorted.about.clone() {
            if self.kept_back(municipality, asked, &mut sorted, stream).await?.is_none() {
                objects.push(stream);
                if stream.0 == Case::TYPE {
                    objects.push((EMERGENCY_ACCESS, stream.1));
                    // Known already where it was looked at whether guardians may know of it.
                    self.keeps_from_guardians(municipality, &mut sorted, CaseId::from_uuid(stream.1)).await?;
                    objects.extend(sorted.handed_out.get(&stream.1).into_iter().flatten().copied());
                }
            }
        }
        let mut may_lead = false;
        for stream in objects.clone() {
            may_lead |= self.may_lead_to_the_protected(municipality, asked.asker, &mut sorted, stream).await?;
        }
        let mut reads =
            self.reads_of(municipality, &objects, &ReadFilter::default(), before, most, Sight::withheld()).await?;
        if may_lead {
            for read in &mut reads {
                read.reader.unit = None;
            }
        }
        Ok(reads)
    }
}

/// What is told of an event, or why nothing is.
fn about(
    pseudonyms: &BTreeSet<SubjectId>,
    purpose: ProcessingPurpose,
    mut row: Row,
) -> Result<Result<Box<AboutSubject>, AccessKeptBack>, Fault> {
    let event = AnyEvent::decode(&row.aggregate_type, &row.event_type, &row.event_version, &mut row.payload);
    let event = event.map_err(|error| Fault::undecodable_at(row.position, error))?;
    let (mut own, mut withheld) = (Vec::new(), BTreeMap::new());
    let mut is_reporter = false;
    // What is decided about a person's data is told; the words of it are those of the ones who decided.
    let marked = envelope::marked_in(&row.payload)?.into_iter().chain(envelope::marked_in(&row.actor)?);
    for Marked { path, subject: of, category, shown, value } in marked {
        if pseudonyms.contains(&of) && purpose != ProcessingPurpose::DataSubjectRights {
            is_reporter |= category == Category::Reporter;
            own.push(OwnValue { field: field_of(&path, &row.event_type), shown, value });
        } else {
            *withheld.entry(whose(category)).or_default() += 1;
        }
    }
    if !is_reporter && ABOUT_THE_REPORTER.contains(&row.event_type.as_str()) {
        return Ok(Err(AccessKeptBack::ReporterIdentity));
    }
    let is_receipt = row.event_type == REPORT_COMES_IN;
    let actor: Value = row.actor;
    Ok(Ok(Box::new(AboutSubject {
        summary: if is_receipt && !is_reporter { report_came_in() } else { event.summary() },
        weigh: to_be_weighed(&row.event_type).filter(|_| !is_reporter),
        event_type: row.event_type,
        occurred_at: row.occurred_at,
        recorded_at: row.recorded_at,
        purpose,
        role: serde_json::from_value(actor["role"].clone())?,
        unit: actor["unit"].as_str().map(ToOwned::to_owned),
        own,
        withheld,
    })))
}

/// Whose a value is that is not the person's.
const fn whose(category: Category) -> AccessKeptBack {
    match category {
        Category::Child | Category::Guardian => AccessKeptBack::OtherPerson,
        Category::Reporter => AccessKeptBack::ReporterIdentity,
        Category::Employee => AccessKeptBack::Employee,
    }
}

/// Where a value stands in an event, without the event's name.
fn field_of(path: &str, event_type: &str) -> String {
    let path = path.trim_start_matches('/');
    path.strip_prefix(event_type).unwrap_or(path).trim_start_matches('/').replace('/', ".")
}
