//! `POST /v1/workflows/{id}/archive`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{self, ArchiveOutcome, Change, Workflow, WorkflowState};
use pointsman_storage::{StorageError, Transaction};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(archive_workflow))
}

/// Why a workflow is not archived.
#[derive(Debug, thiserror::Error)]
enum ArchiveError {
    #[error("there is no workflow `{0}`")]
    NotFound(WorkflowId),
    #[error("workflow `{0}` is running; pause it first")]
    Running(WorkflowId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::NotFound(id) => super::no_workflow(id),
            ArchiveError::Running(_) => Self::conflict("running", error.to_string()),
            ArchiveError::Storage(error) => error.into(),
        }
    }
}

/// Hides a workflow that is not running. Its versions and runs stay readable. Again is as good as once.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/archive",
    operation_id = "archive_workflow",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "The archived workflow.", body = wire::Workflow),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "It is running; pause it first."),
    )
)]
async fn archive_workflow(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<wire::Workflow>, Problem> {
    let author = Author::of(&app, &caller);
    let now = author.at;
    let archived = app.storage().write(move |t| archive(t, id, &author)).await?;
    Ok(Json(view::changed_workflow(&app, archived, now).await?))
}

fn archive(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    author: &Author,
) -> Result<Workflow, ArchiveError> {
    match hide(transaction, id, author)? {
        ArchiveOutcome::Archived(workflow) => Ok(*workflow),
        ArchiveOutcome::Running => Err(ArchiveError::Running(id)),
        ArchiveOutcome::NotFound => Err(ArchiveError::NotFound(id)),
    }
}

/// Archives a workflow, with its event and its entry. Again is as good as once.
pub(crate) fn hide(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    author: &Author,
) -> Result<ArchiveOutcome, StorageError> {
    let Some(present) = workflows::lock(transaction, id)? else {
        return Ok(ArchiveOutcome::NotFound);
    };
    if matches!(present.state, WorkflowState::Archived { .. }) {
        return Ok(ArchiveOutcome::Archived(Box::new(present)));
    }
    let change = Change { at: author.at, by: author.by.clone() };
    let outcome = workflows::archive(transaction, id, &change)?;
    if let ArchiveOutcome::Archived(workflow) = &outcome {
        let payload = json!({"name": workflow.name});
        author.record(transaction, "workflow.archived", Changed::Workflow(id), payload)?;
        let plain = Plain::none().changed("state", present.state.as_str(), workflow.state.as_str());
        let (action, subject) = (Action::WorkflowArchived, Subject::Workflow(id));
        author.audit(transaction, action, subject, plain, Personal::none())?;
    }
    Ok(outcome)
}
