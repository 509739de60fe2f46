//! S0-32, S0-33, S1-3: a meeting is no way around what lets others hear of the child.

use super::*;
use crate::guides::Arena;
use crate::refusal::Uncovered;
use crate::test_support::{MEETING, attendance};

const SHARING: ConsentPurpose = ConsentPurpose::InformationSharing;

/// Consent to sharing with these bodies, given on Wednesday.
fn consented(purpose: ConsentPurpose, recipients: &[Body]) -> [CaseEvent; 2] {
    let recipients = recipients.iter().copied().collect();
    [consent_requested(ConsentScope { recipients, ..scope(purpose) }), consent_given()]
}

fn convene_team(participants: &[Body]) -> CaseAction {
    convene_team_of(None, participants)
}

/// In a municipality that has said so who its team is.
fn convene_team_of(team: Option<&[Body]>, participants: &[Body]) -> CaseAction {
    convene_team_at(None, team, participants)
}

/// In a unit that works in that arena.
fn convene_team_at(arena: Option<Arena>, team: Option<&[Body]>, participants: &[Body]) -> CaseAction {
    CaseAction::Meeting(MeetingAction::ConveneResourceTeam {
        meeting: MEETING,
        participants: participants.iter().copied().collect(),
        units: [].into(),
        categories: [InformationCategory::Observations].into(),
        claimed: TeamBasis::Consent(CONSENT),
        team: team.map(|team| OwnTeam { bodies: team.iter().copied().collect(), arena }),
        convened_by: by(DeciderRole::Head),
        planned_for: SATURDAY,
        convened_on: THURSDAY,
    })
}

/// The school and the child welfare service were called to the team.
fn team(recipients: &[Body]) -> Vec<CaseEvent> {
    team_of(None, recipients)
}

fn team_of(team: Option<&[Body]>, recipients: &[Body]) -> Vec<CaseEvent> {
    let before = [vec![opened()], consented(SHARING, recipients).into()].concat();
    let called = convene_team_of(team, &[Body::School, Body::ChildWelfareService]);
    let called = given(before.clone()).when(called).then_done();
    [before, called].concat()
}

/// Who was there on Friday whom nothing let hear of the child.
fn without_basis(before: Vec<CaseEvent>, there: &[Body]) -> BTreeSet<Body> {
    let attendance = Attendance { bodies: there.iter().copied().collect(), measures: [].into(), ..attendance() };
    let hold = MeetingAction::HoldMeeting { meeting: MEETING, attendance, held_on: FRIDAY };
    match given(before).when(CaseAction::Meeting(hold)).then_done().pop() {
        Some(CaseEvent::Meeting(MeetingEvent::MeetingHeld { without_basis, .. })) => without_basis,
        other => panic!("{other:?}"),
    }
}

#[test]
fn r_21_s0_33_consent_to_the_team_calls_nobody_who_is_not_of_it() {
    let before = |recipients: &[Body]| [vec![opened()], consented(SHARING, recipients).into()].concat();
    let uncovered = Refusal::SharingNotCovered { what: Uncovered::Recipient };
    for other in [Body::Police, Body::SpecialistHealthService] {
        given(before(&[Body::ResourceTeam])).when(convene_team(&[Body::School, other])).then_refused(uncovered.clone());
        given(before(&[Body::ResourceTeam, other])).when(convene_team(&[Body::School, other])).then_done();
    }
}

#[test]
fn r_21_c11_who_was_there_without_that_is_recorded_and_told() {
    let there = [Body::School, Body::Police, Body::SpecialistHealthService];
    let strangers = [Body::Police, Body::SpecialistHealthService].into();
    assert_eq!(without_basis(team(&[Body::ResourceTeam]), &there), strangers, "neither is of the team");
    assert_eq!(
        without_basis(team(&[Body::ResourceTeam, Body::Police]), &there),
        [Body::SpecialistHealthService].into()
    );
    assert!(without_basis(team(&[Body::ResourceTeam]), &[Body::School, Body::ChildWelfareService]).is_empty());
}

#[test]
fn s0_33_r_21_who_is_of_the_team_comes_with_what_lets_the_team_hear_called_or_not() {
    let there = [Body::School, Body::HealthStation];
    assert!(without_basis(team(&[Body::ResourceTeam]), &there).is_empty(), "the source's team, where nobody says more");
    let own = [Body::School, Body::ChildWelfareService, Body::EducationalPsychologicalService];
    let of_own = || team_of(Some(&own), &[Body::ResourceTeam]);
    assert!(without_basis(of_own(), &[Body::School, Body::EducationalPsychologicalService]).is_empty());
    assert_eq!(without_basis(of_own(), &there), [Body::HealthStation].into(), "it is not of this municipality's team");
}

