//! The five ways from concern to action, each played from its first day to its last as its source tells it.
//!
//! Each has a municipality of its own, and at every stage it is asked what its leader sees: what to do now, what is
//! owed by whom and until when, what was left out, and what has happened.

use std::time::{Duration, Instant};

use case_ledger_tests::{Demo, day, shared_demo};
use serde_json::{Value, json};

mod alternatives;
mod binding_agreement;
mod child_welfare;
mod reporters;
mod three_levels;

/// How far behind the ledger a list may be.
const FOLLOW_WITHIN: Duration = Duration::from_secs(20);
/// The unit that works with the children.
const UNIT: &str = "Solbakken";

/// Noon on a day counted from today.
fn noon(from_today: i64) -> String {
    format!("{}T11:00:00Z", day(from_today))
}

fn kari() -> Value {
    json!({ "name": "Kari Prøve", "role": "EMPLOYEE" })
}

fn leader() -> Value {
    json!({ "name": "Anne Lederprøve", "role": "UNIT_LEADER" })
}

fn party(kind: &str, name: &str) -> Value {
    json!({ "kind": kind, "name": name })
}

fn mother() -> Value {
    json!({ "name": "Mor Prøve" })
}

/// A municipality that nobody else works in.
struct Town {
    demo: &'static Demo,
    number: &'static str,
}

impl Town {
    fn open(number: &'static str, name: &str) -> Self {
        let demo = shared_demo();
        let (code, _, told) = demo.run(&["municipality", "open", number, "--name", name]);
        assert_eq!(code, 0, "{told}");
        Self { demo, number }
    }

    /// One that has worked after a guide since before what is told of it.
    fn with_guide(number: &'static str, name: &str, (guide, version): (&str, u32)) -> Self {
        let town = Self::open(number, name);
        town.does(
            "municipal-leader",
            "adoptGuide",
            json!({ "guide": guide, "version": version, "adoptedOn": day(-200) }),
        );
        town
    }

    fn token(&self, role: &str) -> String {
        self.demo.token(role, self.number)
    }

    #[track_caller]
    fn does(&self, role: &str, name: &str, input: Value) -> Value {
        self.demo.accepted(&self.token(role), name, input)
    }

    #[track_caller]
    fn refuses(&self, who: &str, name: &str, input: Value, code: &str, rule: &str) {
        let refused = self.demo.refused(&self.token(who), name, input);
        assert_eq!(refused, ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned()), "{name}");
    }

    #[track_caller]
    fn asks(&self, role: &str, query: &str, variables: &Value) -> Value {
        let response = self.demo.graphql(&self.token(role), query, variables);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    }

    /// What is owed in what that filter finds, as whoever has that role sees it: what, by whom, until when.
    #[track_caller]
    fn owed(&self, role: &str, filter: &Value) -> Vec<String> {
        let query = "query($filter: ObligationFilterInput) { obligations(filter: $filter, first: 100) {
            nodes { kind owner dueOn standing text(language: NB) rule } } }";
        let nodes = self.asks(role, query, &json!({ "filter": filter }))["obligations"]["nodes"].clone();
        still_owed(&nodes)
    }

    /// What was left out, as far as it is not mended.
    #[track_caller]
    fn left_out(&self, role: &str, filter: &Value) -> Vec<String> {
        let query = "query($filter: FindingFilterInput) { findings(filter: $filter, first: 100) {
            nodes { kind mendedOn text(language: NB) rule } } }";
        let nodes = self.asks(role, query, &json!({ "filter": filter }))["findings"]["nodes"].clone();
        not_mended(&nodes)
    }
}

/// What still is to be done, each as a line, sorted: `KIND by OWNER until DAY`, and with `!` where that day has passed.
fn still_owed(nodes: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for node in nodes.as_array().unwrap() {
        let told = |field: &str| node[field].as_str().unwrap_or_default().to_owned();
        assert!(!told("text").is_empty() && !told("rule").is_empty(), "each is told in words and by its rule: {node}");
        if !["OPEN", "OVERDUE"].contains(&told("standing").as_str()) {
            continue;
        }
        let until = node["dueOn"].as_str().map(|due| format!(" until {due}")).unwrap_or_default();
        let late = if told("standing") == "OVERDUE" { "!" } else { "" };
        lines.push(format!("{} by {}{until}{late}", told("kind"), told("owner")));
    }
    lines.sort();
    lines
}

