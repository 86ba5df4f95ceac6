//! Addresses: a sweep over the boundaries of all networks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use pointsman_domain::list::ItemValue;

use super::{Combinations, Group, RealKey};

/// The first and the last address that are IPv4 written as IPv6; networks of version 6 never match them.
const MAPPED: (u128, u128) = (0xffff_0000_0000, 0xffff_ffff_ffff);

/// Between two boundaries every address is on the same lists.
pub(super) fn find(items: &[(usize, &ItemValue)], group: &mut Group) {
    let mut known = Combinations::default();
    let mut four: Vec<(u128, bool, usize)> = Vec::new();
    let mut six: Vec<(u128, bool, usize)> = Vec::new();
    for (list, item) in items {
        let ItemValue::Ip(pattern) = item else { continue };
        let (boundaries, first, last) = match pattern.network() {
            IpNet::V4(net) => {
                let (first, last) = (net.network().to_bits(), net.broadcast().to_bits());
                (&mut four, u128::from(first), u128::from(last))
            }
            IpNet::V6(net) => (&mut six, net.network().to_bits(), net.broadcast().to_bits()),
        };
        boundaries.push((first, true, *list));
        // Nothing is after the last address there is.
        boundaries.extend(last.checked_add(1).map(|after| (after, false, *list)));
    }
    let v4 = |first: u128, last: u128| {
        let first = u32::try_from(first).ok()?;
        Some((IpAddr::V4(Ipv4Addr::from_bits(first)), u128::from(first) < last))
    };
    let v6 = |first: u128, last: u128| {
        let first = if (MAPPED.0..=MAPPED.1).contains(&first) { MAPPED.1 + 1 } else { first };
        (first <= last).then(|| (IpAddr::V6(Ipv6Addr::from_bits(first)), first < last))
    };
    sweep(four, u128::from(u32::MAX), v4, &mut known, group);
    sweep(six, u128::MAX, v6, &mut known, group);
}

/// `address` makes an address of the first one of a range, and says whether the next one is in it too.
fn sweep(
    mut boundaries: Vec<(u128, bool, usize)>,
    greatest: u128,
    address: impl Fn(u128, u128) -> Option<(IpAddr, bool)>,
    known: &mut Combinations,
    group: &mut Group,
) {
    boundaries.sort_unstable();
    let mut depth = vec![0_usize; group.lists.len()];
    let mut boundaries = boundaries.into_iter().peekable();
    while let Some((at, begins, list)) = boundaries.next() {
        if let Some(depth) = depth.get_mut(list) {
            *depth = if begins { *depth + 1 } else { depth.saturating_sub(1) };
        }
        let last = match boundaries.peek() {
            Some((next, ..)) if *next == at => continue,
            Some((next, ..)) => next - 1,
            None => greatest,
        };
        let on: Vec<usize> =
            depth.iter().enumerate().filter(|(_, depth)| **depth > 0).map(|(l, _)| l).collect();
        if let Some((first, more)) = address(at, last) {
            // The first address of a network is no computer's.
            let shown = if more { after(first) } else { first };
            group.add(known, &on, || RealKey::session("ip_address", shown.to_string()));
        }
    }
}

fn after(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(four) => IpAddr::V4(Ipv4Addr::from_bits(four.to_bits().saturating_add(1))),
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits().saturating_add(1))),
    }
}
