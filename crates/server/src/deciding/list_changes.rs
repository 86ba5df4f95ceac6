//! What has to be done to the index of list items so that it shows what the database holds.
//!
//! Reading and applying are two steps: the first happens in a transaction, the second takes microseconds, or for
//! a list with a million new items some tenths of a second. Where nothing is known yet, as at the start, a whole index is
//! made while the items are read.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::sync::mpsc;
use std::thread;

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{ItemValue, ListKind};
use pointsman_engine::ListIndex;
use pointsman_storage::lists::{self, ItemRows, List, PresentItem, load_rows};
use pointsman_storage::{StorageError, Transaction};

/// Changes of one list that are applied one by one; beyond that the list is read again.
const MOST_CHANGES: usize = 50_000;
/// Items read at a time: few where tests want several parts.
const ITEMS_AT_A_TIME: usize = if cfg!(test) { 3 } else { 10_000 };
/// Such parts that may wait to be made into items and put in.
const PARTS_AHEAD: usize = 4;

type Items = Vec<(ItemId, ItemValue)>;

/// Changes that bring an index up to date.
#[derive(Debug, Default)]
pub(crate) struct ListChanges {
    gone: Vec<ListId>,
    changed: Vec<ListChange>,
    /// In place of an index of which nothing is known.
    anew: Option<ListIndex>,
}

#[derive(Debug)]
struct ListChange {
    list: ListId,
    kind: ListKind,
    revision: i64,
    contents: Contents,
}

#[derive(Debug)]
enum Contents {
    /// They are in the index that was made anew.
    Anew,
    Whole(Items),
    Difference {
        removed: Items,
        added: Items,
    },
}

/// Why the changes cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ListChangesError {
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A stored item that this release cannot read. Ours.
    #[error("item {item} of list {list} cannot be read: {problem}")]
    Item {
        /// The list.
        list: ListId,
        /// The item.
        item: ItemId,
        /// What is wrong with its value.
        problem: String,
    },
}

/// The lists of an index and the revisions at which it has them.
pub(crate) type KnownLists = BTreeMap<ListId, i64>;

/// What has changed between what is known and what this transaction sees.
pub(crate) fn read(
    transaction: &mut Transaction<'_>,
    known: &KnownLists,
) -> Result<ListChanges, ListChangesError> {
    let active = lists::active(transaction)?;
    if known.is_empty() {
        return anew(transaction, &active);
    }
    let still: BTreeSet<ListId> = active.iter().map(|list| list.id).collect();
    let gone = known.keys().filter(|list| !still.contains(list)).copied().collect();
    let mut changed = Vec::new();
    for list in &active {
        let contents = match known.get(&list.id).copied() {
            Some(revision) if revision == list.revision => continue,
            Some(revision) => match lists::changes(transaction, list.id, revision, MOST_CHANGES)? {
                Some(found) if all_readable(&found.removed) => Contents::Difference {
                    removed: parsed(list, &found.removed)?,
                    added: parsed(list, &found.added)?,
                },
                Some(_) | None => Contents::Whole(whole(transaction, list)?),
            },
            None => Contents::Whole(whole(transaction, list)?),
        };
        changed.push(ListChange::of(list, contents));
    }
    Ok(ListChanges { gone, changed, anew: None })
}

/// Where nothing is known, the index is made while the items are read.
fn anew(
    transaction: &mut Transaction<'_>,
    active: &[List],
) -> Result<ListChanges, ListChangesError> {
    let mut index = ListIndex::new();
    for list in active {
        // Also without items it is there, at its revision.
        index.fill(list.id, list.revision, &[]);
        index.expect(list.kind.list_type(), count_of(list));
    }
    each_part(transaction, active, |list, items| index.fill(list.id, list.revision, &items))?;
    index.expect_no_more();
    let changed = active.iter().map(|list| ListChange::of(list, Contents::Anew)).collect();
    Ok(ListChanges { gone: Vec::new(), changed, anew: Some(index) })
}

impl ListChange {
    fn of(list: &List, contents: Contents) -> Self {
        Self { list: list.id, kind: list.kind.clone(), revision: list.revision, contents }
    }
}

impl ListChanges {
    /// Brings the index up to date, and then says which lists it has at which revisions.
    pub(crate) fn apply_to(self, index: &mut ListIndex, known: &mut KnownLists) {
        if let Some(anew) = self.anew {
            *index = anew;
        }
        for list in &self.gone {
            index.remove(*list);
        }
        for ListChange { list, revision, contents, .. } in &self.changed {
            match contents {
                Contents::Anew => {}
                Contents::Whole(items) => {
                    index.remove(*list);
                    index.apply(*list, *revision, items, &[]);
                }
                Contents::Difference { removed, added } => {
                    index.apply(*list, *revision, added, removed);
                }
            }
        }
        known.retain(|list, _| !self.gone.contains(list));
        known.extend(self.changed.iter().map(|change| (change.list, change.revision)));
    }

