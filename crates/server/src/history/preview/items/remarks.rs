//! What people should look at before items are saved: what is dangerous, and what changes nothing. Pure.

use std::collections::{BTreeSet, HashMap, HashSet};

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{
    EmailPattern, FirstName, GovernmentId, ItemValue, NamePattern, Threshold,
};

use super::wire::{ListRemark, ListRemarkKind as Kind};
use crate::lists::proposal::ProposedLine;

/// A network of version 4 with so many bits or fewer holds a large part of everybody.
const WIDE_V4_BITS: u8 = 8;
/// The same of version 6: what a provider has for all its customers.
const WIDE_V6_BITS: u8 = 32;
/// Domains at which very many people have their address.
const COMMON_DOMAINS: [&str; 20] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.co.uk",
    "hotmail.com",
    "outlook.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "mail.ru",
    "yandex.ru",
    "qq.com",
    "163.com",
];

/// Lines that would add something, and what is to be said about all of them.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub(super) new: Vec<ProposedLine>,
    pub(super) already: usize,
    pub(super) remarks: Vec<ListRemark>,
}

/// Compares lines with the list and with one another.
pub(super) fn sorted(
    lines: &[ProposedLine],
    present: &[(ItemId, ItemValue)],
    removed: &[(ItemId, ItemValue)],
) -> Sorted {
    let removed: BTreeSet<ItemId> = removed.iter().map(|(item, _)| *item).collect();
    let stay =
        || present.iter().filter(|(item, _)| !removed.contains(item)).map(|(_, value)| value);
    let present: HashSet<String> = stay().map(ToString::to_string).collect();
    let mut sorted = Sorted::default();
    let mut own: HashSet<String> = HashSet::new();
    for line in lines {
        let text = line.value.to_string();
        let repeats = if present.contains(&text) {
            Some(Kind::AlreadyThere)
        } else if own.insert(text) {
            None
        } else {
            Some(Kind::Repeated)
        };
        if let Some(kind) = repeats {
            sorted.already += 1;
            sorted.remarks.push(remark(kind, line));
            continue;
        }
        sorted.remarks.extend(danger(&line.value).map(|kind| remark(kind, line)));
        sorted.new.push(line.clone());
    }
    let occurring = Occurring::of(stay().chain(sorted.new.iter().map(|line| &line.value)));
    let is_there = |text: &String| present.contains(text) || own.contains(text);
    for line in &sorted.new {
        if let Some(by) = wider(&line.value, &occurring).into_iter().find(is_there) {
            let covered = remark(Kind::Covered, line);
            sorted.remarks.push(ListRemark { covered_by: Some(by), ..covered });
        }
    }
    sorted
}

/// What is looked for where a wider item may be, so that nobody looks for all that there could be.
#[derive(Default)]
struct Occurring<'v> {
    /// Lengths of the prefixes of networks.
    lengths: HashSet<u8>,
    /// By last and first name, the least similarity.
    thresholds: HashMap<(&'v str, &'v str), Threshold>,
}

impl<'v> Occurring<'v> {
    fn of(values: impl Iterator<Item = &'v ItemValue>) -> Self {
        let mut occurring = Self::default();
        for value in values {
            match value {
                ItemValue::Ip(pattern) => {
                    occurring.lengths.insert(pattern.network().prefix_len());
                }
                ItemValue::Name(NamePattern { last, first: Some(first) }) => {
                    let Some(threshold) = first.threshold else { continue };
                    let least =
                        occurring.thresholds.entry((last, &first.name)).or_insert(threshold);
                    *least = threshold.min(*least);
                }
                ItemValue::Name(_)
                | ItemValue::Email(_)
                | ItemValue::Phone(_)
                | ItemValue::Country(_)
                | ItemValue::GovernmentId(_)
                | ItemValue::Fingerprint(_)
                | ItemValue::Text(_) => {}
            }
        }
        occurring
    }
}

/// Items that alone match more than one in `one_in` of those who are considered.
pub(super) fn matching_many<'l>(
    lines: &'l [ProposedLine],
    counts: &'l HashMap<ItemId, u64>,
    considered: u64,
    one_in: u32,
) -> impl Iterator<Item = ListRemark> + 'l {
    lines.iter().filter_map(move |line| {
        let matched = counts.get(&line.item).copied()?;
        let many = matched.saturating_mul(one_in.into()) > considered;
        let of_kind = || ListRemark { matched: Some(matched), ..remark(Kind::MatchesMany, line) };
        many.then(of_kind)
    })
}

