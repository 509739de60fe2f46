//! The guides of the sources say what the sources say.

use super::*;
use crate::case::Alternative;

fn guide(name: &str) -> &'static Guide {
    // In its latest version.
    Guides::shipped().iter().filter(|guide| guide.version.guide.to_string() == name).last().unwrap()
}

fn step<'a>(guide: &'a Guide, name: &str) -> &'a GuideStep {
    guide.step(&name.parse().unwrap()).unwrap_or_else(|| panic!("{name}"))
}

fn levels(name: &str) -> &'static GuideStep {
    step(guide("porsgrunn-levels"), name)
}

fn alternatives(name: &str) -> &'static GuideStep {
    step(guide("porsgrunn-alternatives"), name)
}

fn luster(name: &str) -> &'static GuideStep {
    step(guide("luster-six-steps"), name)
}

/// Where the step's outcomes lead, in their order.
fn leads(step: &GuideStep) -> Vec<LeadsTo> {
    step.outcomes.iter().map(|outcome| outcome.then.clone()).collect()
}

fn to(step: &str) -> LeadsTo {
    LeadsTo::Step(step.parse().unwrap())
}

#[track_caller]
fn has_documents(step: &GuideStep, titles: &[&str]) {
    let known: Vec<&str> = step.documents.iter().map(|document| document.name.as_str()).collect();
    for title in titles {
        assert!(known.contains(title), "{title} is not among {known:?}");
    }
}

/// Nurse, pedagogical leader and contact teacher, each in the own arena.
fn is_owned_by_arena(step: &GuideStep) -> bool {
    let owner = |arena, role| step.owners.contains(&StepOwner { arena: Some(arena), role });
    step.owners.len() == 3
        && owner(Arena::HealthService, DeciderRole::PublicHealthNurse)
        && owner(Arena::Kindergarten, DeciderRole::PedagogicalLeader)
        && owner(Arena::School, DeciderRole::ContactTeacher)
}

#[test]
fn s3_5_three_levels_have_four_three_and_three_steps() {
    let on = |level| guide("porsgrunn-levels").steps.iter().filter(|step| step.level == Some(level)).count();
    assert_eq!([Level::One, Level::Two, Level::Three].map(on), [4, 3, 3], "C5: level 2 has a third step");
}

#[test]
fn s3_6_every_level_has_its_forms_and_tools() {
    for level in [Level::One, Level::Two, Level::Three] {
        let steps = guide("porsgrunn-levels").steps.iter().filter(|step| step.level == Some(level));
        assert!(steps.map(|step| step.documents.len()).sum::<usize>() >= 4, "{level:?}");
    }
}

#[test]
fn s3_12_level_1_step_1_ends_closed_or_goes_on_to_step_2() {
    assert_eq!(leads(levels("level-1-concern-arises")), [LeadsTo::Close, to("level-1-concretise")]);
}

#[test]
fn s3_14_whoever_saw_or_heard_it_owns_the_first_step() {
    assert_eq!(levels("level-1-concern-arises").owners, [StepOwner { arena: None, role: DeciderRole::Employee }]);
}

#[test]
fn s3_15_the_first_step_has_its_scales_and_forms() {
    has_documents(
        levels("level-1-concern-arises"),
        &[
            "Barn og unges signaler -tegn på mistrivsel",
            "Bekymringsskala vedrørende barn og unge",
            "Bekymringsskala vedrørende foreldre",
            "Varslingsskjema kap 9a",
            "Fraværsveileder",
        ],
    );
}

#[test]
fn s3_18_level_1_step_2_ends_closed_or_goes_on_to_step_3() {
    assert_eq!(leads(levels("level-1-concretise")), [LeadsTo::Close, to("level-1-talk")]);
}

#[test]
fn s3_19_the_rest_of_level_1_is_owned_by_arena_and_decided_alone() {
    for name in ["level-1-concretise", "level-1-talk", "level-1-measures"] {
        assert!(is_owned_by_arena(levels(name)), "{name}");
        assert_eq!(levels(name).together_with, None);
    }
}

