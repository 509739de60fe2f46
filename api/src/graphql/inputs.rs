//! What cannot be taken of the values that a request brings, found before anything is executed.
//!
//! The library looks at a value twice: what its rules for documents see has no code, and what only its reader sees (a day
//! that no month has, a UUID that is none) names no field. So the values are looked at here once more, against the
//! schema's own text, and each that cannot be taken is told with its code, its field and the way on. What was sent is never
//! repeated: it may be a name.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet, Type, TypeKind,
    TypeSystemDefinition, VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned, ServerError, Value as ConstValue, Variables};
use async_graphql_value::Value;
use case_ledger_domain::answer::InputProblem;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::errors::unreadable;
use super::scalars::Date;
use super::schema;

/// What the library's rules call a value that cannot be taken.
const NOT_TAKEN: &str = "Invalid value for argument ";
/// What they call an argument that is missing.
const NOT_GIVEN: &str = "is required but not provided";
/// So many mistakes are told; of a request with more, the library tells the others.
const MOST_MISTAKES: usize = 50;
/// So many values are looked at, those of a variable once for each place it stands in.
pub const MOST_VALUES: usize = 100_000;
/// So many items a list may have: each that is recorded takes many times the room that it was sent in, for good.
pub const MOST_ITEMS: usize = 500;

/// What cannot be taken of the values of a request: the first of each argument.
#[derive(Debug, Default)]
pub struct Mistakes(Vec<ServerError>);

/// Whether a variable has a value of its own and a type that is none: in a list of those, the library stops over it.
pub fn gives_a_value_of_no_type(document: &ExecutableDocument) -> bool {
    let definitions = document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
    let mut types = definitions.filter(|definition| definition.node.default_value.is_some());
    types.any(|definition| {
        let name = named(&definition.node.var_type.node);
        let is_built_in = matches!(name, "Int" | "Float" | "String" | "Boolean" | "ID" | "_Any");
        !is_built_in && SCHEMA.as_ref().is_some_and(|taken| !taken.kinds.contains_key(name))
    })
}

impl Mistakes {
    /// What cannot be taken of the values that the operation is sent with.
    pub fn of(operation: &OperationDefinition, document: &ExecutableDocument, variables: &Variables) -> Self {
        let Some(taken) = SCHEMA.as_ref() else { return Self::default() };
        let left = Cell::new(MOST_VALUES);
        let defined = operation.variable_definitions.iter().map(|known| (known.node.name.node.as_str(), &known.node));
        let mut looking = Looking { taken, defined: defined.collect(), document, variables, found: Vec::new(), left };
        let root = match operation.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        looking.at_selections(root, &operation.selection_set.node);
        Self(looking.found)
    }

    /// These in the place of what the library's rules said of the same values; its other errors stay.
    pub fn instead(&self, mut said: Vec<ServerError>) -> Vec<ServerError> {
        let places = |error: &ServerError| error.locations.iter().map(|at| (at.line, at.column)).collect::<Vec<_>>();
        let told: HashSet<_> = self.0.iter().map(places).collect();
        said.retain(|error| {
            let of_a_value = error.message.starts_with(NOT_TAKEN) || error.message.ends_with(NOT_GIVEN);
            !(of_a_value && told.contains(&places(error)))
        });
        said.extend(self.0.iter().cloned());
        said
    }

