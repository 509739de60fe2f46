//! Guides in the schema: the steps of a municipality's way from concern to action, and where a case stands in them.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, Object, Result, SimpleObject};
use case_ledger_domain::advice::GUARDIANS_MUST_NOT_KNOW;
use case_ledger_domain::case;
use case_ledger_domain::guides::{self, GuideVersion, LeadsTo};
use case_ledger_domain::ids::ReportId;
use case_ledger_domain::investigation::Investigation;
use case_ledger_domain::law::{self, DeadlineKind};
use case_ledger_domain::people::Rationale;
use case_ledger_domain::report;
use case_ledger_domain::settings::Settings;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::settings_id;
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::NaiveDate;

use super::as_of::{Moment, as_of, day};
use super::attachments::{Attachment, ShownAttachments};
use super::enums::{
    Alternative, Arena, AskedFor, AttestedAct, DeciderRole, GuideStatus, GuideSubject, Language, MappingTool,
    Responsibility, ServiceStage,
};
use super::forms::Form;
use super::scalars::{Date, PersonalText};
use super::{fault, language_of, principal, services};

/// One version of a guide: what is done step by step, by whom, and what may be decided.
#[derive(Clone)]
pub struct Guide {
    guide: Arc<guides::Guide>,
    adopted_on: Option<Date>,
}

/// One version of a guide: what is done step by step, by whom, and what may be decided.
#[Object]
impl Guide {
    /// The guide's name, the same in all its versions.
    async fn name(&self) -> String {
        self.guide.version.guide.to_string()
    }
    /// The version, from 1 on.
    async fn version(&self) -> i32 {
        self.guide.version.version.into()
    }
    /// How far it has come (S1-27).
    async fn status(&self) -> GuideStatus {
        self.guide.status.into()
    }
    /// The first day on which it may be adopted; null where it has none.
    async fn valid_from(&self) -> Option<Date> {
        self.guide.validity.from.map(Date)
    }
    /// The last day on which it may be adopted; null while it is open.
    async fn valid_to(&self) -> Option<Date> {
        self.guide.validity.to.map(Date)
    }
    /// When your municipality adopted this version; null where it has not, or has gone over to another one since.
    async fn adopted_on(&self) -> Option<Date> {
        self.adopted_on
    }
    /// Whose work it is about.
    async fn about(&self) -> GuideSubject {
        self.guide.about.into()
    }
    /// Title.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> &str {
        self.guide.title.told(language_of(context, language))
    }
    /// What it is for.
    async fn purpose(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> &str {
        self.guide.purpose.told(language_of(context, language))
    }
    /// The requirements that it renders, where it comes from one of the sources.
    async fn sources(&self) -> &[String] {
        &self.guide.sources
    }
    /// Whose it is that a concern goes on: what is owed for it in each case that follows the guide, and in no other
    /// (S3-41, S4-13, S4-16 to S4-19).
    async fn responsibilities(&self) -> Vec<Responsibility> {
        self.guide.responsibilities.iter().map(|it| (*it).into()).collect()
    }
    /// Its steps, in the order in which people meet them.
    #[graphql(complexity = "10 * child_complexity")]
    async fn steps(&self) -> Vec<GuideStep> {
        (0..self.guide.steps.len()).map(|index| GuideStep { guide: Arc::clone(&self.guide), index }).collect()
    }
}

/// A step of a guide: what is done, who owns it, what to think about and what may be decided (S3-5, R-30).
pub struct GuideStep {
    guide: Arc<guides::Guide>,
    index: usize,
}

impl GuideStep {
    fn step(&self) -> &guides::GuideStep {
        &self.guide.steps[self.index]
    }

    /// Its title in that language.
    pub fn titled(&self, language: case_ledger_domain::texts::Language) -> &str {
        self.step().title.told(language)
    }

    /// That step, where the guide has it.
    pub fn named(guide: &Arc<guides::Guide>, id: &guides::StepId) -> Option<Self> {
        let index = guide.steps.iter().position(|step| step.id == *id)?;
        Some(Self { guide: Arc::clone(guide), index })
    }
}

