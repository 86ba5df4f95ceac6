//! No request takes for ever. Streamed uploads are outside of this layer.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// The longest that a request may take, reading its body included.
pub(crate) const REQUEST_SECONDS: u64 = 30;

/// Answers 503 for a request that takes longer.
pub(crate) async fn time_limit(request: Request, next: Next) -> Response {
    let limit = Duration::from_secs(REQUEST_SECONDS);
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        let detail = format!("the request took longer than {REQUEST_SECONDS} seconds; try again");
        Problem::unavailable("timeout", detail, 1).into_response()
    })
}
