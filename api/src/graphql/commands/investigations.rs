//! Commands on investigations.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::ids::{ConsentId, InvestigationId, SubjectId};
use case_ledger_domain::investigation::{
    Allocation, Consented, Ground, Investigation, InvestigationAction, ServiceConsentScope,
};
use case_ledger_domain::people::Guardian;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::report::{JoinedReporter, Report};
use case_ledger_domain::text::in_clear;
use case_ledger_domain::transfers::TransferReceipt;
use case_ledger_infrastructure::personal::keys::Named;
use case_ledger_infrastructure::projections::as_of::AsOf;
use uuid::Uuid;

use super::measures::measure_id;
use super::steps::guided;
use super::{DeciderInput, Errand, InvestigationPayload, Rejected, fault, optional_text, services, text};
use crate::auth::Permission;
use crate::graphql::enums::{
    BoardCaseKind, ConcernDegree, DisclosureBasis, InformationCategory, InvestigationStepKind, ParticipationKind,
    WrittenForm,
};
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;

/// Opening the investigation that triage decided on (S2-52).
#[derive(InputObject)]
pub struct OpenInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw: 0, since there is none before.
    expected_version: Option<i64>,
    /// The report whose triage decided on it.
    report_id: ID,
}

/// Giving an investigation to a team (S1-8).
#[derive(InputObject)]
pub struct AllocateInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The team's name.
    team: String,
    /// How serious it is.
    severity: ConcernDegree,
    /// The geographic area's name.
    area: String,
    /// When; today when left out.
    allocated_on: Option<Date>,
}

/// Recording what was done in an investigation to learn how the child is (S1-10).
#[derive(InputObject)]
pub struct RecordInvestigationStepInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// What.
    kind: InvestigationStepKind,
    /// What came of it.
    account: Option<String>,
    /// When; today when left out.
    done_on: Option<Date>,
}

/// Planning how an investigation is carried out (S2-53).
#[derive(InputObject)]
pub struct PlanInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// What is to be found out, and how.
    plan: String,
    /// When the plan was made; today when left out.
    made_on: Option<Date>,
}

/// Recording how the child took part, or why not (R-49, S2-55).
#[derive(InputObject)]
pub struct RecordChildParticipationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// Whether and how.
    kind: ParticipationKind,
    /// What came of it, or why the child did not take part.
    account: String,
    /// When; today when left out.
    on: Option<Date>,
}

/// Extending an investigation's time limit (D-3).
#[derive(InputObject)]
pub struct ExtendInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The new last day; at most six calendar months after the first.
    new_deadline: Date,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Recording that recommended measures were declined (R-46, S2-43).
#[derive(InputObject)]
pub struct RecordDeclinedMeasuresInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// Which measures were recommended.
    recommended: String,
    /// Who declined them, and what was said.
    account: String,
    /// When; today when left out.
    declined_on: Option<Date>,
}

/// Opening a renewed investigation after a dismissal with concern (D-5), or for a child who was sent back (S2-48).
#[derive(InputObject)]
pub struct RenewInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The renewed investigation's version you saw: 0, since there is none before.
    expected_version: Option<i64>,
    /// The investigation that was dismissed with concern, or sent back.
    investigation_id: ID,
    /// First day, after a dismissal with concern at most six calendar months later; today when left out.
    started_on: Option<Date>,
}

/// A ground for the conclusion of an investigation.
#[derive(InputObject)]
pub struct GroundInput {
    /// The register's content code.
    code: String,
    /// The clarification, where the code needs one.
    clarification: Option<String>,
}

