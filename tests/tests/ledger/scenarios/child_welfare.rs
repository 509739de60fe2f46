//! The child welfare service's own way: from a report that comes in to measures that are evaluated (S1, S2).

use std::time::Duration;

use case_ledger_domain::time::{months_after, oslo_date};
use case_ledger_infrastructure::clock;
use case_ledger_tests::eventually;
use serde_json::{Value, json};

use super::{Story, Town, day, kari, mother, noon, within};

/// Three months, or another number of them, after a day counted from today.
fn months(from_today: i64, number: u32) -> String {
    months_after(oslo_date(clock::now()) + chrono::TimeDelta::days(from_today), number).to_string()
}

fn officer(name: &str) -> Value {
    json!({ "name": name, "role": "INTAKE_OFFICER" })
}

fn caseworker() -> Value {
    json!({ "name": "Mona Saksprøve", "role": "CASEWORKER" })
}

/// The service and one report that it got.
struct Service<'a> {
    town: &'a Town,
    report: String,
    investigation: Option<String>,
}

impl<'a> Service<'a> {
    /// The kindergarten reports, after assessing its duty and telling the guardians, and the report is taken in.
    fn gets_report(town: &'a Town, story: &Story<'_>, sent: i64) -> Self {
        let seen = story.observes("Kommer uten mat, og er redd for å gå hjem.", sent);
        let duty = json!({
            "triggered": true, "conditions": ["SERIOUS_NEGLECT"], "observationIds": [seen], "decidedBy": kari(),
            "rationale": "Det er grunn til å tro at han ikke får det han trenger.", "assessedOn": day(sent),
        });
        story.does("assessDutyToReport", duty);
        let told = json!({ "about": "REPORT", "guardians": [mother()], "informedOn": day(sent) });
        story.does("informGuardians", told);
        let known = Self::reports(town, story);
        let report = json!({ "content": "Vi er bekymret for omsorgen.", "dutyBearer": kari(), "sentAt": noon(sent) });
        story.does("sendReport", report);
        let report = eventually("the sent report is taken in", Duration::from_secs(30), || {
            Self::reports(town, story).into_iter().find(|report| !known.contains(report))
        });
        Self { town, report, investigation: None }
    }

    fn reports(town: &Town, story: &Story<'_>) -> Vec<String> {
        let query = "query($id: ID!) { reports(filter: { caseId: $id }) { nodes { id } } }";
        let nodes = town.asks("child-welfare-intake", query, &json!({ "id": story.case }))["reports"]["nodes"].clone();
        nodes.as_array().unwrap().iter().map(|report| report["id"].as_str().unwrap().to_owned()).collect()
    }

    fn of_report(&self, mut input: Value) -> Value {
        input["reportId"] = json!(self.report);
        input
    }

    #[track_caller]
    fn intake(&self, name: &str, input: Value) {
        self.town.does("child-welfare-intake", name, self.of_report(input));
    }

    #[track_caller]
    fn intake_may_not(&self, name: &str, input: Value, code: &str, rule: &str) {
        self.town.refuses("child-welfare-intake", name, self.of_report(input), code, rule);
    }

    fn of_investigation(&self, mut input: Value) -> Value {
        input["investigationId"] = json!(self.investigation);
        input
    }

    #[track_caller]
    fn investigates(&self, name: &str, input: Value) {
        self.town.does("caseworker", name, self.of_investigation(input));
    }

    #[track_caller]
    fn may_not(&self, name: &str, input: Value, code: &str, rule: &str) {
        self.town.refuses("caseworker", name, self.of_investigation(input), code, rule);
    }

    /// What the service's leader sees of the report, and of the investigation once there is one.
    #[track_caller]
    fn stands(&self, owed: &[&str], left_out: &[&str]) {
        let filter = match &self.investigation {
            Some(investigation) => json!({ "investigationId": investigation }),
            None => json!({ "reportId": self.report }),
        };
        let expected = (super::lines(owed), super::lines(left_out));
        super::comes_to_be("what is owed, and what was left out", &expected, || {
            (self.town.owed("caseworker", &filter), self.town.left_out("caseworker", &filter))
        });
    }

