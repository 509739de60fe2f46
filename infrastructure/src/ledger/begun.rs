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

    /// Whether any of the rows at those positions concerns the child, under any of its pseudonyms, or may: it stands in a stream that
    /// names the child, or tells of one that does. For rows that no program of the ledger wrote, and so may be written as none
    /// writes; what is no thing of anybody's, such as the settings, concerns no child.
    pub async fn is_any_of_child(
        &self,
        municipality: &Municipality,
        child: SubjectId,
        positions: &[i64],
    ) -> Result<bool, Fault> {
        if positions.is_empty() {
            return Ok(false);
        }
        let of = self.told_of_child(municipality, child).await?;
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (
                 SELECT FROM events e
                  WHERE municipality = $1 AND position = ANY ($2) AND aggregate_type NOT IN ('Settings', 'Consultation')
                    AND (aggregate_type NOT IN ('Case', 'Report', 'Investigation')
                         OR aggregate_id !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
                         OR aggregate_id = ANY ($3)
                         OR EXISTS (SELECT FROM events s CROSS JOIN unnest($3::text[]) AS named
                                     WHERE s.municipality = $1 AND s.aggregate_type = e.aggregate_type
                                       AND s.aggregate_id = e.aggregate_id
                                       AND strpos(lower(replace(s.payload::text, '-', '')), replace(named, '-', '')) > 0)))",
        )
        .bind(municipality.as_str())
        .bind(positions)
        .bind(of)
        .fetch_one(self.pool())
        .await?)
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

#[cfg(test)]
mod tests {
    use crate::projections::tests::{Server, subject_of};

    #[tokio::test(flavor = "multi_thread")]
    async fn c12_which_child_a_row_is_about_is_told_by_its_stream_and_by_what_that_names() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let (case, other) = (server.emergency(&municipality).await, server.emergency(&municipality).await);
        server.projector().catch_up().await.unwrap();
        let (ledger, child) = (&server.ledger, subject_of(&municipality, case));
        let last_of = async |id: String| -> i64 {
            let sql = "SELECT max(position) FROM events WHERE lower(aggregate_id) = $1";
            sqlx::query_scalar(sql).bind(id).fetch_one(ledger.pool()).await.unwrap()
        };
        let (own, others) = (last_of(case.as_uuid().to_string()).await, last_of(other.as_uuid().to_string()).await);
        let is_of_it = async |positions: &[i64]| ledger.is_any_of_child(&municipality, child, positions).await.unwrap();
        assert!(is_of_it(&[own]).await && is_of_it(&[others, own]).await);
        assert!(!is_of_it(&[]).await && !is_of_it(&[others]).await && !is_of_it(&[1]).await, "of others, or of nobody");
        let forge = async |sets: &str| {
            let forge =
                format!("SET session_replication_role = replica; UPDATE events SET {sets} WHERE position = {others}");
            server.as_superuser(&forge).await;
        };
        // It is named in the stream, however that is written.
        let kept = "payload = payload";
        let named = format!("payload = '{{\"X\":\"{}\"}}'", child.as_uuid().simple().to_string().to_uppercase());
        for (sets, is_its) in [(named.as_str(), true), (kept, true), ("payload = '{}'", false)] {
            forge(sets).await;
            assert_eq!(is_of_it(&[others]).await, is_its, "{sets}");
        }
        // What stands where no program writes is not known to be of others.
        for sets in
            ["aggregate_id = upper(aggregate_id)", "aggregate_id = lower(aggregate_id), aggregate_type = 'Subject'"]
        {
            forge(sets).await;
            assert!(is_of_it(&[others]).await, "{sets}");
        }
        server.end().await;
    }
}
