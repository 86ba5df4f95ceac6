//! Where a hash may be found: places of records, with eight bits of each hash in groups of fifteen.
//!
//! The eight bits of all records lie close together, a byte each, so that they stay in a cache of two megabytes when
//! there are a million: that a key is not here is then known without reading memory, and what is read beyond them is
//! nearly always what is looked for. A processor that has guessed so goes on to the next look-up meanwhile. Which key a
//! record has only the caller knows.

use super::hash;

/// Slots of a group: with the count of those passed on their tags fill sixteen bytes.
const SLOTS: usize = 15;
/// Of all slots, how many may be taken, in eighths.
const MOST_EIGHTHS: usize = 7;
/// Of all slots, how many are meant to be taken when the number of keys is known, in eighths.
const MEANT_EIGHTHS: usize = 6;
/// The tag of a free slot.
const FREE: u8 = 0;
/// From here on nobody counts how many were passed on, and a look-up always goes on.
const MANY: u8 = u8::MAX;

/// The tags of fifteen slots, then how many records are further on because there was no room here.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(16))]
struct Group([u8; SLOTS + 1]);

/// Places of records by hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    groups: Vec<Group>,
    /// What the slots of each group hold.
    places: Vec<[u32; SLOTS]>,
    keys: usize,
}

impl Table {
    /// A table with room for this many keys.
    pub(super) fn with_room(keys: usize) -> Self {
        let groups = if keys == 0 { 0 } else { (keys * 8).div_ceil(SLOTS * MEANT_EIGHTHS) };
        Self { groups: vec![Group::default(); groups], places: vec![[0; SLOTS]; groups], keys: 0 }
    }

    /// Whether one more key wants a larger table.
    pub(super) const fn is_full(&self) -> bool {
        self.keys * 8 >= self.groups.len() * SLOTS * MOST_EIGHTHS
    }

    /// How many keys there are.
    pub(super) const fn keys(&self) -> usize {
        self.keys
    }

    /// What `read` makes of the first place that it wants, of those that the hash may have.
    #[inline]
    pub(super) fn find<R>(&self, hash: u64, read: impl Fn(u32) -> Option<R>) -> Option<R> {
        let tag = tag(hash);
        let mut number = self.home(hash);
        for _ in 0..self.groups.len() {
            let group = self.groups.get(number)?;
            for slot in group.slots_with(tag) {
                let place = self.places.get(number).and_then(|places| places.get(slot));
                if let Some(found) = place.and_then(|place| read(*place)) {
                    return Some(found);
                }
            }
            if group.passed_on() == 0 {
                return None;
            }
            number = self.around(number + 1);
        }
        None
    }

    /// Puts in the place of a record whose key is not here. The table is not full.
    pub(super) fn insert(&mut self, hash: u64, place: u32) {
        let home = self.home(hash);
        for step in home..home + self.groups.len() {
            let number = self.around(step);
            let Some(group) = self.groups.get_mut(number) else { return };
            if let Some(slot) = group.take_slot(tag(hash)) {
                self.set_place(number, slot, place);
                self.keys += 1;
                return;
            }
            group.set_passed_on(group.passed_on().saturating_add(1));
        }
    }

    /// Says that the record has moved.
    pub(super) fn replace(&mut self, hash: u64, old: u32, new: u32) {
        if let Some((number, slot)) = self.slot_of(hash, old) {
            self.set_place(number, slot, new);
        }
    }

    /// Takes a record out.
    pub(super) fn remove(&mut self, hash: u64, place: u32) {
        let Some((last, slot)) = self.slot_of(hash, place) else { return };
        if let Some(group) = self.groups.get_mut(last) {
            group.free_slot(slot);
        }
        self.keys -= 1;
        let mut number = self.home(hash);
        while number != last {
            if let Some(group) = self.groups.get_mut(number)
                && group.passed_on() < MANY
            {
                group.set_passed_on(group.passed_on() - 1);
            }
            number = self.around(number + 1);
        }
    }

    /// The places of all records.
    pub(super) fn places(&self) -> impl Iterator<Item = u32> {
        self.groups.iter().zip(&self.places).flat_map(|(group, places)| {
            let taken = group.tags().iter().zip(places).filter(|(tag, _)| **tag != FREE);
            taken.map(|(_, place)| *place)
        })
    }

    /// The group and the slot of a record.
    fn slot_of(&self, hash: u64, place: u32) -> Option<(usize, usize)> {
        let home = self.home(hash);
        (home..home + self.groups.len()).find_map(|step| {
            let number = self.around(step);
            let (group, places) = (self.groups.get(number)?, self.places.get(number)?);
            let mut slots = group.tags().iter().zip(places);
            let slot = slots.position(|slot| slot == (&tag(hash), &place))?;
            Some((number, slot))
        })
    }

    fn set_place(&mut self, number: usize, slot: usize, place: u32) {
        if let Some(old) = self.places.get_mut(number).and_then(|places| places.get_mut(slot)) {
            *old = place;
        }
    }

    /// The group that a hash belongs to.
    fn home(&self, hash: u64) -> usize {
        hash::share(hash, self.groups.len())
    }

    /// After the last group comes the first one. No walk goes round more than once.
    const fn around(&self, step: usize) -> usize {
        if step < self.groups.len() { step } else { step - self.groups.len() }
    }
}

impl Group {
    fn tags(&self) -> &[u8; SLOTS] {
        let [tags @ .., _] = &self.0;
        tags
    }

    const fn passed_on(&self) -> u8 {
        let [.., passed_on] = self.0;
        passed_on
    }

    fn set_passed_on(&mut self, count: u8) {
        let [.., passed_on] = &mut self.0;
        *passed_on = count;
    }

    /// The slots with this tag.
    #[inline]
    fn slots_with(&self, tag: u8) -> impl Iterator<Item = usize> + use<> {
        /// Of sixteen bytes only the first fifteen are tags.
        const TAGS: u128 = u128::MAX >> 8;
        let mut equal = bytes_equal(u128::from_le_bytes(self.0), tag) & TAGS;
        std::iter::from_fn(move || {
            if equal == 0 {
                return None;
            }
            let slot = equal.trailing_zeros() / 8;
            equal &= equal - 1;
            usize::try_from(slot).ok()
        })
    }

    /// Gives the tag to a slot that is free, if there is one.
    fn take_slot(&mut self, tag: u8) -> Option<usize> {
        let slot = self.slots_with(FREE).next()?;
        *self.0.get_mut(slot)? = tag;
        Some(slot)
    }

    fn free_slot(&mut self, slot: usize) {
        if let Some(tag) = self.0.get_mut(slot) {
            *tag = FREE;
        }
    }
}

/// Eight bits of a hash that choose neither segment nor group.
const fn tag(hash: u64) -> u8 {
    let [tag, ..] = (hash >> 24).to_le_bytes();
    if tag == FREE { 1 } else { tag }
}

/// The highest bit of each byte of `word` that is `byte`, and no other.
const fn bytes_equal(word: u128, byte: u8) -> u128 {
    const LOWER: u128 = u128::from_le_bytes([0x7f; 16]);
    let different = word ^ u128::from_le_bytes([byte; 16]);
    !(((different & LOWER) + LOWER) | different | LOWER)
}
