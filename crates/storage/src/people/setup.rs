//! The one-time code that makes the first administrator.

use pointsman_domain::clock::Timestamp;

use super::members::{self, AddMember, Member};
use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "setup";

/// What using the code led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseCode {
    /// The first member is there and the code is gone.
    Done,
    /// There is no such code, or it is another one.
    WrongCode,
    /// There are members already; the code is gone.
    AlreadySetUp,
}

/// Puts a code in the place of any earlier one. `code_hash` is its SHA-256.
pub fn put_code(
    transaction: &mut Transaction<'_>,
    code_hash: &[u8; 32],
    now: Timestamp,
) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "INSERT INTO setup (id, code_hash, created_at) VALUES (1, $1, $2)
             ON CONFLICT (id) DO UPDATE SET code_hash = excluded.code_hash, created_at = excluded.created_at",
            values![code_hash, now],
        )
        .map(drop)
}

/// Whether a first administrator is still wanted: there are no members.
pub fn is_wanted(transaction: &mut Transaction<'_>) -> Result<bool, StorageError> {
    Ok(members::count(transaction)? == 0)
}

/// Adds the first member if the code is right and nobody was faster.
pub fn use_code(
    transaction: &mut Transaction<'_>,
    code_hash: &[u8; 32],
    member: &Member,
) -> Result<UseCode, StorageError> {
    if !is_wanted(transaction)? {
        transaction.execute(TABLE, "DELETE FROM setup", &[])?;
        return Ok(UseCode::AlreadySetUp);
    }
    // Deleting first settles a race: whoever loses it runs again and finds a member.
    let deleted =
        transaction.execute(TABLE, "DELETE FROM setup WHERE code_hash = $1", values![code_hash])?;
    if deleted == 0 {
        return Ok(UseCode::WrongCode);
    }
    match members::add(transaction, member)? {
        AddMember::Added => Ok(UseCode::Done),
        AddMember::EmailTaken { .. } => Ok(UseCode::AlreadySetUp),
    }
}
