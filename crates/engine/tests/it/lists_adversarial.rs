//! Lists that were made to be difficult: the index answers like asking every item one by one, while the items come
//! and go, many of them on several lists.

use std::net::IpAddr;

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::{
    EmailAddress, ItemPart, ItemValue, ListKeys, ListType, PersonName, WrittenItem, parse_address,
};
use pointsman_engine::ListIndex;

use crate::fixtures::{item_id, list_id};
use crate::generate::Random;
use crate::list_values::{item, written};
use crate::naive_lists::{Naive, specificity};

/// Lists that share the items of a set.
const LISTS: u64 = 3;

/// Nested and adjacent networks, whole families, single bits apart; IPv4 in the clothes of IPv6.
const NETWORKS: [&str; 36] = [
    "0.0.0.0/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "10.0.0.0/8",
    "10.0.0.0/15",
    "10.0.0.0/16",
    "10.1.0.0/16",
    "10.0.0.0/17",
    "10.0.128.0/17",
    "10.0.16.0/20",
    "10.0.15.255/32",
    "10.0.16.0/21",
    "10.0.24.0/21",
    "10.0.31.0/24",
    "10.0.31.254/31",
    "10.0.31.255/32",
    "10.0.32.0",
    "255.255.255.255",
    "0.0.0.0/32",
    "::ffff:10.0.31.0/120",
    "::ffff:0:0/96",
    "::/0",
    "::/1",
    "8000::/1",
    "::/96",
    "::1",
    "::ffff:0:0:0/96",
    "2001:db8::/31",
    "2001:db8::/32",
    "2001:db8::/47",
    "2001:db8::/48",
    "2001:db8:0:8000::/49",
    "2001:db8:1::/48",
    "2001:db8::/64",
    "2001:db8::/127",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
];

/// Written forms of the same domains, wildcards of wildcards' parents, a domain that ends with another's name, and a
/// local part that looks like an address.
const EMAILS: [&str; 26] = [
    "ada@example.com",
    "ADA@EXAMPLE.COM",
    "a@d.example.com",
    "ad@a.example.com",
    "example.com",
    "*.example.com",
    "*.mail.example.com",
    "mail.example.com",
    "notexample.com",
    "*.com",
    "*.example",
    "bücher.example",
    "*.bücher.example",
    "xn--bcher-kva.example",
    "ada@BÜCHER.example",
    "ada@bu\u{308}cher.example",
    "ada@faß.example",
    "ada@fass.example",
    "ada@xn--fa-hia.example",
    "\"ada@example.com\"@example.com",
    "\"ada@x\"@example.com",
    "ada@例え.テスト",
    "*.テスト",
    "ada@a.b.c.d.e.f.g.h.i.j.k.example.com",
    "ada+tag@example.com",
    "a@example.com",
];

/// Last and first name and threshold: combining accents in both orders, letters that fold to several, empty first
/// names, thresholds at the exact similarity of a pair (0.9259 and 0.926), the same first name under many.
const NAMES: [(&str, &str, &str); 22] = [
    ("Smith", "", ""),
    ("Smith", "Catherine", ""),
    ("Smith", "Catherine", "0.9259"),
    ("Smith", "Catherine", "0.926"),
    ("SMITH", "Katherine", "0.8"),
    ("Smith", "Katherine", "1"),
    ("Smiths", "Catherine", "0.8"),
    ("Smit", "h Catherine", "0.8"),
    ("García", "José", "0.9"),
    ("Garcia\u{301}", "Jose\u{301}", "0.9"),
    ("Garci\u{301}a", "Jose", ""),
    ("Nguye\u{302}\u{303}n", "Thi\u{323}", "0.8"),
    ("Nguyễn", "Thị", ""),
    ("Straße", "ß", "0.8"),
    ("STRASSE", "SS", "0.8"),
    ("ﬁnn", "ﬁ", "0.8"),
    ("Finn", "fi", ""),
    ("İpek", "Işıl", "0.85"),
    ("i\u{307}pek", "ısıl", "0.85"),
    ("  de   la Cruz ", "María  José", "0.8"),
    ("de la Cruz", "Maria", "0.8"),
    ("한", "\u{1112}\u{1161}\u{11ab}", "0.8"),
];

