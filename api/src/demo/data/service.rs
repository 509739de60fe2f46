//! The child welfare service's side: reports that come in, how triage ends, and the investigations that follow.

mod helped;
mod ordered;
mod placed;

use std::collections::BTreeMap;

use case_ledger_domain::case::{Degree, Helpers, StepsAction};
use case_ledger_domain::codes::{CodeList, ListVersion, UsedCode, find};
use case_ledger_domain::ids::{InvestigationId, MessageId, ReportId, SubjectId};
use case_ledger_domain::investigation::{
    Allocation, BoardCaseKind, Ground, InvestigationAction, InvestigationOutcome, ParticipationKind, StepKind,
    WrittenForm,
};
use case_ledger_domain::law::{self, DeadlineKind};
use case_ledger_domain::people::{Child, Decider, DeciderRole, Decision, Guardian, Role};
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::report::{
    Channel, IncomingReport, NamedMeasures, ReportAction, Reporter, TriageConclusion, TriageOutcome,
};
use case_ledger_domain::text::Text;
use case_ledger_domain::time::{days_after, months_after, oslo_date};
use case_ledger_domain::transfers::TransferReceipt;
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};

use helped::Helped;

use super::around::{SERVICE_GUIDE, guides_since};
use super::dice::{Dice, named};
use super::life::ways::guide;
use super::people::{At, Place, someone, text};
use super::plan::{
    Plan, Planned, Step, days_before, is_working_day, working_day_from, working_day_until, working_time,
};
use super::texts::{self, Said, Theme, Words};

/// A report that comes to the service.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) report: ReportId,
    /// Its dice's name.
    pub(super) name: String,
    pub(super) received_at: DateTime<Utc>,
    pub(super) child: Child,
    /// Those with parental responsibility.
    pub(super) guardians: Vec<Guardian>,
    pub(super) words: Words,
    pub(super) theme: &'static Theme,
    /// Whether the reporter is told how triage ends.
    pub(super) is_public: bool,
    pub(super) can_be_acknowledged: bool,
    pub(super) origin: Origin,
    /// When triage is concluded, once that is known.
    pub(super) triage: Option<NaiveDate>,
    /// How triage ends.
    pub(super) outcome: TriageOutcome,
    /// Whether everything is done in time and by the book, and nothing left to chance.
    pub(super) is_exemplary: bool,
    /// What becomes of the child in the service.
    pub(super) fate: Fate,
    /// In which investigation the measures are followed up because of which it is dismissed, where those are this service's.
    pub(super) because_of: Option<InvestigationId>,
}

/// What becomes of a child of whom the service hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// As chance has it.
    Any,
    /// It is investigated, placed in an emergency, and brought before the board.
    Placed,
    /// Triage decides on an investigation, and nobody opens one.
    Forgotten,
    /// The investigation is dismissed with concern, and the next one, which was planned, never begins.
    NotRenewed,
    /// Another service is to go on with it, sends it back, and it is investigated anew.
    SentBack,
    /// The board orders measures at home, for a time that passes.
    Ordered,
    /// It is helped, the help ends, and nobody decides that this is the end.
    NeverEnded,
    /// It is to be helped, and nobody decides how.
    Unhelped,
    /// It is helped until it is of age.
    Grown,
}

/// Where a report comes from.
#[derive(Debug)]
pub(super) enum Origin {
    /// From a case of this ledger.
    Sent,
    /// From outside the universal arena.
    Outside(Box<IncomingReport>),
}

/// Who reports from outside: code, role and unit.
type Office = (&'static str, Said, Said);

const OFFICES: [Office; 9] = [
    ("8", ["politibetjent", "politibetjent"], ["politiet", "politiet"]),
    ("7", ["vakthavende", "vakthavande"], ["barnevernsvakten", "barnevernsvakta"]),
    ("6", ["veileder", "rettleiar"], ["NAV-kontoret", "NAV-kontoret"]),
    ("13", ["psykolog", "psykolog"], ["psykisk helsevern for barn og unge", "psykisk helsevern for barn og unge"]),
    ("14", ["lege", "lege"], ["distriktspsykiatrisk senter", "distriktspsykiatrisk senter"]),
    ("24", ["fastlege", "fastlege"], ["legesenteret", "legesenteret"]),
    ("16", ["terapeut", "terapeut"], ["familievernkontoret", "familievernkontoret"]),
    ("18", ["miljøarbeider", "miljøarbeidar"], ["krisesenteret", "krisesenteret"]),
    ("12", ["rådgiver", "rådgivar"], ["PPT", "PPT"]),
];

const UNBORN: Said = [
    "Den gravide ruser seg og møter ikke til kontroll. Termin er om {n} måneder.",
    "Den gravide rusar seg og møter ikkje til kontroll. Termin er om {n} månader.",
];
/// Who reports from outside.
#[derive(Debug, Clone, Copy)]
pub(super) enum Voice {
    Office(usize),
    Private,
    Anonymous,
}

/// The code, unless it was split before that day.
fn reporter_code(code: &'static str, on: NaiveDate) -> &'static str {
    // Doctors and hospitals were code 15 together with dentists until 2024.
    match find(CodeList::Reporter, code) {
        Some(known) if !known.holds_on(on) => "15",
        _ => code,
    }
}

fn used(code: &str) -> UsedCode {
    UsedCode { code: code.to_owned(), list: ListVersion::Register, clarification: None }
}

/// The theme's content codes that hold on that day.
fn contents_on(theme: &Theme, on: NaiveDate) -> Vec<&'static str> {
    let holds = |code: &&str| find(CodeList::Content, code).is_some_and(|known| known.holds_on(on));
    theme.codes.iter().copied().filter(holds).take(2).collect()
}

/// A report from outside about a child.
#[derive(Debug)]
pub(super) struct Outside<'a> {
    pub(super) name: String,
    pub(super) child: Child,
    pub(super) guardians: Vec<Guardian>,
    pub(super) words: Words,
    pub(super) theme: &'static Theme,
    pub(super) received_at: DateTime<Utc>,
    pub(super) voice: Voice,
    pub(super) place: &'a Place,
}

