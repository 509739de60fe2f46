//! The demo's places and people. All of them are invented; the names are made by combination.

use std::collections::HashSet;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::law::{AgeLimit, has_reached};
use case_ledger_domain::people::{Body, Child, Decider, DeciderRole, Guardian, Role};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_infrastructure::ledger::{Actor, ActorRole};
use chrono::{Datelike as _, Days, NaiveDate};

use super::dice::{Dice, named};
use super::texts::{Arena, Language};

/// Someone the demo can be seen through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// A short name for tokens and the command line, unique within the municipality.
    pub key: &'static str,
    /// The full name.
    pub name: String,
    /// What the person works as.
    pub role: Role,
    /// The unit, where the person belongs to one.
    pub unit: Option<String>,
    /// The body, where the person leads that one and no unit of the universal arena.
    pub body: Option<Body>,
    /// The pseudonym under which the person acts in the demo's events.
    pub subject: SubjectId,
    /// What someone with this role sees, in a sentence.
    pub sees: &'static str,
}

/// The people of a demo municipality. The first of each role is the one for a first tour: the first employee and the
/// first leader belong to the unit of the example case.
///
/// Other municipalities have none.
pub fn people(municipality: &Municipality) -> Vec<DemoPerson> {
    Place::of(municipality).map(|place| place.demo_people()).unwrap_or_default()
}

impl Post {
    /// Whether its holder leads the child welfare service, whose settings that leader sets.
    fn leads_the_service(&self) -> bool {
        (self.role, self.at) == (Role::UnitLeader, At::Service)
    }

    const fn sees(&self) -> &'static str {
        match (self.role, self.at) {
            (Role::UnitLeader, At::Service) => {
                "Leads the child welfare service: sets what it goes by, and sees figures."
            }
            (Role::UnitLeader, At::Town) => "Leads the municipality: sets what it goes by, and sees figures.",
            (role, _) => sees(role),
        }
    }
}

/// What someone with that role sees.
const fn sees(role: Role) -> &'static str {
    match role {
        Role::Employee => "Works with the cases of the own unit, names included. Sees no report at the service.",
        Role::UnitLeader => "Leads a unit: sees and decides its cases, names included, and sees figures.",
        Role::ChildWelfareIntake => "Receives and triages concern reports, names included. Sees no case.",
        Role::Caseworker => "Investigates in the child welfare service: reports and investigations, names included.",
        Role::Auditor => "Reads everything in the municipality's ledger and changes nothing.",
        Role::Statistician => "Sees figures, and no single case or report.",
        Role::DataProtectionOfficer => "Sees who did and read what, with every name and text withheld.",
        Role::Service => {
            "Another service's case system: may do and see whatever its users may, but neither restrict nor erase."
        }
    }
}

/// A unit of the universal arena.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) name: &'static str,
    pub(super) arena: Arena,
    /// The age in years of the youngest and the oldest.
    pub(super) ages: (u64, u64),
}

/// Where someone works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// In the unit with that index.
    Unit(usize),
    /// In the child welfare service.
    Service,
    /// In the municipality's administration.
    Town,
}

/// Someone who works in the municipality.
#[derive(Debug, Clone)]
pub(super) struct Post {
    key: &'static str,
    name: &'static str,
    pub(super) role: Role,
    decides_as: DeciderRole,
    pub(super) at: At,
    pub(super) subject: SubjectId,
}

/// A demo municipality.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) municipality: Municipality,
    pub(super) language: Language,
    pub(super) name: &'static str,
    pub(super) service: &'static str,
    pub(super) units: &'static [Unit],
    pub(super) posts: Vec<Post>,
    /// The dismissal rates of its reports, in percent, oldest year first; the last one goes on.
    pub(super) rates: &'static [u64],
}

const fn unit(name: &'static str, arena: Arena, youngest: u64, oldest: u64) -> Unit {
    Unit { name, arena, ages: (youngest, oldest) }
}

