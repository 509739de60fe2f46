//! The cases and the report that a first tour starts from: told step by step, the same in each municipality.

use case_ledger_domain::case::{AboutGuardians, ConsentPurpose, ConversationOutcome, Degree, Level};
use case_ledger_domain::ids::{CaseId, Municipality, ReportId};
use case_ledger_domain::report::TriageOutcome;
use case_ledger_domain::time::days_after;
use chrono::NaiveDate;

use super::dice::{Dice, named};
use super::life::{Answer, Life, Setting};
use super::people::{Kid, Kids, Place};
use super::plan::{Plan, days_before, working_day_from, working_day_until};
use super::service::{Arrival, Outside, Voice, time_of_receipt};
use super::texts::{THEMES, Words};

/// Good examples of one municipality for a first tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoExamples {
    /// A case with a rich history: conversations, consents, levels 2 and 3, and a report that was investigated.
    pub case: CaseId,
    /// A case on level 2, with the consent that rests on.
    pub escalated_case: CaseId,
    /// A dismissed report with codes, acknowledgement, reasons and the answer to its public reporter.
    pub report: ReportId,
}

const CASE: &str = "example/case";
const ESCALATED_CASE: &str = "example/escalated-case";
const REPORT: &str = "example/report";
/// Of whom the examples tell: name, age from and to.
const KIDS: [(&str, (u64, u64)); 3] = [(CASE, (4, 4)), (ESCALATED_CASE, (8, 10)), (REPORT, (7, 9))];

/// The examples of a municipality. Their ids are fixed; no database is asked.
pub fn examples(municipality: &Municipality) -> DemoExamples {
    DemoExamples {
        case: CaseId::derived(municipality, named(CASE), 0),
        escalated_case: CaseId::derived(municipality, named(ESCALATED_CASE), 0),
        report: ReportId::derived(municipality, named(REPORT), 0),
    }
}

/// The examples' children.
pub(super) fn kids(place: &Place, kids: &mut Kids, today: NaiveDate) -> [Kid; 3] {
    KIDS.map(|(name, ages)| kids.make(place, name, days_before(today, 320), ages))
}

/// Tells the examples; what they bring to the service is the answer.
pub(super) fn tell(place: &Place, plan: &mut Plan, kids: &[Kid; 3], today: NaiveDate) -> Vec<Arrival> {
    let [of_case, of_escalated_case, of_report] = kids;
    let mut arrivals = Vec::new();
    arrivals.extend(the_case(place, plan, of_case, working_day_until(days_before(today, 300))));
    the_escalated_case(place, plan, of_escalated_case, working_day_until(days_before(today, 160)));
    arrivals.push(the_report(place, plan, of_report, working_day_until(days_before(today, 60))));
    arrivals
}

fn the_case(place: &Place, plan: &mut Plan, kid: &Kid, begins_on: NaiveDate) -> Option<Arrival> {
    let setting = Setting { name: CASE, kid, unit: 0, theme: &THEMES[0], begins_on };
    let mut life = Life::new(place, plan, setting);
    life.owned_by_the_first();
    life.open();
    life.later(1, 2);
    life.observe(2);
    life.raise_again();
    life.assess(Degree::Some);
    life.inform(AboutGuardians::Concern);
    life.later(2, 4);
    life.talk_with_child();
    life.later(3, 6);
    life.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
    life.later(12, 16);
    life.observe(1);
    life.assess(Degree::Considerable);
    life.later(1, 2);
    let consent = life.ask(ConsentPurpose::Level2Cooperation, Answer::Given);
    life.later(2, 5);
    life.escalate(Level::Two, consent?);
    life.later(7, 10);
    life.talk_with_guardians(ConversationOutcome::ConcernStands);
    life.inform(AboutGuardians::Outcome);
    life.later(12, 16);
    life.observe(2);
    life.talk_with_child();
    life.assess(Degree::Serious);
    life.assess_duty(true);
    life.later(1, 1);
    life.inform(AboutGuardians::Report);
    life.send();
    life.later(10, 14);
    life.see_also(&THEMES[1]);
    life.observe(1);
    life.attach_drawing();
    let consent = life.ask(ConsentPurpose::Level3Meeting, Answer::Given);
    life.later(2, 4);
    life.escalate(Level::Three, consent?);
    life.later(8, 12);
    life.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
    life.inform(AboutGuardians::Outcome);
    life.later(25, 30);
    life.observe(1);
    life.talk_with_child();
    life.assess(Degree::Some);
    life.later(5, 10);
    life.return_to(Level::Two);
    life.into_exemplary_arrival()
}

fn the_escalated_case(place: &Place, plan: &mut Plan, kid: &Kid, begins_on: NaiveDate) {
    let setting = Setting { name: ESCALATED_CASE, kid, unit: 1, theme: &THEMES[5], begins_on };
    let mut life = Life::new(place, plan, setting);
    life.owned_by_the_first();
    life.open();
    life.later(1, 2);
    life.observe(2);
    life.assess(Degree::Some);
    life.inform(AboutGuardians::Concern);
    life.later(1, 3);
    life.talk_with_child();
    life.later(2, 5);
    life.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
    life.later(12, 16);
    life.observe(2);
    life.assess(Degree::Considerable);
    let consent = life.ask(ConsentPurpose::Level2Cooperation, Answer::Given);
    life.later(2, 4);
    if let Some(consent) = consent {
        life.escalate(Level::Two, consent);
    }
    life.later(8, 12);
    life.talk_with_guardians(ConversationOutcome::MeasuresAgreed);
    life.inform(AboutGuardians::Outcome);
    life.attach_page_of_log();
}

fn the_report(place: &Place, plan: &mut Plan, kid: &Kid, received_on: NaiveDate) -> Arrival {
    let mut dice = Dice::named(&format!("{}/{REPORT}/receipt", place.municipality));
    let report = Outside {
        name: REPORT.to_owned(),
        child: kid.child(plan.subject_of(kid)),
        guardians: kid.guardians(&place.municipality),
        words: Words { language: place.language, child: kid.first.to_owned(), girl: kid.girl },
        theme: &THEMES[2],
        received_at: time_of_receipt(received_on, &mut dice),
        voice: Voice::Office(0),
        place,
    };
    Arrival {
        triage: Some(working_day_from(days_after(received_on, 3))),
        outcome: TriageOutcome::ReportDismissed,
        is_exemplary: true,
        ..report.arrive(plan)
    }
}
