//! A guide from adoption until it is dropped or its file is gone, as a client meets it: R-13, R-16, R-71, S0-20, S3-25.

use std::path::{Path, PathBuf};
use std::sync::Once;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{DataDir, Demo, shared_demo};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// In which only these tests work.
const MUNICIPALITY: &str = "9941";

fn open_case(demo: &Demo) -> String {
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
    });
    let opened = demo.accepted(&demo.token("employee", MUNICIPALITY), "raiseConcern", concern);
    opened["case"]["id"].as_str().unwrap().to_owned()
}

fn seen(demo: &Demo, case: &str, selection: &str) -> Value {
    seen_in(demo, MUNICIPALITY, case, selection)
}

fn seen_in(demo: &Demo, municipality: &str, case: &str, selection: &str) -> Value {
    let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
    let response = demo.graphql(&demo.token("employee", municipality), &query, &json!({ "id": case }));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["case"].clone()
}

#[test]
fn r_71_a_guide_that_was_dropped_is_offered_to_no_case_and_goes_on_in_those_that_follow_it() {
    const GUIDE: &str = "luster-six-steps";
    let demo = opened();
    let (employee, leader) = (demo.token("employee", MUNICIPALITY), demo.token("municipal-leader", MUNICIPALITY));
    let does_not = open_case(demo);
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 1 }));
    let follows = open_case(demo);
    let follow = |case: &str| json!({ "caseId": case, "guide": GUIDE, "version": 1, "rationale": "Slik gjør vi det." });
    let offered = |case: &str| {
        let now = seen(demo, case, "whatNow { guide { name } }");
        now["whatNow"].as_array().unwrap().iter().any(|it| it["guide"]["name"] == GUIDE)
    };
    assert!(offered(&follows) && offered(&does_not));

    let dropped = json!({ "guide": GUIDE, "rationale": "Vi går over til tre nivåer." });
    let not_permitted = demo.command(&employee, "dropGuide", dropped.clone());
    assert_eq!(not_permitted["__typename"], "NotPermitted");
    demo.accepted(&leader, "dropGuide", dropped.clone());
    assert!(offered(&follows) && !offered(&does_not));
    let not_adopted = ("RuleRefused".to_owned(), "GUIDE_NOT_ADOPTED".to_owned(), "R-16".to_owned());
    assert_eq!(demo.refused(&leader, "dropGuide", dropped), not_adopted);
    assert_eq!(demo.refused(&employee, "followGuide", follow(&does_not)), not_adopted);
}

#[test]
fn s0_20_r_13_what_is_chosen_in_a_step_is_followed_and_waits_for_the_answer_about_siblings() {
    const GUIDE: &str = "porsgrunn-alternatives";
    let demo = opened();
    let (employee, leader) = (demo.token("employee", MUNICIPALITY), demo.token("municipal-leader", MUNICIPALITY));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 1 }));
    let case = open_case(demo);
    let guides = "{ guides { name steps { name owners { role } outcomes { name alternative withConsent } } } }";
    let guides = demo.graphql(&employee, guides, &json!({}));
    let guide = guides["data"]["guides"].as_array().unwrap().iter().find(|it| it["name"] == GUIDE).unwrap().clone();
    let steps = guide["steps"].as_array().unwrap();
    let decision = |wanted: &dyn Fn(&Value) -> bool| {
        let step = steps.iter().find(|step| step["outcomes"].as_array().unwrap().iter().any(wanted)).unwrap();
        let outcome = step["outcomes"].as_array().unwrap().iter().find(|it| wanted(it)).unwrap();
        json!({
            "caseId": case, "guide": GUIDE, "step": step["name"], "outcomes": [outcome["name"]],
            "rationale": "Vi trenger hjelp.", "decidedBy": { "name": "Kari Prøve", "role": step["owners"][0]["role"] },
        })
    };
    let mut choose_b = decision(&|outcome| outcome["alternative"] == "B");
    let unanswered = ("RuleRefused".to_owned(), "SIBLINGS_UNANSWERED".to_owned(), "R-13".to_owned());
    assert_eq!(demo.refused(&employee, "decideStep", choose_b.clone()), unanswered);
    demo.accepted(&employee, "confirmNoSiblings", json!({ "caseId": case }));
    let unnamed = ("RuleRefused".to_owned(), "HELPERS_UNNAMED".to_owned(), "S0-2".to_owned());
    assert_eq!(demo.refused(&employee, "decideStep", choose_b.clone()), unnamed);
    choose_b["helpedBy"] = json!(["HEALTH_STATION"]);
    demo.accepted(&employee, "decideStep", choose_b);
    let chosen = seen(demo, &case, "alternatives { alternative endedOn }");
    assert_eq!(chosen["alternatives"], json!([{ "alternative": "B", "endedOn": null }]));

    // It takes consent, and nobody has been asked: it is taken, shown and found.
    demo.accepted(&employee, "decideStep", decision(&|outcome| outcome["withConsent"] == true));
    let taken = seen(demo, &case, "stepDecisions { withoutConsent } findings(first: 50) { nodes { kind severity } }");
    assert_eq!(taken["stepDecisions"][1]["withoutConsent"], true);
    let found = taken["findings"]["nodes"].as_array().unwrap();
    assert!(found.contains(&json!({ "kind": "DECIDED_WITHOUT_CONSENT", "severity": "BREACH" })), "{taken}");
}

