//! What the one who reported learns of an investigation.

use super::*;
use crate::ids::MeasureId;
use crate::personal::Personal;
use crate::report::JoiningNumber;
use crate::test_support::samples::service_scope;
use crate::test_support::{FRIDAY, MEASURE, mother};
use crate::text::Text;

/// Three weeks after the third of June.
const TELL_BY: NaiveDate = date(2024, 6, 24);
/// Nothing was corrected before.
const FIRST: JoiningNumber = JoiningNumber(0);

fn inform_on(informed_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::InformReporter { joined: None, form: WrittenForm::Letter, informed_on }
}

fn disclose_on(disclosed_on: NaiveDate) -> InvestigationAction {
    disclose(None, DisclosureBasis::Consent, disclosed_on)
}

fn disclose(joined: Option<JoinedReporter>, basis: DisclosureBasis, disclosed_on: NaiveDate) -> InvestigationAction {
    let (consented, decision) = (consented(basis), decision());
    let (measures, account) = ([MEASURE].into(), told_of_it());
    InvestigationAction::DiscloseMeasures { joined, measures, account, basis, consented, decision, disclosed_on }
}

fn told_of_it() -> Personal<Text> {
    said_of_child("Somebody meets her at the gate")
}

fn disclosed(report: Option<ReportId>, basis: DisclosureBasis) -> InvestigationEvent {
    InvestigationEvent::MeasureInfoDisclosedToReporter {
        report,
        basis,
        measures: [MEASURE].into(),
        account: Some(told_of_it()),
        consented: consented(basis),
        decision: decided(),
        guides: Vec::new(),
        disclosed_on: JUNE_3,
    }
}

fn consented(basis: DisclosureBasis) -> Option<Consented> {
    let scope = || Some(service_scope());
    (basis == DisclosureBasis::Consent).then(|| Consented { by: vec![mother()], on: THURSDAY, scope: scope() })
}

fn informed(told: ToldConclusion) -> InvestigationEvent {
    InvestigationEvent::ReporterInformedOfConclusion {
        report: None,
        joining: FIRST,
        told,
        form: Some(WrittenForm::Letter),
        informed_on: JUNE_3,
        guides: Vec::new(),
        due_by: TELL_BY,
    }
}

/// Concluded with that code.
fn ended(code: &str) -> [InvestigationEvent; 3] {
    let measure = super::help::was_decided_on(MeasureBasis::Assistance);
    [opened(), measure, concluded(InvestigationOutcome::from_code(code).unwrap(), code)]
}

fn ended_for(reporter_learns: Option<bool>) -> [InvestigationEvent; 3] {
    let [mut opened, measure, concluded] = ended("1");
    if let InvestigationEvent::InvestigationOpened { reporter_learns_conclusion, .. } = &mut opened {
        *reporter_learns_conclusion = reporter_learns;
    }
    [opened, measure, concluded]
}

#[test]
fn r_43_a_public_reporter_is_told_only_whether_the_case_is_dismissed_or_followed_up() {
    for (code, told) in [
        ("1", ToldConclusion::FollowedUp),
        ("2", ToldConclusion::FollowedUp),
        ("3", ToldConclusion::Dismissed),
        ("4", ToldConclusion::Dismissed),
        ("5", ToldConclusion::Dismissed),
        ("6", ToldConclusion::Dismissed),
    ] {
        given(ended(code)).when(inform_on(JUNE_3)).then([informed(told)]);
    }
}

/// That parents refused is no part of what a reporter is told.
#[test]
fn r_44_a_dismissal_with_concern_is_told_as_any_other_dismissal() {
    let told = |code| {
        given(ended(code)).when(inform_on(JUNE_3)).then_done().iter().map(LedgerEvent::summary).collect::<Vec<_>>()
    };
    assert_eq!(told("4"), told("3"));
}

#[test]
fn r_43_nobody_else_is_told_how_an_investigation_ended() {
    for learns in [Some(false), None] {
        given(ended_for(learns)).when(inform_on(JUNE_3)).then_refused(Refusal::ConclusionOnlyForPublicReporters);
        given(ended_for(learns)).when(disclose_on(JUNE_3)).then_refused(Refusal::ConclusionOnlyForPublicReporters);
    }
}

#[test]
fn r_43_nobody_is_told_before_the_investigation_has_ended_nor_twice() {
    given([]).when(inform_on(JUNE_3)).then_refused(NO_INVESTIGATION);
    given([opened()]).when(inform_on(JUNE_3)).then_refused(Refusal::InvestigationNotConcluded);
    given(ended("3").into_iter().chain([informed(ToldConclusion::Dismissed)]))
        .when(inform_on(JUNE_3))
        .then_refused(Refusal::ReporterToldOfConclusion);
}

