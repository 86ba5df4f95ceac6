//! The index answers like asking every item one by one.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use pointsman_domain::attribute::{Code, ListMatch};
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{
    EmailAddress, EmailPattern, ItemValue, ListKeys, ListType, parse_address,
};
use pointsman_engine::ListIndex;

use crate::fixtures::{item_id, list_id};
use crate::generate::Random;

fn item(list_type: ListType, text: &str) -> ItemValue {
    ItemValue::parse(list_type, text).unwrap_or_else(|error| panic!("{error}")).value
}

/// A list's revision and items.
type NaiveList = (i64, Vec<(ItemId, ItemValue)>);

/// All items as they are, asked one by one.
#[derive(Default)]
struct Naive {
    lists: BTreeMap<ListId, NaiveList>,
}

impl Naive {
    fn matches(&self, keys: &ListKeys) -> Vec<ListMatch> {
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
fn specificity(value: &ItemValue, keys: &ListKeys) -> Option<usize> {
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
    }
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

fn value(random: &mut Random, list_type: ListType) -> ItemValue {
    match list_type {
        ListType::IpAddress => item(list_type, &network(random)),
        ListType::EmailAddress => item(list_type, &email_pattern(random)),
        ListType::Country => item(list_type, country(random)),
    }
}

fn keys(random: &mut Random) -> ListKeys {
    ListKeys {
        ip_address: (!random.percent(10)).then(|| address(random)),
        email_address: if random.percent(10) { None } else { EmailAddress::parse(&email(random)) },
        country: if random.percent(10) { None } else { Code::parse(country(random)) },
    }
}

/// One step: items come and go, or a list is archived.
fn change(random: &mut Random, naive: &mut Naive, index: &mut ListIndex, next_item: &mut u64) {
    let number = random.below(9);
    let (list, list_type) = (list_id(u64::try_from(number).unwrap()), ListType::ALL[number % 3]);
    if random.percent(4) {
        naive.lists.remove(&list);
        index.remove(list);
        return;
    }
    let (revision, items) = naive.lists.entry(list).or_default();
    *revision += 1;
    let mut removed = Vec::new();
    for _ in 0..random.below(4).min(items.len()) {
        removed.push(items.swap_remove(random.below(items.len())));
    }
    let added: Vec<_> = (0..random.below(6))
        .map(|_| {
            *next_item += 1;
            // Ids do not rise with time, so that "the lowest id" is not "the first".
            (item_id(*next_item * 7_919 % 1_000_003), value(random, list_type))
        })
        .collect();
    index.apply(list, *revision, &added, &removed);
    items.extend(added);
}

#[test]
fn the_index_answers_like_asking_every_item() {
    let (mut asked, mut found, mut several) = (0, 0, 0);
    for seed in 0..60 {
        let mut random = Random::seeded(seed);
        let (mut naive, mut index) = (Naive::default(), ListIndex::new());
        let mut next_item = 0;
        for step in 0..80 {
            change(&mut random, &mut naive, &mut index, &mut next_item);
            let items: usize = naive.lists.values().map(|(_, items)| items.len()).sum();
            assert_eq!(index.items(), items, "seed {seed}, step {step}");
            for _ in 0..12 {
                let keys = keys(&mut random);
                let wanted = naive.matches(&keys);
                assert_eq!(index.matches(&keys), wanted, "seed {seed}, step {step}: {keys:?}");
                asked += 1;
                found += wanted.len();
                several += usize::from(wanted.len() > 1);
            }
        }
        for (list, (revision, _)) in &naive.lists {
            assert_eq!(index.revision(*list), Some(*revision));
        }
    }
    eprintln!("{asked} look-ups, {found} matches, {several} on more than one list");
    assert!(found > asked && several > asked / 4);
}

#[test]
fn a_list_of_every_prefix_length_answers_with_the_longest() {
    for (address, lengths) in [("203.0.113.77", 0..=32_u64), ("2001:db8::77", 0..=128)] {
        let items: Vec<_> = lengths
            .clone()
            .map(|bits| (item_id(bits), item(ListType::IpAddress, &format!("{address}/{bits}"))))
            .collect();
        let mut index = ListIndex::new();
        index.apply(list_id(1), 1, &items, &[]);
        let keys = ListKeys { ip_address: parse_address(address), ..ListKeys::default() };
        for (revision, bits) in lengths.rev().enumerate() {
            let revision = i64::try_from(revision).unwrap() + 1;
            let found = index.matches(&keys);
            let wanted = ListMatch { list: list_id(1), item: Some(item_id(bits)), revision };
            assert_eq!(found, [wanted], "/{bits}");
            let longest = items.iter().find(|(item, _)| *item == item_id(bits)).unwrap().clone();
            index.apply(list_id(1), revision + 1, &[], &[longest]);
        }
        assert_eq!((index.matches(&keys), index.items()), (vec![], 0));
    }
}

#[test]
fn examples_of_matching() {
    let cases: [(ListType, &str, &[&str], &[&str]); 9] = [
        (
            ListType::IpAddress,
            "203.0.113.0/24",
            &["203.0.113.0", "203.0.113.255", "::ffff:203.0.113.9"],
            &["203.0.112.255", "203.0.114.0", "::203.0.113.9"],
        ),
        (ListType::IpAddress, "::ffff:203.0.113.0/120", &["203.0.113.9"], &["203.0.114.9"]),
        (
            ListType::IpAddress,
            "::/0",
            &["2001:db8::1", "::1"],
            &["203.0.113.9", "::ffff:203.0.113.9"],
        ),
        (
            ListType::IpAddress,
            "0.0.0.0/0",
            &["203.0.113.9", "::ffff:1.2.3.4"],
            &["2001:db8::1", "::1"],
        ),
        (ListType::IpAddress, "2001:db8::/33", &["2001:db8::1"], &["2001:db8:8000::1"]),
        (
            ListType::EmailAddress,
            "example.com",
            &["Ada@Example.COM "],
            &["ada@mail.example.com", "ada@notexample.com"],
        ),
        (
            ListType::EmailAddress,
            "*.example.com",
            &["ada@mail.example.com", "ada@a.b.example.com"],
            &["ada@example.com", "ada@notexample.com"],
        ),
        (
            ListType::EmailAddress,
            "ada@bücher.example",
            &["ADA@xn--bcher-kva.example"],
            &["grace@bücher.example", "ada@a.bücher.example"],
        ),
        (ListType::Country, "CA", &["CA", "ca"], &["US"]),
    ];
    for (list_type, pattern, matching, others) in cases {
        let mut index = ListIndex::new();
        index.apply(list_id(1), 1, &[(item_id(1), item(list_type, pattern))], &[]);
        let is_on = |text: &str| {
            let keys = match list_type {
                ListType::IpAddress => ListKeys {
                    ip_address: Some(parse_address(text).unwrap()),
                    ..ListKeys::default()
                },
                ListType::EmailAddress => ListKeys {
                    email_address: Some(EmailAddress::parse(text).unwrap()),
                    ..ListKeys::default()
                },
                ListType::Country => ListKeys { country: Code::parse(text), ..ListKeys::default() },
            };
            !index.matches(&keys).is_empty()
        };
        for text in matching {
            assert!(is_on(text), "{pattern} matches {text}");
        }
        for text in others {
            assert!(!is_on(text), "{pattern} does not match {text}");
        }
    }
}

#[test]
fn applying_twice_changes_nothing_more() {
    let mut index = ListIndex::new();
    let items = [
        (item_id(2), item(ListType::EmailAddress, "example.com")),
        (item_id(1), item(ListType::EmailAddress, "ada@example.com")),
    ];
    let keys =
        ListKeys { email_address: EmailAddress::parse("ada@example.com"), ..ListKeys::default() };
    for _ in 0..2 {
        index.apply(list_id(1), 1, &items, &[]);
        assert_eq!((index.items(), index.matches(&keys).len()), (2, 1));
    }
    for _ in 0..2 {
        index.apply(list_id(1), 2, &[], &items);
        assert_eq!((index.items(), index.matches(&keys)), (0, vec![]));
    }
    assert_eq!(index.revision(list_id(1)), Some(2));
    index.remove(list_id(1));
    assert_eq!(index.revision(list_id(1)), None);
}
