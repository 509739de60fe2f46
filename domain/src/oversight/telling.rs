//! Where telling guardians may set off what is feared, nobody is asked to tell them, to hand them anything of a report or to
//! call them, before it is decided whether they may know (R-6, S0-40, S2-21).

//!
//! Each guardian whom the case knows is told of a report: who is left out when others are is to be told still.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Finding, FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{CaseEvent, ReportDuty, WhoDecides, feared_at_home_by};
use crate::ids::{ReportId, SubjectId};

const TELL: ObligationKind = ObligationKind::TellGuardiansOfReport;
const TELL_OTHER: ObligationKind = ObligationKind::TellOtherGuardianOfReport;

/// Who of the guardians was told of which report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Who was told of the report that goes next, and when.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    of_next: BTreeSet<(SubjectId, NaiveDate)>,
    /// The days on which it was found that none was due: of what comes up since, who was told before is told anew (R-5, S2-33).
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    not_due: BTreeSet<NaiveDate>,
    /// Each report of which guardians were told before it went.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sent: BTreeMap<ReportId, Sent>,
    /// The reports of which guardians are to be told after they went, now or once they may know.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    to_be_told_of: BTreeSet<ReportId>,
    /// Who was left out, and must not be told for now.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    not_now: BTreeSet<SubjectId>,
    /// Whom nobody tells any more, for the unit says that they are no guardians: once it names them again, they are told.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    no_guardians: BTreeSet<SubjectId>,
}

/// A report that was sent, and who was told of it before, with the days of that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    on: NaiveDate,
    told: BTreeSet<(SubjectId, NaiveDate)>,
    /// By which event it was found that none of them was a guardian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found: Option<i64>,
}

impl Facts {
    /// A report was sent: of the next one nobody is told yet.
    pub(super) fn nobody_is_told_of_the_next(&mut self) {
        self.of_next.clear();
        self.not_due.clear();
    }

    /// It was assessed whether the next report is due.
    pub(super) fn hear_whether_one_is_due(&mut self, triggered: bool, on: NaiveDate) {
        if triggered {
            // One of that day was due after all.
            self.not_due.retain(|no| *no <= on);
        } else {
            self.not_due.insert(on);
        }
    }

    /// Who was told of the report that goes on that duty by its day, and when: not before it was found that none was due, unless it is
    /// the one that guardians consented to for that.
    fn of_what_goes(&self, duty: ReportDuty, sent_on: NaiveDate) -> impl Iterator<Item = (SubjectId, NaiveDate)> {
        let since = match duty {
            ReportDuty::Triggered | ReportDuty::Emergency => self.not_due.range(..=sent_on).next_back().copied(),
            ReportDuty::Consented { .. } => None,
        };
        self.of_next.iter().copied().filter(move |(_, told_on)| since <= Some(*told_on) && *told_on <= sent_on)
    }
}

impl Watch {
    /// What is owed to guardians waits for the decision, and is theirs once they may know.
    pub(super) fn hear_what_is_feared(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        let Some((_, on)) = feared_at_home_by(event) else { return };
        self.case.telling_undecided = true;
        if self.is_owed(TELL, None) {
            self.give_up(TELL, None, on, notes);
            self.case.sent_unknown_to_guardians = true;
        }
        self.nobody_tells_others(on, notes);
        self.nobody_hands_out_copies(on, notes);
        self.nobody_tells_of_meetings(on, notes);
        self.nobody_tells_of_effect(on, notes);
        self.nobody_calls_the_family(on, notes);
        self.nobody_contacts_guardians(on, notes);
        self.nobody_is_asked_to_meet_guardians(on, notes);
        self.nobody_asks_for_approval(on, notes);
        self.nobody_takes_up_what_is_with_guardians(on, notes);
    }

    /// Guardians are to be told of a report that was sent, now or once they may know.
    pub(super) fn owe_telling_of_report(&mut self, report: ReportId, sent_on: NaiveDate, notes: &mut Notes<'_>) {
        self.is_to_be_told_of(report);
        if self.case.telling_undecided {
            self.case.sent_unknown_to_guardians = true;
        } else {
            self.owe(Owing::from(TELL, sent_on), notes);
        }
    }

