//! Sessions of members. Only the hash of a session's token is kept.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{MemberId, SessionId};
use pointsman_domain::people::WorkflowsSection;

use super::members::{self, Member};
use super::workflows_hidden;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

const TABLE: &str = "sessions";

/// A member who is signed in at one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The id.
    pub id: SessionId,
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

/// A session, whose it is, and whether Workflows are hidden from that member's role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOfMember {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub member: Member,
    /// Whether the member sees Workflows.
    pub workflows: WorkflowsSection,
}

/// What beginning a session led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// It began.
    Begun,
    /// The member is gone, or has another password than the one that was given.
    Overtaken,
}

/// Begins a session for a member whose password was compared with `password_hash`, if that is still the password.
/// The member's oldest sessions beyond `most` end.
pub fn begin(
    transaction: &mut Transaction<'_>,
    session: &Session,
    password_hash: &str,
    most: usize,
) -> Result<Begin, StorageError> {
    // A change, so that whoever removes this member or sets another password at the same moment ends this session
    // with the others, or this one does not begin.
    let present = transaction.execute(
        members::TABLE,
        "UPDATE members SET signed_in_at = $3 WHERE id = $1 AND password_hash = $2",
        values![session.member, password_hash, session.created_at],
    )?;
    if present == 0 {
        return Ok(Begin::Overtaken);
    }
    add(transaction, session)?;
    // The clock may have gone backwards: the new one stays, wherever its id stands.
    let others = i64::try_from(most.saturating_sub(1)).unwrap_or(i64::MAX);
    transaction.execute(
        TABLE,
        "DELETE FROM sessions WHERE member_id = $1 AND id <> $3 AND id NOT IN
         (SELECT id FROM sessions WHERE member_id = $1 AND id <> $3 ORDER BY id DESC LIMIT $2)",
        values![session.member, others, session.id],
    )?;
    Ok(Begin::Begun)
}

/// Adds a session for a member whose right to it is beyond doubt.
pub fn add(transaction: &mut Transaction<'_>, session: &Session) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "INSERT INTO sessions
             (id, token_hash, member_id, created_at, expires_at, last_seen_at, ip_address, user_agent)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            values![
                session.id,
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
) -> Result<Option<SessionOfMember>, StorageError> {
    let Some(row) = transaction.query_opt(
        TABLE,
        "SELECT m.*, s.id AS session_id, s.member_id, s.token_hash, s.created_at AS session_created_at,
                s.expires_at, s.last_seen_at, s.ip_address, s.user_agent,
                (SELECT COUNT(*) FROM workflows_hidden h WHERE h.role = m.role) AS workflows_hidden
         FROM sessions s JOIN members m ON m.id = s.member_id WHERE s.token_hash = $1",
        values![token_hash],
    )?
    else {
        return Ok(None);
    };
    let member = members::from_row(&row)?;
    let session = from_row(&row)?;
    Ok(Some(SessionOfMember { session, member, workflows: workflows_hidden::section(&row)? }))
}

/// A member's sessions that have not ended by themselves, newest first.
pub fn of_member(
    transaction: &mut Transaction<'_>,
    member: MemberId,
    now: Timestamp,
) -> Result<Vec<Session>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT id AS session_id, member_id, token_hash, created_at AS session_created_at, expires_at,
                    last_seen_at, ip_address, user_agent
             FROM sessions WHERE member_id = $1 AND expires_at > $2 ORDER BY id DESC",
            values![member, now],
        )?
        .iter()
        .map(from_row)
        .collect()
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

/// Ends one of a member's sessions. Says whether it was there.
pub fn remove_one(
    transaction: &mut Transaction<'_>,
    member: MemberId,
    id: SessionId,
) -> Result<bool, StorageError> {
    let removed = transaction.execute(
        TABLE,
        "DELETE FROM sessions WHERE id = $1 AND member_id = $2",
        values![id, member],
    )?;
    Ok(removed > 0)
}

/// Ends all sessions of a member, except the one with the token `but`, and says how many those were.
pub fn remove_of(
    transaction: &mut Transaction<'_>,
    member: MemberId,
    but: Option<&[u8; 32]>,
) -> Result<u64, StorageError> {
    match but {
        None => {
            transaction.execute(TABLE, "DELETE FROM sessions WHERE member_id = $1", values![member])
        }
        Some(token_hash) => transaction.execute(
            TABLE,
            "DELETE FROM sessions WHERE member_id = $1 AND token_hash <> $2",
            values![member, token_hash],
        ),
    }
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

/// How many sessions have not ended by themselves at this moment.
pub fn count(transaction: &mut Transaction<'_>, now: Timestamp) -> Result<i64, StorageError> {
    transaction
        .query_one(
            TABLE,
            "SELECT COUNT(*) AS count FROM sessions WHERE expires_at > $1",
            values![now],
        )?
        .int("count")
}

fn from_row(row: &Row) -> Result<Session, StorageError> {
    Ok(Session {
        id: row.parse("session_id")?,
        token_hash: row.digest("token_hash")?,
        member: row.parse("member_id")?,
        created_at: row.time("session_created_at")?,
        expires_at: row.time("expires_at")?,
        last_seen_at: row.time("last_seen_at")?,
        ip_address: row.string_opt("ip_address")?,
        user_agent: row.string_opt("user_agent")?,
    })
}
