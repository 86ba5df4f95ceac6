//! The index that proofs ask: items that were read for them, and of lists that are too large the index that decides.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::ListId;
use pointsman_domain::list::ListKeys;
use pointsman_engine::ListIndex;
use pointsman_engine::prove::{Matched, Matching};

use super::ItemsChange;
use crate::deciding::Decider;

/// What is on lists at certain revisions.
#[derive(Debug, Default)]
pub(super) struct AskedIndex {
    /// Items that were read. Of a large list only those that come.
    pub(super) here: ListIndex,
    /// Lists that are too large to read, at their revisions.
    pub(super) large: Vec<(ListId, i64)>,
    pub(super) decider: Option<Arc<Decider>>,
    /// Of one of them some items come and go.
    pub(super) change: Option<Arc<ItemsChange>>,
    /// Whether one of them was at another revision when it was asked.
    pub(super) has_moved: AtomicBool,
}

impl AskedIndex {
    pub(super) fn has_moved(&self) -> bool {
        self.has_moved.load(Ordering::Relaxed)
    }

    fn is_large(&self, list: ListId) -> bool {
        self.large.iter().any(|(large, _)| *large == list)
    }

    fn stays(&self, found: &ListMatch) -> bool {
        let change = self.change.as_ref().filter(|change| change.list == found.list);
        !change.is_some_and(|change| found.item.is_some_and(|item| change.removed.contains(&item)))
    }
}

impl Matching for AskedIndex {
    fn matches(&self, keys: &ListKeys) -> Option<Matched> {
        let (mut found, mut visited) = self.here.every_match_counted(keys);
        if self.large.is_empty() {
            return Some(Matched { found, visited });
        }
        let asked =
            self.decider.as_ref().and_then(|decider| decider.every_match_at(&self.large, keys));
        let Some((mut theirs, more)) = asked else {
            self.has_moved.store(true, Ordering::Relaxed);
            return None;
        };
        theirs.retain(|one| self.is_large(one.list) && self.stays(one));
        found.extend(theirs);
        found.sort_by_key(|one| one.list);
        found.dedup_by_key(|one| one.list);
        visited += more;
        Some(Matched { found, visited })
    }
}
