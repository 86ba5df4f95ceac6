//! IP addresses and networks of version 6.
//!
//! Each prefix length that occurs is one probe. Directories over the leading bits know the lengths that occur near
//! an address, so that usually one or two probes are made however many lengths there are.

use pointsman_domain::ids::ItemId;

use super::ahead::Ahead;
use super::directory::{Directory, Shape};
use super::entry::{Added, ListPlace};
use super::found::Found;
use super::hash;
use super::records::Records;

/// How many bits an address has.
const BITS: u8 = 128;
/// Many places, so that few networks share one, since each length in a place is a probe of memory; and few enough for
/// a cache.
const SHAPES: [Shape; 2] =
    [Shape { least: 48, step: 6, place_bits: 20 }, Shape { least: 32, step: 1, place_bits: 16 }];

/// Bytes of a key of more than 64 bits.
const LONG_KEY: usize = 17;

/// A network: its first bits and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NetworkV6 {
    pub(super) start: u128,
    pub(super) bits: u8,
}

/// All items. A length once seen stays noted until a list goes: that costs a probe.
#[derive(Clone, Debug)]
pub(super) struct NetworksV6 {
    /// Networks that a directory knows.
    long: Records,
    directories: [Directory; 2],
    /// The others, which are few: apart, they stay in the cache.
    short: Records,
    /// A bit for each length of theirs, from bit 0 for length 0.
    short_lengths: u128,
}

impl Default for NetworksV6 {
    fn default() -> Self {
        Self {
            long: Records::default(),
            directories: SHAPES.map(Directory::new),
            short: Records::default(),
            short_lengths: 0,
        }
    }
}

impl NetworksV6 {
    pub(super) fn reserve(&mut self, items: usize) {
        // Most are single addresses.
        self.long.reserve(items, items * LONG_KEY);
    }

    pub(super) fn records(&mut self) -> impl Iterator<Item = &mut Records> {
        [&mut self.long, &mut self.short].into_iter()
    }

    pub(super) fn add(&mut self, network: NetworkV6, added: Added) {
        let key = Key::new(network);
        if note(&mut self.directories, network) {
            self.long.add(key.bytes(), added, None);
        } else {
            self.short_lengths |= 1 << network.bits;
            self.short.add(key.bytes(), added, None);
        }
    }

    pub(super) fn remove(&mut self, network: NetworkV6, list: ListPlace, item: ItemId) {
        let key = Key::new(network);
        let is_long = SHAPES.iter().any(|shape| shape.least <= network.bits);
        let records = if is_long { &mut self.long } else { &mut self.short };
        records.remove(key.bytes(), list, item);
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        if self.long.remove_list(list) > 0 {
            self.directories = SHAPES.map(Directory::new);
            for network in self.long.keys().filter_map(Key::network) {
                note(&mut self.directories, network);
            }
        }
        if self.short.remove_list(list) > 0 {
            let lengths = self.short.keys().filter_map(|key| Some(1 << Key::network(key)?.bits));
            self.short_lengths = lengths.fold(0, |all, length: u128| all | length);
        }
    }

    /// The items that contain an address, the longest prefix first.
    pub(super) fn find(&self, address: u128, found: &mut Found<'_>) {
        self.visit(address, |records, key| {
            let entries = match key {
                Key::Short(key) => records.entries(hash::of_bytes(&key), &key),
                Key::Long(key) => records.entries(hash::of_bytes(&key), &key),
            };
            found.add(entries.map(|entry| (entry.list, entry.item)));
        });
    }

    /// Notes what finding an address will look up.
    pub(super) fn look_ahead<'i>(&'i self, address: u128, ahead: &mut Ahead<'i>) {
        self.visit(address, |records, key| ahead.note(records, key.bytes()));
    }

    /// Notes where a network will be put; the short ones stay in the cache.
    pub(super) fn look_ahead_of<'i>(&'i self, network: NetworkV6, ahead: &mut Ahead<'i>) {
        ahead.note(&self.long, Key::new(network).bytes());
    }

    /// The networks of an address with a length that may occur, the longest first.
    #[inline]
    fn visit<'i>(&'i self, address: u128, mut visit: impl FnMut(&'i Records, Key)) {
        let key = |bits| Key::new(NetworkV6 { start: masked(address, bits), bits });
        for directory in &self.directories {
            for bits in directory.lengths(|shape| place(address, shape)) {
                visit(&self.long, key(bits));
            }
        }
        let mut lengths = self.short_lengths;
        while let Some(bits) = lengths.checked_ilog2() {
            lengths &= !(1 << bits);
            visit(&self.short, key(u8::try_from(bits).unwrap_or(0)));
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.long.len() + self.short.len()
    }
}

/// Notes a network in the directory that knows its length; answers whether there is one.
fn note(directories: &mut [Directory], network: NetworkV6) -> bool {
    let directory = directories.iter_mut().find(|one| one.shape().least <= network.bits);
    let Some(directory) = directory else { return false };
    directory.note(place(network.start, directory.shape()), network.bits);
    true
}

/// The place of an address in a directory. Addresses share few leading bits, so these are mixed.
fn place(address: u128, shape: Shape) -> usize {
    // No directory is of more than 64 bits.
    let first = u64::try_from(address >> (BITS - shape.least)).unwrap_or(u64::MAX);
    usize::try_from(hash::of_number(first) >> (u64::BITS - shape.place_bits)).unwrap_or(0)
}

/// The first bits of an address, the rest zero.
fn masked(address: u128, bits: u8) -> u128 {
    u128::MAX.checked_shl(u32::from(BITS - bits)).map_or(0, |mask| address & mask)
}

/// The length of a prefix, then its bits: half of an address if no more count. Both are of one size each, so that
/// nobody works out how much to compare.
enum Key {
    Short([u8; 9]),
    Long([u8; LONG_KEY]),
}

impl Key {
    #[inline]
    fn new(network: NetworkV6) -> Self {
        let all = network.start.to_be_bytes();
        match all.first_chunk::<8>() {
            Some(half) if network.bits <= 64 => Self::Short(behind(network.bits, half)),
            _ => Self::Long(behind(network.bits, &all)),
        }
    }

    /// The network of a key.
    fn network(key: &[u8]) -> Option<NetworkV6> {
        let (bits, rest) = key.split_first()?;
        let mut start = [0; 16];
        for (slot, byte) in start.iter_mut().zip(rest) {
            *slot = *byte;
        }
        Some(NetworkV6 { start: u128::from_be_bytes(start), bits: *bits })
    }

    const fn bytes(&self) -> &[u8] {
        match self {
            Self::Short(bytes) => bytes,
            Self::Long(bytes) => bytes,
        }
    }
}

/// A byte, and bytes behind it.
fn behind<const ALL: usize>(first: u8, rest: &[u8]) -> [u8; ALL] {
    let mut all = [first; ALL];
    if let Some((_, behind)) = all.split_first_mut() {
        for (slot, byte) in behind.iter_mut().zip(rest) {
            *slot = *byte;
        }
    }
    all
}
