//! What another body is shown of a case that it works with by consent (R-21, R-70, S4-21): recipient, kind of information and
//! time must all allow it, in every field, in the history and in differences.

use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{eventually, shared_demo};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::who_sees_what::COMMANDS;
use crate::whose_cases::{MUNICIPALITY, Story, of_a_body, token};

/// Of a school, which is one of many.
fn of_school(unit: &str) -> String {
    let claims = ["--unit", unit, "--subject", "Rådgiver", "--body", "School", "--role", "employee"];
    shared_demo().token_with(&[&["--municipality", MUNICIPALITY][..], &claims].concat())
}

const EVERYTHING: &str = "position version lastActivityAt sharedCategories observationCount consentsAwaited
    emergencyContactCount dutyAssessmentOwed
    chronology { observations { text { value } } } notes { id } measures { goal { value } } agreements { id }
    siblings { answer } withheldFromGuardians reportDrafts { content { value } } attachments { title { value } } alternatives { alternative }
    openRefusals { consentId } sharingExceptions { id } copies { status } involvedBodies { body } stepDecisions { outcomes } whatNow { __typename }
    lastContactWithChild nextDate { on } consents { status recipients recipientUnits { unit } }
    interpreterNeeds { whose } obligations { nodes { id } } findings { nodes { id } } history(first: 2) { nodes { eventType } pageInfo { hasNextPage } }
    diff(from: { position: 1 }) { changes { path causes { eventType } } }";

