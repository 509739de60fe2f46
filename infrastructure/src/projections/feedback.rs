//! `feedback`: what those who reported were told, and what they are still to be told: one row per report (RM-16). A
//! renewed investigation, which has no report of its own, has a row of its own. No personal data.
//! Rebuildable from the ledger; nothing else writes this table.

pub mod compliance;

use std::collections::{BTreeSet, HashMap};

use case_ledger_domain::ids::{CaseId, InvestigationId, Municipality};
use case_ledger_domain::investigation::{
    Investigation, InvestigationEvent, InvestigationOutcome, ToldConclusion, feedback_due,
};
use case_ledger_domain::people::Rationale;
use case_ledger_domain::report::{
    AcknowledgementDuty, Channel, Joined, Report, ReportEvent, ReporterKind, TriageOutcome, triage_feedback_due,
};
use case_ledger_domain::time::{oslo_date, start_of_day};
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use uuid::Uuid;

use self::compliance::{FeedbackYear, Tally, counts};
use super::as_of::AsOf;
use super::conditions;
use super::streams::Streams;
use super::table::{self, Change, Cursor, Order, Rows, Table, table};
use super::{Batch, Model, Place, ProjectionError, Recorded, events};
use crate::ledger::authorship::Authorship;
use crate::ledger::history::AnyEvent;

table! {
    /// What the one who sent a report was told.
    pub struct FeedbackRow in "feedback" by feedback_id sorted by received_at {
        /// Under which it is kept: the report's id, or that of the renewed investigation.
        pub feedback_id: Uuid,
        /// The report.
        pub report_id: Uuid,
        /// The case it was sent from.
        pub case_id: Option<Uuid>,
        /// The investigation whose end is told.
        pub investigation_id: Option<Uuid>,
        /// The unit or district.
        pub unit: String,
        /// The name of the kind of reporter.
        pub reporter_kind: String,
        /// Whether it was taken over from a return for statistics, which tells of no feedback.
        pub from_return: bool,
        /// When it came in; of a renewed investigation, the day it began.
        pub received_at: DateTime<Utc>,
        /// The Norwegian date of that.
        pub received_on: NaiveDate,
        /// When a private reporter was named as one at work, whom nothing could be told before.
        pub named_on: Option<NaiveDate>,
        /// When another service sent it back last, while which had it nobody here could tell anything (S2-49).
        pub came_back_on: Option<NaiveDate>,
        /// The last day for the acknowledgement, where one is owed.
        pub acknowledgement_due: Option<NaiveDate>,
        /// When receipt was acknowledged.
        pub acknowledged_on: Option<NaiveDate>,
        /// Whether the reporter learns how triage ends.
        pub learns_outcome: bool,
        /// When triage was concluded.
        pub triaged_on: Option<NaiveDate>,
        /// The name of what it came to.
        pub triage_outcome: Option<String>,
        /// The last day for telling, where that is owed: three weeks from receipt, or from its return, however late triage was
        /// concluded.
        pub triage_due: Option<NaiveDate>,
        /// When it was told.
        pub triage_told_on: Option<NaiveDate>,
        /// Whether all that was told is what may be told, to one who may be told it; nothing while nothing was told.
        pub triage_lawful: Option<bool>,
        /// Whether the report joined an investigation that was going on.
        pub joined_ongoing: bool,
        /// Whether the reporter learns how the investigation ends.
        pub learns_conclusion: bool,
        /// When the investigation ended.
        pub concluded_on: Option<NaiveDate>,
        /// The name of all that may be told of how.
        pub conclusion: Option<String>,
        /// The last day for telling, where that is owed.
        pub conclusion_due: Option<NaiveDate>,
        /// When it was told.
        pub conclusion_told_on: Option<NaiveDate>,
        /// Whether all that was told is what may be told, to one who may be told it; nothing while nothing was told.
        pub conclusion_lawful: Option<bool>,
        /// When measures were told of.
        pub measures_told_on: Option<NaiveDate>,
        /// The name of the basis that rests on.
        pub measures_basis: Option<String>,
        /// Whether there were measures, and reasons for telling of them; nothing while nothing was told.
        pub measures_lawful: Option<bool>,
        /// When it was told that the investigation was dismissed with concern, on an assessment of its own (S2-43).
        pub concern_told_on: Option<NaiveDate>,
        /// Whether that was what may be told, with reasons, to one who may be told it; nothing while nothing was told.
        pub concern_lawful: Option<bool>,
        /// The first of the last days for what is owed and was not told; nothing where nothing is outstanding.
        pub outstanding_by: Option<NaiveDate>,
        /// Position of the newest event.
        pub position: i64,
    }
}

