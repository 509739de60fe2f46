//! Consent: what guardians, or the youth itself, were asked for, and what they answered.
//!
//! It is part of the case because escalation and sharing depend on it: what must be consistent in one decision lives
//! in one aggregate.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::facts::Recipients;
use super::{
    Case, CaseEvent, ConsentForm, ConsentPurpose, ConsentScope, ConsentingParty, InformationCategory, OwnSay,
    PartyKind, RecipientUnit, ReportDuty, SharingDirection, WhoDecides, WhoIsAsked, not_before, not_before_act,
    not_in_future,
};
use crate::Refusal;
use crate::guides::GuideVersion;
use crate::ids::{AgreementId, ConsentId, ReportId, SubjectId};
use crate::people::{Body, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::{Act, Uncovered};
use crate::text::Text;
use crate::texts::Sentence;
use crate::topics::{Happened, Topic, names};

/// What guardians, or the youth itself, were asked to consent to, and their answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum ConsentEvent {
    /// Guardians were asked for consent (S0-27), or the youth itself (C12).
    ConsentRequested {
        /// The question.
        consent: ConsentId,
        /// Who was asked.
        #[serde(flatten)]
        of: WhoIsAsked,
        /// What was asked for.
        scope: ConsentScope,
        /// When.
        requested_on: NaiveDate,
    },
    /// Consent was given (S4-22).
    ConsentGiven {
        /// The question it answers.
        consent: ConsentId,
        /// In which form.
        form: ConsentForm,
        /// Who consented; the guardian who was asked where it is not said (S4-11). Of a youth that was asked it is said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        consented_by: Option<ConsentingParty>,
        /// Which ways information may go; to the recipients alone where it is not said (S3-38).
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        directions: BTreeSet<SharingDirection>,
        /// Whether it was read through before it was given (S2-39).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        read_before_consent: Option<bool>,
        /// Whether it was given without pressure (S2-39).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        voluntary: Option<bool>,
        /// The agreement by whose signature it was given (S4-11).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        agreement: Option<AgreementId>,
        /// What the child had to say itself by its age, where it was old enough and that was known (C12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        own_say: Option<OwnSay>,
        /// When.
        given_on: NaiveDate,
    },
    /// What was consented to was narrowed; what was shared before stays shared.
    ConsentNarrowed {
        /// The consent.
        consent: ConsentId,
        /// What is consented to from that day on.
        scope: ConsentScope,
        /// What the guardian said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Personal<Text>>,
        /// When.
        narrowed_on: NaiveDate,
    },
    /// Consent ran out. It carries nothing after its last day, recorded or not.
    ConsentExpired {
        /// The consent.
        consent: ConsentId,
        /// The first day on which it carried nothing.
        expired_on: NaiveDate,
    },
    /// Consent was refused; that is an answer, not something missing.
    ConsentRefused {
        /// The question it answers.
        consent: ConsentId,
        /// What the guardian said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Personal<Text>>,
        /// When.
        refused_on: NaiveDate,
    },
    /// Consent was taken back; it stops what comes, and erases nothing.
    ConsentWithdrawn {
        /// The consent.
        consent: ConsentId,
        /// What the guardian said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Personal<Text>>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// A question that nobody has answered was withdrawn: it was the wrong one, or consent is needed no more. Nobody said no to it.
    ConsentRequestWithdrawn {
        /// The question.
        consent: ConsentId,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl Topic for ConsentEvent {
    names!(
        ConsentRequested,
        ConsentGiven,
        ConsentNarrowed,
        ConsentExpired,
        ConsentRefused,
        ConsentWithdrawn,
        ConsentRequestWithdrawn,
    );

    fn happened(&self) -> Happened {
        match self {
            Self::ConsentRequested { requested_on: date, .. }
            | Self::ConsentGiven { given_on: date, .. }
            | Self::ConsentNarrowed { narrowed_on: date, .. }
            | Self::ConsentExpired { expired_on: date, .. }
            | Self::ConsentRefused { refused_on: date, .. }
            | Self::ConsentWithdrawn { withdrawn_on: date, .. }
            | Self::ConsentRequestWithdrawn { withdrawn_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::ConsentRequested { scope, .. } => said.with("purposes", scope.words()),
            Self::ConsentGiven { .. }
            | Self::ConsentNarrowed { .. }
            | Self::ConsentExpired { .. }
            | Self::ConsentRefused { .. }
            | Self::ConsentWithdrawn { .. }
            | Self::ConsentRequestWithdrawn { .. } => said,
        }
    }
}

/// A question for consent and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who was asked.
    pub of: WhoIsAsked,
    /// What was asked for.
    pub asked: ConsentScope,
    /// What it is narrowed to, in the order in which that was recorded.
    pub narrowings: Vec<Narrowing>,
    /// When it was asked for.
    pub requested_on: NaiveDate,
    /// How it was given, once it was.
    pub given: Option<GivenConsent>,
    /// The first report that went once it was given, whatever that one rested on: guardians read that one through and consented to
    /// it, and to no other (S2-39).
    pub report: Option<ReportId>,
    /// The answer so far, as recorded; what time alone did to it is told by [`Case::answer_on`].
    pub answer: ConsentAnswer,
}

/// How consent was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenConsent {
    /// When.
    pub on: NaiveDate,
    /// In which form.
    pub form: ConsentForm,
    /// On which terms.
    pub terms: ConsentTerms,
    /// What the child had to say itself by its age (C12).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub own_say: Option<OwnSay>,
}

/// On which terms consent was given; what is left out was not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentTerms {
    /// Who consented.
    pub consented_by: Option<ConsentingParty>,
    /// Which ways information may go.
    pub directions: BTreeSet<SharingDirection>,
    /// Whether it was read through before.
    pub read_before_consent: Option<bool>,
    /// Whether it was given without pressure.
    pub voluntary: Option<bool>,
    /// The agreement that was signed for it (S4-11).
    pub agreement: Option<AgreementId>,
}

impl GivenConsent {
    /// A youth alone consents to sharing; what asks for the guardians' consent asks for theirs until the youth is of age
    /// (R-9, R-24, R-25, C12). Whom the unit has left out is none of them.
    fn suffices_for(&self, purpose: ConsentPurpose, guardian_decides: bool) -> bool {
        self.is_from_anybody(guardian_decides)
            && (purpose == ConsentPurpose::InformationSharing || self.is_from_who_decides(guardian_decides))
    }
}

impl ConsentTerms {
    fn allow(&self, direction: SharingDirection) -> bool {
        if self.directions.is_empty() {
            direction == SharingDirection::ToBody
        } else {
            self.directions.contains(&direction)
        }
    }
}

/// What a consent was narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrowing {
    /// What is consented to.
    pub scope: ConsentScope,
    /// From which day on.
    pub on: NaiveDate,
}

