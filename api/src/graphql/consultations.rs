//! What the child welfare service was consulted about anonymously, for that service, in the schema (R-20, S2-10, S2-11).

use async_graphql::connection::Connection;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::people;
use case_ledger_infrastructure::consultations::{ConsultationCounts, ConsultationFilter, DayPlace, HeldConsultation};
use uuid::Uuid;

use super::enums::ConsultationTopic;
use super::oversight::must_run_forwards;
use super::scalars::{Date, PersonalText, is_within_reach};
use super::statistics::PeriodInput;
use super::{bad_input, fault, note_read, page, page_cost, page_size, permitted, services, sight};
use crate::auth::Permission;

/// As what the list is recorded when it is read. Which of them were shown is not: that would say of one who works with it.
const ANONYMOUS_CONSULTATIONS: &str = "AnonymousConsultations";

/// Which anonymous consultations to list; what is not given does not narrow.
#[derive(InputObject, Default)]
pub struct AnonymousConsultationFilterInput {
    /// Only about that topic, whatever else they were about.
    topic: Option<ConsultationTopic>,
    /// Only held on or after this.
    from: Option<Date>,
    /// Only held on or before this.
    to: Option<Date>,
}

impl AnonymousConsultationFilterInput {
    fn resolve(self) -> Result<ConsultationFilter> {
        must_run_forwards(self.from, self.to)?;
        Ok(ConsultationFilter {
            // What other bodies were asked is theirs.
            body: people::Body::ChildWelfareService,
            topic: self.topic.map(Into::into),
            from: self.from.map(|date| date.0),
            to: self.to.map(|date| date.0),
        })
    }
}

/// What the child welfare service was consulted about without being told of whom. It has no id, and nothing in it leads to
/// who asked or to a case.
#[derive(SimpleObject)]
pub struct AnonymousConsultation {
    /// What about; at least one topic (S2-11).
    topics: Vec<ConsultationTopic>,
    /// What was asked.
    question: PersonalText,
    /// What was advised; null where nothing is recorded.
    advice: Option<PersonalText>,
    /// The day. No time is recorded.
    held_on: Date,
}

impl From<HeldConsultation> for AnonymousConsultation {
    fn from(held: HeldConsultation) -> Self {
        Self {
            topics: held.topics.iter().map(Into::into).collect(),
            question: PersonalText::concealed(&held.question),
            advice: held.advice.as_ref().map(PersonalText::concealed),
            held_on: held.held_on.into(),
        }
    }
}

/// How many anonymous consultations were about a topic (S2-11).
#[derive(SimpleObject)]
pub struct ConsultationsOnTopic {
    /// The topic.
    topic: ConsultationTopic,
    /// How many; one about several topics counts under each.
    consultations: i64,
}

/// How many anonymous consultations the child welfare service had in a period, and what about (R-20, S2-11). For the
/// service itself: it is no figure for publication.
#[derive(SimpleObject)]
pub struct AnonymousConsultationStatistics {
    /// All of them.
    total: i64,
    /// One row per topic that one was about.
    by_topic: Vec<ConsultationsOnTopic>,
}

impl From<ConsultationCounts> for AnonymousConsultationStatistics {
    fn from(counts: ConsultationCounts) -> Self {
        let of_topic = |(topic, consultations): (_, i64)| ConsultationsOnTopic {
            topic: ConsultationTopic::from(topic),
            consultations,
        };
        Self { total: counts.total, by_topic: counts.by_topic.into_iter().map(of_topic).collect() }
    }
}

fn cursor(place: DayPlace) -> String {
    format!("{}_{}", place.day, place.nth)
}

fn parse_cursor(cursor: Option<&str>) -> Result<Option<DayPlace>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let place = cursor.split_once('_').and_then(|(day, nth)| {
        let day = day.parse().ok().filter(|day| is_within_reach(*day))?;
        Some(DayPlace { day, nth: nth.parse().ok()? })
    });
    place.map(Some).ok_or_else(|| bad_input("after", InputProblem::NotACursor))
}

/// Questions about anonymous consultations.
#[derive(Default)]
pub struct ConsultationQuestions;

#[Object]
impl ConsultationQuestions {
    /// What the child welfare service of your municipality was consulted about anonymously, the latest day first; within a day
    /// in no order that tells of the recording (R-20, S2-10). Those recorded today are told from tomorrow on, and none as of an
    /// earlier moment: nobody sees one appear as somebody records it. That the list is read is recorded, and of which
    /// consultations is not. Pages that are turned over midnight may show one twice.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn anonymous_consultations(
        &self,
        context: &Context<'_>,
        filter: Option<AnonymousConsultationFilterInput>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, AnonymousConsultation>> {
        let principal = permitted(context, Permission::SeeConsultations)?;
        let filter = filter.unwrap_or_default().resolve()?;
        let (wanted, after) = (page_size(first)?, parse_cursor(after.as_deref())?);
        let (ledger, sight) = (&services(context).ledger, sight(principal, Permission::SeeConsultations));
        let held = ledger.anonymous_consultations(&principal.municipality, &filter, after, wanted + 1, sight).await;
        let held = held.map_err(|error| fault(&error))?;
        note_read(context, ANONYMOUS_CONSULTATIONS, Uuid::nil(), None);
        let nodes = held.into_iter().map(|held| (cursor(held.place), AnonymousConsultation::from(held)));
        Ok(page(nodes.collect(), wanted, after.is_some()))
    }

    /// How many anonymous consultations the child welfare service of your municipality had, by what they were about (S2-11):
    /// of those that `anonymousConsultations` lists.
    #[graphql(complexity = "20 + child_complexity")]
    async fn anonymous_consultation_statistics(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Held in these days, both included.")] period: PeriodInput,
    ) -> Result<AnonymousConsultationStatistics> {
        let principal = permitted(context, Permission::SeeConsultations)?;
        let (from, to) = period.resolve()?;
        let body = people::Body::ChildWelfareService;
        let filter = ConsultationFilter { body, topic: None, from: Some(from), to: Some(to) };
        let counts = services(context).ledger.anonymous_consultation_counts(&principal.municipality, &filter).await;
        Ok(counts.map_err(|error| fault(&error))?.into())
    }
}