/// Empty or nearly, as those who fill in forms leave them.
const EMPTY: [&str; 7] = ["", " ", "\u{a0}", "\u{301}", "@", "*.", "."];

fn networks() -> Vec<ItemValue> {
    NETWORKS.iter().map(|text| item(ListType::IpAddress, text)).collect()
}

/// First and last addresses of each network, and those that just miss it.
fn addresses() -> Vec<ListKeys> {
    let edges = networks().into_iter().flat_map(|value| {
        let ItemValue::Ip(pattern) = value else { panic!("{value:?}") };
        let (first, last) = (pattern.network().network(), pattern.network().broadcast());
        [first, last, moved(first, u128::MAX), moved(last, 1)]
    });
    let mapped = ["::ffff:10.0.31.7", "::10.0.31.7", "::ffff:0:10.0.31.7", "64:ff9b::10.0.31.7"];
    let mapped = mapped.iter().filter_map(|text| parse_address(text));
    // As the inquiry gives it, and in the form that a caller might have left it in.
    edges
        .chain(mapped)
        .chain([IpAddr::V6("::ffff:10.0.31.255".parse().unwrap())])
        .map(|address| ListKeys { ip_address: Some(address), ..ListKeys::default() })
        .collect()
}

fn moved(address: IpAddr, by: u128) -> IpAddr {
    match address {
        #[expect(clippy::cast_possible_truncation, reason = "around the end is meant")]
        IpAddr::V4(four) => IpAddr::V4(four.to_bits().wrapping_add(by as u32).into()),
        IpAddr::V6(six) => IpAddr::V6(six.to_bits().wrapping_add(by).into()),
    }
}

/// And domains below parents with very many labels, about as many as there are bits in a word.
fn email_texts() -> Vec<String> {
    let deep = [61, 62, 63, 64, 65, 120]
        .map(|labels| format!("*.{}deep.example", "a.".repeat(labels - 2)));
    EMAILS.iter().map(|text| (*text).to_owned()).chain(deep).collect()
}

/// One wildcard alone, for domains with one label more, one less and as many.
#[test]
fn domains_below_a_parent_with_any_number_of_labels() {
    let deep = |labels: usize| format!("{}example", "a.".repeat(labels - 1));
    for labels in [1, 2, 3, 60, 61, 62, 63, 64, 65, 66, 120] {
        let (mut naive, mut index) = (Naive::default(), ListIndex::new());
        let items =
            vec![(item_id(1), item(ListType::EmailAddress, &format!("*.{}", deep(labels))))];
        index.apply(list_id(1), 1, &items, &[]);
        naive.lists.insert(list_id(1), (1, items));
        let found = (1..=122).map(|other| {
            let email_address = EmailAddress::parse(&format!("ada@{}", deep(other)));
            let keys = ListKeys { email_address, ..ListKeys::default() };
            compare(&naive, &index, &keys, &format!("{labels} and {other}"))
        });
        assert_eq!(found.sum::<usize>(), 122 - labels, "{labels}");
    }
}

fn emails() -> Vec<ItemValue> {
    email_texts().iter().map(|text| item(ListType::EmailAddress, text)).collect()
}

fn email_questions() -> Vec<ListKeys> {
    let texts = email_texts();
    let written = texts.iter().flat_map(|text| match text.strip_prefix("*.") {
        Some(parent) => [format!("ada@{parent}"), format!("ada@x.y.{parent}")],
        None if text.contains('@') => [text.clone(), text.to_uppercase()],
        None => [format!("ada@{text}"), format!("ada@x{text}")],
    });
    let parsed = written.map(|text| EmailAddress::parse(&text));
    parsed.map(|email_address| ListKeys { email_address, ..ListKeys::default() }).collect()
}

fn names() -> Vec<ItemValue> {
    let written = |(last, first, threshold): &(&str, &str, &str)| {
        let name = WrittenItem::default()
            .with(ItemPart::Last, *last)
            .with(ItemPart::First, *first)
            .with(ItemPart::Threshold, *threshold);
        written(ListType::Name, "", &name)
    };
    NAMES.iter().map(written).collect()
}

