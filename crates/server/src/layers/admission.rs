//! When the queue of writes is full, what would change something is refused before anything is done for it: before its
//! body is read, its caller is looked up or its password is hashed. What only computes passes.

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::COMPUTING_PATHS;
use crate::app::App;
use crate::problem::Problem;

/// Answers 503 with `Retry-After` at once while there is no room.
pub(crate) async fn admission(State(app): State<App>, request: Request, next: Next) -> Response {
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let only_computes = matched.is_some_and(|path| COMPUTING_PATHS.contains(&path));
    if only_reads || only_computes || !request.uri().path().starts_with("/v1/") {
        return next.run(request).await;
    }
    match app.storage().admit_write() {
        Ok(()) => next.run(request).await,
        Err(error) => Problem::from(error).into_response(),
    }
}
