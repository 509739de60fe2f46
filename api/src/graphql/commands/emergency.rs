//! Emergency access: nobody who must act on danger is stopped by not belonging to the unit, and each time is reviewed.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{CaseId, CommandId, SubjectId};
use case_ledger_domain::refusal::Sought;
use case_ledger_infrastructure::emergency::{CaseInDanger, Reviewing, Taking};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::case_cards::{self, CaseCard, CaseFilter};
use case_ledger_infrastructure::reach::{EMERGENCY_ACCESS_LASTS, Reached};
use uuid::Uuid;

use super::{
    EmergencyAccessPayload, EmergencyAccessReviewed, EmergencyAccessTaken, EmergencyReviewPayload, Errand,
    InvalidInput, Rejected, text,
};
use crate::auth::Permission;
use crate::graphql::emergency_access::{EmergencyAccess, EmergencyPurpose, EmergencyReviewOutcome};
use crate::graphql::{READ_YOUR_WRITES, cases, fault, known, note_denied, services};

/// The most cases of one child that are opened at once, or looked through.
const MOST_CASES_OF_A_CHILD: i64 = 100;

/// Taking access to cases that are another unit's.
#[derive(InputObject)]
pub struct TakeEmergencyAccessInput {
    /// Chosen by you. Sent again, it is recorded once and access lasts from the first time; to take it anew, choose another.
    command_id: Uuid,
    /// The case; or else the child.
    case_id: Option<ID>,
    /// The child's national id: all cases about the child are opened. The number is looked up as a keyed digest and not
    /// stored.
    national_id: Option<String>,
    /// What for.
    purpose: EmergencyPurpose,
    /// Why, in words, for the leader who reviews it. Kept where a case is found.
    reason: String,
}

/// Saying whether emergency access was justified.
#[derive(InputObject)]
pub struct ReviewEmergencyAccessInput {
    /// Chosen by you.
    command_id: Uuid,
    /// The access, as `emergencyAccess` lists it.
    access_id: ID,
    /// What the review found.
    outcome: EmergencyReviewOutcome,
    /// Why.
    rationale: String,
}

/// The case with that id.
async fn case_in_danger(errand: &Errand<'_>, context: &Context<'_>, id: &ID) -> Result<Vec<CaseInDanger>, Rejected> {
    let case = Errand::case_id(id)?.as_uuid();
    let known = services(context).ledger.recent::<Case>(&errand.principal.municipality, case).await;
    let known = known.map_err(|error| Rejected::Fault(fault(&error)))?;
    let opened = known.aggregate.opened();
    let found = opened.map(|opened| CaseInDanger { case, child: opened.child.subject, unit: opened.unit.clone() });
    Ok(found.into_iter().collect())
}

/// The cases about the child with that national id, as far as the principal may find the child: also those that were opened
/// before the number was known, where it was recorded whose they are (S2-48).
async fn cases_of_child(
    errand: &Errand<'_>,
    context: &Context<'_>,
    national_id: &str,
) -> Result<Vec<CaseInDanger>, Rejected> {
    let national_id = text("nationalId", "R-70", national_id)?;
    let child = cases::searched_child(context, national_id.as_str(), Permission::SeeCases, None).await;
    let Some(child) = child.map_err(Rejected::Fault)? else { return Ok(Vec::new()) };
    let children = known::pseudonyms(context, child, Permission::SeeCases, None).await.map_err(Rejected::Fault)?;
    let (ledger, municipality) = (&services(context).ledger, &errand.principal.municipality);
    // A case that was opened a moment ago is about the child too.
    let head = ledger.head(municipality).await.map_err(|error| Rejected::Fault(fault(&error)))?.unwrap_or_default();
    let projector = &services(context).projector;
    let cards = &[ReadModel::CaseCards];
    let followed = projector.wait_for_those_that_run(municipality, head, cards, READ_YOUR_WRITES).await;
    followed.map_err(|error| Rejected::Fault(fault(&error)))?;
    let filter = CaseFilter { reached: Reached::All, child: Some(children), ..CaseFilter::default() };
    let cards = case_cards::cards(ledger.pool(), municipality, &filter, None, MOST_CASES_OF_A_CHILD, AsOf::Now).await;
    let cards = cards.map_err(|error| Rejected::Fault(fault(&error)))?;
    let in_danger = |card: CaseCard| {
        let child = SubjectId::from_uuid(card.child_subject);
        CaseInDanger { case: card.case_id, child, unit: card.unit }
    };
    Ok(cards.into_iter().map(in_danger).collect())
}

