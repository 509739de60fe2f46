//! Lives of cases: what an employee, a child and guardians do from the first worry on.

mod acts;
mod sayings;
pub(super) mod ways;

use std::collections::BTreeSet;

use case_ledger_domain::case::{
    AboutGuardians, Alternative, AssessedReport, CaseAction, CaseOutcome, ChildsPart, Concern, ConcernAction,
    ConsentAction, ConsentForm, ConsentPurpose, ConsentScope, ConsentTerms, ConsentingParty, ConversationOutcome,
    ConversationWith, CourseAction, Degree, EmergencyContact, FamilyAction, InformationCategory, LeaderTopic, Level,
    Markers, ObservationKind, Opening, ReportingAction, WhoIsAsked,
};
use case_ledger_domain::ids::{CaseId, ConsentId, ObservationId, ReportId};
use case_ledger_domain::people::{Body, Child, Decider, Decision, Guardian, Role};
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::report::TriageOutcome;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::{ObservedPeriod, days_after, months_after, oslo_date};
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::around::own_ways_since;
use super::dice::{Dice, named};
use super::people::{At, Kid, Place, text};
use super::plan::{Plan, Planned, Step, days_before, working_day_from, working_day_until, working_time};
use super::service::{Arrival, Fate, Origin, triage_day};
use super::texts::{self, Arena, Said, Sentence, Theme, Words};

/// One case as it is being told.
#[derive(Debug)]
pub(super) struct Life<'a> {
    place: &'a Place,
    plan: &'a mut Plan,
    pub(super) dice: Dice,
    theme: &'static Theme,
    words: Words,
    kid: &'a Kid,
    case: CaseId,
    name: &'a str,
    cause: Uuid,
    unit: usize,
    /// The post whose case it is.
    owner: usize,
    leader: usize,
    child: Child,
    guardians: Vec<Guardian>,
    now: DateTime<Utc>,
    /// What has not been observed, and not been said by the child, so far.
    unused: Vec<&'static Sentence>,
    unsaid: Vec<&'static Said>,
    observations: Vec<ObservationId>,
    consents: usize,
    /// How many things with an id of their own it holds besides: measures, meetings, agreements.
    things: usize,
    withheld: bool,
    arrival: Option<Arrival>,
}

/// How a question for consent goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Given,
    Refused,
    Awaited,
}

/// What a case is to be about, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) name: &'a str,
    pub(super) kid: &'a Kid,
    pub(super) unit: usize,
    pub(super) theme: &'static Theme,
    pub(super) begins_on: NaiveDate,
}

impl<'a> Life<'a> {
    pub(super) fn new(place: &'a Place, plan: &'a mut Plan, setting: Setting<'a>) -> Self {
        let Setting { name, kid, unit, theme, begins_on } = setting;
        let municipality = &place.municipality;
        let mut dice = Dice::named(&format!("{municipality}/{name}"));
        let cause = named(name);
        let owners = place.posts_at(At::Unit(unit), Role::Employee);
        let leaders = place.posts_at(At::Unit(unit), Role::UnitLeader);
        let arena = place.units[unit].arena;
        let mut unused: Vec<&Sentence> =
            theme.observations.iter().filter(|sentence| sentence.arena.is_none_or(|other| other == arena)).collect();
        dice.shuffle(&mut unused);
        let mut unsaid: Vec<&Said> = theme.child_says.iter().collect();
        dice.shuffle(&mut unsaid);
        let now = working_time(begins_on, &mut dice);
        let guardians = kid.guardians(municipality);
        plan.people.extend(guardians.iter().map(|guardian| (guardian.subject, Category::Guardian)));
        plan.people.insert((plan.subject_of(kid), Category::Child));
        Self {
            words: Words { language: place.language, child: kid.first.to_owned(), girl: kid.girl },
            owner: *dice.pick(&owners),
            leader: *dice.pick(&leaders),
            child: kid.child(plan.subject_of(kid)),
            guardians,
            case: CaseId::derived(municipality, cause, 0),
            place,
            plan,
            dice,
            theme,
            kid,
            name,
            cause,
            unit,
            now,
            unused,
            unsaid,
            observations: Vec::new(),
            consents: 0,
            things: 0,
            withheld: false,
            arrival: None,
        }
    }

