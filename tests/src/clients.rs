//! Clients of several servers that work at once and note everything they do and see.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use case_ledger_infrastructure::clock;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::checker::{Anomaly, check};
use crate::history::{Answer, Card, Did, Entry, History, Operation, Seen};
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
            if let Anomaly::Phantom { read: nth, .. }
            | Anomaly::Skipped { read: nth, .. }
            | Anomaly::Half { read: nth, .. }
            | Anomaly::Skewed { read: nth }
            | Anomaly::Stale { operation: nth, .. } = anomaly
            {
                eprintln!("{anomaly}: {:?}", operations[*nth]);
            }
        }
        let commands = self.sent().len();
        let unanswered = operations.iter().filter(|operation| operation.answered.is_none()).count();
        let reads = operations.iter().filter(|operation| !matches!(operation.did, Did::Command { .. })).count();
        Judged { commands, unanswered, reads, anomalies: anomalies.into_iter().collect() }
    }

    fn sent(&self) -> std::sync::MutexGuard<'_, BTreeMap<Uuid, Command>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cases(&self) -> std::sync::MutexGuard<'_, Vec<(Uuid, i64)>> {
        self.cases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a history comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Commands sent, each counted once.
    pub commands: usize,
    /// Sendings without an answer.
    pub unanswered: usize,
    /// Reads with one.
    pub reads: usize,
    /// What cannot be.
    pub anomalies: Vec<Anomaly>,
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
            match self.dice.roll(25) {
                0..=2 => self.open(server),
                3..=8 => self.observe(server, case, None),
                9..=12 => self.observe(server, case, Some(version)),
                13 => self.escalate_without_consent(server, case),
                14 => self.report_in_an_emergency(server, case),
                15 => self.send_something_again(server),
                16 => self.send_the_same_to_all(case),
                17..=19 => self.read_history(server, case),
                20 => self.read_the_ledger(server),
                24 => self.attach(server, case),
                21..=22 => self.read_card(server, case),
                _ => self.read_cards(server),
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
                self.note(server, sent, true, Did::Page { after, entries, full: true });
            }
        }
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
        let Command { name, input } = command;
        let mut input = input.clone();
        input["commandId"] = json!(id);
        let query = format!(
            "mutation Command($input: {}{}Input!) {{ {name}(input: $input) {{ __typename
               ... on CaseChanged {{ position version recordedNow case {{ id version position }} }}
               ... on Refusal {{ code rule message }} }} }}",
            name[..1].to_uppercase(),
            &name[1..]
        );
        let sent = self.all.history.now();
        let answered = self.post(server, &self.all.employee, &query, &json!({ "input": input }));
        let payload = answered.as_ref().map_or(&Value::Null, |data| &data[*name]);
        let answer = match payload["__typename"].as_str() {
            Some("CaseChanged") => Answer::Recorded {
                position: payload["position"].as_i64().expect("a position"),
                version: payload["version"].as_i64().expect("a version"),
                now: payload["recordedNow"].as_bool().expect("true or false"),
                shown: card(&payload["case"]),
            },
            Some("RuleRefused" | "VersionConflict") => Answer::Refused,
            None => Answer::Unknown,
            Some(_) => panic!("{name} is not a command as it should be: {payload}"),
        };
        if let Answer::Recorded { position, version, shown, now } = &answer {
            self.all.newest.fetch_max(*position, Ordering::SeqCst);
            self.all.acknowledged.fetch_add(usize::from(*now), Ordering::SeqCst);
            let case = shown.map(|card| card.case).or_else(|| uuid_in(&input["caseId"]));
            let mut cases = self.all.cases();
            match case.and_then(|case| cases.iter_mut().find(|(known, _)| *known == case)) {
                Some((_, seen)) => *seen = (*seen).max(*version),
                None => cases.extend(case.map(|case| (case, *version))),
            }
        }
        let expected = input["expectedVersion"].as_i64();
        let is_known = !matches!(answer, Answer::Unknown);
        self.note(server, sent, is_known, Did::Command { id, expected, answer: answer.clone() });
        answer
    }

    fn read_history(&mut self, server: usize, case: Uuid) {
        let query = "query History($id: ID!, $first: Int) { case(id: $id) {
            history(first: $first) { nodes { position sequence commandId } } } }";
        let sent = self.all.history.now();
        let variables = json!({ "id": case_id(case), "first": PAGE });
        let Some(data) = self.post(server, &self.all.employee, query, &variables) else { return };
        // A case is found by its card, which may still be to come.
        if let Some(entries) = seen(&data["case"]["history"]["nodes"]) {
            let full = entries.len() == PAGE;
            self.note(server, sent, true, Did::History { case, entries, full });
        }
    }

    fn read_the_ledger(&mut self, server: usize) {
        let after = self.all.newest().saturating_sub_unsigned(self.dice.roll(60)).max(1);
        let query = "query Page($municipality: String!, $first: Int, $after: String) {
            ledger(municipality: $municipality) { entries(first: $first, after: $after) { nodes {
                position sequence commandId } } } }";
        let sent = self.all.history.now();
        let variables = json!({ "municipality": Site::MUNICIPALITY, "first": PAGE, "after": after.to_string() });
        let Some(data) = self.post(server, &self.all.auditor, query, &variables) else { return };
        if let Some(entries) = seen(&data["ledger"]["entries"]["nodes"]) {
            let full = entries.len() == PAGE;
            self.note(server, sent, true, Did::Page { after, entries, full });
        }
    }

    fn read_card(&mut self, server: usize, case: Uuid) {
        let query = "query Card($id: ID!) { case(id: $id) { id version position } }";
        let sent = self.all.history.now();
        let Some(data) = self.post(server, &self.all.employee, query, &json!({ "id": case_id(case) })) else { return };
        if let Some(card) = card(&data["case"]) {
            self.note(server, sent, true, Did::Cards(vec![card]));
        }
    }

    fn read_cards(&mut self, server: usize) {
        let query = "query Cards($first: Int) { cases(first: $first, filter: { unit: \"Solbakken\" }) {
            nodes { id version position } } }";
        let sent = self.all.history.now();
        let Some(data) = self.post(server, &self.all.employee, query, &json!({ "first": CARDS })) else { return };
        let cards = data["cases"]["nodes"].as_array().into_iter().flatten().filter_map(card).collect();
        self.note(server, sent, true, Did::Cards(cards));
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

fn card(case: &Value) -> Option<Card> {
    Some(Card { case: uuid_in(&case["id"])?, version: case["version"].as_i64()?, position: case["position"].as_i64()? })
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
