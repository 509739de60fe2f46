//! The figures against plain counting, now and as of any position.

use std::collections::BTreeSet;

use case_ledger_domain::case::{CaseAction, CourseAction, ImportedClient, MeasureKind, MeasureTarget, Opening};
use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::{CaseId, InvestigationId, MeasureId, ReportId, SubjectId};
use case_ledger_domain::investigation::{
    BoardSubmission, DecidedMeasure, EmergencyGround, ImportedInvestigation, ImportedInvestigationConclusion,
    InvestigationAction, Principles, Resting, measure_code,
};
use case_ledger_domain::people::Child;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::{NumbersOfTwo, SubjectAction};
use case_ledger_domain::time::oslo_date;

use super::*;
use crate::clock;
use crate::projections::ReadModel;
use crate::projections::rebuild::rebuild;
use crate::projections::tests::{Server, decision, text};

const UNITS: [&str; 3] = ["Nord", "Sør", ""];
const YEARS: (i32, i32) = (2019, 2027);

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What is known of a measure from a position on.
struct Known {
    position: i64,
    child: SubjectId,
    measure: MeasureId,
    unit: &'static str,
    from: NaiveDate,
    last: NaiveDate,
}

/// What is counted by hand.
#[derive(Default)]
struct ByHand {
    /// Position, unit, code, whether within three months, year.
    concluded: Vec<(i64, &'static str, &'static str, bool, i32)>,
    /// In the order of positions; of a measure the last one holds.
    measures: Vec<Known>,
}

impl ByHand {
    /// Concluded, in three months, dismissed on the service's own assessment, children, children at the end.
    fn counted(&self, year: i32, unit: Option<&str>, position: i64) -> [usize; 5] {
        let of_unit = |of: &str| unit.is_none_or(|unit| unit == of);
        let concluded: Vec<_> = self
            .concluded
            .iter()
            .filter(|(at, of, _, _, of_year)| *at <= position && of_unit(of) && *of_year == year)
            .collect();
        let mut measures = BTreeMap::new();
        for known in self.measures.iter().filter(|known| known.position <= position) {
            measures.insert(known.measure, known);
        }
        let (first, end) = (date(&format!("{year}-01-01")), date(&format!("{year}-12-31")));
        let children = |from: NaiveDate| {
            let in_force = measures.values().filter(|known| {
                of_unit(known.unit) && known.from <= known.last && known.from <= end && known.last >= from
            });
            in_force.map(|known| known.child).collect::<BTreeSet<_>>().len()
        };
        [
            concluded.len(),
            concluded.iter().filter(|(_, _, _, in_time, _)| *in_time).count(),
            concluded.iter().filter(|(_, _, code, _, _)| *code == "3").count(),
            children(first),
            children(end),
        ]
    }
}

struct Service<'a> {
    server: &'a Server,
    municipality: Municipality,
    by_hand: ByHand,
}

