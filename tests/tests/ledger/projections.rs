//! Read models say what the ledger says, or say that they do not.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use case_ledger_domain::case::{
    AboutGuardians, AcuteCategory, CaseAction, CaseEvent, CaseOutcome, ConcernAction, ConsentAction, ConsentForm,
    ConsentPurpose, ConsentScope, ConsentTerms, CourseAction, CourseEvent, Degree, EmergencyContact, FamilyAction,
    FamilyEvent, InformationCategory, Level, ReportingAction, WhoIsAsked,
};
use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::{CaseId, ConsentId, InvestigationId, NoteId, ReportId, SubjectId};
use case_ledger_domain::people::{Body, Child, Decider, DeciderRole, Decision, Guardian, Roles};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Channel, IncomingReport, Report, ReportAction, Reporter, TriageConclusion};
use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::CommandError;
use case_ledger_infrastructure::ledger::history::AnyEvent;
use case_ledger_infrastructure::personal::envelope;
use case_ledger_infrastructure::personal::sight::Sight;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::case_cards::{CaseCard, CaseFilter};
use case_ledger_infrastructure::projections::childs_voice::{Coverage, HeardAbout, HeardFilter, HeardIn};
use case_ledger_infrastructure::projections::consent_register::{
    Answer, ConsentFilter, ConsentsKept, RegisteredConsent,
};
use case_ledger_infrastructure::projections::cooperation::{Cooperation, CooperationFilter};
use case_ledger_infrastructure::projections::decisions::DecisionFilter;
use case_ledger_infrastructure::projections::of_cases::{Known, OfCases};
use case_ledger_infrastructure::projections::rebuild::{Rebuilt, rebuild};
use case_ledger_infrastructure::projections::report_register::ReportFilter;
use case_ledger_infrastructure::projections::report_statistics::{ReportDimension, report_statistics};
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_infrastructure::projections::standing::retry;
use case_ledger_infrastructure::projections::streams::Began;
use case_ledger_infrastructure::projections::table::{Register, Table};
use case_ledger_infrastructure::projections::{
    ProjectionError, ReadModel, Recorded, case_cards, childs_voice, consent_register, cooperation, decisions,
    report_register,
};
use case_ledger_infrastructure::reach::Reached;
use case_ledger_tests::forge::{forger, recode, rehash};
use case_ledger_tests::town::{in_a_town, observation, projector, superuser, text};
use case_ledger_tests::{Dice, Town};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::Value;
use sqlx::{Connection as _, Executor as _};
use tokio::sync::Mutex;
use tokio::time::timeout;
use uuid::Uuid;

use crate::interleavings::until;

pub(crate) fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 1).unwrap()
}

/// Commands at random, refused ones included: what is recorded is what the rules let through.
pub(crate) struct Story<'a> {
    pub(crate) town: &'a Town,
    pub(crate) dice: Dice,
    pub(crate) cases: Vec<CaseId>,
    consents: Vec<(CaseId, ConsentId)>,
    pub(crate) reports: Vec<ReportId>,
    pub(crate) notes: Vec<(CaseId, NoteId)>,
    /// Each with the steps that were tried in it.
    pub(crate) investigations: Vec<(InvestigationId, u64)>,
    recorded: usize,
    refused: usize,
}

impl<'a> Story<'a> {
    pub(crate) fn new(town: &'a Town, seed: u64) -> Self {
        Self {
            town,
            dice: Dice::seeded(seed),
            cases: vec![],
            consents: vec![],
            reports: vec![],
            notes: vec![],
            investigations: vec![],
            recorded: 0,
            refused: 0,
        }
    }

