//! Meetings about a case: called on a basis that lets others hear of the child, held, minuted, and the next one agreed.
//!
//! Other bodies meet about a child with the guardians' consent, on level 3 with one to that meeting; the
//! resource team needs one too, or a recorded exception (S0-32). A clarification meeting asks whether a report is to be
//! sent, and waits for no consent: neither does the report.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::sharing::must_name;
use super::{
    Case, CaseEvent, ClaimedBasis, ConsentPurpose, InformationCategory, Level, SharingBasis, SharingDirection,
    not_before, not_in_future,
};
use crate::Refusal;
use crate::ids::{ConsentId, ExceptionId, MeasureId, MeetingId};
use crate::people::{Body, Decider, DeciderRole, Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
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
    /// The guardians who were there (S3-33).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub guardians: Vec<Guardian>,
    /// Whether the child was there (S3-24).
    pub child: bool,
    /// The measures it was about; guardians who were there agreed to them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub measures: BTreeSet<MeasureId>,
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
    /// The head called the resource team (S0-33, S0-34).
    ResourceTeamConvened {
        /// The meeting.
        meeting: MeetingId,
        /// Who is represented in it (S0-33).
        participants: BTreeSet<Body>,
        /// What the team is to hear.
        categories: BTreeSet<InformationCategory>,
        /// The consent or the assessment that lets it (S0-32).
        rests_on: SharingBasis,
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
        /// When.
        held_on: NaiveDate,
    },
    /// A clarification meeting was held (S1-3).
    ClarificationMeetingHeld {
        /// The meeting.
        meeting: MeetingId,
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
        /// The day it is to be held.
        next_on: NaiveDate,
        /// When that was agreed.
        agreed_on: NaiveDate,
    },
}

impl Topic for MeetingEvent {
    names!(
        InterdisciplinaryMeetingConvened,
        ResourceTeamConvened,
        ClarificationMeetingConvened,
        MeetingHeld,
        ClarificationMeetingHeld,
        MinutesRecorded,
        ResourceTeamRecommendationRecorded,
        NextMeetingAgreed,
    );

    fn happened(&self) -> Happened {
        match self {
            Self::InterdisciplinaryMeetingConvened { convened_on: date, .. }
            | Self::ResourceTeamConvened { convened_on: date, .. }
            | Self::ClarificationMeetingConvened { convened_on: date, .. }
            | Self::MeetingHeld { held_on: date, .. }
            | Self::ClarificationMeetingHeld { held_on: date, .. }
            | Self::MinutesRecorded { recorded_on: date, .. }
            | Self::ResourceTeamRecommendationRecorded { recorded_on: date, .. }
            | Self::NextMeetingAgreed { agreed_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::InterdisciplinaryMeetingConvened { bodies, evaluation, planned_for, .. } => {
                said.with("bodies", words(bodies)).with("evaluation", *evaluation).with("day", *planned_for)
            }
            Self::ResourceTeamConvened { participants, rests_on, planned_for, .. } => {
                said.with("bodies", words(participants)).with("basis", rests_on.word()).with("day", *planned_for)
            }
            Self::ClarificationMeetingConvened { convened_by, bodies, planned_for, .. } => {
                said.with("by", convened_by.word()).with("bodies", words(bodies)).with("day", *planned_for)
            }
            Self::MeetingHeld { attendance, .. } => said.with("guardians", !attendance.guardians.is_empty()),
            Self::ClarificationMeetingHeld { outcome, .. } => said.with("outcome", outcome.word()),
            Self::NextMeetingAgreed { next_on, .. } => said.with("day", *next_on),
            Self::MinutesRecorded { .. } | Self::ResourceTeamRecommendationRecorded { .. } => said,
        }
    }
}

fn words(bodies: &BTreeSet<Body>) -> Vec<Word> {
    bodies.iter().map(|body| body.word()).collect()
}

/// What lets others hear of the child at a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum MeetingBasis {
    /// A consent to the cooperation of the level on which it was called.
    Cooperation { consent: ConsentId, purpose: ConsentPurpose },
    /// What sharing with the resource team rests on.
    Team { rests_on: SharingBasis, categories: BTreeSet<InformationCategory> },
    /// Nothing: whether a report is to be sent waits for no consent.
    Duty,
}

