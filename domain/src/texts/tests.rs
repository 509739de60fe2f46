//! Every text is there in every language, says the same, is used, and can be told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource, VariantKey,
};
use fluent_syntax::parser;

use super::*;
use crate::codes::{CodeList, codes};
use crate::forms::Forms;
use crate::guides::Guides;
use crate::test_support::samples::every_sentence;
use crate::test_support::{FRIDAY, MONDAY, TUESDAY, date};

/// Messages that a language itself needs, to write days.
const OF_LANGUAGES: [&str; 2] = ["date", "period"];

type Messages = BTreeMap<String, Message<&'static str>>;

fn parsed(language: Language, topic: &TopicTexts) -> Resource<&'static str> {
    parser::parse(topic.source(language)).unwrap_or_else(|(_, errors)| {
        let file = format!("{}/{}.ftl", language.tag(), topic.name);
        let places = errors.iter().map(|error| {
            let line = topic.source(language)[..error.pos.start].lines().count();
            format!("{file}:{line}: {error}")
        });
        panic!("{}", places.collect::<Vec<_>>().join("\n"))
    })
}

/// The messages of a language, by id.
#[track_caller]
fn messages(language: Language) -> Messages {
    let mut messages = BTreeMap::new();
    for topic in TOPICS {
        for entry in parsed(language, topic).body {
            match entry {
                Entry::Message(message) => {
                    let id = message.id.name.to_owned();
                    assert!(messages.insert(id, message).is_none(), "two texts share an id in {}", topic.name);
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                other => panic!("{}/{}.ftl holds what is no message: {other:?}", language.tag(), topic.name),
            }
        }
    }
    messages
}

/// What a message takes: its variables, each with the keys it chooses by.
type Variables = BTreeMap<&'static str, BTreeSet<&'static str>>;

fn variables(message: &Message<&'static str>) -> Variables {
    let mut found = Variables::new();
    in_pattern(message.value.as_ref().unwrap(), &mut found);
    found
}

fn in_pattern(pattern: &Pattern<&'static str>, found: &mut Variables) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, found);
        }
    }
}

fn in_expression(expression: &Expression<&'static str>, found: &mut Variables) {
    match expression {
        Expression::Inline(inline) => {
            in_inline(inline, found);
        }
        Expression::Select { selector, variants } => {
            let variable = in_inline(selector, found);
            for variant in variants {
                if let (Some(variable), VariantKey::Identifier { name }) = (variable, &variant.key) {
                    found.entry(variable).or_default().insert(name);
                }
                in_pattern(&variant.value, found);
            }
        }
    }
}

/// The variable, where it is one.
fn in_inline(inline: &InlineExpression<&'static str>, found: &mut Variables) -> Option<&'static str> {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.entry(id.name).or_default();
            Some(id.name)
        }
        InlineExpression::Placeable { expression } => {
            in_expression(expression, found);
            None
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            for argument in positional {
                in_inline(argument, found);
            }
            None
        }
        _ => None,
    }
}

/// Whether keys are those of a plural, which each language has its own of.
fn are_plurals(keys: &BTreeSet<&str>) -> bool {
    keys.iter().all(|key| ["zero", "one", "two", "few", "many", "other"].contains(key))
}

fn by_id(sentences: &[Sentence]) -> BTreeMap<&'static str, Vec<&Sentence>> {
    let mut by_id: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for sentence in sentences {
        by_id.entry(sentence.id).or_default().push(sentence);
    }
    by_id
}

#[track_caller]
fn must_be_the_same<T: Ord + std::fmt::Debug>(one: &BTreeSet<T>, other: &BTreeSet<T>, what: &str) {
    let different: Vec<_> = one.symmetric_difference(other).collect();
    assert!(different.is_empty(), "{what}: {different:?}");
}

fn sources(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The ids of all words that this crate's sources can tell: those of each closed set, and those named one by one.
fn words_of_the_sources() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut words = BTreeSet::new();
    for (path, source) in &files {
        for block in source.split("\nclosed_set! {\n").skip(1) {
            let (block, _) = block.split_once("\n}\n").unwrap();
            let mut lines = block.lines().map(str::trim).filter(|line| !line.starts_with(['/', '#']));
            let set = lines.next().unwrap().trim_end_matches(" {").to_owned();
            let before = words.len();
            words.extend(lines.filter_map(|line| line.strip_suffix(',')).map(|variant| format!("{set}-{variant}")));
            assert!(words.len() > before, "the closed set {set} of {} could not be read", path.display());
        }
        let named = source.split("Word::new(\"").skip(1).filter_map(|rest| rest.split_once('"'));
        words.extend(named.map(|(id, _)| id.to_owned()).filter(|id| id.contains('-')));
    }
    words
}

#[test]
fn every_file_of_texts_is_shipped() {
    let shipped: BTreeSet<_> = TOPICS.iter().map(|topic| format!("{}.ftl", topic.name)).collect();
    for language in Language::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("texts").join(language.tag());
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(files.collect::<BTreeSet<_>>(), shipped, "{}", language.tag());
    }
}