/// The read model.
pub struct FeedbackRegister;

/// What a fold remembers.
#[derive(Default)]
pub struct Memory {
    streams: Streams,
    rows: Rows<FeedbackRow>,
    years: Rows<FeedbackYear>,
    /// The reports that joined each investigation that goes on, as far as no table has them.
    joined: HashMap<Uuid, BTreeSet<Uuid>>,
}

/// How an investigation ended.
#[derive(Clone, Copy)]
struct Ended {
    position: i64,
    outcome: InvestigationOutcome,
    on: NaiveDate,
}

impl Ended {
    fn told_by(recorded: &Recorded) -> Option<Self> {
        match &recorded.event {
            AnyEvent::Investigation(InvestigationEvent::InvestigationConcluded { outcome, concluded_on, .. }) => {
                Some(Self { position: recorded.position, outcome: *outcome, on: *concluded_on })
            }
            _ => None,
        }
    }
}

/// The investigation that triage adds a report to, or that is said to be it afterwards.
const fn joins(event: &AnyEvent) -> Option<InvestigationId> {
    match event {
        AnyEvent::Report(
            ReportEvent::TriageDecided { joins: Some(joined), .. }
            | ReportEvent::JoinedInvestigationNamed { joined, .. }
            | ReportEvent::JoiningCorrected { joined: Some(joined), .. },
        ) => Some(joined.investigation),
        _ => None,
    }
}

impl Memory {
    /// The reports that joined the investigations that end in the batch before it began: they learn of the end as well.
    async fn get_to_know_joined(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        events: &[&Recorded],
    ) -> Result<(), ProjectionError> {
        let ending = events.iter().filter(|recorded| Ended::told_by(recorded).is_some());
        let ending: Vec<Uuid> = ending.map(|recorded| recorded.aggregate_id).collect();
        // A rebuild has met them all.
        if ending.is_empty() || place == Place::Rebuilt {
            return Ok(());
        }
        let known: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "SELECT investigation_id, feedback_id FROM feedback
              WHERE municipality = $1 AND joined_ongoing AND investigation_id = ANY ($2)",
        )
        .bind(municipality.as_str())
        .bind(ending)
        .fetch_all(connection)
        .await?;
        for (investigation, report) in known {
            self.joined.entry(investigation).or_default().insert(report);
        }
        Ok(())
    }

    /// The rows that the next event is about. Events come in the ledger's order: who joins later is not told yet.
    fn about(&mut self, recorded: &Recorded) -> Result<Vec<Uuid>, ProjectionError> {
        if let AnyEvent::Report(ReportEvent::JoiningCorrected { was: Some(was), .. }) = &recorded.event
            && let Some(joined) = self.joined.get_mut(&was.as_uuid())
        {
            joined.remove(&recorded.aggregate_id);
        }
        if let Some(investigation) = joins(&recorded.event) {
            self.joined.entry(investigation.as_uuid()).or_default().insert(recorded.aggregate_id);
        }
        let AnyEvent::Investigation(event) = &recorded.event else { return Ok(vec![recorded.aggregate_id]) };
        let began = self.streams.of(recorded.aggregate_id, recorded.position)?;
        let own = began.report.filter(|_| !began.renews).unwrap_or(recorded.aggregate_id);
        Ok(match event {
            InvestigationEvent::ReporterInformedOfConclusion { report: Some(joined), .. }
            | InvestigationEvent::MeasureInfoDisclosedToReporter { report: Some(joined), .. }
            | InvestigationEvent::ConcernDisclosedToReporter { report: Some(joined), .. } => vec![joined.as_uuid()],
            InvestigationEvent::InvestigationConcluded { .. } => {
                let joined = self.joined.remove(&recorded.aggregate_id).into_iter().flatten();
                std::iter::once(own).chain(joined).collect()
            }
            _ => vec![own],
        })
    }
}

