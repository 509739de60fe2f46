//! Referrals to bodies that help on: they rest on what sharing rests on, and close nothing (R-34, S3-39); and what the
//! bodies answer, unless the unit withdraws a referral before.
//!
//! A referral is named by its number in the case, for those of the first years have no other name.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::facts::must_tell_which;
use super::sharing::must_name;
use super::{
    Case, CaseEvent, ClaimedBasis, InformationCategory, SharingBasis, SharingDirection, not_before, not_before_act,
    not_in_future,
};
use crate::Refusal;
use crate::guides::GuideVersion;
use crate::people::{Body, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::{Sentence, Word, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// On which form a child is referred (S3-39).
    ReferralForm {
        /// The educational-psychological service's.
        EducationalPsychologicalService,
        /// The specialist health service's.
        SpecialistHealthService,
        /// Another body's own, or a letter.
        Other,
    }
}

impl ReferralForm {
    /// Whether that body takes referrals on it.
    const fn is_for(self, body: Body) -> bool {
        match self {
            Self::EducationalPsychologicalService => matches!(body, Body::EducationalPsychologicalService),
            Self::SpecialistHealthService => matches!(body, Body::SpecialistHealthService),
            Self::Other => true,
        }
    }
}

closed_set! {
    /// What the body answers to which a child was referred.
    ReferralOutcome {
        /// It takes the child on.
        Taken,
        /// It does not.
        Refused,
    }
}

/// What was referred to whom, and what they answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum ReferralEvent {
    /// The child was referred to another body (S3-36, S3-39).
    ReferralSent {
        /// To whom.
        recipient: Body,
        /// To which unit of it, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// On which form.
        form: ReferralForm,
        /// What kind of information it holds.
        categories: BTreeSet<InformationCategory>,
        /// What it says.
        content: Personal<Text>,
        /// What telling the body of the child rests on.
        rests_on: SharingBasis,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        sent_on: NaiveDate,
    },
    /// The body answered.
    ReferralAnswered {
        /// Which referral, from 1 on in the order in which they were recorded.
        referral: usize,
        /// Who answered.
        recipient: Body,
        /// Whether it takes the child on.
        outcome: ReferralOutcome,
        /// What it said.
        answer: Personal<Text>,
        /// Whether the unit had withdrawn the referral by that day, so that nobody goes on by a no.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        after_withdrawal: bool,
        /// When.
        answered_on: NaiveDate,
    },
    /// The unit withdrew a referral that was not answered: no answer is waited for any more.
    ReferralWithdrawn {
        /// Which referral, from 1 on in the order in which they were recorded.
        referral: usize,
        /// To whom it went.
        recipient: Body,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl Topic for ReferralEvent {
    names!(ReferralSent, ReferralAnswered, ReferralWithdrawn);

    fn happened(&self) -> Happened {
        match self {
            Self::ReferralSent { sent_on: date, .. }
            | Self::ReferralAnswered { answered_on: date, .. }
            | Self::ReferralWithdrawn { withdrawn_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::ReferralSent { recipient, categories, rests_on, .. } => {
                let categories: Vec<Word> = categories.iter().map(|category| category.word()).collect();
                said.with("recipient", recipient.word()).with("categories", categories).with("basis", rests_on.word())
            }
            Self::ReferralAnswered { recipient, outcome, .. } => {
                said.with("recipient", recipient.word()).with("outcome", outcome.word())
            }
            Self::ReferralWithdrawn { recipient, .. } => said.with("recipient", recipient.word()),
        }
    }
}

/// A referral, and whether it is answered or withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// To whom.
    pub recipient: Body,
    /// On which form.
    pub form: ReferralForm,
    /// When it went.
    pub sent_on: NaiveDate,
    /// What came back.
    pub answer: Option<ReferralAnswer>,
    /// When the unit withdrew it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub withdrawn_on: Option<NaiveDate>,
}

impl Referral {
    /// Whether an answer is waited for.
    pub const fn is_open(&self) -> bool {
        self.answer.is_none() && self.withdrawn_on.is_none()
    }
}

/// What the body answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralAnswer {
    /// Whether it takes the child on.
    pub outcome: ReferralOutcome,
    /// What it said.
    pub text: Personal<Text>,
    /// When.
    pub on: NaiveDate,
}

/// What can be asked about referrals.
#[derive(Debug, Clone, PartialEq)]
pub enum ReferralAction {
    /// Refer the child to another body.
    SendReferral {
        /// To whom.
        recipient: Body,
        /// To which unit of it, where that is said.
        unit: Option<String>,
        /// On which form.
        form: ReferralForm,
        /// What kind of information it holds.
        categories: BTreeSet<InformationCategory>,
        /// What it says.
        content: Personal<Text>,
        /// What it is to rest on.
        claimed: ClaimedBasis,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        sent_on: NaiveDate,
    },
    /// Record what the body answered.
    AnswerReferral {
        /// Which referral, from 1 on in the order in which they were recorded.
        referral: usize,
        /// Whether it takes the child on.
        outcome: ReferralOutcome,
        /// What it said.
        answer: Personal<Text>,
        /// When.
        answered_on: NaiveDate,
    },
    /// Withdraw a referral that is not answered.
    WithdrawReferral {
        /// Which referral, from 1 on in the order in which they were recorded.
        referral: usize,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl Case {
    /// The referrals, those first that were recorded first.
    pub fn referrals(&self) -> &[Referral] {
        &self.referrals
    }

    /// What follows from an action about referrals, or the first rule it breaks.
    pub(super) fn decide_referral(&self, action: ReferralAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let (recipient, unit, form, categories, content, claimed, decision, sent_on) = match action {
            ReferralAction::SendReferral { recipient, unit, form, categories, content, claimed, decision, sent_on } => {
                (recipient, unit, form, categories, content, claimed, decision, sent_on)
            }
            ReferralAction::AnswerReferral { referral, outcome, answer, answered_on } => {
                return self.answer_referral(referral, outcome, answer, answered_on, today);
            }
            ReferralAction::WithdrawReferral { referral, decision, withdrawn_on } => {
                return self.withdraw_referral(referral, decision, withdrawn_on, today);
            }
        };
        let opened_on = self.must_be_open()?.on;
        not_in_future("sentOn", sent_on, today)?;
        not_before_act("sentOn", sent_on, Act::CaseOpened, opened_on)?;
        must_name(&categories, "categories")?;
        must_tell_which(recipient, unit.as_deref())?;
        let to_body = SharingDirection::ToBody;
        let rests_on = self.basis_of_sharing(claimed, recipient, unit.as_deref(), to_body, &categories, sent_on)?;
        // Whom one reports to or contacts, one does not refer to.
        if recipient.is_called_in_danger() {
            return Err(Refusal::ReferralIsReport);
        }
        if !form.is_for(recipient) {
            return Err(Refusal::ReferralFormOfAnotherBody { form });
        }
        let (guides, decision) = (self.guides_on(sent_on), decision.into());
        let sent = ReferralEvent::ReferralSent {
            recipient,
            unit,
            form,
            categories,
            content,
            rests_on,
            guides,
            decision,
            sent_on,
        };
        Ok(vec![sent.into()])
    }

    /// An answer comes when it comes, to a closed case too, and to a referral that was withdrawn while it was on its way. It is the
    /// body's own: nobody's approval makes or changes it.
    fn answer_referral(
        &self,
        referral: usize,
        outcome: ReferralOutcome,
        answer: Personal<Text>,
        answered_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("answeredOn", answered_on, today)?;
        let Referral { recipient, sent_on, answer: before, withdrawn_on, .. } = self.referral(referral)?;
        not_before("answeredOn", answered_on, *sent_on)?;
        if before.is_some() {
            return Err(Refusal::ReferralAlreadyAnswered);
        }
        let recipient = *recipient;
        let after_withdrawal = withdrawn_on.is_some_and(|withdrawn_on| withdrawn_on <= answered_on);
        let answered =
            ReferralEvent::ReferralAnswered { referral, recipient, outcome, answer, after_withdrawal, answered_on };
        Ok(vec![answered.into()])
    }

    /// What is not answered is withdrawn, in a closed case too, where an answer would come as well.
    fn withdraw_referral(
        &self,
        referral: usize,
        decision: Decision,
        withdrawn_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("withdrawnOn", withdrawn_on, today)?;
        let sent = self.referral(referral)?;
        not_before("withdrawnOn", withdrawn_on, sent.sent_on)?;
        if sent.answer.is_some() {
            return Err(Refusal::ReferralAlreadyAnswered);
        }
        if sent.withdrawn_on.is_some() {
            return Err(Refusal::ReferralAlreadyWithdrawn);
        }
        let (recipient, guides, decision) = (sent.recipient, self.guides_on(withdrawn_on), decision.into());
        Ok(vec![ReferralEvent::ReferralWithdrawn { referral, recipient, guides, decision, withdrawn_on }.into()])
    }

    fn referral(&self, number: usize) -> Result<&Referral, Refusal> {
        number.checked_sub(1).and_then(|index| self.referrals.get(index)).ok_or(Refusal::ReferralUnknown)
    }

    pub(super) fn apply_referral(&mut self, event: ReferralEvent) {
        match event {
            ReferralEvent::ReferralSent { recipient, form, sent_on, .. } => {
                self.referrals.push(Referral { recipient, form, sent_on, answer: None, withdrawn_on: None });
            }
            ReferralEvent::ReferralAnswered { referral, outcome, answer: text, answered_on: on, .. } => {
                if let Some(sent) = referral.checked_sub(1).and_then(|index| self.referrals.get_mut(index)) {
                    sent.answer = Some(ReferralAnswer { outcome, text, on });
                }
            }
            ReferralEvent::ReferralWithdrawn { referral, withdrawn_on, .. } => {
                if let Some(sent) = referral.checked_sub(1).and_then(|index| self.referrals.get_mut(index)) {
                    sent.withdrawn_on = Some(withdrawn_on);
                }
            }
        }
    }
}
