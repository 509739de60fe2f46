//! What a municipality does around its cases: it decides by which guides it works, its services are consulted about children
//! whom nobody names, and the figures of its years are published.

use std::sync::Arc;

use case_ledger_domain::consultation::screening::Known;
use case_ledger_domain::consultation::{ConsultationAction, ConsultationTopic};
use case_ledger_domain::ids::{ConsultationId, SubjectId};
use case_ledger_domain::people::{Body, Role};
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::settings::{ReportSigning, SettingsAction};
use case_ledger_domain::time::{oslo_date, start_of_day};
use chrono::{Datelike as _, NaiveDate};

use super::dice::{Dice, named};
use super::first_day;
use super::life::ways::{guide, guides_of};
use super::people::{At, Place, text};
use super::plan::{Plan, Planned, Step, days_before, working_day_from, working_day_until, working_time};
use super::texts::{Language, Said};

/// For so many days the municipality has worked by its guides.
const GUIDES_SINCE: u64 = 400;
/// And for so many by what it has set of its own accord.
const OWN_WAYS_SINCE: u64 = 250;
/// Within so many days it decides on a concern.
const DECIDED_WITHIN: u16 = 90;
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
