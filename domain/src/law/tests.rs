use std::collections::BTreeSet;

use super::data::{Listed, Malformed, read, shipped};
use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The first and last day of every entry, and the days beside them: all days on which anything changes.
fn days_of_change() -> BTreeSet<NaiveDate> {
    let law = law();
    let of_bases = law.bases.iter().filter_map(|basis| basis.validity(&Commencements::NONE));
    let validities = of_bases.chain(law.condition_sets.iter().map(ConditionSet::validity));
    let validities = validities.chain(law.deadlines.iter().map(Deadline::validity));
    let validities = validities.chain(law.ages.iter().map(AgeRule::validity));
    let ends = validities.flat_map(|validity| [validity.from, validity.to]).flatten();
    ends.flat_map(|day| [day.pred_opt().unwrap(), day, day.succ_opt().unwrap()]).collect()
}

#[test]
fn the_shipped_files_read_whole() {
    fn entries<T: Listed>() -> (usize, usize) {
        let read = shipped::<T>().unwrap_or_else(|error| panic!("{error}"));
        (read.len(), T::SOURCE.matches(&format!("[[{}]]", T::ENTRY)).count())
    }
    for (read, written) in [
        entries::<LegalBasis>(),
        entries::<ConditionSet>(),
        entries::<WithholdingRule>(),
        entries::<Deadline>(),
        entries::<AgeRule>(),
    ] {
        assert!(read > 1);
        assert_eq!(read, written);
    }
}

#[test]
fn a_malformed_file_is_refused_with_its_place() {
    let entry = |lines: &str| format!("# Comment\n\n[[set]]\nname = \"A\"\nconditions = [\"ABUSE\"]\n{lines}\n");
    let set = |lines: &str| entry(&format!("verified = \"VERIFIED\"\nnote = \"\"\n{lines}"));
    let refused = |source: &str| read::<ConditionSet>(source).unwrap_err().to_string();
    assert!(read::<ConditionSet>(&set("")).is_ok());
    let one_after_the_other = set("from = \"2023-01-01\"") + &set("to = \"2022-12-31\"");
    assert_eq!(read::<ConditionSet>(&one_after_the_other).map(|read| read.len()), Ok(2));
    for (source, place, problem) in [
        (set("from = \"2023-13-01\""), "line 8", ""),
        (set("until = \"2023-01-01\""), "line 8", "until"),
        (entry("verified = \"PERHAPS\"\nnote = \"\""), "line 6", "PERHAPS"),
        (entry("verified = \"VERIFIED\""), "line 3", "note"),
        (set("from = "), "line 8", ""),
        (set("from = \"2023-01-02\"\nto = \"2023-01-01\""), "line 3", "ends before it begins"),
        (set("to = \"2023-01-01\"") + &set("from = \"2023-01-01\""), "line 11", "line 3"),
        (set("to = \"2022-12-31\"") + &set("from = \"2023-01-02\""), "line 11", "no day between the entry of line 3"),
        (set("from = \"2023-01-02\"") + &set("to = \"2022-12-31\""), "line 3", "no day between the entry of line 11"),
    ] {
        let refused = refused(&source);
        assert!(refused.starts_with("duty-conditions.toml"), "{refused}");
        assert!(refused.contains(place) && refused.contains(problem), "{place}, {problem}: {refused}");
    }
    let stranger = set("").replace("[[set]]", "[[bundle]]");
    let expected = Malformed::Stranger { file: "duty-conditions.toml", entry: "bundle".to_owned() };
    assert_eq!(read::<ConditionSet>(&stranger).unwrap_err(), expected);
}