/// The cases that are asked for: the one that is named, or those of the child.
async fn cases_in_danger(
    errand: &Errand<'_>,
    context: &Context<'_>,
    input: &TakeEmergencyAccessInput,
) -> Result<Vec<CaseInDanger>, Rejected> {
    let invalid = |problem| Err(Rejected::Input(InvalidInput::new("caseId", "R-70", problem)));
    match (&input.case_id, &input.national_id) {
        (Some(case), None) => case_in_danger(errand, context, case).await,
        (None, Some(child)) => cases_of_child(errand, context, child).await,
        (None, None) => invalid(InputProblem::CaseOrChildNeeded { other: "nationalId" }),
        (Some(_), Some(_)) => invalid(InputProblem::GivenTwice { other: "nationalId" }),
    }
}

/// Commands for emergency access.
#[derive(Default)]
pub struct EmergencyCommands;

#[Object]
impl EmergencyCommands {
    /// Take access to cases of another unit for 24 hours, because of danger: nobody has to be asked first. That it was
    /// taken, by whom and what for, is recorded in the read log before anything is shown, also where no case was found, which
    /// takes up no `commandId`. The unit's leader is told of it (`emergencyAccess`) and reviews it. A person takes it,
    /// and no program.
    async fn take_emergency_access(
        &self,
        context: &Context<'_>,
        input: TakeEmergencyAccessInput,
    ) -> Result<EmergencyAccessPayload> {
        EmergencyAccessPayload::answer(
            async {
                let id = input.command_id;
                let errand = Errand::new(context, Permission::ChangeCases, "takeEmergencyAccess", id, None, &input)?;
                // A program that let itself out of its unit would let all its users out.
                if errand.principal.is_program() {
                    note_denied(context);
                    return Err(Rejected::NotPermitted);
                }
                let reason = text("reason", "R-70", &input.reason)?;
                let (ledger, principal) = (&services(context).ledger, errand.principal);
                let (municipality, taker) = (&principal.municipality, principal.actor(Permission::ChangeCases));
                let taking = Taking {
                    command_id: CommandId::from_uuid(id),
                    fingerprint: errand.fingerprint(),
                    taker: &taker,
                    purpose: input.purpose.name(),
                    reason,
                };
                let before = ledger.emergency_access_taken_by(municipality, &taking).await?;
                let access = if let Some(before) = before {
                    before
                } else {
                    let found = cases_in_danger(&errand, context, &input).await?;
                    ledger.take_emergency_access(municipality, &taking, &found).await?
                };
                if access.cases.is_empty() {
                    return Err(Refusal::NotFound { what: Sought::Case }.into());
                }
                let mut cases = Vec::with_capacity(access.cases.len());
                for case in access.cases {
                    let case = cases::Case::find(context, CaseId::from_uuid(case), None).await;
                    cases.extend(case.map_err(Rejected::Fault)?);
                }
                let until = access.taken_at + EMERGENCY_ACCESS_LASTS;
                Ok(EmergencyAccessTaken { until, recorded_now: access.recorded_now, cases })
            }
            .await,
        )
    }

    /// Say whether emergency access to a case of your unit was justified: each is reviewed once, by a leader, and not by the
    /// one who took it.
    async fn review_emergency_access(
        &self,
        context: &Context<'_>,
        input: ReviewEmergencyAccessInput,
    ) -> Result<EmergencyReviewPayload> {
        EmergencyReviewPayload::answer(
            async {
                let (id, permission) = (input.command_id, Permission::ReviewEmergencyAccess);
                let errand = Errand::new(context, permission, "reviewEmergencyAccess", id, None, &input)?;
                let read_id = EmergencyAccess::read_id(&input.access_id);
                let read_id = read_id.ok_or(Refusal::NotFound { what: Sought::EmergencyAccess })?;
                let principal = errand.principal;
                let reviewing = Reviewing {
                    read_id,
                    command_id: CommandId::from_uuid(id),
                    fingerprint: errand.fingerprint(),
                    reviewer: &principal.actor(permission),
                    watched: principal.watches(permission),
                    justified: input.outcome == EmergencyReviewOutcome::Justified,
                    words: text("rationale", "R-70", &input.rationale)?,
                };
                let ledger = &services(context).ledger;
                let recorded_now = ledger.review_emergency_access(&principal.municipality, reviewing).await?;
                let access = EmergencyAccess::find(context, permission, read_id).await.map_err(Rejected::Fault)?;
                Ok(EmergencyAccessReviewed { recorded_now, access })
            }
            .await,
        )
    }
}
