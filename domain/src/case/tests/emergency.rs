//! emergency first, in every state.

use super::*;

#[test]
fn r1_emergency_contact_opens_a_case_where_there_is_none() {
    given(nothing())
        .when(CaseAction::Reporting(ReportingAction::MakeEmergencyContact {
            opening: Some(opening()),
            contact: contact_at(noon(FRIDAY)),
        }))
        .then([case_opened(opening(), FRIDAY), emergency_contact_made()]);
}

#[test]
fn c12_r1_where_the_child_is_now_is_kept_apart_from_what_was_said() {
    let contact = EmergencyContact { contact: Some(said_of_child("With an aunt")), ..contact_at(noon(FRIDAY)) };
    let made = given([opened()])
        .when(CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening: None, contact }))
        .then_done();
    let [CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { description, contact, .. })] = made.as_slice()
    else {
        panic!("{made:?}");
    };
    assert_eq!(contact.as_ref(), Some(&said_of_child("With an aunt")));
    assert_eq!(description, &said_of_child("She may be hit tonight"));
}

#[test]
fn r1_emergency_contact_about_nobody_finds_no_case() {
    given(nothing()).when(make_emergency_contact()).then_refused(NO_CASE);
}

#[test]
fn r1_emergency_contact_is_made_in_every_state_of_a_case() {
    let every_state = [
        vec![opened()],
        vec![opened(), raised(), observed(), duty(true)],
        vec![opened(), raised(), observed(), duty(false)],
        vec![opened(), consent_requested(scope(LEVEL_2))],
        vec![opened(), consent_requested(scope(LEVEL_2)), consent_refused()],
        vec![opened(), consent_requested(scope(LEVEL_2)), consent_given(), consent_withdrawn()],
        vec![opened(), escalated(Level::Two)],
        vec![opened(), escalated(Level::Two), escalated(Level::Three)],
        vec![opened(), withheld(WithholdingGround::Violence)],
        vec![opened(), informed(AboutGuardians::Report), sent(ReportDuty::Triggered)],
        vec![opened(), emergency_contact_made()],
        vec![opened(), closed()],
    ];
    for state in every_state {
        given(state).when(make_emergency_contact()).then([emergency_contact_made()]);
    }
}

#[test]
fn r1_emergency_contact_does_not_open_a_second_case() {
    given([opened(), closed()])
        .when(CaseAction::Reporting(ReportingAction::MakeEmergencyContact {
            opening: Some(opening()),
            contact: contact_at(noon(FRIDAY)),
        }))
        .then([emergency_contact_made()]);
}

#[test]
fn r10_emergency_contact_was_not_made_tomorrow() {
    given([opened()])
        .when(CaseAction::Reporting(ReportingAction::MakeEmergencyContact {
            opening: None,
            contact: contact_at(noon(SATURDAY)),
        }))
        .then_refused(Refusal::FutureDate { field: "contactedAt", date: SATURDAY, today: FRIDAY });
}

#[test]
fn r1_r21_emergency_contact_is_with_those_one_turns_to_in_danger_and_tells_nobody_else() {
    let contact = |body| {
        let contact = EmergencyContact { body, ..contact_at(noon(FRIDAY)) };
        CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening: None, contact })
    };
    for body in Body::ALL {
        let asked = given([opened(), consent_requested(scope(A_REPORT)), consent_refused()]).when(contact(body));
        if [Body::ChildWelfareService, Body::ChildWelfareEmergencyService, Body::ChildHelpline, Body::Police]
            .contains(&body)
        {
            asked.then_done();
        } else {
            asked.then_refused(Refusal::NotTurnedToInDanger { body });
        }
    }
}

/// Recorded before that was a rule.
#[test]
fn r2_no_report_rests_on_an_emergency_contact_with_anybody_else() {
    let EmergencyContact { category, description, contact, contacted_at, .. } = contact_at(noon(THURSDAY));
    let other =
        ReportingEvent::EmergencyContactMade { body: Body::School, category, description, contact, contacted_at };
    given([opened(), other.into(), withheld(WithholdingGround::Violence)])
        .when(send_report())
        .then_refused(Refusal::DutyNotAssessed);
}

/// The helpline may be all that answers at night.
#[test]
fn r_1_s2_13_a_report_may_go_after_a_call_to_the_helpline() {
    let EmergencyContact { category, description, contact, contacted_at, .. } = contact_at(noon(THURSDAY));
    let body = Body::ChildHelpline;
    let called = ReportingEvent::EmergencyContactMade { body, category, description, contact, contacted_at };
    given([opened(), called.into(), withheld(WithholdingGround::Violence)]).when(send_report()).then_done();
}

/// The day of an instant is the day in Norway, where Saturday begins at eleven in the evening of Friday in UTC.
#[test]
fn r10_shortly_after_midnight_in_norway_it_is_the_next_day() {
    let half_past_midnight = noon(FRIDAY) + chrono::TimeDelta::minutes(11 * 60 + 30);
    given(nothing())
        .now(half_past_midnight)
        .when(CaseAction::Reporting(ReportingAction::MakeEmergencyContact {
            opening: Some(opening()),
            contact: contact_at(half_past_midnight),
        }))
        .then([
            case_opened(opening(), SATURDAY),
            CaseEvent::Reporting(ReportingEvent::EmergencyContactMade {
                body: Body::Police,
                category: AcuteCategory::Violence,
                description: said_of_child("She may be hit tonight"),
                contact: None,
                contacted_at: half_past_midnight,
            }),
        ]);
}
