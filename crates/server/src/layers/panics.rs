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
