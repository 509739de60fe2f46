//! What the one who reported learns of an investigation (R-43, R-44, D-4).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Consented, Investigation, InvestigationConclusion, InvestigationEvent, InvestigationOpened, InvestigationOutcome,
};
use crate::Refusal;
use crate::case::{InformationCategory, ServiceFeedback, not_before, not_before_act, not_in_future};
use crate::ids::{InvestigationId, MeasureId, ReportId, SubjectId};
use crate::law::{self, DeadlineKind};
use crate::people::Decision;
use crate::personal::Personal;
use crate::refusal::{Act, Sought, Uncovered};
use crate::report::{JoinedReporter, JoiningNumber, OngoingInvestigation};
use crate::text::Text;
use crate::texts::closed_set;

closed_set! {
    /// All that a public reporter is told of how an investigation ended: no more, and never that parents refused
    /// (R-43, S2-42).
    ToldConclusion {
        /// The case is dismissed.
        Dismissed,
        /// The service follows it up.
        FollowedUp,
    }
}

impl From<InvestigationOutcome> for ToldConclusion {
    fn from(outcome: InvestigationOutcome) -> Self {
        match outcome {
            InvestigationOutcome::MeasuresDecided
            | InvestigationOutcome::BoardCase
            | InvestigationOutcome::EmergencyPlacement => Self::FollowedUp,
            InvestigationOutcome::InvestigationDismissed
            | InvestigationOutcome::DismissedWithConcern
            | InvestigationOutcome::DismissedMoved
            | InvestigationOutcome::DismissedReferred => Self::Dismissed,
        }
    }
}

impl From<ToldConclusion> for ServiceFeedback {
    fn from(told: ToldConclusion) -> Self {
        match told {
            ToldConclusion::Dismissed => Self::InvestigationDismissed,
            ToldConclusion::FollowedUp => Self::FollowedUp,
        }
    }
}

closed_set! {
    /// On what basis a reporter is told of measures (R-44, S1-14).
    DisclosureBasis {
        /// The family consents.
        Consent,
        /// It is assessed to be in the child's best interests.
        BestInterests,
    }
}

closed_set! {
    /// How a reporter was told of the end in writing (S1-13, R-43): by word of mouth is none of them.
    WrittenForm {
        /// By letter.
        Letter,
        /// By secure digital mail.
        DigitalMail,
        /// By a message over FIKS.
        Fiks,
    }
}

/// What the reporter was told, and when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The last day for telling how the investigation ended; `None` before it has, and for one who is not told (D-4).
    pub due_by: Option<NaiveDate>,
    /// When the reporter was told how it ended.
    pub told_on: Option<NaiveDate>,
}

/// That the public reporter of a report that joined the investigation was told how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedTold {
    /// Whose report.
    pub report: ReportId,
    /// As which of its joinings.
    #[serde(default)]
    pub joining: JoiningNumber,
    /// When.
    pub on: NaiveDate,
}

/// The last day for telling a public reporter how an investigation ended that day (D-4).
pub fn feedback_due(concluded_on: NaiveDate) -> NaiveDate {
    law::due(DeadlineKind::FeedbackAfterInvestigation, concluded_on)
}

/// The last day for telling a reporter how an investigation ended that day, of whom that is known since the other: nobody could
/// tell it before.
fn feedback_due_once_known(concluded_on: NaiveDate, known_on: Option<NaiveDate>) -> NaiveDate {
    feedback_due(known_on.map_or(concluded_on, |known_on| known_on.max(concluded_on)))
}

/// Whose report it is that is told of, where it is not the one that the investigation follows from. The reporter of that one
/// learns its end who reported in the course of work, or was named as doing so since.
fn reporter_who_learns(
    opened: &InvestigationOpened,
    joined: Option<JoinedReporter>,
) -> Result<Option<ReportId>, Refusal> {
    match joined {
        Some(JoinedReporter { report, follows: true, .. }) if report == opened.report && opened.renews.is_none() => {
            Ok(None)
        }
        Some(JoinedReporter { follows: true, .. }) => Err(Refusal::ReportNotJoined),
        Some(JoinedReporter { report, follows: false, .. }) => Ok(Some(report)),
        None if opened.reporter_learns_conclusion == Some(true) => Ok(None),
        None => Err(Refusal::ConclusionOnlyForPublicReporters),
    }
}

