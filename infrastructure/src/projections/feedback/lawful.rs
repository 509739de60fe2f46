//! What a reporter was told, and whether that was lawful (RM-16, R-43, R-44).

use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::investigation::{DisclosureBasis, InvestigationOutcome};
use case_ledger_domain::people::RecordedDecision;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::JoiningNumber;

use super::*;
use crate::projections::tests::{decision, text};

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();

/// The row of a report from that kind of reporter, whose investigation ended so.
fn ended(kind: ReporterKind, outcome: InvestigationOutcome) -> FeedbackRow {
    let mut row = begun(Uuid::nil(), Uuid::nil(), "Nord", start_of_day(DAY), kind);
    row.learns_conclusion = kind == ReporterKind::Public;
    row.hear_investigation(Uuid::nil(), &concluded(outcome));
    row
}

fn concluded(outcome: InvestigationOutcome) -> InvestigationEvent {
    InvestigationEvent::InvestigationConcluded {
        outcome,
        board_case: None,
        conclusion: UsedCode { code: "1".to_owned(), list: ListVersion::Register, clarification: None },
        grounds: Vec::new(),
        legal_basis: "BVL2021 § 2-2".to_owned(),
        decision: RecordedDecision::imported(None),
        concluded_on: DAY,
        guides: Vec::new(),
        deadline: DAY,
    }
}

fn told_of_end(told: ToldConclusion) -> InvestigationEvent {
    InvestigationEvent::ReporterInformedOfConclusion {
        report: None,
        joining: JoiningNumber::default(),
        told,
        form: None,
        informed_on: DAY,
        guides: Vec::new(),
        due_by: DAY,
    }
}

fn told(mut row: FeedbackRow, told: ToldConclusion) -> Option<bool> {
    row.hear_investigation(Uuid::nil(), &told_of_end(told));
    row.conclusion_lawful
}

/// With reasons, by somebody.
fn decided() -> RecordedDecision {
    let municipality = "9901".parse().unwrap();
    decision(&municipality, CaseId::from_uuid(Uuid::nil()), "Barnet er tjent med det.").into()
}

fn told_of_measures(decision: RecordedDecision) -> InvestigationEvent {
    let basis = DisclosureBasis::BestInterests;
    let (report, consented, disclosed_on) = (None, None, DAY);
    InvestigationEvent::MeasureInfoDisclosedToReporter {
        report,
        basis,
        measures: [].into(),
        account: None,
        consented,
        decision,
        guides: Vec::new(),
        disclosed_on,
    }
}

fn told_of_concern(decision: RecordedDecision) -> InvestigationEvent {
    let assessment = Personal::child(SubjectId::from_uuid(Uuid::nil()), text("Skolen møter barnet hver dag."));
    InvestigationEvent::ConcernDisclosedToReporter {
        report: None,
        assessment,
        decision,
        guides: Vec::new(),
        disclosed_on: DAY,
    }
}

/// It is put to another investigation, or waits for triage anew.
fn corrected(belongs: bool) -> ReportEvent {
    let [wrong, right] = [1, 2].map(|number| InvestigationId::from_uuid(Uuid::from_u128(number)));
    ReportEvent::JoiningCorrected {
        was: Some(wrong),
        joined: belongs.then_some(Joined { investigation: right, reporter_learns_conclusion: true }),
        was_over: false,
        decision: RecordedDecision::imported(None),
        corrected_on: DAY,
    }
}

#[test]
fn rm16_r_43_what_was_told_of_an_end_is_lawful_where_it_is_true_and_told_to_a_public_reporter() {
    use InvestigationOutcome::{InvestigationDismissed, MeasuresDecided};
    let public = |outcome| ended(ReporterKind::Public, outcome);
    assert_eq!(told(public(InvestigationDismissed), ToldConclusion::Dismissed), Some(true));
    assert_eq!(told(public(MeasuresDecided), ToldConclusion::FollowedUp), Some(true));
    assert_eq!(told(public(InvestigationDismissed), ToldConclusion::FollowedUp), Some(false), "it is not so");
    let private = ended(ReporterKind::Private, InvestigationDismissed);
    assert_eq!(told(private, ToldConclusion::Dismissed), Some(false), "not to a private person");
}

