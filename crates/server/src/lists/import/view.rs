//! Stored imports on their way out.

use pointsman_domain::clock::Timestamp;
use pointsman_storage::lists::{self, BadLine, Import, ImportState};
use pointsman_storage::{StorageError, Transaction};

use super::recovery;
use crate::lists::wire;

/// An import with its bad lines as callers see it.
pub(super) fn import(
    transaction: &mut Transaction<'_>,
    import: &Import,
    now: Timestamp,
) -> Result<wire::Import, StorageError> {
    let bad_lines =
        if import.bad == 0 { Vec::new() } else { lists::bad_lines(transaction, import.id)? };
    let (state, revision, ended_at) = match import.state {
        // Its process has ended, and no start has noted that yet.
        ImportState::Running if recovery::is_dead(import, now) => {
            (wire::ImportState::BrokenOff, None, Some(import.updated_at))
        }
        ImportState::Running => (wire::ImportState::Running, None, None),
        ImportState::Completed { revision, at } => {
            (wire::ImportState::Completed, Some(revision), Some(at))
        }
        ImportState::BrokenOff { at } => (wire::ImportState::BrokenOff, None, Some(at)),
        ImportState::Canceled { at } => (wire::ImportState::Canceled, None, Some(at)),
        ImportState::Discarded { at } => (wire::ImportState::Discarded, None, Some(at)),
        ImportState::Failed { at } => (wire::ImportState::Failed, None, Some(at)),
    };
    Ok(wire::Import {
        id: import.id.to_string(),
        list: import.list.to_string(),
        state,
        resumable: import.state.is_resumable() || recovery::is_dead(import, now),
        lines: import.lines,
        added: import.added,
        duplicates: import.duplicates,
        bad: import.bad,
        bad_lines_more: import.bad - i64::try_from(bad_lines.len()).unwrap_or(i64::MAX),
        bad_lines: bad_lines.into_iter().map(bad_line).collect(),
        bytes: import.bytes,
        bytes_total: import.bytes_total,
        revision,
        started_at: import.started_at.into(),
        started_by: import.started_by.clone().into(),
        ended_at: ended_at.map(Into::into),
    })
}

fn bad_line(bad: BadLine) -> wire::BadLine {
    let BadLine { line, value, code, detail } = bad;
    wire::BadLine { line, value, code, detail }
}
