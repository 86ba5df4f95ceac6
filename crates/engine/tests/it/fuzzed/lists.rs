//! Lists of every kind whose items come and go: the index answers like asking every item, and every item matches when
//! the contract says so.

use std::net::IpAddr;

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::attribute::derive;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ItemId;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::{ItemPart, ItemValue, ListKeys, ListKind, ListType, WrittenItem};
use pointsman_engine::ListIndex;

use super::contract;
use crate::fixtures::{item_id, list_id};
use crate::generate::Random;
use crate::list_values::{FIELDS, THRESHOLDS, keys, one_of, value};
use crate::naive_lists::{Naive, specificity};

/// Lists: each of the eight types three times.
const LISTS: usize = 24;
/// Most steps of one case.
const STEPS: usize = 200;
/// Letters that have caused trouble somewhere.
const LETTERS: [&str; 40] = [
    "a",
    "b",
    "A",
    "é",
    "e\u{301}",
    "\u{301}",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "ſ",
    "ﬁ",
    "Σ",
    "ς",
    "Å",
    "Å",
    "ａ",
    "１",
    "1",
    "0",
    "٣",
    " ",
    "\u{a0}",
    "\u{200d}",
    "\u{2028}",
    "-",
    ".",
    "@",
    "*",
    "/",
    ":",
    "\"",
    ",",
    "\t",
    "한",
    "\u{1112}\u{1161}\u{11ab}",
    "ü",
    "xn--",
    "\u{345}",
    "ŉ",
];

struct Lists {
    naive: Naive,
    index: ListIndex,
    /// What has been written so far, so that look-ups meet items.
    texts: Vec<String>,
    next_item: u64,
}

/// The bytes choose what is added, removed and looked up.
pub(crate) fn check_bytes(bytes: &[u8]) {
    let mut random = Random::chosen(bytes);
    let mut lists =
        Lists { naive: Naive::default(), index: ListIndex::new(), texts: Vec::new(), next_item: 0 };
    for _ in 0..STEPS {
        match random.below(8) {
            0..=2 => lists.add(&mut random),
            3 => lists.remove(&mut random),
            4 if random.percent(20) => lists.archive(&mut random),
            4 if random.percent(20) => lists.build_anew(&mut random),
            _ => lists.look_up(&mut random),
        }
        if random.is_over() {
            break;
        }
    }
    lists.build_anew(&mut random);
}

impl Lists {
    fn add(&mut self, random: &mut Random) {
        let number = random.below(LISTS);
        let mut added = Vec::new();
        for _ in 0..=random.below(3) {
            let drawn = if random.percent(50) {
                Some(value(random, number))
            } else {
                self.read(random, number)
            };
            let Some(value) = drawn else { continue };
            self.texts.push(value.to_string());
            self.next_item += 1;
            // Ids do not rise with time, so that "the lowest id" is not "the first".
            added.push((item_id(self.next_item * 7_919 % 1_000_003), value));
        }
        self.apply(random, number, added, &[]);
    }

    fn remove(&mut self, random: &mut Random) {
        let number = random.below(LISTS);
        let list = list_id(u64::try_from(number).unwrap());
        let Some((_, items)) = self.naive.lists.get_mut(&list) else { return };
        let mut removed = Vec::new();
        while !items.is_empty() && removed.len() <= random.below(4) {
            removed.push(items.swap_remove(random.below(items.len())));
        }
        self.apply(random, number, Vec::new(), &removed);
    }

    /// Once, or twice, which must make no difference.
    fn apply(
        &mut self,
        random: &mut Random,
        number: usize,
        added: Vec<(ItemId, ItemValue)>,
        removed: &[(ItemId, ItemValue)],
    ) {
        let list = list_id(u64::try_from(number).unwrap());
        let (revision, items) = self.naive.lists.entry(list).or_default();
        *revision += 1;
        for _ in 0..=random.below(2) {
            self.index.apply(list, *revision, &added, removed);
        }
        items.extend(added);
        self.count();
    }

    fn archive(&mut self, random: &mut Random) {
        let list = list_id(u64::try_from(random.below(LISTS)).unwrap());
        self.naive.lists.remove(&list);
        self.index.remove(list);
        assert_eq!(self.index.revision(list), None);
        self.count();
    }

    fn count(&self) {
        let items: usize = self.naive.lists.values().map(|(_, items)| items.len()).sum();
        assert_eq!(self.index.items(), items);
    }

