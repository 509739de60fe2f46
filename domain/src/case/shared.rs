//! What a body is shown of a case that it works with by consent: recipient, kind of information and time must
//! all allow it. A positive list: what is on it for no kind of information is not shown to another body.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Case, Consent, ConsentPurpose, InformationCategory};
use crate::ids::ConsentId;
use crate::people::Body;

impl InformationCategory {
    /// The events that tell of such information and of nothing else. Of health, learning and the family none does: they
    /// stand in texts that tell of more. An analysis goes into the family and how the child is, and an agreement may be the
    /// minutes of a conversation: these tell of more than one kind, and no consent to one of them shows them. So does what a
    /// tool showed: a guide may have any, of health and learning too. Nor does who of the guardians approved a measure or planned
    /// with the unit: that one is approved stands in the measure itself, and who the family's people are is for the whole case.
    pub const fn told_by(self) -> &'static [&'static str] {
        match self {
            Self::Observations => &["ObservationLogged", "ObservationCorrected"],
            Self::Assessments => &[
                "ConcernRaised",
                "ConcernAssessed",
                "ConcernConcretised",
                "SeverityDecided",
                "EscalatedToLevel",
                "ReturnedToLevel",
            ],
            Self::Measures => &[
                "MeasurePlanned",
                "MeasuresApprovedByYouth",
                "MeasureStarted",
                "MeasureEvaluated",
                "MeasureExtended",
                "MeasureEnded",
                "MeasurePlanMade",
                "PlanAdjusted",
            ],
            Self::Health | Self::Learning | Self::FamilySituation => &[],
        }
    }

    /// The fields of a case's state that hold such information and nothing else.
    pub const fn held_in(self) -> &'static [&'static str] {
        match self {
            Self::Observations => &["observations"],
            Self::Assessments => &["level", "levels"],
            Self::Measures => &["measures", "plans"],
            Self::Health | Self::Learning | Self::FamilySituation => &[],
        }
    }

    /// Whether that is within such a field and yet for those alone who are shown the whole case: who said yes or no to a measure, and
    /// why, or met about it, is the family's own and no part of what is done. The path is the one that a difference names.
    pub fn is_kept_from_a_part(path: &str) -> bool {
        let mut names = path.trim_start_matches('/').split('/');
        names.next() == Some("measures") && matches!(names.nth(1), Some("refusals" | "approved_by" | "met_about_on"))
    }
}

impl Case {
    /// The kinds of information that guardians let that body's unit have on that day, as one that works with the case: it is
    /// open, and they have consented to working together with it, by a consent that holds on that day and lets information
    /// go to it. `None` where the body does not work with the case. A consent to an exchange of
    /// information lets a body know what is shared with it, and no more.
    pub fn shared_with(&self, body: Body, unit: Option<&str>, day: NaiveDate) -> Option<BTreeSet<InformationCategory>> {
        let letting_in = self.consents.iter().filter(|(id, consent)| self.lets_in(**id, consent, body, unit, day));
        let mut categories = letting_in.map(|(_, consent)| &consent.scope().categories).peekable();
        if self.closed_on.is_some() || categories.peek().is_none() {
            return None;
        }
        Some(categories.flatten().copied().collect())
    }

    fn lets_in(&self, id: ConsentId, consent: &Consent, body: Body, unit: Option<&str>, day: NaiveDate) -> bool {
        consent.scope().lets_in(body, unit)
            && consent.lets_information_go()
            && ConsentPurpose::OF_COOPERATION.into_iter().any(|purpose| self.carries(id, purpose, day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::samples::every_case_event;

    #[test]
    fn r21_what_is_shown_for_a_kind_of_information_are_events_and_fields_that_there_are() {
        let events: BTreeSet<_> = every_case_event().into_iter().map(|(name, _)| name).collect();
        let state = serde_json::to_value(Case::default()).unwrap();
        let mut told = BTreeSet::new();
        for category in InformationCategory::ALL {
            for event in category.told_by() {
                assert!(events.contains(event), "{event}");
                assert!(told.insert(*event), "{event} tells of one kind of information");
            }
            assert!(category.held_in().iter().all(|field| state.get(field).is_some()), "{category:?}");
        }
        for kept in [
            "InternalNoteSubmittedToLeader",
            "ReportDrafted",
            "GuardianNotificationWithheld",
            "SiblingLinked",
            "ConcernAnalysed",
            "AgreementDrawn",
            "MeasuresApprovedByGuardians",
            "MeasuresRefusedByGuardians",
            "MeasuresRefusedByYouth",
            "PlanDrafted",
        ] {
            assert!(events.contains(kept) && !told.contains(kept), "{kept}");
        }
    }

    #[test]
    fn r22_r70_of_a_measure_that_is_shown_it_is_kept_who_said_yes_or_no_to_it_and_why() {
        for kept in [
            "/measures/0b1c/refusals/0/guardian/name",
            "/measures/0b1c/refusals/0/reason",
            "/measures/0b1c/approved_by/0/subject",
            "/measures/0b1c/met_about_on/0/subject",
        ] {
            assert!(InformationCategory::is_kept_from_a_part(kept), "{kept}");
        }
        for shown in ["/measures/0b1c/plan/goal", "/measures/0b1c", "/plans/0b1c/refusals", "/observations/refusals"] {
            assert!(!InformationCategory::is_kept_from_a_part(shown), "{shown}");
        }
    }
}
