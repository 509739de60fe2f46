//! A data subject: to whom the data of a person may be shown, whether there are any left, and what is answered to a person
//! who asks for them ([`access`]).
//!
//! The municipalities' documents say nothing about restriction and erasure; these rules are the project's own
//! decisions (C12). They follow the general data protection regulation, articles 17 and 18, and the archive act, by
//! which concern reports are normally kept (GDPR art. 17(3)(b) and (d), arkivlova §§ 12–13):
//!
//! - Restriction (sperring) comes first: it takes effect at once and can be lifted. What is to be erased is restricted
//!   from the request on, and while the request stands its restriction only gets narrower.
//! - Erasure needs a legal basis from a closed set, two persons, and the delay that the municipality has set.
//! - Erased is final: no command follows, and nothing more can be recorded of that person under that pseudonym. So what
//!   the person has asked to be shown is answered first.
//! - Where somebody is whose address the population register keeps secret (codes 6 and 7) is shown to few roles only, in
//!   every case and report, from the moment on that it is recorded here. It may be made stricter and known of more
//!   guardians at once; less it gets only by being lifted, with reasons.
//!
//! The stream's id is the person's pseudonym. Reasons are the words of the one who gives them: they outlive the data
//! that they are about, and so must not name the person.

pub mod access;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

use crate::case::{not_before, not_in_future};
use crate::ids::{AccessRequestId, SubjectId};
use crate::law::{
    self, AddressProtectionGrade, AddressProtectionSource, DeadlineKind, ErasureBasis, RestrictionGround,
};
use crate::people::{Guardian, Role, Roles, is_same_name};
use crate::personal::{Personal, Shown};
use crate::text::Text;
use crate::texts::Sentence;
use crate::time::{days_after, oslo_date};
use crate::topics::Happened;
use crate::upcast::Step;
use crate::{Command, LedgerEvent, Refusal};
use access::{
    AccessAnswer, AccessAsker, AccessAuthority, AccessEnd, AccessExtension, AccessExtensionGround, AccessOutcome,
    AccessRefusalGround, AccessRequest, HandOver, IdentityCheck, NewAccessRequest,
};

/// The pseudonyms under which one child stands, that one included: whatever is recorded to be the same child, from one to
/// the next, on whichever of the two it was recorded. Who is erased leads nowhere, and nowhere leads there: of who is erased
/// nobody is told whose the data were, of no moment.
pub fn pseudonyms_of_one_child<Others: IntoIterator<Item = SubjectId>>(
    child: SubjectId,
    same_as: impl Fn(SubjectId) -> Others,
    is_erased: impl Fn(SubjectId) -> bool,
) -> BTreeSet<SubjectId> {
    let mut found = BTreeSet::from([child]);
    let mut unvisited = vec![child];
    while let Some(next) = unvisited.pop().filter(|next| !is_erased(*next)) {
        let others = same_as(next).into_iter().filter(|other| !is_erased(*other));
        unvisited.extend(others.filter(|other| found.insert(*other)));
    }
    found
}

