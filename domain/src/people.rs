//! The people and bodies in a case, and what a decision says about the one who took it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::answer::InputProblem;
use crate::ids::SubjectId;
use crate::law::{AgeLimit, age_rules};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::closed_set;

/// What a principal works as; it decides what the principal may see and do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Works in the universal arena: kindergarten, school, after-school programme, health station.
    Employee,
    /// Heads such a unit.
    UnitLeader,
    /// Receives and triages concern reports.
    ChildWelfareIntake,
    /// Investigates in the child welfare service.
    Caseworker,
    /// Audits decisions: reads, never writes.
    Auditor,
    /// Reports statistics: sees figures, no case.
    Statistician,
    /// Watches over the processing of personal data: sees who did and read what, not the content.
    DataProtectionOfficer,
    /// Another service's case system, acting for its users.
    Service,
}

impl Role {
    /// Every role, in the order they are documented.
    pub const ALL: [Self; 8] = [
        Self::Employee,
        Self::UnitLeader,
        Self::ChildWelfareIntake,
        Self::Caseworker,
        Self::Auditor,
        Self::Statistician,
        Self::DataProtectionOfficer,
        Self::Service,
    ];

    /// The role's name in tokens, events and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::UnitLeader => "unit-leader",
            Self::ChildWelfareIntake => "child-welfare-intake",
            Self::Caseworker => "caseworker",
            Self::Auditor => "auditor",
            Self::Statistician => "statistician",
            Self::DataProtectionOfficer => "data-protection-officer",
            Self::Service => "service",
        }
    }
}

/// A set of roles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles(u16);

impl Roles {
    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the role is among them.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |set, role| set | 1 << role as u16))
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

/// A text that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown role; the roles are employee, unit-leader, child-welfare-intake, caseworker, auditor, statistician, data-protection-officer and service"
)]
pub struct UnknownRole;

/// The child a case or report is about; never the employee or the parent (S0-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Child {
    /// Under which the child's data are kept together.
    pub subject: SubjectId,
    /// Name as the source gives it; a return for statistics gives none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<Personal<Text>>,
    /// National identity number, or DUF number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub national_id: Option<Personal<Text>>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub born_on: Option<Personal<NaiveDate>>,
    /// Not born yet (S1-9).
    #[serde(default)]
    pub unborn: bool,
    /// Address, telephone and what else the source gave to find the child.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contact: Option<Personal<Text>>,
}

impl Child {
    /// What shows by itself that the day of birth is wrong (R-10, S1-9). Which say the child has, and until when it is helped,
    /// goes by that day (C12); `numbered` is the one that its national identity number tells.
    pub fn wrong_birth(&self, numbered: Option<NaiveDate>, on: NaiveDate) -> Option<InputProblem> {
        let born_on = *self.born_on.as_ref()?.visible()?;
        if self.unborn {
            Some(InputProblem::BornButUnborn)
        } else if born_on > on {
            Some(InputProblem::BornLater)
        } else {
            numbered.is_some_and(|numbered| numbered != born_on).then_some(InputProblem::BornOtherwiseThanNumbered)
        }
    }

    /// That the day of birth makes it too old for any help that the law has for a child, or for who was one (C12).
    pub fn grown_up(&self, on: NaiveDate) -> Option<InputProblem> {
        let born_on = *self.born_on.as_ref()?.visible()?;
        let ends = age_rules(on).find(|rule| rule.limit == AgeLimit::AfterCareEnds)?;
        (ends.reached_on(born_on) <= on).then_some(InputProblem::GrownUp { age: ends.years })
    }
}

/// Someone with parental responsibility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Guardian {
    /// Under which the guardian's data are kept together.
    pub subject: SubjectId,
    /// Name.
    pub name: Personal<Text>,
}

closed_set! {
    /// What someone who decides does at work.
    DeciderRole {
        /// Any employee.
        Employee,
        /// Pedagogical leader: step owner in a kindergarten (S3-19).
        PedagogicalLeader,
        /// Contact teacher: step owner in a school (S3-19).
        ContactTeacher,
        /// Public health nurse: step owner in the health station and school health service (S3-19).
        PublicHealthNurse,
        /// Kindergarten head or school principal.
        Head,
        /// Head of the unit (S3-31).
        UnitLeader,
        /// Professional leader (S4-15).
        ProfessionalLeader,
        /// Coordinator on level 3 (S3-42).
        RelayHolder,
        /// Receives and triages reports in the child welfare service.
        IntakeOfficer,
        /// Investigates in the child welfare service.
        Caseworker,
    }
}

impl DeciderRole {
    /// Whether the role can be someone's nearest leader.
    pub const fn leads(self) -> bool {
        matches!(self, Self::PedagogicalLeader) || self.leads_a_unit()
    }

