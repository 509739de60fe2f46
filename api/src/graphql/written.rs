//! What the child welfare service wrote of a report and in an investigation, in the schema: each word as far as the reader
//! is shown it (S1-5, S2-17, S2-47, S2-48, S2-53 to S2-58, R-46 to R-49).

use async_graphql::{ID, SimpleObject};
use case_ledger_domain::codes::UsedCode;
use case_ledger_domain::people::{self, Rationale, RecordedDecision};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::{investigation, report, transfers};
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::NaiveDate;

use super::cases::{Consent, RecipientUnit};
use super::enums::{
    BoardCaseKind, Body, DeciderRole, FollowUpEndReason, InvestigationOutcome, InvestigationStepKind, TriageOutcome,
};
use super::global_id;
use super::measures::Measure;
use super::reports::Report;
use super::scalars::{Date, PersonalText};

/// Somebody at work, by name and role.
#[derive(SimpleObject)]
pub struct PersonAtWork {
    /// Name.
    name: PersonalText,
    /// In which role.
    role: DeciderRole,
}

impl PersonAtWork {
    fn of(decider: &people::Decider, veil: &Veil) -> Self {
        Self { name: PersonalText::of_text(&decider.name, veil), role: decider.role.into() }
    }

    /// One whose name was concealed when it was read, as far as it had to be.
    pub fn concealed(decider: &people::Decider) -> Self {
        Self { name: PersonalText::concealed(&decider.name), role: decider.role.into() }
    }
}

/// Why something was decided, and by whom.
#[derive(SimpleObject)]
pub struct Reasons {
    /// The written reasons; null where a source that was imported has none.
    rationale: Option<PersonalText>,
    /// Who decided; null where the source does not tell.
    decided_by: Option<PersonAtWork>,
}

impl Reasons {
    fn of(decision: &RecordedDecision, veil: &Veil) -> Self {
        let rationale = match &decision.rationale {
            Rationale::Stated(rationale) => Some(PersonalText::of_text(rationale, veil)),
            Rationale::NotInSource => None,
        };
        Self { rationale, decided_by: decision.decided_by.as_ref().map(|decider| PersonAtWork::of(decider, veil)) }
    }
}

/// A code of the register, with what was told to it.
#[derive(SimpleObject)]
pub struct CodeUsed {
    /// The code.
    code: String,
    /// The clarification, where it has one.
    clarification: Option<PersonalText>,
}

impl CodeUsed {
    fn of(used: &UsedCode, veil: &Veil) -> Self {
        let clarification = used.clarification.as_ref().map(|text| PersonalText::of_text(text, veil));
        Self { code: used.code.clone(), clarification }
    }
}

/// An intake meeting that went through a report (S2-47).
#[derive(SimpleObject)]
pub struct IntakeMeeting {
    /// When.
    held_on: Date,
    /// Who was there.
    present: Vec<PersonAtWork>,
    /// What was said of the report.
    summary: Option<PersonalText>,
}

impl IntakeMeeting {
    /// As far as it may be seen.
    pub fn of(meeting: &report::WrittenMeeting, veil: &Veil) -> Self {
        Self {
            held_on: meeting.on.into(),
            present: meeting.present.iter().map(|decider| PersonAtWork::of(decider, veil)).collect(),
            summary: meeting.summary.as_ref().map(|text| PersonalText::of_text(text, veil)),
        }
    }
}

/// What was decided to be done for the child at once (S2-48).
#[derive(SimpleObject)]
pub struct UrgentFollowUp {
    /// When it was decided.
    decided_on: Date,
    /// What is done.
    measures: PersonalText,
    /// Why, and by whom.
    reasons: Reasons,
}

impl UrgentFollowUp {
    /// As far as it may be seen.
    pub fn of(follow_up: &report::WrittenFollowUp, veil: &Veil) -> Self {
        Self {
            decided_on: follow_up.on.into(),
            measures: PersonalText::of_text(&follow_up.measures, veil),
            reasons: Reasons::of(&follow_up.decision, veil),
        }
    }
}

