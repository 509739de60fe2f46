//! Anonymous consultations as the body that was consulted reads them again (R-20, S2-10): what about, what was asked and
//! advised, and on which day. Nothing of it leads to who asked.
//!
//! Told from the events themselves: there are few of them, each is its whole stream, and a copy would be one more place to look
//! for what is erased. Only what was recorded before today is told, so that nobody sees one appear as somebody records it.
//! Within a day they stand by the id of their stream, which is a digest, and a place among them is a number: neither the order
//! nor a cursor tells when one was recorded, or leads to its entry in the ledger.

use std::collections::BTreeMap;

use case_ledger_domain::consultation::{ConsultationEvent, ConsultationTopic, ConsultationTopics};
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::people::Body;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_domain::upcast;
use chrono::NaiveDate;
use futures::TryStreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::QueryBuilder;
use sqlx::postgres::Postgres;

use crate::clock;
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::guard::{Held, WHOLE_ROW};
use crate::ledger::history::{Sight, Stored};
use crate::personal::envelope::{self, EventPlace, Place};

/// The one event there is of a consultation.
const HELD: &str = "AnonymousConsultationHeld";
/// Who was consulted, and on which day, as they are indexed.
const BODY: &str = "payload #>> '{AnonymousConsultationHeld,body}'";
const HELD_ON: &str = "payload #>> '{AnonymousConsultationHeld,heldOn}'";
/// What about, in each form the event was ever written in.
const TOPICS: &str = "json_array_elements_text(
    CASE json_typeof(payload #> '{AnonymousConsultationHeld,topics}')
         WHEN 'array' THEN payload #> '{AnonymousConsultationHeld,topics}'
         ELSE json_build_array(payload #> '{AnonymousConsultationHeld,topic}') END)";

/// Which consultations are wanted.
#[derive(Debug, Clone, Copy)]
pub struct ConsultationFilter {
    /// Those of that body, and of no other.
    pub body: Body,
    /// Only about that, whatever else they were about.
    pub topic: Option<ConsultationTopic>,
    /// Only held on that day or later.
    pub from: Option<NaiveDate>,
    /// Only held on that day or earlier.
    pub to: Option<NaiveDate>,
}

/// A place in the list, the latest day first: the day, and how many of that day stand before it, itself included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayPlace {
    /// The day.
    pub day: NaiveDate,
    /// The number within it, from 1.
    pub nth: u32,
}

impl DayPlace {
    /// The place of what comes next and was held on that day.
    fn next(self, day: NaiveDate) -> Self {
        Self { day, nth: if self.day == day { self.nth.saturating_add(1) } else { 1 } }
    }
}

/// A consultation, as far as its texts are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldConsultation {
    /// Its place in the list that was asked for.
    pub place: DayPlace,
    /// What about.
    pub topics: ConsultationTopics,
    /// What was asked.
    pub question: Personal<Text>,
    /// What was advised.
    pub advice: Option<Personal<Text>>,
    /// The day.
    pub held_on: NaiveDate,
}

/// How many consultations there were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsultationCounts {
    /// All of them.
    pub total: i64,
    /// About each topic that one was about; one about several counts under each.
    pub by_topic: Vec<(ConsultationTopic, i64)>,
}

/// A consultation as it is stored, sealed.
#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    place: EventPlace,
    position: i64,
    event_version: String,
    #[sqlx(try_from = "Stored")]
    payload: Value,
    #[sqlx(flatten)]
    held: Held,
}

/// One that is only counted.
#[derive(sqlx::FromRow)]
struct Counted {
    /// What a stranger wrote may be no word.
    topics: Vec<Option<String>>,
    #[sqlx(flatten)]
    held: Held,
}

/// The word that stands for it in a stored event.
fn stored(word: impl Serialize) -> Result<String, Fault> {
    match serde_json::to_value(word)? {
        Value::String(word) => Ok(word),
        _ => Err(Fault::Json),
    }
}

fn from_stored<T: DeserializeOwned>(word: String) -> Result<T, Fault> {
    Ok(serde_json::from_value(Value::String(word))?)
}