/// How the investigations that reports of the batch join have ended: triage may be recorded after the end, of a day
/// before it.
async fn ended(
    connection: &mut PgConnection,
    municipality: &Municipality,
    authorship: Option<&Authorship>,
    events: &[&Recorded],
) -> Result<HashMap<Uuid, Ended>, ProjectionError> {
    let joined: Vec<Uuid> =
        events.iter().filter_map(|recorded| joins(&recorded.event)).map(InvestigationId::as_uuid).collect();
    if joined.is_empty() {
        return Ok(HashMap::new());
    }
    let concluded = "InvestigationConcluded";
    let ends =
        events::of_kinds(connection, municipality, authorship, Investigation::TYPE, &[concluded], joined).await?;
    Ok(ends.iter().filter_map(|recorded| Some((recorded.aggregate_id, Ended::told_by(recorded)?))).collect())
}

impl Model for FeedbackRegister {
    const NAME: &'static str = "feedback";
    const VERSION: i32 = 10;
    const AGGREGATES: &'static [&'static str] = &[Report::TYPE, Investigation::TYPE];
    const TABLES: &'static [&'static str] = &table::both(FeedbackRow::TABLES, FeedbackYear::TABLES);

    type Memory = Memory;

    async fn fold(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let ours = |recorded: &&Recorded| match &recorded.event {
            AnyEvent::Report(_) => true,
            AnyEvent::Investigation(event) => tells_of_feedback(event),
            _ => false,
        };
        let events: Vec<&Recorded> = batch.events.iter().filter(ours).collect();
        let of_investigations = events.iter().filter(|recorded| matches!(recorded.event, AnyEvent::Investigation(_)));
        let streams = of_investigations.map(|recorded| recorded.aggregate_id);
        memory.streams.get_to_know(connection, municipality, batch, streams).await?;
        memory.get_to_know_joined(connection, place, municipality, &events).await?;
        let ended = ended(connection, municipality, batch.authorship.as_ref(), &events).await?;
        let mut changes = Vec::new();
        for recorded in events {
            let position = recorded.position;
            let joined = joins(&recorded.event).and_then(|joined| ended.get(&joined.as_uuid()));
            let ended = joined.copied().filter(|ended| ended.position < position);
            for key in memory.about(recorded)? {
                changes.push(Change { key, position, is_first: false, what: (key, recorded, ended) });
            }
        }
        let mut tally = Tally::default();
        let applied =
            |row: &mut Option<FeedbackRow>, what: (Uuid, &Recorded, Option<Ended>)| -> Result<(), ProjectionError> {
                let (before, position) = (row.clone(), what.1.position);
                apply(row, what)?;
                tally.became(position, before.as_ref(), row.as_ref());
                Ok(())
            };
        memory.rows.change(connection, place, municipality, batch, changes, applied).await?;
        memory.years.change(connection, place, municipality, batch, tally.changes(), counts).await?;
        if place == Place::Live {
            // From here on the table has them.
            memory.joined.clear();
        }
        Ok(())
    }

    async fn finish(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        memory.rows.finish(connection, place, municipality).await?;
        memory.years.finish(connection, place, municipality).await
    }

    fn rows(memory: &Memory) -> usize {
        memory.streams.len() + memory.rows.len() + memory.years.len()
    }
}