/// A step of a guide: what is done, who owns it, what to think about and what may be decided (S3-5, R-30).
#[Object]
impl GuideStep {
    /// Its name in the guide.
    async fn name(&self) -> String {
        self.step().id.to_string()
    }
    /// The level it is on, 1 to 3; null in a guide without levels.
    async fn level(&self) -> Option<i32> {
        self.step().level.map(|level| level.number().into())
    }
    /// Where it stands in the child welfare service's work; null in a guide about cases.
    async fn at(&self) -> Option<ServiceStage> {
        self.step().at.map(Into::into)
    }
    /// Title.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> &str {
        self.step().title.told(language_of(context, language))
    }
    /// What is done, in order.
    async fn what(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Vec<&str> {
        let language = language_of(context, language);
        self.step().what.iter().map(|what| what.told(language)).collect()
    }
    /// What to think about.
    async fn questions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Vec<GuideQuestion> {
        let language = language_of(context, language);
        let shown = |it: &guides::GuideQuestion| GuideQuestion {
            name: it.id.to_string(),
            text: it.text.told(language).to_owned(),
        };
        self.step().questions.iter().map(shown).collect()
    }
    /// Who owns it.
    async fn owners(&self) -> Vec<StepOwner> {
        self.step().owners.iter().copied().map(StepOwner::of).collect()
    }
    /// Who decides together with the owner (S3-31).
    async fn together_with(&self) -> Option<DeciderRole> {
        self.step().together_with.map(Into::into)
    }
    /// Who alone may convene its meeting (S0-34).
    async fn convenes(&self) -> Option<DeciderRole> {
        self.step().convenes.map(Into::into)
    }
    /// Its forms, tools and pages (S3-6).
    async fn documents(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Vec<GuideDocument> {
        let (forms, today) = (&services(context).forms, oslo_date(clock::now()));
        let language = language_of(context, language);
        let shown = |it: &guides::GuideDocument| GuideDocument {
            name: it.name.clone(),
            title: it.title.told(language).to_owned(),
            link: it.link.clone(),
            form: forms.called(&it.name, today).map(Form::from),
        };
        self.step().documents.iter().map(shown).collect()
    }
    /// Whether several outcomes may be decided at once (S3-22).
    async fn several(&self) -> bool {
        self.step().several
    }
    /// What may be decided: one of these, and nothing else.
    async fn outcomes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Vec<GuideOutcome> {
        let language = language_of(context, language);
        self.step().outcomes.iter().map(|outcome| GuideOutcome::told(outcome, language)).collect()
    }
    /// The requirements that it renders, where it comes from one of the sources.
    async fn sources(&self) -> &[String] {
        &self.step().sources
    }
}

/// Something to think about in a step (S3-5).
#[derive(SimpleObject)]
pub struct GuideQuestion {
    /// Its name in the step.
    name: String,
    /// The question.
    text: String,
}

/// Whose a step is.
#[derive(SimpleObject)]
pub struct StepOwner {
    /// Where; null for wherever.
    arena: Option<Arena>,
    /// In which role.
    role: DeciderRole,
}

impl StepOwner {
    fn of(owner: guides::StepOwner) -> Self {
        Self { arena: owner.arena.map(Into::into), role: owner.role.into() }
    }
}

/// A form, tool or page that belongs to a step (S3-6).
#[derive(SimpleObject)]
pub struct GuideDocument {
    /// What the municipality calls it: by that, or by its title in any language, it is recorded as used (`useToolOfGuide`,
    /// `useToolInInvestigation`).
    name: String,
    /// What it is called in this language.
    title: String,
    /// Where it is kept, if the guide says so.
    link: Option<String>,
    /// The empty form of that name as it is handed out today; null for what is no form of this server (S0-47, S1-16).
    form: Option<Form>,
}

/// Where a decision leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum GuideLeadsTo {
    /// The case is closed (S3-12).
    Close,
    /// The work goes on in the same step.
    Stay,
    /// To another step.
    Step,
    /// The case is lifted to a higher level (S3-25).
    Escalate,
    /// It is taken back to a lower level (S3-44).
    Return,
}

