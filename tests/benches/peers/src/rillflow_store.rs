//! The store of `rillflow`, whose subscription asks for what is numbered after the last event that it handed out.

use rillflow::subscriptions::{SubscriptionFilter, SubscriptionOptions};
use rillflow::{Event, Expected, SchemaConfig, Store};
use serde::Serialize;
use uuid::Uuid;

use crate::CONNECTIONS;
use crate::following::{Followed, Seen};

/// What its package documents beside the tables that it makes by itself: how far subscriptions are, and what wakes them.
const SUBSCRIPTIONS: &str = "
    CREATE TABLE IF NOT EXISTS subscriptions (
        name text PRIMARY KEY, last_seq bigint NOT NULL DEFAULT 0, filter jsonb NOT NULL DEFAULT '{}',
        paused boolean NOT NULL DEFAULT false, backoff_until timestamptz, updated_at timestamptz NOT NULL DEFAULT now());
    CREATE OR REPLACE FUNCTION rf_notify_event() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_notify('rillflow_events', new.global_seq::text); RETURN new; END $$;
    CREATE OR REPLACE TRIGGER rf_events_notify AFTER INSERT ON events
        FOR EACH ROW EXECUTE FUNCTION rf_notify_event();";

#[derive(Serialize)]
struct Numbered<'a> {
    number: u64,
    text: &'a str,
}

struct Rillflow(Store);

impl Followed for Rillflow {
    async fn write(&self, number: u64, text: &str) {
        let event = Event::new("Numbered", &Numbered { number, text });
        let written = self.0.events().append_stream(Uuid::new_v4(), Expected::Any, vec![event]).await;
        written.expect("rillflow writes");
    }

    async fn follow(&self, seen: Seen) {
        let (filter, options) = (SubscriptionFilter::default(), SubscriptionOptions::default());
        let subscribed = self.0.subscriptions().subscribe("follower", filter, options).await;
        let (_, mut events) = subscribed.expect("rillflow subscribes");
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                let number = event.body["number"].as_u64().expect("an event has its number");
                seen.note(number);
            }
        });
    }
}

/// The store, on the tables it makes for itself.
pub async fn store(url: &str) -> impl Followed + use<> {
    let store = Store::builder(url).max_connections(CONNECTIONS).build().await.expect("rillflow connects");
    store.schema().sync(&SchemaConfig::single_tenant()).await.expect("rillflow makes its tables");
    sqlx::raw_sql(SUBSCRIPTIONS).execute(store.pool()).await.expect("the rest is made");
    Rillflow(store)
}
