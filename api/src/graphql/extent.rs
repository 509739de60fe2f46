//! What a document comes to, looked at before the library is busy with it.
//!
//! The library goes through a fragment anew wherever it is spread, copies a value to each place where it is used, and tells of each
//! mistake apart; all of it before it looks at any limit, and without a pause in which a request could be given up. So a document of
//! a few kilobytes may keep a thread busy for good, or fill the memory.

use std::collections::HashMap;

use async_graphql::Variables;
use async_graphql::parser::types::{Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Positioned, Value as ConstValue};
use async_graphql_value::Value;

use super::limits::MOST_COMPLEXITY;

/// Fragments of one document.
const MOST_FRAGMENTS: usize = 100;
/// Operations of one document: each is checked with all the fragments that it uses.
const MOST_OPERATIONS: usize = 50;
/// Variables of one operation: each is looked for among them wherever it is used.
const MOST_VARIABLES: usize = 200;
/// Arguments of one field or directive, several times as many as any has: of fields with the same name the library compares each of
/// them, and tells each difference.
const MOST_ARGUMENTS: usize = 20;
/// Bytes of all names of fields and arguments in one document, many times as many as a long question has: the library compares
/// each that it does not know with all that there are.
const MOST_NAMES: usize = 64 * 1024;
/// How many times as much as was sent, values may come to where they are used; what is small may come to this much in any case.
const MOST_COPIES: usize = 4;
const FEW_BYTES: usize = 256 * 1024;
/// What a value takes beside its text, in bytes, at least.
const BYTES_OF_A_VALUE: usize = 8;

/// What is told of a document with too many fragments, operations or variables.
const TOO_MANY: &str =
    "The document has more fragments, operations or variables than any question needs. Ask in several steps.";
/// What is told of one whose fragments spread each other in a circle.
const CIRCULAR: &str = "A fragment of the document spreads itself. Write out as many levels as you need.";
/// What is told of one that comes to too much.
const TOO_MUCH: &str =
    "With its fragments and values written out, the document is larger than any question needs. Ask in several steps.";

/// Refuses a document that the library would be busy with for too long, with what its sender is told. `sent` is how many bytes the
/// request has, with its variables.
///
/// Each fragment is measured once, and the document is refused by what it comes to with all of them written out. Fragments that
/// nothing spreads are measured as well, because the library checks them, too.
pub fn must_end_soon(document: &ExecutableDocument, variables: &Variables, sent: usize) -> Result<(), &'static str> {
    let mut variables_of_each =
        document.operations.iter().map(|(_, operation)| operation.node.variable_definitions.len());
    if document.fragments.len() > MOST_FRAGMENTS
        || document.operations.iter().count() > MOST_OPERATIONS
        || variables_of_each.any(|variables| variables > MOST_VARIABLES)
    {
        return Err(TOO_MANY);
    }
    if names_in(document) > MOST_NAMES {
        return Err(TOO_MUCH);
    }
    let given = Given::of(document, variables);
    let mut measured = HashMap::new();
    let mut unmeasured: Vec<_> = document.fragments.iter().collect();
    while !unmeasured.is_empty() {
        let before = unmeasured.len();
        unmeasured.retain(|(name, fragment)| {
            let written = Written::in_directives(&fragment.node.directives, &given);
            match Extent::of(&fragment.node.selection_set.node, document, &given, &measured) {
                Some(extent) => {
                    measured.insert(name.as_str(), extent.with(written));
                    false
                }
                None => true,
            }
        });
        if unmeasured.len() == before {
            return Err(CIRCULAR);
        }
    }
    let operations = document.operations.iter().filter_map(|(_, operation)| {
        let extent = Extent::of(&operation.node.selection_set.node, document, &given, &measured)?;
        Some(extent.with(Written::beside_the_selection(&operation.node, &given)))
    });
    let all = operations.chain(measured.values().copied()).fold(Extent::default(), Extent::and);
    let most_copied = sent.saturating_mul(MOST_COPIES).saturating_add(FEW_BYTES);
    if all.work > MOST_COMPLEXITY || all.copied > most_copied { Err(TOO_MUCH) } else { Ok(()) }
}

/// The bytes of all names of fields and arguments.
fn names_in(document: &ExecutableDocument) -> usize {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    let mut bytes = 0;
    let mut open: Vec<_> = operations.chain(fragments).collect();
    while let Some(set) = open.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let arguments = field.node.arguments.iter().map(|(name, _)| name.node.len());
                    bytes += field.node.name.node.len() + arguments.sum::<usize>();
                    open.push(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => open.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    bytes
}

/// How many bytes the value of each variable has: of what was sent, or of a default that is larger.
struct Given<'a>(HashMap<&'a str, usize>);

