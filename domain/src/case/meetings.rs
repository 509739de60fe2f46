//! Meetings about a case: called on a basis that lets others hear of the child, held, minuted, and the next one agreed.
//!
//! Other bodies meet about a child with the guardians' consent, on level 3 with one to that meeting; the
//! resource team needs one too, or a recorded exception (S0-32). Guardians and child evaluate what was done with the unit
//! alone: nobody else hears of it, and no consent is asked for (S3-24, S3-35). A clarification meeting asks whether a
//! report is to be sent: the child welfare service is talked with without consent, as it is reported to without, and
//! others are not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::attendance::{MeetingBasis, OwnTeam, There};
use super::sharing::must_name;
use super::{
    Case, CaseEvent, ClaimedBasis, ConsentPurpose, ConversationWith, InformationCategory, Interpreted, Level,
    RecipientUnit, SharingBasis, SharingDirection, not_before, not_before_act, not_in_future,
};
use crate::Refusal;
use crate::ids::{ConsentId, ExceptionId, MeasureId, MeetingId};
use crate::people::{Body, Decider, DeciderRole, Decision, Guardian, RecordedDecision, is_same_unit};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::{Sentence, Word, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// What kind of meeting it is.
    MeetingKind {
        /// Several bodies discuss the case (S3-27).
        Interdisciplinary,
        /// Several bodies evaluate what was done (S3-43).
        Evaluation,
        /// Guardians and child evaluate with the unit alone what was done (S3-24, S3-35).
        FamilyEvaluation,
        /// The resource team (S0-33).
        ResourceTeam,
        /// It is clarified whether a report is to be sent (S1-3).
        Clarification,
    }
}

closed_set! {
    /// What a clarification meeting came to (S1-3).
    ClarificationOutcome {
        /// A report is to be sent.
        Report,
        /// No report is to be sent.
        NoReport,
        /// More is to be observed first.
        MoreObservation,
    }
}

/// Who was at a meeting, and what it was about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attendance {
    /// The bodies that were there.
    pub bodies: BTreeSet<Body>,
    /// Which units of those bodies, where that was said.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub units: BTreeSet<RecipientUnit>,
    /// The guardians who were there (S3-33).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub guardians: Vec<Guardian>,
    /// Whether the child was there (S3-24).
    pub child: bool,
    /// The measures it was about; guardians who were there agreed to them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub measures: BTreeSet<MeasureId>,
    /// How it was interpreted, where that was said (C12).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interpreted: Option<Interpreted>,
}

