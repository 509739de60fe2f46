//! How a case is followed up: alternatives A to D, several at once where they overlap, independent of the level (R-14,
//! C6); and the notice under chapter 9 A, which runs beside them and replaces none.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::facts::Recipients;
use super::{
    Case, CaseEvent, ConsentPurpose, Level, RecipientUnit, ReferralOutcome, not_before, not_before_act, not_in_future,
};
use crate::Refusal;
use crate::guides::{AttestedAct, GuideVersion};
use crate::people::{Body, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::{Sentence, Word, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// How a case is followed up (S0-20).
    Alternative {
        /// The unit manages by itself (S0-22).
        A,
        /// The unit needs help to assess the concern from somebody with other competence (S0-25).
        B,
        /// The child needs an interdisciplinary assessment (S0-31).
        C,
        /// So serious that child welfare or the police must be contacted (S0-36).
        D,
    }
}

impl Alternative {
    /// By whom the child is helped (S0-2), as was named, or as the sources say of the alternative: the unit manages A by
    /// itself, C is for the resource team, D for child welfare. In B only whoever chooses it knows whose competence is needed.
    fn helped_by(self, named: Helpers) -> Result<Helpers, Refusal> {
        Recipients { bodies: &named.bodies, units: &named.units }.must_be_named("helpedByUnits")?;
        match self {
            Self::B if named.bodies.is_empty() => Err(Refusal::HelpersUnnamed { alternative: self }),
            Self::C if named.bodies.is_empty() => Ok([Body::ResourceTeam].into()),
            Self::D if named.bodies.is_empty() => Ok([Body::ChildWelfareService].into()),
            Self::A | Self::B | Self::C | Self::D => Ok(named),
        }
    }

    /// What came of it since it was chosen: the one rule of when an alternative is taken up (S0-22, S0-26 to S0-33, S0-36).
    ///
    /// A is, by a talk, a measure or an agreement of the unit's own. B and C are once the concern is conveyed to guardians and
    /// others may hear of it: on consent that was given before or since, or because that is lawful without. A refusal ends what
    /// is to be done in them, and asks for an answer instead. D is, by help that is called, a report, or the duty assessed.
    ///
    /// `done` tells the first day since the choice on which something was done, `may_hear` the first on which others may hear.
    pub(crate) fn comes_to(
        self,
        done: impl Fn(AttestedAct) -> Option<NaiveDate>,
        may_hear: MayHear,
    ) -> Option<TakenUp> {
        use AttestedAct::{
            AgreementSigned, ConsentRefused, ConversationHeld, DutyAssessed, GuardiansToldOfConcern, HelpCalled,
            MeasureExtended, MeasurePlanned, MeasureStarted, ReportSent,
        };
        let by_any = |acts: &[AttestedAct]| acts.iter().filter_map(|act| done(*act)).min();
        match self {
            Self::A => {
                let own = [ConversationHeld, MeasurePlanned, MeasureStarted, MeasureExtended, AgreementSigned];
                by_any(&own).map(TakenUp::On)
            }
            Self::B | Self::C => {
                let conveyed = done(GuardiansToldOfConcern);
                let on_consent = conveyed.zip(may_hear.on_consent).map(|(conveyed, consent)| conveyed.max(consent));
                let taken_up = on_consent.into_iter().chain(may_hear.without).min();
                let refused = done(ConsentRefused).filter(|refused| taken_up.is_none_or(|on| *refused < on));
                refused.map(TakenUp::Refused).or(taken_up.map(TakenUp::On))
            }
            Self::D => by_any(&[HelpCalled, ReportSent, DutyAssessed]).map(TakenUp::On),
        }
    }

    /// The levels on which it is usually followed (C6). A hint to whoever asks, from which no rule follows: the sources map
    /// neither to the other, and alternatives and level are chosen each by itself.
    pub const fn usual_levels(self) -> &'static [Level] {
        match self {
            Self::A => &[Level::One],
            Self::B => &[Level::One, Level::Two],
            Self::C => &[Level::Two],
            Self::D => &[Level::One, Level::Two, Level::Three],
        }
    }
}

