//! Subscriptions: a ledger, or one case, followed from a place that the client names.
//!
//! Whoever was cut off asks again after the last entry seen, and has missed nothing.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, ID, Result, Subscription as GraphQLSubscription};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::{Fault, Ledger};
use case_ledger_infrastructure::ledger::follow::{FollowError, Follower};
use case_ledger_infrastructure::personal::sight::Sight;
use case_ledger_infrastructure::reach::Extent;
use case_ledger_infrastructure::read_log::{ACCESS_DENIED, ObjectRead};
use futures::stream::{self, BoxStream, StreamExt as _};
use uuid::Uuid;

use super::cases::Case;
use super::corrections::FoundWrongOfPage;
use super::history::LedgerEntry;
use super::{
    ReadsOfRequest, Services, bad_input, extent, fault, own_municipality, parse_id, permitted, services, sight,
};
use crate::auth::{Permission, Principal};

/// What can be followed.
pub struct Subscription;

/// What can be followed as it happens.
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
        let follower = services(context).following.ledger(municipality, not_negative("after", after)?).await;
        entries(context, follower, Permission::SeeLedger, None)
    }

    /// Every entry of a case's own history after a place in it, those to come included: in order, each once.
    async fn case_entries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The case.")] id: ID,
        #[graphql(
            desc = "The sequence of the last entry seen; from the first when 0. Where you are shown a part of the case no sequence is told: there it is the position; ask by `afterPosition` instead.",
            default
        )]
        after: i64,
        #[graphql(
            desc = "Instead: the position of the last entry seen. It stays the same place when your right to the case changes."
        )]
        after_position: Option<i64>,
    ) -> Result<BoxStream<'static, Result<LedgerEntry>>> {
        let principal = permitted(context, Permission::SeeCases)?;
        let case = parse_id("id", Case::PREFIX, &id)?;
        let after = not_negative("after", after)?;
        let after_position = after_position.map(|position| not_negative("afterPosition", position)).transpose()?;
        let Services { ledger, following, .. } = services(context);
        let Some(extent) = extent(context, Permission::SeeCases, case).await? else {
            return Err(refused(&FollowError::Unknown));
        };
        // A sequence counts what is not shown, and is no place for who is shown a part: there a number is the position, as it
        // was before `afterPosition`. A sequence is never beyond its position, so that nothing is left out.
        let in_part = Some(after).filter(|after| *after > 0 && extent != Extent::Whole);
        if after > 0 && after_position.is_some() {
            return Err(bad_input("after", InputProblem::GivenTwice { other: "afterPosition" }));
        }
        // What no number here can mean, neither a sequence nor a position, would be waited for without a word. Who is shown a
        // part is not told how much there is.
        if extent == Extent::Whole {
            let newest = ledger.head(&principal.municipality).await.map_err(|error| fault(&error))?.unwrap_or_default();
            for (field, number) in [("after", after), ("afterPosition", after_position.unwrap_or_default())] {
                if number > newest {
                    return Err(bad_input(field, InputProblem::BeyondNewest { newest }));
                }
            }
        }
        let after = match after_position.or(in_part) {
            Some(position) => {
                let counted = ledger.sequence_at(&principal.municipality, "Case", case, position).await;
                counted.map_err(|error| fault(&error))?
            }
            // So is one that has no such entry behind it: the reader was shown a part then.
            None if after > 0 => {
                let meant = ledger.sequence_meant(&principal.municipality, "Case", case, after).await;
                meant.map_err(|error| fault(&error))?
            }
            None => after,
        };
        let follower = following.stream(&principal.municipality, "Case", case, after).await;
        let reached = Reached { ledger: Arc::clone(&services(context).ledger), principal: principal.clone(), case };
        entries(context, follower, Permission::SeeCases, Some(Arc::new(reached)))
    }
}

/// A case that is followed as long as it is reached.
struct Reached {
    ledger: Arc<Ledger>,
    principal: Principal,
    case: Uuid,
}

impl Reached {
    /// How much of the case is shown now, where any of it is.
    async fn now(&self) -> Result<Option<Extent>, Fault> {
        let Self { ledger, principal, case } = self;
        let reach = principal.reach(Permission::SeeCases);
        ledger.extent(&principal.municipality, &reach, *case, clock::now()).await
    }

