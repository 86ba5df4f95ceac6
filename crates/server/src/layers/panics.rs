//! A handler that panicked answers 500 like any other trouble of ours.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::{CatchPanicLayer, ResponseForPanic};

use crate::problem::Problem;

/// The layer that catches panics.
pub(crate) fn panics() -> CatchPanicLayer<AnswerPanic> {
    CatchPanicLayer::custom(AnswerPanic)
}

/// Turns a panic into a problem.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AnswerPanic;

#[derive(Debug, thiserror::Error)]
#[error("a handler panicked: {0}")]
struct Panicked(String);

impl ResponseForPanic for AnswerPanic {
    type ResponseBody = axum::body::Body;

    fn response_for_panic(&mut self, panic: Box<dyn Any + Send + 'static>) -> Response {
        let text = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        Problem::internal(&Panicked(text)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn fails() -> String {
        panic!("the password is 1234")
    }

    #[tokio::test]
    async fn a_panic_is_500_and_its_text_stays_in_the_log() {
        let router = Router::new().route("/", get(fails)).layer(panics());
        let answer = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), 500);
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["code"], "internal");
        assert!(!body.to_string().contains("1234"));
    }
}