    pub(crate) async fn tell(&mut self, steps: usize) {
        self.cases.push(self.town.open_case().await);
        self.cases.push(self.town.open_case().await);
        for _ in 0..steps {
            let result = match self.dice.roll(12) {
                0..=4 => self.on_a_case().await,
                5..=8 => self.on_a_report().await,
                9 | 10 => self.on_an_investigation().await,
                _ => self.on_a_note().await,
            };
            match result {
                Ok(()) => self.recorded += 1,
                Err(CommandError::Refused(_)) => self.refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    async fn on_a_case(&mut self) -> Result<(), CommandError> {
        let town = self.town;
        let (command, case) = (clock::new_id(), self.dice.pick(&self.cases));
        let child = SubjectId::derived(&town.municipality, case.as_uuid(), 0);
        let guardian = Guardian { subject: child, name: Personal::guardian(child, text("Foresatt Prøve")) };
        let today = oslo_date(clock::now());
        let action = match self.dice.roll(12) {
            0 => {
                self.cases.push(town.open_case().await);
                return Ok(());
            }
            1..=3 => observation(&town.municipality, command, case),
            4 => CaseAction::Concern(ConcernAction::AssessConcern {
                degree: self.dice.pick(&[Degree::None, Degree::Some, Degree::Serious]),
                scale: None,
                ground_for_concern: true,
                basis: Vec::new(),
                no_basis_because: Some(Personal::child(child, text("Ingen har sett det."))),
                decision: Self::decision(child),
                assessed_on: today,
            }),
            5 | 6 => {
                let consent = ConsentId::derived(&town.municipality, command, 0);
                self.consents.push((case, consent));
                let purpose = self.dice.pick(&[ConsentPurpose::Level2Cooperation, ConsentPurpose::Level3Meeting]);
                CaseAction::Consent(ConsentAction::RequestConsent {
                    consent,
                    of: WhoIsAsked::Guardian(guardian),
                    scope: ConsentScope {
                        purposes: BTreeSet::from([purpose]),
                        recipients: BTreeSet::from([Body::School]),
                        units: BTreeSet::new(),
                        categories: BTreeSet::from([InformationCategory::Observations]),
                        valid_from: today,
                        valid_to: None,
                    },
                    requested_on: today,
                    birth_is_shown: true,
                })
            }
            7 | 8 if !self.consents.is_empty() => {
                let (case, consent) = self.dice.pick(&self.consents);
                let action = match self.dice.roll(4) {
                    0 => CaseAction::Consent(ConsentAction::RefuseConsent { consent, reason: None, refused_on: today }),
                    1 => CaseAction::Consent(ConsentAction::WithdrawConsent {
                        consent,
                        reason: None,
                        withdrawn_on: today,
                    }),
                    _ => CaseAction::Consent(ConsentAction::GiveConsent {
                        consent,
                        form: ConsentForm::Oral,
                        terms: ConsentTerms::default(),
                        given_on: today,
                        birth_is_shown: true,
                    }),
                };
                return town.execute(command, case, action).await.map(|_| ());
            }
            9 if !self.consents.is_empty() => {
                let (case, consent) = self.dice.pick(&self.consents);
                let level = self.dice.pick(&[Level::Two, Level::Two, Level::Three]);
                let decision = Self::decision(child);
                let relay_holder = (level == Level::Three).then(|| decision.decided_by.clone());
                let escalated_on = today;
                let action = CourseAction::EscalateToLevel {
                    together_with: None,
                    level,
                    consent,
                    decision,
                    relay_holder,
                    escalated_on,
                    birth_is_shown: true,
                };
                let action = CaseAction::Course(action);
                return town.execute(command, case, action).await.map(|_| ());
            }
            10 if self.dice.roll(3) == 0 => CaseAction::Course(CourseAction::Close {
                together_with: None,
                outcome: CaseOutcome::MeasuresHadEffect,
                decision: Self::decision(child),
                closed_on: today,
            }),
            10 if self.dice.roll(2) == 0 => {
                CaseAction::Course(CourseAction::Reopen { decision: Self::decision(child), reopened_on: today })
            }
            10 => CaseAction::Family(FamilyAction::InformGuardians {
                about: AboutGuardians::Report,
                guardians: vec![guardian],
                informed_on: today,
            }),
            _ => CaseAction::Reporting(ReportingAction::MakeEmergencyContact {
                opening: None,
                contact: EmergencyContact {
                    body: Body::ChildWelfareEmergencyService,
                    category: AcuteCategory::Violence,
                    description: Personal::child(child, text("Ringte barnevernvakten.")),
                    contact: None,
                    contacted_at: clock::now(),
                },
            }),
        };
        town.execute(command, case, action).await.map(|_| ())
    }

    /// A case that was closed with a consent given, and opened again.
    async fn reopen_a_case_with_consent(&self) {
        let town = self.town;
        let (case, command, today) = (town.open_case().await, clock::new_id(), oslo_date(clock::now()));
        let (child, consent) = (
            SubjectId::derived(&town.municipality, case.as_uuid(), 0),
            ConsentId::derived(&town.municipality, command, 0),
        );
        let scope = ConsentScope {
            purposes: BTreeSet::from([ConsentPurpose::Level2Cooperation]),
            recipients: BTreeSet::from([Body::School]),
            units: BTreeSet::new(),
            categories: BTreeSet::from([InformationCategory::Observations]),
            valid_from: today,
            valid_to: None,
        };
        let guardian = Guardian { subject: child, name: Personal::guardian(child, text("Foresatt Prøve")) };
        let other = SubjectId::derived(&town.municipality, case.as_uuid(), 1);
        let other = Guardian { subject: other, name: Personal::guardian(other, text("Den Andre Prøve")) };
        for (command, action) in [
            (
                command,
                CaseAction::Consent(ConsentAction::RequestConsent {
                    consent,
                    of: WhoIsAsked::Guardian(guardian),
                    scope,
                    requested_on: today,
                    birth_is_shown: true,
                }),
            ),
            (
                clock::new_id(),
                CaseAction::Consent(ConsentAction::GiveConsent {
                    consent,
                    form: ConsentForm::Oral,
                    terms: ConsentTerms::default(),
                    given_on: today,
                    birth_is_shown: true,
                }),
            ),
            (
                clock::new_id(),
                CaseAction::Family(FamilyAction::NameGuardians {
                    guardians: vec![other],
                    decision: Some(Self::decision(child)),
                    named_on: today,
                }),
            ),
            (
                clock::new_id(),
                CaseAction::Course(CourseAction::Close {
                    together_with: None,
                    outcome: CaseOutcome::MeasuresHadEffect,
                    decision: Self::decision(child),
                    closed_on: today,
                }),
            ),
            (
                clock::new_id(),
                CaseAction::Course(CourseAction::Reopen { decision: Self::decision(child), reopened_on: today }),
            ),
        ] {
            town.execute(command, case, action).await.unwrap();
        }
    }

    pub(crate) fn decision(child: SubjectId) -> Decision {
        let decider = Decider { name: Personal::employee(child, text("Leder Prøve")), role: DeciderRole::UnitLeader };
        Decision::stated(Personal::child(child, text("Etter samtale med foresatte.")), decider)
    }

    async fn on_a_report(&mut self) -> Result<(), CommandError> {
        let town = self.town;
        let command = clock::new_id();
        let known = self.dice.roll(3) > 0 && !self.reports.is_empty();
        let report =
            if known { self.dice.pick(&self.reports) } else { ReportId::derived(&town.municipality, command, 0) };
        let day = self.dice.day(first_day(), 120);
        let child = SubjectId::derived(&town.municipality, report.as_uuid(), 0);
        let action = match (known, self.dice.roll(5)) {
            (false, _) => {
                self.reports.push(report);
                ReportAction::Receive(Box::new(self.incoming(child)))
            }
            (true, 0) => ReportAction::Acknowledge { sent_on: day },
            (true, 1) => ReportAction::InformReporter { informed_on: day },
            (true, _) => {
                let second = Personal::employee(child, text("Kollega Prøve"));
                ReportAction::Triage(Box::new(TriageConclusion {
                    code: self.dice.pick(&["1", "2", "3", "4", "7", "8", "9", "10"]).to_owned(),
                    clarification: None,
                    urgent_measures: false,
                    decision: Self::decision(child),
                    assessment: Some(Personal::child(child, text("Meldingen gir grunn til det."))),
                    seconded_by: Some(Decider { name: second, role: DeciderRole::IntakeOfficer }),
                    joins: None,
                    active_measures: None,
                    investigated: false,
                    decided_on: day,
                }))
            }
        };
        town.ledger.execute::<Report>(&town.context(command), report.as_uuid(), action).await.map(|_| ())
    }

    fn incoming(&mut self, child: SubjectId) -> IncomingReport {
        let name = Personal::reporter(child, text("Melder Prøve"));
        let reporter = match self.dice.roll(3) {
            0 => Reporter::Public { role: name.clone(), unit: name.clone(), name, contact: None },
            1 => Reporter::Private { name, contact: None },
            _ => Reporter::Anonymous,
        };
        let code = |code: &str| UsedCode { code: code.to_owned(), list: ListVersion::Register, clarification: None };
        let mut some_of = |codes: &[&str]| -> Vec<UsedCode> {
            codes.iter().filter(|_| self.dice.roll(3) == 0).map(|known| code(known)).collect()
        };
        let (reporter_codes, contents) = (some_of(&["1", "4", "12"]), some_of(&["3", "8"]));
        let subject = child;
        IncomingReport {
            child: Child { subject, name: None, national_id: None, born_on: None, unborn: false, contact: None },
            case: None,
            message: None,
            reporter,
            reporter_codes,
            content: None,
            contents,
            unit: self.dice.pick(&["Nord", "Sør"]).to_owned(),
            channel: Channel::Fiks,
            withheld_from_guardians: None,
            guardians_not_told: false,
            learned_through_work: None,
            acknowledges_private: true,
            received_at: start_of_day(self.dice.day(first_day(), 100)),
        }
    }
}

async fn rebuilt(town: &Town, model: ReadModel) -> Rebuilt {
    let rebuilt = rebuild(town.ledger.guard(), &[model], &town.municipality, &mut |_| {}).await.unwrap();
    rebuilt.into_iter().next().unwrap()
}

/// The read models were folded event by event, as they came; the rebuild folds them in one go.
#[test]
fn the_live_read_models_are_what_a_rebuild_gives() {
    for seed in [1, 20_211, 987_654_321] {
        in_a_town(async |town| {
            let mut story = Story::new(&town, seed);
            story.tell(170).await;
            assert!(story.recorded > 60 && story.refused > 5, "{} recorded, {} refused", story.recorded, story.refused);
            town.must_be_projected().await;
            let head = town.head().await;
            for &model in ReadModel::ALL {
                let Rebuilt { events, rows, differences, .. } = rebuilt(&town, model).await;
                assert_eq!((events, differences), (head, 0), "seed {seed}: {}", model.name());
                assert!(rows > 0, "seed {seed}: {}", model.name());
            }
            town.must_be_sound().await;
        });
    }
}

/// Every event as projectors see it.
async fn recorded(town: &Town) -> Vec<Recorded> {
    type Row = (i64, String, Uuid, String, String, DateTime<Utc>, DateTime<Utc>, Value);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id::uuid, event_type, event_version, occurred_at, recorded_at, payload
           FROM events WHERE municipality = $1 ORDER BY position",
    )
    .bind(town.municipality.as_str())
    .fetch_all(town.ledger.pool())
    .await
    .unwrap();
    let mut events = Vec::new();
    for (position, aggregate_type, aggregate_id, event_type, version, occurred_at, recorded_at, mut payload) in rows {
        envelope::withhold(&mut payload);
        let event = AnyEvent::decode(&aggregate_type, &event_type, &version, &mut payload).unwrap();
        events.push(Recorded { position, aggregate_id, occurred_at, recorded_at, event });
    }
    events
}

/// The plainest fold: one event at a time, in memory.
struct Plain<T>(BTreeMap<Uuid, T>);

impl<T: Register> Plain<T> {
    fn take_in(&mut self, recorded: &Recorded) {
        if !T::AGGREGATES.contains(&recorded.event.aggregate_type()) {
            return;
        }
        let Some(key) = T::key_of(recorded) else { return };
        let mut row = self.0.remove(&key);
        T::apply(&mut row, recorded).unwrap();
        self.0.extend(row.map(|row| (key, row)));
    }
}

impl<T: OfCases> Plain<T> {
    /// `ended` says when each case ended last.
    fn take_in_of_cases(
        &mut self,
        recorded: &Recorded,
        begun: &BTreeMap<Uuid, Began>,
        ended: &BTreeMap<Uuid, NaiveDate>,
        naming: &[Recorded],
        case_of: impl Fn(&T) -> Option<Uuid>,
    ) {
        if !T::AGGREGATES.contains(&recorded.event.aggregate_type()) {
            return;
        }
        let case = recorded.aggregate_id;
        let is_of_whole_case = matches!(
            &recorded.event,
            AnyEvent::Case(
                CaseEvent::Course(CourseEvent::CaseReopened { .. })
                    | CaseEvent::Family(FamilyEvent::GuardiansNamed { .. })
            )
        );
        let touched = if T::HEAR_OF_THE_CASE && is_of_whole_case {
            self.0.iter().filter(|(_, row)| case_of(row) == Some(case)).map(|(key, _)| *key).collect()
        } else {
            T::touched(recorded)
        };
        let known = Known { began: begun.get(&case), closed_on: ended.get(&case).copied(), naming };
        for key in touched {
            let mut row = self.0.remove(&key);
            T::apply(&mut row, key, recorded, known).unwrap();
            self.0.extend(row.map(|row| (key, row)));
        }
    }
}

impl<T: Table> Plain<T> {
    /// As lists show them.
    fn in_order(&self) -> Vec<T> {
        let mut rows: Vec<T> = self.0.values().cloned().collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.sort(), row.key())));
        rows
    }
}

