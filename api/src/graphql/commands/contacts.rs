//! Commands on the municipality's settings that staff look up: the contact directory, and who signs reports.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::ids::ContactId;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::settings::contacts::{Contact, ContactAction, Opening};
use case_ledger_domain::settings::{Settings, SettingsAction};
use case_ledger_domain::text::{in_clear, is_page};
use case_ledger_infrastructure::ledger::bus::{Accepted, settings_id};
use case_ledger_infrastructure::personal::keys::Named;
use chrono::NaiveTime;
use uuid::Uuid;

use super::{Errand, Rejected, SettingsChanged, SettingsPayload, optional_text, text, uuid};
use crate::auth::{Led, Permission};
use crate::graphql::contacts;
use crate::graphql::enums::{ContactKind, ReportSigning};
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;

/// Office hours, from Monday to Friday and not on public holidays, in Norwegian time (C2, S2-12, S2-13).
#[derive(InputObject)]
pub struct OfficeHoursInput {
    /// From, as `08:00`.
    from: String,
    /// To, as `15:00`.
    to: String,
}

/// When somebody answers: one of these; round the clock where none is given (C2, S2-12, S2-13).
#[derive(OneofObject)]
pub enum OpeningInput {
    /// Within office hours.
    Within(OfficeHoursInput),
    /// Whenever an office with these hours is closed (S2-13).
    Outside(OfficeHoursInput),
}

/// Taking an entry up in the contact directory (C2).
#[derive(InputObject)]
pub struct ListContactInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The settings' version you saw.
    expected_version: Option<i64>,
    /// What one finds under it.
    kind: ContactKind,
    /// Its name, which stands in clear.
    name: String,
    /// What it can help with, and how to ask; it stands in clear (S3-4).
    about: Option<String>,
    /// The telephone number.
    phone: Option<String>,
    /// The page or form.
    link: Option<String>,
    /// The person, where one is named (S3-52).
    person: Option<String>,
    /// When somebody answers; round the clock when left out (S2-12).
    opening: Option<OpeningInput>,
    /// Who keeps the entry right: a unit or a role.
    owner: String,
    /// The first day; today when left out.
    valid_from: Option<Date>,
    /// The last day, where it is known.
    valid_to: Option<Date>,
    /// The last day on which somebody saw that it is right; today when left out.
    verified_on: Option<Date>,
}

/// Saying that an entry is right still (C2).
#[derive(InputObject)]
pub struct VerifyContactInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The settings' version you saw.
    expected_version: Option<i64>,
    /// The entry.
    contact_id: ID,
    /// When; today when left out.
    verified_on: Option<Date>,
}

/// Naming the person of an entry anew (S3-52).
#[derive(InputObject)]
pub struct NameContactPersonInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The settings' version you saw.
    expected_version: Option<i64>,
    /// The entry.
    contact_id: ID,
    /// The name.
    person: String,
    /// Whether it is the same person, who bears another name now; else somebody else has the post.
    renamed: bool,
    /// From when on; today when left out.
    named_on: Option<Date>,
}

/// Letting an entry end (C2).
#[derive(InputObject)]
pub struct RetireContactInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The settings' version you saw.
    expected_version: Option<i64>,
    /// The entry.
    contact_id: ID,
    /// Its last day; today when left out.
    last_day: Option<Date>,
}

/// Setting who signs and sends reports (S2-20).
#[derive(InputObject)]
pub struct SetReportSigningInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The settings' version you saw.
    expected_version: Option<i64>,
    /// Who does.
    signing: ReportSigning,
}

fn invalid(field: &str, problem: InputProblem) -> Rejected {
    Rejected::Input(InvalidInput::new(field, "S0-44", problem))
}

/// A short text that stands in clear.
fn clear(field: &str, given: &str) -> Result<String, Rejected> {
    in_clear(given).map(ToOwned::to_owned).ok_or_else(|| invalid(field, InputProblem::NotInClear))
}

fn perhaps_clear(field: &str, given: Option<&str>) -> Result<Option<String>, Rejected> {
    given.filter(|given| !given.trim().is_empty()).map(|given| clear(field, given)).transpose()
}

/// The address of a page, which clients show as something to follow.
fn page(field: &str, given: Option<&str>) -> Result<Option<String>, Rejected> {
    match perhaps_clear(field, given)? {
        Some(link) if !is_page(&link) => Err(invalid(field, InputProblem::NotAPagesAddress)),
        link => Ok(link),
    }
}

fn hours(field: &str, input: &OfficeHoursInput) -> Result<(NaiveTime, NaiveTime), Rejected> {
    let time = |part: &str, given: &str| {
        let read = NaiveTime::parse_from_str(given.trim(), "%H:%M");
        read.map_err(|_| invalid(&format!("{field}.{part}"), InputProblem::NotATime))
    };
    Ok((time("from", &input.from)?, time("to", &input.to)?))
}

fn opening(input: Option<&OpeningInput>) -> Result<Opening, Rejected> {
    match input {
        None => Ok(Opening::Always),
        Some(OpeningInput::Within(given)) => {
            let (from, to) = hours("opening.within", given)?;
            Ok(Opening::OfficeHours { from, to })
        }
        Some(OpeningInput::Outside(given)) => {
            let (from, to) = hours("opening.outside", given)?;
            Ok(Opening::OutsideOfficeHours { from, to })
        }
    }
}

async fn change(errand: &Errand<'_>, action: SettingsAction) -> Result<SettingsChanged, Rejected> {
    let settings = settings_id(&errand.principal.municipality);
    let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
    Ok(SettingsChanged { position, version, recorded_now })
}