/// How triage of a report ended, and on what that rests (S2-48, R-48).
#[derive(SimpleObject)]
pub struct Triage {
    /// When.
    decided_on: Date,
    /// What it came to (C10).
    outcome: TriageOutcome,
    /// The register's code.
    conclusion: CodeUsed,
    /// The act and paragraph in force on the day (C7).
    legal_basis: String,
    /// Why, and by whom.
    reasons: Reasons,
    /// The written professional assessment that a dismissal rests on.
    assessment: Option<PersonalText>,
    /// The second person who stands behind it.
    seconded_by: Option<PersonAtWork>,
}

impl Triage {
    /// As far as it may be seen.
    pub fn of(triage: &report::WrittenTriage, veil: &Veil) -> Self {
        Self {
            decided_on: triage.on.into(),
            outcome: triage.outcome.into(),
            conclusion: CodeUsed::of(&triage.conclusion, veil),
            legal_basis: triage.legal_basis.clone(),
            reasons: Reasons::of(&triage.decision, veil),
            assessment: triage.assessment.as_ref().map(|text| PersonalText::of_text(text, veil)),
            seconded_by: triage.seconded_by.as_ref().map(|decider| PersonAtWork::of(decider, veil)),
        }
    }
}

/// A plan in words (S2-53, S2-58).
#[derive(SimpleObject)]
pub struct WrittenPlan {
    /// When it was made.
    made_on: Date,
    /// The plan.
    text: PersonalText,
}

impl WrittenPlan {
    /// As far as it may be seen.
    pub fn of((text, on): &(Personal<Text>, NaiveDate), veil: &Veil) -> Self {
        Self { made_on: (*on).into(), text: PersonalText::of_text(text, veil) }
    }
}

/// Something that was done to learn how the child is (S1-10, S2-54).
#[derive(SimpleObject)]
pub struct StepDone {
    /// What.
    kind: InvestigationStepKind,
    /// When.
    done_on: Date,
    /// What came of it.
    account: Option<PersonalText>,
}

impl StepDone {
    /// As far as it may be seen.
    pub fn of(step: &investigation::WrittenStep, veil: &Veil) -> Self {
        let account = step.account.as_ref().map(|text| PersonalText::of_text(text, veil));
        Self { kind: step.kind.into(), done_on: step.on.into(), account }
    }
}

/// That recommended measures were declined.
#[derive(SimpleObject)]
pub struct DeclinedMeasures {
    /// When.
    declined_on: Date,
    /// Which measures were recommended.
    recommended: PersonalText,
    /// Who declined them, and what was said.
    account: PersonalText,
}

impl DeclinedMeasures {
    /// As far as it may be seen.
    pub fn of(declined: &investigation::WrittenDecline, veil: &Veil) -> Self {
        Self {
            declined_on: declined.on.into(),
            recommended: PersonalText::of_text(&declined.recommended, veil),
            account: PersonalText::of_text(&declined.account, veil),
        }
    }
}

/// Whether the right people are in the group around child and guardians (S1-21).
#[derive(SimpleObject)]
pub struct GroupReview {
    /// When it was looked at.
    reviewed_on: Date,
    /// The bodies that were in it.
    bodies: Vec<Body>,
    /// Which units of them, where they were named.
    body_units: Vec<RecipientUnit>,
    /// Whether it was rightly composed.
    rightly_composed: bool,
    /// What was to change, where it was not.
    change: Option<PersonalText>,
}

impl GroupReview {
    /// As far as it may be seen.
    pub fn of(review: &investigation::WrittenGroupReview, veil: &Veil) -> Self {
        Self {
            reviewed_on: review.on.into(),
            bodies: review.bodies.iter().copied().map(Into::into).collect(),
            body_units: review.units.iter().map(RecipientUnit::of).collect(),
            rightly_composed: review.rightly_composed,
            change: review.change.as_ref().map(|change| PersonalText::of_text(change, veil)),
        }
    }
}

/// That the last day of an investigation or of one of the service's measures was moved, and on what ground (C11, S2-2, R-31).
#[derive(SimpleObject)]
pub struct DeadlineExtension {
    /// The new last day.
    new_deadline: Date,
    /// When that was decided.
    decided_on: Date,
    /// Why, and by whom.
    reasons: Reasons,
}

impl DeadlineExtension {
    /// As far as it may be seen.
    pub fn of(extension: &investigation::WrittenExtension, veil: &Veil) -> Self {
        Self {
            new_deadline: extension.new_deadline.into(),
            decided_on: extension.on.into(),
            reasons: Reasons::of(&extension.decision, veil),
        }
    }
}

