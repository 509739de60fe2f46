//! On level 2 a measure starts only after guardians approved it, or attended a meeting about it: until one of these, somebody
//! asks them (R-32, S3-33). Of who is of age the person itself is asked, and no guardian's yes is one to it (C12).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, FindingKind, Notes, ObligationKind, Owing, Watch, agreements, case};
use crate::case::{Level, OwnSay, WhoDecides};
use crate::ids::{MeasureId, SubjectId};
use crate::people::Guardian;

const APPROVE: ObligationKind = ObligationKind::ApproveMeasure;
const UNAPPROVED: FindingKind = FindingKind::MeasureStartedUnapproved;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The measures that have neither begun nor ended.
    planned: BTreeMap<MeasureId, Planned>,
    /// Whether the child is known to be of age, so that it is asked and its guardians are not (C12).
    of_age: bool,
    /// Those that began on guardians' agreement.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    begun: BTreeMap<MeasureId, Begun>,
}

/// On which day a measure began, and which guardians had agreed to it by then, with the days of that, whenever it was written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Begun {
    on: NaiveDate,
    agreed: BTreeSet<(SubjectId, NaiveDate)>,
    /// The guardians who had said no to it by then, with the day of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    noes: BTreeMap<SubjectId, NaiveDate>,
    /// By which event it was found that none of them was a guardian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Planned {
    /// On which level it was planned.
    level: Level,
    on: NaiveDate,
    /// The day on which it is to start.
    first: NaiveDate,
    /// The guardians who attended a meeting about it, with the day of each.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    met_about: BTreeSet<(SubjectId, NaiveDate)>,
    /// The guardians who said yes to it and have not taken that back, with the day of each yes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    yeses: BTreeSet<(SubjectId, NaiveDate)>,
    /// The guardians who said no to it, which stands, with the day of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    noes: BTreeMap<SubjectId, NaiveDate>,
    /// The yeses that a no took back, each with its day and that of the no.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    taken_back: BTreeSet<(SubjectId, NaiveDate, NaiveDate)>,
    /// What the child itself answered last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    child: Option<Answer>,
}

/// What the child answered last: by the day of the answer, and of one day what was written down last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Answer {
    on: NaiveDate,
    yes: bool,
}

impl Answer {
    /// What was answered before that day or on it is answered so now; an older answer that is written down late changes nothing.
    fn after(self, known: Option<Self>) -> Self {
        known.filter(|known| self.on < known.on).unwrap_or(self)
    }
}

impl Planned {
    /// Whether somebody said no who decides for the child, which is an answer and nothing missing: the child itself, and
    /// before it is of age a guardian, whom the unit has not left out.
    fn is_refused(&self, of_age: bool, guardians: &agreements::Facts) -> bool {
        let is_guardians = self.noes.keys().any(|guardian| !guardians.is_left_out(*guardian));
        self.child.is_some_and(|said| !said.yes) || !of_age && is_guardians
    }

    /// Whether those agreed to it who decide for the child: of guardians one who did on the day of that yes, and does by now.
    fn is_agreed_to(&self, of_age: bool, guardians: &agreements::Facts) -> bool {
        if of_age {
            return self.child.is_some_and(|said| said.yes);
        }
        self.who_agreed().any(|(guardian, yes_on)| guardians.is_yes_for_child(guardian, yes_on, NaiveDate::MAX))
    }

    /// The guardians who said yes to it, or met about it, with the days of that.
    fn who_agreed(&self) -> impl Iterator<Item = (SubjectId, NaiveDate)> {
        self.met_about.iter().chain(&self.yeses).copied()
    }

    /// As [`Self::who_agreed`], as that stood on that day: what a no of a later one took back was a yes until then.
    fn who_agreed_by(&self, day: NaiveDate) -> BTreeSet<(SubjectId, NaiveDate)> {
        let later = self.taken_back.iter().filter(|(.., no_on)| day < *no_on).map(|(by, yes_on, _)| (*by, *yes_on));
        self.who_agreed().chain(later).filter(|(_, yes_on)| *yes_on <= day).collect()
    }

    /// Whether that one answered, or met about it.
    fn is_answered_by(&self, guardian: SubjectId) -> bool {
        self.noes.contains_key(&guardian) || self.who_agreed().any(|(agreed, _)| agreed == guardian)
    }

