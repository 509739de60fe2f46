//! Every operation meets those who may and those who may not; what is read is recorded.

use std::collections::BTreeSet;
use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::{clock, secret_file};
use case_ledger_tests::demo::command;
use case_ledger_tests::{Demo, eventually, shared_demo, token};
use chrono::Datelike as _;
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

/// Who sets what the municipality goes by: its leaders, and what is a unit's or the child welfare service's theirs.
const SETTING_LEADERS: &[&str] = &["unit-leader", "municipal-leader"];

pub(crate) const ROLES: [&str; 8] = [
    "employee",
    "unit-leader",
    "child-welfare-intake",
    "caseworker",
    "auditor",
    "statistician",
    "data-protection-officer",
    "service",
];
const CASE_WORKERS: &[&str] = &["employee", "unit-leader", "service"];
const WORKERS: &[&str] = &["employee", "unit-leader", "child-welfare-intake", "caseworker", "service"];
const CHILD_WELFARE: &[&str] = &["child-welfare-intake", "caseworker", "service"];
const SEE_CASES: &[&str] = &["employee", "unit-leader", "auditor", "data-protection-officer", "service"];
const SEE_REPORTS: &[&str] = &["child-welfare-intake", "caseworker", "auditor", "data-protection-officer", "service"];
/// Who was consulted, and no program, which would have it beside the cases (R-20).
const THE_SERVICE: &[&str] = &["child-welfare-intake", "caseworker"];
/// Each its own side's work.
const SEE_WORK: &[&str] =
    &["employee", "unit-leader", "child-welfare-intake", "caseworker", "auditor", "data-protection-officer", "service"];
const SEE_LEDGER: &[&str] = &["auditor", "data-protection-officer", "service"];
const SEE_SUBJECTS: &[&str] = &["unit-leader", "auditor", "data-protection-officer", "service"];
const SEE_READ_LOG: &[&str] = &["unit-leader", "auditor", "data-protection-officer"];
const SEE_READS_OF_SERVICE: &[&str] = &["auditor", "data-protection-officer"];
const APPROVE_ERASURE: &[&str] = &["unit-leader"];
const RESTRICT: &[&str] = &["data-protection-officer"];
const HANDLE_SUBJECT_ACCESS: &[&str] = &["unit-leader", "data-protection-officer"];
const ANSWER_SUBJECT_ACCESS: &[&str] = &["unit-leader"];
const SEE_STATISTICS: &[&str] = &[
    "unit-leader",
    "child-welfare-intake",
    "caseworker",
    "auditor",
    "statistician",
    "data-protection-officer",
    "service",
];
/// Whom the schema itself and one's own token are told to.
const EVERYONE: &[&str] = &ROLES;

/// A root field, a selection of it, and who may ask for that. A new root field without a line here fails the test;
/// take care to give it to no more roles than its work needs.
const QUERIES: &[(&str, &str, &[&str])] = &[
    ("viewer", "viewer { name municipality roles }", EVERYONE),
    ("_service", "_service { sdl }", EVERYONE),
    ("contacts", "contacts { id kind name phone person { value } answers stale }", EVERYONE),
    ("reportSigning", "reportSigning", EVERYONE),
    ("advice", "advice(about: REPORT) { kind text warns source }", EVERYONE),
    ("legalBases", "legalBases { topic act paragraph }", EVERYONE),
    ("dutyConditions", "dutyConditions { name conditions { condition } }", EVERYONE),
    ("withholdingGrounds", "withholdingGrounds { ground always }", EVERYONE),
    ("deadlines", "deadlines { id length { number unit } }", EVERYONE),
    ("decisionLimitDays", "decisionLimitDays", EVERYONE),
    ("lawCommencements", "lawCommencements { law from recordedBy { role } }", EVERYONE),
    ("deadlineSettings", "deadlineSettings { deadline validFrom setBy { role } }", EVERYONE),
    ("unitArenas", "unitArenas { unit arena since }", EVERYONE),
    ("resourceTeam", "resourceTeam", EVERYONE),
    ("forms", "forms(name: \"consent\") { name title document { fileName } }", EVERYONE),
    ("guides", "guides { name steps { name outcomes { name } } }", EVERYONE),
    ("codeList", "codeList(name: PLAN) { code label }", EVERYONE),
    (
        "_entities",
        "_entities(representations: [{ __typename: \"Case\", id: \"$CASE\" }]) { ... on Case { id } }",
        SEE_CASES,
    ),
    (
        "_entities",
        "_entities(representations: [{ __typename: \"Report\", id: \"$REPORT\" }]) { ... on Report { id } }",
        SEE_REPORTS,
    ),
    (
        "_entities",
        "_entities(representations: [{ __typename: \"Investigation\", id: \"$NIL\" }]) { __typename }",
        SEE_REPORTS,
    ),
    ("node", "node(id: \"$CASE\") { id }", SEE_CASES),
    ("node", "node(id: \"$REPORT\") { id }", SEE_REPORTS),
    ("node", "node(id: \"investigation_$NIL\") { id }", SEE_REPORTS),
    ("case", "case(id: \"$CASE\") { id unit level version }", SEE_CASES),
    ("case", "case(id: \"$CASE\") { child { subject } consents { status } history { nodes { summary } } }", SEE_CASES),
    ("case", "case(id: \"$CASE\") { siblings { answer linked { child { name { value } } cases { id } } } }", SEE_CASES),
    (
        "case",
        "case(id: \"$CASE\") { agreements { text { value } parties { name { value } signedOn } binding } copies { recipient { value } status } nextMeetingOn meetings { kind bodies attendance { guardians { value } } minutes { text { value } } recommendations { text { value } } } relayHolder { name { value } role since } measures { goal { value } } alternatives { alternative endedOn } openRefusals { consentId } consents(day: \"2024-01-01\") { status guardian { value } } }",
        SEE_CASES,
    ),
    (
        "case",
        "case(id: \"$CASE\") { chronology { observations { text { value } childsAge { years } } } nextDate { on } involvedBodies { body } lastContactWithChild }",
        SEE_CASES,
    ),
    ("case", "case(id: \"$CASE\") { readLog { nodes { what reader { name { value } } } } }", SEE_READ_LOG),
    (
        "report",
        "report(id: \"$REPORT\") { readLog { nodes { what reader { name { value } } } } }",
        SEE_READS_OF_SERVICE,
    ),
    (
        "investigations",
        "investigations(first: 1) { nodes { readLog { nodes { what reader { name { value } } } } } }",
        SEE_READS_OF_SERVICE,
    ),
    ("deniedAccess", "deniedAccess(first: 1) { nodes { operation reader { role name { value } } } }", SEE_READ_LOG),
    (
        "emergencyAccess",
        "emergencyAccess(first: 1) { nodes { purpose reason { value } takenBy { name { value } } } }",
        SEE_READ_LOG,
    ),
    ("anonymousConsultations", "anonymousConsultations(first: 1) { nodes { topics question { value } } }", THE_SERVICE),
    (
        "anonymousConsultationStatistics",
        "anonymousConsultationStatistics(period: { from: \"2020-01-01\", to: \"2026-12-31\" }) { total }",
        THE_SERVICE,
    ),
    ("consents", "consents(first: 1) { nodes { id status usedFor case { id } investigation { id } } }", SEE_WORK),
    ("cooperations", "cooperations(first: 1) { nodes { bodies case { id } } }", SEE_CASES),
    ("childsVoice", "childsVoice(first: 1) { nodes { kind recordedOn case { id } investigation { id } } }", SEE_WORK),
    ("childsVoiceCoverage", "childsVoiceCoverage { unit total recorded }", SEE_STATISTICS),
    (
        "similarReports",
        "similarReports(unit: \"Solbakken\", period: { from: \"2020-01-01\", to: \"2026-12-31\" }) { compared flagged { like { percent } } }",
        SEE_REPORTS,
    ),
    ("case", "case(id: \"$CASE\") { notes { id submittedOn answeredOn leaderAgrees ageInDays } }", SEE_CASES),
    ("case", "case(id: \"$CASE\") { internalNote(noteId: \"$NIL\") { fileName mediaType content } }", SEE_CASES),
    ("case", "case(id: \"$CASE\") { diff(from: { position: 1 }) { changes { path before after } } }", SEE_CASES),
    ("case", "case(id: \"$CASE\") { reports { nodes { id } } }", &["auditor", "data-protection-officer", "service"]),
    ("case", "case(id: \"$CASE\", asOf: { position: 9 }) { asOf { position at } }", SEE_CASES),
    ("node", "node(id: \"$CASE\", asOf: { position: 9 }) { id }", SEE_CASES),
    ("cases", "cases(first: 1, asOf: { position: 9 }) { nodes { id asOf { position } } }", SEE_CASES),
    ("reports", "reports(first: 1, asOf: { position: 9 }) { nodes { id asOf { position } } }", SEE_REPORTS),
    ("cases", "cases(first: 1) { nodes { id } }", SEE_CASES),
    ("cases", "cases(filter: { nationalId: \"01010112345\" }) { nodes { id } }", SEE_CASES),
    (
        "report",
        "report(id: \"$REPORT\") { id unit outcome investigation { id } history { nodes { data } } }",
        SEE_REPORTS,
    ),
    (
        "report",
        "report(id: \"$REPORT\") { diff(from: { position: 1 }) { changes { path before after } } }",
        SEE_REPORTS,
    ),
    ("reports", "reports(first: 1) { nodes { id } }", SEE_REPORTS),
    (
        "report",
        "report(id: \"$REPORT\") { content { value } reporterContact { value } triage { assessment { value } reasons { rationale { value } } } intakeMeetingsHeld { summary { value } } urgentFollowUpsDecided { measures { value } } }",
        SEE_REPORTS,
    ),
    (
        "investigation",
        "investigation(id: \"$NIL\") { plan { text { value } } stepsDone { account { value } } conclusion { reasons { rationale { value } } } }",
        SEE_REPORTS,
    ),
    ("reports", "reports(filter: { nationalId: \"01010112345\" }) { nodes { id } }", SEE_REPORTS),
    ("investigations", "investigations(filter: { nationalId: \"01010112345\" }) { nodes { id } }", SEE_REPORTS),
    ("serviceMeasures", "serviceMeasures(filter: { childId: \"$NIL\" }) { nodes { id } }", SEE_REPORTS),
    (
        "report",
        "report(id: \"$REPORT\") { knownOfChild { earlierReports { nodes { id } } measures { nodes { id } } } }",
        SEE_REPORTS,
    ),
    (
        "reports",
        "reports(filter: { caseId: \"$CASE\" }) { nodes { case { id } } }",
        &["auditor", "data-protection-officer", "service"],
    ),
    (
        "obligations",
        "obligations(first: 1) { nodes { id kind standing measureId consentId agreementId noteId meetingId copy { recipient { value } } } }",
        SEE_WORK,
    ),
    (
        "decisions",
        "decisions(first: 1) { nodes { id kind outcomes rationale { value } decidedBy { value } laterReports { id } } }",
        SEE_WORK,
    ),
    (
        "feedback",
        "feedback(first: 1) { nodes { id reporterKind report { reporterName { value } } triage { toldOn } } }",
        SEE_REPORTS,
    ),
    ("leaderInbox", "leaderInbox(first: 1) { nodes { id kind ageInDays case { id } } }", SEE_CASES),
    ("investigations", "investigations(first: 1) { nodes { id child { name { value } } } }", SEE_REPORTS),
    ("findings", "findings(first: 1) { nodes { id kind aroseOn } }", SEE_WORK),
    ("privateReportersAcknowledged", "privateReportersAcknowledged", SEE_REPORTS),
    ("investigation", "investigation(id: \"$NIL\") { id }", SEE_REPORTS),
    (
        "investigation",
        "investigation(id: \"$NIL\", asOf: { position: 1 }) { asOf { position } diff(from: { position: 1 }) { toVersion } }",
        SEE_REPORTS,
    ),
    (
        "reportStatistics",
        "reportStatistics(municipality: \"9901\", period: { from: \"2020-01-01\", to: \"2026-12-31\" }) { position }",
        SEE_STATISTICS,
    ),
    ("reportYears", "reportYears(municipality: \"9901\", years: { from: 2020, to: 2023 }) { year }", SEE_STATISTICS),
    (
        "publishedFigures",
        "publishedFigures { year position publishedOn publishedBy { role } rationale { state } }",
        SEE_STATISTICS,
    ),
    (
        "publishableReportStatistics",
        "publishableReportStatistics(municipality: \"9901\", years: { from: $YEAR, to: $YEAR }, by: UNIT) { rows { reportsTotal { text } } }",
        SEE_STATISTICS,
    ),
    (
        "serviceStatistics",
        "serviceStatistics(municipality: \"9901\", years: { from: 2020, to: 2023 }, byUnit: true) { position }",
        SEE_STATISTICS,
    ),
    (
        "publishableServiceStatistics",
        "publishableServiceStatistics(municipality: \"9901\", years: { from: $YEAR, to: $YEAR }) { years { position } }",
        SEE_STATISTICS,
    ),
    ("serviceMeasures", "serviceMeasures(first: 1) { nodes { id investigation { id } } }", SEE_REPORTS),
    ("subject", "subject(id: \"$NIL\") { id version restriction { ground } history { nodes { data } } }", SEE_SUBJECTS),
    ("subjectAccessRequests", "subjectAccessRequests(first: 1) { nodes { id standing standingText } }", SEE_SUBJECTS),
    (
        "subjectAccessExtract",
        "subjectAccessExtract(subject: \"$NIL\", requestId: \"access_$NIL\") { entries { nodes { summary } } }",
        HANDLE_SUBJECT_ACCESS,
    ),
    ("ledger", "ledger(municipality: \"9901\") { position }", SEE_LEDGER),
    (
        "ledger",
        "ledger(municipality: \"9901\", asOf: { position: 9 }) { asOf { at } entries { nodes { data } } }",
        SEE_LEDGER,
    ),
    ("ledger", "ledger(municipality: \"9901\") { checkpoint { size root note signedAt } }", SEE_LEDGER),
    ("ledger", "ledger(municipality: \"9901\") { projections { readModel position lag version fault } }", SEE_LEDGER),
    (
        "ledger",
        "ledger(municipality: \"9901\") { projections { hadBeenWrong { rows foundAt } outdated { failure failingSince } } unfinishedErasures { erasures since } erasuresNotCarriedOut { erasures since } rowsNotAsWritten { rows positions } }",
        SEE_LEDGER,
    ),
    ("ledger", "ledger(municipality: \"9901\") { inclusionProof(position: 1) { leafHash path } }", SEE_LEDGER),
    ("ledger", "ledger(municipality: \"9901\") { consistencyProof(from: 1, to: 2) { path } }", SEE_LEDGER),
    ("ledger", "ledger(municipality: \"9901\") { entries(first: 1) { nodes { data } } }", SEE_LEDGER),
];