#[test]
fn as_of_any_position_the_registers_hold_what_a_fold_of_the_events_up_to_there_gives() {
    for seed in [3, 40_004] {
        in_a_town(async |town| {
            Story::new(&town, seed).tell(500).await;
            town.must_be_projected().await;
            let (pool, municipality) = (town.ledger.pool(), &town.municipality);
            let (mut cards, mut reports) = (Plain(BTreeMap::new()), Plain(BTreeMap::new()));
            let events = recorded(&town).await;
            assert!(events.len() > 256, "the horizon is noted at least once");
            let every = DecisionFilter { reached: Reached::All, ..DecisionFilter::default() };
            let made = decisions::decisions(pool, municipality, &every, None, 1_000, AsOf::Now).await.unwrap();
            assert!(made.len() > 20 && made.iter().any(|row| row.not_to_act), "{} decisions", made.len());
            for position in 0..=town.head().await {
                for recorded in events.iter().filter(|recorded| recorded.position == position) {
                    cards.take_in(recorded);
                    reports.take_in(recorded);
                }
                let (as_of, all) =
                    (AsOf::Position(position), CaseFilter { reached: Reached::All, ..CaseFilter::default() });
                // Page by page, so that every cursor is used.
                let (mut listed, mut after) = (Vec::<CaseCard>::new(), None);
                loop {
                    let page = case_cards::cards(pool, municipality, &all, after, 20, as_of).await.unwrap();
                    let Some(last) = page.last() else { break };
                    after = Some((last.last_activity_at, last.case_id));
                    listed.extend(page);
                }
                assert_eq!(listed, cards.in_order(), "seed {seed}, cases as of {position}");
                let listed = decisions::decisions(pool, municipality, &every, None, 1_000, as_of).await.unwrap();
                let known = made.iter().filter(|row| row.position <= position);
                assert!(listed.iter().eq(known), "seed {seed}, decisions as of {position}");
                let all = ReportFilter::default();
                let listed = report_register::reports(pool, municipality, &all, None, 1_000, as_of).await.unwrap();
                assert_eq!(listed, reports.in_order(), "seed {seed}, reports as of {position}");
                let north = ReportFilter { unit: Some("Nord".to_owned()), concluded: Some(true), ..all };
                let listed = report_register::reports(pool, municipality, &north, None, 1_000, as_of).await.unwrap();
                let expected = reports.in_order();
                let expected = expected.into_iter().filter(|row| row.unit == "Nord" && row.concluded_on.is_some());
                assert_eq!(listed, expected.collect::<Vec<_>>(), "seed {seed}, northern reports as of {position}");
                for recorded in events.iter().rev().take(3) {
                    let case = CaseId::from_uuid(recorded.aggregate_id);
                    let told = case_cards::card(&town.ledger, municipality, case, as_of).await.unwrap();
                    let listed = case_cards::cards_of(pool, municipality, &[case.as_uuid()], as_of).await.unwrap();
                    for card in [told.as_ref(), listed.first()] {
                        assert_eq!(card, cards.0.get(&recorded.aggregate_id), "seed {seed}, as of {position}");
                    }
                }
            }
        });
    }
}

