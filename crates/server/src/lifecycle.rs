//! Whether the server begins, works or stops, and what is under way in it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

/// Shared by everything that belongs to one server.
#[derive(Debug)]
pub(crate) struct Lifecycle {
    stopping: watch::Sender<bool>,
    reading_ahead: AtomicBool,
    under_way: Mutex<BTreeMap<(Kind, String), usize>>,
    ended: Notify,
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A request whose caller waits.
    Request,
    /// Work that goes on if its caller goes away.
    Work,
    /// An upload into a list.
    Import,
}

/// One thing that is under way, until it is dropped.
pub(crate) struct UnderWay {
    lifecycle: Arc<Lifecycle>,
    key: (Kind, String),
}

/// Waits for the end of the server.
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Ready when the server was told to stop, as often as it is asked for.
    pub(crate) async fn told(&mut self) {
        // Whoever asks belongs to a server, so the other end is there.
        drop(self.0.wait_for(|stopping| *stopping).await);
    }
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self {
            stopping: watch::Sender::new(false),
            reading_ahead: AtomicBool::new(false),
            under_way: Mutex::default(),
            ended: Notify::new(),
        }
    }
}

impl Lifecycle {
    /// From now on the server is not ready for anything new.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether it was told to stop.
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// To be woken when it is told to stop.
    pub(crate) fn stopping(&self) -> Stopping {
        Stopping(self.stopping.subscribe())
    }

    /// It reads what decisions need, or has read it.
    pub(crate) fn set_reading_ahead(&self, reading: bool) {
        self.reading_ahead.store(reading, Ordering::Relaxed);
    }

    /// Whether it still reads what decisions need.
    pub(crate) fn is_reading_ahead(&self) -> bool {
        self.reading_ahead.load(Ordering::Relaxed)
    }

    /// Notes that something is under way; the name says what, and belongs to nobody.
    pub(crate) fn begin(self: &Arc<Self>, kind: Kind, name: String) -> UnderWay {
        let key = (kind, name);
        *self.lock().entry(key.clone()).or_default() += 1;
        UnderWay { lifecycle: Arc::clone(self), key }
    }

    /// How many things of this kind are under way.
    pub(crate) fn count(&self, kind: Kind) -> usize {
        self.lock().iter().filter(|((other, _), _)| *other == kind).map(|(_, count)| count).sum()
    }

    /// What is under way, in words.
    pub(crate) fn in_words(&self) -> String {
        let words: Vec<String> = self
            .lock()
            .iter()
            .map(|((kind, name), count)| format!("{count} × {kind} {name}"))
            .collect();
        words.join(", ")
    }

    /// Waits until nothing is under way.
    pub(crate) async fn idle(&self) {
        loop {
            let ended = self.ended.notified();
            if self.lock().is_empty() {
                return;
            }
            ended.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(Kind, String), usize>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request => "request",
            Self::Work => "work of",
            Self::Import => "import",
        })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut under_way = self.lifecycle.lock();
        if let Some(count) = under_way.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                under_way.remove(&self.key);
            }
        }
        let is_idle = under_way.is_empty();
        drop(under_way);
        if is_idle {
            self.lifecycle.ended.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn it_is_idle_when_the_last_thing_has_ended() {
        let lifecycle = Arc::new(Lifecycle::default());
        assert!(lifecycle.idle().now_or_never().is_some());
        let first = lifecycle.begin(Kind::Request, "GET /a".to_owned());
        let second = lifecycle.begin(Kind::Request, "GET /a".to_owned());
        let third = lifecycle.begin(Kind::Import, "into a list".to_owned());
        assert_eq!((lifecycle.count(Kind::Request), lifecycle.count(Kind::Import)), (2, 1));
        assert_eq!(lifecycle.in_words(), "2 × request GET /a, 1 × import into a list");
        let mut idle = Box::pin(lifecycle.idle());
        drop((first, third));
        assert!((&mut idle).now_or_never().is_none());
        drop(second);
        idle.await;
        assert_eq!(lifecycle.in_words(), "");
    }

    #[tokio::test]
    async fn whoever_waits_is_woken_when_it_stops() {
        let lifecycle = Lifecycle::default();
        let mut stopping = lifecycle.stopping();
        assert!(stopping.told().now_or_never().is_none());
        lifecycle.stop();
        assert!(lifecycle.is_stopping());
        stopping.told().await;
        stopping.told().await;
        lifecycle.stopping().told().await;
    }
}
