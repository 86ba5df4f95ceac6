//! Finding items by how they begin.

use super::fold::{folded_name, spaced};
use super::government_id::letters_and_digits;
use super::{ItemValue, ListKind, ListType, WrittenItem, composed};

/// How the canonical text begins of the items that somebody means by `text`. Names are found by their last name,
/// or as `last, first`; government ids by their number.
pub fn beginning(kind: &ListKind, text: &str) -> String {
    let list_type = kind.list_type();
    match list_type {
        ListType::IpAddress | ListType::EmailAddress | ListType::Country => {
            let whole = ItemValue::parse(kind, &WrittenItem::of_one(list_type, text));
            match (whole, list_type) {
                (Ok(whole), _) => whole.value.to_string(),
                (Err(_), ListType::Country) => text.trim().to_uppercase(),
                (Err(_), _) => text.trim().to_lowercase(),
            }
        }
        ListType::PhoneNumber => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            format!("+{digits}")
        }
        ListType::Name => match text.split_once(',') {
            None => folded_name(text),
            Some((last, first)) => format!("{}\t{}", folded_name(last), folded_name(first)),
        },
        ListType::GovernmentIdNumber => letters_and_digits(text).unwrap_or_default(),
        ListType::Fingerprint => spaced(text),
        ListType::Text => composed(text),
    }
}
