//! How events become facts, and facts the sums on sheets.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::ops::RangeInclusive;

use case_ledger_domain::codes::UsedCode;
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::report::{ReportEvent, TriageOutcome};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::period::Level;
use super::{BY_CONTENT, BY_REPORTER, BY_UNIT, Tables};
use crate::ledger::history::AnyEvent;
use crate::projections::report_register::outcome_name;
use crate::projections::{Place, ProjectionError, Recorded};

/// Facts of a chapter. As of a position, the sheets as the last whole chapter left them are read, and the facts since:
/// fewer than this. Sheets of pairs of codes are long; they are kept more seldom.
pub(super) const fn facts_of_chapter(split: i16) -> i64 {
    if split & BY_REPORTER != 0 && split & BY_CONTENT != 0 { 8_192 } else { 512 }
}

/// Triage within these many days counts as in time. That is the figure's definition, whatever deadline was in force.
const IN_TIME_DAYS: i64 = 7;
/// Sheets, and reports, that a rebuild holds in memory before it puts them away.
const MOST_HELD: usize = 3_000;
/// Rows written by one statement.
const MOST_WRITTEN: usize = 5_000;

/// Every combination of what a sheet may tell apart.
const SPLITS: RangeInclusive<i16> = 0..=(BY_UNIT | BY_REPORTER | BY_CONTENT);

/// What is counted of the reports of one cell: each outcome, and those concluded in time. Nothing here depends on a
/// definition: a definition says which of them make a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally([i64; 6]);

impl Tally {
    const IN_TIME: usize = 5;

    const fn place(outcome: TriageOutcome) -> usize {
        match outcome {
            TriageOutcome::ReportDismissed => 0,
            TriageOutcome::ReportTransferred => 1,
            TriageOutcome::InvestigationDecided => 2,
            TriageOutcome::DismissedActiveMeasures => 3,
            TriageOutcome::AddedToOngoingInvestigation => 4,
        }
    }

    pub(super) fn add(&mut self, other: Self, sign: i64) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += sign * more;
        }
    }

    pub(super) fn count(&mut self, outcome: TriageOutcome, number: i64, in_time: i64) {
        self.0[Self::place(outcome)] += number;
        self.0[Self::IN_TIME] += in_time;
    }

    /// Reports with one of those outcomes.
    pub(super) fn of(self, outcomes: &[TriageOutcome]) -> i64 {
        outcomes.iter().map(|outcome| self.0[Self::place(*outcome)]).sum()
    }

    /// Reports concluded in time.
    pub(super) const fn in_time(self) -> i64 {
        self.0[Self::IN_TIME]
    }

    fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// One cell of a sheet: reporter code and content code, empty where they are not told apart or the report has none.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cell<'a>(
    #[serde(borrow)] pub(super) Cow<'a, str>,
    #[serde(borrow)] pub(super) Cow<'a, str>,
    pub(super) Tally,
);

/// What a report counts under, once it is concluded.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
struct Counted {
    report_id: Uuid,
    unit: String,
    reporter_codes: Vec<String>,
    content_codes: Vec<String>,
    concluded_on: Option<NaiveDate>,
    outcome: Option<String>,
    in_time: Option<bool>,
}

/// A change to the figures.
struct Fact {
    position: i64,
    sign: i16,
    concluded_on: NaiveDate,
    outcome: TriageOutcome,
    in_time: bool,
    of: Counted,
}

/// Which sheet: split, level, bucket and unit, as in the tables' key.
type SheetKey = (i16, i16, NaiveDate, String);
/// What is on it, by reporter code and content code.
type Cells = BTreeMap<(String, String), Tally>;

/// A sheet, and the chapter that changed it last.
#[derive(Debug, Clone)]
struct Sheet {
    chapter: i64,
    cells: Cells,
}

impl Sheet {
    fn add(&mut self, split: i16, fact: &Fact) {
        let mut tally = Tally::default();
        tally.count(fact.outcome, 1, i64::from(fact.in_time));
        for reporter in under(&fact.of.reporter_codes, split & BY_REPORTER != 0) {
            for content in under(&fact.of.content_codes, split & BY_CONTENT != 0) {
                let cell = self.cells.entry((reporter.to_owned(), content.to_owned())).or_default();
                cell.add(tally, i64::from(fact.sign));
            }
        }
        if fact.sign < 0 {
            self.cells.retain(|_, tally| !tally.is_zero());
        }
    }

