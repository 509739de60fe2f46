//! Groups of questions and commands whose futures lie on the heap.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::ContainerType;
use async_graphql::{Context, ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use futures::FutureExt as _;

/// A group of questions or commands, as it is, but for where its futures lie.
///
/// A merged object asks its groups one inside the other, and each makes room on the stack for all that lies further in: with
/// some thirty groups the largest command is there some thirty times, and a thread's stack is full before the answer is begun.
/// From the heap, a group costs its own frame, however many there are.
#[derive(Default)]
pub struct OnHeap<T>(T);

impl<T: ContainerType> ContainerType for OnHeap<T> {
    async fn resolve_field(&self, context: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(context).boxed().await
    }

    async fn find_entity(&self, context: &Context<'_>, representation: &Value) -> ServerResult<Option<Value>> {
        self.0.find_entity(context, representation).boxed().await
    }
}

impl<T: OutputType> OutputType for OnHeap<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, context: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(context, field).boxed().await
    }
}