#[test]
fn s0_33_r_21_whom_a_municipality_takes_into_its_team_beside_the_sources_the_guardians_consent_to_by_name() {
    let before = |recipients: &[Body]| [vec![opened()], consented(SHARING, recipients).into()].concat();
    let own: &[Body] = &[Body::School, Body::Police];
    let uncovered = Refusal::SharingNotCovered { what: Uncovered::Recipient };
    let call = |participants: &[Body]| convene_team_of(Some(own), participants);
    given(before(&[Body::ResourceTeam])).when(call(&[Body::School])).then_done();
    given(before(&[Body::ResourceTeam])).when(call(own)).then_refused(uncovered.clone());
    given(before(&[Body::ResourceTeam, Body::Police])).when(call(own)).then_done();
    given(before(&[Body::ResourceTeam])).when(call(&[Body::HealthStation])).then_refused(uncovered);
}

#[test]
fn s0_33_who_was_called_is_shown_against_the_team_and_stops_nobody() {
    let own = [Body::School, Body::EducationalPsychologicalService];
    let state = given(team_of(Some(&own), &[Body::ResourceTeam, Body::ChildWelfareService])).state();
    let (missing, others) = state.meetings()[&MEETING].held_against_the_team();
    assert_eq!(missing, [Body::EducationalPsychologicalService].into());
    assert_eq!(others, [Body::ChildWelfareService].into());
    let unsaid = given(team(&[Body::ResourceTeam])).state();
    assert_eq!(
        (unsaid.meetings()[&MEETING].team(), unsaid.meetings()[&MEETING].held_against_the_team()),
        (None, Default::default())
    );
    let before = [vec![opened()], consented(SHARING, &[Body::ResourceTeam]).into()].concat();
    let called = given(before.clone()).when(convene_team_of(Some(&own), &[Body::ResourceTeam])).then_done();
    let whole = given([before, called].concat()).state();
    assert_eq!(whole.meetings()[&MEETING].held_against_the_team(), Default::default(), "the team as a whole");
}

/// "Skole/SFO/barnehage" is in the source's team as the place where the child is.
#[test]
fn s0_33_the_place_where_the_child_is_takes_part_whatever_the_municipality_says_of_its_team() {
    let own: &[Body] = &[Body::EducationalPsychologicalService];
    let before = [vec![opened()], consented(SHARING, &[Body::ResourceTeam]).into()].concat();
    let call =
        |arena, participants: &[Body]| given(before.clone()).when(convene_team_at(arena, Some(own), participants));
    let kindergarten = Some(Arena::Kindergarten);
    let called = call(kindergarten, &[Body::Kindergarten, Body::EducationalPsychologicalService]).then_done();
    let uncovered = Refusal::SharingNotCovered { what: Uncovered::Recipient };
    call(kindergarten, &[Body::School]).then_refused(uncovered.clone());
    call(Some(Arena::HealthService), &[Body::HealthStation]).then_done();
    for place in [Body::Kindergarten, Body::School, Body::AfterSchoolProgramme] {
        call(None, &[place]).then_done();
    }
    call(None, &[Body::HealthStation]).then_refused(uncovered);

    let called = [before, called].concat();
    let compared = given(called.clone()).state().meetings()[&MEETING].held_against_the_team();
    assert_eq!(compared, Default::default(), "nobody is missing, and nobody is beside it");
    assert_eq!(without_basis(called, &[Body::Kindergarten, Body::School]), [Body::School].into());
}

#[test]
fn r_21_who_was_called_and_is_not_of_the_team_comes_only_while_that_still_covers_it() {
    let before = [vec![opened()], consented(SHARING, &[Body::ResourceTeam, Body::Police]).into()].concat();
    let called = given(before.clone()).when(convene_team(&[Body::School, Body::Police])).then_done();
    let narrowed = CaseEvent::Consent(ConsentEvent::ConsentNarrowed {
        consent: CONSENT,
        scope: ConsentScope { recipients: [Body::ResourceTeam].into(), ..scope(SHARING) },
        reason: None,
        narrowed_on: THURSDAY,
    });
    let there = [Body::School, Body::Police];
    assert!(without_basis([before.clone(), called.clone()].concat(), &there).is_empty());
    assert_eq!(without_basis([before, called, vec![narrowed]].concat(), &there), [Body::Police].into());
}

