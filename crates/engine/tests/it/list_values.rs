//! Items of every type and inquiries that may match them, out of few values so that they meet.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use pointsman_domain::attribute::Code;
use pointsman_domain::list::{
    EmailAddress, FieldName, GovernmentId, ItemPart, ItemValue, ListKeys, ListKind, ListType,
    PersonName, PhoneNumber, WrittenItem, composed,
};

use crate::generate::Random;

pub(crate) fn item(list_type: ListType, text: &str) -> ItemValue {
    written(list_type, FIELDS[0], &WrittenItem::of_one(list_type, text))
}

/// An item; one of a list of texts is compared with `field`.
pub(crate) fn written(list_type: ListType, field: &str, item: &WrittenItem) -> ItemValue {
    let field = (list_type == ListType::Text).then(|| field.parse().unwrap());
    let kind = ListKind::new(list_type, field).unwrap();
    ItemValue::parse(&kind, item).unwrap_or_else(|error| panic!("{item:?}: {error}")).value
}

fn v4(random: &mut Random) -> Ipv4Addr {
    // Few different bytes, so that networks nest and touch.
    let octets = [10, 203][random.below(2)];
    Ipv4Addr::new(octets, 0, byte(random), byte(random))
}

fn byte(random: &mut Random) -> u8 {
    [0, 1, 2, 127, 128, 254, 255][random.below(7)]
}

fn v6(random: &mut Random) -> Ipv6Addr {
    let word = |random: &mut Random| [0, 1, 0x7fff, 0x8000, 0xffff][random.below(5)];
    let (a, b, c) = (word(random), word(random), word(random));
    match random.below(4) {
        0 => v4(random).to_ipv6_mapped(),
        1 => Ipv6Addr::new(0, 0, 0, 0, 0, 0, a, b),
        _ => Ipv6Addr::new(0x2001, 0xdb8, a, 0, 0, 0, b, c),
    }
}

fn address(random: &mut Random) -> IpAddr {
    if random.percent(60) { IpAddr::V4(v4(random)) } else { IpAddr::V6(v6(random)) }
}

fn network(random: &mut Random) -> String {
    let address = address(random);
    let most = if address.is_ipv4() { 32 } else { 128 };
    match random.below(10) {
        0 => format!("{address}/0"),
        1..=3 => address.to_string(),
        4..=6 => format!("{address}/{}", random.between(most - 10, most)),
        _ => format!("{address}/{}", random.between(0, most)),
    }
}

const DOMAINS: [&str; 8] = [
    "example.com",
    "mail.example.com",
    "a.mail.example.com",
    "notexample.com",
    "bücher.example",
    "xn--bcher-kva.example",
    "Shop.BÜCHER.example",
    "com.example",
];

fn email(random: &mut Random) -> String {
    let local = ["ada", "Ada", "grace", "a.b", "\"q@d\""][random.below(5)];
    format!("{local}@{}", DOMAINS[random.below(DOMAINS.len())])
}

fn email_pattern(random: &mut Random) -> String {
    let domain = DOMAINS[random.below(DOMAINS.len())];
    match random.below(5) {
        0 | 1 => email(random),
        2 => domain.to_owned(),
        3 => format!("*.{domain}"),
        _ => ["*.com", "*.example", "*.mail.example.com"][random.below(3)].to_owned(),
    }
}

fn country(random: &mut Random) -> &'static str {
    ["US", "CA", "FR", "DE"][random.below(4)]
}

pub(crate) const FIELDS: [&str; 2] = ["company", "employer"];
const LASTS: [&str; 7] = ["Smith", "SMITH", "García", "Garcia\u{301}", "Straße", "STRASSE", "İpek"];
const FIRSTS: [&str; 12] = [
    "Catherine",
    "Katherine",
    "Cathrine",
    "Kate",
    "José",
    "Jose",
    "Ann",
    "Anne",
    "Joanna",
    "Ana\u{301}",
    "abcdefgh",
    "abcdijkl",
];
/// With the exact edges of some pairs: 0.9259 and 0.926 of Catherine and Katherine, 0.8 of the last two.
pub(crate) const THRESHOLDS: [&str; 8] =
    ["", "0.8", "0.8001", "0.9259", "0.926", "0.95", "0.9999", "1"];

