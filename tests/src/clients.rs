//! Clients of several servers that work at once and note everything they do and see.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use case_ledger_infrastructure::clock;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::checker::{Anomaly, check};
use crate::history::{Answer, Card, Did, Entry, History, Operation, Refusal, Seen, Shown, stream_of, stream_of_report};
use crate::{Dice, Site, eventually};

/// How many of the newest cases the clients work with: few enough to get in each other's way.
const CASES_AT_A_TIME: usize = 10;
/// Entries of a page, as many as there may be.
const PAGE: usize = 100;
/// Cards of a page.
const CARDS: usize = 20;
/// How long a client waits after it got no answer, before it asks another server.
const AFTER_NO_ANSWER: Duration = Duration::from_millis(50);

/// What clients share.
pub struct Clients {
    history: History,
    /// Every command that was ever sent, by id.
    sent: Mutex<BTreeMap<Uuid, Command>>,
    /// The clients' cases, with the newest version any of them has seen.
    cases: Mutex<Vec<(Uuid, i64)>>,
    /// Commands that were acknowledged, each with its case.
    recorded: Mutex<Vec<(Uuid, Uuid)>>,
    acknowledged: AtomicUsize,
    newest: AtomicI64,
    /// How far the follower of each server has come.
    followed: Vec<AtomicI64>,
    employee: String,
    auditor: String,
}

/// A command as it was sent, to be sent again.
#[derive(Clone)]
struct Command {
    name: &'static str,
    input: Value,
}

/// What read models list.
#[derive(Debug, Clone, Copy)]
enum List {
    Cases,
    Reports,
    Decisions,
}

impl List {
    const ALL: [Self; 3] = [Self::Cases, Self::Reports, Self::Decisions];

    const fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Reports => "reports",
            Self::Decisions => "decisions",
        }
    }

    /// How it is asked for as of some moment.
    const fn query(self) -> &'static str {
        match self {
            Self::Cases => {
                "query Cases($first: Int, $asOf: AsOfInput) {
                    cases(first: $first, filter: { unit: \"Solbakken\" }, asOf: $asOf) {
                    nodes { id version position asOf { position } } } }"
            }
            Self::Reports => {
                "query Reports($first: Int, $asOf: AsOfInput) { reports(first: $first, asOf: $asOf) {
                    nodes { id position asOf { position } } } }"
            }
            Self::Decisions => {
                "query Decisions($first: Int, $asOf: AsOfInput) { decisions(first: $first, asOf: $asOf,
                    filter: { unit: \"Solbakken\", kinds: [CLOSED, REOPENED] }) { nodes { position } } }"
            }
        }
    }

    /// How many are asked for: only where decisions are left out, nothing can be said of those that are not shown.
    const fn page(self) -> usize {
        match self {
            Self::Cases | Self::Reports => CARDS,
            Self::Decisions => PAGE,
        }
    }

    fn shown(self, nodes: &[Value]) -> Shown {
        match self {
            Self::Cases => Shown::Cases(nodes.iter().filter_map(card).collect()),
            Self::Reports => Shown::Reports(nodes.iter().filter_map(report).collect()),
            Self::Decisions => Shown::Decisions {
                positions: nodes.iter().filter_map(|node| node["position"].as_i64()).collect(),
                full: nodes.len() == self.page(),
            },
        }
    }
}

/// One of them.
struct Client<'a> {
    nth: usize,
    site: &'a Site,
    all: &'a Clients,
    dice: Dice,
}

impl Clients {
    /// Clients of that site, who have not done anything yet.
    pub fn of(site: &Site) -> Self {
        Self {
            history: History::begin(),
            sent: Mutex::default(),
            cases: Mutex::default(),
            recorded: Mutex::default(),
            acknowledged: AtomicUsize::new(0),
            newest: AtomicI64::new(0),
            followed: (0..site.servers()).map(|_| AtomicI64::new(0)).collect(),
            employee: site.token("employee"),
            auditor: site.token("auditor"),
        }
    }