    /// Lets the case belong to the unit's first employee.
    pub(super) fn owned_by_the_first(&mut self) {
        if let Some(first) = self.place.posts_at(At::Unit(self.unit), Role::Employee).first() {
            self.owner = *first;
        }
    }

    /// The report that was sent, if one was; an exemplary one.
    pub(super) fn into_exemplary_arrival(self) -> Option<Arrival> {
        self.arrival.map(|arrival| Arrival { is_exemplary: true, ..arrival })
    }

    /// Lets what belongs to another theme be seen as well.
    pub(super) fn see_also(&mut self, theme: &'static Theme) {
        let arena = self.place.units[self.unit].arena;
        self.unused.extend(theme.observations.iter().filter(|other| other.arena.is_none_or(|other| other == arena)));
    }

    fn today(&self) -> NaiveDate {
        oslo_date(self.now)
    }

    /// Some days later, on a working day.
    pub(super) fn later(&mut self, least: u64, most: u64) {
        let days = self.dice.between(least.max(1), most.max(1));
        let mut date = days_after(self.today(), days);
        if date.month() == 7 && self.place.units[self.unit].arena != Arena::HealthStation {
            // Schools and kindergartens are closed.
            date = days_after(date, 31);
        }
        self.now = working_time(working_day_from(date), &mut self.dice);
    }

    fn take(&mut self, post: usize, action: CaseAction) {
        let step = Step::Case { case: self.case, action: Box::new(action) };
        self.plan.add(Planned { at: self.now, post: Some(post), step });
        let pause = self.dice.between(4, 17);
        self.now += TimeDelta::seconds(i64::try_from(pause * 53).unwrap_or_default());
    }

    fn one_of(&mut self, texts: &[Said]) -> String {
        let said = *self.dice.pick(texts);
        self.words.fill(&said, &mut self.dice)
    }

    fn of_child(&self, words: &str) -> Personal<Text> {
        Personal::child(self.child.subject, text(words))
    }

    fn decision(&mut self, post: usize, texts: &[Said]) -> Decision {
        let rationale = self.one_of(texts);
        Decision::stated(self.of_child(&rationale), self.place.decider(post))
    }

    fn opening(&self) -> Opening {
        Opening { child: self.child.clone(), unit: self.place.units[self.unit].name.to_owned() }
    }

    fn concern(&mut self) -> Concern {
        let description = self.one_of(&self.theme.concerns);
        let since = self.dice.between(5, 60);
        Concern {
            subject: self.theme.about,
            description: self.of_child(&description),
            concerned_since: Some(days_before(self.today(), since)),
            raised_on: self.today(),
        }
    }

    pub(super) fn open(&mut self) {
        let concern = self.concern();
        let action = CaseAction::Course(CourseAction::OpenWithConcern { opening: self.opening(), concern });
        self.take(self.owner, action);
    }

    /// Somebody else in the unit is worried too.
    pub(super) fn raise_again(&mut self) {
        let colleagues = self.place.posts_at(At::Unit(self.unit), Role::Employee);
        let concern = self.concern();
        let post = *self.dice.pick(&colleagues);
        self.take(post, CaseAction::Concern(ConcernAction::RaiseConcern(concern)));
    }

    /// Logs up to so many observations over as many days.
    pub(super) fn observe(&mut self, most: u64) {
        for _ in 0..most {
            let Some(sentence) = self.unused.pop() else { return };
            self.log(sentence);
            self.later(1, 9);
        }
    }

    fn log(&mut self, sentence: &Sentence) {
        let days_late = self.dice.weighted(&[(70, (0, 0)), (15, (1, 1)), (11, (2, 5)), (4, (6, 20))]);
        let late = self.dice.between(days_late.0, days_late.1);
        let last = working_day_until(days_before(self.today(), late));
        let first = if self.dice.chance(10) { days_before(last, self.dice.between(1, 4)) } else { last };
        let observed = ObservedPeriod::between(first, last).unwrap_or(ObservedPeriod::on(last));
        let words = self.words.fill(&sentence.text, &mut self.dice);
        let meaning = self.dice.chance(35).then(|| self.one_of(&self.theme.meanings));
        let observation = ObservationId::derived(&self.place.municipality, self.cause, self.observations.len());
        let action = CaseAction::Concern(ConcernAction::LogObservation {
            observation,
            observed,
            kind: if sentence.is_said { ObservationKind::Said } else { ObservationKind::Observed },
            text: self.of_child(&words),
            interpretation: meaning.map(|meaning| self.of_child(&meaning)),
            markers: Markers::default(),
        });
        self.take(self.owner, action);
        self.observations.push(observation);
    }

