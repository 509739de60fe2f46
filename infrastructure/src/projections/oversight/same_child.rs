//! Whether a report and the investigation that it joined are about one child, as was recorded by then (R-43, S2-48).
//!
//! A watch hears of its own stream. Who is the same child stands in the children's streams, and is asked of the ledger itself:
//! there is little of it, and only joinings and what is said of children need it.

use std::collections::{BTreeSet, HashSet};

use case_ledger_domain::ids::{Municipality, ReportId, SubjectId};
use case_ledger_domain::oversight::{At, Heard, Note, joined_by};
use case_ledger_domain::subject::{Subject, SubjectEvent, pseudonyms_of_one_child};
use chrono::NaiveDate;
use cqrs_es::Aggregate as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::{Memory, Told};
use crate::ledger::history::AnyEvent;
use crate::projections::{Place, ProjectionError, events};

/// Who is recorded to be the same child, and from which position on; or not any more.
pub(super) struct Links(Vec<Link>);

struct Link {
    position: i64,
    /// The one on whose stream it was recorded, and the other.
    of: [SubjectId; 2],
    holds: bool,
}

impl Links {
    async fn read(connection: &mut PgConnection, municipality: &Municipality) -> Result<Self, ProjectionError> {
        let names = ["SameChildRecorded", "SameChildWithdrawn"];
        let recorded = events::named(connection, municipality, Subject::TYPE, &names).await?;
        let link = recorded.iter().filter_map(|recorded| {
            let (other, holds) = match &recorded.event {
                AnyEvent::Subject(SubjectEvent::SameChildRecorded { other, .. }) => (*other, true),
                AnyEvent::Subject(SubjectEvent::SameChildWithdrawn { other, .. }) => (*other, false),
                _ => return None,
            };
            let of = [SubjectId::from_uuid(recorded.aggregate_id), other];
            Some(Link { position: recorded.position, of, holds })
        });
        Ok(Self(link.collect()))
    }

    /// The pseudonyms of one child, by what was recorded up to that position. Whoever is erased since was the same child all
    /// the same.
    fn of_child(&self, child: SubjectId, position: i64) -> BTreeSet<SubjectId> {
        let mut standing = Vec::new();
        for link in self.0.iter().filter(|link| link.position <= position) {
            if link.holds {
                standing.push(link.of);
            } else {
                standing.retain(|of| *of != link.of);
            }
        }
        let same_as = |one: SubjectId| {
            let others = standing.iter().filter(move |of| of.contains(&one)).flatten().copied();
            others.filter(move |other| *other != one).collect::<Vec<_>>()
        };
        pseudonyms_of_one_child(child, same_as, |_| false)
    }
}

impl Memory {
    /// What changes by it in whether reports joined the investigations of their own children. Whose watches were asked is added
    /// to `touched`.
    pub(super) async fn compare_children(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        (told, at): (&Told<'_>, At<'_>),
        touched: &mut HashSet<Uuid>,
    ) -> Result<Vec<Note>, ProjectionError> {
        let (reports, on) = match told {
            Told::Heard(Heard::Report(event), _) => match joined_by(event) {
                Some((_, on)) => ([ReportId::from_uuid(at.stream)].into(), on),
                None => return Ok(Vec::new()),
            },
            Told::Heard(..) | Told::Set(_) => return Ok(Vec::new()),
            Told::SameChild(children, on) => {
                let mut all = BTreeSet::new();
                for child in children {
                    all.extend(self.links(connection, at.municipality).await?.of_child(*child, at.position));
                }
                let all: Vec<Uuid> = all.into_iter().map(SubjectId::as_uuid).collect();
                self.ask(connection, place, at.municipality, &all, touched).await?;
                let joined = all.iter().filter_map(|child| self.watches.get(child));
                let reports: BTreeSet<ReportId> = joined.flat_map(|held| held.watch.reports_joined()).collect();
                (reports, *on)
            }
        };
        let mut notes = Vec::new();
        for report in reports {
            notes.extend(self.compare_children_of(connection, place, (report, on, at), touched).await?);
        }
        Ok(notes)
    }

    async fn compare_children_of(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        (report, on, at): (ReportId, NaiveDate, At<'_>),
        touched: &mut HashSet<Uuid>,
    ) -> Result<Vec<Note>, ProjectionError> {
        let report = report.as_uuid();
        self.ask(connection, place, at.municipality, &[report], touched).await?;
        let watch = self.watches.get(&report).map(|held| &held.watch);
        let Some((own, joined)) = watch.and_then(|watch| watch.child().zip(watch.joined())) else {
            return Ok(Vec::new());
        };
        self.ask(connection, place, at.municipality, &[joined.as_uuid()], touched).await?;
        let of_investigation = self.watches.get(&joined.as_uuid()).and_then(|held| held.watch.child());
        let Some(other) = of_investigation.filter(|other| *other != own) else { return Ok(Vec::new()) };
        let children = [own, other].map(SubjectId::as_uuid);
        self.ask(connection, place, at.municipality, &children, touched).await?;
        for child in children {
            self.held(child).change().remember_joined(ReportId::from_uuid(report));
        }
        let is_same = self.links(connection, at.municipality).await?.of_child(own, at.position).contains(&other);
        Ok(self.held(report).change().hear_whether_it_joined_its_own_child(report, is_same, on, at))
    }

    /// The pseudonyms of one child, by what was recorded up to that position.
    pub(super) async fn child(
        &mut self,
        connection: &mut PgConnection,
        municipality: &Municipality,
        child: SubjectId,
        position: i64,
    ) -> Result<BTreeSet<SubjectId>, ProjectionError> {
        Ok(self.links(connection, municipality).await?.of_child(child, position))
    }

    async fn links(
        &mut self,
        connection: &mut PgConnection,
        municipality: &Municipality,
    ) -> Result<&Links, ProjectionError> {
        if self.links.is_none() {
            self.links = Some(Links::read(connection, municipality).await?);
        }
        Ok(self.links.get_or_insert_with(|| Links(Vec::new())))
    }

    pub(super) async fn ask(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        streams: &[Uuid],
        touched: &mut HashSet<Uuid>,
    ) -> Result<(), ProjectionError> {
        touched.extend(streams);
        self.get_to_know(connection, place, municipality, streams.iter()).await
    }
}

#[cfg(test)]
mod tests;
