//! The rules of a report, told as what was given, what is asked and what follows.
//!
//! Unless a test says otherwise, the report came in on Monday and today is Friday.

mod at_work;
mod classification;
mod corrections;
mod declaration;
mod dismissal;
pub(crate) mod histories;
mod imports;
mod joining;
mod measures_in_force;
mod precedence;
mod receipt;
mod reporters;
mod triage;
mod way;
mod who_reports;

use super::*;
use crate::codes::ListVersion;
use crate::people::DeciderRole;
use crate::refusal::{Differing, Sought};
use crate::test_support::{
    CASE, FRIDAY, Given, MESSAGE, MONDAY, NURSE, REPORT, SATURDAY, THURSDAY, TUESDAY, UNIT, by, child, date, noon,
    reasons, reporters, said_of_child, text,
};
use crate::texts::Language;

const NO_REPORT: Refusal = Refusal::NotFound { what: Sought::Report };
/// Three weeks after Monday.
const ACKNOWLEDGE_BY: NaiveDate = date(2024, 3, 25);

fn given(before: impl IntoIterator<Item = ReportEvent>) -> Given<Report> {
    crate::test_support::given(before)
}

// Who reports.

fn public() -> Reporter {
    Reporter::Public {
        name: reporters("Cato"),
        role: reporters("pedagogical leader"),
        unit: reporters(UNIT),
        contact: Some(reporters("22 22 22 22")),
    }
}

fn private() -> Reporter {
    Reporter::Private { name: reporters("Dina"), contact: None }
}

const fn only_known_as(of_kind: ReporterKind) -> Reporter {
    Reporter::NotInSource { of_kind }
}

// What has happened.

/// A report from `reporter` that came in on Monday, and what that reporter may expect.
fn received_from(reporter: Reporter) -> Vec<ReportEvent> {
    received_from_at(reporter, noon(MONDAY))
}

fn received_from_at(reporter: Reporter, received_at: DateTime<Utc>) -> Vec<ReportEvent> {
    received_and_classified(IncomingReport { received_at, ..incoming(reporter) }).unwrap()
}

fn acknowledged() -> ReportEvent {
    ReportEvent::AcknowledgementSent { sent_on: TUESDAY, guides: Vec::new(), due_by: Some(ACKNOWLEDGE_BY) }
}

fn triaged(outcome: TriageOutcome, code: &str) -> ReportEvent {
    ReportEvent::TriageDecided {
        outcome,
        conclusion: register_code(code),
        urgent_measures: Some(false),
        legal_basis: "BVL2021 § 2-1".to_owned(),
        decision: Decision::stated(reasons(), intake_officer()).into(),
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        decided_on: THURSDAY,
        guides: Vec::new(),
        days_since_receipt: 3,
    }
}

fn told(investigation_follows: bool) -> ReportEvent {
    ReportEvent::ReporterInformedOfTriage {
        investigation_follows,
        transferred: false,
        guides: Vec::new(),
        informed_on: FRIDAY,
    }
}

// What is asked.

fn incoming(reporter: Reporter) -> IncomingReport {
    IncomingReport {
        child: child(),
        case: Some(CASE),
        message: Some(MESSAGE),
        reporter,
        reporter_codes: vec![register_code("9")],
        content: Some(said_of_child("We are worried about her")),
        contents: vec![register_code("8")],
        unit: "Nord".to_owned(),
        channel: Channel::Fiks,
        withheld_from_guardians: None,
        guardians_not_told: false,
        learned_through_work: None,
        acknowledges_private: true,
        received_at: noon(MONDAY),
    }
}

fn register_code(code: &str) -> UsedCode {
    UsedCode { code: code.to_owned(), list: ListVersion::Register, clarification: None }
}

fn intake_officer() -> Decider {
    by(DeciderRole::IntakeOfficer)
}

fn receive(reporter: Reporter) -> ReportAction {
    ReportAction::Receive(Box::new(incoming(reporter)))
}

fn acknowledge_on(sent_on: NaiveDate) -> ReportAction {
    ReportAction::Acknowledge { sent_on }
}

fn triage(code: &str) -> ReportAction {
    triage_on(THURSDAY, code)
}

fn triage_on(decided_on: NaiveDate, code: &str) -> ReportAction {
    ReportAction::Triage(Box::new(conclusion_on(decided_on, code)))
}

fn conclusion_on(decided_on: NaiveDate, code: &str) -> TriageConclusion {
    TriageConclusion {
        code: code.to_owned(),
        clarification: None,
        urgent_measures: false,
        decision: Decision::stated(reasons(), intake_officer()),
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        investigated: false,
        decided_on,
    }
}

/// As [`triage_on`], with all that a dismissal needs.
fn dismiss_on(decided_on: NaiveDate, code: &str) -> ReportAction {
    ReportAction::Triage(Box::new(TriageConclusion {
        assessment: Some(assessment()),
        seconded_by: Some(colleague()),
        ..conclusion_on(decided_on, code)
    }))
}

fn assessment() -> Personal<Text> {
    said_of_child("The family has what it needs")
}

fn colleague() -> Decider {
    Decider { name: Personal::employee(NURSE, text("Solveig")), role: DeciderRole::IntakeOfficer }
}

fn inform_reporter_on(informed_on: NaiveDate) -> ReportAction {
    ReportAction::InformReporter { informed_on }
}
