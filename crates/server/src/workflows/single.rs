//! `GET` and `PATCH /v1/workflows/{id}`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::limits;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{
    self, Draft, DraftGuard, NewDraft, PutDraft, Workflow, WorkflowState,
};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::draft::new_etag;
use super::text::{self, StoredText};
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::body::{Fields, JsonBody, readers};
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_workflow, rename_workflow))
}

/// Why a workflow is not read or renamed.
#[derive(Debug, thiserror::Error)]
enum SingleError {
    #[error("there is no workflow `{0}`")]
    NotFound(WorkflowId),
    #[error("workflow `{0}` is archived")]
    Archived(WorkflowId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<SingleError> for Problem {
    fn from(error: SingleError) -> Self {
        match error {
            SingleError::NotFound(id) => super::no_workflow(id),
            SingleError::Archived(id) => super::archived(id),
            SingleError::Storage(error) => error.into(),
        }
    }
}

/// Another name.
#[derive(Serialize, ToSchema)]
struct RenameWorkflow {
    /// What people will call it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// One workflow.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}",
    operation_id = "read_workflow",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "The workflow.", body = wire::Workflow),
        (status = 404, description = "There is no such workflow."),
    )
)]
async fn read_workflow(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<wire::Workflow>, Problem> {
    let now = app.now();
    let read = move |t: &mut Transaction<'_>| {
        let found = workflows::get(t, id)?.ok_or(SingleError::NotFound(id))?;
        Ok::<_, SingleError>(view::workflow(t, found, now)?)
    };
    Ok(Json(app.storage().read(read).await?))
}

/// Gives a workflow another name. An open draft is renamed with it and gets a new etag.
#[utoipa::path(
    patch,
    path = "/v1/workflows/{id}",
    operation_id = "rename_workflow",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    request_body = RenameWorkflow,
    responses(
        (status = 200, description = "The workflow.", body = wire::Workflow),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "It is archived."),
        (status = 422, description = "The body is not a name."),
    )
)]
async fn rename_workflow(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    JsonBody(body): JsonBody,
) -> Result<Json<wire::Workflow>, Problem> {
    let mut fields = Fields::of(&body);
    let name = fields.required("name", readers::text(1, limits::NAME_CHARACTERS));
    let name = fields.finish(|| name)?;
    let author = Author::of(&app, &caller);
    let etag = new_etag(&app);
    let now = author.at;
    let (renamed, draft) =
        app.storage().write(move |t| rename(t, id, &name, &etag, &author)).await?;
    let workflow = view::changed_workflow(&app, renamed, now).await?;
    // The tag that this change left: with the tag of a later save, the caller could overwrite that save unseen.
    Ok(Json(wire::Workflow { draft: draft.map(view::draft_info), ..workflow }))
}

fn rename(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    name: &str,
    etag: &str,
    author: &Author,
) -> Result<(Workflow, Option<Draft>), SingleError> {
    let present = workflows::lock(transaction, id)?.ok_or(SingleError::NotFound(id))?;
    if matches!(present.state, WorkflowState::Archived { .. }) {
        return Err(SingleError::Archived(id));
    }
    let draft = rename_draft(transaction, id, name, etag, author)?;
    if present.name == name {
        return Ok((present, draft));
    }
    let payload = json!({"name": name, "name_before": present.name});
    let renamed = workflows::rename(transaction, id, name)?.ok_or(SingleError::NotFound(id))?;
    author.record(transaction, "workflow.renamed", Changed::Workflow(id), payload)?;
    let (subject, plain) =
        (Subject::Workflow(id), Plain::none().changed("name", present.name, name));
    author.audit(transaction, Action::WorkflowRenamed, subject, plain, Personal::none())?;
    Ok((renamed, draft))
}

/// The draft as it is afterwards. A text of another release keeps its name: it can only be replaced as a whole.
fn rename_draft(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    name: &str,
    etag: &str,
    author: &Author,
) -> Result<Option<Draft>, StorageError> {
    let Some(draft) = workflows::draft(transaction, id)? else { return Ok(None) };
    let StoredText::Readable(mut document) = StoredText::parse(&draft.document) else {
        return Ok(Some(draft));
    };
    if document.name == name {
        return Ok(Some(draft));
    }
    name.clone_into(&mut document.name);
    let renamed = NewDraft {
        document: text::to_stored(&document),
        etag: etag.to_owned(),
        base_version: draft.base_version,
        updated_at: author.at,
        updated_by: author.by.clone(),
    };
    // The draft was read in this transaction, so it is still the same.
    match workflows::put_draft(transaction, id, DraftGuard::Matches(&draft.etag), &renamed)? {
        PutDraft::Saved(renamed) => Ok(Some(renamed)),
        PutDraft::Stale { present } => Ok(present),
    }
}