    pub(super) fn assess(&mut self, degree: Degree) {
        let decision = self.decision(self.owner, texts::assessed(degree));
        let no_basis_because = self.observations.is_empty().then(|| self.said(sayings::TOLD_AND_NOT_SEEN));
        let action = CaseAction::Concern(ConcernAction::AssessConcern {
            degree,
            scale: None,
            ground_for_concern: degree != Degree::None,
            basis: self.observations.clone(),
            no_basis_because,
            decision,
            assessed_on: self.today(),
        });
        self.take(self.owner, action);
    }

    pub(super) fn inform(&mut self, about: AboutGuardians) {
        let action = CaseAction::Family(FamilyAction::InformGuardians {
            about,
            guardians: self.guardians.clone(),
            informed_on: self.today(),
        });
        self.take(self.owner, action);
    }

    pub(super) fn talk_with_child(&mut self) {
        if !self.kid.can_talk(self.today()) {
            return;
        }
        let mut own = Vec::new();
        for _ in 0..if self.dice.chance(30) { 2 } else { 1 } {
            if let Some(said) = self.unsaid.pop() {
                own.push(self.words.fill(said, &mut self.dice));
            }
        }
        let summary = self.one_of(texts::TALKED_WITH_CHILD);
        let action = CaseAction::Family(FamilyAction::HoldConversation {
            with: ConversationWith::Child,
            held_on: self.today(),
            outcome: ConversationOutcome::ConcernStands,
            summary: self.of_child(&summary),
            childs_own_words: own.iter().map(|words| self.of_child(words)).collect(),
            guardians_view: None,
            childs_part: ChildsPart::default(),
            interpreted: None,
        });
        self.take(self.owner, action);
    }

    pub(super) fn talk_with_guardians(&mut self, outcome: ConversationOutcome) {
        let summary = self.one_of(match outcome {
            ConversationOutcome::ConcernStands => texts::TALKED_CONCERN_STANDS,
            ConversationOutcome::MeasuresAgreed => texts::TALKED_MEASURES,
            ConversationOutcome::Misunderstanding => texts::TALKED_MISUNDERSTANDING,
            ConversationOutcome::Disagreement => texts::TALKED_DISAGREEMENT,
        });
        let [with_us, otherwise] = &self.theme.guardian_says;
        let view = match outcome {
            ConversationOutcome::MeasuresAgreed | ConversationOutcome::Misunderstanding => with_us,
            ConversationOutcome::ConcernStands if self.dice.chance(50) => with_us,
            ConversationOutcome::ConcernStands | ConversationOutcome::Disagreement => otherwise,
        };
        let view = self.words.fill(view, &mut self.dice);
        let guardian = self.guardians.first().map(|guardian| guardian.subject);
        let together = self.kid.can_talk(self.today()) && self.dice.chance(12);
        let action = CaseAction::Family(FamilyAction::HoldConversation {
            with: if together { ConversationWith::ChildAndGuardians } else { ConversationWith::Guardians },
            held_on: self.today(),
            outcome,
            summary: self.of_child(&summary),
            childs_own_words: Vec::new(),
            guardians_view: guardian.map(|subject| Personal::guardian(subject, text(&view))),
            childs_part: ChildsPart::default(),
            interpreted: None,
        });
        self.take(self.owner, action);
    }

