//! The clock of the days that the example pretends to have seen.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use pointsman_domain::clock::{Clock, Timestamp};

/// A clock that stands until it is set.
#[derive(Debug)]
pub(super) struct PastClock(AtomicI64);

impl PastClock {
    pub(super) const fn at(moment: Timestamp) -> Self {
        Self(AtomicI64::new(moment.microseconds()))
    }

    pub(super) fn set(&self, moment: Timestamp) {
        self.0.store(moment.microseconds(), Ordering::Relaxed);
    }
}

impl Clock for PastClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microseconds(self.0.load(Ordering::Relaxed))
    }

    /// Nobody waits in the past.
    fn steady(&self) -> Duration {
        Duration::ZERO
    }
}