/// A meeting as its events leave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// What kind of meeting it is.
    pub kind: MeetingKind,
    /// Who was called.
    pub bodies: BTreeSet<Body>,
    /// Whether guardians were invited.
    pub guardians_invited: bool,
    /// The day it was to be held.
    pub planned_for: NaiveDate,
    /// When it was called.
    pub convened_on: NaiveDate,
    /// When it was held, once it was.
    pub held_on: Option<NaiveDate>,
    /// Who was there, once it was held; of a clarification meeting that is not told.
    pub attendance: Option<Attendance>,
    /// What a clarification meeting came to.
    pub outcome: Option<ClarificationOutcome>,
    /// Its minutes, with their days.
    pub minutes: Vec<(NaiveDate, Personal<Text>)>,
    /// What the resource team recommends, with the days on which that was recorded.
    pub recommendations: Vec<(NaiveDate, Personal<Text>)>,
    rests_on: MeetingBasis,
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
    /// Whether it is that meeting. Where none was called, it is the first one after the day on which it was agreed.
    pub fn is_held_by(self, meeting: MeetingId, held_on: NaiveDate) -> bool {
        match self.meeting {
            Some(called) => called == meeting,
            None => held_on > self.agreed_on || held_on >= self.on,
        }
    }
}

/// The meetings of a case, as its events leave them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Meetings {
    called: BTreeMap<MeetingId, Meeting>,
    next: Option<NextMeeting>,
}

impl Meetings {
    /// The case ended, and with it what was agreed for later.
    pub(super) fn end(&mut self) {
        self.next = None;
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
    /// Call the resource team.
    ConveneResourceTeam {
        /// Its id.
        meeting: MeetingId,
        /// Who is represented in it.
        participants: BTreeSet<Body>,
        /// What the team is to hear.
        categories: BTreeSet<InformationCategory>,
        /// What lets it.
        claimed: TeamBasis,
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
        /// The day it is to be held.
        next_on: NaiveDate,
        /// When that was agreed.
        agreed_on: NaiveDate,
    },
}

impl Case {
    /// The meetings by their ids.
    pub const fn meetings(&self) -> &BTreeMap<MeetingId, Meeting> {
        &self.meetings.called
    }

    /// The next meeting, while one is agreed.
    pub const fn next_meeting(&self) -> Option<NextMeeting> {
        self.meetings.next
    }

