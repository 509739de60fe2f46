//! Emergency, board and measures of the child welfare service, as a client meets them: S2-6, S2-17, S2-56 to S2-66.

use std::time::Duration;

use case_ledger_tests::eventually;
use serde_json::{Value, json};

use crate::service::{Client, client, in_months};

impl Client {
    /// What is owed in an investigation, by kind, and how it stands.
    fn owed(&self, investigation: &str, kind: &str) -> Option<Value> {
        let query = "query($id: ID!) { obligations(first: 50, filter: { investigationId: $id }) {
            nodes { kind standing } } }";
        let shown = self.ask(query, investigation);
        let nodes = shown["obligations"]["nodes"].as_array().unwrap();
        nodes.iter().find(|node| node["kind"] == kind).map(|node| node["standing"].clone())
    }

    fn stands(&self, investigation: &str, kind: &str, standing: &str) {
        eventually(kind, Duration::from_secs(20), || (self.owed(investigation, kind)? == standing).then_some(()));
    }
}

#[test]
fn s2_63_s2_62_s2_66_s2_6_an_emergency_goes_first_and_the_board_case_with_its_three_principles_follows() {
    let client = client();
    let investigation = client.investigation();
    let placement =
        json!({ "investigationId": investigation, "ground": "HARM", "rationale": "Barnet var alene om natten." });
    client.accepted("decideEmergencyPlacement", placement.clone());
    client.refused("decideEmergencyPlacement", placement, "EMERGENCY_PLACEMENT_RECORDED", "S2-63");
    client.stands(&investigation, "SUBMIT_BOARD_CASE", "OPEN");
    let findings = "query($id: ID!) { findings(first: 50, filter: { investigationId: $id }) {
        nodes { kind rule mendedOn } } }";
    let found = || {
        let shown = client.ask(findings, &investigation);
        let nodes = shown["findings"]["nodes"].as_array().unwrap().clone();
        nodes.into_iter().find(|node| node["kind"] == "INTRUSIVE_WITHOUT_PRINCIPLES")
    };
    let missing = eventually("the principles are missed", Duration::from_secs(20), found);
    assert_eq!((&missing["rule"], &missing["mendedOn"]), (&json!("S2-6"), &Value::Null));

    let principles = json!({
        "bestInterests": "Barnet trenger trygghet.", "biological": "Samvær hver uke.",
        "leastIntrusive": "Veiledning er prøvd.",
    });
    let submission = |kind: &str| {
        json!({
            "investigationId": investigation, "kind": kind, "principles": principles,
            "rationale": "Omsorgen er ikke god nok.",
        })
    };
    client.refused("submitBoardCase", submission("ORDERED_MEASURE"), "ORDER_WITHOUT_END", "S2-65");
    // A second placement, for which they are answered by themselves.
    let again = json!({ "investigationId": investigation, "ground": "BEHAVIOUR", "rationale": "Barnet rømte." });
    client.accepted("decideEmergencyPlacement", again);
    let answer = json!({ "investigationId": investigation, "placement": 2, "principles": principles });
    client.accepted("answerEmergencyPrinciples", answer.clone());
    client.refused("answerEmergencyPrinciples", answer, "PRINCIPLES_ANSWERED", "S2-6");
    let end = |placement: Option<u32>| json!({ "investigationId": investigation, "placement": placement, "rationale": "Fosterhjem." });
    client.refused("endEmergencyPlacement", end(None), "EMERGENCY_PLACEMENT_UNNAMED", "S2-63");
    client.accepted("endEmergencyPlacement", end(Some(2)));
    client.stands(&investigation, "SUBMIT_BOARD_CASE", "OPEN");
    client.accepted("submitBoardCase", submission("CARE_ORDER"));
    client.refused("submitBoardCase", submission("CARE_ORDER"), "BOARD_CASE_PENDING", "S2-62");
    client.stands(&investigation, "SUBMIT_BOARD_CASE", "MET");
    client.stands(&investigation, "RECEIVE_BOARD_DECISION", "OPEN");
    eventually("the first is answered with the case", Duration::from_secs(20), || {
        let shown = client.ask(findings, &investigation);
        let nodes = shown["findings"]["nodes"].as_array().unwrap().clone();
        let mut unanswered = nodes.iter().filter(|node| node["kind"] == "INTRUSIVE_WITHOUT_PRINCIPLES");
        unanswered.all(|node| node["mendedOn"] == in_months(0)).then_some(())
    });

    let appeal = json!({ "investigationId": investigation, "kind": "CARE_ORDER", "by": "PRIVATE_PARTY" });
    client.refused("recordCourtAppeal", appeal.clone(), "NOTHING_TO_APPEAL", "S2-66");
    let decision = json!({ "investigationId": investigation, "kind": "CARE_ORDER", "outcome": "GRANTED" });
    client.accepted("recordBoardDecision", decision.clone());
    client.refused("recordBoardDecision", decision, "NO_BOARD_CASE_PENDING", "S2-66");
    // Both parties bring it to court, at once: the court has it to decide once, whoever came first.
    let caseworker = client.demo.token("caseworker", "9901");
    let answers = std::thread::scope(|threads| {
        let (demo, caseworker, appeal) = (client.demo, &caseworker, &appeal);
        let send = move || demo.command(caseworker, "recordCourtAppeal", appeal.clone());
        [0, 1].map(|_| threads.spawn(send)).map(|sent| sent.join().unwrap())
    });
    let codes = answers.map(|answer| answer["code"].as_str().unwrap_or("ACCEPTED").to_owned());
    assert_eq!(std::collections::BTreeSet::from(codes), ["ACCEPTED", "BOARD_CASE_IN_COURT"].map(str::to_owned).into());
    let of_the_other = json!({ "investigationId": investigation, "kind": "CARE_ORDER", "by": "MUNICIPALITY" });
    client.refused("recordCourtAppeal", of_the_other, "BOARD_CASE_IN_COURT", "S2-66");
    let query = "query($id: ID!) { investigation(id: $id) {
        emergencyPlacements { number ground on principlesAnsweredOn endedOn }
        boardCases { kind submittedOn outcome decidedOn appealedBy appealedOn } } }";
    let (shown, today) = (client.ask(query, &investigation)["investigation"].clone(), in_months(0));
    let placements = json!([
        { "number": 1, "ground": "HARM", "on": today, "principlesAnsweredOn": today, "endedOn": null },
        { "number": 2, "ground": "BEHAVIOUR", "on": today, "principlesAnsweredOn": today, "endedOn": today },
    ]);
    assert_eq!(shown["emergencyPlacements"], placements);
    let case = json!({
        "kind": "CARE_ORDER", "submittedOn": today, "outcome": "GRANTED", "decidedOn": today,
        "appealedBy": "PRIVATE_PARTY", "appealedOn": today,
    });
    assert_eq!(shown["boardCases"], json!([case]));
    client.accepted("endEmergencyPlacement", end(None));
}

