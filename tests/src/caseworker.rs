//! Somebody who works with a case, over HTTP.

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use serde_json::{Value, json};

use crate::{Demo, shared_demo};

/// So many days after today, in Norway.
pub fn day(from_today: i64) -> String {
    (oslo_date(clock::now()) + chrono::TimeDelta::days(from_today)).to_string()
}

/// An employee with a case of their own in the shared demo.
pub struct Caseworker {
    /// The demo.
    pub demo: &'static Demo,
    /// The employee's token.
    pub employee: String,
    /// The case's id.
    pub case: String,
}

impl Caseworker {
    /// With a case that has been worked with for nine days.
    pub fn with_a_case() -> Self {
        let demo = shared_demo();
        let employee = demo.token("employee", "9901");
        let concern = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD",
            "description": "Stille og trøtt.", "raisedOn": day(-9),
        });
        let opened = demo.accepted(&employee, "raiseConcern", concern);
        let case = opened["case"]["id"].as_str().expect("a case has an id").to_owned();
        Self { demo, employee, case }
    }

    /// The input of a command on the case.
    pub fn of_case(&self, mut input: Value) -> Value {
        input["caseId"] = json!(self.case);
        input
    }

    /// Sends a command on the case that must be taken.
    #[track_caller]
    pub fn accepted(&self, name: &str, input: Value) -> Value {
        self.demo.accepted(&self.employee, name, self.of_case(input))
    }

    /// What the command made.
    #[track_caller]
    pub fn made(&self, name: &str, input: Value) -> Value {
        let made = self.accepted(name, input)["createdId"].clone();
        assert!(made.is_string(), "{name}: {made}");
        made
    }

    /// Sends a command on the case that a rule must refuse.
    #[track_caller]
    pub fn refused(&self, name: &str, input: Value, code: &str, rule: &str) {
        let expected = ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
        assert_eq!(self.demo.refused(&self.employee, name, self.of_case(input)), expected);
    }

    /// What the unit's leader finds among the decisions in the case.
    #[track_caller]
    pub fn decided(&self, selection: &str) -> Vec<Value> {
        let leader = self.demo.token_in("Solbakken", "unit-leader", "9901");
        let query = format!(
            "query($id: ID!) {{ decisions(first: 50, filter: {{ caseId: $id }}) {{ nodes {{ {selection} }} }} }}"
        );
        let response = self.demo.graphql(&leader, &query, &json!({ "id": self.case }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["decisions"]["nodes"].as_array().expect("decisions are a list").clone()
    }

    /// What the employee sees of the case.
    #[track_caller]
    pub fn seen(&self, selection: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        let response = self.demo.graphql(&self.employee, &query, &json!({ "id": self.case }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    }
}