#[test]
fn as_of_any_position_the_registers_across_cases_hold_what_a_fold_of_the_events_up_to_there_gives() {
    in_a_town(async |town| {
        let mut story = Story::new(&town, 51);
        story.reopen_a_case_with_consent().await;
        story.tell(300).await;
        town.must_be_projected().await;
        let (pool, municipality) = (town.ledger.pool(), &town.municipality);
        let mut cooperations = Plain::<Cooperation>(BTreeMap::new());
        let mut heard = Plain::<HeardIn>(BTreeMap::new());
        let mut consents = Plain::<RegisteredConsent>(BTreeMap::new());
        let mut ended = BTreeMap::new();
        let events = recorded(&town).await;
        let beginning = |recorded: &Recorded| {
            let stream = recorded.aggregate_id;
            Began::with(&recorded.event, stream).map(|began| (stream, began))
        };
        let begun = events.iter().filter_map(beginning).collect();
        let kinds = HeardAbout::ALL.to_vec();
        let everywhere = HeardFilter { kinds, reached: Reached::All, ..HeardFilter::default() };
        let on = oslo_date(clock::now());
        let kept = ConsentsKept::All;
        let all = ConsentFilter { on, kept, reached: Reached::All, ..ConsentFilter::default() };
        for position in 0..=town.head().await {
            for recorded in events.iter().filter(|recorded| recorded.position == position) {
                cooperations.take_in(recorded);
                heard.take_in_of_cases(recorded, &begun, &ended, &events, |row| row.case_id);
                consents.take_in_of_cases(recorded, &begun, &ended, &events, |row| row.case_id);
                if let AnyEvent::Case(CaseEvent::Course(CourseEvent::CaseClosed { closed_on, .. })) = &recorded.event {
                    ended.insert(recorded.aggregate_id, *closed_on);
                }
            }
            let as_of = AsOf::Position(position);
            let listed = childs_voice::listing(pool, municipality, &everywhere, None, 1_000, as_of).await.unwrap();
            assert_eq!(listed, heard.in_order(), "the child's voice as of {position}");
            let coverage = childs_voice::coverage(pool, municipality, &everywhere, as_of).await.unwrap();
            let (total, told) = (heard.0.len(), heard.0.values().filter(|row| row.heard_on.is_some()).count());
            let counted = |count: fn(&Coverage) -> i64| coverage.iter().map(count).sum::<i64>();
            assert_eq!(usize::try_from(counted(|row| row.total)), Ok(total), "as of {position}");
            assert_eq!(usize::try_from(counted(|row| row.heard)), Ok(told), "as of {position}");
            let listed = consent_register::consents(pool, municipality, &all, None, 1_000, as_of).await.unwrap();
            assert_eq!(listed, consents.in_order(), "consents as of {position}");
            for answer in [Answer::Awaited, Answer::Given, Answer::Refused, Answer::Withdrawn, Answer::Expired] {
                let only = ConsentFilter { answer: Some(answer), ..all.clone() };
                let listed = consent_register::consents(pool, municipality, &only, None, 1_000, as_of).await.unwrap();
                let expected = consents.in_order().into_iter().filter(|row| row.answer_on(on).0 == answer);
                assert_eq!(listed, expected.collect::<Vec<_>>(), "{answer:?} as of {position}");
            }
            let (every, as_they_are) =
                (CooperationFilter { reached: Reached::All, ..CooperationFilter::default() }, cooperations.in_order());
            let listed = cooperation::cooperations(pool, municipality, &every, None, 1_000, as_of).await.unwrap();
            let involved =
                as_they_are.into_iter().filter(|row| !row.bodies.is_empty() || row.coordinator_role.is_some());
            assert_eq!(listed, involved.collect::<Vec<_>>(), "cooperation as of {position}");
        }
        assert!(consents.0.values().any(|row| row.ended_on.is_some()), "a case with a consent was opened again");
        assert!(consents.0.values().any(|row| !row.left_out_from.is_empty()), "who gave one is no guardian any more");
        assert!(!consents.0.is_empty() && !heard.0.is_empty() && !cooperations.0.is_empty());
    });
}

