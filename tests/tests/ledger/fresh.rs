//! As of a position, questions are answered as by a ledger that was fed up to there and no further.
//!
//! A random history is played through GraphQL. Another server on an empty data directory is then given the same commands
//! under the same ids, up to one moment after the other, and asked at each what the first one is asked as of it: lists of cases
//! and reports, whole and by each filter; every register, whole and by unit, period, kind and what else it is filtered by,
//! and page by page; each case, report and investigation by its id, those that were not known yet included; of a child that
//! is restricted or erased, too; histories and the ledger's last entries; which fields changed by what; figures in every grouping, and
//! those of years that have ended; whose data somebody asks for; the municipality's settings. A moment is asked about by its
//! position, and by an instant at which it was the newest. The moments are a third and two thirds of the history, just before and
//! just after a deadline is changed, and just after a child was restricted and another one erased. Before those two there is
//! nothing to compare: what is withheld or erased now is so of every moment, which is the very point of it. What is told by years,
//! of persons and of settings is another thing in the end than at one of the moments, or nothing would be proven.
//!
//! Not compared is what each ledger has from its own keys and clock: pseudonyms, ids of the intake's commands, times of
//! recording, and with them what came later on the same day, hashes and proofs, and the values in entries and differences,
//! among which pseudonyms stand.
//!
//! The same history is played each time, so that nobody's change fails by the luck of a draw: that one is known to come to an
//! end, as no other is before it was played. `CASE_LEDGER_FRESH_SEED` plays any other; what is played is told.

use std::collections::BTreeSet;
use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, Dice, eventually};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

/// Commands sent at least, those that a rule refuses among them.
const STEPS: usize = 40;
/// And at most, until there is something in every list.
const MOST_STEPS: usize = 600;
/// The years that have ended and that something is told of.
const ENDED_YEARS: [i32; 3] = [2023, 2024, 2025];
/// Two of the moments at which a fresh ledger is compared are a third and two thirds of the history.
const THIRDS: [usize; 2] = [1, 2];
const SEED: u64 = 20_261_127;
/// How many of a list are asked for at a time, where it is asked for page by page; and where it is not.
const ON_A_PAGE: usize = 7;
const MOST_ON_A_PAGE: usize = 100;

/// All that is shown of a case, and of a report.
const CASE: &str = "id unit level status openedOn closedOn outcome lastActivityAt version position observationCount
    consentsAwaited emergencyContactCount dutyAssessmentOwed withheldFromGuardians
    child { name { value state } nationalId { state } bornOn { value } unborn }
    consents { id status requestedOn answeredOn purposes recipients categories validFrom validTo guardian { value state } }";
const REPORT: &str = "id unit channel receivedAt reporterKind reporterCodes contentCodes acknowledgementDue
    acknowledgedOn cameBackOn concludedOn daysToConclusion outcome conclusionCode conclusionLabel urgentMeasures reporterInformedOn
    position reporterName { value state } child { name { value state } unborn } case { id level version }
    investigation { id version startedOn deadline extended outcome concludedOn conclusionCode unit }";
const INVESTIGATION: &str = "id reportId version startedOn deadline extended outcome concludedOn conclusionCode unit
    child { name { value state } unborn }";
/// And what is told of one by itself.
const CASE_BY_ITSELF: &str =
    "whatNow { dueBy started guide { name version } step { name level } owners { role arena } }
    chronology { observations { id kind observedFrom observedTo recordedDaysAfter signals }
        signals { signal from to days observationCount } }
    nextDate { on } involvedBodies { body since } lastContactWithChild lastContactWithGuardians
    child { rights { limit reached reachedOn years verified } }";
const REPORT_BY_ITSELF: &str = "knownOfChild { earlierReports(first: 10) { nodes { id } }
    laterReports(first: 10) { nodes { id } } investigations(first: 10) { nodes { id outcome } }
    measures(first: 10) { nodes { id from to endedOn } } }";
/// What happened in a thing, and which of its fields changed by what.
const COURSE: &str = "history(first: 50) { nodes { position sequence eventType eventVersion occurredAt summary } }
    diff(from: { position: 1 }) { fromVersion toVersion changes { path label kind causes { position } } }";
/// Each filter, and some together.
const CASE_FILTERS: [&str; 6] = [
    "{}",
    "{ unit: \"Solbakken\" }",
    "{ level: 2 }",
    "{ status: OPEN }",
    "{ status: CLOSED }",
    "{ unit: \"Tidens skole\", level: 1, status: OPEN }",
];
const REPORT_FILTERS: [&str; 10] = [
    "{}",
    "{ concluded: true }",
    "{ concluded: false }",
    "{ concludedFrom: \"2020-01-01\", concludedTo: \"2199-12-31\" }",
    "{ receivedFrom: \"2020-01-01\", receivedTo: \"2199-12-31\" }",
    "{ outcome: REPORT_DISMISSED }",
    "{ contentCode: \"\" }",
    "{ reporterCode: \"\" }",
    "{ unit: \"Tidens skole\" }",
    "{ unit: \"Solbakken\", concluded: true }",
];
const HISTORIES: &str = "query Histories($asOf: AsOfInput) { cases(first: 10, asOf: $asOf) { nodes {
    id history(first: 50) { nodes { position sequence eventType eventVersion occurredAt summary actor { role unit } } }
    reports { nodes { id } } } } }";
const OVERSIGHT: &str = "query Oversight($asOf: AsOfInput) {
    obligations(first: 100, asOf: $asOf) { nodes { kind text rule deadline owner unit standing openedOn dueOn
        dueInDays extended endedOn openedAt case { id } reportId investigationId } }
    findings(first: 100, filter: { excused: true }, on: \"2199-12-31\", asOf: $asOf) { nodes { kind obligation text rule severity
        unit aroseOn mendedOn excuse eventPosition case { id } reportId investigationId } } }";

