//! R-12, S0-9, S0-15, S0-16, S0-19, S1-23, S3-7, S3-16: from worry to decision.

use std::sync::Arc;

use super::*;
use crate::guides::{Guide, GuideSubject, Guides, UsedTool};

fn analysis_of(basis: impl Into<Vec<ObservationId>>, no_basis_because: Option<&str>) -> Analysis {
    Analysis {
        basis: basis.into(),
        no_basis_because: no_basis_because.map(said_of_child),
        analysis: said_of_child("It has become a habit"),
        spoken_with_child: true,
        colleagues_concerned: false,
        since: Some(MONDAY),
        childs_situation: Some(said_of_child("Tired and silent")),
        family_and_network: Some(said_of_child("Her grandmother lives next door")),
        analysed_on: WEDNESDAY,
    }
}

fn analyse(analysis: Analysis) -> CaseAction {
    CaseAction::Analysis(AnalysisAction::AnalyseConcern(analysis))
}

fn analysed(analysis: Analysis) -> CaseEvent {
    let Analysis {
        basis,
        no_basis_because,
        analysis,
        spoken_with_child,
        colleagues_concerned,
        since,
        childs_situation,
        family_and_network,
        analysed_on,
    } = analysis;
    AnalysisEvent::ConcernAnalysed {
        guides: vec![],
        basis,
        no_basis_because,
        analysis,
        spoken_with_child,
        colleagues_concerned,
        since,
        childs_situation,
        family_and_network,
        analysed_on,
    }
    .into()
}

pub(super) fn decide_severity_on(decided_on: NaiveDate) -> CaseAction {
    CaseAction::Analysis(AnalysisAction::DecideSeverity {
        severity: Degree::Considerable,
        action_needed: true,
        decision: decision(),
        decided_on,
    })
}

fn concretise_on(concretised_on: NaiveDate) -> CaseAction {
    CaseAction::Analysis(AnalysisAction::ConcretiseConcern {
        text: said_of_child("She is picked up last every day"),
        methods: [MappingMethod::Observation].into(),
        concretised_on,
    })
}

fn use_tool_on(used_on: NaiveDate) -> CaseAction {
    CaseAction::Analysis(AnalysisAction::UseTool {
        tool: Ok(MappingTool::ObservationForm.into()),
        result: None,
        used_on,
    })
}

#[test]
fn s3_16_a_concern_is_made_concrete_in_writing() {
    let text = said_of_child("She is picked up last every day");
    let methods = [MappingMethod::Observation].into();
    given([opened()]).when(concretise_on(TUESDAY)).then([AnalysisEvent::ConcernConcretised {
        guides: vec![],
        text,
        methods,
        concretised_on: TUESDAY,
    }
    .into()]);
}

#[test]
fn s1_23_each_tool_of_the_catalogue_is_told_by_its_name() {
    given([opened()]).when(use_tool_on(TUESDAY)).then_done();
    for tool in MappingTool::ALL {
        let used = CaseEvent::from(AnalysisEvent::ToolUsed { tool: tool.into(), result: None, used_on: TUESDAY });
        assert!(Language::Nb.say(&used.summary()).contains(&Language::Nb.word(tool.word())), "{tool:?}");
    }
}

#[test]
fn r12_s0_15_an_analysis_uses_the_logged_observations() {
    let analysis = analysis_of([OBSERVATION], None);
    given([opened(), observed()]).when(analyse(analysis.clone())).then([analysed(analysis)]);
    given([opened(), observed()])
        .when(analyse(analysis_of([OBSERVATION, OTHER_OBSERVATION], None)))
        .then_refused(Refusal::ObservationUnknown { observation: OTHER_OBSERVATION });
}

#[test]
fn r12_an_analysis_of_no_observation_says_why() {
    given([opened(), observed()]).when(analyse(analysis_of([], None))).then_refused(Refusal::NoObservationsUnexplained);
    let explained = analysis_of([], Some("Nobody has seen it"));
    given([opened()]).when(analyse(explained.clone())).then([analysed(explained)]);
}

