//! Read models say what the ledger says, or say that they do not.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use case_ledger_domain::case::{
    AboutGuardians, AcuteCategory, CaseAction, CaseOutcome, ConsentForm, ConsentPurpose, ConsentScope, Degree,
    EmergencyContact, InformationCategory, Level,
};
use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::{CaseId, ConsentId, ReportId, SubjectId};
use case_ledger_domain::people::{Body, Child, Decider, DeciderRole, Decision, Guardian, Roles};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Channel, IncomingReport, Report, ReportAction, Reporter};
use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::CommandError;
use case_ledger_infrastructure::ledger::history::Sight;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::rebuild::{Rebuilt, rebuild};
use case_ledger_infrastructure::projections::report_statistics::{ReportDimension, report_statistics};
use case_ledger_infrastructure::projections::{ReadModel, case_cards};
use case_ledger_tests::town::{in_a_town, observation, projector, text};
use case_ledger_tests::{Dice, Town};
use chrono::{Days, NaiveDate};

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 1).unwrap()
}

/// Commands at random, refused ones included: what is recorded is what the rules let through.
struct Story<'a> {
    town: &'a Town,
    dice: Dice,
    cases: Vec<CaseId>,
    consents: Vec<(CaseId, ConsentId)>,
    reports: Vec<ReportId>,
    recorded: usize,
    refused: usize,
}

impl<'a> Story<'a> {
    fn new(town: &'a Town, seed: u64) -> Self {
        Self {
            town,
            dice: Dice::seeded(seed),
            cases: vec![],
            consents: vec![],
            reports: vec![],
            recorded: 0,
            refused: 0,
        }
    }

    async fn tell(&mut self, steps: usize) {
        self.cases.push(self.town.open_case().await);
        self.cases.push(self.town.open_case().await);
        for _ in 0..steps {
            let result = if self.dice.roll(2) == 0 { self.on_a_case().await } else { self.on_a_report().await };
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
            4 => CaseAction::AssessConcern {
                degree: self.dice.pick(&[Degree::None, Degree::Some, Degree::Serious]),
                ground_for_concern: true,
                basis: Vec::new(),
                decision: Self::decision(child),
                assessed_on: today,
            },
            5 | 6 => {
                let consent = ConsentId::derived(&town.municipality, command, 0);
                self.consents.push((case, consent));
                let purpose = self.dice.pick(&[ConsentPurpose::Level2Cooperation, ConsentPurpose::Level3Meeting]);
                CaseAction::RequestConsent {
                    consent,
                    guardian,
                    scope: ConsentScope {
                        purposes: BTreeSet::from([purpose]),
                        recipients: BTreeSet::from([Body::School]),
                        categories: BTreeSet::from([InformationCategory::Observations]),
                        valid_from: today,
                        valid_to: None,
                    },
                    requested_on: today,
                }
            }
            7 | 8 if !self.consents.is_empty() => {
                let (case, consent) = self.dice.pick(&self.consents);
                let action = match self.dice.roll(4) {
                    0 => CaseAction::RefuseConsent { consent, reason: None, refused_on: today },
                    1 => CaseAction::WithdrawConsent { consent, reason: None, withdrawn_on: today },
                    _ => CaseAction::GiveConsent { consent, form: ConsentForm::Oral, given_on: today },
                };
                return town.execute(command, case, action).await.map(|_| ());
            }
            9 if !self.consents.is_empty() => {
                let (case, consent) = self.dice.pick(&self.consents);
                let level = self.dice.pick(&[Level::Two, Level::Two, Level::Three]);
                let decision = Self::decision(child);
                let action = CaseAction::EscalateToLevel { level, consent, decision, escalated_on: today };
                return town.execute(command, case, action).await.map(|_| ());
            }
            10 if self.dice.roll(3) == 0 => CaseAction::Close {
                outcome: CaseOutcome::MeasuresHadEffect,
                decision: Self::decision(child),
                closed_on: today,
            },
            10 => CaseAction::InformGuardians {
                about: AboutGuardians::Report,
                guardians: vec![guardian],
                informed_on: today,
            },
            _ => CaseAction::MakeEmergencyContact {
                opening: None,
                contact: EmergencyContact {
                    body: Body::ChildWelfareEmergencyService,
                    category: AcuteCategory::Violence,
                    description: Personal::child(child, text("Ringte barnevernvakten.")),
                    contacted_at: clock::now(),
                },
            },
        };
        town.execute(command, case, action).await.map(|_| ())
    }

    fn decision(child: SubjectId) -> Decision {
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
            (true, _) => ReportAction::Triage {
                code: self.dice.pick(&["1", "2", "3", "4", "7", "8", "9", "10"]).to_owned(),
                clarification: None,
                urgent_measures: false,
                rationale: Personal::child(child, text("Meldingen gir grunn til det.")),
                decided_by: Self::decision(child).decided_by,
                decided_on: day,
            },
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
            received_at: start_of_day(self.dice.day(first_day(), 100)),
        }
    }
}

