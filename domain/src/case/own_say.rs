//! What a child of a certain age says itself in its case (C12): from fifteen on its own yes is asked for beside its guardians',
//! and once it is of age instead of theirs.
//!
//! What guardians had consented to before that day does not end with it: what was shared and worked on goes on, until the
//! consent's last day where it has one, until it is taken back, which who is of age can do at any time, or until the case
//! ends. Nobody is told to ask anew. A measure is another matter: what starts on level 2 from that day on starts on the person's
//! own approval of it, whatever guardians said before.
//!
//! All of that is the project's own decision. The event tells it, so that nothing that comes later needs the day of birth, which
//! may be restricted and erased. Of a child whose birth is not known, or not shown to who records the answer, nothing is
//! guessed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, ConsentingParty, GivenConsent, OwnApproval};
use crate::Refusal;
use crate::law::{AgeLimit, has_reached};
use crate::people::{Child, Guardian};

/// Who is asked for consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredAsked", into = "StoredAsked")]
pub enum WhoIsAsked {
    /// A guardian.
    Guardian(Guardian),
    /// The case's child, who is old enough to answer for itself. That is no contact with its guardians (S4-2, R-6).
    Youth,
}

/// How it is stored: with the guardian, as every question was before youths were asked, or with the word that it was the youth.
#[derive(Serialize, Deserialize)]
struct StoredAsked {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    guardian: Option<Guardian>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    asked: Option<TheYouth>,
}

#[derive(Serialize, Deserialize)]
enum TheYouth {
    #[serde(rename = "YOUTH")]
    Youth,
}

impl From<WhoIsAsked> for StoredAsked {
    fn from(asked: WhoIsAsked) -> Self {
        match asked {
            WhoIsAsked::Guardian(guardian) => Self { guardian: Some(guardian), asked: None },
            WhoIsAsked::Youth => Self { guardian: None, asked: Some(TheYouth::Youth) },
        }
    }
}

impl TryFrom<StoredAsked> for WhoIsAsked {
    type Error = &'static str;

    fn try_from(stored: StoredAsked) -> Result<Self, Self::Error> {
        match (stored.guardian, stored.asked) {
            (Some(guardian), None) => Ok(Self::Guardian(guardian)),
            (None, Some(TheYouth::Youth)) => Ok(Self::Youth),
            (Some(_), Some(_)) => Err("both a guardian and the youth were asked"),
            (None, None) => Err("nobody was asked"),
        }
    }
}

impl WhoIsAsked {
    /// The guardian, where it is one.
    pub const fn guardian(&self) -> Option<&Guardian> {
        match self {
            Self::Guardian(guardian) => Some(guardian),
            Self::Youth => None,
        }
    }

    /// Who answers: of a guardian's question what is said, for the youth may answer along or alone. The youth's own question
    /// is answered by nobody else.
    pub(super) const fn answered_by(&self, said: Option<ConsentingParty>) -> Result<Option<ConsentingParty>, Refusal> {
        match (self, said) {
            (Self::Guardian(_), said) => Ok(said),
            (Self::Youth, None | Some(ConsentingParty::Youth)) => Ok(Some(ConsentingParty::Youth)),
            (Self::Youth, Some(ConsentingParty::Guardian | ConsentingParty::GuardianAndYouth)) => {
                Err(Refusal::YouthWasAsked)
            }
        }
    }
}

/// What a child has to say itself when consent is given, or measures are approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OwnSay {
    /// It is fifteen or more, and asked beside its guardians.
    BesideGuardians,
    /// It is of age, and asked instead of them.
    InsteadOfGuardians,
}

impl Case {
    /// What the child has to say itself on that day, where it is old enough and the day of its birth is known.
    pub(super) fn own_say(&self, day: NaiveDate) -> Option<OwnSay> {
        let born_on = *self.opened()?.child.born_on.as_ref()?.visible()?;
        let reached = |limit| has_reached(limit, born_on, day);
        if reached(AgeLimit::OfAge) {
            Some(OwnSay::InsteadOfGuardians)
        } else {
            reached(AgeLimit::Party).then_some(OwnSay::BesideGuardians)
        }
    }

