//! Law as dated data.
//!
//! Which act and paragraph a duty rests on, and which conditions trigger it, depends on the day of the act in
//! question (R-71, C7, C8). Nothing in the rules names a paragraph; they ask here.

use chrono::NaiveDate;

use crate::texts::closed_set;

/// When the child welfare act of 2021 took over from that of 1992.
const ACT_OF_2021_IN_FORCE: (i32, u32, u32) = (2023, 1, 1);

/// An act and a paragraph in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegalBasis {
    /// The act as registers abbreviate it: `BVL` (1992) or `BVL2021`.
    pub act: &'static str,
    /// The paragraph.
    pub paragraph: &'static str,
}

impl std::fmt::Display for LegalBasis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.act, self.paragraph)
    }
}

/// What a legal basis is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalQuestion {
    /// The duty to report on one's own initiative.
    DutyToReport,
    /// Triage of a report within a week.
    Triage,
    /// The investigation and its time limit.
    Investigation,
}

/// The legal basis in force on `date`.
pub fn legal_basis(question: LegalQuestion, date: NaiveDate) -> LegalBasis {
    // The paragraphs of triage and investigation in the act of 2021 are known from commentaries, not from its text.
    let (act, paragraph) = match (question, in_force_2021(date)) {
        (LegalQuestion::DutyToReport, false) => ("BVL", "§ 6-4"),
        (LegalQuestion::DutyToReport, true) => ("BVL2021", "§ 13-2"),
        (LegalQuestion::Triage, false) => ("BVL", "§ 4-2"),
        (LegalQuestion::Triage, true) => ("BVL2021", "§ 2-1"),
        (LegalQuestion::Investigation, false) => ("BVL", "§ 4-3"),
        (LegalQuestion::Investigation, true) => ("BVL2021", "§ 2-2"),
    };
    LegalBasis { act, paragraph }
}

fn in_force_2021(date: NaiveDate) -> bool {
    let (year, month, day) = ACT_OF_2021_IN_FORCE;
    NaiveDate::from_ymd_opt(year, month, day).is_some_and(|first| date >= first)
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

/// The conditions in force on `date`, with the name of the set (C8).
///
/// Both acts list these four; the set is named after its act so that an old assessment is shown with the words of
/// its own time.
pub fn duty_conditions(date: NaiveDate) -> (LegalBasis, &'static [DutyCondition]) {
    const FOUR: &[DutyCondition] = &[
        DutyCondition::Abuse,
        DutyCondition::SeriousNeglect,
        DutyCondition::PersistentSeriousBehaviouralDifficulties,
        DutyCondition::HumanTrafficking,
    ];
    (legal_basis(LegalQuestion::DutyToReport, date), FOUR)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_duty_to_report_moved_from_6_4_to_13_2_with_the_act_of_2021() {
        let on = |text: &str| legal_basis(LegalQuestion::DutyToReport, text.parse().unwrap()).paragraph;
        assert_eq!(on("2022-12-31"), "§ 6-4");
        assert_eq!(on("2023-01-01"), "§ 13-2");
    }
}
