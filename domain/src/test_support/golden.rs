//! What was written to a ledger once must be readable for ever.
//!
//! `src/golden` holds each event type as it is serialized, one file per type and version that was ever written, and
//! `checksums.txt` the checksum of each. The tests read the files; they write those that are missing only when
//! `UPDATE_GOLDEN=1` is set. A file whose checksum is listed may not change: events are never rewritten, so a change
//! of form needs a new version and a step to it ([`crate::upcast`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::samples::{
    every_case_event, every_consultation_event, every_investigation_event, every_report_event, every_settings_event,
    every_subject_event,
};
use crate::LedgerEvent;
use crate::case::CaseEvent;
use crate::consultation::ConsultationEvent;
use crate::ids::InvestigationId;
use crate::investigation::InvestigationEvent;
use crate::report::ReportEvent;
use crate::upcast::{FIRST_VERSION, present_version, read};

const CHECKSUMS: &str = "checksums.txt";

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/golden")
}

fn may_write() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|set| set == "1")
}

fn file_name(event: &str, version: &str) -> String {
    format!("{event}-{version}.json")
}

fn golden(event: &str, version: &str) -> Value {
    let path = directory().join(file_name(event, version));
    let written = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; write it with UPDATE_GOLDEN=1", path.display()));
    serde_json::from_str(&written).unwrap()
}

/// Every version of that event that was ever written: the first, and each that a step leads to.
fn versions_of<E: LedgerEvent>(event: &str) -> Vec<&'static str> {
    let later = E::STEPS.iter().filter(|step| step.event == event).map(|step| step.to);
    std::iter::once(FIRST_VERSION).chain(later).collect()
}

#[track_caller]
fn each_reads_and_writes_as_it_was_written<E: LedgerEvent + DeserializeOwned + Serialize>(
    samples: impl IntoIterator<Item = (&'static str, E)>,
) {
    for (name, sample) in samples {
        assert_eq!(name, sample.event_type(), "an event bears the name of its variant");
        let present = present_version(E::STEPS, name);
        assert_eq!(present, sample.event_version());
        let path = directory().join(file_name(name, present));
        if may_write() && !path.exists() {
            std::fs::write(&path, serde_json::to_string_pretty(&sample).unwrap() + "\n").unwrap();
        }
        assert_eq!(
            serde_json::to_value(&sample).unwrap(),
            golden(name, present),
            "{name} is written otherwise than version {present} was; give it a new version, and a step to it"
        );
        for version in versions_of::<E>(name) {
            let mut payload = golden(name, version);
            let event: E =
                read(name, version, &mut payload).unwrap_or_else(|error| panic!("{name} {version}: {error:?}"));
            assert_eq!(event.event_type(), name);
            assert_eq!(serde_json::to_value(&event).unwrap(), payload, "reading {name} {version} loses something");
        }
    }
}

#[test]
fn every_event_of_a_case_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_case_event());
}

#[test]
fn every_event_of_a_report_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_report_event());
}

#[test]
fn every_event_of_an_investigation_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_investigation_event());
}

#[test]
fn every_event_of_the_settings_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_settings_event());
}

/// As what was written before it named guides.
fn without_guides<E: Serialize + DeserializeOwned>(sample: &E) -> E {
    let mut payload = serde_json::to_value(sample).unwrap();
    for fields in payload.as_object_mut().unwrap().values_mut() {
        fields.as_object_mut().unwrap().remove("guides");
    }
    serde_json::from_value(payload).unwrap()
}

/// The samples of both versions were written from the same story.
#[test]
fn the_lists_of_codes_from_before_they_had_one_form_are_the_same_lists() {
    let first = |name: &str| golden(name, FIRST_VERSION);
    let reports = every_report_event();
    // What both cases and reports have is older than reports that follow a guide.
    let of_reports = reports.iter().filter(|(_, sample)| !matches!(sample, ReportEvent::Steps(_)));
    for (name, sample) in of_reports.filter(|(name, _)| versions_of::<ReportEvent>(name).len() > 1) {
        let mut sample = without_guides(sample);
        // The first form told neither of an assessment nor of a second person, nor of what it joined.
        if let ReportEvent::TriageDecided { assessment, seconded_by, joins, .. } = &mut sample {
            (*assessment, *seconded_by, *joins) = (None, None, None);
        }
        // Nor of what guardians know.
        if let ReportEvent::ReportReceived { withheld_from_guardians, guardians_not_told, .. } = &mut sample {
            (*withheld_from_guardians, *guardians_not_told) = (None, false);
        }
        // Nor of measures beside which a report was to be weighed.
        if let ReportEvent::TriageReopened { measures_in, .. } = &mut sample {
            *measures_in = None;
        }
        // Nor that a report was transferred.
        if let ReportEvent::ReporterInformedOfTriage { transferred, .. } = &mut sample {
            *transferred = false;
        }
        // Nor why a declaration was corrected.
        if let ReportEvent::ReporterDeclarationRecorded { corrected_because, .. } = &mut sample {
            *corrected_because = None;
        }
        // Nor of a joining that nobody had named.
        if let ReportEvent::JoiningCorrected { was, .. } = &mut sample {
            *was = Some(InvestigationId::from_uuid(Uuid::from_u128(0x4a1)));
        }
        // Nor of who at the service decided that.
        if let ReportEvent::WithholdingFromGuardiansChanged { decision, .. } = &mut sample {
            *decision = None;
        }
        assert_eq!(read::<ReportEvent>(name, FIRST_VERSION, &mut first(name)).unwrap(), sample);
    }
    let investigations = every_investigation_event();
    let (name, sample) = investigations.iter().find(|(name, _)| *name == "InvestigationConcluded").unwrap();
    let mut sample = without_guides(sample);
    // Nor of what the board was asked for.
    if let InvestigationEvent::InvestigationConcluded { board_case, .. } = &mut sample {
        *board_case = None;
    }
    assert_eq!(read::<InvestigationEvent>(name, FIRST_VERSION, &mut first(name)).unwrap(), sample);
}

