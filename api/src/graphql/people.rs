//! People in the schema.

use async_graphql::{ID, SimpleObject};
use case_ledger_domain::people;
use case_ledger_infrastructure::personal::sight::Veil;

use super::scalars::PersonalText;

/// The child a case or report is about.
#[derive(SimpleObject)]
pub struct Child {
    /// Pseudonym: the same child has the same one throughout the municipality. Null where the child's data are withheld
    /// from you or erased, unless you may see whose data are: it would tell where else the child is known.
    pub subject: Option<ID>,
    /// Name, where the source gives one.
    pub name: Option<PersonalText>,
    /// National identity number or DUF number.
    pub national_id: Option<PersonalText>,
    /// Date of birth.
    pub born_on: Option<PersonalText>,
    /// Address, telephone and what else leads to the child; withheld from most while the child's address is protected.
    pub contact: Option<PersonalText>,
    /// Not born yet.
    pub unborn: bool,
}

impl Child {
    /// The child as far as it may be seen.
    pub fn new(child: &people::Child, veil: &Veil) -> Self {
        let text = |personal| PersonalText::of_text(personal, veil);
        Self {
            subject: veil.tells_who(child.subject).then(|| ID(child.subject.to_string())),
            name: child.name.as_ref().map(text),
            national_id: child.national_id.as_ref().map(text),
            born_on: child.born_on.as_ref().map(|date| PersonalText::of(date, veil, ToString::to_string)),
            contact: child.contact.as_ref().map(|contact| PersonalText::of_whereabouts(contact, veil)),
            unborn: child.unborn,
        }
    }
}