fn not_mended(nodes: &Value) -> Vec<String> {
    let nodes = nodes.as_array().unwrap().iter().filter(|node| node["mendedOn"].is_null());
    let mut kinds: Vec<String> = nodes.map(|node| node["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds
}

/// Asks until the answer is as expected: lists follow the ledger at a small distance. What is other than expected in the
/// end fails.
#[track_caller]
fn comes_to_be<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, ask: impl Fn() -> T) {
    let began = Instant::now();
    let mut answer = ask();
    while answer != *expected && began.elapsed() < FOLLOW_WITHIN {
        std::thread::yield_now();
        answer = ask();
    }
    assert_eq!(answer, *expected, "{what}");
}

/// What is owed since that day, with a last day so many weeks later.
fn within(weeks: i64, what: &str, since: i64) -> String {
    let last = since + 7 * weeks;
    format!("{what} until {}{}", day(last), if last < 0 { "!" } else { "" })
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// What came after what an account of a case began with.
struct Story<'a> {
    town: &'a Town,
    case: String,
}

impl<'a> Story<'a> {
    /// A concern about a child is raised on that day.
    fn begins(town: &'a Town, child: &str, about: &str, raised: i64) -> Self {
        let concern = json!({
            "child": { "name": child }, "unit": UNIT, "subject": "CHILD", "description": about,
            "raisedOn": day(raised), "concernedSince": day(raised - 20),
        });
        let opened = town.does("employee", "raiseConcern", concern);
        Self { town, case: opened["case"]["id"].as_str().unwrap().to_owned() }
    }

    fn here(&self, mut input: Value) -> Value {
        input["caseId"] = json!(self.case);
        input
    }

    /// The employee does something in the case.
    #[track_caller]
    fn does(&self, name: &str, input: Value) -> Value {
        self.town.does("employee", name, self.here(input))
    }

    #[track_caller]
    fn refuses(&self, name: &str, input: Value, code: &str, rule: &str) {
        self.town.refuses("employee", name, self.here(input), code, rule);
    }

    /// What the leader sees of the case.
    #[track_caller]
    fn leader_sees(&self, selection: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        self.town.asks("unit-leader", &query, &json!({ "id": self.case }))["case"].clone()
    }

    /// The steps that the case is in, by the guides of the municipality.
    #[track_caller]
    fn now(&self) -> Vec<String> {
        let seen = self.leader_sees("whatNow { step { name what(language: NB) owners { role } } }");
        let steps = seen["whatNow"].as_array().unwrap().iter();
        let mut names = Vec::new();
        for now in steps {
            assert!(!now["step"]["owners"].as_array().unwrap().is_empty(), "somebody owns every step: {now}");
            names.push(now["step"]["name"].as_str().unwrap().to_owned());
        }
        names.sort();
        names
    }

    /// At this stage the leader sees these steps to take, this as owed, and this as left out.
    #[track_caller]
    fn stands(&self, now: &[&str], owed: &[&str], left_out: &[&str]) {
        assert_eq!(self.now(), now, "what to do now");
        let expected = (lines(owed), lines(left_out));
        comes_to_be("what is owed, and what was left out", &expected, || {
            let seen = self.leader_sees(
                "obligations(first: 100) { nodes { kind owner dueOn standing text(language: NB) rule } }
                 findings(first: 100) { nodes { kind mendedOn } }",
            );
            (still_owed(&seen["obligations"]["nodes"]), not_mended(&seen["findings"]["nodes"]))
        });
    }

    /// What has happened, oldest first, each told in words.
    #[track_caller]
    fn history(&self) -> Vec<String> {
        let seen = self.leader_sees("history(first: 100) { nodes { eventType summary(language: NB) } }");
        let nodes = seen["history"]["nodes"].as_array().unwrap().iter();
        nodes
            .map(|node| {
                assert!(!node["summary"].as_str().unwrap().is_empty(), "{node}");
                node["eventType"].as_str().unwrap().to_owned()
            })
            .collect()
    }

    /// What the newest event of that kind holds.
    #[track_caller]
    fn newest(&self, event: &str) -> Value {
        let seen = self.leader_sees("history(first: 100) { nodes { eventType data } }");
        let nodes = seen["history"]["nodes"].as_array().unwrap().iter().rev();
        let newest = nodes.into_iter().find(|node| node["eventType"] == event);
        newest.unwrap_or_else(|| panic!("no {event}"))["data"].clone()
    }

    /// Decides in a step of a guide.
    #[track_caller]
    fn decides(&self, guide: &str, step: &str, outcomes: &[&str], by: &Value, on: i64) {
        self.does("decideStep", Self::decision(guide, step, outcomes, by, on));
    }

    fn decision(guide: &str, step: &str, outcomes: &[&str], by: &Value, on: i64) -> Value {
        json!({
            "guide": guide, "step": step, "outcomes": outcomes, "rationale": "Drøftet, og begrunnet i loggen.",
            "decidedBy": by, "decidedOn": day(on),
        })
    }

    /// Something is seen and written down; answers the observation.
    fn observes(&self, what: &str, on: i64) -> Value {
        self.does("logObservation", json!({ "observedOn": day(on), "kind": "OBSERVED", "text": what }));
        json!(format!("observation_{}", self.newest("ObservationLogged")["observation"].as_str().unwrap()))
    }

    /// Asks the mother for consent; answers which.
    fn asks_for_consent(&self, purposes: &[&str], recipients: &[&str], on: i64) -> Value {
        let request = json!({
            "guardian": mother(), "purposes": purposes, "recipients": recipients,
            "categories": ["OBSERVATIONS", "ASSESSMENTS"], "validFrom": day(on), "validTo": day(180),
            "requestedOn": day(on),
        });
        self.does("requestConsent", request);
        let asked = self.leader_sees("consents { id status }")["consents"].clone();
        let awaited = asked.as_array().unwrap().iter().find(|consent| consent["status"] == "AWAITED");
        awaited.unwrap_or_else(|| panic!("{asked}"))["id"].clone()
    }

    /// Plans a measure; answers which.
    fn plans_measure(&self, goal: &str, from: i64, evaluation: i64) -> Value {
        let before = self.measures();
        let plan = json!({
            "goal": goal, "description": "Noen hun kjenner, møter henne hver morgen.", "responsible": kari(),
            "place": "KINDERGARTEN", "kind": "CHANGE_ORIENTED", "target": "CHILD", "from": day(from),
            "to": day(evaluation + 10), "evaluationOn": day(evaluation), "plannedOn": day(from),
        });
        self.does("planMeasure", plan);
        self.measures().into_iter().find(|measure| !before.contains(measure)).unwrap()
    }

    fn measures(&self) -> Vec<Value> {
        let seen = self.leader_sees("measures { id }")["measures"].clone();
        seen.as_array().unwrap().iter().map(|measure| measure["id"].clone()).collect()
    }

    /// Makes the plan of measures, which is an agreement; answers which.
    fn plans(&self, text: &str, parties: &[Value], measures: &[&Value], on: i64) -> Value {
        let plan = json!({ "text": text, "parties": parties, "measureIds": measures, "madeOn": day(on) });
        self.does("makeMeasurePlan", json!({ "plan": plan }));
        let seen = self.leader_sees("agreements { id }")["agreements"].clone();
        seen.as_array().unwrap().last().unwrap()["id"].clone()
    }

    fn signs(&self, agreement: &Value, by: &Value, on: i64) {
        self.does("signAgreement", json!({ "agreementId": agreement, "party": by, "signedOn": day(on) }));
    }

    fn hands_copy(&self, agreement: &Value, to: &Value, on: i64) {
        let document = json!({ "agreementId": agreement });
        self.does("deliverCopy", json!({ "document": document, "recipient": to, "deliveredOn": day(on) }));
    }

    /// Evaluates a measure by the six questions.
    fn ends(&self, measure: &Value, on: i64) {
        self.does("endMeasure", json!({ "measureId": measure, "rationale": "Målet er nådd.", "endedOn": day(on) }));
    }

    #[track_caller]
    fn evaluates(&self, measure: &Value, reached: &str, on: i64) {
        let answered = |answer: &str| json!({ "answer": answer });
        let evaluation = json!({
            "measureId": measure, "implementation": "Som planlagt.", "effect": "Hun gråter ikke lenger.",
            "carriedOutWell": answered("YES"), "familyFeltCaredFor": answered("PARTLY"),
            "guardiansFollowedUp": answered("YES"), "solvableOtherwise": answered("NOT_KNOWN"),
            "moreNeeded": answered("NO"), "goalReached": answered(reached),
            "childsVoice": "Det er fint når noen venter på meg.", "evaluatedOn": day(on),
        });
        self.does("evaluateMeasure", evaluation);
    }
}