/// Some samples say nothing of what is new in their version: here that is written and read, as it was first.
#[test]
fn what_is_new_in_a_form_and_stands_in_no_sample_is_written_as_it_was_first() {
    fn written_with<E: LedgerEvent + DeserializeOwned + Serialize>(name: &str, field: &str, new: &Value) {
        let present = present_version(E::STEPS, name);
        let mut payload = golden(name, present);
        payload[name][field] = new.clone();
        let event: E = read(name, present, &mut payload.clone()).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), payload, "{name} {present} is written otherwise");
        assert_eq!(event.event_version(), present);
    }
    assert_eq!(present_version(InvestigationEvent::STEPS, "BoardDecisionReceived"), "1.1");
    assert_eq!(present_version(InvestigationEvent::STEPS, "CourtDecisionReceived"), "1.1");
    assert_eq!(present_version(CaseEvent::STEPS, "GuardiansInformed"), "1.1");
    assert_eq!(present_version(CaseEvent::STEPS, "ConsentGiven"), "1.1");
    assert_eq!(present_version(CaseEvent::STEPS, "AttachmentAdded"), "1.1");
    assert_eq!(present_version(CaseEvent::STEPS, "StepDecisionTaken"), "1.4");
    assert_eq!(present_version(CaseEvent::STEPS, "LeaderDiscussionHeld"), "1.1");
    let leader = golden("ConcernForwardedToLeader", "1.0")["ConcernForwardedToLeader"]["leader"].clone();
    written_with::<CaseEvent>("LeaderDiscussionHeld", "leader", &leader);
    let guides = json!([{ "guide": "fjordvik", "version": 1 }]);
    for (name, version) in [
        ("ConcernAssessed", "1.2"),
        ("ConcernConcretised", "1.1"),
        ("ConcernAnalysed", "1.1"),
        ("SeverityDecided", "1.1"),
        ("DutyToReportAssessed", "1.3"),
        ("MeasureExtended", "1.1"),
        ("MeasureEnded", "1.1"),
        ("ReferralSent", "1.2"),
    ] {
        assert_eq!(present_version(CaseEvent::STEPS, name), version, "{name}");
        written_with::<CaseEvent>(name, "guides", &guides);
    }
    written_with::<InvestigationEvent>("RecommendedMeasuresDeclined", "guides", &guides);
    written_with::<CaseEvent>("StepDecisionTaken", "attests", &json!(["OBSERVATION_LOGGED", "REPORT_SENT"]));
    written_with::<CaseEvent>("StepDecisionTaken", "notToAct", &Value::from(true));
    written_with::<ReportEvent>("EntryFoundWrong", "takesBack", &Value::from(true));
    written_with::<InvestigationEvent>("EntryFoundWrong", "takesBack", &Value::from(true));
    let until = Value::from("2024-12-31");
    written_with::<InvestigationEvent>("BoardDecisionReceived", "until", &until);
    written_with::<InvestigationEvent>("CourtDecisionReceived", "until", &until);
    written_with::<CaseEvent>("GuardiansInformed", "about", &Value::from("LOW_THRESHOLD_OFFERS"));
    let of_use = serde_json::json!({ "kind": "TOOL_USE", "number": 1 });
    written_with::<CaseEvent>("AttachmentAdded", "belongsTo", &of_use);
    written_with::<CaseEvent>("ConsentGiven", "ownSay", &Value::from("INSTEAD_OF_GUARDIANS"));
    assert_eq!(present_version(CaseEvent::STEPS, "ReferralAnswered"), "1.1");
    written_with::<CaseEvent>("ReferralAnswered", "afterWithdrawal", &Value::from(true));
    let unit = Value::from("Ungdomslosen");
    for named in ["ConsultationRequested", "ConsultationScheduled", "AnonymousConsultationNoted"] {
        assert_eq!(present_version(CaseEvent::STEPS, named), "1.1");
        written_with::<CaseEvent>(named, "unit", &unit);
    }
    assert_eq!(present_version(CaseEvent::STEPS, "AlternativeChosen"), "1.2");
    written_with::<CaseEvent>("AlternativeChosen", "helpedByUnits", &json!([{ "body": "OTHER", "unit": unit }]));
    assert_eq!(present_version(ConsultationEvent::STEPS, "AnonymousConsultationHeld"), "1.2");
    written_with::<ConsultationEvent>("AnonymousConsultationHeld", "unit", &unit);
    assert_eq!(present_version(InvestigationEvent::STEPS, "InformationRequested"), "1.4");
    assert_eq!(present_version(InvestigationEvent::STEPS, "InformationSupplied"), "1.2");
    written_with::<InvestigationEvent>("InformationRequested", "unit", &unit);
    written_with::<InvestigationEvent>("InformationSupplied", "unit", &unit);
    let units = json!([{ "body": "OTHER", "unit": unit }]);
    assert_eq!(present_version(InvestigationEvent::STEPS, "ResponsibilityGroupFormed"), "1.3");
    assert_eq!(present_version(InvestigationEvent::STEPS, "ResponsibilityGroupReviewed"), "1.2");
    assert_eq!(present_version(CaseEvent::STEPS, "GroupCompositionReviewed"), "1.1");
    written_with::<InvestigationEvent>("ResponsibilityGroupFormed", "units", &units);
    written_with::<InvestigationEvent>("ResponsibilityGroupReviewed", "units", &units);
    written_with::<CaseEvent>("GroupCompositionReviewed", "units", &units);
    written_with::<CaseEvent>("DutyToReportAssessed", "consultedUnits", &units);
    written_with::<CaseEvent>("DutyToReportAssessed", "forNextReport", &Value::from(true));
    assert_eq!(present_version(ReportEvent::STEPS, "TriageDecided"), "1.5");
    let elsewhere = json!({ "kept": "ELSEWHERE" });
    written_with::<ReportEvent>("TriageDecided", "activeMeasures", &elsewhere);
    for lifted in ["EscalatedToLevel", "CaseClosed"] {
        assert_eq!(present_version(CaseEvent::STEPS, lifted), "1.1");
        written_with::<CaseEvent>(lifted, "stoodBehind", &json!({ "relayHolder": true }));
    }
}

