//! Data subjects in the schema: to whom a person's data are shown.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::subject;
use case_ledger_infrastructure::ledger::bus::Live;

use super::enums::{RestrictionGround, Role};
use super::history::{self, LedgerEntry};
use super::scalars::Date;
use super::{fault, note_read, page_cost, principal, services};

/// A person whose data the municipality holds.
pub struct Subject {
    id: SubjectId,
    live: Live<subject::Subject>,
}

/// A restriction in force (sperring).
#[derive(SimpleObject)]
pub struct Restriction {
    /// The ground.
    ground: RestrictionGround,
    /// The roles that still see the data, as far as they see personal data at all.
    visible_to: Vec<Role>,
    /// Since when.
    restricted_on: Date,
}

impl Subject {
    /// The person, if the municipality holds or held data of one under that pseudonym.
    pub async fn load(context: &Context<'_>, municipality: &Municipality, id: SubjectId) -> Result<Option<Self>> {
        let ledger = &services(context).ledger;
        if !ledger.keys().knows(municipality, id).await.map_err(|error| fault(&error))? {
            return Ok(None);
        }
        let live = ledger.load(municipality, id.as_uuid()).await.map_err(|error| fault(&error))?;
        note_read(context, "Subject", id.as_uuid(), None);
        Ok(Some(Self { id, live }))
    }
}

/// A person whose data the municipality holds, or held: child, guardian, reporter or employee.
#[Object]
impl Subject {
    /// The pseudonym, as it stands beside the person's data.
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }
    /// The restriction in force; null when there is none.
    async fn restriction(&self) -> Option<Restriction> {
        self.live.aggregate.restriction().map(|restriction| Restriction {
            ground: restriction.ground.into(),
            visible_to: restriction.visible_to.iter().copied().map(Into::into).collect(),
            restricted_on: restriction.restricted_on.into(),
        })
    }
    /// Events so far; as `expectedVersion` of a command it means "as I saw it".
    async fn version(&self) -> i64 {
        self.live.version
    }
    /// Every decision about the person's data, in order.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn history(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, LedgerEntry>> {
        let municipality = &principal(context).municipality;
        history::of_stream(context, municipality, "Subject", self.id.as_uuid(), first, after.as_deref(), None).await
    }
}
