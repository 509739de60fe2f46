//! Figures that may be published: none tells of a child or two (requirements 5.6 and 6.2).
//!
//! Counts of one, two and three are not shown. Nor is what would give them away: in a row, whatever can be subtracted
//! from another figure of it; in a table, whose whole is published as well, what the rows that are left out have
//! together, which anybody finds by subtracting the others. Rates are computed from the counts of their row and are
//! shown where these are.
//!
//! So rows are left out, the smallest first, until those that are left out could be published as one row. How many
//! reports they have is known better than that, because each has some: together they must have more than if all of them
//! were small. Rows with equally many reports go together, or their order would tell which of them was the small one.
//!
//! Where a report counts in several rows, what a row leaves of the whole is those that are not in it: a row that leaves few is
//! not shown either.
//!
//! What is published twice is subtracted as well, the one from the other. So the figures of a year stand as they were
//! published, and others take their place only where nobody is found in the difference ([`Readable`]), neither of a figure
//! nor of what two of them leave between them. What takes more figures to reckon is not held against it, save what the
//! rows of a table leave of the whole: among many figures some sum always comes out small, and tells of nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;

/// The largest count that is not shown, above zero.
const SMALL: i64 = 3;

/// The counts of a row of the report statistics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All concluded reports.
    pub total: i64,
    /// Of these, new ones.
    pub new: i64,
    /// Of these, dismissed.
    pub dismissed: i64,
    /// Of these, transferred.
    pub transferred: i64,
    /// Of all, concluded within seven days (D-1).
    pub in_time: i64,
}

/// What of a row may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// How many reports there were.
    Total,
    /// All of it.
    Everything,
}

const fn is_small(count: i64) -> bool {
    1 <= count && count <= SMALL
}

impl Counts {
    /// What of it may be shown, taken by itself.
    pub fn alone(&self) -> Shown {
        // Every part that two of the figures leave between them.
        let parts = [
            self.total - self.new,
            self.new - self.dismissed,
            self.dismissed - self.transferred,
            self.transferred,
            self.dismissed,
            self.new,
        ];
        if is_small(self.total) {
            Shown::Nothing
        } else if parts.into_iter().any(is_small) {
            Shown::Total
        } else {
            Shown::Everything
        }
    }

    /// Whether few were concluded in time, or few late.
    const fn tells_of_few_in_time(&self) -> bool {
        is_small(self.in_time) || is_small(self.total - self.in_time)
    }

    /// What is in the whole and not in one of its rows.
    const fn without(&self, row: &Self) -> Self {
        Self {
            total: self.total - row.total,
            new: self.new - row.new,
            dismissed: self.dismissed - row.dismissed,
            transferred: self.transferred - row.transferred,
            in_time: self.in_time - row.in_time,
        }
    }

    /// How much may be shown of one of its rows, for what that leaves of it.
    fn may_leave(&self, row: &Self) -> Shown {
        match (self.alone(), self.without(row).alone()) {
            (Shown::Everything, rest) => rest,
            (Shown::Total, Shown::Nothing) => Shown::Nothing,
            (Shown::Total | Shown::Nothing, _) => Shown::Everything,
        }
    }
}

impl<'a> Sum<&'a Self> for Counts {
    fn sum<I: Iterator<Item = &'a Self>>(rows: I) -> Self {
        rows.fold(Self::default(), |sum, row| Self {
            total: sum.total + row.total,
            new: sum.new + row.new,
            dismissed: sum.dismissed + row.dismissed,
            transferred: sum.transferred + row.transferred,
            in_time: sum.in_time + row.in_time,
        })
    }
}

/// Leaves out further rows, the smallest first, until those that are left out together give nothing away.
fn leave_out_more(rows: &[Counts], left_out: &mut [bool], safe: impl Fn(&[&Counts]) -> bool) {
    loop {
        let these: Vec<&Counts> = rows.iter().zip(&*left_out).filter(|(_, out)| **out).map(|(row, _)| row).collect();
        if these.is_empty() || safe(&these) {
            return;
        }
        // A row without reports hides nothing.
        let others = rows.iter().zip(&*left_out).filter(|(row, out)| !**out && row.total > 0);
        let Some(smallest) = others.map(|(row, _)| row.total).min() else { return };
        for (row, out) in rows.iter().zip(&mut *left_out) {
            *out |= row.total == smallest;
        }
    }
}

/// What of each row of a table may be shown beside the whole of which the rows are parts, and whether the share of what was
/// concluded in time may be. Nothing where the table may not be shown at all. The rows may have more reports together than there
/// are: one counts under each of its codes.
pub fn shown_in_table(whole: &Counts, rows: &[Counts]) -> Option<Vec<(Shown, bool)>> {
    let mut shown = publishable(rows)?;
    for (row, shown) in rows.iter().zip(&mut shown) {
        *shown = whole.may_leave(row).min(*shown);
    }
    if rows.len() > 1 && shown.iter().all(|shown| *shown == Shown::Nothing) {
        return None;
    }
    let mut in_time = publishable_in_time(rows, &shown);
    let whole_is_shown = whole.alone() >= Shown::Total && !whole.tells_of_few_in_time();
    for (row, in_time) in rows.iter().zip(&mut in_time) {
        *in_time &= !(whole_is_shown && whole.without(row).tells_of_few_in_time());
    }
    Some(shown.into_iter().zip(in_time).collect())
}

/// Whether the share of what was concluded in time may be shown in each row of a table, of whose counts that much is
/// shown: neither those in time nor those late may be few, nor be left alone by the other rows.
fn publishable_in_time(rows: &[Counts], shown: &[Shown]) -> Vec<bool> {
    let left_out = |(counts, shown): (&Counts, &Shown)| *shown < Shown::Total || counts.tells_of_few_in_time();
    let mut left_out: Vec<bool> = rows.iter().zip(shown).map(left_out).collect();
    let whole_is_shown = !rows.iter().sum::<Counts>().tells_of_few_in_time();
    leave_out_more(rows, &mut left_out, |these| {
        let together: Counts = these.iter().copied().sum();
        these.len() > 1 && !(whole_is_shown && together.tells_of_few_in_time())
    });
    left_out.into_iter().map(|out| !out).collect()
}

