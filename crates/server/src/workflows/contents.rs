//! What is on lists now, as proofs read it: from the database, kept as long as the lists' revisions stay the same. What is
//! too large to read is asked of the index that decides.
//!
//! Nothing here is in the path of a decision, and none waits for it longer than for one value that is looked up.

mod asked;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{ItemValue, ListKind};
use pointsman_engine::prove::{
    KnownLists, ListContents, ListItems, Matching, Present, PresentLists,
};
use pointsman_storage::lists::{self, List};
use pointsman_storage::{Storage, StorageError, Transaction};

use asked::AskedIndex;

use crate::deciding::Decider;

/// Items that proofs look through, of all lists of one document. Of more lists the smallest are looked through.
pub(crate) const ITEMS: i64 = 200_000;
/// Items of each list that is not looked through, so that somebody on it can be shown.
const FIRST_ITEMS: usize = 1_000;
/// How often the lists are read again because the index that decides was behind.
const TRIES: usize = 3;
/// Documents whose contents are kept.
const KEPT: usize = 4;
/// Items read at a time.
const AT_A_TIME: usize = 10_000;

/// The lists that one document mentions, with their items.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    kinds: BTreeMap<ListId, ListKind>,
    present: PresentLists,
    index: AskedIndex,
}

/// Lists with their revisions.
type Revisions = Vec<(ListId, i64)>;

/// The contents that were read last, those used last in front.
#[derive(Debug)]
pub(crate) struct KnownContents {
    kept: Mutex<Vec<(Revisions, Arc<Contents>)>>,
    decider: Arc<Decider>,
    /// Items that are looked through.
    most: i64,
}

impl Default for KnownContents {
    fn default() -> Self {
        Self { kept: Mutex::default(), decider: Arc::default(), most: ITEMS }
    }
}

/// How lists are known that are too large to look through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LargeLists {
    /// The index that decides is asked.
    Asked,
    /// They may hold anything.
    Unknown,
}

/// Why contents are not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContentsError {
    #[error("the index that decides does not show the lists of this transaction")]
    Behind,
    #[error(transparent)]
    Storage(#[from] StorageError),
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

/// What has been read of one list.
struct ReadList {
    list: List,
    items: ReadItems,
}

enum ReadItems {
    All(Vec<(ItemId, ItemValue)>),
    First(Vec<(ItemId, ItemValue)>),
}

impl KnownContents {
    /// Beside the index that decides.
    pub(crate) fn beside(decider: &Arc<Decider>) -> Self {
        Self { decider: Arc::clone(decider), ..Self::default() }
    }

    /// What `read` reads, with large lists as they are known. The index that decides is brought up to date for it where
    /// that is needed; while lists change faster, large ones are not known.
    pub(crate) async fn reading<T: Send + 'static>(
        self: &Arc<Self>,
        storage: &Storage,
        read: impl Fn(&Self, &mut Transaction<'_>, LargeLists) -> Result<T, ContentsError>
        + Clone
        + Send
        + 'static,
    ) -> Result<T, StorageError> {
        for large in [LargeLists::Asked; TRIES].into_iter().chain([LargeLists::Unknown]) {
            let (known, read) = (Arc::clone(self), read.clone());
            match storage.read(move |transaction| read(&known, transaction, large)).await {
                Ok(found) => return Ok(found),
                Err(ContentsError::Storage(error)) => return Err(error),
                Err(ContentsError::Behind) => {}
            }
            if let Err(error) = self.decider.refresh(storage).await {
                error.into_storage().map_or(Ok(()), Err)?;
            }
        }
        Err(StorageError::Aborted)
    }

    /// The contents of these lists as a transaction sees them. Archived ones are left out.
    pub(crate) fn of(
        &self,
        transaction: &mut Transaction<'_>,
        mentioned: &[ListId],
        large: LargeLists,
    ) -> Result<Arc<Contents>, ContentsError> {
        let found = active(transaction, mentioned)?;
        let revisions: Revisions = found.iter().map(|list| (list.id, list.revision)).collect();
        if let Some(known) = self.known(&revisions) {
            return Ok(known);
        }
        let contents = Contents::new(self.read(transaction, found)?, self, large, None)?;
        let contents = Arc::new(contents);
        if large == LargeLists::Asked {
            self.keep(revisions, &contents);
        }
        Ok(contents)
    }

    /// The contents of these lists, as they would be with other items on one of them.
    pub(crate) fn with_change(
        &self,
        transaction: &mut Transaction<'_>,
        mentioned: &[ListId],
        change: &Arc<ItemsChange>,
        large: LargeLists,
    ) -> Result<Contents, ContentsError> {
        let mut found = active(transaction, mentioned)?;
        for list in found.iter_mut().filter(|list| list.id == change.list) {
            list.items = list.items.saturating_add(count(change.added.len()));
        }
        let mut read = self.read(transaction, found)?;
        for ReadList { items, .. } in read.iter_mut().filter(|read| read.list.id == change.list) {
            let most = match items {
                ReadItems::All(_) => usize::MAX,
                ReadItems::First(_) => FIRST_ITEMS,
            };
            let (ReadItems::All(items) | ReadItems::First(items)) = items;
            items.retain(|(item, _)| !change.removed.contains(item));
            items.extend(change.added.iter().take(most).cloned());
        }
        Contents::new(read, self, large, Some(change))
    }

    /// Reads lists, the smallest first, as long as there is room. Of the others the first items.
    fn read(
        &self,
        transaction: &mut Transaction<'_>,
        mut found: Vec<List>,
    ) -> Result<Vec<ReadList>, StorageError> {
        found.sort_by_key(|list| (list.items, list.id));
        let mut left = self.most;
        let mut read = Vec::new();
        for list in found {
            left -= list.items;
            let items = if left >= 0 {
                ReadItems::All(items(transaction, &list)?)
            } else {
                let first = lists::load(transaction, list.id, None, FIRST_ITEMS)?;
                ReadItems::First(values(&list, first.rows).collect())
            };
            read.push(ReadList { list, items });
        }
        Ok(read)
    }

    fn known(&self, revisions: &Revisions) -> Option<Arc<Contents>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(other, _)| other == revisions)?;
        let found = kept.remove(place);
        let contents = Arc::clone(&found.1);
        kept.insert(0, found);
        Some(contents)
    }

    fn keep(&self, revisions: Revisions, contents: &Arc<Contents>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(0, (revisions, Arc::clone(contents)));
        kept.truncate(KEPT);
    }
}

/// Those of these lists that are not archived.
fn active(
    transaction: &mut Transaction<'_>,
    mentioned: &[ListId],
) -> Result<Vec<List>, StorageError> {
    let mut found: Vec<List> = Vec::new();
    for id in mentioned {
        let list = lists::get(transaction, *id)?;
        found.extend(list.filter(|list| list.archived_at.is_none()));
    }
    Ok(found)
}

impl Contents {
    fn new(
        mut read: Vec<ReadList>,
        known: &KnownContents,
        large: LargeLists,
        change: Option<&Arc<ItemsChange>>,
    ) -> Result<Self, ContentsError> {
        read.sort_by_key(|list| list.list.id);
        let mut index = AskedIndex {
            decider: Arc::clone(&known.decider),
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
        if index.is_behind() {
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

#[cfg(test)]
mod tests;
