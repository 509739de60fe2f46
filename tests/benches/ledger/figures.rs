//! Figures: medians and spreads of several runs.

use std::fmt;
use std::time::{Duration, Instant};

/// Median, least and greatest of several figures.
#[derive(Clone, Copy)]
pub struct Spread {
    pub median: f64,
    least: f64,
    greatest: f64,
}

impl Spread {
    pub fn of(figures: &[f64]) -> Self {
        let mut sorted = figures.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (Some(least), Some(greatest)) = (sorted.first(), sorted.last()) else { panic!("nothing was measured") };
        let middle = sorted.len() / 2;
        let median = if sorted.len().is_multiple_of(2) {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        } else {
            sorted[middle]
        };
        Self { median, least: *least, greatest: *greatest }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.median < 100.0 { 2 } else { 0 };
        write!(f, "{:>8.digits$} ({:.digits$} to {:.digits$})", self.median, self.least, self.greatest)
    }
}

/// The figure that so many in a hundred do not exceed.
pub fn percentile(figures: &[f64], percent: usize) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let index = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(index).copied().unwrap_or_else(|| panic!("nothing was measured"))
}

/// How many of something a second.
#[expect(clippy::cast_precision_loss, reason = "no run counts to 2^52")]
pub fn per_second(number: usize, time: Duration) -> f64 {
    number as f64 / time.as_secs_f64()
}

/// Milliseconds since then.
pub fn milliseconds_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1_000.0
}

/// A limit beside what was measured.
pub fn judge(met: bool) -> &'static str {
    if met { "met" } else { "NOT met" }
}
