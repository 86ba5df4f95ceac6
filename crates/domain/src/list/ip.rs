//! IP addresses and networks.
//!
//! IPv4 addresses written as IPv6 (`::ffff:0:0/96` and longer) are IPv4 here; `::/0` never matches IPv4.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{InvalidItem, ItemPart};

const MAPPED_PREFIX_BITS: u8 = 96;

/// An address or a network; an address is a network of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IpPattern(IpNet);

/// Reads one address. IPv4-mapped IPv6 becomes IPv4; zone ids and leading zeros are refused.
pub fn parse_address(text: &str) -> Option<IpAddr> {
    text.trim().parse::<IpAddr>().ok().map(unmapped)
}

fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
    }
}

impl IpPattern {
    /// Reads an address or CIDR; the second part says what was masked away.
    pub(super) fn parse(text: &str) -> Result<(Self, Option<String>), InvalidItem> {
        let invalid = || {
            InvalidItem::new(
                ItemPart::Value,
                "invalid_ip_address",
                format!(
                    "`{text}` is not an IP address or network such as 203.0.113.7 or 2001:db8::/32"
                ),
            )
        };
        let (address, bits) = match text.split_once('/') {
            None => (text, None),
            Some((address, bits)) => {
                let plain = !bits.is_empty()
                    && bits.bytes().all(|b| b.is_ascii_digit())
                    && (bits == "0" || !bits.starts_with('0'));
                (address, Some(bits.parse::<u8>().ok().filter(|_| plain).ok_or_else(invalid)?))
            }
        };
        let address: IpAddr = address.parse().map_err(|_| invalid())?;
        let net = Self::net(address, bits).ok_or_else(invalid)?;
        let masked = net.trunc();
        let warning = (masked.addr() != net.addr()).then(|| {
            format!("`{text}` has bits beyond its prefix; it is kept as `{}`", Self(masked))
        });
        Ok((Self(masked), warning))
    }

    fn net(address: IpAddr, bits: Option<u8>) -> Option<IpNet> {
        match address {
            IpAddr::V4(four) => Ipv4Net::new(four, bits.unwrap_or(32)).ok().map(IpNet::V4),
            IpAddr::V6(six) => {
                let bits = bits.unwrap_or(128);
                match six.to_ipv4_mapped() {
                    Some(four) if bits >= MAPPED_PREFIX_BITS => {
                        Ipv4Net::new(four, bits - MAPPED_PREFIX_BITS).ok().map(IpNet::V4)
                    }
                    Some(_) | None => Ipv6Net::new(six, bits).ok().map(IpNet::V6),
                }
            }
        }
    }

    /// The network, with its host bits zero.
    pub const fn network(self) -> IpNet {
        self.0
    }

    /// Whether `address` equals this address or lies in this network. IPv4-mapped addresses count as IPv4.
    pub fn matches(self, address: IpAddr) -> bool {
        match (self.0, unmapped(address)) {
            (IpNet::V4(net), IpAddr::V4(address)) => net.contains(&address),
            (IpNet::V6(net), IpAddr::V6(address)) => net.contains(&address),
            (IpNet::V4(_), IpAddr::V6(_)) | (IpNet::V6(_), IpAddr::V4(_)) => false,
        }
    }

    /// Length of the prefix in bits; the longer, the more specific.
    pub fn prefix_bits(self) -> u8 {
        self.0.prefix_len()
    }

    /// The pattern of one IPv4 address.
    pub fn from_v4(address: Ipv4Addr) -> Self {
        Self(IpNet::V4(Ipv4Net::from(address)))
    }
}

impl fmt::Display for IpPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            write!(f, "{}", self.0.addr())
        } else {
            write!(f, "{}", self.0)
        }
    }
}
