//! When an item matches, from its canonical text and the words of the contract, without the code that matches.

use std::net::IpAddr;

use pointsman_domain::list::{ItemValue, ListKeys};

/// Whether an item matches; `None` where the contract leaves it to a measure of similarity.
pub(crate) fn matches(value: &ItemValue, keys: &ListKeys) -> Option<bool> {
    let text = value.to_string();
    Some(match value {
        ItemValue::Ip(_) => keys.ip_address.is_some_and(|address| inside(&text, address)),
        ItemValue::Email(_) => keys.email_address.as_ref().is_some_and(|address| {
            let address = address.to_string();
            let (_, domain) = address.rsplit_once('@').unwrap();
            match text.strip_prefix("*.") {
                Some(parent) => domain.ends_with(&format!(".{parent}")),
                None if text.contains('@') => address == text,
                None => domain == text,
            }
        }),
        ItemValue::Phone(_) => keys.phone_number.is_some_and(|number| number.to_string() == text),
        ItemValue::Name(_) => return name(&text, keys),
        ItemValue::Country(_) => keys.country.is_some_and(|country| country.to_string() == text),
        ItemValue::GovernmentId(_) => {
            keys.government_id.as_ref().is_some_and(|id| match text.split_once('\t') {
                None => id.number == text,
                Some((number, class)) => id.number == number && id.class.as_deref() == Some(class),
            })
        }
        ItemValue::Fingerprint(_) => keys.fingerprints.contains(&text),
        ItemValue::Text(item) => keys.texts.get(&item.field) == Some(&text),
    })
}

/// Bit by bit. IPv4 and IPv6 never match each other.
fn inside(network: &str, address: IpAddr) -> bool {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(four) => format!("4{:032b}", four.to_bits()),
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => format!("4{:032b}", four.to_bits()),
            None => format!("6{:0128b}", six.to_bits()),
        },
    };
    let address = bits(address);
    match network.split_once('/') {
        None => address == bits(network.parse().unwrap()),
        Some((start, prefix)) => {
            let start: IpAddr = start.parse().unwrap();
            // A network of version 6 stays one, whatever it covers.
            let start = match start {
                IpAddr::V4(_) => bits(start),
                IpAddr::V6(six) => format!("6{:0128b}", six.to_bits()),
            };
            let prefix: usize = prefix.parse().unwrap();
            address.starts_with(start.get(..=prefix).unwrap())
        }
    }
}

fn name(text: &str, keys: &ListKeys) -> Option<bool> {
    let Some(name) = &keys.name else { return Some(false) };
    let mut parts = text.split('\t');
    if parts.next() != Some(&name.last) {
        return Some(false);
    }
    match (parts.next(), parts.next()) {
        (None, _) => Some(true),
        (Some(first), _) if name.first.as_deref() == Some(first) => Some(true),
        (Some(_), None) => Some(false),
        (Some(_), Some(_)) if name.first.is_none() => Some(false),
        (Some(_), Some(_)) => None,
    }
}
