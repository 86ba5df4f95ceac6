//! Items that match one text exactly: fingerprints, texts of a field, numbers of documents.

use pointsman_domain::ids::ItemId;

use super::chains::{Chains, ListPlace};
use super::found::Found;
use super::hash;
use super::texts::{TextRef, Texts};

/// All items of one type by their text.
#[derive(Clone, Debug, Default)]
pub(super) struct ExactTexts {
    texts: Texts,
    chains: Chains<TextRef>,
}

impl ExactTexts {
    /// Makes room for a bulk of new items with this many bytes of text.
    pub(super) fn reserve(&mut self, items: usize, bytes: usize) {
        self.texts.reserve(bytes);
        let texts = &self.texts;
        self.chains.reserve(items, |kept| hash::of_bytes(texts.get(*kept)));
    }

    pub(super) fn add(&mut self, text: &str, list: ListPlace, item: ItemId) {
        let text = text.as_bytes();
        let hash = hash::of_bytes(text);
        let known = self.chains.key(hash, |kept| self.texts.get(*kept) == text);
        let kept = known.unwrap_or_else(|| self.texts.add(&[text]));
        let texts = &self.texts;
        self.chains.add(
            (hash, kept),
            (list, item),
            |other| texts.get(*other) == text,
            |other| hash::of_bytes(texts.get(*other)),
        );
    }

    pub(super) fn remove(&mut self, text: &str, list: ListPlace, item: ItemId) {
        let text = text.as_bytes();
        let hash = hash::of_bytes(text);
        let known = self.chains.key(hash, |kept| self.texts.get(*kept) == text);
        if let Some(kept) = known {
            self.remove_kept((hash, kept), list, item);
        }
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        for (kept, item) in self.chains.of_list(list) {
            let hash = hash::of_bytes(self.texts.get(kept));
            self.remove_kept((hash, kept), list, item);
        }
    }

    /// The items with one of these texts, which are equally specific.
    pub(super) fn find<'t>(&self, texts: impl IntoIterator<Item = &'t str>, found: &mut Found<'_>) {
        let chains = texts.into_iter().flat_map(|text| {
            let text = text.as_bytes();
            self.chains.chain(hash::of_bytes(text), |kept| self.texts.get(*kept) == text)
        });
        found.add(chains.map(|entry| (entry.list, entry.item)));
    }

    pub(super) fn len(&self) -> usize {
        self.chains.len()
    }

    fn remove_kept(&mut self, (hash, kept): (u64, TextRef), list: ListPlace, item: ItemId) {
        if self.chains.remove(hash, (list, item), |other| *other == kept) {
            self.texts.remove(kept);
        }
    }
}
