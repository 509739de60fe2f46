//! The rules of a case, told as what was given, what is asked and what follows.
//!
//! Unless a test says otherwise, work began on Monday, things happened on Tuesday, were answered on Wednesday, and
//! today is Friday.

mod agreements;
mod alternatives;
mod analysis;
mod answers;
mod assessed_afterwards;
mod attachments;
mod attendance;
mod averting;
mod beside_steps;
mod chronology;
mod closing;
mod consent;
mod consent_by_signature;
mod consulting;
mod contact;
mod conversations;
mod copies;
mod corrections;
mod discussion;
mod drafts;
mod duty;
mod emergency;
mod erased;
mod family_evaluation;
mod guardians;
mod guardians_of_later_reports;
mod guide_choices;
pub(crate) mod histories;
mod imported;
mod imports;
mod interpreting;
mod involved;
mod levels;
mod looking_back;
mod measures;
mod meetings;
mod named_units;
mod next_meetings;
mod observations;
mod opening;
mod orders;
mod own_say;
mod plans;
mod precedence;
mod recorded_late;
mod referrals;
mod relay;
mod reopened;
mod reporting;
mod sharing;
mod sources;
mod steps;
mod ways;
mod who_decides;
mod whole_sets;

use super::course::case_opened;
use super::*;
use crate::LedgerEvent;
use crate::law::DutyCondition;
use crate::people::{Body, DeciderRole, Decision, RecordedDecision};
use crate::refusal::{Differing, Sought};
use crate::test_support::{
    CONSENT, FRIDAY, Given, MONDAY, OBSERVATION, REPORT, SATURDAY, THURSDAY, TUESDAY, UNIT, WEDNESDAY, by, child, date,
    decided, decision, mother, noon, reasons, said_by_guardian, said_of_child, scope, teacher,
};
use crate::texts::Language;
use crate::time::ObservedPeriod;

const OTHER_CONSENT: ConsentId = ConsentId::from_uuid(uuid::Uuid::from_u128(0xc046));
const OTHER_OBSERVATION: ObservationId = ObservationId::from_uuid(uuid::Uuid::from_u128(0x0b5f));

const LEVEL_2: ConsentPurpose = ConsentPurpose::Level2Cooperation;
const LEVEL_3: ConsentPurpose = ConsentPurpose::Level3Meeting;
const A_REPORT: ConsentPurpose = ConsentPurpose::ReportWithoutDuty;

const NO_CASE: Refusal = Refusal::NotFound { what: Sought::Case };

const EVERY_GROUND: [WithholdingGround; 6] = [
    WithholdingGround::Violence,
    WithholdingGround::SexualAbuse,
    WithholdingGround::OtherSeriousNeglect,
    WithholdingGround::ViolenceOrThreatsAsPower,
    WithholdingGround::EvidenceAtRisk,
    WithholdingGround::LifeOrHealthInSeriousDanger,
];

fn given(before: impl IntoIterator<Item = CaseEvent>) -> Given<Case> {
    crate::test_support::given(before)
}

fn nothing() -> [CaseEvent; 0] {
    []
}

// What has happened.

fn opened() -> CaseEvent {
    case_opened(opening(), MONDAY)
}

fn raised() -> CaseEvent {
    let Concern { subject, description, concerned_since, raised_on } = concern_on(MONDAY);
    CaseEvent::Concern(ConcernEvent::ConcernRaised {
        subject,
        description,
        concerned_since,
        decide_by: None,
        raised_on,
    })
}

fn observed() -> CaseEvent {
    observed_in(ObservedPeriod::on(TUESDAY), 3)
}

fn observed_in(observed: ObservedPeriod, recorded_days_after: i64) -> CaseEvent {
    CaseEvent::Concern(ConcernEvent::ObservationLogged {
        observation: OBSERVATION,
        observed,
        kind: ObservationKind::Observed,
        text: said_of_child("Nobody came for her before six"),
        interpretation: Some(said_of_child("She seems to be used to it")),
        prompt: None,
        signals: [].into(),
        source: None,
        recorded_days_after,
    })
}

fn duty(triggered: bool) -> CaseEvent {
    duty_on(WEDNESDAY, triggered)
}

fn duty_on(assessed_on: NaiveDate, triggered: bool) -> CaseEvent {
    CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
        guides: vec![],
        report: None,
        for_next_report: false,
        triggered,
        conditions: if triggered { vec![DutyCondition::SeriousNeglect] } else { Vec::new() },
        condition_set: "BVL2021 § 13-2".to_owned(),
        evidence: vec![OBSERVATION],
        consulted: [].into(),
        consulted_units: [].into(),
        decision: decided(),
        assessed_on,
    })
}