#[test]
fn r_44_measures_are_disclosed_on_a_basis_with_reasons_and_only_where_there_are_any() {
    for basis in DisclosureBasis::ALL {
        given(ended("1")).when(disclose(None, basis, JUNE_3)).then([disclosed(None, basis)]);
    }
    assert_eq!(DisclosureBasis::ALL, [DisclosureBasis::Consent, DisclosureBasis::BestInterests], "and no other");
    given(ended("4")).when(disclose_on(JUNE_3)).then_refused(Refusal::NoMeasuresToDisclose);
    given([opened()]).when(disclose_on(JUNE_3)).then_refused(Refusal::InvestigationNotConcluded);
}

#[test]
fn r_44_s1_14_what_is_told_of_measures_is_kept_and_only_of_those_that_were_decided_by_then() {
    let told = |measures: &[MeasureId]| InvestigationAction::DiscloseMeasures {
        joined: None,
        measures: measures.iter().copied().collect(),
        account: told_of_it(),
        basis: DisclosureBasis::BestInterests,
        consented: None,
        decision: decision(),
        disclosed_on: JUNE_3,
    };
    let events = given(ended("1")).when(told(&[MEASURE])).then_done();
    let state = given(ended("1").into_iter().chain(events)).state();
    let kept = &state.written().disclosures[0];
    assert_eq!((kept.measures.contains(&MEASURE), kept.account.clone()), (true, Some(told_of_it())));
    // Concluded in measures, and none is decided yet; or another is meant.
    let [opened, _, concluded] = ended("1");
    given([opened, concluded]).when(told(&[MEASURE])).then_refused(Refusal::NoMeasuresToDisclose);
    let other = MeasureId::from_uuid(uuid::Uuid::from_u128(0x77));
    for of in [&[][..], &[other], &[MEASURE, other]] {
        given(ended("1")).when(told(of)).then_refused(Refusal::NoMeasuresToDisclose);
    }
    let [opened, mut later, concluded] = ended("1");
    if let InvestigationEvent::MeasureDecided { decided_on, .. } = &mut later {
        *decided_on = TOMORROW;
    }
    let early = Refusal::DateBefore { field: "disclosedOn", date: JUNE_3, earliest: TOMORROW };
    given([opened, later, concluded]).when(told(&[MEASURE])).then_refused(early);
}

#[test]
fn r_10_a_reporter_is_told_neither_tomorrow_nor_before_the_conclusion() {
    for (action, field) in
        [(inform_on as fn(NaiveDate) -> InvestigationAction, "informedOn"), (disclose_on, "disclosedOn")]
    {
        let future = Refusal::FutureDate { field, date: TOMORROW, today: JUNE_3 };
        given(ended("1")).when(action(TOMORROW)).then_refused(future);
        let early = Refusal::DateBeforeAct { act: Act::InvestigationConcluded, field, date: TUESDAY, earliest: JUNE_3 };
        given(ended("1")).when(action(TUESDAY)).then_refused(early);
    }
}

#[test]
fn d_4_feedback_is_due_three_weeks_after_the_conclusion_and_only_to_a_public_reporter() {
    let feedback = |events: Vec<InvestigationEvent>| given(events).state().feedback(None);
    let told = ended("3").into_iter().chain([informed(ToldConclusion::Dismissed)]).collect();
    assert_eq!(feedback(told), Feedback { due_by: Some(TELL_BY), told_on: Some(JUNE_3) });
    assert_eq!(feedback(vec![opened()]), Feedback::default());
    assert_eq!(feedback(ended_for(Some(false)).into()), Feedback::default());
}

