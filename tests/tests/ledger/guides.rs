//! A municipality's way from concern to action as data: R-16, R-30, R-71, RM-12, S3-22, S3-31.

use std::path::Path;
use std::sync::OnceLock;

use case_ledger_tests::Demo;
use case_ledger_tests::demo::run;
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9951";
/// Whose guide is adopted by one test only.
const OTHER_MUNICIPALITY: &str = "9952";
const GUIDE: &str = "porsgrunn-levels";

struct Client {
    demo: &'static Demo,
    employee: String,
    leader: String,
}

fn client() -> Client {
    client_of(MUNICIPALITY)
}

/// What is adopted here is followed by every case that is opened after it, which tests of other things do not reckon
/// with.
fn client_of(municipality: &str) -> Client {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    let demo = DEMO.get_or_init(|| {
        let demo = Demo::start(4);
        for municipality in [MUNICIPALITY, OTHER_MUNICIPALITY] {
            let (code, _, told) = demo.run(&["municipality", "open", municipality, "--name", "Veivik"]);
            assert_eq!(code, 0, "{told}");
        }
        demo
    });
    let (employee, leader) = (demo.token("employee", municipality), demo.token("municipal-leader", municipality));
    Client { demo, employee, leader }
}

impl Client {
    fn adopt(&self) {
        self.demo.accepted(&self.leader, "adoptGuide", json!({ "guide": GUIDE, "version": 1 }));
    }

    fn open_case(&self) -> String {
        let concern = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
        });
        let opened = self.demo.accepted(&self.employee, "raiseConcern", concern);
        opened["case"]["id"].as_str().unwrap().to_owned()
    }

    fn decision(case: &str, step: &str, outcomes: &[&str], role: &str) -> Value {
        json!({
            "caseId": case, "guide": GUIDE, "step": step, "outcomes": outcomes, "rationale": "Det er grunn til det.",
            "decidedBy": { "name": "Kari Prøve", "role": role },
        })
    }

    fn seen(&self, query: &str, variables: &Value) -> Value {
        let response = self.demo.graphql(&self.employee, query, variables);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    }

    fn case(&self, id: &str, selection: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        self.seen(&query, &json!({ "id": id }))["case"].clone()
    }
}

#[test]
fn rm_12_a_case_shows_what_to_do_now_with_owners_outcomes_and_documents() {
    let client = client();
    client.adopt();
    let case = client.open_case();
    let selection = "whatNow { started guide { name version }
        step { name title(language: NN) owners { arena role } outcomes(language: EN) { name text leadsTo step }
               documents { title } } }";
    let of_levels = |now: Value| {
        let steps = now["whatNow"].as_array().unwrap().clone();
        steps.into_iter().find(|it| it["guide"]["name"] == GUIDE).unwrap()
    };
    let now = of_levels(client.case(&case, selection));
    assert_eq!((&now["started"], &now["step"]["name"]), (&json!(true), &json!("level-1-concern-arises")));
    assert_eq!(now["step"]["owners"], json!([{ "arena": null, "role": "EMPLOYEE" }]), "S3-14");
    assert!(now["step"]["documents"].as_array().unwrap().len() >= 3, "S3-15");
    let outcomes: Vec<&Value> = now["step"]["outcomes"].as_array().unwrap().iter().map(|it| &it["leadsTo"]).collect();
    assert_eq!(outcomes, [&json!("CLOSE"), &json!("STEP")], "S3-12");

    let outcome = now["step"]["outcomes"][1]["name"].as_str().unwrap();
    let input = Client::decision(&case, "level-1-concern-arises", &[outcome], "EMPLOYEE");
    client.demo.accepted(&client.employee, "decideStep", input);
    let now = of_levels(client.case(&case, selection));
    assert_eq!((&now["started"], &now["step"]["name"]), (&json!(true), &json!("level-1-concretise")));
    let followed =
        client.case(&case, "guides { name version current } stepDecisions { step inOrder rationale { value } }");
    assert_eq!(followed["guides"][0], json!({ "name": GUIDE, "version": 1, "current": ["level-1-concretise"] }));
    assert_eq!(followed["stepDecisions"][0]["inOrder"], true);
    assert_eq!(followed["stepDecisions"][0]["rationale"]["value"], "Det er grunn til det.");

    // A leader's list of what is to be done in the cases of a unit.
    let query = "{ cases(first: 100, filter: { unit: \"Solbakken\", status: OPEN }) { nodes { id whatNow {
        guide { name } step { name } } } } }";
    let response = client.demo.graphql(&client.leader, query, &json!({}));
    let listed = response["data"]["cases"]["nodes"].as_array().unwrap_or_else(|| panic!("{response}")).clone();
    let of_case = listed.into_iter().find(|listed| listed["id"] == case).unwrap();
    assert_eq!(of_levels(of_case)["step"]["name"], "level-1-concretise");
}

