//! Commands on reports.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::ids::{InvestigationId, ReportId, SubjectId};
use case_ledger_domain::investigation::Investigation;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::report::{
    MeasuresInForce, NamedMeasures, OngoingInvestigation, Priority, Report, ReportAction, TriageConclusion,
};
use case_ledger_domain::transfers::TransferReceipt;
use uuid::Uuid;

use super::investigations::{name_in_clear, pseudonyms_of_child};
use super::receipt::said_of_reporter;
use super::steps::on_its_way;
use super::{DeciderInput, Errand, Rejected, ReportPayload, optional_text, text};
use crate::auth::Permission;
use crate::graphql::enums::ConcernDegree;
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;

/// Acknowledging receipt to the reporter.
#[derive(InputObject)]
pub struct AcknowledgeReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// When; today when left out.
    sent_on: Option<Date>,
}

/// Concluding triage of a report (S2-48).
#[derive(InputObject)]
pub struct TriageReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// The register's conclusion code in force on the day: 2 investigation, 3 active measures, 4 ongoing
    /// investigation; dismissed is 1 until 2025 and 5, 6, 9 or 10 from 2026, transferred 7 or 8.
    code: String,
    /// The clarification, where the code needs one.
    clarification: Option<String>,
    /// Whether urgent measures are needed.
    #[graphql(default)]
    urgent_measures: bool,
    /// Why.
    rationale: String,
    /// The written professional assessment, without which no report is dismissed or transferred.
    assessment: Option<String>,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// The second person who stands behind it; a dismissal needs one, or the intake meeting before.
    seconded_by: Option<DeciderInput>,
    /// With code 4: the ongoing investigation that the report is added to, which is about the same child (`recordSameChild` says
    /// that two pseudonyms are one's). A public reporter is told how that one ends; where it is left out, nobody can be. Where
    /// its conclusion is recorded already, this is recorded as a fact of its day, and the report waits for triage anew (S2-48).
    investigation_id: Option<ID>,
    /// With code 3: the investigation that follows up the measures because of which the report is dismissed, which are in force that
    /// day for the same child. Whoever follows them up hears of the report and weighs it.
    measures_in: Option<ID>,
    /// With code 3: that the measures are kept in another system. Where neither is said, that is found.
    measures_elsewhere: Option<bool>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Recording whether a private reporter learned through work what was reported (R-62, S2-24).
#[derive(InputObject)]
pub struct RecordReporterDeclarationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// Whether it was learned so.
    learned_through_work: bool,
    /// Why what was recorded before is not so: with it, a wrong declaration is corrected, and the one before stays in the
    /// history.
    corrected_because: Option<String>,
    /// When that was said; today when left out.
    declared_on: Option<Date>,
}

/// Noting that the intake meeting went through a report (S2-47).
#[derive(InputObject)]
pub struct RecordIntakeMeetingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// Who was there: two at least.
    present: Vec<DeciderInput>,
    /// What was said of it.
    summary: Option<String>,
    /// When; today when left out.
    held_on: Option<Date>,
}

/// Deciding how serious a report is (RM-5, S1-8).
#[derive(InputObject)]
pub struct PrioritiseReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// How serious it is.
    severity: ConcernDegree,
    /// The name of the geographic area that the child lives in.
    area: Option<String>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    prioritised_on: Option<Date>,
}

/// Deciding what is done for the child at once (S2-48).
#[derive(InputObject)]
pub struct DecideUrgentFollowUpInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// What is done.
    measures: String,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Naming the ongoing investigation that a report was added to.
#[derive(InputObject)]
pub struct NameJoinedInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report, which triage added to an ongoing investigation without naming it.
    report_id: ID,
    /// The investigation, which ran on the day of triage and is about the same child (`recordSameChild`).
    investigation_id: ID,
    /// When; today when left out.
    named_on: Option<Date>,
}

/// Correcting that a report joined an investigation (R-43, S2-48).
#[derive(InputObject)]
pub struct CorrectJoiningInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report, which joined an investigation that it does not belong to, or one that nobody named and that is none of this
    /// child.
    report_id: ID,
    /// The investigation that it belongs to, which ran on the day of triage, has not ended (`INVESTIGATION_CONCLUDED`) and is about
    /// the same child (`recordSameChild`); left out, the report waits for triage anew, unless a return told of it (`TRIAGE_OF_RETURN`). Where nobody named the one
    /// that it joined, that is named by `nameJoinedInvestigation` and not corrected (`JOINING_UNNAMED`).
    investigation_id: Option<ID>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    corrected_on: Option<Date>,
}

/// Concluding triage of a report anew (S2-48, S2-49).
#[derive(InputObject)]
pub struct ReopenTriageInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// What the service said to which it was transferred, where that one sent it back; left out, what was chosen was wrong, and
    /// nothing had followed from it.
    sent_back: Option<String>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When it came back, or was found wrong; today when left out.
    reopened_on: Option<Date>,
}