/// The answer to a question for consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsentAnswer {
    /// None yet.
    Awaited,
    /// Given on that day.
    Given {
        /// The day.
        on: NaiveDate,
    },
    /// Refused on that day; shown as such, never as missing.
    Refused {
        /// The day.
        on: NaiveDate,
    },
    /// Given, and taken back on that day; or never answered, and the question withdrawn.
    Withdrawn {
        /// The day.
        on: NaiveDate,
    },
    /// Given, and run out, or ended with the case, which was opened again since: it carries nothing from that day on.
    Expired {
        /// The day.
        on: NaiveDate,
    },
}

impl Consent {
    /// What is consented to as far as is recorded.
    pub fn scope(&self) -> &ConsentScope {
        self.narrowings.last().map_or(&self.asked, |narrowing| &narrowing.scope)
    }

    /// What was consented to on that day.
    pub fn scope_on(&self, day: NaiveDate) -> &ConsentScope {
        let by_then = self.narrowings.iter().rfind(|narrowing| narrowing.on <= day);
        by_then.map_or(&self.asked, |narrowing| &narrowing.scope)
    }

    /// The answer as it stood on that day by itself: time alone ends a consent with a last day.
    pub(crate) fn answer_on(&self, day: NaiveDate) -> ConsentAnswer {
        match self.answer {
            ConsentAnswer::Refused { on } | ConsentAnswer::Withdrawn { on } | ConsentAnswer::Expired { on }
                if on <= day =>
            {
                return self.answer;
            }
            _ => {}
        }
        let Some(given) = self.given.as_ref().filter(|given| given.on <= day) else {
            return ConsentAnswer::Awaited;
        };
        match self.scope_on(day).ended_before(day) {
            Some(on) => ConsentAnswer::Expired { on },
            None => ConsentAnswer::Given { on: given.on },
        }
    }