/// Concluding an investigation.
#[derive(InputObject)]
pub struct ConcludeInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The register's conclusion code in force on the day: 1 measures, 2 board, 3 dismissed, 4 dismissed with
    /// concern, 6 referred; moved is 5 until 2025 and 7, 8 or 9 from 2026. None of 3, 4 and 6 while the child is placed in an
    /// emergency, or board or court has a case to decide or has granted one that is not over.
    code: String,
    /// The clarification, where the code needs one.
    clarification: Option<String>,
    /// The grounds, in the register's content codes in force on the day.
    #[graphql(default)]
    grounds: Vec<GroundInput>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    concluded_on: Option<Date>,
    /// After a dismissal with concern: the day on which the child is to be investigated once more, at most six calendar
    /// months later (R-46, D-5).
    renewal_planned_for: Option<Date>,
    /// What the board is asked for, where a case goes there (code 2, R-45).
    board_case_kind: Option<BoardCaseKind>,
    /// Whether it ends with the child placed in an emergency, which goes on that day (code 1, S1-11).
    #[graphql(default)]
    in_emergency: bool,
}

/// Recording that the service which is to go on with a child has what was sent (S2-48).
#[derive(InputObject)]
pub struct RecordInvestigationTransferReceiptInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation, which was dismissed because the child was referred (code 6) or moved (code 5 until 2025, 7 and 9 from
    /// 2026; not 8, of which nobody knows where to).
    investigation_id: ID,
    /// Which service has it, who said so there, and what else was said.
    account: String,
    /// When that was said; today when left out.
    received_on: Option<Date>,
}

/// Recording that the service which was to go on with a child does not (S2-48).
#[derive(InputObject)]
pub struct RecordInvestigationSentBackInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation, which was dismissed because the child was referred or moved, as for a receipt.
    investigation_id: ID,
    /// Which service does not go on with the child, who said so there, and why.
    account: String,
    /// When that was said; today when left out.
    sent_back_on: Option<Date>,
}

/// Telling the public reporter in writing how the investigation ended.
#[derive(InputObject)]
pub struct InformReporterOfConclusionInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The report that joined the investigation, whose reporter is told; left out for the report it follows from.
    report_id: Option<ID>,
    /// In which written form (S1-13).
    form: WrittenForm,
    /// When; today when left out.
    informed_on: Option<Date>,
}

/// Telling the public reporter of measures.
#[derive(InputObject)]
pub struct DiscloseMeasuresToReporterInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The report that joined the investigation, whose reporter is told; left out for the report it follows from.
    report_id: Option<ID>,
    /// Of which of the measures that were decided; at least one (S1-14).
    measure_ids: Vec<ID>,
    /// What the reporter is told of them (S1-14).
    account: String,
    /// On what basis.
    basis: DisclosureBasis,
    /// Who consented, by name; needed where it rests on consent.
    #[graphql(default)]
    consented: Vec<String>,
    /// When they did; today when left out.
    consented_on: Option<Date>,
    /// To what kinds of information; measures among them, where it rests on consent.
    #[graphql(default)]
    categories: Vec<InformationCategory>,
    /// The last day of the consent; open when left out.
    consented_until: Option<Date>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    disclosed_on: Option<Date>,
}

/// Telling the public reporter that the investigation was dismissed with concern (S2-43, R-44).
#[derive(InputObject)]
pub struct DiscloseConcernToReporterInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The report that joined the investigation, whose reporter is told; left out for the report it follows from.
    report_id: Option<ID>,
    /// The concrete assessment: why it is needed for what the service is to do for this child.
    assessment: String,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    disclosed_on: Option<Date>,
}

/// The name of a team or an area, which stands in clear.
pub(super) fn name_in_clear(field: &'static str, name: &str) -> Result<String, Rejected> {
    let problem = || Rejected::Input(InvalidInput::new(field, "S1-8", InputProblem::NotAUnitsName));
    in_clear(name).map(ToOwned::to_owned).ok_or_else(problem)
}

