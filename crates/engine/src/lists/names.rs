//! Names of people: the same name, a last name alone, and first names that are alike.
//!
//! Same names are one look-up. Items that match alike first names form a chain by last name; most of a long one
//! are ruled out by length, letters and beginning before anything is compared.

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{NamePattern, PersonName, Similarity, SimilarityReader, Threshold};

use super::chains::{Chains, ListPlace};
use super::found::Found;
use super::hash;
use super::texts::{TextRef, Texts};

/// Between last and first name in a kept text; no folded name can hold it.
const SEPARATOR: u8 = b'\t';
/// Characters of a common beginning that count.
const PREFIX_CHARACTERS: usize = 4;
/// Letters share the bits of a set.
const SET_BITS: u32 = 32;

/// All items of all lists of names.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    texts: Texts,
    /// By whole name.
    same: Chains<TextRef>,
    /// By last name, those that match alike first names.
    alike: Chains<AlikeName>,
}

/// A name with what can rule it out before it is compared.
#[derive(Clone, Copy, Debug)]
struct AlikeName {
    text: TextRef,
    last_bytes: u16,
    threshold: Threshold,
    first: Outline,
}

/// What is seen of a first name without comparing it.
#[derive(Clone, Copy, Debug)]
struct Outline {
    characters: u16,
    beginning: char,
    letters: u32,
}

impl Names {
    /// Makes room for a bulk of new items.
    pub(super) fn reserve<'p>(&mut self, patterns: impl Iterator<Item = &'p NamePattern>) {
        let (mut items, mut alike, mut bytes) = (0, 0, 0);
        for pattern in patterns {
            items += 1;
            alike += usize::from(threshold_of(pattern).is_some());
            bytes += pattern.last.len() + first_of(pattern).map_or(0, |first| first.len() + 1);
        }
        self.texts.reserve(bytes);
        let texts = &self.texts;
        self.same.reserve(items, |kept| hash::of_bytes(texts.get(*kept)));
        self.alike.reserve(alike, |name| hash::of_bytes(name.last(texts)));
    }

    pub(super) fn add(&mut self, pattern: &NamePattern, list: ListPlace, item: ItemId) {
        let name = text_of(&pattern.last, first_of(pattern));
        let hash = hash::of_bytes(&name);
        let known = self.same.key(hash, |kept| self.texts.get(*kept) == name);
        let text = known.unwrap_or_else(|| self.texts.add(&[&name]));
        let texts = &self.texts;
        let is_new = self.same.add(
            (hash, text),
            (list, item),
            |other| texts.get(*other) == name,
            |other| hash::of_bytes(texts.get(*other)),
        );
        if let Some(threshold) = threshold_of(pattern)
            && is_new
        {
            let last_bytes = u16::try_from(pattern.last.len()).unwrap_or(u16::MAX);
            let first = Outline::of(first_of(pattern).unwrap_or_default());
            let last_name = pattern.last.as_bytes();
            self.alike.add_new(
                (hash::of_bytes(last_name), AlikeName { text, last_bytes, threshold, first }),
                (list, item),
                |other| other.last(texts) == last_name,
                |other| hash::of_bytes(other.last(texts)),
            );
        }
    }

    pub(super) fn remove(&mut self, pattern: &NamePattern, list: ListPlace, item: ItemId) {
        let name = text_of(&pattern.last, first_of(pattern));
        let hash = hash::of_bytes(&name);
        let Some(kept) = self.same.key(hash, |kept| self.texts.get(*kept) == name) else { return };
        if threshold_of(pattern).is_some() {
            self.remove_alike(pattern.last.as_bytes(), list, item);
        }
        self.remove_same((hash, kept), list, item);
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        // The youngest stand first in their chains, so that a long one is not walked for each.
        for (name, item) in self.alike.of_list(list).into_iter().rev() {
            let last_name = name.last(&self.texts).to_vec();
            self.remove_alike(&last_name, list, item);
        }
        for (kept, item) in self.same.of_list(list).into_iter().rev() {
            let hash = hash::of_bytes(self.texts.get(kept));
            self.remove_same((hash, kept), list, item);
        }
    }

    /// The items that match a name: those with the same one, those with one that is alike, those with the last
    /// name alone.
    pub(super) fn find(&self, name: &PersonName, found: &mut Found<'_>) {
        if let Some(first) = &name.first {
            found.add(self.with_name(&text_of(&name.last, Some(first))));
            found.add(self.alike(&name.last, first).into_iter());
        }
        found.add(self.with_name(&text_of(&name.last, None)));
    }

    pub(super) fn len(&self) -> usize {
        self.same.len()
    }

    fn with_name(&self, name: &[u8]) -> impl Iterator<Item = (ListPlace, ItemId)> {
        let chain = self.same.chain(hash::of_bytes(name), |kept| self.texts.get(*kept) == name);
        chain.map(|entry| (entry.list, entry.item))
    }

    fn alike(&self, last: &str, first: &str) -> Vec<(ListPlace, ItemId)> {
        let last = last.as_bytes();
        let chain = self.alike.chain(hash::of_bytes(last), |name| name.last(&self.texts) == last);
        let mut chain = chain.peekable();
        if chain.peek().is_none() {
            return Vec::new();
        }
        let outline = Outline::of(first);
        let theirs: Vec<char> = first.chars().collect();
        let (mut ours, mut reader) = (Vec::new(), SimilarityReader::default());
        let mut found = Vec::new();
        for entry in chain {
            let AlikeName { threshold, first, .. } = entry.key;
            if !first.at_most(outline).reaches(threshold) {
                continue;
            }
            ours.clear();
            ours.extend(entry.key.first(&self.texts).chars());
            if reader.compare(&ours, &theirs).reaches(threshold) {
                found.push((entry.list, entry.item));
            }
        }
        found
    }

    fn remove_alike(&mut self, last_name: &[u8], list: ListPlace, item: ItemId) {
        let texts = &self.texts;
        let hash = hash::of_bytes(last_name);
        self.alike.remove(hash, (list, item), |other| other.last(texts) == last_name);
    }

    fn remove_same(&mut self, (hash, kept): (u64, TextRef), list: ListPlace, item: ItemId) {
        if self.same.remove(hash, (list, item), |other| *other == kept) {
            self.texts.remove(kept);
        }
    }
}

