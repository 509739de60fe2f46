//! Plans of measures, whose it is that a concern goes on, and the way forward, as a client meets them: R-37, S0-29, S1-21,
//! S3-41, S3-43, S4-10, S4-16 to S4-18.

use case_ledger_tests::{Caseworker, day};
use serde_json::{Value, json};

/// What these tests ask of a case.
trait Asked {
    fn measure(&self) -> String;
    fn measures(&self) -> Vec<String>;
}

impl Asked for Caseworker {
    fn measure(&self) -> String {
        let known: Vec<String> = self.measures();
        let plan = json!({
            "goal": "Mer søvn.", "description": "Fast leggetid.", "place": "HOME",
            "from": day(-5), "to": day(30), "evaluationOn": day(20), "plannedOn": day(-7),
        });
        self.accepted("planMeasure", plan);
        self.measures().into_iter().find(|id| !known.contains(id)).unwrap()
    }

    fn measures(&self) -> Vec<String> {
        let seen = self.seen("measures { id }");
        seen["measures"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    }
}

fn plan(measures: &[&String]) -> Value {
    let parties =
        json!([{ "name": "Foresatt Prøve", "kind": "GUARDIAN" }, { "name": "Kari Prøve", "kind": "EMPLOYEE" }]);
    json!({ "text": "Vi følger opp leggetida sammen.", "parties": parties, "measureIds": measures, "madeOn": day(-6) })
}

#[test]
fn s3_41_s4_18_r_37_a_plan_is_made_signed_by_all_and_adjusted() {
    let client = Caseworker::with_a_case();
    let (one, two) = (client.measure(), client.measure());
    client.refused("adjustPlan", json!({ "plan": plan(&[&one]), "rationale": "Nytt." }), "NO_PLAN_YET", "S3-43");
    client.refused("makeMeasurePlan", json!({ "plan": plan(&[]) }), "NO_MEASURE_NAMED", "S3-33");
    client.accepted("makeMeasurePlan", json!({ "plan": plan(&[&one]) }));
    client.refused("makeMeasurePlan", json!({ "plan": plan(&[&one]) }), "PLAN_ALREADY_MADE", "S3-43");
    let selection = "agreements { id kind binding measureIds supersededById }";
    let made = client.seen(selection)["agreements"][0].clone();
    assert_eq!((&made["kind"], &made["binding"]), (&json!("ACTION_PLAN"), &json!(false)));
    assert_eq!(made["measureIds"], json!([one]));
    for (name, kind) in [("Foresatt Prøve", "GUARDIAN"), ("Kari Prøve", "EMPLOYEE")] {
        let party = json!({ "name": name, "kind": kind });
        client.accepted("signAgreement", json!({ "agreementId": made["id"], "party": party, "signedOn": day(-6) }));
    }
    assert_eq!(client.seen(selection)["agreements"][0]["binding"], true);

    client.accepted("adjustPlan", json!({ "plan": plan(&[&one, &two]), "rationale": "Ett tiltak til." }));
    let agreements = client.seen(selection)["agreements"].clone();
    let adjusted = agreements.as_array().unwrap().iter().find(|it| it["id"] != made["id"]).unwrap();
    assert_eq!((adjusted["measureIds"].as_array().unwrap().len(), &adjusted["binding"]), (2, &json!(false)));
}

#[test]
fn s0_29_s1_21_the_way_forward_is_planned_with_guardians_and_names_each_measure() {
    let client = Caseworker::with_a_case();
    let draft = json!({ "text": "Vi møtes i mai.", "draftedOn": day(-5) });
    client.refused("draftPlan", draft.clone(), "PLANNED_WITHOUT_GUARDIANS", "S0-29");
    let mut with_guardians = draft;
    with_guardians["withGuardians"] = json!([{ "name": "Foresatt Prøve" }]);
    client.accepted("draftPlan", with_guardians);

    let (one, two) = (client.measure(), client.measure());
    for measure in [&one, &two] {
        client.accepted("startMeasure", json!({ "measureId": measure, "startedOn": day(-5) }));
    }
    let way = |continued: &[&String], ended: &[&String]| json!({ "continuedIds": continued, "endedIds": ended, "rationale": "Det ene virker.", "decidedOn": day(-1) });
    client.refused("decideWayForward", way(&[&one], &[]), "MEASURE_LEFT_UNDECIDED", "S1-21");
    client.accepted("decideWayForward", way(&[&one], &[&two]));
    let group = json!({ "bodies": ["SCHOOL"], "rightlyComposed": false });
    client.refused("reviewGroupComposition", group.clone(), "GROUP_CHANGE_UNCLEAR", "S1-21");
    let mut changed = group;
    changed["change"] = json!("Helsesykepleieren blir med.");
    client.accepted("reviewGroupComposition", changed);
    let history = client.seen("history { nodes { eventType } }")["history"]["nodes"].to_string();
    for event in ["PlanDrafted", "WayForwardDecided", "MeasureEnded", "GroupCompositionReviewed"] {
        assert!(history.contains(event), "{event}: {history}");
    }
}

#[test]
fn s4_16_s4_10_a_concern_is_brought_to_a_leader_and_what_a_meeting_showed_is_logged() {
    let client = Caseworker::with_a_case();
    let to = |role: &str| json!({ "leader": { "name": "Leder Prøve", "role": role }, "forwardedOn": day(-8) });
    client.refused("forwardConcernToLeader", to("EMPLOYEE"), "NOT_BROUGHT_TO_LEADER", "S4-16");
    client.accepted("forwardConcernToLeader", to("UNIT_LEADER"));
    let observation = json!({
        "observedOn": day(-7), "kind": "SAID", "text": "Han sover lite, sier mor.", "source": "MEETING",
    });
    client.accepted("logObservation", observation);
    let nodes = client.seen("history { nodes { eventType data } }")["history"]["nodes"].clone();
    let logged = nodes.as_array().unwrap().iter().find(|event| event["eventType"] == "ObservationLogged").unwrap();
    assert_eq!(logged["data"]["source"], "MEETING");
}