/// Meetings, and what came of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum MeetingEvent {
    /// Several bodies were called to a meeting about the child (S3-27, S3-43).
    InterdisciplinaryMeetingConvened {
        /// The meeting.
        meeting: MeetingId,
        /// Who was called.
        bodies: BTreeSet<Body>,
        /// Which units of those bodies, where that was said.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// Whether guardians were invited (S3-27).
        guardians_invited: bool,
        /// Whether it is to evaluate what was done (S3-43).
        evaluation: bool,
        /// The consent it rests on.
        consent: ConsentId,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When it was called.
        convened_on: NaiveDate,
    },
    /// Guardians or child were asked to evaluate with the unit what was done, and no other body was called (S3-24, S3-35).
    EvaluationMeetingConvened {
        /// The meeting.
        meeting: MeetingId,
        /// Who was asked.
        with: ConversationWith,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When they were asked.
        convened_on: NaiveDate,
    },
    /// The head called the resource team (S0-33, S0-34).
    ResourceTeamConvened {
        /// The meeting.
        meeting: MeetingId,
        /// Who is represented in it (S0-33).
        participants: BTreeSet<Body>,
        /// Which units of those bodies, where that was said.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// What the team is to hear.
        categories: BTreeSet<InformationCategory>,
        /// The consent or the assessment that lets it (S0-32).
        rests_on: SharingBasis,
        /// Who the municipality had said its team is (S0-33).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        team: Option<OwnTeam>,
        /// The head who called it.
        convened_by: Decider,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When it was called.
        convened_on: NaiveDate,
    },
    /// A body called a meeting to clarify whether a report is to be sent (S1-3).
    ClarificationMeetingConvened {
        /// The meeting.
        meeting: MeetingId,
        /// Who called it.
        convened_by: Body,
        /// Who was called.
        bodies: BTreeSet<Body>,
        /// Which units of those bodies, where that was said.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// Whether the child is spoken of without saying who it is.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        anonymous: bool,
        /// What others than the child welfare service are to hear.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        categories: BTreeSet<InformationCategory>,
        /// The consent or the assessment that lets them.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        rests_on: Option<SharingBasis>,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When it was called.
        convened_on: NaiveDate,
    },
    /// A meeting was held.
    MeetingHeld {
        /// The meeting.
        meeting: MeetingId,
        /// Who was there, and what it was about.
        attendance: Attendance,
        /// Who was there though nothing lets them hear of the child.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        without_basis: BTreeSet<Body>,
        /// When.
        held_on: NaiveDate,
    },
    /// A clarification meeting was held (S1-3).
    ClarificationMeetingHeld {
        /// The meeting.
        meeting: MeetingId,
        /// The bodies that were there.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        bodies: BTreeSet<Body>,
        /// Which units of those bodies, where that was said.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// Who was there though nothing lets them hear of the child.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        without_basis: BTreeSet<Body>,
        /// What it came to; it neither sends a report nor stops one.
        outcome: ClarificationOutcome,
        /// Why, and by whom it was decided.
        decision: RecordedDecision,
        /// When.
        held_on: NaiveDate,
    },
    /// Minutes of a meeting were recorded (S3-46).
    MinutesRecorded {
        /// The meeting.
        meeting: MeetingId,
        /// What they say.
        text: Personal<Text>,
        /// When.
        recorded_on: NaiveDate,
    },
    /// What the resource team recommends was recorded (S0-35).
    ResourceTeamRecommendationRecorded {
        /// The meeting.
        meeting: MeetingId,
        /// What it recommends.
        recommendation: Personal<Text>,
        /// When.
        recorded_on: NaiveDate,
    },
    /// The day of the next meeting was agreed, or moved (S3-43).
    NextMeetingAgreed {
        /// The meeting that was moved; nothing where it has not been called yet.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        meeting: Option<MeetingId>,
        /// The day it is to be held.
        next_on: NaiveDate,
        /// When that was agreed.
        agreed_on: NaiveDate,
    },
    /// A meeting was called off, for a reason: it is not to be held.
    MeetingCalledOff {
        /// The meeting; nothing where it was agreed and not called yet.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        meeting: Option<MeetingId>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        called_off_on: NaiveDate,
    },
}

impl Topic for MeetingEvent {
    names!(
        InterdisciplinaryMeetingConvened,
        EvaluationMeetingConvened,
        ResourceTeamConvened,
        ClarificationMeetingConvened,
        MeetingHeld,
        ClarificationMeetingHeld,
        MinutesRecorded,
        ResourceTeamRecommendationRecorded,
        NextMeetingAgreed,
        MeetingCalledOff,
    );

    fn happened(&self) -> Happened {
        match self {
            Self::InterdisciplinaryMeetingConvened { convened_on: date, .. }
            | Self::EvaluationMeetingConvened { convened_on: date, .. }
            | Self::ResourceTeamConvened { convened_on: date, .. }
            | Self::ClarificationMeetingConvened { convened_on: date, .. }
            | Self::MeetingHeld { held_on: date, .. }
            | Self::ClarificationMeetingHeld { held_on: date, .. }
            | Self::MinutesRecorded { recorded_on: date, .. }
            | Self::ResourceTeamRecommendationRecorded { recorded_on: date, .. }
            | Self::NextMeetingAgreed { agreed_on: date, .. }
            | Self::MeetingCalledOff { called_off_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::InterdisciplinaryMeetingConvened { bodies, evaluation, planned_for, .. } => {
                said.with("bodies", words(bodies)).with("evaluation", *evaluation).with("day", *planned_for)
            }
            Self::EvaluationMeetingConvened { with, planned_for, .. } => {
                said.with("with", with.word()).with("day", *planned_for)
            }
            Self::ResourceTeamConvened { participants, rests_on, planned_for, .. } => {
                said.with("bodies", words(participants)).with("basis", rests_on.word()).with("day", *planned_for)
            }
            Self::ClarificationMeetingConvened { convened_by, bodies, planned_for, .. } => {
                said.with("by", convened_by.word()).with("bodies", words(bodies)).with("day", *planned_for)
            }
            Self::MeetingHeld { attendance, .. } => {
                let said = said.with("guardians", !attendance.guardians.is_empty());
                said.with("interpreted", Interpreted::told(attendance.interpreted.as_ref()))
            }
            Self::ClarificationMeetingHeld { outcome, .. } => said.with("outcome", outcome.word()),
            Self::NextMeetingAgreed { next_on, .. } => said.with("day", *next_on),
            Self::MinutesRecorded { .. }
            | Self::ResourceTeamRecommendationRecorded { .. }
            | Self::MeetingCalledOff { .. } => said,
        }
    }
}

fn words(bodies: &BTreeSet<Body>) -> Vec<Word> {
    bodies.iter().map(|body| body.word()).collect()
}

/// A meeting as its events leave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// What kind of meeting it is.
    pub kind: MeetingKind,
    /// Who was called.
    pub bodies: BTreeSet<Body>,
    /// Which units of those bodies, where that was said.
    units: BTreeSet<RecipientUnit>,
    /// Whether guardians were invited.
    pub guardians_invited: bool,
    /// The day it is or was to be held.
    pub planned_for: NaiveDate,
    /// When it was called.
    pub convened_on: NaiveDate,
    /// When it was moved to the day it is to be held, where it was.
    pub moved_on: Option<NaiveDate>,
    /// When it was held, once it was.
    pub held_on: Option<NaiveDate>,
    /// When it was called off, if it was.
    pub called_off_on: Option<NaiveDate>,
    /// Who was there, once it was held.
    pub attendance: Option<Attendance>,
    /// Who was there though nothing let them hear of the child.
    pub without_basis: BTreeSet<Body>,
    /// What a clarification meeting came to.
    pub outcome: Option<ClarificationOutcome>,
    /// Its minutes, with their days.
    pub minutes: Vec<(NaiveDate, Personal<Text>)>,
    /// What the resource team recommends, with the days on which that was recorded.
    pub recommendations: Vec<(NaiveDate, Personal<Text>)>,
    /// Whether the case ended before it was held.
    ended_with_case: bool,
    pub(super) rests_on: MeetingBasis,
}