#[test]
fn r12_who_cites_observations_does_not_say_why_there_are_none() {
    given([opened(), observed()])
        .when(analyse(analysis_of([OBSERVATION], Some("Nobody has seen it"))))
        .then_refused(Refusal::ObservationsExplainedAway);
}

#[test]
fn s0_19_severity_and_need_for_action_are_decided_with_reasons() {
    given([opened()]).when(decide_severity_on(WEDNESDAY)).then([AnalysisEvent::SeverityDecided {
        guides: vec![],
        severity: Degree::Considerable,
        action_needed: true,
        decision: decided(),
        decided_on: WEDNESDAY,
    }
    .into()]);
}

#[test]
fn r10_nothing_was_concretised_mapped_analysed_or_decided_tomorrow() {
    let refused = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
    given([opened()]).when(concretise_on(SATURDAY)).then_refused(refused("concretisedOn"));
    given([opened()]).when(use_tool_on(SATURDAY)).then_refused(refused("usedOn"));
    given([opened()]).when(decide_severity_on(SATURDAY)).then_refused(refused("decidedOn"));
    let tomorrow = Analysis { analysed_on: SATURDAY, ..analysis_of([], Some("Nobody has seen it")) };
    given([opened()]).when(analyse(tomorrow)).then_refused(refused("analysedOn"));
    let since_tomorrow = Analysis { since: Some(SATURDAY), ..analysis_of([], Some("Nobody has seen it")) };
    given([opened()]).when(analyse(since_tomorrow)).then_refused(refused("since"));
}

/// What was logged before there were markers reads as it was written, and so does what has them.
#[test]
fn s0_9_s3_7_an_observation_is_marked_with_its_question_and_what_it_is_a_sign_of() {
    let mut log = log_observation(ObservedPeriod::on(TUESDAY));
    if let CaseAction::Concern(ConcernAction::LogObservation { markers, .. }) = &mut log {
        *markers = Markers {
            prompt: Some(Prompt::PhysicalState),
            signals: [Signal::Academic, Signal::Physical].into(),
            source: None,
        };
    }
    let events = given([opened()]).when(log).then_done();
    let stored = serde_json::to_value(&events[0]).unwrap();
    let fields = &stored["ObservationLogged"];
    assert_eq!(fields["prompt"], "PHYSICAL_STATE");
    assert_eq!(fields["signals"], serde_json::json!(["PHYSICAL", "ACADEMIC"]));
    assert_eq!(serde_json::from_value::<CaseEvent>(stored).unwrap(), events[0]);
}

#[test]
fn s3_29_pedagogical_analysis_is_used_as_a_tool_on_every_level() {
    let analysis = || {
        let (tool, result) = (MappingTool::PedagogicalAnalysis, Some(said_of_child("She is left out in free play")));
        CaseAction::Analysis(AnalysisAction::UseTool { tool: Ok(tool.into()), result, used_on: WEDNESDAY })
    };
    let (level_2, level_3) = (escalated(Level::Two), escalated(Level::Three));
    for before in [vec![opened()], vec![opened(), level_2.clone()], vec![opened(), level_2, level_3]] {
        let events = given(before).when(analysis()).then_done();
        let [CaseEvent::Analysis(AnalysisEvent::ToolUsed { tool, used_on, .. })] = &events[..] else {
            panic!("{events:?}")
        };
        assert_eq!((tool, *used_on), (&MappingTool::PedagogicalAnalysis.into(), WEDNESDAY));
    }
    given([opened(), closed()]).when(analysis()).then_refused(Refusal::CaseClosed);
}