    /// Whether `purpose` and `date` lie within it, as it stood on that day: given by then and not taken back. Whether those
    /// gave it whom that asks for is for [`Case::standing_consent`] to say.
    pub(super) fn covers(&self, purpose: ConsentPurpose, date: NaiveDate) -> bool {
        let stands = matches!(self.answer_on(date), ConsentAnswer::Given { .. });
        let scope = self.scope_on(date);
        stands && scope.purposes.contains(&purpose) && scope.covers(date)
    }

    /// Whether it was asked for so that a report may be sent that the duty does not ask for.
    fn is_to_a_report(&self) -> bool {
        self.asked.purposes.contains(&ConsentPurpose::ReportWithoutDuty)
    }

    /// The guardian who gave it, alone or along with the youth.
    fn given_by_guardian(&self) -> Option<SubjectId> {
        let by_guardian = |given: &&GivenConsent| given.terms.consented_by != Some(ConsentingParty::Youth);
        self.given.as_ref().filter(by_guardian).and_then(|_| self.of.guardian()).map(|guardian| guardian.subject)
    }

    /// Whether information may go to the recipients by it, and not from them alone (S3-38).
    pub(super) fn lets_information_go(&self) -> bool {
        self.given.as_ref().is_some_and(|given| given.terms.allow(SharingDirection::ToBody))
    }

    /// That these bodies may meet about the child on that day, or what stands against it.
    pub(super) fn must_cover_meeting(
        &self,
        purpose: ConsentPurpose,
        bodies: &BTreeSet<Body>,
        units: &BTreeSet<RecipientUnit>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        if !self.covers(purpose, day) {
            return Err(Refusal::NoValidConsent { purpose, on: day });
        }
        let scope = self.scope_on(day);
        if !bodies.is_subset(&scope.recipients) {
            return Err(Refusal::SharingNotCovered { what: Uncovered::Recipient });
        }
        if units.iter().any(|called| !scope.reaches(called.body, Some(&called.unit))) {
            return Err(Refusal::SharingNotCovered { what: Uncovered::Unit });
        }
        Ok(())
    }

    /// That of each body of which the guardians named units, it is said which of those is called.
    pub(super) fn must_call_named_units(
        &self,
        bodies: &BTreeSet<Body>,
        units: &BTreeSet<RecipientUnit>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        let unsaid = |body: &&Body| units.iter().all(|called| called.body != **body);
        if bodies.iter().filter(unsaid).all(|body| self.scope_on(day).reaches(*body, None)) {
            Ok(())
        } else {
            Err(Refusal::SharingNotCovered { what: Uncovered::Unit })
        }
    }

    /// That information of these categories may go that way to or from that unit of the body on that day, or what stands
    /// against it. Who consents to one school has not consented to the others. What is refused is answered as refused.
    pub(super) fn must_cover_sharing(
        &self,
        body: Body,
        unit: Option<&str>,
        direction: SharingDirection,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        if let ConsentAnswer::Refused { on } = self.answer {
            return Err(Refusal::ConsentWasRefused { on });
        }
        let purpose = ConsentPurpose::InformationSharing;
        let Some(given) = self.given.as_ref().filter(|_| matches!(self.answer_on(day), ConsentAnswer::Given { .. }))
        else {
            return Err(Refusal::NoValidConsent { purpose, on: day });
        };
        let scope = self.scope_on(day);
        let covered = [
            (Uncovered::Day, scope.covers(day)),
            (Uncovered::Purpose, scope.purposes.contains(&purpose)),
            (Uncovered::Recipient, scope.recipients.contains(&body)),
            (Uncovered::Direction, given.terms.allow(direction)),
            (Uncovered::Category, scope.categories.is_superset(categories)),
            (Uncovered::Unit, scope.reaches(body, unit)),
        ];
        match covered.into_iter().find(|(_, covered)| !covered) {
            Some((what, _)) => Err(Refusal::SharingNotCovered { what }),
            None => Ok(()),
        }
    }
}

