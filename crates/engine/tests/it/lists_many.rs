//! Many items, and many under one key: the answers stay right, and memory comes back.

use pointsman_domain::list::{
    EmailAddress, ItemPart, ListKeys, ListType, PersonName, WrittenItem, parse_address,
};
use pointsman_engine::ListIndex;

use crate::fixtures::{item_id, list_id};
use crate::generate::Random;
use crate::list_values::{item, written};
use crate::lists_adversarial::compare;
use crate::naive_lists::Naive;

/// Thousands of keys on two lists, put in together and one by one, taken out in between.
#[test]
fn many_items_answer_like_asking_every_item() {
    const ITEMS: u64 = 12_000;
    let value = |number: u64| match number % 4 {
        0 => item(ListType::EmailAddress, &format!("user{number}@host{}.example", number % 700)),
        1 => item(ListType::IpAddress, &format!("10.{}.{}.0/24", number % 40, number / 40 % 200)),
        2 => item(
            ListType::IpAddress,
            &format!("2001:db8:{:x}::/{}", number % 999, 44 + number % 85),
        ),
        _ => item(ListType::Fingerprint, &format!("print{}", number % 4_000)),
    };
    let all: Vec<_> = (0..ITEMS).map(|number| (item_id(number), value(number))).collect();
    let (bulk, rest) = all.split_at(7_000);
    let (mut naive, mut index) = (Naive::default(), ListIndex::new());
    naive.lists.insert(list_id(1), (1, bulk.to_vec()));
    for value_type in 0..4 {
        let part = bulk.iter().skip(value_type).step_by(4).cloned().collect::<Vec<_>>();
        index.apply(list_id(1), 1, &part, &[]);
    }
    let mut random = Random::seeded(3);
    for (place, one) in rest.iter().enumerate() {
        let list = list_id(u64::try_from(place % 2).unwrap());
        let (revision, items) = naive.lists.entry(list).or_default();
        *revision += 1;
        let count = items.len().min(2);
        let removed: Vec<_> =
            (0..count).map(|_| items.swap_remove(random.below(items.len()))).collect();
        index.apply(list, *revision, std::slice::from_ref(one), &removed);
        items.push(one.clone());
    }
    let items: usize = naive.lists.values().map(|(_, items)| items.len()).sum();
    assert_eq!(index.items(), items);
    let (mut found, mut asked) = (0, Vec::new());
    for _ in 0..300 {
        let number = u64::try_from(random.below(12_500)).unwrap();
        let keys = ListKeys {
            email_address: EmailAddress::parse(&format!(
                "user{number}@host{}.example",
                number % 700
            )),
            ip_address: parse_address(&match number % 2 {
                0 => format!("10.{}.{}.9", number % 40, number / 40 % 200),
                _ => format!("2001:db8:{:x}::", number % 999),
            }),
            fingerprints: vec![format!("print{}", number % 4_000)],
            ..ListKeys::default()
        };
        found += compare(&naive, &index, &keys, "many");
        asked.push(keys);
    }
    assert!(found > 100, "{found}");
    // Together each gets its own answer, also those that are left over at the end.
    for count in [0, 1, 31, 32, 33, 300] {
        let mut each = asked.iter().take(count);
        index.matches_of_each(&asked[..count], |matches| {
            assert_eq!(matches, naive.matches(each.next().expect("one answer each")));
        });
        assert!(each.next().is_none());
    }
}

/// Whoever lists one person thousands of times gets an answer all the same, and the memory back.
#[test]
fn thousands_of_items_under_one_key() {
    let name = |number: u64| {
        let name = WrittenItem::default()
            .with(ItemPart::First, format!("Min{}", number % 90))
            .with(ItemPart::Last, "Kim")
            .with(ItemPart::Threshold, "0.99");
        (item_id(number), written(ListType::Name, "", &name))
    };
    let all: Vec<_> = (0..3_000).map(name).collect();
    let (mut naive, mut index) = (Naive::default(), ListIndex::new());
    naive.lists.insert(list_id(1), (0, Vec::new()));
    let keys =
        ListKeys { name: PersonName::of_inquiry(Some("min7"), "KIM"), ..ListKeys::default() };
    for (change, part) in (1..).zip(all.chunks(100)) {
        index.apply(list_id(1), change, part, &[]);
        let (revision, items) = naive.lists.get_mut(&list_id(1)).unwrap();
        *revision = change;
        items.extend_from_slice(part);
        compare(&naive, &index, &keys, "added");
    }
    for (change, part) in (31..).zip(all.chunks(100)) {
        index.apply(list_id(1), change, &[], part);
        let (revision, items) = naive.lists.get_mut(&list_id(1)).unwrap();
        *revision = change;
        items.drain(..part.len());
        compare(&naive, &index, &keys, "removed");
    }
    assert_eq!(index.items(), 0);
}

