//! A running demo, asked over HTTP.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use case_ledger_infrastructure::clock;
use serde_json::{Value, json};

use crate::eventually;
use crate::program::{self, DataDir};

/// How long a server may take to stop when it is asked to.
const STOPS_WITHIN: Duration = Duration::from_secs(30);

/// A server in a process of its own: the demo, or one like it.
pub struct Demo {
    process: Child,
    address: String,
    directory: DataDir,
    agent: ureq::Agent,
    tokens: Mutex<HashMap<Vec<String>, String>>,
    _end_with_us: EndWithUs,
}

/// Kills a process and removes a directory when this process ends, however it does: what all tests of a binary share
/// is never dropped.
pub struct EndWithUs(Child);

/// See [`EndWithUs`].
pub fn end_with_us(process: Option<u32>, directory: &Path) -> EndWithUs {
    let script = "read -r _; [ -n \"$1\" ] && kill -9 \"$1\" 2>/dev/null
        for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf \"$2\" 2>/dev/null && exit; sleep 1; done";
    let guard = Command::new("/bin/sh")
        .args(["-c", script, "end-with-us"])
        .arg(process.map(|process| process.to_string()).unwrap_or_default())
        .arg(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell starts");
    EndWithUs(guard)
}

impl Drop for EndWithUs {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, by lower-case name.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

impl Demo {
    /// Starts a demo with that many cases and waits until it answers.
    pub fn start(cases: usize) -> Self {
        Self::start_in(DataDir::new(), cases)
    }

    /// Starts a demo on data that may be there already.
    pub fn start_in(directory: DataDir, cases: usize) -> Self {
        let cases = cases.to_string();
        Self::start_with(directory, &["demo", "--listen", "127.0.0.1:0", "--cases", &cases])
    }

    /// Starts a command that serves, on data that may be there already.
    pub fn start_with(directory: DataDir, arguments: &[&str]) -> Self {
        let append = |path: PathBuf| {
            OpenOptions::new().create(true).append(true).open(path).expect("the data directory takes files")
        };
        let mut process = program::command()
            .args(arguments)
            .arg("--data-dir")
            .arg(directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(append(log_file(directory.path()))))
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(process.stdout.take().expect("stdout is piped")).lines().map_while(Result::ok);
        let mut stdout = append(stdout_file(directory.path()));
        let address = lines
            .find_map(|line| {
                let _ = writeln!(stdout, "{line}");
                line.split_once("http://").map(|(_, rest)| rest.trim_end_matches('/').to_owned())
            })
            .unwrap_or_else(|| panic!("the server did not start: {}", log_of(directory.path())));
        // The rest is read to the end, so that the process never blocks on a full pipe.
        std::thread::spawn(move || lines.for_each(|line| drop(writeln!(stdout, "{line}"))));
        let end_with_us = end_with_us(Some(process.id()), directory.path());
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(1)))
            .max_idle_connections_per_host(16)
            .build()
            .new_agent();
        Self { process, address, directory, agent, tokens: Mutex::default(), _end_with_us: end_with_us }
    }

    /// Its data directory.
    pub fn data_dir(&self) -> &Path {
        self.directory.path()
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it is asked with.
    pub(crate) const fn agent(&self) -> &ureq::Agent {
        &self.agent
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The process of its PostgreSQL.
    pub fn postmaster(&self) -> Option<u32> {
        let file = std::fs::read_to_string(self.data_dir().join("postgres").join("postmaster.pid")).ok()?;
        file.lines().next()?.trim().parse().ok()
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        log_of(self.data_dir())
    }

    /// Kills it without warning, and gives its data back for another start.
    pub fn kill(mut self) -> DataDir {
        self.process.kill().expect("the server runs");
        self.process.wait().expect("a killed process ends");
        self.take_data()
    }

    /// Asks it to stop, waits until it has, and gives its data back.
    pub fn stop(mut self) -> DataDir {
        signal(self.process.id(), "TERM");
        eventually("the server stops when asked", STOPS_WITHIN, || {
            self.process.try_wait().expect("it can be waited for")
        });
        self.take_data()
    }

    fn take_data(&mut self) -> DataDir {
        std::mem::replace(&mut self.directory, DataDir::nowhere())
    }

    /// Runs another command of the binary on its data; answers exit code, stdout and stderr.
    pub fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        run_in(self.data_dir(), arguments)
    }

    /// A token for a role in a municipality: of the unit that works with the tests' cases, or of an integration of the whole
    /// municipality.
    pub fn token(&self, role: &str, municipality: &str) -> String {
        match role {
            "service" => self.token_with(&["--role", role, "--municipality", municipality]),
            // A leader who leads no unit, and so the municipality.
            "municipal-leader" => self.token_with(&["--role", "unit-leader", "--municipality", municipality]),
            _ => self.token_in("Solbakken", role, municipality),
        }
    }

    /// The same in another unit.
    pub fn token_in(&self, unit: &str, role: &str, municipality: &str) -> String {
        self.token_with(&["--role", role, "--municipality", municipality, "--unit", unit])
    }

    /// A token with these claims.
    pub fn token_with(&self, claims: &[&str]) -> String {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let known = claims.iter().map(|claim| (*claim).to_owned()).collect();
        let token = tokens.entry(known).or_insert_with(|| {
            let (code, out, err) = self.run(&[&["token"], claims].concat());
            assert_eq!(code, 0, "{err}");
            out.lines().last().unwrap_or_default().to_owned()
        });
        token.clone()
    }

    /// The URL of its ledger's database as the owner, who may read everything.
    pub fn owner_url(&self) -> String {
        let (code, out, err) = self.run(&["database", "url", "--owner"]);
        assert_eq!(code, 0, "{err}");
        out.trim().to_owned()
    }

    /// Sends a GraphQL operation; answers the whole response.
    pub fn graphql(&self, token: &str, query: &str, variables: &Value) -> Value {
        self.post(token, &json!({ "query": query, "variables": variables })).json()
    }

    /// Sends a GraphQL request as it is.
    pub fn post(&self, token: &str, body: &Value) -> Answer {
        self.try_post(token, body).unwrap_or_else(|error| panic!("no answer: {error}"))
    }

    /// Sends a GraphQL request as it is; an error when there is no answer.
    pub fn try_post(&self, token: &str, body: &Value) -> Result<Answer, ureq::Error> {
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        self.try_request("POST", "/graphql", &headers, body.to_string().as_bytes())
    }

    /// Sends a command; answers its payload. The `commandId` is made unless the input has one.
    pub fn command(&self, token: &str, name: &str, mut input: Value) -> Value {
        if input.get("commandId").is_none() {
            input["commandId"] = json!(clock::new_id());
        }
        let response = self.post(token, &command(name, &input)).json();
        assert!(response.get("errors").is_none(), "{name}: {response}");
        response["data"][name].clone()
    }

    /// Sends a command that must be recorded; answers its payload.
    pub fn accepted(&self, token: &str, name: &str, input: Value) -> Value {
        let payload = self.command(token, name, input);
        assert!(payload["position"].is_i64(), "{name}: {payload}");
        payload
    }

    /// Sends a command that must be refused; answers type, code and rule.
    pub fn refused(&self, token: &str, name: &str, input: Value) -> (String, String, String) {
        let payload = self.command(token, name, input);
        let part = |field: &str| payload[field].as_str().unwrap_or_default().to_owned();
        assert!(!part("message").is_empty(), "{name} was not refused with a sentence: {payload}");
        (part("__typename"), part("code"), part("rule"))
    }

    /// Sends any HTTP request.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_request(method, path, headers, body).unwrap_or_else(|error| panic!("no answer: {error}"))
    }

    /// Sends any HTTP request; an error when there is no answer.
    pub fn try_request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = self.agent.run(request.body(body).expect("a request that can be sent"))?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let mut text = String::new();
        response.body_mut().as_reader().read_to_string(&mut text)?;
        Ok(Answer { status, headers, body: text })
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A GraphQL request for a command: everything any payload can tell is asked for.
pub fn command(name: &str, input: &Value) -> Value {
    let input_type = match name {
        "recordSameChild" | "withdrawSameChild" => "SameChildInput".to_owned(),
        _ => format!("{}{}Input", name[..1].to_uppercase(), &name[1..]),
    };
    let (changed, thing) = match name {
        "receiveReport"
        | "acknowledgeReport"
        | "triageReport"
        | "recordIntakeMeeting"
        | "recordReporterDeclaration"
        | "nameReporterAtWork"
        | "classifyReport"
        | "prioritiseReport"
        | "withholdReportFromGuardians"
        | "liftReportWithholding"
        | "decideUrgentFollowUp"
        | "nameJoinedInvestigation"
        | "correctJoining"
        | "reopenTriage"
        | "noteReportEntryWrong"
        | "informReporterOfTriage"
        | "recordTransferReceipt"
        | "followGuideInReport"
        | "decideReportStep" => ("ReportChanged", "report { id }"),
        "openInvestigation"
        | "planInvestigation"
        | "noteInvestigationEntryWrong"
        | "recordChildParticipation"
        | "extendInvestigation"
        | "recordDeclinedMeasures"
        | "renewInvestigation"
        | "callOffRenewal"
        | "allocateInvestigation"
        | "recordInvestigationStep"
        | "concludeInvestigation"
        | "informReporterOfConclusion"
        | "recordInvestigationTransferReceipt"
        | "recordInvestigationSentBack"
        | "decideEmergencyPlacement"
        | "answerEmergencyPrinciples"
        | "endEmergencyPlacement"
        | "useToolInInvestigation"
        | "followGuideInInvestigation"
        | "decideInvestigationStep"
        | "submitBoardCase"
        | "recordBoardDecision"
        | "recordCourtAppeal"
        | "recordCourtDecision"
        | "decideMeasure"
        | "makeServiceMeasurePlan"
        | "evaluateDecidedMeasure"
        | "extendDecidedMeasure"
        | "endDecidedMeasure"
        | "requestInformation"
        | "recordSuppliedInformation"
        | "formResponsibilityGroup"
        | "dissolveResponsibilityGroup"
        | "withdrawServiceConsent"
        | "reviewResponsibilityGroup"
        | "discloseConcernToReporter"
        | "endFollowUp"
        | "holdGroupMeeting"
        | "agreeGroupMeeting"
        | "discloseMeasuresToReporter" => {
            ("InvestigationChanged", "createdId investigation { id deadline extended outcome }")
        }
        "restrictSubject"
        | "liftRestriction"
        | "requestErasure"
        | "withdrawErasureRequest"
        | "rejectErasure"
        | "approveErasure"
        | "requestSubjectAccess"
        | "extendSubjectAccess"
        | "answerSubjectAccess"
        | "recordSameChild"
        | "withdrawSameChild"
        | "withdrawSubjectAccess" => ("SubjectChanged", "createdId subject { id version }"),
        "setErasureDelay"
        | "setRetentionReview"
        | "setPrivateAcknowledgement"
        | "setReportSigning"
        | "setWithholdingGrounds"
        | "setDecisionLimit"
        | "setDeadline"
        | "recordCommencement"
        | "setUnitArena"
        | "nameContactPerson"
        | "setResourceTeam"
        | "publishFigures"
        | "adoptGuide"
        | "dropGuide"
        | "listContact"
        | "verifyContact"
        | "retireContact" => ("SettingsChanged", ""),
        "protectAddress" | "liftAddressProtection" => ("AddressProtectionChanged", ""),
        "holdAnonymousConsultation" => ("ConsultationHeld", ""),
        "reviewEmergencyAccess" => (
            "EmergencyAccessReviewed",
            "access { id review { outcome reviewedAt rationale { value } reviewedBy { name { value } } } }",
        ),
        _ => ("CaseChanged", "createdId case { id level version }"),
    };
    if name == "takeEmergencyAccess" {
        let query =
            "mutation Command($input: TakeEmergencyAccessInput!) { takeEmergencyAccess(input: $input) { __typename
           ... on EmergencyAccessTaken { until recordedNow cases { id } } ... on Refusal { code rule message }
           ... on InvalidInput { field } } }";
        return json!({ "query": query, "operationName": "Command", "variables": { "input": input } });
    }
    // An anonymous consultation is no version of anything, a person's stream is not its reader's, and a review of access is
    // no event.
    let told = match changed {
        "ConsultationHeld" | "AddressProtectionChanged" => "position recordedNow",
        "EmergencyAccessReviewed" => "recordedNow",
        _ => "position version recordedNow",
    };
    let query = format!(
        "mutation Command($input: {input_type}!) {{ {name}(input: $input) {{ __typename
           ... on {changed} {{ {told} {thing} }}
           ... on Refusal {{ code rule message }}
           ... on RuleRefused {{ ruleField: field }}
           ... on InvalidInput {{ field }}
           ... on VersionConflict {{ expectedVersion actualVersion }} }} }}"
    );
    json!({ "query": query, "operationName": "Command", "variables": { "input": input } })
}