/// Something that may be decided in a step.
#[derive(SimpleObject)]
pub struct GuideOutcome {
    /// Its name in the step.
    name: String,
    /// What is decided.
    text: String,
    /// Where it leads.
    leads_to: GuideLeadsTo,
    /// The step it leads to; null where it leads to none.
    step: Option<String>,
    /// The level it leads to; null where it leads to none.
    level: Option<i32>,
    /// Whether it takes the guardians' consent (S3-25).
    with_consent: bool,
    /// The alternative that it chooses (S0-20).
    alternative: Option<Alternative>,
    /// The levels on which that alternative is usually followed: a hint, from which nothing follows (C6).
    usual_levels: Vec<i32>,
    /// What is owed once it is decided, until it is done, beside where it leads (S3-22, S3-24, S3-36).
    asks_for: Vec<AskedFor>,
    /// What it says was done: a decision with it that nothing recorded backs is found.
    attests: Vec<AttestedAct>,
    /// Whether the guide itself says that by it less or nothing is done for the child (RM-14).
    not_to_act: bool,
}

impl GuideOutcome {
    fn told(outcome: &guides::GuideOutcome, language: case_ledger_domain::texts::Language) -> Self {
        let (leads_to, step, level) = match &outcome.then {
            LeadsTo::Close => (GuideLeadsTo::Close, None, None),
            LeadsTo::Stay => (GuideLeadsTo::Stay, None, None),
            LeadsTo::Step(step) => (GuideLeadsTo::Step, Some(step.to_string()), None),
            LeadsTo::Escalate(level) => (GuideLeadsTo::Escalate, None, Some(level.number().into())),
            LeadsTo::Return(level) => (GuideLeadsTo::Return, None, Some(level.number().into())),
        };
        Self {
            name: outcome.id.to_string(),
            text: outcome.text.told(language).to_owned(),
            leads_to,
            step,
            level,
            with_consent: outcome.with_consent,
            alternative: outcome.alternative.map(Into::into),
            usual_levels: outcome.alternative.map(usual_levels).unwrap_or_default(),
            asks_for: outcome.asks_for.iter().map(|it| (*it).into()).collect(),
            attests: outcome.attests.iter().map(|it| (*it).into()).collect(),
            not_to_act: outcome.not_to_act,
        }
    }
}

/// The numbers of the levels on which the alternative is usually followed (C6).
pub fn usual_levels(alternative: case::Alternative) -> Vec<i32> {
    alternative.usual_levels().iter().map(|level| level.number().into()).collect()
}

/// Steps of a guide, by name.
type Steps = BTreeSet<guides::StepId>;

/// Where a case, a report or an investigation stands in a guide.
#[derive(SimpleObject)]
pub struct FollowedGuide {
    /// The guide's name.
    name: String,
    /// The version it goes on under until it is moved with reasons.
    version: i32,
    /// Since when.
    since: Date,
    /// The names of the steps it is in; none in an investigation that is over.
    current: Vec<String>,
    /// The guide itself; null where this server has no longer the text that was adopted.
    guide: Option<Guide>,
}

/// What to do now in a case, with a report or in an investigation (RM-12).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct WhatNow {
    /// By which guide.
    guide: Guide,
    /// Whether it is followed already; otherwise the first decision in the step starts it.
    started: bool,
    /// The step.
    step: GuideStep,
    /// Who owns it here: in the arena of the case's unit, where the municipality has said which that is and the guide names
    /// somebody for it; otherwise as the step says (R-30, S3-19).
    owners: Vec<StepOwner>,
    /// The last day for that part of the work: for triage (D-1), for the investigation as it was extended (D-3, C11), or for
    /// taking up an alternative that was chosen beside the steps (S0-21). Null otherwise in a case, and in what is followed up:
    /// what is due there stands in `obligations`.
    due_by: Option<Date>,
    #[graphql(skip)]
    kept_from_guardians: bool,
}

