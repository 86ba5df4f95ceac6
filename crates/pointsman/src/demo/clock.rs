//! The clock of the days that the example workspace pretends to have seen.

use std::sync::atomic::{AtomicI64, Ordering};

use pointsman_domain::clock::{Clock, Timestamp};

/// A clock that moves when it is told to.
#[derive(Debug, Default)]
pub(super) struct SeedClock(AtomicI64);

impl SeedClock {
    pub(super) fn set(&self, moment: Timestamp) {
        self.0.store(moment.microseconds(), Ordering::Relaxed);
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }
}

impl Clock for SeedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microseconds(self.0.load(Ordering::Relaxed))
    }
}