#[test]
fn r_43_s1_13_s2_42_public_reporters_whose_reports_joined_it_are_told_too_each_once() {
    let another = ReportId::from_uuid(uuid::Uuid::from_u128(0x404));
    let inform = |report| InvestigationAction::InformReporter {
        joined: Some(JoinedReporter { report, follows: false, known_on: None, joining: FIRST }),
        form: WrittenForm::Letter,
        informed_on: JUNE_3,
    };
    let told = |report| InvestigationEvent::ReporterInformedOfConclusion {
        report: Some(report),
        joining: FIRST,
        told: ToldConclusion::Dismissed,
        form: Some(WrittenForm::Letter),
        informed_on: JUNE_3,
        guides: Vec::new(),
        due_by: TELL_BY,
    };
    given([opened()]).when(inform(another)).then_refused(Refusal::InvestigationNotConcluded);
    // Whoever reported first, and whether that one was told, is another matter.
    for learns in [Some(true), Some(false), None] {
        let [opened, ..] = ended_for(learns);
        let ended = [opened, concluded(InvestigationOutcome::InvestigationDismissed, "3")];
        given(ended).when(inform(another)).then([told(another)]);
    }
    let before = || ended("3").into_iter().chain([informed(ToldConclusion::Dismissed), told(another)]);
    given(before()).when(inform(another)).then_refused(Refusal::ReporterToldOfConclusion);
    given(before()).when(inform(REPORT)).then([told(REPORT)]);
    let state = given(before()).state();
    let feedback = |report, joining| state.feedback_to_joined(report, joining, None);
    assert_eq!(feedback(another, FIRST), Feedback { due_by: Some(TELL_BY), told_on: Some(JUNE_3) });
    assert_eq!(feedback(REPORT, FIRST), Feedback { due_by: Some(TELL_BY), told_on: None });
    assert_eq!(feedback(another, JoiningNumber(1)), Feedback { due_by: Some(TELL_BY), told_on: None });
}

/// By the number of the joining and not by days, of which several acts may be of one.
#[test]
fn r_43_what_was_told_before_it_was_corrected_where_a_report_belongs_is_told_anew_and_once() {
    let another = ReportId::from_uuid(uuid::Uuid::from_u128(0x404));
    let inform = |joining| InvestigationAction::InformReporter {
        joined: Some(JoinedReporter { report: another, follows: false, known_on: Some(JUNE_3), joining }),
        form: WrittenForm::Letter,
        informed_on: JUNE_3,
    };
    let told = |joining| InvestigationEvent::ReporterInformedOfConclusion {
        report: Some(another),
        joining,
        told: ToldConclusion::Dismissed,
        form: Some(WrittenForm::Letter),
        informed_on: JUNE_3,
        guides: Vec::new(),
        due_by: TELL_BY,
    };
    // Put to another one and back, or to wait for triage and added again, which may be on one day.
    let back = JoiningNumber(2);
    let first = || ended("3").into_iter().chain([told(FIRST)]);
    given(first()).when(inform(FIRST)).then_refused(Refusal::ReporterToldOfConclusion);
    given(first()).when(inform(back)).then([told(back)]);
    let anew = || first().chain([told(back)]);
    for joining in [back, JoiningNumber(1), FIRST] {
        given(anew()).when(inform(joining)).then_refused(Refusal::ReporterToldOfConclusion);
    }
    given(anew()).when(inform(JoiningNumber(3))).then([told(JoiningNumber(3))]);
    // What is shown as told is what was told last, and nothing of what was told before it was put elsewhere.
    let mut later = told(back);
    if let InvestigationEvent::ReporterInformedOfConclusion { informed_on, .. } = &mut later {
        *informed_on = TOMORROW;
    }
    let state = given(first().chain([later])).state();
    let told_on = |joining| state.feedback_to_joined(another, joining, None).told_on;
    assert_eq!([FIRST, back, JoiningNumber(3)].map(told_on), [Some(TOMORROW), Some(TOMORROW), None]);
}

/// The report that the investigation follows from joined none: who reported it is told once.
#[test]
fn r_43_the_first_reporter_is_told_once_whatever_was_corrected_before_triage_decided_on_it() {
    let inform = |joining| InvestigationAction::InformReporter {
        joined: Some(JoinedReporter { report: REPORT, follows: true, known_on: None, joining }),
        form: WrittenForm::Letter,
        informed_on: JUNE_3,
    };
    given(ended("3")).when(inform(JoiningNumber(1))).then([informed(ToldConclusion::Dismissed)]);
    given(ended("3").into_iter().chain([informed(ToldConclusion::Dismissed)]))
        .when(inform(JoiningNumber(2)))
        .then_refused(Refusal::ReporterToldOfConclusion);
}

