//! Entries that were found wrong, in the schema (C12).

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use case_ledger_infrastructure::ledger::corrections::FoundWrong;
use case_ledger_infrastructure::personal::sight::Sight;

use super::as_of::{Moment, as_of};
use super::enums::WrongPart;
use super::scalars::{Date, PersonalText};
use super::together::Together;
use super::written::PersonAtWork;
use super::{fault, principal, services};

/// That an entry of a history was found wrong (`noteEntryWrong`). The entry stays as it was told, and so does what is owed,
/// found and counted by it (C12); a receipt of what was transferred that is wrong as a whole is awaited again (S2-48).
#[derive(SimpleObject)]
pub struct EntryFoundWrong {
    /// What of it.
    what: WrongPart,
    /// The day that is right, where the day is wrong and the right one is known.
    day: Option<Date>,
    /// What is right, in words, where it is known.
    right: Option<PersonalText>,
    /// How one knows.
    reason: PersonalText,
    /// Who found it.
    found_by: PersonAtWork,
    /// When.
    found_on: Date,
    /// Position of that in the ledger.
    position: i64,
}

impl EntryFoundWrong {
    /// As it was opened, as far as it is shown.
    pub fn of(FoundWrong { position, wrong }: &FoundWrong) -> Self {
        Self {
            what: wrong.what.into(),
            day: wrong.day.map(Date),
            right: wrong.right.as_ref().map(PersonalText::concealed),
            reason: PersonalText::concealed(&wrong.reason),
            found_by: PersonAtWork::concealed(&wrong.found_by),
            found_on: wrong.found_on.into(),
            position: *position,
        }
    }
}

/// What was found wrong in the entries of a page.
#[derive(Clone)]
pub struct FoundWrongOfPage {
    notes: Arc<Together<i64, Vec<FoundWrong>>>,
    sight: Sight,
    moment: Option<Moment>,
}

impl FoundWrongOfPage {
    /// In the entries at these positions, as far as it was found at the moment.
    pub fn of(positions: impl IntoIterator<Item = i64>, sight: Sight, moment: Option<Moment>) -> Self {
        Self { notes: Together::of(positions), sight, moment }
    }

    /// In one of them, in the order in which it was recorded.
    pub async fn find(&self, context: &Context<'_>, position: i64) -> Result<Vec<EntryFoundWrong>> {
        let fetch = async |positions: &[i64]| {
            let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
            let found = ledger.found_wrong_at(municipality, positions, self.sight, as_of(self.moment)).await;
            found.map_err(|error| fault(&error))
        };
        let found = self.notes.get(position, fetch).await?;
        Ok(found.into_iter().flatten().map(EntryFoundWrong::of).collect())
    }
}

/// Whether the entries that the obligations or findings of a page stand on were found wrong.
#[derive(Clone)]
pub struct WrongAmongPage {
    found: Arc<Together<i64, ()>>,
    moment: Option<Moment>,
}

impl WrongAmongPage {
    /// The entries at these positions, at the moment.
    pub fn of(positions: impl IntoIterator<Item = i64>, moment: Option<Moment>) -> Self {
        Self { found: Together::of(positions), moment }
    }

    /// Whether that one was.
    pub async fn has(&self, context: &Context<'_>, position: i64) -> Result<bool> {
        let fetch = async |positions: &[i64]| {
            let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
            let found = ledger.found_wrong_among(municipality, positions, as_of(self.moment)).await;
            Ok(found.map_err(|error| fault(&error))?.into_iter().map(|position| (position, ())).collect())
        };
        Ok(self.found.get(position, fetch).await?.is_some())
    }
}
