//! Commands on the child welfare service's measures, on what others tell it and on the group around the child.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::ids::{MeasureId, SubjectId};
use case_ledger_domain::investigation::{
    Consented, DecidedMeasure, Investigation, InvestigationAction, Resting, Voices, measure_code,
};
use case_ledger_domain::personal::Personal;
use uuid::Uuid;

use super::cases::{RecipientUnitInput, consent_id, recipient_units, recipients, unit_name};
use super::coercion::{PrinciplesInput, principles};
use super::investigations::{consented, guardians_named, on_investigation, scope};
use super::measures::{EvaluationAnswersInput, measure_id};
use super::{DeciderInput, Errand, InvestigationPayload, Rejected, optional_text, text};
use crate::auth::Permission;
use crate::graphql::enums::{
    Body, FollowUpEndReason, InformationBasis, InformationCategory, MeasureBasis, MeasureKind, MeasureTarget,
    ParticipationKind,
};
use crate::graphql::measures::Measure;
use crate::graphql::scalars::Date;

/// Deciding on a measure of the child welfare service (S2-56, S1-22).
#[derive(InputObject)]
pub struct DecideMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// What it is to change (S2-57).
    goal: String,
    /// The register's code of the measure, in force on the day (S1-25).
    code: String,
    /// The clarification, where the code needs one.
    clarification: Option<String>,
    /// What it rests on (S1-12): a placement out of the home on consent, an emergency or the board's decision.
    #[graphql(default_with = "MeasureBasis::Assistance")]
    basis: MeasureBasis,
    /// Who consented, by name; needed for a voluntary placement.
    #[graphql(default)]
    consented: Vec<String>,
    /// When they did; today when left out.
    consented_on: Option<Date>,
    /// The three principles; needed for a voluntary placement (S2-6).
    principles: Option<PrinciplesInput>,
    /// What kind of measure it is (S2-61).
    kind: MeasureKind,
    /// At whom it is directed (S2-61).
    target: MeasureTarget,
    /// Who is responsible; you when left out.
    responsible: Option<DeciderInput>,
    /// First day.
    from: Date,
    /// Last day.
    to: Date,
    /// When it is to be evaluated.
    evaluation_on: Date,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Making a child's plan of measures (S2-58).
#[derive(InputObject)]
pub struct MakeServiceMeasurePlanInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The plan.
    plan: String,
    /// Whether and how the child took part (S2-1, S2-59).
    childs_participation: ParticipationKind,
    /// How the child took part, or why not (S2-59).
    childs_voice: String,
    /// How the parents took part, or why not (S2-59).
    parents_voice: String,
    /// When; today when left out.
    planned_on: Option<Date>,
}

/// Evaluating a measure of the child welfare service: none of the six questions is left out (S2-58, S1-17, S1-18).
#[derive(InputObject)]
pub struct EvaluateDecidedMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The measure.
    measure_id: ID,
    /// How it was carried out, and the six questions.
    #[graphql(flatten)]
    answers: EvaluationAnswersInput,
    /// What it led to: whether it contributes to a change.
    effect: String,
    /// Whether and how the child took part (S2-1, S2-59).
    childs_participation: ParticipationKind,
    /// How the child took part, or why not (S2-59).
    childs_voice: String,
    /// How the parents took part, or why not (S2-59).
    parents_voice: String,
    /// When; today when left out.
    evaluated_on: Option<Date>,
    /// When it is to be evaluated next; on its last day when left out, if it goes on (S2-58).
    next_evaluation_on: Option<Date>,
}

/// Having a measure of the child welfare service go on for longer.
#[derive(InputObject)]
pub struct ExtendDecidedMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The measure.
    measure_id: ID,
    /// The new last day.
    to: Date,
    /// The new day of evaluation (R-31, D-7).
    evaluation_on: Date,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    extended_on: Option<Date>,
}

/// Ending a measure of the child welfare service (S2-58, R-15).
#[derive(InputObject)]
pub struct EndDecidedMeasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The measure.
    measure_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    ended_on: Option<Date>,
}

/// Asking another body for what it knows (S2-17).
#[derive(InputObject)]
pub struct RequestInformationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// Whom.
    of: Body,
    /// Its name, or that of its unit; needed where the body is OTHER, which is known by its name alone.
    unit: Option<String>,
    /// What is asked.
    what: String,
    /// On what basis.
    basis: InformationBasis,
    /// Who consented, by name; needed where it rests on consent.
    #[graphql(default)]
    consented: Vec<String>,
    /// When they did; today when left out.
    consented_on: Option<Date>,
    /// To what kinds of information; needed where it rests on consent.
    #[graphql(default)]
    categories: Vec<InformationCategory>,
    /// The last day of the consent; open when left out.
    consented_until: Option<Date>,
    /// When; today when left out.
    requested_on: Option<Date>,
}

