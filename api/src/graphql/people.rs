//! People in the schema.

use async_graphql::{ComplexObject, ID, SimpleObject};
use case_ledger_domain::people;
use case_ledger_domain::personal::Shown;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::interchange::national_id::{birth_date_of_one_person, identifies_one_person};
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::NaiveDate;

use super::as_of::{Moment, day};
use super::law::{AgeRight, age_rights};
use super::scalars::{Date, PersonalText};

/// The child a case or report is about (S0-4).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Child {
    /// Pseudonym: the same child has the same one throughout the municipality. Null where the child's data are withheld
    /// from you or erased, unless you may see whose data are: it would tell where else the child is known.
    pub subject: Option<ID>,
    /// Name, where the source gives one.
    pub name: Option<PersonalText>,
    /// National identity number or DUF number.
    pub national_id: Option<PersonalText>,
    /// Whether that number is one person's, so that what else there is of the child is found by it. Not so of a slip, or of a
    /// number that several children may share: it is kept as it was given, and nobody is turned away for it. Null where no
    /// number is known, or shown to you.
    pub national_id_identifies: Option<bool>,
    /// Date of birth.
    pub born_on: Option<PersonalText>,
    /// Address, telephone and what else leads to the child; withheld from most while the child's address is protected
    /// (C12).
    pub contact: Option<PersonalText>,
    /// Not born yet (S1-9).
    pub unborn: bool,
    #[graphql(skip)]
    birth: Option<NaiveDate>,
    #[graphql(skip)]
    moment: Option<Moment>,
}

#[ComplexObject]
impl Child {
    /// From which day on the child has which say by its age, as the law of a day has it (C12). Null where neither its date of
    /// birth nor a national identity number of its own is known, or shown to you.
    async fn rights(
        &self,
        #[graphql(desc = "As the law is on that day; that of the moment, or today, when left out.")] on: Option<Date>,
    ) -> Option<Vec<AgeRight>> {
        self.birth.map(|born_on| age_rights(born_on, day(on, self.moment)))
    }
}

impl Child {
    /// The child as far as it may be seen, as of that moment.
    pub fn new(child: &people::Child, veil: &Veil, moment: Option<Moment>) -> Self {
        let text = |personal| PersonalText::of_text(personal, veil);
        let born_on = child.born_on.as_ref();
        let number = child.national_id.as_ref().and_then(|number| number.visible());
        let national_id_identifies = number.map(|number| identifies_one_person(number.as_str()));
        let birth = born_on.and_then(|date| date.visible()).copied().or_else(|| born_as_numbered(child));
        Self {
            subject: veil.tells_who(child.subject).then(|| ID(child.subject.to_string())),
            name: child.name.as_ref().map(text),
            national_id: child.national_id.as_ref().map(text),
            born_on: born_on.map(|date| PersonalText::of(date, veil, ToString::to_string)),
            contact: child.contact.as_ref().map(|contact| PersonalText::of_whereabouts(contact, veil)),
            unborn: child.unborn,
            // It tells no more than the date and the number do.
            national_id_identifies: national_id_identifies.filter(|_| veil.shows(child.subject) == Shown::Visible),
            birth: birth.filter(|_| veil.shows(child.subject) == Shown::Visible),
            moment,
        }
    }
}

/// The day of birth that the child's own number tells. That of one who is not born yet is somebody else's.
pub fn born_as_numbered(child: &people::Child) -> Option<NaiveDate> {
    let number = child.national_id.as_ref().filter(|_| !child.unborn)?.visible()?;
    birth_date_of_one_person(number.as_str(), oslo_date(clock::now()))
}
