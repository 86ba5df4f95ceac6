//! Names with a threshold for the first name: Pointsman alone, since no peer has anything like it.

use anyhow::Result;
use pointsman_domain::list::{ItemPart, ItemValue, ListKeys, ListKind, PersonName, WrittenItem};
use pointsman_engine::ListIndex;

use super::LOOK_UPS;
use super::contender::{built, print};
use super::ours::Listed;
use crate::random::Random;
use crate::report::Run;

const ITEMS: usize = 100_000;
/// Last names; each stands on about five items.
const LAST_NAMES: u64 = 20_000;
const SYLLABLES: [&str; 16] = [
    "ka", "lo", "mi", "ra", "ten", "vo", "sha", "ri", "bel", "an", "do", "na", "ste", "fa", "gor",
    "li",
];

/// First and last name.
pub type Name = (String, String);

fn name(random: &mut Random) -> Name {
    (of_syllables(random.next(), 3), of_syllables(random.below(LAST_NAMES) * 0x1_0001, 4))
}

fn of_syllables(mut number: u64, count: usize) -> String {
    let mut text = String::new();
    for _ in 0..count {
        text.push_str(SYLLABLES[(number % 16) as usize]);
        number /= 16;
    }
    text
}

/// Names as they stand on a list.
pub fn generated() -> Vec<Name> {
    let mut random = Random::seeded(59);
    (0..ITEMS).map(|_| name(&mut random)).collect()
}

/// Half are alike one of them.
pub fn questions(items: &[Name]) -> (Vec<Name>, Vec<bool>) {
    let mut random = Random::seeded(61);
    let (mut asked, mut wanted) = (Vec::new(), Vec::new());
    while asked.len() < LOOK_UPS {
        let hit = asked.len() % 2 == 0;
        let (first, last) = if hit {
            let (first, last) = &items[random.below(ITEMS as u64) as usize];
            // One letter more is still alike.
            (format!("{first}s"), last.clone())
        } else {
            (format!("{}", random.below(1_000_000_000)), of_syllables(random.next(), 4))
        };
        asked.push((first, last));
        wanted.push(hit);
    }
    (asked, wanted)
}

/// An item with a threshold.
pub fn item((first, last): &Name) -> ItemValue {
    let written = WrittenItem::default()
        .with(ItemPart::Last, last)
        .with(ItemPart::First, first)
        .with(ItemPart::Threshold, "0.9");
    ItemValue::parse(&ListKind::Name, &written).expect("a name").value
}

/// Measures a list of names.
pub fn run(run: &mut Run) -> Result<()> {
    if !["look_up", "build", "change"].iter().any(|what| run.wants(&format!("lists/names/{what}")))
    {
        return Ok(());
    }
    let items = generated();
    let (asked, wanted) = questions(&items);
    let built = vec![built::<_, _, ListIndex>(run, &items, &asked, &wanted)?];
    print(run, "names", items.len(), built)
}

impl Listed<Name> for Name {
    const NOTE: &'static str = "threshold 0.9, half of the first names differ by a letter";

    fn item(&self) -> ItemValue {
        item(self)
    }

    fn keys((first, last): &Name) -> ListKeys {
        ListKeys { name: PersonName::of_inquiry(Some(first), last), ..ListKeys::default() }
    }
}
