//! Links with which a member who forgot the password chooses a new one. Only the hash of a link's secret is kept.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::MemberId;

use super::members::{self, Member};
use super::sessions;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

const TABLE: &str = "password_links";

/// A link that was not used yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordLink {
    /// Whose password it sets.
    pub member: MemberId,
    /// SHA-256 of the secret in the link.
    pub secret_hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
    /// From then on it opens nothing.
    pub expires_at: Timestamp,
}

/// What using a link led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UseLink {
    /// The password is set, the member's sessions have ended, and the link is gone.
    Done(Box<Member>),
    /// There is no such link (any more).
    Void,
    /// It ended before.
    Expired,
}

/// Puts a link in the place of any earlier one for the same member. Says who that is; `None` if there is no such
/// member.
pub fn put(
    transaction: &mut Transaction<'_>,
    link: &PasswordLink,
) -> Result<Option<Member>, StorageError> {
    // Kept from being removed until this is done.
    transaction.query_opt(
        members::TABLE,
        "SELECT id FROM members WHERE id = $1 {for_update}",
        values![link.member],
    )?;
    let Some(member) = members::get(transaction, link.member)? else { return Ok(None) };
    insert(transaction, link)?;
    Ok(Some(member))
}

fn insert(transaction: &mut Transaction<'_>, link: &PasswordLink) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "INSERT INTO password_links (member_id, secret_hash, created_at, created_by, created_by_id, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (member_id) DO UPDATE SET
                 secret_hash = excluded.secret_hash, created_at = excluded.created_at,
                 created_by = excluded.created_by, created_by_id = excluded.created_by_id,
                 expires_at = excluded.expires_at",
            values![
                link.member,
                &link.secret_hash,
                link.created_at,
                link.created_by.to_text(),
                link.created_by.holder(),
                link.expires_at,
            ],
        )
        .map(drop)
}

/// A link and its member, by the secret's hash, ended or not.
pub fn by_secret(
    transaction: &mut Transaction<'_>,
    secret_hash: &[u8; 32],
) -> Result<Option<(PasswordLink, Member)>, StorageError> {
    let found = transaction.query_opt(
        TABLE,
        "SELECT * FROM password_links WHERE secret_hash = $1",
        values![secret_hash],
    )?;
    let Some(link) = found.as_ref().map(from_row).transpose()? else { return Ok(None) };
    let member = members::get(transaction, link.member)?;
    Ok(member.map(|member| (link, member)))
}

/// Sets the password of the link's member, once.
pub fn use_link(
    transaction: &mut Transaction<'_>,
    secret_hash: &[u8; 32],
    password_hash: &str,
    now: Timestamp,
) -> Result<UseLink, StorageError> {
    let Some((link, member)) = by_secret(transaction, secret_hash)? else {
        return Ok(UseLink::Void);
    };
    if now >= link.expires_at {
        return Ok(UseLink::Expired);
    }
    // Setting the password takes the link away, and whoever loses a race for it runs again and finds none.
    members::set_password(transaction, member.id, password_hash)?;
    sessions::remove_of(transaction, member.id, None)?;
    Ok(UseLink::Done(Box::new(Member { password_hash: password_hash.to_owned(), ..member })))
}

/// Takes a member's link away, if there is one.
pub(super) fn remove_of(
    transaction: &mut Transaction<'_>,
    member: MemberId,
) -> Result<(), StorageError> {
    transaction
        .execute(TABLE, "DELETE FROM password_links WHERE member_id = $1", values![member])
        .map(drop)
}

/// Takes back what a member or key that loses the right to hand out links has left open, and says for whom that was.
pub(super) fn remove_all_by(
    transaction: &mut Transaction<'_>,
    holder: &str,
) -> Result<Vec<Member>, StorageError> {
    let links = transaction.query(
        TABLE,
        "SELECT member_id FROM password_links WHERE created_by_id = $1 ORDER BY member_id",
        values![holder],
    )?;
    let mut of = Vec::new();
    for link in &links {
        of.extend(members::get(transaction, link.parse("member_id")?)?);
    }
    transaction.execute(
        TABLE,
        "DELETE FROM password_links WHERE created_by_id = $1",
        values![holder],
    )?;
    Ok(of)
}

fn from_row(row: &Row) -> Result<PasswordLink, StorageError> {
    Ok(PasswordLink {
        member: row.parse("member_id")?,
        secret_hash: row.digest("secret_hash")?,
        created_at: row.time("created_at")?,
        created_by: row.json("created_by")?,
        expires_at: row.time("expires_at")?,
    })
}
