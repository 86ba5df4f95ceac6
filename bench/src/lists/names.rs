//! Names with a threshold for the first name: Pointsman alone, since no peer has anything like it.

use anyhow::Result;
use pointsman_domain::list::{ItemPart, ItemValue, ListKeys, ListKind, PersonName, WrittenItem};
use pointsman_engine::ListIndex;

use super::LOOK_UPS;
use super::addresses::{OurItems, change, index_of};
use super::contender::{Contender, built, print};
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
type Name = (String, String);

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

/// Measures a list of names.
pub fn run(run: &mut Run) -> Result<()> {
    if !["look_up", "build", "change"].iter().any(|what| run.wants(&format!("lists/names/{what}")))
    {
        return Ok(());
    }
    let mut random = Random::seeded(59);
    let items: Vec<Name> = (0..ITEMS).map(|_| name(&mut random)).collect();
    let mut asked = Vec::new();
    let mut wanted = Vec::new();
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
    let built = vec![built::<_, _, ListIndex>(run, &items, &asked, &wanted)?];
    print(run, "names", items.len(), built)
}

impl Contender<Name, Name> for ListIndex {
    const NAME: &'static str = crate::report::POINTSMAN;
    const NOTE: &'static str = "threshold 0.9, half of the first names differ by a letter";
    type Items = OurItems;
    type Question = ListKeys;

    fn items(items: &[Name]) -> OurItems {
        let mut lists: OurItems = Default::default();
        for (place, (first, last)) in items.iter().enumerate() {
            let item = format!("itm_{place:026}").parse().expect("an id");
            let written = WrittenItem::default()
                .with(ItemPart::Last, last)
                .with(ItemPart::First, first)
                .with(ItemPart::Threshold, "0.9");
            let parsed = ItemValue::parse(&ListKind::Name, &written).expect("a name");
            lists[place % 3].push((item, parsed.value));
        }
        lists
    }

    fn question((first, last): &Name) -> ListKeys {
        ListKeys { name: PersonName::of_inquiry(Some(first), last), ..ListKeys::default() }
    }

    fn build(items: &OurItems) -> Self {
        index_of(items)
    }

    fn finds(&self, keys: &ListKeys) -> bool {
        !self.matches(keys).is_empty()
    }

    fn change(&mut self, items: &OurItems, place: usize) -> bool {
        change(self, items, place);
        true
    }
}
