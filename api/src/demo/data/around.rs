//! What a municipality does around its cases: it decides by which guides it works and lists whom one turns to, its services are
//! consulted about children whom nobody names, and the figures of its years are published.

use std::sync::Arc;

use case_ledger_domain::consultation::screening::Known;
use case_ledger_domain::consultation::{ConsultationAction, ConsultationTopic};
use case_ledger_domain::ids::{ConsultationId, ContactId, SubjectId};
use case_ledger_domain::people::{Body, Role};
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::settings::contacts::{Contact, ContactAction, ContactKind, Opening};
use case_ledger_domain::settings::{ReportSigning, SettingsAction};
use case_ledger_domain::time::{days_after, oslo_date, start_of_day};
use chrono::{Datelike as _, NaiveDate, NaiveTime};

use super::dice::{Dice, named};
use super::first_day;
use super::life::ways::{guide, guides_of};
use super::people::{At, Place, text};
use super::plan::{Plan, Planned, Step, days_before, working_day_from, working_day_until, working_time};
use super::texts::{Language, Said, Words};

/// For so many days the municipality has worked by its guides.
const GUIDES_SINCE: u64 = 400;
/// And for so many by what it has set of its own accord.
const OWN_WAYS_SINCE: u64 = 250;
/// Within so many days it decides on a concern.
const DECIDED_WITHIN: u16 = 90;
/// For so many days it has had a contact directory; for so many the emergency service has had another number; and so many days
/// ago somebody saw that its entries are right.
const LISTED_SINCE: u64 = 520;
const NEW_NUMBER_SINCE: u64 = 210;
const VERIFIED_BEFORE: u64 = 45;
/// The guide that its child welfare service works by.
pub(super) const SERVICE_GUIDE: &str = "bti-level-3-child-welfare";
/// So many consultations there were, one about every so many days.
const CONSULTATIONS: u64 = 12;
const DAYS_BETWEEN: u64 = 29;

/// The figures of a year are published from this month and day of the next one on: by then it is written down what came in at
/// its end.
const PUBLISHED_FROM: (u32, u32) = (2, 15);

/// What is asked, about what, and what is advised.
const ASKED: [(&[ConsultationTopic], Said, Said); 3] = [
    (
        &[ConsultationTopic::DutyToReport],
        [
            "Et barn kommer ofte uten mat og blir hentet sent. Er meldeplikten utløst?",
            "Eit barn kjem ofte utan mat og blir henta seint. Er meldeplikta utløyst?",
        ],
        [
            "Ikke på dette alene. Logg det dere ser, og snakk med barnet.",
            "Ikkje på dette åleine. Logg det de ser, og snakk med barnet.",
        ],
    ),
    (
        &[ConsultationTopic::Conversation],
        [
            "Hvordan tar vi det opp med foreldre som lett blir sinte?",
            "Korleis tek vi det opp med foreldre som lett blir sinte?",
        ],
        [
            "Vær konkret, si hva dere har sett, og spør hvordan de ser på det.",
            "Ver konkret, sei kva de har sett, og spør korleis dei ser på det.",
        ],
    ),
    (
        &[ConsultationTopic::WayForward, ConsultationTopic::WhoCanHelp],
        [
            "Foreldrene vil ikke ha hjelp fra andre. Hva kan vi gjøre selv?",
            "Foreldra vil ikkje ha hjelp frå andre. Kva kan vi gjere sjølve?",
        ],
        [
            "Fortsett med det som virker hos dere, og ta det opp igjen om fire uker.",
            "Hald fram med det som verkar hos dykk, og ta det opp igjen om fire veker.",
        ],
    ),
];

/// Plans it.
pub(super) fn tell(place: &Place, plan: &mut Plan, today: NaiveDate) {
    adopt_guides(place, plan, today);
    set_own_ways(place, plan, today);
    list_contacts(place, plan, today);
    consult(place, plan, today);
    publish_figures(place, plan, today);
}

/// The day on which the municipality adopted its guides.
pub(super) fn guides_since(today: NaiveDate) -> NaiveDate {
    working_day_until(days_before(today, GUIDES_SINCE))
}

