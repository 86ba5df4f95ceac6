//! Imports whose process has ended before them.

use pointsman_domain::clock::Timestamp;
use pointsman_storage::StorageError;
use pointsman_storage::lists::{self, Attempt, Import, ImportState};

use super::job::SILENT_SECONDS;
use super::sweep;
use crate::app::ServerParts;

/// A running import stores its progress more often than this, or has broken off by then.
const DEAD_AFTER_SECONDS: i64 = 2 * SILENT_SECONDS.cast_signed();

/// How many servers work on the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// Only this one: what seems to run does not.
    One,
    /// Perhaps others: an import that gets on belongs to one of them.
    Several,
}

/// Notes of running imports whose process has ended that they broke off, and answers how many there were; people
/// resume or discard them. What discarded imports left behind is removed meanwhile, so that millions of hidden items
/// do not hold up the start. Call it at the start of the server.
pub async fn recover_imports(parts: &ServerParts, nodes: Nodes) -> Result<usize, StorageError> {
    let now = parts.clock.now();
    let unfinished = parts.storage.read(lists::unfinished_imports).await?;
    let mut recovered = 0;
    let mut left_behind = Vec::new();
    for import in unfinished {
        match import.state {
            ImportState::Running if nodes == Nodes::One || is_dead(&import, now) => {
                let attempt = attempt(&import);
                tracing::info!(import = %import.id, "an import was broken off by the end of its process");
                parts.storage.write(move |t| lists::break_off_import(t, attempt, now)).await?;
                recovered += 1;
            }
            ImportState::Discarded { .. } | ImportState::Failed { .. } => {
                left_behind.push(import.id);
            }
            ImportState::Running
            | ImportState::Completed { .. }
            | ImportState::BrokenOff { .. }
            | ImportState::Canceled { .. } => {}
        }
    }
    let storage = parts.storage.clone();
    tokio::spawn(async move {
        for id in left_behind {
            sweep::or_log(&storage, id).await;
        }
    });
    Ok(recovered)
}

/// The upload that an import is at.
pub(super) fn attempt(import: &Import) -> Attempt {
    Attempt { import: import.id, number: import.attempt }
}

/// Whether an import seems to run but has not got on for too long: nobody works on it any more.
pub(super) fn is_dead(import: &Import, now: Timestamp) -> bool {
    match import.state {
        ImportState::Running => import.updated_at.plus_seconds(DEAD_AFTER_SECONDS) < now,
        ImportState::Completed { .. }
        | ImportState::BrokenOff { .. }
        | ImportState::Canceled { .. }
        | ImportState::Discarded { .. }
        | ImportState::Failed { .. } => false,
    }
}
