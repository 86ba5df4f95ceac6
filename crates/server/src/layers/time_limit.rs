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

#[cfg(test)]
mod tests {
    use std::future::pending;

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_request_that_takes_too_long_is_told_to_come_back() {
        let router = Router::new().route("/", get(pending::<String>)).layer(from_fn(time_limit));
        let began = tokio::time::Instant::now();
        let answer = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.headers()["retry-after"], "1");
        assert_eq!(began.elapsed(), Duration::from_secs(REQUEST_SECONDS));
    }
}