    /// Has so many of them work while something happens, and lets them end what they have begun. Meanwhile somebody
    /// follows the ledger at each server, and goes on where he was whenever he is cut off.
    pub fn work_while<T>(&self, site: &Site, clients: usize, dice: &mut Dice, happens: impl FnOnce() -> T) -> T {
        let (stop, stop_following) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|threads| {
            let followers: Vec<_> = (0..site.servers())
                .map(|server| {
                    let follower = Client { nth: 10_000 + server, site, all: self, dice: dice.split() };
                    let stop = &stop_following;
                    threads.spawn(move || follower.follow(server, stop))
                })
                .collect();
            let (happened, newest) = {
                let _stop_following = StopAtTheEnd(&stop_following);
                let happened = std::thread::scope(|threads| {
                    for nth in 0..clients {
                        let client = Client { nth, site, all: self, dice: dice.split() };
                        threads.spawn(|| client.work(&stop));
                    }
                    let _stop = StopAtTheEnd(&stop);
                    happens()
                });
                (happened, self.newest())
            };
            // Whoever follows waits for the next entry, and looks up when it comes.
            let mut last = Client { nth: clients, site, all: self, dice: dice.split() };
            eventually("whoever follows has seen everything", Duration::from_mins(1), || {
                last.open(0);
                followers.iter().all(std::thread::ScopedJoinHandle::is_finished).then_some(())
            });
            let behind = self.followed.iter().find(|followed| followed.load(Ordering::SeqCst) < newest);
            assert!(behind.is_none(), "somebody followed up to {behind:?} only, not to {newest}");
            happened
        })
    }

    /// The newest position anybody was told of.
    fn newest(&self) -> i64 {
        self.newest.load(Ordering::SeqCst)
    }

    /// How many commands have been acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    /// Waits until so many more commands have been acknowledged.
    pub fn wait_for_acknowledged(&self, more: usize) {
        let enough = self.acknowledged() + more;
        eventually("the clients are served", Duration::from_mins(1), || (self.acknowledged() >= enough).then_some(()));
    }

    /// Sends again what nobody knows the end of; all of it must be answered now.
    pub fn settle(&self, site: &Site) {
        let mut client = Client { nth: usize::MAX, site, all: self, dice: Dice::seeded(0) };
        let mut known = BTreeMap::new();
        for operation in self.history.operations() {
            if let Did::Command { id, answer, .. } = operation.did {
                let is_known = known.entry(id).or_insert(false);
                *is_known |= !matches!(answer, Answer::Unknown);
            }
        }
        for (id, _) in known.into_iter().filter(|(_, known)| !known) {
            let command = self.sent().get(&id).expect("what was sent is noted").clone();
            let server = id.as_fields().0 as usize % site.servers();
            let answered = client.send(server, id, &command);
            assert!(!matches!(answered, Answer::Unknown), "{} is not answered: {}", command.name, command.input);
        }
    }

    /// Judges everything they did and saw by the ledger that came of it.
    pub fn judge(&self, ledger: &[Entry]) -> Judged {
        let operations = self.history.operations();
        let anomalies = check(&operations, ledger);
        for anomaly in &anomalies {
            if let Some(nth) = anomaly.operation() {
                eprintln!("{anomaly}: {:?}", operations[nth]);
            }
        }
        let commands = self.sent().len();
        let unanswered = operations.iter().filter(|operation| operation.answered.is_none()).count();
        let mut reads: BTreeMap<String, usize> = BTreeMap::new();
        let mut refusals: BTreeMap<String, usize> = BTreeMap::new();
        for operation in &operations {
            match &operation.did {
                Did::Read(shown) => *reads.entry(name_of(shown, "")).or_default() += 1,
                Did::ReadAsOf { shown, .. } => *reads.entry(name_of(shown, " as of")).or_default() += 1,
                Did::Command { answer, .. } | Did::Imitation { answer, .. } => {
                    if let Answer::Refused(refusal) = answer {
                        *refusals.entry(reason_of(refusal)).or_default() += 1;
                    }
                }
            }
        }
        Judged { commands, unanswered, refusals, reads, anomalies: anomalies.into_iter().collect() }
    }

    fn sent(&self) -> std::sync::MutexGuard<'_, BTreeMap<Uuid, Command>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cases(&self) -> std::sync::MutexGuard<'_, Vec<(Uuid, i64)>> {
        self.cases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recorded(&self) -> std::sync::MutexGuard<'_, Vec<(Uuid, Uuid)>> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a history comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Commands sent, each counted once.
    pub commands: usize,
    /// Sendings without an answer.
    pub unanswered: usize,
    /// Sendings that were refused, by the reason.
    pub refusals: BTreeMap<String, usize>,
    /// Reads with an answer, by what was read.
    pub reads: BTreeMap<String, usize>,
    /// What cannot be.
    pub anomalies: Vec<Anomaly>,
}

