//! Every register and every set of figures, asked as of the middle of a ledger's life beside the same question now: over
//! the demo's stories, which leave rows in each of them.

use std::time::Instant;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::case_cards::{CaseFilter, cards};
use case_ledger_infrastructure::projections::childs_voice::{self, HeardAbout, HeardFilter, coverage};
use case_ledger_infrastructure::projections::consent_register::{ConsentFilter, consents};
use case_ledger_infrastructure::projections::cooperation::{CooperationFilter, cooperations};
use case_ledger_infrastructure::projections::decisions::{DecisionFilter, decisions};
use case_ledger_infrastructure::projections::feedback::compliance::compliance;
use case_ledger_infrastructure::projections::feedback::{FeedbackFilter, feedback};
use case_ledger_infrastructure::projections::investigation_register::{InvestigationFilter, investigations};
use case_ledger_infrastructure::projections::leader_inbox::{InboxFilter, inbox};
use case_ledger_infrastructure::projections::oversight::{FoundFilter, OwedFilter, Whose, findings, obligations};
use case_ledger_infrastructure::projections::report_register::{ReportFilter, about_child, reports};
use case_ledger_infrastructure::projections::report_statistics::{ReportDimension, report_statistics};
use case_ledger_infrastructure::projections::service_statistics::{MeasureFilter, figures, measures};
use case_ledger_infrastructure::reach::Reached;
use case_ledger_tests::{DataDir, program};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use sqlx::{Connection as _, Executor as _, PgConnection, PgPool};

use crate::Extent;
use crate::figures::{Spread, judge, milliseconds_since};
use crate::samples;
use crate::server::Started;
use crate::throughput::CONNECTIONS;

/// At most so much slower may a question be about the past.
pub const MOST_OF_NOW: f64 = 3.0;
/// Rows of a page, and one more that tells whether another page follows.
const PAGE: i64 = 21;

/// A register, or figures, asked for a page of as of some moment.
#[derive(Debug, Clone, Copy)]
enum Register {
    Cases,
    Reports,
    SimilarReports,
    Investigations,
    Decisions,
    Obligations,
    Findings,
    Feedback,
    Consents,
    Cooperations,
    ChildsVoice,
    LeaderInbox,
    ServiceMeasures,
    ChildsVoiceCoverage,
    ReportStatistics,
    FeedbackCompliance,
    ServiceStatistics,
}

