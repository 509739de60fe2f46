//! Law as dated data.
//!
//! Which act and paragraph a duty rests on, which conditions trigger it, on which grounds guardians are not told, and
//! what is due when, depends on the day of the act in question (R-71, C7, C8). Nothing in the rules names a paragraph
//! or counts the days of a deadline; they ask here. The facts stand in `law/*.toml`, each with its validity and how
//! well it was verified; a file that cannot be read, or contradicts itself, fails the tests with its place.

mod ages;
mod commencement;
mod data;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::WithholdingGround;
use crate::texts::closed_set;
use crate::time::{days_after, months_after, working_days_after};
pub use ages::{AgeLimit, AgeRule, age_rules, has_reached};
pub use commencement::{ActNumber, Commencement, Commencements, awaited_acts};
use data::law;

closed_set! {
    /// What a legal basis is asked for (requirements 6.1).
    LegalTopic {
        /// The duty to report to the child welfare service on one's own initiative.
        DutyToReport,
        /// Disclosure on the service's order.
        DisclosureOnOrder,
        /// The service's duty of confidentiality.
        Confidentiality,
        /// Feedback to the one who reported.
        Feedback,
        /// Triage of a report within a week.
        Triage,
        /// The investigation and its time limit.
        Investigation,
        /// A renewed investigation after a dismissal because parents refuse.
        RenewedInvestigation,
        /// Assistance measures that the family accepts, also in another home.
        AssistanceMeasures,
        /// Measures at home that the board orders.
        OrderedMeasures,
        /// Decisions in an emergency, where the child would be harmed.
        Emergency,
        /// Decisions in an emergency because of the child's own behaviour.
        BehaviouralEmergency,
        /// The care order.
        CareOrder,
        /// Placement for behavioural difficulties.
        BehaviouralPlacement,
        /// The national child welfare register.
        NationalRegister,
        /// The kindergartens' duty to report.
        KindergartensDuty,
        /// The schools' duty to report.
        SchoolsDuty,
        /// The private schools' duty to report.
        PrivateSchoolsDuty,
        /// The health personnel's duty to report.
        HealthPersonnelsDuty,
        /// The family counselling service's duty to report.
        FamilyCounsellingsDuty,
        /// The duty to report of the social services in NAV.
        SocialServicesDuty,
        /// The duty to report in national insurance.
        NationalInsurancesDuty,
        /// The mediators' duty to report under the marriage act.
        MediatorsDuty,
        /// The duty to report in integration work.
        IntegrationsDuty,
        /// The crisis centres' duty to report.
        CrisisCentresDuty,
        /// Sharing of information with other authorities.
        SharingWithAuthorities,
        /// Automated case handling.
        AutomatedCaseHandling,
        /// What is kept and what may be destroyed.
        Archive,
        /// The duty to avert a crime.
        DutyToAvert,
        /// A person's right to see what is recorded about the person.
        SubjectAccess,
        /// What that right does not reach.
        SubjectAccessExceptions,
        /// A party's right to see the documents of its case.
        PartyAccess,
        /// Addresses that the population register keeps secret.
        AddressProtection,
        /// That a child is heard.
        ChildHeard,
        /// That what a child thinks weighs.
        ChildsOpinionWeighs,
        /// That a child is a party of its own.
        ChildAsParty,
        /// When somebody is of age.
        Majority,
        /// Measures for whoever has come of age.
        AfterCare,
    }
}

closed_set! {
    /// How well a fact of law was verified.
    Verification {
        /// Seen in a stored primary or official source.
        Verified,
        /// Cited by others only, or seen in parts.
        Secondary,
        /// Believed.
        Unverified,
    }
}

/// The days on which something holds, both included; open where an end is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// Whether `date` lies within it.
    pub fn holds_on(self, date: NaiveDate) -> bool {
        self.from.is_none_or(|first| first <= date) && self.to.is_none_or(|last| date <= last)
    }
}