const FJORDVIK: [Unit; 5] = [
    unit("Solbakken barnehage", Arena::Kindergarten, 3, 5),
    unit("Fjordvik skole", Arena::School, 6, 12),
    unit("Blåklokka barnehage", Arena::Kindergarten, 3, 5),
    unit("Åsen ungdomsskole", Arena::School, 13, 15),
    unit("Fjordvik helsestasjon", Arena::HealthStation, 3, 16),
];

const SKOGDAL: [Unit; 4] = [
    unit("Lyngmo barnehage", Arena::Kindergarten, 3, 5),
    unit("Skogdal barneskule", Arena::School, 6, 12),
    unit("Elvebakken ungdomsskule", Arena::School, 13, 15),
    unit("Skogdal helsestasjon", Arena::HealthStation, 3, 16),
];

type Row = (&'static str, &'static str, Role, DeciderRole, At);

const FJORDVIK_POSTS: [Row; 33] = [
    ("ingrid", "Ingrid Lyngvoll", Role::Employee, DeciderRole::PedagogicalLeader, At::Unit(0)),
    ("torunn", "Torunn Elvehaug", Role::UnitLeader, DeciderRole::Head, At::Unit(0)),
    ("samir", "Samir Granstad", Role::Employee, DeciderRole::Employee, At::Unit(0)),
    ("lise", "Lise Myrbekk", Role::Employee, DeciderRole::PedagogicalLeader, At::Unit(0)),
    ("henrik", "Henrik Furulien", Role::Employee, DeciderRole::ContactTeacher, At::Unit(1)),
    ("astrid", "Astrid Kvernmo", Role::UnitLeader, DeciderRole::Head, At::Unit(1)),
    ("mona", "Mona Tindvik", Role::Employee, DeciderRole::ContactTeacher, At::Unit(1)),
    ("jonas", "Jonas Heieåsen", Role::Employee, DeciderRole::ContactTeacher, At::Unit(1)),
    ("camilla", "Camilla Rognmo", Role::Employee, DeciderRole::PedagogicalLeader, At::Unit(2)),
    ("geir", "Geir Solvoll", Role::UnitLeader, DeciderRole::Head, At::Unit(2)),
    ("amina", "Amina Bekkelund", Role::Employee, DeciderRole::PedagogicalLeader, At::Unit(2)),
    ("per", "Per Skartun", Role::Employee, DeciderRole::Employee, At::Unit(2)),
    ("silje", "Silje Stenhaug", Role::Employee, DeciderRole::ContactTeacher, At::Unit(3)),
    ("morten", "Morten Haslevoll", Role::UnitLeader, DeciderRole::Head, At::Unit(3)),
    ("omar", "Omar Lyngtun", Role::Employee, DeciderRole::ContactTeacher, At::Unit(3)),
    ("vilde", "Vilde Mosslien", Role::Employee, DeciderRole::ContactTeacher, At::Unit(3)),
    ("berit", "Berit Fjellmo", Role::Employee, DeciderRole::PublicHealthNurse, At::Unit(4)),
    ("hanne", "Hanne Vårlund", Role::UnitLeader, DeciderRole::UnitLeader, At::Unit(4)),
    ("kjersti", "Kjersti Bjørkevoll", Role::Employee, DeciderRole::PublicHealthNurse, At::Unit(4)),
    ("nora", "Nora Elvestad", Role::ChildWelfareIntake, DeciderRole::IntakeOfficer, At::Service),
    ("anders", "Anders Skarvoll", Role::ChildWelfareIntake, DeciderRole::IntakeOfficer, At::Service),
    ("ragnhild", "Ragnhild Tindlien", Role::Caseworker, DeciderRole::Caseworker, At::Service),
    ("yusuf", "Yusuf Granlien", Role::Caseworker, DeciderRole::Caseworker, At::Service),
    ("marte", "Marte Kvernvik", Role::Caseworker, DeciderRole::Caseworker, At::Service),
    ("sindre", "Sindre Furumo", Role::Caseworker, DeciderRole::Caseworker, At::Service),
    ("ellen", "Ellen Rognhaug", Role::Caseworker, DeciderRole::ProfessionalLeader, At::Service),
    ("revisor", "Gunnar Heielund", Role::Auditor, DeciderRole::Employee, At::Town),
    ("statistikk", "Line Solåsen", Role::Statistician, DeciderRole::Employee, At::Town),
    ("personvern", "Eva Myrtun", Role::DataProtectionOfficer, DeciderRole::Employee, At::Town),
    ("fagsystem", "Oppvekstsystemet i Fjordvik", Role::Service, DeciderRole::Employee, At::Town),
    ("barnevernsystem", "Barnevernssystemet i Fjordvik", Role::Service, DeciderRole::Employee, At::Town),
    ("barnevernleder", "Solveig Granhaug", Role::UnitLeader, DeciderRole::UnitLeader, At::Service),
    ("kommunalsjef", "Per Lyngvoll", Role::UnitLeader, DeciderRole::UnitLeader, At::Town),
];