#[test]
fn r_16_s0_5_s0_43_what_a_step_says_was_done_is_held_against_what_is_recorded() {
    const GUIDE: &str = "porsgrunn-alternatives";
    let demo = opened();
    let (employee, leader) = (demo.token("employee", MUNICIPALITY), demo.token("municipal-leader", MUNICIPALITY));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 2 }));
    let case = open_case(demo);
    let decide = |step: &str, outcome: &str| {
        let input = json!({
            "caseId": case, "guide": GUIDE, "step": step, "outcomes": [outcome], "rationale": "Vi er kommet så langt.",
            "decidedBy": { "name": "Kari Prøve", "role": "EMPLOYEE" },
        });
        demo.accepted(&employee, "decideStep", input);
    };
    let claims = || {
        let found = "findings(first: 50) { nodes { kind text(language: NB) lacks mendedOn step { name } } }";
        let found = seen(demo, &case, found)["findings"]["nodes"].as_array().unwrap().clone();
        found.into_iter().filter(|found| found["kind"] == "STEP_CLAIM_UNRECORDED").collect::<Vec<_>>()
    };
    decide("log", "go-on");
    decide("d-send", "sent");
    let found = claims();
    let of = |act: &str| found.iter().find(|found| found["lacks"] == act).unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!((found.len(), &of("REPORT_SENT")["step"]["name"]), (2, &json!("d-send")));
    let told = "et trinn sier at noe er gjort, og det er ikke registrert: Før loggbok: en observasjon er loggført";
    assert_eq!(of("OBSERVATION_LOGGED")["text"], told);
    // Logged late, and seen before: nothing is left of it.
    let today = oslo_date(clock::now());
    let seen_today = json!({ "caseId": case, "text": "Sovnet i timen.", "kind": "OBSERVED", "observedOn": today });
    demo.accepted(&employee, "logObservation", seen_today);
    let left: Vec<_> = claims().into_iter().map(|found| found["lacks"].clone()).collect();
    assert_eq!(left, ["REPORT_SENT"]);
    let outcomes = "{ guides { name version steps { name outcomes { name attests notToAct } } } }";
    let told = demo.graphql(&employee, outcomes, &json!({}))["data"]["guides"].as_array().unwrap().clone();
    let newest = |name: &str| told.iter().rfind(|guide| guide["name"] == name).unwrap().clone();
    let of_step = |guide: &Value, step: &str| {
        let steps = guide["steps"].as_array().unwrap();
        steps.iter().find(|it| it["name"] == step).unwrap()["outcomes"].clone()
    };
    assert_eq!(of_step(&newest(GUIDE), "d-send")[0]["attests"], json!(["REPORT_SENT"]));
    let way_ahead = of_step(&newest("luster-six-steps"), "way-ahead");
    assert!(way_ahead.as_array().unwrap().iter().any(|it| it["name"] == "go-on" && it["notToAct"] == true));
}

