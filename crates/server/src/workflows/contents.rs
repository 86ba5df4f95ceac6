//! What is on lists now, as proofs read it: from the database, kept as long as the lists' revisions stay the same.
//!
//! Nothing here is in the path of a decision.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{ItemValue, ListKind};
use pointsman_engine::ListIndex;
use pointsman_engine::prove::{KnownLists, ListContents, Present, PresentLists};
use pointsman_storage::lists::{self, List};
use pointsman_storage::{StorageError, Transaction};

/// Items that proofs look through, of all lists of one document. Of more lists the smallest are looked through.
pub(crate) const ITEMS: i64 = 200_000;
/// Documents whose contents are kept.
const KEPT: usize = 4;
/// Items read at a time.
const AT_A_TIME: usize = 10_000;

/// The lists that one document mentions, with their items.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    kinds: BTreeMap<ListId, ListKind>,
    present: PresentLists,
    index: ListIndex,
}

/// Lists with their revisions.
type Revisions = Vec<(ListId, i64)>;

/// The contents that were read last, those used last in front.
#[derive(Debug, Default)]
pub(crate) struct KnownContents(Mutex<Vec<(Revisions, Arc<Contents>)>>);

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

/// What has been read of one list.
struct ReadList {
    list: List,
    /// `None` if they are too many.
    items: Option<Vec<(ItemId, ItemValue)>>,
}

impl KnownContents {
    /// The contents of these lists as a transaction sees them. Archived ones are left out.
    pub(crate) fn of(
        &self,
        transaction: &mut Transaction<'_>,
        mentioned: &[ListId],
    ) -> Result<Arc<Contents>, StorageError> {
        let mut found: Vec<List> = Vec::new();
        for id in mentioned {
            let list = lists::get(transaction, *id)?;
            found.extend(list.filter(|list| list.archived_at.is_none()));
        }
        let revisions: Revisions = found.iter().map(|list| (list.id, list.revision)).collect();
        if let Some(known) = self.known(&revisions) {
            return Ok(known);
        }
        let contents = Arc::new(Contents::new(read(transaction, found)?));
        self.keep(revisions, &contents);
        Ok(contents)
    }

    fn known(&self, revisions: &Revisions) -> Option<Arc<Contents>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(other, _)| other == revisions)?;
        let found = kept.remove(place);
        let contents = Arc::clone(&found.1);
        kept.insert(0, found);
        Some(contents)
    }

    fn keep(&self, revisions: Revisions, contents: &Arc<Contents>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(0, (revisions, Arc::clone(contents)));
        kept.truncate(KEPT);
    }
}

/// Reads lists, the smallest first, as long as there is room.
fn read(
    transaction: &mut Transaction<'_>,
    mut found: Vec<List>,
) -> Result<Vec<ReadList>, StorageError> {
    found.sort_by_key(|list| (list.items, list.id));
    let mut left = ITEMS;
    let mut read = Vec::new();
    for list in found {
        left -= list.items;
        let items = if left >= 0 { Some(items(transaction, &list)?) } else { None };
        read.push(ReadList { list, items });
    }
    Ok(read)
}

impl Contents {
    /// The contents of these lists, as they would be with other items on one of them.
    pub(crate) fn with_change(
        transaction: &mut Transaction<'_>,
        mentioned: &[ListId],
        change: &ItemsChange,
    ) -> Result<Self, StorageError> {
        let added = i64::try_from(change.added.len()).unwrap_or(i64::MAX);
        let mut found: Vec<List> = Vec::new();
        for id in mentioned {
            let list = lists::get(transaction, *id)?;
            found.extend(list.filter(|list| list.archived_at.is_none()));
        }
        for list in found.iter_mut().filter(|list| list.id == change.list) {
            list.items = list.items.saturating_add(added);
        }
        let mut read = read(transaction, found)?;
        for ReadList { list, items } in &mut read {
            if let Some(items) = items.as_mut().filter(|_| list.id == change.list) {
                items.retain(|(item, _)| !change.removed.contains(item));
                items.extend(change.added.iter().cloned());
            }
        }
        Ok(Self::new(read))
    }

    fn new(mut read: Vec<ReadList>) -> Self {
        read.sort_by_key(|list| list.list.id);
        let mut index = ListIndex::new();
        for ReadList { list, items } in &read {
            index.apply(list.id, list.revision, items.as_deref().unwrap_or_default(), &[]);
        }
        let values: Vec<Option<Vec<ItemValue>>> = read
            .iter_mut()
            .map(|list| Some(list.items.take()?.into_iter().map(|(_, value)| value).collect()))
            .collect();
        let contents: Vec<ListContents<'_>> = read
            .iter()
            .zip(&values)
            .map(|(read, items)| ListContents {
                list: read.list.id,
                kind: &read.list.kind,
                items: items.as_deref(),
            })
            .collect();
        let present = PresentLists::new(&contents);
        let kinds = read.into_iter().map(|read| (read.list.id, read.list.kind)).collect();
        Self { kinds, present, index }
    }

    /// What proofs are told.
    pub(crate) fn known(&self) -> KnownLists<'_> {
        let present = Present { lists: &self.present, matching: &self.index };
        KnownLists { kinds: self.kinds.clone(), present: Some(present) }
    }
}

/// An item that cannot be read matches nothing, here as in a proof.
pub(crate) fn items(
    transaction: &mut Transaction<'_>,
    list: &List,
) -> Result<Vec<(ItemId, ItemValue)>, StorageError> {
    let mut items = Vec::new();
    let mut after = None;
    loop {
        let page = lists::load(transaction, list.id, after, AT_A_TIME)?;
        let read = page
            .rows
            .into_iter()
            .filter_map(|item| Some((item.id, ItemValue::read(&list.kind, &item.value).ok()?)));
        items.extend(read);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(items),
        }
    }
}
