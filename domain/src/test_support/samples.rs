//! One of each event and refusal, with every optional field set, and every sentence that is told of them.

use super::*;
use crate::answer::{InputProblem, NotAnswered, NotTaken, entry_unreadable};
use crate::case::{
    AboutGuardians, AcuteCategory, AgreementEvent, AgreementKind, Alternative, AlternativesEvent, AnalysisEvent,
    AttachedKind, AttachedTo, AttachmentEvent, AttachmentKind, CaseEvent, CaseOutcome, CaseTool, ClarificationOutcome,
    ConcernEvent, ConcernScale, ConcernSubject, ConsentEvent, ConsentForm, ConsultingEvent, ConversationOutcome,
    ConversationWith, CopyEvent, CorrectionEvent, CourseEvent, Degree, DiscussionEvent, Dispatch, Document,
    FamilyEvent, FearedAtHome, ImportedMeasure, ImportedPlan, InformationCategory, Interpreted, InterpretedBy,
    Interpreter, InvitationGround, LanguageCode, LeaderDisagreement, LeaderTopic, Level, LevelEntry, MappingMethod,
    MeasureEvent, MeasureKind, MeasureTarget, MeetingEvent, MeetingKind, ObservationKind, OwnSay, OwnTeam, PartyKind,
    PlanEvent, RecipientUnit, Recommendation, ReferralEvent, ReferralForm, ReferralOutcome, RelayEvent, ReportDuty,
    ReportingEvent, SharingBasis, SharingDirection, SharingEvent, SiblingsEvent, StepConsequence, StepsEvent,
    WhoIsAsked, WithdrawalGround, WithholdingGround,
};
use crate::codes::{ListVersion, UsedCode};
use crate::consultation::screening::IdentifyingKind;
use crate::consultation::{ConsultationEvent, ConsultationTopic, ConsultationTopics};
use crate::content::{MediaType, SealedDigest};
use crate::corrections::{WrongEntry, WrongPart};
use crate::guides::{Arena, AskedFor, Responsibility, UsedTool};
use crate::investigation::{
    Appellant, BoardCaseKind, BoardOutcome, Consented, CourtOutcome, DecidedMeasure, DisclosureBasis, EmergencyGround,
    FollowUpEndReason, FollowUpPart, InformationBasis, InvestigationEvent, InvestigationOutcome, MeasureBasis,
    ParticipationKind, PlacementNumber, Principles, ServiceConsentScope, StepKind, ToldConclusion, Voices, WrittenForm,
};
use crate::law::{
    ActNumber, AddressProtectionGrade, AddressProtectionSource, DeadlineKind, DutyCondition, ErasureBasis, LegalTopic,
    Length, RestrictionGround,
};
use crate::people::Role;
use crate::refusal::{Act, Differing, Sought, Uncovered};
use crate::report::{
    AcknowledgementDuty, Channel, Joined, JoiningNumber, ReportEvent, Reporter, ReporterKind, TriageOutcome,
};
use crate::settings::{ReportSigning, SettingsEvent, SettingsLeader};
use crate::subject::SubjectEvent;
use crate::subject::access::{
    AccessAsker, AccessAuthority, AccessExtensionGround, AccessOutcome, AccessRefusalGround, HandOver, IdentityCheck,
    case_was_opened, report_came_in,
};
use crate::texts::{Argument, Sentence};
use crate::time::ObservedPeriod;
use crate::transfers::TransferReceipt;

