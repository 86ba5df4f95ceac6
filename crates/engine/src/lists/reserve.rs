//! Room for a bulk of new items, made at once, so that nothing doubles on the way.

use std::collections::BTreeMap;

use ipnet::IpNet;
use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{EmailPattern, FieldName, ItemValue, ListType, NamePattern};

use super::ListIndex;
use super::records::Records;

/// Room is made for so many times the items that have come: what comes first may be of another sort than the rest.
const MOST_AHEAD: usize = 16;

/// Items that are announced, by type.
pub(super) type Expected = BTreeMap<ListType, Bulk>;

/// Items of one type that come in several calls, and those that were here before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bulk {
    announced: usize,
    come: usize,
}

/// From as many items as have come to as many as are made room for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    from: usize,
    to: usize,
}

impl Growth {
    /// What is so much or so many of those that have come, of all.
    pub(super) fn of(self, part: usize) -> usize {
        let whole = |number: usize| u128::try_from(number).unwrap_or(u128::MAX);
        let grown = whole(part).saturating_mul(whole(self.to)) / whole(self.from.max(1));
        usize::try_from(grown).unwrap_or(usize::MAX)
    }
}

impl Bulk {
    /// Notes that more have come; answers for how many those should make room that have none left.
    fn note(&mut self, items: usize) -> Option<Growth> {
        self.come = self.come.saturating_add(items);
        let to = self.announced.min(self.come.saturating_mul(MOST_AHEAD));
        (to > self.come).then_some(Growth { from: self.come, to })
    }
}

impl ListIndex {
    /// Announces that so many more items of a type come with the next calls of [`Self::fill`] and [`Self::apply`], on all
    /// lists together: room for them is made a few times, as if they were like those that have come, and not with each
    /// call. More or less may come. Behind the last comes [`Self::expect_no_more`].
    pub fn expect(&mut self, list_type: ListType, items: usize) {
        let mut here = 0;
        self.each_of(list_type, |records| here += records.len());
        let bulk = Bulk { announced: here, come: here };
        let bulk = self.expected.entry(list_type).or_insert(bulk);
        bulk.announced = bulk.announced.saturating_add(items);
    }

    /// All that was announced has come: room that was made and not needed is given back.
    pub fn expect_no_more(&mut self) {
        for list_type in std::mem::take(&mut self.expected).into_keys() {
            self.each_of(list_type, Records::settle);
        }
    }

    /// Notes that items have come, and makes room for those that are announced with them.
    pub(super) fn note_come(&mut self, items: &[(ItemId, ItemValue)]) {
        let Some(list_type) = items.first().map(|(_, value)| value.list_type()) else { return };
        let bulk = self.expected.get_mut(&list_type);
        if let Some(growth) = bulk.and_then(|bulk| bulk.note(items.len())) {
            self.each_of(list_type, |records| records.grow(growth));
        }
    }

    fn each_of(&mut self, list_type: ListType, work: impl FnMut(&mut Records)) {
        match list_type {
            ListType::IpAddress => self.v4.records().chain(self.v6.records()).for_each(work),
            ListType::EmailAddress => self.emails.records().for_each(work),
            ListType::PhoneNumber => self.phones.records().for_each(work),
            ListType::Name => self.names.records().for_each(work),
            ListType::GovernmentIdNumber => self.government_ids.records().for_each(work),
            ListType::Fingerprint => self.fingerprints.records().for_each(work),
            ListType::Text => self.texts.records().for_each(work),
            // There are few.
            ListType::Country => {}
        }
    }

    /// Makes room for these items, which are of one type.
    pub(super) fn reserve(&mut self, added: &[(ItemId, ItemValue)]) {
        let Some(list_type) = added.first().map(|(_, value)| value.list_type()) else { return };
        let items = added.len();
        match list_type {
            ListType::IpAddress => {
                let networks = added.iter().filter_map(|(_, value)| network(value));
                let v4 = networks.clone().filter(|network| matches!(network, IpNet::V4(_)));
                self.v4.reserve(v4.clone().map(|network| network.prefix_len()));
                self.v6.reserve(items - v4.count());
            }
            ListType::EmailAddress => {
                self.emails.reserve(added.iter().filter_map(|(_, value)| email(value)));
            }
            ListType::PhoneNumber => self.phones.reserve(items),
            ListType::Name => self.names.reserve(added.iter().filter_map(|(_, value)| name(value))),
            // There are few.
            ListType::Country => {}
            ListType::GovernmentIdNumber => self.government_ids.reserve(items, bytes(added)),
            ListType::Fingerprint => self.fingerprints.reserve(items, bytes(added)),
            ListType::Text => {
                if let Some(field) = added.first().and_then(|(_, value)| field(value)) {
                    self.texts.reserve(field, items, bytes(added));
                }
            }
        }
    }
}

fn network(value: &ItemValue) -> Option<IpNet> {
    if let ItemValue::Ip(pattern) = value { Some(pattern.network()) } else { None }
}

const fn email(value: &ItemValue) -> Option<&EmailPattern> {
    if let ItemValue::Email(pattern) = value { Some(pattern) } else { None }
}

const fn name(value: &ItemValue) -> Option<&NamePattern> {
    if let ItemValue::Name(pattern) = value { Some(pattern) } else { None }
}

const fn field(value: &ItemValue) -> Option<&FieldName> {
    if let ItemValue::Text(text) = value { Some(&text.field) } else { None }
}

/// Bytes of the texts, as far as they are kept as such.
fn bytes(added: &[(ItemId, ItemValue)]) -> usize {
    let lengths = added.iter().map(|(_, value)| match value {
        ItemValue::GovernmentId(id) => {
            id.number.len() + id.class.as_ref().map_or(0, |class| class.len() + 1)
        }
        ItemValue::Fingerprint(text) => text.len(),
        ItemValue::Text(text) => text.text.len(),
        ItemValue::Ip(_)
        | ItemValue::Email(_)
        | ItemValue::Phone(_)
        | ItemValue::Name(_)
        | ItemValue::Country(_) => 0,
    });
    lengths.sum()
}
