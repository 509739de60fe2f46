//! The demo's data: two invented municipalities with some years of cases, reports and investigations.
//!
//! Everything is made in memory, as commands that the rules have to accept, and written with one append per
//! municipality: a first start that is interrupted leaves nothing half. The same day and extent give the same events;
//! the children's pseudonyms, keys and nonces aside.

mod around;
mod dice;
mod examples;
mod life;
mod people;
mod plan;
mod service;
mod texts;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use case_ledger_domain::case::{
    AnswerAction, AttachmentAction, Case, CaseAction, ConcernAction, CourseAction, NewAttachment, ReportingAction,
    ServiceAnswer, Ways,
};
use case_ledger_domain::consultation::Consultation;
use case_ledger_domain::guides::{Guide, GuideSubject, Guides};
use case_ledger_domain::ids::{CaseId, CommandId, Municipality, NotAMunicipality, ReportId, SubjectId};
use case_ledger_domain::investigation::{Investigation, InvestigationAction};
use case_ledger_domain::people::{Child, Role};
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::publishing::Readable;
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::report::{NamedMeasures, Report, ReportAction};
use case_ledger_domain::settings::{FiguresToPublish, Settings, SettingsAction};
use case_ledger_domain::time::{days_after, oslo_date, start_of_day};
use case_ledger_domain::{Command, Refusal};
use case_ledger_infrastructure::attachments::ContentPlace;
use case_ledger_infrastructure::intake::{
    answer_of_investigation, answer_of_report, incoming_report, intake_command_id, intake_context,
};
use case_ledger_infrastructure::ledger::bus::{CommandContext, CommandError, Fault, Ledger, Live, settings_id};
use case_ledger_infrastructure::ledger::writer::Append;
use case_ledger_infrastructure::ledger::{Actor, Program};
use case_ledger_infrastructure::personal::keys::KeyError;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use uuid::Uuid;

use dice::Dice;
use life::{Life, Setting};
use people::{Kid, Kids, Place};
use plan::{Attached, Plan, Planned, Step, working_day_until};
use service::{Arrival, Course, Days, Outside, World, received_before, time_of_receipt, voice};
use texts::{THEMES, Words};

pub use examples::{DemoExamples, examples};
pub use people::{DemoPerson, people};

/// The demo's municipalities: number and name. Neither exists.
pub const MUNICIPALITIES: [(&str, &str); 2] = [("9901", "Fjordvik"), ("9902", "Skogdal")];

/// Whole calendar years before the present one.
const WHOLE_YEARS: i32 = 6;
/// What opening a ledger records: its name, and the key that signs its checkpoints.
const EVENTS_OF_AN_OPENING: i64 = 2;
/// Keys made at a time.
const KEYS_AT_A_TIME: usize = 1_000;
/// Commands made between two signs of progress.
const COMMANDS_AT_A_TIME: usize = 200;

/// How much there is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoExtent {
    /// Cases in both municipalities together; about twenty events come with each.
    pub cases: usize,
    /// The moment up to which the data go.
    pub today: DateTime<Utc>,
}

impl DemoExtent {
    /// The usual extent.
    pub const fn new(today: DateTime<Utc>) -> Self {
        Self { cases: 3_000, today }
    }
}

/// Why the demo has no data.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The ledger or a rule said no to a command. A rule's no is an error in the demo's data.
    #[error("{what} at {at} in municipality {municipality} was not accepted")]
    Command {
        /// The municipality.
        municipality: Municipality,
        /// Which command.
        what: String,
        /// When it was to be recorded.
        at: DateTime<Utc>,
        /// Why not.
        #[source]
        source: CommandError,
    },
    /// A ledger could not be opened.
    #[error("the ledger of municipality {municipality} could not be opened")]
    Open {
        /// The municipality.
        municipality: Municipality,
        /// Why not.
        #[source]
        source: CommandError,
    },
    /// The ledger failed.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The keys failed.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A municipality of the demo is none.
    #[error(transparent)]
    Municipality(#[from] NotAMunicipality),
}

