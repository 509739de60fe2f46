//! Reporting to the child welfare service: whether the duty is triggered, what is sent, and emergencies.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::copies::copy_withheld;
use super::course::{Opening, case_opened};
use super::family::{Told, Withholding};
use super::{
    AcuteCategory, Case, CaseEvent, Consent, ConsentAnswer, ConsentPurpose, Consultants, LeaderDisagreement,
    RecipientUnit, ReportDraft, ReportDuty, WhoDecides, WithholdingGround, not_before_act, not_in_future,
};
use crate::Refusal;
use crate::guides::{AttestedAct, GuideVersion};
use crate::ids::{ConsentId, DraftId, ObservationId, ReportId};
use crate::law::{self, DeadlineKind, DutyCondition, duty_conditions};
use crate::people::{Body, Child, Decider, Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::{Act, Sought};
use crate::report::Channel;
use crate::settings::ReportSigning;
use crate::text::Text;
use crate::texts::{Argument, Sentence};
use crate::time::oslo_date;
use crate::topics::{Happened, Topic, names};

/// What goes to the child welfare service, and whether it must.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
#[expect(clippy::large_enum_variant, reason = "an event is made once, applied and stored")]
pub enum ReportingEvent {
    /// Whether the duty to report is triggered, assessed for this child (R-3, S2-33).
    DutyToReportAssessed {
        /// The report that was sent in an emergency and left the assessment owed; nothing where it is for the next one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        report: Option<ReportId>,
        /// Whether it is for the next one while that of a report that went is still owed (S2-33). Before that could be said, one
        /// that named no report was for the first that was owed it.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        for_next_report: bool,
        /// Whether it is.
        triggered: bool,
        /// The conditions there is reason to believe are met.
        conditions: Vec<DutyCondition>,
        /// The set of conditions in force on the day (C8).
        condition_set: String,
        /// The observations it rests on (S2-28).
        evidence: Vec<ObservationId>,
        /// Who was consulted about it (S2-11, S2-69).
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        consulted: BTreeSet<Body>,
        /// Which units of them, where they were named; always, where only the name says which service it is.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        consulted_units: BTreeSet<RecipientUnit>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// A concern report went to the child welfare service (S0-43).
    ReportSent {
        /// The report, as the service will know it.
        report: ReportId,
        /// The child as known to the sender.
        child: Child,
        /// What was reported (S2-67).
        content: Personal<Text>,
        /// What the report rests on: duty, consent or emergency.
        duty: ReportDuty,
        /// The person who bears the duty; the duty is personal (S2-19).
        duty_bearer: Decider,
        /// The unit the report comes from.
        unit: String,
        /// Whether guardians were told before; otherwise the ground for not telling them.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        withheld_from_guardians: Option<WithholdingGround>,
        /// The leader's no that it was sent in spite of (R-8, S0-45).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        sent_despite_leader_disagreement: Option<LeaderDisagreement>,
        /// How it went, to whom, and who signed it (S0-43).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        dispatch: Option<Dispatch>,
        /// When.
        sent_at: DateTime<Utc>,
    },
    /// A report was put down before it is sent, by the employee alone or together with guardians (S2-39).
    ReportDrafted {
        /// The draft.
        draft: DraftId,
        /// What it says.
        content: Personal<Text>,
        /// The guardians who wrote it along.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        co_authored_with_guardians: Vec<Guardian>,
        /// When.
        drafted_on: NaiveDate,
    },
    /// A draft is not to be sent: it is no draft of the next report any more, and binds none (S2-39).
    ReportDraftDiscarded {
        /// The draft.
        draft: DraftId,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        discarded_on: NaiveDate,
    },
    /// Guardians signed a report too, which they may and need not (S0-41).
    ReportCosigned {
        /// The report.
        report: ReportId,
        /// Who signed.
        guardians: Vec<Guardian>,
        /// When.
        cosigned_on: NaiveDate,
    },
    /// Child welfare, the emergency service, the helpline or the police were contacted at once (R-1, S0-1, S2-13).
    EmergencyContactMade {
        /// Who was contacted.
        body: Body,
        /// The kind of danger.
        category: AcuteCategory,
        /// What was said.
        description: Personal<Text>,
        /// Address, telephone and what else leads to the child now, where that was told too: the case may know another one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        contact: Option<Personal<Text>>,
        /// When.
        contacted_at: DateTime<Utc>,
    },
}

/// How a report went, to whom, and who signed it (S0-43).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dispatch {
    /// Which way.
    pub channel: Channel,
    /// To whom.
    pub recipient: Body,
    /// Who signed: the one who bears the duty, or the leader, as the municipality's routine has it (S2-20).
    pub signed_by: Decider,
    /// The SHA-256 of what was reported, in hexadecimal. It is sealed as the report is: who knew the text could tell it
    /// from the hash, also after it is erased.
    pub content_hash: Personal<Text>,
    /// The municipality's routine, where somebody else signed than it says (S2-20).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub beside_routine: Option<ReportSigning>,
    /// The draft whose words it went with (S2-39).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draft: Option<DraftId>,
}

impl Dispatch {
    /// By this ledger, whose intake takes it in at the child welfare service.
    pub fn by_this_ledger(content: &Personal<Text>, signed_by: Decider) -> Self {
        Self {
            channel: Channel::CaseLedger,
            recipient: Body::ChildWelfareService,
            signed_by,
            content_hash: content.digest(),
            beside_routine: None,
            draft: None,
        }
    }
}

impl Topic for ReportingEvent {
    names!(DutyToReportAssessed, ReportSent, ReportDrafted, ReportDraftDiscarded, ReportCosigned, EmergencyContactMade,);

    fn happened(&self) -> Happened {
        match self {
            Self::DutyToReportAssessed { assessed_on: date, .. }
            | Self::ReportDrafted { drafted_on: date, .. }
            | Self::ReportDraftDiscarded { discarded_on: date, .. }
            | Self::ReportCosigned { cosigned_on: date, .. } => Happened::On(*date),
            Self::ReportSent { sent_at: instant, .. } | Self::EmergencyContactMade { contacted_at: instant, .. } => {
                Happened::At(*instant)
            }
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::DutyToReportAssessed { triggered, condition_set, .. } => {
                said.with("set", Argument::in_clear(condition_set)).with("triggered", *triggered)
            }
            Self::ReportSent { duty, sent_despite_leader_disagreement: disagreement, .. } => {
                said.with("duty", duty.word()).with("despite", disagreement.is_some())
            }
            Self::ReportDrafted { co_authored_with_guardians: co_authors, .. } => {
                said.with("together", !co_authors.is_empty())
            }
            Self::ReportDraftDiscarded { .. } | Self::ReportCosigned { .. } => said,
            Self::EmergencyContactMade { body, category, .. } => {
                said.with("body", body.word()).with("category", category.word())
            }
        }
    }
}

/// Which report an assessment of the duty to report is for: each is assessed by itself (S2-33).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssessedReport {
    /// Nobody said. While the assessment of one that went is owed, it is for the next one only where it rests on what was seen
    /// since.
    Unsaid,
    /// One that was sent in an emergency, afterwards.
    Sent(ReportId),
    /// The next one, by what there is now.
    Next,
}