#[test]
fn rm_1_cases_are_found_by_the_step_of_a_guide_and_by_the_alternative_that_is_followed() {
    let client = client();
    client.adopt();
    let (stays, goes_on) = (client.open_case(), client.open_case());
    let (first, second) = ("level-1-concern-arises", "level-1-concretise");
    let query = "query($filter: CaseFilterInput) { cases(first: 100, filter: $filter) { nodes { id } } }";
    let found = |filter: Value| {
        let nodes = client.seen(query, &json!({ "filter": filter }))["cases"]["nodes"].clone();
        let ids = nodes.as_array().unwrap().iter().map(|case| case["id"].clone()).collect::<Vec<_>>();
        [&stays, &goes_on].map(|case| ids.contains(&json!(case)))
    };
    let in_step = |step: &str| found(json!({ "unit": "Solbakken", "step": { "guide": GUIDE, "step": step } }));
    assert_eq!((in_step(first), in_step(second)), ([true, true], [false, false]));
    let outcomes = client.case(&goes_on, "whatNow { guide { name } step { outcomes { name leadsTo } } }");
    let of_guide = outcomes["whatNow"].as_array().unwrap().iter().find(|it| it["guide"]["name"] == GUIDE).unwrap();
    let outcomes = of_guide["step"]["outcomes"].as_array().unwrap();
    let onwards = outcomes.iter().find(|outcome| outcome["leadsTo"] == "STEP").unwrap()["name"].as_str().unwrap();
    let decided = Client::decision(&goes_on, first, &[onwards], "EMPLOYEE");
    client.demo.accepted(&client.employee, "decideStep", decided);
    assert_eq!((in_step(first), in_step(second)), ([true, false], [false, true]));

    let of = |alternative: &str| found(json!({ "alternative": alternative }));
    let chosen = json!({ "caseId": stays, "alternative": "D", "rationale": "Det haster." });
    client.demo.accepted(&client.employee, "chooseAlternative", chosen);
    assert_eq!((of("D"), of("A")), ([true, false], [false, false]));
    let ended = json!({ "caseId": stays, "alternative": "D", "rationale": "Det var ikke så alvorlig." });
    client.demo.accepted(&client.employee, "endAlternative", ended);
    assert_eq!(of("D"), [false, false]);

    let nameless = json!({ "filter": { "step": { "guide": "No guide", "step": first } } });
    let response = client.demo.graphql(&client.employee, query, &nameless);
    assert_eq!(response["errors"][0]["extensions"]["field"], "filter.step.guide", "{response}");
}

