//! First answers, kept so that a repeated request gets them again.

use std::fmt;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ItemId};

use crate::error::StorageError;
use crate::inquiries;
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

/// What an answer speaks of. When that is erased the answer is erased with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerSubject {
    /// An inquiry.
    Inquiry(InquiryId),
    /// An item of a list.
    Item(ItemId),
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
    /// It is the first: do it, then [`finish`] or [`abandon`] with this lease.
    Go {
        /// Shows that the request is still the caller's.
        lease: Timestamp,
        /// What a process that has ended since had made for it, see [`note_made`]. It is not made again.
        made: Option<InquiryId>,
    },
    /// It was answered: repeat this.
    Repeat(StoredAnswer),
    /// It was answered, and the answer was erased together with what it speaks of. It is not done again.
    Erased,
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
        "SELECT scope, request_digest, lease_until, status, headers, body, subject, expires_at, erased FROM idempotency
         WHERE scope = $1 AND idem_key = $2 {for_update}",
        values![&request.scope, &request.key],
    )?;
    let mut made = None;
    if let Some(row) = present
        && row.time("expires_at")? > periods.now
    {
        // The digest of the body went with the answer, so any body gets the same.
        if row.flag("erased")? {
            return Ok(Begin::Erased);
        }
        if row.digest("request_digest")? != *digest {
            return Ok(Begin::OtherBody);
        }
        match row.time_opt("lease_until")? {
            Some(until) if until > periods.now => return Ok(Begin::InFlight { until }),
            // Only what makes an inquiry notes a subject before it answers.
            Some(_) => made = row.parse_opt("subject")?,
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
        "INSERT INTO idempotency (scope, idem_key, request_digest, lease_until, created_at, expires_at, subject)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (scope, idem_key) DO UPDATE SET request_digest = excluded.request_digest,
             lease_until = excluded.lease_until, created_at = excluded.created_at,
             expires_at = excluded.expires_at, status = NULL, headers = NULL, body = NULL,
             subject = excluded.subject, erased = 0",
        values![
            &request.scope,
            &request.key,
            digest,
            periods.lease_until,
            periods.now,
            periods.expires_at,
            made,
        ],
    )?;
    Ok(Begin::Go { lease: periods.lease_until, made })
}

/// Notes what was made for a request, in the transaction that makes it: whoever takes the request over, because nobody
/// lived to answer it, answers with that. `false` if somebody has taken it over already: then nothing may be made.
pub fn note_made(
    transaction: &mut Transaction<'_>,
    request: &RequestKey,
    lease: Timestamp,
    made: InquiryId,
) -> Result<bool, StorageError> {
    let noted = transaction.execute(
        TABLE,
        "UPDATE idempotency SET subject = $4 WHERE scope = $1 AND idem_key = $2 AND lease_until = $3",
        values![&request.scope, &request.key, lease, made],
    )?;
    Ok(noted == 1)
}

/// Keeps the answer, unless someone else has taken the request over meanwhile. Call it in the transaction that
/// does the work where there is one. Of an answer that speaks of what was erased since, only that is kept.
pub fn finish(
    transaction: &mut Transaction<'_>,
    request: &RequestKey,
    lease: Timestamp,
    answer: &StoredAnswer,
    subject: Option<AnswerSubject>,
) -> Result<(), StorageError> {
    if let Some(subject) = subject
        // Locks the subject: whoever erases it comes before, and is seen, or after, and finds this answer.
        && is_erased(transaction, subject)?
    {
        let statement = format!(
            "{ERASE}, lease_until = NULL, subject = $2
             WHERE scope = $3 AND idem_key = $4 AND lease_until = $5"
        );
        let parameters =
            values![NO_DIGEST, subject.to_string(), &request.scope, &request.key, lease];
        return transaction.execute(TABLE, &statement, parameters).map(drop);
    }
    let headers = serde_json::json!(answer.headers).to_string();
    transaction
        .execute(
            TABLE,
            "UPDATE idempotency SET lease_until = NULL, status = $4, headers = $5, body = $6, subject = $7
             WHERE scope = $1 AND idem_key = $2 AND lease_until = $3",
            values![
                &request.scope,
                &request.key,
                lease,
                answer.status,
                headers,
                Value::Blob(answer.body.clone()),
                subject.map(|subject| subject.to_string()),
            ],
        )
        .map(drop)
}

