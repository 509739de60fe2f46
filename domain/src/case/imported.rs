//! The help that a return for statistics tells of (S2-3, S2-4): measures and plans of the child welfare service from before this
//! ledger was taken up, and from municipalities that keep them elsewhere. They are counted as history and lead to nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CourseEvent};
use crate::codes::UsedCode;
use crate::ids::{AgreementId, MeasureId};

/// A measure, as a return for statistics tells of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedMeasure {
    /// Its id, which derives from the source's.
    pub measure: MeasureId,
    /// What it is, where the source says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<UsedCode>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, once over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<NaiveDate>,
    /// The year of the return: what is not over runs to its end, as far as that tells.
    pub year: i32,
}

/// A plan, as a return for statistics tells of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedPlan {
    /// Its id, which derives from the source's.
    pub plan: AgreementId,
    /// Its kind, by the source's code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, once over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<NaiveDate>,
    /// When it was evaluated, if it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evaluated_on: Option<NaiveDate>,
    /// The year of the return.
    pub year: i32,
}

/// What returns have told of so far, each as the latest return has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportedHelp {
    measures: BTreeMap<MeasureId, ImportedMeasure>,
    plans: BTreeMap<AgreementId, ImportedPlan>,
}

impl ImportedMeasure {
    /// The last day on which it is known to have been in force.
    pub fn known_until(&self) -> NaiveDate {
        let end_of_year = NaiveDate::from_ymd_opt(self.year, 12, 31);
        self.to.or(end_of_year).unwrap_or(self.from)
    }
}

impl Case {
    /// The measures that returns for statistics tell of (S2-3).
    pub fn imported_measures(&self) -> impl Iterator<Item = &ImportedMeasure> {
        self.imported.measures.values()
    }

    /// The plans that they tell of.
    pub fn imported_plans(&self) -> impl Iterator<Item = &ImportedPlan> {
        self.imported.plans.values()
    }

    /// What is new in a return: an older one changes nothing of what a newer one told, and what lies in the future is no
    /// fact.
    pub(super) fn new_of_help(
        &self,
        measures: Vec<ImportedMeasure>,
        plans: Vec<ImportedPlan>,
        told_on: NaiveDate,
    ) -> Option<CourseEvent> {
        let known = &self.imported;
        let is_new = |known: Option<(bool, i32)>, year: i32| {
            known.is_none_or(|(is_the_same, of_year)| !is_the_same && of_year <= year)
        };
        let measures = measures.into_iter().filter(|told| {
            let before = known.measures.get(&told.measure).map(|before| (before == told, before.year));
            told.from <= told_on && is_new(before, told.year)
        });
        let plans = plans.into_iter().filter(|told| {
            let before = known.plans.get(&told.plan).map(|before| (before == told, before.year));
            told.from <= told_on && is_new(before, told.year)
        });
        let (measures, plans): (Vec<_>, Vec<_>) = (measures.collect(), plans.collect());
        let is_anything = !measures.is_empty() || !plans.is_empty();
        is_anything.then_some(CourseEvent::HelpToldOfBySource { measures, plans, told_on })
    }

    pub(super) fn was_told_of_help(&mut self, measures: Vec<ImportedMeasure>, plans: Vec<ImportedPlan>) {
        self.imported.measures.extend(measures.into_iter().map(|told| (told.measure, told)));
        self.imported.plans.extend(plans.into_iter().map(|told| (told.plan, told)));
    }
}