/// An act and a paragraph in it, with the days on which what it says of the topic holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// What it is the basis of.
    pub topic: LegalTopic,
    /// The act: child welfare acts as registers abbreviate them, `BVL` (1992) or `BVL2021`.
    pub act: String,
    /// The act's number, where it was seen.
    #[serde(default)]
    pub law: Option<String>,
    /// The paragraph.
    pub paragraph: String,
    #[serde(default)]
    from: Option<NaiveDate>,
    #[serde(default)]
    to: Option<NaiveDate>,
    /// The act with which it commences, where it is passed and in force from a day on that is recorded (requirements 6.1).
    #[serde(default)]
    pub commences_with: Option<ActNumber>,
    /// The act with whose commencement it ends.
    #[serde(default)]
    pub ends_with: Option<ActNumber>,
    /// How well that was verified.
    pub verified: Verification,
    /// What else is known, and from where.
    pub note: String,
}

/// As decisions cite it.
impl std::fmt::Display for LegalBasis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.act, self.paragraph)
    }
}

/// The legal basis in force on `date`, of a topic of which none waits for a commencement; of the others,
/// [`Commencements::legal_basis`] tells it.
pub fn legal_basis(topic: LegalTopic, date: NaiveDate) -> Option<&'static LegalBasis> {
    Commencements::NONE.legal_basis(topic, date)
}

/// As [`Commencements::cited`], of the topics of which decisions cite what waits for no commencement.
pub fn cited(topic: LegalTopic, date: NaiveDate) -> String {
    Commencements::NONE.cited(topic, date)
}

closed_set! {
    /// A condition that triggers the duty to report when there is reason to believe it is met (S0-37, S3-47).
    DutyCondition {
        /// A child is abused at home.
        Abuse,
        /// There are other forms of serious neglect.
        SeriousNeglect,
        /// A child has shown persistent serious behavioural difficulties.
        PersistentSeriousBehaviouralDifficulties,
        /// There is danger that a child is exploited in human trafficking.
        HumanTrafficking,
    }
}

impl DutyCondition {
    /// Whether telling those at home of a report may set off what is feared: that a child is hit, abused or threatened
    /// into silence, or is taken away and sold (S2-21, S4-2).
    pub const fn may_be_set_off_by_telling(self) -> bool {
        match self {
            Self::Abuse | Self::HumanTrafficking => true,
            Self::SeriousNeglect | Self::PersistentSeriousBehaviouralDifficulties => false,
        }
    }
}

/// The conditions of the duty to report, as a paragraph lists them on certain days (C8).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionSet {
    /// The paragraph that lists them, under which an assessment keeps them.
    pub name: String,
    /// The conditions.
    pub conditions: Vec<DutyCondition>,
    #[serde(default)]
    from: Option<NaiveDate>,
    #[serde(default)]
    to: Option<NaiveDate>,
    /// How well that was verified.
    pub verified: Verification,
    /// What else is known, and from where.
    pub note: String,
}

impl ConditionSet {
    /// The days on which it holds.
    pub const fn validity(&self) -> Validity {
        Validity { from: self.from, to: self.to }
    }
}

/// The conditions in force on `date` (C8). There is a set on every day, which the tests prove.
pub fn duty_conditions(date: NaiveDate) -> Option<&'static ConditionSet> {
    law().condition_sets.iter().find(|set| set.validity().holds_on(date))
}

/// A ground for not telling guardians about a report, with where it comes from (C3).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithholdingRule {
    /// The ground.
    pub ground: WithholdingGround,
    /// Whether no municipality may do without it.
    #[serde(default)]
    pub always: bool,
    /// The requirements it comes from.
    pub sources: Vec<String>,
    #[serde(default)]
    from: Option<NaiveDate>,
    #[serde(default)]
    to: Option<NaiveDate>,
}

impl WithholdingRule {
    /// The days on which it holds.
    pub const fn validity(&self) -> Validity {
        Validity { from: self.from, to: self.to }
    }
}

/// The grounds for not telling guardians on `date` (C3).
pub fn withholding_grounds(date: NaiveDate) -> impl Iterator<Item = &'static WithholdingRule> {
    law().withholding_grounds.iter().filter(move |rule| rule.validity().holds_on(date))
}

