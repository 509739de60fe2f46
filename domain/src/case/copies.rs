//! Copies: whoever takes part in an agreement gets one of it, and guardians get one of a report.
//!
//! A copy is owed until it is delivered, or withheld on the ground on which guardians are not told of the report, until
//! a day on which that is looked at again: at once where a report is sent without telling them, or where the ground comes
//! after it, for nobody must have to think of it (C4). Where the ground is lifted, the copy is owed again (R-6, C4): it is never
//! silently dropped.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::family::{Untold, Withholding};
use super::{
    AgreementEvent, Case, CaseEvent, ConsentEvent, FamilyEvent, MeasureEvent, MeetingEvent, Party, PartyKind,
    PlanEvent, ReportingEvent, WhoDecides, WithholdingGround, not_before, not_in_future,
};
use crate::Refusal;
use crate::ids::{AgreementId, ReportId, SubjectId};
use crate::law::{self, DeadlineKind};
use crate::people::{Decision, Guardian, RecordedDecision, may_be_one_name};
use crate::refusal::Sought;
use crate::subject::AddressProtection;
use crate::texts::Sentence;
use crate::topics::{Happened, Topic, names};

/// When a copy is looked at again that was withheld on that day, where neither anybody nor the municipality set another (C4).
pub(super) fn copy_review_of(withheld_on: NaiveDate) -> NaiveDate {
    law::due(DeadlineKind::CopyReview, withheld_on)
}

/// The copies of a report that was sent on that day are withheld with the telling, on the same ground (C4).
pub(super) fn copy_withheld(report: ReportId, sent_on: NaiveDate, withholding: &Withholding) -> CaseEvent {
    let Withholding { ground, decision, from, .. } = withholding;
    let withheld_on = sent_on.max(*from);
    CopyEvent::CopyWithheld {
        document: Document::Report { report },
        ground: *ground,
        review_on: copy_review_of(withheld_on),
        decision: decision.clone(),
        withheld_on,
    }
    .into()
}

/// Who must not know where somebody in the case is (C12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFrom {
    /// Which guardian; any of them where nobody is named.
    pub guardian: Option<Guardian>,
    /// Since when that is known.
    pub since: NaiveDate,
    /// From which day on it is kept from nobody any more.
    pub until: Option<NaiveDate>,
}

/// Who must not know, as what guardians have read is looked back on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookBack {
    /// Who must not know.
    pub kept_from: Vec<KeptFrom>,
    /// Whether all is there by which it was judged before. Of who is erased neither the names nor what was one child can be told
    /// any more, and so nothing is taken back.
    pub is_all_there: bool,
}

/// What a guardian has read, or has written along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reading {
    /// Which document; the draft of a report where it is none yet.
    document: Option<Document>,
    reader: Guardian,
    read_on: NaiveDate,
    /// How often copies had been looked through when that was recorded.
    looked_through: usize,
}

/// What somebody gets a copy of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", tag = "kind")]
pub enum Document {
    /// An agreement (S4-9).
    Agreement {
        /// Which.
        agreement: AgreementId,
    },
    /// A concern report (S0-42).
    Report {
        /// Which.
        report: ReportId,
    },
}

/// What became of the copies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum CopyEvent {
    /// Somebody got a copy (S0-42, S4-9).
    CopyDelivered {
        /// Of what.
        document: Document,
        /// Who got it.
        recipient: Party,
        /// When.
        delivered_on: NaiveDate,
    },
    /// Guardians do not get their copy of a report, on the ground on which they are not told of it (R-7, C4).
    CopyWithheld {
        /// Of what.
        document: Document,
        /// The ground.
        ground: WithholdingGround,
        /// When it is looked at again.
        review_on: NaiveDate,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        withheld_on: NaiveDate,
    },
    /// Nobody is there any more who could be given the copy: that person's data are erased (C12).
    CopyLapsed {
        /// Of what.
        document: Document,
        /// Who was to have it.
        recipient: SubjectId,
        /// When.
        lapsed_on: NaiveDate,
    },
    /// What tells where somebody is whose address is protected was taken out of the copies (C12).
    WhereaboutsTakenOut {
        /// Of what.
        document: Document,
        /// Why the copies tell it no more, and who saw to that.
        decision: RecordedDecision,
        /// When.
        taken_out_on: NaiveDate,
    },
    /// A guardian who must not know where somebody in the case is had a document before that was taken out of it, and may know
    /// it since (C12).
    WhereaboutsMayBeKnown {
        /// Which document; the draft of a report where it is none yet.
        document: Option<Document>,
        /// The guardian.
        subject: SubjectId,
        /// When.
        read_on: NaiveDate,
    },
    /// By what was written down since, that reading told the guardian nothing that the guardian must not know: somebody else was
    /// meant, or what tells it had been taken out before (C12).
    WhereaboutsFoundNotTold {
        /// Which document; the draft of a report where it is none yet.
        document: Option<Document>,
        /// The guardian.
        subject: SubjectId,
        /// When it was read.
        read_on: NaiveDate,
        /// When that was found.
        found_on: NaiveDate,
    },
}

