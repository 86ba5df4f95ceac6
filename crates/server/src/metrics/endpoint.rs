//! `GET /metrics`.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::prometheus_text;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(metrics))
}

/// Counts and durations in the text format of Prometheus, for monitoring.
#[utoipa::path(get, path = "/metrics", tag = "about", responses(
    (status = 200, description = "The metrics of this node.", body = String,
        content_type = "text/plain; version=0.0.4; charset=utf-8"),
    (status = 429, description = "Too many requests; `Retry-After` says when to come back."),
    (status = 503, description = "The database cannot say who asks.")))]
async fn metrics(
    _: Allowed<right::EventsRead>,
    State(app): State<App>,
) -> Result<Response, Problem> {
    answer(State(app)).await
}

/// The same for whoever can reach the address of `--metrics-listen`.
pub(crate) async fn answer(State(app): State<App>) -> Result<Response, Problem> {
    match app.metrics().text(&app).await {
        Ok(text) => Ok(([(CONTENT_TYPE, prometheus_text::CONTENT_TYPE)], text).into_response()),
        Err(error) => Err(Problem::internal(&error)),
    }
}
