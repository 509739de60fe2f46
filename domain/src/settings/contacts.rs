//! The contact directory: whom one turns to, at which number and hour, who keeps the entry, and when somebody last saw
//! that it is right (C2, S0-44, S2-9, S2-12, S2-13, S3-4, S3-52).

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Europe::Oslo;
use serde::{Deserialize, Serialize};

use super::{OwnDeadlines, Settings, SettingsEvent};
use crate::Refusal;
use crate::case::{not_before, not_in_future};
use crate::ids::ContactId;
use crate::law::DeadlineKind;
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::closed_set;
use crate::time::{is_working_day, oslo_date};

closed_set! {
    /// What one finds under an entry.
    ContactKind {
        /// The child welfare service (S0-44, S2-12).
        ChildWelfareService,
        /// The child welfare emergency service (S2-13).
        ChildWelfareEmergencyService,
        /// The helpline for children and youth (S2-13).
        ChildHelpline,
        /// The police.
        Police,
        /// A service that can help, or with which a concern is discussed (S2-9, S3-4).
        Service,
        /// Where a report is written: the national form, the municipality's page (S2-30).
        ReportForm,
        /// Whom one asks about the way of working (S3-52).
        SchemeContact,
        /// Who owns the way of working (S3-52).
        SchemeOwner,
    }
}

impl ContactKind {
    /// Whether one finds the child welfare service under it: its leader keeps the entry.
    pub const fn is_of_child_welfare_service(self) -> bool {
        matches!(self, Self::ChildWelfareService | Self::ChildWelfareEmergencyService)
    }

    /// Whether it can be one unit's own, whose leader keeps it then: whom all of the municipality turn to is not.
    pub const fn may_be_a_units_own(self) -> bool {
        matches!(self, Self::Service | Self::SchemeContact)
    }
}

/// When somebody answers, in Norwegian time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "rule")]
pub enum Opening {
    /// Round the clock, all year (S2-12).
    Always,
    /// From Monday to Friday between these hours, and not on public holidays.
    OfficeHours {
        /// From.
        from: NaiveTime,
        /// To.
        to: NaiveTime,
    },
    /// Whenever an office with these hours is closed (S2-13).
    OutsideOfficeHours {
        /// When the office opens.
        from: NaiveTime,
        /// When it closes.
        to: NaiveTime,
    },
}

impl Opening {
    /// Whether somebody answers at that instant.
    pub fn answers_at(self, instant: DateTime<Utc>) -> bool {
        match self {
            Self::Always => true,
            Self::OfficeHours { from, to } => in_office_hours(instant, from, to),
            Self::OutsideOfficeHours { from, to } => !in_office_hours(instant, from, to),
        }
    }

    fn hours(self) -> Option<(NaiveTime, NaiveTime)> {
        match self {
            Self::Always => None,
            Self::OfficeHours { from, to } | Self::OutsideOfficeHours { from, to } => Some((from, to)),
        }
    }
}

fn in_office_hours(instant: DateTime<Utc>, from: NaiveTime, to: NaiveTime) -> bool {
    let (local, day) = (instant.with_timezone(&Oslo).time(), oslo_date(instant));
    is_working_day(day) && from <= local && local < to
}

/// An entry of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// What one finds under it.
    pub kind: ContactKind,
    /// Its name, which stands in clear.
    pub name: String,
    /// What it can help with, and how to ask, which stands in clear (S3-4).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<String>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<String>,
    /// The page or form.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub link: Option<String>,
    /// The person, where one is named (S3-52).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub person: Option<Personal<Text>>,
    /// When somebody answers.
    pub opening: Opening,
    /// Who keeps the entry right: a unit or a role.
    pub owner: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; open while `None`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub valid_to: Option<NaiveDate>,
    /// The last day on which somebody saw that it is right.
    pub verified_on: NaiveDate,
}

impl Contact {
    /// Whether it holds on that day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether nobody has seen for long that it is right, as of that day (C2): for longer than the municipality had set when
    /// somebody last did.
    pub fn is_stale_on(&self, day: NaiveDate, own: &OwnDeadlines) -> bool {
        day > own.due(DeadlineKind::ContactCheck, self.verified_on)
    }
}

