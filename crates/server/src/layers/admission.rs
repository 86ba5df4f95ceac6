//! When the queue of writes is full, what would change something is refused before anything is done for it: before its
//! body is read, its caller is looked up or its password is hashed.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::problem::Problem;

/// Answers 503 with `Retry-After` at once while there is no room.
pub(crate) async fn admission(State(app): State<App>, request: Request, next: Next) -> Response {
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if only_reads || !request.uri().path().starts_with("/v1/") {
        return next.run(request).await;
    }
    match app.storage().admit_write() {
        Ok(()) => next.run(request).await,
        Err(error) => Problem::from(error).into_response(),
    }
}
