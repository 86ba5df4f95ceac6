//! `POST /v1/workflows/preview`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use pointsman_history::preview;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{prepare, request, stream, view, wire, work};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::JsonBody;
use crate::problem::Problem;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(preview_workflow))
}

/// Counts what a document would have done with every past inquiry, and what changes against a version.
///
/// It decides this workflow alone, and never looks at whether an inquiry is older than a start. With
/// `Accept: application/x-ndjson` the answer comes in parts when it takes longer than 100 ms: lines
/// `{"considered", "of", "partial"}` and at last one line `{"done"}`, or `{"error"}` with a problem. Whoever closes the
/// connection ends the work.
#[utoipa::path(
    post,
    path = "/v1/workflows/preview",
    operation_id = "preview_workflow",
    tag = "workflows",
    request_body = request::PreviewRequest,
    responses(
        (status = 200, description = "Exact counts.", content(
            (wire::Preview = "application/json"),
            (stream::PreviewLine = "application/x-ndjson"),
        )),
        (status = 404, description = "There is no such workflow or version to compare with."),
        (status = 409, description = "A newer question of the same caller took its place."),
        (status = 422, description = "The document has errors, or the body does not fit."),
    )
)]
async fn preview_workflow(
    caller: Allowed<right::WorkflowsRead>,
    _: Allowed<right::RunsRead>,
    State(app): State<App>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let began = app.steady();
    let asked = Arc::new(prepare::prepare(&app, request::preview(&body)?).await?);
    let place = work::enter(&app, &caller, &asked, "counts").await?;
    let past = asked.past(&app).await?;
    if stream::is_wanted(&headers) {
        return Ok(stream::answer(&app, place, asked, past, began));
    }
    let (own, shown) = (Arc::clone(&asked), Arc::clone(&past));
    let working = work::begin(&app, place, past, move |means| {
        let effort = means.effort(u64::MAX);
        preview(&means.past.inquiries, &own.question(), means.cache, effort, |_| {})
    });
    let answer = work::ended(working).await?;
    let took = milliseconds(&app, began);
    Ok(Json(view::preview(&asked, &shown, &answer, took)).into_response())
}

/// Milliseconds since.
pub(super) fn milliseconds(app: &App, began: std::time::Duration) -> u64 {
    let took = app.steady().saturating_sub(began).as_millis();
    u64::try_from(took).unwrap_or(u64::MAX)
}