/// The next meeting, as it was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NextMeeting {
    /// The day it is to be held.
    pub on: NaiveDate,
    /// When that was agreed.
    pub agreed_on: NaiveDate,
    /// Which meeting it is, where it was called.
    pub meeting: Option<MeetingId>,
}

impl NextMeeting {
    /// Whether a meeting that is called for that day is the one that was agreed: one that comes sooner is another one
    /// beside it, which does not take its place.
    pub fn is_called_for(self, planned_for: NaiveDate) -> bool {
        planned_for >= self.on
    }
}

/// The meetings of a case, as its events leave them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Meetings {
    called: BTreeMap<MeetingId, Meeting>,
    /// The one that was agreed and has not been called yet.
    agreed: Option<NextMeeting>,
}

impl Meetings {
    /// The case ended, and with it what was agreed for later.
    pub(super) fn end(&mut self) {
        self.agreed = None;
        for meeting in self.called.values_mut().filter(|meeting| meeting.is_awaited()) {
            meeting.ended_with_case = true;
        }
    }
}

/// What lets the resource team hear of the child (S0-32).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamBasis {
    /// That consent.
    Consent(ConsentId),
    /// That assessment.
    Exception(ExceptionId),
}

impl From<TeamBasis> for ClaimedBasis {
    fn from(basis: TeamBasis) -> Self {
        match basis {
            TeamBasis::Consent(consent) => Self::Consent(consent),
            TeamBasis::Exception(exception) => Self::Exception(exception),
        }
    }
}

