//! What should happen next, by whom and by when, and what was left out.
//!
//! One event opens an [`Obligation`], another meets it; it is never silently dropped. Every departure from the rules
//! that the ledger shows is a [`Finding`], with when it arose and when it was mended. Both follow from the events alone:
//! a [`Watch`] over one case, report or investigation hears its events in order and notes what changes. It refuses
//! nothing: a breach is a fact (C11), and what was imported is held against the same rules as what was decided here.
//!
//! The rules stand in [`case`], [`report`] and [`investigation`], each once. Nothing personal is remembered or noted.

mod agreements;
mod approvals;
mod asked_for;
mod averting;
mod case;
mod claims;
mod coercion;
mod consents;
mod consulting;
mod contact;
mod cooperation;
mod court;
mod duty;
mod effect;
mod findings;
mod follow_up;
mod interpreting;
mod investigation;
mod measures;
mod obligations;
mod orders;
mod own_say;
mod plans;
mod report;
mod responsibilities;
mod resting;
mod same_child;
mod seriousness;
mod siblings;
mod steps;
mod taking_up;
mod telling;
mod transfers;
mod twice;
mod weighing;
mod which;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use findings::{Beside, Excuse, Finding, FindingKind, Severity, StepOfGuide};
pub use obligations::{Ending, Obligation, ObligationKind, Owner, Standing};
pub use same_child::{Concerned, joined_by};
pub use siblings::said_of_siblings;
pub use twice::{Ran, begins_or_ends};
pub use which::Which;

use crate::case::CaseEvent;
use crate::ids::{CaseId, InvestigationId, Municipality, ReportId};
use crate::investigation::InvestigationEvent;
use crate::report::{ActiveMeasures, ReportEvent};
use crate::settings::{OwnDeadlines, SetDeadline, SettingsEvent};

/// What an obligation or a finding is about: the case, report or investigation in whose stream it arose, and those it
/// is known to belong to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// The case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub case: Option<CaseId>,
    /// The report.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub report: Option<ReportId>,
    /// The investigation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub investigation: Option<InvestigationId>,
}

/// An event that a watch hears.
#[derive(Debug, Clone, Copy)]
pub enum Heard<'a> {
    /// Of a case.
    Case(&'a CaseEvent),
    /// Of a report.
    Report(&'a ReportEvent),
    /// Of an investigation.
    Investigation(&'a InvestigationEvent),
}

/// Where an event stands in the ledger.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// Whose ledger.
    pub municipality: &'a Municipality,
    /// The event's stream.
    pub stream: Uuid,
    /// Its position.
    pub position: i64,
    /// The Norwegian date on which it was recorded.
    pub recorded_on: NaiveDate,
}

/// The streams whose watches hear the event: its own, that of the report from which an investigation follows, that of
/// the investigation that a report joined, that follows up the measures because of which it was dismissed, or whose reporter was named since, or that follows from one of which guardians must
/// not know, and the child's. No event that is watched stands in a child's stream; its
/// watch knows of the next investigation alone.
pub fn hearing(event: Heard<'_>, at: At<'_>) -> Vec<Uuid> {
    match event {
        Heard::Investigation(InvestigationEvent::InvestigationOpened { report, child, .. }) => {
            vec![at.stream, report.as_uuid(), child.subject.as_uuid()]
        }
        Heard::Investigation(
            InvestigationEvent::RenewedInvestigationScheduled { child, .. }
            | InvestigationEvent::InvestigationSentBack { child, .. }
            | InvestigationEvent::RenewalCalledOff { child, .. },
        ) => vec![at.stream, child.as_uuid()],
        Heard::Report(
            ReportEvent::TriageDecided { active_measures: Some(ActiveMeasures::Here { investigation }), .. }
            | ReportEvent::TriageReopened { measures_in: Some(investigation), .. },
        ) => vec![at.stream, investigation.as_uuid()],
        Heard::Report(
            ReportEvent::TriageDecided { joins: Some(joined), .. }
            | ReportEvent::JoinedInvestigationNamed { joined, .. },
        ) => {
            vec![at.stream, joined.investigation.as_uuid()]
        }
        // The investigation that follows from it, once there is one, is one in which guardians must not know.
        Heard::Report(
            ReportEvent::ReportReceived { withheld_from_guardians: Some(_), .. }
            | ReportEvent::WithholdingFromGuardiansChanged { .. },
        ) => {
            let follows = InvestigationId::following(at.municipality, ReportId::from_uuid(at.stream));
            vec![at.stream, follows.as_uuid()]
        }
        Heard::Report(ReportEvent::JoiningCorrected { was, joined, .. }) => {
            let investigations = was.iter().copied().chain(joined.map(|joined| joined.investigation));
            std::iter::once(at.stream).chain(investigations.map(InvestigationId::as_uuid)).collect()
        }
        Heard::Report(ReportEvent::ReporterNamedAtWork { investigation: Some(investigation), .. }) => {
            vec![at.stream, investigation.as_uuid()]
        }
        Heard::Case(_) | Heard::Report(_) | Heard::Investigation(_) => vec![at.stream],
    }
}

/// What an event changes in what is owed or was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// An obligation, as it is now, under its key.
    Obligation(Uuid, Obligation),
    /// A finding, as it is now, under its key; `None` where what would have been one was done in time.
    Finding(Uuid, Option<Finding>),
}

