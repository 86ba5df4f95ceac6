//! What an invariant has said so far: each change is a version, and none is taken away.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InvariantId;

use super::InvariantText;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Page, Row, Transaction, one_more, page_of, values};

const TABLE: &str = "invariant_versions";
const VERSIONS: &str =
    "SELECT number, name, whom, never, written_at, written_by FROM invariant_versions";

/// What an invariant said from one change to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvariantVersion {
    /// Its number, from 1.
    pub number: i64,
    /// What it says.
    pub text: InvariantText,
    /// When it was written.
    pub written_at: Timestamp,
    /// By whom.
    pub written_by: Actor,
}

/// Versions of an invariant, newest first; `after` is the last number of the page before.
pub fn versions(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    after: Option<i64>,
    limit: usize,
) -> Result<Page<InvariantVersion, i64>, StorageError> {
    let statement =
        format!("{VERSIONS} WHERE invariant_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3");
    let values = values![id, after.unwrap_or(i64::MAX), one_more(limit)];
    let found: Result<Vec<InvariantVersion>, _> =
        transaction.query(TABLE, &statement, values)?.iter().map(from_row).collect();
    Ok(page_of(found?, limit, |version| version.number))
}

/// One version of an invariant.
pub fn version(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    number: i64,
) -> Result<Option<InvariantVersion>, StorageError> {
    let statement = format!("{VERSIONS} WHERE invariant_id = $1 AND number = $2");
    transaction
        .query_opt(TABLE, &statement, values![id, number])?
        .as_ref()
        .map(from_row)
        .transpose()
}

fn from_row(row: &Row) -> Result<InvariantVersion, StorageError> {
    Ok(InvariantVersion {
        number: row.int("number")?,
        text: InvariantText {
            name: row.text("name")?.to_owned(),
            whom: row.text("whom")?.to_owned(),
            never: row.json("never")?,
        },
        written_at: row.time("written_at")?,
        written_by: row.json("written_by")?,
    })
}