/// What of each row of a table may be shown beside the whole of which the rows are parts. Nothing where the table may not
/// be shown at all: where none of its rows may, their number alone can tell what is in each.
fn publishable(rows: &[Counts]) -> Option<Vec<Shown>> {
    let mut shown: Vec<Shown> = rows.iter().map(Counts::alone).collect();
    let mut left_out: Vec<bool> = shown.iter().map(|shown| *shown < Shown::Total).collect();
    leave_out_more(rows, &mut left_out, |these| {
        let together: Counts = these.iter().copied().sum();
        i64::try_from(these.len()).is_ok_and(|rows| together.total > SMALL * rows)
    });
    hold_back(&mut shown, &left_out, Shown::Nothing);
    if rows.len() > 1 && shown.iter().all(|shown| *shown == Shown::Nothing) {
        return None;
    }
    let mut left_out: Vec<bool> = shown.iter().map(|shown| *shown < Shown::Everything).collect();
    let whole_is_shown = rows.iter().sum::<Counts>().alone() == Shown::Everything;
    leave_out_more(rows, &mut left_out, |these| {
        let together: Counts = these.iter().copied().sum();
        these.len() > 1 && (!whole_is_shown || together.alone() == Shown::Everything)
    });
    hold_back(&mut shown, &left_out, Shown::Total);
    Some(shown)
}

/// What a year counts of the child welfare service's own work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct YearOfWork {
    /// Investigations concluded.
    pub investigations: i64,
    /// Of these, within three months.
    pub in_three_months: i64,
    /// Of these, with their time limit extended.
    pub extended: i64,
    /// Of these, by what they came to; together all of them.
    pub outcomes: [i64; 6],
    /// Children with a measure in force on any day.
    pub children: i64,
    /// Of these, on the last day.
    pub children_at_end: i64,
}

/// Which figures of a year may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one for each figure")]
pub struct WorkShown {
    /// Investigations concluded.
    pub investigations: bool,
    /// Those within three months.
    pub in_three_months: bool,
    /// Those with their time limit extended.
    pub extended: bool,
    /// What they came to.
    pub outcomes: bool,
    /// Children with a measure.
    pub children: bool,
    /// Children with a measure on the last day.
    pub children_at_end: bool,
}

/// What was published before of the years beside a year, each time that it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Children with a measure on the last day of the year before.
    pub at_end_of_year_before: Vec<i64>,
    /// Children with a measure on any day of the year after.
    pub in_year_after: Vec<i64>,
}

impl YearOfWork {
    /// What of it may be shown beside the years next to it: no figure that is small, and none that leaves a small one between
    /// itself and another. Those who had a measure at a year's end have one in the next, nearly all: how many came to them
    /// is not to be found by subtraction either, whichever of the two years was published first.
    pub fn publishable(&self, beside: &Beside) -> WorkShown {
        let small = |count: i64| is_small(count.abs());
        let Self { investigations, in_three_months, extended, outcomes, children, children_at_end } = *self;
        let whole = !small(investigations);
        let few_new = beside.at_end_of_year_before.iter().any(|before| small(children - before));
        let few_in_next = beside.in_year_after.iter().any(|after| small(after - children_at_end));
        let of_children = !small(children) && !few_new;
        let late = investigations - in_three_months;
        WorkShown {
            investigations: whole,
            in_three_months: whole && !small(in_three_months) && !small(late),
            // Those that were late without an extension are the rest of the late ones.
            extended: whole && ![extended, investigations - extended, late - extended].into_iter().any(small),
            outcomes: whole && !outcomes.into_iter().any(small),
            children: of_children,
            children_at_end: of_children
                && ![children_at_end, children - children_at_end].into_iter().any(small)
                && !few_in_next,
        }
    }
}

/// How often reporters were to be told something by a day of a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// How often.
    pub due: i64,
    /// Of these, told in time.
    pub in_time: i64,
    /// Of these, told later; the rest was not told.
    pub late: i64,
}

/// Which figures of what reporters were to be told may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldShown {
    /// How often something was to be told.
    pub due: bool,
    /// How often it was told in time, and how often later.
    pub when: bool,
}

/// What of a year's feedback to reporters may be shown, one after the other of what is told about a report: no figure that
/// is small, and none that leaves a small one between itself and another. Nearly all who are told of one thing are told of
/// the next: how few are not is not to be found by subtraction either.
pub fn publishable_feedback<const ITEMS: usize>(year: [Told; ITEMS]) -> [ToldShown; ITEMS] {
    let small = |count: i64| is_small(count.abs());
    let mut before: Vec<i64> = Vec::with_capacity(ITEMS);
    year.map(|Told { due, in_time, late }| {
        let shows_due = !small(due) && !before.iter().any(|before| small(before - due));
        if shows_due {
            before.push(due);
        }
        // What was in time, what was late and what was not told at all, and what any two of them are together.
        let parts = [in_time, late, due - in_time - late];
        ToldShown { due: shows_due, when: shows_due && !parts.into_iter().any(small) }
    })
}

/// A figure that is shown, or is left where one that is shown is subtracted from another; none where it is not.
type Figure = Option<i64>;

/// The figures of a row, and what any two of them leave between them.
type RowTold = [Figure; 12];

impl Counts {
    /// Each figure of a row of which so much is shown, and what they leave between them.
    fn told(&self, shown: Shown, in_time: bool) -> RowTold {
        let Self { total, new, dismissed, transferred, in_time: within } = *self;
        let of_all = |count: i64| (shown == Shown::Everything).then_some(count);
        [
            (shown >= Shown::Total).then_some(total),
            of_all(new),
            of_all(total - new),
            of_all(dismissed),
            of_all(total - dismissed),
            of_all(new - dismissed),
            of_all(transferred),
            of_all(total - transferred),
            of_all(new - transferred),
            of_all(dismissed - transferred),
            in_time.then_some(within),
            in_time.then_some(total - within),
        ]
    }
}

