//! What the server does by itself from time to time: it forgets answers that have expired, and writes the database's
//! files anew after something was erased, so that no copy is left in them.

use std::time::Duration;

use pointsman_domain::clock::Timestamp;
use pointsman_storage::{StorageError, Thoroughness, compaction, idempotency};

use crate::app::ServerParts;

/// How often it is looked whether there is something to do.
const EVERY: Duration = Duration::from_mins(5);
/// How long an erasure waits for others, so that the files are written anew once a day at most: on SQLite nothing is
/// decided meanwhile. Together with [`EVERY`], a retry and the compaction itself below the day after which nothing may
/// be left.
const COMPACT_AFTER_SECONDS: i64 = 22 * 60 * 60;
/// Expired answers that one transaction forgets.
const AT_A_TIME: usize = 1_000;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upkeep {
    /// Nothing was erased, or not long enough ago.
    NotDue,
    /// The files were written anew.
    Compacted,
}

/// Does what is due, again and again. Trouble goes to the log, and the next time is another try.
pub async fn keep_up(parts: ServerParts) {
    let mut times = tokio::time::interval(EVERY);
    loop {
        times.tick().await;
        match upkeep(&parts).await {
            Ok(Upkeep::NotDue) => {}
            Ok(Upkeep::Compacted) => {
                tracing::info!("the database holds no copy of what was erased");
            }
            Err(error) => {
                tracing::warn!(%error, "could not do all of the upkeep; it is tried again");
            }
        }
    }
}

/// Does what is due.
pub async fn upkeep(parts: &ServerParts) -> Result<Upkeep, StorageError> {
    forget_expired(parts).await?;
    let state = parts.storage.read(compaction::state).await?;
    let due = state.waiting_since.is_some_and(|since| is_due(since, parts.clock.now()));
    if !due {
        return Ok(Upkeep::NotDue);
    }
    compact(parts, Thoroughness::Beside).await?;
    Ok(Upkeep::Compacted)
}

/// Writes the files anew, whether that is due or not.
pub async fn compact(parts: &ServerParts, thoroughness: Thoroughness) -> Result<(), StorageError> {
    parts.storage.write(idempotency::erase_left_over).await?;
    let before = parts.storage.read(compaction::state).await?;
    parts.storage.compact(thoroughness).await?;
    let now = parts.clock.now();
    parts.storage.write(move |t| compaction::note_compacted(t, before, now)).await
}

async fn forget_expired(parts: &ServerParts) -> Result<(), StorageError> {
    let now = parts.clock.now();
    let most = u64::try_from(AT_A_TIME).unwrap_or(u64::MAX);
    while parts.storage.write(move |t| idempotency::purge(t, now, AT_A_TIME)).await? == most {}
    Ok(())
}

fn is_due(since: Timestamp, now: Timestamp) -> bool {
    since.plus_seconds(COMPACT_AFTER_SECONDS) <= now
}
