//! `case_cards`: one row per case, for the case list and the card of a case (RM-1).
//! Rebuildable from the ledger; nothing else writes this table.

use std::collections::BTreeSet;

use case_ledger_domain::case::{
    Alternative, AlternativesEvent, Case, CaseEvent, ConcernEvent, ConsentEvent, Contact, CourseEvent, Level,
    LevelEntry, ReportingEvent, StepsEvent,
};
use case_ledger_domain::guides::{GuideId, StepId};
use case_ledger_domain::ids::{CaseId, Municipality, SubjectId};
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgPool, Postgres};
use uuid::Uuid;

use super::as_of::AsOf;
use super::conditions;
use super::table::{self, Order, Register, Table as _, table};
use super::{ProjectionError, Recorded};
use crate::ledger::bus::Ledger;
use crate::ledger::history::AnyEvent;
use crate::reach::Reached;

table! {
    /// A row.
    pub struct CaseCard in "case_cards" by case_id sorted by last_activity_at {
        /// The case.
        pub case_id: Uuid,
        /// The unit that works with it.
        pub unit: String,
        /// Its level, 1 to 3.
        pub level: i16,
        /// When the work began.
        pub opened_on: NaiveDate,
        /// When it ended; open while `None`.
        pub closed_on: Option<NaiveDate>,
        /// How it ended, by its name.
        pub outcome: Option<String>,
        /// The newest time anybody worked with it.
        pub last_activity_at: DateTime<Utc>,
        /// Events so far.
        pub events: i64,
        /// Observations so far.
        pub observations: i64,
        /// Questions for consent without an answer.
        pub consents_awaited: i64,
        /// Reports sent from it.
        pub reports_sent: i64,
        /// Emergency contacts made.
        pub emergency_contacts: i64,
        /// When there was last contact with the child.
        pub child_contact_on: Option<NaiveDate>,
        /// When there was last contact with guardians.
        pub guardian_contact_on: Option<NaiveDate>,
        /// The child's pseudonym.
        pub child_subject: Uuid,
        /// Position of its newest event.
        pub position: i64,
        /// The steps that it is in, each as `guide/step`.
        pub steps: Vec<String>,
        /// Where one comes to each level in its guides, each as `level guide/step`; as level 0, where it came into a guide without
        /// levels.
        pub entries: Vec<String>,
        /// The alternatives that are followed, by their names.
        pub alternatives: Vec<String>,
    }
}

/// A step of a guide, as a card holds it.
fn place(guide: &GuideId, step: &StepId) -> String {
    format!("{guide}/{step}")
}

/// Whether that place is in the guide.
fn is_in(place: &str, guide: &GuideId) -> bool {
    place.split_once('/').is_some_and(|(of, _)| of == guide.to_string())
}

impl CaseCard {
    /// In that guide the case is in these steps now, and in no others.
    fn comes_to(&mut self, guide: &GuideId, current: &BTreeSet<StepId>) {
        self.steps.retain(|known| !is_in(known, guide));
        self.steps.extend(current.iter().map(|step| place(guide, step)));
    }

    /// On that level it is where one comes to it, in every guide with levels.
    fn comes_to_level(&mut self, level: Level) {
        self.level = i16::from(level.number());
        let prefix = format!("{} ", self.level);
        let places: Vec<String> =
            self.entries.iter().filter_map(|at| Some(at.strip_prefix(&prefix)?.to_owned())).collect();
        for place in places {
            let guide = place.split_once('/').map_or("", |(guide, _)| guide);
            self.steps.retain(|known| known.split_once('/').is_none_or(|(of, _)| of != guide));
            self.steps.push(place);
        }
    }

    /// The case is worked with again: on level 1, and in a guide without levels where it came into it (R-19, RM-12).
    fn begins_again(&mut self) {
        self.comes_to_level(Level::One);
        let places = self.entries.iter().filter_map(|at| at.strip_prefix("0 ")).map(ToOwned::to_owned);
        let places: Vec<String> = places.collect();
        let is_of_them = |known: &str| {
            let guide = |place: &str| place.split_once('/').map(|(guide, _)| guide.to_owned());
            places.iter().any(|place| guide(place) == guide(known))
        };
        self.steps.retain(|known| !is_of_them(known));
        self.steps.extend(places);
    }

