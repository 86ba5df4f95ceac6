//! All endpoints, and the layers that every request passes.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use utoipa_axum::router::OpenApiRouter;

use crate::app::{App, ServerParts};
use crate::problem::Problem;
use crate::{
    assets, audit, catalogue, events, example, health, history, inquiries, invariants, layers,
    lists, metrics, openapi, overview, people, runs, workflow_tests, workflows,
};

/// The longest body in bytes, where an endpoint does not stream it.
pub const BODY_BYTES: usize = 1_048_576;

/// The public address of the server cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "the public address `{public_url}` is not an origin such as https://pointsman.example.com: {reason}"
)]
pub struct InvalidPublicUrl {
    public_url: String,
    reason: String,
}

/// Everything that answers requests.
pub fn router(parts: ServerParts) -> Result<Router, InvalidPublicUrl> {
    router_of(App::new(parts))
}

/// What whoever watches the server may ask at an address of its own, without saying who asks.
pub(crate) fn watching_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics::answer))
        .merge(OpenApiRouter::new().merge(health::endpoints()).split_for_parts().0)
        .with_state(app)
}

pub(crate) fn router_of(app: App) -> Result<Router, InvalidPublicUrl> {
    let public_url = app.options().public_url.clone();
    let cross_origin = layers::cross_origin(&public_url)
        .map_err(|error| InvalidPublicUrl { public_url, reason: error.to_string() })?;
    let compress = DefaultPredicate::new()
        .and(NotForContentType::const_new("font/"))
        // A line has to arrive when it is written.
        .and(NotForContentType::const_new("application/x-ndjson"));

    let within_limits = ServiceBuilder::new()
        .layer(from_fn(layers::time_limit))
        .layer(from_fn_with_state(app.clone(), layers::idempotency))
        .layer(DefaultBodyLimit::max(BODY_BYTES));
    let (plain, _) = endpoints().split_for_parts();
    let (streamed, _) = streamed_endpoints().split_for_parts();
    let every_request = ServiceBuilder::new()
        .layer(from_fn_with_state(app.clone(), layers::trace))
        .map_response(layers::security_headers)
        .layer(layers::panics())
        .layer(CompressionLayer::new().compress_when(compress))
        .layer(from_fn_with_state(app.clone(), layers::entry))
        .layer(cross_origin);

    Ok(plain
        .layer(within_limits)
        .merge(streamed.layer(DefaultBodyLimit::disable()))
        .fallback(assets::fallback)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(every_request)
        .with_state(app))
}

/// Every endpoint, for the contract and the router.
pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(health::endpoints())
        .merge(metrics::endpoints())
        .merge(openapi::endpoint::endpoints())
        .merge(people::endpoints())
        .merge(workflows::endpoints())
        .merge(invariants::endpoints())
        .merge(workflow_tests::endpoints())
        .merge(lists::endpoints())
        .merge(catalogue::endpoints())
        .merge(inquiries::endpoints())
        .merge(runs::endpoints())
        .merge(history::endpoints())
        .merge(events::endpoints())
        .merge(overview::endpoints())
        .merge(audit::endpoints())
        .merge(example::endpoints())
}

/// Endpoints that read their body as a stream: without time limit, and with a limit of their own.
pub(crate) fn streamed_endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(lists::streamed_endpoints())
        .merge(inquiries::streamed_endpoints())
        .merge(history::streamed_endpoints())
}

async fn method_not_allowed(method: Method, uri: Uri) -> Response {
    let detail =
        format!("`{}` does not take {method}; the Allow header says what it takes", uri.path());
    Problem::new(axum::http::StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
        .into_response()
}
