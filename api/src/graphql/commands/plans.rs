//! Commands on plans of measures and the way forward in a case, and on the time in which a concern is decided.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::case::{Case, CaseAction, DrawnPlan, PlanAction};
use case_ledger_domain::ids::{AgreementId, CaseId, MeasureId, SubjectId};
use case_ledger_domain::settings::{Settings, SettingsAction};
use case_ledger_infrastructure::ledger::bus::{Accepted, settings_id};
use uuid::Uuid;

use super::agreements::{PartyInput, parties};
use super::cases::{
    GuardianInput, RecipientUnitInput, about_child, child_of, guardians_if_any, on_case, optional_about_child,
    recipient_units, recipients,
};
use super::measures::measure_id;
use super::{CasePayload, DeciderInput, Errand, Rejected, SettingsChanged, SettingsPayload};
use crate::auth::{Led, Permission};
use crate::graphql::agreements::Agreement;
use crate::graphql::enums::Body;
use crate::graphql::scalars::Date;

/// Planning what is done further, together with the guardians (S0-29).
#[derive(InputObject)]
pub struct DraftPlanInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What is planned.
    text: String,
    /// The guardians it was planned with.
    #[graphql(default)]
    with_guardians: Vec<GuardianInput>,
    /// Why it was planned without them, where no guardian took part.
    without_guardians_because: Option<String>,
    /// When; today when left out.
    drafted_on: Option<Date>,
}

/// A plan of measures, for all it names to sign (S3-41, S4-12, S4-18).
#[derive(InputObject)]
pub struct MeasurePlanInput {
    /// What it says, beside its measures.
    text: String,
    /// Who takes part, and signs; at least one.
    parties: Vec<PartyInput>,
    /// Its measures, which are planned; at least one.
    measure_ids: Vec<ID>,
    /// When it was made; today when left out.
    made_on: Option<Date>,
}

/// Making the plan of measures (S3-41).
#[derive(InputObject)]
pub struct MakeMeasurePlanInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The plan.
    plan: MeasurePlanInput,
}

/// Putting an adjusted plan in the place of the one that is followed (S3-43).
#[derive(InputObject)]
pub struct AdjustPlanInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The plan in its place.
    plan: MeasurePlanInput,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
}

/// Deciding which measures go on, end and begin (S1-21).
#[derive(InputObject)]
pub struct DecideWayForwardInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The measures that run and go on.
    #[graphql(default)]
    continued_ids: Vec<ID>,
    /// The measures that run and end with this decision.
    #[graphql(default)]
    ended_ids: Vec<ID>,
    /// The measures that are planned and to begin.
    #[graphql(default)]
    begun_ids: Vec<ID>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Looking at whether the right people are around child and guardians (S1-21).
#[derive(InputObject)]
pub struct ReviewGroupCompositionInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The bodies that are in the group.
    bodies: Vec<Body>,
    /// Which units of them, by name; needed where the body is OTHER, which is known by its name alone.
    #[graphql(default)]
    body_units: Vec<RecipientUnitInput>,
    /// Whether it is rightly composed.
    rightly_composed: bool,
    /// What is to change, where it is not.
    change: Option<String>,
    /// When; today when left out.
    reviewed_on: Option<Date>,
}

/// Setting within how many days a concern is decided on the lowest level (D-6).
#[derive(InputObject)]
pub struct SetDecisionLimitInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// Calendar days, from 1 to 365; left out where no time is to be set any more.
    days: Option<u16>,
    /// For concerns raised from that day on; from today on when left out.
    valid_from: Option<Date>,
}

fn measures(field: &str, ids: &[ID]) -> Result<BTreeSet<MeasureId>, Rejected> {
    ids.iter().map(|id| measure_id(field, id)).collect()
}

async fn drawn(
    errand: &Errand<'_>,
    case: CaseId,
    child: SubjectId,
    plan: MeasurePlanInput,
) -> Result<DrawnPlan, Rejected> {
    Ok(DrawnPlan {
        plan: AgreementId::derived(&errand.principal.municipality, errand.command_id, 0),
        text: about_child(child, "plan.text", "S3-41", &plan.text)?,
        parties: parties(errand, case, child, &plan.parties).await?,
        measures: measures("plan.measureIds", &plan.measure_ids)?,
        made_on: errand.day(plan.made_on),
    })
}