/// The same, for the report that an emergency sent before it.
fn duty_of(report: ReportId, triggered: bool) -> CaseEvent {
    let mut assessed = duty(triggered);
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { report: of, .. }) = &mut assessed {
        *of = Some(report);
    }
    assessed
}

fn consent_requested(scope: ConsentScope) -> CaseEvent {
    CaseEvent::Consent(ConsentEvent::ConsentRequested {
        consent: CONSENT,
        of: WhoIsAsked::Guardian(mother()),
        scope,
        requested_on: TUESDAY,
    })
}

fn consent_given() -> CaseEvent {
    CaseEvent::Consent(ConsentEvent::ConsentGiven {
        consent: CONSENT,
        form: ConsentForm::SignedForm,
        consented_by: None,
        directions: [].into(),
        read_before_consent: None,
        voluntary: None,
        agreement: None,
        own_say: None,
        given_on: WEDNESDAY,
    })
}

fn consent_refused() -> CaseEvent {
    let reason = Some(said_by_guardian("Not now"));
    CaseEvent::Consent(ConsentEvent::ConsentRefused { consent: CONSENT, reason, refused_on: WEDNESDAY })
}

fn consent_withdrawn() -> CaseEvent {
    let reason = Some(said_by_guardian("No more"));
    CaseEvent::Consent(ConsentEvent::ConsentWithdrawn { consent: CONSENT, reason, withdrawn_on: THURSDAY })
}

fn escalated(level: Level) -> CaseEvent {
    CaseEvent::Course(CourseEvent::EscalatedToLevel {
        // On level 2 two are asked for, and nobody is named here.
        stood_behind: (level == Level::Three).then(StoodBehind::default),
        level,
        consent: CONSENT,
        guides: vec![],
        decision: decided(),
        escalated_on: FRIDAY,
    })
}

fn returned(level: Level) -> CaseEvent {
    CaseEvent::Course(CourseEvent::ReturnedToLevel {
        stood_behind: Some(StoodBehind::default()),
        level,
        guides: vec![],
        decision: decided(),
        returned_on: FRIDAY,
    })
}

fn informed(about: AboutGuardians) -> CaseEvent {
    informed_on(about, WEDNESDAY)
}

fn informed_on(about: AboutGuardians, informed_on: NaiveDate) -> CaseEvent {
    CaseEvent::Family(FamilyEvent::GuardiansInformed { about, guardians: vec![mother()], informed_on })
}

fn withheld(ground: WithholdingGround) -> CaseEvent {
    withheld_on(WEDNESDAY, ground)
}

fn withheld_on(withheld_on: NaiveDate, ground: WithholdingGround) -> CaseEvent {
    let (not_in_use, decision) = (false, decided());
    CaseEvent::Family(FamilyEvent::GuardianNotificationWithheld { ground, not_in_use, decision, withheld_on })
}

fn lifted() -> CaseEvent {
    CaseEvent::Family(FamilyEvent::GuardianNotificationWithholdingLifted { decision: decided(), lifted_on: THURSDAY })
}

fn sent(duty: ReportDuty) -> CaseEvent {
    sent_without_telling(duty, None)
}

fn sent_without_telling(duty: ReportDuty, withheld_from_guardians: Option<WithholdingGround>) -> CaseEvent {
    sent_at(noon(FRIDAY), duty, withheld_from_guardians)
}

/// The guardians' copies of the report, withheld with the telling on that day (C4).
fn copy_withheld_on(withheld_on: NaiveDate, ground: WithholdingGround) -> CaseEvent {
    CopyEvent::CopyWithheld {
        document: Document::Report { report: REPORT },
        ground,
        review_on: super::copies::copy_review_of(withheld_on),
        decision: decided(),
        withheld_on,
    }
    .into()
}

fn sent_at(sent_at: DateTime<Utc>, duty: ReportDuty, withheld_from_guardians: Option<WithholdingGround>) -> CaseEvent {
    CaseEvent::Reporting(ReportingEvent::ReportSent {
        report: REPORT,
        child: child(),
        content: said_of_child("We are worried about her"),
        duty,
        duty_bearer: teacher(),
        unit: UNIT.to_owned(),
        withheld_from_guardians,
        sent_despite_leader_disagreement: None,
        dispatch: Some(Dispatch::by_this_ledger(&said_of_child("We are worried about her"), teacher())),
        sent_at,
    })
}

fn emergency_contact_made() -> CaseEvent {
    emergency_contact_made_on(FRIDAY)
}

fn emergency_contact_made_on(day: NaiveDate) -> CaseEvent {
    let EmergencyContact { body, category, description, contact, contacted_at } = contact_at(noon(day));
    CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { body, category, description, contact, contacted_at })
}

fn closed() -> CaseEvent {
    CaseEvent::Course(CourseEvent::CaseClosed {
        stood_behind: None,
        outcome: CaseOutcome::MeasuresHadEffect.into(),
        guides: vec![],
        decision: decided(),
        closed_on: FRIDAY,
    })
}

