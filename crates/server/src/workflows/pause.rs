//! `POST /v1/workflows/{id}/pause` and `GET …/pause_effect`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{self, Change, Workflow, WorkflowState};
use pointsman_storage::{StorageError, Transaction, inquiries};
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
    OpenApiRouter::new().routes(routes!(pause_workflow)).routes(routes!(read_pause_effect))
}

/// Why a workflow is not paused.
#[derive(Debug, thiserror::Error)]
enum PauseError {
    #[error("there is no workflow `{0}`")]
    NotFound(WorkflowId),
    #[error("workflow `{0}` is not running, so there is nothing to pause")]
    NotRunning(WorkflowId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<PauseError> for Problem {
    fn from(error: PauseError) -> Self {
        match error {
            PauseError::NotFound(id) => super::no_workflow(id),
            PauseError::NotRunning(_) => Self::conflict("not_running", error.to_string()),
            PauseError::Storage(error) => error.into(),
        }
    }
}

/// Stops a running workflow and says how many open inquiries it will leave alone. Again is as good as once.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/pause",
    operation_id = "pause_workflow",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "The paused workflow.", body = wire::PausedWorkflow),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "It was never started, or it is archived."),
    )
)]
async fn pause_workflow(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<wire::PausedWorkflow>, Problem> {
    let author = Author::of(&app, &caller);
    let now = author.at;
    let (paused, left_alone_open) = app.storage().write(move |t| pause(t, id, &author)).await?;
    let workflow = view::changed_workflow(&app, paused, now).await?;
    Ok(Json(wire::PausedWorkflow { workflow, left_alone_open }))
}

/// How many open inquiries a pause would leave alone, to be shown before it is made.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/pause_effect",
    operation_id = "read_pause_effect",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "The effect; 0 if the workflow is not running.", body = wire::PauseEffect),
        (status = 404, description = "There is no such workflow."),
    )
)]
async fn read_pause_effect(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<wire::PauseEffect>, Problem> {
    let read = move |t: &mut Transaction<'_>| {
        let workflow = workflows::get(t, id)?.ok_or(PauseError::NotFound(id))?;
        let open_inquiries = match &workflow.state {
            WorkflowState::Running { active, .. } => inquiries::count_open(t, active.line)?,
            WorkflowState::Draft
            | WorkflowState::Published { .. }
            | WorkflowState::Paused { .. }
            | WorkflowState::Archived { .. } => 0,
        };
        Ok::<_, PauseError>(wire::PauseEffect { open_inquiries })
    };
    Ok(Json(app.storage().read(read).await?))
}

fn pause(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    author: &Author,
) -> Result<(Workflow, i64), PauseError> {
    let present = workflows::lock(transaction, id)?.ok_or(PauseError::NotFound(id))?;
    match &present.state {
        WorkflowState::Running { active, .. } => {
            let open = inquiries::count_open(transaction, active.line)?;
            let stopped = stop(transaction, &present, active.version, open, author)?;
            Ok((stopped.ok_or(PauseError::NotFound(id))?, open))
        }
        WorkflowState::Paused { active, .. } => {
            let open = inquiries::count_open(transaction, active.line)?;
            Ok((present, open))
        }
        WorkflowState::Draft | WorkflowState::Published { .. } | WorkflowState::Archived { .. } => {
            Err(PauseError::NotRunning(id))
        }
    }
}

/// Stops a workflow if it runs.
pub(crate) fn pause_if_running(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    author: &Author,
) -> Result<(), StorageError> {
    let Some(present) = workflows::lock(transaction, id)? else { return Ok(()) };
    let WorkflowState::Running { active, .. } = &present.state else { return Ok(()) };
    let open = inquiries::count_open(transaction, active.line)?;
    stop(transaction, &present, active.version, open, author).map(drop)
}

/// With its event and its entry.
fn stop(
    transaction: &mut Transaction<'_>,
    present: &Workflow,
    version: i64,
    open: i64,
    author: &Author,
) -> Result<Option<Workflow>, StorageError> {
    let id = present.id;
    let change = Change { at: author.at, by: author.by.clone() };
    let Some(paused) = workflows::pause(transaction, id, &change)? else { return Ok(None) };
    let payload = json!({"name": present.name, "version": version, "left_alone_open": open});
    author.record(transaction, "workflow.paused", Changed::Workflow(id), payload)?;
    let plain = Plain::none()
        .changed("state", present.state.as_str(), paused.state.as_str())
        .before("version", version)
        .after("left_alone_open", open);
    author.audit(
        transaction,
        Action::WorkflowPaused,
        Subject::Workflow(id),
        plain,
        Personal::none(),
    )?;
    Ok(Some(paused))
}
