//! Where proofs get the contents of lists from: kept ones, or read and looked through again.
//!
//! What is read is read in a transaction, and looked through after it, so that no reader of the database waits for it.

use std::sync::{Arc, Mutex, PoisonError};

use pointsman_domain::ids::ListId;
use pointsman_storage::{Storage, StorageError, Transaction};
use tokio::sync::OnceCell;
use tokio::task::{JoinError, spawn_blocking};

use super::super::proving::Place;
use super::reading::{self, ReadList};
use super::{Contents, ItemsChange, LargeLists, Revisions};
use crate::deciding::{Decider, RefreshError};

/// Items that proofs look through, of all lists of one document. Of more lists the smallest are looked through.
pub(crate) const ITEMS: i64 = 200_000;
/// Documents whose contents are kept.
const KEPT: usize = 4;

/// For which contents, and with large lists known in which way.
type Key = (Revisions, LargeLists);
/// Made once, whoever asks meanwhile.
type Slot = Arc<OnceCell<Arc<Contents>>>;

/// The contents that were made last, those used last in front.
#[derive(Debug)]
pub(crate) struct KnownContents {
    kept: Mutex<Vec<(Key, Slot)>>,
    /// Is asked about large lists; without it they are not known.
    pub(super) decider: Option<Arc<Decider>>,
    /// Items that are looked through.
    pub(super) most: i64,
}

impl Default for KnownContents {
    fn default() -> Self {
        Self { kept: Mutex::default(), decider: None, most: ITEMS }
    }
}

/// The lists that a proof is about.
#[derive(Clone, Debug)]
pub(crate) struct AskedLists {
    pub(crate) mentioned: Arc<[ListId]>,
    /// What would change on one of them.
    pub(crate) change: Option<Arc<ItemsChange>>,
}

/// Whether contents can be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Readiness {
    /// At these revisions, with large lists known in this way.
    Ready(Revisions, LargeLists),
    /// The index that decides holds other revisions of large lists than these, and has been told to catch up.
    Behind(Revisions),
}

/// Contents now, and with the change if there is one, else the same.
pub(crate) type BeforeAndAfter = (Arc<Contents>, Arc<Contents>);

/// Why contents are not had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContentsError {
    #[error("the index that decides does not show the lists of this transaction")]
    Behind,
    /// Lists have changed since they were asked for; these are the contents by now.
    #[error("lists have changed meanwhile")]
    Newer(Arc<Contents>),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("looking through lists broke off: {0}")]
    Stopped(#[from] JoinError),
}

impl KnownContents {
    /// Beside the index that decides.
    pub(crate) fn beside(decider: &Arc<Decider>) -> Self {
        Self { decider: Some(Arc::clone(decider)), ..Self::default() }
    }