const SKOGDAL_POSTS: [Row; 27] = [
    ("gro", "Gro Tindmo", Role::Employee, DeciderRole::PedagogicalLeader, At::Unit(0)),
    ("olav", "Olav Lyngåsen", Role::UnitLeader, DeciderRole::Head, At::Unit(0)),
    ("fatma", "Fatma Elvelien", Role::Employee, DeciderRole::PedagogicalLeader, At::Unit(0)),
    ("knut", "Knut Bjørketun", Role::Employee, DeciderRole::Employee, At::Unit(0)),
    ("sigrid", "Sigrid Haslemo", Role::Employee, DeciderRole::ContactTeacher, At::Unit(1)),
    ("arne", "Arne Kvernhaug", Role::UnitLeader, DeciderRole::Head, At::Unit(1)),
    ("tuva", "Tuva Grantun", Role::Employee, DeciderRole::ContactTeacher, At::Unit(1)),
    ("eirik", "Eirik Mosvoll", Role::Employee, DeciderRole::ContactTeacher, At::Unit(1)),
    ("aslaug", "Aslaug Stenlien", Role::Employee, DeciderRole::ContactTeacher, At::Unit(2)),
    ("magne", "Magne Furuvik", Role::UnitLeader, DeciderRole::Head, At::Unit(2)),
    ("leila", "Leila Heievoll", Role::Employee, DeciderRole::ContactTeacher, At::Unit(2)),
    ("jorunn", "Jorunn Skarlund", Role::Employee, DeciderRole::PublicHealthNurse, At::Unit(3)),
    ("ragna", "Ragna Rognstad", Role::UnitLeader, DeciderRole::UnitLeader, At::Unit(3)),
    ("ida", "Ida Fjellvik", Role::Employee, DeciderRole::PublicHealthNurse, At::Unit(3)),
    ("steinar", "Steinar Vårhaug", Role::ChildWelfareIntake, DeciderRole::IntakeOfficer, At::Service),
    ("marit", "Marit Bekkåsen", Role::ChildWelfareIntake, DeciderRole::IntakeOfficer, At::Service),
    ("halvard", "Halvard Solmo", Role::Caseworker, DeciderRole::Caseworker, At::Service),
    ("synne", "Synne Myrvoll", Role::Caseworker, DeciderRole::Caseworker, At::Service),
    ("ali", "Ali Tindhaug", Role::Caseworker, DeciderRole::Caseworker, At::Service),
    ("borghild", "Borghild Granvik", Role::Caseworker, DeciderRole::ProfessionalLeader, At::Service),
    ("revisor", "Torbjørn Elvemo", Role::Auditor, DeciderRole::Employee, At::Town),
    ("statistikk", "Kari Lynglund", Role::Statistician, DeciderRole::Employee, At::Town),
    ("personvern", "Jon Hasletun", Role::DataProtectionOfficer, DeciderRole::Employee, At::Town),
    ("fagsystem", "Oppvekstsystemet i Skogdal", Role::Service, DeciderRole::Employee, At::Town),
    ("barnevernsystem", "Barnevernssystemet i Skogdal", Role::Service, DeciderRole::Employee, At::Town),
    ("barnevernleiar", "Turid Elvehaug", Role::UnitLeader, DeciderRole::UnitLeader, At::Service),
    ("kommunalsjef", "Nils Stenmo", Role::UnitLeader, DeciderRole::UnitLeader, At::Town),
];

