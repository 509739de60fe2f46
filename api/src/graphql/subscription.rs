//! Subscriptions: a ledger, or one case, followed from a place that the client names.
//!
//! Whoever was cut off asks again after the last entry seen, and has missed nothing.

use std::sync::Arc;

use async_graphql::{Context, ID, Result, Subscription as GraphQLSubscription};
use case_ledger_domain::answer::InputProblem;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::follow::{FollowError, Follower};
use futures::future;
use futures::stream::{self, BoxStream, StreamExt as _};

use super::cases::Case;
use super::history::LedgerEntry;
use super::{ReadsOfRequest, bad_input, fault, own_municipality, parse_id, permitted, reaches, services, sight};
use crate::auth::Permission;

/// What can be followed.
pub struct Subscription;

#[GraphQLSubscription]
impl Subscription {
    /// Every entry of your municipality's ledger after a position, those to come included: in order, each once.
    async fn ledger_entries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The municipality's number; your own.")] municipality: String,
        #[graphql(desc = "The position of the last entry seen; from the first when 0.", default)] after: i64,
    ) -> Result<BoxStream<'static, Result<LedgerEntry>>> {
        let principal = permitted(context, Permission::SeeLedger)?;
        let municipality = own_municipality(context, principal, &municipality)?;
        let follower = services(context).following.ledger(municipality, not_negative(after)?).await;
        entries(context, follower, Permission::SeeLedger)
    }

    /// Every entry of a case's own history after a place in it, those to come included: in order, each once.
    async fn case_entries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The case.")] id: ID,
        #[graphql(desc = "The sequence of the last entry seen; from the first when 0.", default)] after: i64,
    ) -> Result<BoxStream<'static, Result<LedgerEntry>>> {
        let principal = permitted(context, Permission::SeeCases)?;
        let case = parse_id("id", Case::PREFIX, &id)?;
        let after = not_negative(after)?;
        if !reaches(context, Permission::SeeCases, case).await? {
            return Err(refused(&FollowError::Unknown));
        }
        let following = &services(context).following;
        let follower = following.stream(&principal.municipality, "Case", case, after).await;
        let entries = entries(context, follower, Permission::SeeCases)?;
        let (ledger, principal) = (Arc::clone(&services(context).ledger), principal.clone());
        // A right that ends meanwhile ends the stream, before the next entry is sent.
        let while_reached = entries.then(move |entry| {
            let (ledger, principal) = (Arc::clone(&ledger), principal.clone());
            async move {
                let reach = principal.reach(Permission::SeeCases);
                match ledger.reaches(&principal.municipality, &reach, case, clock::now()).await {
                    Ok(true) => (entry, true),
                    Ok(false) => (Err(refused(&FollowError::Unknown)), false),
                    Err(error) => (Err(fault(&error)), false),
                }
            }
        });
        let to_the_end = while_reached.scan(true, |goes_on, (entry, reached)| {
            future::ready(std::mem::replace(goes_on, reached).then_some(entry))
        });
        Ok(to_the_end.boxed())
    }
}

fn not_negative(after: i64) -> Result<i64> {
    if after < 0 { Err(bad_input("after", InputProblem::BelowZero)) } else { Ok(after) }
}

/// The follower's entries; the stream ends with the first error.
fn entries(
    context: &Context<'_>,
    follower: Result<Follower, FollowError>,
    seeing: Permission,
) -> Result<BoxStream<'static, Result<LedgerEntry>>> {
    let follower = follower.map_err(|error| refused(&error))?;
    let reads = Arc::clone(context.data_unchecked::<Arc<ReadsOfRequest>>());
    let sight = sight(permitted(context, seeing)?, seeing);
    let entries = stream::unfold(Some((follower, reads)), move |state| async move {
        let (mut follower, reads) = state?;
        match follower.next(sight).await {
            Ok(entry) => {
                let entry = LedgerEntry(Arc::new(entry));
                if let Some(read) = entry.read(None) {
                    reads.add(read);
                }
                Some((Ok(entry), Some((follower, reads))))
            }
            Err(error) => Some((Err(fault(&error)), None)),
        }
    });
    Ok(entries.boxed())
}

fn refused(error: &FollowError) -> async_graphql::Error {
    match error {
        FollowError::Ahead { newest, .. } => bad_input("after", InputProblem::BeyondNewest { newest: *newest }),
        FollowError::Unknown => bad_input("id", InputProblem::NotKnownHere),
        FollowError::Fault(_) | FollowError::Gap { .. } => fault(error),
    }
}