/// The municipality's own settings.
const SETTINGS: [&str; 10] = [
    "decisionLimitDays(asOf: $asOf) reportSigning(asOf: $asOf) privateReportersAcknowledged(asOf: $asOf)",
    "contacts(at: \"2199-12-31T00:00:00Z\", asOf: $asOf) { name kind owner phone }",
    "guides(asOf: $asOf) { name version adoptedOn }",
    "guides(adopted: true, asOf: $asOf) { name version adoptedOn }",
    "unitArenas(asOf: $asOf) { unit arena since }",
    "resourceTeam(asOf: $asOf)",
    "deadlineSettings(asOf: $asOf) { deadline length { number unit } validFrom setOn position setBy { role } }",
    "lawCommencements(asOf: $asOf) { law from recordedOn position recordedBy { role } }
        legalBases(on: \"2026-11-30\", asOf: $asOf) { topic act paragraph validFrom validTo }",
    "withholdingGrounds(on: \"2026-11-30\", asOf: $asOf) { ground enabled always }",
    "publishedFigures(asOf: $asOf) { year position publishedOn publishedBy { role } }",
];

/// Those who asked for access to their data, and what was decided about a person's.
const REQUESTS: &str =
    "subjectAccessRequests(first: 100, asOf: $asOf) { nodes { id subject unit asker identity receivedOn
    dueOn standing withdrawnOn extension { ground toldOn dueOn } answer { answeredOn } } }";
const PERSON: &str = "id version accessRequests { id standing dueOn withdrawnOn }
    history(first: 50) { nodes { position sequence eventType eventVersion } }";

/// The figures of years that have ended.
const SERVICE_STATISTICS: &str = "serviceStatistics(municipality: \"9901\", byUnit: true,
    years: { from: 2015, to: 2025 }, asOf: $asOf) {
    definitionVersion position rows { year unit investigationsConcluded investigationsExtended
    investigationsWithin3Months within3MonthsRate boardCases childrenWithMeasures childrenWithMeasuresAtYearEnd
    dismissalRate dismissedMoved dismissedOnOwnAssessment dismissedReferred dismissedWithConcern measuresDecided } }";
const FEEDBACK_COMPLIANCE: &str = "serviceStatistics(municipality: \"9901\", byUnit: true,
    years: { from: 2015, to: 2025 }, asOf: $asOf) { feedbackCompliance { definitionVersion position rows { year unit
    acknowledgement { due inTime late } triage { due inTime late } conclusion { due inTime late } } } }";
const REPORT_YEARS: &str = "reportYears(municipality: \"9901\", years: { from: 2015, to: 2025 }, asOf: $asOf) { year
    reportsNew reportsInOpenedCases }";

/// What must be told otherwise in the end than at one of the moments, apart from the position that it stands for.
const CHANGING: [&str; 9] = [
    SERVICE_STATISTICS,
    FEEDBACK_COMPLIANCE,
    REPORT_YEARS,
    REQUESTS,
    SETTINGS[1],
    SETTINGS[3],
    SETTINGS[4],
    SETTINGS[5],
    SETTINGS[6],
];

/// Each register of leaders, whole.
const REGISTERS: [&str; 13] = [
    "decisions(first: 100, asOf: $asOf) { nodes { id kind outcomes notToAct decidedOn role reasoned cited legalBasis guides
        unit position reportId investigationId } }",
    "feedback(first: 100, asOf: $asOf) { nodes { id reportId investigationId unit reporterKind receivedOn fromReturn
        joinedOngoing triageOutcome outstandingBy acknowledgement { owed since due toldOn inTime lawful }
        triage { owed since due toldOn inTime lawful } conclusion { owed since due toldOn inTime lawful } } }",
    "leaderInbox(first: 100, asOf: $asOf) { nodes { id kind unit waitingSince endedOn broughtTo closedUnanswered
        leaderAgrees } }",
    "investigations(first: 50, asOf: $asOf) { nodes { id reportId unit startedOn deadline concludedOn outcome version
        obligations(first: 5) { nodes { kind standing openedOn } } findings(first: 5) { nodes { kind aroseOn } } } }",
    "consents(first: 100, asOf: $asOf) { nodes { id status requestedOn answeredOn givenOn consentedBy narrowedOn purposes
        parties categories validFrom validTo unit } }",
    "childsVoice(first: 100, asOf: $asOf) { nodes { kind unit beganOn recordedOn } }
     childsVoiceCoverage(asOf: $asOf) { unit kind total recorded percent }",
    "cooperations(first: 100, asOf: $asOf) { nodes { unit level status bodies coordinatorRole coordinatedSince } }",
    "serviceMeasures(first: 100, asOf: $asOf) { nodes { id code decidedOn endedOn from to unit position
        investigation { id } } }",
    SERVICE_STATISTICS,
    FEEDBACK_COMPLIANCE,
    REPORT_YEARS,
    REQUESTS,
    "similarReports(unit: \"Solbakken\", period: { from: \"2015-01-01\", to: \"2199-12-31\" }, asOf: $asOf) { compared
        incomplete flagged { report { id } like { percent report { id } } } }",
];

/// And by what each is filtered.
const FILTERED: [(&str, &str, &[&str]); 9] = [
    (
        "decisions",
        "id kind decidedOn unit",
        &[
            "{ unit: \"Solbakken\" }",
            "{ notToAct: true }",
            "{ reasoned: true }",
            "{ followedByReport: true, to: \"2025-12-31\" }",
            "{ from: \"2024-01-01\", to: \"2025-06-30\" }",
            "{ kinds: [TRIAGE_DECIDED] }",
        ],
    ),
    (
        "obligations",
        "kind standing openedOn dueOn",
        &[
            "{ unit: \"Tidens skole\" }",
            "{ standing: OVERDUE }",
            "{ standing: MET }",
            "{ owner: UNIT }",
            "{ from: \"2024-01-01\", to: \"2025-06-30\" }",
            "{ kinds: [TRIAGE_REPORT], standing: MET }",
        ],
    ),
    (
        "findings",
        "kind aroseOn mendedOn",
        &[
            "{ unit: \"Solbakken\" }",
            "{ mended: false }",
            "{ severity: BREACH }",
            "{ from: \"2024-01-01\", to: \"2025-06-30\" }",
        ],
    ),
    (
        "feedback",
        "id receivedOn outstandingBy",
        &[
            "{ unit: \"Svarende bydel\" }",
            "{ outstanding: true }",
            "{ overdue: true }",
            "{ joinedOngoing: true }",
            "{ receivedFrom: \"2024-01-01\", receivedTo: \"2024-12-31\" }",
        ],
    ),
    ("leaderInbox", "id kind waitingSince", &["{ unit: \"Solbakken\" }", "{ waiting: true }", "{ waiting: false }"]),
    (
        "investigations",
        "id outcome concludedOn",
        &[
            "{ unit: \"Solbakken\" }",
            "{ concluded: false }",
            "{ allocated: false }",
            "{ startedFrom: \"2024-01-01\", startedTo: \"2024-12-31\" }",
            "{ outcome: INVESTIGATION_DISMISSED }",
        ],
    ),
    (
        "consents",
        "id status",
        &["{ unit: \"Solbakken\" }", "{ status: GIVEN }", "{ party: SCHOOL }", "{ category: OBSERVATIONS }"],
    ),
    ("childsVoice", "kind recordedOn", &["{ unit: \"Solbakken\" }", "{ recorded: true }", "{ to: \"2025-12-31\" }"]),
    ("cooperations", "unit level status", &["{ coordinated: true }", "{ body: SCHOOL }", "{ status: OPEN }"]),
];

