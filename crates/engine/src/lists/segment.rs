//! About a thousand keys with their items: a table, and the records that it points to in one piece of memory.

use super::entry::{Added, Entries, Entry, ListPlace};
use super::hash;
use super::record::{self, Record};
use super::table::Table;
use pointsman_domain::ids::ItemId;

/// Memory is asked for in steps of one part in this many of what there is.
const GROWTH: usize = 8;
/// The memory of removed items is taken back when it is one part in this many of all.
const MOST_DEAD: usize = 4;
/// And not before it is worth the while.
const LEAST_DEAD: usize = 1_024;

/// Keys with a share of the hashes.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    table: Table,
    bytes: Vec<u8>,
    /// Bytes of removed items and of records that have moved.
    dead: usize,
}

impl Segment {
    /// One with room for this many keys, and bytes of records.
    pub(super) fn with_room(keys: usize, bytes: usize) -> Self {
        Self { table: Table::with_room(keys), bytes: Vec::with_capacity(bytes), dead: 0 }
    }

    pub(super) fn keys(&self) -> usize {
        self.table.keys()
    }

    /// Bytes of records that are in use.
    pub(super) const fn used(&self) -> usize {
        self.bytes.len() - self.dead
    }

    /// Bytes of memory for records.
    pub(super) const fn held(&self) -> usize {
        self.bytes.capacity()
    }