#[test]
fn c7_the_act_of_2021_takes_over_on_the_first_day_of_2023() {
    let on = |topic, day| cited(topic, date(day));
    for (topic, old, new) in [
        (LegalTopic::DutyToReport, "BVL § 6-4", "BVL2021 § 13-2"),
        (LegalTopic::DisclosureOnOrder, "BVL § 6-4", "BVL2021 § 13-4"),
        (LegalTopic::Confidentiality, "BVL § 6-7", "BVL2021 § 13-1"),
        (LegalTopic::Feedback, "BVL § 6-7 a", "BVL2021 § 13-3"),
        (LegalTopic::Triage, "BVL § 4-2", "BVL2021 § 2-1"),
        (LegalTopic::Investigation, "BVL § 4-3", "BVL2021 § 2-2"),
        (LegalTopic::AssistanceMeasures, "BVL § 4-4", "BVL2021 §§ 3-1 – 3-3"),
        (LegalTopic::OrderedMeasures, "BVL § 4-4", "BVL2021 §§ 3-4, 3-5"),
        (LegalTopic::Emergency, "BVL § 4-6", "BVL2021 § 4-2"),
        (LegalTopic::BehaviouralEmergency, "BVL § 4-25", "BVL2021 § 4-4"),
        (LegalTopic::CareOrder, "BVL § 4-12", "BVL2021 § 5-1"),
        (LegalTopic::BehaviouralPlacement, "BVL § 4-24", "BVL2021 § 6-2"),
    ] {
        assert_eq!((on(topic, "2022-12-31"), on(topic, "2023-01-01")), (old.to_owned(), new.to_owned()));
    }
}

#[test]
fn c7_what_decisions_cite_has_a_basis_on_every_day() {
    for day in days_of_change() {
        for topic in [
            LegalTopic::DutyToReport,
            LegalTopic::DutyToAvert,
            LegalTopic::Triage,
            LegalTopic::Investigation,
            LegalTopic::Feedback,
            LegalTopic::AssistanceMeasures,
            LegalTopic::OrderedMeasures,
            LegalTopic::Emergency,
            LegalTopic::BehaviouralEmergency,
            LegalTopic::CareOrder,
            LegalTopic::BehaviouralPlacement,
            LegalTopic::SharingWithAuthorities,
            LegalTopic::DisclosureOnOrder,
            LegalTopic::KindergartensDuty,
            LegalTopic::SchoolsDuty,
            LegalTopic::PrivateSchoolsDuty,
            LegalTopic::HealthPersonnelsDuty,
            LegalTopic::FamilyCounsellingsDuty,
            LegalTopic::SocialServicesDuty,
            LegalTopic::NationalInsurancesDuty,
            LegalTopic::MediatorsDuty,
            LegalTopic::IntegrationsDuty,
            LegalTopic::CrisisCentresDuty,
        ] {
            assert!(legal_basis(topic, day).is_some(), "{topic:?} on {day}");
        }
    }
}

#[test]
fn c7_every_topic_has_a_basis_in_force_or_passed() {
    for topic in LegalTopic::ALL {
        let of_topic: Vec<_> = law().bases.iter().filter(|basis| basis.topic == topic).collect();
        assert!(!of_topic.is_empty(), "{topic:?}");
        assert!(of_topic.iter().all(|basis| !basis.paragraph.is_empty() && !basis.note.is_empty()), "{topic:?}");
    }
}

/// As the King decides: no day is known, so no decision cites it.
#[test]
fn c7_what_is_passed_but_not_in_force_is_no_basis_yet() {
    let sharing = |day| cited(LegalTopic::SharingWithAuthorities, date(day));
    assert_eq!(sharing("2035-01-01"), "forvaltningsloven 1967 § 13 b");
    let in_2035 = date("2035-01-01");
    let pending: Vec<_> = Commencements::NONE.awaited_legal_bases(in_2035).map(|basis| basis.topic).collect();
    let topics = [
        LegalTopic::NationalRegister,
        LegalTopic::SharingWithAuthorities,
        LegalTopic::AutomatedCaseHandling,
        LegalTopic::PartyAccess,
    ];
    assert_eq!(pending, topics);
    assert!(Commencements::NONE.legal_bases(in_2035).all(|basis| basis.commences_with.is_none()));
}

/// Else a right or duty would seem to be gone on the day on which an act takes over from another.
#[test]
fn c7_what_ends_with_an_act_goes_on_under_it() {
    let bases = &law().bases;
    let of = |topic| bases.iter().filter(move |basis| basis.topic == topic);
    for ending in bases {
        if let Some(act) = &ending.ends_with {
            let goes_on = of(ending.topic).any(|basis| basis.commences_with.as_ref() == Some(act));
            assert!(goes_on, "{:?} ends with {act:?} and is not begun by it", ending.topic);
        }
        // Nor by days: the last day of one is followed by the first of another.
        if let Some(next) = ending.validity(&Commencements::NONE).and_then(|days| days.to?.succ_opt()) {
            assert!(legal_basis(ending.topic, next).is_some(), "{:?} ends, and nothing begins on {next}", ending.topic);
        }
    }
}

