//! What a decision needs, in memory: compiled plans, order numbers of starts, and all items of all lists.
//!
//! A snapshot of the database, tagged with its revisions. The transaction that decides confirms the tag; if it is
//! behind in anything that a running workflow mentions, the decider is refreshed from what was committed and the
//! transaction starts again. Lists that none mentions decide nothing: it waits for them for a moment, and while a
//! million new items are read the snapshot may be behind in them. What is kept of an inquiry names the revision of
//! each list that it is on.

mod asking;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::ListId;
use pointsman_domain::list::ListKeys;
use pointsman_engine::ListIndex;
use pointsman_storage::lists;
use pointsman_storage::revisions::{self, Revisions};
use pointsman_storage::{Storage, StorageError, Transaction};
use tracing::Instrument;

use super::judge::{Standing, StandingState};
use super::list_changes::{self, KnownLists, ListChanges, ListChangesError};
use super::standing::{self, RunningSetError};

/// What a decision needs, shared by all of them.
#[derive(Debug, Default)]
pub(crate) struct Decider {
    snapshot: RwLock<Snapshot>,
    /// One refresh at a time; the others find its work done.
    refreshing: Arc<tokio::sync::Mutex<()>>,
    /// Whether somebody gave up waiting for the refresh that is under way.
    is_slow: AtomicBool,
    /// Decisions that began again because the snapshot was behind.
    retries: AtomicU64,
}

/// What the snapshot holds, for whoever watches the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// Of the database that it shows; 0 before it was read.
    pub(crate) revisions: Revisions,
    /// Workflows that run.
    pub(crate) workflows_running: usize,
    /// List items.
    pub(crate) list_items: usize,
    /// Decisions that began again because it was behind.
    pub(crate) retries: u64,
}

/// How long a decision waits for lists that no running workflow mentions.
const A_MOMENT: Duration = Duration::from_millis(100);

/// The workflows and list matches for one decision.
#[derive(Debug)]
pub(crate) struct Ready {
    /// The workflows of the event, in order.
    pub(crate) standings: Arc<Vec<Standing>>,
    /// The lists that the inquiry is on.
    pub(crate) list_matches: Vec<ListMatch>,
}

/// What one transaction has read for itself: how what it sees differs from the snapshot.
#[derive(Debug)]
pub(crate) struct Own {
    standings: Arc<Vec<Standing>>,
    /// The snapshot's.
    revisions: Revisions,
    changes: ListChanges,
    /// The lists that differ.
    lists: BTreeSet<ListId>,
    /// What is new on them, and what was asked for of the rest.
    index: ListIndex,
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

/// How a snapshot stands to the database that a transaction sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Currency {
    /// It shows that database.
    Current,
    /// It is behind, but only in lists that no running workflow mentions.
    CurrentForPlans,
    /// It is behind in something that decides.
    Behind,
}

/// Revisions that no database has.
const NOTHING: Revisions = Revisions { running: 0, lists: 0 };

#[derive(Debug)]
struct Snapshot {
    /// Of the database that it shows.
    revisions: Revisions,
    standings: Arc<Vec<Standing>>,
    /// The lists that they mention.
    mentioned: Vec<ListId>,
    index: ListIndex,
    known: KnownLists,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            revisions: NOTHING,
            standings: Arc::default(),
            mentioned: Vec::new(),
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
    /// What a decision needs, for a transaction that holds `held` and has found the snapshot to be current, if only
    /// for its plans; `None` when what runs has changed since.
    pub(crate) fn at(&self, held: Revisions, keys: &ListKeys) -> Option<Ready> {
        let snapshot = self.read();
        // It may show changes of lists that were committed since; those only came before this decision, then.
        (snapshot.revisions.running == held.running).then(|| Ready {
            standings: Arc::clone(&snapshot.standings),
            list_matches: snapshot.index.matches(keys),
        })
    }

    /// The lists that workflows mention which are started.
    pub(crate) fn mentioned(&self) -> BTreeSet<ListId> {
        self.read().mentioned.iter().copied().collect()
    }

    /// What the snapshot holds.
    pub(crate) fn held(&self) -> Held {
        let snapshot = self.read();
        let running =
            |standing: &&Standing| matches!(standing.state, StandingState::Running { .. });
        Held {
            revisions: snapshot.revisions,
            workflows_running: snapshot.standings.iter().filter(running).count(),
            list_items: snapshot.index.items(),
            retries: self.retries.load(Ordering::Relaxed),
        }
    }

