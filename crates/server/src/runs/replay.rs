//! `POST /v1/runs/{id}/replay`: decides again from what was stored and compares.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::RunId;
use pointsman_storage::runs::{NewRun, Recorded};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::comparison::{Side, compare};
use super::explain::{ExplainError, explainable};
use super::wire;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(replay_run))
}

/// Decides again from the stored attributes, list matches and version. Changes nothing.
#[utoipa::path(
    post,
    path = "/v1/runs/{id}/replay",
    operation_id = "replay_run",
    tag = "runs",
    params(("id" = String, Path, description = "`run_…`")),
    responses(
        (status = 200, description = "Whether the same came out.", body = wire::Replay),
        (status = 404, description = "There is no such run."),
    )
)]
async fn replay_run(
    _: Allowed<right::RunsRead>,
    State(app): State<App>,
    PathId(id): PathId<RunId>,
) -> Result<Json<wire::Replay>, Problem> {
    let found = app
        .storage()
        .read(move |transaction| -> Result<_, ExplainError> { explainable(transaction, id) })
        .await?;
    let comparison = compare(&found.version, &recorded(&found.run.run), &found.attributes);
    Ok(Json(wire::Replay {
        agrees: comparison.differences.is_empty(),
        recorded: side(comparison.recorded),
        replayed: side(comparison.replayed),
    }))
}

fn recorded(run: &NewRun) -> Recorded {
    Recorded {
        workflow: run.workflow,
        version: run.version,
        route: run.route.clone(),
        outcome: run.outcome,
        actions: run.actions.clone(),
        semantics: run.semantics,
        trace_digest: run.trace_digest,
        attributes: None,
    }
}

fn side(side: Side) -> wire::ReplaySide {
    wire::ReplaySide {
        route: side.route,
        actions: side.actions.into_iter().map(wire::Action::from).collect(),
        trace_digest: side.trace_digest,
    }
}
