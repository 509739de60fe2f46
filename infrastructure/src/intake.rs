//! The process manager between whoever reports and the child welfare service.
//!
//! It follows each ledger with checkpoints of its own and takes every sent report in, and tells it what the sender
//! decides afterwards of telling guardians. What the service tells whoever reported, it takes back to the case that the
//! report was sent from (R-41 … R-43). Its command's id derives from the event that caused it, so that it may run
//! twice, on two servers, again after a crash or from the ledger's beginning, and act once: each of its commands leaves
//! an event, by which it is known. The id derives under the municipality's key: were it to be computed by others, one of
//! them could use it first.
//!
//! Beside that it looks back on what guardians were handed before it was written down that they must not know where
//! somebody is (C12): see [`crate::whereabouts`].
//!
//! A report that is not taken in stops the municipality's intake, visibly, and so does an answer that is not taken back
//! with those behind it; none of them stops another. It is tried again from time to time.

mod follower;
pub mod passed_by;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use case_ledger_domain::Refusal;
use case_ledger_domain::case::{
    AnswerAction, Case, CaseAction, CaseEvent, CopyAction, FamilyEvent, ReportingEvent, ServiceAnswer, ServiceFeedback,
    WithholdingGround,
};
use case_ledger_domain::guides::{GuideSubject, Guides};
use case_ledger_domain::ids::{CaseId, CommandId, Municipality, ReportId, SubjectId};
use case_ledger_domain::investigation::{Investigation, InvestigationEvent};
use case_ledger_domain::personal::{Content, Personal};
use case_ledger_domain::report::{Channel, IncomingReport, Report, ReportAction, ReportEvent, Reporter};
use case_ledger_domain::settings::Settings;
use case_ledger_domain::subject::SubjectEvent;
use case_ledger_domain::text::Text;
use case_ledger_domain::texts::Language;
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use futures::FutureExt as _;
use serde_json::Value;
use sqlx::FromRow;
use tokio::time::timeout;
use uuid::Uuid;

use crate::clock;
use crate::ledger::authorship::{Authorship, NotOurs};
use crate::ledger::bus::{CommandContext, CommandError, Fault, Ledger, settings_id};
use crate::ledger::guard::{Held, RowStanding, WHOLE_ROW};
use crate::ledger::history::{AnyEvent, Stored};
use crate::ledger::writer::AppendError;
use crate::ledger::{Actor, Program};
use crate::personal::envelope::{self, EventPlace, Place};
use crate::personal::keys::{KeyError, KeyStore};
use crate::projections::ReadModel;
use crate::projections::as_of::AsOf;
use crate::projections::back_off::{BackOffs, Failure};
use crate::projections::standing::standing_of;
use crate::projections::{self, database_error, describe};

pub use follower::Follower;

/// What the ids of its commands derive for.
const PURPOSE: &str = "intake";
/// Events looked through at a time.
const BATCH: i64 = 5_000;
/// How often other servers' commits are looked for.
const POLL: Duration = Duration::from_millis(200);
/// How long to wait after something failed.
const BACK_OFF: Duration = Duration::from_secs(1);

/// Takes sent reports in.
pub struct Intake {
    ledger: Arc<Ledger>,
    guides: Arc<Guides>,
    waits: BackOffs,
}

#[derive(FromRow)]
struct Followed {
    #[sqlx(flatten)]
    place: EventPlace,
    aggregate_type: String,
    aggregate_id: String,
    position: i64,
    event_id: Uuid,
    correlation_id: Uuid,
    event_type: String,
    event_version: String,
    #[sqlx(try_from = "Stored")]
    payload: Value,
    /// What shows whose it is, of the row as it was read: what is acted on is what was looked at.
    #[sqlx(flatten)]
    held: Held,
}

/// Whose an event is that is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// A program of the ledger wrote it.
    Ours,
    /// None did, and somebody has accepted that it stays.
    Accepted,
    /// None did, or it was changed since.
    Nobodys,
}

impl Followed {
    fn whose(&self, authorship: &Authorship) -> Whose {
        match self.held.standing(Some(authorship)) {
            RowStanding::AsWritten | RowStanding::BeforeCodes => Whose::Ours,
            RowStanding::Changed => Whose::Nobodys,
            _ if authorship.is_accepted(self.position, &self.held.leaf) => Whose::Accepted,
            RowStanding::NotOurs | RowStanding::Accepted | RowStanding::Unchecked => Whose::Nobodys,
        }
    }
}

