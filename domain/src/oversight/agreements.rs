//! What is owed for what was agreed in writing, and for the copies that people are entitled to (R-7, R-37, S4-9, C4).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{
    AgreementEvent, CaseEvent, CopyEvent, Document, FamilyEvent, Party, PartyKind, WhoDecides, guardians_named_by,
};
use crate::ids::{AgreementId, ReportId, SubjectId};
use crate::law::DeadlineKind;

const DELIVER: ObligationKind = ObligationKind::DeliverCopy;
const REVIEW: ObligationKind = ObligationKind::ReviewWithheldCopy;
const SIGN: ObligationKind = ObligationKind::SignAgreement;

/// What of agreements and copies the next event is judged by. People stand here under their pseudonyms.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The guardians whom the case knows by name.
    pub(super) guardians: BTreeSet<SubjectId>,
    /// Who was known as one, and is none any more as the unit says, since that day.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    left_out: BTreeMap<SubjectId, NaiveDate>,
    /// When it had said so of whom it named again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out_before: Vec<LeftOut>,
    /// The latest day for which the unit said who the guardians are.
    #[serde(skip_serializing_if = "Option::is_none")]
    named_on: Option<NaiveDate>,
    /// When each report was sent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sent: BTreeMap<ReportId, NaiveDate>,
    /// Who has not signed yet.
    unsigned: BTreeMap<AgreementId, BTreeSet<SubjectId>>,
    /// The guardians among those who are to sign each.
    with_guardians: BTreeMap<AgreementId, BTreeSet<SubjectId>>,
    /// The guardians' copies of agreements that are owed, now or once they may know (S4-2).
    for_guardians: BTreeSet<Uuid>,
    /// The copies of reports that are withheld.
    withheld: BTreeMap<ReportId, BTreeSet<Uuid>>,
    /// The days on which it was decided that copies of a report are withheld, each with a day of review of its own.
    kept_back: BTreeMap<ReportId, BTreeSet<NaiveDate>>,
    /// The copies of reports that were owed, delivered or not.
    of_reports: BTreeMap<ReportId, BTreeSet<Uuid>>,
    /// By what guardians read of whom they must not know where somebody is, each with the positions of what showed it.
    may_be_known: BTreeMap<Uuid, BTreeSet<i64>>,
}

/// That one was no guardian, as the unit said, from the first day on until the other, on which it named that one again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LeftOut {
    guardian: SubjectId,
    from: NaiveDate,
    to: NaiveDate,
}

impl WhoDecides for Facts {
    fn left_out_since(&self, guardian: SubjectId, day: NaiveDate) -> Option<NaiveDate> {
        let is_then = |before: &&LeftOut| before.guardian == guardian && before.from <= day && day < before.to;
        let before = self.left_out_before.iter().find(is_then).map(|before| before.from);
        self.left_out.get(&guardian).copied().filter(|from| *from <= day).or(before)
    }
}

impl Facts {
    /// Whether the unit says by now that this one is no guardian.
    pub(super) fn is_left_out(&self, guardian: SubjectId) -> bool {
        self.left_out.contains_key(&guardian)
    }

    /// From which day after that one on that one decides nothing for the child.
    pub(super) fn left_out_after(&self, guardian: SubjectId, day: NaiveDate) -> Option<NaiveDate> {
        let before = self.left_out_before.iter().filter(|before| before.guardian == guardian).map(|before| before.from);
        before.chain(self.left_out.get(&guardian).copied()).filter(|from| day < *from).min()
    }
}

/// Which copy: of what, for whom. Without a recipient it is the one for guardians not known by name.
pub(super) fn copy(document: Document, recipient: Option<SubjectId>) -> Uuid {
    let of = match document {
        Document::Agreement { agreement } => agreement.as_uuid(),
        Document::Report { report } => report.as_uuid(),
    };
    let recipient = recipient.map(SubjectId::as_uuid).unwrap_or_default();
    Uuid::new_v5(&of, recipient.as_bytes())
}

/// What a guardian read on that day; a draft where it is no document yet.
fn reading(document: Option<Document>, reader: SubjectId, read_on: NaiveDate) -> Uuid {
    let read = document.map_or(reader.as_uuid(), |document| copy(document, Some(reader)));
    Uuid::new_v5(&read, read_on.to_string().as_bytes())
}

