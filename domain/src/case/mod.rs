//! A case: the universal arena's work with one child, from the first worry to a reasoned end.
//!
//! Consent is part of the case because escalation and sharing depend on it: what must be consistent in one decision
//! lives in one aggregate.

mod event;
mod facts;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

pub use event::CaseEvent;
pub use facts::{
    AboutGuardians, AcuteCategory, CaseOutcome, ConcernSubject, ConsentForm, ConsentPurpose, ConsentScope,
    ConversationOutcome, ConversationWith, Degree, InformationCategory, Level, ObservationKind, RecordedOutcome,
    ReportDuty, WithholdingGround,
};

use crate::ids::{ConsentId, ObservationId, ReportId};
use crate::law::{DutyCondition, duty_conditions};
use crate::people::{Body, Child, Decider, Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::text::Text;
use crate::time::{ObservedPeriod, oslo_date};
use crate::{Command, Refusal};

/// A case as its events leave it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    opened: Option<Opened>,
    closed_on: Option<NaiveDate>,
    level: Level,
    observations: BTreeSet<ObservationId>,
    consents: BTreeMap<ConsentId, Consent>,
    duty_assessments: Vec<DutyAssessment>,
    emergency_contacts: BTreeSet<NaiveDate>,
    told_about_report: BTreeSet<NaiveDate>,
    withholdings: Vec<Withholding>,
    reports: Vec<ReportId>,
}

/// An assessment of the duty to report; the latest one recorded counts, of those made by the day in question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct DutyAssessment {
    triggered: bool,
    on: NaiveDate,
}

/// A ground for not telling guardians about the report, and the days it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Withholding {
    ground: WithholdingGround,
    from: NaiveDate,
    lifted_on: Option<NaiveDate>,
}

impl Withholding {
    /// Whether it holds on `date`; on the day it is lifted no more.
    fn holds_on(&self, date: NaiveDate) -> bool {
        self.from <= date && self.lifted_on.is_none_or(|lifted_on| date < lifted_on)
    }
}

/// What opening a case settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The child.
    pub child: Child,
    /// The unit that works with the case.
    pub unit: String,
    /// When the work began.
    pub on: NaiveDate,
}

/// A question for consent and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who was asked.
    pub guardian: Guardian,
    /// What was asked for.
    pub scope: ConsentScope,
    /// When.
    pub requested_on: NaiveDate,
    /// The answer so far.
    pub answer: ConsentAnswer,
}

/// The answer to a question for consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsentAnswer {
    /// None yet.
    Awaited,
    /// Given on that day.
    Given {
        /// The day.
        on: NaiveDate,
    },
    /// Refused on that day; shown as such, never as missing.
    Refused {
        /// The day.
        on: NaiveDate,
    },
    /// Given, and taken back on that day.
    Withdrawn {
        /// The day.
        on: NaiveDate,
    },
}

impl Consent {
    /// Whether it carries `purpose` on `date`: given by then, covering purpose and day.
    fn carries(&self, purpose: ConsentPurpose, date: NaiveDate) -> bool {
        let given = matches!(self.answer, ConsentAnswer::Given { on } if on <= date);
        given && self.scope.purposes.contains(&purpose) && self.scope.covers(date)
    }
}

/// What a worried employee says.
#[derive(Debug, Clone, PartialEq)]
pub struct Concern {
    /// Whom it is about.
    pub subject: ConcernSubject,
    /// The concern in words.
    pub description: Personal<Text>,
    /// Since when.
    pub concerned_since: Option<NaiveDate>,
    /// When it was raised.
    pub raised_on: NaiveDate,
}

/// Child and unit of a case to be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// The child.
    pub child: Child,
    /// The unit that works with the case.
    pub unit: String,
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
    /// When.
    pub contacted_at: DateTime<Utc>,
}

/// A client as a return for statistics tells of one.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedClient {
    /// Child and unit.
    pub opening: Opening,
    /// First day as a client.
    pub opened_on: NaiveDate,
    /// Last day, once over.
    pub closed_on: Option<NaiveDate>,
    /// Journal number in the case system.
    pub journal_number: Personal<Text>,
    /// Caseworker.
    pub caseworker: Decider,
}

