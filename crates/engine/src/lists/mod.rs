//! Which lists an inquiry is on: all items of all lists, in memory, by value.
//!
//! One look-up answers for every list of a type at once. The index is told what changed and at which revision;
//! it must not know where lists are kept. Changing one item costs no more than finding it.

mod ahead;
mod directory;
mod emails;
mod entry;
mod exact;
mod field_texts;
mod found;
mod hash;
mod names;
mod networks_v4;
mod networks_v6;
mod phones;
mod record;
mod records;
mod reserve;
mod segment;
mod table;
mod words;

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use pointsman_domain::attribute::{Code, ListMatch};
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{GovernmentId, IpPattern, ItemValue, ListKeys};

use ahead::Ahead;
use emails::Emails;
use entry::{Added, ListPlace};
use exact::ExactTexts;
use field_texts::FieldTexts;
use found::{Found, Wanted};
use names::Names;
use networks_v4::{NetworkV4, NetworksV4};
use networks_v6::{NetworkV6, NetworksV6};
use phones::Phones;
use reserve::Expected;

/// So many inquiries are looked up together: enough to fill a processor's reads under way, few enough for its first
/// cache.
const TOGETHER: usize = 32;

/// All lists that are not archived, with their items.
#[derive(Clone, Debug, Default)]
pub struct ListIndex {
    lists: Vec<IndexedList>,
    places: BTreeMap<ListId, ListPlace>,
    /// Places of lists that were taken out.
    free: Vec<ListPlace>,
    v4: NetworksV4,
    v6: NetworksV6,
    emails: Emails,
    phones: Phones,
    names: Names,
    countries: BTreeMap<Code, Vec<(ListPlace, ItemId)>>,
    /// By canonical text: the number with its class, or alone.
    government_ids: ExactTexts,
    fingerprints: ExactTexts,
    texts: FieldTexts,
    expected: Expected,
}

#[derive(Clone, Copy, Debug)]
struct IndexedList {
    id: ListId,
    revision: i64,
    /// The highest id that an item of the list has had. Ids rise with time, so most items are put in with a higher one
    /// and are known to be new.
    highest: Option<ItemId>,
}

impl ListIndex {
    /// An index of no lists.
    pub fn new() -> Self {
        Self::default()
    }

    /// Brings a list to `revision`: takes out `removed`, puts in `added`. A list that is not here yet is put in;
    /// adding an item that is here and removing one that is not change nothing. With millions of items, call
    /// it with large parts, or announce them with [`Self::expect`]: room is made once per call.
    pub fn apply(
        &mut self,
        list: ListId,
        revision: i64,
        added: &[(ItemId, ItemValue)],
        removed: &[(ItemId, ItemValue)],
    ) {
        let place = self.place(list, revision);
        for (item, value) in removed {
            self.remove_item(place, *item, value);
        }
        self.reserve(added);
        // In the order of their ids most are known to be new. Those of one millisecond come in any.
        let mut ordered: Vec<&(ItemId, ItemValue)> = added.iter().collect();
        if !ordered.is_sorted_by_key(|(item, _)| *item) {
            ordered.sort_by_key(|(item, _)| *item);
        }
        for some in ordered.chunks(TOGETHER) {
            self.look_ahead_of(some.iter().copied());
            for (item, value) in some {
                let is_surely_new = self.note_highest(place, *item);
                self.add_item(Added { list: place, item: *item, is_surely_new }, value);
            }
        }
        self.note_come(added);
    }

    /// Puts items on a list, none of which is on it yet, nor comes twice: nobody looks whether they are.
    pub fn fill(&mut self, list: ListId, revision: i64, items: &[(ItemId, ItemValue)]) {
        let place = self.place(list, revision);
        self.reserve(items);
        for some in items.chunks(TOGETHER) {
            self.look_ahead_of(some);
            for (item, value) in some {
                self.note_highest(place, *item);
                self.add_item(Added { list: place, item: *item, is_surely_new: true }, value);
            }
        }
        self.note_come(items);
    }

    /// Takes a list out, with all its items: an archived list matches nothing.
    pub fn remove(&mut self, list: ListId) {
        let Some(place) = self.places.remove(&list) else { return };
        self.free.push(place);
        self.v4.remove_list(place);
        self.v6.remove_list(place);
        self.emails.remove_list(place);
        self.phones.remove_list(place);
        self.names.remove_list(place);
        self.government_ids.remove_list(place);
        self.fingerprints.remove_list(place);
        self.texts.remove_list(place);
        self.countries.retain(|_, items| {
            items.retain(|(other, _)| *other != place);
            !items.is_empty()
        });
    }

