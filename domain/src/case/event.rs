//! What can happen in a case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AboutGuardians, AcuteCategory, ConcernSubject, ConsentForm, ConsentScope, ConversationOutcome, ConversationWith,
    Degree, Level, ObservationKind, RecordedOutcome, ReportDuty, WithholdingGround,
};
use crate::LedgerEvent;
use crate::ids::{ConsentId, ObservationId, ReportId};
use crate::law::DutyCondition;
use crate::people::{Body, Child, Decider, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::text::Text;
use crate::time::{ObservedPeriod, start_of_day};
use crate::upcast::Step;

/// Every event of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum CaseEvent {
    /// A case was opened for a child; it is never opened without an event that says why.
    CaseOpened {
        /// The child the case is about.
        child: Child,
        /// The unit that works with the case.
        unit: String,
        /// When the work began.
        opened_on: NaiveDate,
        /// The journal number of the case system it was imported from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        journal_number: Option<Personal<Text>>,
        /// The caseworker named in the source.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        caseworker: Option<Personal<Text>>,
    },
    /// Someone is worried (S4-16).
    ConcernRaised {
        /// Whom the concern is about (S2-8).
        subject: ConcernSubject,
        /// The concern in words.
        description: Personal<Text>,
        /// Since when (S0-9 j).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        concerned_since: Option<NaiveDate>,
        /// When it was raised.
        raised_on: NaiveDate,
    },
    /// Something was seen or heard (S0-6, S3-8).
    ObservationLogged {
        /// The observation.
        observation: ObservationId,
        /// When it was observed, as opposed to recorded.
        observed: ObservedPeriod,
        /// Seen, or said by someone.
        kind: ObservationKind,
        /// What was observed, without conclusions (S0-8).
        text: Personal<Text>,
        /// What the observer makes of it, kept apart.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        interpretation: Option<Personal<Text>>,
        /// Calendar days between the last day observed and the day it was recorded.
        recorded_days_after: i64,
    },
    /// A conversation with child or guardians (S0-10, S3-21).
    ConversationHeld {
        /// With whom.
        with: ConversationWith,
        /// When.
        held_on: NaiveDate,
        /// What came of it.
        outcome: ConversationOutcome,
        /// The employee's summary.
        summary: Personal<Text>,
        /// The child's own words, verbatim (S2-36).
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        childs_own_words: Vec<Personal<Text>>,
        /// The guardians' view, never merged with the employee's (S2-38).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        guardians_view: Option<Personal<Text>>,
    },
    /// How worried there is reason to be (S0-3, S3-11).
    ConcernAssessed {
        /// The degree.
        degree: Degree,
        /// Whether there is ground for concern.
        ground_for_concern: bool,
        /// The observations it rests on.
        basis: Vec<ObservationId>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// Whether the duty to report is triggered, assessed for this child (R-3, S2-33).
    DutyToReportAssessed {
        /// Whether it is.
        triggered: bool,
        /// The conditions there is reason to believe are met.
        conditions: Vec<DutyCondition>,
        /// The set of conditions in force on the day (C8).
        condition_set: String,
        /// The observations it rests on (S2-28).
        evidence: Vec<ObservationId>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// Guardians were asked for consent (S0-27).
    ConsentRequested {
        /// The question.
        consent: ConsentId,
        /// Who was asked.
        guardian: Guardian,
        /// What was asked for.
        scope: ConsentScope,
        /// When.
        requested_on: NaiveDate,
    },
    /// Consent was given (S4-22).
    ConsentGiven {
        /// The question it answers.
        consent: ConsentId,
        /// In which form.
        form: ConsentForm,
        /// When.
        given_on: NaiveDate,
    },
    /// Consent was refused; that is an answer, not something missing.
    ConsentRefused {
        /// The question it answers.
        consent: ConsentId,
        /// What the guardian said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Personal<Text>>,
        /// When.
        refused_on: NaiveDate,
    },
    /// Consent was taken back; it stops what comes, and erases nothing.
    ConsentWithdrawn {
        /// The consent.
        consent: ConsentId,
        /// What the guardian said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Personal<Text>>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// The case was lifted to the next level (S3-25, S3-36).
    EscalatedToLevel {
        /// The level it came to.
        level: Level,
        /// The consent it rests on.
        consent: ConsentId,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        escalated_on: NaiveDate,
    },
    /// The case was taken back to a lower level (S3-44).
    ReturnedToLevel {
        /// The level it came to.
        level: Level,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        returned_on: NaiveDate,
    },
    /// Guardians were told (S0-26, S0-39).
    GuardiansInformed {
        /// About what.
        about: AboutGuardians,
        /// Who was told.
        guardians: Vec<Guardian>,
        /// When.
        informed_on: NaiveDate,
    },
    /// Guardians are not told about the report, on a ground the law knows (S0-40, R-6).
    GuardianNotificationWithheld {
        /// The ground.
        ground: WithholdingGround,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        withheld_on: NaiveDate,
    },
    /// The ground for not telling guardians is gone.
    GuardianNotificationWithholdingLifted {
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        lifted_on: NaiveDate,
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
        /// When.
        sent_at: DateTime<Utc>,
    },
    /// Child welfare, the emergency service or the police were contacted at once (R-1, S0-1).
    EmergencyContactMade {
        /// Who was contacted.
        body: Body,
        /// The kind of danger.
        category: AcuteCategory,
        /// What was said.
        description: Personal<Text>,
        /// When.
        contacted_at: DateTime<Utc>,
    },
    /// The case ended with a reasoned decision, or in the source it was imported from.
    CaseClosed {
        /// How.
        outcome: RecordedOutcome,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        closed_on: NaiveDate,
    },
}

impl LedgerEvent for CaseEvent {
    const STEPS: &'static [Step] = &[];

    fn name(&self) -> &'static str {
        match self {
            Self::CaseOpened { .. } => "CaseOpened",
            Self::ConcernRaised { .. } => "ConcernRaised",
            Self::ObservationLogged { .. } => "ObservationLogged",
            Self::ConversationHeld { .. } => "ConversationHeld",
            Self::ConcernAssessed { .. } => "ConcernAssessed",
            Self::DutyToReportAssessed { .. } => "DutyToReportAssessed",
            Self::ConsentRequested { .. } => "ConsentRequested",
            Self::ConsentGiven { .. } => "ConsentGiven",
            Self::ConsentRefused { .. } => "ConsentRefused",
            Self::ConsentWithdrawn { .. } => "ConsentWithdrawn",
            Self::EscalatedToLevel { .. } => "EscalatedToLevel",
            Self::ReturnedToLevel { .. } => "ReturnedToLevel",
            Self::GuardiansInformed { .. } => "GuardiansInformed",
            Self::GuardianNotificationWithheld { .. } => "GuardianNotificationWithheld",
            Self::GuardianNotificationWithholdingLifted { .. } => "GuardianNotificationWithholdingLifted",
            Self::ReportSent { .. } => "ReportSent",
            Self::EmergencyContactMade { .. } => "EmergencyContactMade",
            Self::CaseClosed { .. } => "CaseClosed",
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        let date = match self {
            Self::CaseOpened { opened_on: date, .. }
            | Self::ConcernRaised { raised_on: date, .. }
            | Self::ConversationHeld { held_on: date, .. }
            | Self::ConcernAssessed { assessed_on: date, .. }
            | Self::DutyToReportAssessed { assessed_on: date, .. }
            | Self::ConsentRequested { requested_on: date, .. }
            | Self::ConsentGiven { given_on: date, .. }
            | Self::ConsentRefused { refused_on: date, .. }
            | Self::ConsentWithdrawn { withdrawn_on: date, .. }
            | Self::EscalatedToLevel { escalated_on: date, .. }
            | Self::ReturnedToLevel { returned_on: date, .. }
            | Self::GuardiansInformed { informed_on: date, .. }
            | Self::GuardianNotificationWithheld { withheld_on: date, .. }
            | Self::GuardianNotificationWithholdingLifted { lifted_on: date, .. }
            | Self::CaseClosed { closed_on: date, .. } => *date,
            Self::ObservationLogged { observed, .. } => observed.from(),
            Self::ReportSent { sent_at: instant, .. } | Self::EmergencyContactMade { contacted_at: instant, .. } => {
                return (*instant).min(recorded_at);
            }
        };
        start_of_day(date).min(recorded_at)
    }

    fn summary(&self) -> String {
        match self {
            Self::CaseOpened { unit, .. } => format!("A case was opened by {unit}."),
            Self::ConcernRaised { subject, .. } => format!("A concern was raised about {}.", subject.in_words()),
            Self::ObservationLogged { observed, recorded_days_after, .. } => {
                format!("An observation of {observed} was logged, {recorded_days_after} days after.")
            }
            Self::ConversationHeld { with, outcome, .. } => {
                format!("A conversation was held with {}: {}.", with.in_words(), outcome.in_words())
            }
            Self::ConcernAssessed { degree, ground_for_concern, .. } => format!(
                "The concern was assessed as {}; there is {} for concern.",
                degree.in_words(),
                if *ground_for_concern { "ground" } else { "no ground" }
            ),
            Self::DutyToReportAssessed { triggered, condition_set, .. } => format!(
                "The duty to report ({condition_set}) was assessed as {}.",
                if *triggered { "triggered" } else { "not triggered" }
            ),
            Self::ConsentRequested { scope, .. } => format!("Consent was asked for: {}.", scope.in_words()),
            Self::ConsentGiven { .. } => "Consent was given.".to_owned(),
            Self::ConsentRefused { .. } => "Consent was refused.".to_owned(),
            Self::ConsentWithdrawn { .. } => "Consent was withdrawn.".to_owned(),
            Self::EscalatedToLevel { level, .. } => {
                format!("The case was lifted to level {} with consent.", level.number())
            }
            Self::ReturnedToLevel { level, .. } => format!("The case was returned to level {}.", level.number()),
            Self::GuardiansInformed { about, .. } => format!("Guardians were informed about {}.", about.in_words()),
            Self::GuardianNotificationWithheld { ground, .. } => {
                format!("Guardians are not told about the report: {}.", ground.in_words())
            }
            Self::GuardianNotificationWithholdingLifted { .. } => "Guardians may be told about the report.".to_owned(),
            Self::ReportSent { duty, .. } => {
                format!("A concern report was sent to the child welfare service: {}.", duty.in_words())
            }
            Self::EmergencyContactMade { body, category, .. } => {
                format!("Emergency contact with {}: {}.", body.in_words(), category.in_words())
            }
            Self::CaseClosed { outcome, .. } => format!("The case was closed: {}.", outcome.in_words()),
        }
    }
}

crate::named_and_versioned!(CaseEvent);
