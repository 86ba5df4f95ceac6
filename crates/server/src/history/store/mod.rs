//! A copy of the files of history in an object store, for other engines and for a server that has lost its folder.
//!
//! The folder stays what questions are answered from. The copy is brought to it behind that, by one server at a time: the
//! one with the lease, which it keeps while it runs, so that servers with files of their own do not replace each other's.
//! Whatever is wrong with the store is told in the log and in the metrics, and tried again; nobody waits for it.

#[cfg(test)]
#[expect(dead_code, reason = "shared with the tests of the binary, which use all of it")]
mod bucket;
mod s3;
mod setting;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use pointsman_domain::clock::Timestamp;
use pointsman_history::segments::{Brought, Copied, SegmentError};
use pointsman_history::{Folder, Watermark};
use pointsman_storage::{StorageError, followers};
use tokio::time::sleep;

pub use setting::{HistoryStore, HistoryStoreError, HistoryStoreSetting};

use super::building::reach_of;
use super::files::threads;
use super::keeper::{Reach, When};
use crate::app::App;
use crate::lifecycle::Lifecycle;
use s3::S3;

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_secs(5);
/// The longest pause after trouble; it doubles up to that.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);
/// Among the followers of the log, whose leases are used.
const NAME: &str = "history_store";
/// A server that does not say for so many seconds that it still copies does not any more…
const LEASE_SECONDS: i64 = 60;
/// … and this is how often it says so while it does…
const RENEW_SECONDS: i64 = 20;
/// … which is looked at so often while it works…
const LOOK_EVERY: Duration = EVERY;
/// … and nothing is begun when the lease lasts no longer than this.
const LEASE_MARGIN_SECONDS: i64 = 10;
/// After so many failures in a row another server gets a turn, until it is tried again.
const PATIENT: u32 = 3;

/// How the copy is doing, for the metrics.
#[derive(Debug, Default)]
pub(crate) struct CopyState {
    failures: AtomicU64,
    is_copying: AtomicBool,
    /// Seconds since the server began at which the copy was behind first; 0 while it is not.
    behind_since: AtomicU64,
    /// A file in the store was not what it should be.
    is_damaged: AtomicBool,
    /// What is in the folder is of an earlier moment, and stays so until it is made anew.
    is_folder_out: AtomicBool,
}

impl CopyState {
    /// How often it failed.
    pub(crate) fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    /// For how many seconds the store has not been what the folder is; `None` at a server that does not copy.
    pub(crate) fn behind(&self, now: Duration) -> Option<u64> {
        let since = self.behind_since.load(Ordering::Relaxed);
        let is_copying = self.is_copying.load(Ordering::Relaxed);
        is_copying.then(|| if since == 0 { 0 } else { now.as_secs().saturating_sub(since) })
    }

    /// Whether the folder is out of use.
    pub(super) fn note_folder(&self, is_out: bool) {
        self.is_folder_out.store(is_out, Ordering::Relaxed);
    }

    fn note(&self, is_copying: bool, is_behind: bool, now: Duration) {
        self.is_copying.store(is_copying, Ordering::Relaxed);
        let since = self.behind_since.load(Ordering::Relaxed);
        let since = match (is_behind, since) {
            (false, _) => 0,
            (true, 0) => now.as_secs().max(1),
            (true, since) => since,
        };
        self.behind_since.store(since, Ordering::Relaxed);
    }
}

/// Why the copy is not what the folder is.
#[derive(Debug, thiserror::Error)]
enum CopyError {
    #[error(transparent)]
    Segments(#[from] SegmentError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(
        "what is in the history store is of another database, or of a later state of this one; name another place (`--history-store`), or empty this one. Nothing in it was changed"
    )]
    Foreign,
    /// What is in the folder is not kept up to date.
    #[error("the history folder is out of use; what is in it is not copied until it is made anew")]
    FolderOut,
    /// A panic, which is in the log.
    #[error("work on the history store broke off")]
    BrokenOff,
}

/// Whoever keeps the copy.
pub(crate) struct Copying {
    store: HistoryStore,
    folder: PathBuf,
    /// As it was left; `None` before it was looked at, or when somebody else may have written there.
    copy: Option<Copied>,
    /// The lease's, and until when it lasts.
    lease: Option<(i64, Timestamp)>,
}

