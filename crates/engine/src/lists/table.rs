//! Where a hash may be found: places of records, twelve to a line of the cache.
//!
//! A look-up reads one line and compares eight bits of the hash with all twelve at once, so that it seldom reads a
//! record in vain. Which key a record has only the caller knows.

use super::hash;

/// Slots of a bucket: with their tags and the count of those passed on they fill 64 bytes.
const SLOTS: usize = 12;
/// Of all slots, how many may be taken, in eighths.
const MOST_EIGHTHS: usize = 7;
/// Of all slots, how many are meant to be taken when the number of keys is known, in eighths.
const MEANT_EIGHTHS: usize = 6;
/// The tag of a free slot.
const FREE: u8 = 0;
/// From here on nobody counts how many were passed on, and a look-up always goes on.
const MANY: u8 = u8::MAX;

/// Twelve slots. What does not fit goes to the next bucket.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Bucket {
    tags: [u8; SLOTS],
    /// How many records are further on because there was no room here.
    passed_on: u8,
    places: [u32; SLOTS],
}

/// Places of records by hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    buckets: Vec<Bucket>,
    keys: usize,
}

impl Table {
    /// A table with room for this many keys.
    pub(super) fn with_room(keys: usize) -> Self {
        let buckets = if keys == 0 { 0 } else { (keys * 8).div_ceil(SLOTS * MEANT_EIGHTHS) };
        Self { buckets: vec![Bucket::default(); buckets], keys: 0 }
    }

    /// Whether one more key wants a larger table.
    pub(super) const fn is_full(&self) -> bool {
        self.keys * 8 >= self.buckets.len() * SLOTS * MOST_EIGHTHS
    }

    /// How many keys there are.
    pub(super) const fn keys(&self) -> usize {
        self.keys
    }

    /// What `read` makes of the first place that it wants, of those that the hash may have.
    #[inline]
    pub(super) fn find<R>(&self, hash: u64, read: impl Fn(u32) -> Option<R>) -> Option<R> {
        let tag = tag(hash);
        let home = self.home(hash);
        let mut bucket = self.buckets.get(home)?;
        for next in home + 1..=home + self.buckets.len() {
            if let Some(found) = bucket.places_with(tag).find_map(&read) {
                return Some(found);
            }
            if bucket.passed_on == 0 {
                return None;
            }
            bucket = self.buckets.get(self.around(next))?;
        }
        None
    }

    /// Puts in the place of a record whose key is not here. The table is not full.
    pub(super) fn insert(&mut self, hash: u64, place: u32) {
        let home = self.home(hash);
        for step in home..home + self.buckets.len() {
            let number = self.around(step);
            let Some(bucket) = self.buckets.get_mut(number) else { return };
            if bucket.put(tag(hash), place) {
                self.keys += 1;
                return;
            }
            bucket.passed_on = bucket.passed_on.saturating_add(1);
        }
    }

    /// Says that the record has moved.
    pub(super) fn replace(&mut self, hash: u64, old: u32, new: u32) {
        self.change(hash, old, |bucket, slot| {
            if let Some(place) = bucket.places.get_mut(slot) {
                *place = new;
            }
        });
    }

    /// Takes a record out.
    pub(super) fn remove(&mut self, hash: u64, place: u32) {
        let Some(steps) = self.change(hash, place, |bucket, slot| {
            if let Some(tag) = bucket.tags.get_mut(slot) {
                *tag = FREE;
            }
        }) else {
            return;
        };
        self.keys -= 1;
        let home = self.home(hash);
        for step in home..home + steps {
            let number = self.around(step);
            if let Some(bucket) = self.buckets.get_mut(number)
                && bucket.passed_on < MANY
            {
                bucket.passed_on -= 1;
            }
        }
    }

    /// The places of all records.
    pub(super) fn places(&self) -> impl Iterator<Item = u32> {
        self.buckets.iter().flat_map(|bucket| {
            let taken = bucket.tags.iter().zip(&bucket.places).filter(|(tag, _)| **tag != FREE);
            taken.map(|(_, place)| *place)
        })
    }

    /// Does something to the slot of a record; answers how many buckets further on than at home it is.
    fn change(
        &mut self,
        hash: u64,
        place: u32,
        work: impl FnOnce(&mut Bucket, usize),
    ) -> Option<usize> {
        let home = self.home(hash);
        for steps in 0..self.buckets.len() {
            let number = self.around(home + steps);
            let bucket = self.buckets.get_mut(number)?;
            let slots = bucket.tags.iter().zip(&bucket.places);
            let slot = slots.into_iter().position(|slot| slot == (&tag(hash), &place));
            if let Some(slot) = slot {
                work(bucket, slot);
                return Some(steps);
            }
        }
        None
    }

    /// The bucket that a hash belongs to.
    fn home(&self, hash: u64) -> usize {
        hash::share(hash, self.buckets.len())
    }

    /// After the last bucket comes the first one. No walk goes round more than once.
    const fn around(&self, step: usize) -> usize {
        if step < self.buckets.len() { step } else { step - self.buckets.len() }
    }
}

impl Bucket {
    /// The places with this tag.
    #[inline]
    fn places_with(&self, tag: u8) -> impl Iterator<Item = u32> {
        let (words, rest) = self.tags.as_chunks::<8>();
        let first = words.first().map_or(0, |word| bytes_equal(u64::from_le_bytes(*word), tag));
        let last = rest.first_chunk::<4>().map_or(0, |word| {
            // Of eight bytes only the first four are tags.
            bytes_equal(u32::from_le_bytes(*word).into(), tag) & u64::from(u32::MAX)
        });
        let [mut first, mut last] = [first, last];
        std::iter::from_fn(move || {
            let slot = if first != 0 {
                let slot = first.trailing_zeros() / 8;
                first &= first - 1;
                slot
            } else if last != 0 {
                let slot = 8 + last.trailing_zeros() / 8;
                last &= last - 1;
                slot
            } else {
                return None;
            };
            self.places.get(usize::try_from(slot).ok()?).copied()
        })
    }

    fn put(&mut self, tag: u8, place: u32) -> bool {
        let free = self.tags.iter_mut().zip(&mut self.places).find(|(tag, _)| **tag == FREE);
        let Some((free, slot)) = free else { return false };
        (*free, *slot) = (tag, place);
        true
    }
}

/// Eight bits of a hash that choose neither segment nor bucket.
const fn tag(hash: u64) -> u8 {
    let [tag, ..] = (hash >> 24).to_le_bytes();
    if tag == FREE { 1 } else { tag }
}

/// The highest bit of each byte of `word` that is `byte`, and no other.
const fn bytes_equal(word: u64, byte: u8) -> u64 {
    const LOWER: u64 = u64::from_le_bytes([0x7f; 8]);
    let different = word ^ u64::from_le_bytes([byte; 8]);
    !(((different & LOWER) + LOWER) | different | LOWER)
}