    /// Whether who decides in this role is the one whom a step names by the other: the head of a kindergarten or a school is
    /// the leader of the unit, by whichever name (S3-31, S4-15, R-30).
    pub fn stands_for(self, named: Self) -> bool {
        self == named || (self, named) == (Self::Head, Self::UnitLeader)
    }

    /// Whether the role leads a unit or its professionals: what it decides is decided by the leader (S4-15). A pedagogical
    /// leader works with the concern, as the owner of its steps (S3-19), and is the nearest leader of those who bring theirs
    /// to them.
    pub const fn leads_a_unit(self) -> bool {
        matches!(self, Self::Head | Self::UnitLeader | Self::ProfessionalLeader)
    }
}

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decider {
    /// Name of the one who decided.
    pub name: Personal<Text>,
    /// In which role.
    pub role: DeciderRole,
}

impl Decider {
    /// Whether the other is the same person, in whatever role.
    pub fn is_same_person_as(&self, other: &Self) -> bool {
        self.name.subject() == other.name.subject() || is_same_name(&self.name, &other.name)
    }
}

/// Whether these are one name. Whoever is signed in has a pseudonym of their own, and another one where somebody else
/// named them: then only the name tells that they are one person. A name that is not shown is nobody's.
pub fn is_same_name(one: &Personal<Text>, other: &Personal<Text>) -> bool {
    let name = |of: &Personal<Text>| of.visible().map(|name| as_compared(name.as_str()));
    name(one).zip(name(other)).is_some_and(|(one, other)| one == other)
}

/// Whether these may be one person's names: one of them may leave names in the middle out. Where it does harm to take one
/// person for two.
pub fn may_be_one_name(one: &Personal<Text>, other: &Personal<Text>) -> bool {
    let ends = |of: &Personal<Text>| {
        let name = as_compared(of.visible()?.as_str());
        let mut words = name.split(' ');
        let first = words.next()?.to_owned();
        let last = words.next_back().map(ToOwned::to_owned);
        Some((first, last))
    };
    ends(one).zip(ends(other)).is_some_and(|(one, other)| one == other)
}

/// A name as it is compared: neither capital letters nor blanks make another person of somebody.
pub fn as_compared(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether two names of units are of one.
pub fn is_same_unit(one: &str, other: &str) -> bool {
    one == other || as_compared(one) == as_compared(other)
}

/// Why, and by whom: no decision goes without. What commands carry, so that none can decide without reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The written reasons.
    pub rationale: Personal<Text>,
    /// The one who decided.
    pub decided_by: Decider,
}

impl Decision {
    /// A decision with its reasons and the one who took it.
    pub const fn stated(rationale: Personal<Text>, decided_by: Decider) -> Self {
        Self { rationale, decided_by }
    }
}

/// A decision as events hold it: one taken here, with its reasons, or one taken elsewhere and imported without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedDecision {
    /// The written reasons.
    pub rationale: Rationale,
    /// The one who decided, where the source tells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decided_by: Option<Decider>,
}

/// The reasons for a recorded decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "text")]
pub enum Rationale {
    /// The reasons as they were written down.
    Stated(Personal<Text>),
    /// The decision was taken elsewhere and the source it was imported from carries no reasons. No command of this
    /// ledger can decide without reasons; only an import says so.
    NotInSource,
}

impl RecordedDecision {
    /// Whether it was taken here, with its reasons.
    pub const fn was_taken_here(&self) -> bool {
        matches!(self.rationale, Rationale::Stated(_))
    }

    /// A decision that was imported from a source without reasons.
    pub const fn imported(decided_by: Option<Decider>) -> Self {
        Self { rationale: Rationale::NotInSource, decided_by }
    }
}

impl From<Decision> for RecordedDecision {
    fn from(Decision { rationale, decided_by }: Decision) -> Self {
        Self { rationale: Rationale::Stated(rationale), decided_by: Some(decided_by) }
    }
}

