//! How far what is recorded may get ahead of the read models.
//!
//! Commands can be recorded faster than thirteen read models take them in, and whoever asks meanwhile is shown what was.
//! Where the read models of a municipality are longer behind than somebody who asks would notice, its commands are
//! therefore recorded in fewer and larger groups, with a rest after each: just so much slower that the read models keep
//! up. Other municipalities do not wait for it. What is not followed here (read models that have stopped, that are built
//! because they lack too much, or that no server follows) holds no command up.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use case_ledger_domain::ids::Municipality;

/// So long read models may be behind without a rest: nobody notices it.
const FREE: Duration = Duration::from_millis(50);
/// Of what they are longer behind, a rest is this part.
const PART: u32 = 20;
/// No rest is longer.
const MOST_REST: Duration = Duration::from_millis(20);
/// Read models that are longer behind do not fall behind because of the pace: something stops them, and waiting helps nobody.
const GIVES_UP: Duration = Duration::from_secs(5);
/// Who has not looked for so long follows no more.
const LOOKS_WITHIN: Duration = Duration::from_secs(2);
/// The least time from one mark to the next.
const MARKS_EVERY: Duration = Duration::from_millis(5);

/// What was recorded here and is not yet in the read models.
#[derive(Debug, Default)]
pub struct Headway {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// When it was last looked how far the read models have come.
    looked: Option<Instant>,
    /// Of each municipality, the oldest first.
    ahead: HashMap<Municipality, VecDeque<Mark>>,
}

/// When a position was recorded.
#[derive(Debug, Clone, Copy)]
struct Mark {
    position: i64,
    at: Instant,
}

impl Headway {
    /// The municipality's ledger was recorded up to `position` at that moment. Answers how long it is to rest before more
    /// is recorded.
    pub fn recorded(&self, municipality: &Municipality, position: i64, at: Instant) -> Option<Duration> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_followed = known.looked.is_some_and(|looked| at.saturating_duration_since(looked) < LOOKS_WITHIN);
        if !is_followed {
            known.ahead.clear();
            return None;
        }
        let ahead = known.ahead.entry(municipality.clone()).or_default();
        if ahead.back().is_none_or(|newest| at.saturating_duration_since(newest.at) >= MARKS_EVERY) {
            ahead.push_back(Mark { position, at });
        }
        let behind = ahead.front().map_or(Duration::ZERO, |oldest| at.saturating_duration_since(oldest.at));
        if behind >= GIVES_UP {
            ahead.pop_front();
            return None;
        }
        let rest = (behind.saturating_sub(FREE) / PART).min(MOST_REST);
        (!rest.is_zero()).then_some(rest)
    }

    /// What was asked `at` that moment: which municipalities are followed and behind, and where the last of their read
    /// models stands. All others were taken in as far as they had been recorded then, or are not followed.
    pub fn followed<'a>(&self, at: Instant, behind: impl Iterator<Item = (&'a Municipality, i64)>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.looked = Some(at);
        let behind: HashMap<&Municipality, i64> = behind.collect();
        known.ahead.retain(|municipality, ahead| {
            let reached = behind.get(municipality);
            ahead.retain(|mark| reached.map_or(mark.at >= at, |reached| mark.position > *reached));
            !ahead.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fjordvik() -> Municipality {
        "9901".parse().unwrap()
    }

    const fn ms(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    #[test]
    fn commands_rest_the_longer_the_longer_read_models_are_behind() {
        let (headway, start) = (Headway::default(), Instant::now());
        headway.followed(start, std::iter::empty());
        assert_eq!(headway.recorded(&fjordvik(), 1, start), None);
        assert_eq!(headway.recorded(&fjordvik(), 2, start + ms(50)), None, "nobody notices so little");
        assert_eq!(headway.recorded(&fjordvik(), 3, start + ms(90)), Some(ms(2)));
        assert_eq!(headway.recorded(&fjordvik(), 4, start + ms(250)), Some(ms(10)));
        assert_eq!(headway.recorded(&fjordvik(), 5, start + ms(1_500)), Some(MOST_REST));
        let other = "9902".parse().unwrap();
        assert_eq!(headway.recorded(&other, 1, start + ms(1_500)), None, "another municipality does not wait for it");
    }

    #[test]
    fn what_read_models_have_taken_in_holds_nothing_up() {
        let (headway, start) = (Headway::default(), Instant::now());
        headway.followed(start, std::iter::empty());
        headway.recorded(&fjordvik(), 1, start);
        headway.recorded(&fjordvik(), 2, start + ms(100));
        let fjordvik = fjordvik();
        headway.followed(start + ms(150), std::iter::once((&fjordvik, 1)));
        assert_eq!(headway.recorded(&fjordvik, 3, start + ms(190)), Some(ms(2)), "the second waits since 90 ms");
        headway.followed(start + ms(195), std::iter::empty());
        assert_eq!(headway.recorded(&fjordvik, 4, start + ms(400)), None, "they had caught up");
        // A mark that came while it was asked stays, although the answer did not know of it.
        headway.followed(start + ms(399), std::iter::empty());
        assert_eq!(headway.recorded(&fjordvik, 5, start + ms(490)), Some(ms(2)));
    }

    #[test]
    fn nobody_waits_for_read_models_that_nobody_follows_or_that_do_not_move() {
        let (headway, start) = (Headway::default(), Instant::now());
        headway.recorded(&fjordvik(), 1, start);
        assert_eq!(headway.recorded(&fjordvik(), 2, start + ms(500)), None, "nobody has looked");
        headway.followed(start + ms(500), std::iter::empty());
        headway.recorded(&fjordvik(), 3, start + ms(600));
        assert!(headway.recorded(&fjordvik(), 4, start + ms(900)).is_some());
        assert_eq!(headway.recorded(&fjordvik(), 5, start + ms(2_600)), None, "nobody has looked for long");
        let fjordvik = fjordvik();
        for second in 3..9 {
            let at = start + ms(second * 1_000);
            headway.followed(at, std::iter::once((&fjordvik, 1)));
            let rest = headway.recorded(&fjordvik, 6, at);
            assert_eq!(rest.is_some(), second > 3 && second < 8, "after {second} s");
        }
    }
}
