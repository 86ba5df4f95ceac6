//! API keys. Only the hash of a key's secret is kept.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{KeyId, MemberId};
use pointsman_domain::people::{Role, WorkflowsSection};

use super::ended::{EndedLinks, end_links_by};
use super::workflows_hidden;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Page, Question, Row, Transaction, one_more, page_of, values};

pub(super) const TABLE: &str = "api_keys";

/// What a program signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The id.
    pub id: KeyId,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    /// The secret's first letters, to tell keys apart.
    pub prefix: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
    /// When it was used last, as far as it was noted.
    pub last_used_at: Option<Timestamp>,
    /// From then on it opens nothing; `None` if that has no end.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked; it opens nothing since.
    pub revoked_at: Option<Timestamp>,
}

/// A key that is revoked, and what ended with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// The key.
    pub key: ApiKey,
    /// What it had left open.
    pub links: EndedLinks,
}

/// Adds a key.
pub fn add(transaction: &mut Transaction<'_>, key: &ApiKey) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "INSERT INTO api_keys
             (id, name, role, secret_hash, prefix, created_at, created_by, created_by_id, last_used_at, expires_at,
              revoked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            values![
                key.id,
                &key.name,
                key.role.as_str(),
                &key.secret_hash,
                &key.prefix,
                key.created_at,
                key.created_by.to_text(),
                key.created_by.holder(),
                key.last_used_at,
                key.expires_at,
                key.revoked_at,
            ],
        )
        .map(drop)
}

/// A key by id.
pub fn get(transaction: &mut Transaction<'_>, id: KeyId) -> Result<Option<ApiKey>, StorageError> {
    transaction
        .query_opt(TABLE, "SELECT * FROM api_keys WHERE id = $1", values![id])?
        .as_ref()
        .map(from_row)
        .transpose()
}

const BY_SECRET: Question =
    Question { name: "keys by their secrets", tables: &[TABLE, "workflows_hidden"] };

/// A key by its secret's hash, revoked and ended or not, and whether Workflows are hidden from its role.
pub fn by_secret(
    transaction: &mut Transaction<'_>,
    secret_hash: &[u8; 32],
) -> Result<Option<(ApiKey, WorkflowsSection)>, StorageError> {
    // Those who look at the same moment may look for the same key.
    let part = secret_hash.iter().take(16).fold(0, |part, byte| (part << 8) | u128::from(*byte));
    let rows = transaction.remembered(BY_SECRET, part, |transaction| {
        transaction.query(
            TABLE,
            "SELECT k.*, (SELECT COUNT(*) FROM workflows_hidden h WHERE h.role = k.role) AS workflows_hidden
             FROM api_keys k WHERE k.secret_hash = $1",
            values![secret_hash],
        )
    })?;
    let Some(row) = rows.first() else { return Ok(None) };
    let key = from_row(row)?;
    if key.secret_hash != *secret_hash {
        return Ok(None);
    }
    Ok(Some((key, workflows_hidden::section(row)?)))
}

/// Keys, newest first; `after` is the last id of the page before.
pub fn page(
    transaction: &mut Transaction<'_>,
    after: Option<KeyId>,
    limit: usize,
) -> Result<Page<ApiKey, KeyId>, StorageError> {
    // `~` sorts behind every letter of an id.
    let after = after.map_or_else(|| "~".to_owned(), |id| id.to_string());
    let keys: Result<Vec<ApiKey>, _> = transaction
        .query(
            TABLE,
            "SELECT * FROM api_keys WHERE id < $1 ORDER BY id DESC LIMIT $2",
            values![after, one_more(limit)],
        )?
        .iter()
        .map(from_row)
        .collect();
    Ok(page_of(keys?, limit, |key| key.id))
}

/// Keys that open something and that a member made, also by way of keys that the member made; newest first.
pub(super) fn made_by(
    transaction: &mut Transaction<'_>,
    member: MemberId,
    now: Timestamp,
) -> Result<Vec<ApiKey>, StorageError> {
    transaction
        .query(
            TABLE,
            "WITH RECURSIVE made (id) AS (
                 SELECT id FROM api_keys WHERE created_by_id = $1
                 UNION
                 SELECT further.id FROM api_keys further JOIN made ON further.created_by_id = made.id
             )
             SELECT * FROM api_keys
             WHERE id IN (SELECT id FROM made) AND revoked_at IS NULL
                   AND (expires_at IS NULL OR expires_at > $2)
             ORDER BY id DESC",
            values![member, now],
        )?
        .iter()
        .map(from_row)
        .collect()
}

/// Notes that a key was used.
pub fn touch(
    transaction: &mut Transaction<'_>,
    id: KeyId,
    now: Timestamp,
) -> Result<(), StorageError> {
    transaction
        .execute(TABLE, "UPDATE api_keys SET last_used_at = $2 WHERE id = $1", values![id, now])
        .map(drop)
}

/// Revokes a key, and takes back what it has left open; the first time counts. `None` if there is no such key.
pub fn revoke(
    transaction: &mut Transaction<'_>,
    id: KeyId,
    now: Timestamp,
    by: &Actor,
) -> Result<Option<Revoked>, StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE api_keys SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL",
        values![id, now, by.to_text()],
    )?;
    let Some(key) = get(transaction, id)? else { return Ok(None) };
    let links = end_links_by(transaction, &id.to_string())?;
    Ok(Some(Revoked { key, links }))
}

fn from_row(row: &Row) -> Result<ApiKey, StorageError> {
    Ok(ApiKey {
        id: row.parse("id")?,
        name: row.text("name")?.to_owned(),
        role: row.parse("role")?,
        secret_hash: row.digest("secret_hash")?,
        prefix: row.text("prefix")?.to_owned(),
        created_at: row.time("created_at")?,
        created_by: row.json("created_by")?,
        last_used_at: row.time_opt("last_used_at")?,
        expires_at: row.time_opt("expires_at")?,
        revoked_at: row.time_opt("revoked_at")?,
    })
}
