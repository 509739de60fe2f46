//! What becomes of a child that is helped after an investigation: what is decided and planned with the family, who else follows
//! it up with consent, what a reporter learns, what evaluations say, and how it ends. In a few of a hundred each something of
//! that is left out or comes late.

use std::collections::BTreeSet;

use case_ledger_domain::case::{
    EvaluatedAs, EvaluationAnswers, InformationCategory, MeasureKind, MeasureTarget, QuestionAnswered,
};
use case_ledger_domain::ids::{ConsentId, InvestigationId, MeasureId};
use case_ledger_domain::investigation::{
    BoardCaseKind, Consented, DecidedMeasure, DisclosureBasis, FollowUpEndReason, InvestigationAction, MeasureBasis,
    ParticipationKind, Principles, Resting, ServiceConsent, ServiceConsentScope, Voices,
};
use case_ledger_domain::people::{Body, Decision};
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::time::{days_after, months_after, oslo_date};
use chrono::NaiveDate;

use super::super::dice::Dice;
use super::super::plan::{days_before, working_day_from, working_day_until};
use super::super::texts::{self, Said};
use super::{Course, Fate, used};

/// A measure of the register's list, and for whom it is.
#[derive(Debug, Clone, Copy)]
struct Help {
    code: &'static str,
    /// What it is, where the code does not say.
    clarified: Option<&'static str>,
    kind: MeasureKind,
    target: MeasureTarget,
    /// For children of that age in years, from and to.
    ages: (u32, u32),
    goal: Said,
}

const fn help(code: &'static str, kind: MeasureKind, target: MeasureTarget, ages: (u32, u32), goal: Said) -> Help {
    Help { code, clarified: None, kind, target, ages, goal }
}

const CALM: Said = [
    "Foreldrene setter rammer uten å rope, og {barn} vet hva dagen bringer.",
    "Foreldra set rammer utan å rope, og {barn} veit kva dagen bringar.",
];
const SEEN: Said =
    ["Foreldrene ser når {barn} trenger trøst, og er der.", "Foreldra ser når {barn} treng trøyst, og er der."];
const REST: Said = [
    "{Barn} har to helger i måneden med ro og voksne med overskudd.",
    "{Barn} har to helger i månaden med ro og vaksne med overskot.",
];
const FRIENDS: Said = [
    "{Barn} har én fast å være sammen med, og kommer seg ut to ganger i uken.",
    "{Barn} har éin fast å vere saman med, og kjem seg ut to gonger i veka.",
];
const SOBER: Said = ["Ingen er ruset når {barn} er hjemme.", "Ingen er rusa når {barn} er heime."];
const TOGETHER: Said = [
    "Familien og nettverket har blitt enige om hvem som stiller opp for {barn}, og når.",
    "Familien og nettverket har vorte einige om kven som stiller opp for {barn}, og når.",
];

/// How often each is decided on, beside the others that are for the child's age (S2-61, S1-25).
const HELPS: [(u64, Help); 11] = {
    use MeasureKind::{ChangeOriented, Compensating, Control};
    use MeasureTarget::{Child, Family};
    [
        (22, help("3.9", ChangeOriented, Family, (0, 17), CALM)),
        (16, help("3.6", ChangeOriented, Family, (0, 10), SEEN)),
        (12, Help { clarified: Some("COS"), ..help("3.99", ChangeOriented, Family, (0, 8), SEEN) }),
        (12, help("3.2", ChangeOriented, Family, (4, 12), CALM)),
        (14, help("3.1", ChangeOriented, Family, (12, 17), CALM)),
        (10, help("6.1", ChangeOriented, Family, (0, 17), TOGETHER)),
        (14, help("4.5", Compensating, Child, (2, 17), REST)),
        (12, help("4.6", Compensating, Child, (6, 17), FRIENDS)),
        (10, help("4.1", Compensating, Child, (1, 5), FRIENDS)),
        (8, help("4.3", Compensating, Child, (6, 17), FRIENDS)),
        (5, help("5.4", Control, Family, (0, 17), SOBER)),
    ]
};
/// With relatives, for a time and with consent.
const WITH_RELATIVES: Help = help("2.1", MeasureKind::Compensating, MeasureTarget::Child, (0, 17), REST);
/// What the board orders at home, and where a child lives that is in the service's care.
const ORDERED: Help = help("5.2", MeasureKind::Control, MeasureTarget::Family, (0, 17), SOBER);
const IN_CARE: Help = help("2.2", MeasureKind::Compensating, MeasureTarget::Child, (0, 17), SEEN);

