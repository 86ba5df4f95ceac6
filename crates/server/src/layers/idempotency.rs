//! `Idempotency-Key`: a repeated POST gets the first answer again instead of doing the work twice.
//!
//! The key counts for one caller and one path. What has begun goes on when the caller gives up, so that the repeat finds
//! its answer, but never beyond the lease. If the process ends between the work and keeping its answer, the repeat does the
//! work again after the lease, or as soon as a server that is alone on its database has started again: operations that must
//! never happen twice are guarded by their own state, and what makes an inquiry notes it with the key, see [`Keyed`].
//!
//! An answer is kept together with what it speaks of. When that is erased, the answer is erased too, and a repeat
//! learns so. Values of lists are not kept with it, see `list_values`.

mod list_values;
mod subject;

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InquiryId;
use pointsman_domain::people::Right;
use pointsman_storage::idempotency::{
    self, AnswerSubject, Begin, Periods, RequestKey, StoredAnswer,
};
use pointsman_storage::{StorageError, Transaction};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tracing::Instrument;

use super::REQUEST_SECONDS;
use crate::app::{App, ServerParts};
use crate::auth::Authentication;
use crate::lifecycle::Kind;
use crate::lists::Nodes;
use crate::problem::Problem;
use crate::router::BODY_BYTES;

/// The header with the caller's key.
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header that marks a repeated answer.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The most characters of a key.
pub(super) const KEY_CHARACTERS: usize = 255;
/// How long an answer is kept.
pub(super) const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// How long a request without an answer counts as in flight: well beyond the longest that one may take.
pub(super) const LEASE_SECONDS: i64 = 2 * 60;
/// The longest that the work may take, whether or not the caller still waits for it.
pub(super) const WORK_SECONDS: u64 = 60;
/// When to ask again while the first request is in flight.
pub(crate) const RETRY_SECONDS: u64 = 1;
/// How often it is tried to note what became of a request, and the pause before each time: together the lease.
const NOTE_TRIES: i64 = LEASE_SECONDS;
const NOTE_PAUSE: Duration = Duration::from_secs(1);
/// Requests that are given back at a time. Where more are lost at once the others wait for their leases.
static GIVEN_BACK: Semaphore = Semaphore::const_new(1_024);
/// Endpoints with a secret in the body or the answer: nothing of them is kept, not even a digest.
pub(crate) const SECRET_PATHS: [&str; 11] = [
    "/v1/setup",
    "/v1/session",
    "/v1/session/password",
    "/v1/keys",
    "/v1/members",
    "/v1/members/{id}/password_link",
    "/v1/invitations",
    "/v1/invitations/look",
    "/v1/invitations/accept",
    "/v1/new_password",
    "/v1/new_password/look",
];
/// Endpoints that only compute: nothing happens twice, and their answers may be full of values of lists.
pub(crate) const COMPUTING_PATHS: [&str; 14] = [
    "/v1/workflows/check",
    "/v1/workflows/compare",
    "/v1/workflows/disagreements",
    "/v1/workflows/try",
    "/v1/workflows/preview",
    "/v1/workflows/preview/inquiries",
    "/v1/workflows/preview/lens",
    "/v1/workflows/{id}/tests/offer",
    "/v1/workflows/{id}/tests/run",
    "/v1/lists/{id}/impact",
    "/v1/lists/{id}/impact/inquiries",
    "/v1/lists/{id}/import/impact",
    "/v1/lists/{id}/import/impact/inquiries",
    "/v1/runs/{id}/replay",
];
/// Headers worth repeating.
const KEPT_HEADERS: [HeaderName; 3] = [CONTENT_TYPE, ETAG, LOCATION];
/// The most bytes of an answer; more could not be a plain answer of ours.
const ANSWER_BYTES: usize = 16 * 1_048_576;

/// Lets the requests be repeated at once whose process was killed, and says how many those were. Where there may be other
/// nodes, one of them may be working on them; then they are free when their leases end.
pub async fn forget_in_flight(parts: &ServerParts, nodes: Nodes) -> Result<u64, StorageError> {
    match nodes {
        Nodes::Several => Ok(0),
        Nodes::One => {
            let kept_after = parts.clock.now().plus_seconds(KEPT_SECONDS - LEASE_SECONDS);
            parts.storage.write(move |t| idempotency::abandon_in_flight(t, kept_after)).await
        }
    }
}

/// Repeats answers for requests that carry a key.
pub(crate) async fn idempotency(State(app): State<App>, request: Request, next: Next) -> Response {
    let key = match request_key(&request) {
        Ok(Some(key)) => key,
        Ok(None) => return next.run(request).await,
        Err(problem) => return problem.into_response(),
    };
    // Whoever gives up until here has asked for nothing.
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES).await else {
        return Problem::too_large().into_response();
    };
    let mut hasher = Sha256::new();
    hasher.update(parts.uri.query().unwrap_or_default());
    hasher.update([0]);
    hasher.update(&body);
    let digest = hasher.finalize().into();
    begin_and_run(app, key, digest, Request::from_parts(parts, Body::from(body)), next).await
}