impl<'a> Given<'a> {
    fn of(document: &'a ExecutableDocument, variables: &'a Variables) -> Self {
        let sent = variables.iter().map(|(name, value)| (name.as_str(), value));
        let definitions = document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
        let defaults = definitions.filter_map(|definition| {
            let definition = &definition.node;
            Some((definition.name.node.as_str(), &definition.default_value.as_ref()?.node))
        });
        let mut bytes = HashMap::new();
        for (name, value) in sent.chain(defaults) {
            let largest: &mut usize = bytes.entry(name).or_default();
            *largest = Written::in_given(value).bytes.max(*largest);
        }
        Self(bytes)
    }
}

/// How much is written at one place: how many things, and how many bytes the values among them have once they are copied there.
#[derive(Clone, Copy, Default)]
struct Written {
    things: usize,
    bytes: usize,
}

impl Written {
    const MORE_THAN_ANY: Self = Self { things: usize::MAX, bytes: 0 };

    const fn and(self, other: Self) -> Self {
        Self { things: self.things.saturating_add(other.things), bytes: self.bytes.saturating_add(other.bytes) }
    }

    const fn thing(bytes: usize) -> Self {
        Self { things: 1, bytes }
    }

    /// A selection with its directives, and all values of both.
    fn at(selection: &Selection, given: &Given<'_>) -> Self {
        let arguments = match selection {
            Selection::Field(field) if field.node.arguments.len() > MOST_ARGUMENTS => return Self::MORE_THAN_ANY,
            Selection::Field(field) => field.node.arguments.as_slice(),
            Selection::FragmentSpread(_) | Selection::InlineFragment(_) => &[],
        };
        let values = arguments.iter().map(|(_, value)| Self::in_value(&value.node, given));
        values.fold(Self::thing(0), Self::and).and(Self::in_directives(selection.directives(), given))
    }

    fn in_directives(directives: &[Positioned<Directive>], given: &Given<'_>) -> Self {
        let written = directives.iter().map(|directive| {
            let arguments = &directive.node.arguments;
            if arguments.len() > MOST_ARGUMENTS {
                return Self::MORE_THAN_ANY;
            }
            let values = arguments.iter().map(|(_, value)| Self::in_value(&value.node, given));
            values.fold(Self::thing(0), Self::and)
        });
        written.fold(Self::default(), Self::and)
    }

    /// The variables of an operation with their defaults, and its directives.
    fn beside_the_selection(operation: &OperationDefinition, given: &Given<'_>) -> Self {
        let variables = operation.variable_definitions.iter().map(|definition| {
            let default = definition.node.default_value.as_ref();
            let default = default.map_or_else(Self::default, |value| Self::in_given(&value.node));
            Self::thing(0).and(default).and(Self::in_directives(&definition.node.directives, given))
        });
        variables.fold(Self::in_directives(&operation.directives, given), Self::and)
    }

    /// A value and all within it; the recursion is as deep as the document's brackets.
    fn in_value(value: &Value, given: &Given<'_>) -> Self {
        let within = match value {
            Value::Variable(name) => Self { things: 0, bytes: given.0.get(name.as_str()).copied().unwrap_or_default() },
            Value::String(text) => Self { things: 0, bytes: text.len() },
            Value::List(values) => values.iter().map(|one| Self::in_value(one, given)).fold(Self::default(), Self::and),
            Value::Object(fields) => {
                let fields = fields.iter().map(|(name, one)| Self::thing(name.len()).and(Self::in_value(one, given)));
                fields.fold(Self::default(), Self::and)
            }
            Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Binary(_) | Value::Enum(_) => Self::default(),
        };
        Self::thing(BYTES_OF_A_VALUE).and(within)
    }

    /// The same of what was sent beside the document, which nests no deeper than its reader takes, or of a default.
    fn in_given(value: &ConstValue) -> Self {
        let within = match value {
            ConstValue::String(text) => Self { things: 0, bytes: text.len() },
            ConstValue::Binary(content) => Self { things: 0, bytes: content.len() },
            ConstValue::List(values) => values.iter().map(Self::in_given).fold(Self::default(), Self::and),
            ConstValue::Object(fields) => {
                let fields = fields.iter().map(|(name, one)| Self::thing(name.len()).and(Self::in_given(one)));
                fields.fold(Self::default(), Self::and)
            }
            ConstValue::Null | ConstValue::Number(_) | ConstValue::Boolean(_) | ConstValue::Enum(_) => Self::default(),
        };
        Self::thing(BYTES_OF_A_VALUE).and(within)
    }
}

