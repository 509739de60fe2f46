//! What the demo's data must be, small but against a real ledger.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use case_ledger_domain::case::Level;
use case_ledger_domain::investigation::{FollowUpEndReason, InvestigationOutcome};
use case_ledger_domain::oversight::{FindingKind, ObligationKind};
use case_ledger_domain::people::{Role, Roles};
use case_ledger_domain::report::TriageOutcome;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::intake::Intake;
use case_ledger_infrastructure::interchange::national_id::{birth_date, is_valid_number};
use case_ledger_infrastructure::ledger::history::Sight;
use case_ledger_infrastructure::ledger::verify::verify;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::investigation_register::{InvestigationFilter, investigations};
use case_ledger_infrastructure::projections::oversight::{FoundFilter, OwedFilter, Whose, findings, obligations};
use case_ledger_infrastructure::projections::report_register::{ReportFilter, reports};
use case_ledger_infrastructure::projections::report_statistics::{ReportDimension, report_statistics};
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_infrastructure::reach::Reached;

use super::service::quota;
use super::texts::{Language, Said};
use super::*;

const CASES: usize = 90;

/// What the demo does not show, and why not.
const NEVER: [FindingKind; 13] = [
    // No command of this ledger leads to these: they are found in what comes from elsewhere, or was recorded before there was
    // the rule.
    FindingKind::GuardiansNotTold,
    FindingKind::RelayHolderMissing,
    FindingKind::ReportDismissedAlone,
    FindingKind::DismissedWithoutRefusal,
    // Nobody in it says that somebody is no guardian.
    FindingKind::GuardianLeftOut,
    FindingKind::MeasureStartedUnapproved,
    // No municipality in it does without one of the law's grounds.
    FindingKind::WithheldOnGroundNotInUse,
    // Who somebody is, and who must not know where, is recorded of persons, and the demo records of what is done for them alone.
    FindingKind::WhereaboutsMayBeKnown,
    FindingKind::JoinedAnotherChild,
    FindingKind::InvestigatedTwice,
    // Nobody in it names the investigation that a report is added to, for that is told of in returns too.
    FindingKind::JoinedReportNotWeighed,
    // Whoever closes for what measures led to has evaluated them so.
    FindingKind::ClosedAgainstEvaluation,
    // What its cases say of a family goes together.
    FindingKind::SiblingsContradicted,
];

