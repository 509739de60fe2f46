//! The rules of an investigation, told as what was given, what is asked and what follows.
//!
//! Unless a test says otherwise, the report came in on Monday, triage ended on Thursday, the investigation is to be
//! concluded by the seventh of June, and today is the third of June.

mod coercion;
mod concern;
mod consents;
mod corrections;
mod court;
mod deadlines;
mod endings;
mod feedback;
mod follow_up;
mod help;
pub(crate) mod histories;
mod imports;
mod participation;
mod plan;
mod precedence;
mod steps;
mod way;

use super::*;
use crate::LedgerEvent;
use crate::people::DeciderRole;
use crate::refusal::{Differing, Sought};
use crate::test_support::{
    CASE, Given, MONDAY, REPORT, THURSDAY, TUESDAY, by, child, date, decided, decision, said_of_child,
};
use crate::texts::Language;

const JUNE_3: NaiveDate = date(2024, 6, 3);
const TOMORROW: NaiveDate = date(2024, 6, 4);
/// Three months after triage ended.
const DEADLINE: NaiveDate = date(2024, 6, 7);
/// Six months after triage ended.
const LATEST: NaiveDate = date(2024, 9, 7);

const NO_INVESTIGATION: Refusal = Refusal::NotFound { what: Sought::Investigation };

fn given(before: impl IntoIterator<Item = InvestigationEvent>) -> Given<Investigation> {
    crate::test_support::given(before).today(JUNE_3)
}

// What has happened.

fn opened() -> InvestigationEvent {
    opened_on(THURSDAY, DEADLINE)
}

fn opened_on(started_on: NaiveDate, deadline: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::InvestigationOpened {
        report: REPORT,
        case: Some(CASE),
        child: child(),
        unit: "Nord".to_owned(),
        started_on,
        deadline,
        legal_basis: "BVL2021 § 2-2".to_owned(),
        reporter_learns_conclusion: Some(true),
        renews: None,
    }
}

fn extended_to(new_deadline: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::DeadlineExtended { new_deadline, decision: decided(), guides: Vec::new(), decided_on: JUNE_3 }
}

fn heard() -> InvestigationEvent {
    heard_on(THURSDAY)
}

fn heard_on(on: NaiveDate) -> InvestigationEvent {
    let account = said_of_child("I want to stay at my school");
    InvestigationEvent::ChildParticipationRecorded {
        kind: ParticipationKind::Conversation,
        code: None,
        account,
        guides: Vec::new(),
        on,
    }
}

fn declined() -> InvestigationEvent {
    declined_on(THURSDAY)
}

fn declined_on(declined_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::RecommendedMeasuresDeclined {
        guides: vec![],
        recommended: said_of_child("A visiting home"),
        account: said_of_child("Her mother wants to manage by herself"),
        declined_on,
    }
}

fn concluded(outcome: InvestigationOutcome, code: &str) -> InvestigationEvent {
    concluded_by(DEADLINE, outcome, code)
}

fn concluded_by(deadline: NaiveDate, outcome: InvestigationOutcome, code: &str) -> InvestigationEvent {
    InvestigationEvent::InvestigationConcluded {
        outcome,
        board_case: None,
        conclusion: register_code(code),
        grounds: vec![register_code("8")],
        legal_basis: match outcome {
            InvestigationOutcome::MeasuresDecided => "BVL2021 §§ 3-1 – 3-3",
            InvestigationOutcome::DismissedWithConcern => "BVL2021 § 2-5",
            _ => "BVL2021 § 2-2",
        }
        .to_owned(),
        decision: decided(),
        concluded_on: JUNE_3,
        guides: Vec::new(),
        deadline,
    }
}

// What is asked.

fn register_code(code: &str) -> UsedCode {
    UsedCode { code: code.to_owned(), list: ListVersion::Register, clarification: None }
}

fn open(received_on: NaiveDate, triaged_on: NaiveDate) -> InvestigationAction {
    let mandate = InvestigationMandate {
        report: REPORT,
        case: Some(CASE),
        child: child(),
        unit: "Nord".to_owned(),
        triaged_on,
        received_on,
        reporter_learns_conclusion: true,
    };
    InvestigationAction::Open { mandate: Box::new(mandate) }
}

fn extend_to(new_deadline: NaiveDate) -> InvestigationAction {
    extend_on(JUNE_3, new_deadline)
}

fn extend_on(decided_on: NaiveDate, new_deadline: NaiveDate) -> InvestigationAction {
    InvestigationAction::Extend { new_deadline, decision: decision(), decided_on }
}

fn conclude(code: &str) -> InvestigationAction {
    conclude_on(JUNE_3, code, None, &["8"])
}

fn conclude_on(
    concluded_on: NaiveDate,
    code: &str,
    clarification: Option<&str>,
    grounds: &[&str],
) -> InvestigationAction {
    InvestigationAction::Conclude {
        code: code.to_owned(),
        clarification: clarification.map(said_of_child),
        grounds: grounds.iter().map(|&ground| ground.into()).collect(),
        decision: decision(),
        concluded_on,
        renewal: None,
        board_case: (code == "2").then_some(BoardCaseKind::CareOrder),
        in_emergency: false,
    }
}
