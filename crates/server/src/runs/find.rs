//! `GET /v1/runs`.

use axum::Json;
use axum::extract::State;
use pointsman_storage::runs::{self, RunFilter, RunPosition};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::ReadRunError;
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::inquiries::place::Place;
use crate::problem::Problem;
use crate::request::{Cursor, PageParams, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_runs))
}

/// Which runs a page shows: those that meet every part that is given.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct FindParams {
    /// Of this inquiry: `inq_…`.
    inquiry: Option<String>,
    /// Of this workflow: `wfl_…`.
    workflow: Option<String>,
    /// Of this version.
    version: Option<i64>,
    /// That took this route: `rt_…`, or `everything_else`.
    route: Option<String>,
}

/// Runs, newest first, without their traces.
#[utoipa::path(
    get,
    path = "/v1/runs",
    operation_id = "list_runs",
    tag = "runs",
    params(FindParams, PageParams),
    responses((status = 200, description = "A page of runs.", body = Page<wire::Run>))
)]
async fn list_runs(
    _: Allowed<right::RunsRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::Run>>, Problem> {
    let filter = RunFilter {
        inquiry: query.optional("inquiry"),
        workflow: query.optional("workflow"),
        version: query.optional("version"),
        route: query.optional("route"),
    };
    let page = query.page();
    query.finish()?;
    let after =
        page.after::<Place>()?.map(|place| RunPosition { at: place.at, number: place.number });
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let names = app.route_names();
    let (data, next) = app
        .storage()
        .read(move |transaction| -> Result<_, ReadRunError> {
            let found = runs::page(transaction, &filter, after, limit)?;
            let rows = found.rows.iter();
            let shown: Result<Vec<_>, _> =
                rows.map(|run| view::run(transaction, &names, run)).collect();
            Ok((shown?, found.next))
        })
        .await?;
    let next_cursor =
        next.map(|next| Cursor::carrying(Place { at: next.at, number: next.number }).to_wire());
    Ok(Json(Page { data, next_cursor }))
}