    /// Guardians are to be told of that report, whenever they may know.
    pub(super) fn is_to_be_told_of(&mut self, report: ReportId) {
        self.case.telling.to_be_told_of.insert(report);
    }

    /// A report went, and they were not told: without an excuse that is found by then, and not once more on the last day.
    pub(super) fn is_found_untold(&self, kind: ObligationKind) -> bool {
        let is_it = |found: &&Finding| found.kind == FindingKind::GuardiansNotTold && found.which.is_some();
        kind == TELL && self.found.iter().any(|found| is_it(&found) && found.excuse.is_none())
    }

    /// Guardians are told, or the ground for not telling them is recorded.
    pub(super) fn guardians_are_settled(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.met(TELL, None, on, notes);
        let of_reports = self.found.iter().filter(|found| found.kind == FindingKind::GuardiansNotTold);
        for which in of_reports.map(|found| found.which).collect::<Vec<_>>() {
            self.mend(FindingKind::GuardiansNotTold, which, on, notes);
        }
    }

    /// Guardians were told of a report: of one that was sent, where all of them or those who are told were still to be told of
    /// that, and of the next one else.
    pub(super) fn are_told_of_a_sent_report(
        &mut self,
        told: &BTreeSet<SubjectId>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) -> bool {
        // What was recorded before anybody had to decide it first.
        let before_it_was_decided =
            self.case.telling_undecided && std::mem::take(&mut self.case.sent_unknown_to_guardians);
        if self.is_owed(TELL, None) || before_it_was_decided {
            self.case.telling.to_be_told_of.clear();
            self.are_told_too(told.iter().copied(), on, notes);
            self.owe_telling_all_but(told, on, notes);
            return true;
        }
        let is_left_out = |told: &SubjectId| {
            let Facts { not_now, no_guardians, .. } = &self.case.telling;
            let is_put_off = not_now.contains(told) || no_guardians.contains(told);
            is_put_off || self.is_owed(TELL_OTHER, Some(told.as_uuid()))
        };
        let were_left_out = !told.is_empty() && told.iter().all(is_left_out);
        self.are_told_too(told.iter().copied(), on, notes);
        if !were_left_out {
            self.are_told_of_the_next(told.iter().copied(), on);
        }
        were_left_out
    }

    /// They are told of the report that goes next.
    pub(super) fn are_told_of_the_next(&mut self, told: impl IntoIterator<Item = SubjectId>, on: NaiveDate) {
        self.case.telling.of_next.extend(told.into_iter().map(|told| (told, on)));
    }

    /// They know of the reports that were sent, by being told, by signing or by their copies.
    pub(super) fn are_told_too(
        &mut self,
        told: impl IntoIterator<Item = SubjectId>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for told in told {
            self.case.telling.not_now.remove(&told);
            self.case.telling.no_guardians.remove(&told);
            self.met(TELL_OTHER, Some(told.as_uuid()), on, notes);
        }
    }

    /// Whether of those who were told of the report that goes somebody decides for the child on its day, and did on the day of the
    /// telling. Where nobody was told of any, there is a ground for it.
    pub(super) fn is_somebody_told(&self, duty: ReportDuty, sent_on: NaiveDate) -> bool {
        let mut told = self.case.telling.of_what_goes(duty, sent_on);
        self.case.telling.of_next.is_empty()
            || self.case.withheld_from_guardians
            || told.any(|(told, told_on)| self.case.agreements.is_yes_for_child(told, told_on, sent_on))
    }

    /// A report went of which guardians were told: whom of them the case knows and nobody told of it by then is told too.
    pub(super) fn owe_telling_the_others(
        &mut self,
        report: ReportId,
        duty: ReportDuty,
        sent_on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let told: BTreeSet<_> = self.case.telling.of_what_goes(duty, sent_on).collect();
        self.owe_telling_all_but(&told.iter().map(|(told, _)| *told).collect(), sent_on, notes);
        self.case.telling.sent.insert(report, Sent { on: sent_on, told, found: None });
    }

