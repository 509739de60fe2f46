//! Code lists as dated data.
//!
//! A code means something only together with the list it was taken from and the day it was used: codes are
//! split and retired, and a statistic over such a change must be able to say so.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Language, Word};

macro_rules! code_lists {
    ($($(#[$doc:meta])* $list:ident => $name:literal,)+) => {
        /// The lists of the national child welfare register.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum CodeList {
            $($(#[$doc])* $list,)+
        }

        impl CodeList {
            /// Every list.
            pub const ALL: &[Self] = &[$(Self::$list,)+];

            fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$list),)+
                    _ => None,
                }
            }

            const fn name(self) -> &'static str {
                match self {
                    $(Self::$list => $name,)+
                }
            }
        }
    };
}

code_lists! {
    /// Who reported (Melder).
    Reporter => "reporter",
    /// What the report is about (Saksinnhold); also the grounds of a decision after an investigation.
    Content => "content",
    /// How triage of a report ended (Melding/Konklusjon).
    ReportConclusion => "report-conclusion",
    /// How an investigation ended (Undersokelse/Konklusjon).
    InvestigationConclusion => "investigation-conclusion",
    /// Whether and how the child took part (Undersokelse/BarnetsMedvirkning).
    ChildParticipation => "child-participation",
    /// Whether an investigation's time limit was extended (Undersokelse/UtvidetFrist).
    ExtendedDeadline => "extended-deadline",
    /// What kind of plan it is (Plantype).
    Plan => "plan",
    /// What measure it is (Tiltak/Kategori).
    Measure => "measure",
    /// Why a measure ended (Tiltak/Opphevelse).
    MeasureEnding => "measure-ending",
    /// Where a formal decision stands (Vedtak/Status).
    DecisionStatus => "decision-status",
    /// What became of a claim before the board (Vedtak/Krav/Konklusjon).
    ClaimConclusion => "claim-conclusion",
    /// How aftercare was concluded (Ettervern/Konklusjon).
    AftercareConclusion => "aftercare-conclusion",
    /// Why a child moved (Flytting/ArsakFra).
    MoveReason => "move-reason",
    /// Where a child moved to (Flytting/FlyttingTil).
    MoveDestination => "move-destination",
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
    /// What it means in that language. The register words its codes in nb alone; the other languages are the ledger's own.
    pub fn label(&self, list: CodeList, language: Language) -> &'static str {
        let translated = || LABELS.get(&(list.name(), self.code));
        match language {
            Language::Nb => self.label_nb,
            Language::Nn => translated().map_or(self.label_nb, |label| label.nn),
            Language::En => translated().map_or(self.label_nb, |label| label.en),
        }
    }

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
    list: CodeList,
    code: Code,
}

/// Why a line of the file cannot be taken, and which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("register.tsv, line {line}: {problem}")]
struct Malformed {
    line: usize,
    problem: String,
}

/// The register's codes, as shipped with this crate.
///
/// The file is part of the source and `the_shipped_file_reads_whole` proves that each of its lines is read: a line
/// that could not be read would be missing here and fail that test, not the program.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let (mut rows, _malformed) = read(include_str!("register.tsv"));
    rows.sort_by_key(|row| natural(row.code.code));
    rows
});

/// What a code means in the languages that the register does not word it in.
struct Label {
    nn: &'static str,
    en: &'static str,
}

const LABELS_FILE: &str = include_str!("labels.tsv");

/// What each code is called in the other languages, by list and code.
///
/// The file is part of the source, and a test proves that each code of each list is told.
static LABELS: LazyLock<BTreeMap<(&str, &str), Label>> = LazyLock::new(|| {
    let lines = LABELS_FILE.lines().filter(|line| !line.starts_with('#')).skip(1);
    let told = lines.filter_map(|line| {
        let [list, code, nn, en] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
        Some(((list, code), Label { nn, en }))
    });
    told.collect()
});

/// What stands for no code, where figures are told by codes.
pub const WITHOUT_CODE: Word = Word::new("Code-None");

/// The rows of a file, and the lines that are none.
fn read(source: &'static str) -> (Vec<Row>, Vec<Malformed>) {
    let (mut rows, mut malformed) = (Vec::new(), Vec::new());
    let numbered = source.lines().enumerate().map(|(index, text)| (index + 1, text));
    for (line, text) in numbered.skip_while(|(_, text)| text.starts_with('#')).skip(1) {
        match row(text).and_then(|row| must_hold_alone(row, &rows)) {
            Ok(row) => rows.push(row),
            Err(problem) => malformed.push(Malformed { line, problem }),
        }
    }
    (rows, malformed)
}

fn row(line: &'static str) -> Result<Row, String> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [list, code, from, to, needs, label_nb] = cells[..] else {
        return Err(format!("has {} cells instead of 6", cells.len()));
    };
    let list = CodeList::named(list).ok_or_else(|| format!("{list} is no list"))?;
    let day = |text: &str| text.parse::<NaiveDate>().map_err(|_| format!("{text} is no day"));
    let valid_from = day(from)?;
    let valid_to = if to.is_empty() { None } else { Some(day(to)?) };
    if valid_to.is_some_and(|last| last < valid_from) {
        return Err(format!("{code} ends before it begins"));
    }
    let needs_clarification = match needs {
        "" => false,
        "clarify" => true,
        other => return Err(format!("{other} is nothing that a code needs")),
    };
    if code.is_empty() || label_nb.is_empty() {
        return Err("lacks its code or its label".to_owned());
    }
    Ok(Row { list, code: Code { code, label_nb, valid_from, valid_to, needs_clarification } })
}

