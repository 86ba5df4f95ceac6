//! What the headers of an upload say.

use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use pointsman_domain::ids::ImportId;

use super::job::ImportError;
use super::reading::ReadError;
use crate::lists::limits::IMPORT_BYTES;
use crate::problem::Problem;

/// The header with an id of the caller's choice, so that progress can be asked for while the file is sent.
const IMPORT_ID: HeaderName = HeaderName::from_static("pointsman-import-id");
/// What a CSV file is said to be.
const MEDIA_TYPES: [&str; 2] = ["text/csv", "text/plain"];

/// Refuses what is not said to be a CSV file.
pub(super) fn require_csv(headers: &HeaderMap) -> Result<(), Problem> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if MEDIA_TYPES.contains(&essence.as_str()) {
        return Ok(());
    }
    let detail = format!("the body is said to be `{said}`; send content-type: text/csv");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail))
}

/// How long the file is, if the client says so.
pub(super) fn announced_bytes(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let said = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match said.and_then(|text| text.parse::<u64>().ok()) {
        Some(bytes) if bytes > IMPORT_BYTES => Err(ImportError::Read(ReadError::TooLarge).into()),
        Some(bytes) => Ok(i64::try_from(bytes).ok()),
        None => Ok(None),
    }
}

/// The id that the client chose.
pub(super) fn chosen_id(headers: &HeaderMap) -> Result<Option<ImportId>, Problem> {
    let Some(value) = headers.get(IMPORT_ID) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    text.parse().map(Some).map_err(|error| {
        Problem::bad_request("invalid_import_id", format!("Pointsman-Import-Id: {error}"))
    })
}