    fn hears_of_steps(&mut self, event: &StepsEvent) {
        match event {
            StepsEvent::GuideFollowed { guide, entries, current, .. } => {
                let guide = &guide.guide;
                self.entries.retain(|at| at.split_once(' ').is_none_or(|(_, known)| !is_in(known, guide)));
                let entry = |entry: &LevelEntry| format!("{} {}", entry.level.number(), place(guide, &entry.step));
                self.entries.extend(entries.iter().map(entry));
                if entries.is_empty() {
                    self.entries.extend(current.iter().map(|step| format!("0 {}", place(guide, step))));
                }
                self.comes_to(guide, current);
            }
            StepsEvent::StepDecisionTaken { guide, current, .. } => self.comes_to(&guide.guide, current),
        }
    }

    fn hears_of_alternatives(&mut self, event: &AlternativesEvent) {
        match event {
            AlternativesEvent::AlternativeChosen { alternative, .. } => {
                if !self.alternatives.iter().any(|known| known == alternative.name()) {
                    self.alternatives.push(alternative.name().to_owned());
                }
            }
            AlternativesEvent::AlternativeEnded { alternative, .. } => {
                self.alternatives.retain(|known| known != alternative.name());
            }
            AlternativesEvent::Chapter9aNoticeFiled { .. } => {}
        }
    }
}

impl Register for CaseCard {
    const VERSION: i32 = 8;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE];

    fn apply(row: &mut Option<Self>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let AnyEvent::Case(event) = &recorded.event else { return Ok(()) };
        if let CaseEvent::Course(CourseEvent::CaseOpened { child, unit, opened_on, .. }) = event {
            *row = Some(Self {
                case_id: recorded.aggregate_id,
                unit: unit.clone(),
                level: 1,
                opened_on: *opened_on,
                closed_on: None,
                outcome: None,
                last_activity_at: recorded.occurred_at,
                events: 0,
                observations: 0,
                consents_awaited: 0,
                reports_sent: 0,
                emergency_contacts: 0,
                child_contact_on: None,
                guardian_contact_on: None,
                child_subject: child.subject.as_uuid(),
                position: recorded.position,
                steps: Vec::new(),
                entries: Vec::new(),
                alternatives: Vec::new(),
            });
        }
        let card = row.as_mut().ok_or(ProjectionError::Misfit { position: recorded.position })?;
        card.events += 1;
        card.position = recorded.position;
        // What the child welfare service answers, and what is found wrong, is no work with the case, as oversight has it.
        if !matches!(event, CaseEvent::Answer(_) | CaseEvent::Correction(_)) {
            card.last_activity_at = card.last_activity_at.max(recorded.occurred_at);
        }
        if let Some(Contact { on, with_child, with_guardians }) = Contact::told_by(event) {
            if with_child {
                card.child_contact_on = card.child_contact_on.max(Some(on));
            }
            if with_guardians {
                card.guardian_contact_on = card.guardian_contact_on.max(Some(on));
            }
        }
        match event {
            CaseEvent::Concern(ConcernEvent::ObservationLogged { .. }) => card.observations += 1,
            CaseEvent::Consent(ConsentEvent::ConsentRequested { .. }) => card.consents_awaited += 1,
            CaseEvent::Consent(ConsentEvent::ConsentGiven { .. } | ConsentEvent::ConsentRefused { .. }) => {
                card.consents_awaited -= 1;
            }
            CaseEvent::Course(
                CourseEvent::EscalatedToLevel { level, .. } | CourseEvent::ReturnedToLevel { level, .. },
            ) => {
                card.comes_to_level(*level);
            }
            CaseEvent::Steps(event) => card.hears_of_steps(event),
            CaseEvent::Alternatives(event) => card.hears_of_alternatives(event),
            CaseEvent::Reporting(ReportingEvent::ReportSent { .. }) => card.reports_sent += 1,
            CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { .. }) => card.emergency_contacts += 1,
            CaseEvent::Course(CourseEvent::CaseClosed { outcome, closed_on, .. }) => {
                card.closed_on = Some(*closed_on);
                card.outcome = Some(outcome.name().to_owned());
                // What is followed ends with the case.
                card.alternatives.clear();
            }
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => {
                (card.closed_on, card.outcome) = (None, None);
                card.begins_again();
            }
            CaseEvent::Course(
                CourseEvent::CaseOpened { .. }
                | CourseEvent::HelpToldOfBySource { .. }
                | CourseEvent::ReopeningDeclined { .. },
            )
            | CaseEvent::Concern(_)
            | CaseEvent::Family(_)
            | CaseEvent::Consent(_)
            | CaseEvent::Siblings(_)
            | CaseEvent::Sharing(_)
            | CaseEvent::Discussion(_)
            | CaseEvent::Analysis(_)
            | CaseEvent::Measure(_)
            | CaseEvent::Relay(_)
            | CaseEvent::Meeting(_)
            | CaseEvent::Agreement(_)
            | CaseEvent::Copy(_)
            | CaseEvent::Referral(_)
            | CaseEvent::Plan(_)
            | CaseEvent::Answer(_)
            | CaseEvent::Averting(_)
            | CaseEvent::Consulting(_)
            | CaseEvent::Attachment(_)
            | CaseEvent::Correction(_)
            | CaseEvent::Reporting(
                ReportingEvent::ReportDrafted { .. }
                | ReportingEvent::ReportDraftDiscarded { .. }
                | ReportingEvent::ReportCosigned { .. }
                | ReportingEvent::DutyToReportAssessed { .. },
            ) => {}
        }
        Ok(())
    }
}