impl AlikeName {
    fn last(self, texts: &Texts) -> &[u8] {
        texts.get(self.text).get(..usize::from(self.last_bytes)).unwrap_or_default()
    }

    fn first(self, texts: &Texts) -> &str {
        let first = texts.get(self.text).get(usize::from(self.last_bytes) + 1..);
        std::str::from_utf8(first.unwrap_or_default()).unwrap_or_default()
    }
}

impl Outline {
    fn of(name: &str) -> Self {
        Self {
            characters: u16::try_from(name.chars().count()).unwrap_or(u16::MAX),
            beginning: name.chars().next().unwrap_or_default(),
            letters: name.chars().fold(0, |set, letter| set | 1 << (u32::from(letter) % SET_BITS)),
        }
    }

    /// The most that names with these outlines can be alike: a letter that the other lacks matches nothing.
    fn at_most(self, other: Self) -> Similarity {
        let without = |own: Self, other: Self| {
            let lacking = (own.letters & !other.letters).count_ones();
            usize::from(own.characters).saturating_sub(usize::try_from(lacking).unwrap_or(0))
        };
        let matching = without(self, other).min(without(other, self));
        let prefix = if self.beginning == other.beginning { PREFIX_CHARACTERS } else { 0 };
        let lengths = (usize::from(self.characters), usize::from(other.characters));
        Similarity::of(lengths, matching, 0, prefix)
    }
}

fn first_of(pattern: &NamePattern) -> Option<&str> {
    pattern.first.as_ref().map(|first| first.name.as_str())
}

/// Only below 1: as alike as 1 is the same.
fn threshold_of(pattern: &NamePattern) -> Option<Threshold> {
    let threshold = pattern.first.as_ref()?.threshold?;
    (threshold < Threshold::MAX).then_some(threshold)
}

fn text_of(last: &str, first: Option<&str>) -> Vec<u8> {
    let mut text = Vec::with_capacity(last.len() + first.map_or(0, |first| first.len() + 1));
    text.extend_from_slice(last.as_bytes());
    if let Some(first) = first {
        text.push(SEPARATOR);
        text.extend_from_slice(first.as_bytes());
    }
    text
}