/// Keeps the copy until the server is told to stop, and then hands over what keeps it.
pub(crate) async fn keep(app: App) -> Option<Copying> {
    let options = &app.parts().options;
    let (store, folder) = (options.history_store.clone()?, options.history.clone()?);
    tracing::info!(%store, "files of history are copied to a store");
    let mut copying = Copying { store, folder, copy: None, lease: None };
    let (mut stopping, mut pause, mut tried) = (app.lifecycle().stopping(), EVERY, None);
    let mut failures = 0;
    loop {
        // The lease is kept while it waits, too.
        let is_time = tried.is_none_or(|at| app.steady().saturating_sub(at) >= pause);
        match copying.round(&app, is_time, Some(app.lifecycle())).await {
            Ok(()) if is_time => (pause, tried, failures) = (EVERY, None, 0),
            Ok(()) => {}
            Err(_) if app.lifecycle().is_stopping() => {}
            Err(error) => {
                app.history().copy_state().failures.fetch_add(1, Ordering::Relaxed);
                (pause, tried) = ((pause * 2).min(LONGEST_PAUSE), Some(app.steady()));
                tracing::warn!(%error, again_in = ?pause, "the history store is behind");
                failures += 1;
                if failures >= PATIENT || matches!(error, CopyError::FolderOut) {
                    copying.let_others(&app).await;
                }
            }
        }
        tokio::select! {
            () = stopping.told() => return Some(copying),
            () = sleep(EVERY) => {}
        }
    }
}

impl Copying {
    /// Copies what was written last, and lets another server go on at once.
    pub(crate) async fn end(mut self, app: &App) {
        if let Err(error) = self.round(app, true, None).await {
            tracing::warn!(%error, "the history store is behind; whoever starts next goes on");
        }
        self.let_others(app).await;
    }

    /// Gives the lease back.
    async fn let_others(&mut self, app: &App) {
        if let Some((token, _)) = self.lease.take() {
            self.copy = None;
            drop(app.storage().write(move |t| followers::release(t, NAME, token)).await);
        }
    }

    /// Brings the copy to what the folder is, if it is this server's turn and there is something to do; until the server is
    /// told to stop, or for as long as whoever calls waits.
    async fn round(
        &mut self,
        app: &App,
        is_time: bool,
        until: Option<&Arc<Lifecycle>>,
    ) -> Result<(), CopyError> {
        let state = app.history().copy_state();
        if app.history().snapshot().reach == Reach::Unknown || !is_time && self.lease.is_none() {
            return Ok(());
        }
        if !self.has_lease(app).await? {
            (self.lease, self.copy) = (None, None);
            state.note(false, false, app.steady());
            return Ok(());
        }
        if !is_time {
            return Ok(());
        }
        let brought = self.bring(app, until).await;
        state.note(true, brought.is_err(), app.steady());
        if let Err(CopyError::Segments(SegmentError::Behind)) = brought {
            // The server that copied before knew more than is in these files; this one knows it, too, and writes it now.
            app.history().save(app, When::Now).await;
            return Ok(());
        }
        if let Some(Brought { put, bytes, removed }) = brought? {
            tracing::info!(put, bytes, removed, "the history store is at the present");
        }
        Ok(())
    }

    async fn has_lease(&mut self, app: &App) -> Result<bool, StorageError> {
        let (now, token) = (app.now(), self.lease.map(|(token, _)| token));
        let is_fresh = |until: Timestamp| now.plus_seconds(LEASE_SECONDS - RENEW_SECONDS) < until;
        if self.lease.is_some_and(|(_, until)| is_fresh(until)) {
            return Ok(true);
        }
        let until = now.plus_seconds(LEASE_SECONDS);
        let token = app
            .storage()
            .write(move |t| {
                if let Some(token) = token
                    && followers::renew(t, NAME, token, until)?
                {
                    return Ok::<_, StorageError>(Some(token));
                }
                followers::register(t, NAME, followers::From::TheFirst)?;
                Ok(followers::lease(t, NAME, now, until)?.map(|lease| lease.token))
            })
            .await?;
        self.lease = token.map(|token| (token, until));
        Ok(token.is_some())
    }

