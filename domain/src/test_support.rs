//! What the tests of all aggregates share: given/when/then, a week of dates, and the people in the stories.
//!
//! Every personal text in a test holds [`SECRET`], so that any test can ask whether something gave it away.

pub(crate) mod arbitrary;
mod golden;
pub(crate) mod properties;
mod pseudonyms;
mod refusals;
pub(crate) mod samples;

use std::fmt::Debug;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use cqrs_es::test::TestFramework;
use uuid::Uuid;

use crate::case::{
    Attendance, Case, CaseAction, ConsentPurpose, ConsentScope, EvaluatedAs, Evaluation, EvaluationAnswers,
    InformationCategory, MeasureKind, MeasurePlace, MeasurePlan, MeasureTarget, Party, PartyKind, QuestionAnswered,
};
use crate::guides::{Guide, StepId};
use crate::ids::{
    AccessRequestId, AgreementId, AttachmentId, CaseId, ConsentId, ExceptionId, InvestigationId, MeasureId, MeetingId,
    MessageId, NoteId, ObservationId, ReportId, SubjectId,
};
use crate::investigation::{Investigation, InvestigationAction};
use crate::people::{Body, Child, Decider, DeciderRole, Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::report::{Report, ReportAction};
use crate::subject::{Subject, SubjectAction};
use crate::text::Text;
use crate::texts::Language;
use crate::{Command, LedgerAggregate, LedgerEvent, Refusal};

/// A word that stands in every personal text, and may stand nowhere else.
pub(crate) const SECRET: &str = "Solveig";
/// A date of birth that is no other date of any test.
pub(crate) const BIRTH: NaiveDate = date(2019, 9, 19);

pub(crate) const MONDAY: NaiveDate = date(2024, 3, 4);
pub(crate) const TUESDAY: NaiveDate = date(2024, 3, 5);
pub(crate) const WEDNESDAY: NaiveDate = date(2024, 3, 6);
pub(crate) const THURSDAY: NaiveDate = date(2024, 3, 7);
/// Today, unless a test says otherwise.
pub(crate) const FRIDAY: NaiveDate = date(2024, 3, 8);
/// Tomorrow.
pub(crate) const SATURDAY: NaiveDate = date(2024, 3, 9);

pub(crate) const UNIT: &str = "Skogkanten barnehage";
pub(crate) const CASE: CaseId = CaseId::from_uuid(Uuid::from_u128(0xca5e));
pub(crate) const MESSAGE: MessageId = MessageId::from_uuid(Uuid::from_u128(0x3e55));
pub(crate) const INVESTIGATION: InvestigationId = InvestigationId::from_uuid(Uuid::from_u128(0x14e5));
pub(crate) const REPORT: ReportId = ReportId::from_uuid(Uuid::from_u128(0x4e90));
pub(crate) const OBSERVATION: ObservationId = ObservationId::from_uuid(Uuid::from_u128(0x0b5e));
pub(crate) const NOTE: NoteId = NoteId::from_uuid(Uuid::from_u128(0x407e));
pub(crate) const MEASURE: MeasureId = MeasureId::from_uuid(Uuid::from_u128(0x3ea5));
pub(crate) const MEETING: MeetingId = MeetingId::from_uuid(Uuid::from_u128(0x3ee7));
pub(crate) const ATTACHMENT: AttachmentId = AttachmentId::from_uuid(Uuid::from_u128(0xa77a));
pub(crate) const AGREEMENT: AgreementId = AgreementId::from_uuid(Uuid::from_u128(0xa94e));
pub(crate) const CONSENT: ConsentId = ConsentId::from_uuid(Uuid::from_u128(0xc045));
pub(crate) const ANOTHER_CONSENT: ConsentId = ConsentId::from_uuid(Uuid::from_u128(0xc047));
pub(crate) const ACCESS_REQUEST: AccessRequestId = AccessRequestId::from_uuid(Uuid::from_u128(0xacce));
pub(crate) const EXCEPTION: ExceptionId = ExceptionId::from_uuid(Uuid::from_u128(0xe8ce));

pub(crate) const CHILD: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0xc41d));
const SIBLING: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0x51b1));
const MOTHER: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0x303));
pub(crate) const TEACHER: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0x7ea));
pub(crate) const NURSE: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0x4053));
const REPORTER: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0x4e9));

pub(crate) const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Noon in UTC, which is the same date in Norway.
pub(crate) fn noon(date: NaiveDate) -> DateTime<Utc> {
    date.and_hms_opt(12, 0, 0).unwrap().and_utc()
}

