//! Subscriptions as server-sent events: GraphQL over SSE, in the mode of distinct connections.
//!
//! The operation is posted as any other, with `accept: text/event-stream`. Each answer is an event `next`; `complete`
//! says that no more will come. A connection that ends without it was cut: ask again after the last entry seen.
//!
//! What is sent together is recorded together as read, before it is sent. A subscription lasts no longer than the
//! token it was asked for with.
//!
//! Whoever reads slowly keeps opened answers waiting here. Right before they are handed to the connection it is asked
//! whether they are shown still; where a restriction, an erasure or the end of a right came in between they are thrown
//! away, and the connection is cut: who asks again after the last entry seen is shown what may be seen now. So it is where that
//! cannot be found out, and then the last word says so. A connection is
//! handed little at a time, and no more before it has passed that on.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_graphql::parser::types::{OperationType, Selection};
use async_graphql::{Request, Response as GraphQLResponse};
use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use case_ledger_domain::answer::NotAnswered;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::texts::Language;
use case_ledger_infrastructure::clock;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, StreamExt as _};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, interval_at, sleep};

use super::{EVENT_STREAM, Server, answer, failed, forget_values, not_answered, operation_of};
use crate::auth::{Permission, Principal};
use crate::graphql::{OpenedAs, Reader, ReadsOfRequest, Unsent, say_in};

/// Subscriptions of one server.
const MOST_STREAMS: usize = 64;
/// Subscriptions of one municipality, so that none takes the places of all others.
const MOST_PER_MUNICIPALITY: usize = 48;
/// Subscriptions of one person or program.
const MOST_PER_SUBJECT: usize = 8;
/// Answers sent, and recorded as read, together.
const MOST_TOGETHER: usize = 50;
/// Bytes handed to a connection at a time, where it is more than one answer.
const HANDED_BYTES: usize = 64 << 10;
/// The last word to who was kept waiting until something else is to be shown: a comment, as of any connection that is cut.
const SHOWN_OTHERWISE: &str =
    ": what may be shown has changed since these entries were opened; ask again after the last one seen\n\n";
/// The last word where it could not be found out what is to be shown.
const SHOWN_IS_UNKNOWN: &str =
    ": whether these entries may be shown still could not be found out; ask again after the last one seen\n\n";
/// How often something is sent while nothing happens, so that nobody in between gives the connection up.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The subscriptions that are open.
pub struct Streams {
    open: Mutex<HashMap<(Municipality, SubjectId), usize>>,
    stopping: watch::Sender<bool>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Mutex::default(), stopping: watch::Sender::new(false) }
    }
}

/// A place among the open subscriptions, until it is dropped.
struct Seat {
    streams: Arc<Streams>,
    whose: (Municipality, SubjectId),
}

impl Streams {
    /// Ends all subscriptions.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// A place for one more, where there is one.
    fn seat(self: &Arc<Self>, municipality: &Municipality, subject: SubjectId) -> Option<Seat> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut of_all, mut of_municipality, mut of_subject) = (0, 0, 0);
        for ((theirs, known), several) in open.iter() {
            of_all += several;
            of_municipality += if theirs == municipality { *several } else { 0 };
            of_subject += if *known == subject { *several } else { 0 };
        }
        if of_all >= MOST_STREAMS || of_municipality >= MOST_PER_MUNICIPALITY || of_subject >= MOST_PER_SUBJECT {
            return None;
        }
        let whose = (municipality.clone(), subject);
        *open.entry(whose.clone()).or_default() += 1;
        Some(Seat { streams: Arc::clone(self), whose })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(&self.whose) {
            Some(several @ 2..) => *several -= 1,
            Some(_) | None => drop(open.remove(&self.whose)),
        }
    }
}

/// A subscription follows one thing. The library would follow as many as the document names, under one place.
pub fn must_follow_one_thing(request: &mut Request) -> Result<(), &'static str> {
    let Some(operation) = operation_of(request) else { return Ok(()) };
    if operation.ty != OperationType::Subscription {
        return Err("Events are sent for subscriptions only; accept application/json for anything else.");
    }
    match operation.selection_set.node.items.as_slice() {
        [selection] if matches!(selection.node, Selection::Field(_)) => Ok(()),
        _ => Err("A subscription asks for exactly one field."),
    }
}

