//! IP addresses and networks of one family.
//!
//! Each prefix length that occurs is one probe. A directory over the leading bits knows the lengths that occur
//! near an address, so that usually one or two probes are made however many lengths there are.

use std::fmt;

use pointsman_domain::ids::ItemId;

use super::chains::{Chains, ListPlace};
use super::found::Found;
use super::hash;

const DIRECTORY_BITS: u32 = 16;

/// The bits of an address, right-aligned.
pub(super) trait AddressBits: Copy + Eq + fmt::Debug + Into<u128> {
    /// How many bits an address has.
    const BITS: u8;
    /// Shorter prefixes are not in the directory.
    const DIRECTORY_PREFIX: u8;

    /// The first `bits` bits, the rest zero.
    fn masked(self, bits: u8) -> Self;
}

impl AddressBits for u32 {
    const BITS: u8 = 32;
    const DIRECTORY_PREFIX: u8 = 16;

    fn masked(self, bits: u8) -> Self {
        u32::MAX.checked_shl(32 - u32::from(bits)).map_or(0, |mask| self & mask)
    }
}

impl AddressBits for u128 {
    const BITS: u8 = 128;
    const DIRECTORY_PREFIX: u8 = 32;

    fn masked(self, bits: u8) -> Self {
        u128::MAX.checked_shl(128 - u32::from(bits)).map_or(0, |mask| self & mask)
    }
}

/// A network: its first bits and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network<A> {
    pub(super) start: A,
    pub(super) bits: u8,
}

/// All items of one family.
#[derive(Clone, Debug)]
pub(super) struct Networks<A> {
    chains: Chains<Network<A>>,
    /// Lengths below the directory's prefix that occur, bit by bit.
    short: u128,
    /// The same for longer ones, by leading bits. A bit stays when the last item goes: that costs a probe.
    long: Vec<u128>,
    /// Length 0 occurs; a mask of 128 bits has no place for it.
    everything: bool,
}

impl<A> Default for Networks<A> {
    fn default() -> Self {
        Self { chains: Chains::default(), short: 0, long: Vec::new(), everything: false }
    }
}

impl<A: AddressBits> Networks<A> {
    pub(super) fn reserve(&mut self, items: usize) {
        self.chains.reserve(items);
    }

    pub(super) fn add(&mut self, network: Network<A>, list: ListPlace, item: ItemId) {
        if self.long.is_empty() {
            self.long = vec![0; 1 << DIRECTORY_BITS];
        }
        match network.bits.checked_sub(1) {
            None => self.everything = true,
            Some(bit) if network.bits < A::DIRECTORY_PREFIX => self.short |= 1 << bit,
            Some(bit) => {
                if let Some(lengths) = self.long.get_mut(slot(network.start)) {
                    *lengths |= 1 << bit;
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
    pub(super) fn find(&self, address: A, found: &mut Found) {
        let mut lengths = self.short | self.long.get(slot(address)).copied().unwrap_or(0);
        while let Some(bit) = lengths.checked_ilog2() {
            lengths &= !(1 << bit);
            let bits = u8::try_from(bit + 1).unwrap_or(A::BITS);
            self.probe(Network { start: address.masked(bits), bits }, found);
        }
        if self.everything {
            self.probe(Network { start: address.masked(0), bits: 0 }, found);
        }
    }

    fn probe(&self, network: Network<A>, found: &mut Found) {
        let chain = self.chains.chain(hash_of(&network), |other| *other == network);
        found.add(chain.map(|entry| (entry.list, entry.item)));
    }

    pub(super) fn len(&self) -> usize {
        self.chains.len()
    }
}

fn hash_of<A: AddressBits>(network: &Network<A>) -> u64 {
    hash::of_two(hash::of_number(network.start.into()), u64::from(network.bits))
}

/// The directory's place for an address. Addresses of version 6 share few leading bits, so those are mixed.
fn slot<A: AddressBits>(address: A) -> usize {
    let leading = address.into() >> (A::BITS - A::DIRECTORY_PREFIX);
    let place = if u32::from(A::DIRECTORY_PREFIX) <= DIRECTORY_BITS {
        leading
    } else {
        u128::from(hash::of_number(leading) >> (u64::BITS - DIRECTORY_BITS))
    };
    usize::try_from(place).unwrap_or(0)
}