impl Place {
    /// The demo municipality with that number.
    pub(super) fn of(municipality: &Municipality) -> Option<Self> {
        let (language, name, service, units, rows, rates): (_, _, _, &[Unit], &[Row], &[u64]) =
            match municipality.as_str() {
                "9901" => (
                    Language::Bokmal,
                    "Fjordvik",
                    "Fjordvik barnevernstjeneste",
                    &FJORDVIK,
                    &FJORDVIK_POSTS,
                    // The first four are the only figures printed in the sources (S2-4).
                    &[24, 17, 13, 12, 14, 15, 16],
                ),
                "9902" => (
                    Language::Nynorsk,
                    "Skogdal",
                    "Skogdal barnevernsteneste",
                    &SKOGDAL,
                    &SKOGDAL_POSTS,
                    &[31, 27, 29, 22, 21, 18, 19],
                ),
                _ => return None,
            };
        let post = |&(key, name, role, decides_as, at): &Row| Post {
            key,
            name,
            role,
            decides_as,
            at,
            subject: SubjectId::derived(municipality, named(&format!("employee/{key}")), 0),
        };
        let posts = rows.iter().map(post).collect();
        Some(Self { municipality: municipality.clone(), language, name, service, units, posts, rates })
    }

    fn demo_people(&self) -> Vec<DemoPerson> {
        let person = |post: &Post| DemoPerson {
            key: post.key,
            name: post.name.to_owned(),
            role: post.role,
            unit: self.unit_of(post),
            body: post.leads_the_service().then_some(Body::ChildWelfareService),
            subject: post.subject,
            sees: post.sees(),
        };
        self.posts.iter().map(person).collect()
    }

    fn unit_of(&self, post: &Post) -> Option<String> {
        match post.at {
            At::Unit(index) => Some(self.units[index].name.to_owned()),
            At::Service => Some(self.service.to_owned()),
            At::Town => None,
        }
    }

    /// The post's holder, acting.
    pub(super) fn actor(&self, post: usize) -> Actor {
        let post = &self.posts[post];
        Actor {
            subject: post.subject,
            role: ActorRole::Principal(post.role),
            unit: self.unit_of(post),
            name: Some(Personal::employee(post.subject, text(post.name))),
            on_behalf_of: None,
        }
    }

    /// The post's holder, deciding.
    pub(super) fn decider(&self, post: usize) -> Decider {
        let post = &self.posts[post];
        Decider { name: Personal::employee(post.subject, text(post.name)), role: post.decides_as }
    }

    /// The posts at `at` with that role; every place has them.
    pub(super) fn posts_at(&self, at: At, role: Role) -> Vec<usize> {
        let fits = |post: &Post| post.at == at && post.role == role;
        self.posts.iter().enumerate().filter(|(_, post)| fits(post)).map(|(index, _)| index).collect()
    }

    /// Where people live.
    fn address(&self, dice: &mut Dice) -> String {
        let road = match self.language {
            Language::Bokmal => dice.pick(&["Lyngveien", "Strandlinjen", "Åsveien", "Granstien", "Fergeveien"]),
            Language::Nynorsk => dice.pick(&["Lyngvegen", "Strandlina", "Åsvegen", "Granstigen", "Ferjevegen"]),
        };
        format!("{road} {}, {}", dice.between(1, 88), self.name)
    }
}

/// One of the demo's own texts.
#[expect(clippy::expect_used, reason = "the demo's texts are constants with names in them, neither blank nor long")]
pub(super) fn text(words: &str) -> Text {
    Text::new(words).expect("a text of the demo")
}

