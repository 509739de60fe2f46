//! What follows a ledger for the intake, each with a checkpoint of its own, so that what one of them cannot do stops
//! none of the others.

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follower {
    /// Takes sent reports in, and tells them what the sender decides afterwards of telling guardians.
    Reports,
    /// Takes back to the case what the service tells whoever reported (R-41 … R-43).
    Answers,
}

impl Follower {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Reports, Self::Answers];

    /// Under this name its checkpoint stands among those of the read models.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reports => "intake",
            Self::Answers => "answers",
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
        }
    }

    /// The events it follows.
    pub(super) const fn followed(self) -> &'static [&'static str] {
        match self {
            Self::Reports => &["ReportSent", "GuardianNotificationWithheld", "GuardianNotificationWithholdingLifted"],
            Self::Answers => &["AcknowledgementSent", "ReporterInformedOfTriage", "ReporterInformedOfConclusion"],
        }
    }
}