closed_set! {
    /// Something that is due within a time (requirements 5.5).
    DeadlineKind {
        /// Triage of a report (D-1).
        Triage,
        /// Acknowledgement to the one who reported (D-2).
        Acknowledgement,
        /// The end of an investigation (D-3).
        Investigation,
        /// Feedback to a public reporter after the investigation (D-4).
        FeedbackAfterInvestigation,
        /// A renewed investigation after parents refused (D-5).
        RenewedInvestigation,
        /// A decision on the lowest level, as the municipality has it (D-6).
        LocalDecision,
        /// Evaluation of measures and the next meeting, as agreed (D-7).
        Evaluation,
        /// An answer to a person who asks what is recorded about the person (C12).
        SubjectAccess,
        /// That guardians are told what they were to be told: of a report that an emergency or a ground kept from
        /// them, of a meeting, that measures do not suffice.
        GuardiansTold,
        /// The copy that somebody is entitled to.
        Copy,
        /// An answer to the question for consent.
        ConsentAnswer,
        /// An answer to a refusal.
        RefusalAnswer,
        /// An answer to an order of the child welfare service.
        OrderAnswer,
        /// The leader's answer to an internal note (S0-46).
        NoteAnswer,
        /// Finding out whether the child has siblings.
        Siblings,
        /// Bringing the concern to the leader (S4-16).
        LeaderTold,
        /// Calling guardians or youth to a talk, and putting in writing what was agreed in it (S4-17).
        FamilyCalled,
        /// The signatures of an agreement.
        AgreementSigned,
        /// The advice that was asked for (S0-25).
        Advice,
        /// Doing what was decided in a guide's step.
        StepCarriedOut,
        /// Taking a case further whose measures do not suffice (S4-19).
        TakenFurther,
        /// What a body answers to which a child was referred (S3-39).
        ReferralAnswer,
        /// The plan of measures after several bodies met (S4-18).
        MeasurePlan,
        /// Opening the investigation that triage decided on (S2-52).
        InvestigationOpening,
        /// The same where it is serious, or something is to be done for the child at once (S1-8, S2-48).
        SeriousOpening,
        /// What another service says that is to go on with a child: that it has what was sent (S2-48).
        TransferReceipt,
        /// The plan of an investigation (S2-53).
        InvestigationPlan,
        /// How the child takes part in an investigation.
        Participation,
        /// What another body was asked for (S2-17).
        InformationAskedFor,
        /// The plan of the child welfare service's measures (S2-58).
        ServicePlan,
        /// The measures that an investigation ended in (S2-56).
        MeasuresDecided,
        /// Bringing a case before the board (S2-62).
        BoardCase,
        /// The same after an emergency placement for the child's own behaviour (S2-62, S2-64).
        BehaviourBoardCase,
        /// What the board decides, or a court in its place (S2-66).
        BoardDecision,
        /// Carrying out what the board granted, where it set no time (S2-66).
        BoardDecisionCarriedOut,
        /// The decision to end what is followed up, once nothing of it goes on (S1-19).
        FollowUpEnded,
        /// The report, once the duty to report is found to be triggered (R-9, S4-1).
        Report,
        /// Acting on danger: contacting child welfare or the police, reporting, or assessing the duty, after something was
        /// shared on necessity or found so serious (S0-36, S1-3, S3-50).
        DangerActedOn,
        /// Assessing the duty to report after an emergency.
        DutyAfterEmergency,
        /// Weighing what was reported about a child for whom measures are active.
        ReportWeighed,
        /// Looking again at a copy that was withheld (R-7, C4).
        CopyReview,
        /// Looking at an open case in which nothing happens.
        QuietCase,
        /// Seeing that an entry of the contact directory is right (C2).
        ContactCheck,
    }
}

