//! What one request may ask for.

use std::sync::{Arc, OnceLock};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextRequest, NextValidation,
};
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Response, ServerError, ServerResult, ValidationResult, Value, Variables, value};
use case_ledger_domain::answer::NotAnswered;
use case_ledger_domain::content::Content;

use super::inputs::Mistakes;
use super::unanswered;

/// How deep a query may nest; introspection by common tools needs some fifteen.
pub const MOST_DEPTH: usize = 18;
/// What a query may cost: one for each field, times the nodes of each page around it.
pub const MOST_COMPLEXITY: usize = 20_000;
/// How many brackets may stand open at one place of a document: one for each level, and those of what is written into
/// arguments. A question of the greatest depth needs less than half of them.
const MOST_NESTING: usize = 100;
/// Names, values and brackets in a document beside its texts: more than what is taken of it once it is read.
const MOST_WORDS: usize = 50_000;
/// Bytes of one name, several times as many as the longest has.
const MOST_OF_A_NAME: usize = 200;
/// Directives on one field.
pub const MOST_DIRECTIVES: usize = 4;
/// Fields under another name in one document: each is work that the other limits do not see as new.
const MOST_ALIASES: i64 = 30;
/// Entities of one federated look-up: each costs as much as a query of its own.
const MOST_ENTITIES: i64 = 20;
/// Bytes of a request's body.
pub const MOST_BODY_BYTES: usize = 1024 * 1024;
/// Bytes of the body of a request that brings content, which four characters write three of, and a little more, so that who
/// sends too much is told how much content may be.
pub const MOST_BODY_BYTES_WITH_CONTENT: usize = MOST_BODY_BYTES + (Content::MOST_BYTES + MOST_BODY_BYTES) / 3 * 4;

/// What is told of a document that nests beyond that.
const TOO_DEEP: &str =
    "The document nests deeper than any question needs. Send values as variables, or ask in several steps.";
/// What is told of one that is long beyond any.
const TOO_LONG: &str =
    "The document has more words than any question needs. Send values as variables, or ask in several steps.";
/// What is told of one in which a name is longer than any.
const LONG_NAME: &str = "A name in the document is longer than any that there is. Take the names of the schema.";
/// What is told of one in which three quotation marks begin a text that nothing ends.
const OPEN_TEXT: &str = "A text in the document that three quotation marks begin does not end. End it with three, too.";

/// Why a document is not read: what is told of it, and the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    pub message: &'static str,
    pub code: &'static str,
}

/// Refuses a document that is not even to be read.
///
/// The library reads what nests by recursion, lists in lists as deep as their sender likes, and the other limits hold only for
/// what has been read: a thread whose stack is full ends the server. It makes a hundred times as much of a word as that takes
/// itself, tells of each mistake by the names that it is about, and looks for the end of a text to the document's end, each time
/// anew. What stands in texts and comments is passed over as the library does; it reads nothing behind a text that does not end.
pub fn must_be_readable(document: &str) -> Result<(), Unread> {
    let (mut open, mut deepest) = (0_usize, 0);
    let (mut words, mut longest) = (0_usize, 0);
    let texts_end = beside_texts(document, |piece| {
        for byte in piece.bytes() {
            match byte {
                b'{' | b'[' | b'(' => open += 1,
                b'}' | b']' | b')' => open = open.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(open);
        }
        let names = piece.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        for name in names.filter(|name| !name.is_empty()) {
            words += 1;
            longest = name.len().max(longest);
        }
        // Each piece stands beside a text.
        words += piece.matches(['{', '[', '(']).count() + 1;
    });
    let too_complex = |message| Err(Unread { message, code: "TOO_COMPLEX" });
    if deepest > MOST_NESTING {
        return Err(Unread { message: TOO_DEEP, code: "TOO_DEEP" });
    }
    if words > MOST_WORDS {
        return too_complex(TOO_LONG);
    }
    if longest > MOST_OF_A_NAME {
        return too_complex(LONG_NAME);
    }
    if texts_end { Ok(()) } else { too_complex(OPEN_TEXT) }
}

/// What stands in it beside texts and comments, piece by piece; up to a text that does not end. Whether each that three quotation
/// marks begin ends with three.
fn beside_texts(document: &str, mut hear: impl FnMut(&str)) -> bool {
    let (mut rest, mut blocks_end) = (document, true);
    while let Some(at) = rest.find(['"', '#']) {
        let (piece, from_here) = rest.split_at(at);
        hear(piece);
        let (found, after) = from_here.split_at(1);
        rest = if found == "#" {
            after.find(['\n', '\r']).map_or("", |end| &after[end..])
        } else {
            let Some(behind) = behind_text(after, &mut blocks_end) else { return blocks_end };
            behind
        };
    }
    hear(rest);
    blocks_end
}

/// What stands behind a text whose first quotation mark was just read: the one in three such marks, or else the one in one.
/// Where three marks end nothing any more, that is looked for once.
fn behind_text<'a>(text: &'a str, blocks_end: &mut bool) -> Option<&'a str> {
    let begun = text.strip_prefix("\"\"").filter(|_| *blocks_end);
    let block = begun.and_then(|mut rest| {
        loop {
            let (inside, behind) = rest.split_once("\"\"\"")?;
            if !inside.ends_with('\\') {
                return Some(behind);
            }
            rest = behind;
        }
    });
    *blocks_end &= begun.is_none() || block.is_some();
    block.or_else(|| {
        let mut rest = text;
        loop {
            let at = rest.find(['"', '\\', '\n', '\r'])?;
            let (found, behind) = rest[at..].split_at(1);
            match found {
                "\"" => return Some(behind),
                "\\" => rest = behind.get(behind.chars().next()?.len_utf8()..)?,
                _ => return None,
            }
        }
    })
}