const fn tells_of_feedback(event: &InvestigationEvent) -> bool {
    matches!(
        event,
        InvestigationEvent::InvestigationOpened { .. }
            | InvestigationEvent::InvestigationConcluded { .. }
            | InvestigationEvent::ReporterInformedOfConclusion { .. }
            | InvestigationEvent::MeasureInfoDisclosedToReporter { .. }
            | InvestigationEvent::ConcernDisclosedToReporter { .. }
    )
}

fn apply(
    row: &mut Option<FeedbackRow>,
    (key, recorded, ended): (Uuid, &Recorded, Option<Ended>),
) -> Result<(), ProjectionError> {
    let begun = match &recorded.event {
        AnyEvent::Report(ReportEvent::ReportReceived { case, unit, channel, reporter, received_at, .. }) => {
            let begun = begun(key, key, unit, *received_at, reporter.kind());
            Some(FeedbackRow {
                case_id: case.map(CaseId::as_uuid),
                from_return: *channel == Channel::Kostra15F,
                ..begun
            })
        }
        AnyEvent::Investigation(InvestigationEvent::InvestigationOpened {
            report,
            case,
            unit,
            started_on,
            reporter_learns_conclusion,
            ..
        }) if row.is_none() => {
            let learns = *reporter_learns_conclusion == Some(true);
            let kind = if learns { ReporterKind::Public } else { ReporterKind::Unknown };
            let begun = begun(key, report.as_uuid(), unit, start_of_day(*started_on), kind);
            Some(FeedbackRow { case_id: case.map(CaseId::as_uuid), ..begun })
        }
        _ => None,
    };
    if begun.is_some() {
        *row = begun;
    }
    let row = row.as_mut().ok_or(ProjectionError::Misfit { position: recorded.position })?;
    row.position = recorded.position;
    match &recorded.event {
        AnyEvent::Report(event) => row.hear_report(event),
        AnyEvent::Investigation(event) => row.hear_investigation(recorded.aggregate_id, event),
        _ => {}
    }
    if let Some(Ended { outcome, on, .. }) = ended {
        let named_on = match &recorded.event {
            AnyEvent::Report(
                ReportEvent::JoinedInvestigationNamed { named_on: on, .. }
                | ReportEvent::JoiningCorrected { corrected_on: on, .. },
            ) => Some(*on),
            _ => None,
        };
        row.hear_the_end(outcome, on, named_on);
    }
    row.outstanding_by = row.first_outstanding();
    Ok(())
}

/// The row of a report of which nobody was told anything yet.
fn begun(key: Uuid, report: Uuid, unit: &str, received_at: DateTime<Utc>, kind: ReporterKind) -> FeedbackRow {
    FeedbackRow {
        feedback_id: key,
        report_id: report,
        case_id: None,
        investigation_id: None,
        unit: unit.to_owned(),
        reporter_kind: kind.name().to_owned(),
        from_return: false,
        received_at,
        received_on: oslo_date(received_at),
        named_on: None,
        came_back_on: None,
        acknowledgement_due: None,
        acknowledged_on: None,
        learns_outcome: false,
        triaged_on: None,
        triage_outcome: None,
        triage_due: None,
        triage_told_on: None,
        triage_lawful: None,
        joined_ongoing: false,
        learns_conclusion: false,
        concluded_on: None,
        conclusion: None,
        conclusion_due: None,
        conclusion_told_on: None,
        conclusion_lawful: None,
        measures_told_on: None,
        measures_basis: None,
        measures_lawful: None,
        concern_told_on: None,
        concern_lawful: None,
        outstanding_by: None,
        position: 0,
    }
}

/// Whether all that was told of it was lawful: what was told that may not be told is known to the one it was told to, and no
/// telling that follows makes it right.
fn still_lawful(before: Option<bool>, lawful: bool) -> bool {
    lawful && before != Some(false)
}