/// The child welfare service's entries its leader keeps, a unit's own the unit's, and all of them the municipality's.
fn must_lead_who_keeps(errand: &Errand<'_>, entry: &Contact) -> Result<(), Rejected> {
    errand.must_lead(match entry.kind {
        kind if kind.is_of_child_welfare_service() => Led::ChildWelfareService,
        kind if kind.may_be_a_units_own() => Led::Unit(&entry.owner),
        _ => Led::Municipality,
    })
}

/// The same of an entry that is listed.
async fn must_lead_who_keeps_it(errand: &Errand<'_>, contact: ContactId) -> Result<(), Rejected> {
    let settings: Settings = errand.load(settings_id(&errand.principal.municipality)).await?;
    must_lead_who_keeps(errand, settings.contact(contact)?)
}

/// Commands on the contact directory, and on who signs reports.
#[derive(Default)]
pub struct ContactCommands;

#[Object]
impl ContactCommands {
    /// Take an entry up in the contact directory, with its days, hours and who keeps it right (C2). Where a number changes,
    /// let the old entry end and take up a new one. The child welfare service's numbers are kept by a leader of the service, a
    /// unit's own (`owner`) by the unit's, and all of them by a leader of the municipality.
    async fn list_contact(&self, context: &Context<'_>, input: ListContactInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "listContact", id, version, &input)?;
                let settings = settings_id(&errand.principal.municipality);
                let person = match optional_text("person", input.person.as_deref())? {
                    Some(name) => {
                        let subject = errand.subject_by_name(Named::Decider, settings, &name).await?;
                        Some(Personal::employee(subject, name))
                    }
                    None => None,
                };
                let entry = Contact {
                    kind: input.kind.into(),
                    name: clear("name", &input.name)?,
                    about: perhaps_clear("about", input.about.as_deref())?,
                    phone: perhaps_clear("phone", input.phone.as_deref())?,
                    link: page("link", input.link.as_deref())?,
                    person,
                    opening: opening(input.opening.as_ref())?,
                    owner: clear("owner", &input.owner)?,
                    valid_from: errand.day(input.valid_from),
                    valid_to: input.valid_to.map(|day| day.0),
                    verified_on: errand.day(input.verified_on),
                };
                must_lead_who_keeps(&errand, &entry)?;
                let contact = ContactId::derived(&errand.principal.municipality, errand.command_id, 0);
                change(&errand, SettingsAction::Contacts(ContactAction::List { contact, entry })).await
            }
            .await,
        )
    }

    /// Say that an entry of the contact directory is right still (C2).
    async fn verify_contact(&self, context: &Context<'_>, input: VerifyContactInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "verifyContact", id, version, &input)?;
                let contact = uuid("contactId", contacts::Contact::PREFIX, &input.contact_id)?;
                let (contact, verified_on) = (ContactId::from_uuid(contact), errand.day(input.verified_on));
                must_lead_who_keeps_it(&errand, contact).await?;
                change(&errand, SettingsAction::Contacts(ContactAction::Verify { contact, verified_on })).await
            }
            .await,
        )
    }

    /// Name the person of an entry of the contact directory anew (S3-52): the same one under another name, or who has the post
    /// now. The entry stays what it was; who stood in it before, and until when, is told by its history and as of any moment. By
    /// whose leader keeps the entry.
    async fn name_contact_person(
        &self,
        context: &Context<'_>,
        input: NameContactPersonInput,
    ) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "nameContactPerson";
                let errand = Errand::new(context, Permission::ChangeSettings, name, id, version, &input)?;
                let contact = ContactId::from_uuid(uuid("contactId", contacts::Contact::PREFIX, &input.contact_id)?);
                must_lead_who_keeps_it(&errand, contact).await?;
                let name = text("person", "S3-52", &input.person)?;
                let settings = settings_id(&errand.principal.municipality);
                let known: Settings = errand.load(settings).await?;
                let person = known.contact(contact)?.person.as_ref().filter(|_| input.renamed);
                // One person's data are kept under one pseudonym, whatever the name.
                let subject = match person {
                    Some(person) => person.subject(),
                    None => errand.subject_by_name(Named::Decider, settings, &name).await?,
                };
                let action = ContactAction::NamePerson {
                    contact,
                    person: Personal::employee(subject, name),
                    renamed: input.renamed,
                    named_on: errand.day(input.named_on),
                };
                change(&errand, SettingsAction::Contacts(action)).await
            }
            .await,
        )
    }

    /// Let an entry of the contact directory end (C2).
    async fn retire_contact(&self, context: &Context<'_>, input: RetireContactInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "retireContact", id, version, &input)?;
                let contact = uuid("contactId", contacts::Contact::PREFIX, &input.contact_id)?;
                let (contact, last_day) = (ContactId::from_uuid(contact), errand.day(input.last_day));
                must_lead_who_keeps_it(&errand, contact).await?;
                change(&errand, SettingsAction::Contacts(ContactAction::Retire { contact, last_day })).await
            }
            .await,
        )
    }

    /// Set who signs and sends reports, by the municipality's routine (S2-20). It is shown to whoever writes one, and stops
    /// nobody: what somebody else signs from then on is found as a deviation. By a leader of the municipality.
    async fn set_report_signing(&self, context: &Context<'_>, input: SetReportSigningInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "setReportSigning";
                let errand = Errand::new(context, Permission::ChangeSettings, name, id, version, &input)?;
                errand.must_lead(Led::Municipality)?;
                change(&errand, SettingsAction::SetReportSigning { signing: input.signing.into() }).await
            }
            .await,
        )
    }
}
