//! `GET /v1/workflows/{id}/versions` and `…/versions/{n}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::workflows::{self, Version};
use pointsman_storage::{StorageError, Transaction};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::text::{StoredText, changes_between};
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::lists;
use crate::problem::Problem;
use crate::request::{PageParams, PathId, PathPair, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_versions)).routes(routes!(read_version))
}

/// Why versions are not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum VersionError {
    #[error("there is no workflow `{0}`")]
    NotFound(WorkflowId),
    #[error("workflow `{0}` has no version {1}")]
    NoVersion(WorkflowId, i64),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<VersionError> for Problem {
    fn from(error: VersionError) -> Self {
        match error {
            VersionError::NotFound(id) => super::no_workflow(id),
            VersionError::NoVersion(..) => {
                Self::new(StatusCode::NOT_FOUND, "not_found", error.to_string())
            }
            VersionError::Storage(error) => error.into(),
        }
    }
}

/// Versions of a workflow, newest first, without their texts.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/versions",
    operation_id = "list_versions",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`"), PageParams),
    responses(
        (status = 200, description = "A page of versions.", body = Page<wire::Version>),
        (status = 404, description = "There is no such workflow."),
    )
)]
async fn list_versions(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::Version>>, Problem> {
    let page = query.page();
    query.finish()?;
    let (after, limit) = (page.after::<i64>()?, page.limit);
    let (found, running) = app
        .storage()
        .read(move |t| {
            let workflow = workflows::get(t, id)?.ok_or(VersionError::NotFound(id))?;
            let found = workflows::versions(t, id, after, limit as usize)?;
            Ok::<_, VersionError>((found, view::running_version(&workflow.state)))
        })
        .await?;
    Ok(Json(Page::of(found, |version| view::version_summary(version, running))))
}

/// One version: its text, in sentences, and what it changed.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/versions/{n}",
    operation_id = "read_version",
    tag = "workflows",
    params(
        ("id" = String, Path, description = "`wfl_…`"),
        ("n" = i64, Path, minimum = 1, description = "The version's number."),
    ),
    responses(
        (status = 200, description = "The version.", body = wire::Version),
        (status = 404, description = "There is no such workflow or version."),
    )
)]
async fn read_version(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathPair(id, number): PathPair<WorkflowId, i64>,
) -> Result<Json<wire::Version>, Problem> {
    let read = move |t: &mut Transaction<'_>| {
        let workflow = workflows::get(t, id)?.ok_or(VersionError::NotFound(id))?;
        let version =
            workflows::version(t, id, number)?.ok_or(VersionError::NoVersion(id, number))?;
        Ok::<_, VersionError>(whole(t, version, view::running_version(&workflow.state))?)
    };
    Ok(Json(app.storage().read(read).await?))
}

/// A version with its text, its sentences, and what differs from the version before.
pub(super) fn whole(
    transaction: &mut Transaction<'_>,
    version: Version,
    running: Option<i64>,
) -> Result<wire::Version, StorageError> {
    let Version { summary, document } = version;
    let before = workflows::version(transaction, summary.workflow, summary.number - 1)?;
    let lists = lists::directory(transaction)?;
    let changes = before.and_then(|before| changes_between(&before.document, &document, &lists));
    let read = StoredText::parse(&document).read(&lists);
    Ok(wire::Version {
        document: Some(read.document),
        explanation: Some(read.explanation.into()),
        changes: Some(changes.unwrap_or_default()),
        ..view::version_summary(summary, running)
    })
}