impl FeedbackRow {
    /// Whether the reporter is one who reports in the course of work.
    fn is_public(&self) -> bool {
        self.reporter_kind == ReporterKind::Public.name()
    }

    /// From which day the time for telling how triage ended runs, as obligations count it: receipt, that on which it came to be known
    /// whom to tell, or that on which another service sent the report back.
    fn can_be_told_since(&self) -> NaiveDate {
        let known_on = self.named_on.unwrap_or(self.received_on);
        self.came_back_on.map_or(known_on, |came_back_on| came_back_on.max(known_on))
    }

    /// From which day the time for telling how triage ended runs, once triage is concluded.
    pub fn triage_told_since(&self) -> Option<NaiveDate> {
        self.triaged_on.map(|_| self.can_be_told_since())
    }

    fn hear_report(&mut self, event: &ReportEvent) {
        match event {
            ReportEvent::ReporterClassified { kind, acknowledgement, learns_outcome, .. } => {
                kind.name().clone_into(&mut self.reporter_kind);
                // A return for statistics tells neither of what was owed nor of what was told.
                if !self.from_return {
                    self.learns_outcome = *learns_outcome;
                    self.acknowledgement_due = match acknowledgement {
                        AcknowledgementDuty::Due { by } => Some(*by),
                        AcknowledgementDuty::Impossible
                        | AcknowledgementDuty::NotGiven
                        | AcknowledgementDuty::Unknown => None,
                    };
                }
            }
            ReportEvent::ReporterNamedAtWork { reporter, acknowledgement_due, named_on, .. } => {
                reporter.kind().name().clone_into(&mut self.reporter_kind);
                self.hear_that_the_reporter_is_named_at_work(*acknowledgement_due, *named_on);
            }
            ReportEvent::AcknowledgementSent { sent_on, .. } => self.acknowledged_on = Some(*sent_on),
            ReportEvent::TriageDecided { outcome, joins, decided_on, .. } => {
                if let Some(joined) = joins {
                    self.hear_what_it_joined(joined);
                }
                self.triaged_on = Some(*decided_on);
                self.triage_outcome = Some(outcome.name().to_owned());
                self.joined_ongoing = *outcome == TriageOutcome::AddedToOngoingInvestigation;
                self.triage_due = self.learns_outcome.then(|| triage_feedback_due(self.can_be_told_since()));
            }
            ReportEvent::JoinedInvestigationNamed { joined, .. } => self.hear_what_it_joined(joined),
            ReportEvent::JoiningCorrected { joined, .. } => self.hear_where_it_belongs(joined.as_ref()),
            ReportEvent::TriageReopened { sent_back, reopened_on, .. } => {
                if sent_back.is_some() {
                    self.came_back_on = Some(*reopened_on);
                }
                self.hear_that_triage_is_taken_back();
            }
            ReportEvent::ReporterInformedOfTriage { investigation_follows, informed_on, .. } => {
                self.triage_told_on = Some(*informed_on);
                let came_to = self.triage_outcome.as_deref().and_then(TriageOutcome::named);
                let true_to_it = came_to.is_some_and(|outcome| outcome.is_investigated() == *investigation_follows);
                self.triage_lawful = Some(still_lawful(self.triage_lawful, true_to_it && self.is_public()));
            }
            ReportEvent::ReportReceived { .. }
            | ReportEvent::TransferReceiptRecorded(_)
            | ReportEvent::EntryFoundWrong(_)
            | ReportEvent::Steps(_)
            | ReportEvent::ReporterDeclarationRecorded { .. }
            | ReportEvent::ReportCodesGiven { .. }
            | ReportEvent::IntakeMeetingHeld { .. }
            | ReportEvent::ReportPrioritised { .. }
            | ReportEvent::UrgentFollowUpDecided { .. }
            | ReportEvent::WithholdingFromGuardiansChanged { .. } => {}
        }
    }

