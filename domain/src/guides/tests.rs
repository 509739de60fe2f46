//! A guide of an invented municipality, and everything that may be wrong with one.

mod sources;

use super::*;
use crate::settings::SettingsEvent;
use crate::test_support::{FJORDVIK, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, fjordvik, loaded};

fn read(text: &str) -> Result<Guide, GuideError> {
    Guide::read("fjordvik.toml", text)
}

/// What is told when the guide stands there with `old` replaced by `new`.
#[track_caller]
fn told_with(old: &str, new: &str) -> String {
    assert!(FJORDVIK.contains(old), "{old}");
    read(&FJORDVIK.replacen(old, new, 1)).unwrap_err().to_string()
}

/// The line on which that begins.
fn line_of(part: &str) -> usize {
    FJORDVIK[..FJORDVIK.find(part).unwrap()].matches('\n').count() + 1
}

#[test]
fn r_71_a_municipality_writes_its_guide_without_touching_the_program() {
    let guide = fjordvik();
    assert_eq!(guide.version.to_string(), "fjordvik 1");
    assert_eq!(guide.status, GuideStatus::Published);
    assert_eq!(guide.title.told(Language::Nn), "Slik gjer vi det i Fjordvik");
    let see = guide.step(&"see".parse().unwrap()).unwrap();
    assert!(see.is_owned_by(DeciderRole::ContactTeacher, None) && !see.is_owned_by(DeciderRole::Head, None));
    assert_eq!(see.outcomes[2].then, LeadsTo::Step("talk".parse().unwrap()));
    assert_eq!(guide.entry(Level::Two).unwrap().id.to_string(), "together");
    assert_eq!(guide.entry(Level::Three), None);
    assert_eq!(guide.entries().len(), 2);
}