/// The first days since an alternative was chosen on which others may hear of the concern.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MayHear {
    /// On a consent that stood then.
    pub(crate) on_consent: Option<NaiveDate>,
    /// Because it was assessed to be lawful without (S0-30).
    pub(crate) without: Option<NaiveDate>,
}

/// What came of an alternative that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakenUp {
    /// It was taken up on that day.
    On(NaiveDate),
    /// Consent was refused on that day, which is to be answered.
    Refused(NaiveDate),
}

/// Who helps besides the unit that works with the case (S0-2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helpers {
    /// The bodies.
    pub bodies: BTreeSet<Body>,
    /// Which units of them, where they are named; always, where only the name says which service it is.
    pub units: BTreeSet<RecipientUnit>,
}

impl From<BTreeSet<Body>> for Helpers {
    fn from(bodies: BTreeSet<Body>) -> Self {
        Self { bodies, units: BTreeSet::new() }
    }
}

impl<const N: usize> From<[Body; N]> for Helpers {
    fn from(bodies: [Body; N]) -> Self {
        BTreeSet::from(bodies).into()
    }
}

/// What was chosen and ended, and what was filed beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum AlternativesEvent {
    /// An alternative was chosen (S0-20).
    AlternativeChosen {
        /// Which.
        alternative: Alternative,
        /// Who helps besides the unit that works with the case (S0-2).
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        helped_by: BTreeSet<Body>,
        /// Which units of them, where they were named.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        helped_by_units: BTreeSet<RecipientUnit>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        chosen_on: NaiveDate,
    },
    /// An alternative ended (S0-21).
    AlternativeEnded {
        /// Which.
        alternative: Alternative,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        ended_on: NaiveDate,
    },
    /// A notice under chapter 9 A of the education act was filed (S3-13).
    Chapter9aNoticeFiled {
        /// What was notified.
        content: Personal<Text>,
        /// When.
        filed_on: NaiveDate,
    },
}

impl Topic for AlternativesEvent {
    names!(AlternativeChosen, AlternativeEnded, Chapter9aNoticeFiled);

    fn happened(&self) -> Happened {
        match self {
            Self::AlternativeChosen { chosen_on: date, .. }
            | Self::AlternativeEnded { ended_on: date, .. }
            | Self::Chapter9aNoticeFiled { filed_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::AlternativeChosen { alternative, helped_by, helped_by_units, .. } => {
                let bodies: Vec<Word> = helped_by.iter().map(|body| body.word()).collect();
                let said = said.with("alternative", alternative.word());
                let said = said.with("helped", !bodies.is_empty()).with("bodies", bodies);
                let units: Vec<&str> = helped_by_units.iter().map(|named| named.unit.as_str()).collect();
                said.naming((!units.is_empty()).then(|| units.join(", ")).as_deref())
            }
            Self::AlternativeEnded { alternative, .. } => said.with("alternative", alternative.word()),
            Self::Chapter9aNoticeFiled { .. } => said,
        }
    }
}

/// An alternative and the days it was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenAlternative {
    /// Which.
    pub alternative: Alternative,
    /// Who helps besides the unit that works with the case (S0-2).
    pub helped_by: Helpers,
    /// When it was chosen.
    pub chosen_on: NaiveDate,
    /// When it ended; active while `None`.
    pub ended_on: Option<NaiveDate>,
}

impl ChosenAlternative {
    fn is_active(&self, alternative: Alternative) -> bool {
        self.alternative == alternative && self.ended_on.is_none()
    }
}

/// What can be asked about the alternatives.
#[derive(Debug, Clone, PartialEq)]
pub enum AlternativesAction {
    /// Choose an alternative, beside those that are active.
    ChooseAlternative {
        /// Which.
        alternative: Alternative,
        /// Who helps besides the unit; as the alternative itself says where nobody is named (S0-2).
        helped_by: Helpers,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        chosen_on: NaiveDate,
    },
    /// End an alternative.
    EndAlternative {
        /// Which.
        alternative: Alternative,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        ended_on: NaiveDate,
    },
    /// Record a notice under chapter 9 A.
    FileChapter9aNotice {
        /// What was notified.
        content: Personal<Text>,
        /// When.
        filed_on: NaiveDate,
    },
}

