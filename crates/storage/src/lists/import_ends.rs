//! How imports stop, go on, and are cleared away.
//!
//! One that broke off or was canceled keeps what it brought, hidden, so that it can be resumed. One that was discarded (its
//! bad lines go as well) or cannot be completed never gets a revision, and its rows are swept away in chunks. So no end of
//! an import holds up a decision.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ImportId;

use super::import_record::{Import, ImportState};
use super::imports::{Attempt, Place, count, locked};
use super::{BAD_LINES, IMPORTS, ITEMS, record};
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// What resuming led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResumeImport {
    /// It runs again, as the next attempt. It says what was read before.
    Resumed(Import),
    /// It runs already.
    Running(Import),
    /// It has completed, was discarded, or cannot be completed.
    Ended(Import),
    /// The list is archived.
    Archived,
    /// There is no such import.
    NotFound,
}

/// How sweeping got on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SweepImport {
    /// There is more: sweep again.
    More,
    /// Nothing is left, or there was nothing to sweep.
    Done,
}

/// Stops a running import; what it brought is kept, hidden. One that does not run stays as it is. `None` if there
/// is none.
pub fn cancel_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    at: Timestamp,
) -> Result<Option<Import>, StorageError> {
    stop(transaction, id, |import| match import.state {
        ImportState::Running => Some(ImportState::Canceled { at }),
        ImportState::Completed { .. }
        | ImportState::BrokenOff { .. }
        | ImportState::Canceled { .. }
        | ImportState::Discarded { .. }
        | ImportState::Failed { .. } => None,
    })
}

/// Notes that an upload broke off; what it brought is kept, hidden. If the import has stopped or another upload
/// has resumed it, it stays as it is. `None` if there is none.
pub fn break_off_import(
    transaction: &mut Transaction<'_>,
    attempt: Attempt,
    at: Timestamp,
) -> Result<Option<Import>, StorageError> {
    stop(transaction, attempt.import, |import| {
        is_at_work(import, attempt).then_some(ImportState::BrokenOff { at })
    })
}

/// Notes that an upload cannot be completed. If the import has stopped or another upload has resumed it, it stays
/// as it is. Sweep afterwards. `None` if there is none.
pub fn fail_import(
    transaction: &mut Transaction<'_>,
    attempt: Attempt,
    at: Timestamp,
) -> Result<Option<Import>, StorageError> {
    stop(transaction, attempt.import, |import| {
        is_at_work(import, attempt).then_some(ImportState::Failed { at })
    })
}

/// Gives up an import that runs, broke off or was canceled; one that has ended stays as it is. Sweep afterwards.
/// `None` if there is none.
pub fn discard_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    at: Timestamp,
) -> Result<Option<Import>, StorageError> {
    stop(transaction, id, |import| match import.state {
        ImportState::Running | ImportState::BrokenOff { .. } | ImportState::Canceled { .. } => {
            Some(ImportState::Discarded { at })
        }
        ImportState::Completed { .. }
        | ImportState::Discarded { .. }
        | ImportState::Failed { .. } => None,
    })
}

/// Lets an import that broke off or was canceled run again, as the next attempt.
pub fn resume_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    bytes_total: Option<i64>,
    at: Timestamp,
) -> Result<ResumeImport, StorageError> {
    let Some(mut place) = locked(transaction, id)? else { return Ok(ResumeImport::NotFound) };
    match place.import.state {
        ImportState::BrokenOff { .. } | ImportState::Canceled { .. } => {}
        ImportState::Running => return Ok(ResumeImport::Running(place.import)),
        ImportState::Completed { .. }
        | ImportState::Discarded { .. }
        | ImportState::Failed { .. } => return Ok(ResumeImport::Ended(place.import)),
    }
    let list = record::get(transaction, place.import.list)?;
    if list.is_none_or(|list| list.archived_at.is_some()) {
        return Ok(ResumeImport::Archived);
    }
    place.import.attempt += 1;
    place.import.bytes_total = bytes_total.or(place.import.bytes_total);
    place.import.updated_at = at;
    transaction.execute(
        IMPORTS,
        "UPDATE list_imports SET attempt = $2, bytes_total = $3 WHERE import_no = $1",
        values![place.import_no, place.import.attempt, place.import.bytes_total],
    )?;
    end(transaction, &mut place, ImportState::Running)?;
    Ok(ResumeImport::Resumed(place.import))
}

/// Removes at most `most` hidden rows of an import that was discarded or has failed.
pub fn sweep_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    most: usize,
) -> Result<SweepImport, StorageError> {
    let Some(place) = locked(transaction, id)? else { return Ok(SweepImport::Done) };
    match place.import.state {
        ImportState::Running
        | ImportState::Completed { .. }
        | ImportState::BrokenOff { .. }
        | ImportState::Canceled { .. } => return Ok(SweepImport::Done),
        ImportState::Discarded { .. } | ImportState::Failed { .. } => {}
    }
    let removed = transaction.execute(
        ITEMS,
        "DELETE FROM list_items WHERE item_no IN
         (SELECT item_no FROM list_items WHERE import_no = $1 ORDER BY item_no LIMIT $2)",
        values![place.import_no, count(most)],
    )?;
    if removed >= u64::try_from(most).unwrap_or(u64::MAX) {
        return Ok(SweepImport::More);
    }
    if matches!(place.import.state, ImportState::Discarded { .. }) {
        let statement = "DELETE FROM list_import_bad_lines WHERE import_no = $1";
        transaction.execute(BAD_LINES, statement, values![place.import_no])?;
    }
    let statement = "UPDATE list_imports SET open = 0 WHERE import_no = $1";
    transaction.execute(IMPORTS, statement, values![place.import_no])?;
    Ok(SweepImport::Done)
}

fn is_at_work(import: &Import, attempt: Attempt) -> bool {
    import.state == ImportState::Running && import.attempt == attempt.number
}

fn stop(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    becomes: impl FnOnce(&Import) -> Option<ImportState>,
) -> Result<Option<Import>, StorageError> {
    let Some(mut place) = locked(transaction, id)? else { return Ok(None) };
    if let Some(state) = becomes(&place.import) {
        end(transaction, &mut place, state)?;
    }
    Ok(Some(place.import))
}

/// Writes a state and what belongs to it.
pub(super) fn end(
    transaction: &mut Transaction<'_>,
    place: &mut Place,
    state: ImportState,
) -> Result<(), StorageError> {
    let (name, revision, at, open) = match state {
        ImportState::Running => ("running", None, None, true),
        ImportState::Completed { revision, at } => ("completed", Some(revision), Some(at), false),
        ImportState::BrokenOff { at } => ("broken_off", None, Some(at), true),
        ImportState::Canceled { at } => ("canceled", None, Some(at), true),
        // Open until their rows are swept away.
        ImportState::Discarded { at } => ("discarded", None, Some(at), true),
        ImportState::Failed { at } => ("failed", None, Some(at), true),
    };
    place.import.state = state;
    place.import.updated_at = at.unwrap_or(place.import.updated_at);
    transaction
        .execute(
            IMPORTS,
            "UPDATE list_imports SET state = $2, revision = $3, ended_at = $4, open = $5, updated_at = $6
             WHERE import_no = $1",
            values![place.import_no, name, revision, at, open, place.import.updated_at],
        )
        .map(drop)
}
