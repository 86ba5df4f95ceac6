//! Two counters that say whether a decision's plan is still built on what the database holds.
//!
//! They lie in tables of their own, because a decision locks the one and only reads the other, see [`HOLD`].

use crate::error::StorageError;
use crate::seam::{Ahead, CommitGroup, Dialect, Question, Storage, Transaction};
use crate::{events, inquiries, workflows};

const TABLE: &str = "revisions";

/// The state of the two counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Revisions {
    /// Raised by publish, start, pause, order and archive, and by invariants, which stop some of these.
    pub running: i64,
    /// Raised by every change to a list.
    pub lists: i64,
}

const PRESENT: Question =
    Question { name: "present revisions", tables: &["revisions", "list_changes"] };

const READ: &str =
    "SELECT r.id, r.running, l.changes FROM revisions r JOIN list_changes l ON l.id = r.id
     WHERE r.id = 1";

/// What whoever decides asks first: the revisions, what runs, and the inquiry with what has happened to it.
const AHEAD: &[Ahead] = &[
    Ahead {
        question: PRESENT,
        statement: || READ.to_owned(),
        parameters: |_| Vec::new(),
        key: |_| Ok(0),
    },
    workflows::RUNNING_AHEAD,
    events::AHEAD,
    inquiries::LOCKED_AHEAD,
];

/// The present revisions. A transaction sees one moment: they are read once, unless it raises them itself.
pub fn read(transaction: &mut Transaction<'_>) -> Result<Revisions, StorageError> {
    let rows = transaction
        .remembered(PRESENT, 0, |transaction| transaction.query_beside(TABLE, READ, &[]))?;
    let row = rows.first().ok_or_else(|| StorageError::Database {
        table: TABLE,
        message: "the revisions are not there".to_owned(),
    })?;
    Ok(Revisions { running: row.int("running")?, lists: row.int("changes")? })
}

/// Shared among those who decide, and in the way of whoever changes what runs: after the answer to a start or a pause no
/// decision commits that knows nothing of it.
///
/// Lists are not held, and their changes wait for no decision. A decision reads their counter, and the revisions of the
/// lists that its plans mention, in the snapshot of its own transaction; if its index is behind them, it starts again, and
/// the third time it reads what it lacks in that same snapshot. That suffices:
///
/// - A change that was acknowledged before a decision was asked for decides it, on whatever node. It had committed then, and
///   the snapshot is taken later: the transaction begins after its work was taken from the queue, which was put there
///   after it was asked for. This also holds for every member of a group, and for whatever runs again.
/// - A change that commits between the snapshot and the decision's commit was under way at the same time, so that the
///   decision may come before it. What is kept names the revisions that it was made with, and both can be replayed.
/// - The index may be ahead of the snapshot, by changes that others have committed meanwhile. Then the decision comes after
///   these; it still knows all that its snapshot shows, because counters only rise and each snapshot of one database
///   holds all that an earlier one held.
///
/// Nothing of this needs the commit to wait, as it does for a start: that moves the line between inquiries that are decided
/// and those that are left alone, and nobody may be decided behind it.
const HOLD: &str = "LOCK TABLE revisions IN SHARE MODE";

/// Runs `work` in a transaction that holds what runs, see [`hold`]. Others that hold them may share its
/// commit; they run in the `order` of what they lock. On PostgreSQL the inquiry that has the order as its id is locked and read
/// with the beginning, so whoever changes it locks it first, as everybody does, and is told what was read then.
pub async fn write_holding<T, E, F>(storage: &Storage, order: u128, mut work: F) -> Result<T, E>
where
    F: FnMut(&mut Transaction<'_>, Revisions) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    let group = CommitGroup { opening: HOLD, ahead: AHEAD, order };
    let holding = move |transaction: &mut Transaction<'_>| {
        let held = hold(transaction)?;
        work(transaction, held)
    };
    storage.write_in_group(group, holding).await
}

/// The present revisions. What runs is held still until this transaction ends: no start or pause is acknowledged in
/// between; of the lists it is what this transaction sees. Any number of transactions can hold them at the same time. Must
/// be the transaction's first call.
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

/// Says that a list has changed. Nobody who decides waits for it. Changes of lists wait for each other here as they do at
/// the end of the record of changes, where nearly each of them leaves an entry.
pub(crate) fn raise_lists(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    transaction
        .execute("list_changes", "UPDATE list_changes SET changes = changes + 1 WHERE id = 1", &[])
        .map(drop)
}

/// Says that a list is gone from those that a workflow can name. Whoever starts a version that names it must wait and then
/// see that, or be seen, so this is a change of what runs too. Call it last: until the commit no one can decide.
pub(crate) fn raise_lists_that_can_be_named(
    transaction: &mut Transaction<'_>,
) -> Result<(), StorageError> {
    raise_lists(transaction)?;
    raise_running(transaction)
}
