//! Answers, and what tests ask of them.

use axum::body::Bytes;
use axum::http::response::Parts;
use axum::http::{HeaderName, header};
use serde_json::Value;

/// An answer whose body was read.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Method and path, for messages.
    pub(crate) what: String,
    /// Status and headers.
    pub(crate) parts: Parts,
    /// The body.
    pub(crate) body: Bytes,
}

impl Answer {
    /// The status.
    pub(crate) fn status(&self) -> u16 {
        self.parts.status.as_u16()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        self.parts.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body as JSON; `null` if it is empty.
    pub(crate) fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text()))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Fails unless the status is this one; gives the body.
    #[track_caller]
    pub(crate) fn expect_status(&self, status: u16) -> Value {
        assert_eq!(self.status(), status, "{}: {}", self.what, self.text());
        if status == 204 { Value::Null } else { self.json() }
    }

    /// Fails unless it is a problem with this status and code; gives the body.
    #[track_caller]
    pub(crate) fn expect_problem(&self, status: u16, code: &str) -> Value {
        let body = self.expect_status(status);
        assert_eq!(body["code"], code, "{}: {}", self.what, self.text());
        assert_eq!(body["status"], status, "{}", self.what);
        assert_eq!(body["type"], format!("https://pointsman.dev/problems/{code}"));
        assert_eq!(self.header(header::CONTENT_TYPE), Some("application/problem+json"));
        body
    }

    /// Fails unless it is a problem whose errors are these `(pointer, code)`, in any order.
    #[track_caller]
    pub(crate) fn expect_errors(&self, status: u16, errors: &[(&str, &str)]) -> Value {
        let body = self.expect_status(status);
        let found = body["errors"].as_array().unwrap().iter();
        let mut found: Vec<(&str, &str)> = found
            .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect();
        let mut wanted = errors.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{}: {}", self.what, self.text());
        body
    }

    /// `Retry-After` in seconds.
    #[track_caller]
    pub(crate) fn retry_after(&self) -> u64 {
        self.header(header::RETRY_AFTER).expect("a Retry-After header").parse().unwrap()
    }

    /// The cookie that it sets, as `name=value`.
    #[track_caller]
    pub(crate) fn cookie(&self) -> String {
        let line = self.header(header::SET_COOKIE).expect("a Set-Cookie header");
        line.split(';').next().unwrap().to_owned()
    }
}