#[test]
fn a_rebuild_while_commands_flow_and_two_servers_project_finds_nothing_wrong() {
    in_a_town(async |town| {
        let another = Projector::new(&town.of_another_server().await.ledger);
        let mut story = Story::new(&town, 808);
        // Commands flow, and the other server projects, until all rebuilds are done.
        let rebuilding = AtomicBool::new(true);
        tokio::join!(
            async {
                while rebuilding.load(Ordering::Relaxed) {
                    story.tell(10).await;
                }
            },
            async {
                while rebuilding.load(Ordering::Relaxed) {
                    another.catch_up().await.unwrap();
                }
            },
            async {
                for _ in 0..4 {
                    let models = ReadModel::ALL;
                    let rebuilt = rebuild(town.ledger.guard(), models, &town.municipality, &mut |_| {}).await.unwrap();
                    assert!(rebuilt.iter().all(|rebuilt| rebuilt.differences == 0), "{rebuilt:?}");
                }
                rebuilding.store(false, Ordering::Relaxed);
            }
        );
        town.must_be_projected().await;
        for &model in ReadModel::ALL {
            assert_eq!(rebuilt(&town, model).await.differences, 0, "{}", model.name());
        }
    });
}

#[test]
fn a_read_model_of_an_older_version_is_replaced_without_a_fault() {
    in_a_town(async |town| {
        let _alone = OUTDATED.lock().await;
        Story::new(&town, 12).tell(40).await;
        town.must_be_projected().await;
        let number = town.municipality.as_str();
        for sql in [
            "UPDATE case_cards SET unit = 'as an older program wrote it' WHERE municipality = $1",
            "UPDATE projections SET version = 0 WHERE municipality = $1 AND read_model = 'case_cards'",
        ] {
            sqlx::query(sql).bind(number).execute(town.ledger.pool()).await.unwrap();
        }
        let replaced = rebuilt(&town, ReadModel::CaseCards).await;
        assert!(replaced.outdated && replaced.differences > 0 && !replaced.is_fault(), "{replaced:?}");
        let again = rebuilt(&town, ReadModel::CaseCards).await;
        assert_eq!((again.outdated, again.differences), (false, 0));
    });
}

/// A server that starts rebuilds whatever is outdated, also another test's.
static OUTDATED: Mutex<()> = Mutex::const_new(());

async fn run(town: &Town, sql: &str) {
    sqlx::query(sql).bind(town.municipality.as_str()).execute(town.ledger.pool()).await.unwrap();
}

/// In a rolling upgrade the older program's servers go on beside the newer one's.
#[test]
fn what_a_newer_program_has_rebuilt_is_left_alone_by_an_older_one() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        town.must_be_projected().await;
        run(
            &town,
            "UPDATE projections SET version = version + 1 WHERE municipality = $1 AND read_model = 'case_cards'",
        )
        .await;
        let cards =
            async || case_cards::cards_of(town.ledger.pool(), &town.municipality, &[case.as_uuid()], AsOf::Now).await;
        let before = cards().await.unwrap();
        let older = Projector::new(&town.ledger);
        assert_eq!(left_to_a_newer_program(&older, &town).await, ["case_cards"], "told before anything is missing");
        town.observe(clock::new_id(), case).await.unwrap();
        older.catch_up().await.unwrap();
        assert_eq!(left_to_a_newer_program(&older, &town).await, ["case_cards"]);
        let others = [ReadModel::ReportRegister, ReadModel::ReportStatistics];
        let patience = Duration::from_secs(30);
        assert!(older.wait_for(&town.municipality, town.head().await, &others, patience).await.unwrap());
        assert_eq!(cards().await.unwrap(), before);
        // It is told before it has read anything, and so waits for nobody who holds the read model.
        let mut holder = superuser().await;
        let hold = "BEGIN; SELECT FROM projections WHERE read_model = 'case_cards' AND municipality = '$1' FOR UPDATE";
        holder.execute(hold.replace("$1", town.municipality.as_str()).as_str()).await.unwrap();
        let mut folded = 0;
        let mut progress = |position| folded = position;
        let rebuilding = rebuild(town.ledger.guard(), &[ReadModel::CaseCards], &town.municipality, &mut progress);
        let refused = timeout(patience, rebuilding).await.expect("it does not wait");
        let refused = refused.expect_err("a newer program's is left alone").cause;
        assert!(matches!(refused, ProjectionError::Newer { read_model: "case_cards", .. }), "{refused:?}");
        assert_eq!(folded, 0);
        holder.close().await.unwrap();

        run(
            &town,
            "UPDATE projections SET version = version - 1 WHERE municipality = $1 AND read_model = 'case_cards'",
        )
        .await;
        town.must_be_projected().await;
        assert_eq!(left_to_a_newer_program(&older, &town).await, Vec::<String>::new());
        assert_eq!(rebuilt(&town, ReadModel::CaseCards).await.differences, 0);
    });
}

/// The read models that the projector tells, in health and metrics, as stopped by what a newer program made of them.
async fn left_to_a_newer_program(projector: &Projector, town: &Town) -> Vec<String> {
    let mut behind = projector.behind().await.unwrap();
    behind.retain(|standing| standing.municipality == town.municipality.as_str());
    behind.retain(|standing| standing.fault.as_deref().is_some_and(|fault| fault.contains("leaves it to the newer")));
    behind.into_iter().map(|standing| standing.read_model).collect()
}

