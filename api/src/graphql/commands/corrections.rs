//! Commands on entries that are found wrong (C12).

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::case::{Case, CaseAction, CorrectionAction};
use case_ledger_domain::corrections::{RecordedEntry, WrongEntry};
use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::investigation::{Investigation, InvestigationAction};
use case_ledger_domain::report::{Report, ReportAction};
use uuid::Uuid;

use super::cases::{about_child, child_of, on_case, optional_about_child};
use super::investigations::on_investigation;
use super::reports::child_of as child_of_report;
use super::{CasePayload, DeciderInput, Errand, InvestigationPayload, Rejected, ReportPayload};
use crate::auth::Permission;
use crate::graphql::enums::WrongPart;
use crate::graphql::scalars::Date;

/// What is wrong in an entry, and what is right.
#[derive(InputObject)]
pub struct WrongEntryInput {
    /// The entry's place in the history: its `sequence`.
    entry: i64,
    /// What of it.
    what: WrongPart,
    /// The day that is right, where the day is wrong and the right one is known.
    day: Option<Date>,
    /// What is right, in words, where it is known. It is kept as what is written about the child is: name others only where
    /// that is needed to tell what is right.
    right: Option<String>,
    /// How one knows.
    reason: String,
    /// Who found it; you when left out.
    found_by: Option<DeciderInput>,
    /// When; today when left out. Not before the entry was recorded.
    found_on: Option<Date>,
}

/// Noting that an entry of a case's history is wrong (C12).
#[derive(InputObject)]
pub struct NoteEntryWrongInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    #[graphql(flatten)]
    wrong: WrongEntryInput,
}

/// Noting that an entry of a report's history is wrong (C12).
#[derive(InputObject)]
pub struct NoteReportEntryWrongInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    #[graphql(flatten)]
    wrong: WrongEntryInput,
}

/// Noting that an entry of an investigation's history is wrong (C12).
#[derive(InputObject)]
pub struct NoteInvestigationEntryWrongInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    #[graphql(flatten)]
    wrong: WrongEntryInput,
}

/// What is said of an entry of that thing's history, and the entry, which never changes.
async fn found_in<A: LedgerAggregate>(
    errand: &Errand<'_>,
    thing: Uuid,
    child: SubjectId,
    wrong: WrongEntryInput,
) -> Result<(Option<RecordedEntry>, WrongEntry), Rejected> {
    let recorded = errand.recorded_entry::<A>(thing, wrong.entry).await?;
    let found = WrongEntry {
        entry: wrong.entry,
        what: wrong.what.into(),
        day: wrong.day.map(|day| day.0),
        right: optional_about_child(child, "right", wrong.right.as_deref())?,
        reason: about_child(child, "reason", "C12", &wrong.reason)?,
        found_by: errand.decider_in("foundBy", thing, wrong.found_by).await?,
        found_on: errand.day(wrong.found_on),
        takes_back: false,
    };
    Ok((recorded, found))
}

/// Commands on entries that are found wrong.
#[derive(Default)]
pub struct CorrectionCommands;

#[Object]
impl CorrectionCommands {
    /// Say that an entry of a case's history is wrong, its day, who it is about, what was chosen, its text or all of it, and what
    /// is right (C12). It stays as it was told, with what is owed, found and counted by it; whoever reads it reads that it is
    /// wrong. What has a correction of its own that counts is refused, and the correction named (`ENTRY_HAS_OWN_CORRECTION`).
    async fn note_entry_wrong(&self, context: &Context<'_>, input: NoteEntryWrongInput) -> Result<CasePayload> {
        on_case!(context, "noteEntryWrong", input, |errand, child, case| {
            let (recorded, wrong) = found_in::<Case>(&errand, case.as_uuid(), child, input.wrong).await?;
            CaseAction::Correction(CorrectionAction::NoteEntryWrong { recorded, wrong })
        })
    }

    /// The same of an entry of a report's history (C12). A receipt of what was transferred (`recordTransferReceipt`) that is wrong as
    /// a whole (`WHOLE`) is taken back by it: it is awaited again from then on, and the right one can be recorded (S2-48).
    async fn note_report_entry_wrong(
        &self,
        context: &Context<'_>,
        input: NoteReportEntryWrongInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "noteReportEntryWrong";
                let errand = Errand::new(context, Permission::ChangeReports, name, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = child_of_report(&errand, report).await?;
                let (recorded, wrong) = found_in::<Report>(&errand, report.as_uuid(), child, input.wrong).await?;
                let action = ReportAction::NoteEntryWrong { recorded, wrong };
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// The same of an entry of an investigation's history (C12), and of its receipt (`recordInvestigationTransferReceipt`) as of a
    /// report's.
    async fn note_investigation_entry_wrong(
        &self,
        context: &Context<'_>,
        input: NoteInvestigationEntryWrongInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "noteInvestigationEntryWrong", input, |errand, child, investigation| {
            let thing = investigation.as_uuid();
            let (recorded, wrong) = found_in::<Investigation>(&errand, thing, child, input.wrong).await?;
            InvestigationAction::NoteEntryWrong { recorded, wrong }
        })
    }
}