/// Every way to group the figures, and pairs of those that count a report several times.
const GROUPINGS: [&str; 10] = [
    "",
    "YEAR",
    "QUARTER",
    "MONTH",
    "UNIT",
    "REPORTER",
    "CONTENT",
    "YEAR, UNIT",
    "REPORTER, CONTENT",
    "MONTH, CONTENT",
];

fn figures(grouping: &str) -> String {
    format!(
        "query Figures($asOf: AsOfInput) {{ reportStatistics(municipality: \"9901\", groupBy: [{grouping}], asOf: $asOf,
            period: {{ from: \"2015-01-01\", to: \"2199-12-31\" }}) {{ definitionVersion position rows {{
            key {{ code }} reportsTotal reportsNew dismissed transferred dismissalRate triagedWithin7Days }} }} }}"
    )
}

fn register(asked: &str) -> String {
    format!("query Register($asOf: AsOfInput) {{ {asked} }}")
}

/// The ledger's entries up to the position, as many as fit on a page.
fn entries(position: i64) -> String {
    format!(
        "query Entries($asOf: AsOfInput) {{ ledger(municipality: \"9901\", asOf: $asOf) {{ position
            entries(first: 100, after: \"{}\") {{ nodes {{ position streamType streamId sequence eventType eventVersion
            occurredAt summary actor {{ role unit }} }} }} }} }}",
        (position - 90).max(0)
    )
}

/// What is a leader's to send.
const LEADERS: [&str; 7] =
    ["adoptGuide", "dropGuide", "listContact", "recordCommencement", "setDeadline", "setResourceTeam", "setUnitArena"];

/// A server with a ledger of its own.
struct Fed {
    demo: Demo,
    token: String,
    /// Of who sets what the municipality goes by.
    leader: String,
    /// Of who records who asks for what is held about them: the leader of a unit.
    unit_leader: String,
    /// Of who restricts what is shown of somebody, and asks that it be erased.
    officer: String,
    /// Of who does away with the delay before that, and is neither who asks for it nor who approves it.
    third: String,
}

impl Fed {
    fn start() -> Self {
        let demo = Demo::start(1);
        let token = demo.token("service", "9901");
        let (leader, unit_leader) = (demo.token("municipal-leader", "9901"), demo.token("unit-leader", "9901"));
        let officer = demo.token("data-protection-officer", "9901");
        let third = ["--role", "unit-leader", "--municipality", "9901", "--subject", "third"];
        let third = demo.token_with(&third);
        let fed = Self { demo, token, leader, unit_leader, officer, third };
        fed.must_have_followed();
        fed
    }

    fn ask(&self, query: &str, as_of: &Value) -> Value {
        let answer = self.demo.graphql(&self.token, query, &json!({ "asOf": as_of }));
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }

    /// Waits until intake and read models have followed to the ledger's end; answers where that is.
    fn must_have_followed(&self) -> i64 {
        let query = "{ ledger(municipality: \"9901\") { position projections { lag } } }";
        eventually("all that follows has followed", Duration::from_mins(3), || {
            let ledger = self.ask(query, &Value::Null)["ledger"].clone();
            let projections = ledger["projections"].as_array()?;
            projections.iter().all(|one| one["lag"] == 0).then(|| ledger["position"].as_i64())?
        })
    }

    /// Sends a command; answers its payload and where the ledger ends when all has followed.
    fn step(&self, (name, input): &Step) -> (Value, i64) {
        let by = match name.as_str() {
            "requestSubjectAccess" | "extendSubjectAccess" => &self.unit_leader,
            "restrictSubject" | "requestErasure" => &self.officer,
            "approveErasure" => &self.leader,
            "setErasureDelay" => &self.third,
            name if LEADERS.contains(&name) => &self.leader,
            _ => &self.token,
        };
        let payload = self.demo.command(by, name, input.clone());
        (payload, self.must_have_followed())
    }

    /// Every question with its answer, about what is known in the end.
    fn answers(&self, known: &Known, position: i64, as_of: &Value) -> Vec<(String, Value)> {
        let list = |what: &str, filter: &str, shown: &str| {
            format!(
                "query List($asOf: AsOfInput) {{ {what}(first: 100, filter: {filter}, asOf: $asOf) {{ nodes {{ {shown} }} }} }}"
            )
        };
        let one = |what: &str, id: &Value, shown: &str| {
            format!("query One($asOf: AsOfInput) {{ {what}(id: {id}, asOf: $asOf) {{ {shown} }} }}")
        };
        let mut queries = vec![HISTORIES.to_owned(), OVERSIGHT.to_owned(), entries(position)];
        queries.extend(CASE_FILTERS.iter().map(|filter| list("cases", filter, CASE)));
        queries.extend(REPORT_FILTERS.iter().map(|filter| list("reports", filter, REPORT)));
        queries.extend(REGISTERS.iter().chain(&SETTINGS).map(|asked| register(asked)));
        for (register, shown, filters) in FILTERED {
            queries.extend(filters.iter().map(|filter| list(register, filter, shown)));
        }
        queries.extend(GROUPINGS.iter().map(|grouping| figures(grouping)));
        for shown in [CASE, CASE_BY_ITSELF, COURSE] {
            queries.extend(known.cases.iter().map(|id| one("case", id, shown)));
        }
        let ended_reports = known.ended_reports.iter().map(|(id, _)| id);
        let reports: Vec<_> = known.reports.iter().chain(ended_reports).collect();
        for shown in [REPORT, REPORT_BY_ITSELF, COURSE] {
            queries.extend(reports.iter().map(|id| one("report", id, shown)));
        }
        let ended_investigations = known.ended_investigations.iter().map(|(id, _)| id);
        let investigations: Vec<_> = known.investigations.iter().chain(ended_investigations).collect();
        for shown in [INVESTIGATION, COURSE] {
            queries.extend(investigations.iter().map(|id| one("investigation", id, shown)));
        }
        queries.extend(known.children.iter().map(|id| one("subject", id, PERSON)));
        let of_cases = |id| list("reports", &format!("{{ caseId: {id} }}"), "id");
        queries.extend(known.cases.iter().map(of_cases));
        let answered = |query: String| {
            let answer = self.ask(&query, as_of);
            (query, answer)
        };
        queries.into_iter().map(answered).collect()
    }