impl Judged {
    /// How many reads there were of all kinds.
    pub fn all_reads(&self) -> usize {
        self.reads.values().sum()
    }
}

fn name_of(shown: &Shown, as_of: &str) -> String {
    let what = match shown {
        Shown::Head(_) => "head",
        Shown::History { .. } => "history",
        Shown::Page { .. } => "page",
        Shown::Cases(_) => "cases",
        Shown::Reports(_) => "reports",
        Shown::Decisions { .. } => "decisions",
    };
    format!("{what}{as_of}")
}

fn reason_of(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Version(_) => "version".to_owned(),
        Refusal::Rule(code) => code.clone(),
        Refusal::IdTaken => "id taken".to_owned(),
    }
}

/// Also when what happens fails: the clients must not go on for ever.
pub(crate) struct StopAtTheEnd<'a>(pub(crate) &'a AtomicBool);

impl Drop for StopAtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Client<'_> {
    fn work(mut self, stop: &AtomicBool) {
        while !stop.load(Ordering::SeqCst) {
            // Which may die under the client's hands; one that is known to be dead is not asked.
            let alive: Vec<usize> = (0..self.site.servers()).filter(|nth| self.site.server(*nth).is_some()).collect();
            if alive.is_empty() {
                std::thread::sleep(AFTER_NO_ANSWER);
                continue;
            }
            let server = self.dice.pick(&alive);
            let newest: Vec<(Uuid, i64)> = self.all.cases().iter().rev().take(CASES_AT_A_TIME).copied().collect();
            if newest.is_empty() {
                self.open(server);
                continue;
            }
            let (case, version) = self.dice.pick(&newest);
            match self.dice.roll(36) {
                0..=2 => self.open(server),
                3..=8 => self.observe(server, case, None),
                9..=12 => self.observe(server, case, Some(version)),
                13 => self.escalate_without_consent(server, case),
                14 => self.report_in_an_emergency(server, case),
                15 => self.send_something_again(server),
                16 => self.send_the_same_to_all(case),
                17..=18 => self.read_history(server, case, None),
                19..=20 => {
                    let then = self.some_time_ago();
                    self.read_history(server, case, Some(then));
                }
                21 => self.read_the_ledger(server, None),
                22 => {
                    let then = self.some_time_ago();
                    self.read_the_ledger(server, Some(then));
                }
                23..=24 => self.read_card(server, case),
                25..=27 => {
                    let list = self.dice.pick(&List::ALL);
                    self.read_list(server, list, None);
                }
                28..=29 => {
                    let (list, then) = (self.dice.pick(&List::ALL), self.some_time_ago());
                    self.read_list(server, list, Some(then));
                }
                30 => self.attach(server, case),
                31..=32 => self.close(server, case),
                33..=34 => self.reopen(server, case),
                _ => self.send_something_else_under_a_known_id(server),
            }
        }
    }

    /// Follows the ledger at a server, wherever that is from one time to the next, up to the newest entry there is when
    /// it is told to stop.
    fn follow(self, server: usize, stop: &AtomicBool) {
        let query = "subscription Follow($municipality: String!, $after: Int!) {
            ledgerEntries(municipality: $municipality, after: $after) { position sequence commandId } }";
        let last = &self.all.followed[server];
        let is_done = || stop.load(Ordering::SeqCst) && last.load(Ordering::SeqCst) >= self.all.newest();
        while !is_done() {
            let after = last.load(Ordering::SeqCst);
            let variables = json!({ "municipality": Site::MUNICIPALITY, "after": after });
            let sent = self.all.history.now();
            let demo = self.site.server(server);
            let events = demo.and_then(|demo| demo.try_follow(&self.all.auditor, query, &variables).ok());
            let mut entries = Vec::new();
            for answer in events.into_iter().flatten() {
                // What a server says that cannot go on.
                let Some(entry) = entry(&answer["data"]["ledgerEntries"]) else { break };
                last.store(entry.position, Ordering::SeqCst);
                entries.push(entry);
                if is_done() {
                    break;
                }
            }
            if entries.is_empty() {
                std::thread::sleep(AFTER_NO_ANSWER);
            } else {
                self.note(server, sent, true, Did::Read(Shown::Page { after, entries, full: true }));
            }
        }
    }

    /// A position that somebody was told of not long ago.
    fn some_time_ago(&mut self) -> i64 {
        let back = self.dice.roll(60);
        self.all.newest().saturating_sub_unsigned(back).max(1)
    }

    fn open(&mut self, server: usize) {
        let input = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
        });
        self.send_new(server, "raiseConcern", input);
    }

    fn observe(&mut self, server: usize, case: Uuid, expected: Option<i64>) {
        let mut input = observation(case);
        if let Some(version) = expected {
            input["expectedVersion"] = json!(version);
        }
        self.send_new(server, "logObservation", input);
    }

    /// Its content is stored with its event.
    fn attach(&mut self, server: usize, case: Uuid) {
        let input = json!({
            "caseId": case_id(case), "kind": "CHILDS_OWN", "title": "Tegning", "mediaType": "PLAIN_TEXT",
            "content": "VGVnbmluZw==", "madeOn": "2026-01-01",
        });
        self.send_new(server, "addAttachment", input);
    }

    /// The rules say no.
    fn escalate_without_consent(&mut self, server: usize, case: Uuid) {
        let input = json!({
            "caseId": case_id(case), "consentId": format!("consent_{}", clock::new_id()), "level": 2,
            "rationale": "Tiltakene strekker ikke til.",
        });
        self.send_new(server, "escalateToLevel", input);
    }

    /// After which most commands are refused in it.
    fn close(&mut self, server: usize, case: Uuid) {
        let input =
            json!({ "caseId": case_id(case), "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Hun var trøtt." });
        self.send_new(server, "closeCase", input);
    }

    fn reopen(&mut self, server: usize, case: Uuid) {
        let input = json!({ "caseId": case_id(case), "rationale": "Hun er stille igjen." });
        self.send_new(server, "reopenCase", input);
    }

    /// What the intake has to act on.
    fn report_in_an_emergency(&mut self, server: usize, case: Uuid) {
        let contact = json!({
            "caseId": case_id(case), "body": "CHILD_WELFARE_EMERGENCY_SERVICE",
            "category": "DANGER_TO_LIFE_OR_HEALTH",
            "description": "Ringte barnevernvakten.",
        });
        self.send_new(server, "makeEmergencyContact", contact);
        let told = json!({ "caseId": case_id(case), "about": "REPORT", "guardians": [{ "name": "Foresatt Prøve" }] });
        self.send_new(server, "informGuardians", told);
        self.send_new(server, "sendReport", json!({ "caseId": case_id(case), "content": "Vi er bekymret." }));
    }

    /// Whatever became of it: a client that lost an answer does so, and so does one that forgot that it had it.
    fn send_something_again(&mut self, server: usize) {
        let (id, command) = {
            let sent = self.all.sent();
            let Some((id, command)) = sent.iter().nth(self.dice.place(sent.len().max(1))) else { return };
            (*id, command.clone())
        };
        self.send(server, id, &command);
    }

    /// Which must not be taken for the command that has that id.
    fn send_something_else_under_a_known_id(&mut self, server: usize) {
        let (id, case) = {
            let recorded = self.all.recorded();
            let Some(known) = recorded.get(self.dice.place(recorded.len().max(1))) else { return };
            *known
        };
        let mut input = observation(case);
        input["text"] = json!("Noe ganske annet.");
        let sent = self.all.history.now();
        let answer = self.answer(server, id, &Command { name: "logObservation", input });
        let is_known = !matches!(answer, Answer::Unknown);
        self.note(server, sent, is_known, Did::Imitation { id, answer });
    }

    /// One command, at the same time to every server.
    fn send_the_same_to_all(&mut self, case: Uuid) {
        let (id, command) = (clock::new_id(), Command { name: "logObservation", input: observation(case) });
        self.all.sent().insert(id, command.clone());
        std::thread::scope(|threads| {
            for server in 0..self.site.servers() {
                // A client does one thing at a time; these are so many clients.
                let nth = 1_000 * (server + 1) + self.nth;
                let mut twin = Client { nth, site: self.site, all: self.all, dice: self.dice.split() };
                let command = &command;
                threads.spawn(move || twin.send(server, id, command));
            }
        });
    }

    fn send_new(&mut self, server: usize, name: &'static str, input: Value) -> Answer {
        let (id, command) = (clock::new_id(), Command { name, input });
        self.all.sent().insert(id, command.clone());
        self.send(server, id, &command)
    }

    fn send(&mut self, server: usize, id: Uuid, command: &Command) -> Answer {
        let sent = self.all.history.now();
        let answer = self.answer(server, id, command);
        let case = uuid_in(&command.input["caseId"]);
        if let Answer::Recorded { position, version, shown, now } = &answer {
            self.all.newest.fetch_max(*position, Ordering::SeqCst);
            self.all.acknowledged.fetch_add(usize::from(*now), Ordering::SeqCst);
            // Which opens one is told of it.
            let opened = || shown.as_ref().and_then(|card| card.stream.strip_prefix("Case/")?.parse().ok());
            if let Some(case) = case.or_else(opened) {
                self.all.recorded().push((id, case));
                let mut cases = self.all.cases();
                match cases.iter_mut().find(|(known, _)| *known == case) {
                    Some((_, seen)) => *seen = (*seen).max(*version),
                    None => cases.push((case, *version)),
                }
            }
        }
        let expected = command.input["expectedVersion"].as_i64();
        let is_known = !matches!(answer, Answer::Unknown);
        self.note(server, sent, is_known, Did::Command { id, case, expected, answer: answer.clone() });
        answer
    }

    /// What a server says to a command under that id.
    fn answer(&self, server: usize, id: Uuid, Command { name, input }: &Command) -> Answer {
        let mut input = input.clone();
        input["commandId"] = json!(id);
        let query = format!(
            "mutation Command($input: {}{}Input!) {{ {name}(input: $input) {{ __typename
               ... on CaseChanged {{ position version recordedNow case {{ id version position }} }}
               ... on VersionConflict {{ actualVersion }}
               ... on Refusal {{ code rule message }} }} }}",
            name[..1].to_uppercase(),
            &name[1..]
        );
        let answered = self.post(server, &self.all.employee, &query, &json!({ "input": input }));
        let payload = answered.as_ref().map_or(&Value::Null, |data| &data[*name]);
        match payload["__typename"].as_str() {
            Some("CaseChanged") => Answer::Recorded {
                position: payload["position"].as_i64().expect("a position"),
                version: payload["version"].as_i64().expect("a version"),
                now: payload["recordedNow"].as_bool().expect("true or false"),
                shown: card(&payload["case"]),
            },
            Some("RuleRefused") => Answer::Refused(Refusal::Rule(payload["code"].as_str().expect("a code").to_owned())),
            Some("VersionConflict") => {
                Answer::Refused(Refusal::Version(payload["actualVersion"].as_i64().expect("a version")))
            }
            Some("CommandIdReused") => Answer::Refused(Refusal::IdTaken),
            None => Answer::Unknown,
            Some(_) => panic!("{name} is not a command as it should be: {payload}"),
        }
    }

    fn read_history(&mut self, server: usize, case: Uuid, as_of: Option<i64>) {
        let query = "query History($id: ID!, $first: Int, $asOf: AsOfInput) { case(id: $id, asOf: $asOf) {
            asOf { position } history(first: $first) { nodes { position sequence commandId } } } }";
        let sent = self.all.history.now();
        let variables = json!({ "id": case_id(case), "first": PAGE, "asOf": moment(as_of) });
        let Some(data) = self.post(server, &self.all.employee, query, &variables) else { return };
        // A case is found by its card, which may still be to come; as of a moment it was there or was not.
        let entries = match (seen(&data["case"]["history"]["nodes"]), as_of) {
            (None, None) => return,
            (entries, _) => entries.unwrap_or_default(),
        };
        let full = entries.len() == PAGE;
        self.note_read(server, sent, as_of, &data["case"], Shown::History { case, entries, full });
    }

    fn read_the_ledger(&mut self, server: usize, as_of: Option<i64>) {
        let after = as_of.unwrap_or_else(|| self.all.newest()).saturating_sub_unsigned(self.dice.roll(60)).max(1);
        let query = "query Page($municipality: String!, $first: Int, $after: String, $asOf: AsOfInput) {
            ledger(municipality: $municipality, asOf: $asOf) { position asOf { position }
                entries(first: $first, after: $after) { nodes { position sequence commandId } } } }";
        let sent = self.all.history.now();
        let variables = json!({
            "municipality": Site::MUNICIPALITY, "first": PAGE, "after": after.to_string(), "asOf": moment(as_of),
        });
        let Some(data) = self.post(server, &self.all.auditor, query, &variables) else { return };
        let ledger = &data["ledger"];
        if let Some(head) = ledger["position"].as_i64() {
            self.note_read(server, sent, as_of, ledger, Shown::Head(head));
        }
        if let Some(entries) = seen(&ledger["entries"]["nodes"]) {
            let full = entries.len() == PAGE;
            self.note_read(server, sent, as_of, ledger, Shown::Page { after, entries, full });
        }
    }

    fn read_card(&mut self, server: usize, case: Uuid) {
        let query = "query Card($id: ID!) { case(id: $id) { id version position } }";
        let sent = self.all.history.now();
        let Some(data) = self.post(server, &self.all.employee, query, &json!({ "id": case_id(case) })) else { return };
        if let Some(card) = card(&data["case"]) {
            self.note(server, sent, true, Did::Read(Shown::Cases(vec![card])));
        }
    }

    fn read_list(&mut self, server: usize, list: List, as_of: Option<i64>) {
        let token = match list {
            List::Cases => &self.all.employee,
            List::Reports | List::Decisions => &self.all.auditor,
        };
        let sent = self.all.history.now();
        let variables = json!({ "first": list.page(), "asOf": moment(as_of) });
        let Some(data) = self.post(server, token, list.query(), &variables) else { return };
        if let Some(nodes) = data[list.name()]["nodes"].as_array() {
            let other = nodes.iter().find(|node| told(node).is_some_and(|told| Some(told) != as_of));
            self.note_read(server, sent, as_of, other.unwrap_or(&Value::Null), list.shown(nodes));
        }
    }

    /// Notes what was shown, as of the moment that the answer itself tells; where it tells none, of the one that was asked about.
    fn note_read(&self, server: usize, sent: u64, as_of: Option<i64>, answer: &Value, shown: Shown) {
        let did = match as_of {
            None => Did::Read(shown),
            Some(asked) => Did::ReadAsOf { asked, told: told(answer).unwrap_or(asked), shown },
        };
        self.note(server, sent, true, did);
    }

    /// The data of an answer without errors; `None` for any other one, and when there is none.
    fn post(&self, server: usize, token: &str, query: &str, variables: &Value) -> Option<Value> {
        let body = json!({ "query": query, "variables": variables });
        let answer = self.site.server(server).and_then(|server| server.try_post(token, &body).ok());
        let data = answer.and_then(|answer| {
            let response: Value = serde_json::from_str(&answer.body).ok()?;
            response.get("errors").is_none().then(|| response["data"].clone())
        });
        if data.is_none() {
            std::thread::sleep(AFTER_NO_ANSWER);
        }
        data
    }

    fn note(&self, server: usize, sent: u64, is_answered: bool, did: Did) {
        let answered = is_answered.then(|| self.all.history.now());
        self.all.history.note(Operation { client: self.nth, server, sent, answered, did });
    }
}