/// What the rules cite by themselves is looked up without what is recorded of commencements.
#[test]
fn c7_of_what_decisions_cite_by_themselves_nothing_commences_or_ends_with_an_act_that_is_awaited() {
    let awaits = |basis: &&LegalBasis| basis.commences_with.is_some() || basis.ends_with.is_some();
    let topics: BTreeSet<String> =
        law().bases.iter().filter(awaits).map(|basis| format!("{:?}", basis.topic)).collect();
    let known = ["AutomatedCaseHandling", "NationalRegister", "PartyAccess", "SharingWithAuthorities"];
    assert!(topics.iter().map(String::as_str).eq(known), "{topics:?}");
}

#[test]
fn c7_what_is_not_verified_says_so() {
    let feedback = legal_basis(LegalTopic::Feedback, date("2024-01-01")).unwrap();
    assert_eq!(feedback.verified, Verification::Unverified);
    let duty = legal_basis(LegalTopic::DutyToReport, date("2024-01-01")).unwrap();
    assert_eq!(duty.verified, Verification::Verified);
}

#[test]
fn c8_the_conditions_of_the_duty_are_those_in_force_on_the_day() {
    let set = |day| duty_conditions(date(day)).unwrap();
    assert_eq!(set("2022-12-31").name, "BVL § 6-4");
    assert_eq!(set("2023-01-01").name, "BVL2021 § 13-2");
    for day in days_of_change() {
        let set = duty_conditions(day).unwrap_or_else(|| panic!("no conditions on {day}"));
        assert_eq!(set.name, cited(LegalTopic::DutyToReport, day), "the set is named after its paragraph");
        // Where a set lacks one, an assessment of its days that names it is to be refused.
        assert_eq!(set.conditions, DutyCondition::ALL, "on {day}");
    }
}

#[test]
fn c3_the_grounds_for_not_telling_guardians_are_the_union_of_the_sources() {
    let grounds: Vec<_> = withholding_grounds(date("2024-01-01")).collect();
    let known: BTreeSet<_> = grounds.iter().map(|rule| rule.ground).collect();
    assert_eq!(known, WithholdingGround::ALL.into());
    assert!(grounds.iter().all(|rule| !rule.sources.is_empty()));
    let always: Vec<_> = grounds.iter().filter(|rule| rule.always).map(|rule| rule.ground).collect();
    assert_eq!(always, [WithholdingGround::Violence, WithholdingGround::SexualAbuse]);
}

#[test]
fn the_deadlines_are_those_of_the_requirements_in_order() {
    let ids: Vec<_> = deadlines(date("2024-01-01")).map(|deadline| deadline.deadline.id()).collect();
    assert_eq!(ids[..8], ["D-1", "D-2", "D-3", "D-4", "D-5", "D-6", "D-7", "C12"]);
}

#[test]
fn what_the_sources_give_no_time_for_has_the_projects_own_and_says_so() {
    for deadline in deadlines(date("2024-01-01")).filter(|deadline| deadline.starts == DeadlineStart::Owed) {
        assert!(deadline.length.is_some() && deadline.topic.is_none(), "{:?}", deadline.deadline);
        assert_eq!(deadline.verified, Verification::Unverified);
        assert!(deadline.note.starts_with("The project's own"), "{}", deadline.note);
    }
    let of_the_law = deadlines(date("2024-01-01")).take_while(|deadline| deadline.starts != DeadlineStart::Owed);
    assert_eq!(of_the_law.count(), 8, "they stand after the others");
}

