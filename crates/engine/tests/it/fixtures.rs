//! The lists and small helpers that the tests share.

use pointsman_domain::attribute::{
    AttributeKey, AttributeValue, Attributes, ListMatch, Origin, Sourced,
};
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::workflow::Document;
use pointsman_engine::{CheckedWorkflow, ListDirectory, ListRef, check};
use serde_json::Value;

/// The list with this number.
pub(crate) fn list_id(number: u64) -> ListId {
    format!("lst_{number:026}").parse().unwrap()
}

/// The item with this number.
pub(crate) fn item_id(number: u64) -> ItemId {
    format!("itm_{number:026}").parse().unwrap()
}

fn list(number: u64, key: &str, name: &str, archived: bool, items: u64) -> ListRef {
    let (key, name) = (key.parse().unwrap(), name.to_owned());
    ListRef { id: list_id(number), key, name, archived, items }
}

/// Blocked and allowed addresses, two that share a name, an archived, an empty one, and some more.
pub(crate) fn directory() -> ListDirectory {
    ListDirectory::new([
        list(1, "blocked_ip_addresses", "Blocked IP Addresses", false, 12),
        list(2, "allowed_ip_addresses", "Allowed IP Addresses", false, 3),
        list(3, "sanctions", "Sanctions", false, 7),
        list(4, "partners", "Partners", false, 5),
        list(5, "partners_2", "Partners", false, 5),
        list(6, "old_blocks", "Old blocks", true, 40),
        list(7, "newcomers", "Newcomers", false, 0),
        list(8, "throwaway_mail", "Throwaway mail", false, 9_000),
    ])
}

/// Reads a document that is well-formed.
pub(crate) fn document(value: &Value) -> Document {
    Document::from_json(value).unwrap_or_else(|errors| panic!("not well-formed: {errors:#?}"))
}

/// Reads and checks a document without errors.
pub(crate) fn checked(value: &Value) -> CheckedWorkflow {
    checked_document(&document(value))
}

/// Checks a document without errors.
pub(crate) fn checked_document(document: &Document) -> CheckedWorkflow {
    let checking = check(document, &directory());
    checking.workflow.unwrap_or_else(|| panic!("errors: {:#?}", checking.diagnostics))
}

/// Attributes from `{"age": 17, "list_matches": [{"list": KEY OR ID, "item": ID, "revision": 3}]}`.
pub(crate) fn attributes(value: &Value) -> Attributes {
    let mut attributes = Attributes::default();
    for (name, value) in value.as_object().unwrap() {
        let key: AttributeKey = name.parse().unwrap();
        if key == AttributeKey::ListMatches {
            attributes.list_matches = value.as_array().unwrap().iter().map(list_match).collect();
            attributes.list_matches.sort_unstable();
        } else {
            put(&mut attributes, key, Attributes::value_from_json(key, value).unwrap());
        }
    }
    attributes
}

/// Gives an attribute a value.
pub(crate) fn put(attributes: &mut Attributes, key: AttributeKey, value: AttributeValue) {
    attributes.values.insert(key, Sourced { value, origin: Origin::Sent, from: None });
}

fn list_match(value: &Value) -> ListMatch {
    ListMatch {
        list: directory().find(value["list"].as_str().unwrap()).unwrap().id,
        item: value.get("item").map(|item| item.as_str().unwrap().parse().unwrap()),
        revision: value["revision"].as_i64().unwrap(),
    }
}
