//! `/v1/sessions`: where the member is signed in, and ending that.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::SessionId;
use pointsman_storage::people::sessions;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{MemberSession, SignedIn};
use crate::problem::Problem;
use crate::request::PathId;
use crate::wire::Time;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_sessions, end_other_sessions))
        .routes(routes!(end_session))
}

// ---- docs ----

/// Where the member is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSession {
    #[schema(example = "ses_01h45ytscbebyvny4gc8cr8ma2")]
    id: String,
    /// Whether this request belongs to it.
    this: bool,
    /// From which address the member signed in.
    #[schema(required, example = "203.0.113.7")]
    ip_address: Option<String>,
    /// What the browser called itself.
    #[schema(required, example = "Mozilla/5.0 …")]
    user_agent: Option<String>,
    created_at: Time,
    /// When it was used last, to the minute.
    last_seen_at: Time,
    /// When it ends if it is not used any more.
    expires_at: Time,
}

impl OwnSession {
    fn of(session: sessions::Session, asking: &MemberSession) -> Self {
        Self {
            id: session.id.to_string(),
            this: session.token_hash == asking.token_hash,
            ip_address: session.ip_address,
            user_agent: session.user_agent,
            created_at: session.created_at.into(),
            last_seen_at: session.last_seen_at.into(),
            expires_at: session.expires_at.into(),
        }
    }
}

/// All sessions of a member: at most 50.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSessions {
    data: Vec<OwnSession>,
}

// ---- handlers ----

/// Your sessions, newest first.
#[utoipa::path(get, path = "/v1/sessions", tag = "people", security(("session" = [])),
    responses((status = 200, description = "The sessions.", body = OwnSessions)))]
async fn list_sessions(
    SignedIn(member): SignedIn,
    State(app): State<App>,
) -> Result<Json<OwnSessions>, Problem> {
    let (id, now) = (member.id, app.now());
    let found = app.storage().read(move |t| sessions::of_member(t, id, now)).await?;
    let data = found.into_iter().map(|session| OwnSession::of(session, &member)).collect();
    Ok(Json(OwnSessions { data }))
}

/// End all your sessions but this one.
#[utoipa::path(delete, path = "/v1/sessions", tag = "people", security(("session" = [])),
    responses((status = 204, description = "The others have ended.")))]
async fn end_other_sessions(
    SignedIn(member): SignedIn,
    State(app): State<App>,
) -> Result<StatusCode, Problem> {
    let change = move |t: &mut pointsman_storage::Transaction<'_>| {
        sessions::remove_of(t, member.id, Some(&member.token_hash))
    };
    app.storage().write(change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End one of your sessions.
#[utoipa::path(delete, path = "/v1/sessions/{id}", tag = "people", security(("session" = [])),
    params(("id" = String, Path, description = "The session.")),
    responses(
        (status = 204, description = "It has ended."),
        (status = 404, description = "You have no such session (any more).")))]
async fn end_session(
    SignedIn(member): SignedIn,
    State(app): State<App>,
    PathId(id): PathId<SessionId>,
) -> Result<StatusCode, Problem> {
    let removed = app.storage().write(move |t| sessions::remove_one(t, member.id, id)).await?;
    removed.then_some(StatusCode::NO_CONTENT).ok_or_else(|| Problem::not_found("session", id))
}