/// Every event of a data subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum SubjectEvent {
    /// The person's data are shown to the named roles only; replaces an earlier restriction.
    SubjectRestricted {
        /// The ground.
        ground: RestrictionGround,
        /// The roles that still see the data, as far as they see personal data at all.
        visible_to: BTreeSet<Role>,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        restricted_on: NaiveDate,
    },
    /// The restriction was lifted.
    RestrictionLifted {
        /// Why.
        rationale: Personal<Text>,
        /// When.
        lifted_on: NaiveDate,
    },
    /// Somebody asked for the person's data to be erased.
    ErasureRequested {
        /// The legal basis.
        basis: ErasureBasis,
        /// Who asked.
        by: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        requested_on: NaiveDate,
        /// The first day on which somebody else may approve, by the delay in force when it was asked for.
        approvable_from: NaiveDate,
        /// Who made that delay shorter than the one that holds where none is set; nobody where nobody did, or where it is
        /// not known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        delay_by: Option<SubjectId>,
    },
    /// The request was taken back.
    ErasureRequestWithdrawn {
        /// Why.
        rationale: Personal<Text>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// The request was turned down.
    ErasureRejected {
        /// Why.
        rationale: Personal<Text>,
        /// When.
        rejected_on: NaiveDate,
    },
    /// A second person approved the erasure.
    ErasureApproved {
        /// Who approved.
        by: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        approved_on: NaiveDate,
    },
    /// The person is erased: the keys of the data are destroyed.
    SubjectErased {
        /// The legal basis.
        basis: ErasureBasis,
        /// When.
        erased_on: NaiveDate,
    },
    /// Somebody asked what is recorded about the person.
    SubjectAccessRequested {
        /// The request.
        request: AccessRequestId,
        /// Who asks.
        asker: AccessAsker,
        /// The name of who speaks for the person: data of the person, which go with them.
        asked_by: Option<Personal<Text>>,
        /// How it was made sure who asks.
        identity: IdentityCheck,
        /// By what right somebody speaks for the person.
        authority: Option<AccessAuthority>,
        /// The unit whose leader answers.
        unit: String,
        /// Who recorded it.
        by: SubjectId,
        /// When it came in.
        received_on: NaiveDate,
        /// The last day for the answer.
        due_on: NaiveDate,
    },
    /// The answer was put off, and the person told so.
    SubjectAccessExtended {
        /// The request.
        request: AccessRequestId,
        /// Why.
        ground: AccessExtensionGround,
        /// Why, in words.
        rationale: Personal<Text>,
        /// When the person was told.
        told_on: NaiveDate,
        /// The last day for the answer.
        due_on: NaiveDate,
    },
    /// The request was answered.
    SubjectAccessAnswered {
        /// The request.
        request: AccessRequestId,
        /// What was answered.
        outcome: AccessOutcome,
        /// Why not all was handed over.
        grounds: BTreeSet<AccessRefusalGround>,
        /// The reasons for that.
        rationale: Option<Personal<Text>>,
        /// How it was handed over.
        handed_over: HandOver,
        /// Who decided.
        by: SubjectId,
        /// When.
        answered_on: NaiveDate,
    },
    /// It was found that the person, a child, is the one that stands under another pseudonym, too: first reported by name and
    /// later by number, say. Nothing that is recorded changes; what is known of either is found from the other.
    SameChildRecorded {
        /// The other pseudonym.
        other: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        recorded_on: NaiveDate,
    },
    /// They are not one child, or it is not known that they are.
    SameChildWithdrawn {
        /// The other pseudonym.
        other: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// The request was taken back by who had asked.
    SubjectAccessWithdrawn {
        /// The request.
        request: AccessRequestId,
        /// Why, as far as it was said.
        rationale: Personal<Text>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// Where the person is, is known to be kept secret; adds to an earlier mark.
    AddressProtected {
        /// How strictly.
        grade: AddressProtectionGrade,
        /// From where that is known.
        source: AddressProtectionSource,
        /// The guardians who must not know, where they are known; by the names that the case knows them by.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        against: Vec<Guardian>,
        /// When it came to be known.
        protected_on: NaiveDate,
    },
    /// The person's address is protected no more by what was known of it by that day; what was told of a later day stands, and
    /// so does what is told once this is recorded.
    AddressProtectionLifted {
        /// From where that is known.
        source: AddressProtectionSource,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        lifted_on: NaiveDate,
    },
}

impl LedgerEvent for SubjectEvent {
    const STEPS: &'static [Step] = &[
        // Of what was asked for before nobody said who had made the delay shorter.
        Step { event: "ErasureRequested", from: "1.0", to: "1.1", change: |_| {} },
    ];

    fn name(&self) -> &'static str {
        match self {
            Self::SubjectRestricted { .. } => "SubjectRestricted",
            Self::RestrictionLifted { .. } => "RestrictionLifted",
            Self::ErasureRequested { .. } => "ErasureRequested",
            Self::ErasureRequestWithdrawn { .. } => "ErasureRequestWithdrawn",
            Self::ErasureRejected { .. } => "ErasureRejected",
            Self::ErasureApproved { .. } => "ErasureApproved",
            Self::SubjectErased { .. } => "SubjectErased",
            Self::SubjectAccessRequested { .. } => "SubjectAccessRequested",
            Self::SubjectAccessExtended { .. } => "SubjectAccessExtended",
            Self::SubjectAccessAnswered { .. } => "SubjectAccessAnswered",
            Self::SubjectAccessWithdrawn { .. } => "SubjectAccessWithdrawn",
            Self::SameChildRecorded { .. } => "SameChildRecorded",
            Self::SameChildWithdrawn { .. } => "SameChildWithdrawn",
            Self::AddressProtected { .. } => "AddressProtected",
            Self::AddressProtectionLifted { .. } => "AddressProtectionLifted",
        }
    }

    /// What is decided here happens when it is recorded: nobody restricts or erases in the past. An address is protected,
    /// or is so no more, from the day on which that came to be known. A letter came in, and was answered, on a day.
    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::AddressProtected { protected_on: day, .. }
            | Self::AddressProtectionLifted { lifted_on: day, .. }
            | Self::SubjectAccessRequested { received_on: day, .. }
            | Self::SubjectAccessExtended { told_on: day, .. }
            | Self::SubjectAccessAnswered { answered_on: day, .. } => Happened::On(*day).no_later_than(recorded_at),
            Self::SubjectRestricted { .. }
            | Self::RestrictionLifted { .. }
            | Self::ErasureRequested { .. }
            | Self::ErasureRequestWithdrawn { .. }
            | Self::ErasureRejected { .. }
            | Self::ErasureApproved { .. }
            | Self::SubjectErased { .. }
            | Self::SameChildRecorded { .. }
            | Self::SameChildWithdrawn { .. }
            | Self::SubjectAccessWithdrawn { .. } => recorded_at,
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::SubjectRestricted { ground, .. } => said.with("ground", ground.word()),
            Self::ErasureRequested { basis, approvable_from, .. } => {
                said.with("basis", basis.word()).with("from", *approvable_from)
            }
            Self::SubjectErased { basis, .. } => said.with("basis", basis.word()),
            Self::SubjectAccessRequested { asker, due_on, .. } => said.with("asker", asker.word()).with("due", *due_on),
            Self::SubjectAccessExtended { ground, due_on, .. } => {
                said.with("due", *due_on).with("ground", ground.word())
            }
            Self::SubjectAccessAnswered { outcome, grounds, .. } => {
                let grounds: Vec<_> = grounds.iter().map(|ground| ground.word()).collect();
                let is_grounded = !grounds.is_empty();
                said.with("outcome", outcome.word()).with("grounded", is_grounded).with("grounds", grounds)
            }
            Self::AddressProtected { grade, source, .. } => {
                said.with("grade", grade.word()).with("source", source.word())
            }
            Self::AddressProtectionLifted { source, .. } => said.with("source", source.word()),
            Self::RestrictionLifted { .. }
            | Self::ErasureRequestWithdrawn { .. }
            | Self::ErasureRejected { .. }
            | Self::ErasureApproved { .. }
            | Self::SameChildRecorded { .. }
            | Self::SameChildWithdrawn { .. }
            | Self::SubjectAccessWithdrawn { .. } => said,
        }
    }
}

