//! Cases in the schema.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case::{self, ConsentAnswer};
use case_ledger_domain::guides::{GuideId, NotASlug, StepId};
use case_ledger_domain::ids::{AttachmentId, CaseId, ConsentId, NoteId, ReportId, SubjectId};
use case_ledger_domain::settings::Settings;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::{Live, settings_id};
use case_ledger_infrastructure::personal::sight::Veil;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::case_cards::{self, CaseCard, CaseFilter};
use case_ledger_infrastructure::projections::report_register::ReportFilter;
use case_ledger_infrastructure::reach::Extent;
use case_ledger_infrastructure::read_log::{
    ATTACHMENT_CONTENT, INTERNAL_NOTE_EXPORT, REPORT_MESSAGE_EXPORT, handed_out_of,
};
use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::address_protection::{self, ProtectedAddress, ProtectedPerson};
use super::agreements::{Agreement, EntitledCopy, KnownGuardian};
use super::answers::ReportAnswers;
use super::as_of::{AsOfInput, Moment, as_of, day};
use super::attachments::{Attachment, AttachmentContent, ShownAttachments};
use super::chronology::{self, Chronology, NextDate, Observation, WrongObservations};
use super::cooperation::{InvolvedBody, Referral, RelayHolder};
use super::diff::{self, StateDiff};
use super::discussion::Note;
use super::documents::{DocumentFormat, PrintableDocument, internal_note};
use super::drafts::ReportDraft;
use super::enums::{
    Alternative, Body, ConsentForm, ConsentPurpose, ConsentingParty, InformationCategory, Language, ObligationStanding,
    SharingDirection, WithholdingGround,
};
use super::family::{ChosenAlternative, MOST_CASES_OF_A_SIBLING, OpenRefusal, SharingException, Siblings};
use super::guides::{CaseToolUsed, FollowedGuide, KnownGuides, StepDecision, WhatNow};
use super::history::{self, LedgerEntry};
use super::interpreting::InterpreterNeed;
use super::known::{is_hidden, pseudonyms};
use super::measures::Measure;
use super::meetings::Meeting;
use super::oversight::{self, Finding, FindingFilterInput, Obligation, ObligationFilterInput, must_be_in_order};
use super::people::Child;
use super::read_log::{self, ReadEntry, ReadFilterInput, Wanted};
use super::report_messages::{ReportMessage, ReportMessageSenderInput};
use super::reports::{self, Report};
use super::scalars::{Date, PersonalText};
use super::{
    CONTENT_COST, DIFF_COST, LOAD_COST, ReadsOfRequest, bad_input, extent, fault, global_id, language_of, not_answered,
    note_read, page, page_cost, page_size, parse_id, parse_time_cursor, permitted, principal, reached, services, sight,
    sought, veil,
};
use crate::auth::{Permission, Principal};

/// Whether a case is being worked with.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CaseStatus {
    /// It is.
    Open,
    /// It ended with a reasoned decision.
    Closed,
}

/// Which cases are wanted (RM-1).
#[derive(Default, InputObject)]
pub struct CaseFilterInput {
    /// Only of that unit.
    unit: Option<String>,
    /// Only on that level, 1 to 3 (S3-5).
    level: Option<i32>,
    /// Only open, or only closed, ones.
    status: Option<CaseStatus>,
    /// Only of the child with that national id. The number is looked up as a keyed digest and not stored.
    national_id: Option<String>,
    /// Only opened on that day or later.
    opened_from: Option<Date>,
    /// Only opened on that day or earlier.
    opened_to: Option<Date>,
    /// Only closed on that day or later.
    closed_from: Option<Date>,
    /// Only closed on that day or earlier.
    closed_to: Option<Date>,
    /// Only those that somebody has worked with on that day or later. Cases that you are shown a part of are never found by
    /// when somebody worked with them.
    active_from: Option<Date>,
    /// Only those that nobody has worked with after that day.
    active_to: Option<Date>,
    /// Only those that were closed so long ago that it is to be looked at, today or on the day of `asOf`, whether they are still
    /// to be kept; none where your municipality has not set after how many years that is (`setRetentionReview`, C12).
    #[graphql(default)]
    due_for_retention_review: bool,
    /// Only those that are in that step of a guide, in whichever version they follow it (RM-12). Cases that you are shown a part
    /// of are never found by where they stand.
    step: Option<StepFilterInput>,
    /// Only those in which that alternative is followed. Cases that you are shown a part of are never found by it.
    alternative: Option<Alternative>,
    /// Only those in which somebody was contacted in acute danger, or only those in which nobody was. Cases that you are shown
    /// a part of are never found by it.
    emergency_contact: Option<bool>,
}

/// A step of a guide, by the names of both (RM-12).
#[derive(InputObject)]
pub struct StepFilterInput {
    /// The guide's name.
    guide: String,
    /// The step's name.
    step: String,
}

impl StepFilterInput {
    fn resolve(&self) -> Result<(GuideId, StepId)> {
        let not_a_name = |field| bad_input(field, InputProblem::NotAGuidesName);
        let guide: Result<GuideId, _> = self.guide.parse().map_err(|NotASlug| not_a_name("filter.step.guide"));
        let step: Result<StepId, _> = self.step.parse().map_err(|NotASlug| not_a_name("filter.step.step"));
        Ok((guide?, step?))
    }
}

