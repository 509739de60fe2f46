//! What the child welfare service owes in an investigation (S1, S2, D-3).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    About, Ending, FindingKind, Notes, Obligation, ObligationKind, Owing, Watch, consents, follow_up, weighing,
};
use crate::case::StepConsequence;
use crate::ids::{InvestigationId, MeasureId, ReportId};
use crate::investigation::{
    BoardCaseKind, EmergencyGround, InvestigationEvent, InvestigationOutcome, MeasureBasis, ParticipationKind,
    PlacementNumber, ToldConclusion, feedback_due,
};
use crate::law::{self, DeadlineKind};
use crate::people::Rationale;
use crate::report::{ReportEvent, Withheld};

const NOT_HEARD: FindingKind = FindingKind::ChildNotHeard;

/// What the child's next investigation meets: the last day for one that was scheduled, the day that was planned, and that for one
/// where another service does not go on with the child.
const RENEWAL: [ObligationKind; 3] =
    [ObligationKind::RenewInvestigation, ObligationKind::BeginRenewalAsPlanned, ObligationKind::InvestigateSentBack];

/// What the next event of an investigation is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub(super) struct Facts {
    /// A public reporter learns how it ends.
    reporter_learns_conclusion: bool,
    /// What was recommended was declined.
    #[serde(default)]
    measures_declined: bool,
    /// Something was done to learn how the child is (S1-10).
    #[serde(default)]
    stepped: bool,
    /// Reports of public reporters that joined it.
    #[serde(default)]
    joined: Vec<ReportId>,
    /// What was brought before the board, and neither taken back nor turned down (S2-62).
    #[serde(default)]
    pub(super) before_board: BTreeSet<BoardCaseKind>,
    /// Until when that is asked for, where it is for a limited period, or was granted for another (S2-65).
    #[serde(default)]
    pub(super) asked_until: BTreeMap<BoardCaseKind, NaiveDate>,
    /// Until when the board granted it (S2-65).
    #[serde(default)]
    pub(super) ordered_until: BTreeMap<BoardCaseKind, NaiveDate>,
    /// Until when it was granted before it was granted once more: a no in place of that leaves the time it had (S2-65).
    #[serde(default)]
    pub(super) ordered_before: BTreeMap<BoardCaseKind, NaiveDate>,
    /// Whether the latest word of board and court on each kind is that it is done (S2-62, S2-66).
    #[serde(default)]
    pub(super) granted: BTreeSet<BoardCaseKind>,
    /// The measures that carry out what the board granted (S2-66).
    #[serde(default)]
    pub(super) carrying_out: BTreeMap<BoardCaseKind, BTreeSet<MeasureId>>,
    /// The case for the board in which it ended was taken back or turned down since (S2-66).
    #[serde(default)]
    pub(super) turned_down: bool,
    /// The latest day on which board or court decided on the child's living elsewhere (S2-62).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) decided_elsewhere_on: Option<NaiveDate>,
    /// Another service does not go on with the child, as it was to (S2-48).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(super) sent_back: bool,
    /// The emergency placements, those that are over too (S2-63).
    #[serde(default)]
    pub(super) placements: BTreeMap<PlacementNumber, Placement>,
    /// The measures that rest on an emergency placement, or on consent to the child's living elsewhere (S2-6, S2-63).
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub(super) resting: BTreeMap<MeasureId, Resting>,
    /// The measures that rest on the family's consent, for it may be given to what the board was to be asked for (S2-6, S2-56).
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub(super) on_consent: BTreeMap<MeasureId, OnConsent>,
    /// It ended in a case for the board (S1-11).
    #[serde(default)]
    pub(super) ended_in_board_case: bool,
    /// And what the board is asked for, where that was said.
    #[serde(default)]
    pub(super) board_is_asked_for: Option<BoardCaseKind>,
    /// It ended while the child was placed in an emergency (S1-11).
    #[serde(default)]
    pub(super) ended_in_emergency: bool,
    /// The days on which the service decided on measures (S2-56).
    #[serde(default)]
    pub(super) measures_decided: BTreeSet<NaiveDate>,
    /// The day on which the child's plan of measures was made last (S2-58).
    #[serde(default)]
    pub(super) measures_planned_on: Option<NaiveDate>,
    /// The day of its conclusion.
    #[serde(default)]
    pub(super) concluded_on: Option<NaiveDate>,
    /// What the service does on consent.
    #[serde(default)]
    pub(super) consents: consents::Facts,
    /// What comes of what is followed up (S1-19).
    #[serde(default)]
    pub(super) follow_up: follow_up::Facts,
    /// What weighs what is reported beside the child's measures.
    #[serde(skip_serializing_if = "super::is_default", default)]
    pub(super) weighing: weighing::Facts,
    /// Its first day.
    #[serde(default)]
    pub(super) started_on: Option<NaiveDate>,
    /// The other investigations of the child that were found to run beside it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub(super) beside: BTreeSet<InvestigationId>,
    /// The first day on which the child took part, or was given the opportunity and did not want to (S2-55).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    could_take_part_on: Option<NaiveDate>,
    /// The child was not born when it was opened.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    unborn: bool,
    /// Whether guardians must not know of the report that it follows from.
    #[serde(skip_serializing_if = "super::is_default", default)]
    pub(super) withheld: Withheld,
    /// That was said with a report that has no case here.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(super) withheld_without_case: bool,
}

