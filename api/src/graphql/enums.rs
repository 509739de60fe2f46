//! The domain's closed sets, as GraphQL enums. The compiler keeps both in step.

use async_graphql::Enum;
use case_ledger_domain as domain;

macro_rules! mirrored {
    ($(#[$doc:meta])* $remote:path => $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl From<$remote> for $name {
            fn from(value: $remote) -> Self {
                match value {
                    $(<$remote>::$variant => Self::$variant,)+
                }
            }
        }

        impl From<$name> for $remote {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => Self::$variant,)+
                }
            }
        }
    };
}
pub(super) use mirrored;

mirrored! {
    /// A language that texts are told in.
    domain::texts::Language => Language {
        /// Norwegian bokmål.
        Nb,
        /// Norwegian nynorsk.
        Nn,
        /// English.
        En,
    }
}
mirrored! {
    /// Whom a concern is about (S2-8).
    domain::case::ConcernSubject => ConcernSubject {
        /// The child.
        Child,
        /// The parents.
        Parents,
        /// Both.
        Both,
    }
}
mirrored! {
    /// How something was observed (S3-8).
    domain::case::ObservationKind => ObservationKind {
        /// Seen or otherwise perceived.
        Observed,
        /// Said by someone.
        Said,
    }
}
mirrored! {
    /// With whom a conversation was held (S3-21).
    domain::case::ConversationWith => ConversationWith {
        /// The child or youth.
        Child,
        /// The guardians.
        Guardians,
        /// All of them.
        ChildAndGuardians,
    }
}
mirrored! {
    /// Who interpreted. No child does (C12).
    domain::case::Interpreter => Interpreter {
        /// One who is qualified to.
        Qualified,
        /// Another adult.
        OtherAdult,
    }
}
mirrored! {
    /// What came of a conversation (S0-10).
    domain::case::ConversationOutcome => ConversationOutcome {
        /// The concern stands.
        ConcernStands,
        /// It rested on a misunderstanding.
        Misunderstanding,
        /// Measures were agreed.
        MeasuresAgreed,
        /// The guardians see it otherwise (S2-38).
        Disagreement,
    }
}
mirrored! {
    /// How worried there is reason to be (S0-3).
    domain::case::Degree => ConcernDegree {
        /// No concern.
        None,
        /// Some concern.
        Some,
        /// Considerable concern.
        Considerable,
        /// Serious concern.
        Serious,
    }
}
mirrored! {
    /// What a consent is for.
    domain::case::ConsentPurpose => ConsentPurpose {
        /// Lifting the case to level 2.
        Level2Cooperation,
        /// Calling the interdisciplinary meeting of level 3.
        Level3Meeting,
        /// A report to the child welfare service without a duty to report.
        ReportWithoutDuty,
        /// Exchange of information between services (S4-20).
        InformationSharing,
    }
}
mirrored! {
    /// What kind of information a consent is about (S4-22).
    domain::case::InformationCategory => InformationCategory {
        /// Logged observations.
        Observations,
        /// Assessments.
        Assessments,
        /// Health.
        Health,
        /// School and learning.
        Learning,
        /// The family's situation.
        FamilySituation,
        /// Measures and plans.
        Measures,
    }
}
mirrored! {
    /// How consent was given (S4-11, S4-22).
    domain::case::ConsentForm => ConsentForm {
        /// On a signed form.
        SignedForm,
        /// By signing the agreement or minutes (S4-11).
        SignedAgreement,
        /// Electronically.
        Electronic,
        /// By word of mouth.
        Oral,
    }
}
mirrored! {
    /// What guardians are told about (S0-26, S0-39, S3-22, S3-33, S4-19).
    domain::case::AboutGuardians => GuardiansInformedAbout {
        /// The concern (S0-26).
        Concern,
        /// That a report will be sent (S0-39, R-5).
        Report,
        /// What a meeting decided (S3-33).
        Outcome,
        /// That measures have not had the effect that is needed (S4-19).
        InsufficientEffect,
        /// The low-threshold offers in the municipality (S3-22).
        LowThresholdOffers,
    }
}
mirrored! {
    /// By what it is assessed whether a youth is asked to take part (S4-7).
    domain::case::InvitationGround => InvitationGround {
        /// What the matter is.
        Matter,
        /// How mature the youth is.
        Maturity,
    }
}
mirrored! {
    /// Who consented (S4-11).
    domain::case::ConsentingParty => ConsentingParty {
        /// Guardians.
        Guardian,
        /// The youth alone (C12).
        Youth,
        /// Guardians and the youth.
        GuardianAndYouth,
    }
}
mirrored! {
    /// Which way information goes (S3-38).
    domain::case::SharingDirection => SharingDirection {
        /// From the unit that works with the case to another body.
        ToBody,
        /// From the other body back to the unit.
        BackToUnit,
    }
}
mirrored! {
    /// How a case is followed up (S0-20, R-14).
    domain::case::Alternative => Alternative {
        /// The unit manages by itself (S0-22).
        A,
        /// The unit needs help to assess the concern (S0-25).
        B,
        /// The child needs an interdisciplinary assessment (S0-31).
        C,
        /// So serious that child welfare or the police must be contacted (S0-36).
        D,
    }
}
mirrored! {
    /// The question that led to an observation (S0-9 a to j).
    domain::case::Prompt => Prompt {
        /// What puzzles you (a).
        Puzzles,
        /// What worries you (b).
        Worries,
        /// What you have seen or heard (c).
        SeenOrHeard,
        /// What was said or done (d).
        SaidOrDone,
        /// What in the interaction of child and parents worries you (e).
        Interaction,
        /// How the child relates to others (f).
        SocialRelations,
        /// The child's physical state (g).
        PhysicalState,
        /// The child's self-esteem (h).
        SelfEsteem,
        /// The child's development for its age (i).
        Development,
        /// How long you have been worried (j).
        Duration,
    }
}
mirrored! {
    /// Where an observation came up, where it was not made in the daily work (S4-10).
    domain::case::ObservationSource => ObservationSource {
        /// In a meeting.
        Meeting,
        /// In a conversation with child or guardians.
        Conversation,
    }
}
mirrored! {
    /// What kind of change an observation is a sign of (S3-7).
    domain::case::Signal => Signal {
        /// Physical.
        Physical,
        /// Social.
        Social,
        /// Psychological.
        Psychological,
        /// Academic.
        Academic,
    }
}
mirrored! {
    /// How a concern was mapped (S3-16).
    domain::case::MappingMethod => MappingMethod {
        /// Observing the child.
        Observation,
        /// Mapping with a tool.
        Tool,
        /// Talking with the child or others.
        Conversation,
    }
}
mirrored! {
    /// What the body answers to which a child was referred (S3-39).
    domain::case::ReferralOutcome => ReferralOutcome {
        /// It takes the child on.
        Taken,
        /// It does not.
        Refused,
    }
}
mirrored! {
    /// The scale of concern that a degree was found with (S0-3, S1-23).
    domain::case::ConcernScale => ConcernScale {
        /// About children and youth.
        Child,
        /// About parents.
        Parent,
    }
}
mirrored! {
    /// The catalogue of mapping tools (S1-23, S3-29).
    domain::case::MappingTool => MappingTool {
        /// Signs of a child's possible unhappiness.
        SignsInChildren,
        /// Scale of concern about children and youth.
        ConcernScaleChildren,
        /// Risk factors and signs of violence against children.
        SignsOfViolence,
        /// Signs of an adult's possible unhappiness.
        SignsInAdults,
        /// Scale of concern about parents.
        ConcernScaleParents,
        /// Form for observing a child.
        ObservationForm,
        /// Pedagogical analysis (S3-29).
        PedagogicalAnalysis,
    }
}
mirrored! {
    /// What is discussed with the leader (S0-17, S4-13).
    domain::case::LeaderTopic => LeaderTopic {
        /// The concern itself.
        Concern,
        /// Referring the child to another body (S4-13).
        Referral,
        /// Reporting to the child welfare service (S4-13).
        Report,
    }
}
mirrored! {
    /// Where a measure takes place (S3-22).
    domain::case::MeasurePlace => MeasurePlace {
        /// In the kindergarten.
        Kindergarten,
        /// At school.
        School,
        /// At home.
        Home,
    }
}
mirrored! {
    /// What advice is about (S2-8, S2-34, S2-36, S2-38).
    domain::advice::AdviceTopic => AdviceTopic {
        /// A concern that has come up.
        Concern,
        /// Talking with the child.
        ConversationWithChild,
        /// Talking with the guardians.
        ConversationWithGuardians,
        /// Writing a report to the child welfare service.
        Report,
    }
}
mirrored! {
    /// A piece of advice (S2-34, S2-36 to S2-38, S2-41, S2-60).
    domain::advice::Advice => AdviceKind {
        /// Talk with the leader, and consult the child welfare service (S2-7).
        TalkWithLeader,
        /// Say what is observed, and what is made of it (S2-8).
        PutIntoWords,
        /// Be concrete about what the concern is (S2-36).
        BeConcrete,
        /// Ask how the child itself is doing (S2-36).
        AskHowTheChildIs,
        /// Be open about the intention (S2-36).
        SayWhyYouAsk,
        /// Be open about what is done with what the child tells (S2-36).
        SayWhatFollows,
        /// Ask openly and listen (S2-36).
        AskOpenly,
        /// Do not hurry on with many questions (S2-36).
        TakeTime,
        /// Use the child's own words (S2-36).
        UseTheChildsWords,
        /// Bring no assumptions (S2-36).
        AssumeNothing,
        /// Check that the child is understood (S2-36).
        CheckThatYouUnderstand,
        /// Sum up what the child told, and let it put that right (S2-37).
        SumUp,
        /// Tell the child what happens next (S2-37).
        TellTheChildWhatFollows,
        /// Where violence or abuse is feared, nothing is said of a report before it is decided whether they may know (S2-21).
        SayNothingWhereViolenceIsFeared,
        /// Be open about the duty to report (S2-38).
        SayThatYouBearADuty,
        /// Ask the parents what they think (S2-38).
        AskTheParents,
        /// Check that the parents are understood (S2-38).
        CheckThatYouUnderstandTheParents,
        /// The parents may see it otherwise (S2-38).
        AcknowledgeAnotherView,
        /// Where the duty is triggered, nobody's wish stops the report, and that is said (S2-40).
        SayThatTheDutyStands,
        /// Openness lowers conflict (S2-41).
        BeOpen,
        /// No hints, no metaphors (S2-41).
        SpeakPlainly,
        /// Each report rests on an assessment of this child; none is sent by routine (S2-34, R-17).
        NoRoutine,
        /// That an appointment was missed is no report by itself (S2-34).
        MissedAppointments,
        /// Nor is absence from school (S2-34).
        SchoolAbsence,
        /// Nor bullying (S2-34).
        Bullying,
        /// The duty to inform goes before confidentiality (S2-29).
        DutyBeforeConfidentiality,
        /// Where help would be useful and there is no duty, guardians consent (S2-31).
        HelpWithoutDuty,
        /// There is a national form, and the municipality's page (S2-30).
        UseTheForm,
        /// The concern is said clearly (S2-67).
        SayWhatConcernsYou,
        /// A report need not be long; the service gets the rest (S2-67).
        ShortIsEnough,
        /// The reporter proposes no measures (S2-60).
        ProposeNoMeasures,
    }
}
mirrored! {
    /// What one finds under an entry (C2, S3-4).
    domain::settings::contacts::ContactKind => ContactKind {
        /// The child welfare service (S0-44, S2-12).
        ChildWelfareService,
        /// The child welfare emergency service (S2-13).
        ChildWelfareEmergencyService,
        /// The helpline for children and youth (S2-13).
        ChildHelpline,
        /// The police.
        Police,
        /// A service that can help, or with which a concern is discussed (S2-9, S3-4).
        Service,
        /// Where a report is written: the national form, the municipality's page (S2-30).
        ReportForm,
        /// Whom one asks about the way of working (S3-52).
        SchemeContact,
        /// Who owns the way of working (S3-52).
        SchemeOwner,
    }
}
mirrored! {
    /// Who signs and sends a report, by the municipality's routine (S2-20). It is told, and stops nobody: the duty is
    /// personal, and a report never waits for a leader.
    domain::settings::ReportSigning => ReportSigning {
        /// The employee who bears the duty.
        Employee,
        /// The nearest leader.
        Leader,
        /// Either of them.
        Either,
    }
}
mirrored! {
    /// All that a public reporter is told of what became of a report.
    domain::case::ServiceFeedback => FeedbackToSender {
        /// An investigation follows, or goes on.
        InvestigationFollows,
        /// None does.
        NoInvestigation,
        /// None does here: the report was transferred to another municipality or agency (S2-48).
        Transferred,
        /// The investigation has ended, and the service follows it up.
        FollowedUp,
        /// The investigation has ended, and is dismissed.
        InvestigationDismissed,
    }
}
mirrored! {
    /// How sure it is that what is feared will be done (S0-38).
    domain::case::Expectation => Expectation {
        /// It is known that it will.
        Known,
        /// It is believed that it most likely will.
        MostLikely,
        /// It is possible, and not the most likely.
        LessLikely,
    }
}
mirrored! {
    /// On which form a child is referred (S3-39).
    domain::case::ReferralForm => ReferralForm {
        /// The educational-psychological service's.
        EducationalPsychologicalService,
        /// The specialist health service's.
        SpecialistHealthService,
        /// Another body's own, or a letter.
        Other,
    }
}
mirrored! {
    /// What was agreed in writing (S4-8, S4-18).
    domain::case::AgreementKind => AgreementKind {
        /// How the case goes on (S4-8).
        Agreement,
        /// What each does (S4-18).
        ActionPlan,
    }
}
mirrored! {
    /// As what somebody takes part (S4-9).
    domain::case::PartyKind => PartyKind {
        /// With parental responsibility.
        Guardian,
        /// The child or youth.
        Youth,
        /// At work in one of the bodies.
        Employee,
    }
}
mirrored! {
    /// What kind of meeting it is (S0-33, S1-3, S3-24, S3-27, S3-43).
    domain::case::MeetingKind => MeetingKind {
        /// Several bodies discuss the case (S3-27).
        Interdisciplinary,
        /// Several bodies evaluate what was done (S3-43).
        Evaluation,
        /// Guardians and child evaluate with the unit alone what was done (S3-24, S3-35).
        FamilyEvaluation,
        /// The resource team (S0-33).
        ResourceTeam,
        /// It is clarified whether a report is to be sent (S1-3).
        Clarification,
    }
}
mirrored! {
    /// What a clarification meeting came to (S1-3).
    domain::case::ClarificationOutcome => ClarificationOutcome {
        /// A report is to be sent.
        Report,
        /// No report is to be sent.
        NoReport,
        /// More is to be observed first.
        MoreObservation,
    }
}
mirrored! {
    /// What kind of measure it is (S2-61).
    domain::case::MeasureKind => MeasureKind {
        /// It is to change something.
        ChangeOriented,
        /// It is to make up for something.
        Compensating,
        /// It is to control something.
        Control,
    }
}
mirrored! {
    /// At whom a measure is directed (S2-61).
    domain::case::MeasureTarget => MeasureTarget {
        /// The family.
        Family,
        /// The child.
        Child,
    }
}
mirrored! {
    /// How a question of an evaluation is answered (S1-18).
    domain::case::EvaluatedAs => EvaluatedAs {
        /// Yes.
        Yes,
        /// In part.
        Partly,
        /// No.
        No,
        /// It is not known.
        NotKnown,
    }
}
mirrored! {
    /// Why guardians must not be told about a report (R-6, C3).
    domain::case::WithholdingGround => WithholdingGround {
        /// Danger of violence (S0-40, S2-21).
        Violence,
        /// Danger of sexual abuse (S0-40, S2-21).
        SexualAbuse,
        /// Danger of other serious neglect (S0-40).
        OtherSeriousNeglect,
        /// Violence or threats are used as power (S4-2).
        ViolenceOrThreatsAsPower,
        /// Important evidence may be lost (S4-2).
        EvidenceAtRisk,
        /// Life or health is in serious danger (S4-2).
        LifeOrHealthInSeriousDanger,
    }
}
mirrored! {
    /// The kind of danger in an emergency.
    domain::case::AcuteCategory => AcuteCategory {
        /// Violence (S0-1).
        Violence,
        /// Sexual abuse (S0-1).
        SexualAbuse,
        /// Female genital mutilation (S0-1).
        FemaleGenitalMutilation,
        /// Abduction (S0-1).
        Abduction,
        /// Danger to life or health (S3-51).
        DangerToLifeOrHealth,
        /// Other serious neglect (S0-1).
        OtherSeriousNeglect,
    }
}
/// How a case ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum CaseOutcome {
    /// There was no ground for concern (S0-18).
    NoGroundForConcern,
    /// Measures had the wished effect (S1-19).
    MeasuresHadEffect,
    /// Followed up elsewhere.
    FollowedUpElsewhere,
    /// The child moved.
    Moved,
    /// The child came of age.
    CameOfAge,
}

