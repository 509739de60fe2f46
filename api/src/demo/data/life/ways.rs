//! Ways from concern to action that are told in every demo: by the guides that the municipality follows, and beside
//! them; with what is done well, and with what is usually left out.

use std::sync::Arc;

use case_ledger_domain::case::{
    AboutGuardians, AgreementKind, Alternative, CaseOutcome, ConsentPurpose, ConversationOutcome, Degree, EvaluatedAs,
    LeaderTopic, Level,
};
use case_ledger_domain::guides::Guide;
use case_ledger_domain::ids::{ConsentId, MeasureId};
use case_ledger_domain::people::DeciderRole;
use chrono::NaiveDate;

use super::super::people::{Kid, Kids, Place};
use super::super::plan::{Plan, days_before, working_day_until};
use super::super::service::{Arrival, Fate};
use super::super::texts::{Language, THEMES};
pub(in super::super) use super::acts::guide;
use super::{Answer, Life, Setting};

/// What the guides are called that the municipality follows: one works by levels and alternatives, the other by an
/// agreement that binds.
pub(in super::super) const fn guides_of(language: Language) -> &'static [&'static str] {
    match language {
        Language::Bokmal => &["porsgrunn-levels", "porsgrunn-alternatives"],
        Language::Nynorsk => &["luster-six-steps"],
    }
}

/// One of the ways.
#[derive(Clone, Copy)]
struct Way {
    name: &'static str,
    /// Where it is gone: everywhere, or where people speak so.
    only_in: Option<Language>,
    unit: usize,
    theme: usize,
    /// How old the child is, from and to.
    ages: (u64, u64),
    /// So many days before the last it begins.
    days_ago: u64,
    /// What becomes of the child in the service, where a report is sent.
    fate: Fate,
    /// Whether the child has two guardians, however the dice fall.
    with_both_parents: bool,
    tell: fn(&mut Life<'_>),
}

const fn way(name: &'static str, unit: usize, theme: usize, days_ago: u64, tell: fn(&mut Life<'_>)) -> Way {
    let ages = if unit == 0 { (4, 5) } else { (8, 10) };
    Way { name, only_in: None, unit, theme, ages, days_ago, fate: Fate::Any, with_both_parents: false, tell }
}

const fn only_in(language: Language, way: Way) -> Way {
    Way { only_in: Some(language), ..way }
}

const fn grown(way: Way) -> Way {
    Way { ages: (16, 16), ..way }
}

const fn with_both_parents(way: Way) -> Way {
    Way { with_both_parents: true, ..way }
}

