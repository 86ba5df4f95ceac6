//! Room for a bulk of new items, made once, so that nothing doubles on the way.

use ipnet::IpNet;
use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{EmailPattern, FieldName, ItemValue, ListType, NamePattern};

use super::ListIndex;

impl ListIndex {
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
