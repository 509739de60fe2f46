//! Referrals to bodies that help on: they rest on what sharing rests on, and close nothing (R-34, S3-39).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::sharing::must_name;
use super::{
    Case, CaseEvent, ClaimedBasis, InformationCategory, SharingBasis, SharingDirection, not_before, not_in_future,
};
use crate::Refusal;
use crate::people::{Body, Decision, RecordedDecision};
use crate::personal::Personal;
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

/// What was referred to whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum ReferralEvent {
    /// The child was referred to another body (S3-36, S3-39).
    ReferralSent {
        /// To whom.
        recipient: Body,
        /// On which form.
        form: ReferralForm,
        /// What kind of information it holds.
        categories: BTreeSet<InformationCategory>,
        /// What it says.
        content: Personal<Text>,
        /// What telling the body of the child rests on.
        rests_on: SharingBasis,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        sent_on: NaiveDate,
    },
}

impl Topic for ReferralEvent {
    names!(ReferralSent);

    fn happened(&self) -> Happened {
        let Self::ReferralSent { sent_on, .. } = self;
        Happened::On(*sent_on)
    }

    fn summary(&self) -> Sentence {
        let Self::ReferralSent { recipient, categories, rests_on, .. } = self;
        let categories: Vec<Word> = categories.iter().map(|category| category.word()).collect();
        let said = Sentence::new(self.name()).with("recipient", recipient.word());
        said.with("categories", categories).with("basis", rests_on.word())
    }
}

/// What can be asked about referrals.
#[derive(Debug, Clone, PartialEq)]
pub enum ReferralAction {
    /// Refer the child to another body.
    SendReferral {
        /// To whom.
        recipient: Body,
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
}

impl Case {
    /// What follows from an action about referrals, or the first rule it breaks.
    pub(super) fn decide_referral(&self, action: ReferralAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let ReferralAction::SendReferral { recipient, form, categories, content, claimed, decision, sent_on } = action;
        let opened_on = self.must_be_open()?.on;
        not_in_future("sentOn", sent_on, today)?;
        not_before("sentOn", sent_on, opened_on)?;
        must_name(&categories, "categories")?;
        let to_body = SharingDirection::ToBody;
        let rests_on = self.basis_of_sharing(claimed, recipient, to_body, &categories, sent_on)?;
        // Whom one reports to or contacts, one does not refer to.
        if recipient.is_turned_to_in_danger() {
            return Err(Refusal::ReferralIsReport);
        }
        if !form.is_for(recipient) {
            return Err(Refusal::ReferralFormOfAnotherBody { form });
        }
        let decision = decision.into();
        let sent = ReferralEvent::ReferralSent { recipient, form, categories, content, rests_on, decision, sent_on };
        Ok(vec![sent.into()])
    }
}