    /// What follows from an action about meetings, or the first rule it breaks.
    pub(super) fn decide_meeting(&self, action: MeetingAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        let event = match action {
            MeetingAction::ConveneInterdisciplinaryMeeting {
                meeting,
                bodies,
                guardians_invited,
                evaluation,
                consent,
                planned_for,
                convened_on,
            } => {
                called_before_held(convened_on, planned_for, today)?;
                self.consent(consent)?.must_cover_meeting(self.purpose_of_meeting(), &bodies, convened_on)?;
                self.can_be_called(meeting, "bodies", &bodies)?;
                MeetingEvent::InterdisciplinaryMeetingConvened {
                    meeting,
                    bodies,
                    guardians_invited,
                    evaluation,
                    consent,
                    planned_for,
                    convened_on,
                }
            }
            MeetingAction::ConveneResourceTeam {
                meeting,
                participants,
                categories,
                claimed,
                convened_by,
                planned_for,
                convened_on,
            } => {
                called_before_held(convened_on, planned_for, today)?;
                must_name(&categories, "categories")?;
                let rests_on = self.team_may_hear(claimed.into(), &categories, convened_on)?;
                self.can_be_called(meeting, "participants", &participants)?;
                if convened_by.role != DeciderRole::Head {
                    return Err(Refusal::ResourceTeamNotCalledByHead);
                }
                MeetingEvent::ResourceTeamConvened {
                    meeting,
                    participants,
                    categories,
                    rests_on,
                    convened_by,
                    planned_for,
                    convened_on,
                }
            }
            MeetingAction::ConveneClarificationMeeting { meeting, convened_by, bodies, planned_for, convened_on } => {
                called_before_held(convened_on, planned_for, today)?;
                self.can_be_called(meeting, "bodies", &bodies)?;
                MeetingEvent::ClarificationMeetingConvened { meeting, convened_by, bodies, planned_for, convened_on }
            }
            MeetingAction::HoldMeeting { meeting, attendance, held_on } => {
                self.can_be_held(meeting, &attendance, held_on, today)?;
                MeetingEvent::MeetingHeld { meeting, attendance, held_on }
            }
            MeetingAction::HoldClarificationMeeting { meeting, outcome, decision, held_on } => {
                not_in_future("heldOn", held_on, today)?;
                let called = self.meeting(meeting)?;
                not_before("heldOn", held_on, called.convened_on)?;
                must_be(meeting, called, |kind| kind == MeetingKind::Clarification)?;
                must_not_be_held(meeting, called)?;
                MeetingEvent::ClarificationMeetingHeld { meeting, outcome, decision: decision.into(), held_on }
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
            MeetingAction::AgreeNextMeeting { next_on, agreed_on } => {
                not_in_future("agreedOn", agreed_on, today)?;
                not_before("nextOn", next_on, agreed_on)?;
                MeetingEvent::NextMeetingAgreed { next_on, agreed_on }
            }
        };
        Ok(vec![event.into()])
    }

    pub(super) fn apply_meeting(&mut self, event: MeetingEvent) {
        match event {
            MeetingEvent::InterdisciplinaryMeetingConvened {
                meeting,
                bodies,
                guardians_invited,
                evaluation,
                consent,
                planned_for,
                convened_on,
            } => {
                let kind = if evaluation { MeetingKind::Evaluation } else { MeetingKind::Interdisciplinary };
                let rests_on = MeetingBasis::Cooperation { consent, purpose: self.purpose_of_meeting() };
                let called = Meeting::called(kind, bodies, guardians_invited, rests_on, planned_for, convened_on);
                self.meetings.called.insert(meeting, called);
                let (on, agreed_on, meeting) = (planned_for, convened_on, Some(meeting));
                self.meetings.next = Some(NextMeeting { on, agreed_on, meeting });
            }
            MeetingEvent::ResourceTeamConvened {
                meeting,
                participants,
                categories,
                rests_on,
                planned_for,
                convened_on,
                ..
            } => {
                let rests_on = MeetingBasis::Team { rests_on, categories };
                let kind = MeetingKind::ResourceTeam;
                let called = Meeting::called(kind, participants, false, rests_on, planned_for, convened_on);
                self.meetings.called.insert(meeting, called);
            }
            MeetingEvent::ClarificationMeetingConvened { meeting, bodies, planned_for, convened_on, .. } => {
                let (kind, rests_on) = (MeetingKind::Clarification, MeetingBasis::Duty);
                let called = Meeting::called(kind, bodies, false, rests_on, planned_for, convened_on);
                self.meetings.called.insert(meeting, called);
            }
            MeetingEvent::MeetingHeld { meeting, attendance, held_on } => {
                if self.meetings.next.is_some_and(|next| next.is_held_by(meeting, held_on)) {
                    self.meetings.next = None;
                }
                if !attendance.guardians.is_empty() {
                    self.guardians_met_about(&attendance.measures, held_on);
                }
                self.change_meeting(meeting, |held| {
                    (held.held_on, held.attendance) = (Some(held_on), Some(attendance));
                });
            }
            MeetingEvent::ClarificationMeetingHeld { meeting, outcome, held_on, .. } => {
                self.change_meeting(meeting, |held| (held.held_on, held.outcome) = (Some(held_on), Some(outcome)));
            }
            MeetingEvent::MinutesRecorded { meeting, text, recorded_on } => {
                self.change_meeting(meeting, |minuted| minuted.minutes.push((recorded_on, text)));
            }
            MeetingEvent::ResourceTeamRecommendationRecorded { meeting, recommendation, recorded_on } => {
                self.change_meeting(meeting, |team| team.recommendations.push((recorded_on, recommendation)));
            }
            MeetingEvent::NextMeetingAgreed { next_on: on, agreed_on } => {
                self.meetings.next = Some(NextMeeting { on, agreed_on, meeting: None });
            }
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

    /// What consent must be for where several bodies meet on the case's level.
    const fn purpose_of_meeting(&self) -> ConsentPurpose {
        match self.level {
            Level::One | Level::Two => ConsentPurpose::Level2Cooperation,
            Level::Three => ConsentPurpose::Level3Meeting,
        }
    }

    fn can_be_called(&self, meeting: MeetingId, field: &'static str, bodies: &BTreeSet<Body>) -> Result<(), Refusal> {
        if self.meetings.called.contains_key(&meeting) {
            return Err(Refusal::MeetingAlreadyCalled { meeting });
        }
        if bodies.is_empty() { Err(Refusal::NobodyCalled { field }) } else { Ok(()) }
    }

    /// What it was called on must still hold on the day: a consent that was taken back stops what comes.
    fn can_be_held(
        &self,
        meeting: MeetingId,
        attendance: &Attendance,
        held_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        not_in_future("heldOn", held_on, today)?;
        let called = self.meeting(meeting)?;
        not_before("heldOn", held_on, called.convened_on)?;
        for measure in &attendance.measures {
            not_before("heldOn", held_on, self.measure(*measure)?.planned_on)?;
        }
        match &called.rests_on {
            MeetingBasis::Cooperation { consent, purpose } => {
                self.consent(*consent)?.must_cover_meeting(*purpose, &attendance.bodies, held_on)?;
            }
            MeetingBasis::Team { rests_on, categories } => {
                let claimed = match rests_on {
                    SharingBasis::Consent { consent } => ClaimedBasis::Consent(*consent),
                    SharingBasis::Exception { exception } => ClaimedBasis::Exception(*exception),
                    SharingBasis::Duty { topic, .. } => ClaimedBasis::Duty(*topic),
                    SharingBasis::Necessity => ClaimedBasis::Necessity,
                };
                self.team_may_hear(claimed, categories, held_on)?;
            }
            MeetingBasis::Duty => {}
        }
        must_be(meeting, called, |kind| kind != MeetingKind::Clarification)?;
        must_not_be_held(meeting, called)?;
        if attendance.bodies.is_empty() && attendance.guardians.is_empty() && !attendance.child {
            return Err(Refusal::NobodyAttended);
        }
        Ok(())
    }

    /// A case comes before the resource team with consent or a recorded exception (S0-32).
    fn team_may_hear(
        &self,
        claimed: ClaimedBasis,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<SharingBasis, Refusal> {
        self.basis_of_sharing(claimed, Body::ResourceTeam, SharingDirection::ToBody, categories, day)
    }
}

impl Meeting {
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
            guardians_invited,
            planned_for,
            convened_on,
            held_on: None,
            attendance: None,
            outcome: None,
            minutes: Vec::new(),
            recommendations: Vec::new(),
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

const fn must_not_be_held(meeting: MeetingId, called: &Meeting) -> Result<(), Refusal> {
    if called.held_on.is_some() { Err(Refusal::MeetingAlreadyHeld { meeting }) } else { Ok(()) }
}
