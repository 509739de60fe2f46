//! Emergency access that was taken to cases, for those who watch over it, in the schema.

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::time::start_of_day;
use case_ledger_infrastructure::emergency::{self as taken, EmergencyFilter};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::cases::Case;
use super::history::LedgerActor;
use super::oversight::must_run_forwards;
use super::scalars::{Date, PersonalText};
use super::{
    fault, global_id, note_read, page, page_cost, page_size, parse_number_cursor, permitted, services, sight, sought,
};
use crate::auth::Permission;

/// As what the list is recorded when it is read.
const EMERGENCY_ACCESS_LIST: &str = "EmergencyAccessList";

/// What emergency access is for.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EmergencyPurpose {
    /// A child is in danger, and somebody must act now.
    DangerToChild,
    /// A serious crime is to be averted.
    DutyToAvert,
    /// Nobody of the unit can be reached, and what cannot wait must be done.
    UnitNotReachable,
}

impl EmergencyPurpose {
    const ALL: [Self; 3] = [Self::DangerToChild, Self::DutyToAvert, Self::UnitNotReachable];

    /// As it stands in the read log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DangerToChild => "DANGER_TO_CHILD",
            Self::DutyToAvert => "DUTY_TO_AVERT",
            Self::UnitNotReachable => "UNIT_NOT_REACHABLE",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What a review found.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EmergencyReviewOutcome {
    /// The access was needed for what it was taken for.
    Justified,
    /// It was not.
    Unjustified,
}

/// Which emergency access to list; what is not given does not narrow.
#[derive(InputObject, Default)]
pub struct EmergencyAccessFilterInput {
    /// Only to cases of that unit.
    unit: Option<String>,
    /// Only what was taken on that day or later.
    from: Option<Date>,
    /// Only what was taken on that day or earlier.
    to: Option<Date>,
    /// Only what is reviewed, or only what waits for it.
    reviewed: Option<bool>,
}

/// Emergency access that somebody took; where no case was found, that it was asked for.
#[derive(SimpleObject)]
pub struct EmergencyAccess {
    /// Its id.
    id: ID,
    /// When.
    taken_at: DateTime<Utc>,
    /// Who took it.
    taken_by: LedgerActor,
    /// What for; null where a newer program wrote what this one does not know.
    purpose: Option<EmergencyPurpose>,
    /// Why, in words: the child's personal data. Null where no case was found, for nobody could say whose they are, and where
    /// it was taken before words were asked for.
    reason: Option<PersonalText>,
    /// The case; null where none was found.
    case_id: Option<ID>,
    /// The unit that works with the case, whose leader reviews the access; the taker's where no case was found. Where that is
    /// none, every leader is told of it and may review it.
    unit: Option<String>,
    /// What the review found; null while it waits for one.
    review: Option<EmergencyAccessReview>,
}

/// What a review of emergency access found.
#[derive(SimpleObject)]
pub struct EmergencyAccessReview {
    /// When.
    reviewed_at: DateTime<Utc>,
    /// Who reviewed.
    reviewed_by: LedgerActor,
    /// What was found.
    outcome: EmergencyReviewOutcome,
    /// In words.
    rationale: PersonalText,
}

impl EmergencyAccess {
    /// What its ids begin with.
    const PREFIX: &'static str = "emergency";

    fn of(access: &taken::EmergencyAccess) -> Self {
        let review = access.review.as_ref().map(|review| EmergencyAccessReview {
            reviewed_at: review.reviewed_at,
            reviewed_by: LedgerActor::of(&review.reviewer),
            outcome: if review.justified {
                EmergencyReviewOutcome::Justified
            } else {
                EmergencyReviewOutcome::Unjustified
            },
            rationale: PersonalText::concealed(&review.words),
        });
        Self {
            id: ID(format!("{}_{}", Self::PREFIX, access.read_id)),
            taken_at: access.taken_at,
            taken_by: LedgerActor::of(&access.taker),
            // What is not known here hides none of the others.
            purpose: access.purpose.as_deref().and_then(EmergencyPurpose::named),
            reason: access.reason.as_ref().map(PersonalText::concealed),
            case_id: access.case.map(|case| global_id(Case::PREFIX, case)),
            unit: access.unit.clone(),
            review,
        }
    }

    /// The place in the read log that an id names; `None` where it is none of these.
    pub fn read_id(id: &ID) -> Option<i64> {
        let digits = id.as_str().strip_prefix(Self::PREFIX)?.strip_prefix('_')?;
        digits.parse().ok().filter(|number| *number > 0)
    }

    /// One, as far as the principal watches over it.
    pub async fn find(context: &Context<'_>, permission: Permission, read_id: i64) -> Result<Option<Self>> {
        let filter = EmergencyAccessFilterInput::default();
        let mut found = list(context, permission, filter, Some(read_id), None, 1).await?;
        Ok(found.pop().map(|(_, access)| access))
    }
}

/// What a filter finds, the newest first, each with its cursor.
async fn list(
    context: &Context<'_>,
    permission: Permission,
    filter: EmergencyAccessFilterInput,
    read_id: Option<i64>,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<(String, EmergencyAccess)>> {
    let principal = permitted(context, permission)?;
    must_run_forwards(filter.from, filter.to)?;
    let filter = EmergencyFilter {
        watched: principal.watches(permission),
        unit: sought("filter.unit", filter.unit)?,
        from: filter.from.map(|date| start_of_day(date.0)),
        before: filter.to.and_then(|date| date.0.succ_opt()).map(start_of_day),
        reviewed: filter.reviewed,
        read_id,
    };
    let (ledger, sight) = (&services(context).ledger, sight(principal, Permission::SeeReadLog));
    let found = ledger.emergency_access(&principal.municipality, &filter, before, most, sight).await;
    let found = found.map_err(|error| fault(&error))?;
    note_read(context, EMERGENCY_ACCESS_LIST, Uuid::nil(), None);
    Ok(found.iter().map(|access| (access.read_id.to_string(), EmergencyAccess::of(access))).collect())
}

/// Questions about emergency access.
#[derive(Default)]
pub struct EmergencyQuestions;

#[Object]
impl EmergencyQuestions {
    /// Emergency access that was taken to cases of your municipality, the newest first, with its review; a leader is told of
    /// that to cases of the own unit, and reviews it (`reviewEmergencyAccess`). Also what was asked for where no case was
    /// found: of the own unit, and by whoever belongs to none. That the list is read is recorded too.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn emergency_access(
        &self,
        context: &Context<'_>,
        filter: Option<EmergencyAccessFilterInput>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, EmergencyAccess>> {
        let (wanted, before) = (page_size(first)?, parse_number_cursor(after.as_deref())?);
        let newest = Some(before).filter(|before| *before > 0);
        let filter = filter.unwrap_or_default();
        let found = list(context, Permission::SeeReadLog, filter, None, newest, wanted + 1).await?;
        Ok(page(found, wanted, before > 0))
    }
}