impl Topic for CopyEvent {
    names!(
        CopyDelivered,
        CopyWithheld,
        CopyLapsed,
        WhereaboutsTakenOut,
        WhereaboutsMayBeKnown,
        WhereaboutsFoundNotTold
    );

    fn happened(&self) -> Happened {
        match self {
            Self::CopyDelivered { delivered_on: date, .. }
            | Self::CopyWithheld { withheld_on: date, .. }
            | Self::CopyLapsed { lapsed_on: date, .. }
            | Self::WhereaboutsTakenOut { taken_out_on: date, .. }
            | Self::WhereaboutsMayBeKnown { read_on: date, .. }
            | Self::WhereaboutsFoundNotTold { found_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::CopyDelivered { document, recipient, .. } => {
                let of_report = matches!(document, Document::Report { .. });
                said.with("report", of_report).with("recipient", recipient.kind.word())
            }
            Self::CopyWithheld { ground, review_on, .. } => {
                said.with("ground", ground.word()).with("review", *review_on)
            }
            Self::CopyLapsed { document, .. } | Self::WhereaboutsTakenOut { document, .. } => {
                said.with("report", matches!(document, Document::Report { .. }))
            }
            Self::WhereaboutsMayBeKnown { document, .. } | Self::WhereaboutsFoundNotTold { document, .. } => {
                said.with("report", !matches!(document, Some(Document::Agreement { .. })))
            }
        }
    }
}

/// How a copy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopyState {
    /// Owed.
    Owed,
    /// Delivered on that day.
    Delivered {
        /// The day.
        on: NaiveDate,
    },
    /// Withheld on that ground.
    Withheld {
        /// The ground.
        ground: WithholdingGround,
        /// When it is looked at again.
        review_on: NaiveDate,
    },
    /// Lapsed on that day: its recipient is erased.
    Lapsed {
        /// The day.
        on: NaiveDate,
    },
}

/// A copy that somebody is entitled to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntitledCopy {
    /// Of what.
    pub document: Document,
    /// Who is to have it; the guardians, whoever they are, where the case knew none by name.
    pub recipient: Option<Party>,
    /// How it stands.
    pub state: CopyState,
}

impl EntitledCopy {
    /// Whether somebody is still to have it, now or once it is withheld no more.
    pub(crate) const fn is_outstanding(&self) -> bool {
        matches!(self.state, CopyState::Owed | CopyState::Withheld { .. })
    }
}

/// A guardian whom a case knows by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownGuardian {
    /// Who.
    pub party: Party,
    /// The day of which the case knows it first.
    pub since: NaiveDate,
    /// The day from which on the unit says that others are the guardians.
    pub until: Option<NaiveDate>,
    /// The times before that in which it said so: from the first day of each to the one on which it named that person again.
    #[serde(default)]
    left_out: Vec<(NaiveDate, NaiveDate)>,
}

impl KnownGuardian {
    fn times_left_out(&self) -> impl Iterator<Item = LeftOut> {
        let before = self.left_out.iter().map(|(from, until)| LeftOut { from: *from, until: Some(*until) });
        before.chain(self.until.map(|from| LeftOut { from, until: None }))
    }

    /// Since when the unit says that others are the guardians, where it says so of that day.
    fn left_out_since(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.times_left_out().find(|time| time.covers(day)).map(|time| time.from)
    }
}

/// The copies of a case, and the guardians it knows by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Copies {
    guardians: Vec<KnownGuardian>,
    /// The latest day for which the unit said who they are.
    #[serde(default)]
    named_on: Option<NaiveDate>,
    entitled: Vec<EntitledCopy>,
    /// When each report was sent.
    reports: BTreeMap<ReportId, NaiveDate>,
    /// The latest day on which it was decided that copies of each report are withheld, while they are.
    kept_back: BTreeMap<ReportId, NaiveDate>,
    /// Of which documents the copies were looked through, last, for what tells where somebody is.
    #[serde(default)]
    looked_through: Vec<LookedThrough>,
    /// What guardians have read, of which it may come to be known that they were not to.
    #[serde(default)]
    readings: Vec<Reading>,
    /// Of which readings it is recorded that the guardian may know since where somebody is.
    #[serde(default)]
    may_be_known: Vec<MayBeKnown>,
}

