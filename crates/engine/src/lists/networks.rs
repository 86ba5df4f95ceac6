//! IP addresses and networks of one family.
//!
//! Each prefix length that occurs is one probe. A directory over the leading bits knows the lengths that occur
//! near an address, so that usually one or two probes are made however many lengths there are.

use std::fmt;
use std::ops::RangeInclusive;

use pointsman_domain::ids::ItemId;

use super::chains::{Chains, ListPlace};
use super::found::Found;
use super::hash;

/// The bits of an address, right-aligned.
pub(super) trait AddressBits: Copy + Eq + fmt::Debug + Into<u128> {
    /// A bit for each prefix length that the directory tells apart.
    type Lengths: Copy + Default + Into<u128>;

    /// The shortest prefix that is in the directory.
    const DIRECTORY_PREFIX: u8;
    /// How many bits an address has.
    const BITS: u8;
    /// Places of the directory, as a power of two: many, so that few networks share one, since each length in a
    /// place is a probe of memory; and few enough for a cache.
    const DIRECTORY_BITS: u32;

    /// The first `bits` bits, the rest zero.
    fn masked(self, bits: u8) -> Self;
    /// The place of the directory for an address.
    fn place(self) -> usize;
    /// The places of all addresses of a network, of which those of one directory prefix share the first bits.
    fn places(network: Network<Self>) -> RangeInclusive<usize>;
    /// `lengths` with one more bit.
    fn with(lengths: Self::Lengths, bit: u8) -> Self::Lengths;
}

impl AddressBits for u32 {
    type Lengths = u16;

    const DIRECTORY_PREFIX: u8 = 17;
    const BITS: u8 = 32;
    const DIRECTORY_BITS: u32 = 20;

    fn masked(self, bits: u8) -> Self {
        Self::MAX.checked_shl(Self::BITS - u32::from(bits)).map_or(0, |mask| self & mask)
    }

    fn place(self) -> usize {
        usize::try_from(self >> (u32::BITS - <Self as AddressBits>::DIRECTORY_BITS)).unwrap_or(0)
    }

    fn places(network: Network<Self>) -> RangeInclusive<usize> {
        let rest = Self::MAX.checked_shr(network.bits.into()).unwrap_or(0);
        network.start.place()..=(network.start | rest).place()
    }

    fn with(lengths: u16, bit: u8) -> u16 {
        lengths | (1 << bit)
    }
}

impl AddressBits for u128 {
    type Lengths = u128;

    const DIRECTORY_PREFIX: u8 = 33;
    const BITS: u8 = 128;
    const DIRECTORY_BITS: u32 = 12;

    fn masked(self, bits: u8) -> Self {
        Self::MAX.checked_shl(Self::BITS - u32::from(bits)).map_or(0, |mask| self & mask)
    }

    /// Addresses of version 6 share few leading bits, so these are mixed.
    fn place(self) -> usize {
        let mixed = hash::of_number(self >> 96);
        usize::try_from(mixed >> (u64::BITS - <Self as AddressBits>::DIRECTORY_BITS)).unwrap_or(0)
    }

    fn places(network: Network<Self>) -> RangeInclusive<usize> {
        network.start.place()..=network.start.place()
    }

    fn with(lengths: u128, bit: u8) -> u128 {
        lengths | (1 << bit)
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
    chains: Chains<Network<A>>,
    /// A bit for each length below the directory's prefix that occurs anywhere, from bit 0 for length 0.
    short: u64,
    /// By place, a bit for each longer length, from bit 0 for the directory's prefix. Empty until needed.
    long: Vec<A::Lengths>,
}

impl<A: AddressBits> Default for Networks<A> {
    fn default() -> Self {
        Self { chains: Chains::default(), short: 0, long: Vec::new() }
    }
}

impl<A: AddressBits> Networks<A> {
    pub(super) fn reserve(&mut self, items: usize) {
        self.chains.reserve(items, hash_of);
    }

    pub(super) fn add(&mut self, network: Network<A>, list: ListPlace, item: ItemId) {
        match network.bits.checked_sub(A::DIRECTORY_PREFIX) {
            None => self.short |= 1 << network.bits,
            Some(bit) => {
                if self.long.is_empty() {
                    self.long = vec![A::Lengths::default(); 1 << A::DIRECTORY_BITS];
                }
                for lengths in self.long.get_mut(A::places(network)).unwrap_or_default() {
                    *lengths = A::with(*lengths, bit);
                }
            }
        }
        let same = |other: &Network<A>| *other == network;
        self.chains.add((hash_of(&network), network), (list, item), same, hash_of);
    }

    pub(super) fn remove(&mut self, network: Network<A>, list: ListPlace, item: ItemId) {
        self.chains.remove(hash_of(&network), (list, item), |other| *other == network);
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        for (network, item) in self.chains.of_list(list) {
            self.remove(network, list, item);
        }
    }

    /// The items that contain an address, the longest prefix first.
    pub(super) fn find(&self, address: A, found: &mut Found<'_>) {
        let long = self.long.get(address.place()).copied().unwrap_or_default();
        self.probe(address, long.into(), A::DIRECTORY_PREFIX, found);
        self.probe(address, self.short.into(), 0, found);
    }

    /// Looks for networks of each of these lengths, of which bit 0 stands for `least`.
    fn probe(&self, address: A, mut lengths: u128, least: u8, found: &mut Found<'_>) {
        while let Some(bit) = lengths.checked_ilog2() {
            lengths &= !(1 << bit);
            let bits = least + u8::try_from(bit).unwrap_or(A::BITS - least);
            let network = Network { start: address.masked(bits), bits };
            let chain = self.chains.chain(hash_of(&network), |other| *other == network);
            found.add(chain.map(|entry| (entry.list, entry.item)));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.chains.len()
    }
}

fn hash_of<A: AddressBits>(network: &Network<A>) -> u64 {
    hash::of_two(network.start.into(), u64::from(network.bits))
}