/// Likewise for what can be followed.
const SUBSCRIPTIONS: &[(&str, &str, &[&str])] = &[
    ("ledgerEntries", "ledgerEntries(municipality: \"9901\") { position data }", SEE_LEDGER),
    ("caseEntries", "caseEntries(id: \"$CASE\") { sequence data }", SEE_CASES),
];

/// A command, its fields beside the id of what it is about, and who may send it.
pub(crate) const COMMANDS: &[(&str, &str, &[&str])] = &[
    ("raiseConcern", r#"{"caseId":"$NIL","subject":"CHILD","description":"x"}"#, CASE_WORKERS),
    ("logObservation", r#"{"caseId":"$NIL","observedOn":"2026-01-01","kind":"OBSERVED","text":"x"}"#, CASE_WORKERS),
    ("correctObservation", r#"{"caseId":"$NIL","observationId":"$NIL","text":"x","reason":"x"}"#, CASE_WORKERS),
    ("noteEntryWrong", r#"{"caseId":"$NIL","entry":1,"what":"DAY","reason":"x"}"#, CASE_WORKERS),
    ("holdConversation", r#"{"caseId":"$NIL","with":"CHILD","outcome":"CONCERN_STANDS","summary":"x"}"#, CASE_WORKERS),
    (
        "assessConcern",
        r#"{"caseId":"$NIL","degree":"SOME","groundForConcern":true,"noBasisBecause":"x","rationale":"x"}"#,
        CASE_WORKERS,
    ),
    ("assessDutyToReport", r#"{"caseId":"$NIL","triggered":false,"observationIds":[],"rationale":"x"}"#, CASE_WORKERS),
    (
        "requestConsent",
        r#"{"caseId":"$NIL","guardian":{"name":"x"},"purposes":[],"recipients":[],"categories":[]}"#,
        CASE_WORKERS,
    ),
    ("giveConsent", r#"{"caseId":"$NIL","consentId":"$NIL","form":"ORAL"}"#, CASE_WORKERS),
    ("refuseConsent", r#"{"caseId":"$NIL","consentId":"$NIL"}"#, CASE_WORKERS),
    ("withdrawConsent", r#"{"caseId":"$NIL","consentId":"$NIL"}"#, CASE_WORKERS),
    ("withdrawConsentRequest", r#"{"caseId":"$NIL","consentId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    ("escalateToLevel", r#"{"caseId":"$NIL","consentId":"$NIL","level":2,"rationale":"x"}"#, CASE_WORKERS),
    ("returnToLevel", r#"{"caseId":"$NIL","level":1,"rationale":"x"}"#, CASE_WORKERS),
    ("informGuardians", r#"{"caseId":"$NIL","about":"CONCERN","guardians":[{"name":"x"}]}"#, CASE_WORKERS),
    ("nameGuardians", r#"{"caseId":"$NIL","guardians":[{"name":"x"}]}"#, CASE_WORKERS),
    ("withholdGuardianNotification", r#"{"caseId":"$NIL","ground":"VIOLENCE","rationale":"x"}"#, CASE_WORKERS),
    ("liftGuardianNotificationWithholding", r#"{"caseId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    ("sendReport", r#"{"caseId":"$NIL","content":"x"}"#, CASE_WORKERS),
    (
        "makeEmergencyContact",
        r#"{"caseId":"$NIL","body":"POLICE","category":"VIOLENCE","description":"x"}"#,
        CASE_WORKERS,
    ),
    (
        "conveneConversation",
        r#"{"caseId":"$NIL","with":"CHILD","subject":"x","plannedFor":"2026-01-01"}"#,
        CASE_WORKERS,
    ),
    ("recordInterpreterNeed", r#"{"caseId":"$NIL","whose":"GUARDIANS","language":"so"}"#, CASE_WORKERS),
    ("endInterpreterNeed", r#"{"caseId":"$NIL","whose":"GUARDIANS"}"#, CASE_WORKERS),
    ("assessYouthInvitation", r#"{"caseId":"$NIL","invited":true,"ground":"MATTER","rationale":"x"}"#, CASE_WORKERS),
    ("discussWithColleague", r#"{"caseId":"$NIL","summary":"x"}"#, CASE_WORKERS),
    ("discussInPeerTeam", r#"{"caseId":"$NIL","summary":"x"}"#, CASE_WORKERS),
    ("discussWithLeader", r#"{"caseId":"$NIL","about":"REPORT","summary":"x"}"#, CASE_WORKERS),
    ("submitNoteToLeader", r#"{"caseId":"$NIL","text":"x"}"#, CASE_WORKERS),
    ("giveLeaderFeedback", r#"{"caseId":"$NIL","noteId":"$NIL","agrees":false,"rationale":"x"}"#, CASE_WORKERS),
    ("recordLeaderDisagreement", r#"{"caseId":"$NIL","description":"x"}"#, CASE_WORKERS),
    ("concretiseConcern", r#"{"caseId":"$NIL","text":"x"}"#, CASE_WORKERS),
    ("useToolOfGuide", r#"{"caseId":"$NIL","guide":"x","tool":"x"}"#, CASE_WORKERS),
    ("useTool", r#"{"caseId":"$NIL","tool":"OBSERVATION_FORM"}"#, CASE_WORKERS),
    (
        "analyseConcern",
        r#"{"caseId":"$NIL","analysis":"x","spokenWithChild":true,"colleaguesConcerned":true,"noBasisBecause":"x"}"#,
        CASE_WORKERS,
    ),
    ("decideSeverity", r#"{"caseId":"$NIL","severity":"SOME","actionNeeded":true,"rationale":"x"}"#, CASE_WORKERS),
    ("declineReopening", r#"{"caseId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    ("reopenCase", r#"{"caseId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    ("linkSibling", r#"{"caseId":"$NIL","sibling":{"name":"x"}}"#, CASE_WORKERS),
    ("confirmNoSiblings", r#"{"caseId":"$NIL"}"#, CASE_WORKERS),
    ("leaveSiblingsUnknown", r#"{"caseId":"$NIL","reason":"x"}"#, CASE_WORKERS),
    ("lapseCopiesOfErased", r#"{"caseId":"$NIL"}"#, CASE_WORKERS),
    ("takeWhereaboutsOut", r#"{"caseId":"$NIL","document":{"agreementId":"$NIL"},"rationale":"x"}"#, CASE_WORKERS),
    ("protectAddress", r#"{"person":{"childOfCase":"$NIL"},"grade":"CONFIDENTIAL","source":"FAMILY"}"#, CASE_WORKERS),
    (
        "liftAddressProtection",
        r#"{"person":{"childOfCase":"$NIL"},"source":"FAMILY","rationale":"x"}"#,
        &["unit-leader"],
    ),
    ("chooseAlternative", r#"{"caseId":"$NIL","alternative":"A","rationale":"x"}"#, CASE_WORKERS),
    ("endAlternative", r#"{"caseId":"$NIL","alternative":"A","rationale":"x"}"#, CASE_WORKERS),
    ("fileChapter9ANotice", r#"{"caseId":"$NIL","content":"x"}"#, CASE_WORKERS),
    (
        "narrowConsent",
        r#"{"caseId":"$NIL","consentId":"$NIL","purposes":[],"recipients":[],"categories":[]}"#,
        CASE_WORKERS,
    ),
    ("expireConsent", r#"{"caseId":"$NIL","consentId":"$NIL"}"#, CASE_WORKERS),
    (
        "assessSharingException",
        r#"{"caseId":"$NIL","topic":"SHARING_WITH_AUTHORITIES","allowed":false,"rationale":"x"}"#,
        CASE_WORKERS,
    ),
    ("acceptRefusal", r#"{"caseId":"$NIL","consentId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    (
        "recordDisclosureOrder",
        r#"{"caseId":"$NIL","body":"CHILD_WELFARE_SERVICE","categories":[],"asked":"x","orderedOn":"2026-01-01"}"#,
        CASE_WORKERS,
    ),
    (
        "closeDisclosureOrder",
        r#"{"caseId":"$NIL","body":"CHILD_WELFARE_SERVICE","orderedOn":"2026-01-01","rationale":"x"}"#,
        CASE_WORKERS,
    ),
    (
        "shareInformation",
        r#"{"caseId":"$NIL","body":"POLICE","direction":"TO_BODY","categories":[],"content":"x","basis":{"necessity":"VERY_WEIGHTY_CONSIDERATIONS"},"rationale":"x"}"#,
        CASE_WORKERS,
    ),
    (
        "planMeasure",
        r#"{"caseId":"$NIL","goal":"x","description":"x","place":"HOME","from":"2026-01-01","to":"2026-02-01","evaluationOn":"2026-02-01"}"#,
        CASE_WORKERS,
    ),
    ("approveMeasures", r#"{"caseId":"$NIL","measureIds":["$NIL"],"guardians":[{"name":"x"}]}"#, CASE_WORKERS),
    (
        "refuseMeasures",
        r#"{"caseId":"$NIL","measureIds":["$NIL"],"guardians":[{"name":"x"}],"reason":"x"}"#,
        CASE_WORKERS,
    ),
    ("startMeasure", r#"{"caseId":"$NIL","measureId":"$NIL"}"#, CASE_WORKERS),
    (
        "evaluateMeasure",
        r#"{"caseId":"$NIL","measureId":"$NIL","implementation":"x","effect":"x","carriedOutWell":{"answer":"YES"},"familyFeltCaredFor":{"answer":"YES"},"guardiansFollowedUp":{"answer":"YES"},"solvableOtherwise":{"answer":"NO"},"moreNeeded":{"answer":"NO"},"goalReached":{"answer":"YES"}}"#,
        CASE_WORKERS,
    ),
    (
        "extendMeasure",
        r#"{"caseId":"$NIL","measureId":"$NIL","to":"2026-03-01","evaluationOn":"2026-03-01","rationale":"x"}"#,
        CASE_WORKERS,
    ),
    ("endMeasure", r#"{"caseId":"$NIL","measureId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    ("decideStep", r#"{"caseId":"$NIL","guide":"x","step":"x","outcomes":["x"],"rationale":"x"}"#, CASE_WORKERS),
    ("followGuide", r#"{"caseId":"$NIL","guide":"x","version":1,"rationale":"x"}"#, CASE_WORKERS),
    ("forwardConcernToLeader", r#"{"caseId":"$NIL","leader":{"name":"x","role":"HEAD"}}"#, CASE_WORKERS),
    ("draftPlan", r#"{"caseId":"$NIL","text":"x"}"#, CASE_WORKERS),
    (
        "makeMeasurePlan",
        r#"{"caseId":"$NIL","plan":{"text":"x","parties":[{"name":"x","kind":"GUARDIAN"}],"measureIds":["$NIL"]}}"#,
        CASE_WORKERS,
    ),
    (
        "adjustPlan",
        r#"{"caseId":"$NIL","plan":{"text":"x","parties":[{"name":"x","kind":"GUARDIAN"}],"measureIds":["$NIL"]},"rationale":"x"}"#,
        CASE_WORKERS,
    ),
    ("decideWayForward", r#"{"caseId":"$NIL","endedIds":["$NIL"],"rationale":"x"}"#, CASE_WORKERS),
    ("reviewGroupComposition", r#"{"caseId":"$NIL","bodies":["SCHOOL"],"rightlyComposed":true}"#, CASE_WORKERS),
    // No day is no time: it is refused, and nothing is set for what other tests ask.
    ("setDecisionLimit", r#"{"days":0}"#, SETTING_LEADERS),
    // As the law has it: it is refused.
    ("setDeadline", r#"{"deadline":"TRIAGE"}"#, SETTING_LEADERS),
    // Nothing waits for it: it is refused.
    ("recordCommencement", r#"{"law":"LOV-2021-06-18-97"}"#, SETTING_LEADERS),
    ("setUnitArena", r#"{"unit":"Ingen steder"}"#, SETTING_LEADERS),
    ("setResourceTeam", r#"{"bodies":[]}"#, SETTING_LEADERS),
    // It is not over: it is refused.
    ("publishFigures", r#"{"year":2999}"#, SETTING_LEADERS),
    ("adoptGuide", r#"{"guide":"x","version":1}"#, SETTING_LEADERS),
    ("dropGuide", r#"{"guide":"x","rationale":"x"}"#, SETTING_LEADERS),
    ("listContact", r#"{"kind":"POLICE","name":"x","owner":"x"}"#, SETTING_LEADERS),
    ("verifyContact", r#"{"contactId":"$NIL"}"#, SETTING_LEADERS),
    ("nameContactPerson", r#"{"contactId":"$NIL","person":"x","renamed":false}"#, SETTING_LEADERS),
    ("retireContact", r#"{"contactId":"$NIL"}"#, SETTING_LEADERS),
    ("setReportSigning", r#"{"signing":"EITHER"}"#, SETTING_LEADERS),
    ("draftReport", r#"{"caseId":"$NIL","content":"x"}"#, CASE_WORKERS),
    ("discardDraft", r#"{"caseId":"$NIL","draftId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    ("conveneEvaluationMeeting", r#"{"caseId":"$NIL","with":"GUARDIANS","plannedFor":"2026-01-01"}"#, CASE_WORKERS),
    ("withdrawReferral", r#"{"caseId":"$NIL","number":1,"rationale":"x"}"#, CASE_WORKERS),
    ("callOffConversation", r#"{"caseId":"$NIL","with":"CHILD","rationale":"x"}"#, CASE_WORKERS),
    ("callOffConsultation", r#"{"caseId":"$NIL","body":"SCHOOL","rationale":"x"}"#, CASE_WORKERS),
    ("answerReferral", r#"{"caseId":"$NIL","number":1,"outcome":"TAKEN","answer":"x"}"#, CASE_WORKERS),
    ("setWithholdingGrounds", r#"{"grounds":[]}"#, SETTING_LEADERS),
    ("assignRelayHolder", r#"{"caseId":"$NIL"}"#, CASE_WORKERS),
    ("changeRelayHolder", r#"{"caseId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    (
        "conveneInterdisciplinaryMeeting",
        r#"{"caseId":"$NIL","bodies":["SCHOOL"],"guardiansInvited":true,"consentId":"$NIL","plannedFor":"2026-01-01"}"#,
        CASE_WORKERS,
    ),
    (
        "conveneResourceTeam",
        r#"{"caseId":"$NIL","participants":["SCHOOL"],"categories":["HEALTH"],"basis":{"consentId":"$NIL"},"plannedFor":"2026-01-01"}"#,
        CASE_WORKERS,
    ),
    (
        "conveneClarificationMeeting",
        r#"{"caseId":"$NIL","convenedBy":"SCHOOL","bodies":["SCHOOL"],"plannedFor":"2026-01-01"}"#,
        CASE_WORKERS,
    ),
    ("holdMeeting", r#"{"caseId":"$NIL","meetingId":"$NIL","bodies":["SCHOOL"],"child":false}"#, CASE_WORKERS),
    (
        "holdClarificationMeeting",
        r#"{"caseId":"$NIL","meetingId":"$NIL","bodies":["SCHOOL"],"outcome":"REPORT","rationale":"x"}"#,
        CASE_WORKERS,
    ),
    ("recordMinutes", r#"{"caseId":"$NIL","meetingId":"$NIL","text":"x"}"#, CASE_WORKERS),
    ("recordResourceTeamRecommendation", r#"{"caseId":"$NIL","meetingId":"$NIL","recommendation":"x"}"#, CASE_WORKERS),
    ("callOffMeeting", r#"{"caseId":"$NIL","rationale":"x"}"#, CASE_WORKERS),
    ("agreeNextMeeting", r#"{"caseId":"$NIL","nextOn":"2026-01-01"}"#, CASE_WORKERS),
    (
        "drawAgreement",
        r#"{"caseId":"$NIL","kind":"AGREEMENT","text":"x","parties":[{"name":"x","kind":"GUARDIAN"}]}"#,
        CASE_WORKERS,
    ),
    (
        "addAttachment",
        r#"{"caseId":"$NIL","kind":"LETTER","title":"x","mediaType":"PLAIN_TEXT","content":"eA=="}"#,
        CASE_WORKERS,
    ),
    (
        "withdrawAttachment",
        r#"{"caseId":"$NIL","attachmentId":"$NIL","ground":"WRONG_FILE","reason":"x"}"#,
        CASE_WORKERS,
    ),
    ("signAgreement", r#"{"caseId":"$NIL","agreementId":"$NIL","party":{"name":"x","kind":"GUARDIAN"}}"#, CASE_WORKERS),
    (
        "deliverCopy",
        r#"{"caseId":"$NIL","document":{"agreementId":"$NIL"},"recipient":{"name":"x","kind":"GUARDIAN"}}"#,
        CASE_WORKERS,
    ),
    ("withholdCopies", r#"{"caseId":"$NIL","reportId":"$NIL","reviewOn":"2026-01-01","rationale":"x"}"#, CASE_WORKERS),
    ("requestConsultation", r#"{"caseId":"$NIL","body":"SCHOOL","topics":["OTHER"]}"#, CASE_WORKERS),
    ("scheduleConsultation", r#"{"caseId":"$NIL","body":"SCHOOL","plannedFor":"2026-01-01T10:00:00Z"}"#, CASE_WORKERS),
    (
        "holdOpenConsultation",
        r#"{"caseId":"$NIL","body":"SCHOOL","topics":["OTHER"],"categories":["HEALTH"],"advice":"x","basis":{"consentId":"$NIL"},"rationale":"x"}"#,
        CASE_WORKERS,
    ),
    ("noteAnonymousConsultation", r#"{"caseId":"$NIL","body":"SCHOOL"}"#, CASE_WORKERS),
    ("cosignReport", r#"{"caseId":"$NIL","reportId":"$NIL","guardians":[{"name":"x"}]}"#, CASE_WORKERS),
    (
        "assessDutyToAvert",
        r#"{"caseId":"$NIL","feared":"VIOLENCE","expectation":"KNOWN","triggered":true,"rationale":"x"}"#,
        CASE_WORKERS,
    ),
    (
        "sendReferral",
        r#"{"caseId":"$NIL","recipient":"SCHOOL","form":"OTHER","categories":["HEALTH"],"content":"x","basis":{"consentId":"$NIL"},"rationale":"x"}"#,
        CASE_WORKERS,
    ),
    ("closeCase", r#"{"caseId":"$NIL","outcome":"MOVED","rationale":"x"}"#, CASE_WORKERS),
    (
        "takeEmergencyAccess",
        r#"{"caseId":"$NIL","purpose":"DANGER_TO_CHILD","reason":"x"}"#,
        &["employee", "unit-leader"],
    ),
    (
        "reviewEmergencyAccess",
        r#"{"accessId":"emergency_9000000000","outcome":"JUSTIFIED","rationale":"x"}"#,
        &["unit-leader"],
    ),
    // Whoever may write a report down needs no more than a child and somebody who reports.
    ("receiveReport", r#"{"child":{"name":"x"},"reporter":{"anonymous":"NO_NAME"},"content":" "}"#, CHILD_WELFARE),
    ("acknowledgeReport", r#"{"reportId":"$NIL"}"#, CHILD_WELFARE),
    ("triageReport", r#"{"reportId":"$NIL","code":"2","rationale":"x"}"#, CHILD_WELFARE),
    (
        "recordIntakeMeeting",
        r#"{"reportId":"$NIL","present":[{"name":"x","role":"INTAKE_OFFICER"},{"name":"y","role":"UNIT_LEADER"}]}"#,
        CHILD_WELFARE,
    ),
    ("withholdReportFromGuardians", r#"{"reportId":"$NIL","ground":"VIOLENCE","rationale":"x"}"#, CHILD_WELFARE),
    ("liftReportWithholding", r#"{"reportId":"$NIL","rationale":"x"}"#, CHILD_WELFARE),
    ("prioritiseReport", r#"{"reportId":"$NIL","severity":"SERIOUS","rationale":"x"}"#, CHILD_WELFARE),
    ("decideUrgentFollowUp", r#"{"reportId":"$NIL","measures":"x","rationale":"x"}"#, CHILD_WELFARE),
    ("informReporterOfTriage", r#"{"reportId":"$NIL"}"#, CHILD_WELFARE),
    ("recordTransferReceipt", r#"{"reportId":"$NIL","account":"x"}"#, CHILD_WELFARE),
    ("recordInvestigationTransferReceipt", r#"{"investigationId":"$NIL","account":"x"}"#, CHILD_WELFARE),
    ("openInvestigation", r#"{"reportId":"$NIL"}"#, CHILD_WELFARE),
    ("extendInvestigation", r#"{"investigationId":"$NIL","newDeadline":"2026-01-01","rationale":"x"}"#, CHILD_WELFARE),
    (
        "restrictSubject",
        r#"{"subject":"$NIL","ground":"LEGAL_CLAIM","visibleTo":["AUDITOR"],"rationale":"x"}"#,
        RESTRICT,
    ),
    ("requestErasure", r#"{"subject":"$NIL","basis":"WRONG_PERSON","rationale":"x"}"#, RESTRICT),
    ("withdrawErasureRequest", r#"{"subject":"$NIL","rationale":"x"}"#, RESTRICT),
    ("rejectErasure", r#"{"subject":"$NIL","rationale":"x"}"#, APPROVE_ERASURE),
    ("approveErasure", r#"{"subject":"$NIL","rationale":"x"}"#, APPROVE_ERASURE),
    ("recordSameChild", r#"{"subject":"$NIL","other":"$NIL","rationale":"x"}"#, CHILD_WELFARE),
    (
        "withdrawSameChild",
        r#"{"subject":"$NIL","other":"$NIL","rationale":"x"}"#,
        &["child-welfare-intake", "caseworker", "service", "data-protection-officer"],
    ),
    ("setErasureDelay", r#"{"days":31}"#, SETTING_LEADERS),
    ("setRetentionReview", r#"{"years":101}"#, SETTING_LEADERS),
    ("setPrivateAcknowledgement", r#"{"acknowledged":true}"#, SETTING_LEADERS),
    (
        "holdAnonymousConsultation",
        r#"{"body":"CHILD_WELFARE_SERVICE","topics":["OTHER"],"question":"Ring 22 22 22 22"}"#,
        WORKERS,
    ),
    (
        "requestSubjectAccess",
        r#"{"subject":"$NIL","asker":"PERSON","identity":"ELECTRONIC_ID","unit":"x"}"#,
        HANDLE_SUBJECT_ACCESS,
    ),
    (
        "extendSubjectAccess",
        r#"{"subject":"$NIL","requestId":"access_$NIL","ground":"COMPLEXITY","rationale":"x","until":"2026-01-01"}"#,
        ANSWER_SUBJECT_ACCESS,
    ),
    (
        "answerSubjectAccess",
        r#"{"subject":"$NIL","requestId":"access_$NIL","outcome":"GIVEN_IN_FULL","handedOver":"POST"}"#,
        ANSWER_SUBJECT_ACCESS,
    ),
    ("withdrawSubjectAccess", r#"{"subject":"$NIL","requestId":"access_$NIL","rationale":"x"}"#, HANDLE_SUBJECT_ACCESS),
    ("liftRestriction", r#"{"subject":"$NIL","rationale":"x"}"#, RESTRICT),
    ("planInvestigation", r#"{"investigationId":"$NIL","plan":"x"}"#, CHILD_WELFARE),
    ("recordChildParticipation", r#"{"investigationId":"$NIL","kind":"CONVERSATION","account":"x"}"#, CHILD_WELFARE),
    ("recordDeclinedMeasures", r#"{"investigationId":"$NIL","recommended":"x","account":"x"}"#, CHILD_WELFARE),
    ("allocateInvestigation", r#"{"investigationId":"$NIL","team":"x","severity":"SOME","area":"x"}"#, CHILD_WELFARE),
    ("recordInvestigationStep", r#"{"investigationId":"$NIL","kind":"HOME_VISIT"}"#, CHILD_WELFARE),
    ("nameJoinedInvestigation", r#"{"reportId":"$NIL","investigationId":"$NIL"}"#, CHILD_WELFARE),
    ("correctJoining", r#"{"reportId":"$NIL","rationale":"x"}"#, CHILD_WELFARE),
    ("reopenTriage", r#"{"reportId":"$NIL","rationale":"x"}"#, CHILD_WELFARE),
    ("noteReportEntryWrong", r#"{"reportId":"$NIL","entry":1,"what":"DAY","reason":"x"}"#, CHILD_WELFARE),
    ("noteInvestigationEntryWrong", r#"{"investigationId":"$NIL","entry":1,"what":"DAY","reason":"x"}"#, CHILD_WELFARE),
    ("classifyReport", r#"{"reportId":"$NIL","contentCodes":[]}"#, CHILD_WELFARE),
    ("nameReporterAtWork", r#"{"reportId":"$NIL","reporter":{"name":"x","role":"x","unit":"x"}}"#, CHILD_WELFARE),
    ("recordReporterDeclaration", r#"{"reportId":"$NIL","learnedThroughWork":false}"#, CHILD_WELFARE),
    ("renewInvestigation", r#"{"investigationId":"$NIL"}"#, CHILD_WELFARE),
    ("recordInvestigationSentBack", r#"{"investigationId":"$NIL","account":"x"}"#, CHILD_WELFARE),
    ("callOffRenewal", r#"{"investigationId":"$NIL","rationale":"x"}"#, CHILD_WELFARE),
    ("informReporterOfConclusion", r#"{"investigationId":"$NIL","form":"LETTER"}"#, CHILD_WELFARE),
    (
        "discloseMeasuresToReporter",
        r#"{"investigationId":"$NIL","measureIds":["$NIL"],"account":"x","basis":"CONSENT","rationale":"x"}"#,
        CHILD_WELFARE,
    ),
    ("endFollowUp", r#"{"investigationId":"$NIL","reason":"MOVED","rationale":"x"}"#, CHILD_WELFARE),
    ("agreeGroupMeeting", r#"{"investigationId":"$NIL","nextOn":"2030-01-01"}"#, CHILD_WELFARE),
    ("holdGroupMeeting", r#"{"investigationId":"$NIL","present":["SCHOOL"],"minutes":"x"}"#, CHILD_WELFARE),
    ("discloseConcernToReporter", r#"{"investigationId":"$NIL","assessment":"x","rationale":"x"}"#, CHILD_WELFARE),
    ("decideEmergencyPlacement", r#"{"investigationId":"$NIL","ground":"HARM","rationale":"x"}"#, CHILD_WELFARE),
    (
        "answerEmergencyPrinciples",
        r#"{"investigationId":"$NIL","placement":1,"principles":{"bestInterests":"x","biological":"x","leastIntrusive":"x"}}"#,
        CHILD_WELFARE,
    ),
    ("endEmergencyPlacement", r#"{"investigationId":"$NIL","rationale":"x"}"#, CHILD_WELFARE),
    ("useToolInInvestigation", r#"{"investigationId":"$NIL","guide":"x","tool":"x"}"#, CHILD_WELFARE),
    ("followGuideInReport", r#"{"reportId":"$NIL","guide":"x","version":1,"rationale":"x"}"#, CHILD_WELFARE),
    (
        "decideReportStep",
        r#"{"reportId":"$NIL","guide":"x","step":"x","outcomes":["x"],"rationale":"x"}"#,
        CHILD_WELFARE,
    ),
    (
        "followGuideInInvestigation",
        r#"{"investigationId":"$NIL","guide":"x","version":1,"rationale":"x"}"#,
        CHILD_WELFARE,
    ),
    (
        "decideInvestigationStep",
        r#"{"investigationId":"$NIL","guide":"x","step":"x","outcomes":["x"],"rationale":"x"}"#,
        CHILD_WELFARE,
    ),
    (
        "submitBoardCase",
        r#"{"investigationId":"$NIL","kind":"CARE_ORDER","principles":{"bestInterests":"x","biological":"x","leastIntrusive":"x"},"rationale":"x"}"#,
        CHILD_WELFARE,
    ),
    ("recordBoardDecision", r#"{"investigationId":"$NIL","kind":"CARE_ORDER","outcome":"GRANTED"}"#, CHILD_WELFARE),
    ("recordCourtDecision", r#"{"investigationId":"$NIL","kind":"CARE_ORDER","outcome":"UPHELD"}"#, CHILD_WELFARE),
    ("recordCourtAppeal", r#"{"investigationId":"$NIL","kind":"CARE_ORDER","by":"PRIVATE_PARTY"}"#, CHILD_WELFARE),
    (
        "decideMeasure",
        r#"{"investigationId":"$NIL","goal":"x","code":"3.6","kind":"CONTROL","target":"CHILD","from":"2026-01-01","to":"2026-02-01","evaluationOn":"2026-02-01","rationale":"x"}"#,
        CHILD_WELFARE,
    ),
    (
        "makeServiceMeasurePlan",
        r#"{"investigationId":"$NIL","plan":"x","childsParticipation":"CONVERSATION","childsVoice":"x","parentsVoice":"x"}"#,
        CHILD_WELFARE,
    ),
    (
        "evaluateDecidedMeasure",
        r#"{"investigationId":"$NIL","measureId":"$NIL","implementation":"x","effect":"x","carriedOutWell":{"answer":"YES"},"familyFeltCaredFor":{"answer":"YES"},"guardiansFollowedUp":{"answer":"YES"},"solvableOtherwise":{"answer":"NO"},"moreNeeded":{"answer":"NO"},"goalReached":{"answer":"YES"},"childsParticipation":"CONVERSATION","childsVoice":"x","parentsVoice":"x"}"#,
        CHILD_WELFARE,
    ),
    (
        "extendDecidedMeasure",
        r#"{"investigationId":"$NIL","measureId":"$NIL","to":"2026-03-01","evaluationOn":"2026-03-01","rationale":"x"}"#,
        CHILD_WELFARE,
    ),
    ("endDecidedMeasure", r#"{"investigationId":"$NIL","measureId":"$NIL","rationale":"x"}"#, CHILD_WELFARE),
    ("requestInformation", r#"{"investigationId":"$NIL","of":"SCHOOL","what":"x","basis":"CONSENT"}"#, CHILD_WELFARE),
    ("recordSuppliedInformation", r#"{"investigationId":"$NIL","from":"SCHOOL","account":"x"}"#, CHILD_WELFARE),
    (
        "formResponsibilityGroup",
        r#"{"investigationId":"$NIL","bodies":["SCHOOL"],"consented":["x"],"covers":"x"}"#,
        CHILD_WELFARE,
    ),
    ("dissolveResponsibilityGroup", r#"{"investigationId":"$NIL","account":"x"}"#, CHILD_WELFARE),
    (
        "reviewResponsibilityGroup",
        r#"{"investigationId":"$NIL","bodies":["SCHOOL"],"rightlyComposed":true}"#,
        CHILD_WELFARE,
    ),
    ("withdrawServiceConsent", r#"{"investigationId":"$NIL","consentId":"$NIL"}"#, CHILD_WELFARE),
    ("concludeInvestigation", r#"{"investigationId":"$NIL","code":"1","rationale":"x"}"#, CHILD_WELFARE),
];

/// A case and a report of the demo's first municipality.
fn examples(demo: &Demo) -> (String, String) {
    let people = demo.request("GET", "/demo/people", &[], b"").json();
    let id = |name: &str| people["examples"]["9901"][name].as_str().unwrap().to_owned();
    (id("caseId"), id("reportId"))
}

/// A token of the unit that works with the example case.
fn token_for_examples(demo: &Demo, role: &str, (case, _): &(String, String)) -> String {
    if role == "service" {
        return demo.token(role, "9901");
    }
    let query = format!("{{ case(id: \"{case}\") {{ unit }} }}");
    let shown = demo.graphql(&demo.token("auditor", "9901"), &query, &json!({}));
    demo.token_in(shown["data"]["case"]["unit"].as_str().unwrap(), role, "9901")
}

fn filled(text: &str, (case, report): &(String, String)) -> String {
    // A year of which the demo published figures, whenever this runs.
    let year = (oslo_date(clock::now()).year() - 2).to_string();
    let text = text.replace("$CASE", case).replace("$REPORT", report).replace("$YEAR", &year);
    text.replace("$NIL", &uuid::Uuid::nil().to_string())
}

fn codes(response: &Value) -> Vec<&str> {
    let errors = response["errors"].as_array().into_iter().flatten();
    errors.map(|error| error["extensions"]["code"].as_str().unwrap_or("?")).collect()
}

fn root_fields(demo: &Demo, kind: &str) -> BTreeSet<String> {
    let query = format!("{{ __schema {{ {kind}Type {{ fields {{ name }} }} }} }}");
    let response = demo.graphql(&demo.token("statistician", "9901"), &query, &json!({}));
    let fields = response["data"]["__schema"][format!("{kind}Type")]["fields"].as_array().unwrap();
    fields.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
}

fn named(table: &[(&str, &str, &[&str])]) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = table.iter().map(|(name, ..)| (*name).to_owned()).collect();
    // Introspection does not list these two; a federation gateway asks for them.
    names.retain(|name| !name.starts_with('_'));
    names
}

#[test]
fn every_root_field_has_its_line_in_the_table() {
    let demo = shared_demo();
    let mut queries = root_fields(demo, "query");
    queries.retain(|name| !name.starts_with('_'));
    assert_eq!(queries, named(QUERIES));
    assert_eq!(root_fields(demo, "mutation"), named(COMMANDS));
    assert_eq!(root_fields(demo, "subscription"), named(SUBSCRIPTIONS));
}

#[test]
fn a_subscription_is_sent_to_those_whose_work_it_is_and_to_nobody_else() {
    let demo = shared_demo();
    let examples = examples(demo);
    for (_, selection, allowed) in SUBSCRIPTIONS {
        for role in ROLES {
            let query = format!("subscription Follow {{ {} }}", filled(selection, &examples));
            let mut events = demo.follow(&token_for_examples(demo, role, &examples), &query, &json!({}));
            let first = events.next().unwrap();
            if allowed.contains(&role) {
                assert!(first.get("errors").is_none() && !first["data"].is_null(), "{role}: {query}: {first}");
            } else {
                assert_eq!(codes(&first), ["FORBIDDEN"], "{role} may not: {query}: {first}");
                assert_eq!((events.next(), events.completed), (None, true), "{role}: nothing else is sent");
            }
        }
    }
}

#[test]
fn a_query_is_answered_to_those_whose_work_it_is_and_to_nobody_else() {
    let demo = shared_demo();
    let examples = examples(demo);
    for (_, selection, allowed) in QUERIES {
        for role in ROLES {
            let query = format!("{{ {} }}", filled(selection, &examples));
            let response = demo.graphql(&token_for_examples(demo, role, &examples), &query, &json!({}));
            if allowed.contains(&role) {
                assert!(response.get("errors").is_none() && !response["data"].is_null(), "{role}: {query}: {response}");
            } else {
                assert!(!codes(&response).is_empty(), "{role} may not: {query}: {response}");
                assert!(codes(&response).iter().all(|code| *code == "FORBIDDEN"), "{role}: {query}: {response}");
            }
        }
    }
}

/// What is answered to a unit's leader about settings that are not the unit's; where there is no such thing, that.
fn answered_to_a_units_leader(command: &str) -> (&'static str, Value) {
    match command {
        "verifyContact" | "retireContact" | "nameContactPerson" | "dropGuide" => answered(command),
        _ => ("RuleRefused", json!("SETTING_OF_OTHERS")),
    }
}

/// What is answered to a command about a thing that there is not.
fn answered(command: &str) -> (&'static str, Value) {
    // What is about the municipality itself, which there is.
    let code = match command {
        // No rule stands against it, and it says what holds already.
        "setReportSigning" | "setUnitArena" => return ("SettingsChanged", Value::Null),
        "setResourceTeam" => "RESOURCE_TEAM_EMPTY",
        "receiveReport" => return ("InvalidInput", json!("INVALID_INPUT")),
        "listContact" => "CONTACT_UNREACHABLE",
        "verifyContact" | "retireContact" | "nameContactPerson" => "CONTACT_UNKNOWN",
        "adoptGuide" => "GUIDE_UNKNOWN",
        "dropGuide" => "GUIDE_NOT_ADOPTED",
        "setDecisionLimit" => "DECISION_LIMIT_OUT_OF_BOUNDS",
        "setDeadline" => "DEADLINE_NOT_THE_MUNICIPALITYS",
        "recordCommencement" => "COMMENCEMENT_NOT_AWAITED",
        "publishFigures" => "FIGURES_OF_YEAR_NOT_OVER",
        "setErasureDelay" => "ERASURE_DELAY_TOO_LONG",
        "setRetentionReview" => "RETENTION_REVIEW_OUT_OF_BOUNDS",
        "setWithholdingGrounds" => "GROUND_ALWAYS_HOLDS",
        "setPrivateAcknowledgement" => "SETTING_UNCHANGED",
        "holdAnonymousConsultation" => "NOT_ANONYMOUS",
        _ => "NOT_FOUND",
    };
    ("RuleRefused", json!(code))
}

#[test]
fn a_command_is_taken_from_those_whose_work_it_is_and_from_nobody_else() {
    let demo = shared_demo();
    let examples = examples(demo);
    for (name, input, allowed) in COMMANDS {
        let leads_all = allowed.iter().copied().filter(|role| *role == "municipal-leader");
        for role in ROLES.into_iter().chain(leads_all) {
            let mut input: Value = serde_json::from_str(&filled(input, &examples)).unwrap();
            input["commandId"] = json!(clock::new_id());
            let response = demo.post(&demo.token(role, "9901"), &command(name, &input)).json();
            let payload = &response["data"][name];
            let (kind, code) = match role {
                _ if !allowed.contains(&role) => ("NotPermitted", json!("NOT_PERMITTED")),
                "unit-leader" if *allowed == SETTING_LEADERS => answered_to_a_units_leader(name),
                _ => answered(name),
            };
            assert_eq!((&payload["__typename"], &payload["code"]), (&json!(kind), &code), "{role}: {name}: {response}");
        }
    }
}

/// What is made wrong with a token's claims.
type Change<'a> = &'a dyn Fn(&mut Value);

#[test]
fn a_request_without_a_valid_token_gets_nothing() {
    let demo = shared_demo();
    let secret = secret_file::read(&demo.data_dir().join("secrets").join("demo-tokens")).unwrap();
    let with = |change: Change<'_>| {
        let mut claims = token::claims("service", "9901");
        change(&mut claims);
        claims
    };
    let good = token::hs256(&secret, &with(&|_| ()));
    let body = json!({ "query": "{ viewer { municipality } }" });
    assert_eq!(demo.post(&good, &body).status, 200, "or the others prove nothing");

    let now = clock::now().timestamp();
    let changed: [(&str, Change<'_>); 13] = [
        ("expired", &|claims| claims["exp"] = json!(now - 3600)),
        ("without an end", &|claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
        ("without a beginning", &|claims| drop(claims.as_object_mut().unwrap().remove("nbf"))),
        ("not yet valid", &|claims| claims["nbf"] = json!(now + 3600)),
        ("of another issuer", &|claims| claims["iss"] = json!("https://elsewhere.example")),
        ("for somebody else", &|claims| claims["aud"] = json!("another-service")),
        ("of nobody", &|claims| drop(claims.as_object_mut().unwrap().remove("sub"))),
        ("without roles", &|claims| claims["roles"] = json!([])),
        ("with an unknown role", &|claims| claims["roles"] = json!(["service", "king"])),
        ("without a name", &|claims| claims["name"] = json!(" ")),
        ("of no municipality", &|claims| claims["municipality"] = json!("99")),
        ("of a municipality without a ledger", &|claims| claims["municipality"] = json!("1234")),
        ("with numbers for texts", &|claims| claims["sub"] = json!(7)),
    ];
    let mut tokens: Vec<(String, String)> =
        changed.iter().map(|(what, change)| ((*what).to_owned(), token::hs256(&secret, &with(change)))).collect();
    let claims = token::claims("service", "9901");
    tokens.push(("under a foreign key".to_owned(), token::hs256(&[7; 32], &claims)));
    for algorithm in ["none", "None", "HS384", "HS512", "RS256", "EdDSA", ""] {
        let header = json!({ "alg": algorithm, "typ": "JWT" });
        tokens.push((format!("{algorithm} unsigned"), token::signed(&header, &claims, |_| Vec::new())));
        tokens.push((
            format!("{algorithm} signed"),
            token::signed(&header, &claims, |content| {
                let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
                aws_lc_rs::hmac::sign(&key, content).as_ref().to_vec()
            }),
        ));
    }
    let (content, signature) = good.rsplit_once('.').unwrap();
    let (_, other_claims) = (content, token::hs256(&secret, &token::claims("auditor", "9901")));
    let other_content = other_claims.rsplit_once('.').unwrap().0;
    tokens.push(("with another's signature".to_owned(), format!("{other_content}.{signature}")));
    tokens.push(("cut off".to_owned(), good[..good.len() - 4].to_owned()));
    tokens.push(("no token".to_owned(), "x".to_owned()));
    tokens.push(("empty".to_owned(), String::new()));
    for (what, token) in tokens {
        let answer = demo.post(&token, &body);
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"), "{what}: {}", answer.body);
        assert_eq!((codes(&answer.json()), &answer.json()["data"]), (vec!["UNAUTHENTICATED"], &Value::Null), "{what}");
    }
    for authorization in
        [None, Some("Basic c2VydmljZTpzZXJ2aWNl".to_owned()), Some(good.clone()), Some(format!("Bearer {good} {good}"))]
    {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(authorization.as_deref().map(|value| ("authorization", value)));
        assert_eq!(demo.request("POST", "/graphql", &headers, body.to_string().as_bytes()).status, 401);
    }
    for open in ["/", "/console.css", "/console.js", "/health/live", "/health/ready", "/metrics"] {
        assert_eq!(demo.request("GET", open, &[], b"").status, 200, "{open}");
    }
}

#[test]
fn one_municipality_sees_nothing_of_another() {
    let demo = shared_demo();
    let (case, report) = examples(demo);
    let (own, foreign) = (demo.token("service", "9901"), demo.token("service", "9902"));
    let ask = |token: &str, query: &str| demo.graphql(token, query, &json!({}));
    let there = ask(&own, &format!("{{ case(id: \"{case}\") {{ id unit }} report(id: \"{report}\") {{ id }} }}"));
    assert_eq!((&there["data"]["case"]["id"], &there["data"]["report"]["id"]), (&json!(case), &json!(report)));

    let bare = case.trim_start_matches("case_");
    for query in [
        format!("{{ found: case(id: \"{case}\") {{ id }} }}"),
        format!("{{ found: case(id: \"{bare}\") {{ id }} }}"),
        format!("{{ found: report(id: \"{report}\") {{ id }} }}"),
        format!("{{ found: node(id: \"{case}\") {{ id }} }}"),
        format!("{{ found: node(id: \"{report}\") {{ id }} }}"),
        // An investigation bears an id of its own; another thing's is none.
        format!("{{ found: investigation(id: \"{bare}\") {{ id }} }}"),
    ] {
        assert_eq!(ask(&foreign, &query)["data"]["found"], Value::Null, "{query}");
    }
    let entities =
        format!("{{ _entities(representations: [{{ __typename: \"Case\", id: \"{case}\" }}]) {{ __typename }} }}");
    let found = ask(&foreign, &entities);
    assert!(!found.to_string().contains("\"Case\""), "{found}");
    let listed = ask(&foreign, &format!("{{ reports(filter: {{ caseId: \"{case}\" }}) {{ nodes {{ id }} }} }}"));
    assert_eq!(listed["data"]["reports"]["nodes"], json!([]));

    for query in [
        "{ reportStatistics(municipality: \"9901\", period: { from: \"2020-01-01\", to: \"2026-12-31\" }) { position } }",
        "{ ledger(municipality: \"9901\") { position } }",
    ] {
        assert_eq!(codes(&ask(&foreign, query)), ["FORBIDDEN"], "{query}");
    }
    let ids = |token: &str| -> BTreeSet<String> {
        let listed = ask(token, "{ cases(first: 100) { nodes { id } } reports(first: 100) { nodes { id } } }");
        let nodes = ["cases", "reports"].map(|list| listed["data"][list]["nodes"].as_array().unwrap().clone()).concat();
        nodes.iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
    };
    let (own_ids, foreign_ids) = (ids(&own), ids(&foreign));
    assert!(!own_ids.is_empty() && !foreign_ids.is_empty() && own_ids.is_disjoint(&foreign_ids));

    let observation = json!({ "caseId": case, "observedOn": "2026-01-01", "kind": "SAID", "text": "x" });
    assert_eq!(demo.refused(&foreign, "logObservation", observation).1, "NOT_FOUND");
    assert_eq!(demo.refused(&foreign, "acknowledgeReport", json!({ "reportId": report })).1, "NOT_FOUND");
}

/// The same national id in two municipalities is two children to the ledger.
#[test]
fn a_national_id_finds_the_child_in_ones_own_municipality_only() {
    let demo = shared_demo();
    let national_id = national_id("13042099");
    let (own, foreign) = (demo.token("employee", "9901"), demo.token("employee", "9902"));
    let concern = json!({
        "child": { "name": "Barn Prøve", "nationalId": national_id }, "unit": "Solbakken", "subject": "CHILD", "description": "x",
    });
    let opened = demo.accepted(&own, "raiseConcern", concern.clone());
    let query = "query Find($id: String!) { cases(filter: { nationalId: $id }) { nodes { id child { subject } } } }";
    let find = |token: &str| {
        let found = demo.graphql(token, query, &json!({ "id": national_id }));
        found["data"]["cases"]["nodes"].as_array().unwrap().clone()
    };
    assert_eq!((&find(&own)[0]["id"], find(&foreign).len()), (&opened["case"]["id"], 0));
    demo.accepted(&foreign, "raiseConcern", concern);
    assert_ne!(find(&own)[0]["child"]["subject"], find(&foreign)[0]["child"]["subject"]);
}

/// A valid number that begins with those eight digits.
pub(crate) fn national_id(first_eight: &str) -> String {
    let mut numbers = (0..1_000).map(|rest| format!("{first_eight}{rest:03}"));
    numbers.find(|number| case_ledger_infrastructure::interchange::national_id::is_valid_number(number)).unwrap()
}

#[test]
fn the_data_protection_officer_sees_that_there_is_a_text_and_not_the_text() {
    let demo = shared_demo();
    let (case, report) = examples(demo);
    let query = format!(
        "{{ case(id: \"{case}\") {{ child {{ name {{ value state }} }} consents {{ guardian {{ value state }} }}
             history(first: 100) {{ nodes {{ data actor {{ name {{ value state }} }} }} }} }}
           report(id: \"{report}\") {{ reporterName {{ value state }} child {{ name {{ value state }} }} history {{ nodes {{ data }} }} }}
           ledger(municipality: \"9901\") {{ entries(first: 100) {{ nodes {{ data actor {{ name {{ value state }} }} }} }} }} }}"
    );
    let states = |role: &str| {
        let response = demo.graphql(&demo.token(role, "9901"), &query, &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        let mut found = Vec::new();
        personal_values(&response["data"], &mut found);
        assert!(found.len() > 50, "{} values", found.len());
        found
    };
    assert!(states("auditor").iter().all(|(value, state)| state == "VISIBLE" && value.is_string()));
    assert!(states("data-protection-officer").iter().all(|(value, state)| state == "WITHHELD" && value.is_null()));
}

/// Every object of `value` and `state`, wherever it is.
pub(crate) fn personal_values(value: &Value, found: &mut Vec<(Value, String)>) {
    match value {
        Value::Object(object) if object.contains_key("state") && object.contains_key("value") => {
            found.push((object["value"].clone(), object["state"].as_str().unwrap().to_owned()));
        }
        Value::Object(object) => object.values().for_each(|part| personal_values(part, found)),
        Value::Array(parts) => parts.iter().for_each(|part| personal_values(part, found)),
        _ => {}
    }
}

/// Rows of the read log about one object by readers in one role: reader, purpose, operation.
fn reads_of(demo: &Demo, object: &str, role: &str) -> Vec<(Value, Option<String>, Option<String>)> {
    let (url, object) = (demo.owner_url(), uuid::Uuid::parse_str(object.split_once('_').unwrap().1).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async move {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let sql = "SELECT reader, purpose, operation FROM read_log
                    WHERE object_id = $1 AND reader->>'role' = $2 ORDER BY read_id";
        sqlx::query_as(sql).bind(object).bind(role).fetch_all(&mut connection).await.unwrap()
    })
}

/// What was, as an answer that compares shows it, is content, too.
#[test]
fn a_comparison_is_recorded_as_a_read_of_both_moments() {
    let demo = shared_demo();
    let token = demo.token("auditor", "9901");
    let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "x" });
    let raised = demo.accepted(&demo.token("employee", "9901"), "raiseConcern", concern);
    let (case, to) = (raised["case"]["id"].as_str().unwrap(), raised["position"].as_i64().unwrap());
    let query = format!(
        "{{ case(id: \"{case}\") {{ diff(from: {{ position: {} }}, to: {{ position: {to} }}) {{ toVersion }} }} }}",
        to - 1
    );
    let shown = demo.graphql(&token, &query, &json!({}));
    assert!(shown["data"]["case"]["diff"]["toVersion"].as_i64().unwrap() > 0, "{shown}");
    let (url, object) = (demo.owner_url(), uuid::Uuid::parse_str(case.split_once('_').unwrap().1).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let moments: Vec<Option<i64>> = runtime.block_on(async move {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let sql = "SELECT as_of FROM read_log WHERE object_id = $1 AND reader->>'role' = 'auditor'
                    ORDER BY as_of NULLS FIRST";
        sqlx::query_scalar(sql).bind(object).fetch_all(&mut connection).await.unwrap()
    });
    assert_eq!(moments, [None, Some(to - 1), Some(to)]);
}

#[test]
fn every_read_of_content_is_recorded_with_the_readers_pseudonym() {
    let demo = shared_demo();
    let arguments =
        ["token", "--role", "employee", "--municipality", "9901", "--subject", "Leser Lesesen", "--unit", "Solbakken"];
    let token = demo.run(&arguments).1.trim().to_owned();
    let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "x" });
    let case = demo.accepted(&token, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    // Others of the same role may read the case as well; the answer to the command was its first reader's.
    let reader = reads_of(demo, &case, "employee").remove(0).0["subject"].clone();
    let own_reads = || {
        let mut reads = reads_of(demo, &case, "employee");
        reads.retain(|(one, ..)| one["subject"] == reader);
        reads
    };
    assert_eq!(own_reads().len(), 1, "the answer to a command shows the case");

    let post = |selection: &str| {
        let query = format!("query LookUp {{ case(id: \"{case}\") {{ {selection} }} }}");
        demo.post(&token, &json!({ "query": query, "operationName": "LookUp" })).json()["data"]["case"].clone()
    };
    post("id unit level");
    assert_eq!(own_reads().len(), 2, "that there is a case, and on which level, tells much");
    for (reads, selection) in
        ["child { name { value } }", "consents { status }", "withheldFromGuardians"].iter().enumerate()
    {
        post(selection);
        assert_eq!(own_reads().len(), reads + 3, "{selection}");
    }
    let shown = post(
        "history { nodes { position data actor { subject name { value } } } } child { name { value } } consents { id }",
    );
    let reads = own_reads();
    assert_eq!(reads.len(), 6, "one request is one read of one thing");
    let actor = &shown["history"]["nodes"][1]["actor"];
    assert_eq!(actor["name"]["value"], "Leser Lesesen");
    // The first is the answer to the command.
    for (reader, purpose, operation) in &reads[1..] {
        assert_eq!(
            (&reader["subject"], &reader["role"], &reader["unit"]),
            (&actor["subject"], &json!("employee"), &json!("Solbakken"))
        );
        assert_eq!((purpose.as_deref(), operation.as_deref()), (Some("demo"), Some("case")));
        assert!(!reader.to_string().contains("Lesesen"), "{reader}");
    }

    let before = shown["history"]["nodes"][0]["position"].as_i64().unwrap() - 1;
    let entries = format!(
        "{{ ledger(municipality: \"9901\") {{ entries(first: 5, after: \"{before}\") {{ nodes {{ streamId }} }} }} }}"
    );
    let query = json!({ "query": format!("query ReadOn {entries}"), "operationName": "ReadOn" });
    demo.post(&demo.token_in("Gjennomlesningen", "auditor", "9901"), &query);
    let mut reads = reads_of(demo, &case, "auditor");
    // Other auditors may come by here at the same time.
    reads.retain(|(reader, ..)| reader["unit"] == "Gjennomlesningen");
    assert_eq!(reads.len(), 1, "reading the ledger is reading what is in it");
    assert_eq!(reads[0].2.as_deref(), Some("ledger"));
}

#[test]
fn r70_what_a_client_calls_its_operation_stands_neither_in_the_read_log_nor_in_the_servers() {
    let demo = Demo::start(4);
    let (employee, auditor) = (demo.token("employee", "9901"), demo.token("auditor", "9901"));
    let concern =
        json!({ "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "x" });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let canary = "KariKanarifuglNordmann";
    let named = format!(
        "query {canary} {{ {canary}: case(id: \"{case}\") {{ ...{canary} }} }} fragment {canary} on Case {{ id }}"
    );
    let refused = format!("query {canary} {{ {canary}: deniedAccess {{ nodes {{ operation }} }} }}");
    let followed = format!("subscription {canary} {{ {canary}: caseEntries(id: \"{case}\") {{ data }} }}");
    for (token, query) in [(&auditor, &named), (&employee, &refused)] {
        for name in [Some(canary), None] {
            assert_eq!(demo.post(token, &json!({ "query": query, "operationName": name })).status, 200);
        }
    }
    let wrong = format!("query {canary} {{ {canary} }}");
    demo.post(&auditor, &json!({ "query": wrong, "operationName": canary }));
    let first = demo.follow(&auditor, &followed, &json!({})).next().unwrap();
    assert!(first["data"][canary]["data"].is_object(), "{first}");
    let rows: Vec<(String,)> = crate::data_subjects::rows_of(&demo, "SELECT coalesce(operation, '-') FROM read_log");
    let told = |operation: &str| rows.iter().any(|(row,)| row == operation);
    assert!(told("case") && told("deniedAccess") && told("caseEntries"), "{rows:?}");
    let words = format!("{rows:?} {}", demo.log());
    assert!(!words.contains("Kanarifugl"), "{words}");
}

#[test]
fn what_a_refused_reader_asked_for_is_not_recorded_as_read() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let concern =
        json!({ "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "x" });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let query = format!("{{ case(id: \"{case}\") {{ child {{ name {{ value }} }} }} }}");
    for token in [demo.token("statistician", "9901"), demo.token("service", "9902")] {
        demo.graphql(&token, &query, &json!({}));
    }
    for role in ["statistician", "service"] {
        assert_eq!(reads_of(demo, &case, role).len(), 0);
    }
}

#[test]
fn r70_whoever_asks_for_what_the_role_does_not_allow_leaves_a_trace() {
    let demo = shared_demo();
    let (case, report) = examples(demo);
    let denied = |operation: &str| -> i64 {
        let (url, operation) = (demo.owner_url(), operation.to_owned());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let sql = "SELECT count(*) FROM read_log WHERE object_type = 'AccessDenied' AND operation = $1
                        AND reader->>'unit' = 'Tellekontoret'";
            sqlx::query_scalar(sql).bind(operation).fetch_one(&mut connection).await.unwrap()
        })
    };
    // Somebody else than those who are refused the same elsewhere: it is noted once a minute of each.
    let claims =
        ["--role", "statistician", "--municipality", "9901", "--unit", "Tellekontoret", "--subject", "Telle Tall"];
    let statistician = demo.token_with(&claims);
    let ask = |operation: &str, query: &str| {
        demo.post(&statistician, &json!({ "query": query, "operationName": operation })).json()
    };
    let case = format!("query TriedCase {{ case(id: \"{case}\") {{ id }} }}");
    assert_eq!(codes(&ask("TriedCase", &case)), ["FORBIDDEN"]);
    assert_eq!(denied("case"), 1);
    let findings = "query TriedFindings { findings(first: 1) { nodes { id } } }";
    assert_eq!(codes(&ask("TriedFindings", findings)), ["FORBIDDEN"]);
    assert_eq!(denied("findings"), 1);
    let command = format!(
        "mutation TriedCommand {{ acknowledgeReport(input: {{ commandId: \"{}\", reportId: \"{report}\" }}) {{ __typename }} }}",
        clock::new_id()
    );
    assert_eq!(ask("TriedCommand", &command)["data"]["acknowledgeReport"]["__typename"], "NotPermitted");
    assert_eq!(denied("acknowledgeReport"), 1);
    assert_eq!(ask("Allowed", "query Allowed { viewer { name } }").get("errors"), None);
    assert_eq!(denied("viewer"), 0);
    // Asked again and again, it stands there once.
    assert_eq!(codes(&ask("TriedCase", &case)), ["FORBIDDEN"]);
    assert_eq!(denied("case"), 1);
}

#[test]
fn r70_who_asked_for_what_the_role_does_not_allow_is_told_to_those_who_watch_over_the_reads() {
    // In the other municipality: of one reader no more than so many refusals are recorded in a minute, and here the others
    // are refused more than that.
    let demo = shared_demo();
    let employee = demo.token("employee", "9902");
    let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Var stille i går." });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].clone();
    let close = json!({ "caseId": case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Hun var trøtt." });
    demo.accepted(&employee, "closeCase", close);
    // One field of an answer that is refused is a refusal too.
    let query = "query PeekedIntoReports($id: ID!) { decisions(first: 1, filter: { caseId: $id, notToAct: true }) {
        nodes { laterReports { id } } } }";
    let refused = json!([{ "laterReports": null }]);
    eventually("the decision is in its register", Duration::from_secs(20), || {
        let asked = json!({ "query": query, "operationName": "PeekedIntoReports", "variables": { "id": case } });
        let response = demo.post(&employee, &asked).json();
        (response["data"]["decisions"]["nodes"] == refused).then_some(())
    });
    let query = "query Watched { deniedAccess(first: 100) { nodes { deniedAt operation purpose reader { role name { value state } } } } }";
    let told = |role: &str| {
        let response = demo.graphql(&demo.token(role, "9902"), query, &json!({}));
        let nodes = response["data"]["deniedAccess"]["nodes"].as_array().cloned();
        let nodes = nodes.unwrap_or_else(|| panic!("{response}"));
        let is_the_employees = |node: &Value| node["operation"] == "decisions" && node["reader"]["role"] == "employee";
        nodes.into_iter().find(is_the_employees).unwrap()
    };
    let denied = told("unit-leader");
    assert_eq!(denied["reader"]["name"]["state"], "VISIBLE");
    assert_eq!(told("data-protection-officer")["reader"]["name"], json!({ "value": null, "state": "WITHHELD" }));
}

/// In a demo of its own, whose server loses the right to write the read log.
#[test]
fn what_cannot_be_recorded_as_read_is_not_shown() {
    let demo = Demo::start(4);
    let (employee, auditor) = (demo.token("employee", "9901"), demo.token("auditor", "9901"));
    let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Mye fravær." });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let bare = case.trim_start_matches("case_");
    let (one, list) = (format!("{{ case(id: \"{case}\") {{ id }} }}"), "{ cases { nodes { id } } }");
    let follow = "subscription Follow($id: ID!) { caseEntries(id: $id) { streamId eventType } }";
    let ask = |query: &str| demo.post(&auditor, &json!({ "query": query }));
    let first_event = || {
        let followed = demo.follow(&auditor, follow, &json!({ "id": case })).next();
        followed.unwrap()
    };
    assert!(ask(&one).body.contains(bare) && ask(list).body.contains(bare));
    assert!(first_event().to_string().contains(bare), "or the rest proves nothing");

    let url = demo.owner_url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = |sql: &str| {
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            sqlx::query(sql).execute(&mut connection).await.unwrap();
        });
    };
    run("REVOKE INSERT ON read_log FROM case_ledger_app");
    for query in [&one, list] {
        let answer = ask(query);
        assert_eq!((answer.status, codes(&answer.json())), (503, vec!["INTERNAL"]), "{}", answer.body);
        assert!(!answer.body.contains("case_") && !answer.body.contains(bare), "{}", answer.body);
    }
    let event = first_event();
    assert_eq!((codes(&event), &event["data"]), (vec!["INTERNAL"], &Value::Null));
    assert!(!event.to_string().contains(bare), "{event}");
    assert_eq!(ask("{ viewer { municipality } }").status, 200, "what is nobody's content is shown");

    // A command is recorded before the case it changed is read. Its sender is told how to find that out.
    let observation = json!({
        "commandId": clock::new_id(), "caseId": case, "observedOn": "2026-01-01", "kind": "SAID", "text": "x",
    });
    let answer = demo.post(&employee, &command("logObservation", &observation));
    assert_eq!((answer.status, answer.body.contains(bare)), (503, false), "{}", answer.body);
    let message = answer.json()["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("may have been recorded: send it again with the same commandId"), "{message}");
    run("GRANT INSERT ON read_log TO case_ledger_app");
    assert_eq!(demo.accepted(&employee, "logObservation", observation)["recordedNow"], false);
}
