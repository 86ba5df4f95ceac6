//! `POST /v1/runs/{id}/replay`: decides again from what was stored and compares.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::RunId;
use pointsman_engine::explain;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::explain::{ExplainError, explainable};
use super::wire;
use crate::app::App;
use crate::auth::{Allowed, hex, right};
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
    _: Allowed<right::InquiriesRead>,
    State(app): State<App>,
    PathId(id): PathId<RunId>,
) -> Result<Json<wire::Replay>, Problem> {
    let found = app
        .storage()
        .read(move |transaction| -> Result<_, ExplainError> { explainable(transaction, id) })
        .await?;
    let trace = explain(&found.plan, &found.attributes);
    let replayed = wire::ReplaySide {
        route: trace.taken_route.to_string(),
        actions: vec![found.plan.action(trace.taken).into()],
        trace_digest: trace.digest().to_string(),
    };
    let run = found.run.run;
    let recorded = wire::ReplaySide {
        route: run.route.to_string(),
        actions: run.actions.iter().copied().map(wire::Action::from).collect(),
        trace_digest: hex(&run.trace_digest),
    };
    Ok(Json(wire::Replay {
        agrees: found.text_is_intact && recorded == replayed,
        recorded,
        replayed,
    }))
}
