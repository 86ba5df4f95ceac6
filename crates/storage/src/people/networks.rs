//! From which networks members signed in before.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::MemberId;

use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "member_networks";

/// Whether the member signed in from `network` at or after `since`.
pub fn is_known(
    transaction: &mut Transaction<'_>,
    member: MemberId,
    network: &str,
    since: Timestamp,
) -> Result<bool, StorageError> {
    let found = transaction.query_opt(
        TABLE,
        "SELECT network FROM member_networks WHERE member_id = $1 AND network = $2 AND last_seen_at >= $3",
        values![member, network, since],
    )?;
    Ok(found.is_some())
}

/// Notes that the member signed in from `network`, and keeps the `most` that were seen last.
pub fn note(
    transaction: &mut Transaction<'_>,
    member: MemberId,
    network: &str,
    now: Timestamp,
    most: usize,
) -> Result<(), StorageError> {
    transaction.execute(
        TABLE,
        "INSERT INTO member_networks (member_id, network, last_seen_at) VALUES ($1, $2, $3)
         ON CONFLICT (member_id, network) DO UPDATE SET last_seen_at = excluded.last_seen_at",
        values![member, network, now],
    )?;
    transaction
        .execute(
            TABLE,
            "DELETE FROM member_networks WHERE member_id = $1 AND network NOT IN
             (SELECT network FROM member_networks WHERE member_id = $1
              ORDER BY last_seen_at DESC, network LIMIT $2)",
            values![member, i64::try_from(most).unwrap_or(i64::MAX)],
        )
        .map(drop)
}