impl Outside<'_> {
    pub(super) fn arrive(self, plan: &mut Plan) -> Arrival {
        let Outside { name, child, guardians, words, theme, received_at, voice, place } = self;
        let mut dice = Dice::named(&format!("{}/{name}/words", place.municipality));
        let received_on = oslo_date(received_at);
        let cause = named(&name);
        let subject = SubjectId::derived(&place.municipality, named(&format!("reporter of {name}")), 0);
        let of_reporter = |words: &str| Personal::reporter(subject, text(words));
        let (person, address) = someone(place, &mut dice);
        let (reporter, code, said) = match voice {
            Voice::Office(office) => {
                let (code, role, unit) = &OFFICES[office];
                let reporter = Reporter::Public {
                    name: of_reporter(&person),
                    role: of_reporter(&words.fill(role, &mut dice)),
                    unit: of_reporter(&words.fill(unit, &mut dice)),
                    contact: dice.chance(70).then(|| of_reporter(&address)),
                };
                (reporter, reporter_code(code, received_on), &theme.service_reports)
            }
            Voice::Private => {
                let contact = dice.chance(80).then(|| of_reporter(&address));
                let code = dice.weighted(&[(25, "2"), (35, "3"), (40, "4")]);
                (Reporter::Private { name: of_reporter(&person), contact }, code, &theme.neighbour_reports)
            }
            Voice::Anonymous => (Reporter::Anonymous, "23", &theme.neighbour_reports),
        };
        if !matches!(voice, Voice::Anonymous) {
            plan.people.insert((subject, Category::Reporter));
        }
        plan.people.insert((child.subject, Category::Child));
        let content = words.fill(if child.unborn { &UNBORN } else { said }, &mut dice);
        let mut contents = contents_on(theme, received_on);
        contents.truncate(if dice.chance(45) { 2 } else { 1 });
        let report = ReportId::derived(&place.municipality, cause, 0);
        let incoming = IncomingReport {
            child: child.clone(),
            case: None,
            message: Some(MessageId::derived(&place.municipality, cause, 0)),
            reporter,
            reporter_codes: vec![used(code)],
            content: Some(Personal::child(child.subject, text(&content))),
            contents: contents.into_iter().map(used).collect(),
            unit: place.service.to_owned(),
            channel: Channel::Fiks,
            withheld_from_guardians: None,
            guardians_not_told: false,
            learned_through_work: None,
            acknowledges_private: true,
            received_at,
        };
        Arrival {
            report,
            name,
            received_at,
            child,
            guardians,
            words,
            theme,
            is_public: matches!(voice, Voice::Office(_)),
            can_be_acknowledged: !matches!(voice, Voice::Anonymous),
            origin: Origin::Outside(Box::new(incoming)),
            triage: None,
            outcome: TriageOutcome::InvestigationDecided,
            is_exemplary: false,
            fate: Fate::Any,
            because_of: None,
        }
    }
}

/// When triage of a report received that day is concluded: nearly always within the week.
pub(super) fn triage_day(received_on: NaiveDate, dice: &mut Dice) -> Option<NaiveDate> {
    let in_time: Vec<NaiveDate> =
        (0..=7).map(|days| days_after(received_on, days)).filter(|day| is_working_day(*day)).collect();
    match dice.below(1_000) {
        0..972 if !in_time.is_empty() => Some(*dice.pick(&in_time)),
        0..996 => Some(working_day_from(days_after(received_on, dice.between(8, 24)))),
        _ => None,
    }
}

/// A moment on that day, later than `earliest`.
fn on_day(date: NaiveDate, earliest: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let pause = TimeDelta::minutes(i64::try_from(dice.between(12, 70)).unwrap_or_default());
    working_time(date, dice).max(earliest + pause)
}

/// How many reports more, and how many of all of them dismissed, give `rate` in whole percent.
pub(super) fn quota(at_least: u64, rate: u64) -> (u64, u64) {
    // Within a quarter of a percent, so that no way of rounding gives another figure.
    let dismissed_of = |all: u64| {
        let dismissed = (all * rate + 50) / 100;
        ((dismissed * 100).abs_diff(all * rate) * 4 <= all).then_some(dismissed)
    };
    let found = (at_least.max(1)..).find_map(|all| dismissed_of(all).map(|dismissed| (all, dismissed)));
    // A hundred of them always do.
    found.unwrap_or((at_least, 0))
}

/// What the outside world reports besides what the units send.
pub(super) struct World<'a> {
    pub(super) place: &'a Place,
    pub(super) first_day: NaiveDate,
    pub(super) today: NaiveDate,
}