/// A group of services that works together for the child, with consent (S1-15).
#[derive(SimpleObject)]
pub struct ResponsibilityGroup {
    /// When it was formed.
    formed_on: Date,
    /// Which other services take part.
    bodies: Vec<Body>,
    /// Which units of them, where they were named.
    body_units: Vec<RecipientUnit>,
    /// Who consented.
    consented_by: Vec<PersonalText>,
    /// To what.
    covers: PersonalText,
    /// The consent it rests on, as `consents` has it; null where it was formed before consents had a scope.
    consent_id: Option<ID>,
    /// When it was dissolved, or another took its place; null while it stands.
    ended_on: Option<Date>,
    /// Why it was dissolved, if it was.
    dissolved: Option<PersonalText>,
    /// Its meetings, in the order in which they were recorded (S1-15, S1-16).
    meetings: Vec<GroupMeeting>,
    /// The days for its next meeting that it agreed on otherwise, in the order in which they were recorded (D-7).
    agreed_meetings: Vec<AgreedGroupMeeting>,
}

/// A meeting of a responsibility group (S1-15, S1-16).
#[derive(SimpleObject)]
pub struct GroupMeeting {
    /// When.
    held_on: Date,
    /// Who of the group was there, beside the service.
    present: Vec<Body>,
    /// Which units of them, where they were named.
    present_units: Vec<RecipientUnit>,
    /// The minutes.
    minutes: PersonalText,
    /// When the group meets next, where that was agreed.
    next_on: Option<Date>,
}

/// That what was followed up is followed up no more (S1-19).
#[derive(SimpleObject)]
pub struct FollowUpEnd {
    /// Since when.
    ended_on: Date,
    /// For which reason; null of what ended before that was asked.
    reason: Option<FollowUpEndReason>,
    /// Why, and by whom.
    reasons: Reasons,
}

impl FollowUpEnd {
    /// As far as it may be seen.
    pub fn of(ended: &investigation::WrittenFollowUpEnd, veil: &Veil) -> Self {
        Self {
            ended_on: ended.on.into(),
            reason: ended.reason.map(Into::into),
            reasons: Reasons::of(&ended.decision, veil),
        }
    }
}

/// That another service has what was sent to it (S2-48).
#[derive(SimpleObject)]
pub struct TransferReceipt {
    /// When that was said there.
    received_on: Date,
    /// Which service has it, who said so there, and what else was said.
    account: PersonalText,
}

impl TransferReceipt {
    /// As far as it may be seen.
    pub fn of(receipt: &transfers::TransferReceipt, veil: &Veil) -> Self {
        Self { received_on: receipt.received_on.into(), account: PersonalText::of_text(&receipt.account, veil) }
    }
}

/// That another service, which was to go on with the child, does not (S2-48).
#[derive(SimpleObject)]
pub struct SentBack {
    /// When that was said there.
    sent_back_on: Date,
    /// Which service does not, who said so there, and why.
    account: PersonalText,
}

impl SentBack {
    /// As far as it may be seen.
    pub fn of(account: &Personal<Text>, on: NaiveDate, veil: &Veil) -> Self {
        Self { sent_back_on: on.into(), account: PersonalText::of_text(account, veil) }
    }
}

/// For which day a responsibility group agreed to meet next, otherwise than in a meeting (S1-15, D-7).
#[derive(SimpleObject)]
pub struct AgreedGroupMeeting {
    /// The day.
    next_on: Date,
    /// When that was agreed.
    agreed_on: Date,
}

/// What a reporter was told of measures (R-44, S1-14).
#[derive(SimpleObject)]
pub struct MeasureDisclosure {
    /// The report that had joined the investigation, whose reporter was told; null for the report that it follows from.
    report_id: Option<ID>,
    /// Of which measures; none of what was told before they were named.
    measure_ids: Vec<ID>,
    /// What was told; null of what was told before that was kept.
    account: Option<PersonalText>,
    /// When.
    disclosed_on: Date,
}