impl Intake {
    /// The intake of that ledger, which knows no guides: a report takes up its own with the first thing that is done with it.
    pub fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger, guides: Arc::default(), waits: BackOffs::default() }
    }

    /// By these guides: a report follows those that its municipality had adopted, from its receipt on.
    #[must_use]
    pub fn by(self, guides: Arc<Guides>) -> Self {
        Self { guides, ..self }
    }

    /// Runs until the task is aborted.
    pub async fn run(self) {
        // Each for itself: one that has the whole ledger before it keeps the other waiting no more than a faulty one.
        let [reports, answers, whereabouts] =
            [Follower::Reports, Follower::Answers, Follower::Whereabouts].map(|follower| self.keep_up(follower));
        tokio::join!(reports, answers, whereabouts);
    }

    async fn keep_up(&self, follower: Follower) {
        let committed = self.ledger.committed();
        loop {
            let woken = committed.notified();
            match self.catch_up_as(follower).await {
                Ok(()) => {
                    let _ = timeout(POLL, woken).await;
                    tokio::time::sleep(follower.rests()).await;
                }
                Err(error) => {
                    tracing::warn!(follower = follower.name(), error = %error, "the intake waits");
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
        }
    }

    /// Takes in every report that was sent and not yet received, and takes back every answer, except where it waits
    /// after a failure. What fails for one municipality keeps no other waiting; the first error is given back when all
    /// have had their turn.
    pub async fn catch_up(&self) -> Result<(), CommandError> {
        let mut result = Ok(());
        for follower in Follower::ALL {
            result = result.and(self.catch_up_as(*follower).await);
        }
        result
    }

    async fn catch_up_as(&self, follower: Follower) -> Result<(), CommandError> {
        let behind: Vec<(String, i64, bool)> = sqlx::query_as(
            "SELECT h.municipality, h.position, p.fault IS NOT NULL FROM ledger_heads h
               LEFT JOIN projections p ON p.read_model = $1 AND p.municipality = h.municipality
              WHERE (p.position < h.position AND NOT p.beyond AND p.version = $2 OR p.version < $2)
                 OR (p.position IS NULL AND h.position > 0)",
        )
        .bind(follower.name())
        .bind(follower.version())
        .fetch_all(self.ledger.tasks())
        .await
        .map_err(Fault::from)?;
        let mut result = Ok(());
        for (number, head, faulty) in behind {
            // The column's check lets nothing else in.
            let Ok(municipality) = number.parse() else { continue };
            if !self.waits.may_try(follower.name(), &municipality, faulty, Instant::now()) {
                continue;
            }
            match self.follow(follower, &municipality, head).await {
                Ok(()) => {}
                Err(error) => {
                    let wait = self.waits.failed(follower.name(), &municipality, Failure::Passing, Instant::now());
                    let name = follower.name();
                    tracing::warn!(%municipality, follower = name, error = %describe(&error), ?wait, "an intake waits");
                    result = result.and(Err(error));
                }
            }
        }
        result
    }

    async fn follow(&self, follower: Follower, municipality: &Municipality, head: i64) -> Result<(), CommandError> {
        let pool = self.ledger.tasks();
        // A checkpoint of another version stands past what was not followed then: it begins anew.
        sqlx::query(
            "INSERT INTO projections (read_model, municipality, version) VALUES ($1, $2, $3)
             ON CONFLICT (read_model, municipality) DO UPDATE
                SET position = 0, version = excluded.version, fault = NULL, beyond = false, moved_at = clock_timestamp()
              WHERE projections.version < excluded.version",
        )
        .bind(follower.name())
        .bind(municipality.as_str())
        .bind(follower.version())
        .execute(pool)
        .await
        .map_err(Fault::from)?;
        loop {
            // No lock is held while commands run: were two servers to take the same report in, its command id would
            // let one through. The checkpoint only ever moves forward, and one of a newer program is that program's.
            let position: Option<i64> = sqlx::query_scalar(
                "SELECT position FROM projections WHERE read_model = $1 AND municipality = $2 AND version = $3",
            )
            .bind(follower.name())
            .bind(municipality.as_str())
            .bind(follower.version())
            .fetch_optional(pool)
            .await
            .map_err(Fault::from)?;
            let Some(position) = position.filter(|position| *position < head) else { return Ok(()) };
            let mut until = head.min(position + BATCH);
            if let Some(model) = follower.asks() {
                let (there, fault) = self.stands(model, municipality).await?;
                until = until.min(there);
                if until <= position {
                    return self.waits_for(model, fault, follower, municipality).await;
                }
            }
            let mut happened: Vec<Followed> = sqlx::query_as(&format!(
                "SELECT {WHOLE_ROW} FROM events
                      WHERE municipality = $1 AND position > $2 AND position <= $3 AND event_type = ANY ($4)
                      ORDER BY position"
            ))
            .bind(municipality.as_str())
            .bind(position)
            .bind(until)
            .bind(follower.followed())
            .fetch_all(pool)
            .await
            .map_err(Fault::from)?;
            // What no program of the ledger wrote is acted on by none; where somebody has accepted that it stays, it is passed over.
            if !happened.is_empty() {
                let mut authorship = self.ledger.authorship(municipality).await.map_err(Fault::from)?;
                if happened.iter().any(|event| event.whose(&authorship) == Whose::Nobodys) {
                    authorship = self.ledger.authorship_anew(municipality).await.map_err(Fault::from)?;
                }
                if let Some(event) = happened.iter().find(|event| event.whose(&authorship) == Whose::Nobodys) {
                    let (position, error) = (event.position, Fault::from(NotOurs { position: event.position }));
                    return self.stop(follower, municipality, position, &error.into()).await;
                }
                happened.retain(|event| event.whose(&authorship) == Whose::Ours);
            }
            for event in happened {
                let position = event.position;
                let acted = AssertUnwindSafe(self.act_on(follower, municipality, event)).catch_unwind().await;
                match acted.unwrap_or_else(|_| Err(Fault::Panicked.into())) {
                    Ok(()) => {}
                    Err(error) if is_transient(&error) => return Err(error),
                    Err(error) => return self.stop(follower, municipality, position, &error).await,
                }
            }
            sqlx::query(
                "UPDATE projections SET position = $4, fault = NULL, moved_at = clock_timestamp()
                  WHERE read_model = $1 AND municipality = $2 AND version = $3 AND position = $5",
            )
            .bind(follower.name())
            .bind(municipality.as_str())
            .bind(follower.version())
            .bind(until)
            .bind(position)
            .execute(pool)
            .await
            .map_err(Fault::from)?;
            self.waits.succeeded(follower.name(), municipality);
        }
    }

    /// Stops here, visibly: going on would lose a report, or an answer.
    async fn stop(
        &self,
        follower: Follower,
        municipality: &Municipality,
        position: i64,
        error: &CommandError,
    ) -> Result<(), CommandError> {
        let reason = format!("what was told at position {position} was not taken in: {}", describe(error));
        let again_in = self.waits.failed(follower.name(), municipality, Failure::Fault, Instant::now());
        tracing::error!(%municipality, follower = follower.name(), error = %reason, ?again_in, "an intake stopped");
        // Another server may have taken it in meanwhile.
        sqlx::query(
            "UPDATE projections SET fault = $4
              WHERE read_model = $1 AND municipality = $2 AND version = $3 AND position < $5",
        )
        .bind(follower.name())
        .bind(municipality.as_str())
        .bind(follower.version())
        .bind(reason)
        .bind(position)
        .execute(self.ledger.tasks())
        .await
        .map_err(Fault::from)?;
        Ok(())
    }

    /// How far that read model has come, and why it stopped, if it did.
    async fn stands(
        &self,
        model: ReadModel,
        municipality: &Municipality,
    ) -> Result<(i64, Option<String>), CommandError> {
        let stands = standing_of(self.ledger.tasks(), model, municipality).await.map_err(Fault::from)?;
        // What stands beyond the end has taken in nobody knows what.
        Ok(stands.map(|stands| (if stands.beyond { 0 } else { stands.position }, stands.fault)).unwrap_or_default())
    }

    /// It has come as far as the read model that it asks; where that has stopped, so has this, and says so.
    async fn waits_for(
        &self,
        model: ReadModel,
        fault: Option<String>,
        follower: Follower,
        municipality: &Municipality,
    ) -> Result<(), CommandError> {
        let reason = fault.map(|fault| format!("it waits for {}, which stopped: {fault}", model.name()));
        sqlx::query(
            "UPDATE projections SET fault = $4
              WHERE read_model = $1 AND municipality = $2 AND version = $3 AND fault IS DISTINCT FROM $4",
        )
        .bind(follower.name())
        .bind(municipality.as_str())
        .bind(follower.version())
        .bind(reason)
        .execute(self.ledger.tasks())
        .await
        .map_err(Fault::from)?;
        Ok(())
    }

    async fn act_on(
        &self,
        follower: Follower,
        municipality: &Municipality,
        mut happened: Followed,
    ) -> Result<(), CommandError> {
        if follower == Follower::Whereabouts {
            return self.look_back(municipality, happened).await;
        }
        let mut payload = [(Place::Event(&happened.place), &mut happened.payload)];
        envelope::open_all(self.ledger.keys(), municipality, &mut payload).await.map_err(Fault::from)?;
        let (kind, version) = (&happened.event_type, &happened.event_version);
        let event = AnyEvent::decode(&happened.aggregate_type, kind, version, &mut happened.payload);
        let event = event.map_err(|error| Fault::undecodable_at(happened.position, error))?;
        match event {
            AnyEvent::Case(event) => self.take_in(municipality, happened, event).await,
            AnyEvent::Report(event) => match (happened.aggregate_id.parse().ok(), answer_of_report(&event)) {
                (Some(report), Some(answer)) => self.take_back(municipality, &happened, report, answer).await,
                _ => Ok(()),
            },
            AnyEvent::Investigation(event) => {
                let Some((joined, answer)) = answer_of_investigation(&event) else { return Ok(()) };
                let report = match joined {
                    Some(joined) => Some(joined),
                    None => self.report_investigated(municipality, &happened).await?,
                };
                let Some(report) = report else { return Ok(()) };
                self.take_back(municipality, &happened, report, answer).await
            }
            AnyEvent::Settings(_) | AnyEvent::Consultation(_) | AnyEvent::Subject(_) => Ok(()),
        }
    }

    /// What guardians have read in the cases that this concerns is looked back on (C12). What is decided goes by what is known
    /// now, so it needs nothing of the event's content.
    async fn look_back(&self, municipality: &Municipality, mut followed: Followed) -> Result<(), CommandError> {
        let standing = self.ledger.standing_by(self.ledger.tasks(), municipality).await.map_err(CommandError::from)?;
        if !standing.is_or_was_any_address_protected() {
            return Ok(());
        }
        for case in self.cases_concerned_by(municipality, &mut followed).await? {
            // Until there is nothing more to tell: by what it is decided may have moved meanwhile. One command for each state of
            // each case.
            while let Some((version, look_back)) = self.ledger.look_back(municipality, case).await? {
                let looked = Uuid::new_v5(&followed.event_id, format!("{case}/{version}").as_bytes());
                let command_id = intake_command_id(self.ledger.keys(), municipality, looked).await;
                let (cause, correlation) = (followed.event_id, followed.correlation_id);
                let context = CommandContext {
                    actor: Actor::program(municipality, Program::Whereabouts),
                    ..intake_context(municipality, command_id.map_err(Fault::from)?, cause, correlation, clock::now())
                };
                let action = CaseAction::Copy(CopyAction::LookBack(look_back));
                self.ledger.execute::<Case>(&context, case.as_uuid(), action).await?;
            }
        }
        Ok(())
    }

    /// The case in which that happened, or those that name the person whom it is about.
    async fn cases_concerned_by(
        &self,
        municipality: &Municipality,
        followed: &mut Followed,
    ) -> Result<Vec<CaseId>, CommandError> {
        if followed.aggregate_type == Case::TYPE {
            return Ok(followed.aggregate_id.parse().into_iter().collect());
        }
        envelope::withhold(&mut followed.payload);
        let (kind, version) = (&followed.event_type, &followed.event_version);
        let event = AnyEvent::decode(&followed.aggregate_type, kind, version, &mut followed.payload);
        let mut persons: Vec<SubjectId> = followed.aggregate_id.parse().into_iter().collect();
        // What is not one child any more leads from none of the two to the other.
        if let AnyEvent::Subject(SubjectEvent::SameChildWithdrawn { other, .. }) =
            event.map_err(|error| Fault::undecodable_at(followed.position, error))?
        {
            persons.push(other);
        }
        let mut cases = Vec::new();
        for person in persons {
            cases.extend(self.ledger.cases_naming(municipality, person).await?);
        }
        Ok(cases)
    }

    async fn take_in(&self, municipality: &Municipality, sent: Followed, event: CaseEvent) -> Result<(), CommandError> {
        if let Some(change) = changed_withholding(&event) {
            return self.tell_reports(municipality, &sent, change).await;
        }
        let Some((report, incoming)) = incoming_report(sent.aggregate_id.parse().ok(), event) else {
            return Ok(());
        };
        let now = clock::now().max(incoming.received_at);
        let command_id =
            intake_command_id(self.ledger.keys(), municipality, sent.event_id).await.map_err(Fault::from)?;
        let context = intake_context(municipality, command_id, sent.event_id, sent.correlation_id, now);
        let settings = self.ledger.load::<Settings>(municipality, settings_id(municipality)).await?.aggregate;
        let (on, service) = (oslo_date(incoming.received_at), GuideSubject::ChildWelfareService);
        let guides = self.guides.followed_from(on, &settings, service);
        let action = ReportAction::Guided(guides, Box::new(ReportAction::Receive(Box::new(incoming))));
        self.ledger.execute::<Report>(&context, report.as_uuid(), action).await.map(|_| ())
    }

    /// The report that the investigation follows from.
    async fn report_investigated(
        &self,
        municipality: &Municipality,
        told: &Followed,
    ) -> Result<Option<ReportId>, CommandError> {
        let Ok(investigation) = told.aggregate_id.parse() else { return Ok(None) };
        let as_of = AsOf::Position(told.position);
        let live = self.ledger.load_as_of::<Investigation>(municipality, investigation, as_of).await?;
        Ok(live.aggregate.opened().map(|opened| opened.report))
    }

    /// What the service told comes back to the case that the report was sent from. Reports that came another way have
    /// none in this ledger.
    async fn take_back(
        &self,
        municipality: &Municipality,
        told: &Followed,
        report: ReportId,
        answer: ServiceAnswer,
    ) -> Result<(), CommandError> {
        let received = self.ledger.load::<Report>(municipality, report.as_uuid()).await?;
        let Some(case) = received.aggregate.received().and_then(|received| received.case) else { return Ok(()) };
        let sent_from = self.ledger.load::<Case>(municipality, case.as_uuid()).await?;
        if !sent_from.aggregate.reports().contains(&report) {
            return Ok(());
        }
        let command_id = intake_command_id(self.ledger.keys(), municipality, told.event_id).await;
        let command_id = command_id.map_err(Fault::from)?;
        let context = intake_context(municipality, command_id, told.event_id, told.correlation_id, clock::now());
        let action = CaseAction::Answer(AnswerAction { report, answer });
        self.ledger.execute::<Case>(&context, case.as_uuid(), action).await.map(|_| ())
    }

    /// Whoever received a report learns what the sender decided afterwards: each report that the case has sent, for
    /// whose guardians they are.
    async fn tell_reports(
        &self,
        municipality: &Municipality,
        decided: &Followed,
        (withheld_from_guardians, changed_on): (Option<WithholdingGround>, NaiveDate),
    ) -> Result<(), CommandError> {
        let Ok(case) = decided.aggregate_id.parse() else { return Ok(()) };
        let as_of = AsOf::Position(decided.position);
        let case = self.ledger.load_as_of::<Case>(municipality, case, as_of).await?;
        for report in case.aggregate.reports() {
            // One command of each report's own.
            let told = Uuid::new_v5(&decided.event_id, report.as_uuid().as_bytes());
            let command_id = intake_command_id(self.ledger.keys(), municipality, told).await.map_err(Fault::from)?;
            let now = clock::now();
            let context = intake_context(municipality, command_id, decided.event_id, decided.correlation_id, now);
            let action = ReportAction::ChangeWithholding { withheld_from_guardians, changed_on };
            self.ledger.execute::<Report>(&context, report.as_uuid(), action).await?;
        }
        Ok(())
    }
}

/// What that event of an investigation tells whoever reported: the report that had joined it, where it is of one that
/// did, and the answer.
pub fn answer_of_investigation(event: &InvestigationEvent) -> Option<(Option<ReportId>, ServiceAnswer)> {
    match event {
        InvestigationEvent::ReporterInformedOfConclusion { report, told, informed_on, .. } => {
            Some((*report, ServiceAnswer::Feedback { feedback: (*told).into(), told_on: *informed_on }))
        }
        // What is told of measures is no answer to a report: it is for that person, on a basis of its own.
        InvestigationEvent::MeasureInfoDisclosedToReporter { .. }
        | InvestigationEvent::ConcernDisclosedToReporter { .. }
        // Of the investigation, of which reporters are not told.
        | InvestigationEvent::InvestigationOpened { .. }
        | InvestigationEvent::InvestigationAllocated { .. }
        | InvestigationEvent::InvestigationStepDone { .. }
        | InvestigationEvent::InvestigationPlanMade { .. }
        | InvestigationEvent::ChildParticipationRecorded { .. }
        | InvestigationEvent::DeadlineExtended { .. }
        | InvestigationEvent::RecommendedMeasuresDeclined { .. }
        | InvestigationEvent::InvestigationConcluded { .. }
        | InvestigationEvent::RenewedInvestigationScheduled { .. }
        | InvestigationEvent::InvestigationSentBack { .. }
        | InvestigationEvent::RenewalCalledOff { .. }
        | InvestigationEvent::EmergencyPlacementDecided { .. }
        | InvestigationEvent::EmergencyPlacementEnded { .. }
        | InvestigationEvent::BoardCaseSubmitted { .. }
        | InvestigationEvent::BoardDecisionReceived { .. }
        | InvestigationEvent::CourtAppealRecorded { .. }
        | InvestigationEvent::CourtDecisionReceived { .. }
        | InvestigationEvent::InformationRequested { .. }
        | InvestigationEvent::InformationSupplied { .. }
        | InvestigationEvent::ResponsibilityGroupFormed { .. }
        | InvestigationEvent::ResponsibilityGroupDissolved { .. }
        | InvestigationEvent::ResponsibilityGroupReviewed { .. }
        | InvestigationEvent::ServiceConsentWithdrawn { .. }
        | InvestigationEvent::MeasureDecided { .. }
        | InvestigationEvent::ServiceMeasurePlanMade { .. }
        | InvestigationEvent::DecidedMeasureEvaluated { .. }
        | InvestigationEvent::DecidedMeasureExtended { .. }
        | InvestigationEvent::DecidedMeasureEnded { .. }
        | InvestigationEvent::FollowUpEnded { .. }
        | InvestigationEvent::GroupMeetingHeld { .. }
        | InvestigationEvent::GroupMeetingAgreed { .. }
        | InvestigationEvent::EmergencyPrinciplesAnswered { .. }
        | InvestigationEvent::TransferReceiptRecorded(_)
        | InvestigationEvent::EntryFoundWrong(_)
        | InvestigationEvent::Steps(_) => None,
    }
}

/// What that event of a report tells whoever reported.
pub const fn answer_of_report(event: &ReportEvent) -> Option<ServiceAnswer> {
    match event {
        ReportEvent::AcknowledgementSent { sent_on, .. } => Some(ServiceAnswer::Acknowledgement { sent_on: *sent_on }),
        ReportEvent::ReporterInformedOfTriage { investigation_follows, transferred, guides: _, informed_on } => {
            let feedback = match (*investigation_follows, *transferred) {
                (true, _) => ServiceFeedback::InvestigationFollows,
                (false, true) => ServiceFeedback::Transferred,
                (false, false) => ServiceFeedback::NoInvestigation,
            };
            Some(ServiceAnswer::Feedback { feedback, told_on: *informed_on })
        }
        // Named, not `_`: what reporters are told anew must be considered here.
        ReportEvent::ReportReceived { .. }
        | ReportEvent::WithholdingFromGuardiansChanged { .. }
        | ReportEvent::ReporterClassified { .. }
        | ReportEvent::ReportCodesGiven { .. }
        | ReportEvent::ReporterDeclarationRecorded { .. }
        | ReportEvent::ReporterNamedAtWork { .. }
        | ReportEvent::IntakeMeetingHeld { .. }
        | ReportEvent::ReportPrioritised { .. }
        | ReportEvent::UrgentFollowUpDecided { .. }
        | ReportEvent::JoinedInvestigationNamed { .. }
        | ReportEvent::JoiningCorrected { .. }
        | ReportEvent::TriageReopened { .. }
        | ReportEvent::TriageDecided { .. }
        | ReportEvent::TransferReceiptRecorded(_)
        | ReportEvent::EntryFoundWrong(_)
        | ReportEvent::Steps(_) => None,
    }
}

/// What that event changes of telling guardians, and on which day.
const fn changed_withholding(event: &CaseEvent) -> Option<(Option<WithholdingGround>, NaiveDate)> {
    // Of the other topics none decides of telling guardians.
    let CaseEvent::Family(event) = event else { return None };
    match event {
        FamilyEvent::GuardianNotificationWithheld { ground, withheld_on, .. } => Some((Some(*ground), *withheld_on)),
        FamilyEvent::GuardianNotificationWithholdingLifted { lifted_on, .. } => Some((None, *lifted_on)),
        FamilyEvent::ConversationConvened { .. }
        | FamilyEvent::ConversationCalledOff { .. }
        | FamilyEvent::YouthInvitationAssessed { .. }
        | FamilyEvent::ConversationHeld { .. }
        | FamilyEvent::InterpreterNeedRecorded { .. }
        | FamilyEvent::InterpreterNeedEnded { .. }
        | FamilyEvent::GuardiansInformed { .. }
        | FamilyEvent::GuardiansNamed { .. } => None,
    }
}

/// Whether trying again may help.
fn is_transient(error: &CommandError) -> bool {
    match error {
        // When somebody in it was erased since it was read, that person's values are shredded the next time.
        CommandError::Refused(Refusal::SubjectErased)
        | CommandError::Fault(
            Fault::Contention
            | Fault::Append(AppendError::ShuttingDown | AppendError::Held(_) | AppendError::ClockAhead),
        ) => true,
        CommandError::Refused(_) | CommandError::VersionConflict { .. } | CommandError::CommandIdReused => false,
        CommandError::Fault(fault) => database_error(fault).is_some_and(projections::is_transient),
    }
}

/// The report that comes in when `case` has sent one; `None` for any other event.
pub fn incoming_report(case: Option<CaseId>, sent: CaseEvent) -> Option<(ReportId, IncomingReport)> {
    let CaseEvent::Reporting(ReportingEvent::ReportSent {
        report,
        child,
        content,
        duty_bearer,
        unit,
        withheld_from_guardians,
        sent_at,
        // Of the sender's work with the case: on what the report rests, how it was signed, and what the leader thought.
        duty: _,
        dispatch: _,
        sent_despite_leader_disagreement: _,
    }) = sent
    else {
        return None;
    };
    let reporter = Reporter::Public {
        role: beside(&duty_bearer.name, &Language::Nb.word(duty_bearer.role.word())),
        unit: beside(&duty_bearer.name, &unit),
        name: duty_bearer.name,
        contact: None,
    };
    let incoming = IncomingReport {
        child,
        case,
        message: None,
        reporter,
        reporter_codes: Vec::new(),
        content: Some(content),
        contents: Vec::new(),
        unit,
        channel: Channel::CaseLedger,
        withheld_from_guardians,
        // They were, or the ground stands above.
        guardians_not_told: false,
        learned_through_work: None,
        acknowledges_private: true,
        received_at: sent_at,
    };
    Some((report, incoming))
}

/// The id of the command by which the report that `sent_event` tells of is taken in. Only the municipality's key can
/// derive it.
pub async fn intake_command_id(
    keys: &KeyStore,
    municipality: &Municipality,
    sent_event: Uuid,
) -> Result<CommandId, KeyError> {
    keys.keyed_id(municipality, PURPOSE, sent_event.as_bytes()).await.map(CommandId::from_uuid)
}

/// The context of that command.
pub fn intake_context(
    municipality: &Municipality,
    command_id: CommandId,
    sent_event: Uuid,
    correlation_id: Uuid,
    now: DateTime<Utc>,
) -> CommandContext {
    CommandContext {
        municipality: municipality.clone(),
        command_id,
        actor: Actor::program(municipality, Program::Intake),
        correlation_id: Some(correlation_id),
        causation_id: Some(sent_event),
        expected_version: None,
        now,
        fingerprint: Arc::new(sent_event.as_bytes().to_vec()),
    }
}

/// A text about the same person as `name`, under the same key; as unreadable as the name where that is.
fn beside(name: &Personal<Text>, text: &str) -> Personal<Text> {
    match (name.content(), Text::new(text)) {
        (Content::Visible(_), Ok(text)) => Personal::new(name.category(), name.subject(), text),
        _ => name.clone(),
    }
}

#[cfg(test)]
mod tests;
