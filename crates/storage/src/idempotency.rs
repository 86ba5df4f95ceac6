//! First answers, kept so that a repeated request gets them again.

use pointsman_domain::clock::Timestamp;

use crate::error::StorageError;
use crate::seam::{Transaction, Value, values};

const TABLE: &str = "idempotency";

/// Which request: a key in the scope of who asks and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestKey {
    /// Who asks, and the endpoint.
    pub scope: String,
    /// What the caller sent as `Idempotency-Key`.
    pub key: String,
}

/// How long things count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    /// The present moment.
    pub now: Timestamp,
    /// Until then the request counts as in flight; afterwards a repeat takes over.
    pub lease_until: Timestamp,
    /// Until then the answer is kept.
    pub expires_at: Timestamp,
}

/// An answer as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The HTTP status.
    pub status: i64,
    /// Headers worth repeating, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
    /// It is the first: do it, then [`finish`] or [`abandon`] with this lease.
    Go {
        /// Shows that the request is still the caller's.
        lease: Timestamp,
    },
    /// It was answered: repeat this.
    Repeat(StoredAnswer),
    /// It is being answered; ask again after this moment at the latest.
    InFlight {
        /// When the other request's lease ends.
        until: Timestamp,
    },
    /// The key belongs to another body.
    OtherBody,
}

/// Begins a request, or says what became of it before.
pub fn begin(
    transaction: &mut Transaction<'_>,
    request: &RequestKey,
    digest: &[u8; 32],
    periods: Periods,
) -> Result<Begin, StorageError> {
    let present = transaction.query_opt(
        TABLE,
        "SELECT scope, request_digest, lease_until, status, headers, body, expires_at FROM idempotency
         WHERE scope = $1 AND idem_key = $2 {for_update}",
        values![&request.scope, &request.key],
    )?;
    if let Some(row) = present
        && row.time("expires_at")? > periods.now
    {
        if row.digest("request_digest")? != *digest {
            return Ok(Begin::OtherBody);
        }
        match row.time_opt("lease_until")? {
            Some(until) if until > periods.now => return Ok(Begin::InFlight { until }),
            Some(_) => {}
            None => {
                return Ok(Begin::Repeat(StoredAnswer {
                    status: row.int("status")?,
                    headers: row.json("headers")?,
                    body: row.blob_opt("body")?.unwrap_or_default().to_vec(),
                }));
            }
        }
    }
    transaction.execute(
        TABLE,
        "INSERT INTO idempotency (scope, idem_key, request_digest, lease_until, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (scope, idem_key) DO UPDATE SET request_digest = excluded.request_digest,
             lease_until = excluded.lease_until, created_at = excluded.created_at,
             expires_at = excluded.expires_at, status = NULL, headers = NULL, body = NULL",
        values![
            &request.scope,
            &request.key,
            digest,
            periods.lease_until,
            periods.now,
            periods.expires_at,
        ],
    )?;
    Ok(Begin::Go { lease: periods.lease_until })
}

/// Keeps the answer, unless someone else has taken the request over meanwhile. Call it in the transaction that
/// does the work where there is one.
pub fn finish(
    transaction: &mut Transaction<'_>,
    request: &RequestKey,
    lease: Timestamp,
    answer: &StoredAnswer,
) -> Result<(), StorageError> {
    let headers = serde_json::json!(answer.headers).to_string();
    transaction
        .execute(
            TABLE,
            "UPDATE idempotency SET lease_until = NULL, status = $4, headers = $5, body = $6
             WHERE scope = $1 AND idem_key = $2 AND lease_until = $3",
            values![
                &request.scope,
                &request.key,
                lease,
                answer.status,
                headers,
                Value::Blob(answer.body.clone()),
            ],
        )
        .map(drop)
}

/// Forgets a request whose answer must not be repeated (429, 5xx, secrets).
pub fn abandon(
    transaction: &mut Transaction<'_>,
    request: &RequestKey,
    lease: Timestamp,
) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "DELETE FROM idempotency WHERE scope = $1 AND idem_key = $2 AND lease_until = $3",
            values![&request.scope, &request.key, lease],
        )
        .map(drop)
}

/// Removes at most `most` answers that expired before `before` and says how many those were.
pub fn purge(
    transaction: &mut Transaction<'_>,
    before: Timestamp,
    most: usize,
) -> Result<u64, StorageError> {
    transaction.execute(
        TABLE,
        "DELETE FROM idempotency WHERE (scope, idem_key) IN
         (SELECT scope, idem_key FROM idempotency WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        values![before, i64::try_from(most).unwrap_or(i64::MAX)],
    )
}