/// What is told of each row of a table; of none where the table is not shown.
fn told_in_table(whole: &Counts, rows: &[Counts]) -> Vec<RowTold> {
    let shown = shown_in_table(whole, rows).unwrap_or_default();
    rows.iter().zip(shown).map(|(row, (shown, in_time))| row.told(shown, in_time)).collect()
}

/// Where a figure stands: in which table, in which row of it or in what its rows leave of the whole, and which one it is.
type Standing = (&'static str, Option<String>, usize);

/// Where all of a year's reports stand.
const REPORTS: &str = "reports";

/// A figure of a year, and what was published of the year next to it that is subtracted from it, each time that it was.
type BesideNext = (Figure, Vec<i64>);

/// All that anybody reads in the figures of a year as they are published, and finds by subtracting them from each other.
/// That something is not shown is read as well. What is in no row there is none of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readable {
    figures: BTreeMap<Standing, Figure>,
    /// The tables whose rows are parts of the year's reports.
    of_reports: BTreeSet<&'static str>,
    /// The children of the year beside those of the end of the year before, and those of its end beside the year after.
    next_to: [BesideNext; 2],
}

impl Readable {
    fn read(&mut self, table: &'static str, row: Option<&str>, figures: &[Figure]) {
        for (nth, figure) in figures.iter().enumerate() {
            self.figures.insert((table, row.map(ToOwned::to_owned), nth), *figure);
        }
    }