crate::named_and_versioned!(SubjectEvent);

/// What is known of the national identity numbers under which two pseudonyms stand that are said to be one child's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumbersOfTwo {
    /// Not each of them has a number of its own.
    NotBoth,
    /// Each has one, and nobody says that the child has had both: two numbers are two persons' otherwise.
    Differ,
    /// Each has one, and the child has had both: a D-number gives way to a national identity number.
    HadBoth,
}

/// What can be asked of a data subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectAction {
    /// Show the data to the named roles only.
    Restrict {
        /// The ground.
        ground: RestrictionGround,
        /// The roles that still see them; nobody when empty.
        visible_to: BTreeSet<Role>,
        /// Why.
        rationale: Personal<Text>,
    },
    /// Lift the restriction.
    LiftRestriction {
        /// Why.
        rationale: Personal<Text>,
    },
    /// Ask for erasure.
    RequestErasure {
        /// The legal basis.
        basis: ErasureBasis,
        /// Who asks.
        by: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// The delay in force, in calendar days.
        delay_days: u16,
        /// Who made it shorter than the one that holds where none is set.
        delay_by: Option<SubjectId>,
        /// Whether somebody works with the child: a case is open, a report waits for triage, an investigation goes on, or a
        /// measure runs.
        worked_with: bool,
    },
    /// Take the request back.
    WithdrawErasureRequest {
        /// Why.
        rationale: Personal<Text>,
    },
    /// Turn the request down.
    RejectErasure {
        /// Why.
        rationale: Personal<Text>,
    },
    /// Approve the request, which erases the person.
    ApproveErasure {
        /// Who approves.
        by: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// Whether somebody works with the child, still or again.
        worked_with: bool,
    },
    /// Record that somebody asks what is recorded about the person.
    RequestAccess(NewAccessRequest),
    /// Put the answer off.
    ExtendAccess {
        /// The request.
        request: AccessRequestId,
        /// Why.
        ground: AccessExtensionGround,
        /// Why, in words.
        rationale: Personal<Text>,
        /// When the person was told.
        told_on: NaiveDate,
        /// The last day for the answer from now on.
        until: NaiveDate,
    },
    /// Answer the request.
    AnswerAccess {
        /// The request.
        request: AccessRequestId,
        /// The answer.
        answer: AccessAnswer,
    },
    /// Record that the child is the one that stands under another pseudonym, too.
    RecordSameChild {
        /// The child's own pseudonym.
        child: SubjectId,
        /// The other one.
        other: SubjectId,
        /// What is known of the national identity numbers of both.
        numbers: NumbersOfTwo,
        /// Why.
        rationale: Personal<Text>,
    },
    /// Take that back.
    WithdrawSameChild {
        /// The other pseudonym.
        other: SubjectId,
        /// Why.
        rationale: Personal<Text>,
    },
    /// Record that the request was taken back.
    WithdrawAccess {
        /// The request.
        request: AccessRequestId,
        /// Why, as far as it was said.
        rationale: Personal<Text>,
    },
    /// Record that the person's address is protected.
    ProtectAddress {
        /// How strictly.
        grade: AddressProtectionGrade,
        /// From where that is known.
        source: AddressProtectionSource,
        /// The guardians who must not know it.
        against: Vec<Guardian>,
        /// When it came to be known.
        protected_on: NaiveDate,
    },
    /// Record that it is protected no more by what was told of it by that day.
    LiftAddressProtection {
        /// From where that is known.
        source: AddressProtectionSource,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        lifted_on: NaiveDate,
    },
}