/// What to do with a request that carries a key.
enum Step {
    Answer(Response),
    Work(Keyed),
}

/// What a handler learns of the key that its request came with.
#[derive(Clone, Debug)]
pub(crate) struct Keyed {
    /// The key.
    pub(crate) key: RequestKey,
    /// Shows that the request is still this one's.
    pub(crate) lease: Timestamp,
    /// What was made for it by a process that has ended before it answered.
    pub(crate) made: Option<InquiryId>,
}

/// The key in its scope; `None` where nothing is to be repeated.
fn request_key(request: &Request) -> Result<Option<RequestKey>, Problem> {
    let Some(value) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let keeps = matched
        .is_some_and(|path| !SECRET_PATHS.contains(&path) && !COMPUTING_PATHS.contains(&path));
    if request.method() != Method::POST || !keeps {
        return Ok(None);
    }
    let key = value.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > KEY_CHARACTERS {
        let detail =
            format!("Idempotency-Key must have 1 to {KEY_CHARACTERS} printable ASCII characters");
        return Err(Problem::bad_request("invalid_idempotency_key", detail));
    }
    // Without a caller the answer is 401, whatever was answered before.
    let caller = request.extensions().get::<Authentication>().and_then(Authentication::scope);
    Ok(caller.map(|caller| RequestKey {
        scope: format!("{caller} {} {}", request.method(), request.uri().path()),
        key: key.to_owned(),
    }))
}

/// Begins the request and does its work in a task of its own, which ends even if the caller gives up: in the queue in front
/// of the database, too, what has begun would else belong to nobody, and a repeat would be sent away until its lease ends.
async fn begin_and_run(
    app: App,
    key: RequestKey,
    digest: [u8; 32],
    request: Request,
    next: Next,
) -> Response {
    let matched = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let under_way = app.lifecycle().begin(Kind::Work, format!("POST {matched}"));
    let caller = request.extensions().get::<Authentication>().and_then(|known| known.caller().ok());
    let sees_lists = caller.is_some_and(|caller| caller.authority().may(Right::ListsRead));
    let task = async move {
        let _under_way = under_way;
        match begin(&app, key, digest, sees_lists).await {
            Ok(Step::Answer(response)) => response,
            Ok(Step::Work(keyed)) => run(&app, keyed, request, next).await,
            Err(problem) => problem.into_response(),
        }
    };
    let ended = tokio::spawn(task.in_current_span()).await;
    ended.unwrap_or_else(|panicked| Problem::internal(&panicked).into_response())
}

async fn begin(
    app: &App,
    key: RequestKey,
    digest: [u8; 32],
    sees_lists: bool,
) -> Result<Step, Problem> {
    let (now, since) = (app.now(), Instant::now());
    let periods = Periods {
        now,
        lease_until: now.plus_seconds(LEASE_SECONDS),
        expires_at: now.plus_seconds(KEPT_SECONDS),
    };
    let asked = key.clone();
    let ask = move |t: &mut Transaction<'_>| idempotency::begin(t, &asked, &digest, periods);
    let begun = app.storage().write_grouped(key.order(), ask).await;
    if let Err(StorageError::Unavailable { .. }) = begun {
        give_back(app, key.clone(), periods.lease_until);
    }
    match begun? {
        Begin::Go { lease, .. } if since.elapsed() > Duration::from_secs(REQUEST_SECONDS) => {
            // Nobody waits any more, and the lease would end before the work: a repeat begins anew.
            note(app, None, move |t| idempotency::abandon(t, &key, lease)).await;
            Err(took_too_long(REQUEST_SECONDS))
        }
        Begin::Go { lease, made } => Ok(Step::Work(Keyed { key, lease, made })),
        Begin::Repeat(answer) => {
            // Who may not read lists was not told their values in the first answer either.
            if !sees_lists || !list_values::are_in(&answer.body) {
                return repeat(answer).map(Step::Answer);
            }
            let kept = answer.body.clone();
            let body = app.storage().read(move |t| list_values::put_in(t, &kept)).await?;
            repeat(StoredAnswer { body, ..answer }).map(Step::Answer)
        }
        Begin::InFlight { .. } => Err(Problem::conflict(
            "idempotency_in_flight",
            "the first request with this Idempotency-Key is still being worked on; ask again",
        )
        .retry_after(RETRY_SECONDS)),
        Begin::Erased => Err(Problem::new(
            StatusCode::GONE,
            "answer_erased",
            "the request was answered, and the answer has been erased together with the personal data in it; \
             it is not done again",
        )),
        Begin::OtherBody => Err(Problem::conflict(
            "idempotency_key_reused",
            "this Idempotency-Key was sent before with another body; take a new key",
        )),
    }
}