    /// Asks a guardian for consent; the answer comes days later.
    pub(super) fn ask(&mut self, purpose: ConsentPurpose, answer: Answer) -> Option<ConsentId> {
        let guardian = self.dice.pick(&self.guardians).clone();
        let subject = guardian.subject;
        let consent = ConsentId::derived(&self.place.municipality, self.cause, self.consents);
        self.consents += 1;
        let scope = self.scope(purpose);
        let requested_on = self.today();
        self.take(
            self.owner,
            CaseAction::Consent(ConsentAction::RequestConsent {
                consent,
                of: WhoIsAsked::Guardian(guardian),
                scope,
                requested_on,
                birth_is_shown: true,
            }),
        );
        match answer {
            Answer::Given => {
                self.later(1, 8);
                let form = self.dice.weighted(&[
                    (70, ConsentForm::SignedForm),
                    (20, ConsentForm::Electronic),
                    (10, ConsentForm::Oral),
                ]);
                let given_on = self.today();
                let said = (purpose == ConsentPurpose::ReportWithoutDuty).then_some(true);
                let along = self.kid.consents_along(given_on);
                let consented_by = along.then_some(ConsentingParty::GuardianAndYouth);
                let terms = ConsentTerms {
                    consented_by,
                    read_before_consent: said,
                    voluntary: said,
                    ..ConsentTerms::default()
                };
                self.take(
                    self.owner,
                    CaseAction::Consent(ConsentAction::GiveConsent {
                        consent,
                        form,
                        terms,
                        given_on,
                        birth_is_shown: true,
                    }),
                );
                Some(consent)
            }
            Answer::Refused => {
                self.later(1, 10);
                let reason = self.one_of(texts::REFUSED);
                let reason = self.dice.chance(70).then(|| Personal::guardian(subject, text(&reason)));
                let refused_on = self.today();
                self.take(
                    self.owner,
                    CaseAction::Consent(ConsentAction::RefuseConsent { consent, reason, refused_on }),
                );
                None
            }
            Answer::Awaited => None,
        }
    }

    fn scope(&mut self, purpose: ConsentPurpose) -> ConsentScope {
        let mut purposes = BTreeSet::from([purpose]);
        let mut categories = BTreeSet::from([InformationCategory::Observations, InformationCategory::Assessments]);
        let mut recipients = BTreeSet::new();
        match purpose {
            ConsentPurpose::Level2Cooperation | ConsentPurpose::InformationSharing => {
                purposes.insert(ConsentPurpose::InformationSharing);
                recipients.insert(Body::EducationalPsychologicalService);
                recipients.insert(Body::SchoolHealthService);
                categories.insert(InformationCategory::Learning);
            }
            ConsentPurpose::Level3Meeting => {
                purposes.insert(ConsentPurpose::InformationSharing);
                recipients.insert(Body::EducationalPsychologicalService);
                recipients.insert(Body::SpecialistHealthService);
                recipients.insert(Body::ResourceTeam);
                categories.insert(InformationCategory::Measures);
                categories.insert(InformationCategory::Health);
            }
            ConsentPurpose::ReportWithoutDuty => {
                recipients.insert(Body::ChildWelfareService);
                categories.insert(InformationCategory::FamilySituation);
            }
        }
        let valid_from = self.today();
        let months = self.dice.weighted(&[(40, None), (35, Some(6)), (25, Some(12))]);
        let valid_to = months.map(|months| months_after(valid_from, months));
        ConsentScope { purposes, recipients, units: BTreeSet::new(), categories, valid_from, valid_to }
    }

    pub(super) fn withdraw(&mut self, consent: ConsentId) {
        let reason = self.one_of(texts::WITHDRAWN);
        let subject = self.guardians.first().map(|guardian| guardian.subject);
        let reason = subject.map(|subject| Personal::guardian(subject, text(&reason)));
        let withdrawn_on = self.today();
        self.take(self.owner, CaseAction::Consent(ConsentAction::WithdrawConsent { consent, reason, withdrawn_on }));
    }

    pub(super) fn escalate(&mut self, level: Level, consent: ConsentId) {
        let reasons = if level == Level::Three { texts::TO_LEVEL_3 } else { texts::TO_LEVEL_2 };
        let decision = self.decision(self.leader, reasons);
        let relay_holder = (level == Level::Three).then(|| self.place.decider(self.owner));
        let escalated_on = self.today();
        let action = CourseAction::EscalateToLevel {
            together_with: self.seconded(),
            level,
            consent,
            decision,
            relay_holder,
            escalated_on,
            birth_is_shown: true,
        };
        self.take(self.leader, CaseAction::Course(action));
    }

