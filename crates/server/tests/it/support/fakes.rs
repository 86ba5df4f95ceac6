//! What a server gets from the world, under the test's control.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use pointsman_domain::clock::{Clock, Timestamp};
use pointsman_server::auth::{NoRandomness, SecretSource};

/// Hears that somebody asks what has passed.
type Watch = Arc<dyn Fn() + Send + Sync>;

/// A clock that stands until it is moved. Somebody may set it back; no time passes then.
#[derive(Clone)]
pub(crate) struct FrozenClock {
    now: Arc<AtomicI64>,
    passed_seconds: Arc<AtomicU64>,
    watch: Arc<OnceLock<Watch>>,
}

impl std::fmt::Debug for FrozenClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FrozenClock").field("now", &self.now).finish_non_exhaustive()
    }
}

impl FrozenClock {
    /// Stands at this moment.
    pub(crate) fn at(moment: &str) -> Self {
        let moment: Timestamp = moment.parse().unwrap();
        Self {
            now: Arc::new(AtomicI64::new(moment.microseconds())),
            passed_seconds: Arc::default(),
            watch: Arc::default(),
        }
    }

    /// From now on this is called, on the thread that asks what has passed, before it is answered.
    pub(crate) fn watch(&self, watch: impl Fn() + Send + Sync + 'static) {
        assert!(self.watch.set(Arc::new(watch)).is_ok(), "it is watched already");
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
        if let Some(watch) = self.watch.get() {
            watch();
        }
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