    /// The items of a key.
    #[expect(clippy::inline_always, reason = "see `Table::find`")]
    #[inline(always)]
    pub(super) fn entries(&self, hash: u64, key: &[u8]) -> Entries<'_> {
        let record = self.record(hash, key);
        Entries(record.and_then(|(_, record)| self.bytes.get(record.entries)).unwrap_or_default())
    }

    /// A byte of the group where a hash may be found, or 0: reading it brings all of it into the cache.
    #[inline]
    pub(super) fn tag_ahead(&self, hash: u64) -> u8 {
        self.table.tag_ahead(hash)
    }

    /// Where a record with this hash nearly always is, if there is one.
    #[inline]
    pub(super) fn place_ahead(&self, hash: u64) -> Option<u32> {
        self.table.place_ahead(hash)
    }

    /// A byte of the records, or 0.
    #[inline]
    pub(super) fn byte_ahead(&self, place: u32) -> u8 {
        let byte = usize::try_from(place).ok().and_then(|place| self.bytes.get(place));
        byte.copied().unwrap_or(0)
    }

    /// Puts an item in; answers whether it was not there.
    pub(super) fn add(&mut self, hash: u64, key: &[u8], added: Added, entry: &[u8]) -> bool {
        let Some((place, record)) = self.record(hash, key) else {
            self.put(hash, key, &[entry]);
            return true;
        };
        let entries = self.bytes.get(record.entries.clone()).unwrap_or_default();
        let is_here = || Entries(entries).span(added.list, added.item).is_some();
        debug_assert!(!added.is_surely_new || !is_here(), "an item came twice");
        if !added.is_surely_new && is_here() {
            return false;
        }
        if record.has_room(entry.len()) {
            record.append(&mut self.bytes, entry);
        } else {
            let entries = entries.to_vec();
            self.write_anew(hash, key, (place, &record), &[&entries, entry]);
        }
        true
    }

    /// Takes an item out; answers whether it was there.
    pub(super) fn remove(&mut self, hash: u64, key: &[u8], list: ListPlace, item: ItemId) -> bool {
        let Some((place, record)) = self.record(hash, key) else { return false };
        let entries = self.bytes.get(record.entries.clone()).unwrap_or_default();
        let Some(span) = Entries(entries).span(list, item) else { return false };
        if span.len() == entries.len() {
            self.table.remove(hash, place);
            self.dead += record.len();
            self.take_back();
        } else if record.wastes_without(span.len()) {
            let (before, rest) = entries.split_at_checked(span.start).unwrap_or_default();
            let behind = rest.get(span.len()..).unwrap_or_default();
            let rest = [before, behind].concat();
            self.write_anew(hash, key, (place, &record), &[&rest]);
        } else {
            self.dead += record.cut(&mut self.bytes, span);
            self.take_back();
        }
        true
    }

    /// Takes out all items of a list; answers how many there were.
    pub(super) fn remove_list(&mut self, list: ListPlace) -> usize {
        let is_of_list = |entry: Entry<'_>| entry.list == list;
        if !self.records().any(|(_, entries)| Entries(entries).any(is_of_list)) {
            return 0;
        }
        let mut rest = Self::with_room(self.keys(), self.used());
        let mut removed = 0;
        let mut kept = Vec::new();
        for (key, entries) in self.records() {
            kept.clear();
            for entry in Entries(entries) {
                if is_of_list(entry) {
                    removed += 1;
                } else {
                    entry.write(&mut kept);
                }
            }
            if !kept.is_empty() {
                rest.put(hash::of_bytes(key), key, &[&kept]);
            }
        }
        if rest.keys() * 2 < self.keys() {
            rest = rest.rebuilt();
        }
        *self = rest;
        removed
    }

    /// Keys and their items.
    pub(super) fn records(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.table.places().filter_map(|place| {
            let record = Record::at(&self.bytes, place)?;
            Some((self.bytes.get(record.key)?, self.bytes.get(record.entries)?))
        })
    }

    /// Puts in a key that is not here, with its items.
    pub(super) fn put(&mut self, hash: u64, key: &[u8], entries: &[&[u8]]) {
        if self.table.is_full() {
            self.grow();
        }
        let place = self.write(key, entries);
        self.table.insert(hash, place);
    }

    fn write(&mut self, key: &[u8], entries: &[&[u8]]) -> u32 {
        let start = self.bytes.len();
        let length = entries.iter().map(|part| part.len()).sum();
        let most = key.len() + length + length / 4 + 16;
        if self.bytes.capacity() - start < most {
            self.bytes.reserve_exact(most + start / GROWTH);
        }
        let room = record::header(key.len(), length, |header| self.bytes.extend_from_slice(header));
        self.bytes.extend_from_slice(key);
        for part in entries {
            self.bytes.extend_from_slice(part);
        }
        self.bytes.resize(self.bytes.len() + room, 0);
        // A segment splits long before; see `length_of` for one that cannot.
        u32::try_from(start).unwrap_or(u32::MAX)
    }

    /// Writes a record again where there is room for it.
    fn write_anew(
        &mut self,
        hash: u64,
        key: &[u8],
        (place, old): (u32, &Record),
        entries: &[&[u8]],
    ) {
        let new = self.write(key, entries);
        self.table.replace(hash, place, new);
        self.dead += old.len();
        self.take_back();
    }

    /// A larger table; the records stay.
    fn grow(&mut self) {
        let mut table = Table::with_room(self.keys() + self.keys() / 8 + 1);
        for place in self.table.places() {
            let key = Record::at(&self.bytes, place).and_then(|record| self.bytes.get(record.key));
            table.insert(hash::of_bytes(key.unwrap_or_default()), place);
        }
        self.table = table;
    }

    /// Takes back the memory of what was removed, if it is much.
    fn take_back(&mut self) {
        if self.dead >= LEAST_DEAD && self.dead * MOST_DEAD > self.bytes.len() {
            *self = self.rebuilt();
        }
    }

    fn rebuilt(&self) -> Self {
        let used = self.used();
        let mut rebuilt = Self::with_room(self.keys(), used + used / (2 * GROWTH));
        for (key, entries) in self.records() {
            rebuilt.put(hash::of_bytes(key), key, &[entries]);
        }
        rebuilt
    }

    #[expect(clippy::inline_always, reason = "see `Table::find`")]
    #[inline(always)]
    fn record(&self, hash: u64, key: &[u8]) -> Option<(u32, Record)> {
        self.table.find(hash, |place| {
            let record = Record::at(&self.bytes, place)?;
            (self.bytes.get(record.key.clone())? == key).then_some((place, record))
        })
    }
}