/// The sources' municipalities have three levels; what others ask on level 0 is asked first on level 1.
#[test]
fn c6_s3_5_s3_11_a_municipality_with_a_level_0_has_it_as_the_first_steps_of_level_1() {
    let told = told_with("level = 1", "level = 0");
    assert!(
        told.ends_with("a level is 1, 2 or 3; what is called level 0 elsewhere is the first steps of level 1"),
        "{told}"
    );
    let (title, at_0) = (r#"nb = "Se", nn = "Sjå", en = "See""#, r#"nb = "Nivå 0", nn = "Nivå 0", en = "Level 0""#);
    assert!(FJORDVIK.contains(title));
    let guide = read(&FJORDVIK.replacen(title, at_0, 1)).unwrap();
    let entry = guide.entry(Level::One).unwrap();
    assert_eq!((entry.title.told(Language::Nb), entry.title.told(Language::En)), ("Nivå 0", "Level 0"));
    let leads: Vec<_> = entry.outcomes.iter().map(|outcome| outcome.then.clone()).collect();
    assert_eq!(leads, [LeadsTo::Close, LeadsTo::Stay, LeadsTo::Step("talk".parse().unwrap())]);
}

#[test]
fn r_16_a_version_whose_text_changed_is_not_the_version_that_was_adopted() {
    let (one, other) = (fjordvik(), read(&FJORDVIK.replace("Loggskjema", "Annet skjema")).unwrap());
    assert_eq!(one.version, other.version);
    assert_ne!(one.digest, other.digest);
    let mut guides = Guides::default();
    guides.add("fjordvik.toml", one.clone()).unwrap();
    guides.add("fjordvik.toml", one).unwrap();
    let error = guides.add("changed.toml", other).unwrap_err();
    assert_eq!(
        error.to_string(),
        "changed.toml: fjordvik 1 is known already, with another text: a guide that changes gets a new version"
    );
}

#[test]
fn a_step_that_is_not_there_is_named_with_the_outcome_that_leads_to_it_and_the_line() {
    let line = line_of("[[steps.outcomes]]\nid = \"talk\"");
    assert_eq!(
        told_with("step = \"talk\"", "step = \"chat\""),
        format!(
            "fjordvik.toml, line {line}: the outcome talk of the step see leads to the step chat, which is not there"
        )
    );
}

#[test]
fn an_outcome_that_nobody_handles_is_refused() {
    let told = told_with("then = \"close\"\n", "");
    let line = line_of("[[steps.outcomes]]");
    assert!(told.contains("missing field `then`") && told.contains(&format!("line {line}")), "{told}");
    let told = told_with("then = \"close\"\n", "then = \"perhaps\"\n");
    let line = line_of("then = \"close\"");
    assert!(told.contains("perhaps") && told.contains(&format!("line {line}")), "{told}");
}

#[test]
fn a_text_that_a_language_lacks_is_refused() {
    let told = told_with(", nn = \"Snakk\"", "");
    let line = line_of("title = { nb = \"Snakk\"");
    assert!(told.contains("missing field `nn`") && told.contains(&format!("line {line}")), "{told}");
    let told = told_with("nn = \"Sjå\"", "nn = \" \"");
    let line = line_of("title = { nb = \"Se\"");
    assert!(told.contains("the text in nn is empty") && told.contains(&format!("line {line}")), "{told}");
}

#[test]
fn a_guide_that_cannot_be_followed_is_refused() {
    let outcome = FJORDVIK.split("[[steps.outcomes]]").nth(1).unwrap();
    for (old, new, told) in [
        ("version = 1", "version = 0", "the first version is 1"),
        ("about = \"case\"", "valid_to = 2023-12-31\nabout = \"case\"", "valid_to is before valid_from"),
        ("id = \"talk\"\nlevel", "id = \"see\"\nlevel", "the step see is there twice"),
        (outcome, &outcome.replace("close\"\ntext", "talk\"\ntext"), "the outcome talk is there twice"),
        ("owners = [{ role = \"EMPLOYEE\" }]", "", "the step talk has no owner"),
        ("level = 2\n", "", "the step together has no level, while others have one"),
        ("escalate = 2", "escalate = 3", "leads to level 3, which has no steps"),
        ("escalate = 2", "escalate = 1", "leads to level 1, which is not the next one up"),
        ("return = 1", "return = 2", "leads to level 2, which is not a lower one"),
        ("step = \"talk\"", "step = \"see\"", "nothing leads to the step talk"),
        ("level = 1\n", "level = 1\nat = \"triage\"\n", "is at a stage of the service, not in a case"),
        ("about = \"case\"", "about = \"child-welfare-service\"", "has a level"),
        ("{ step = \"see\" }", "{ step = \"together\" }", "leads to the step together on another level"),
        ("then = \"close\"", "then = \"stay\"", "no outcome closes the case"),
        (
            "[{ nb = \"Snakk med barnet.\", nn = \"Snakk med barnet.\", en = \"Talk with the child.\" }]",
            "[]",
            "the step talk does not say what is done in it",
        ),
        (
            "https://fjordvik.example/logg",
            "javascript:alert(1)",
            "the link javascript:alert(1) of the step see is no address",
        ),
        ("several = true", "severally = true", "unknown field `severally`"),
        ("id = \"see\"", "id = \"Se hit\"", "small letters, digits and hyphens"),
        ("2024-01-01", "2024-01-01T10:00:00Z", "this is no day"),
        ("2024-01-01", "\"soon\"", "invalid"),
    ] {
        let error = told_with(old, new);
        assert!(error.contains(told) && error.starts_with("fjordvik.toml"), "{new}: {error}");
    }
    let bare = FJORDVIK.split("[[steps]]").next().unwrap();
    assert_eq!(read(bare).unwrap_err().problem, Problem::NoSteps);
    let last = FJORDVIK.rfind("[[steps.outcomes]]").unwrap();
    let told = read(&FJORDVIK[..last]).unwrap_err().to_string();
    assert!(told.contains("the step together has no outcome"), "{told}");
}

#[test]
fn the_shipped_guides_read_whole() {
    let mut guides = Guides::default();
    for (file, text) in reading::SHIPPED {
        let guide = Guide::read(file, text).unwrap_or_else(|error| panic!("{error}"));
        guides.add(file, guide).unwrap();
    }
    assert_eq!(guides.iter().count(), Guides::shipped().iter().count());
}

#[test]
fn r_16_a_case_starts_with_the_versions_that_were_adopted_by_the_day_it_is_opened() {
    let (one, two) = (fjordvik(), read(&FJORDVIK.replace("version = 1", "version = 2")).unwrap());
    let of_the_service =
        Guides::shipped().iter().find(|guide| guide.about == GuideSubject::ChildWelfareService).unwrap();
    let mut known = Guides::default();
    for guide in [&one, &two, of_the_service] {
        known.add("a.toml", guide.clone()).unwrap();
    }
    let adopted = |guide: &Guide, adopted_on| SettingsEvent::GuideAdopted {
        guide: guide.version.clone(),
        digest: guide.digest.clone(),
        adopted_on,
    };
    let settings: Settings = loaded([adopted(of_the_service, MONDAY), adopted(&one, TUESDAY), adopted(&two, THURSDAY)]);
    let from = |day| {
        known.followed_from(day, &settings, GuideSubject::Case).iter().map(|it| it.version.clone()).collect::<Vec<_>>()
    };
    assert_eq!(from(MONDAY), [], "nothing about cases was adopted yet");
    assert_eq!(from(TUESDAY), std::slice::from_ref(&one.version));
    assert_eq!(from(WEDNESDAY), std::slice::from_ref(&one.version));
    assert_eq!(from(THURSDAY), std::slice::from_ref(&two.version));

    let of_service = known.followed_from(MONDAY, &settings, GuideSubject::ChildWelfareService);
    let versions: Vec<_> = of_service.iter().map(|it| it.version.clone()).collect();
    assert_eq!(versions, std::slice::from_ref(&of_the_service.version));

    let text_changed = read(&FJORDVIK.replace("Loggskjema", "Annet skjema")).unwrap();
    let retired = Guide { status: GuideStatus::Retired, ..one.clone() };
    for other in [text_changed, retired] {
        let mut known = Guides::default();
        known.add("a.toml", other).unwrap();
        assert_eq!(known.followed_from(WEDNESDAY, &settings, GuideSubject::Case), []);
    }
}

#[test]
fn s4_16_a_municipalitys_own_guide_says_whose_it_is_that_a_concern_goes_on() {
    assert!(fjordvik().responsibilities.is_empty());
    let says = |what: &str| FJORDVIK.replacen("[[steps]]", &format!("responsibilities = [{what}]\n\n[[steps]]"), 1);
    let guide = read(&says("\"AGREE_IN_WRITING\", \"CALL_FAMILY_TO_TALK\"")).unwrap();
    assert_eq!(guide.responsibilities, [Responsibility::CallFamilyToTalk, Responsibility::AgreeInWriting].into());
    let error = read(&says("\"CALL_SOMEBODY\"")).unwrap_err().to_string();
    assert!(error.contains("CALL_SOMEBODY") && error.contains("CALL_FAMILY_TO_TALK"), "{error}");
    let of_the_service = says("\"AGREE_IN_WRITING\"").replace("about = \"case\"", "about = \"child-welfare-service\"");
    let error = read(&of_the_service).unwrap_err().to_string();
    assert!(error.ends_with("responsibilities are those of cases, and the guide is about the child welfare service"));
}

#[test]
fn s3_41_s4_13_s4_16_s4_17_s4_18_s4_19_two_shipped_guides_say_whose_it_is_from_their_second_versions_on() {
    let says = |guide: &&Arc<Guide>| !guide.responsibilities.is_empty();
    let which: Vec<_> = Guides::shipped().iter().filter(says).map(|guide| guide.version.to_string()).collect();
    assert_eq!(
        which,
        ["luster-six-steps 2", "luster-six-steps 3", "porsgrunn-levels 2", "porsgrunn-levels 3", "porsgrunn-levels 4"]
    );
    let [luster, levels] = [1, 4].map(|index| Guides::shipped().iter().filter(says).nth(index).unwrap());
    let (coordinated, all) = (Responsibility::MakeCoordinatedPlan, Responsibility::ALL);
    assert_eq!(luster.responsibilities, all.into_iter().filter(|one| *one != coordinated).collect());
    assert_eq!(levels.responsibilities, [coordinated].into(), "what the booklet says is no more");
}

#[test]
fn r_16_a_second_version_of_the_levels_changes_nothing_but_whose_a_plan_is() {
    let [one, two] = [1, 2].map(|version| {
        let is_it = |guide: &&Arc<Guide>| guide.version.to_string() == format!("porsgrunn-levels {version}");
        Guides::shipped().iter().find(is_it).unwrap()
    });
    assert_eq!((&one.steps, &one.title, &one.purpose), (&two.steps, &two.title, &two.purpose));
    assert_ne!(one.digest, two.digest);
}

#[test]
fn r_16_s3_22_s3_24_s3_30_s3_35_s3_36_a_third_version_of_the_levels_says_what_its_outcomes_ask_for_and_nothing_else() {
    let [two, three] = [2, 3].map(|version| {
        let is_it = |guide: &&Arc<Guide>| guide.version.to_string() == format!("porsgrunn-levels {version}");
        Guides::shipped().iter().find(is_it).unwrap()
    });
    assert_eq!(
        (&two.title, &two.purpose, &two.responsibilities),
        (&three.title, &three.purpose, &three.responsibilities)
    );
    let mut asked = Vec::new();
    let mut steps = three.steps.clone();
    for step in &mut steps {
        for outcome in &mut step.outcomes {
            let asks_for = std::mem::take(&mut outcome.asks_for);
            asked.extend(asks_for.into_iter().map(|it| format!("{}: {} {it:?}", step.id, outcome.id)));
        }
    }
    assert_eq!(two.steps, steps);
    assert_eq!(
        asked,
        [
            "level-1-talk: plan-measures Measure",
            "level-1-talk: plan-measures EvaluationMeeting",
            "level-1-talk: inform-of-low-threshold-offers LowThresholdOffers",
            "level-2-discussion: plan-measures Measure",
            "level-2-discussion: agree-evaluation-meeting EvaluationMeeting",
            "level-2-talk: guardians-took-part EvaluationMeeting",
            "level-2-talk: measures-approved EvaluationMeeting",
            "level-2-measures: refer-and-escalate Referral",
        ]
    );
}

/// The two versions, with nothing attested in the later and nothing said to be a decision not to act; and what was.
fn versions_without_claims(name: &str, later: u16) -> ([Guide; 2], Vec<String>) {
    let [one, two] = [later - 1, later].map(|version| {
        let is_it = |guide: &&Arc<Guide>| guide.version.to_string() == format!("{name} {version}");
        Guide::clone(Guides::shipped().iter().find(is_it).unwrap())
    });
    let (mut said, mut bare) = (Vec::new(), two);
    for step in &mut bare.steps {
        for outcome in &mut step.outcomes {
            let attests = std::mem::take(&mut outcome.attests);
            said.extend(attests.into_iter().map(|act| format!("{}: {} {act:?}", step.id, outcome.id)));
            if std::mem::take(&mut outcome.not_to_act) {
                said.push(format!("{}: {} not to act", step.id, outcome.id));
            }
        }
    }
    ([one, bare], said)
}

#[test]
fn r_16_rm14_the_newest_versions_say_what_their_outcomes_attest_and_change_nothing_else() {
    for (name, later) in [
        ("porsgrunn-alternatives", 2),
        ("porsgrunn-levels", 4),
        ("luster-six-steps", 3),
        ("bti-level-3-child-welfare", 2),
    ] {
        let ([one, mut two], said) = versions_without_claims(name, later);
        assert!(said.len() >= 7, "{name}: {said:?}");
        if name == "luster-six-steps" {
            // What is referred or reported has been, by its new words.
            let text = |guide: &Guide| guide.step(&"way-ahead".parse().unwrap()).unwrap().outcomes[1].text.clone();
            assert_ne!(text(&one), text(&two));
            let of_before = text(&one);
            let way_ahead = two.steps.iter_mut().find(|step| step.id.to_string() == "way-ahead").unwrap();
            way_ahead.outcomes[1].text = of_before;
            assert!(said.contains(&"way-ahead: go-on not to act".to_owned()), "{said:?}");
        }
        assert_eq!((&one.steps, &one.title, &one.purpose), (&two.steps, &two.title, &two.purpose), "{name}");
        assert_eq!((&one.responsibilities, one.status), (&two.responsibilities, two.status), "{name}");
        let attested_before = one.steps.iter().flat_map(|step| &step.outcomes).any(|it| !it.attests.is_empty());
        assert!(!attested_before, "{name}");
    }
}

#[test]
fn r_16_what_an_outcome_attests_is_one_of_a_closed_set_that_is_recorded_where_its_step_belongs() {
    let attesting = |what: &str| FJORDVIK.replacen("then = \"close\"", &format!("then = \"close\"\n{what}"), 1);
    let guide = read(&attesting("attests = [\"OBSERVATION_LOGGED\"]")).unwrap();
    assert_eq!(guide.steps[0].outcomes[0].attests, [AttestedAct::ObservationLogged].into());
    let error = read(&attesting("attests = [\"A_MIRACLE\"]")).unwrap_err().to_string();
    assert!(error.contains("A_MIRACLE") && error.contains("REPORT_SENT"), "{error}");
    let error = read(&attesting("attests = [\"GROUP_FORMED\"]")).unwrap_err();
    assert!(error.line.is_some(), "{error}");
    let told = error.to_string();
    assert!(
        told.contains("the step see attests GROUP_FORMED") && told.ends_with("about the child welfare service"),
        "{told}"
    );
    let (file, of_the_service) = reading::SHIPPED[0];
    let attesting = |then: &str, act: &str| {
        assert!(of_the_service.contains(then), "{then}");
        let text = of_the_service.replacen(then, &format!("{then}\nattests = [\"{act}\"]"), 1);
        Guide::read(file, &text).map_err(|error| error.to_string())
    };
    assert!(attesting("then = { step = \"conclude\" }", "SUMMARY_HELD").is_ok());
    let told = attesting("then = { step = \"conclude\" }", "REPORT_SENT").unwrap_err();
    assert!(told.ends_with("it belongs in a guide about cases"), "{told}");
    let told = attesting("then = { step = \"allocate\" }", "MEASURE_PLANNED").unwrap_err();
    assert!(told.ends_with("it belongs in a step of the investigation or after it"), "{told}");
}

#[test]
fn r_36_s0_10_s0_17_of_the_sources_one_has_child_and_guardians_talked_with_before_it_is_discussed() {
    let first = Guides::shipped().iter().filter(|guide| guide.talks_first());
    assert_eq!(first.map(|guide| guide.version.to_string()).collect::<Vec<_>>(), ["porsgrunn-alternatives 2"]);
}

#[test]
fn rm14_an_outcome_that_a_guide_calls_a_decision_not_to_act_is_one_and_acts_in_no_other_way() {
    let saying = |then: &str| FJORDVIK.replacen(then, &format!("{then}\nnot_to_act = true"), 1);
    let guide = read(&saying("then = { step = \"see\" }")).unwrap();
    let talk = guide.step(&"talk".parse().unwrap()).unwrap();
    assert!(talk.holds_back(&"again".parse().unwrap()) && !talk.holds_back(&"lift".parse().unwrap()));
    assert!(!fjordvik().step(&"talk".parse().unwrap()).unwrap().holds_back(&"again".parse().unwrap()));
    let error = read(&saying("then = { escalate = 2 }")).unwrap_err();
    assert!(error.line.is_some() && error.to_string().ends_with("leave one of the two out"), "{error}");
}

#[test]
fn s3_36_what_an_outcome_asks_for_is_one_of_a_closed_set_in_a_case_that_goes_on() {
    let asking = |then: &str, what: &str| FJORDVIK.replacen(then, &format!("{then}\nasks_for = [{what}]"), 1);
    let guide = read(&asking("then = { step = \"talk\" }", "\"REFERRAL\", \"MEASURE\"")).unwrap();
    let asks_for = guide.steps.iter().flat_map(|step| &step.outcomes).flat_map(|outcome| &outcome.asks_for);
    assert_eq!(asks_for.copied().collect::<Vec<_>>(), [AskedFor::Measure, AskedFor::Referral]);
    let error = read(&asking("then = { step = \"talk\" }", "\"A_MIRACLE\"")).unwrap_err().to_string();
    assert!(error.contains("A_MIRACLE") && error.contains("EVALUATION_MEETING"), "{error}");
    let error = read(&asking("then = \"close\"", "\"REFERRAL\"")).unwrap_err();
    assert!(error.line.is_some(), "{error}");
    let told = "closes the case, and nothing it asks for would be done after that";
    assert!(error.to_string().ends_with(told), "{error}");
    let (file, of_the_service) = reading::SHIPPED[0];
    let asking = of_the_service.replacen(
        "then = { step = \"conclude\" }",
        "then = { step = \"conclude\" }\nasks_for = [\"REFERRAL\"]",
        1,
    );
    let error = Guide::read(file, &asking).unwrap_err().to_string();
    assert!(error.ends_with("and the guide is about the child welfare service"), "{error}");
}

#[test]
fn s3_6_every_form_tool_and_page_of_the_guides_is_called_something_in_each_language() {
    let rows = reading::TITLES_FILE.lines().filter(|line| !line.starts_with('#')).skip(1);
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 4 && row.iter().all(|cell| !cell.trim().is_empty())), "{rows:?}");
    let listed: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(listed.len(), rows.len(), "a name is listed once");
    let in_guides: BTreeSet<&str> =
        Guides::shipped().iter().flat_map(|guide| guide.documents()).map(|document| document.name.as_str()).collect();
    assert_eq!(listed, in_guides, "what is listed is what guides name");
    // Only what is a name in every language is called the same in all of them.
    let same: Vec<&str> =
        rows.iter().filter(|row| row[1..].iter().all(|title| *title == row[1])).map(|row| row[0]).collect();
    let names = [
        "WMCI",
        "Crowell",
        "Euroaddadd",
        "ASQ",
        "ASQ-se",
        "DCM",
        "Film: Snakketøyet",
        "tqmpartner.no",
        "plikt.no",
        "www.tidligintervensjon.no",
    ];
    assert_eq!(same, names);
}