/// What is left out on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LeftOut {
    Nothing,
    Deciding,
    DecidingInTime,
    Planning,
    PlanningInTime,
    Evaluating,
    EvaluatingInTime,
    /// Nobody ends it, or only long after its last day.
    Ending,
    EndingFollowUp,
}

const LEFT_OUT: [(u64, LeftOut); 9] = [
    (70, LeftOut::Nothing),
    (4, LeftOut::Deciding),
    (4, LeftOut::DecidingInTime),
    (4, LeftOut::Planning),
    (3, LeftOut::PlanningInTime),
    (4, LeftOut::Evaluating),
    (5, LeftOut::EvaluatingInTime),
    (3, LeftOut::Ending),
    (3, LeftOut::EndingFollowUp),
];

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Reached,
    /// It helps in part, and goes on for longer.
    Longer,
    /// It is not enough, and another measure takes its place.
    Another,
    /// The family takes no more of it.
    NoMore,
    Moved,
    OfAge,
}

const TURNS: [(u64, Turn); 5] =
    [(50, Turn::Reached), (24, Turn::Longer), (8, Turn::Another), (10, Turn::NoMore), (8, Turn::Moved)];

/// The days that are set for a measure.
#[derive(Debug, Clone, Copy)]
struct Term {
    decided_on: NaiveDate,
    from: NaiveDate,
    to: NaiveDate,
    evaluation_on: NaiveDate,
}

/// What is done for the child of one investigation.
#[derive(Debug)]
struct Helping {
    investigation: InvestigationId,
    dice: Dice,
    left_out: LeftOut,
    /// Whether it follows from the report itself, by the guide that this follows: what renews another follows none, and nobody
    /// is told of it.
    follows_from_report: bool,
    /// The measures that run, and how many there were so far.
    running: Vec<MeasureId>,
    /// Those of them for which the child lives elsewhere with consent.
    placed: BTreeSet<MeasureId>,
    decided: usize,
    codes: BTreeSet<&'static str>,
}

/// What another report about the child may come upon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Helped {
    measure: MeasureId,
    pub(super) from: NaiveDate,
    /// The last day on which something is done about the measure.
    until: NaiveDate,
}

impl Helped {
    pub(super) fn days(&self) -> u64 {
        u64::try_from((self.until - self.from).num_days()).unwrap_or_default()
    }
}

fn bodies(age: u32, dice: &mut Dice) -> BTreeSet<Body> {
    let mut bodies = if age < 6 {
        BTreeSet::from([Body::Kindergarten, Body::HealthStation])
    } else {
        BTreeSet::from([Body::School, Body::SchoolHealthService])
    };
    if dice.chance(40) {
        bodies.insert(Body::EducationalPsychologicalService);
    }
    bodies
}

