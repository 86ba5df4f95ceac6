//! From which address a request comes, for limits and the log.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::Extensions;

use crate::app::AddressSource;

/// The address of the connection's other end, for routers that are called without a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub IpAddr);

/// The leading 64 bits of an IPv6 address.
const NETWORK_BITS: u128 = (u64::MAX as u128) << 64;

/// Whom limits count: an address, or everybody whose address is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(Option<IpAddr>);

impl ClientAddress {
    /// Reads it from the connection or, behind a proxy that is trusted, from what the proxy says.
    pub fn of(
        extensions: &Extensions,
        headers: &axum::http::HeaderMap,
        source: AddressSource,
    ) -> Self {
        let socket = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let peer = socket.or_else(|| extensions.get::<PeerAddress>().map(|peer| peer.0));
        let said = || {
            // The last entry is the one that our own proxy wrote; earlier ones can be made up.
            let mut values =
                headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
            values.next_back()?.rsplit(',').next()?.trim().parse().ok()
        };
        Self(match source {
            AddressSource::Connection => peer,
            AddressSource::ForwardedFor => said().or(peer),
        })
    }
}

impl ClientAddress {
    /// The address, if it is known.
    pub const fn ip(self) -> Option<IpAddr> {
        self.0
    }

    /// The network whose addresses count as one when guesses and requests are counted: an IPv4 address alone, or
    /// the /64 of an IPv6 address, which is what one household or one rented machine commands.
    pub fn network(self) -> String {
        match self.0.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let prefix = address.to_bits() & NETWORK_BITS;
                format!("{}/64", Ipv6Addr::from_bits(prefix))
            }
            None => self.to_string(),
        }
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::*;

    fn address(source: AddressSource, forwarded: Option<&'static str>) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4000))));
        let mut headers = HeaderMap::new();
        if let Some(forwarded) = forwarded {
            headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        }
        ClientAddress::of(&extensions, &headers, source).to_string()
    }

    #[test]
    fn one_network_counts_as_one() {
        for (address, wanted) in [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::", "2001:db8:1:3::/64"),
            ("::1", "::/64"),
        ] {
            assert_eq!(ClientAddress(address.parse().ok()).network(), wanted, "{address}");
        }
        assert_eq!(ClientAddress(None).network(), "unknown");
    }

    #[test]
    fn a_proxy_is_believed_only_if_the_operator_says_so_and_only_its_own_entry() {
        let cases = [
            (AddressSource::Connection, None, "192.0.2.1"),
            (AddressSource::Connection, Some("198.51.100.7"), "192.0.2.1"),
            (AddressSource::ForwardedFor, None, "192.0.2.1"),
            (AddressSource::ForwardedFor, Some("198.51.100.7"), "198.51.100.7"),
            (AddressSource::ForwardedFor, Some("203.0.113.9, 198.51.100.7"), "198.51.100.7"),
            (AddressSource::ForwardedFor, Some("198.51.100.7, nonsense"), "192.0.2.1"),
            (AddressSource::ForwardedFor, Some("2001:db8::1"), "2001:db8::1"),
        ];
        for (source, forwarded, wanted) in cases {
            assert_eq!(address(source, forwarded), wanted, "{source:?} {forwarded:?}");
        }
    }
}