    /// The lists of registers and figures in which there is nothing yet. Of nothing, every ledger says the same.
    fn empty_lists(&self) -> Vec<String> {
        let registers = REGISTERS.map(register);
        let mut empty = Vec::new();
        for query in registers.iter().map(String::as_str).chain([OVERSIGHT, HISTORIES]) {
            for (name, list) in self.ask(query, &Value::Null).as_object().expect("answers by name") {
                let list = list.get("feedbackCompliance").unwrap_or(list);
                let rows = ["nodes", "rows", "flagged"].into_iter().find_map(|rows| list.get(rows)).unwrap_or(list);
                if rows.as_array().is_none_or(Vec::is_empty) {
                    empty.push(name.clone());
                }
            }
        }
        empty
    }

    /// That pages, one after the other, are the list as it is in one.
    fn must_page(&self, as_of: &Value) {
        let lists = [("cases", "id", ""), ("reports", "id", ""), ("serviceMeasures", "id", "")];
        let lists = lists.into_iter().chain(FILTERED.iter().map(|(list, shown, filters)| (*list, *shown, filters[0])));
        for (list, shown, filter) in lists {
            let filtered = (!filter.is_empty()).then(|| format!("filter: {filter},"));
            for filter in [Some(String::new()), filtered].into_iter().flatten() {
                let page = |first: usize, after: &Value| {
                    let query = format!(
                        "query Page($asOf: AsOfInput, $after: String) {{ {list}(first: {first}, after: $after, {filter}
                            asOf: $asOf) {{ nodes {{ {shown} }} pageInfo {{ hasNextPage endCursor }} }} }}"
                    );
                    let answer = self.demo.graphql(&self.token, &query, &json!({ "asOf": as_of, "after": after }));
                    assert!(answer.get("errors").is_none(), "{query}: {answer}");
                    let page = &answer["data"][list];
                    let nodes = page["nodes"].as_array().expect("a page").clone();
                    (nodes, page["pageInfo"]["hasNextPage"] == true, page["pageInfo"]["endCursor"].clone())
                };
                let (in_one, goes_on, _) = page(MOST_ON_A_PAGE, &Value::Null);
                let (mut paged, mut after) = (Vec::new(), Value::Null);
                loop {
                    let (nodes, has_next, end) = page(ON_A_PAGE, &after);
                    paged.extend(nodes);
                    after = end;
                    if !has_next || paged.len() >= in_one.len() {
                        assert_eq!(has_next || paged.len() > in_one.len(), goes_on, "{list} {filter} as of {as_of}");
                        break;
                    }
                }
                paged.truncate(in_one.len());
                assert_eq!(paged, in_one, "{list} {filter} as of {as_of}");
            }
        }
    }

    /// What of that does not stand otherwise now than as of the position.
    fn unchanged_since(&self, position: i64, asked: &[&'static str]) -> Vec<&'static str> {
        let told = |asked: &str, as_of: &Value| {
            let mut answer = self.ask(&register(asked), as_of);
            for figures in ["/serviceStatistics", "/serviceStatistics/feedbackCompliance"] {
                if let Some(figures) = answer.pointer_mut(figures).and_then(Value::as_object_mut) {
                    figures.remove("position");
                }
            }
            answer
        };
        let then = json!({ "position": position });
        asked.iter().copied().filter(|asked| told(asked, &then) == told(asked, &Value::Null)).collect()
    }

    /// The instant at which a position became known.
    fn instant_of(&self, position: i64) -> DateTime<Utc> {
        let query = "query Instant($asOf: AsOfInput) { ledger(municipality: \"9901\", asOf: $asOf) { asOf { at } } }";
        let at = &self.ask(query, &json!({ "position": position }))["ledger"]["asOf"]["at"];
        at.as_str().expect("an instant").parse().expect("an instant")
    }
}

/// What the next commands can be about.
#[derive(Default)]
struct Known {
    cases: Vec<Value>,
    /// Case and question.
    consents: Vec<(Value, Value)>,
    reports: Vec<Value>,
    investigations: Vec<Value>,
    /// Reports and investigations of years that have ended, each with its year.
    ended_reports: Vec<(Value, i32)>,
    ended_investigations: Vec<(Value, i32)>,
    /// Pseudonyms of the cases' children.
    children: Vec<Value>,
    /// Child and request for access.
    requests: Vec<(Value, Value)>,
    /// Whether the first of the children is restricted and the second one erased: what is withheld now is withheld of every moment,
    /// so that it is before all of those that are asked about.
    is_withheld: bool,
}

type Step = (String, Value);

/// What the next commands do.
#[derive(Debug, Clone, Copy)]
enum Kind {
    RaiseConcern,
    LogObservation,
    RequestConsent,
    UseConsent,
    InformGuardians,
    SendReport,
    ReportInEmergency,
    Triage,
    Acknowledge,
    Conclude,
    WriteToLeader,
    Lift,
    Close,
    WriteDownAnEndedYear,
    Set,
    AskForAccess,
}

/// As often as each comes where chance decides.
const KINDS: [Kind; 24] = [
    Kind::RaiseConcern,
    Kind::RaiseConcern,
    Kind::LogObservation,
    Kind::LogObservation,
    Kind::RequestConsent,
    Kind::UseConsent,
    Kind::UseConsent,
    Kind::InformGuardians,
    Kind::SendReport,
    Kind::ReportInEmergency,
    Kind::ReportInEmergency,
    Kind::Triage,
    Kind::Triage,
    Kind::Acknowledge,
    Kind::Conclude,
    Kind::Conclude,
    Kind::WriteToLeader,
    Kind::Lift,
    Kind::Close,
    Kind::WriteDownAnEndedYear,
    Kind::WriteDownAnEndedYear,
    Kind::WriteDownAnEndedYear,
    Kind::Set,
    Kind::AskForAccess,
];

/// What may bring something into a list in which there is nothing yet: what has to go before, or it itself.
fn towards(list: &str) -> &'static [Kind] {
    use Kind::{
        AskForAccess, Conclude, InformGuardians, Lift, RaiseConcern, ReportInEmergency, RequestConsent, Triage,
        UseConsent, WriteDownAnEndedYear, WriteToLeader,
    };
    match list {
        "consents" => &[RaiseConcern, RequestConsent, UseConsent],
        "cooperations" => &[RequestConsent, Lift],
        "leaderInbox" => &[RaiseConcern, WriteToLeader],
        "reports" | "feedback" | "similarReports" => &[RaiseConcern, InformGuardians, ReportInEmergency],
        "investigations" | "childsVoice" | "childsVoiceCoverage" | "serviceMeasures" => {
            &[ReportInEmergency, Triage, Conclude]
        }
        "subjectAccessRequests" => &[AskForAccess],
        "serviceStatistics" | "feedbackCompliance" | "reportYears" => &[WriteDownAnEndedYear],
        _ => &[RaiseConcern, RequestConsent, ReportInEmergency, Triage, Conclude],
    }
}