/// Which cases are wanted.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Which cases the reader reaches.
    pub reached: Reached,
    /// Only of that unit.
    pub unit: Option<String>,
    /// Only on that level.
    pub level: Option<i16>,
    /// Only open, or only closed, ones.
    pub open: Option<bool>,
    /// Only of that child, under any of these pseudonyms.
    pub child: Option<Vec<SubjectId>>,
    /// Only opened on or after.
    pub opened_from: Option<NaiveDate>,
    /// Only opened on or before.
    pub opened_to: Option<NaiveDate>,
    /// Only closed on or after.
    pub closed_from: Option<NaiveDate>,
    /// Only closed on or before.
    pub closed_to: Option<NaiveDate>,
    /// Only worked with on that day or later.
    pub active_from: Option<NaiveDate>,
    /// Only last worked with on that day or earlier.
    pub active_to: Option<NaiveDate>,
    /// Only in that step of that guide.
    pub step: Option<(GuideId, StepId)>,
    /// Only with that alternative chosen and not ended.
    pub alternative: Option<Alternative>,
    /// Only those in which somebody was contacted in acute danger, or only those in which nobody was.
    pub emergency_contact: Option<bool>,
}

impl CaseFilter {
    /// Whether it asks when somebody last worked with a case, where it stands in its guides, what was chosen in it or whether help
    /// was called: of one that is shown in part nobody is told that, and none is found by it.
    pub const fn tells_of_what_parts_leave_out(&self) -> bool {
        self.active_from.is_some()
            || self.active_to.is_some()
            || self.step.is_some()
            || self.alternative.is_some()
            || self.emergency_contact.is_some()
    }

    /// What it asks beside which cases the reader reaches.
    fn push<'a>(&'a self, query: &mut QueryBuilder<'a, Postgres>) {
        conditions::is(query, "unit", self.unit.as_deref());
        conditions::is(query, "level", self.level);
        conditions::is_there(query, "closed_on", self.open.map(|open| !open));
        conditions::is_child(query, self.child.as_deref());
        conditions::within(query, "opened_on", self.opened_from, self.opened_to);
        conditions::within(query, "closed_on", self.closed_from, self.closed_to);
        conditions::at_within(query, "last_activity_at", self.active_from, self.active_to);
        if let Some((guide, step)) = &self.step {
            query.push(" AND ").push_bind(place(guide, step)).push(" = ANY (steps)");
        }
        conditions::holds(query, "alternatives", self.alternative.map(Alternative::name));
        // Written out, for the planner to know the index of the few that have one.
        match self.emergency_contact {
            None => {}
            Some(true) => _ = query.push(" AND emergency_contacts > 0"),
            Some(false) => _ = query.push(" AND emergency_contacts = 0"),
        }
    }
}

/// A place in the case list, newest activity first.
pub type CaseCursor = table::Cursor;

/// A place in the list of cases that are shown in part, newest opened first.
pub type PartCursor = (NaiveDate, Uuid);

