//! Random answers to a measure of level 2, while the unit says now these and now those are the guardians.

use super::*;
use crate::case::{ConversationWith, GuardiansYes, WhoDecides};
use crate::test_support::{MEASURE, measure_plan};

/// After all that these commands tell of.
pub(crate) const AFTERWARDS: NaiveDate = crate::test_support::date(2024, 3, 19);

/// The case was lifted on the first day, and the measure planned on it.
pub(crate) fn planned() -> Vec<CaseEvent> {
    let mut lifted = escalated(Level::Two);
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { escalated_on, .. }) = &mut lifted {
        *escalated_on = MONDAY;
    }
    let planned = MeasureEvent::MeasurePlanned { measure: MEASURE, plan: measure_plan(), planned_on: MONDAY };
    vec![opened(), lifted, planned.into()]
}

/// A meeting about the measure, which is called and then held.
fn meet() -> impl Strategy<Value = Vec<CaseAction>> {
    let meeting = (1..=24_u128).prop_map(|id| MeetingId::from_uuid(Uuid::from_u128(id)));
    (meeting, vec(guardian(), 1..2), day()).prop_map(|(meeting, guardians, held_on)| {
        let (with, convened_on) = (ConversationWith::Guardians, MONDAY);
        let convene = MeetingAction::ConveneEvaluationMeeting { meeting, with, planned_for: held_on, convened_on };
        let attendance = Attendance {
            bodies: BTreeSet::new(),
            units: BTreeSet::new(),
            guardians,
            child: false,
            measures: [MEASURE].into(),
            interpreted: None,
        };
        let hold = MeetingAction::HoldMeeting { meeting, attendance, held_on };
        vec![CaseAction::Meeting(convene), CaseAction::Meeting(hold)]
    })
}

fn name() -> impl Strategy<Value = CaseAction> {
    (vec(guardian(), 1..3), option::of(any_decision()), day()).prop_map(|(guardians, decision, named_on)| {
        CaseAction::Family(FamilyAction::NameGuardians { guardians, decision, named_on })
    })
}

fn approve_on(guardians: Vec<Guardian>, approved_on: NaiveDate) -> CaseAction {
    CaseAction::Measure(MeasureAction::ApproveMeasures {
        measures: [MEASURE].into(),
        guardians,
        by_youth: false,
        approved_on,
        birth_is_shown: false,
    })
}

fn start_on(started_on: NaiveDate) -> CaseAction {
    CaseAction::Measure(MeasureAction::StartMeasure { measure: MEASURE, started_on, birth_is_shown: false })
}

/// What is asked of the case in which that is planned.
pub(crate) fn asked_of_guardians() -> impl Strategy<Value = Vec<Command<CaseAction>>> {
    let refused = (vec(guardian(), 1..2), personal(), day()).prop_map(|(guardians, reason, refused_on)| {
        CaseAction::Measure(MeasureAction::RefuseMeasures {
            measures: [MEASURE].into(),
            guardians,
            guardians_reason: Some(reason),
            youths_reason: None,
            refused_on,
            birth_is_shown: false,
        })
    });
    let one = |action: BoxedStrategy<CaseAction>| action.prop_map(|action| vec![action]);
    let asked = prop_oneof![
        8 => one(name().boxed()),
        6 => one((vec(guardian(), 1..2), day()).prop_map(|(guardians, on)| approve_on(guardians, on)).boxed()),
        3 => meet(),
        1 => one(refused.boxed()),
        1 => one(day().prop_map(start_on).boxed()),
    ];
    commands(asked, 24).prop_map(|commands| {
        let each = |Command { now, action, .. }: Command<Vec<CaseAction>>| {
            action.into_iter().map(move |action| Command::new(now, action)).collect::<Vec<_>>()
        };
        commands.into_iter().flat_map(each).collect()
    })
}

/// What the case answers when that is asked of it on that day.
pub(crate) fn answer_afterwards(case: &Case, action: CaseAction) -> Result<Vec<CaseEvent>, Refusal> {
    case.decide(Command::new(noon(AFTERWARDS), action))
}

/// Whether nobody has agreed to the measure who decides for the child, nor said no to it: it would not start.
pub(crate) fn is_to_be_approved(case: &Case) -> bool {
    answer_afterwards(case, start_on(AFTERWARDS)) == Err(Refusal::MeasureNotApproved { measure: MEASURE })
}

/// who decides for the child can say yes to what does not start for want of that, whoever said what before, and then it does.
fn invariant_a_guardians_yes_is_taken_and_lets_the_measure_start(case: &Case) {
    if !is_to_be_approved(case) {
        return;
    }
    for party in case.current_guardians() {
        let guardian = Guardian { subject: party.subject, name: party.name.clone() };
        let mut approved = case.clone();
        for event in answer_afterwards(case, approve_on(vec![guardian], AFTERWARDS)).unwrap() {
            approved.apply(event);
        }
        // Another one's no stands.
        assert!(!is_to_be_approved(&approved));
    }
}

/// The yeses on which the measure started, each with its day: those that stood on that day.
pub(crate) fn yeses_by(case: &Case, started_on: NaiveDate) -> Vec<GuardiansYes> {
    case.measures()[&MEASURE].guardians_yeses_on(started_on).collect()
}

/// Whether all of these were nobody's on that day who decides for the child, as is known now.
pub(crate) fn were_nobodys(case: &Case, yeses: &[GuardiansYes], day: NaiveDate) -> bool {
    !yeses.is_empty() && yeses.iter().all(|yes| case.was_nobodys(yes.subject, yes.on, day))
}

proptest! {
    #[test]
    fn r_32_whoever_decides_for_the_child_can_approve_a_measure_until_it_may_start(commands in asked_of_guardians()) {
        let (mut events, mut case) = (planned(), Case::default());
        for event in events.clone() {
            case.apply(event);
        }
        for command in commands {
            for event in case.decide(command).unwrap_or_default() {
                case.apply(event.clone());
                events.push(event);
            }
            invariant_a_guardians_yes_is_taken_and_lets_the_measure_start(&case);
        }
        invariant_from_level_2_on_guardians_agree_before_a_measure_starts(&events);
    }
}
