//! The lists of the example, as they are at first. The story adds and removes items later.

use serde_json::{Value, json};

use super::person::{KNOWN_DEVICES, STOLEN_DOCUMENTS};

pub(super) const BLOCKED_ADDRESSES: &str = "blocked_ip_addresses";
pub(super) const OFFICES: &str = "office_networks";
pub(super) const PARTNER_NETWORKS: &str = "partner_networks";
pub(super) const THROWAWAY: &str = "throw_away_e_mail_domains";
pub(super) const REPORTED_ADDRESSES: &str = "reported_e_mail_addresses";
pub(super) const TRUSTED_DOMAINS: &str = "trusted_e_mail_domains";
pub(super) const REPORTED_PHONES: &str = "reported_phone_numbers";
pub(super) const WATCHED_NAMES: &str = "watched_names";
pub(super) const STOLEN: &str = "stolen_documents";
pub(super) const DEVICES: &str = "devices_seen_in_fraud";
pub(super) const PILOT: &str = "plans_in_pilot";
pub(super) const EXTRA_CHECKS: &str = "countries_with_extra_checks";
pub(super) const NOT_SERVED: &str = "countries_we_do_not_serve";

/// A list and its first items.
pub(super) struct ListPlan {
    pub(super) key: &'static str,
    /// Name, type, description and whatever the type takes besides.
    pub(super) list: Value,
    /// Bodies of items.
    pub(super) items: Vec<Value>,
}

fn plan(key: &'static str, list_type: &str, name: &str, why: &str, items: Vec<Value>) -> ListPlan {
    let list = json!({"name": name, "key": key, "type": list_type, "description": why});
    ListPlan { key, list, items }
}

fn values(items: &[&str]) -> Vec<Value> {
    items.iter().map(|item| json!({"value": item})).collect()
}

/// An item with a note.
pub(super) fn noted(value: &str, note: &str) -> Value {
    json!({"value": value, "note": note})
}

/// All lists.
pub(super) fn lists() -> Vec<ListPlan> {
    let mut lists = networks();
    lists.extend(mail());
    lists.extend(people());
    lists.extend(things());
    lists.extend(countries());
    lists
}

fn networks() -> Vec<ListPlan> {
    vec![
        plan(
            BLOCKED_ADDRESSES,
            "ip_address",
            "Blocked IP addresses",
            "Networks and addresses that were seen in fraud.",
            vec![
                noted("198.51.100.0/28", "Hosting company, dozens of stolen cards in spring"),
                noted("192.0.2.66", "Same person under five names"),
                noted("2001:db8:dead::/48", "Anonymising service"),
            ],
        ),
        plan(
            OFFICES,
            "ip_address",
            "Office networks",
            "Our own offices: tests by colleagues.",
            values(&["192.0.2.8/29", "2001:db8:0:8::/64"]),
        ),
        plan(
            PARTNER_NETWORKS,
            "ip_address",
            "Partner networks",
            "Branches of partners that check people at the counter.",
            values(&["203.0.113.128/27", "2001:db8:7::/48"]),
        ),
    ]
}

fn mail() -> Vec<ListPlan> {
    vec![
        plan(
            THROWAWAY,
            "email_address",
            "Throw-away e-mail domains",
            "Addresses that last for ten minutes.",
            values(&["throwaway.example", "*.throwaway.example"]),
        ),
        plan(
            REPORTED_ADDRESSES,
            "email_address",
            "Reported e-mail addresses",
            "Reported by customers whose name was used.",
            vec![
                noted("hugo.castle7@example.com", "Reported by the owner of the name"),
                noted("mina.willow12@example.org", "Chargeback"),
                noted("samir.tarn90@example.net", "Police inquiry"),
            ],
        ),
        plan(
            TRUSTED_DOMAINS,
            "email_address",
            "Trusted e-mail domains",
            "Companies that check their people themselves.",
            values(&["post.example"]),
        ),
    ]
}

fn people() -> Vec<ListPlan> {
    vec![
        plan(
            REPORTED_PHONES,
            "phone_number",
            "Reported phone numbers",
            "Numbers from which customers were called.",
            vec![
                noted("+1 202-555-0143", "Calls in the name of the bank"),
                noted("+44 7700 900461", "Reported three times"),
            ],
        ),
        plan(
            WATCHED_NAMES,
            "name",
            "Watched names",
            "Invented names that stand for a list of sanctions.",
            vec![
                json!({"first": "Viktor", "last": "Thicket", "threshold": 0.9, "note": "Also spelt Victor"}),
                json!({"first": "Leila", "last": "Fjord"}),
                json!({"last": "Estuary-Gorse", "note": "Whole family"}),
            ],
        ),
    ]
}

fn things() -> Vec<ListPlan> {
    let document = |number: &str| json!({"number": number, "note": "Reported by the authority"});
    vec![
        plan(
            STOLEN,
            "government_id_number",
            "Stolen documents",
            "Numbers of documents that were reported stolen.",
            STOLEN_DOCUMENTS.into_iter().map(document).collect(),
        ),
        plan(
            DEVICES,
            "fingerprint",
            "Devices seen in fraud",
            "Fingerprints of devices that more than one stolen identity was used on.",
            values(&KNOWN_DEVICES),
        ),
        ListPlan {
            key: PILOT,
            list: json!({
                "name": "Plans in pilot", "key": PILOT, "type": "text", "field": "plan",
                "description": "Plans that not everybody can choose yet.",
            }),
            items: values(&["plus"]),
        },
    ]
}

fn countries() -> Vec<ListPlan> {
    vec![
        plan(
            EXTRA_CHECKS,
            "country",
            "Countries with extra checks",
            "Documents from here take a second look, until the vendor reads them well.",
            values(&["BR", "PH"]),
        ),
        plan(
            NOT_SERVED,
            "country",
            "Countries we do not serve",
            "No licence yet.",
            values(&["VN", "AQ"]),
        ),
    ]
}