impl Course<'_> {
    /// The family is helped as the investigation says. The answer is what another report about the child may come upon.
    pub(super) fn help(
        &mut self,
        investigation: InvestigationId,
        since: NaiveDate,
        follows_from_report: bool,
    ) -> Option<Helped> {
        let mut helping = self.helping(investigation, follows_from_report);
        let (exemplary, dice) = (self.arrival.is_exemplary, &mut helping.dice);
        let left_out = match self.arrival.fate {
            Fate::Unhelped => LeftOut::Deciding,
            Fate::NeverEnded => LeftOut::EndingFollowUp,
            Fate::Grown => LeftOut::Nothing,
            _ if exemplary => LeftOut::Nothing,
            _ => dice.weighted(&LEFT_OUT),
        };
        let days = match left_out {
            LeftOut::Deciding => return None,
            LeftOut::DecidingInTime => dice.between(20, 60),
            _ if exemplary => 2,
            _ => dice.between(1, 11),
        };
        let decided_on = working_day_from(days_after(since, days));
        let from = working_day_from(days_after(decided_on, dice.between(0, 7)));
        let (turn, to) = match self.of_age_soon_after(from) {
            Some(of_age_on) => (Turn::OfAge, of_age_on),
            None if exemplary => (Turn::Reached, days_after(from, 300)),
            None if self.arrival.fate == Fate::NeverEnded => (Turn::Reached, days_after(from, 90)),
            None => {
                let least = if left_out == LeftOut::EvaluatingInTime { 180 } else { 90 };
                let days = dice.weighted(&[(20, 90), (50, 180), (30, 300)]).max(least);
                // What nobody evaluates cannot be put off by going on for longer (D-7).
                let turn = match dice.weighted(&TURNS) {
                    Turn::Longer if left_out == LeftOut::Evaluating => Turn::Reached,
                    turn => turn,
                };
                (turn, days_after(from, days))
            }
        };
        let days = u64::try_from((to - from).num_days()).unwrap_or_default();
        // What is short is evaluated at its end.
        let evaluation_on = if days <= 90 { days - 9 } else { (days / 2).min(100) };
        let term = Term { decided_on, from, to, evaluation_on: working_day_from(days_after(from, evaluation_on)) };
        helping.left_out = left_out;
        let with_relatives = !exemplary && !self.arrival.child.unborn && helping.dice.chance(3);
        let first = if with_relatives { WITH_RELATIVES } else { self.fitting(&mut helping, from) };
        self.decide_help(&mut helping, first, term);
        if exemplary || !with_relatives && helping.dice.chance(28) {
            let other = self.fitting(&mut helping, from);
            self.decide_help(&mut helping, other, term);
        }
        self.plan_help(&mut helping, decided_on);
        self.cooperate(&mut helping, term, matches!(turn, Turn::Reached | Turn::Longer) && days > 90);
        self.tell_of_help(&mut helping, decided_on);
        let measure = *helping.running.first()?;
        let until = self.help_on(&mut helping, term, turn);
        Some(Helped { measure, from, until })
    }

    /// What the board granted is carried out: at home until its order ends, in care for as long as is told.
    pub(super) fn carry_out(
        &mut self,
        investigation: InvestigationId,
        (kind, until): (BoardCaseKind, Option<NaiveDate>),
        granted_on: NaiveDate,
    ) {
        let mut helping = self.helping(investigation, true);
        let decided_on = working_day_from(days_after(granted_on, helping.dice.between(2, 15)));
        let from = working_day_from(days_after(decided_on, helping.dice.between(0, 5)));
        let to = until.map_or_else(|| days_after(from, 365), |until| days_before(until, 3));
        let evaluation_on = working_day_from(days_after(from, if until.is_some() { 80 } else { 170 }));
        let mut term = Term { decided_on, from, to, evaluation_on };
        let help = if kind == BoardCaseKind::OrderedMeasure { ORDERED } else { IN_CARE };
        self.decide_resting(&mut helping, help, Resting { basis: basis_of(kind), ..Resting::ASSISTANCE }, term);
        self.plan_help(&mut helping, decided_on);
        self.cooperate(&mut helping, term, true);
        if until.is_some() {
            self.help_on(&mut helping, term, Turn::Reached);
            return;
        }
        let today = oslo_date(self.plan.until);
        while term.from < today {
            let on = working_day_until(term.evaluation_on);
            self.evaluate_help(&mut helping, on, EvaluatedAs::Partly);
            let extended_on = working_day_until(days_before(term.to, 12));
            let (to, evaluation_on) = (days_after(term.to, 365), working_day_from(days_after(term.to, 170)));
            self.evaluate_help(&mut helping, extended_on, EvaluatedAs::Partly);
            self.extend_help(&mut helping, extended_on, (to, evaluation_on));
            term = Term { from: term.to, to, evaluation_on, ..term };
        }
    }

    /// Another report was dismissed because of the help on that day: it is weighed in an evaluation, by most.
    pub(super) fn weigh(&mut self, investigation: InvestigationId, helped: Helped, reported_on: NaiveDate) {
        let mut helping = self.helping(investigation, true);
        helping.dice = Dice::named(&format!("{}/{}/weighed", self.place.municipality, self.arrival.name));
        if helping.dice.chance(85) {
            let on = working_day_from(days_after(reported_on, helping.dice.between(0, 4)));
            helping.running.push(helped.measure);
            self.evaluate_help(&mut helping, on, EvaluatedAs::Partly);
        }
    }

    fn helping(&self, investigation: InvestigationId, follows_from_report: bool) -> Helping {
        let name = format!("{}/{}/help {}", self.place.municipality, self.arrival.name, investigation.as_uuid());
        Helping {
            investigation,
            dice: Dice::named(&name),
            left_out: LeftOut::Nothing,
            follows_from_report,
            running: Vec::new(),
            placed: BTreeSet::new(),
            decided: 0,
            codes: BTreeSet::new(),
        }
    }

    fn born_on(&self) -> Option<NaiveDate> {
        self.arrival.child.born_on.as_ref().and_then(Personal::visible).copied()
    }

    fn age_on(&self, day: NaiveDate) -> u32 {
        self.born_on().and_then(|born_on| day.years_since(born_on)).unwrap_or_default()
    }

    /// The day on which the child is of age, where that is no longer off than help goes on.
    fn of_age_soon_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let of_age_on = months_after(self.born_on()?, 18 * 12);
        (days_after(day, 60)..days_after(day, 600)).contains(&of_age_on).then_some(of_age_on)
    }

    /// One that is for a child of that age and not decided on yet.
    fn fitting(&self, helping: &mut Helping, on: NaiveDate) -> Help {
        let age = self.age_on(on).min(17);
        let fits = |help: &Help| (help.ages.0..=help.ages.1).contains(&age) && !helping.codes.contains(help.code);
        let fitting: Vec<_> = HELPS.iter().filter(|(_, help)| fits(help)).copied().collect();
        helping.dice.weighted(&fitting)
    }

    fn stated(&self, said: &[Said], dice: &mut Dice) -> Decision {
        Decision::stated(self.said(said, dice), self.place.decider(self.caseworker))
    }

    /// The guardians' consent of that day, and their keys with it.
    fn consents(&mut self, on: NaiveDate, scope: Option<ServiceConsentScope>) -> Consented {
        let by = self.arrival.guardians.clone();
        self.plan.people.extend(by.iter().map(|guardian| (guardian.subject, Category::Guardian)));
        Consented { by, on, scope }
    }

    fn decide_help(&mut self, helping: &mut Helping, help: Help, term: Term) {
        let is_placement = help.code == WITH_RELATIVES.code;
        let consented = (is_placement || helping.dice.chance(60)).then(|| self.consents(term.decided_on, None));
        let resting = if is_placement {
            let [best_interests, biological, least_intrusive] =
                texts::PRINCIPLES.map(|principle| self.said(&[principle], &mut helping.dice));
            let principles = Some(Principles { best_interests, biological, least_intrusive });
            Resting { basis: MeasureBasis::VoluntaryPlacement, consented, principles }
        } else {
            Resting { consented, ..Resting::ASSISTANCE }
        };
        self.decide_resting(helping, help, resting, term);
    }

    fn decide_resting(&mut self, helping: &mut Helping, help: Help, resting: Resting, term: Term) {
        let measure = MeasureId::derived(&self.place.municipality, helping.investigation.as_uuid(), helping.decided);
        let child = self.arrival.child.subject;
        let mut code = used(help.code);
        code.clarification = help.clarified.map(|words| Personal::child(child, super::text(words)));
        let decided = DecidedMeasure {
            goal: self.said(&[help.goal], &mut helping.dice),
            code,
            kind: help.kind,
            target: help.target,
            responsible: self.place.decider(self.caseworker),
            from: term.from,
            to: term.to,
            evaluation_on: term.evaluation_on,
        };
        let action = InvestigationAction::DecideMeasure {
            measure,
            decided: Box::new(decided),
            resting: Box::new(resting),
            decision: self.stated(texts::HELP_DECIDED, &mut helping.dice),
            decided_on: term.decided_on,
        };
        self.after(helping.investigation, term.decided_on, self.caseworker, action);
        helping.decided += 1;
        helping.running.push(measure);
        if help.code == WITH_RELATIVES.code {
            helping.placed.insert(measure);
        }
        helping.codes.insert(help.code);
    }

    fn voices(&self, helping: &mut Helping, on: NaiveDate, parents: &[Said]) -> Voices {
        let dice = &mut helping.dice;
        let part = if self.arrival.child.unborn {
            ParticipationKind::NoOpportunity
        } else if self.age_on(on) < 4 {
            ParticipationKind::Observation
        } else {
            dice.weighted(&[
                (80, ParticipationKind::Conversation),
                (8, ParticipationKind::Representative),
                (7, ParticipationKind::OtherExpression),
                (5, ParticipationKind::Declined),
            ])
        };
        let child = if self.arrival.child.unborn { texts::UNBORN_CHILD } else { texts::took_part(part) };
        Voices { childs_part: Some(part), child: self.said(child, dice), parents: self.said(parents, dice) }
    }

    fn plan_help(&mut self, helping: &mut Helping, decided_on: NaiveDate) {
        let days = match helping.left_out {
            LeftOut::Planning => return,
            LeftOut::PlanningInTime => helping.dice.between(36, 50),
            _ => helping.dice.between(0, 20),
        };
        let planned_on = working_day_from(days_after(decided_on, days));
        let plan = self.said(texts::HELP_PLANNED, &mut helping.dice);
        let voices = self.voices(helping, planned_on, texts::PARENTS_OF_PLAN);
        let action = InvestigationAction::PlanMeasures { plan, voices, planned_on };
        self.after(helping.investigation, planned_on, self.caseworker, action);
    }

    /// Decided in a step of the service's guide, where it is followed; now and then one is passed over.
    fn decide_in_guide(
        &mut self,
        helping: &mut Helping,
        on: NaiveDate,
        (step, outcome): (&str, &str),
        reasons: &[Said],
    ) {
        if !helping.follows_from_report || !self.arrival.is_exemplary && !helping.dice.chance(90) {
            return;
        }
        let decision = self.stated(reasons, &mut helping.dice);
        let at = self.hour_of(on);
        self.step(helping.investigation, at, (step, outcome), self.caseworker, &decision);
    }

    /// A group of services works together for some, with consent, and meets (S1-15).
    fn cooperate(&mut self, helping: &mut Helping, term: Term, is_long: bool) {
        let on = working_day_from(days_after(term.decided_on, helping.dice.between(8, 24)));
        let is_asked_for = self.arrival.is_exemplary || helping.dice.chance(25);
        if !is_asked_for || self.arrival.child.unborn || self.arrival.guardians.is_empty() {
            self.decide_in_guide(helping, on, ("cooperate", "no-group"), texts::NO_GROUP);
            return;
        }
        let (place, investigation) = (self.place, helping.investigation);
        let bodies = bodies(self.age_on(on), &mut helping.dice);
        let scope = ServiceConsentScope {
            consent: ConsentId::derived(&place.municipality, investigation.as_uuid(), 0),
            categories: BTreeSet::from([InformationCategory::Observations, InformationCategory::Measures]),
            valid_to: Some(days_after(term.to, 365)),
        };
        let consented = self.consents(term.decided_on, Some(scope));
        let covers = self.said(texts::GROUP_COVERS, &mut helping.dice);
        let units = BTreeSet::new();
        let action = InvestigationAction::FormGroup { bodies: bodies.clone(), units, consented, covers, formed_on: on };
        self.after(investigation, on, self.caseworker, action);
        self.decide_in_guide(helping, on, ("cooperate", "group-formed"), texts::GROUP_COVERS);
        let first = working_day_from(days_after(on, helping.dice.between(4, 14)));
        let next = working_day_from(days_after(first, helping.dice.between(35, 50)));
        let meets_again = is_long.then_some(next);
        self.meet(helping, bodies.clone(), first, meets_again);
        // Now and then it does not come to that.
        if is_long && (self.arrival.is_exemplary || !helping.dice.chance(12)) {
            self.meet(helping, bodies, next, None);
        }
    }

    fn meet(&mut self, helping: &mut Helping, present: BTreeSet<Body>, on: NaiveDate, next_on: Option<NaiveDate>) {
        let minutes = self.said(texts::GROUP_MINUTES, &mut helping.dice);
        let (units, held_on) = (BTreeSet::new(), on);
        let action = InvestigationAction::HoldGroupMeeting { present, units, minutes, next_on, held_on };
        self.after(helping.investigation, on, self.caseworker, action);
    }

    /// A public reporter hears of the help where the family consents, or where that is best for the child (S1-14, R-44).
    fn tell_of_help(&mut self, helping: &mut Helping, decided_on: NaiveDate) {
        let exemplary = self.arrival.is_exemplary;
        let is_told = self.arrival.is_public && helping.follows_from_report;
        if !is_told || !exemplary && !helping.dice.chance(22) {
            return;
        }
        let disclosed_on = working_day_from(days_after(decided_on, helping.dice.between(4, 18)));
        let with_consent = (exemplary || helping.dice.chance(70)) && !self.arrival.guardians.is_empty();
        let scope = ServiceConsentScope {
            consent: ConsentId::derived(&self.place.municipality, helping.investigation.as_uuid(), 1),
            categories: BTreeSet::from([InformationCategory::Measures]),
            valid_to: None,
        };
        let consented = with_consent.then(|| self.consents(decided_on, Some(scope)));
        let (basis, reasons) = if with_consent {
            (DisclosureBasis::Consent, texts::TOLD_WITH_CONSENT)
        } else {
            (DisclosureBasis::BestInterests, texts::TOLD_FOR_THE_CHILD)
        };
        let action = InvestigationAction::DiscloseMeasures {
            joined: None,
            measures: helping.running.iter().copied().collect(),
            account: self.said(texts::TOLD_OF_HELP, &mut helping.dice),
            basis,
            consented,
            decision: self.stated(reasons, &mut helping.dice),
            disclosed_on,
        };
        self.after(helping.investigation, disclosed_on, self.caseworker, action);
    }

    /// How it goes on to its end. The answer is the last day on which something is done about what was decided first.
    fn help_on(&mut self, helping: &mut Helping, term: Term, turn: Turn) -> NaiveDate {
        let Term { from, to, evaluation_on, .. } = term;
        let dice = &mut helping.dice;
        let evaluated_on = match helping.left_out {
            LeftOut::EvaluatingInTime => working_day_from(days_after(evaluation_on, dice.between(12, 40))),
            _ => working_day_until(days_before(evaluation_on, dice.between(0, 8))).max(from),
        };
        match turn {
            Turn::Reached => {
                let is_short = days_after(evaluation_on, 15) >= to;
                let at_end = working_day_until(days_before(to, dice.between(0, 10))).max(evaluated_on);
                let ended_on = if is_short { evaluated_on } else { at_end };
                if !is_short {
                    self.evaluate_help(helping, evaluated_on, EvaluatedAs::Partly);
                }
                if is_short || helping.dice.chance(60) {
                    self.evaluate_help(helping, ended_on, EvaluatedAs::Yes);
                }
                self.end_help(helping, (ended_on, to), FollowUpEndReason::GoalReached)
            }
            Turn::Longer => {
                self.evaluate_help(helping, evaluated_on, EvaluatedAs::Partly);
                let longer = days_after(to, helping.dice.between(90, 180));
                let next = working_day_until(days_before(longer, 14));
                self.extend_help(helping, evaluated_on, (longer, next));
                let ended_on = working_day_until(days_before(next, helping.dice.between(0, 6)));
                self.evaluate_help(helping, ended_on, EvaluatedAs::Yes);
                self.end_help(helping, (ended_on, longer), FollowUpEndReason::GoalReached)
            }
            Turn::Another => {
                self.evaluate_help(helping, evaluated_on, EvaluatedAs::No);
                self.decide_in_guide(helping, evaluated_on, ("evaluate", "new-measures"), texts::NOT_ENOUGH);
                let before = std::mem::take(&mut helping.running);
                let from = working_day_from(days_after(evaluated_on, 3));
                let to = days_after(from, 180);
                let term = Term { decided_on: evaluated_on, from, to, evaluation_on: days_before(to, 20) };
                let other = self.fitting(helping, from);
                self.decide_help(helping, other, term);
                for measure in before {
                    self.end_one(helping, measure, evaluated_on, texts::NOT_ENOUGH);
                }
                self.decide_in_guide(helping, evaluated_on, ("way-ahead", "measures-set"), texts::NOT_ENOUGH);
                self.plan_help(helping, evaluated_on);
                let ended_on = working_day_until(days_before(term.evaluation_on, helping.dice.between(0, 6)));
                self.evaluate_help(helping, ended_on, EvaluatedAs::Yes);
                self.end_help(helping, (ended_on, to), FollowUpEndReason::GoalReached);
                evaluated_on
            }
            Turn::NoMore => {
                let on = working_day_from(days_after(from, helping.dice.between(50, 90))).min(evaluated_on);
                self.evaluate_help(helping, on, EvaluatedAs::No);
                self.end_help(helping, (on, to), FollowUpEndReason::FamilyWithdraws)
            }
            Turn::Moved => {
                let on = working_day_from(days_after(from, helping.dice.between(50, 90))).min(evaluated_on);
                self.evaluate_help(helping, on, EvaluatedAs::NotKnown);
                self.end_help(helping, (on, to), FollowUpEndReason::Moved)
            }
            Turn::OfAge => {
                self.evaluate_help(helping, evaluated_on, EvaluatedAs::Partly);
                let ended_on = working_day_until(to).max(evaluated_on);
                self.end_help(helping, (ended_on, to), FollowUpEndReason::OfAge)
            }
        }
    }

    /// All that run, by the six questions.
    fn evaluate_help(&mut self, helping: &mut Helping, on: NaiveDate, reached: EvaluatedAs) {
        if helping.left_out == LeftOut::Evaluating {
            return;
        }
        for measure in helping.running.clone() {
            let answered = |answer| QuestionAnswered { answer, remark: None };
            let well = if reached == EvaluatedAs::No { EvaluatedAs::Partly } else { EvaluatedAs::Yes };
            let followed_up = if reached == EvaluatedAs::Yes { EvaluatedAs::Yes } else { EvaluatedAs::Partly };
            let more = if reached == EvaluatedAs::Yes { EvaluatedAs::No } else { EvaluatedAs::Yes };
            let answers = EvaluationAnswers {
                implementation: self.said(texts::HELP_CARRIED_OUT, &mut helping.dice),
                carried_out_well: answered(well),
                family_felt_cared_for: answered(well),
                guardians_followed_up: answered(followed_up),
                solvable_otherwise: answered(EvaluatedAs::NotKnown),
                more_needed: answered(more),
                goal_reached: answered(reached),
            };
            let action = InvestigationAction::EvaluateMeasure {
                measure,
                answers: Box::new(answers),
                effect: self.said(texts::effect_of_help(reached), &mut helping.dice),
                voices: self.voices(helping, on, texts::parents_of_help(reached)),
                evaluated_on: on,
                next_evaluation_on: None,
            };
            self.after(helping.investigation, on, self.caseworker, action);
        }
    }

    fn extend_help(&mut self, helping: &mut Helping, on: NaiveDate, (to, evaluation_on): (NaiveDate, NaiveDate)) {
        for measure in helping.running.clone() {
            let decision = self.stated(texts::HELP_EXTENDED, &mut helping.dice);
            let action = InvestigationAction::ExtendMeasure { measure, to, evaluation_on, decision, extended_on: on };
            self.after(helping.investigation, on, self.caseworker, action);
        }
        self.decide_in_guide(helping, on, ("evaluate", "extend"), texts::HELP_EXTENDED);
        self.decide_in_guide(helping, on, ("way-ahead", "measures-set"), texts::HELP_EXTENDED);
    }

    fn end_one(&mut self, helping: &mut Helping, measure: MeasureId, ended_on: NaiveDate, reasons: &[Said]) {
        let decision = self.stated(reasons, &mut helping.dice);
        let action = InvestigationAction::EndMeasure { measure, decision, ended_on };
        self.after(helping.investigation, ended_on, self.caseworker, action);
    }

    /// All that run are ended, and then what was followed up. The answer is the day that was meant for it.
    fn end_help(
        &mut self,
        helping: &mut Helping,
        (meant_for, to): (NaiveDate, NaiveDate),
        reason: FollowUpEndReason,
    ) -> NaiveDate {
        let mut ended_on = meant_for;
        if helping.left_out == LeftOut::Ending {
            if helping.dice.chance(40) {
                return meant_for;
            }
            ended_on = working_day_from(days_after(to, helping.dice.between(20, 90)));
        }
        let reasons = texts::help_ended(reason);
        for measure in std::mem::take(&mut helping.running) {
            if helping.placed.contains(&measure) && helping.dice.chance(60) {
                self.is_taken_home(helping, measure, ended_on);
            }
            self.end_one(helping, measure, ended_on, reasons);
        }
        if helping.left_out == LeftOut::EndingFollowUp {
            return meant_for;
        }
        let days = if helping.dice.chance(60) { 0 } else { helping.dice.between(2, 18) };
        let ended_on = working_day_from(days_after(ended_on, days));
        if reason == FollowUpEndReason::GoalReached {
            self.decide_in_guide(helping, ended_on, ("evaluate", "goal-reached"), reasons);
        }
        let decision = Decision::stated(self.said(reasons, &mut helping.dice), self.place.decider(self.leader));
        let action = InvestigationAction::EndFollowUp { reason, decision, ended_on };
        self.after(helping.investigation, ended_on, self.leader, action);
        meant_for
    }

    /// Those who consented to the child's living elsewhere take that back, and the child comes home that day or later.
    fn is_taken_home(&mut self, helping: &mut Helping, measure: MeasureId, home_on: NaiveDate) {
        let withdrawn_on = working_day_until(days_before(home_on, helping.dice.between(0, 6)));
        let action = InvestigationAction::WithdrawConsent {
            consent: ServiceConsent::to_placement(measure),
            reason: Some(self.said(texts::TAKEN_HOME, &mut helping.dice)),
            withdrawn_on,
        };
        self.after(helping.investigation, withdrawn_on, self.caseworker, action);
    }
}

const fn basis_of(kind: BoardCaseKind) -> MeasureBasis {
    match kind {
        BoardCaseKind::CareOrder => MeasureBasis::CareOrder,
        BoardCaseKind::BehaviouralPlacement => MeasureBasis::BehaviouralPlacement,
        BoardCaseKind::OrderedMeasure => MeasureBasis::OrderedMeasure,
    }
}