/// Refuses documents with too many aliases or entities, and says in the answer's extension `analyzer` what it cost.
///
/// All in one: each extension stands around every field of an answer, whether it has anything to do there or not.
pub struct Limits;

impl ExtensionFactory for Limits {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(LimitsOfRequest::default())
    }
}

#[derive(Default)]
struct LimitsOfRequest {
    cost: OnceLock<ValidationResult>,
}

#[async_graphql::async_trait::async_trait]
impl Extension for LimitsOfRequest {
    async fn request(&self, context: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let response = next.run(context).await;
        match self.cost.get() {
            Some(ValidationResult { complexity, depth, .. }) => {
                response.extension("analyzer", value!({ "complexity": complexity, "depth": depth }))
            }
            None => response,
        }
    }

    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        // What the library finds wrong and what stands in its values is told together; and where one of them cannot be
        // taken, nothing is executed.
        let mistakes = context.data_opt::<Mistakes>().filter(|mistakes| !mistakes.is_empty());
        let cost = match (next.run(context).await, mistakes) {
            (Ok(cost), None) => cost,
            (Ok(_), Some(mistakes)) => return Err(mistakes.instead(Vec::new())),
            (Err(errors), None) => return Err(errors),
            (Err(errors), Some(mistakes)) => return Err(mistakes.instead(errors)),
        };
        // Asked once in a request.
        let _ = self.cost.set(cost);
        Ok(cost)
    }

    async fn parse_query(
        &self,
        context: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(context, query, variables).await?;
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        if operations.chain(fragments).map(aliases).sum::<i64>() > MOST_ALIASES {
            return Err(unanswered(NotAnswered::TooManyAliases { most: MOST_ALIASES }));
        }
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        let given = |name: &Name| variables.get(name).or_else(|| default_of(&document, name)).cloned().ok_or(());
        let asked: i64 = operations.chain(fragments).map(|set| entities_asked(set, &given)).sum();
        if asked > MOST_ENTITIES {
            return Err(unanswered(NotAnswered::TooManyEntities { most: MOST_ENTITIES }));
        }
        Ok(document)
    }
}

/// What a variable is where nothing is sent for it.
fn default_of<'a>(document: &'a ExecutableDocument, name: &Name) -> Option<&'a Value> {
    let mut definitions = document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
    let definition = definitions.find(|definition| definition.node.name.node == *name)?;
    definition.node.default_value.as_ref().map(|value| &value.node)
}

/// How many representations the root fields `_entities` carry.
fn entities_asked(set: &SelectionSet, given: &impl Fn(&Name) -> Result<Value, ()>) -> i64 {
    let mut count = 0;
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) if field.node.name.node == "_entities" => {
                for (_, value) in &field.node.arguments {
                    let resolved = value.node.clone().into_const_with(|name| given(&name));
                    count += match resolved {
                        Ok(Value::List(list)) => i64::try_from(list.len()).unwrap_or(i64::MAX),
                        Ok(_) | Err(()) => 1,
                    };
                }
            }
            Selection::InlineFragment(fragment) => {
                count += entities_asked(&fragment.node.selection_set.node, given);
            }
            Selection::Field(_) | Selection::FragmentSpread(_) => {}
        }
    }
    count
}

