//! How often someone may guess. Counted before the password is looked at, so that many guesses at once do not
//! slip through; kept in memory, for each node its own, and by a clock that nobody can set back.
//!
//! Three counts bound guessing: one network at one e-mail address, one network at anything, and everybody who guesses
//! at one e-mail address from networks that its member never signed in from. The last one only slows down, and spares
//! the member's own networks, so that a stranger cannot lock a member out.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Wrong passwords (or setup codes, or links) for one e-mail address from one network.
pub(super) const GUESSES: u32 = 5;
/// Wrong passwords from one network, whatever the e-mail addresses.
pub(super) const GUESSES_PER_NETWORK: u32 = 50;
/// After this time without reaching a limit, counting starts again; after reaching it, this is the wait.
pub(super) const WINDOW_SECONDS: u64 = 15 * 60;
/// Wrong passwords for one e-mail address from strange networks together, before each further one has to wait.
pub(super) const GUESSES_OF_STRANGERS: u32 = 20;
/// The first such wait; each further guess doubles it.
pub(super) const FIRST_WAIT_SECONDS: u64 = 60;
/// The longest such wait.
pub(super) const LONGEST_WAIT_SECONDS: u64 = 60 * 60;
/// Strangers' guesses are forgotten after so long without one.
pub(super) const FORGOTTEN_SECONDS: u64 = 24 * 60 * 60;
/// Guessers remembered, and as many guessed-at addresses. Beyond it those that do not count any more are dropped,
/// and a tenth of those that count least.
const REMEMBERED: usize = 10_000;
const DROPPED_PART: usize = 10;

/// Guesses of late.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    windows: HashMap<Guesser, Window>,
    strangers: HashMap<String, Strangers>,
}

/// One guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess<'a> {
    /// At what: an e-mail address, or the name of another secret.
    pub target: &'a str,
    /// From which network.
    pub network: &'a str,
    /// Whether all strangers count together.
    pub standing: Standing,
}

/// Whether a guess counts among those of all strangers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A password, from a network from which its member never signed in.
    Strange,
    /// A password, from a network from which its member signed in before; or a secret too long to be guessed.
    Spared,
}

/// Who guesses what.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Guesser {
    /// One target, from one network.
    Target(String, String),
    /// Anything, from one network.
    Network(String),
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began: Duration,
    guesses: u32,
}

#[derive(Clone, Copy, Debug)]
struct Strangers {
    last: Duration,
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
    /// Counts one guess, or refuses it.
    pub fn begin(&self, guess: Guess<'_>, now: Duration) -> Result<(), LockedOut> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.refuse(guess, now)?;
        counts.count(guess, now);
        Ok(())
    }

    /// The guess was right: what was counted for this target from this network is forgotten.
    pub fn succeeded(&self, guess: Guess<'_>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let guesser = Guesser::Target(guess.target.to_owned(), guess.network.to_owned());
        let own = counts.windows.remove(&guesser).map_or(0, |window| window.guesses);
        if let Some(window) = counts.windows.get_mut(&Guesser::Network(guess.network.to_owned())) {
            window.guesses = window.guesses.saturating_sub(1);
        }
        if guess.standing == Standing::Strange
            && let Some(strangers) = counts.strangers.get_mut(guess.target)
        {
            strangers.guesses = strangers.guesses.saturating_sub(own);
        }
    }
}

impl Counts {
    fn refuse(&self, guess: Guess<'_>, now: Duration) -> Result<(), LockedOut> {
        for (guesser, most) in guessers(guess) {
            if let Some(window) = self.windows.get(&guesser).filter(|w| !w.is_over(now))
                && window.guesses >= most
            {
                return Err(locked_out(window.ends(), now));
            }
        }
        match (guess.standing, self.strangers.get(guess.target)) {
            (Standing::Strange, Some(strangers)) if strangers.next() > now => {
                Err(locked_out(strangers.next(), now))
            }
            (Standing::Strange | Standing::Spared, _) => Ok(()),
        }
    }

    fn count(&mut self, guess: Guess<'_>, now: Duration) {
        for (guesser, _) in guessers(guess) {
            make_room(&mut self.windows, |w| w.is_over(now), |w| (w.began, w.guesses));
            let window = self.windows.entry(guesser).or_insert(Window { began: now, guesses: 0 });
            if window.is_over(now) {
                *window = Window { began: now, guesses: 0 };
            }
            window.guesses += 1;
        }
        if guess.standing == Standing::Spared {
            return;
        }
        // Addresses that are hardly guessed at go first: a flood of them must not hide one that is.
        make_room(&mut self.strangers, |s| s.is_over(now), |s| (s.guesses, s.last));
        let strangers = self
            .strangers
            .entry(guess.target.to_owned())
            .or_insert(Strangers { last: now, guesses: 0 });
        if strangers.is_over(now) {
            strangers.guesses = 0;
        }
        *strangers = Strangers { last: now, guesses: strangers.guesses.saturating_add(1) };
    }
}

impl Window {
    fn ends(self) -> Duration {
        self.began + Duration::from_secs(WINDOW_SECONDS)
    }

    fn is_over(self, now: Duration) -> bool {
        now >= self.ends()
    }
}

impl Strangers {
    /// When the next guess is possible.
    fn next(self) -> Duration {
        let Some(doublings) = self.guesses.checked_sub(GUESSES_OF_STRANGERS) else {
            return self.last;
        };
        let wait = FIRST_WAIT_SECONDS.saturating_mul(1 << doublings.min(32));
        self.last + Duration::from_secs(wait.min(LONGEST_WAIT_SECONDS))
    }

    fn is_over(self, now: Duration) -> bool {
        now >= self.last + Duration::from_secs(FORGOTTEN_SECONDS)
    }
}

fn guessers(guess: Guess<'_>) -> [(Guesser, u32); 2] {
    [
        (Guesser::Target(guess.target.to_owned(), guess.network.to_owned()), GUESSES),
        (Guesser::Network(guess.network.to_owned()), GUESSES_PER_NETWORK),
    ]
}

fn locked_out(until: Duration, now: Duration) -> LockedOut {
    let left = until.saturating_sub(now);
    let begun = u64::from(left.subsec_nanos() > 0);
    LockedOut { seconds: (left.as_secs() + begun).max(1) }
}

/// Drops many at once, those of least `weight` first, so that a flood of guessers does not make each of them cost a
/// walk through all.
fn make_room<K: Eq + Hash, V: Copy, W: Ord + Copy>(
    counts: &mut HashMap<K, V>,
    is_over: impl Fn(V) -> bool,
    weight: impl Fn(V) -> W,
) {
    if counts.len() < REMEMBERED {
        return;
    }
    counts.retain(|_, count| !is_over(*count));
    if counts.len() < REMEMBERED {
        return;
    }
    let mut weights: Vec<W> = counts.values().map(|count| weight(*count)).collect();
    weights.sort_unstable();
    let Some(least_kept) = weights.get(REMEMBERED / DROPPED_PART).copied() else { return };
    let mut to_drop = REMEMBERED / DROPPED_PART;
    counts.retain(|_, count| {
        let drop = to_drop > 0 && weight(*count) <= least_kept;
        to_drop -= usize::from(drop);
        !drop
    });
}

#[cfg(test)]
mod tests;
