//! Code lists as dated data.
//!
//! A code means something only together with the list it was taken from and the day it was used: codes are
//! split and retired, and a statistic over such a change must be able to say so.

use std::fmt;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::personal::Personal;
use crate::text::Text;

/// The lists that reports and investigations are coded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeList {
    /// Who reported (Melder).
    Reporter,
    /// What the report is about (Saksinnhold); also the grounds of a decision after an investigation.
    Content,
    /// How triage of a report ended (Melding/Konklusjon).
    ReportConclusion,
    /// How an investigation ended (Undersokelse/Konklusjon).
    InvestigationConclusion,
}

impl CodeList {
    const fn name(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Content => "content",
            Self::ReportConclusion => "report-conclusion",
            Self::InvestigationConclusion => "investigation-conclusion",
        }
    }
}

/// One code of one list, with the days it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code as registers write it.
    pub code: &'static str,
    /// What it means, in Norwegian, as the register words it.
    pub label_nb: &'static str,
    /// First day it may be used.
    pub valid_from: NaiveDate,
    /// Last day it may be used; open when `None`.
    pub valid_to: Option<NaiveDate>,
    /// Whether the code says nothing without a clarifying text.
    pub needs_clarification: bool,
}

impl Code {
    /// Whether the code may be used on `date`.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|last| date <= last)
    }
}

/// Which edition of a list a code was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "StoredList", into = "StoredList")]
pub enum ListVersion {
    /// The national child-welfare register, XSD v4.0.1.
    Register,
    /// The yearly return KOSTRA 15F for a reporting year; its conclusion codes 1 to 4 and 1 to 6 are the register's.
    Kostra15F {
        /// The reporting year.
        year: i32,
    },
}

const REGISTER: &str = "register";
const REGISTER_EDITION: &str = "4.0.1";
const KOSTRA_15F: &str = "kostra-15f";

/// A list as events hold it: the same two texts whichever list it is, so that a reader needs to know none of them.
#[derive(Serialize, Deserialize)]
struct StoredList {
    name: String,
    edition: String,
}

/// A list, or an edition of one, that is not known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code list known here, or not an edition of it")]
pub struct UnknownList;

impl From<ListVersion> for StoredList {
    fn from(list: ListVersion) -> Self {
        let (name, edition) = match list {
            ListVersion::Register => (REGISTER, REGISTER_EDITION.to_owned()),
            ListVersion::Kostra15F { year } => (KOSTRA_15F, year.to_string()),
        };
        Self { name: name.to_owned(), edition }
    }
}

impl TryFrom<StoredList> for ListVersion {
    type Error = UnknownList;

    fn try_from(StoredList { name, edition }: StoredList) -> Result<Self, UnknownList> {
        match name.as_str() {
            REGISTER if edition == REGISTER_EDITION => Ok(Self::Register),
            KOSTRA_15F => edition.parse().map(|year| Self::Kostra15F { year }).map_err(|_| UnknownList),
            _ => Err(UnknownList),
        }
    }
}

/// The lists of used codes got one form in version 1.1 of the events that hold them. Before that, the register's
/// stood as the text `register-4.0.1`, and a return's as an object under its own name, `{"kostra-15f": {"year": …}}`.
///
/// `codes` is one used code, or several.
pub(crate) fn give_lists_one_form(codes: Option<&mut Value>) {
    match codes {
        Some(Value::Array(codes)) => codes.iter_mut().for_each(|code| give_list_one_form(code.get_mut("list"))),
        Some(code) => give_list_one_form(code.get_mut("list")),
        None => {}
    }
}

fn give_list_one_form(list: Option<&mut Value>) {
    let Some(list) = list else { return };
    let present = if list == "register-4.0.1" {
        json!({ "name": REGISTER, "edition": REGISTER_EDITION })
    } else if let Some(year) = list.get(KOSTRA_15F).and_then(|of| of.get("year")) {
        json!({ "name": KOSTRA_15F, "edition": year.to_string() })
    } else {
        return;
    };
    *list = present;
}

impl fmt::Display for ListVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Register => f.write_str("register 4.0.1"),
            Self::Kostra15F { year } => write!(f, "KOSTRA 15F {year}"),
        }
    }
}

/// A code as it was used: with its list's edition and, where it needs one, the clarifying text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsedCode {
    /// The code.
    pub code: String,
    /// The edition of the list.
    pub list: ListVersion,
    /// The clarification, which may tell who someone is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub clarification: Option<Personal<Text>>,
}

struct Row {
    list: &'static str,
    code: Code,
}

/// The register's codes, as shipped with this crate.
///
/// The file is part of the source and `the_shipped_file_reads_whole` proves that each of its lines is read: a line
/// that could not be read would be missing here and fail that test, not the program.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut rows: Vec<Row> =
        include_str!("register.tsv").lines().skip_while(|line| line.starts_with('#')).skip(1).filter_map(row).collect();
    rows.sort_by_key(|row| natural(row.code.code));
    rows
});

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    let (list, code, from, to) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let (needs, label_nb) = (cells.next()?, cells.next()?);
    let valid_to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
    let needs_clarification = needs == "clarify";
    Some(Row { list, code: Code { code, label_nb, valid_from: from.parse().ok()?, valid_to, needs_clarification } })
}

/// Sorts 2 before 10 and 1.1.2 before 1.1.10.
fn natural(code: &str) -> Vec<u32> {
    code.split('.').map(|part| part.parse().unwrap_or(u32::MAX)).collect()
}

/// All codes of a list, in natural order.
pub fn codes(list: CodeList) -> impl Iterator<Item = &'static Code> {
    ROWS.iter().filter(move |row| row.list == list.name()).map(|row| &row.code)
}

/// The code of a list, whatever its days.
pub fn find(list: CodeList, code: &str) -> Option<&'static Code> {
    codes(list).find(|known| known.code == code)
}

/// The codes of a list that may be used on `date`.
pub fn valid_on(list: CodeList, date: NaiveDate) -> impl Iterator<Item = &'static Code> {
    codes(list).filter(move |code| code.holds_on(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_shipped_file_reads_whole() {
        let lines = include_str!("register.tsv").lines().filter(|line| !line.starts_with('#')).count() - 1;
        assert_eq!(ROWS.len(), lines);
        let all =
            [CodeList::Reporter, CodeList::Content, CodeList::ReportConclusion, CodeList::InvestigationConclusion];
        assert_eq!(all.into_iter().map(|list| codes(list).count()).collect::<Vec<_>>(), [25, 93, 10, 9]);
    }

    #[test]
    fn dismissal_is_code_1_until_2025_and_codes_5_to_10_from_2026() {
        let on = |day| valid_on(CodeList::ReportConclusion, date(day)).map(|code| code.code).collect::<Vec<_>>();
        assert_eq!(on("2025-12-31"), ["1", "2", "3", "4"]);
        assert_eq!(on("2026-01-01"), ["2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    }

    #[test]
    fn the_doctor_hospital_and_dentist_code_was_split_in_2025() {
        let fifteen = find(CodeList::Reporter, "15").unwrap();
        assert!(fifteen.holds_on(date("2024-12-31")) && !fifteen.holds_on(date("2025-01-01")));
        assert!(find(CodeList::Reporter, "24").unwrap().holds_on(date("2025-01-01")));
        assert!(find(CodeList::Reporter, "22").unwrap().needs_clarification);
    }
}
