//! E-mail addresses, domains and subdomains, compared after trimming, lower-casing and IDNA.

use std::fmt;

use super::{InvalidItem, ItemPart};

const DOMAIN_BYTES: usize = 253;
const LOCAL_BYTES: usize = 64;

/// A normalised e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress {
    /// Before the `@`, lower-cased.
    pub local: String,
    /// After it, in ASCII (IDNA), lower-cased.
    pub domain: String,
}

/// What an item of an e-mail list matches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EmailPattern {
    /// Exactly this address.
    Address(EmailAddress),
    /// Every address at exactly this domain.
    Domain(String),
    /// Every address at a subdomain of this domain, not at the domain itself.
    Subdomains(String),
}

impl EmailAddress {
    /// Normalises an address; `None` if it is none. A quoted local part keeps its quotes.
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.trim().rsplit_once('@')?;
        let local = local.to_lowercase();
        let plain = !local.is_empty()
            && local.len() <= LOCAL_BYTES
            && (local.starts_with('"') || !local.contains(['@', ' ', '\t', ',']))
            && !local.chars().any(char::is_control);
        plain.then_some(())?;
        Some(Self { local, domain: normalise_domain(domain, 1)? })
    }
}

impl EmailPattern {
    pub(super) fn parse(text: &str) -> Result<Self, InvalidItem> {
        if let Some(domain) = text.strip_prefix("*@") {
            let detail =
                format!("`{text}` matches nobody; write `{domain}` for everyone at the domain");
            return Err(InvalidItem::new(ItemPart::Value, "invalid_email_address", detail));
        }
        let parsed = if let Some(parent) = text.strip_prefix("*.") {
            normalise_domain(parent, 1).map(Self::Subdomains)
        } else if text.contains('@') {
            EmailAddress::parse(text).map(Self::Address)
        } else {
            normalise_domain(text, 2).map(Self::Domain)
        };
        parsed.ok_or_else(|| {
            InvalidItem::new(
                ItemPart::Value,
                "invalid_email_address",
                format!(
                    "`{text}` is not an address, a domain such as example.com, or `*.example.com`"
                ),
            )
        })
    }

    /// Whether `address` matches.
    pub fn matches(&self, address: &EmailAddress) -> bool {
        match self {
            Self::Address(own) => own == address,
            Self::Domain(domain) => *domain == address.domain,
            Self::Subdomains(parent) => address
                .domain
                .strip_suffix(parent.as_str())
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        }
    }
}

/// Lower-cases and converts to ASCII; wants at least `labels` labels of 1 to 63 letters, digits or hyphens.
fn normalise_domain(text: &str, labels: usize) -> Option<String> {
    let domain = idna::domain_to_ascii(text.trim()).ok()?;
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let fits = domain.len() <= DOMAIN_BYTES
        && domain.split('.').count() >= labels
        && domain.split('.').all(label_fits);
    fits.then_some(domain)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl fmt::Display for EmailPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Domain(domain) => f.write_str(domain),
            Self::Subdomains(parent) => write!(f, "*.{parent}"),
        }
    }
}
