//! The family: conversations with child and guardians, and what guardians are told or, on a ground, not told.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::telling::UndecidedDanger;
use super::{
    AboutGuardians, Case, CaseEvent, ConversationOutcome, ConversationWith, Interpreted, InvitationGround,
    LanguageCode, Party, WhoDecides, WithholdingGround, not_before, not_in_future,
};
use crate::Refusal;
use crate::ids::SubjectId;
use crate::law::withholding_grounds;
use crate::people::{Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::Sentence;
use crate::topics::{Happened, Topic, names};

/// What is talked about with child and guardians, and what guardians are told or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum FamilyEvent {
    /// Child or guardians were asked to a conversation (S3-21).
    ConversationConvened {
        /// Who was asked.
        with: ConversationWith,
        /// What it is to be about.
        subject: Personal<Text>,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When they were asked.
        convened_on: NaiveDate,
    },
    /// A conversation that somebody was asked to is not to be held (R-15, S3-21).
    ConversationCalledOff {
        /// Who was asked to it.
        with: ConversationWith,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        called_off_on: NaiveDate,
    },
    /// Whether the youth is asked to take part was assessed in this case (S4-7).
    YouthInvitationAssessed {
        /// Whether the youth is asked.
        invited: bool,
        /// What it was assessed by.
        ground: InvitationGround,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// A conversation with child or guardians (S0-10, S3-21).
    ConversationHeld {
        /// With whom.
        with: ConversationWith,
        /// When.
        held_on: NaiveDate,
        /// What came of it.
        outcome: ConversationOutcome,
        /// The employee's summary.
        summary: Personal<Text>,
        /// The child's own words, verbatim (S2-36).
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        childs_own_words: Vec<Personal<Text>>,
        /// The guardians' view, never merged with the employee's (S2-38).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        guardians_view: Option<Personal<Text>>,
        /// Whether the child was asked open questions (S2-36).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        open_questions_used: Option<bool>,
        /// Whether the child confirmed the summary (S2-37).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        summary_confirmed_by_child: Option<bool>,
        /// Whether the child was told what happens next (S2-37).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        child_informed_of_next_steps: Option<bool>,
        /// How it was interpreted, where that was said (C12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        interpreted: Option<Interpreted>,
    },
    /// It is known that child or guardians are talked with through an interpreter (C12).
    InterpreterNeedRecorded {
        /// To talk with whom.
        whose: ConversationWith,
        /// In which language.
        language: Personal<LanguageCode>,
        /// From which day on that is known.
        noted_on: NaiveDate,
    },
    /// Child or guardians can be talked with without an interpreter now (C12).
    InterpreterNeedEnded {
        /// To talk with whom.
        whose: ConversationWith,
        /// From which day on.
        ended_on: NaiveDate,
    },
    /// Guardians were told (S0-26, S0-39).
    GuardiansInformed {
        /// About what.
        about: AboutGuardians,
        /// Who was told.
        guardians: Vec<Guardian>,
        /// When.
        informed_on: NaiveDate,
    },
    /// The unit said who the guardians are: all of them, from that day on.
    GuardiansNamed {
        /// Who they are.
        guardians: Vec<Guardian>,
        /// Why somebody who was known as one is not among them, and who decided it; nobody where an older form told the reasons
        /// alone.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        decision: Option<RecordedDecision>,
        /// When.
        named_on: NaiveDate,
    },
    /// Guardians are not told about the report, on a ground the law knows (S0-40, R-6).
    GuardianNotificationWithheld {
        /// The ground.
        ground: WithholdingGround,
        /// Whether the municipality does without that ground (C3). It is taken all the same where there is danger or the duty
        /// to report is triggered: a report waits for no setting.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        not_in_use: bool,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        withheld_on: NaiveDate,
    },
    /// The ground for not telling guardians is gone.
    GuardianNotificationWithholdingLifted {
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        lifted_on: NaiveDate,
    },
}

impl Topic for FamilyEvent {
    names!(
        ConversationConvened,
        ConversationCalledOff,
        YouthInvitationAssessed,
        ConversationHeld,
        InterpreterNeedRecorded,
        InterpreterNeedEnded,
        GuardiansInformed,
        GuardiansNamed,
        GuardianNotificationWithheld,
        GuardianNotificationWithholdingLifted,
    );

    fn happened(&self) -> Happened {
        match self {
            Self::ConversationConvened { convened_on: date, .. }
            | Self::ConversationCalledOff { called_off_on: date, .. }
            | Self::YouthInvitationAssessed { assessed_on: date, .. }
            | Self::ConversationHeld { held_on: date, .. }
            | Self::InterpreterNeedRecorded { noted_on: date, .. }
            | Self::InterpreterNeedEnded { ended_on: date, .. }
            | Self::GuardiansInformed { informed_on: date, .. }
            | Self::GuardiansNamed { named_on: date, .. }
            | Self::GuardianNotificationWithheld { withheld_on: date, .. }
            | Self::GuardianNotificationWithholdingLifted { lifted_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::ConversationConvened { with, planned_for, .. } => {
                said.with("with", with.word()).with("date", *planned_for)
            }
            Self::ConversationCalledOff { with, .. } => said.with("with", with.word()),
            Self::YouthInvitationAssessed { invited, ground, .. } => {
                said.with("invited", *invited).with("ground", ground.word())
            }
            Self::ConversationHeld { with, outcome, interpreted, .. } => {
                let said = said.with("with", with.word()).with("outcome", outcome.word());
                said.with("interpreted", Interpreted::told(interpreted.as_ref()))
            }
            Self::InterpreterNeedRecorded { whose, .. } | Self::InterpreterNeedEnded { whose, .. } => {
                said.with("whose", whose.word())
            }
            Self::GuardiansInformed { about, .. } => said.with("about", about.word()),
            Self::GuardianNotificationWithheld { ground, .. } => said.with("ground", ground.word()),
            Self::GuardiansNamed { .. } | Self::GuardianNotificationWithholdingLifted { .. } => said,
        }
    }
}

/// Before, who left a guardian out gave the reasons alone, and said not who decided it.
pub(super) fn make_the_reasons_a_decision(event: &mut Map<String, Value>) {
    if let Some(reason) = event.remove("reason").filter(|reason| !reason.is_null()) {
        event.insert("decision".to_owned(), json!({ "rationale": { "kind": "stated", "text": reason } }));
    }
}

/// That a guardian was told of the report that goes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) subject: SubjectId,
    pub(super) on: NaiveDate,
}

impl Told {
    /// Each of them, on that day.
    pub(super) fn each(guardians: &[Guardian], on: NaiveDate) -> impl Iterator<Item = Self> {
        guardians.iter().map(move |guardian| Self { subject: guardian.subject, on })
    }

    pub(super) fn is_since(&self, day: NaiveDate) -> bool {
        self.on >= day
    }
}

/// A guardian who was left out when others were told of a report that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Untold {
    pub(super) subject: SubjectId,
}

