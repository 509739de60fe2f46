//! The municipality's settings that staff look up: whom one turns to, in which arena a unit works, who the resource team
//! is, and who signs reports.

use async_graphql::{Context, ID, Result, SimpleObject};
use case_ledger_domain::settings::contacts::{self, Opening};
use case_ledger_domain::settings::{self, Settings};
use case_ledger_domain::text::is_page;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::ledger::bus::settings_id;
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::{DateTime, NaiveDate, Utc};

use super::as_of::{Moment, as_of};
use super::enums::{Arena, Body, ContactKind, ReportSigning};
use super::scalars::{Date, PersonalText};
use super::{fault, global_id, principal, services, veil};
use crate::auth::Permission;

/// Hours of an office, from Monday to Friday and not on public holidays, in Norwegian time (C2, S2-12, S2-13).
#[derive(SimpleObject)]
pub struct OfficeHours {
    /// From, as `08:00`.
    from: String,
    /// To, as `15:00`.
    to: String,
    /// Whether somebody answers outside these hours instead of within them (S2-13).
    outside: bool,
}

/// An entry of the contact directory (C2).
#[derive(SimpleObject)]
pub struct Contact {
    /// Global id.
    id: ID,
    /// What one finds under it.
    kind: ContactKind,
    /// Its name.
    name: String,
    /// What it can help with, and how to ask (S3-4).
    about: Option<String>,
    /// The telephone number.
    phone: Option<String>,
    /// The page or form; null where what is listed is no page's address.
    link: Option<String>,
    /// The person, where one is named (S3-52).
    person: Option<PersonalText>,
    /// The hours; null where somebody answers round the clock (S2-12).
    hours: Option<OfficeHours>,
    /// Whether somebody answers at the instant that is asked about (S2-13).
    answers: bool,
    /// Who keeps the entry right.
    owner: String,
    /// The first day.
    valid_from: Date,
    /// The last day; null while it is open.
    valid_to: Option<Date>,
    /// The last day on which somebody saw that it is right.
    verified_on: Date,
    /// Whether that is too long ago to rely on it (C2).
    stale: bool,
}

impl Contact {
    /// What its ids begin with.
    pub const PREFIX: &'static str = "contact";

    fn of(
        id: uuid::Uuid,
        entry: &contacts::Contact,
        instant: DateTime<Utc>,
        own: &settings::OwnDeadlines,
        veil: &Veil,
    ) -> Self {
        let hours = |from: chrono::NaiveTime, to: chrono::NaiveTime, outside| {
            let written = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
            Some(OfficeHours { from: written(from), to: written(to), outside })
        };
        Self {
            id: global_id(Self::PREFIX, id),
            kind: entry.kind.into(),
            name: entry.name.clone(),
            about: entry.about.clone(),
            phone: entry.phone.clone(),
            // What was listed before links were looked at may be one that runs when it is followed.
            link: entry.link.clone().filter(|link| is_page(link)),
            person: entry.person.as_ref().map(|person| PersonalText::of_text(person, veil)),
            hours: match entry.opening {
                Opening::Always => None,
                Opening::OfficeHours { from, to } => hours(from, to, false),
                Opening::OutsideOfficeHours { from, to } => hours(from, to, true),
            },
            answers: entry.opening.answers_at(instant),
            owner: entry.owner.clone(),
            valid_from: entry.valid_from.into(),
            valid_to: entry.valid_to.map(Date),
            verified_on: entry.verified_on.into(),
            stale: entry.is_stale_on(oslo_date(instant), own),
        }
    }
}

/// The municipality's settings, as they were at the moment.
pub async fn settings(context: &Context<'_>, moment: Option<Moment>) -> Result<Settings> {
    let municipality = &principal(context).municipality;
    let loaded = services(context).ledger.load_as_of(municipality, settings_id(municipality), as_of(moment)).await;
    Ok(loaded.map_err(|error| fault(&error))?.aggregate)
}

/// The entries in force at that instant, those that answer then first.
pub async fn contacts(
    context: &Context<'_>,
    instant: DateTime<Utc>,
    kind: Option<ContactKind>,
    moment: Option<Moment>,
) -> Result<Vec<Contact>> {
    // Whom to ask is told to the staff of both sides.
    let (settings, veil) = (settings(context, moment).await?, veil(context, Permission::SeePersonalData).await?);
    let kind = kind.map(contacts::ContactKind::from);
    let found = settings.contacts_at(instant).into_iter();
    let wanted = found.filter(|(_, entry)| kind.is_none_or(|kind| entry.kind == kind));
    let own = settings.own_deadlines();
    Ok(wanted.map(|(id, entry)| Contact::of(id.as_uuid(), entry, instant, own, &veil)).collect())
}

/// In which arena a unit works (R-30, S3-19).
#[derive(SimpleObject)]
pub struct UnitArena {
    /// The unit's name, as its cases bear it.
    unit: String,
    /// Where it works.
    arena: Arena,
    /// From which day on.
    since: Date,
}

/// The units whose arena is known.
pub async fn unit_arenas(context: &Context<'_>, moment: Option<Moment>) -> Result<Vec<UnitArena>> {
    let known = settings(context, moment).await?;
    let shown = |said: &settings::UnitArena| {
        let (unit, since) = (said.unit.clone(), said.since.into());
        Some(UnitArena { unit, arena: said.arena?.into(), since })
    };
    Ok(known.unit_arenas().filter_map(shown).collect())
}

/// Who the resource team is on that day.
pub async fn resource_team(context: &Context<'_>, on: NaiveDate, moment: Option<Moment>) -> Result<Option<Vec<Body>>> {
    let settings = settings(context, moment).await?;
    Ok(settings.resource_team(on).map(|bodies| bodies.iter().copied().map(Into::into).collect()))
}

/// Who signs and sends reports.
pub async fn report_signing(context: &Context<'_>, moment: Option<Moment>) -> Result<ReportSigning> {
    Ok(settings(context, moment).await?.report_signing().into())
}
