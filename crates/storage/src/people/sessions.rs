//! Sessions of members. Only the hash of a session's token is kept.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::MemberId;

use super::members::{self, Member};
use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "sessions";

/// A member who is signed in at one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whose it is.
    pub member: MemberId,
    /// When the member signed in.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was used last, as far as it was noted.
    pub last_seen_at: Timestamp,
    /// From which address the member signed in.
    pub ip_address: Option<String>,
    /// With which browser.
    pub user_agent: Option<String>,
}

/// Adds a session.
pub fn add(transaction: &mut Transaction<'_>, session: &Session) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "INSERT INTO sessions
             (token_hash, member_id, created_at, expires_at, last_seen_at, ip_address, user_agent)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            values![
                &session.token_hash,
                session.member,
                session.created_at,
                session.expires_at,
                session.last_seen_at,
                session.ip_address.as_ref(),
                session.user_agent.as_ref(),
            ],
        )
        .map(drop)
}

/// A session with its member, whether or not it has expired: the caller says which of the two answers is due.
pub fn get(
    transaction: &mut Transaction<'_>,
    token_hash: &[u8; 32],
) -> Result<Option<(Session, Member)>, StorageError> {
    let Some(row) = transaction.query_opt(
        TABLE,
        "SELECT m.*, s.token_hash, s.created_at AS session_created_at, s.expires_at, s.last_seen_at,
                s.ip_address, s.user_agent
         FROM sessions s JOIN members m ON m.id = s.member_id WHERE s.token_hash = $1",
        values![token_hash],
    )?
    else {
        return Ok(None);
    };
    let member = members::from_row(&row)?;
    let session = Session {
        token_hash: row.digest("token_hash")?,
        member: member.id,
        created_at: row.time("session_created_at")?,
        expires_at: row.time("expires_at")?,
        last_seen_at: row.time("last_seen_at")?,
        ip_address: row.string_opt("ip_address")?,
        user_agent: row.string_opt("user_agent")?,
    };
    Ok(Some((session, member)))
}

/// Notes that a session was used and moves its end. Nothing happens when it is gone.
pub fn touch(
    transaction: &mut Transaction<'_>,
    token_hash: &[u8; 32],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1",
            values![token_hash, now, expires_at],
        )
        .map(drop)
}

/// Ends a session.
pub fn remove(
    transaction: &mut Transaction<'_>,
    token_hash: &[u8; 32],
) -> Result<(), StorageError> {
    transaction
        .execute(TABLE, "DELETE FROM sessions WHERE token_hash = $1", values![token_hash])
        .map(drop)
}

/// Removes at most `most` sessions that ended before `before` and says how many those were.
pub fn purge(
    transaction: &mut Transaction<'_>,
    before: Timestamp,
    most: usize,
) -> Result<u64, StorageError> {
    transaction.execute(
        TABLE,
        "DELETE FROM sessions WHERE token_hash IN
         (SELECT token_hash FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        values![before, i64::try_from(most).unwrap_or(i64::MAX)],
    )
}
