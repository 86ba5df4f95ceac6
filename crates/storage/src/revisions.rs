//! Two counters that say whether a decision's plan is still built on what the database holds.

use crate::error::StorageError;
use crate::seam::{CommitGroup, Dialect, Storage, Transaction};

const TABLE: &str = "revisions";

/// The state of the two counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Revisions {
    /// Raised by publish, start, pause, order and archive.
    pub running: i64,
    /// Raised by every change to a list.
    pub lists: i64,
}

/// The present revisions.
pub fn read(transaction: &mut Transaction<'_>) -> Result<Revisions, StorageError> {
    let row = transaction.query_one(
        TABLE,
        "SELECT id, running, lists FROM revisions WHERE id = 1",
        &[],
    )?;
    Ok(Revisions { running: row.int("running")?, lists: row.int("lists")? })
}

/// Shared among those who decide, and in the way of the updates below.
const HOLD: &str = "LOCK TABLE revisions IN SHARE MODE";

/// Runs `work` in a transaction that holds the present revisions, see [`hold`]. Others that hold them may share its
/// commit; they run in the `order` of what they lock.
pub async fn write_holding<T, E, F>(storage: &Storage, order: u128, mut work: F) -> Result<T, E>
where
    F: FnMut(&mut Transaction<'_>, Revisions) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    let group = CommitGroup { opening: HOLD, order };
    let holding = move |transaction: &mut Transaction<'_>| {
        let held = hold(transaction)?;
        work(transaction, held)
    };
    storage.write_in_group(group, holding).await
}

/// The present revisions, held still until this transaction ends: no start, pause or list change is acknowledged
/// in between. Any number of transactions can hold them at the same time. Must be the transaction's first call.
pub fn hold(transaction: &mut Transaction<'_>) -> Result<Revisions, StorageError> {
    if !transaction.is_fresh() {
        return Err(StorageError::NotFirst { function: "revisions::hold" });
    }
    // On SQLite a writing transaction is the only one. On PostgreSQL the lock is taken before the first query, so that
    // what this transaction sees is not older than the lock.
    if transaction.dialect() == Dialect::Postgres && transaction.opening() != HOLD {
        transaction.batch(TABLE, HOLD)?;
    }
    read(transaction)
}

/// Says that what runs has changed. Call it last: until the commit no one can decide.
pub(crate) fn raise_running(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    transaction
        .execute(TABLE, "UPDATE revisions SET running = running + 1 WHERE id = 1", &[])
        .map(drop)
}

/// Says that a list has changed. Call it last: until the commit no one can decide.
pub(crate) fn raise_lists(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    transaction.execute(TABLE, "UPDATE revisions SET lists = lists + 1 WHERE id = 1", &[]).map(drop)
}
