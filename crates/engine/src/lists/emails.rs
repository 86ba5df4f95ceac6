//! E-mail addresses, domains and subdomains.

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{EmailAddress, EmailPattern};

use super::ahead::Ahead;
use super::entry::{Added, ListPlace};
use super::found::Found;
use super::hash;
use super::records::Records;
use super::words;

/// Between local part and domain of a key. A domain holds none.
const SEPARATOR: u8 = b'@';
/// So many labels and more share a bit.
const MANY_LABELS: u32 = u64::BITS - 1;
/// Most addresses are shorter, and their keys are made without asking for memory.
const USUAL_BYTES: usize = 96;

/// All items of all e-mail lists. Domains are few beside addresses: apart, they stay in the cache.
#[derive(Clone, Debug, Default)]
pub(super) struct Emails {
    addresses: Records,
    domains: Records,
    subdomains: Records,
    /// How many labels their parents have had: a bit for each number, the highest for all from there on.
    labels: u64,
}

impl Emails {
    /// Makes room for a bulk of new items.
    pub(super) fn reserve<'p>(&mut self, patterns: impl Iterator<Item = &'p EmailPattern>) {
        let [mut addresses, mut domains, mut subdomains] = [(0, 0); 3];
        for pattern in patterns {
            let (bulk, bytes) = match pattern {
                EmailPattern::Address(address) => {
                    (&mut addresses, address.local.len() + 1 + address.domain.len())
                }
                EmailPattern::Domain(domain) => (&mut domains, domain.len()),
                EmailPattern::Subdomains(parent) => (&mut subdomains, parent.len()),
            };
            *bulk = (bulk.0 + 1, bulk.1 + bytes);
        }
        self.addresses.reserve(addresses.0, addresses.1);
        self.domains.reserve(domains.0, domains.1);
        self.subdomains.reserve(subdomains.0, subdomains.1);
    }

    pub(super) fn records(&mut self) -> impl Iterator<Item = &mut Records> {
        [&mut self.addresses, &mut self.domains, &mut self.subdomains].into_iter()
    }

    pub(super) fn add(&mut self, pattern: &EmailPattern, added: Added) {
        match pattern {
            EmailPattern::Address(address) => {
                with_key(address, |key| self.addresses.add(key, added, None));
            }
            EmailPattern::Domain(domain) => self.domains.add(domain.as_bytes(), added, None),
            EmailPattern::Subdomains(parent) => {
                self.labels |= bit_of(labels(parent.as_bytes()));
                self.subdomains.add(parent.as_bytes(), added, None);
            }
        }
    }

    pub(super) fn remove(&mut self, pattern: &EmailPattern, list: ListPlace, item: ItemId) {
        match pattern {
            EmailPattern::Address(address) => {
                with_key(address, |key| self.addresses.remove(key, list, item));
            }
            EmailPattern::Domain(domain) => self.domains.remove(domain.as_bytes(), list, item),
            EmailPattern::Subdomains(parent) => {
                self.subdomains.remove(parent.as_bytes(), list, item);
            }
        }
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        self.addresses.remove_list(list);
        self.domains.remove_list(list);
        if self.subdomains.remove_list(list) > 0 {
            let parents = self.subdomains.keys();
            self.labels = parents.fold(0, |all, parent| all | bit_of(labels(parent)));
        }
    }

    /// The items that match an address: itself, its domain, then domains above, the longest first.
    pub(super) fn find(&self, address: &EmailAddress, found: &mut Found<'_>) {
        self.visit(address, |records, key| {
            let entries = records.entries(hash::of_bytes(key), key);
            found.add(entries.map(|entry| (entry.list, entry.item)));
        });
    }

    /// Notes what finding an address will look up.
    pub(super) fn look_ahead<'i>(&'i self, address: &EmailAddress, ahead: &mut Ahead<'i>) {
        self.visit(address, |records, key| ahead.note(records, key));
    }

    /// Notes where an item will be put; domains stay in the cache.
    pub(super) fn look_ahead_of<'i>(&'i self, pattern: &EmailPattern, ahead: &mut Ahead<'i>) {
        if let EmailPattern::Address(address) = pattern {
            with_key(address, |key| ahead.note(&self.addresses, key));
        }
    }

    /// The keys under which an address may be found, the most specific first.
    #[inline]
    fn visit<'i>(&'i self, address: &EmailAddress, mut visit: impl FnMut(&'i Records, &[u8])) {
        if self.addresses.len() > 0 {
            with_key(address, |key| visit(&self.addresses, key));
        }
        if self.domains.len() > 0 {
            visit(&self.domains, address.domain.as_bytes());
        }
        if self.subdomains.len() == 0 {
            return;
        }
        // Of the domains above only those whose number of labels occurs.
        let mut left = labels(address.domain.as_bytes());
        let mut parent = address.domain.as_str();
        while self.labels & bits_below(left) != 0
            && let Some((_, above)) = parent.split_once('.')
        {
            left -= 1;
            if self.labels & bit_of(left) != 0 {
                visit(&self.subdomains, above.as_bytes());
            }
            parent = above;
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.addresses.len() + self.domains.len() + self.subdomains.len()
    }
}

/// How many labels a domain has.
#[inline]
fn labels(domain: &[u8]) -> u32 {
    1 + words::count(domain, b'.')
}

/// The bit for so many labels.
fn bit_of(labels: u32) -> u64 {
    1 << labels.min(MANY_LABELS)
}

/// The bits for fewer labels.
fn bits_below(labels: u32) -> u64 {
    if labels > MANY_LABELS { u64::MAX } else { (1 << labels) - 1 }
}

/// Does something with the key of an address: its parts with the separator between.
fn with_key<T>(address: &EmailAddress, work: impl FnOnce(&[u8]) -> T) -> T {
    let (local, domain) = (address.local.as_bytes(), address.domain.as_bytes());
    let mut room = [0; USUAL_BYTES];
    if let Some(key) = room.get_mut(..local.len() + 1 + domain.len())
        && let Some((first, rest)) = key.split_at_mut_checked(local.len())
        && let Some((separator, last)) = rest.split_first_mut()
    {
        first.copy_from_slice(local);
        *separator = SEPARATOR;
        last.copy_from_slice(domain);
        return work(key);
    }
    work(&[local, &[SEPARATOR], domain].concat())
}