/// What the municipality has set of its own accord: in what time a concern is decided (D-6), and that leaders sign reports
/// (S2-20).
fn set_own_ways(place: &Place, plan: &mut Plan, today: NaiveDate) {
    let mut dice = Dice::named(&format!("{}/own ways", place.municipality));
    let set_on = own_ways_since(today);
    let at = working_time(set_on, &mut dice);
    let leader = place.posts_at(At::Unit(0), Role::UnitLeader).first().copied();
    let decided = SettingsAction::SetDecisionLimit { days: Some(DECIDED_WITHIN), valid_from: set_on };
    let signed = SettingsAction::SetReportSigning { signing: ReportSigning::Leader };
    for action in [decided, signed] {
        plan.add(Planned { at, post: leader, step: Step::Settings { action: Box::new(action) } });
    }
}

/// The day on which it set them.
pub(super) fn own_ways_since(today: NaiveDate) -> NaiveDate {
    working_day_until(days_before(today, OWN_WAYS_SINCE))
}

/// An entry of the contact directory, by name in both languages.
struct Listed {
    kind: ContactKind,
    name: Said,
    reached: Reached,
    about: Option<Said>,
    /// Who keeps it: the child welfare service, or the municipality's leader.
    of_service: bool,
}

/// When somebody answers at which number, or where the form is.
enum Reached {
    At(&'static str, When),
    ByForm,
}

#[derive(Clone, Copy)]
enum When {
    Always,
    InOfficeHours,
    OutsideOfficeHours,
}

impl When {
    fn opening(self) -> Opening {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        let (from, to) = (at(8, 0), at(15, 30));
        match self {
            Self::Always => Opening::Always,
            Self::InOfficeHours => Opening::OfficeHours { from, to },
            Self::OutsideOfficeHours => Opening::OutsideOfficeHours { from, to },
        }
    }
}

/// Whom one turns to. The municipality's own numbers are nobody's.
const LISTED: [Listed; 7] = [
    Listed {
        kind: ContactKind::ChildWelfareService,
        name: ["Barneverntjenesten", "Barneverntenesta"],
        reached: Reached::At("00 00 10 01", When::InOfficeHours),
        about: None,
        of_service: true,
    },
    Listed {
        kind: ContactKind::ChildWelfareEmergencyService,
        name: ["Barnevernvakten", "Barnevernvakta"],
        reached: Reached::At("00 00 10 02", When::OutsideOfficeHours),
        about: None,
        of_service: true,
    },
    Listed {
        kind: ContactKind::Police,
        name: ["Politiet", "Politiet"],
        reached: Reached::At("02800", When::Always),
        about: Some(["Er det fare akkurat nå: 112.", "Er det fare akkurat no: 112."]),
        of_service: false,
    },
    Listed {
        kind: ContactKind::ChildHelpline,
        name: ["Alarmtelefonen for barn og unge", "Alarmtelefonen for barn og unge"],
        reached: Reached::At("116 111", When::Always),
        about: None,
        of_service: false,
    },
    Listed {
        kind: ContactKind::ReportForm,
        name: ["Skjema for bekymringsmelding", "Skjema for uromelding"],
        reached: Reached::ByForm,
        about: None,
        of_service: false,
    },
    Listed {
        kind: ContactKind::SchemeContact,
        name: ["Fra bekymring til handling", "Frå uro til handling"],
        reached: Reached::At("00 00 10 04", When::InOfficeHours),
        about: Some(["Spør om fremgangsmåten.", "Spør om framgangsmåten."]),
        of_service: false,
    },
    // Nobody has looked at this one for long (C2).
    Listed {
        kind: ContactKind::Service,
        name: ["PPT", "PPT"],
        reached: Reached::At("00 00 10 03", When::InOfficeHours),
        about: Some(["Drøfter saker uten navn på {dag}er.", "Drøftar saker utan namn på {dag}ar."]),
        of_service: false,
    },
];

/// Whom one turns to, as was listed, changed and looked at since (C2, S0-44).
fn list_contacts(place: &Place, plan: &mut Plan, today: NaiveDate) {
    let mut dice = Dice::named(&format!("{}/contacts", place.municipality));
    let day = |days| working_day_until(days_before(today, days));
    let (listed_on, changed_on, verified_on) = (day(LISTED_SINCE), day(NEW_NUMBER_SINCE), day(VERIFIED_BEFORE));
    let [listed_at, changed_at, verified_at] =
        [listed_on, changed_on, verified_on].map(|day| working_time(day, &mut dice));
    let words = Words { language: place.language, child: String::new(), girl: false };
    let town = place.posts_at(At::Town, Role::UnitLeader).first().copied();
    let service = place.posts_at(At::Service, Role::UnitLeader).first().copied();
    for (nth, listed) in LISTED.iter().enumerate() {
        let contact = ContactId::derived(&place.municipality, named("contact"), nth);
        let post = if listed.of_service { service } else { town };
        let is_scheme = listed.kind == ContactKind::SchemeContact;
        let (phone, link, opening) = match listed.reached {
            Reached::At(number, when) => (Some(number.to_owned()), None, when.opening()),
            Reached::ByForm => {
                let page = format!("https://{}.example/skjema", place.name.to_lowercase());
                (None, Some(page), Opening::Always)
            }
        };
        let entry = Contact {
            kind: listed.kind,
            name: words.fill(&listed.name, &mut dice),
            about: listed.about.map(|about| words.fill(&about, &mut dice)),
            phone,
            link,
            person: town.filter(|_| is_scheme).map(|post| place.decider(post).name),
            opening,
            owner: if listed.of_service { place.service } else { place.name }.to_owned(),
            valid_from: listed_on,
            valid_to: None,
            verified_on: listed_on,
        };
        let mut settle = |at, action| {
            let action = Box::new(SettingsAction::Contacts(action));
            plan.add(Planned { at, post, step: Step::Settings { action } });
        };
        if listed.kind == ContactKind::ChildWelfareEmergencyService {
            let before = ContactId::derived(&place.municipality, named("contact before"), nth);
            let entry_before = Contact { phone: Some("00 00 20 02".to_owned()), ..entry.clone() };
            settle(listed_at, ContactAction::List { contact: before, entry: entry_before });
            settle(changed_at, ContactAction::Retire { contact: before, last_day: changed_on });
            let valid_from = days_after(changed_on, 1);
            let entry = Contact { valid_from, verified_on: changed_on, ..entry };
            settle(changed_at, ContactAction::List { contact, entry });
        } else {
            settle(listed_at, ContactAction::List { contact, entry });
        }
        if listed.kind != ContactKind::Service {
            settle(verified_at, ContactAction::Verify { contact, verified_on });
        }
    }
}

fn adopt_guides(place: &Place, plan: &mut Plan, today: NaiveDate) {
    let mut dice = Dice::named(&format!("{}/guides", place.municipality));
    let at = working_time(guides_since(today), &mut dice);
    let leader = place.posts_at(At::Unit(0), Role::UnitLeader).first().copied();
    for guide in guides_of(place.language).iter().chain([&SERVICE_GUIDE]).filter_map(|name| guide(name)) {
        let action = Box::new(SettingsAction::AdoptGuide { guide: Arc::clone(&guide), adopted_on: oslo_date(at) });
        plan.add(Planned { at, post: leader, step: Step::Settings { action } });
    }
}

/// Of each year that is over (RM-7).
fn publish_figures(place: &Place, plan: &mut Plan, today: NaiveDate) {
    let mut dice = Dice::named(&format!("{}/figures", place.municipality));
    let leader = place.posts_at(At::Service, Role::UnitLeader).first().copied();
    let (month, day) = PUBLISHED_FROM;
    for year in first_day(today).year()..today.year() {
        let Some(earliest) = NaiveDate::from_ymd_opt(year + 1, month, day) else { continue };
        let at = working_time(working_day_from(earliest), &mut dice);
        plan.add(Planned { at, post: leader, step: Step::Publish { year } });
    }
}

/// Recorded with the day and no time, under nobody's name, as everywhere.
fn consult(place: &Place, plan: &mut Plan, today: NaiveDate) {
    for (nth, (topics, question, advice)) in (1..=CONSULTATIONS).zip(ASKED.iter().cycle()) {
        let held_on = working_day_until(days_before(today, nth * DAYS_BETWEEN));
        let cause = named(&format!("consultation/{nth}"));
        let nobody = SubjectId::derived(&place.municipality, cause, 0);
        let said = |said: &Said| Personal::child(nobody, text(said[usize::from(place.language == Language::Nynorsk)]));
        let action = Box::new(ConsultationAction::Hold {
            body: Body::ChildWelfareService,
            unit: None,
            topics: topics.iter().copied().collect(),
            question: said(question),
            advice: Some(said(advice)),
            held_on,
            known: Known::default(),
        });
        plan.people.insert((nobody, Category::Child));
        let consultation = ConsultationId::derived(&place.municipality, cause, 0);
        let step = Step::Consultation { consultation, action };
        plan.add(Planned { at: start_of_day(held_on), post: None, step });
    }
}