async fn rebuilt(town: &Town, model: ReadModel) -> Rebuilt {
    rebuild(town.ledger.pool(), model, &town.municipality, &mut |_| {}).await.unwrap()
}

/// The read models were folded event by event, as they came; the rebuild folds them in one go.
#[test]
fn the_live_read_models_are_what_a_rebuild_gives() {
    for seed in [1, 20_211, 987_654_321] {
        in_a_town(async |town| {
            let mut story = Story::new(&town, seed);
            story.tell(140).await;
            assert!(story.recorded > 60 && story.refused > 5, "{} recorded, {} refused", story.recorded, story.refused);
            town.must_be_projected().await;
            let head = town.head().await;
            for model in ReadModel::ALL {
                let Rebuilt { events, rows, differences } = rebuilt(&town, model).await;
                assert_eq!((events, differences), (head, 0), "seed {seed}: {}", model.name());
                assert!(rows > 0, "seed {seed}: {}", model.name());
            }
            town.must_be_sound().await;
        });
    }
}

/// As `report_statistics` names them: total, new, dismissed, transferred, within seven days.
type Figures = [i64; 5];

/// Counted in the plainest way from the events themselves.
async fn recount(
    town: &Town,
    period: (NaiveDate, NaiveDate),
    key: impl Fn(&Counted) -> Vec<Vec<String>>,
) -> BTreeMap<Vec<String>, Figures> {
    let entries = town.ledger.ledger_history(&town.municipality, 0, 100_000, Sight::Withheld, AsOf::Now).await.unwrap();
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
        Story::new(&town, 4_711).tell(260).await;
        town.must_be_projected().await;
        let whole = (first_day(), first_day() + Days::new(400));
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
                let statistics =
                    report_statistics(town.ledger.pool(), &town.municipality, period, &dimensions).await.unwrap();
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
                "DELETE FROM case_cards WHERE municipality = $1
                    AND case_id = (SELECT case_id FROM case_cards WHERE municipality = $1 LIMIT 1)",
                1,
            ),
            (
                ReadModel::ReportRegister,
                "INSERT INTO report_register (municipality, report_id, child_subject, unit, channel, reporter_kind,
                        reporter_codes, content_codes, received_at, received_on, position)
                 SELECT municipality, gen_random_uuid(), child_subject, unit, channel, reporter_kind,
                        reporter_codes, content_codes, received_at, received_on, position
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
fn an_event_that_cannot_be_read_stops_its_own_municipalitys_projectors_visibly_and_no_others() {
    in_a_town(async |town| {
        town.open_case().await;
        town.must_be_projected().await;
        let head = town.head().await;
        let mut transaction = town.ledger.pool().begin().await.unwrap();
        sqlx::query(
            "INSERT INTO events SELECT municipality, position + 1, aggregate_type, aggregate_id, sequence + 1,
                    'SomethingUnheardOf', event_version, '{\"SomethingUnheardOf\": {}}', metadata, gen_random_uuid(),
                    gen_random_uuid(), 0, correlation_id, causation_id, actor, occurred_at, recorded_at, leaf_hash
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
        transaction.commit().await.unwrap();

        let faults = async || {
            let faults = projector().faults().await.unwrap();
            let own = faults.into_iter().filter(|(_, number, _)| *number == town.municipality.as_str());
            own.map(|(model, _, fault)| (model, fault)).collect::<Vec<_>>()
        };
        let stopped = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                let faults = faults().await;
                if faults.len() == ReadModel::ALL.len() {
                    return faults;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        for (model, fault) in stopped.await.expect("both projectors stop") {
            assert!(fault.contains(&format!("position {}", head + 1)), "{model}: {fault}");
        }
        assert_eq!(projector().position(&town.municipality).await.unwrap(), head, "nothing was skipped");

        let neighbour = Town::open().await;
        neighbour.open_case().await;
        neighbour.must_be_projected().await;
        // Commands of other cases go on being recorded; they are shown once the event can be read.
        town.open_case().await;
        assert_eq!(projector().position(&town.municipality).await.unwrap(), head);
        assert_eq!(faults().await.len(), 2);
    });
}

#[test]
fn an_id_of_another_municipality_finds_nothing() {
    in_a_town(async |town| {
        let neighbour = Town::open().await;
        let case = town.open_case().await;
        town.must_be_projected().await;
        let own = case_cards::card(town.ledger.pool(), &town.municipality, case).await.unwrap();
        let others = case_cards::card(town.ledger.pool(), &neighbour.municipality, case).await.unwrap();
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
                    Sight::Open(Roles::default()),
                    AsOf::Now,
                )
                .await
                .unwrap()
                .len()
        };
        assert_eq!((history(town.clone()).await, history(neighbour).await), (2, 0));
    });
}