/// Lists one sample of each variant, with the variant's name. A variant without a sample does not compile.
macro_rules! one_of_each {
    ($(#[$doc:meta])* $list:ident of $of:ident: $($variant:ident $fields:tt)+) => {
        $(#[$doc])*
        pub(crate) fn $list() -> Vec<(&'static str, $of)> {
            let _none_is_missing: fn(&$of) = |of| match of {
                $($of::$variant { .. } => {})+
            };
            vec![$((stringify!($variant), $of::$variant $fields),)+]
        }
    };
}

mod arena;

/// One of each event of a case.
pub(crate) fn every_case_event() -> Vec<(&'static str, CaseEvent)> {
    let mut all = named(every_course_event());
    all.extend(named(every_concern_event()));
    all.extend(named(every_family_event()));
    all.extend(named(every_consent_event()));
    all.extend(named(every_reporting_event()));
    all.extend(named(arena::every_answer_event()));
    all.extend(named(arena::every_averting_event()));
    all.extend(named(arena::every_consulting_event()));
    all.extend(named(every_siblings_event()));
    all.extend(named(every_alternatives_event()));
    all.extend(named(every_sharing_event()));
    all.extend(named(every_discussion_event()));
    all.extend(named(every_analysis_event()));
    all.extend(named(every_measure_event()));
    all.extend(named(every_steps_event()));
    all.extend(named(every_relay_event()));
    all.extend(named(every_meeting_event()));
    all.extend(named(every_agreement_event()));
    all.extend(named(every_copy_event()));
    all.extend(named(every_referral_event()));
    all.extend(named(every_plan_event()));
    all.extend(named(every_attachment_event()));
    all.extend(named(every_correction_event()));
    all
}

/// The code of a language, sealed as what can tell who somebody is.
pub(crate) fn somali() -> Personal<LanguageCode> {
    Personal::child(CHILD, "so".parse().unwrap())
}

/// From and into Somali.
pub(crate) fn interpreted_by(interpreter: Interpreter) -> Interpreted {
    Interpreted { language: somali(), by: InterpretedBy::Interpreter(interpreter) }
}

fn named<E: Into<CaseEvent>>(samples: Vec<(&'static str, E)>) -> Vec<(&'static str, CaseEvent)> {
    samples.into_iter().map(|(name, event)| (name, event.into())).collect()
}

/// That the day of an entry was found wrong.
pub(crate) fn wrong_day() -> WrongEntry {
    WrongEntry {
        entry: 2,
        what: WrongPart::Day,
        day: Some(MONDAY),
        right: Some(said_of_child("It was on Monday, before school")),
        reason: said_of_child("Her teacher has it in his calendar"),
        found_by: teacher(),
        found_on: FRIDAY,
        takes_back: false,
    }
}

/// That another service has what was sent to it.
pub(crate) fn receipt() -> TransferReceipt {
    TransferReceipt {
        account: said_of_child("The intake of her new municipality has it"),
        received_on: date(2024, 7, 8),
    }
}

one_of_each! {
    every_correction_event of CorrectionEvent:
    EntryFoundWrong (wrong_day())
}

one_of_each! {
    every_referral_event of ReferralEvent:
    ReferralSent { guides: vec![],
        recipient: Body::EducationalPsychologicalService,
        unit: Some("Dalmo".to_owned()),
        form: ReferralForm::EducationalPsychologicalService,
        categories: [InformationCategory::Observations, InformationCategory::Learning].into(),
        content: said_of_child("She follows no conversation"),
        rests_on: SharingBasis::Consent { consent: CONSENT },
        decision: decided(),
        sent_on: THURSDAY,
    }
    ReferralAnswered {
        referral: 1,
        recipient: Body::EducationalPsychologicalService,
        outcome: ReferralOutcome::Taken,
        answer: said_of_child("We meet her in April"),
        after_withdrawal: false,
        answered_on: FRIDAY,
    }
    ReferralWithdrawn {
        referral: 1,
        recipient: Body::EducationalPsychologicalService,
        guides: vec![],
        decision: decided(),
        withdrawn_on: FRIDAY,
    }
}

one_of_each! {
    every_attachment_event of AttachmentEvent:
    AttachmentAdded {
        attachment: ATTACHMENT,
        kind: AttachmentKind::ChildsOwn,
        title: said_of_child("The house without doors"),
        media_type: MediaType::Jpeg,
        size: 1_048_576,
        sha256: said_of_child("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        sealed: SealedDigest::of(b"sealed"),
        belongs_to: Some(AttachedTo::Observation { observation: OBSERVATION }),
        made_on: TUESDAY,
        added_on: THURSDAY,
    }
    AttachmentWithdrawn {
        attachment: ATTACHMENT,
        ground: WithdrawalGround::AboutAnotherChild,
        reason: said_of_child("Her brother drew it"),
        withdrawn_on: FRIDAY,
    }
}

one_of_each! {
    every_plan_event of PlanEvent:
    PlanDrafted {
        text: said_of_child("She is fetched by four, and we talk again in May"),
        with_guardians: vec![mother()],
        without_guardians_because: Some(said_of_child("The father was not to be reached")),
        guides: vec![fjordvik().version],
        drafted_on: WEDNESDAY,
    }
    MeasurePlanMade {
        plan: AGREEMENT,
        measures: [MEASURE].into(),
        guides: vec![fjordvik().version],
        made_on: THURSDAY,
    }
    PlanAdjusted {
        plan: AgreementId::from_uuid(Uuid::from_u128(0xa94f)),
        replaces: AGREEMENT,
        measures: [MEASURE].into(),
        guides: vec![fjordvik().version],
        decision: decided(),
        adjusted_on: FRIDAY,
    }
    WayForwardDecided {
        continued: [MEASURE].into(),
        ended: [MeasureId::from_uuid(Uuid::from_u128(0x3ea6))].into(),
        begun: [MeasureId::from_uuid(Uuid::from_u128(0x3ea7))].into(),
        guides: vec![fjordvik().version],
        decision: decided(),
        decided_on: FRIDAY,
    }
    GroupCompositionReviewed {
        bodies: [Body::School, Body::HealthStation].into(),
        units: [].into(),
        rightly_composed: false,
        change: Some(said_of_child("The school nurse joins")),
        guides: vec![fjordvik().version],
        reviewed_on: FRIDAY,
    }
}

one_of_each! {
    every_agreement_event of AgreementEvent:
    AgreementDrawn {
        agreement: AGREEMENT,
        kind: AgreementKind::Agreement,
        is_minutes: true,
        text: said_of_child("We meet again after Easter"),
        parties: parties(),
        drawn_on: TUESDAY,
    }
    AgreementSigned { agreement: AGREEMENT, by: MOTHER, signed_on: WEDNESDAY }
    AgreementSuperseded {
        agreement: AGREEMENT,
        by: AgreementId::from_uuid(Uuid::from_u128(0xa94f)),
        superseded_on: FRIDAY,
    }
}

one_of_each! {
    every_copy_event of CopyEvent:
    CopyDelivered {
        document: Document::Agreement { agreement: AGREEMENT },
        recipient: parties()[0].clone(),
        delivered_on: THURSDAY,
    }
    CopyWithheld {
        document: Document::Report { report: REPORT },
        ground: WithholdingGround::Violence,
        review_on: date(2024, 4, 8),
        decision: decided(),
        withheld_on: FRIDAY,
    }
    CopyLapsed { document: Document::Agreement { agreement: AGREEMENT }, recipient: MOTHER, lapsed_on: FRIDAY }
    WhereaboutsTakenOut {
        document: Document::Agreement { agreement: AGREEMENT },
        decision: decided(),
        taken_out_on: WEDNESDAY,
    }
    WhereaboutsMayBeKnown {
        document: Some(Document::Agreement { agreement: AGREEMENT }),
        subject: MOTHER,
        read_on: THURSDAY,
    }
    WhereaboutsFoundNotTold {
        document: Some(Document::Agreement { agreement: AGREEMENT }),
        subject: MOTHER,
        read_on: THURSDAY,
        found_on: FRIDAY,
    }
}

one_of_each! {
    every_meeting_event of MeetingEvent:
    InterdisciplinaryMeetingConvened {
        units: [RecipientUnit { body: Body::School, unit: "Solbakken".to_owned() }].into(),
        meeting: MEETING,
        bodies: [Body::School, Body::EducationalPsychologicalService].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: date(2024, 3, 15),
        convened_on: WEDNESDAY,
    }
    ResourceTeamConvened {
        meeting: MEETING,
        participants: [Body::Kindergarten, Body::ChildWelfareService].into(),
        units: [RecipientUnit { body: Body::School, unit: "Solbakken".to_owned() }].into(),
        categories: [InformationCategory::Observations].into(),
        rests_on: SharingBasis::Consent { consent: CONSENT },
        team: Some(OwnTeam { bodies: [Body::School, Body::Kindergarten].into(), arena: Some(Arena::Kindergarten) }),
        convened_by: by(DeciderRole::Head),
        planned_for: date(2024, 3, 15),
        convened_on: WEDNESDAY,
    }
    EvaluationMeetingConvened {
        meeting: MEETING,
        with: ConversationWith::ChildAndGuardians,
        planned_for: FRIDAY,
        convened_on: THURSDAY,
    }
    ClarificationMeetingConvened {
        meeting: MEETING,
        convened_by: Body::HealthStation,
        bodies: [Body::Kindergarten].into(),
        units: [RecipientUnit { body: Body::School, unit: "Solbakken".to_owned() }].into(),
        anonymous: false,
        categories: [].into(),
        rests_on: None,
        planned_for: FRIDAY,
        convened_on: WEDNESDAY,
    }
    MeetingHeld {
        meeting: MEETING,
        attendance: Attendance {
            units: [RecipientUnit { body: Body::School, unit: "Solbakken".to_owned() }].into(),
            interpreted: Some(interpreted_by(Interpreter::Qualified)),
            ..attendance()
        },
        without_basis: [].into(),
        held_on: THURSDAY,
    }
    ClarificationMeetingHeld {
        meeting: MEETING,
        bodies: [].into(),
        units: [RecipientUnit { body: Body::School, unit: "Solbakken".to_owned() }].into(),
        without_basis: [].into(),
        outcome: ClarificationOutcome::MoreObservation,
        decision: decided(),
        held_on: FRIDAY,
    }
    MinutesRecorded { meeting: MEETING, text: said_of_child("Cato goes on meeting her"), recorded_on: FRIDAY }
    ResourceTeamRecommendationRecorded {
        meeting: MEETING,
        recommendation: said_of_child("A smaller group"),
        recorded_on: FRIDAY,
    }
    NextMeetingAgreed { meeting: None, next_on: date(2024, 4, 12), agreed_on: FRIDAY }
    MeetingCalledOff { meeting: Some(MEETING), decision: decided(), called_off_on: FRIDAY }
}

one_of_each! {
    every_relay_event of RelayEvent:
    RelayHolderAssigned { holder: teacher(), assigned_on: THURSDAY }
    RelayHolderChanged { from: teacher(), to: nurse(), decision: decided(), changed_on: FRIDAY }
}

one_of_each! {
    every_measure_event of MeasureEvent:
    MeasurePlanned {
        measure: MEASURE,
        plan: MeasurePlan { based_on: Some(Recommendation { meeting: MEETING, number: 1 }), ..measure_plan() },
        planned_on: TUESDAY,
    }
    MeasuresApprovedByGuardians { measures: [MEASURE].into(), guardians: vec![mother()], approved_on: WEDNESDAY }
    MeasuresRefusedByGuardians {
        measures: [MEASURE].into(),
        guardians: vec![mother()],
        reason: said_by_guardian("She needs none of that"),
        refused_on: FRIDAY,
    }
    MeasuresRefusedByYouth {
        measures: [MEASURE].into(),
        own_say: Some(OwnSay::BesideGuardians),
        reason: said_of_child("I will not"),
        refused_on: FRIDAY,
    }
    MeasuresApprovedByYouth {
        measures: [MEASURE].into(),
        own_say: Some(OwnSay::InsteadOfGuardians),
        approved_on: WEDNESDAY,
    }
    MeasureStarted { measure: MEASURE, started_on: THURSDAY }
    MeasureEvaluated {
        measure: MEASURE,
        evaluation: evaluation(),
        evaluated_on: FRIDAY,
        next_evaluation_on: Some(date(2024, 4, 26)),
    }
    MeasureExtended { guides: vec![],
        measure: MEASURE,
        to: date(2024, 9, 2),
        evaluation_on: date(2024, 8, 1),
        decision: decided(),
        extended_on: FRIDAY,
    }
    MeasureEnded { guides: vec![], measure: MEASURE, decision: decided(), ended_on: FRIDAY }
}

one_of_each! {
    every_steps_event of StepsEvent:
    GuideFollowed { talks_first: false,
        guide: fjordvik().version,
        digest: fjordvik().digest,
        entries: vec![LevelEntry { level: Level::One, step: "see".parse().unwrap() }],
        current: steps(&["see"]),
        responsibilities: [
            Responsibility::BringConcernToLeader,
            Responsibility::CallFamilyToTalk,
            Responsibility::AgreeInWriting,
        ]
        .into(),
        decision: Some(decided()),
        followed_on: TUESDAY,
    }
    StepDecisionTaken {
        guide: fjordvik().version,
        step: "talk".parse().unwrap(),
        outcomes: vec!["lift".parse().unwrap()],
        current: steps(&["talk"]),
        consequence: Some(StepConsequence::Escalate { level: Level::Two }),
        asks_for: [AskedFor::Referral].into(),
        attests: [].into(),
        backed_from: Some(TUESDAY),
        not_to_act: false,
        in_order: true,
        without_consent: false,
        decision: decided(),
        together_with: Some(by(DeciderRole::UnitLeader)),
        decided_on: WEDNESDAY,
    }
}

one_of_each! {
    every_course_event of CourseEvent:
    CaseOpened {
        child: child(),
        unit: UNIT.to_owned(),
        opened_on: MONDAY,
        journal_number: Some(said_of_child("2024/17")),
        caseworker: Some(teacher().name),
    }
    HelpToldOfBySource {
        measures: vec![imported_measure()],
        plans: vec![ImportedPlan {
            plan: AGREEMENT,
            kind: Some("1".to_owned()),
            from: MONDAY,
            to: Some(FRIDAY),
            evaluated_on: Some(THURSDAY),
            year: 2024,
        }],
        told_on: FRIDAY,
    }
    EscalatedToLevel {
        stood_behind: None,
        level: Level::Two,
        consent: CONSENT,
        guides: vec![],
        decision: decided(),
        escalated_on: THURSDAY,
    }
    ReturnedToLevel {
        level: Level::One,
        guides: vec![],
        decision: decided(),
        stood_behind: None,
        returned_on: FRIDAY,
    }
    CaseClosed {
        outcome: CaseOutcome::MeasuresHadEffect.into(),
        guides: vec![],
        decision: decided(),
        stood_behind: None,
        closed_on: FRIDAY,
    }
    CaseReopened { guides: vec![], decide_by: None, decision: decided(), reopened_on: FRIDAY }
    ReopeningDeclined { decision: decided(), declined_on: FRIDAY }
}

one_of_each! {
    every_concern_event of ConcernEvent:
    ConcernRaised {
        subject: ConcernSubject::Both,
        description: said_of_child("She is often alone"),
        concerned_since: Some(date(2024, 1, 8)),
        decide_by: None,
        raised_on: MONDAY,
    }
    ObservationLogged {
        observation: OBSERVATION,
        observed: ObservedPeriod::between(MONDAY, TUESDAY).unwrap(),
        kind: ObservationKind::Observed,
        text: said_of_child("Nobody came for her before six"),
        interpretation: Some(said_of_child("She seems to be used to it")),
        prompt: None,
        signals: [].into(),
        source: None,
        recorded_days_after: 3,
    }
    ObservationCorrected {
        observation: OBSERVATION,
        text: said_of_child("Her aunt came for her at a quarter to six"),
        reason: said_of_child("I mixed up two days"),
        corrected_on: WEDNESDAY,
    }
    ConcernAssessed { guides: vec![],
        degree: Degree::Considerable,
        scale: Some(ConcernScale::Child),
        ground_for_concern: true,
        basis: vec![OBSERVATION],
        no_basis_because: None,
        decision: decided(),
        assessed_on: WEDNESDAY,
    }
}

one_of_each! {
    every_family_event of FamilyEvent:
    ConversationConvened {
        with: ConversationWith::Guardians,
        subject: said_of_child("How she sleeps"),
        planned_for: FRIDAY,
        convened_on: TUESDAY,
    }
    ConversationCalledOff { with: ConversationWith::Guardians, decision: decided(), called_off_on: WEDNESDAY }
    YouthInvitationAssessed {
        invited: true,
        ground: InvitationGround::Maturity,
        decision: decided(),
        assessed_on: TUESDAY,
    }
    ConversationHeld {
        with: ConversationWith::ChildAndGuardians,
        held_on: TUESDAY,
        outcome: ConversationOutcome::MeasuresAgreed,
        summary: said_of_child("They will come at four"),
        childs_own_words: vec![said_of_child("I wait by the gate")],
        guardians_view: Some(said_by_guardian("The bus is late")),
        open_questions_used: None,
        summary_confirmed_by_child: None,
        child_informed_of_next_steps: None,
        interpreted: Some(Interpreted {
            language: somali(),
            by: InterpretedBy::NobodyBecause(said_of_child("Nobody could come")),
        }),
    }
    InterpreterNeedRecorded { whose: ConversationWith::Guardians, language: somali(), noted_on: TUESDAY }
    InterpreterNeedEnded { whose: ConversationWith::Guardians, ended_on: FRIDAY }
    GuardiansInformed { about: AboutGuardians::Report, guardians: vec![mother()], informed_on: WEDNESDAY }
    GuardiansNamed {
        guardians: vec![mother()],
        decision: Some(decided()),
        named_on: THURSDAY,
    }
    GuardianNotificationWithheld {
        ground: WithholdingGround::EvidenceAtRisk,
        not_in_use: true,
        decision: decided(),
        withheld_on: WEDNESDAY,
    }
    GuardianNotificationWithholdingLifted { decision: decided(), lifted_on: THURSDAY }
}

one_of_each! {
    every_consent_event of ConsentEvent:
    ConsentRequested {
        consent: CONSENT,
        of: WhoIsAsked::Guardian(mother()),
        scope: ConsentScope {
            units: [RecipientUnit { body: Body::ChildWelfareService, unit: "Solbakken".to_owned() }].into(),
            valid_to: Some(date(2025, 3, 4)),
            ..scope(ConsentPurpose::Level2Cooperation)
        },
        requested_on: TUESDAY,
    }
    ConsentGiven {
        consent: CONSENT,
        form: ConsentForm::SignedForm,
        consented_by: None,
        directions: [].into(),
        read_before_consent: None,
        voluntary: None,
        agreement: None,
        own_say: Some(OwnSay::BesideGuardians),
        given_on: WEDNESDAY,
    }
    ConsentNarrowed {
        consent: CONSENT,
        scope: ConsentScope {
            units: [RecipientUnit { body: Body::ChildWelfareService, unit: "Solbakken".to_owned() }].into(),
            valid_to: Some(FRIDAY),
            ..scope(ConsentPurpose::Level2Cooperation)
        },
        reason: Some(said_by_guardian("Only until Friday")),
        narrowed_on: THURSDAY,
    }
    ConsentExpired { consent: CONSENT, expired_on: SATURDAY }
    ConsentRefused { consent: CONSENT, reason: Some(said_by_guardian("Not now")), refused_on: WEDNESDAY }
    ConsentWithdrawn { consent: CONSENT, reason: Some(said_by_guardian("No more")), withdrawn_on: THURSDAY }
    ConsentRequestWithdrawn {
        consent: CONSENT,
        guides: vec![],
        decision: decided(),
        withdrawn_on: THURSDAY,
    }
}

one_of_each! {
    every_reporting_event of ReportingEvent:
    DutyToReportAssessed { guides: vec![],
        report: None,
        for_next_report: false,
        triggered: true,
        conditions: vec![DutyCondition::SeriousNeglect, DutyCondition::PersistentSeriousBehaviouralDifficulties],
        condition_set: "BVL2021 § 13-2".to_owned(),
        evidence: vec![OBSERVATION],
        consulted: [].into(),
        consulted_units: [].into(),
        decision: decided(),
        assessed_on: WEDNESDAY,
    }
    ReportSent {
        report: REPORT,
        child: child(),
        content: said_of_child("We are worried about her"),
        duty: ReportDuty::Consented { consent: CONSENT },
        duty_bearer: teacher(),
        unit: UNIT.to_owned(),
        withheld_from_guardians: Some(WithholdingGround::EvidenceAtRisk),
        sent_despite_leader_disagreement: None,
        dispatch: Some(Dispatch {
            beside_routine: Some(ReportSigning::Leader),
            ..Dispatch::by_this_ledger(&said_of_child("We are worried about her"), teacher())
        }),
        sent_at: noon(THURSDAY),
    }
    ReportDraftDiscarded { draft: arena::DRAFT, decision: decided(), discarded_on: WEDNESDAY }
    ReportDrafted {
        draft: arena::DRAFT,
        content: said_of_child("We are worried about her"),
        co_authored_with_guardians: vec![mother()],
        drafted_on: TUESDAY,
    }
    ReportCosigned { report: REPORT, guardians: vec![mother()], cosigned_on: THURSDAY }
    EmergencyContactMade {
        body: Body::ChildWelfareEmergencyService,
        category: AcuteCategory::FemaleGenitalMutilation,
        description: said_of_child("They leave tonight"),
        contact: Some(said_of_child("With an aunt until then")),
        contacted_at: noon(MONDAY),
    }
}

one_of_each! {
    every_siblings_event of SiblingsEvent:
    SiblingLinked { sibling: sibling(), linked_on: TUESDAY }
    NoSiblingsConfirmed { confirmed_on: TUESDAY }
    SiblingsLeftUnknown { reason: said_of_child("Nobody could say"), noted_on: TUESDAY }
}

one_of_each! {
    every_alternatives_event of AlternativesEvent:
    AlternativeChosen { helped_by: [Body::HealthStation].into(), helped_by_units: [].into(), alternative: Alternative::B, guides: vec![], decision: decided(), chosen_on: TUESDAY }
    AlternativeEnded { alternative: Alternative::B, guides: vec![], decision: decided(), ended_on: FRIDAY }
    Chapter9aNoticeFiled { content: said_of_child("She is called names"), filed_on: WEDNESDAY }
}

one_of_each! {
    every_sharing_event of SharingEvent:
    SharingExceptionAssessed {
        exception: EXCEPTION,
        consent: Some(CONSENT),
        topic: LegalTopic::SharingWithAuthorities,
        legal_basis: "forvaltningsloven 1967 § 13 b".to_owned(),
        recipients: [Body::SchoolHealthService, Body::Other].into(),
        units: [RecipientUnit { body: Body::Other, unit: "Ungdomslosen".to_owned() }].into(),
        categories: [InformationCategory::Health].into(),
        allowed: true,
        decision: decided(),
        assessed_on: THURSDAY,
    }
    RefusalAccepted { consent: CONSENT, decision: decided(), accepted_on: THURSDAY }
    DisclosureOrdered {
        body: Body::ChildWelfareService,
        categories: [InformationCategory::Observations, InformationCategory::Learning].into(),
        asked: said_of_child("How her days at the kindergarten are"),
        legal_basis: "BVL2021 § 13-4".to_owned(),
        ordered_on: WEDNESDAY,
        received_on: THURSDAY,
    }
    DisclosureOrderClosed {
        body: Body::ChildWelfareService,
        ordered_on: WEDNESDAY,
        decision: decided(),
        closed_on: FRIDAY,
    }
    InformationShared {
        unit: Some("Solbakken".to_owned()),
        body: Body::ChildWelfareService,
        direction: SharingDirection::ToBody,
        categories: [InformationCategory::Observations, InformationCategory::Health].into(),
        content: said_of_child("That nobody comes for her"),
        rests_on: SharingBasis::Duty {
            topic: LegalTopic::DutyToReport,
            legal_basis: "BVL2021 § 13-2".to_owned(),
            ordered_on: None,
        },
        decision: decided(),
        shared_on: FRIDAY,
    }
}

one_of_each! {
    every_discussion_event of DiscussionEvent:
    ColleagueDiscussionHeld { summary: said_of_child("She has seen it too"), held_on: TUESDAY }
    PeerTeamDiscussionHeld { summary: said_of_child("Watch the pick-up for a week"), held_on: TUESDAY }
    LeaderDiscussionHeld {
        leader: None,
        about: LeaderTopic::Referral,
        summary: said_of_child("We ask the health station"),
        held_on: WEDNESDAY,
    }
    ConcernForwardedToLeader { leader: by(DeciderRole::Head), forwarded_on: TUESDAY }
    InternalNoteSubmittedToLeader { note: NOTE, text: said_of_child("She is often alone"), submitted_on: TUESDAY }
    LeaderFeedbackGiven { note: NOTE, agrees: false, decision: decided(), given_on: WEDNESDAY }
    LeaderDisagreementRecorded { description: said_of_child("He would rather wait"), recorded_on: WEDNESDAY }
}

one_of_each! {
    every_analysis_event of AnalysisEvent:
    ConcernConcretised { guides: vec![],
        text: said_of_child("She is picked up last every day"),
        methods: [MappingMethod::Observation, MappingMethod::Conversation].into(),
        concretised_on: TUESDAY,
    }
    ToolUsed { tool: CaseTool::OfGuide(UsedTool { guide: fjordvik().version, title: "Loggskjema".to_owned() }), result: Some(said_of_child("Seven of ten")), used_on: TUESDAY }
    ConcernAnalysed { guides: vec![],
        basis: vec![OBSERVATION],
        no_basis_because: Some(said_of_child("Nobody has seen it")),
        analysis: said_of_child("It has become a habit"),
        spoken_with_child: true,
        colleagues_concerned: true,
        since: Some(MONDAY),
        childs_situation: None,
        family_and_network: None,
        analysed_on: WEDNESDAY,
    }
    SeverityDecided { guides: vec![], severity: Degree::Considerable, action_needed: true, decision: decided(), decided_on: WEDNESDAY }
}

one_of_each! {
    every_event_of_a_report_alone of ReportEvent:
    ReportReceived {
        child: child(),
        case: Some(CASE),
        message: Some(MESSAGE),
        reporter: Reporter::Public {
            name: reporters("Cato"),
            role: reporters("pedagogical leader"),
            unit: reporters(UNIT),
            contact: Some(reporters("22 22 22 22")),
        },
        content: Some(said_of_child("We are worried about her")),
        contents: vec![UsedCode { code: "8".to_owned(), list: ListVersion::Register, clarification: None }],
        unit: "Nord".to_owned(),
        channel: Channel::CaseLedger,
        withheld_from_guardians: Some(WithholdingGround::Violence),
        guardians_not_told: true,
        received_at: noon(MONDAY),
    }
    WithholdingFromGuardiansChanged {
        withheld_from_guardians: Some(WithholdingGround::Violence),
        decision: Some(decided()),
        changed_on: FRIDAY,
    }
    ReporterClassified {
        kind: ReporterKind::Public,
        codes: vec![UsedCode {
            code: "22".to_owned(),
            list: ListVersion::Kostra15F { year: 2024 },
            clarification: Some(reporters("the swimming school")),
        }],
        acknowledgement: AcknowledgementDuty::Due { by: date(2024, 3, 25) },
        learns_outcome: true,
        classified_at: noon(MONDAY),
    }
    ReportCodesGiven {
        reporter_codes: Some(vec![UsedCode { code: "9".to_owned(), list: ListVersion::Register, clarification: None }]),
        contents: Some(vec![UsedCode {
            code: "18".to_owned(),
            list: ListVersion::Register,
            clarification: Some(said_of_child("Her grandmother lives with them")),
        }]),
        given_on: TUESDAY,
    }
    ReporterDeclarationRecorded {
        learned_through_work: false,
        corrected_because: Some(said_of_child("The neighbour was taken for her teacher")),
        declared_on: TUESDAY,
    }
    ReporterNamedAtWork {
        reporter: Reporter::Public {
            name: reporters("Dina"),
            role: reporters("swimming teacher"),
            unit: reporters("the swimming school"),
            contact: Some(reporters("22 22 22 22")),
        },
        acknowledgement_due: Some(date(2024, 3, 29)),
        investigation: Some(INVESTIGATION),
        named_on: FRIDAY,
    }
    AcknowledgementSent { sent_on: TUESDAY, guides: vec![fjordvik().version], due_by: Some(date(2024, 3, 25)) }
    IntakeMeetingHeld {
        present: vec![by(DeciderRole::IntakeOfficer), teacher()],
        summary: Some(said_of_child("The school has reported before")),
        guides: vec![fjordvik().version],
        held_on: TUESDAY,
    }
    ReportPrioritised {
        severity: Degree::Serious,
        area: Some("Nord".to_owned()),
        decision: decided(),
        guides: vec![fjordvik().version],
        prioritised_on: MONDAY,
    }
    UrgentFollowUpDecided {
        measures: said_of_child("A visit to the home this evening"),
        decision: decided(),
        guides: vec![fjordvik().version],
        decided_on: TUESDAY,
    }
    TriageDecided {
        outcome: TriageOutcome::InvestigationDecided,
        conclusion: UsedCode { code: "2".to_owned(), list: ListVersion::Register, clarification: None },
        urgent_measures: Some(true),
        legal_basis: "BVL2021 § 2-1".to_owned(),
        decision: decided(),
        assessment: Some(said_of_child("It is likely that she needs help at home")),
        seconded_by: Some(teacher()),
        joins: Some(Joined { investigation: INVESTIGATION, reporter_learns_conclusion: true }),
        active_measures: None,
        decided_on: THURSDAY,
        guides: vec![fjordvik().version],
        days_since_receipt: 3,
    }
    JoinedInvestigationNamed {
        joined: Joined { investigation: INVESTIGATION, reporter_learns_conclusion: true },
        named_on: FRIDAY,
    }
    JoiningCorrected {
        was: None,
        joined: Some(Joined { investigation: INVESTIGATION, reporter_learns_conclusion: true }),
        was_over: false,
        decision: decided(),
        corrected_on: FRIDAY,
    }
    TriageReopened {
        sent_back: Some(said_of_child("The intake of her new municipality says that she lives here")),
        measures_in: Some(INVESTIGATION),
        decision: decided(),
        reopened_on: FRIDAY,
    }
    ReporterInformedOfTriage { investigation_follows: true, transferred: true, guides: vec![fjordvik().version], informed_on: FRIDAY }
    TransferReceiptRecorded(receipt())
    EntryFoundWrong(wrong_day())
    Steps(every_steps_event().swap_remove(0).1)
}

/// One of each event of a report.
pub(crate) fn every_report_event() -> Vec<(&'static str, ReportEvent)> {
    let mut all = every_event_of_a_report_alone();
    all.retain(|(_, event)| !matches!(event, ReportEvent::Steps(_)));
    all.extend(every_steps_event().into_iter().map(|(name, event)| (name, event.into())));
    all
}

one_of_each! {
    every_event_of_an_investigation_alone of InvestigationEvent:
    InvestigationOpened {
        report: REPORT,
        case: Some(CASE),
        child: child(),
        unit: "Nord".to_owned(),
        started_on: THURSDAY,
        deadline: date(2024, 6, 7),
        legal_basis: "BVL2021 § 2-2".to_owned(),
        reporter_learns_conclusion: Some(true),
        renews: Some(INVESTIGATION),
    }
    InvestigationAllocated {
        team: "Undersøkelse 1".to_owned(),
        severity: Degree::Serious,
        area: "Nord".to_owned(),
        guides: vec![fjordvik().version],
        allocated_on: FRIDAY,
    }
    InvestigationStepDone {
        kind: StepKind::AssessmentTool,
        tool: Some(UsedTool { guide: fjordvik().version, title: "WMCI".to_owned() }),
        account: Some(said_of_child("She showed her room")),
        guides: vec![fjordvik().version],
        done_on: FRIDAY,
    }
    InvestigationPlanMade { plan: said_of_child("Talk with the school, then visit the home"), guides: vec![fjordvik().version], made_on: FRIDAY }
    ChildParticipationRecorded {
        kind: ParticipationKind::Conversation,
        code: Some(UsedCode { code: "1.1".to_owned(), list: ListVersion::Register, clarification: None }),
        account: said_of_child("She wants to be asked again in spring"),
        guides: vec![fjordvik().version], on: FRIDAY,
    }
    DeadlineExtended { new_deadline: date(2024, 8, 1), decision: decided(), guides: vec![fjordvik().version], decided_on: date(2024, 6, 3) }
    RecommendedMeasuresDeclined { guides: vec![],
        recommended: said_of_child("Guidance at home, and a visiting home"),
        account: said_of_child("Her mother wants to manage by herself"),
        declined_on: date(2024, 6, 3),
    }
    InvestigationConcluded {
        outcome: InvestigationOutcome::DismissedMoved,
        board_case: Some(BoardCaseKind::CareOrder),
        conclusion: UsedCode {
            code: "5".to_owned(),
            list: ListVersion::Register,
            clarification: Some(said_of_child("To her grandmother")),
        },
        grounds: vec![UsedCode { code: "8".to_owned(), list: ListVersion::Register, clarification: None }],
        legal_basis: "BVL2021 § 2-2".to_owned(),
        decision: decided(),
        concluded_on: date(2024, 7, 1),
        guides: vec![fjordvik().version],
        deadline: date(2024, 8, 1),
    }
    RenewedInvestigationScheduled {
        child: CHILD,
        report: REPORT,
        case: Some(CASE),
        unit: "Nord".to_owned(),
        planned_for: date(2024, 10, 1),
        due_by: date(2025, 1, 1),
        scheduled_on: date(2024, 7, 1),
    }
    InvestigationSentBack {
        child: CHILD,
        report: REPORT,
        case: Some(CASE),
        unit: "Nord".to_owned(),
        account: said_of_child("They know of no such child"),
        open_by: date(2024, 7, 22),
        sent_back_on: date(2024, 7, 15),
    }
    RenewalCalledOff { child: CHILD, decision: decided(), guides: vec![fjordvik().version], called_off_on: date(2024, 9, 2) }
    ReporterInformedOfConclusion {
        report: Some(REPORT),
        joining: JoiningNumber(1),
        told: ToldConclusion::Dismissed,
        form: Some(WrittenForm::Letter),
        informed_on: date(2024, 7, 8),
        guides: vec![fjordvik().version],
        due_by: date(2024, 7, 22),
    }
    MeasureInfoDisclosedToReporter {
        report: Some(REPORT),
        basis: DisclosureBasis::Consent,
        measures: [MEASURE].into(),
        account: Some(said_of_child("She has somebody who meets her")),
        consented: Some(Consented { by: vec![mother()], on: date(2024, 7, 1), scope: Some(service_scope()) }),
        decision: decided(),
        guides: vec![fjordvik().version], disclosed_on: date(2024, 7, 8),
    }
    ConcernDisclosedToReporter {
        report: Some(REPORT),
        assessment: said_of_child("The school meets her every morning, and can keep an eye on her"),
        decision: decided(),
        guides: vec![fjordvik().version], disclosed_on: date(2024, 7, 8),
    }
    EmergencyPlacementDecided {
        ground: EmergencyGround::Harm,
        principles: Some(principles()),
        legal_basis: "BVL2021 §§ 4-2, 4-4".to_owned(),
        decision: decided(),
        guides: vec![fjordvik().version], decided_on: FRIDAY,
    }
    EmergencyPrinciplesAnswered { placement: PlacementNumber(1), principles: principles(), answered_on: date(2024, 6, 3) }
    EmergencyPlacementEnded { placement: Some(PlacementNumber(1)), decision: decided(), guides: vec![fjordvik().version], ended_on: date(2024, 6, 3) }
    BoardCaseSubmitted {
        kind: BoardCaseKind::OrderedMeasure,
        until: Some(date(2025, 6, 3)),
        principles: principles(),
        legal_basis: "BVL2021 §§ 3-1 – 3-5".to_owned(),
        decision: decided(),
        guides: vec![fjordvik().version], submitted_on: date(2024, 6, 3),
    }
    BoardDecisionReceived {
        kind: BoardCaseKind::OrderedMeasure,
        outcome: BoardOutcome::PartlyGranted,
        account: Some(said_of_child("Guidance at home, for six months")),
        until: None,
        decided_on: date(2024, 7, 1),
    }
    CourtAppealRecorded {
        kind: BoardCaseKind::OrderedMeasure,
        by: Appellant::PrivateParty,
        appealed_on: date(2024, 7, 8),
    }
    CourtDecisionReceived {
        kind: BoardCaseKind::OrderedMeasure,
        outcome: CourtOutcome::NotGranted,
        account: Some(said_of_child("Her mother takes the help by herself")),
        until: None,
        decided_on: date(2024, 9, 2),
    }
    InformationRequested {
        of: Body::School, unit: None,
        what: said_of_child("How she has been at school since autumn"),
        basis: InformationBasis::Order,
        consented: Some(Consented { by: vec![mother()], on: THURSDAY, scope: Some(service_scope()) }),
        legal_basis: Some("BVL2021 § 13-4".to_owned()),
        guides: vec![fjordvik().version], requested_on: FRIDAY,
    }
    InformationSupplied {
        from: Body::School, unit: None,
        account: said_of_child("She is often away on Mondays"),
        guides: vec![fjordvik().version], supplied_on: date(2024, 6, 3),
    }
    ResponsibilityGroupFormed {
        bodies: [Body::School, Body::HealthStation].into(),
        units: [].into(),
        consented: vec![mother()],
        covers: said_of_child("What the school sees, and how she sleeps"),
        consented_on: Some(date(2024, 7, 1)),
        scope: Some(service_scope()),
        guides: vec![fjordvik().version],
        formed_on: date(2024, 7, 8),
    }
    ResponsibilityGroupDissolved { account: said_of_child("The mornings are calm"), guides: vec![fjordvik().version], dissolved_on: date(2024, 12, 20) }
    ResponsibilityGroupReviewed {
        bodies: [Body::School, Body::HealthStation].into(),
        units: [].into(),
        rightly_composed: false,
        change: Some(said_of_child("The health station is no longer needed")),
        guides: vec![fjordvik().version],
        reviewed_on: date(2024, 10, 1),
    }
    ServiceConsentWithdrawn {
        consent: CONSENT,
        reason: Some(said_of_child("Mother wants no more of it")),
        withdrawn_on: date(2024, 8, 1),
    }
    MeasureDecided {
        measure: MEASURE,
        decided: DecidedMeasure {
            goal: said_of_child("Calm mornings"),
            code: UsedCode {
                code: "3.99".to_owned(),
                list: ListVersion::Register,
                clarification: Some(said_of_child("COS")),
            },
            kind: MeasureKind::ChangeOriented,
            target: MeasureTarget::Family,
            responsible: teacher(),
            from: date(2024, 7, 8),
            to: date(2024, 12, 20),
            evaluation_on: date(2024, 10, 1),
        },
        basis: Some(MeasureBasis::Assistance),
        consented: Some(Consented { by: vec![mother()], on: FRIDAY, scope: None }),
        principles: Some(principles()),
        legal_basis: "BVL2021 §§ 3-1 – 3-5".to_owned(),
        decision: decided(),
        guides: vec![fjordvik().version],
        decided_on: date(2024, 7, 1),
    }
    ServiceMeasurePlanMade {
        plan: said_of_child("Guidance every other week"),
        measures: [MEASURE].into(),
        voices: voices(),
        guides: vec![fjordvik().version],
        planned_on: date(2024, 7, 8),
    }
    DecidedMeasureEvaluated {
        measure: MEASURE,
        answers: Some(evaluation_answers()),
        effect: said_of_child("The mornings are calmer"),
        voices: voices(),
        evaluated_on: date(2024, 10, 1),
        guides: vec![fjordvik().version],
        next_evaluation_on: Some(date(2024, 12, 20)),
    }
    DecidedMeasureExtended {
        measure: MEASURE,
        to: date(2025, 3, 31),
        evaluation_on: date(2025, 3, 3),
        decision: decided(),
        guides: vec![fjordvik().version],
        extended_on: date(2024, 12, 2),
    }
    DecidedMeasureEnded { measure: MEASURE, decision: decided(), guides: vec![fjordvik().version], ended_on: date(2024, 12, 20) }
    FollowUpEnded {
        reason: Some(FollowUpEndReason::GoalReached),
        decision: decided(),
        guides: vec![fjordvik().version],
        ended_on: date(2025, 1, 10),
    }
    GroupMeetingHeld {
        group: 1,
        present: [Body::School].into(),
        units: [RecipientUnit { body: Body::School, unit: "Solbakken".to_owned() }].into(),
        minutes: said_of_child("She is met at the gate each morning"),
        next_on: Some(date(2024, 9, 20)),
        guides: vec![fjordvik().version],
        held_on: date(2024, 8, 30),
    }
    GroupMeetingAgreed {
        group: 1,
        next_on: date(2024, 9, 27),
        guides: vec![fjordvik().version],
        agreed_on: date(2024, 9, 10),
    }
    TransferReceiptRecorded(receipt())
    EntryFoundWrong(wrong_day())
    Steps(every_steps_event().swap_remove(0).1)
}

/// One of each event of an investigation.
pub(crate) fn every_investigation_event() -> Vec<(&'static str, InvestigationEvent)> {
    let mut all = every_event_of_an_investigation_alone();
    all.retain(|(_, event)| !matches!(event, InvestigationEvent::Steps(_)));
    all.extend(every_steps_event().into_iter().map(|(name, event)| (name, event.into())));
    all
}

pub(crate) fn principles() -> Principles {
    Principles {
        best_interests: said_of_child("She needs to be safe at night"),
        biological: said_of_child("She sees her mother every week"),
        least_intrusive: said_of_child("Guidance at home was tried"),
    }
}

pub(crate) fn imported_measure() -> ImportedMeasure {
    let code = UsedCode {
        code: "3.99".to_owned(),
        list: ListVersion::Kostra15F { year: 2024 },
        clarification: Some(said_of_child("Guidance by phone")),
    };
    ImportedMeasure { measure: MEASURE, code: Some(code), from: MONDAY, to: Some(FRIDAY), year: 2024 }
}

pub(crate) fn service_scope() -> ServiceConsentScope {
    ServiceConsentScope {
        consent: CONSENT,
        categories: [InformationCategory::Learning, InformationCategory::Measures].into(),
        valid_to: Some(date(2025, 6, 30)),
    }
}

pub(crate) fn voices() -> Voices {
    Voices {
        childs_part: Some(ParticipationKind::Conversation),
        child: said_of_child("She wants to keep her bed time"),
        parents: said_of_child("Her mother wrote half of it"),
    }
}

one_of_each! {
    every_settings_event of SettingsEvent:
    LedgerOpened { name: "Fjordvik".to_owned(), opened_on: MONDAY }
    SigningKeyIntroduced {
        verifier_key: "ledger.example/9901+8d2c7b1a+AQIDBA==".to_owned(),
        replaces: Some("ledger.example/9901+1a2b3c4d+BAMCAQ==".to_owned()),
        handed_over: Some("ledger.example/9901, signing key".to_owned()),
        introduced_on: TUESDAY,
    }
    ErasureDelaySet { days: 7, by: Some(LEADER), set_on: MONDAY }
    RetentionReviewSet { years: Some(10), set_on: MONDAY }
    DecisionLimitSet { days: Some(14), valid_from: FRIDAY, set_on: THURSDAY }
    DeadlineSet {
        deadline: DeadlineKind::Copy,
        length: Some(Length::WorkingDays(3)),
        valid_from: FRIDAY,
        set_on: THURSDAY,
    }
    LawCommenced { law: new_administration_act(), from: Some(date(2026, 7, 1)), recorded_on: THURSDAY }
    PrivateAcknowledgementSet { acknowledged: false, set_on: TUESDAY }
    GuideAdopted { guide: fjordvik().version, digest: fjordvik().digest, adopted_on: MONDAY }
    GuideDropped { guide: fjordvik().version, rationale: grounds_of(LEADER), dropped_on: TUESDAY }
    ReportSigningSet { signing: ReportSigning::Leader, set_on: MONDAY }
    WithholdingGroundsSet {
        grounds: [WithholdingGround::Violence, WithholdingGround::SexualAbuse].into(),
        valid_from: TUESDAY,
        set_on: MONDAY,
    }
    UnitArenaSet { unit: UNIT.to_owned(), arena: Some(Arena::School), set_on: MONDAY }
    ResourceTeamSet { bodies: [Body::School, Body::ChildWelfareService].into(), set_on: MONDAY }
    ContactListed { contact: arena::CONTACT, entry: arena::entry(), listed_on: MONDAY }
    ContactVerified { contact: arena::CONTACT, verified_on: FRIDAY }
    ContactPersonNamed { contact: arena::CONTACT, person: teacher().name, renamed: true, named_on: FRIDAY }
    ContactRetired { contact: arena::CONTACT, last_day: FRIDAY, retired_on: THURSDAY }
    FiguresPublished { year: 2023, position: 4711, rationale: Some(grounds_of(LEADER)), published_on: FRIDAY }
}

one_of_each! {
    every_consultation_event of ConsultationEvent:
    AnonymousConsultationHeld {
        body: Body::ChildWelfareService, unit: None,
        topics: ConsultationTopics::new([ConsultationTopic::DutyToReport, ConsultationTopic::WayForward].into()).unwrap(),
        question: said_of_child("A child often comes without food"),
        advice: Some(said_of_child("Talk with the child")),
        held_on: THURSDAY,
    }
}

one_of_each! {
    every_subject_event of SubjectEvent:
    SubjectRestricted {
        ground: RestrictionGround::AccuracyContested,
        visible_to: [Role::Caseworker, Role::Auditor].into(),
        rationale: grounds_of(OFFICER),
        restricted_on: MONDAY,
    }
    RestrictionLifted { rationale: grounds_of(OFFICER), lifted_on: TUESDAY }
    ErasureRequested {
        basis: ErasureBasis::WrongPerson,
        by: OFFICER,
        rationale: grounds_of(OFFICER),
        requested_on: MONDAY,
        approvable_from: THURSDAY,
        delay_by: Some(LEADER),
    }
    ErasureRequestWithdrawn { rationale: grounds_of(OFFICER), withdrawn_on: TUESDAY }
    ErasureRejected { rationale: grounds_of(LEADER), rejected_on: TUESDAY }
    ErasureApproved { by: LEADER, rationale: grounds_of(LEADER), approved_on: FRIDAY }
    SubjectErased { basis: ErasureBasis::NationalArchivesDecision, erased_on: FRIDAY }
    SubjectAccessRequested {
        request: ACCESS_REQUEST,
        asker: AccessAsker::Guardian,
        asked_by: Some(said_by_guardian("Her mother")),
        identity: IdentityCheck::ElectronicId,
        authority: Some(AccessAuthority::PopulationRegister),
        unit: UNIT.to_owned(),
        by: OFFICER,
        received_on: MONDAY,
        due_on: date(2024, 4, 4),
    }
    SubjectAccessExtended {
        request: ACCESS_REQUEST,
        ground: AccessExtensionGround::Complexity,
        rationale: grounds_of(LEADER),
        told_on: FRIDAY,
        due_on: date(2024, 6, 4),
    }
    SubjectAccessAnswered {
        request: ACCESS_REQUEST,
        outcome: AccessOutcome::GivenInPart,
        grounds: [AccessRefusalGround::DangerToChild, AccessRefusalGround::ReporterIdentity].into(),
        rationale: Some(grounds_of(LEADER)),
        handed_over: HandOver::InPerson,
        by: LEADER,
        answered_on: FRIDAY,
    }
    SameChildRecorded { other: CHILD, rationale: grounds_of(OFFICER), recorded_on: MONDAY }
    SameChildWithdrawn { other: CHILD, rationale: grounds_of(OFFICER), withdrawn_on: FRIDAY }
    SubjectAccessWithdrawn { request: ACCESS_REQUEST, rationale: grounds_of(OFFICER), withdrawn_on: FRIDAY }
    AddressProtected {
        grade: AddressProtectionGrade::StrictlyConfidential,
        source: AddressProtectionSource::PopulationRegister,
        against: vec![mother()],
        protected_on: MONDAY,
    }
    AddressProtectionLifted {
        source: AddressProtectionSource::PopulationRegister,
        rationale: grounds_of(OFFICER),
        lifted_on: TUESDAY,
    }
}

one_of_each! {
    /// In the order of precedence.
    every_refusal of Refusal:
    NotFound { what: Sought::Case }
    CaseClosed {}
    CaseAlreadyOpen {}
    InvestigationConcluded {}
    SubjectErased {}
    FutureDate { field: "raisedOn", date: SATURDAY, today: FRIDAY }
    DateBefore { field: "closedOn", date: MONDAY, earliest: TUESDAY }
    DateBeforeAct { field: "closedOn", date: MONDAY, earliest: TUESDAY, act: Act::CaseOpened }
    ObservationUnknown { observation: OBSERVATION }
    ObservationAlreadyLogged { observation: OBSERVATION }
    NothingToCorrect { observation: OBSERVATION }
    EntryUnknown { entry: 12 }
    EntryIsNote { entry: 12 }
    EntryHasOwnCorrection { entry: 12, command: "correctObservation" }
    RightDayOfNoDay {}
    EvidenceMissing {}
    ConditionMissing {}
    ConditionWithoutDuty {}
    ConsentScopeEmpty { field: "purposes" }
    ConsentUnknown { consent: CONSENT }
    ConsentAlreadyAsked { consent: CONSENT }
    ConsentAlreadyAnswered { consent: CONSENT }
    ConsentNotGiven { consent: CONSENT }
    LevelNotNext { current: Level::One, wanted: Level::Three }
    LevelNotLower { current: Level::One, wanted: Level::Two }
    TogetherWithOneself {}
    ReportAlreadySent { report: REPORT }
    NoValidConsent { purpose: ConsentPurpose::Level2Cooperation, on: MONDAY }
    DutyNotAssessed {}
    NextReportNotAssessed { report: REPORT, sent_on: FRIDAY }
    DutyAssessedLater { sent_on: MONDAY, on: FRIDAY }
    GuardiansNotInformed {}
    GuardiansInformedLater { sent_on: MONDAY, on: FRIDAY }
    NobodyInformed {}
    GuardianLeftOut {}
    NobodyLeftOut {}
    NotAGuardian { field: "guardian", since: MONDAY }
    NotTurnedToInDanger { body: Body::School }
    GuardianNotificationWithheld { ground: WithholdingGround::Violence }
    ContactWithheld { ground: WithholdingGround::Violence }
    NothingWithheld {}
    NotWithheldByService {}
    GroundNotInForce { ground: WithholdingGround::EvidenceAtRisk, on: MONDAY }
    GroundAlwaysHolds { ground: WithholdingGround::Violence }
    ChildNotInConversation { field: "summaryConfirmedByChild" }
    NoConversationCalled { with: ConversationWith::Guardians }
    NoInterpreterNeeded {}
    LanguageNotNeeded {}
    SiblingIsChild {}
    SiblingAlreadyLinked {}
    SiblingsLinked {}
    SiblingLinkedElsewhere {}
    SiblingsUnanswered {}
    AlternativeActive { alternative: Alternative::A }
    AlternativeNotActive { alternative: Alternative::C }
    HelpersUnnamed { alternative: Alternative::B }
    RefusalUnresolved {}
    NoOpenRefusal { consent: CONSENT }
    ConsentNotVoluntary {}
    ChildOfAge {}
    TooYoungToBeAsked {}
    YouthWasAsked {}
    ConsentUnread {}
    DraftAlreadyWritten { draft: arena::DRAFT }
    DraftNotOpen { draft: arena::DRAFT }
    DraftNotFollowed { drafted_on: TUESDAY }
    ConsentNotNarrower { field: "recipients" }
    ConsentStillValid { consent: CONSENT }
    ConsentWasRefused { on: WEDNESDAY }
    NothingToShare { field: "categories" }
    ServiceUnnamed { field: "unit" }
    UnitToldNeedlessly { field: "unit" }
    SharingNotCovered { what: Uncovered::Recipient }
    NoBasisForSharing { topic: LegalTopic::Triage }
    NoExceptionOnBasis { topic: LegalTopic::Confidentiality }
    ExceptionUnknown { exception: EXCEPTION }
    ExceptionAlreadyAssessed { exception: EXCEPTION }
    ExceptionNotAllowed {}
    NoteUnknown { note: NOTE }
    NoteAlreadySubmitted { note: NOTE }
    NoteAlreadyAnswered { note: NOTE }
    FeedbackNotFromLeader {}
    NoObservationsUnexplained {}
    ObservationsExplainedAway {}
    CaseNotClosed {}
    RecommendationUnknown { meeting: MEETING }
    MeasureUnknown { measure: MEASURE }
    MeasureAlreadyPlanned { measure: MEASURE }
    MeasureAlreadyStarted { measure: MEASURE }
    MeasureNotStarted { measure: MEASURE }
    MeasureHasEnded { measure: MEASURE }
    MeasureNotApproved { measure: MEASURE }
    OwnApprovalMissing {}
    NoMeasureNamed {}
    NobodyApproved {}
    NobodyRefused {}
    StartedMeasureRefused { measure: MEASURE }
    MeasureRefused { measure: MEASURE }
    MeasureAlreadyApproved { measure: MEASURE }
    ExtensionLengthensNothing { last_day: FRIDAY }
    EvaluationTooLate { field: "evaluationOn", latest: FRIDAY }
    GuideNotForCases { guide: fjordvik().version }
    GuideNotForInvestigations { guide: fjordvik().version }
    GuideNotForReports { guide: fjordvik().version }
    GuideUnknown { guide: fjordvik().version }
    GuideNotAdopted { guide: fjordvik().version.guide }
    GuideNotInForce { guide: fjordvik().version, on: FRIDAY }
    GuideChanged { guide: fjordvik().version }
    GuideAlreadyFollowed { guide: fjordvik().version }
    OtherGuideVersionFollowed { guide: fjordvik().version }
    GuideWithoutLevel { guide: fjordvik().version, level: Level::Three }
    ToolUnknown { guide: fjordvik().version, known: vec!["WMCI".to_owned(), "Loggskjema".to_owned()] }
    StepUnknown { guide: fjordvik().version, step: "chat".parse().unwrap() }
    StepOnOtherLevel { step: "together".parse().unwrap(), level: Level::One }
    OutcomeUnknown { step: "see".parse().unwrap(), outcome: "wait".parse().unwrap() }
    NothingDecided { step: "see".parse().unwrap() }
    OutcomesExclude { step: "see".parse().unwrap() }
    NotTheStepsOwner { step: "see".parse().unwrap(), role: DeciderRole::Head }
    StepOwnedElsewhere { step: "see".parse().unwrap(), role: DeciderRole::ContactTeacher, arena: Arena::Kindergarten }
    NotTheRelayHolder { step: "together".parse().unwrap() }
    StepTakesTwo { step: "together".parse().unwrap(), role: DeciderRole::UnitLeader }
    DutyMetByReport {}
    OrderUnnamed {}
    OrderNotReceived { field: "basis", ordered_on: MONDAY }
    OrderNotOpen { field: "orderedOn", ordered_on: MONDAY }
    TellingUndecided { feared: FearedAtHome::Danger(AcuteCategory::SexualAbuse) }
    MeasureStartedUnapproved { measure: MEASURE, on: THURSDAY }
    RelayHolderMissing {}
    RelayHolderAlreadyAssigned {}
    RelayHolderUnchanged {}
    MeetingUnknown { meeting: MEETING }
    MeetingAlreadyCalled { meeting: MEETING }
    MeetingOfAnotherKind { meeting: MEETING, kind: MeetingKind::Clarification }
    MeetingAlreadyHeld { meeting: MEETING }
    MeetingNotHeld { meeting: MEETING }
    MeetingWasCalledOff { meeting: MEETING }
    NoMeetingAgreed {}
    NobodyCalled { field: "bodies" }
    NobodyAttended {}
    ResourceTeamNotCalledByHead {}
    ResourceTeamEmpty {}
    AgreementUnknown { agreement: AGREEMENT }
    AgreementOutdated { agreement: AGREEMENT }
    AgreementAlreadyDrawn { agreement: AGREEMENT }
    NoParty {}
    PartyNamedTwice {}
    NotAParty { agreement: AGREEMENT }
    AgreementAlreadySigned { agreement: AGREEMENT }
    AgreementOfOneSide {}
    AgreementUnnamed {}
    ConsentNotSigned { agreement: AGREEMENT, on: FRIDAY }
    CopyOnlyForGuardians {}
    CopyAlreadyDelivered {}
    NoCopyOfErased {}
    AssessmentNotOwed { report: REPORT }
    AssessedReportUnsaid { report: REPORT, sent_on: MONDAY }
    AssessedByWhatCameLater { report: REPORT, sent_on: MONDAY, seen_on: FRIDAY }
    ReferralIsReport {}
    ReferralUnknown {}
    ReferralAlreadyAnswered {}
    ReferralAlreadyWithdrawn {}
    ReferralFormOfAnotherBody { form: ReferralForm::Other }
    PlannedWithoutGuardians {}
    GuardiansExplainedAway {}
    PlanAlreadyMade { plan: AGREEMENT }
    NoPlanYet {}
    DecisionLimitOutOfBounds { most: 365 }
    DeadlineNotTheMunicipalitys { deadline: DeadlineKind::Triage }
    DeadlineOutOfBounds { deadline: DeadlineKind::Report, longest: Length::WorkingDays(3) }
    CommencementNotAwaited { known: vec!["LOV-2025-06-20-39".to_owned(), "LOV-2025-06-20-81".to_owned()] }
    FiguresOfYearNotOver { year: 2024 }
    FiguresAlreadyPublished { year: 2023 }
    RevisionTellsOfFew { year: 2023 }
    NotBroughtToLeader { role: DeciderRole::Employee }
    MeasureGoesBothWays { measure: MEASURE }
    MeasureLeftUndecided { measure: MEASURE }
    GroupChangeUnclear {}
    AvertingNotExpected {}
    DutyToAvertNotTriggered {}
    ConsultationTopicMissing {}
    NotConsulted { body: Body::School }
    ConsultationNotAwaited { body: Body::School }
    ReportNotSent { report: REPORT }
    AttachmentUnknown { attachment: ATTACHMENT }
    AttachmentAlreadyAdded { attachment: ATTACHMENT }
    AttachmentAlreadyWithdrawn { attachment: ATTACHMENT }
    AttachedToUnknown { what: AttachedKind::Observation }
    SettingOfOthers { leader: SettingsLeader::Unit }
    ContactUnknown { contact: arena::CONTACT }
    ContactAlreadyListed { contact: arena::CONTACT }
    ContactNamesNobody { contact: arena::CONTACT }
    ContactNamesAnother { contact: arena::CONTACT }
    ContactEnded { contact: arena::CONTACT, last: FRIDAY }
    ContactUnreachable {}
    ContactNeverOpen {}
    IdentityWithAnonymousReporter {}
    AcknowledgementImpossible {}
    AlreadyAcknowledged {}
    AlreadyTriaged {}
    OutcomeOnlyForPublicReporters {}
    NotTriaged {}
    ReporterAlreadyInformed {}
    CodeNotInForce { field: "code", code: "1".to_owned(), on: MONDAY }
    ClarificationMissing { code: "5".to_owned() }
    NothingClassified {}
    ReporterCodesOfOtherKind { kind: ReporterKind::Anonymous }
    NothingToDeclare {}
    AlreadyDeclared {}
    IntakeMeetingAfterTriage { held_on: date(2024, 3, 8), triaged_on: date(2024, 3, 7) }
    IntakeMeetingAlone {}
    AssessmentMissing {}
    DismissedAlone {}
    NoInvestigationDecided {}
    InvestigationAlreadyOpened {}
    ExtensionOutOfBounds { wanted: MONDAY, current: TUESDAY, latest: FRIDAY }
    DismissedWhilePlaced { on: MONDAY }
    DismissedDespiteOrder { kind: BoardCaseKind::CareOrder, on: TUESDAY }
    DismissedBeforeBoard { kind: BoardCaseKind::BehaviouralPlacement, on: FRIDAY }
    DismissedWhileMeasureRuns { on: MONDAY }
    ParticipationNotRecorded {}
    ParticipationLater { concluded_on: MONDAY, on: FRIDAY }
    MeasuresNotDeclined {}
    MeasuresDeclinedLater { concluded_on: MONDAY, on: FRIDAY }
    RenewalWithoutConcern {}
    RenewalOutOfBounds { wanted: MONDAY, dismissed_on: TUESDAY, latest: FRIDAY }
    NoRenewalScheduled {}
    RenewalAlreadyOpened { on: FRIDAY }
    InvestigationSentBack { on: FRIDAY }
    OutcomeUnclear {}
    InvestigationNotConcluded {}
    ConclusionOnlyForPublicReporters {}
    ReporterToldOfConclusion {}
    ReporterToldOfConcern {}
    ReporterToldOfMeasures {}
    NoMeasuresToDisclose {}
    ConsentOfNobody {}
    NothingToJoin {}
    JoinsAnotherChild {}
    MeasuresOfNoDismissal {}
    MeasuresOfAnotherChild {}
    NoMeasureInForce { on: FRIDAY }
    NothingTransferred {}
    TransferReceived { on: FRIDAY }
    ReportNotJoined {}
    JoinedInvestigationNamed {}
    NoJoiningToCorrect {}
    JoiningUnnamed {}
    TriageOfReturn {}
    InvestigationNotRunning { on: FRIDAY }
    NoEmergencyPlacement {}
    EmergencyPlacementRecorded { number: PlacementNumber(2), on: FRIDAY }
    EmergencyPlacementUnnamed {}
    PrinciplesAnswered {}
    BoardCasePending { kind: BoardCaseKind::CareOrder }
    BoardCaseInCourt { kind: BoardCaseKind::OrderedMeasure }
    NoBoardCasePending { kind: BoardCaseKind::BehaviouralPlacement }
    OrderWithoutEnd {}
    UntilWithoutGrant {}
    NothingToAppeal { kind: BoardCaseKind::OrderedMeasure }
    InformationAwaited { body: Body::School }
    NoInformationAwaited { body: Body::Police }
    NothingInCourt { kind: BoardCaseKind::OrderedMeasure }
    NoConcernToDisclose {}
    GroupWithoutConsent {}
    NoResponsibilityGroup {}
    GroupConsentEnded {}
    NotOfTheGroup { body: Body::School }
    NothingFollowedUp {}
    FollowUpHasEnded { on: FRIDAY }
    FollowUpGoesOn { what: FollowUpPart::Measure }
    MeasureWithoutBasis { code: "2.2".to_owned() }
    PrinciplesUnanswered {}
    NotGrantedByBoard { kind: BoardCaseKind::CareOrder }
    PlacementConsentWithdrawn {}
    OrderEnds { last_day: FRIDAY }
    MeasureAfterDismissal { on: FRIDAY }
    SettingUnchanged {}
    WhereaboutsKeptFrom {}
    WhereaboutsKeptFromCoAuthor {}
    AddressNotProtected {}
    SameChildAddressUnprotected {}
    SameChildLessRestricted {}
    AddressMoreStrictlyProtected {}
    NotRestricted {}
    ErasureAwaited {}
    ErasureNotRequested {}
    SecondPersonRequired {}
    ErasureDelayRunning { until: FRIDAY }
    RetentionReviewOutOfBounds { most: 100 }
    ErasureDelayTooLong { most: 30 }
    ErasureDelayShortened {}
    AccessAskerUnclear { asker: AccessAsker::Guardian }
    AccessAlreadyRequested {}
    AccessNotAwaited {}
    AccessAlreadyExtended { due: SATURDAY }
    AccessExtensionTooLate { due: THURSDAY }
    AccessExtensionOutOfBounds { after: MONDAY, latest: SATURDAY }
    AccessAnsweredAlone {}
    AccessGroundsMissing { field: "grounds" }
    AccessGroundsWithoutRefusal {}
    AccessKeptFromGuardians {}
    AccessAwaited {}
    StillWorkedWith {}
    SameChildRecorded {}
    SameChildNotRecorded {}
    SameChildNumberedTwice {}
    NotOfOneChild { field: "other" }
    NotAnonymous { field: "question", found: vec![IdentifyingKind::PhoneNumber, IdentifyingKind::KnownName] }
    ConsultationAlreadyRecorded {}
    NamesWithheld {}
    EmergencyAccessIsOwn {}
    EmergencyAccessReviewed {}
    ImportDiffers { what: Differing::TriageConclusion }
}

one_of_each! {
    every_not_taken of NotTaken:
    NotPermitted {}
    VersionConflict {}
    CommandIdReused {}
}

one_of_each! {
    every_input_problem of InputProblem:
    Blank {}
    TooLong {}
    TooMany { most: 500 }
    Nul {}
    NotAnId { prefix: "case" }
    OutOfReach {}
    NotALevel {}
    NotALanguage {}
    LastBeforeFirst { first: "observedOn" }
    NoGuardian {}
    ChildNeeded {}
    CaseOrChildNeeded { other: "nationalId" }
    SiblingNeeded {}
    GivenTwice { other: "siblingCaseId" }
    UnitNeeded {}
    NotAUnitsName {}
    NotYourUnit {}
    VersionNotTold {}
    PersonNeeded {}
    NotInClear {}
    NotATime {}
    NotAPagesAddress {}
    NotAGuidesName {}
    NotListed {}
    NoKnownPrefix {}
    PageOutOfBounds { most: 100 }
    NotACursor {}
    EndsBeforeItBegins {}
    YearNotOver {}
    YearsOutOfReach {}
    YearNotPublished { year: 2023 }
    RowsPassedOver {}
    BelowZero {}
    BeyondNewest { newest: 4711 }
    NotKnownHere {}
    NotAPosition { newest: 4711 }
    InTheFuture {}
    AfterWhatIsShown {}
    FirstAfterLast { last: "to" }
    AsksForNothing {}
    NotBase64 {}
    NoContent {}
    ContentTooLarge {}
    OfAnotherType { said: MediaType::Pdf }
    BornLater {}
    BornButUnborn {}
    BornOtherwiseThanNumbered {}
    GrownUp { age: 25 }
    OneAtATime { of: "caseId, reportId" }
    ReceivingUnitNeeded {}
    Missing {}
    NotADate {}
    NotAMoment {}
    NotAUuid {}
    NotAWholeNumber {}
    NeitherTrueNorFalse {}
    NotAText {}
    WithoutFields {}
    FieldNotListed {}
    ExactlyOne { of: "caseId, reportId" }
}

one_of_each! {
    every_not_answered of NotAnswered:
    Forbidden {}
    NotThereYet { position: 4711 }
    HeldByAnother {}
    TookTooLong {}
    TimedOut {}
    Fault {}
    ReadUnrecorded {}
    MayBeRecorded {}
    TooManySubscriptions {}
    TooManyFiles {}
    TooManyAliases { most: 30 }
    TooManyEntities { most: 20 }
    BeyondItsType {}
}

/// Every sentence the ledger can tell, in each of the ways in which its message can be chosen.
///
/// What the domain tells besides events and refusals is added here; a message that is told by nothing here is found to
/// be unused.
pub(crate) fn every_sentence() -> Vec<Sentence> {
    let mut all = Vec::new();
    all.extend(every_case_event().iter().map(|(_, event)| event.summary()));
    all.extend(every_report_event().iter().map(|(_, event)| event.summary()));
    all.extend(every_investigation_event().iter().map(|(_, event)| event.summary()));
    all.extend(every_settings_event().iter().map(|(_, event)| event.summary()));
    all.extend(every_subject_event().iter().map(|(_, event)| event.summary()));
    all.extend(every_consultation_event().iter().map(|(_, event)| event.summary()));
    all.extend(told_otherwise());
    all.extend(deadlines_told_otherwise());
    all.extend(arena::told_otherwise());
    all.extend(every_refusal().iter().map(|(_, refusal)| refusal.sentence()));
    all.push(Refusal::CodeNotInForce { field: "code", code: SECRET.to_owned(), on: MONDAY }.sentence());
    all.extend(every_not_taken().iter().map(|(_, answer)| answer.sentence()));
    all.extend(every_input_problem().iter().map(|(_, problem)| problem.sentence("caseId")));
    all.extend(every_not_answered().iter().map(|(_, why)| why.sentence()));
    all.push(entry_unreadable());
    all.push(Sentence::new("REFERENCE").with("reference", Argument::in_clear("4711")));
    all
}

/// What was held, as it is told interpreted in each way and in none.
fn interpreted_otherwise(held: &CaseEvent) -> Vec<Sentence> {
    let by_nobody = InterpretedBy::NobodyBecause(said_of_child("Nobody could come"));
    let ways = [
        None,
        Some(interpreted_by(Interpreter::Qualified)),
        Some(interpreted_by(Interpreter::OtherAdult)),
        Some(Interpreted { language: somali(), by: by_nobody }),
    ];
    let held_so = |way| {
        let mut held = held.clone();
        match &mut held {
            CaseEvent::Family(FamilyEvent::ConversationHeld { interpreted, .. }) => *interpreted = way,
            CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, .. }) => attendance.interpreted = way,
            _ => {}
        }
        held.summary()
    };
    ways.into_iter().map(held_so).collect()
}

/// The act on public administration that was passed in 2025.
fn new_administration_act() -> ActNumber {
    ActNumber::awaited("LOV-2025-06-20-81").unwrap().clone()
}

/// Lengths of deadlines in each unit that there is, and none.
fn deadlines_told_otherwise() -> Vec<Sentence> {
    let lengths = [Some(Length::Days(1)), Some(Length::Weeks(2)), Some(Length::Months(1)), None];
    let set = lengths.into_iter().map(|length| {
        let (deadline, valid_from, set_on) = (DeadlineKind::Siblings, FRIDAY, THURSDAY);
        SettingsEvent::DeadlineSet { deadline, length, valid_from, set_on }.summary()
    });
    let (deadline, longest) = (DeadlineKind::Copy, Length::Days(365));
    set.chain([Refusal::DeadlineOutOfBounds { deadline, longest }.sentence()]).collect()
}

/// Events whose summary chooses another way to say it than that of the samples above.
fn told_otherwise() -> Vec<Sentence> {
    let mut all = Vec::new();
    for (_, event) in every_case_event() {
        match event {
            CaseEvent::Concern(ConcernEvent::ConcernAssessed { degree, decision, assessed_on, .. }) => {
                let other = ConcernEvent::ConcernAssessed {
                    guides: vec![],
                    degree,
                    scale: None,
                    ground_for_concern: false,
                    basis: Vec::new(),
                    no_basis_because: Some(said_of_child("Nobody has seen it")),
                    decision,
                    assessed_on,
                };
                all.push(CaseEvent::from(other).summary());
            }
            CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
                condition_set,
                evidence,
                decision,
                assessed_on,
                ..
            }) => {
                let (triggered, conditions) = (false, Vec::new());
                let other = ReportingEvent::DutyToReportAssessed {
                    guides: vec![],
                    report: None,
                    for_next_report: false,
                    triggered,
                    conditions,
                    condition_set,
                    evidence,
                    consulted: [].into(),
                    consulted_units: [].into(),
                    decision,
                    assessed_on,
                };
                all.push(CaseEvent::from(other).summary());
            }
            CaseEvent::Measure(MeasureEvent::MeasurePlanned { measure, planned_on, .. }) => {
                all.push(
                    CaseEvent::from(MeasureEvent::MeasurePlanned { measure, plan: measure_plan(), planned_on })
                        .summary(),
                );
            }
            CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen {
                alternative, decision, chosen_on, ..
            }) => {
                let (helped_by, guides) = ([].into(), vec![]);
                let alone = AlternativesEvent::AlternativeChosen {
                    alternative,
                    helped_by,
                    helped_by_units: [].into(),
                    guides,
                    decision,
                    chosen_on,
                };
                all.push(CaseEvent::from(alone).summary());
            }
            CaseEvent::Family(FamilyEvent::ConversationHeld { .. })
            | CaseEvent::Meeting(MeetingEvent::MeetingHeld { .. }) => {
                all.extend(interpreted_otherwise(&event));
            }
            CaseEvent::Plan(PlanEvent::PlanDrafted { text, without_guardians_because, guides, drafted_on, .. }) => {
                let with_guardians = Vec::new();
                let other =
                    PlanEvent::PlanDrafted { text, with_guardians, without_guardians_because, guides, drafted_on };
                all.push(CaseEvent::from(other).summary());
            }
            CaseEvent::Plan(PlanEvent::GroupCompositionReviewed { bodies, units, guides, reviewed_on, .. }) => {
                let (rightly_composed, change) = (true, None);
                let other = PlanEvent::GroupCompositionReviewed {
                    bodies,
                    units,
                    rightly_composed,
                    change,
                    guides,
                    reviewed_on,
                };
                all.push(CaseEvent::from(other).summary());
            }
            _ => {}
        }
    }
    let told_after_all = ReportEvent::WithholdingFromGuardiansChanged {
        withheld_from_guardians: None,
        decision: None,
        changed_on: FRIDAY,
    };
    all.push(told_after_all.summary());
    let given_in_full = SubjectEvent::SubjectAccessAnswered {
        request: ACCESS_REQUEST,
        outcome: AccessOutcome::GivenInFull,
        grounds: [].into(),
        rationale: None,
        handed_over: HandOver::Post,
        by: LEADER,
        answered_on: FRIDAY,
    };
    all.extend([given_in_full.summary(), report_came_in(), case_was_opened()]);
    let not_invited = FamilyEvent::YouthInvitationAssessed {
        invited: false,
        ground: InvitationGround::Matter,
        decision: decided(),
        assessed_on: TUESDAY,
    };
    let not_allowed = SharingEvent::SharingExceptionAssessed {
        exception: EXCEPTION,
        consent: None,
        topic: LegalTopic::SharingWithAuthorities,
        legal_basis: "forvaltningsloven 1967 § 13 b".to_owned(),
        recipients: [].into(),
        units: [].into(),
        categories: [].into(),
        allowed: false,
        decision: decided(),
        assessed_on: THURSDAY,
    };
    let shared_back = SharingEvent::InformationShared {
        unit: None,
        body: Body::SchoolHealthService,
        direction: SharingDirection::BackToUnit,
        categories: [InformationCategory::Health].into(),
        content: said_of_child("That she sleeps badly"),
        rests_on: SharingBasis::Necessity,
        decision: decided(),
        shared_on: FRIDAY,
    };
    let agreed =
        DiscussionEvent::LeaderFeedbackGiven { note: NOTE, agrees: true, decision: decided(), given_on: WEDNESDAY };
    let in_spite_of_a_no = ReportingEvent::ReportSent {
        report: REPORT,
        child: child(),
        content: said_of_child("We are worried about her"),
        duty: ReportDuty::Triggered,
        duty_bearer: teacher(),
        unit: UNIT.to_owned(),
        withheld_from_guardians: None,
        sent_despite_leader_disagreement: Some(LeaderDisagreement { note: Some(NOTE), on: WEDNESDAY }),
        dispatch: None,
        sent_at: noon(THURSDAY),
    };
    let unspoken = AnalysisEvent::ConcernAnalysed {
        guides: vec![],
        basis: vec![],
        no_basis_because: Some(said_of_child("Nobody has seen it")),
        analysis: said_of_child("It may be a misunderstanding"),
        spoken_with_child: false,
        colleagues_concerned: false,
        since: None,
        childs_situation: None,
        family_and_network: None,
        analysed_on: WEDNESDAY,
    };
    let nothing_needed = AnalysisEvent::SeverityDecided {
        guides: vec![],
        severity: Degree::None,
        action_needed: false,
        decision: decided(),
        decided_on: WEDNESDAY,
    };
    let to_evaluate = MeetingEvent::InterdisciplinaryMeetingConvened {
        units: [].into(),
        meeting: MEETING,
        bodies: [Body::School].into(),
        guardians_invited: false,
        evaluation: true,
        consent: CONSENT,
        planned_for: FRIDAY,
        convened_on: WEDNESDAY,
    };
    let without_guardians = MeetingEvent::MeetingHeld {
        meeting: MEETING,
        attendance: Attendance { guardians: Vec::new(), ..attendance() },
        without_basis: [].into(),
        held_on: THURSDAY,
    };
    let plan = AgreementEvent::AgreementDrawn {
        agreement: AGREEMENT,
        kind: AgreementKind::ActionPlan,
        is_minutes: false,
        text: said_of_child("Cato meets her, her mother brings her"),
        parties: parties(),
        drawn_on: TUESDAY,
    };
    let of_report = CopyEvent::CopyDelivered {
        document: Document::Report { report: REPORT },
        recipient: Party { kind: PartyKind::Youth, ..parties()[0].clone() },
        delivered_on: FRIDAY,
    };
    let (document, recipient) = (Document::Report { report: REPORT }, MOTHER);
    let lapsed = CopyEvent::CopyLapsed { document, recipient, lapsed_on: FRIDAY };
    let taken_out = CopyEvent::WhereaboutsTakenOut { document, decision: decided(), taken_out_on: FRIDAY };
    let known = CopyEvent::WhereaboutsMayBeKnown { document: None, subject: MOTHER, read_on: FRIDAY };
    let not_told =
        CopyEvent::WhereaboutsFoundNotTold { document: None, subject: MOTHER, read_on: FRIDAY, found_on: FRIDAY };
    let (measure, evaluation) = (MEASURE, evaluation());
    let last = MeasureEvent::MeasureEvaluated { measure, evaluation, evaluated_on: FRIDAY, next_evaluation_on: None };
    let told = [
        CaseEvent::from(unspoken),
        last.into(),
        lapsed.into(),
        taken_out.into(),
        known.into(),
        not_told.into(),
        plan.into(),
        of_report.into(),
        to_evaluate.into(),
        without_guardians.into(),
        nothing_needed.into(),
        CaseEvent::from(not_invited),
        not_allowed.into(),
        shared_back.into(),
        agreed.into(),
        in_spite_of_a_no.into(),
    ];
    all.extend(told.iter().map(LedgerEvent::summary));
    all.extend(services_by_name());
    let acknowledged = SettingsEvent::PrivateAcknowledgementSet { acknowledged: true, set_on: TUESDAY };
    all.push(acknowledged.summary());
    let (contact, person) = (arena::CONTACT, teacher().name);
    let taken_over = SettingsEvent::ContactPersonNamed { contact, person, renamed: false, named_on: FRIDAY };
    all.push(taken_over.summary());
    let told_no_longer = SettingsEvent::UnitArenaSet { unit: UNIT.to_owned(), arena: None, set_on: TUESDAY };
    all.push(told_no_longer.summary());
    let taken_back = SettingsEvent::LawCommenced { law: new_administration_act(), from: None, recorded_on: TUESDAY };
    all.push(taken_back.summary());
    for (_, mut event) in every_investigation_event() {
        if let InvestigationEvent::InvestigationOpened { renews, .. } = &mut event {
            *renews = None;
            all.push(event.summary());
        }
        if let InvestigationEvent::ResponsibilityGroupReviewed { rightly_composed, .. } = &mut event {
            *rightly_composed = true;
            all.push(event.summary());
        }
        if let InvestigationEvent::ReporterInformedOfConclusion { report, .. } = &mut event {
            *report = None;
            all.push(event.summary());
        }
        if let InvestigationEvent::DecidedMeasureEvaluated { answers, .. } = &mut event {
            *answers = None;
            all.push(event.summary());
        }
    }
    for (_, mut event) in every_report_event() {
        if let ReportEvent::TriageDecided { days_since_receipt, .. } = &mut event {
            *days_since_receipt = -1;
            all.push(event.summary());
            continue;
        }
        match event {
            ReportEvent::ReporterClassified { kind, codes, learns_outcome, classified_at, .. } => {
                for acknowledgement in
                    [AcknowledgementDuty::Impossible, AcknowledgementDuty::NotGiven, AcknowledgementDuty::Unknown]
                {
                    let codes = codes.clone();
                    let other =
                        ReportEvent::ReporterClassified { kind, codes, acknowledgement, learns_outcome, classified_at };
                    all.push(other.summary());
                }
            }
            ReportEvent::ReporterDeclarationRecorded { declared_on, .. } => {
                let declared = ReportEvent::ReporterDeclarationRecorded {
                    learned_through_work: true,
                    corrected_because: None,
                    declared_on,
                };
                all.push(declared.summary());
            }
            ReportEvent::JoiningCorrected { was, was_over, decision, corrected_on, .. } => {
                let back = ReportEvent::JoiningCorrected { was, joined: None, was_over, decision, corrected_on };
                all.push(back.summary());
            }
            ReportEvent::TriageReopened { measures_in, decision, reopened_on, .. } => {
                let wrong = ReportEvent::TriageReopened { sent_back: None, measures_in, decision, reopened_on };
                all.push(wrong.summary());
            }
            ReportEvent::ReporterInformedOfTriage { informed_on, .. } => {
                for transferred in [false, true] {
                    let told = ReportEvent::ReporterInformedOfTriage {
                        investigation_follows: false,
                        transferred,
                        guides: vec![fjordvik().version],
                        informed_on,
                    };
                    all.push(told.summary());
                }
            }
            _ => {}
        }
    }
    for (_, event) in every_investigation_event() {
        if let InvestigationEvent::FollowUpEnded { decision, guides, ended_on, .. } = event {
            all.push(InvestigationEvent::FollowUpEnded { reason: None, decision, guides, ended_on }.summary());
        }
    }
    all
}