const GIRLS: [&str; 32] = [
    "Alma", "Amalie", "Aurora", "Billie", "Dina", "Ebba", "Elin", "Emilie", "Frida", "Hedda", "Iben", "Jenny", "Kaia",
    "Lea", "Linnea", "Lykke", "Maryam", "Mathea", "Mie", "Nadia", "Oda", "Ronja", "Runa", "Selma", "Signe", "Sofia",
    "Tiril", "Tora", "Vega", "Ylva", "Zara", "Åse",
];
const BOYS: [&str; 32] = [
    "Adam", "Aksel", "Brage", "Casper", "Daniel", "Didrik", "Elias", "Emil", "Even", "Felix", "Filip", "Gard",
    "Hassan", "Imre", "Isak", "Iver", "Johannes", "Kasper", "Leander", "Leon", "Ludvig", "Mikkel", "Noah", "Odin",
    "Oskar", "Sander", "Storm", "Syver", "Theo", "Trym", "Viljar", "Yahya",
];
const MOTHERS: [&str; 16] = [
    "Anette",
    "Beate",
    "Cecilie",
    "Elisabeth",
    "Farida",
    "Grete",
    "Heidi",
    "Irina",
    "Jeanette",
    "Katrine",
    "Linda",
    "Merete",
    "Nina",
    "Renate",
    "Sunniva",
    "Trine",
];
const FATHERS: [&str; 16] = [
    "Asgeir", "Bjarte", "Christer", "Dag", "Espen", "Frode", "Hamid", "Ivar", "Joakim", "Kenneth", "Lars", "Marek",
    "Nils", "Roger", "Stian", "Vegard",
];
const FIRST_HALVES: [&str; 18] = [
    "Lyng", "Gran", "Bekke", "Fjell", "Sol", "Furu", "Elve", "Myr", "Hassel", "Rogne", "Sten", "Bjørke", "Tind",
    "Kvern", "Vår", "Mose", "Skar", "Heie",
];
const LAST_HALVES: [&str; 14] =
    ["mo", "haug", "voll", "dalen", "lund", "neset", "stad", "lien", "vika", "åsen", "tun", "bakk", "skogen", "enga"];

fn last_name(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(&FIRST_HALVES), dice.pick(&LAST_HALVES))
}

/// A child and its family, before the municipality knows them.
#[derive(Debug, Clone)]
pub(super) struct Kid {
    /// What the demo knows the child by.
    pub(super) name: String,
    pub(super) first: &'static str,
    last: String,
    pub(super) girl: bool,
    born: NaiveDate,
    pub(super) national_id: String,
    address: String,
    parents: Vec<(&'static str, String)>,
}

/// Invents children; no two get the same number.
#[derive(Debug, Default)]
pub(super) struct Kids {
    taken: HashSet<String>,
}

impl Kids {
    /// A child between `youngest` and `oldest` years old on `on`.
    pub(super) fn make(&mut self, place: &Place, name: &str, on: NaiveDate, (youngest, oldest): (u64, u64)) -> Kid {
        let mut dice = Dice::named(&format!("{}/kid/{name}", place.municipality));
        let girl = dice.chance(50);
        let days = dice.between(youngest * 365 + 20, oldest * 365 + 340);
        let born = on.checked_sub_days(Days::new(days)).unwrap_or(on);
        let national_id = self.national_id(born, girl, &mut dice);
        let last = last_name(&mut dice);
        let other = if dice.chance(60) { last.clone() } else { last_name(&mut dice) };
        let mother = (*dice.pick(&MOTHERS), last.clone());
        let father = (*dice.pick(&FATHERS), other);
        let parents = if dice.chance(75) {
            vec![mother, father]
        } else if dice.chance(80) {
            vec![mother]
        } else {
            vec![father]
        };
        Kid {
            name: name.to_owned(),
            first: dice.word(if girl { &GIRLS } else { &BOYS }),
            last,
            girl,
            born,
            national_id,
            address: place.address(&mut dice),
            parents,
        }
    }