/// What can be asked of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum CaseAction {
    /// Open a case because someone is worried.
    OpenWithConcern {
        /// Child and unit.
        opening: Opening,
        /// The worry.
        concern: Concern,
    },
    /// Add a worry to an open case.
    RaiseConcern(Concern),
    /// Log what was seen or heard.
    LogObservation {
        /// Its id.
        observation: ObservationId,
        /// When it was observed.
        observed: ObservedPeriod,
        /// Seen or said.
        kind: ObservationKind,
        /// What was observed.
        text: Personal<Text>,
        /// What the observer makes of it.
        interpretation: Option<Personal<Text>>,
    },
    /// Record a conversation.
    HoldConversation {
        /// With whom.
        with: ConversationWith,
        /// When.
        held_on: NaiveDate,
        /// What came of it.
        outcome: ConversationOutcome,
        /// The employee's summary.
        summary: Personal<Text>,
        /// The child's own words.
        childs_own_words: Vec<Personal<Text>>,
        /// The guardians' view.
        guardians_view: Option<Personal<Text>>,
    },
    /// Assess how worried there is reason to be.
    AssessConcern {
        /// The degree.
        degree: Degree,
        /// Whether there is ground for concern.
        ground_for_concern: bool,
        /// The observations it rests on.
        basis: Vec<ObservationId>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// Assess whether the duty to report is triggered.
    AssessDutyToReport {
        /// Whether it is.
        triggered: bool,
        /// The conditions met.
        conditions: Vec<DutyCondition>,
        /// The observations it rests on.
        evidence: Vec<ObservationId>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// Ask a guardian for consent.
    RequestConsent {
        /// The question's id.
        consent: ConsentId,
        /// Who is asked.
        guardian: Guardian,
        /// What is asked for.
        scope: ConsentScope,
        /// When.
        requested_on: NaiveDate,
    },
    /// Record that consent was given.
    GiveConsent {
        /// The question.
        consent: ConsentId,
        /// In which form.
        form: ConsentForm,
        /// When.
        given_on: NaiveDate,
    },
    /// Record that consent was refused.
    RefuseConsent {
        /// The question.
        consent: ConsentId,
        /// What the guardian said.
        reason: Option<Personal<Text>>,
        /// When.
        refused_on: NaiveDate,
    },
    /// Record that consent was taken back.
    WithdrawConsent {
        /// The consent.
        consent: ConsentId,
        /// What the guardian said.
        reason: Option<Personal<Text>>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// Lift the case to the next level.
    EscalateToLevel {
        /// The level.
        level: Level,
        /// The consent it rests on.
        consent: ConsentId,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        escalated_on: NaiveDate,
    },
    /// Take the case back to a lower level.
    ReturnToLevel {
        /// The level.
        level: Level,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        returned_on: NaiveDate,
    },
    /// Record that guardians were told.
    InformGuardians {
        /// About what.
        about: AboutGuardians,
        /// Who was told.
        guardians: Vec<Guardian>,
        /// When.
        informed_on: NaiveDate,
    },
    /// Record that guardians are not told about the report, and why.
    WithholdGuardianNotification {
        /// The ground.
        ground: WithholdingGround,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        withheld_on: NaiveDate,
    },
    /// Record that guardians may be told after all, and why.
    LiftGuardianNotificationWithholding {
        /// Why, and by whom.
        decision: Decision,
        /// When.
        lifted_on: NaiveDate,
    },
    /// Send a concern report to the child welfare service.
    SendReport {
        /// The report's id at the service.
        report: ReportId,
        /// What is reported.
        content: Personal<Text>,
        /// The person who bears the duty.
        duty_bearer: Decider,
        /// When.
        sent_at: DateTime<Utc>,
    },
    /// Record emergency contact; opens the case where there is none.
    MakeEmergencyContact {
        /// Child and unit, needed where no case is open yet.
        opening: Option<Opening>,
        /// The contact.
        contact: EmergencyContact,
    },
    /// Close the case.
    Close {
        /// How it ends.
        outcome: CaseOutcome,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        closed_on: NaiveDate,
    },
    /// Take over a client from a return for statistics.
    ImportClient(ImportedClient),
}

impl Case {
    /// What opening it settled; `None` for a case nothing has happened in.
    pub const fn opened(&self) -> Option<&Opened> {
        self.opened.as_ref()
    }

    /// The day it was closed, once it is.
    pub const fn closed_on(&self) -> Option<NaiveDate> {
        self.closed_on
    }

    /// The level it is on.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The questions for consent, oldest id first.
    pub const fn consents(&self) -> &BTreeMap<ConsentId, Consent> {
        &self.consents
    }

    /// The ground on which guardians are not told about the report, until it is lifted.
    pub fn withheld_from_guardians(&self) -> Option<WithholdingGround> {
        self.withholdings.iter().rfind(|withholding| withholding.lifted_on.is_none()).map(|latest| latest.ground)
    }

    /// The reports sent from it, oldest first.
    pub fn reports(&self) -> &[ReportId] {
        &self.reports
    }

    /// What follows from the command: the events, or the first rule it breaks.
    ///
    /// Most needs an open case. Emergency contact, withdrawal of consent and all that a report needs do not: the duty
    /// to assess, telling guardians or not and the report itself. Nobody stops a report by closing
    /// its case (R-8, S0-45), and what an emergency leaves owed is done in a closed case too.
    pub fn decide(&self, command: Command<CaseAction>) -> Result<Vec<CaseEvent>, Refusal> {
        let today = oslo_date(command.now);
        match command.action {
            CaseAction::OpenWithConcern { opening, concern } => {
                self.must_not_exist()?;
                let opened_on = concern.raised_on;
                let raised = concern_raised(concern, today)?;
                Ok(vec![case_opened(opening, opened_on), raised])
            }
            CaseAction::RaiseConcern(concern) => {
                self.must_be_open()?;
                Ok(vec![concern_raised(concern, today)?])
            }
            CaseAction::LogObservation { observation, observed, kind, text, interpretation } => {
                self.must_be_open()?;
                not_in_future("observedOn", observed.to(), today)?;
                if self.observations.contains(&observation) {
                    return Err(Refusal::ObservationAlreadyLogged { observation });
                }
                let recorded_days_after = (today - observed.to()).num_days();
                Ok(vec![CaseEvent::ObservationLogged {
                    observation,
                    observed,
                    kind,
                    text,
                    interpretation,
                    recorded_days_after,
                }])
            }
            CaseAction::HoldConversation { with, held_on, outcome, summary, childs_own_words, guardians_view } => {
                self.must_be_open()?;
                not_in_future("heldOn", held_on, today)?;
                Ok(vec![CaseEvent::ConversationHeld {
                    with,
                    held_on,
                    outcome,
                    summary,
                    childs_own_words,
                    guardians_view,
                }])
            }
            CaseAction::AssessConcern { degree, ground_for_concern, basis, decision, assessed_on } => {
                self.must_be_open()?;
                not_in_future("assessedOn", assessed_on, today)?;
                self.must_hold_observations(&basis)?;
                let decision = decision.into();
                Ok(vec![CaseEvent::ConcernAssessed { degree, ground_for_concern, basis, decision, assessed_on }])
            }
            CaseAction::AssessDutyToReport { triggered, conditions, evidence, decision, assessed_on } => {
                self.assess_duty_to_report(triggered, conditions, evidence, decision, assessed_on, today)
            }
            CaseAction::RequestConsent { consent, guardian, scope, requested_on } => {
                self.must_be_open()?;
                not_in_future("requestedOn", requested_on, today)?;
                scope_must_say_what_to_whom_and_why(&scope)?;
                if self.consents.contains_key(&consent) {
                    return Err(Refusal::ConsentAlreadyAsked { consent });
                }
                Ok(vec![CaseEvent::ConsentRequested { consent, guardian, scope, requested_on }])
            }
            CaseAction::GiveConsent { consent, form, given_on } => {
                self.must_be_open()?;
                self.must_await_answer(consent, "givenOn", given_on, today)?;
                Ok(vec![CaseEvent::ConsentGiven { consent, form, given_on }])
            }
            CaseAction::RefuseConsent { consent, reason, refused_on } => {
                self.must_be_open()?;
                self.must_await_answer(consent, "refusedOn", refused_on, today)?;
                Ok(vec![CaseEvent::ConsentRefused { consent, reason, refused_on }])
            }
            CaseAction::WithdrawConsent { consent, reason, withdrawn_on } => {
                self.withdraw_consent(consent, reason, withdrawn_on, today)
            }
            CaseAction::EscalateToLevel { level, consent, decision, escalated_on } => {
                self.escalate(level, consent, decision, escalated_on, today)
            }
            CaseAction::ReturnToLevel { level, decision, returned_on } => {
                self.must_be_open()?;
                not_in_future("returnedOn", returned_on, today)?;
                if level >= self.level {
                    return Err(Refusal::LevelNotLower { current: self.level, wanted: level });
                }
                Ok(vec![CaseEvent::ReturnedToLevel { level, decision: decision.into(), returned_on }])
            }
            CaseAction::InformGuardians { about, guardians, informed_on } => {
                self.must_exist()?;
                not_in_future("informedOn", informed_on, today)?;
                if guardians.is_empty() {
                    return Err(Refusal::NobodyInformed);
                }
                if about == AboutGuardians::Report {
                    self.must_not_be_withheld()?;
                }
                Ok(vec![CaseEvent::GuardiansInformed { about, guardians, informed_on }])
            }
            CaseAction::WithholdGuardianNotification { ground, decision, withheld_on } => {
                self.must_exist()?;
                not_in_future("withheldOn", withheld_on, today)?;
                let decision = decision.into();
                Ok(vec![CaseEvent::GuardianNotificationWithheld { ground, decision, withheld_on }])
            }
            CaseAction::LiftGuardianNotificationWithholding { decision, lifted_on } => {
                self.must_exist()?;
                not_in_future("liftedOn", lifted_on, today)?;
                let in_force = self.withholdings.iter().filter(|withholding| withholding.lifted_on.is_none());
                let withheld_on = in_force.map(|withholding| withholding.from).max().ok_or(Refusal::NothingWithheld)?;
                not_before("liftedOn", lifted_on, withheld_on)?;
                let decision = decision.into();
                Ok(vec![CaseEvent::GuardianNotificationWithholdingLifted { decision, lifted_on }])
            }
            CaseAction::SendReport { report, content, duty_bearer, sent_at } => {
                self.send_report(report, content, duty_bearer, sent_at, today)
            }
            CaseAction::MakeEmergencyContact { opening, contact } => {
                self.make_emergency_contact(opening, contact, today)
            }
            CaseAction::Close { outcome, decision, closed_on } => {
                let opened = self.must_be_open()?;
                not_in_future("closedOn", closed_on, today)?;
                not_before("closedOn", closed_on, opened.on)?;
                let (outcome, decision) = (outcome.into(), decision.into());
                Ok(vec![CaseEvent::CaseClosed { outcome, decision, closed_on }])
            }
            CaseAction::ImportClient(client) => self.import_client(client, today),
        }
    }

    /// The duty is assessed each time, for this child, on concrete evidence (R-3, S2-28, S2-33); also in a closed
    /// case, where an emergency may have left the assessment owed.
    fn assess_duty_to_report(
        &self,
        triggered: bool,
        conditions: Vec<DutyCondition>,
        evidence: Vec<ObservationId>,
        decision: Decision,
        assessed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("assessedOn", assessed_on, today)?;
        self.must_hold_observations(&evidence)?;
        if evidence.is_empty() {
            return Err(Refusal::EvidenceMissing);
        }
        if triggered && conditions.is_empty() {
            return Err(Refusal::ConditionMissing);
        }
        if !triggered && !conditions.is_empty() {
            return Err(Refusal::ConditionWithoutDuty);
        }
        let (condition_set, in_force) = duty_conditions(assessed_on);
        if let Some(condition) = conditions.iter().find(|condition| !in_force.contains(condition)) {
            return Err(Refusal::ConditionNotInForce { condition: *condition, on: assessed_on });
        }
        let condition_set = condition_set.to_string();
        Ok(vec![CaseEvent::DutyToReportAssessed {
            triggered,
            conditions,
            condition_set,
            evidence,
            decision: decision.into(),
            assessed_on,
        }])
    }

    /// A guardian may take consent back at any time, also when the case is closed.
    fn withdraw_consent(
        &self,
        consent: ConsentId,
        reason: Option<Personal<Text>>,
        withdrawn_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("withdrawnOn", withdrawn_on, today)?;
        match self.consent(consent)?.answer {
            ConsentAnswer::Given { on } => {
                not_before("withdrawnOn", withdrawn_on, on)?;
                Ok(vec![CaseEvent::ConsentWithdrawn { consent, reason, withdrawn_on }])
            }
            ConsentAnswer::Awaited | ConsentAnswer::Refused { .. } | ConsentAnswer::Withdrawn { .. } => {
                Err(Refusal::ConsentNotGiven { consent })
            }
        }
    }

    /// One level at a time, and only with consent.
    fn escalate(
        &self,
        level: Level,
        consent: ConsentId,
        decision: Decision,
        escalated_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        not_in_future("escalatedOn", escalated_on, today)?;
        let asked = self.consent(consent)?;
        if self.level.next() != Some(level) {
            return Err(Refusal::LevelNotNext { current: self.level, wanted: level });
        }
        let purpose = match level {
            Level::One | Level::Two => ConsentPurpose::Level2Cooperation,
            Level::Three => ConsentPurpose::Level3Meeting,
        };
        if !asked.carries(purpose, escalated_on) {
            return Err(Refusal::NoValidConsent { purpose, on: escalated_on });
        }
        Ok(vec![CaseEvent::EscalatedToLevel { level, consent, decision: decision.into(), escalated_on }])
    }

    /// A report needs an assessed duty or an emergency, guardians told or a ground not to tell them, and
    /// where no duty is triggered their consent, each by the day it is sent. It never needs a leader's approval
    /// there is no field for one, and a case that was closed does not stop it.
    fn send_report(
        &self,
        report: ReportId,
        content: Personal<Text>,
        duty_bearer: Decider,
        sent_at: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let opened = self.must_exist()?;
        let sent_on = oslo_date(sent_at);
        not_in_future("sentAt", sent_on, today)?;
        if self.reports.contains(&report) {
            return Err(Refusal::ReportAlreadySent { report });
        }
        let duty = self.what_a_report_rests_on(sent_on)?;
        let withholding = self.withholdings.iter().rfind(|withholding| withholding.holds_on(sent_on));
        let told_in_time = self.told_about_report.iter().any(|told_on| *told_on <= sent_on);
        if withholding.is_none() && !told_in_time {
            return Err(Refusal::GuardiansNotInformed);
        }
        Ok(vec![CaseEvent::ReportSent {
            report,
            child: opened.child.clone(),
            content,
            duty,
            duty_bearer,
            unit: opened.unit.clone(),
            withheld_from_guardians: withholding.map(|withholding| withholding.ground),
            sent_at,
        }])
    }

    /// The latest assessment made by that day, or the consent in its place. An emergency stands in for an assessment
    /// that is not made yet, and overtakes one from before it that saw no duty.
    fn what_a_report_rests_on(&self, sent_on: NaiveDate) -> Result<ReportDuty, Refusal> {
        let emergency_since = |day: NaiveDate| self.emergency_contacts.range(day..).any(|on| *on <= sent_on);
        match self.duty_assessments.iter().rfind(|assessment| assessment.on <= sent_on) {
            Some(DutyAssessment { triggered: true, .. }) => Ok(ReportDuty::Triggered),
            Some(DutyAssessment { triggered: false, on: assessed_on }) => {
                let purpose = ConsentPurpose::ReportWithoutDuty;
                let consented = self.consents.iter().find(|(_, consent)| {
                    consent.carries(purpose, sent_on) && consent.scope.recipients.contains(&Body::ChildWelfareService)
                });
                match consented {
                    Some((consent, _)) => Ok(ReportDuty::Consented { consent: *consent }),
                    None if emergency_since(*assessed_on) => Ok(ReportDuty::Emergency),
                    None => Err(Refusal::NoValidConsent { purpose, on: sent_on }),
                }
            }
            None if emergency_since(NaiveDate::MIN) => Ok(ReportDuty::Emergency),
            None => Err(Refusal::DutyNotAssessed),
        }
    }

    /// Emergency first: in every state, without consent, assessment, leader or open case.
    fn make_emergency_contact(
        &self,
        opening: Option<Opening>,
        contact: EmergencyContact,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        if self.opened.is_none() && opening.is_none() {
            return Err(Refusal::NotFound { what: "case" });
        }
        let contacted_on = oslo_date(contact.contacted_at);
        not_in_future("contactedAt", contacted_on, today)?;
        let EmergencyContact { body, category, description, contacted_at } = contact;
        let made = CaseEvent::EmergencyContactMade { body, category, description, contacted_at };
        match opening {
            Some(opening) if self.opened.is_none() => Ok(vec![case_opened(opening, contacted_on), made]),
            _ => Ok(vec![made]),
        }
    }

    /// Takes what is new in a later return and refuses what contradicts an earlier one.
    ///
    /// What is imported are facts of another system: an end before the start is taken as it stands, for Statistics
    /// Norway's control rules report it as an error of the source. Only what lies in the future is no fact.
    fn import_client(&self, client: ImportedClient, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        not_in_future("startDate", client.opened_on, today)?;
        if let Some(closed_on) = client.closed_on {
            not_in_future("endDate", closed_on, today)?;
        }
        let mut events = Vec::new();
        match &self.opened {
            None => events.push(CaseEvent::CaseOpened {
                child: client.opening.child,
                unit: client.opening.unit,
                opened_on: client.opened_on,
                journal_number: Some(client.journal_number),
                caseworker: Some(client.caseworker.name.clone()),
            }),
            Some(opened) if opened.on != client.opened_on => {
                return Err(Refusal::ImportDiffers { what: "start date of the client" });
            }
            Some(_) => {}
        }
        match (self.closed_on, client.closed_on) {
            (None, Some(closed_on)) => events.push(CaseEvent::CaseClosed {
                outcome: RecordedOutcome::EndedInSource,
                decision: RecordedDecision::imported(Some(client.caseworker)),
                closed_on,
            }),
            (Some(before), now) if now != Some(before) => {
                return Err(Refusal::ImportDiffers { what: "end date of the client" });
            }
            _ => {}
        }
        Ok(events)
    }

    fn must_exist(&self) -> Result<&Opened, Refusal> {
        self.opened.as_ref().ok_or(Refusal::NotFound { what: "case" })
    }

    fn must_not_exist(&self) -> Result<(), Refusal> {
        match (&self.opened, self.closed_on) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(Refusal::CaseAlreadyOpen),
            (Some(_), Some(_)) => Err(Refusal::CaseClosed),
        }
    }

    fn must_be_open(&self) -> Result<&Opened, Refusal> {
        let opened = self.must_exist()?;
        if self.closed_on.is_some() { Err(Refusal::CaseClosed) } else { Ok(opened) }
    }

    fn must_hold_observations(&self, cited: &[ObservationId]) -> Result<(), Refusal> {
        match cited.iter().find(|observation| !self.observations.contains(observation)) {
            Some(observation) => Err(Refusal::ObservationUnknown { observation: *observation }),
            None => Ok(()),
        }
    }

    fn consent(&self, consent: ConsentId) -> Result<&Consent, Refusal> {
        self.consents.get(&consent).ok_or(Refusal::ConsentUnknown { consent })
    }

    fn must_await_answer(
        &self,
        consent: ConsentId,
        field: &'static str,
        answered_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        not_in_future(field, answered_on, today)?;
        let asked = self.consent(consent)?;
        not_before(field, answered_on, asked.requested_on)?;
        if asked.answer != ConsentAnswer::Awaited {
            return Err(Refusal::ConsentAlreadyAnswered { consent });
        }
        Ok(())
    }

    fn must_not_be_withheld(&self) -> Result<(), Refusal> {
        match self.withheld_from_guardians() {
            Some(ground) => Err(Refusal::GuardianNotificationWithheld { ground }),
            None => Ok(()),
        }
    }
}

fn case_opened(opening: Opening, opened_on: NaiveDate) -> CaseEvent {
    let Opening { child, unit } = opening;
    CaseEvent::CaseOpened { child, unit, opened_on, journal_number: None, caseworker: None }
}

fn concern_raised(concern: Concern, today: NaiveDate) -> Result<CaseEvent, Refusal> {
    let Concern { subject, description, concerned_since, raised_on } = concern;
    not_in_future("raisedOn", raised_on, today)?;
    if let Some(since) = concerned_since {
        not_in_future("concernedSince", since, today)?;
    }
    Ok(CaseEvent::ConcernRaised { subject, description, concerned_since, raised_on })
}

fn scope_must_say_what_to_whom_and_why(scope: &ConsentScope) -> Result<(), Refusal> {
    if let Some(last) = scope.valid_to {
        not_before("validTo", last, scope.valid_from)?;
    }
    if scope.purposes.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "purposes" });
    }
    if scope.recipients.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "recipients" });
    }
    if scope.categories.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "categories" });
    }
    Ok(())
}

