//! The log as a follower with a store of its own reads it: where it ends, whether a place is still in it, and what comes
//! next, in short.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{EventId, InquiryId};
use serde_json::Value as Json;

use super::{EventPosition, TABLE};
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// An event without what it tells in detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its place.
    pub position: EventPosition,
    /// Its id.
    pub id: EventId,
    /// Such as `inquiry.completed`.
    pub event_type: String,
    /// The inquiry that it is about.
    pub inquiry: Option<InquiryId>,
    /// When.
    pub at: Timestamp,
    /// More about it, where it is about no inquiry.
    pub payload: Option<Json>,
}

const SELECT: &str = "SELECT id, event_no, mark, type, inquiry_id, created_at,
        CASE WHEN inquiry_id IS NULL THEN payload END AS payload
    FROM events";
/// Before the first event.
const START: EventPosition = EventPosition { mark: -1, number: 0 };

/// Events after a position, oldest first. Whoever follows misses none.
pub fn lines_after(
    transaction: &mut Transaction<'_>,
    after: Option<EventPosition>,
    limit: usize,
) -> Result<Vec<LogLine>, StorageError> {
    let after = after.unwrap_or(START);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let statement = format!("{SELECT} WHERE {{events_to_read}} ORDER BY {{events_order}} LIMIT $3");
    let rows = transaction.query(TABLE, &statement, values![after.mark, after.number, limit])?;
    rows.iter().map(line).collect()
}

/// The newest event that a follower may read; `None` where there is none.
pub fn newest_line(transaction: &mut Transaction<'_>) -> Result<Option<LogLine>, StorageError> {
    let statement =
        format!("{SELECT} WHERE {{events_to_read}} ORDER BY {{events_newest_first}} LIMIT 1");
    let found = transaction.query_opt(TABLE, &statement, values![START.mark, START.number])?;
    found.as_ref().map(line).transpose()
}

/// The number of the newest event, committed by now or written here before; 0 where there is none. What others have not
/// committed yet is not in it.
pub fn newest_number(transaction: &mut Transaction<'_>) -> Result<i64, StorageError> {
    let newest = "SELECT event_no FROM events ORDER BY event_no DESC LIMIT 1";
    let found = transaction.query_opt(TABLE, newest, &[])?;
    Ok(found.map(|row| row.int("event_no")).transpose()?.unwrap_or(0))
}

/// How many events have a greater number than this one, as far as `most`.
pub fn count_after(
    transaction: &mut Transaction<'_>,
    number: i64,
    most: usize,
) -> Result<usize, StorageError> {
    let some = "SELECT event_no FROM events WHERE event_no > $1 ORDER BY event_no LIMIT $2";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(transaction.query(TABLE, some, values![number, most])?.len())
}

/// The event with this number.
pub fn line_numbered(
    transaction: &mut Transaction<'_>,
    number: i64,
) -> Result<Option<LogLine>, StorageError> {
    let statement = format!("{SELECT} WHERE event_no = $1");
    transaction.query_opt(TABLE, &statement, values![number])?.as_ref().map(line).transpose()
}

/// Whether this event stands at this place. If not, the log is another one, or its event was removed.
pub fn has_line(
    transaction: &mut Transaction<'_>,
    position: EventPosition,
    id: EventId,
) -> Result<bool, StorageError> {
    let statement = "SELECT event_no FROM events WHERE event_no = $1 AND mark = $2 AND id = $3";
    let found =
        transaction.query_opt(TABLE, statement, values![position.number, position.mark, id])?;
    Ok(found.is_some())
}

/// Whether events are committed that no follower may read yet, because an older transaction is still open.
pub fn holds_back(transaction: &mut Transaction<'_>) -> Result<bool, StorageError> {
    let statement = "SELECT event_no FROM events WHERE {events_held_back} LIMIT 1";
    Ok(transaction.query_opt(TABLE, statement, &[])?.is_some())
}

fn line(row: &Row) -> Result<LogLine, StorageError> {
    Ok(LogLine {
        position: EventPosition { mark: row.int("mark")?, number: row.int("event_no")? },
        id: row.parse("id")?,
        event_type: row.text("type")?.to_owned(),
        inquiry: row.parse_opt("inquiry_id")?,
        at: row.time("created_at")?,
        payload: row.text_opt("payload")?.map(|_| row.json("payload")).transpose()?,
    })
}