/// Every version of every event, as file names.
fn every_file() -> BTreeSet<String> {
    fn files<E: LedgerEvent>(samples: &[(&'static str, E)]) -> Vec<String> {
        let files = |(name, _): &(&'static str, E)| {
            versions_of::<E>(name).into_iter().map(|version| file_name(name, version)).collect::<Vec<_>>()
        };
        samples.iter().flat_map(files).collect()
    }
    let mut known = BTreeSet::new();
    known.extend(files(&every_case_event()));
    known.extend(files(&every_report_event()));
    known.extend(files(&every_investigation_event()));
    known.extend(files(&every_settings_event()));
    known.extend(files(&every_subject_event()));
    known.extend(files(&every_consultation_event()));
    known
}

#[test]
fn every_event_of_an_anonymous_consultation_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_consultation_event());
}

#[test]
fn every_event_of_a_data_subject_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_subject_event());
}

#[test]
fn there_is_no_golden_file_without_its_event() {
    let stored = std::fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stored = stored.filter(|name| name != CHECKSUMS);
    assert_eq!(stored.collect::<BTreeSet<_>>(), every_file());
}

/// One line per file, `checksum name`, sorted by name.
#[test]
fn no_golden_file_was_edited() {
    let path = directory().join(CHECKSUMS);
    let listed = std::fs::read_to_string(&path).unwrap_or_default();
    let mut listed: BTreeMap<String, String> = listed
        .lines()
        .map(|line| line.split_once(' ').unwrap())
        .map(|(checksum, name)| (name.to_owned(), checksum.to_owned()))
        .collect();
    for name in every_file() {
        let bytes = std::fs::read(directory().join(&name)).unwrap();
        let checksum = Uuid::new_v5(&Uuid::NAMESPACE_OID, &bytes).to_string();
        if may_write() {
            listed.entry(name.clone()).or_insert_with(|| checksum.clone());
        }
        let known = listed.get(&name);
        assert_eq!(known, Some(&checksum), "{name} was edited, or is not listed yet (UPDATE_GOLDEN=1 lists new ones)");
    }
    assert!(listed.keys().eq(every_file().iter()), "the list names files that are gone");
    if may_write() {
        let lines: Vec<String> = listed.iter().map(|(name, checksum)| format!("{checksum} {name}\n")).collect();
        std::fs::write(&path, lines.concat()).unwrap();
    }
}