    fn written(&self) -> Result<String, sqlx::Error> {
        let cell = |((reporter, content), tally): (&(String, String), &Tally)| {
            Cell(reporter.as_str().to_owned().into(), content.as_str().to_owned().into(), *tally)
        };
        serde_json::to_string(&self.cells.iter().map(cell).collect::<Vec<_>>()).map_err(encoding)
    }

    fn read(chapter: i64, cells: &str) -> Result<Self, sqlx::Error> {
        let cells = read_cells(cells)?.into_iter();
        let cells = cells.map(|Cell(reporter, content, tally)| ((reporter.into_owned(), content.into_owned()), tally));
        Ok(Self { chapter, cells: cells.collect() })
    }
}

/// Whether a fold has all there is in memory, or must look in the tables.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Elsewhere {
    /// A rebuild that has not begun yet.
    #[default]
    Unknown,
    /// Nothing.
    Nothing,
    /// What is not in memory.
    Something,
}

/// What a fold remembers: within a batch where the rows are live, all through a rebuild.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    elsewhere: Elsewhere,
    /// How many facts there are, once that is known.
    facts: Option<i64>,
    reports: BTreeMap<Uuid, Counted>,
    sheets: BTreeMap<SheetKey, Sheet>,
}

impl Memory {
    /// Folds events into the tables, in the caller's transaction.
    pub(super) async fn fold(
        &mut self,
        connection: &mut PgConnection,
        tables: &Tables,
        municipality: &Municipality,
        events: &[Recorded],
    ) -> Result<(), ProjectionError> {
        if self.elsewhere == Elsewhere::Unknown {
            self.elsewhere = match tables.place {
                Place::Rebuilt => Elsewhere::Nothing,
                Place::Live => Elsewhere::Something,
            };
        }
        let changes: Vec<(&Recorded, &ReportEvent)> = events.iter().filter_map(change).collect();
        if changes.is_empty() {
            return Ok(());
        }
        self.load_reports(connection, tables, municipality, &changes).await?;
        let mut facts = Vec::new();
        for (recorded, event) in changes {
            let (id, position) = (recorded.aggregate_id, recorded.position);
            let before = self.reports.get(&id).and_then(|report| report.fact(position, -1));
            apply(&mut self.reports, recorded, event)?;
            let after = self.reports.get(&id).and_then(|report| report.fact(position, 1));
            if before.as_ref().map(|fact| &fact.of) != after.as_ref().map(|fact| &fact.of) {
                facts.extend(before.into_iter().chain(after));
            }
        }
        if !facts.is_empty() {
            self.count(connection, tables, municipality, &facts).await?;
        }
        if tables.place == Place::Live {
            return self.write(connection, tables, municipality).await;
        }
        if self.reports.len().max(self.sheets.len()) > MOST_HELD {
            if self.elsewhere == Elsewhere::Nothing {
                make_keys(connection, tables).await?;
                self.elsewhere = Elsewhere::Something;
            }
            self.write(connection, tables, municipality).await?;
        }
        Ok(())
    }

    /// Reports and sheets in memory.
    pub(super) fn rows(&self) -> usize {
        self.reports.len() + self.sheets.len()
    }

    /// Writes what is in memory, and forgets it.
    pub(super) async fn write(
        &mut self,
        connection: &mut PgConnection,
        tables: &Tables,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        // Rows that are nowhere yet can be in nobody's way, and need no key to be looked up by.
        let replacing = self.elsewhere == Elsewhere::Something;
        let reports: Vec<Counted> = mem::take(&mut self.reports).into_values().collect();
        for reports in reports.chunks(MOST_WRITTEN) {
            write_reports(connection, tables, municipality, reports, replacing).await?;
        }
        let sheets: Vec<(SheetKey, Sheet)> = mem::take(&mut self.sheets).into_iter().collect();
        for sheets in sheets.chunks(MOST_WRITTEN) {
            let written = if replacing { Sheets::Replaced } else { Sheets::Added };
            write_sheets(connection, tables, municipality, sheets, written).await?;
        }
        Ok(())
    }

