//! Reading ahead for several look-ups at once.
//!
//! A look-up reads memory twice, one read after the other, and waits for each. Reads of different look-ups do not
//! wait for each other: made in turns, step by step, they come in at the same time, and the look-ups behind them find
//! what they need in the cache (group prefetching: Chen, Ailamaki, Gibbons, Mowry, "Improving hash join performance
//! through prefetching", 2004). What was read ahead decides nothing.

use std::hint::black_box;

use super::hash;
use super::records::Records;
use super::segment::Segment;

/// Bytes of a line of a cache.
const LINE: u32 = 64;
/// Lines of a record that are read ahead: of those that are longer, the processor sees that they are read in order.
const LINES: u32 = 2;

/// Keys that will be looked up.
#[derive(Debug, Default)]
pub(super) struct Ahead<'i> {
    keys: Vec<(&'i Segment, u64)>,
    records: Vec<(&'i Segment, u32)>,
}

impl<'i> Ahead<'i> {
    /// Notes that a key will be looked up.
    #[inline]
    pub(super) fn note(&mut self, records: &'i Records, key: &[u8]) {
        let hash = hash::of_bytes(key);
        if let Some(segment) = records.segment(hash) {
            self.keys.push((segment, hash));
        }
    }

    /// Reads what putting new keys in will read.
    pub(super) fn read_groups(&self) {
        let tags = self.keys.iter().fold(0, |all, (segment, hash)| all ^ segment.tag_ahead(*hash));
        black_box(tags);
    }

    /// Reads what looking the keys up will read, and forgets them.
    pub(super) fn read(&mut self) {
        self.read_groups();
        let places = self
            .keys
            .drain(..)
            .filter_map(|(segment, hash)| Some((segment, segment.place_ahead(hash)?)));
        self.records.extend(places);
        let lines = self.records.drain(..).flat_map(|(segment, place)| {
            (0..LINES).map(move |line| segment.byte_ahead(place.saturating_add(line * LINE)))
        });
        black_box(lines.fold(0, |all, byte| all ^ byte));
    }
}