/// Runs a command on an opened investigation: `$action` is made from the errand, the child's pseudonym and the
/// investigation's id.
macro_rules! on_investigation {
    ($context:expr, $name:literal, $input:ident, |$errand:ident, $child:ident, $investigation:ident| $action:expr) => {
        InvestigationPayload::answer(
            async {
                let (id, version) = ($input.command_id, $input.expected_version);
                let $errand = Errand::new($context, Permission::ChangeInvestigations, $name, id, version, &$input)?;
                let $investigation = Errand::investigation_id(&$input.investigation_id)?;
                let $child = $crate::graphql::commands::investigations::child_of(&$errand, $investigation).await?;
                let action: InvestigationAction = $action;
                let accepted = $errand.execute::<Investigation>($investigation.as_uuid(), action).await?;
                $errand.investigation_changed($investigation, accepted).await
            }
            .await,
        )
    };
    // What it makes has an id that derives from the command's.
    (
        $context:expr, $name:literal, $input:ident, makes $made:ty as $prefix:path,
        |$errand:ident, $child:ident, $investigation:ident| $action:expr
    ) => {
        InvestigationPayload::answer(
            async {
                let (id, version) = ($input.command_id, $input.expected_version);
                let $errand = Errand::new($context, Permission::ChangeInvestigations, $name, id, version, &$input)?;
                let $investigation = Errand::investigation_id(&$input.investigation_id)?;
                let $child = $crate::graphql::commands::investigations::child_of(&$errand, $investigation).await?;
                let action: InvestigationAction = $action;
                let accepted = $errand.execute::<Investigation>($investigation.as_uuid(), action).await?;
                let made = <$made>::derived(&$errand.principal.municipality, $errand.command_id, 0).as_uuid();
                let mut changed = $errand.investigation_changed($investigation, accepted).await?;
                changed.created_id = Some($crate::graphql::global_id($prefix, made));
                Ok(changed)
            }
            .await,
        )
    };
}
pub(super) use on_investigation;

/// The child's pseudonym, under whose keys everything about it is kept.
pub(super) async fn child_of(errand: &Errand<'_>, investigation: InvestigationId) -> Result<SubjectId, Rejected> {
    let known: Investigation = errand.recent(investigation.as_uuid()).await?;
    let opened = known.opened().ok_or(Refusal::NotFound { what: Sought::Investigation })?;
    Ok(opened.child.subject)
}

/// The pseudonyms of the child that it is about, as somebody recorded that they are one's (S2-48); none of one that is not there.
pub(super) async fn pseudonyms_of_child(
    errand: &Errand<'_>,
    investigation: &Investigation,
) -> Result<Vec<SubjectId>, Rejected> {
    let Some(opened) = investigation.opened() else { return Ok(Vec::new()) };
    let (ledger, municipality) = (&services(errand.context).ledger, &errand.principal.municipality);
    let pseudonyms = ledger.pseudonyms_of_child(municipality, opened.child.subject, AsOf::Now).await;
    pseudonyms.map_err(|error| Rejected::Fault(fault(&error)))
}

/// The reporter who learns how the investigation ended, as one of the report that joined it. Whether somebody recorded since
/// that the two are not of the same child is nothing to a command that was recorded before.
async fn joined_reporter(
    errand: &Errand<'_>,
    investigation: InvestigationId,
    report: Option<&ID>,
) -> Result<Option<JoinedReporter>, Rejected> {
    let joined = joined_reporter_now(errand, investigation, report).await;
    errand.unless_recorded::<Investigation, _>(investigation.as_uuid(), joined).await
}

/// The reporter of that report as one who learns how the investigation ended, which the report joined; where none is said, that
/// of the report it follows from, where it was named as one at work since.
async fn joined_reporter_now(
    errand: &Errand<'_>,
    investigation: InvestigationId,
    report: Option<&ID>,
) -> Result<Option<JoinedReporter>, Rejected> {
    let known: Investigation = errand.recent(investigation.as_uuid()).await?;
    let children = pseudonyms_of_child(errand, &known).await?;
    let Some(id) = report else {
        let Some(opened) = known.opened().filter(|opened| opened.renews.is_none()) else { return Ok(None) };
        let first: Report = errand.load(opened.report.as_uuid()).await?;
        let named = first.named_at_work_on().map(|_| first.joined_reporter(opened.report, investigation, &children));
        return Ok(named.transpose()?);
    };
    let report = Errand::report_id(id)?;
    let joined: Report = errand.load(report.as_uuid()).await?;
    Ok(Some(joined.joined_reporter(report, investigation, &children)?))
}