#[test]
fn r_16_a_case_follows_a_guide_from_its_opening_and_one_opened_before_from_its_first_decision() {
    let client = client_of(OTHER_MUNICIPALITY);
    let selection = "openedOn guides { name version since current } whatNow { started guide { name } step { name } }";
    let before = client.open_case();
    assert_eq!(client.case(&before, selection)["whatNow"], json!([]));
    client.adopt();
    let seen = client.case(&before, selection);
    assert_eq!(seen["guides"], json!([]), "what is adopted later changes nothing in a running case");
    assert_eq!(seen["whatNow"][0]["started"], false);

    let after = client.open_case();
    let seen = client.case(&after, selection);
    let current = ["level-1-concern-arises"];
    let followed = json!({ "name": GUIDE, "version": 1, "since": seen["openedOn"], "current": current });
    assert_eq!(seen["guides"], json!([followed]));
    let now = json!({ "started": true, "guide": { "name": GUIDE }, "step": { "name": current[0] } });
    assert_eq!(seen["whatNow"], json!([now]));

    let close = json!({
        "caseId": after, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Det var en misforståelse.",
    });
    client.demo.accepted(&client.employee, "closeCase", close);
    let query = "query($id: ID!) { case(id: $id) { history { nodes { eventType data } } } }";
    let history = client.seen(query, &json!({ "id": after }))["case"]["history"]["nodes"].clone();
    let closed = history.as_array().unwrap().iter().find(|event| event["eventType"] == "CaseClosed").unwrap();
    assert_eq!(closed["data"]["guides"], json!([{ "guide": GUIDE, "version": 1 }]), "{closed}");
}

#[test]
fn s3_9_a_new_case_starts_on_level_1_with_the_question_to_take_up_with_colleague_or_leader() {
    let client = client();
    client.adopt();
    let case = client.open_case();
    let seen = client.case(&case, "level whatNow { guide { name } step { name level what(language: EN) } }");
    assert_eq!(seen["level"], 1);
    let steps = seen["whatNow"].as_array().unwrap();
    let step = &steps.iter().find(|it| it["guide"]["name"] == GUIDE).unwrap()["step"];
    assert_eq!((&step["name"], &step["level"]), (&json!("level-1-concern-arises"), &json!(1)));
    let what = step["what"].as_array().unwrap();
    assert!(what.iter().any(|it| it.as_str().unwrap().contains("colleague")), "{what:?}");
}

#[test]
fn r_30_a_step_is_decided_by_its_owner_with_an_outcome_of_its_own() {
    let client = client();
    client.adopt();
    let case = client.open_case();
    let refused = |input: Value| client.demo.refused(&client.employee, "decideStep", input);
    let told = |code: &str, rule: &str| ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
    let step = "level-1-concern-arises";
    assert_eq!(refused(Client::decision(&case, step, &["no-such"], "EMPLOYEE")), told("OUTCOME_UNKNOWN", "R-15"));
    assert_eq!(refused(Client::decision(&case, step, &[], "EMPLOYEE")), told("NOTHING_DECIDED", "R-15"));
    assert_eq!(refused(Client::decision(&case, "no-such", &["close"], "EMPLOYEE")), told("STEP_UNKNOWN", "R-16"));
    let concretise = Client::decision(&case, "level-1-concretise", &["close"], "CASEWORKER");
    assert_eq!(refused(concretise), told("NOT_THE_STEPS_OWNER", "R-30"));
    let mut elsewhere = Client::decision(&case, step, &["close"], "EMPLOYEE");
    elsewhere["guide"] = json!("no-such-guide");
    assert_eq!(refused(elsewhere), told("GUIDE_NOT_ADOPTED", "R-16"));
}

