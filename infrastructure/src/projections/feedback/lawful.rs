//! What a reporter was told, and whether that was lawful (RM-16, R-43, R-44).

use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::investigation::{DisclosureBasis, InvestigationOutcome};
use case_ledger_domain::people::RecordedDecision;

use super::*;

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();

/// The row of a report from that kind of reporter, whose investigation ended so.
fn ended(kind: ReporterKind, outcome: InvestigationOutcome) -> FeedbackRow {
    let mut row = begun(Uuid::nil(), Uuid::nil(), "Nord", start_of_day(DAY), kind);
    row.learns_conclusion = kind == ReporterKind::Public;
    row.hear_investigation(
        Uuid::nil(),
        &InvestigationEvent::InvestigationConcluded {
            outcome,
            board_case: None,
            conclusion: UsedCode { code: "1".to_owned(), list: ListVersion::Register, clarification: None },
            grounds: Vec::new(),
            legal_basis: "BVL2021 § 2-2".to_owned(),
            decision: RecordedDecision::imported(None),
            concluded_on: DAY,
            deadline: DAY,
        },
    );
    row
}

fn told(mut row: FeedbackRow, told: ToldConclusion) -> Option<bool> {
    let event = InvestigationEvent::ReporterInformedOfConclusion {
        report: None,
        told,
        form: None,
        informed_on: DAY,
        due_by: DAY,
    };
    row.hear_investigation(Uuid::nil(), &event);
    row.conclusion_lawful
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
    let disclosed = |outcome| {
        let mut row = ended(ReporterKind::Public, outcome);
        row.hear_investigation(
            Uuid::nil(),
            &InvestigationEvent::MeasureInfoDisclosedToReporter {
                report: None,
                basis: DisclosureBasis::Consent,
                consented: None,
                decision: RecordedDecision::imported(None),
                disclosed_on: DAY,
            },
        );
        row.measures_lawful
    };
    assert_eq!(disclosed(InvestigationOutcome::MeasuresDecided), Some(false), "nobody said why");
    assert_eq!(disclosed(InvestigationOutcome::InvestigationDismissed), Some(false), "there are none");
}
