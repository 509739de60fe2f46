//! S0-25, S2-14: advice that was asked for.

use super::*;
use crate::case::ConsultingEvent;
use crate::people::Body;

const KIND: ObligationKind = ObligationKind::HoldConsultation;

fn asked(body: Body) -> Story {
    let requested: CaseEvent =
        ConsultingEvent::ConsultationRequested { body, topics: [].into(), requested_on: TUESDAY }.into();
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &requested)
}

fn noted(held_on: NaiveDate) -> CaseEvent {
    ConsultingEvent::AnonymousConsultationNoted { body: Body::HealthStation, held_on }.into()
}

#[test]
fn s0_25_help_that_was_asked_for_is_owed_until_that_body_was_consulted() {
    let story = asked(Body::HealthStation);
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Open));
    let story = story.hears(THURSDAY, &noted(THURSDAY));
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Met));
    for (story, held_on) in [(asked(Body::School), THURSDAY), (asked(Body::HealthStation), MONDAY)] {
        assert_eq!(story.hears(THURSDAY, &noted(held_on)).standing(KIND, FRIDAY), Some(Standing::Open));
    }
    let closed = asked(Body::HealthStation).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(closed.standing(KIND, FRIDAY), Some(Standing::Lapsed));
}
