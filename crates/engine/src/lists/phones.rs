//! Phone numbers.

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::PhoneNumber;

use super::chains::{Chains, ListPlace};
use super::found::Found;
use super::hash;

/// All items of all lists of phone numbers, by their digits.
#[derive(Clone, Debug, Default)]
pub(super) struct Phones {
    chains: Chains<u64>,
}

impl Phones {
    pub(super) fn reserve(&mut self, items: usize) {
        self.chains.reserve(items, |digits| hash_of(*digits));
    }

    pub(super) fn add(&mut self, number: PhoneNumber, list: ListPlace, item: ItemId) {
        let digits = number.digits();
        let key = (hash_of(digits), digits);
        let same = |other: &u64| *other == digits;
        self.chains.add(key, (list, item), same, |other| hash_of(*other));
    }

    pub(super) fn remove(&mut self, number: PhoneNumber, list: ListPlace, item: ItemId) {
        let digits = number.digits();
        self.chains.remove(hash_of(digits), (list, item), |other| *other == digits);
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        for (digits, item) in self.chains.of_list(list) {
            self.chains.remove(hash_of(digits), (list, item), |other| *other == digits);
        }
    }

    pub(super) fn find(&self, number: PhoneNumber, found: &mut Found<'_>) {
        let digits = number.digits();
        let chain = self.chains.chain(hash_of(digits), |other| *other == digits);
        found.add(chain.map(|entry| (entry.list, entry.item)));
    }

    pub(super) fn len(&self) -> usize {
        self.chains.len()
    }
}

const fn hash_of(digits: u64) -> u64 {
    hash::of_number(digits as u128)
}