#[test]
fn r_71_only_a_leader_adopts_a_guide_and_only_one_that_is_there() {
    let client = client();
    client.adopt();
    let adopt = |token: &str, version: u16| {
        let input = json!({ "input": { "commandId": case_ledger_infrastructure::clock::new_id(), "guide": GUIDE, "version": version } });
        let query = "mutation($input: AdoptGuideInput!) { adoptGuide(input: $input) { __typename
            ... on RuleRefused { code } } }";
        client.demo.graphql(token, query, &input)["data"]["adoptGuide"].clone()
    };
    assert_eq!(adopt(&client.employee, 1)["__typename"], "NotPermitted");
    assert_eq!(adopt(&client.leader, 99)["code"], "GUIDE_UNKNOWN");
    let selection = "{ guides { name version about adoptedOn responsibilities steps { name sources } } }";
    let guides = client.seen(selection, &json!({}));
    let guides = guides["guides"].as_array().unwrap();
    let named: Vec<_> =
        guides.iter().map(|guide| (guide["name"].as_str().unwrap(), guide["version"].as_i64().unwrap())).collect();
    let (service, luster, alternatives) = ("bti-level-3-child-welfare", "luster-six-steps", "porsgrunn-alternatives");
    let of_levels = [1, 2, 3, 4].map(|version| (GUIDE, version));
    let of_luster = [1, 2, 3].map(|version| (luster, version));
    assert_eq!(named[..2], [(service, 1), (service, 2)]);
    assert_eq!((&named[2..5], &named[5..7]), (&of_luster[..], &[(alternatives, 1), (alternatives, 2)][..]));
    assert_eq!(named[7..], of_levels);
    assert!(guides[7]["adoptedOn"].is_string());
    let owed = json!([
        "BRING_CONCERN_TO_LEADER",
        "CALL_FAMILY_TO_TALK",
        "AGREE_IN_WRITING",
        "MAKE_MEASURE_PLAN",
        "START_MEASURE",
        "DISCUSS_REFERRAL_WITH_LEADER",
        "TELL_OF_INSUFFICIENT_EFFECT",
        "TAKE_CASE_FURTHER",
    ]);
    assert_eq!((&guides[2]["responsibilities"], &guides[3]["responsibilities"]), (&json!([]), &owed));
    assert_eq!(guides[8]["responsibilities"], json!(["MAKE_COORDINATED_PLAN"]));
}

/// A municipality's own guide is a file in a folder, and what is wrong with one is told with its place.
#[test]
fn r_71_a_municipalitys_own_guide_is_read_from_a_folder() {
    let folder =
        std::env::temp_dir().join(format!("case-ledger-guides-{}", case_ledger_infrastructure::clock::new_id()));
    std::fs::create_dir(&folder).unwrap();
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/guides/README.md")).unwrap();
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let file = folder.join("own.toml");
    std::fs::write(&file, example).unwrap();
    let (code, listed, told) = run(&["guides", folder.to_str().unwrap()]);
    assert_eq!((code, told.as_str()), (0, ""), "the example of domain/guides/README.md can be followed");
    assert!(listed.lines().any(|line| line.starts_with("nyvik-two-steps 1\t")), "{listed}");

    std::fs::write(&file, example.replace("{ step = \"measures\" }", "{ step = \"nowhere\" }")).unwrap();
    let (code, _, told) = run(&["guides", folder.to_str().unwrap()]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(code, 1);
    assert!(
        told.contains("own.toml, line ") && told.contains("leads to the step nowhere, which is not there"),
        "{told}"
    );
}

/// In a municipality of which no other test asks what is owed.
#[test]
fn d_6_a_municipality_sets_its_own_time_to_decide_and_a_concern_is_due_by_it() {
    let client = client_of(OTHER_MUNICIPALITY);
    let limit = |token: &str, days: i32| {
        let input = json!({ "input": { "commandId": case_ledger_infrastructure::clock::new_id(), "days": days } });
        let query = "mutation($input: SetDecisionLimitInput!) { setDecisionLimit(input: $input) { __typename
            ... on RuleRefused { code rule } } }";
        client.demo.graphql(token, query, &input)["data"]["setDecisionLimit"].clone()
    };
    assert_eq!(limit(&client.employee, 14)["__typename"], "NotPermitted");
    assert_eq!(limit(&client.leader, 0)["code"], "DECISION_LIMIT_OUT_OF_BOUNDS");
    let before = client.open_case();
    assert_eq!(limit(&client.leader, 14)["__typename"], "SettingsChanged");
    assert_eq!(client.seen("{ decisionLimitDays }", &json!({}))["decisionLimitDays"], 14);
    let after = client.open_case();
    let decide_by = |case: &str| {
        let query = "query($id: ID!) { case(id: $id) { openedOn history { nodes { eventType data } } } }";
        let seen = client.seen(query, &json!({ "id": case }))["case"].clone();
        let nodes = seen["history"]["nodes"].as_array().unwrap().clone();
        let raised = nodes.into_iter().find(|event| event["eventType"] == "ConcernRaised").unwrap();
        (seen["openedOn"].clone(), raised["data"]["decideBy"].clone())
    };
    assert_eq!(decide_by(&before).1, Value::Null, "what was raised before goes on without");
    let (opened_on, due) = decide_by(&after);
    let day = |date: &Value| date.as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
    assert_eq!(day(&due) - day(&opened_on), chrono::TimeDelta::days(14));
}