fn case_id(case: Uuid) -> String {
    format!("case_{case}")
}

fn observation(case: Uuid) -> Value {
    json!({ "caseId": case_id(case), "observedOn": "2026-01-01", "kind": "OBSERVED", "text": "Satt alene." })
}

/// The UUID in an id such as `case_<UUID>`.
fn uuid_in(id: &Value) -> Option<Uuid> {
    id.as_str()?.rsplit_once('_')?.1.parse().ok()
}

/// What stands for a moment in a question.
fn moment(as_of: Option<i64>) -> Value {
    as_of.map_or(Value::Null, |position| json!({ "position": position }))
}

/// The position that a part of an answer says it stands for.
fn told(answer: &Value) -> Option<i64> {
    answer["asOf"]["position"].as_i64()
}

fn card(case: &Value) -> Option<Card> {
    let (stream, version) = (stream_of(uuid_in(&case["id"])?), case["version"].as_i64()?);
    Some(Card { stream, version: Some(version), position: case["position"].as_i64()? })
}

fn report(report: &Value) -> Option<Card> {
    let stream = stream_of_report(uuid_in(&report["id"])?);
    Some(Card { stream, version: None, position: report["position"].as_i64()? })
}

/// The entries of a page; `None` where there is none.
fn seen(nodes: &Value) -> Option<Vec<Seen>> {
    nodes.as_array()?.iter().map(entry).collect()
}

fn entry(node: &Value) -> Option<Seen> {
    Some(Seen {
        position: node["position"].as_i64()?,
        sequence: node["sequence"].as_i64()?,
        command: node["commandId"].as_str()?.parse().ok()?,
    })
}
