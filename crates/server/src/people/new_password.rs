//! Forgotten passwords: an administrator makes a link, and who opens it chooses a new password.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use pointsman_domain::ids::MemberId;
use pointsman_domain::people::Right;
use pointsman_storage::audit::{Action, Personal, Plain, Subject, Via};
use pointsman_storage::people::members::Member;
use pointsman_storage::people::password_links::{self, PasswordLink, UseLink};
use pointsman_storage::{Actor, StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::accounts::{Overtaken, require_standing};
use super::links::{LinkError, NEW_PASSWORD_SECONDS, link_secret};
use super::password;
use super::session::Session;
use super::sign_in::{self, Visitor};
use crate::app::App;
use crate::auth::{Allowed, LEAST_CHARACTERS, MOST_CHARACTERS, hash_of, new_link_secret, right};
use crate::author::Author;
use crate::body::readers::secret;
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;
use crate::request::PathId;
use crate::wire::Time;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_password_link))
        .routes(routes!(look_at_password_link))
        .routes(routes!(set_new_password))
}

/// Guesses at the secret of a link are counted under this name.
const GUESSED: &str = "a link for a new password";

// ---- error ----

/// Why a link is not made.
#[derive(Debug, thiserror::Error)]
enum PutLinkError {
    #[error("there is no member `{0}`")]
    NotFound(MemberId),
    #[error(transparent)]
    Overtaken(#[from] Overtaken),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<PutLinkError> for Problem {
    fn from(error: PutLinkError) -> Self {
        match error {
            PutLinkError::NotFound(id) => Self::not_found("member", id),
            PutLinkError::Overtaken(error) => error.into(),
            PutLinkError::Storage(error) => error.into(),
        }
    }
}

// ---- docs ----

/// A link with which a member chooses a new password. It is shown this once.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedPasswordLink {
    /// The link, without this server's address in front. Hand it over on a safe way.
    #[schema(example = "/new-password#…")]
    path: String,
    /// From then on it opens nothing.
    expires_at: Time,
}

/// What stands in the link.
#[derive(ToSchema)]
#[schema(as = PasswordLinkSecret)]
struct LookRequest {
    /// What stands behind `#` in the link.
    secret: String,
}

impl LookRequest {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let secret = fields.required("secret", link_secret);
        fields.finish(|| Some(Self { secret: secret? }))
    }
}

/// What the member is told.
#[derive(Debug, Serialize, ToSchema)]
struct OpenPasswordLink {
    #[schema(example = "grace@example.com")]
    email: String,
    #[schema(example = "Grace Hopper")]
    name: String,
    /// From then on the link opens nothing.
    expires_at: Time,
}

/// The member chooses.
#[derive(ToSchema)]
struct NewPassword {
    /// What stands behind `#` in the link.
    secret: String,
    /// At least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    password: String,
}

impl NewPassword {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let link = fields.required("secret", link_secret);
        let password = fields.required("password", secret(LEAST_CHARACTERS, MOST_CHARACTERS));
        fields.finish(|| Some(Self { secret: link?, password: password? }))
    }
}

// ---- handlers ----

/// Make a link with which a member chooses a new password, within a day, and no longer than the API key lives that made
/// it. An earlier one opens nothing any more.
#[utoipa::path(post, path = "/v1/members/{id}/password_link", tag = "people",
    params(("id" = String, Path, description = "The member.")),
    responses(
        (status = 201, description = "The link, for the only time.", body = CreatedPasswordLink),
        (status = 404, description = "There is no such member.")))]
async fn create_password_link(
    caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    PathId(id): PathId<MemberId>,
) -> Result<(StatusCode, Json<CreatedPasswordLink>), Problem> {
    let secret = new_link_secret(app.secrets())?;
    let now = app.now();
    let expires_at = caller.at_most_until(now.plus_seconds(NEW_PASSWORD_SECONDS));
    let link = PasswordLink {
        member: id,
        secret_hash: hash_of(&secret),
        created_at: now,
        created_by: caller.actor(),
        expires_at,
    };
    let author = Author::of(&app, &caller);
    app.storage().write(move |t| put(t, &link, &author)).await?;
    let path = format!("/new-password#{secret}");
    Ok((StatusCode::CREATED, Json(CreatedPasswordLink { path, expires_at: expires_at.into() })))
}