/// Items that come and go for long take no more memory than half as much again.
#[test]
fn the_memory_of_removed_items_is_used_again() {
    let one = |number: u64| {
        let text = format!(
            "someone{number}@{}.example",
            "host".repeat(1 + usize::from(number.is_multiple_of(3)))
        );
        (item_id(number), item(ListType::EmailAddress, &text))
    };
    let mut index = ListIndex::new();
    let first: Vec<_> = (0..6_000).map(one).collect();
    let held = allocation_counter::measure(|| index.apply(list_id(1), 1, &first, &[]));
    let mut present = first;
    let mut more = 0;
    for round in 1..40_u64 {
        let new: Vec<_> = (0..3_000).map(|number| one(round * 1_000_000 + number)).collect();
        let old: Vec<_> = present.drain(..3_000).collect();
        let used = allocation_counter::measure(|| {
            for (old, new) in old.chunks(10).zip(new.chunks(10)) {
                index.apply(list_id(1), 2, new, old);
            }
        });
        more += used.bytes_current;
        present.extend(new);
    }
    assert_eq!(index.items(), 6_000);
    let most = held.bytes_current / 2;
    assert!(more < most, "{more} more than {}", held.bytes_current);
    let rest = allocation_counter::measure(|| index.remove(list_id(1)));
    assert!(-rest.bytes_current > held.bytes_current, "{} back", -rest.bytes_current);
}

/// Items that come in parts, the first of which are of another sort than the rest, and of which more come than were announced,
/// or fewer: the answers are right, and room that nobody needed is given back.
#[test]
fn announced_items_answer_like_others_and_keep_no_more_memory() {
    const ITEMS: u64 = 20_000;
    let text = |number: u64| match number {
        0..3_000 => format!("host{number}.example"),
        3_000..6_000 => format!("*.below{number}.example"),
        _ => format!("user{number}@host{}.example", number % 700),
    };
    let items = |from: u64, to: u64| -> Vec<_> {
        let one = |number| (item_id(number), item(ListType::EmailAddress, &text(number)));
        (from..to).map(one).collect()
    };
    let keys = |number: u64| ListKeys {
        email_address: EmailAddress::parse(&match number {
            0..3_000 => format!("who@host{number}.example"),
            3_000..6_000 => format!("who@deep.below{number}.example"),
            _ => text(number),
        }),
        ..ListKeys::default()
    };
    let all = items(0, ITEMS);
    let mut naive = Naive::default();
    naive.lists.insert(list_id(1), (1, all.clone()));
    let mut whole = ListIndex::new();
    let at_once = allocation_counter::measure(|| whole.apply(list_id(1), 1, &all, &[]));
    let most = at_once.bytes_current * 5 / 4;
    for announced in [0, 1, 5_000, 20_000, 100_000, usize::MAX] {
        let mut index = ListIndex::new();
        let used = allocation_counter::measure(|| {
            // In two calls, which add up.
            index.expect(ListType::EmailAddress, announced / 2);
            index.expect(ListType::EmailAddress, announced - announced / 2);
            for (number, part) in all.chunks(1_500).enumerate() {
                match number % 2 {
                    0 => index.fill(list_id(1), 1, part),
                    _ => index.apply(list_id(1), 1, part, &[]),
                }
            }
            index.expect_no_more();
        });
        assert!(used.bytes_current < most, "{announced}: {} of {most}", used.bytes_current);
        assert_eq!(index.items(), whole.items());
        let found: usize = (0..ITEMS)
            .step_by(41)
            .map(|number| compare(&naive, &index, &keys(number), "announced"))
            .sum();
        assert!(found > 400, "{found}");
        // It goes on as any other, and others may be announced.
        index.expect(ListType::EmailAddress, 40_000);
        index.apply(list_id(2), 1, &items(ITEMS, ITEMS + 2_000), &items(0, 500));
        index.apply(list_id(1), 2, &[], &items(0, 500));
        index.expect_no_more();
        let mut later = Naive::default();
        later.lists.insert(list_id(1), (2, items(500, ITEMS)));
        later.lists.insert(list_id(2), (1, items(ITEMS, ITEMS + 2_000)));
        for number in (0..ITEMS + 2_000).step_by(41) {
            compare(&later, &index, &keys(number), "later");
        }
    }
}

