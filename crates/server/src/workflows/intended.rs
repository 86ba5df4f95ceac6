//! `GET` and `PUT /v1/workflows/{id}/intended`: findings that are as they should be. Kept beside the draft, not in it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{self, IntendedFinding, MarkIntended, WorkflowState};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::body::{Fields, JsonBody, readers};
use crate::problem::Problem;
use crate::request::PathId;
use crate::wire::{Actor, Time};

/// Findings of one workflow that can be marked.
const MOST_MARKED: usize = 1_000;
/// Characters that name a finding.
const FINDING_CHARACTERS: usize = 500;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_intended, set_intended))
}

/// Why a finding is not marked.
#[derive(Debug, thiserror::Error)]
enum IntendedError {
    #[error("there is no workflow `{0}`")]
    NotFound(WorkflowId),
    #[error("workflow `{0}` is archived")]
    Archived(WorkflowId),
    #[error("{MOST_MARKED} findings are marked as intended already; take some marks away")]
    TooMany,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<IntendedError> for Problem {
    fn from(error: IntendedError) -> Self {
        match error {
            IntendedError::NotFound(id) => super::no_workflow(id),
            IntendedError::Archived(id) => super::archived(id),
            IntendedError::TooMany => {
                Self::new(StatusCode::CONFLICT, "too_many_intended", error.to_string())
            }
            IntendedError::Storage(error) => error.into(),
        }
    }
}

/// What is said of a finding.
#[derive(Serialize, ToSchema)]
struct SetIntended {
    /// Names the finding: its kind, its routes and whatever else tells it from others. When that changes, the mark does
    /// not count any more. Whoever marks it chooses the text; the dashboard's looks like `overlap:rt_01,rt_02`.
    #[schema(min_length = 1, max_length = 500)]
    finding: String,
    /// Whether it is as it should be.
    intended: bool,
}

/// A finding that is as it should be.
#[derive(Serialize, ToSchema)]
struct Intended {
    /// Which one, in the words of whoever marked it.
    finding: String,
    /// Since when.
    marked_at: Time,
    /// By whom.
    marked_by: Actor,
}

/// All of a workflow.
#[derive(Serialize, ToSchema)]
struct IntendedFindings {
    /// The oldest first.
    data: Vec<Intended>,
}

/// Findings about a workflow that somebody has marked as intended.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/intended",
    operation_id = "read_intended_findings",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "All of them.", body = IntendedFindings),
        (status = 404, description = "There is no such workflow."),
    )
)]
async fn read_intended(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<IntendedFindings>, Problem> {
    let read = move |t: &mut Transaction<'_>| {
        workflows::get(t, id)?.ok_or(IntendedError::NotFound(id))?;
        Ok::<_, IntendedError>(workflows::intended(t, id)?)
    };
    Ok(answer(app.storage().read(read).await?))
}

/// Marks a finding as intended, or takes the mark away. Again is as good as once. Nothing is decided otherwise for it.
#[utoipa::path(
    put,
    path = "/v1/workflows/{id}/intended",
    operation_id = "set_intended_finding",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    request_body = SetIntended,
    responses(
        (status = 200, description = "All that are marked now.", body = IntendedFindings),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "It is archived, or a thousand are marked already."),
        (status = 422, description = "No finding is named."),
    )
)]
async fn set_intended(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    JsonBody(body): JsonBody,
) -> Result<Json<IntendedFindings>, Problem> {
    let mut fields = Fields::of(&body);
    let finding = fields.required("finding", readers::text(1, FINDING_CHARACTERS));
    let is_intended = fields.required("intended", readers::boolean);
    let (finding, is_intended) = fields.finish(|| Some((finding?, is_intended?)))?;
    let author = Author::of(&app, &caller);
    let set = move |t: &mut Transaction<'_>| set(t, id, &finding, is_intended, &author);
    Ok(answer(app.storage().write(set).await?))
}

fn set(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    finding: &str,
    is_intended: bool,
    author: &Author,
) -> Result<Vec<IntendedFinding>, IntendedError> {
    let present = workflows::lock(transaction, id)?.ok_or(IntendedError::NotFound(id))?;
    if matches!(present.state, WorkflowState::Archived { .. }) {
        return Err(IntendedError::Archived(id));
    }
    let (action, is_changed) = if is_intended {
        let new =
            IntendedFinding { finding: finding.to_owned(), at: author.at, by: author.by.clone() };
        let marked = workflows::mark_intended(transaction, id, &new, MOST_MARKED)?;
        if marked == MarkIntended::TooMany {
            return Err(IntendedError::TooMany);
        }
        (Action::WorkflowFindingIntended, marked == MarkIntended::Marked)
    } else {
        let is_changed = workflows::unmark_intended(transaction, id, finding)?;
        (Action::WorkflowFindingNotIntended, is_changed)
    };
    if is_changed {
        let plain = Plain::none().after("finding", finding);
        author.audit(transaction, action, Subject::Workflow(id), plain, Personal::none())?;
    }
    Ok(workflows::intended(transaction, id)?)
}

fn answer(findings: Vec<IntendedFinding>) -> Json<IntendedFindings> {
    let data = findings.into_iter().map(|IntendedFinding { finding, at, by }| Intended {
        finding,
        marked_at: at.into(),
        marked_by: by.into(),
    });
    Json(IntendedFindings { data: data.collect() })
}
