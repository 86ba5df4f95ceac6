//! `PATCH` and `DELETE /v1/workflows/{id}/tests/{test}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::{TestId, WorkflowId};
use pointsman_engine::compile;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflow_tests::{self, TestOrigin, WorkflowTest};
use pointsman_storage::workflows::{self, WorkflowState};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::PatchBody;
use super::stated::Stated;
use super::text::{Text, TextError};
use super::verdict::name;
use super::wire;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::body::JsonBody;
use crate::problem::Problem;
use crate::request::PathPair;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(change_test, remove_test))
}

/// Why a test is not changed.
#[derive(Debug, thiserror::Error)]
enum SingleError {
    #[error("there is no workflow `{0}`")]
    NoWorkflow(WorkflowId),
    #[error("workflow `{0}` is archived")]
    Archived(WorkflowId),
    #[error("there is no test `{0}`")]
    NotFound(TestId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<SingleError> for Problem {
    fn from(error: SingleError) -> Self {
        match error {
            SingleError::NoWorkflow(id) => super::no_workflow(id),
            SingleError::Archived(id) => super::archived(id),
            SingleError::NotFound(id) => super::no_test(id),
            SingleError::Storage(error) => error.into(),
        }
    }
}

/// What changes of a test; what is absent stays. What it states of its inquiry never changes.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkflowTestPatch)]
struct TestPatch {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    name: Option<String>,
    /// What is expected from now on.
    #[schema(nullable = false)]
    expect: Option<wire::Expectation>,
}

/// Changes on purpose what is expected of a test, or its name. The record of changes says what was expected before. An
/// offered test that gets another expectation and no name is named after it.
#[utoipa::path(
    patch,
    path = "/v1/workflows/{id}/tests/{test}",
    operation_id = "change_workflow_test",
    tag = "workflows",
    params(
        ("id" = String, Path, description = "`wfl_…`"),
        ("test" = String, Path, description = "`tst_…`"),
    ),
    request_body = TestPatch,
    responses(
        (status = 200, description = "The test.", body = wire::WorkflowTest),
        (status = 404, description = "There is no such workflow or test."),
        (status = 409, description = "The workflow is archived."),
        (status = 422, description = "The body is not a change of a test."),
    )
)]
async fn change_test(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathPair(id, test): PathPair<WorkflowId, TestId>,
    JsonBody(body): JsonBody,
) -> Result<Json<wire::WorkflowTest>, Problem> {
    let patch = PatchBody::read(&body)?;
    let author = Author::of(&app, &caller);
    let changed = app.storage().write(move |t| change(t, id, test, &patch, &author)).await?;
    Ok(Json(wire::WorkflowTest::of(&changed)))
}

/// Gives a test up. The record of changes keeps what was expected.
#[utoipa::path(
    delete,
    path = "/v1/workflows/{id}/tests/{test}",
    operation_id = "remove_workflow_test",
    tag = "workflows",
    params(
        ("id" = String, Path, description = "`wfl_…`"),
        ("test" = String, Path, description = "`tst_…`"),
    ),
    responses(
        (status = 204, description = "It is gone."),
        (status = 404, description = "There is no such workflow or test."),
        (status = 409, description = "The workflow is archived."),
    )
)]
async fn remove_test(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathPair(id, test): PathPair<WorkflowId, TestId>,
) -> Result<StatusCode, Problem> {
    let author = Author::of(&app, &caller);
    app.storage().write(move |t| remove(t, id, test, &author)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Kept from changing, and from being published with, until the transaction ends.
fn lock(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    test: TestId,
) -> Result<WorkflowTest, SingleError> {
    let workflow = workflows::lock(transaction, id)?.ok_or(SingleError::NoWorkflow(id))?;
    if matches!(workflow.state, WorkflowState::Archived { .. }) {
        return Err(SingleError::Archived(id));
    }
    workflow_tests::get(transaction, id, test)?.ok_or(SingleError::NotFound(test))
}

fn change(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    test: TestId,
    patch: &PatchBody,
    author: &Author,
) -> Result<WorkflowTest, SingleError> {
    let before = lock(transaction, id, test)?;
    let mut after = before.clone();
    if let Some(name) = &patch.name {
        after.name.clone_from(name);
    }
    if let Some(expect) = &patch.expect {
        after.route = expect.route.clone();
        after.outcome = expect.outcome;
    }
    if patch.name.is_none() && after != before && before.origin == TestOrigin::Offered {
        after.name = renamed(transaction, &after)?;
    }
    if after == before {
        return Ok(before);
    }
    (after.updated_at, after.updated_by) = (author.at, author.by.clone());
    workflow_tests::change(transaction, &after)?;
    let plain = Plain::none()
        .changed("name", before.name.as_str(), after.name.as_str())
        .changed("route", before.route.to_string(), after.route.to_string())
        .changed("outcome", before.outcome.as_str(), after.outcome.as_str())
        .after("test", after.id.to_string());
    let (action, subject) = (Action::WorkflowTestChanged, Subject::Workflow(id));
    author.audit(transaction, action, subject, plain, Personal::none())?;
    Ok(after)
}

/// An offered test is called after where it goes. As long as the text has errors it keeps its name.
fn renamed(transaction: &mut Transaction<'_>, test: &WorkflowTest) -> Result<String, StorageError> {
    let stated = Stated::stored(test)?;
    match Text::read(transaction, test.workflow) {
        Ok(present) => Ok(name(&compile(&present.workflow), &test.route, &stated)),
        Err(TextError::Storage(error)) => Err(error),
        Err(_) => Ok(test.name.clone()),
    }
}

fn remove(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    test: TestId,
    author: &Author,
) -> Result<(), SingleError> {
    let before = lock(transaction, id, test)?;
    workflow_tests::remove(transaction, test)?;
    let plain = Plain::none()
        .before("test", before.id.to_string())
        .before("name", before.name.as_str())
        .before("inquiry", before.inquiry.as_str())
        .before("route", before.route.to_string())
        .before("outcome", before.outcome.as_str());
    let (action, subject) = (Action::WorkflowTestRemoved, Subject::Workflow(id));
    author.audit(transaction, action, subject, plain, Personal::none())?;
    Ok(())
}
