//! `/v1/members/{id}/keys`: which API keys end with a member's right, before it happens and after.

use axum::Json;
use axum::extract::State;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::MemberId;
use pointsman_domain::people::Role;
use pointsman_storage::people::keys::ApiKey;
use pointsman_storage::people::{ended, members};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::keys::Key;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::request::{PathId, QueryFields};
use crate::wire;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_keys_at_stake))
}

/// Keys that an answer shows at most.
const SHOWN: usize = 100;

// ---- docs ----

/// API keys that end with a member's right.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EndedKeys {
    /// How many.
    #[schema(minimum = 0)]
    total: i64,
    /// The newest of them, at most 100.
    newest: Vec<Key>,
}

impl From<Vec<ApiKey>> for EndedKeys {
    fn from(keys: Vec<ApiKey>) -> Self {
        Self {
            total: i64::try_from(keys.len()).unwrap_or(i64::MAX),
            newest: keys.into_iter().take(SHOWN).map(Key::from).collect(),
        }
    }
}

/// What becomes of the member.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct KeysParams {
    /// The member gets this role; without it, the member is removed.
    role: Option<wire::Role>,
}

// ---- handlers ----

/// The API keys that a member made, also by way of other keys, and that end if the member gets another role or is
/// removed. They are those whose role the new role may not grant; a removal ends all of them.
#[utoipa::path(get, path = "/v1/members/{id}/keys", tag = "people",
    params(("id" = String, Path, description = "The member."), KeysParams),
    responses(
        (status = 200, description = "The keys that would end.", body = EndedKeys),
        (status = 404, description = "There is no such member.")))]
async fn list_keys_at_stake(
    _caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    PathId(id): PathId<MemberId>,
    mut query: QueryFields,
) -> Result<Json<EndedKeys>, Problem> {
    let role = query.optional::<Role>("role");
    query.finish()?;
    let now = app.now();
    let found = app.storage().read(move |t| at_stake(t, id, role, now)).await?;
    let found = found.ok_or_else(|| Problem::not_found("member", id))?;
    Ok(Json(found.into()))
}

fn at_stake(
    transaction: &mut Transaction<'_>,
    id: MemberId,
    role: Option<Role>,
    now: Timestamp,
) -> Result<Option<Vec<ApiKey>>, StorageError> {
    if members::get(transaction, id)?.is_none() {
        return Ok(None);
    }
    ended::keys_at_stake(transaction, id, role, now).map(Some)
}
