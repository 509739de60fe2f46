//! What the records of a return are named by: their streams, and the commands made of them.

use std::sync::Arc;

use case_ledger_domain::codes::ListVersion;
use case_ledger_domain::ids::{AgreementId, CaseId, InvestigationId, MeasureId, Municipality, ReportId, SubjectId};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::import::{Canonical, Stamped};
use crate::interchange::kostra_15f::{self as form, Coded, Individual};
use crate::ledger::bus::Fault;
use crate::personal::keys::KeyStore;

/// Whose return it is. Ids derive under that municipality's index key.
pub(super) struct Origin {
    pub(super) keys: Arc<KeyStore>,
    pub(super) municipality: Municipality,
    /// The municipality's name, fit to stand in clear: the unit of what names none.
    pub(super) name: String,
    /// Which edition of the code lists its codes are from.
    pub(super) list: ListVersion,
}

impl Origin {
    async fn keyed(&self, purpose: &str, content: &[u8]) -> Result<Uuid, Fault> {
        Ok(self.keys.keyed_id(&self.municipality, purpose, content).await?)
    }

    /// A pseudonym that derives from `content`.
    pub(super) async fn subject(&self, purpose: &str, content: &[u8]) -> Result<SubjectId, Fault> {
        Ok(SubjectId::from_uuid(self.keyed(purpose, content).await?))
    }

    /// The ids of a client and all it holds.
    pub(super) async fn records(&self, individual: &Individual) -> Result<Records, Fault> {
        let key = client_key(individual);
        let case = CaseId::from_uuid(self.keyed("kostra-15f client", key.bytes()).await?);
        let client = self.stamped(client_content(individual, self.list)).await?;
        let mut measures = Vec::with_capacity(individual.measures_read.len());
        for measure in &individual.measures_read {
            let key = key.clone().text(&measure.id);
            measures.push(MeasureId::from_uuid(self.keyed("kostra-15f measure", key.bytes()).await?));
        }
        let mut plans = Vec::with_capacity(individual.plans_read.len());
        for plan in &individual.plans_read {
            let key = key.clone().text(&plan.id);
            plans.push(AgreementId::from_uuid(self.keyed("kostra-15f plan", key.bytes()).await?));
        }
        let mut reports = Vec::with_capacity(individual.reports.len());
        for report in &individual.reports {
            let key = key.clone().text(&report.id);
            let id = ReportId::from_uuid(self.keyed("kostra-15f report", key.bytes()).await?);
            let command = self.stamped(report_content(&key, report)).await?;
            let investigation = match &report.investigation {
                Some(investigation) => {
                    let key = key.clone().text(&investigation.id);
                    let command = self.stamped(investigation_content(&key, investigation)).await?;
                    Some(InvestigationRecord { id: InvestigationId::following(&self.municipality, id), command })
                }
                None => None,
            };
            reports.push(ReportRecord { id, command, investigation });
        }
        Ok(Records { case, client, measures, plans, reports })
    }

    async fn stamped(&self, content: Canonical) -> Result<Stamped, Fault> {
        let id = self.keyed("kostra-15f command", content.bytes()).await?;
        Ok(Stamped { id, content: content.0 })
    }

    /// The caseworker's pseudonym, the same in all returns about this client. Known by name only: two of one name may be
    /// two persons, and so each client's caseworker is one.
    pub(super) async fn caseworker(&self, case: CaseId, individual: &Individual) -> Result<SubjectId, Fault> {
        let client = case.as_uuid().to_string();
        let name = Canonical::of("caseworker 2").text(&client).text(individual.caseworker.trim());
        self.subject("employee", name.bytes()).await
    }
}

/// The ids and commands of a client and all it holds.
pub(super) struct Records {
    pub(super) case: CaseId,
    pub(super) client: Stamped,
    /// Of the measures that could be read, in their order.
    pub(super) measures: Vec<MeasureId>,
    /// Likewise of the plans.
    pub(super) plans: Vec<AgreementId>,
    pub(super) reports: Vec<ReportRecord>,
}

pub(super) struct ReportRecord {
    pub(super) id: ReportId,
    pub(super) command: Stamped,
    pub(super) investigation: Option<InvestigationRecord>,
}

pub(super) struct InvestigationRecord {
    pub(super) id: InvestigationId,
    pub(super) command: Stamped,
}

impl Records {
    /// The commands made of them.
    pub(super) fn commands(&self) -> Vec<Uuid> {
        let reports = self.reports.iter().flat_map(|report| {
            let investigation = report.investigation.as_ref().map(|investigation| investigation.command.id);
            std::iter::once(report.command.id).chain(investigation)
        });
        std::iter::once(self.client.id).chain(reports).collect()
    }
}

/// What makes a client the same one in the next return.
fn client_key(individual: &Individual) -> Canonical {
    Canonical::of("client key 1").text(&individual.id).text(&individual.journal_number)
}

fn client_content(individual: &Individual, list: ListVersion) -> Canonical {
    let content = Canonical::of("client 1")
        .text(&individual.id)
        .text(&individual.journal_number)
        .text(&individual.started.to_string())
        .optional(individual.ended.map(|day| day.to_string()).as_deref())
        .optional(individual.national_id.as_deref())
        .optional(individual.duf_number.as_deref())
        .optional(individual.district_number.as_deref())
        .optional(individual.district_name.as_deref())
        .optional(individual.local_district_number.as_deref())
        .text(&individual.caseworker);
    if individual.measures_read.is_empty() && individual.plans_read.is_empty() {
        return content;
    }
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    // What is not over tells something more in each year's return: that it still runs.
    let year = |ended: Option<NaiveDate>| ended.is_none().then(|| format!("{list:?}"));
    let content =
        individual.measures_read.iter().fold(content.count(individual.measures_read.len()), |content, told| {
            let content = content.text(&told.id).text(&told.started.to_string()).optional(day(told.ended).as_deref());
            let content = content.optional(year(told.ended).as_deref());
            coded_content(content, told.category.as_slice())
        });
    individual.plans_read.iter().fold(content.count(individual.plans_read.len()), |content, told| {
        let content = content.text(&told.id).text(&told.started.to_string()).optional(day(told.ended).as_deref());
        content.optional(day(told.evaluated).as_deref()).optional(told.kind.as_deref())
    })
}

/// Without the caseworker, who may change from year to year under a report long concluded.
fn report_content(key: &Canonical, report: &form::Report) -> Canonical {
    let content = Canonical::of("report 1")
        .all(key)
        .text(&report.received.to_string())
        .optional(report.concluded.map(|day| day.to_string()).as_deref())
        .optional(report.conclusion.map(|code| code.to_string()).as_deref());
    coded_content(coded_content(content, &report.reporters), &report.contents)
}

fn investigation_content(key: &Canonical, investigation: &form::Investigation) -> Canonical {
    let content = Canonical::of("investigation 1")
        .all(key)
        .text(&investigation.started.to_string())
        .optional(investigation.ended.map(|day| day.to_string()).as_deref())
        .optional(investigation.conclusion.map(|code| code.to_string()).as_deref())
        .optional(investigation.clarification.as_deref());
    coded_content(content, &investigation.grounds)
}

fn coded_content(content: Canonical, list: &[Coded]) -> Canonical {
    list.iter().fold(content.count(list.len()), |content, coded| {
        content.text(&coded.code).optional(coded.clarification.as_deref())
    })
}
