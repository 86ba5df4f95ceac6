//! Items by key, for millions of keys: a hash chooses a segment, which splits when there are many.
//!
//! A key and its items lie side by side, so finding them reads memory twice: a line of the segment's table, then the
//! record. Nothing ever moves all items at once: one more item makes at most one segment split.

use pointsman_domain::ids::ItemId;

use super::entry::{Added, Entries, Entry, ListPlace};
use super::hash;
use super::reserve::Growth;
use super::segment::Segment;

/// Keys of a segment, on average at most. The less there are, the quicker one splits; the more, the less memory
/// the segments themselves take, which should stay in the cache.
const KEYS: usize = 1_024;
/// Bytes of a record beside key and note: lengths, list and item.
const RECORD_BYTES: usize = 19;
/// Room that is kept beyond what a bulk is expected to take: one part in this many.
const SPARE: usize = 24;
/// Room that was made and not needed is given back when it is more than one part in this many.
const LEAST_NEEDED: usize = 4;

/// Items of all lists by keys of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    segments: Vec<Segment>,
    /// The bits that number the segments, when all have split.
    mask: usize,
    keys: usize,
    items: usize,
    /// For so many keys, which were announced, room was made; 0 when nothing is announced.
    room: usize,
    /// Where an entry is written before it is put in.
    entry: Vec<u8>,
}

impl Records {
    /// Makes room for a bulk of new items at once, with this many bytes of keys and notes. That is not done for few, nor
    /// where those that are announced have room.
    pub(super) fn reserve(&mut self, items: usize, bytes: usize) {
        let keys = self.keys.saturating_add(items);
        if items < KEYS || items < self.items / 4 || keys <= self.room {
            return;
        }
        let new = bytes.saturating_add(items.saturating_mul(RECORD_BYTES));
        self.make_room(keys, self.used().saturating_add(new));
    }

    /// Makes room for those that are announced, as if they were like those that are here, when there is none left. That is
    /// not done for few.
    pub(super) fn grow(&mut self, growth: Growth) {
        let keys = growth.of(self.keys);
        let new = keys.saturating_sub(self.keys);
        if self.keys >= self.room && new >= KEYS && new >= self.keys / 4 {
            self.make_room(keys, growth.of(self.used()));
            self.room = keys;
        }
    }

    /// Nothing is announced any more. Gives room back if much of it was not needed.
    pub(super) fn settle(&mut self) {
        self.room = 0;
        let much = |number: usize| number.saturating_add(number / LEAST_NEEDED);
        let held: usize = self.segments.iter().map(Segment::held).sum();
        let needed = self.keys.div_ceil(KEYS).max(1);
        if self.segments.len() > much(needed) || held > much(self.used()) {
            self.make_room(self.keys, self.used());
        }
    }

    /// Puts everything into segments with room for so many keys, and bytes of records.
    fn make_room(&mut self, keys: usize, bytes: usize) {
        let count = keys.div_ceil(KEYS);
        let whole = count.next_power_of_two();
        let half = whole / 2;
        let room = |number: usize| {
            // Those whose turn to split comes later have twice as much.
            let is_split = number < count - half || number >= half;
            let shares = if is_split { whole } else { half };
            let spare = |all: usize| all / shares + all / shares / SPARE;
            Segment::with_room(spare(keys), spare(bytes))
        };
        let old = std::mem::replace(&mut self.segments, (0..count).map(room).collect());
        self.mask = mask_of(count);
        for segment in old {
            self.distribute(&segment);
        }
    }

    /// Bytes of records that are in use.
    fn used(&self) -> usize {
        self.segments.iter().map(Segment::used).sum()
    }

    /// The items of a key, in no order.
    #[expect(clippy::inline_always, reason = "see `Table::find`")]
    #[inline(always)]
    pub(super) fn entries(&self, hash: u64, key: &[u8]) -> Entries<'_> {
        match self.segment(hash) {
            Some(segment) => segment.entries(hash, key),
            None => Entries(&[]),
        }
    }

    /// The segment that a hash belongs to.
    #[inline]
    pub(super) fn segment(&self, hash: u64) -> Option<&Segment> {
        self.segments.get(self.number(hash))
    }

    /// Adds an item. One that is here already changes nothing.
    pub(super) fn add(&mut self, key: &[u8], added: Added, note: Option<&[u8]>) {
        if self.keys >= self.segments.len() * KEYS {
            self.split();
        }
        self.entry.clear();
        Entry { list: added.list, item: added.item, note }.write(&mut self.entry);
        let hash = hash::of_bytes(key);
        let number = self.number(hash);
        if let Some(segment) = self.segments.get_mut(number) {
            let before = segment.keys();
            self.items += usize::from(segment.add(hash, key, added, &self.entry));
            self.keys += segment.keys() - before;
        }
    }

    /// Removes an item. One that is not here changes nothing.
    pub(super) fn remove(&mut self, key: &[u8], list: ListPlace, item: ItemId) {
        let hash = hash::of_bytes(key);
        let number = self.number(hash);
        if let Some(segment) = self.segments.get_mut(number) {
            let before = segment.keys();
            self.items -= usize::from(segment.remove(hash, key, list, item));
            self.keys -= before - segment.keys();
        }
    }

    /// Removes all items of a list; answers how many there were.
    pub(super) fn remove_list(&mut self, list: ListPlace) -> usize {
        if self.items == 0 {
            return 0;
        }
        let removed = self.segments.iter_mut().map(|segment| segment.remove_list(list)).sum();
        self.items -= removed;
        self.keys = self.segments.iter().map(Segment::keys).sum();
        if self.keys == 0 {
            self.segments = Vec::new();
            self.mask = 0;
        }
        removed
    }

    /// All keys, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.segments.iter().flat_map(|segment| segment.records().map(|(key, _)| key))
    }

    /// How many items there are.
    pub(super) const fn len(&self) -> usize {
        self.items
    }

    /// Halves the one whose turn it is: they take turns in order, twice as many after each round.
    fn split(&mut self) {
        let count = self.segments.len();
        let turn = if count == 0 { 0 } else { count - (1 << count.ilog2()) };
        let old = self.segments.get_mut(turn).map(std::mem::take).unwrap_or_default();
        let (keys, bytes) = (old.keys() / 2, old.used() / 2);
        let room = || Segment::with_room(keys + keys / SPARE, bytes + bytes / SPARE);
        if let Some(segment) = self.segments.get_mut(turn) {
            *segment = room();
        }
        self.segments.push(room());
        self.mask = mask_of(self.segments.len());
        self.distribute(&old);
    }

    fn distribute(&mut self, old: &Segment) {
        for (key, entries) in old.records() {
            let hash = hash::of_bytes(key);
            let number = self.number(hash);
            if let Some(segment) = self.segments.get_mut(number) {
                segment.put(hash, key, &[entries]);
            }
        }
    }

    /// The segment that a hash belongs to: its lowest bits, one less for those whose turn to split comes later.
    #[inline]
    fn number(&self, hash: u64) -> usize {
        let number = hash::low(hash) & self.mask;
        if number < self.segments.len() { number } else { number & (self.mask >> 1) }
    }
}

/// The bits that number so many segments.
const fn mask_of(segments: usize) -> usize {
    segments.next_power_of_two() - 1
}
