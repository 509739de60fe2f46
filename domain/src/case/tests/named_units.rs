//! where guardians named a unit of a body, the others of that body hear of the child in no other way either.

use super::*;
use crate::case::RecipientUnit;
use crate::refusal::Uncovered;
use crate::test_support::{MEETING, attendance};

const OURS: &str = "Fjordvik skole";
const OTHER: &str = "Elvebakken skole";

fn unit(name: &str) -> RecipientUnit {
    RecipientUnit { body: Body::School, unit: name.to_owned() }
}

/// Guardians named that school, and were asked for that.
fn named(purpose: ConsentPurpose) -> Vec<CaseEvent> {
    let recipients = [Body::School, Body::HealthStation].into();
    let scope = ConsentScope { recipients, units: [unit(OURS)].into(), ..scope(purpose) };
    vec![opened(), consent_requested(scope), consent_given()]
}

const SHARING: ConsentPurpose = ConsentPurpose::InformationSharing;
const UNCOVERED: Refusal = Refusal::SharingNotCovered { what: Uncovered::Unit };

fn refer(to: Option<&str>) -> CaseAction {
    CaseAction::Referral(ReferralAction::SendReferral {
        recipient: Body::School,
        unit: to.map(str::to_owned),
        form: ReferralForm::Other,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("She follows no conversation"),
        claimed: ClaimedBasis::Consent(CONSENT),
        decision: decision(),
        sent_on: THURSDAY,
    })
}

fn consult(with: Option<&str>) -> CaseAction {
    CaseAction::Consulting(ConsultingAction::HoldOpenConsultation {
        body: Body::School,
        unit: with.map(str::to_owned),
        topics: crate::consultation::ConsultationTopic::ALL.into(),
        categories: [InformationCategory::Observations].into(),
        advice: said_of_child("Watch her in the breaks"),
        claimed: ClaimedBasis::Consent(CONSENT),
        decision: decision(),
        held_on: THURSDAY,
    })
}

fn clarify_with(units: &[&str]) -> CaseAction {
    CaseAction::Meeting(MeetingAction::ConveneClarificationMeeting {
        meeting: MEETING,
        convened_by: Body::HealthStation,
        bodies: [Body::School].into(),
        units: units.iter().copied().map(unit).collect(),
        anonymous: false,
        categories: [InformationCategory::Observations].into(),
        claimed: Some(TeamBasis::Consent(CONSENT)),
        planned_for: FRIDAY,
        convened_on: THURSDAY,
    })
}

#[test]
fn r_21_where_a_unit_is_named_no_other_is_consulted_referred_to_or_called() {
    let asked = |action: CaseAction| given(named(SHARING)).when(action);
    for of in [None, Some(OTHER)] {
        asked(refer(of)).then_refused(UNCOVERED);
        asked(consult(of)).then_refused(UNCOVERED);
    }
    for units in [&[][..], &[OTHER], &[OURS, OTHER]] {
        asked(clarify_with(units)).then_refused(UNCOVERED);
    }
    asked(refer(Some("fjordvik  SKOLE"))).then_done();
    asked(consult(Some(OURS))).then_done();
    asked(clarify_with(&[OURS])).then_done();
    let to_schools = ConsentScope { recipients: [Body::School].into(), ..scope(SHARING) };
    let whichever = vec![opened(), consent_requested(to_schools), consent_given()];
    given(whichever.clone()).when(refer(None)).then_done();
    given(whichever).when(consult(Some(OTHER))).then_done();
}

#[test]
fn r_21_s0_33_a_body_beside_the_team_comes_by_the_unit_that_was_named() {
    let recipients = [Body::ResourceTeam, Body::SpecialistHealthService].into();
    let of_clinic = |name: &str| RecipientUnit { body: Body::SpecialistHealthService, unit: name.to_owned() };
    let scope = ConsentScope { recipients, units: [of_clinic("Fjordvik BUP")].into(), ..scope(SHARING) };
    let before = || [opened(), consent_requested(scope.clone()), consent_given()];
    let call = |units: &[&str]| {
        CaseAction::Meeting(MeetingAction::ConveneResourceTeam {
            meeting: MEETING,
            participants: [Body::School, Body::SpecialistHealthService].into(),
            units: units.iter().copied().map(of_clinic).collect(),
            categories: [InformationCategory::Observations].into(),
            claimed: TeamBasis::Consent(CONSENT),
            team: None,
            convened_by: by(DeciderRole::Head),
            planned_for: SATURDAY,
            convened_on: THURSDAY,
        })
    };
    given(before()).when(call(&[])).then_refused(UNCOVERED);
    given(before()).when(call(&["Elvebakken BUP"])).then_refused(UNCOVERED);
    given(before()).when(call(&["Fjordvik BUP"])).then_done();
}

/// Who was there on Friday whom nothing let hear of the child, where the health station alone was called.
fn without_basis(there: &[&str]) -> BTreeSet<Body> {
    let call = CaseAction::Meeting(MeetingAction::ConveneInterdisciplinaryMeeting {
        meeting: MEETING,
        bodies: [Body::HealthStation].into(),
        units: [].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: FRIDAY,
        convened_on: THURSDAY,
    });
    let called = given(named(LEVEL_2)).when(call).then_done();
    let attendance = Attendance {
        bodies: [Body::HealthStation, Body::School].into(),
        units: there.iter().copied().map(unit).collect(),
        measures: [].into(),
        ..attendance()
    };
    let hold = CaseAction::Meeting(MeetingAction::HoldMeeting { meeting: MEETING, attendance, held_on: FRIDAY });
    match given([named(LEVEL_2), called].concat()).when(hold).then_done().pop() {
        Some(CaseEvent::Meeting(MeetingEvent::MeetingHeld { without_basis, .. })) => without_basis,
        other => panic!("{other:?}"),
    }
}

#[test]
fn r_21_r_25_c11_who_came_uncalled_from_a_unit_that_was_not_named_is_recorded_and_told() {
    assert_eq!(without_basis(&[OTHER]), [Body::School].into());
    assert_eq!(without_basis(&[]), [Body::School].into(), "nobody says which of them it was");
    assert!(without_basis(&[OURS]).is_empty());
}