#[test]
fn a_topic_holds_the_same_texts_in_every_language() {
    for topic in TOPICS {
        let [nb, nn, en] = Language::ALL.map(|language| {
            let ids = parsed(language, topic).body.into_iter().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name),
                _ => None,
            });
            ids.collect::<BTreeSet<_>>()
        });
        must_be_the_same(&nn, &nb, &format!("{} has in nn and not in nb, or the other way round", topic.name));
        must_be_the_same(&en, &nb, &format!("{} has in en and not in nb, or the other way round", topic.name));
    }
}

#[test]
fn a_text_says_the_same_things_in_every_language() {
    let [nb, nn, en] = Language::ALL.map(messages);
    for (id, message) in &nb {
        let keys = |message| {
            let mut variables = variables(message);
            variables.values_mut().filter(|keys| are_plurals(keys)).for_each(BTreeSet::clear);
            variables
        };
        for (tag, other) in [("nn", nn.get(id)), ("en", en.get(id))] {
            let other = other.unwrap_or_else(|| panic!("{id} is missing in {tag}"));
            assert_eq!(keys(other), keys(message), "{id} in {tag} and nb");
        }
    }
}

#[test]
fn every_text_is_translated() {
    let [nb, nn, en] = Language::ALL.map(messages);
    // Only how days stand beside each other is the same everywhere.
    for (id, message) in en.iter().filter(|(id, _)| *id != "period") {
        for (tag, other) in [("nb", nb.get(id)), ("nn", nn.get(id))] {
            let other = other.unwrap_or_else(|| panic!("{id} is missing in {tag}"));
            assert_ne!(other.value, message.value, "{id} is the same in {tag} and en");
        }
    }
}

#[test]
fn every_text_is_told_somewhere_and_whatever_is_told_has_a_text() {
    let (words, texts): (BTreeSet<_>, BTreeSet<_>) =
        messages(Language::Nb).into_keys().partition(|id| id.contains('-'));
    must_be_the_same(&words, &words_of_the_sources(), "no text, or no closed set, has the word");
    let told: BTreeSet<_> = every_sentence().iter().map(|sentence| sentence.id.to_owned()).collect();
    let told = told.into_iter().chain(OF_LANGUAGES.map(ToOwned::to_owned)).collect::<BTreeSet<_>>();
    must_be_the_same(&texts, &told, "no text, or no sentence of the samples, is under the id");
}

#[test]
fn every_sentence_brings_what_its_text_takes() {
    let messages = messages(Language::Nb);
    for (id, sentences) in by_id(&every_sentence()) {
        let mut brought = Variables::new();
        for (name, argument) in sentences.iter().flat_map(|sentence| &sentence.arguments) {
            let keys = brought.entry(name).or_default();
            if let Argument::Choice(choice) = argument {
                keys.insert(choice);
            }
        }
        let mut taken = variables(&messages[id]);
        taken.values_mut().filter(|keys| are_plurals(keys)).for_each(BTreeSet::clear);
        assert_eq!(brought, taken, "{id}: what is brought, and what is taken, with each way to choose");
    }
}

#[test]
fn every_sentence_can_be_told_in_every_language() {
    for sentence in every_sentence() {
        for language in Language::ALL {
            let (told, errors) = language.formatted(sentence.id, &language.arguments(&sentence));
            assert!(errors.is_empty(), "{} in {}: {errors:?}", sentence.id, language.tag());
            let told = told.unwrap_or_else(|| panic!("{} in {} is missing", sentence.id, language.tag()));
            assert!(!told.contains(['{', '}', '\n', '\u{2068}']) && !told.contains("  "), "{told}");
            assert!(told.ends_with('.'), "{told}");
        }
    }
    for (id, language) in words_of_the_sources().iter().flat_map(|id| Language::ALL.map(|language| (id, language))) {
        let (told, errors) = language.formatted(id, &FluentArgs::new());
        // A word goes into the middle of a sentence; advice is a sentence by itself.
        let whole = id.starts_with("Advice-");
        assert!(
            errors.is_empty() && told.is_some_and(|told| told.ends_with('.') == whole),
            "{id} in {}",
            language.tag()
        );
    }
}

#[test]
fn each_language_writes_days_in_its_own_way() {
    let written = |date: &str| Language::ALL.map(|language| language.date(date.parse().unwrap()));
    assert_eq!(written("2024-03-04"), ["4. mars 2024", "4. mars 2024", "4 March 2024"]);
    assert_eq!(written("1999-12-31"), ["31. desember 1999", "31. desember 1999", "31 December 1999"]);
    let months = (1..=12).map(|month| Language::Nb.date(NaiveDate::from_ymd_opt(2026, month, 1).unwrap()));
    assert_eq!(months.collect::<BTreeSet<_>>().len(), 12);
    let both = ObservedPeriod::between(MONDAY, TUESDAY).unwrap();
    assert_eq!(Language::Nn.period(both), "4. mars 2024 – 5. mars 2024");
    assert_eq!(Language::Nn.period(ObservedPeriod::on(FRIDAY)), "8. mars 2024");
}