/// What a selection set comes to with its fragments written out.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// What stands in the set and in the fragments within it, but not below its fields. The library looks by recursion whether all
    /// that can be merged, and looks again in each fragment: it counts once for each time.
    merged: usize,
    /// What the library looks at in the set and in all that it holds.
    work: usize,
    /// How many bytes the values in it have, each where it is used.
    copied: usize,
}

impl Extent {
    const fn and(self, other: Self) -> Self {
        Self {
            merged: self.merged.saturating_add(other.merged),
            work: self.work.saturating_add(other.work),
            copied: self.copied.saturating_add(other.copied),
        }
    }

    /// The same with what is written beside it, which counts wherever it does.
    const fn with(self, written: Written) -> Self {
        self.and(Self { merged: written.things, work: written.things, copied: written.bytes })
    }

    /// `None` where a fragment is spread that is not measured yet. The recursion is as deep as the document's brackets, and where it
    /// is enough for a refusal, no more is looked at.
    fn of(
        set: &SelectionSet,
        document: &ExecutableDocument,
        given: &Given<'_>,
        measured: &HashMap<&str, Self>,
    ) -> Option<Self> {
        let mut whole = Self::default();
        for selection in &set.items {
            if whole.work.max(whole.merged) > MOST_COMPLEXITY {
                break;
            }
            let below = match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let below = Self::of(&field.node.selection_set.node, document, given, measured)?;
                    let work = below.work.saturating_mul(times_listed(name)).saturating_add(weight(name));
                    Self { merged: 0, work, ..below }
                }
                Selection::InlineFragment(fragment) => {
                    Self::of(&fragment.node.selection_set.node, document, given, measured)?
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    match measured.get(name) {
                        Some(extent) => *extent,
                        None if document.fragments.contains_key(name) => return None,
                        // The library says that there is no such fragment.
                        None => Self::default(),
                    }
                }
            };
            let written = Written::at(&selection.node, given);
            whole = whole.and(below).and(Self { merged: written.things, work: 0, copied: written.bytes });
        }
        Some(Self { work: whole.work.saturating_add(whole.merged), ..whole })
    }
}

/// How many times what stands below a list of introspection counts: the library's cost knows nothing of such lists, and each may
/// stand below another.
fn times_listed(field: &str) -> usize {
    match field {
        "types" | "fields" | "inputFields" | "interfaces" | "possibleTypes" | "enumValues" => 5,
        _ => 1,
    }
}