#[test]
fn r_47_no_measure_is_decided_after_an_investigation_that_was_dismissed() {
    let client = client();
    let investigation = client.investigation();
    let dismissed = json!({ "investigationId": investigation, "code": "3", "rationale": "Barnet har det trygt." });
    client.accepted("concludeInvestigation", dismissed);
    let measure = json!({
        "investigationId": investigation, "goal": "Rolige morgener", "code": "3.3", "kind": "CHANGE_ORIENTED",
        "target": "FAMILY", "from": in_months(0), "to": in_months(6), "evaluationOn": in_months(3),
        "rationale": "Foreldrene ønsker veiledning.",
    });
    client.refused("decideMeasure", measure, "MEASURE_AFTER_DISMISSAL", "R-47");
}

#[test]
fn s2_56_s2_58_s2_61_measures_are_decided_after_the_investigation_planned_with_the_family_and_evaluated() {
    let client = client();
    let investigation = client.investigation();
    let conclusion = json!({ "investigationId": investigation, "code": "1", "rationale": "Familien trenger hjelp." });
    client.accepted("concludeInvestigation", conclusion);
    client.stands(&investigation, "DECIDE_MEASURES", "OPEN");
    let measure = |code: &str, clarification: Option<&str>| {
        json!({
            "investigationId": investigation, "goal": "Rolige morgener", "code": code, "clarification": clarification,
            "kind": "CHANGE_ORIENTED", "target": "FAMILY", "from": in_months(0), "to": in_months(6),
            "evaluationOn": in_months(3), "rationale": "Foreldrene ønsker veiledning.",
        })
    };
    client.refused("decideMeasure", measure("3.99", None), "CLARIFICATION_MISSING", "R-71");
    client.refused("decideMeasure", measure("17", None), "CODE_NOT_IN_FORCE", "R-71");
    client.accepted("decideMeasure", measure("3.99", Some("COS")));
    client.stands(&investigation, "DECIDE_MEASURES", "MET");
    client.stands(&investigation, "PLAN_MEASURES", "OPEN");
    client.stands(&investigation, "EVALUATE_MEASURE", "OPEN");
    let plan = json!({
        "investigationId": investigation, "plan": "Veiledning annenhver uke.",
        "childsParticipation": "CONVERSATION",
        "childsVoice": "Barnet vil beholde leggetiden.", "parentsVoice": "Mor har skrevet halve planen.",
    });
    client.accepted("makeServiceMeasurePlan", plan);
    client.stands(&investigation, "PLAN_MEASURES", "MET");
    let query = "query($id: ID!) { investigation(id: $id) {
        measuresPlannedOn measures { id code kind target from to evaluationOn evaluatedOn endedOn } } }";
    let shown = client.ask(query, &investigation)["investigation"].clone();
    assert_eq!(shown["measuresPlannedOn"], in_months(0));
    let known = &shown["measures"][0];
    assert_eq!(
        (&known["code"], &known["kind"], &known["target"]),
        (&json!("3.99"), &json!("CHANGE_ORIENTED"), &json!("FAMILY"))
    );
    let of_measure = |more: Value| {
        let mut input = json!({ "investigationId": investigation, "measureId": known["id"] });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let answered = |answer: &str| json!({ "answer": answer });
    let evaluation = json!({
        "implementation": "Som planlagt.", "effect": "Roligere morgener.", "childsVoice": "Det er bedre.",
        "childsParticipation": "CONVERSATION", "parentsVoice": "Enige.", "carriedOutWell": answered("YES"), "familyFeltCaredFor": answered("YES"),
        "guardiansFollowedUp": answered("PARTLY"), "solvableOtherwise": answered("NOT_KNOWN"),
        "moreNeeded": answered("YES"), "goalReached": answered("PARTLY"),
    });
    client.accepted("evaluateDecidedMeasure", of_measure(evaluation));
    let query = "query($id: ID!) { investigation(id: $id) { measures { evaluations {
        effect { value } childsVoice { value } answers { implementation { value } goalReached { answer } } } } } }";
    assert_eq!(
        client.ask(query, &investigation)["investigation"]["measures"][0]["evaluations"],
        json!([{
            "effect": { "value": "Roligere morgener." }, "childsVoice": { "value": "Det er bedre." },
            "answers": { "implementation": { "value": "Som planlagt." }, "goalReached": { "answer": "PARTLY" } },
        }])
    );
    let next = |investigation: &str| {
        let query = "query($id: ID!) { investigation(id: $id) { measures { to nextEvaluationOn } } }";
        client.ask(query, investigation)["investigation"]["measures"][0].clone()
    };
    assert_eq!(next(&investigation), json!({ "to": in_months(6), "nextEvaluationOn": in_months(6) }));
    let longer = |to: u32| {
        of_measure(json!({ "to": in_months(to), "evaluationOn": in_months(7), "rationale": "Familien vil fortsette." }))
    };
    client.refused("extendDecidedMeasure", longer(6), "EXTENSION_LENGTHENS_NOTHING", "S1-20");
    client.accepted("extendDecidedMeasure", longer(8));
    assert_eq!(next(&investigation), json!({ "to": in_months(8), "nextEvaluationOn": in_months(7) }));
    client.stands(&investigation, "END_OR_EXTEND_MEASURE", "OPEN");
    client.accepted("endDecidedMeasure", of_measure(json!({ "rationale": "Målet er nådd." })));
    client.refused("endDecidedMeasure", of_measure(json!({ "rationale": "Igjen." })), "MEASURE_HAS_ENDED", "S1-20");
    client.stands(&investigation, "END_OR_EXTEND_MEASURE", "MET");
}

