//! Chance that is the same each time: a failing run can be repeated by its seed.

use chrono::{Days, NaiveDate};

/// Numbers that follow from a seed (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The dice of that seed.
    pub const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Other dice that follow from these.
    #[must_use]
    pub fn split(&mut self) -> Self {
        Self(self.roll(u64::MAX))
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    /// A place in something of that length.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.roll(length as u64)).expect("a place fits its own length")
    }

    /// One of them.
    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.place(of.len())].clone()
    }

    /// A day within `days` from `from`.
    pub fn day(&mut self, from: NaiveDate, days: u64) -> NaiveDate {
        from + Days::new(self.roll(days))
    }
}