#[ComplexObject]
impl WhatNow {
    /// What to mind before anything else: while guardians must not know of it, nobody contacts them, also where the step says
    /// to meet them, for a guide has it for every child (R-6, S4-2, S2-21). Null otherwise.
    async fn warning(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Option<String> {
        self.kept_from_guardians.then(|| language_of(context, language).word(GUARDIANS_MUST_NOT_KNOW))
    }
}

impl WhatNow {
    fn of(guide: Guide, started: bool, step: GuideStep) -> Self {
        let owners = step.step().owners_in(None).copied().map(StepOwner::of).collect();
        Self { guide, started, step, owners, due_by: None, kept_from_guardians: false }
    }

    fn owned_in(self, arena: Option<guides::Arena>) -> Self {
        let owners = self.step.step().owners_in(arena).copied().map(StepOwner::of).collect();
        Self { owners, ..self }
    }

    fn kept_from_guardians(self, kept_from_guardians: bool) -> Self {
        Self { kept_from_guardians, ..self }
    }

    fn due(self, due: Option<NaiveDate>) -> Self {
        Self { due_by: due.map(Date), ..self }
    }
}

/// A decision that was taken in a step of a guide.
#[derive(SimpleObject)]
pub struct StepDecision {
    /// The guide's name.
    guide: String,
    /// The version that was followed.
    version: i32,
    /// The step's name.
    step: String,
    /// The step as the version has it; null where this server has no longer the text that was adopted.
    step_in_guide: Option<GuideStep>,
    /// The names of the outcomes.
    outcomes: Vec<String>,
    /// Whether the work was in that step: on that level, or in that part of the child welfare service's work.
    in_order: bool,
    /// Whether it takes the guardians' consent, and none stood on that day (S3-25, S3-40).
    without_consent: bool,
    /// The written reasons; null where the source has none.
    rationale: Option<PersonalText>,
    /// Who decided.
    decided_by: Option<PersonalText>,
    /// In which role.
    decided_as: Option<DeciderRole>,
    /// Who decided together with them (S3-31).
    together_with: Option<PersonalText>,
    /// In which role.
    together_as: Option<DeciderRole>,
    /// When.
    decided_on: Date,
}

/// A form or tool as a guide lists it (S3-6).
#[derive(SimpleObject)]
pub struct ToolOfGuide {
    /// The guide's name.
    guide: String,
    /// The version that lists it.
    version: i32,
    /// Its name there.
    name: String,
}

/// That a form or tool was used in a case (S1-23, S3-6, S3-16).
#[derive(SimpleObject)]
pub struct CaseToolUsed {
    /// Its number in the case, from 1 on in the order in which they were recorded: by it an attachment belongs to it.
    number: i32,
    /// Which, of the catalogue; null for one that a guide lists.
    tool: Option<MappingTool>,
    /// Which, of a guide; null for one of the catalogue.
    of_guide: Option<ToolOfGuide>,
    /// What it is called in this language.
    title: String,
    /// What it showed.
    result: Option<PersonalText>,
    /// When.
    used_on: Date,
    /// What is attached to the case that belongs to it, what was withdrawn included: the form that was filled in (S1-23).
    attachments: Vec<Attachment>,
}

/// The guides of this server, with what the municipality had adopted at a moment.
pub struct KnownGuides<'a> {
    known: &'a guides::Guides,
    settings: Settings,
    moment: Option<Moment>,
}

impl<'a> KnownGuides<'a> {
    /// As of the moment.
    pub async fn at(context: &Context<'a>, moment: Option<Moment>) -> Result<Self> {
        let (services, municipality) = (services(context), &principal(context).municipality);
        let settings = services.ledger.load_as_of::<Settings>(municipality, settings_id(municipality), as_of(moment));
        let settings = settings.await.map_err(|error| fault(&error))?.aggregate;
        Ok(Self { known: &services.guides, settings, moment })
    }

    /// Within how many days a concern raised on that day is decided (D-6).
    pub fn decision_limit(&self, raised_on: NaiveDate) -> Option<u16> {
        self.settings.decision_limit(raised_on)
    }