#[test]
fn r21_r70_a_body_is_shown_of_a_case_only_what_the_consent_names() {
    let story = Story::begin("Delende skole");
    let own = story.colleague("employee");
    let send = |name: &str, mut input: Value| {
        input["caseId"] = json!(story.case);
        story.demo.accepted(&own, name, input)
    };
    send("logObservation", json!({ "observedOn": "2026-01-01", "kind": "SAID", "text": "Vil ikke hjem." }));
    let note = send("submitNoteToLeader", json!({ "text": "Jeg er redd for henne." }))["createdId"].clone();
    send("linkSibling", json!({ "sibling": { "name": "Søsken Prøve" } }));
    send("recordInterpreterNeed", json!({ "whose": "GUARDIANS", "language": "so" }));
    send("draftReport", json!({ "content": "Vi melder fra." }));
    send(
        "addAttachment",
        json!({ "kind": "LETTER", "title": "Brev hjem", "mediaType": "PLAIN_TEXT", "content": "SGVp" }),
    );
    send("logObservation", json!({ "observedOn": "2026-01-02", "kind": "SAID", "text": "Gråt igjen." }));
    let to_police = json!({
        "guardian": { "name": "Mor Prøve" }, "purposes": ["INFORMATION_SHARING"], "recipients": ["POLICE"],
        "categories": ["HEALTH"],
    });
    send("requestConsent", to_police);
    story.consent();

    let advisor = of_a_body("EducationalPsychologicalService");
    let query = format!("{{ case(id: \"{}\") {{ {EVERYTHING} }} }}", story.case);
    let shown = |token: &str| {
        let response = story.ask(token, &query);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    };
    let (whole, part) = (shown(&own), shown(&advisor));
    assert_eq!((&whole["sharedCategories"], &part["sharedCategories"]), (&Value::Null, &json!(["OBSERVATIONS"])));
    // What is shared is shown as it is to the unit.
    for field in ["observationCount", "chronology"] {
        assert_eq!(part[field], whole[field], "{field}");
        assert!(!part[field].is_null(), "{field}");
    }
    for (field, is_there) in [
        ("notes", "[]"),
        ("siblings", "null"),
        ("reportDrafts", "[]"),
        ("attachments", "[]"),
        ("interpreterNeeds", "[]"),
        ("consentsAwaited", "null"),
    ] {
        assert_ne!(whole[field].to_string(), is_there, "{field}: or the rest proves nothing");
        assert_eq!(part[field].to_string(), is_there, "{field}");
    }
    for field in [
        "measures",
        "agreements",
        "alternatives",
        "openRefusals",
        "sharingExceptions",
        "copies",
        "involvedBodies",
        "stepDecisions",
    ] {
        assert_eq!(part[field], json!([]), "{field}");
    }
    for field in
        ["emergencyContactCount", "dutyAssessmentOwed", "withheldFromGuardians", "lastContactWithChild", "nextDate"]
            .into_iter()
            .chain(["position", "version", "lastActivityAt"])
    {
        assert_eq!(part[field], Value::Null, "{field}");
    }
    for list in ["obligations", "findings"] {
        assert_eq!(part[list]["nodes"], json!([]), "{list}");
    }
    let to_it =
        json!([{ "status": "GIVEN", "recipients": ["EDUCATIONAL_PSYCHOLOGICAL_SERVICE"], "recipientUnits": [] }]);
    assert_eq!(part["consents"], to_it, "what guardians answered others is not told");
    // The history passes over the rest, page by page.
    let logged = json!({ "eventType": "ObservationLogged" });
    assert_eq!(part["history"], json!({ "nodes": [logged, logged], "pageInfo": { "hasNextPage": false } }));
    let changes = part["diff"]["changes"].as_array().unwrap();
    assert!(!changes.is_empty());
    for change in changes {
        assert!(change["path"].as_str().unwrap().starts_with("/observations/"), "{change}");
        assert!(change["causes"].as_array().unwrap().iter().all(|cause| *cause == logged), "{change}");
    }
    let words = part.to_string();
    assert!(!words.contains("redd for henne") && !words.contains("Vi melder") && !words.contains("Søsken"), "{words}");
    assert!(!words.contains("Brev hjem"), "{words}");
    let document = format!("{{ case(id: \"{}\") {{ internalNote(noteId: {note}) {{ content }} }} }}", story.case);
    assert!(!story.ask(&own, &document)["data"]["case"]["internalNote"].is_null());
    assert!(story.ask(&advisor, &document)["data"]["case"]["internalNote"].is_null());
    // Who leads the body's unit reads no log of another unit's case.
    let claims =
        ["--role", "unit-leader", "--municipality", MUNICIPALITY, "--unit", "PPT Prøvevik", "--subject", "PPT-leder"];
    let body = ["--body", "EducationalPsychologicalService"];
    let leader = shared_demo().token_with(&[&claims[..], &body].concat());
    let log = format!("{{ case(id: \"{}\") {{ readLog {{ nodes {{ what }} }} }} }}", story.case);
    assert_eq!(story.ask(&leader, &log)["data"]["case"]["readLog"]["nodes"], json!([]));
    // Names in the case are not found out by consulting about it.
    let consulted = json!({
        "body": "CHILD_WELFARE_SERVICE", "topics": ["OTHER"], "question": "Hva gjør vi?", "screenForCase": story.case,
    });
    assert_eq!(story.demo.refused(&advisor, "holdAnonymousConsultation", consulted).1, "NOT_FOUND");
}

