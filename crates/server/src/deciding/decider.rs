//! What a decision needs, in memory: compiled plans, order numbers of starts, and all items of all lists.
//!
//! A snapshot of the database, tagged with its revisions. The transaction that decides confirms the tag; if it is
//! behind, the decider is refreshed from what was committed and the transaction starts again.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::list::ListKeys;
use pointsman_engine::ListIndex;
use pointsman_storage::revisions::{self, Revisions};
use pointsman_storage::{Storage, StorageError, Transaction};

use super::judge::Standing;
use super::list_changes::{self, KnownLists, ListChanges, ListChangesError};
use super::standing::{self, RunningSetError};

/// What a decision needs, shared by all of them.
#[derive(Debug, Default)]
pub(crate) struct Decider {
    snapshot: RwLock<Snapshot>,
    /// One refresh at a time; the others find its work done.
    refreshing: tokio::sync::Mutex<()>,
}

/// The workflows and list matches for one decision.
#[derive(Debug)]
pub(crate) struct Ready {
    /// The workflows of the event, in order.
    pub(crate) standings: Arc<Vec<Standing>>,
    /// The lists that the inquiry is on.
    pub(crate) list_matches: Vec<ListMatch>,
}

/// Why the decider cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RefreshError {
    /// What runs cannot be read.
    #[error(transparent)]
    RunningSet(#[from] RunningSetError),
    /// What is on the lists cannot be read.
    #[error(transparent)]
    Lists(#[from] ListChangesError),
}

impl RefreshError {
    /// The database's error, if it is one.
    pub(crate) fn into_storage(self) -> Result<StorageError, Self> {
        match self {
            Self::RunningSet(RunningSetError::Storage(error))
            | Self::Lists(ListChangesError::Storage(error)) => Ok(error),
            Self::RunningSet(RunningSetError::Version(_))
            | Self::Lists(ListChangesError::Item { .. }) => Err(self),
        }
    }
}

impl From<StorageError> for RefreshError {
    fn from(error: StorageError) -> Self {
        Self::RunningSet(RunningSetError::Storage(error))
    }
}

/// Revisions that no database has.
const NOTHING: Revisions = Revisions { running: 0, lists: 0 };

#[derive(Debug)]
struct Snapshot {
    /// Of the database that it shows.
    revisions: Revisions,
    standings: Arc<Vec<Standing>>,
    index: ListIndex,
    known: KnownLists,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            revisions: NOTHING,
            standings: Arc::default(),
            index: ListIndex::new(),
            known: BTreeMap::new(),
        }
    }
}

/// What has to change in a snapshot.
struct Difference {
    revisions: Revisions,
    standings: Option<Vec<Standing>>,
    lists: ListChanges,
}

impl Decider {
    /// What a decision needs, if the snapshot shows the database at `held`; `None` if it is behind.
    pub(crate) fn at(&self, held: Revisions, keys: &ListKeys) -> Option<Ready> {
        let snapshot = self.read();
        (snapshot.revisions == held).then(|| Ready {
            standings: Arc::clone(&snapshot.standings),
            list_matches: snapshot.index.matches(keys),
        })
    }

    /// The same for a decision that cannot wait any longer: what the snapshot lacks is read in `transaction`, and
    /// forgotten afterwards, because nobody knows yet whether it will be committed. Copies the index.
    pub(crate) fn within(
        &self,
        transaction: &mut Transaction<'_>,
        held: Revisions,
        keys: &ListKeys,
    ) -> Result<Ready, RefreshError> {
        let (revisions, standings, known) = self.state();
        let difference = difference(transaction, held, revisions, &standings, &known)?;
        let mut index = self.read().index.clone();
        difference.lists.apply_to(&mut index);
        Ok(Ready {
            standings: difference.standings.map_or(standings, Arc::new),
            list_matches: index.matches(keys),
        })
    }

    /// Brings the snapshot up to what is committed now.
    pub(crate) async fn refresh(self: &Arc<Self>, storage: &Storage) -> Result<(), RefreshError> {
        let _turn = self.refreshing.lock().await;
        let (present, standings, known) = self.state();
        let difference = storage
            .read(move |transaction| -> Result<Option<Difference>, RefreshError> {
                let revisions = revisions::read(transaction)?;
                if revisions == present {
                    return Ok(None);
                }
                difference(transaction, revisions, present, &standings, &known).map(Some)
            })
            .await?;
        if let Some(difference) = difference {
            self.apply(difference);
        }
        Ok(())
    }

    /// The lists that an inquiry with these keys is on, by what is committed now.
    pub(crate) async fn list_matches(
        self: &Arc<Self>,
        storage: &Storage,
        keys: &ListKeys,
    ) -> Result<Vec<ListMatch>, RefreshError> {
        self.refresh(storage).await?;
        Ok(self.read().index.matches(keys))
    }

    fn apply(&self, difference: Difference) {
        let mut snapshot = self.snapshot.write().unwrap_or_else(PoisonError::into_inner);
        let snapshot = &mut *snapshot;
        // Should this break off half-way, the snapshot shows no database and all of it is applied again, which
        // an index takes without harm.
        snapshot.revisions = NOTHING;
        difference.lists.apply_to(&mut snapshot.index);
        difference.lists.note_in(&mut snapshot.known);
        if let Some(standings) = difference.standings {
            snapshot.standings = Arc::new(standings);
        }
        snapshot.revisions = difference.revisions;
    }

    fn state(&self) -> (Revisions, Arc<Vec<Standing>>, KnownLists) {
        let snapshot = self.read();
        (snapshot.revisions, Arc::clone(&snapshot.standings), snapshot.known.clone())
    }

    fn read(&self) -> RwLockReadGuard<'_, Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn difference(
    transaction: &mut Transaction<'_>,
    wanted: Revisions,
    present: Revisions,
    standings: &[Standing],
    known: &KnownLists,
) -> Result<Difference, RefreshError> {
    let standings = if wanted.running == present.running {
        None
    } else {
        Some(standing::load(transaction, standings)?)
    };
    let lists = if wanted.lists == present.lists {
        ListChanges::default()
    } else {
        list_changes::read(transaction, known)?
    };
    Ok(Difference { revisions: wanted, standings, lists })
}