impl DeadlineKind {
    /// Whether it is of the child welfare service's own work: its leader sets it, where it is set.
    pub const fn is_of_child_welfare_service(self) -> bool {
        match self {
            Self::Triage
            | Self::Acknowledgement
            | Self::Investigation
            | Self::FeedbackAfterInvestigation
            | Self::RenewedInvestigation
            | Self::InvestigationOpening
            | Self::SeriousOpening
            | Self::TransferReceipt
            | Self::InvestigationPlan
            | Self::Participation
            | Self::InformationAskedFor
            | Self::ServicePlan
            | Self::MeasuresDecided
            | Self::BoardCase
            | Self::BehaviourBoardCase
            | Self::ReportWeighed
            | Self::BoardDecision
            | Self::BoardDecisionCarriedOut
            | Self::FollowUpEnded => true,
            Self::LocalDecision
            | Self::Evaluation
            | Self::SubjectAccess
            | Self::GuardiansTold
            | Self::Copy
            | Self::ConsentAnswer
            | Self::RefusalAnswer
            | Self::OrderAnswer
            | Self::NoteAnswer
            | Self::Siblings
            | Self::LeaderTold
            | Self::FamilyCalled
            | Self::AgreementSigned
            | Self::Advice
            | Self::StepCarriedOut
            | Self::TakenFurther
            | Self::ReferralAnswer
            | Self::MeasurePlan
            | Self::Report
            | Self::DangerActedOn
            | Self::DutyAfterEmergency
            | Self::CopyReview
            | Self::QuietCase
            | Self::ContactCheck => false,
        }
    }

    /// Its id in the requirements, or that of the rule which it gives a time.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Triage => "D-1",
            Self::Acknowledgement => "D-2",
            Self::Investigation => "D-3",
            Self::FeedbackAfterInvestigation => "D-4",
            Self::RenewedInvestigation => "D-5",
            Self::LocalDecision => "D-6",
            Self::Evaluation => "D-7",
            Self::SubjectAccess => "C12",
            Self::GuardiansTold => "R-5",
            Self::Copy => "R-7",
            Self::ConsentAnswer => "R-22",
            Self::RefusalAnswer => "R-23",
            Self::OrderAnswer => "R-21",
            Self::NoteAnswer => "S0-46",
            Self::Siblings => "R-13",
            Self::LeaderTold => "S4-16",
            Self::FamilyCalled => "S4-17",
            Self::AgreementSigned => "R-37",
            Self::Advice => "S0-25",
            Self::StepCarriedOut => "R-15",
            Self::TakenFurther => "S4-19",
            Self::ReferralAnswer => "S3-39",
            Self::MeasurePlan => "S4-18",
            Self::InvestigationOpening => "S2-52",
            Self::SeriousOpening => "S1-8",
            Self::TransferReceipt => "S2-48",
            Self::InvestigationPlan => "S2-53",
            Self::Participation => "R-49",
            Self::InformationAskedFor => "S2-17",
            Self::ServicePlan => "S2-58",
            Self::MeasuresDecided => "S2-56",
            Self::BoardCase => "S2-62",
            Self::BehaviourBoardCase => "S2-64",
            Self::BoardDecision | Self::BoardDecisionCarriedOut => "S2-66",
            Self::FollowUpEnded => "S1-19",
            Self::Report => "R-9",
            Self::DangerActedOn => "S3-50",
            Self::DutyAfterEmergency => "R-2",
            Self::ReportWeighed => "R-50",
            Self::CopyReview => "C4",
            Self::QuietCase => "R-19",
            Self::ContactCheck => "C2",
        }
    }
}

closed_set! {
    /// What a deadline runs from.
    DeadlineStart {
        /// Receipt of the report.
        Receipt,
        /// The conclusion of triage.
        TriageConclusion,
        /// The conclusion of the investigation.
        InvestigationConclusion,
        /// The day on which the concern was raised.
        ConcernRaised,
        /// What the plan says.
        Plan,
        /// Receipt of the person's request.
        AccessRequest,
        /// The day from which it is owed.
        Owed,
        /// The day from which a copy is withheld.
        CopyWithheld,
        /// The day of the case's last event.
        LastEvent,
        /// The last day on which somebody saw that the entry is right.
        ContactVerified,
    }
}

/// How long a deadline is, as the law counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Calendar days, holidays counted.
    Days(u16),
    /// Weeks of seven calendar days.
    Weeks(u16),
    /// Calendar months, not thirty days each.
    Months(u16),
    /// Days on which offices are open.
    WorkingDays(u16),
}

/// The longest that a municipality may set where nothing else is said: a year.
const LONGEST_SET: Length = Length::Days(365);

impl Length {
    /// Whether it is any time at all.
    pub const fn is_any(self) -> bool {
        !matches!(self, Self::Days(0) | Self::Weeks(0) | Self::Months(0) | Self::WorkingDays(0))
    }

