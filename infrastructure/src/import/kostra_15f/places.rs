//! Where something stands in a return, said without personal data.

use crate::import::{RefusedLine, element};
use crate::interchange::kostra_15f::{self as form, Individual, Record, Refused};

/// Faults told of one refused record.
const MOST_FAULTS_TOLD: usize = 5;

pub(super) fn client_place(individual: &Individual) -> String {
    format!("line {}: {}", individual.line, element("Individ", &individual.id))
}

pub(super) fn report_path(individual: &Individual, report: &form::Report) -> String {
    format!("{}/{}", element("Individ", &individual.id), element("Melding", &report.id))
}

pub(super) fn report_place(individual: &Individual, report: &form::Report) -> String {
    format!("line {}: {}", report.line, report_path(individual, report))
}

pub(super) fn investigation_path(
    individual: &Individual,
    report: &form::Report,
    investigation: &form::Investigation,
) -> String {
    format!("{}/{}", report_path(individual, report), element("Undersokelse", &investigation.id))
}

pub(super) fn refused_by_reader(refused: &Refused) -> RefusedLine {
    let what = match refused.record {
        Record::Individual => "client with all its reports",
        Record::Report => "report with all it holds",
        Record::StrayText => "text between the records",
        Record::RestOfFile => "the rest of the file",
    };
    let mut why: Vec<String> = refused.faults.iter().take(MOST_FAULTS_TOLD).map(ToString::to_string).collect();
    let untold = refused.faults_left_out + refused.faults.len().saturating_sub(MOST_FAULTS_TOLD) as u64;
    if untold > 0 {
        why.push(format!("and {untold} more"));
    }
    RefusedLine {
        place: format!("line {}: {}", refused.line, refused.path),
        what: what.to_owned(),
        why: why.join("; "),
    }
}