impl CaseFilterInput {
    /// The filter; `None` when nothing can match it.
    pub async fn resolve(self, context: &Context<'_>, moment: Option<Moment>) -> Result<Option<CaseFilter>> {
        for (from, to, field, first) in [
            (self.opened_from, self.opened_to, "filter.openedTo", "openedFrom"),
            (self.closed_from, self.closed_to, "filter.closedTo", "closedFrom"),
            (self.active_from, self.active_to, "filter.activeTo", "activeFrom"),
        ] {
            must_be_in_order(from, to, field, first)?;
        }
        let unit = sought("filter.unit", self.unit)?;
        let level = match self.level {
            Some(level @ 1..=3) => i16::try_from(level).ok(),
            Some(_) => return Err(bad_input("filter.level", InputProblem::NotALevel)),
            None => None,
        };
        let child = match self.national_id {
            Some(id) => match searched_child(context, &id, Permission::SeeCases, moment).await? {
                Some(subject) => Some(pseudonyms(context, subject, Permission::SeeCases, moment).await?),
                None => return Ok(None),
            },
            None => None,
        };
        let mut closed_to = self.closed_to.map(|date| date.0);
        if self.due_for_retention_review {
            let day = day(None, moment);
            let Some(last) = settings_of(context, moment).await?.closed_for_retention_review(day) else {
                return Ok(None);
            };
            closed_to = Some(closed_to.map_or(last, |asked| asked.min(last)));
        }
        Ok(Some(CaseFilter {
            reached: reached(context).await?,
            unit,
            level,
            open: self.status.map(|status| status == CaseStatus::Open),
            child,
            opened_from: self.opened_from.map(|date| date.0),
            opened_to: self.opened_to.map(|date| date.0),
            closed_from: self.closed_from.map(|date| date.0),
            closed_to,
            active_from: self.active_from.map(|date| date.0),
            active_to: self.active_to.map(|date| date.0),
            step: self.step.as_ref().map(StepFilterInput::resolve).transpose()?,
            alternative: self.alternative.map(Into::into),
            emergency_contact: self.emergency_contact,
        }))
    }
}

/// The municipality's settings as of that moment.
async fn settings_of(context: &Context<'_>, moment: Option<Moment>) -> Result<Settings> {
    let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
    let settings = ledger.load_as_of::<Settings>(municipality, settings_id(municipality), as_of(moment)).await;
    Ok(settings.map_err(|error| fault(&error))?.aggregate)
}

/// The child with that national id, where the municipality knows one that the principal may find in what `seeing` lets
/// it see. That somebody searched is recorded.
pub async fn searched_child(
    context: &Context<'_>,
    national_id: &str,
    seeing: Permission,
    moment: Option<Moment>,
) -> Result<Option<SubjectId>> {
    let (keys, municipality) = (services(context).ledger.keys(), &principal(context).municipality);
    let known = keys.known_subject(municipality, national_id.trim()).await.map_err(|error| fault(&error))?;
    let Some(subject) = known else {
        // That somebody searched is recorded also where nobody was found.
        note_read(context, "SearchByNationalId", Uuid::nil(), moment);
        return Ok(None);
    };
    note_read(context, "SearchByNationalId", subject.as_uuid(), moment);
    // What is about this person is what a restriction keeps; who restricts must find it.
    let is_hidden = is_hidden(&veil(context, seeing).await?, principal(context), subject);
    Ok((!is_hidden).then_some(subject))
}

/// A case: the universal arena's work with one child.
pub struct Case {
    card: CaseCard,
    extent: Extent,
    live: OnceCell<Live<case::Case>>,
    moment: Option<Moment>,
}

impl Case {
    /// What its ids begin with.
    pub const PREFIX: &'static str = "case";

    /// A case by its card of that moment, handed out: that it is read will be recorded before the answer goes out.
    pub fn shown(context: &Context<'_>, card: CaseCard, extent: Extent, moment: Option<Moment>) -> Self {
        note_read(context, "Case", card.case_id, moment);
        Self { card, extent, live: OnceCell::new(), moment }
    }

    /// Whether all that is in it is shown, and not only what guardians let the reader's body have.
    fn is_whole(&self) -> bool {
        self.extent == Extent::Whole
    }

    /// The case with that id as of the moment, where the principal reaches it now.
    pub async fn find(context: &Context<'_>, case: CaseId, moment: Option<Moment>) -> Result<Option<Self>> {
        let Some(extent) = extent(context, Permission::SeeCases, case.as_uuid()).await? else { return Ok(None) };
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let card = case_cards::card(ledger, municipality, case, as_of(moment)).await.map_err(|error| fault(&error))?;
        Ok(card.map(|card| Self::shown(context, card, extent, moment)))
    }

    /// The day it is shown as of in Norway.
    fn day(&self) -> NaiveDate {
        day(None, self.moment)
    }