/// An assessment of the duty to report for the next report, of those in the order in which they were recorded. That it is
/// triggered stands until an assessment of that day or a later one, recorded after it, comes to a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DutyAssessment {
    triggered: bool,
    on: NaiveDate,
}

/// A contact made because of acute danger.
#[derive(Debug, Clone, PartialEq)]
pub struct EmergencyContact {
    /// Who was contacted.
    pub body: Body,
    /// The kind of danger.
    pub category: AcuteCategory,
    /// What was said.
    pub description: Personal<Text>,
    /// Address, telephone and what else leads to the child now, where that is told too.
    pub contact: Option<Personal<Text>>,
    /// When.
    pub contacted_at: DateTime<Utc>,
}

/// What can be asked about reporting.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportingAction {
    /// Assess whether the duty to report is triggered.
    AssessDutyToReport {
        /// Which report it is for.
        of: AssessedReport,
        /// Whether it is.
        triggered: bool,
        /// The conditions met.
        conditions: Vec<DutyCondition>,
        /// The observations it rests on.
        evidence: Vec<ObservationId>,
        /// Who was consulted about it.
        consulted: Consultants,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// Send a concern report to the child welfare service.
    SendReport {
        /// The report's id at the service.
        report: ReportId,
        /// What is reported.
        content: Personal<Text>,
        /// The person who bears the duty.
        duty_bearer: Decider,
        /// Who signs it; the one who bears the duty where nobody is named.
        signed_by: Option<Decider>,
        /// When.
        sent_at: DateTime<Utc>,
    },
    /// Put down a report before it is sent.
    DraftReport {
        /// Its id.
        draft: DraftId,
        /// What it says.
        content: Personal<Text>,
        /// The guardians who write it along; nobody where the employee does so alone.
        co_authors: Vec<Guardian>,
        /// When.
        drafted_on: NaiveDate,
    },
    /// Discard a draft that is not to be sent.
    DiscardDraft {
        /// The draft.
        draft: DraftId,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        discarded_on: NaiveDate,
    },
    /// Record that guardians signed a report too.
    CosignReport {
        /// The report.
        report: ReportId,
        /// Who signed.
        guardians: Vec<Guardian>,
        /// When.
        cosigned_on: NaiveDate,
    },
    /// Record emergency contact; opens the case where there is none.
    MakeEmergencyContact {
        /// Child and unit, needed where no case is open yet.
        opening: Option<Opening>,
        /// The contact.
        contact: EmergencyContact,
    },
}