fn siblings_unknown() -> CaseEvent {
    let reason = said_of_child("Nobody could say");
    SiblingsEvent::SiblingsLeftUnknown { reason, noted_on: TUESDAY }.into()
}

/// Who helps, as the sources say of the alternative; in B one of the bodies they name.
fn helpers(alternative: Alternative) -> Helpers {
    match alternative {
        Alternative::A => [].into(),
        Alternative::B => [Body::SchoolHealthService].into(),
        Alternative::C => [Body::ResourceTeam].into(),
        Alternative::D => [Body::ChildWelfareService].into(),
    }
}

fn chosen(alternative: Alternative) -> CaseEvent {
    AlternativesEvent::AlternativeChosen {
        alternative,
        helped_by: helpers(alternative).bodies,
        helped_by_units: [].into(),
        guides: vec![],
        decision: decided(),
        chosen_on: WEDNESDAY,
    }
    .into()
}

// What is asked.

fn opening() -> Opening {
    Opening { child: child(), unit: UNIT.to_owned() }
}

fn concern_on(raised_on: NaiveDate) -> Concern {
    Concern {
        subject: ConcernSubject::Child,
        description: said_of_child("She is often alone"),
        concerned_since: Some(date(2024, 1, 8)),
        raised_on,
    }
}

fn open_with_concern() -> CaseAction {
    CaseAction::Course(CourseAction::OpenWithConcern { opening: opening(), concern: concern_on(MONDAY) })
}

fn raise_concern() -> CaseAction {
    CaseAction::Concern(ConcernAction::RaiseConcern(concern_on(MONDAY)))
}

fn log_observation(observed: ObservedPeriod) -> CaseAction {
    CaseAction::Concern(ConcernAction::LogObservation {
        observation: OBSERVATION,
        observed,
        kind: ObservationKind::Observed,
        text: said_of_child("Nobody came for her before six"),
        interpretation: Some(said_of_child("She seems to be used to it")),
        markers: Markers::default(),
    })
}

fn hold_conversation(held_on: NaiveDate) -> CaseAction {
    CaseAction::Family(FamilyAction::HoldConversation {
        with: ConversationWith::Child,
        held_on,
        outcome: ConversationOutcome::ConcernStands,
        summary: said_of_child("She would like to go home earlier"),
        childs_own_words: vec![said_of_child("I wait by the gate")],
        guardians_view: None,
        childs_part: ChildsPart::default(),
        interpreted: None,
    })
}

fn assess_concern(basis: impl Into<Vec<ObservationId>>) -> CaseAction {
    CaseAction::Concern(ConcernAction::AssessConcern {
        degree: Degree::Considerable,
        scale: None,
        ground_for_concern: true,
        basis: basis.into(),
        no_basis_because: None,
        decision: decision(),
        assessed_on: WEDNESDAY,
    })
}

fn assess_concern_on_nothing(because: &str) -> CaseAction {
    let mut action = assess_concern([]);
    if let CaseAction::Concern(ConcernAction::AssessConcern { no_basis_because, .. }) = &mut action {
        *no_basis_because = Some(said_of_child(because));
    }
    action
}

fn assess_duty(
    triggered: bool,
    conditions: impl Into<Vec<DutyCondition>>,
    evidence: impl Into<Vec<ObservationId>>,
) -> CaseAction {
    assess_duty_on(WEDNESDAY, triggered, conditions, evidence)
}

/// That it is not triggered, for that report.
fn assess_duty_for(wanted: AssessedReport) -> CaseAction {
    let mut action = assess_duty(false, [], [OBSERVATION]);
    if let CaseAction::Reporting(ReportingAction::AssessDutyToReport { of, .. }) = &mut action {
        *of = wanted;
    }
    action
}

fn assess_duty_on(
    assessed_on: NaiveDate,
    triggered: bool,
    conditions: impl Into<Vec<DutyCondition>>,
    evidence: impl Into<Vec<ObservationId>>,
) -> CaseAction {
    let (conditions, evidence) = (conditions.into(), evidence.into());
    CaseAction::Reporting(ReportingAction::AssessDutyToReport {
        of: AssessedReport::Unsaid,
        triggered,
        conditions,
        evidence,
        consulted: [].into(),
        decision: decision(),
        assessed_on,
    })
}

fn request_consent(scope: ConsentScope) -> CaseAction {
    CaseAction::Consent(ConsentAction::RequestConsent {
        consent: CONSENT,
        of: WhoIsAsked::Guardian(mother()),
        scope,
        requested_on: TUESDAY,
        birth_is_shown: true,
    })
}

