//! What was begun with a child while its erasure is decided.
//!
//! Whether somebody works with a child read models tell, as of a position. What is recorded between that and the erasure must not
//! be destroyed with it: so the erasure is recorded only where nothing that concerns the child was, up to the very position that
//! it follows. Else whether somebody works with the child is asked anew. What concerns others holds no erasure up.

use std::sync::Arc;

use case_ledger_domain::ids::{Municipality, SubjectId};
use sqlx::postgres::PgConnection;

use super::bus::{Fault, Ledger};
use crate::projections::as_of::AsOf;
use crate::projections::named_persons;

/// More events than are looked through one by one: that much time has passed, and it is asked anew.
const MOST: i64 = 2_000;

/// What was decided holds as long as nothing that concerns a child is recorded after a position.
#[derive(Debug, Clone)]
pub struct NothingBegun {
    /// That position.
    after: i64,
    /// The child's pseudonyms, and the streams in which it is named.
    of: Arc<[String]>,
}

impl NothingBegun {
    /// Whether that is known up to that position already.
    pub(super) const fn is_known_to(&self, position: i64) -> bool {
        position <= self.after
    }

    /// Whether it still holds up to that position: nothing was recorded in a stream that names the child, names it, or tells of
    /// such a stream.
    pub(super) async fn holds_to(
        &self,
        connection: &mut PgConnection,
        municipality: &Municipality,
        position: i64,
    ) -> Result<bool, sqlx::Error> {
        if self.is_known_to(position) {
            return Ok(true);
        }
        sqlx::query_scalar(
            // Pseudonyms and ids of streams stand in the clear, each as it is written here.
            "SELECT NOT EXISTS (
                 SELECT FROM events e
                  WHERE municipality = $1 AND position > $2 AND position <= $3
                    AND aggregate_type IN ('Case', 'Report', 'Investigation')
                    AND (aggregate_id = ANY ($4)
                         OR EXISTS (SELECT FROM unnest($4::text[]) AS named WHERE strpos(e.payload::text, named) > 0)))",
        )
        .bind(municipality.as_str())
        .bind(self.after)
        .bind(position)
        .bind(&*self.of)
        .fetch_one(connection)
        .await
    }
}

impl Ledger {
    /// The child's pseudonyms, and the streams in which it is named.
    async fn told_of_child(&self, municipality: &Municipality, child: SubjectId) -> Result<Vec<String>, Fault> {
        let pseudonyms = self.pseudonyms_of_child(municipality, child, AsOf::Now).await?;
        let mut of: Vec<String> = Vec::new();
        for pseudonym in &pseudonyms {
            of.push(pseudonym.to_string());
            let naming = named_persons::naming(self.pool(), municipality, *pseudonym).await?;
            of.extend(naming.into_iter().map(|naming| naming.aggregate_id.to_string()));
        }
        Ok(of)
    }

    /// That nothing was recorded after `asked_at`, up to now, that concerns the child, under any of its pseudonyms; `None` where
    /// something was.
    pub(super) async fn nothing_begun_since(
        &self,
        municipality: &Municipality,
        child: SubjectId,
        asked_at: i64,
    ) -> Result<Option<NothingBegun>, Fault> {
        let head = self.head(municipality).await?.unwrap_or_default();
        if head - asked_at > MOST {
            return Ok(None);
        }
        let of = self.told_of_child(municipality, child).await?;
        let mut known = NothingBegun { after: asked_at, of: of.into() };
        let mut connection = self.pool().acquire().await?;
        if !known.holds_to(&mut connection, municipality, head).await? {
            return Ok(None);
        }
        known.after = head;
        Ok(Some(known))
    }
}