/// A data subject as the events leave it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    restriction: Option<Restriction>,
    request: Option<ErasureRequest>,
    erasure: Option<Erasure>,
    access: BTreeMap<AccessRequestId, AccessRequest>,
    same_child: Vec<SameChild>,
    /// What the tellings that stand come to.
    #[serde(default)]
    address_protection: Option<AddressProtection>,
    /// What was told of that and no lift has ended, each telling by itself.
    #[serde(default)]
    protected: Vec<AddressProtection>,
    /// What each lift ended, and its day.
    #[serde(default)]
    protected_before: Vec<(Vec<AddressProtection>, NaiveDate)>,
}

/// Another pseudonym under which the child stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameChild {
    /// The pseudonym.
    pub subject: SubjectId,
    /// Since when that is known.
    pub since: NaiveDate,
}

/// Where the person is, is kept secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressProtection {
    /// How strictly.
    pub grade: AddressProtectionGrade,
    /// From where that is known; what was said last.
    pub source: AddressProtectionSource,
    /// The guardians who must not know, where they are known.
    pub against: Vec<Guardian>,
    /// Since when it is known.
    pub protected_on: NaiveDate,
}

/// Whether two of those from whom an address is kept are one person: by the pseudonym, or by the name that is shown.
fn is_one(one: &Guardian, other: &Guardian) -> bool {
    one.subject == other.subject || is_same_name(&one.name, &other.name)
}

impl AddressProtection {
    /// What several tellings come to: the strictest grade, with the source that told it last, from the earliest day, against
    /// all who were named.
    fn summed_up(told: &[Self]) -> Option<Self> {
        let strictest = told.iter().rev().min_by_key(|told| told.grade)?;
        let protected_on = told.iter().map(|told| told.protected_on).min()?;
        let mut against = Vec::<Guardian>::new();
        for guardian in told.iter().flat_map(|told| &told.against) {
            if against.iter().all(|known| known.subject != guardian.subject) {
                against.push(guardian.clone());
            }
        }
        Some(Self { grade: strictest.grade, source: strictest.source, against, protected_on })
    }

    /// The same, by the day from which it was kept from each guardian who was named: it was kept from all of them while nobody
    /// was.
    fn by_day(told: &[Self]) -> Vec<Self> {
        let Some(all) = Self::summed_up(told) else { return Vec::new() };
        let first = |is_meant: &dyn Fn(&Self) -> bool| {
            told.iter().filter(|told| is_meant(told)).map(|told| told.protected_on).min()
        };
        let from_all = first(&|told| told.against.is_empty());
        let mut by_day = BTreeMap::<NaiveDate, Vec<Guardian>>::new();
        for guardian in &all.against {
            let named = first(&|told| told.against.iter().any(|named| named.subject == guardian.subject));
            let since = from_all.into_iter().chain(named).min().unwrap_or(all.protected_on);
            by_day.entry(since).or_default().push(guardian.clone());
        }
        if by_day.is_empty() {
            return vec![all];
        }
        by_day.into_iter().map(|(protected_on, against)| Self { against, protected_on, ..all.clone() }).collect()
    }

    /// What holds of one child that is protected under several pseudonyms: the strictest grade and its source, from the earliest
    /// day, against all who are named, and against every guardian where one of them names nobody.
    #[must_use]
    pub fn together_with(self, other: Self) -> Self {
        let protected_on = self.protected_on.min(other.protected_on);
        let (stricter, milder) = if self.grade <= other.grade { (self, other) } else { (other, self) };
        let mut against = stricter.against;
        if against.is_empty() || milder.against.is_empty() {
            against.clear();
        } else {
            for guardian in milder.against {
                if !against.iter().any(|known| is_one(known, &guardian)) {
                    against.push(guardian);
                }
            }
        }
        Self { grade: stricter.grade, source: stricter.source, against, protected_on }
    }

