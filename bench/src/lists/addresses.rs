//! Addresses and networks of both versions, nested as people write them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use anyhow::Result;
use ip_network_table_deps_treebitmap::IpLookupTable;
use pointsman_domain::list::{ItemValue, ListKeys, ListKind};
use pointsman_engine::ListIndex;
use prefix_trie::PrefixMap;

use super::contender::{Contender, built, print};
use super::ours::Listed;
use super::{ITEMS, LOOK_UPS};
use crate::random::Random;
use crate::report::Run;

/// First bits and how many of them count. Addresses of version 4 are the low 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    v6: bool,
    start: u128,
    bits: u8,
}

impl Network {
    fn of(v6: bool, address: u128, bits: u8) -> Self {
        let width = if v6 { 128 } else { 32 };
        let start = address & (u128::MAX.checked_shl(width - u32::from(bits)).unwrap_or(0));
        Self { v6, start: if v6 { start } else { start & u128::from(u32::MAX) }, bits }
    }

    /// As people write it.
    pub fn text(self) -> String {
        format!("{}/{}", address(self.v6, self.start), self.bits)
    }
}

fn address(v6: bool, bits: u128) -> IpAddr {
    if v6 { Ipv6Addr::from_bits(bits).into() } else { Ipv4Addr::from_bits(bits as u32).into() }
}

fn bits_of(address: &IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(four) => (false, u128::from(four.to_bits())),
        IpAddr::V6(six) => (true, six.to_bits()),
    }
}

/// Most are single addresses; networks are of usual sizes, and every tenth item lies inside another.
pub fn generated() -> Vec<Network> {
    let mut random = Random::seeded(41);
    let mut known = HashSet::new();
    let mut networks: Vec<Network> = Vec::new();
    while networks.len() < ITEMS {
        let v6 = random.per_mille(300);
        let outer = (random.per_mille(100) && !networks.is_empty())
            .then(|| networks[random.below(networks.len() as u64) as usize]);
        let (v6, address, least) = match outer {
            Some(outer) => {
                let free = if outer.v6 { 128 } else { 32 } - u32::from(outer.bits);
                let below = u128::from(random.next()) << 64 | u128::from(random.next());
                let inside = below & !(u128::MAX.checked_shl(free).unwrap_or(0));
                (outer.v6, outer.start | inside, outer.bits)
            }
            None if v6 => (v6, site(&mut random), 32),
            None => (v6, u128::from(random.next() as u32), 16),
        };
        let usual: [u8; 5] = if v6 { [128, 128, 64, 56, 48] } else { [32, 32, 32, 24, 28] };
        let network = Network::of(v6, address, random.one_of(&usual).max(least));
        if known.insert(network) {
            networks.push(network);
        }
    }
    networks
}

/// An address of version 6 in one of 30,000 sites.
fn site(random: &mut Random) -> u128 {
    let site = 0x2001_0000 + random.below(30_000);
    u128::from(site) << 96 | u128::from(random.next()) << 32 | u128::from(random.next() as u32)
}

/// Half lie inside an item.
pub fn questions(networks: &[Network]) -> (Vec<IpAddr>, Vec<bool>) {
    let mut random = Random::seeded(43);
    let mut sets: HashMap<(bool, u8), HashSet<u128>> = HashMap::new();
    for network in networks {
        sets.entry((network.v6, network.bits)).or_default().insert(network.start);
    }
    let is_on = |v6: bool, bits: u128| {
        sets.iter().any(|((other, length), set)| {
            *other == v6 && set.contains(&Network::of(v6, bits, *length).start)
        })
    };
    let (mut asked, mut wanted) = (Vec::new(), Vec::new());
    while asked.len() < LOOK_UPS {
        let hit = asked.len() % 2 == 0;
        let (v6, bits) = if hit {
            let network = networks[random.below(networks.len() as u64) as usize];
            let width = if network.v6 { 128 } else { 32 };
            let free = width - u32::from(network.bits);
            let below = u128::from(random.next()) << 64 | u128::from(random.next());
            (network.v6, network.start | below & !(u128::MAX.checked_shl(free).unwrap_or(0)))
        } else if random.per_mille(300) {
            (true, site(&mut random))
        } else {
            (false, u128::from(random.next() as u32))
        };
        if is_on(v6, bits) == hit {
            asked.push(address(v6, bits));
            wanted.push(hit);
        }
    }
    (asked, wanted)
}