pub(crate) fn text(words: &str) -> Text {
    Text::new(&format!("{words}, {SECRET}")).unwrap()
}

pub(crate) fn said_of_child(words: &str) -> Personal<Text> {
    Personal::child(CHILD, text(words))
}

pub(crate) fn said_by_guardian(words: &str) -> Personal<Text> {
    Personal::guardian(MOTHER, text(words))
}

pub(crate) fn reporters(words: &str) -> Personal<Text> {
    Personal::reporter(REPORTER, text(words))
}

/// The child in the stories, with all that can be known of her.
pub(crate) fn child() -> Child {
    Child {
        subject: CHILD,
        name: Some(said_of_child("Ada")),
        national_id: Some(said_of_child("19891912345")),
        born_on: Some(Personal::child(CHILD, BIRTH)),
        unborn: false,
        contact: Some(said_of_child("Lia 4")),
    }
}

/// Her brother.
pub(crate) fn sibling() -> Child {
    Child {
        subject: SIBLING,
        name: Some(Personal::child(SIBLING, text("Even"))),
        national_id: None,
        born_on: None,
        unborn: false,
        contact: None,
    }
}

pub(crate) fn mother() -> Guardian {
    Guardian { subject: MOTHER, name: said_by_guardian("Berit") }
}

/// Her contact person in the kindergarten.
pub(crate) fn teacher() -> Decider {
    by(DeciderRole::PedagogicalLeader)
}

pub(crate) fn by(role: DeciderRole) -> Decider {
    Decider { name: Personal::employee(TEACHER, text("Cato")), role }
}

/// The public health nurse.
pub(crate) fn nurse() -> Decider {
    Decider { name: Personal::employee(NURSE, text("Frida")), role: DeciderRole::PublicHealthNurse }
}

pub(crate) fn reasons() -> Personal<Text> {
    said_of_child("Her drawings changed")
}

/// Someone she knows meets her in the morning.
pub(crate) fn measure_plan() -> MeasurePlan {
    MeasurePlan {
        goal: said_of_child("She comes in without crying"),
        description: said_of_child("Cato meets her at the gate"),
        responsible: teacher(),
        place: MeasurePlace::Kindergarten,
        kind: Some(MeasureKind::ChangeOriented),
        target: Some(MeasureTarget::Child),
        from: THURSDAY,
        to: date(2024, 5, 3),
        evaluation_on: date(2024, 4, 12),
        based_on: None,
    }
}

/// She comes in by herself now.
pub(crate) fn evaluation() -> Evaluation {
    Evaluation {
        answers: evaluation_answers(),
        effect: said_of_child("She cries no more"),
        childs_voice: Some(said_of_child("I like it when Cato waits")),
        guardians_voice: Some(said_by_guardian("Mornings are calm")),
    }
}

/// The six questions about it, and how it was carried out.
pub(crate) fn evaluation_answers() -> EvaluationAnswers {
    let answered = |answer, remark: &str| QuestionAnswered { answer, remark: Some(said_of_child(remark)) };
    EvaluationAnswers {
        implementation: said_of_child("Cato was there every morning"),
        carried_out_well: answered(EvaluatedAs::Yes, "As planned"),
        family_felt_cared_for: answered(EvaluatedAs::Yes, "She asks for Cato"),
        guardians_followed_up: answered(EvaluatedAs::Partly, "Mostly in time"),
        solvable_otherwise: answered(EvaluatedAs::NotKnown, "Nothing else was tried"),
        more_needed: answered(EvaluatedAs::No, "Not for now"),
        goal_reached: answered(EvaluatedAs::Yes, "She comes in without crying"),
    }
}

/// The guide of an invented municipality.
pub(crate) const FJORDVIK: &str = include_str!("guides/fjordvik.toml");

/// That guide, read.
pub(crate) fn fjordvik() -> Guide {
    Guide::read("fjordvik.toml", FJORDVIK).unwrap_or_else(|error| panic!("{error}"))
}

/// The steps of those names.
pub(crate) fn steps<C: FromIterator<StepId>>(names: &[&str]) -> C {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// School, mother and child talk about the measure.
pub(crate) fn attendance() -> Attendance {
    Attendance {
        bodies: [Body::School].into(),
        units: [].into(),
        guardians: vec![mother()],
        child: true,
        measures: [MEASURE].into(),
        interpreted: None,
    }
}

/// Mother and teacher.
pub(crate) fn parties() -> Vec<Party> {
    let (Guardian { subject, name }, teacher) = (mother(), teacher().name);
    let mother = Party { subject, name, kind: PartyKind::Guardian };
    vec![mother, Party { subject: TEACHER, name: teacher, kind: PartyKind::Employee }]
}

/// The same value, as it is read once its subject is erased.
pub(crate) fn shredded(value: &Personal<Text>) -> Personal<Text> {
    let mut form = serde_json::to_value(value).unwrap();
    let fields = form.as_object_mut().unwrap();
    fields.remove("value");
    fields.insert("state".to_owned(), "shredded".into());
    serde_json::from_value(form).unwrap()
}

/// The data protection officer.
pub(crate) const OFFICER: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0x0ff));
/// The municipality's leader, who is another person.
pub(crate) const LEADER: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0x1ead));

