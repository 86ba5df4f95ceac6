//! What erasing leaves to do. An erased value is gone from its row at once; copies in the database's files go when
//! these are written anew, see [`crate::Storage::compact`].

use pointsman_domain::clock::Timestamp;

use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "compaction";

/// Which erasures wait for compaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompactionState {
    /// Erasures since the database was made.
    pub erasures: i64,
    /// When the oldest was that has left copies; `None` if none has.
    pub waiting_since: Option<Timestamp>,
    /// When the files were last written anew.
    pub compacted_at: Option<Timestamp>,
}

/// Says that something was erased, in the transaction that erases it. Call it late: on PostgreSQL erasures that do
/// so at the same time take turns.
pub fn note_erasure(transaction: &mut Transaction<'_>, at: Timestamp) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "UPDATE compaction SET erasures = erasures + 1, waiting_since = COALESCE(waiting_since, $1)
             WHERE id = 1",
            values![at],
        )
        .map(drop)
}

/// What waits.
pub fn state(transaction: &mut Transaction<'_>) -> Result<CompactionState, StorageError> {
    let row = transaction.query_one(
        TABLE,
        "SELECT id, erasures, waiting_since, compacted_at FROM compaction WHERE id = 1",
        &[],
    )?;
    Ok(CompactionState {
        erasures: row.int("erasures")?,
        waiting_since: row.time_opt("waiting_since")?,
        compacted_at: row.time_opt("compacted_at")?,
    })
}

/// Says that the files were written anew. `before` is the state that was read before this began; what was erased
/// meanwhile keeps waiting.
pub fn note_compacted(
    transaction: &mut Transaction<'_>,
    before: CompactionState,
    at: Timestamp,
) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "UPDATE compaction SET compacted_at = $2,
                 waiting_since = CASE WHEN erasures > $1 THEN CAST($2 AS {int}) ELSE NULL END
             WHERE id = 1",
            values![before.erasures, at],
        )
        .map(drop)
}