/// Recording what another body told (S2-17).
#[derive(InputObject)]
pub struct RecordSuppliedInformationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// Which.
    from: Body,
    /// Its name, as it was asked; needed where the body is OTHER, which is known by its name alone.
    unit: Option<String>,
    /// What it told.
    account: String,
    /// When; today when left out.
    supplied_on: Option<Date>,
}

/// Forming a responsibility group (S1-15).
#[derive(InputObject)]
pub struct FormResponsibilityGroupInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// Which other services take part.
    bodies: Vec<Body>,
    /// Which units of them, by name; needed where the body is OTHER, which is known by its name alone.
    #[graphql(default)]
    body_units: Vec<RecipientUnitInput>,
    /// Who consented, by name.
    consented: Vec<String>,
    /// When they did; today when left out.
    consented_on: Option<Date>,
    /// To what kinds of information.
    #[graphql(default)]
    categories: Vec<InformationCategory>,
    /// The last day of the consent; open when left out.
    consented_until: Option<Date>,
    /// To what, in words.
    covers: String,
    /// When; today when left out.
    formed_on: Option<Date>,
}

/// Dissolving the responsibility group (S1-15).
#[derive(InputObject)]
pub struct DissolveResponsibilityGroupInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// Why.
    account: String,
    /// When; today when left out.
    dissolved_on: Option<Date>,
}

/// A meeting of the responsibility group (S1-15, S1-16).
#[derive(InputObject)]
pub struct HoldGroupMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation, whose group of that day met.
    investigation_id: ID,
    /// Who of the group was there, beside the service; at least one.
    present: Vec<Body>,
    /// Which units of them, by name; needed where the body is OTHER, which is known by its name alone.
    #[graphql(default)]
    present_units: Vec<RecipientUnitInput>,
    /// The minutes.
    minutes: String,
    /// When the group meets next, where that was agreed: the meeting is owed by that day (D-7).
    next_on: Option<Date>,
    /// When; today when left out.
    held_on: Option<Date>,
}

/// Ending what the service follows up (S1-19).
#[derive(InputObject)]
pub struct EndFollowUpInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// For which reason.
    reason: FollowUpEndReason,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    ended_on: Option<Date>,
}

/// The day for which a responsibility group agrees to meet next, otherwise than in a meeting (S1-15, D-7).
#[derive(InputObject)]
pub struct AgreeGroupMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation, whose group of the day agreed.
    investigation_id: ID,
    /// When it meets.
    next_on: Date,
    /// When that was agreed; today when left out.
    agreed_on: Option<Date>,
}

/// Looking at whether the right people are around child and guardians (S1-21).
#[derive(InputObject)]
pub struct ReviewResponsibilityGroupInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
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

/// Taking back a consent that the child welfare service works on.
#[derive(InputObject)]
pub struct WithdrawServiceConsentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The consent, as `consents` of the investigation has it.
    consent_id: ID,
    /// What was said.
    reason: Option<String>,
    /// When; today when left out.
    withdrawn_on: Option<Date>,
}

fn voices(child: SubjectId, part: ParticipationKind, childs: &str, parents: &str) -> Result<Voices, Rejected> {
    let said = |field: &str, given: &str| text(field, "S2-59", given).map(|text| Personal::child(child, text));
    let (child, parents) = (said("childsVoice", childs)?, said("parentsVoice", parents)?);
    Ok(Voices { childs_part: Some(part.into()), child, parents })
}

/// Commands on the service's measures and on cooperation in an investigation.
#[derive(Default)]
pub struct ServiceMeasureCommands;

#[Object]
impl ServiceMeasureCommands {
    /// Decide on a measure with goal, responsible, period and day of evaluation; there is none without a report and its
    /// investigation (S2-56, R-47, S1-22). A placement out of the home says what it rests on, whose paragraph it cites (S1-12,
    /// S2-62). It owes the plan and the evaluation.
    async fn decide_measure(&self, context: &Context<'_>, input: DecideMeasureInput) -> Result<InvestigationPayload> {
        on_investigation!(context, "decideMeasure", input, makes MeasureId as Measure::PREFIX, |errand, child, investigation| {
            let clarification = optional_text("clarification", input.clarification.as_deref())?;
            let clarification = clarification.map(|text| Personal::child(child, text));
            InvestigationAction::DecideMeasure {
                measure: MeasureId::derived(&errand.principal.municipality, errand.command_id, 0),
                decided: Box::new(DecidedMeasure {
                    goal: Personal::child(child, text("goal", "S2-57", &input.goal)?),
                    code: measure_code(&input.code, clarification),
                    kind: input.kind.into(),
                    target: input.target.into(),
                    responsible: errand.decider_in("responsible", investigation.as_uuid(), input.responsible).await?,
                    from: input.from.0,
                    to: input.to.0,
                    evaluation_on: input.evaluation_on.0,
                }),
                resting: Box::new(Resting {
                    basis: input.basis.into(),
                    consented: consented(&errand, investigation.as_uuid(), &input.consented, input.consented_on)
                        .await?,
                    principles: input.principles.as_ref().map(|given| principles(child, given)).transpose()?,
                }),
                decision: errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?,
                decided_on: errand.day(input.decided_on),
            }
        })
    }

