//! Asking the index of list items about many inquiries at once, for who knows the past and does not decide.

use std::collections::BTreeMap;

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::ListId;
use pointsman_domain::list::ListKeys;

use super::Decider;

/// Inquiries that are looked up before others get their turn: what changes the index waits for so many, and behind it
/// every decision.
const AT_A_TIME: usize = 256;

impl Decider {
    /// The lists that each of these inquiries is on, by what the snapshot holds then. Later ones may be asked of a newer
    /// snapshot.
    pub(crate) fn matches_of<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k ListKeys>,
    ) -> Vec<Vec<ListMatch>> {
        let mut keys = keys.into_iter().peekable();
        let mut found = Vec::new();
        while keys.peek().is_some() {
            let snapshot = self.read();
            let some = keys.by_ref().take(AT_A_TIME);
            snapshot.index.matches_of_each(some, |matches| found.push(matches.to_vec()));
        }
        found
    }

    /// Every item that an inquiry matches, of all lists.
    pub(crate) fn every_match_of(&self, keys: &ListKeys) -> Vec<ListMatch> {
        self.read().index.every_match(keys)
    }

    /// Every item that an inquiry matches, of all lists, and how many were gone through; `None` unless these are held at
    /// these revisions.
    pub(crate) fn every_match_at(
        &self,
        lists: &[(ListId, i64)],
        keys: &ListKeys,
    ) -> Option<(Vec<ListMatch>, u64)> {
        let snapshot = self.read();
        let is_held = |(list, revision): &(ListId, i64)| snapshot.known.get(list) == Some(revision);
        lists.iter().all(is_held).then(|| snapshot.index.every_match_counted(keys))
    }

    /// At which revisions the snapshot holds these lists. One that is archived is not there.
    pub(crate) fn revisions_of(
        &self,
        lists: impl IntoIterator<Item = ListId>,
    ) -> BTreeMap<ListId, i64> {
        let snapshot = self.read();
        let known = |list| Some((list, *snapshot.known.get(&list)?));
        lists.into_iter().filter_map(known).collect()
    }
}