/// A ground for not telling guardians about the report, and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Withholding {
    pub(super) ground: WithholdingGround,
    pub(super) decision: RecordedDecision,
    pub(super) from: NaiveDate,
    pub(super) lifted_on: Option<NaiveDate>,
}

impl WithholdingGround {
    /// The law knows it on the day (R-6, C3).
    pub(crate) fn must_be_in_force(self, on: NaiveDate) -> Result<(), Refusal> {
        if withholding_grounds(on).any(|rule| rule.ground == self) {
            Ok(())
        } else {
            Err(Refusal::GroundNotInForce { ground: self, on })
        }
    }
}

impl Withholding {
    /// Whether it holds on `date`; on the day it is lifted no more.
    pub(super) fn holds_on(&self, date: NaiveDate) -> bool {
        self.from <= date && self.lifted_on.is_none_or(|lifted_on| date < lifted_on)
    }
}

/// What a conversation was for the child: each is `None` where nobody said (S2-36, S2-37).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChildsPart {
    /// Whether the child was asked open questions.
    pub open_questions_used: Option<bool>,
    /// Whether the child confirmed the summary.
    pub summary_confirmed: Option<bool>,
    /// Whether the child was told what happens next.
    pub informed_of_next_steps: Option<bool>,
}

impl ChildsPart {
    /// Nobody can quote a child who was not there, nor say of it that it confirmed or was told something.
    fn must_fit(self, with: ConversationWith, own_words: &[Personal<Text>]) -> Result<(), Refusal> {
        let said = [
            ("childsOwnWords", !own_words.is_empty()),
            ("openQuestionsUsed", self.open_questions_used.is_some()),
            ("summaryConfirmedByChild", self.summary_confirmed.is_some()),
            ("childInformedOfNextSteps", self.informed_of_next_steps.is_some()),
        ];
        match said.into_iter().find(|(_, said)| *said) {
            Some((field, _)) if with == ConversationWith::Guardians => Err(Refusal::ChildNotInConversation { field }),
            _ => Ok(()),
        }
    }
}