/// Whether every demo municipality has its data.
pub async fn is_made(ledger: &Ledger) -> Result<bool, DemoError> {
    for (number, _) in MUNICIPALITIES {
        if !holds_data(ledger, &number.parse()?).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a ledger holds more than its opening.
async fn holds_data(ledger: &Ledger, municipality: &Municipality) -> Result<bool, DemoError> {
    Ok(ledger.head(municipality).await?.is_some_and(|position| position > EVENTS_OF_AN_OPENING))
}

/// Gives each demo municipality its data, unless its ledger holds more than its opening.
///
/// `progress` is told how many commands are made, and of how many.
pub async fn seed(
    ledger: &Ledger,
    extent: &DemoExtent,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(), DemoError> {
    let mut drafts = Vec::new();
    for (number, name) in MUNICIPALITIES {
        let municipality: Municipality = number.parse()?;
        // Before the first of what is to stand in it.
        let opened = start_of_day(first_day(oslo_date(extent.today)));
        let opened = ledger.open_municipality(&municipality, name, opened).await;
        opened.map_err(|source| DemoError::Open { municipality: municipality.clone(), source })?;
        let Some(place) = Place::of(&municipality) else { continue };
        if holds_data(ledger, &municipality).await? {
            continue;
        }
        // The first is the larger one.
        let in_first = extent.cases * 3 / 5;
        let cases = if number == MUNICIPALITIES[0].0 { in_first } else { extent.cases - in_first };
        let draft = draft(ledger, &place, cases, extent.today).await?;
        drafts.push((place, draft));
    }
    let total = drafts.iter().map(|(_, draft)| draft.len()).sum();
    let mut done = 0;
    let mut made: Option<(&Place, Vec<Append>)> = None;
    for (place, draft) in &drafts {
        let mut made_some = |commands| {
            done += commands;
            progress(done, total);
        };
        // What one municipality's rules decide is made while the other's is written.
        let (next, written) = tokio::join!(make(ledger, place, draft, &mut made_some), write(ledger, made.take()));
        written?;
        made = Some((place, next?));
    }
    write(ledger, made).await
}

/// Lets the rules decide the commands one by one and seals what follows from them.
async fn make(
    ledger: &Ledger,
    place: &Place,
    draft: &[Planned],
    made: &mut dyn FnMut(usize),
) -> Result<Vec<Append>, DemoError> {
    let mut recorder = Recorder::new(ledger, place).await?;
    let mut appends = Vec::with_capacity(draft.len());
    for some in draft.chunks(COMMANDS_AT_A_TIME) {
        for planned in some {
            let append = recorder.prepare(planned).await.map_err(|source| DemoError::Command {
                municipality: place.municipality.clone(),
                what: planned.step.in_words(),
                at: planned.at,
                source,
            })?;
            let events = append.as_ref().map_or(0, |append| append.events.len());
            recorder.position += i64::try_from(events).unwrap_or_default();
            appends.extend(append);
        }
        made(some.len());
        tokio::task::yield_now().await;
    }
    Ok(appends)
}

async fn write(ledger: &Ledger, made: Option<(&Place, Vec<Append>)>) -> Result<(), DemoError> {
    if let Some((place, appends)) = made {
        ledger.append_atomically(&place.municipality, &appends).await?;
    }
    Ok(())
}

/// The commands of a municipality, in the order in which they are recorded, with a key for everyone in them.
async fn draft(ledger: &Ledger, place: &Place, cases: usize, now: DateTime<Utc>) -> Result<Vec<Planned>, DemoError> {
    let today = oslo_date(now);
    let first_day = first_day(today);
    let mut kids = Kids::default();
    let of_examples = examples::kids(place, &mut kids, today);
    let of_ways = life::ways::kids(place, &mut kids, today);
    let starts = starts(place, &mut kids, cases, first_day, today);
    let numbers = of_examples.iter().chain(&of_ways).chain(starts.iter().map(|start| &start.kid));
    let subjects = subjects_of(ledger, place, numbers).await?;
    let mut plan = Plan::new(now, subjects);

    around::tell(place, &mut plan, today);
    let mut arrivals = examples::tell(place, &mut plan, &of_examples, today);
    arrivals.extend(life::ways::tell(place, &mut plan, &of_ways, today));
    let mut unreported = Vec::new();
    for start in &starts {
        match Life::new(place, &mut plan, start.setting()).run() {
            Some(arrival) if arrival.received_at <= now => arrivals.push(arrival),
            _ => unreported.push(start),
        }
    }

    let world = World { place, first_day, today };
    let outsiders = outsiders(&world, &mut kids, &unreported, world.days(&arrivals));
    let newcomers = outsiders.iter().map(|outsider| &outsider.kid);
    plan.subjects.extend(subjects_of(ledger, place, newcomers).await?);
    for outsider in outsiders {
        arrivals.push(outsider.arrive(place, &mut plan));
    }
    world.decide(&mut arrivals);
    for arrival in arrivals {
        Course::new(place, &mut plan, arrival).run();
    }

    plan.people.extend(place.posts.iter().map(|post| (post.subject, Category::Employee)));
    let people: Vec<_> = plan.people.iter().copied().collect();
    for some in people.chunks(KEYS_AT_A_TIME) {
        let some: HashSet<_> = some.iter().copied().collect();
        ledger.keys().keys_for(&place.municipality, &some).await?;
    }
    Ok(plan.in_order())
}

/// The first day on which anything happens.
fn first_day(today: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year() - WHOLE_YEARS, 1, 2).unwrap_or(today)
}

async fn subjects_of<'a>(
    ledger: &Ledger,
    place: &Place,
    kids: impl Iterator<Item = &'a Kid>,
) -> Result<HashMap<String, SubjectId>, DemoError> {
    let numbers: Vec<&str> = kids.map(|kid| kid.national_id.as_str()).collect();
    Ok(ledger.keys().subjects_of(&place.municipality, &numbers).await?)
}

/// Where and when a case begins.
struct Start {
    name: String,
    kid: Kid,
    unit: usize,
    theme: &'static texts::Theme,
    begins_on: NaiveDate,
}

impl Start {
    fn setting(&self) -> Setting<'_> {
        let Self { name, kid, unit, theme, begins_on } = self;
        Setting { name, kid, unit: *unit, theme, begins_on: *begins_on }
    }
}

