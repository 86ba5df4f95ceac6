//! `POST /v1/workflows/{id}/tests/offer`.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::WorkflowId;
use pointsman_engine::prove::{Boundaries, KnownLists, boundaries};
use pointsman_engine::{CheckedWorkflow, compile};
use pointsman_storage::{Transaction, workflow_tests};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::stated::known_text;
use super::text::{Text, TextError};
use super::wire::{Expectation, OfferedTest, OfferedTests, Origin};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::request::PathId;
use crate::workflows::{Proving, proving};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(offer_tests))
}

/// Offers tests at the boundaries of each route of the draft, or of the newest version if there is no draft. Nothing is
/// kept.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/tests/offer",
    operation_id = "offer_workflow_tests",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "Tests that can be kept.", body = OfferedTests),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "The workflow is archived, or has no text."),
        (status = 422, description = "The document has errors; `errors` has all of them."),
    )
)]
async fn offer_tests(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<OfferedTests>, Problem> {
    let read = move |t: &mut Transaction<'_>| {
        let text = Text::read(t, id)?;
        Ok::<_, TextError>((text, workflow_tests::of_workflow(t, id)?))
    };
    let (text, tests) = app.storage().read(read).await?;
    let known: HashSet<String> = tests.into_iter().map(|test| test.inquiry).collect();
    let mentioned = text.lists.lists().map(|list| list.id);
    let used = |id: &_| text.workflow.lists.iter().any(|list| list.id == *id);
    let mentioned = mentioned.filter(used).collect();
    let workflow = text.workflow;
    let work = move |known: &KnownLists<'_>| offered(&workflow, known);
    let (offered, found) =
        proving(Proving::Looking, Some(app.storage()), app.contents(), mentioned, work).await?;
    let all = offered.len();
    let tests: Vec<OfferedTest> =
        offered.into_iter().filter(|test| !known.contains(&known_text(&test.inquiry))).collect();
    Ok(Json(OfferedTests {
        kept: all - tests.len(),
        tests,
        noticed: found.noticed,
        left_out: found.left_out,
        version: text.version,
    }))
}

/// Boundaries as tests, and the boundaries.
pub(super) fn offered(
    workflow: &CheckedWorkflow,
    known: &KnownLists<'_>,
) -> (Vec<OfferedTest>, Boundaries) {
    let plan = compile(workflow);
    let found = boundaries(workflow, known);
    let tests = found.tests.iter().map(|test| OfferedTest {
        name: test.name.clone(),
        inquiry: serde_json::to_value(&test.witness).unwrap_or_default(),
        expect: Expectation {
            route: plan.taken_route(test.taken).to_string(),
            outcome: plan.action(test.taken).into(),
        },
        origin: Origin::Offered,
    });
    (tests.collect(), found)
}