closed_set! {
    /// A service or body that can receive information or be contacted.
    Body {
        /// Kindergarten.
        Kindergarten,
        /// School.
        School,
        /// After-school programme (SFO).
        AfterSchoolProgramme,
        /// Health station.
        HealthStation,
        /// School health service.
        SchoolHealthService,
        /// Educational-psychological service (PPT).
        EducationalPsychologicalService,
        /// Child welfare service (barnevernstjenesten).
        ChildWelfareService,
        /// Child welfare emergency service (barnevernvakt).
        ChildWelfareEmergencyService,
        /// Helpline for children and youth (alarmtelefonen for barn og unge), which may answer outside office hours (S2-13).
        ChildHelpline,
        /// The interdisciplinary resource team (S0-33).
        ResourceTeam,
        /// Specialist health service.
        SpecialistHealthService,
        /// Police.
        Police,
        /// Family centre (Familiesenteret): low-threshold help that those at home are told of (S3-22, S3-23).
        FamilyCentre,
        /// The meeting `FamilieForum`, where a concern is discussed, openly or without a name (S4-14).
        FamilyForum,
        /// HSP, as the source calls those with whom a concern is discussed, openly or without a name; it does not spell the
        /// letters out (S4-14).
        Hsp,
        /// Dental health service, which a child may not come to (S2-34; the register's reporter 25).
        DentalHealthService,
        /// Family counselling office (familievernkontor), which has a duty to report of its own (requirements 6.1; the
        /// register's reporter 16).
        FamilyCounsellingOffice,
        /// Labour and welfare office (NAV), whose social services have a duty to report of their own (requirements 6.1; the
        /// register's reporter 6).
        LabourAndWelfareOffice,
        /// Crisis centre, which has a duty to report of its own (requirements 6.1; the register's reporter 18).
        CrisisCentre,
        /// General practitioner (fastlege); the hospitals are of the specialist health service (the register's reporter 24).
        GeneralPractitioner,
        /// A service that follows up people's problems with alcohol and drugs (the register's reporter 17).
        SubstanceUseService,
        /// Outreach work with youth, and youth clubs (the register's reporter 20).
        OutreachService,
        /// Another service than those: a municipality has its own (S3-4). It is known by its name alone, and nothing goes to
        /// it under no name.
        Other,
    }
}

impl Body {
    /// Whether a municipality has several of the kind: who consents to one of them has not consented to all.
    pub const fn is_one_of_several(self) -> bool {
        match self {
            Self::Kindergarten
            | Self::School
            | Self::AfterSchoolProgramme
            | Self::HealthStation
            | Self::SchoolHealthService
            | Self::SpecialistHealthService
            | Self::DentalHealthService
            | Self::GeneralPractitioner
            | Self::SubstanceUseService
            | Self::OutreachService
            | Self::Other => true,
            Self::EducationalPsychologicalService
            | Self::ChildWelfareService
            | Self::ChildWelfareEmergencyService
            | Self::ChildHelpline
            | Self::ResourceTeam
            | Self::Police
            | Self::FamilyCentre
            | Self::FamilyForum
            | Self::Hsp
            | Self::FamilyCounsellingOffice
            | Self::LabourAndWelfareOffice
            | Self::CrisisCentre => false,
        }
    }

    /// Whether only its name says which service it is: two of the kind have nothing to do with each other, and what lets
    /// information go to one of them says nothing of the next.
    pub const fn is_known_by_name_alone(self) -> bool {
        matches!(self, Self::Other)
    }

    /// What tells the service apart from every other: its kind, and its name where that is said.
    pub fn told_apart(self, unit: Option<&str>) -> String {
        match unit {
            Some(unit) => format!("{}/{}", self.name(), as_compared(unit)),
            None => self.name().to_owned(),
        }
    }

    /// Whether it may be the service that was [told apart](Self::told_apart) so: of two that are named, the same; where one of
    /// them was not named, any of the kind, unless the name alone says which it is.
    pub fn may_be(self, unit: Option<&str>, told_apart: &str) -> bool {
        let (kind, name) = told_apart.split_once('/').map_or((told_apart, None), |(kind, name)| (kind, Some(name)));
        kind == self.name()
            && match (unit, name) {
                (Some(unit), Some(name)) => as_compared(unit) == name,
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => !self.is_known_by_name_alone(),
            }
    }

    /// Which of the services that something is awaited from this one answers for with what it tells: what was asked of it by its
    /// name, and what was asked of its kind without one. What was asked of one that is known by its name alone before such were
    /// named, it answers where nothing is awaited of it by its name.
    pub(crate) fn answers_among<'a>(
        self,
        unit: Option<&str>,
        awaited: impl IntoIterator<Item = &'a str>,
    ) -> BTreeSet<&'a str> {
        let awaited: BTreeSet<&str> = awaited.into_iter().collect();
        let (own, unnamed) = (self.told_apart(unit), self.told_apart(None));
        let is_awaited_by_name = awaited.contains(own.as_str());
        let answers = |service: &&str| match unit {
            Some(_) if *service == unnamed => !self.is_known_by_name_alone() || !is_awaited_by_name,
            Some(_) => *service == own,
            None => self.may_be(None, service),
        };
        awaited.into_iter().filter(answers).collect()
    }

    /// The same of what was told once any name was taken for any other of its kind: what none that is awaited tells answers for all of
    /// the kind.
    pub(crate) fn answered_among<'a>(
        self,
        unit: Option<&str>,
        awaited: impl IntoIterator<Item = &'a str>,
    ) -> BTreeSet<&'a str> {
        let awaited: BTreeSet<&str> = awaited.into_iter().collect();
        let exactly = self.answers_among(unit, awaited.iter().copied());
        let of_the_kind = |service: &&str| !self.is_known_by_name_alone() && self.may_be(None, service);
        if exactly.is_empty() { awaited.into_iter().filter(of_the_kind).collect() } else { exactly }
    }

    /// Whether one turns to it in danger: child welfare, at any hour, and the police (S0-1, S0-38, S3-51). Telling them
    /// has rules of its own, which nothing else may be a way around.
    pub const fn is_turned_to_in_danger(self) -> bool {
        matches!(self, Self::ChildWelfareService | Self::ChildWelfareEmergencyService | Self::Police)
    }

    /// Whether who calls it calls for help in danger: those one turns to, and the helpline that may be all that answers at night
    /// (R-1, S2-13). Who told the helpline has told neither child welfare nor the police.
    pub const fn is_called_in_danger(self) -> bool {
        self.is_turned_to_in_danger() || matches!(self, Self::ChildHelpline)
    }
}

