//! History in the schema.

use std::fmt;
use std::sync::Arc;

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, Json, Object, Result, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::ledger::{guard, history};
use case_ledger_infrastructure::reach::Extent;
use case_ledger_infrastructure::read_log::ObjectRead;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::as_of::{Moment, as_of};
use super::corrections::{EntryFoundWrong, FoundWrongOfPage};
use super::enums::{Language, mirrored};
use super::scalars::PersonalText;
use super::{
    IN_PART, fault, note_read, page, page_size, parse_number_cursor, principal, said, seeing, services, sight,
};
use crate::auth::Permission;

mirrored! {
    /// How the row that an entry is read from stands against what was written. What a row says that is not as written happened
    /// otherwise, or never: no list or figure tells of it, and no command is decided on its thing, unless somebody has accepted that
    /// it stays.
    guard::RowStanding => RowStanding {
        /// It gives the leaf hash that stands beside it, and a program that holds the municipality's keys wrote it.
        AsWritten,
        /// It gives its leaf hash, and was written before programs put a code beside each row: that it was not changed together with
        /// its hash, the signed tree shows (`inclusionProof`).
        BeforeCodes,
        /// It gives its leaf hash. Whether a program of the ledger wrote it is not known: the municipality's keys are not at hand.
        Unchecked,
        /// It does not give its leaf hash: somebody changed it after it was written.
        Changed,
        /// No program that holds the municipality's keys wrote it: somebody who has the database alone slipped it in, or wrote it anew.
        NotOurs,
        /// No such program wrote it either, and what it says is believed as little. Somebody has accepted that it stays
        /// (`ledger { acceptedRows }`): its thing is worked with again, and goes on behind it.
        Accepted,
    }
}

/// One event, as the ledger recorded it.
// Its fields are there already, and a page has many: they are answered one after the other, not side by side.
pub struct LedgerEntry {
    entry: Arc<history::LedgerEntry>,
    /// Whether it is shown out of a part of its thing's history: then nothing tells how much there is in between.
    in_part: bool,
    /// What was found wrong in it and in those beside it.
    wrong: FoundWrongOfPage,
}

/// Who acted.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct LedgerActor {
    /// Pseudonym of the person or program. Null where the person's data are withheld from you or erased, unless you may
    /// see whose data are: it would tell what else the person did.
    subject: Option<String>,
    /// The person's name; programs have none.
    name: Option<PersonalText>,
    /// The role, or which part of the ledger acted by itself; `unknown` of an entry that is not as written and cannot be read.
    role: &'static str,
    /// The unit acted for.
    unit: Option<String>,
    /// For whom a program acted, where its token said so.
    on_behalf_of: Option<ActedFor>,
}

/// The person for whom a program acted.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActedFor {
    /// Pseudonym; the same as where the person acts alone, if the program's issuer says who it is. Null as that of who acted.
    subject: Option<String>,
    /// The person's name.
    name: PersonalText,
    /// What the person works as.
    role: &'static str,
}

impl LedgerActor {
    /// As far as it is told.
    pub fn of(actor: &history::EntryActor) -> Self {
        Self {
            subject: actor.subject.map(|subject| subject.to_string()),
            name: actor.name.as_ref().map(PersonalText::concealed),
            role: actor.role_name(),
            unit: actor.unit.clone(),
            on_behalf_of: actor.on_behalf_of.as_ref().map(|person| ActedFor {
                subject: person.subject.map(|subject| subject.to_string()),
                name: PersonalText::concealed(&person.name),
                role: person.role.as_str(),
            }),
        }
    }
}