/// A guardian may know since that reading where somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct MayBeKnown {
    document: Option<Document>,
    subject: SubjectId,
    read_on: NaiveDate,
}

/// What tells where somebody is was taken out of the copies of a document.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct LookedThrough {
    document: Document,
    on: NaiveDate,
}

/// By that reading its reader may know where somebody is who is kept from it.
fn may_be_known_by(reading: &Reading) -> CaseEvent {
    let MayBeKnown { document, subject, read_on } = reading.key();
    CopyEvent::WhereaboutsMayBeKnown { document, subject, read_on }.into()
}

/// By that reading its reader knows it not.
fn found_not_told_by(reading: &Reading, found_on: NaiveDate) -> CaseEvent {
    let MayBeKnown { document, subject, read_on } = reading.key();
    CopyEvent::WhereaboutsFoundNotTold { document, subject, read_on, found_on }.into()
}

impl Reading {
    /// By which it is told apart: who read the same on the same day has read it once.
    const fn key(&self) -> MayBeKnown {
        MayBeKnown { document: self.document, subject: self.reader.subject, read_on: self.read_on }
    }
}

/// What makes where somebody is a secret or none, what guardians read, what was taken out of it, and what makes a guardian known
/// to the case: after each of these what guardians have read is looked back on, so that it comes to the same whichever is
/// written down last (C12).
pub const LOOKED_BACK_AFTER: &[&str] = &[
    "AddressProtected",
    "AddressProtectionLifted",
    "SameChildRecorded",
    "SameChildWithdrawn",
    "SiblingLinked",
    "CopyDelivered",
    "AgreementSigned",
    "ReportCosigned",
    "ReportDrafted",
    "WhereaboutsTakenOut",
    "ConsentRequested",
    "GuardiansInformed",
    "GuardiansNamed",
    "MeetingHeld",
    "PlanDrafted",
    "MeasuresApprovedByGuardians",
    "MeasuresRefusedByGuardians",
    "AgreementDrawn",
];

/// The guardians whom an event names.
pub(crate) fn guardians_named_by(event: &CaseEvent) -> Vec<Party> {
    let party = |guardian: &Guardian| {
        let Guardian { subject, name } = guardian.clone();
        Party { subject, name, kind: PartyKind::Guardian }
    };
    match event {
        CaseEvent::Consent(ConsentEvent::ConsentRequested { of, .. }) => of.guardian().map(party).into_iter().collect(),
        CaseEvent::Family(
            FamilyEvent::GuardiansInformed { guardians, .. } | FamilyEvent::GuardiansNamed { guardians, .. },
        )
        | CaseEvent::Plan(PlanEvent::PlanDrafted { with_guardians: guardians, .. })
        | CaseEvent::Reporting(
            ReportingEvent::ReportCosigned { guardians, .. }
            | ReportingEvent::ReportDrafted { co_authored_with_guardians: guardians, .. },
        )
        | CaseEvent::Measure(
            MeasureEvent::MeasuresApprovedByGuardians { guardians, .. }
            | MeasureEvent::MeasuresRefusedByGuardians { guardians, .. },
        ) => guardians.iter().map(party).collect(),
        CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, .. }) => {
            attendance.guardians.iter().map(party).collect()
        }
        CaseEvent::Agreement(AgreementEvent::AgreementDrawn { parties, .. }) => {
            parties.iter().filter(|party| party.kind == PartyKind::Guardian).cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// The names of the events that name guardians.
pub const NAMING_GUARDIANS: [&str; 10] = [
    "AgreementDrawn",
    "ConsentRequested",
    "GuardiansInformed",
    "GuardiansNamed",
    "MeasuresApprovedByGuardians",
    "MeasuresRefusedByGuardians",
    "MeetingHeld",
    "PlanDrafted",
    "ReportCosigned",
    "ReportDrafted",
];

/// A time in which the unit said that others are the guardians.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// Its first day.
    pub from: NaiveDate,
    /// The day on which the unit named that person again; without one, it has not.
    pub until: Option<NaiveDate>,
}

impl LeftOut {
    /// Whether it says so of that day.
    pub fn covers(self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// When somebody who was named as a guardian decided nothing for the child, by the events of a case that name any
/// ([`NAMING_GUARDIANS`]), in their order.
pub fn times_left_out<'a>(naming: impl IntoIterator<Item = &'a CaseEvent>, guardian: SubjectId) -> Vec<LeftOut> {
    let mut copies = Copies::default();
    for event in naming {
        copies.hear_who_the_guardians_are(event, None);
    }
    let known = copies.guardians.iter().find(|known| known.party.subject == guardian);
    known.into_iter().flat_map(KnownGuardian::times_left_out).collect()
}

impl Copies {
    fn hear_who_the_guardians_are(&mut self, event: &CaseEvent, withheld: Option<WithholdingGround>) {
        if let CaseEvent::Family(FamilyEvent::GuardiansNamed { guardians, named_on, .. }) = event {
            self.are_all(guardians, *named_on, withheld);
        }
        self.learn_of(guardians_named_by(event), event.happened_on(), withheld);
    }

