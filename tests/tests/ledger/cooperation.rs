//! Several bodies work together around one child, as a client meets it: R-33, S3-36, S3-42, S3-45.

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, shared_demo};
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

fn day(from_today: i64) -> String {
    (oslo_date(clock::now()) + chrono::TimeDelta::days(from_today)).to_string()
}

struct Client {
    demo: &'static Demo,
    employee: String,
    case: String,
}

impl Client {
    /// With a case of its own, worked with for nine days.
    fn with_a_case() -> Self {
        let demo = shared_demo();
        let employee = demo.token("employee", MUNICIPALITY);
        let concern = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD",
            "description": "Stille og trøtt.", "raisedOn": day(-9),
        });
        let opened = demo.accepted(&employee, "raiseConcern", concern);
        let case = opened["case"]["id"].as_str().unwrap().to_owned();
        Self { demo, employee, case }
    }

    fn of_case(&self, mut input: Value) -> Value {
        input["caseId"] = json!(self.case);
        input
    }

    fn accepted(&self, name: &str, input: Value) -> Value {
        self.demo.accepted(&self.employee, name, self.of_case(input))
    }

    #[track_caller]
    fn refused(&self, name: &str, input: Value, code: &str, rule: &str) {
        let expected = ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
        assert_eq!(self.demo.refused(&self.employee, name, self.of_case(input)), expected);
    }

    fn seen(&self, selection: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        let response = self.demo.graphql(&self.employee, &query, &json!({ "id": self.case }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    }

    /// One consent to cooperation on both levels and to sharing, with these recipients.
    fn consent(&self, recipients: &Value) -> Value {
        let request = json!({
            "guardian": { "name": "Foresatt Prøve" },
            "purposes": ["LEVEL_2_COOPERATION", "LEVEL_3_MEETING", "INFORMATION_SHARING"],
            "recipients": recipients, "categories": ["OBSERVATIONS"], "validFrom": day(-8), "requestedOn": day(-8),
        });
        self.accepted("requestConsent", request);
        let consent = self.seen("consents { id }")["consents"][0]["id"].clone();
        self.accepted("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-8) }));
        consent
    }
}

/// A decision to lift the case, seven days ago.
fn escalation(consent: &Value, level: i32) -> Value {
    json!({ "consentId": consent, "level": level, "rationale": "Flere må se på dette.", "escalatedOn": day(-7) })
}

#[test]
fn r_33_s3_36_s3_45_a_case_comes_to_level_3_with_a_relay_holder_who_hands_over() {
    let client = Client::with_a_case();
    let consent = client.consent(&json!(["SCHOOL"]));
    client.accepted("escalateToLevel", escalation(&consent, 2));
    client.refused("escalateToLevel", escalation(&consent, 3), "RELAY_HOLDER_MISSING", "R-33");
    let mut lifted = escalation(&consent, 3);
    lifted["relayHolder"] = json!({ "name": "Kari Prøve", "role": "CONTACT_TEACHER" });
    client.accepted("escalateToLevel", lifted);
    let second = json!({ "relayHolder": { "name": "Ola Prøve", "role": "PUBLIC_HEALTH_NURSE" } });
    client.refused("assignRelayHolder", second, "RELAY_HOLDER_ALREADY_ASSIGNED", "R-33");

    let relay = "level relayHolder { name { value } role since } findings { nodes { kind } }";
    let seen = client.seen(relay);
    let holder = json!({ "name": { "value": "Kari Prøve" }, "role": "CONTACT_TEACHER", "since": day(-7) });
    assert_eq!((&seen["level"], &seen["relayHolder"]), (&json!(3), &holder));
    let found = seen["findings"]["nodes"].as_array().unwrap();
    assert!(!found.contains(&json!({ "kind": "RELAY_HOLDER_MISSING" })), "{seen}");

    let to = |name: &str| json!({ "relayHolder": { "name": name, "role": "PUBLIC_HEALTH_NURSE" }, "rationale": "Hun kjenner familien." });
    client.refused("changeRelayHolder", to("Kari Prøve"), "RELAY_HOLDER_UNCHANGED", "S3-45");
    client.accepted("changeRelayHolder", to("Ola Prøve"));
    let holder = json!({ "name": { "value": "Ola Prøve" }, "role": "PUBLIC_HEALTH_NURSE", "since": day(0) });
    assert_eq!(client.seen(relay)["relayHolder"], holder);

    client.accepted("returnToLevel", json!({ "level": 2, "rationale": "Målet er nådd." }));
    assert_eq!(client.seen(relay)["relayHolder"], Value::Null);
}
