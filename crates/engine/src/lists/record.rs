//! A key with its items, in a piece of memory that holds many of them.
//!
//! Most keys are short and have one item: two bytes say how long both are. Longer ones get room to grow, so that
//! the thousandth item of a key does not copy the others.

use std::ops::Range;

/// In place of the length of a key: three lengths of four bytes follow.
const LONG: u8 = u8::MAX;
const SHORT_HEADER: usize = 2;
const LONG_HEADER: usize = 13;

/// Where the parts of a record are.
#[derive(Clone, Debug)]
pub(super) struct Record {
    start: usize,
    pub(super) key: Range<usize>,
    pub(super) entries: Range<usize>,
    /// With the room that is kept for more entries.
    end: usize,
}

impl Record {
    /// The record at this place.
    #[inline]
    pub(super) fn at(bytes: &[u8], place: u32) -> Option<Self> {
        let start = usize::try_from(place).ok()?;
        let header = bytes.get(start..)?;
        if let [key, used, ..] = header
            && *key != LONG
        {
            let key = start + SHORT_HEADER..start + SHORT_HEADER + usize::from(*key);
            let entries = key.end..key.end + usize::from(*used);
            return Some(Self { start, end: entries.end, key, entries });
        }
        Self::long_at(header, start)
    }

    #[cold]
    fn long_at(header: &[u8], start: usize) -> Option<Self> {
        let (lengths, _) = header.get(1..LONG_HEADER)?.as_chunks::<4>();
        let [key, used, room] = lengths else { return None };
        let length = |bytes: &[u8; 4]| usize::try_from(u32::from_le_bytes(*bytes)).unwrap_or(0);
        let key = start + LONG_HEADER..start + LONG_HEADER + length(key);
        let entries = key.end..key.end + length(used);
        Some(Self { start, end: key.end + length(room), key, entries })
    }

    /// How many bytes it takes.
    pub(super) const fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether it has room for this many bytes of entries.
    pub(super) const fn has_room(&self, bytes: usize) -> bool {
        self.end - self.entries.end >= bytes
    }

    /// Puts an entry behind the others, for which there is room.
    pub(super) fn append(&self, bytes: &mut [u8], entry: &[u8]) {
        let end = self.entries.end + entry.len();
        if let Some(slot) = bytes.get_mut(self.entries.end..end) {
            slot.copy_from_slice(entry);
        }
        self.set_used(bytes, end - self.entries.start);
    }

    /// Takes out a part of the entries. Answers how many bytes are behind the record now that were in it.
    pub(super) fn cut(&self, bytes: &mut [u8], span: Range<usize>) -> usize {
        let gone = span.len();
        let from = self.entries.start + span.end;
        bytes.copy_within(from..self.entries.end, self.entries.start + span.start);
        self.set_used(bytes, self.entries.len() - gone);
        if self.is_long() { 0 } else { gone }
    }

    /// Whether more than half of it would be empty with this many bytes of entries less.
    pub(super) const fn wastes_without(&self, bytes: usize) -> bool {
        self.is_long() && self.end - self.entries.end + bytes > self.len() / 2
    }

    fn set_used(&self, bytes: &mut [u8], used: usize) {
        if self.is_long() {
            let length = length_of(used).to_le_bytes();
            if let Some(slot) = bytes.get_mut(self.start + 5..self.start + 9) {
                slot.copy_from_slice(&length);
            }
        } else if let Some(slot) = bytes.get_mut(self.start + 1) {
            *slot = u8::try_from(used).unwrap_or(u8::MAX);
        }
    }

    const fn is_long(&self) -> bool {
        self.key.start - self.start == LONG_HEADER
    }
}

/// Says what stands before a record with these lengths, and how much room is to follow its entries.
pub(super) fn header(key: usize, entries: usize, write: impl FnOnce(&[u8])) -> usize {
    match (u8::try_from(key), u8::try_from(entries)) {
        (Ok(key), Ok(entries)) if key < LONG => {
            write(&[key, entries]);
            0
        }
        _ => {
            let room = entries / 4;
            let [key, used, all] =
                [key, entries, entries + room].map(|n| length_of(n).to_le_bytes());
            let mut header = [LONG; LONG_HEADER];
            let lengths = key.into_iter().chain(used).chain(all);
            for (slot, byte) in header.iter_mut().skip(1).zip(lengths) {
                *slot = byte;
            }
            write(&header);
            room
        }
    }
}

/// Four thousand million bytes under one key do not fit into memory beside the rest.
fn length_of(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
