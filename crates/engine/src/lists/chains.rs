//! Items by key, in little memory: entries in one vector, and a table of the first entry of each key.

use hashbrown::HashTable;
use pointsman_domain::ids::ItemId;

/// No entry.
const NONE: u32 = u32::MAX;

/// A list, by its place in the index.
pub(super) type ListPlace = u32;

/// The list of an entry that is free to be used again.
const FREE: ListPlace = u32::MAX;

/// One item. Items with the same key, on one list or several, form a chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<K> {
    pub(super) key: K,
    pub(super) item: ItemId,
    pub(super) list: ListPlace,
    next: u32,
}

/// All items with keys of type `K`. Callers say how keys hash and compare, because a key may be a reference to
/// text that is kept elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Chains<K> {
    entries: Vec<Entry<K>>,
    free: Vec<u32>,
    heads: HashTable<u32>,
}

impl<K> Default for Chains<K> {
    fn default() -> Self {
        Self { entries: Vec::new(), free: Vec::new(), heads: HashTable::new() }
    }
}

impl<K: Copy> Chains<K> {
    /// Makes room for a bulk of new items at once, without doubling on the way.
    pub(super) fn reserve(&mut self, items: usize, rehash: impl Fn(&K) -> u64) {
        if items > self.entries.len() / 8 {
            self.entries.reserve_exact(items.saturating_sub(self.free.len()));
            let entries = &self.entries;
            self.heads.reserve(items, |head| hash_of_head(entries, *head, &rehash));
        }
    }

    /// The entries of a key, in no order.
    pub(super) fn chain(&self, hash: u64, same: impl Fn(&K) -> bool) -> Chain<'_, K> {
        let head = self.heads.find(hash, |head| self.is(*head, &same)).copied();
        Chain { entries: &self.entries, next: head.unwrap_or(NONE) }
    }

    /// The key of a chain as it is kept.
    pub(super) fn key(&self, hash: u64, same: impl Fn(&K) -> bool) -> Option<K> {
        self.chain(hash, same).next().map(|entry| entry.key)
    }

    /// Adds an item; answers whether it is new. Adding one that is there already changes nothing.
    pub(super) fn add(
        &mut self,
        (hash, key): (u64, K),
        (list, item): (ListPlace, ItemId),
        same: impl Fn(&K) -> bool,
        rehash: impl Fn(&K) -> u64,
    ) -> bool {
        let mut known = self.chain(hash, &same).peekable();
        if known.peek().is_none() {
            self.add_first((hash, key), (list, item), rehash);
            return true;
        }
        if known.any(|entry| (entry.list, entry.item) == (list, item)) {
            return false;
        }
        self.add_new((hash, key), (list, item), same, rehash);
        true
    }

    /// Adds an item that is not there, without a look at the others of its key.
    pub(super) fn add_new(
        &mut self,
        (hash, key): (u64, K),
        (list, item): (ListPlace, ItemId),
        same: impl Fn(&K) -> bool,
        rehash: impl Fn(&K) -> u64,
    ) {
        let entry = Entry { key, item, list, next: NONE };
        let place = self.place(entry);
        let entries = &mut self.entries;
        let found = self.heads.find_mut(hash, |head| is(entries, *head, &same));
        match found {
            Some(head) => {
                if let Some(entry) = get_mut(entries, place) {
                    entry.next = *head;
                }
                *head = place;
            }
            None => {
                self.heads.insert_unique(hash, place, |head| hash_of_head(entries, *head, &rehash));
            }
        }
    }

    /// Adds the first item of a key that is known to have none.
    pub(super) fn add_first(
        &mut self,
        (hash, key): (u64, K),
        (list, item): (ListPlace, ItemId),
        rehash: impl Fn(&K) -> u64,
    ) {
        let place = self.place(Entry { key, item, list, next: NONE });
        let entries = &self.entries;
        self.heads.insert_unique(hash, place, |head| hash_of_head(entries, *head, &rehash));
    }

    /// Removes an item; answers whether it was the last one of its key. Removing one that is not there changes
    /// nothing.
    pub(super) fn remove(
        &mut self,
        hash: u64,
        (list, item): (ListPlace, ItemId),
        same: impl Fn(&K) -> bool,
    ) -> bool {
        let entries = &mut self.entries;
        let Ok(mut head) = self.heads.find_entry(hash, |head| is(entries, *head, &same)) else {
            return false;
        };
        let (mut before, mut place) = (None, *head.get());
        let removed = loop {
            let Some(entry) = get(entries, place).copied() else { return false };
            if (entry.list, entry.item) == (list, item) {
                break entry;
            }
            before = Some(place);
            place = entry.next;
        };
        match before.and_then(|before| get_mut(entries, before)) {
            Some(before) => before.next = removed.next,
            None => *head.get_mut() = removed.next,
        }
        let emptied = *head.get() == NONE;
        if emptied {
            head.remove();
        }
        if let Some(entry) = get_mut(entries, place) {
            entry.list = FREE;
            self.free.push(place);
        }
        emptied
    }

    /// The keys and ids of all items of a list.
    pub(super) fn of_list(&self, list: ListPlace) -> Vec<(K, ItemId)> {
        self.entries
            .iter()
            .filter(|entry| entry.list == list)
            .map(|entry| (entry.key, entry.item))
            .collect()
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    fn place(&mut self, entry: Entry<K>) -> u32 {
        if let Some(place) = self.free.pop() {
            if let Some(slot) = get_mut(&mut self.entries, place) {
                *slot = entry;
            }
            return place;
        }
        self.entries.push(entry);
        // Four thousand million entries do not fit into memory.
        u32::try_from(self.entries.len() - 1).unwrap_or(NONE)
    }

    fn is(&self, head: u32, same: &impl Fn(&K) -> bool) -> bool {
        is(&self.entries, head, same)
    }
}

/// Walks over the entries of one key.
pub(super) struct Chain<'c, K> {
    entries: &'c [Entry<K>],
    next: u32,
}

impl<'c, K> Iterator for Chain<'c, K> {
    type Item = &'c Entry<K>;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = get(self.entries, self.next)?;
        self.next = entry.next;
        Some(entry)
    }
}

fn get<K>(entries: &[Entry<K>], place: u32) -> Option<&Entry<K>> {
    entries.get(usize::try_from(place).ok()?)
}

fn get_mut<K>(entries: &mut [Entry<K>], place: u32) -> Option<&mut Entry<K>> {
    entries.get_mut(usize::try_from(place).ok()?)
}

fn is<K>(entries: &[Entry<K>], head: u32, same: &impl Fn(&K) -> bool) -> bool {
    get(entries, head).is_some_and(|entry| same(&entry.key))
}

fn hash_of_head<K>(entries: &[Entry<K>], head: u32, rehash: &impl Fn(&K) -> u64) -> u64 {
    get(entries, head).map_or(0, |entry| rehash(&entry.key))
}