    /// A yes of an earlier day than a no of the same guardian is none any more, whichever is written down first; of one day that
    /// counts which is written down last.
    fn hear_yes(&mut self, guardian: SubjectId, on: NaiveDate) {
        match self.noes.get(&guardian) {
            Some(no_on) if on < *no_on => {
                self.taken_back.insert((guardian, on, *no_on));
            }
            Some(_) | None => {
                self.noes.remove(&guardian);
                self.yeses.insert((guardian, on));
            }
        }
    }

    /// Who says no takes each yes of that day and of earlier ones back; after a later yes it is no answer by now.
    fn hear_no(&mut self, guardian: SubjectId, on: NaiveDate) {
        let is_before = |(agreed, yes_on): &(SubjectId, NaiveDate)| *agreed == guardian && *yes_on <= on;
        let taken_back = self.yeses.iter().copied().filter(is_before).map(|(agreed, yes_on)| (agreed, yes_on, on));
        self.taken_back.extend(taken_back);
        self.yeses.retain(|yes| !is_before(yes));
        if self.yeses.iter().all(|(agreed, _)| *agreed != guardian) {
            let no_on = self.noes.entry(guardian).or_insert(on);
            *no_on = on.max(*no_on);
        }
    }
}

impl Begun {
    /// That one had said yes to it by the day it began, which is written down only now; a yes of before a no is none.
    fn hear_late_yes(&mut self, guardian: SubjectId, on: NaiveDate) {
        if on <= self.on && self.noes.get(&guardian).is_none_or(|no_on| *no_on <= on) {
            self.agreed.insert((guardian, on));
        }
    }
}

impl case::Facts {
    /// Whether somebody who decides for the child said no to it, and that stands.
    pub(super) fn stands_a_no_to(&self, measure: MeasureId) -> bool {
        let Facts { planned, of_age, .. } = &self.approvals;
        planned.get(&measure).is_some_and(|planned| planned.is_refused(*of_age, &self.agreements))
    }
}

impl Watch {
    /// A measure was planned, to start on that day.
    pub(super) fn hear_what_guardians_have_not_agreed_to(
        &mut self,
        measure: MeasureId,
        first: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let level = self.case.level_on(on);
        let planned = Planned {
            level,
            on,
            first,
            met_about: BTreeSet::new(),
            yeses: BTreeSet::new(),
            noes: BTreeMap::new(),
            taken_back: BTreeSet::new(),
            child: None,
        };
        self.case.approvals.planned.insert(measure, planned);
        self.owe_approvals(on, notes);
    }

    /// What is planned on level 2, or not begun when the case comes to it, is to be approved from that day on, by those who
    /// decide for the child; not while guardians must not know, where they do (R-6, C12).
    pub(super) fn owe_approvals(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let of_age = self.case.approvals.of_age;
        if self.case.closed || self.case.guardians_must_not_know() && !of_age {
            return;
        }
        let level = self.case.level;
        let guardians = &self.case.agreements;
        let is_asked = |planned: &Planned| {
            let is_answered = planned.is_agreed_to(of_age, guardians) || planned.is_refused(of_age, guardians);
            !is_answered && planned.level.max(level) >= Level::Two
        };
        let asked = self.case.approvals.planned.iter().filter(|(_, planned)| is_asked(planned));
        for (measure, Planned { on: planned_on, first, .. }) in
            asked.map(|(measure, planned)| (*measure, planned.clone())).collect::<Vec<_>>()
        {
            let from = on.max(planned_on);
            self.owe(Owing::from(APPROVE, from).of(measure.as_uuid()).by(first.max(from)), notes);
        }
    }

    /// Those guardians attended a meeting about these.
    pub(super) fn hear_that_guardians_met_about(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        guardians: &[Guardian],
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let met_about = |planned: &mut Planned| {
            planned.met_about.extend(guardians.iter().map(|guardian| (guardian.subject, on)));
        };
        self.hear_an_answer_to(measures, met_about, on, notes);
        let met_about = |begun: &mut Begun| {
            if on <= begun.on {
                begun.agreed.extend(guardians.iter().map(|guardian| (guardian.subject, on)));
            }
        };
        self.hear_who_had_agreed_to_what_began(measures, met_about, notes);
    }

