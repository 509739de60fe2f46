//! What the fields of a case, a report and an investigation are called, where it is shown what changed in them.
//!
//! The state that the rules decide on is shown field by field, and a field bears a name of the program there. People read what
//! it is called: each name has a text in each language. One name is called one thing wherever it stands; where it stands is told
//! by what is named before it.

use crate::texts::{Language, closed_set};

closed_set! {
    /// A name that a field of a state bears.
    StateField {
        /// `acknowledged_on`.
        AcknowledgedOn,
        /// `acknowledgement`.
        Acknowledgement,
        /// `added_on`.
        AddedOn,
        /// `agreed`.
        Agreed,
        /// `agreed_on`.
        AgreedOn,
        /// `agreement`.
        Agreement,
        /// `agreements`.
        Agreements,
        /// `agrees`.
        Agrees,
        /// `allocation`.
        Allocation,
        /// `allowed`.
        Allowed,
        /// `alternative`.
        Alternative,
        /// `alternatives`.
        Alternatives,
        /// `answer`.
        Answer,
        /// `answered_on`.
        AnsweredOn,
        /// `answers`.
        Answers,
        /// `appealed`.
        Appealed,
        /// `approved_by`.
        ApprovedBy,
        /// `area`.
        Area,
        /// `asked`.
        Asked,
        /// `asked_on`.
        AskedOn,
        /// `asked_to`.
        AskedTo,
        /// `assessments_owed`.
        AssessmentsOwed,
        /// `at`.
        At,
        /// `attachments`.
        Attachments,
        /// `attendance`.
        Attendance,
        /// `averting`.
        Averting,
        /// `awaited`.
        Awaited,
        /// `based_on`.
        BasedOn,
        /// `basis`.
        Basis,
        /// `before`.
        Before,
        /// `before_it`.
        BeforeIt,
        /// `belongs_to`.
        BelongsTo,
        /// `board_case`.
        BoardCase,
        /// `board_cases`.
        BoardCases,
        /// `bodies`.
        Bodies,
        /// `body`.
        Body,
        /// `born_on`.
        BornOn,
        /// `by`.
        By,
        /// `by_id`.
        ById,
        /// `by_sender`.
        BySender,
        /// `by_service`.
        ByService,
        /// `called`.
        Called,
        /// `called_off_on`.
        CalledOffOn,
        /// `called_on`.
        CalledOn,
        /// `came_back_on`.
        CameBackOn,
        /// `carried_out_well`.
        CarriedOutWell,
        /// `case`.
        Case,
        /// `categories`.
        Categories,
        /// `child`.
        Child,
        /// `childs_part`.
        ChildsPart,
        /// `childs_voice`.
        ChildsVoice,
        /// `chosen_on`.
        ChosenOn,
        /// `clarification`.
        Clarification,
        /// `closed_on`.
        ClosedOn,
        /// `co_authors`.
        CoAuthors,
        /// `code`.
        Code,
        /// `concern_on`.
        ConcernOn,
        /// `concern_told`.
        ConcernTold,
        /// `conclusion`.
        Conclusion,
        /// `confirmed_on`.
        ConfirmedOn,
        /// `consent`.
        Consent,
        /// `consented_by`.
        ConsentedBy,
        /// `consents`.
        Consents,
        /// `consultations`.
        Consultations,
        /// `consulted`.
        Consulted,
        /// `contact`.
        Contact,
        /// `contacts`.
        Contacts,
        /// `content`.
        Content,
        /// `convened_on`.
        ConvenedOn,
        /// `copies`.
        Copies,
        /// `corrections`.
        Corrections,
        /// `court`.
        Court,
        /// `current`.
        Current,
        /// `deadline`.
        Deadline,
        /// `decided`.
        Decided,
        /// `decided_by`.
        DecidedBy,
        /// `decided_here`.
        DecidedHere,
        /// `decided_on`.
        DecidedOn,
        /// `decision`.
        Decision,
        /// `decisions`.
        Decisions,
        /// `declined_on`.
        DeclinedOn,
        /// `description`.
        Description,
        /// `digest`.
        Digest,
        /// `directions`.
        Directions,
        /// `discarded`.
        Discarded,
        /// `discussion`.
        Discussion,
        /// `document`.
        Document,
        /// `drafted_on`.
        DraftedOn,
        /// `drafts`.
        Drafts,
        /// `drawn_on`.
        DrawnOn,
        /// `due_by`.
        DueBy,
        /// `duty_assessments`.
        DutyAssessments,
        /// `duty_met_on`.
        DutyMetOn,
        /// `edition`.
        Edition,
        /// `effect`.
        Effect,
        /// `emergencies`.
        Emergencies,
        /// `emergency_contacts`.
        EmergencyContacts,
        /// `ended_on`.
        EndedOn,
        /// `ended_with_case`.
        EndedWithCase,
        /// `ends`.
        Ends,
        /// `entitled`.
        Entitled,
        /// `entries`.
        Entries,
        /// `evaluated_on`.
        EvaluatedOn,
        /// `evaluation_on`.
        EvaluationOn,
        /// `evaluations`.
        Evaluations,
        /// `exceptions`.
        Exceptions,
        /// `extended`.
        Extended,
        /// `extended_on`.
        ExtendedOn,
        /// `family_felt_cared_for`.
        FamilyFeltCaredFor,
        /// `feared`.
        Feared,
        /// `feedback`.
        Feedback,
        /// `follow_up_ended_on`.
        FollowUpEndedOn,
        /// `form`.
        Form,
        /// `formed_on`.
        FormedOn,
        /// `from`.
        From,
        /// `from_return`.
        FromReturn,
        /// `given`.
        Given,
        /// `given_on`.
        GivenOn,
        /// `goal`.
        Goal,
        /// `goal_reached`.
        GoalReached,
        /// `ground`.
        Ground,
        /// `groups`.
        Groups,
        /// `guardian`.
        Guardian,
        /// `guardians`.
        Guardians,
        /// `guardians_followed_up`.
        GuardiansFollowedUp,
        /// `guardians_voice`.
        GuardiansVoice,
        /// `guardians_invited`.
        GuardiansInvited,
        /// `guardians_not_told`.
        GuardiansNotTold,
        /// `guide`.
        Guide,
        /// `held`.
        Held,
        /// `held_on`.
        HeldOn,
        /// `held_since`.
        HeldSince,
        /// `helped_by`.
        HelpedBy,
        /// `holder`.
        Holder,
        /// `implementation`.
        Implementation,
        /// `imported`.
        Imported,
        /// `in_order`.
        InOrder,
        /// `informed_on`.
        InformedOn,
        /// `intake_meetings`.
        IntakeMeetings,
        /// `interpretation`.
        Interpretation,
        /// `interpreted`.
        Interpreted,
        /// `interpreter`.
        Interpreter,
        /// `interpreter_needs`.
        InterpreterNeeds,
        /// `investigation`.
        Investigation,
        /// `involved`.
        Involved,
        /// `is_minutes`.
        IsMinutes,
        /// `joined`.
        Joined,
        /// `joined_named_on`.
        JoinedNamedOn,
        /// `joined_told`.
        JoinedTold,
        /// `joining`.
        Joining,
        /// `kept_back`.
        KeptBack,
        /// `kind`.
        Kind,
        /// `language`.
        Language,
        /// `last_on`.
        LastOn,
        /// `last_with_child`.
        LastWithChild,
        /// `last_with_guardians`.
        LastWithGuardians,
        /// `latest`.
        Latest,
        /// `leader_agrees`.
        LeaderAgrees,
        /// `leaders_words`.
        LeadersWords,
        /// `learned_through_work`.
        LearnedThroughWork,
        /// `left`.
        Left,
        /// `left_out`.
        LeftOut,
        /// `left_to_d`.
        LeftToD,
        /// `level`.
        Level,
        /// `levels`.
        Levels,
        /// `lifted_on`.
        LiftedOn,
        /// `list`.
        List,
        /// `looked_through`.
        LookedThrough,
        /// `made_on`.
        MadeOn,
        /// `may_be_known`.
        MayBeKnown,
        /// `measure`.
        Measure,
        /// `measures`.
        Measures,
        /// `measures_in`.
        MeasuresIn,
        /// `measures_planned_on`.
        MeasuresPlannedOn,
        /// `measures_told`.
        MeasuresTold,
        /// `media_type`.
        MediaType,
        /// `meeting`.
        Meeting,
        /// `meetings`.
        Meetings,
        /// `message`.
        Message,
        /// `met_about_on`.
        MetAboutOn,
        /// `minutes`.
        Minutes,
        /// `more_needed`.
        MoreNeeded,
        /// `moved_on`.
        MovedOn,
        /// `name`.
        Name,
        /// `named_at_work_on`.
        NamedAtWorkOn,
        /// `named_on`.
        NamedOn,
        /// `narrowings`.
        Narrowings,
        /// `national_id`.
        NationalId,
        /// `needed`.
        Needed,
        /// `next_evaluation_on`.
        NextEvaluationOn,
        /// `note`.
        Note,
        /// `notes`.
        Notes,
        /// `number`.
        Number,
        /// `observation`.
        Observation,
        /// `observations`.
        Observations,
        /// `observed`.
        Observed,
        /// `of`.
        Of,
        /// `of_the_next`.
        OfTheNext,
        /// `on`.
        On,
        /// `open_refusals`.
        OpenRefusals,
        /// `opened`.
        Opened,
        /// `orders`.
        Orders,
        /// `outcome`.
        Outcome,
        /// `outcomes`.
        Outcomes,
        /// `own_approval`.
        OwnApproval,
        /// `own_say`.
        OwnSay,
        /// `parents`.
        Parents,
        /// `participation`.
        Participation,
        /// `parties`.
        Parties,
        /// `party`.
        Party,
        /// `place`.
        Place,
        /// `places`.
        Places,
        /// `plan`.
        Plan,
        /// `planned_for`.
        PlannedFor,
        /// `planned_on`.
        PlannedOn,
        /// `planned_on_level`.
        PlannedOnLevel,
        /// `plans`.
        Plans,
        /// `principles_answered_on`.
        PrinciplesAnsweredOn,
        /// `priority`.
        Priority,
        /// `prompt`.
        Prompt,
        /// `purposes`.
        Purposes,
        /// `put_off_until`.
        PutOffUntil,
        /// `rationale`.
        Rationale,
        /// `read_before_consent`.
        ReadBeforeConsent,
        /// `read_on`.
        ReadOn,
        /// `reader`.
        Reader,
        /// `readings`.
        Readings,
        /// `reason`.
        Reason,
        /// `receipts`.
        Receipts,
        /// `received`.
        Received,
        /// `received_from`.
        ReceivedFrom,
        /// `received_on`.
        ReceivedOn,
        /// `recipient`.
        Recipient,
        /// `recipients`.
        Recipients,
        /// `recommendations`.
        Recommendations,
        /// `recorded`.
        Recorded,
        /// `recorded_days_after`.
        RecordedDaysAfter,
        /// `referrals`.
        Referrals,
        /// `refusals`.
        Refusals,
        /// `relay`.
        Relay,
        /// `remark`.
        Remark,
        /// `renewal`.
        Renewal,
        /// `renews`.
        Renews,
        /// `reopenings`.
        Reopenings,
        /// `report`.
        Report,
        /// `reporter`.
        Reporter,
        /// `reporter_learns_conclusion`.
        ReporterLearnsConclusion,
        /// `reporter_told_on`.
        ReporterToldOn,
        /// `reports`.
        Reports,
        /// `requested_on`.
        RequestedOn,
        /// `responsible`.
        Responsible,
        /// `rests_on`.
        RestsOn,
        /// `result`.
        Result,
        /// `role`.
        Role,
        /// `rulings`.
        Rulings,
        /// `said`.
        Said,
        /// `scheduled_on`.
        ScheduledOn,
        /// `scope`.
        Scope,
        /// `sealed`.
        Sealed,
        /// `sent_as`.
        SentAs,
        /// `sent_back`.
        SentBack,
        /// `sent_on`.
        SentOn,
        /// `service_has_decided`.
        ServiceHasDecided,
        /// `severity`.
        Severity,
        /// `sha256`.
        Sha256,
        /// `sharing`.
        Sharing,
        /// `siblings`.
        Siblings,
        /// `signals`.
        Signals,
        /// `signed`.
        Signed,
        /// `since`.
        Since,
        /// `since_the_last`.
        SinceTheLast,
        /// `size`.
        Size,
        /// `solvable_otherwise`.
        SolvableOtherwise,
        /// `started_on`.
        StartedOn,
        /// `state`.
        State,
        /// `status`.
        Status,
        /// `step`.
        Step,
        /// `steps`.
        Steps,
        /// `subject`.
        Subject,
        /// `submitted_on`.
        SubmittedOn,
        /// `superseded_by`.
        SupersededBy,
        /// `supplied_on`.
        SuppliedOn,
        /// `target`.
        Target,
        /// `team`.
        Team,
        /// `telling_owed`.
        TellingOwed,
        /// `terms`.
        Terms,
        /// `text`.
        Text,
        /// `title`.
        Title,
        /// `to`.
        To,
        /// `to_be_chosen_anew`.
        ToBeChosenAnew,
        /// `to_what_is_discarded`.
        ToWhatIsDiscarded,
        /// `together_with`.
        TogetherWith,
        /// `told_of_next`.
        ToldOfNext,
        /// `tool`.
        Tool,
        /// `tools_used`.
        ToolsUsed,
        /// `topic`.
        Topic,
        /// `triage`.
        Triage,
        /// `triaged_before`.
        TriagedBefore,
        /// `triggered`.
        Triggered,
        /// `unanswered_refusals`.
        UnansweredRefusals,
        /// `unborn`.
        Unborn,
        /// `undecided_danger`.
        UndecidedDanger,
        /// `undid`.
        Undid,
        /// `unit`.
        Unit,
        /// `units`.
        Units,
        /// `until`.
        Until,
        /// `untold`.
        Untold,
        /// `urgent_follow_ups`.
        UrgentFollowUps,
        /// `used_for`.
        UsedFor,
        /// `valid_from`.
        ValidFrom,
        /// `valid_to`.
        ValidTo,
        /// `version`.
        Version,
        /// `versions`.
        Versions,
        /// `voices`.
        Voices,
        /// `voluntary`.
        Voluntary,
        /// `way`.
        Way,
        /// `weighed_refusals`.
        WeighedRefusals,
        /// `whose`.
        Whose,
        /// `withdrawn`.
        Withdrawn,
        /// `withdrawn_on`.
        WithdrawnOn,
        /// `withheld`.
        Withheld,
        /// `withheld_from_guardians`.
        WithheldFromGuardians,
        /// `withholdings`.
        Withholdings,
        /// `without_basis`.
        WithoutBasis,
        /// `without_consent`.
        WithoutConsent,
        /// `worked_in_on`.
        WorkedInOn,
        /// `year`.
        Year,
    }
}

