//! What a look-up has found: per list the most specific item, then the lowest id.

use pointsman_domain::ids::ItemId;

use super::chains::ListPlace;

/// Collects items from the most specific key to the least.
#[derive(Debug, Default)]
pub(super) struct Found {
    lists: Vec<(ListPlace, ItemId)>,
    /// How many lists were found by more specific keys; those are settled.
    settled: usize,
}

impl Found {
    /// Adds the items of one key.
    pub(super) fn add(&mut self, items: impl Iterator<Item = (ListPlace, ItemId)>) {
        self.settled = self.lists.len();
        for (list, item) in items {
            match self.lists.iter().position(|(other, _)| *other == list) {
                None => self.lists.push((list, item)),
                Some(place) if place >= self.settled => {
                    if let Some((_, known)) = self.lists.get_mut(place) {
                        *known = item.min(*known);
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// The lists with their item, in no order.
    pub(super) fn into_lists(self) -> Vec<(ListPlace, ItemId)> {
        self.lists
    }
}