#[test]
fn s2_17_s1_15_others_are_asked_and_tell_and_a_group_is_formed_with_consent() {
    let client = client();
    let investigation = client.investigation();
    let ask = json!({ "investigationId": investigation, "of": "SCHOOL", "what": "Fravær i høst.", "basis": "ORDER" });
    client.accepted("requestInformation", ask.clone());
    client.refused("requestInformation", ask, "INFORMATION_AWAITED", "S2-17");
    let health = |basis: &str| json!({ "investigationId": investigation, "of": "HEALTH_STATION", "what": "Vekt.", "basis": basis });
    client.refused("requestInformation", health("CONSENT"), "CONSENT_OF_NOBODY", "R-44");
    let health = |basis: &str| {
        let mut input = health(basis);
        input["consented"] = json!(["Mor Prøve"]);
        input["categories"] = json!(["HEALTH"]);
        input
    };
    client.accepted("requestInformation", health("CONSENT"));
    client.accepted("requestInformation", health("ORDER"));
    client.stands(&investigation, "GATHER_INFORMATION", "OPEN");
    let told = |from: &str| json!({ "investigationId": investigation, "from": from, "account": "Borte på mandager." });
    client.refused("recordSuppliedInformation", told("POLICE"), "NO_INFORMATION_AWAITED", "S2-17");
    client.accepted("recordSuppliedInformation", told("SCHOOL"));
    let group = |consented: &[&str]| {
        json!({
            "investigationId": investigation, "bodies": ["SCHOOL", "HEALTH_STATION"], "consented": consented,
            "categories": ["LEARNING"], "covers": "Det skolen ser.",
        })
    };
    client.refused("formResponsibilityGroup", group(&[]), "GROUP_WITHOUT_CONSENT", "R-21");
    client.accepted("formResponsibilityGroup", group(&["Mor Prøve"]));
    let query = "query($id: ID!) { investigation(id: $id) {
        informationRequests { of basis on suppliedOn } responsibilityGroupsFormedOn checklist { kind done } } }";
    let (shown, today) = (client.ask(query, &investigation)["investigation"].clone(), in_months(0));
    let asked =
        |of: &str, basis: &str, told: Value| json!({ "of": of, "basis": basis, "on": today, "suppliedOn": told });
    let all = json!([
        asked("SCHOOL", "ORDER", json!(today)),
        asked("HEALTH_STATION", "CONSENT", Value::Null),
        asked("HEALTH_STATION", "ORDER", Value::Null),
    ]);
    assert_eq!(shown["informationRequests"], all);
    assert_eq!(shown["responsibilityGroupsFormedOn"], json!([today]));
    let checklist = shown["checklist"].as_array().unwrap();
    assert!(checklist.contains(&json!({ "kind": "INFORMATION_GATHERED", "done": true })), "{checklist:?}");
}