/// Every first name with every last name, and none.
fn name_questions() -> Vec<ListKeys> {
    let lasts = NAMES.iter().map(|(last, _, _)| *last).chain(EMPTY);
    let asked = lasts.flat_map(|last| {
        let firsts = NAMES.iter().map(|(_, first, _)| Some(*first)).chain([None]);
        firsts.map(move |first| PersonName::of_inquiry(first, last))
    });
    asked.map(|name| ListKeys { name, ..ListKeys::default() }).collect()
}

fn fingerprints() -> Vec<ItemValue> {
    let texts = ["f", "f1", "f1\u{301}", "ﬁ", "fi", "a\tb", "a", "b", "0", "00"];
    let long = ["x".repeat(300), "x".repeat(299)];
    let texts = texts.into_iter().chain(long.iter().map(String::as_str));
    texts.map(|text| item(ListType::Fingerprint, text)).collect()
}

/// Every pair of them, and nothing.
fn fingerprint_questions() -> Vec<ListKeys> {
    let texts: Vec<String> = fingerprints().iter().map(ToString::to_string).collect();
    let pairs =
        texts.iter().flat_map(|one| texts.iter().map(|other| vec![one.clone(), other.clone()]));
    pairs
        .chain([vec![], vec![String::new(); 2]])
        .map(|fingerprints| ListKeys { fingerprints, ..ListKeys::default() })
        .collect()
}

/// An inquiry all of whose fields say nothing.
fn empty_inquiries() -> Vec<ListKeys> {
    let inquiry = |text: &&str| {
        let mut submission = Submission::default();
        for field in ["name_first", "name_last", "email_address", "phone_number", "company"] {
            submission.fields.insert(field, text);
        }
        for key in ["ip_address", "browser_fingerprint", "device_fingerprint"] {
            submission.session.insert(key, text);
        }
        ListKeys::new(&submission, &pointsman_domain::attribute::Attributes::default())
    };
    EMPTY.iter().map(inquiry).collect()
}

#[test]
fn difficult_sets_answer_like_asking_every_item() {
    let sets = [
        ("networks", networks(), addresses()),
        ("e-mail addresses", emails(), email_questions()),
        ("names", names(), name_questions()),
        ("fingerprints", fingerprints(), fingerprint_questions()),
    ];
    for (set, values, mut questions) in sets {
        questions.extend(empty_inquiries());
        let (mut naive, mut index) = (Naive::default(), ListIndex::new());
        let mut random = Random::seeded(11);
        let (mut next_item, mut found) = (0, 0);
        for step in 0..24 {
            for list in 0..LISTS {
                let added: Vec<_> = values
                    .iter()
                    .filter(|_| random.percent(40))
                    .map(|value| {
                        next_item += 1;
                        // Neither rising nor falling.
                        (item_id(next_item * 7_919 % 1_000_003), value.clone())
                    })
                    .collect();
                let (revision, items) = naive.lists.entry(list_id(list)).or_default();
                *revision += 1;
                let (kept, removed) = items.drain(..).partition(|_| random.percent(55));
                *items = kept;
                index.apply(list_id(list), *revision, &added, &removed);
                items.extend(added);
            }
            if step % 9 == 8 {
                naive.lists.remove(&list_id(0));
                index.remove(list_id(0));
            }
            for keys in &questions {
                found += compare(&naive, &index, keys, &format!("{set}, step {step}"));
            }
        }
        assert!(found > questions.len() * 4, "{set}: {found} of {}", questions.len());
    }
}

/// Compares both answers with the naive one; says how many lists match.
pub(crate) fn compare(naive: &Naive, index: &ListIndex, keys: &ListKeys, what: &str) -> usize {
    let wanted = naive.matches(keys);
    assert_eq!(index.matches(keys), wanted, "{what}: {keys:?}");
    index.matches_of_each([keys], |matches| assert_eq!(matches, wanted, "{what}: {keys:?}"));
    let mut every = Vec::new();
    for (list, (revision, items)) in &naive.lists {
        let matching = items.iter().filter(|(_, value)| specificity(value, keys).is_some());
        every.extend(matching.map(|(item, _)| ListMatch {
            list: *list,
            item: Some(*item),
            revision: *revision,
        }));
    }
    every.sort_unstable();
    let mut answered = index.every_match(keys);
    answered.sort_unstable();
    assert_eq!(answered, every, "{what}: {keys:?}");
    wanted.len()
}
