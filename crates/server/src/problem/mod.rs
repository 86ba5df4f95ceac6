//! Problems: every answer that is not what the caller asked for, in the form of RFC 9457.
//!
//! A handler returns `Result<_, Problem>`. This module must not know what storage or the engine can go
//! wrong with; [`mapping`] does.

mod mapping;
mod wire;

pub use wire::{Problem as ProblemBody, ProblemField};

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use axum::http::header::{CONTENT_TYPE, ETAG, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use pointsman_domain::error::FieldError;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// One refused request, or one that we could not serve.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    status: StatusCode,
    code: Cow<'static, str>,
    detail: String,
    errors: Vec<FieldError>,
    retry_after_seconds: Option<u64>,
    etag: Option<String>,
}

impl Problem {
    /// A problem with a stable `code` in `snake_case` and a detail for a person: what is wrong, what to do.
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        Self(Box::new(Parts {
            status,
            code: code.into(),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_seconds: None,
            etag: None,
        }))
    }

    /// 400: the request itself cannot be read (not JSON, bad parameter, bad cursor).
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 401: we do not know who asks.
    pub fn unauthorized(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, detail)
    }

    /// 403: we know who asks, and the answer is no.
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// 404: there is no such `thing` (its domain word) with this id.
    pub fn not_found(thing: &str, id: impl fmt::Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no {thing} `{id}`"))
    }

    /// 409: the present state does not allow it; the detail says what it allows.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422: the body is JSON and says something that we do not take; `errors` say where.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] if one.pointer.is_empty() => one.detail.clone(),
            [one] => format!("{}: {}", one.pointer, one.detail),
            many => format!("{} things in the body are wrong; `errors` says where", many.len()),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_body", detail).with_errors(errors)
    }

    /// 429: too many requests; come back after `seconds`.
    pub fn too_many(code: &'static str, detail: impl Into<String>, seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail).retry_after(seconds)
    }

    /// 503: not now; come back after `seconds`.
    pub fn unavailable(code: &'static str, detail: impl Into<String>, seconds: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(seconds)
    }

    /// 500: our turn. The error goes to the log and not to the caller.
    pub fn internal(error: &(dyn Error + 'static)) -> Self {
        let chain = std::iter::successors(error.source(), |cause: &&dyn Error| (*cause).source());
        let causes: Vec<String> = chain.map(ToString::to_string).collect();
        tracing::error!(%error, ?causes, "a request failed on our side");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "something went wrong on our side; the log has it under the id in the x-request-id header",
        )
    }

    /// The same about a part of the body: `errors` point into it.
    #[must_use]
    pub fn below(mut self, part: &str) -> Self {
        for error in &mut self.0.errors {
            error.pointer = format!("{part}{}", error.pointer);
        }
        self
    }

    /// Adds places in the body.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// What is wrong, each at its place.
    pub(crate) fn into_errors(self) -> Vec<FieldError> {
        self.0.errors
    }

    /// Says when to come back, in whole seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// Says which text is there instead of the one that the caller has seen: the header `ETag`, from an etag
    /// without quotes.
    #[must_use]
    pub fn with_etag(mut self, etag: impl Into<String>) -> Self {
        self.0.etag = Some(etag.into());
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// As it stands on the wire.
    pub(crate) fn into_body(self) -> ProblemBody {
        let parts = *self.0;
        ProblemBody::new(parts.status.as_u16(), &parts.code, parts.detail, parts.errors)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let parts = *self.0;
        let body = ProblemBody::new(parts.status.as_u16(), &parts.code, parts.detail, parts.errors);
        let text = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (parts.status, text).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = parts.retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(Ok(etag)) = parts.etag.map(|etag| HeaderValue::try_from(format!("\"{etag}\"")))
        {
            headers.insert(ETAG, etag);
        }
        response
    }
}
