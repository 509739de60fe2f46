//! Chance with a fixed seed: the demo is the same wherever and whenever it is made on one day.

use uuid::Uuid;

/// The name space of everything the demo names.
const NAMESPACE: Uuid = Uuid::from_u128(0x1f0d_7d52_52c4_4b0e_9d5f_60a1_7f0c_9e11);

/// The id of the demo's thing with that name.
pub(super) fn named(name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// A generator of the kind called `SplitMix64`.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice of their own for everything with a name: what is added beside it changes nothing here.
    pub(super) fn named(name: &str) -> Self {
        Self(named(name).as_u64_pair().0)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not, `limit`; 0 where there is none.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// A number between `least` and `most`, both included.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True in so many of a hundred throws.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// An index into something of that length.
    pub(super) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(u64::MAX))).unwrap_or_default()
    }

    /// One of them.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    /// One of those words.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub(super) fn word(&mut self, from: &[&'static str]) -> &'static str {
        from[self.index(from.len())]
    }

    /// One of them, each as often as its weight says.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub(super) fn weighted<T: Copy>(&mut self, from: &[(u64, T)]) -> T {
        let mut throw = self.below(from.iter().map(|(weight, _)| weight).sum());
        let found = from.iter().find(|(weight, _)| {
            let hit = throw < *weight;
            throw = throw.saturating_sub(*weight);
            hit
        });
        found.unwrap_or(&from[0]).1
    }

    /// Puts them in another order.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.index(last + 1));
        }
    }
}
