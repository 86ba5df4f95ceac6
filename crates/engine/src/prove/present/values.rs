//! Values that are compared as a whole: phone numbers, government ids, fingerprints and texts.

use std::collections::BTreeMap;

use pointsman_domain::list::{FieldName, ItemValue};

use super::search::{Search, Values};
use super::{RealKey, places};

/// The lists of each value, ordered by value.
fn by_value<'i, K: Ord>(
    items: &[(usize, &'i ItemValue)],
    value: impl Fn(&'i ItemValue) -> Option<K>,
) -> BTreeMap<K, Vec<usize>> {
    let mut lists: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (list, item) in items {
        if let Some(value) = value(item) {
            lists.entry(value).or_default().push(*list);
        }
    }
    lists
}

pub(super) fn find_phones(items: &[(usize, &ItemValue)], search: &mut Search<'_>) {
    let numbers = by_value(items, |item| match item {
        ItemValue::Phone(number) => Some(*number),
        _ => None,
    });
    for (number, lists) in numbers {
        let key = || RealKey::field("phone_number", number.to_string());
        search.add(&places(lists), Values::One, key);
    }
}

pub(super) fn find_texts(
    field: &FieldName,
    items: &[(usize, &ItemValue)],
    search: &mut Search<'_>,
) {
    let texts = by_value(items, |item| match item {
        ItemValue::Text(text) => Some(text.text.as_str()),
        _ => None,
    });
    for (text, lists) in texts {
        let key = || RealKey::field(field.as_str(), text.to_owned());
        search.add(&places(lists), Values::One, key);
    }
}

/// A number is on lists with its class, and on those where its class does not matter.
pub(super) fn find_government_ids(items: &[(usize, &ItemValue)], search: &mut Search<'_>) {
    let numbers = by_value(items, |item| match item {
        ItemValue::GovernmentId(id) => Some((id.number.as_str(), id.class.as_deref())),
        _ => None,
    });
    for ((number, class), lists) in &numbers {
        let of_any_class = numbers.get(&(*number, None)).into_iter().flatten();
        let on = places(lists.iter().chain(of_any_class).copied());
        let values = if class.is_some() { Values::One } else { Values::Many };
        search.add(&on, values, || {
            let mut key = RealKey::field("identification_number", (*number).to_owned());
            key.fields
                .extend(class.map(|class| ("identification_class".to_owned(), class.to_owned())));
            key
        });
    }
}

/// The fingerprints of browser and device are both asked for, so lists of any two values match together.
pub(super) fn find_fingerprints(items: &[(usize, &ItemValue)], search: &mut Search<'_>) {
    let values = by_value(items, |item| match item {
        ItemValue::Fingerprint(text) => Some(text.as_str()),
        _ => None,
    });
    let mut single: BTreeMap<Vec<usize>, &str> = BTreeMap::new();
    for (text, lists) in values {
        // Whoever has one of them may have any other besides.
        let key = RealKey::session("browser_fingerprint", text.to_owned());
        let on = search.with_partly(places(lists), Values::Many, || key);
        single.entry(on).or_insert(text);
    }
    for (lists, text) in &single {
        search.note(lists.clone(), || RealKey::session("browser_fingerprint", (*text).to_owned()));
    }
    for (place, (lists, text)) in single.iter().enumerate() {
        for (others, other) in single.iter().take(place) {
            if !search.spend(1) {
                return;
            }
            search.note(places(lists.iter().chain(others).copied()), || {
                let mut key = RealKey::session("browser_fingerprint", (*text).to_owned());
                key.session.push(("device_fingerprint".to_owned(), (*other).to_owned()));
                key
            });
        }
    }
}