/// What can be asked about the family.
#[derive(Debug, Clone, PartialEq)]
pub enum FamilyAction {
    /// Record that child or guardians were asked to a conversation.
    ConveneConversation {
        /// Who was asked.
        with: ConversationWith,
        /// What it is to be about.
        subject: Personal<Text>,
        /// The day it is to be held.
        planned_for: NaiveDate,
        /// When they were asked.
        convened_on: NaiveDate,
    },
    /// Call off a conversation that somebody was asked to.
    CallOffConversation {
        /// Who was asked to it.
        with: ConversationWith,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        called_off_on: NaiveDate,
    },
    /// Assess whether the youth is asked to take part.
    AssessYouthInvitation {
        /// Whether the youth is asked.
        invited: bool,
        /// What it was assessed by.
        ground: InvitationGround,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// Record a conversation.
    HoldConversation {
        /// With whom.
        with: ConversationWith,
        /// When.
        held_on: NaiveDate,
        /// What came of it.
        outcome: ConversationOutcome,
        /// The employee's summary.
        summary: Personal<Text>,
        /// The child's own words.
        childs_own_words: Vec<Personal<Text>>,
        /// The guardians' view.
        guardians_view: Option<Personal<Text>>,
        /// What it was for the child.
        childs_part: ChildsPart,
        /// How it was interpreted, where that is said.
        interpreted: Option<Interpreted>,
    },
    /// Record that child or guardians are talked with through an interpreter.
    RecordInterpreterNeed {
        /// To talk with whom.
        whose: ConversationWith,
        /// In which language.
        language: Personal<LanguageCode>,
        /// From which day on that is known.
        noted_on: NaiveDate,
    },
    /// Record that they can be talked with without one now.
    EndInterpreterNeed {
        /// To talk with whom.
        whose: ConversationWith,
        /// From which day on.
        ended_on: NaiveDate,
    },
    /// Record that guardians were told.
    InformGuardians {
        /// About what.
        about: AboutGuardians,
        /// Who was told.
        guardians: Vec<Guardian>,
        /// When.
        informed_on: NaiveDate,
    },
    /// Record who the guardians are.
    NameGuardians {
        /// All of them.
        guardians: Vec<Guardian>,
        /// Why somebody who was known as one is not among them, and by whom that is decided.
        decision: Option<Decision>,
        /// When.
        named_on: NaiveDate,
    },
    /// Record that guardians are not told about the report, and why.
    WithholdGuardianNotification {
        /// The ground.
        ground: WithholdingGround,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        withheld_on: NaiveDate,
    },
    /// Record that guardians may be told after all, and why.
    LiftGuardianNotificationWithholding {
        /// Why, and by whom.
        decision: Decision,
        /// When.
        lifted_on: NaiveDate,
    },
}

impl Case {
    /// What follows from an action about the family, or the first rule it breaks.
    pub(super) fn decide_family(&self, action: FamilyAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            FamilyAction::ConveneConversation { with, subject, planned_for, convened_on } => {
                self.must_be_open()?;
                not_in_future("convenedOn", convened_on, today)?;
                not_before("plannedFor", planned_for, convened_on)?;
                if with.is_with_guardians() {
                    self.may_contact_guardians(convened_on)?;
                }
                Ok(vec![FamilyEvent::ConversationConvened { with, subject, planned_for, convened_on }.into()])
            }
            // Also while guardians must not know: that a talk is not to be held, nobody is told by this (S4-2).
            FamilyAction::CallOffConversation { with, decision, called_off_on } => {
                self.must_be_open()?;
                not_in_future("calledOffOn", called_off_on, today)?;
                let asked_on = self.asked_to_talk_on(with).ok_or(Refusal::NoConversationCalled { with })?;
                not_before("calledOffOn", called_off_on, asked_on)?;
                let decision = decision.into();
                Ok(vec![FamilyEvent::ConversationCalledOff { with, decision, called_off_on }.into()])
            }
            FamilyAction::AssessYouthInvitation { invited, ground, decision, assessed_on } => {
                self.must_be_open()?;
                not_in_future("assessedOn", assessed_on, today)?;
                let decision = decision.into();
                Ok(vec![FamilyEvent::YouthInvitationAssessed { invited, ground, decision, assessed_on }.into()])
            }
            FamilyAction::HoldConversation {
                with,
                held_on,
                outcome,
                summary,
                childs_own_words,
                guardians_view,
                childs_part,
                interpreted,
            } => {
                self.must_be_open()?;
                not_in_future("heldOn", held_on, today)?;
                childs_part.must_fit(with, &childs_own_words)?;
                self.must_be_interpreted_in_a_needed_language(with, interpreted.as_ref(), held_on)?;
                let ChildsPart { open_questions_used, summary_confirmed, informed_of_next_steps } = childs_part;
                Ok(vec![CaseEvent::Family(FamilyEvent::ConversationHeld {
                    with,
                    held_on,
                    outcome,
                    summary,
                    childs_own_words,
                    guardians_view,
                    open_questions_used,
                    summary_confirmed_by_child: summary_confirmed,
                    child_informed_of_next_steps: informed_of_next_steps,
                    interpreted,
                })])
            }
            FamilyAction::RecordInterpreterNeed { whose, language, noted_on } => {
                self.record_interpreter_need(whose, language, noted_on, today)
            }
            FamilyAction::EndInterpreterNeed { whose, ended_on } => self.end_interpreter_need(whose, ended_on, today),
            FamilyAction::InformGuardians { about, guardians, informed_on } => {
                self.must_exist()?;
                not_in_future("informedOn", informed_on, today)?;
                if guardians.is_empty() {
                    return Err(Refusal::NobodyInformed);
                }
                if about == AboutGuardians::Report {
                    self.must_not_be_withheld()?;
                }
                Ok(vec![CaseEvent::Family(FamilyEvent::GuardiansInformed { about, guardians, informed_on })])
            }
            FamilyAction::NameGuardians { guardians, decision, named_on } => {
                self.must_exist()?;
                not_in_future("namedOn", named_on, today)?;
                if guardians.is_empty() {
                    return Err(Refusal::NobodyInformed);
                }
                let is_named = |known: &Party| guardians.iter().any(|guardian| guardian.subject == known.subject);
                match (&decision, self.current_guardians().all(is_named)) {
                    (None, false) => return Err(Refusal::GuardianLeftOut),
                    // Reasons for nothing would stand as a decision among the others (RM-14).
                    (Some(_), true) => return Err(Refusal::NobodyLeftOut),
                    (None, true) | (Some(_), false) => {}
                }
                let decision = decision.map(RecordedDecision::from);
                Ok(vec![FamilyEvent::GuardiansNamed { guardians, decision, named_on }.into()])
            }
            FamilyAction::WithholdGuardianNotification { ground, decision, withheld_on } => {
                self.must_exist()?;
                not_in_future("withheldOn", withheld_on, today)?;
                // The municipality may do without some of these: whoever knows its ways holds the ground against them (C3).
                ground.must_be_in_force(withheld_on)?;
                let withholding = Withholding { ground, decision: decision.into(), from: withheld_on, lifted_on: None };
                let copies = self.copies.withheld_on(&withholding);
                let Withholding { ground, decision, .. } = withholding;
                let not_in_use = false;
                let withheld = FamilyEvent::GuardianNotificationWithheld { ground, not_in_use, decision, withheld_on };
                Ok([withheld.into()].into_iter().chain(copies).collect())
            }
            FamilyAction::LiftGuardianNotificationWithholding { decision, lifted_on } => {
                self.must_exist()?;
                not_in_future("liftedOn", lifted_on, today)?;
                let in_force = self.withholdings.iter().filter(|withholding| withholding.lifted_on.is_none());
                let withheld = in_force.map(|withholding| withholding.from);
                // That they may be told after all is decided of danger too for which no ground was recorded.
                let feared = self.undecided_danger.map(|danger| danger.since);
                not_before("liftedOn", lifted_on, withheld.chain(feared).max().ok_or(Refusal::NothingWithheld)?)?;
                let decision = decision.into();
                Ok(vec![CaseEvent::Family(FamilyEvent::GuardianNotificationWithholdingLifted { decision, lifted_on })])
            }
        }
    }