#[test]
fn r_43_r_62_nobody_is_told_before_it_was_known_whom_to_tell_or_of_which_investigation() {
    let another = ReportId::from_uuid(uuid::Uuid::from_u128(0x404));
    for (report, follows) in [(REPORT, true), (another, false)] {
        let joined = Some(JoinedReporter { report, follows, known_on: Some(TOMORROW), joining: FIRST });
        let asked = |on| {
            let concern = InvestigationAction::DiscloseConcern {
                joined,
                assessment: said_of_child("The school meets her every morning"),
                decision: decision(),
                disclosed_on: on,
            };
            let inform = InvestigationAction::InformReporter { joined, form: WrittenForm::Letter, informed_on: on };
            let measures = disclose(joined, DisclosureBasis::BestInterests, on);
            [("3", "informedOn", inform), ("1", "disclosedOn", measures), ("4", "disclosedOn", concern)]
        };
        for (code, field, action) in asked(JUNE_3) {
            let (act, date, earliest) = (Act::ReporterKnown, JUNE_3, TOMORROW);
            let early = Refusal::DateBeforeAct { field, date, earliest, act };
            given(ended(code)).today(TOMORROW).when(action).then_refused(early);
        }
        for (code, _, action) in asked(TOMORROW) {
            given(ended(code)).today(TOMORROW).when(action).then_done();
        }
    }
}

#[test]
fn r_43_r_62_a_reporter_who_was_named_at_work_since_is_told_the_end_as_the_first_one() {
    let inform = |report, follows| InvestigationAction::InformReporter {
        joined: Some(JoinedReporter { report, follows, known_on: None, joining: FIRST }),
        form: WrittenForm::Letter,
        informed_on: JUNE_3,
    };
    let private = || given(ended_for(Some(false)));
    let done = private().when(inform(REPORT, true)).then_done();
    assert!(matches!(done.as_slice(), [InvestigationEvent::ReporterInformedOfConclusion { report: None, .. }]));
    let another = ReportId::from_uuid(uuid::Uuid::from_u128(0x404));
    private().when(inform(another, true)).then_refused(Refusal::ReportNotJoined);
    private().when(inform_on(JUNE_3)).then_refused(Refusal::ConclusionOnlyForPublicReporters);
}

#[test]
fn s2_43_r_44_a_dismissal_with_concern_is_told_after_a_concrete_assessment_and_nothing_else_is() {
    let assessment = || said_of_child("The school meets her every morning");
    let disclose = |joined| InvestigationAction::DiscloseConcern {
        joined,
        assessment: assessment(),
        decision: decision(),
        disclosed_on: JUNE_3,
    };
    let told = |report| InvestigationEvent::ConcernDisclosedToReporter {
        report,
        assessment: assessment(),
        decision: decided(),
        guides: Vec::new(),
        disclosed_on: JUNE_3,
    };
    given(ended("4")).when(disclose(None)).then([told(None)]);
    let another = ReportId::from_uuid(uuid::Uuid::from_u128(0x404));
    let joined = Some(JoinedReporter { report: another, follows: false, known_on: None, joining: FIRST });
    given(ended("4")).when(disclose(joined)).then([told(Some(another))]);
    // Each of them once.
    let first = || ended("4").into_iter().chain([told(None)]);
    given(first()).when(disclose(None)).then_refused(Refusal::ReporterToldOfConcern);
    given(first()).when(disclose(joined)).then([told(Some(another))]);
    let both = || first().chain([told(Some(another))]);
    given(both()).when(disclose(joined)).then_refused(Refusal::ReporterToldOfConcern);
    for code in ["1", "3"] {
        given(ended(code)).when(disclose(None)).then_refused(Refusal::NoConcernToDisclose);
    }
    // Measures there are none to tell of, whatever is assessed.
    let measures = disclose_on(JUNE_3);
    given(ended("4")).when(measures).then_refused(Refusal::NoMeasuresToDisclose);
    given([opened()]).when(disclose(None)).then_refused(Refusal::InvestigationNotConcluded);
}

#[test]
fn s1_14_measures_are_told_with_consent_or_in_the_childs_best_interests_and_to_public_reporters_alone() {
    for basis in [DisclosureBasis::Consent, DisclosureBasis::BestInterests] {
        given(ended("1")).when(disclose(None, basis, JUNE_3)).then([disclosed(None, basis)]);
        let private = given(ended_for(Some(false)));
        private.when(disclose(None, basis, JUNE_3)).then_refused(Refusal::ConclusionOnlyForPublicReporters);
    }
}

#[test]
fn s1_13_a_reporter_is_told_the_end_in_writing_and_it_is_recorded_in_which_form() {
    for form in WrittenForm::ALL {
        let action = InvestigationAction::InformReporter { joined: None, form, informed_on: JUNE_3 };
        let done = given(ended("3")).when(action).then_done();
        let [InvestigationEvent::ReporterInformedOfConclusion { form: recorded, .. }] = done.as_slice() else {
            panic!("{done:?}")
        };
        assert_eq!(*recorded, Some(form));
    }
    let written = [WrittenForm::Letter, WrittenForm::DigitalMail, WrittenForm::Fiks];
    assert_eq!(WrittenForm::ALL, written, "and nothing that is only said");
}