/// What can be asked about meetings.
#[derive(Debug, Clone, PartialEq)]
pub enum MeetingAction {
    /// Call several bodies to a meeting.
    ConveneInterdisciplinaryMeeting {
        /// Its id.
        meeting: MeetingId,
        /// Who is called.
        bodies: BTreeSet<Body>,
        /// Which units of those bodies, where that is said.
        units: BTreeSet<RecipientUnit>,
        /// Whether guardians are invited.
        guardians_invited: bool,
        /// Whether it is to evaluate what was done.
        evaluation: bool,
        /// The consent it rests on.
        consent: ConsentId,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When it was called.
        convened_on: NaiveDate,
    },
    /// Ask guardians or child to evaluate with the unit alone what was done.
    ConveneEvaluationMeeting {
        /// Its id.
        meeting: MeetingId,
        /// Who is asked.
        with: ConversationWith,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When they were asked.
        convened_on: NaiveDate,
    },
    /// Call the resource team.
    ConveneResourceTeam {
        /// Its id.
        meeting: MeetingId,
        /// Who is represented in it.
        participants: BTreeSet<Body>,
        /// Which units of those bodies, where that is said.
        units: BTreeSet<RecipientUnit>,
        /// What the team is to hear.
        categories: BTreeSet<InformationCategory>,
        /// What lets it.
        claimed: TeamBasis,
        /// Who the municipality had said its team is on the day it was called.
        team: Option<OwnTeam>,
        /// Who calls it.
        convened_by: Decider,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When it was called.
        convened_on: NaiveDate,
    },
    /// Record that a body called a clarification meeting.
    ConveneClarificationMeeting {
        /// Its id.
        meeting: MeetingId,
        /// Who calls it.
        convened_by: Body,
        /// Who is called.
        bodies: BTreeSet<Body>,
        /// Which units of those bodies, where that is said.
        units: BTreeSet<RecipientUnit>,
        /// Whether the child is spoken of without saying who it is.
        anonymous: bool,
        /// What others than the child welfare service are to hear.
        categories: BTreeSet<InformationCategory>,
        /// What lets them.
        claimed: Option<TeamBasis>,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When it was called.
        convened_on: NaiveDate,
    },
    /// Record that a meeting was held.
    HoldMeeting {
        /// The meeting.
        meeting: MeetingId,
        /// Who was there, and what it was about.
        attendance: Attendance,
        /// When.
        held_on: NaiveDate,
    },
    /// Record what a clarification meeting came to.
    HoldClarificationMeeting {
        /// The meeting.
        meeting: MeetingId,
        /// The bodies that were there.
        bodies: BTreeSet<Body>,
        /// Which units of those bodies, where that is said.
        units: BTreeSet<RecipientUnit>,
        /// What it came to.
        outcome: ClarificationOutcome,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        held_on: NaiveDate,
    },
    /// Record minutes.
    RecordMinutes {
        /// The meeting.
        meeting: MeetingId,
        /// What they say.
        text: Personal<Text>,
        /// When.
        recorded_on: NaiveDate,
    },
    /// Record what the resource team recommends.
    RecordRecommendation {
        /// The meeting.
        meeting: MeetingId,
        /// What it recommends.
        recommendation: Personal<Text>,
        /// When.
        recorded_on: NaiveDate,
    },
    /// Agree on the day of the next meeting, or move it.
    AgreeNextMeeting {
        /// The meeting that is moved; nothing where it has not been called yet.
        meeting: Option<MeetingId>,
        /// The day it is to be held.
        next_on: NaiveDate,
        /// When that was agreed.
        agreed_on: NaiveDate,
    },
    /// Call off a meeting that was called or agreed.
    CallOffMeeting {
        /// The meeting; nothing where it was agreed and not called yet.
        meeting: Option<MeetingId>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        called_off_on: NaiveDate,
    },
}

impl Case {
    /// The meetings by their ids.
    pub const fn meetings(&self) -> &BTreeMap<MeetingId, Meeting> {
        &self.meetings.called
    }

    /// The next meeting of those who work together, while one is agreed or called: the first of them.
    pub fn next_meeting(&self) -> Option<NextMeeting> {
        let awaited = self.meetings.called.iter().filter(|(_, it)| it.is_awaited() && it.kind.is_cooperation());
        let called = awaited.map(|(id, it)| {
            let agreed_on = it.moved_on.unwrap_or(it.convened_on);
            NextMeeting { on: it.planned_for, agreed_on, meeting: Some(*id) }
        });
        called.chain(self.meetings.agreed).min_by_key(|next| next.on)
    }

