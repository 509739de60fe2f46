//! A municipality's own ways, which a case takes up when it is opened or a concern is raised in it (R-16, R-71, D-6).
//!
//! They are settings and files, which no case sees. Whoever sends the command looks up what held on the day; what the
//! case takes up of it stands in its own events, so that a later change reaches no case that runs.

use std::sync::Arc;

use super::steps::followed_from_opening;
use super::{CaseEvent, ConcernEvent, CourseEvent};
use crate::guides::Guide;
use crate::time::days_after;

/// What held in the municipality on the day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ways {
    /// The guides that it had adopted.
    pub guides: Vec<Arc<Guide>>,
    /// Within how many calendar days a concern is decided, where it has set a time for that (D-6).
    pub decided_within: Option<u16>,
}

impl Ways {
    /// The events, with what a case takes up: from its opening it follows the guides, and a concern is decided in time.
    pub(super) fn taken_up_in(&self, events: Vec<CaseEvent>) -> Vec<CaseEvent> {
        let mut taken_up = Vec::with_capacity(events.len());
        for mut event in events {
            let mut followed = Vec::new();
            match &mut event {
                CaseEvent::Course(CourseEvent::CaseOpened { opened_on, .. }) => {
                    followed.extend(self.guides.iter().filter_map(|guide| followed_from_opening(guide, *opened_on)));
                }
                CaseEvent::Concern(ConcernEvent::ConcernRaised { decide_by, raised_on: from, .. })
                | CaseEvent::Course(CourseEvent::CaseReopened { decide_by, reopened_on: from, .. }) => {
                    *decide_by = self.decided_within.map(|days| days_after(*from, days.into()));
                }
                _ => {}
            }
            taken_up.push(event);
            taken_up.extend(followed);
        }
        taken_up
    }
}
