//! What is found of several streams together, as was recorded by then: whether a child is investigated twice at once (S2-5),
//! whether a report and the investigation that it joined are about one child (R-43, S2-48), and whether a case says that a child
//! has no siblings where another one links one (R-13, S0-14).
//!
//! A watch hears of its own stream. What concerns a child is remembered by the watch over it, and looked at again when that
//! grows, or when it is said who is the same child. Who is the same child stands in the children's streams, and is asked of the
//! ledger itself: there is little of it, and only what is found between streams needs it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use case_ledger_domain::ids::{CaseId, InvestigationId, ReportId, SubjectId};
use case_ledger_domain::oversight::{
    At, Beside, Concerned, Heard, Note, Ran, Watch, begins_or_ends, joined_by, said_of_siblings,
};
use chrono::NaiveDate;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::{Memory, Told};
use crate::projections::same_child::Links;
use crate::projections::{Place, ProjectionError};

/// The watches that an event at one position has others ask.
pub(super) struct Between<'a> {
    pub memory: &'a mut Memory,
    pub connection: &'a mut PgConnection,
    pub place: Place,
    pub at: At<'a>,
    /// Whose watches were asked is added here.
    pub touched: &'a mut HashSet<Uuid>,
}

impl Between<'_> {
    /// What changes by it in what is found of several streams together.
    pub async fn compare(mut self, told: &Told<'_>) -> Result<Vec<Note>, ProjectionError> {
        let stream = self.at.stream;
        let (concerned, on) = match told {
            Told::Heard(Heard::Report(event), _) => {
                let Some((_, on)) = joined_by(event) else { return Ok(Vec::new()) };
                (Concerned { reports: [ReportId::from_uuid(stream)].into(), ..Concerned::default() }, on)
            }
            Told::Heard(Heard::Case(event), _) => {
                let Some((linked, on)) = said_of_siblings(event) else { return Ok(Vec::new()) };
                let about = self.watch(stream).and_then(Watch::child);
                let family: Vec<SubjectId> = about.into_iter().chain(linked).collect();
                let this = Concerned { cases: [CaseId::from_uuid(stream)].into(), ..Concerned::default() };
                self.concerns(&family, &this).await?;
                (Concerned { cases: self.concerned(&family).await?.cases, ..Concerned::default() }, on)
            }
            Told::SameChild(children, on) => (self.concerned(children).await?, *on),
            Told::Heard(Heard::Investigation(event), _) => {
                let Some(on) = begins_or_ends(event) else { return Ok(Vec::new()) };
                let Some(child) = self.watch(stream).and_then(Watch::child) else { return Ok(Vec::new()) };
                let this =
                    Concerned { investigations: [InvestigationId::from_uuid(stream)].into(), ..Concerned::default() };
                self.concerns(&[child], &this).await?;
                let investigations = self.concerned(&[child]).await?.investigations;
                (Concerned { investigations, ..Concerned::default() }, on)
            }
            Told::Set(_) => return Ok(Vec::new()),
        };
        let mut found_twice = self.compare_investigations(concerned.investigations).await?;
        let mut notes = self.compare_children(concerned.reports, on).await?;
        notes.extend(self.compare_families(concerned.cases, on).await?);
        notes.append(&mut found_twice);
        Ok(notes)
    }

    /// Whether the reports joined the investigations of their own children.
    async fn compare_children(
        &mut self,
        reports: BTreeSet<ReportId>,
        on: NaiveDate,
    ) -> Result<Vec<Note>, ProjectionError> {
        let at = self.at;
        self.ask(reports.iter().copied().map(ReportId::as_uuid)).await?;
        let joined = |between: &Self, report: &ReportId| {
            let watch = between.watch(report.as_uuid())?;
            Some((watch.child()?, watch.joined()?.as_uuid()))
        };
        let investigations: Vec<Uuid> =
            reports.iter().filter_map(|report| joined(self, report)).map(|(_, investigation)| investigation).collect();
        self.ask(investigations).await?;
        let mut notes = Vec::new();
        for report in reports {
            let Some((own, investigation)) = joined(self, &report) else { continue };
            let other = self.watch(investigation).and_then(Watch::child).filter(|other| *other != own);
            let Some(other) = other else { continue };
            self.concerns(&[own, other], &Concerned { reports: [report].into(), ..Concerned::default() }).await?;
            let is_same = self.links().await?.of_child(own, at.position).contains(&other);
            let report = report.as_uuid();
            let watch = self.memory.held(report).change();
            notes.extend(watch.hear_whether_it_joined_its_own_child(report, is_same, on, at));
        }
        Ok(notes)
    }

    /// Whether one of them began while another one of the same child ran.
    async fn compare_investigations(
        &mut self,
        investigations: BTreeSet<InvestigationId>,
    ) -> Result<Vec<Note>, ProjectionError> {
        let at = self.at;
        self.ask(investigations.iter().copied().map(InvestigationId::as_uuid)).await?;
        let ran = |between: &Self, investigation: &InvestigationId| {
            let watch = between.watch(investigation.as_uuid())?;
            Some((*investigation, watch.child()?, watch.ran()?))
        };
        let all: Vec<(InvestigationId, SubjectId, Ran)> =
            investigations.iter().filter_map(|investigation| ran(self, investigation)).collect();
        let mut notes = Vec::new();
        for (this, child, since) in all.clone() {
            let children = self.links().await?.of_child(child, at.position);
            // The later one is told; of those that began on one day, one of them.
            let is_before = |other: &(InvestigationId, SubjectId, Ran)| {
                children.contains(&other.1) && (other.2.from, other.0) < (since.from, this)
            };
            let before: BTreeMap<_, _> =
                all.iter().filter(|other| is_before(other)).map(|other| (other.0, other.2)).collect();
            let stream = this.as_uuid();
            let watch = self.memory.held(stream).change();
            notes.extend(watch.hear_which_others_run(stream, &before, at));
        }
        Ok(notes)
    }

    /// Whether those of the cases that say that there are no siblings are contradicted by others.
    async fn compare_families(&mut self, cases: BTreeSet<CaseId>, on: NaiveDate) -> Result<Vec<Note>, ProjectionError> {
        let at = self.at;
        self.ask(cases.iter().copied().map(CaseId::as_uuid)).await?;
        let denying = cases.into_iter().filter_map(|case| {
            let watch = self.watch(case.as_uuid()).filter(|watch| watch.says_no_siblings())?;
            Some((case, watch.child()?))
        });
        let mut notes = Vec::new();
        for (case, child) in denying.collect::<Vec<_>>() {
            let child = self.links().await?.of_child(child, at.position);
            let others = self.remembered_by(&child).await?.cases;
            self.ask(others.iter().copied().map(CaseId::as_uuid)).await?;
            let telling = others.into_iter().filter(|other| *other != case).filter_map(|other| {
                let watch = self.watch(other.as_uuid())?;
                let siblings = watch.siblings_told_of(&child);
                (!siblings.is_empty()).then(|| (other, Beside { unit: watch.unit().to_owned(), siblings }))
            });
            let beside: BTreeMap<CaseId, Beside> = telling.collect();
            let case = case.as_uuid();
            let watch = self.memory.held(case).change();
            notes.extend(watch.hear_where_siblings_are_linked(case, beside, on, at));
        }
        Ok(notes)
    }

    /// What concerns any of these children, under whichever pseudonym.
    async fn concerned(&mut self, children: &[SubjectId]) -> Result<Concerned, ProjectionError> {
        let position = self.at.position;
        let links = self.links().await?;
        let all = children.iter().flat_map(|child| links.of_child(*child, position)).collect();
        self.remembered_by(&all).await
    }

    /// What the watches over these pseudonyms remember to concern them.
    async fn remembered_by(&mut self, children: &BTreeSet<SubjectId>) -> Result<Concerned, ProjectionError> {
        self.ask(children.iter().copied().map(SubjectId::as_uuid)).await?;
        let mut all = Concerned::default();
        for watch in children.iter().filter_map(|child| self.watch(child.as_uuid())) {
            all.add(watch.concerned());
        }
        Ok(all)
    }

    /// The watches over these pseudonyms remember that this concerns them.
    async fn concerns(&mut self, children: &[SubjectId], what: &Concerned) -> Result<(), ProjectionError> {
        let streams: Vec<Uuid> = children.iter().copied().map(SubjectId::as_uuid).collect();
        self.ask(streams.iter().copied()).await?;
        for child in streams {
            self.memory.held(child).change().concerns(what);
        }
        Ok(())
    }

    async fn links(&mut self) -> Result<&Links, ProjectionError> {
        if self.memory.links.is_none() {
            let authorship = self.memory.authorship.as_ref();
            self.memory.links = Some(Links::read(self.connection, self.at.municipality, authorship).await?);
        }
        Ok(self.memory.links.get_or_insert_default())
    }

    /// Gets to know the watches over these streams.
    async fn ask(&mut self, streams: impl IntoIterator<Item = Uuid>) -> Result<(), ProjectionError> {
        let streams: Vec<Uuid> = streams.into_iter().collect();
        self.touched.extend(&streams);
        self.memory.get_to_know(self.connection, self.place, self.at.municipality, streams.iter()).await
    }

    fn watch(&self, stream: Uuid) -> Option<&Watch> {
        self.memory.watches.get(&stream).map(|held| &held.watch)
    }
}

#[cfg(test)]
mod tests;