    /// Now and then the leader decides alone, which on the levels of cooperation is found.
    fn seconded(&self) -> Option<Decider> {
        let mut alone = Dice::named(&format!("{}/{}/{}/alone", self.place.municipality, self.name, self.today()));
        (self.owner != self.leader && !alone.chance(20)).then(|| self.place.decider(self.owner))
    }

    pub(super) fn return_to(&mut self, level: Level) {
        let decision = self.decision(self.leader, texts::RETURNED);
        let returned_on = self.today();
        self.take(
            self.leader,
            CaseAction::Course(CourseAction::ReturnToLevel {
                together_with: self.seconded(),
                level,
                decision,
                returned_on,
            }),
        );
    }

    pub(super) fn assess_duty(&mut self, triggered: bool) {
        self.assess_duty_of(AssessedReport::Unsaid, self.observations.clone(), triggered);
    }

    fn assess_duty_of(&mut self, of: AssessedReport, evidence: Vec<ObservationId>, triggered: bool) {
        let decision = self.decision(self.owner, texts::duty(triggered));
        let action = CaseAction::Reporting(ReportingAction::AssessDutyToReport {
            of,
            triggered,
            conditions: if triggered { vec![self.theme.duty] } else { Vec::new() },
            evidence,
            consulted: [].into(),
            decision,
            assessed_on: self.today(),
        });
        self.take(self.owner, action);
    }

    fn withhold(&mut self) {
        let decision = self.decision(self.owner, texts::WITHHELD);
        let (ground, withheld_on) = (self.theme.ground, self.today());
        self.take(
            self.owner,
            CaseAction::Family(FamilyAction::WithholdGuardianNotification { ground, decision, withheld_on }),
        );
        self.withheld = true;
    }

    /// The report that it comes to, if it does.
    fn report(&self) -> ReportId {
        ReportId::derived(&self.place.municipality, self.cause, 0)
    }

    /// The ground for not telling guardians is gone.
    fn lift(&mut self) {
        let decision = self.decision(self.leader, texts::LIFTED);
        let lifted_on = self.today();
        self.take(
            self.leader,
            CaseAction::Family(FamilyAction::LiftGuardianNotificationWithholding { decision, lifted_on }),
        );
    }

    /// Sends the report, once guardians are told or there is a ground not to tell them.
    pub(super) fn send(&mut self) {
        let content = self.words.fill(&self.theme.reports, &mut self.dice);
        let report = self.report();
        let sent_at = self.now;
        let mut signing = Dice::named(&format!("{}/{}/signed", self.place.municipality, self.name));
        let is_routine = self.today() >= own_ways_since(oslo_date(self.plan.until));
        let by_leader = is_routine && signing.chance(70);
        let action = CaseAction::Reporting(ReportingAction::SendReport {
            report,
            content: self.of_child(&content),
            duty_bearer: self.place.decider(self.owner),
            signed_by: by_leader.then(|| self.place.decider(self.leader)),
            sent_at,
        });
        let triage = triage_day(self.today(), &mut self.dice);
        self.arrival = Some(Arrival {
            report,
            name: format!("{} report", self.name),
            received_at: sent_at,
            child: self.child.clone(),
            guardians: self.guardians.clone(),
            words: self.words.clone(),
            theme: self.theme,
            is_public: true,
            can_be_acknowledged: true,
            origin: Origin::Sent,
            triage,
            outcome: TriageOutcome::InvestigationDecided,
            is_exemplary: false,
            fate: Fate::Any,
            because_of: None,
        });
        self.take(self.owner, action);
    }

    pub(super) fn close(&mut self, outcome: CaseOutcome) {
        let decision = self.decision(self.leader, texts::closed(outcome));
        let closed_on = self.today();
        self.take(
            self.leader,
            CaseAction::Course(CourseAction::Close { together_with: self.seconded(), outcome, decision, closed_on }),
        );
    }