fn remark(kind: Kind, line: &ProposedLine) -> ListRemark {
    let value = line.value.to_string();
    ListRemark { kind, number: line.number, value, covered_by: None, matched: None }
}

fn danger(value: &ItemValue) -> Option<Kind> {
    match value {
        ItemValue::Ip(pattern) => {
            let most = if pattern.network().addr().is_ipv4() { WIDE_V4_BITS } else { WIDE_V6_BITS };
            (pattern.prefix_bits() <= most).then_some(Kind::WideNetwork)
        }
        ItemValue::Email(EmailPattern::Domain(domain)) => {
            COMMON_DOMAINS.contains(&domain.as_str()).then_some(Kind::CommonDomain)
        }
        ItemValue::Email(EmailPattern::Subdomains(parent)) => {
            let below = |common: &&str| {
                common.strip_suffix(parent.as_str()).is_some_and(|rest| rest.ends_with('.'))
            };
            COMMON_DOMAINS.iter().any(below).then_some(Kind::CommonDomain)
        }
        ItemValue::Email(EmailPattern::Address(_))
        | ItemValue::Phone(_)
        | ItemValue::Name(_)
        | ItemValue::Country(_)
        | ItemValue::GovernmentId(_)
        | ItemValue::Fingerprint(_)
        | ItemValue::Text(_) => None,
    }
}

/// Texts of items that match whatever this one does, the narrowest first; of networks and names only such as occur.
fn wider(value: &ItemValue, occurring: &Occurring<'_>) -> Vec<String> {
    match value {
        ItemValue::Ip(pattern) => {
            let (mut net, mut found) = (pattern.network(), Vec::new());
            while let Some(above) = net.supernet() {
                net = above;
                if occurring.lengths.contains(&net.prefix_len()) {
                    found.push(net.to_string());
                }
            }
            found
        }
        ItemValue::Email(pattern) => {
            let (domain, own) = match pattern {
                EmailPattern::Address(address) => {
                    (&address.domain, Some(EmailPattern::Domain(address.domain.clone())))
                }
                EmailPattern::Domain(domain) | EmailPattern::Subdomains(domain) => (domain, None),
            };
            let parents = std::iter::successors(above(domain), |domain| above(domain));
            let subdomains = parents.map(|parent| EmailPattern::Subdomains(parent.to_owned()));
            own.into_iter().chain(subdomains).map(|wider| wider.to_string()).collect()
        }
        ItemValue::Name(NamePattern { last, first: Some(first) }) => {
            let least = occurring.thresholds.get(&(last.as_str(), first.name.as_str()));
            let lower = least.filter(|least| first.threshold.is_none_or(|own| **least < own));
            let alike =
                lower.map(|least| FirstName { name: first.name.clone(), threshold: Some(*least) });
            let wider = alike.map(Some).into_iter().chain([None]);
            wider.map(|first| NamePattern { last: last.clone(), first }.to_string()).collect()
        }
        ItemValue::GovernmentId(GovernmentId { number, class: Some(_) }) => {
            vec![GovernmentId { number: number.clone(), class: None }.to_string()]
        }
        ItemValue::Name(_)
        | ItemValue::GovernmentId(_)
        | ItemValue::Phone(_)
        | ItemValue::Country(_)
        | ItemValue::Fingerprint(_)
        | ItemValue::Text(_) => Vec::new(),
    }
}

/// The domain that this one is a subdomain of.
fn above(domain: &str) -> Option<&str> {
    domain.split_once('.').map(|(_, parent)| parent)
}

#[cfg(test)]
mod tests {
    use pointsman_domain::decimal::Decimal;
    use pointsman_domain::list::ListKind;

    use super::*;

    fn item(number: u8) -> ItemId {
        ItemId::from_bytes([number; 16])
    }

    fn value(kind: &ListKind, text: &str) -> ItemValue {
        ItemValue::read(kind, text).unwrap()
    }

    fn dangerous(kind: &ListKind, text: &str) -> Option<Kind> {
        danger(&value(kind, text))
    }

    #[test]
    fn wide_networks_are_told_at_their_edge() {
        let kind = ListKind::IpAddress;
        for (text, wide) in [
            ("0.0.0.0/0", true),
            ("11.0.0.0/8", true),
            ("11.0.0.0/9", false),
            ("11.0.0.1", false),
            ("2001:db8::/32", true),
            ("2001:db8::/33", false),
        ] {
            assert_eq!(dangerous(&kind, text), wide.then_some(Kind::WideNetwork), "{text}");
        }
    }

