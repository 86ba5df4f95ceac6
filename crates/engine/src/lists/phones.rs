//! Phone numbers.

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::PhoneNumber;

use super::ahead::Ahead;
use super::entry::{Added, ListPlace};
use super::found::Found;
use super::hash;
use super::records::Records;

/// All items of all lists of phone numbers, by their digits.
#[derive(Clone, Debug, Default)]
pub(super) struct Phones {
    records: Records,
}

impl Phones {
    pub(super) fn reserve(&mut self, items: usize) {
        self.records.reserve(items, items * size_of::<u64>());
    }

    pub(super) fn records(&mut self) -> impl Iterator<Item = &mut Records> {
        std::iter::once(&mut self.records)
    }

    pub(super) fn add(&mut self, number: PhoneNumber, added: Added) {
        self.records.add(&key(number), added, None);
    }

    pub(super) fn remove(&mut self, number: PhoneNumber, list: ListPlace, item: ItemId) {
        self.records.remove(&key(number), list, item);
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        self.records.remove_list(list);
    }

    pub(super) fn find(&self, number: PhoneNumber, found: &mut Found<'_>) {
        let key = key(number);
        let entries = self.records.entries(hash::of_bytes(&key), &key);
        found.add(entries.map(|entry| (entry.list, entry.item)));
    }

    /// Notes what finding a number will look up.
    pub(super) fn look_ahead<'i>(&'i self, number: PhoneNumber, ahead: &mut Ahead<'i>) {
        ahead.note(&self.records, &key(number));
    }

    pub(super) const fn len(&self) -> usize {
        self.records.len()
    }
}

const fn key(number: PhoneNumber) -> [u8; 8] {
    number.digits().to_le_bytes()
}
