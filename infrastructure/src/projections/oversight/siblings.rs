//! Whether a case says that a child has no siblings where another one links a sibling to it, as was recorded by then (R-13,
//! S0-14).
//!
//! A watch hears of its own stream. Which cases are of one family is remembered by the watches over the children, and asked when
//! a case says something of siblings, or when it is said who is the same child.

use std::collections::{BTreeSet, HashSet};

use case_ledger_domain::ids::{CaseId, Municipality, SubjectId};
use case_ledger_domain::oversight::{At, Heard, Note, said_of_siblings};
use case_ledger_domain::people::is_same_unit;
use chrono::NaiveDate;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::{Memory, Told};
use crate::projections::{Place, ProjectionError};

impl Memory {
    /// What changes by it in what the cases of a family say of siblings. Whose watches were asked is added to `touched`.
    pub(super) async fn compare_families(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        (told, at): (&Told<'_>, At<'_>),
        touched: &mut HashSet<Uuid>,
    ) -> Result<Vec<Note>, ProjectionError> {
        let (children, on) = match told {
            Told::Heard(Heard::Case(event), _) => {
                let Some((linked, on)) = said_of_siblings(event) else { return Ok(Vec::new()) };
                let about = self.watches.get(&at.stream).and_then(|held| held.watch.child());
                let children: Vec<SubjectId> = about.into_iter().chain(linked).collect();
                let streams: Vec<Uuid> = children.iter().copied().map(SubjectId::as_uuid).collect();
                self.ask(connection, place, at.municipality, &streams, touched).await?;
                for child in streams {
                    self.held(child).change().remember_case(CaseId::from_uuid(at.stream));
                }
                (children, on)
            }
            Told::Heard(..) | Told::Set(_) => return Ok(Vec::new()),
            Told::SameChild(children, on) => (children.to_vec(), *on),
        };
        let mut cases = BTreeSet::new();
        for child in children {
            let child = self.child(connection, at.municipality, child, at.position).await?;
            cases.extend(self.cases_of(connection, place, at.municipality, &child, touched).await?);
        }
        let mut notes = Vec::new();
        for case in cases {
            notes.extend(self.compare_family_of(connection, place, (case, on, at), touched).await?);
        }
        Ok(notes)
    }

    async fn compare_family_of(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        (case, on, at): (CaseId, NaiveDate, At<'_>),
        touched: &mut HashSet<Uuid>,
    ) -> Result<Vec<Note>, ProjectionError> {
        let stream = case.as_uuid();
        self.ask(connection, place, at.municipality, &[stream], touched).await?;
        let watch = self.watches.get(&stream).map(|held| &held.watch).filter(|watch| watch.says_no_siblings());
        let Some((child, unit)) = watch.and_then(|watch| Some((watch.child()?, watch.unit().to_owned()))) else {
            return Ok(Vec::new());
        };
        let child = self.child(connection, at.municipality, child, at.position).await?;
        let mut others = self.cases_of(connection, place, at.municipality, &child, touched).await?;
        others.remove(&case);
        let streams: Vec<Uuid> = others.into_iter().map(CaseId::as_uuid).collect();
        self.ask(connection, place, at.municipality, &streams, touched).await?;
        let telling = streams.iter().filter_map(|other| self.watches.get(other)).map(|held| &held.watch);
        let mut units: Vec<&str> = telling
            .filter(|watch| watch.says_of_a_sibling(&child))
            .map(case_ledger_domain::oversight::Watch::unit)
            .collect();
        // Whoever reaches the case by its unit reaches that one too.
        units.sort_by_key(|other| !is_same_unit(other, &unit));
        let told_in = units.first().map(|unit| (*unit).to_owned());
        let watch = self.held(stream).change();
        Ok(watch.hear_whether_siblings_are_linked_elsewhere(stream, told_in.as_deref(), on, at))
    }

    /// The cases of a family that say something of siblings, and are about that child or link it.
    async fn cases_of(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        child: &BTreeSet<SubjectId>,
        touched: &mut HashSet<Uuid>,
    ) -> Result<BTreeSet<CaseId>, ProjectionError> {
        let streams: Vec<Uuid> = child.iter().copied().map(SubjectId::as_uuid).collect();
        self.ask(connection, place, municipality, &streams, touched).await?;
        let known = streams.iter().filter_map(|one| self.watches.get(one));
        Ok(known.flat_map(|held| held.watch.cases_of_family()).collect())
    }
}

#[cfg(test)]
mod tests;