impl World<'_> {
    /// The days on which triage of a report from outside is concluded, so that each year gets the number of reports
    /// its rate needs; after them the days of receipt of those that still wait.
    pub(super) fn days(&self, arrivals: &[Arrival]) -> Days {
        let mut dice = Dice::named(&format!("{}/outside", self.place.municipality));
        let mut concluded = Vec::new();
        for year in self.first_day.year()..=self.today.year() {
            let inside = concluded_by_year(arrivals, self.today).remove(&year).unwrap_or_default().len() as u64;
            let wanted = quota(inside * 9 / 4, self.rate_of(year)).0;
            let first = NaiveDate::from_ymd_opt(year, 1, 2).unwrap_or(self.first_day);
            let last = NaiveDate::from_ymd_opt(year, 12, 30).unwrap_or(self.today).min(days_before(self.today, 1));
            let span = u64::try_from((last - first).num_days()).unwrap_or_default();
            if last < first {
                continue;
            }
            for _ in inside..wanted {
                let day = working_day_until(days_after(first, dice.between(0, span)));
                concluded.push(if day < first { working_day_from(first).min(last) } else { day });
            }
        }
        let recent = arrivals.len() as u64 / 150;
        let mut waiting = Vec::new();
        for _ in 0..=recent {
            waiting.push(days_before(self.today, dice.between(0, 5)));
            if dice.chance(40) {
                waiting.push(days_before(self.today, dice.between(9, 30)));
            }
        }
        Days { concluded, waiting }
    }

    /// Decides which of the new reports are dismissed, so that each year gets its rate.
    pub(super) fn decide(&self, arrivals: &mut [Arrival]) {
        for (year, concluded) in concluded_by_year(arrivals, self.today) {
            let (_, dismissed) = quota(concluded.len() as u64, self.rate_of(year));
            let mut missing = usize::try_from(dismissed).unwrap_or_default();
            let mut open: Vec<(u64, usize)> = Vec::new();
            for index in concluded {
                let arrival = &arrivals[index];
                if arrival.outcome == TriageOutcome::ReportDismissed {
                    missing = missing.saturating_sub(1);
                } else if !arrival.is_exemplary && arrival.fate == Fate::Any {
                    let mut dice = Dice::named(&format!("{}/{}/weight", self.place.municipality, arrival.name));
                    // What is graver is dismissed less often, and so is what a public service says.
                    let grave = if arrival.theme.grave { 45 } else { 0 };
                    let public = if arrival.is_public { 20 } else { 0 };
                    open.push((dice.below(100) + grave + public, index));
                }
            }
            open.sort_unstable();
            for (_, index) in open.into_iter().take(missing) {
                arrivals[index].outcome = TriageOutcome::ReportDismissed;
            }
        }
    }

    fn rate_of(&self, year: i32) -> u64 {
        let index = usize::try_from(year - self.first_day.year()).unwrap_or_default();
        self.place.rates[index.min(self.place.rates.len() - 1)]
    }
}

/// When reports from outside come.
#[derive(Debug)]
pub(super) struct Days {
    /// The days on which triage is concluded.
    pub(super) concluded: Vec<NaiveDate>,
    /// The days of receipt of those still waiting for it.
    pub(super) waiting: Vec<NaiveDate>,
}

/// The new reports by the year in which their triage is concluded.
fn concluded_by_year(arrivals: &[Arrival], today: NaiveDate) -> BTreeMap<i32, Vec<usize>> {
    let mut by_year: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (index, arrival) in arrivals.iter().enumerate() {
        if let Some(day) = arrival.triage.filter(|day| *day < today) {
            by_year.entry(day.year()).or_default().push(index);
        }
    }
    by_year
}

/// Who reports from outside, as chance has it.
pub(super) fn voice(dice: &mut Dice) -> Voice {
    match dice.below(100) {
        0..55 => Voice::Office(dice.index(OFFICES.len())),
        55..82 => Voice::Private,
        _ => Voice::Anonymous,
    }
}

/// When a report from outside comes whose triage is concluded on that day.
pub(super) fn received_before(triage: NaiveDate, first_day: NaiveDate, dice: &mut Dice) -> NaiveDate {
    let days = if dice.chance(97) { dice.between(0, 7) } else { dice.between(8, 24) };
    let day = days_before(triage, days);
    if day < first_day { triage } else { day }
}

/// When on that day a report from outside comes in; some come in the evening.
pub(super) fn time_of_receipt(date: NaiveDate, dice: &mut Dice) -> DateTime<Utc> {
    let hours = if dice.chance(15) { TimeDelta::hours(5) } else { TimeDelta::zero() };
    working_time(date, dice) + hours
}

/// A report on its way through the service.
#[derive(Debug)]
pub(super) struct Course<'a> {
    place: &'a Place,
    plan: &'a mut Plan,
    dice: Dice,
    arrival: Arrival,
    intake: usize,
    caseworker: usize,
    leader: usize,
}

impl<'a> Course<'a> {
    pub(super) fn new(place: &'a Place, plan: &'a mut Plan, arrival: Arrival) -> Self {
        let mut dice = Dice::named(&format!("{}/{}/course", place.municipality, arrival.name));
        let intake = place.posts_at(At::Service, Role::ChildWelfareIntake);
        let caseworkers = place.posts_at(At::Service, Role::Caseworker);
        let exemplary = arrival.is_exemplary;
        let mut one_of = |posts: &[usize]| if exemplary { posts[0] } else { *dice.pick(posts) };
        let (intake, caseworker) = (one_of(&intake), one_of(&caseworkers));
        let leader = caseworkers.last().copied().unwrap_or(caseworker);
        Self { place, plan, dice, arrival, intake, caseworker, leader }
    }

    fn add(&mut self, at: DateTime<Utc>, post: usize, action: ReportAction) {
        let step = Step::Report { report: self.arrival.report, action: Box::new(action) };
        self.plan.add(Planned { at, post: Some(post), step });
    }

    fn reasons(&mut self, texts: &[Said]) -> Personal<Text> {
        let mut dice = self.dice.clone();
        let reasons = self.said(texts, &mut dice);
        self.dice = dice;
        reasons
    }

    fn said(&self, texts: &[Said], dice: &mut Dice) -> Personal<Text> {
        let said = *dice.pick(texts);
        Personal::child(self.arrival.child.subject, text(&self.arrival.words.fill(&said, dice)))
    }