/// What is remembered of one stream, to know what the next event means.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Watch {
    about: About,
    /// The unit that works with it.
    unit: String,
    /// What is owed, in the order in which it came to be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    owed: Vec<Obligation>,
    /// What was left out and has not been mended, in the order in which it came to be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    found: Vec<Finding>,
    /// What was done too late or not at all, as far as is known, of what may be written down long after it was done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missed: Vec<Obligation>,
    /// The guides that are followed in it.
    #[serde(skip_serializing_if = "is_default")]
    way: steps::Way,
    /// What was decided in a guide's steps to be done.
    #[serde(skip_serializing_if = "is_default")]
    asked_for: asked_for::Facts,
    /// What decisions in a guide's steps may say was done, and was.
    #[serde(skip_serializing_if = "is_default")]
    claims: claims::Facts,
    /// The measures that are planned or decided on in it.
    #[serde(skip_serializing_if = "is_default")]
    measures: measures::Facts,
    /// Which child it is about, what joined what, and what is to be looked at again where a child is another one.
    #[serde(skip_serializing_if = "is_default")]
    same_child: same_child::Facts,
    /// What it says of siblings.
    #[serde(skip_serializing_if = "is_default")]
    siblings: siblings::Facts,
    /// Whether another service is to go on with the child.
    #[serde(skip_serializing_if = "is_default")]
    transferred: bool,
    /// How long the municipality gives itself: of the watch over its settings alone.
    #[serde(skip_serializing_if = "is_default")]
    own_deadlines: OwnDeadlines,
    // Of these three a stream has one, and a ledger has a watch for each of its streams.
    #[serde(skip_serializing_if = "is_default")]
    case: case::Facts,
    #[serde(skip_serializing_if = "is_default")]
    report: report::Facts,
    #[serde(skip_serializing_if = "is_default")]
    investigation: investigation::Facts,
}

fn is_default<T: Default + PartialEq>(facts: &T) -> bool {
    *facts == T::default()
}

impl Watch {
    /// The watch over `stream` hears the next event, of its own or of another stream, and notes what changes by it: in
    /// order, each key once.
    ///
    /// `own` is what the municipality had set by then: what comes to be owed is due by what it had set for that day.
    pub fn hear(&mut self, stream: Uuid, event: Heard<'_>, at: At<'_>, own: &OwnDeadlines) -> Vec<Note> {
        let mut notes = Notes { stream, at, own, noted: Vec::new() };
        match event {
            Heard::Case(event) => self.hear_case(event, &mut notes),
            Heard::Report(event) if stream == at.stream => self.hear_report(event, &mut notes),
            Heard::Report(event) => self.hear_as_investigation(event, &mut notes),
            Heard::Investigation(event) if stream == at.stream => self.hear_investigation(event, &mut notes),
            Heard::Investigation(event) => {
                self.hear_as_report(event, &mut notes);
                self.hear_as_child(event, &mut notes);
            }
        }
        notes.once_each()
    }