impl Register {
    const ALL: [Self; 17] = [
        Self::Cases,
        Self::Reports,
        Self::SimilarReports,
        Self::Investigations,
        Self::Decisions,
        Self::Obligations,
        Self::Findings,
        Self::Feedback,
        Self::Consents,
        Self::Cooperations,
        Self::ChildsVoice,
        Self::LeaderInbox,
        Self::ServiceMeasures,
        Self::ChildsVoiceCoverage,
        Self::ReportStatistics,
        Self::FeedbackCompliance,
        Self::ServiceStatistics,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Reports => "reports",
            Self::SimilarReports => "reports about one child",
            Self::Investigations => "investigations",
            Self::Decisions => "decisions",
            Self::Obligations => "obligations",
            Self::Findings => "findings",
            Self::Feedback => "feedback",
            Self::Consents => "consents",
            Self::Cooperations => "cooperations",
            Self::ChildsVoice => "the child's voice",
            Self::LeaderInbox => "the leader's inbox",
            Self::ServiceMeasures => "the service's measures",
            Self::ChildsVoiceCoverage => "where the child was heard, all of it",
            Self::ReportStatistics => "report statistics by year, ten years",
            Self::FeedbackCompliance => "feedback by year and unit, ten years",
            Self::ServiceStatistics => "service statistics by unit, ten years",
        }
    }

    /// Asks for the first page of 20, or for all figures, on a day; answers how many rows came.
    async fn ask(
        self,
        pool: &PgPool,
        municipality: &Municipality,
        child: SubjectId,
        (as_of, on): (AsOf, NaiveDate),
    ) -> usize {
        let (whose, reached) = (Whose::Everyones, Reached::All);
        let (first, last) = samples::ten_years();
        let years = (first.year(), last.year());
        let rows = match self {
            Self::Cases => {
                let filter = CaseFilter { reached, ..CaseFilter::default() };
                cards(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::Reports => {
                let filter = ReportFilter::default();
                reports(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::SimilarReports => {
                let ever = (DateTime::<Utc>::UNIX_EPOCH, clock::now());
                about_child(pool, municipality, &[child], ever, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::Investigations => {
                let filter = InvestigationFilter::default();
                investigations(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::Decisions => {
                let filter = DecisionFilter {
                    whose,
                    reached,
                    unit: None,
                    about: None,
                    kinds: None,
                    outcome: None,
                    not_to_act: None,
                    reasoned: None,
                    followed_by_report: None,
                    from: None,
                    to: None,
                };
                decisions(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::Obligations => {
                let filter = OwedFilter {
                    whose,
                    reached,
                    unit: None,
                    about: None,
                    kinds: None,
                    owner: None,
                    extended: None,
                    standing: None,
                    on,
                    from: None,
                    to: None,
                };
                obligations(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::Findings => {
                let filter = FoundFilter {
                    whose,
                    reached,
                    kept: Vec::new(),
                    unit: None,
                    about: None,
                    kinds: None,
                    obligations: None,
                    severity: None,
                    mended: None,
                    excused: true,
                    on,
                    from: None,
                    to: None,
                };
                findings(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::Feedback => {
                let filter = FeedbackFilter::default();
                feedback(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::Consents => {
                let filter = ConsentFilter { on, reached, ..ConsentFilter::default() };
                consents(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::Cooperations => {
                let filter = CooperationFilter { reached, ..CooperationFilter::default() };
                cooperations(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::ChildsVoice => {
                let filter = heard();
                childs_voice::listing(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::LeaderInbox => {
                let filter = InboxFilter { reached, ..InboxFilter::default() };
                inbox(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::ServiceMeasures => {
                let filter = MeasureFilter::default();
                measures(pool, municipality, &filter, None, PAGE, as_of).await.map(|rows| rows.len())
            }
            Self::ChildsVoiceCoverage => coverage(pool, municipality, &heard(), as_of).await.map(|units| units.len()),
            Self::ReportStatistics => {
                let by = [ReportDimension::Year];
                report_statistics(pool, municipality, (first, last), &by, as_of).await.map(|found| found.rows.len())
            }
            Self::FeedbackCompliance => {
                compliance(pool, municipality, years, true, as_of).await.map(|found| found.rows.len())
            }
            Self::ServiceStatistics => {
                figures(pool, municipality, years, true, as_of).await.map(|figures| figures.rows.len())
            }
        };
        rows.expect("the register answers")
    }
}

fn heard() -> HeardFilter {
    HeardFilter {
        reached: Reached::All,
        kinds: HeardAbout::ALL.to_vec(),
        unit: None,
        heard: None,
        from: None,
        to: None,
    }
}

/// Prints what each register takes as of the middle of the ledger's life beside now.
pub async fn ask(home: &Home, municipality: &Municipality, runs: usize) {
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let pool = &databases.ledger;
    let head = ledger.head(municipality).await.expect("the head is read").unwrap_or_default();
    let known = reports(pool, municipality, &ReportFilter::default(), None, 1, AsOf::Position(head / 2)).await;
    let child = known.expect("reports are listed").first().map(|report| report.child_subject);
    let child = SubjectId::from_uuid(child.unwrap_or_default());
    // Who asks about a moment asks on its day. All is recorded today here; what happened is spread over the years.
    let then: DateTime<Utc> =
        sqlx::query_scalar("SELECT occurred_at FROM events WHERE municipality = $1 AND position = $2")
            .bind(municipality.as_str())
            .bind(head / 2)
            .fetch_one(pool)
            .await
            .expect("the event in the middle is read");
    let moments = [(AsOf::Now, oslo_date(clock::now())), (AsOf::Position(head / 2), oslo_date(then))];
    println!("{:>43} | now, ms | as of the middle, ms | ratio", format!("of {head} events, first page of 20"));
    for register in Register::ALL {
        let (mut now, mut past, mut rows) = (Vec::with_capacity(runs), Vec::with_capacity(runs), 0);
        for _ in 0..runs {
            for (moment, times) in moments.into_iter().zip([&mut now, &mut past]) {
                let start = Instant::now();
                rows = register.ask(pool, municipality, child, moment).await;
                times.push(milliseconds_since(start));
            }
        }
        if rows == 0 {
            println!("{:>43} | is empty", register.name());
            continue;
        }
        let (now, past) = (Spread::of(&now), Spread::of(&past));
        let ratio = past.median / now.median;
        let met = judge(ratio <= MOST_OF_NOW);
        println!(
            "{:>43} | {now} | {past} | {ratio:.2} (aim: {MOST_OF_NOW} or less, {met}; {rows} rows)",
            register.name()
        );
    }
    databases.close().await;
}

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let (runs, cases) = (extent.choose(400, 100), extent.choose("3000", "300"));
    let directory = DataDir::new();
    let path = directory.path().to_owned();
    let told = move || drop(Started::with(program(), &path, &["--cases", cases]));
    tokio::task::spawn_blocking(told).await.expect("the demo's stories are told");
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    let mut superuser = PgConnection::connect(&home.superuser_url()).await.expect("the superuser connects");
    superuser.execute("VACUUM (ANALYZE)").await.expect("the superuser vacuums");
    superuser.close().await.expect("the superuser disconnects");
    println!("# Registers as of the past (the demo's stories, {cases} cases; one at a time; {runs} runs each)");
    ask(&home, &"9901".parse().expect("a municipality"), runs).await;
    println!();
    home.close().await;
}