/// Sends a process a signal.
pub fn signal(process: u32, name: &str) {
    let status = Command::new("kill").args(["-s", name, &process.to_string()]).status().expect("kill runs");
    assert!(status.success(), "process {process} cannot be sent {name}");
}

/// Whether a process is there.
pub fn is_running(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// Runs a command of the binary on a data directory; answers exit code, stdout and stderr.
pub fn run_in(directory: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut with_directory = arguments.to_vec();
    let directory = directory.to_str().expect("a test's directory has a plain name");
    with_directory.extend(["--data-dir", directory]);
    run(&with_directory)
}

/// Runs a command of the binary; answers exit code, stdout and stderr.
pub fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = program::command().args(arguments).stdin(Stdio::null()).output().expect("the binary starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn log_file(directory: &Path) -> PathBuf {
    directory.join("server.log")
}

fn stdout_file(directory: &Path) -> PathBuf {
    directory.join("server.out")
}

fn log_of(directory: &Path) -> String {
    std::fs::read_to_string(log_file(directory)).unwrap_or_default()
}

/// One demo for all tests of a binary that only add to it. It ends with the test process.
pub fn shared_demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| {
        let demo = Demo::start(120);
        // Cases that the tests open follow no guide; those that are about guides work elsewhere.
        for (municipality, guides) in
            [("9901", &["porsgrunn-levels", "porsgrunn-alternatives"][..]), ("9902", &["luster-six-steps"])]
        {
            for guide in guides {
                let dropped = json!({ "guide": guide, "rationale": "Prøvene går uten." });
                demo.accepted(&demo.token("municipal-leader", municipality), "dropGuide", dropped);
            }
        }
        demo
    })
}