    /// What follows from an action about meetings, or the first rule it breaks.
    pub(super) fn decide_meeting(&self, action: MeetingAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let opened_on = self.must_be_open()?.on;
        let event = match action {
            MeetingAction::ConveneInterdisciplinaryMeeting {
                meeting,
                bodies,
                units,
                guardians_invited,
                evaluation,
                consent,
                planned_for,
                convened_on,
            } => {
                called_before_held(convened_on, planned_for, today)?;
                not_before_act("convenedOn", convened_on, Act::CaseOpened, opened_on)?;
                self.must_cover_meeting_of_day(consent, &bodies, &units, convened_on)?;
                self.consent(consent)?.must_call_named_units(&bodies, &units, convened_on)?;
                self.can_be_called(meeting, "bodies", &bodies)?;
                if guardians_invited {
                    self.may_contact_guardians(convened_on)?;
                }
                MeetingEvent::InterdisciplinaryMeetingConvened {
                    meeting,
                    bodies,
                    units,
                    guardians_invited,
                    evaluation,
                    consent,
                    planned_for,
                    convened_on,
                }
            }
            MeetingAction::ConveneEvaluationMeeting { meeting, with, planned_for, convened_on } => {
                called_before_held(convened_on, planned_for, today)?;
                not_before_act("convenedOn", convened_on, Act::CaseOpened, opened_on)?;
                self.must_be_new(meeting)?;
                // Nobody calls those who must not be told for now (R-6, S4-2).
                if with.includes(ConversationWith::Guardians) {
                    self.may_contact_guardians(convened_on)?;
                }
                MeetingEvent::EvaluationMeetingConvened { meeting, with, planned_for, convened_on }
            }
            MeetingAction::ConveneResourceTeam {
                meeting,
                participants,
                units,
                categories,
                claimed,
                team,
                convened_by,
                planned_for,
                convened_on,
            } => {
                called_before_held(convened_on, planned_for, today)?;
                not_before_act("convenedOn", convened_on, Act::CaseOpened, opened_on)?;
                must_name(&categories, "categories")?;
                let rests_on = self.team_may_hear(claimed.into(), &categories, convened_on)?;
                let called = There { bodies: &participants, units: &units };
                self.must_be_of_the_team(called, team.as_ref(), claimed.into(), &categories, convened_on)?;
                self.can_be_called(meeting, "participants", &participants)?;
                if convened_by.role != DeciderRole::Head {
                    return Err(Refusal::ResourceTeamNotCalledByHead);
                }
                MeetingEvent::ResourceTeamConvened {
                    meeting,
                    participants,
                    units,
                    categories,
                    rests_on,
                    team,
                    convened_by,
                    planned_for,
                    convened_on,
                }
            }
            MeetingAction::ConveneClarificationMeeting {
                meeting,
                convened_by,
                bodies,
                units,
                anonymous,
                categories,
                claimed,
                planned_for,
                convened_on,
            } => {
                called_before_held(convened_on, planned_for, today)?;
                not_before_act("convenedOn", convened_on, Act::CaseOpened, opened_on)?;
                let rests_on = if anonymous {
                    None
                } else {
                    let called = There { bodies: &bodies, units: &units };
                    self.may_clarify(convened_by, called, claimed, &categories, convened_on)?
                };
                self.can_be_called(meeting, "bodies", &bodies)?;
                MeetingEvent::ClarificationMeetingConvened {
                    meeting,
                    convened_by,
                    bodies,
                    units,
                    anonymous,
                    categories,
                    rests_on,
                    planned_for,
                    convened_on,
                }
            }
            MeetingAction::HoldMeeting { meeting, attendance, held_on } => {
                let without_basis = self.can_be_held(meeting, &attendance, held_on, today)?;
                MeetingEvent::MeetingHeld { meeting, attendance, without_basis, held_on }
            }
            MeetingAction::HoldClarificationMeeting { meeting, bodies, units, outcome, decision, held_on } => {
                not_in_future("heldOn", held_on, today)?;
                let called = self.meeting(meeting)?;
                not_before_act("heldOn", held_on, Act::MeetingConvened, called.convened_on)?;
                must_be(meeting, called, |kind| kind == MeetingKind::Clarification)?;
                must_still_be_to_come(meeting, called)?;
                if bodies.is_empty() {
                    return Err(Refusal::NobodyAttended);
                }
                let there = There { bodies: &bodies, units: &units };
                MeetingEvent::ClarificationMeetingHeld {
                    without_basis: self.without_basis(called, there, held_on),
                    meeting,
                    bodies,
                    units,
                    outcome,
                    decision: decision.into(),
                    held_on,
                }
            }
            MeetingAction::RecordMinutes { meeting, text, recorded_on } => {
                not_in_future("recordedOn", recorded_on, today)?;
                not_before("recordedOn", recorded_on, self.held(meeting)?)?;
                MeetingEvent::MinutesRecorded { meeting, text, recorded_on }
            }
            MeetingAction::RecordRecommendation { meeting, recommendation, recorded_on } => {
                not_in_future("recordedOn", recorded_on, today)?;
                not_before("recordedOn", recorded_on, self.held(meeting)?)?;
                must_be(meeting, self.meeting(meeting)?, |kind| kind == MeetingKind::ResourceTeam)?;
                MeetingEvent::ResourceTeamRecommendationRecorded { meeting, recommendation, recorded_on }
            }
            MeetingAction::AgreeNextMeeting { meeting, next_on, agreed_on } => {
                not_in_future("agreedOn", agreed_on, today)?;
                not_before("nextOn", next_on, agreed_on)?;
                if let Some(meeting) = meeting {
                    let called = self.meeting(meeting)?;
                    not_before_act("agreedOn", agreed_on, Act::MeetingConvened, called.convened_on)?;
                    must_be_awaited(meeting, called)?;
                }
                MeetingEvent::NextMeetingAgreed { meeting, next_on, agreed_on }
            }
            MeetingAction::CallOffMeeting { meeting, decision, called_off_on } => {
                not_in_future("calledOffOn", called_off_on, today)?;
                if let Some(meeting) = meeting {
                    let called = self.meeting(meeting)?;
                    not_before_act("calledOffOn", called_off_on, Act::MeetingConvened, called.convened_on)?;
                    must_be_awaited(meeting, called)?;
                } else {
                    let agreed = self.meetings.agreed.ok_or(Refusal::NoMeetingAgreed)?;
                    not_before("calledOffOn", called_off_on, agreed.agreed_on)?;
                }
                MeetingEvent::MeetingCalledOff { meeting, decision: decision.into(), called_off_on }
            }
        };
        Ok(vec![event.into()])
    }

