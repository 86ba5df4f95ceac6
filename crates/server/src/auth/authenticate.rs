//! Finding out who asks. Nobody is refused here: whether a caller is needed is the handler's word.

use std::sync::Arc;

use axum::http::header::AUTHORIZATION;
use axum::http::{Extensions, HeaderMap};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::people::Authority;
use pointsman_storage::StorageError;
use pointsman_storage::people::keys::{self, ApiKey};
use pointsman_storage::people::sessions::{self, Session, SessionOfMember};

use super::caller::{Caller, MemberSession};
use super::uses::Used;
use super::{cookie, secrets, session_life};
use crate::app::App;
use crate::problem::Problem;
use crate::request::ClientAddress;

/// What is known about who asks.
#[derive(Clone, Debug)]
pub(crate) enum Authentication {
    /// Who it is.
    Known(Arc<Caller>),
    /// Nothing was sent, or a session that does not exist (any more).
    Nobody,
    /// A session that was too old.
    SessionExpired,
    /// An API key that does not exist or was revoked.
    InvalidKey,
    /// An API key that was made to end, and has.
    KeyExpired,
}

impl Authentication {
    /// A text that no other caller has, if it is known.
    pub(crate) fn scope(&self) -> Option<String> {
        self.caller().map(|caller| caller.scope()).ok()
    }

    /// The caller, or the 401 that says what is missing.
    pub(crate) fn caller(&self) -> Result<&Arc<Caller>, Problem> {
        match self {
            Self::Known(caller) => Ok(caller),
            Self::Nobody => Err(Problem::unauthorized(
                "not_signed_in",
                "sign in, or send an API key: authorization: Bearer pmk_…",
            )),
            Self::SessionExpired => Err(Problem::unauthorized(
                "session_expired",
                "the session has ended; sign in again",
            )),
            Self::InvalidKey => Err(Problem::unauthorized(
                "invalid_key",
                "the API key does not exist or was revoked; ask for a new one",
            )),
            Self::KeyExpired => Err(Problem::unauthorized(
                "key_expired",
                "the API key has ended; ask for a new one",
            )),
        }
    }
}

/// What is known about who asks; `None` where nobody is asked.
pub(crate) async fn authenticate(
    app: &App,
    path: &str,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Result<Option<Authentication>, Problem> {
    if !path.starts_with("/v1/") && path != "/metrics" {
        return Ok(None);
    }
    let source = app.options().address_source;
    let address = ClientAddress::of(extensions, headers, source);
    Ok(Some(identify(app, headers, address).await?))
}

async fn identify(
    app: &App,
    headers: &HeaderMap,
    address: ClientAddress,
) -> Result<Authentication, StorageError> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        // Whoever sends a key means it: a cookie beside it is not looked at.
        let secret = value.to_str().ok().and_then(bearer);
        return match secret {
            Some(secret) => by_key(app, secret, address).await,
            None => Ok(Authentication::InvalidKey),
        };
    }
    match cookie::token(headers, app.options().is_secure()) {
        Some(token) => by_session(app, &token, address).await,
        None => Ok(Authentication::Nobody),
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

async fn by_key(
    app: &App,
    secret: &str,
    address: ClientAddress,
) -> Result<Authentication, StorageError> {
    let hash = secrets::hash_of(secret);
    let found = app.storage().read_short(move |t| keys::by_secret(t, &hash)).await?;
    let Some((key, workflows)) = found.filter(|(key, _)| key.revoked_at.is_none()) else {
        return Ok(Authentication::InvalidKey);
    };
    if key.expires_at.is_some_and(|end| app.now() >= end) {
        return Ok(Authentication::KeyExpired);
    }
    note_key_use(app, &key);
    let authority = Authority::new(key.role, workflows);
    let ends_at = key.expires_at;
    let caller = Caller::Key { id: key.id, name: key.name, authority, ends_at, address };
    Ok(Authentication::Known(Arc::new(caller)))
}

fn note_key_use(app: &App, key: &ApiKey) {
    let (id, now) = (key.id, app.now());
    if key.last_used_at.is_some_and(|last| !session_life::is_stale(last, now)) {
        return;
    }
    let storage = app.storage().clone();
    let noting = async move { storage.write(move |t| keys::touch(t, id, now)).await };
    app.uses().note(Used::Key(id), now, noting);
}

async fn by_session(
    app: &App,
    token: &str,
    address: ClientAddress,
) -> Result<Authentication, StorageError> {
    let hash = secrets::hash_of(token);
    let Some(mut found) = app.storage().read_short(move |t| sessions::get(t, &hash)).await? else {
        return Ok(Authentication::Nobody);
    };
    let now = app.now();
    if now >= found.session.expires_at {
        return Ok(Authentication::SessionExpired);
    }
    found.session.expires_at = note_session_use(app, &found.session, now);
    let session = member_session(found, address);
    Ok(Authentication::Known(Arc::new(Caller::Member(session))))
}

/// Moves the session's end if its last use is stale, and says when it ends.
fn note_session_use(app: &App, session: &Session, now: Timestamp) -> Timestamp {
    if !session_life::is_stale(session.last_seen_at, now) {
        return session.expires_at;
    }
    let hash = session.token_hash;
    let expires_at = session_life::expires_at(session.created_at, now);
    let storage = app.storage().clone();
    let noting =
        async move { storage.write(move |t| sessions::touch(t, &hash, now, expires_at)).await };
    app.uses().note(Used::Session(hash), now, noting);
    expires_at
}

/// A session as handlers see it; `address` is where this request comes from.
pub(crate) fn member_session(found: SessionOfMember, address: ClientAddress) -> MemberSession {
    let SessionOfMember { session, member, workflows } = found;
    MemberSession {
        id: member.id,
        email: member.email,
        name: member.name,
        authority: Authority::new(member.role, workflows),
        expires_at: session.expires_at,
        address,
        token_hash: session.token_hash,
    }
}
