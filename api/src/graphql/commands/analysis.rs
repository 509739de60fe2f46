//! Commands on a case on the way from worry to decision.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::case::{self, Analysis, AnalysisAction, Case, CaseAction};
use uuid::Uuid;

use super::cases::{about_child, child_of, observations, on_case, optional_about_child};
use super::{CasePayload, DeciderInput, Errand};
use crate::auth::Permission;
use crate::graphql::enums::{ConcernDegree, MappingMethod, MappingTool};
use crate::graphql::scalars::Date;

/// The concern, concrete and in writing (S3-16).
#[derive(InputObject)]
pub struct ConcretiseConcernInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What it is.
    text: String,
    /// How it was mapped.
    #[graphql(default)]
    methods: Vec<MappingMethod>,
    /// When; today when left out.
    concretised_on: Option<Date>,
}

/// A mapping tool was used (S1-23).
#[derive(InputObject)]
pub struct UseToolInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Which.
    tool: MappingTool,
    /// What it showed.
    result: Option<String>,
    /// When; today when left out.
    used_on: Option<Date>,
}

/// An analysis of what was observed (S0-15, S0-16).
#[derive(InputObject)]
pub struct AnalyseConcernInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The observations it rests on.
    #[graphql(default)]
    observation_ids: Vec<ID>,
    /// Why it rests on none; needed where it does, and only there.
    no_basis_because: Option<String>,
    /// What they amount to.
    analysis: String,
    /// Whether the child was talked with.
    spoken_with_child: bool,
    /// Whether colleagues are concerned too.
    colleagues_concerned: bool,
    /// Since when there was concern.
    since: Option<Date>,
    /// The child's condition and situation (S0-12).
    childs_situation: Option<String>,
    /// What is known of family and network (S0-13).
    family_and_network: Option<String>,
    /// When; today when left out.
    analysed_on: Option<Date>,
}

/// How severe the concern is (S0-19).
#[derive(InputObject)]
pub struct DecideSeverityInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// How severe.
    severity: ConcernDegree,
    /// Whether something is to be done.
    action_needed: bool,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Commands on a case on the way from worry to decision.
#[derive(Default)]
pub struct AnalysisCommands;

#[Object]
impl AnalysisCommands {
    /// Make the concern concrete, in writing (S3-16, S4-4).
    async fn concretise_concern(&self, context: &Context<'_>, input: ConcretiseConcernInput) -> Result<CasePayload> {
        on_case!(context, "concretiseConcern", input, |errand, child, _case| {
            CaseAction::Analysis(AnalysisAction::ConcretiseConcern {
                text: about_child(child, "text", "S3-16", &input.text)?,
                methods: input.methods.iter().copied().map(Into::into).collect(),
                concretised_on: errand.day(input.concretised_on),
            })
        })
    }

    /// Record that a mapping tool of the catalogue was used (S1-23); `useToolOfGuide` records one that a guide lists.
    async fn use_tool(&self, context: &Context<'_>, input: UseToolInput) -> Result<CasePayload> {
        on_case!(context, "useTool", input, |errand, child, _case| {
            CaseAction::Analysis(AnalysisAction::UseTool {
                tool: Ok(case::MappingTool::from(input.tool).into()),
                result: optional_about_child(child, "result", input.result.as_deref())?,
                used_on: errand.day(input.used_on),
            })
        })
    }

    /// Analyse what was observed; that nothing was takes an explicit reason (S0-15, S0-16, R-12).
    async fn analyse_concern(&self, context: &Context<'_>, input: AnalyseConcernInput) -> Result<CasePayload> {
        on_case!(context, "analyseConcern", input, |errand, child, _case| {
            CaseAction::Analysis(AnalysisAction::AnalyseConcern(Analysis {
                basis: observations(&input.observation_ids)?,
                no_basis_because: optional_about_child(child, "noBasisBecause", input.no_basis_because.as_deref())?,
                analysis: about_child(child, "analysis", "S0-15", &input.analysis)?,
                spoken_with_child: input.spoken_with_child,
                colleagues_concerned: input.colleagues_concerned,
                since: input.since.map(|date| date.0),
                childs_situation: optional_about_child(child, "childsSituation", input.childs_situation.as_deref())?,
                family_and_network: optional_about_child(
                    child,
                    "familyAndNetwork",
                    input.family_and_network.as_deref(),
                )?,
                analysed_on: errand.day(input.analysed_on),
            }))
        })
    }

    /// Decide how severe the concern is, and whether something is to be done (S0-19).
    async fn decide_severity(&self, context: &Context<'_>, input: DecideSeverityInput) -> Result<CasePayload> {
        on_case!(context, "decideSeverity", input, |errand, child, case| {
            CaseAction::Analysis(AnalysisAction::DecideSeverity {
                severity: input.severity.into(),
                action_needed: input.action_needed,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                decided_on: errand.day(input.decided_on),
            })
        })
    }
}