    #[track_caller]
    fn sees(&self, selection: &str) -> Value {
        let investigation = self.investigation.as_ref().expect("an investigation is opened");
        let query = format!("query($id: ID!) {{ investigation(id: $id) {{ {selection} }} }}");
        self.town.asks("caseworker", &query, &json!({ "id": investigation }))["investigation"].clone()
    }

    fn history(&self) -> Vec<Value> {
        let seen = self.sees("history(first: 100) { nodes { eventType data summary(language: NB) } }");
        seen["history"]["nodes"].as_array().unwrap().clone()
    }

    /// Intake goes through the report and decides to investigate.
    fn is_taken_to_investigation(&mut self, triaged: i64) {
        let meeting = json!({
            "present": [officer("Lise Mottaksprøve"), officer("Geir Mottaksprøve")], "summary": "Kjent fra før.",
            "heldOn": day(triaged),
        });
        self.intake("recordIntakeMeeting", meeting);
        let triage = json!({
            "code": "2", "rationale": "Det er grunn til å anta at han trenger tiltak.", "decidedOn": day(triaged),
            "decidedBy": officer("Lise Mottaksprøve"),
        });
        self.intake("triageReport", triage);
    }

    fn opens_investigation(&mut self) {
        let opened = self.town.does("caseworker", "openInvestigation", self.of_report(json!({})));
        self.investigation = Some(opened["investigation"]["id"].as_str().unwrap().to_owned());
    }

    fn hears_the_child(&self, on: i64) {
        let heard = json!({ "kind": "CONVERSATION", "account": "Han vil bo hos mormor.", "on": day(on) });
        self.investigates("recordChildParticipation", heard);
    }
}

fn conclusion(code: &str, on: i64, renewal: Option<&str>) -> Value {
    json!({
        "code": code, "rationale": "Vilkårene for tiltak er oppfylt.", "decidedBy": caseworker(),
        "concludedOn": day(on), "renewalPlannedFor": renewal,
    })
}

