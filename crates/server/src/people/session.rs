//! `/v1/session`: signing in and out.

use std::convert::Infallible;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::people::{Right, Role};
use pointsman_storage::StorageError;
use pointsman_storage::people::members::{self, Member};
use pointsman_storage::people::sessions;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{
    LockedOut, MOST_CHARACTERS, NoRandomness, PasswordError, SignedIn, cookie, hash_of,
    new_session_token, session_life,
};
use crate::body::readers::{EMAIL_CHARACTERS, secret, text};
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;
use crate::request::ClientAddress;
use crate::wire;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_session, post_session, delete_session))
}

/// Characters of a browser's name that are kept.
const USER_AGENT_CHARACTERS: usize = 300;
/// Sessions that ended this long ago are cleared away; until then their owner is told that they ended.
const KEPT_AFTER_END_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Ended sessions that are cleared away by each new one.
const PURGED: usize = 20;

// ---- error ----

#[derive(Debug, thiserror::Error)]
enum SignInError {
    #[error("the e-mail address or the password is wrong")]
    WrongCredentials,
    #[error(transparent)]
    LockedOut(#[from] LockedOut),
    #[error(transparent)]
    Password(#[from] PasswordError),
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

// ---- docs ----

/// Who is signed in, and what the dashboard may show.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Session {
    member: SessionMember,
    /// When it ends if it is not used any more.
    expires_at: wire::Time,
    /// Whether this is the example workspace.
    demo: bool,
    /// What the member may do.
    may: Vec<wire::Right>,
    /// The roles that the member may give to others or to keys, within what `may` says.
    may_grant: Vec<wire::Role>,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct SessionMember {
    #[schema(example = "mbr_01h45ytscbebyvny4gc8cr8ma2")]
    id: String,
    #[schema(example = "ada@example.com")]
    email: String,
    #[schema(example = "Ada Lovelace")]
    name: String,
    role: wire::Role,
}

/// E-mail address and password.
#[derive(ToSchema)]
struct SignIn {
    #[schema(example = "ada@example.com", min_length = 1, max_length = 254)]
    email: String,
    #[schema(min_length = 1, max_length = 256)]
    password: String,
}

impl SignIn {
    /// An address that is none is taken like one that belongs to nobody.
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let email = fields.required("email", text(1, EMAIL_CHARACTERS));
        let password = fields.required("password", secret(1, MOST_CHARACTERS));
        fields.finish(|| Some(Self { email: email?.to_lowercase(), password: password? }))
    }
}

// ---- handlers ----

/// Who is signed in.
#[utoipa::path(get, path = "/v1/session", tag = "people", security(("session" = [])),
    responses((status = 200, description = "The session.", body = Session)))]
async fn get_session(SignedIn(member): SignedIn, State(app): State<App>) -> Json<Session> {
    Json(describe(
        &app,
        SessionMember {
            id: member.id.to_string(),
            email: member.email,
            name: member.name,
            role: member.role.into(),
        },
        member.role,
        member.expires_at,
    ))
}

/// Sign in.
#[utoipa::path(post, path = "/v1/session", tag = "people", security(()), request_body = SignIn, responses(
    (status = 201, description = "Signed in; the cookie is set.", body = Session),
    (status = 401, description = "The e-mail address or the password is wrong."),
    (status = 422, description = "The body says something that is not taken.")))]
async fn post_session(
    State(app): State<App>,
    visitor: Visitor,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let request = SignIn::read(&body)?;
    let member = check(&app, &visitor, request).await?;
    let (session, token) = begin(&app, member, visitor).await?;
    let cookie = cookie::set(&token, app.options().is_secure())
        .map_err(|error| Problem::internal(&error))?;
    Ok((StatusCode::CREATED, [(SET_COOKIE, cookie)], Json(session)).into_response())
}

/// Sign out.
#[utoipa::path(delete, path = "/v1/session", tag = "people", security(("session" = [])),
    responses((status = 204, description = "Signed out; the cookie is removed.")))]
async fn delete_session(
    SignedIn(member): SignedIn,
    State(app): State<App>,
) -> Result<Response, Problem> {
    app.storage().write(move |t| sessions::remove(t, &member.token_hash)).await?;
    let cookie =
        cookie::clear(app.options().is_secure()).map_err(|error| Problem::internal(&error))?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}

/// Where a person signs in from.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    pub(super) address: String,
    user_agent: Option<String>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let source = app.options().address_source;
        let address = ClientAddress::of(&parts.extensions, &parts.headers, source).to_string();
        Ok(Self { address, user_agent: user_agent(&parts.headers) })
    }
}

/// Begins a session and gives its token, which is kept nowhere but in the cookie.
pub(super) async fn begin(
    app: &App,
    member: Member,
    visitor: Visitor,
) -> Result<(Session, String), Problem> {
    let token =
        new_session_token(app.secrets()).map_err(|error: NoRandomness| Problem::from(error))?;
    let now = app.now();
    let expires_at = session_life::expires_at(now, now);
    let session = sessions::Session {
        token_hash: hash_of(&token),
        member: member.id,
        created_at: now,
        expires_at,
        last_seen_at: now,
        ip_address: Some(visitor.address),
        user_agent: visitor.user_agent,
    };
    let long_ago = now.plus_seconds(-KEPT_AFTER_END_SECONDS);
    app.storage()
        .write(move |t| {
            sessions::purge(t, long_ago, PURGED)?;
            sessions::add(t, &session)
        })
        .await?;
    let role = member.role;
    let member = SessionMember {
        id: member.id.to_string(),
        email: member.email,
        name: member.name,
        role: role.into(),
    };
    Ok((describe(app, member, role, expires_at), token))
}

async fn check(app: &App, visitor: &Visitor, request: SignIn) -> Result<Member, SignInError> {
    app.attempts().begin(&request.email, &visitor.address, app.now())?;
    let email = request.email.clone();
    let member = app.storage().read(move |t| members::by_email(t, &email)).await?;
    let hash = member.as_ref().map(|member| member.password_hash.clone());
    let right = app.accounts().passwords().matches(request.password, hash).await?;
    match member {
        Some(member) if right => {
            app.attempts().succeeded(&request.email, &visitor.address);
            Ok(member)
        }
        Some(_) | None => Err(SignInError::WrongCredentials),
    }
}

fn describe(app: &App, member: SessionMember, role: Role, expires_at: Timestamp) -> Session {
    let granted = Role::ALL.into_iter().filter(|granted| role.may_grant(*granted));
    let rights = Right::ALL.into_iter().filter(|right| role.may(*right));
    Session {
        member,
        expires_at: expires_at.into(),
        demo: app.options().demo.is_some(),
        may: rights.map(wire::Right::from).collect(),
        may_grant: granted.map(wire::Role::from).collect(),
    }
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(USER_AGENT)?.to_str().ok()?;
    Some(text.chars().take(USER_AGENT_CHARACTERS).collect())
}