/// Counted without recursion: how deep a document nests is its sender's choice.
fn aliases(set: &SelectionSet) -> i64 {
    let mut count = 0;
    let mut open = vec![set];
    while let Some(set) = open.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    count += i64::from(field.node.alias.is_some());
                    open.push(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => open.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nests_too_deep(document: &str) -> bool {
        must_be_readable(document).is_err_and(|unread| unread.code == "TOO_DEEP")
    }

    #[test]
    fn a_document_has_no_more_words_than_a_question_needs_and_its_texts_end() {
        let told = |document: &str| must_be_readable(document).map_err(|unread| unread.message);
        for one in ["a ", "1 ", "[]", "a{a}", "\"\" ", "\"\"\" a \"\"\" "] {
            let value = |times: usize| format!("{{ a(b: [{}]) }}", one.repeat(times));
            assert_eq!(told(&value(MOST_WORDS / 5)), Ok(()), "{one}");
            assert_eq!(told(&value(MOST_WORDS)), Err(TOO_LONG), "{one}");
        }
        assert_eq!(told(&format!("{{ a(b: \"{}\") }}", "a [ ".repeat(MOST_WORDS))), Ok(()), "it is one text");
        for open in ["\"\"\"", "\"\\\\\"\"\"\"\" ", "\"\"\" a \\\"\"\" "] {
            assert_eq!(told(&format!("{{ a(b: [{open}]) }}")), Err(OPEN_TEXT), "{open}");
        }
        assert_eq!(told(&format!("{{ a(b: [{}]) }}", "\"\\\\\"\"\"\"\" ".repeat(5_000))), Err(OPEN_TEXT));
    }

    #[test]
    fn a_name_that_is_longer_than_any_is_seen_wherever_it_stands_but_in_a_text() {
        let long = "n".repeat(MOST_OF_A_NAME + 1);
        for document in [
            format!("{{ {long} }}"),
            format!("{{ {long}: viewer {{ name }} }}"),
            format!("{{ case({long}: 1) {{ id }} }}"),
            format!("{{ case(id: ${long}) {{ id }} }}"),
            format!("query {long} {{ viewer {{ name }} }}"),
            format!("{{ ...{long} }}"),
            format!("fragment F on {long} {{ id }}"),
            format!("{{ viewer @{long} {{ name }} }}"),
            format!("{{ case(id: \"a\") {{ id {long} }} }}"),
        ] {
            assert_eq!(must_be_readable(&document).map_err(|unread| unread.message), Err(LONG_NAME), "{document}");
        }
        let lawful = format!("{{ case(id: \"{long}\") {{ id }} }} # {long}\nquery Q {{ {} }}", &long[1..]);
        assert_eq!(must_be_readable(&lawful), Ok(()));
    }

    #[test]
    fn brackets_are_counted_where_they_stand_open() {
        let nested = |times: usize| format!("{{ case(id: {}{}) {{ id }} }}", "[".repeat(times), "]".repeat(times));
        assert!(!nests_too_deep(&nested(MOST_NESTING - 2)));
        assert!(nests_too_deep(&nested(MOST_NESTING - 1)));
        assert!(!nests_too_deep(&"{ a } ".repeat(MOST_NESTING + 1)), "one beside the other");
        for opened in ["{a", "{a(b:{", "query($a:[", "{a(b:["] {
            assert!(nests_too_deep(&opened.repeat(MOST_NESTING + 1)), "{opened}, though nothing is closed");
        }
    }

    #[test]
    fn what_stands_in_texts_and_comments_opens_and_closes_nothing() {
        let deep = "[".repeat(MOST_NESTING + 1);
        for text in
            ["\"{}\"", "\"\\\"{}\"", "\"\"\"{}\"\"\"", "\"\"\"\\\"\"\"{}\"\"\"", "#{}\n", "# \"{}\r", "\"\"#{}\n"]
        {
            let told = format!("{{ a(b: {}) }}", text.replace("{}", &deep));
            assert!(!nests_too_deep(&told), "{told}");
        }
        // Nor do they hide what opens behind them, or close it.
        for text in
            ["\"]]]\"", "\"\\\\\"", "\"\"\"]\"\"\"", "\"\"", "\"\"\"\\\\\\\"\"\" \"\"\"", "#]\n", "#\"\r", "\"æ\\øå\""]
        {
            let told = format!("{{ a(b: {}", format!("{text}[").repeat(MOST_NESTING + 1));
            assert!(nests_too_deep(&told), "{told}");
        }
        // Three marks that nothing closes are an empty text, and one that begins.
        assert!(nests_too_deep(&format!("{{ a(b: [\"\"\" \" {deep}")));
        assert!(
            !nests_too_deep(&format!("{{ a(b: [\"\"\" {}", "\\\"\"\" ".repeat(200_000))),
            "read once, however many may begin"
        );
        // Behind a text that does not end nothing is read.
        assert!(!nests_too_deep(&format!("{{ a(b: \"\n{deep}")));
        assert!(!nests_too_deep(&format!("{{ a(b: \"{deep}\\")));
    }
}
