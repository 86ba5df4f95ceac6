//! Names of people: the same name, a last name alone, and first names that are alike.
//!
//! Everybody with a last name is one record. Most of a long one are ruled out by length, letters and beginning
//! before anything is compared.

use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{
    NameMatch, NamePattern, PersonName, ShortName, Similarity, SimilarityReader, Threshold,
};

use super::ahead::Ahead;
use super::entry::{Added, ListPlace};
use super::found::Found;
use super::hash;
use super::records::Records;

/// Characters of a common beginning that count.
const PREFIX_CHARACTERS: usize = 4;
/// Letters share the bits of a set.
const SET_BITS: u32 = 32;

/// All items of all lists of names, by last name. An item without a note is a last name alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    records: Records,
}

/// What is noted of an item with a first name.
#[derive(Clone, Copy, Debug)]
struct First<'n> {
    name: &'n [u8],
    /// Of those that match alike names.
    threshold: Option<Threshold>,
    outline: Outline,
}

/// What is seen of a first name without comparing it.
#[derive(Clone, Copy, Debug)]
struct Outline {
    characters: u16,
    letters: u32,
}

/// Compares first names with that of an inquiry, which is made ready when the first one needs it.
struct Comparison<'n> {
    first: &'n str,
    outline: Outline,
    /// Nearly all are.
    short: Option<ShortName<'n>>,
    theirs: Vec<char>,
    ours: Vec<char>,
    reader: SimilarityReader,
}

impl Names {
    /// Makes room for a bulk of new items.
    pub(super) fn reserve<'p>(&mut self, patterns: impl Iterator<Item = &'p NamePattern>) {
        let (mut items, mut bytes) = (0, 0);
        for pattern in patterns {
            items += 1;
            let note =
                pattern.first.as_ref().map_or(0, |first| 2 + First::HEADER + first.name.len());
            bytes += pattern.last.len() + note;
        }
        self.records.reserve(items, bytes);
    }

    pub(super) fn records(&mut self) -> impl Iterator<Item = &mut Records> {
        std::iter::once(&mut self.records)
    }

    pub(super) fn add(&mut self, pattern: &NamePattern, added: Added) {
        let note = pattern.first.as_ref().map(|first| {
            let threshold = first.threshold.filter(|threshold| *threshold < Threshold::MAX);
            First::written(&first.name, threshold)
        });
        self.records.add(pattern.last.as_bytes(), added, note.as_deref());
    }

    pub(super) fn remove(&mut self, pattern: &NamePattern, list: ListPlace, item: ItemId) {
        self.records.remove(pattern.last.as_bytes(), list, item);
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        self.records.remove_list(list);
    }

    /// The items that match a name: those with the same one, those with one that is alike, those with the last
    /// name alone.
    pub(super) fn find(&self, name: &PersonName, found: &mut Found<'_>) {
        let last = name.last.as_bytes();
        let entries = self.records.entries(hash::of_bytes(last), last);
        if entries.is_empty() {
            return;
        }
        let mut comparison = None;
        // Most names are on the lists once: the others alone need memory.
        let (mut only, mut more) = (None, Vec::new());
        for entry in entries {
            found.visit();
            if let Some(how) = how(entry.note, name, &mut comparison) {
                more.extend(only.replace((how, (entry.list, entry.item))));
            }
        }
        if more.is_empty() {
            found.add(only.into_iter().map(|(_, item)| item));
            return;
        }
        more.extend(only);
        for class in [NameMatch::Same, NameMatch::Alike, NameMatch::LastName] {
            found.add(more.iter().filter(|(how, _)| *how == class).map(|(_, item)| *item));
        }
    }

    /// Notes what finding a name will look up.
    pub(super) fn look_ahead<'i>(&'i self, name: &PersonName, ahead: &mut Ahead<'i>) {
        ahead.note(&self.records, name.last.as_bytes());
    }

    pub(super) const fn len(&self) -> usize {
        self.records.len()
    }
}

