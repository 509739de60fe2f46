//! What several bodies do together in a case, in the schema.

use async_graphql::SimpleObject;
use case_ledger_domain::case;
use case_ledger_infrastructure::personal::sight::Veil;

use super::enums::DeciderRole;
use super::scalars::{Date, PersonalText};

/// Who coordinates the bodies on level 3.
#[derive(SimpleObject)]
pub struct RelayHolder {
    /// Who.
    name: PersonalText,
    /// As what this person works.
    role: DeciderRole,
    /// Since when.
    since: Date,
}

impl RelayHolder {
    /// As the case holds it, as far as it may be seen.
    pub fn of(held: &case::RelayHolder, veil: &Veil) -> Self {
        let case::RelayHolder { holder, since } = held;
        Self { name: PersonalText::of_text(&holder.name, veil), role: holder.role.into(), since: Date(*since) }
    }
}
