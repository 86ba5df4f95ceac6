//! `GET /v1/runs/{id}`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::RunId;
use pointsman_engine::explain;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::explain::{ExplainError, explainable};
use super::{trace, view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_run))
}

/// One run, explained: every condition of every route down to the one taken.
#[utoipa::path(
    get,
    path = "/v1/runs/{id}",
    operation_id = "read_run",
    tag = "runs",
    params(("id" = String, Path, description = "`run_…`")),
    responses(
        (status = 200, description = "The run with its trace.", body = wire::Run),
        (status = 404, description = "There is no such run."),
    )
)]
async fn read_run(
    _: Allowed<right::RunsRead>,
    State(app): State<App>,
    PathId(id): PathId<RunId>,
) -> Result<Json<wire::Run>, Problem> {
    let names = app.route_names();
    let run = app
        .storage()
        .read(move |transaction| -> Result<wire::Run, ExplainError> {
            let found = explainable(transaction, id)?;
            let mut run = view::run(transaction, &names, &found.run)?;
            let explained = explain(&found.version.plan, &found.attributes);
            run.trace = Some(trace::on_the_wire(&explained, &found.items));
            Ok(run)
        })
        .await?;
    Ok(Json(run))
}