#[test]
fn s3_20_s3_23_s3_26_the_steps_of_level_1_have_their_forms() {
    has_documents(
        levels("level-1-concretise"),
        &[
            "www.tidligintervensjon.no",
            "Ansatte i barnehage: www.kriseportalen.no",
            "Konkretiser bekymringen alternativ 1",
            "Konkretiser bekymringen alternativ 2",
            "Vurdering av elevens læringsutbytte",
            "Oversikt over støttetjenester",
        ],
    );
    has_documents(
        levels("level-1-talk"),
        &[
            "Samtalemal - samtaler med barn",
            "Samtalemal - samtaler med foresatte",
            "Referat- og evalueringsmal - Skrivbar",
            "Familiesenteret - lavterskeltiltak",
            "Bok: Kirsti R. Haaland og Inger Landsem: «Even og skilsmissen»",
        ],
    );
    has_documents(
        levels("level-1-measures"),
        &["Den nødvendige samtalen", "Referat- og evalueringsmal", "Samtykkeerklæring"],
    );
}

#[test]
fn s3_22_level_1_step_3_may_end_in_measures_and_an_offer_at_once() {
    let talk = levels("level-1-talk");
    assert!(talk.several);
    assert_eq!(leads(talk), [LeadsTo::Close, to("level-1-measures"), to("level-1-measures")]);
}

#[test]
fn s3_25_level_1_step_4_ends_closed_goes_on_or_is_lifted_with_consent() {
    let measures = levels("level-1-measures");
    assert_eq!(leads(measures), [LeadsTo::Close, LeadsTo::Stay, LeadsTo::Escalate(Level::Two)]);
    let with_consent: Vec<bool> = measures.outcomes.iter().map(|outcome| outcome.with_consent).collect();
    assert_eq!(with_consent, [false, false, true]);
}

#[test]
fn s3_30_level_2_step_1_ends_closed_in_measures_or_an_evaluation_meeting() {
    assert_eq!(leads(levels("level-2-discussion")), [LeadsTo::Close, to("level-2-talk"), to("level-2-talk")]);
}

#[test]
fn s3_31_s3_34_level_2_is_owned_by_arena_and_decided_together_with_the_head_of_the_unit() {
    for name in ["level-2-discussion", "level-2-talk", "level-2-measures"] {
        assert!(is_owned_by_arena(levels(name)), "{name}");
        assert_eq!(levels(name).together_with, Some(DeciderRole::UnitLeader));
    }
}

#[test]
fn s3_32_level_2_step_1_has_its_invitation_and_forms() {
    has_documents(
        levels("level-2-discussion"),
        &[
            "Møteinnkalling til foresatte",
            "Møtemal alternativ 1",
            "Møtemal alternativ 2",
            "En modell for pedagogisk analyse",
            "Referat- og evalueringsmal",
            "Oversikt over støttetjenester",
        ],
    );
}

#[test]
fn s3_34_the_talk_with_guardians_on_level_2_has_its_two_aids() {
    has_documents(levels("level-2-talk"), &["Den nødvendige samtalen", "Motiverende intervju - MI"]);
}

#[test]
fn s3_36_level_2_step_3_goes_back_goes_on_or_is_referred_and_lifted() {
    let decided = leads(levels("level-2-measures"));
    assert_eq!(decided, [LeadsTo::Return(Level::One), LeadsTo::Stay, LeadsTo::Escalate(Level::Three)]);
}

#[test]
fn s3_42_level_3_is_owned_by_the_relay_holder() {
    for name in ["level-3-discussion", "level-3-measures", "level-3-way-ahead"] {
        assert_eq!(levels(name).owners, [StepOwner { arena: None, role: DeciderRole::RelayHolder }], "{name}");
    }
}

#[test]
fn s3_44_level_3_goes_on_ends_or_goes_back_to_level_2_or_1() {
    assert_eq!(
        leads(levels("level-3-way-ahead")),
        [to("level-3-measures"), LeadsTo::Close, LeadsTo::Return(Level::Two), LeadsTo::Return(Level::One)]
    );
}

#[test]
fn s3_46_level_3_has_its_invitation_consent_form_and_minutes() {
    let titles =
        ["Møteinnkalling til foresatte", "Samtykkeerklæring", "Møtemal alternativ 1", "Referat- og evalueringsmal"];
    has_documents(levels("level-3-discussion"), &titles);
}