impl StateField {
    /// The one of that name, as states are serialised; nothing where it is none: an id, a day, a unit.
    pub fn of(name: &str) -> Option<Self> {
        if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
            return None;
        }
        let mut camel = String::with_capacity(name.len());
        for word in name.split('_') {
            let mut letters = word.chars();
            camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            camel.push_str(letters.as_str());
        }
        Self::named(&camel)
    }

    /// What a field is called in a language, behind those that it stands within.
    pub fn label(names: &[Self], language: Language) -> String {
        names.iter().map(|name| language.word(name.word())).collect::<Vec<_>>().join(" › ")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::Serialize;
    use serde_json::Value;

    use super::*;
    use crate::LedgerAggregate;
    use crate::case::Case;
    use crate::investigation::Investigation;
    use crate::report::Report;
    use crate::test_support::samples;

    /// A key of the samples that is no name of a field: a guide's.
    const SAMPLE_GUIDE: &str = "fjordvik";

    /// The names of all fields in it. A personal value, or one of several kinds, is one field.
    fn find_names(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                let is_kind = object.len() == 1 && object.keys().all(|name| name.starts_with(char::is_uppercase));
                if object.contains_key("$personal") || is_kind {
                    return;
                }
                let is_name = |name: &&String| name.starts_with(|first: char| first.is_ascii_lowercase());
                let is_id = |name: &str| uuid::Uuid::parse_str(name).is_ok();
                found.extend(object.keys().filter(is_name).filter(|name| !is_id(name)).cloned());
                object.values().for_each(|part| find_names(part, found));
            }
            Value::Array(parts) => parts.iter().for_each(|part| find_names(part, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The names in every state that comes of one of each event: of it alone, and after the others in either order.
    fn names_in<A: LedgerAggregate + Serialize>(events: &[(&'static str, A::Event)], found: &mut BTreeSet<String>) {
        let mut after_others = A::default();
        for (_, event) in events.iter().chain(events.iter().rev()) {
            let mut alone = A::default();
            for state in [&mut after_others, &mut alone] {
                state.apply(event.clone());
                find_names(&serde_json::to_value(&*state).unwrap(), found);
            }
        }
    }

    fn names() -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        names_in::<Case>(&samples::every_case_event(), &mut found);
        names_in::<Report>(&samples::every_report_event(), &mut found);
        names_in::<Investigation>(&samples::every_investigation_event(), &mut found);
        found.remove(SAMPLE_GUIDE);
        found
    }

    #[test]
    fn every_field_of_a_state_is_called_something_and_nothing_else_is() {
        let names = names();
        let unnamed: Vec<_> = names.iter().filter(|name| StateField::of(name).is_none()).collect();
        assert!(unnamed.is_empty(), "these are called nothing: {unnamed:?}");
        let fields: BTreeSet<_> = names.iter().filter_map(|name| StateField::of(name)).collect();
        let idle: Vec<_> = StateField::ALL.into_iter().filter(|field| !fields.contains(field)).collect();
        assert!(idle.is_empty(), "these are no fields: {idle:?}");
    }

    #[test]
    fn a_field_is_called_by_its_names_in_each_language() {
        let named = |names: &[&str]| names.iter().filter_map(|name| StateField::of(name)).collect::<Vec<_>>();
        let answer = named(&["consents", "0192f0c1-9f3c-7000-8000-000000000001", "answer"]);
        let told = Language::ALL.map(|language| StateField::label(&answer, language));
        assert_eq!(told, ["samtykker › svar", "samtykka › svar", "consents › answer"]);
        assert_eq!(named(&["closed_on"]), named(&["closedOn"]), "however it is written");
        for none in ["", "Closed", "HEALTH_STATION", "2026-01-02", "solbakken", "_"] {
            assert_eq!(StateField::of(none), None, "{none}");
        }
    }
}
