//! `POST /v1/workflows/{id}/start`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::error::FieldError;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::json::parse_strict;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{self, Change, StartOutcome, Workflow, WorkflowState};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::publish::invalid_document;
use super::text::StoredText;
use super::versions::VersionError;
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::body::{Fields, OptionalJsonBody, readers};
use crate::invariants::{ATTEMPTS, Looked, NotKept};
use crate::lists;
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(start_workflow))
}

/// Why a workflow is not started.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error("there is no workflow `{0}`")]
    NotFound(WorkflowId),
    #[error("workflow `{0}` has no version yet; publish its draft first")]
    NothingPublished(WorkflowId),
    #[error("workflow `{0}` is archived")]
    Archived(WorkflowId),
    #[error("version {version} cannot run any more; restore it as a draft, mend it and publish it")]
    Invalid { version: i64, errors: Vec<FieldError> },
    #[error(transparent)]
    NotKept(#[from] NotKept),
    #[error(transparent)]
    Version(#[from] VersionError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<StartError> for Problem {
    fn from(error: StartError) -> Self {
        let detail = error.to_string();
        match error {
            StartError::NotFound(id) => super::no_workflow(id),
            StartError::NothingPublished(_) => Self::conflict("no_version", detail),
            StartError::Archived(id) => super::archived(id),
            StartError::Invalid { errors, .. } => invalid_document(detail, errors),
            StartError::NotKept(error) => error.into(),
            StartError::Version(error) => error.into(),
            StartError::Storage(error) => error.into(),
        }
    }
}

/// Which version to start.
#[derive(Serialize, ToSchema)]
struct StartRequest {
    /// Its number; the newest if absent.
    #[schema(minimum = 1)]
    version: Option<i64>,
}

/// Makes a version run. Only inquiries created after a start are decided; a newer version takes over in one step.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/start",
    operation_id = "start_workflow",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    request_body = Option<StartRequest>,
    responses(
        (status = 200, description = "The running workflow.", body = wire::Workflow),
        (status = 404, description = "There is no such workflow or version."),
        (status = 409, description = "Nothing is published yet, the workflow is archived, or the version breaks an invariant; `errors` say which, and where."),
        (status = 422, description = "The version does not check any more, such as when a list was archived."),
    )
)]
async fn start_workflow(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    OptionalJsonBody(body): OptionalJsonBody,
) -> Result<Json<wire::Workflow>, Problem> {
    let version = read_body(body.as_ref())?;
    let author = Author::of(&app, &caller);
    let now = author.at;
    for _ in 0..ATTEMPTS {
        let found = app.storage().read(move |t| to_start(t, id, version)).await?;
        let (number, document) = found.unzip();
        let looked = Looked::at(&app, document.as_ref()).await?;
        let author = author.clone();
        let start =
            move |t: &mut Transaction<'_>| start(t, id, version, (number, &looked), &author);
        match app.storage().write(start).await {
            Err(StartError::NotKept(NotKept::Moved)) => {}
            started => return Ok(Json(view::changed_workflow(&app, started?, now).await?)),
        }
    }
    Err(NotKept::Moved.into())
}

/// The version that is going to be started, if there is one.
fn to_start(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    version: Option<i64>,
) -> Result<Option<(i64, Value)>, StorageError> {
    let latest = workflows::get(transaction, id)?.and_then(|workflow| workflow.state.latest());
    let Some(number) = version.or(latest) else { return Ok(None) };
    let found = workflows::version(transaction, id, number)?;
    let document = found.and_then(|found| parse_strict(found.document.as_bytes()).ok());
    Ok(document.map(|document| (number, document)))
}

fn read_body(body: Option<&Value>) -> Result<Option<i64>, Problem> {
    let Some(body) = body else { return Ok(None) };
    let mut fields = Fields::of(body);
    let version = fields.optional("version", readers::whole_number(1, i64::MAX));
    fields.finish(|| Some(version))
}

fn start(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    version: Option<i64>,
    (asked, looked): (Option<i64>, &Looked),
    author: &Author,
) -> Result<Workflow, StartError> {
    let present = workflows::lock(transaction, id)?.ok_or(StartError::NotFound(id))?;
    if matches!(present.state, WorkflowState::Archived { .. }) {
        return Err(StartError::Archived(id));
    }
    let latest = present.state.latest().ok_or(StartError::NothingPublished(id))?;
    let number = version.unwrap_or(latest);
    check_again(transaction, id, number)?;
    let before = view::running_version(&present.state);
    // What runs already goes on, whatever invariants have come since.
    if before != Some(number) {
        if asked != Some(number) {
            return Err(NotKept::Moved.into());
        }
        looked.confirm(transaction)?;
    }
    let change = Change { at: author.at, by: author.by.clone() };
    let started = match workflows::start(transaction, id, number, &change)? {
        StartOutcome::Started(workflow) => {
            let payload =
                json!({"name": workflow.name, "version": number, "version_before": before});
            author.record(transaction, "workflow.started", Changed::Workflow(id), payload)?;
            let plain = Plain::none()
                .changed("state", present.state.as_str(), workflow.state.as_str())
                .changed("version", before, number);
            let subject = Subject::Workflow(id);
            author.audit(transaction, Action::WorkflowStarted, subject, plain, Personal::none())?;
            workflow
        }
        StartOutcome::RunsAlready(workflow) => workflow,
        StartOutcome::NoVersion => return Err(VersionError::NoVersion(id, number).into()),
        StartOutcome::Archived => return Err(StartError::Archived(id)),
        StartOutcome::NotFound => return Err(StartError::NotFound(id)),
    };
    Ok(started)
}

/// Lists may have gone since the version was published.
fn check_again(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    version: i64,
) -> Result<(), StartError> {
    let found = workflows::version(transaction, id, version)?
        .ok_or(VersionError::NoVersion(id, version))?;
    let lists = lists::directory(transaction)?;
    StoredText::parse(&found.document)
        .without_errors(&lists)
        .map(drop)
        .map_err(|errors| StartError::Invalid { version, errors })
}
