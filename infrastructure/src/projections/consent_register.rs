//! `consent_register`: one row per question for consent and its answer: of which child, what may be exchanged with
//! whom, for how long, and what became of it (RM-15, S4-22, R-22); those that the child welfare service works on as well
//! (S1-14, S1-15, S2-17). Codes, dates, ids, and units' names only. Rebuildable from the ledger.

use std::collections::BTreeSet;
use std::iter;

use case_ledger_domain::case::{
    Case, CaseEvent, ConsentEvent, ConsentPurpose, ConsentScope, ConsentingParty, CourseEvent, FamilyEvent,
    InformationCategory, LeftOut, is_heard,
};
use case_ledger_domain::ids::{CaseId, Municipality, SubjectId};
use case_ledger_domain::investigation::{Investigation, InvestigationEvent, ServiceConsent, ServiceConsentUse};
use case_ledger_domain::people::Body;
use case_ledger_domain::time::start_of_day;
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgPool, Postgres};
use uuid::Uuid;

use super::as_of::AsOf;
use super::conditions;
use super::of_cases::{Known, OfCases};
use super::streams::Began;
use super::table::{self, Cursor, Order, table};
use super::{ProjectionError, Recorded};
use crate::ledger::history::AnyEvent;
use crate::reach::Reached;

table! {
    /// A row.
    pub struct RegisteredConsent in "consent_register" by consent_id sorted by asked_at {
        /// The question.
        pub consent_id: Uuid,
        /// The case it was asked in; none where the child welfare service works on it.
        pub case_id: Option<Uuid>,
        /// The investigation it was given in, where the service works on it.
        pub investigation_id: Option<Uuid>,
        /// What the service does on it, by its name.
        pub used_for: Option<String>,
        /// The child's pseudonym.
        pub child_subject: Uuid,
        /// The unit that works with the case, or the unit or district of the investigation.
        pub unit: String,
        /// When it was asked, or given, where that alone is said.
        pub requested_on: NaiveDate,
        /// When it was given.
        pub given_on: Option<NaiveDate>,
        /// Who gave it, by its name, where that is said.
        pub given_by: Option<String>,
        /// When it was refused.
        pub refused_on: Option<NaiveDate>,
        /// When it was taken back.
        pub withdrawn_on: Option<NaiveDate>,
        /// When it was narrowed last.
        pub narrowed_on: Option<NaiveDate>,
        /// When the case ended, and what was given with it, where the case was opened again since.
        pub ended_on: Option<NaiveDate>,
        /// The pseudonym of the guardian who was asked, as long as it may be that the answer is that one's alone.
        pub guardian: Option<Uuid>,
        /// From which days on the case's unit said that others are the guardians.
        pub left_out_from: Vec<NaiveDate>,
        /// The days on which it named that one again, each for its place; one less where it has not.
        pub left_out_until: Vec<NaiveDate>,
        /// The names of what it is for.
        pub purposes: Vec<String>,
        /// The names of the bodies that may exchange information.
        pub parties: Vec<String>,
        /// The names of what kinds of information may be exchanged.
        pub categories: Vec<String>,
        /// The first day of what is consented to.
        pub holds_from: NaiveDate,
        /// The last day; open when `None`.
        pub holds_to: Option<NaiveDate>,
        /// The beginning of the day on which it was asked.
        pub asked_at: DateTime<Utc>,
    }
}

/// What became of a question by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// No answer yet.
    Awaited,
    /// Given.
    Given,
    /// Refused, which is an answer.
    Refused,
    /// Given, and taken back.
    Withdrawn,
    /// Given, and run out, or ended with the case, which was opened again since.
    Expired,
}

fn names<T: Copy>(set: &BTreeSet<T>, name: impl Fn(T) -> &'static str) -> Vec<String> {
    set.iter().map(|one| name(*one).to_owned()).collect()
}

impl RegisteredConsent {
    fn covers(&mut self, scope: &ConsentScope) {
        self.purposes = names(&scope.purposes, ConsentPurpose::name);
        self.parties = names(&scope.recipients, Body::name);
        self.categories = names(&scope.categories, InformationCategory::name);
        (self.holds_from, self.holds_to) = (scope.valid_from, scope.valid_to);
    }