impl MeasureDisclosure {
    /// As far as it may be seen.
    pub fn of(told: &investigation::WrittenDisclosure, veil: &Veil) -> Self {
        Self {
            report_id: told.report.map(|report| global_id(Report::PREFIX, report.as_uuid())),
            measure_ids: told.measures.iter().map(|id| global_id(Measure::PREFIX, id.as_uuid())).collect(),
            account: told.account.as_ref().map(|account| PersonalText::of_text(account, veil)),
            disclosed_on: told.on.into(),
        }
    }
}

impl ResponsibilityGroup {
    /// As far as it may be seen.
    pub fn of(known: &investigation::ResponsibilityGroup, group: &investigation::WrittenGroup, veil: &Veil) -> Self {
        Self {
            consent_id: known.consent.map(|consent| global_id(Consent::PREFIX, consent.as_uuid())),
            ended_on: known.ended_on.map(Date::from),
            dissolved: group.dissolved.as_ref().map(|account| PersonalText::of_text(account, veil)),
            formed_on: group.on.into(),
            bodies: group.bodies.iter().copied().map(Into::into).collect(),
            body_units: group.units.iter().map(RecipientUnit::of).collect(),
            consented_by: names(&group.consented, veil),
            covers: PersonalText::of_text(&group.covers, veil),
            agreed_meetings: group
                .agreed
                .iter()
                .map(|agreed| AgreedGroupMeeting { next_on: agreed.next_on.into(), agreed_on: agreed.agreed_on.into() })
                .collect(),
            meetings: group
                .meetings
                .iter()
                .map(|met| GroupMeeting {
                    held_on: met.on.into(),
                    present: met.present.iter().copied().map(Into::into).collect(),
                    present_units: met.units.iter().map(RecipientUnit::of).collect(),
                    minutes: PersonalText::of_text(&met.minutes, veil),
                    next_on: met.next_on.map(Date::from),
                })
                .collect(),
        }
    }
}

/// The guardians' names, as far as they may be seen.
pub fn names(guardians: &[people::Guardian], veil: &Veil) -> Vec<PersonalText> {
    guardians.iter().map(|guardian| PersonalText::of_text(&guardian.name, veil)).collect()
}

/// How an investigation ended, and why (S1-11).
#[derive(SimpleObject)]
pub struct InvestigationConclusion {
    /// When.
    concluded_on: Date,
    /// What it came to.
    outcome: InvestigationOutcome,
    /// What the board is asked for, where a case went there and it was said.
    board_case_kind: Option<BoardCaseKind>,
    /// The register's code.
    conclusion: CodeUsed,
    /// The grounds, in the register's content codes.
    grounds: Vec<CodeUsed>,
    /// The act and paragraph in force on the day (S1-12).
    legal_basis: String,
    /// Why, and by whom.
    reasons: Reasons,
}

impl InvestigationConclusion {
    /// As far as it may be seen.
    pub fn of(ended: &investigation::WrittenConclusion, veil: &Veil) -> Self {
        Self {
            concluded_on: ended.on.into(),
            outcome: ended.outcome.into(),
            board_case_kind: ended.board_case.map(Into::into),
            conclusion: CodeUsed::of(&ended.conclusion, veil),
            grounds: ended.grounds.iter().map(|ground| CodeUsed::of(ground, veil)).collect(),
            legal_basis: ended.legal_basis.clone(),
            reasons: Reasons::of(&ended.decision, veil),
        }
    }
}

/// What was written of one of the service's measures when it was decided on (S2-57).
#[derive(SimpleObject)]
pub struct MeasureDecision {
    /// When.
    decided_on: Date,
    /// What the measure is to change.
    goal: PersonalText,
    /// What it is, where the register's code needs that told.
    clarification: Option<PersonalText>,
    /// Who is responsible.
    responsible: PersonAtWork,
    /// Why, and by whom.
    reasons: Reasons,
}

impl MeasureDecision {
    /// As far as it may be seen.
    pub fn of(decided: &investigation::WrittenMeasure, veil: &Veil) -> Self {
        Self {
            decided_on: decided.decided_on.into(),
            goal: PersonalText::of_text(&decided.goal, veil),
            clarification: decided.clarification.as_ref().map(|text| PersonalText::of_text(text, veil)),
            responsible: PersonAtWork::of(&decided.responsible, veil),
            reasons: Reasons::of(&decided.decision, veil),
        }
    }
}