impl Case {
    /// What follows from an action about reporting, or the first rule it breaks.
    pub(super) fn decide_reporting(
        &self,
        action: ReportingAction,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            ReportingAction::AssessDutyToReport {
                of,
                triggered,
                conditions,
                evidence,
                consulted,
                decision,
                assessed_on,
            } => {
                self.must_exist()?;
                not_in_future("assessedOn", assessed_on, today)?;
                let report = self.assessed_report(of, &evidence)?;
                self.assess_duty_to_report(report, triggered, conditions, evidence, consulted, decision, assessed_on)
            }
            ReportingAction::SendReport { report, content, duty_bearer, signed_by, sent_at } => {
                let signed_by = signed_by.unwrap_or_else(|| duty_bearer.clone());
                let dispatch = Dispatch::by_this_ledger(&content, signed_by);
                self.send_report(report, content, duty_bearer, dispatch, sent_at, today)
            }
            ReportingAction::DraftReport { draft, content, co_authors, drafted_on } => {
                self.draft_report(draft, content, co_authors, drafted_on, today)
            }
            ReportingAction::DiscardDraft { draft, decision, discarded_on } => {
                self.discard_draft(draft, decision, discarded_on, today)
            }
            ReportingAction::CosignReport { report, guardians, cosigned_on } => {
                self.must_exist()?;
                not_in_future("cosignedOn", cosigned_on, today)?;
                if !self.reports.contains(&report) {
                    return Err(Refusal::ReportNotSent { report });
                }
                if guardians.is_empty() {
                    return Err(Refusal::NobodyInformed);
                }
                self.must_not_be_withheld()?;
                Ok(vec![ReportingEvent::ReportCosigned { report, guardians, cosigned_on }.into()])
            }
            ReportingAction::MakeEmergencyContact { opening, contact } => {
                self.make_emergency_contact(opening, contact, today)
            }
        }
    }

    pub(super) fn apply_reporting(&mut self, event: &ReportingEvent) {
        match event {
            ReportingEvent::DutyToReportAssessed { report, for_next_report, triggered, assessed_on: on, .. } => {
                let first_owed = self.assessments_owed.first().copied().filter(|_| !for_next_report);
                // What an emergency left owed belongs to the report that went first, and carries no other. Nor does it weigh
                // what came up since.
                if let Some(report) = report.or(first_owed) {
                    self.assessments_owed.retain(|owed| *owed != report);
                } else {
                    self.sharing.hear_that_refusals_are_weighed();
                    self.duty_assessments.push(DutyAssessment { triggered: *triggered, on: *on });
                }
            }
            ReportingEvent::ReportDrafted { draft, content, co_authored_with_guardians, drafted_on } => {
                let (content, co_authors) = (content.clone(), co_authored_with_guardians.clone());
                // They wrote it: of the one that goes next they know, whatever they are still to be told of another.
                self.told_of_next.extend(Told::each(&co_authors, *drafted_on));
                let (drafted_on, sent_as, discarded) = (*drafted_on, None, None);
                let written = ReportDraft { content, co_authors, drafted_on, sent_as, discarded };
                self.drafts.take_up(*draft, written);
            }
            ReportingEvent::ReportDraftDiscarded { draft, decision, discarded_on } => {
                self.apply_discarded_draft(*draft, decision.clone(), *discarded_on);
            }
            ReportingEvent::ReportSent { report, duty, dispatch, sent_at, .. } => {
                let since = self.told_of_it_since(*duty, oslo_date(*sent_at));
                self.sharing.hear_that_refusals_are_weighed();
                self.reports.push(*report);
                let draft = dispatch.as_ref().and_then(|dispatch| dispatch.draft);
                self.drafts.hear_that_one_is_sent(draft, *report, oslo_date(*sent_at));
                // The duty is assessed for each report (S2-33), as an emergency excuses the order for one.
                self.duty_assessments.clear();
                self.emergency_contacts.clear();
                if *duty == ReportDuty::Emergency {
                    self.assessments_owed.push(*report);
                }
                if matches!(duty, ReportDuty::Triggered | ReportDuty::Emergency) {
                    self.duty_met_on.insert(oslo_date(*sent_at));
                }
                let sent_on = oslo_date(*sent_at);
                self.hear_what_uses_consents_up(*report, *duty, sent_on);
                self.copies.owe_of_report(*report, sent_on);
                // Guardians are told about each report, not once for all: whoever was not told of this one is told
                // of it later, and by that of no other.
                if self.were_told_by(since, sent_on) {
                    self.some_may_be_untold(since, sent_on);
                } else {
                    self.telling_owed = true;
                }
                self.told_of_next.clear();
            }
            // Optional (S0-41); who signs it knows of it.
            ReportingEvent::ReportCosigned { guardians, .. } => {
                self.untold.retain(|untold| guardians.iter().all(|guardian| guardian.subject != untold.subject));
            }
            ReportingEvent::EmergencyContactMade { body, contacted_at, .. } => {
                let contacted_on = oslo_date(*contacted_at);
                // Before that was a rule, others were said to have been contacted so: no report rests on it.
                if body.is_called_in_danger() {
                    self.emergency_contacts.insert(contacted_on);
                    self.called_on = self.called_on.max(Some(contacted_on));
                }
                // Who told the helpline has still to tell them (S2-13).
                if body.is_turned_to_in_danger() {
                    self.sharing.hear_that_refusals_are_weighed();
                    self.duty_met_on.insert(contacted_on);
                }
            }
        }
    }

    /// The reports sent from it, oldest first.
    pub fn reports(&self) -> &[ReportId] {
        &self.reports
    }

    /// The case ended on that day and is worked with again: another time, for which the duty is assessed and guardians are
    /// told anew (S2-33, R-5). What was done since, in the closed case, still counts.
    pub(super) fn let_go_of_what_reports_rested_on_before(&mut self, closed_on: NaiveDate) {
        self.duty_assessments.retain(|assessment| assessment.on >= closed_on);
        self.emergency_contacts.retain(|on| *on >= closed_on);
        self.told_of_next.retain(|told| told.is_since(closed_on));
        self.duty_met_on.retain(|on| *on >= closed_on);
        self.drafts.let_go_of_what_was_written_before(closed_on);
    }

    /// Whether danger has left it owed, in an open case or in a closed one: of a report that went in an emergency, or of the last
    /// call for help, where nobody has assessed the duty or reported on its day or since, and none is known to be triggered.
    pub(super) fn duty_is_to_be_assessed(&self) -> bool {
        let is_answered = |called_on: NaiveDate| {
            let answers = [AttestedAct::DutyAssessed, AttestedAct::ReportSent];
            self.duty_is_triggered_by(NaiveDate::MAX)
                || answers.into_iter().any(|act| self.acts.done_since(act, called_on).is_some())
        };
        !self.assessments_owed.is_empty() || self.called_on.is_some_and(|called_on| !is_answered(called_on))
    }

    /// The report that an assessment is for, where it is for one that went in an emergency and left it owed: each of them by
    /// itself (R-2, S2-33). What was seen since such a report went is no part of it, and is never assessed as if it were. Who does
    /// not say which one it is for is not guessed at: taken for the old one, what came up since would owe nothing.
    fn assessed_report(&self, of: AssessedReport, evidence: &[ObservationId]) -> Result<Option<ReportId>, Refusal> {
        let seen_on = self.seen_last_on(evidence);
        match of {
            AssessedReport::Next => Ok(None),
            AssessedReport::Sent(report) if self.assessments_owed.contains(&report) => {
                let sent_on = self.sent(report)?;
                match seen_on.filter(|seen_on| sent_on < *seen_on) {
                    Some(seen_on) => Err(Refusal::AssessedByWhatCameLater { report, sent_on, seen_on }),
                    None => Ok(Some(report)),
                }
            }
            AssessedReport::Sent(report) => Err(Refusal::AssessmentNotOwed { report }),
            AssessedReport::Unsaid => {
                for report in &self.assessments_owed {
                    let (report, sent_on) = (*report, self.sent(*report)?);
                    if seen_on <= Some(sent_on) {
                        return Err(Refusal::AssessedReportUnsaid { report, sent_on });
                    }
                }
                Ok(None)
            }
        }
    }

    /// The last day on which something of that was seen; where its day was corrected, nobody is held up by it.
    fn seen_last_on(&self, evidence: &[ObservationId]) -> Option<NaiveDate> {
        let cited = evidence.iter().filter_map(|cited| self.observations.get(cited));
        let seen = cited.filter(|observation| observation.corrections.is_empty());
        seen.map(|observation| observation.observed.from()).max()
    }

    /// The duty is assessed each time, for this child, on concrete evidence (R-3, S2-28, S2-33); also in a closed
    /// case, where an emergency may have left the assessment owed, and which takes the evidence for it then.
    #[expect(clippy::too_many_arguments, reason = "the parts of one assessment, from one action")]
    fn assess_duty_to_report(
        &self,
        report: Option<ReportId>,
        triggered: bool,
        conditions: Vec<DutyCondition>,
        evidence: Vec<ObservationId>,
        consulted: Consultants,
        decision: Decision,
        assessed_on: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_hold_observations(&evidence)?;
        // Nothing is assessed by what was not seen yet.
        if let Some(seen_on) = self.seen_last_on(&evidence) {
            not_before_act("assessedOn", assessed_on, Act::ObservationMade, seen_on)?;
        }
        if evidence.is_empty() {
            return Err(Refusal::EvidenceMissing);
        }
        if triggered && conditions.is_empty() {
            return Err(Refusal::ConditionMissing);
        }
        if !triggered && !conditions.is_empty() {
            return Err(Refusal::ConditionWithoutDuty);
        }
        self.must_have_consulted(&consulted, assessed_on)?;
        // Each condition is in the set of every day, which the tests of the law prove.
        let condition_set = duty_conditions(assessed_on).map(|set| set.name.clone()).unwrap_or_default();
        Ok(vec![CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
            report,
            for_next_report: report.is_none() && !self.assessments_owed.is_empty(),
            triggered,
            conditions,
            condition_set,
            evidence,
            consulted: consulted.bodies,
            consulted_units: consulted.units,
            guides: self.guides_on(assessed_on),
            decision: decision.into(),
            assessed_on,
        })])
    }

    /// A report needs an assessed duty or an emergency, guardians told or a ground not to tell them, and
    /// where no duty is triggered their consent, each by the day it is sent. It never needs a leader's approval
    /// there is no field for one, and neither a leader's no nor a case that was closed stops it. While guardians
    /// are not told, their copies are withheld on the same ground (C4). Where telling them may set off what is feared,
    /// nobody is asked to: it is asked for the decision instead (S2-21).
    fn send_report(
        &self,
        report: ReportId,
        content: Personal<Text>,
        duty_bearer: Decider,
        dispatch: Dispatch,
        sent_at: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let opened = self.must_exist()?;
        let sent_on = oslo_date(sent_at);
        not_in_future("sentAt", sent_on, today)?;
        if self.reports.contains(&report) {
            return Err(Refusal::ReportAlreadySent { report });
        }
        let duty = self.what_a_report_rests_on(&content, sent_on)?;
        let holding = self.withholdings.iter().filter(|withholding| withholding.holds_on(sent_on));
        let withholding = holding.max_by_key(|withholding| withholding.from);
        if withholding.is_none() && !self.were_told_by(self.told_of_it_since(duty, sent_on), sent_on) {
            return Err(self.why_guardians_are_not_told(sent_on));
        }
        if let ReportDuty::Consented { consent } = duty {
            self.must_be_what_was_consented_to(&content, consent, self.consent(consent)?, sent_on)?;
        }
        let copy = self.withholding_in_force().map(|in_force| copy_withheld(report, sent_on, in_force));
        let dispatch = Dispatch { draft: self.drafts.that_says(&content, sent_on), ..dispatch };
        let sent = CaseEvent::Reporting(ReportingEvent::ReportSent {
            report,
            child: opened.child.clone(),
            content,
            duty,
            duty_bearer,
            unit: opened.unit.clone(),
            withheld_from_guardians: withholding.map(|withholding| withholding.ground),
            sent_despite_leader_disagreement: self.discussion.leaders_no_by(sent_on),
            dispatch: Some(dispatch),
            sent_at,
        });
        Ok([sent].into_iter().chain(copy).collect())
    }

    /// What is decided or told on a later day is not asked for once more: it is the day of the report that does not fit.
    fn why_guardians_are_not_told(&self, sent_on: NaiveDate) -> Refusal {
        let is_later = |withholding: &&Withholding| {
            sent_on < withholding.from && withholding.lifted_on.is_none_or(|lifted_on| withholding.from < lifted_on)
        };
        let decided_on = self.withholdings.iter().filter(is_later).map(|withholding| withholding.from);
        let told_on = self.told_of_next.iter().map(|told| told.on).filter(|told_on| sent_on < *told_on);
        match (decided_on.chain(told_on).min(), self.undecided_danger) {
            (Some(on), _) => Refusal::GuardiansInformedLater { sent_on, on },
            (None, Some(danger)) => Refusal::TellingUndecided { feared: danger.feared },
            (None, None) => Refusal::GuardiansNotInformed,
        }
    }

    /// What was assessed by that day for this report, or the consent in its place. An emergency stands in for
    /// an assessment that is not made yet, and overtakes one from before it that saw no duty, for as long as there is time
    /// for making it: what is reported later is assessed first, or consented to.
    ///
    /// Where it says something else than what guardians consented to, it rests on another consent or an emergency first.
    fn what_a_report_rests_on(&self, content: &Personal<Text>, sent_on: NaiveDate) -> Result<ReportDuty, Refusal> {
        let is_recent = |on: &NaiveDate| *on <= sent_on && sent_on <= law::due(DeadlineKind::DutyAfterEmergency, *on);
        let emergency_since = |day: NaiveDate| self.emergency_contacts.range(day..).any(is_recent);
        if self.duty_is_triggered_by(sent_on) {
            return Ok(ReportDuty::Triggered);
        }
        let by_then = self.duty_assessments.iter().filter(|assessment| assessment.on <= sent_on);
        match by_then.map(|no| no.on).max() {
            Some(assessed_on) => {
                let purpose = ConsentPurpose::ReportWithoutDuty;
                let service = Body::ChildWelfareService;
                // It goes out with this, whatever day is said: what has been taken back carries nothing any more, nor does what is
                // nobody's by now. And what guardians read and consented to is one report (S2-39).
                let consented = self.consents.iter().filter(|(id, consent)| {
                    let decides = self.nobodys_since(consent, NaiveDate::MAX).is_none();
                    self.carries(**id, purpose, sent_on)
                        && consent.given.as_ref().is_some_and(|given| given.is_from_who_decides(decides))
                        && consent.report.is_none()
                        && matches!(consent.answer, ConsentAnswer::Given { .. })
                        && consent.scope_on(sent_on).recipients.contains(&service)
                        && consent.scope().recipients.contains(&service)
                });
                let consented: Vec<_> = consented.collect();
                let to_this = |(consent, asked): &&(&ConsentId, &Consent)| {
                    self.must_be_what_was_consented_to(content, **consent, asked, sent_on).is_ok()
                };
                let to_this = consented.iter().find(to_this);
                if to_this.is_none() && emergency_since(assessed_on) {
                    return Ok(ReportDuty::Emergency);
                }
                let rests_on = to_this.or(consented.first()).map(|(id, _)| ReportDuty::Consented { consent: **id });
                rests_on.ok_or(Refusal::NoValidConsent { purpose, on: sent_on })
            }
            None if emergency_since(NaiveDate::MIN) => Ok(ReportDuty::Emergency),
            None => Err(self.why_a_report_rests_on_nothing(sent_on)),
        }
    }

    fn why_a_report_rests_on_nothing(&self, sent_on: NaiveDate) -> Refusal {
        let assessed_on = self.duty_assessments.iter().map(|assessment| assessment.on);
        let later = assessed_on.chain(self.emergency_contacts.iter().copied()).filter(|on| sent_on < *on).min();
        if let Some(on) = later {
            return Refusal::DutyAssessedLater { sent_on, on };
        }
        // Who sends once more is told that one went: else nobody would know that it did.
        let last = self.reports.last().and_then(|report| Some((*report, self.sent(*report).ok()?)));
        last.map_or(Refusal::DutyNotAssessed, |(report, sent_on)| Refusal::NextReportNotAssessed { report, sent_on })
    }

    /// Whether the duty is triggered for the next report, by what was assessed by that day.
    fn duty_is_triggered_by(&self, day: NaiveDate) -> bool {
        let by_then: Vec<_> = self.duty_assessments.iter().filter(|assessment| assessment.on <= day).collect();
        by_then.iter().enumerate().any(|(nth, yes)| {
            let overtaken = by_then.iter().skip(nth + 1).any(|later| !later.triggered && later.on >= yes.on);
            yes.triggered && !overtaken
        })
    }

    /// Whether there is danger, or a report that nobody may stop: one that goes out on the duty, or went.
    pub(super) fn is_to_be_reported_or_in_danger(&self) -> bool {
        self.undecided_danger.is_some()
            || !self.duty_met_on.is_empty()
            || !self.emergency_contacts.is_empty()
            || self.duty_is_triggered_by(NaiveDate::MAX)
    }

    /// Whether guardians who hear of a report on that day hear of the one that goes next, and had not before.
    pub(super) fn may_be_told_of_the_next_report_on(&self, day: NaiveDate) -> bool {
        !self.telling_owed && !self.were_told_by(self.not_due_since(day), day)
    }

    /// Since when guardians who were told of a report on that duty were told of that one. Where it was found that none was due, what
    /// they had been told of before that never went, and another one is another matter (R-5, S2-33). One that rests on their
    /// consent they read themselves, and that none was due comes before it (S2-39).
    fn told_of_it_since(&self, duty: ReportDuty, sent_on: NaiveDate) -> NaiveDate {
        match duty {
            ReportDuty::Triggered | ReportDuty::Emergency => self.not_due_since(sent_on),
            ReportDuty::Consented { .. } => NaiveDate::MIN,
        }
    }

    /// The latest day by that one on which it was found that no report was due. That one of an earlier day was due after all, as was
    /// found later, takes it back.
    fn not_due_since(&self, day: NaiveDate) -> NaiveDate {
        let mut noes: BTreeSet<NaiveDate> = BTreeSet::new();
        for assessment in self.duty_assessments.iter().filter(|assessment| assessment.on <= day) {
            if assessment.triggered {
                noes.retain(|no| *no <= assessment.on);
            } else {
                noes.insert(assessment.on);
            }
        }
        noes.last().copied().unwrap_or(NaiveDate::MIN)
    }

    /// Whether guardians were told of the report that goes on that day, and since that one: somebody was who decides for the child
    /// on it, and did on the day of the telling.
    fn were_told_by(&self, since: NaiveDate, sent_on: NaiveDate) -> bool {
        self.told_of_what_goes(since, sent_on).any(|told| self.is_yes_for_child(told.subject, told.on, sent_on))
    }

    /// What rests on the duty to report adds to a report that the duty asked for, or to what was said in acute danger
    /// by itself it would be a report that nobody has to answer.
    pub(super) fn must_have_met_the_duty_to_report(&self, day: NaiveDate) -> Result<(), Refusal> {
        if self.duty_met_on.iter().any(|met_on| *met_on <= day) { Ok(()) } else { Err(Refusal::DutyMetByReport) }
    }

    /// Emergency first: in every state, without consent, assessment, leader or open case. It is contact with those
    /// who can help at once, or with the helpline that may be all that answers (S2-13); with anybody else it would be sharing that
    /// nothing carries.
    fn make_emergency_contact(
        &self,
        opening: Option<Opening>,
        contact: EmergencyContact,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        if self.opened.is_none() && opening.is_none() {
            return Err(Refusal::NotFound { what: Sought::Case });
        }
        let contacted_on = oslo_date(contact.contacted_at);
        not_in_future("contactedAt", contacted_on, today)?;
        let EmergencyContact { body, category, description, contact, contacted_at } = contact;
        if !body.is_called_in_danger() {
            return Err(Refusal::NotTurnedToInDanger { body });
        }
        let made = ReportingEvent::EmergencyContactMade { body, category, description, contact, contacted_at };
        match opening {
            Some(opening) if self.opened.is_none() => Ok(vec![case_opened(opening, contacted_on), made.into()]),
            _ => Ok(vec![made.into()]),
        }
    }
}
