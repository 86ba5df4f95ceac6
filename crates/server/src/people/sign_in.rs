//! Beginning a session: by password, at the first start, and by a link that lets a person in.

use std::convert::Infallible;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::SessionId;
use pointsman_storage::people::members::{self, Member};
use pointsman_storage::people::networks;
use pointsman_storage::people::sessions::{self, Begin, SessionOfMember};
use pointsman_storage::{StorageError, Transaction};

use super::session::{Session, describe};
use crate::app::App;
use crate::auth::{
    Guess, LockedOut, MemberSession, PasswordError, Standing, cookie, hash_of, member_session,
    new_session_token, session_life,
};
use crate::problem::Problem;
use crate::request::ClientAddress;

/// Characters of a browser's name that are kept.
const USER_AGENT_CHARACTERS: usize = 300;
/// Sessions that ended this long ago are cleared away; until then their owner is told that they ended.
const KEPT_AFTER_END_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Ended sessions that are cleared away by each new one.
const PURGED: usize = 20;
/// Sessions of one member at once; the oldest ends when another begins.
pub(crate) const MOST_SESSIONS: usize = 50;
/// Networks of one member that are remembered, the last ones.
const MOST_NETWORKS: usize = 10;
/// A network from which a member did not sign in for so long is a strange one again.
const NETWORK_KNOWN_SECONDS: i64 = 90 * 24 * 60 * 60;

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub(super) enum SignInError {
    /// The caller's turn.
    #[error("the e-mail address or the password is wrong")]
    WrongCredentials,
    /// The caller's turn, later.
    #[error(transparent)]
    LockedOut(#[from] LockedOut),
    /// Ours.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Ours.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::WrongCredentials => {
                Self::unauthorized("wrong_credentials", error.to_string())
            }
            SignInError::LockedOut(error) => error.into(),
            SignInError::Password(error) => error.into(),
            SignInError::Storage(error) => error.into(),
        }
    }
}

/// Where a person signs in from.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    /// The address.
    pub(super) address: ClientAddress,
    /// What counts as one when guesses are counted.
    pub(super) network: String,
    user_agent: Option<String>,
}

impl Visitor {
    /// A guess at a secret that is too long to be guessed; `target` names it.
    pub(super) fn guess_at<'a>(&'a self, target: &'a str) -> Guess<'a> {
        Guess { target, network: &self.network, standing: Standing::Spared }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let source = app.options().address_source;
        let address = ClientAddress::of(&parts.extensions, &parts.headers, source);
        Ok(Self { address, network: address.network(), user_agent: user_agent(&parts.headers) })
    }
}

/// The member whose e-mail address (in lower case) and password these are.
pub(super) async fn check(
    app: &App,
    visitor: &Visitor,
    email: String,
    password: String,
) -> Result<Member, SignInError> {
    let (wanted, network) = (email.clone(), visitor.network.clone());
    let since = app.now().plus_seconds(-NETWORK_KNOWN_SECONDS);
    let (member, standing) = app.storage().read(move |t| find(t, &wanted, &network, since)).await?;
    let guess = Guess { target: &email, network: &visitor.network, standing };
    app.attempts().begin(guess, app.steady())?;
    let hash = member.as_ref().map(|member| member.password_hash.clone());
    let right = app.accounts().passwords().matches(password, hash).await?;
    match member {
        Some(member) if right => {
            app.attempts().succeeded(guess);
            Ok(member)
        }
        Some(_) | None => Err(SignInError::WrongCredentials),
    }
}

fn find(
    transaction: &mut Transaction<'_>,
    email: &str,
    network: &str,
    since: Timestamp,
) -> Result<(Option<Member>, Standing), StorageError> {
    let Some(member) = members::by_email(transaction, email)? else {
        return Ok((None, Standing::Strange));
    };
    let known = networks::is_known(transaction, member.id, network, since)?;
    let standing = if known { Standing::Spared } else { Standing::Strange };
    Ok((Some(member), standing))
}

/// Begins a session and answers with it: 201, with the cookie that carries its token, which is kept nowhere else.
pub(super) async fn begin(
    app: &App,
    member: Member,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let (session, token) = begin_session(app, member, visitor).await?;
    let session: Session = describe(app, session).await?;
    let cookie = cookie::set(&token, app.options().is_secure())
        .map_err(|error| Problem::internal(&error))?;
    Ok((StatusCode::CREATED, [(SET_COOKIE, cookie)], Json(session)).into_response())
}

async fn begin_session(
    app: &App,
    member: Member,
    visitor: Visitor,
) -> Result<(MemberSession, String), Problem> {
    let token = new_session_token(app.secrets())?;
    let now = app.now();
    let session = sessions::Session {
        id: SessionId::new(app.ids(), now),
        token_hash: hash_of(&token),
        member: member.id,
        created_at: now,
        expires_at: session_life::expires_at(now, now),
        last_seen_at: now,
        ip_address: Some(visitor.address.to_string()),
        user_agent: visitor.user_agent,
    };
    let network = visitor.network;
    let begun = app.storage().write(move |t| add(t, &member, &session, &network)).await?;
    Ok((member_session(begun, visitor.address), token))
}

fn add(
    transaction: &mut Transaction<'_>,
    member: &Member,
    session: &sessions::Session,
    network: &str,
) -> Result<SessionOfMember, SignInError> {
    let now = session.created_at;
    sessions::purge(transaction, now.plus_seconds(-KEPT_AFTER_END_SECONDS), PURGED)?;
    match sessions::begin(transaction, session, &member.password_hash, MOST_SESSIONS)? {
        Begin::Begun => {}
        Begin::Overtaken => return Err(SignInError::WrongCredentials),
    }
    networks::note(transaction, member.id, network, now, MOST_NETWORKS)?;
    sessions::get(transaction, &session.token_hash)?.ok_or(SignInError::WrongCredentials)
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(USER_AGENT)?.to_str().ok()?;
    Some(text.chars().take(USER_AGENT_CHARACTERS).collect())
}