/// An emergency placement.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Placement {
    /// Why the child was placed.
    pub(super) ground: EmergencyGround,
    /// When.
    pub(super) from: NaiveDate,
    /// Its last day, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) until: Option<NaiveDate>,
}

/// A measure that the family consents to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OnConsent {
    pub(super) basis: MeasureBasis,
    /// When it was decided on.
    pub(super) decided_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) ended_on: Option<NaiveDate>,
    /// When consent to it was taken back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) taken_back_on: Option<NaiveDate>,
}

/// A measure that ends with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resting {
    pub(super) basis: MeasureBasis,
    /// Its first day.
    pub(super) first: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) ended_on: Option<NaiveDate>,
}

impl Watch {
    pub(super) fn hear_investigation(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        self.hear_coercion(event, notes);
        self.hear_court(event, notes);
        self.hear_what_the_service_does_on_consent(event, notes);
        self.hear_that_the_service_contacts_guardians(event, notes);
        self.hear_what_is_followed_up(event, notes);
        self.hear_what_the_service_did(event, notes);
        self.hear_that_measures_are_weighed(event, notes);
        self.hear_what_looks_into_it(event, notes);
        if let Some(step) = event.step_done() {
            self.investigation.stepped = true;
            self.hear_that_it_was_done_by_the_end(FindingKind::InvestigationWithoutSteps, step.on, notes);
        }
        match event {
            // Three calendar months (D-3, S2-53). The register counts 90 days; both are shown where they differ.
            InvestigationEvent::InvestigationOpened {
                reporter_learns_conclusion,
                report,
                case,
                child,
                unit,
                started_on,
                deadline,
                ..
            } => {
                self.same_child.child = Some(child.subject);
                self.investigation.unborn = child.unborn;
                self.investigation.started_on = Some(*started_on);
                self.about.case = *case;
                self.investigation.reporter_learns_conclusion |= *reporter_learns_conclusion == Some(true);
                self.about.report = Some(*report);
                self.about.investigation = Some(InvestigationId::from_uuid(notes.stream));
                self.unit.clone_from(unit);
                let kind = ObligationKind::ConcludeInvestigation;
                let owing = Owing::from(kind, *started_on).by(*deadline);
                let in_days = kind.deadline().and_then(|kind| law::due_in_days(kind, *started_on));
                self.owe(in_days.map_or(owing, |days| owing.or_in_days(days)), notes);
                self.owe(Owing::from(ObligationKind::PlanInvestigation, *started_on), notes);
                self.owe(Owing::from(ObligationKind::RecordParticipation, *started_on), notes);
            }
            InvestigationEvent::Steps(event) => self.hear_steps(event, notes),
            InvestigationEvent::InvestigationPlanMade { made_on, .. } => {
                self.met(ObligationKind::PlanInvestigation, None, *made_on, notes);
                self.was_done_before(ObligationKind::PlanInvestigation, |_| true, *made_on, notes);
                self.hear_that_it_was_done_by_the_end(FindingKind::InvestigationWithoutPlan, *made_on, notes);
            }
            InvestigationEvent::ChildParticipationRecorded { kind, on, .. } => {
                self.met(ObligationKind::RecordParticipation, None, *on, notes);
                self.hear_whether_the_child_could_take_part(*kind, *on, notes);
            }
            // A recorded decision with its ground (C11).
            InvestigationEvent::DeadlineExtended { new_deadline, decided_on, .. } => {
                self.extend(ObligationKind::ConcludeInvestigation, None, *new_deadline, *decided_on, notes);
            }
            InvestigationEvent::RecommendedMeasuresDeclined { .. } => self.investigation.measures_declined = true,
            InvestigationEvent::TransferReceiptRecorded(receipt) => {
                self.hear_that_it_is_received_elsewhere(receipt, notes);
            }
            InvestigationEvent::EntryFoundWrong(wrong) => self.hear_what_was_found_wrong(wrong, notes),
            InvestigationEvent::InvestigationSentBack { sent_back_on, .. } => {
                self.hear_that_it_is_not_taken_elsewhere(*sent_back_on, notes);
            }
            InvestigationEvent::RenewalCalledOff { called_off_on, .. } => {
                self.hear_that_it_is_taken_elsewhere_after_all(*called_off_on, notes);
            }
            InvestigationEvent::InvestigationConcluded { outcome, conclusion, concluded_on, decision, .. } => {
                self.met(ObligationKind::ConcludeInvestigation, None, *concluded_on, notes);
                // A source that gives no reasons tells of no plan either.
                let was_here = matches!(decision.rationale, Rationale::Stated(_));
                // As was decided in a step of its guide, or without that.
                let dismissed = ToldConclusion::from(*outcome) == ToldConclusion::Dismissed;
                let done = if dismissed { StepConsequence::Close } else { StepConsequence::FollowUp };
                let guided = was_here && self.way.guided;
                self.hear_that_it_is_carried_out(done, guided, *concluded_on, notes);
                let is_planned = !self.owed.iter().any(|owed| owed.is(ObligationKind::PlanInvestigation, None));
                if was_here && !is_planned {
                    self.find(FindingKind::InvestigationWithoutPlan, None, *concluded_on, notes);
                }
                // No step is demanded by itself, for children and matters differ; none at all is a finding.
                if was_here && !self.investigation.stepped {
                    self.find(FindingKind::InvestigationWithoutSteps, None, *concluded_on, notes);
                }
                // Whoever meets the child next needs to know what was declined. A return has no place for it.
                let with_concern = *outcome == InvestigationOutcome::DismissedWithConcern;
                if was_here && with_concern && !self.investigation.measures_declined {
                    self.find(FindingKind::DismissedWithoutRefusal, None, *concluded_on, notes);
                }
                if was_here && outcome.goes_on_elsewhere(&conclusion.code) {
                    self.hear_that_it_is_transferred(*concluded_on, notes);
                }
                // Three weeks from the conclusion, for a public reporter (D-4).
                if self.investigation.reporter_learns_conclusion {
                    let owing = Owing::from(ObligationKind::TellReporterOfConclusion, *concluded_on);
                    self.owe(owing.by(feedback_due(*concluded_on)), notes);
                }
                self.investigation.concluded_on = Some(*concluded_on);
                self.hear_that_it_ends_with_what_joined(was_here, *concluded_on, notes);
                for report in std::mem::take(&mut self.investigation.joined) {
                    self.owe_feedback_to_joined(report, *concluded_on, notes);
                }
                for kind in [ObligationKind::PlanInvestigation, ObligationKind::RecordParticipation] {
                    // A source that gives no reasons does not tell what was done by which day.
                    if let Some(index) = self.shown(kind, None).filter(|_| !was_here) {
                        notes.withdraw(&self.found.remove(index));
                    }
                    // Of a plan that never was something else is found.
                    match kind {
                        ObligationKind::RecordParticipation => self.give_up(kind, None, *concluded_on, notes),
                        _ => self.fall_away(kind, None, *concluded_on, notes),
                    }
                }
            }
            InvestigationEvent::ReporterInformedOfConclusion { report, informed_on, .. } => {
                let which = report.map(ReportId::as_uuid);
                self.met(ObligationKind::TellReporterOfConclusion, which, *informed_on, notes);
            }
            // Nothing is owed here: not for whom it was given to, nor for what was told with its basis and reasons;
            // and a renewed investigation is owed to the child, whose own watch hears of it.
            InvestigationEvent::InvestigationAllocated { .. }
            | InvestigationEvent::RenewedInvestigationScheduled { .. }
            | InvestigationEvent::MeasureInfoDisclosedToReporter { .. }
            | InvestigationEvent::ConcernDisclosedToReporter { .. }
            // Heard with what rests on consent, as what was done in it, and with what they leave owed.
            | InvestigationEvent::ResponsibilityGroupFormed { .. }
            | InvestigationEvent::ResponsibilityGroupDissolved { .. }
            | InvestigationEvent::ResponsibilityGroupReviewed { .. }
            | InvestigationEvent::GroupMeetingHeld { .. }
            | InvestigationEvent::GroupMeetingAgreed { .. }
            | InvestigationEvent::FollowUpEnded { .. }
            | InvestigationEvent::ServiceConsentWithdrawn { .. }
            | InvestigationEvent::InvestigationStepDone { .. }
            | InvestigationEvent::EmergencyPlacementDecided { .. }
            | InvestigationEvent::EmergencyPrinciplesAnswered { .. }
            | InvestigationEvent::EmergencyPlacementEnded { .. }
            | InvestigationEvent::BoardCaseSubmitted { .. }
            | InvestigationEvent::BoardDecisionReceived { .. }
            | InvestigationEvent::CourtAppealRecorded { .. }
            | InvestigationEvent::CourtDecisionReceived { .. }
            | InvestigationEvent::InformationRequested { .. }
            | InvestigationEvent::InformationSupplied { .. }
            | InvestigationEvent::MeasureDecided { .. }
            | InvestigationEvent::ServiceMeasurePlanMade { .. }
            | InvestigationEvent::DecidedMeasureEvaluated { .. }
            | InvestigationEvent::DecidedMeasureExtended { .. }
            | InvestigationEvent::DecidedMeasureEnded { .. } => {}
        }
    }

