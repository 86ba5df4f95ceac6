//! `/v1/keys`: what programs sign in with.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::KeyId;
use pointsman_domain::people::Role;
use pointsman_storage::people::keys::{self, ApiKey, Revoked};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::NAME_CHARACTERS;
use super::accounts::{self, MOST_KEY_DAYS, NewSecretError, Overtaken};
use super::ended::{audit_key, audit_links};
use crate::app::App;
use crate::auth::{Allowed, Caller, right};
use crate::author::Author;
use crate::body::readers::{parsed, text, whole_number};
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;
use crate::request::{PageParams, PathId, QueryFields};
use crate::wire::{self, Page, Time};

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_keys, create_key)).routes(routes!(revoke_key))
}

// ---- error ----

impl From<Overtaken> for Problem {
    fn from(error: Overtaken) -> Self {
        Self::forbidden("cannot_grant", error.to_string())
    }
}

impl From<NewSecretError> for Problem {
    fn from(error: NewSecretError) -> Self {
        match error {
            NewSecretError::Overtaken(error) => error.into(),
            NewSecretError::Randomness(error) => error.into(),
            NewSecretError::Storage(error) => error.into(),
        }
    }
}

/// Why a key is not revoked.
#[derive(Debug, thiserror::Error)]
enum RevokeError {
    #[error("there is no key `{0}`")]
    NotFound(KeyId),
    #[error(transparent)]
    Grant(Problem),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<RevokeError> for Problem {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::NotFound(id) => Self::not_found("key", id),
            RevokeError::Grant(problem) => problem,
            RevokeError::Storage(error) => error.into(),
        }
    }
}

// ---- docs ----

/// What a program signs in with, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Key {
    #[schema(example = "key_01h45ytscbebyvny4gc8cr8ma2")]
    id: String,
    #[schema(example = "Checkout")]
    name: String,
    role: wire::Role,
    /// The beginning of the secret, to tell keys apart.
    #[schema(example = "pmk_3f9a0c11")]
    prefix: String,
    created_at: Time,
    created_by: wire::Actor,
    /// When it was used last, to the minute; `null` if never.
    #[schema(required)]
    last_used_at: Option<Time>,
    /// When it ends by itself, or has; `null` if it does not.
    #[schema(required)]
    expires_at: Option<Time>,
    /// When it was revoked; it opens nothing since.
    #[schema(required)]
    revoked_at: Option<Time>,
}

impl From<ApiKey> for Key {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name,
            role: key.role.into(),
            prefix: key.prefix,
            created_at: key.created_at.into(),
            created_by: key.created_by.into(),
            last_used_at: key.last_used_at.map(Time),
            expires_at: key.expires_at.map(Time),
            revoked_at: key.revoked_at.map(Time),
        }
    }
}

/// A key and, this once, its secret.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedKey {
    #[serde(flatten)]
    key: Key,
    /// What the program sends as `authorization: Bearer …`. It is shown this once.
    #[schema(example = "pmk_…")]
    secret: String,
}

/// A key to be made.
#[derive(ToSchema)]
struct NewKey {
    /// What people call it.
    #[schema(example = "Checkout", min_length = 1, max_length = 200)]
    name: String,
    /// What it may do: a role of your own level or below.
    #[schema(value_type = wire::Role)]
    role: Role,
    /// After how many days it ends by itself; without, when it is revoked.
    #[schema(minimum = 1, maximum = 3650)]
    expires_in_days: Option<i64>,
}

impl NewKey {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let name = fields.required("name", text(1, NAME_CHARACTERS));
        let role = fields.required("role", parsed("unknown_role"));
        let expires_in_days = fields.optional("expires_in_days", whole_number(1, MOST_KEY_DAYS));
        fields.finish(|| Some(Self { name: name?, role: role?, expires_in_days }))
    }
}

// ---- handlers ----

/// The keys, newest first, revoked ones too.
#[utoipa::path(get, path = "/v1/keys", tag = "people", params(PageParams),
    responses((status = 200, description = "A page of keys.", body = Page<Key>)))]
async fn list_keys(
    _caller: Allowed<right::KeysRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<Key>>, Problem> {
    let page = query.page();
    query.finish()?;
    let (after, limit) = (page.after()?, page.limit());
    let found = app.storage().read(move |t| keys::page(t, after, limit)).await?;
    Ok(Json(Page::of(found, Key::from)))
}

/// Make a key.
#[utoipa::path(post, path = "/v1/keys", tag = "people", request_body = NewKey, responses(
    (status = 201, description = "The key, with its secret for the only time.", body = CreatedKey),
    (status = 403, description = "The role is above yours (`cannot_grant`)."),
    (status = 422, description = "The body says something that is not taken.")))]
async fn create_key(
    caller: Allowed<right::KeysManage>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<CreatedKey>), Problem> {
    let request = NewKey::read(&body)?;
    caller.require_grant(request.role)?;
    let new =
        accounts::NewKey { name: request.name, role: request.role, days: request.expires_in_days };
    let created = app.accounts().create_key_as(new, &Author::of(&app, &caller)).await?;
    let created = CreatedKey { key: created.key.into(), secret: created.secret };
    Ok((StatusCode::CREATED, Json(created)))
}

/// Revoke a key of your own level or below: it opens nothing any more, and neither do the invitations and links for a new
/// password that it made.
#[utoipa::path(delete, path = "/v1/keys/{id}", tag = "people", params(("id" = String, Path, description = "The key.")),
    responses(
        (status = 204, description = "It opens nothing any more."),
        (status = 403, description = "Its role is above yours (`cannot_grant`)."),
        (status = 404, description = "There is no such key.")))]
async fn revoke_key(
    caller: Allowed<right::KeysManage>,
    State(app): State<App>,
    PathId(id): PathId<KeyId>,
) -> Result<StatusCode, Problem> {
    let author = Author::of(&app, &caller);
    let caller = Caller::clone(&caller);
    app.storage().write(move |t| revoke(t, id, &caller, &author)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The first time counts; again is as good as once.
fn revoke(
    transaction: &mut Transaction<'_>,
    id: KeyId,
    caller: &Caller,
    author: &Author,
) -> Result<(), RevokeError> {
    let key = keys::get(transaction, id)?.ok_or(RevokeError::NotFound(id))?;
    caller.require_grant(key.role).map_err(RevokeError::Grant)?;
    if key.revoked_at.is_some() {
        return Ok(());
    }
    let revoked = keys::revoke(transaction, id, author.at, &author.by)?;
    let Revoked { key, links } = revoked.ok_or(RevokeError::NotFound(id))?;
    audit_key(transaction, author, &key)?;
    audit_links(transaction, author, links)?;
    Ok(())
}