/// Reasons of somebody who decides about a person's data.
pub(crate) fn grounds_of(who: SubjectId) -> Personal<Text> {
    Personal::employee(who, text("She asked for it"))
}

/// A decision of the teacher's, with reasons.
pub(crate) fn decision() -> Decision {
    Decision::stated(reasons(), teacher())
}

/// That decision, as events hold it.
pub(crate) fn decided() -> RecordedDecision {
    decision().into()
}

/// What is asked for when observations are to be shared with the child welfare service from Monday on.
pub(crate) fn scope(purpose: ConsentPurpose) -> ConsentScope {
    ConsentScope {
        purposes: [purpose].into(),
        recipients: [Body::ChildWelfareService].into(),
        units: [].into(),
        categories: [InformationCategory::Observations].into(),
        valid_from: MONDAY,
        valid_to: None,
    }
}

/// An aggregate whose rules can be asked without a framework around them.
pub(crate) trait Rules: LedgerAggregate<Action: Debug> + PartialEq + Debug {
    fn decide(&self, command: Command<Self::Action>) -> Result<Vec<Self::Event>, Refusal>;
}

macro_rules! rules {
    ($($aggregate:ident, $action:ident;)+) => {
        $(impl Rules for $aggregate {
            fn decide(&self, command: Command<$action>) -> Result<Vec<Self::Event>, Refusal> {
                $aggregate::decide(self, command)
            }
        })+
    };
}

rules! {
    Case, CaseAction;
    Report, ReportAction;
    Investigation, InvestigationAction;
    Subject, SubjectAction;
}

/// What has happened when a test begins.
pub(crate) struct Given<A: LedgerAggregate> {
    before: Vec<A::Event>,
    now: DateTime<Utc>,
}

/// What an aggregate answered.
pub(crate) struct Answer<E> {
    answer: Result<Vec<E>, Refusal>,
}

pub(crate) fn given<A: LedgerAggregate>(before: impl IntoIterator<Item = A::Event>) -> Given<A> {
    Given { before: before.into_iter().collect(), now: noon(FRIDAY) }
}

impl<A: LedgerAggregate> Given<A> {
    pub(crate) fn today(self, today: NaiveDate) -> Self {
        self.now(noon(today))
    }

    pub(crate) fn now(self, now: DateTime<Utc>) -> Self {
        Self { now, ..self }
    }

    /// The aggregate as the events leave it.
    pub(crate) fn state(self) -> A {
        loaded(self.before)
    }

    #[must_use]
    pub(crate) fn when(self, action: A::Action) -> Answer<A::Event> {
        let framework = TestFramework::<A>::with(()).given(self.before);
        Answer { answer: framework.when(Command::new(self.now, action)).inspect_result() }
    }
}

impl<E: LedgerEvent> Answer<E> {
    #[track_caller]
    pub(crate) fn then(self, expected: impl IntoIterator<Item = E>) {
        assert_eq!(self.answer, Ok(expected.into_iter().collect()));
    }

    #[track_caller]
    pub(crate) fn then_nothing(self) {
        self.then([]);
    }

    #[track_caller]
    pub(crate) fn then_refused(self, expected: Refusal) {
        assert_eq!(self.answer, Err(expected));
    }

    /// For a command that breaks several rules: the refusal that stands first in [`Refusal`] is the answer.
    #[track_caller]
    pub(crate) fn then_refused_with_the_first_of(self, expected: impl IntoIterator<Item = Refusal>) {
        assert_eq!(self.answer, Err(expected.into_iter().min_by_key(refusals::precedence).unwrap()));
    }

    /// The events, where it matters only that it was done or what they look like.
    #[track_caller]
    pub(crate) fn then_done(self) -> Vec<E> {
        self.answer.unwrap()
    }
}

/// The aggregate as `events` leave it.
pub(crate) fn loaded<A: Aggregate>(events: impl IntoIterator<Item = A::Event>) -> A {
    let mut state = A::default();
    for event in events {
        state.apply(event);
    }
    state
}
