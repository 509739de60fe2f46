//! Reports that were sent from cases, as the national report message (S0-43, S2-30).

use async_graphql::{InputObject, Result, SimpleObject};
use case_ledger_domain::text::{Text, TextError};
use case_ledger_infrastructure::interchange::fiks::{self, Refused};
use case_ledger_infrastructure::report_message::{Sender, Written};

use super::bad_input;

/// A district of the municipality, as messages name it (S0-43).
#[derive(InputObject)]
pub struct ReportMessageDistrictInput {
    /// Its number, two digits.
    number: String,
    /// Its name.
    name: String,
}

/// Where the unit that reports is found (S0-43).
#[derive(InputObject)]
pub struct ReportMessageAddressInput {
    /// Street and number.
    street: String,
    /// Postal code, four digits.
    postal_code: Option<String>,
    /// Postal place.
    postal_place: Option<String>,
}

/// What the message asks for and the case does not know (S0-43). Nothing of it is kept.
#[derive(InputObject)]
pub struct ReportMessageSenderInput {
    /// The district of the child welfare service that it is for; left out where the municipality has none.
    district: Option<ReportMessageDistrictInput>,
    /// The telephone of whoever bears the duty to report.
    phone: String,
    /// The e-mail address of whoever bears the duty to report.
    email: String,
    /// The unit's organisation number.
    organisation_number: Option<String>,
    /// The unit's address.
    address: ReportMessageAddressInput,
    /// What was done before, in your words.
    history: Option<String>,
    /// Whether the child knows of the report.
    child_informed: bool,
    /// Why the child does not.
    child_not_informed_because: Option<String>,
    /// What is needed of interpreters; where left out, with whom and in which language one was needed when the report was sent,
    /// as `recordInterpreterNeed` noted it.
    interpreter_need: Option<String>,
    /// What other bodies are involved.
    other_bodies: Option<String>,
}

/// What is said, with nothing around it; nothing where it is blank.
fn said(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl ReportMessageSenderInput {
    /// That no text is longer than one that is recorded may be.
    pub fn must_not_be_too_long(&self) -> Result<()> {
        let Self { district, phone, email, organisation_number, address, .. } = self;
        let Self { history, child_not_informed_because, interpreter_need, other_bodies, .. } = self;
        let texts = [
            ("sender.district.number", district.as_ref().map(|district| &district.number)),
            ("sender.district.name", district.as_ref().map(|district| &district.name)),
            ("sender.phone", Some(phone)),
            ("sender.email", Some(email)),
            ("sender.organisationNumber", organisation_number.as_ref()),
            ("sender.address.street", Some(&address.street)),
            ("sender.address.postalCode", address.postal_code.as_ref()),
            ("sender.address.postalPlace", address.postal_place.as_ref()),
            ("sender.history", history.as_ref()),
            ("sender.childNotInformedBecause", child_not_informed_because.as_ref()),
            ("sender.interpreterNeed", interpreter_need.as_ref()),
            ("sender.otherBodies", other_bodies.as_ref()),
        ];
        for (field, text) in texts {
            match text.map(|text| Text::new(text)) {
                // Whether one may be left blank is the message's to say.
                None | Some(Ok(_) | Err(TextError::Blank)) => {}
                Some(Err(error)) => return Err(bad_input(field, error.into())),
            }
        }
        Ok(())
    }
}

impl From<ReportMessageSenderInput> for Sender {
    fn from(given: ReportMessageSenderInput) -> Self {
        let trimmed = |text: String| text.trim().to_owned();
        Self {
            district: given.district.map(|district| (trimmed(district.number), trimmed(district.name))),
            phone: trimmed(given.phone),
            email: trimmed(given.email),
            organisation_number: said(given.organisation_number),
            address: fiks::Address {
                line_1: trimmed(given.address.street),
                line_2: None,
                line_3: None,
                postal_code: said(given.address.postal_code),
                postal_place: said(given.address.postal_place),
            },
            history: said(given.history),
            child_informed: given.child_informed,
            child_not_informed_because: said(given.child_not_informed_because),
            interpreter_need: said(given.interpreter_need),
            other_bodies: said(given.other_bodies),
        }
    }
}

/// Why a receiver would refuse the message (S0-43).
#[derive(SimpleObject)]
pub struct ReportMessageFault {
    /// Where in the message, as a JSON pointer.
    pointer: String,
    /// The rule and how to mend it, in English, as an import says it.
    reason: String,
}

impl From<Refused> for ReportMessageFault {
    fn from(Refused { pointer, reason, .. }: Refused) -> Self {
        Self { pointer, reason }
    }
}

/// A report as the national report message (FIKS, version 2 of a public reporter; S0-43, S2-30). The ledger sends it
/// nowhere: whoever asks for it hands it over, and `sendReport` tells by which channel it went.
#[derive(SimpleObject)]
pub struct ReportMessage {
    /// The message, as JSON; null where a receiver would refuse it, or where you are not shown what it says.
    content: Option<String>,
    /// Why a receiver would refuse it: what of `sender` is to be put right, or what the case knows and a message cannot say.
    faults: Vec<ReportMessageFault>,
    /// Whether the report's words, or whom it is about, are withheld from you or erased.
    kept_back: bool,
    /// How many guardians the message has no room for: it names two, those who were told of the report first.
    guardians_left_out: usize,
    /// How many guardians stand in it without a name, which is withheld from you or erased.
    guardians_not_shown: usize,
}

impl From<Written> for ReportMessage {
    fn from(written: Written) -> Self {
        let (mut guardians_left_out, mut guardians_not_shown) = (0, 0);
        let (content, faults, kept_back) = match written {
            Written::Message { content, guardians_left_out: left_out, guardians_not_shown: not_shown } => {
                (guardians_left_out, guardians_not_shown) = (left_out, not_shown);
                (Some(content), Vec::new(), false)
            }
            Written::Refused(refused) => (None, refused.into_iter().map(ReportMessageFault::from).collect(), false),
            Written::NotShown => (None, Vec::new(), true),
        };
        Self { content, faults, kept_back, guardians_left_out, guardians_not_shown }
    }
}