    /// Whether whoever must not know by the other protection must not know by this one either. A name that is not shown is
    /// nobody's: then it counts as missing here.
    fn keeps_from_all_that(&self, other: &Self) -> bool {
        let names = |guardian: &Guardian| self.against.iter().any(|known| is_one(known, guardian));
        let names_as_many = self.against.is_empty() || !other.against.is_empty() && other.against.iter().all(names);
        self.grade <= other.grade && names_as_many
    }

    /// Whether somebody with one of those roles is told where the person is. The project's own decision (C12): of a
    /// confidential address, as of a client's, those who work with the child, and whoever audits that; of a strictly
    /// confidential one the leader of the unit, the child welfare service, which must be able to find the child, and the auditor.
    pub fn is_told_to(&self, roles: Roles) -> bool {
        let told: &[Role] = match self.grade {
            AddressProtectionGrade::StrictlyConfidential => {
                &[Role::UnitLeader, Role::ChildWelfareIntake, Role::Caseworker, Role::Auditor]
            }
            AddressProtectionGrade::Confidential | AddressProtectionGrade::ClientAddress => {
                &[Role::Employee, Role::UnitLeader, Role::ChildWelfareIntake, Role::Caseworker, Role::Auditor]
            }
        };
        told.iter().any(|role| roles.contains(*role))
    }
}

/// A restriction in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// The ground.
    pub ground: RestrictionGround,
    /// The roles that still see the data.
    pub visible_to: BTreeSet<Role>,
    /// Since when.
    pub restricted_on: NaiveDate,
}

/// A request for erasure that is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureRequest {
    /// The legal basis.
    pub basis: ErasureBasis,
    /// Who asked.
    pub by: SubjectId,
    /// When.
    pub requested_on: NaiveDate,
    /// The first day on which somebody else may approve.
    pub approvable_from: NaiveDate,
    /// Who made the delay shorter, and does not approve.
    #[serde(default)]
    pub delay_by: Option<SubjectId>,
}

/// An erasure that was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The legal basis.
    pub basis: ErasureBasis,
    /// When.
    pub erased_on: NaiveDate,
}

impl Subject {
    /// The restriction in force.
    pub const fn restriction(&self) -> Option<&Restriction> {
        self.restriction.as_ref()
    }

    /// The request for erasure that is not answered.
    pub const fn request(&self) -> Option<&ErasureRequest> {
        self.request.as_ref()
    }

    /// The erasure, once it is approved.
    pub const fn erasure(&self) -> Option<&Erasure> {
        self.erasure.as_ref()
    }

    /// The requests for access, answered or not.
    pub const fn access(&self) -> &BTreeMap<AccessRequestId, AccessRequest> {
        &self.access
    }

    /// The other pseudonyms under which the child is recorded to stand.
    pub fn same_child(&self) -> &[SameChild] {
        &self.same_child
    }

    /// How the person's address is protected, while it is.
    pub const fn address_protection(&self) -> Option<&AddressProtection> {
        self.address_protection.as_ref()
    }

    /// How the person's address is or was protected, from which day against whom, and until which day where it is so no more.
    pub fn address_protections(&self) -> impl Iterator<Item = (AddressProtection, Option<NaiveDate>)> {
        let before = self.protected_before.iter().map(|(told, until)| (told, Some(*until)));
        let all = before.chain([(&self.protected, None)]);
        all.flat_map(|(told, until)| AddressProtection::by_day(told).into_iter().map(move |one| (one, until)))
    }

    /// What is told once a lift is recorded protects, whatever day it bears: somebody may be in danger, and nobody who lifted
    /// knew of it.
    fn hear_that_it_is_protected(&mut self, told: AddressProtection) {
        self.protected.push(told);
        self.address_protection = AddressProtection::summed_up(&self.protected);
    }

    /// A lift ends what was known by its day: of a danger that came to be known later, a letter of that day says nothing.
    fn hear_that_it_is_lifted(&mut self, on: NaiveDate) {
        let all = std::mem::take(&mut self.protected);
        let (ended, stands): (Vec<_>, Vec<_>) = all.into_iter().partition(|told| told.protected_on <= on);
        if !ended.is_empty() {
            self.protected_before.push((ended, on));
        }
        self.protected = stands;
        self.address_protection = AddressProtection::summed_up(&self.protected);
    }

