//! What holds of every aggregate, whatever is asked of it.

use std::sync::LazyLock;

use cqrs_es::event_sink::EventSink;
use serde_json::{from_value, to_value};
use tokio::runtime::{Builder, Runtime};

use super::*;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().unwrap());

/// What an aggregate made of a sequence of commands.
#[derive(Debug)]
pub(crate) struct History<A: Rules> {
    pub(crate) events: Vec<A::Event>,
    pub(crate) state: A,
}

/// Gives the commands one after the other, as the framework does; what is refused leaves no trace.
pub(crate) fn history<A: Rules>(commands: &[Command<A::Action>]) -> History<A> {
    let (mut events, mut state) = (Vec::new(), A::default());
    for command in commands {
        let (before, sink) = (state.clone(), EventSink::<A>::default());
        let answer = RUNTIME.block_on(state.handle(command.clone(), &(), &sink));
        let written = RUNTIME.block_on(sink.collect());
        assert_eq!(answer.map(|()| written.clone()), before.decide(command.clone()), "handle is decide");
        assert!(!written.is_empty() || state == before, "without an event nothing changes");
        events.extend(written);
    }
    History { events, state }
}

/// A history read again gives the state it was written from; so does a part of it, continued.
pub(crate) fn every_prefix_loads<A: Rules>(history: &History<A>) {
    let mut state = A::default();
    for (read, event) in history.events.iter().enumerate() {
        assert_eq!(loaded::<A>(history.events[..read].iter().cloned()), state);
        state.apply(event.clone());
    }
    assert_eq!(state, history.state);
}

/// Events and state come back from storage as they went.
pub(crate) fn everything_survives_storage<A: Rules>(history: &History<A>) {
    for event in &history.events {
        assert_eq!(&from_value::<A::Event>(to_value(event).unwrap()).unwrap(), event);
    }
    // What a state has beside what a difference shows comes from the events alone.
    let state = to_value(&history.state).unwrap();
    assert_eq!(to_value(from_value::<A>(state.clone()).unwrap()).unwrap(), state);
}

/// Neither a summary nor a debug print tells who someone is.
pub(crate) fn nobody_is_named<A: Rules>(commands: &[Command<A::Action>], history: &History<A>) {
    for command in commands {
        names_nobody(&format!("{command:?}"));
    }
    for event in &history.events {
        tells_of_nobody(event);
    }
    names_nobody(&format!("{:?}", history.state));
}

/// Neither in a summary, whichever the language, nor in a debug print.
#[track_caller]
pub(crate) fn tells_of_nobody<E: LedgerEvent + Debug>(event: &E) {
    names_nobody(&format!("{event:?} {:?}", event.summary()));
    for language in Language::ALL {
        names_nobody(&language.say(&event.summary()));
    }
}

#[track_caller]
fn names_nobody(shown: &str) {
    let written = Language::ALL.map(|language| language.date(BIRTH));
    let birth = [BIRTH.to_string()].into_iter().chain(written).any(|birth| shown.contains(&birth));
    assert!(!shown.contains(SECRET) && !birth, "{shown}");
}

/// An event happened no later than it was recorded.
pub(crate) fn nothing_occurs_after_it_is_recorded<A: Rules>(history: &History<A>) {
    for event in &history.events {
        for recorded_at in [noon(MONDAY), noon(FRIDAY)] {
            assert!(event.occurred_at(recorded_at) <= recorded_at, "{}", event.name());
        }
    }
}