#[test]
fn r21_r70_a_body_is_not_told_how_much_happens_that_it_is_not_shown() {
    let story = Story::begin("Tellende skole");
    let own = story.colleague("employee");
    story.consent();
    let send = |token: &str, name: &str, mut input: Value| {
        input["caseId"] = json!(story.case);
        story.demo.accepted(token, name, input)
    };
    let seen = |text: &str| json!({ "observedOn": "2026-01-01", "kind": "SAID", "text": text });
    let first = send(&own, "logObservation", seen("Vil ikke hjem."))["position"].clone();
    send(&own, "submitNoteToLeader", json!({ "text": "Jeg er redd for henne." }));
    let advisor = of_a_body("EducationalPsychologicalService");
    let second = send(&advisor, "logObservation", seen("Gråt igjen."));
    assert_eq!((&second["version"], &second["case"]["version"]), (&Value::Null, &Value::Null), "{second}");
    send(&own, "logObservation", seen("Stille."));
    let history = |token: &str, first: i64, after: &Value| {
        let query = "query History($id: ID!, $first: Int!, $after: String) { case(id: $id) {
            history(first: $first, after: $after) { edges { cursor node { position sequence } } } } }";
        let asked = json!({ "id": story.case, "first": first, "after": after });
        let response = story.demo.graphql(token, query, &asked);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"]["history"]["edges"].as_array().unwrap().clone()
    };
    assert!(history(&own, 50, &Value::Null).iter().all(|edge| edge["node"]["sequence"].is_i64()));
    let all = history(&advisor, 50, &Value::Null);
    assert_eq!(all.len(), 3, "{all:?}");
    for edge in &all {
        assert_eq!(edge["node"]["sequence"], Value::Null, "{edge}");
        assert_eq!(edge["cursor"], json!(format!("part_{}", edge["node"]["position"])), "{edge}");
    }
    assert_eq!((&all[0]["node"]["position"], &all[1]["node"]["position"]), (&first, &second["position"]));
    // Page by page each comes once.
    let (mut paged, mut after) = (Vec::new(), Value::Null);
    while let Some(edge) = history(&advisor, 1, &after).pop() {
        after = edge["cursor"].clone();
        paged.push(edge);
    }
    assert_eq!(paged, all);
    let diff = format!(
        "{{ case(id: \"{}\") {{ diff(from: {{ position: 1 }}) {{ fromVersion toVersion changes {{ causes {{ sequence }} }} }} }} }}",
        story.case
    );
    let diff = story.ask(&advisor, &diff)["data"]["case"]["diff"].clone();
    assert_eq!((&diff["fromVersion"], &diff["toVersion"]), (&Value::Null, &Value::Null), "{diff}");
    let causes = diff["changes"].as_array().unwrap().iter().flat_map(|change| change["causes"].as_array().unwrap());
    assert!(causes.clone().count() > 0 && causes.clone().all(|cause| cause["sequence"].is_null()), "{diff}");
    // It is followed from the last one seen, by its position; a guess beyond the newest is told nothing.
    let follow = |after: &Value| {
        let query = format!(
            "subscription Follow {{ caseEntries(id: \"{}\", afterPosition: {after}) {{ position sequence }} }}",
            story.case
        );
        story.demo.follow(&advisor, &query, &json!({}))
    };
    let next = follow(&second["position"]).next().unwrap()["data"]["caseEntries"].clone();
    assert_eq!(next, json!({ "position": all[2]["node"]["position"], "sequence": null }));
    for place in ["afterPosition", "after"] {
        let query = format!(
            "subscription Follow {{ caseEntries(id: \"{}\", {place}: 2000000000) {{ position sequence }} }}",
            story.case
        );
        let mut beyond = story.demo.follow(&advisor, &query, &json!({}));
        // The answer begins before it is settled where it goes on from: something happens until something is told.
        let (since, next) = std::thread::scope(|scope| {
            let next = scope.spawn(move || beyond.next());
            let mut since = Vec::new();
            while !next.is_finished() && since.len() < 60 {
                since.push(send(&own, "logObservation", seen("Smiler."))["position"].clone());
                std::thread::sleep(Duration::from_millis(500));
            }
            (since, next.join().unwrap().unwrap())
        });
        assert!(since.contains(&next["data"]["caseEntries"]["position"]), "{place}: {next}");
    }
    // Whose right to the case has changed goes on where it was: the places say what they count.
    let colleagues = history(&own, 50, &all[0]["cursor"]);
    let rest = history(&own, 50, &Value::Null).into_iter().skip_while(|edge| edge["node"]["position"] != first).skip(1);
    assert_eq!(colleagues, rest.collect::<Vec<_>>());
    let query =
        "query History($id: ID!, $after: String) { case(id: $id) { history(after: $after) { nodes { position } } } }";
    // A bare number is the position, as a client kept it that knows of no other place; a sequence leaves nothing out.
    let after = |bare: &Value| {
        let found = story.demo.graphql(&advisor, query, &json!({ "id": story.case, "after": bare.to_string() }));
        found["data"]["case"]["history"]["nodes"].as_array().unwrap_or_else(|| panic!("{found}")).clone()
    };
    assert_eq!(after(&second["position"])[0]["position"], all[2]["node"]["position"]);
    assert_eq!(after(&json!(2))[0]["position"], all[0]["node"]["position"]);
    // So it is for who was shown a part when the client kept it, and is shown all now.
    let kept = json!({ "id": story.case, "after": second["position"].to_string() });
    let found = story.demo.graphql(&own, query, &kept)["data"]["case"]["history"]["nodes"].clone();
    assert_eq!(found[0]["position"], all[2]["node"]["position"], "{found}");
    let bare = format!(
        "subscription Follow {{ caseEntries(id: \"{}\", after: {}) {{ position }} }}",
        story.case, second["position"]
    );
    let next = story.demo.follow(&advisor, &bare, &json!({})).next().unwrap();
    assert_eq!(next["data"]["caseEntries"]["position"], all[2]["node"]["position"], "{next}");
    let by_position =
        format!("subscription Follow {{ caseEntries(id: \"{}\", afterPosition: {first}) {{ position }} }}", story.case);
    let next = story.demo.follow(&own, &by_position, &json!({})).next().unwrap();
    assert_eq!(next["data"]["caseEntries"]["position"], colleagues[0]["node"]["position"], "{next}");
    // Nor is the version found out by guessing it.
    let mut guessed = seen("Ler.");
    guessed["caseId"] = json!(story.case);
    guessed["expectedVersion"] = json!(1);
    let refused = story.demo.command(&advisor, "logObservation", guessed);
    let told = (&refused["__typename"], &refused["field"], &refused["actualVersion"]);
    assert_eq!(told, (&json!("InvalidInput"), &json!("expectedVersion"), &Value::Null), "{refused}");
}