    /// `None` if there was nothing to do.
    async fn bring(
        &mut self,
        app: &App,
        until: Option<&Arc<Lifecycle>>,
    ) -> Result<Option<Brought>, CopyError> {
        let state = app.history().copy_state();
        if state.is_folder_out.load(Ordering::Relaxed) {
            return Err(CopyError::FolderOut);
        }
        let mut copy = match self.copy.take() {
            Some(copy) => copy,
            None => opened(&self.store, app).await?,
        };
        let was_damaged = state.is_damaged.load(Ordering::Relaxed);
        if was_damaged {
            copy.distrust();
        }
        let lasts = |lease: Option<(i64, Timestamp)>| {
            lease.map_or(0, |(_, until)| until.plus_seconds(-LEASE_MARGIN_SECONDS).microseconds())
        };
        let (folder, leased_to) =
            (self.folder.clone(), Arc::new(AtomicI64::new(lasts(self.lease))));
        let (own_to, until, own) = (Arc::clone(&leased_to), until.cloned(), app.clone());
        let mut work = tokio::task::spawn_blocking(move || {
            let is_over = || until.as_ref().is_some_and(|until| until.is_stopping());
            let is_ours = || own.now().microseconds() < own_to.load(Ordering::Relaxed);
            let goes_on = || is_ours() && !is_over();
            let mut brought = None;
            if !copy.is_present(&folder)? {
                own.history().copy_state().note(true, true, own.steady());
                brought = Some(copy.bring(&folder, &goes_on)?);
            }
            Ok::<_, SegmentError>((copy, brought))
        });
        loop {
            tokio::select! {
                done = &mut work => {
                    let (copy, brought) = done.map_err(|_| CopyError::BrokenOff)??;
                    self.copy = Some(copy);
                    if was_damaged {
                        state.is_damaged.store(false, Ordering::Relaxed);
                    }
                    return Ok(brought);
                }
                () = sleep(LOOK_EVERY) => {
                    // A database that is away for a moment takes nobody's lease; it ends by itself.
                    drop(self.has_lease(app).await);
                    leased_to.store(lasts(self.lease), Ordering::Relaxed);
                }
            }
        }
    }
}

/// The copy, if it is of this database.
async fn opened(store: &HistoryStore, app: &App) -> Result<Copied, CopyError> {
    let shelf = S3::new(store.clone(), app.parts().clock.clone());
    let opened = tokio::task::spawn_blocking(move || Copied::open(Box::new(shelf))).await;
    let copy = opened.map_err(|_| CopyError::BrokenOff)??;
    match copy.complete_to() {
        Some(watermark) if reach_of(app, watermark).await?.is_none() => Err(CopyError::Foreign),
        Some(_) | None => Ok(copy),
    }
}

/// Fetches what is in the store into the folder, for a server that has nothing there; how far it reaches.
pub(super) async fn fetch(app: &App) -> Option<Watermark> {
    let options = &app.parts().options;
    let (store, folder) = (options.history_store.clone()?, options.history.clone()?);
    match fetched(app, &store, folder).await {
        Ok(watermark) => watermark,
        Err(error) => {
            if matches!(error, CopyError::Segments(SegmentError::DamagedCopy { .. })) {
                app.history().copy_state().is_damaged.store(true, Ordering::Relaxed);
            }
            tracing::warn!(%error, "history cannot be fetched from its store; it is built from the database");
            None
        }
    }
}

async fn fetched(
    app: &App,
    store: &HistoryStore,
    folder: PathBuf,
) -> Result<Option<Watermark>, CopyError> {
    let mut copy = opened(store, app).await?;
    let Some(watermark) = copy.complete_to() else { return Ok(None) };
    let (begun, lifecycle) = (app.steady(), app.lifecycle().clone());
    let goes_on = move || !lifecycle.is_stopping();
    let work = move || copy.fetch(&Folder::open(&folder)?, threads(), &goes_on);
    tokio::task::spawn_blocking(work).await.map_err(|_| CopyError::BrokenOff)??;
    let took = app.steady().saturating_sub(begun);
    tracing::info!(%store, ?took, "history was fetched from its store");
    Ok(Some(watermark))
}
