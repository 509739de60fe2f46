//! Report statistics (RM-7), counted from the report register.
//!
//! The unit is the concluded report, its time the date of conclusion. New reports are those not dismissed because of
//! active measures (3) and not added to an ongoing investigation (4); leaving these out of the denominator is what
//! reproduces the national tables. A rate is always computed from summed numerators and denominators.

use case_ledger_domain::codes::{CodeList, find};
use case_ledger_domain::ids::Municipality;
use chrono::NaiveDate;
use sqlx::Row as _;
use sqlx::postgres::PgPool;

use super::ReadModel;

/// The version of the definitions above; it changes when a figure would.
pub const DEFINITION_VERSION: &str = "report-statistics-1";

/// What figures can be broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportDimension {
    /// Calendar year of conclusion.
    Year,
    /// Calendar quarter of conclusion.
    Quarter,
    /// Calendar month of conclusion.
    Month,
    /// Unit or district.
    Unit,
    /// Reporter code; a report with several counts under each, so the rows exceed the total.
    Reporter,
    /// Content code; likewise.
    Content,
}

impl ReportDimension {
    /// The expression that gives a report's key, or the list of its keys. A report without any code keeps its place
    /// under no code.
    const fn key(self) -> &'static str {
        match self {
            Self::Year => "to_char(concluded_on, 'YYYY')",
            Self::Quarter => "to_char(concluded_on, 'YYYY-\"Q\"Q')",
            Self::Month => "to_char(concluded_on, 'YYYY-MM')",
            Self::Unit => "unit",
            Self::Reporter => "CASE reporter_codes WHEN '{}' THEN ARRAY[''] ELSE reporter_codes END",
            Self::Content => "CASE content_codes WHEN '{}' THEN ARRAY[''] ELSE content_codes END",
        }
    }

    /// Whether a report has a list of keys.
    const fn is_list(self) -> bool {
        matches!(self, Self::Reporter | Self::Content)
    }

    fn label(self, code: &str) -> String {
        let list = match self {
            Self::Year | Self::Quarter | Self::Month | Self::Unit => return code.to_owned(),
            Self::Reporter => CodeList::Reporter,
            Self::Content => CodeList::Content,
        };
        if code.is_empty() {
            return "uten kode".to_owned();
        }
        find(list, code).map_or(code, |known| known.label_nb).to_owned()
    }
}

/// One part of a row's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPart {
    /// By what.
    pub dimension: ReportDimension,
    /// The code, year, unit.
    pub code: String,
    /// What it means, in Norwegian.
    pub label: String,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsRow {
    /// What the group is.
    pub key: Vec<KeyPart>,
    /// All concluded reports.
    pub reports_total: i64,
    /// Those neither dismissed because of active measures nor added to an ongoing investigation.
    pub reports_new: i64,
    /// Dismissed at triage, transfers included.
    pub dismissed: i64,
    /// Of these, transferred to another municipality or agency.
    pub transferred: i64,
    /// Concluded within seven days of receipt.
    pub within_7_days: i64,
}

/// A fraction; `None` where there is nothing to divide by.
#[expect(clippy::cast_precision_loss, reason = "counts of reports are far below 2^52")]
fn rate(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl StatisticsRow {
    /// Dismissed of the new ones.
    pub fn dismissal_rate(&self) -> Option<f64> {
        rate(self.dismissed, self.reports_new)
    }

    /// Concluded within seven days, of all.
    pub fn triaged_within_7_days(&self) -> Option<f64> {
        rate(self.within_7_days, self.reports_total)
    }
}

/// Figures with the position they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportStatistics {
    /// Every event of the municipality's ledger up to here is counted, and none after.
    pub position: i64,
    /// One row per group, in the order of the keys.
    pub rows: Vec<StatisticsRow>,
}

/// Counts the reports concluded from `from` to `to`, both included.
pub async fn report_statistics(
    pool: &PgPool,
    municipality: &Municipality,
    (from, to): (NaiveDate, NaiveDate),
    group_by: &[ReportDimension],
) -> Result<ReportStatistics, sqlx::Error> {
    // A report counts under each of its codes, and under each pair of them: every list is joined by itself, once.
    // (Two lists unnested in one SELECT list would be walked in step.)
    let (mut keys, mut joins): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (index, dimension) in group_by.iter().enumerate() {
        let first = group_by.iter().position(|earlier| earlier == dimension).unwrap_or(index);
        if !dimension.is_list() {
            keys.push(format!(", {} AS key_{index}", dimension.key()));
            continue;
        }
        keys.push(format!(", list_{first}.code AS key_{index}"));
        if first == index {
            joins.push(format!(" CROSS JOIN LATERAL unnest({}) AS list_{index} (code)", dimension.key()));
        }
    }
    let (keys, joins) = (keys.concat(), joins.concat());
    let names: Vec<String> = (0..group_by.len()).map(|index| format!("key_{index}")).collect();
    let grouping =
        if names.is_empty() { String::new() } else { format!("GROUP BY {0} ORDER BY {0}", names.join(", ")) };
    let columns = names.iter().fold(String::new(), |columns, name| columns + ", " + name);
    let sql = format!(
        "WITH counted AS (
             SELECT outcome, days_to_conclusion {keys} FROM report_register {joins}
              WHERE municipality = $1 AND concluded_on BETWEEN $2 AND $3
         )
         SELECT count(*) AS reports_total,
                count(*) FILTER (WHERE outcome NOT IN ('active-measures', 'ongoing-investigation')) AS reports_new,
                count(*) FILTER (WHERE outcome IN ('dismissed', 'transferred')) AS dismissed,
                count(*) FILTER (WHERE outcome = 'transferred') AS transferred,
                count(*) FILTER (WHERE days_to_conclusion <= 7) AS within_7_days {columns}
           FROM counted {grouping}"
    );
    // Rows and position from one snapshot: the figures stand for exactly that position.
    let mut snapshot = pool.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *snapshot).await?;
    let position: Option<i64> =
        sqlx::query_scalar("SELECT position FROM projections WHERE read_model = $1 AND municipality = $2")
            .bind(ReadModel::ReportRegister.name())
            .bind(municipality.as_str())
            .fetch_optional(&mut *snapshot)
            .await?;
    let found = sqlx::query(&sql).bind(municipality.as_str()).bind(from).bind(to).fetch_all(&mut *snapshot).await?;
    snapshot.commit().await?;
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        let mut key = Vec::with_capacity(group_by.len());
        for (dimension, name) in group_by.iter().zip(&names) {
            let code: String = row.try_get(name.as_str())?;
            key.push(KeyPart { dimension: *dimension, label: dimension.label(&code), code });
        }
        rows.push(StatisticsRow {
            key,
            reports_total: row.try_get("reports_total")?,
            reports_new: row.try_get("reports_new")?,
            dismissed: row.try_get("dismissed")?,
            transferred: row.try_get("transferred")?,
            within_7_days: row.try_get("within_7_days")?,
        });
    }
    Ok(ReportStatistics { position: position.unwrap_or_default(), rows })
}
