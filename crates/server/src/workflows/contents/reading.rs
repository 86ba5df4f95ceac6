//! Reading what is on lists, in a transaction: those that are not too large as a whole, of the others the first items.

use std::collections::BTreeSet;

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::ItemValue;
use pointsman_storage::lists::{self, List};
use pointsman_storage::{StorageError, Transaction};

use super::{ItemsChange, Revisions};

/// Items of each list that is not looked through, so that somebody on it can be shown.
const FIRST_ITEMS: usize = 1_000;
/// Items read at a time.
const AT_A_TIME: usize = 10_000;

/// What has been read of one list.
pub(super) struct ReadList {
    pub(super) list: List,
    pub(super) items: ReadItems,
}

pub(super) enum ReadItems {
    All(Vec<(ItemId, ItemValue)>),
    First(Vec<(ItemId, ItemValue)>),
}

/// Those of these lists that are not archived, the smallest first.
pub(super) fn active(
    transaction: &mut Transaction<'_>,
    mentioned: &[ListId],
) -> Result<Vec<List>, StorageError> {
    let mut found: Vec<List> = Vec::new();
    for id in mentioned {
        let list = lists::get(transaction, *id)?;
        found.extend(list.filter(|list| list.archived_at.is_none()));
    }
    in_order(&mut found);
    Ok(found)
}

/// The same with as many items as there would be.
pub(super) fn with_change(mut found: Vec<List>, change: &ItemsChange) -> Vec<List> {
    for list in found.iter_mut().filter(|list| list.id == change.list) {
        list.items = list.items.saturating_add(count(change.added.len()));
    }
    in_order(&mut found);
    found
}

fn in_order(found: &mut [List]) {
    found.sort_by_key(|list| (list.items, list.id));
}

/// At which revisions they are, ordered by id.
pub(super) fn revisions(found: &[List]) -> Revisions {
    let mut revisions: Revisions = found.iter().map(|list| (list.id, list.revision)).collect();
    revisions.sort_unstable();
    revisions
}

/// Those for which there is no room among `most` items, with their revisions.
pub(super) fn large(found: &[List], most: i64) -> BTreeSet<(ListId, i64)> {
    let mut left = most;
    let is_large = |list: &&List| {
        left -= list.items;
        left < 0
    };
    found.iter().filter(is_large).map(|list| (list.id, list.revision)).collect()
}

/// Reads lists as far as there is room.
pub(super) fn read(
    transaction: &mut Transaction<'_>,
    found: Vec<List>,
    most: i64,
) -> Result<Vec<ReadList>, StorageError> {
    let large = large(&found, most);
    let mut read = Vec::new();
    for list in found {
        let items = if large.contains(&(list.id, list.revision)) {
            let first = lists::load(transaction, list.id, None, FIRST_ITEMS)?;
            ReadItems::First(values(&list, first.rows).collect())
        } else {
            ReadItems::All(items(transaction, &list)?)
        };
        read.push(ReadList { list, items });
    }
    Ok(read)
}

/// The same lists, with the items that would be on one of them.
pub(super) fn changed(mut read: Vec<ReadList>, change: &ItemsChange) -> Vec<ReadList> {
    for ReadList { items, .. } in read.iter_mut().filter(|read| read.list.id == change.list) {
        let most = match items {
            ReadItems::All(_) => usize::MAX,
            ReadItems::First(_) => FIRST_ITEMS,
        };
        let (ReadItems::All(items) | ReadItems::First(items)) = items;
        items.retain(|(item, _)| !change.removed.contains(item));
        items.extend(change.added.iter().take(most).cloned());
    }
    read
}

/// All items of a list.
pub(crate) fn items(
    transaction: &mut Transaction<'_>,
    list: &List,
) -> Result<Vec<(ItemId, ItemValue)>, StorageError> {
    let mut items = Vec::new();
    let mut after = None;
    loop {
        let page = lists::load(transaction, list.id, after, AT_A_TIME)?;
        items.extend(values(list, page.rows));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(items),
        }
    }
}

/// An item that cannot be read matches nothing, here as in a proof.
fn values(
    list: &List,
    stored: Vec<lists::PresentItem>,
) -> impl Iterator<Item = (ItemId, ItemValue)> + '_ {
    let read =
        |item: lists::PresentItem| Some((item.id, ItemValue::read(&list.kind, &item.value).ok()?));
    stored.into_iter().filter_map(read)
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