#[test]
fn r_44_measures_are_disclosed_to_a_public_reporter_whose_report_joined_as_to_the_first() {
    let another = ReportId::from_uuid(uuid::Uuid::from_u128(0x404));
    let joined = Some(JoinedReporter { report: another, follows: false, known_on: None, joining: FIRST });
    for basis in DisclosureBasis::ALL {
        // Whoever reported first is another matter.
        given(ended_for(Some(false))).when(disclose(joined, basis, JUNE_3)).then([disclosed(Some(another), basis)]);
        given(ended("3")).when(disclose(joined, basis, JUNE_3)).then_refused(Refusal::NoMeasuresToDisclose);
    }
}

#[test]
fn r_44_that_measures_were_told_is_recorded_once_of_each_day_and_reporter() {
    let basis = DisclosureBasis::BestInterests;
    let another = ReportId::from_uuid(uuid::Uuid::from_u128(0x404));
    let joined = Some(JoinedReporter { report: another, follows: false, known_on: None, joining: FIRST });
    let told = || ended("1").into_iter().chain([disclosed(None, basis)]);
    for again in DisclosureBasis::ALL {
        given(told()).when(disclose(None, again, JUNE_3)).then_refused(Refusal::ReporterToldOfMeasures);
    }
    assert_eq!(Refusal::ReporterToldOfMeasures.field(), Some("disclosedOn"));
    given(told()).when(disclose(joined, basis, JUNE_3)).then([disclosed(Some(another), basis)]);
    // What is done changes, and so does what is told of it.
    given(told()).today(TOMORROW).when(disclose(None, basis, TOMORROW)).then_done();
}

#[test]
fn r_44_what_rests_on_consent_names_who_consented_and_when() {
    let with = |basis, consented| InvestigationAction::DiscloseMeasures {
        joined: None,
        measures: [MEASURE].into(),
        account: told_of_it(),
        basis,
        consented,
        decision: decision(),
        disclosed_on: JUNE_3,
    };
    let by = |by, on| Some(Consented { by, on, scope: Some(service_scope()) });
    for nobody in [None, by(Vec::new(), THURSDAY)] {
        let action = with(DisclosureBasis::Consent, nobody);
        given(ended("1")).when(action).then_refused(Refusal::ConsentOfNobody);
    }
    let too_late = Refusal::DateBefore { field: "disclosedOn", date: JUNE_3, earliest: TOMORROW };
    let tomorrow = with(DisclosureBasis::Consent, by(vec![mother()], TOMORROW));
    given(ended("1")).when(tomorrow).then_refused(too_late);
    given(ended("1")).when(with(DisclosureBasis::Consent, by(vec![mother()], FRIDAY))).then_done();
    given(ended("1")).when(with(DisclosureBasis::BestInterests, None)).then_done();
}

#[test]
fn d_4_r_62_r_43_a_reporter_who_is_known_only_after_the_end_is_told_within_three_weeks_from_then() {
    let (known_on, tell_by) = (TOMORROW, feedback_due(TOMORROW));
    let another = ReportId::from_uuid(uuid::Uuid::from_u128(0x404));
    for (report, follows) in [(REPORT, true), (another, false)] {
        let inform = |known_on| InvestigationAction::InformReporter {
            joined: Some(JoinedReporter { report, follows, known_on, joining: FIRST }),
            form: WrittenForm::Letter,
            informed_on: TOMORROW,
        };
        let due = |known_on| {
            let done = given(ended_for(Some(false))).today(TOMORROW).when(inform(known_on)).then_done();
            let [InvestigationEvent::ReporterInformedOfConclusion { due_by, .. }] = done.as_slice() else {
                panic!("{done:?}")
            };
            *due_by
        };
        assert_eq!(due(Some(known_on)), tell_by);
        assert_eq!([due(Some(THURSDAY)), due(None)], [TELL_BY; 2], "known before the end, from the end on");
    }
    let state = given(ended_for(Some(false))).state();
    assert_eq!(state.feedback(Some(known_on)).due_by, Some(tell_by));
    assert_eq!(state.feedback_to_joined(another, FIRST, Some(known_on)).due_by, Some(tell_by));
    assert_eq!(state.feedback(None).due_by, None);
}