#[test]
fn the_service_triages_investigates_hears_the_child_dismisses_with_concern_and_looks_again() {
    let town = Town::open("9947", "Vernmo");
    let story = Story::begins(&town, "Ask Prøve", "Kommer uten mat.", -175);
    let mut service = Service::gets_report(&town, &story, -170);

    // The report is acknowledged within three weeks and gone through within one.
    let acknowledge = format!("ACKNOWLEDGE_REPORT by INTAKE until {}!", day(-149));
    let triage = format!("TRIAGE_REPORT by INTAKE until {}!", day(-163));
    service.stands(&[&acknowledge, &triage], &["ACKNOWLEDGEMENT_LATE", "TRIAGE_LATE"]);
    service.intake("acknowledgeReport", json!({ "sentOn": day(-168) }));
    service.stands(&[&triage], &["TRIAGE_LATE"]);
    let early = json!({ "reportId": service.report });
    town.refuses("caseworker", "openInvestigation", early, "NOT_TRIAGED", "S2-48");
    let alone = json!({ "present": [officer("Lise Mottaksprøve")], "heldOn": day(-165) });
    service.intake_may_not("recordIntakeMeeting", alone, "INTAKE_MEETING_ALONE", "S2-47");
    service.is_taken_to_investigation(-165);
    let open = format!("OPEN_INVESTIGATION by INTAKE until {}!", day(-158));
    let tell = format!("TELL_REPORTER_OF_TRIAGE by INTAKE until {}!", day(-149));
    service.stands(&[&open, &tell], &["INVESTIGATION_NOT_OPENED", "NOT_DONE_IN_TIME", "REPORTER_NOT_TOLD_OF_TRIAGE"]);
    service.intake("informReporterOfTriage", json!({ "informedOn": day(-160) }));
    let query = "query($id: ID!) { report(id: $id) { outcome daysToConclusion reporterKind
        feedback { acknowledgement { due on } triage { due on } conclusion { due on } } } }";
    let seen = town.asks("child-welfare-intake", query, &json!({ "id": service.report }))["report"].clone();
    assert_eq!(
        (&seen["outcome"], &seen["daysToConclusion"], &seen["reporterKind"]),
        (&json!("INVESTIGATION_DECIDED"), &json!(5), &json!("PUBLIC"))
    );
    assert_eq!(seen["feedback"]["acknowledgement"], json!({ "due": day(-149), "on": day(-168) }));
    assert_eq!(seen["feedback"]["triage"], json!({ "due": day(-149), "on": day(-160) }));

    // Three calendar months from triage, with a plan, steps and the child's own part.
    service.opens_investigation();
    let conclude = format!("CONCLUDE_INVESTIGATION by CASEWORKERS until {}!", months(-165, 3));
    let participation = format!("RECORD_PARTICIPATION by CASEWORKERS until {}!", months(-165, 1));
    let plan = within(2, "PLAN_INVESTIGATION by CASEWORKERS", -165);
    let late = ["INVESTIGATION_LATE", "NOT_DONE_IN_TIME", "NOT_DONE_IN_TIME"];
    service.stands(&[&conclude, &plan, &participation], &late);
    let allocated =
        json!({ "team": "Undersøkelse 1", "severity": "SERIOUS", "area": "Nord", "allocatedOn": day(-164) });
    service.investigates("allocateInvestigation", allocated);
    let planned = json!({ "plan": "Samtaler, hjemmebesøk, opplysninger fra skolen.", "madeOn": day(-160) });
    service.investigates("planInvestigation", planned);
    for (kind, on) in
        [("KICK_OFF", -158), ("INFORMATION_GATHERED", -150), ("HOME_VISIT", -140), ("SUMMARY_MEETING", -55)]
    {
        let step = json!({ "kind": kind, "account": "Gjennomført.", "doneOn": day(on) });
        service.investigates("recordInvestigationStep", step);
    }
    let too_long = json!({ "newDeadline": months(-165, 7), "rationale": "Venter.", "decidedOn": day(-80) });
    service.may_not("extendInvestigation", too_long, "EXTENSION_OUT_OF_BOUNDS", "D-3");
    let extended = json!({
        "newDeadline": months(-165, 6), "rationale": "Venter på utredning.", "decidedBy": caseworker(),
        "decidedOn": day(-80),
    });
    service.investigates("extendInvestigation", extended);
    let conclude = format!("CONCLUDE_INVESTIGATION by CASEWORKERS until {}", months(-165, 6));
    service.stands(&[&conclude, &participation], &["NOT_DONE_IN_TIME"]);

    // The child is heard before anything is concluded, and a refusal of help is written down before the dismissal.
    service.may_not("concludeInvestigation", conclusion("4", -50, None), "PARTICIPATION_NOT_RECORDED", "R-49");
    service.hears_the_child(-130);
    service.may_not("concludeInvestigation", conclusion("4", -50, None), "MEASURES_NOT_DECLINED", "R-46");
    let declined = json!({
        "recommended": "Veiledning hjemme.", "account": "Begge foreldrene takket nei.", "declinedOn": day(-52),
    });
    service.investigates("recordDeclinedMeasures", declined);
    let late = conclusion("4", -50, Some(&months(-50, 7)));
    service.may_not("concludeInvestigation", late, "RENEWAL_OUT_OF_BOUNDS", "D-5");
    service.investigates("concludeInvestigation", conclusion("4", -50, Some(&day(-20))));
    let seen = service.sees("outcome renewal { plannedFor dueBy } checklist { kind done }");
    assert_eq!(seen["outcome"], "DISMISSED_WITH_CONCERN");
    assert_eq!(seen["renewal"], json!({ "plannedFor": day(-20), "dueBy": months(-50, 6) }));
    let done = seen["checklist"].as_array().unwrap().iter().filter(|step| step["done"] == true).count();
    assert_eq!(done, 5, "S1-10: the four steps and the conversation with the child");
    let renew = format!("RENEW_INVESTIGATION by CASEWORKERS until {}", months(-50, 6));
    let tell = format!("TELL_REPORTER_OF_CONCLUSION by CASEWORKERS until {}!", day(-29));
    let begin = format!("BEGIN_RENEWAL_AS_PLANNED by CASEWORKERS until {}!", day(-20));
    service.stands(&[&begin, &renew, &tell], &["FEEDBACK_LATE", "NOT_DONE_IN_TIME"]);

    // The reporter learns in writing that it was dismissed: not with what concern, nor of any measures.
    let disclosed = json!({
        "measureIds": ["measure_00000000-0000-0000-0000-000000000001"], "account": "Ingenting.",
        "basis": "BEST_INTERESTS", "rationale": "Skolen må vite.", "disclosedOn": day(-45),
    });
    service.may_not("discloseMeasuresToReporter", disclosed, "NO_MEASURES_TO_DISCLOSE", "R-44");
    service.investigates("informReporterOfConclusion", json!({ "form": "LETTER", "informedOn": day(-40) }));
    let history = service.history();
    let told = history.iter().find(|entry| entry["eventType"] == "ReporterInformedOfConclusion").unwrap();
    let fields: Vec<_> = told["data"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["dueBy", "form", "informedOn", "told"]);
    assert_eq!(told["data"]["told"], "DISMISSED", "R-43");
    service.stands(&[&begin, &renew], &["NOT_DONE_IN_TIME"]);
    // What only a concrete assessment allows is another disclosure, and it stands in the ledger with that.
    let concern = json!({
        "assessment": "Skolen ser ham hver dag og kan si fra.", "rationale": "Nødvendig for å følge ham.",
        "decidedBy": caseworker(), "disclosedOn": day(-40),
    });
    service.investigates("discloseConcernToReporter", concern);

    // And within six months the service looks again.
    let renewed = town.does(
        "caseworker",
        "renewInvestigation",
        json!({ "investigationId": service.investigation, "startedOn": day(-20) }),
    );
    let first =
        service.investigation.replace(service.sees("renewedBy { id }")["renewedBy"]["id"].as_str().unwrap().to_owned());
    assert!(renewed["position"].is_i64());
    let conclude = format!("CONCLUDE_INVESTIGATION by CASEWORKERS until {}", months(-20, 3));
    let participation = format!("RECORD_PARTICIPATION by CASEWORKERS until {}", months(-20, 1));
    let plan = within(2, "PLAN_INVESTIGATION by CASEWORKERS", -20);
    service.stands(&[&conclude, &plan, &participation], &["NOT_DONE_IN_TIME"]);
    assert_eq!(service.sees("renewsId startedOn"), json!({ "renewsId": first, "startedOn": day(-20) }));
    let of_first = json!({ "investigationId": first });
    let nothing = Vec::new();
    super::comes_to_be("D-5: nothing is owed for the first any more", &nothing, || town.owed("caseworker", &of_first));
    // What is done is not called off.
    let called_off =
        json!({ "investigationId": first, "rationale": "Familien tar imot hjelp.", "decidedBy": caseworker() });
    town.refuses("caseworker", "callOffRenewal", called_off, "RENEWAL_ALREADY_OPENED", "D-5");
}