/// Answers with events for as long as they come.
pub fn stream(
    server: &Server,
    principal: Principal,
    request: Request,
    operation: Option<String>,
    language: Language,
) -> Response {
    let Some(seat) = server.streams.seat(&principal.municipality, principal.subject) else {
        let mut response = not_answered(NotAnswered::TooManySubscriptions);
        response.errors.iter_mut().for_each(|error| say_in(language, error));
        let mut response = answer(StatusCode::TOO_MANY_REQUESTS, "application/json", &response);
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("30"));
        return response;
    };
    let reads = Arc::new(ReadsOfRequest::by(Reader::of(&principal, false)));
    let unsent = Arc::new(Unsent::default());
    let request = request.data(principal.clone()).data(Arc::clone(&reads)).data(Arc::clone(&unsent));
    // One batch waits for the client while the next is made, no more.
    let (sender, receiver) = mpsc::channel(1);
    let is_shown_still = {
        let (ledger, municipality) = (Arc::clone(&server.ledger), principal.municipality.clone());
        let expires_at = principal.expires_at;
        move |opened: OpenedAs| -> BoxFuture<'static, Shown> {
            let (ledger, municipality) = (Arc::clone(&ledger), municipality.clone());
            Box::pin(async move {
                match opened.is_shown_still(&ledger, &municipality).await {
                    Ok(true) if clock::now() < expires_at => Shown::Still,
                    Ok(_) => Shown::Otherwise,
                    Err(error) => {
                        tracing::warn!(error = %crate::causes(&error), "whether entries are shown still is not known");
                        Shown::Unknown
                    }
                }
            })
        }
    };
    let responses = server.schema.execute_stream(request).ready_chunks(MOST_TOGETHER).boxed();
    let stopping = server.streams.stopping.subscribe();
    let sending = Sending { server: server.clone(), principal, operation, language, reads, unsent, stopping, sender };
    tokio::spawn(sending.run(responses));
    // The place is given up with the connection, not before.
    let body = stream::unfold((handed_over(receiver, is_shown_still), seat), |(mut handed, seat)| async move {
        let bytes = handed.next().await?;
        Some((Ok::<_, std::convert::Infallible>(bytes), (handed, seat)))
    });
    let headers = [
        (CONTENT_TYPE, EVENT_STREAM),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Proxies that gather answers before they pass them on would hold events back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, Body::from_stream(body)).into_response()
}

/// Whether answers that waited may be shown as they were opened.
#[derive(Debug, Clone, Copy)]
enum Shown {
    Still,
    /// What may be shown has changed, or the right to see it has ended.
    Otherwise,
    /// It could not be found out.
    Unknown,
}

/// Answers that wait to be sent, and as what they were opened.
struct Batch<O> {
    events: VecDeque<String>,
    opened: Option<O>,
}

impl<O> Batch<O> {
    /// What tells nothing of anybody.
    fn of_itself(text: String) -> Self {
        Self { events: [text].into(), opened: None }
    }

    /// As many of the next events as are handed over together.
    fn next_piece(&mut self) -> Option<String> {
        let mut piece = self.events.pop_front()?;
        while let Some(next) = self.events.pop_front_if(|next| piece.len() + next.len() <= HANDED_BYTES) {
            piece.push_str(&next);
        }
        Some(piece)
    }
}

/// Bytes that a connection was handed. It drops them when it has passed them on.
struct Handed {
    text: String,
    _passed_on: oneshot::Sender<()>,
}