const fn ends_as(fate: Fate, way: Way) -> Way {
    Way { fate, ..way }
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "a method of one lifetime is no function of all")]
const WAYS: [Way; 36] = [
    only_in(Language::Bokmal, way("way/levels", 0, 0, 210, |life| life.goes_by_the_levels())),
    only_in(Language::Bokmal, way("way/levels-otherwise", 0, 5, 200, |life| life.leaves_the_levels())),
    only_in(Language::Bokmal, way("way/alternatives", 0, 2, 150, |life| life.goes_by_the_alternatives())),
    only_in(Language::Nynorsk, way("way/agreement", 1, 5, 150, |life| life.is_bound_by_an_agreement())),
    way("way/unsigned", 1, 2, 60, |life| life.is_agreed_and_not_signed()),
    way("way/unanswered", 0, 0, 40, |life| life.waits_for_answers()),
    way("way/informed", 1, 5, 120, |life| life.is_reported_with_the_parents_told()),
    way("way/in-danger", 0, 3, 110, |life| life.is_reported_unknown_to_the_parents()),
    way("way/danger-over", 1, 4, 100, |life| life.is_reported_and_the_danger_ends()),
    way("way/referred", 1, 5, 90, |life| life.is_referred_without_asking()),
    way("way/measures", 0, 2, 130, |life| life.tries_measures()),
    way("way/closed-short", 1, 0, 80, |life| life.is_closed_with_something_owed()),
    way("way/averted-late", 0, 3, 70, |life| life.is_averted_too_late()),
    way("way/agreed-first", 1, 2, 140, |life| life.agrees_before_it_asks()),
    way("way/team-of-others", 0, 2, 120, |life| life.is_heard_by_others()),
    ends_as(Fate::Placed, way("way/placed", 1, 3, 170, |life| life.is_reported_unknown_to_the_parents())),
    ends_as(Fate::Forgotten, way("way/forgotten", 1, 4, 180, |life| life.is_reported_unknown_to_the_parents())),
    ends_as(Fate::NotRenewed, way("way/not-renewed", 1, 5, 620, |life| life.is_reported_with_the_parents_told())),
    way("way/duty-forgotten", 0, 2, 135, |life| life.forgets_the_duty()),
    way("way/called-only", 1, 3, 125, |life| life.calls_and_writes_nothing()),
    way("way/necessity", 1, 0, 115, |life| life.shares_on_necessity_and_leaves_it()),
    way("way/serious", 0, 5, 105, |life| life.finds_it_serious_and_leaves_it()),
    way("way/ordered", 1, 2, 95, |life| life.answers_no_order()),
    way("way/no-interpreter", 0, 0, 85, |life| life.talks_without_an_interpreter()),
    grown(way("way/youth-not-asked", 1, 5, 75, |life| life.asks_the_guardian_alone())),
    way("way/withdrawn-before", 1, 0, 65, |life| life.lifts_on_a_consent_that_was_taken_back()),
    way("way/undecided", 0, 0, 160, |life| life.is_never_decided()),
    only_in(Language::Bokmal, way("way/never-referred", 0, 2, 195, |life| life.is_referred_on_paper())),
    with_both_parents(way("way/parents-differ", 0, 2, 55, |life| life.is_refused_by_one_parent())),
    with_both_parents(way("way/one-parent-told", 1, 5, 45, |life| life.is_reported_with_one_parent_told())),
    grown(way("way/youth-refuses", 1, 0, 50, |life| life.is_refused_by_the_youth_itself())),
    ends_as(Fate::Ordered, way("way/order-runs-out", 1, 5, 520, |life| life.is_reported_with_the_parents_told())),
    ends_as(Fate::SentBack, way("way/sent-back", 1, 2, 340, |life| life.is_reported_with_the_parents_told())),
    ends_as(Fate::NeverEnded, way("way/never-ended", 1, 2, 420, |life| life.is_reported_with_the_parents_told())),
    ends_as(Fate::Unhelped, way("way/unhelped", 1, 0, 480, |life| life.is_reported_with_the_parents_told())),
    ends_as(Fate::Grown, grown(way("way/of-age", 1, 2, 1100, |life| life.is_reported_with_the_parents_told()))),
];

/// The ways that are gone in that place.
fn ways_in(place: &Place) -> impl Iterator<Item = &'static Way> {
    let language = place.language;
    WAYS.iter().filter(move |way| way.only_in.is_none_or(|only| only == language))
}

/// The children whom they are about.
pub(in super::super) fn kids(place: &Place, kids: &mut Kids, today: NaiveDate) -> Vec<Kid> {
    let kid = |way: &Way| {
        let kid = kids.make(place, way.name, days_before(today, way.days_ago), way.ages);
        if way.with_both_parents { kid.with_both_parents(place) } else { kid }
    };
    ways_in(place).map(kid).collect()
}

/// Tells them; what they bring to the service is the answer.
pub(in super::super) fn tell(place: &Place, plan: &mut Plan, kids: &[Kid], today: NaiveDate) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    for (way, kid) in ways_in(place).zip(kids) {
        let Way { name, unit, theme, .. } = *way;
        let begins_on = working_day_until(days_before(today, way.days_ago));
        let mut life = Life::new(place, plan, Setting { name, kid, unit, theme: &THEMES[theme], begins_on });
        life.owned_by_the_first();
        (way.tell)(&mut life);
        arrivals.extend(life.into_arrival().map(|arrival| Arrival { fate: way.fate, ..arrival }));
    }
    arrivals
}

