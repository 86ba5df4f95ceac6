//! Extractors: bytes to one JSON value.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::json::{InvalidJson, parse_strict};
use serde_json::Value;

use crate::problem::Problem;

/// A body that must be there. Use it as the last argument of a handler.
pub struct JsonBody(pub Value);

/// A body that may be empty.
pub struct OptionalJsonBody(pub Option<Value>);

/// A body that must be there and is said to be JSON, for who reads it into something narrower at once.
pub struct JsonBytes(pub Bytes);

/// The same of one that may be empty.
pub struct OptionalJsonBytes(pub Option<Bytes>);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        Ok(Self(parse_strict(&bytes)?))
    }
}

impl<S: Send + Sync> FromRequest<S> for OptionalJsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let OptionalJsonBytes(bytes) = OptionalJsonBytes::from_request(request, state).await?;
        Ok(Self(bytes.map(|bytes| parse_strict(&bytes)).transpose()?))
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let OptionalJsonBytes(bytes) = OptionalJsonBytes::from_request(request, state).await?;
        bytes
            .map(Self)
            .ok_or_else(|| not_json("the body is empty; send a JSON document".to_owned()))
    }
}

impl<S: Send + Sync> FromRequest<S> for OptionalJsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media_type = MediaType::of(request.headers());
        let bytes = Bytes::from_request(request, state).await?;
        if bytes.is_empty() {
            return Ok(Self(None));
        }
        media_type.require_json()?;
        Ok(Self(Some(bytes)))
    }
}

/// What the caller says that the body is.
enum MediaType {
    Json,
    Unsaid,
    Other(String),
}

impl MediaType {
    fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(CONTENT_TYPE) else { return Self::Unsaid };
        let text = value.to_str().unwrap_or_default();
        let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let json = essence == "application/json"
            || (essence.starts_with("application/") && essence.ends_with("+json"));
        if json { Self::Json } else { Self::Other(text.to_owned()) }
    }

    fn require_json(self) -> Result<(), Problem> {
        let found = match self {
            Self::Json => return Ok(()),
            Self::Unsaid => "there is no content-type header".to_owned(),
            Self::Other(found) => format!("the body is said to be `{found}`"),
        };
        Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            format!("{found}; send content-type: application/json"),
        ))
    }
}

impl From<InvalidJson> for Problem {
    fn from(error: InvalidJson) -> Self {
        not_json(error.to_string())
    }
}

fn not_json(detail: String) -> Problem {
    let error = FieldError::new(&Pointer::root(), "invalid_json", detail.clone());
    Problem::bad_request("invalid_json", detail).with_errors(vec![error])
}