impl Case {
    /// The alternatives, oldest choice first, those that ended included.
    pub fn alternatives(&self) -> &[ChosenAlternative] {
        &self.alternatives
    }

    /// What follows from an action about the alternatives, or the first rule it breaks.
    ///
    /// Alternative D waits for no answer about siblings: what is so serious is not held up.
    pub(super) fn decide_alternatives(
        &self,
        action: AlternativesAction,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            AlternativesAction::ChooseAlternative { alternative, helped_by, decision, chosen_on } => {
                let opened_on = self.must_be_open()?.on;
                not_in_future("chosenOn", chosen_on, today)?;
                not_before_act("chosenOn", chosen_on, Act::CaseOpened, opened_on)?;
                if alternative != Alternative::D {
                    self.must_have_answered_siblings()?;
                }
                let is_asked_for = self.to_be_chosen_anew.contains(&alternative)
                    || self.came_back_since(self.confirmed_on.get(&alternative).copied(), chosen_on);
                if self.active(alternative).is_some() && !is_asked_for {
                    return Err(Refusal::AlternativeActive { alternative });
                }
                let Helpers { bodies: helped_by, units: helped_by_units } = alternative.helped_by(helped_by)?;
                let (guides, decision) = (self.guides_on(chosen_on), decision.into());
                let chosen = AlternativesEvent::AlternativeChosen {
                    alternative,
                    helped_by,
                    helped_by_units,
                    guides,
                    decision,
                    chosen_on,
                };
                Ok(vec![chosen.into()])
            }
            AlternativesAction::EndAlternative { alternative, decision, ended_on } => {
                self.must_be_open()?;
                not_in_future("endedOn", ended_on, today)?;
                let active = self.active(alternative).ok_or(Refusal::AlternativeNotActive { alternative })?;
                not_before("endedOn", ended_on, active.chosen_on)?;
                let (guides, decision) = (self.guides_on(ended_on), decision.into());
                Ok(vec![AlternativesEvent::AlternativeEnded { alternative, guides, decision, ended_on }.into()])
            }
            // A duty of its own, which does not end with the case.
            AlternativesAction::FileChapter9aNotice { content, filed_on } => {
                self.must_exist()?;
                not_in_future("filedOn", filed_on, today)?;
                Ok(vec![AlternativesEvent::Chapter9aNoticeFiled { content, filed_on }.into()])
            }
        }
    }

    pub(super) fn apply_alternatives(&mut self, event: &AlternativesEvent) {
        match event {
            AlternativesEvent::AlternativeChosen { alternative, helped_by, helped_by_units, chosen_on, .. } => {
                let (alternative, chosen_on) = (*alternative, *chosen_on);
                let helped_by = Helpers { bodies: helped_by.clone(), units: helped_by_units.clone() };
                self.to_be_chosen_anew.remove(&alternative);
                self.acts.hear_that_it_is_chosen(alternative, self.steps.decisions().len());
                let confirmed_on = self.confirmed_on.entry(alternative).or_insert(chosen_on);
                *confirmed_on = chosen_on.max(*confirmed_on);
                // Confirmed for another concern, it is followed since it was chosen first.
                match self.alternatives.iter_mut().find(|chosen| chosen.is_active(alternative)) {
                    Some(confirmed) => confirmed.helped_by = helped_by,
                    None => {
                        self.alternatives.push(ChosenAlternative { alternative, helped_by, chosen_on, ended_on: None });
                    }
                }
                match alternative {
                    Alternative::A => {}
                    Alternative::B | Alternative::C => self.open_what_was_refused(),
                    Alternative::D => self.sharing.leave_every_refusal_to_d(),
                }
            }
            AlternativesEvent::AlternativeEnded { alternative, ended_on, .. } => {
                if let Some(chosen) = self.alternatives.iter_mut().find(|chosen| chosen.is_active(*alternative)) {
                    chosen.ended_on = Some(*ended_on);
                }
                // It was a way around the answer, if nobody assessed, contacted or reported anything in it.
                if *alternative == Alternative::D {
                    self.sharing.take_back_from_d();
                    if self.follows_b_or_c() {
                        self.open_what_was_refused();
                    }
                }
            }
            // Part of the history; it closes and replaces nothing.
            AlternativesEvent::Chapter9aNoticeFiled { .. } => {}
        }
    }

    /// The day on which it was chosen last by that day, if it was followed then.
    pub(super) fn chosen_by(&self, alternative: Alternative, day: NaiveDate) -> Option<NaiveDate> {
        let is_followed = |chosen: &&ChosenAlternative| {
            let is_over = chosen.ended_on.is_some_and(|ended_on| ended_on < day);
            chosen.alternative == alternative && chosen.chosen_on <= day && !is_over
        };
        let chosen = self.alternatives.iter().rfind(is_followed)?;
        let confirmed_on = self.confirmed_on.get(&alternative).copied().filter(|on| *on <= day);
        confirmed_on.max(Some(chosen.chosen_on))
    }

    /// Since when others may hear of the concern, of the days from that one on.
    pub(super) fn others_may_hear_since(&self, day: NaiveDate) -> MayHear {
        let standing = self.consents.iter().filter_map(|(id, consent)| {
            let since = consent.given.as_ref()?.on.max(day);
            ConsentPurpose::LETS_OTHERS_HEAR.iter().any(|purpose| self.carries(*id, *purpose, since)).then_some(since)
        });
        let assessed = self.assessed_exceptions().values().filter(|assessed| assessed.allowed && assessed.on >= day);
        MayHear { on_consent: standing.min(), without: assessed.map(|assessed| assessed.on).min() }
    }

    /// Whether somebody called for help in danger, another body refused a referral or the service turned a report down after the one
    /// day, and by the other: what is followed is decided on anew then, and may be gone on with (R-19, R-34, S3-39).
    fn came_back_since(&self, confirmed_on: Option<NaiveDate>, day: NaiveDate) -> bool {
        let refused = self.referrals.iter().filter_map(|sent| sent.answer.as_ref());
        let refused = refused.filter(|answer| answer.outcome == ReferralOutcome::Refused).map(|answer| answer.on);
        let told = self.answers.values().flat_map(|answers| &answers.feedback);
        let turned_down = told.filter(|(feedback, _)| feedback.turns_down()).map(|(_, told_on)| *told_on);
        let came_back = refused.chain(turned_down).chain(self.called_on);
        came_back.filter(|on| *on <= day).any(|on| confirmed_on < Some(on))
    }

    fn active(&self, alternative: Alternative) -> Option<&ChosenAlternative> {
        self.alternatives.iter().find(|chosen| chosen.is_active(alternative))
    }

    /// Another concern asks of each whether it is followed for that too; not of what was chosen after that day, which is
    /// written down late.
    pub(super) fn alternatives_are_asked_for_anew(&mut self, raised_on: NaiveDate) {
        let chosen_by_then = self.confirmed_on.iter().filter(|(_, confirmed_on)| **confirmed_on <= raised_on);
        self.to_be_chosen_anew.extend(chosen_by_then.map(|(alternative, _)| *alternative));
    }

    /// What is followed ends with the case: whoever goes on with it chooses anew.
    pub(super) fn alternatives_end(&mut self, on: NaiveDate) {
        for chosen in self.alternatives.iter_mut().filter(|chosen| chosen.ended_on.is_none()) {
            chosen.ended_on = Some(on.max(chosen.chosen_on));
        }
    }

    /// Those that are followed, where no other concern asks whether they still are.
    pub(super) fn followed_alternatives(&self) -> BTreeSet<Alternative> {
        let active = self.alternatives.iter().filter(|chosen| chosen.ended_on.is_none());
        let active: BTreeSet<_> = active.map(|chosen| chosen.alternative).collect();
        &active - &self.to_be_chosen_anew
    }

    /// Whether a refusal asks for an answer: B or C is being followed.
    pub(super) fn follows_b_or_c(&self) -> bool {
        self.active(Alternative::B).is_some() || self.active(Alternative::C).is_some()
    }
}
