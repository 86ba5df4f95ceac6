//! What waits for a person.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::inquiry::Status;

use super::TABLE;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// The inquiries that wait for review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewQueue {
    /// How many.
    pub waiting: i64,
    /// When the oldest of them was made; `None` if none waits.
    pub oldest_created_at: Option<Timestamp>,
}

/// What waits for review now.
pub fn review_queue(transaction: &mut Transaction<'_>) -> Result<ReviewQueue, StorageError> {
    let row = transaction.query_one(
        TABLE,
        "SELECT COUNT(*) AS waiting, MIN(created_at) AS oldest FROM inquiries WHERE status = $1",
        values![Status::NeedsReview.as_str()],
    )?;
    Ok(ReviewQueue { waiting: row.int("waiting")?, oldest_created_at: row.time_opt("oldest")? })
}