    /// The case as it is now, whatever moment it is shown as of.
    async fn now(&self, context: &Context<'_>) -> Result<Cow<'_, case::Case>> {
        if self.moment.is_none() {
            return Ok(Cow::Borrowed(&self.live(context).await?.aggregate));
        }
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let now: Result<Live<case::Case>, _> = ledger.load_as_of(municipality, self.card.case_id, AsOf::Now).await;
        Ok(Cow::Owned(now.map_err(|error| fault(&error))?.aggregate))
    }

    async fn live(&self, context: &Context<'_>) -> Result<&Live<case::Case>> {
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let load = || ledger.load_as_of(municipality, self.card.case_id, as_of(self.moment));
        self.live.get_or_try_init(load).await.map_err(|error| fault(&error))
    }

    async fn wrong_observations(&self, context: &Context<'_>) -> Result<WrongObservations> {
        let (ledger, principal) = (&services(context).ledger, principal(context));
        let (case, sight) = (CaseId::from_uuid(self.card.case_id), sight(principal, Permission::SeeCases));
        let found = ledger.found_wrong_in_observations(&principal.municipality, case, sight, as_of(self.moment)).await;
        found.map_err(|error| fault(&error))
    }
}

/// A case: the universal arena's work with one child, on level 1, 2 or 3 (S3-5, RM-1).
#[Object]
impl Case {
    /// Its id.
    pub async fn id(&self) -> ID {
        global_id(Self::PREFIX, self.card.case_id)
    }
    /// The moment it is shown as of, with everything below it; null for now.
    async fn as_of(&self) -> Option<Moment> {
        self.moment
    }
    /// The kinds of information that guardians let your body have, where you are shown the case by their consent to working
    /// together: what is of other kinds is null or missing, in all fields, in the history and in differences.
    /// Null where the case is shown whole.
    async fn shared_categories(&self) -> Option<Vec<InformationCategory>> {
        match &self.extent {
            Extent::Whole => None,
            Extent::Shared(categories) => Some(categories.iter().copied().map(Into::into).collect()),
        }
    }
    /// The unit that works with it.
    async fn unit(&self) -> &str {
        &self.card.unit
    }
    /// The level it is on, 1 to 3 (S3-5).
    async fn level(&self) -> i32 {
        self.card.level.into()
    }
    /// Whether it is being worked with.
    async fn status(&self) -> CaseStatus {
        if self.card.closed_on.is_some() { CaseStatus::Closed } else { CaseStatus::Open }
    }
    /// When the work began.
    async fn opened_on(&self) -> Date {
        self.card.opened_on.into()
    }
    /// When it ended.
    async fn closed_on(&self) -> Option<Date> {
        self.card.closed_on.map(Date)
    }
    /// From when on it is to be looked at whether it is still to be kept; null while it is open, and where your municipality has
    /// not set after how many years that is (C12).
    #[graphql(complexity = "LOAD_COST")]
    async fn retention_review_on(&self, context: &Context<'_>) -> Result<Option<Date>> {
        let Some(closed_on) = self.card.closed_on else { return Ok(None) };
        Ok(settings_of(context, self.moment).await?.retention_review_on(closed_on).map(Date))
    }
    /// How it ended, in words.
    async fn outcome(&self, context: &Context<'_>, language: Option<Language>) -> Option<String> {
        let outcome = case::RecordedOutcome::named(self.card.outcome.as_deref()?)?;
        Some(language_of(context, language).word(outcome.word()))
    }
    /// The newest time anybody worked with it; what the child welfare service answers is no work with it.
    /// Null where you are shown a part of the case: it would tell when something happened that you are not shown.
    async fn last_activity_at(&self) -> Option<DateTime<Utc>> {
        self.is_whole().then_some(self.card.last_activity_at)
    }
    /// Events so far; as `expectedVersion` of a command it means "as I saw it". Null where you are shown a part of the case.
    async fn version(&self) -> Option<i64> {
        self.is_whole().then_some(self.card.events)
    }
    /// When there was last contact with the child: a conversation, or a meeting the child was at (S0-10).
    async fn last_contact_with_child(&self) -> Option<Date> {
        self.card.child_contact_on.filter(|_| self.is_whole()).map(Date)
    }
    /// When there was last contact with guardians: a conversation, a meeting they were at, or that they were told
    /// something (S0-10).
    async fn last_contact_with_guardians(&self) -> Option<Date> {
        self.card.guardian_contact_on.filter(|_| self.is_whole()).map(Date)
    }
    /// The next day for which something is agreed, from the day it is shown as of on (RM-1); where you are shown a part of the
    /// case, the next evaluation of a measure, as far as measures are shared with you.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn next_date(&self, context: &Context<'_>) -> Result<Option<NextDate>> {
        let told: &[case::NextDateFor] = match &self.extent {
            Extent::Whole => &case::NextDateFor::ALL,
            extent if extent.shows(case::InformationCategory::Measures) => &[case::NextDateFor::MeasureEvaluation],
            Extent::Shared(_) => &[],
        };
        Ok(self.live(context).await?.aggregate.next_date(self.day(), told).map(NextDate::of))
    }
    /// What was observed, in the order in which it was seen, with how long each sign went on and which others there were
    /// meanwhile (RM-2); null where observations are not shared with you.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn chronology(&self, context: &Context<'_>) -> Result<Option<Chronology>> {
        if !self.extent.shows(case::InformationCategory::Observations) {
            return Ok(None);
        }
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        Ok(Some(Chronology::of(&live.aggregate, &self.wrong_observations(context).await?, &veil)))
    }
    /// The observations of `chronology` page by page, all or those that were seen in these days, if only on one of them
    /// (RM-2); null where observations are not shared with you.
    #[graphql(complexity = "LOAD_COST + page_cost(first, child_complexity)")]
    async fn observations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those seen on that day or later.")] from: Option<Date>,
        #[graphql(desc = "Only those seen on that day or earlier.")] to: Option<Date>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Option<Connection<String, Observation>>> {
        must_be_in_order(from, to, "to", "from")?;
        let wanted = page_size(first)?;
        if !self.extent.shows(case::InformationCategory::Observations) {
            return Ok(None);
        }
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        let days = (from.map(|date| date.0), to.map(|date| date.0));
        let wrong = self.wrong_observations(context).await?;
        let seen = chronology::seen(&live.aggregate, days, after.as_deref(), wanted, &wrong, &veil)?;
        Ok(Some(page(seen, wanted, after.is_some())))
    }
    /// The other bodies that are or were involved, since when and by what (RM-11); who coordinates them is the relay
    /// holder.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn involved_bodies(&self, context: &Context<'_>) -> Result<Vec<InvolvedBody>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        Ok(self.live(context).await?.aggregate.involved_bodies().iter().map(InvolvedBody::of).collect())
    }
    /// Who read it, when and why, and who had its notes and attachments handed out, the newest read first; up to the moment
    /// that the case is shown as of (RM-17).
    #[graphql(complexity = "LOAD_COST + page_cost(first, child_complexity)")]
    async fn read_log(
        &self,
        context: &Context<'_>,
        filter: Option<ReadFilterInput>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, ReadEntry>> {
        permitted(context, Permission::SeeReadLog)?;
        if !self.is_whole() {
            return Ok(page(Vec::new(), page_size(first)?, false));
        }
        let wanted = Wanted { filter, first, after: after.as_deref(), moment: self.moment };
        let handed_out = handed_out_of(&self.live(context).await?.aggregate);
        read_log::of_case(context, self.card.case_id, handed_out, wanted).await
    }
    /// Observations logged so far; null where observations are not shared with you.
    async fn observation_count(&self) -> Option<i64> {
        self.extent.shows(case::InformationCategory::Observations).then_some(self.card.observations)
    }
    /// Questions for consent without an answer; null where you are shown a part of the case.
    async fn consents_awaited(&self) -> Option<i64> {
        self.is_whole().then_some(self.card.consents_awaited)
    }
    /// Emergency contacts made; null where you are shown a part of the case.
    async fn emergency_contact_count(&self) -> Option<i64> {
        self.is_whole().then_some(self.card.emergency_contacts)
    }
    /// Whether somebody was contacted, or a report sent, in an emergency and the duty to report is still to be assessed; null
    /// where you are shown a part of the case.
    #[graphql(complexity = "5")]
    async fn duty_assessment_owed(&self, context: &Context<'_>) -> Result<Option<bool>> {
        if !self.is_whole() {
            return Ok(None);
        }
        let case = CaseId::from_uuid(self.card.case_id);
        oversight::is_duty_assessment_owed(context, case, self.moment).await.map(Some)
    }
    /// Position of its newest event in the municipality's ledger; null where you are shown a part of the case.
    async fn position(&self) -> Option<i64> {
        self.is_whole().then_some(self.card.position)
    }
    /// The child (S0-4).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn child(&self, context: &Context<'_>) -> Result<Option<Child>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        Ok(live.aggregate.opened().map(|opened| Child::new(&opened.child, &veil, self.moment)))
    }
    /// The register of consents (RM-15): each question with its answer, refusals included, as it stood on `day`;
    /// on the day it is shown as of, or today, when left out. Asked for later than that day, it is left out.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn consents(&self, context: &Context<'_>, day: Option<Date>) -> Result<Vec<Consent>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        let day = day.map_or_else(|| self.day(), |day| day.0);
        let Principal { body, unit, .. } = principal(context);
        let asked = live.aggregate.consents().iter().filter(|(_, consent)| {
            let is_to_reader = || body.is_some_and(|body| consent.scope_on(day).lets_in(body, unit.as_deref()));
            consent.requested_on <= day && (self.is_whole() || is_to_reader())
        });
        let answered = asked.filter_map(|(id, consent)| Some((*id, consent, live.aggregate.answer_on(*id, day)?)));
        Ok(answered.map(|(id, consent, answer)| Consent::new(id, consent, answer, day, &veil)).collect())
    }
    /// Refusals in alternative B or C, and consents taken back there, that wait for an answer; the case is not closed while there is
    /// one.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn open_refusals(&self, context: &Context<'_>) -> Result<Vec<OpenRefusal>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let open = self.live(context).await?.aggregate.open_refusals();
        let refusal = |(consent, refused_on): (&ConsentId, &NaiveDate)| OpenRefusal {
            consent_id: global_id(Consent::PREFIX, consent.as_uuid()),
            refused_on: Date(*refused_on),
        };
        Ok(open.iter().map(refusal).collect())
    }
    /// Whether information may be shared without consent, each time that was assessed, oldest first (S0-30, R-21, R-23).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn sharing_exceptions(&self, context: &Context<'_>) -> Result<Vec<SharingException>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let live = self.live(context).await?;
        let mut assessed: Vec<_> = live.aggregate.assessed_exceptions().iter().collect();
        assessed.sort_by_key(|(_, assessed)| assessed.on);
        Ok(assessed.into_iter().map(SharingException::of).collect())
    }
    /// The alternatives A to D, oldest choice first, those that ended included.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn alternatives(&self, context: &Context<'_>) -> Result<Vec<ChosenAlternative>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let chosen = self.live(context).await?.aggregate.alternatives();
        Ok(chosen.iter().map(ChosenAlternative::of).collect())
    }
    /// The internal notes to the leader, oldest first, with how long each waits or waited for its answer (RM-4).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn notes(&self, context: &Context<'_>) -> Result<Vec<Note>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let mut notes: Vec<_> = self.live(context).await?.aggregate.notes().collect();
        notes.sort_by_key(|(id, note)| (note.submitted_on, *id));
        Ok(notes.into_iter().map(|note| Note::of(note, self.day())).collect())
    }
    /// An internal note to the leader as a document, to print or for a word processor, in the reader's language and as far
    /// as the reader may see; null where there is no such note. That it was handed out stands in the read log (S0-24).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn internal_note(
        &self,
        context: &Context<'_>,
        note_id: ID,
        #[graphql(desc = "In which form.", default)] format: DocumentFormat,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Result<Option<PrintableDocument>> {
        if !self.is_whole() {
            return Ok(None);
        }
        let wanted = NoteId::from_uuid(parse_id("noteId", Note::PREFIX, &note_id)?);
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        let note = live.aggregate.notes().find(|(note, _)| *note == wanted);
        let (Some((_, note)), Some(opened)) = (note, live.aggregate.opened()) else { return Ok(None) };
        note_read(context, INTERNAL_NOTE_EXPORT, wanted.as_uuid(), self.moment);
        let (language, printed_on) = (language_of(context, language), oslo_date(clock::now()));
        let note = internal_note(opened, note, printed_on, language, &veil);
        PrintableDocument::of(&note, format).map(Some).map_err(|error| fault(&error))
    }
    /// A report that was sent from it, as the national report message, for another system than this one to be handed over by
    /// (S0-43, S2-30); null where the case sent no such report. A protected address is not in it (C12). That it was handed out
    /// stands in the read log.
    #[graphql(complexity = "4 * LOAD_COST + child_complexity")]
    async fn report_message(
        &self,
        context: &Context<'_>,
        report_id: ID,
        #[graphql(desc = "What the message asks for and the case does not know.")] sender: ReportMessageSenderInput,
    ) -> Result<Option<ReportMessage>> {
        if !self.is_whole() {
            return Ok(None);
        }
        let report = ReportId::from_uuid(parse_id("reportId", Report::PREFIX, &report_id)?);
        sender.must_not_be_too_long()?;
        if !self.live(context).await?.aggregate.reports().contains(&report) {
            return Ok(None);
        }
        note_read(context, REPORT_MESSAGE_EXPORT, report.as_uuid(), self.moment);
        let (principal, case) = (principal(context), CaseId::from_uuid(self.card.case_id));
        let sight = sight(principal, Permission::SeeCases);
        let ledger = &services(context).ledger;
        let written = ledger
            .report_message(&principal.municipality, (case, report), sender.into(), sight, as_of(self.moment))
            .await;
        Ok(written.map_err(|error| fault(&error))?.map(ReportMessage::from))
    }
    /// What is attached to it, what was made first first, what was withdrawn included (S4-4). Who is shown a part of the case
    /// is shown none: no attachment tells of one kind of information only.
    #[graphql(complexity = "2 * LOAD_COST + child_complexity")]
    async fn attachments(&self, context: &Context<'_>) -> Result<Vec<Attachment>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let (live, now) = (self.live(context).await?, self.now(context).await?);
        let veil = veil(context, Permission::SeeCases).await?;
        let withdrawn_too = ShownAttachments::withdrawn_to(principal(context));
        let shown = ShownAttachments { now: &now, veil: &veil, withdrawn_too };
        let mut attached: Vec<_> = live.aggregate.attachments().iter().collect();
        attached.sort_by_key(|(id, attached)| (attached.made_on, **id));
        Ok(attached.into_iter().map(|(id, attached)| shown.shown(*id, attached)).collect())
    }
    /// What an attachment holds, as far as the reader may see; null where there is no such attachment. One at a time. That
    /// it was handed out stands in the read log before the answer goes out.
    #[graphql(complexity = "CONTENT_COST + child_complexity")]
    async fn attachment_content(&self, context: &Context<'_>, attachment_id: ID) -> Result<Option<AttachmentContent>> {
        if !self.is_whole() {
            return Ok(None);
        }
        let wanted = AttachmentId::from_uuid(parse_id("attachmentId", Attachment::PREFIX, &attachment_id)?);
        let (live, now) = (self.live(context).await?, self.now(context).await?);
        let Some(attached) = live.aggregate.attachments().get(&wanted) else { return Ok(None) };
        let handed_out = context.data_unchecked::<Arc<ReadsOfRequest>>().may_hand_out_a_file().await;
        handed_out.map_err(not_answered)?;
        note_read(context, ATTACHMENT_CONTENT, wanted.as_uuid(), self.moment);
        let veil = veil(context, Permission::SeeCases).await?;
        let withdrawn_too = ShownAttachments::withdrawn_to(principal(context));
        let shown = ShownAttachments { now: &now, veil: &veil, withdrawn_too };
        shown.content(context, CaseId::from_uuid(self.card.case_id), wanted, attached).await.map(Some)
    }
    /// The measures by their ids, those that ended included.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn measures(&self, context: &Context<'_>) -> Result<Vec<Measure>> {
        if !self.extent.shows(case::InformationCategory::Measures) {
            return Ok(Vec::new());
        }
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        let measures = live.aggregate.measures().iter();
        Ok(measures.map(|(id, measure)| Measure::of(*id, measure, self.is_whole(), &veil)).collect())
    }
    /// The guides that it follows, and where it stands in them.
    #[graphql(complexity = "LOAD_COST + 3 * child_complexity")]
    async fn guides(&self, context: &Context<'_>) -> Result<Vec<FollowedGuide>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let guides = KnownGuides::at(context, self.moment).await?;
        Ok(guides.followed_by(&self.live(context).await?.aggregate))
    }
    /// What to do now: the steps of its guides, each with its owners, outcomes and documents (RM-12). Of a guide that
    /// the municipality follows and it has not started with, where one comes in.
    #[graphql(complexity = "LOAD_COST + 3 * child_complexity")]
    async fn what_now(&self, context: &Context<'_>) -> Result<Vec<WhatNow>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let guides = KnownGuides::at(context, self.moment).await?;
        Ok(guides.what_now(&self.live(context).await?.aggregate))
    }
    /// The forms and tools that were used in it, of the catalogue and of guides, in the order in which that was recorded (S1-23,
    /// S3-6). None where you are shown a part of the case: a tool may tell of anything.
    #[graphql(complexity = "2 * LOAD_COST + 3 * child_complexity")]
    async fn tools_used(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Result<Vec<CaseToolUsed>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let guides = KnownGuides::at(context, self.moment).await?;
        let (live, now) = (self.live(context).await?, self.now(context).await?);
        let veil = veil(context, Permission::SeeCases).await?;
        let withdrawn_too = ShownAttachments::withdrawn_to(principal(context));
        let attachments = ShownAttachments { now: &now, veil: &veil, withdrawn_too };
        Ok(guides.tools_used(&live.aggregate, &attachments, language_of(context, language)))
    }
    /// What was decided in the steps of its guides, oldest first.
    #[graphql(complexity = "LOAD_COST + 10 * child_complexity")]
    async fn step_decisions(&self, context: &Context<'_>) -> Result<Vec<StepDecision>> {
        if !self.extent.shows(case::InformationCategory::Assessments) {
            return Ok(Vec::new());
        }
        let guides = KnownGuides::at(context, self.moment).await?;
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        Ok(guides.decisions(live.aggregate.way(), &veil))
    }
    /// Who coordinates the bodies on level 3; null while nobody holds the relay.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn relay_holder(&self, context: &Context<'_>) -> Result<Option<RelayHolder>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        Ok(live.aggregate.relay_holder().map(|held| RelayHolder::of(held, &veil)))
    }
    /// The referrals to other bodies, those first that were recorded first, and what came back (S3-39).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn referrals(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those of which an answer is awaited: neither answered nor withdrawn.", default)]
        unanswered: bool,
    ) -> Result<Vec<Referral>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        let recipient = if self.is_whole() { None } else { principal(context).body };
        Ok(Referral::all_of(&live.aggregate, unanswered, recipient, &veil))
    }
    /// The meetings, those first that were called first (S3-27).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn meetings(&self, context: &Context<'_>) -> Result<Vec<Meeting>> {
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        let Principal { body, unit, .. } = principal(context);
        let is_called = |meeting: &case::Meeting| body.is_some_and(|body| meeting.calls(body, unit.as_deref()));
        let meetings = live.aggregate.meetings().iter();
        let mut called: Vec<_> = meetings.filter(|(_, meeting)| self.is_whole() || is_called(meeting)).collect();
        called.sort_by_key(|(id, meeting)| (meeting.convened_on, **id));
        Ok(called.into_iter().map(|(id, meeting)| Meeting::of(*id, meeting, &live.aggregate, &veil)).collect())
    }
    /// The day of the next meeting, while one is agreed; on level 3 there always is one. Where you are shown a part of
    /// the case, of the next one that your body is called to.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn next_meeting_on(&self, context: &Context<'_>) -> Result<Option<Date>> {
        let known = &self.live(context).await?.aggregate;
        if self.is_whole() {
            return Ok(known.next_meeting().map(|next| Date(next.on)));
        }
        let Principal { body, unit, .. } = principal(context);
        let is_called = |meeting: &&case::Meeting| body.is_some_and(|body| meeting.calls(body, unit.as_deref()));
        let awaited = known.meetings().values().filter(|meeting| meeting.is_awaited()).filter(is_called);
        Ok(awaited.map(|meeting| Date(meeting.planned_for)).min_by_key(|on| on.0))
    }
    /// What was agreed in writing, those first that were drawn up first (S4-8, R-37).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn agreements(&self, context: &Context<'_>) -> Result<Vec<Agreement>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        let mut drawn: Vec<_> = live.aggregate.agreements().iter().collect();
        drawn.sort_by_key(|(id, agreement)| (agreement.drawn_on, **id));
        Ok(drawn
            .into_iter()
            .map(|(id, agreement)| Agreement::of(*id, agreement, live.aggregate.plans().get(id), &veil))
            .collect())
    }
    /// The copies that somebody is or was entitled to: of an agreement its parties, of a report the guardians.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn copies(&self, context: &Context<'_>) -> Result<Vec<EntitledCopy>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        Ok(live.aggregate.copies().iter().map(|copy| EntitledCopy::of(copy, &veil)).collect())
    }
    /// What is known of the child's siblings, with the cases about them (R-13, RM-9); null where you are shown a part of the
    /// case.
    #[graphql(complexity = "LOAD_COST + MOST_CASES_OF_A_SIBLING * child_complexity")]
    async fn siblings(&self, context: &Context<'_>) -> Result<Option<Siblings>> {
        if !self.is_whole() {
            return Ok(None);
        }
        Ok(Some(Siblings::of(&self.live(context).await?.aggregate, self.moment)))
    }
    /// To talk with whom an interpreter is or was needed, in the order in which that was noted (C12); nothing where you are
    /// shown a part of the case.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn interpreter_needs(&self, context: &Context<'_>) -> Result<Vec<InterpreterNeed>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        Ok(live.aggregate.interpreter_needs().iter().map(|need| InterpreterNeed::of(need, &veil)).collect())
    }
    /// Whose address is protected, of the child, the siblings and the guardians: codes 6 and 7 of the population register.
    /// As it is now, whatever moment the case is shown as of (C12).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn address_protection(&self, context: &Context<'_>) -> Result<Vec<ProtectedAddress>> {
        // Whoever is shown a part of a case is shown none where somebody is protected.
        let case = &self.live(context).await?.aggregate;
        let child = case.opened().map(|opened| (ProtectedPerson::Child, opened.child.subject));
        let siblings = case.linked_siblings().iter().map(|sibling| (ProtectedPerson::Sibling, sibling.subject));
        let guardians = case.known_guardians().map(|guardian| (ProtectedPerson::Guardian, guardian.subject));
        let persons = child.into_iter().chain(siblings).chain(guardians).filter(|_| self.is_whole()).collect();
        address_protection::among(context, Permission::SeeCases, persons).await
    }
    /// The guardians whom the case knows by name, in the order in which they came to be known: by what was recorded with
    /// them, or as the unit said with `nameGuardians`. Nothing where you are shown a part of the case.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn guardians(&self, context: &Context<'_>) -> Result<Vec<KnownGuardian>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        Ok(live.aggregate.guardians().iter().map(|known| KnownGuardian::of(known, &veil)).collect())
    }
    /// The ground on which guardians are not told about the report.
    async fn withheld_from_guardians(&self, context: &Context<'_>) -> Result<Option<WithholdingGround>> {
        if !self.is_whole() {
            return Ok(None);
        }
        Ok(self.live(context).await?.aggregate.withheld_from_guardians().map(Into::into))
    }
    /// The drafts of reports, those first that were written first (S2-39).
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn report_drafts(&self, context: &Context<'_>) -> Result<Vec<ReportDraft>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        let (live, veil) = (self.live(context).await?, veil(context, Permission::SeeCases).await?);
        let mut drafts: Vec<_> = live.aggregate.report_drafts().iter().collect();
        drafts.sort_by_key(|(id, draft)| (draft.drafted_on, **id));
        Ok(drafts.into_iter().map(|(id, draft)| ReportDraft::of(*id, draft, &veil)).collect())
    }
    /// What the child welfare service answered to the reports that were sent from it.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn answers_to_reports(&self, context: &Context<'_>) -> Result<Vec<ReportAnswers>> {
        if !self.is_whole() {
            return Ok(Vec::new());
        }
        Ok(ReportAnswers::of(&self.live(context).await?.aggregate))
    }
    /// The reports sent from it, as the child welfare service received them (S0-43).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn reports(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Report>> {
        let principal = permitted(context, Permission::SeeReports)?;
        if !self.is_whole() {
            return Ok(page(Vec::new(), page_size(first)?, false));
        }
        let filter = ReportFilter { case: Some(CaseId::from_uuid(self.card.case_id)), ..ReportFilter::default() };
        let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after.as_deref())?);
        reports::find(context, &principal.municipality, &filter, cursor, wanted, self.moment).await
    }
    /// What is owed in it, or was, what is due first first (RM-13); only what stands so, where that is asked (RM-1).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn obligations(
        &self,
        context: &Context<'_>,
        standing: Option<ObligationStanding>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Obligation>> {
        if !self.is_whole() {
            return Ok(page(Vec::new(), page_size(first)?, false));
        }
        let mut filter = ObligationFilterInput::about_case(global_id(Self::PREFIX, self.card.case_id));
        filter.standing = standing;
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
        if !self.is_whole() {
            return Ok(page(Vec::new(), page_size(first)?, false));
        }
        let filter = FindingFilterInput::about_case(global_id(Self::PREFIX, self.card.case_id));
        oversight::findings(context, filter, None, first, after.as_deref(), self.moment).await
    }
    /// What changed in it between two moments, field by field, and by which events; `to` is now, or the moment it is
    /// shown as of, if not given.
    #[graphql(complexity = "DIFF_COST + LOAD_COST * child_complexity")]
    async fn diff(&self, context: &Context<'_>, from: AsOfInput, to: Option<AsOfInput>) -> Result<StateDiff> {
        diff::of::<case::Case>(context, self.card.case_id, from, to, self.moment, &self.extent).await
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
        let (id, after) = (self.card.case_id, after.as_deref());
        history::of_stream(context, municipality, "Case", id, first, after, self.moment, &self.extent).await
    }
}

