//! IP addresses and networks of version 4.
//!
//! Networks of neighbouring lengths with the same first bits are one record: five bands of lengths make five probes at
//! most, which do not wait for each other. A directory over the first bits knows which of the long bands occur near an
//! address, so that most addresses cost one probe or none where nobody lists wider networks. No record holds more than
//! 255 different networks, so that an address among neighbours that are all listed is found without going through all.

use pointsman_domain::ids::ItemId;

use super::ahead::Ahead;
use super::entry::{Added, ListPlace};
use super::found::Found;
use super::hash;
use super::records::Records;

/// How many first bits choose a place in the directory: a megabyte of places, of which few networks share one.
const NEAR_BITS: u8 = 20;
/// How many bands have no shorter prefixes than that.
const NEAR_BANDS: usize = 2;

/// A network: its first bits and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NetworkV4 {
    pub(super) start: u32,
    pub(super) bits: u8,
}

/// All items.
#[derive(Clone, Debug)]
pub(super) struct NetworksV4 {
    /// The longest prefixes first.
    bands: [Band; 5],
    /// By the first bits of an address, a bit for each of the first bands that has had networks there since the last
    /// list went: a band that has none any more costs a probe. Empty until needed.
    near: Vec<u8>,
}

/// Networks with `least` to `most` bits, by their first `least` ones. Where a network lies below them is noted: the
/// bits that follow, behind a 1.
#[derive(Clone, Debug)]
struct Band {
    least: u8,
    most: u8,
    records: Records,
}

impl Default for NetworksV4 {
    fn default() -> Self {
        let band = |(least, most)| Band { least, most, records: Records::default() };
        let bands = [(26, 32), (NEAR_BITS, 25), (14, 19), (8, 13), (0, 7)].map(band);
        Self { bands, near: Vec::new() }
    }
}

impl NetworksV4 {
    /// Makes room for networks with so many bits.
    pub(super) fn reserve(&mut self, lengths: impl Iterator<Item = u8>) {
        let mut of_length = [0; 33];
        for bits in lengths {
            if let Some(count) = of_length.get_mut(usize::from(bits)) {
                *count += 1;
            }
        }
        for band in &mut self.bands {
            let lengths = of_length.get(usize::from(band.least)..=usize::from(band.most));
            let items = lengths.unwrap_or_default().iter().sum();
            band.records.reserve(items, items * Band::ITEM_BYTES);
        }
    }

    pub(super) fn records(&mut self) -> impl Iterator<Item = &mut Records> {
        self.bands.iter_mut().map(|band| &mut band.records)
    }

    pub(super) fn add(&mut self, network: NetworkV4, added: Added) {
        self.note(network);
        if let Some(band) = self.band(network.bits) {
            let note = [band.below(network.start, network.bits)];
            band.records.add(&band.key(network.start), added, Some(&note));
        }
    }

    pub(super) fn remove(&mut self, network: NetworkV4, list: ListPlace, item: ItemId) {
        if let Some(band) = self.band(network.bits) {
            band.records.remove(&band.key(network.start), list, item);
        }
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        let removed = self.bands.iter_mut().map(|band| band.records.remove_list(list));
        if removed.sum::<usize>() > 0 {
            self.note_all();
        }
    }

    /// The items that contain an address, the longest prefix first.
    pub(super) fn find(&self, address: u32, found: &mut Found<'_>) {
        self.visit(address, |band| band.find(address, found));
    }