    pub(super) fn apply_meeting(&mut self, event: MeetingEvent) {
        match event {
            MeetingEvent::InterdisciplinaryMeetingConvened {
                meeting,
                bodies,
                units,
                guardians_invited,
                evaluation,
                consent,
                planned_for,
                convened_on,
            } => {
                let kind = if evaluation { MeetingKind::Evaluation } else { MeetingKind::Interdisciplinary };
                let carried = |purpose: &ConsentPurpose| {
                    self.consents.get(&consent).is_some_and(|asked| asked.covers(*purpose, convened_on))
                };
                let purposes = self.purposes_of_meeting(convened_on);
                let purpose = purposes.iter().copied().find(carried).unwrap_or(purposes[0]);
                let rests_on = MeetingBasis::Cooperation { consent, purpose };
                let called = Meeting::called(kind, bodies, guardians_invited, rests_on, planned_for, convened_on);
                let called = Meeting { units, ..called };
                self.meetings.called.insert(meeting, called);
                self.meetings.agreed = self.meetings.agreed.filter(|agreed| !agreed.is_called_for(planned_for));
            }
            MeetingEvent::EvaluationMeetingConvened { meeting, with, planned_for, convened_on } => {
                let (kind, rests_on) = (MeetingKind::FamilyEvaluation, MeetingBasis::Own);
                let guardians_invited = with.includes(ConversationWith::Guardians);
                let nobody_else = BTreeSet::new();
                let called = Meeting::called(kind, nobody_else, guardians_invited, rests_on, planned_for, convened_on);
                self.meetings.called.insert(meeting, called);
                // On level 3 it is those who work together who agreed to meet.
                if self.level < Level::Three {
                    self.meetings.agreed = self.meetings.agreed.filter(|agreed| !agreed.is_called_for(planned_for));
                }
            }
            MeetingEvent::ResourceTeamConvened {
                meeting,
                participants,
                units,
                categories,
                rests_on,
                team,
                planned_for,
                convened_on,
                ..
            } => {
                let rests_on = MeetingBasis::Team { rests_on, categories, team };
                let kind = MeetingKind::ResourceTeam;
                let called = Meeting::called(kind, participants, false, rests_on, planned_for, convened_on);
                let called = Meeting { units, ..called };
                self.meetings.called.insert(meeting, called);
            }
            MeetingEvent::ClarificationMeetingConvened {
                meeting,
                convened_by,
                bodies,
                units,
                anonymous,
                categories,
                rests_on,
                planned_for,
                convened_on,
            } => {
                let rests_on = MeetingBasis::Clarification { convened_by, anonymous, rests_on, categories };
                let kind = MeetingKind::Clarification;
                let called = Meeting::called(kind, bodies, false, rests_on, planned_for, convened_on);
                let called = Meeting { units, ..called };
                self.meetings.called.insert(meeting, called);
            }
            MeetingEvent::MeetingHeld { meeting, attendance, without_basis, held_on } => {
                self.guardians_met_about(&attendance.measures, &attendance.guardians, held_on);
                self.change_meeting(meeting, |held| {
                    (held.held_on, held.attendance, held.without_basis) =
                        (Some(held_on), Some(attendance), without_basis);
                });
            }
            MeetingEvent::ClarificationMeetingHeld {
                meeting, bodies, units, without_basis, outcome, held_on, ..
            } => {
                // Who was there was not recorded of the first of them.
                let there = (!bodies.is_empty()).then_some(bodies);
                let attendance = there.map(|bodies| Attendance {
                    bodies,
                    units,
                    guardians: Vec::new(),
                    child: false,
                    measures: BTreeSet::new(),
                    interpreted: None,
                });
                self.change_meeting(meeting, |held| {
                    (held.held_on, held.outcome) = (Some(held_on), Some(outcome));
                    (held.attendance, held.without_basis) = (attendance, without_basis);
                });
            }
            MeetingEvent::MinutesRecorded { meeting, text, recorded_on } => {
                self.change_meeting(meeting, |minuted| minuted.minutes.push((recorded_on, text)));
            }
            MeetingEvent::ResourceTeamRecommendationRecorded { meeting, recommendation, recorded_on } => {
                self.change_meeting(meeting, |team| team.recommendations.push((recorded_on, recommendation)));
            }
            MeetingEvent::NextMeetingAgreed { meeting: Some(meeting), next_on, agreed_on } => {
                self.change_meeting(meeting, |moved| (moved.planned_for, moved.moved_on) = (next_on, Some(agreed_on)));
            }
            MeetingEvent::NextMeetingAgreed { meeting: None, next_on: on, agreed_on } => {
                self.meetings.agreed = Some(NextMeeting { on, agreed_on, meeting: None });
            }
            MeetingEvent::MeetingCalledOff { meeting: Some(meeting), called_off_on, .. } => {
                self.change_meeting(meeting, |off| off.called_off_on = Some(called_off_on));
            }
            MeetingEvent::MeetingCalledOff { meeting: None, .. } => self.meetings.agreed = None,
        }
    }