impl AsRef<[u8]> for Handed {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

/// What a connection is handed: each piece when it has passed the one before on, and only what is shown still.
fn handed_over<O: Clone + Send + 'static>(
    receiver: mpsc::Receiver<Batch<O>>,
    is_shown_still: impl Fn(O) -> BoxFuture<'static, Shown> + Send + 'static,
) -> BoxStream<'static, Bytes> {
    struct Handing<O, F> {
        receiver: mpsc::Receiver<Batch<O>>,
        is_shown_still: F,
        batch: Batch<O>,
        /// Resolves when the last piece was passed on.
        passed_on: Option<oneshot::Receiver<()>>,
    }
    let batch = Batch { events: VecDeque::new(), opened: None };
    let handing = Handing { receiver, is_shown_still, batch, passed_on: None };
    let handed = stream::unfold(Some(handing), |handing| async move {
        let mut handing = handing?;
        if let Some(passed_on) = handing.passed_on.take() {
            // The other end is dropped, never sent over.
            let _ = passed_on.await;
        }
        while handing.batch.events.is_empty() {
            handing.batch = handing.receiver.recv().await?;
        }
        if let Some(opened) = handing.batch.opened.clone() {
            let last_word = match (handing.is_shown_still)(opened).await {
                Shown::Still => None,
                Shown::Otherwise => Some(SHOWN_OTHERWISE),
                Shown::Unknown => Some(SHOWN_IS_UNKNOWN),
            };
            if let Some(last_word) = last_word {
                return Some((Bytes::from_static(last_word.as_bytes()), None));
            }
        }
        let text = handing.batch.next_piece()?;
        let (sender, passed_on) = oneshot::channel();
        handing.passed_on = Some(passed_on);
        Some((Bytes::from_owner(Handed { text, _passed_on: sender }), Some(handing)))
    });
    handed.boxed()
}

struct Sending {
    server: Server,
    principal: Principal,
    operation: Option<String>,
    language: Language,
    reads: Arc<ReadsOfRequest>,
    unsent: Arc<Unsent>,
    stopping: watch::Receiver<bool>,
    sender: mpsc::Sender<Batch<OpenedAs>>,
}

impl Sending {
    /// Sends until there is no more, nobody listens, the token or the server ends.
    async fn run(mut self, mut responses: BoxStream<'static, Vec<GraphQLResponse>>) {
        let remaining = (self.principal.expires_at - clock::now()).to_std().unwrap_or_default();
        let expired = sleep(remaining);
        tokio::pin!(expired);
        let mut keep_alive = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
        loop {
            let batch = tokio::select! {
                biased;
                // Without a last word: whoever follows comes back to the next server.
                () = stopped(&mut self.stopping) => return,
                () = self.sender.closed() => return,
                () = &mut expired => {
                    let response = failed("The bearer token has expired.", "UNAUTHENTICATED");
                    return self.end(next_event(&response)).await;
                }
                batch = responses.next() => match batch {
                    None => return self.end(String::new()).await,
                    Some(batch) => match self.recorded(batch).await {
                        Ok(batch) => batch,
                        Err(response) => return self.end(next_event(&response)).await,
                    },
                },
                _ = keep_alive.tick() => Batch::of_itself(":\n\n".to_owned()),
            };
            keep_alive.reset();
            if !self.send(batch).await {
                return;
            }
        }
    }

    /// Answers that may go out: what is read with them is recorded.
    async fn recorded(&self, mut responses: Vec<GraphQLResponse>) -> Result<Batch<OpenedAs>, GraphQLResponse> {
        let read = self.reads.take();
        if !read.is_empty() {
            let reader = self.principal.actor(Permission::SeeCases);
            let (purpose, operation) = (self.principal.purpose.as_deref(), self.operation.as_deref());
            let municipality = &self.principal.municipality;
            let ledger = &self.server.ledger;
            if let Err(error) = ledger.record_reads(municipality, &reader, purpose, operation, &read).await {
                tracing::error!(error = %crate::causes(&error), "reads could not be recorded");
                let mut response = not_answered(NotAnswered::ReadUnrecorded);
                response.errors.iter_mut().for_each(|error| say_in(self.language, error));
                return Err(response);
            }
        }
        for error in responses.iter_mut().flat_map(|response| &mut response.errors) {
            forget_values(error);
            say_in(self.language, error);
        }
        Ok(Batch { events: responses.iter().map(next_event).collect(), opened: self.unsent.take() })
    }

    /// Waits until the client has room; answers whether to go on. A client that never has is cut by the listener.
    async fn send(&mut self, batch: Batch<OpenedAs>) -> bool {
        tokio::select! {
            biased;
            () = stopped(&mut self.stopping) => false,
            sent = self.sender.send(batch) => sent.is_ok(),
        }
    }

    async fn end(mut self, mut text: String) {
        text.push_str("event: complete\ndata:\n\n");
        self.send(Batch::of_itself(text)).await;
    }
}