#[test]
fn s1_15_r_21_rm15_what_the_service_works_on_by_consent_is_registered_and_found_once_it_is_taken_back() {
    let client = client();
    let investigation = client.investigation();
    let group = |categories: Value| {
        json!({
            "investigationId": investigation, "bodies": ["SCHOOL"], "consented": ["Mor Prøve"], "categories": categories,
            "consentedUntil": in_months(6), "covers": "Det skolen ser.",
        })
    };
    client.refused("formResponsibilityGroup", group(json!([])), "CONSENT_SCOPE_EMPTY", "R-21");
    client.accepted("formResponsibilityGroup", group(json!(["LEARNING"])));
    let query = "query($id: ID!) { investigation(id: $id) {
        consents { id usedFor parties categories validTo withdrawnOn } responsibilityGroups { consentId endedOn } } }";
    let shown = client.ask(query, &investigation)["investigation"].clone();
    let consent = shown["consents"][0]["id"].clone();
    assert_eq!(shown["responsibilityGroups"], json!([{ "consentId": consent, "endedOn": null }]));
    let registered = || {
        let query = "{ consents(first: 100, filter: { usedFor: RESPONSIBILITY_GROUP }) {
            nodes { id status usedFor parties categories validTo case { id } investigation { id } } } }";
        let all = client.ask(query, &investigation)["consents"]["nodes"].as_array().unwrap().clone();
        all.into_iter().find(|node| node["id"] == consent).unwrap_or_default()
    };
    let row = |status: &str| {
        json!({
            "id": consent, "status": status, "usedFor": "RESPONSIBILITY_GROUP", "parties": ["SCHOOL"],
            "categories": ["LEARNING"], "validTo": in_months(6), "case": null, "investigation": { "id": investigation },
        })
    };
    let becomes = |status: &str| {
        let is_so = || (registered() == row(status)).then_some(());
        eventually("the register has it", Duration::from_secs(20), is_so);
    };
    becomes("GIVEN");
    // The group meets while the consent stands, and agrees on the next time, which is owed.
    let meeting = |present: &str| {
        json!({
            "investigationId": investigation, "present": [present], "minutes": "Hun blir møtt i porten.",
            "nextOn": in_months(1),
        })
    };
    client.refused("holdGroupMeeting", meeting("POLICE"), "NOT_OF_THE_GROUP", "R-21");
    client.accepted("holdGroupMeeting", meeting("SCHOOL"));
    client.stands(&investigation, "HOLD_MEETING", "OPEN");
    let query = "query($id: ID!) { investigation(id: $id) {
        responsibilityGroups { meetings { heldOn present minutes { value } nextOn } } } }";
    let met = client.ask(query, &investigation)["investigation"]["responsibilityGroups"][0]["meetings"].clone();
    let minutes = json!({ "value": "Hun blir møtt i porten." });
    let shown = json!({ "heldOn": in_months(0), "present": ["SCHOOL"], "minutes": minutes, "nextOn": in_months(1) });
    assert_eq!(met, json!([shown]));
    let back = json!({ "investigationId": investigation, "consentId": consent, "reason": "Mor vil ikke mer." });
    client.accepted("withdrawServiceConsent", back.clone());
    client.refused("holdGroupMeeting", meeting("SCHOOL"), "GROUP_CONSENT_ENDED", "R-21");
    client.refused("withdrawServiceConsent", back, "CONSENT_NOT_GIVEN", "R-22");
    becomes("WITHDRAWN");
    let query = "query($id: ID!) { findings(first: 20, filter: { investigationId: $id }) { nodes { kind mendedOn } } }";
    let wanted = json!({ "kind": "CONSENT_EXPIRED_IN_USE", "mendedOn": null });
    let shown = || client.ask(query, &investigation)["findings"]["nodes"].as_array().unwrap().contains(&wanted);
    eventually("the group is found", Duration::from_secs(20), || shown().then_some(()));
    let dissolved = json!({ "investigationId": investigation, "account": "Mor vil ikke mer." });
    client.accepted("dissolveResponsibilityGroup", dissolved.clone());
    client.refused("dissolveResponsibilityGroup", dissolved, "NO_RESPONSIBILITY_GROUP", "S1-15");
    // Dissolved on the very day, it never stood on a consent that had ended.
    let query = "query($id: ID!) { findings(first: 20, filter: { investigationId: $id }) { nodes { kind } } }";
    eventually("the group is found no more", Duration::from_secs(20), || {
        (!client.ask(query, &investigation).to_string().contains("CONSENT_EXPIRED_IN_USE")).then_some(())
    });
}