    /// Whether it is never longer than that one, whatever day it starts on.
    pub fn is_within(self, longest: Self) -> bool {
        match (self, longest) {
            (Self::Days(number), Self::Days(most))
            | (Self::Weeks(number), Self::Weeks(most))
            | (Self::Months(number), Self::Months(most))
            | (Self::WorkingDays(number), Self::WorkingDays(most)) => number <= most,
            _ => self.most_days() <= longest.fewest_days(),
        }
    }

    /// How many of what, for the sentences that tell it.
    pub(crate) const fn counted(self) -> (u16, &'static str) {
        match self {
            Self::Days(number) => (number, "days"),
            Self::Weeks(number) => (number, "weeks"),
            Self::Months(number) => (number, "months"),
            Self::WorkingDays(number) => (number, "working"),
        }
    }

    /// As many calendar days as it has at most. Over Easter one working day comes six days later.
    fn most_days(self) -> u32 {
        match self {
            Self::Days(days) => u32::from(days),
            Self::Weeks(weeks) => u32::from(weeks) * 7,
            Self::Months(months) => u32::from(months) * 31,
            Self::WorkingDays(days) => u32::from(days) * 2 + 6,
        }
    }

    /// As many calendar days as it has at least.
    fn fewest_days(self) -> u32 {
        match self {
            Self::Days(days) | Self::WorkingDays(days) => u32::from(days),
            Self::Weeks(weeks) => u32::from(weeks) * 7,
            Self::Months(months) => u32::from(months) * 28,
        }
    }

    /// The last day of what begins on `start`, if a month had thirty days: the national register's rules count so.
    pub fn after_in_days(self, start: NaiveDate) -> NaiveDate {
        match self {
            Self::Months(months) => days_after(start, u64::from(months) * 30),
            Self::Days(_) | Self::Weeks(_) | Self::WorkingDays(_) => self.after(start),
        }
    }

    /// The last day of what begins on `start`.
    pub fn after(self, start: NaiveDate) -> NaiveDate {
        match self {
            Self::Days(days) => days_after(start, days.into()),
            Self::Weeks(weeks) => days_after(start, u64::from(weeks) * 7),
            Self::Months(months) => months_after(start, months.into()),
            Self::WorkingDays(days) => working_days_after(start, days.into()),
        }
    }
}

/// How much time there is for something, for what starts on certain days.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// For what.
    pub deadline: DeadlineKind,
    /// How long; nothing where the municipality or the plan sets it.
    #[serde(default)]
    pub length: Option<Length>,
    /// The most it can be extended to by a decision, from the same start.
    #[serde(default)]
    pub extended: Option<Length>,
    /// The longest that a municipality may set instead, where that is not a year.
    #[serde(default)]
    longest: Option<Length>,
    /// What it runs from.
    pub starts: DeadlineStart,
    /// What its legal basis is asked for.
    #[serde(default)]
    pub topic: Option<LegalTopic>,
    /// The requirements it comes from.
    pub sources: Vec<String>,
    #[serde(default)]
    from: Option<NaiveDate>,
    #[serde(default)]
    to: Option<NaiveDate>,
    /// How well that was verified.
    pub verified: Verification,
    /// What else is known.
    pub note: String,
}

impl Deadline {
    /// The days on which what it is for starts under it.
    pub const fn validity(&self) -> Validity {
        Validity { from: self.from, to: self.to }
    }

    /// The longest that a municipality may set, where the length is the project's own.
    pub fn longest(&self) -> Length {
        self.longest.unwrap_or(LONGEST_SET)
    }

    /// Whether the length is the project's own: the requirements ask for it, and neither they nor the law name a time.
    pub const fn is_projects_own(&self) -> bool {
        match self.starts {
            DeadlineStart::Owed
            | DeadlineStart::CopyWithheld
            | DeadlineStart::LastEvent
            | DeadlineStart::ContactVerified => true,
            DeadlineStart::Receipt
            | DeadlineStart::TriageConclusion
            | DeadlineStart::InvestigationConclusion
            | DeadlineStart::ConcernRaised
            | DeadlineStart::Plan
            | DeadlineStart::AccessRequest => false,
        }
    }
}