/// Recording that the service or agency to which a report was transferred has it (S2-48).
#[derive(InputObject)]
pub struct RecordTransferReceiptInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report, which triage transferred (codes 7 and 8).
    report_id: ID,
    /// Which service has it, who said so there, and what else was said.
    account: String,
    /// When that was said; today when left out.
    received_on: Option<Date>,
}

/// Telling the public reporter whether an investigation follows.
#[derive(InputObject)]
pub struct InformReporterOfTriageInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// When; today when left out.
    informed_on: Option<Date>,
}

pub(super) async fn child_of(errand: &Errand<'_>, report: ReportId) -> Result<SubjectId, Rejected> {
    let known: Report = errand.recent(report.as_uuid()).await?;
    let received = known.received().ok_or(Refusal::NotFound { what: Sought::Report })?;
    Ok(received.child.subject)
}

/// The investigation that a report is added to, with the pseudonyms of its child (S2-48).
async fn ongoing(errand: &Errand<'_>, id: &ID) -> Result<OngoingInvestigation, Rejected> {
    let joined = Errand::investigation_id(id)?;
    let known: Investigation = errand.load(joined.as_uuid()).await?;
    Ok(known.ongoing(joined, pseudonyms_of_child(errand, &known).await?)?)
}

/// The measures because of which a report is dismissed, with the pseudonyms of their child (R-50, S2-48).
async fn measures_in(errand: &Errand<'_>, id: &ID) -> Result<MeasuresInForce, Rejected> {
    let named = Errand::investigation_id(id)?;
    let known: Investigation = errand.load(named.as_uuid()).await?;
    Ok(known.measures_in_force(named, pseudonyms_of_child(errand, &known).await?)?)
}

/// Commands on reports.
#[derive(Default)]
pub struct ReportCommands;