/// What happened cannot have happened tomorrow.
pub(crate) fn not_in_future(field: &'static str, date: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if date > today { Err(Refusal::FutureDate { field, date, today }) } else { Ok(()) }
}

/// A step cannot precede the one it follows from.
pub(crate) fn not_before(field: &'static str, date: NaiveDate, earliest: NaiveDate) -> Result<(), Refusal> {
    if date < earliest { Err(Refusal::DateBefore { field, date, earliest }) } else { Ok(()) }
}

impl Aggregate for Case {
    const TYPE: &'static str = "Case";
    type Command = Command<CaseAction>;
    type Event = CaseEvent;
    crate::handled_by_deciding!();

    fn apply(&mut self, event: CaseEvent) {
        match event {
            CaseEvent::CaseOpened { child, unit, opened_on, .. } => {
                self.opened = Some(Opened { child, unit, on: opened_on });
            }
            CaseEvent::ObservationLogged { observation, .. } => {
                self.observations.insert(observation);
            }
            CaseEvent::DutyToReportAssessed { triggered, assessed_on: on, .. } => {
                self.duty_assessments.push(DutyAssessment { triggered, on });
            }
            CaseEvent::ConsentRequested { consent, guardian, scope, requested_on } => {
                let answer = ConsentAnswer::Awaited;
                self.consents.insert(consent, Consent { guardian, scope, requested_on, answer });
            }
            CaseEvent::ConsentGiven { consent, given_on, .. } => {
                self.answer(consent, ConsentAnswer::Given { on: given_on });
            }
            CaseEvent::ConsentRefused { consent, refused_on, .. } => {
                self.answer(consent, ConsentAnswer::Refused { on: refused_on });
            }
            CaseEvent::ConsentWithdrawn { consent, withdrawn_on, .. } => {
                self.answer(consent, ConsentAnswer::Withdrawn { on: withdrawn_on });
            }
            CaseEvent::EscalatedToLevel { level, .. } | CaseEvent::ReturnedToLevel { level, .. } => self.level = level,
            CaseEvent::GuardiansInformed { about: AboutGuardians::Report, guardians, informed_on } => {
                if !guardians.is_empty() {
                    self.told_about_report.insert(informed_on);
                }
            }
            CaseEvent::GuardianNotificationWithheld { ground, withheld_on: from, .. } => {
                self.withholdings.push(Withholding { ground, from, lifted_on: None });
            }
            CaseEvent::GuardianNotificationWithholdingLifted { lifted_on, .. } => {
                for withholding in self.withholdings.iter_mut().filter(|withholding| withholding.lifted_on.is_none()) {
                    withholding.lifted_on = Some(lifted_on);
                }
            }
            CaseEvent::ReportSent { report, .. } => {
                self.reports.push(report);
                // Guardians are told about each report, not once for all.
                self.told_about_report.clear();
            }
            CaseEvent::EmergencyContactMade { contacted_at, .. } => {
                self.emergency_contacts.insert(oslo_date(contacted_at));
            }
            CaseEvent::CaseClosed { closed_on, .. } => self.closed_on = Some(closed_on),
            // Part of the history; no rule of this slice depends on them.
            CaseEvent::ConcernRaised { .. }
            | CaseEvent::ConversationHeld { .. }
            | CaseEvent::ConcernAssessed { .. }
            | CaseEvent::GuardiansInformed { about: AboutGuardians::Concern | AboutGuardians::Outcome, .. } => {}
        }
    }
}

impl Case {
    fn answer(&mut self, consent: ConsentId, answer: ConsentAnswer) {
        if let Some(asked) = self.consents.get_mut(&consent) {
            asked.answer = answer;
        }
    }
}

#[cfg(test)]
mod tests;
