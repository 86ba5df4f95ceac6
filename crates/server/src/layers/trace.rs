//! An id for each request, in the answer and in every line of the log.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::app::App;
use crate::auth::Authentication;
use crate::request::ClientAddress;

/// The header that carries the id of a request.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request its id and logs what became of it. Paths are logged as templates, so no id of a person's
/// inquiry ends in the log by accident; bodies and queries never are.
pub(crate) async fn trace(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = app.now();
    let id = format!("req_{}", app.ids().next(began).simple());
    let method = request.method().clone();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(no endpoint)".to_owned(), |path| path.as_str().to_owned());
    let source = app.options().address_source;
    let address = ClientAddress::of(request.extensions(), request.headers(), source);
    let span = tracing::info_span!("request", %id, %method, path);
    let mut response = next.run(request).instrument(span.clone()).await;
    let took_us = app.now().microseconds() - began.microseconds();
    let status = response.status().as_u16();
    let caller = response.extensions().get::<Authentication>().and_then(Authentication::scope);
    span.in_scope(|| tracing::info!(status, took_us, %address, caller, "answered"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
