//! R-16, D-6, S2-20, C3: what a case takes up of its municipality's ways, and keeps.

use std::sync::Arc;

use super::*;
use crate::guides::{Guide, GuideSubject};
use crate::people::Decider;
use crate::settings::ReportSigning;
use crate::test_support::{FJORDVIK, fjordvik, nurse, steps};

fn next_version() -> Guide {
    Guide::read("fjordvik.toml", &FJORDVIK.replace("version = 1", "version = 2")).unwrap()
}

fn in_ways_of(guides: impl IntoIterator<Item = Guide>, action: CaseAction) -> CaseAction {
    let guides = guides.into_iter().map(Arc::new).collect();
    CaseAction::Locally(Ways { guides, ..Ways::default() }, Box::new(action))
}

fn followed_from(opened_on: NaiveDate) -> CaseEvent {
    let guide = fjordvik();
    let entries = guide.entries().into_iter().map(|(level, step)| LevelEntry { level, step }).collect();
    let (guide, digest) = (guide.version, guide.digest);
    let (current, decision) = (steps(&["see"]), None);
    let responsibilities = [].into();
    StepsEvent::GuideFollowed {
        talks_first: false,
        guide,
        digest,
        entries,
        current,
        responsibilities,
        decision,
        followed_on: opened_on,
    }
    .into()
}

#[test]
fn r_16_a_case_follows_from_its_opening_the_guides_that_the_municipality_has_adopted() {
    given(nothing()).when(in_ways_of([fjordvik()], open_with_concern())).then([
        opened(),
        followed_from(MONDAY),
        raised(),
    ]);
    let emergency = CaseAction::Reporting(ReportingAction::MakeEmergencyContact {
        opening: Some(opening()),
        contact: contact_at(noon(TUESDAY)),
    });
    let begun = given(nothing()).when(in_ways_of([fjordvik()], emergency)).then_done();
    assert_eq!(begun[1], followed_from(TUESDAY));
}

#[test]
fn r_16_a_case_follows_no_guide_that_begins_nothing_for_it() {
    let of_the_service = Guide { about: GuideSubject::ChildWelfareService, ..fjordvik() };
    let upwards =
        Guide { steps: fjordvik().steps.into_iter().filter(|it| it.level == Some(Level::Two)).collect(), ..fjordvik() };
    for guide in [of_the_service, upwards] {
        given(nothing()).when(in_ways_of([guide], open_with_concern())).then([opened(), raised()]);
    }
    given(nothing()).when(in_ways_of([], open_with_concern())).then([opened(), raised()]);
}

#[test]
fn r_16_adopting_a_new_version_changes_nothing_in_running_cases() {
    let running = || given([opened(), followed_from(MONDAY), raised()]);
    running().when(in_ways_of([next_version()], raise_concern())).then([raised()]);
    let closed = running().when(in_ways_of([next_version()], close())).then_done();
    assert_eq!(closed.len(), 1);
    assert_eq!(running().state().follows(&fjordvik().version.guide).unwrap().guide, fjordvik().version);
}

