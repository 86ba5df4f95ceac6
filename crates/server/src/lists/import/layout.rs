//! Which columns the items of a list have, and which words name them.

use pointsman_domain::list::{ItemPart, ListKind};

use super::csv::{Layout, Part};

const FIRST: &[&str] =
    &["first", "first name", "first_name", "firstname", "name_first", "given name", "given_name"];
const LAST: &[&str] = &[
    "last",
    "last name",
    "last_name",
    "lastname",
    "name_last",
    "surname",
    "family name",
    "family_name",
];
const THRESHOLD: &[&str] = &["threshold", "similarity"];
const CLASS: &[&str] = &["class", "id class", "id_class", "identification_class"];
const NUMBER: &[&str] = &[
    "number",
    "id number",
    "id_number",
    "identification_number",
    "government id number",
    "government_id_number",
];
const VALUE: [&str; 3] = ["value", "values", "item"];

/// The layout of files for a list of this kind.
pub(super) fn of(kind: &ListKind) -> Layout {
    let list_type = kind.list_type();
    let parts =
        list_type.parts().iter().map(|part| Part { part: *part, names: names(*part, kind) });
    Layout { parts: parts.collect(), lone: list_type.main_part() }
}

/// What a header calls the column of a part, in lower case.
fn names(part: ItemPart, kind: &ListKind) -> Vec<String> {
    let names = match part {
        ItemPart::First => FIRST,
        ItemPart::Last => LAST,
        ItemPart::Threshold => THRESHOLD,
        ItemPart::Class => CLASS,
        ItemPart::Number => NUMBER,
        ItemPart::Value => {
            return VALUE.iter().copied().chain(values(kind)).map(str::to_owned).collect();
        }
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn values(kind: &ListKind) -> Vec<&str> {
    match kind {
        ListKind::IpAddress => {
            vec!["ip", "ips", "ip_address", "ip address", "address", "cidr", "network"]
        }
        ListKind::EmailAddress => {
            vec!["email", "email_address", "email address", "address", "domain"]
        }
        ListKind::PhoneNumber => vec!["phone", "phone_number", "phone number"],
        ListKind::Country => vec!["country", "country_code"],
        ListKind::Fingerprint => {
            vec!["fingerprint", "browser_fingerprint", "device_fingerprint"]
        }
        ListKind::Text { field } => vec!["text", field.as_str()],
        // Their items have parts with names of their own.
        ListKind::Name | ListKind::GovernmentIdNumber => Vec::new(),
    }
}
