//! The index answers like asking every item one by one.

use pointsman_domain::attribute::{Code, ListMatch};
use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{
    EmailAddress, ItemPart, ItemValue, ListKeys, ListType, PersonName, WrittenItem, parse_address,
};
use pointsman_engine::ListIndex;

use crate::fixtures::{item_id, list_id};
use crate::generate::Random;
use crate::list_values::{THRESHOLDS, item, keys, one_of, value, written};
use crate::naive_lists::{Naive, specificity};

/// One step: items come and go, or a list is archived.
fn change(random: &mut Random, naive: &mut Naive, index: &mut ListIndex, next_item: &mut u64) {
    let number = random.below(24);
    let list = list_id(u64::try_from(number).unwrap());
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
            (item_id(*next_item * 7_919 % 1_000_003), value(random, number))
        })
        .collect();
    index.apply(list, *revision, &added, &removed);
    items.extend(added);
}

#[test]
fn the_index_answers_like_asking_every_item() {
    let (mut asked, mut found, mut several) = (0, 0, 0);
    for seed in 0..40 {
        let mut random = Random::seeded(seed);
        let (mut naive, mut index) = (Naive::default(), ListIndex::new());
        let mut next_item = 0;
        for step in 0..120 {
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
                other => panic!("{other} has examples of its own"),
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

/// Browser and device have one fingerprint; a name is the same, and therefore alike.
#[test]
fn an_item_that_matches_in_two_ways_is_found_once() {
    let mut index = ListIndex::new();
    let name = WrittenItem::default()
        .with(ItemPart::First, "Kate")
        .with(ItemPart::Last, "Smith")
        .with(ItemPart::Threshold, "0.9");
    index.apply(list_id(1), 1, &[(item_id(1), item(ListType::Fingerprint, "f1"))], &[]);
    index.apply(list_id(2), 1, &[(item_id(2), written(ListType::Name, "", &name))], &[]);
    let keys = ListKeys {
        fingerprints: vec!["f1".to_owned(); 2],
        name: PersonName::of_inquiry(Some("kate"), "smith"),
        ..ListKeys::default()
    };
    let found = index.every_match(&keys);
    assert_eq!(found, index.matches(&keys));
    assert_eq!(found.len(), 2);
}

/// A bad day: everybody has the same last name. Alike first names are still found, all of them and no others.
#[test]
fn thousands_under_one_last_name() {
    const ITEMS: u64 = 4_000;
    let mut random = Random::seeded(7);
    let mut names: Vec<(ItemId, ItemValue)> = Vec::new();
    for number in 0..ITEMS {
        let first: String = (0..random.between(3, 9))
            .map(|_| char::from(b'a' + u8::try_from(random.below(12)).unwrap()))
            .collect();
        let name = WrittenItem::default()
            .with(ItemPart::First, first)
            .with(ItemPart::Last, "Smith")
            .with(ItemPart::Threshold, one_of(&mut random, &THRESHOLDS));
        names.push((item_id(number), written(ListType::Name, "", &name)));
    }
    let mut index = ListIndex::new();
    index.apply(list_id(1), 1, &names, &[]);
    let mut found = 0;
    for query in 0..60 {
        let first: String = (0..random.between(3, 9))
            .map(|_| char::from(b'a' + u8::try_from(random.below(12)).unwrap()))
            .collect();
        let keys =
            ListKeys { name: PersonName::of_inquiry(Some(&first), "SMITH"), ..ListKeys::default() };
        let best = names.iter().filter_map(|(item, value)| {
            Some((std::cmp::Reverse(specificity(value, &keys)?), *item))
        });
        let wanted = best.min().map(|(_, item)| item);
        let matched = index.matches(&keys).first().and_then(|found| found.item);
        assert_eq!(matched, wanted, "{query}: {first}");
        found += usize::from(wanted.is_some());
    }
    assert!(found > 10, "{found}");
    index.remove(list_id(1));
    assert_eq!(index.items(), 0);
}
