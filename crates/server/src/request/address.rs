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

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => f.write_str("unknown"),
        }
    }
}