#[test]
fn rm12_s0_21_s0_37_an_alternative_chosen_beside_the_steps_moves_what_to_do_now_and_is_owed() {
    const GUIDE: &str = "porsgrunn-alternatives";
    let demo = opened();
    let (employee, leader) = (demo.token("employee", MUNICIPALITY), demo.token("municipal-leader", MUNICIPALITY));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 2 }));
    let case = open_case(demo);
    demo.accepted(&employee, "confirmNoSiblings", json!({ "caseId": case }));
    let now = || {
        let now = seen(demo, &case, "whatNow { dueBy guide { name } step { name } }")["whatNow"].clone();
        let of_guide = now.as_array().unwrap().iter().filter(|it| it["guide"]["name"] == GUIDE);
        of_guide
            .map(|it| (it["step"]["name"].as_str().unwrap().to_owned(), it["dueBy"].is_string()))
            .collect::<Vec<_>>()
    };
    let named = |step: &str, due: bool| vec![(step.to_owned(), due)];
    assert_eq!(now(), named("log", false));
    let choose = |alternative: &str| {
        let decided_by = json!({ "name": "Kari Prøve", "role": "EMPLOYEE" });
        let chosen =
            json!({ "caseId": case, "alternative": alternative, "rationale": "Vi er enige.", "decidedBy": decided_by });
        demo.accepted(&employee, "chooseAlternative", chosen);
    };
    choose("A");
    assert_eq!(now(), named("a-follow-up", true));
    let told = seen(demo, &case, "obligations(first: 50) { nodes { text(language: NN) dueOn } }");
    let nodes = told["obligations"]["nodes"].as_array().unwrap().clone();
    let text = "følgje opp alternativet som vart valt: med samtale eller tiltak, eller ved å seie frå til dei føresette og få samtykke eller, der det er lovleg, gå vidare utan";
    assert!(nodes.iter().any(|it| it["text"] == text && it["dueOn"].is_string()), "{told}");
    choose("D");
    let both = vec![("a-follow-up".to_owned(), true), ("d-assess-duties".to_owned(), true)];
    assert_eq!(now(), both);
    let followed = seen(demo, &case, "guides { name current }")["guides"].clone();
    assert!(
        followed.as_array().unwrap().contains(&json!({ "name": GUIDE, "current": ["a-follow-up", "d-assess-duties"] }))
    );
    // A notice under chapter 9 A is a duty of its own, which does not end with the case (R-18).
    let close = json!({
        "caseId": case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Det var en misforståelse.",
        "decidedBy": { "name": "Kari Prøve", "role": "EMPLOYEE" },
    });
    demo.accepted(&employee, "closeCase", close);
    assert_eq!(now(), vec![]);
    demo.accepted(
        &employee,
        "fileChapter9ANotice",
        json!({ "caseId": case, "content": "Han blir plaget i friminuttene." }),
    );
}

#[test]
fn s3_6_s1_23_a_tool_of_the_cases_guide_is_recorded_and_shown_in_the_readers_language() {
    const GUIDE: &str = "porsgrunn-levels";
    let demo = opened();
    let (employee, leader) = (demo.token("employee", MUNICIPALITY), demo.token("municipal-leader", MUNICIPALITY));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 3 }));
    let case = open_case(demo);
    let used = |tool: &str| json!({ "caseId": case, "guide": GUIDE, "tool": tool, "result": "Middels." });
    let refused = demo.command(&employee, "useToolOfGuide", used("Kaffegrut"));
    assert_eq!((&refused["code"], &refused["__typename"]), (&json!("TOOL_UNKNOWN"), &json!("RuleRefused")));
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("Bekymringsskala vedrørende foreldre"), "{message}");
    demo.accepted(&employee, "useToolOfGuide", used("Scale of concern about parents"));
    demo.accepted(&employee, "useTool", json!({ "caseId": case, "tool": "OBSERVATION_FORM" }));
    // The form that was filled in belongs to the use of it, and to no other.
    let filled_in = |number: i32| {
        json!({
            "caseId": case, "kind": "FILLED_FORM", "title": "Bekymringsskala, utfylt", "mediaType": "PLAIN_TEXT",
            "content": "TWlkZGVscy4=", "belongsTo": { "toolNumber": number },
        })
    };
    let unknown = demo.command(&employee, "addAttachment", filled_in(3));
    assert_eq!(unknown["code"], "ATTACHED_TO_UNKNOWN", "{unknown}");
    demo.accepted(&employee, "addAttachment", filled_in(1));
    let selection = "toolsUsed { number attachments { kind title { value } belongsTo { kind toolNumber } } }";
    let attached = json!({
        "kind": "FILLED_FORM", "title": { "value": "Bekymringsskala, utfylt" },
        "belongsTo": { "kind": "TOOL", "toolNumber": 1 },
    });
    assert_eq!(
        seen(demo, &case, selection)["toolsUsed"],
        json!([{ "number": 1, "attachments": [attached] }, { "number": 2, "attachments": [] }])
    );
    let told = |language: &str| {
        let selection = format!(
            "toolsUsed(language: {language}) {{ tool title ofGuide {{ guide version name }} result {{ value }} }}"
        );
        seen(demo, &case, &selection)["toolsUsed"].clone()
    };
    let of_guide = json!({ "guide": GUIDE, "version": 3, "name": "Bekymringsskala vedrørende foreldre" });
    for (language, titles) in [
        ("NB", ["Bekymringsskala vedrørende foreldre", "Observasjonsskjema barn"]),
        ("NN", ["Uroskala for foreldre", "Observasjonsskjema for barn"]),
        ("EN", ["Scale of concern about parents", "Form for observing a child"]),
    ] {
        let shown = told(language);
        assert_eq!(
            shown[0],
            json!({ "tool": null, "title": titles[0], "ofGuide": of_guide, "result": { "value": "Middels." } })
        );
        assert_eq!((&shown[1]["tool"], &shown[1]["title"]), (&json!("OBSERVATION_FORM"), &json!(titles[1])));
    }
    let step = "whatNow { guide { name } step { documents(language: NN) { name title } } }";
    let now = seen(demo, &case, step)["whatNow"].as_array().unwrap().clone();
    let of_levels = now.iter().find(|it| it["guide"]["name"] == GUIDE).unwrap();
    let document = json!({ "name": "Bekymringsskala vedrørende foreldre", "title": "Uroskala for foreldre" });
    assert!(of_levels["step"]["documents"].as_array().unwrap().contains(&document), "{of_levels}");
    demo.accepted(&leader, "dropGuide", json!({ "guide": GUIDE, "rationale": "Prøvd ut." }));
}