#[test]
fn s4_4_what_actually_happened_is_logged_made_concrete_and_put_in_writing() {
    let logged = given([opened(), raised()]).when(log_observation(ObservedPeriod::on(TUESDAY))).then_done();
    assert_eq!(logged, [observed()]);
    let concrete = given([opened(), raised(), observed()]).when(concretise_on(WEDNESDAY)).then_done();
    let [CaseEvent::Analysis(AnalysisEvent::ConcernConcretised { methods, concretised_on, .. })] = &concrete[..] else {
        panic!("{concrete:?}")
    };
    assert!(!methods.is_empty());
    assert_eq!(*concretised_on, WEDNESDAY);
}

#[test]
fn s0_16_s0_12_s0_13_the_analysis_answers_the_five_questions_and_tells_of_child_family_and_network() {
    let events = given([opened(), observed()]).when(analyse(analysis_of([OBSERVATION], None))).then_done();
    let [CaseEvent::Analysis(event)] = events.as_slice() else { panic!("{events:?}") };
    let told = serde_json::to_value(event).unwrap()["ConcernAnalysed"].clone();
    for field in
        ["basis", "analysis", "spokenWithChild", "colleaguesConcerned", "since", "childsSituation", "familyAndNetwork"]
    {
        assert!(!told[field].is_null(), "{field}: {told}");
    }
    assert_eq!((&told["spokenWithChild"], &told["colleaguesConcerned"]), (&true.into(), &false.into()));
}

#[test]
fn s3_6_s1_23_a_form_or_tool_that_the_cases_guide_lists_is_recorded_by_its_name_or_its_title_in_any_language() {
    let levels = || {
        let of_levels = |guide: &&Arc<Guide>| guide.version.to_string() == "porsgrunn-levels 3";
        Arc::clone(Guides::shipped().iter().find(of_levels).unwrap())
    };
    let used = |called: &str| UsedTool::of(&levels(), GuideSubject::Case, called);
    let name = "Bekymringsskala vedrørende foreldre";
    for called in [name, "Uroskala for foreldre", " Scale of concern about parents "] {
        assert_eq!(used(called), Ok(UsedTool { guide: levels().version.clone(), title: name.to_owned() }));
    }
    let tool = || used(name).map(CaseTool::OfGuide);
    let use_it = |tool| CaseAction::Analysis(AnalysisAction::UseTool { tool, result: None, used_on: TUESDAY });
    let event = AnalysisEvent::ToolUsed { tool: tool().unwrap(), result: None, used_on: TUESDAY };
    given([opened()]).when(use_it(tool())).then([event.clone().into()]);
    let state = given([opened(), event.into()]).state();
    assert_eq!(
        state.tools_used().iter().map(|used| (&used.tool, used.on)).collect::<Vec<_>>(),
        [(&tool().unwrap(), TUESDAY)]
    );
    // What it does not list is refused, with what it does.
    let refused = used("Kaffegrut").unwrap_err();
    let Refusal::ToolUnknown { known, .. } = &refused else { panic!("{refused:?}") };
    assert!(known.contains(&name.to_owned()) && known.contains(&"Samtykkeerklæring".to_owned()), "{known:?}");
    given([opened()]).when(use_it(Err(refused.clone()))).then_refused(refused);
}

#[test]
fn r_16_what_is_found_and_decided_on_the_way_names_the_versions_that_were_followed() {
    let followed = samples_of("GuideFollowed");
    let names_it = |event: &CaseEvent| {
        let payload = serde_json::to_value(event).unwrap();
        payload.as_object().unwrap().values().all(|event| event["guides"][0]["guide"] == "fjordvik")
    };
    let on_friday = |analysis: Analysis| Analysis { analysed_on: FRIDAY, ..analysis };
    for action in [
        concretise_on(FRIDAY),
        analyse(on_friday(analysis_of([OBSERVATION], None))),
        decide_severity_on(FRIDAY),
        assess_duty(false, [], [OBSERVATION]),
    ] {
        let decided = given([opened(), followed.clone(), observed()]).when(action).then_done();
        assert!(decided.iter().all(names_it), "{decided:?}");
    }
}

fn samples_of(name: &str) -> CaseEvent {
    crate::test_support::samples::every_case_event().into_iter().find(|(known, _)| *known == name).unwrap().1
}