/// Every deadline for what starts on `date`.
pub fn deadlines(date: NaiveDate) -> impl Iterator<Item = &'static Deadline> {
    law().deadlines.iter().filter(move |deadline| deadline.validity().holds_on(date))
}

/// The deadline for what starts on `date`.
pub fn deadline(kind: DeadlineKind, date: NaiveDate) -> Option<&'static Deadline> {
    deadlines(date).find(|deadline| deadline.deadline == kind)
}

/// The last day for what starts on `start`.
///
/// What the rules ask for here has a length on every day, which the tests prove; without one it would be due at once.
pub fn due(kind: DeadlineKind, start: NaiveDate) -> NaiveDate {
    deadline(kind, start).and_then(|deadline| deadline.length).map_or(start, |length| length.after(start))
}

/// The last day for what starts on `start`, counted as the national register's rules do: a month as thirty days.
pub fn due_in_days(kind: DeadlineKind, start: NaiveDate) -> Option<NaiveDate> {
    deadline(kind, start).and_then(|deadline| deadline.length).map(|length| length.after_in_days(start))
}

/// The last day that a decision may extend the deadline to; as for [`due`], with no extension it stays as it is.
pub fn due_when_extended(kind: DeadlineKind, start: NaiveDate) -> NaiveDate {
    let extended = deadline(kind, start).and_then(|deadline| deadline.extended);
    extended.map_or_else(|| due(kind, start), |length| length.after(start))
}

closed_set! {
    /// Why the data of a person may be shown to few only: what the general data protection regulation lists in its
    /// article 18(1).
    RestrictionGround {
        /// The person contests their accuracy (a).
        AccuracyContested,
        /// The processing is unlawful (b).
        UnlawfulProcessing,
        /// They are kept for a legal claim only (c).
        LegalClaim,
        /// An objection is not decided (d).
        ObjectionPending,
    }
}

closed_set! {
    /// On which legal basis a person may be erased. Archive law normally keeps what a municipality records (GDPR art.
    /// 17(3)(b) and (d), arkivlova §§ 12–13): the reasons say why it does not here.
    ErasureBasis {
        /// The data are no longer necessary (GDPR art. 17(1)(a)).
        NoLongerNecessary,
        /// The consent they rested on was withdrawn (GDPR art. 17(1)(b)).
        ConsentWithdrawn,
        /// An objection was upheld (GDPR art. 17(1)(c)).
        ObjectionUpheld,
        /// They were recorded unlawfully (GDPR art. 17(1)(d)).
        UnlawfullyRecorded,
        /// They were recorded of the wrong person (GDPR art. 5(1)(d) and 17(1)(d)).
        WrongPerson,
        /// Another act demands it (GDPR art. 17(1)(e)).
        LegalObligation,
        /// The National Archives decided that they are to be deleted.
        NationalArchivesDecision,
    }
}

impl ErasureBasis {
    /// Whether it presupposes that nobody works with the person any more, or gives way to the duty to: the others hold
    /// whoever does (GDPR art. 17(1) and 17(3)(b)).
    pub const fn waits_for_the_work(self) -> bool {
        match self {
            Self::NoLongerNecessary | Self::ConsentWithdrawn | Self::ObjectionUpheld => true,
            Self::UnlawfullyRecorded | Self::WrongPerson | Self::LegalObligation | Self::NationalArchivesDecision => {
                false
            }
        }
    }
}

closed_set! {
    /// How an address is protected, as the population register grades it.
    AddressProtectionGrade {
        /// Strictly confidential (strengt fortrolig, code 6): life may be in danger where it becomes known.
        StrictlyConfidential,
        /// Confidential (fortrolig, code 7).
        Confidential,
        /// A client's address (klientadresse): it tells by itself that somebody receives help, as at a crisis centre or placed
        /// by the child welfare service.
        ClientAddress,
    }
}

closed_set! {
    /// From where it is known that an address is protected.
    AddressProtectionSource {
        /// The population register says so.
        PopulationRegister,
        /// The police said so.
        Police,
        /// The child welfare service said so.
        ChildWelfareService,
        /// The person, or whoever cares for the person, said so; it is protected here while the register is asked.
        Family,
    }
}

#[cfg(test)]
mod tests;