    /// The lists that an inquiry is on, ordered by id, each once: with its most specific item that matches, of
    /// several such the one with the lowest id, and the list's revision.
    pub fn matches(&self, keys: &ListKeys) -> Vec<ListMatch> {
        let mut matches = Vec::new();
        self.matches_into(keys, &mut matches);
        matches
    }

    /// The same, in place of what stands in `matches`: for who asks often and keeps the memory.
    pub fn matches_into(&self, keys: &ListKeys, matches: &mut Vec<ListMatch>) {
        self.find(keys, Wanted::MostSpecific, matches);
    }

    /// The same for many inquiries, in their order: one after the other, each would wait for memory.
    pub fn matches_of_each<'k>(
        &self,
        all: impl IntoIterator<Item = &'k ListKeys>,
        mut each: impl FnMut(&[ListMatch]),
    ) {
        let (mut ahead, mut matches) = (Ahead::default(), Vec::new());
        let mut all = all.into_iter();
        let mut some = Vec::with_capacity(TOGETHER);
        loop {
            some.extend(all.by_ref().take(TOGETHER));
            if some.is_empty() {
                return;
            }
            for keys in &some {
                self.look_ahead(keys, &mut ahead);
            }
            ahead.read();
            for keys in some.drain(..) {
                self.matches_into(keys, &mut matches);
                each(&matches);
            }
        }
    }

    /// Every item that matches, however specific, ordered by its list's id. For who knows of changes that are not
    /// here: a less specific item may count when the most specific one has gone.
    pub fn every_match(&self, keys: &ListKeys) -> Vec<ListMatch> {
        self.every_match_counted(keys).0
    }

    /// The same, and how many items were gone through for it: everybody with a last name, where it asks about one.
    pub fn every_match_counted(&self, keys: &ListKeys) -> (Vec<ListMatch>, u64) {
        let mut matches = Vec::new();
        let visited = self.find(keys, Wanted::Every, &mut matches);
        (matches, visited)
    }

    /// Answers how many items were gone through.
    fn find(&self, keys: &ListKeys, wanted: Wanted, matches: &mut Vec<ListMatch>) -> u64 {
        let mut found = Found::new(&self.lists, wanted, matches);
        if let Some(address) = keys.ip_address {
            self.find_address(address, &mut found);
        }
        if let Some(address) = &keys.email_address {
            self.emails.find(address, &mut found);
        }
        if let Some(number) = keys.phone_number {
            self.phones.find(number, &mut found);
        }
        if let Some(name) = &keys.name {
            self.names.find(name, &mut found);
        }
        if let Some(items) = keys.country.and_then(|code| self.countries.get(&code)) {
            found.add(items.iter().copied());
        }
        if let Some(id) = &keys.government_id {
            self.find_government_id(id, &mut found);
        }
        if !keys.fingerprints.is_empty() {
            self.fingerprints.find(keys.fingerprints.iter().map(String::as_str), &mut found);
        }
        if !keys.texts.is_empty() {
            self.texts.find(&keys.texts, &mut found);
        }
        found.finish()
    }

    /// The revision of a list; `None` if it is not here.
    pub fn revision(&self, list: ListId) -> Option<i64> {
        self.list(*self.places.get(&list)?).map(|list| list.revision)
    }

    /// How many items there are, of all lists.
    pub fn items(&self) -> usize {
        let countries: usize = self.countries.values().map(Vec::len).sum();
        let texts = self.government_ids.len() + self.fingerprints.len() + self.texts.len();
        let others = self.phones.len() + self.names.len() + countries + texts;
        self.v4.len() + self.v6.len() + self.emails.len() + others
    }

    fn place(&mut self, list: ListId, revision: i64) -> ListPlace {
        if let Some(place) = self.places.get(&list).copied() {
            if let Some(known) = self.list_mut(place) {
                known.revision = revision;
            }
            return place;
        }
        let new = IndexedList { id: list, revision, highest: None };
        let place = self.free.pop().unwrap_or_else(|| {
            self.lists.push(new);
            ListPlace::try_from(self.lists.len() - 1).unwrap_or(ListPlace::MAX)
        });
        if let Some(slot) = self.list_mut(place) {
            *slot = new;
        }
        self.places.insert(list, place);
        place
    }

    /// Notes the id of an item; answers whether it is higher than all before on its list.
    fn note_highest(&mut self, list: ListPlace, item: ItemId) -> bool {
        let Some(list) = self.list_mut(list) else { return false };
        let is_higher = list.highest.is_none_or(|highest| highest < item);
        if is_higher {
            list.highest = Some(item);
        }
        is_higher
    }

    fn list_mut(&mut self, place: ListPlace) -> Option<&mut IndexedList> {
        self.lists.get_mut(usize::try_from(place).ok()?)
    }

    fn list(&self, place: ListPlace) -> Option<&IndexedList> {
        self.lists.get(usize::try_from(place).ok()?)
    }

    fn add_item(&mut self, added: Added, value: &ItemValue) {
        match value {
            ItemValue::Ip(pattern) => match network(*pattern) {
                Family::V4(network) => self.v4.add(network, added),
                Family::V6(network) => self.v6.add(network, added),
            },
            ItemValue::Email(pattern) => self.emails.add(pattern, added),
            ItemValue::Phone(number) => self.phones.add(*number, added),
            ItemValue::Name(pattern) => self.names.add(pattern, added),
            ItemValue::GovernmentId(id) => self.government_ids.add(&id.to_string(), added),
            ItemValue::Fingerprint(text) => self.fingerprints.add(text, added),
            ItemValue::Text(text) => self.texts.add(text, added),
            ItemValue::Country(code) => {
                let items = self.countries.entry(*code).or_default();
                if !items.contains(&(added.list, added.item)) {
                    items.push((added.list, added.item));
                }
            }
        }
    }

    fn remove_item(&mut self, list: ListPlace, item: ItemId, value: &ItemValue) {
        match value {
            ItemValue::Ip(pattern) => match network(*pattern) {
                Family::V4(network) => self.v4.remove(network, list, item),
                Family::V6(network) => self.v6.remove(network, list, item),
            },
            ItemValue::Email(pattern) => self.emails.remove(pattern, list, item),
            ItemValue::Phone(number) => self.phones.remove(*number, list, item),
            ItemValue::Name(pattern) => self.names.remove(pattern, list, item),
            ItemValue::GovernmentId(id) => self.government_ids.remove(&id.to_string(), list, item),
            ItemValue::Fingerprint(text) => self.fingerprints.remove(text, list, item),
            ItemValue::Text(text) => self.texts.remove(text, list, item),
            ItemValue::Country(code) => {
                if let Some(items) = self.countries.get_mut(code) {
                    items.retain(|other| *other != (list, item));
                }
            }
        }
    }

    /// What a look-up will read, of the types that have millions of items.
    fn look_ahead<'i>(&'i self, keys: &ListKeys, ahead: &mut Ahead<'i>) {
        match keys.ip_address.map(Address::of) {
            Some(Address::V4(address)) => self.v4.look_ahead(address, ahead),
            Some(Address::V6(address)) => self.v6.look_ahead(address, ahead),
            None => {}
        }
        if let Some(address) = &keys.email_address {
            self.emails.look_ahead(address, ahead);
        }
        if let Some(number) = keys.phone_number {
            self.phones.look_ahead(number, ahead);
        }
        if let Some(name) = &keys.name {
            self.names.look_ahead(name, ahead);
        }
    }

    /// Reads what putting these in will read, of the types that have millions of items.
    fn look_ahead_of<'v>(&self, items: impl IntoIterator<Item = &'v (ItemId, ItemValue)>) {
        let mut ahead = Ahead::default();
        for (_, value) in items {
            match value {
                ItemValue::Ip(pattern) => match network(*pattern) {
                    Family::V4(network) => self.v4.look_ahead_of(network, &mut ahead),
                    Family::V6(network) => self.v6.look_ahead_of(network, &mut ahead),
                },
                ItemValue::Email(pattern) => self.emails.look_ahead_of(pattern, &mut ahead),
                _ => {}
            }
        }
        ahead.read_groups();
    }

    fn find_address(&self, address: IpAddr, found: &mut Found<'_>) {
        match Address::of(address) {
            Address::V4(address) => self.v4.find(address, found),
            Address::V6(address) => self.v6.find(address, found),
        }
    }

    /// Number and class first, then the number of any class.
    fn find_government_id(&self, id: &GovernmentId, found: &mut Found<'_>) {
        if id.class.is_some() {
            self.government_ids.find([id.to_string().as_str()], found);
        }
        self.government_ids.find([id.number.as_str()], found);
    }
}

enum Address {
    V4(u32),
    V6(u128),
}

impl Address {
    /// IPv4-mapped addresses count as IPv4, and nothing of version 6 matches IPv4.
    fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(four) => Self::V4(four.to_bits()),
            IpAddr::V6(six) => six
                .to_ipv4_mapped()
                .map_or(Self::V6(six.to_bits()), |four| Self::V4(four.to_bits())),
        }
    }
}

enum Family {
    V4(NetworkV4),
    V6(NetworkV6),
}

fn network(pattern: IpPattern) -> Family {
    match pattern.network() {
        IpNet::V4(net) => {
            Family::V4(NetworkV4 { start: net.network().to_bits(), bits: net.prefix_len() })
        }
        IpNet::V6(net) => {
            Family::V6(NetworkV6 { start: net.network().to_bits(), bits: net.prefix_len() })
        }
    }
}
