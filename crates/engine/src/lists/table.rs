//! Where a hash may be found: places of records, with eight bits of each hash, in groups of twelve.
//!
//! A group fills one line of a cache, so that a look-up reads one line to know where its record is, or, of a key that
//! is not here, that there is none. What is read beyond it is nearly always what is looked for. A processor that has
//! guessed so goes on to the next look-up meanwhile. Which key a record has only the caller knows.

use super::hash;
use super::words;

/// Slots of a group: with their tags and the count of those passed on they fill 64 bytes.
const SLOTS: usize = 12;
/// Of all slots, how many may be taken, in eighths.
const MOST_EIGHTHS: usize = 7;
/// Of all slots, how many are meant to be taken when the number of keys is known, in eighths.
const MEANT_EIGHTHS: usize = 6;
/// The tags of those behind the first eight, in a word that the count fills up.
const OTHER_TAGS: u64 = u64::MAX >> (8 * (16 - SLOTS));
/// The tag of a free slot.
const FREE: u8 = 0;
/// From here on nobody counts how many were passed on, and a look-up always goes on.
const MANY: u8 = u8::MAX;

/// Slots that belong to the same hashes.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Group {
    tags: Tags,
    /// What the slots hold.
    places: [u32; SLOTS],
}

/// The tags of the slots; the last byte counts how many records are further on because there was no room here.
#[derive(Clone, Copy, Debug, Default)]
struct Tags([u8; 16]);

/// Slots of a group: in each byte the lowest bit for one of the first eight, the next for the one eight further on.
#[derive(Clone, Debug)]
struct Slots(u64);

impl Iterator for Slots {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let bit = if self.0 == 0 { return None } else { self.0.trailing_zeros() };
        self.0 &= self.0 - 1;
        usize::try_from((bit >> 3) + ((bit & 1) << 3)).ok()
    }
}

/// Places of records by hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    groups: Vec<Group>,
    keys: usize,
}