/// What became of a question for consent (RM-15, R-21, R-22, R-24).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ConsentStatus {
    /// No answer yet.
    Awaited,
    /// Given.
    Given,
    /// Refused; that is an answer.
    Refused,
    /// Given, and taken back; or never answered, and the question withdrawn.
    Withdrawn,
    /// Given, and run out: its last day has passed, whether that was recorded or not. Or the case ended, and
    /// what was given with it, and was opened again since.
    Expired,
}

/// Who is asked for consent (S4-11, C12).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum AskedForConsent {
    /// A guardian.
    Guardian,
    /// The youth itself, which is no contact with guardians (C12, R-6).
    Youth,
}

/// A question for consent and its answer: who, to whom, what, and for how long (S4-22).
#[derive(SimpleObject)]
#[expect(clippy::struct_field_names, reason = "what was done before consent is named so in the sources")]
pub struct Consent {
    /// Its id.
    id: ID,
    /// What became of it.
    status: ConsentStatus,
    /// When it was asked for.
    requested_on: Date,
    /// When it was given, also where it is taken back or has run out since.
    given_on: Option<Date>,
    /// When it was answered, taken back or ran out.
    answered_on: Option<Date>,
    /// When it was narrowed.
    narrowed_on: Vec<Date>,
    /// Who was asked.
    asked: AskedForConsent,
    /// The guardian who was asked; null where it was the youth.
    guardian: Option<PersonalText>,
    /// In which form it was given.
    form: Option<ConsentForm>,
    /// Who consented, where it is said (S4-11).
    consented_by: Option<ConsentingParty>,
    /// Which ways information may go; to the recipients alone where it is empty (S3-38).
    directions: Vec<SharingDirection>,
    /// Whether it was read through before it was given (S2-39).
    read_before_consent: Option<bool>,
    /// Whether it was given without pressure (S2-39).
    voluntary: Option<bool>,
    /// What it is for.
    purposes: Vec<ConsentPurpose>,
    /// Who may receive information.
    recipients: Vec<Body>,
    /// Which units of those bodies, where they are named.
    recipient_units: Vec<RecipientUnit>,
    /// What kind of information.
    categories: Vec<InformationCategory>,
    /// First day.
    valid_from: Date,
    /// Last day; open when null.
    valid_to: Option<Date>,
}

