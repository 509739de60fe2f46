//! Commands as services send them: invented people, texts of ordinary length.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use case_ledger_domain::case::{
    CaseAction, Concern, ConcernAction, ConcernSubject, ConsentAction, ConsentForm, ConsentPurpose, ConsentScope,
    ConsentTerms, CourseAction, DiscussionAction, InformationCategory, Level, Markers, MeasureKind, MeasureTarget,
    ObservationKind, Opening, WhoIsAsked,
};
use case_ledger_domain::ids::{CommandId, ConsentId, MeasureId, Municipality, NoteId, ObservationId, SubjectId};
use case_ledger_domain::investigation::{
    DecidedMeasure, InvestigationAction, ParticipationKind, Resting, measure_code,
};
use case_ledger_domain::people::{Body, Child, Decider, DeciderRole, Decision, Guardian, Role};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Channel, IncomingReport, ReportAction, Reporter, TriageConclusion};
use case_ledger_domain::text::Text;
use case_ledger_domain::time::{ObservedPeriod, oslo_date, start_of_day};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::CommandContext;
use case_ledger_infrastructure::ledger::{Actor, ActorRole};
use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

const OBSERVATION: &str = "Nobody came for her before six today, and she had no dry clothes to change into. She said \
    that she was used to waiting by the gate and that it was fine.";
const CONCERN: &str = "She is often alone in the afternoon and falls asleep during lessons; this has become more \
    frequent since the autumn.";
const UNIT: &str = "Solsiden";

/// A new id, spread over the whole range as ids chosen by many senders are: time-ordered ones would be kinder to the
/// indexes than what the ledger can count on.
pub fn new_id() -> Uuid {
    static RUN: LazyLock<Uuid> = LazyLock::new(clock::new_id);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Uuid::new_v5(&RUN, &NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes())
}

fn text(words: &str) -> Text {
    Text::new(words).expect("a text")
}

/// What is noted down about a child.
pub fn observed_text() -> Text {
    text(OBSERVATION)
}

/// One employee of the municipality.
pub fn employee(municipality: &Municipality) -> Actor {
    let subject = SubjectId::derived(municipality, Uuid::nil(), 17);
    Actor {
        subject,
        role: ActorRole::Principal(Role::Employee),
        unit: Some(UNIT.to_owned()),
        name: Some(Personal::employee(subject, text("Kari Eksempel"))),
        on_behalf_of: None,
    }
}

/// A command of that employee, taken now.
pub fn context(municipality: &Municipality, actor: &Actor) -> CommandContext {
    let command = new_id();
    CommandContext {
        municipality: municipality.clone(),
        command_id: CommandId::from_uuid(command),
        actor: actor.clone(),
        correlation_id: None,
        causation_id: None,
        expected_version: None,
        now: clock::now(),
        // What the GraphQL layer gives is the input once more, as JSON.
        fingerprint: Arc::new([command.as_bytes().as_slice(), OBSERVATION.as_bytes()].concat()),
    }
}

fn child(subject: SubjectId) -> Child {
    Child {
        subject,
        name: Some(Personal::child(subject, text("Ada Eksempel"))),
        national_id: None,
        born_on: NaiveDate::from_ymd_opt(2018, 5, 17).map(|date| Personal::child(subject, date)),
        unborn: false,
        contact: None,
    }
}

/// Opens a case: two events, and a key for a child nobody knew.
pub fn opening(subject: SubjectId, now: DateTime<Utc>) -> CaseAction {
    CaseAction::Course(CourseAction::OpenWithConcern {
        opening: Opening { child: child(subject), unit: UNIT.to_owned() },
        concern: Concern {
            subject: ConcernSubject::Child,
            description: Personal::child(subject, text(CONCERN)),
            concerned_since: None,
            raised_on: oslo_date(now),
        },
    })
}

/// Logs an observation: one event.
pub fn observation(subject: SubjectId, now: DateTime<Utc>) -> CaseAction {
    CaseAction::Concern(ConcernAction::LogObservation {
        observation: ObservationId::from_uuid(new_id()),
        observed: ObservedPeriod::on(oslo_date(now)),
        kind: ObservationKind::Observed,
        text: Personal::child(subject, text(OBSERVATION)),
        interpretation: None,
        markers: Markers::default(),
    })
}