impl Watch {
    /// Which guardians an event names, whatever it is about: whoever was not known is owed a copy of what was reported before
    /// . Whom the unit has left out is none, until it names that person again.
    pub(super) fn hear_of_guardians(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        let on = event.happened_on();
        let mut named: BTreeSet<_> = guardians_named_by(event).iter().map(|party| party.subject).collect();
        let says_who_they_are = matches!(event, CaseEvent::Family(FamilyEvent::GuardiansNamed { .. }));
        // What it said for an earlier day, which is written down after that, leaves nobody out and brings nobody back.
        if says_who_they_are && self.case.agreements.named_on.is_none_or(|latest| latest <= on) {
            self.case.agreements.named_on = Some(on);
            let come_back = named.iter().copied().filter(|guardian| self.case.agreements.is_left_out(*guardian));
            for guardian in come_back.collect::<Vec<_>>() {
                self.is_guardian_again(guardian, on, notes);
            }
            for left_out in self.case.agreements.guardians.difference(&named).copied().collect::<Vec<_>>() {
                self.is_no_guardian(left_out, on, notes);
            }
        }
        named.retain(|named| !self.case.agreements.is_left_out(*named));
        for guardian in named {
            if self.case.agreements.guardians.insert(guardian) {
                self.owe_reports_to(guardian, on, notes);
            }
        }
    }

    /// The unit names that one again, after it had said that others were the guardians: what was to be told is, and what that
    /// one had said yes or no to is answered by a guardian again. The copies are owed as to whoever is first known.
    fn is_guardian_again(&mut self, guardian: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) {
        let agreements = &mut self.case.agreements;
        let left_out = agreements.left_out.remove(&guardian).map(|from| LeftOut { guardian, from, to: on });
        agreements.left_out_before.extend(left_out);
        self.is_to_be_told_after_all(guardian, on, notes);
        self.the_answer_is_a_guardians_again(guardian, on, notes);
        self.hear_who_consents(on, notes);
        self.what_was_refused_is_by_a_guardian_again(guardian, notes);
        self.what_was_done_may_rest_on_nobodys_yes(notes);
        self.what_began_may_rest_on_nobodys_yes(notes);
        self.what_was_sent_may_be_told_to_nobody(on, notes);
        self.mend(FindingKind::GuardianLeftOut, Some(guardian.as_uuid()), on, notes);
    }

    /// The unit decided that others are the guardians: that one is owed nothing of reports any more. What is given up by that is
    /// shown, for somebody to look at.
    fn is_no_guardian(&mut self, left_out: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.agreements.guardians.remove(&left_out);
        self.case.agreements.left_out.insert(left_out, on);
        let mut is_given_up = self.need_not_be_told(left_out, on, notes);
        for report in self.case.agreements.sent.keys().copied().collect::<Vec<_>>() {
            let document = Document::Report { report };
            let which = copy(document, Some(left_out));
            let withheld = self.case.agreements.withheld.get(&report);
            if withheld.is_some_and(|withheld| withheld.contains(&which)) || self.is_owed(DELIVER, Some(which)) {
                self.give_up(DELIVER, Some(which), on, notes);
                self.withheld_no_more(document, which, on, notes);
                self.case.agreements.of_reports.entry(report).or_default().remove(&which);
                is_given_up = true;
            }
        }
        if is_given_up {
            self.find(FindingKind::GuardianLeftOut, Some(left_out.as_uuid()), on, notes);
        }
        self.an_answer_may_be_nobodys(on, notes);
        self.nobody_asks_for_consent_of(left_out, on, notes);
        self.hear_who_consents(on, notes);
        self.what_was_done_may_rest_on_nobodys_yes(notes);
        self.what_began_may_rest_on_nobodys_yes(notes);
        self.what_was_sent_may_be_told_to_nobody(on, notes);
    }

