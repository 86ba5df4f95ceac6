//! `POST /v1/workflows/{id}/tests/run`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::WorkflowId;
use pointsman_engine::compile;
use pointsman_storage::{Transaction, workflow_tests};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::text::{Text, TextError};
use super::verdict::results;
use super::wire::TestRun;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(run_tests))
}

/// Runs all tests on the draft, or on the newest version if there is no draft, as publishing would. Nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/tests/run",
    operation_id = "run_workflow_tests",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "What becomes of each.", body = TestRun),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "The workflow is archived, or has no text."),
        (status = 422, description = "The document has errors; `errors` has all of them."),
    )
)]
async fn run_tests(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<TestRun>, Problem> {
    let run = move |t: &mut Transaction<'_>| {
        let text = Text::read(t, id)?;
        let results = results(&compile(&text.workflow), &workflow_tests::of_workflow(t, id)?)?;
        let passed = results.iter().filter(|result| result.passed).count();
        let broken = results.len() - passed;
        Ok::<_, TextError>(TestRun { version: text.version, passed, broken, results })
    };
    Ok(Json(app.storage().read(run).await?))
}
