//! Pointsman's index beside the others: the same for each type of list.

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{ItemValue, ListKeys};
use pointsman_engine::ListIndex;

use super::contender::Contender;
use crate::report::POINTSMAN;

/// What stands on a list and is asked for with a `Q`.
pub trait Listed<Q> {
    /// What people should know about the look-up.
    const NOTE: &'static str = "all lists of the type, each with the item that matches";

    /// As an item.
    fn item(&self) -> ItemValue;
    /// What an inquiry with this is looked up by.
    fn keys(question: &Q) -> ListKeys;
}

/// So many items are read at a time.
const PART: usize = 10_000;

/// Items of three lists by turns.
type Items = [Vec<(ItemId, ItemValue)>; 3];

impl<I: Listed<Q>, Q> Contender<I, Q> for ListIndex {
    const NAME: &'static str = POINTSMAN;
    const NOTE: &'static str = I::NOTE;
    type Items = Items;
    type Question = ListKeys;

    fn items(items: &[I]) -> Items {
        let mut lists = Items::default();
        for (place, item) in items.iter().enumerate() {
            lists[place % 3].push((item_id(place), item.item()));
        }
        lists
    }

    fn question(question: &Q) -> ListKeys {
        I::keys(question)
    }

    fn build(items: &Items) -> Self {
        index_of(items)
    }

    fn finds(&self, keys: &ListKeys) -> bool {
        !self.matches(keys).is_empty()
    }

    fn count(&self, questions: &[ListKeys]) -> u64 {
        count(self, questions)
    }

    fn count_together(&self, questions: &[ListKeys]) -> Option<u64> {
        Some(count_together(self, questions))
    }

    fn change(&mut self, items: &Items, place: usize) -> bool {
        let list = list_id(place % 3);
        let item = std::slice::from_ref(&items[place % 3][place / 3]);
        self.apply(list, 2, &[], item);
        self.apply(list, 3, item, &[]);
        true
    }
}

/// Puts the items of three lists in, announced and in parts, as a server that starts does.
pub fn index_of(items: &Items) -> ListIndex {
    let mut index = ListIndex::new();
    for list in items {
        if let Some((_, first)) = list.first() {
            index.expect(first.list_type(), list.len());
        }
    }
    for (place, list) in items.iter().enumerate() {
        for part in list.chunks(PART) {
            index.fill(list_id(place), 1, part);
        }
    }
    index.expect_no_more();
    index
}

/// How many of these inquiries are on a list, each list with the item that says so.
pub fn count(index: &ListIndex, questions: &[ListKeys]) -> u64 {
    let mut matches = Vec::new();
    let found = questions.iter().map(|keys| {
        index.matches_into(keys, &mut matches);
        u64::from(!matches.is_empty())
    });
    found.sum()
}

/// The same for many at once.
pub fn count_together(index: &ListIndex, questions: &[ListKeys]) -> u64 {
    let mut count = 0;
    index.matches_of_each(questions, |matches| count += u64::from(!matches.is_empty()));
    count
}

/// The lists, from 0 on.
pub fn list_id(place: usize) -> ListId {
    format!("lst_{:026}", place + 1).parse().expect("an id")
}

/// The items, from 0 on.
pub fn item_id(place: usize) -> ItemId {
    format!("itm_{place:026}").parse().expect("an id")
}