/// Who consented, and when; nothing where nobody is named.
pub(super) async fn consented(
    errand: &Errand<'_>,
    within: Uuid,
    names: &[String],
    on: Option<Date>,
) -> Result<Option<Consented>, Rejected> {
    let by = guardians_named(errand, within, names).await?;
    Ok((!by.is_empty()).then(|| Consented { by, on: errand.day(on), scope: None }))
}

/// What that consent covers, which the command records with what is done on it; nothing where no kind of information is said.
pub(super) fn scope(
    errand: &Errand<'_>,
    categories: &[InformationCategory],
    until: Option<Date>,
) -> Option<ServiceConsentScope> {
    let categories = categories.iter().copied().map(Into::into).collect();
    let consent = ConsentId::derived(&errand.principal.municipality, errand.command_id, 0);
    let scope = ServiceConsentScope { consent, categories, valid_to: until.map(|date| date.0) };
    (!scope.categories.is_empty()).then_some(scope)
}

/// Those who consented, by name.
pub(super) async fn guardians_named(
    errand: &Errand<'_>,
    within: Uuid,
    names: &[String],
) -> Result<Vec<Guardian>, Rejected> {
    let mut guardians = Vec::with_capacity(names.len());
    for name in names {
        let name = text("consented", "R-21", name)?;
        let subject = errand.subject_by_name(Named::Guardian, within, &name).await?;
        guardians.push(Guardian { subject, name: Personal::guardian(subject, name) });
    }
    Ok(guardians)
}

/// Commands on investigations.
#[derive(Default)]
pub struct InvestigationCommands;