    /// Numbers the facts, writes them, and adds them to their sheets.
    async fn count(
        &mut self,
        connection: &mut PgConnection,
        tables: &Tables,
        municipality: &Municipality,
        facts: &[Fact],
    ) -> Result<(), ProjectionError> {
        let before = match self.facts {
            Some(before) => before,
            None if self.elsewhere == Elsewhere::Nothing => 0,
            None => count_of_facts(connection, tables, municipality).await?,
        };
        write_facts(connection, tables, municipality, before, facts).await?;
        self.load_sheets(connection, tables, municipality, facts).await?;
        // In the order of the facts: a sheet is kept as each chapter left it, however events came in batches.
        let mut left = Vec::new();
        let mut counted = before;
        for fact in facts {
            for key in sheets_of(fact) {
                let split = key.0;
                let chapter = counted / facts_of_chapter(split);
                match self.sheets.entry(key) {
                    Entry::Occupied(mut known) => {
                        if known.get().chapter < chapter {
                            left.push((known.key().clone(), known.get().clone()));
                        }
                        let sheet = known.get_mut();
                        sheet.chapter = chapter;
                        sheet.add(split, fact);
                    }
                    Entry::Vacant(new) => new.insert(Sheet { chapter, cells: Cells::new() }).add(split, fact),
                }
            }
            counted += 1;
        }
        self.facts = Some(counted);
        for left in left.chunks(MOST_WRITTEN) {
            write_sheets(connection, tables, municipality, left, Sheets::Left).await?;
        }
        Ok(())
    }

    async fn load_reports(
        &mut self,
        connection: &mut PgConnection,
        tables: &Tables,
        municipality: &Municipality,
        changes: &[(&Recorded, &ReportEvent)],
    ) -> Result<(), ProjectionError> {
        if self.elsewhere == Elsewhere::Nothing {
            return Ok(());
        }
        let ids: BTreeSet<Uuid> = changes.iter().map(|(recorded, _)| recorded.aggregate_id).collect();
        let ids: Vec<Uuid> = ids.into_iter().filter(|id| !self.reports.contains_key(id)).collect();
        // One by one: a plan for all of them that was made while the table was small reads it whole when it has grown.
        let known: Vec<Counted> = sqlx::query_as(&format!(
            "SELECT kept.* FROM unnest($2::uuid[]) AS wanted (report_id)
              CROSS JOIN LATERAL (SELECT report_id, unit, reporter_codes, content_codes, concluded_on, outcome, in_time
                                    FROM {} WHERE municipality = $1 AND report_id = wanted.report_id LIMIT 1) kept",
            tables.reports
        ))
        .bind(municipality.as_str())
        .bind(ids)
        .fetch_all(connection)
        .await?;
        self.reports.extend(known.into_iter().map(|report| (report.report_id, report)));
        Ok(())
    }

    async fn load_sheets(
        &mut self,
        connection: &mut PgConnection,
        tables: &Tables,
        municipality: &Municipality,
        facts: &[Fact],
    ) -> Result<(), ProjectionError> {
        if self.elsewhere == Elsewhere::Nothing {
            return Ok(());
        }
        let keys: BTreeSet<SheetKey> = facts.iter().flat_map(sheets_of).collect();
        let keys: Vec<SheetKey> = keys.into_iter().filter(|key| !self.sheets.contains_key(key)).collect();
        let known: Vec<FoundSheet> = sqlx::query_as(&format!(
            "SELECT s.split, s.level, s.bucket, s.unit, s.chapter, s.cells
               FROM unnest($2::smallint[], $3::smallint[], $4::date[], $5::text[]) AS t (split, level, bucket, unit)
               JOIN {} s ON s.municipality = $1 AND s.split = t.split AND s.level = t.level AND s.bucket = t.bucket
                        AND s.unit = t.unit",
            tables.sheets
        ))
        .bind(municipality.as_str())
        .bind(keys.iter().map(|key| key.0).collect::<Vec<_>>())
        .bind(keys.iter().map(|key| key.1).collect::<Vec<_>>())
        .bind(keys.iter().map(|key| key.2).collect::<Vec<_>>())
        .bind(keys.iter().map(|key| key.3.as_str()).collect::<Vec<_>>())
        .fetch_all(connection)
        .await?;
        for FoundSheet { split, level, bucket, unit, chapter, cells } in known {
            self.sheets.insert((split, level, bucket, unit), Sheet::read(chapter, &cells)?);
        }
        Ok(())
    }
}

