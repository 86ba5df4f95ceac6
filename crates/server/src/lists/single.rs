//! `GET` and `PATCH /v1/lists/{id}`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::ListId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::List;
use pointsman_storage::{StorageError, Transaction, lists};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::limits::{DESCRIPTION_CHARACTERS, NAME_CHARACTERS};
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::body::{Fields, JsonBody, readers};
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_list, update_list))
}

/// Why a list is not read or changed.
#[derive(Debug, thiserror::Error)]
enum SingleError {
    #[error("there is no list `{0}`")]
    NotFound(ListId),
    #[error("list `{0}` is archived")]
    Archived(ListId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<SingleError> for Problem {
    fn from(error: SingleError) -> Self {
        match error {
            SingleError::NotFound(id) => super::no_list(id),
            SingleError::Archived(id) => super::archived(id),
            SingleError::Storage(error) => error.into(),
        }
    }
}

/// What to change about a list. Key and type never change.
#[derive(Serialize, ToSchema)]
struct ListPatch {
    /// What people will call it; left as it is if absent.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    name: Option<String>,
    /// What it is for; left as it is if absent, cleared by `null`.
    #[schema(max_length = 2000)]
    description: Option<String>,
}

struct Patch {
    name: Option<String>,
    #[expect(clippy::option_option, reason = "absent leaves it, null clears it")]
    description: Option<Option<String>>,
}

/// One list.
#[utoipa::path(
    get,
    path = "/v1/lists/{id}",
    operation_id = "read_list",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`")),
    responses(
        (status = 200, description = "The list.", body = wire::List),
        (status = 404, description = "There is no such list."),
    )
)]
async fn read_list(
    caller: Allowed<right::ListsRead>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
) -> Result<Json<wire::List>, Problem> {
    let (reader, now) = (caller.authority(), app.now());
    let read = move |t: &mut Transaction<'_>| {
        let list = lists::get(t, id)?.ok_or(SingleError::NotFound(id))?;
        Ok::<_, SingleError>(view::list(t, list, reader, now)?)
    };
    Ok(Json(app.storage().read(read).await?))
}

/// Changes name and description.
#[utoipa::path(
    patch,
    path = "/v1/lists/{id}",
    operation_id = "update_list",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`")),
    request_body = ListPatch,
    responses(
        (status = 200, description = "The list.", body = wire::List),
        (status = 404, description = "There is no such list."),
        (status = 409, description = "It is archived."),
        (status = 422, description = "The body is not a change of a list."),
    )
)]
async fn update_list(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    JsonBody(body): JsonBody,
) -> Result<Json<wire::List>, Problem> {
    let patch = read_body(&body)?;
    let author = Author::of(&app, &caller);
    let reader = caller.authority();
    let changed = app.storage().write(move |t| {
        let list = update(t, id, &patch, &author)?;
        Ok::<_, SingleError>(view::list(t, list, reader, author.at)?)
    });
    Ok(Json(changed.await?))
}

fn read_body(body: &Value) -> Result<Patch, Problem> {
    let mut fields = Fields::of(body);
    let name = fields.optional("name", readers::text(1, NAME_CHARACTERS));
    let description = fields.clearable("description", readers::text(0, DESCRIPTION_CHARACTERS));
    let description = description.map(|text| text.filter(|text| !text.is_empty()));
    fields.finish(|| Some(Patch { name, description }))
}

fn update(
    transaction: &mut Transaction<'_>,
    id: ListId,
    patch: &Patch,
    author: &Author,
) -> Result<List, SingleError> {
    let before = lists::lock(transaction, id)?.ok_or(SingleError::NotFound(id))?;
    if before.archived_at.is_some() {
        return Err(SingleError::Archived(id));
    }
    let name = patch.name.as_ref().unwrap_or(&before.name);
    let description = patch.description.as_ref().unwrap_or(&before.description);
    if *name == before.name && *description == before.description {
        return Ok(before);
    }
    let payload = json!({"name": name, "name_before": before.name,
                         "description": description, "description_before": before.description});
    let changed = lists::update(transaction, id, name, description.as_deref(), author.at)?
        .ok_or(SingleError::NotFound(id))?;
    author.record(transaction, "list.updated", Changed::List(id), payload)?;
    let plain = Plain::none().changed("name", before.name, changed.name.as_str()).changed(
        "description",
        before.description,
        changed.description.clone(),
    );
    let subject = Subject::List(id);
    author.audit(transaction, Action::ListUpdated, subject, plain, Personal::none())?;
    Ok(changed)
}