/// Of items that are announced the first ones move a few times, and not all of them again and again: of each type, also
/// where another sort comes first.
#[test]
fn announced_items_ask_for_less_memory() {
    const ITEMS: u32 = 12_000;
    let text = |list_type: ListType, number: u32| match list_type {
        ListType::IpAddress if number < ITEMS / 2 => {
            let [_, second, third, fourth] = number.wrapping_mul(0x9e37_79b9).to_be_bytes();
            format!("10.{second}.{third}.{fourth}")
        }
        ListType::IpAddress => format!("2001:db8:{number:x}::1"),
        ListType::EmailAddress if number < ITEMS / 3 => format!("host{number}.example"),
        ListType::EmailAddress => format!("user{number}@host.example"),
        ListType::PhoneNumber => format!("+49151{number:08}"),
        _ => format!("text{number}"),
    };
    for list_type in ListType::ALL {
        // There are few countries.
        if list_type == ListType::Country {
            continue;
        }
        let one = |number: u32| (item_id(number.into()), item(list_type, &text(list_type, number)));
        let all: Vec<_> = (0..ITEMS).map(one).collect();
        let [unannounced, announced] = [0, all.len()].map(|announced| {
            let mut index = ListIndex::new();
            let used = allocation_counter::measure(|| {
                index.expect(list_type, announced);
                all.chunks(200).for_each(|part| index.fill(list_id(1), 1, part));
                index.expect_no_more();
            });
            assert_eq!(index.items(), all.len());
            used.bytes_total
        });
        assert!(announced * 10 < unannounced * 9, "{list_type:?}: {announced} and {unannounced}");
    }
}

/// A list that goes meanwhile, and few that are announced onto many: no room stays that nobody needs, and nothing moves
/// for a few.
#[test]
fn announcing_leaves_nothing_behind() {
    let one = |number: u64| {
        (item_id(number), item(ListType::EmailAddress, &format!("user{number}@host.example")))
    };
    let all: Vec<_> = (0..6_000).map(one).collect();
    let mut whole = ListIndex::new();
    let at_once = allocation_counter::measure(|| whole.apply(list_id(1), 1, &all, &[]));
    let mut index = ListIndex::new();
    let used = allocation_counter::measure(|| {
        index.fill(list_id(2), 1, &[]);
        index.expect(ListType::EmailAddress, 1_000_000);
        index.fill(list_id(1), 1, &all);
        index.remove(list_id(2));
        index.expect_no_more();
    });
    assert!(used.bytes_current < at_once.bytes_current * 5 / 4, "{} bytes", used.bytes_current);
    let few = allocation_counter::measure(|| {
        index.expect(ListType::EmailAddress, 2);
        index.fill(list_id(3), 1, &[one(6_001)]);
        index.expect_no_more();
    });
    assert!(few.bytes_max < at_once.bytes_max / 2, "{} bytes", few.bytes_max);
}

/// More lists than fit into the byte that nearly all items have for theirs, with the same items of four types, and
/// then every second one of each type with none.
#[test]
fn the_same_items_on_hundreds_of_lists() {
    let values = [
        item(ListType::EmailAddress, "ada@example.com"),
        item(ListType::IpAddress, "10.0.0.0/24"),
        item(ListType::IpAddress, "2001:db8::/64"),
        item(ListType::Fingerprint, "print"),
    ];
    let keys = |address: &str| ListKeys {
        email_address: EmailAddress::parse("ada@example.com"),
        ip_address: parse_address(address),
        fingerprints: vec!["print".to_owned()],
        ..ListKeys::default()
    };
    let (mut naive, mut index) = (Naive::default(), ListIndex::new());
    for list in 0..1_200_u64 {
        let value = values.iter().cycle().nth(usize::try_from(list).unwrap()).expect("endless");
        let items = vec![(item_id(list), value.clone())];
        index.apply(list_id(list), 1, &items, &[]);
        naive.lists.insert(list_id(list), (1, items));
    }
    for address in ["10.0.0.7", "2001:db8::7"] {
        assert_eq!(compare(&naive, &index, &keys(address), "all"), 900);
    }
    for number in (0..1_200).filter(|number| number / 4 % 2 == 0) {
        let (_, items) = naive.lists.remove(&list_id(number)).expect("a list");
        // Either item by item, or as a whole.
        if number < 600 {
            index.apply(list_id(number), 1, &[], &items);
        } else {
            index.remove(list_id(number));
        }
    }
    for address in ["10.0.0.7", "2001:db8::7"] {
        assert_eq!(compare(&naive, &index, &keys(address), "half"), 450);
    }
}