fn must_hold_alone(row: Row, earlier: &[Row]) -> Result<Row, String> {
    let same = |other: &&Row| other.list == row.list && other.code.code == row.code.code;
    if earlier.iter().any(|other| same(&other)) {
        return Err(format!("{} is listed twice", row.code.code));
    }
    Ok(row)
}

/// Sorts 2 before 10 and 1.1.2 before 1.1.10.
fn natural(code: &str) -> Vec<u32> {
    code.split('.').map(|part| part.parse().unwrap_or(u32::MAX)).collect()
}

/// All codes of a list, in natural order.
pub fn codes(list: CodeList) -> impl Iterator<Item = &'static Code> {
    ROWS.iter().filter(move |row| row.list == list).map(|row| &row.code)
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

    /// What is called by its own name in every language.
    const PROPER_NAMES: [&str; 3] = ["3.2", "3.5", "4.9"];

    #[test]
    fn r_71_every_code_of_every_list_means_something_in_each_language() {
        for Row { list, code } in ROWS.iter() {
            let [nb, nn, en] = Language::ALL.map(|language| code.label(*list, language));
            assert!(LABELS.contains_key(&(list.name(), code.code)), "{list:?} {}", code.code);
            assert!(![nb, nn, en].iter().any(|label| label.trim().is_empty()), "{list:?} {}", code.code);
            let named = *list == CodeList::Measure && PROPER_NAMES.contains(&code.code);
            assert_eq!(nb == en, named, "{list:?} {} is told in nb where en is asked for", code.code);
        }
        assert_eq!(LABELS.len(), ROWS.len(), "no label is of no code");
        let lines = LABELS_FILE.lines().filter(|line| !line.starts_with('#')).count() - 1;
        assert_eq!(LABELS.len(), lines, "each line is read once");
    }

    #[test]
    fn the_shipped_file_reads_whole() {
        let source = include_str!("register.tsv");
        let (rows, malformed) = read(source);
        assert_eq!(malformed, []);
        assert_eq!(rows.len(), source.lines().filter(|line| !line.starts_with('#')).count() - 1);
        let of_cases =
            [CodeList::Reporter, CodeList::Content, CodeList::ReportConclusion, CodeList::InvestigationConclusion];
        assert_eq!(of_cases.map(|list| codes(list).count()), [25, 93, 10, 9]);
        let of_follow_up = [
            CodeList::ChildParticipation,
            CodeList::ExtendedDeadline,
            CodeList::Plan,
            CodeList::Measure,
            CodeList::MeasureEnding,
            CodeList::DecisionStatus,
            CodeList::ClaimConclusion,
            CodeList::AftercareConclusion,
            CodeList::MoveReason,
            CodeList::MoveDestination,
        ];
        assert_eq!(of_follow_up.map(|list| codes(list).count()), [6, 2, 8, 51, 4, 4, 3, 3, 18, 9]);
    }

    #[test]
    fn a_malformed_line_is_refused_with_its_number() {
        let source = "# Comment\nlist\tcode\tvalid_from\tvalid_to\tneeds\tlabel_nb\n\
            plan\t1\t2013-01-01\t\t\tTiltaksplan\n\
            plans\t2\t2013-01-01\t\t\tTiltaksplan\n\
            plan\t3\t2025-31-12\t\t\tTiltaksplan\n\
            plan\t4\t2023-01-01\t2022-12-31\t\tTiltaksplan\n\
            plan\t5\t2013-01-01\t\tclarifies\tTiltaksplan\n\
            plan\t6\t2013-01-01\t\t\t\n\
            plan\t7\t2013-01-01\t\tTiltaksplan\n\
            plan\t1\t2014-01-01\t\t\tTiltaksplan";
        let (rows, malformed) = read(source);
        let told: Vec<_> = malformed.iter().map(ToString::to_string).collect();
        assert_eq!(rows.len(), 1);
        assert_eq!(
            told,
            [
                "register.tsv, line 4: plans is no list",
                "register.tsv, line 5: 2025-31-12 is no day",
                "register.tsv, line 6: 4 ends before it begins",
                "register.tsv, line 7: clarifies is nothing that a code needs",
                "register.tsv, line 8: lacks its code or its label",
                "register.tsv, line 9: has 5 cells instead of 6",
                "register.tsv, line 10: 1 is listed twice",
            ]
        );
    }

    #[test]
    fn r71_plans_and_measures_hold_as_the_register_has_them() {
        let plans = |day| valid_on(CodeList::Plan, date(day)).map(|code| code.code).collect::<Vec<_>>();
        assert_eq!(plans("2022-12-31"), ["1", "2", "3", "4"]);
        assert_eq!(plans("2023-01-01"), ["1", "2", "4", "5", "6", "7", "8"]);
        let housing = |day| find(CodeList::Measure, "8.2").unwrap().holds_on(date(day));
        assert!(housing("2025-12-31") && !housing("2026-01-01"), "8.2 was split into 8.4 and 8.5");
        assert!(find(CodeList::Measure, "3.99").unwrap().needs_clarification);
        assert!(valid_on(CodeList::ChildParticipation, date("2025-12-31")).next().is_none());
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
