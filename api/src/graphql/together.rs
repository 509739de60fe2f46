//! What the nodes of one page need is fetched together, when the first of them is asked for it: a page costs one query
//! for that, and not one for each of its nodes.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::{Context, Result};
use case_ledger_domain::ids::{CaseId, InvestigationId, ReportId};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::case_cards::{self, CaseCard};
use case_ledger_infrastructure::projections::report_register::{self, RegisteredReport};
use case_ledger_infrastructure::reach::Extent;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::as_of::{Moment, in_read_models};
use super::cases::Case;
use super::investigations::Investigation;
use super::reports::Report;
use super::{fault, principal, reached, services};

/// What stands under these keys, once somebody has asked for it.
pub struct Together<K, V> {
    keys: Vec<K>,
    found: OnceCell<HashMap<K, V>>,
}

impl<K: Copy + Eq + Hash, V: Clone> Together<K, V> {
    /// Of these keys.
    pub fn of(keys: impl IntoIterator<Item = K>) -> Arc<Self> {
        Arc::new(Self { keys: keys.into_iter().collect(), found: OnceCell::new() })
    }

    /// What stands under that one, which is one of the keys; `fetch` is called once for all of them.
    pub async fn get(&self, key: K, fetch: impl AsyncFnOnce(&[K]) -> Result<HashMap<K, V>>) -> Result<Option<&V>> {
        Ok(self.found.get_or_try_init(|| fetch(&self.keys)).await?.get(&key))
    }
}

/// The cases behind the rows of a page.
#[derive(Clone)]
pub struct CasesOfPage {
    cards: Arc<Together<Uuid, (CaseCard, Extent)>>,
    moment: Option<Moment>,
}

impl CasesOfPage {
    /// Those cases, as of the moment.
    pub fn of(cases: impl IntoIterator<Item = Uuid>, moment: Option<Moment>) -> Self {
        Self { cards: Together::of(cases), moment }
    }

    /// One of them, handed out, where the principal reaches it.
    pub async fn find(&self, context: &Context<'_>, case: CaseId) -> Result<Option<Case>> {
        let fetch = async |cases: &[Uuid]| {
            let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
            let as_of = in_read_models(context, &[ReadModel::CaseCards], self.moment).await?;
            let reached = reached(context).await?;
            let cards = case_cards::cards_of(pool, municipality, cases, as_of).await.map_err(|error| fault(&error))?;
            let reached = |card: CaseCard| {
                let extent = reached.extent(card.case_id, &card.unit)?;
                Some((card.case_id, (card, extent)))
            };
            Ok(cards.into_iter().filter_map(reached).collect())
        };
        let found = self.cards.get(case.as_uuid(), fetch).await?.cloned();
        Ok(found.map(|(card, extent)| Case::shown(context, card, extent, self.moment)))
    }
}

/// The reports behind the rows of a page.
#[derive(Clone)]
pub struct ReportsOfPage {
    rows: Arc<Together<Uuid, RegisteredReport>>,
    moment: Option<Moment>,
}

impl ReportsOfPage {
    /// Those reports, as of the moment.
    pub fn of(reports: impl IntoIterator<Item = Uuid>, moment: Option<Moment>) -> Self {
        Self { rows: Together::of(reports), moment }
    }

    /// One of them, handed out.
    pub async fn find(&self, context: &Context<'_>, report: ReportId) -> Result<Option<Report>> {
        let fetch = async |reports: &[Uuid]| {
            let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
            let as_of = in_read_models(context, &[ReadModel::ReportRegister], self.moment).await?;
            let rows = report_register::reports_of(pool, municipality, reports, as_of).await;
            Ok(rows.map_err(|error| fault(&error))?.into_iter().map(|row| (row.report_id, row)).collect())
        };
        let row = self.rows.get(report.as_uuid(), fetch).await?;
        Ok(row.map(|row| Report::shown(context, row.clone(), self.moment)))
    }
}

/// The investigations behind the rows of a page: each is loaded once, when a row of it is asked for it first.
#[derive(Clone)]
pub struct InvestigationsOfPage {
    known: Arc<HashMap<Uuid, OnceCell<Option<Investigation>>>>,
    moment: Option<Moment>,
}

impl InvestigationsOfPage {
    /// Those investigations, as of the moment.
    pub fn of(investigations: impl IntoIterator<Item = Uuid>, moment: Option<Moment>) -> Self {
        let known = investigations.into_iter().map(|investigation| (investigation, OnceCell::new())).collect();
        Self { known: Arc::new(known), moment }
    }

    /// One of them, handed out.
    pub async fn find(&self, context: &Context<'_>, investigation: InvestigationId) -> Result<Option<Investigation>> {
        let Some(known) = self.known.get(&investigation.as_uuid()) else { return Ok(None) };
        let load = || Investigation::load(context, &principal(context).municipality, investigation, self.moment);
        Ok(known.get_or_try_init(load).await?.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn what_a_page_needs_is_fetched_once_however_many_nodes_ask() {
        let page = Together::of([1, 2, 3]);
        let fetched = Cell::new(0);
        let ask = async |key: i64| {
            let fetch = async |keys: &[i64]| {
                fetched.set(fetched.get() + 1);
                assert_eq!(keys, [1, 2, 3], "all of them at once");
                Ok(HashMap::from([(1, "one"), (3, "three")]))
            };
            page.get(key, fetch).await.unwrap().copied()
        };
        assert_eq!((ask(1).await, ask(2).await, ask(3).await), (Some("one"), None, Some("three")));
        assert_eq!(fetched.get(), 1);
    }

    #[tokio::test]
    async fn what_could_not_be_fetched_is_tried_again_by_the_next_who_asks() {
        let page = Together::of([1]);
        assert!(page.get(1, async |_: &[i64]| Err(async_graphql::Error::new("gone"))).await.is_err());
        let found = page.get(1, async |_: &[i64]| Ok(HashMap::from([(1, "one")]))).await.unwrap();
        assert_eq!(found, Some(&"one"));
    }
}