    /// Guardians said yes or no to these, by name. A yes is one of them only as long as that one has not said no since: nobody is
    /// asked for an approval that was answered, nor to start what was refused, on whichever level.
    pub(super) fn hear_that_guardians_answer(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        (guardians, yes): (&[Guardian], bool),
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let answer = |planned: &mut Planned| {
            for guardian in guardians.iter().map(|guardian| guardian.subject) {
                if yes {
                    planned.hear_yes(guardian, on);
                } else {
                    planned.hear_no(guardian, on);
                }
            }
        };
        self.hear_an_answer_to(measures, answer, on, notes);
        if yes {
            let said_yes = |begun: &mut Begun| {
                for guardian in guardians {
                    begun.hear_late_yes(guardian.subject, on);
                }
            };
            self.hear_who_had_agreed_to_what_began(measures, said_yes, notes);
        }
        // What began without that has it now.
        let knows = &self.case.agreements;
        let is_theirs = |guardian: &Guardian| knows.is_yes_for_child(guardian.subject, on, NaiveDate::MAX);
        if yes && guardians.iter().any(is_theirs) {
            for measure in measures {
                self.mend(UNAPPROVED, Some(measure.as_uuid()), on, notes);
            }
        }
    }

    /// The child itself said yes or no to these: that is what they start on, once it is of age (C12).
    pub(super) fn hear_that_youth_answers(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        (own_say, yes): (Option<OwnSay>, bool),
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for measure in measures {
            if let Some(planned) = self.case.approvals.planned.get_mut(measure) {
                planned.child = Some(Answer { on, yes }.after(planned.child));
            }
        }
        // Known before the answer is judged: whom nobody else decides for is not asked anew for what this answers.
        if own_say == Some(OwnSay::InsteadOfGuardians) {
            self.hear_that_child_is_of_age(on, notes);
        }
        self.judge_answers_to(measures, on, notes);
    }

    fn hear_an_answer_to(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        answer: impl Fn(&mut Planned),
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for measure in measures {
            if let Some(planned) = self.case.approvals.planned.get_mut(measure) {
                answer(planned);
            }
        }
        self.judge_answers_to(measures, on, notes);
    }

    fn judge_answers_to(&mut self, measures: &BTreeSet<MeasureId>, on: NaiveDate, notes: &mut Notes<'_>) {
        for measure in measures {
            if self.case.approvals.planned.contains_key(measure) {
                self.ask_no_more_for_what_is_answered(*measure, on, notes);
            }
        }
        // A yes takes the no of that one back, also where it is of a day on which that one was no guardian, and is none for the child.
        self.owe_approvals(on, notes);
        self.owe_starts_that_no_no_puts_off(on, notes);
    }

    fn ask_no_more_for_what_is_answered(&mut self, measure: MeasureId, on: NaiveDate, notes: &mut Notes<'_>) {
        let Facts { planned, of_age, .. } = &self.case.approvals;
        let guardians = &self.case.agreements;
        let is_agreed_to = planned.get(&measure).is_some_and(|planned| planned.is_agreed_to(*of_age, guardians));
        if self.case.stands_a_no_to(measure) {
            // A no is an answer too.
            self.fall_away(APPROVE, Some(measure.as_uuid()), on, notes);
            self.put_off_what_is_refused(measure, on, notes);
        } else if is_agreed_to {
            self.met(APPROVE, Some(measure.as_uuid()), on, notes);
        }
    }

    /// Somebody is no guardian, as the unit says, or it is known that the child decides itself: nor is the yes or no of that one.
    pub(super) fn an_answer_may_be_nobodys(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.owe_approvals(on, notes);
        self.owe_starts_that_no_no_puts_off(on, notes);
    }

    /// The unit names that one again: what that one had said no to is refused, and what that one had agreed to is agreed to.
    pub(super) fn the_answer_is_a_guardians_again(
        &mut self,
        guardian: SubjectId,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let answered = self.case.approvals.planned.iter().filter(|(_, planned)| planned.is_answered_by(guardian));
        for measure in answered.map(|(measure, _)| *measure).collect::<Vec<_>>() {
            self.ask_no_more_for_what_is_answered(measure, on, notes);
        }
    }