/// A unit of a body that may receive information (R-21, S4-22).
#[derive(SimpleObject)]
pub struct RecipientUnit {
    /// The body.
    body: Body,
    /// The unit's name.
    unit: String,
}

impl RecipientUnit {
    pub fn of(named: &case::RecipientUnit) -> Self {
        Self { body: named.body.into(), unit: named.unit.clone() }
    }
}

impl Consent {
    /// What a consent's ids begin with.
    pub const PREFIX: &'static str = "consent";

    /// The question and its answer as they stood on that day.
    fn new(id: ConsentId, consent: &case::Consent, answer: ConsentAnswer, day: NaiveDate, veil: &Veil) -> Self {
        let (status, answered_on) = match answer {
            ConsentAnswer::Awaited => (ConsentStatus::Awaited, None),
            ConsentAnswer::Given { on } => (ConsentStatus::Given, Some(Date(on))),
            ConsentAnswer::Refused { on } => (ConsentStatus::Refused, Some(Date(on))),
            ConsentAnswer::Withdrawn { on } => (ConsentStatus::Withdrawn, Some(Date(on))),
            ConsentAnswer::Expired { on } => (ConsentStatus::Expired, Some(Date(on))),
        };
        let scope = consent.scope_on(day);
        let given = consent.given.as_ref().filter(|given| given.on <= day);
        let terms = given.map(|given| given.terms.clone()).unwrap_or_default();
        let narrowings = consent.narrowings.iter().filter(|narrowing| narrowing.on <= day);
        Self {
            id: global_id(Self::PREFIX, id.as_uuid()),
            status,
            requested_on: consent.requested_on.into(),
            given_on: given.map(|given| Date(given.on)),
            answered_on,
            narrowed_on: narrowings.map(|narrowing| Date(narrowing.on)).collect(),
            asked: match consent.of {
                case::WhoIsAsked::Guardian(_) => AskedForConsent::Guardian,
                case::WhoIsAsked::Youth => AskedForConsent::Youth,
            },
            guardian: consent.of.guardian().map(|guardian| PersonalText::of_text(&guardian.name, veil)),
            form: given.map(|given| given.form.into()),
            consented_by: terms.consented_by.map(Into::into),
            directions: terms.directions.into_iter().map(Into::into).collect(),
            read_before_consent: terms.read_before_consent,
            voluntary: terms.voluntary,
            purposes: scope.purposes.iter().copied().map(Into::into).collect(),
            recipients: scope.recipients.iter().copied().map(Into::into).collect(),
            recipient_units: scope.units.iter().map(RecipientUnit::of).collect(),
            categories: scope.categories.iter().copied().map(Into::into).collect(),
            valid_from: scope.valid_from.into(),
            valid_to: scope.valid_to.map(Date),
        }
    }
}