    fn emergency(&mut self, opens: bool) {
        let description = self.one_of(texts::EMERGENCY);
        let bodies = [(60, Body::ChildWelfareService), (25, Body::ChildWelfareEmergencyService), (15, Body::Police)];
        let contact = EmergencyContact {
            body: self.dice.weighted(&bodies),
            category: self.theme.acute,
            description: self.of_child(&description),
            contact: None,
            contacted_at: self.now,
        };
        let opening = opens.then(|| self.opening());
        self.take(self.owner, CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening, contact }));
    }

    /// A whole life, as chance has it.
    pub(super) fn run(mut self) -> Option<Arrival> {
        if self.theme.grave && self.dice.chance(14) {
            self.run_emergency();
        } else {
            self.run_from_concern();
        }
        self.arrival
    }

    fn run_emergency(&mut self) {
        let opens = self.dice.chance(60);
        if !opens {
            self.open();
            let before = self.dice.between(1, 3);
            self.observe(before);
        }
        self.emergency(opens);
        if opens {
            let concern = self.concern();
            self.take(self.owner, CaseAction::Concern(ConcernAction::RaiseConcern(concern)));
            if let Some(seen) = self.unused.pop() {
                self.log(seen);
            }
        }
        if self.dice.chance(75) || self.theme.acute.may_be_set_off_by_telling() {
            self.withhold();
        } else {
            self.inform(AboutGuardians::Report);
        }
        self.send();
        // What was seen by then is what the report is assessed on (S2-33).
        let seen_by_then = self.observations.clone();
        self.later(1, 3);
        self.ask_about_siblings();
        self.observe(2);
        self.assess(Degree::Serious);
        self.assess_duty_of(AssessedReport::Sent(self.report()), seen_by_then, true);
        self.after_report();
    }

    fn run_from_concern(&mut self) {
        self.open();
        if self.dice.chance(80) {
            self.later(1, 6);
        }
        self.ask_about_siblings();
        let before = self.dice.between(2, 3);
        self.observe(before);
        if self.dice.chance(12) {
            self.assess(Degree::None);
            self.later(1, 5);
            return self.close(CaseOutcome::NoGroundForConcern);
        }
        let degree = self.dice.weighted(&[(65, Degree::Some), (35, Degree::Considerable)]);
        self.assess(degree);
        if self.dice.chance(55) {
            self.inform(AboutGuardians::Concern);
        }
        if self.dice.chance(65) {
            self.later(1, 7);
            self.talk_with_child();
        }
        self.later(2, 12);
        if self.dice.chance(80) {
            self.discuss(LeaderTopic::Concern);
        }
        if self.dice.chance(8) {
            self.talk_with_guardians(ConversationOutcome::Misunderstanding);
            self.later(5, 25);
            return self.close(CaseOutcome::NoGroundForConcern);
        }
        let outcome = self.dice.weighted(&[
            (45, ConversationOutcome::MeasuresAgreed),
            (40, ConversationOutcome::ConcernStands),
            (15, ConversationOutcome::Disagreement),
        ]);
        self.talk_with_guardians(outcome);
        self.later(7, 28);
        if self.dice.chance(20) {
            self.raise_again();
        }
        let more = self.dice.between(1, 3);
        self.observe(more);
        if self.dice.chance(self.theme.reported) {
            if self.dice.chance(45) && !self.theme.grave {
                self.cooperate();
            }
            return self.come_to_report();
        }
        match self.dice.below(100) {
            0..45 => self.manage(),
            45..90 => {
                self.cooperate();
                self.end();
            }
            _ => {
                self.assess_duty(false);
                self.manage();
            }
        }
    }

    /// Most find out soon whether the child has siblings; some only when an alternative is to be chosen, or never.
    fn ask_about_siblings(&mut self) {
        match self.dice.below(100) {
            0..70 => self.find_no_siblings(),
            70..85 => self.learn_nothing_of_siblings(),
            _ => {}
        }
    }

    /// The unit manages by itself.
    fn manage(&mut self) {
        self.assess(Degree::Some);
        if self.dice.chance(50) {
            self.find_no_siblings();
            self.choose(Alternative::A);
        }
        self.later(14, 40);
        self.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
        self.later(20, 60);
        self.observe(1);
        if self.dice.chance(60) {
            self.talk_with_child();
        }
        self.later(7, 40);
        self.end();
    }

    /// Level 2, sometimes level 3, and back.
    fn cooperate(&mut self) {
        self.assess(Degree::Considerable);
        self.later(1, 7);
        let answer = self.dice.weighted(&[(78, Answer::Given), (15, Answer::Refused), (7, Answer::Awaited)]);
        let Some(consent) = self.ask(ConsentPurpose::Level2Cooperation, answer) else {
            self.later(5, 20);
            if answer == Answer::Refused {
                self.talk_with_guardians(ConversationOutcome::Disagreement);
                self.later(5, 20);
            }
            return;
        };
        self.later(1, 10);
        self.escalate(Level::Two, consent);
        self.later(7, 28);
        self.observe(1);
        self.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
        self.inform(AboutGuardians::Outcome);
        self.later(20, 60);
        self.observe(1);
        if self.dice.chance(32) {
            let answer = self.dice.weighted(&[(85, Answer::Given), (15, Answer::Refused)]);
            if let Some(consent) = self.ask(ConsentPurpose::Level3Meeting, answer) {
                self.later(2, 14);
                self.escalate(Level::Three, consent);
                let meeting = self.dice.chance(80).then(|| self.call_meeting(consent, 14));
                self.later(10, 40);
                if let Some(meeting) = meeting {
                    self.hold_meeting(meeting, true);
                    self.agree_next_meeting(60);
                }
                self.inform(AboutGuardians::Outcome);
                self.later(20, 60);
                self.talk_with_child();
                self.assess(Degree::Some);
                self.later(20, 60);
                if self.dice.chance(70) {
                    self.return_to(Level::Two);
                    self.later(15, 60);
                }
            }
        }
        if self.dice.chance(8) {
            self.withdraw(consent);
            self.later(3, 15);
        }
        if self.dice.chance(60) {
            self.assess(Degree::Some);
            self.return_to(Level::One);
            self.later(14, 50);
        }
    }

    fn come_to_report(&mut self) {
        self.assess(Degree::Serious);
        if self.dice.chance(if self.theme.grave { 95 } else { 80 }) {
            self.assess_duty(true);
            // Of whom it is believed that they abuse the child, it is decided first, and by this staff in one way (S2-21).
            if self.dice.chance(if self.theme.grave { 65 } else { 6 }) || self.theme.duty.may_be_set_off_by_telling() {
                self.withhold();
            } else {
                if self.dice.chance(50) {
                    self.later(1, 3);
                }
                self.inform(AboutGuardians::Report);
            }
        } else {
            self.assess_duty(false);
            self.later(2, 10);
            let answer = self.dice.weighted(&[(80, Answer::Given), (20, Answer::Refused)]);
            if self.ask(ConsentPurpose::ReportWithoutDuty, answer).is_none() {
                self.later(10, 30);
                return self.end();
            }
            self.inform(AboutGuardians::Report);
        }
        self.send();
        self.after_report();
    }

    fn after_report(&mut self) {
        // Copies go to the guardians, or wait; some are forgotten.
        if self.withheld && self.dice.chance(60) {
            self.withhold_copies(self.report(), 30);
        }
        self.later(5, 25);
        let mut told = !self.withheld;
        if self.withheld && self.dice.chance(60) {
            self.lift();
            self.inform(AboutGuardians::Report);
            told = true;
        }
        if told && self.dice.chance(75) {
            self.deliver_copies(self.report());
        }
        self.observe(2);
        // Whoever must not know of it is not talked with; here and there somebody forgets that (S4-2).
        if told || self.dice.chance(40) {
            self.talk_with_guardians(ConversationOutcome::ConcernStands);
        }
        self.later(60, 200);
        match self.dice.below(100) {
            0..60 => self.close(CaseOutcome::FollowedUpElsewhere),
            60..75 => self.close(CaseOutcome::MeasuresHadEffect),
            75..82 => self.close(CaseOutcome::Moved),
            _ => {}
        }
    }

    /// Most cases end with a reasoned decision. Some lie.
    fn end(&mut self) {
        match self.dice.below(100) {
            0..70 => {
                self.assess(Degree::None);
                self.close(CaseOutcome::MeasuresHadEffect);
            }
            70..82 => self.close(CaseOutcome::FollowedUpElsewhere),
            82..88 => self.close(CaseOutcome::Moved),
            _ => {}
        }
    }
}