/// What leads to cooperation on the next level, and a note to the leader: an event each.
pub fn cooperation(subject: SubjectId, actor: &Actor, now: DateTime<Utc>) -> [CaseAction; 4] {
    let (consent, on) = (ConsentId::from_uuid(new_id()), oslo_date(now));
    let guardian = Guardian { subject, name: Personal::guardian(subject, text("Foresatt Eksempel")) };
    let scope = ConsentScope {
        purposes: BTreeSet::from([ConsentPurpose::Level2Cooperation]),
        recipients: BTreeSet::from([Body::School]),
        units: BTreeSet::new(),
        categories: BTreeSet::from([InformationCategory::Observations]),
        valid_from: on,
        valid_to: None,
    };
    let note = Personal::child(subject, text(OBSERVATION));
    [
        CaseAction::Consent(ConsentAction::RequestConsent {
            consent,
            of: WhoIsAsked::Guardian(guardian),
            scope,
            requested_on: on,
            birth_is_shown: false,
        }),
        CaseAction::Consent(ConsentAction::GiveConsent {
            consent,
            form: ConsentForm::Oral,
            terms: ConsentTerms::default(),
            given_on: on,
            birth_is_shown: false,
        }),
        CaseAction::Course(CourseAction::EscalateToLevel {
            level: Level::Two,
            consent,
            decision: decision(subject, actor),
            relay_holder: None,
            together_with: None,
            escalated_on: on,
            birth_is_shown: false,
        }),
        CaseAction::Discussion(DiscussionAction::SubmitNote {
            note: NoteId::from_uuid(new_id()),
            text: note,
            submitted_on: on,
        }),
    ]
}

/// The `nth` report, received on some day in ten years: two events.
pub fn report(subject: SubjectId, nth: usize) -> ReportAction {
    ReportAction::Receive(Box::new(IncomingReport {
        child: child(subject),
        case: None,
        message: None,
        reporter: Reporter::Anonymous,
        reporter_codes: Vec::new(),
        content: Some(Personal::child(subject, text(CONCERN))),
        contents: Vec::new(),
        unit: UNIT.to_owned(),
        channel: Channel::Fiks,
        withheld_from_guardians: None,
        guardians_not_told: false,
        learned_through_work: None,
        acknowledges_private: true,
        received_at: start_of_day(received_on(nth)),
    }))
}

/// Its triage, five days later: one event.
pub fn triage(subject: SubjectId, actor: &Actor, nth: usize) -> ReportAction {
    let dismissed = !is_investigated(nth);
    let said = || Personal::child(subject, text(OBSERVATION));
    // Nobody dismisses a report alone.
    let colleague = SubjectId::from_uuid(Uuid::new_v5(&actor.subject.as_uuid(), b"colleague"));
    ReportAction::Triage(Box::new(TriageConclusion {
        code: if dismissed { "1" } else { "2" }.to_owned(),
        clarification: None,
        urgent_measures: false,
        decision: decision(subject, actor),
        assessment: dismissed.then(said),
        seconded_by: dismissed.then(|| intake_officer(colleague, "Ola Eksempel")),
        joins: None,
        active_measures: None,
        investigated: false,
        decided_on: received_on(nth) + Days::new(5),
    }))
}

/// Whether triage of the `nth` report decides on an investigation.
pub const fn is_investigated(nth: usize) -> bool {
    !nth.is_multiple_of(5)
}

/// How the investigation that follows the `nth` report goes on once it is open: the child is heard, a measure decided, and the
/// investigation concluded, an event each.
pub fn investigated(subject: SubjectId, actor: &Actor, nth: usize) -> [InvestigationAction; 3] {
    let on = |days| received_on(nth) + Days::new(days);
    let said = || Personal::child(subject, text(OBSERVATION));
    let measure = DecidedMeasure {
        goal: said(),
        code: measure_code("3.6", None),
        kind: MeasureKind::ChangeOriented,
        target: MeasureTarget::Family,
        responsible: intake_officer(actor.subject, "Kari Eksempel"),
        from: on(35),
        to: on(125),
        evaluation_on: on(95),
    };
    [
        InvestigationAction::RecordParticipation { kind: ParticipationKind::Conversation, account: said(), on: on(30) },
        InvestigationAction::DecideMeasure {
            measure: MeasureId::from_uuid(new_id()),
            decided: Box::new(measure),
            resting: Box::new(Resting::ASSISTANCE),
            decision: decision(subject, actor),
            decided_on: on(35),
        },
        InvestigationAction::Conclude {
            code: "1".to_owned(),
            clarification: None,
            grounds: Vec::new(),
            decision: decision(subject, actor),
            concluded_on: on(40),
            renewal: None,
            board_case: None,
            in_emergency: false,
        },
    ]
}

fn intake_officer(subject: SubjectId, name: &str) -> Decider {
    Decider { name: Personal::employee(subject, text(name)), role: DeciderRole::IntakeOfficer }
}

fn decision(about: SubjectId, actor: &Actor) -> Decision {
    Decision::stated(Personal::child(about, text(OBSERVATION)), intake_officer(actor.subject, "Kari Eksempel"))
}

/// First and last day of the ten years that reports are spread over.
pub fn ten_years() -> (NaiveDate, NaiveDate) {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a date");
    (day(2016, 1, 1), day(2025, 12, 31))
}

fn received_on(nth: usize) -> NaiveDate {
    // 1,009 is prime to the number of days, so that every day gets its share.
    ten_years().0 + Days::new((nth as u64 * 1_009) % 3_640)
}
