//! What several bodies do together in a case, in the schema.

use async_graphql::{Enum, SimpleObject};
use case_ledger_domain::case;
use case_ledger_domain::people;
use case_ledger_infrastructure::personal::sight::Veil;

use super::enums::{Body, DeciderRole, ReferralForm, ReferralOutcome};
use super::scalars::{Date, PersonalText};

/// Who coordinates the bodies on level 3.
#[derive(SimpleObject)]
pub struct RelayHolder {
    /// Who.
    name: PersonalText,
    /// As what this person works.
    role: DeciderRole,
    /// Since when.
    since: Date,
}

impl RelayHolder {
    /// As the case holds it, as far as it may be seen.
    pub fn of(held: &case::RelayHolder, veil: &Veil) -> Self {
        let case::RelayHolder { holder, since } = held;
        Self { name: PersonalText::of_text(&holder.name, veil), role: holder.role.into(), since: Date(*since) }
    }
}

/// A referral to another body, and what came back (S3-39).
#[derive(SimpleObject)]
pub struct Referral {
    /// Which of the case's, from 1 on in the order in which they were recorded; null where you are shown a part of the case.
    number: Option<i32>,
    /// To whom.
    recipient: Body,
    /// On which form.
    form: ReferralForm,
    /// When it went.
    sent_on: Date,
    /// What the body answered; null while it has not.
    answer: Option<ReferralAnswer>,
    /// When the unit withdrew it; null where it did not.
    withdrawn_on: Option<Date>,
}

/// What the body answered to which a child was referred (S3-39).
#[derive(SimpleObject)]
pub struct ReferralAnswer {
    /// Whether it takes the child on.
    outcome: ReferralOutcome,
    /// What it said.
    text: PersonalText,
    /// When.
    answered_on: Date,
}

impl Referral {
    /// Those of the case, as far as they may be seen; where it is asked, those alone of which an answer is awaited, or that
    /// went to that body.
    pub fn all_of(case: &case::Case, only_open: bool, to: Option<people::Body>, veil: &Veil) -> Vec<Self> {
        let referral = |(number, sent): (i32, &case::Referral)| Self {
            // It would tell a recipient how many went to others.
            number: to.is_none().then_some(number),
            recipient: sent.recipient.into(),
            form: sent.form.into(),
            sent_on: sent.sent_on.into(),
            answer: sent.answer.as_ref().map(|answer| ReferralAnswer {
                outcome: answer.outcome.into(),
                text: PersonalText::of_text(&answer.text, veil),
                answered_on: answer.on.into(),
            }),
            withdrawn_on: sent.withdrawn_on.map(Date),
        };
        let numbered = (1..).zip(case.referrals()).filter(|(_, sent)| to.is_none_or(|to| sent.recipient == to));
        numbered.filter(|(_, sent)| !only_open || sent.is_open()).map(referral).collect()
    }
}

/// By what a body is involved with a case (RM-11).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "case::InvolvedBy")]
pub enum InvolvedBy {
    /// It was called to a meeting, or called one.
    MeetingCalled,
    /// It was at a meeting.
    MeetingHeld,
    /// Information was shared with it, or came from it.
    InformationShared,
    /// The child was referred to it (S3-39).
    Referral,
    /// It was contacted in an emergency.
    EmergencyContact,
    /// A report was sent to it (S0-43).
    Report,
}

/// A body that is or was involved with a case (RM-11, S3-3).
#[derive(SimpleObject)]
pub struct InvolvedBody {
    /// The body.
    body: Body,
    /// The first day.
    since: Date,
    /// The latest day on which something of it is recorded.
    last_on: Date,
    /// By what.
    by: Vec<InvolvedBy>,
}

impl InvolvedBody {
    /// As the case holds it.
    pub fn of((body, involvement): (&people::Body, &case::Involvement)) -> Self {
        Self {
            body: (*body).into(),
            since: involvement.since.into(),
            last_on: involvement.last_on.into(),
            by: involvement.by.iter().copied().map(Into::into).collect(),
        }
    }
}