#[test]
fn s1_11_r_45_an_investigation_ends_in_an_emergency_placement_or_in_a_case_of_that_kind() {
    let client = client();
    let query = "query($id: ID!) { investigation(id: $id) { outcome conclusionCode boardCaseKind } }";
    let conclude = |investigation: &str, more: Value| {
        let mut input = json!({ "investigationId": investigation, "rationale": "Barnet kan ikke bo hjemme nå." });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let investigation = client.investigation();
    let board = |kind: Value| conclude(&investigation, json!({ "code": "2", "boardCaseKind": kind }));
    client.refused("concludeInvestigation", board(Value::Null), "OUTCOME_UNCLEAR", "R-45");
    client.accepted("concludeInvestigation", board(json!("CARE_ORDER")));
    let ended = |outcome: &str, code: &str, kind: Value| json!({ "outcome": outcome, "conclusionCode": code, "boardCaseKind": kind });
    assert_eq!(client.ask(query, &investigation)["investigation"], ended("BOARD_CASE", "2", json!("CARE_ORDER")));
    let other = client.investigation();
    let emergency = || conclude(&other, json!({ "code": "1", "inEmergency": true }));
    client.refused("concludeInvestigation", emergency(), "NO_EMERGENCY_PLACEMENT", "S2-63");
    let placement = json!({ "investigationId": other, "ground": "HARM", "rationale": "Barnet var alene om natten." });
    client.accepted("decideEmergencyPlacement", placement);
    // A slip of one digit is no dismissal of what goes on.
    let dismissed = conclude(&other, json!({ "code": "3" }));
    client.refused("concludeInvestigation", dismissed, "DISMISSED_WHILE_PLACED", "R-45");
    client.accepted("concludeInvestigation", emergency());
    assert_eq!(client.ask(query, &other)["investigation"], ended("EMERGENCY_PLACEMENT", "1", Value::Null));
}

/// Not that something was written in the field, but that the child was heard (S2-1).
#[test]
fn rm8_s2_1_s2_59_the_childs_voice_counts_in_the_plans_and_evaluations_of_the_services_measures() {
    let client = client();
    let investigation = client.investigation();
    let unit = {
        let query = "query($id: ID!) { investigation(id: $id) { unit } }";
        client.ask(query, &investigation)["investigation"]["unit"].clone()
    };
    let measure = json!({
        "investigationId": investigation, "goal": "Rolige morgener", "code": "3.6", "kind": "CHANGE_ORIENTED",
        "target": "FAMILY", "from": in_months(0), "to": in_months(6), "evaluationOn": in_months(3),
        "rationale": "Foreldrene ønsker veiledning.",
    });
    client.accepted("decideMeasure", measure);
    let heard = |recorded: bool| {
        let query = "query($filter: ChildsVoiceFilterInput) { childsVoice(first: 100, filter: $filter) {
            nodes { kind recordedOn investigation { id } } } }";
        let filter = json!({ "kinds": ["SERVICE_MEASURE"], "unit": unit, "recorded": recorded });
        let demo = client.demo;
        let shown = demo.graphql(&demo.token("caseworker", "9901"), query, &json!({ "filter": filter }));
        let nodes = shown["data"]["childsVoice"]["nodes"].as_array().unwrap_or_else(|| panic!("{shown}")).clone();
        nodes.into_iter().find(|node| node["investigation"]["id"] == investigation)
    };
    eventually("the child was not heard", Duration::from_secs(20), || heard(false));
    let plan = |part: &str, said: &str| {
        json!({
            "investigationId": investigation, "plan": "Veiledning annenhver uke.", "childsParticipation": part,
            "childsVoice": said, "parentsVoice": "Mor har skrevet halve planen.",
        })
    };
    client.accepted("makeServiceMeasurePlan", plan("DECLINED", "Barnet ville ikke snakke om det."));
    let asked = "query($id: ID!) { investigation(id: $id) { measures { id } } }";
    let measure = client.ask(asked, &investigation)["investigation"]["measures"][0]["id"].clone();
    let answered = json!({ "answer": "YES" });
    let evaluation = json!({
        "investigationId": investigation, "measureId": measure, "implementation": "Som planlagt.",
        "effect": "Roligere morgener.", "carriedOutWell": answered, "familyFeltCaredFor": answered,
        "guardiansFollowedUp": answered, "solvableOtherwise": answered, "moreNeeded": answered,
        "goalReached": answered, "childsParticipation": "NO_OPPORTUNITY", "childsVoice": "Hun var syk.",
        "parentsVoice": "Enige.",
    });
    client.accepted("evaluateDecidedMeasure", evaluation);
    assert!(heard(false).is_some(), "a reason why not is no voice");
    client.accepted("makeServiceMeasurePlan", plan("CONVERSATION", "Barnet vil beholde leggetiden."));
    let row = eventually("the child was heard", Duration::from_secs(20), || heard(true));
    assert_eq!((&row["kind"], &row["recordedOn"]), (&json!("SERVICE_MEASURE"), &json!(in_months(0))));
}