#[test]
fn d1_to_d5_are_counted_in_days_weeks_and_calendar_months() {
    let due = |kind, start| due(kind, date(start)).to_string();
    assert_eq!(due(DeadlineKind::Triage, "2024-03-28"), "2024-04-04");
    assert_eq!(due(DeadlineKind::Acknowledgement, "2024-03-04"), "2024-03-25");
    assert_eq!(due(DeadlineKind::Investigation, "2025-11-30"), "2026-02-28");
    assert_eq!(due_when_extended(DeadlineKind::Investigation, date("2025-08-31")), date("2026-02-28"));
    assert_eq!(due(DeadlineKind::FeedbackAfterInvestigation, "2024-03-04"), "2024-03-25");
    assert_eq!(due(DeadlineKind::RenewedInvestigation, "2024-08-31"), "2025-02-28");
}

#[test]
fn d5_came_with_the_act_of_2021() {
    assert!(deadline(DeadlineKind::RenewedInvestigation, date("2022-12-31")).is_none());
    assert!(deadline(DeadlineKind::RenewedInvestigation, date("2023-01-01")).is_some());
}

#[test]
fn what_the_rules_count_by_has_a_length_on_every_day() {
    for day in days_of_change() {
        for kind in [
            DeadlineKind::Triage,
            DeadlineKind::Acknowledgement,
            DeadlineKind::Investigation,
            DeadlineKind::FeedbackAfterInvestigation,
            DeadlineKind::SubjectAccess,
        ] {
            assert!(deadline(kind, day).is_some_and(|deadline| deadline.length.is_some()), "{kind:?} on {day}");
        }
        assert!(due_when_extended(DeadlineKind::Investigation, day) > due(DeadlineKind::Investigation, day));
    }
}

#[test]
fn a_deadline_without_a_length_of_its_own_is_set_elsewhere() {
    let set_elsewhere = deadlines(date("2024-01-01")).filter(|deadline| deadline.length.is_none());
    let kinds: Vec<_> = set_elsewhere.map(|deadline| deadline.deadline).collect();
    assert_eq!(kinds, [DeadlineKind::LocalDecision, DeadlineKind::Evaluation]);
}

#[test]
fn c12_each_age_limit_holds_once_on_every_day_and_has_a_basis() {
    for day in days_of_change() {
        let limits: Vec<_> = age_rules(day).map(|rule| rule.limit).collect();
        assert_eq!(limits, AgeLimit::ALL, "on {day}");
        assert!(age_rules(day).all(|rule| legal_basis(rule.topic, day).is_some()), "on {day}");
        assert!(age_rules(day).is_sorted_by_key(|rule| rule.years), "on {day}");
    }
}

#[test]
fn c12_an_age_is_reached_on_the_birthday_by_the_law_of_the_day() {
    let reached = |limit, day| has_reached(limit, date("2008-02-29"), date(day));
    assert!(!reached(AgeLimit::Party, "2023-02-28"));
    assert!(reached(AgeLimit::Party, "2023-03-01"), "who was born on 29 February is a year older on 1 March");
    assert!(!reached(AgeLimit::OfAge, "2026-02-28"));
    assert!(reached(AgeLimit::OfAge, "2026-03-01"));
    let helped = |day| has_reached(AgeLimit::AfterCareEnds, date("1997-05-05"), date(day));
    assert!(helped("2020-12-31") && !helped("2021-01-01"), "the age was raised");
}

#[test]
fn what_the_project_counts_itself_stands_with_the_other_deadlines_and_says_so() {
    let day = date("2024-03-08");
    for (kind, length) in [
        (DeadlineKind::Report, Length::WorkingDays(3)),
        (DeadlineKind::DangerActedOn, Length::WorkingDays(1)),
        (DeadlineKind::CopyReview, Length::Days(30)),
        (DeadlineKind::QuietCase, Length::Days(60)),
        (DeadlineKind::ContactCheck, Length::Days(180)),
    ] {
        assert_eq!(deadline(kind, day).unwrap().length, Some(length), "{kind:?}");
    }
    for deadline in deadlines(day) {
        let says_so = deadline.note.starts_with("The project's own:");
        assert_eq!(deadline.is_projects_own(), says_so, "{:?}", deadline.deadline);
        assert!(!says_so || deadline.topic.is_none(), "{:?}", deadline.deadline);
    }
    // From Friday over the weekend.
    assert_eq!(due(DeadlineKind::Report, day), date("2024-03-13"));
    assert_eq!(due_in_days(DeadlineKind::Report, day), Some(date("2024-03-13")));
}