    /// The copy that was for whoever the guardians are is the first one's who is known; everybody else is owed one of one's own.
    fn owe_reports_to(&mut self, guardian: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) {
        for (report, sent_on) in self.case.agreements.sent.clone() {
            let document = Document::Report { report };
            let (own, anyones) = (copy(document, Some(guardian)), copy(document, None));
            let on = on.max(sent_on);
            if !self.case.agreements.of_reports.entry(report).or_default().insert(own) {
                continue;
            }
            self.give_up(DELIVER, Some(anyones), on, notes);
            if self.case.guardians_must_not_know() {
                let withheld = self.case.agreements.withheld.entry(report).or_default();
                withheld.remove(&anyones);
                withheld.insert(own);
                self.look_at_copies_again(report, on, notes);
            } else {
                self.owe(Owing::from(DELIVER, on).of(own), notes);
            }
        }
    }

    pub(super) fn hear_agreement(&mut self, event: &AgreementEvent, notes: &mut Notes<'_>) {
        match event {
            AgreementEvent::AgreementDrawn { agreement, parties, drawn_on, .. } => {
                self.hear_that_it_is_written(*drawn_on, notes);
                self.hear_that_it_is_agreed(*drawn_on, notes);
                self.hear_what_answers_the_concern(*drawn_on, notes);
                let subjects = parties.iter().map(|party| party.subject).collect();
                self.case.agreements.unsigned.insert(*agreement, subjects);
                let guardians = parties.iter().filter(|party| party.kind == PartyKind::Guardian);
                let guardians = guardians.map(|party| party.subject).collect();
                self.case.agreements.with_guardians.insert(*agreement, guardians);
                self.owe_signing(*agreement, *drawn_on, notes);
                for party in parties {
                    let which = copy(Document::Agreement { agreement: *agreement }, Some(party.subject));
                    if party.kind == PartyKind::Guardian {
                        self.case.agreements.for_guardians.insert(which);
                    } else {
                        self.owe(Owing::from(DELIVER, *drawn_on).of(which), notes);
                    }
                }
                self.owe_copies_of_agreements(*drawn_on, notes);
            }
            AgreementEvent::AgreementSigned { agreement, by, signed_on } => {
                let Some(unsigned) = self.case.agreements.unsigned.get_mut(agreement) else { return };
                unsigned.remove(by);
                if unsigned.is_empty() {
                    self.case.agreements.unsigned.remove(agreement);
                    self.met(SIGN, Some(agreement.as_uuid()), *signed_on, notes);
                    self.hear_that_all_have_signed(*agreement, *signed_on, notes);
                } else {
                    // Where guardians have signed, the others can be asked whatever guardians must not know (S4-2).
                    self.owe_signing(*agreement, *signed_on, notes);
                }
            }
            // Nobody need sign what holds no more; the copies of it are still theirs.
            AgreementEvent::AgreementSuperseded { agreement, superseded_on, .. } => {
                self.case.agreements.unsigned.remove(agreement);
                self.fall_away(SIGN, Some(agreement.as_uuid()), *superseded_on, notes);
                self.hear_that_it_holds_no_more(*agreement, *superseded_on, notes);
            }
        }
    }

    /// A report was sent: each guardian the case knows is to have a copy. While they must not know of it, nobody is asked
    /// to hand one out; that is looked at again (C4).
    pub(super) fn owe_copies_of(&mut self, report: ReportId, sent_on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.agreements.sent.insert(report, sent_on);
        let known: Vec<_> = self.case.agreements.guardians.iter().copied().map(Some).collect();
        let recipients = if known.is_empty() { vec![None] } else { known };
        for recipient in recipients {
            let which = copy(Document::Report { report }, recipient);
            self.case.agreements.of_reports.entry(report).or_default().insert(which);
            if self.case.guardians_must_not_know() {
                self.case.agreements.withheld.entry(report).or_default().insert(which);
            } else {
                self.owe(Owing { which: Some(which), ..Owing::from(DELIVER, sent_on) }, notes);
            }
        }
        if self.case.guardians_must_not_know() {
            self.look_at_copies_again(report, sent_on, notes);
        }
    }

    fn look_at_copies_again(&mut self, report: ReportId, kept_on: NaiveDate, notes: &mut Notes<'_>) {
        let review = Owing::from(REVIEW, kept_on).by(notes.own.due(DeadlineKind::CopyReview, kept_on));
        self.owe(review.of(report.as_uuid()), notes);
    }