#[test]
fn the_service_decides_on_measures_tells_who_reported_and_what_was_tried_is_evaluated_by_six_questions() {
    let town = Town::open("9948", "Hjelpemo");
    let story = Story::begins(&town, "Una Prøve", "Urolig og sulten.", -90);
    let mut service = Service::gets_report(&town, &story, -85);
    service.intake("acknowledgeReport", json!({ "sentOn": day(-84) }));
    let urgent = json!({
        "measures": "Hjemmebesøk i kveld.", "rationale": "Hun er alene hjemme.", "decidedOn": day(-85),
        "decidedBy": officer("Lise Mottaksprøve"),
    });
    service.intake("decideUrgentFollowUp", urgent);
    service.is_taken_to_investigation(-80);
    service.intake("informReporterOfTriage", json!({ "informedOn": day(-79) }));
    service.opens_investigation();
    service.investigates("planInvestigation", json!({ "plan": "Samtaler.", "madeOn": day(-78) }));
    service.hears_the_child(-70);

    // A report that comes meanwhile joins what is going on, and is counted apart.
    let second = Service::gets_report(&town, &story, -60);
    second.intake("acknowledgeReport", json!({ "sentOn": day(-59) }));
    let joined = json!({
        "code": "4", "rationale": "Undersøkelse pågår.", "decidedOn": day(-58),
        "investigationId": service.investigation,
    });
    second.intake("triageReport", joined);
    second.intake("informReporterOfTriage", json!({ "informedOn": day(-57) }));
    // And is looked into there.
    let visit = json!({ "kind": "HOME_VISIT", "account": "Det var som meldt.", "doneOn": day(-55) });
    service.investigates("recordInvestigationStep", visit);

    service.investigates("concludeInvestigation", conclusion("1", -30, None));
    let tell = format!("TELL_REPORTER_OF_CONCLUSION by CASEWORKERS until {}!", day(-9));
    let decide = within(2, "DECIDE_MEASURES by CASEWORKERS", -30);
    let late = ["FEEDBACK_LATE", "FEEDBACK_LATE", "MEASURES_NOT_DECIDED"];
    service.stands(&[&decide, &tell, &tell], &late);
    service.investigates("informReporterOfConclusion", json!({ "form": "DIGITAL_MAIL", "informedOn": day(-25) }));
    service.stands(&[&decide, &tell], &late[1..]);
    let told = json!({ "reportId": second.report, "form": "DIGITAL_MAIL", "informedOn": day(-25) });
    service.investigates("informReporterOfConclusion", told);
    // Nothing can be told of measures while none is decided.
    let nothing = json!({
        "measureIds": ["measure_00000000-0000-0000-0000-000000000001"], "account": "Et besøkshjem.",
        "basis": "BEST_INTERESTS", "rationale": "Barnehagen skal hente henne.", "decidedBy": caseworker(),
        "disclosedOn": day(-24),
    });
    service.may_not("discloseMeasuresToReporter", nothing, "NO_MEASURES_TO_DISCLOSE", "R-44");
    service.stands(&[&decide], &["MEASURES_NOT_DECIDED"]);

    // What it concluded on is decided, planned with child and parents, and evaluated.
    let respite = json!({
        "code": "4.4", "goal": "Hun sover hele natten.", "rationale": "Mor må få hvile.", "kind": "COMPENSATING",
        "target": "CHILD", "from": day(-24), "to": day(-4), "evaluationOn": day(-10), "decidedBy": caseworker(),
        "responsible": caseworker(), "decidedOn": day(-24),
    });
    service.investigates("decideMeasure", respite);
    let respite = service.sees("measures { id }")["measures"][0]["id"].clone();
    let disclosed = json!({
        "measureIds": [respite], "account": "Hun er hos et besøkshjem annenhver helg.",
        "basis": "BEST_INTERESTS", "rationale": "Barnehagen skal hente henne til avlastning.",
        "decidedBy": caseworker(), "disclosedOn": day(-24),
    });
    service.investigates("discloseMeasuresToReporter", disclosed);
    // Whose report joined is told apart from the first, and by itself.
    let joined = json!({
        "reportId": second.report, "measureIds": [respite], "account": "Hun er hos et besøkshjem.",
        "basis": "BEST_INTERESTS", "rationale": "De møter henne hver morgen.",
        "decidedBy": caseworker(), "disclosedOn": day(-24),
    });
    service.investigates("discloseMeasuresToReporter", joined);
    let history = service.history();
    let disclosed = history.iter().filter(|entry| entry["eventType"] == "MeasureInfoDisclosedToReporter");
    let told: Vec<_> =
        disclosed.map(|entry| entry["data"]["report"].as_str().map(|id| format!("report_{id}"))).collect();
    assert_eq!(told, [None, Some(second.report.clone())]);
    let plan = json!({
        "plan": "Annenhver helg hos besøkshjemmet.", "childsParticipation": "CONVERSATION",
        "childsVoice": "Hun gleder seg til hunden der.",
        "parentsVoice": "Mor har vært med hele veien.", "plannedOn": day(-23),
    });
    service.investigates("makeServiceMeasurePlan", plan);
    let evaluate = format!("EVALUATE_MEASURE by CASEWORKERS until {}!", day(-10));
    let end = format!("END_OR_EXTEND_MEASURE by CASEWORKERS until {}!", day(-4));
    service.stands(&[&end, &evaluate], &["MEASURE_NOT_EVALUATED", "MEASURE_OVERRUN"]);
    // By the six questions, none of which is left out (S1-17, S1-18).
    let answered = |answer: &str| json!({ "answer": answer });
    let evaluation = |reached: &str, on: i64| {
        json!({
            "measureId": respite, "implementation": "Hver helg, som avtalt.", "effect": "Hun sover bedre de helgene.",
            "carriedOutWell": answered("YES"), "familyFeltCaredFor": answered("YES"),
            "guardiansFollowedUp": answered("YES"), "solvableOtherwise": answered("NOT_KNOWN"),
            "moreNeeded": answered("NO"), "goalReached": answered(reached),
            "childsParticipation": "CONVERSATION", "childsVoice": "Jeg vil dit oftere.",
            "parentsVoice": "Det gir ro.", "evaluatedOn": day(on),
        })
    };
    // While it goes on the next evaluation is owed, on its last day at the latest.
    service.investigates("evaluateDecidedMeasure", evaluation("PARTLY", -10));
    let evaluate = evaluate.replace(&day(-10), &day(-4));
    service.stands(&[&end, &evaluate], &["MEASURE_NOT_EVALUATED", "MEASURE_OVERRUN"]);
    service.investigates("evaluateDecidedMeasure", evaluation("YES", -4));
    service.stands(&[&end], &["MEASURE_OVERRUN"]);
    let seen = service.sees(
        "measures { evaluations { childsVoice { value } answers { carriedOutWell { answer } goalReached { answer }
            familyFeltCaredFor { answer } guardiansFollowedUp { answer } solvableOtherwise { answer }
            moreNeeded { answer } } } }",
    );
    let evaluations = &seen["measures"][0]["evaluations"];
    assert_eq!(evaluations[0]["answers"]["goalReached"]["answer"], "PARTLY");
    assert_eq!(
        evaluations[1],
        json!({
            "childsVoice": { "value": "Jeg vil dit oftere." },
            "answers": {
                "carriedOutWell": { "answer": "YES" }, "familyFeltCaredFor": { "answer": "YES" },
                "goalReached": { "answer": "YES" }, "guardiansFollowedUp": { "answer": "YES" },
                "solvableOtherwise": { "answer": "NOT_KNOWN" }, "moreNeeded": { "answer": "NO" },
            },
        })
    );
    let reached = json!({ "measureId": respite, "rationale": "Hun sover hele natten.", "endedOn": day(-4) });
    let last = json!({ "reason": "GOAL_REACHED", "rationale": "Målet er nådd.", "decidedBy": caseworker(), "endedOn": day(-3) });
    service.may_not("endFollowUp", last.clone(), "FOLLOW_UP_GOES_ON", "S1-19");
    service.investigates("endDecidedMeasure", reached);
    // Goal reached: whether it ends is decided, with reasons (S1-19), and then nothing is left to do.
    service.stands(&[&within(4, "END_FOLLOW_UP by CASEWORKERS", -4)], &[]);
    service.investigates("endFollowUp", last);
    service.stands(&[], &[]);
    let seen = service.sees("followUpEnd { endedOn reason reasons { rationale { value } } } whatNow { __typename }");
    assert_eq!(
        seen["followUpEnd"],
        json!({ "endedOn": day(-3), "reason": "GOAL_REACHED", "reasons": { "rationale": { "value": "Målet er nådd." } } })
    );
    assert_eq!(seen["whatNow"], json!([]));
    let history = service.history();
    let told = history.iter().find(|entry| entry["eventType"] == "ReporterInformedOfConclusion").unwrap();
    assert_eq!(told["data"]["told"], "FOLLOWED_UP", "R-43");
    // Whoever reported sees in the case what came back: receipt, and what may be told of each report.
    let told = |feedback: &str, on: i64| json!({ "feedback": feedback, "toldOn": day(on) });
    let first = [told("INVESTIGATION_FOLLOWS", -79), told("FOLLOWED_UP", -25)];
    let joined = [told("INVESTIGATION_FOLLOWS", -57), told("FOLLOWED_UP", -25)];
    let answers = json!([
        { "acknowledgedOn": day(-84), "feedback": first }, { "acknowledgedOn": day(-59), "feedback": joined },
    ]);
    super::comes_to_be("what came back to the case", &answers, || {
        let selection = "answersToReports { acknowledgedOn feedback { feedback toldOn } }";
        let seen = town.asks(
            "employee",
            &format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}"),
            &json!({ "id": story.case }),
        );
        seen["case"]["answersToReports"].clone()
    });

    // What is done around the child goes on beside it, and is evaluated by the six questions.
    story.does("confirmNoSiblings", json!({ "confirmedOn": day(-24) }));
    let chosen = json!({ "alternative": "A", "rationale": "Vi fortsetter hos oss.", "chosenOn": day(-24) });
    story.does("chooseAlternative", chosen);
    let breakfast = story.plans_measure("Hun spiser frokost hver dag.", -23, -5);
    story.does("startMeasure", json!({ "measureId": breakfast, "startedOn": day(-23) }));
    story.evaluates(&breakfast, "PARTLY", -5);
    let longer = json!({
        "measureId": breakfast, "to": day(60), "evaluationOn": day(30), "rationale": "Det hjelper, men ikke nok.",
        "extendedOn": day(-4),
    });
    story.does("extendMeasure", longer);
    let evaluate = format!("EVALUATE_MEASURE by UNIT until {}", day(30));
    let copies = [-85, -60].map(|sent| within(1, "DELIVER_COPY by UNIT", sent));
    let end = format!("END_OR_EXTEND_MEASURE by UNIT until {}", day(60));
    story.stands(&[], &[&copies[0], &copies[1], &end, &evaluate], &["COPY_NOT_DELIVERED"; 2]);
    let seen = story.leader_sees(
        "measures { evaluations { carriedOutWell { answer } familyFeltCaredFor { answer } goalReached { answer }
            guardiansFollowedUp { answer } solvableOtherwise { answer } moreNeeded { answer } childsVoice { value } } }",
    );
    assert_eq!(
        seen["measures"][0]["evaluations"][0],
        json!({
            "carriedOutWell": { "answer": "YES" }, "familyFeltCaredFor": { "answer": "PARTLY" },
            "goalReached": { "answer": "PARTLY" }, "guardiansFollowedUp": { "answer": "YES" },
            "solvableOtherwise": { "answer": "NOT_KNOWN" }, "moreNeeded": { "answer": "NO" },
            "childsVoice": { "value": "Det er fint når noen venter på meg." },
        })
    );

    let query = "{ reportStatistics(municipality: \"9948\", period: { from: \"2000-01-01\", to: \"2099-12-31\" }) {
        rows { reportsTotal reportsNew reportsInOpenedCases dismissed triagedWithin7Days } } }";
    let expected = json!({
        "reportsTotal": 2, "reportsNew": 1, "reportsInOpenedCases": 1, "dismissed": 0, "triagedWithin7Days": 1.0,
    });
    super::comes_to_be("the figures", &expected, || {
        town.asks("caseworker", query, &json!({}))["reportStatistics"]["rows"][0].clone()
    });
}
