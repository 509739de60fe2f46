//! From a planned measure to its evaluation, as a client meets it, S1-17 to S1-20, S3-33, D-7.

use case_ledger_tests::{Demo, day, shared_demo};
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

struct Client {
    demo: &'static Demo,
    employee: String,
}

fn client() -> Client {
    let demo = shared_demo();
    Client { demo, employee: demo.token("employee", MUNICIPALITY) }
}

impl Client {
    fn accepted(&self, name: &str, input: Value) -> Value {
        self.demo.accepted(&self.employee, name, input)
    }

    #[track_caller]
    fn refused(&self, name: &str, input: Value, code: &str, rule: &str) {
        let expected = ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
        assert_eq!(self.demo.refused(&self.employee, name, input), expected);
    }

    fn open_case(&self) -> String {
        let concern = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD",
            "description": "Stille og trøtt.", "raisedOn": day(-9),
        });
        self.accepted("raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned()
    }

    fn lift_to_level_2(&self, case: &str) {
        let request = json!({
            "caseId": case, "guardian": { "name": "Foresatt Prøve" }, "purposes": ["LEVEL_2_COOPERATION"],
            "recipients": ["SCHOOL"], "categories": ["OBSERVATIONS"], "validFrom": day(-5), "requestedOn": day(-5),
        });
        self.accepted("requestConsent", request);
        let consent = self.seen(case, "consents { id }")["consents"][0]["id"].clone();
        let given = json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-5) });
        self.accepted("giveConsent", given);
        self.accepted(
            "escalateToLevel",
            json!({
                "caseId": case, "consentId": consent, "level": 2, "rationale": "Flere må se på dette.",
                "escalatedOn": day(-4),
            }),
        );
    }

    fn plan_measure(&self, case: &str) -> String {
        let plan = json!({
            "caseId": case, "goal": "Hun kommer glad inn om morgenen.", "description": "Noen hun kjenner møter henne.",
            "responsible": { "name": "Kari Prøve", "role": "PEDAGOGICAL_LEADER" }, "place": "KINDERGARTEN",
            "kind": "CHANGE_ORIENTED", "target": "CHILD", "from": day(-3), "to": day(30), "evaluationOn": day(-1),
            "plannedOn": day(-4),
        });
        self.accepted("planMeasure", plan);
        let planned = self.seen(case, "measures { id }");
        planned["measures"][0]["id"].as_str().unwrap().to_owned()
    }

    fn seen(&self, id: &str, selection: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        let response = self.demo.graphql(&self.employee, &query, &json!({ "id": id }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    }
}

#[test]
fn r31_r32_a_measure_goes_from_plan_by_approval_to_evaluation_and_end() {
    let client = client();
    let case = client.open_case();
    client.lift_to_level_2(&case);
    let measure = client.plan_measure(&case);
    let of = |more: Value| {
        let mut input = json!({ "caseId": case, "measureId": measure });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let start = || of(json!({ "startedOn": day(-3) }));
    client.refused("startMeasure", start(), "MEASURE_NOT_APPROVED", "R-32");
    let approval = |measures: Value| {
        json!({
            "caseId": case, "measureIds": measures, "guardians": [{ "name": "Foresatt Prøve" }], "approvedOn": day(-4),
        })
    };
    client.refused("approveMeasures", approval(json!([])), "NO_MEASURE_NAMED", "S3-33");
    client.accepted("approveMeasures", approval(json!([measure])));
    client.refused("approveMeasures", approval(json!([measure])), "MEASURE_ALREADY_APPROVED", "S3-33");
    // A yes that is taken back is shown as a no, and nothing starts on it before the same guardian agrees.
    let refusal = json!({
        "caseId": case, "measureIds": [measure], "guardians": [{ "name": "Foresatt Prøve" }],
        "reason": "Vi vil vente.", "refusedOn": day(-4),
    });
    client.accepted("refuseMeasures", refusal);
    client.refused("startMeasure", start(), "MEASURE_REFUSED", "R-32");
    let no = client.seen(
        &case,
        "measures { approvedOn refusals { guardian { value } reason { value } refusedOn tookBackOn until } }",
    );
    assert_eq!(
        no["measures"][0],
        json!({ "approvedOn": null, "refusals": [{
            "guardian": { "value": "Foresatt Prøve" }, "reason": { "value": "Vi vil vente." }, "refusedOn": day(-4),
            "tookBackOn": day(-4), "until": null,
        }] })
    );
    client.accepted("approveMeasures", approval(json!([measure])));
    client.accepted("startMeasure", start());

    let owed = client.seen(&case, "obligations { nodes { kind standing } } findings { nodes { kind mendedOn } }");
    let nodes = owed["obligations"]["nodes"].as_array().unwrap();
    assert!(nodes.contains(&json!({ "kind": "EVALUATE_MEASURE", "standing": "OVERDUE" })), "{owed}");
    let nodes = owed["findings"]["nodes"].as_array().unwrap();
    assert!(nodes.contains(&json!({ "kind": "MEASURE_NOT_EVALUATED", "mendedOn": null })), "{owed}");

    let yes = || json!({ "answer": "YES" });
    client.accepted(
        "evaluateMeasure",
        of(json!({
            "implementation": "Hver morgen.", "effect": "Hun gråter ikke.", "carriedOutWell": yes(),
            "familyFeltCaredFor": yes(), "guardiansFollowedUp": { "answer": "PARTLY", "remark": "For det meste." },
            "solvableOtherwise": { "answer": "NOT_KNOWN" }, "moreNeeded": { "answer": "NO" }, "goalReached": yes(),
            "childsVoice": "Det er fint når noen venter.",
        })),
    );
    let extension = |to: i64| of(json!({ "to": day(to), "evaluationOn": day(40), "rationale": "Litt til." }));
    client.refused("extendMeasure", extension(30), "EXTENSION_LENGTHENS_NOTHING", "S1-20");
    client.accepted("extendMeasure", extension(60));
    client.accepted("endMeasure", of(json!({ "rationale": "Målet er nådd." })));

    let seen = client.seen(
        &case,
        "measures { goal { value } responsibleRole approvedOn startedOn endedOn to evaluations { goalReached { answer }
            guardiansFollowedUp { answer remark { value } } childsVoice { value } guardiansVoice { value } } }
         obligations { nodes { kind standing } }",
    );
    assert_eq!(
        seen["measures"],
        json!([{
            "goal": { "value": "Hun kommer glad inn om morgenen." }, "responsibleRole": "PEDAGOGICAL_LEADER",
            "approvedOn": day(-4), "startedOn": day(-3), "endedOn": day(0), "to": day(60),
            "evaluations": [{
                "goalReached": { "answer": "YES" },
                "guardiansFollowedUp": { "answer": "PARTLY", "remark": { "value": "For det meste." } },
                "childsVoice": { "value": "Det er fint når noen venter." }, "guardiansVoice": null,
            }],
        }])
    );
    let nodes = seen["obligations"]["nodes"].as_array().unwrap();
    for standing in ["MET_LATE", "LAPSED"] {
        assert!(nodes.contains(&json!({ "kind": "EVALUATE_MEASURE", "standing": standing })), "{seen}");
    }
}
