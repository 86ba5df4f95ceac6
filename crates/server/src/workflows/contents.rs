//! What is on lists now, as proofs read it: from the database, kept as long as the lists' revisions stay the same. What is
//! too large to read is asked of the index that decides.
//!
//! Nothing here is in the path of a decision, and none waits for it longer than for one value that is looked up.

mod asked;
mod known;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{ItemValue, ListKind};
use pointsman_engine::prove::{KnownLists, ListContents, ListItems, Present, PresentLists};

use asked::AskedIndex;
pub(crate) use known::{AskedLists, ContentsError, ITEMS, KnownContents, Readiness};
pub(crate) use reading::items;
use reading::{ReadItems, ReadList};

use crate::deciding::Decider;

/// The lists that one document mentions, with their items.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    kinds: BTreeMap<ListId, ListKind>,
    present: PresentLists,
    index: AskedIndex,
}

/// Lists with their revisions.
type Revisions = Vec<(ListId, i64)>;

/// How lists are known that are too large to look through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LargeLists {
    /// The index that decides is asked.
    Asked,
    /// They may hold anything.
    Unknown,
}

/// Items that come and go.
#[derive(Debug)]
pub(crate) struct ItemsChange {
    /// Of this list.
    pub(crate) list: ListId,
    /// Those that come.
    pub(crate) added: Vec<(ItemId, ItemValue)>,
    /// Those that go.
    pub(crate) removed: BTreeSet<ItemId>,
}

impl Contents {
    fn new(
        mut read: Vec<ReadList>,
        decider: Option<&Arc<Decider>>,
        large: LargeLists,
        change: Option<&Arc<ItemsChange>>,
    ) -> Result<Self, ContentsError> {
        read.sort_by_key(|list| list.list.id);
        let mut index = AskedIndex {
            decider: decider.cloned(),
            change: change.cloned(),
            ..AskedIndex::default()
        };
        for ReadList { list, items } in &read {
            let here: &[(ItemId, ItemValue)] = match (items, change) {
                (ReadItems::All(items), _) => items,
                (ReadItems::First(_), Some(change))
                    if change.list == list.id && large == LargeLists::Asked =>
                {
                    &change.added
                }
                (ReadItems::First(_), _) => &[],
            };
            index.here.apply(list.id, list.revision, here, &[]);
            if matches!(items, ReadItems::First(_)) && large == LargeLists::Asked {
                index.large.push((list.id, list.revision));
            }
        }
        let values: Vec<Vec<ItemValue>> = read
            .iter_mut()
            .map(|read| {
                let (ReadItems::All(items) | ReadItems::First(items)) = &mut read.items;
                std::mem::take(items).into_iter().map(|(_, value)| value).collect()
            })
            .collect();
        let contents: Vec<ListContents<'_>> = read
            .iter()
            .zip(&values)
            .map(|(read, values)| ListContents {
                list: read.list.id,
                kind: &read.list.kind,
                items: match (&read.items, large) {
                    (ReadItems::All(_), _) => ListItems::All(values),
                    (ReadItems::First(_), LargeLists::Asked) => ListItems::Some(values),
                    (ReadItems::First(_), LargeLists::Unknown) => ListItems::Unknown,
                },
            })
            .collect();
        let present = PresentLists::new(&contents, &index);
        if index.has_moved() {
            return Err(ContentsError::Behind);
        }
        let kinds = read.into_iter().map(|read| (read.list.id, read.list.kind)).collect();
        Ok(Self { kinds, present, index })
    }

    /// What proofs are told.
    pub(crate) fn known(&self) -> KnownLists<'_> {
        let present = Present { lists: &self.present, matching: &self.index };
        KnownLists { kinds: self.kinds.clone(), present: Some(present) }
    }

    /// Whether a large list has been at another revision when it was asked about: nothing that was proved with these
    /// contents counts, then.
    pub(crate) fn has_moved(&self) -> bool {
        self.index.has_moved()
    }
}

#[cfg(test)]
mod tests;
