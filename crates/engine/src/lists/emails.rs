//! E-mail addresses, domains and subdomains.

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{EmailAddress, EmailPattern};

use super::chains::{Chains, ListPlace};
use super::found::Found;
use super::hash;
use super::texts::{TextRef, Texts};

/// Between local part and domain of a kept text. A domain holds none.
const SEPARATOR: &[u8] = b"@";

/// What a key stands for.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Address,
    Domain,
    Subdomains,
}

/// What is looked up: the parts of an address that matter to its kind.
#[derive(Clone, Copy, Debug)]
struct Key<'k> {
    kind: Kind,
    local: &'k [u8],
    domain: &'k [u8],
}

/// All items of all e-mail lists. Domains are few beside addresses: apart, they stay in the cache.
#[derive(Clone, Debug, Default)]
pub(super) struct Emails {
    texts: Texts,
    addresses: Chains<TextRef>,
    domains: Chains<TextRef>,
    subdomains: Chains<TextRef>,
}

impl Emails {
    /// Makes room for a bulk of new items.
    pub(super) fn reserve<'p>(&mut self, patterns: impl Iterator<Item = &'p EmailPattern>) {
        let (mut addresses, mut domains, mut subdomains, mut bytes) = (0, 0, 0, 0);
        for key in patterns.map(Key::of) {
            match key.kind {
                Kind::Address => addresses += 1,
                Kind::Domain => domains += 1,
                Kind::Subdomains => subdomains += 1,
            }
            bytes += key.local.len() + key.domain.len() + SEPARATOR.len();
        }
        self.texts.reserve(bytes);
        let rehash = |kept: &TextRef| Key::read(self.texts.get(*kept)).hash();
        self.addresses.reserve(addresses, rehash);
        self.domains.reserve(domains, rehash);
        self.subdomains.reserve(subdomains, rehash);
    }

    pub(super) fn add(&mut self, pattern: &EmailPattern, list: ListPlace, item: ItemId) {
        let key = Key::of(pattern);
        let hash = key.hash();
        let (texts, chains) = self.of_kind(key.kind);
        let known = chains.key(hash, |other| key.is(texts.get(*other)));
        let kept = known.unwrap_or_else(|| texts.add(&[key.local, SEPARATOR, key.domain]));
        let texts = &*texts;
        let is = |other: &TextRef| *other == kept || key.is(texts.get(*other));
        let rehash = |other: &TextRef| Key::read(texts.get(*other)).hash();
        match known {
            Some(_) => {
                chains.add((hash, kept), (list, item), is, rehash);
            }
            None => chains.add_first((hash, kept), (list, item), rehash),
        }
    }

    pub(super) fn remove(&mut self, pattern: &EmailPattern, list: ListPlace, item: ItemId) {
        let key = Key::of(pattern);
        let hash = key.hash();
        let (texts, chains) = self.of_kind(key.kind);
        let Some(kept) = chains.key(hash, |other| key.is(texts.get(*other))) else { return };
        if chains.remove(hash, (list, item), |other| *other == kept) {
            texts.remove(kept);
        }
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        for kind in [Kind::Address, Kind::Domain, Kind::Subdomains] {
            let (texts, chains) = self.of_kind(kind);
            for (kept, item) in chains.of_list(list) {
                let hash = Key::read(texts.get(kept)).hash();
                if chains.remove(hash, (list, item), |other| *other == kept) {
                    texts.remove(kept);
                }
            }
        }
    }

    /// The items that match an address: itself, its domain, then domains above, the longest first.
    pub(super) fn find(&self, address: &EmailAddress, found: &mut Found<'_>) {
        let (local, domain) = (address.local.as_bytes(), address.domain.as_bytes());
        self.probe(&self.addresses, Key { kind: Kind::Address, local, domain }, found);
        if self.domains.len() > 0 {
            self.probe(&self.domains, Key { kind: Kind::Domain, local: b"", domain }, found);
        }
        let mut parent = address.domain.as_str();
        while self.subdomains.len() > 0
            && let Some((_, above)) = parent.split_once('.')
        {
            let key = Key { kind: Kind::Subdomains, local: b"", domain: above.as_bytes() };
            self.probe(&self.subdomains, key, found);
            parent = above;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.addresses.len() + self.domains.len() + self.subdomains.len()
    }

    fn probe(&self, chains: &Chains<TextRef>, key: Key<'_>, found: &mut Found<'_>) {
        let chain = chains.chain(key.hash(), |other| key.is(self.texts.get(*other)));
        found.add(chain.map(|entry| (entry.list, entry.item)));
    }

    fn of_kind(&mut self, kind: Kind) -> (&mut Texts, &mut Chains<TextRef>) {
        let chains = match kind {
            Kind::Address => &mut self.addresses,
            Kind::Domain => &mut self.domains,
            Kind::Subdomains => &mut self.subdomains,
        };
        (&mut self.texts, chains)
    }
}

impl<'k> Key<'k> {
    fn of(pattern: &'k EmailPattern) -> Self {
        match pattern {
            EmailPattern::Address(EmailAddress { local, domain }) => {
                Self { kind: Kind::Address, local: local.as_bytes(), domain: domain.as_bytes() }
            }
            EmailPattern::Domain(domain) => {
                Self { kind: Kind::Domain, local: b"", domain: domain.as_bytes() }
            }
            EmailPattern::Subdomains(parent) => {
                Self { kind: Kind::Subdomains, local: b"", domain: parent.as_bytes() }
            }
        }
    }

    /// What a kept text says; its kind shows in where it is kept, and makes no difference here.
    fn read(text: &'k [u8]) -> Self {
        let at = text.iter().rposition(|byte| SEPARATOR.contains(byte)).unwrap_or(0);
        let (local, domain) = text.split_at_checked(at).unwrap_or_default();
        Self {
            kind: Kind::Address,
            local,
            domain: domain.get(SEPARATOR.len()..).unwrap_or_default(),
        }
    }

    fn is(self, text: &[u8]) -> bool {
        let after_local = text.strip_prefix(self.local);
        after_local.and_then(|rest| rest.strip_prefix(SEPARATOR)) == Some(self.domain)
    }

    fn hash(self) -> u64 {
        hash::of_two(hash::of_bytes(self.local).into(), hash::of_bytes(self.domain))
    }
}
