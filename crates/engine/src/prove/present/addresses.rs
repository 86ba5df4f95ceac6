//! Addresses: a sweep over the boundaries of all networks.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use pointsman_domain::list::ItemValue;

use super::RealKey;
use super::search::{Search, Values};

/// Addresses of one range that are asked about one by one, where a list is not known as a whole.
const ONE_BY_ONE: u128 = 256;

/// The first and the last address that are IPv4 written as IPv6; networks of version 6 never match them.
const MAPPED: (u128, u128) = (0xffff_0000_0000, 0xffff_ffff_ffff);

/// Between two boundaries every address is on the same lists.
pub(super) fn find(items: &[(usize, &ItemValue)], search: &mut Search<'_>) {
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
    let v4 = |address: u128| u32::try_from(address).ok().map(Ipv4Addr::from_bits).map(IpAddr::V4);
    let v6 = |address: u128| {
        let is_mapped = (MAPPED.0..=MAPPED.1).contains(&address);
        (!is_mapped).then(|| IpAddr::V6(Ipv6Addr::from_bits(address)))
    };
    sweep(four, u128::from(u32::MAX), v4, search);
    sweep(six, u128::MAX, v6, search);
}

/// `address` makes an address of a number, if there is one.
fn sweep(
    mut boundaries: Vec<(u128, bool, usize)>,
    greatest: u128,
    address: impl Fn(u128) -> Option<IpAddr>,
    search: &mut Search<'_>,
) {
    boundaries.sort_unstable();
    // By list, how many of its networks are around.
    let mut around: BTreeMap<usize, usize> = BTreeMap::new();
    let mut boundaries = boundaries.into_iter().peekable();
    while let Some((at, begins, list)) = boundaries.next() {
        let depth = around.entry(list).or_default();
        *depth = if begins { *depth + 1 } else { depth.saturating_sub(1) };
        if *depth == 0 {
            around.remove(&list);
        }
        let last = match boundaries.peek() {
            Some((next, ..)) if *next == at => continue,
            Some((next, ..)) => next - 1,
            None => greatest,
        };
        let on: Vec<usize> = around.keys().copied().collect();
        between(at, last, &on, &address, search);
    }
}

/// All addresses from the first to the last are on the same lists, as far as items here say.
fn between(
    first: u128,
    last: u128,
    on: &[usize],
    address: impl Fn(u128) -> Option<IpAddr>,
    search: &mut Search<'_>,
) {
    let key = |address: IpAddr| RealKey::session("ip_address", address.to_string());
    // Addresses of version 6 that are written for version 4 are in the midst of some networks.
    let mut usual = [first.saturating_add(1), first, MAPPED.1 + 1].into_iter();
    let usual = usual.find_map(|at| (at <= last).then(|| address(at))?);
    let Some(shown) = usual.filter(|_| !on.is_empty()) else { return };
    if search.is_whole() {
        // The first address of a network is no computer's.
        search.add(on, Values::One, || key(shown));
        return;
    }
    let count = (last - first).saturating_add(1);
    let is_counted =
        count <= ONE_BY_ONE && search.affords(u64::try_from(count).unwrap_or(u64::MAX));
    let values = if count == 1 || is_counted { Values::One } else { Values::Many };
    search.add(on, values, || key(shown));
    if is_counted {
        let all = (first..=last).filter_map(address).filter(|at| *at != shown);
        all.for_each(|at| search.add(on, Values::One, || key(at)));
    }
}