    /// From then on feedback is owed as to any public reporter, as obligations count it.
    fn hear_that_the_reporter_is_named_at_work(&mut self, acknowledgement_due: Option<NaiveDate>, on: NaiveDate) {
        (self.learns_outcome, self.named_on) = (true, Some(on));
        self.acknowledgement_due = acknowledgement_due.or(self.acknowledgement_due);
        if self.triaged_on.is_some() {
            self.triage_due = Some(triage_feedback_due(self.can_be_told_since()));
        }
        if self.investigation_id.is_some() {
            self.learns_conclusion = true;
            self.conclusion_due = self.concluded_on.map(|ended_on| feedback_due(ended_on.max(on)));
        }
    }

    const fn hear_what_it_joined(&mut self, joined: &Joined) {
        self.investigation_id = Some(joined.investigation.as_uuid());
        self.learns_conclusion = joined.reporter_learns_conclusion;
    }

    /// Nothing is owed of the investigation that it had joined by mistake, and what was told of that was not to be told.
    fn hear_where_it_belongs(&mut self, joined: Option<&Joined>) {
        if self.conclusion_told_on.take().is_some() {
            self.conclusion_lawful = Some(false);
        }
        // Of another child's case, or at least of one that the reporter has nothing to do with.
        if self.measures_told_on.is_some() {
            self.measures_lawful = Some(false);
        }
        if self.concern_told_on.is_some() {
            self.concern_lawful = Some(false);
        }
        (self.investigation_id, self.learns_conclusion) = (None, false);
        (self.concluded_on, self.conclusion, self.conclusion_due) = (None, None, None);
        if let Some(joined) = joined {
            self.hear_what_it_joined(joined);
        } else {
            self.hear_that_triage_is_taken_back();
        }
    }

    /// How triage ends is told anew; what was told unlawfully stays so.
    fn hear_that_triage_is_taken_back(&mut self) {
        (self.triaged_on, self.triage_outcome, self.joined_ongoing) = (None, None, false);
        (self.triage_due, self.triage_told_on) = (None, None);
        self.triage_lawful = self.triage_lawful.filter(|lawful| !lawful);
    }

    fn hear_investigation(&mut self, investigation: Uuid, event: &InvestigationEvent) {
        match event {
            InvestigationEvent::InvestigationOpened { reporter_learns_conclusion, .. } => {
                self.investigation_id = Some(investigation);
                self.learns_conclusion = *reporter_learns_conclusion == Some(true);
            }
            InvestigationEvent::InvestigationConcluded { outcome, concluded_on, .. } => {
                self.hear_the_end(*outcome, *concluded_on, None);
            }
            InvestigationEvent::ReporterInformedOfConclusion { told, informed_on, .. } => {
                self.conclusion_told_on = Some(*informed_on);
                let true_to_it = self.conclusion.as_deref() == Some(told.name());
                self.conclusion_lawful =
                    Some(still_lawful(self.conclusion_lawful, true_to_it && self.learns_conclusion));
            }
            InvestigationEvent::MeasureInfoDisclosedToReporter { basis, decision, disclosed_on, .. } => {
                // Of several, the last that was told, whichever was written down first.
                if self.measures_told_on.is_none_or(|before| before <= *disclosed_on) {
                    self.measures_told_on = Some(*disclosed_on);
                    self.measures_basis = Some(basis.name().to_owned());
                }
                let reasoned = matches!(decision.rationale, Rationale::Stated(_));
                let any = self.conclusion.as_deref() == Some(ToldConclusion::FollowedUp.name());
                self.measures_lawful =
                    Some(still_lawful(self.measures_lawful, reasoned && any && self.learns_conclusion));
            }
            InvestigationEvent::ConcernDisclosedToReporter { decision, disclosed_on, .. } => {
                self.concern_told_on = Some(*disclosed_on);
                let reasoned = matches!(decision.rationale, Rationale::Stated(_));
                let any = self.conclusion.as_deref() == Some(ToldConclusion::Dismissed.name());
                self.concern_lawful =
                    Some(still_lawful(self.concern_lawful, reasoned && any && self.learns_conclusion));
            }
            _ => {}
        }
    }