fn starts(place: &Place, kids: &mut Kids, cases: usize, first_day: NaiveDate, today: NaiveDate) -> Vec<Start> {
    let days = u64::try_from((today - first_day).num_days()).unwrap_or_default();
    let start = |number: usize| {
        let name = format!("case/{number}");
        let mut dice = Dice::named(&format!("{}/{name}/start", place.municipality));
        let unit = dice.index(place.units.len());
        // Little begins in July.
        let mut begins_on = days_after(first_day, dice.below(days));
        if begins_on.month() == 7 && dice.chance(80) {
            begins_on = days_after(first_day, dice.below(days));
        }
        let begins_on = working_day_until(begins_on).max(first_day);
        let theme = dice.pick(&THEMES);
        let kid = kids.make(place, &name, begins_on, place.units[unit].ages);
        Start { name, kid, unit, theme, begins_on }
    };
    (0..cases).map(start).collect()
}

/// A report to come from outside.
struct Outsider {
    name: String,
    kid: Kid,
    theme: &'static texts::Theme,
    received_on: NaiveDate,
    triage: Option<NaiveDate>,
}

/// Reports from outside: some about children who have a case, most about others.
fn outsiders(world: &World<'_>, kids: &mut Kids, unreported: &[&Start], days: Days) -> Vec<Outsider> {
    let place = world.place;
    let mut with_case: HashMap<i32, Vec<&Start>> = HashMap::new();
    for start in unreported {
        with_case.entry(start.begins_on.year()).or_default().push(start);
    }
    let Days { concluded, waiting } = days;
    let days = concluded.into_iter().map(|day| (day, true)).chain(waiting.into_iter().map(|day| (day, false)));
    let outsider = |(number, (day, is_concluded)): (usize, (NaiveDate, bool))| {
        let name = format!("outside/{number}");
        let mut dice = Dice::named(&format!("{}/{name}", place.municipality));
        let received_on = if is_concluded { received_before(day, world.first_day, &mut dice) } else { day };
        let known = if dice.chance(40) { with_case.get_mut(&day.year()).and_then(Vec::pop) } else { None };
        let (kid, theme) = match known {
            Some(start) => (start.kid.clone(), start.theme),
            None => (kids.make(place, &name, received_on, (3, 16)), dice.pick(&THEMES)),
        };
        Outsider { name, kid, theme, received_on, triage: is_concluded.then_some(day) }
    };
    days.enumerate().map(outsider).collect()
}