/// In which a case is moved to another version of its guide.
const MOVED: &str = "9962";

#[test]
fn r_16_r_71_what_is_recorded_after_a_case_was_moved_names_the_version_that_was_followed_on_its_own_day() {
    const GUIDE: &str = "luster-six-steps";
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", MOVED, "--name", "Flyttedal"]);
    assert_eq!(code, 0, "{told}");
    let (employee, leader) = (demo.token("employee", MOVED), demo.token("municipal-leader", MOVED));
    let ago = |days: i64| (oslo_date(clock::now()) - TimeDelta::days(days)).to_string();
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 1, "adoptedOn": ago(20) }));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 2, "adoptedOn": ago(10) }));
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
        "raisedOn": ago(15),
    });
    let opened = demo.accepted(&employee, "raiseConcern", concern);
    let case = opened["case"]["id"].as_str().unwrap().to_owned();
    demo.accepted(&employee, "confirmNoSiblings", json!({ "caseId": case }));
    let moved = json!({
        "caseId": case, "guide": GUIDE, "version": 2, "rationale": "Den nye er bedre.", "followedOn": ago(5),
    });
    demo.accepted(&leader, "followGuide", moved);
    let decided = json!({
        "caseId": case, "guide": GUIDE, "step": "map-and-document", "outcomes": ["documented"],
        "rationale": "Det er skrevet ned.", "decidedOn": ago(12),
        "decidedBy": { "name": "Kari Prøve", "role": "EMPLOYEE" },
    });
    demo.accepted(&employee, "decideStep", decided);
    let chosen = json!({ "caseId": case, "alternative": "A", "rationale": "Vi klarer det selv.", "chosenOn": ago(6) });
    demo.accepted(&employee, "chooseAlternative", chosen);
    let ended = json!({ "caseId": case, "alternative": "A", "rationale": "Det går bra nå.", "endedOn": ago(5) });
    demo.accepted(&employee, "endAlternative", ended);
    let seen = seen_in(demo, MOVED, &case, "stepDecisions { version } history(first: 50) { nodes { eventType data } }");
    assert_eq!(seen["stepDecisions"], json!([{ "version": 1 }]));
    let entries = seen["history"]["nodes"].as_array().unwrap();
    let named = |event: &str| {
        let entry = entries.iter().find(|entry| entry["eventType"] == event).unwrap();
        entry["data"]["guides"].clone()
    };
    assert_eq!(named("AlternativeChosen"), json!([{ "guide": GUIDE, "version": 1 }]));
    assert_eq!(named("AlternativeEnded"), json!([{ "guide": GUIDE, "version": 2 }]));
}

/// In which the child welfare service follows its guide.
const SERVICE: &str = "9957";