#[test]
fn r21_r70_a_body_is_told_of_no_day_that_is_agreed_with_others() {
    let story = Story::begin("Avtalende skole");
    let own = story.colleague("employee");
    let asked = json!({
        "caseId": story.case, "guardian": { "name": "Mor Prøve" }, "purposes": ["LEVEL_2_COOPERATION"],
        "recipients": ["EDUCATIONAL_PSYCHOLOGICAL_SERVICE", "HEALTH_STATION"],
        "recipientUnits": [{ "body": "HEALTH_STATION", "unit": "Helsestasjonen" }], "categories": ["MEASURES"],
    });
    let consent = story.demo.accepted(&own, "requestConsent", asked)["createdId"].clone();
    story.demo.accepted(&own, "giveConsent", json!({ "caseId": story.case, "consentId": consent, "form": "ORAL" }));
    let soon = (oslo_date(clock::now()) + TimeDelta::days(4)).to_string();
    let conversation = json!({ "caseId": story.case, "with": "GUARDIANS", "subject": "Fravær", "plannedFor": soon });
    story.demo.accepted(&own, "conveneConversation", conversation);
    let shown = |token: &str| {
        let query =
            format!("{{ case(id: \"{}\") {{ sharedCategories nextDate {{ on }} nextMeetingOn }} }}", story.case);
        story.ask(token, &query)["data"]["case"].clone()
    };
    assert_eq!(shown(&own)["nextDate"]["on"], soon);
    let part = shown(&of_a_body("EducationalPsychologicalService"));
    assert_eq!(part, json!({ "sharedCategories": ["MEASURES"], "nextDate": null, "nextMeetingOn": null }));
    // Nor does the list of cases tell when somebody worked with it last.
    let query =
        "query Listed($unit: String!) { cases(filter: { unit: $unit }) { edges { cursor node { id openedOn } } } }";
    let listed = eventually("the list of cases shows it", Duration::from_secs(20), || {
        let unit = json!({ "unit": "Avtalende skole" });
        let response = story.demo.graphql(&of_a_body("EducationalPsychologicalService"), query, &unit);
        let edge = response["data"]["cases"]["edges"][0].clone();
        (!edge.is_null()).then_some(edge)
    });
    let expected = format!("part_{}_", listed["node"]["openedOn"].as_str().unwrap());
    assert!(listed["cursor"].as_str().unwrap().starts_with(&expected), "{listed}");
    let after = "query Listed($unit: String!, $after: String!) { cases(filter: { unit: $unit }, after: $after) { nodes { id } } }";
    let next = json!({ "unit": "Avtalende skole", "after": listed["cursor"] });
    let next = story.demo.graphql(&of_a_body("EducationalPsychologicalService"), after, &next);
    assert_eq!(next["data"]["cases"]["nodes"], json!([]), "{next}");
}

