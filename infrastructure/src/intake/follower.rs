//! What follows a ledger for the intake, each with a checkpoint of its own, so that what one of them cannot do stops
//! none of the others.

use std::time::Duration;

use case_ledger_domain::case::LOOKED_BACK_AFTER;

use crate::projections::ReadModel;

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follower {
    /// Takes sent reports in, and tells them what the sender decides afterwards of telling guardians.
    Reports,
    /// Takes back to the case what the service tells whoever reported (R-41 … R-43).
    Answers,
    /// Looks back on what was handed to guardians who must not know where somebody is (C12).
    Whereabouts,
}

impl Follower {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Reports, Self::Answers, Self::Whereabouts];

    /// Under this name its checkpoint stands among those of the read models.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reports => "intake",
            Self::Answers => "answers",
            Self::Whereabouts => "whereabouts",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|follower| follower.name() == name)
    }

    /// The version of what it follows. Whoever lets it follow more raises it: it then begins anew, and what was passed
    /// by before is acted on too. What it did before, it does not do again.
    pub const fn version(self) -> i32 {
        match self {
            Self::Reports | Self::Answers => 1,
            // 2: what makes untrue what was found, and what makes a guardian known, is followed too.
            Self::Whereabouts => 2,
        }
    }

    /// How long it waits before it looks again: nobody waits for what is looked back on, and commands go before it.
    pub(super) const fn rests(self) -> Duration {
        match self {
            Self::Reports | Self::Answers => Duration::ZERO,
            Self::Whereabouts => Duration::from_secs(1),
        }
    }

    /// The read model that it asks, and that it goes no further than.
    pub(super) const fn asks(self) -> Option<ReadModel> {
        match self {
            Self::Reports | Self::Answers => None,
            Self::Whereabouts => Some(ReadModel::NamedPersons),
        }
    }

    /// The events it follows.
    pub(super) const fn followed(self) -> &'static [&'static str] {
        match self {
            Self::Reports => &["ReportSent", "GuardianNotificationWithheld", "GuardianNotificationWithholdingLifted"],
            Self::Answers => &["AcknowledgementSent", "ReporterInformedOfTriage", "ReporterInformedOfConclusion"],
            Self::Whereabouts => LOOKED_BACK_AFTER,
        }
    }
}
