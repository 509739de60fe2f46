//! A municipality's own ways, which a case takes up when it is opened.
//!
//! They are settings and files, which no case sees. Whoever sends the command looks up what held on the day; what the
//! case takes up of it stands in its own events, so that a later change reaches no case that runs.

use std::sync::Arc;

use super::steps::followed_from_opening;
use super::{CaseEvent, CourseEvent};
use crate::guides::Guide;

/// What held in the municipality on the day on which a case was opened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ways {
    /// The guides that it had adopted.
    pub guides: Vec<Arc<Guide>>,
}

impl Ways {
    /// The events, with what a case takes up: from its opening it follows the guides.
    pub(super) fn taken_up_in(&self, events: Vec<CaseEvent>) -> Vec<CaseEvent> {
        let taken_up = |event: &CaseEvent| match event {
            CaseEvent::Course(CourseEvent::CaseOpened { opened_on, .. }) => {
                self.guides.iter().filter_map(|guide| followed_from_opening(guide, *opened_on)).collect()
            }
            _ => Vec::new(),
        };
        events
            .into_iter()
            .flat_map(|event| {
                let followed = taken_up(&event);
                std::iter::once(event).chain(followed)
            })
            .collect()
    }
}