#[test]
fn r_16_s1_4_triage_follows_the_services_guide_and_the_investigation_goes_on_under_the_version_that_it_began_with() {
    const GUIDE: &str = "bti-level-3-child-welfare";
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", SERVICE, "--name", "Lidal"]);
    assert_eq!(code, 0, "{told}");
    let token = |role| demo.token(role, SERVICE);
    let (leader, intake, caseworker) = (token("municipal-leader"), token("child-welfare-intake"), token("caseworker"));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 1 }));
    let told = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Nord", "content": "Det gråter om natta.",
        "reporter": { "public": { "name": "Pernille Prøve", "role": "politibetjent", "unit": "politiet" } },
    });
    let report = demo.accepted(&intake, "receiveReport", told)["report"]["id"].clone();
    let seen = |selection: &str| {
        let query = format!("query($id: ID!) {{ report(id: $id) {{ {selection} }} }}");
        let response = demo.graphql(&intake, &query, &json!({ "id": report }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["report"].clone()
    };
    // What comes next, whose it is, by when, and what may be decided.
    let now = "receivedAt guides { name version current } whatNow { started dueBy owners { role }
        step { name title(language: EN) at questions { name } documents { title } outcomes { name leadsTo } } }";
    let first = seen(now);
    assert_eq!(first["guides"], json!([{ "name": GUIDE, "version": 1, "current": ["review-report"] }]));
    let step = &first["whatNow"][0];
    assert_eq!((&step["started"], &step["owners"]), (&json!(true), &json!([{ "role": "INTAKE_OFFICER" }])));
    assert_eq!((&step["step"]["name"], &step["step"]["at"]), (&json!("review-report"), &json!("TRIAGE")));
    assert_eq!(
        step["step"]["outcomes"],
        json!([
            { "name": "dismiss-report", "leadsTo": "CLOSE" }, { "name": "open-investigation", "leadsTo": "STEP" },
        ])
    );
    assert!(!step["step"]["documents"].as_array().unwrap().is_empty());
    let owed = "obligations(first: 20) { nodes { kind dueOn } }";
    let owed = seen(owed)["obligations"]["nodes"].as_array().unwrap().clone();
    let triage = owed.iter().find(|owed| owed["kind"] == "TRIAGE_REPORT").unwrap();
    assert_eq!(step["dueBy"], triage["dueOn"]);

    let decided = json!({
        "reportId": report, "guide": GUIDE, "step": "review-report", "outcomes": ["open-investigation"],
        "rationale": "Det må ses på.", "decidedBy": { "name": "Ida Prøve", "role": "INTAKE_OFFICER" },
    });
    let mut unknown = decided.clone();
    unknown["outcomes"] = json!(["wait"]);
    assert_eq!(demo.refused(&intake, "decideReportStep", unknown).1, "OUTCOME_UNKNOWN");
    demo.accepted(&intake, "decideReportStep", decided);
    // Triage is to be concluded, by its own last day, before the investigation is allocated.
    let waits = seen("whatNow { dueBy step { name } }");
    assert_eq!(waits["whatNow"], json!([{ "dueBy": step["dueBy"], "step": { "name": "review-report" } }]));
    // The municipality drops it: what began goes on under it.
    demo.accepted(&leader, "dropGuide", json!({ "guide": GUIDE, "rationale": "Vi skriver vår egen." }));
    demo.accepted(&intake, "triageReport", json!({ "reportId": report, "code": "2", "rationale": "Det må ses på." }));
    let triaged = seen(
        "whatNow { started dueBy step { name } } stepDecisions { step outcomes inOrder version }
        findings(first: 20) { nodes { kind } } history(first: 20) { nodes { eventType data } }",
    );
    assert_eq!(triaged["whatNow"][0]["step"]["name"], "allocate");
    assert_eq!(
        triaged["stepDecisions"],
        json!([
            { "step": "review-report", "outcomes": ["open-investigation"], "inOrder": true, "version": 1 },
        ])
    );
    let found = triaged["findings"]["nodes"].as_array().unwrap();
    assert!(!found.contains(&json!({ "kind": "AGAINST_GUIDE" })), "{found:?}");
    let history = triaged["history"]["nodes"].as_array().unwrap();
    let triage = history.iter().find(|entry| entry["eventType"] == "TriageDecided").unwrap();
    assert_eq!(triage["data"]["guides"], json!([{ "guide": GUIDE, "version": 1 }]));
    let opened = demo.accepted(&caseworker, "openInvestigation", json!({ "reportId": report }));
    assert_eq!(seen("whatNow { started }")["whatNow"], json!([]));
    let query = "query($id: ID!) { investigation(id: $id) { deadline guides { name version current }
        whatNow { dueBy step { name } } } }";
    let seen = demo.graphql(&caseworker, query, &json!({ "id": opened["investigation"]["id"] }));
    let investigation = &seen["data"]["investigation"];
    assert_eq!(investigation["guides"], json!([{ "name": GUIDE, "version": 1, "current": ["allocate"] }]));
    let now = json!([{ "dueBy": investigation["deadline"], "step": { "name": "allocate" } }]);
    assert_eq!(investigation["whatNow"], now);
}