/// Commands of that kind. Every date and instant is said, so that they mean the same whenever they are sent.
fn next(kind: Kind, dice: &mut Dice, known: &Known) -> Vec<Step> {
    let now = clock::now();
    let (today, just_now) = (oslo_date(now).to_string(), (now - TimeDelta::minutes(1)).to_rfc3339());
    let in_case = |case: &Value, name: &str, mut input: Value| {
        input["caseId"] = case.clone();
        command(name, input)
    };
    let of_case = |dice: &mut Dice, name: &str, input: Value| vec![in_case(&dice.pick(&known.cases), name, input)];
    let unit = ["Solbakken", "Tidens skole"][dice.place(2)];
    let in_a_month = (oslo_date(now) + TimeDelta::days(30)).to_string();
    match kind {
        Kind::WriteDownAnEndedYear => return in_an_ended_year(dice, known),
        Kind::Set => return set(dice),
        Kind::AskForAccess if !known.children.is_empty() => return vec![asked_for(dice, known, oslo_date(now))],
        Kind::LogObservation if !known.cases.is_empty() => {
            let observed = json!({ "observedOn": today, "kind": "SAID", "text": "Satt alene." });
            return of_case(dice, "logObservation", observed);
        }
        Kind::RequestConsent if !known.cases.is_empty() => {
            let request = json!({
                "guardian": { "name": "Foresatt Prøve" }, "purposes": ["LEVEL_2_COOPERATION", "LEVEL_3_MEETING"], "recipients": ["SCHOOL"],
                "categories": ["OBSERVATIONS"], "requestedOn": today, "validFrom": today,
            });
            return of_case(dice, "requestConsent", request);
        }
        Kind::UseConsent if !known.consents.is_empty() => {
            let (case, consent) = dice.pick(&known.consents);
            let mut input = json!({ "caseId": case, "consentId": consent });
            return vec![match dice.roll(4) {
                0 => {
                    input["refusedOn"] = json!(today);
                    command("refuseConsent", input)
                }
                1 => {
                    input["level"] = json!(2);
                    input["rationale"] = json!("Flere må hjelpe.");
                    input["escalatedOn"] = json!(today);
                    command("escalateToLevel", input)
                }
                _ => {
                    input["form"] = json!("SIGNED_FORM");
                    input["givenOn"] = json!(today);
                    command("giveConsent", input)
                }
            }];
        }
        Kind::InformGuardians if !known.cases.is_empty() => {
            let told = json!({ "about": "CONCERN", "guardians": [{ "name": "Foresatt Prøve" }], "informedOn": today });
            return of_case(dice, "informGuardians", told);
        }
        // Refused without what goes before it; mostly with it.
        Kind::SendReport if !known.cases.is_empty() => {
            return of_case(dice, "sendReport", json!({ "content": "Bekymring.", "sentAt": just_now }));
        }
        Kind::ReportInEmergency if !known.cases.is_empty() => {
            let case = dice.pick(&known.cases);
            let contact = json!({
                "body": "POLICE", "category": "DANGER_TO_LIFE_OR_HEALTH", "description": "Ringte politiet.",
                "contactedAt": just_now,
            });
            let told = json!({ "about": "REPORT", "guardians": [{ "name": "Foresatt Prøve" }], "informedOn": today });
            return vec![
                in_case(&case, "makeEmergencyContact", contact),
                in_case(&case, "informGuardians", told),
                in_case(&case, "sendReport", json!({ "content": "Bekymring.", "sentAt": just_now })),
            ];
        }
        Kind::Triage if !known.reports.is_empty() => {
            let code = ["2", "2", "2", "3", "4", "7", "10"][dice.place(7)];
            let report = dice.pick(&known.reports);
            let triage = json!({
                "reportId": report, "code": code, "clarification": "Forklart.", "rationale": "Vurdert.", "decidedOn": today,
                "assessment": "Vurdert.", "secondedBy": { "name": "Kollega Prøve", "role": "UNIT_LEADER" },
            });
            let investigation = json!({ "reportId": report });
            return vec![command("triageReport", triage), command("openInvestigation", investigation)];
        }
        Kind::Acknowledge if !known.reports.is_empty() => {
            let report = dice.pick(&known.reports);
            return vec![command("acknowledgeReport", json!({ "reportId": report, "sentOn": today }))];
        }
        Kind::Conclude if !known.investigations.is_empty() => {
            let investigation = dice.pick(&known.investigations);
            let code = ["3", "1", "1"][dice.place(3)];
            let conclusion = json!({
                "investigationId": investigation, "code": code, "rationale": "Vurdert.", "concludedOn": today,
            });
            // Refused where no measures were decided on.
            let measure = json!({
                "investigationId": investigation, "goal": "Rolige morgener", "code": "3.99", "clarification": "COS",
                "kind": "CHANGE_ORIENTED", "target": "FAMILY", "from": today, "to": in_a_month,
                "evaluationOn": in_a_month, "rationale": "Foreldrene ønsker veiledning.", "decidedOn": today,
            });
            let participation = json!({
                "investigationId": investigation, "kind": "CONVERSATION", "account": "Hørt.", "on": today,
            });
            return vec![
                command("recordChildParticipation", participation),
                command("concludeInvestigation", conclusion),
                command("decideMeasure", measure),
            ];
        }
        Kind::WriteToLeader if !known.cases.is_empty() => {
            let note = json!({ "text": "Jeg ber om et svar.", "submittedOn": today });
            return of_case(dice, "submitNoteToLeader", note);
        }
        Kind::Lift if !known.consents.is_empty() => {
            let (case, consent) = dice.pick(&known.consents);
            let lifted = |level: i32| json!({ "consentId": consent, "level": level, "rationale": "Flere må hjelpe.", "escalatedOn": today });
            let given = json!({ "consentId": consent, "form": "SIGNED_FORM", "givenOn": today });
            let mut coordinated = lifted(3);
            coordinated["relayHolder"] = json!({ "name": "Kari Prøve", "role": "CONTACT_TEACHER" });
            return vec![
                in_case(&case, "giveConsent", given),
                in_case(&case, "escalateToLevel", lifted(2)),
                in_case(&case, "escalateToLevel", coordinated),
            ];
        }
        Kind::Close if !known.cases.is_empty() => {
            let closed =
                json!({ "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Hun var trøtt.", "closedOn": today });
            return of_case(dice, "closeCase", closed);
        }
        _ => {}
    }
    let child = match dice.roll(2) {
        0 => json!({ "name": "Barn Prøve" }),
        _ => json!({ "name": "Barn Prøve", "bornOn": format!("{}-02-03", 2008 + dice.place(12)) }),
    };
    let concern = json!({
        "child": child, "unit": unit, "subject": "CHILD", "description": "Stille.", "raisedOn": today,
    });
    vec![command("raiseConcern", concern)]
}