/// Measures lists of addresses.
pub fn run(run: &mut Run) -> Result<()> {
    if !["look_up", "build", "change"]
        .iter()
        .any(|what| run.wants(&format!("lists/addresses/{what}")))
    {
        return Ok(());
    }
    let networks = generated();
    let (asked, wanted) = questions(&networks);
    let built = vec![
        built::<_, _, ListIndex>(run, &networks, &asked, &wanted)?,
        built::<_, _, PerLength<RandomState>>(run, &networks, &asked, &wanted)?,
        built::<_, _, Hashbrown>(run, &networks, &asked, &wanted)?,
        built::<_, _, PrefixTrie>(run, &networks, &asked, &wanted)?,
        built::<_, _, TreeBitmap>(run, &networks, &asked, &wanted)?,
    ];
    print(run, "addresses", networks.len(), built)?;
    run.remark("fst finds exact texts alone, so it cannot hold networks")
}

impl Listed<IpAddr> for Network {
    fn item(&self) -> ItemValue {
        ItemValue::read(&ListKind::IpAddress, &self.text()).expect("an item")
    }

    fn keys(address: &IpAddr) -> ListKeys {
        ListKeys { ip_address: Some(*address), ..ListKeys::default() }
    }
}

/// A set for each prefix length, all of which are asked.
struct PerLength<S> {
    four: Vec<(u8, HashSet<u32, S>)>,
    six: Vec<(u8, HashSet<u128, S>)>,
}

fn set_of<'s, K, S: Default>(
    sets: &'s mut Vec<(u8, K)>,
    bits: u8,
    make: impl Fn(S) -> K,
) -> &'s mut K {
    let place = sets.iter().position(|(other, _)| *other == bits).unwrap_or_else(|| {
        sets.push((bits, make(S::default())));
        sets.len() - 1
    });
    &mut sets[place].1
}

impl<S: BuildHasher + Default + 'static> Contender<Network, IpAddr> for PerLength<S> {
    const NAME: &'static str = "std HashSet";
    const NOTE: &'static str = "one per prefix length";
    type Items = Vec<Network>;
    type Question = IpAddr;

    fn items(items: &[Network]) -> Self::Items {
        items.to_vec()
    }

    fn question(address: &IpAddr) -> IpAddr {
        *address
    }

    fn build(items: &Self::Items) -> Self {
        let mut index = Self { four: Vec::new(), six: Vec::new() };
        for item in items {
            if item.v6 {
                set_of(&mut index.six, item.bits, HashSet::with_hasher).insert(item.start);
            } else {
                let set = set_of(&mut index.four, item.bits, HashSet::with_hasher);
                set.insert(item.start as u32);
            }
        }
        index
    }

    fn finds(&self, address: &IpAddr) -> bool {
        let (v6, bits) = bits_of(address);
        let masked = |length: u8| Network::of(v6, bits, length).start;
        if v6 {
            self.six.iter().any(|(length, set)| set.contains(&masked(*length)))
        } else {
            self.four.iter().any(|(length, set)| set.contains(&(masked(*length) as u32)))
        }
    }

    fn change(&mut self, items: &Self::Items, place: usize) -> bool {
        let item = items[place];
        if item.v6 {
            let set = set_of(&mut self.six, item.bits, HashSet::<u128, S>::with_hasher);
            set.remove(&item.start) && set.insert(item.start)
        } else {
            let set = set_of(&mut self.four, item.bits, HashSet::<u32, S>::with_hasher);
            set.remove(&(item.start as u32)) && set.insert(item.start as u32)
        }
    }
}

/// The same with a faster hash; `std`'s set is hashbrown's.
struct Hashbrown(PerLength<ahash::RandomState>);