#[Object]
impl InvestigationCommands {
    /// Open the investigation that triage of a report decided on (S2-52).
    async fn open_investigation(
        &self,
        context: &Context<'_>,
        input: OpenInvestigationInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let name = "openInvestigation";
                let permission = Permission::ChangeInvestigations;
                let errand = Errand::new(context, permission, name, input.command_id, input.expected_version, &input)?;
                let report_id = Errand::report_id(&input.report_id)?;
                // From the report's own stream: what it goes on under is the version that the report followed last.
                let report: Report = errand.load(report_id.as_uuid()).await?;
                let mandate = report.investigation_mandate(report_id);
                let investigation = InvestigationId::following(&errand.principal.municipality, report_id);
                let mandate = Box::new(mandate?);
                let first_day = mandate.first_day();
                let action = InvestigationAction::Open { mandate };
                let action = guided(context, &errand, first_day, Some(report.way()), action).await?;
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Open a renewed investigation within six months of a dismissal with concern (D-5), or for a child with whom another service does
    /// not go on, as it was to (S2-48); it needs no new report.
    async fn renew_investigation(
        &self,
        context: &Context<'_>,
        input: RenewInvestigationInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let name = "renewInvestigation";
                let permission = Permission::ChangeInvestigations;
                let errand = Errand::new(context, permission, name, input.command_id, input.expected_version, &input)?;
                let dismissed = Errand::investigation_id(&input.investigation_id)?;
                // A conclusion is final, so that what is recent is enough once it says yes; a no may be behind.
                let mut mandate = errand.recent::<Investigation>(dismissed.as_uuid()).await?.renewal_mandate(dismissed);
                if mandate.is_err() {
                    mandate = errand.load::<Investigation>(dismissed.as_uuid()).await?.renewal_mandate(dismissed);
                }
                let investigation = InvestigationId::renewing(&errand.principal.municipality, dismissed);
                let started_on = errand.day(input.started_on);
                let action = InvestigationAction::Renew { mandate: Box::new(mandate?), started_on };
                let action = guided(context, &errand, started_on, None, action).await?;
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Give it to a team, by how serious it is and where the child lives; again when that changes (S1-8).
    async fn allocate_investigation(
        &self,
        context: &Context<'_>,
        input: AllocateInvestigationInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "allocateInvestigation";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let action = InvestigationAction::Allocate(Allocation {
                    team: name_in_clear("team", &input.team)?,
                    severity: input.severity.into(),
                    area: name_in_clear("area", &input.area)?,
                    on: errand.day(input.allocated_on),
                });
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Record what was done to learn how the child is (S1-10, RM-6); of a day by the conclusion also after it.
    async fn record_investigation_step(
        &self,
        context: &Context<'_>,
        input: RecordInvestigationStepInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "recordInvestigationStep";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let account = optional_text("account", input.account.as_deref())?;
                let child = child_of(&errand, investigation).await?;
                let action = InvestigationAction::DoStep {
                    kind: input.kind.into(),
                    account: account.map(|text| Personal::child(child, text)),
                    done_on: errand.day(input.done_on),
                };
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Plan how it is carried out; planning again replaces the plan before (S2-53). Of a day by the conclusion also after it.
    async fn plan_investigation(
        &self,
        context: &Context<'_>,
        input: PlanInvestigationInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "planInvestigation";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let plan = text("plan", "S2-53", &input.plan)?;
                let child = child_of(&errand, investigation).await?;
                let made_on = errand.day(input.made_on);
                let action = InvestigationAction::MakePlan { plan: Personal::child(child, plan), made_on };
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Record how the child took part, or why not, which comes before the conclusion (R-49, S2-55).
    async fn record_child_participation(
        &self,
        context: &Context<'_>,
        input: RecordChildParticipationInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "recordChildParticipation";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let account = text("account", "R-49", &input.account)?;
                let child = child_of(&errand, investigation).await?;
                let action = InvestigationAction::RecordParticipation {
                    kind: input.kind.into(),
                    account: Personal::child(child, account),
                    on: errand.day(input.on),
                };
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Extend the time limit, at most to six calendar months; a decision with reasons (D-3, C11).
    async fn extend_investigation(
        &self,
        context: &Context<'_>,
        input: ExtendInvestigationInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "extendInvestigation";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let child = child_of(&errand, investigation).await?;
                let action = InvestigationAction::Extend {
                    new_deadline: input.new_deadline.0,
                    decision: errand
                        .decision(investigation.as_uuid(), child, &input.rationale, input.decided_by)
                        .await?,
                    decided_on: errand.day(input.decided_on),
                };
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Record which measures were recommended and that they were declined, which comes before a dismissal with concern
    /// (R-46, S2-43).
    async fn record_declined_measures(
        &self,
        context: &Context<'_>,
        input: RecordDeclinedMeasuresInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "recordDeclinedMeasures";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let recommended = text("recommended", "R-46", &input.recommended)?;
                let account = text("account", "R-46", &input.account)?;
                let child = child_of(&errand, investigation).await?;
                let action = InvestigationAction::DeclineMeasures {
                    recommended: Personal::child(child, recommended),
                    account: Personal::child(child, account),
                    declined_on: errand.day(input.declined_on),
                };
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Conclude it with a code of the register and written reasons, once it is recorded how the child took part, or why
    /// not; with concern only once recommended measures were declined.
    async fn conclude_investigation(
        &self,
        context: &Context<'_>,
        input: ConcludeInvestigationInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "concludeInvestigation";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let child = child_of(&errand, investigation).await?;
                let clarification = optional_text("clarification", input.clarification.as_deref())?;
                let mut grounds = Vec::with_capacity(input.grounds.len());
                for ground in &input.grounds {
                    let clarification = optional_text("grounds.clarification", ground.clarification.as_deref())?;
                    grounds.push(Ground {
                        code: ground.code.trim().to_owned(),
                        clarification: clarification.map(|text| Personal::child(child, text)),
                    });
                }
                let action = InvestigationAction::Conclude {
                    code: input.code.trim().to_owned(),
                    clarification: clarification.map(|text| Personal::child(child, text)),
                    grounds,
                    decision: errand
                        .decision(investigation.as_uuid(), child, &input.rationale, input.decided_by)
                        .await?,
                    concluded_on: errand.day(input.concluded_on),
                    renewal: input.renewal_planned_for.map(|planned_for| planned_for.0),
                    board_case: input.board_case_kind.map(Into::into),
                    in_emergency: input.in_emergency,
                };
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Record that the service which is to go on with the child has what was sent: until then it is owed to ask, and no child is
    /// lost on the way (S2-48).
    async fn record_investigation_transfer_receipt(
        &self,
        context: &Context<'_>,
        input: RecordInvestigationTransferReceiptInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "recordInvestigationTransferReceipt", input, |errand, child, investigation| {
            InvestigationAction::RecordTransferReceipt(TransferReceipt {
                account: Personal::child(child, text("account", "S2-48", &input.account)?),
                received_on: errand.day(input.received_on),
            })
        })
    }

    /// Record that the service which was to go on with the child does not, whether or not it had said that it has what was sent: nobody
    /// waits for it any more, and the child is owed another investigation within a week (`INVESTIGATE_SENT_BACK`), which
    /// `renewInvestigation` opens, or `callOffRenewal` leaves out with reasons (S2-48).
    async fn record_investigation_sent_back(
        &self,
        context: &Context<'_>,
        input: RecordInvestigationSentBackInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "recordInvestigationSentBack", input, |errand, child, investigation| {
            InvestigationAction::SendBack {
                account: Personal::child(child, text("account", "S2-48", &input.account)?),
                sent_back_on: errand.day(input.sent_back_on),
            }
        })
    }

    /// Tell the public reporter in writing how it ended: that the case is dismissed, or that it is followed up, and no
    /// more; nobody else is told (R-43, D-4).
    async fn inform_reporter_of_conclusion(
        &self,
        context: &Context<'_>,
        input: InformReporterOfConclusionInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "informReporterOfConclusion";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let joined = joined_reporter(&errand, investigation, input.report_id.as_ref()).await?;
                let (form, informed_on) = (input.form.into(), errand.day(input.informed_on));
                let action = InvestigationAction::InformReporter { joined, form, informed_on };
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Tell the public reporter of measures that were decided, because the family consents or it is in the child's best interests; a
    /// decision with reasons. What is told is kept.
    async fn disclose_measures_to_reporter(
        &self,
        context: &Context<'_>,
        input: DiscloseMeasuresToReporterInput,
    ) -> Result<InvestigationPayload> {
        InvestigationPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "discloseMeasuresToReporter";
                let errand = Errand::new(context, Permission::ChangeInvestigations, name, id, version, &input)?;
                let investigation = Errand::investigation_id(&input.investigation_id)?;
                let child = child_of(&errand, investigation).await?;
                let within = investigation.as_uuid();
                let consented = consented(&errand, within, &input.consented, input.consented_on).await?;
                let covers = scope(&errand, &input.categories, input.consented_until);
                let measures = input.measure_ids.iter().map(|id| measure_id("measureIds", id));
                let action = InvestigationAction::DiscloseMeasures {
                    joined: joined_reporter(&errand, investigation, input.report_id.as_ref()).await?,
                    measures: measures.collect::<Result<_, _>>()?,
                    account: Personal::child(child, text("account", "R-44", &input.account)?),
                    basis: input.basis.into(),
                    consented: consented.map(|consented| Consented { scope: covers, ..consented }),
                    decision: errand
                        .decision(investigation.as_uuid(), child, &input.rationale, input.decided_by)
                        .await?,
                    disclosed_on: errand.day(input.disclosed_on),
                };
                let accepted = errand.execute::<Investigation>(investigation.as_uuid(), action).await?;
                errand.investigation_changed(investigation, accepted).await
            }
            .await,
        )
    }

    /// Tell the public reporter that the investigation was dismissed with concern, after a concrete assessment, written down,
    /// that this is needed for what the service is to do for this child (S2-43, R-44, R-15). Nobody has a right to hear it.
    async fn disclose_concern_to_reporter(
        &self,
        context: &Context<'_>,
        input: DiscloseConcernToReporterInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "discloseConcernToReporter", input, |errand, child, investigation| {
            InvestigationAction::DiscloseConcern {
                joined: joined_reporter(&errand, investigation, input.report_id.as_ref()).await?,
                assessment: Personal::child(child, text("assessment", "R-44", &input.assessment)?),
                decision: errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?,
                disclosed_on: errand.day(input.disclosed_on),
            }
        })
    }
}