/// What a person decides, for whom the service's program sends it.
const DECISIONS: [&str; 5] = ["closeCase", "concludeInvestigation", "decideMeasure", "escalateToLevel", "triageReport"];

fn command(name: &str, mut input: Value) -> Step {
    input["commandId"] = json!(clock::new_id());
    let person = json!({ "name": "Vera Prøve", "role": "UNIT_LEADER" });
    if DECISIONS.contains(&name) {
        input["decidedBy"] = person.clone();
    }
    match name {
        "sendReport" => input["dutyBearer"] = person,
        "decideMeasure" => input["responsible"] = person,
        _ => {}
    }
    (name.to_owned(), input)
}

/// What is written down now of a year that has ended: a report that came in then, what was concluded of it and told its
/// reporter, and the investigation that came of it.
fn in_an_ended_year(dice: &mut Dice, known: &Known) -> Vec<Step> {
    match dice.roll(3) {
        0 if !known.ended_reports.is_empty() => {
            let ((report, year), code) = (dice.pick(&known.ended_reports), dice.pick(&["2", "2", "1"]));
            let triage = json!({
                "reportId": report, "code": code, "rationale": "Vurdert.",
                "assessment": "Vurdert.", "decidedOn": format!("{year}-03-04"),
                "secondedBy": { "name": "Kollega Prøve", "role": "UNIT_LEADER" },
            });
            let told_on = format!("{year}-03-{:02}", 5 + dice.place(20));
            vec![
                command("acknowledgeReport", json!({ "reportId": report, "sentOn": told_on })),
                command("triageReport", triage),
                command("informReporterOfTriage", json!({ "reportId": report, "informedOn": told_on })),
                command("openInvestigation", json!({ "reportId": report })),
            ]
        }
        1 if !known.ended_investigations.is_empty() => {
            let ((investigation, year), code) = (dice.pick(&known.ended_investigations), dice.pick(&["1", "3"]));
            let measure = json!({
                "investigationId": investigation, "goal": "Rolige morgener", "code": "3.99", "clarification": "COS",
                "kind": "CHANGE_ORIENTED", "target": "FAMILY", "from": format!("{year}-05-01"),
                "to": format!("{year}-12-31"), "evaluationOn": format!("{year}-08-01"),
                "rationale": "Foreldrene ønsker veiledning.", "decidedOn": format!("{year}-04-20"),
            });
            let participation = json!({
                "investigationId": investigation, "kind": "CONVERSATION", "account": "Hørt.",
                "on": format!("{year}-04-01"),
            });
            let conclusion = json!({
                "investigationId": investigation, "code": code, "rationale": "Vurdert.",
                "concludedOn": format!("{year}-04-20"),
            });
            let told =
                json!({ "investigationId": investigation, "form": "LETTER", "informedOn": format!("{year}-04-28") });
            vec![
                command("recordChildParticipation", participation),
                command("decideMeasure", measure),
                command("concludeInvestigation", conclusion),
                command("informReporterOfConclusion", told),
            ]
        }
        _ => {
            let (year, unit) = (dice.pick(&ENDED_YEARS), dice.pick(&["Solbakken", "Svarende bydel"]));
            vec![command(
                "receiveReport",
                json!({
                    "child": { "name": "Barn Prøve" }, "unit": unit,
                    "content": "Det gråter om natta.", "receivedAt": format!("{year}-03-01T10:00:00Z"),
                    "reporter": { "public": { "name": "Pernille Prøve", "role": "lærer", "unit": "Fjordvik skole" } },
                }),
            )]
        }
    }
}