#[test]
fn a_server_that_starts_rebuilds_what_an_older_program_has_projected() {
    in_a_town(async |town| {
        let _alone = OUTDATED.lock().await;
        Story::new(&town, 13).tell(40).await;
        town.must_be_projected().await;
        run(&town, "UPDATE case_cards SET unit = 'as an older program wrote it' WHERE municipality = $1").await;
        run(&town, "UPDATE projections SET version = 0 WHERE municipality = $1 AND read_model = 'case_cards'").await;
        let started = Arc::new(Projector::new(&town.ledger));
        let running = tokio::spawn(Arc::clone(&started).run());
        until("the read model is rebuilt", async || {
            let standings = started.standings(Some(&town.municipality)).await.unwrap();
            standings.iter().any(|standing| standing.read_model == "case_cards" && standing.version > 0)
        })
        .await;
        running.abort();
        assert_eq!(rebuilt(&town, ReadModel::CaseCards).await.differences, 0);
    });
}

/// 1. Somebody else holds the read model, so that a rebuild waits with everything folded.
/// 2. The rebuild's connection is killed. The live read model is as it was, and goes on.
/// 3. Rebuilt once more, it is the same.
#[test]
fn a_rebuild_that_is_killed_midway_leaves_the_live_read_model_as_it_was() {
    in_a_town(async |town| {
        Story::new(&town, 14).tell(40).await;
        town.must_be_projected().await;
        let mut holder = superuser().await;
        let hold = "BEGIN; SELECT FROM projections WHERE read_model = 'case_cards' AND municipality = '$1' FOR UPDATE";
        holder.execute(hold.replace("$1", town.municipality.as_str()).as_str()).await.unwrap();
        let mut killer = superuser().await;
        let killing = async {
            let waiting = "SELECT pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                            WHERE NOT l.granted AND $1 = ANY (pg_blocking_pids(pid)) AND a.query LIKE '%ORDER BY read_model FOR UPDATE%'";
            let holder: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut holder).await.unwrap();
            until("the rebuild waits", async || {
                let pid: Option<i32> =
                    sqlx::query_scalar(waiting).bind(holder).fetch_optional(&mut killer).await.unwrap();
                let Some(pid) = pid else { return false };
                sqlx::query("SELECT pg_terminate_backend($1)").bind(pid).execute(&mut killer).await.unwrap();
                true
            })
            .await;
        };
        let models = [ReadModel::CaseCards];
        let rebuilding = async { rebuild(town.ledger.guard(), &models, &town.municipality, &mut |_| {}).await };
        let (outcome, ()) = tokio::join!(rebuilding, killing);
        assert!(outcome.is_err_and(|unfinished| unfinished.cause.is_transient() && unfinished.replaced.is_empty()));
        holder.execute("ROLLBACK").await.unwrap();
        town.open_case().await;
        town.must_be_projected().await;
        assert_eq!(rebuilt(&town, ReadModel::CaseCards).await.differences, 0);
    });
}

/// 1. Somebody else holds a read model, so that one half of a rebuild waits for it while the other half holds its own.
/// 2. Somebody else wants one of those: a circle, in which PostgreSQL sees no two that wait for each other.
/// 3. The rebuild lets go, waits anew, and finds nothing wrong.
#[test]
fn a_rebuild_that_waits_does_not_keep_what_it_holds_from_those_it_waits_for() {
    in_a_town(async |town| {
        Story::new(&town, 15).tell(40).await;
        town.must_be_projected().await;
        let mut holder = superuser().await;
        let hold = |read_model: &str| {
            format!(
                "SELECT FROM projections WHERE read_model = '{read_model}' AND municipality = '{}' FOR UPDATE",
                town.municipality
            )
        };
        holder.execute(format!("BEGIN; {}", hold("case_cards")).as_str()).await.unwrap();
        let holding: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut holder).await.unwrap();
        let mut watcher = superuser().await;
        let models = ReadModel::ALL;
        let rebuilding = async { rebuild(town.ledger.guard(), models, &town.municipality, &mut |_| {}).await };
        let circle = async {
            until("the rebuild waits", async || {
                let waiting = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))
                                              AND query LIKE '%ORDER BY read_model FOR UPDATE%')";
                sqlx::query_scalar(waiting).bind(holding).fetch_one(&mut watcher).await.unwrap()
            })
            .await;
            let got = timeout(Duration::from_mins(1), holder.execute(hold("oversight").as_str())).await;
            got.expect("the rebuild lets go").unwrap();
            holder.execute("ROLLBACK").await.unwrap();
        };
        let (rebuilt, ()) = tokio::join!(rebuilding, circle);
        let rebuilt = rebuilt.unwrap();
        assert_eq!(rebuilt.len(), models.len());
        assert!(rebuilt.iter().all(|rebuilt| rebuilt.differences == 0), "{rebuilt:?}");
    });
}

/// As `report_statistics` names them: total, new, dismissed, transferred, within seven days.
type Figures = [i64; 5];