/// What can be asked of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactAction {
    /// Take an entry up.
    List {
        /// Its id.
        contact: ContactId,
        /// The entry.
        entry: Contact,
    },
    /// Say that it is right still.
    Verify {
        /// The entry.
        contact: ContactId,
        /// On that day.
        verified_on: NaiveDate,
    },
    /// Name its person anew.
    NamePerson {
        /// The entry.
        contact: ContactId,
        /// Who it is from then on.
        person: Personal<Text>,
        /// Whether it is the same person under another name.
        renamed: bool,
        /// From when on.
        named_on: NaiveDate,
    },
    /// Let it end.
    Retire {
        /// The entry.
        contact: ContactId,
        /// Its last day.
        last_day: NaiveDate,
    },
}

impl Settings {
    /// The entries in force at that instant, those that answer then first (S2-13); of equals the first listed first.
    pub fn contacts_at(&self, instant: DateTime<Utc>) -> Vec<(ContactId, &Contact)> {
        let day = oslo_date(instant);
        let in_force = self.contacts.iter().filter(|(_, entry)| entry.holds_on(day));
        let mut found: Vec<_> = in_force.map(|(contact, entry)| (*contact, entry)).collect();
        found.sort_by_key(|(_, entry)| !entry.opening.answers_at(instant));
        found
    }

    /// The entry, in force or not.
    ///
    /// # Errors
    ///
    /// [`Refusal::ContactUnknown`] where there is none.
    pub fn contact(&self, contact: ContactId) -> Result<&Contact, Refusal> {
        let known = self.contacts.iter().find(|(known, _)| *known == contact);
        known.map(|(_, entry)| entry).ok_or(Refusal::ContactUnknown { contact })
    }

