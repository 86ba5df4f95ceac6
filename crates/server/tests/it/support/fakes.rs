//! What a server gets from the world, under the test's control.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use pointsman_domain::clock::{Clock, Timestamp};
use pointsman_server::auth::{NoRandomness, SecretSource};

/// A clock that stands until it is moved.
#[derive(Clone, Debug)]
pub(crate) struct FrozenClock(Arc<AtomicI64>);

impl FrozenClock {
    /// Stands at this moment.
    pub(crate) fn at(moment: &str) -> Self {
        let moment: Timestamp = moment.parse().unwrap();
        Self(Arc::new(AtomicI64::new(moment.microseconds())))
    }

    /// Moves it forward.
    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microseconds(self.0.load(Ordering::SeqCst))
    }
}

/// Secrets that count upwards: each is another one, and the same run gives the same.
#[derive(Debug, Default)]
pub(crate) struct CountingSecrets(AtomicU64);

impl SecretSource for CountingSecrets {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let count = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.fill(7);
        for (target, byte) in bytes.iter_mut().rev().zip(count.iter().rev()) {
            *target = *byte;
        }
        Ok(())
    }
}