    /// Notes what finding an address will look up.
    pub(super) fn look_ahead<'i>(&'i self, address: u32, ahead: &mut Ahead<'i>) {
        self.visit(address, |band| ahead.note(&band.records, &band.key(address)));
    }

    /// Notes where a network will be put.
    pub(super) fn look_ahead_of<'i>(&'i self, network: NetworkV4, ahead: &mut Ahead<'i>) {
        if let Some(band) = self.bands.iter().find(|band| band.least <= network.bits) {
            ahead.note(&band.records, &band.key(network.start));
        }
    }

    /// The bands that may have networks with an address, the longest prefixes first.
    #[inline]
    fn visit<'i>(&'i self, address: u32, mut visit: impl FnMut(&'i Band)) {
        let mut near = self.near_of(address);
        let (long, short) = self.bands.split_at(NEAR_BANDS);
        for band in long {
            if near & 1 != 0 {
                visit(band);
            }
            near >>= 1;
        }
        for band in short {
            if band.records.len() > 0 {
                visit(band);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.bands.iter().map(|band| band.records.len()).sum()
    }

    /// Notes in the directory that a network is there.
    fn note(&mut self, network: NetworkV4) {
        let band = self.bands.iter().position(|band| band.least <= network.bits);
        if let Some(band) = band.filter(|band| *band < NEAR_BANDS) {
            note(&mut self.near, first_bits(network.start, NEAR_BITS), band);
        }
    }

    /// Writes the directory anew.
    fn note_all(&mut self) {
        self.near = Vec::new();
        for (number, band) in self.bands.iter().take(NEAR_BANDS).enumerate() {
            for key in band.records.keys().filter_map(<[u8]>::as_array) {
                let first = u32::from_be_bytes(*key) >> (band.least - NEAR_BITS);
                note(&mut self.near, first, number);
            }
        }
    }

    fn near_of(&self, address: u32) -> u8 {
        let place = usize::try_from(first_bits(address, NEAR_BITS)).ok();
        place.and_then(|place| self.near.get(place)).copied().unwrap_or(0)
    }

    fn band(&mut self, bits: u8) -> Option<&mut Band> {
        self.bands.iter_mut().find(|band| band.least <= bits)
    }
}

impl Band {
    /// Key, length of the note and note.
    const ITEM_BYTES: usize = 7;

    fn find(&self, address: u32, found: &mut Found<'_>) {
        let key = self.key(address);
        let entries = self.records.entries(hash::of_bytes(&key), &key);
        if entries.is_empty() {
            return;
        }
        let below = self.below(address, self.most);
        // By how many bits they have more than the least: a bit for each length that contains the address.
        let contains = |note: Option<&[u8]>| {
            let noted = *note?.first()?;
            let more = noted.checked_ilog2()?;
            let less = u32::from(self.most - self.least).checked_sub(more)?;
            (below.checked_shr(less) == Some(noted)).then_some(1_u8 << more)
        };
        let lengths = entries.clone().filter_map(|entry| contains(entry.note));
        let mut lengths = lengths.fold(0, |all, length| all | length);
        while let Some(more) = lengths.checked_ilog2() {
            lengths &= !(1 << more);
            let same = entries.clone().filter(|entry| contains(entry.note) == Some(1 << more));
            found.add(same.map(|entry| (entry.list, entry.item)));
        }
    }

    /// The first bits that networks of a record share.
    fn key(&self, address: u32) -> [u8; 4] {
        first_bits(address, self.least).to_be_bytes()
    }

    /// The bits of a network behind those, after a 1 that says how many there are: at most seven.
    fn below(&self, start: u32, bits: u8) -> u8 {
        let more = bits - self.least;
        let below = first_bits(start, bits) & !(u32::MAX << more);
        u8::try_from(below | 1 << more).unwrap_or(0)
    }
}

/// Notes that a band has a network with these first bits.
fn note(near: &mut Vec<u8>, first: u32, band: usize) {
    if near.is_empty() {
        *near = vec![0; 1 << NEAR_BITS];
    }
    if let Some(near) = usize::try_from(first).ok().and_then(|place| near.get_mut(place)) {
        *near |= 1 << band;
    }
}

/// The first bits of an address, as a number of their own.
fn first_bits(address: u32, bits: u8) -> u32 {
    address.checked_shr(u32::BITS - u32::from(bits)).unwrap_or(0)
}