    /// Whether all can be taken, as far as the schema tells.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What the schema takes.
struct Taken {
    arguments: HashMap<(String, String), Arguments>,
    kinds: HashMap<String, Kind>,
}

/// The arguments of a field, and the type behind it.
struct Arguments {
    arguments: Vec<Slot>,
    leads_to: String,
}

/// A place for a value.
struct Slot {
    name: String,
    ty: Type,
    has_default: bool,
}

impl Slot {
    const fn is_needed(&self) -> bool {
        !self.ty.nullable && !self.has_default
    }
}

/// A kind of value.
enum Kind {
    Scalar,
    Enum(HashSet<String>),
    Object(Vec<Slot>),
    /// One of several fields, and their names together.
    OneOf(Vec<Slot>, String),
}

/// None where the schema's own text could not be read, which a test rules out: the library's errors stand then.
static SCHEMA: LazyLock<Option<Taken>> = LazyLock::new(|| {
    let text = schema(None).sdl();
    let mut taken = Taken { arguments: HashMap::new(), kinds: HashMap::new() };
    let parsed = parse_schema(text).inspect_err(|error| {
        tracing::error!(%error, "the schema's own text could not be read: values are checked by the library alone");
    });
    for definition in parsed.ok()?.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let name = definition.name.node.to_string();
        let is_one_of = definition.directives.iter().any(|directive| directive.node.name.node == "oneOf");
        match definition.kind {
            TypeKind::Scalar => _ = taken.kinds.insert(name, Kind::Scalar),
            TypeKind::Enum(values) => {
                let values = values.values.into_iter().map(|value| value.node.value.node.to_string()).collect();
                taken.kinds.insert(name, Kind::Enum(values));
            }
            TypeKind::InputObject(object) => {
                let slots: Vec<Slot> = object.fields.into_iter().map(slot).collect();
                let kind = if is_one_of {
                    let names: Vec<&str> = slots.iter().map(|slot| slot.name.as_str()).collect();
                    let names = names.join(", ");
                    Kind::OneOf(slots, names)
                } else {
                    Kind::Object(slots)
                };
                taken.kinds.insert(name, kind);
            }
            TypeKind::Object(object) => taken.takes(&name, object.fields),
            TypeKind::Interface(interface) => taken.takes(&name, interface.fields),
            TypeKind::Union(_) => {}
        }
    }
    Some(taken)
});

fn slot(defined: Positioned<async_graphql::parser::types::InputValueDefinition>) -> Slot {
    let defined = defined.node;
    Slot { name: defined.name.node.to_string(), ty: defined.ty.node, has_default: defined.default_value.is_some() }
}

impl Taken {
    fn takes(&mut self, of: &str, fields: Vec<Positioned<async_graphql::parser::types::FieldDefinition>>) {
        for field in fields {
            let field = field.node;
            let arguments = Arguments {
                arguments: field.arguments.into_iter().map(slot).collect(),
                leads_to: named(&field.ty.node).to_owned(),
            };
            self.arguments.insert((of.to_owned(), field.name.node.to_string()), arguments);
        }
    }
}

/// The name of the type within all its lists.
fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(of) => named(of),
    }
}