/// What the municipality goes by, each of it set to something else than is likely to stand there.
fn set(dice: &mut Dice) -> Vec<Step> {
    let arena = json!({
        "unit": dice.pick(&["Solbakken", "Tidens skole", "Svarende bydel"]),
        "arena": dice.pick(&[Some("SCHOOL"), Some("KINDERGARTEN"), Some("HEALTH_SERVICE"), None]),
    });
    let bodies = dice.pick(&[&["SCHOOL"][..], &["KINDERGARTEN"], &["KINDERGARTEN", "SCHOOL"], &["HEALTH_STATION"]]);
    let name = format!("Vakta {}", dice.roll(1000));
    let guide = "luster-six-steps";
    let commences = dice.pick(&[Some("2026-01-01"), Some("2027-01-01"), None]);
    let length = json!({ "number": 1 + dice.roll(4), "unit": "WORKING_DAYS" });
    vec![
        command("setDeadline", json!({ "deadline": "COPY", "length": length })),
        command("recordCommencement", json!({ "law": "LOV-2025-06-20-81", "from": commences })),
        command("setUnitArena", arena),
        command("setResourceTeam", json!({ "bodies": bodies })),
        command("listContact", json!({ "kind": "POLICE", "name": name, "phone": "02800", "owner": "Kommunen" })),
        if dice.roll(3) > 0 {
            command("adoptGuide", json!({ "guide": guide, "version": 1 }))
        } else {
            command("dropGuide", json!({ "guide": guide, "rationale": "En annen er bedre." }))
        },
    ]
}

/// That child is shown to auditors alone.
fn restricted(child: &Value) -> Step {
    let ground = json!({
        "subject": child, "ground": "ACCURACY_CONTESTED", "visibleTo": ["AUDITOR"], "rationale": "Bestridt.",
    });
    command("restrictSubject", ground)
}