#[test]
fn s3_6_a_title_that_two_documents_share_is_refused_with_both_places_and_one_that_several_steps_list_is_not() {
    let with = |of_see: &str, of_talk: &str| {
        let text = FJORDVIK.replace("title = \"Loggskjema\", link = \"https://fjordvik.example/logg\"", of_see);
        let talk = "owners = [{ role = \"EMPLOYEE\" }]";
        assert!(text.contains(talk));
        text.replacen(talk, &format!("{talk}\ndocuments = [{{ {of_talk} }}]"), 1)
    };
    let titled = |nb: &str, nn: &str, en: &str| format!("title = {{ nb = \"{nb}\", nn = \"{nn}\", en = \"{en}\" }}");
    let (form, page) = (titled("Skjema", "Skjema", "Form"), titled("Side", "Side", "Form"));
    let text = with(&form, &page);
    let told = Guide::read("own.toml", &text).unwrap_err();
    let line = |what: &str| text.lines().position(|line| line.contains(what)).unwrap() + 1;
    assert_eq!(told.line, Some(line(&page)));
    let said = told.to_string();
    let places = format!("one of the step see (line {}) and one of the step talk", line(&form));
    assert!(said.contains("the title Form stands for two documents") && said.contains(&places), "{said}");
    // By the name of the one and the title of the other; with one name and two links.
    assert!(Guide::read("own.toml", &with("title = \"Form\"", &form)).is_err());
    let linked = format!("{form}, link = \"https://nyvik.example/skjema\"");
    assert!(Guide::read("own.toml", &with(&form, &linked)).is_err());
    // Several steps list the same one.
    let guide = Guide::read("own.toml", &with(&form, &form)).unwrap();
    assert_eq!(UsedTool::of(&guide, GuideSubject::Case, "Form").unwrap().title, "Skjema");
    assert!(Guide::read("own.toml", &with(&form, &titled("Side", "Side", "Page"))).is_ok());
}