    /// These are named as guardians as of that day. Whoever was not known is owed a copy of each report that was sent before
    /// which is withheld on that ground, where there is one.
    fn learn_of(&mut self, guardians: Vec<Party>, since: NaiveDate, withheld: Option<WithholdingGround>) {
        for party in guardians {
            if self.guardians.iter().all(|known| known.party.subject != party.subject) {
                self.owe_reports_to(&party, since, withheld);
                self.guardians.push(KnownGuardian { party, since, until: None, left_out: Vec::new() });
            }
        }
    }

    /// The unit says who the guardians are: whoever is not among them is none any more, and is owed no copy of a report. What it
    /// said for an earlier day, which is written down after that, leaves nobody out who it says is one since.
    fn are_all(&mut self, guardians: &[Guardian], on: NaiveDate, withheld: Option<WithholdingGround>) {
        if self.named_on.is_some_and(|named_on| on < named_on) {
            return;
        }
        self.named_on = Some(on);
        let mut come_back = Vec::new();
        for known in &mut self.guardians {
            if guardians.iter().any(|named| named.subject == known.party.subject) {
                if let Some(from) = known.until.take() {
                    known.left_out.push((from, on));
                    come_back.push(known.party.clone());
                }
            } else if known.until.is_none() {
                known.until = Some(on);
                let is_theirs = |copy: &&mut EntitledCopy| {
                    let recipient = copy.recipient.as_ref().map(|party| party.subject);
                    matches!(copy.document, Document::Report { .. }) && recipient == Some(known.party.subject)
                };
                for copy in self.entitled.iter_mut().filter(is_theirs).filter(|copy| copy.is_outstanding()) {
                    copy.state = CopyState::Lapsed { on };
                }
            }
        }
        for party in come_back {
            self.owe_reports_to(&party, on, withheld);
        }
    }

    /// The copy that was for whoever the guardians are is the first one's who is known; everybody else has one of one's own.
    fn owe_reports_to(&mut self, guardian: &Party, since: NaiveDate, withheld: Option<WithholdingGround>) {
        for (report, sent_on) in self.reports.clone() {
            let document = Document::Report { report };
            let mut of_report = self.entitled.iter().filter(|copy| copy.document == document);
            let kept_back = of_report.find(|copy| matches!(copy.state, CopyState::Withheld { .. }));
            let on_ground = |ground| CopyState::Withheld { ground, review_on: copy_review_of(since.max(sent_on)) };
            let state = kept_back.map(|copy| copy.state).or(withheld.map(on_ground)).unwrap_or(CopyState::Owed);
            match self.place_of(document, guardian).and_then(|place| self.entitled.get_mut(place)) {
                Some(copy) if copy.recipient.is_none() => copy.recipient = Some(guardian.clone()),
                Some(copy) if matches!(copy.state, CopyState::Lapsed { .. }) => copy.state = state,
                Some(_) => {}
                None => self.entitled.push(EntitledCopy { document, recipient: Some(guardian.clone()), state }),
            }
        }
    }

    /// Who is known as a guardian, and whom the unit has not left out since.
    fn current_guardians(&self) -> impl Iterator<Item = &Party> {
        self.guardians.iter().filter(|known| known.until.is_none()).map(|known| &known.party)
    }

    pub(super) fn owe_of_agreement(&mut self, agreement: AgreementId, parties: &[Party]) {
        for party in parties {
            self.owe(Document::Agreement { agreement }, Some(party.clone()));
        }
    }

    /// Each guardian the case knows gets a copy of the report, told of it or not (S0-42, C4).
    pub(super) fn owe_of_report(&mut self, report: ReportId, sent_on: NaiveDate) {
        self.reports.insert(report, sent_on);
        let document = Document::Report { report };
        let known: Vec<_> = self.current_guardians().cloned().collect();
        if known.is_empty() {
            self.owe(document, None);
        }
        for guardian in known {
            self.owe(document, Some(guardian));
        }
    }

    /// The ground is gone on which copies were withheld.
    pub(super) fn owe_what_was_withheld(&mut self) {
        self.kept_back.clear();
        for copy in self.entitled.iter_mut().filter(|copy| matches!(copy.state, CopyState::Withheld { .. })) {
            copy.state = CopyState::Owed;
        }
    }

