//! Who keeps the past of this server: every completed inquiry in columns, behind the decisions.
//!
//! The log of events says what has changed since. Whoever asks gets a snapshot that nothing changes any more; one task
//! at a time makes the next one, and saves what has changed in files of its own. No decision ever waits for any of this.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{EventId, ListId};
use pointsman_domain::list::{ListKeys, ListKind};
use pointsman_history::{Cache, Inquiries, OutOfRange, ReplaceError, Room as Overflow, SpillError};
use pointsman_storage::StorageError;
use pointsman_storage::events::{EventPosition, LogLine};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tracing::Instrument;

use super::files::Files;
use super::room::Room;
use super::store::CopyState;
use super::{building, following, keys, lists_now};
use crate::app::App;
use crate::deciding::RefreshError;
use crate::problem::Problem;

/// What answers of conditions may take in memory, at most…
const CACHE_BYTES: usize = 256 * 1024 * 1024;
/// … and at most this part of all.
const CACHE_PART: usize = 4;
/// A unit of the setting.
const MEBIBYTE: usize = 1024 * 1024;
/// How long somebody who asks waits for the newest inquiries; after that the answer says how far it reaches.
const PATIENCE: Duration = Duration::from_secs(2);
/// The same where lists count as they are now: an answer with a list as it was before would be wrong without saying so, and
/// one that nobody asked about before takes a look at everybody.
const PATIENCE_WITH_LISTS: Duration = Duration::from_secs(20);

/// The past of this server.
#[derive(Debug)]
pub(crate) struct Keeper {
    snapshot: RwLock<Arc<Past>>,
    /// One at a time makes the next snapshot.
    turn: Mutex<Files>,
    /// Those that wait for their turn, by the lists that they look at. Whoever asks for the same joins.
    queued: std::sync::Mutex<HashMap<BTreeSet<ListId>, CatchUp>>,
    cache: Cache,
    room: Room,
    /// The folder of the files, and how many bytes of inquiries may be in memory.
    bound: (Option<PathBuf>, usize),
    /// Where what is more goes, once something is read; nothing if there can be no such file.
    overflow: OnceLock<Option<Overflow>>,
    /// Files whose import is asked about. A slow upload must not keep others from asking, so it has no place in the other.
    files_room: Room,
    /// How the copy of the files is doing, if there is one.
    copy_state: CopyState,
}

/// A way to the present, for as many as wait for it.
type CatchUp = Shared<BoxFuture<'static, Result<(), Problem>>>;

/// A snapshot of the past.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    /// The inquiries.
    pub(crate) inquiries: Inquiries,
    /// How far it reaches.
    pub(crate) reach: Reach,
    /// The lists of which it is known who is on them now.
    pub(super) lists: BTreeSet<ListId>,
    /// Those that somebody asked about since the server started.
    pub(super) asked: BTreeSet<ListId>,
}

/// How far a snapshot reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Not all of what the database holds has been read yet.
    #[default]
    Unknown,
    /// Up to a place in the log of events.
    Whole {
        /// The last event that is in it; `None` where there was none.
        last: Option<Last>,
        /// Whatever had completed by then is in it.
        complete_to: Timestamp,
    },
}

/// The last event that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Last {
    /// Its place.
    pub(super) position: EventPosition,
    /// Its id.
    pub(super) id: EventId,
    /// When it was.
    pub(super) at: Timestamp,
}

impl From<ReplaceError> for KeepError {
    fn from(error: ReplaceError) -> Self {
        match error {
            ReplaceError::OutOfRange(error) => error.into(),
            ReplaceError::Spilled(error) => error.into(),
        }
    }
}

impl From<&LogLine> for Last {
    fn from(line: &LogLine) -> Self {
        Self { position: line.position, id: line.id, at: line.at }
    }
}