    /// A number changes by ending one entry and taking up another, so that what was shown on a day can be told later. The person
    /// of an entry is named anew in it: whoever finds it by what it is for finds who it is now.
    pub(super) fn decide_contact(
        &self,
        action: ContactAction,
        now: DateTime<Utc>,
    ) -> Result<Vec<SettingsEvent>, Refusal> {
        let today = oslo_date(now);
        match action {
            ContactAction::List { contact, entry } => {
                not_in_future("verifiedOn", entry.verified_on, today)?;
                if let Some(last) = entry.valid_to {
                    not_before("validTo", last, entry.valid_from)?;
                }
                if self.contact(contact).is_ok() {
                    return Err(Refusal::ContactAlreadyListed { contact });
                }
                if entry.phone.is_none() && entry.link.is_none() {
                    return Err(Refusal::ContactUnreachable);
                }
                if entry
                    .opening
                    .hours()
                    .is_some_and(|(from, to)| from.num_seconds_from_midnight() >= to.num_seconds_from_midnight())
                {
                    return Err(Refusal::ContactNeverOpen);
                }
                Ok(vec![SettingsEvent::ContactListed { contact, entry, listed_on: today }])
            }
            ContactAction::Verify { contact, verified_on } => {
                not_in_future("verifiedOn", verified_on, today)?;
                let entry = self.contact(contact)?;
                not_before("verifiedOn", verified_on, entry.verified_on)?;
                Ok(vec![SettingsEvent::ContactVerified { contact, verified_on }])
            }
            ContactAction::NamePerson { contact, person, renamed, named_on } => {
                not_in_future("namedOn", named_on, today)?;
                let entry = self.contact(contact)?;
                not_before("namedOn", named_on, entry.valid_from)?;
                if let Some(last) = entry.valid_to.filter(|last| *last < named_on) {
                    return Err(Refusal::ContactEnded { contact, last });
                }
                // Who was named last is who it is now: what is written down late changes nothing about that.
                let mut latest_first = self.persons_named_on.iter().rev();
                if let Some((_, last)) = latest_first.find(|(named, _)| *named == contact) {
                    not_before("namedOn", named_on, *last)?;
                }
                // Whose name it is was looked up before: somebody else may have the post by now.
                match &entry.person {
                    None if renamed => return Err(Refusal::ContactNamesNobody { contact }),
                    Some(known) if renamed && known.subject() != person.subject() => {
                        return Err(Refusal::ContactNamesAnother { contact });
                    }
                    _ => {}
                }
                Ok(vec![SettingsEvent::ContactPersonNamed { contact, person, renamed, named_on }])
            }
            ContactAction::Retire { contact, last_day } => {
                let entry = self.contact(contact)?;
                not_before("lastDay", last_day, entry.valid_from)?;
                Ok(vec![SettingsEvent::ContactRetired { contact, last_day, retired_on: today }])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::SubjectId;
    use crate::law::Length;
    use crate::settings::SettingsAction;
    use crate::test_support::{FRIDAY, MONDAY, TUESDAY, date, given};
    use crate::time::days_after;

    const OFFICE: ContactId = ContactId::from_uuid(Uuid::from_u128(0xc1));
    const EMERGENCY: ContactId = ContactId::from_uuid(Uuid::from_u128(0xc2));

    fn hour(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
    }

    fn entry(kind: ContactKind, opening: Opening) -> Contact {
        Contact {
            kind,
            name: "Fjordvik".to_owned(),
            about: None,
            phone: Some("00 00 00 01".to_owned()),
            link: None,
            person: None,
            opening,
            owner: "Oppvekst".to_owned(),
            valid_from: MONDAY,
            valid_to: None,
            verified_on: MONDAY,
        }
    }

    fn office() -> Contact {
        entry(ContactKind::ChildWelfareService, Opening::OfficeHours { from: hour(8), to: hour(15) })
    }

    fn emergency() -> Contact {
        let opening = Opening::OutsideOfficeHours { from: hour(8), to: hour(15) };
        entry(ContactKind::ChildWelfareEmergencyService, opening)
    }

    fn listed(contact: ContactId, entry: Contact) -> SettingsEvent {
        SettingsEvent::ContactListed { contact, entry, listed_on: MONDAY }
    }

    fn opened() -> SettingsEvent {
        SettingsEvent::LedgerOpened { name: "Fjordvik".to_owned(), opened_on: MONDAY }
    }

    fn list(entry: Contact) -> SettingsAction {
        SettingsAction::Contacts(ContactAction::List { contact: OFFICE, entry })
    }

    fn first_at(settings: &Settings, instant: &str) -> ContactKind {
        settings.contacts_at(instant.parse().unwrap())[0].1.kind
    }

    #[test]
    fn s2_13_s2_12_outside_office_hours_the_emergency_service_is_named_first() {
        let settings = given::<Settings>([opened(), listed(OFFICE, office()), listed(EMERGENCY, emergency())]).state();
        let (service, emergency) = (ContactKind::ChildWelfareService, ContactKind::ChildWelfareEmergencyService);
        for (instant, expected) in [
            // Friday: an hour later in Norway.
            ("2024-03-08T06:59:59Z", emergency),
            ("2024-03-08T07:00:00Z", service),
            ("2024-03-08T13:59:59Z", service),
            ("2024-03-08T14:00:00Z", emergency),
            // Saturday at noon, and Good Friday.
            ("2024-03-09T11:00:00Z", emergency),
            ("2024-03-29T11:00:00Z", emergency),
        ] {
            assert_eq!(first_at(&settings, instant), expected, "{instant}");
            assert_eq!(settings.contacts_at(instant.parse().unwrap()).len(), 2, "the other one is shown too");
        }
        let always =
            given::<Settings>([opened(), listed(OFFICE, office()), listed(EMERGENCY, entry(service, Opening::Always))]);
        assert!(always.state().contacts_at("2024-03-09T02:00:00Z".parse().unwrap())[0].1.opening == Opening::Always);
    }

    #[test]
    fn s2_9_s3_4_s2_30_s3_52_services_forms_and_who_to_ask_about_the_scheme_have_their_entries() {
        let kinds =
            [ContactKind::Service, ContactKind::ReportForm, ContactKind::SchemeContact, ContactKind::SchemeOwner];
        for kind in kinds {
            let named = Contact {
                about: Some("Ring for advice".to_owned()),
                link: Some("https://fjordvik.example".to_owned()),
                phone: None,
                person: Some(crate::test_support::teacher().name),
                ..entry(kind, Opening::Always)
            };
            given::<Settings>([opened()]).when(list(named.clone())).then([SettingsEvent::ContactListed {
                contact: OFFICE,
                entry: named.clone(),
                listed_on: FRIDAY,
            }]);
            let settings = given::<Settings>([opened(), listed(OFFICE, named.clone())]).state();
            assert_eq!(settings.contacts_at(crate::test_support::noon(FRIDAY)), [(OFFICE, &named)]);
        }
    }

    #[test]
    fn c2_s0_44_a_number_holds_for_its_days_and_the_next_takes_its_place() {
        let retired = SettingsEvent::ContactRetired { contact: OFFICE, last_day: TUESDAY, retired_on: TUESDAY };
        let settings = given::<Settings>([opened(), listed(OFFICE, office()), retired]).state();
        let found = |day: NaiveDate| settings.contacts_at(crate::test_support::noon(day)).len();
        assert_eq!([date(2024, 3, 3), MONDAY, TUESDAY, FRIDAY].map(found), [0, 1, 1, 0]);
    }

    #[test]
    fn c2_an_entry_that_nobody_has_looked_at_for_half_a_year_is_stale() {
        let entry = office();
        let unset = OwnDeadlines::default();
        assert!(!entry.is_stale_on(days_after(MONDAY, 180), &unset));
        assert!(entry.is_stale_on(days_after(MONDAY, 181), &unset));
        let verified = SettingsEvent::ContactVerified { contact: OFFICE, verified_on: FRIDAY };
        let settings = given::<Settings>([opened(), listed(OFFICE, office()), verified]).state();
        assert!(!settings.contacts[0].1.is_stale_on(days_after(MONDAY, 181), &unset));
    }

    #[test]
    fn c2_r_71_a_municipality_says_after_how_long_an_entry_is_stale_and_what_was_verified_before_keeps_the_time_of_its_day()
     {
        let (deadline, length) = (DeadlineKind::ContactCheck, Some(Length::Days(30)));
        let set = SettingsEvent::DeadlineSet { deadline, length, valid_from: FRIDAY, set_on: FRIDAY };
        let stale = |events: Vec<SettingsEvent>, day| {
            let settings = given::<Settings>(events).state();
            settings.contacts[0].1.is_stale_on(day, settings.own_deadlines())
        };
        let before = vec![opened(), listed(OFFICE, office()), set];
        assert!(!stale(before.clone(), days_after(MONDAY, 180)));
        let verified = SettingsEvent::ContactVerified { contact: OFFICE, verified_on: FRIDAY };
        let since: Vec<_> = before.into_iter().chain([verified]).collect();
        let stands = [30, 31].map(|days| stale(since.clone(), days_after(FRIDAY, days)));
        assert_eq!(stands, [false, true]);
    }

    #[test]
    fn c2_an_entry_is_reachable_and_its_days_and_hours_run_forwards() {
        given::<Settings>([opened()]).when(list(office())).then([SettingsEvent::ContactListed {
            contact: OFFICE,
            entry: office(),
            listed_on: FRIDAY,
        }]);
        let unreachable = Contact { phone: None, ..office() };
        given::<Settings>([opened()]).when(list(unreachable)).then_refused(Refusal::ContactUnreachable);
        let never = Opening::OfficeHours { from: hour(15), to: hour(8) };
        given::<Settings>([opened()])
            .when(list(Contact { opening: never, ..office() }))
            .then_refused(Refusal::ContactNeverOpen);
        let backwards = Contact { valid_from: FRIDAY, valid_to: Some(MONDAY), ..office() };
        let before = Refusal::DateBefore { field: "validTo", date: MONDAY, earliest: FRIDAY };
        given::<Settings>([opened()]).when(list(backwards)).then_refused(before);
        given::<Settings>([opened(), listed(OFFICE, office())])
            .when(list(office()))
            .then_refused(Refusal::ContactAlreadyListed { contact: OFFICE });
    }

    #[test]
    fn c2_only_what_is_listed_is_verified_or_retired() {
        let verify = |verified_on| SettingsAction::Contacts(ContactAction::Verify { contact: OFFICE, verified_on });
        let retire = || SettingsAction::Contacts(ContactAction::Retire { contact: OFFICE, last_day: FRIDAY });
        for action in [verify(FRIDAY), retire()] {
            given::<Settings>([opened()]).when(action).then_refused(Refusal::ContactUnknown { contact: OFFICE });
        }
        let known = || given::<Settings>([opened(), listed(OFFICE, office())]);
        known().when(verify(FRIDAY)).then([SettingsEvent::ContactVerified { contact: OFFICE, verified_on: FRIDAY }]);
        known().when(retire()).then([SettingsEvent::ContactRetired {
            contact: OFFICE,
            last_day: FRIDAY,
            retired_on: FRIDAY,
        }]);
        known().when(verify(crate::test_support::SATURDAY)).then_refused(Refusal::FutureDate {
            field: "verifiedOn",
            date: crate::test_support::SATURDAY,
            today: FRIDAY,
        });
    }

    #[test]
    fn s3_52_the_person_of_an_entry_is_named_anew_and_what_was_shown_before_stays_in_the_history() {
        let named =
            |words: &str| Personal::employee(SubjectId::from_uuid(Uuid::from_u128(7)), Text::new(words).unwrap());
        let with = |person: Option<&str>| SettingsEvent::ContactListed {
            contact: OFFICE,
            entry: Contact { person: person.map(named), ..entry(ContactKind::SchemeContact, Opening::Always) },
            listed_on: MONDAY,
        };
        let name = |renamed, named_on| {
            let person = named("Kari Ny");
            SettingsAction::Contacts(ContactAction::NamePerson { contact: OFFICE, person, renamed, named_on })
        };
        let event = |renamed| {
            let person = named("Kari Ny");
            SettingsEvent::ContactPersonNamed { contact: OFFICE, person, renamed, named_on: TUESDAY }
        };
        for renamed in [true, false] {
            given::<Settings>([with(Some("Kari Gammel"))]).when(name(renamed, TUESDAY)).then([event(renamed)]);
        }
        // Somebody else was recorded to have the post since it was looked up whose name is another.
        let another = Personal::employee(SubjectId::from_uuid(Uuid::from_u128(8)), Text::new("Per Ny").unwrap());
        let followed =
            SettingsEvent::ContactPersonNamed { contact: OFFICE, person: another, renamed: false, named_on: TUESDAY };
        given::<Settings>([with(Some("Kari Gammel")), followed.clone()])
            .when(name(true, TUESDAY))
            .then_refused(Refusal::ContactNamesAnother { contact: OFFICE });
        given::<Settings>([with(Some("Kari Gammel")), followed]).when(name(false, TUESDAY)).then([event(false)]);
        // Nobody was named: somebody is named now, and nobody is renamed.
        given::<Settings>([with(None)]).when(name(false, TUESDAY)).then([event(false)]);
        given::<Settings>([with(None)])
            .when(name(true, TUESDAY))
            .then_refused(Refusal::ContactNamesNobody { contact: OFFICE });
        given::<Settings>([with(None)]).when(name(false, date(2024, 3, 3))).then_refused(Refusal::DateBefore {
            field: "namedOn",
            date: date(2024, 3, 3),
            earliest: MONDAY,
        });
        // Before that, somebody else may have been it; who it is now stands already.
        given::<Settings>([with(None), event(false)]).when(name(true, MONDAY)).then_refused(Refusal::DateBefore {
            field: "namedOn",
            date: MONDAY,
            earliest: TUESDAY,
        });
        // Nobody is to be reached by it any more.
        let ended = |last_day| SettingsEvent::ContactRetired { contact: OFFICE, last_day, retired_on: MONDAY };
        given::<Settings>([with(None), ended(TUESDAY)]).when(name(false, TUESDAY)).then([event(false)]);
        given::<Settings>([with(None), ended(MONDAY)])
            .when(name(false, TUESDAY))
            .then_refused(Refusal::ContactEnded { contact: OFFICE, last: MONDAY });
        let state = given::<Settings>([with(Some("Kari Gammel")), event(true)]).state();
        assert_eq!(state.contact(OFFICE).unwrap().person, Some(named("Kari Ny")));
    }
}