    /// One that the child welfare service works on: it is recorded with what is done on it, and lets services exchange
    /// information, the reporter be told, or the child live elsewhere.
    fn given_to_the_service(given: ServiceConsent, investigation: Uuid, child: Uuid, unit: &str) -> Self {
        let ServiceConsent { consent, used_for, recipients, categories, given_on, valid_to, withdrawn_on } = given;
        Self {
            consent_id: consent.as_uuid(),
            case_id: None,
            investigation_id: Some(investigation),
            used_for: Some(used_for.name().to_owned()),
            child_subject: child,
            unit: unit.to_owned(),
            requested_on: given_on,
            given_on: Some(given_on),
            given_by: Some(ConsentingParty::Guardian.name().to_owned()),
            refused_on: None,
            withdrawn_on,
            narrowed_on: None,
            ended_on: None,
            guardian: None,
            left_out_from: Vec::new(),
            left_out_until: Vec::new(),
            purposes: match used_for {
                ServiceConsentUse::Placement => Vec::new(),
                ServiceConsentUse::ResponsibilityGroup
                | ServiceConsentUse::InformationFromBody
                | ServiceConsentUse::DisclosureToReporter => vec![ConsentPurpose::InformationSharing.name().to_owned()],
            },
            parties: names(&recipients, Body::name),
            categories: names(&categories, InformationCategory::name),
            holds_from: given_on,
            holds_to: valid_to,
            asked_at: start_of_day(given_on),
        }
    }

    /// The youth is among those who gave it: it stands, whoever the guardians are (R-9, C12).
    fn stands_without_the_guardian(&mut self) {
        self.guardian = None;
        self.left_out_from.clear();
        self.left_out_until.clear();
    }

    fn hear_who_the_guardians_are(&mut self, recorded: &Recorded, known: Known<'_>) {
        let Some(guardian) = self.guardian else { return };
        let times = known.times_left_out(SubjectId::from_uuid(guardian), recorded);
        self.left_out_from = times.iter().map(|time| time.from).collect();
        self.left_out_until = times.iter().filter_map(|time| time.until).collect();
    }

    /// Since when what was given on that day is nobody's yes who decides for the child, where it is that on the other.
    fn nobodys_since(&self, given_on: NaiveDate, day: NaiveDate) -> Option<NaiveDate> {
        let until = self.left_out_until.iter().copied().map(Some).chain(iter::repeat(None));
        let times = self.left_out_from.iter().zip(until).map(|(from, until)| LeftOut { from: *from, until });
        let left_out_on = |on| times.clone().find(|time| time.covers(on)).map(|time| time.from);
        [given_on, day].into_iter().find_map(left_out_on).map(|since| since.max(given_on))
    }

    /// What became of it by that day, and when; time alone ends a consent with a last day, what was given before the case was
    /// opened again ended with it, and what a guardian alone gave does while the unit says that others are the guardians.
    pub fn answer_on(&self, day: NaiveDate) -> (Answer, Option<NaiveDate>) {
        let by_then = |date: Option<NaiveDate>| date.filter(|date| *date <= day);
        if let Some(on) = by_then(self.refused_on) {
            return (Answer::Refused, Some(on));
        }
        if let Some(on) = by_then(self.withdrawn_on) {
            return (Answer::Withdrawn, Some(on));
        }
        let Some(given_on) = by_then(self.given_on) else { return (Answer::Awaited, None) };
        let ran_out_on = self.holds_to.filter(|last| *last < day).and_then(|last| last.succ_opt());
        let nobodys_since = self.nobodys_since(given_on, day);
        match ran_out_on.into_iter().chain(by_then(self.ended_on)).chain(nobodys_since).min() {
            Some(on) => (Answer::Expired, Some(on)),
            None => (Answer::Given, Some(given_on)),
        }
    }
}

fn touched_in_investigation(event: &InvestigationEvent) -> Vec<Uuid> {
    match event {
        InvestigationEvent::ServiceConsentWithdrawn { consent, .. } => vec![consent.as_uuid()],
        event => event.consent_given().map(|given| given.consent.as_uuid()).into_iter().collect(),
    }
}