    /// The lists that have other items than an index to which this was not applied, or none.
    pub(super) fn lists(&self) -> BTreeSet<ListId> {
        self.gone.iter().copied().chain(self.changed.iter().map(|change| change.list)).collect()
    }

    /// Takes what is new, by itself: these changes are not to be applied any more.
    pub(super) fn take_added(&mut self) -> ListIndex {
        let mut index = self.anew.take().unwrap_or_default();
        for ListChange { list, revision, contents, .. } in &self.changed {
            if let Contents::Whole(items) | Contents::Difference { added: items, .. } = contents {
                index.apply(*list, *revision, items, &[]);
            }
        }
        index
    }

    /// Puts those of these older items into an index of what is new that are on their changed lists still.
    pub(super) fn keep(
        &self,
        transaction: &mut Transaction<'_>,
        older: &[ListMatch],
        index: &mut ListIndex,
    ) -> Result<(), ListChangesError> {
        for ListChange { list, kind, revision, contents } in &self.changed {
            if matches!(contents, Contents::Whole(_) | Contents::Anew) {
                continue;
            }
            let of_list = older.iter().filter(|found| found.list == *list);
            let items: Vec<ItemId> = of_list.filter_map(|found| found.item).collect();
            let kept = lists::still_visible(transaction, &items)?;
            let kept: Items =
                kept.iter().map(|item| one(*list, kind, item)).collect::<Result<_, _>>()?;
            index.apply(*list, *revision, &kept, &[]);
        }
        Ok(())
    }
}

/// Reads everything that is on a list.
fn whole(transaction: &mut Transaction<'_>, list: &List) -> Result<Items, ListChangesError> {
    // A vector that grows is copied, into memory that is made ready for it, more than once.
    let mut items = Items::with_capacity(count_of(list));
    each_part(transaction, std::slice::from_ref(list), |_, mut part| items.append(&mut part))?;
    Ok(items)
}

/// Reads everything that is on these lists, part by part. Where there is much, a second thread makes items of what was read
/// and takes them, while the next ones are read.
fn each_part(
    transaction: &mut Transaction<'_>,
    lists: &[List],
    mut take: impl FnMut(&List, Items) + Send,
) -> Result<(), ListChangesError> {
    let all = lists.iter().map(count_of).fold(0, usize::saturating_add);
    let mut made = move |list: &List, part: &ItemRows| {
        take(list, items_of(list, part)?);
        Ok(())
    };
    if all <= ITEMS_AT_A_TIME {
        return read_parts(transaction, lists, |list, part| made(list, &part).map(|()| true));
    }
    thread::scope(|scope| {
        let (sender, parts) = mpsc::sync_channel(PARTS_AHEAD);
        let taking =
            scope.spawn(move || parts.into_iter().try_for_each(|(list, part)| made(list, &part)));
        // Nobody takes any more where an item cannot be read.
        let read =
            read_parts(transaction, lists, |list, part| Ok(sender.send((list, part)).is_ok()));
        drop(sender);
        let taken = taking.join().unwrap_or_else(|panic| resume_unwind(panic));
        read.and(taken)
    })
}

/// Reads everything that is on these lists, until nobody wants any more.
fn read_parts<'l>(
    transaction: &mut Transaction<'_>,
    lists: &'l [List],
    mut give: impl FnMut(&'l List, ItemRows) -> Result<bool, ListChangesError>,
) -> Result<(), ListChangesError> {
    for list in lists {
        let mut next = None;
        loop {
            let (part, further) = load_rows(transaction, list.id, next, ITEMS_AT_A_TIME)?;
            if !give(list, part)? {
                return Ok(());
            }
            if further.is_none() {
                break;
            }
            next = further;
        }
    }
    Ok(())
}

/// How many items a list says that it has.
fn count_of(list: &List) -> usize {
    usize::try_from(list.items).unwrap_or(0)
}

fn items_of(list: &List, part: &ItemRows) -> Result<Items, ListChangesError> {
    part.items().map(|item| one(list.id, &list.kind, &item?)).collect()
}

fn parsed(list: &List, items: &[PresentItem]) -> Result<Items, ListChangesError> {
    items.iter().map(|item| one(list.id, &list.kind, item)).collect()
}

/// A removed item whose value was erased in the meantime cannot be found by its value any more.
fn all_readable(removed: &[PresentItem]) -> bool {
    removed.iter().all(|item| !item.value.is_empty())
}

fn one(
    list: ListId,
    kind: &ListKind,
    item: &PresentItem,
) -> Result<(ItemId, ItemValue), ListChangesError> {
    match ItemValue::read(kind, &item.value) {
        Ok(value) => Ok((item.id, value)),
        Err(error) => {
            let problem = error.to_string();
            Err(ListChangesError::Item { list, item: item.id, problem })
        }
    }
}

#[cfg(test)]
mod tests;