#[Object]
impl ReportCommands {
    /// Acknowledge receipt: to public reporters always, to anonymous ones it is impossible.
    async fn acknowledge_report(&self, context: &Context<'_>, input: AcknowledgeReportInput) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeReports, "acknowledgeReport", id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let action = ReportAction::Acknowledge { sent_on: errand.day(input.sent_on) };
                let action = on_its_way(context, &errand, report, action).await?;
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Record whether a private reporter, named or not, learned through work what was reported; nobody is turned away for
    /// want of it (R-62, S2-24). A wrong one is corrected with reasons.
    async fn record_reporter_declaration(
        &self,
        context: &Context<'_>,
        input: RecordReporterDeclarationInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "recordReporterDeclaration";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let known: Report = errand.recent(report.as_uuid()).await?;
                let received = known.received().ok_or(Refusal::NotFound { what: Sought::Report })?;
                let of_reporter = |text| said_of_reporter(&received.reporter, received.child.subject, text);
                let because = optional_text("correctedBecause", input.corrected_because.as_deref())?;
                let action = ReportAction::RecordDeclaration {
                    learned_through_work: input.learned_through_work,
                    corrected_because: because.map(of_reporter),
                    declared_on: errand.day(input.declared_on),
                };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Note that the intake meeting went through it, before triage is concluded (S2-47). A meeting that was held by the day of
    /// triage is noted with its own day also afterwards, and what was found for want of it is withdrawn.
    async fn record_intake_meeting(
        &self,
        context: &Context<'_>,
        input: RecordIntakeMeetingInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "recordIntakeMeeting";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let mut present = Vec::with_capacity(input.present.len());
                for participant in input.present {
                    present.push(errand.decider_in("present", report.as_uuid(), Some(participant)).await?);
                }
                let summary = optional_text("summary", input.summary.as_deref())?;
                let action = ReportAction::HoldIntakeMeeting {
                    present,
                    summary: summary.map(|text| Personal::child(child, text)),
                    held_on: errand.day(input.held_on),
                };
                let action = on_its_way(context, &errand, report, action).await?;
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Decide how serious a report is that waits for triage, and anew when more is known: what intake looks at first
    /// (RM-5, S1-8).
    async fn prioritise_report(&self, context: &Context<'_>, input: PrioritiseReportInput) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeReports, "prioritiseReport", id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let priority = Priority {
                    severity: input.severity.into(),
                    area: input.area.as_deref().map(|area| name_in_clear("area", area)).transpose()?,
                    on: errand.day(input.prioritised_on),
                };
                let decision = errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?;
                let action = ReportAction::Prioritise { priority, decision };
                let action = on_its_way(context, &errand, report, action).await?;
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Decide what is done for the child at once, before triage or after it (S2-48, R-1).
    async fn decide_urgent_follow_up(
        &self,
        context: &Context<'_>,
        input: DecideUrgentFollowUpInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "decideUrgentFollowUp";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let action = ReportAction::DecideUrgentFollowUp {
                    measures: Personal::child(child, text("measures", "S2-48", &input.measures)?),
                    decision: errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?,
                    decided_on: errand.day(input.decided_on),
                };
                let action = on_its_way(context, &errand, report, action).await?;
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Conclude triage with a code of the register and written reasons (S2-48, R-15). A dismissal or transfer needs a written
    /// professional assessment, and a second person or the intake meeting. Where triage is concluded anew and the investigation
    /// was opened meanwhile, it is that which it comes to, and nothing else (`INVESTIGATION_ALREADY_OPENED`).
    async fn triage_report(&self, context: &Context<'_>, input: TriageReportInput) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeReports, "triageReport", id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let clarification = optional_text("clarification", input.clarification.as_deref())?;
                let assessment = optional_text("assessment", input.assessment.as_deref())?;
                let decision = errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?;
                let seconded_by = match input.seconded_by {
                    Some(second) => Some(errand.decider_in("secondedBy", report.as_uuid(), Some(second)).await?),
                    None => None,
                };
                let joins = match &input.investigation_id {
                    Some(id) => Some(ongoing(&errand, id).await?),
                    None => None,
                };
                let active_measures = match (&input.measures_in, input.measures_elsewhere) {
                    (Some(_), Some(true)) => {
                        let problem = InputProblem::GivenTwice { other: "measuresElsewhere" };
                        return Err(Rejected::Input(InvalidInput::new("measuresIn", "R-50", problem)));
                    }
                    (Some(id), _) => Some(NamedMeasures::Here(measures_in(&errand, id).await?)),
                    (None, Some(true)) => Some(NamedMeasures::Elsewhere),
                    (None, _) => None,
                };
                let follows = InvestigationId::following(&errand.principal.municipality, report);
                let follows: Investigation = errand.load(follows.as_uuid()).await?;
                let conclusion = TriageConclusion {
                    active_measures,
                    investigated: follows.opened().is_some(),
                    code: input.code.trim().to_owned(),
                    clarification: clarification.map(|text| Personal::child(child, text)),
                    urgent_measures: input.urgent_measures,
                    decision,
                    assessment: assessment.map(|text| Personal::child(child, text)),
                    seconded_by,
                    joins,
                    decided_on: errand.day(input.decided_on),
                };
                let action = ReportAction::Triage(Box::new(conclusion));
                let action = on_its_way(context, &errand, report, action).await?;
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Name the ongoing investigation that triage added the report to, so that its reporter hears how it ends.
    async fn name_joined_investigation(
        &self,
        context: &Context<'_>,
        input: NameJoinedInvestigationInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "nameJoinedInvestigation";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let ongoing = ongoing(&errand, &input.investigation_id).await?;
                let action = ReportAction::NameJoined { ongoing, named_on: errand.day(input.named_on) };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Correct, with reasons, that a report joined an investigation that is another child's or not the one it belongs to, or one
    /// that nobody named: it is put to the one named, or waits for triage anew. What was owed to its reporter of the wrong one lapses (R-43, S2-48, R-15).
    async fn correct_joining(&self, context: &Context<'_>, input: CorrectJoiningInput) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeReports, "correctJoining", id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let ongoing = match &input.investigation_id {
                    Some(id) => Some(ongoing(&errand, id).await?),
                    None => None,
                };
                let action = ReportAction::CorrectJoining {
                    ongoing,
                    decision: errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?,
                    corrected_on: errand.day(input.corrected_on),
                };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Conclude triage anew, with reasons: the service to which the report was transferred sent it back, or what was chosen was wrong
    /// and nothing followed from it, be it that an investigation was opened (`INVESTIGATION_ALREADY_OPENED`) or that another
    /// service has the report (`TRANSFER_RECEIVED`). It waits for triage from then on (S2-48, S2-49, R-15).
    async fn reopen_triage(&self, context: &Context<'_>, input: ReopenTriageInput) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeReports, "reopenTriage", id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let follows = InvestigationId::following(&errand.principal.municipality, report);
                let follows: Investigation = errand.load(follows.as_uuid()).await?;
                let sent_back = match &input.sent_back {
                    Some(said) => Some(Personal::child(child, text("sentBack", "S2-49", said)?)),
                    None => None,
                };
                let action = ReportAction::ReopenTriage {
                    sent_back,
                    investigated: follows.opened().is_some(),
                    decision: errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?,
                    reopened_on: errand.day(input.reopened_on),
                };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Record that the service or agency to which the report was transferred has it: until then it is owed to ask, and no child is
    /// lost on the way (S2-48).
    async fn record_transfer_receipt(
        &self,
        context: &Context<'_>,
        input: RecordTransferReceiptInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "recordTransferReceipt";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of(&errand, report).await?;
                let action = ReportAction::RecordTransferReceipt(TransferReceipt {
                    account: Personal::child(child, text("account", "S2-48", &input.account)?),
                    received_on: errand.day(input.received_on),
                });
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Tell the public reporter whether an investigation follows; nobody else is told.
    async fn inform_reporter_of_triage(
        &self,
        context: &Context<'_>,
        input: InformReporterOfTriageInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "informReporterOfTriage";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let action = ReportAction::InformReporter { informed_on: errand.day(input.informed_on) };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }
}
