//! Discussing the concern: with colleagues, in the peer team and with the leader, and the internal note that asks the
//! leader for an answer (S0-17, S0-46, S4-5).
//!
//! Nothing here stops a report: the duty to report is personal, and what a leader says against it is recorded beside
//! the report and never in its way (R-8, S0-45).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent, not_before, not_before_act, not_in_future};
use crate::Refusal;
use crate::ids::NoteId;
use crate::people::{Decider, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::{Sentence, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// What is discussed with the leader.
    LeaderTopic {
        /// The concern itself (S0-17).
        Concern,
        /// Referring the child to another body (S4-13).
        Referral,
        /// Reporting to the child welfare service (S4-13).
        Report,
    }
}

/// What was discussed, and what the leader was asked and answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum DiscussionEvent {
    /// The concern was discussed with a colleague (S0-16).
    ColleagueDiscussionHeld {
        /// What came of it.
        summary: Personal<Text>,
        /// When.
        held_on: NaiveDate,
    },
    /// The concern was discussed in a team of colleagues (S4-5).
    PeerTeamDiscussionHeld {
        /// What came of it.
        summary: Personal<Text>,
        /// When.
        held_on: NaiveDate,
    },
    /// The nearest leader was asked for advice (S0-17, S4-13).
    LeaderDiscussionHeld {
        /// About what.
        about: LeaderTopic,
        /// What came of it.
        summary: Personal<Text>,
        /// Who that was, and in which role, where it was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        leader: Option<Decider>,
        /// When.
        held_on: NaiveDate,
    },
    /// Who first had the concern brought it to the nearest leader (S4-16).
    ConcernForwardedToLeader {
        /// To whom, and in which role.
        leader: Decider,
        /// When.
        forwarded_on: NaiveDate,
    },
    /// The internal note about the concern went to the leader, who is asked for an answer (S0-46).
    InternalNoteSubmittedToLeader {
        /// The note.
        note: NoteId,
        /// What it says.
        text: Personal<Text>,
        /// When.
        submitted_on: NaiveDate,
    },
    /// The leader answered the note (S0-46, R-8).
    LeaderFeedbackGiven {
        /// The note.
        note: NoteId,
        /// Whether the leader sees it likewise; a no stops nothing.
        agrees: bool,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        given_on: NaiveDate,
    },
    /// The leader sees the gravity of the concern otherwise than the one who is worried (S0-45).
    LeaderDisagreementRecorded {
        /// In what they differ.
        description: Personal<Text>,
        /// When.
        recorded_on: NaiveDate,
    },
}

impl Topic for DiscussionEvent {
    names!(
        ColleagueDiscussionHeld,
        PeerTeamDiscussionHeld,
        LeaderDiscussionHeld,
        ConcernForwardedToLeader,
        InternalNoteSubmittedToLeader,
        LeaderFeedbackGiven,
        LeaderDisagreementRecorded,
    );

    fn happened(&self) -> Happened {
        match self {
            Self::ColleagueDiscussionHeld { held_on: date, .. }
            | Self::PeerTeamDiscussionHeld { held_on: date, .. }
            | Self::LeaderDiscussionHeld { held_on: date, .. }
            | Self::ConcernForwardedToLeader { forwarded_on: date, .. }
            | Self::InternalNoteSubmittedToLeader { submitted_on: date, .. }
            | Self::LeaderFeedbackGiven { given_on: date, .. }
            | Self::LeaderDisagreementRecorded { recorded_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::LeaderDiscussionHeld { about, .. } => said.with("about", about.word()),
            Self::ConcernForwardedToLeader { leader, .. } => said.with("role", leader.role.word()),
            Self::LeaderFeedbackGiven { agrees, .. } => said.with("agrees", *agrees),
            Self::InternalNoteSubmittedToLeader { .. }
            | Self::ColleagueDiscussionHeld { .. }
            | Self::PeerTeamDiscussionHeld { .. }
            | Self::LeaderDisagreementRecorded { .. } => said,
        }
    }
}

/// A note to the leader, and whether it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it says.
    pub text: Personal<Text>,
    /// When it went to the leader.
    pub submitted_on: NaiveDate,
    /// When it was answered; it waits while `None`.
    pub answered_on: Option<NaiveDate>,
    /// Whether the leader saw it likewise.
    pub leader_agrees: Option<bool>,
}