#[test]
fn r_16_closing_reopening_and_alternatives_name_the_version_that_is_followed() {
    let names_it = |events: &[CaseEvent]| {
        let named =
            |event: &CaseEvent| serde_json::to_string(event).unwrap().contains(r#""guide":"fjordvik","version":1"#);
        !events.is_empty() && events.iter().all(named)
    };
    let running = || given([opened(), followed_from(MONDAY), siblings_unknown(), chosen(Alternative::A)]);
    let alternative = |action| CaseAction::Alternatives(action);
    let choose = AlternativesAction::ChooseAlternative {
        helped_by: [Body::SchoolHealthService].into(),
        alternative: Alternative::B,
        decision: decision(),
        chosen_on: FRIDAY,
    };
    let end =
        AlternativesAction::EndAlternative { alternative: Alternative::A, decision: decision(), ended_on: FRIDAY };
    assert!(names_it(&running().when(alternative(choose)).then_done()));
    assert!(names_it(&running().when(alternative(end)).then_done()));
    assert!(names_it(&running().when(close()).then_done()));
    let reopen = CaseAction::Course(CourseAction::Reopen { decision: decision(), reopened_on: FRIDAY });
    assert!(names_it(&given([opened(), followed_from(MONDAY), closed()]).when(reopen).then_done()));
}

#[test]
fn d_6_a_concern_is_decided_within_the_municipalitys_own_time_from_the_day_it_is_raised() {
    let in_two_weeks =
        |action| CaseAction::Locally(Ways { decided_within: Some(14), ..Ways::default() }, Box::new(action));
    let due = |events: &[CaseEvent]| {
        events.iter().find_map(|event| match event {
            CaseEvent::Concern(ConcernEvent::ConcernRaised { decide_by, .. })
            | CaseEvent::Course(CourseEvent::CaseReopened { decide_by, .. }) => *decide_by,
            _ => None,
        })
    };
    let fortnight_after_monday = Some(date(2024, 3, 18));
    let begun = given(nothing()).when(in_two_weeks(open_with_concern())).then_done();
    assert_eq!(due(&begun), fortnight_after_monday);
    let next = given([opened(), raised()]).when(in_two_weeks(raise_concern())).then_done();
    assert_eq!(due(&next), fortnight_after_monday);
    let reopen = CaseAction::Course(CourseAction::Reopen { decision: decision(), reopened_on: FRIDAY });
    let again = given([opened(), closed()]).when(in_two_weeks(reopen)).then_done();
    assert_eq!(due(&again), Some(date(2024, 3, 22)));
    given(nothing()).when(in_ways_of([], open_with_concern())).then([opened(), raised()]);
}

/// What a report needs, and one that the contact teacher sends.
fn ready_to_report() -> Vec<CaseEvent> {
    vec![opened(), observed(), duty(true), informed(AboutGuardians::Report)]
}

fn sent_by(routine: Option<ReportSigning>, signed_by: Option<Decider>, before: Vec<CaseEvent>) -> CaseEvent {
    let sends = ReportingAction::SendReport {
        report: REPORT,
        content: said_of_child("We are worried about her"),
        duty_bearer: by(DeciderRole::ContactTeacher),
        signed_by,
        sent_at: noon(FRIDAY),
    };
    let ways = Ways { signing: routine, ..Ways::default() };
    let sent = given(before).when(CaseAction::Locally(ways, Box::new(CaseAction::Reporting(sends)))).then_done();
    sent.into_iter().next().unwrap()
}

fn beside(event: &CaseEvent) -> Option<ReportSigning> {
    let CaseEvent::Reporting(ReportingEvent::ReportSent { dispatch: Some(dispatch), .. }) = event else {
        panic!("{event:?}")
    };
    dispatch.beside_routine
}

#[test]
fn s2_20_r_8_c9_a_report_that_an_employee_signs_where_the_leader_is_to_goes_and_says_so() {
    use ReportSigning::{Either, Employee, Leader};
    let head = || Some(Decider { role: DeciderRole::Head, ..nurse() });
    let colleague = || Some(nurse());
    for (routine, signed_by, found) in [
        (Some(Leader), None, Some(Leader)),
        (Some(Leader), head(), None),
        (Some(Leader), colleague(), Some(Leader)),
        (Some(Employee), None, None),
        (Some(Employee), head(), Some(Employee)),
        (Some(Either), None, None),
        (Some(Either), head(), None),
        (Some(Either), colleague(), Some(Either)),
        (None, colleague(), None),
    ] {
        assert_eq!(beside(&sent_by(routine, signed_by, ready_to_report())), found, "{routine:?}");
    }
}

#[test]
fn s2_20_r_8_no_routine_stops_a_report_that_the_leader_said_no_to() {
    let disagreed = DiscussionEvent::LeaderDisagreementRecorded {
        description: said_of_child("It will pass"),
        recorded_on: THURSDAY,
    };
    let before = [ready_to_report(), vec![disagreed.into()]].concat();
    let sent = sent_by(Some(ReportSigning::Leader), None, before);
    let CaseEvent::Reporting(ReportingEvent::ReportSent { sent_despite_leader_disagreement, .. }) = &sent else {
        panic!("{sent:?}")
    };
    assert_eq!(sent_despite_leader_disagreement.map(|no| no.on), Some(THURSDAY));
    assert_eq!(beside(&sent), Some(ReportSigning::Leader));
}

fn withhold_where(enabled: impl IntoIterator<Item = WithholdingGround>, ground: WithholdingGround) -> CaseAction {
    let ways = Ways { grounds: Some(enabled.into_iter().collect()), ..Ways::default() };
    CaseAction::Locally(ways, Box::new(withhold(ground)))
}

#[test]
fn c3_r_6_guardians_are_left_untold_on_a_ground_that_the_municipality_goes_by() {
    use WithholdingGround::{EvidenceAtRisk, LifeOrHealthInSeriousDanger, SexualAbuse, Violence};
    let few = [Violence, SexualAbuse];
    // Nobody does without the ground of whoever fears for a child's life.
    for ground in [Violence, SexualAbuse, LifeOrHealthInSeriousDanger] {
        given([opened()]).when(withhold_where(few, ground)).then([withheld(ground)]);
    }
    given([opened()])
        .when(withhold_where(few, EvidenceAtRisk))
        .then_refused(Refusal::GroundNotInForce { ground: EvidenceAtRisk, on: WEDNESDAY });
    given([opened()]).when(withhold_where([EvidenceAtRisk], EvidenceAtRisk)).then([withheld(EvidenceAtRisk)]);
    // Where it has set nothing, all of the law's hold.
    for ground in EVERY_GROUND {
        given([opened()]).when(in_ways_of([], withhold(ground))).then([withheld(ground)]);
    }
}

/// Else an employee would tell those who are feared, or write down a ground that is not the true one.
#[test]
fn c3_r_1_r_6_no_setting_keeps_a_report_in_danger_or_on_the_duty_waiting_for_a_ground() {
    use WithholdingGround::{EvidenceAtRisk, SexualAbuse, Violence};
    let few = [Violence, SexualAbuse];
    let taken = || {
        let (ground, not_in_use, decision) = (EvidenceAtRisk, true, decided());
        CaseEvent::from(FamilyEvent::GuardianNotificationWithheld {
            ground,
            not_in_use,
            decision,
            withheld_on: WEDNESDAY,
        })
    };
    let in_danger = vec![opened(), emergency_contact_made()];
    let bound = vec![opened(), observed(), duty(true)];
    for before in [in_danger, bound] {
        given(before.clone()).when(withhold_where(few, EvidenceAtRisk)).then([taken()]);
        given(before).when(withhold_where(few, Violence)).then([withheld(Violence)]);
    }
    let refused = || Refusal::GroundNotInForce { ground: EvidenceAtRisk, on: WEDNESDAY };
    let unbound = [opened(), observed(), duty(true), duty(false)];
    given(unbound).when(withhold_where(few, EvidenceAtRisk)).then_refused(refused());
}