/// New violence is not filed away beside a measure that knows nothing of it.
#[test]
fn r_50_s2_48_a_report_that_is_dismissed_because_of_measures_names_them_and_is_weighed_where_they_are_followed_up() {
    let client = client();
    let (investigation, report) = (client.investigation(), client.received_report());
    let intake = client.demo.token("child-welfare-intake", "9901");
    let dismiss = |measures_in: Option<&str>, elsewhere: Option<bool>| {
        json!({
            "reportId": report, "code": "3", "rationale": "Barnet har tiltak.", "assessment": "Tiltakene dekker det.",
            "secondedBy": { "name": "Ine Prøve", "role": "CASEWORKER" }, "measuresIn": measures_in,
            "measuresElsewhere": elsewhere,
        })
    };
    let refused = |input: Value| {
        let (_, code, rule) = client.demo.refused(&intake, "triageReport", input);
        (code, rule)
    };
    let rule = |code: &str| (code.to_owned(), "R-50".to_owned());
    assert_eq!(refused(dismiss(Some(&investigation), None)), rule("MEASURES_OF_ANOTHER_CHILD"));
    let subject = |what: &str, id: &str| {
        let query = format!("query($id: ID!) {{ {what}(id: $id) {{ child {{ subject }} }} }}");
        client.ask(&query, id)[what]["child"]["subject"].as_str().unwrap().to_owned()
    };
    let (child, other) = (subject("investigation", &investigation), subject("report", &report));
    let same = json!({ "subject": child, "other": other, "rationale": "Samme navn og adresse." });
    client.demo.accepted(&intake, "recordSameChild", same);
    assert_eq!(refused(dismiss(Some(&investigation), None)), rule("NO_MEASURE_IN_FORCE"));
    let conclusion = json!({ "investigationId": investigation, "code": "1", "rationale": "Familien trenger hjelp." });
    client.accepted("concludeInvestigation", conclusion);
    let measure = json!({
        "investigationId": investigation, "goal": "Rolige morgener", "code": "3.3", "kind": "CHANGE_ORIENTED",
        "target": "FAMILY", "from": in_months(0), "to": in_months(6), "evaluationOn": in_months(3),
        "rationale": "Foreldrene ønsker veiledning.", "decidedOn": in_months(0),
    });
    client.accepted("decideMeasure", measure);
    let mut of_another_code = dismiss(Some(&investigation), None);
    of_another_code["code"] = json!("2");
    assert_eq!(refused(of_another_code), rule("MEASURES_OF_NO_DISMISSAL"));
    client.demo.accepted(&intake, "triageReport", dismiss(Some(&investigation), None));
    // What was decided on the same day weighs it: whoever follows the measures up is not owed it twice.
    let found = "query($id: ID!) { report(id: $id) { findings(first: 20) { nodes { kind } } } }";
    let unnamed = |report: &str| {
        let nodes = client.ask(found, report)["report"]["findings"]["nodes"].as_array().unwrap().clone();
        nodes.iter().any(|node| node["kind"] == "ACTIVE_MEASURES_UNNAMED")
    };
    let of_nobody = client.received_report();
    let mut nothing_named = dismiss(None, None);
    nothing_named["reportId"] = json!(of_nobody);
    client.demo.accepted(&intake, "triageReport", nothing_named);
    eventually("that nobody said of which measures is found", Duration::from_secs(20), || {
        unnamed(&of_nobody).then_some(())
    });
    assert!(!unnamed(&report));
}

