//! Two counters that say whether a decision's plan is still built on what the database holds.

use crate::error::StorageError;
use crate::seam::{Dialect, Transaction};

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

/// The present revisions, held still until this transaction ends: no start, pause or list change is acknowledged
/// in between. Any number of transactions can hold them at the same time. Must be the transaction's first call.
pub fn hold(transaction: &mut Transaction<'_>) -> Result<Revisions, StorageError> {
    if !transaction.is_fresh() {
        return Err(StorageError::NotFirst { function: "revisions::hold" });
    }
    match transaction.dialect() {
        // A writing transaction is the only one.
        Dialect::Sqlite => {}
        // Shared among those who decide, and in the way of the update below. Taken before the first query, so
        // that what this transaction sees is not older than the lock.
        Dialect::Postgres => transaction.batch(TABLE, "LOCK TABLE revisions IN SHARE MODE")?,
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
