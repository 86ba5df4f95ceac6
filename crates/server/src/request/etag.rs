//! Preconditions: nobody overwrites a text that they have not seen.

use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH, InvalidHeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::problem::Problem;

/// What the caller says about the state it has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing.
    None,
    /// `If-Match: "…"`: it has seen this etag (without quotes).
    Matches(String),
    /// `If-Match: *`: anything, as long as it exists.
    Exists,
    /// `If-None-Match: *`: it believes that there is nothing yet.
    Absent,
}

impl Precondition {
    /// The etag that must match; 428 if the caller says nothing, 412 if it says that there is none.
    pub fn require_match(&self) -> Result<&str, Problem> {
        match self {
            Self::Matches(etag) => Ok(etag),
            Self::None | Self::Exists => Err(Self::required()),
            Self::Absent => {
                Err(Self::failed("If-None-Match: * was sent and there is a text already"))
            }
        }
    }

    /// 428: say which state you have seen.
    pub fn required() -> Problem {
        Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition_required",
            "send If-Match with the etag that you have read, or If-None-Match: * for the first text",
        )
    }

    /// 412: the state has moved on.
    pub fn failed(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::PRECONDITION_FAILED, "precondition_failed", detail)
    }
}

/// The header `ETag: "…"` for an etag without quotes.
pub fn etag_header(etag: &str) -> Result<(HeaderName, HeaderValue), Problem> {
    let value = HeaderValue::from_str(&format!("\"{etag}\""))
        .map_err(|error: InvalidHeaderValue| Problem::internal(&error))?;
    Ok((ETAG, value))
}

impl<S: Send + Sync> FromRequestParts<S> for Precondition {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        read(&parts.headers)
    }
}

fn read(headers: &HeaderMap) -> Result<Precondition, Problem> {
    let unreadable = |name: &str| {
        let detail = format!("{name} must be one etag in double quotes, or *");
        Problem::bad_request("invalid_precondition", detail)
    };
    match (headers.get(IF_MATCH), headers.get(IF_NONE_MATCH)) {
        (None, None) => Ok(Precondition::None),
        (Some(_), Some(_)) => Err(Problem::bad_request(
            "invalid_precondition",
            "send either If-Match or If-None-Match, not both",
        )),
        (Some(value), None) => match value.to_str().ok().map(str::trim) {
            Some("*") => Ok(Precondition::Exists),
            Some(text) => {
                quoted(text).map(Precondition::Matches).ok_or_else(|| unreadable("If-Match"))
            }
            None => Err(unreadable("If-Match")),
        },
        (None, Some(value)) if value.as_bytes() == b"*" => Ok(Precondition::Absent),
        (None, Some(_)) => Err(unreadable("If-None-Match")),
    }
}

fn quoted(text: &str) -> Option<String> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    let plain = !inside.is_empty() && !inside.contains(['"', ',']);
    plain.then(|| inside.to_owned())
}