/// What is known of that child is erased, at once.
fn erased(child: &Value) -> Vec<Step> {
    let said = "Etter klage.";
    let kept_from_all =
        json!({ "subject": child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": [], "rationale": said });
    let asked = json!({ "subject": child, "basis": "UNLAWFULLY_RECORDED", "rationale": said });
    vec![
        command("setErasureDelay", json!({ "days": 0 })),
        command("restrictSubject", kept_from_all),
        command("requestErasure", asked),
        command("approveErasure", json!({ "subject": child, "rationale": said })),
    ]
}

/// Somebody asks what is recorded about a child, or is told that the answer takes longer.
fn asked_for(dice: &mut Dice, known: &Known, today: NaiveDate) -> Step {
    if dice.roll(3) > 0 && !known.requests.is_empty() {
        let (child, request) = dice.pick(&known.requests);
        let put_off = json!({
            "subject": child, "requestId": request, "ground": "COMPLEXITY", "rationale": "Det er mye å gå gjennom.",
            "toldOn": today, "until": today + TimeDelta::days(60),
        });
        return command("extendSubjectAccess", put_off);
    }
    let child = dice.pick(&known.children);
    let asks = json!({ "subject": child, "asker": "PERSON", "identity": "ELECTRONIC_ID", "receivedOn": today });
    command("requestSubjectAccess", asks)
}

impl Known {
    /// The kinds of things of which there are too few to ask about.
    fn too_few(&self) -> Vec<String> {
        let few = [
            ("reports", self.reports.len() < 2),
            ("consents", self.consents.is_empty()),
            ("investigations", self.investigations.is_empty()),
            ("serviceStatistics", self.ended_investigations.is_empty()),
        ];
        few.into_iter().filter(|(_, few)| *few).map(|(name, _)| name.to_owned()).collect()
    }

    /// What the answer to a command, and what followed from it, made known.
    fn learn(&mut self, fed: &Fed, (name, input): &Step, payload: &Value) {
        if !payload["position"].is_i64() {
            return;
        }
        // What was made is told when all has followed, and was not while read models were behind: sent again, the command is
        // recorded once.
        let made = ["case", "report", "investigation"];
        let is_told = made.iter().any(|thing| payload[thing]["id"].is_string());
        let payload = match name.as_str() {
            "raiseConcern" | "receiveReport" | "openInvestigation" if !is_told => {
                &fed.demo.command(&fed.token, name, input.clone())
            }
            _ => payload,
        };
        let ids = |query: &str, path: [&str; 2]| {
            let answer = fed.demo.graphql(&fed.token, query, &json!({ "case": input["caseId"] }));
            let nodes = answer["data"][path[0]][path[1]].as_array().cloned().unwrap_or_default();
            nodes.into_iter().map(|node| node["id"].clone()).collect::<Vec<_>>()
        };
        match name.as_str() {
            "raiseConcern" => {
                let case = payload["case"]["id"].clone();
                let query = format!("{{ case(id: {case}) {{ child {{ subject }} }} }}");
                let child = fed.ask(&query, &Value::Null)["case"]["child"]["subject"].clone();
                self.cases.push(case);
                self.children.push(child);
            }
            "receiveReport" => {
                let received = input["receivedAt"].as_str().and_then(|at| at.get(..4)?.parse().ok());
                let year = received.expect("the report is of a year");
                self.ended_reports.push((payload["report"]["id"].clone(), year));
            }
            "approveErasure" => self.is_withheld = true,
            "requestSubjectAccess" => {
                self.requests.push((input["subject"].clone(), payload["createdId"].clone()));
            }
            "requestConsent" => {
                let consents = ids("query($case: ID!) { case(id: $case) { consents { id } } }", ["case", "consents"]);
                let known: Vec<_> = self.consents.iter().map(|(_, consent)| consent.clone()).collect();
                let new = consents.into_iter().filter(|consent| !known.contains(consent));
                self.consents.extend(new.map(|consent| (input["caseId"].clone(), consent)));
            }
            "sendReport" => {
                let query = "query($case: ID!) { reports(filter: { caseId: $case }) { nodes { id } } }";
                let reports = ids(query, ["reports", "nodes"]);
                let new: Vec<_> = reports.into_iter().filter(|report| !self.reports.contains(report)).collect();
                self.reports.extend(new);
            }
            "openInvestigation" => {
                let investigation = payload["investigation"]["id"].clone();
                let of_ended = self.ended_reports.iter().find(|(report, _)| *report == input["reportId"]);
                match of_ended {
                    Some((_, year)) => self.ended_investigations.push((investigation, *year)),
                    None => self.investigations.push(investigation),
                }
            }
            _ => {}
        }
    }
}

/// Whose data the municipality holds now is told of as of any moment: that nothing had been decided about them by then is the
/// same as that they were not known.
fn as_decided(mut answer: Value) -> Value {
    if answer["subject"]["version"] == json!(0) {
        answer["subject"] = Value::Null;
    }
    // What is decided about a person's data, and what is set, happens when it is sent.
    let entries = answer.pointer_mut("/ledger/entries/nodes").and_then(Value::as_array_mut);
    for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
        if ["Subject", "Settings"].iter().any(|stream| entry["streamType"] == *stream) {
            entry.remove("occurredAt");
        }
    }
    answer
}

/// What is owed and found in an order that both ledgers have. Within a day it follows keys, and the key of a copy tells who is
/// to have it: whoever is known by name only has another pseudonym in each ledger. So where a page is full, its last day may
/// be cut elsewhere, and is left out.
fn in_days(answer: &Value) -> Value {
    let mut answer = answer.clone();
    for (list, day) in [("obligations", "dueOn"), ("findings", "aroseOn")] {
        if let Some(nodes) = answer.pointer_mut(&format!("/{list}/nodes")).and_then(Value::as_array_mut) {
            if let Some(last) = nodes.get(99).map(|last| last[day].clone()) {
                nodes.retain(|node| node[day] != last);
            }
            nodes.sort_by_cached_key(Value::to_string);
        }
    }
    answer
}

/// After how many of the steps a third and two thirds of them are taken.
fn thirds_of(steps: &[(Step, i64)]) -> [usize; 2] {
    THIRDS.map(|third| third * steps.len() / (THIRDS.len() + 1))
}

/// After how many of the steps a fresh ledger is compared, in order.
fn moments_of(steps: &[(Step, i64)]) -> BTreeSet<usize> {
    // What is refused changes nothing.
    let is_recorded = |nth: &usize| *nth > 0 && steps[*nth].1 > steps[*nth - 1].1;
    let those_that = |name: &str| -> Vec<usize> {
        (0..steps.len()).filter(|nth| steps[*nth].0.0 == name).filter(is_recorded).collect()
    };
    let withheld = *those_that("approveErasure").first().expect("a child is erased");
    let changes = those_that("setDeadline");
    let change = changes.into_iter().min_by_key(|nth| nth.abs_diff(steps.len() / 2)).expect("a deadline is changed");
    thirds_of(steps).into_iter().chain([withheld + 1, change, change + 1]).collect()
}

#[test]
fn as_of_a_position_everything_is_answered_as_by_a_ledger_fed_only_up_to_there() {
    let seed = std::env::var("CASE_LEDGER_FRESH_SEED").map_or(SEED, |seed| seed.parse().expect("a number"));
    eprintln!("CASE_LEDGER_FRESH_SEED={seed}");
    let (whole, mut dice, mut known) = (Fed::start(), Dice::seeded(seed), Known::default());
    let mut steps = Vec::with_capacity(STEPS);
    // What stands now as it stood at each of the moments that will be asked about.
    let unchanged = |steps: &[(Step, i64)]| {
        let mut unchanged = CHANGING.to_vec();
        for moment in thirds_of(steps) {
            unchanged = whole.unchanged_since(steps[moment - 1].1, &unchanged);
        }
        unchanged
    };
    loop {
        // What is lacking is brought about, so that every history comes to an end. One command in four is any.
        let mut lacking =
            if steps.len() < STEPS { Vec::new() } else { [whole.empty_lists(), known.too_few()].concat() };
        let still = if steps.len() < STEPS || !lacking.is_empty() { Vec::new() } else { unchanged(&steps) };
        if steps.len() >= STEPS && lacking.is_empty() && still.is_empty() {
            break;
        }
        assert!(steps.len() < MOST_STEPS, "there is nothing in {lacking:?}, and these are unchanged: {still:?}");
        let any = dice.pick(&KINDS);
        let is_steered = dice.roll(4) > 0;
        let new = match known.children.as_slice() {
            [] | [_] => next(Kind::RaiseConcern, &mut dice, &known),
            [first, second, ..] if !known.is_withheld => [vec![restricted(first)], erased(second)].concat(),
            _ if !is_steered => next(any, &mut dice, &known),
            _ if still.iter().any(|asked| SETTINGS.contains(asked)) => set(&mut dice),
            _ if still.contains(&REQUESTS) => vec![asked_for(&mut dice, &known, oslo_date(clock::now()))],
            _ if !still.is_empty() => in_an_ended_year(&mut dice, &known),
            _ => {
                let kind = lacking.pop().map_or(any, |list| dice.pick(towards(&list)));
                next(kind, &mut dice, &known)
            }
        };
        for step in new {
            let (payload, head) = whole.step(&step);
            known.learn(&whole, &step, &payload);
            steps.push((step, head));
        }
    }
    // One ledger is fed on from moment to moment. That it was asked something meanwhile changes nothing in it; the other one was
    // asked, too.
    let (fresh, mut fed) = (Fed::start(), 0);
    for moment in moments_of(&steps) {
        for (step, head) in &steps[fed..moment] {
            assert_eq!(fresh.step(step).1, *head, "the same commands make the same ledger");
        }
        fed = moment;
        let position = steps[moment - 1].1;
        let by_position = json!({ "position": position });
        let then = whole.answers(&known, position, &by_position);
        let now = fresh.answers(&known, position, &Value::Null);
        for ((query, then), (_, now)) in then.iter().zip(now) {
            assert_eq!(as_decided(in_days(then)), as_decided(in_days(&now)), "as of position {position}: {query}");
        }
        let Some(third) = thirds_of(&steps).into_iter().position(|third| third == moment) else { continue };
        whole.must_page(&by_position);
        // The same moment by its instant, or by one before the next event.
        let began = whole.instant_of(position);
        let lasted = whole.instant_of(position + 1) - began;
        let instant = if third == 0 { began } else { began + lasted / 2 };
        for ((query, then), (_, at)) in then.iter().zip(whole.answers(&known, position, &json!({ "at": instant }))) {
            assert_eq!(*then, at, "as of {instant}, position {position}: {query}");
        }
    }
}
