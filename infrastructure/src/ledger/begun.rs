//! What was begun with a child while its erasure is decided.
//!
//! Whether somebody works with a child read models tell, as of a position. What is recorded between that and the erasure must not
//! be destroyed with it: so the erasure is recorded only where nothing that concerns the child was, up to the very position that
//! it follows. Else whether somebody works with the child is asked anew.

use std::collections::HashSet;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::personal::pseudonyms_in_event;

use super::bus::{Fault, Ledger};
use crate::personal::envelope;
use crate::projections::as_of::AsOf;
use crate::projections::named_persons;

/// More events than are looked through one by one: that much time has passed, and it is asked anew.
const MOST: i64 = 2_000;

impl Ledger {
    /// The newest position, where up to there nothing was recorded after `asked_at` that concerns the child, under any of its
    /// pseudonyms; `None` where something was: what names the child, stands where the child is named, or tells of such a thing.
    pub(super) async fn nothing_begun_since(
        &self,
        municipality: &Municipality,
        child: SubjectId,
        asked_at: i64,
    ) -> Result<Option<i64>, Fault> {
        let head = self.head(municipality).await?.unwrap_or_default();
        if head - asked_at > MOST {
            return Ok(None);
        }
        let recorded: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT aggregate_id, event_type, payload::text FROM events
              WHERE municipality = $1 AND position > $2 AND position <= $3
                AND aggregate_type IN ('Case', 'Report', 'Investigation')",
        )
        .bind(municipality.as_str())
        .bind(asked_at)
        .bind(head)
        .fetch_all(self.pool())
        .await?;
        if recorded.is_empty() {
            return Ok(Some(head));
        }
        let pseudonyms = self.pseudonyms_of_child(municipality, child, AsOf::Now).await?;
        let mut concerned = HashSet::new();
        for pseudonym in &pseudonyms {
            let naming = named_persons::naming(self.pool(), municipality, *pseudonym).await?;
            concerned.extend(naming.into_iter().map(|naming| naming.aggregate_id.to_string()));
        }
        let concerns = |(aggregate, event_type, payload): &(String, String, String)| {
            let mut is_named = false;
            envelope::named_in_text(payload, pseudonyms_in_event(event_type), &mut |subject, _| {
                is_named |= pseudonyms.contains(&subject);
            });
            is_named || concerned.iter().any(|id| id == aggregate || payload.contains(id.as_str()))
        };
        Ok((!recorded.iter().any(concerns)).then_some(head))
    }
}