    /// The watch over `stream` hears what others' streams say, by which nothing is owed, and notes what changes by it.
    fn hear_of_others(&mut self, stream: Uuid, at: At<'_>, hear: impl FnOnce(&mut Self, &mut Notes<'_>)) -> Vec<Note> {
        let own = OwnDeadlines::default();
        let mut notes = Notes { stream, at, own: &own, noted: Vec::new() };
        hear(self, &mut notes);
        notes.once_each()
    }

    /// The watch over a municipality's settings hears what it sets.
    pub fn hear_setting(&mut self, event: &SettingsEvent) {
        if let SettingsEvent::DeadlineSet { deadline, length, valid_from, set_on } = event {
            let (deadline, length) = (*deadline, *length);
            self.own_deadlines.set(SetDeadline { deadline, length, valid_from: *valid_from, set_on: *set_on });
        }
    }

    /// What the municipality has set, of the watch over its settings.
    pub const fn own_deadlines(&self) -> &OwnDeadlines {
        &self.own_deadlines
    }

    /// From here on this is owed, by `due` if given. What is owed already is owed once.
    fn owe(&mut self, owing: Owing, notes: &mut Notes<'_>) {
        let owing = owing.within(notes.own);
        let Owing { kind, which, due, .. } = owing;
        if self.is_owed(kind, which) {
            return;
        }
        let obligation = self.obligation(owing, notes);
        notes.obligation(&obligation);
        if let Some(due) = due.filter(|_| !self.is_found_untold(kind)) {
            self.await_finding(kind, which, due, notes);
        }
        self.owed.push(obligation);
    }

    /// From the day after the last one on it is found that this was not done, unless it is done by then.
    fn await_finding(&mut self, kind: ObligationKind, which: Option<Uuid>, due: NaiveDate, notes: &mut Notes<'_>) {
        let awaited = self.finding(self.shown_by(kind), which, due.succ_opt().unwrap_or(due), notes);
        self.found.push(Finding { awaited: true, obligation: Some(kind), ..awaited });
        notes.finding(self.found.last());
    }

    /// The latest finding that its last day shows, or will.
    fn shown(&self, kind: ObligationKind, which: Option<Uuid>) -> Option<usize> {
        let shown_by = self.shown_by(kind);
        self.found.iter().rposition(|found| found.is(shown_by, which) && found.may_be_of(kind))
    }

    /// What is owed has that last day from now on, by which another thing is found than by the one that it had.
    fn is_due_by(&mut self, kind: ObligationKind, which: Option<Uuid>, due: NaiveDate, notes: &mut Notes<'_>) {
        let Some(obligation) = self.owed.iter_mut().find(|owed| owed.is(kind, which)) else { return };
        obligation.due = Some(due);
        notes.obligation(obligation);
        self.await_finding(kind, which, due, notes);
    }

    fn obligation(&self, owing: Owing, notes: &Notes<'_>) -> Obligation {
        let Owing { kind, which, on, due, in_days, extended } = owing;
        Obligation {
            kind,
            which,
            about: self.about,
            unit: self.unit.clone(),
            position: notes.at.position,
            opened_on: on,
            due,
            due_in_days: in_days.filter(|days| Some(*days) != due),
            extended,
            ending: None,
        }
    }

    /// This was owed from its day on, and done on another, which was written down before anybody knew that it was owed. Done
    /// in time, it leaves nothing to tell; done too late, that is told once, beside what is owed of that kind by now.
    fn was_owed_and_done(&mut self, owing: Owing, done_on: NaiveDate, notes: &mut Notes<'_>) {
        let owing = owing.within(notes.own);
        let ending = Some(Ending::Met { on: done_on });
        let is_told = self.missed.iter().any(|missed| missed.is(owing.kind, owing.which) && missed.ending == ending);
        if !is_told && owing.due.is_some_and(|due| due < done_on) {
            let late = Obligation { ending, ..self.obligation(owing, notes) };
            notes.obligation(&late);
            self.was_found_and_mended(owing, done_on, notes);
            self.missed.push(late);
        }
    }

    /// What those were owed for was done on that day, which is written down only now: they were met by that, and what their
    /// last day showed before is withdrawn or was mended then.
    fn was_done_before(
        &mut self,
        kind: ObligationKind,
        are_those: impl Fn(&Obligation) -> bool,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let is_it = |missed: &Obligation| {
            missed.kind == kind
                && are_those(missed)
                && missed.ending.is_some_and(|ending| on.max(missed.opened_on) < ending.on())
        };
        let (known, missed): (Vec<_>, Vec<_>) = std::mem::take(&mut self.missed).into_iter().partition(is_it);
        self.missed = missed;
        for mut obligation in known {
            let on = on.max(obligation.opened_on);
            obligation.ending = Some(Ending::Met { on });
            notes.obligation(&obligation);
            let (shown_by, Some(due)) = (kind.finding(), obligation.due) else { continue };
            self.found.retain(|found| !(found.is(shown_by, obligation.which) && found.position == obligation.position));
            let finding = Finding {
                kind: shown_by,
                obligation: Some(kind),
                which: obligation.which,
                about: obligation.about,
                unit: obligation.unit.clone(),
                position: obligation.position,
                arose_on: due.succ_opt().unwrap_or(due),
                awaited: true,
                excuse: None,
                mended_on: Some(on),
                beside: BTreeMap::new(),
                step: None,
                lacks: None,
            };
            if on <= due {
                notes.withdraw(&finding);
            } else {
                notes.finding(Some(&finding));
                self.missed.push(obligation);
            }
        }
    }

    /// Ended after its last day, as far as is known.
    fn remember_what_was_missed(&mut self, obligation: Obligation) {
        let too_late = |ending: Ending| obligation.due.is_some_and(|due| due < ending.on());
        if obligation.kind.is_met_by_what_is_written_down_later() && obligation.ending.is_some_and(too_late) {
            self.missed.push(obligation);
        }
    }

    /// The last day for it passed before that day, on which it was done.
    fn was_found_and_mended(&self, owing: Owing, mended_on: NaiveDate, notes: &mut Notes<'_>) {
        let owing = owing.within(notes.own);
        if let Some(due) = owing.due.filter(|due| *due < mended_on) {
            let late = self.finding(owing.kind.finding(), owing.which, due.succ_opt().unwrap_or(due), notes);
            let (obligation, mended_on) = (Some(owing.kind), Some(mended_on));
            notes.finding(Some(&Finding { awaited: true, obligation, mended_on, ..late }));
        }
    }

    /// What is owed waits from that day on, and is owed again from another. It was owed until then, and stays shown so; only
    /// what nobody was asked for yet is owed from the later day alone.
    fn put_off(
        &mut self,
        kind: ObligationKind,
        which: Option<Uuid>,
        from: NaiveDate,
        to: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(obligation) = self.owed.iter().find(|owed| owed.is(kind, which)) else { return };
        if obligation.opened_on > notes.at.recorded_on {
            return self.owe_from(kind, which, to, notes);
        }
        self.fall_away(kind, which, from, notes);
        self.owe(Owing { which, ..Owing::from(kind, to) }, notes);
    }

    /// What is owed from a day on that has not come is owed from another.
    fn owe_from(&mut self, kind: ObligationKind, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        if let Some(obligation) = self.owed.iter_mut().find(|owed| owed.is(kind, which)) {
            (obligation.opened_on, obligation.due) = (on, kind.due_when_owed_from(on, notes.own));
            notes.obligation(obligation);
            if let Some(due) = obligation.due {
                self.is_shown_after(kind, which, due, notes);
            }
        }
    }

    /// What its last day shows, it shows the day after that one.
    fn is_shown_after(&mut self, kind: ObligationKind, which: Option<Uuid>, due: NaiveDate, notes: &mut Notes<'_>) {
        if let Some(index) = self.shown(kind, which) {
            let finding = &mut self.found[index];
            finding.arose_on = due.succ_opt().unwrap_or(due);
            notes.finding(Some(finding));
        }
    }

    fn is_owed(&self, kind: ObligationKind, which: Option<Uuid>) -> bool {
        self.owed.iter().any(|owed| owed.is(kind, which))
    }

    /// What was owed was done on that day, or lapses with it.
    fn end(&mut self, kind: ObligationKind, which: Option<Uuid>, ending: Ending, notes: &mut Notes<'_>) {
        match ending {
            Ending::Met { on } => self.met(kind, which, on, notes),
            Ending::Lapsed { on } => self.give_up(kind, which, on, notes),
        }
    }

    /// What was owed is over, and so is what was found of it.
    fn settle(&mut self, kind: ObligationKind, which: Option<Uuid>, ending: Ending, notes: &mut Notes<'_>) {
        let Some(index) = self.owed.iter().position(|owed| owed.is(kind, which)) else { return };
        let mut obligation = self.owed.remove(index);
        // What was done before it was owed, by its own day, counts from the day it was owed.
        let ending = ending.no_earlier_than(obligation.opened_on);
        obligation.ending = Some(ending);
        notes.obligation(&obligation);
        // Without a last day nothing was to be found of it.
        let shown = obligation.due.and_then(|_| self.shown(kind, which));
        // What was found of it otherwise, before its last day, is not mended by its lapsing.
        let is_mended = |index: &usize| self.found[*index].awaited || matches!(ending, Ending::Met { .. });
        if let Some(index) = shown.filter(is_mended) {
            self.mend_at(index, ending.on(), notes);
        }
        self.remember_what_was_missed(obligation);
    }

    /// All of that kind were done on that day, or lapse with it.
    fn end_all(&mut self, kind: ObligationKind, ending: Ending, notes: &mut Notes<'_>) {
        while let Some(which) = self.owed.iter().find(|owed| owed.kind == kind).map(|owed| owed.which) {
            self.end(kind, which, ending, notes);
        }
    }

    /// What was owed lapses with that day by what shows that nothing was left out, or that is owed anew in its place: what was
    /// found of it is mended by that. Where it lapses otherwise, it is given up.
    fn fall_away(&mut self, kind: ObligationKind, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        self.settle(kind, which, Ending::Lapsed { on }, notes);
    }

    /// What was owed lapses with that day, and what its last day showed before that stays found: nobody mended it. What lapsed in
    /// time was never left out, whenever that is written down, as what was done in time was not.
    fn give_up(&mut self, kind: ObligationKind, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        self.lapse(kind, which, on, on, notes);
    }

    /// What the law or danger asks for was assessed to be none of it, or is put off. That counts from when it was recorded, as an
    /// extension of the time for it does: dated back after the last day it takes the breach not away (C11, D-3).
    fn take_back(&mut self, kind: ObligationKind, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        self.lapse(kind, which, on, on.max(notes.at.recorded_on), notes);
    }

    /// What was owed lapses with that day, and was missed where the day that counts comes after its last one.
    fn lapse(
        &mut self,
        kind: ObligationKind,
        which: Option<Uuid>,
        on: NaiveDate,
        counts_on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let is_owed = |owed: &Obligation| owed.is(kind, which);
        let Some(index) = self.owed.iter().position(is_owed) else { return };
        if self.owed[index].due.is_none_or(|last| counts_on <= last) {
            return self.fall_away(kind, which, on, notes);
        }
        let mut obligation = self.owed.remove(index);
        obligation.ending = Some(Ending::Lapsed { on }.no_earlier_than(obligation.opened_on));
        notes.obligation(&obligation);
        self.remember_what_was_missed(obligation);
    }

    /// As [`Self::give_up`], all of that kind.
    fn give_up_all(&mut self, kind: ObligationKind, on: NaiveDate, notes: &mut Notes<'_>) {
        while let Some(which) = self.owed.iter().find(|owed| owed.kind == kind).map(|owed| owed.which) {
            self.give_up(kind, which, on, notes);
        }
    }

    /// What was owed was done on that day; and what was given up after its last day, and is done after all, is made good by that.
    /// Of what had to be done there and then nothing done later is, nor is what was left out before it was owed anew: each is owed by
    /// itself (S2-33).
    fn met(&mut self, kind: ObligationKind, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        let owed_from = self.owed.iter().find(|owed| owed.is(kind, which)).map(|owed| owed.opened_on);
        self.settle(kind, which, Ending::Met { on }, notes);
        if !kind.is_met_by_what_is_written_down_later() {
            let since = owed_from.or_else(|| self.goes_on_since(on).filter(|_| which.is_none()));
            self.is_made_good(kind, which, since, on, notes);
        }
    }

    /// What the last days showed of all that were owed since then is made good by what was done on that day, by whatever name it
    /// is found.
    fn is_made_good(
        &mut self,
        kind: ObligationKind,
        which: Option<Uuid>,
        since: Option<NaiveDate>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let given_up = |found: &Finding| {
            found.which == which
                && found.obligation == Some(kind)
                && found.awaited
                && found.arose_on <= on
                && since.is_none_or(|since| since <= found.arose_on)
        };
        while let Some(index) = self.found.iter().position(given_up) {
            self.mend_at(index, on, notes);
        }
    }

    /// The first day of the work in which something was done on that day, in a case that was reopened: what was left out before
    /// it ended is another matter's (S2-33).
    fn goes_on_since(&self, on: NaiveDate) -> Option<NaiveDate> {
        let before = self.case.closed_on.filter(|closed_on| !self.case.closed && *closed_on < on)?;
        before.succ_opt()
    }

    /// It is to be held on another day, as was agreed on that one. Before its day it is moved by that; after it, it was not held,
    /// and nothing makes that good but holding it (C11, D-7).
    fn is_moved(
        &mut self,
        kind: ObligationKind,
        which: Option<Uuid>,
        due: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(owed) = self.owed.iter().find(|owed| owed.is(kind, which)) else { return };
        let (owed_from, last) = (owed.opened_on, owed.due);
        if last.is_none_or(|last| on <= last) {
            return self.has_until(kind, which, due, notes);
        }
        self.give_up(kind, which, on, notes);
        self.owe(Owing { which, extended: true, ..Owing::from(kind, owed_from).by(due) }, notes);
    }

    /// What is owed has another last day, as was decided.
    fn has_until(&mut self, kind: ObligationKind, which: Option<Uuid>, due: NaiveDate, notes: &mut Notes<'_>) {
        let Some(obligation) = self.owed.iter_mut().find(|owed| owed.is(kind, which)) else { return };
        (obligation.due, obligation.extended, obligation.due_in_days) = (Some(due), true, None);
        notes.obligation(obligation);
        self.is_shown_after(kind, which, due, notes);
    }

    /// There is until `due` now, by a decision of that day. A decision that came after the last day takes the breach
    /// not away (C11): that one stands, and from the decision on it is owed anew. Nor does one that was recorded only
    /// then, whatever day it is said to be of: an extension is a recorded decision (D-3).
    fn extend(
        &mut self,
        kind: ObligationKind,
        which: Option<Uuid>,
        due: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(owed) = self.owed.iter().find(|owed| owed.is(kind, which)) else { return };
        let on = on.max(notes.at.recorded_on);
        if owed.due.is_none_or(|last| on <= last) {
            return self.has_until(kind, which, due, notes);
        }
        self.fall_away(kind, which, on, notes);
        self.owe(Owing { which, extended: true, ..Owing::from(kind, on).by(due) }, notes);
    }

    fn finding(&self, kind: FindingKind, which: Option<Uuid>, arose_on: NaiveDate, notes: &Notes<'_>) -> Finding {
        let (about, unit) = (self.about, self.unit.clone());
        let (position, awaited) = (notes.at.position, arose_on > notes.at.recorded_on);
        let (obligation, excuse, mended_on, beside) = (None, None, None, BTreeMap::new());
        let (step, lacks) = (None, None);
        Finding {
            kind,
            which,
            obligation,
            about,
            unit,
            position,
            arose_on,
            awaited,
            excuse,
            mended_on,
            beside,
            step,
            lacks,
        }
    }

    /// This was left out or done otherwise than the rule says, as of that day. What is found already is found once.
    fn find(&mut self, kind: FindingKind, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        self.find_excused(kind, which, on, None, notes);
    }

    /// As [`Self::find`], on a path where the sources excuse it.
    fn find_excused(
        &mut self,
        kind: FindingKind,
        which: Option<Uuid>,
        on: NaiveDate,
        excuse: Option<Excuse>,
        notes: &mut Notes<'_>,
    ) {
        if !self.found.iter().any(|found| found.is(kind, which)) {
            self.found.push(Finding { excuse, ..self.finding(kind, which, on, notes) });
            notes.finding(self.found.last());
        }
    }

    /// As [`Self::find`], where the passing of a day may show the same: what comes first does.
    fn find_by_then(&mut self, kind: FindingKind, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        let awaited = |found: &&mut Finding| found.is(kind, which) && found.awaited && on < found.arose_on;
        match self.found.iter_mut().rfind(awaited) {
            Some(found) => {
                (found.arose_on, found.awaited) = (on, false);
                notes.finding(Some(found));
            }
            None => self.find(kind, which, on, notes),
        }
    }

    /// As [`Self::find_excused`], where each such event is a finding by itself. Nothing mends it, and so it need not be
    /// remembered.
    fn find_each(&self, kind: FindingKind, on: NaiveDate, excuse: Option<Excuse>, notes: &mut Notes<'_>) {
        notes.finding(Some(&Finding { excuse, ..self.finding(kind, None, on, notes) }));
    }

    /// This was found by mistake, as is known now: it never was.
    fn withdraw_found(&mut self, kind: FindingKind, which: Option<Uuid>, notes: &mut Notes<'_>) {
        if let Some(index) = self.found.iter().rposition(|found| found.is(kind, which)) {
            notes.withdraw(&self.found.remove(index));
        }
    }

    /// This was mended on that day. What only the passing of a day would have shown, and which was done before that, is
    /// no finding; what an event showed stays one, whatever day it is said to have been mended on. Where an earlier one was
    /// left standing, it is the latest.
    fn mend(&mut self, kind: FindingKind, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        if let Some(index) = self.found.iter().rposition(|found| found.is(kind, which)) {
            self.mend_at(index, on, notes);
        }
    }

    fn mend_at(&mut self, index: usize, on: NaiveDate, notes: &mut Notes<'_>) {
        let mut finding = self.found.remove(index);
        if finding.awaited && finding.arose_on > on {
            notes.withdraw(&finding);
        } else {
            finding.mended_on = Some(on.max(finding.arose_on));
            notes.finding(Some(&finding));
        }
    }
}