#[test]
fn r22_r70_a_body_that_is_shown_the_measures_is_not_told_who_said_no_to_one_nor_why() {
    let story = Story::begin("Nektende skole");
    let own = story.colleague("employee");
    let asked = json!({
        "caseId": story.case, "guardian": { "name": "Mor Prøve" }, "purposes": ["LEVEL_2_COOPERATION"],
        "recipients": ["EDUCATIONAL_PSYCHOLOGICAL_SERVICE"], "categories": ["MEASURES"],
    });
    let consent = story.demo.accepted(&own, "requestConsent", asked)["createdId"].clone();
    story.demo.accepted(&own, "giveConsent", json!({ "caseId": story.case, "consentId": consent, "form": "ORAL" }));
    let today = oslo_date(clock::now());
    let day = |days: i64| (today + TimeDelta::days(days)).to_string();
    let plan = json!({
        "caseId": story.case, "goal": "Hun har det trygt.", "description": "Samtaler hver uke.",
        "responsible": { "name": "Ansatt Prøve", "role": "PEDAGOGICAL_LEADER" }, "from": day(0), "to": day(30),
        "evaluationOn": day(20), "place": "KINDERGARTEN",
    });
    let measure = story.demo.accepted(&own, "planMeasure", plan)["createdId"].clone();
    let no = json!({
        "caseId": story.case, "measureIds": [measure], "guardians": [{ "name": "Far Prøve" }], "reason": "Vi vil vente.",
    });
    story.demo.accepted(&own, "refuseMeasures", no);
    // Nor who said yes to it, and with whom it was planned.
    let yes = json!({ "caseId": story.case, "measureIds": [measure], "guardians": [{ "name": "Mor Ukjent" }] });
    story.demo.accepted(&own, "approveMeasures", yes);
    let drafted = json!({ "caseId": story.case, "text": "Samtaler.", "withGuardians": [{ "name": "Onkel Ukjent" }] });
    story.demo.accepted(&own, "draftPlan", drafted);
    let query = format!(
        "{{ case(id: \"{}\") {{ measures {{ refusals {{ guardian {{ value }} reason {{ value }} refusedOn }} }}
            history(first: 50) {{ nodes {{ eventType data }} }}
            diff(from: {{ position: 1 }}) {{ changes {{ path before after }} }} }} }}",
        story.case
    );
    let shown = |token: &str| {
        let response = story.ask(token, &query);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    };
    let (whole, part) = (shown(&own), shown(&of_a_body("EducationalPsychologicalService")));
    let no = |guardian: Value, reason: Value| json!([{ "guardian": guardian, "reason": reason, "refusedOn": day(0) }]);
    let value = |text: &str| json!({ "value": text });
    assert_eq!(whole["measures"][0]["refusals"], no(value("Far Prøve"), value("Vi vil vente.")));
    assert_eq!(part["measures"][0]["refusals"], no(Value::Null, Value::Null));
    for told in ["Mor Ukjent", "Onkel Ukjent"] {
        assert!(whole["history"].to_string().contains(told), "{told}");
        assert!(!part.to_string().contains(told), "{told}: {part}");
    }
    assert!(!part["diff"].to_string().contains("approved_by"), "{part}");
    for told in ["Far Prøve", "Vi vil vente."] {
        assert!(whole["history"].to_string().contains(told) && whole["diff"].to_string().contains(told), "{told}");
        assert!(!part.to_string().contains(told), "{told}: {part}");
    }
}