/// Erases the answers that speak of `subject`: a repeated request learns that, and is not done again. Call it in
/// the transaction that erases the subject and once more after its commit, for an answer that was kept meanwhile.
pub fn erase(
    transaction: &mut Transaction<'_>,
    subject: AnswerSubject,
) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            &format!("{ERASE} WHERE subject = $2 AND erased = 0"),
            values![NO_DIGEST, subject.to_string()],
        )
        .map(drop)
}

/// Erases the answers that speak of erased inquiries and items, should a process have ended between the two calls of
/// [`erase`].
pub fn erase_left_over(transaction: &mut Transaction<'_>) -> Result<u64, StorageError> {
    transaction.execute(
        TABLE,
        &format!(
            "{ERASE} WHERE subject IS NOT NULL AND erased = 0
                 AND (EXISTS (SELECT 1 FROM inquiries i WHERE i.id = subject AND i.erased_at IS NOT NULL)
                      OR EXISTS (SELECT 1 FROM list_items l WHERE l.id = subject AND l.value IS NULL))"
        ),
        values![NO_DIGEST],
    )
}

/// The digest goes too: of a body that is easily guessed it would tell.
const ERASE: &str =
    "UPDATE idempotency SET erased = 1, request_digest = $1, status = NULL, headers = NULL,
    body = NULL";
const NO_DIGEST: [u8; 32] = [0; 32];

fn is_erased(
    transaction: &mut Transaction<'_>,
    subject: AnswerSubject,
) -> Result<bool, StorageError> {
    match subject {
        AnswerSubject::Inquiry(id) => inquiries::is_erased(transaction, id),
        AnswerSubject::Item(id) => {
            let found = transaction.query_opt(
                "list_items",
                "SELECT id, value FROM list_items WHERE id = $1 {for_update}",
                values![id],
            )?;
            Ok(found.map(|row| row.text_opt("value").map(|text| text.is_none())).transpose()?
                == Some(true))
        }
    }
}

/// Ends a request whose answer must not be repeated (429, 5xx, secrets): it is done again, but for what it has made.
pub fn abandon(
    transaction: &mut Transaction<'_>,
    request: &RequestKey,
    lease: Timestamp,
) -> Result<(), StorageError> {
    const THIS: &str = "scope = $1 AND idem_key = $2 AND lease_until = $3";
    let parameters = values![&request.scope, &request.key, lease];
    let freed =
        format!("UPDATE idempotency SET lease_until = 0 WHERE {THIS} AND subject IS NOT NULL");
    transaction.execute(TABLE, &freed, parameters)?;
    let forgotten = format!("DELETE FROM idempotency WHERE {THIS}");
    transaction.execute(TABLE, &forgotten, parameters).map(drop)
}

/// Forgets the requests that count as in flight and whose answers would be kept until after `kept_after`, and says how
/// many those were. For a server that is alone on its database, before it takes requests: whoever worked on them is gone.
pub fn abandon_in_flight(
    transaction: &mut Transaction<'_>,
    kept_after: Timestamp,
) -> Result<u64, StorageError> {
    const THESE: &str = "expires_at > $1 AND lease_until IS NOT NULL";
    let freed =
        format!("UPDATE idempotency SET lease_until = 0 WHERE {THESE} AND subject IS NOT NULL");
    let freed = transaction.execute(TABLE, &freed, values![kept_after])?;
    let forgotten = format!("DELETE FROM idempotency WHERE {THESE} AND subject IS NULL");
    Ok(freed + transaction.execute(TABLE, &forgotten, values![kept_after])?)
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

impl fmt::Display for AnswerSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inquiry(id) => id.fmt(f),
            Self::Item(id) => id.fmt(f),
        }
    }
}
