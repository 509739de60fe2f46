//! The meetings of a case, in the schema.

use std::collections::BTreeSet;

use async_graphql::{ID, SimpleObject};
use case_ledger_domain::ids::MeetingId;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::{case, people};
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::NaiveDate;

use super::enums::{Body, ClarificationOutcome, MeetingKind};
use super::global_id;
use super::interpreting::Interpreted;
use super::measures::Measure;
use super::scalars::{Date, PersonalText};

/// A meeting about a case, as it was called and went (S3-27, S3-33, S3-43).
#[derive(SimpleObject)]
pub struct Meeting {
    /// Its id.
    id: ID,
    /// What kind of meeting it is.
    kind: MeetingKind,
    /// Who was called.
    bodies: Vec<Body>,
    /// Who the municipality had said its resource team is when the team was called; null of other meetings, and where it
    /// had not said so (S0-33).
    team: Option<Vec<Body>>,
    /// Who is of the team and was not called (S0-33).
    team_not_called: Vec<Body>,
    /// Who was called to the team's meeting and is not of the team (S0-33).
    called_beside_team: Vec<Body>,
    /// Whether guardians were invited (S3-27).
    guardians_invited: bool,
    /// Whether the child is spoken of without saying who it is; of clarification meetings alone.
    anonymous: bool,
    /// The day it is or was to be held.
    planned_for: Date,
    /// When it was called.
    convened_on: Date,
    /// When it was held; null while it was not.
    held_on: Option<Date>,
    /// When it was called off; null where it was not.
    called_off_on: Option<Date>,
    /// Who was there; null while it was not held.
    attendance: Option<Attendance>,
    /// Who was there though nothing let them hear of the child.
    without_basis: Vec<Body>,
    /// What a clarification meeting came to (S1-3).
    outcome: Option<ClarificationOutcome>,
    /// Its minutes, in the order in which they were recorded (S3-46).
    minutes: Vec<MeetingText>,
    /// What the resource team recommends (S0-35).
    recommendations: Vec<Recommendation>,
}

/// What the resource team recommends, and what came of it (S0-35).
#[derive(SimpleObject)]
pub struct Recommendation {
    /// Which of the meeting's, from 1 on in the order in which they were recorded; a measure names it by that.
    number: i32,
    /// What.
    text: PersonalText,
    /// When it was recorded.
    recorded_on: Date,
    /// The measures that follow it; none where nobody has acted on it.
    measure_ids: Vec<ID>,
}

/// Who was at a meeting, and what it was about (S3-27, S3-33).
#[derive(SimpleObject)]
pub struct Attendance {
    /// The bodies.
    bodies: Vec<Body>,
    /// The guardians (S3-33).
    guardians: Vec<PersonalText>,
    /// Whether the child was there (S3-24).
    child: bool,
    /// The measures it was about; guardians who were there agreed to them.
    measure_ids: Vec<ID>,
    /// How it was interpreted; null where that was not said (C12).
    interpreted: Option<Interpreted>,
}

/// Something that was written down of a meeting (S3-46).
#[derive(SimpleObject)]
pub struct MeetingText {
    /// What.
    text: PersonalText,
    /// When it was recorded.
    recorded_on: Date,
}

impl Meeting {
    /// What a meeting's ids begin with.
    pub const PREFIX: &'static str = "meeting";

    /// As the case holds it, as far as it may be seen.
    pub fn of(id: MeetingId, meeting: &case::Meeting, case: &case::Case, veil: &Veil) -> Self {
        let texts = |written: &[(NaiveDate, Personal<Text>)]| {
            let shown = |(on, text): &(NaiveDate, Personal<Text>)| MeetingText {
                text: PersonalText::of_text(text, veil),
                recorded_on: Date(*on),
            };
            written.iter().map(shown).collect()
        };
        let shown = |bodies: &BTreeSet<people::Body>| bodies.iter().copied().map(Into::into).collect::<Vec<_>>();
        let (team_not_called, called_beside_team) = meeting.held_against_the_team();
        Self {
            id: global_id(Self::PREFIX, id.as_uuid()),
            kind: meeting.kind.into(),
            bodies: shown(&meeting.bodies),
            team: meeting.team().map(shown),
            team_not_called: shown(&team_not_called),
            called_beside_team: shown(&called_beside_team),
            guardians_invited: meeting.guardians_invited,
            anonymous: meeting.is_anonymous(),
            planned_for: meeting.planned_for.into(),
            convened_on: meeting.convened_on.into(),
            held_on: meeting.held_on.map(Date),
            called_off_on: meeting.called_off_on.map(Date),
            without_basis: shown(&meeting.without_basis),
            attendance: meeting.attendance.as_ref().map(|attendance| Attendance::of(attendance, veil)),
            outcome: meeting.outcome.map(Into::into),
            minutes: texts(&meeting.minutes),
            recommendations: Recommendation::all_of(id, meeting, case, veil),
        }
    }
}

impl Recommendation {
    fn all_of(meeting: MeetingId, held: &case::Meeting, case: &case::Case, veil: &Veil) -> Vec<Self> {
        let recommendation = |(number, (on, text)): (usize, &(NaiveDate, Personal<Text>))| {
            let measures = case.measures_based_on(case::Recommendation { meeting, number });
            Self {
                number: i32::try_from(number).unwrap_or(i32::MAX),
                text: PersonalText::of_text(text, veil),
                recorded_on: Date(*on),
                measure_ids: measures.map(|(id, _)| global_id(Measure::PREFIX, id.as_uuid())).collect(),
            }
        };
        (1..).zip(&held.recommendations).map(recommendation).collect()
    }
}

impl Attendance {
    fn of(attendance: &case::Attendance, veil: &Veil) -> Self {
        let guardians = attendance.guardians.iter();
        let measures = attendance.measures.iter();
        Self {
            bodies: attendance.bodies.iter().copied().map(Into::into).collect(),
            guardians: guardians.map(|guardian| PersonalText::of_text(&guardian.name, veil)).collect(),
            child: attendance.child,
            measure_ids: measures.map(|measure| global_id(Measure::PREFIX, measure.as_uuid())).collect(),
            interpreted: attendance.interpreted.as_ref().map(|way| Interpreted::of(way, veil)),
        }
    }
}