    /// A synthetic number as official test data have it: 80 added to the month, so that it can belong to nobody.
    fn national_id(&mut self, born: NaiveDate, girl: bool, dice: &mut Dice) -> String {
        let date = format!("{:02}{:02}{:02}", born.day(), born.month() + 80, born.year().rem_euclid(100));
        let start = dice.below(250);
        // The third of the individual digits is even for girls; 500 to 999 are for births from 2000 to 2039.
        let individual = (0..250).map(|step| 500 + (start + step) % 250 * 2 + u64::from(!girl));
        let free = individual
            .filter_map(|individual| with_check_digits(&format!("{date}{individual}")))
            .find(|number| !self.taken.contains(number));
        // 250 children of one sex on one day are more than any demo has.
        let number = free.unwrap_or_default();
        self.taken.insert(number.clone());
        number
    }
}

/// The number with its two check digits; `None` for the few that have none.
fn with_check_digits(first_nine: &str) -> Option<String> {
    const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let check = |digits: &str, weights: &[u32]| {
        let sum: u32 =
            digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
        Some((11 - sum % 11) % 11).filter(|digit| *digit < 10)
    };
    let ten = format!("{first_nine}{}", check(first_nine, &FIRST)?);
    let last = check(&ten, &SECOND)?;
    Some(format!("{ten}{last}"))
}

impl Kid {
    /// The child with two guardians, who both have a say.
    pub(super) fn with_both_parents(mut self, place: &Place) -> Self {
        let mut dice = Dice::named(&format!("{}/other parent/{}", place.municipality, self.name));
        if let [(first, _)] = self.parents[..] {
            let others: &[&'static str] = if MOTHERS.contains(&first) { &FATHERS } else { &MOTHERS };
            self.parents.push((*dice.pick(others), last_name(&mut dice)));
        }
        self
    }

    /// The child as a source names it.
    pub(super) fn child(&self, subject: SubjectId) -> Child {
        Child {
            subject,
            name: Some(Personal::child(subject, text(&format!("{} {}", self.first, self.last)))),
            national_id: Some(Personal::child(subject, text(&self.national_id))),
            born_on: Some(Personal::child(subject, self.born)),
            unborn: false,
            contact: Some(Personal::child(subject, text(&self.address))),
        }
    }

    /// Those with parental responsibility.
    pub(super) fn guardians(&self, municipality: &Municipality) -> Vec<Guardian> {
        let cause = named(&format!("guardians/{}", self.name));
        let guardian = |(nth, (first, last)): (usize, &(&str, String))| {
            let subject = SubjectId::derived(municipality, cause, nth);
            Guardian { subject, name: Personal::guardian(subject, text(&format!("{first} {last}"))) }
        };
        self.parents.iter().enumerate().map(guardian).collect()
    }

    /// Whether the child can be talked with on that day.
    pub(super) fn can_talk(&self, on: NaiveDate) -> bool {
        on.years_since(self.born).is_some_and(|years| years >= 3)
    }

    /// Whether the child is of age on that day, and decides for itself (C12).
    pub(super) fn is_of_age(&self, on: NaiveDate) -> bool {
        has_reached(AgeLimit::OfAge, self.born, on)
    }

    /// Whether the child consents along on that day. Nobody thinks of asking some of those of fifteen or more (C12): which, the
    /// day of birth says and no die, so that what others roll stays as it is.
    pub(super) fn consents_along(&self, on: NaiveDate) -> bool {
        self.is_of_age(on) || has_reached(AgeLimit::Party, self.born, on) && self.born.day().is_multiple_of(2)
    }
}

/// A private person's name and address, or a public reporter's name.
pub(super) fn someone(place: &Place, dice: &mut Dice) -> (String, String) {
    let first = if dice.chance(55) { dice.pick(&MOTHERS) } else { dice.pick(&FATHERS) };
    (format!("{first} {}", last_name(dice)), place.address(dice))
}
