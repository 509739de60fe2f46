//! What an investigation consists of: who works with it, and what was done to learn how the child is (S1-8, S1-10, S2-54).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Investigation, InvestigationEvent, ParticipationKind};
use crate::Refusal;
use crate::case::{Degree, not_before_act, not_in_future};
use crate::guides::UsedTool;
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::closed_set;

closed_set! {
    /// By what an investigation maps the child's situation (S1-10).
    StepKind {
        /// A meeting with child and parents at the start.
        KickOff,
        /// Information was gathered from other services and bodies.
        InformationGathered,
        /// A conversation with the child.
        ChildConversation,
        /// A conversation with guardians.
        GuardianConversation,
        /// A visit to the home.
        HomeVisit,
        /// An assessment tool, by age and matter.
        AssessmentTool,
        /// A meeting that sums up; talking with guardians in it is a conversation with them as well.
        SummaryMeeting,
    }
}

/// Who works with an investigation (S1-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// The team.
    pub team: String,
    /// How serious it is.
    pub severity: Degree,
    /// The geographic area.
    pub area: String,
    /// Since when.
    pub on: NaiveDate,
}

/// That a tool was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolUse {
    /// Which.
    pub tool: UsedTool,
    /// When.
    pub on: NaiveDate,
}

/// That something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// What.
    pub kind: StepKind,
    /// When.
    pub on: NaiveDate,
}

/// One line of the checklist (RM-6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistItem {
    /// What.
    pub kind: StepKind,
    /// The days on which it was done, in the order in which that was recorded; none where it was not.
    pub done_on: Vec<NaiveDate>,
}

impl InvestigationEvent {
    /// The step that it tells of. That the child took part in a conversation is a conversation with the child, and what
    /// another body told is information gathered.
    pub(crate) fn step_done(&self) -> Option<StepDone> {
        let (kind, on) = match self {
            Self::InvestigationStepDone { kind, done_on, .. } => (*kind, *done_on),
            Self::ChildParticipationRecorded { kind: ParticipationKind::Conversation, on, .. } => {
                (StepKind::ChildConversation, *on)
            }
            Self::InformationSupplied { supplied_on, .. } => (StepKind::InformationGathered, *supplied_on),
            _ => return None,
        };
        Some(StepDone { kind, on })
    }

    /// The day on which something is done to learn how the child is, or decided for the child: that looks into what had been
    /// reported by then (S2-48).
    pub(crate) fn worked_in_on(&self) -> Option<NaiveDate> {
        match self {
            Self::InvestigationPlanMade { made_on: on, .. }
            | Self::MeasureDecided { decided_on: on, .. }
            | Self::EmergencyPlacementDecided { decided_on: on, .. }
            | Self::BoardCaseSubmitted { submitted_on: on, .. } => Some(*on),
            event => event.step_done().map(|step| step.on),
        }
    }
}

impl Investigation {
    /// Who works with it, by the latest day on which it was allocated, whenever that was written down (S1-8).
    pub const fn allocation(&self) -> Option<&Allocation> {
        self.allocation.as_ref()
    }

    /// The tools that were used in it, in the order in which that was recorded (S1-26).
    pub fn tools_used(&self) -> &[ToolUse] {
        &self.tools_used
    }

    /// What was done and what was not, in the order of the source (RM-6, S1-10).
    pub fn checklist(&self) -> Vec<ChecklistItem> {
        let done = |kind: StepKind| self.steps.iter().filter(|step| step.kind == kind).map(|step| step.on).collect();
        StepKind::ALL.into_iter().map(|kind| ChecklistItem { kind, done_on: done(kind) }).collect()
    }

    pub(super) fn allocate(&self, to: Allocation, today: NaiveDate) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_running()?;
        not_in_future("allocatedOn", to.on, today)?;
        not_before_act("allocatedOn", to.on, Act::InvestigationStarted, opened.started_on)?;
        let Allocation { team, severity, area, on } = to;
        Ok(vec![InvestigationEvent::InvestigationAllocated {
            team,
            severity,
            area,
            guides: self.guides_on(on),
            allocated_on: on,
        }])
    }

    pub(super) fn do_step(
        &self,
        kind: StepKind,
        tool: Option<UsedTool>,
        account: Option<Personal<Text>>,
        done_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_have_run_on(done_on)?;
        not_in_future("doneOn", done_on, today)?;
        not_before_act("doneOn", done_on, Act::InvestigationStarted, opened.started_on)?;
        Ok(vec![InvestigationEvent::InvestigationStepDone {
            kind,
            tool,
            account,
            guides: self.guides_on(done_on),
            done_on,
        }])
    }
}