/// What can be asked about consent.
#[derive(Debug, Clone, PartialEq)]
pub enum ConsentAction {
    /// Ask a guardian for consent, or the youth itself.
    RequestConsent {
        /// The question's id.
        consent: ConsentId,
        /// Who is asked.
        of: WhoIsAsked,
        /// What is asked for.
        scope: ConsentScope,
        /// When.
        requested_on: NaiveDate,
        /// Whether who records it is shown when the child was born, as with the answer.
        birth_is_shown: bool,
    },
    /// Record that consent was given.
    GiveConsent {
        /// The question.
        consent: ConsentId,
        /// In which form.
        form: ConsentForm,
        /// On which terms.
        terms: ConsentTerms,
        /// When.
        given_on: NaiveDate,
        /// Whether who records it is shown when the child was born. By what is kept from somebody nothing is judged that
        /// somebody does: what is refused would tell it (C12).
        birth_is_shown: bool,
    },
    /// Record that what is consented to was narrowed.
    NarrowConsent {
        /// The consent.
        consent: ConsentId,
        /// What is consented to from that day on.
        scope: ConsentScope,
        /// What the guardian said.
        reason: Option<Personal<Text>>,
        /// When.
        narrowed_on: NaiveDate,
    },
    /// Record that consent ran out.
    ExpireConsent {
        /// The consent.
        consent: ConsentId,
    },
    /// Record that consent was refused.
    RefuseConsent {
        /// The question.
        consent: ConsentId,
        /// What the guardian said.
        reason: Option<Personal<Text>>,
        /// When.
        refused_on: NaiveDate,
    },
    /// Withdraw a question that nobody has answered.
    WithdrawRequest {
        /// The question.
        consent: ConsentId,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// Record that consent was taken back.
    WithdrawConsent {
        /// The consent.
        consent: ConsentId,
        /// What the guardian said.
        reason: Option<Personal<Text>>,
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl Case {
    /// Guardians who must not know are not asked, nor while that is not decided yet (S4-2, R-6): the question tells them. That
    /// they were on an earlier day is a fact, which is recorded and found.
    fn may_ask_guardians(&self, requested_on: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
        match self.may_contact_guardians(requested_on) {
            Err(must_not) if requested_on == today => Err(must_not),
            _ => Ok(()),
        }
    }

    /// What follows from an action about consent, or the first rule it breaks.
    pub(super) fn decide_consent(&self, action: ConsentAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            ConsentAction::RequestConsent { consent, of, scope, requested_on, birth_is_shown } => {
                let opened_on = self.must_be_open()?.on;
                not_in_future("requestedOn", requested_on, today)?;
                not_before_act("requestedOn", requested_on, Act::CaseOpened, opened_on)?;
                scope_must_say_what_to_whom_and_why(&scope)?;
                match &of {
                    WhoIsAsked::Guardian(guardian) => {
                        self.must_decide_for_child("guardian", guardian.subject, requested_on)?;
                        self.may_ask_guardians(requested_on, today)?;
                    }
                    WhoIsAsked::Youth if birth_is_shown => self.may_be_asked_itself(requested_on)?,
                    WhoIsAsked::Youth => {}
                }
                if self.consents.contains_key(&consent) {
                    return Err(Refusal::ConsentAlreadyAsked { consent });
                }
                Ok(vec![CaseEvent::Consent(ConsentEvent::ConsentRequested { consent, of, scope, requested_on })])
            }
            ConsentAction::GiveConsent { consent, form, terms, given_on, birth_is_shown } => {
                let own_say = self.own_say_told(given_on, birth_is_shown);
                self.give_consent(consent, form, terms, own_say, given_on, today)
            }
            ConsentAction::NarrowConsent { consent, scope, reason, narrowed_on } => {
                self.narrow_consent(consent, scope, reason, narrowed_on, today)
            }
            ConsentAction::ExpireConsent { consent } => self.expire_consent(consent, today),
            ConsentAction::RefuseConsent { consent, reason, refused_on } => {
                self.must_be_open()?;
                self.must_await_answer(consent, "refusedOn", refused_on, today)?;
                Ok(vec![CaseEvent::Consent(ConsentEvent::ConsentRefused { consent, reason, refused_on })])
            }
            ConsentAction::WithdrawConsent { consent, reason, withdrawn_on } => {
                self.withdraw_consent(consent, reason, withdrawn_on, today)
            }
            ConsentAction::WithdrawRequest { consent, decision, withdrawn_on } => {
                self.must_exist()?;
                self.must_await_answer(consent, "withdrawnOn", withdrawn_on, today)?;
                let (guides, decision) = (self.guides_on(withdrawn_on), decision.into());
                Ok(vec![ConsentEvent::ConsentRequestWithdrawn { consent, guides, decision, withdrawn_on }.into()])
            }
        }
    }

    pub(super) fn apply_consent(&mut self, event: ConsentEvent) {
        match event {
            ConsentEvent::ConsentRequested { consent, of, scope, requested_on } => {
                let answer = ConsentAnswer::Awaited;
                let (asked, narrowings, given, report) = (scope, Vec::new(), None, None);
                let asked = Consent { of, asked, narrowings, requested_on, given, report, answer };
                self.consents.insert(consent, asked);
            }
            ConsentEvent::ConsentGiven {
                consent,
                form,
                consented_by,
                directions,
                read_before_consent,
                voluntary,
                agreement,
                own_say,
                given_on: on,
            } => {
                // Of one day it is not known which came first.
                let went =
                    self.reports.iter().find(|report| self.sent(**report).is_ok_and(|sent_on| on < sent_on)).copied();
                if let Some(asked) = self.consents.get_mut(&consent) {
                    let terms = ConsentTerms { consented_by, directions, read_before_consent, voluntary, agreement };
                    asked.given = Some(GivenConsent { on, form, terms, own_say });
                    asked.report = went.filter(|_| asked.is_to_a_report());
                }
                self.answer(consent, ConsentAnswer::Given { on });
            }
            ConsentEvent::ConsentNarrowed { consent, scope, narrowed_on: on, .. } => {
                if let Some(asked) = self.consents.get_mut(&consent) {
                    asked.narrowings.push(Narrowing { scope, on });
                }
            }
            ConsentEvent::ConsentExpired { consent, expired_on: on } => {
                self.answer(consent, ConsentAnswer::Expired { on });
            }
            ConsentEvent::ConsentRefused { consent, refused_on, .. } => {
                self.answer(consent, ConsentAnswer::Refused { on: refused_on });
                self.hear_no(consent, refused_on);
            }
            ConsentEvent::ConsentRequestWithdrawn { consent, withdrawn_on, .. } => {
                self.answer(consent, ConsentAnswer::Withdrawn { on: withdrawn_on });
            }
            // Whoever takes a yes back on which something rests does not consent to cooperation any more, which is a no as any (R-23,
            // S0-30).
            ConsentEvent::ConsentWithdrawn { consent, withdrawn_on, .. } => {
                let said_yes = self.still_says_yes(consent, withdrawn_on);
                self.answer(consent, ConsentAnswer::Withdrawn { on: withdrawn_on });
                if said_yes && !self.goes_on_by_another(consent, withdrawn_on) {
                    self.acts.hear_that_a_yes_is_taken_back(withdrawn_on);
                    self.hear_no(consent, withdrawn_on);
                }
            }
        }
    }

    /// Somebody said no on that day. While help from others is to come with consent, that asks for an answer; else it does once
    /// such help is chosen.
    fn hear_no(&mut self, refused: ConsentId, on: NaiveDate) {
        self.sharing.hear_refusal(refused, on);
        if self.follows_b_or_c() {
            self.sharing.open_refusal(refused, on);
        }
    }

    /// What was refused before help from others was chosen asks for an answer from then on, unless consent to the same was
    /// given since.
    pub(super) fn open_what_was_refused(&mut self) {
        for (refused, on) in self.sharing.unanswered_refusals() {
            let Some(asked) = self.consents.get(&refused) else { continue };
            let given_since = self.consents.iter().any(|(id, other)| {
                let given = matches!(other.answer, ConsentAnswer::Given { on: given_on } if given_on >= on);
                let of_now = !self.reopenings.has_ended(*id, NaiveDate::MAX);
                let to_the_same = !other.scope().purposes.is_disjoint(&asked.scope().purposes);
                given && self.is_of_who_decides(other) && of_now && to_the_same
            });
            if !given_since {
                self.sharing.open_refusal(refused, on);
            }
        }
    }

    /// Whether whoever took that back says yes to all of it by another consent, on that day: a new one took its place, and nothing
    /// is refused. Another guardian's yes is no answer to that one's no.
    fn goes_on_by_another(&self, taken_back: ConsentId, on: NaiveDate) -> bool {
        let Some(before) = self.consents.get(&taken_back) else { return false };
        let asked_of = |consent: &Consent| consent.of.guardian().map(|guardian| guardian.subject);
        self.consents.iter().any(|(id, other)| {
            asked_of(other) == asked_of(before)
                && other.scope().holds_all_of(before.scope())
                && self.still_says_yes(*id, on)
        })
    }

    /// Whether that is a yes to the work that goes on, which has not run out on that day: of those who decide for the child, or of
    /// the youth who was asked itself.
    fn still_says_yes(&self, consent: ConsentId, day: NaiveDate) -> bool {
        self.consents.get(&consent).is_some_and(|asked| {
            matches!(asked.answer, ConsentAnswer::Given { .. })
                && asked.scope().ended_before(day).is_none()
                && !self.reopenings.has_ended(consent, NaiveDate::MAX)
                && (asked.of.guardian().is_none() || self.is_of_who_decides(asked))
        })
    }

    fn is_of_who_decides(&self, asked: &Consent) -> bool {
        let decides = self.nobodys_since(asked, NaiveDate::MAX).is_none();
        asked.given.as_ref().is_some_and(|given| given.is_from_who_decides(decides))
    }

    fn answer(&mut self, consent: ConsentId, answer: ConsentAnswer) {
        if let Some(asked) = self.consents.get_mut(&consent) {
            asked.answer = answer;
        }
    }

    /// The report went on that day, and uses up every consent that was given by then: the one that it rests on, another
    /// guardian's to the same, and those that it did not need. What comes after it nobody has read (S2-39).
    pub(super) fn hear_what_uses_consents_up(&mut self, report: ReportId, duty: ReportDuty, sent_on: NaiveDate) {
        for (id, asked) in &mut self.consents {
            let is_given = asked.given.as_ref().is_some_and(|given| given.on <= sent_on);
            let is_used_up = asked.report.is_none() && asked.is_to_a_report() && is_given;
            if is_used_up || duty == (ReportDuty::Consented { consent: *id }) {
                asked.report = Some(report);
            }
        }
    }

    /// The questions for consent, oldest id first.
    pub const fn consents(&self) -> &BTreeMap<ConsentId, Consent> {
        &self.consents
    }

    /// A guardian may take consent back at any time, also when the case is closed.
    fn withdraw_consent(
        &self,
        consent: ConsentId,
        reason: Option<Personal<Text>>,
        withdrawn_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("withdrawnOn", withdrawn_on, today)?;
        match self.consent(consent)?.answer {
            ConsentAnswer::Given { on } => {
                not_before("withdrawnOn", withdrawn_on, on)?;
                Ok(vec![CaseEvent::Consent(ConsentEvent::ConsentWithdrawn { consent, reason, withdrawn_on })])
            }
            ConsentAnswer::Awaited
            | ConsentAnswer::Refused { .. }
            | ConsentAnswer::Withdrawn { .. }
            | ConsentAnswer::Expired { .. } => Err(Refusal::ConsentNotGiven { consent }),
        }
    }

    /// What was given under pressure is no consent; to a report it must be said that it was read, and given freely
    /// (S2-39). Who is of age is asked, and nobody else, and the youth that was asked answers for itself alone (C12).
    fn give_consent(
        &self,
        consent: ConsentId,
        form: ConsentForm,
        mut terms: ConsentTerms,
        own_say: Option<OwnSay>,
        given_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        self.must_await_answer(consent, "givenOn", given_on, today)?;
        let question = self.consent(consent)?;
        terms.consented_by = question.of.answered_by(terms.consented_by)?;
        if let Some(guardian) = question.of.guardian().filter(|_| terms.consented_by != Some(ConsentingParty::Youth)) {
            self.must_decide_for_child("consentedBy", guardian.subject, given_on)?;
        }
        own_say.map_or(Ok(()), |say| say.must_be_heard(terms.consented_by))?;
        let to_report = question.is_to_a_report();
        if terms.voluntary == Some(false) || to_report && terms.voluntary != Some(true) {
            return Err(Refusal::ConsentNotVoluntary);
        }
        if to_report && terms.read_before_consent != Some(true) {
            return Err(Refusal::ConsentUnread);
        }
        if form == ConsentForm::SignedAgreement {
            self.must_have_signed(consent, &terms, given_on)?;
        }
        let ConsentTerms { consented_by, directions, read_before_consent, voluntary, agreement } = terms;
        let given = ConsentEvent::ConsentGiven {
            consent,
            form,
            consented_by,
            directions,
            read_before_consent,
            voluntary,
            agreement,
            own_say,
            given_on,
        };
        Ok(vec![given.into()])
    }

    /// Consent by signing an agreement is given by the signature, on its day (S4-11): the guardian's who was asked, the
    /// youth's where the youth alone consents, and where both do it is given when the later of them has signed.
    fn must_have_signed(&self, consent: ConsentId, terms: &ConsentTerms, given_on: NaiveDate) -> Result<(), Refusal> {
        let named = terms.agreement.ok_or(Refusal::AgreementUnnamed)?;
        let agreement = self.agreement(named)?;
        let asked = self.consent(consent)?.of.guardian();
        let by_guardian = asked.and_then(|guardian| agreement.signed.get(&guardian.subject));
        let youths = agreement.parties.iter().filter(|party| party.kind == PartyKind::Youth);
        let by_youth = youths.filter_map(|party| agreement.signed.get(&party.subject)).max();
        let signed_on = match terms.consented_by {
            None | Some(ConsentingParty::Guardian) => by_guardian,
            Some(ConsentingParty::Youth) => by_youth,
            Some(ConsentingParty::GuardianAndYouth) => by_guardian.zip(by_youth).map(|(one, other)| one.max(other)),
        };
        if signed_on == Some(&given_on) {
            Ok(())
        } else {
            Err(Refusal::ConsentNotSigned { agreement: named, on: given_on })
        }
    }

    /// A guardian may narrow consent at any time, as it may be taken back; it never grows that way.
    fn narrow_consent(
        &self,
        consent: ConsentId,
        scope: ConsentScope,
        reason: Option<Personal<Text>>,
        narrowed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("narrowedOn", narrowed_on, today)?;
        let asked = self.consent(consent)?;
        let ConsentAnswer::Given { on } = asked.answer else {
            return Err(Refusal::ConsentNotGiven { consent });
        };
        let last_change = asked.narrowings.last().map_or(on, |narrowing| narrowing.on.max(on));
        not_before("narrowedOn", narrowed_on, last_change)?;
        scope_must_say_what_to_whom_and_why(&scope)?;
        if let Some(field) = asked.scope().first_wider_part_of(&scope) {
            return Err(Refusal::ConsentNotNarrower { field });
        }
        Ok(vec![ConsentEvent::ConsentNarrowed { consent, scope, reason, narrowed_on }.into()])
    }

    /// The answer to a question as it stood on that day. Time ends a consent with a last day, what was given before the
    /// case was opened again ended with it, and what a guardian alone gave does while the unit says that others are
    /// the guardians; `None` where nothing such was asked.
    pub fn answer_on(&self, consent: ConsentId, day: NaiveDate) -> Option<ConsentAnswer> {
        let asked = self.consents.get(&consent)?;
        let answer = asked.answer_on(day);
        let is_nobodys = asked.given.as_ref().is_some_and(|given| !given.is_from_anybody(false));
        let nobodys_since = self.nobodys_since(asked, day).filter(|_| is_nobodys);
        let ended_on = self.reopenings.ended_by(consent, day).into_iter().chain(nobodys_since).min();
        Some(match (answer, ended_on) {
            (ConsentAnswer::Given { .. }, Some(on)) => ConsentAnswer::Expired { on },
            (ConsentAnswer::Expired { on: ran_out_on }, Some(on)) => ConsentAnswer::Expired { on: ran_out_on.min(on) },
            (answer, _) => answer,
        })
    }

    /// Records what time did already; nobody can end a consent that way before its last day.
    fn expire_consent(&self, consent: ConsentId, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        let asked = self.consent(consent)?;
        let ConsentAnswer::Given { .. } = asked.answer else {
            return Err(Refusal::ConsentNotGiven { consent });
        };
        let expired_on = asked.scope().ended_before(today).ok_or(Refusal::ConsentStillValid { consent })?;
        Ok(vec![ConsentEvent::ConsentExpired { consent, expired_on }.into()])
    }

    pub(super) fn consent(&self, consent: ConsentId) -> Result<&Consent, Refusal> {
        self.consents.get(&consent).ok_or(Refusal::ConsentUnknown { consent })
    }

    /// The consent, if it is one to the work that goes on of those who decide for the child on that day: what was given before
    /// the case was reopened ended with it, and whom the unit has left out by then consents to nothing.
    pub(super) fn standing_consent(
        &self,
        consent: ConsentId,
        purpose: ConsentPurpose,
        day: NaiveDate,
    ) -> Result<&Consent, Refusal> {
        let asked = self.consent(consent)?;
        let guardian_decides = self.nobodys_since(asked, day).is_none();
        let suffices = asked.given.as_ref().is_none_or(|given| given.suffices_for(purpose, guardian_decides));
        if self.reopenings.has_ended(consent, day) || !suffices {
            return Err(Refusal::NoValidConsent { purpose, on: day });
        }
        Ok(asked)
    }

    /// Whether it carried `purpose` on `day`, as it stood on that day: given by then by those it asks for and not taken
    /// back, covering purpose and day. What was taken back since takes nothing from what was done before.
    pub(super) fn carries(&self, consent: ConsentId, purpose: ConsentPurpose, day: NaiveDate) -> bool {
        self.standing_consent(consent, purpose, day).is_ok_and(|asked| asked.covers(purpose, day))
    }

    /// Since when the guardian's yes is nobody's who decides for the child, where it is that on that day.
    pub(super) fn nobodys_since(&self, asked: &Consent, day: NaiveDate) -> Option<NaiveDate> {
        let (guardian, given_on) = (asked.given_by_guardian()?, asked.given.as_ref()?.on);
        self.yes_is_nobodys_since(guardian, given_on, day)
    }

    fn must_await_answer(
        &self,
        consent: ConsentId,
        field: &'static str,
        answered_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        not_in_future(field, answered_on, today)?;
        let asked = self.consent(consent)?;
        not_before_act(field, answered_on, Act::ConsentRequested, asked.requested_on)?;
        if asked.answer != ConsentAnswer::Awaited {
            return Err(Refusal::ConsentAlreadyAnswered { consent });
        }
        Ok(())
    }
}

fn scope_must_say_what_to_whom_and_why(scope: &ConsentScope) -> Result<(), Refusal> {
    if let Some(last) = scope.valid_to {
        not_before("validTo", last, scope.valid_from)?;
    }
    if scope.purposes.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "purposes" });
    }
    if scope.recipients.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "recipients" });
    }
    Recipients { bodies: &scope.recipients, units: &scope.units }.must_be_named("recipientUnits")?;
    if scope.categories.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "categories" });
    }
    Ok(())
}