/// Since when it is known that this reporter learns the end, where that was said afterwards; nobody could tell it before (R-43,
///
fn not_before_known(
    field: &'static str,
    day: NaiveDate,
    joined: Option<JoinedReporter>,
) -> Result<Option<NaiveDate>, Refusal> {
    let known_on = joined.and_then(|joined| joined.known_on);
    known_on.map_or(Ok(()), |known_on| not_before_act(field, day, Act::ReporterKnown, known_on))?;
    Ok(known_on)
}

impl Investigation {
    /// What the reporter, who may have been named at work since that day, was told of its end, and by when (R-43, R-62, D-4).
    pub fn feedback(&self, known_on: Option<NaiveDate>) -> Feedback {
        let learns = self.opened.as_ref().is_some_and(|opened| opened.reporter_learns_conclusion == Some(true));
        let due_by = self.feedback_due_by(known_on).filter(|_| learns || known_on.is_some());
        Feedback { due_by, told_on: self.reporter_told_on }
    }

    /// What the public reporter of a report that joined it by that joining, who may be known since that day, was told of its
    /// end, and by when (R-43, D-4).
    pub fn feedback_to_joined(
        &self,
        report: ReportId,
        joining: JoiningNumber,
        known_on: Option<NaiveDate>,
    ) -> Feedback {
        Feedback { due_by: self.feedback_due_by(known_on), told_on: self.joined_told_on(report, joining) }
    }

    fn feedback_due_by(&self, known_on: Option<NaiveDate>) -> Option<NaiveDate> {
        self.conclusion.as_ref().map(|conclusion| feedback_due_once_known(conclusion.on, known_on))
    }

    fn joined_told_on(&self, report: ReportId, joining: JoiningNumber) -> Option<NaiveDate> {
        let is_it = |told: &&JoinedTold| told.report == report && told.joining >= joining;
        self.joined_told.iter().rev().find(is_it).map(|told| told.on)
    }

    /// The proof of it for a report that is added to it; those are the pseudonyms of its child (S2-48).
    pub fn ongoing(&self, this: InvestigationId, children: Vec<SubjectId>) -> Result<OngoingInvestigation, Refusal> {
        let opened = self.opened.as_ref().ok_or(Refusal::NotFound { what: Sought::Investigation })?;
        Ok(OngoingInvestigation {
            investigation: this,
            children,
            started_on: opened.started_on,
            ended_on: self.conclusion.as_ref().map(|conclusion| conclusion.on),
            worked_in_on: self.worked_in_on,
        })
    }

    pub(super) fn must_be_concluded(&self) -> Result<(&InvestigationOpened, &InvestigationConclusion), Refusal> {
        let opened = self.opened.as_ref().ok_or(Refusal::NotFound { what: Sought::Investigation })?;
        Ok((opened, self.conclusion.as_ref().ok_or(Refusal::InvestigationNotConcluded)?))
    }

    /// In writing, once, to public reporters only, and only whether the case is dismissed or followed up. Of an
    /// investigation that was opened before the ledger noted who learns its end, nobody is told here but those whose
    /// reports joined it.
    pub(super) fn inform_reporter(
        &self,
        joined: Option<JoinedReporter>,
        form: WrittenForm,
        informed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let (opened, conclusion) = self.must_be_concluded()?;
        not_in_future("informedOn", informed_on, today)?;
        not_before_act("informedOn", informed_on, Act::InvestigationConcluded, conclusion.on)?;
        let report = reporter_who_learns(opened, joined)?;
        let known_on = not_before_known("informedOn", informed_on, joined)?;
        let joining = joined.filter(|_| report.is_some()).map(|joined| joined.joining).unwrap_or_default();
        let told_on = report.map_or(self.reporter_told_on, |report| self.joined_told_on(report, joining));
        if told_on.is_some() {
            return Err(Refusal::ReporterToldOfConclusion);
        }
        let (told, due_by) =
            (ToldConclusion::from(conclusion.outcome), feedback_due_once_known(conclusion.on, known_on));
        let form = Some(form);
        Ok(vec![InvestigationEvent::ReporterInformedOfConclusion {
            report,
            joining,
            told,
            form,
            informed_on,
            guides: self.guides_on(informed_on),
            due_by,
        }])
    }

