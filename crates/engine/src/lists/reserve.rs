//! Room for a bulk of new items, made once, so that nothing doubles on the way.

use ipnet::IpNet;
use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{EmailPattern, FieldName, ItemValue, ListKind, ListType, NamePattern};

use super::ListIndex;

/// Items that are announced.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected(Vec<(ListKind, Announced)>);

#[derive(Clone, Copy, Debug)]
enum Announced {
    /// So many in all, of which none has come.
    Items(usize),
    /// There is room for all of them.
    HaveRoom,
}

impl Expected {
    /// For how many items room is to be made when these come, which are some of them or all.
    fn room_for(&mut self, added: &[(ItemId, ItemValue)]) -> usize {
        let Some((_, first)) = added.first() else { return 0 };
        let of_kind = self.0.iter_mut().find(|(kind, _)| is_of(first, kind));
        match of_kind.map(|(_, announced)| std::mem::replace(announced, Announced::HaveRoom)) {
            None => added.len(),
            Some(Announced::Items(items)) => items.max(added.len()),
            Some(Announced::HaveRoom) => 0,
        }
    }
}

impl ListIndex {
    /// Announces how many items of a kind the next calls of [`Self::apply`] put in, on all lists: room for all of them is
    /// made once, with the first ones, as if the others were like these. Behind the last comes
    /// [`Self::expect_no_more`].
    pub fn expect(&mut self, kind: &ListKind, items: usize) {
        match self.expected.0.iter_mut().find(|(other, _)| other == kind) {
            Some((_, announced)) => *announced = Announced::Items(items),
            None => self.expected.0.push((kind.clone(), Announced::Items(items))),
        }
    }

    /// All that was announced has come. Room that was made and not needed, since the first items were of another sort than
    /// the others, is given back.
    pub fn expect_no_more(&mut self) {
        self.expected = Expected::default();
        self.v4.settle();
        self.v6.settle();
        self.emails.settle();
        self.phones.settle();
        self.names.settle();
        self.government_ids.settle();
        self.fingerprints.settle();
        self.texts.settle();
    }

    /// Makes room for these items, which are of one kind, and for those that are announced with them.
    pub(super) fn reserve(&mut self, added: &[(ItemId, ItemValue)]) {
        let Some((_, first)) = added.first() else { return };
        let all = self.expected.room_for(added);
        if all == 0 {
            return;
        }
        let scale = Scale { all, of: added.len() };
        match first.list_type() {
            ListType::IpAddress => {
                let networks = added.iter().filter_map(|(_, value)| network(value));
                let v4 = networks.clone().filter(|network| matches!(network, IpNet::V4(_)));
                self.v4.reserve(v4.clone().map(|network| network.prefix_len()), scale);
                self.v6.reserve(scale.up(added.len() - v4.count()));
            }
            ListType::EmailAddress => {
                self.emails.reserve(added.iter().filter_map(|(_, value)| email(value)), scale);
            }
            ListType::PhoneNumber => self.phones.reserve(all),
            ListType::Name => {
                self.names.reserve(added.iter().filter_map(|(_, value)| name(value)), scale);
            }
            // There are few.
            ListType::Country => {}
            ListType::GovernmentIdNumber => {
                self.government_ids.reserve(all, scale.up(bytes(added)));
            }
            ListType::Fingerprint => self.fingerprints.reserve(all, scale.up(bytes(added))),
            ListType::Text => {
                if let Some(field) = field(first) {
                    self.texts.reserve(field, all, scale.up(bytes(added)));
                }
            }
        }
    }
}

/// From some items to all of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    all: usize,
    of: usize,
}

impl Scale {
    /// What is so much or so many of some, of all.
    pub(super) fn up(self, part: usize) -> usize {
        let whole = |number: usize| u128::try_from(number).unwrap_or(u128::MAX);
        let scaled = whole(part).saturating_mul(whole(self.all)) / whole(self.of.max(1));
        usize::try_from(scaled).unwrap_or(usize::MAX)
    }
}

fn is_of(value: &ItemValue, kind: &ListKind) -> bool {
    match kind {
        ListKind::Text { field: own } => field(value) == Some(own),
        _ => value.list_type() == kind.list_type(),
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
