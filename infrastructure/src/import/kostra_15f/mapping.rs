//! From the form's records to the domain's actions.

use case_ledger_domain::case::{ImportedClient, ImportedMeasure, ImportedPlan, Opening};
use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::{CaseId, ReportId, SubjectId};
use case_ledger_domain::investigation::{ImportedInvestigation, ImportedInvestigationConclusion, InvestigationOutcome};
use case_ledger_domain::people::{Child, Decider, DeciderRole};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Channel, ImportedConclusion, IncomingReport, Reporter, ReporterKind, TriageOutcome};
use case_ledger_domain::text::{Text, in_clear};
use case_ledger_domain::time::start_of_day;

use super::places::client_place;
use super::records::{Origin, Records};
use crate::import::{Tally, UNBORN_ENDING, optional_text, text};
use crate::interchange::kostra_15f::{self as form, Coded, Individual};

/// What the reports of a client take from it.
pub(super) struct OfClient {
    pub(super) case: CaseId,
    pub(super) child: Child,
    pub(super) unit: String,
    pub(super) caseworker: Decider,
}

/// A report and how it was concluded, if it was.
pub(super) type MappedReport = (IncomingReport, Option<ImportedConclusion>);

pub(super) fn map_client(
    individual: &Individual,
    unit: String,
    child: SubjectId,
    caseworker: SubjectId,
    (measures, plans): (Vec<ImportedMeasure>, Vec<ImportedPlan>),
) -> Result<ImportedClient, String> {
    let of_child = |text: Text| Personal::child(child, text);
    let number = individual.national_id.as_deref().or(individual.duf_number.as_deref());
    let contact = match (&individual.national_id, &individual.duf_number) {
        (Some(_), Some(duf)) => Some(format!("DUF-nummer: {duf}")),
        _ => None,
    };
    let child = Child {
        subject: child,
        name: None,
        national_id: optional_text("national id", number)?.map(of_child),
        born_on: None,
        unborn: individual.national_id.as_ref().is_some_and(|number| number.ends_with(UNBORN_ENDING)),
        contact: optional_text("DUF number", contact.as_deref())?.map(of_child),
    };
    let name = Personal::employee(caseworker, text("caseworker's name", &individual.caseworker)?);
    Ok(ImportedClient {
        opening: Opening { child, unit },
        opened_on: individual.started,
        closed_on: individual.ended,
        journal_number: of_child(text("journal number", &individual.journal_number)?),
        caseworker: Decider { name, role: DeciderRole::Caseworker },
        measures,
        plans,
    })
}

/// Whether this is written as the codes of help are: a number, or two with a point between.
fn is_code(text: &str) -> bool {
    let is_number = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    let (group, within) = text.split_once('.').map_or((text, None), |(group, within)| (group, Some(within)));
    is_number(group) && within.is_none_or(is_number)
}

impl Origin {
    /// The help that the client got, as far as it could be read. What is no code is not taken for one: it would stand in clear,
    /// where nobody is erased from.
    pub(super) fn map_help(
        &self,
        individual: &Individual,
        records: &Records,
        child: SubjectId,
        tally: &mut Tally,
    ) -> (Vec<ImportedMeasure>, Vec<ImportedPlan>) {
        let ListVersion::Kostra15F { year } = self.list else { return (Vec::new(), Vec::new()) };
        let mut measures = Vec::new();
        for (told, measure) in individual.measures_read.iter().zip(&records.measures) {
            let code = told.category.as_ref().and_then(|coded| self.code_of_help(coded, child));
            if code.is_none() && told.category.is_some() {
                tally.warn(
                    client_place(individual),
                    "a measure's category is no code or cannot be read and was not taken",
                );
            }
            measures.push(ImportedMeasure { measure: *measure, code, from: told.started, to: told.ended, year });
        }
        let mut plans = Vec::new();
        for (told, plan) in individual.plans_read.iter().zip(&records.plans) {
            let kind = told.kind.clone().filter(|kind| is_code(kind));
            if kind.is_none() && told.kind.is_some() {
                tally.warn(client_place(individual), "a plan's type is no code and was not taken");
            }
            let (from, to, evaluated_on) = (told.started, told.ended, told.evaluated);
            plans.push(ImportedPlan { plan: *plan, kind, from, to, evaluated_on, year });
        }
        (measures, plans)
    }