    /// It began: on level 2, as guardians had agreed to it, of whom the unit may say later that they were none by then.
    pub(super) fn hear_on_whose_yes_it_begins(&mut self, measure: MeasureId, on: NaiveDate) {
        let level = self.case.level_on(on);
        let Facts { planned, of_age, begun } = &mut self.case.approvals;
        if let Some(planned) = planned.get(&measure).filter(|it| !*of_age && it.level.max(level) >= Level::Two) {
            let noes = planned.noes.iter().filter(|(_, no_on)| **no_on <= on).map(|(by, no_on)| (*by, *no_on));
            let (agreed, noes) = (planned.who_agreed_by(on), noes.collect());
            begun.insert(measure, Begun { on, agreed, noes, found: None });
        }
    }

    /// A yes of by the day on which it began counts for that, and what was found for want of it never was. What began on no guardian's
    /// began on the child's own, who is of age, and on nobody else's (C12).
    fn hear_who_had_agreed_to_what_began(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        agreed: impl Fn(&mut Begun),
        notes: &mut Notes<'_>,
    ) {
        for measure in measures {
            if let Some(begun) = self.case.approvals.begun.get_mut(measure).filter(|begun| !begun.agreed.is_empty()) {
                agreed(begun);
            }
        }
        self.what_began_may_rest_on_nobodys_yes(notes);
    }

    /// The unit said who the guardians are: what began on the yes alone of one who was none began on nobody's, and what was found so
    /// before, and began on a guardian's, as is known now, never was that.
    pub(super) fn what_began_may_rest_on_nobodys_yes(&mut self, notes: &mut Notes<'_>) {
        let guardians = &self.case.agreements;
        let is_nobodys = |begun: &Begun| {
            let was_none = |(guardian, yes_on): &_| guardians.was_nobodys(*guardian, *yes_on, begun.on);
            !begun.agreed.is_empty() && begun.agreed.iter().all(was_none)
        };
        let judged = self.case.approvals.begun.iter().map(|(measure, begun)| (*measure, begun.on, is_nobodys(begun)));
        for (measure, on, is_nobodys) in judged.collect::<Vec<_>>() {
            let Some(begun) = self.case.approvals.begun.get_mut(&measure) else { continue };
            let which = Some(measure.as_uuid());
            match begun.found {
                None if is_nobodys => {
                    begun.found = Some(notes.at.position);
                    self.find(UNAPPROVED, which, on, notes);
                }
                Some(position) if !is_nobodys => {
                    begun.found = None;
                    self.withdraw_this(UNAPPROVED, which, position, notes);
                }
                None | Some(_) => {}
            }
        }
    }

    /// It began or ended.
    pub(super) fn nothing_is_to_be_approved_of(&mut self, measure: MeasureId, ending: Ending, notes: &mut Notes<'_>) {
        self.case.approvals.planned.remove(&measure);
        self.end(APPROVE, Some(measure.as_uuid()), ending, notes);
    }

    /// Back on level 1, what was planned there starts without that.
    pub(super) fn approvals_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.level >= Level::Two {
            return;
        }
        let of_level_1 = self.case.approvals.planned.iter().filter(|(_, planned)| planned.level < Level::Two);
        for measure in of_level_1.map(|(measure, _)| *measure).collect::<Vec<_>>() {
            self.end(APPROVE, Some(measure.as_uuid()), Ending::Lapsed { on }, notes);
        }
    }

    /// Who is of age has answered for itself: what has not begun is to be approved by that person, whatever guardians said to it,
    /// and whatever the person said to something else (C12).
    pub(super) fn hear_that_child_is_of_age(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.hear_since_when_the_child_evaluates_itself(on, notes);
        // Also where that is known of a later day: what was called since then needed no guardians either.
        self.guardians_hear_of_meetings_no_more(on, notes);
        self.guardians_hear_of_effect_no_more(on, notes);
        if std::mem::replace(&mut self.case.approvals.of_age, true) {
            return;
        }
        for measure in self.case.approvals.planned.keys().copied().collect::<Vec<_>>() {
            self.ask_no_more_for_what_is_answered(measure, on, notes);
        }
        self.an_answer_may_be_nobodys(on, notes);
    }

    /// Guardians must not know for now, and nobody asks them; who is of age is asked all the same (C12).
    pub(super) fn nobody_asks_for_approval(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if !self.case.approvals.of_age {
            self.end_all(APPROVE, Ending::Lapsed { on }, notes);
        }
    }
}