    /// There is danger that telling guardians may set off: nobody is asked to hand out what they are owed of reports, and
    /// that is looked at again (R-6, C4).
    pub(super) fn nobody_hands_out_copies(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for report in self.case.agreements.of_reports.keys().copied().collect::<Vec<_>>() {
            if self.keep_back(report, on, notes) {
                self.look_at_copies_again(report, on, notes);
            }
        }
    }

    /// The copies of the report that are owed are not handed out for now. Answers whether there were any.
    fn keep_back(&mut self, report: ReportId, on: NaiveDate, notes: &mut Notes<'_>) -> bool {
        let mut copies = self.case.agreements.of_reports.get(&report).cloned().unwrap_or_default();
        copies.retain(|which| self.is_owed(DELIVER, Some(*which)));
        for which in &copies {
            self.give_up(DELIVER, Some(*which), on, notes);
            self.case.agreements.withheld.entry(report).or_default().insert(*which);
        }
        !copies.is_empty()
    }

    pub(super) fn hear_copy(&mut self, event: &CopyEvent, notes: &mut Notes<'_>) {
        match event {
            CopyEvent::CopyDelivered { document, recipient, delivered_on } => {
                self.copy_delivered(*document, recipient, *delivered_on, notes);
            }
            // Withheld until a day; the question comes back then (C4).
            CopyEvent::CopyWithheld { document: Document::Report { report }, review_on, withheld_on, .. } => {
                self.keep_back(*report, *withheld_on, notes);
                let review = Some(report.as_uuid());
                let owing = Owing { which: review, ..Owing::from(REVIEW, *withheld_on).by(*review_on) };
                let decided = self.case.agreements.kept_back.entry(*report).or_default();
                let newer = decided.range((Excluded(*withheld_on), Unbounded)).next().copied();
                decided.insert(*withheld_on);
                // Written down after a newer decision, it was looked at again with that, whose day of review stands.
                if let Some(newer) = newer {
                    return self.was_owed_and_done(owing, newer, notes);
                }
                if let Some(owed) = self.owed.iter().find(|owed| owed.is(REVIEW, review)) {
                    // Sent without telling them, it is to be looked at again on that day anyway.
                    if owed.due == Some(*review_on) {
                        return;
                    }
                    // Who decides it once more later has looked at it again; what was decided by then has its own day of
                    // review, and is no look at what was set since: the day is put off, and nothing else.
                    if owed.opened_on < *withheld_on {
                        self.met(REVIEW, review, *withheld_on, notes);
                    } else {
                        self.take_back(REVIEW, review, *withheld_on, notes);
                    }
                }
                self.owe(owing, notes);
            }
            CopyEvent::CopyLapsed { document, recipient, lapsed_on } => {
                let which = copy(*document, Some(*recipient));
                self.give_up(DELIVER, Some(which), *lapsed_on, notes);
                self.case.agreements.for_guardians.remove(&which);
                self.withheld_no_more(*document, which, *lapsed_on, notes);
                self.nobody_is_left_to_tell(*recipient, *lapsed_on, notes);
            }
            CopyEvent::WhereaboutsMayBeKnown { document, subject, read_on } => {
                let known = self.case.agreements.may_be_known.entry(reading(*document, *subject, *read_on));
                known.or_default().insert(notes.at.position);
                self.find_each(FindingKind::WhereaboutsMayBeKnown, *read_on, None, notes);
            }
            CopyEvent::WhereaboutsFoundNotTold { document, subject, read_on, .. } => {
                let which = reading(*document, *subject, *read_on);
                for position in self.case.agreements.may_be_known.remove(&which).unwrap_or_default() {
                    self.withdraw_this(FindingKind::WhereaboutsMayBeKnown, None, position, notes);
                }
            }
            // Nobody is kept from what was agreed with them; and what is taken out of a copy leaves it to be handed out.
            CopyEvent::CopyWithheld { document: Document::Agreement { .. }, .. }
            | CopyEvent::WhereaboutsTakenOut { .. } => {}
        }
    }

    /// The ground is gone: what was withheld is owed again.
    pub(super) fn owe_what_was_withheld(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.agreements.kept_back.clear();
        for (report, copies) in std::mem::take(&mut self.case.agreements.withheld) {
            self.met(REVIEW, Some(report.as_uuid()), on, notes);
            for which in copies {
                self.owe(Owing { which: Some(which), ..Owing::from(DELIVER, on) }, notes);
            }
        }
    }