    fn look_up(&mut self, random: &mut Random) {
        let keys = match random.below(3) {
            0 => keys(random),
            1 => self.near(random),
            _ => self.inquiry(random),
        };
        assert_eq!(self.index.matches(&keys), self.naive.matches(&keys), "{keys:?}");
        let mut every = self.index.every_match(&keys);
        assert!(every.is_sorted_by_key(|found| found.list), "{every:?}");
        every.sort_unstable();
        let mut wanted = Vec::new();
        for (list, (revision, items)) in &self.naive.lists {
            for (item, value) in items {
                let matches = specificity(value, &keys).is_some();
                if let Some(by_contract) = contract::matches(value, &keys) {
                    assert_eq!(matches, by_contract, "{value:?} and {keys:?}");
                }
                if matches {
                    wanted.push(ListMatch { list: *list, item: Some(*item), revision: *revision });
                }
            }
        }
        wanted.sort_unstable();
        assert_eq!(every, wanted, "{keys:?}");
    }

    /// The same lists built in one go, more or fewer items announced than come, answer the same and go on.
    fn build_anew(&mut self, random: &mut Random) {
        let mut index = ListIndex::new();
        for (list, (revision, items)) in &self.naive.lists {
            if let Some((_, first)) = items.first() {
                index.expect(first.list_type(), items.len() * random.below(3));
            }
            index.fill(*list, *revision, items);
        }
        index.expect_no_more();
        let keys = self.near(random);
        assert_eq!(index.items(), self.index.items());
        assert_eq!(index.matches(&keys), self.index.matches(&keys), "{keys:?}");
        // It goes on in place of the other.
        self.index = index;
    }

    /// An item read from a text.
    fn read(&mut self, random: &mut Random, number: usize) -> Option<ItemValue> {
        let list_type = ListType::ALL[number % ListType::ALL.len()];
        // As in `value`: the number of a list says its field as well.
        let field = FIELDS[number / ListType::ALL.len() % FIELDS.len()].parse().unwrap();
        let field = (list_type == ListType::Text).then_some(field);
        let kind = ListKind::new(list_type, field).unwrap();
        let mut item = WrittenItem::default();
        for part in list_type.parts() {
            item = match part {
                ItemPart::Threshold => item.with(*part, one_of(random, &THRESHOLDS)),
                _ => item.with(*part, self.text(random)),
            };
        }
        ItemValue::parse(&kind, &item).ok().map(|parsed| parsed.value)
    }

    /// A look-up that meets an item, or just fails to.
    fn near(&mut self, random: &mut Random) -> ListKeys {
        let mut keys = self.inquiry(random);
        let networks: Vec<_> = self.naive.lists.values().flat_map(|(_, items)| items).collect();
        let networks = networks.into_iter().filter_map(|(_, value)| match value {
            ItemValue::Ip(pattern) => Some(pattern.network()),
            _ => None,
        });
        let networks: Vec<_> = networks.collect();
        if !networks.is_empty() {
            let network = *random.pick(&networks);
            keys.ip_address = Some(match random.below(4) {
                0 => network.network(),
                1 => network.broadcast(),
                2 => moved(network.network(), u128::MAX),
                _ => moved(network.broadcast(), 1),
            });
        }
        keys
    }

    /// What an inquiry with drawn fields asks.
    fn inquiry(&mut self, random: &mut Random) -> ListKeys {
        let mut submission = Submission::default();
        for field in ["name_first", "name_last", "email_address", "phone_number", "company"]
            .into_iter()
            .chain(["identification_number", "identification_class", "employer"])
        {
            if random.percent(70) {
                submission.fields.insert(field, &self.text(random));
            }
        }
        let country = one_of(random, &["", "US", "de", "GB"]);
        submission.fields.insert("address_country_code", &country);
        for key in ["ip_address", "browser_fingerprint", "device_fingerprint"] {
            submission.session.insert(key, &self.text(random));
        }
        let attributes = derive::attributes(&submission, Timestamp::from_microseconds(0));
        ListKeys::new(&submission, &attributes)
    }

    /// A new text, or one that stands somewhere already, written in another way.
    fn text(&mut self, random: &mut Random) -> String {
        if self.texts.is_empty() || random.percent(30) {
            let text: String = (0..random.below(10)).map(|_| *random.pick(&LETTERS)).collect();
            self.texts.push(text.clone());
            return text;
        }
        let known = random.pick(&self.texts).clone();
        match random.below(8) {
            0 => known.to_uppercase(),
            1 => known.to_lowercase(),
            2 => format!("\u{a0}{known} "),
            3 => format!("{known}{}", random.pick(&LETTERS)),
            4 => format!("{}.{known}", random.pick(&LETTERS)),
            5 => format!("{}@{known}", random.pick(&LETTERS)),
            6 => known.split(['\t', '/', '@']).next().unwrap_or_default().to_owned(),
            _ => known,
        }
    }
}

/// An address so many further on, around the end.
fn moved(address: IpAddr, by: u128) -> IpAddr {
    match address {
        #[expect(clippy::cast_possible_truncation, reason = "around the end is meant")]
        IpAddr::V4(four) => IpAddr::V4(four.to_bits().wrapping_add(by as u32).into()),
        IpAddr::V6(six) => IpAddr::V6(six.to_bits().wrapping_add(by).into()),
    }
}