/// The card of a case, also while the read model is built.
pub async fn card(
    ledger: &Ledger,
    municipality: &Municipality,
    case: CaseId,
    as_of: AsOf,
) -> Result<Option<CaseCard>, ProjectionError> {
    table::row_as_recorded(ledger, municipality, (Case::TYPE, case.as_uuid()), as_of).await
}

/// The cards of several cases, as far as there are such cases.
pub async fn cards_of(
    pool: &PgPool,
    municipality: &Municipality,
    cases: &[Uuid],
    as_of: AsOf,
) -> Result<Vec<CaseCard>, sqlx::Error> {
    table::rows(pool, municipality, cases, as_of).await
}

/// The cards after `after`, newest activity first.
pub async fn cards(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &CaseFilter,
    after: Option<CaseCursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<CaseCard>, sqlx::Error> {
    listing(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

/// Only what is asked for stands in the query: a predicate that also says "or nothing was asked" uses no index.
pub(super) fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a CaseFilter,
    after: Option<CaseCursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        filter.reached.push_shared(query);
        filter.push(query);
    };
    table::list::<CaseCard>(municipality, asked, Order::Falling, after, most, as_of)
}

/// The cards after `after` of those cases that the reader reaches in part only, newest opened first: the order of the others
/// would tell when something happened in them.
pub async fn cards_in_part(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &CaseFilter,
    after: Option<PartCursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<CaseCard>, sqlx::Error> {
    listing_in_part(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

/// Each table by itself in order, as [`table::list`] reads them: no more rows than a page has leave either.
pub(super) fn listing_in_part<'a>(
    municipality: &'a Municipality,
    filter: &'a CaseFilter,
    after: Option<PartCursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let (names, [live, history, _]) = (CaseCard::NAMES, CaseCard::TABLES);
    let order_by = format!(" ORDER BY opened_on DESC, case_id DESC LIMIT {most}");
    let branch = |query: &mut QueryBuilder<'a, Postgres>, table: &str| {
        query.push(format!("SELECT municipality{names} FROM {table} WHERE municipality = "));
        query.push_bind(municipality.as_str());
        if let Some(position) = as_of.position() {
            query.push(" AND valid_from <= ").push_bind(position);
            if table == history {
                query.push(" AND valid_to > ").push_bind(position);
            }
        }
        filter.reached.push_in_part(query);
        filter.push(query);
        if let Some((opened_on, case)) = after {
            query.push(" AND (opened_on, case_id) < (").push_bind(opened_on).push(", ").push_bind(case).push(")");
        }
        query.push(&order_by);
    };
    let mut query = QueryBuilder::new("");
    if as_of == AsOf::Now {
        branch(&mut query, live);
        return query;
    }
    query.push("SELECT * FROM ((");
    branch(&mut query, live);
    query.push(") UNION ALL (");
    branch(&mut query, history);
    query.push(format!(")) AS {live}{order_by}"));
    query
}

#[cfg(test)]
mod tests {
    use case_ledger_domain::case::{AnswerEvent, DiscussionEvent, ServiceFeedback};
    use case_ledger_domain::ids::ReportId;
    use std::str::FromStr as _;

    use case_ledger_domain::guides::GuideVersion;
    use case_ledger_domain::people::{Child, RecordedDecision};
    use case_ledger_domain::personal::Personal;
    use case_ledger_domain::time::start_of_day;

    use super::*;
    use crate::projections::tests::text;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_the_child_welfare_service_answers_is_no_work_with_the_case() {
        let subject = SubjectId::from_uuid(Uuid::from_u128(1));
        let opened = CourseEvent::CaseOpened {
            child: Child { subject, name: None, national_id: None, born_on: None, unborn: false, contact: None },
            unit: "Solbakken".to_owned(),
            opened_on: date("2026-01-05"),
            journal_number: None,
            caseworker: None,
        };
        let report = ReportId::from_uuid(Uuid::from_u128(2));
        let (feedback, told_on) = (ServiceFeedback::NoInvestigation, date("2026-01-30"));
        let answer = AnswerEvent::FeedbackReceived { report, feedback, told_on };
        let summary = Personal::child(subject, text("Vi så på det sammen."));
        let discussed = DiscussionEvent::ColleagueDiscussionHeld { summary, held_on: date("2026-01-12") };
        let events = [CaseEvent::from(opened), discussed.into(), answer.into()];
        let mut row = None;
        for ((position, event), day) in (1..).zip(events).zip(["2026-01-05", "2026-01-12", "2026-01-30"]) {
            let at = start_of_day(date(day));
            let aggregate_id = Uuid::from_u128(3);
            let event = AnyEvent::Case(event);
            let recorded = Recorded { position, aggregate_id, occurred_at: at, recorded_at: at, event };
            CaseCard::apply(&mut row, &recorded).unwrap();
        }
        let card = row.unwrap();
        assert_eq!((card.events, card.last_activity_at), (3, start_of_day(date("2026-01-12"))));
    }

    /// As the case itself says where it stands, through levels, closing and reopening.
    #[test]
    fn rm_1_a_card_says_in_which_steps_the_case_is_and_which_alternatives_are_followed() {
        let mut card = blank();
        let (guide, step): (GuideId, fn(&str) -> StepId) = ("levels".parse().unwrap(), |name| name.parse().unwrap());
        let entry = |level, name| LevelEntry { level, step: step(name) };
        let followed = StepsEvent::GuideFollowed {
            talks_first: false,
            guide: GuideVersion { guide: guide.clone(), version: 1 },
            digest: "d".to_owned(),
            entries: vec![entry(Level::One, "first"), entry(Level::Two, "second")],
            current: [step("first")].into(),
            responsibilities: [].into(),
            decision: None,
            followed_on: date("2026-01-05"),
        };
        card.hears_of_steps(&followed);
        let of_another = GuideId::from_str("others").unwrap();
        card.comes_to(&of_another, &[step("ask"), step("tell")].into());
        assert_eq!(card.steps, ["levels/first", "others/ask", "others/tell"]);
        card.comes_to_level(Level::Two);
        assert_eq!(
            (card.level, card.steps.clone()),
            (2, vec!["others/ask".to_owned(), "others/tell".to_owned(), "levels/second".to_owned(),])
        );
        let StepsEvent::GuideFollowed { guide, digest, responsibilities, decision, followed_on, .. } = followed else {
            unreachable!("it is one")
        };
        let (guide, entries, current) =
            (GuideVersion { guide: of_another.clone(), ..guide }, vec![], [step("ask")].into());
        let without_levels = StepsEvent::GuideFollowed {
            talks_first: false,
            guide,
            digest,
            entries,
            current,
            responsibilities,
            decision,
            followed_on,
        };
        card.hears_of_steps(&without_levels);
        card.comes_to(&of_another, &[step("tell")].into());
        card.begins_again();
        assert_eq!((card.level, card.steps.clone()), (1, vec!["levels/first".to_owned(), "others/ask".to_owned()]));
        let chosen = |alternative| AlternativesEvent::AlternativeChosen {
            alternative,
            helped_by: [].into(),
            helped_by_units: [].into(),
            guides: vec![],
            decision: RecordedDecision::imported(None),
            chosen_on: date("2026-01-06"),
        };
        for alternative in [Alternative::A, Alternative::D, Alternative::A] {
            card.hears_of_alternatives(&chosen(alternative));
        }
        let (decision, ended_on) = (RecordedDecision::imported(None), date("2026-01-07"));
        let ended =
            AlternativesEvent::AlternativeEnded { alternative: Alternative::A, guides: vec![], decision, ended_on };
        card.hears_of_alternatives(&ended);
        assert_eq!(card.alternatives, [Alternative::D.name()]);
    }

    fn blank() -> CaseCard {
        CaseCard {
            case_id: Uuid::from_u128(3),
            unit: "Solbakken".to_owned(),
            level: 1,
            opened_on: date("2026-01-05"),
            closed_on: None,
            outcome: None,
            last_activity_at: start_of_day(date("2026-01-05")),
            events: 0,
            observations: 0,
            consents_awaited: 0,
            reports_sent: 0,
            emergency_contacts: 0,
            child_contact_on: None,
            guardian_contact_on: None,
            child_subject: Uuid::from_u128(1),
            position: 1,
            steps: Vec::new(),
            entries: Vec::new(),
            alternatives: Vec::new(),
        }
    }
}
