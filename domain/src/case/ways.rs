//! A municipality's own ways, which a case takes up when it is opened or a concern is raised in it (R-16, R-71, D-6), and
//! by which it is told who signs a report, when a withheld copy is looked at again, on which grounds guardians are not told of one, and who must not know where
//! somebody is (S2-20, C3, C9, C12).
//!
//! They are settings and files, which no case sees. Whoever sends the command looks up what held on the day; what the
//! case takes up of it stands in its own events, so that a later change reaches no case that runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::steps::followed_from_opening;
use super::{
    Case, CaseEvent, ConcernEvent, CopyEvent, CourseEvent, FamilyEvent, KeptFrom, ReportingEvent, WithholdingGround,
};
use crate::Refusal;
use crate::guides::Guide;
use crate::law::DeadlineKind;
use crate::settings::{OwnDeadlines, ReportSigning};
use crate::time::days_after;

/// What held in the municipality on the day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ways {
    /// The guides that it had adopted.
    pub guides: Vec<Arc<Guide>>,
    /// Within how many calendar days a concern is decided, where it has set a time for that (D-6).
    pub decided_within: Option<u16>,
    /// Who signs reports, where it has said so (S2-20).
    pub signing: Option<ReportSigning>,
    /// The grounds on which guardians are not told about a report, where it has set them (C3).
    pub grounds: Option<BTreeSet<WithholdingGround>>,
    /// How long it gives itself for what the sources name no time for.
    pub deadlines: OwnDeadlines,
    /// The guardians who must not know where the child, a sibling or another guardian is (C12).
    pub kept_from: Vec<KeptFrom>,
}

impl Ways {
    /// The events, with what `case` takes up: from its opening it follows the guides, and a concern is decided in time. That
    /// somebody else signed a report than the routine says stands in it, and does not stop it (R-8, C9). A ground that the
    /// municipality does without carries nothing (C3), unless a report waits for it: then it is taken, and says so.
    pub(super) fn taken_up_in(
        &self,
        case: &Case,
        events: Vec<CaseEvent>,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
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
                // Nobody was asked for a day: the copy is withheld with the telling.
                CaseEvent::Copy(CopyEvent::CopyWithheld { review_on, withheld_on, .. }) => {
                    *review_on = self.deadlines.due(DeadlineKind::CopyReview, *withheld_on);
                }
                CaseEvent::Reporting(ReportingEvent::ReportSent { duty_bearer, dispatch: Some(dispatch), .. }) => {
                    let signed_by = &dispatch.signed_by;
                    dispatch.beside_routine =
                        self.signing.filter(|routine| !routine.is_kept_by(signed_by, duty_bearer));
                }
                // Whoever fears for a child's life is made to tell nobody who is feared, whatever a municipality does without
                //
                CaseEvent::Family(FamilyEvent::GuardianNotificationWithheld {
                    ground,
                    not_in_use,
                    withheld_on,
                    ..
                }) if *ground != WithholdingGround::LifeOrHealthInSeriousDanger
                    && self.grounds.as_ref().is_some_and(|enabled| !enabled.contains(ground)) =>
                {
                    // Else one would tell those who are feared, or write down another ground than the true one.
                    if !case.is_to_be_reported_or_in_danger() {
                        return Err(Refusal::GroundNotInForce { ground: *ground, on: *withheld_on });
                    }
                    *not_in_use = true;
                }
                _ => followed.extend(case.must_not_lead_to_the_protected(&event, &self.kept_from, today)?),
            }
            taken_up.push(event);
            taken_up.extend(followed);
        }
        Ok(taken_up)
    }
}