impl OfCases for RegisteredConsent {
    const VERSION: i32 = 7;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE, Investigation::TYPE];

    fn touched(recorded: &Recorded) -> Vec<Uuid> {
        if let AnyEvent::Investigation(event) = &recorded.event {
            return touched_in_investigation(event);
        }
        let AnyEvent::Case(CaseEvent::Consent(event)) = &recorded.event else { return Vec::new() };
        match event {
            ConsentEvent::ConsentRequested { consent, .. }
            | ConsentEvent::ConsentGiven { consent, .. }
            | ConsentEvent::ConsentNarrowed { consent, .. }
            | ConsentEvent::ConsentRefused { consent, .. }
            | ConsentEvent::ConsentWithdrawn { consent, .. }
            | ConsentEvent::ConsentRequestWithdrawn { consent, .. } => vec![consent.as_uuid()],
            // Its last day stands in the row, and says the same before anybody records it.
            ConsentEvent::ConsentExpired { .. } => Vec::new(),
        }
    }

    fn makes_row(event: &CaseEvent) -> bool {
        matches!(event, CaseEvent::Consent(ConsentEvent::ConsentRequested { .. }))
    }

    fn makes_row_in_investigation(event: &InvestigationEvent) -> bool {
        event.consent_given().is_some()
    }

    const HEAR_OF_THE_CASE: bool = true;

    fn apply(row: &mut Option<Self>, key: Uuid, recorded: &Recorded, known: Known<'_>) -> Result<(), ProjectionError> {
        let misfit = || ProjectionError::Misfit { position: recorded.position };
        if let AnyEvent::Investigation(event) = &recorded.event {
            if let Some(given) = event.consent_given() {
                let Began { unit, child, .. } = known.began.ok_or_else(misfit)?;
                *row = Some(Self::given_to_the_service(given, recorded.aggregate_id, *child, unit));
            }
            if let InvestigationEvent::ServiceConsentWithdrawn { withdrawn_on, .. } = event {
                row.as_mut().ok_or_else(misfit)?.withdrawn_on = Some(*withdrawn_on);
            }
            return Ok(());
        }
        if let AnyEvent::Case(CaseEvent::Course(CourseEvent::CaseReopened { reopened_on, .. })) = &recorded.event {
            let row = row.as_mut().ok_or_else(misfit)?;
            if row.given_on.is_some() {
                row.ended_on.get_or_insert(known.closed_on.unwrap_or(*reopened_on));
            }
            return Ok(());
        }
        if let AnyEvent::Case(CaseEvent::Family(FamilyEvent::GuardiansNamed { .. })) = &recorded.event {
            row.as_mut().ok_or_else(misfit)?.hear_who_the_guardians_are(recorded, known);
            return Ok(());
        }
        let AnyEvent::Case(CaseEvent::Consent(event)) = &recorded.event else { return Err(misfit()) };
        if let ConsentEvent::ConsentRequested { of, scope, requested_on, .. } = event {
            let Began { unit, child, .. } = known.began.ok_or_else(misfit)?;
            *row = Some(Self {
                consent_id: key,
                case_id: Some(recorded.aggregate_id),
                investigation_id: None,
                used_for: None,
                child_subject: *child,
                unit: unit.clone(),
                requested_on: *requested_on,
                given_on: None,
                given_by: None,
                refused_on: None,
                withdrawn_on: None,
                narrowed_on: None,
                ended_on: None,
                guardian: of.guardian().map(|guardian| guardian.subject.as_uuid()),
                left_out_from: Vec::new(),
                left_out_until: Vec::new(),
                purposes: Vec::new(),
                parties: Vec::new(),
                categories: Vec::new(),
                holds_from: scope.valid_from,
                holds_to: scope.valid_to,
                asked_at: start_of_day(*requested_on),
            });
        }
        let row = row.as_mut().ok_or_else(misfit)?;
        match event {
            ConsentEvent::ConsentRequested { scope, .. } => {
                row.covers(scope);
                row.hear_who_the_guardians_are(recorded, known);
            }
            ConsentEvent::ConsentGiven { consented_by, given_on, .. } => {
                row.given_on = Some(*given_on);
                row.given_by = consented_by.map(|party| party.name().to_owned());
                if is_heard(*consented_by) {
                    row.stands_without_the_guardian();
                }
            }
            ConsentEvent::ConsentNarrowed { scope, narrowed_on, .. } => {
                row.covers(scope);
                row.narrowed_on = Some(*narrowed_on);
            }
            ConsentEvent::ConsentRefused { refused_on, .. } => row.refused_on = Some(*refused_on),
            ConsentEvent::ConsentWithdrawn { withdrawn_on, .. }
            | ConsentEvent::ConsentRequestWithdrawn { withdrawn_on, .. } => row.withdrawn_on = Some(*withdrawn_on),
            ConsentEvent::ConsentExpired { .. } => {}
        }
        Ok(())
    }
}