    /// What the conclusion was found to lack was done by its day, and is written down after it.
    fn hear_that_it_was_done_by_the_end(&mut self, lacked: FindingKind, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.found.iter().any(|found| found.is(lacked, None) && on <= found.arose_on) {
            self.withdraw_found(lacked, None, notes);
        }
    }

    /// A child always gets the opportunity to take part (S2-55). That it was given none is recorded, as the register has a code for
    /// it, and is a departure until it is given one: by then it may have taken part, also where that is written down later. Whom
    /// nobody can hear yet is given none.
    fn hear_whether_the_child_could_take_part(
        &mut self,
        kind: ParticipationKind,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        if kind == ParticipationKind::NoOpportunity {
            let first = self.investigation.could_take_part_on;
            if !self.investigation.unborn && first.is_none_or(|first| on < first) {
                self.find(NOT_HEARD, None, on, notes);
            }
        } else {
            let first = self.investigation.could_take_part_on.map_or(on, |first| first.min(on));
            self.investigation.could_take_part_on = Some(first);
        }
        let found = self.found.iter().find(|found| found.is(NOT_HEARD, None)).map(|found| found.arose_on);
        match found.zip(self.investigation.could_take_part_on) {
            Some((arose_on, first)) if first <= arose_on => self.withdraw_found(NOT_HEARD, None, notes),
            Some((_, first)) => self.mend(NOT_HEARD, None, first, notes),
            None => {}
        }
    }

