//! Data subjects in the schema: to whom a person's data are shown, whether there are any left, and who asked for them.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::subject;
use case_ledger_infrastructure::ledger::bus::Live;
use case_ledger_infrastructure::reach::Extent;
use chrono::{DateTime, Utc};

use super::as_of::{Moment, as_of};
use super::enums::{ErasureBasis, RestrictionGround, Role};
use super::history::{self, LedgerEntry};
use super::scalars::Date;
use super::subject_access::{self, SubjectAccessRequest};
use super::{LOAD_COST, fault, note_read, page_cost, principal, services, veil};
use crate::auth::Permission;

/// A person whose data the municipality holds.
pub struct Subject {
    id: SubjectId,
    live: Live<subject::Subject>,
    moment: Option<Moment>,
}

/// A restriction in force (sperring; C12).
#[derive(SimpleObject)]
pub struct Restriction {
    /// The ground.
    ground: RestrictionGround,
    /// The roles that still see the data, as far as they see personal data at all.
    visible_to: Vec<Role>,
    /// Since when.
    restricted_on: Date,
}

/// A request for erasure that is not answered (C12).
#[derive(SimpleObject)]
pub struct ErasureRequest {
    /// The legal basis.
    basis: ErasureBasis,
    /// When it was made.
    requested_on: Date,
    /// The first day on which somebody else may approve it.
    approvable_from: Date,
}

/// An erasure that was approved (C12).
#[derive(SimpleObject)]
pub struct Erasure {
    /// The legal basis.
    basis: ErasureBasis,
    /// When.
    erased_on: Date,
    /// When the keys of the data were destroyed; null while that is still to be done. Nothing is shown in either case.
    keys_destroyed_at: Option<DateTime<Utc>>,
}

impl Subject {
    /// The person, if the municipality holds or held data of one under that pseudonym.
    pub async fn load(
        context: &Context<'_>,
        municipality: &Municipality,
        id: SubjectId,
        moment: Option<Moment>,
    ) -> Result<Option<Self>> {
        let ledger = &services(context).ledger;
        if !ledger.keys().knows(municipality, id).await.map_err(|error| fault(&error))? {
            return Ok(None);
        }
        let live = ledger.load_as_of(municipality, id.as_uuid(), as_of(moment)).await;
        note_read(context, "Subject", id.as_uuid(), moment);
        Ok(Some(Self { id, live: live.map_err(|error| fault(&error))?, moment }))
    }
}

/// A person whose data the municipality holds, or held: child, guardian, reporter or employee (C12).
#[Object]
impl Subject {
    /// The pseudonym, as it stands beside the person's data.
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }
    /// The moment it is shown as of, with everything below it; null for now.
    async fn as_of(&self) -> Option<Moment> {
        self.moment
    }
    /// The restriction in force; null when there is none.
    async fn restriction(&self) -> Option<Restriction> {
        self.live.aggregate.restriction().map(|restriction| Restriction {
            ground: restriction.ground.into(),
            visible_to: restriction.visible_to.iter().copied().map(Into::into).collect(),
            restricted_on: restriction.restricted_on.into(),
        })
    }
    /// The request for erasure that is not answered; null when there is none.
    async fn erasure_request(&self) -> Option<ErasureRequest> {
        self.live.aggregate.request().map(|request| ErasureRequest {
            basis: request.basis.into(),
            requested_on: request.requested_on.into(),
            approvable_from: request.approvable_from.into(),
        })
    }
    /// The erasure, once it is approved.
    async fn erasure(&self, context: &Context<'_>) -> Result<Option<Erasure>> {
        let Some(erasure) = self.live.aggregate.erasure() else { return Ok(None) };
        let keys = services(context).ledger.keys();
        let destroyed = keys.erased_at(&principal(context).municipality, self.id).await;
        let destroyed = destroyed.map_err(|error| fault(&error))?;
        Ok(Some(Erasure {
            basis: erasure.basis.into(),
            erased_on: erasure.erased_on.into(),
            keys_destroyed_at: destroyed.filter(|at| self.moment.is_none_or(|moment| *at <= moment.instant())),
        }))
    }
    /// The other pseudonyms of which it was recorded that they are this child's, from one to the next (S2-48). Of who is erased
    /// nobody is told it, as of no moment. A restriction holds under all of them, a request for access is about all of them, and
    /// each is erased by itself.
    async fn same_child(&self, context: &Context<'_>) -> Result<Vec<ID>> {
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let pseudonyms = ledger.pseudonyms_of_child(municipality, self.id, as_of(self.moment)).await;
        let veil = veil(context, Permission::SeeSubjects).await?;
        let others = pseudonyms.map_err(|error| fault(&error))?.into_iter();
        let others = others.filter(|other| *other != self.id && veil.tells_who(*other));
        Ok(others.map(|other| ID(other.to_string())).collect())
    }
    /// The requests for access to the person's data, those that are due first first; a leader is told of those that the own
    /// unit answers.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn access_requests(&self, context: &Context<'_>) -> Result<Vec<SubjectAccessRequest>> {
        subject_access::of_subject(context, self.id, self.moment).await
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
        let (id, after, whole) = (self.id.as_uuid(), after.as_deref(), Extent::Whole);
        history::of_stream(context, municipality, "Subject", id, first, after, self.moment, &whole).await
    }
}