#[derive(FromRow)]
struct FoundSheet {
    split: i16,
    level: i16,
    bucket: NaiveDate,
    unit: String,
    chapter: i64,
    cells: String,
}

/// What may change under what a report counts.
fn change(recorded: &Recorded) -> Option<(&Recorded, &ReportEvent)> {
    let AnyEvent::Report(event) = &recorded.event else { return None };
    match event {
        ReportEvent::ReportReceived { .. }
        | ReportEvent::ReporterClassified { .. }
        | ReportEvent::ReportCodesGiven { .. }
        | ReportEvent::JoiningCorrected { joined: None, .. }
        | ReportEvent::TriageReopened { .. }
        | ReportEvent::TriageDecided { .. } => Some((recorded, event)),
        ReportEvent::AcknowledgementSent { .. }
        | ReportEvent::ReporterDeclarationRecorded { .. }
        | ReportEvent::ReporterNamedAtWork { .. }
        | ReportEvent::IntakeMeetingHeld { .. }
        | ReportEvent::ReportPrioritised { .. }
        | ReportEvent::UrgentFollowUpDecided { .. }
        | ReportEvent::WithholdingFromGuardiansChanged { .. }
        | ReportEvent::JoinedInvestigationNamed { .. }
        | ReportEvent::JoiningCorrected { joined: Some(_), .. }
        | ReportEvent::ReporterInformedOfTriage { .. }
        | ReportEvent::TransferReceiptRecorded(_)
        | ReportEvent::EntryFoundWrong(_)
        | ReportEvent::Steps(_) => None,
    }
}

/// The sheets a fact is added to: of its year, month and day, for everything that may be told apart.
fn sheets_of(fact: &Fact) -> impl Iterator<Item = SheetKey> {
    Level::ALL.into_iter().flat_map(move |level| {
        SPLITS.map(move |split| {
            let unit = if split & BY_UNIT == 0 { String::new() } else { fact.of.unit.clone() };
            (split, level.number(), level.bucket(fact.concluded_on), unit)
        })
    })
}

/// A report counts under each of its codes, and under none where it has none.
pub(super) fn under(codes: &[String], told_apart: bool) -> impl Iterator<Item = &str> + Clone {
    let codes = if told_apart { codes } else { &[] };
    codes.iter().map(String::as_str).chain(codes.is_empty().then_some(""))
}

async fn count_of_facts(
    connection: &mut PgConnection,
    tables: &Tables,
    municipality: &Municipality,
) -> Result<i64, ProjectionError> {
    let count: Option<i64> =
        sqlx::query_scalar(&format!("SELECT max(ordinal) FROM {} WHERE municipality = $1", tables.facts))
            .bind(municipality.as_str())
            .fetch_one(connection)
            .await?;
    Ok(count.unwrap_or_default())
}

/// What is put away during a rebuild is looked up again; rebuilt tables come without keys.
async fn make_keys(connection: &mut PgConnection, tables: &Tables) -> Result<(), ProjectionError> {
    let Tables { reports, sheets, .. } = tables;
    for sql in [
        format!("ALTER TABLE {reports} ADD PRIMARY KEY (municipality, report_id)"),
        format!("ALTER TABLE {sheets} ADD PRIMARY KEY (municipality, split, level, bucket, unit)"),
    ] {
        sqlx::query(&sql).execute(&mut *connection).await?;
    }
    Ok(())
}

impl Counted {
    /// The fact that it counts, or no longer counts, under this; `None` while it is not concluded.
    fn fact(&self, position: i64, sign: i16) -> Option<Fact> {
        let outcome = self.outcome.as_deref().and_then(outcome_named)?;
        let (concluded_on, in_time) = (self.concluded_on?, self.in_time?);
        Some(Fact { position, sign, concluded_on, outcome, in_time, of: self.clone() })
    }
}

/// The outcome with that name in the tables.
pub(super) fn outcome_named(name: &str) -> Option<TriageOutcome> {
    TriageOutcome::ALL.into_iter().find(|outcome| outcome_name(*outcome) == name)
}

/// Each code once: a report that names one twice counts once under it.
fn codes_of(used: &[UsedCode]) -> Vec<String> {
    let codes: BTreeSet<&str> = used.iter().map(|used| used.code.as_str()).collect();
    codes.into_iter().map(str::to_owned).collect()
}