    /// Whether contents can be had before anything is read or looked through. The index that decides is brought up to
    /// date for them where that is quick.
    pub(crate) async fn readiness(
        self: &Arc<Self>,
        storage: &Storage,
        lists: &AskedLists,
    ) -> Result<Readiness, StorageError> {
        let (most, asked) = (self.most, lists.clone());
        let read = move |t: &mut Transaction<'_>| -> Result<_, StorageError> {
            let found = reading::active(t, &asked.mentioned)?;
            let revisions = reading::revisions(&found);
            let mut large = reading::large(&found, most);
            if let Some(change) = &asked.change {
                large.extend(reading::large(&reading::with_change(found, change), most));
            }
            Ok((revisions, large.into_iter().collect::<Revisions>()))
        };
        let (revisions, large) = storage.read(read).await?;
        if self.shows(&large) {
            return Ok(Readiness::Ready(revisions, LargeLists::Asked));
        }
        let Some(decider) = &self.decider else {
            return Ok(Readiness::Ready(revisions, LargeLists::Unknown));
        };
        match decider.refresh_if_quick(storage).await.map_err(RefreshError::into_storage) {
            Ok(()) if self.shows(&large) => Ok(Readiness::Ready(revisions, LargeLists::Asked)),
            Ok(()) => Ok(Readiness::Behind(revisions)),
            Err(Ok(error)) => Err(error),
            Err(Err(error)) => {
                tracing::error!(%error, "large lists are not known to proofs");
                Ok(Readiness::Ready(revisions, LargeLists::Unknown))
            }
        }
    }

    /// The contents that are ready; they take a place for as long as they are read and looked through.
    pub(crate) async fn contents(
        self: &Arc<Self>,
        storage: &Storage,
        lists: &AskedLists,
        ready: (Revisions, LargeLists),
        place: &Place,
    ) -> Result<BeforeAndAfter, ContentsError> {
        if let Some(change) = &lists.change {
            return self.changed(storage, &lists.mentioned, change, ready.1, place).await;
        }
        let slot = self.slot(&ready);
        let made = slot.get_or_try_init(|| self.made(storage, &lists.mentioned, ready, place));
        let contents = Arc::clone(made.await?);
        Ok((Arc::clone(&contents), contents))
    }

    async fn made(
        self: &Arc<Self>,
        storage: &Storage,
        mentioned: &Arc<[ListId]>,
        (wanted, large): Key,
        place: &Place,
    ) -> Result<Arc<Contents>, ContentsError> {
        let (known, mentioned, held) = (Arc::clone(self), Arc::clone(mentioned), place.clone());
        let read = move |t: &mut Transaction<'_>| -> Result<_, ContentsError> {
            let _place = held;
            let found = reading::active(t, &mentioned)?;
            let revisions = reading::revisions(&found);
            Ok((revisions, known.read(t, found, large)?))
        };
        let (revisions, read) = storage.read(read).await?;
        let contents = self.looked_through(read, large, None, place).await?;
        if revisions == wanted { Ok(contents) } else { Err(ContentsError::Newer(contents)) }
    }

    /// Both of one moment.
    async fn changed(
        self: &Arc<Self>,
        storage: &Storage,
        mentioned: &Arc<[ListId]>,
        change: &Arc<ItemsChange>,
        large: LargeLists,
        place: &Place,
    ) -> Result<BeforeAndAfter, ContentsError> {
        let (known, mentioned, held) = (Arc::clone(self), Arc::clone(mentioned), place.clone());
        let of = Arc::clone(change);
        let read = move |t: &mut Transaction<'_>| -> Result<_, ContentsError> {
            let _place = held;
            let found = reading::active(t, &mentioned)?;
            let slot = known.slot(&(reading::revisions(&found), large));
            let before = match slot.get() {
                Some(_) => None,
                None => Some(known.read(t, found.clone(), large)?),
            };
            let after = known.read(t, reading::with_change(found, &of), large)?;
            Ok((slot, before, reading::changed(after, &of)))
        };
        let (slot, before, after) = storage.read(read).await?;
        let before = match before {
            Some(before) => {
                let make = || self.looked_through(before, large, None, place);
                Arc::clone(slot.get_or_try_init(make).await?)
            }
            // It has been made, and is never taken out.
            None => slot.get().map(Arc::clone).ok_or(ContentsError::Behind)?,
        };
        Ok((before, self.looked_through(after, large, Some(change), place).await?))
    }

    /// Reads lists, unless the large ones among them cannot be asked about.
    fn read(
        &self,
        transaction: &mut Transaction<'_>,
        found: Vec<pointsman_storage::lists::List>,
        large: LargeLists,
    ) -> Result<Vec<ReadList>, ContentsError> {
        let asked: Revisions = reading::large(&found, self.most).into_iter().collect();
        if large == LargeLists::Asked && !self.shows(&asked) {
            return Err(ContentsError::Behind);
        }
        Ok(reading::read(transaction, found, self.most)?)
    }

    async fn looked_through(
        self: &Arc<Self>,
        read: Vec<ReadList>,
        large: LargeLists,
        change: Option<&Arc<ItemsChange>>,
        place: &Place,
    ) -> Result<Arc<Contents>, ContentsError> {
        let (known, change, place) = (Arc::clone(self), change.cloned(), place.clone());
        let look = move || {
            let _place = place;
            Contents::new(read, known.decider.as_ref(), large, change.as_ref())
        };
        Ok(Arc::new(spawn_blocking(look).await??))
    }

    /// Whether the index that decides holds large lists at these revisions.
    fn shows(&self, large: &Revisions) -> bool {
        let Some(decider) = &self.decider else { return large.is_empty() };
        let held = decider.revisions_of(large.iter().map(|(list, _)| *list));
        large.iter().all(|(list, revision)| held.get(list) == Some(revision))
    }

    /// Where contents are kept. Those that cannot be asked about any more are forgotten.
    fn slot(&self, key: &Key) -> Slot {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, slot)| !slot.get().is_some_and(|contents| contents.has_moved()));
        let place = kept.iter().position(|(other, _)| other == key);
        let found = place.map(|place| kept.remove(place));
        let found = found.unwrap_or_else(|| (key.clone(), Slot::default()));
        let slot = Arc::clone(&found.1);
        kept.insert(0, found);
        kept.truncate(KEPT);
        slot
    }
}