    /// The copies of reports that are owed are withheld when telling guardians of reports is.
    pub(super) fn withheld_on(&self, withholding: &Withholding) -> Vec<CaseEvent> {
        let owed: BTreeSet<ReportId> = self
            .entitled
            .iter()
            .filter(|copy| copy.state == CopyState::Owed)
            .filter_map(|copy| match copy.document {
                Document::Report { report } => Some(report),
                Document::Agreement { .. } => None,
            })
            .collect();
        let sent = |report: &ReportId| self.reports.get(report).copied().unwrap_or(withholding.from);
        owed.iter().map(|report| copy_withheld(*report, sent(report), withholding)).collect()
    }

    fn owe(&mut self, document: Document, recipient: Option<Party>) {
        self.entitled.push(EntitledCopy { document, recipient, state: CopyState::Owed });
    }

    /// The copy that this person is to have; the one for guardians not known by name is anyone's among them.
    fn place_of(&self, document: Document, recipient: &Party) -> Option<usize> {
        let of = |copy: &EntitledCopy| copy.recipient.as_ref().map(|party| party.subject);
        let own = |copy: &EntitledCopy| copy.document == document && of(copy) == Some(recipient.subject);
        let anyones = |copy: &EntitledCopy| copy.document == document && copy.recipient.is_none();
        self.entitled.iter().position(own).or_else(|| self.entitled.iter().position(anyones))
    }

    fn deliver(&mut self, document: Document, recipient: Party, on: NaiveDate) {
        let (place, state) = (self.place_of(document, &recipient), CopyState::Delivered { on });
        let delivered = EntitledCopy { document, recipient: Some(recipient), state };
        match place.and_then(|place| self.entitled.get_mut(place)) {
            Some(copy) => *copy = delivered,
            None => self.entitled.push(delivered),
        }
    }

    /// An older decision that is written down after a newer one takes neither its ground nor its day of review.
    fn withhold(&mut self, document: Document, ground: WithholdingGround, review_on: NaiveDate, on: NaiveDate) {
        let latest = match document {
            Document::Report { report } => self.kept_back.insert(report, on).filter(|latest| on < *latest),
            Document::Agreement { .. } => None,
        };
        if let (Some(latest), Document::Report { report }) = (latest, document) {
            self.kept_back.insert(report, latest);
        }
        let is_newer = |copy: &EntitledCopy| latest.is_none() || copy.state == CopyState::Owed;
        let undelivered = |copy: &&mut EntitledCopy| copy.is_outstanding() && is_newer(copy);
        for copy in self.entitled.iter_mut().filter(|copy| copy.document == document).filter(undelivered) {
            copy.state = CopyState::Withheld { ground, review_on };
        }
    }

    pub(super) fn were_read(&mut self, readings: Vec<Reading>) {
        self.readings.extend(readings);
    }

    /// Whether a guardian who is kept from it may know where somebody is by what was read: nobody had taken it out before. What
    /// was taken out on the day itself had been so only where that is written down first: else nobody knows which came first.
    fn tells_where(&self, reading: &Reading, kept_from: &[KeptFrom]) -> bool {
        let Reading { document, reader, read_on, looked_through } = reading;
        let taken_out = |document, since: NaiveDate| {
            self.looked_through.iter().enumerate().any(|(nth, looked)| {
                let before = looked.on < *read_on || looked.on == *read_on && nth < *looked_through;
                looked.document == document && since <= looked.on && before
            })
        };
        KeptFrom::since(kept_from, reader, *read_on)
            .is_some_and(|since| document.is_none_or(|document| !taken_out(document, since)))
    }

    fn is_recorded_of(&self, reading: &Reading) -> bool {
        self.may_be_known.contains(&reading.key())
    }

    /// What is to be told of what guardians have read, by those from whom it is kept: of each reading by which its reader may
    /// know where somebody is that it is so, and of each of which that is told and is so no more, that it is not.
    fn looked_back_on(&self, LookBack { kept_from, is_all_there }: &LookBack, today: NaiveDate) -> Vec<CaseEvent> {
        let mut told = Vec::new();
        for reading in &self.readings {
            let mut of_it = self.readings.iter().filter(|other| other.key() == reading.key());
            let tells = of_it.any(|other| self.tells_where(other, kept_from));
            let event = match (tells, self.is_recorded_of(reading)) {
                (true, false) => may_be_known_by(reading),
                (false, true) if *is_all_there && !reading.reader.name.is_shredded() => {
                    found_not_told_by(reading, today)
                }
                (true, true) | (false, _) => continue,
            };
            if !told.contains(&event) {
                told.push(event);
            }
        }
        told
    }