fn apply(
    reports: &mut BTreeMap<Uuid, Counted>,
    recorded: &Recorded,
    event: &ReportEvent,
) -> Result<(), ProjectionError> {
    if let ReportEvent::ReportReceived { contents, unit, .. } = event {
        let report = Counted {
            report_id: recorded.aggregate_id,
            unit: unit.clone(),
            reporter_codes: Vec::new(),
            content_codes: codes_of(contents),
            concluded_on: None,
            outcome: None,
            in_time: None,
        };
        reports.insert(recorded.aggregate_id, report);
        return Ok(());
    }
    let misfit = || ProjectionError::Misfit { position: recorded.position };
    let report = reports.get_mut(&recorded.aggregate_id).ok_or_else(misfit)?;
    match event {
        ReportEvent::ReporterClassified { codes, .. } => report.reporter_codes = codes_of(codes),
        ReportEvent::ReportCodesGiven { reporter_codes, contents, .. } => {
            if let Some(codes) = reporter_codes {
                report.reporter_codes = codes_of(codes);
            }
            if let Some(codes) = contents {
                report.content_codes = codes_of(codes);
            }
        }
        ReportEvent::TriageDecided { outcome, decided_on, days_since_receipt, .. } => {
            report.concluded_on = Some(*decided_on);
            report.outcome = Some(outcome_name(*outcome).to_owned());
            report.in_time = Some(*days_since_receipt <= IN_TIME_DAYS);
        }
        // It is not concluded until it is concluded anew.
        ReportEvent::JoiningCorrected { joined: None, .. } | ReportEvent::TriageReopened { .. } => {
            (report.concluded_on, report.outcome, report.in_time) = (None, None, None);
        }
        ReportEvent::ReportReceived { .. }
        | ReportEvent::AcknowledgementSent { .. }
        | ReportEvent::ReporterDeclarationRecorded { .. }
        | ReportEvent::ReporterNamedAtWork { .. }
        | ReportEvent::IntakeMeetingHeld { .. }
        | ReportEvent::ReportPrioritised { .. }
        | ReportEvent::UrgentFollowUpDecided { .. }
        | ReportEvent::WithholdingFromGuardiansChanged { .. }
        | ReportEvent::JoinedInvestigationNamed { .. }
        | ReportEvent::JoiningCorrected { joined: Some(_), .. }
        | ReportEvent::ReporterInformedOfTriage { .. }
        | ReportEvent::TransferReceiptRecorded(_)
        // What is counted stays as it was told (C12).
        | ReportEvent::EntryFoundWrong(_)
        | ReportEvent::Steps(_) => {}
    }
    Ok(())
}

/// PostgreSQL has no arrays of arrays of unequal length: lists of codes travel as one text each. No code has a space.
fn packed(codes: &[String]) -> String {
    codes.join(" ")
}

