//! `/v1/session`: signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use pointsman_domain::people::{Right, Role, Verdict};
use pointsman_storage::people::sessions;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::sign_in::{self, Visitor};
use crate::app::App;
use crate::auth::{
    MOST_CHARACTERS, MemberSession, SignedIn, administrators, cookie, workflows_hidden,
};
use crate::body::readers::{EMAIL_CHARACTERS, secret, text};
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;
use crate::wire;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_session, post_session, delete_session))
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
    /// Why the member sees no Workflows, and whom to ask; `null` where they are not hidden.
    #[schema(
        required,
        example = "workflows are hidden from the role analyst; ask an administrator: Ada Lovelace"
    )]
    workflows_hidden: Option<String>,
    /// The names of a few administrators: whom to ask for more.
    #[schema(example = json!(["Ada Lovelace"]))]
    administrators: Vec<String>,
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
async fn get_session(
    SignedIn(member): SignedIn,
    State(app): State<App>,
) -> Result<Json<Session>, Problem> {
    Ok(Json(describe(&app, member).await?))
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
    let member = sign_in::check(&app, &visitor, request.email, request.password).await?;
    sign_in::begin(&app, member, visitor).await
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

/// A session as it is answered.
pub(super) async fn describe(app: &App, member: MemberSession) -> Result<Session, Problem> {
    let administrators = administrators(app).await?;
    let (authority, role) = (member.authority, member.authority.role());
    let hidden = match authority.verdict(Right::WorkflowsRead) {
        Verdict::WorkflowsHidden => Some(workflows_hidden(role, &administrators)),
        Verdict::Held | Verdict::NotOfRole => None,
    };
    let rights = Right::ALL.into_iter().filter(|right| authority.may(*right));
    let granted = Role::ALL.into_iter().filter(|granted| role.may_grant(*granted));
    Ok(Session {
        member: SessionMember {
            id: member.id.to_string(),
            email: member.email,
            name: member.name,
            role: role.into(),
        },
        expires_at: member.expires_at.into(),
        demo: app.options().demo.is_some(),
        may: rights.map(wire::Right::from).collect(),
        may_grant: granted.map(wire::Role::from).collect(),
        workflows_hidden: hidden,
        administrators,
    })
}