fn give_consent_on(given_on: NaiveDate) -> CaseAction {
    CaseAction::Consent(ConsentAction::GiveConsent {
        consent: CONSENT,
        form: ConsentForm::SignedForm,
        terms: ConsentTerms::default(),
        given_on,
        birth_is_shown: true,
    })
}

fn refuse_consent_on(refused_on: NaiveDate) -> CaseAction {
    CaseAction::Consent(ConsentAction::RefuseConsent {
        consent: CONSENT,
        reason: Some(said_by_guardian("Not now")),
        refused_on,
    })
}

fn withdraw_consent_on(withdrawn_on: NaiveDate) -> CaseAction {
    CaseAction::Consent(ConsentAction::WithdrawConsent {
        consent: CONSENT,
        reason: Some(said_by_guardian("No more")),
        withdrawn_on,
    })
}

fn escalate_to(level: Level) -> CaseAction {
    escalate_on(FRIDAY, level)
}

fn escalate_on(escalated_on: NaiveDate, level: Level) -> CaseAction {
    let (consent, decision, relay_holder, birth_is_shown) = (CONSENT, decision(), None, true);
    CaseAction::Course(CourseAction::EscalateToLevel {
        together_with: None,
        level,
        consent,
        decision,
        relay_holder,
        escalated_on,
        birth_is_shown,
    })
}

fn return_to(level: Level) -> CaseAction {
    CaseAction::Course(CourseAction::ReturnToLevel {
        together_with: None,
        level,
        decision: decision(),
        returned_on: FRIDAY,
    })
}

fn inform(about: AboutGuardians) -> CaseAction {
    inform_on(WEDNESDAY, about)
}

fn inform_on(informed_on: NaiveDate, about: AboutGuardians) -> CaseAction {
    CaseAction::Family(FamilyAction::InformGuardians { about, guardians: vec![mother()], informed_on })
}

fn withhold(ground: WithholdingGround) -> CaseAction {
    CaseAction::Family(FamilyAction::WithholdGuardianNotification {
        ground,
        decision: decision(),
        withheld_on: WEDNESDAY,
    })
}

fn lift() -> CaseAction {
    CaseAction::Family(FamilyAction::LiftGuardianNotificationWithholding { decision: decision(), lifted_on: THURSDAY })
}

fn send_report() -> CaseAction {
    send_report_at(noon(FRIDAY))
}

fn send_report_at(sent_at: DateTime<Utc>) -> CaseAction {
    CaseAction::Reporting(ReportingAction::SendReport {
        report: REPORT,
        content: said_of_child("We are worried about her"),
        duty_bearer: teacher(),
        signed_by: None,
        sent_at,
    })
}

fn contact_at(contacted_at: DateTime<Utc>) -> EmergencyContact {
    EmergencyContact {
        body: Body::Police,
        category: AcuteCategory::Violence,
        description: said_of_child("She may be hit tonight"),
        contact: None,
        contacted_at,
    }
}

fn make_emergency_contact() -> CaseAction {
    CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening: None, contact: contact_at(noon(FRIDAY)) })
}

fn close() -> CaseAction {
    close_on(FRIDAY)
}

fn close_on(closed_on: NaiveDate) -> CaseAction {
    CaseAction::Course(CourseAction::Close {
        together_with: None,
        outcome: CaseOutcome::MeasuresHadEffect,
        decision: decision(),
        closed_on,
    })
}

fn import(opened_on: NaiveDate, closed_on: Option<NaiveDate>) -> CaseAction {
    CaseAction::Course(CourseAction::ImportClient(Box::new(ImportedClient {
        opening: opening(),
        opened_on,
        closed_on,
        journal_number: said_of_child("2024/17"),
        caseworker: by(DeciderRole::Caseworker),
        measures: Vec::new(),
        plans: Vec::new(),
    })))
}

/// Everything that needs an open case.
fn whatever_needs_an_open_case() -> Vec<CaseAction> {
    vec![
        raise_concern(),
        log_observation(ObservedPeriod::on(TUESDAY)),
        hold_conversation(TUESDAY),
        assess_concern([]),
        request_consent(scope(LEVEL_2)),
        give_consent_on(WEDNESDAY),
        refuse_consent_on(WEDNESDAY),
        escalate_to(Level::Two),
        return_to(Level::One),
        close(),
        discussion::submit(),
        analysis::decide_severity_on(WEDNESDAY),
    ]
}

/// What needs a case, but no open one: all that a report needs, and withdrawal of consent.
fn whatever_is_done_in_a_closed_case_too() -> Vec<CaseAction> {
    vec![
        assess_duty(false, [], [OBSERVATION]),
        inform(AboutGuardians::Report),
        withhold(WithholdingGround::Violence),
        lift(),
        send_report(),
        discussion::disagree_on(FRIDAY),
        withdraw_consent_on(FRIDAY),
    ]
}
