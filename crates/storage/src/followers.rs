//! Followers of the log of events: what hands events on to others, each at least once and in order.
//!
//! The log is the outbox: an event is in it if and only if the transaction that made it true has committed, and it is
//! shown once no older one can appear. A follower remembers how far it has got. Several processes may want to do its
//! work; the one with the lease does, and its token fences off a predecessor that was only slow (the pattern of
//! Kleppmann, *How to do distributed locking*, 2016). What was handed on but not noted before a crash is handed on
//! again, under the same event ids.

use pointsman_domain::clock::Timestamp;

use crate::error::StorageError;
use crate::events::EventPosition;
use crate::seam::{Row, Transaction, values};

const TABLE: &str = "event_followers";

/// Where a new follower begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// With the first event that there ever was.
    TheFirst,
    /// After this one.
    After(EventPosition),
}

/// The right to do a follower's work for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Higher than that of every earlier lease.
    pub token: i64,
    /// The last event that was handed on; `None` before the first.
    pub after: Option<EventPosition>,
}

/// Registers a follower, unless there is one of this name.
pub fn register(
    transaction: &mut Transaction<'_>,
    name: &str,
    from: From,
) -> Result<(), StorageError> {
    let after = match from {
        From::TheFirst => EventPosition { mark: -1, number: 0 },
        From::After(position) => position,
    };
    transaction
        .execute(
            TABLE,
            "INSERT INTO event_followers (name, mark, event_no, token, leased_until)
             VALUES ($1, $2, $3, 0, 0) ON CONFLICT (name) DO NOTHING",
            values![name, after.mark, after.number],
        )
        .map(drop)
}

/// Keeps a row that follows nothing and takes it away again: a change as small as can be.
pub(crate) fn try_to_keep(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    const NOBODY: &str = "";
    register(transaction, NOBODY, From::TheFirst)?;
    transaction
        .execute(TABLE, "DELETE FROM event_followers WHERE name = $1", values![NOBODY])
        .map(drop)
}

/// Takes the lease until `until`, if nobody has it at `now`. `None` also where there is no such follower.
///
/// A lease that ends further ahead than twice the length of this one was given before the clock went back, and is free
/// as well: whoever has it still is fenced off. Twice, because the clocks of two nodes need not agree to the second.
pub fn lease(
    transaction: &mut Transaction<'_>,
    name: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Lease>, StorageError> {
    let length = until.microseconds() - now.microseconds();
    let last_that_counts = until.microseconds().saturating_add(length);
    let found = transaction.query_opt(
        TABLE,
        "UPDATE event_followers SET token = token + 1, leased_until = $3
         WHERE name = $1 AND (leased_until <= $2 OR leased_until > $4) RETURNING name, token, mark, event_no",
        values![name, now, until, last_that_counts],
    )?;
    found.as_ref().map(from_row).transpose()
}

/// Keeps the lease until `until`. `false` if somebody else has taken it.
pub fn renew(
    transaction: &mut Transaction<'_>,
    name: &str,
    token: i64,
    until: Timestamp,
) -> Result<bool, StorageError> {
    let statement = "UPDATE event_followers SET leased_until = $3 WHERE name = $1 AND token = $2";
    Ok(transaction.execute(TABLE, statement, values![name, token, until])? == 1)
}

/// Notes that all events up to `to` have been handed on. `false` if somebody else has taken the lease: then nothing is
/// noted, and whoever has it hands on what follows the last note.
pub fn advance(
    transaction: &mut Transaction<'_>,
    name: &str,
    token: i64,
    to: EventPosition,
) -> Result<bool, StorageError> {
    let statement = "UPDATE event_followers SET mark = $3, event_no = $4
                     WHERE name = $1 AND token = $2 AND (mark, event_no) <= ($3, $4)";
    Ok(transaction.execute(TABLE, statement, values![name, token, to.mark, to.number])? == 1)
}

/// Gives the lease back before it ends, if this token still has it.
pub fn release(
    transaction: &mut Transaction<'_>,
    name: &str,
    token: i64,
) -> Result<(), StorageError> {
    let statement = "UPDATE event_followers SET leased_until = 0 WHERE name = $1 AND token = $2";
    transaction.execute(TABLE, statement, values![name, token]).map(drop)
}

fn from_row(row: &Row) -> Result<Lease, StorageError> {
    let after = EventPosition { mark: row.int("mark")?, number: row.int("event_no")? };
    Ok(Lease { token: row.int("token")?, after: (after.mark >= 0).then_some(after) })
}