impl Outsider {
    fn arrive(self, place: &Place, plan: &mut Plan) -> Arrival {
        let Self { name, kid, theme, received_on, triage } = self;
        let mut dice = Dice::named(&format!("{}/{name}/receipt", place.municipality));
        let mut child = kid.child(plan.subject_of(&kid));
        let voice = voice(&mut dice);
        if matches!(voice, service::Voice::Office(_)) && dice.chance(2) {
            let subject = SubjectId::derived(&place.municipality, dice::named(&name), 0);
            child = Child { subject, name: None, national_id: None, born_on: None, unborn: true, contact: None };
        }
        let report = Outside {
            child,
            guardians: kid.guardians(&place.municipality),
            words: Words { language: place.language, child: kid.first.to_owned(), girl: kid.girl },
            theme,
            received_at: time_of_receipt(received_on, &mut dice).min(plan.until),
            voice,
            place,
            name,
        };
        Arrival { triage, ..report.arrive(plan) }
    }
}

/// Lets the rules decide one command after the other.
struct Recorder<'a> {
    ledger: &'a Ledger,
    place: &'a Place,
    actors: Vec<Actor>,
    cases: HashMap<Uuid, Live<Case>>,
    reports: HashMap<Uuid, Live<Report>>,
    investigations: HashMap<Uuid, Live<Investigation>>,
    /// What the ledger's opening has recorded, and what is decided after it.
    settings: Live<Settings>,
    /// Where the ledger ends, with all that was decided so far.
    position: i64,
    /// How many commands each stream has had.
    commands: HashMap<Uuid, usize>,
    /// The sent reports that wait for the intake, with the command by which it takes them in.
    sent: HashMap<ReportId, (CommandContext, ReportAction)>,
    /// What the service told last of a report, with the command by which it is taken back to the case.
    told: HashMap<ReportId, (CommandContext, CaseId, CaseAction)>,
}

impl<'a> Recorder<'a> {
    async fn new(ledger: &'a Ledger, place: &'a Place) -> Result<Self, Fault> {
        let settings = ledger.load(&place.municipality, settings_id(&place.municipality)).await?;
        let position = ledger.head(&place.municipality).await?.unwrap_or_default();
        Ok(Self {
            ledger,
            place,
            actors: (0..place.posts.len()).map(|post| place.actor(post)).collect(),
            cases: HashMap::new(),
            reports: HashMap::new(),
            investigations: HashMap::new(),
            settings,
            position,
            commands: HashMap::new(),
            sent: HashMap::new(),
            told: HashMap::new(),
        })
    }

    /// The guides for the child welfare service that the municipality had adopted by that day.
    fn guides_on(&self, on: NaiveDate) -> Vec<Arc<Guide>> {
        Guides::shipped().followed_from(on, &self.settings.aggregate, GuideSubject::ChildWelfareService)
    }

    /// What is received follows them from then on.
    fn guided(&self, action: ReportAction) -> ReportAction {
        let ReportAction::Receive(incoming) = &action else { return action };
        ReportAction::Guided(self.guides_on(oslo_date(incoming.received_at)), Box::new(action))
    }

    /// What the municipality has set of its own accord holds for a concern that is raised, and for a report that is sent.
    fn locally(&self, action: &CaseAction) -> CaseAction {
        let settings = &self.settings.aggregate;
        let ways = match action {
            CaseAction::Course(CourseAction::OpenWithConcern { concern, .. })
            | CaseAction::Concern(ConcernAction::RaiseConcern(concern)) => {
                Ways { decided_within: settings.decision_limit(concern.raised_on), ..Ways::default() }
            }
            CaseAction::Reporting(ReportingAction::SendReport { sent_at, .. }) => {
                Ways { signing: settings.report_signing_on(oslo_date(*sent_at)), ..Ways::default() }
            }
            _ => return action.clone(),
        };
        CaseAction::Locally(ways, Box::new(action.clone()))
    }

    /// The next command of a stream.
    fn context(&mut self, stream: Uuid, planned: &Planned) -> CommandContext {
        let nth = self.commands.entry(stream).or_default();
        let municipality = &self.place.municipality;
        let command_id = CommandId::derived(municipality, stream, *nth);
        *nth += 1;
        let actor = planned.post.map(|post| self.actors[post].clone());
        CommandContext {
            municipality: municipality.clone(),
            command_id,
            actor: actor.unwrap_or_else(|| Actor::program(municipality, Program::Import)),
            correlation_id: None,
            causation_id: None,
            expected_version: None,
            now: planned.at,
            fingerprint: Arc::new(command_id.as_uuid().as_bytes().to_vec()),
        }
    }