/// Commands on plans of measures and the way forward in a case.
#[derive(Default)]
pub struct PlanCommands;

#[Object]
impl PlanCommands {
    /// Plan what is done further: together with the guardians, or with a reason why not (S0-29).
    async fn draft_plan(&self, context: &Context<'_>, input: DraftPlanInput) -> Result<CasePayload> {
        on_case!(context, "draftPlan", input, |errand, child, case| {
            let because = input.without_guardians_because.as_deref();
            CaseAction::Plan(PlanAction::DraftPlan {
                text: about_child(child, "text", "S0-29", &input.text)?,
                with_guardians: guardians_if_any(&errand, case, "withGuardians.name", &input.with_guardians).await?,
                without_guardians_because: optional_about_child(child, "withoutGuardiansBecause", because)?,
                drafted_on: errand.day(input.drafted_on),
            })
        })
    }

    /// Make the plan of measures (S3-41, S4-12). It is a written agreement that binds when all it names have signed
    /// (S4-18, R-37).
    async fn make_measure_plan(&self, context: &Context<'_>, input: MakeMeasurePlanInput) -> Result<CasePayload> {
        on_case!(context, "makeMeasurePlan", input, makes AgreementId as Agreement::PREFIX, |errand, child, case| {
            CaseAction::Plan(PlanAction::MakePlan(drawn(&errand, case, child, input.plan).await?))
        })
    }

    /// Put an adjusted plan in the place of the one that is followed (S3-43). All it names sign it anew.
    async fn adjust_plan(&self, context: &Context<'_>, input: AdjustPlanInput) -> Result<CasePayload> {
        on_case!(context, "adjustPlan", input, makes AgreementId as Agreement::PREFIX, |errand, child, case| {
            CaseAction::Plan(PlanAction::AdjustPlan {
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                adjusted: drawn(&errand, case, child, input.plan).await?,
            })
        })
    }

    /// Decide which measures go on, end and begin; each that runs is named (S1-21). Those that end do so with this
    /// decision.
    async fn decide_way_forward(&self, context: &Context<'_>, input: DecideWayForwardInput) -> Result<CasePayload> {
        on_case!(context, "decideWayForward", input, |errand, child, case| {
            CaseAction::Plan(PlanAction::DecideWayForward {
                continued: measures("continuedIds", &input.continued_ids)?,
                ended: measures("endedIds", &input.ended_ids)?,
                begun: measures("begunIds", &input.begun_ids)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                decided_on: errand.day(input.decided_on),
            })
        })
    }

    /// Look at whether the right people are around child and guardians (S1-21).
    async fn review_group_composition(
        &self,
        context: &Context<'_>,
        input: ReviewGroupCompositionInput,
    ) -> Result<CasePayload> {
        on_case!(context, "reviewGroupComposition", input, |errand, child, _case| {
            CaseAction::Plan(PlanAction::ReviewGroup {
                bodies: recipients(&input.bodies, &input.body_units),
                units: recipient_units("bodyUnits", &input.body_units)?,
                rightly_composed: input.rightly_composed,
                change: optional_about_child(child, "change", input.change.as_deref())?,
                reviewed_on: errand.day(input.reviewed_on),
            })
        })
    }

    /// Set within how many days a concern is decided on the lowest level, for concerns raised from a day on (D-6). Those
    /// that were raised before go on under the time of their day.
    async fn set_decision_limit(&self, context: &Context<'_>, input: SetDecisionLimitInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "setDecisionLimit", id, version, &input)?;
                errand.must_lead(Led::Municipality)?;
                let settings = settings_id(&errand.principal.municipality);
                let (days, valid_from) = (input.days, errand.day(input.valid_from));
                let action = SettingsAction::SetDecisionLimit { days, valid_from };
                let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
                Ok(SettingsChanged { position, version, recorded_now })
            }
            .await,
        )
    }
}