    /// What somebody with those roles, which see personal data, is shown of where this person is.
    pub fn whereabouts_shown_to(&self, roles: Roles) -> Shown {
        match (self.shown_to(roles), &self.address_protection) {
            (Shown::Visible, Some(protection)) if !protection.is_told_to(roles) => Shown::Withheld,
            (shown, Some(_) | None) => shown,
        }
    }

    /// What somebody with those roles, which see personal data, is shown of this person.
    pub fn shown_to(&self, roles: Roles) -> Shown {
        match (&self.erasure, &self.restriction) {
            (Some(_), _) => Shown::Shredded,
            (None, Some(restriction)) if !restriction.visible_to.iter().any(|role| roles.contains(*role)) => {
                Shown::Withheld
            }
            (None, Some(_) | None) => Shown::Visible,
        }
    }

    /// What follows from the command: the events, or the first rule it breaks.
    pub fn decide(&self, command: Command<SubjectAction>) -> Result<Vec<SubjectEvent>, Refusal> {
        let today = oslo_date(command.now);
        if self.erasure.is_some() {
            return Err(Refusal::SubjectErased);
        }
        match command.action {
            SubjectAction::Restrict { ground, visible_to, rationale } => {
                self.must_not_show_what_is_to_be_erased(&visible_to)?;
                Ok(vec![SubjectEvent::SubjectRestricted { ground, visible_to, rationale, restricted_on: today }])
            }
            SubjectAction::LiftRestriction { rationale } => {
                self.must_be_restricted()?;
                self.must_not_await_erasure()?;
                Ok(vec![SubjectEvent::RestrictionLifted { rationale, lifted_on: today }])
            }
            SubjectAction::RequestErasure { basis, by, rationale, delay_days, delay_by, worked_with } => {
                self.must_be_restricted()?;
                self.must_not_await_erasure()?;
                must_not_be_needed(basis, worked_with)?;
                must_not_have_shortened_the_delay(by, delay_by)?;
                let approvable_from = days_after(today, delay_days.into());
                let requested_on = today;
                Ok(vec![SubjectEvent::ErasureRequested {
                    basis,
                    by,
                    rationale,
                    requested_on,
                    approvable_from,
                    delay_by,
                }])
            }
            SubjectAction::WithdrawErasureRequest { rationale } => {
                self.must_await_erasure()?;
                Ok(vec![SubjectEvent::ErasureRequestWithdrawn { rationale, withdrawn_on: today }])
            }
            SubjectAction::RejectErasure { rationale } => {
                self.must_await_erasure()?;
                Ok(vec![SubjectEvent::ErasureRejected { rationale, rejected_on: today }])
            }
            SubjectAction::ApproveErasure { by, rationale, worked_with } => {
                let request = self.must_await_erasure()?;
                if by == request.by {
                    return Err(Refusal::SecondPersonRequired);
                }
                must_not_have_shortened_the_delay(by, request.delay_by)?;
                if today < request.approvable_from {
                    return Err(Refusal::ErasureDelayRunning { until: request.approvable_from });
                }
                must_not_be_needed(request.basis, worked_with)?;
                self.must_not_await_access()?;
                Ok(vec![
                    SubjectEvent::ErasureApproved { by, rationale, approved_on: today },
                    SubjectEvent::SubjectErased { basis: request.basis, erased_on: today },
                ])
            }
            SubjectAction::RequestAccess(asked) => {
                not_in_future("receivedOn", asked.received_on, today)?;
                asked.must_tell_by_what_right()?;
                if self.access.contains_key(&asked.request) {
                    return Err(Refusal::AccessAlreadyRequested);
                }
                let due_on = law::due(DeadlineKind::SubjectAccess, asked.received_on);
                let NewAccessRequest { request, asker, asked_by, identity, authority, unit, by, received_on } = asked;
                Ok(vec![SubjectEvent::SubjectAccessRequested {
                    request,
                    asker,
                    asked_by,
                    identity,
                    authority,
                    unit,
                    by,
                    received_on,
                    due_on,
                }])
            }
            SubjectAction::ExtendAccess { request, ground, rationale, told_on, until } => {
                not_in_future("toldOn", told_on, today)?;
                let asked = self.must_await_access(request)?;
                not_before("toldOn", told_on, asked.received_on)?;
                asked.must_be_extendable(told_on, until)?;
                Ok(vec![SubjectEvent::SubjectAccessExtended { request, ground, rationale, told_on, due_on: until }])
            }
            SubjectAction::AnswerAccess { request, answer } => {
                not_in_future("answeredOn", answer.answered_on, today)?;
                let asked = self.must_await_access(request)?;
                not_before("answeredOn", answer.answered_on, asked.received_on)?;
                if answer.by == asked.by {
                    return Err(Refusal::AccessAnsweredAlone);
                }
                answer.must_say_why()?;
                answer.must_keep_what_guardians_must_not_know()?;
                let AccessAnswer { outcome, grounds, rationale, handed_over, by, answered_on, .. } = answer;
                Ok(vec![SubjectEvent::SubjectAccessAnswered {
                    request,
                    outcome,
                    grounds,
                    rationale,
                    handed_over,
                    by,
                    answered_on,
                }])
            }
            SubjectAction::RecordSameChild { child, other, numbers, rationale } => {
                if child == other || self.is_same_child_as(other) {
                    return Err(Refusal::SameChildRecorded);
                }
                if numbers == NumbersOfTwo::Differ {
                    return Err(Refusal::SameChildNumberedTwice);
                }
                Ok(vec![SubjectEvent::SameChildRecorded { other, rationale, recorded_on: today }])
            }
            SubjectAction::WithdrawSameChild { other, rationale } => {
                if !self.is_same_child_as(other) {
                    return Err(Refusal::SameChildNotRecorded);
                }
                Ok(vec![SubjectEvent::SameChildWithdrawn { other, rationale, withdrawn_on: today }])
            }
            SubjectAction::WithdrawAccess { request, rationale } => {
                self.must_await_access(request)?;
                Ok(vec![SubjectEvent::SubjectAccessWithdrawn { request, rationale, withdrawn_on: today }])
            }
            SubjectAction::ProtectAddress { grade, source, against, protected_on } => {
                not_in_future("protectedOn", protected_on, today)?;
                self.must_not_get_less_strict(grade)?;
                Ok(vec![SubjectEvent::AddressProtected { grade, source, against, protected_on }])
            }
            SubjectAction::LiftAddressProtection { source, rationale, lifted_on } => {
                not_in_future("liftedOn", lifted_on, today)?;
                let protection = self.address_protection.as_ref().ok_or(Refusal::AddressNotProtected)?;
                not_before("liftedOn", lifted_on, protection.protected_on)?;
                Ok(vec![SubjectEvent::AddressProtectionLifted { source, rationale, lifted_on }])
            }
        }
    }

