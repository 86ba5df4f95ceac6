//! Lists without an index: every item is asked.

use std::collections::BTreeMap;

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{EmailPattern, ItemValue, ListKeys, NameMatch};

/// A list's revision and items.
pub(crate) type NaiveList = (i64, Vec<(ItemId, ItemValue)>);

/// All items as they are, asked one by one.
#[derive(Default)]
pub(crate) struct Naive {
    pub(crate) lists: BTreeMap<ListId, NaiveList>,
}

impl Naive {
    /// The best match on each list.
    pub(crate) fn matches(&self, keys: &ListKeys) -> Vec<ListMatch> {
        let best = |(list, (revision, items)): (&ListId, &NaiveList)| {
            let found = items.iter().filter_map(|(item, value)| {
                let specificity = specificity(value, keys)?;
                Some((std::cmp::Reverse(specificity), *item))
            });
            let (_, item) = found.min()?;
            Some(ListMatch { list: *list, item: Some(item), revision: *revision })
        };
        self.lists.iter().filter_map(best).collect()
    }
}

/// How specific a match is; `None` if the item does not match.
pub(crate) fn specificity(value: &ItemValue, keys: &ListKeys) -> Option<usize> {
    match value {
        ItemValue::Ip(pattern) => {
            pattern.matches(keys.ip_address?).then_some(usize::from(pattern.prefix_bits()))
        }
        ItemValue::Email(pattern) => {
            pattern.matches(keys.email_address.as_ref()?).then_some(match pattern {
                EmailPattern::Address(_) => 2_000,
                EmailPattern::Domain(_) => 1_000,
                EmailPattern::Subdomains(parent) => parent.len(),
            })
        }
        ItemValue::Country(code) => (keys.country? == *code).then_some(0),
        ItemValue::Phone(number) => (keys.phone_number? == *number).then_some(0),
        ItemValue::Name(pattern) => Some(match pattern.matches(keys.name.as_ref()?)? {
            NameMatch::Same => 2,
            NameMatch::Alike => 1,
            NameMatch::LastName => 0,
        }),
        ItemValue::GovernmentId(id) => {
            id.matches(keys.government_id.as_ref()?).then_some(usize::from(id.class.is_some()))
        }
        ItemValue::Fingerprint(text) => keys.fingerprints.contains(text).then_some(0),
        ItemValue::Text(text) => (keys.texts.get(&text.field)? == &text.text).then_some(0),
    }
}
