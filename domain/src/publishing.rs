//! Figures that may be published: none tells of a child or two (requirements 5.6 and 6.2).
//!
//! Counts of one, two and three are not shown. Nor is what would give them away: in a row, whatever can be subtracted
//! from another figure of it; in a table, the next smallest row where a single one is left out, because the whole is
//! published as well. Rates are computed from the counts of their row and are shown where these are.

/// The largest count that is not shown, above zero.
const SMALL: i64 = 3;

/// The counts of a row of the report statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// Whether the share of what was concluded in time may be shown in each row of a table, of whose counts that much is
/// shown: neither those in time nor those late may be few, nor be left alone by the other rows.
pub fn publishable_in_time(rows: &[Counts], shown: &[Shown]) -> Vec<bool> {
    let is_shown = |(counts, shown): (&Counts, &Shown)| {
        *shown >= Shown::Total && !is_small(counts.in_time) && !is_small(counts.total - counts.in_time)
    };
    let mut in_time: Vec<bool> = rows.iter().zip(shown).map(is_shown).collect();
    if in_time.iter().filter(|shown| !**shown).count() == 1 {
        let others = in_time.iter().enumerate().filter(|(index, shown)| **shown && rows[*index].total > 0);
        if let Some((index, _)) = others.min_by_key(|(index, _)| rows[*index].total) {
            in_time[index] = false;
        }
    }
    in_time
}

/// What of each row of a table may be shown beside the whole of which the rows are parts.
pub fn publishable(rows: &[Counts]) -> Vec<Shown> {
    let mut shown: Vec<Shown> = rows.iter().map(Counts::alone).collect();
    for level in [Shown::Total, Shown::Everything] {
        let hides = |shown: Shown| shown < level;
        if shown.iter().filter(|row| hides(**row)).count() != 1 {
            continue;
        }
        // One row that is left out is what the others leave of the whole. A row without reports hides nothing.
        let others = shown.iter().enumerate().filter(|(index, row)| !hides(**row) && rows[*index].total > 0);
        if let Some((index, _)) = others.min_by_key(|(index, _)| rows[*index].total) {
            shown[index] = if level == Shown::Total { Shown::Nothing } else { Shown::Total };
        }
    }
    shown
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
        let shown = publishable(&rows);
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
        assert_eq!(publishable(&rows), [Shown::Nothing, Shown::Everything, Shown::Nothing]);
        let two = [counts(2, 2, 0, 0), counts(3, 3, 0, 0), counts(30, 20, 10, 0)];
        assert_eq!(publishable(&two), [Shown::Nothing, Shown::Nothing, Shown::Everything]);
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
            let shown = publishable(&rows);
            for (counts, shown) in rows.iter().zip(&shown) {
                prop_assert!(*shown <= counts.alone(), "the table shows no more than the row by itself");
            }
            for ((counts, shown), in_time) in rows.iter().zip(&shown).zip(publishable_in_time(&rows, &shown)) {
                let few = [counts.in_time, counts.total - counts.in_time].into_iter().any(is_small);
                prop_assert!(!in_time || (!few && *shown >= Shown::Total));
            }
            // The whole minus all rows that show a figure is what the others have in it together: never one row alone,
            // unless no other row has reports.
            for level in [Shown::Total, Shown::Everything] {
                let (hidden, others): (Vec<_>, Vec<_>) =
                    rows.iter().zip(&shown).partition(|(_, shown)| **shown < level);
                let with_reports = others.iter().filter(|(counts, _)| counts.total > 0).count();
                prop_assert!(hidden.len() != 1 || with_reports == 0, "{rows:?} {shown:?}");
            }
        }
    }
}