fn convene_clarification(bodies: &[Body], anonymous: bool, claimed: Option<TeamBasis>) -> CaseAction {
    CaseAction::Meeting(MeetingAction::ConveneClarificationMeeting {
        meeting: MEETING,
        convened_by: Body::HealthStation,
        bodies: bodies.iter().copied().collect(),
        units: [].into(),
        anonymous,
        categories: [InformationCategory::Observations].into(),
        claimed,
        planned_for: SATURDAY,
        convened_on: THURSDAY,
    })
}

#[test]
fn r_21_r_22_s1_3_others_than_the_child_welfare_service_do_not_clarify_by_name_against_a_refusal() {
    let refused = [opened(), consent_requested(scope(SHARING)), consent_refused()];
    let others = [Body::School, Body::ChildWelfareService];
    given(refused.clone())
        .when(convene_clarification(&others, false, None))
        .then_refused(Refusal::NoValidConsent { purpose: SHARING, on: THURSDAY });
    given(refused.clone())
        .when(convene_clarification(&others, false, Some(TeamBasis::Consent(CONSENT))))
        .then_refused(Refusal::ConsentWasRefused { on: WEDNESDAY });
    given(refused.clone()).when(convene_clarification(&[Body::ChildWelfareService], false, None)).then_done();
    given(refused).when(convene_clarification(&others, true, None)).then_done();
}

/// Who called it is told as a kind of service; which one, where units of it were called.
#[test]
fn r_21_s1_3_who_was_not_called_is_not_let_in_by_being_of_the_kind_that_called_a_clarification() {
    let unit = |body: Body, unit: &str| RecipientUnit { body, unit: unit.to_owned() };
    let calling = |body: Body, called: &[&str]| {
        let mut action = convene_clarification(&[body], false, None);
        if let CaseAction::Meeting(MeetingAction::ConveneClarificationMeeting { convened_by, units, .. }) = &mut action
        {
            *convened_by = body;
            *units = called.iter().map(|name| unit(body, name)).collect();
        }
        action
    };
    let nameless = calling(Body::Other, &[]);
    given([opened()]).when(nameless).then_refused(Refusal::ServiceUnnamed { field: "bodyUnits" });
    for body in [Body::HealthStation, Body::Other] {
        let called = given([opened()]).when(calling(body, &["Solsia"])).then_done();
        for (there, without) in [(" solsia", BTreeSet::new()), ("Nordsia", [body].into())] {
            let hold = CaseAction::Meeting(MeetingAction::HoldClarificationMeeting {
                meeting: MEETING,
                bodies: [body].into(),
                units: [unit(body, there)].into(),
                outcome: ClarificationOutcome::NoReport,
                decision: decision(),
                held_on: FRIDAY,
            });
            let outcome = given([vec![opened()], called.clone()].concat()).when(hold).then_done().pop();
            let Some(CaseEvent::Meeting(MeetingEvent::ClarificationMeetingHeld { without_basis, .. })) = outcome else {
                panic!("{outcome:?}")
            };
            assert_eq!(without_basis, without, "{there}");
        }
    }
}

#[test]
fn r_20_r_21_s1_3_others_clarify_with_consent_or_without_being_told_who_the_child_is() {
    let held = |before: &[CaseEvent], called: CaseAction, there: &[Body]| {
        let called = given(before.to_vec()).when(called).then_done();
        let hold = MeetingAction::HoldClarificationMeeting {
            meeting: MEETING,
            bodies: there.iter().copied().collect(),
            units: [].into(),
            outcome: ClarificationOutcome::NoReport,
            decision: decision(),
            held_on: FRIDAY,
        };
        match given([before.to_vec(), called].concat()).when(CaseAction::Meeting(hold)).then_done().pop() {
            Some(CaseEvent::Meeting(MeetingEvent::ClarificationMeetingHeld { bodies, without_basis, .. })) => {
                assert_eq!(bodies, there.iter().copied().collect());
                without_basis
            }
            other => panic!("{other:?}"),
        }
    };
    let before = [vec![opened()], consented(SHARING, &[Body::School]).into()].concat();
    let there = [Body::School, Body::Police, Body::HealthStation];
    let by_name = convene_clarification(&[Body::School], false, Some(TeamBasis::Consent(CONSENT)));
    assert_eq!(held(&before, by_name, &there), [Body::Police].into(), "nothing lets the police hear of the child");
    assert!(held(&before, convene_clarification(&[Body::School], true, None), &there).is_empty());
    let withdrawn = [before, vec![consent_withdrawn()]].concat();
    let with_the_service = convene_clarification(&[Body::ChildWelfareService], false, None);
    assert_eq!(held(&withdrawn, with_the_service, &[Body::School]), [Body::School].into());
}