    /// Whether the service worked by its guide when the report came in.
    fn follows_the_guide(&self) -> bool {
        oslo_date(self.arrival.received_at) >= guides_since(oslo_date(self.plan.until))
    }

    /// What is decided in a step of the service's guide, by whom it is to be; the reasons are those of what is done by it.
    fn in_step(
        &self,
        (step, outcome): (&str, &str),
        post: usize,
        decision: &Decision,
        on: NaiveDate,
    ) -> Option<StepsAction> {
        let guide = guide(SERVICE_GUIDE).filter(|_| self.follows_the_guide())?;
        // Whoever works with it decides as the step's owner, the leader of the service too.
        let role = if post == self.intake { DeciderRole::IntakeOfficer } else { DeciderRole::Caseworker };
        let (step, outcome) = (step.parse().ok()?, outcome.parse().ok()?);
        Some(StepsAction::DecideStep {
            guide,
            adopted_on: guides_since(oslo_date(self.plan.until)),
            arena: None,
            step,
            outcomes: vec![outcome],
            helped_by: Helpers::default(),
            decision: Decision::stated(decision.rationale.clone(), Decider { role, ..self.place.decider(post) }),
            together_with: None,
            decided_on: on,
        })
    }

    /// As [`Self::in_step`], in an investigation.
    fn step(
        &mut self,
        investigation: InvestigationId,
        at: DateTime<Utc>,
        decided: (&str, &str),
        post: usize,
        decision: &Decision,
    ) {
        if let Some(action) = self.in_step(decided, post, decision, oslo_date(at)) {
            self.act(investigation, at, post, InvestigationAction::Steps(action));
        }
    }

    /// Plans all of it.
    pub(super) fn run(mut self) {
        self.receive();
        self.declare();
        self.acknowledge();
        let Some(day) = self.arrival.triage else { return };
        let triaged_at = self.triage(day);
        if self.arrival.is_public {
            self.inform(triaged_at);
        }
        if self.arrival.outcome == TriageOutcome::InvestigationDecided && self.arrival.fate != Fate::Forgotten {
            self.investigate(triaged_at);
        }
    }

    fn receive(&mut self) {
        let (at, report) = (self.arrival.received_at, self.arrival.report);
        let step = match &self.arrival.origin {
            Origin::Sent => Step::TakeIn { report },
            Origin::Outside(incoming) => {
                Step::Report { report, action: Box::new(ReportAction::Receive(incoming.clone())) }
            }
        };
        self.plan.add(Planned { at, post: None, step });
    }

    /// What was told goes back to the case that the report was sent from.
    fn take_back(&mut self, at: DateTime<Utc>) {
        if matches!(self.arrival.origin, Origin::Sent) {
            self.plan.add(Planned { at, post: None, step: Step::TakeBack { report: self.arrival.report } });
        }
    }

    /// A private form asks whether something was learned through work; some are sent in without an answer, and now and
    /// then somebody says yes.
    fn declare(&mut self) {
        let mut dice = Dice::named(&format!("{}/{}/declaration", self.place.municipality, self.arrival.name));
        if self.arrival.is_public || dice.chance(15) {
            return;
        }
        let learned_through_work = dice.chance(4);
        let declared_on = oslo_date(self.arrival.received_at);
        let action = ReportAction::RecordDeclaration { learned_through_work, corrected_because: None, declared_on };
        self.add(self.arrival.received_at + TimeDelta::minutes(1), self.intake, action);
    }

    fn acknowledge(&mut self) {
        if !self.arrival.can_be_acknowledged {
            return;
        }
        let days = if self.arrival.is_exemplary {
            2
        } else {
            let span = self.dice.weighted(&[(87, (0, 14)), (7, (22, 40)), (6, (0, 0))]);
            if span == (0, 0) {
                return; // Nobody thought of it.
            }
            self.dice.between(span.0, span.1)
        };
        let sent_on = working_day_from(days_after(oslo_date(self.arrival.received_at), days));
        let at = on_day(sent_on, self.arrival.received_at, &mut self.dice);
        self.add(at, self.intake, ReportAction::Acknowledge { sent_on });
        self.take_back(at);
    }

    fn triage(&mut self, day: NaiveDate) -> DateTime<Utc> {
        let at = on_day(day, self.arrival.received_at, &mut self.dice);
        let code = self.triage_code(day);
        let outcome = TriageOutcome::from_code(code).unwrap_or(self.arrival.outcome);
        let rationale = self.reasons(texts::triaged(outcome));
        let urgent = self.arrival.theme.grave && outcome == TriageOutcome::InvestigationDecided;
        let conclusion = TriageConclusion {
            code: code.to_owned(),
            clarification: None,
            urgent_measures: urgent && self.dice.chance(20),
            decision: Decision::stated(rationale, self.place.decider(self.intake)),
            assessment: None,
            seconded_by: None,
            joins: None,
            active_measures: None,
            investigated: false,
            decided_on: day,
        };
        self.decide(at, conclusion, outcome);
        at
    }

    /// A report that is dismissed because of measures of this service says in which investigation they are followed up, nearly
    /// always; some are dismissed because of another service's, and of some nobody says whose.
    fn conclude_triage(&mut self, at: DateTime<Utc>, mut conclusion: TriageConclusion, dice: &mut Dice) {
        let report = self.arrival.report;
        let step = match self.arrival.because_of {
            Some(investigation) if dice.chance(80) => {
                Step::Dismiss { report, investigation, conclusion: Box::new(conclusion) }
            }
            because_of => {
                conclusion.active_measures = because_of.filter(|_| dice.chance(40)).map(|_| NamedMeasures::Elsewhere);
                Step::Report { report, action: Box::new(ReportAction::Triage(Box::new(conclusion))) }
            }
        };
        self.plan.add(Planned { at, post: Some(self.intake), step });
    }