    /// Nobody could tell it before it was said who reported, or which investigation the report had joined: from then on the
    /// time counts, as obligations count it.
    fn hear_the_end(&mut self, outcome: InvestigationOutcome, on: NaiveDate, joined_named_on: Option<NaiveDate>) {
        self.concluded_on = Some(on);
        self.conclusion = Some(ToldConclusion::from(outcome).name().to_owned());
        let known_on = self.named_on.max(joined_named_on).map_or(on, |known_on| known_on.max(on));
        self.conclusion_due = self.learns_conclusion.then(|| feedback_due(known_on));
    }

    /// The first of the last days for what is owed and was not told.
    fn first_outstanding(&self) -> Option<NaiveDate> {
        [
            (self.acknowledgement_due, self.acknowledged_on),
            (self.triage_due, self.triage_told_on),
            (self.conclusion_due, self.conclusion_told_on),
        ]
        .into_iter()
        .filter_map(|(due, told)| due.filter(|_| told.is_none()))
        .min()
    }
}

/// One of the things that the one who reported is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldOf {
    /// That the report was received.
    Receipt,
    /// How triage ended.
    Triage,
    /// How the investigation ended.
    Conclusion,
}

impl ToldOf {
    /// The column with the last day for it.
    const fn due(self) -> &'static str {
        match self {
            Self::Receipt => "acknowledgement_due",
            Self::Triage => "triage_due",
            Self::Conclusion => "conclusion_due",
        }
    }
}

/// Which reports' feedback is wanted.
#[derive(Debug, Clone, Default)]
pub struct FeedbackFilter {
    /// Only of that unit or district.
    pub unit: Option<String>,
    /// Only of that kind of reporter.
    pub reporter_kind: Option<ReporterKind>,
    /// Only where something is owed and was not told, or only where nothing is.
    pub outstanding: Option<bool>,
    /// Only where the last day for something that was not told lies before this.
    pub overdue_on: Option<NaiveDate>,
    /// Only of reports that joined an ongoing investigation, or only of others.
    pub joined_ongoing: Option<bool>,
    /// Only where something was told that may not be told, or only where nothing was.
    pub unlawful: Option<bool>,
    /// Only received on or after.
    pub received_from: Option<NaiveDate>,
    /// Only received on or before.
    pub received_to: Option<NaiveDate>,
    /// Only where the last day for that lies on one of these days, both included.
    pub due: Option<(ToldOf, NaiveDate, NaiveDate)>,
}

/// The rows after `after`, newest receipt first.
pub async fn feedback(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &FeedbackFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<FeedbackRow>, sqlx::Error> {
    listing(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a FeedbackFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        conditions::is(query, "unit", filter.unit.as_deref());
        conditions::is(query, "reporter_kind", filter.reporter_kind.map(ReporterKind::name));
        conditions::is_there(query, "outstanding_by", filter.outstanding);
        if let Some(on) = filter.overdue_on {
            query.push(" AND outstanding_by < ").push_bind(on);
        }
        conditions::is(query, "joined_ongoing", filter.joined_ongoing);
        if let Some(unlawful) = filter.unlawful {
            let lawful =
                "(triage_lawful IS NOT FALSE AND conclusion_lawful IS NOT FALSE AND measures_lawful IS NOT FALSE
                AND concern_lawful IS NOT FALSE)";
            query.push(if unlawful { " AND NOT " } else { " AND " }).push(lawful);
        }
        conditions::within(query, "received_on", filter.received_from, filter.received_to);
        if let Some((told_of, from, to)) = filter.due {
            conditions::within(query, told_of.due(), Some(from), Some(to));
        }
    };
    table::list::<FeedbackRow>(municipality, asked, Order::Falling, after, most, as_of)
}

#[cfg(test)]
mod counted;
#[cfg(test)]
mod lawful;
#[cfg(test)]
mod tests;