/// Why the past cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Ours: what is stored cannot be.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// Ours: what was put out of memory cannot be read.
    #[error(transparent)]
    Spilled(#[from] SpillError),
    /// What is on the lists cannot be read.
    #[error(transparent)]
    Lists(#[from] RefreshError),
    /// The caller's turn, a little later.
    #[error("who is on the lists now is still being worked out; try again in a moment")]
    ListsBehind,
}

/// When to save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// If there is enough, or it waited long enough.
    Due,
    /// The server ends.
    Now,
}

impl Past {
    /// Whatever had completed by then is in it; `None` while it is being built.
    pub(crate) const fn complete_to(&self) -> Option<Timestamp> {
        match self.reach {
            Reach::Unknown => None,
            Reach::Whole { complete_to, .. } => Some(complete_to),
        }
    }
}

impl Keeper {
    /// Keeps nothing yet; files will lie in this folder, or there are none. All of it takes so many mebibytes of memory.
    pub(crate) fn new(folder: Option<PathBuf>, memory: u32) -> Self {
        let bytes = usize::try_from(memory).unwrap_or(usize::MAX).saturating_mul(MEBIBYTE);
        let cache = (bytes / CACHE_PART).min(CACHE_BYTES);
        Self {
            snapshot: RwLock::default(),
            turn: Mutex::new(Files::new(folder.clone())),
            queued: std::sync::Mutex::default(),
            cache: Cache::new(cache),
            room: Room::default(),
            bound: (folder, bytes - cache),
            overflow: OnceLock::new(),
            files_room: Room::default(),
            copy_state: CopyState::default(),
        }
    }

    /// Where inquiries go that do not fit into memory. Without a file they stay in memory, and the log says so.
    pub(super) fn overflow(&self) -> Option<&Overflow> {
        let overflow = self.overflow.get_or_init(|| {
            let (folder, bytes) = &self.bound;
            let folder = folder.as_deref().filter(|folder| std::fs::create_dir_all(folder).is_ok());
            let made = Overflow::new(*bytes, folder);
            let error = |error| tracing::error!(%error, "history takes as much memory as it needs");
            made.map_err(error).ok()
        });
        overflow.as_ref()
    }

    /// No inquiries, within the bound.
    pub(super) fn nothing(&self) -> Past {
        let inquiries = self.overflow().cloned().map(Inquiries::within).unwrap_or_default();
        Past { inquiries, ..Past::default() }
    }

    /// What there is.
    pub(crate) fn snapshot(&self) -> Arc<Past> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers of conditions, kept from one question to the next.
    pub(crate) const fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Who may ask at the same time.
    pub(crate) const fn room(&self) -> &Room {
        &self.room
    }

    /// How the copy of the files is doing, if there is one.
    pub(crate) const fn copy_state(&self) -> &CopyState {
        &self.copy_state
    }

    /// Who may send a file at the same time, and have it held in memory until it is answered.
    pub(crate) const fn files_room(&self) -> &Room {
        &self.files_room
    }

    /// The past up to what is committed now, with who is on these lists now. What takes longer than somebody waits for goes
    /// on without them; they get what there is, if that is enough to answer.
    pub(crate) async fn up_to_now(
        self: &Arc<Self>,
        app: &App,
        lists: &BTreeSet<ListId>,
    ) -> Result<Arc<Past>, Problem> {
        // Before everything has been read nothing is known of any list, and that takes its time.
        let is_building = self.snapshot().reach == Reach::Unknown;
        let patience = if lists.is_empty() || is_building { PATIENCE } else { PATIENCE_WITH_LISTS };
        match timeout(patience, self.queued(app, lists)).await {
            Ok(ended) => ended.map(|()| self.snapshot()),
            Err(_) => Ok(self.so_far(app, lists).await?),
        }
    }

    /// A catch-up that has not begun: what is committed by now will be in it.
    fn queued(self: &Arc<Self>, app: &App, lists: &BTreeSet<ListId>) -> CatchUp {
        let mut queued = self.queued.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(joined) = queued.get(lists) {
            return joined.clone();
        }
        let (keeper, own, wanted) = (Arc::clone(self), app.clone(), lists.clone());
        let task = async move { keeper.catch_up(&own, &wanted).await };
        let task = tokio::spawn(task.in_current_span());
        let ended = async move {
            match task.await {
                Ok(ended) => ended.map_err(Problem::from),
                Err(error) => Err(Problem::internal(&error)),
            }
        };
        let ended = ended.boxed().shared();
        queued.insert(lists.clone(), ended.clone());
        ended
    }