/// Counted in the plainest way from the events themselves.
async fn recount(
    town: &Town,
    period: (NaiveDate, NaiveDate),
    key: impl Fn(&Counted) -> Vec<Vec<String>>,
) -> BTreeMap<Vec<String>, Figures> {
    let entries =
        town.ledger.ledger_history(&town.municipality, 0, 100_000, Sight::withheld(), AsOf::Now).await.unwrap();
    let mut reports: HashMap<String, Counted> = HashMap::new();
    let codes = |value: &serde_json::Value| -> Vec<String> {
        let codes = value.as_array().into_iter().flatten().map(|used| used["code"].as_str().unwrap().to_owned());
        codes.collect()
    };
    for entry in entries {
        let data = &entry.data;
        let report = reports.entry(entry.aggregate_id.clone()).or_default();
        match entry.event_type.as_str() {
            "ReportReceived" => {
                data["unit"].as_str().unwrap().clone_into(&mut report.unit);
                report.contents = codes(&data["contents"]);
                report.received_on = Some(oslo_date(data["receivedAt"].as_str().unwrap().parse().unwrap()));
            }
            "ReporterClassified" => report.reporters = codes(&data["codes"]),
            "TriageDecided" => {
                let decided_on: NaiveDate = data["decidedOn"].as_str().unwrap().parse().unwrap();
                report.conclusion = Some((decided_on, data["conclusion"]["code"].as_str().unwrap().to_owned()));
            }
            _ => {}
        }
    }
    let mut figures: BTreeMap<Vec<String>, Figures> = BTreeMap::new();
    for report in reports.into_values() {
        let Some((concluded_on, code)) = &report.conclusion else { continue };
        if *concluded_on < period.0 || *concluded_on > period.1 {
            continue;
        }
        let days = (*concluded_on - report.received_on.unwrap()).num_days();
        for key in key(&report) {
            let counted = figures.entry(key).or_default();
            let adds = [
                true,
                !["3", "4"].contains(&code.as_str()),
                !["2", "3", "4"].contains(&code.as_str()),
                ["7", "8"].contains(&code.as_str()),
                days <= 7,
            ];
            for (figure, add) in counted.iter_mut().zip(adds) {
                *figure += i64::from(add);
            }
        }
    }
    figures
}

#[derive(Default)]
struct Counted {
    unit: String,
    reporters: Vec<String>,
    contents: Vec<String>,
    received_on: Option<NaiveDate>,
    conclusion: Option<(NaiveDate, String)>,
}

/// A report without a code stands under none.
fn or_none(codes: &[String]) -> Vec<String> {
    if codes.is_empty() { vec![String::new()] } else { codes.to_vec() }
}

#[test]
fn statistics_are_what_counting_the_events_gives() {
    in_a_town(async |town| {
        let whole = (first_day(), first_day() + Days::new(400));
        let groups = [ReportDimension::Unit, ReportDimension::Reporter, ReportDimension::Content];
        let asked = async |as_of| {
            report_statistics(town.ledger.pool(), &town.municipality, whole, &groups, as_of).await.unwrap()
        };
        let mut story = Story::new(&town, 4_711);
        story.tell(300).await;
        town.must_be_projected().await;
        let then = asked(AsOf::Now).await;
        story.tell(300).await;
        town.must_be_projected().await;
        let now = asked(AsOf::Now).await;
        assert!(!then.rows.is_empty() && then.rows != now.rows, "the figures have changed since");
        assert_eq!(asked(AsOf::Position(then.position)).await, then, "what was told then can be told again");
        for row in now.rows {
            let [unit, reporter, content] = [0, 1, 2].map(|part| Some(row.key[part].code.clone()));
            let filter = ReportFilter {
                unit,
                reporter_code: reporter,
                content_code: content,
                concluded_from: Some(whole.0),
                concluded_to: Some(whole.1),
                ..ReportFilter::default()
            };
            let reports =
                report_register::reports(town.ledger.pool(), &town.municipality, &filter, None, 1_000, AsOf::Now);
            let reports = reports.await.unwrap();
            assert_eq!(i64::try_from(reports.len()), Ok(row.reports_total), "{filter:?} lists what is counted");
        }

        let month = (NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(), NaiveDate::from_ymd_opt(2026, 1, 31).unwrap());
        let year = |report: &Counted| report.conclusion.as_ref().unwrap().0.format("%Y").to_string();
        for period in [whole, month] {
            let expected = [
                (vec![], recount(&town, period, |_| vec![vec![]]).await),
                (
                    vec![ReportDimension::Year, ReportDimension::Unit],
                    recount(&town, period, |report| vec![vec![year(report), report.unit.clone()]]).await,
                ),
                (
                    vec![ReportDimension::Reporter],
                    recount(&town, period, |report| {
                        or_none(&report.reporters).into_iter().map(|code| vec![code]).collect()
                    })
                    .await,
                ),
                (
                    vec![ReportDimension::Content, ReportDimension::Month],
                    recount(&town, period, |report| {
                        let month = report.conclusion.as_ref().unwrap().0.format("%Y-%m").to_string();
                        or_none(&report.contents).into_iter().map(|code| vec![code, month.clone()]).collect()
                    })
                    .await,
                ),
                (
                    vec![ReportDimension::Reporter, ReportDimension::Content],
                    recount(&town, period, |report| {
                        let contents = or_none(&report.contents);
                        let pairs = or_none(&report.reporters).into_iter().flat_map(|reporter| {
                            contents.iter().map(move |content| vec![reporter.clone(), content.clone()])
                        });
                        pairs.collect()
                    })
                    .await,
                ),
            ];
            for (dimensions, expected) in expected {
                let pool = town.ledger.pool();
                let statistics = report_statistics(pool, &town.municipality, period, &dimensions, AsOf::Now);
                let statistics = statistics.await.unwrap();
                assert_eq!(statistics.position, town.head().await);
                let counted: BTreeMap<Vec<String>, Figures> = statistics
                    .rows
                    .iter()
                    .map(|row| {
                        let key = row.key.iter().map(|part| part.code.clone()).collect();
                        let figures =
                            [row.reports_total, row.reports_new, row.dismissed, row.transferred, row.within_7_days];
                        (key, figures)
                    })
                    .collect();
                assert_eq!(counted, expected, "by {dimensions:?}");
                assert!(!expected.is_empty());
                for row in &statistics.rows {
                    assert!(row.dismissal_rate().is_none_or(|rate| (0.0..=1.0).contains(&rate)));
                }
            }
        }
    });
}

