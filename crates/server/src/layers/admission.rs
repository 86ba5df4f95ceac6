//! When the queue of writes is full, what would change something is refused before anything is done for it: before its
//! body is read, its caller is looked up or its password is hashed. What only computes passes.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;

use super::COMPUTING_PATHS;
use crate::app::App;
use crate::problem::Problem;

/// Refuses with 503 and `Retry-After` while there is no room.
pub(super) fn admit(app: &App, request: &Request) -> Result<(), Problem> {
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let only_computes = matched.is_some_and(|path| COMPUTING_PATHS.contains(&path));
    if only_reads || only_computes || !request.uri().path().starts_with("/v1/") {
        return Ok(());
    }
    app.storage().admit_write().map_err(Problem::from)
}