    /// The same of whoever may not be shown its birth: what was told when it, or its guardians, answered by that day, for nobody
    /// gets younger. So consent that is given again without the child's own is as well known as the first one (C12).
    pub(super) fn own_say_told(&self, day: NaiveDate, birth_is_shown: bool) -> Option<OwnSay> {
        let by_birth = if birth_is_shown { self.own_say(day) } else { None };
        self.told_by(day).max().max(by_birth)
    }

    /// What was told of it, with answers and approvals of that day or earlier.
    fn told_by(&self, day: NaiveDate) -> impl Iterator<Item = OwnSay> {
        let answers = self.consents().values().filter_map(|asked| asked.given.as_ref());
        let approvals = self.measures().values().filter_map(|measure| measure.own_approval);
        let said = answers.map(|given| (given.own_say, given.on));
        let said = said.chain(approvals.map(|OwnApproval { own_say, on }| (own_say, on)));
        let refusals = self.measures().values().flat_map(|measure| &measure.refusals);
        let said = said.chain(refusals.map(|no| (no.own_say, no.on)));
        said.filter(move |(_, on)| *on <= day).filter_map(|(own_say, _)| own_say)
    }

    /// That the child is old enough to be asked itself on that day, as far as its birth is known (C12).
    pub(super) fn may_be_asked_itself(&self, day: NaiveDate) -> Result<(), Refusal> {
        let child = self.opened().map(|opened| &opened.child);
        let is_known =
            |child: &Child| child.unborn || child.born_on.as_ref().is_some_and(|born| born.visible().is_some());
        if child.is_some_and(is_known) && self.own_say(day).is_none() {
            Err(Refusal::TooYoungToBeAsked)
        } else {
            Ok(())
        }
    }

    /// Whether the child is of age on that day: as it answered for itself by then, which tells it without the day of birth, or
    /// as that day says where it is shown to who records this. To what it answered, and whether that stands, does not matter.
    pub(super) fn is_of_age(&self, day: NaiveDate, birth_is_shown: bool) -> bool {
        self.own_say_told(day, birth_is_shown) == Some(OwnSay::InsteadOfGuardians)
    }
}

impl OwnSay {
    /// That no guardian consents alone for who is of age. A consent that lacks the yes of a younger child is recorded, and found.
    pub(super) fn must_be_heard(self, by: Option<ConsentingParty>) -> Result<(), Refusal> {
        if self == Self::InsteadOfGuardians && !is_heard(by) { Err(Refusal::ChildOfAge) } else { Ok(()) }
    }
}

/// Whether the child itself is among those who consented.
pub const fn is_heard(by: Option<ConsentingParty>) -> bool {
    matches!(by, Some(ConsentingParty::Youth | ConsentingParty::GuardianAndYouth))
}

/// Whether those consented who decide for the child: a guardian, alone or with the youth, or the youth who is of age.
pub(crate) fn is_from_who_decides(by: Option<ConsentingParty>, own_say: Option<OwnSay>) -> bool {
    by != Some(ConsentingParty::Youth) || own_say == Some(OwnSay::InsteadOfGuardians)
}

impl GivenConsent {
    /// Whether those gave it who decide for the child. Of a guardian who does not, nothing is left but what the youth said itself.
    pub(super) fn is_from_who_decides(&self, guardian_decides: bool) -> bool {
        let by = if guardian_decides { self.terms.consented_by } else { Some(ConsentingParty::Youth) };
        self.is_from_anybody(guardian_decides) && is_from_who_decides(by, self.own_say)
    }

    /// Whether the youth or a guardian who decides for the child is among those who gave it.
    pub(super) const fn is_from_anybody(&self, guardian_decides: bool) -> bool {
        guardian_decides || is_heard(self.terms.consented_by)
    }
}