/// Something to be owed.
#[derive(Debug, Clone, Copy)]
struct Owing {
    kind: ObligationKind,
    which: Option<Uuid>,
    on: NaiveDate,
    due: Option<NaiveDate>,
    in_days: Option<NaiveDate>,
    extended: bool,
}

impl Owing {
    /// Owed from that day on, within the time that runs from then, if any.
    const fn from(kind: ObligationKind, on: NaiveDate) -> Self {
        Self { kind, which: None, on, due: None, in_days: None, extended: false }
    }

    /// By that time as it was on the day, where nothing else is said.
    fn within(self, own: &OwnDeadlines) -> Self {
        Self { due: self.due.or_else(|| self.kind.due_when_owed_from(self.on, own)), ..self }
    }

    const fn by(self, due: NaiveDate) -> Self {
        Self { due: Some(due), ..self }
    }

    /// That one of several.
    const fn of(self, which: Uuid) -> Self {
        Self { which: Some(which), ..self }
    }

    /// With the day it would be if months were thirty days each, which the national register's rules count with.
    const fn or_in_days(self, in_days: NaiveDate) -> Self {
        Self { in_days: Some(in_days), ..self }
    }
}

/// What one event changes.
struct Notes<'a> {
    /// The stream that is watched.
    stream: Uuid,
    at: At<'a>,
    /// What the municipality had set by then.
    own: &'a OwnDeadlines,
    noted: Vec<(Uuid, Note)>,
}

