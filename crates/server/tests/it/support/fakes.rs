//! What a server gets from the world, under the test's control.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use pointsman_domain::clock::{Clock, Timestamp};
use pointsman_server::auth::{NoRandomness, SecretSource};

/// A clock that stands until it is moved. Somebody may set it back; no time passes then.
#[derive(Clone, Debug)]
pub(crate) struct FrozenClock {
    now: Arc<AtomicI64>,
    passed_seconds: Arc<AtomicU64>,
}

impl FrozenClock {
    /// Stands at this moment.
    pub(crate) fn at(moment: &str) -> Self {
        let moment: Timestamp = moment.parse().unwrap();
        Self {
            now: Arc::new(AtomicI64::new(moment.microseconds())),
            passed_seconds: Arc::default(),
        }
    }

    /// Moves it forward, or sets it back.
    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        let passed = u64::try_from(seconds).unwrap_or(0);
        self.passed_seconds.fetch_add(passed, Ordering::SeqCst);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microseconds(self.now.load(Ordering::SeqCst))
    }

    fn steady(&self) -> Duration {
        Duration::from_secs(self.passed_seconds.load(Ordering::SeqCst))
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