#[test]
fn a_read_model_that_was_tampered_with_is_told_and_mended() {
    in_a_town(async |town| {
        Story::new(&town, 77).tell(60).await;
        town.must_be_projected().await;
        let number = town.municipality.as_str();
        for (model, sql, differences) in [
            (
                ReadModel::CaseCards,
                "UPDATE case_cards SET level = 4 - level WHERE municipality = $1
                    AND case_id = (SELECT case_id FROM case_cards WHERE municipality = $1 AND level <> 2 LIMIT 1)",
                2,
            ),
            (
                ReadModel::CaseCards,
                "UPDATE case_cards_history SET valid_to = valid_to + 1 WHERE municipality = $1
                    AND (case_id, valid_from) = (SELECT case_id, valid_from FROM case_cards_history
                                                  WHERE municipality = $1 LIMIT 1)",
                2,
            ),
            (
                ReadModel::CaseCards,
                "DELETE FROM case_cards WHERE municipality = $1
                    AND case_id = (SELECT case_id FROM case_cards WHERE municipality = $1 LIMIT 1)",
                1,
            ),
            (
                ReadModel::ReportRegister,
                "INSERT INTO report_register (municipality, report_id, child_subject, unit, channel, reporter_kind,
                        reporter_codes, content_codes, received_at, received_on, position, valid_from)
                 SELECT municipality, gen_random_uuid(), child_subject, unit, channel, reporter_kind,
                        reporter_codes, content_codes, received_at, received_on, position, valid_from
                   FROM report_register WHERE municipality = $1 LIMIT 1",
                1,
            ),
        ] {
            let tampered = sqlx::query(sql).bind(number).execute(town.ledger.pool()).await.unwrap();
            assert_eq!(tampered.rows_affected(), 1, "{sql}");
            assert_eq!(rebuilt(&town, model).await.differences, differences, "{sql}");
            assert_eq!(rebuilt(&town, model).await.differences, 0, "{sql}");
        }
    });
}

/// An event that no version of the program knows, as a newer server might leave it behind.
#[test]
fn an_event_that_cannot_be_read_stops_its_own_projector_and_municipality_visibly_until_it_can_be_read() {
    in_a_town(async |town| {
        town.open_case().await;
        town.must_be_projected().await;
        let head = town.head().await;
        // As a newer server might write it.
        let mut forger = forger().await;
        let mut transaction = forger.begin().await.unwrap();
        sqlx::query(
            "INSERT INTO events SELECT municipality, position + 1, aggregate_type, aggregate_id, sequence + 1,
                    'SomethingUnheardOf', event_version, '{\"SomethingUnheardOf\": {}}', metadata, gen_random_uuid(),
                    gen_random_uuid(), 0, correlation_id, causation_id, actor, occurred_at, recorded_at, leaf_hash, code
               FROM events WHERE municipality = $1 AND position = $2",
        )
        .bind(town.municipality.as_str())
        .bind(head)
        .execute(&mut *transaction)
        .await
        .unwrap();
        sqlx::query("UPDATE ledger_heads SET position = position + 1 WHERE municipality = $1")
            .bind(town.municipality.as_str())
            .execute(&mut *transaction)
            .await
            .unwrap();
        rehash(&town, &mut transaction, head + 1).await;
        recode(&town, &mut transaction, head + 1).await;
        transaction.commit().await.unwrap();

        let faults = async || {
            let faults = projector().faults().await.unwrap();
            let own = faults.into_iter().filter(|(_, number, _)| *number == town.municipality.as_str());
            own.map(|(model, _, fault)| (model, fault)).collect::<Vec<_>>()
        };
        let of_cases = [
            ReadModel::CaseCards,
            ReadModel::Oversight,
            ReadModel::Decisions,
            ReadModel::LeaderInbox,
            ReadModel::ChildsVoice,
            ReadModel::ConsentRegister,
            ReadModel::Cooperation,
            ReadModel::ServiceStatistics,
            ReadModel::NamedPersons,
        ]
        .map(ReadModel::name);
        let stopped = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                let faults = faults().await;
                if faults.len() == of_cases.len() {
                    return faults;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        for (model, fault) in stopped.await.expect("the projector stops") {
            assert!(of_cases.contains(&model.as_str()), "{model}");
            assert!(fault.contains(&format!("position {}", head + 1)), "{model}: {fault}");
        }
        assert_eq!(projector().position(&town.municipality).await.unwrap(), head, "nothing was skipped");

        let neighbour = Town::open().await;
        neighbour.open_case().await;
        neighbour.must_be_projected().await;
        // Commands of other cases go on being recorded; they are shown once the event can be read.
        town.open_case().await;
        assert_eq!(projector().position(&town.municipality).await.unwrap(), head);
        let (others, now) = (&[ReadModel::ReportRegister, ReadModel::ReportStatistics], town.head().await);
        let patience = Duration::from_secs(20);
        assert!(projector().wait_for(&town.municipality, now, others, patience).await.unwrap(), "the others go on");
        assert_eq!(faults().await.len(), of_cases.len());

        // Somebody puts it right and has it tried again.
        let mut transaction = forger.begin().await.unwrap();
        let mend =
            "UPDATE events AS broken SET event_type = before.event_type, payload = before.payload FROM events AS before
              WHERE broken.event_type = 'SomethingUnheardOf' AND before.municipality = broken.municipality
                AND before.position = broken.position - 1;";
        sqlx::raw_sql(mend).execute(&mut *transaction).await.unwrap();
        rehash(&town, &mut transaction, head + 1).await;
        recode(&town, &mut transaction, head + 1).await;
        transaction.commit().await.unwrap();
        retry(town.ledger.pool(), Some(&town.municipality)).await.unwrap();
        town.must_be_projected().await;
        assert_eq!(faults().await, []);
    });
}

#[test]
fn an_id_of_another_municipality_finds_nothing() {
    in_a_town(async |town| {
        let neighbour = Town::open().await;
        let case = town.open_case().await;
        town.must_be_projected().await;
        let own = case_cards::card(&town.ledger, &town.municipality, case, AsOf::Now).await.unwrap();
        let others = case_cards::card(&town.ledger, &neighbour.municipality, case, AsOf::Now).await.unwrap();
        assert!(own.is_some() && others.is_none());
        let history = |town: Town| async move {
            let ledger = &town.ledger;
            ledger
                .stream_history(
                    &town.municipality,
                    "Case",
                    case.as_uuid(),
                    0,
                    10,
                    Sight::open(Roles::default()),
                    AsOf::Now,
                )
                .await
                .unwrap()
                .len()
        };
        assert_eq!((history(town.clone()).await, history(neighbour).await), (2, 0));
    });
}