impl Life<'_> {
    fn into_arrival(self) -> Option<Arrival> {
        self.arrival
    }

    /// Seen, discussed, talked about with the child: what comes before anything is decided.
    fn begins_well(&mut self) {
        self.open();
        self.in_days(1);
        self.observe(2);
        self.discuss(LeaderTopic::Concern);
        self.assess(Degree::Considerable);
        self.in_days(2);
        self.talk_with_child();
    }

    /// Up three levels as the guide says, until now on the third with a meeting ahead.
    fn goes_by_the_levels(&mut self) {
        use DeciderRole::{PedagogicalLeader, RelayHolder};
        let Some(guide) = guide("porsgrunn-levels") else { return };
        let Some((consent, measure)) = self.tries_two_levels(&guide) else { return };
        self.discuss(LeaderTopic::Referral);
        self.refer(consent);
        self.decide_step(&guide, "level-2-measures", &["refer-and-escalate"], PedagogicalLeader);
        let Some(consent) = self.ask(ConsentPurpose::Level3Meeting, Answer::Given) else { return };
        self.agree_next_meeting(14);
        self.escalate(Level::Three, consent);
        let meeting = self.call_meeting(consent, 14);
        self.in_days(14);
        self.hold_meeting(meeting, true);
        self.agree_next_meeting(200);
        let plan = self.make_plan(measure);
        self.sign(plan, 9);
        self.decide_step(&guide, "level-3-discussion", &["plan-made"], RelayHolder);
    }

    /// Two levels by the same guide, and then it is decided to refer the child, which nobody does.
    fn is_referred_on_paper(&mut self) {
        let Some(guide) = guide("porsgrunn-levels") else { return };
        if self.tries_two_levels(&guide).is_some() {
            self.discuss(LeaderTopic::Referral);
            self.decide_step(&guide, "level-2-measures", &["refer-and-escalate"], DeciderRole::PedagogicalLeader);
        }
    }

    /// Up to the second level's measures, which are not enough; with the consent that they rest on.
    fn tries_two_levels(&mut self, guide: &Arc<Guide>) -> Option<(ConsentId, MeasureId)> {
        use DeciderRole::{Employee, PedagogicalLeader};
        self.open();
        self.in_days(1);
        self.observe(2);
        self.discuss_with_colleague();
        self.follow(guide);
        self.decide_step(guide, "level-1-concern-arises", &["go-on"], Employee);
        self.concretise();
        self.discuss(LeaderTopic::Concern);
        self.decide_step(guide, "level-1-concretise", &["go-on"], PedagogicalLeader);
        self.in_days(3);
        self.talk_with_child();
        self.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
        self.find_no_siblings();
        let outcomes = ["plan-measures", "inform-of-low-threshold-offers"];
        self.decide_step(guide, "level-1-talk", &outcomes, PedagogicalLeader);
        self.inform(AboutGuardians::LowThresholdOffers);
        let measure = self.plan_measure(28);
        self.start_measure(measure);
        let meeting = self.call_evaluation_meeting(25);
        self.in_days(25);
        self.hold_evaluation_meeting(meeting);
        self.evaluate(measure, EvaluatedAs::No);
        self.decide_step(guide, "level-1-measures", &["escalate"], PedagogicalLeader);
        let consent = self.ask(ConsentPurpose::Level2Cooperation, Answer::Given)?;
        self.escalate(Level::Two, consent);
        let meeting = self.call_meeting(consent, 10);
        self.in_days(10);
        self.hold_meeting(meeting, false);
        self.decide_step(guide, "level-2-discussion", &["plan-measures"], PedagogicalLeader);
        let measure = self.plan_measure(30);
        self.inform(AboutGuardians::Outcome);
        self.approve_measure(measure);
        self.decide_step(guide, "level-2-talk", &["measures-approved"], PedagogicalLeader);
        self.start_measure(measure);
        self.in_days(27);
        self.evaluate(measure, EvaluatedAs::Partly);
        Some((consent, measure))
    }

    /// By the same guide, with what is often left out: a step is taken before its turn, a measure not evaluated, a
    /// meeting not held, a decision not carried out.
    fn leaves_the_levels(&mut self) {
        use DeciderRole::{Employee, PedagogicalLeader};
        let Some(guide) = guide("porsgrunn-levels") else { return };
        self.begins_well();
        self.follow(&guide);
        self.decide_step(&guide, "level-1-concern-arises", &["go-on"], Employee);
        self.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
        // Nobody has put the concern in writing yet.
        self.decide_step(&guide, "level-1-talk", &["plan-measures"], PedagogicalLeader);
        let measure = self.plan_measure(30);
        self.start_measure(measure);
        self.in_days(40);
        let Some(consent) = self.ask(ConsentPurpose::Level2Cooperation, Answer::Given) else { return };
        self.escalate(Level::Two, consent);
        self.in_days(20);
        let Some(consent) = self.ask(ConsentPurpose::Level3Meeting, Answer::Given) else { return };
        self.escalate(Level::Three, consent);
        self.in_days(9);
        self.agree_next_meeting(30);
        self.in_days(45);
        self.decide_step(&guide, "level-3-discussion", &["no-consent"], DeciderRole::RelayHolder);
        self.decide_step(&guide, "level-3-way-ahead", &["return-to-level-2"], DeciderRole::RelayHolder);
    }

    /// A and B, B refused and the refusal accepted; C, refused too and heard on an exception; and it helps.
    fn goes_by_the_alternatives(&mut self) {
        use DeciderRole::{Employee, Head};
        let Some(guide) = guide("porsgrunn-alternatives") else { return };
        self.begins_well();
        self.follow(&guide);
        for (step, outcome) in [
            ("log", "go-on"),
            ("talk", "go-on"),
            ("assess", "assessed"),
            ("analyse", "analysed"),
            ("discuss", "concern-confirmed"),
        ] {
            self.decide_step(&guide, step, &[outcome], Employee);
        }
        self.decide_severity(Degree::Considerable);
        self.learn_nothing_of_siblings();
        self.choose(Alternative::A);
        self.choose(Alternative::B);
        self.decide_step(&guide, "choose", &["alternative-a", "alternative-b"], Employee);
        let measure = self.plan_measure(60);
        self.start_measure(measure);
        self.inform(AboutGuardians::Concern);
        self.decide_step(&guide, "b-convey", &["conveyed"], Employee);
        let refused = self.be_refused(ConsentPurpose::InformationSharing);
        self.decide_step(&guide, "b-consent", &["consent-refused"], Employee);
        self.in_days(3);
        self.accept_refusal(refused);
        self.end_alternative(Alternative::B);
        self.decide_step(&guide, "b-refusal", &["refusal-accepted"], Employee);
        self.in_days(14);
        self.choose(Alternative::C);
        self.decide_step(&guide, "choose", &["alternative-c"], Employee);
        let refused = self.be_refused(ConsentPurpose::InformationSharing);
        self.decide_step(&guide, "c-convey-and-consent", &["consent-refused"], Employee);
        self.in_days(3);
        let exception = self.except(refused);
        self.decide_step(&guide, "c-refusal", &["exception-applies"], Employee);
        let meeting = self.call_team(exception, 12);
        self.in_days(12);
        self.hold_meeting(meeting, false);
        self.hear_recommendation(meeting);
        self.decide_step(&guide, "c-resource-team", &["recommendations-made"], Head);
        self.in_days(20);
        self.evaluate(measure, EvaluatedAs::Yes);
        self.end_measure(measure);
        self.decide_step(&guide, "c-follow-up", &["done"], Employee);
        self.close(CaseOutcome::MeasuresHadEffect);
    }

    /// An agreement that all sign and have a copy of, a follow-up meeting, and a plan that binds.
    fn is_bound_by_an_agreement(&mut self) {
        use DeciderRole::{Employee, UnitLeader};
        let Some(guide) = guide("luster-six-steps") else { return };
        self.begins_well();
        self.follow(&guide);
        self.decide_step(&guide, "map-and-document", &["documented"], Employee);
        self.decide_step(&guide, "discuss", &["call-the-talk"], Employee);
        self.call_talk(7);
        self.in_days(7);
        self.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
        self.find_no_siblings();
        self.decide_step(&guide, "talk", &["talk-held"], Employee);
        let agreement = self.draw(AgreementKind::Agreement);
        self.sign(agreement, 9);
        let Some(consent) = self.ask(ConsentPurpose::Level2Cooperation, Answer::Given) else { return };
        self.decide_step(&guide, "agree", &["call-other-bodies"], UnitLeader);
        let meeting = self.call_meeting(consent, 10);
        self.in_days(10);
        self.hold_meeting(meeting, true);
        let measure = self.plan_measure(40);
        let plan = self.make_plan(measure);
        self.sign(plan, 9);
        self.start_measure(measure);
        self.decide_step(&guide, "follow-up-meeting", &["plan-signed"], UnitLeader);
        self.in_days(35);
        self.evaluate(measure, EvaluatedAs::No);
        self.inform(AboutGuardians::InsufficientEffect);
        self.discuss(LeaderTopic::Referral);
        self.refer(consent);
        self.decide_step(&guide, "way-ahead", &["refer-or-report"], UnitLeader);
    }

    /// Where people go by an agreement that binds, the guide says whose the plan is and that a referral is discussed.
    fn follow_the_agreement(&mut self) {
        if self.place.language == Language::Nynorsk
            && let Some(guide) = guide("luster-six-steps")
        {
            self.follow(&guide);
        }
    }

    /// Agreed on, and one signature and the copies are missing; a talk is called and not held.
    fn is_agreed_and_not_signed(&mut self) {
        self.begins_well();
        self.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
        let agreement = self.draw(AgreementKind::Agreement);
        self.sign(agreement, 1);
        self.in_days(10);
        self.call_talk(12);
    }

    /// A refusal, a question for consent, and a note to the leader: nobody has answered.
    fn waits_for_answers(&mut self) {
        self.begins_well();
        self.find_no_siblings();
        self.choose(Alternative::B);
        self.be_refused(ConsentPurpose::InformationSharing);
        self.write_note();
        self.in_days(4);
        self.ask(ConsentPurpose::InformationSharing, Answer::Awaited);
    }

    /// The leader says no and the report goes all the same; the parents are told before, and have their copies.
    fn is_reported_with_the_parents_told(&mut self) {
        self.begins_well();
        self.find_no_siblings();
        self.choose(Alternative::D);
        let note = self.write_note();
        self.in_days(1);
        self.be_told_no(note);
        self.assess_duty(true);
        self.inform(AboutGuardians::Report);
        self.send();
        self.in_days(2);
        let report = self.report();
        self.deliver_copies(report);
    }

    /// In danger of violence; the copies wait, and nobody has looked at that again.
    fn is_reported_unknown_to_the_parents(&mut self) {
        self.begins_well();
        self.choose_in_danger();
        let report = self.report();
        self.withhold_copies(report, 30);
    }

    /// The same, and the danger ends: now they are told.
    fn is_reported_and_the_danger_ends(&mut self) {
        self.begins_well();
        self.choose_in_danger();
        let report = self.report();
        self.withhold_copies(report, 90);
        self.in_days(60);
        self.lift();
        self.inform(AboutGuardians::Report);
        self.deliver_copies(report);
    }

    fn choose_in_danger(&mut self) {
        self.learn_nothing_of_siblings();
        self.choose(Alternative::D);
        self.assess_duty(true);
        self.withhold();
        self.send();
        self.in_days(1);
    }

    /// Referred before the leader was asked, after an assessment that cites nothing and a talk that nothing led up to.
    fn is_referred_without_asking(&mut self) {
        self.open();
        self.follow_the_agreement();
        self.assess(Degree::Some);
        self.in_days(2);
        self.talk_with_guardians(ConversationOutcome::ConcernStands);
        // So that what is seen then is of a day after the talk, however late it is written down.
        self.in_days(21);
        self.observe(1);
        let Some(consent) = self.ask(ConsentPurpose::InformationSharing, Answer::Given) else { return };
        self.refer(consent);
    }

    /// One measure is evaluated and has helped; the next one's day has passed.
    fn tries_measures(&mut self) {
        self.begins_well();
        self.find_no_siblings();
        self.choose(Alternative::A);
        let first = self.plan_measure(30);
        self.start_measure(first);
        self.in_days(29);
        self.evaluate(first, EvaluatedAs::Yes);
        self.end_measure(first);
        let second = self.plan_measure(30);
        self.start_measure(second);
    }

    /// Closed while a measure runs that was never evaluated.
    fn is_closed_with_something_owed(&mut self) {
        self.begins_well();
        self.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
        let measure = self.plan_measure(60);
        self.start_measure(measure);
        self.in_days(30);
        self.close(CaseOutcome::FollowedUpElsewhere);
    }

    /// Help was asked for and never came; what is known to be coming is told to the police days after it was.
    fn is_averted_too_late(&mut self) {
        self.begins_well();
        self.ask_for_advice();
        self.in_days(2);
        self.expect_a_crime();
        self.in_days(3);
        self.call_the_police();
    }

    /// Discussed before anything was seen, agreed before anybody was asked; lifted, met without the guardians, and a plan
    /// that comes late and is neither signed nor begun.
    fn agrees_before_it_asks(&mut self) {
        self.open();
        self.follow_the_agreement();
        self.discuss(LeaderTopic::Concern);
        self.in_days(1);
        self.draw(AgreementKind::Agreement);
        self.in_days(2);
        self.observe(2);
        self.assess(Degree::Considerable);
        self.find_no_siblings();
        let Some(consent) = self.ask(ConsentPurpose::Level2Cooperation, Answer::Given) else { return };
        self.escalate(Level::Two, consent);
        let meeting = self.call_meeting_among_ourselves(consent, 7);
        self.in_days(7);
        self.hold_meeting(meeting, false);
        // They meet again before anybody has made the plan.
        let meeting = self.call_meeting(consent, 7);
        self.in_days(7);
        self.hold_meeting(meeting, true);
        self.in_days(1);
        let measure = self.plan_measure(40);
        self.make_plan(measure);
        let meeting = self.call_meeting(consent, 14);
        self.in_days(14);
        self.hold_meeting(meeting, true);
    }

    /// The resource team hears of it by an exception, and so does somebody whom nothing lets hear of it.
    fn is_heard_by_others(&mut self) {
        self.begins_well();
        self.find_no_siblings();
        self.choose(Alternative::C);
        let refused = self.be_refused(ConsentPurpose::InformationSharing);
        self.in_days(3);
        let exception = self.except(refused);
        let meeting = self.call_team(exception, 12);
        self.in_days(12);
        self.hold_meeting_with_others(meeting);
    }

    /// The duty to report is found to be triggered, and then nobody does anything.
    fn forgets_the_duty(&mut self) {
        self.begins_well();
        self.assess(Degree::Serious);
        self.assess_duty(true);
    }

    /// The service is called in danger, and no report is written.
    fn calls_and_writes_nothing(&mut self) {
        self.begins_well();
        self.assess_duty(true);
        self.call_the_service();
    }

    /// Somebody is told because it is necessary, and nobody asks what follows from that.
    fn shares_on_necessity_and_leaves_it(&mut self) {
        self.begins_well();
        self.share_on_necessity();
    }

    /// So serious that the service or the police must be contacted; and nobody does.
    fn finds_it_serious_and_leaves_it(&mut self) {
        self.begins_well();
        self.find_no_siblings();
        self.choose(Alternative::D);
    }

    /// The child welfare service orders what the unit knows, and gets no answer.
    fn answers_no_order(&mut self) {
        self.begins_well();
        self.be_ordered();
    }

    /// Everybody knows that the parents are talked with through an interpreter, and nobody calls one.
    fn talks_without_an_interpreter(&mut self) {
        self.begins_well();
        self.need_an_interpreter();
        self.in_days(3);
        self.talk_with_guardians(ConversationOutcome::ConcernStands);
    }

    /// A child of sixteen has a say of its own, and nobody asks it.
    fn asks_the_guardian_alone(&mut self) {
        self.begins_well();
        self.be_given_by_the_guardian_alone(ConsentPurpose::InformationSharing);
    }

    /// One parent says no, the other yes, and what the yes is for goes ahead.
    fn is_refused_by_one_parent(&mut self) {
        self.begins_well();
        self.name_guardians();
        self.be_refused_by_the_last_guardian(ConsentPurpose::Level2Cooperation);
        self.lift_on_the_word_of_one_guardian();
    }

    /// A child of sixteen says no, its guardian yes, and that is enough for others.
    fn is_refused_by_the_youth_itself(&mut self) {
        self.begins_well();
        self.be_refused_by_the_youth(ConsentPurpose::Level2Cooperation);
        self.lift_on_the_word_of_one_guardian();
    }

    fn lift_on_the_word_of_one_guardian(&mut self) {
        if let Some(consent) = self.be_given_by_the_guardian_alone(ConsentPurpose::Level2Cooperation) {
            self.escalate(Level::Two, consent);
        }
    }

    /// One parent is told that a report goes; the other hears nothing.
    fn is_reported_with_one_parent_told(&mut self) {
        self.begins_well();
        self.name_guardians();
        self.find_no_siblings();
        self.choose(Alternative::D);
        self.assess_duty(true);
        self.tell_one_guardian_of_the_report();
        self.send();
        self.in_days(2);
        let report = self.report();
        self.deliver_copies(report);
    }

    /// Lifted, and then it is written down that the consent had been taken back the day before.
    fn lifts_on_a_consent_that_was_taken_back(&mut self) {
        self.begins_well();
        self.find_no_siblings();
        let Some(consent) = self.ask(ConsentPurpose::Level2Cooperation, Answer::Given) else { return };
        self.in_days(6);
        self.escalate(Level::Two, consent);
        self.in_days(2);
        self.write_down_that_it_was_withdrawn(consent, 4);
    }

    /// Talked about and watched, and never decided, in whatever time the municipality has set.
    fn is_never_decided(&mut self) {
        self.begins_well();
        self.in_days(40);
        self.observe(1);
    }
}