    fn shown(&self, guide: &Arc<guides::Guide>) -> Guide {
        let adopted = self.settings.adopted(&guide.version.guide);
        let adopted = adopted.filter(|it| it.guide == guide.version && it.digest == guide.digest);
        Guide { guide: Arc::clone(guide), adopted_on: adopted.map(|it| Date(it.adopted_on)) }
    }

    /// That version, as far as its text is the one with that digest.
    fn with_text(&self, version: &GuideVersion, digest: &str) -> Option<&Arc<guides::Guide>> {
        self.known.get(version).filter(|guide| guide.digest == digest)
    }

    /// Every guide in every version, or only those that are followed.
    pub fn all(&self, adopted: Option<bool>) -> Vec<Guide> {
        let shown = self.known.iter().map(|guide| self.shown(guide));
        shown.filter(|guide| adopted.is_none_or(|wanted| wanted == guide.adopted_on.is_some())).collect()
    }

    /// Where a report stands in the guides that it follows.
    pub fn followed(&self, way: &case::Steps) -> Vec<FollowedGuide> {
        self.followed_where(way, |_, current| current.clone())
    }

    /// Where a case does, by the alternatives that were chosen beside its steps, too.
    pub fn followed_by(&self, case: &case::Case) -> Vec<FollowedGuide> {
        self.followed_where(case.way(), |guide, current| case.is_in(guide, current))
    }

    /// Where an investigation does, its conclusion included.
    pub fn followed_in(&self, investigation: &Investigation) -> Vec<FollowedGuide> {
        self.followed_where(investigation.way(), |guide, current| investigation.is_in(guide, current))
    }

    fn followed_where(&self, way: &case::Steps, is_in: impl Fn(&guides::Guide, &Steps) -> Steps) -> Vec<FollowedGuide> {
        let shown = |following: &case::Following| {
            let guide = self.with_text(&following.guide, &following.digest);
            let current = guide.map_or_else(|| following.current.clone(), |guide| is_in(guide, &following.current));
            FollowedGuide {
                name: following.guide.guide.to_string(),
                version: following.guide.version.into(),
                since: following.since.into(),
                current: current.iter().map(ToString::to_string).collect(),
                guide: guide.map(|guide| self.shown(guide)),
            }
        };
        way.following().map(shown).collect()
    }

    /// What to do now in a case: the steps that it is in, and where it would come into the guides that the municipality
    /// has adopted and it does not follow. Nothing in a closed case.
    pub fn what_now(&self, case: &case::Case) -> Vec<WhatNow> {
        if case.opened().is_none() || case.closed_on().is_some() {
            return Vec::new();
        }
        let arena = case.opened().and_then(|opened| self.settings.arena_of(&opened.unit, self.today()));
        let entered = self.entered(case.way(), &[], |guide| match guide.about {
            guides::GuideSubject::Case => guide.entry(case.level()),
            guides::GuideSubject::ChildWelfareService => None,
        });
        let kept = case.keeps_from_guardians();
        let now = self.followed_now(case.way(), arena, None, |guide, current| case.is_in(guide, current));
        let now = now.map(|now| {
            let to_be_taken_up = case.to_be_taken_up(&now.guide.guide);
            let chosen = to_be_taken_up.get(&now.step.step().id).copied();
            now.due(chosen.map(|(alternative, chosen_on)| self.taken_up_by(alternative, chosen_on)))
        });
        now.chain(entered.map(|now| now.owned_in(arena))).map(|now| now.kept_from_guardians(kept)).collect()
    }