pub(crate) fn one_of(random: &mut Random, texts: &[&str]) -> String {
    texts[random.below(texts.len())].to_owned()
}

fn first(random: &mut Random) -> String {
    match random.below(5) {
        0 => String::new(),
        1 => {
            // Few letters, so that many are alike.
            (0..random.below(9)).map(|_| ["a", "b", "c", "é"][random.below(4)]).collect()
        }
        _ => one_of(random, &FIRSTS),
    }
}

fn name(random: &mut Random) -> WrittenItem {
    let (first, last) = (first(random), one_of(random, &LASTS));
    let threshold = if first.is_empty() { String::new() } else { one_of(random, &THRESHOLDS) };
    WrittenItem::default()
        .with(ItemPart::First, first)
        .with(ItemPart::Last, last)
        .with(ItemPart::Threshold, threshold)
}

fn government_id(random: &mut Random) -> (String, String) {
    (one_of(random, &["a-1", "A1", "a 2", "B1"]), one_of(random, &["", "dl", "DL", "p p"]))
}

fn phone(random: &mut Random) -> String {
    one_of(random, &["+14155550123", "+1 415 555 0124", "+442079460018", "+44 (0)20 7946 0018"])
}

fn text(random: &mut Random) -> String {
    one_of(random, &["Acme", " Acme ", "ACME", "Cafe\u{301}", "Café", "f1", "f2"])
}

/// An item of the list with this number, which says its type and its field.
pub(crate) fn value(random: &mut Random, number: usize) -> ItemValue {
    let list_type = ListType::ALL[number % 8];
    let one = |text: &str| item(list_type, text);
    match list_type {
        ListType::IpAddress => one(&network(random)),
        ListType::EmailAddress => one(&email_pattern(random)),
        ListType::Country => one(country(random)),
        ListType::PhoneNumber => one(&phone(random)),
        ListType::Name => written(list_type, "", &name(random)),
        ListType::GovernmentIdNumber => {
            let (number, class) = government_id(random);
            let id =
                WrittenItem::default().with(ItemPart::Number, number).with(ItemPart::Class, class);
            written(list_type, "", &id)
        }
        ListType::Fingerprint => one(&text(random)),
        ListType::Text => {
            let text = WrittenItem::of_one(list_type, text(random));
            written(list_type, FIELDS[number / 8 % 2], &text)
        }
    }
}

pub(crate) fn keys(random: &mut Random) -> ListKeys {
    let region = [None, Code::country("US"), Code::country("GB")][random.below(3)];
    let local = one_of(random, &["(415) 555-0123", "1 415 5550124", "020 7946 0018"]);
    let number = if random.percent(20) { local } else { phone(random) };
    let (first, last) = (first(random), one_of(random, &LASTS));
    let (id, class) = government_id(random);
    let mut texts = BTreeMap::new();
    for field in FIELDS {
        if !random.percent(20) {
            texts.insert(field.parse::<FieldName>().unwrap(), composed(&text(random)));
        }
    }
    ListKeys {
        texts,
        ip_address: (!random.percent(10)).then(|| address(random)),
        email_address: if random.percent(10) { None } else { EmailAddress::parse(&email(random)) },
        phone_number: PhoneNumber::of_inquiry(&number, region),
        name: PersonName::of_inquiry(Some(first).as_deref(), &last),
        country: if random.percent(10) { None } else { Code::parse(country(random)) },
        government_id: GovernmentId::of_inquiry(&id, Some(class).as_deref()),
        fingerprints: (0..random.below(3)).map(|_| text(random).trim().to_owned()).collect(),
    }
}