    fn code_of_help(&self, coded: &Coded, child: SubjectId) -> Option<UsedCode> {
        let used = self.codes(std::slice::from_ref(coded), |text| Personal::child(child, text)).ok()?;
        used.into_iter().next().filter(|used| is_code(&used.code))
    }

    /// The district, or the municipality where the file names none.
    pub(super) fn unit(&self, individual: &Individual, tally: &mut Tally) -> String {
        if let Some(name) = individual.district_name.as_deref().filter(|name| !name.trim().is_empty()) {
            if let Some(name) = in_clear(name) {
                return name.to_owned();
            }
            tally.warn(client_place(individual), "the district's name may hold more than a name and was not taken");
        }
        match (&individual.district_number, &individual.local_district_number) {
            (Some(number), _) => format!("Bydel {number}"),
            (None, Some(number)) => format!("Distrikt {number}"),
            (None, None) => self.name.clone(),
        }
    }

    pub(super) fn map_report(
        &self,
        source: &OfClient,
        report: &form::Report,
        reporter: SubjectId,
    ) -> Result<MappedReport, String> {
        let kind = ReporterKind::from_codes(report.reporters.iter().map(|coded| coded.code.as_str()));
        let incoming = IncomingReport {
            child: source.child.clone(),
            case: Some(source.case),
            message: None,
            reporter: Reporter::NotInSource { of_kind: kind },
            reporter_codes: self.codes(&report.reporters, |text| Personal::reporter(reporter, text))?,
            content: None,
            contents: self.codes(&report.contents, |text| Personal::child(source.child.subject, text))?,
            unit: source.unit.clone(),
            channel: Channel::Kostra15F,
            withheld_from_guardians: None,
            guardians_not_told: false,
            learned_through_work: None,
            acknowledges_private: true,
            received_at: start_of_day(report.received),
        };
        let conclusion = match report.concluded.zip(report.conclusion) {
            Some((decided_on, code)) => {
                let code = code.to_string();
                let outcome = TriageOutcome::from_code(&code);
                Some(ImportedConclusion {
                    outcome: outcome.ok_or_else(|| format!("conclusion {code} has no known outcome"))?,
                    code: UsedCode { code, list: self.list, clarification: None },
                    decided_on,
                    caseworker: Some(source.caseworker.clone()),
                })
            }
            None => None,
        };
        Ok((incoming, conclusion))
    }

    pub(super) fn map_investigation(
        &self,
        source: &OfClient,
        investigation: &form::Investigation,
        report: ReportId,
    ) -> Result<ImportedInvestigation, String> {
        let of_child = |text| Personal::child(source.child.subject, text);
        let conclusion = match investigation.ended.zip(investigation.conclusion) {
            Some((concluded_on, code)) => {
                let code = code.to_string();
                let outcome = InvestigationOutcome::from_code(&code);
                let clarification = optional_text("clarification", investigation.clarification.as_deref())?;
                Some(ImportedInvestigationConclusion {
                    outcome: outcome.ok_or_else(|| format!("conclusion {code} has no known outcome"))?,
                    code: UsedCode { code, list: self.list, clarification: clarification.map(of_child) },
                    grounds: self.codes(&investigation.grounds, of_child)?,
                    concluded_on,
                    caseworker: Some(source.caseworker.clone()),
                })
            }
            None => None,
        };
        Ok(ImportedInvestigation {
            report,
            case: Some(source.case),
            child: source.child.clone(),
            unit: source.unit.clone(),
            started_on: investigation.started,
            conclusion,
        })
    }

    fn codes(&self, given: &[Coded], personal: impl Fn(Text) -> Personal<Text>) -> Result<Vec<UsedCode>, String> {
        let used = given.iter().map(|coded| {
            let clarification = optional_text("clarification", coded.clarification.as_deref())?;
            Ok(UsedCode { code: coded.code.clone(), list: self.list, clarification: clarification.map(&personal) })
        });
        used.collect()
    }
}