/// How much a field counts for that goes through the whole schema or copies its text each time it is asked for, or asks for many
/// things at once. Tools ask for one such field, and some for five small ones to begin with.
fn weight(field: &str) -> usize {
    match field {
        "__schema" | "__type" | "_service" | "sdl" | "_entities" => 2_000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn ends_soon(document: &str) -> Result<(), &'static str> {
        ends_soon_with(document, json!({}))
    }

    fn ends_soon_with(document: &str, variables: serde_json::Value) -> Result<(), &'static str> {
        let sent = document.len() + variables.to_string().len();
        must_end_soon(&parse_query(document).unwrap(), &Variables::from_json(variables), sent)
    }

    fn numbered(times: usize, one: impl Fn(usize) -> String) -> String {
        (0..times).map(one).collect()
    }

    #[test]
    fn a_fragment_may_be_used_several_times_by_fragments_and_operations() {
        let used = "query A { cases { nodes { ...C } } case(id: \"1\") { ...C ...C } }
            query B { case(id: \"2\") { ...D } }
            fragment D on Case { ...C child { ...P ...P } }
            fragment C on Case { id child { ...P } }
            fragment P on Person { name { value state } }";
        assert_eq!(ends_soon(used), Ok(()));
        let fragments = numbered(MOST_FRAGMENTS, |nth| format!("fragment F{nth} on Case {{ id child {{ name }} }} "));
        let spreads = numbered(MOST_FRAGMENTS, |nth| format!("...F{nth} "));
        let many = format!("{{ case(id: \"1\") {{ {spreads} }} }} {fragments}");
        assert_eq!(ends_soon(&many), Ok(()));
        assert_eq!(ends_soon(&format!("{many} fragment One on Case {{ id }}")), Err(TOO_MANY));
        assert_eq!(ends_soon("{ ...Nowhere }"), Ok(()), "the library says what is wrong with it");
    }

    #[test]
    fn a_fragment_counts_wherever_it_is_spread_and_also_where_it_is_not() {
        let last = "fragment F30 on Query { viewer { name } }";
        let fan = numbered(30, |nth| {
            let spreads = format!("...F{} ", nth + 1).repeat(10);
            format!("fragment F{nth} on Query {{ {spreads} }} ")
        });
        assert_eq!(ends_soon(&format!("{{ ...F0 }} {fan} {last}")), Err(TOO_MUCH));
        assert_eq!(ends_soon(&format!("{{ viewer {{ name }} }} {fan} {last}")), Err(TOO_MUCH), "nothing spreads it");
        let deep = numbered(30, |nth| {
            let (inline, ends) = ("... { ".repeat(20), "} ".repeat(20));
            format!("fragment F{nth} on Query {{ {inline} ...F{} {ends} }} ", nth + 1)
        });
        assert_eq!(ends_soon(&format!("{{ viewer {{ name }} }} {deep} {last}")), Err(TOO_MUCH), "for its depth");
        let many = numbered(1_000, |nth| format!("f{nth} "));
        let operations = numbered(40, |nth| format!("query Q{nth} {{ ...F }} "));
        let for_each = format!("{operations} fragment F on Query {{ {many} }}");
        assert_eq!(ends_soon(&for_each), Err(TOO_MUCH), "once for each operation");
        let operations = numbered(MOST_OPERATIONS + 1, |nth| format!("query Q{nth} {{ ...F30 }} "));
        assert_eq!(ends_soon(&format!("{operations} {last}")), Err(TOO_MANY));
    }

    #[test]
    fn what_is_written_at_a_field_counts_as_well() {
        let variables = |many: usize| numbered(many, |nth| format!("$v{nth}: ID "));
        let with_variables = |many: usize| ends_soon(&format!("query({}) {{ viewer {{ name }} }}", variables(many)));
        assert_eq!((with_variables(MOST_VARIABLES), with_variables(MOST_VARIABLES + 1)), (Ok(()), Err(TOO_MANY)));
        let values = "$a ".repeat(MOST_COMPLEXITY);
        assert_eq!(ends_soon(&format!("query($a: ID) {{ cases(ids: [{values}]) {{ id }} }}")), Err(TOO_MUCH));
        let with_arguments = |many: usize| {
            let arguments = numbered(many, |nth| format!("a{nth}: 1 "));
            format!("{{ case({arguments}) {{ id }} }}")
        };
        assert_eq!(ends_soon(&with_arguments(MOST_ARGUMENTS)), Ok(()));
        assert_eq!(ends_soon(&with_arguments(MOST_ARGUMENTS + 1)), Err(TOO_MUCH));
    }

    #[test]
    fn names_are_not_compared_with_all_there_are_over_and_over() {
        let names = |bytes: usize| "123456789_abcdef ".repeat(bytes / 16).replace('1', "n");
        assert_eq!(ends_soon(&format!("{{ {} }}", names(MOST_NAMES))), Ok(()));
        assert_eq!(ends_soon(&format!("{{ {} more }}", names(MOST_NAMES))), Err(TOO_MUCH));
        assert_eq!(ends_soon(&format!("{{ viewer }} fragment F on Query {{ {} }}", names(MOST_NAMES))), Err(TOO_MUCH));
        let arguments = numbered(4_500, |nth| format!("f{nth}(n23456789_abcdef: 1) "));
        assert_eq!(ends_soon(&format!("{{ {arguments} }}")), Err(TOO_MUCH));
    }

    #[test]
    fn what_stands_at_a_definition_counts_as_well_and_wherever_a_fragment_is_spread() {
        let values = |many: usize| numbered(many, |nth| format!("$v{nth} "));
        let at_fragment = |many| format!("fragment F on Query @a(b: [{}]) {{ viewer {{ name }} }}", values(many));
        let spread = |times: usize| numbered(times, |nth| format!("query Q{nth} {{ ...F }} "));
        assert_eq!(ends_soon(&format!("{} {}", spread(2), at_fragment(100))), Ok(()));
        assert_eq!(ends_soon(&format!("{} {}", spread(40), at_fragment(1_000))), Err(TOO_MUCH));
        assert_eq!(ends_soon(&format!("query Q @a(b: [{}]) {{ viewer {{ name }} }}", values(20_000))), Err(TOO_MUCH));
        let at_variable = format!("query Q($v: ID @a(b: [{}])) {{ viewer {{ name }} }}", values(20_000));
        assert_eq!(ends_soon(&at_variable), Err(TOO_MUCH));
        let default = format!("query Q($v: [Int] = [{}]) {{ viewer {{ name }} }}", "0 ".repeat(20_000));
        assert_eq!(ends_soon(&default), Err(TOO_MUCH));
        let arguments = numbered(MOST_ARGUMENTS + 1, |_| "if: true ".to_owned());
        assert_eq!(ends_soon(&format!("{{ viewer @include({arguments}) {{ name }} }}")), Err(TOO_MUCH));
    }

    #[test]
    fn a_large_value_is_used_a_few_times_and_not_over_and_over() {
        let used = |times: usize| format!("query($v: String) {{ {} }}", "cases(first: $v) { id } ".repeat(times));
        let text = || json!({ "v": "x".repeat(1_000_000) });
        assert_eq!(ends_soon_with(&used(1), text()), Ok(()));
        assert_eq!(ends_soon_with(&used(6), text()), Err(TOO_MUCH));
        let list = || json!({ "v": vec![0; 400_000] });
        assert_eq!(ends_soon_with(&used(1), list()), Ok(()));
        assert_eq!(ends_soon_with(&used(3), list()), Err(TOO_MUCH));
        let within = json!({ "v": { "deep": [{ "text": "x".repeat(1_000_000) }] } });
        assert_eq!(ends_soon_with(&used(6), within), Err(TOO_MUCH));
        let default = used(9).replace("String", &format!("String = \"{}\"", "x".repeat(500_000)));
        assert_eq!(ends_soon(&default), Err(TOO_MUCH));
        let written = format!("fragment F on Query {{ cases(first: \"{}\") {{ id }} }}", "x".repeat(500_000));
        assert_eq!(ends_soon(&format!("{{ ...F }} {written}")), Ok(()));
        assert_eq!(ends_soon(&format!("{{ {} }} {written}", "...F ".repeat(9))), Err(TOO_MUCH));
        // What is small may be used as often as anything.
        assert_eq!(ends_soon_with(&used(3_000), json!({ "v": "x" })), Ok(()));
    }

    #[test]
    fn entities_count_wherever_the_fragment_that_asks_for_them_is_spread() {
        let asks = "fragment E on Query { _entities(representations: []) { ... on Case { id } } }";
        assert_eq!(ends_soon(&format!("{{ ...E ...E }} {asks}")), Ok(()));
        assert_eq!(ends_soon(&format!("{{ {} }} {asks}", "...E ".repeat(10))), Err(TOO_MUCH));
    }

    #[test]
    fn a_fragment_that_spreads_itself_is_refused_however_it_comes_to_that() {
        for circle in [
            "{ ...A } fragment A on Query { ...A ...A }",
            "{ id } fragment A on Query { ...B } fragment B on Query { ... { ...C } } fragment C on Query { ...A }",
            "{ case(id: 1) { ...A } } fragment A on Case { siblings { ...A } }",
        ] {
            assert_eq!(ends_soon(circle), Err(CIRCULAR), "{circle}");
        }
    }

    #[test]
    fn the_schema_is_told_to_tools_and_not_over_and_over() {
        let beginning = "schema: __type(name: \"__Schema\") { fields { name args { name } } } ";
        assert_eq!(ends_soon(&format!("{{ {} }}", beginning.repeat(5))), Ok(()));
        let both = "{ _service { sdl } __schema { types { fields { type { fields { name } } } } } }";
        assert_eq!(ends_soon(both), Ok(()));
        for again in ["_service { sdl } ", "__schema { queryType { name } } ", "__type(name: \"Case\") { name } "] {
            assert_eq!(ends_soon(&format!("{{ {} }}", again.repeat(10))), Err(TOO_MUCH), "{again}");
            let spread = format!("{{ {} }} fragment F on Query {{ {again} }}", "...F ".repeat(10));
            assert_eq!(ends_soon(&spread), Err(TOO_MUCH), "{again}");
        }
        assert_eq!(ends_soon(&format!("{{ _service {{ {} }} }}", "sdl ".repeat(10))), Err(TOO_MUCH));
        let names = "name ".repeat(1_000);
        assert_eq!(ends_soon(&format!("{{ __schema {{ types {{ fields {{ {names} }} }} }} }}")), Err(TOO_MUCH));
        let (lists, ends) = ("fields { type { ".repeat(5), "} } ".repeat(5));
        assert_eq!(ends_soon(&format!("{{ __schema {{ types {{ {lists} name {ends} }} }} }}")), Err(TOO_MUCH));
    }
}