    /// An investigation hears of the reports that join it: their public reporters learn its end, as the first one does
    /// (R-43, S1-13, S2-42).
    pub(super) fn hear_as_investigation(&mut self, event: &ReportEvent, notes: &mut Notes<'_>) {
        self.hear_whether_guardians_may_know(event, notes);
        self.hear_what_is_reported_beside_measures(event, notes);
        self.hear_what_joins_it(event, notes);
        if let ReportEvent::ReporterNamedAtWork { named_on, .. } = event {
            return self.hear_that_a_reporter_is_named_at_work(*named_on, notes);
        }
        let (joined, named_on) = match event {
            ReportEvent::TriageDecided { joins: Some(joined), .. } => (joined, None),
            ReportEvent::JoinedInvestigationNamed { joined, named_on } => (joined, Some(*named_on)),
            ReportEvent::JoiningCorrected { was, corrected_on, .. }
                if was.is_some_and(|was| was.as_uuid() == notes.stream) =>
            {
                return self.hear_that_a_report_does_not_belong_to_it(*corrected_on, notes);
            }
            ReportEvent::JoiningCorrected { joined: Some(joined), corrected_on, .. } => (joined, Some(*corrected_on)),
            _ => return,
        };
        if !joined.reporter_learns_conclusion {
            return;
        }
        let report = ReportId::from_uuid(notes.at.stream);
        match self.investigation.concluded_on {
            // Recorded after the end, of a day before it.
            Some(concluded_on) => {
                // Nobody could tell this reporter of it before somebody said which investigation it was.
                let known_on = named_on.map_or(concluded_on, |named_on| named_on.max(concluded_on));
                self.owe_feedback_to_joined(report, known_on, notes);
            }
            None => self.investigation.joined.push(report),
        }
    }