    /// A dismissal is assessed in writing, and by more than one: in the intake meeting, or by the leader too. Where
    /// it is urgent, what is done at once is decided the same day.
    fn decide(&mut self, at: DateTime<Utc>, mut conclusion: TriageConclusion, outcome: TriageOutcome) {
        let mut dice = Dice::named(&format!("{}/{}/intake", self.place.municipality, self.arrival.name));
        let (day, decider) = (conclusion.decided_on, self.place.decider(self.intake));
        let met = dice.chance(70);
        if met {
            let present = vec![decider.clone(), self.place.decider(self.leader)];
            self.add(at, self.intake, ReportAction::HoldIntakeMeeting { present, summary: None, held_on: day });
        }
        if outcome.takes_two() {
            conclusion.assessment = Some(self.said(texts::ASSESSED, &mut dice));
            conclusion.seconded_by = (!met).then(|| self.place.decider(self.leader));
        }
        let urgent = conclusion.urgent_measures;
        let reasons = conclusion.decision.rationale.clone();
        // Now and then the guide's step is passed over. It decides on no transfer, nor on an investigation that goes on.
        let ends = match outcome {
            TriageOutcome::InvestigationDecided => Some("open-investigation"),
            TriageOutcome::ReportDismissed | TriageOutcome::DismissedActiveMeasures => Some("dismiss-report"),
            TriageOutcome::AddedToOngoingInvestigation | TriageOutcome::ReportTransferred => None,
        };
        let basis = &conclusion.decision;
        let in_step = ends.and_then(|ends| self.in_step(("review-report", ends), self.intake, basis, day));
        if let Some(action) = in_step.filter(|_| self.arrival.is_exemplary || dice.chance(85)) {
            self.add(at, self.intake, ReportAction::Steps(action));
        }
        self.conclude_triage(at, conclusion, &mut dice);
        if let Some(receipt) = self.taken_over(day).filter(|_| outcome == TriageOutcome::ReportTransferred) {
            let said_at = on_day(receipt.received_on, at, &mut dice);
            self.add(said_at, self.intake, ReportAction::RecordTransferReceipt(receipt));
        }
        // Now and then it stays at saying so.
        if urgent && (self.arrival.is_exemplary || !dice.chance(12)) {
            let measures = self.said(texts::DONE_AT_ONCE, &mut dice);
            let decision = Decision::stated(reasons, decider);
            let action = ReportAction::DecideUrgentFollowUp { measures, decision, decided_on: day };
            self.add(at, self.intake, action);
        }
    }

    /// What is said where the child goes: nearly always in time, and by some never.
    fn taken_over(&self, sent_on: NaiveDate) -> Option<TransferReceipt> {
        let mut dice = Dice::named(&format!("{}/{}/taken over", self.place.municipality, self.arrival.name));
        let days = dice.weighted(&[(70, Some(3)), (15, Some(12)), (15, None)])?;
        let account = self.said(&[texts::TAKEN_OVER], &mut dice);
        Some(TransferReceipt { account, received_on: working_day_from(days_after(sent_on, dice.between(1, days))) })
    }