/// One event, as the ledger recorded it.
#[Object(serial)]
impl LedgerEntry {
    /// Position in the municipality's ledger, gapless from 1.
    async fn position(&self) -> i64 {
        self.entry.position
    }
    /// The event's id.
    async fn event_id(&self) -> Uuid {
        self.entry.event_id
    }
    /// The event's name, in the past tense.
    async fn event_type(&self) -> &str {
        &self.entry.event_type
    }
    /// The version of the form it was written in; `data` is always in the present form.
    async fn event_version(&self) -> &str {
        &self.entry.event_version
    }
    /// The kind of thing it happened to: Case, Report, Investigation, Consultation, Settings, Subject.
    async fn stream_type(&self) -> &str {
        &self.entry.aggregate_type
    }
    /// The id of the thing it happened to.
    async fn stream_id(&self) -> &str {
        &self.entry.aggregate_id
    }
    /// Place in that thing's own history, gapless from 1; after the last one, its version, which counts no `ACCEPTED` row. Null where
    /// you are shown a part of a case: it would tell how much happened in it that you are not shown.
    async fn sequence(&self) -> Option<i64> {
        (!self.in_part).then_some(self.entry.sequence)
    }
    /// When it happened.
    async fn occurred_at(&self) -> DateTime<Utc> {
        self.entry.occurred_at
    }
    /// When the ledger learned of it; of an anonymous consultation only the day, as the instant it began at.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.entry.recorded_at
    }
    /// Who acted.
    async fn actor(&self) -> LedgerActor {
        LedgerActor::of(&self.entry.actor)
    }
    /// What happened, in one sentence without personal data.
    async fn summary(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        said(context, &self.entry.summary, language)
    }
    /// How its row stands against what was written, looked at now. Of one that is not as written (`CHANGED`, `NOT_OURS`, `ACCEPTED`) no
    /// personal value is opened; where nobody can read it either, `data` is empty, and the summary and the actor's role say so.
    async fn standing(&self) -> RowStanding {
        self.entry.standing.into()
    }
    /// The event's fields. Personal values are objects of `value` and `state`.
    async fn data(&self) -> Json<&Value> {
        Json(&self.entry.data)
    }
    /// What was found wrong in it since, in the order in which that was recorded; the last counts. The entry itself stays as it
    /// was told, and so does what is owed, found and counted by it (C12).
    #[graphql(complexity = "1 + child_complexity")]
    async fn found_wrong(&self, context: &Context<'_>) -> Result<Vec<EntryFoundWrong>> {
        self.wrong.find(context, self.entry.position).await
    }
    /// The hash over the whole event as its row is now, in hexadecimal digits.
    async fn leaf_hash(&self) -> String {
        case_ledger_infrastructure::secret_file::to_hex(&self.entry.leaf_hash)
    }
    /// The whole row, in base64: exactly the bytes that the leaf hash is over, `SHA-256(0x00 || row)` as in RFC 6962, so that whoever
    /// has it, the proof of its inclusion and the checkpoint can do without this ledger's word. A line that names the form, and then
    /// each column behind its length in eight bytes; personal values are sealed in it, also those that you are shown in `data`.
    /// For those who see the whole ledger and whose data are in it: persons stand in it by their pseudonyms. Null for others, and of
    /// anonymous consultations, whose moment is told to nobody.
    async fn row(&self, context: &Context<'_>) -> Option<String> {
        let principal = principal(context);
        let is_told = principal.may(Permission::SeeLedger) && principal.may(Permission::SeeSubjects);
        let is_of_a_consultation = self.entry.aggregate_type == "Consultation";
        (is_told && !self.in_part && !is_of_a_consultation).then(|| STANDARD.encode(&self.entry.row))
    }
    /// The command it came from.
    async fn command_id(&self) -> Uuid {
        self.entry.command_id
    }
    /// What it belongs together with.
    async fn correlation_id(&self) -> Uuid {
        self.entry.correlation_id
    }
    /// The event that caused the command, where one did.
    async fn causation_id(&self) -> Option<Uuid> {
        self.entry.causation_id
    }
}

impl LedgerEntry {
    /// One in a history that is shown whole.
    pub fn new(entry: Arc<history::LedgerEntry>, wrong: FoundWrongOfPage) -> Self {
        Self { entry, in_part: false, wrong }
    }

    /// One of a thing of which so much is shown.
    pub fn within(entry: Arc<history::LedgerEntry>, extent: &Extent, wrong: FoundWrongOfPage) -> Self {
        Self { entry, in_part: *extent != Extent::Whole, wrong }
    }

