//! E-mail addresses: each address, domain and parent of subdomains that an item names, and somebody beside the items.

use std::collections::{HashMap, HashSet};

use pointsman_domain::list::{EmailAddress, EmailPattern, ItemValue};

use super::search::{Search, Values};
use super::{RealKey, places};

/// Names for somebody, and for a subdomain, that no item names.
const SOMEBODY: [&str; 3] = ["someone", "somebody", "anyone"];
const SUBDOMAIN: [&str; 3] = ["mail", "post", "web"];
type Lists<'i, K> = HashMap<K, Vec<usize>>;

#[derive(Default)]
struct Items<'i> {
    addresses: Lists<'i, &'i EmailAddress>,
    domains: Lists<'i, &'i str>,
    parents: Lists<'i, &'i str>,
}

/// An address is on lists by itself, by its domain, and by the nearest parent that an item names; so one candidate for
/// each item shows every combination.
pub(super) fn find(items: &[(usize, &ItemValue)], search: &mut Search<'_>) {
    let mut all = Items::default();
    for (list, item) in items {
        let ItemValue::Email(pattern) = item else { continue };
        match pattern {
            EmailPattern::Address(address) => all.addresses.entry(address).or_default().push(*list),
            EmailPattern::Domain(domain) => all.domains.entry(domain).or_default().push(*list),
            EmailPattern::Subdomains(parent) => all.parents.entry(parent).or_default().push(*list),
        }
    }
    let mut seen = HashSet::new();
    for (_, item) in items {
        let ItemValue::Email(pattern) = item else { continue };
        // What two lists hold is looked at once.
        if !seen.insert(pattern) {
            continue;
        }
        let (candidate, values) = match pattern {
            EmailPattern::Address(address) => (Some(address.clone()), Values::One),
            EmailPattern::Domain(domain) => (all.somebody_at(domain), Values::Many),
            EmailPattern::Subdomains(parent) => {
                let below = all.domain_below(parent).and_then(|domain| all.somebody_at(&domain));
                (below, Values::Many)
            }
        };
        let Some(address) = candidate else { continue };
        let on = all.on(&address);
        search.add(&on, values, || RealKey::field("email_address", address.to_string()));
    }
}

impl Items<'_> {
    fn on(&self, address: &EmailAddress) -> Vec<usize> {
        let mut on: Vec<usize> = Vec::new();
        on.extend(self.addresses.get(address).into_iter().flatten());
        on.extend(self.domains.get(address.domain.as_str()).into_iter().flatten());
        let mut parent = address.domain.as_str();
        while let Some((_, above)) = parent.split_once('.') {
            on.extend(self.parents.get(above).into_iter().flatten());
            parent = above;
        }
        places(on)
    }

    fn somebody_at(&self, domain: &str) -> Option<EmailAddress> {
        // One more name than items could take.
        names(&SOMEBODY, self.addresses.len())
            .map(|local| EmailAddress { local, domain: domain.to_owned() })
            .find(|address| !self.addresses.contains_key(address))
    }

    fn domain_below(&self, parent: &str) -> Option<String> {
        names(&SUBDOMAIN, self.domains.len() + self.parents.len())
            .map(|label| format!("{label}.{parent}"))
            .find(|domain| {
                !self.domains.contains_key(domain.as_str())
                    && !self.parents.contains_key(domain.as_str())
            })
    }
}

/// Names that are tried; more than `taken` of them, so that one is left.
fn names(first: &'static [&'static str], taken: usize) -> impl Iterator<Item = String> {
    let plain = first.iter().map(|name| (*name).to_owned());
    plain.chain(
        (1..=taken).flat_map(move |n| first.iter().take(1).map(move |name| format!("{name}{n}"))),
    )
}