    /// The unit said who the guardians are: of a report of which only such were told as were none, guardians were not. Where that
    /// was found before, and somebody was one, as is known now, they were all the time.
    pub(super) fn what_was_sent_may_be_told_to_nobody(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let guardians = &self.case.agreements;
        let is_told_to_nobody = |sent: &Sent| {
            let is_nobody = |(told, told_on): &_| guardians.was_nobodys(*told, *told_on, sent.on);
            !sent.told.is_empty() && sent.told.iter().all(is_nobody)
        };
        let judged = self.case.telling.sent.iter().map(|(report, sent)| (*report, sent.on, is_told_to_nobody(sent)));
        for (report, sent_on, is_told_to_nobody) in judged.collect::<Vec<_>>() {
            let Some(sent) = self.case.telling.sent.get_mut(&report) else { continue };
            let which = Some(report.as_uuid());
            match sent.found {
                None if is_told_to_nobody => {
                    sent.found = Some(notes.at.position);
                    self.find(FindingKind::GuardiansNotTold, which, sent_on, notes);
                    self.owe_telling_of_report(report, sent_on, notes);
                }
                Some(position) if !is_told_to_nobody => {
                    sent.found = None;
                    self.withdraw_this(FindingKind::GuardiansNotTold, which, position, notes);
                    self.need_not_be_told_of(report, on, notes);
                }
                None | Some(_) => {}
            }
        }
    }

    /// Guardians had been told of that report: where it was the last one, nobody tells them of any.
    fn need_not_be_told_of(&mut self, report: ReportId, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.telling.to_be_told_of.remove(&report) && self.case.telling.to_be_told_of.is_empty() {
            self.case.sent_unknown_to_guardians = false;
            self.fall_away(TELL, None, on, notes);
        }
    }

    fn owe_telling_all_but(&mut self, told: &BTreeSet<SubjectId>, on: NaiveDate, notes: &mut Notes<'_>) {
        for guardian in self.case.agreements.guardians.difference(told).copied().collect::<Vec<_>>() {
            self.owe_telling(guardian, on, notes);
        }
    }

    fn owe_telling(&mut self, guardian: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.guardians_must_not_know() {
            self.case.telling.not_now.insert(guardian);
        } else {
            self.owe(Owing::from(TELL_OTHER, on).of(guardian.as_uuid()), notes);
        }
    }

    /// That one is erased, and nobody can be told.
    pub(super) fn nobody_is_left_to_tell(&mut self, guardian: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.telling.not_now.remove(&guardian);
        self.case.telling.no_guardians.remove(&guardian);
        self.give_up(TELL_OTHER, Some(guardian.as_uuid()), on, notes);
    }

    /// That one is no guardian, as the unit says. Answers whether there was something to tell.
    pub(super) fn need_not_be_told(&mut self, guardian: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) -> bool {
        let put_off = self.case.telling.not_now.remove(&guardian);
        let untold = put_off || self.is_owed(TELL_OTHER, Some(guardian.as_uuid()));
        if untold {
            self.case.telling.no_guardians.insert(guardian);
            self.give_up(TELL_OTHER, Some(guardian.as_uuid()), on, notes);
        }
        untold
    }

    /// The unit names that one again: what was to be told is.
    pub(super) fn is_to_be_told_after_all(&mut self, guardian: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.telling.no_guardians.remove(&guardian) {
            self.owe_telling(guardian, on, notes);
        }
    }

    /// Guardians must not know for now.
    pub(super) fn nobody_tells_others(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let others = self.owed.iter().filter(|owed| owed.kind == TELL_OTHER).filter_map(|owed| owed.which);
        for other in others.collect::<Vec<_>>() {
            self.give_up(TELL_OTHER, Some(other), on, notes);
            self.case.telling.not_now.insert(SubjectId::from_uuid(other));
        }
    }

    /// They may know: who was left out is told now.
    pub(super) fn others_may_be_told(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for other in std::mem::take(&mut self.case.telling.not_now) {
            self.owe_telling(other, on, notes);
        }
    }
}