/// Narrows to what the filter asks for and may be told today.
fn push(
    query: &mut QueryBuilder<'_, Postgres>,
    municipality: &Municipality,
    filter: &ConsultationFilter,
) -> Result<(), Fault> {
    query.push(" WHERE municipality = ").push_bind(municipality.as_str().to_owned());
    query.push(format!(" AND aggregate_type = 'Consultation' AND {BODY} = ")).push_bind(stored(filter.body)?);
    query.push(" AND recorded_at < ").push_bind(start_of_day(oslo_date(clock::now())));
    // Stored as `2026-01-31`, whose order is that of the days.
    if let Some(from) = filter.from {
        query.push(format!(" AND {HELD_ON} >= ")).push_bind(from.to_string());
    }
    if let Some(to) = filter.to {
        query.push(format!(" AND {HELD_ON} <= ")).push_bind(to.to_string());
    }
    if let Some(topic) = filter.topic {
        query.push(" AND ").push_bind(stored(topic)?).push(format!(" IN (SELECT {TOPICS})"));
    }
    Ok(())
}

impl Ledger {
    /// What a filter finds after that place, the latest day first, as far as `sight` shows the texts.
    pub async fn anonymous_consultations(
        &self,
        municipality: &Municipality,
        filter: &ConsultationFilter,
        after: Option<DayPlace>,
        most: i64,
        sight: Sight,
    ) -> Result<Vec<HeldConsultation>, Fault> {
        // A place later than the last day that is asked for has all of it behind it.
        let after = after.filter(|after| filter.to.is_none_or(|to| after.day <= to));
        // From the day of the place on, and of that day not those up to it.
        let filter = ConsultationFilter { to: after.map(|after| after.day).or(filter.to), ..*filter };
        let mut query = QueryBuilder::new(format!("SELECT {WHOLE_ROW} FROM events"));
        push(&mut query, municipality, &filter)?;
        query.push(format!(" ORDER BY {HELD_ON} DESC, aggregate_id LIMIT ")).push_bind(most);
        query.push(" OFFSET ").push_bind(after.map_or(0, |after| i64::from(after.nth)));
        let mut rows: Vec<Row> = query.build_query_as().fetch_all(self.pool()).await?;
        let authorship = self.guard().authorship_if_known(municipality).await?;
        // Passed over, and told with the others that are not as written: nobody was consulted by whoever slipped it in.
        rows.retain(|row| {
            let standing = row.held.standing(authorship.as_ref());
            self.guard().looked_at(municipality, row.held.position, standing).is_as_written()
        });
        // Asked after the rows: whatever was erased or restricted by then is not shown.
        let veil = self.veil(municipality, sight).await?;
        let mut texts: Vec<(Place<'_>, &mut Value)> =
            rows.iter_mut().map(|Row { place, payload, .. }| (Place::Event(place), payload)).collect();
        envelope::open_shown(self.keys(), municipality, &mut texts, |subject, path| veil.shows_at(subject, path))
            .await?;
        let mut last = after;
        let held = |mut row: Row| {
            let event = upcast::read::<ConsultationEvent>(HELD, &row.event_version, &mut row.payload);
            let event = event.map_err(|error| Fault::undecodable_at(row.position, error.into()))?;
            let ConsultationEvent::AnonymousConsultationHeld { topics, question, advice, held_on, .. } = event;
            let place = last.map_or(DayPlace { day: held_on, nth: 1 }, |last| last.next(held_on));
            last = Some(place);
            Ok(HeldConsultation { place, topics, question, advice, held_on })
        };
        rows.into_iter().map(held).collect()
    }

    /// How many a filter finds, by what they were about.
    pub async fn anonymous_consultation_counts(
        &self,
        municipality: &Municipality,
        filter: &ConsultationFilter,
    ) -> Result<ConsultationCounts, Fault> {
        let mut query = QueryBuilder::new(format!("SELECT {WHOLE_ROW}, ARRAY(SELECT {TOPICS}) AS topics FROM events"));
        push(&mut query, municipality, filter)?;
        let authorship = self.guard().authorship_if_known(municipality).await?;
        let mut rows = query.build_query_as::<Counted>().fetch(self.pool());
        let (mut total, mut by_topic) = (0, BTreeMap::<String, i64>::new());
        while let Some(Counted { topics, held }) = rows.try_next().await? {
            // What is not listed is not counted.
            if self.guard().looked_at(municipality, held.position, held.standing(authorship.as_ref())).is_as_written() {
                total += 1;
                for topic in topics.into_iter().flatten() {
                    *by_topic.entry(topic).or_default() += 1;
                }
            }
        }
        let by_topic = by_topic.into_iter().map(|(topic, count)| Ok((from_stored(topic)?, count)));
        let mut counts = ConsultationCounts { total, by_topic: by_topic.collect::<Result<_, Fault>>()? };
        counts.by_topic.sort_unstable();
        Ok(counts)
    }
}

#[cfg(test)]
mod tests;
