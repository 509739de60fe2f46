//! Where a stream ends, and which number its next entry gets.
//!
//! Entries have numbers without gaps. A row that no program wrote may bear any number, though, and keeps it once it is accepted
//! ([`super::accepted`]): also one that the stream has not come to. So the next entry gets the lowest number that nobody has, and the
//! number of an accepted row is no gap. Whatever number a stranger chose, the stream goes on, and what is missing in it is found as
//! before.

use std::collections::BTreeSet;

/// The end of a stream, up to which no number is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StreamEnd {
    last: i64,
    /// The numbers of accepted rows beyond that.
    ahead: BTreeSet<i64>,
}

impl StreamEnd {
    /// The number of the last entry, behind which the next one stands; 0 before the first.
    pub const fn last(&self) -> i64 {
        self.last
    }

    /// The next entry comes; its number.
    pub fn go_on(&mut self) -> i64 {
        let number = self.last.saturating_add(1);
        self.reach(number);
        number
    }

    /// An entry comes that has this number; whether it is the next one.
    pub fn goes_on_with(&mut self, number: i64) -> bool {
        let is_next = number == self.last.saturating_add(1);
        if is_next {
            self.reach(number);
        }
        is_next
    }

    /// An accepted row has this number.
    pub fn passes_over(&mut self, number: i64) {
        if !self.goes_on_with(number) && number > self.last {
            self.ahead.insert(number);
        }
    }

    /// The end after so many more entries, and the number of the first and the last of them.
    pub(super) fn after(&self, entries: usize) -> (Self, (i64, i64)) {
        let mut end = self.clone();
        let first = end.last.saturating_add(1);
        let mut last = end.last;
        for _ in 0..entries {
            last = end.go_on();
        }
        (end, (first, last))
    }

    fn reach(&mut self, number: i64) {
        self.last = number;
        while self.ahead.remove(&self.last.saturating_add(1)) {
            self.last = self.last.saturating_add(1);
        }
    }
}

/// The lowest number from that one on that is none of these.
pub(crate) fn lowest_free(from: i64, taken: Option<&BTreeSet<i64>>) -> i64 {
    let Some(taken) = taken else { return from };
    taken.range(from..).fold(from, |free, number| if *number == free { free.saturating_add(1) } else { free })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_get_the_lowest_numbers_that_no_accepted_row_has() {
        let mut end = StreamEnd::default();
        assert_eq!((end.go_on(), end.go_on(), end.last()), (1, 2, 2));
        for number in [5, 3, 1, i64::MAX, 7] {
            end.passes_over(number);
        }
        assert_eq!(end.last(), 3, "one that stands where the next entry would is behind it");
        // 4, 6 and 8: 5 and 7 are taken.
        assert_eq!(end.after(3), (StreamEnd { last: 8, ahead: [i64::MAX].into() }, (4, 8)));
        assert_eq!((end.go_on(), end.last()), (4, 5));
        assert!(end.goes_on_with(6) && end.last() == 7 && !end.goes_on_with(7) && !end.goes_on_with(9));
        assert!(end.goes_on_with(8));
    }

    #[test]
    fn what_no_row_has_is_free() {
        let taken = BTreeSet::from([3, 4, 6]);
        let free = |from| lowest_free(from, Some(&taken));
        assert_eq!([free(2), free(3), free(4), free(5), free(6)], [2, 5, 5, 5, 7]);
        assert_eq!(lowest_free(3, None), 3);
    }
}