/// A data directory of one test's own, removed at its end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let temporary = std::fs::canonicalize(std::env::temp_dir()).unwrap();
        let path = temporary.join(format!("case-ledger-demo-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn seeded(directory: &Directory, extent: &DemoExtent) -> (Home, Arc<Ledger>) {
    let home = Home::open(&directory.0.join("data"), EmbeddedOptions::ephemeral()).await.unwrap();
    let (_, ledger) = home.ledger(4).await.unwrap();
    let mut last = (0, 0);
    seed(&ledger, extent, &mut |done, total| last = (done, total)).await.unwrap();
    assert!(last.0 == last.1 && last.1 > extent.cases * 15, "{last:?}");
    (home, ledger)
}

fn extent(today: &str) -> DemoExtent {
    DemoExtent { cases: CASES, ..DemoExtent::new(today.parse().unwrap()) }
}

fn municipalities() -> [Municipality; 2] {
    MUNICIPALITIES.map(|(number, _)| number.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seeded_ledger_is_whole_and_shows_the_printed_dismissal_rates() {
    let directory = Directory::new();
    let extent = extent("2026-11-22T09:30:00Z");
    let (home, ledger) = seeded(&directory, &extent).await;
    let seeded = ledger.municipalities().await.unwrap();
    // What was decided about telling guardians after a report was sent goes to the service first, by the clock of now.
    Intake::new(Arc::clone(&ledger)).catch_up().await.unwrap();
    let heads = ledger.municipalities().await.unwrap();

    seed(&ledger, &extent, &mut |_, _| panic!("nothing is left to make")).await.unwrap();
    Intake::new(Arc::clone(&ledger)).catch_up().await.unwrap();
    assert_eq!(ledger.municipalities().await.unwrap(), heads, "nothing is added later");

    let projector = Projector::new(&ledger);
    projector.catch_up().await.unwrap();
    assert_eq!(projector.faults().await.unwrap(), []);
    for municipality in municipalities() {
        let verified = verify(ledger.pool(), &municipality, &mut |_, _| {}).await.unwrap();
        assert_eq!(verified.difference, None);
        let entries = ledger.ledger_history(&municipality, 0, 100_000, Sight::withheld(), AsOf::Now).await.unwrap();
        assert!(entries.is_sorted_by_key(|entry| entry.recorded_at));
        assert!(entries.iter().all(|entry| entry.occurred_at <= entry.recorded_at));
        let (_, _, head) = seeded.iter().find(|(number, ..)| *number == municipality).unwrap();
        let of_demo = entries.iter().rfind(|entry| entry.position <= *head).unwrap();
        assert!(of_demo.recorded_at <= extent.today);
        examples_are_good(&ledger, &municipality).await;
    }

    let whole = ("2020-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
    let fjordvik = &municipalities()[0];
    let by_year = report_statistics(ledger.pool(), fjordvik, whole, &[ReportDimension::Year], AsOf::Now).await.unwrap();
    let rates: Vec<_> =
        by_year.rows.iter().map(|row| format!("{:.0}", row.dismissal_rate().unwrap() * 100.0)).collect();
    assert_eq!(rates, ["24", "17", "13", "12", "14", "15", "16"]);
    everything_is_owed_and_left_out_somewhere_and_nothing_everywhere(&ledger, oslo_date(extent.today)).await;
    most_are_helped_after_an_investigation_that_ended_so(&ledger, oslo_date(extent.today)).await;
    for municipality in municipalities() {
        let settings: Live<Settings> = ledger.load(&municipality, settings_id(&municipality)).await.unwrap();
        let (settings, now) = (settings.aggregate, extent.today);
        let listed = settings.contacts_at(now);
        let stale = listed.iter().filter(|(_, entry)| entry.is_stale_on(oslo_date(now), settings.own_deadlines()));
        assert_eq!((listed.len(), stale.count()), (7, 1), "one that nobody has looked at");
    }
    home.close().await;
}

/// Whoever looks around in the demo meets every kind of obligation, and every kind of finding that commands can lead to;
/// and none of them wherever they look.
async fn everything_is_owed_and_left_out_somewhere_and_nothing_everywhere(ledger: &Ledger, today: NaiveDate) {
    let (mut owed, mut found) = (BTreeMap::<_, usize>::new(), BTreeMap::<_, HashSet<_>>::new());
    for municipality in municipalities() {
        let filter = OwedFilter {
            reached: Reached::All,
            whose: Whose::Everyones,
            unit: None,
            about: None,
            kinds: None,
            owner: None,
            extended: None,
            standing: None,
            on: today,
            from: None,
            to: None,
        };
        for row in obligations(ledger.pool(), &municipality, &filter, None, 100_000, AsOf::Now).await.unwrap() {
            *owed.entry(row.kind).or_default() += 1;
        }
        for row in findings(ledger.pool(), &municipality, &all_found(today), None, 100_000, AsOf::Now).await.unwrap() {
            let of_the_service = row.investigation_id.or(row.report_id);
            let kind = found.entry(row.kind).or_default();
            // What was declared right away is mended as it arises.
            if row.mended_on.is_none_or(|mended_on| mended_on > row.arose_on) {
                kind.insert((of_the_service.is_some(), of_the_service.or(row.case_id)));
            }
        }
    }
    println!("owed: {owed:?}");
    println!("found: {:?}", found.iter().map(|(kind, about)| (kind, about.len())).collect::<Vec<_>>());
    let never: Vec<_> = ObligationKind::ALL.into_iter().filter(|kind| !owed.contains_key(kind.name())).collect();
    assert_eq!(never, [], "is never owed");
    let never: Vec<_> = FindingKind::ALL.into_iter().filter(|kind| !found.contains_key(kind.name())).collect();
    assert_eq!(never.iter().collect::<HashSet<_>>(), NEVER.iter().collect(), "is never found");

    let (mut cases, mut received, mut private) = (0, 0, 0);
    for municipality in municipalities() {
        let filter = ReportFilter::default();
        let reports = reports(ledger.pool(), &municipality, &filter, None, 100_000, AsOf::Now).await.unwrap();
        received += reports.len();
        private += reports.iter().filter(|report| ["private", "anonymous"].contains(&&*report.reporter_kind)).count();
        let entries = ledger.ledger_history(&municipality, 0, 1_000_000, Sight::withheld(), AsOf::Now).await.unwrap();
        cases += entries.iter().filter(|entry| entry.event_type == "CaseOpened").count();
    }
    let undeclared = found[FindingKind::DeclarationMissing.name()].len();
    assert!(undeclared * 2 < private, "{undeclared} of {private} private reports lack the declaration");
    for (kind, about) in &found {
        for (of_the_service, among) in [(false, cases), (true, received)] {
            let number = about.iter().filter(|(service, _)| *service == of_the_service).count();
            assert!(number * 3 < among * 2, "{kind} is found in {number} of {among}");
        }
    }
}

fn all_found(today: NaiveDate) -> FoundFilter {
    FoundFilter {
        reached: Reached::All,
        kept: Vec::new(),
        whose: Whose::Everyones,
        unit: None,
        about: None,
        kinds: None,
        obligations: None,
        severity: None,
        mended: None,
        excused: true,
        on: today,
        from: None,
        to: None,
    }
}

/// In each municipality children are helped as the sources say, and in few cases something of that is left out.
async fn most_are_helped_after_an_investigation_that_ended_so(ledger: &Ledger, today: NaiveDate) {
    const DONE: [&str; 10] = [
        "MeasureDecided",
        "ServiceMeasurePlanMade",
        "DecidedMeasureEvaluated",
        "DecidedMeasureExtended",
        "DecidedMeasureEnded",
        "ResponsibilityGroupFormed",
        "GroupMeetingHeld",
        "MeasureInfoDisclosedToReporter",
        "BoardDecisionReceived",
        "FollowUpEnded",
    ];
    let (mut ended_so, mut helped, mut kinds, mut reasons) = (0, 0, HashSet::new(), HashSet::new());
    let mut left_out = BTreeMap::<_, HashSet<_>>::new();
    for municipality in municipalities() {
        let entries = ledger.ledger_history(&municipality, 0, 1_000_000, Sight::withheld(), AsOf::Now).await.unwrap();
        let done: HashSet<_> = entries.iter().map(|entry| entry.event_type.as_str()).collect();
        for event in DONE {
            assert!(done.contains(event), "{event} is missing in {municipality}");
        }
        let outcome = Some(InvestigationOutcome::MeasuresDecided);
        let filter = InvestigationFilter { outcome, ..InvestigationFilter::default() };
        let listed = investigations(ledger.pool(), &municipality, &filter, None, 100_000, AsOf::Now).await.unwrap();
        let ids: HashSet<Uuid> = listed.iter().map(|row| row.investigation_id).collect();
        ended_so += ids.len();
        for row in findings(ledger.pool(), &municipality, &all_found(today), None, 100_000, AsOf::Now).await.unwrap() {
            if let Some(id) = row.investigation_id.filter(|id| ids.contains(id)) {
                left_out.entry(row.kind).or_default().insert(id);
            }
        }
        for id in ids {
            let live: Live<Investigation> = ledger.load(&municipality, id).await.unwrap();
            let investigation = live.aggregate;
            helped += usize::from(!investigation.measures().is_empty());
            kinds.extend(investigation.measures().iter().map(|measure| (measure.kind, measure.target)));
            reasons.extend(investigation.written().follow_up_ended.as_ref().and_then(|ended| ended.reason));
        }
    }
    let left_out: BTreeMap<_, _> = left_out.into_iter().map(|(kind, about)| (kind, about.len())).collect();
    println!("helped: {helped} of {ended_so}, left out: {left_out:?}");
    assert!(helped * 100 >= ended_so * 80, "{helped} of {ended_so}");
    for kind in [FindingKind::MeasuresNotDecided, FindingKind::MeasureNotEvaluated, FindingKind::MeasureOverrun] {
        let number = left_out[kind.name()];
        assert!(number > 0 && number * 100 < ended_so * 15, "{} in {number} of {ended_so}", kind.name());
    }
    assert!(kinds.len() >= 3, "{kinds:?}");
    let never = FollowUpEndReason::ALL.into_iter().filter(|reason| !reasons.contains(reason)).collect::<Vec<_>>();
    assert_eq!(never, [FollowUpEndReason::ReportSent], "is never a reason");
}

async fn examples_are_good(ledger: &Ledger, municipality: &Municipality) {
    let DemoExamples { case, escalated_case, report } = examples(municipality);
    let history = ledger
        .stream_history(municipality, "Case", case.as_uuid(), 0, 100, Sight::open(Roles::default()), AsOf::Now)
        .await
        .unwrap();
    let has = |event: &str| history.iter().filter(|entry| entry.event_type == event).count();
    assert!(history.len() >= 25 && has("ConversationHeld") >= 4 && has("ReportSent") == 1, "{}", history.len());

    let live: Live<Case> = ledger.load(municipality, case.as_uuid()).await.unwrap();
    let sent: Live<Report> = ledger.load(municipality, live.aggregate.reports()[0].as_uuid()).await.unwrap();
    assert_eq!(sent.aggregate.triage().unwrap().outcome, TriageOutcome::InvestigationDecided);

    let live: Live<Case> = ledger.load(municipality, escalated_case.as_uuid()).await.unwrap();
    assert_eq!((live.aggregate.level(), live.aggregate.consents().len()), (Level::Two, 1));

    let live: Live<Report> = ledger.load(municipality, report.as_uuid()).await.unwrap();
    let dismissed = live.aggregate;
    assert_eq!(dismissed.triage().unwrap().outcome, TriageOutcome::ReportDismissed);
    assert!(dismissed.acknowledged_on().is_some() && dismissed.informed_on().is_some());
    let open = ReportFilter { concluded: Some(false), ..ReportFilter::default() };
    assert!(!reports(ledger.pool(), municipality, &open, None, 10, AsOf::Now).await.unwrap().is_empty());
}

/// A leap day, Easter Monday, the days on which the clock is set, and an evening on which the next year has begun in Norway.
/// Nothing is recorded ahead of the clock, so that they have to have been.
const AWKWARD: [&str; 5] = [
    "2024-02-29T12:00:00Z",
    "2024-04-01T08:00:00Z",
    "2025-03-30T01:30:00Z",
    "2025-10-26T00:30:00Z",
    "2025-12-31T23:30:00Z",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_made_on_any_day() {
    for today in AWKWARD {
        let directory = Directory::new();
        let extent = DemoExtent { cases: 12, ..DemoExtent::new(today.parse().unwrap()) };
        let (home, ledger) = seeded(&directory, &extent).await;
        for municipality in municipalities() {
            let entries = ledger.ledger_history(&municipality, 0, 100_000, Sight::withheld(), AsOf::Now).await.unwrap();
            assert!(entries.iter().all(|entry| entry.recorded_at <= extent.today), "{today}");
            assert_eq!(verify(ledger.pool(), &municipality, &mut |_, _| {}).await.unwrap().difference, None, "{today}");
        }
        home.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_day_gives_the_same_events() {
    // Hardly a year old: codes change at its turn, and nearly everything lies before it.
    let extent = extent("2026-01-05T11:00:00Z");
    let mut seen = Vec::new();
    for _ in 0..2 {
        let directory = Directory::new();
        let (home, ledger) = seeded(&directory, &extent).await;
        let mut events = Vec::new();
        for municipality in municipalities() {
            // The key that signs the checkpoints is each installation's own.
            let after = EVENTS_OF_AN_OPENING;
            for entry in
                ledger.ledger_history(&municipality, after, 100_000, Sight::withheld(), AsOf::Now).await.unwrap()
            {
                let times = (entry.occurred_at, entry.recorded_at);
                // What the intake does bears ids of the installation's own key.
                let own = entry.causation_id.is_none().then_some((entry.event_id, entry.command_id));
                let ids = (own, entry.causation_id, entry.aggregate_id);
                events.push((entry.position, entry.event_type, ids, times, entry.summary));
            }
        }
        seen.push(events);
        home.close().await;
    }
    assert!(seen[0] == seen[1]);
}

#[test]
fn national_ids_are_synthetic_valid_and_nobodys_twice() {
    let place = Place::of(&municipalities()[0]).unwrap();
    let mut kids = Kids::default();
    let on = "2026-03-01".parse().unwrap();
    let mut numbers = HashSet::new();
    for number in 0..2_000 {
        let kid = kids.make(&place, &number.to_string(), on, (1, 16));
        let id = kid.national_id;
        assert!(is_valid_number(&id) && id.as_bytes()[2] >= b'8', "{id}");
        assert!(birth_date(&id, 2026).is_some_and(|born| born < on), "{id}");
        assert!(numbers.insert(id));
    }
}

#[test]
fn every_quota_gives_its_rate_however_it_is_rounded() {
    for rate in 1..=40_u64 {
        for at_least in 0..300 {
            let (all, dismissed) = quota(at_least, rate);
            assert!(all >= at_least && all <= at_least + 100);
            assert!((dismissed * 1_000).abs_diff(all * rate * 10) * 10 <= all * 25, "{dismissed} of {all} at {rate}");
        }
    }
}

#[test]
fn there_is_somebody_for_each_role_and_no_two_share_a_key() {
    for (municipality, (_, name)) in municipalities().iter().zip(MUNICIPALITIES) {
        assert_eq!(Place::of(municipality).unwrap().name, name);
        let people = people(municipality);
        for role in Role::ALL {
            assert!(people.iter().any(|person| person.role == role && !person.sees.is_empty()), "{role:?}");
        }
        let keys: HashSet<_> = people.iter().map(|person| person.key).collect();
        let subjects: HashSet<_> = people.iter().map(|person| person.subject).collect();
        assert_eq!((keys.len(), subjects.len()), (people.len(), people.len()));
    }
    assert_eq!(people(&"9903".parse().unwrap()), []);
}

#[test]
fn the_first_employee_and_leader_belong_to_the_example_cases_unit() {
    for municipality in municipalities() {
        let people = people(&municipality);
        let unit = |role| people.iter().find(|person| person.role == role).unwrap().unit.clone();
        let of_example = Place::of(&municipality).unwrap().units[0].name;
        assert_eq!(unit(Role::Employee).as_deref(), Some(of_example));
        assert_eq!(unit(Role::UnitLeader).as_deref(), Some(of_example));
    }
}

#[test]
fn every_text_can_be_filled_in_both_languages() {
    let mut texts: Vec<Said> = Vec::new();
    for theme in &THEMES {
        texts.extend(theme.concerns);
        texts.extend(theme.observations.iter().map(|sentence| sentence.text));
        texts.extend(theme.meanings);
        texts.extend(theme.child_says);
        texts.extend(theme.guardian_says);
        texts.extend([theme.reports, theme.service_reports, theme.neighbour_reports]);
    }
    assert!(texts.len() >= 8 * 19);
    let mut dice = Dice::named("texts");
    for language in [Language::Bokmal, Language::Nynorsk] {
        let words = Words { language, child: "Iben".to_owned(), girl: true };
        for text in &texts {
            let filled = words.fill(text, &mut dice);
            assert!(!filled.contains(['{', '}']) && filled.ends_with(['.', '»']), "{filled}");
            assert!(!filled.starts_with(char::is_lowercase), "{filled}");
        }
    }
}