    /// What to do now with a report until it is triaged, as in a case. Where triage has come to an investigation that is not
    /// opened, that is where one comes into it. It began on the day of its receipt, and so under what the municipality had
    /// adopted by then.
    pub fn what_now_with(&self, id: ReportId, report: &report::Report, investigated: bool) -> Vec<WhatNow> {
        let Some(received) = report.received() else { return Vec::new() };
        let (received_on, kept) = (oslo_date(received.at), report.withheld_by_service().is_some());
        if report.triage().is_none() {
            let due = report.runs_from().map(|on| law::due(DeadlineKind::Triage, on));
            let service = guides::GuideSubject::ChildWelfareService;
            let began_with = self.known.followed_from(received_on, &self.settings, service);
            let entered = self.entered(report.way(), &began_with, |guide| guide.entry_at(guides::ServiceStage::Triage));
            let now = self.followed_now(report.way(), None, due, |_, current| current.clone());
            return now.chain(entered.map(|now| now.due(due))).map(|now| now.kept_from_guardians(kept)).collect();
        }
        let Some(mandate) = report.investigation_mandate(id).ok().filter(|_| !investigated) else { return Vec::new() };
        let due = Some(law::due(DeadlineKind::Investigation, mandate.first_day()));
        let investigation = guides::ServiceStage::Investigation;
        let next = report.way().following().filter_map(|following| {
            let guide = self.with_text(&following.guide, &following.digest)?;
            let first = guide.entry_at(investigation)?;
            let now = WhatNow::of(self.shown(guide), true, GuideStep::named(guide, &first.id)?);
            Some(now.due(due).kept_from_guardians(kept))
        });
        next.collect()
    }

    /// What to do now in an investigation, as in a case, and nothing in one that is over. It is the child welfare service's, in
    /// whichever arena the child is; `report` is the one that it follows from.
    pub fn what_now_in(&self, investigation: &Investigation, report: &report::Report) -> Vec<WhatNow> {
        if investigation.is_over() {
            return Vec::new();
        }
        let until_concluded = investigation.opened().filter(|_| investigation.conclusion().is_none());
        let due = until_concluded.map(|opened| opened.deadline);
        let way = investigation.way();
        let entered = self.entered(way, &[], |guide| guide.entry_at(investigation.stage()));
        let kept = report.withheld_by_service().is_some();
        let now = self.followed_now(way, None, due, |guide, current| investigation.is_in(guide, current));
        now.chain(entered.map(|now| now.due(due))).map(|now| now.kept_from_guardians(kept)).collect()
    }

    /// The last day for taking up an alternative that was chosen on that day: what is owed then (S0-21, S0-36).
    fn taken_up_by(&self, alternative: case::Alternative, chosen_on: NaiveDate) -> NaiveDate {
        let deadline = match alternative {
            case::Alternative::A | case::Alternative::B | case::Alternative::C => DeadlineKind::StepCarriedOut,
            case::Alternative::D => DeadlineKind::DangerActedOn,
        };
        self.settings.own_deadlines().due(deadline, chosen_on)
    }

    /// The day of the moment that is asked about.
    fn today(&self) -> NaiveDate {
        day(None, self.moment)
    }

    /// The steps of the guides that are followed, of those that its decisions led to.
    fn followed_now(
        &self,
        way: &case::Steps,
        arena: Option<guides::Arena>,
        due: Option<NaiveDate>,
        is_in: impl Fn(&guides::Guide, &Steps) -> Steps,
    ) -> impl Iterator<Item = WhatNow> {
        let known = way.following().filter_map(|following| {
            let guide = self.with_text(&following.guide, &following.digest)?;
            Some((guide, is_in(guide, &following.current)))
        });
        let now = known.flat_map(|(guide, current)| {
            let steps = current.iter().filter_map(|step| GuideStep::named(guide, step)).collect::<Vec<_>>();
            steps.into_iter().map(move |step| WhatNow::of(self.shown(guide), true, step).owned_in(arena).due(due))
        });
        now.collect::<Vec<_>>().into_iter()
    }

