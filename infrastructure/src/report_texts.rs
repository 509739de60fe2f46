//! The texts of reports, opened to be compared (RM-10). They are opened when somebody asks, as far as that reader is
//! shown the persons they are about, and nothing derived from them is stored: what is erased leaves no digest behind.

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::report::{Report, ReportEvent};
use case_ledger_domain::text::Text;
use cqrs_es::Aggregate as _;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::guard::{Held, WHOLE_ROW};
use crate::ledger::history::{AnyEvent, Stored};
use crate::personal::envelope::{self, EventPlace, Place};
use crate::personal::sight::Sight;

/// An event as it is stored.
#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    place: EventPlace,
    position: i64,
    aggregate_id: String,
    event_type: String,
    event_version: String,
    #[sqlx(try_from = "Stored")]
    payload: Value,
    #[sqlx(flatten)]
    held: Held,
}

impl Ledger {
    /// What these reports said, of those whose text the reader is shown.
    pub async fn report_texts(
        &self,
        municipality: &Municipality,
        reports: &[Uuid],
        sight: Sight,
    ) -> Result<Vec<(Uuid, Text)>, Fault> {
        let mut rows: Vec<Row> = sqlx::query_as(&format!(
            "SELECT {WHOLE_ROW} FROM events
                  WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = ANY ($3)
                    AND event_type = 'ReportReceived'"
        ))
        .bind(municipality.as_str())
        .bind(Report::TYPE)
        .bind(reports.iter().map(Uuid::to_string).collect::<Vec<_>>())
        .fetch_all(self.pool())
        .await?;
        // What is not as it was written is nobody's text.
        let authorship = self.guard().authorship_if_known(municipality).await?;
        rows.retain(|row| {
            let standing = row.held.standing(authorship.as_ref());
            self.guard().looked_at(municipality, row.position, standing).is_as_written()
        });
        let veil = self.veil(municipality, sight).await?;
        let mut values: Vec<(Place<'_>, &mut Value)> =
            rows.iter_mut().map(|Row { place, payload, .. }| (Place::Event(place), payload)).collect();
        envelope::open_shown(self.keys(), municipality, &mut values, |subject, path| veil.shows_at(subject, path))
            .await?;
        let mut texts = Vec::with_capacity(rows.len());
        for Row { position, aggregate_id: report, event_type, event_version, mut payload, .. } in rows {
            let event = AnyEvent::decode(Report::TYPE, &event_type, &event_version, &mut payload);
            let event = event.map_err(|error| Fault::undecodable_at(position, error))?;
            if let AnyEvent::Report(ReportEvent::ReportReceived { content: Some(content), .. }) = event
                && let Some(text) = content.visible()
            {
                texts.push((report.parse().map_err(|_| Fault::Json)?, text.clone()));
            }
        }
        Ok(texts)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use case_ledger_domain::people::Roles;

    use super::*;
    use crate::clock;
    use crate::intake::Intake;
    use crate::ledger::authorship::tests::slip_in;
    use crate::projections::tests::Server;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_a_stranger_wrote_and_nobody_can_read_hides_no_other_reports_text() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let case = server.emergency(&municipality).await;
        let report = server.report(&municipality, case, clock::new_id()).await.as_uuid();
        Intake::new(Arc::clone(&server.ledger)).catch_up().await.unwrap();
        let received = "SELECT position FROM events WHERE event_type = 'ReportReceived'";
        let received: i64 = sqlx::query_scalar(received).fetch_one(server.ledger.pool()).await.unwrap();
        let mut asked = vec![report];
        for payload in [r#"{"ReportReceived": 1e999}"#, r#"{"ReportReceived": {"content": "\u0000"}}"#] {
            let another = clock::new_id();
            let sets = format!("aggregate_id = '{another}', sequence = 1, payload = '{payload}'");
            slip_in(&server, &municipality, received, &sets).await;
            asked.push(another);
            let sight = Sight::open(Roles::default());
            let texts = server.ledger.report_texts(&municipality, &asked, sight).await.unwrap();
            assert_eq!(texts.iter().map(|(of, _)| *of).collect::<Vec<_>>(), [report], "{payload}");
        }
        server.end().await;
    }
}
