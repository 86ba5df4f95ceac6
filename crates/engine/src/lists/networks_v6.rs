//! IP addresses and networks of version 6.
//!
//! Each prefix length that occurs is one probe. Directories over the leading bits know the lengths that occur near
//! an address, so that usually one or two probes are made however many lengths there are.

use pointsman_domain::ids::ItemId;

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

/// A network: its first bits and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NetworkV6 {
    pub(super) start: u128,
    pub(super) bits: u8,
}

/// All items. A length once seen stays noted when its last item goes: that costs a probe.
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
        self.long.reserve(items, items * Key::length(BITS));
    }

    pub(super) fn add(&mut self, network: NetworkV6, added: Added) {
        let key = Key::new(network);
        let directory = self.directories.iter_mut().find(|one| one.shape().least <= network.bits);
        if let Some(directory) = directory {
            let shape = directory.shape();
            directory.note(place(network.start, shape), network.bits);
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
        self.long.remove_list(list);
        self.short.remove_list(list);
    }

    /// The items that contain an address, the longest prefix first.
    pub(super) fn find(&self, address: u128, found: &mut Found<'_>) {
        for directory in &self.directories {
            for bits in directory.lengths(|shape| place(address, shape)) {
                probe(&self.long, address, bits, found);
            }
        }
        let mut lengths = self.short_lengths;
        while let Some(bits) = lengths.checked_ilog2() {
            lengths &= !(1 << bits);
            probe(&self.short, address, u8::try_from(bits).unwrap_or(0), found);
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.long.len() + self.short.len()
    }
}

/// The place of an address in a directory. Addresses share few leading bits, so these are mixed.
fn place(address: u128, shape: Shape) -> usize {
    let mixed = hash::of_number(masked(address, shape.least));
    usize::try_from(mixed >> (u64::BITS - shape.place_bits)).unwrap_or(0)
}

/// The first bits of an address, the rest zero.
fn masked(address: u128, bits: u8) -> u128 {
    u128::MAX.checked_shl(u32::from(BITS - bits)).map_or(0, |mask| address & mask)
}

fn probe(records: &Records, address: u128, bits: u8, found: &mut Found<'_>) {
    let key = Key::new(NetworkV6 { start: masked(address, bits), bits });
    let entries = records.entries(hash::of_bytes(key.bytes()), key.bytes());
    found.add(entries.map(|entry| (entry.list, entry.item)));
}

/// The length of a prefix, then those bytes of it that count.
struct Key {
    bytes: [u8; 17],
    length: usize,
}

impl Key {
    fn new(network: NetworkV6) -> Self {
        let mut bytes = [0; 17];
        if let Some((first, rest)) = bytes.split_first_mut() {
            *first = network.bits;
            rest.copy_from_slice(&network.start.to_be_bytes());
        }
        Self { bytes, length: Self::length(network.bits) }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// How long the key of a prefix is.
    fn length(bits: u8) -> usize {
        1 + usize::from(bits.div_ceil(8))
    }
}
