//! How often someone may guess. Counted before the password is looked at, so that many guesses at once do not
//! slip through; kept in memory, for each node its own.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use pointsman_domain::clock::Timestamp;

/// Wrong passwords (or setup codes) for one e-mail address from one network address.
pub(super) const GUESSES: u32 = 5;
/// Wrong passwords from one network address, whatever the e-mail addresses.
pub(super) const GUESSES_PER_ADDRESS: u32 = 50;
/// After this time without reaching a limit, counting starts again; after reaching it, this is the wait.
pub(super) const WINDOW_SECONDS: i64 = 15 * 60;
/// Guessers remembered. Beyond it those whose window ended are dropped, and a tenth of the oldest.
const REMEMBERED: usize = 10_000;
const DROPPED_PART: usize = 10;

/// Guesses of late.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<HashMap<Guesser, Window>>);

/// Who guesses what.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Guesser {
    /// The password of one e-mail address (or the setup code), from one network address.
    Target(String, String),
    /// Anything, from one network address.
    Address(String),
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began: Timestamp,
    guesses: u32,
}

/// Too many guesses; the next is possible after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong attempts; try again in {seconds} seconds")]
pub struct LockedOut {
    /// Whole seconds, at least 1.
    pub seconds: u64,
}

impl Attempts {
    /// Counts one guess at `target` from `address`, or refuses it.
    pub fn begin(&self, target: &str, address: &str, now: Timestamp) -> Result<(), LockedOut> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let guessers = [
            (Guesser::Target(target.to_owned(), address.to_owned()), GUESSES),
            (Guesser::Address(address.to_owned()), GUESSES_PER_ADDRESS),
        ];
        for (guesser, most) in &guessers {
            if let Some(window) = windows.get(guesser).filter(|w| !w.is_over(now))
                && window.guesses >= *most
            {
                return Err(LockedOut { seconds: window.seconds_left(now) });
            }
        }
        for (guesser, _) in guessers {
            make_room(&mut windows, now);
            let window = windows.entry(guesser).or_insert(Window { began: now, guesses: 0 });
            if window.is_over(now) {
                *window = Window { began: now, guesses: 0 };
            }
            window.guesses += 1;
        }
        Ok(())
    }

    /// The guess was right: what was counted for this target is forgotten, and one guess of the address.
    pub fn succeeded(&self, target: &str, address: &str) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        windows.remove(&Guesser::Target(target.to_owned(), address.to_owned()));
        if let Some(window) = windows.get_mut(&Guesser::Address(address.to_owned())) {
            window.guesses = window.guesses.saturating_sub(1);
        }
    }
}

impl Window {
    fn is_over(&self, now: Timestamp) -> bool {
        now >= self.began.plus_seconds(WINDOW_SECONDS)
    }

    fn seconds_left(&self, now: Timestamp) -> u64 {
        let end = self.began.plus_seconds(WINDOW_SECONDS).microseconds();
        let left = end.saturating_sub(now.microseconds());
        u64::try_from(left).unwrap_or(0).div_ceil(1_000_000).max(1)
    }
}

/// Drops many at once, so that a flood of guessers does not make each of them cost a walk through all.
fn make_room(windows: &mut HashMap<Guesser, Window>, now: Timestamp) {
    if windows.len() < REMEMBERED {
        return;
    }
    windows.retain(|_, window| !window.is_over(now));
    if windows.len() < REMEMBERED {
        return;
    }
    let mut begun: Vec<Timestamp> = windows.values().map(|window| window.began).collect();
    begun.sort_unstable();
    let Some(oldest_kept) = begun.get(REMEMBERED / DROPPED_PART).copied() else { return };
    let mut to_drop = REMEMBERED / DROPPED_PART;
    windows.retain(|_, window| {
        let drop = to_drop > 0 && window.began <= oldest_kept;
        to_drop -= usize::from(drop);
        !drop
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(seconds: i64) -> Timestamp {
        Timestamp::from_microseconds(0).plus_seconds(seconds)
    }

    #[test]
    fn the_sixth_guess_waits_until_the_window_ends() {
        let attempts = Attempts::default();
        for guess in 0..5 {
            assert_eq!(attempts.begin("ada", "::1", second(guess)), Ok(()));
        }
        assert_eq!(attempts.begin("ada", "::1", second(100)), Err(LockedOut { seconds: 800 }));
        assert_eq!(
            attempts.begin("ada", "::2", second(100)),
            Ok(()),
            "another address is not locked out"
        );
        assert_eq!(attempts.begin("eve", "::1", second(100)), Ok(()), "nor is another member");
        assert_eq!(attempts.begin("ada", "::1", second(WINDOW_SECONDS)), Ok(()));
    }

    #[test]
    fn one_address_cannot_try_everybody() {
        let attempts = Attempts::default();
        for guess in 0..50 {
            assert_eq!(attempts.begin(&format!("member {guess}"), "::1", second(0)), Ok(()));
        }
        assert!(attempts.begin("somebody", "::1", second(0)).is_err());
    }

    #[test]
    fn a_right_guess_is_forgiven() {
        let attempts = Attempts::default();
        for _ in 0..100 {
            assert_eq!(attempts.begin("ada", "::1", second(0)), Ok(()));
            attempts.succeeded("ada", "::1");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let attempts = Attempts::default();
        for guess in 0..(REMEMBERED + 10) {
            let _ = attempts.begin("ada", &format!("address {guess}"), second(0));
        }
        assert!(attempts.0.lock().unwrap().len() <= REMEMBERED);
    }
}