impl Table {
    /// A table with room for this many keys.
    pub(super) fn with_room(keys: usize) -> Self {
        let groups = if keys == 0 { 0 } else { (keys * 8).div_ceil(SLOTS * MEANT_EIGHTHS) };
        Self { groups: vec![Group::default(); groups], keys: 0 }
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
    #[expect(clippy::inline_always, reason = "a call costs as much as the rest of a probe")]
    #[inline(always)]
    pub(super) fn find<R>(&self, hash: u64, read: impl Fn(u32) -> Option<R>) -> Option<R> {
        let tag = tag(hash);
        let home = self.home(hash);
        let mut number = home;
        loop {
            let group = self.groups.get(number)?;
            for slot in group.tags.slots_with(tag) {
                if let Some(found) = group.places.get(slot).and_then(|place| read(*place)) {
                    return Some(found);
                }
            }
            if group.tags.passed_on() == 0 {
                return None;
            }
            number = self.around(number + 1);
            if number == home {
                return None;
            }
        }
    }

    /// A byte of the first group that the hash may be in, or 0.
    #[inline]
    pub(super) fn tag_ahead(&self, hash: u64) -> u8 {
        self.groups.get(self.home(hash)).map_or(0, |group| group.tags.passed_on())
    }

    /// The first place that the hash may have in its first group.
    #[inline]
    pub(super) fn place_ahead(&self, hash: u64) -> Option<u32> {
        let group = self.groups.get(self.home(hash))?;
        group.places.get(group.tags.slots_with(tag(hash)).next()?).copied()
    }

    /// Puts in the place of a record whose key is not here. The table is not full.
    pub(super) fn insert(&mut self, hash: u64, place: u32) {
        let home = self.home(hash);
        for step in home..home + self.groups.len() {
            let number = self.around(step);
            let Some(group) = self.groups.get_mut(number) else { return };
            if let Some(slot) = group.tags.take_slot(tag(hash)) {
                group.set_place(slot, place);
                self.keys += 1;
                return;
            }
            group.tags.set_passed_on(group.tags.passed_on().saturating_add(1));
        }
    }

    /// Says that the record has moved.
    pub(super) fn replace(&mut self, hash: u64, old: u32, new: u32) {
        if let Some((number, slot)) = self.slot_of(hash, old)
            && let Some(group) = self.groups.get_mut(number)
        {
            group.set_place(slot, new);
        }
    }

    /// Takes a record out.
    pub(super) fn remove(&mut self, hash: u64, place: u32) {
        let Some((last, slot)) = self.slot_of(hash, place) else { return };
        if let Some(group) = self.groups.get_mut(last) {
            group.tags.free_slot(slot);
        }
        self.keys -= 1;
        let mut number = self.home(hash);
        while number != last {
            if let Some(Group { tags, .. }) = self.groups.get_mut(number)
                && tags.passed_on() < MANY
            {
                tags.set_passed_on(tags.passed_on() - 1);
            }
            number = self.around(number + 1);
        }
    }

    /// The places of all records.
    pub(super) fn places(&self) -> impl Iterator<Item = u32> {
        self.groups.iter().flat_map(|group| {
            let taken = group.tags.0.iter().zip(&group.places).filter(|(tag, _)| **tag != FREE);
            taken.map(|(_, place)| *place)
        })
    }

    /// The group and the slot of a record.
    fn slot_of(&self, hash: u64, place: u32) -> Option<(usize, usize)> {
        let home = self.home(hash);
        (home..home + self.groups.len()).find_map(|step| {
            let number = self.around(step);
            let group = self.groups.get(number)?;
            let mut slots = group.tags.0.iter().zip(&group.places);
            let slot = slots.position(|slot| slot == (&tag(hash), &place))?;
            Some((number, slot))
        })
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
    fn set_place(&mut self, slot: usize, place: u32) {
        if let Some(old) = self.places.get_mut(slot) {
            *old = place;
        }
    }
}

impl Tags {
    const fn passed_on(self) -> u8 {
        let [.., passed_on] = self.0;
        passed_on
    }

    fn set_passed_on(&mut self, count: u8) {
        let [.., passed_on] = &mut self.0;
        *passed_on = count;
    }

    /// The slots with this tag: the first eight and the others beside each other in one word.
    #[inline]
    fn slots_with(self, tag: u8) -> impl Iterator<Item = usize> {
        let ([first, others], _) = self.0.as_chunks::<8>() else { return Slots(0) };
        let first = words::equal(u64::from_le_bytes(*first), tag);
        let others = words::equal(u64::from_le_bytes(*others), tag) & OTHER_TAGS;
        Slots(first >> 7 | others >> 6)
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

#[cfg(test)]
mod tests {
    use super::Table;

    /// Hashes of one group and one tag, of one group and other tags, and of the last group: the table is walked around
    /// its end, and more are passed on than are counted.
    #[test]
    fn crowded_groups_lose_nothing() {
        for count in [1, 12, 13, 40, 300, 700] {
            let hash = |place: u32| match place % 3 {
                0 => 7 << 24,
                1 => u64::from(place % 251 + 1) << 24,
                _ => u64::MAX,
            };
            let mut table = Table::with_room(800);
            let mut present = Vec::new();
            for place in 0..count {
                assert!(!table.is_full());
                table.insert(hash(place), place);
                present.push(place);
            }
            while !present.is_empty() {
                let found =
                    |place: u32| table.find(hash(place), |read| (read == place).then_some(read));
                for place in 0..count {
                    let wanted = present.contains(&place).then_some(place);
                    assert_eq!(found(place), wanted, "{place} of {count}");
                }
                let mut places: Vec<u32> = table.places().collect();
                places.sort_unstable();
                assert_eq!(places, present);
                for (number, place) in std::mem::take(&mut present).into_iter().enumerate() {
                    if number % 3 == 0 {
                        table.remove(hash(place), place);
                    } else {
                        present.push(place);
                    }
                }
            }
            assert_eq!(table.keys(), 0);
            assert_eq!(table.find(hash(0), Some), None);
        }
    }
}