    /// Make the child's plan of measures with child and parents; planning again replaces the plan before (S2-58, S2-59).
    async fn make_service_measure_plan(
        &self,
        context: &Context<'_>,
        input: MakeServiceMeasurePlanInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "makeServiceMeasurePlan", input, |errand, child, investigation| {
            InvestigationAction::PlanMeasures {
                plan: Personal::child(child, text("plan", "S2-58", &input.plan)?),
                voices: voices(child, input.childs_participation, &input.childs_voice, &input.parents_voice)?,
                planned_on: errand.day(input.planned_on),
            }
        })
    }

    /// Evaluate how a measure was carried out and whether it contributes to a change, by the six questions as in a case, with
    /// child and parents; while it goes on, the next evaluation is owed (S1-17, S1-18, S2-58, S2-59).
    async fn evaluate_decided_measure(
        &self,
        context: &Context<'_>,
        input: EvaluateDecidedMeasureInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "evaluateDecidedMeasure", input, |errand, child, investigation| {
            InvestigationAction::EvaluateMeasure {
                measure: measure_id("measureId", &input.measure_id)?,
                answers: Box::new(input.answers.read(child)?),
                effect: Personal::child(child, text("effect", "S2-58", &input.effect)?),
                voices: voices(child, input.childs_participation, &input.childs_voice, &input.parents_voice)?,
                evaluated_on: errand.day(input.evaluated_on),
                next_evaluation_on: input.next_evaluation_on.map(|day| day.0),
            }
        })
    }

    /// Have a measure go on for longer, with reasons and another day of evaluation.
    async fn extend_decided_measure(
        &self,
        context: &Context<'_>,
        input: ExtendDecidedMeasureInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "extendDecidedMeasure", input, |errand, child, investigation| {
            InvestigationAction::ExtendMeasure {
                measure: measure_id("measureId", &input.measure_id)?,
                to: input.to.0,
                evaluation_on: input.evaluation_on.0,
                decision: errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?,
                extended_on: errand.day(input.extended_on),
            }
        })
    }

    /// End a measure, with reasons.
    async fn end_decided_measure(
        &self,
        context: &Context<'_>,
        input: EndDecidedMeasureInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "endDecidedMeasure", input, |errand, child, investigation| {
            InvestigationAction::EndMeasure {
                measure: measure_id("measureId", &input.measure_id)?,
                decision: errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?,
                ended_on: errand.day(input.ended_on),
            }
        })
    }

    /// Ask another body for what it knows, with consent or by an order that the act allows; the answer is owed (S2-17). Who was
    /// asked with consent and says nothing can be ordered.
    async fn request_information(
        &self,
        context: &Context<'_>,
        input: RequestInformationInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "requestInformation", input, |errand, child, investigation| {
            let within = investigation.as_uuid();
            let consented = consented(&errand, within, &input.consented, input.consented_on).await?;
            let covers = scope(&errand, &input.categories, input.consented_until);
            InvestigationAction::RequestInformation {
                of: input.of.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                what: Personal::child(child, text("what", "S2-17", &input.what)?),
                basis: input.basis.into(),
                consented: consented.map(|consented| Consented { scope: covers, ..consented }),
                requested_on: errand.day(input.requested_on),
            }
        })
    }

    /// Record what another body told; it is a step of the investigation (S2-17, S1-10).
    async fn record_supplied_information(
        &self,
        context: &Context<'_>,
        input: RecordSuppliedInformationInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "recordSuppliedInformation", input, |errand, child, investigation| {
            InvestigationAction::TakeInInformation {
                from: input.from.into(),
                unit: input.unit.as_deref().map(|unit| unit_name("unit", unit)).transpose()?,
                account: Personal::child(child, text("account", "S2-17", &input.account)?),
                supplied_on: errand.day(input.supplied_on),
            }
        })
    }

    /// Form a responsibility group with other services, with consent only, which says what kinds of information it covers and
    /// may have a last day (S1-15, R-21). A child has one: formed anew, it takes the place of the one before.
    async fn form_responsibility_group(
        &self,
        context: &Context<'_>,
        input: FormResponsibilityGroupInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "formResponsibilityGroup", input, |errand, child, investigation| {
            InvestigationAction::FormGroup {
                bodies: recipients(&input.bodies, &input.body_units),
                units: recipient_units("bodyUnits", &input.body_units)?,
                consented: Consented {
                    by: guardians_named(&errand, investigation.as_uuid(), &input.consented).await?,
                    on: errand.day(input.consented_on),
                    scope: scope(&errand, &input.categories, input.consented_until),
                },
                covers: Personal::child(child, text("covers", "R-21", &input.covers)?),
                formed_on: errand.day(input.formed_on),
            }
        })
    }

    /// Dissolve the responsibility group, where its work is done or nobody consents to it any more (S1-15).
    async fn dissolve_responsibility_group(
        &self,
        context: &Context<'_>,
        input: DissolveResponsibilityGroupInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "dissolveResponsibilityGroup", input, |errand, child, investigation| {
            InvestigationAction::DissolveGroup {
                account: Personal::child(child, text("account", "S1-15", &input.account)?),
                dissolved_on: errand.day(input.dissolved_on),
            }
        })
    }

    /// Record a meeting of the responsibility group that stood on that day, before and after the investigation's end: who of it was
    /// there, the minutes, and when it meets next, which is owed from then on (S1-15, S1-16, D-7). It works on consent: nobody is
    /// there whom that is not for.
    async fn hold_group_meeting(
        &self,
        context: &Context<'_>,
        input: HoldGroupMeetingInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "holdGroupMeeting", input, |errand, child, investigation| {
            InvestigationAction::HoldGroupMeeting {
                present: recipients(&input.present, &input.present_units),
                units: recipient_units("presentUnits", &input.present_units)?,
                minutes: Personal::child(child, text("minutes", "S1-16", &input.minutes)?),
                next_on: input.next_on.map(|day| day.0),
                held_on: errand.day(input.held_on),
            }
        })
    }

    /// Record for which day the responsibility group agreed on its next meeting, or on another day for it, without meeting: it is
    /// owed by that day (S1-15, D-7).
    async fn agree_group_meeting(
        &self,
        context: &Context<'_>,
        input: AgreeGroupMeetingInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "agreeGroupMeeting", input, |errand, _child, investigation| {
            InvestigationAction::AgreeGroupMeeting { next_on: input.next_on.0, agreed_on: errand.day(input.agreed_on) }
        })
    }

    /// End what the service follows up, for one of the reasons there are and with the decision's own, once nothing of it goes on
    /// (S1-19, R-15). It is owed when the last measure has ended. Where the family takes no more help, the child has moved, is of
    /// age or was reported anew, it ends also before a measure was decided. There is nothing to do in it then, until another measure is
    /// decided on.
    async fn end_follow_up(&self, context: &Context<'_>, input: EndFollowUpInput) -> Result<InvestigationPayload> {
        on_investigation!(context, "endFollowUp", input, |errand, child, investigation| {
            InvestigationAction::EndFollowUp {
                reason: input.reason.into(),
                decision: errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?,
                ended_on: errand.day(input.ended_on),
            }
        })
    }

    /// Look at whether the right people are around child and guardians, before and after the investigation's end (S1-21).
    async fn review_responsibility_group(
        &self,
        context: &Context<'_>,
        input: ReviewResponsibilityGroupInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "reviewResponsibilityGroup", input, |errand, child, investigation| {
            let change = optional_text("change", input.change.as_deref())?;
            InvestigationAction::ReviewGroup {
                bodies: recipients(&input.bodies, &input.body_units),
                units: recipient_units("bodyUnits", &input.body_units)?,
                rightly_composed: input.rightly_composed,
                change: change.map(|text| Personal::child(child, text)),
                reviewed_on: errand.day(input.reviewed_on),
            }
        })
    }

    /// Take back a consent that the service works on: to a responsibility group, to a question to another body, to telling the
    /// reporter, or to the child's living elsewhere. It stops what comes and erases nothing; a group that stands on it is
    /// found until it is dissolved or formed anew, and a placement that rests on it is to be ended (S2-6).
    async fn withdraw_service_consent(
        &self,
        context: &Context<'_>,
        input: WithdrawServiceConsentInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "withdrawServiceConsent", input, |errand, child, investigation| {
            let reason = optional_text("reason", input.reason.as_deref())?;
            InvestigationAction::WithdrawConsent {
                consent: consent_id(&input.consent_id)?,
                reason: reason.map(|text| Personal::child(child, text)),
                withdrawn_on: errand.day(input.withdrawn_on),
            }
        })
    }
}
