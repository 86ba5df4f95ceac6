//! From which address a request comes, for limits and the log.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::Extensions;

use crate::app::AddressSource;

/// The address of the connection's other end, for routers that are called without a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub IpAddr);

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