    fn is_same_child_as(&self, other: SubjectId) -> bool {
        self.same_child.iter().any(|same| same.subject == other)
    }

    fn must_await_access(&self, request: AccessRequestId) -> Result<&AccessRequest, Refusal> {
        self.access.get(&request).filter(|asked| asked.is_awaited()).ok_or(Refusal::AccessNotAwaited)
    }

    /// That the person may be erased under another pseudonym, under which `erased` is what is decided: a child that stands
    /// under several is restricted under each of them first, to no more roles, for what is left is shown to others again
    /// otherwise, and so its address is protected, as strictly and from as many; and it is answered first whatever it asked
    /// under any.
    ///
    /// # Errors
    ///
    /// [`Refusal::SameChildLessRestricted`], [`Refusal::SameChildAddressUnprotected`], and [`Refusal::AccessAwaited`] (C12).
    pub fn must_let_the_same_child_be_erased(&self, erased: &Self) -> Result<(), Refusal> {
        self.must_be_restricted_as(erased)?;
        self.must_be_protected_as(erased)?;
        self.must_not_await_access()
    }

    /// What is gone cannot be shown any more: who asked to see it is answered first.
    fn must_not_await_access(&self) -> Result<(), Refusal> {
        if self.access.values().any(AccessRequest::is_awaited) { Err(Refusal::AccessAwaited) } else { Ok(()) }
    }

    fn must_be_protected_as(&self, erased: &Self) -> Result<(), Refusal> {
        match (&erased.address_protection, &self.address_protection) {
            (None, _) => Ok(()),
            (Some(lost), Some(left)) if left.keeps_from_all_that(lost) => Ok(()),
            (Some(_), _) => Err(Refusal::SameChildAddressUnprotected),
        }
    }

    fn must_be_restricted_as(&self, erased: &Self) -> Result<(), Refusal> {
        match (&erased.restriction, &self.restriction) {
            (Some(lost), Some(left)) if !left.visible_to.is_subset(&lost.visible_to) => {
                Err(Refusal::SameChildLessRestricted)
            }
            (_, Some(_)) => Ok(()),
            // Under that pseudonym it is shown to all.
            (_, None) => Err(Refusal::SameChildLessRestricted),
        }
    }

    fn must_be_restricted(&self) -> Result<(), Refusal> {
        if self.restriction.is_some() { Ok(()) } else { Err(Refusal::NotRestricted) }
    }

    fn must_not_await_erasure(&self) -> Result<(), Refusal> {
        if self.request.is_none() { Ok(()) } else { Err(Refusal::ErasureAwaited) }
    }

