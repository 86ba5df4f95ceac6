//! Texts by name, held against a map.

use std::collections::BTreeMap;

use pointsman_domain::inquiry::{InquiryBody, SentLists, Submission, Texts};
use proptest::prelude::*;
use serde_json::{Map, Value};

const NAMES: [&str; 6] = ["", "a", "ab", "b", "name_last", "é"];

fn is_same(texts: &Texts, map: &BTreeMap<String, String>) -> bool {
    texts.iter().eq(map.iter().map(|(name, text)| (name.as_str(), text.as_str())))
        && texts.len() == map.len()
        && texts.is_empty() == map.is_empty()
        && NAMES.iter().all(|name| texts.get(name) == map.get(*name).map(String::as_str))
        && NAMES.iter().all(|name| texts.contains(name) == map.contains_key(*name))
        && serde_json::to_value(texts).ok() == serde_json::to_value(map).ok()
        && *texts == map.iter().collect()
}

proptest! {
    #[test]
    fn texts_are_a_map(
        changes in proptest::collection::vec((0..NAMES.len(), proptest::option::of("\\PC{0,5}")), 0..20),
    ) {
        let (mut texts, mut map) = (Texts::default(), BTreeMap::new());
        for (place, text) in changes {
            let name = NAMES[place];
            if let Some(text) = text {
                texts.insert(name, &text);
                map.insert(name.to_owned(), text);
            } else {
                texts.remove(name);
                map.remove(name);
            }
            prop_assert!(is_same(&texts, &map), "{:?} {:?}", texts, map);
        }
    }

    /// One body after the other: by name, and `null` clears.
    #[test]
    fn bodies_merge_by_name(
        bodies in proptest::collection::vec(
            proptest::collection::btree_map("[a-c]{1,2}", proptest::option::of("[a-z]{0,3}"), 0..6), 1..5),
    ) {
        let (mut known, mut map) = (Submission::default(), BTreeMap::new());
        for body in bodies {
            // Backwards, because no body need be sorted.
            let entries = body.iter().rev().map(|(name, text)| (name.clone(), Value::from(text.clone())));
            let fields = Value::Object(entries.collect::<Map<_, _>>());
            let read = InquiryBody::parse(
                &serde_json::json!({"fields": fields}),
                "2026-11-22T10:42:07Z".parse().unwrap(),
                SentLists::Refused,
            ).unwrap();
            known = known.merge(&read).unwrap();
            for (name, text) in body {
                match text {
                    Some(text) => drop(map.insert(name, text)),
                    None => drop(map.remove(&name)),
                }
            }
            let found: BTreeMap<String, String> =
                known.fields.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
            prop_assert_eq!(&found, &map);
        }
    }
}