/// A value as it was sent: in the document, or in a variable.
#[derive(Clone, Copy)]
enum Sent<'a> {
    Written(&'a Value),
    Constant(&'a ConstValue),
}

/// The values of a list, as they were sent: how many there are is the sender's choice, and they are copied nowhere.
#[derive(Clone, Copy)]
enum Items<'a> {
    Written(&'a [Value]),
    Constant(&'a [ConstValue]),
}

impl<'a> Items<'a> {
    const fn len(self) -> usize {
        match self {
            Self::Written(values) => values.len(),
            Self::Constant(values) => values.len(),
        }
    }

    fn nth(self, nth: usize) -> Option<Sent<'a>> {
        match self {
            Self::Written(values) => values.get(nth).map(Sent::Written),
            Self::Constant(values) => values.get(nth).map(Sent::Constant),
        }
    }
}

/// The fields of an object, as they were sent.
#[derive(Clone, Copy)]
enum Fields<'a> {
    Written(&'a IndexMap<Name, Value>),
    Constant(&'a IndexMap<Name, ConstValue>),
}

impl<'a> Fields<'a> {
    fn len(self) -> usize {
        match self {
            Self::Written(fields) => fields.len(),
            Self::Constant(fields) => fields.len(),
        }
    }

    fn get(self, name: &str) -> Option<Sent<'a>> {
        match self {
            Self::Written(fields) => fields.get(name).map(Sent::Written),
            Self::Constant(fields) => fields.get(name).map(Sent::Constant),
        }
    }
}

/// What a value looks like.
enum Shape<'a> {
    /// A variable that has no value.
    Absent,
    Null,
    List(Items<'a>),
    Object(Fields<'a>),
    Text(&'a str),
    Name(&'a str),
    Number(&'a async_graphql::Number),
    Truth,
    Bytes,
}

struct Looking<'a> {
    taken: &'static Taken,
    /// The operation's variables by name: how many there are, and how often they stand somewhere, is the sender's choice.
    defined: HashMap<&'a str, &'a VariableDefinition>,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    found: Vec<ServerError>,
    /// How many more values are looked at.
    left: Cell<usize>,
}

impl<'a> Looking<'a> {
    fn at_selections(&mut self, root: &'a str, set: &'a SelectionSet) {
        let mut spread = HashSet::new();
        // Without recursion: how deep fragments nest is the sender's choice.
        let mut open = vec![(root, set)];
        while let Some((of, set)) = open.pop() {
            for selection in &set.items {
                if self.found.len() >= MOST_MISTAKES {
                    return;
                }
                match &selection.node {
                    Selection::Field(field) => {
                        if let Some(leads_to) = self.at_field(of, selection.pos, &field.node) {
                            open.push((leads_to, &field.node.selection_set.node));
                        }
                    }
                    Selection::InlineFragment(fragment) => {
                        let on = fragment.node.type_condition.as_ref().map_or(of, |on| on.node.on.node.as_str());
                        open.push((on, &fragment.node.selection_set.node));
                    }
                    Selection::FragmentSpread(fragment) => {
                        let name = fragment.node.fragment_name.node.as_str();
                        // Once each, also where they go round in circles.
                        let fragment = self.document.fragments.get(name).filter(|_| spread.insert(name));
                        open.extend(fragment.map(|fragment| {
                            let fragment = &fragment.node;
                            (fragment.type_condition.node.on.node.as_str(), &fragment.selection_set.node)
                        }));
                    }
                }
            }
        }
    }

    /// Notes what cannot be taken of a field's arguments, and answers with the type behind the field; `None` where the library
    /// says that it is no field.
    fn at_field(&mut self, of: &str, at: Pos, field: &'a Field) -> Option<&'static str> {
        let Arguments { arguments, leads_to } =
            self.taken.arguments.get(&(of.to_owned(), field.name.node.to_string()))?;
        for slot in arguments {
            let given = field.arguments.iter().find(|(name, _)| name.node == slot.name);
            let at = given.map_or(at, |(name, _)| name.pos);
            let value = given.map(|(_, value)| Sent::Written(&value.node));
            if let Err((field, problem)) = self.at_slot(slot, slot.name.clone(), value) {
                self.found.push(unreadable(&field, problem, at));
            }
        }
        Some(leads_to)
    }

    /// What cannot be taken in that place, with the path to it.
    fn at_slot(
        &self,
        slot: &'static Slot,
        path: String,
        value: Option<Sent<'a>>,
    ) -> Result<(), (String, InputProblem)> {
        // What there is too much of, the library looks at.
        if self.left.get() == 0 {
            return Ok(());
        }
        self.left.update(|left| left - 1);
        match value.map(|value| self.shape(value)) {
            None | Some(Shape::Absent) if slot.is_needed() => Err((path, InputProblem::Missing)),
            None | Some(Shape::Absent) => Ok(()),
            Some(shape) => self.at_value(&slot.ty, path, shape),
        }
    }

    fn at_value(&self, ty: &'static Type, path: String, shape: Shape<'a>) -> Result<(), (String, InputProblem)> {
        match (&ty.base, shape) {
            (_, Shape::Null | Shape::Absent) if ty.nullable => Ok(()),
            (_, Shape::Null | Shape::Absent) => Err((path, InputProblem::Missing)),
            (BaseType::List(of), Shape::List(values)) => self.at_items(of, &path, values),
            // One stands for a list of one.
            (BaseType::List(of), shape) => self.at_value(of, path, shape),
            (BaseType::Named(name), shape) => self.at_named(name.as_str(), path, shape),
        }
    }

    /// What cannot be taken of a list, of as many of its values as are looked at still.
    fn at_items(&self, of: &'static Type, path: &str, values: Items<'a>) -> Result<(), (String, InputProblem)> {
        if values.len() > MOST_ITEMS {
            return Err((path.to_owned(), InputProblem::TooMany { most: MOST_ITEMS }));
        }
        for index in 0..values.len() {
            let Some(value) = values.nth(index).filter(|_| self.left.get() > 0) else { break };
            self.left.update(|left| left - 1);
            self.at_value(of, format!("{path}.{index}"), self.shape(value))?;
        }
        Ok(())
    }

    fn at_named(&self, name: &str, path: String, shape: Shape<'a>) -> Result<(), (String, InputProblem)> {
        let problem = match (self.taken.kinds.get(name), shape) {
            (Some(Kind::Object(slots)), Shape::Object(fields)) => return self.at_object(slots, path, fields),
            (Some(Kind::OneOf(slots, names)), Shape::Object(fields)) => {
                self.at_object(slots, path.clone(), fields)?;
                let given = |value: Sent<'a>| !matches!(self.shape(value), Shape::Null | Shape::Absent);
                let is_one = fields.len() == 1 && slots.iter().filter_map(|slot| fields.get(&slot.name)).any(given);
                (!is_one).then_some(InputProblem::ExactlyOne { of: names })
            }
            (Some(Kind::Object(_) | Kind::OneOf(..)), _) => Some(InputProblem::WithoutFields),
            (Some(Kind::Enum(values)), Shape::Text(value) | Shape::Name(value)) => {
                (!values.contains(value)).then_some(InputProblem::NotListed)
            }
            (Some(Kind::Enum(_)), _) => Some(InputProblem::NotListed),
            (Some(Kind::Scalar) | None, shape) => at_scalar(name, &shape),
        };
        problem.map_or(Ok(()), |problem| Err((path, problem)))
    }

    fn at_object(
        &self,
        slots: &'static [Slot],
        path: String,
        fields: Fields<'a>,
    ) -> Result<(), (String, InputProblem)> {
        let mut listed = 0;
        for slot in slots {
            let value = fields.get(&slot.name);
            listed += usize::from(value.is_some());
            self.at_slot(slot, format!("{path}.{}", slot.name), value)?;
        }
        // Each name once on either side: those that are not listed are the others.
        if listed == fields.len() { Ok(()) } else { Err((path, InputProblem::FieldNotListed)) }
    }

    fn shape(&self, value: Sent<'a>) -> Shape<'a> {
        match value {
            Sent::Written(Value::Variable(name)) => {
                let Some(definition) = self.defined.get(name.as_str()) else { return Shape::Absent };
                let default = || definition.default_value.as_ref().map(|value| &value.node);
                let value = self.variables.get(name).or_else(default);
                value.map_or(Shape::Absent, |value| self.shape(Sent::Constant(value)))
            }
            Sent::Written(Value::Null) | Sent::Constant(ConstValue::Null) => Shape::Null,
            Sent::Written(Value::Number(number)) | Sent::Constant(ConstValue::Number(number)) => Shape::Number(number),
            Sent::Written(Value::String(text)) | Sent::Constant(ConstValue::String(text)) => Shape::Text(text),
            Sent::Written(Value::Boolean(_)) | Sent::Constant(ConstValue::Boolean(_)) => Shape::Truth,
            Sent::Written(Value::Enum(name)) | Sent::Constant(ConstValue::Enum(name)) => Shape::Name(name.as_str()),
            Sent::Written(Value::Binary(_)) | Sent::Constant(ConstValue::Binary(_)) => Shape::Bytes,
            Sent::Written(Value::List(values)) => Shape::List(Items::Written(values)),
            Sent::Constant(ConstValue::List(values)) => Shape::List(Items::Constant(values)),
            Sent::Written(Value::Object(fields)) => Shape::Object(Fields::Written(fields)),
            Sent::Constant(ConstValue::Object(fields)) => Shape::Object(Fields::Constant(fields)),
        }
    }
}

/// What is wrong with it as a value of that scalar, as the reader of it would find.
fn at_scalar(name: &str, shape: &Shape<'_>) -> Option<InputProblem> {
    let is_whole = |number: &async_graphql::Number| number.is_i64() || number.is_u64();
    let (is_one, problem) = match (name, shape) {
        ("Date", shape) => {
            (matches!(shape, Shape::Text(text) if Date::written(text).is_some()), InputProblem::NotADate)
        }
        ("DateTime", shape) => {
            (matches!(shape, Shape::Text(text) if text.parse::<DateTime<Utc>>().is_ok()), InputProblem::NotAMoment)
        }
        ("UUID", shape) => {
            (matches!(shape, Shape::Text(text) if Uuid::parse_str(text).is_ok()), InputProblem::NotAUuid)
        }
        ("Int", shape) => (matches!(shape, Shape::Number(number) if is_whole(number)), InputProblem::NotAWholeNumber),
        ("Boolean", shape) => (matches!(shape, Shape::Truth), InputProblem::NeitherTrueNorFalse),
        ("ID", Shape::Number(number)) => (number.is_i64(), InputProblem::NotAText),
        ("Base64", shape) => (matches!(shape, Shape::Text(_) | Shape::Bytes), InputProblem::NotBase64),
        ("String" | "ID", shape) => (matches!(shape, Shape::Text(_)), InputProblem::NotAText),
        _ => return None,
    };
    (!is_one).then_some(problem)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use case_ledger_domain::texts::Language;
    use serde_json::json;

    use super::super::say_in;
    use super::*;

    fn found(document: &str, variables: serde_json::Value) -> Vec<ServerError> {
        let document = parse_query(document).unwrap();
        let operation = &document.operations.iter().next().unwrap().1.node;
        Mistakes::of(operation, &document, &Variables::from_json(variables)).0
    }

    fn told(error: &ServerError, name: &str) -> Option<String> {
        match error.extensions.as_ref()?.get(name)? {
            ConstValue::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The field of the only mistake, and its sentence.
    fn only(document: &str, variables: serde_json::Value) -> (String, String) {
        let found = found(document, variables);
        assert_eq!(found.len(), 1, "{document}: {found:?}");
        assert_eq!(told(&found[0], "code").as_deref(), Some("INVALID_INPUT"));
        assert_eq!(found[0].locations.len(), 1, "where it stands is told");
        (told(&found[0], "field").unwrap(), found[0].message.clone())
    }

    const RAISE: &str = "mutation($input: RaiseConcernInput!) { raiseConcern(input: $input) { __typename } }";

    fn concern() -> serde_json::Value {
        json!({
            "commandId": "5f0c6a0e-1d5f-4d9c-9d3e-0a4f3f1b7c11",
            "child": { "name": "Kari Nordmann", "bornOn": "2016-03-03" },
            "subject": "CHILD",
            "description": "She is hungry",
            "raisedOn": "2026-11-01",
        })
    }

    #[test]
    fn the_schemas_own_text_is_read() {
        let taken = SCHEMA.as_ref().expect("the schema's text can be read");
        assert!(taken.kinds.len() > 200 && taken.arguments.len() > 1_000);
        for name in ["Date", "DateTime", "UUID"] {
            assert!(matches!(taken.kinds.get(name), Some(Kind::Scalar)), "{name}");
        }
        let of_one = taken.kinds.values().filter(|kind| matches!(kind, Kind::OneOf(..)));
        assert!(of_one.count() > 5);
    }

    /// How deep fragments nest, how often something is asked for and how often a variable stands somewhere is the sender's choice.
    #[test]
    fn a_hostile_document_is_looked_at_in_bounds() {
        let links = (0..40_000).map(|nth| format!("fragment f{nth} on Query {{ ...f{} }}", nth + 1));
        let chain = format!("{{ ...f0 }} {} fragment f40000 on Query {{ case {{ id }} }}", links.collect::<String>());
        assert_eq!(found(&chain, json!({})).len(), 1);
        let many = format!("{{ {} }}", "case ".repeat(100_000));
        let told = found(&many, json!({}));
        assert_eq!(told.len(), MOST_MISTAKES);
        let said: Vec<ServerError> =
            (0..100_000).map(|_| ServerError::new("it is required but not provided", None)).collect();
        assert_eq!(Mistakes(told).instead(said).len(), 100_000 + MOST_MISTAKES);
        let list = json!({ "ids": vec!["x"; 50_000] });
        let uses = "a: cases(filter: { nationalId: $ids }) { nodes { id } } ".repeat(20_000);
        assert_eq!(found(&format!("query($ids: [String!]) {{ {uses} }}"), list).len(), MOST_MISTAKES);
    }

    /// How many variables are defined, and how many values a list has, is the sender's choice too: each is looked up, and not
    /// searched for, and of a list that has more items than any may have none is.
    #[test]
    fn a_list_is_looked_at_that_has_no_more_items_than_any_may_have() {
        let kind = json!("ASSESS_DUTY_TO_REPORT");
        let of_variables = |values: &str| {
            let defined: Vec<String> = (0..50_000).map(|nth| format!("$v{nth}:ObligationKind,")).collect();
            let defined = defined.concat();
            format!("query({defined}) {{ obligations(filter: {{ kinds: [{values}] }}) {{ nodes {{ kind }} }} }}")
        };
        let most = MOST_ITEMS - 1;
        let few = of_variables(&format!("{}KARI", "$v49999,".repeat(most)));
        assert_eq!(only(&few, json!({ "v49999": kind })).0, format!("filter.kinds.{most}"));
        let as_many = of_variables(&"$v49999,".repeat(MOST_ITEMS));
        assert_eq!(found(&as_many, json!({ "v49999": kind })), []);
        let told = found(&as_many, json!({ "v49999": "KARI" }));
        assert_eq!(told.len(), 1, "the first of them is looked at");
        let one_more = of_variables(&format!("{}KARI", "$v49999,".repeat(MOST_ITEMS)));
        assert_eq!(only(&one_more, json!({ "v49999": kind })).0, "filter.kinds", "and none of a longer one");
        assert_eq!(only(&of_variables("$v0"), json!({ "v0": vec![kind.clone(); 50_000] })).0, "filter.kinds.0");
        let within = "[$v49999],".repeat(150_000);
        let lists = json!({ "v49999": vec![kind; 50_000] });
        assert_eq!(
            found(&of_variables(&within), lists).len(),
            1,
            "a list in its list is told, and is not gone through"
        );
    }

    #[test]
    fn what_can_be_taken_is_taken() {
        assert_eq!(found(RAISE, json!({ "input": concern() })), []);
    }

    #[test]
    fn a_day_that_no_month_has_is_told_with_its_field_and_the_way_on() {
        for written in ["2026-02-30", "30.11.2026", "", "+026-01-01", "1850-01-01", "KARI NORDMANN"] {
            let mut input = concern();
            input["raisedOn"] = json!(written);
            let (field, message) = only(RAISE, json!({ "input": input }));
            assert_eq!(field, "input.raisedOn", "{written}");
            assert!(message.contains("such as 2026-01-31") && !message.contains("KARI"), "{message}");
        }
        let (field, _) = only("{ cases(filter: { openedFrom: \"2026-02-30\" }) { nodes { id } } }", json!({}));
        assert_eq!(field, "filter.openedFrom", "in a question, written into it");
        let (field, _) = only("query($on: Date) { deadlines(on: $on) { __typename } }", json!({ "on": "2026-13-01" }));
        assert_eq!(field, "on", "and in a variable");
    }

    #[test]
    fn it_is_told_in_the_language_of_the_client() {
        let mut input = concern();
        input["child"]["bornOn"] = json!("3.3.2016");
        let mut error = found(RAISE, json!({ "input": input })).remove(0);
        say_in(Language::Nb, &mut error);
        assert!(error.message.starts_with("input.child.bornOn er ikke en dato som 2026-01-31"), "{}", error.message);
        say_in(Language::Nn, &mut error);
        assert!(error.message.starts_with("input.child.bornOn er ikkje ein dato"), "{}", error.message);
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut input = concern();
        input.as_object_mut().unwrap().remove("commandId");
        let (field, message) = only(RAISE, json!({ "input": input }));
        assert_eq!(
            (field.as_str(), message.as_str()),
            ("input.commandId", "input.commandId is missing, and is needed. Send it.")
        );
        input["commandId"] = json!(null);
        assert_eq!(only(RAISE, json!({ "input": input })).0, "input.commandId", "nor is nothing enough");
        assert_eq!(only(RAISE, json!({})).0, "input", "all of it is missing");
        assert_eq!(only("mutation { raiseConcern { __typename } }", json!({})).0, "input");
        let document = "mutation($id: UUID) { raiseConcern(input: { commandId: $id }) { __typename } }";
        assert_eq!(only(document, json!({})).0, "input.commandId", "a variable without a value");
    }

    #[test]
    fn an_id_of_a_command_that_is_none_is_told() {
        let mut input = concern();
        input["commandId"] = json!("1");
        let (field, message) = only(RAISE, json!({ "input": input }));
        assert_eq!(field, "input.commandId");
        assert!(message.contains("not a UUID such as"), "{message}");
    }

    #[test]
    fn another_type_is_told_and_never_repeated() {
        for (at, value) in
            [("description", json!(7)), ("child", json!("Kari Nordmann")), ("expectedVersion", json!("Kari"))]
        {
            let mut input = concern();
            input[at] = value;
            let (field, message) = only(RAISE, json!({ "input": input }));
            assert_eq!(field, format!("input.{at}"));
            assert!(!message.contains("Kari"), "{message}");
        }
        let mut input = concern();
        input["Kari Nordmann"] = json!("2016-03-03");
        let (field, message) = only(RAISE, json!({ "input": input }));
        assert!(field == "input" && !message.contains("Kari"), "{message}");
    }

    #[test]
    fn one_of_several_is_told_with_their_names() {
        for as_of in ["{ position: 1, at: \"2026-01-01T00:00:00Z\" }", "{}", "{ position: null }"] {
            let document = format!("{{ case(id: \"case_1\", asOf: {as_of}) {{ id }} }}");
            let (field, message) = only(&document, json!({}));
            assert_eq!(field, "asOf");
            assert!(message.contains("exactly one of") && message.contains("position"), "{message}");
        }
        let (field, message) = only("{ case(id: \"case_1\", asOf: { at: \"yesterday\" }) { id } }", json!({}));
        assert_eq!(field, "asOf.at");
        assert!(message.contains("moment"), "{message}");
    }

    #[test]
    fn what_stands_deeper_and_in_fragments_is_found_with_its_place() {
        let document = "query($first: Int = 3) { ...a } fragment a on Query { cases(first: $first) { nodes { \
            history(first: \"many\") { edges { cursor } } } } ...a }";
        assert_eq!(only(document, json!({})).0, "first");
        assert_eq!(found(document, json!({ "first": true })).len(), 2, "each argument its own");
    }

    #[test]
    fn these_stand_for_what_the_library_says_of_the_same_values() {
        let document = parse_query("{ case(id: true) { id } }").unwrap();
        let operation = &document.operations.iter().next().unwrap().1.node;
        let mistakes = Mistakes::of(operation, &document, &Variables::default());
        let at = mistakes.0[0].locations[0];
        let said = |message: &str| ServerError::new(message, Some(at));
        let of_value = said("Invalid value for argument \"id\", expected type \"ID\"");
        let other = said("Unknown field \"x\"");
        let all = mistakes.instead(vec![of_value, other.clone()]);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0], other);
    }
}