    /// The year's reports: all of them, and the tables into which they are broken down, each by its name with its rows by
    /// theirs.
    pub fn read_reports(&mut self, whole: Counts, tables: &[(&'static str, Vec<(String, Counts)>)]) {
        let of_whole = told_in_table(&whole, &[whole]).first().copied().unwrap_or_default();
        self.read(REPORTS, None, &of_whole);
        for &(table, ref rows) in tables {
            let counts: Vec<Counts> = rows.iter().map(|(_, counts)| *counts).collect();
            let told = told_in_table(&whole, &counts);
            self.of_reports.insert(table);
            // What the rows that are shown leave of the whole for those that are not.
            let mut left = if told.len() == rows.len() { of_whole } else { RowTold::default() };
            for ((row, _), told) in rows.iter().zip(&told) {
                self.read(table, Some(row.as_str()), told);
                for (left, told) in left.iter_mut().zip(told) {
                    *left = left.map(|left| left - told.unwrap_or_default());
                }
            }
            self.read(table, None, &left);
        }
    }

    /// The year's work of the service, beside what was published before of the years next to it.
    pub fn read_work(&mut self, year: &YearOfWork, beside: &Beside) {
        let shown = year.publishable(beside);
        let YearOfWork { investigations, in_three_months, extended, outcomes, children, children_at_end } = *year;
        let late = investigations - in_three_months;
        let [measures, board_cases, dismissed @ ..] = outcomes;
        let figures = [
            shown.investigations.then_some(investigations),
            shown.in_three_months.then_some(in_three_months),
            shown.in_three_months.then_some(late),
            shown.extended.then_some(extended),
            shown.extended.then_some(investigations - extended),
            (shown.in_three_months && shown.extended).then_some(late - extended),
            shown.outcomes.then_some(dismissed.iter().sum()),
            shown.outcomes.then_some(measures + board_cases),
            shown.children.then_some(children),
            shown.children_at_end.then_some(children_at_end),
            shown.children_at_end.then_some(children - children_at_end),
        ];
        self.read("work", None, &figures);
        self.next_to = [
            (shown.children.then_some(children), beside.at_end_of_year_before.clone()),
            (shown.children_at_end.then_some(children_at_end), beside.in_year_after.clone()),
        ];
    }

    /// What reporters were to be told in the year.
    pub fn read_feedback<const ITEMS: usize>(&mut self, year: [Told; ITEMS]) {
        let mut figures = Vec::new();
        let mut due_before: Vec<Figure> = Vec::with_capacity(ITEMS);
        for (Told { due, in_time, late }, shown) in year.into_iter().zip(publishable_feedback(year)) {
            // Those that were told in time, late and never, and each two of these together.
            let when = [in_time, late, due - in_time - late, in_time + late, due - late, due - in_time];
            figures.extend(when.map(|count| shown.when.then_some(count)));
            let due = shown.due.then_some(due);
            // Who is told of one thing and not of the next.
            figures.extend(due_before.iter().map(|before| before.zip(due).map(|(before, due)| before - due)));
            figures.push(due);
            due_before.push(due);
        }
        self.read("feedback", None, &figures);
    }

    fn figure(&self, standing: &Standing) -> Figure {
        self.figures.get(standing).copied().unwrap_or(Some(0))
    }

    /// By how much a figure is more than in the other; none where it is shown in neither of them, or in one alone.
    fn change(&self, other: &Self, standing: &Standing) -> Figure {
        self.figure(standing).zip(other.figure(standing)).map(|(one, other)| one - other)
    }

    /// Whether whoever has both finds nobody in what they differ by: each figure is the same or differs by more than is small, also
    /// what a row leaves of the whole; and what the one shows the other shows as well.
    pub fn tells_of_nobody_beside(&self, other: &Self) -> bool {
        let is_part = |table: &&'static str| self.of_reports.contains(table) || other.of_reports.contains(table);
        let figures = self.figures.keys().chain(other.figures.keys()).all(|standing| {
            let (table, _, nth) = standing;
            let Some(change) = self.change(other, standing) else {
                return self.figure(standing) == other.figure(standing);
            };
            let of_whole = self.change(other, &(REPORTS, None, *nth)).filter(|_| is_part(table));
            !is_small(change.abs()) && !of_whole.is_some_and(|of_whole| is_small((of_whole - change).abs()))
        });
        figures && self.next_to.iter().zip(&other.next_to).all(|(one, other)| differ_by_nobody(one, other))
    }
}

/// Whether that is so also of what is left where the year next to it is subtracted, whichever time that it was published: nearly
/// all who had a measure at a year's end have one in the next, and how many came is no more to be found than how many there are.
fn differ_by_nobody((one, beside_one): &BesideNext, (other, beside_other): &BesideNext) -> bool {
    let Some(change) = one.zip(*other).map(|(one, other)| one - other) else { return true };
    let mut next = beside_one.iter().flat_map(|one| beside_other.iter().map(move |other| one - other));
    next.all(|of_next| !is_small((change - of_next).abs()))
}

fn hold_back(shown: &mut [Shown], left_out: &[bool], most: Shown) {
    for (shown, _) in shown.iter_mut().zip(left_out).filter(|(_, out)| **out) {
        *shown = most.min(*shown);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(total: i64, new: i64, dismissed: i64, transferred: i64) -> Counts {
        Counts { total, new, dismissed, transferred, in_time: total }
    }

    #[test]
    fn rm7_one_two_and_three_are_not_shown_and_none_and_four_are() {
        for (total, shown) in [(0, Shown::Everything), (1, Shown::Nothing), (3, Shown::Nothing), (4, Shown::Everything)]
        {
            assert_eq!(counts(total, total, 0, 0).alone(), shown, "{total}");
        }
        assert_eq!(counts(100, 90, 20, 2).alone(), Shown::Total, "two were transferred");
    }

    #[test]
    fn rm7_what_can_be_subtracted_is_not_shown() {
        assert_eq!(counts(100, 98, 20, 0).alone(), Shown::Total, "two were not new");
        assert_eq!(counts(100, 90, 88, 0).alone(), Shown::Total, "two were not dismissed");
        let rows = [Counts { in_time: 99, ..counts(100, 90, 20, 0) }, counts(50, 40, 10, 0), counts(60, 50, 10, 0)];
        let shown = publishable(&rows).unwrap();
        assert_eq!(shown, [Shown::Everything; 3]);
        assert_eq!(
            publishable_in_time(&rows, &shown),
            [false, false, true],
            "one was late, and the smallest goes with it"
        );
    }

    #[test]
    fn rm7_a_single_row_that_is_left_out_takes_the_next_smallest_with_it() {
        let rows = [counts(2, 2, 0, 0), counts(50, 40, 10, 0), counts(30, 20, 10, 0)];
        assert_eq!(publishable(&rows).unwrap(), [Shown::Nothing, Shown::Everything, Shown::Nothing]);
    }

    #[test]
    fn rm7_rows_that_are_few_together_take_the_next_smallest_with_them() {
        for (one, other) in [(1, 1), (1, 2), (2, 3), (3, 3)] {
            let rows =
                [counts(one, one, 0, 0), counts(other, other, 0, 0), counts(30, 20, 10, 0), counts(50, 40, 10, 0)];
            let shown = publishable(&rows).unwrap();
            let nothing = Shown::Nothing;
            assert_eq!(shown, [nothing, nothing, nothing, Shown::Everything], "{one} and {other} of 82 at most");
        }
    }

    #[test]
    fn rm7_rows_of_one_size_are_left_out_together() {
        let rows = [counts(40, 30, 10, 0), counts(2, 2, 0, 0), counts(40, 20, 10, 0), counts(50, 40, 10, 0)];
        let nothing = Shown::Nothing;
        assert_eq!(publishable(&rows).unwrap(), [nothing, nothing, nothing, Shown::Everything]);
    }

    #[test]
    fn rm7_a_table_none_of_whose_rows_may_be_shown_is_not_shown() {
        assert_eq!(publishable(&[counts(1, 1, 0, 0); 4]), None, "four rows and four reports are one in each");
        assert_eq!(publishable(&[counts(2, 2, 0, 0)]), Some(vec![Shown::Nothing]), "which is the whole as well");
    }

    #[test]
    fn rm7_two_rows_with_one_late_report_each_do_not_leave_the_two_to_be_subtracted() {
        let late = |total, late| Counts { in_time: total - late, ..counts(total, total, 0, 0) };
        let rows = [late(20, 1), late(25, 1), late(30, 6), late(60, 10)];
        let shown = publishable(&rows).unwrap();
        assert_eq!(publishable_in_time(&rows, &shown), [false, false, false, true]);
    }

    const YEAR: YearOfWork = YearOfWork {
        investigations: 40,
        in_three_months: 30,
        extended: 5,
        outcomes: [10, 0, 20, 5, 0, 5],
        children: 50,
        children_at_end: 40,
    };

    #[test]
    fn rm7_s2_3_a_year_of_investigations_and_measures_without_few_is_shown_whole() {
        let WorkShown { investigations, in_three_months, extended, outcomes, children, children_at_end } =
            YEAR.publishable(&Beside { at_end_of_year_before: vec![40], in_year_after: vec![50] });
        assert!(investigations && in_three_months && extended && outcomes && children && children_at_end);
    }

    #[test]
    fn rm7_s2_3_few_investigations_or_children_are_not_shown_nor_what_leaves_few() {
        let shown = |year: YearOfWork| year.publishable(&Beside::default());
        let few = shown(YearOfWork { investigations: 3, in_three_months: 0, extended: 0, outcomes: [0; 6], ..YEAR });
        assert!(!few.investigations && !few.in_three_months && !few.extended && !few.outcomes && few.children);
        let late = shown(YearOfWork { in_three_months: 38, ..YEAR });
        assert!(late.investigations && !late.in_three_months, "two were late");
        assert!(!shown(YearOfWork { extended: 2, ..YEAR }).extended);
        assert!(!shown(YearOfWork { extended: 8, ..YEAR }).extended, "two were late without an extension");
        assert!(!shown(YearOfWork { outcomes: [10, 1, 20, 5, 0, 4], ..YEAR }).outcomes);
        let children = shown(YearOfWork { children: 2, children_at_end: 2, ..YEAR });
        assert!(!children.children && !children.children_at_end && children.investigations);
        let at_end = shown(YearOfWork { children_at_end: 48, ..YEAR });
        assert!(at_end.children && !at_end.children_at_end, "two had none any more");
    }

    #[test]
    fn rm7_s2_3_how_few_children_came_is_not_found_by_subtracting_the_year_before() {
        // Also where it was published with more of them at another time.
        let before = Beside { at_end_of_year_before: vec![40, 48], ..Beside::default() };
        let shown = YEAR.publishable(&before);
        assert!(!shown.children && !shown.children_at_end && shown.investigations);
    }

    #[test]
    fn rm7_s2_3_nor_where_the_year_after_was_published_first() {
        let after = Beside { in_year_after: vec![60, 42], ..Beside::default() };
        let shown = YEAR.publishable(&after);
        assert!(shown.children && !shown.children_at_end, "two came to forty");
    }

    /// What is read of the reports of a year in units of so many, each without few in it.
    fn reports_of(units: &[i64]) -> Readable {
        let rows: Vec<_> =
            units.iter().zip('a'..).map(|(total, unit)| (unit.to_string(), counts(*total, *total, 0, 0))).collect();
        let whole = rows.iter().map(|(_, counts)| counts).sum();
        let mut readable = Readable::default();
        readable.read_reports(whole, &[("unit", rows)]);
        readable
    }

    #[test]
    fn rm7_what_is_published_again_differs_in_nothing_or_in_more_than_few() {
        let published = reports_of(&[40, 50, 60]);
        assert!(published.tells_of_nobody_beside(&published));
        assert!(published.tells_of_nobody_beside(&reports_of(&[44, 50, 60])), "four more");
        for (units, why) in [
            ([41, 50, 60], "one more, also in all"),
            ([44, 48, 60], "two fewer, though two more in all"),
            ([40, 51, 59], "one went from one unit to another, and all are as many"),
        ] {
            let again = reports_of(&units);
            assert!(!published.tells_of_nobody_beside(&again) && !again.tells_of_nobody_beside(&published), "{why}");
        }
        let reports = |total, new, dismissed, in_time| {
            let mut readable = Readable::default();
            readable.read_reports(Counts { in_time, ..counts(total, new, dismissed, 0) }, &[]);
            readable
        };
        let published = reports(100, 60, 20, 80);
        assert!(published.tells_of_nobody_beside(&reports(110, 65, 20, 90)));
        for (again, why) in [
            (reports(110, 69, 20, 90), "one more in an opened case"),
            (reports(100, 60, 21, 80), "one more dismissed"),
            (reports(110, 70, 20, 91), "one fewer was late"),
            (reports(109, 64, 28, 85), "one more of all was not dismissed, though of each part there are more by many"),
        ] {
            assert!(!published.tells_of_nobody_beside(&again), "{why}");
        }
    }

    #[test]
    fn rm7_what_a_row_leaves_of_the_whole_differs_in_nothing_or_in_more_than_few() {
        let published = reports_of(&[40, 50, 60]);
        assert!(published.tells_of_nobody_beside(&reports_of(&[44, 55, 64])));
        let again = reports_of(&[44, 55, 56]);
        assert!(!published.tells_of_nobody_beside(&again), "one more in all but the first, though in each by many");
        // A row that was not there leaves all.
        let fewer = reports_of(&[34, 54, 60, 20]);
        assert!(!published.tells_of_nobody_beside(&fewer), "two fewer in all but the last");
        assert!(published.tells_of_nobody_beside(&reports_of(&[40, 50, 60, 20])));
    }

    /// A report that counts under two codes is in two rows.
    #[test]
    fn rm7_few_reports_that_are_not_under_a_code_are_not_found_by_subtracting_those_that_are() {
        let all = |total, dismissed| Counts { in_time: total - 20, ..counts(total, total, dismissed, 0) };
        let (whole, nothing) = (all(100, 40), (Shown::Nothing, false));
        let shown = shown_in_table(&whole, &[all(98, 40), all(60, 30), all(50, 20)]).unwrap();
        assert_eq!(shown[0], nothing, "two are of other codes alone");
        assert!(shown.iter().skip(1).all(|(shown, _)| *shown == Shown::Everything), "{shown:?}");
        let shown = shown_in_table(&whole, &[all(90, 38), all(60, 30), all(50, 20)]).unwrap();
        assert_eq!(shown[0].0, Shown::Total, "two of the others were dismissed");
        let late = Counts { in_time: 72, ..all(90, 30) };
        let shown = shown_in_table(&whole, &[late, all(60, 30), all(50, 20)]).unwrap();
        assert_eq!(shown[0], (Shown::Everything, false), "two of the others were late");
        assert_eq!(shown_in_table(&whole, &[all(98, 40), all(97, 40)]), None, "nothing is left to show");
    }

    #[test]
    fn rm7_what_is_shown_once_and_not_the_other_time_is_not_published_again() {
        // A small unit and the next smallest are left out; then there is none, and the next smallest is shown.
        let published = reports_of(&[2, 30, 50]);
        assert!(!published.tells_of_nobody_beside(&reports_of(&[0, 30, 60])), "it has thirty, and so there were two");
        assert!(published.tells_of_nobody_beside(&reports_of(&[2, 30, 60])), "the same are left out");
        assert!(!published.tells_of_nobody_beside(&reports_of(&[3, 30, 60])), "one more in what is left of the whole");
        assert!(
            !reports_of(&[30, 50]).tells_of_nobody_beside(&reports_of(&[30, 50, 2])),
            "a few where there were none"
        );
        assert!(reports_of(&[30, 50]).tells_of_nobody_beside(&reports_of(&[30, 50, 20])), "many where there were none");
        assert!(
            !reports_of(&[1, 1, 1, 1]).tells_of_nobody_beside(&reports_of(&[4, 4, 4, 4])),
            "no table, and then one"
        );
        assert!(reports_of(&[]).tells_of_nobody_beside(&reports_of(&[30, 50])), "a year of which nothing was known");
        assert!(!reports_of(&[]).tells_of_nobody_beside(&reports_of(&[2])), "or few");
    }

    #[test]
    fn rm7_s2_3_d_4_work_and_feedback_are_published_again_where_they_tell_of_nobody() {
        let work = |year: YearOfWork| {
            let mut readable = Readable::default();
            readable.read_work(&year, &Beside::default());
            readable
        };
        let published = work(YEAR);
        let more = YearOfWork { investigations: 50, in_three_months: 40, outcomes: [10, 0, 20, 5, 0, 15], ..YEAR };
        assert!(published.tells_of_nobody_beside(&work(more)));
        for (year, why) in [
            (YearOfWork { children: 51, ..YEAR }, "one child more"),
            (YearOfWork { children: 55, children_at_end: 44, ..YEAR }, "one had none any more at the end"),
            (YearOfWork { in_three_months: 31, ..YEAR }, "one was in time after all"),
            (YearOfWork { outcomes: [9, 0, 21, 5, 0, 5], ..YEAR }, "one more was dismissed"),
            (YearOfWork { extended: 8, ..YEAR }, "too few are left to be shown"),
        ] {
            assert!(!published.tells_of_nobody_beside(&work(year)), "{why}");
        }
        assert!(!Readable::default().tells_of_nobody_beside(&work(YearOfWork { children: 2, ..YEAR })), "few of none");

        let feedback = |due, in_time, late| {
            let mut readable = Readable::default();
            readable.read_feedback([Told { due, in_time, late }]);
            readable
        };
        let published = feedback(40, 30, 5);
        assert!(published.tells_of_nobody_beside(&feedback(50, 40, 5)));
        assert!(!published.tells_of_nobody_beside(&feedback(40, 30, 6)), "one was told late");
        assert!(!published.tells_of_nobody_beside(&feedback(40, 30, 8)), "and two were not told, which is not shown");
        let published = feedback(50, 30, 10);
        assert!(published.tells_of_nobody_beside(&feedback(59, 30, 14)));
        assert!(!published.tells_of_nobody_beside(&feedback(55, 35, 6)), "one more was told, in time or late");
    }

    #[test]
    fn rm7_d_2_d_4_how_many_more_are_told_of_one_thing_than_of_the_next_is_published_again_where_it_tells_of_nobody() {
        let feedback = |of_one, of_next| {
            let mut readable = Readable::default();
            readable.read_feedback([of_one, of_next].map(|due| Told { due, in_time: due, late: 0 }));
            readable
        };
        let published = feedback(40, 30);
        assert!(published.tells_of_nobody_beside(&feedback(45, 35)));
        assert!(!published.tells_of_nobody_beside(&feedback(45, 34)), "one more was told of the first alone");
    }

    #[test]
    fn rm7_s2_3_how_few_more_children_came_is_not_found_where_both_years_are_published_again() {
        let work = |year: YearOfWork, at_end_of_year_before: &[i64], in_year_after: &[i64]| {
            let mut readable = Readable::default();
            let at_end_of_year_before = at_end_of_year_before.to_vec();
            readable.read_work(&year, &Beside { at_end_of_year_before, in_year_after: in_year_after.to_vec() });
            readable
        };
        let more = |children| YearOfWork { children, ..YEAR };
        let published = work(YEAR, &[40], &[]);
        assert!(published.tells_of_nobody_beside(&work(more(55), &[40], &[])));
        assert!(published.tells_of_nobody_beside(&work(more(58), &[40, 44], &[])));
        assert!(!published.tells_of_nobody_beside(&work(more(55), &[40, 44], &[])), "one more came than was told");
        let at_end = |children_at_end| YearOfWork { children: 60, children_at_end, ..YEAR };
        let published = work(at_end(40), &[], &[60]);
        assert!(published.tells_of_nobody_beside(&work(at_end(45), &[], &[60])));
        assert!(!published.tells_of_nobody_beside(&work(at_end(45), &[], &[60, 66])), "one more, of the year after");
    }

    proptest! {
        /// Whoever subtracts the one from the other, figure by figure, never finds one to three.
        #[test]
        fn rm7_published_again_no_row_and_no_whole_differs_by_few(
            units in proptest::collection::vec((0_i64..40, -8_i64..8), 1..6),
        ) {
            let rows = |again: i64| -> Vec<Counts> {
                units.iter().map(|(total, more)| (total + again * more).max(0)).map(|total| counts(total, total, 0, 0)).collect()
            };
            let read = |rows: &[Counts]| reports_of(&rows.iter().map(|row| row.total).collect::<Vec<_>>());
            let (before, after) = (rows(0), rows(1));
            if read(&before).tells_of_nobody_beside(&read(&after)) {
                let shown = |rows: &[Counts]| {
                    let shown = publishable(rows).unwrap_or_else(|| vec![Shown::Nothing; rows.len()]);
                    rows.iter().zip(shown).map(|(row, shown)| (shown >= Shown::Total).then_some(row.total)).collect::<Vec<_>>()
                };
                for (before, after) in shown(&before).into_iter().zip(shown(&after)) {
                    prop_assert_eq!(before.is_some(), after.is_some());
                    prop_assert!(!is_small((before.unwrap_or_default() - after.unwrap_or_default()).abs()));
                }
                let of_all = |rows: &[Counts]| rows.iter().map(|row| row.total).sum::<i64>();
                let wholes = [of_all(&before), of_all(&after)];
                prop_assert!(wholes.into_iter().any(is_small) || !is_small((wholes[0] - wholes[1]).abs()), "{wholes:?}");
            }
        }
    }

    /// A report: how it was concluded, whether in time, and which of three codes it has.
    type Concluded = (u8, bool, u8);

    /// All of those, and a row for each code that any has.
    fn counted(reports: &[Concluded]) -> (Counts, Vec<Counts>) {
        let count = |codes: u8| {
            let under = reports.iter().filter(|(.., has)| has & codes > 0);
            let each = under.map(|(conclusion, in_time, _)| Counts {
                total: 1,
                new: i64::from(*conclusion > 0),
                dismissed: i64::from(*conclusion > 1),
                transferred: i64::from(*conclusion > 2),
                in_time: i64::from(*in_time),
            });
            each.collect::<Vec<_>>().iter().sum::<Counts>()
        };
        (count(7), [1, 2, 4].into_iter().map(count).filter(|row| row.total > 0).collect())
    }

    /// The figures that are published of each row.
    fn figures_of(whole: &Counts, rows: &[Counts]) -> Vec<[Figure; 5]> {
        let Some(shown) = shown_in_table(whole, rows) else { return vec![[None; 5]; rows.len()] };
        let of_row = |(row, (shown, in_time)): (&Counts, (Shown, bool))| {
            let of_all = |count: i64| (shown == Shown::Everything).then_some(count);
            [
                (shown >= Shown::Total).then_some(row.total),
                of_all(row.new),
                of_all(row.dismissed),
                of_all(row.transferred),
                in_time.then_some(row.in_time),
            ]
        };
        rows.iter().zip(shown).map(of_row).collect()
    }

    /// What is left between any two of them of which the one is a part of the other.
    fn left_between_two(whole: &Counts, rows: &[Counts]) -> Vec<Figure> {
        let left = |whole: Figure, part: Figure| whole.zip(part).map(|(whole, part)| whole - part);
        let of_whole = figures_of(whole, &[*whole])[0];
        let of_rows = figures_of(whole, rows);
        let mut found = Vec::new();
        for [total, new, dismissed, transferred, in_time] in std::iter::once(of_whole).chain(of_rows.iter().copied()) {
            found.extend([new, dismissed, transferred, in_time].map(|part| left(total, part)));
            found.extend([dismissed, transferred].map(|part| left(new, part)));
            found.push(left(dismissed, transferred));
        }
        for row in of_rows {
            found.extend(of_whole.into_iter().zip(row).map(|(whole, part)| left(whole, part)));
        }
        found
    }

    proptest! {
        /// By unit each report counts once, by code under each that it has.
        #[test]
        fn rm7_no_two_figures_of_a_table_leave_few_between_them(
            reports in proptest::collection::vec((0_u8..4, any::<bool>(), 1_u8..8), 0..60),
            counts_once in any::<bool>(),
        ) {
            let under = |codes: u8| if counts_once { 1 << (codes % 3) } else { codes };
            let reports: Vec<Concluded> =
                reports.into_iter().map(|(conclusion, in_time, codes)| (conclusion, in_time, under(codes))).collect();
            let (whole, rows) = counted(&reports);
            for left in left_between_two(&whole, &rows).into_iter().flatten() {
                prop_assert!(!is_small(left), "{left} in {whole:?} and {rows:?}");
            }
        }

        #[test]
        fn rm7_published_again_no_two_figures_leave_few_more_or_fewer_between_them(
            units in proptest::collection::vec(
                (
                    proptest::array::uniform5(20_i64..40),
                    proptest::array::uniform5(proptest::sample::select(vec![0_i64, 0, 0, 0, 0, 4, 5, -4])),
                ),
                1..4,
            ),
        ) {
            let rows = |again: i64| -> Vec<Counts> {
                let count = |(parts, more): &([i64; 5], [i64; 5])| {
                    let [opened, kept, dismissed, transferred, late] =
                        std::array::from_fn(|part| parts[part] + again * more[part]);
                    let dismissed = dismissed + transferred;
                    let total = opened + kept + dismissed;
                    Counts { total, new: kept + dismissed, dismissed, transferred, in_time: total - late }
                };
                units.iter().map(count).collect()
            };
            let (before, after) = (rows(0), rows(1));
            let whole = |rows: &[Counts]| rows.iter().sum::<Counts>();
            let read = |rows: &[Counts]| {
                let named: Vec<_> = rows.iter().zip('a'..).map(|(counts, unit)| (unit.to_string(), *counts)).collect();
                let mut readable = Readable::default();
                readable.read_reports(whole(rows), &[("unit", named)]);
                readable
            };
            if read(&before).tells_of_nobody_beside(&read(&after)) {
                let left = [&before, &after].map(|rows| left_between_two(&whole(rows), rows));
                for (before, after) in left[0].iter().zip(&left[1]) {
                    let change = before.zip(*after).map(|(before, after)| after - before);
                    prop_assert!(!change.is_some_and(|change| is_small(change.abs())), "{units:?}");
                }
            }
        }
    }

    /// Whether it is shown how often something was due, and how often it was told when.
    fn shown<const ITEMS: usize>(year: [Told; ITEMS]) -> [(bool, bool); ITEMS] {
        publishable_feedback(year).map(|ToldShown { due, when }| (due, when))
    }

    #[test]
    fn rm_7_d_2_d_4_few_reporters_are_not_shown_nor_what_leaves_few() {
        let told = |due, in_time, late| Told { due, in_time, late };
        let many = told(40, 30, 5);
        assert_eq!(shown([many, told(30, 20, 0), told(20, 20, 0)]), [(true, true); 3]);
        assert_eq!(shown([told(3, 0, 3), many]), [(false, false), (true, true)], "three were due");
        for few in [told(40, 38, 0), told(40, 2, 30), told(40, 30, 2), told(40, 30, 8)] {
            assert_eq!(shown([few]), [(true, false)], "{few:?}: two in time, late, or never told");
        }
        let beside = shown([many, told(38, 30, 4), told(39, 30, 5)]);
        assert_eq!(beside, [(true, true), (false, false), (false, false)], "two, and one, who were not told of it");
        // What is not shown leaves nothing to subtract from.
        assert_eq!(shown([many, told(38, 30, 4), told(36, 30, 0)]), [(true, true), (false, false), (true, true)]);
        assert_eq!(shown([told(0, 0, 0)]), [(true, true)], "none is no child");
    }

    proptest! {
        #[test]
        fn rm_7_of_what_is_published_of_feedback_nothing_small_is_left_between(
            items in proptest::array::uniform3((0..60_i64, 0..60_i64, 0..60_i64)),
        ) {
            let year = items.map(|(in_time, late, never)| Told { due: in_time + late + never, in_time, late });
            let mut told = Vec::new();
            for (Told { due, in_time, late }, shown) in year.iter().zip(publishable_feedback(year)) {
                if shown.due {
                    told.push(*due);
                }
                if shown.when {
                    told.extend([*in_time, *late, due - in_time - late].into_iter().filter(|part| is_small(*part)));
                }
            }
            for (nth, one) in told.iter().enumerate() {
                prop_assert!(!is_small(*one));
                for other in &told[..nth] {
                    prop_assert!(!is_small((one - other).abs()), "{told:?}");
                }
            }
        }
    }

    /// What is published of a table and of its whole.
    fn published(rows: &[Counts]) -> Vec<Option<Vec<i64>>> {
        let seen = |counts: &Counts, shown: Shown, in_time: bool| {
            let Counts { total, new, dismissed, transferred, in_time: within } = *counts;
            let mut figures = match shown {
                Shown::Nothing => vec![],
                Shown::Total => vec![total],
                Shown::Everything => vec![total, new, dismissed, transferred],
            };
            // Told apart from the counts by its sign.
            figures.extend(in_time.then_some(-within - 1));
            figures
        };
        let table = |rows: &[Counts]| match publishable(rows) {
            None => vec![None],
            Some(shown) => {
                let in_time = publishable_in_time(rows, &shown);
                rows.iter().zip(&shown).zip(in_time).map(|((row, shown), time)| Some(seen(row, *shown, time))).collect()
            }
        };
        [table(&[rows.iter().sum()]), table(rows)].concat()
    }

    /// Every table of so many rows, by what is published of it: whoever knows the rules knows no more than that it is one
    /// of those that are published alike.
    fn alike(rows: &[Counts], number: usize) -> Vec<Vec<Vec<Counts>>> {
        let mut tables = vec![vec![]];
        for _ in 0..number {
            tables =
                tables.iter().flat_map(|table| rows.iter().map(|row| [table.as_slice(), &[*row]].concat())).collect();
        }
        let mut alike: BTreeMap<_, Vec<Vec<Counts>>> = BTreeMap::new();
        for table in tables {
            alike.entry(published(&table)).or_default().push(table);
        }
        alike.into_values().collect()
    }

    fn values_in(tables: &[Vec<Counts>], row: usize, figure: impl Fn(&Counts) -> i64) -> BTreeSet<i64> {
        tables.iter().map(|table| figure(&table[row])).collect()
    }

    #[test]
    fn rm7_of_no_row_can_it_be_derived_that_it_has_few_reports() {
        let rows: Vec<_> = (1..=8).map(|total| counts(total, total, 0, 0)).collect();
        for number in 2..=4 {
            for tables in alike(&rows, number).into_iter().filter(|tables| publishable(&tables[0]).is_some()) {
                for row in 0..number {
                    let possible = values_in(&tables, row, |row| row.total);
                    assert!(!possible.iter().copied().all(is_small), "row {row} of {:?}", tables[0]);
                }
            }
        }
    }

    #[test]
    fn rm7_no_small_part_of_a_row_can_be_derived() {
        let upto = |most: i64| (1..=most).flat_map(|total| (0..=total).map(move |part| (total, part)));
        let dismissed: Vec<_> = upto(7).map(|(total, part)| counts(total, total, part, 0)).collect();
        let late: Vec<_> =
            upto(7).map(|(total, part)| Counts { in_time: part, ..counts(total, total, 0, 0) }).collect();
        for rows in [dismissed, late] {
            // Of a table that is not shown, not even the number of rows is known.
            for tables in alike(&rows, 3).into_iter().filter(|tables| publishable(&tables[0]).is_some()) {
                for row in 0..3 {
                    for figure in [
                        |row: &Counts| row.dismissed,
                        |row: &Counts| row.new - row.dismissed,
                        |row: &Counts| row.in_time,
                        |row: &Counts| row.total - row.in_time,
                    ] {
                        let possible = values_in(&tables, row, figure);
                        let known = possible.len() == 1 && possible.iter().copied().all(is_small);
                        assert!(!known, "row {row} is {possible:?} in each of {tables:?}");
                    }
                }
            }
        }
    }

    fn row() -> impl Strategy<Value = Counts> {
        (0_i64..40, 0_i64..40, 0_i64..40, 0_i64..40, 0_i64..160).prop_map(|(a, b, c, d, late)| {
            let total = a + b + c + d;
            Counts { total, new: b + c + d, dismissed: c + d, transferred: d, in_time: total - late.min(total) }
        })
    }

    proptest! {
        #[test]
        fn rm7_nothing_small_is_shown_or_left_between_what_is_shown(rows in proptest::collection::vec(row(), 1..12)) {
            let Some(shown) = publishable(&rows) else { return Ok(()) };
            for (counts, shown) in rows.iter().zip(&shown) {
                prop_assert!(*shown <= counts.alone(), "the table shows no more than the row by itself");
            }
            let in_time = publishable_in_time(&rows, &shown);
            let left = |kept: &dyn Fn(usize) -> bool| rows.iter().enumerate().filter(|(row, _)| !kept(*row)).map(|(_, row)| row).sum();
            let late_are_few = |counts: &Counts| [counts.in_time, counts.total - counts.in_time].into_iter().any(is_small);
            for (row, counts) in rows.iter().enumerate().filter(|(row, _)| in_time[*row]) {
                prop_assert!(!late_are_few(counts) && shown[row] >= Shown::Total);
            }
            // Whoever subtracts what is shown from the whole, where that is shown, finds no small figure.
            let whole: Counts = rows.iter().sum();
            let of_total: Counts = left(&|row| shown[row] >= Shown::Total);
            let of_everything: Counts = left(&|row| shown[row] == Shown::Everything);
            let of_time: Counts = left(&|row| in_time[row]);
            prop_assert!(is_small(whole.total) || !is_small(of_total.total), "{rows:?} {shown:?}");
            prop_assert!(whole.alone() < Shown::Everything || of_everything.alone() == Shown::Everything, "{rows:?}");
            prop_assert!(late_are_few(&whole) || !late_are_few(&of_time), "{rows:?} {in_time:?}");
        }
    }
}