/// What is said of a service that is known by its name alone.
fn services_by_name() -> Vec<Sentence> {
    let (body, unit) = (Body::Other, Some("Ungdomslosen".to_owned()));
    let of_case = [
        CaseEvent::from(ConsultingEvent::ConsultationRequested {
            body,
            unit: unit.clone(),
            topics: [ConsultationTopic::WhoCanHelp].into(),
            requested_on: TUESDAY,
        }),
        ConsultingEvent::ConsultationScheduled {
            body,
            unit: unit.clone(),
            planned_for: noon(THURSDAY),
            scheduled_on: TUESDAY,
        }
        .into(),
        ConsultingEvent::ConsultationCalledOff {
            body,
            unit: unit.clone(),
            decision: decided(),
            called_off_on: WEDNESDAY,
        }
        .into(),
        ConsultingEvent::AnonymousConsultationNoted { body, unit: unit.clone(), held_on: THURSDAY }.into(),
        AlternativesEvent::AlternativeChosen {
            alternative: Alternative::B,
            helped_by: [body].into(),
            helped_by_units: [RecipientUnit { body, unit: "Ungdomslosen".to_owned() }].into(),
            guides: vec![],
            decision: decided(),
            chosen_on: TUESDAY,
        }
        .into(),
    ];
    let mut all: Vec<_> = of_case.iter().map(LedgerEvent::summary).collect();
    for (_, mut event) in every_investigation_event() {
        if let InvestigationEvent::InformationRequested { unit: of, .. }
        | InvestigationEvent::InformationSupplied { unit: of, .. } = &mut event
        {
            of.clone_from(&unit);
            all.push(event.summary());
        }
    }
    for (_, mut event) in every_consultation_event() {
        let ConsultationEvent::AnonymousConsultationHeld { unit: of, .. } = &mut event;
        of.clone_from(&unit);
        all.push(event.summary());
    }
    all
}