/// Resolves when the server is told to stop.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // It is told so also by its end.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn next_event(response: &GraphQLResponse) -> String {
    // JSON has no line breaks but in strings, where they are escaped.
    let json = serde_json::to_string(response).unwrap_or_else(|_| "{\"data\":null}".to_owned());
    format!("event: next\ndata: {json}\n\n")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn subject(number: u128) -> SubjectId {
        SubjectId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn one_person_has_so_many_places_a_municipality_more_and_a_server_so_many_for_all() {
        let streams = Arc::new(Streams::default());
        let [one, other]: [Municipality; 2] = ["9901", "9902"].map(|code| code.parse().unwrap());
        let mut seats: Vec<Seat> = (0..MOST_PER_SUBJECT).map(|_| streams.seat(&one, subject(0)).unwrap()).collect();
        assert!(streams.seat(&one, subject(0)).is_none(), "enough for one");
        assert!(streams.seat(&other, subject(0)).is_none(), "wherever that one works");
        seats.pop();
        seats.push(streams.seat(&one, subject(0)).expect("a place given up can be taken"));
        for number in 1..=(MOST_PER_MUNICIPALITY - MOST_PER_SUBJECT) as u128 {
            seats.push(streams.seat(&one, subject(number)).unwrap());
        }
        assert!(streams.seat(&one, subject(1_000)).is_none(), "enough for one municipality");
        for number in 0..(MOST_STREAMS - MOST_PER_MUNICIPALITY) as u128 {
            seats.push(streams.seat(&other, subject(2_000 + number)).unwrap());
        }
        assert!(streams.seat(&other, subject(1_000)).is_none(), "full");
        drop(seats);
        assert!(streams.open.lock().unwrap().is_empty());
        assert!(streams.seat(&one, subject(1_000)).is_some());
    }

    /// Batches of so many answers of that length each, all opened as the same.
    fn handing(batches: &[(usize, usize)]) -> (BoxStream<'static, Bytes>, watch::Sender<Shown>) {
        let (sender, receiver) = mpsc::channel(batches.len());
        for (answers, length) in batches {
            let events = (0..*answers).map(|_| "x".repeat(*length)).collect();
            assert!(sender.try_send(Batch { events, opened: Some(()) }).is_ok());
        }
        let (shown, is_shown) = watch::channel(Shown::Still);
        let handed = handed_over(receiver, move |()| {
            let is_shown = *is_shown.borrow();
            Box::pin(async move { is_shown })
        });
        (handed, shown)
    }

    #[tokio::test]
    async fn a_connection_is_handed_little_and_no_more_before_it_has_passed_that_on() {
        let (mut handed, _shown) = handing(&[(50, 10_000), (1, 1_000_000)]);
        let mut pieces = Vec::new();
        while let Some(piece) = handed.next().await {
            assert!(futures::poll!(handed.next()).is_pending(), "it still holds {} bytes", piece.len());
            pieces.push(piece.len());
        }
        let together = HANDED_BYTES / 10_000 * 10_000;
        assert_eq!((pieces[0], pieces.iter().sum::<usize>()), (together, 1_500_000));
        assert_eq!(pieces.last(), Some(&1_000_000), "one answer is not divided");
    }

    #[tokio::test]
    async fn what_is_shown_no_more_or_perhaps_not_is_not_handed_over_and_nothing_comes_after_why() {
        for (now, last_word) in [(Shown::Otherwise, SHOWN_OTHERWISE), (Shown::Unknown, SHOWN_IS_UNKNOWN)] {
            let (mut handed, shown) = handing(&[(50, 10_000), (50, 10_000)]);
            assert!(handed.next().await.unwrap().starts_with(b"x"));
            assert!(handed.next().await.unwrap().starts_with(b"x"));
            shown.send_replace(now);
            assert_eq!(handed.next().await.unwrap(), last_word);
            assert_eq!(handed.next().await, None);
        }
    }

    #[test]
    fn a_subscription_follows_one_thing() {
        let asked = |query: &str| must_follow_one_thing(&mut Request::new(query)).is_ok();
        assert!(asked("subscription { ledgerEntries(municipality: \"9901\") { position } }"));
        assert!(!asked("subscription { a: ledgerEntries { position } b: ledgerEntries { position } }"));
        assert!(!asked("subscription { ...both } fragment both on Subscription { a: x b: y }"));
        assert!(!asked("{ viewer { name } }"));
        assert!(asked("subscription {"), "what is wrong with it is said when it is executed");
        let mut named = Request::new("subscription A { x } query B { y }").operation_name("B");
        assert!(must_follow_one_thing(&mut named).is_err());
    }
}