    pub(super) fn apply_family(&mut self, event: FamilyEvent) {
        match event {
            FamilyEvent::GuardiansInformed { about: AboutGuardians::Report, guardians, informed_on } => {
                // Whom the unit has left out is told nothing for the child, and need not be told of what was sent once more.
                let decides = |guardian: &Guardian| self.decides_for_child(guardian.subject, informed_on);
                let (guardians, others): (Vec<_>, Vec<_>) = guardians.into_iter().partition(decides);
                self.untold.retain(|untold| others.iter().all(|told| told.subject != untold.subject));
                // Being told afterwards of a report that was sent is not being told of the next one before it goes.
                if !guardians.is_empty() && !self.are_told_of_a_sent_report(&guardians) {
                    self.told_of_next.extend(Told::each(&guardians, informed_on));
                }
            }
            FamilyEvent::GuardianNotificationWithheld { ground, decision, withheld_on: from, .. } => {
                self.withholdings.push(Withholding { ground, decision, from, lifted_on: None });
                self.undecided_danger = None;
            }
            FamilyEvent::GuardianNotificationWithholdingLifted { lifted_on, .. } => {
                self.undecided_danger = None;
                for withholding in self.withholdings.iter_mut().filter(|withholding| withholding.lifted_on.is_none()) {
                    withholding.lifted_on = Some(lifted_on);
                }
                self.copies.owe_what_was_withheld();
            }
            FamilyEvent::InterpreterNeedRecorded { whose, language, noted_on } => {
                self.interpreter_needs.note(whose, &language, noted_on);
            }
            FamilyEvent::InterpreterNeedEnded { whose, ended_on } => self.interpreter_needs.end(whose, ended_on),
            // Part of the history; no rule depends on them.
            FamilyEvent::ConversationConvened { .. }
            | FamilyEvent::ConversationCalledOff { .. }
            | FamilyEvent::YouthInvitationAssessed { .. }
            | FamilyEvent::ConversationHeld { .. }
            | FamilyEvent::GuardiansNamed { .. }
            | FamilyEvent::GuardiansInformed {
                about:
                    AboutGuardians::Concern
                    | AboutGuardians::Outcome
                    | AboutGuardians::InsufficientEffect
                    | AboutGuardians::LowThresholdOffers,
                ..
            } => {}
        }
    }