/// In a municipality in which nobody else asks when siblings are to be asked for.
#[test]
fn r_71_what_a_municipality_sets_for_a_deadline_of_the_projects_own_holds_for_what_comes_and_says_who_set_it() {
    let client = client_of(OTHER_MUNICIPALITY);
    let set = |deadline: &str, length: Value| json!({ "deadline": deadline, "length": length });
    let days = |number: u16| json!({ "number": number, "unit": "DAYS" });
    let leader = |input: Value| client.demo.refused(&client.leader, "setDeadline", input);
    let rule = |code: &str| ("RuleRefused".to_owned(), code.to_owned(), "R-71".to_owned());
    assert_eq!(leader(set("TRIAGE", days(3))), rule("DEADLINE_NOT_THE_MUNICIPALITYS"));
    assert_eq!(leader(set("LOCAL_DECISION", days(3))), rule("DEADLINE_NOT_THE_MUNICIPALITYS"));
    assert_eq!(leader(set("REPORT", days(10))), rule("DEADLINE_OUT_OF_BOUNDS"));
    let owed_in = |case: &str| {
        let query =
            "query($id: ID!) { obligations(first: 5, filter: { caseId: $id, kinds: [ANSWER_SIBLING_QUESTION] }) {
            nodes { deadline openedOn dueOn } } }";
        let within = std::time::Duration::from_secs(20);
        let owed = case_ledger_tests::eventually("it is owed", within, || {
            client.seen(query, &json!({ "id": case }))["obligations"]["nodes"].as_array().unwrap().first().cloned()
        });
        assert_eq!(owed["deadline"], "SIBLINGS");
        let day = |date: &Value| date.as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
        (day(&owed["dueOn"]) - day(&owed["openedOn"])).num_days()
    };
    let before = client.open_case();
    assert_eq!(owed_in(&before), 14);
    let changed = client.demo.accepted(&client.leader, "setDeadline", set("SIBLINGS", days(4)));
    assert_eq!(owed_in(&client.open_case()), 4);
    assert_eq!(owed_in(&before), 14, "what was owed already keeps its last day");
    let query = "{ deadlines { kind length { number unit } lengthUnlessSet { number unit } setFrom }
        deadlineSettings { deadline title(language: EN) length { number unit } validFrom setOn position setBy { role name { value } } } }";
    let told = client.seen(query, &json!({}));
    let siblings =
        told["deadlines"].as_array().unwrap().iter().find(|deadline| deadline["kind"] == "SIBLINGS").unwrap();
    assert_eq!((&siblings["length"], &siblings["lengthUnlessSet"]["unit"]), (&days(4), &json!("WEEKS")));
    let settings = told["deadlineSettings"].as_array().unwrap();
    let setting = settings.iter().find(|setting| setting["deadline"] == "SIBLINGS").unwrap();
    assert_eq!((&setting["length"], &setting["validFrom"]), (&days(4), &siblings["setFrom"]));
    assert_eq!((&setting["position"], &setting["setOn"]), (&changed["position"], &setting["validFrom"]));
    assert!(setting["setBy"]["name"]["value"].is_string(), "{setting}");
    // Taken back, the project's own holds again.
    client.demo.accepted(&client.leader, "setDeadline", json!({ "deadline": "SIBLINGS" }));
    assert_eq!(owed_in(&client.open_case()), 14);
    let as_of = json!({ "asOf": { "position": changed["position"] } });
    let then = "query($asOf: AsOfInput) { deadlineSettings(asOf: $asOf) { deadline length { number unit } } }";
    let then = client.seen(then, &as_of)["deadlineSettings"].as_array().unwrap().last().cloned().unwrap();
    assert_eq!(then, json!({ "deadline": "SIBLINGS", "length": days(4) }));
}