#[test]
fn r_16_s1_26_a_tool_is_used_where_its_guide_belongs() {
    let of_cases = fjordvik();
    let of_service = Guide { about: GuideSubject::ChildWelfareService, ..fjordvik() };
    let used = |guide: &Guide, used_in| UsedTool::of(guide, used_in, "Loggskjema").map(|tool| tool.title);
    assert_eq!(used(&of_cases, GuideSubject::Case), Ok("Loggskjema".to_owned()));
    assert_eq!(used(&of_service, GuideSubject::ChildWelfareService), Ok("Loggskjema".to_owned()));
    let in_case = used(&of_service, GuideSubject::Case).unwrap_err();
    assert_eq!(in_case, Refusal::GuideNotForCases { guide: of_service.version.clone() });
    let in_investigation = used(&of_cases, GuideSubject::ChildWelfareService).unwrap_err();
    assert_eq!(in_investigation, Refusal::GuideNotForInvestigations { guide: of_cases.version });
    for refused in [in_case, in_investigation] {
        assert_eq!((refused.field(), refused.rule()), (Some("guide"), "R-16"));
    }
}

#[test]
fn s3_6_a_guide_of_ones_own_names_a_document_in_one_word_or_in_each_language() {
    let with = |document: &str| FJORDVIK.replace("{ title = \"Loggskjema\"", document);
    let told = Guide::read("own.toml", &with("{ title = { nb = \"Logg\", nn = \"Loggen\", en = \"Log\" }")).unwrap();
    let document = told.document("Logg").unwrap();
    assert_eq!(Language::ALL.map(|language| document.title.told(language)), ["Logg", "Loggen", "Log"]);
    let lacks_one = Guide::read("own.toml", &with("{ title = { nb = \"Logg\", nn = \"Loggen\" }")).unwrap_err();
    assert!(lacks_one.to_string().contains("en"), "{lacks_one}");
    assert!(Guide::read("own.toml", &with("{ title = \" \"")).is_err());
    let named = fjordvik();
    assert_eq!(named.document("Loggskjema").unwrap().title.told(Language::En), "Loggskjema");
}
