//! Protected addresses in the schema (C12): whose, how strictly, and from whom where they are is kept.

use async_graphql::{Context, Enum, ID, Result, SimpleObject};
use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::personal::Shown;
use case_ledger_domain::subject;
use case_ledger_infrastructure::personal::sight::Veil;

use super::enums::{AddressProtectionGrade, AddressProtectionSource};
use super::scalars::{Date, PersonalText};
use super::{fault, principal, services, veil};
use crate::auth::Permission;

/// Whose address is protected (C12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProtectedPerson {
    /// The child's.
    Child,
    /// A linked sibling's.
    Sibling,
    /// A guardian's.
    Guardian,
}

/// Where somebody is, is kept secret: codes 6 and 7 of the population register (C12). In a case of a child or sibling so
/// protected no other body is shown it by consent, and what tells where the person is is withheld from all but few roles.
#[derive(SimpleObject)]
pub struct ProtectedAddress {
    /// Whose address it is.
    whose: ProtectedPerson,
    /// The person's pseudonym; null where it is withheld from you.
    subject: Option<ID>,
    /// How strictly.
    grade: AddressProtectionGrade,
    /// From where that is known.
    source: AddressProtectionSource,
    /// Since when.
    protected_on: Date,
    /// The guardians who must not know, where they are known: they are handed no copy before what tells it is taken out. While
    /// nobody is named, that holds for every guardian.
    kept_from: Vec<PersonalText>,
    /// Whether you are shown where the person is.
    shown_to_you: bool,
}

impl ProtectedAddress {
    pub fn of(
        whose: ProtectedPerson,
        subject: SubjectId,
        protection: &subject::AddressProtection,
        veil: &Veil,
    ) -> Self {
        Self {
            whose,
            subject: veil.tells_who(subject).then(|| ID(subject.to_string())),
            grade: protection.grade.into(),
            source: protection.source.into(),
            protected_on: protection.protected_on.into(),
            kept_from: protection.against.iter().map(|guardian| PersonalText::of_text(&guardian.name, veil)).collect(),
            shown_to_you: veil.shows_whereabouts(subject) == Shown::Visible,
        }
    }
}

/// Those of these persons whose address is protected, as it is now.
pub async fn among(
    context: &Context<'_>,
    seeing: Permission,
    persons: Vec<(ProtectedPerson, SubjectId)>,
) -> Result<Vec<ProtectedAddress>> {
    let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
    let subjects: Vec<SubjectId> = persons.iter().map(|(_, subject)| *subject).collect();
    let protected = ledger.protected_addresses(municipality, subjects).await;
    let protected = protected.map_err(|error| fault(&error))?;
    let veil = veil(context, seeing).await?;
    let whose = |subject: SubjectId| persons.iter().find(|(_, person)| *person == subject).map(|(whose, _)| *whose);
    // One child may be protected under several pseudonyms.
    let mut together: Vec<(SubjectId, subject::AddressProtection)> = Vec::new();
    for (subject, protection) in protected {
        match together.pop() {
            Some((known, earlier)) if known == subject => together.push((subject, earlier.together_with(protection))),
            another => together.extend(another.into_iter().chain([(subject, protection)])),
        }
    }
    let shown = together
        .iter()
        .filter_map(|(subject, protection)| Some(ProtectedAddress::of(whose(*subject)?, *subject, protection, &veil)));
    Ok(shown.collect())
}
