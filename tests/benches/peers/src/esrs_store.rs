//! The store of `esrs`, used as its documentation says.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use esrs::handler::{EventHandler, ReplayableEventHandler};
use esrs::manager::AggregateManager;
use esrs::rebuilder::{PgRebuilder, Rebuilder as _};
use esrs::store::StoreEvent;
use esrs::store::postgres::{PgStore, PgStoreBuilder};
use esrs::{Aggregate, AggregateState};
use sqlx::postgres::PgPool;
use uuid::Uuid;

use crate::{Never, Note, Noted, Store};

struct Notes;

impl Aggregate for Notes {
    const NAME: &'static str = "notes";
    type State = usize;
    type Command = Note;
    type Event = Noted;
    type Error = Never;

    fn handle_command(_: &usize, command: Note) -> Result<Vec<Noted>, Never> {
        Ok((0..command.events).map(|_| Noted { text: command.text.to_string() }).collect())
    }

    fn apply_event(state: usize, _: Noted) -> usize {
        state + 1
    }
}

struct Esrs(AggregateManager<PgStore<Notes>>);

impl Store for Esrs {
    async fn write(&self, stream: Uuid, note: Note) -> bool {
        let state = self.0.load(stream).await.expect("esrs loads");
        let state = state.unwrap_or_else(|| AggregateState::with_id(stream));
        // Without its lock, which costs a connection per command: another command may have been faster.
        matches!(self.0.handle_command(state, note).await, Ok(Ok(_)))
    }
}

/// The store, on the table it makes for itself.
pub async fn store(pool: &PgPool) -> impl Store + use<> {
    Esrs(AggregateManager::new(PgStoreBuilder::new(pool.clone()).try_build().await.expect("esrs makes its table")))
}

#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

#[async_trait]
impl EventHandler<Notes> for Counter {
    async fn handle(&self, _: &StoreEvent<Noted>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl ReplayableEventHandler<Notes> for Counter {}

/// Replays every event into a counter.
pub async fn replay(pool: &PgPool) -> usize {
    let counter = Counter::default();
    let counted = Arc::clone(&counter.0);
    let rebuilder = PgRebuilder::<Notes>::new().with_event_handlers(vec![Box::new(counter)]);
    rebuilder.all_at_once(pool.clone()).await.expect("the replay ends");
    counted.load(Ordering::Relaxed)
}