/// Whose consents are wanted: those asked in cases, those that the child welfare service works on, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConsentsKept {
    /// Those asked in cases.
    #[default]
    InCases,
    /// Those that the child welfare service works on.
    ByTheService,
    /// Both.
    All,
}

impl ConsentsKept {
    /// Its condition on a row.
    const fn condition(self) -> &'static str {
        match self {
            Self::InCases => " AND case_id IS NOT NULL",
            Self::ByTheService => " AND investigation_id IS NOT NULL",
            Self::All => "",
        }
    }

    /// Beside the cases that a reader reaches.
    const fn beside(self) -> Option<&'static str> {
        match self {
            Self::InCases => None,
            Self::ByTheService | Self::All => Some("investigation_id IS NOT NULL"),
        }
    }
}

/// Which questions are wanted.
#[derive(Debug, Clone, Default)]
pub struct ConsentFilter {
    /// Which cases the reader reaches; consents that the child welfare service works on are of none.
    pub reached: Reached,
    /// Whose consents the reader sees.
    pub kept: ConsentsKept,
    /// The day on which it is said how they stand: what was asked later is left out.
    pub on: NaiveDate,
    /// Only of that unit.
    pub unit: Option<String>,
    /// Only of that case.
    pub case: Option<CaseId>,
    /// Only on which the service does that.
    pub used_for: Option<ServiceConsentUse>,
    /// Only of that child, under any of these pseudonyms.
    pub child: Option<Vec<SubjectId>>,
    /// Only with that party.
    pub party: Option<Body>,
    /// Only of that kind of information.
    pub category: Option<InformationCategory>,
    /// Only with that answer on the day.
    pub answer: Option<Answer>,
    /// Only asked on or after.
    pub from: Option<NaiveDate>,
    /// Only asked on or before.
    pub to: Option<NaiveDate>,
}