#[test]
fn r70_s4_21_a_body_sends_what_it_saw_and_leads_the_case_no_further() {
    let story = Story::begin("Ledende skole");
    story.consent();
    let advisor = of_a_body("EducationalPsychologicalService");
    let own = ["logObservation", "raiseConcern", "makeEmergencyContact", "takeEmergencyAccess"];
    let mut refused = 0;
    for (name, input, _) in COMMANDS.iter().filter(|(name, ..)| !own.contains(name)) {
        let mut input: Value = serde_json::from_str(&input.replace("$NIL", &Uuid::nil().to_string())).unwrap();
        if input.get("caseId").is_some() {
            input["caseId"] = json!(story.case);
            assert_eq!(story.demo.refused(&advisor, name, input).1, "NOT_PERMITTED", "{name}");
            refused += 1;
        }
    }
    assert!(refused > 50, "{refused} commands on cases");
    let seen = json!({ "caseId": story.case, "observedOn": "2026-01-01", "kind": "SAID", "text": "Vil ikke hjem." });
    story.demo.accepted(&advisor, "logObservation", seen);
    let concern = json!({ "caseId": story.case, "subject": "CHILD", "description": "Vi ser det samme." });
    story.demo.accepted(&advisor, "raiseConcern", concern);
    let contact = json!({
        "caseId": story.case, "body": "POLICE", "category": "VIOLENCE", "description": "Ringte politiet.",
    });
    story.demo.accepted(&advisor, "makeEmergencyContact", contact);
}

#[test]
fn r21_r70_consent_to_a_school_lets_in_that_school_alone() {
    let story = Story::begin("Barnehagen ved siden av");
    let own = story.colleague("employee");
    let consent = |units: Value| {
        let asked = json!({
            "caseId": story.case, "guardian": { "name": "Mor Prøve" }, "purposes": ["LEVEL_2_COOPERATION"],
            "recipients": ["SCHOOL"], "recipientUnits": units, "categories": ["OBSERVATIONS"],
        });
        let consent = story.demo.accepted(&own, "requestConsent", asked)["createdId"].clone();
        story.demo.accepted(&own, "giveConsent", json!({ "caseId": story.case, "consentId": consent, "form": "ORAL" }));
        consent
    };
    let (named, other) = (of_school("Solvang skole"), of_school("Bakken skole"));
    consent(json!([]));
    assert!(!story.is_shown(&named) && !story.is_shown(&other), "which school is not said");
    let given = consent(json!([{ "body": "SCHOOL", "unit": "Solvang skole" }]));
    assert!(story.is_shown(&named) && !story.is_shown(&other));
    assert!(story.is_shown(&of_school(" solvang  Skole")), "however it is spelled");
    assert!(!story.is_shown(&token("Solvang skole", "employee", "Uten etat")), "it is the body that consent names");
    let narrowed = |unit: &str| {
        json!({
            "caseId": story.case, "consentId": given, "purposes": ["LEVEL_2_COOPERATION"], "recipients": ["SCHOOL"],
            "recipientUnits": [{ "body": "SCHOOL", "unit": unit }], "categories": ["OBSERVATIONS"],
        })
    };
    assert_eq!(story.demo.refused(&own, "narrowConsent", narrowed("Bakken skole")).1, "CONSENT_NOT_NARROWER");
    assert_eq!(story.demo.refused(&own, "narrowConsent", narrowed("Ola 01010112345")).1, "INVALID_INPUT");
    story.demo.accepted(&own, "withdrawConsent", json!({ "caseId": story.case, "consentId": given }));
    assert!(!story.is_shown(&named));
}