    /// The intake will take that answer back to the case, by the id that it derives from what it follows.
    async fn keep_for_sender(
        &mut self,
        report: ReportId,
        case: CaseId,
        answer: ServiceAnswer,
        told: Option<&Append>,
    ) -> Result<(), CommandError> {
        let Some((append, event)) = told.and_then(|append| Some((append, append.events.first()?))) else {
            return Ok(());
        };
        let municipality = &self.place.municipality;
        let id = intake_command_id(self.ledger.keys(), municipality, event.event_id).await.map_err(Fault::from)?;
        let context = intake_context(municipality, id, event.event_id, append.correlation_id, append.taken_at);
        self.told.insert(report, (context, case, CaseAction::Answer(AnswerAction { report, answer })));
        Ok(())
    }

    async fn prepare(&mut self, planned: &Planned) -> Result<Option<Append>, CommandError> {
        let ledger = self.ledger;
        match &planned.step {
            Step::Case { case, action } => {
                let id = case.as_uuid();
                let (context, taken) = (self.context(id, planned), self.locally(action));
                let live = self.cases.entry(id).or_default();
                if !matches!(**action, CaseAction::Reporting(ReportingAction::SendReport { .. })) {
                    return ledger.prepare(live, &context, id, taken).await;
                }
                let decided = live.aggregate.decide(Command::new(planned.at, taken.clone()))?;
                let append = ledger.prepare(live, &context, id, taken).await?;
                let sent = append.as_ref().and_then(|append| Some((append, append.events.first()?)));
                if let (Some((append, event)), Some(decided)) = (sent, decided.into_iter().next())
                    && let Some((report, incoming)) = incoming_report(Some(*case), decided)
                {
                    let (municipality, at) = (&self.place.municipality, planned.at);
                    let id = intake_command_id(ledger.keys(), municipality, event.event_id).await;
                    let id = id.map_err(Fault::from)?;
                    let context = intake_context(municipality, id, event.event_id, append.correlation_id, at);
                    self.sent.insert(report, (context, ReportAction::Receive(Box::new(incoming))));
                }
                Ok(append)
            }
            Step::Attach { case, attached } => {
                let (id, municipality) = (case.as_uuid(), &self.place.municipality);
                let context = self.context(id, planned);
                let Attached { attachment, kind, title, content, made_on } = (**attached).clone();
                let (child, place) = (title.subject(), ContentPlace { municipality, case: *case, attachment });
                let (media_type, size, sha256) = (content.media_type(), content.size(), content.sha256());
                let sealed = ledger.seal_attachment(place, child, content).await?;
                let action = CaseAction::Attachment(AttachmentAction::AddAttachment(NewAttachment {
                    attachment,
                    kind,
                    title,
                    media_type,
                    size,
                    sha256: Personal::child(child, sha256),
                    sealed: sealed.digest,
                    belongs_to: None,
                    made_on,
                }));
                let live = self.cases.entry(id).or_default();
                ledger.prepare_attaching(live, &context, id, action, &sealed).await
            }
            Step::TakeIn { report } => {
                let not_sent = CommandError::Refused(Refusal::NotFound { what: Sought::SentReport });
                let (context, action) = self.sent.remove(report).ok_or(not_sent)?;
                let action = self.guided(action);
                let live = self.reports.entry(report.as_uuid()).or_default();
                ledger.prepare(live, &context, report.as_uuid(), action).await
            }
            Step::TakeBack { report } => {
                let not_told = CommandError::Refused(Refusal::NotFound { what: Sought::SentReport });
                let (context, case, action) = self.told.remove(report).ok_or(not_told)?;
                let live = self.cases.entry(case.as_uuid()).or_default();
                ledger.prepare(live, &context, case.as_uuid(), action).await
            }
            Step::Report { report, action } => {
                let id = report.as_uuid();
                let (context, taken) = (self.context(id, planned), self.guided((**action).clone()));
                let live = self.reports.entry(id).or_default();
                if !matches!(**action, ReportAction::Acknowledge { .. } | ReportAction::InformReporter { .. }) {
                    return ledger.prepare(live, &context, id, taken).await;
                }
                let decided = live.aggregate.decide(Command::new(planned.at, (**action).clone()))?;
                let case = live.aggregate.received().and_then(|received| received.case);
                let append = ledger.prepare(live, &context, id, (**action).clone()).await?;
                if let (Some(case), Some(answer)) = (case, decided.iter().find_map(answer_of_report)) {
                    self.keep_for_sender(*report, case, answer, append.as_ref()).await?;
                }
                Ok(append)
            }
            Step::Dismiss { report, investigation, conclusion } => {
                let id = report.as_uuid();
                let context = self.context(id, planned);
                let of_investigation = &self.investigations.entry(investigation.as_uuid()).or_default().aggregate;
                let children = of_investigation.opened().map(|opened| opened.child.subject).into_iter().collect();
                let measures = of_investigation.measures_in_force(*investigation, children)?;
                let mut conclusion = conclusion.clone();
                conclusion.active_measures = Some(NamedMeasures::Here(measures));
                let live = self.reports.entry(id).or_default();
                ledger.prepare(live, &context, id, ReportAction::Triage(conclusion)).await
            }
            Step::Open { investigation, report } => {
                let id = investigation.as_uuid();
                let context = self.context(id, planned);
                let of_report = &self.reports.entry(report.as_uuid()).or_default().aggregate;
                let mandate = Box::new(of_report.investigation_mandate(*report)?);
                // No version has taken the place of the one that the report began with.
                let began = of_report.way().following().next().is_some();
                let guides = if began { self.guides_on(mandate.first_day()) } else { Vec::new() };
                let action = InvestigationAction::Guided(guides, Box::new(InvestigationAction::Open { mandate }));
                let live = self.investigations.entry(id).or_default();
                ledger.prepare(live, &context, id, action).await
            }
            Step::Investigation { investigation, action } => {
                let id = investigation.as_uuid();
                let context = self.context(id, planned);
                let live = self.investigations.entry(id).or_default();
                if !matches!(**action, InvestigationAction::InformReporter { .. }) {
                    return ledger.prepare(live, &context, id, (**action).clone()).await;
                }
                let decided = live.aggregate.decide(Command::new(planned.at, (**action).clone()))?;
                let opened = live.aggregate.opened().and_then(|opened| Some((opened.report, opened.case?)));
                let append = ledger.prepare(live, &context, id, (**action).clone()).await?;
                let answer = decided.iter().find_map(answer_of_investigation);
                if let (Some((report, case)), Some((None, answer))) = (opened, answer) {
                    self.keep_for_sender(report, case, answer, append.as_ref()).await?;
                }
                Ok(append)
            }
            Step::Renew { renewed, dismissed, started_on } => {
                let id = renewed.as_uuid();
                let context = self.context(id, planned);
                let of_dismissed = &self.investigations.entry(dismissed.as_uuid()).or_default().aggregate;
                let mandate = Box::new(of_dismissed.renewal_mandate(*dismissed)?);
                let live = self.investigations.entry(id).or_default();
                let action = InvestigationAction::Renew { mandate, started_on: *started_on };
                ledger.prepare(live, &context, id, action).await
            }
            Step::Settings { action } => {
                let id = settings_id(&self.place.municipality);
                let context = self.context(id, planned);
                ledger.prepare(&mut self.settings, &context, id, (**action).clone()).await
            }
            Step::Publish { year } => {
                let id = settings_id(&self.place.municipality);
                let context = self.context(id, planned);
                // The first time, and beside nothing that was published before.
                let figures = FiguresToPublish {
                    year: *year,
                    position: self.position,
                    stood_on: oslo_date(planned.at),
                    rationale: None,
                    readable: Readable::default(),
                    before: Vec::new(),
                };
                let action = SettingsAction::PublishFigures(Box::new(figures));
                ledger.prepare(&mut self.settings, &context, id, action).await
            }
            Step::Consultation { consultation, action } => {
                let id = consultation.as_uuid();
                let actor = Actor::unnamed(&self.place.municipality, Role::Employee);
                let context = CommandContext { actor, ..self.context(id, planned) };
                let mut live = Live::<Consultation>::default();
                ledger.prepare(&mut live, &context, id, (**action).clone()).await
            }
        }
    }
}

#[cfg(test)]
mod tests;
