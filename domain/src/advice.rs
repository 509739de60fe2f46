//! What staff are told before they talk, consult or report: guidance of the sources that no rule can enforce.
//!
//! It is shown beside the commands it is about, in the user's language, and each piece names the requirement it renders.

use crate::texts::{Word, closed_set};

closed_set! {
    /// What advice is about.
    AdviceTopic {
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

closed_set! {
    /// A piece of advice.
    Advice {
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

/// What a step of a guide is told with while guardians must not know of what it is about: the guide has it for every child,
/// and may say to meet them (R-6, S4-2, S2-21).
pub const GUARDIANS_MUST_NOT_KNOW: Word = Word::new("Advice-GuardiansMustNotKnow");

impl Advice {
    /// What it is about.
    pub const fn about(self) -> AdviceTopic {
        match self {
            Self::TalkWithLeader | Self::PutIntoWords => AdviceTopic::Concern,
            Self::BeConcrete
            | Self::AskHowTheChildIs
            | Self::SayWhyYouAsk
            | Self::SayWhatFollows
            | Self::AskOpenly
            | Self::TakeTime
            | Self::UseTheChildsWords
            | Self::AssumeNothing
            | Self::CheckThatYouUnderstand
            | Self::SumUp
            | Self::TellTheChildWhatFollows => AdviceTopic::ConversationWithChild,
            Self::SayNothingWhereViolenceIsFeared
            | Self::SayThatYouBearADuty
            | Self::AskTheParents
            | Self::CheckThatYouUnderstandTheParents
            | Self::AcknowledgeAnotherView
            | Self::SayThatTheDutyStands
            | Self::BeOpen
            | Self::SpeakPlainly => AdviceTopic::ConversationWithGuardians,
            Self::NoRoutine
            | Self::MissedAppointments
            | Self::SchoolAbsence
            | Self::Bullying
            | Self::DutyBeforeConfidentiality
            | Self::HelpWithoutDuty
            | Self::UseTheForm
            | Self::SayWhatConcernsYou
            | Self::ShortIsEnough
            | Self::ProposeNoMeasures => AdviceTopic::Report,
        }
    }

    /// The requirement it renders.
    pub const fn source(self) -> &'static str {
        match self {
            Self::TalkWithLeader => "S2-7",
            Self::PutIntoWords => "S2-8",
            Self::BeConcrete
            | Self::AskHowTheChildIs
            | Self::SayWhyYouAsk
            | Self::SayWhatFollows
            | Self::AskOpenly
            | Self::TakeTime
            | Self::UseTheChildsWords
            | Self::AssumeNothing
            | Self::CheckThatYouUnderstand => "S2-36",
            Self::SumUp | Self::TellTheChildWhatFollows => "S2-37",
            Self::SayNothingWhereViolenceIsFeared => "S2-21",
            Self::SayThatYouBearADuty
            | Self::AskTheParents
            | Self::CheckThatYouUnderstandTheParents
            | Self::AcknowledgeAnotherView => "S2-38",
            Self::SayThatTheDutyStands => "S2-40",
            Self::BeOpen | Self::SpeakPlainly => "S2-41",
            Self::NoRoutine | Self::MissedAppointments | Self::SchoolAbsence | Self::Bullying => "S2-34",
            Self::DutyBeforeConfidentiality => "S2-29",
            Self::HelpWithoutDuty => "S2-31",
            Self::UseTheForm => "S2-30",
            Self::SayWhatConcernsYou | Self::ShortIsEnough => "S2-67",
            Self::ProposeNoMeasures => "S2-60",
        }
    }

    /// Whether it warns: what it names is no ground to report by itself.
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::NoRoutine | Self::MissedAppointments | Self::SchoolAbsence | Self::Bullying)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Language;

    fn told(advice: Advice, language: Language) -> String {
        language.word(advice.word())
    }

    #[test]
    fn s2_34_a_report_is_written_with_a_warning_of_each_ground_that_is_none_by_itself() {
        let warnings: Vec<_> = Advice::ALL.into_iter().filter(|advice| advice.is_warning()).collect();
        assert!(warnings.iter().all(|advice| advice.about() == AdviceTopic::Report && advice.source() == "S2-34"));
        for (advice, nb, nn, en) in [
            (Advice::MissedAppointments, "tannlege", "tannlege", "dentist"),
            (Advice::SchoolAbsence, "skolefravær", "skulefråvær", "absence"),
            (Advice::Bullying, "mobb", "mobb", "bull"),
            (Advice::NoRoutine, "rutine", "rutine", "routine"),
        ] {
            assert!(warnings.contains(&advice));
            for (language, word) in [(Language::Nb, nb), (Language::Nn, nn), (Language::En, en)] {
                assert!(told(advice, language).to_lowercase().contains(word), "{advice:?}: {word}");
            }
        }
    }

    #[test]
    fn s2_21_before_a_talk_with_guardians_one_is_told_what_not_to_say_where_violence_is_feared() {
        let talk = || Advice::ALL.into_iter().filter(|advice| advice.about() == AdviceTopic::ConversationWithGuardians);
        let first = talk().next().unwrap();
        assert_eq!(first.source(), "S2-21", "it comes before the advice to be open");
        for (language, feared, decided) in [
            (Language::Nb, "vold", "avgjort"),
            (Language::Nn, "vald", "avgjort"),
            (Language::En, "violence", "decided"),
        ] {
            let told = told(first, language);
            assert!(told.contains(feared) && told.contains(decided), "{told}");
        }
        assert!(talk().any(|advice| advice == Advice::BeOpen));
    }

    #[test]
    fn s2_37_s2_38_s2_40_s2_67_what_a_person_needs_most_is_told_where_it_is_needed() {
        let of = |topic, source| {
            let is_it = |advice: &Advice| advice.about() == topic && advice.source() == source;
            Advice::ALL.into_iter().filter(is_it).count()
        };
        assert_eq!(of(AdviceTopic::ConversationWithChild, "S2-37"), 2);
        assert_eq!(of(AdviceTopic::ConversationWithGuardians, "S2-38"), 4);
        assert_eq!(of(AdviceTopic::ConversationWithGuardians, "S2-40"), 1);
        assert_eq!(of(AdviceTopic::Report, "S2-67"), 2);
        let position = |wanted: Advice| Advice::ALL.into_iter().position(|advice| advice == wanted);
        let silence = position(Advice::SayNothingWhereViolenceIsFeared);
        assert!(silence < position(Advice::SayThatYouBearADuty), "where telling is a danger, that comes first (S2-21)");
    }

    #[test]
    fn every_piece_is_a_whole_sentence_in_every_language() {
        for advice in Advice::ALL {
            for language in Language::ALL {
                let told = told(advice, language);
                assert!(told.ends_with('.') && told.starts_with(char::is_uppercase), "{advice:?}: {told}");
            }
        }
    }
}
