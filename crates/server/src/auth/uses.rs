//! Noting when keys and sessions were used last, beside the requests that use them: none waits for it, and of many
//! requests with one key a single one notes it.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::KeyId;
use pointsman_storage::StorageError;
use tracing::Instrument;

use super::session_life;

/// Keys and sessions that are remembered. Beyond it those go that may be noted again, and if there are none, nothing more
/// is noted for the moment.
const REMEMBERED: usize = 10_000;

/// What is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Used {
    Key(KeyId),
    /// By its token's hash.
    Session([u8; 32]),
}

/// Uses that this node noted of late, or is noting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Uses(Arc<Mutex<HashMap<Used, Noted>>>);

#[derive(Clone, Copy, Debug)]
struct Noted {
    /// When that was begun; it counts even if it failed, so that trouble does not make more of it.
    at: Timestamp,
    under_way: bool,
}

impl Uses {
    /// Has `noting` done, unless this use or one shortly before it is being noted or was.
    pub(super) fn note(
        &self,
        used: Used,
        now: Timestamp,
        noting: impl Future<Output = Result<(), StorageError>> + Send + 'static,
    ) {
        if !self.begin(used, now) {
            return;
        }
        let this = self.clone();
        let task = async move {
            // Not being able to note a use is no reason to refuse a request, and it happens to every one at once.
            if let Err(error) = noting.await {
                tracing::debug!(%error, "could not note the last use of a key or a session");
            }
            this.end(used);
        };
        tokio::spawn(task.in_current_span());
    }

    fn begin(&self, used: Used, now: Timestamp) -> bool {
        let mut noted = self.lock();
        let is_due = |noted: &Noted| !noted.under_way && session_life::is_stale(noted.at, now);
        if noted.get(&used).is_some_and(|noted| !is_due(noted)) {
            return false;
        }
        if noted.len() >= REMEMBERED && !noted.contains_key(&used) {
            noted.retain(|_, noted| !is_due(noted));
            if noted.len() >= REMEMBERED {
                return false;
            }
        }
        noted.insert(used, Noted { at: now, under_way: true });
        true
    }

    fn end(&self, used: Used) {
        if let Some(noted) = self.lock().get_mut(&used) {
            noted.under_way = false;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Used, Noted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_microseconds(1_800_000_000_000_000);

    #[test]
    fn one_at_a_time_notes_a_use_and_not_again_within_a_minute() {
        let uses = Uses::default();
        let (session, other) = (Used::Session([1; 32]), Used::Session([2; 32]));
        assert!(uses.begin(session, START));
        assert!(uses.begin(other, START), "each for itself");
        let later = START.plus_seconds(10 * session_life::TOUCH_SECONDS);
        assert!(!uses.begin(session, later), "the first is still under way");
        uses.end(session);
        let early = START.plus_seconds(session_life::TOUCH_SECONDS - 1);
        assert!(!uses.begin(session, early), "and counts though it may have failed");
        assert!(uses.begin(session, later));
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let uses = Uses::default();
        let session = |n: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            Used::Session(hash)
        };
        for n in 0..REMEMBERED {
            assert!(uses.begin(session(n), START));
        }
        let later = START.plus_seconds(session_life::TOUCH_SECONDS);
        assert!(!uses.begin(session(REMEMBERED), later), "all of them are under way");
        uses.end(session(7));
        assert!(uses.begin(session(REMEMBERED), later));
        assert_eq!(uses.lock().len(), REMEMBERED);
    }
}