    fn looked_through(&mut self, document: Document, on: NaiveDate) {
        self.looked_through.push(LookedThrough { document, on });
    }

    fn lapse(&mut self, document: Document, recipient: SubjectId, on: NaiveDate) {
        let is_it = |copy: &&mut EntitledCopy| {
            copy.document == document && copy.recipient.as_ref().is_some_and(|party| party.subject == recipient)
        };
        for copy in self.entitled.iter_mut().filter(is_it).filter(|copy| copy.is_outstanding()) {
            copy.state = CopyState::Lapsed { on };
        }
    }
}

/// What can be asked about copies.
#[derive(Debug, Clone, PartialEq)]
pub enum CopyAction {
    /// Record that somebody got a copy.
    DeliverCopy {
        /// Of what.
        document: Document,
        /// Who got it.
        recipient: Party,
        /// When.
        delivered_on: NaiveDate,
    },
    /// Withhold the guardians' copies of a report, on the ground on which they are not told of it.
    WithholdCopies {
        /// The report.
        report: ReportId,
        /// When it is looked at again.
        review_on: NaiveDate,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        withheld_on: NaiveDate,
    },
    /// Let the copies lapse of those who are erased.
    LapseCopiesOfErased {
        /// When.
        lapsed_on: NaiveDate,
    },
    /// Look through what guardians have read: that they must not know where somebody in the case is, or who of them must not,
    /// came to be known, or was written down, after they had read it.
    LookBack(LookBack),
    /// Record that what tells where somebody is was taken out of the copies.
    TakeWhereaboutsOut {
        /// Of what.
        document: Document,
        /// Why they tell it no more, and who saw to that.
        decision: Decision,
        /// When.
        taken_out_on: NaiveDate,
    },
}

impl KeptFrom {
    /// Since when that guardian must not know, where that was so on that day; where another case knew the guardian by name, the
    /// name alone tells who it is, with or without what stands between the first name and the last.
    fn since(all: &[Self], guardian: &Guardian, on: NaiveDate) -> Option<NaiveDate> {
        let is_meant = |kept: &&Self| {
            kept.guardian
                .as_ref()
                .is_none_or(|known| known.subject == guardian.subject || may_be_one_name(&known.name, &guardian.name))
        };
        let holds = |kept: &&Self| kept.since <= on && kept.until.is_none_or(|until| on < until);
        all.iter().filter(is_meant).filter(holds).map(|kept| kept.since).max()
    }
}

impl WhoDecides for Case {
    fn left_out_since(&self, guardian: SubjectId, day: NaiveDate) -> Option<NaiveDate> {
        let known = self.copies.guardians.iter().find(|known| known.party.subject == guardian);
        known.and_then(|known| known.left_out_since(day))
    }
}

impl Case {
    /// The guardians who must not know by that protection of somebody in the case, which holds until that day where it holds no
    /// more. Each case and each report has pseudonyms
    /// and spellings of its own: where nobody is named, or one of those named is nobody whom the case knows, any of its
    /// guardians may be the one. Known here is also who was named from this case, as `named_here` (C12).
    pub fn kept_from(
        &self,
        protection: &AddressProtection,
        until: Option<NaiveDate>,
        named_here: &[SubjectId],
    ) -> Vec<KeptFrom> {
        let since = protection.protected_on;
        let all = &protection.against;
        let is_named_here = |guardian: &Guardian| named_here.contains(&guardian.subject);
        let is_known = |guardian: &Guardian| {
            let is_it = |subject: SubjectId, name| subject == guardian.subject || may_be_one_name(name, &guardian.name);
            self.known_guardians().any(|known| is_it(known.subject, &known.name))
                || all.iter().any(|named| is_named_here(named) && is_it(named.subject, &named.name))
        };
        if all.is_empty() || !all.iter().all(is_known) {
            return vec![KeptFrom { guardian: None, since, until }];
        }
        all.iter().map(|guardian| KeptFrom { guardian: Some(guardian.clone()), since, until }).collect()
    }

    /// What is to be told of what guardians have read, looked back on that day: nothing where all of it is told already (C12).
    pub fn looked_back_on(&self, look_back: &LookBack, today: NaiveDate) -> Vec<CaseEvent> {
        self.copies.looked_back_on(look_back, today)
    }

    /// The copies that somebody is or was entitled to, in the order in which they came to be owed.
    pub fn copies(&self) -> &[EntitledCopy] {
        &self.copies.entitled
    }