    /// What there is, if it says who is on these lists now.
    async fn so_far(&self, app: &App, lists: &BTreeSet<ListId>) -> Result<Arc<Past>, KeepError> {
        if lists.is_empty() {
            return Ok(self.snapshot());
        }
        app.decider().refresh(app.storage()).await?;
        let past = self.snapshot();
        if lists_now::are_known(&past, app, lists) { Ok(past) } else { Err(KeepError::ListsBehind) }
    }

    /// Asks `pick` about everybody of whom it is known what lists of this kind match on, with the snapshot whose rows those
    /// are. It goes on if nobody waits any more, because the files are needed again; `pick` may be quick then.
    pub(crate) async fn pick<T: Send + 'static>(
        self: &Arc<Self>,
        app: &App,
        kind: ListKind,
        pick: impl Fn(&Past, u64, ListKeys) -> Option<T> + Send + Sync + 'static,
    ) -> Result<(Arc<Past>, Vec<T>), KeepError> {
        let (keeper, app) = (Arc::clone(self), app.clone());
        let task = async move {
            let mut files = keeper.turn.lock().await;
            let past = keeper.snapshot();
            let found = keys::pick(&app, &mut files, &past, &kind, pick).await?;
            Ok((past, found))
        };
        match tokio::spawn(task.in_current_span()).await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(StorageError::Closed.into()),
            },
        }
    }

    /// Brings the snapshot up to what is committed now.
    pub(super) async fn catch_up(
        &self,
        app: &App,
        lists: &BTreeSet<ListId>,
    ) -> Result<(), KeepError> {
        let mut files = self.turn.lock().await;
        // What is committed from here on may be missed: nobody joins any more.
        self.queued.lock().unwrap_or_else(PoisonError::into_inner).remove(lists);
        if self.snapshot().reach == Reach::Unknown {
            building::begin(self, &mut files, app).await?;
        }
        while following::follow(self, &mut files, app).await? == following::Followed::GoneFrom {
            tracing::warn!(
                "inquiries were removed, or the database is another one; history is built anew"
            );
            building::build(self, &mut files, app).await?;
        }
        lists_now::know(self, &mut files, app, lists).await?;
        if let Some(trouble) = self.overflow().and_then(Overflow::take_trouble) {
            tracing::error!(%trouble, "history is in memory beyond its bound: it cannot be written out");
        }
        let anew = if files.are_to_be_made_anew(app.steady()) {
            building::write_anew(self, &mut files, app).await
        } else {
            Ok(())
        };
        self.copy_state.note_folder(files.are_out());
        anew
    }

    /// Saves what has changed, if that is due or nothing comes after it.
    pub(super) async fn save(&self, app: &App, when: When) {
        let mut files = self.turn.lock().await;
        let past = self.snapshot();
        let Reach::Whole { last, .. } = past.reach else { return };
        if when == When::Now || files.is_due(app.steady()) {
            files.save(last, app.steady()).await;
            let mentioned = app.decider().mentioned();
            let present = app.decider().revisions_of(past.lists.iter().copied());
            // Of others it is worked out again when somebody asks: a draft that nobody looks at any more leaves nothing.
            let is_kept = |list: &&ListId| {
                present.contains_key(list)
                    && (past.asked.contains(list) || mentioned.contains(list))
            };
            let kept = past.lists.iter().filter(is_kept).copied().collect();
            files.save_lists(&past, kept).await;
            self.copy_state.note_folder(files.are_out());
        }
    }

    /// Shows the next snapshot. Only whoever has the turn does.
    pub(super) fn show(&self, past: Past) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(past);
    }
}

#[cfg(test)]
mod tests;