/// A child is not lost between two services.
#[test]
fn s2_48_the_service_that_takes_over_a_child_says_that_it_has_what_was_sent() {
    let client = client();
    let intake = client.demo.token("child-welfare-intake", "9901");
    let owed = |of: &str, id: &str| {
        let query = format!(
            "query($id: ID!) {{ obligations(filter: {{ {of}Id: $id, kinds: [AWAIT_TRANSFER_RECEIPT] }}) {{
                nodes {{ standing owner deadline rule }} }} }}"
        );
        client.ask(&query, id)["obligations"]["nodes"].clone()
    };
    let awaited = |standing: &str, owner: &str| {
        let (deadline, rule) = ("TRANSFER_RECEIPT", "S2-48");
        json!([{ "standing": standing, "owner": owner, "deadline": deadline, "rule": rule }])
    };
    let receipt =
        |of: &str, id: &str| json!({ format!("{of}Id"): id, "account": "Mottaket i Dalmo har den, sier Kari." });
    let written = |of: &str, id: &str| {
        let query =
            format!("query($id: ID!) {{ {of}(id: $id) {{ transferReceipt {{ receivedOn account {{ value }} }} }} }}");
        client.ask(&query, id)[of]["transferReceipt"].clone()
    };
    let said = json!({ "receivedOn": in_months(0), "account": { "value": "Mottaket i Dalmo har den, sier Kari." } });

    let report = client.received_report();
    let refused = |input: Value| client.demo.refused(&intake, "recordTransferReceipt", input);
    let rule = |code: &str| ("RuleRefused".to_owned(), code.to_owned(), "S2-48".to_owned());
    assert_eq!(refused(receipt("report", &report)), rule("NOTHING_TRANSFERRED"));
    let transfer = json!({
        "reportId": report, "code": "7", "rationale": "Barnet har flyttet.", "assessment": "Ny kommune tar over.",
        "secondedBy": { "name": "Ine Prøve", "role": "CASEWORKER" },
    });
    client.demo.accepted(&intake, "triageReport", transfer);
    assert_eq!(owed("report", &report), awaited("OPEN", "INTAKE"));
    assert_eq!(written("report", &report), Value::Null);
    client.demo.accepted(&intake, "recordTransferReceipt", receipt("report", &report));
    assert_eq!(owed("report", &report), awaited("MET", "INTAKE"));
    assert_eq!(written("report", &report), said);
    assert_eq!(refused(receipt("report", &report)), rule("TRANSFER_RECEIVED"));
    // Nobody there said so: it is awaited again, and the right one can be recorded.
    let entry = |of: &str, id: &str| {
        let query = format!(
            "query($id: ID!) {{ {of}(id: $id) {{ history(first: 50) {{ nodes {{ sequence eventType }} }} }} }}"
        );
        let entries = client.ask(&query, id)[of]["history"]["nodes"].as_array().unwrap().clone();
        entries.into_iter().rfind(|entry| entry["eventType"] == "TransferReceiptRecorded").unwrap()["sequence"].clone()
    };
    let is_wrong = |of: &str, id: &str| json!({ format!("{of}Id"): id, "entry": entry(of, id), "what": "WHOLE", "reason": "Det gjaldt et annet barn." });
    let standings = |of: &str, id: &str| {
        let nodes = owed(of, id).as_array().unwrap().clone();
        let mut standings: Vec<_> = nodes.iter().map(|node| node["standing"].as_str().unwrap().to_owned()).collect();
        standings.sort_unstable();
        standings
    };
    client.demo.accepted(&intake, "noteReportEntryWrong", is_wrong("report", &report));
    assert_eq!(standings("report", &report), ["MET", "OPEN"]);
    assert_eq!(written("report", &report), Value::Null);
    client.demo.accepted(&intake, "recordTransferReceipt", receipt("report", &report));
    assert_eq!(standings("report", &report), ["MET", "MET"]);
    assert_eq!(written("report", &report), said);
    // They have it, so that nothing was a slip; what they send back is gone through anew, and may be investigated here.
    let reopen = |sent_back: Option<&str>| json!({ "reportId": report, "sentBack": sent_back, "rationale": "Barnet bor her ennå." });
    assert_eq!(client.demo.refused(&intake, "reopenTriage", reopen(None)), rule("TRANSFER_RECEIVED"));
    client.demo.accepted(&intake, "reopenTriage", reopen(Some("Barnet er ikke flyttet.")));
    assert_eq!(written("report", &report), Value::Null);
    let triage = |code: &str| json!({ "reportId": report, "code": code, "rationale": "Skal undersøkes." });
    client.demo.accepted(&intake, "triageReport", triage("2"));
    client.demo.accepted(&intake, "reopenTriage", reopen(None));
    client.demo.accepted(&intake, "triageReport", triage("2"));
    client.accepted("openInvestigation", json!({ "reportId": report }));
    let refused = client.demo.refused(&intake, "reopenTriage", reopen(None));
    assert_eq!(refused.1, "INVESTIGATION_ALREADY_OPENED", "{refused:?}");

    let investigation = client.investigation();
    let name = "recordInvestigationTransferReceipt";
    client.refused(name, receipt("investigation", &investigation), "NOTHING_TRANSFERRED", "S2-48");
    let moved = json!({ "investigationId": investigation, "code": "9", "rationale": "Familien har flyttet." });
    client.accepted("concludeInvestigation", moved);
    assert_eq!(owed("investigation", &investigation), awaited("OPEN", "CASEWORKERS"));
    client.accepted(name, receipt("investigation", &investigation));
    assert_eq!(owed("investigation", &investigation), awaited("MET", "CASEWORKERS"));
    assert_eq!(written("investigation", &investigation), said);
    client.accepted("noteInvestigationEntryWrong", is_wrong("investigation", &investigation));
    assert_eq!(standings("investigation", &investigation), ["MET", "OPEN"]);
    assert_eq!(written("investigation", &investigation), Value::Null);
    // They do not go on with the child after all: it is investigated anew here.
    let back = json!({ "investigationId": investigation, "account": "Dalmo kjenner ikke barnet, sier Kari." });
    client.accepted("recordInvestigationSentBack", back.clone());
    client.refused("recordInvestigationSentBack", back, "INVESTIGATION_SENT_BACK", "S2-48");
    assert_eq!(standings("investigation", &investigation), ["MET", "MET"]);
    let query = "query($id: ID!) { investigation(id: $id) { sentBack { sentBackOn account { value } }
        obligations(first: 50) { nodes { kind standing rule } } } }";
    let told = || client.ask(query, &investigation)["investigation"].clone();
    let said = json!({ "sentBackOn": in_months(0), "account": { "value": "Dalmo kjenner ikke barnet, sier Kari." } });
    assert_eq!(told()["sentBack"], said);
    let anew = |standing: &str| {
        let owed = json!({ "kind": "INVESTIGATE_SENT_BACK", "standing": standing, "rule": "S2-48" });
        told()["obligations"]["nodes"].as_array().unwrap().contains(&owed)
    };
    assert!(anew("OPEN"));
    let renewed = client.accepted("renewInvestigation", json!({ "investigationId": investigation }));
    assert!(anew("MET"));
    client.refused(
        "callOffRenewal",
        json!({ "investigationId": investigation, "rationale": "Ikke likevel." }),
        "RENEWAL_ALREADY_OPENED",
        "D-5",
    );
    assert_ne!(renewed["investigation"]["id"], json!(investigation));
}