#[test]
fn s0_47_s1_16_empty_forms_are_handed_out_to_print_and_for_word_processors_in_each_language() {
    let client = client();
    let ask = |query: &str| {
        let response = client.demo.graphql(&client.employee, query, &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["forms"].as_array().unwrap().clone()
    };
    let listed = ask("{ forms { name version sources title(language: EN) purpose(language: NN) } }");
    let names: Vec<_> = listed.iter().map(|form| form["name"].as_str().unwrap()).collect();
    for name in ["internal-note", "meeting-agenda", "minutes-and-evaluation", "consent", "conversation-with-guardians"]
    {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    let note = listed.iter().find(|form| form["name"] == "internal-note").unwrap();
    assert_eq!(
        (&note["title"], &note["version"], &note["sources"]),
        (&json!("Internal note about a concern"), &json!(1), &json!(["S0-24", "S0-47"]))
    );

    let sheet = |name: &str, of: &str| {
        let query = format!("{{ forms(name: \"{name}\") {{ document({of}) {{ fileName mediaType content }} }} }}");
        ask(&query)[0]["document"].clone()
    };
    let page = sheet("consent", "language: NN");
    assert_eq!((&page["fileName"], &page["mediaType"]), (&json!("consent-1.html"), &json!("text/html")));
    let text = page["content"].as_str().unwrap();
    assert!(text.contains("<html lang=\"nn\">") && text.contains("Eg samtykkjer ikkje"), "{text}");
    let document = sheet("minutes-and-evaluation", "language: NB, format: DOCX");
    assert_eq!(document["fileName"], "minutes-and-evaluation-1.docx");
    assert!(document["content"].as_str().unwrap().starts_with("UEs"), "an archive");
    assert_eq!(ask("{ forms(name: \"nothing\") { name } }"), Vec::<Value>::new());
}

#[test]
fn s3_6_s0_47_the_documents_of_a_step_offer_the_empty_form_that_the_guide_calls_so() {
    let client = client();
    let query = "{ guides { name version steps { documents { title form { name } } } } }";
    let response = client.demo.graphql(&client.employee, query, &json!({}));
    let offered: Vec<_> = response["data"]["guides"]
        .as_array()
        .unwrap_or_else(|| panic!("{response}"))
        .iter()
        .flat_map(|guide| guide["steps"].as_array().unwrap())
        .flat_map(|step| step["documents"].as_array().unwrap())
        .map(|document| (document["title"].as_str().unwrap(), document["form"]["name"].as_str()))
        .collect();
    for (title, form) in [
        ("Internal note about a concern", Some("internal-note")),
        ("Template for a meeting's minutes", Some("minutes-and-evaluation")),
        ("Declaration of consent to work together across professions", Some("consent")),
        ("plikt.no", None),
    ] {
        assert!(offered.contains(&(title, form)), "{title}: {offered:?}");
    }
}

#[test]
fn s0_47_a_municipalitys_own_form_is_handed_out_and_one_that_cannot_be_taken_is_named() {
    let directory =
        std::env::temp_dir().join(format!("case-ledger-forms-{}", case_ledger_infrastructure::clock::new_id()));
    let forms = directory.join("forms");
    std::fs::create_dir_all(&forms).unwrap();
    let own = include_str!("../../../domain/forms/README.md").split("```").nth(1).unwrap();
    let file = forms.join("note.toml");
    std::fs::write(&file, own.trim_start_matches("toml")).unwrap();
    let (code, listed, told) = run(&["guides", directory.to_str().unwrap()]);
    assert_eq!(code, 0, "{told}");
    assert!(listed.contains("internal-note 2\tform\t2 parts\tNote to the leader"), "{listed}");
    std::fs::write(&file, "id = \"internal-note\"\nversion = 2\ntitle.nb = \"Notat\"\n").unwrap();
    let (code, _, told) = run(&["guides", directory.to_str().unwrap()]);
    assert!(code == 1 && told.contains("note.toml") && told.contains("nn"), "{told}");
}