/// Does the work, once more in a task of its own: should it panic, the request is not in flight any more.
async fn run(app: &App, keyed: Keyed, mut request: Request, next: Next) -> Response {
    let Keyed { key, lease, .. } = keyed.clone();
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(keyed);
    // The time limit of requests only ends the waiting for the task, not the task.
    let limit = Duration::from_secs(WORK_SECONDS);
    let work = async move { tokio::time::timeout(limit, next.run(request)).await };
    match tokio::spawn(work.in_current_span()).await {
        Ok(worked) => {
            let response = worked.unwrap_or_else(|_| took_too_long(WORK_SECONDS).into_response());
            keep(app, key, &path, lease, response).await
        }
        Err(panicked) => {
            note(app, None, move |t| idempotency::abandon(t, &key, lease)).await;
            Problem::internal(&panicked).into_response()
        }
    }
}

fn took_too_long(seconds: u64) -> Problem {
    let detail = format!("the request took longer than {seconds} seconds; try again");
    Problem::unavailable("timeout", detail, RETRY_SECONDS)
}

async fn keep(
    app: &App,
    key: RequestKey,
    path: &str,
    lease: Timestamp,
    response: Response,
) -> Response {
    let status = response.status();
    if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
        note(app, None, move |t| idempotency::abandon(t, &key, lease)).await;
        return response;
    }
    let (parts, body) = response.into_parts();
    let body = match to_bytes(body, ANSWER_BYTES).await {
        Ok(body) => body,
        Err(error) => return Problem::internal(&error).into_response(),
    };
    let headers = KEPT_HEADERS.iter().filter_map(|name| {
        let value = parts.headers.get(name)?.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    let answer = StoredAnswer {
        status: i64::from(status.as_u16()),
        headers: headers.collect(),
        body: list_values::take_out(&body),
    };
    let subject = subject::of(path, &answer.body);
    // What shares its commit with others runs in the order of what it locks.
    let order = match subject {
        Some(AnswerSubject::Inquiry(inquiry)) => Some(inquiry.uuid().as_u128()),
        Some(AnswerSubject::Item(_)) | None => None,
    };
    note(app, order, move |t| idempotency::finish(t, &key, lease, &answer, subject)).await;
    Response::from_parts(parts, Body::from(body))
}

/// The work is done: that its answer could not be kept is no reason to hide the answer. When the database is away, so
/// that nobody can note anything, it is tried again beside the answer for as long as the lease lasts: a repeat would
/// be sent away until then.
async fn note(
    app: &App,
    order: Option<u128>,
    change: impl FnMut(&mut Transaction<'_>) -> Result<(), StorageError> + Clone + Send + 'static,
) {
    let noted = match order {
        Some(order) => app.storage().write_grouped_to_end(order, change.clone()).await,
        None => app.storage().write_to_end(change.clone()).await,
    };
    let Err(error) = noted else { return };
    tracing::warn!(%error, "could not note what became of a request with Idempotency-Key; trying again");
    let storage = app.storage().clone();
    tokio::spawn(async move {
        for _ in 0..NOTE_TRIES {
            tokio::time::sleep(NOTE_PAUSE).await;
            match storage.write(change.clone()).await {
                Ok(()) | Err(StorageError::Closed) => return,
                // The same again, or it has got worse.
                Err(_) => {}
            }
        }
    });
}

/// The database went away while the request began: perhaps it has begun all the same, and belongs to nobody. A repeat would be
/// sent away until its lease ends, so it is given back as soon as the database is there again.
fn give_back(app: &App, key: RequestKey, lease: Timestamp) {
    let Ok(permit) = GIVEN_BACK.try_acquire() else { return };
    let storage = app.storage().clone();
    tokio::spawn(async move {
        let _permit = permit;
        for _ in 0..NOTE_TRIES {
            let key = key.clone();
            match storage.write(move |t| idempotency::abandon(t, &key, lease)).await {
                Ok(()) | Err(StorageError::Closed) => return,
                Err(_) => tokio::time::sleep(NOTE_PAUSE).await,
            }
        }
    });
}

fn repeat(answer: StoredAnswer) -> Result<Response, Problem> {
    let status = u16::try_from(answer.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let mut response = Response::new(Body::from(Bytes::from(answer.body)));
    *response.status_mut() = status.unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    for (name, value) in answer.headers {
        let name = HeaderName::try_from(name).map_err(|error| Problem::internal(&error))?;
        let value = HeaderValue::try_from(value).map_err(|error| Problem::internal(&error))?;
        headers.insert(name, value);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

const _: () = assert!(
    // The lease begins before the key is noted, and work does not begin for which that took longer than a request may.
    LEASE_SECONDS.cast_unsigned() > REQUEST_SECONDS + WORK_SECONDS,
    "a request that is still running must not be taken over"
);

#[cfg(test)]
mod tests;