    /// Its end is none of that reporter's business and never was: what is owed lapses, and what its last day showed is no
    /// finding.
    fn hear_that_a_report_does_not_belong_to_it(&mut self, corrected_on: NaiveDate, notes: &mut Notes<'_>) {
        let report = ReportId::from_uuid(notes.at.stream);
        self.investigation.joined.retain(|joined| *joined != report);
        let (kind, which) = (ObligationKind::TellReporterOfConclusion, Some(report.as_uuid()));
        self.withdraw_found(self.shown_by(kind), which, notes);
        self.end(kind, which, Ending::Lapsed { on: corrected_on }, notes);
    }

    /// Its own reporter, or that of a report that joined it, learns its end from then on.
    fn hear_that_a_reporter_is_named_at_work(&mut self, named_on: NaiveDate, notes: &mut Notes<'_>) {
        let report = ReportId::from_uuid(notes.at.stream);
        let is_own = self.about.report.is_none_or(|own| own == report);
        let known_on = self.investigation.concluded_on.map(|concluded_on| concluded_on.max(named_on));
        match known_on {
            // Nobody could tell this reporter of it before somebody said who it is.
            Some(known_on) if is_own => {
                let owing = Owing::from(ObligationKind::TellReporterOfConclusion, known_on);
                self.owe(owing.by(feedback_due(known_on)), notes);
            }
            Some(known_on) => self.owe_feedback_to_joined(report, known_on, notes),
            None if is_own => self.investigation.reporter_learns_conclusion = true,
            None => self.investigation.joined.push(report),
        }
    }

    /// Three weeks from the conclusion, as for any public reporter (D-4); it is about the report that joined.
    fn owe_feedback_to_joined(&mut self, report: ReportId, on: NaiveDate, notes: &mut Notes<'_>) {
        let first = self.about.report.replace(report);
        let owing = Owing::from(ObligationKind::TellReporterOfConclusion, on).of(report.as_uuid());
        self.owe(owing.by(feedback_due(on)), notes);
        self.about.report = first;
    }

    /// A child hears that a renewed investigation is scheduled, and which one comes next: it need not be the one that
    /// was thought of, for a new report may come first (D-5, R-46).
    pub(super) fn hear_as_child(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        match event {
            InvestigationEvent::RenewedInvestigationScheduled {
                report,
                case,
                unit,
                planned_for,
                due_by,
                scheduled_on,
                ..
            } => {
                let dismissed = notes.at.stream;
                self.about = About {
                    case: *case,
                    report: Some(*report),
                    investigation: Some(InvestigationId::from_uuid(dismissed)),
                };
                self.unit.clone_from(unit);
                let owing = Owing::from(ObligationKind::RenewInvestigation, *scheduled_on).of(dismissed).by(*due_by);
                let in_days = law::due_in_days(DeadlineKind::RenewedInvestigation, *scheduled_on);
                self.owe(in_days.map_or(owing, |days| owing.or_in_days(days)), notes);
                // The day that the service planned itself passes before that.
                let planned = Owing::from(ObligationKind::BeginRenewalAsPlanned, *scheduled_on).of(dismissed);
                self.owe(planned.by(*planned_for), notes);
            }
            InvestigationEvent::InvestigationSentBack { report, case, unit, open_by, sent_back_on, .. } => {
                let sent_back = notes.at.stream;
                let investigation = Some(InvestigationId::from_uuid(sent_back));
                self.about = About { case: *case, report: Some(*report), investigation };
                self.unit.clone_from(unit);
                let owing = Owing::from(ObligationKind::InvestigateSentBack, *sent_back_on);
                self.owe(owing.of(sent_back).by(*open_by), notes);
            }
            InvestigationEvent::RenewalCalledOff { called_off_on, .. } => {
                for kind in RENEWAL {
                    self.take_back(kind, Some(notes.at.stream), *called_off_on, notes);
                }
            }
            InvestigationEvent::InvestigationOpened { started_on, .. } => {
                // By its own day, whenever that is written down.
                let renewed = |owed: &&Obligation| RENEWAL.contains(&owed.kind) && owed.opened_on <= *started_on;
                let renewed: Vec<_> = self.owed.iter().filter(renewed).map(|owed| (owed.kind, owed.which)).collect();
                for (kind, dismissed) in renewed {
                    self.met(kind, dismissed, *started_on, notes);
                }
            }
            _ => {}
        }
    }
}