impl Contender<Network, IpAddr> for Hashbrown {
    const NAME: &'static str = "hashbrown + ahash";
    const NOTE: &'static str = "one per prefix length";
    type Items = Vec<Network>;
    type Question = IpAddr;

    fn items(items: &[Network]) -> Self::Items {
        items.to_vec()
    }

    fn question(address: &IpAddr) -> IpAddr {
        *address
    }

    fn build(items: &Self::Items) -> Self {
        Self(PerLength::build(items))
    }

    fn finds(&self, address: &IpAddr) -> bool {
        self.0.finds(address)
    }

    fn change(&mut self, items: &Self::Items, place: usize) -> bool {
        self.0.change(items, place)
    }
}

struct PrefixTrie {
    four: PrefixMap<(u32, u8), ()>,
    six: PrefixMap<(u128, u8), ()>,
}

impl Contender<Network, IpAddr> for PrefixTrie {
    const NAME: &'static str = "prefix-trie 0.10";
    const NOTE: &'static str = "the longest prefix";
    type Items = Vec<Network>;
    type Question = IpAddr;

    fn items(items: &[Network]) -> Self::Items {
        items.to_vec()
    }

    fn question(address: &IpAddr) -> IpAddr {
        *address
    }

    fn build(items: &Self::Items) -> Self {
        let mut index = Self { four: PrefixMap::new(), six: PrefixMap::new() };
        for item in items {
            if item.v6 {
                index.six.insert((item.start, item.bits), ());
            } else {
                index.four.insert((item.start as u32, item.bits), ());
            }
        }
        index
    }

    fn finds(&self, address: &IpAddr) -> bool {
        match address {
            IpAddr::V4(four) => self.four.get_lpm(&(four.to_bits(), 32)).is_some(),
            IpAddr::V6(six) => self.six.get_lpm(&(six.to_bits(), 128)).is_some(),
        }
    }

    fn change(&mut self, items: &Self::Items, place: usize) -> bool {
        let item = items[place];
        if item.v6 {
            let prefix = (item.start, item.bits);
            self.six.remove(&prefix).is_some() && self.six.insert(prefix, ()).is_none()
        } else {
            let prefix = (item.start as u32, item.bits);
            self.four.remove(&prefix).is_some() && self.four.insert(prefix, ()).is_none()
        }
    }
}

struct TreeBitmap {
    four: IpLookupTable<Ipv4Addr, ()>,
    six: IpLookupTable<Ipv6Addr, ()>,
}

impl Contender<Network, IpAddr> for TreeBitmap {
    const NAME: &'static str = "treebitmap 0.5";
    const NOTE: &'static str =
        "the longest prefix; its kept fork, ip_network_table-deps-treebitmap";
    type Items = Vec<Network>;
    type Question = IpAddr;

    fn items(items: &[Network]) -> Self::Items {
        items.to_vec()
    }

    fn question(address: &IpAddr) -> IpAddr {
        *address
    }

    fn build(items: &Self::Items) -> Self {
        let mut index = Self { four: IpLookupTable::new(), six: IpLookupTable::new() };
        for item in items {
            match address(item.v6, item.start) {
                IpAddr::V4(four) => index.four.insert(four, item.bits.into(), ()),
                IpAddr::V6(six) => index.six.insert(six, item.bits.into(), ()),
            };
        }
        index
    }

    fn finds(&self, address: &IpAddr) -> bool {
        match address {
            IpAddr::V4(four) => self.four.longest_match(*four).is_some(),
            IpAddr::V6(six) => self.six.longest_match(*six).is_some(),
        }
    }

    fn change(&mut self, items: &Self::Items, place: usize) -> bool {
        let item = items[place];
        let bits = item.bits.into();
        match address(item.v6, item.start) {
            IpAddr::V4(four) => {
                self.four.remove(four, bits).is_some() && self.four.insert(four, bits, ()).is_none()
            }
            IpAddr::V6(six) => {
                self.six.remove(six, bits).is_some() && self.six.insert(six, bits, ()).is_none()
            }
        }
    }
}