/// A leader's no that a report was sent in spite of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeaderDisagreement {
    /// The note it answered; a disagreement may be told without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<NoteId>,
    /// When the leader said so.
    pub on: NaiveDate,
}

/// What a leader said of the gravity of the concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct LeadersWord {
    agrees: bool,
    note: Option<NoteId>,
    on: NaiveDate,
}

/// The notes to the leader, and what leaders said, as it was recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Discussion {
    notes: BTreeMap<NoteId, Note>,
    leaders_words: Vec<LeadersWord>,
}

impl Discussion {
    /// The case ended on that day and is worked with again: what leaders said of it before marks no new report.
    pub(super) fn let_go_of_what_was_said_before(&mut self, closed_on: NaiveDate) {
        self.leaders_words.retain(|word| word.on >= closed_on);
    }

    /// The leader's no, if that was the last word by that day: the last said, whenever it was recorded; of those said
    /// on one day the last recorded.
    pub(super) fn leaders_no_by(&self, day: NaiveDate) -> Option<LeaderDisagreement> {
        let last = self.leaders_words.iter().filter(|word| word.on <= day).max_by_key(|word| word.on)?;
        (!last.agrees).then_some(LeaderDisagreement { note: last.note, on: last.on })
    }
}

/// What can be asked about discussing the concern.
#[derive(Debug, Clone, PartialEq)]
pub enum DiscussionAction {
    /// Record a discussion with a colleague.
    DiscussWithColleague {
        /// What came of it.
        summary: Personal<Text>,
        /// When.
        held_on: NaiveDate,
    },
    /// Record a discussion in the peer team.
    DiscussInPeerTeam {
        /// What came of it.
        summary: Personal<Text>,
        /// When.
        held_on: NaiveDate,
    },
    /// Record a discussion with the nearest leader.
    DiscussWithLeader {
        /// About what.
        about: LeaderTopic,
        /// What came of it.
        summary: Personal<Text>,
        /// With whom, where that is said.
        leader: Option<Decider>,
        /// When.
        held_on: NaiveDate,
    },
    /// Bring the concern to the nearest leader.
    ForwardConcern {
        /// To whom.
        leader: Decider,
        /// When.
        forwarded_on: NaiveDate,
    },
    /// Send the internal note to the leader.
    SubmitNote {
        /// Its id.
        note: NoteId,
        /// What it says.
        text: Personal<Text>,
        /// When.
        submitted_on: NaiveDate,
    },
    /// Answer a note.
    GiveFeedback {
        /// The note.
        note: NoteId,
        /// Whether the leader sees it likewise.
        agrees: bool,
        /// Why, and by which leader.
        decision: Decision,
        /// When.
        given_on: NaiveDate,
    },
    /// Record that the leader sees the gravity otherwise.
    RecordDisagreement {
        /// In what they differ.
        description: Personal<Text>,
        /// When.
        recorded_on: NaiveDate,
    },
}