    /// How much of the case is shown now. A right that ends meanwhile ends the stream, before the next entry counts as read:
    /// that it was refused is noted instead.
    async fn extent(&self, reads: &ReadsOfRequest) -> Result<Extent> {
        self.now().await.map_err(|error| fault(&error))?.ok_or_else(|| {
            reads.add(ObjectRead { object_type: ACCESS_DENIED, object_id: self.case, as_of: None });
            refused(&FollowError::Unknown)
        })
    }
}

/// As what entries were opened that are not sent yet. A reader who takes his time keeps them waiting, and what was shown when
/// they were opened may not be when he takes them.
#[derive(Clone)]
pub struct OpenedAs {
    /// Up to which position the ledger had been asked what is shown of whom.
    at: i64,
    /// By which right to a case, and how much of it; nothing where the whole ledger is seen.
    right: Option<(Arc<Reached>, Extent)>,
}

impl OpenedAs {
    /// Whether they are shown still: nothing was recorded of any person since, and the right to the case is as it was.
    pub async fn is_shown_still(&self, ledger: &Ledger, municipality: &Municipality) -> Result<bool, Fault> {
        if let Some((reached, extent)) = &self.right
            && reached.now().await?.as_ref() != Some(extent)
        {
            return Ok(false);
        }
        ledger.is_shown_as_at(municipality, self.at).await
    }
}

/// As what the entries of a subscription were opened that nobody has taken to be sent yet: the first of them, since when
/// everything must be as it was.
#[derive(Default)]
pub struct Unsent(Mutex<Option<OpenedAs>>);

impl Unsent {
    fn add(&self, opened: OpenedAs) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(opened);
    }

    /// Takes it, for what is sent next.
    pub fn take(&self) -> Option<OpenedAs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn not_negative(field: &str, after: i64) -> Result<i64> {
    if after < 0 { Err(bad_input(field, InputProblem::BelowZero)) } else { Ok(after) }
}

/// The follower's entries, as far as they are shown; the stream ends with the first error.
fn entries(
    context: &Context<'_>,
    follower: Result<Follower, FollowError>,
    seeing: Permission,
    reached: Option<Arc<Reached>>,
) -> Result<BoxStream<'static, Result<LedgerEntry>>> {
    let follower = follower.map_err(|error| refused(&error))?;
    let reads = Arc::clone(context.data_unchecked::<Arc<ReadsOfRequest>>());
    let unsent = Arc::clone(context.data_unchecked::<Arc<Unsent>>());
    let sight = sight(permitted(context, seeing)?, seeing);
    let entries = stream::unfold(Some((follower, reads, unsent, reached)), move |state| async move {
        let (mut follower, reads, unsent, reached) = state?;
        match next(&mut follower, sight, reached.as_ref(), &reads).await {
            Ok((entry, opened)) => {
                unsent.add(opened);
                if let Some(read) = entry.read(None) {
                    reads.add(read);
                }
                Some((Ok(entry), Some((follower, reads, unsent, reached))))
            }
            Err(error) => Some((Err(error), None)),
        }
    });
    Ok(entries.boxed())
}

/// The next entry that is shown, and as what it was opened.
async fn next(
    follower: &mut Follower,
    sight: Sight,
    reached: Option<&Arc<Reached>>,
    reads: &ReadsOfRequest,
) -> Result<(LedgerEntry, OpenedAs)> {
    loop {
        let entry = follower.next(sight).await.map_err(|error| fault(&error))?;
        let extent = match reached {
            Some(reached) => reached.extent(reads).await?,
            None => Extent::Whole,
        };
        if extent.shows_event(&entry.event_type) {
            let wrong = FoundWrongOfPage::of([entry.position], sight, None);
            let shown = LedgerEntry::within(Arc::new(entry), &extent, wrong);
            let right = reached.map(|reached| (Arc::clone(reached), extent));
            return Ok((shown, OpenedAs { at: follower.opened_at(), right }));
        }
    }
}

fn refused(error: &FollowError) -> async_graphql::Error {
    match error {
        FollowError::Ahead { newest, .. } => bad_input("after", InputProblem::BeyondNewest { newest: *newest }),
        FollowError::Unknown => bad_input("id", InputProblem::NotKnownHere),
        FollowError::Fault(_) | FollowError::Gap { .. } => fault(error),
    }
}