fn put(
    transaction: &mut Transaction<'_>,
    link: &PasswordLink,
    author: &Author,
) -> Result<(), PutLinkError> {
    require_standing(author.confirm(transaction, |own| own.may(Right::MembersManage))?)?;
    let member = password_links::put(transaction, link)?;
    let member = member.ok_or(PutLinkError::NotFound(link.member))?;
    let personal = Personal::none().after("name", member.name.as_str());
    let (action, subject) = (Action::MemberPasswordLinkCreated, Subject::Member(member.id));
    author.audit(transaction, action, subject, Plain::none(), personal)?;
    Ok(())
}

/// Whose password a link sets, for who holds it. It stays open.
#[utoipa::path(post, path = "/v1/new_password/look", tag = "people", security(()), request_body = LookRequest,
    responses(
        (status = 200, description = "The member.", body = OpenPasswordLink),
        (status = 404, description = "The link opens nothing (`link_void`)."),
        (status = 410, description = "The link has ended (`link_expired`)."),
        (status = 422, description = "The body says something that is not taken.")))]
async fn look_at_password_link(
    State(app): State<App>,
    visitor: Visitor,
    JsonBody(body): JsonBody,
) -> Result<Json<OpenPasswordLink>, Problem> {
    let request = LookRequest::read(&body)?;
    let (link, member) = look(&app, &visitor, &request.secret).await?;
    let expires_at = link.expires_at.into();
    Ok(Json(OpenPasswordLink { email: member.email, name: member.name, expires_at }))
}

/// Choose a new password by a link: all sessions of the member end, and a new one begins.
#[utoipa::path(post, path = "/v1/new_password", tag = "people", security(()), request_body = NewPassword,
    responses(
        (status = 201, description = "The password is set and the member signed in; the cookie is set.", body = Session),
        (status = 404, description = "The link opens nothing (`link_void`)."),
        (status = 410, description = "The link has ended (`link_expired`)."),
        (status = 422, description = "The body says something that is not taken.")))]
async fn set_new_password(
    State(app): State<App>,
    visitor: Visitor,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let request = NewPassword::read(&body)?;
    let member = set(&app, &visitor, request).await?;
    sign_in::begin(&app, member, visitor).await
}

async fn look(
    app: &App,
    visitor: &Visitor,
    secret: &str,
) -> Result<(PasswordLink, Member), LinkError> {
    let now = app.now();
    app.attempts().begin(visitor.guess_at(GUESSED), app.steady())?;
    let hash = hash_of(secret);
    let found = app.storage().read(move |t| password_links::by_secret(t, &hash)).await?;
    let (link, member) = found.ok_or(LinkError::Void)?;
    app.attempts().succeeded(visitor.guess_at(GUESSED));
    if now >= link.expires_at {
        return Err(LinkError::Expired);
    }
    Ok((link, member))
}

async fn set(app: &App, visitor: &Visitor, request: NewPassword) -> Result<Member, LinkError> {
    // Before the password is hashed: a link that opens nothing must cost us nothing.
    let (_, member) = look(app, visitor, &request.secret).await?;
    let password = app.accounts().passwords().hash(request.password, app.secrets()).await?;
    let hash = hash_of(&request.secret);
    let by = Actor::Member { id: member.id, name: member.name };
    let author = Author::visitor(app, by, Via::Link, visitor.address.ip());
    match app.storage().write(move |t| use_link(t, &hash, &password, &author)).await? {
        UseLink::Done(member) => Ok(*member),
        UseLink::Void => Err(LinkError::Void),
        UseLink::Expired => Err(LinkError::Expired),
    }
}

fn use_link(
    transaction: &mut Transaction<'_>,
    secret_hash: &[u8; 32],
    password_hash: &str,
    author: &Author,
) -> Result<UseLink, StorageError> {
    let used = password_links::use_link(transaction, secret_hash, password_hash, author.at)?;
    if let UseLink::Done(member) = &used {
        password::audit_changed(transaction, member, author)?;
    }
    Ok(used)
}