/// In which an investigation is concluded past its guide.
const CONCLUDED: &str = "9971";

#[test]
fn r_6_s1_11_s4_2_rm12_what_to_do_now_warns_while_guardians_must_not_know_and_ends_with_the_conclusion() {
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", CONCLUDED, "--name", "Lauvdal"]);
    assert_eq!(code, 0, "{told}");
    let token = |role| demo.token(role, CONCLUDED);
    let (leader, intake, caseworker) = (token("municipal-leader"), token("child-welfare-intake"), token("caseworker"));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": "bti-level-3-child-welfare", "version": 1 }));
    let investigated = |withheld: Value| {
        let told = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Nord", "content": "Det har blåmerker.",
            "reporter": { "anonymous": "NO_NAME" }, "withheldFromGuardians": withheld,
        });
        let report = demo.accepted(&intake, "receiveReport", told)["report"]["id"].clone();
        demo.accepted(
            &intake,
            "triageReport",
            json!({ "reportId": report, "code": "2", "rationale": "Det må ses på." }),
        );
        let opened = demo.accepted(&caseworker, "openInvestigation", json!({ "reportId": report }));
        (report, opened["investigation"]["id"].clone())
    };
    let seen = |investigation: &Value, selection: &str| {
        let query = format!("query($id: ID!) {{ investigation(id: $id) {{ {selection} }} }}");
        let response = demo.graphql(&caseworker, &query, &json!({ "id": investigation }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["investigation"].clone()
    };
    let warned = "withheldFromGuardians whatNow { step { name } warning(language: NB) }";
    let (report, violence) = investigated(json!("VIOLENCE"));
    let now = seen(&violence, warned);
    assert_eq!(now["withheldFromGuardians"], "VIOLENCE");
    let warning = now["whatNow"][0]["warning"].as_str().unwrap();
    assert!(warning.contains("ta ikke kontakt med dem"), "{warning}");
    let lifted = json!({ "reportId": report, "rationale": "Politiet har avhørt barnet." });
    demo.accepted(&caseworker, "liftReportWithholding", lifted);
    let now = seen(&violence, warned);
    assert_eq!((&now["withheldFromGuardians"], &now["whatNow"][0]["warning"]), (&Value::Null, &Value::Null));

    // Concluded in measures from the first step on: it is followed up, and the step that was passed over is asked for no more.
    let conclude = |investigation: &Value, code: &str| {
        let part = json!({ "investigationId": investigation, "kind": "CONVERSATION", "account": "Vil bo hos mor." });
        demo.accepted(&caseworker, "recordChildParticipation", part);
        let conclusion = json!({ "investigationId": investigation, "code": code, "rationale": "Slik er det." });
        demo.accepted(&caseworker, "concludeInvestigation", conclusion);
        seen(investigation, "guides { current } whatNow { step { name } }")
    };
    let followed_up =
        json!({ "guides": [{ "current": ["cooperate"] }], "whatNow": [{ "step": { "name": "cooperate" } }] });
    assert_eq!(conclude(&violence, "1"), followed_up);
    let (_, other) = investigated(Value::Null);
    assert_eq!(conclude(&other, "3"), json!({ "guides": [{ "current": [] }], "whatNow": [] }));

    // What is out of order says which step it was.
    let out_of_order = json!({
        "investigationId": violence, "guide": "bti-level-3-child-welfare", "step": "way-ahead", "outcomes": ["measures-set"],
        "rationale": "Målene er satt.", "decidedBy": { "name": "Kari Prøve", "role": "CASEWORKER" },
    });
    demo.accepted(&caseworker, "decideInvestigationStep", out_of_order);
    let found = seen(&violence, "findings(first: 20) { nodes { kind text(language: EN) step { name } } }");
    let found = found["findings"]["nodes"].as_array().unwrap();
    let named = found.iter().find(|found| found["step"]["name"] == "way-ahead").unwrap();
    assert_eq!(named["kind"], "AGAINST_GUIDE");
    assert!(named["text"].as_str().unwrap().ends_with(": Clarify the way ahead"), "{named}");
    assert!(found.iter().any(|found| found["kind"] == "AGAINST_GUIDE" && found["step"].is_null()), "{found:?}");
}

#[test]
fn r_36_s1_4_a_report_that_is_triaged_past_the_steps_of_its_guide_shows_it() {
    const GUIDE: &str = "bti-level-3-child-welfare";
    let demo = opened_for_reports();
    let (leader, intake) =
        (demo.token("municipal-leader", PASSED_OVER), demo.token("child-welfare-intake", PASSED_OVER));
    let told = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Nord", "content": "Det gråter om natta.", "reporter": { "anonymous": "NO_NAME" },
    });
    let before = demo.accepted(&intake, "receiveReport", told.clone())["report"]["id"].clone();
    let waiting = demo.accepted(&intake, "receiveReport", told.clone())["report"]["id"].clone();
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 1 }));
    let followed = |report: &Value| {
        let query =
            "query($id: ID!) { report(id: $id) { guides { name } findings(first: 20) { nodes { kind severity } } } }";
        demo.graphql(&intake, query, &json!({ "id": report }))["data"]["report"].clone()
    };
    let triage = |report: &Value| {
        demo.accepted(
            &intake,
            "triageReport",
            json!({ "reportId": report, "code": "2", "rationale": "Det må ses på." }),
        );
    };
    let report = demo.accepted(&intake, "receiveReport", told.clone())["report"]["id"].clone();
    triage(&report);
    let seen = followed(&report);
    let passed_over = json!({ "kind": "AGAINST_GUIDE", "severity": "DEVIATION" });
    assert!(seen["findings"]["nodes"].as_array().unwrap().contains(&passed_over), "{seen}");
    // One that nothing was followed in until then is triaged past nothing.
    triage(&before);
    let seen = followed(&before);
    assert_eq!(seen["guides"], json!([]));
    assert!(!seen["findings"]["nodes"].as_array().unwrap().contains(&passed_over), "{seen}");
    // One that is added to an investigation that goes on, or sent elsewhere, is triaged as no step decides.
    let report = demo.accepted(&intake, "receiveReport", told.clone())["report"]["id"].clone();
    demo.accepted(
        &intake,
        "triageReport",
        json!({ "reportId": report, "code": "4", "rationale": "Den hører til der." }),
    );
    let seen = followed(&report);
    assert_eq!(seen["guides"], json!([{ "name": GUIDE }]));
    assert!(!seen["findings"]["nodes"].as_array().unwrap().contains(&passed_over), "{seen}");
    // One that came in on the day of adoption follows it with what is done first; it was adopted by its receipt. Once triaged,
    // nothing more is decided in its steps.
    demo.accepted(
        &intake,
        "prioritiseReport",
        json!({
            "reportId": waiting, "severity": "SERIOUS", "rationale": "Det haster.",
        }),
    );
    assert_eq!(followed(&waiting)["guides"], json!([{ "name": GUIDE }]));
    let late = json!({
        "reportId": before, "guide": GUIDE, "step": "review-report", "outcomes": ["open-investigation"],
        "rationale": "Det må ses på.", "decidedBy": { "name": "Ida Prøve", "role": "INTAKE_OFFICER" },
    });
    assert_eq!(demo.refused(&intake, "decideReportStep", late).1, "ALREADY_TRIAGED");
}

