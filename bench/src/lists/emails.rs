//! E-mail addresses, whole domains and subdomains.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::hash::RandomState;

use anyhow::Result;
use pointsman_domain::list::{EmailAddress, ItemValue, ListKeys, ListKind};
use pointsman_engine::ListIndex;

use super::contender::{Contender, built, print};
use super::ours::Listed;
use super::{ITEMS, LOOK_UPS};
use crate::random::Random;
use crate::report::Run;

const NAMES: [&str; 12] = [
    "anna", "ben", "carla", "david", "emil", "fatima", "george", "hana", "ivan", "julia", "kemal",
    "lena",
];

fn address(random: &mut Random) -> String {
    let (first, last) = (random.one_of(&NAMES), random.one_of(&NAMES));
    let (number, domain) = (random.below(100_000), domain(random));
    format!("{first}.{last}{number}@{domain}")
}

fn domain(random: &mut Random) -> String {
    let number = random.below(50_000);
    if number % 3 == 0 {
        format!("mail.host{number}.example")
    } else {
        format!("host{number}.example")
    }
}

/// Of a thousand, 985 addresses, ten domains and five with all subdomains.
pub fn generated() -> Vec<String> {
    let mut random = Random::seeded(47);
    let mut known = HashSet::new();
    let mut items = Vec::new();
    while items.len() < ITEMS {
        let item = match random.below(1_000) {
            0..10 => format!("blocked{}.example", random.below(1_000_000)),
            10..15 => format!("*.hidden{}.example", random.below(1_000_000)),
            _ => address(&mut random),
        };
        if known.insert(item.clone()) {
            items.push(item);
        }
    }
    items
}

/// Half are on it.
pub fn questions(items: &[String]) -> (Vec<String>, Vec<bool>) {
    let mut random = Random::seeded(53);
    let known: HashSet<&str> = items.iter().map(String::as_str).collect();
    let (mut asked, mut wanted) = (Vec::new(), Vec::new());
    while asked.len() < LOOK_UPS {
        let hit = asked.len() % 2 == 0;
        let question = if hit {
            let item = &items[random.below(items.len() as u64) as usize];
            match item.strip_prefix("*.") {
                Some(parent) => format!("someone@deep.below.{parent}"),
                None if item.contains('@') => item.clone(),
                None => format!("someone@{item}"),
            }
        } else {
            address(&mut random)
        };
        if hit || !known.contains(question.as_str()) {
            asked.push(question);
            wanted.push(hit);
        }
    }
    (asked, wanted)
}

/// Measures lists of e-mail addresses.
pub fn run(run: &mut Run) -> Result<()> {
    if !["look_up", "build", "change"].iter().any(|what| run.wants(&format!("lists/emails/{what}")))
    {
        return Ok(());
    }
    let items = generated();
    let (asked, wanted) = questions(&items);
    let built = vec![
        built::<_, _, ListIndex>(run, &items, &asked, &wanted)?,
        built::<_, _, Sets<RandomState>>(run, &items, &asked, &wanted)?,
        built::<_, _, Hashbrown>(run, &items, &asked, &wanted)?,
        built::<_, _, Fst>(run, &items, &asked, &wanted)?,
    ];
    print(run, "emails", items.len(), built)
}

impl Listed<String> for String {
    fn item(&self) -> ItemValue {
        ItemValue::read(&ListKind::EmailAddress, self).expect("an item")
    }

    fn keys(text: &String) -> ListKeys {
        ListKeys { email_address: EmailAddress::parse(text), ..ListKeys::default() }
    }
}

/// Asks for the address, its domain and the domains above.
fn finds(question: &str, exact: impl Fn(&str) -> bool, below: impl Fn(&str) -> bool) -> bool {
    let domain = question.rsplit_once('@').map_or("", |(_, domain)| domain);
    if exact(question) || exact(domain) {
        return true;
    }
    let mut parent = domain;
    while let Some((_, above)) = parent.split_once('.') {
        if below(above) {
            return true;
        }
        parent = above;
    }
    false
}

struct Sets<S> {
    exact: HashSet<Box<str>, S>,
    below: HashSet<Box<str>, S>,
}

impl<S: BuildHasher + Default + 'static> Contender<String, String> for Sets<S> {
    const NAME: &'static str = "std HashSet";
    const NOTE: &'static str = "of boxed texts";
    type Items = Vec<String>;
    type Question = String;

    fn items(items: &[String]) -> Vec<String> {
        items.to_vec()
    }

    fn question(text: &String) -> String {
        text.clone()
    }

    fn build(items: &Vec<String>) -> Self {
        let mut sets = Self {
            exact: HashSet::with_capacity_and_hasher(items.len(), S::default()),
            below: HashSet::default(),
        };
        for item in items {
            match item.strip_prefix("*.") {
                Some(parent) => sets.below.insert(parent.into()),
                None => sets.exact.insert(item.as_str().into()),
            };
        }
        sets
    }

    fn finds(&self, question: &String) -> bool {
        finds(question, |text| self.exact.contains(text), |text| self.below.contains(text))
    }

    fn change(&mut self, items: &Vec<String>, place: usize) -> bool {
        let (set, text) = match items[place].strip_prefix("*.") {
            Some(parent) => (&mut self.below, parent),
            None => (&mut self.exact, items[place].as_str()),
        };
        set.remove(text) && set.insert(text.into())
    }
}

struct Hashbrown(Sets<ahash::RandomState>);

impl Contender<String, String> for Hashbrown {
    const NAME: &'static str = "hashbrown + ahash";
    const NOTE: &'static str = "of boxed texts";
    type Items = Vec<String>;
    type Question = String;

    fn items(items: &[String]) -> Vec<String> {
        items.to_vec()
    }

    fn question(text: &String) -> String {
        text.clone()
    }

    fn build(items: &Vec<String>) -> Self {
        Self(Sets::build(items))
    }

    fn finds(&self, question: &String) -> bool {
        self.0.finds(question)
    }

    fn change(&mut self, items: &Vec<String>, place: usize) -> bool {
        self.0.change(items, place)
    }
}

struct Fst {
    exact: fst::Set<Vec<u8>>,
    below: fst::Set<Vec<u8>>,
}

impl Contender<String, String> for Fst {
    const NAME: &'static str = "fst 0.4";
    const NOTE: &'static str = "items sorted while building";
    type Items = Vec<String>;
    type Question = String;

    fn items(items: &[String]) -> Vec<String> {
        items.to_vec()
    }

    fn question(text: &String) -> String {
        text.clone()
    }

    fn build(items: &Vec<String>) -> Self {
        let (mut exact, mut below) = (Vec::new(), Vec::new());
        for item in items {
            match item.strip_prefix("*.") {
                Some(parent) => below.push(parent),
                None => exact.push(item.as_str()),
            }
        }
        exact.sort_unstable();
        below.sort_unstable();
        let set = |texts: Vec<&str>| fst::Set::from_iter(texts).expect("sorted");
        Self { exact: set(exact), below: set(below) }
    }

    fn finds(&self, question: &String) -> bool {
        finds(question, |text| self.exact.contains(text), |text| self.below.contains(text))
    }

    fn change(&mut self, _: &Vec<String>, _: usize) -> bool {
        false
    }
}