/// How an item with this note matches.
#[inline]
fn how<'n>(
    note: Option<&[u8]>,
    name: &'n PersonName,
    comparison: &mut Option<Comparison<'n>>,
) -> Option<NameMatch> {
    let Some(first) = note.and_then(First::read) else { return Some(NameMatch::LastName) };
    let theirs = name.first.as_deref()?;
    if first.name == theirs.as_bytes() {
        return Some(NameMatch::Same);
    }
    let comparison = comparison.get_or_insert_with(|| Comparison::new(theirs));
    comparison.finds_alike(first).then_some(NameMatch::Alike)
}

impl<'n> First<'n> {
    /// Bytes before the name: threshold, characters, letters.
    const HEADER: usize = 8;

    fn written(name: &str, threshold: Option<Threshold>) -> Vec<u8> {
        let outline = Outline::of(name);
        let mut note = Vec::with_capacity(Self::HEADER + name.len());
        note.extend(threshold.map_or(0, Threshold::ten_thousandths).to_le_bytes());
        note.extend(outline.characters.to_le_bytes());
        note.extend(outline.letters.to_le_bytes());
        note.extend_from_slice(name.as_bytes());
        note
    }

    #[inline]
    fn read(note: &'n [u8]) -> Option<Self> {
        let (threshold, rest) = note.split_first_chunk()?;
        let (characters, rest) = rest.split_first_chunk()?;
        let (letters, name) = rest.split_first_chunk()?;
        let outline = Outline {
            characters: u16::from_le_bytes(*characters),
            letters: u32::from_le_bytes(*letters),
        };
        let threshold = Decimal::from_ten_thousandths(u16::from_le_bytes(*threshold).into());
        Some(Self { name, threshold: Threshold::new(threshold), outline })
    }
}

impl<'n> Comparison<'n> {
    fn new(first: &'n str) -> Self {
        Self {
            first,
            outline: Outline::of(first),
            short: ShortName::new(first.as_bytes()),
            theirs: Vec::new(),
            ours: Vec::new(),
            reader: SimilarityReader::default(),
        }
    }

    fn finds_alike(&mut self, item: First<'_>) -> bool {
        let Some(threshold) = item.threshold else { return false };
        // Letters that are the same from the beginning on are as many bytes at least.
        let same = item.name.iter().zip(self.first.as_bytes()).take(PREFIX_CHARACTERS);
        let prefix = same.take_while(|(ours, theirs)| ours == theirs).count();
        if !item.outline.at_most(self.outline, prefix).reaches(threshold) {
            return false;
        }
        if let Some(similarity) = self.short.as_ref().and_then(|short| short.compare(item.name)) {
            return similarity.reaches(threshold);
        }
        if self.theirs.is_empty() {
            self.theirs.extend(self.first.chars());
        }
        self.ours.clear();
        self.ours.extend(std::str::from_utf8(item.name).unwrap_or_default().chars());
        self.reader.compare(&self.ours, &self.theirs).reaches(threshold)
    }
}

impl Outline {
    fn of(name: &str) -> Self {
        Self {
            characters: u16::try_from(name.chars().count()).unwrap_or(u16::MAX),
            letters: name.chars().fold(0, |set, letter| set | 1 << (u32::from(letter) % SET_BITS)),
        }
    }

    /// The most that names with these outlines can be alike, of which no more letters are the same from the beginning
    /// on: a letter that the other lacks matches nothing.
    fn at_most(self, other: Self, prefix: usize) -> Similarity {
        let without = |own: Self, other: Self| {
            let lacking = (own.letters & !other.letters).count_ones();
            usize::from(own.characters).saturating_sub(usize::try_from(lacking).unwrap_or(0))
        };
        let matching = without(self, other).min(without(other, self));
        let lengths = (usize::from(self.characters), usize::from(other.characters));
        Similarity::of(lengths, matching, 0, prefix)
    }
}