/// In which a report is triaged past its guide.
const PASSED_OVER: &str = "9958";

fn opened_for_reports() -> &'static Demo {
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", PASSED_OVER, "--name", "Nesdal"]);
    assert_eq!(code, 0, "{told}");
    demo
}

fn open_municipality(demo: &Demo) {
    let (code, _, told) = demo.run(&["municipality", "open", MUNICIPALITY, "--name", "Veivik"]);
    assert_eq!(code, 0, "{told}");
}

fn opened() -> &'static Demo {
    static OPENED: Once = Once::new();
    OPENED.call_once(|| open_municipality(shared_demo()));
    shared_demo()
}

fn folder_with_a_guide() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("case-ledger-guides-{}", clock::new_id()));
    std::fs::create_dir(&folder).unwrap();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/guides/README.md");
    let page = std::fs::read_to_string(page).unwrap();
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    std::fs::write(folder.join("own.toml"), example).unwrap();
    folder
}

/// What was recorded once is answered as then: the file of the guide may have left the server in between.
#[test]
fn r_16_a_decision_that_is_sent_again_after_its_guide_is_gone_gets_the_same_answer() {
    let folder = folder_with_a_guide();
    let serve = ["demo", "--listen", "127.0.0.1:0", "--cases", "2"];
    let demo = Demo::start_with(DataDir::new(), &[&serve[..], &["--guides", folder.to_str().unwrap()]].concat());
    open_municipality(&demo);
    let (employee, leader) = (demo.token("employee", MUNICIPALITY), demo.token("municipal-leader", MUNICIPALITY));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": "nyvik-two-steps", "version": 1 }));
    let case = open_case(&demo);
    let decision = json!({
        "commandId": clock::new_id(), "caseId": case, "guide": "nyvik-two-steps", "step": "talk", "outcomes": ["go-on"],
        "rationale": "Det er grunn til det.",
    });
    let first = demo.accepted(&employee, "decideStep", decision.clone());
    let data = demo.stop();
    std::fs::remove_dir_all(&folder).unwrap();

    let demo = Demo::start_with(data, &serve);
    let employee = demo.token("employee", MUNICIPALITY);
    let again = demo.accepted(&employee, "decideStep", decision.clone());
    assert_eq!((&again["recordedNow"], &again["position"]), (&json!(false), &first["position"]));
    let mut anew = decision;
    anew["commandId"] = json!(clock::new_id());
    assert_eq!(demo.refused(&employee, "decideStep", anew).1, "GUIDE_CHANGED");
}