    /// Guardians were told of a report: of one that was sent, where all of them or those who are told were still to be told of
    /// that, and of the next one else. Each is told by name: who is left out is to be told still.
    fn are_told_of_a_sent_report(&mut self, told: &[Guardian]) -> bool {
        let is_told = |subject: SubjectId| told.iter().any(|guardian| guardian.subject == subject);
        if std::mem::take(&mut self.telling_owed) {
            let known = self.current_guardians().map(|known| known.subject).filter(|known| !is_told(*known));
            self.untold = known.map(|subject| Untold { subject }).collect();
            return true;
        }
        let were_left_out = told.iter().all(|guardian| self.untold.contains(&Untold { subject: guardian.subject }));
        self.untold.retain(|untold| !is_told(untold.subject));
        were_left_out
    }

    /// Who was told of the report that goes on that day, and since that one.
    pub(super) fn told_of_what_goes(&self, since: NaiveDate, sent_on: NaiveDate) -> impl Iterator<Item = &Told> {
        self.told_of_next.iter().filter(move |told| since <= told.on && told.on <= sent_on)
    }

    /// A report goes of which guardians were told: who of those whom the case knows was not among them is to be told of it.
    pub(super) fn some_may_be_untold(&mut self, since: NaiveDate, sent_on: NaiveDate) {
        let told: BTreeSet<_> = self.told_of_what_goes(since, sent_on).map(|told| told.subject).collect();
        let known = self.current_guardians().map(|known| known.subject).filter(|known| !told.contains(known));
        let untold: Vec<_> = known.map(|subject| Untold { subject }).collect();
        self.untold.extend(untold);
    }