    /// Where one comes into the guides that are not followed: those that it began with, and else those that the municipality
    /// follows.
    fn entered(
        &self,
        way: &case::Steps,
        began_with: &[Arc<guides::Guide>],
        entry: impl Fn(&guides::Guide) -> Option<&guides::GuideStep>,
    ) -> impl Iterator<Item = WhatNow> {
        let today = self.today();
        let is_begun =
            |guide: &&Arc<guides::Guide>| began_with.iter().any(|begun| begun.version.guide == guide.version.guide);
        let adopted = self
            .known
            .iter()
            .filter(|guide| !is_begun(guide))
            .filter(|guide| self.shown(guide).adopted_on.is_some() && guide.is_taken_up_on(today));
        let to_start = began_with.iter().chain(adopted).filter(|guide| way.follows(&guide.version.guide).is_none());
        let entered = to_start.filter_map(|guide| {
            let step = GuideStep::named(guide, &entry(guide)?.id)?;
            Some(WhatNow::of(self.shown(guide), false, step))
        });
        entered.collect::<Vec<_>>().into_iter()
    }

    /// What a form or tool is called in that language; its name where this server has no longer the text that was adopted.
    pub fn title_of(&self, tool: &guides::UsedTool, language: case_ledger_domain::texts::Language) -> String {
        let adopted = self.settings.adopted_guides().iter().find(|adopted| adopted.guide == tool.guide);
        let guide = adopted.and_then(|adopted| self.with_text(&adopted.guide, &adopted.digest));
        let document = guide.and_then(|guide| guide.document(&tool.title));
        document.map_or(tool.title.as_str(), |document| document.title.told(language)).to_owned()
    }

    /// The forms and tools that were used in a case, in the order in which that was recorded.
    pub fn tools_used(
        &self,
        case: &case::Case,
        attachments: &ShownAttachments<'_>,
        language: case_ledger_domain::texts::Language,
    ) -> Vec<CaseToolUsed> {
        let shown = |(place, used): (usize, &case::CaseToolUse)| {
            let number = place.saturating_add(1);
            let (tool, of_guide, title) = match &used.tool {
                case::CaseTool::Catalogue(tool) => (Some((*tool).into()), None, language.word(tool.word())),
                case::CaseTool::OfGuide(tool) => {
                    let (guide, version) = (tool.guide.guide.to_string(), tool.guide.version.into());
                    let of_guide = ToolOfGuide { guide, version, name: tool.title.clone() };
                    (None, Some(of_guide), self.title_of(tool, language))
                }
            };
            let result = used.result.as_ref().map(|result| PersonalText::of_text(result, attachments.veil));
            let attached = case.attached_to_tool(number).map(|(id, attached)| attachments.shown(id, attached));
            CaseToolUsed {
                number: i32::try_from(number).unwrap_or(i32::MAX),
                tool,
                of_guide,
                title,
                result,
                used_on: used.on.into(),
                attachments: attached.collect(),
            }
        };
        case.tools_used().iter().enumerate().map(shown).collect()
    }

    /// What was decided in steps, oldest first.
    pub fn decisions(&self, way: &case::Steps, veil: &Veil) -> Vec<StepDecision> {
        let shown = |taken: &case::StepDecision| {
            let adopted = self.settings.adopted_guides().iter().find(|adopted| adopted.guide == taken.guide);
            let guide = adopted.and_then(|adopted| self.with_text(&adopted.guide, &adopted.digest));
            let rationale = match &taken.decision.rationale {
                Rationale::Stated(rationale) => Some(PersonalText::of_text(rationale, veil)),
                Rationale::NotInSource => None,
            };
            let (decided_by, together_with) = (taken.decision.decided_by.as_ref(), taken.together_with.as_ref());
            let name = |who: &case_ledger_domain::people::Decider| PersonalText::of_text(&who.name, veil);
            StepDecision {
                guide: taken.guide.guide.to_string(),
                version: taken.guide.version.into(),
                step: taken.step.to_string(),
                step_in_guide: guide.and_then(|guide| GuideStep::named(guide, &taken.step)),
                outcomes: taken.outcomes.iter().map(ToString::to_string).collect(),
                in_order: taken.in_order,
                without_consent: taken.without_consent,
                rationale,
                decided_by: decided_by.map(name),
                decided_as: decided_by.map(|who| who.role.into()),
                together_with: together_with.map(name),
                together_as: together_with.map(|who| who.role.into()),
                decided_on: taken.decided_on.into(),
            }
        };
        way.decisions().iter().map(shown).collect()
    }
}