impl Service<'_> {
    async fn on(&self, investigation: InvestigationId, action: InvestigationAction) -> i64 {
        let id = investigation.as_uuid();
        let accepted = self.server.on::<Investigation>(&self.municipality, clock::new_id(), id, action).await.unwrap();
        accepted.position
    }

    /// An investigation of that child, as a source tells it.
    async fn investigation(
        &mut self,
        child: SubjectId,
        unit: &'static str,
        started_on: &str,
        ended: Option<(&str, &'static str)>,
    ) -> InvestigationId {
        let report = ReportId::derived(&self.municipality, clock::new_id(), 0);
        let investigation = InvestigationId::following(&self.municipality, report);
        let conclusion = ended.map(|(on, code)| ImportedInvestigationConclusion {
            outcome: InvestigationOutcome::from_code(code).unwrap(),
            code: UsedCode { code: code.to_owned(), list: ListVersion::Register, clarification: None },
            grounds: Vec::new(),
            concluded_on: date(on),
            caseworker: None,
        });
        let child =
            Child { subject: child, name: None, national_id: None, born_on: None, unborn: false, contact: None };
        let unit_name = unit.to_owned();
        let imported = ImportedInvestigation {
            report,
            case: None,
            child,
            unit: unit_name,
            started_on: date(started_on),
            conclusion,
        };
        let position = self.on(investigation, InvestigationAction::Import(Box::new(imported))).await;
        if let Some((on, code)) = ended {
            let in_time = date(on) <= months_after(date(started_on), 3);
            self.by_hand.concluded.push((position, unit, code, in_time, date(on).year()));
        }
        investigation
    }

    async fn decide(
        &mut self,
        (investigation, child, unit): (InvestigationId, SubjectId, &'static str),
        (from, to): (&str, &str),
    ) -> MeasureId {
        let measure = MeasureId::derived(&self.municipality, clock::new_id(), 0);
        let decision = decision(&self.municipality, CaseId::derived(&self.municipality, clock::new_id(), 0), "Hjelp.");
        let decided = DecidedMeasure {
            goal: Personal::child(child, text("Rolige morgener.")),
            code: measure_code("3.99", Some(Personal::child(child, text("Veiledning.")))),
            kind: MeasureKind::ChangeOriented,
            target: MeasureTarget::Family,
            responsible: decision.decided_by.clone(),
            from: date(from),
            to: date(to),
            evaluation_on: date(from),
        };
        // While the investigations ran that came to nothing.
        let decided_on = date("2021-02-15");
        let resting = Box::new(Resting::ASSISTANCE);
        let action =
            InvestigationAction::DecideMeasure { measure, decided: Box::new(decided), resting, decision, decided_on };
        let position = self.on(investigation, action).await;
        self.by_hand.measures.push(Known { position, child, measure, unit, from: date(from), last: date(to) });
        measure
    }

    async fn end(&mut self, investigation: InvestigationId, measure: MeasureId, ended_on: &str) {
        let decision = decision(&self.municipality, CaseId::derived(&self.municipality, clock::new_id(), 0), "Nådd.");
        let action = InvestigationAction::EndMeasure { measure, decision, ended_on: date(ended_on) };
        let position = self.on(investigation, action).await;
        let known = self.by_hand.measures.iter().rfind(|known| known.measure == measure).unwrap();
        let Known { child, unit, from, .. } = *known;
        self.by_hand.measures.push(Known { position, child, measure, unit, from, last: date(ended_on) });
    }

    async fn figures(&self, by_unit: bool, as_of: AsOf) -> Figures {
        figures(self.server.ledger.pool(), &self.municipality, YEARS, by_unit, as_of).await.unwrap()
    }

    async fn must_be_as_counted_by_hand(&self, as_of: AsOf) {
        for by_unit in [false, true] {
            let figures = self.figures(by_unit, as_of).await;
            let mut expected = Vec::new();
            for year in YEARS.0..=YEARS.1 {
                let units = if by_unit { UNITS.map(Some).to_vec() } else { vec![None] };
                expected.extend(units.into_iter().map(|unit| {
                    let counted = self.by_hand.counted(year, unit, figures.position);
                    (year, unit.map(str::to_owned), counted.map(|count| i64::try_from(count).unwrap()))
                }));
            }
            expected.retain(|(.., [concluded, _, _, children, _])| concluded + children > 0);
            expected.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
            let shown = figures.rows.into_iter().map(|row| {
                let counted =
                    [row.investigations, row.in_three_months, row.dismissed_own, row.children, row.children_at_end];
                (row.year, row.unit, counted)
            });
            assert_eq!(shown.collect::<Vec<_>>(), expected, "{as_of:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rm7_s2_3_investigations_and_children_with_measures_are_what_counting_them_gives_as_of_any_position() {
    let server = Server::start().await;
    // One ledger is followed at each step, the other when all is done.
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let subject = |nth| SubjectId::derived(&number.parse().unwrap(), Uuid::nil(), nth);
        let mut service = Service { server: &server, municipality, by_hand: ByHand::default() };
        let projector = server.projector();
        let mut moments = Vec::new();
        let (one, other) = (subject(0), subject(1));
        let first = service.investigation(one, "Nord", "2019-11-30", Some(("2020-02-29", "1"))).await;
        let second = service.investigation(one, "Sør", "2021-01-01", Some(("2021-04-02", "3"))).await;
        let third = service.investigation(other, "", "2021-02-01", Some(("2021-03-01", "6"))).await;
        service.investigation(other, "Nord", "2022-01-01", None).await;
        // Two measures of one child, of two units, of which one goes on when the other ends.
        let long = service.decide((first, one, "Nord"), ("2020-03-01", "2022-06-30")).await;
        moments.push(server.ledger.head(&service.municipality).await.unwrap().unwrap());
        if at_once {
            projector.catch_up().await.unwrap();
        }
        let short = service.decide((second, one, "Sør"), ("2021-05-01", "2021-12-30")).await;
        service.decide((third, other, ""), ("2021-12-31", "2021-12-31")).await;
        let never = service.decide((third, other, ""), ("2099-05-01", "2099-08-01")).await;
        moments.push(server.ledger.head(&service.municipality).await.unwrap().unwrap());
        if at_once {
            projector.catch_up().await.unwrap();
        }
        // Ended before its time, beyond it, and before it began.
        service.end(first, long, "2021-10-01").await;
        service.end(second, short, "2022-01-01").await;
        service.end(third, never, &oslo_date(clock::now()).to_string()).await;
        projector.catch_up().await.unwrap();
        service.must_be_as_counted_by_hand(AsOf::Now).await;
        for moment in moments.into_iter().chain([0, 1]) {
            service.must_be_as_counted_by_hand(AsOf::Position(moment)).await;
        }
        let guard = server.ledger.guard();
        let rebuilt =
            rebuild(guard, &[ReadModel::ServiceStatistics], &service.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{number}");
        let figures = service.figures(false, AsOf::Now).await;
        assert_eq!((figures.investigations_begin, figures.children_begin), (Some(2020), Some(2020)));
        let of_2021 = &figures.rows[1];
        assert_eq!((of_2021.dismissed_referred, of_2021.dismissed(), of_2021.extended), (1, 2, 0));
    }
    server.end().await;
}

/// Who goes on from what another leader has folded knows the child's earlier measures, whatever it hears first.
#[tokio::test(flavor = "multi_thread")]
async fn rm7_s2_3_a_childs_earlier_measures_are_known_to_whoever_goes_on_with_the_figures() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let mut service = Service { server: &server, municipality, by_hand: ByHand::default() };
    let child = SubjectId::derived(&service.municipality, Uuid::nil(), 0);
    let first = service.investigation(child, "Nord", "2020-01-01", None).await;
    let measure = service.decide((first, child, "Nord"), ("2020-03-01", "2022-06-30")).await;
    server.projector().catch_up().await.unwrap();
    let another = server.projector();
    service.investigation(child, "Nord", "2020-02-01", Some(("2020-03-01", "1"))).await;
    another.catch_up().await.unwrap();
    service.decide((first, child, "Nord"), ("2021-03-01", "2021-06-30")).await;
    another.catch_up().await.unwrap();
    service.end(first, measure, "2021-12-31").await;
    another.catch_up().await.unwrap();
    service.must_be_as_counted_by_hand(AsOf::Now).await;
    server.end().await;
}

/// Who came under two pseudonyms, say by a number that was misspelt, is one child: in the years in which both counted it counts
/// once from when that is known, and twice again where it was not so.
#[tokio::test(flavor = "multi_thread")]
async fn rm7_s2_3_a_child_of_two_pseudonyms_counts_once_from_when_that_is_recorded() {
    let server = Server::start().await;
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let mut service = Service { server: &server, municipality, by_hand: ByHand::default() };
        let [one, other, third] = [0, 1, 2].map(|nth| SubjectId::derived(&service.municipality, Uuid::nil(), nth));
        let mut heads = Vec::new();
        let mut children = async |service: &Service<'_>, expected: [[i64; 2]; 2]| {
            let projector = server.projector();
            let head = server.ledger.head(&service.municipality).await.unwrap().unwrap();
            if at_once {
                projector.catch_up().await.unwrap();
            }
            heads.push((head, expected));
        };
        for (child, unit, from, to) in [
            (one, "Nord", "2020-03-01", "2021-06-30"),
            (other, "Nord", "2021-08-01", "2022-06-30"),
            (third, "Sør", "2021-01-01", "2021-02-01"),
        ] {
            let investigation = service.investigation(child, unit, "2020-01-01", None).await;
            service.decide((investigation, child, unit), (from, to)).await;
        }
        // Of 2021: children, and children on 31 December; of the whole service, and of Nord.
        children(&service, [[3, 1], [2, 1]]).await;
        let of = service.municipality.clone();
        let on = async |child: SubjectId, action| {
            server.on::<Subject>(&of, clock::new_id(), child.as_uuid(), action).await.unwrap();
        };
        let rationale = || Personal::child(one, text("Samme fødselsdato og foreldre."));
        let same = |child, other| SubjectAction::RecordSameChild {
            child,
            other,
            numbers: NumbersOfTwo::NotBoth,
            rationale: rationale(),
        };
        on(one, same(one, other)).await;
        children(&service, [[2, 1], [1, 1]]).await;
        on(other, same(other, third)).await;
        children(&service, [[1, 1], [1, 1]]).await;
        // What is decided under any of the three is that child's.
        let investigation = service.investigation(third, "Nord", "2021-01-01", None).await;
        service.decide((investigation, third, "Nord"), ("2021-05-01", "2021-12-31")).await;
        children(&service, [[1, 1], [1, 1]]).await;
        on(one, SubjectAction::WithdrawSameChild { other, rationale: rationale() }).await;
        children(&service, [[2, 1], [2, 1]]).await;
        on(other, SubjectAction::WithdrawSameChild { other: third, rationale: rationale() }).await;
        children(&service, [[3, 2], [3, 2]]).await;
        server.projector().catch_up().await.unwrap();
        for (head, expected) in heads {
            let mut shown = Vec::new();
            for by_unit in [false, true] {
                let figures = service.figures(by_unit, AsOf::Position(head)).await;
                let row = figures
                    .rows
                    .into_iter()
                    .find(|row| row.year == 2021 && row.unit.as_deref().is_none_or(|unit| unit == "Nord"));
                shown.push(row.map(|row| [row.children, row.children_at_end]).unwrap());
            }
            assert_eq!(shown, expected, "{number}, as of {head}");
        }
        let guard = server.ledger.guard();
        let rebuilt =
            rebuild(guard, &[ReadModel::ServiceStatistics], &service.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{number}");
    }
    server.end().await;
}

/// Each figure opens down to what it counts.
#[tokio::test(flavor = "multi_thread")]
async fn rm7_s2_3_the_measures_behind_a_years_children_are_listed_as_of_any_position() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let mut service = Service { server: &server, municipality, by_hand: ByHand::default() };
    let child = SubjectId::derived(&service.municipality, Uuid::nil(), 0);
    let investigation = service.investigation(child, "Nord", "2020-01-01", None).await;
    let measure = service.decide((investigation, child, "Nord"), ("2020-03-01", "2022-06-30")).await;
    let before = server.ledger.head(&service.municipality).await.unwrap().unwrap();
    service.end(investigation, measure, "2020-12-31").await;
    server.projector().catch_up().await.unwrap();
    let listed = async |unit: &str, year: i32, as_of| {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let filter = MeasureFilter { unit: Some(unit.to_owned()), from: day(1, 1), to: day(12, 31), child: None };
        let rows = measures(server.ledger.pool(), &service.municipality, &filter, None, 10, as_of).await.unwrap();
        rows.into_iter().map(|row| (row.measure_id, row.ended_on)).collect::<Vec<_>>()
    };
    let ended = Some(date("2020-12-31"));
    assert_eq!(listed("Nord", 2020, AsOf::Now).await, [(measure.as_uuid(), ended)]);
    assert_eq!(listed("Nord", 2021, AsOf::Now).await, []);
    assert_eq!(listed("Nord", 2021, AsOf::Position(before)).await, [(measure.as_uuid(), None)]);
    assert_eq!(listed("Sør", 2020, AsOf::Now).await, []);
    server.end().await;
}

impl Service<'_> {
    /// What the command makes a placement, which lasts to that day as far as is known.
    async fn place(
        &mut self,
        (investigation, child, unit): (InvestigationId, SubjectId, &'static str),
        action: InvestigationAction,
        (from, last): (&str, &str),
    ) -> MeasureId {
        let position = self.on(investigation, action).await;
        // It is none of the measures that were decided on, and counts like one.
        let measure = MeasureId::derived(&self.municipality, clock::new_id(), 0);
        self.by_hand.measures.push(Known { position, child, measure, unit, from: date(from), last: date(last) });
        measure
    }

    fn decision(&self) -> case_ledger_domain::people::Decision {
        decision(&self.municipality, CaseId::derived(&self.municipality, clock::new_id(), 0), "Ikke trygt hjemme.")
    }

    fn in_emergency(&self, decided_on: &str) -> InvestigationAction {
        let (ground, decision, decided_on) = (EmergencyGround::Harm, self.decision(), date(decided_on));
        InvestigationAction::PlaceInEmergency { ground, principles: None, decision, decided_on }
    }
}

/// A child in a foster home is not without help because no code of the list was written down for it.
#[tokio::test(flavor = "multi_thread")]
async fn rm7_s2_3_s2_63_children_who_are_placed_count_among_those_with_measures() {
    let server = Server::start().await;
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let mut service = Service { server: &server, municipality, by_hand: ByHand::default() };
        let subject = |nth| SubjectId::derived(&number.parse().unwrap(), Uuid::nil(), nth);
        let (one, other) = (subject(0), subject(1));
        let projector = server.projector();
        let first = service.investigation(one, "Nord", "2021-01-01", None).await;
        let second = service.investigation(other, "Sør", "2022-01-01", None).await;
        // Two placements of one child: one ends in the next year, of the other that is not recorded.
        let action = service.in_emergency("2021-03-01");
        let running = service.place((first, one, "Nord"), action, ("2021-03-01", "2022-12-31")).await;
        if at_once {
            projector.catch_up().await.unwrap();
        }
        let action = service.in_emergency("2023-05-01");
        service.place((first, one, "Nord"), action, ("2023-05-01", "2024-12-31")).await;
        let (placement, ended_on) = (Some(PlacementNumber(1)), date("2022-02-01"));
        let action = InvestigationAction::EndEmergency { placement, decision: service.decision(), ended_on };
        let position = service.on(first, action).await;
        let (measure, unit, from) = (running, "Nord", date("2021-03-01"));
        service.by_hand.measures.push(Known { position, child: one, measure, unit, from, last: ended_on });
        // The board's no places nobody, and its yes does.
        let said = || Personal::child(other, text("Barnet trenger trygghet."));
        let principles = || Principles { best_interests: said(), biological: said(), least_intrusive: said() };
        for (decided_on, outcome) in [("2022-05-02", BoardOutcome::NotGranted), ("2023-05-02", BoardOutcome::Granted)] {
            let (kind, submitted_on) = (BoardCaseKind::CareOrder, date("2022-04-01"));
            let (principles, decision) = (principles(), service.decision());
            let submission = BoardSubmission { kind, until: None, principles, decision, submitted_on };
            service.on(second, InvestigationAction::SubmitToBoard(Box::new(submission))).await;
            let (account, on) = (None, date(decided_on));
            let action = InvestigationAction::ReceiveFromBoard { kind, outcome, account, until: None, decided_on: on };
            if outcome == BoardOutcome::Granted {
                service.place((second, other, "Sør"), action, (decided_on, "2023-12-31")).await;
            } else {
                service.on(second, action).await;
            }
        }
        let before = server.ledger.head(&service.municipality).await.unwrap().unwrap() - 1;
        projector.catch_up().await.unwrap();
        service.must_be_as_counted_by_hand(AsOf::Now).await;
        service.must_be_as_counted_by_hand(AsOf::Position(before)).await;
        let pool = server.ledger.pool();
        let guard = server.ledger.guard();
        let rebuilt =
            rebuild(guard, &[ReadModel::ServiceStatistics], &service.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{number}");
        let whole = MeasureFilter::default();
        let listed = measures(pool, &service.municipality, &whole, None, 10, AsOf::Now).await.unwrap();
        let shown: Vec<_> = listed.iter().map(|row| (row.basis.as_deref(), row.code.as_deref(), row.from_on)).collect();
        let emergency = Some(MeasureBasis::EmergencyPlacement.name());
        let care_order = Some(MeasureBasis::CareOrder.name());
        assert_eq!(
            shown,
            [
                (care_order, None, date("2023-05-02")),
                (emergency, None, date("2023-05-01")),
                (emergency, None, date("2021-03-01")),
            ]
        );
    }
    server.end().await;
}

/// What a return tells of counts as history, told apart, until the next return says otherwise.
#[tokio::test(flavor = "multi_thread")]
async fn rm7_s2_3_s2_4_measures_of_returns_count_in_the_years_before_the_ledger_was_taken_up() {
    let server = Server::start().await;
    for (number, at_once) in [("9901", true), ("9902", false)] {
        let municipality = server.open(number).await;
        let mut service = Service { server: &server, municipality, by_hand: ByHand::default() };
        let child = SubjectId::derived(&service.municipality, Uuid::nil(), 0);
        let case = CaseId::derived(&service.municipality, Uuid::nil(), 0).as_uuid();
        let measure = MeasureId::derived(&service.municipality, Uuid::nil(), 0);
        let decider = decision(&service.municipality, CaseId::from_uuid(case), "Fra kilden.").decided_by;
        let client = |from: &str, to: Option<&str>, year| {
            let child =
                Child { subject: child, name: None, national_id: None, born_on: None, unborn: false, contact: None };
            let told = ImportedMeasure { measure, code: None, from: date(from), to: to.map(date), year };
            CaseAction::Course(CourseAction::ImportClient(Box::new(ImportedClient {
                journal_number: Personal::child(child.subject, text("2020/17")),
                opening: Opening { child, unit: "Nord".to_owned() },
                opened_on: date("2020-01-01"),
                closed_on: None,
                caseworker: decider.clone(),
                measures: vec![told],
                plans: Vec::new(),
            })))
        };
        let projector = server.projector();
        let shown = async |service: &Service<'_>| {
            let figures = service.figures(false, AsOf::Now).await;
            let rows = figures.rows.into_iter();
            let rows: Vec<_> =
                rows.map(|row| (row.year, row.children, row.children_at_end, row.children_imported)).collect();
            (figures.children_begin, rows)
        };
        let id = clock::new_id;
        let open = client("2020-03-01", None, 2020);
        server.on::<Case>(&service.municipality, id(), case, open).await.unwrap();
        if at_once {
            projector.catch_up().await.unwrap();
            assert_eq!(shown(&service).await, (Some(2020), vec![(2020, 1, 1, 1)]), "as far as its return tells");
        }
        let over = client("2020-03-01", Some("2021-05-31"), 2021);
        server.on::<Case>(&service.municipality, id(), case, over).await.unwrap();
        // The ledger is taken up: the same child, by what is decided here.
        let investigation = service.investigation(child, "Nord", "2021-01-01", None).await;
        service.decide((investigation, child, "Nord"), ("2021-04-01", "2022-06-30")).await;
        projector.catch_up().await.unwrap();
        let expected = vec![(2020, 1, 1, 1), (2021, 1, 1, 1), (2022, 1, 0, 0)];
        assert_eq!(shown(&service).await, (Some(2020), expected), "each child counts once");
        let pool = server.ledger.pool();
        let guard = server.ledger.guard();
        let rebuilt =
            rebuild(guard, &[ReadModel::ServiceStatistics], &service.municipality, &mut |_| {}).await.unwrap();
        assert_eq!(rebuilt[0].differences, 0, "{number}");
        let listed =
            measures(pool, &service.municipality, &MeasureFilter::default(), None, 10, AsOf::Now).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|row| (row.from_on, row.case_id, row.ended_on)).collect();
        let imported = (date("2020-03-01"), Some(case), Some(date("2021-05-31")));
        assert_eq!(listed, [(date("2021-04-01"), None, None), imported]);
    }
    server.end().await;
}