#[test]
fn s1_26_a_tool_that_is_used_in_an_investigation_is_one_of_the_guide_that_the_municipality_follows() {
    const GUIDE: &str = "bti-level-3-child-welfare";
    let demo = opened();
    let token = |role| demo.token(role, MUNICIPALITY);
    let (leader, intake, caseworker) = (token("municipal-leader"), token("child-welfare-intake"), token("caseworker"));
    let told = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Nord", "content": "Det gråter om natta.",
        "reporter": { "public": { "name": "Pernille Prøve", "role": "politibetjent", "unit": "politiet" } },
    });
    let report = demo.accepted(&intake, "receiveReport", told)["report"]["id"].clone();
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Det må ses på." });
    demo.accepted(&intake, "triageReport", triage);
    let opened = demo.accepted(&caseworker, "openInvestigation", json!({ "reportId": report }));
    let investigation = opened["investigation"]["id"].clone();
    let used = |tool: &str| json!({ "investigationId": investigation, "guide": GUIDE, "tool": tool, "account": "Trygg tilknytning." });
    let refused = |tool: &str| {
        let (kind, code, rule) = demo.refused(&caseworker, "useToolInInvestigation", used(tool));
        assert_eq!(kind, "RuleRefused");
        (code, rule)
    };
    assert_eq!(refused("WMCI"), ("GUIDE_NOT_ADOPTED".to_owned(), "R-16".to_owned()));
    demo.accepted(&leader, "adoptGuide", json!({ "guide": GUIDE, "version": 1 }));
    assert_eq!(refused("Kaffegrut"), ("TOOL_UNKNOWN".to_owned(), "S1-26".to_owned()));
    demo.accepted(&caseworker, "useToolInInvestigation", used("WMCI"));
    // In a case it is none: the guide is about the service's work.
    let in_case = json!({ "caseId": open_case(demo), "guide": GUIDE, "tool": "WMCI" });
    let refused = demo.command(&demo.token("employee", MUNICIPALITY), "useToolOfGuide", in_case);
    assert_eq!((&refused["code"], &refused["rule"]), (&json!("GUIDE_NOT_FOR_CASES"), &json!("R-16")));
    assert_eq!(refused["ruleField"], "guide", "{refused}");
    let query = "query($id: ID!) { investigation(id: $id) { checklist { kind done }
        history(first: 20) { nodes { eventType data } } } }";
    let seen = demo.graphql(&caseworker, query, &json!({ "id": investigation }))["data"]["investigation"].clone();
    let checklist = seen["checklist"].as_array().unwrap();
    assert!(checklist.contains(&json!({ "kind": "ASSESSMENT_TOOL", "done": true })), "{checklist:?}");
    let history = seen["history"]["nodes"].as_array().unwrap();
    let done = history.iter().find(|entry| entry["eventType"] == "InvestigationStepDone").unwrap();
    assert_eq!(done["data"]["tool"]["title"], "WMCI");
    assert_eq!(done["data"]["tool"]["guide"], json!({ "guide": GUIDE, "version": 1 }));
    // Other tests of this municipality are about cases; nothing is left adopted for them.
    demo.accepted(&leader, "dropGuide", json!({ "guide": GUIDE, "rationale": "Prøvd ut." }));
}
