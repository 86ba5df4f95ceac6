//! Questions about items: how many are answered at once, and whom the last ones concerned, so that a page of inquiries does
//! not look at everybody once more.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pointsman_domain::ids::{ItemId, ListId};
use sha2::{Digest, Sha256};

use super::concerned::Whom;
use crate::history::room::Room;
use crate::lists::proposal::ProposedLine;

/// Questions whose people are kept…
const KEPT: usize = 4;
/// … for so long…
const KEPT_FOR: Duration = Duration::from_mins(5);
/// … unless they are more than this: thirty-two megabytes.
const KEPT_ROWS: usize = 2_000_000;

/// What is asked about: a list at a revision, and a digest of the items that come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct About {
    list: ListId,
    revision: i64,
    items: [u8; 32],
}

#[derive(Debug)]
struct Kept {
    about: About,
    at: Duration,
    whom: Arc<Whom>,
}

/// What this server knows of questions about items.
#[derive(Debug, Default)]
pub(crate) struct Impacts {
    /// Who reads lists and asks everybody. An upload has a place elsewhere until its last byte is read.
    room: Room,
    kept: Mutex<Vec<Kept>>,
}

impl About {
    pub(super) fn new(
        list: ListId,
        revision: i64,
        lines: &[ProposedLine],
        remove: &BTreeSet<ItemId>,
    ) -> Self {
        let mut digest = Sha256::new();
        for line in lines {
            let value = line.value.to_string();
            digest.update(value.len().to_le_bytes());
            digest.update(value);
        }
        digest.update(b"remove");
        for item in remove {
            digest.update(item.to_string());
        }
        Self { list, revision, items: digest.finalize().into() }
    }
}

impl Impacts {
    /// Who may ask at the same time.
    pub(super) const fn room(&self) -> &Room {
        &self.room
    }

    /// Whom a question concerned that was asked lately.
    pub(super) fn known(&self, about: &About, now: Duration) -> Option<Arc<Whom>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| now.saturating_sub(kept.at) < KEPT_FOR);
        let found = kept.iter().find(|kept| kept.about == *about)?;
        Some(Arc::clone(&found.whom))
    }

    /// Lets go of what was kept for long enough: it holds on to the past as it was.
    pub(crate) fn forget_old(&self, now: Duration) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| now.saturating_sub(kept.at) < KEPT_FOR);
    }

    /// Lets go of everything: somebody in it was erased, or decided later.
    pub(crate) fn forget(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Keeps whom a question concerned.
    pub(super) fn keep(&self, about: About, whom: &Arc<Whom>, now: Duration) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.about != about && now.saturating_sub(kept.at) < KEPT_FOR);
        if whom.rows() <= KEPT_ROWS {
            kept.insert(0, Kept { about, at: now, whom: Arc::clone(whom) });
        }
        kept.truncate(KEPT);
    }
}