    /// What is read with the entry.
    pub fn read(&self, as_of: Option<i64>) -> Option<ObjectRead> {
        let object_type = self.entry.read_as?;
        let object_id = Uuid::parse_str(&self.entry.aggregate_id).ok()?;
        Some(ObjectRead { object_type, object_id, as_of })
    }

    /// Notes that the thing's content is read.
    pub fn note_read(&self, context: &Context<'_>, moment: Option<Moment>) {
        if let Some(read) = self.read(None) {
            note_read(context, read.object_type, read.object_id, moment);
        }
    }
}

/// A page of one thing's history, as far as the ledger had come at the moment and as the thing is shown.
#[expect(clippy::too_many_arguments, reason = "which stream, which part of it, as of when, and how much of it")]
pub async fn of_stream(
    context: &Context<'_>,
    municipality: &Municipality,
    object_type: &'static str,
    object_id: Uuid,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
    extent: &Extent,
) -> Result<Connection<String, LedgerEntry>> {
    let (ledger, sight) = (&services(context).ledger, sight(principal(context), seeing(object_type)));
    let (wanted, cursor) = (page_size(first)?, HistoryCursor::parse(after, extent)?);
    let sequence = match cursor {
        HistoryCursor::Start => 0,
        HistoryCursor::Number(number) => {
            let meant = ledger.sequence_meant(municipality, object_type, object_id, number).await;
            meant.map_err(|error| fault(&error))?
        }
        HistoryCursor::Position(position) => {
            let counted = ledger.sequence_at(municipality, object_type, object_id, position).await;
            counted.map_err(|error| fault(&error))?
        }
    };
    let (mut entries, mut after, most) = (Vec::new(), sequence, usize::try_from(wanted + 1).unwrap_or(usize::MAX));
    // Where not all is shown, what stands between is passed over.
    while entries.len() < most {
        let next = ledger.stream_history(municipality, object_type, object_id, after, wanted + 1, sight, as_of(moment));
        let next = next.await.map_err(|error| fault(&error))?;
        let (found, last) = (next.len(), next.last().map(|entry| entry.sequence));
        entries.extend(next.into_iter().filter(|entry| extent.shows_event(&entry.event_type)));
        match last {
            Some(last) if found == most => after = last,
            _ => break,
        }
    }
    let wrong = FoundWrongOfPage::of(entries.iter().map(|entry| entry.position), sight, moment);
    let entries = entries.into_iter().map(|entry| {
        let cursor = match extent {
            Extent::Whole => HistoryCursor::Number(entry.sequence),
            Extent::Shared(_) => HistoryCursor::Position(entry.position),
        };
        (cursor.to_string(), LedgerEntry::within(Arc::new(entry), extent, wrong.clone()))
    });
    Ok(page(entries.collect(), wanted, sequence > 0))
}

/// A place in a thing's own history. Where not all is shown pages follow each other by positions, which are the whole
/// ledger's: how many entries stand between would tell how much happens that is not shown. Either says which it is, so that
/// a reader whose right has changed since goes on where the last page ended.
#[derive(Clone, Copy)]
enum HistoryCursor {
    Start,
    /// A sequence where all is shown.
    Number(i64),
    Position(i64),
}

impl HistoryCursor {
    /// The place as the reader gives it. A bare number is a sequence where all is shown, and where the thing has come to that
    /// one; else it is the position that it was before places said which they are. Where all is shown and both may be meant, it
    /// is the sequence.
    fn parse(cursor: Option<&str>, extent: &Extent) -> Result<Self> {
        match (cursor, cursor.and_then(|cursor| cursor.strip_prefix(IN_PART))) {
            (None, _) => Ok(Self::Start),
            (_, Some(position)) => parse_number_cursor(Some(position)).map(Self::Position),
            (position, None) if *extent != Extent::Whole => parse_number_cursor(position).map(Self::Position),
            (sequence, None) => parse_number_cursor(sequence).map(Self::Number),
        }
    }
}

impl fmt::Display for HistoryCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => Ok(()),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Position(position) => write!(formatter, "{IN_PART}{position}"),
        }
    }
}