    #[test]
    fn common_domains_are_told() {
        let kind = ListKind::EmailAddress;
        for (text, common) in [
            ("gmail.com", true),
            ("*.com", true),
            ("*.gmail.com", false),
            ("ann@gmail.com", false),
            ("example.com", false),
        ] {
            assert_eq!(dangerous(&kind, text), common.then_some(Kind::CommonDomain), "{text}");
        }
    }

    #[test]
    fn an_item_matches_many_beyond_the_share_and_not_at_it() {
        let kind = ListKind::IpAddress;
        let line = ProposedLine { number: 1, item: item(1), value: value(&kind, "192.0.2.1") };
        let counts = HashMap::from([(item(1), 3)]);
        let told = |considered, one_in| {
            let lines = std::slice::from_ref(&line);
            matching_many(lines, &counts, considered, one_in).count()
        };
        assert_eq!((told(300, 100), told(299, 100)), (0, 1));
        assert_eq!((told(30, 10), told(29, 10), told(2, 1)), (0, 1, 1));
    }

    #[test]
    fn what_wider_items_cover_is_told() {
        let addresses = ListKind::IpAddress;
        let none = Occurring::default();
        let occurring = Occurring { lengths: HashSet::from([24, 8]), ..Occurring::default() };
        assert_eq!(
            wider(&value(&addresses, "192.0.2.1"), &occurring),
            ["192.0.2.0/24", "192.0.0.0/8"]
        );
        let mails = ListKind::EmailAddress;
        assert_eq!(
            wider(&value(&mails, "ann@a.b.example"), &none),
            ["a.b.example", "*.b.example", "*.example"]
        );
        assert_eq!(wider(&value(&mails, "*.b.example"), &none), ["*.example"]);
    }

    #[test]
    fn a_name_is_covered_by_a_lower_similarity_and_by_its_last_name() {
        let name = |first: Option<&str>, threshold: Option<&str>| {
            let threshold =
                threshold.map(|text| Threshold::new(Decimal::parse(text).unwrap()).unwrap());
            let first = first.map(|name| FirstName { name: name.to_owned(), threshold });
            ItemValue::Name(NamePattern { last: "lee".to_owned(), first })
        };
        let line = |number: u8, value: &ItemValue| ProposedLine {
            number: number.into(),
            item: item(number),
            value: value.clone(),
        };
        let alike = name(Some("ann"), Some("0.9"));
        let lines = [
            line(1, &name(Some("ann"), None)),
            line(2, &alike),
            line(3, &name(Some("ann"), Some("0.95"))),
            line(4, &name(Some("bob"), None)),
        ];
        let covered = |present: &[(ItemId, ItemValue)]| -> Vec<(u64, String)> {
            let remarks = sorted(&lines, present, &[]).remarks.into_iter();
            remarks.map(|remark| (remark.number, remark.covered_by.unwrap())).collect()
        };
        assert_eq!(covered(&[]), [(1, alike.to_string()), (3, alike.to_string())]);
        let last = name(None, None);
        let by = |value: &ItemValue| value.to_string();
        assert_eq!(
            covered(&[(item(9), last.clone())]),
            [(1, by(&alike)), (2, by(&last)), (3, by(&alike)), (4, by(&last))]
        );
    }

    #[test]
    fn lines_are_compared_with_the_list_and_with_one_another() {
        let kind = ListKind::IpAddress;
        let line = |number: u8, text: &str| ProposedLine {
            number: number.into(),
            item: item(number),
            value: value(&kind, text),
        };
        let present = vec![
            (item(100), value(&kind, "192.0.2.0/24")),
            (item(101), value(&kind, "198.51.100.1")),
            (item(102), value(&kind, "203.0.113.1")),
        ];
        let removed = vec![(item(102), value(&kind, "203.0.113.1"))];
        let lines = [
            line(1, "192.0.2.7"),
            line(2, "198.51.100.1"),
            line(3, "203.0.113.1"),
            line(4, "203.0.113.1"),
        ];
        let found = sorted(&lines, &present, &removed);
        let told: Vec<(Kind, u64)> =
            found.remarks.iter().map(|remark| (remark.kind, remark.number)).collect();
        assert_eq!(told, [(Kind::AlreadyThere, 2), (Kind::Repeated, 4), (Kind::Covered, 1)]);
        let new: Vec<u64> = found.new.iter().map(|line| line.number).collect();
        assert_eq!((new, found.already), (vec![1, 3], 2));
    }
}