impl From<CaseOutcome> for domain::case::CaseOutcome {
    fn from(outcome: CaseOutcome) -> Self {
        match outcome {
            CaseOutcome::NoGroundForConcern => Self::NoGroundForConcern,
            CaseOutcome::MeasuresHadEffect => Self::MeasuresHadEffect,
            CaseOutcome::FollowedUpElsewhere => Self::FollowedUpElsewhere,
            CaseOutcome::Moved => Self::Moved,
            CaseOutcome::CameOfAge => Self::CameOfAge,
        }
    }
}
mirrored! {
    /// A service or body (S0-25, S0-33, S3-4).
    domain::people::Body => Body {
        /// Kindergarten.
        Kindergarten,
        /// School.
        School,
        /// After-school programme (SFO).
        AfterSchoolProgramme,
        /// Health station.
        HealthStation,
        /// School health service.
        SchoolHealthService,
        /// Educational-psychological service (PPT).
        EducationalPsychologicalService,
        /// Child welfare service (barnevernstjenesten).
        ChildWelfareService,
        /// Child welfare emergency service (barnevernvakt).
        ChildWelfareEmergencyService,
        /// Helpline for children and youth (alarmtelefonen for barn og unge; S2-13). Whoever calls it in danger contacts child welfare
        /// or the police too, or reports: that stays owed, whatever is found of the duty to report.
        ChildHelpline,
        /// Resource team.
        ResourceTeam,
        /// Specialist health service.
        SpecialistHealthService,
        /// Police.
        Police,
        /// Family centre (Familiesenteret; S3-23).
        FamilyCentre,
        /// The meeting `FamilieForum` (S4-14).
        FamilyForum,
        /// HSP (S4-14).
        Hsp,
        /// Dental health service.
        DentalHealthService,
        /// Family counselling office (familievernkontor).
        FamilyCounsellingOffice,
        /// Labour and welfare office (NAV).
        LabourAndWelfareOffice,
        /// Crisis centre (krisesenter).
        CrisisCentre,
        /// General practitioner (fastlege).
        GeneralPractitioner,
        /// A service that follows up people's problems with alcohol and drugs.
        SubstanceUseService,
        /// Outreach work with youth, and youth clubs.
        OutreachService,
        /// Another service, of which a municipality has its own. Nothing goes to it under no name: a consent, an exception, what is
        /// shared, an open consultation, a referral and a meeting say by its name which one it is, and hold for none but that one.
        Other,
    }
}
mirrored! {
    /// What someone who decides does at work.
    domain::people::DeciderRole => DeciderRole {
        /// Any employee (S3-14).
        Employee,
        /// Pedagogical leader (S3-19).
        PedagogicalLeader,
        /// Contact teacher (S3-19).
        ContactTeacher,
        /// Public health nurse (S3-19).
        PublicHealthNurse,
        /// Kindergarten head or school principal (S0-34).
        Head,
        /// Head of the unit (S3-31, S4-15).
        UnitLeader,
        /// Professional leader (S4-15).
        ProfessionalLeader,
        /// Coordinator on level 3 (S3-42).
        RelayHolder,
        /// Receives and triages reports (S1-5).
        IntakeOfficer,
        /// Investigates in the child welfare service.
        Caseworker,
    }
}
mirrored! {
    /// A condition that triggers the duty to report.
    domain::law::DutyCondition => DutyCondition {
        /// A child is abused at home (S0-37, S2-27, S3-47).
        Abuse,
        /// There are other forms of serious neglect (S0-37, S2-27, S3-47).
        SeriousNeglect,
        /// A child has shown persistent serious behavioural difficulties (S0-37, S2-27, S3-47).
        PersistentSeriousBehaviouralDifficulties,
        /// There is danger of exploitation in human trafficking (S0-37, S3-47).
        HumanTrafficking,
    }
}
mirrored! {
    /// What triage of a report came to: of a report, not of an investigation (C10).
    domain::report::TriageOutcome => TriageOutcome {
        /// The report was dismissed.
        ReportDismissed,
        /// The report was transferred to another municipality or agency.
        ReportTransferred,
        /// An investigation follows (S2-48).
        InvestigationDecided,
        /// Dismissed because measures are active for the child.
        DismissedActiveMeasures,
        /// Added to an ongoing investigation.
        AddedToOngoingInvestigation,
    }
}
mirrored! {
    /// What an investigation came to: of an investigation, not of a report (C10, R-45).
    domain::investigation::InvestigationOutcome => InvestigationOutcome {
        /// The service decides on measures (S2-56).
        MeasuresDecided,
        /// A case goes to the board (S2-62).
        BoardCase,
        /// The child was placed in an emergency, which the register tells as measures (S1-11).
        EmergencyPlacement,
        /// Dismissed on the service's own assessment.
        InvestigationDismissed,
        /// Dismissed with concern.
        DismissedWithConcern,
        /// Dismissed because the child moved.
        DismissedMoved,
        /// Dismissed after referral.
        DismissedReferred,
    }
}
mirrored! {
    /// By what an investigation maps the child's situation (S1-10).
    domain::investigation::StepKind => InvestigationStepKind {
        /// A meeting with child and parents at the start.
        KickOff,
        /// Information was gathered from other services and bodies.
        InformationGathered,
        /// A conversation with the child.
        ChildConversation,
        /// A conversation with guardians.
        GuardianConversation,
        /// A visit to the home.
        HomeVisit,
        /// An assessment tool, by age and matter.
        AssessmentTool,
        /// A meeting that sums up; talking with guardians in it is a conversation with them as well.
        SummaryMeeting,
    }
}
mirrored! {
    /// On what basis a reporter is told of measures.
    domain::investigation::DisclosureBasis => DisclosureBasis {
        /// The family consents (S1-14).
        Consent,
        /// It is assessed to be in the child's best interests (S1-14).
        BestInterests,
    }
}
mirrored! {
    /// How a reporter was told of the end in writing (S1-13, R-43): by word of mouth is none of them.
    domain::investigation::WrittenForm => WrittenForm {
        /// By letter.
        Letter,
        /// By secure digital mail.
        DigitalMail,
        /// By a message over FIKS.
        Fiks,
    }
}
mirrored! {
    /// Whether and how the child took part in an investigation, as the register tells them apart.
    domain::investigation::ParticipationKind => ParticipationKind {
        /// In a conversation (1.1).
        Conversation,
        /// Through a representative (1.2).
        Representative,
        /// The child was observed (1.3).
        Observation,
        /// The child expressed itself in another way (1.4).
        OtherExpression,
        /// The child was given no opportunity (2.1; S2-55).
        NoOpportunity,
        /// The child did not want to (2.2).
        Declined,
    }
}
mirrored! {
    /// The kind of reporter; what may be told depends on it.
    domain::report::ReporterKind => ReporterKind {
        /// Reports in the course of work; never anonymous.
        Public,
        /// A named private person (S2-22).
        Private,
        /// Unknown by own wish; nothing about the person is stored.
        Anonymous,
        /// The source does not say who reported.
        Unknown,
    }
}