    /// The ground on which guardians are not told about the report, until it is lifted.
    pub fn withheld_from_guardians(&self) -> Option<WithholdingGround> {
        self.withholding_in_force().map(|latest| latest.ground)
    }

    /// The one of the latest day: an older one that is written down after it is none that took its place.
    pub(super) fn withholding_in_force(&self) -> Option<&Withholding> {
        let in_force = self.withholdings.iter().filter(|withholding| withholding.lifted_on.is_none());
        in_force.max_by_key(|withholding| withholding.from)
    }

    /// Whether there is something that guardians must not know of, or that it is not decided yet whether they may.
    pub fn keeps_from_guardians(&self) -> bool {
        self.must_not_be_withheld().is_err()
    }

    /// Nobody asks guardians to anything on a day since which there is a ground for not telling them, or something is feared
    /// of which that is not decided yet (S4-2, R-6).
    pub(super) fn may_contact_guardians(&self, on: NaiveDate) -> Result<(), Refusal> {
        let in_force = self.withholdings.iter().filter(|withholding| withholding.lifted_on.is_none());
        let ground = in_force.filter(|withholding| withholding.holds_on(on)).max_by_key(|withholding| withholding.from);
        match (ground, self.undecided_danger.filter(|danger| danger.since <= on)) {
            (Some(Withholding { ground, .. }), _) => Err(Refusal::ContactWithheld { ground: *ground }),
            (None, Some(UndecidedDanger { feared, .. })) => Err(Refusal::TellingUndecided { feared }),
            (None, None) => Ok(()),
        }
    }

    /// Guardians are told where neither a ground stands against it nor anything is feared of which that is not decided yet
    /// (R-6, S2-21).
    pub(crate) fn must_not_be_withheld(&self) -> Result<(), Refusal> {
        match (self.withheld_from_guardians(), self.undecided_danger) {
            (Some(ground), _) => Err(Refusal::GuardianNotificationWithheld { ground }),
            (None, Some(UndecidedDanger { feared, .. })) => Err(Refusal::TellingUndecided { feared }),
            (None, None) => Ok(()),
        }
    }
}