    fn triage_code(&mut self, day: NaiveDate) -> &'static str {
        match self.arrival.outcome {
            TriageOutcome::InvestigationDecided => "2",
            TriageOutcome::DismissedActiveMeasures => "3",
            TriageOutcome::AddedToOngoingInvestigation => "4",
            TriageOutcome::ReportTransferred => "8",
            TriageOutcome::ReportDismissed => {
                if holds(CodeList::ReportConclusion, "1", day) {
                    "1"
                } else if self.arrival.is_exemplary {
                    "10"
                } else {
                    self.dice.weighted(&[(58, "10"), (16, "9"), (10, "8"), (9, "7"), (4, "6"), (3, "5")])
                }
            }
        }
    }

    fn inform(&mut self, triaged_at: DateTime<Utc>) {
        let days = if self.arrival.is_exemplary {
            2
        } else {
            let span = self.dice.weighted(&[(80, (0, 10)), (8, (25, 50)), (12, (0, 0))]);
            if span == (0, 0) {
                return;
            }
            self.dice.between(span.0, span.1)
        };
        let informed_on = working_day_from(days_after(oslo_date(triaged_at), days));
        let at = on_day(informed_on, triaged_at, &mut self.dice);
        self.add(at, self.intake, ReportAction::InformReporter { informed_on });
        self.take_back(at);
    }

    fn investigate(&mut self, triaged_at: DateTime<Utc>) {
        let report = self.arrival.report;
        let investigation = InvestigationId::derived(&self.place.municipality, report.as_uuid(), 0);
        let opened_at = on_day(working_day_from(oslo_date(triaged_at)), triaged_at, &mut self.dice);
        let step = Step::Open { investigation, report };
        self.plan.add(Planned { at: opened_at, post: Some(self.caseworker), step });
        let started_on = oslo_date(triaged_at).min(days_after(oslo_date(self.arrival.received_at), 7));
        let deadline = months_after(started_on, 3);
        let kind = if self.arrival.is_exemplary { 0 } else { self.dice.below(100) };
        let ended_on = match kind {
            0..78 => days_before(deadline, self.dice.between(1, 60)),
            78..90 => {
                let decided_on = working_day_until(days_before(deadline, self.dice.between(2, 20)));
                let new_deadline = months_after(started_on, if self.dice.chance(40) { 5 } else { 6 });
                let reasons = self.reasons(texts::EXTENDED);
                let decision = Decision::stated(reasons, self.place.decider(self.leader));
                let at = on_day(decided_on, opened_at, &mut self.dice);
                let action = InvestigationAction::Extend { new_deadline, decision, decided_on };
                self.act(investigation, at, self.leader, action);
                days_before(new_deadline, self.dice.between(1, 25))
            }
            // Too late, without an extension.
            _ => days_after(deadline, self.dice.between(3, 75)),
        };
        let ended_on = working_day_from(ended_on);
        self.prepare(investigation, opened_at, ended_on);
        if self.arrival.fate == Fate::Placed {
            self.place_in_emergency(investigation, opened_at);
        }
        let outcome = self.conclude(investigation, ended_on, opened_at);
        let helped = match (outcome, self.arrival.fate) {
            (Some(InvestigationOutcome::MeasuresDecided), _) => self.help(investigation, ended_on, true),
            (Some(InvestigationOutcome::BoardCase), Fate::Ordered) => {
                self.order_at_home(investigation, ended_on);
                None
            }
            (Some(InvestigationOutcome::BoardCase), Fate::Any) => self.bring_before_board(investigation, ended_on),
            _ => None,
        };
        if self.arrival.is_public {
            self.tell_conclusion(investigation, ended_on, opened_at);
        }
        self.report_again(investigation, (started_on, ended_on), helped);
    }

    /// Done on that day in what follows an investigation; what is done on one day is recorded in the order in which it is planned.
    fn after(&mut self, investigation: InvestigationId, on: NaiveDate, post: usize, action: InvestigationAction) {
        let at = self.hour_of(on);
        self.act(investigation, at, post, action);
    }

    fn hour_of(&self, on: NaiveDate) -> DateTime<Utc> {
        let mut dice = Dice::named(&format!("{}/{}/{on}", self.place.municipality, self.arrival.name));
        working_time(on, &mut dice)
    }

    fn act(&mut self, investigation: InvestigationId, at: DateTime<Utc>, post: usize, action: InvestigationAction) {
        let step = Step::Investigation { investigation, action: Box::new(action) };
        self.plan.add(Planned { at, post: Some(post), step });
    }

    /// The plan, made soon after opening, and how the child took part, before the conclusion.
    fn prepare(&mut self, investigation: InvestigationId, opened_at: DateTime<Utc>, ended_on: NaiveDate) {
        let opened_on = oslo_date(opened_at);
        let mut dice = Dice::named(&format!("{}/{}/participation", self.place.municipality, self.arrival.name));
        let exemplary = self.arrival.is_exemplary;
        let by_end = |day: NaiveDate| working_day_until(day.min(ended_on)).max(opened_on);
        // Some investigations are concluded without a plan.
        if exemplary || dice.chance(92) {
            let made_on = by_end(days_after(opened_on, if exemplary { 2 } else { dice.between(1, 10) }));
            let plan = self.said(texts::PLANNED, &mut dice);
            let at = on_day(made_on, opened_at, &mut dice);
            self.act(investigation, at, self.caseworker, InvestigationAction::MakePlan { plan, made_on });
        }
        let of_steps = Dice::named(&format!("{}/{}/steps", self.place.municipality, self.arrival.name));
        self.take_steps(investigation, opened_at, ended_on, of_steps);
        let kind = if self.arrival.child.unborn {
            ParticipationKind::NoOpportunity
        } else if exemplary {
            ParticipationKind::Conversation
        } else {
            dice.weighted(&[
                (68, ParticipationKind::Conversation),
                (6, ParticipationKind::Representative),
                (14, ParticipationKind::Observation),
                (4, ParticipationKind::OtherExpression),
                (4, ParticipationKind::NoOpportunity),
                (4, ParticipationKind::Declined),
            ])
        };
        let span = u64::try_from((ended_on - opened_on).num_days()).unwrap_or_default();
        let on = by_end(days_after(opened_on, dice.between(span / 4, span / 2)));
        let account =
            self.said(if self.arrival.child.unborn { texts::UNBORN_CHILD } else { texts::took_part(kind) }, &mut dice);
        let at = on_day(on, opened_at, &mut dice);
        self.act(investigation, at, self.caseworker, InvestigationAction::RecordParticipation { kind, account, on });
    }

    /// Who works with it, and some of what may be done; in a few investigations nothing of that is recorded.
    fn take_steps(
        &mut self,
        investigation: InvestigationId,
        opened_at: DateTime<Utc>,
        ended_on: NaiveDate,
        mut dice: Dice,
    ) {
        let opened_on = oslo_date(opened_at);
        let severity = if self.arrival.theme.grave { Degree::Serious } else { Degree::Considerable };
        let (team, area) = ("Undersøkelse 1".to_owned(), self.place.service.to_owned());
        let at = on_day(opened_on, opened_at, &mut dice);
        let to = Allocation { team, severity, area, on: opened_on };
        self.act(investigation, at, self.caseworker, InvestigationAction::Allocate(to));
        let mut guiding = Dice::named(&format!("{}/{}/guide", self.place.municipality, self.arrival.name));
        let reasons = Decision::stated(self.said(texts::ALLOCATED, &mut guiding), self.place.decider(self.intake));
        self.step(investigation, at, ("allocate", "allocated"), self.intake, &reasons);
        if !self.arrival.is_exemplary && dice.chance(8) {
            return;
        }
        let span = u64::try_from((ended_on - opened_on).num_days()).unwrap_or_default();
        for kind in StepKind::ALL {
            // What the child says is told with how it took part.
            if kind == StepKind::ChildConversation || !(self.arrival.is_exemplary || dice.chance(60)) {
                continue;
            }
            let done_on = working_day_until(days_after(opened_on, dice.between(1, span.max(2) - 1))).max(opened_on);
            let at = on_day(done_on, opened_at, &mut dice);
            self.act(investigation, at, self.caseworker, InvestigationAction::DoStep { kind, account: None, done_on });
        }
    }

    /// What the board is asked for, where the investigation ends in that.
    fn board_case(&self) -> BoardCaseKind {
        let mut dice = Dice::named(&format!("{}/{}/board case", self.place.municipality, self.arrival.name));
        match self.arrival.fate {
            Fate::Ordered => BoardCaseKind::OrderedMeasure,
            Fate::Any if dice.chance(60) => BoardCaseKind::OrderedMeasure,
            _ => BoardCaseKind::CareOrder,
        }
    }

    fn conclude(
        &mut self,
        investigation: InvestigationId,
        concluded_on: NaiveDate,
        opened_at: DateTime<Utc>,
    ) -> Option<InvestigationOutcome> {
        let code = match self.arrival.fate {
            Fate::NeverEnded | Fate::Unhelped | Fate::Grown => "1",
            Fate::Placed | Fate::Ordered => "2",
            Fate::NotRenewed => "4",
            Fate::SentBack => "6",
            Fate::Any | Fate::Forgotten if self.arrival.is_exemplary => "1",
            Fate::Any | Fate::Forgotten => {
                let codes = [(40, "1"), (3, "2"), (40, "3"), (10, "4"), (3, "6"), (2, "5"), (1, "7"), (1, "9")];
                let code = self.dice.weighted(&codes);
                if holds(CodeList::InvestigationConclusion, code, concluded_on) { code } else { "3" }
            }
        };
        let outcome = InvestigationOutcome::from_code(code)?;
        let known = find(CodeList::InvestigationConclusion, code)?;
        let clarification = known.needs_clarification.then(|| self.reasons(&[texts::MOVED]));
        let reasons = self.reasons(texts::concluded(outcome));
        let grounds = match outcome {
            InvestigationOutcome::DismissedMoved => Vec::new(),
            _ => contents_on(self.arrival.theme, concluded_on).into_iter().map(Ground::from).collect(),
        };
        let with_concern = outcome == InvestigationOutcome::DismissedWithConcern;
        let mut renewing = Dice::named(&format!("{}/{}/renewal", self.place.municipality, self.arrival.name));
        // Only the act of 2021 knows a renewed investigation (D-5).
        let can_be_renewed = law::due(DeadlineKind::RenewedInvestigation, concluded_on) > concluded_on;
        let renewal =
            (with_concern && can_be_renewed && (self.arrival.fate == Fate::NotRenewed || renewing.chance(60)))
                .then(|| working_day_from(days_after(concluded_on, renewing.between(60, 150))));
        let action = InvestigationAction::Conclude {
            code: code.to_owned(),
            clarification,
            grounds,
            decision: Decision::stated(reasons, self.place.decider(self.caseworker)),
            concluded_on,
            renewal,
            board_case: (outcome == InvestigationOutcome::BoardCase).then_some(self.board_case()),
            in_emergency: false,
        };
        let at = on_day(concluded_on, opened_at, &mut self.dice);
        if with_concern {
            let mut dice = Dice::named(&format!("{}/{}/declined", self.place.municipality, self.arrival.name));
            let recommended = self.said(texts::RECOMMENDED_MEASURES, &mut dice);
            let account = self.said(texts::MEASURES_DECLINED, &mut dice);
            let action = InvestigationAction::DeclineMeasures { recommended, account, declined_on: concluded_on };
            self.act(investigation, at, self.caseworker, action);
        }
        self.decide_by_the_guide(investigation, at, outcome, &action);
        self.act(investigation, at, self.caseworker, action);
        let goes_on_elsewhere = outcome.goes_on_elsewhere(code);
        let is_taken = goes_on_elsewhere && self.arrival.fate != Fate::SentBack;
        if let Some(receipt) = self.taken_over(concluded_on).filter(|_| is_taken) {
            let mut dice = Dice::named(&format!("{}/{}/said there", self.place.municipality, self.arrival.name));
            let said_at = on_day(receipt.received_on, at, &mut dice);
            self.act(investigation, said_at, self.caseworker, InvestigationAction::RecordTransferReceipt(receipt));
        } else if goes_on_elsewhere {
            self.is_sent_back(investigation, concluded_on, at);
        }
        if self.arrival.fate == Fate::NotRenewed {
            return Some(outcome);
        }
        if let Some(planned_for) = renewal.filter(|_| renewing.chance(65)) {
            self.renew(investigation, planned_for, &mut renewing);
        }
        Some(outcome)
    }

    /// Summed up, and decided in the guide as it is concluded; some are concluded without that.
    fn decide_by_the_guide(
        &mut self,
        investigation: InvestigationId,
        at: DateTime<Utc>,
        outcome: InvestigationOutcome,
        concluded: &InvestigationAction,
    ) {
        let mut dice =
            Dice::named(&format!("{}/{}/concluded by the guide", self.place.municipality, self.arrival.name));
        let InvestigationAction::Conclude { decision, .. } = concluded else { return };
        // Of what the board can order, the guide knows nothing that is done at home.
        let at_home = outcome == InvestigationOutcome::BoardCase && self.board_case() == BoardCaseKind::OrderedMeasure;
        if at_home || !self.arrival.is_exemplary && !dice.chance(80) {
            return;
        }
        let ends = match outcome {
            InvestigationOutcome::MeasuresDecided => "assistance-measures",
            InvestigationOutcome::EmergencyPlacement => "emergency-move",
            InvestigationOutcome::BoardCase => "board-case-care-order",
            InvestigationOutcome::InvestigationDismissed
            | InvestigationOutcome::DismissedWithConcern
            | InvestigationOutcome::DismissedMoved
            | InvestigationOutcome::DismissedReferred => "dismiss-investigation",
        };
        let decision = decision.clone();
        for decided in [("map-situation", "summed-up"), ("conclude", ends)] {
            self.step(investigation, at, decided, self.caseworker, &decision);
        }
    }

    /// Some of those with whom nobody goes on elsewhere are sent back, and investigated anew.
    fn is_sent_back(&mut self, investigation: InvestigationId, sent_on: NaiveDate, sent_at: DateTime<Utc>) {
        let mut dice = Dice::named(&format!("{}/{}/sent back", self.place.municipality, self.arrival.name));
        let is_sure = self.arrival.fate == Fate::SentBack;
        if !is_sure && dice.chance(30) {
            return;
        }
        let sent_back_on = working_day_from(days_after(sent_on, dice.between(5, 20)));
        let at = on_day(sent_back_on, sent_at, &mut dice);
        let account = self.said(&[texts::SENT_BACK], &mut dice);
        self.act(investigation, at, self.caseworker, InvestigationAction::SendBack { account, sent_back_on });
        if is_sure || dice.chance(80) {
            let begun_on = working_day_from(days_after(sent_back_on, dice.between(1, 9)));
            self.renew(investigation, begun_on, &mut dice);
        }
    }

    /// The renewed investigation begins as planned, and ends as chance has it. Some that were planned never begin.
    fn renew(&mut self, dismissed: InvestigationId, started_on: NaiveDate, dice: &mut Dice) {
        let renewed = InvestigationId::renewing(&self.place.municipality, dismissed);
        let at = working_time(started_on, dice);
        let step = Step::Renew { renewed, dismissed, started_on };
        self.plan.add(Planned { at, post: Some(self.caseworker), step });
        let ended_on = working_day_from(days_after(started_on, dice.between(30, 80)));
        self.prepare(renewed, at, ended_on);
        let code = dice.weighted(&[(60, "1"), (40, "3")]);
        let outcome = if code == "1" {
            InvestigationOutcome::MeasuresDecided
        } else {
            InvestigationOutcome::InvestigationDismissed
        };
        let grounds = contents_on(self.arrival.theme, ended_on).into_iter().map(Ground::from).collect();
        let action = InvestigationAction::Conclude {
            code: code.to_owned(),
            clarification: None,
            grounds,
            decision: Decision::stated(self.said(texts::concluded(outcome), dice), self.place.decider(self.caseworker)),
            concluded_on: ended_on,
            renewal: None,
            board_case: None,
            in_emergency: false,
        };
        let at = on_day(ended_on, at, dice);
        self.act(renewed, at, self.caseworker, action);
        if outcome == InvestigationOutcome::MeasuresDecided {
            self.help(renewed, ended_on, false);
        }
    }

    /// Nearly always in time; some reporters are told late, and some never.
    fn tell_conclusion(&mut self, investigation: InvestigationId, ended_on: NaiveDate, opened_at: DateTime<Utc>) {
        let mut dice = Dice::named(&format!("{}/{}/feedback", self.place.municipality, self.arrival.name));
        let days = if self.arrival.is_exemplary {
            3
        } else {
            let span = dice.weighted(&[(82, (1, 14)), (9, (23, 50)), (9, (0, 0))]);
            if span == (0, 0) {
                return;
            }
            dice.between(span.0, span.1)
        };
        let informed_on = working_day_from(days_after(ended_on, days));
        let at = on_day(informed_on, opened_at, &mut dice);
        let form = WrittenForm::Letter;
        let action = InvestigationAction::InformReporter { joined: None, form, informed_on };
        self.act(investigation, at, self.caseworker, action);
        self.take_back(at);
    }

    /// Another report about the same child: during the investigation, or while it is helped.
    fn report_again(
        &mut self,
        investigation: InvestigationId,
        (started_on, ended_on): (NaiveDate, NaiveDate),
        helped: Option<Helped>,
    ) {
        if self.arrival.is_exemplary || self.arrival.child.unborn {
            return;
        }
        let span = u64::try_from((ended_on - started_on).num_days()).unwrap_or_default();
        let during = self.dice.chance(15) && span > 30;
        let helped = helped.filter(|helped| !during && helped.days() > 25 && self.dice.chance(50));
        let (received_on, code, outcome) = if during {
            let day = days_after(started_on, self.dice.between(8, span - 15));
            (day, "4", TriageOutcome::AddedToOngoingInvestigation)
        } else if let Some(helped) = helped {
            let day = days_after(helped.from, self.dice.between(3, helped.days() - 16));
            (day, "3", TriageOutcome::DismissedActiveMeasures)
        } else {
            return;
        };
        let received_at = time_of_receipt(received_on, &mut self.dice);
        let in_time: Vec<NaiveDate> =
            (0..=7).map(|days| days_after(received_on, days)).filter(|day| is_working_day(*day)).collect();
        let triage = *self.dice.pick(&in_time);
        if received_at > self.plan.until || !holds(CodeList::ReportConclusion, code, triage) {
            return;
        }
        let another = Outside {
            name: format!("{} again", self.arrival.name),
            child: self.arrival.child.clone(),
            guardians: self.arrival.guardians.clone(),
            words: self.arrival.words.clone(),
            theme: self.arrival.theme,
            received_at,
            voice: voice(&mut self.dice),
            place: self.place,
        };
        let because_of = helped.map(|_| investigation);
        let another = Arrival { triage: Some(triage), outcome, because_of, ..another.arrive(self.plan) };
        Course::new(self.place, self.plan, another).run();
        if let Some(helped) = helped {
            self.weigh(investigation, helped, triage);
        }
    }
}

fn holds(list: CodeList, code: &str, on: NaiveDate) -> bool {
    find(list, code).is_some_and(|known| known.holds_on(on))
}