impl Case {
    /// The notes to the leader under their ids.
    pub fn notes(&self) -> impl Iterator<Item = (NoteId, &Note)> + '_ {
        self.discussion.notes.iter().map(|(id, note)| (*id, note))
    }

    /// What follows from an action about discussing the concern, or the first rule it breaks.
    ///
    /// A note is answered, and a disagreement recorded, in a closed case too: nobody is spared an answer, or kept from
    /// putting down that they disagree, by closing the case (S0-45, S0-46).
    pub(super) fn decide_discussion(
        &self,
        action: DiscussionAction,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            DiscussionAction::DiscussWithColleague { summary, held_on } => {
                self.must_be_open()?;
                not_in_future("heldOn", held_on, today)?;
                Ok(vec![DiscussionEvent::ColleagueDiscussionHeld { summary, held_on }.into()])
            }
            DiscussionAction::DiscussInPeerTeam { summary, held_on } => {
                self.must_be_open()?;
                not_in_future("heldOn", held_on, today)?;
                Ok(vec![DiscussionEvent::PeerTeamDiscussionHeld { summary, held_on }.into()])
            }
            DiscussionAction::DiscussWithLeader { about, summary, leader, held_on } => {
                self.must_be_open()?;
                not_in_future("heldOn", held_on, today)?;
                if let Some(leader) = leader.as_ref().filter(|leader| !leader.role.leads()) {
                    return Err(Refusal::NotBroughtToLeader { role: leader.role });
                }
                Ok(vec![DiscussionEvent::LeaderDiscussionHeld { about, summary, leader, held_on }.into()])
            }
            DiscussionAction::ForwardConcern { leader, forwarded_on } => {
                let opened_on = self.must_be_open()?.on;
                not_in_future("forwardedOn", forwarded_on, today)?;
                not_before_act("forwardedOn", forwarded_on, Act::CaseOpened, opened_on)?;
                if !leader.role.leads() {
                    return Err(Refusal::NotBroughtToLeader { role: leader.role });
                }
                Ok(vec![DiscussionEvent::ConcernForwardedToLeader { leader, forwarded_on }.into()])
            }
            DiscussionAction::SubmitNote { note, text, submitted_on } => {
                self.must_be_open()?;
                not_in_future("submittedOn", submitted_on, today)?;
                if self.discussion.notes.contains_key(&note) {
                    return Err(Refusal::NoteAlreadySubmitted { note });
                }
                Ok(vec![DiscussionEvent::InternalNoteSubmittedToLeader { note, text, submitted_on }.into()])
            }
            DiscussionAction::GiveFeedback { note, agrees, decision, given_on } => {
                self.must_exist()?;
                not_in_future("givenOn", given_on, today)?;
                let submitted = self.discussion.notes.get(&note).ok_or(Refusal::NoteUnknown { note })?;
                not_before("givenOn", given_on, submitted.submitted_on)?;
                if submitted.answered_on.is_some() {
                    return Err(Refusal::NoteAlreadyAnswered { note });
                }
                if !decision.decided_by.role.leads() {
                    return Err(Refusal::FeedbackNotFromLeader);
                }
                let decision = decision.into();
                Ok(vec![DiscussionEvent::LeaderFeedbackGiven { note, agrees, decision, given_on }.into()])
            }
            DiscussionAction::RecordDisagreement { description, recorded_on } => {
                self.must_exist()?;
                not_in_future("recordedOn", recorded_on, today)?;
                Ok(vec![DiscussionEvent::LeaderDisagreementRecorded { description, recorded_on }.into()])
            }
        }
    }

    pub(super) fn apply_discussion(&mut self, event: &DiscussionEvent) {
        match event {
            DiscussionEvent::InternalNoteSubmittedToLeader { note, text, submitted_on } => {
                let text = text.clone();
                let submitted = Note { text, submitted_on: *submitted_on, answered_on: None, leader_agrees: None };
                self.discussion.notes.insert(*note, submitted);
            }
            DiscussionEvent::LeaderFeedbackGiven { note, agrees, given_on, .. } => {
                if let Some(submitted) = self.discussion.notes.get_mut(note) {
                    (submitted.answered_on, submitted.leader_agrees) = (Some(*given_on), Some(*agrees));
                }
                let word = LeadersWord { agrees: *agrees, note: Some(*note), on: *given_on };
                self.discussion.leaders_words.push(word);
            }
            DiscussionEvent::LeaderDisagreementRecorded { recorded_on, .. } => {
                self.discussion.leaders_words.push(LeadersWord { agrees: false, note: None, on: *recorded_on });
            }
            // Part of the history; no rule of the case depends on them.
            DiscussionEvent::ColleagueDiscussionHeld { .. }
            | DiscussionEvent::PeerTeamDiscussionHeld { .. }
            | DiscussionEvent::LeaderDiscussionHeld { .. }
            | DiscussionEvent::ConcernForwardedToLeader { .. } => {}
        }
    }
}
