//! Who is recorded to be the same child as who. It stands in the children's streams, and read models that need it ask the
//! ledger itself: there is little of it.

use std::collections::BTreeSet;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::subject::{Subject, SubjectEvent, pseudonyms_of_one_child};
use cqrs_es::Aggregate as _;
use sqlx::postgres::PgConnection;

use super::{ProjectionError, Recorded, events};
use crate::ledger::authorship::Authorship;
use crate::ledger::history::AnyEvent;

/// Who is recorded to be the same child, and from which position on; or not any more.
#[derive(Default)]
pub(super) struct Links(Vec<Link>);

struct Link {
    position: i64,
    /// The one on whose stream it was recorded, and the other.
    of: [SubjectId; 2],
    holds: bool,
}

impl Link {
    fn told_by(recorded: &Recorded) -> Option<Self> {
        let (other, holds) = match &recorded.event {
            AnyEvent::Subject(SubjectEvent::SameChildRecorded { other, .. }) => (*other, true),
            AnyEvent::Subject(SubjectEvent::SameChildWithdrawn { other, .. }) => (*other, false),
            _ => return None,
        };
        let of = [SubjectId::from_uuid(recorded.aggregate_id), other];
        Some(Self { position: recorded.position, of, holds })
    }
}

/// The two of whom the event tells that they are one child, or are not.
pub(super) fn told_of_by(recorded: &Recorded) -> Option<[SubjectId; 2]> {
    Link::told_by(recorded).map(|link| link.of)
}

impl Links {
    /// All that the ledger tells of it.
    pub(super) async fn read(
        connection: &mut PgConnection,
        municipality: &Municipality,
        authorship: Option<&Authorship>,
    ) -> Result<Self, ProjectionError> {
        let names = ["SameChildRecorded", "SameChildWithdrawn"];
        let recorded = events::named(connection, municipality, authorship, Subject::TYPE, &names).await?;
        Ok(Self(recorded.iter().filter_map(Link::told_by).collect()))
    }

    /// The pseudonyms of one child, by what was recorded up to that position. Whoever is erased since was the same child all
    /// the same.
    pub(super) fn of_child(&self, child: SubjectId, position: i64) -> BTreeSet<SubjectId> {
        // Of most children nothing of the kind was ever recorded.
        if !self.0.iter().any(|link| link.of.contains(&child)) {
            return [child].into();
        }
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