/// The rows after `after`, the latest question first.
pub async fn consents(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &ConsentFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<RegisteredConsent>, sqlx::Error> {
    listing(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

pub(super) fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a ConsentFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        query.push(" AND asked_at <= ").push_bind(start_of_day(filter.on));
        query.push(filter.kept.condition());
        filter.reached.push(query, filter.kept.beside());
        conditions::is(query, "unit", filter.unit.as_deref());
        conditions::is(query, "case_id", filter.case.map(CaseId::as_uuid));
        conditions::is(query, "used_for", filter.used_for.map(ServiceConsentUse::name));
        conditions::is_child(query, filter.child.as_deref());
        conditions::holds(query, "parties", filter.party.map(Body::name));
        conditions::holds(query, "categories", filter.category.map(InformationCategory::name));
        conditions::beginning_within(query, "asked_at", filter.from, filter.to);
        push_answer(query, filter.answer, filter.on);
    };
    table::list::<RegisteredConsent>(municipality, asked, Order::Falling, after, most, as_of)
}

/// As [`RegisteredConsent::answer_on`] has it.
fn push_answer(query: &mut QueryBuilder<'_, Postgres>, answer: Option<Answer>, on: NaiveDate) {
    let Some(answer) = answer else { return };
    let mut says = |date: &str, so: bool| {
        let not = if so { "" } else { "NOT " };
        query.push(format!(" AND {not}coalesce({date} ")).push_bind(on).push(", false)");
    };
    says("refused_on <=", answer == Answer::Refused);
    if answer == Answer::Refused {
        return;
    }
    says("withdrawn_on <=", answer == Answer::Withdrawn);
    if answer == Answer::Withdrawn {
        return;
    }
    says("given_on <=", answer != Answer::Awaited);
    if answer != Answer::Awaited {
        let not = if answer == Answer::Expired { "" } else { "NOT " };
        query.push(format!(" AND {not}coalesce(holds_to < ")).push_bind(on);
        query.push(" OR ended_on <= ").push_bind(on).push(" OR EXISTS (");
        query.push(
            "SELECT FROM unnest(left_out_from, left_out_until) AS left_out (since, until), unnest(ARRAY[given_on, ",
        );
        query.push_bind(on).push("]) AS said (day) WHERE since <= day AND (until IS NULL OR day < until)), false)");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn asked() -> RegisteredConsent {
        RegisteredConsent {
            consent_id: Uuid::from_u128(1),
            case_id: Some(Uuid::from_u128(2)),
            investigation_id: None,
            used_for: None,
            child_subject: Uuid::from_u128(3),
            unit: "Solbakken".to_owned(),
            requested_on: date("2026-01-05"),
            given_on: None,
            given_by: None,
            refused_on: None,
            withdrawn_on: None,
            narrowed_on: None,
            ended_on: None,
            guardian: None,
            left_out_from: Vec::new(),
            left_out_until: Vec::new(),
            purposes: Vec::new(),
            parties: Vec::new(),
            categories: Vec::new(),
            holds_from: date("2026-01-05"),
            holds_to: Some(date("2026-02-01")),
            asked_at: start_of_day(date("2026-01-05")),
        }
    }

    #[test]
    fn rm15_a_consent_is_given_to_the_end_of_its_last_day_and_has_run_out_on_the_next() {
        let given = RegisteredConsent { given_on: Some(date("2026-01-07")), ..asked() };
        assert_eq!(given.answer_on(date("2026-01-06")), (Answer::Awaited, None));
        assert_eq!(given.answer_on(date("2026-01-07")), (Answer::Given, Some(date("2026-01-07"))));
        assert_eq!(given.answer_on(date("2026-02-01")), (Answer::Given, Some(date("2026-01-07"))));
        assert_eq!(given.answer_on(date("2026-02-02")), (Answer::Expired, Some(date("2026-02-02"))));
        let withdrawn = RegisteredConsent { withdrawn_on: Some(date("2026-01-20")), ..given };
        assert_eq!(withdrawn.answer_on(date("2026-01-19")).0, Answer::Given);
        assert_eq!(withdrawn.answer_on(date("2026-03-01")), (Answer::Withdrawn, Some(date("2026-01-20"))));
    }

    #[test]
    fn rm15_what_was_given_before_the_case_was_reopened_ended_with_it() {
        let given = RegisteredConsent { given_on: Some(date("2026-01-07")), ..asked() };
        let ended = RegisteredConsent { ended_on: Some(date("2026-01-20")), ..given };
        assert_eq!(ended.answer_on(date("2026-01-19")).0, Answer::Given);
        assert_eq!(ended.answer_on(date("2026-01-20")), (Answer::Expired, Some(date("2026-01-20"))));
        assert_eq!(ended.answer_on(date("2026-03-01")), (Answer::Expired, Some(date("2026-01-20"))));
    }

    #[test]
    fn rm15_r21_what_a_guardian_alone_gave_is_nobodys_while_others_are_the_guardians() {
        let given = RegisteredConsent { given_on: Some(date("2026-01-07")), ..asked() };
        let left_out = RegisteredConsent {
            left_out_from: vec![date("2026-01-10"), date("2026-01-20")],
            left_out_until: vec![date("2026-01-15")],
            ..given.clone()
        };
        assert_eq!(left_out.answer_on(date("2026-01-09")).0, Answer::Given);
        assert_eq!(left_out.answer_on(date("2026-01-10")), (Answer::Expired, Some(date("2026-01-10"))));
        assert_eq!(left_out.answer_on(date("2026-01-15")), (Answer::Given, Some(date("2026-01-07"))));
        assert_eq!(left_out.answer_on(date("2026-01-25")), (Answer::Expired, Some(date("2026-01-20"))));
        // On the day on which it was given already: it never was anybody's.
        let never = RegisteredConsent {
            left_out_from: vec![date("2026-01-06")],
            left_out_until: vec![date("2026-01-09")],
            ..given
        };
        assert_eq!(never.answer_on(date("2026-01-30")), (Answer::Expired, Some(date("2026-01-07"))));
    }

    #[test]
    fn rm15_r22_a_refusal_stays_a_refusal_and_is_not_awaited_again() {
        let refused = RegisteredConsent { refused_on: Some(date("2026-01-08")), ..asked() };
        assert_eq!(refused.answer_on(date("2026-01-07")), (Answer::Awaited, None));
        assert_eq!(refused.answer_on(date("2026-06-01")), (Answer::Refused, Some(date("2026-01-08"))));
    }
}
