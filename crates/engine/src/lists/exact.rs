//! Items that match one text exactly: fingerprints, texts of a field, numbers of documents.

use pointsman_domain::ids::ItemId;

use super::entry::{Added, ListPlace};
use super::found::Found;
use super::hash;
use super::records::Records;

/// All items of one type by their text.
#[derive(Clone, Debug, Default)]
pub(super) struct ExactTexts {
    records: Records,
}

impl ExactTexts {
    /// Makes room for a bulk of new items with this many bytes of text.
    pub(super) fn reserve(&mut self, items: usize, bytes: usize) {
        self.records.reserve(items, bytes);
    }

    pub(super) fn records(&mut self) -> impl Iterator<Item = &mut Records> {
        std::iter::once(&mut self.records)
    }

    pub(super) fn add(&mut self, text: &str, added: Added) {
        self.records.add(text.as_bytes(), added, None);
    }

    pub(super) fn remove(&mut self, text: &str, list: ListPlace, item: ItemId) {
        self.records.remove(text.as_bytes(), list, item);
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        self.records.remove_list(list);
    }

    /// The items with one of these texts, which are equally specific.
    pub(super) fn find<'t>(&self, texts: impl IntoIterator<Item = &'t str>, found: &mut Found<'_>) {
        if self.len() == 0 {
            return;
        }
        let entries = texts.into_iter().flat_map(|text| {
            let text = text.as_bytes();
            self.records.entries(hash::of_bytes(text), text)
        });
        found.add(entries.map(|entry| (entry.list, entry.item)));
    }

    pub(super) const fn len(&self) -> usize {
        self.records.len()
    }
}
