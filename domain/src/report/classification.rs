//! The register's codes of a report: who reported, and what it is about (§5.6).
//!
//! What somebody tells the intake bears none, so that a person gives them: with the report, or afterwards. Until then it
//! stands in the statistics among those that nobody classified.

use chrono::NaiveDate;

use super::{IncomingReport, Report, ReportEvent, Reporter, ReporterKind};
use crate::Refusal;
use crate::case::{not_before_act, not_in_future};
use crate::codes::{CodeList, UsedCode, find};
use crate::personal::{Category, Personal};
use crate::refusal::Act;
use crate::time::oslo_date;

impl Report {
    /// Gives codes, instead of those that were given before; a list that is left out stays as it is.
    pub(super) fn classify(
        &self,
        reporter_codes: Option<Vec<UsedCode>>,
        contents: Option<Vec<UsedCode>>,
        given_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        let received_on = oslo_date(received.at);
        not_in_future("classifiedOn", given_on, today)?;
        not_before_act("classifiedOn", given_on, Act::ReportReceived, received_on)?;
        let (reporters, about) = (reporter_codes.as_deref(), contents.as_deref());
        if reporters.is_none() && about.is_none() {
            return Err(Refusal::NothingClassified);
        }
        let (reporters, about) = (reporters.unwrap_or_default(), about.unwrap_or_default());
        must_be_of(&received.reporter, reporters, about, received_on)?;
        Ok(vec![ReportEvent::ReportCodesGiven { reporter_codes, contents, given_on }])
    }
}

impl IncomingReport {
    /// What a person writes down bears codes of the register; what another system tells bears that system's.
    pub(super) fn must_be_coded_by_the_register(&self) -> Result<(), Refusal> {
        must_be_of(&self.reporter, &self.reporter_codes, &self.contents, oslo_date(self.received_at))
    }
}

/// The codes hold on the day of receipt, and those of who reported tell of a reporter of that kind: nobody who has
/// to give a name stands as a private person in the figures, and of an anonymous one nothing is told.
fn must_be_of(
    reporter: &Reporter,
    reporter_codes: &[UsedCode],
    contents: &[UsedCode],
    received_on: NaiveDate,
) -> Result<(), Refusal> {
    must_hold("reporterCodes", CodeList::Reporter, reporter_codes, received_on)?;
    must_hold("contentCodes", CodeList::Content, contents, received_on)?;
    let kind = reporter.kind();
    let told = ReporterKind::from_codes(reporter_codes.iter().map(|used| used.code.as_str()));
    if !reporter_codes.is_empty() && kind != ReporterKind::Unknown && told != kind {
        return Err(Refusal::ReporterCodesOfOtherKind { kind });
    }
    let is_the_childs = |used: &UsedCode| {
        used.clarification.as_ref().map(Personal::category).is_none_or(|category| category == Category::Child)
    };
    if kind == ReporterKind::Anonymous
        && (reporter_codes.iter().any(|used| used.clarification.is_some()) || !contents.iter().all(is_the_childs))
    {
        return Err(Refusal::IdentityWithAnonymousReporter);
    }
    Ok(())
}

fn must_hold(field: &'static str, list: CodeList, given: &[UsedCode], on: NaiveDate) -> Result<(), Refusal> {
    for UsedCode { code, list: _, clarification } in given {
        let known = find(list, code).filter(|known| known.holds_on(on));
        let known = known.ok_or_else(|| Refusal::CodeNotInForce { field, code: code.clone(), on })?;
        if known.needs_clarification && clarification.is_none() {
            return Err(Refusal::ClarificationMissing { code: code.clone() });
        }
    }
    Ok(())
}