    /// While a request stands, a restriction may get narrower: a wider one would lift it by another name.
    fn must_not_show_what_is_to_be_erased(&self, visible_to: &BTreeSet<Role>) -> Result<(), Refusal> {
        let wider = self.restriction.as_ref().is_none_or(|restriction| !visible_to.is_subset(&restriction.visible_to));
        if wider { self.must_not_await_erasure() } else { Ok(()) }
    }

    /// A milder grade would lift the stricter one by another name, and without reasons.
    fn must_not_get_less_strict(&self, grade: AddressProtectionGrade) -> Result<(), Refusal> {
        match &self.address_protection {
            Some(protection) if protection.grade < grade => Err(Refusal::AddressMoreStrictlyProtected),
            Some(_) | None => Ok(()),
        }
    }

    fn must_await_erasure(&self) -> Result<&ErasureRequest, Refusal> {
        self.request.as_ref().ok_or(Refusal::ErasureNotRequested)
    }
}

impl Aggregate for Subject {
    const TYPE: &'static str = "Subject";
    type Command = Command<SubjectAction>;
    type Event = SubjectEvent;
    crate::handled_by_deciding!();

    fn apply(&mut self, event: SubjectEvent) {
        match event {
            SubjectEvent::SubjectRestricted { ground, visible_to, restricted_on, .. } => {
                self.restriction = Some(Restriction { ground, visible_to, restricted_on });
            }
            SubjectEvent::RestrictionLifted { .. } => self.restriction = None,
            SubjectEvent::ErasureRequested { basis, by, requested_on, approvable_from, delay_by, .. } => {
                self.request = Some(ErasureRequest { basis, by, requested_on, approvable_from, delay_by });
            }
            SubjectEvent::ErasureRequestWithdrawn { .. }
            | SubjectEvent::ErasureRejected { .. }
            | SubjectEvent::ErasureApproved { .. } => self.request = None,
            SubjectEvent::SubjectErased { basis, erased_on } => self.erasure = Some(Erasure { basis, erased_on }),
            SubjectEvent::SubjectAccessRequested {
                request,
                asker,
                identity,
                authority,
                unit,
                by,
                received_on,
                due_on,
                ..
            } => {
                let asked = AccessRequest {
                    asker,
                    identity,
                    authority,
                    unit,
                    by,
                    received_on,
                    first_due_on: due_on,
                    extension: None,
                    end: None,
                };
                self.access.insert(request, asked);
            }
            SubjectEvent::SubjectAccessExtended { request, ground, told_on, due_on, .. } => {
                if let Some(asked) = self.access.get_mut(&request) {
                    asked.extension = Some(AccessExtension { ground, told_on, due_on });
                }
            }
            SubjectEvent::SubjectAccessAnswered { request, outcome, grounds, handed_over, answered_on, .. } => {
                if let Some(asked) = self.access.get_mut(&request) {
                    asked.end = Some(AccessEnd::Answered { outcome, grounds, handed_over, answered_on });
                }
            }
            SubjectEvent::SameChildRecorded { other, recorded_on, .. } => {
                self.same_child.push(SameChild { subject: other, since: recorded_on });
            }
            SubjectEvent::SameChildWithdrawn { other, .. } => self.same_child.retain(|same| same.subject != other),
            SubjectEvent::SubjectAccessWithdrawn { request, withdrawn_on, .. } => {
                if let Some(asked) = self.access.get_mut(&request) {
                    asked.end = Some(AccessEnd::Withdrawn { withdrawn_on });
                }
            }
            SubjectEvent::AddressProtected { grade, source, against, protected_on } => {
                self.hear_that_it_is_protected(AddressProtection { grade, source, against, protected_on });
            }
            SubjectEvent::AddressProtectionLifted { lifted_on, .. } => self.hear_that_it_is_lifted(lifted_on),
        }
    }
}

/// While somebody works with a child, what is known of it is needed for that: whoever is to be helped is not erased because
/// it is over (C12, GDPR art. 17(3)(b)). What should never have been recorded, and what an act demands, is erased all the same.
fn must_not_be_needed(basis: ErasureBasis, worked_with: bool) -> Result<(), Refusal> {
    if worked_with && basis.waits_for_the_work() { Err(Refusal::StillWorkedWith) } else { Ok(()) }
}

/// Nobody does away with the time to think about an erasure and then has a part in it (C12, the project's own rule).
fn must_not_have_shortened_the_delay(by: SubjectId, delay_by: Option<SubjectId>) -> Result<(), Refusal> {
    if delay_by == Some(by) { Err(Refusal::ErasureDelayShortened) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
