//! What a case knows of siblings, alternatives and refusals, in the schema.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use case_ledger_domain::case;
use case_ledger_domain::ids::ExceptionId;
use case_ledger_domain::people;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::case_cards::{self, CaseFilter};

use super::as_of::{Moment, in_read_models};
use super::cases::{Case, Consent, RecipientUnit};
use super::enums::{Alternative, Body, InformationCategory};
use super::guides::usual_levels;
use super::known::{is_hidden, pseudonyms};
use super::people::Child;
use super::scalars::Date;
use super::{LOAD_COST, fault, global_id, principal, reached, services, veil};
use crate::auth::Permission;

/// The most cases of a sibling that are shown.
pub const MOST_CASES_OF_A_SIBLING: usize = 5;

/// A refusal in alternative B or C that waits for an answer.
#[derive(SimpleObject)]
pub struct OpenRefusal {
    /// What was refused.
    pub consent_id: ID,
    /// When.
    pub refused_on: Date,
}

/// An assessment of whether information may be shared without consent (S0-30, R-21, R-23). Its reasons stand among the decisions.
#[derive(SimpleObject)]
pub struct SharingException {
    /// Its id: what `shareInformation` and `conveneResourceTeam` take as `exceptionId`.
    id: ID,
    /// The refusal that it answers, where it answers one.
    consent_id: Option<ID>,
    /// Whether information may be shared.
    allowed: bool,
    /// Whether the case ended since: then it carries nothing more.
    ended_with_case: bool,
    /// With whom.
    recipients: Vec<Body>,
    /// Which units of them, where they are named.
    recipient_units: Vec<RecipientUnit>,
    /// What kind of information.
    categories: Vec<InformationCategory>,
    /// When it was assessed.
    assessed_on: Date,
}

impl SharingException {
    /// What its ids begin with.
    pub const PREFIX: &'static str = "exception";

    /// As the case knows it.
    pub fn of((id, assessed): (&ExceptionId, &case::AssessedException)) -> Self {
        Self {
            id: global_id(Self::PREFIX, id.as_uuid()),
            consent_id: assessed.consent.map(|consent| global_id(Consent::PREFIX, consent.as_uuid())),
            allowed: assessed.allowed,
            ended_with_case: assessed.ended_with_case,
            recipients: assessed.recipients.iter().copied().map(Into::into).collect(),
            recipient_units: assessed.units.iter().map(RecipientUnit::of).collect(),
            categories: assessed.categories.iter().copied().map(Into::into).collect(),
            assessed_on: assessed.on.into(),
        }
    }
}

/// An alternative and the days it was followed (S0-21, R-14).
#[derive(SimpleObject)]
pub struct ChosenAlternative {
    /// Which.
    alternative: Alternative,
    /// Who helps besides the unit that works with the case (S0-2).
    helped_by: Vec<Body>,
    /// Which units of them, where they were named.
    helped_by_units: Vec<RecipientUnit>,
    /// When it was chosen.
    chosen_on: Date,
    /// When it ended; null while it is active.
    ended_on: Option<Date>,
    /// The levels on which it is usually followed: a hint, from which nothing follows, for the level is decided by itself
    /// (C6).
    usual_levels: Vec<i32>,
}

impl ChosenAlternative {
    /// As the case holds it.
    pub fn of(chosen: &case::ChosenAlternative) -> Self {
        let case::ChosenAlternative { alternative, helped_by, chosen_on, ended_on } = chosen;
        Self {
            alternative: (*alternative).into(),
            helped_by: helped_by.bodies.iter().copied().map(Into::into).collect(),
            helped_by_units: helped_by.units.iter().map(RecipientUnit::of).collect(),
            chosen_on: (*chosen_on).into(),
            ended_on: ended_on.map(Date),
            usual_levels: usual_levels(*alternative),
        }
    }
}

/// The answer to the question for siblings.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SiblingsAnswer {
    /// Not answered yet.
    Unanswered,
    /// There are none.
    None,
    /// It is not known.
    Unknown,
    /// There are those that are linked, at least.
    Linked,
}

/// What is known of the child's siblings (S0-14).
#[derive(SimpleObject)]
pub struct Siblings {
    /// The answer.
    answer: SiblingsAnswer,
    /// Those that are linked.
    linked: Vec<Sibling>,
}

impl Siblings {
    /// As the case holds it; each sibling shows as much of itself as may be seen.
    pub fn of(case: &case::Case, moment: Option<Moment>) -> Self {
        let answer = match case.siblings() {
            case::Siblings::Unanswered => SiblingsAnswer::Unanswered,
            case::Siblings::None => SiblingsAnswer::None,
            case::Siblings::Unknown => SiblingsAnswer::Unknown,
            case::Siblings::Linked(_) => SiblingsAnswer::Linked,
        };
        let sibling = |linked: &people::Child| Sibling { linked: linked.clone(), moment };
        Self { answer, linked: case.linked_siblings().iter().map(sibling).collect() }
    }
}

/// A sibling that is linked.
pub struct Sibling {
    linked: people::Child,
    moment: Option<Moment>,
}

/// A sibling that is linked (S0-14).
#[Object]
impl Sibling {
    /// The sibling, as far as you may see it.
    async fn child(&self, context: &Context<'_>) -> Result<Child> {
        let veil = veil(context, Permission::SeeCases).await?;
        Ok(Child::new(&self.linked, &veil, self.moment))
    }
    /// The newest cases about the sibling; none where the sibling's data are restricted and not shown to you, for that
    /// there is a case is what a restriction keeps (RM-9). Only those that you reach.
    #[graphql(complexity = "LOAD_COST + MOST_CASES_OF_A_SIBLING * child_complexity")]
    async fn cases(&self, context: &Context<'_>) -> Result<Vec<Case>> {
        let veil = veil(context, Permission::SeeCases).await?;
        if is_hidden(&veil, principal(context), self.linked.subject) {
            return Ok(Vec::new());
        }
        let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
        let as_of = in_read_models(context, &[ReadModel::CaseCards], self.moment).await?;
        let reached = reached(context).await?;
        let sibling = pseudonyms(context, self.linked.subject, Permission::SeeCases, self.moment).await?;
        let filter = CaseFilter { reached, child: Some(sibling), ..CaseFilter::default() };
        let most = i64::try_from(MOST_CASES_OF_A_SIBLING).unwrap_or(i64::MAX);
        let cards = case_cards::cards(pool, municipality, &filter, None, most, as_of).await;
        let cards = cards.map_err(|error| fault(&error))?;
        let shown = cards.into_iter().filter_map(|card| {
            let extent = filter.reached.extent(card.case_id, &card.unit)?;
            Some(Case::shown(context, card, extent, self.moment))
        });
        Ok(shown.collect())
    }
}