#[test]
fn rm16_r_44_measures_are_not_lawfully_told_of_without_reasons_or_where_there_are_none() {
    use InvestigationOutcome::{InvestigationDismissed, MeasuresDecided};
    let disclosed = |outcome, decision| {
        let mut row = ended(ReporterKind::Public, outcome);
        row.hear_investigation(Uuid::nil(), &told_of_measures(decision));
        row.measures_lawful
    };
    assert_eq!(disclosed(MeasuresDecided, decided()), Some(true));
    assert_eq!(disclosed(MeasuresDecided, RecordedDecision::imported(None)), Some(false), "nobody said why");
    assert_eq!(disclosed(InvestigationDismissed, decided()), Some(false), "there are none");
}

#[test]
fn rm16_s2_43_a_concern_is_not_lawfully_told_of_without_reasons_or_where_it_was_not_dismissed_or_to_a_private_person() {
    use InvestigationOutcome::{DismissedWithConcern, MeasuresDecided};
    let disclosed = |kind, outcome, decision| {
        let mut row = ended(kind, outcome);
        assert_eq!(row.concern_lawful, None);
        row.hear_investigation(Uuid::nil(), &told_of_concern(decision));
        row.concern_lawful
    };
    let public = ReporterKind::Public;
    assert_eq!(disclosed(public, DismissedWithConcern, decided()), Some(true));
    assert_eq!(disclosed(public, DismissedWithConcern, RecordedDecision::imported(None)), Some(false));
    assert_eq!(disclosed(public, MeasuresDecided, decided()), Some(false));
    assert_eq!(disclosed(ReporterKind::Private, DismissedWithConcern, decided()), Some(false));
}

/// What somebody knows of another child's case is not taken back by telling of the right one.
#[test]
fn rm16_r_43_r_44_s2_43_what_was_told_of_the_wrong_investigation_stays_unlawful_whatever_is_told_of_the_right_one() {
    use InvestigationOutcome::{DismissedWithConcern, MeasuresDecided};
    let lawful = |row: &FeedbackRow| (row.conclusion_lawful, row.measures_lawful, row.concern_lawful);
    let dismissed = || vec![told_of_end(ToldConclusion::Dismissed), told_of_concern(decided())];
    let helped = || vec![told_of_end(ToldConclusion::FollowedUp), told_of_measures(decided())];
    let told = |outcome, all: Vec<InvestigationEvent>| {
        let mut row = ended(ReporterKind::Public, outcome);
        for event in &all {
            row.hear_investigation(Uuid::nil(), event);
        }
        row
    };
    let (yes, no) = (Some(true), Some(false));
    for (outcome, all, before, after) in [
        (DismissedWithConcern, dismissed(), (yes, None, yes), (no, None, no)),
        (MeasuresDecided, helped(), (yes, yes, None), (no, no, None)),
    ] {
        let mut row = told(outcome, all.clone());
        assert_eq!(lawful(&row), before);
        row.hear_report(&corrected(true));
        assert_eq!(lawful(&row), after);
        assert_eq!(row.conclusion_told_on, None, "the end of the right one is still to be told");
        row.hear_investigation(Uuid::nil(), &concluded(outcome));
        for event in &all {
            row.hear_investigation(Uuid::nil(), event);
        }
        assert_eq!((lawful(&row), row.conclusion_told_on), (after, Some(DAY)));
    }
    // What was never told of the wrong one is lawful.
    let mut row = begun(Uuid::nil(), Uuid::nil(), "Nord", start_of_day(DAY), ReporterKind::Public);
    row.hear_report(&corrected(true));
    row.hear_investigation(Uuid::nil(), &concluded(DismissedWithConcern));
    for event in &dismissed() {
        row.hear_investigation(Uuid::nil(), event);
    }
    assert_eq!(lawful(&row), (yes, None, yes));
}

#[test]
fn rm16_r_42_what_was_told_unlawfully_of_triage_stays_so_when_it_is_concluded_anew_and_told_anew() {
    let told = |investigation_follows| ReportEvent::ReporterInformedOfTriage {
        investigation_follows,
        transferred: false,
        guides: Vec::new(),
        informed_on: DAY,
    };
    for (first, expected) in [(true, Some(true)), (false, Some(false))] {
        let mut row = begun(Uuid::nil(), Uuid::nil(), "Nord", start_of_day(DAY), ReporterKind::Public);
        row.triage_outcome = Some(TriageOutcome::AddedToOngoingInvestigation.name().to_owned());
        row.hear_report(&told(first));
        assert_eq!(row.triage_lawful, Some(first), "an investigation goes on");
        row.hear_report(&corrected(false));
        assert_eq!((row.triage_lawful, row.triage_told_on), ((!first).then_some(false), None));
        row.triage_outcome = Some(TriageOutcome::InvestigationDecided.name().to_owned());
        row.hear_report(&told(true));
        assert_eq!(row.triage_lawful, expected);
    }
}