    /// The guardians whom the case knows by name, those included who the unit says are none any more.
    pub fn known_guardians(&self) -> impl Iterator<Item = &Party> {
        self.guardians().iter().map(|known| &known.party)
    }

    /// The guardians whom the case knows by name with the days of which it does, in the order in which they came to be known.
    pub fn guardians(&self) -> &[KnownGuardian] {
        &self.copies.guardians
    }

    /// Who is known as a guardian, and whom the unit has not left out since.
    pub fn current_guardians(&self) -> impl Iterator<Item = &Party> {
        self.copies.current_guardians()
    }

    /// Who is asked, who answers, and who is handed a report, decides for the child on that day.
    pub(super) fn must_decide_for_child(
        &self,
        field: &'static str,
        subject: SubjectId,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        self.left_out_since(subject, day).map_or(Ok(()), |since| Err(Refusal::NotAGuardian { field, since }))
    }

    /// Whoever an event names as a guardian is one, unless the unit has said that others are; and who they are by its own word.
    pub(super) fn hear_who_the_guardians_are(&mut self, event: &CaseEvent) {
        let withheld = self.withheld_from_guardians();
        self.copies.hear_who_the_guardians_are(event, withheld);
    }

    /// Everyone in the case whose address may be protected: the child, the siblings and the guardians (C12).
    pub fn whose_whereabouts_it_may_tell(&self) -> impl Iterator<Item = SubjectId> {
        let children = self.opened().map(|opened| &opened.child).into_iter().chain(self.linked_siblings());
        children.map(|child| child.subject).chain(self.known_guardians().map(|guardian| guardian.subject))
    }

    /// A guardian who must not know where somebody in the case is reads no document, as a copy, to sign or to write along,
    /// before what tells it was taken out (C12). What went on a day before today cannot be called back: it is recorded, and says
    /// that the guardian may know.
    pub(super) fn must_not_lead_to_the_protected(
        &self,
        event: &CaseEvent,
        kept_from: &[KeptFrom],
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let readings = self.read_by_guardians(event);
        let telling: Vec<&Reading> =
            readings.iter().filter(|reading| self.copies.tells_where(reading, kept_from)).collect();
        match telling.iter().find(|reading| reading.read_on >= today) {
            Some(Reading { document: None, .. }) => Err(Refusal::WhereaboutsKeptFromCoAuthor),
            Some(_) => Err(Refusal::WhereaboutsKeptFrom),
            None => {
                let is_new = |reading: &&Reading| !self.copies.is_recorded_of(reading);
                Ok(telling.into_iter().filter(is_new).map(may_be_known_by).collect())
            }
        }
    }

    /// What guardians read in an event: the copy they get, what they sign, and what they write along.
    pub(super) fn read_by_guardians(&self, event: &CaseEvent) -> Vec<Reading> {
        let (document, readers, read_on) = match event {
            CaseEvent::Copy(CopyEvent::CopyDelivered { document, recipient, delivered_on }) => {
                (Some(*document), recipient.as_guardian().into_iter().collect(), *delivered_on)
            }
            CaseEvent::Agreement(AgreementEvent::AgreementSigned { agreement, by, signed_on }) => {
                let parties = self.agreements.get(agreement).map(|agreement| agreement.parties.as_slice());
                let signer = parties.unwrap_or_default().iter().find(|party| party.subject == *by);
                let signer = signer.and_then(Party::as_guardian).into_iter().collect();
                (Some(Document::Agreement { agreement: *agreement }), signer, *signed_on)
            }
            CaseEvent::Reporting(ReportingEvent::ReportCosigned { report, guardians, cosigned_on }) => {
                (Some(Document::Report { report: *report }), guardians.clone(), *cosigned_on)
            }
            CaseEvent::Reporting(ReportingEvent::ReportDrafted {
                co_authored_with_guardians: co_authors,
                drafted_on,
                ..
            }) => (None, co_authors.clone(), *drafted_on),
            _ => return Vec::new(),
        };
        let looked_through = self.copies.looked_through.len();
        readers.into_iter().map(|reader| Reading { document, reader, read_on, looked_through }).collect()
    }