/// The form of a state that keeps a day for each of several persons: a list, with the pseudonym as a value. What changed
/// between two moments is told by its path, and a path must lead to nobody.
pub(crate) mod day_of_each {
    use std::collections::BTreeMap;

    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::ids::SubjectId;

    #[derive(Serialize, Deserialize)]
    struct DayOf {
        subject: SubjectId,
        on: NaiveDate,
    }

    pub(crate) fn serialize<S: Serializer>(
        days: &BTreeMap<SubjectId, NaiveDate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(days.iter().map(|(subject, on)| DayOf { subject: *subject, on: *on }))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<SubjectId, NaiveDate>, D::Error> {
        let days = Vec::<DayOf>::deserialize(deserializer)?;
        Ok(days.into_iter().map(|DayOf { subject, on }| (subject, on)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::date;

    fn born(on: NaiveDate) -> Child {
        let subject = SubjectId::from_uuid(uuid::Uuid::from_u128(0xc41d));
        let born_on = Some(Personal::child(subject, on));
        Child { subject, name: None, national_id: None, born_on, unborn: false, contact: None }
    }

    #[test]
    fn r_10_a_day_of_birth_in_the_future_or_other_than_the_number_tells_is_wrong() {
        let today = date(2026, 3, 2);
        assert_eq!(born(date(2026, 3, 2)).wrong_birth(None, today), None);
        assert_eq!(born(date(2026, 3, 3)).wrong_birth(None, today), Some(InputProblem::BornLater));
        let numbered = Some(date(2016, 3, 3));
        assert_eq!(born(date(2016, 3, 3)).wrong_birth(numbered, today), None);
        let otherwise = born(date(2010, 1, 1)).wrong_birth(numbered, today);
        assert_eq!(otherwise, Some(InputProblem::BornOtherwiseThanNumbered));
        assert_eq!(Child { born_on: None, ..born(date(2010, 1, 1)) }.wrong_birth(numbered, today), None);
    }

    #[test]
    fn r_21_services_of_a_kind_are_told_apart_by_name_where_they_are_named() {
        let one = Body::School.told_apart(Some("A  skole"));
        assert!(Body::School.may_be(Some("a skole"), &one) && !Body::School.may_be(Some("B skole"), &one));
        assert!(!Body::Kindergarten.may_be(Some("A skole"), &one));
        let unnamed = Body::School.told_apart(None);
        assert!(Body::School.may_be(None, &one) && Body::School.may_be(Some("B skole"), &unnamed));
        let other = Body::Other.told_apart(Some("Ute"));
        assert!(Body::Other.may_be(Some("ute"), &other) && !Body::Other.may_be(None, &other));
        assert!(!Body::Other.may_be(Some("Ute"), &Body::Other.told_apart(None)));
    }

    #[test]
    fn s1_9_r_10_a_child_that_is_not_born_has_no_day_of_birth() {
        let unborn = Child { unborn: true, ..born(date(2019, 1, 1)) };
        assert_eq!(unborn.wrong_birth(None, date(2026, 3, 2)), Some(InputProblem::BornButUnborn));
        assert_eq!(Child { born_on: None, ..unborn }.wrong_birth(None, date(2026, 3, 2)), None);
    }

    #[test]
    fn c12_r_10_nobody_is_taken_for_a_child_whom_the_law_helps_no_more() {
        let today = date(2026, 3, 2);
        assert_eq!(born(date(2001, 3, 3)).grown_up(today), None, "helped up to the twenty-fifth birthday");
        assert_eq!(born(date(2001, 3, 2)).grown_up(today), Some(InputProblem::GrownUp { age: 25 }));
    }
}