    /// The case goes on: what was not signed when it ended is to be signed again, for it still binds once it is (S4-9).
    pub(super) fn owe_what_was_not_signed(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for agreement in self.case.agreements.unsigned.keys().copied().collect::<Vec<_>>() {
            self.owe_signing(agreement, on, notes);
        }
    }

    /// All parties sign; not while guardians must not know, whose name is still wanting (S4-2).
    fn owe_signing(&mut self, agreement: AgreementId, on: NaiveDate, notes: &mut Notes<'_>) {
        if !(self.case.guardians_must_not_know() && self.is_to_be_signed_by_guardians(agreement)) {
            self.owe(Owing::from(SIGN, on).of(agreement.as_uuid()), notes);
        }
    }

    /// Whether it is a guardian who signs it.
    pub(super) fn is_for_guardian_to_sign(&self, agreement: AgreementId, by: SubjectId) -> bool {
        self.case.agreements.with_guardians.get(&agreement).is_some_and(|guardians| guardians.contains(&by))
    }

    fn is_to_be_signed_by_guardians(&self, agreement: AgreementId) -> bool {
        let Facts { unsigned, with_guardians, .. } = &self.case.agreements;
        let unsigned = unsigned.get(&agreement).zip(with_guardians.get(&agreement));
        unsigned.is_some_and(|(unsigned, guardians)| !unsigned.is_disjoint(guardians))
    }

    /// Guardians get their copies of what was agreed with them, once they may know.
    fn owe_copies_of_agreements(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.guardians_must_not_know() {
            return;
        }
        for which in self.case.agreements.for_guardians.clone() {
            self.owe(Owing::from(DELIVER, on).of(which), notes);
        }
    }

    /// Guardians must not know: nobody has them sign, or hands them what was agreed (S4-2).
    pub(super) fn nobody_agrees_in_writing(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.nobody_writes_it_down(on, notes);
        for agreement in self.case.agreements.unsigned.keys().copied().collect::<Vec<_>>() {
            if self.is_to_be_signed_by_guardians(agreement) {
                self.give_up(SIGN, Some(agreement.as_uuid()), on, notes);
            }
        }
        for which in self.case.agreements.for_guardians.clone() {
            self.give_up(DELIVER, Some(which), on, notes);
        }
    }

    /// They may know: what was agreed with them is theirs, in a closed case too, and signed in one that goes on.
    pub(super) fn owe_what_is_agreed_in_writing(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.owe_copies_of_agreements(on, notes);
        if !self.case.closed {
            self.owe_what_was_not_signed(on, notes);
        }
    }

    /// Where nobody is left from whom a copy of the report is withheld, there is nothing to look at again.
    fn withheld_no_more(&mut self, document: Document, which: Uuid, on: NaiveDate, notes: &mut Notes<'_>) {
        let Document::Report { report } = document else { return };
        let Some(withheld) = self.case.agreements.withheld.get_mut(&report) else { return };
        if withheld.remove(&which) && withheld.is_empty() {
            self.case.agreements.withheld.remove(&report);
            self.fall_away(REVIEW, Some(report.as_uuid()), on, notes);
        }
    }

    fn copy_delivered(&mut self, document: Document, recipient: &Party, on: NaiveDate, notes: &mut Notes<'_>) {
        let own = copy(document, Some(recipient.subject));
        let is_owed = self.owed.iter().any(|owed| owed.is(DELIVER, Some(own)));
        let which = if is_owed { own } else { copy(document, None) };
        self.met(DELIVER, Some(which), on, notes);
        self.case.agreements.for_guardians.remove(&own);
        if let Document::Report { report } = document {
            // Who has it knows of the report, and is owed no other one once named.
            self.case.agreements.of_reports.entry(report).or_default().insert(own);
            self.are_told_too([recipient.subject], on, notes);
        }
        // Before that was a rule, copies were handed out while nobody had decided whether guardians are told.
        for which in [own, which] {
            self.withheld_no_more(document, which, on, notes);
        }
    }
}
