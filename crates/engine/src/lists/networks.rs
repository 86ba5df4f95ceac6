//! IP addresses and networks of one family.
//!
//! Each prefix length that occurs is one probe. Directories over the leading bits know the lengths that occur near
//! an address, so that usually one or two probes are made however many lengths there are.

use std::fmt;

use pointsman_domain::ids::ItemId;

use super::directory::{Directory, Shape};
use super::entry::{Added, ListPlace};
use super::found::Found;
use super::hash;
use super::records::Records;

/// The bits of an address, right-aligned.
pub(super) trait AddressBits: Copy + Eq + fmt::Debug + Into<u128> {
    /// How many bits an address has.
    const BITS: u8;
    /// Of its directories, that of the longest prefixes first.
    const SHAPES: &'static [Shape];

    /// The first `bits` bits, the rest zero.
    fn masked(self, bits: u8) -> Self;
    /// The place of an address in a directory.
    fn place(self, shape: Shape) -> usize;
    /// The last place of a network in a directory; its address has the first one.
    fn last_place(network: Network<Self>, shape: Shape) -> usize;
    /// The bytes from the leading one on, and as many zeros as are missing.
    fn bytes(self) -> [u8; 16];
}

impl AddressBits for u32 {
    const BITS: u8 = 32;
    /// Many places, so that few networks share one, since each length in a place is a probe of memory; and few
    /// enough for a cache.
    const SHAPES: &'static [Shape] = &[Shape { least: 17, step: 1, place_bits: 20 }];

    fn masked(self, bits: u8) -> Self {
        Self::MAX.checked_shl(Self::BITS - u32::from(bits)).map_or(0, |mask| self & mask)
    }

    fn place(self, shape: Shape) -> usize {
        usize::try_from(self >> (u32::BITS - shape.place_bits)).unwrap_or(0)
    }

    fn last_place(network: Network<Self>, shape: Shape) -> usize {
        let rest = Self::MAX.checked_shr(network.bits.into()).unwrap_or(0);
        (network.start | rest).place(shape)
    }

    fn bytes(self) -> [u8; 16] {
        (u128::from(self) << 96).to_be_bytes()
    }
}

impl AddressBits for u128 {
    const BITS: u8 = 128;
    const SHAPES: &'static [Shape] = &[
        Shape { least: 48, step: 6, place_bits: 20 },
        Shape { least: 32, step: 1, place_bits: 16 },
    ];

    fn masked(self, bits: u8) -> Self {
        Self::MAX.checked_shl(Self::BITS - u32::from(bits)).map_or(0, |mask| self & mask)
    }

    /// Addresses of version 6 share few leading bits, so these are mixed.
    fn place(self, shape: Shape) -> usize {
        let mixed = hash::of_number(self.masked(shape.least));
        usize::try_from(mixed >> (u64::BITS - shape.place_bits)).unwrap_or(0)
    }

    fn last_place(network: Network<Self>, shape: Shape) -> usize {
        network.start.place(shape)
    }

    fn bytes(self) -> [u8; 16] {
        self.to_be_bytes()
    }
}

/// A network: its first bits and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network<A> {
    pub(super) start: A,
    pub(super) bits: u8,
}

/// All items of one family. A length once seen stays noted when its last item goes: that costs a probe.
#[derive(Clone, Debug)]
pub(super) struct Networks<A: AddressBits> {
    /// Networks that a directory knows.
    long: Records,
    directories: Vec<Directory>,
    /// The others, which are few: apart, they stay in the cache.
    short: Records,
    /// A bit for each length of theirs, from bit 0 for length 0.
    short_lengths: u128,
    family: std::marker::PhantomData<A>,
}

impl<A: AddressBits> Default for Networks<A> {
    fn default() -> Self {
        Self {
            long: Records::default(),
            directories: A::SHAPES.iter().map(|shape| Directory::new(*shape)).collect(),
            short: Records::default(),
            short_lengths: 0,
            family: std::marker::PhantomData,
        }
    }
}

impl<A: AddressBits> Networks<A> {
    pub(super) fn reserve(&mut self, items: usize) {
        // Most are single addresses; the shorter ones of others are made up for by their longer ones elsewhere.
        self.long.reserve(items, items * Key::length(A::BITS));
    }

    pub(super) fn add(&mut self, network: Network<A>, added: Added) {
        let key = Key::new(network);
        let directory = self.directories.iter_mut().find(|one| one.shape().least <= network.bits);
        if let Some(directory) = directory {
            let shape = directory.shape();
            let (first, last) = (network.start.place(shape), A::last_place(network, shape));
            directory.note(first..=last, network.bits);
            self.long.add(key.bytes(), added, None);
        } else {
            self.short_lengths |= 1 << network.bits;
            self.short.add(key.bytes(), added, None);
        }
    }

    pub(super) fn remove(&mut self, network: Network<A>, list: ListPlace, item: ItemId) {
        let key = Key::new(network);
        let is_long = A::SHAPES.iter().any(|shape| shape.least <= network.bits);
        let records = if is_long { &mut self.long } else { &mut self.short };
        records.remove(key.bytes(), list, item);
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        self.long.remove_list(list);
        self.short.remove_list(list);
    }

    /// The items that contain an address, the longest prefix first.
    pub(super) fn find(&self, address: A, found: &mut Found<'_>) {
        for directory in &self.directories {
            for bits in directory.lengths(|shape| address.place(shape)) {
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

fn probe<A: AddressBits>(records: &Records, address: A, bits: u8, found: &mut Found<'_>) {
    let key = Key::new(Network { start: address.masked(bits), bits });
    let entries = records.entries(hash::of_bytes(key.bytes()), key.bytes());
    found.add(entries.map(|entry| (entry.list, entry.item)));
}

/// The length of a prefix, then those bytes of it that count.
struct Key {
    bytes: [u8; 17],
    length: usize,
}

impl Key {
    fn new<A: AddressBits>(network: Network<A>) -> Self {
        let mut bytes = [0; 17];
        if let Some((first, rest)) = bytes.split_first_mut() {
            *first = network.bits;
            rest.copy_from_slice(&network.start.bytes());
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
