//! `GET /v1/workflows/{id}/draft/changes`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::{StorageError, Transaction, workflows};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::draft::DraftError;
use super::text::changes_between;
use super::wire::DraftChanges;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::lists;
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_draft_changes))
}

/// What publishing the draft would change against the newest version, in words.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/draft/changes",
    operation_id = "read_draft_changes",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "The changes.", body = DraftChanges),
        (status = 404, description = "There is no such workflow, or it has no draft."),
    )
)]
async fn read_draft_changes(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<DraftChanges>, Problem> {
    Ok(Json(app.storage().read(move |t| read(t, id)).await?))
}

fn read(transaction: &mut Transaction<'_>, id: WorkflowId) -> Result<DraftChanges, DraftError> {
    let workflow = workflows::get(transaction, id)?.ok_or(DraftError::NotFound(id))?;
    let draft = workflows::draft(transaction, id)?.ok_or(DraftError::NoDraft(id))?;
    let Some(latest) = workflow.state.latest() else {
        return Ok(DraftChanges { against: None, changes: Vec::new() });
    };
    let changes = match workflows::version(transaction, id, latest)? {
        Some(version) => {
            changes_between(&version.document, &draft.document, &lists::directory(transaction)?)
                .unwrap_or_default()
        }
        None => return Err(missing_version(id, latest).into()),
    };
    Ok(DraftChanges { against: Some(latest), changes })
}

/// A workflow that names a version which is not there. Ours.
pub(super) fn missing_version(workflow: WorkflowId, version: i64) -> StorageError {
    StorageError::Row {
        table: "workflows",
        column: "latest_version".to_owned(),
        id: workflow.to_string(),
        problem: format!("there is no version {version}"),
    }
}
