//! What the doors and the threads behind them count, for whoever watches the server. Nothing here decides anything.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::StorageError;

/// Upper ends of what a commit takes, in microseconds.
const COMMIT_MICROSECONDS: &[u64] = &[
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000,
];
/// Upper ends of how much work one commit serves.
const BATCH_SIZES: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256];

/// A state of the counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The door for work that may change things.
    pub write: DoorMeasured,
    /// The door for work that only reads. In memory both are one.
    pub read: DoorMeasured,
    /// How much work each commit served.
    pub batch_sizes: Distribution,
    /// How long each commit took, in microseconds: the last statement alone, which waits for the disk and, if
    /// there is one, for the synchronous standby.
    pub commit_microseconds: Distribution,
    /// Tries that ended because another transaction was in the way.
    pub collisions: u64,
    /// Why nothing could be kept when something was to be kept last; the next commit clears it.
    pub write_trouble: Option<WriteTrouble>,
    /// Bytes of the embedded database's file, if it is in a file.
    pub file_bytes: Option<u64>,
    /// Bytes of its log beside it.
    pub log_bytes: Option<u64>,
}

/// Why nothing can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteTrouble {
    /// The disk below the database is full.
    NoRoom,
    /// The database cannot be reached.
    Unavailable,
}

/// One door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoorMeasured {
    /// Work that waits.
    pub waiting: usize,
    /// For how long the oldest of it has waited; zero when none waits.
    pub oldest_wait: Duration,
    /// Work that may wait.
    pub capacity: usize,
    /// Work that was refused because that much waited already.
    pub refused: u64,
    /// Connections behind the door.
    pub connections: usize,
    /// Connections that are at work.
    pub busy: usize,
}

/// How often a value was at most so much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Upper ends, rising.
    pub bounds: &'static [u64],
    /// Values up to each end and above the one before; the last one counts those above all ends.
    pub counts: Vec<u64>,
    /// All values together.
    pub sum: u64,
}

/// What threads count into.
#[derive(Debug)]
pub(super) struct Counters {
    batch_sizes: Tally,
    commit_microseconds: Tally,
    collisions: AtomicU64,
    write_trouble: Mutex<Option<WriteTrouble>>,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            batch_sizes: Tally::new(BATCH_SIZES),
            commit_microseconds: Tally::new(COMMIT_MICROSECONDS),
            collisions: AtomicU64::new(0),
            write_trouble: Mutex::default(),
        }
    }
}

impl Counters {
    /// Runs a commit that serves so much work. One that fails serves none.
    pub(super) fn commit<E>(
        &self,
        work: usize,
        commit: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let began = Instant::now();
        commit()?;
        self.committed(work, began.elapsed());
        Ok(())
    }

    /// A commit that serves so much work was made, and took so long.
    pub(super) fn committed(&self, work: usize, took: Duration) {
        self.commit_microseconds.count(microseconds(took));
        self.batch_sizes.count(u64::try_from(work).unwrap_or(u64::MAX));
        self.set_trouble(None);
    }

    /// Work that wanted to change something has failed.
    pub(super) fn failed(&self, error: &StorageError) {
        match error {
            StorageError::NoRoom { .. } => self.set_trouble(Some(WriteTrouble::NoRoom)),
            StorageError::Unavailable { .. } => self.set_trouble(Some(WriteTrouble::Unavailable)),
            // Says nothing about what others could keep.
            _ => {}
        }
    }

    /// Whether the last change found the disk full.
    pub(super) fn has_no_room(&self) -> bool {
        *self.write_trouble.lock().unwrap_or_else(PoisonError::into_inner)
            == Some(WriteTrouble::NoRoom)
    }

    fn set_trouble(&self, trouble: Option<WriteTrouble>) {
        *self.write_trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Another transaction was in the way.
    pub(super) fn collided(&self) {
        self.collisions.fetch_add(1, Ordering::Relaxed);
    }

    /// What has been counted; doors and files are added by who knows them.
    pub(super) fn measured(&self, write: DoorMeasured, read: DoorMeasured) -> Measured {
        Measured {
            write,
            read,
            batch_sizes: self.batch_sizes.distribution(),
            commit_microseconds: self.commit_microseconds.distribution(),
            collisions: self.collisions.load(Ordering::Relaxed),
            write_trouble: *self.write_trouble.lock().unwrap_or_else(PoisonError::into_inner),
            file_bytes: None,
            log_bytes: None,
        }
    }
}

/// Connections behind a door.
#[derive(Debug, Default)]
pub(super) struct Connections {
    all: AtomicUsize,
    busy: AtomicUsize,
}

/// A connection at work, until it is dropped.
pub(super) struct AtWork<'connections>(&'connections Connections);

impl Connections {
    /// One more.
    pub(super) fn add(&self) {
        self.all.fetch_add(1, Ordering::Relaxed);
    }

    /// One of them is at work.
    pub(super) fn at_work(&self) -> AtWork<'_> {
        self.busy.fetch_add(1, Ordering::Relaxed);
        AtWork(self)
    }

    /// All, and those at work.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.all.load(Ordering::Relaxed), self.busy.load(Ordering::Relaxed))
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Debug)]
struct Tally {
    bounds: &'static [u64],
    counts: Vec<AtomicU64>,
    sum: AtomicU64,
}

impl Tally {
    fn new(bounds: &'static [u64]) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self { bounds, counts, sum: AtomicU64::new(0) }
    }

    fn count(&self, value: u64) {
        let place = self.bounds.partition_point(|bound| *bound < value);
        if let Some(count) = self.counts.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    fn distribution(&self) -> Distribution {
        let counts = self.counts.iter().map(|count| count.load(Ordering::Relaxed)).collect();
        Distribution { bounds: self.bounds, counts, sum: self.sum.load(Ordering::Relaxed) }
    }
}

fn microseconds(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::queue::Queue;
    use super::*;

    #[test]
    fn a_value_counts_at_the_first_end_that_holds_it() {
        let tally = Tally::new(&[1, 2, 4]);
        for value in [0, 1, 2, 3, 4, 5, 100] {
            tally.count(value);
        }
        let found = tally.distribution();
        assert_eq!((found.counts, found.sum), (vec![2, 1, 2, 2], 115));
    }

    #[test]
    fn a_commit_that_fails_serves_nobody() {
        let counters = Counters::default();
        assert_eq!(counters.commit(3, || Err("full")), Err("full"));
        assert_eq!(counters.commit(2, || Ok::<_, &str>(())), Ok(()));
        assert_eq!(counters.batch_sizes.distribution().sum, 2);
    }

    #[test]
    fn trouble_lasts_until_the_next_commit() {
        let door = || Queue::<()>::new(1).measured();
        let counters = Counters::default();
        let trouble = || counters.measured(door(), door()).write_trouble;
        counters.failed(&StorageError::NulCharacter);
        assert_eq!(trouble(), None, "the caller's own");
        counters.failed(&StorageError::NoRoom { message: String::new() });
        assert_eq!(trouble(), Some(WriteTrouble::NoRoom));
        assert_eq!(counters.commit(1, || Err("full")), Err("full"));
        assert_eq!(trouble(), Some(WriteTrouble::NoRoom));
        counters.failed(&StorageError::Unavailable { message: String::new() });
        assert_eq!(trouble(), Some(WriteTrouble::Unavailable));
        assert_eq!(counters.commit(1, || Ok::<_, &str>(())), Ok(()));
        assert_eq!(trouble(), None);
    }
}