impl Notes<'_> {
    /// What came up at that position. The same can come up again once it has ended: each time is kept by itself.
    fn key(&self, name: &str, which: Option<Uuid>, position: i64) -> Uuid {
        let which = which.map(|which| format!("/{which}")).unwrap_or_default();
        Uuid::new_v5(&self.stream, format!("{name}{which}/{position}").as_bytes())
    }

    fn obligation(&mut self, obligation: &Obligation) {
        let key = self.key(obligation.kind.name(), obligation.which, obligation.position);
        self.noted.push((key, Note::Obligation(key, obligation.clone())));
    }

    /// What is found of several obligations is kept for each of them.
    fn key_of(&self, finding: &Finding) -> Uuid {
        let name = match finding.obligation.filter(|_| finding.kind == FindingKind::NotDoneInTime) {
            Some(obligation) => format!("{}/{}", finding.kind.name(), obligation.name()),
            None => finding.kind.name().to_owned(),
        };
        self.key(&name, finding.which, finding.position)
    }

    fn finding(&mut self, finding: Option<&Finding>) {
        let Some(finding) = finding else { return };
        let key = self.key_of(finding);
        self.noted.push((key, Note::Finding(key, Some(finding.clone()))));
    }

    fn withdraw(&mut self, finding: &Finding) {
        let key = self.key_of(finding);
        self.noted.push((key, Note::Finding(key, None)));
    }

    /// The last note under each key.
    fn once_each(self) -> Vec<Note> {
        let mut seen = std::collections::HashSet::new();
        let mut notes: Vec<Note> =
            self.noted.into_iter().rev().filter(|(key, _)| seen.insert(*key)).map(|(_, note)| note).collect();
        notes.reverse();
        notes
    }
}

#[cfg(test)]
mod tests;