#[test]
fn s0_9_the_logbook_asks_its_ten_questions_and_the_analysis_its_five() {
    assert_eq!(alternatives("log").questions.len(), 10);
    assert_eq!(alternatives("analyse").questions.len(), 5, "S0-16");
}

#[test]
fn s0_18_the_discussion_confirms_the_concern_or_ends_it() {
    assert_eq!(leads(alternatives("discuss")), [to("choose"), LeadsTo::Close]);
}

#[test]
fn s0_20_s0_21_the_four_alternatives_are_chosen_from_and_may_overlap() {
    let choose = alternatives("choose");
    let chosen: Vec<Alternative> = choose.outcomes.iter().filter_map(|outcome| outcome.alternative).collect();
    assert_eq!(chosen, Alternative::ALL);
    assert!(choose.several);
}

#[test]
fn s0_30_a_refusal_in_b_and_c_leads_to_an_exception_alternative_d_or_acceptance() {
    for (refusal, goes_on) in [("b-refusal", "b-plan"), ("c-refusal", "c-resource-team")] {
        let ways = leads(alternatives(refusal));
        assert_eq!(ways[..3], [to(goes_on), to("d-assess-duties"), to("choose")], "{refusal}");
        assert_eq!(alternatives(refusal).outcomes[1].alternative, Some(Alternative::D));
    }
}

#[test]
fn s0_34_only_the_head_convenes_the_resource_team() {
    assert_eq!(alternatives("c-resource-team").convenes, Some(DeciderRole::Head));
}

#[test]
fn c6_alternatives_know_no_levels() {
    assert!(!guide("porsgrunn-alternatives").has_levels());
}

#[test]
fn s4_23_the_binding_cooperation_has_six_steps_whose_decisions_the_unit_leader_takes_in_the_end() {
    assert_eq!(guide("luster-six-steps").steps.len(), 6);
    let ends = luster("way-ahead");
    assert!(
        ends.is_owned_by(DeciderRole::UnitLeader, None) && ends.is_owned_by(DeciderRole::ProfessionalLeader, None),
        "S4-15"
    );
    let linked = guide("luster-six-steps").steps.iter().flat_map(|step| &step.documents);
    assert!(
        linked.filter_map(|document| document.link.as_ref()).any(|link| link.contains("tqmpartner")),
        "where it lies"
    );
}

#[test]
fn s2_16_s0_37_that_there_is_reason_to_believe_is_enough_and_confidentiality_no_hindrance() {
    let duty = &alternatives("d-assess-duties").what[0];
    for (language, threshold, conditions, confidentiality) in [
        (
            Language::Nb,
            "grunn til å tro",
            ["mishandlet", "omsorgssvikt", "atferdsvansker", "menneskehandel"],
            "taushetsplikten",
        ),
        (
            Language::Nn,
            "grunn til å tru",
            ["mishandla", "omsorgssvikt", "åtferdsvanskar", "menneskehandel"],
            "teieplikta",
        ),
        (Language::En, "reason to believe", ["abused", "neglect", "behavioural", "trafficking"], "confidentiality"),
    ] {
        let told = duty.told(language);
        for wanted in conditions.into_iter().chain([threshold, confidentiality]) {
            assert!(told.contains(wanted), "{wanted}: {told}");
        }
    }
}

#[test]
fn s1_27_a_retired_version_is_not_taken_up_any_more_and_a_draft_is() {
    let day = guide("bti-level-3-child-welfare").validity.from.unwrap();
    for (status, taken_up) in
        [(GuideStatus::Draft, true), (GuideStatus::Published, true), (GuideStatus::Retired, false)]
    {
        let guide = Guide { status, ..guide("bti-level-3-child-welfare").clone() };
        assert_eq!(guide.is_taken_up_on(day), taken_up, "{status:?}");
        assert!(!guide.is_taken_up_on(day.pred_opt().unwrap()), "before it holds");
    }
}

#[test]
fn s1_27_the_guide_of_the_child_welfare_service_is_a_draft_of_a_dated_version() {
    let guide = guide("bti-level-3-child-welfare");
    assert_eq!(guide.status, GuideStatus::Draft);
    assert!(guide.validity.from.is_some());
    assert_eq!(guide.about, GuideSubject::ChildWelfareService);
}