    fn change_meeting(&mut self, meeting: MeetingId, change: impl FnOnce(&mut Meeting)) {
        if let Some(changed) = self.meetings.called.get_mut(&meeting) {
            change(changed);
        }
    }

    fn meeting(&self, meeting: MeetingId) -> Result<&Meeting, Refusal> {
        self.meetings.called.get(&meeting).ok_or(Refusal::MeetingUnknown { meeting })
    }

    /// When it was held.
    fn held(&self, meeting: MeetingId) -> Result<NaiveDate, Refusal> {
        self.meeting(meeting)?.held_on.ok_or(Refusal::MeetingNotHeld { meeting })
    }

    /// What consent must be for where several bodies meet on the case's level of that day, whenever it is written down (R-24,
    /// On a day on which it came to another level or from one, it is for either.
    pub(super) fn purposes_of_meeting(&self, day: NaiveDate) -> &'static [ConsentPurpose] {
        use ConsentPurpose::{Level2Cooperation, Level3Meeting};
        let on_level_3 = self.levels.were_on(Level::Three, day);
        let below = [Level::One, Level::Two].into_iter().any(|level| self.levels.were_on(level, day));
        match (on_level_3, below) {
            (true, true) => &[Level3Meeting, Level2Cooperation],
            (true, false) => &[Level3Meeting],
            (false, _) => &[Level2Cooperation],
        }
    }

    /// That consent covers the meeting for what it must be for on that day.
    fn must_cover_meeting_of_day(
        &self,
        consent: ConsentId,
        bodies: &BTreeSet<Body>,
        units: &BTreeSet<RecipientUnit>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        let covers = |purpose: &ConsentPurpose| self.must_cover_meeting(consent, *purpose, bodies, units, day);
        let mut covered = self.purposes_of_meeting(day).iter().map(covers);
        let first = covered.next().unwrap_or(Ok(()));
        covered.fold(first, Result::or)
    }

    fn can_be_called(&self, meeting: MeetingId, field: &'static str, bodies: &BTreeSet<Body>) -> Result<(), Refusal> {
        self.must_be_new(meeting)?;
        if bodies.is_empty() { Err(Refusal::NobodyCalled { field }) } else { Ok(()) }
    }

    fn must_be_new(&self, meeting: MeetingId) -> Result<(), Refusal> {
        if self.meetings.called.contains_key(&meeting) {
            return Err(Refusal::MeetingAlreadyCalled { meeting });
        }
        Ok(())
    }

    /// Answers who was there whom nothing lets hear of the child on that day: a consent that was taken back stops what is
    /// called, and that they were there all the same is a fact, which nobody is made to hide (C11).
    fn can_be_held(
        &self,
        meeting: MeetingId,
        attendance: &Attendance,
        held_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<BTreeSet<Body>, Refusal> {
        not_in_future("heldOn", held_on, today)?;
        let called = self.meeting(meeting)?;
        not_before_act("heldOn", held_on, Act::MeetingConvened, called.convened_on)?;
        for measure in &attendance.measures {
            not_before("heldOn", held_on, self.measure(*measure)?.planned_on)?;
        }
        must_be(meeting, called, |kind| kind != MeetingKind::Clarification)?;
        must_still_be_to_come(meeting, called)?;
        if attendance.bodies.is_empty() && attendance.guardians.is_empty() && !attendance.child {
            return Err(Refusal::NobodyAttended);
        }
        if let Some(family) = attendance.family() {
            self.must_be_interpreted_in_a_needed_language(family, attendance.interpreted.as_ref(), held_on)?;
        }
        let there = There { bodies: &attendance.bodies, units: &attendance.units };
        Ok(self.without_basis(called, there, held_on))
    }

    /// A case comes before the resource team with consent or a recorded exception (S0-32).
    pub(super) fn team_may_hear(
        &self,
        claimed: ClaimedBasis,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<SharingBasis, Refusal> {
        self.basis_of_sharing(claimed, Body::ResourceTeam, None, SharingDirection::ToBody, categories, day)
    }
}

impl MeetingKind {
    /// Whether those who work together with the child meet in it (S3-27, S3-43).
    pub const fn is_cooperation(self) -> bool {
        matches!(self, Self::Interdisciplinary | Self::Evaluation)
    }
}

impl Meeting {
    /// Whether it is still to be held.
    pub const fn is_awaited(&self) -> bool {
        self.held_on.is_none() && self.called_off_on.is_none() && !self.ended_with_case
    }

    /// Whether that unit of the body is called: where units of the body were named, one of those; else whichever it is
    ///
    pub fn calls(&self, body: Body, unit: Option<&str>) -> bool {
        let named: Vec<&str> = self.units_called(body).collect();
        let is_it = |named: &&str| unit.is_some_and(|unit| is_same_unit(named, unit));
        self.bodies.contains(&body) && (named.is_empty() || named.iter().any(is_it))
    }

    /// The units of that body that were called, where that was said.
    pub(super) fn units_called(&self, body: Body) -> impl Iterator<Item = &str> {
        self.units.iter().filter(move |named| named.body == body).map(|named| named.unit.as_str())
    }

    /// Who the municipality had said its resource team is when it was called (S0-33); of the team's meetings alone.
    pub const fn team(&self) -> Option<&BTreeSet<Body>> {
        match &self.rests_on {
            MeetingBasis::Team { team: Some(team), .. } => Some(&team.bodies),
            MeetingBasis::Team { team: None, .. }
            | MeetingBasis::Own
            | MeetingBasis::Cooperation { .. }
            | MeetingBasis::Clarification { .. } => None,
        }
    }

    /// Who is of the team and was not called, and who was called and is not of it (S0-33). Neither stops anybody.
    pub fn held_against_the_team(&self) -> (BTreeSet<Body>, BTreeSet<Body>) {
        match &self.rests_on {
            MeetingBasis::Team { team: Some(team), .. } => team.compared_with(&self.bodies),
            MeetingBasis::Team { team: None, .. }
            | MeetingBasis::Own
            | MeetingBasis::Cooperation { .. }
            | MeetingBasis::Clarification { .. } => Default::default(),
        }
    }

    /// Whether the child is spoken of without saying who it is.
    pub const fn is_anonymous(&self) -> bool {
        matches!(self.rests_on, MeetingBasis::Clarification { anonymous: true, .. })
    }

    const fn called(
        kind: MeetingKind,
        bodies: BTreeSet<Body>,
        guardians_invited: bool,
        rests_on: MeetingBasis,
        planned_for: NaiveDate,
        convened_on: NaiveDate,
    ) -> Self {
        Self {
            kind,
            bodies,
            units: BTreeSet::new(),
            guardians_invited,
            planned_for,
            convened_on,
            moved_on: None,
            held_on: None,
            called_off_on: None,
            attendance: None,
            without_basis: BTreeSet::new(),
            outcome: None,
            minutes: Vec::new(),
            recommendations: Vec::new(),
            ended_with_case: false,
            rests_on,
        }
    }
}

fn called_before_held(convened_on: NaiveDate, planned_for: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    not_in_future("convenedOn", convened_on, today)?;
    not_before("plannedFor", planned_for, convened_on)
}

fn must_be(meeting: MeetingId, called: &Meeting, is: impl FnOnce(MeetingKind) -> bool) -> Result<(), Refusal> {
    if is(called.kind) { Ok(()) } else { Err(Refusal::MeetingOfAnotherKind { meeting, kind: called.kind }) }
}

/// Neither held nor called off, nor over with the case.
fn must_be_awaited(meeting: MeetingId, called: &Meeting) -> Result<(), Refusal> {
    must_still_be_to_come(meeting, called)?;
    if called.is_awaited() { Ok(()) } else { Err(Refusal::MeetingWasCalledOff { meeting }) }
}

const fn must_still_be_to_come(meeting: MeetingId, called: &Meeting) -> Result<(), Refusal> {
    match called {
        Meeting { held_on: Some(_), .. } => Err(Refusal::MeetingAlreadyHeld { meeting }),
        Meeting { called_off_on: Some(_), .. } => Err(Refusal::MeetingWasCalledOff { meeting }),
        _ => Ok(()),
    }
}