    /// Of measures only where any are decided, which are named with what is told of them, and with consent or in the child's best interests: to any public reporter
    /// who learns the end. What is told another day is another telling, which rests on its own assessment; of one day there is
    /// one.
    #[expect(clippy::too_many_arguments, reason = "the parts of one telling, from one action")]
    pub(super) fn disclose_measures(
        &self,
        joined: Option<JoinedReporter>,
        (measures, account): (BTreeSet<MeasureId>, Personal<Text>),
        basis: DisclosureBasis,
        consented: Option<Consented>,
        decision: Decision,
        disclosed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let (opened, conclusion) = self.must_be_concluded()?;
        not_in_future("disclosedOn", disclosed_on, today)?;
        not_before_act("disclosedOn", disclosed_on, Act::InvestigationConcluded, conclusion.on)?;
        if let Some(consented) = &consented {
            not_before("disclosedOn", disclosed_on, consented.on)?;
        }
        let report = reporter_who_learns(opened, joined)?;
        not_before_known("disclosedOn", disclosed_on, joined)?;
        if self.measures_told.contains(&(report, disclosed_on)) {
            return Err(Refusal::ReporterToldOfMeasures);
        }
        if ToldConclusion::from(conclusion.outcome) != ToldConclusion::FollowedUp || measures.is_empty() {
            return Err(Refusal::NoMeasuresToDisclose);
        }
        for measure in measures.iter().copied() {
            let decided_on = self.measure(measure).map_err(|_| Refusal::NoMeasuresToDisclose)?.decided_on;
            not_before("disclosedOn", disclosed_on, decided_on)?;
        }
        if basis == DisclosureBasis::Consent {
            let scope = Consented::must_be_named(consented.as_ref())?.must_cover(disclosed_on)?;
            self.must_not_be_taken_back(scope)?;
            if !scope.categories.contains(&InformationCategory::Measures) {
                return Err(Refusal::SharingNotCovered { what: Uncovered::Category });
            }
        }
        let decision = decision.into();
        Ok(vec![InvestigationEvent::MeasureInfoDisclosedToReporter {
            report,
            basis,
            measures,
            account: Some(account),
            consented,
            decision,
            guides: self.guides_on(disclosed_on),
            disclosed_on,
        }])
    }

    /// There is neither a duty to tell that it was dismissed with concern nor a right to hear it. It may be told after a concrete
    /// assessment, written down, that this is needed for what the service is to do for this child (S2-43, R-44): to any public
    /// reporter who learns the end, once, and of nothing else.
    pub(super) fn disclose_concern(
        &self,
        joined: Option<JoinedReporter>,
        assessment: Personal<Text>,
        decision: Decision,
        disclosed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let (opened, conclusion) = self.must_be_concluded()?;
        not_in_future("disclosedOn", disclosed_on, today)?;
        not_before_act("disclosedOn", disclosed_on, Act::InvestigationConcluded, conclusion.on)?;
        let report = reporter_who_learns(opened, joined)?;
        not_before_known("disclosedOn", disclosed_on, joined)?;
        if conclusion.outcome != InvestigationOutcome::DismissedWithConcern {
            return Err(Refusal::NoConcernToDisclose);
        }
        if self.concern_told.contains(&report) {
            return Err(Refusal::ReporterToldOfConcern);
        }
        let decision = decision.into();
        Ok(vec![InvestigationEvent::ConcernDisclosedToReporter {
            report,
            assessment,
            decision,
            guides: self.guides_on(disclosed_on),
            disclosed_on,
        }])
    }
}