    /// What follows from an action about copies, or the first rule it breaks.
    ///
    /// Copies are delivered and withheld in a closed case too: closing it spares nobody the copy.
    pub(super) fn decide_copy(&self, action: CopyAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        match action {
            CopyAction::DeliverCopy { document, recipient, delivered_on } => {
                not_in_future("deliveredOn", delivered_on, today)?;
                match document {
                    Document::Agreement { agreement } => {
                        let drawn = self.agreement(agreement)?;
                        not_before("deliveredOn", delivered_on, drawn.drawn_on)?;
                        if !drawn.names(recipient.subject) {
                            return Err(Refusal::NotAParty { agreement });
                        }
                    }
                    Document::Report { report } => {
                        not_before("deliveredOn", delivered_on, self.sent(report)?)?;
                        self.must_not_be_withheld()?;
                        if recipient.kind != PartyKind::Guardian {
                            return Err(Refusal::CopyOnlyForGuardians);
                        }
                        // What went on a day before today cannot be called back, and is recorded.
                        if delivered_on == today {
                            self.must_decide_for_child("recipient", recipient.subject, delivered_on)?;
                        }
                    }
                }
                let place = self.copies.place_of(document, &recipient);
                let copy = place.and_then(|place| self.copies.entitled.get(place));
                if copy.is_some_and(|copy| matches!(copy.state, CopyState::Delivered { .. })) {
                    return Err(Refusal::CopyAlreadyDelivered);
                }
                Ok(vec![CopyEvent::CopyDelivered { document, recipient, delivered_on }.into()])
            }
            CopyAction::WithholdCopies { report, review_on, decision, withheld_on } => {
                not_in_future("withheldOn", withheld_on, today)?;
                not_before("withheldOn", withheld_on, self.sent(report)?)?;
                not_before("reviewOn", review_on, withheld_on)?;
                let ground = self.withheld_from_guardians().ok_or(Refusal::NothingWithheld)?;
                let document = Document::Report { report };
                let mut of_report = self.copies.entitled.iter().filter(|copy| copy.document == document);
                if of_report.all(|copy| !copy.is_outstanding()) {
                    return Err(Refusal::CopyAlreadyDelivered);
                }
                let decision = decision.into();
                Ok(vec![CopyEvent::CopyWithheld { document, ground, review_on, decision, withheld_on }.into()])
            }
            CopyAction::LapseCopiesOfErased { lapsed_on } => {
                not_in_future("lapsedOn", lapsed_on, today)?;
                let outstanding = self.copies.entitled.iter().filter(|copy| copy.is_outstanding());
                let of_erased = outstanding.filter_map(|copy| {
                    let recipient = copy.recipient.as_ref().filter(|party| party.name.is_shredded())?.subject;
                    Some(CopyEvent::CopyLapsed { document: copy.document, recipient, lapsed_on }.into())
                });
                let events: Vec<CaseEvent> = of_erased.collect();
                if events.is_empty() { Err(Refusal::NoCopyOfErased) } else { Ok(events) }
            }
            CopyAction::LookBack(look_back) => Ok(self.looked_back_on(&look_back, today)),
            CopyAction::TakeWhereaboutsOut { document, decision, taken_out_on } => {
                not_in_future("takenOutOn", taken_out_on, today)?;
                let made_on = match document {
                    Document::Agreement { agreement } => self.agreement(agreement)?.drawn_on,
                    Document::Report { report } => self.sent(report)?,
                };
                not_before("takenOutOn", taken_out_on, made_on)?;
                let decision = decision.into();
                Ok(vec![CopyEvent::WhereaboutsTakenOut { document, decision, taken_out_on }.into()])
            }
        }
    }

    pub(super) fn apply_copy(&mut self, event: CopyEvent) {
        match event {
            CopyEvent::CopyDelivered { document, recipient, delivered_on } => {
                // Who has the copy knows of the report.
                if matches!(document, Document::Report { .. }) {
                    self.untold.remove(&Untold { subject: recipient.subject });
                }
                self.copies.deliver(document, recipient, delivered_on);
            }
            CopyEvent::CopyWithheld { document, ground, review_on, withheld_on, .. } => {
                self.copies.withhold(document, ground, review_on, withheld_on);
            }
            CopyEvent::CopyLapsed { document, recipient, lapsed_on } => {
                self.copies.lapse(document, recipient, lapsed_on);
            }
            CopyEvent::WhereaboutsTakenOut { document, taken_out_on, .. } => {
                self.copies.looked_through(document, taken_out_on);
            }
            // The copy is theirs all the same.
            CopyEvent::WhereaboutsMayBeKnown { document, subject, read_on } => {
                self.copies.may_be_known.push(MayBeKnown { document, subject, read_on });
            }
            CopyEvent::WhereaboutsFoundNotTold { document, subject, read_on, .. } => {
                let told = MayBeKnown { document, subject, read_on };
                self.copies.may_be_known.retain(|known| *known != told);
            }
        }
    }

    /// When the report was sent from this case.
    pub(super) fn sent(&self, report: ReportId) -> Result<NaiveDate, Refusal> {
        self.copies.reports.get(&report).copied().ok_or(Refusal::NotFound { what: Sought::SentReport })
    }
}