/// No case is open, no report waits and nothing is investigated; and still somebody is to see to it that the child is not lost.
#[test]
fn c12_a_child_is_not_erased_as_no_longer_needed_while_something_is_owed_about_it() {
    let client = client();
    let intake = client.demo.token("child-welfare-intake", "9901");
    let told = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Nord", "content": "Det roper derfra.",
        "reporter": { "private": { "name": "Nabo Prøve" } }, "learnedThroughWork": false,
    });
    let report = client.demo.accepted(&intake, "receiveReport", told)["report"]["id"].clone();
    let transfer = json!({
        "reportId": report, "code": "7", "rationale": "Barnet har flyttet.", "assessment": "Ny kommune tar over.",
        "secondedBy": { "name": "Ine Prøve", "role": "CASEWORKER" },
    });
    client.demo.accepted(&intake, "triageReport", transfer);
    client.demo.accepted(&intake, "acknowledgeReport", json!({ "reportId": report }));
    let query = "query($id: ID!) { report(id: $id) { child { subject } } }";
    let child = client.ask(query, report.as_str().unwrap())["report"]["child"]["subject"].clone();
    let officer = client.demo.token("data-protection-officer", "9901");
    let ground = json!({ "subject": child, "ground": "UNLAWFUL_PROCESSING", "rationale": "Til det er avgjort." });
    client.demo.accepted(&officer, "restrictSubject", ground);
    let erase = json!({ "subject": child, "basis": "NO_LONGER_NECESSARY", "rationale": "Det er over." });
    let owed = client.demo.refused(&officer, "requestErasure", erase.clone());
    assert_eq!((owed.1.as_str(), owed.2.as_str()), ("STILL_WORKED_WITH", "C12"), "nobody there says that they have it");
    client.demo.accepted(&intake, "recordTransferReceipt", json!({ "reportId": report, "account": "De har den." }));
    client.demo.accepted(&officer, "requestErasure", erase);
}

/// At night the helpline may be all that answers.
#[test]
fn r_1_s2_13_a_call_to_the_helpline_is_taken_and_leaves_child_welfare_or_the_police_to_be_told() {
    let client = client();
    let employee = client.demo.token("employee", "9901");
    let call = |case: Option<&str>, body: &str| {
        let contact = json!({
            "caseId": case, "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "body": body,
            "category": "VIOLENCE", "description": "Nå.",
        });
        client.demo.accepted(&employee, "makeEmergencyContact", contact)["case"]["id"].as_str().unwrap().to_owned()
    };
    let case = call(None, "CHILD_HELPLINE");
    let owed = || {
        let query = "query($id: ID!) { case(id: $id) { obligations(first: 50) { nodes { kind standing } } } }";
        let shown = client.demo.graphql(&employee, query, &json!({ "id": case }));
        let nodes =
            shown["data"]["case"]["obligations"]["nodes"].as_array().unwrap_or_else(|| panic!("{shown}")).clone();
        nodes.into_iter().find(|node| node["kind"] == "ACT_ON_SERIOUSNESS").map(|node| node["standing"].clone())
    };
    assert_eq!(owed(), Some(json!("OPEN")));
    let seen = json!({ "caseId": case, "observedOn": in_months(0), "kind": "OBSERVED", "text": "Det gråt." });
    client.demo.accepted(&employee, "logObservation", seen);
    let query = "query($id: ID!) { case(id: $id) { history(first: 50) { nodes { data } } } }";
    let shown = client.demo.graphql(&employee, query, &json!({ "id": case }));
    let entries = shown["data"]["case"]["history"]["nodes"].as_array().unwrap_or_else(|| panic!("{shown}")).clone();
    let observation = entries.iter().find_map(|entry| entry["data"]["observation"].as_str()).unwrap();
    let no_duty = json!({ "caseId": case, "triggered": false, "observationIds": [observation],
        "rationale": "Ingen meldeplikt likevel." });
    client.demo.accepted(&employee, "assessDutyToReport", no_duty);
    assert_eq!(owed(), Some(json!("OPEN")), "that tells nobody of the danger");
    call(Some(&case), "CHILD_WELFARE_EMERGENCY_SERVICE");
    assert_eq!(owed(), Some(json!("MET")));
}