#[test]
fn a_number_chooses_between_one_and_many() {
    let set = |days: u16, language: Language| language.say(&Sentence::new("ErasureDelaySet").with("days", days));
    assert!(set(1, Language::En).contains("1 day after"), "{}", set(1, Language::En));
    assert!(set(2, Language::En).contains("2 days after"));
    assert!(set(1, Language::Nb).contains("1 dag etter"));
    assert!(set(0, Language::Nn).contains("0 dagar etter"));
}

#[test]
fn what_is_told_of_an_unknown_id_is_the_id() {
    assert_eq!(Language::Nn.say(&Sentence::new("NOTHING_OF_THE_KIND")), "NOTHING_OF_THE_KIND");
}

/// The words of all messages of a language, in lower case, each message with its id.
fn told(language: Language) -> Vec<(String, String)> {
    let lines = TOPICS.iter().flat_map(|topic| topic.source(language).lines());
    let told = lines.filter_map(|line| line.split_once(" = ")).filter(|(id, _)| !id.starts_with('#'));
    told.map(|(id, text)| (id.to_owned(), text.to_lowercase())).collect()
}

#[test]
fn one_thing_is_told_by_one_word_and_by_that_of_the_glossary() {
    for (language, not, but) in [
        (Language::Nb, "kollegateam", "kollegabasert team"),
        (Language::Nn, "kollegateam", "kollegabasert team"),
        // To report is what is done to the child welfare service.
        (Language::Nb, "meld bekymringen", "ta opp bekymringen"),
        (Language::Nb, "bekymringen ble meldt", "bekymringen ble tatt opp"),
        (Language::Nn, "meld uroa", "ta opp uroa"),
        (Language::Nn, "uroa vart meld", "uroa vart teken opp"),
        (Language::Nn, "gi opp", "oppgi"),
        (Language::Nn, "gi det opp", "oppgi det"),
        (Language::Nn, "gje", "gi"),
        (Language::Nn, "gjev", "gir"),
        (Language::Nn, "gjeve", "gitt"),
        (Language::Nn, "søsken", "sysken"),
        (Language::Nn, "oppgje", "oppgi"),
        (Language::Nn, "lat", "la"),
        (Language::Nn, "galdt", "gjaldt"),
        (Language::Nn, "henne", "ho"),
        (Language::Nn, "monaleg", "betydeleg"),
        (Language::Nn, "avtala", "avtalen"),
    ] {
        for (id, text) in told(language) {
            let words = |text: &str| format!(" {} ", text.replace(|sign: char| !sign.is_alphanumeric(), " "));
            // «Tiltak vart avtala» is the verb.
            let found = words(&text).contains(&words(not)) && !text.contains("vart avtala");
            assert!(!found, "{id} in {}: not «{not}», but «{but}»", language.tag());
        }
    }
}

/// A concern is «uro» in nn, whatever it is made into: only the report that is sent is a «bekymringsmelding» there, too.
#[test]
fn a_concern_is_told_in_nn_by_the_word_of_the_glossary() {
    let is_of_concern = |word: &&str| word.contains("bekymr") && !word.contains("bekymringsmelding");
    let told_of = |place: &str, text: &str| {
        let text = text.to_lowercase();
        let found = text.split(|sign: char| !sign.is_alphanumeric()).find(is_of_concern).map(str::to_owned);
        assert_eq!(found, None, "{place}: «{text}» says it otherwise than «uro»");
    };
    for (id, text) in told(Language::Nn) {
        told_of(&id, &text);
    }
    for guide in Guides::shipped().iter() {
        let place = guide.version.to_string();
        let steps = guide.steps.iter().flat_map(|step| {
            let questions = step.questions.iter().map(|question| &question.text);
            let outcomes = step.outcomes.iter().map(|outcome| &outcome.text);
            let documents = step.documents.iter().map(|document| &document.title);
            step.what.iter().chain([&step.title]).chain(questions).chain(outcomes).chain(documents)
        });
        steps.chain([&guide.title, &guide.purpose]).for_each(|text| told_of(&place, text.told(Language::Nn)));
    }
    for form in Forms::shipped().on(date(2026, 12, 1)) {
        let parts = form.parts.iter().flat_map(|part| [&part.heading].into_iter().chain(&part.hint));
        let texts = parts.chain([&form.title, &form.purpose]);
        texts.for_each(|text| told_of(&form.id.to_string(), text.told(Language::Nn)));
    }
    for list in CodeList::ALL {
        codes(*list).for_each(|code| told_of(code.code, code.label(*list, Language::Nn)));
    }
}

/// A report is dismissed at triage, and an investigation when it ends: two decisions, which a text tells apart (C10).
#[test]
fn what_is_told_to_be_dismissed_is_told_with_it() {
    for (language, dismissed, what) in [
        (Language::Nb, "henlagt", ["melding", "undersøkelse"]),
        (Language::Nn, "lagd bort", ["melding", "undersøking"]),
        (Language::En, "dismissed", ["report", "investigation"]),
    ] {
        for (id, text) in told(language).iter().filter(|(_, text)| text.contains(dismissed)) {
            assert!(what.iter().any(|what| text.contains(what)), "{id} in {}: {text}", language.tag());
        }
    }
}