    /// A decision begins again.
    pub(super) fn note_retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    /// How the snapshot stands to what `transaction` sees, which holds `held`.
    pub(crate) fn currency(
        &self,
        transaction: &mut Transaction<'_>,
        held: Revisions,
    ) -> Result<Currency, StorageError> {
        let (mentioned, known) = {
            let snapshot = self.read();
            if snapshot.revisions.running != held.running {
                return Ok(Currency::Behind);
            }
            // Or ahead of it, see `revisions`.
            if snapshot.revisions.lists >= held.lists {
                return Ok(Currency::Current);
            }
            let revisions = snapshot.mentioned.iter().map(|list| snapshot.known.get(list).copied());
            (snapshot.mentioned.clone(), revisions.collect::<Vec<_>>())
        };
        let present = lists::revisions_of(transaction, &mentioned)?;
        let same =
            mentioned.iter().zip(&known).all(|(list, known)| present.get(list) == known.as_ref());
        Ok(if same { Currency::CurrentForPlans } else { Currency::Behind })
    }

    /// The same for decisions that cannot wait any longer: what the snapshot lacks is read in `transaction`, and
    /// forgotten afterwards, because nobody knows yet whether it will be committed.
    pub(crate) fn within(
        &self,
        transaction: &mut Transaction<'_>,
        held: Revisions,
    ) -> Result<Own, RefreshError> {
        let (revisions, standings, known) = self.state();
        let difference = difference(transaction, held, revisions, &standings, &known)?;
        let mut changes = difference.lists;
        Ok(Own {
            standings: difference.standings.map_or(standings, Arc::new),
            revisions,
            lists: changes.lists(),
            index: changes.take_added(),
            changes,
        })
    }

    /// What a decision needs, of the snapshot and what was read for it; `None` when the snapshot is another one by now.
    pub(crate) fn with(
        &self,
        transaction: &mut Transaction<'_>,
        own: &mut Own,
        keys: &ListKeys,
    ) -> Result<Option<Ready>, RefreshError> {
        let (mut list_matches, older) = {
            let snapshot = self.read();
            if snapshot.revisions != own.revisions {
                return Ok(None);
            }
            let mut older = snapshot.index.every_match(keys);
            older.retain(|found| own.lists.contains(&found.list));
            (snapshot.index.matches(keys), older)
        };
        // Of lists that differ what matched before may be gone, and less specific items count again.
        own.changes.keep(transaction, &older, &mut own.index)?;
        list_matches.retain(|found| !own.lists.contains(&found.list));
        list_matches.extend(own.index.matches(keys));
        list_matches.sort_unstable_by_key(|found| found.list);
        Ok(Some(Ready { standings: Arc::clone(&own.standings), list_matches }))
    }

    /// Brings the snapshot up to what is committed now.
    ///
    /// Once begun it ends even if the caller goes away: reading millions of items may take longer than a request
    /// may, and if each request began anew, none would ever succeed.
    pub(crate) async fn refresh(self: &Arc<Self>, storage: &Storage) -> Result<(), RefreshError> {
        // Who goes away while waiting for a turn leaves nothing behind; from here on the task holds the turn.
        let turn = Arc::clone(&self.refreshing).lock_owned().await;
        let (decider, storage) = (Arc::clone(self), storage.clone());
        let task = async move {
            let _turn = turn;
            decider.catch_up(&storage).await
        };
        match tokio::spawn(task.in_current_span()).await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // Nobody aborts it but the end of the runtime.
                Err(_) => Err(StorageError::Closed.into()),
            },
        }
    }

    async fn catch_up(&self, storage: &Storage) -> Result<(), RefreshError> {
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

    /// The same for who can do without: waits for a moment, and not at all for a refresh that others found to be slow.
    /// It ends all the same.
    pub(crate) async fn refresh_if_quick(
        self: &Arc<Self>,
        storage: &Storage,
    ) -> Result<(), RefreshError> {
        let is_under_way = || self.refreshing.try_lock().is_err();
        if self.is_slow.load(Ordering::Relaxed) && is_under_way() {
            return Ok(());
        }
        let ended = tokio::time::timeout(A_MOMENT, self.refresh(storage)).await;
        self.is_slow.store(ended.is_err(), Ordering::Relaxed);
        ended.unwrap_or(Ok(()))
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
        difference.lists.apply_to(&mut snapshot.index, &mut snapshot.known);
        if let Some(standings) = difference.standings {
            snapshot.mentioned = mentioned_by(&standings);
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

/// The lists that running workflows mention, each once.
fn mentioned_by(standings: &[Standing]) -> Vec<ListId> {
    let plans = standings.iter().filter_map(|standing| match &standing.state {
        StandingState::Running { plan, .. } => Some(plan),
        StandingState::Paused { .. } => None,
    });
    let lists: BTreeSet<ListId> =
        plans.flat_map(|plan| plan.lists().lists().map(|list| list.id)).collect();
    lists.into_iter().collect()
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
    let lists = if wanted.lists <= present.lists {
        ListChanges::default()
    } else {
        list_changes::read(transaction, known)?
    };
    Ok(Difference { revisions: wanted, standings, lists })
}

#[cfg(test)]
mod tests;