mirrored! {
    /// What a principal works as.
    domain::people::Role => Role {
        /// Works in the universal arena.
        Employee,
        /// Heads such a unit.
        UnitLeader,
        /// Receives and triages concern reports.
        ChildWelfareIntake,
        /// Investigates in the child welfare service.
        Caseworker,
        /// Audits decisions.
        Auditor,
        /// Reports statistics.
        Statistician,
        /// Watches over the processing of personal data.
        DataProtectionOfficer,
        /// Another service's case system.
        Service,
    }
}

mirrored! {
    /// Why the data of a person are restricted (GDPR art. 18(1), C12).
    domain::law::RestrictionGround => RestrictionGround {
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

mirrored! {
    /// How an address is protected, as the population register grades it (C12).
    domain::law::AddressProtectionGrade => AddressProtectionGrade {
        /// Strictly confidential (strengt fortrolig, code 6): life may be in danger where it becomes known.
        StrictlyConfidential,
        /// Confidential (fortrolig, code 7).
        Confidential,
        /// A client's address (klientadresse): it tells by itself that somebody receives help, as at a crisis centre or placed
        /// by the child welfare service.
        ClientAddress,
    }
}

mirrored! {
    /// From where it is known that an address is protected (C12).
    domain::law::AddressProtectionSource => AddressProtectionSource {
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

mirrored! {
    /// On which legal basis a person is erased (C12). Archive law normally keeps what a municipality records.
    domain::law::ErasureBasis => ErasureBasis {
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
mirrored! {
    /// What a legal basis is asked for (requirements 6.1, C7).
    domain::law::LegalTopic => LegalTopic {
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
mirrored! {
    /// An age from which on the law sees a child, or who was one, otherwise (C12).
    domain::law::AgeLimit => AgeLimit {
        /// The child is heard before something is decided about it; so is a younger one who can form an opinion.
        OpinionHeard,
        /// What the child thinks weighs heavily.
        OpinionWeighs,
        /// The child is a party of its own.
        Party,
        /// The person is of age, and guardians consent no more.
        OfAge,
        /// The child welfare service's measures end for whoever it helped before.
        AfterCareEnds,
    }
}
mirrored! {
    /// How well a fact of law was verified (C7).
    domain::law::Verification => Verification {
        /// Seen in a stored primary or official source.
        Verified,
        /// Cited by others only, or seen in parts.
        Secondary,
        /// Believed.
        Unverified,
    }
}
mirrored! {
    /// Something that is due within a time (requirements 5.5, D-1 to D-7).
    domain::law::DeadlineKind => DeadlineKind {
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
mirrored! {
    /// What a deadline runs from (D-1 to D-7).
    domain::law::DeadlineStart => DeadlineStart {
        /// Receipt of the report (D-1, D-2).
        Receipt,
        /// The conclusion of triage (D-3).
        TriageConclusion,
        /// The conclusion of the investigation (D-4).
        InvestigationConclusion,
        /// The day on which the concern was raised (D-6).
        ConcernRaised,
        /// What the plan says (D-7).
        Plan,
        /// Receipt of the person's request (C12).
        AccessRequest,
        /// The day from which it is owed: of the project's own deadlines, where the sources name no time.
        Owed,
        /// The day from which a copy is withheld; the project's own too (C4).
        CopyWithheld,
        /// The day of the case's last event; the project's own too.
        LastEvent,
        /// The last day on which somebody saw that the entry is right; the project's own too (C2).
        ContactVerified,
    }
}
mirrored! {
    /// The lists of the national child welfare register.
    domain::codes::CodeList => CodeList {
        /// Who reported (Melder).
        Reporter,
        /// What the report is about (Saksinnhold); also the grounds of a decision after an investigation.
        Content,
        /// How triage of a report ended (Melding/Konklusjon).
        ReportConclusion,
        /// How an investigation ended (Undersokelse/Konklusjon).
        InvestigationConclusion,
        /// Whether and how the child took part (Undersokelse/BarnetsMedvirkning).
        ChildParticipation,
        /// Whether an investigation's time limit was extended (Undersokelse/UtvidetFrist).
        ExtendedDeadline,
        /// What kind of plan it is (Plantype).
        Plan,
        /// What measure it is (Tiltak/Kategori).
        Measure,
        /// Why a measure ended (Tiltak/Opphevelse).
        MeasureEnding,
        /// Where a formal decision stands (Vedtak/Status).
        DecisionStatus,
        /// What became of a claim before the board (Vedtak/Krav/Konklusjon).
        ClaimConclusion,
        /// How aftercare was concluded (Ettervern/Konklusjon).
        AftercareConclusion,
        /// Why a child moved (Flytting/ArsakFra).
        MoveReason,
        /// Where a child moved to (Flytting/FlyttingTil).
        MoveDestination,
    }
}

/// What a length of time is counted in (C11, S2-68).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum LengthUnit {
    /// Calendar days, holidays counted (S2-68).
    Days,
    /// Weeks of seven calendar days.
    Weeks,
    /// Calendar months (D-3, D-5).
    Months,
    /// Days on which offices are open: no Saturdays, Sundays and public holidays.
    WorkingDays,
}
mirrored! {
    /// What is owed (RM-13).
    domain::oversight::ObligationKind => ObligationKind {
        /// The child welfare service triages a report (D-1).
        TriageReport,
        /// It acknowledges the report to the one who reported (D-2, R-41).
        AcknowledgeReport,
        /// It tells a public reporter how triage ended (S1-7, R-42).
        TellReporterOfTriage,
        /// It opens the investigation that triage decided on (S2-52).
        OpenInvestigation,
        /// The service that a report was transferred to, or that is to go on with a child who was referred or moved while it was
        /// investigated, says that it has what was sent (S2-48). The sources name no such receipt; it is the project's.
        AwaitTransferReceipt,
        /// It decides what is done for the child at once, where triage said that this is needed (S2-48).
        DecideUrgentFollowUp,
        /// It concludes the investigation (D-3).
        ConcludeInvestigation,
        /// It plans the investigation (S2-53).
        PlanInvestigation,
        /// It records how the child took part in the investigation, or why not.
        RecordParticipation,
        /// It tells a public reporter in writing how the investigation ended (R-43, D-4).
        TellReporterOfConclusion,
        /// It opens the renewed investigation that was scheduled with a dismissal with concern (D-5, R-46).
        RenewInvestigation,
        /// It investigates anew for a child with whom another service does not go on, as it was to (S2-48). That this is so within a
        /// week is the project's own; the sources name no time.
        InvestigateSentBack,
        /// It brings the case before the board, after an emergency placement or because the investigation ended in it (S2-62).
        SubmitBoardCase,
        /// The board decides on the case before it, and the decision is recorded (S2-66).
        ReceiveBoardDecision,
        /// What the court decided on what the board had decided (S2-66).
        ReceiveCourtDecision,
        /// What the board granted is carried out by a measure, while what was ordered for a limited period lasts (S2-62, S2-65).
        CarryOutBoardDecision,
        /// A measure that the board ordered for a limited period ends with that, unless it is ordered once more (S2-65).
        EndOrderedMeasure,
        /// A measure ends on the day on which what it rests on has: the emergency placement is over, or who consented to the child's
        /// living elsewhere takes that back (S2-6, S2-63, R-24). That it is that day is the project's own; the sources name none.
        EndMeasureWithoutBasis,
        /// What another body was asked for is told (S2-17).
        GatherInformation,
        /// It decides on the measures that the investigation ended in, or on others where the board turned its case down (S2-56).
        DecideMeasures,
        /// It makes the child's plan of measures with child and parents (S2-58, S2-59).
        PlanMeasures,
        /// What is followed up is ended with reasons, or another measure decided on, once the last one has ended (S1-19).
        EndFollowUp,
        /// What was reported about a child for whom measures are active, and dismissed because of them, is weighed: a measure that
        /// was in force is evaluated or planned anew by it, another decided on, the child placed or the board asked (R-50, S2-48).
        WeighReport,
        /// A measure is ended on its last day, or goes on for longer (R-31, S1-20).
        EndOrExtendMeasure,
        /// It begins the renewed investigation on the day that was planned for it, which comes before the last one.
        BeginRenewalAsPlanned,
        /// Someone assesses the duty to report, which an emergency put off.
        AssessDutyToReport,
        /// A report is sent once the duty to report is triggered (R-9, S4-1); who told the service at once writes it too, in
        /// as much time from then on (R-1, S0-43).
        SendReport,
        /// After something was shared on necessity, police or child welfare are contacted, a report is sent or a duty
        /// is assessed, the next working day at the latest (S3-50).
        AssessAfterNecessity,
        /// What was found so serious that child welfare or the police must be contacted, by alternative D or in a clarification
        /// meeting, is acted on the next working day at the latest: they are contacted, a report is sent, or the duty to report
        /// is assessed (S0-36, S1-3). So are they contacted, or a report is sent, where only the helpline was called in danger; an
        /// assessment is no answer to that (S0-1, S2-13).
        ActOnSeriousness,
        /// Police or child welfare are contacted at once, to avert a crime (R-4, S0-38).
        ContactToAvert,
        /// Guardians are told about a report that an emergency sent before, or the ground for not telling them is
        /// recorded.
        TellGuardiansOfReport,
        /// A guardian who was left out when others were told of a report is told too.
        TellOtherGuardianOfReport,
        /// Guardians who were not at a meeting are told what came of it (S3-33).
        TellGuardiansOfOutcome,
        /// The question for consent gets its answer.
        AnswerConsent,
        /// The concern ends in a reasoned decision (R-19, D-6).
        DecideOnConcern,
        /// It is found out whether the child has siblings (S0-14, R-13).
        AnswerSiblingQuestion,
        /// The conversation that child or guardians were asked to is held (S3-21).
        HoldConversation,
        /// The advice that was asked for is got (S0-25, S2-14).
        HoldConsultation,
        /// That consent was refused or taken back is answered: by an exception, by alternative D, or by accepting it with reasons
        ///
        AnswerRefusal,
        /// What the child welfare service orders to be told is told, or the order is closed with reasons (R-21, S2-17).
        AnswerOrder,
        /// The leader answers an internal note (RM-4, S0-46).
        AnswerNote,
        /// A measure is evaluated on the day that was planned for it (R-31, D-7).
        EvaluateMeasure,
        /// The case is closed, lifted or taken back, as was decided in a step of its guide.
        CarryOutStepDecision,
        /// The alternative that was chosen is taken up: A by a talk or a measure, B and C by telling the guardians and, on
        /// consent or where it is lawful without, others (S0-22, S0-26, S0-30, S0-32).
        TakeUpAlternative,
        /// A measure is planned, as was decided in a step of the guide (S3-22, S3-30).
        PlanMeasure,
        /// Guardians are told of the low-threshold offers, as was decided in a step of the guide (S3-22).
        TellOfLowThresholdOffers,
        /// A meeting that evaluates what was done is agreed, as was decided in a step of the guide (S3-24, S3-30, S3-35).
        AgreeEvaluationMeeting,
        /// The child is referred, as was decided in a step of the guide (S3-36).
        ReferChild,
        /// The body to which the child was referred answers (S3-39, R-34).
        AwaitReferralAnswer,
        /// Guardians approve a measure of level 2, or attend a meeting about it, before it starts (R-32, S3-33).
        ApproveMeasure,
        /// The day of the next meeting is agreed, which on level 3 is always so.
        AgreeNextMeeting,
        /// A meeting that was called or agreed is held (R-35, D-7).
        HoldMeeting,
        /// All parties sign the agreement (S4-9, R-37).
        SignAgreement,
        /// Somebody gets the copy that person is entitled to (S0-42, S4-9, R-7).
        DeliverCopy,
        /// It is looked at again whether guardians may have the copy of a report (R-7, C4).
        ReviewWithheldCopy,
        /// The unit that called several bodies to a meeting makes the plan of measures, where its guide says so (S4-18).
        MakeMeasurePlan,
        /// A measure of the plan is started on its first day (S4-18, D-7).
        StartMeasure,
        /// Who first has the concern brings it to the nearest leader (S4-16).
        BringConcernToLeader,
        /// The unit in which the concern arose calls guardians or youth to a talk (S4-17).
        CallFamilyToTalk,
        /// What was agreed in the talk is put in writing, for all to sign (S4-17).
        AgreeInWriting,
        /// The unit that finds that a measure does not suffice tells the guardians so (S4-19).
        TellOfInsufficientEffect,
        /// And takes the case further: it is lifted, the child referred or reported, or others are called in (S4-19).
        TakeCaseFurther,
        /// On level 3 the plan of coordinated measures is made (S3-41).
        MakeCoordinatedPlan,
    }
}
mirrored! {
    /// What a decision in a step asks for, beside where it leads: it is owed in the case until it is done (S3-22,
    /// S3-24, S3-30, S3-35, S3-36).
    domain::guides::AskedFor => AskedFor {
        /// A measure is planned (S3-22, S3-30).
        Measure,
        /// Guardians are told of the low-threshold offers (S3-22).
        LowThresholdOffers,
        /// A meeting that evaluates what was done is agreed (S3-24, S3-30, S3-35).
        EvaluationMeeting,
        /// The child is referred (S3-36, S3-39).
        Referral,
    }
}
mirrored! {
    /// An act of which an outcome says that it was done: a decision with it is held against what is recorded.
    domain::guides::AttestedAct => AttestedAct {
        /// Something was observed and logged (S0-5, S3-8, S4-4).
        ObservationLogged,
        /// A conversation was held with the child or with guardians (S0-10, S3-21, S4-6).
        ConversationHeld,
        /// The concern was put in writing, in concrete terms (S3-16).
        ConcernConcretised,
        /// The concern was assessed (S0-11).
        ConcernAssessed,
        /// It was analysed (S0-15).
        ConcernAnalysed,
        /// It was discussed with leader, colleague or peer team (S0-17, S4-5).
        ConcernDiscussed,
        /// How serious it is was decided (S0-19).
        SeverityDecided,
        /// Child welfare or the police were contacted in acute danger (S0-1, S4-2). The sources of the guides that attest it name
        /// nobody else: who called the helpline (S2-13) has told neither.
        HelpCalled,
        /// Guardians were told of the concern, or talked with (S0-26).
        GuardiansToldOfConcern,
        /// Guardians were told of the report, or wrote it along (S0-39).
        GuardiansToldOfReport,
        /// Guardians were told that measures do not suffice (S4-19).
        GuardiansToldOfEffect,
        /// It was decided, with its ground, that guardians are not told (S0-40).
        WithholdingDecided,
        /// Somebody gave consent (S0-27, S3-25).
        ConsentGiven,
        /// Somebody said no to consent (S0-28, S0-30).
        ConsentRefused,
        /// A refusal was accepted with reasons.
        RefusalAccepted,
        /// An exception from confidentiality was assessed (S0-30).
        ExceptionAssessed,
        /// The duty to report was assessed (S0-37).
        DutyAssessed,
        /// It was assessed that the duty to report is not triggered (S0-37).
        NoDutyFound,
        /// A report was sent to the child welfare service (S0-43).
        ReportSent,
        /// A meeting was held (S0-33, S3-27, S3-41, S4-12).
        MeetingHeld,
        /// The day of the next meeting was agreed (S3-43).
        NextMeetingAgreed,
        /// A measure was planned, or in an investigation decided on (S0-29, S1-22).
        MeasurePlanned,
        /// Measures were approved (S3-33).
        MeasuresApproved,
        /// A measure was started (S4-18).
        MeasureStarted,
        /// A measure was evaluated (S1-17).
        MeasureEvaluated,
        /// A measure was extended (S1-20).
        MeasureExtended,
        /// All whom it names signed an agreement (S4-9).
        AgreementSigned,
        /// The plan of measures was made (S3-41, S4-12).
        PlanMade,
        /// All whom it names signed the plan (S4-18).
        PlanSigned,
        /// The child was referred (S3-36).
        Referred,
        /// The child was referred or reported (S4-13).
        ReferredOrReported,
        /// The investigation was allocated (S1-8).
        InvestigationAllocated,
        /// A meeting that sums the investigation up was held (S1-10).
        SummaryHeld,
        /// A responsibility group was formed (S1-15).
        GroupFormed,
    }
}
mirrored! {
    /// Whose it is that a concern goes on, where a guide says so (S3-41, S4-13, S4-16 to S4-19).
    domain::guides::Responsibility => Responsibility {
        /// Who first has the concern brings it to the nearest leader (S4-16).
        BringConcernToLeader,
        /// The unit in which it arose calls guardians or youth to a talk (S4-17).
        CallFamilyToTalk,
        /// And sees to it that what was agreed is put in writing (S4-17).
        AgreeInWriting,
        /// The unit that called several bodies to a meeting makes the plan of measures and has all sign it (S4-18).
        MakeMeasurePlan,
        /// And starts the measures of the plan (S4-18).
        StartMeasure,
        /// A referral is discussed with the leader before it goes (S4-13).
        DiscussReferralWithLeader,
        /// The unit that finds that measures do not suffice tells the guardians so (S4-19).
        TellOfInsufficientEffect,
        /// And takes the case further (S4-19).
        TakeCaseFurther,
        /// On level 3 the relay holder has the plan of coordinated measures made (S3-41, S3-42).
        MakeCoordinatedPlan,
    }
}
mirrored! {
    /// Whose the obligation is (RM-13, S4-16 to S4-19).
    domain::oversight::Owner => ObligationOwner {
        /// The unit that works with the case (S4-17).
        Unit,
        /// Who first has the concern (S4-16).
        FirstPerson,
        /// Who heads it.
        UnitLeader,
        /// Who holds the relay on level 3 (S3-42).
        RelayHolder,
        /// The child welfare service's intake (S1-5).
        Intake,
        /// Its caseworkers.
        Caseworkers,
    }
}
mirrored! {
    /// How an obligation stands on a day (RM-3).
    domain::oversight::Standing => ObligationStanding {
        /// Owed, and not too late.
        Open,
        /// Owed, and the last day has passed.
        Overdue,
        /// Done in time, or without a last day.
        Met,
        /// Done after the last day.
        MetLate,
        /// Owed no more, though not done.
        Lapsed,
    }
}
mirrored! {
    /// What was left out, or done otherwise than a rule says (R-36, C11).
    domain::oversight::FindingKind => FindingKind {
        /// A report was not triaged within a week (D-1).
        TriageLate,
        /// Receipt was not acknowledged within three weeks (D-2, R-41).
        AcknowledgementLate,
        /// A public reporter was not told in time how triage ended.
        ReporterNotToldOfTriage,
        /// A report was dismissed or transferred without a written assessment, or by one person without the intake meeting.
        ReportDismissedAlone,
        /// Triage of a report was concluded, and no intake meeting had gone through it (S2-47).
        TriagedWithoutIntakeMeeting,
        /// A report was added to an ongoing investigation that nobody named (R-43, S2-48).
        JoinedInvestigationUnnamed,
        /// A report was added to an investigation that is recorded of no same child, where nobody looks into it (R-43, S2-48).
        JoinedAnotherChild,
        /// A report was added to an ongoing investigation that had ended when that was written down, or that ended with nothing
        /// showing that it was looked into (S2-48). Of the first, triage is owed anew.
        JoinedReportNotWeighed,
        /// A report was dismissed because of active measures, and nobody said of which.
        ActiveMeasuresUnnamed,
        /// An investigation was opened while another one of the same child ran (S2-5). Told of the later one.
        InvestigatedTwice,
        /// A private reporter did not declare that nothing was learned through work.
        DeclarationMissing,
        /// A private reporter reported what was learned through work (S2-24).
        PrivatelyReportedFromWork,
        /// Triage said that something is to be done for the child at once, and on that day nothing was decided (S2-48).
        UrgentFollowUpMissing,
        /// The investigation that triage decided on was not opened while there was time to conclude it (S2-52).
        InvestigationNotOpened,
        /// An investigation was not concluded in time (D-3).
        InvestigationLate,
        /// An investigation was concluded and had never been planned (S2-53).
        InvestigationWithoutPlan,
        /// An investigation was concluded, and nothing is recorded that was done in it (S1-10, RM-6).
        InvestigationWithoutSteps,
        /// The child was given no opportunity to take part in the investigation (S2-55).
        ChildNotHeard,
        /// A public reporter was not told within three weeks how an investigation ended (R-43, D-4).
        FeedbackLate,
        /// An investigation was dismissed with concern, and no measures were declined.
        DismissedWithoutRefusal,
        /// A renewed investigation was scheduled, and not opened within six months (D-5).
        RenewalLate,
        /// A child was placed in an emergency and the three principles were not answered (S2-6).
        IntrusiveWithoutPrinciples,
        /// Somebody was contacted or a report sent in an emergency, and the duty to report was not assessed within a week.
        ReportWithoutAssessedDuty,
        /// The duty to report was triggered, and neither was a report sent in time nor the service told at once (R-9, S4-1).
        DutyNotMet,
        /// The child welfare service was told in acute danger, and no written report followed in time (R-9, S0-43).
        ReportNotWritten,
        /// Something was shared on necessity, and by the next working day nobody had been contacted for the danger, nothing
        /// reported and no duty assessed (S3-50).
        NecessityNotAssessed,
        /// It was found so serious that child welfare or the police must be contacted, and by the next working day nobody had been
        /// contacted, nothing reported and no duty assessed (S0-36, S1-3); or only the helpline was called in danger, and by then
        /// neither had been contacted and nothing reported (S0-1, S2-13).
        SeriousnessNotActedOn,
        /// A crime was to be averted, and neither police nor child welfare were contacted that day.
        NotAverted,
        /// Guardians were talked with, told, asked to something or handed something while there was a ground for not telling
        /// them, or before it was decided whether they may know of what is feared (S4-2, R-6).
        ContactedWhileWithheld,
        /// A guardian who must not know where somebody in the case is had a document before that was taken out of it (C12).
        WhereaboutsMayBeKnown,
        /// A report was sent, guardians were not told, and no ground for that is recorded.
        GuardiansNotTold,
        /// What a guardian was to be told or to have of a report was given up, for the unit decided that this one is none.
        GuardianLeftOut,
        /// Guardians were left untold of a report on a ground of the law that the municipality does without (R-6, C3).
        WithheldOnGroundNotInUse,
        /// A report was signed by somebody else than the municipality's routine says (S2-20, C9).
        SignedBesideRoutine,
        /// Guardians alone consented for a child that is old enough to be asked itself (C12).
        YouthNotAsked,
        /// A conversation about the concern was held before anything was observed.
        ConversedBeforeMapping,
        /// Guardians were talked with before the concern was discussed with leader, colleague or peer team.
        ConversedBeforeDiscussion,
        /// The concern was assessed and no observation cited.
        AssessedWithoutEvidence,
        /// The consent that the case's level rests on is no longer valid.
        ConsentExpiredInUse,
        /// No decision on the concern in the municipality's own time (D-6).
        DecisionLate,
        /// Nothing happened for a while in an open case.
        NoActivity,
        /// The case was closed, or what the service followed up was ended, while something was owed in it.
        ClosedWithOpenObligations,
        /// A case was closed because measures had the wished effect, and the last evaluation of one says that it did not suffice (S4-19).
        ClosedAgainstEvaluation,
        /// A measure was not evaluated on the day that was planned for it (R-31, D-7).
        MeasureNotEvaluated,
        /// A measure was neither ended nor extended on its last day.
        MeasureOverrun,
        /// A measure that the board had ordered for a limited period went on after that (S2-65).
        OrderOverrun,
        /// A measure went on after what it rested on had ended: an emergency placement, or consent to the child's living elsewhere
        /// (S2-6, S2-63).
        MeasureWithoutBasis,
        /// Something was decided in a step in which the case was not, or it was closed, lifted or taken back without
        /// that having been decided in a step of the guide it follows.
        AgainstGuide,
        /// A case was lifted, taken back or closed on level 2 by one person alone or without the unit's leader, or on level 3 without
        /// who holds the relay.
        DecidedByAnother,
        /// Something was decided in a step that takes the guardians' consent, and none stood (R-21, S3-25, S3-40).
        DecidedWithoutConsent,
        /// A decision in a step says that something was done which is not recorded as of that day: `lacks` says what.
        StepClaimUnrecorded,
        /// The case is on level 3 and nobody holds the relay.
        RelayHolderMissing,
        /// The case is on level 3 and no next meeting was agreed.
        NextMeetingMissing,
        /// A meeting was not held on the day that was agreed for it (R-35, D-7).
        MeetingNotHeld,
        /// Advice was not got on the day that was agreed for it (S2-14).
        ConsultationNotHeld,
        /// Somebody was at a meeting whom nothing lets hear of the child.
        AttendedWithoutBasis,
        /// Something was shared, the case lifted or a meeting held on a consent that did not carry it any more on that day,
        /// as was recorded later.
        SharedWithoutConsent,
        /// Something was done on one guardian's consent to which another guardian had said no.
        RefusedByAnotherGuardian,
        /// Something was done on guardians' consent to which the youth, who is asked itself, had said no (C12).
        RefusedByYouth,
        /// Guardians were not invited to a discussion of several bodies (S3-27).
        GuardiansNotInvited,
        /// The concern was discussed with leader, colleague or peer team before anything was observed (S4-5, R-36).
        DiscussedBeforeMapping,
        /// Something was agreed in writing before guardians were talked with (S4-8, R-36).
        AgreedBeforeConversation,
        /// A withheld copy of a report was not looked at again on the day that was set for it (R-7, C4).
        WithheldCopyNotReviewed,
        /// The child was referred before that was discussed with the leader (S4-13).
        ReferralNotDiscussed,
        /// The plan that was to come of a meeting of several bodies was not made in time, or they met again before it was (S4-18).
        MeasurePlanMissing,
        /// Several bodies met again, and not all had signed the plan (S4-18, R-37).
        MeasurePlanUnsigned,
        /// A measure of the plan was not started on its first day (S4-18, D-7).
        MeasureNotStarted,
        /// A measure of level 2 was started on the agreement of one who was no guardian by then, as was recorded later.
        MeasureStartedUnapproved,
        /// Guardians who were not at a meeting were not told in time what came of it (S3-33).
        OutcomeNotTold,
        /// Nobody found out in time whether the child has siblings.
        SiblingsNotAskedFor,
        /// It was said that the child has no siblings, and another case links one to it. Told to whoever reaches both.
        SiblingsContradicted,
        /// A conversation was not held on the day for which child or guardians were asked to it (S3-21).
        ConversationNotHeld,
        /// That consent was refused or taken back was not answered in time.
        RefusalUnanswered,
        /// The child welfare service's order was not answered in time.
        OrderUnanswered,
        /// The leader did not answer an internal note in time (S0-46).
        NoteUnanswered,
        /// Somebody did not get the copy that person is entitled to in time.
        CopyNotDelivered,
        /// Child or guardians were talked with or met without an interpreter, though one is known to be needed, and nobody
        /// said why (C12).
        HeldWithoutInterpreter,
        /// An investigation ended in measures, and none was decided on in time (S2-56).
        MeasuresNotDecided,
        /// The case was not brought before the board in time, after an emergency placement or because the investigation ended in
        /// it (S2-62).
        BoardCaseNotBrought,
        /// Something else that is owed was not done by its last day: `obligation` says what (RM-13).
        NotDoneInTime,
    }
}
mirrored! {
    /// How grave a finding is (R-36, C11).
    domain::oversight::Severity => Severity {
        /// What the law or consent demands was not done.
        Breach,
        /// What the municipality's way of working says was done otherwise.
        Deviation,
        /// Something to look at.
        Notice,
    }
}
mirrored! {
    /// Why something is no fault.
    domain::oversight::Excuse => Excuse {
        /// There was acute danger, and help comes first.
        Emergency,
        /// The leader saw it otherwise, and the duty is the employee's own (R-8, S0-45).
        LeaderDisagreed,
    }
}
mirrored! {
    /// What an anonymous consultation was about (S2-11, S2-69).
    domain::consultation::ConsultationTopic => ConsultationTopic {
        /// Whether the duty to report is triggered (S2-35).
        DutyToReport,
        /// What a report should say.
        ReportContent,
        /// How to go on with a concern.
        WayForward,
        /// How to talk with child or guardians.
        Conversation,
        /// How guardians are asked for consent.
        Consent,
        /// Who can help the child best.
        WhoCanHelp,
        /// Something else.
        Other,
    }
}
mirrored! {
    /// How far a version of a guide has come (S1-27).
    domain::guides::GuideStatus => GuideStatus {
        /// Still being written.
        Draft,
        /// To be followed.
        Published,
        /// Not to be taken up any more; what follows it goes on under it.
        Retired,
    }
}
mirrored! {
    /// Where people work with the child (S3-19).
    domain::guides::Arena => Arena {
        /// Kindergarten.
        Kindergarten,
        /// School.
        School,
        /// After-school programme (SFO).
        AfterSchoolProgramme,
        /// Health station and school health service.
        HealthService,
    }
}
mirrored! {
    /// Whose work a guide is about (S1-4, S3-5).
    domain::guides::GuideSubject => GuideSubject {
        /// The universal arena's, with a case.
        Case,
        /// The child welfare service's, with a report and its investigation.
        ChildWelfareService,
    }
}
mirrored! {
    /// Where in the child welfare service's work a step stands (S1-4, S1-10, S1-22).
    domain::guides::ServiceStage => ServiceStage {
        /// From receipt to triage (S1-4).
        Triage,
        /// While it investigates (S1-10).
        Investigation,
        /// After the investigation's conclusion (S1-22).
        FollowUp,
    }
}
mirrored! {
    /// Why a child is placed in an emergency (S2-63, S2-64).
    domain::investigation::EmergencyGround => EmergencyGround {
        /// The child would be materially harmed by staying (S2-63).
        Harm,
        /// The child's own behaviour endangers its life and health (S2-64).
        Behaviour,
    }
}
mirrored! {
    /// What the board is asked for (S1-11, S2-62, S2-65).
    domain::investigation::BoardCaseKind => BoardCaseKind {
        /// A care order (S2-62).
        CareOrder,
        /// Placement in an institution because of behaviour (S1-11).
        BehaviouralPlacement,
        /// Measures in the home that are ordered for a limited period (S2-65).
        OrderedMeasure,
    }
}
mirrored! {
    /// Why the child welfare service ends what it follows up (S1-19).
    domain::investigation::FollowUpEndReason => FollowUpEndReason {
        /// The goal is reached.
        GoalReached,
        /// The family takes no more help, and nobody has ordered any.
        FamilyWithdraws,
        /// The child has moved, and another municipality is in charge.
        Moved,
        /// The child is of age and wants no more help.
        OfAge,
        /// It was reported anew, to the service of another municipality or to another investigation.
        ReportSent,
    }
}
mirrored! {
    /// What became of a case before the board (S2-66).
    domain::investigation::BoardOutcome => BoardOutcome {
        /// The board decided as the service asked.
        Granted,
        /// In part.
        PartlyGranted,
        /// The board decided otherwise.
        NotGranted,
        /// The service took the case back.
        Withdrawn,
    }
}
mirrored! {
    /// Who brought the board's decision to court (S2-66).
    domain::investigation::Appellant => Appellant {
        /// The municipality.
        Municipality,
        /// Parents, child or another private party.
        PrivateParty,
    }
}
mirrored! {
    /// What a measure of the child welfare service rests on (S1-12).
    domain::investigation::MeasureBasis => MeasureBasis {
        /// That the family takes the help (S2-56).
        Assistance,
        /// That those who decide for the child consent to its living elsewhere; the three principles are answered for it (S2-6).
        VoluntaryPlacement,
        /// An emergency placement that runs (S2-63).
        EmergencyPlacement,
        /// A care order of the board (S2-62).
        CareOrder,
        /// The board's placement because of behaviour (S1-11).
        BehaviouralPlacement,
        /// What the board ordered at home for a limited period (S2-65).
        OrderedMeasure,
    }
}
mirrored! {
    /// What became of the board's decision in court (S2-66).
    domain::investigation::CourtOutcome => CourtOutcome {
        /// It stands.
        Upheld,
        /// The court decided as the service asked.
        Granted,
        /// In part.
        PartlyGranted,
        /// The court decided otherwise than the service asked.
        NotGranted,
        /// Whoever brought it to court took that back: it stands.
        AppealWithdrawn,
    }
}
mirrored! {
    /// On what basis others are asked for what they know (S2-17).
    domain::investigation::InformationBasis => InformationBasis {
        /// Those who decide for the child consent.
        Consent,
        /// They are ordered to tell, as the act says.
        Order,
    }
}

mirrored! {
    /// What the child welfare service does on a consent (S1-14, S1-15, S2-6, S2-17).
    domain::investigation::ServiceConsentUse => ServiceConsentUse {
        /// A responsibility group works together for the child.
        ResponsibilityGroup,
        /// Another body tells the service what it knows.
        InformationFromBody,
        /// The public reporter is told of the investigation's outcome.
        DisclosureToReporter,
        /// The child lives elsewhere (S2-6).
        Placement,
    }
}

mirrored! {
    /// Who asks for a person's data (C12).
    domain::subject::access::AccessAsker => AccessAsker {
        /// The person.
        Person,
        /// A guardian, for the child.
        Guardian,
        /// Somebody else who speaks for the person.
        Representative,
    }
}

mirrored! {
    /// How it was made sure who asks (GDPR art. 12(6), C12).
    domain::subject::access::IdentityCheck => IdentityCheck {
        /// By an electronic id.
        ElectronicId,
        /// By an identity document that was shown.
        IdentityDocument,
        /// By somebody who knows the person.
        KnownPersonally,
    }
}

mirrored! {
    /// By what right somebody speaks for the person (C12).
    domain::subject::access::AccessAuthority => AccessAuthority {
        /// The population register says that the guardian has parental responsibility.
        PopulationRegister,
        /// A court or the board decided it.
        CourtDecision,
        /// The person gave a power of attorney.
        PowerOfAttorney,
        /// Appointed by law, such as a guardian for an adult or a spokesperson of the child.
        Appointment,
    }
}

mirrored! {
    /// Why an answer is put off (GDPR art. 12(3), C12).
    domain::subject::access::AccessExtensionGround => AccessExtensionGround {
        /// It takes much work.
        Complexity,
        /// There are many requests.
        NumberOfRequests,
    }
}

mirrored! {
    /// What was answered (C12).
    domain::subject::access::AccessOutcome => AccessOutcome {
        /// All that is recorded was handed over.
        GivenInFull,
        /// A part of it was.
        GivenInPart,
        /// Nothing was.
        Refused,
    }
}

mirrored! {
    /// Why something is not handed over (C12). Which paragraph carries it is for the decider to say in the reasons.
    domain::subject::access::AccessRefusalGround => AccessRefusalGround {
        /// The child would be in danger.
        DangerToChild,
        /// Guardians must not know of it.
        GuardiansMustNotKnow,
        /// It tells who reported.
        ReporterIdentity,
        /// Somebody was promised not to be named.
        AnonymityPromised,
        /// It tells of others.
        InformationAboutOthers,
        /// It was written for the preparation of a decision, and went to nobody outside.
        InternalDocument,
        /// It would harm the person's own health, or the relation to somebody close.
        PersonsHealth,
        /// A crime is investigated or prevented.
        CrimeInvestigation,
        /// The law keeps it confidential from the person.
        DutyOfConfidentiality,
        /// The request is manifestly unfounded or excessive (GDPR art. 12(5)).
        UnfoundedRequest,
    }
}

mirrored! {
    /// How an answer was handed over (C12).
    domain::subject::access::HandOver => HandOver {
        /// In the person's digital mailbox.
        DigitalMailbox,
        /// By letter post.
        Post,
        /// From hand to hand.
        InPerson,
        /// Read on the spot.
        ReadOnTheSpot,
    }
}

mirrored! {
    /// How a request for access stands on a day (C12).
    domain::subject::access::AccessStanding => AccessStanding {
        /// An answer is due.
        Due,
        /// An answer is due later than in a month, and the person was told why.
        Extended,
        /// An answer is late.
        Overdue,
        /// It was answered in time.
        Met,
        /// It was answered too late.
        MetLate,
        /// It was taken back.
        Withdrawn,
    }
}

mirrored! {
    /// Why something is missing in an extract for an answer (C12).
    domain::subject::access::AccessKeptBack => AccessKeptBack {
        /// It is somebody else's: a guardian's, a sibling's.
        OtherPerson,
        /// It is the name or the words of somebody who works with the case.
        Employee,
        /// It tells who reported.
        ReporterIdentity,
        /// Guardians must not know of it, and it is asked for by somebody else than the child.
        GuardiansMustNotKnow,
        /// It belongs to a service whose work the reader's roles do not show, or to the case of a unit that the reader does not
        /// reach; whose do answers for it.
        OtherService,
    }
}

mirrored! {
    /// What a person's data are used for (C12).
    domain::subject::access::ProcessingPurpose => ProcessingPurpose {
        /// To follow up a concern for a child.
        ConcernFollowUp,
        /// To receive and assess a concern report.
        ReportAssessment,
        /// To investigate a child's situation, and help.
        Investigation,
        /// To keep track of rights over a person's data.
        DataSubjectRights,
    }
}

mirrored! {
    /// What an attachment is (S4-4).
    domain::case::AttachmentKind => AttachmentKind {
        /// A form or tool that was filled in: signs, a scale of concern, an observation form (S1-23, S3-15).
        FilledForm,
        /// What the child drew or wrote.
        ChildsOwn,
        /// A letter, or a message that came or went as one.
        Letter,
        /// What another service wrote about the child: a report, an assessment, an answer to a referral (S3-39).
        ServiceReport,
        /// A picture of something that was seen.
        Picture,
        /// Minutes of a conversation or meeting, with the evaluation where the form holds one (S1-16, S3-23).
        Minutes,
        /// A consent form with its signature (S3-26).
        ConsentForm,
        /// A written agreement with its signatures (S4-8).
        SignedAgreement,
        /// An internal note or a page of a log that was kept elsewhere (S0-24).
        NoteOrLog,
        /// Something else; the title says what.
        Other,
    }
}
mirrored! {
    /// What is wrong in an entry of a history (C12).
    domain::corrections::WrongPart => WrongPart {
        /// The day, or one of its days.
        Day,
        /// Who did it, whom it was done to, or who was there.
        Person,
        /// What was chosen of what there was to choose: a kind, a code, a yes for a no.
        Choice,
        /// What was written.
        Text,
        /// All of it: it is about another child, or never happened.
        Whole,
    }
}
mirrored! {
    /// Why an attachment is withdrawn.
    domain::case::WithdrawalGround => WithdrawalGround {
        /// It is about another child.
        AboutAnotherChild,
        /// It is another file than was meant.
        WrongFile,
        /// It cannot be read, or parts of it are missing.
        Unreadable,
        /// The case should not hold it: it tells more than the work with the child needs.
        NotNeeded,
        /// Something else; the reason says what.
        OtherMistake,
    }
}
mirrored! {
    /// The kind of thing that an attachment belongs to (S4-4).
    domain::case::AttachedKind => AttachedKind {
        /// An observation.
        Observation,
        /// A tool that was used.
        Tool,
        /// An internal note to the leader.
        Note,
        /// A question for consent.
        Consent,
        /// A measure.
        Measure,
        /// A meeting.
        Meeting,
        /// An agreement.
        Agreement,
        /// A referral.
        Referral,
    }
}
mirrored! {
    /// The media type of what is attached (S4-4).
    domain::content::MediaType => MediaType {
        /// `application/pdf`.
        Pdf,
        /// `image/png`.
        Png,
        /// `image/jpeg`.
        Jpeg,
        /// `text/plain`, in UTF-8.
        PlainText,
    }
}
