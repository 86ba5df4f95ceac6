//! E-mail addresses, domains and subdomains.

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{EmailAddress, EmailPattern};

use super::chains::{Chains, ListPlace};
use super::found::Found;
use super::hash;
use super::texts::{TextRef, Texts};

const ADDRESS: u8 = b'a';
const DOMAIN: u8 = b'd';
const SUBDOMAINS: u8 = b's';
/// Bytes of a kept text beside local part and domain: the kind and an `@`.
const SEPARATORS: usize = 2;

/// What is looked up: a kind, and the parts of an address that matter to it.
#[derive(Clone, Copy, Debug)]
struct Key<'k> {
    kind: u8,
    local: &'k [u8],
    domain: &'k [u8],
}

/// All items of all e-mail lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Emails {
    texts: Texts,
    chains: Chains<TextRef>,
    domains: usize,
    subdomains: usize,
}

impl Emails {
    /// Makes room for a bulk of new items.
    pub(super) fn reserve<'p>(&mut self, patterns: impl Iterator<Item = &'p EmailPattern>) {
        let (mut items, mut bytes) = (0, 0);
        for key in patterns.map(Key::of) {
            items += 1;
            bytes += key.local.len() + key.domain.len() + SEPARATORS;
        }
        self.texts.reserve(bytes);
        let texts = &self.texts;
        self.chains.reserve(items, |kept| Key::read(texts.get(*kept)).hash());
    }

    pub(super) fn add(&mut self, pattern: &EmailPattern, list: ListPlace, item: ItemId) {
        let key = Key::of(pattern);
        let hash = key.hash();
        let texts = &self.texts;
        let (kept, is_new) = match self.chains.key(hash, |other| key.is(texts.get(*other))) {
            Some(kept) => (kept, false),
            None => (self.texts.add(&[&[key.kind], key.local, b"@", key.domain]), true),
        };
        let texts = &self.texts;
        self.chains.add(
            (hash, kept),
            (list, item),
            |other| key.is(texts.get(*other)),
            |other| Key::read(texts.get(*other)).hash(),
        );
        if is_new {
            self.count(key.kind, 1);
        }
    }

    pub(super) fn remove(&mut self, pattern: &EmailPattern, list: ListPlace, item: ItemId) {
        let key = Key::of(pattern);
        let hash = key.hash();
        let texts = &self.texts;
        let Some(kept) = self.chains.key(hash, |other| key.is(texts.get(*other))) else { return };
        if self.chains.remove(hash, (list, item), |other| *other == kept) {
            self.texts.remove(kept);
            self.count(key.kind, -1);
        }
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        for (kept, item) in self.chains.of_list(list) {
            let key = Key::read(self.texts.get(kept));
            let (hash, kind) = (key.hash(), key.kind);
            if self.chains.remove(hash, (list, item), |other| *other == kept) {
                self.texts.remove(kept);
                self.count(kind, -1);
            }
        }
    }

    /// The items that match an address: itself, its domain, then domains above, the longest first.
    pub(super) fn find(&self, address: &EmailAddress, found: &mut Found<'_>) {
        let (local, domain) = (address.local.as_bytes(), address.domain.as_bytes());
        self.probe(Key { kind: ADDRESS, local, domain }, found);
        if self.domains > 0 {
            self.probe(Key { kind: DOMAIN, local: b"", domain }, found);
        }
        let mut parent = address.domain.as_str();
        while self.subdomains > 0
            && let Some((_, above)) = parent.split_once('.')
        {
            self.probe(Key { kind: SUBDOMAINS, local: b"", domain: above.as_bytes() }, found);
            parent = above;
        }
    }

    fn probe(&self, key: Key<'_>, found: &mut Found<'_>) {
        let chain = self.chains.chain(key.hash(), |other| key.is(self.texts.get(*other)));
        found.add(chain.map(|entry| (entry.list, entry.item)));
    }

    fn count(&mut self, kind: u8, change: isize) {
        match kind {
            DOMAIN => self.domains = self.domains.saturating_add_signed(change),
            SUBDOMAINS => self.subdomains = self.subdomains.saturating_add_signed(change),
            _ => {}
        }
    }

    pub(super) fn len(&self) -> usize {
        self.chains.len()
    }
}

impl<'k> Key<'k> {
    fn of(pattern: &'k EmailPattern) -> Self {
        match pattern {
            EmailPattern::Address(EmailAddress { local, domain }) => {
                Self { kind: ADDRESS, local: local.as_bytes(), domain: domain.as_bytes() }
            }
            EmailPattern::Domain(domain) => {
                Self { kind: DOMAIN, local: b"", domain: domain.as_bytes() }
            }
            EmailPattern::Subdomains(parent) => {
                Self { kind: SUBDOMAINS, local: b"", domain: parent.as_bytes() }
            }
        }
    }

    /// The key of a kept text: kind, local part, `@`, domain. A domain holds no `@`.
    fn read(text: &'k [u8]) -> Self {
        let (kind, rest) = text.split_first().map_or((0, text), |(kind, rest)| (*kind, rest));
        let at = rest.iter().rposition(|byte| *byte == b'@').unwrap_or(0);
        let (local, domain) = rest.split_at_checked(at).unwrap_or_default();
        Self { kind, local, domain: domain.strip_prefix(b"@").unwrap_or(domain) }
    }

    fn is(self, text: &[u8]) -> bool {
        let after_kind = text.strip_prefix(&[self.kind]);
        let after_local = after_kind.and_then(|rest| rest.strip_prefix(self.local));
        after_local.and_then(|rest| rest.strip_prefix(b"@")) == Some(self.domain)
    }

    fn hash(self) -> u64 {
        let local = hash::of_two(hash::of_bytes(self.local).into(), u64::from(self.kind));
        hash::of_two(hash::of_bytes(self.domain).into(), local)
    }
}
