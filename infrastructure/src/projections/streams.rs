//! What a stream began with: whose it is, and to what it belongs. Its later events do not repeat it, and read models
//! with a row per event, or per thing within a stream, keep it in each row.

use std::collections::{HashMap, HashSet};

use case_ledger_domain::case::{Case, CaseEvent, CourseEvent};
use case_ledger_domain::ids::{CaseId, Municipality, SubjectId};
use case_ledger_domain::investigation::{Investigation, InvestigationEvent};
use case_ledger_domain::report::{Report, ReportEvent};
use chrono::NaiveDate;
use cqrs_es::Aggregate as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::{Batch, ProjectionError, Recorded, events};
use crate::ledger::history::AnyEvent;

/// Streams that are remembered at once; beyond, they are looked up again.
const MOST_HELD: usize = 4_000;

/// What a stream began with.
#[derive(Debug, Clone)]
pub struct Began {
    /// The unit or district.
    pub unit: String,
    /// The child's pseudonym.
    pub child: Uuid,
    /// The case: itself, or the one it belongs to.
    pub(super) case: Option<Uuid>,
    /// The report: itself, or the one it follows from.
    pub(super) report: Option<Uuid>,
    /// The investigation itself.
    pub(super) investigation: Option<Uuid>,
    /// Whether it is an investigation that renews another one, and follows from no report of its own.
    pub(super) renews: bool,
    /// Of an investigation, its first day, and the last one for its conclusion before any extension.
    pub(super) runs: Option<(NaiveDate, NaiveDate)>,
}

impl Began {
    /// Whether it is the child welfare service's, and not the universal arena's.
    pub(super) const fn of_service(&self) -> bool {
        self.report.is_some()
    }

    /// What the event begins, if it begins a stream.
    pub fn with(event: &AnyEvent, stream: Uuid) -> Option<Self> {
        match event {
            AnyEvent::Case(CaseEvent::Course(CourseEvent::CaseOpened { child, unit, .. })) => Some(Self {
                unit: unit.clone(),
                child: child.subject.as_uuid(),
                case: Some(stream),
                report: None,
                investigation: None,
                renews: false,
                runs: None,
            }),
            AnyEvent::Report(ReportEvent::ReportReceived { child, case, unit, .. }) => Some(Self {
                unit: unit.clone(),
                child: child.subject.as_uuid(),
                case: case.map(CaseId::as_uuid),
                report: Some(stream),
                investigation: None,
                renews: false,
                runs: None,
            }),
            AnyEvent::Investigation(InvestigationEvent::InvestigationOpened {
                report,
                case,
                child,
                unit,
                started_on,
                deadline,
                renews,
                ..
            }) => Some(Self {
                unit: unit.clone(),
                child: child.subject.as_uuid(),
                case: case.map(CaseId::as_uuid),
                report: Some(report.as_uuid()),
                investigation: Some(stream),
                renews: renews.is_some(),
                runs: Some((*started_on, *deadline)),
            }),
            _ => None,
        }
    }
}

/// The streams that a fold has met.
#[derive(Default)]
pub struct Streams(HashMap<Uuid, Began>);

impl Streams {
    /// Makes known what those streams, whose events stand in the batch, began with: in the batch itself, or before it.
    pub(super) async fn get_to_know(
        &mut self,
        connection: &mut PgConnection,
        municipality: &Municipality,
        batch: &Batch,
        wanted: impl Iterator<Item = Uuid>,
    ) -> Result<(), ProjectionError> {
        if self.0.len() > MOST_HELD {
            self.0.clear();
        }
        for recorded in &batch.events {
            if let Some(began) = Began::with(&recorded.event, recorded.aggregate_id) {
                self.0.insert(recorded.aggregate_id, began);
            }
        }
        let unknown: HashSet<Uuid> = wanted.filter(|stream| !self.0.contains_key(stream)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let types = [Case::TYPE, Report::TYPE, Investigation::TYPE];
        let mut first = events::first_of(connection, municipality, batch, &types, unknown).await?;
        // What is noted already is passed over: it is another stream's, of the same id.
        first.not_as_written.retain(|found| !batch.passed_over.contains(&found.position()));
        if !first.not_as_written.is_empty() {
            return Err(ProjectionError::RestsOn(first.not_as_written));
        }
        for Recorded { aggregate_id: stream, event, .. } in first.told {
            self.0.extend(Began::with(&event, stream).map(|began| (stream, began)));
        }
        Ok(())
    }

    /// Streams that it remembers.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whom the stream is about, where that is known.
    pub(super) fn child_of(&self, stream: Uuid) -> Option<SubjectId> {
        self.0.get(&stream).map(|began| SubjectId::from_uuid(began.child))
    }

    /// What the stream of the event at the position began with.
    pub(super) fn of(&self, stream: Uuid, position: i64) -> Result<&Began, ProjectionError> {
        self.0.get(&stream).ok_or(ProjectionError::Misfit { position })
    }
}
