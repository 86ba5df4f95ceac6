//! Imports whose process has ended before them.

use pointsman_domain::clock::Timestamp;
use pointsman_storage::StorageError;
use pointsman_storage::lists::{self, Import, ImportState};

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

/// Marks imports of a process that has ended as failed and removes what they staged. Call it at the start of the
/// server; answers how many there were.
pub async fn recover_imports(parts: &ServerParts, nodes: Nodes) -> Result<usize, StorageError> {
    let now = parts.clock.now();
    let unfinished = parts.storage.read(lists::unfinished_imports).await?;
    let mut recovered = 0;
    for import in unfinished {
        let left_behind = match nodes {
            Nodes::One => true,
            Nodes::Several => is_dead(&import, now),
        };
        if left_behind {
            tracing::info!(import = %import.id, "clearing away an import that was broken off");
            sweep::fail(&parts.storage, import.id, now).await?;
            recovered += 1;
        }
    }
    Ok(recovered)
}

/// Whether nobody works on an import any more: it has ended, or has not got on for too long.
pub(super) fn is_dead(import: &Import, now: Timestamp) -> bool {
    match import.state {
        ImportState::Running => import.updated_at.plus_seconds(DEAD_AFTER_SECONDS) < now,
        ImportState::Completed { .. }
        | ImportState::Failed { .. }
        | ImportState::Canceled { .. } => true,
    }
}