async fn write_reports(
    connection: &mut PgConnection,
    tables: &Tables,
    municipality: &Municipality,
    reports: &[Counted],
    replacing: bool,
) -> Result<(), ProjectionError> {
    let conflict = if replacing {
        "ON CONFLICT (municipality, report_id) DO UPDATE SET
                unit = EXCLUDED.unit, reporter_codes = EXCLUDED.reporter_codes,
                content_codes = EXCLUDED.content_codes, concluded_on = EXCLUDED.concluded_on,
                outcome = EXCLUDED.outcome, in_time = EXCLUDED.in_time"
    } else {
        ""
    };
    sqlx::query(&format!(
        "INSERT INTO {} (municipality, report_id, unit, reporter_codes, content_codes, concluded_on, outcome, in_time)
         SELECT $1, r.id, r.unit, coalesce(string_to_array(nullif(r.reporters, ''), ' '), '{{}}'),
                coalesce(string_to_array(nullif(r.contents, ''), ' '), '{{}}'), r.concluded_on, r.outcome, r.in_time
           FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[], $8::boolean[])
             AS r (id, unit, reporters, contents, concluded_on, outcome, in_time)
         {conflict}",
        tables.reports
    ))
    .bind(municipality.as_str())
    .bind(reports.iter().map(|report| report.report_id).collect::<Vec<_>>())
    .bind(reports.iter().map(|report| report.unit.as_str()).collect::<Vec<_>>())
    .bind(reports.iter().map(|report| packed(&report.reporter_codes)).collect::<Vec<_>>())
    .bind(reports.iter().map(|report| packed(&report.content_codes)).collect::<Vec<_>>())
    .bind(reports.iter().map(|report| report.concluded_on).collect::<Vec<_>>())
    .bind(reports.iter().map(|report| report.outcome.as_deref()).collect::<Vec<_>>())
    .bind(reports.iter().map(|report| report.in_time).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_facts(
    connection: &mut PgConnection,
    tables: &Tables,
    municipality: &Municipality,
    counted: i64,
    facts: &[Fact],
) -> Result<(), ProjectionError> {
    sqlx::query(&format!(
        "INSERT INTO {} (municipality, ordinal, position, sign, concluded_on, unit, outcome, in_time,
                reporter_codes, content_codes)
         SELECT $1, $2 + f.nth, f.position, f.sign, f.concluded_on, f.unit, f.outcome, f.in_time,
                coalesce(string_to_array(nullif(f.reporters, ''), ' '), '{{}}'),
                coalesce(string_to_array(nullif(f.contents, ''), ' '), '{{}}')
           FROM unnest($3::bigint[], $4::smallint[], $5::date[], $6::text[], $7::text[], $8::boolean[], $9::text[],
                $10::text[])
             WITH ORDINALITY AS f (position, sign, concluded_on, unit, outcome, in_time, reporters, contents, nth)",
        tables.facts
    ))
    .bind(municipality.as_str())
    .bind(counted)
    .bind(facts.iter().map(|fact| fact.position).collect::<Vec<_>>())
    .bind(facts.iter().map(|fact| fact.sign).collect::<Vec<_>>())
    .bind(facts.iter().map(|fact| fact.concluded_on).collect::<Vec<_>>())
    .bind(facts.iter().map(|fact| fact.of.unit.as_str()).collect::<Vec<_>>())
    .bind(facts.iter().map(|fact| outcome_name(fact.outcome)).collect::<Vec<_>>())
    .bind(facts.iter().map(|fact| fact.in_time).collect::<Vec<_>>())
    .bind(facts.iter().map(|fact| packed(&fact.of.reporter_codes)).collect::<Vec<_>>())
    .bind(facts.iter().map(|fact| packed(&fact.of.content_codes)).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

/// How sheets are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sheets {
    /// Where there were none.
    Added,
    /// In the place of those there were.
    Replaced,
    /// Into the history, as an earlier chapter left them.
    Left,
}

async fn write_sheets(
    connection: &mut PgConnection,
    tables: &Tables,
    municipality: &Municipality,
    sheets: &[(SheetKey, Sheet)],
    how: Sheets,
) -> Result<(), ProjectionError> {
    let (table, conflict) = match how {
        Sheets::Added => (&tables.sheets, ""),
        Sheets::Replaced => (
            &tables.sheets,
            "ON CONFLICT (municipality, split, level, bucket, unit)
             DO UPDATE SET chapter = EXCLUDED.chapter, cells = EXCLUDED.cells",
        ),
        Sheets::Left => (&tables.sheets_history, ""),
    };
    let cells: Vec<String> = sheets.iter().map(|(_, sheet)| sheet.written()).collect::<Result<_, _>>()?;
    sqlx::query(&format!(
        "INSERT INTO {table} (municipality, split, level, bucket, unit, chapter, cells)
         SELECT $1, s.* FROM unnest($2::smallint[], $3::smallint[], $4::date[], $5::text[], $6::bigint[], $7::text[])
             AS s (split, level, bucket, unit, chapter, cells)
         {conflict}"
    ))
    .bind(municipality.as_str())
    .bind(sheets.iter().map(|(key, _)| key.0).collect::<Vec<_>>())
    .bind(sheets.iter().map(|(key, _)| key.1).collect::<Vec<_>>())
    .bind(sheets.iter().map(|(key, _)| key.2).collect::<Vec<_>>())
    .bind(sheets.iter().map(|(key, _)| key.3.as_str()).collect::<Vec<_>>())
    .bind(sheets.iter().map(|(_, sheet)| sheet.chapter).collect::<Vec<_>>())
    .bind(cells)
    .execute(connection)
    .await?;
    Ok(())
}

/// What is written on a sheet.
pub(super) fn read_cells(cells: &str) -> Result<Vec<Cell<'_>>, sqlx::Error> {
    serde_json::from_str(cells).map_err(encoding)
}

fn encoding(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}
