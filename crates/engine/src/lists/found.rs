//! What a look-up has found: per list the most specific item, then the lowest id, or every item.

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::ItemId;

use super::IndexedList;
use super::entry::ListPlace;

/// Collects matches, of each list from the most specific key to the least.
#[derive(Debug)]
pub(super) struct Found<'i> {
    lists: &'i [IndexedList],
    wanted: Wanted,
    matches: &'i mut Vec<ListMatch>,
    visited: u64,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Of each list the most specific item, then the one with the lowest id.
    MostSpecific,
    /// All that match.
    Every,
}

impl<'i> Found<'i> {
    /// Puts what is found in place of what stands in `matches`.
    pub(super) fn new(
        lists: &'i [IndexedList],
        wanted: Wanted,
        matches: &'i mut Vec<ListMatch>,
    ) -> Self {
        matches.clear();
        Self { lists, wanted, matches, visited: 0 }
    }

    /// Adds the items of one key. Lists that a key before had are settled.
    #[inline]
    pub(super) fn add(&mut self, items: impl Iterator<Item = (ListPlace, ItemId)>) {
        let settled = self.matches.len();
        for (place, item) in items {
            let list = usize::try_from(place).ok().and_then(|place| self.lists.get(place));
            let Some(IndexedList { id, revision, .. }) = list.copied() else { continue };
            let known = match self.wanted {
                Wanted::MostSpecific => self.matches.iter().position(|found| found.list == id),
                Wanted::Every => None,
            };
            match known {
                None => self.matches.push(ListMatch { list: id, item: Some(item), revision }),
                Some(known) if known >= settled => {
                    if let Some(found) = self.matches.get_mut(known) {
                        found.item = found.item.map(|other| other.min(item));
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// An item is gone through to see whether it matches.
    pub(super) const fn visit(&mut self) {
        self.visited += 1;
    }

    /// Orders the matches by list id; answers how many items were gone through. An item can match in two ways: by a
    /// fingerprint that browser and device share, or by a name that is the same and alike.
    #[inline]
    pub(super) fn finish(self) -> u64 {
        if self.matches.len() < 2 {
            return self.visited;
        }
        match self.wanted {
            Wanted::MostSpecific => self.matches.sort_unstable_by_key(|found| found.list),
            Wanted::Every => {
                self.matches.sort_unstable();
                self.matches.dedup();
            }
        }
        self.visited
    }
}
