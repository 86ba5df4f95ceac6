//! One line of the log and one observation for each request, and an id that both sides know it by.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, Span};

use super::request_id::{REQUEST_ID, request_id};
use crate::app::App;
use crate::auth::Authentication;
use crate::lifecycle::{Kind, UnderWay};

/// The status under which a request is noted whose caller hung up; nobody gets to see it.
const HUNG_UP: u16 = 499;
/// The path of what belongs to no endpoint: the dashboard's files and addresses, and what is not there.
const NO_ENDPOINT: &str = "(no endpoint)";

/// Gives the request its id and notes what became of it. Paths are noted as templates, callers by the id of their key
/// or membership: no query, body, name or address of a person ends in the log.
pub(crate) async fn trace(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request_id(&app, request.headers());
    let span = tracing::info_span!("request", request_id = id);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| NO_ENDPOINT.to_owned(), |path| path.as_str().to_owned());
    let mut noting = Noting::begin(app, word(request.method()), route, span.clone());
    let mut response = next.run(request).instrument(span).await;
    noting.status = response.status().as_u16();
    noting.caller = response.extensions().get::<Authentication>().and_then(Authentication::scope);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// A request that is being answered. It is noted when this is dropped, whether or not there was an answer.
struct Noting {
    app: App,
    method: &'static str,
    route: String,
    span: Span,
    began: Instant,
    status: u16,
    caller: Option<String>,
    _under_way: UnderWay,
}

impl Noting {
    fn begin(app: App, method: &'static str, route: String, span: Span) -> Self {
        let under_way = app.lifecycle().begin(Kind::Request, format!("{method} {route}"));
        let began = Instant::now();
        Self {
            app,
            method,
            route,
            span,
            began,
            status: HUNG_UP,
            caller: None,
            _under_way: under_way,
        }
    }
}

impl Drop for Noting {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        let Self { method, route, status, caller, .. } = self;
        self.app.metrics().answered(method, route, *status, took);
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let (status, caller) = (*status, caller.as_deref());
        self.span.in_scope(|| tracing::info!(method, route, status, took_us, caller, "answered"));
    }
}

/// A caller may send any word as a method; few of them are worth a label.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
