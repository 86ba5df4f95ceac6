//! `POST /v1/inquiries/import`.

use std::fmt;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use futures_util::StreamExt;
use tracing::Instrument;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::importer::{ImportTrouble, Importer};
use super::limits::IMPORT_BYTES;
use super::report::ImportReport;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::inquiries::body_schema::PastInquiryBody;
use crate::lifecycle::Kind;
use crate::problem::Problem;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import_inquiries))
}

/// What a file of one JSON document a line is said to be.
const MEDIA_TYPES: [&str; 4] =
    ["application/x-ndjson", "application/ndjson", "application/jsonl", "text/plain"];
/// An upload that is silent for so long has broken off.
const SILENT_SECONDS: u64 = 60;
/// When to come back after the end of the server has stopped an import.
const AGAIN_SECONDS: u64 = 5;

/// Why an import did not get to the end of its file.
#[derive(Debug, thiserror::Error)]
enum UploadError {
    /// Too many bytes.
    #[error("a file has at most {IMPORT_BYTES} bytes; {0}")]
    TooLarge(Kept),
    /// The connection broke.
    #[error("the upload broke off; {0}")]
    BrokenOff(Kept),
    /// No byte came for a while.
    #[error("no byte came for {SILENT_SECONDS} seconds; {0}")]
    Silent(Kept),
    /// The server was told to stop.
    #[error("the server is shutting down; {0}")]
    Stopped(Kept),
    /// The database's turn, or ours.
    #[error(transparent)]
    Trouble(#[from] ImportTrouble),
}

/// How many inquiries were kept before an import broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kept(u64);

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("nothing was kept"),
            kept => write!(
                f,
                "{kept} inquiries were kept: of the same file sent again, lines whose `reference_id` is there are skipped"
            ),
        }
    }
}

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        let detail = error.to_string();
        match error {
            UploadError::TooLarge(_) => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
            }
            UploadError::BrokenOff(_) => Self::bad_request("incomplete_body", detail),
            UploadError::Silent(_) => {
                Self::new(StatusCode::REQUEST_TIMEOUT, "upload_silent", detail)
            }
            UploadError::Stopped(_) => Self::unavailable("shutting_down", detail, AGAIN_SECONDS),
            UploadError::Trouble(ImportTrouble::Storage(error)) => error.into(),
            UploadError::Trouble(error @ (ImportTrouble::File(_) | ImportTrouble::Task(_))) => {
                Self::internal(&error)
            }
        }
    }
}

/// Brings in past inquiries: one body a line (NDJSON), as for creating one, with `created_at`, `completed_at`, `status`
/// and, where they are known, `decision` and `attributes.list_matches`.
///
/// History only: nothing is decided, no event of a single inquiry is written, and no workflow ever decides what was
/// imported. Attributes are derived as of `completed_at`. Without `list_matches` nobody knows which lists an inquiry was
/// on; `[]` says that it was on none.
///
/// The file is read as it arrives, up to 1 GiB, and kept some hundred lines at a time. A bad line is reported with its
/// number and stops nothing. A line whose `reference_id` another inquiry has is skipped, so a file can be sent again after
/// it broke off: what was kept before that stays. Lines without a `reference_id` come again each time.
#[utoipa::path(
    post,
    path = "/v1/inquiries/import",
    operation_id = "import_inquiries",
    tag = "inquiries",
    request_body(content = PastInquiryBody, content_type = "application/x-ndjson",
        description = "One such object a line, in UTF-8."),
    responses(
        (status = 200, description = "What came of each line.", body = ImportReport),
        (status = 408, description = "The upload fell silent; what was kept stays."),
        (status = 413, description = "Too many bytes; what was kept stays."),
    )
)]
async fn import_inquiries(
    caller: Allowed<right::InquiriesImport>,
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<ImportReport>, Problem> {
    require_lines(&headers)?;
    require_length(&headers)?;
    let author = Author::of(&app, &caller);
    // The task holds it: what has begun is noted in the record even if the caller hangs up.
    let under_way = app.lifecycle().begin(Kind::Import, "of inquiries".to_owned());
    let task = async move {
        let _under_way = under_way;
        run(&app, author, body).await
    };
    match tokio::spawn(task.in_current_span()).await {
        Ok(ended) => Ok(Json(ended?)),
        Err(panicked) => Err(Problem::internal(&panicked)),
    }
}

async fn run(app: &App, author: Author, body: Body) -> Result<ImportReport, UploadError> {
    let begun = Importer::begin(app.parts(), author).await;
    let mut importer = begun.map_err(ImportTrouble::from)?;
    match read(app, &mut importer, body).await {
        Ok(()) => importer.finish().await.map_err(|(error, _)| error.into()),
        Err(why) => {
            let kept = Kept(importer.break_off().await.imported);
            let error = why.told(kept);
            tracing::info!(%error, "an import of inquiries did not get to its end");
            Err(error)
        }
    }
}

/// Why reading stops.
enum Why {
    TooLarge,
    BrokenOff,
    Silent,
    Stopped,
    Trouble(ImportTrouble),
}

impl Why {
    fn told(self, kept: Kept) -> UploadError {
        match self {
            Self::TooLarge => UploadError::TooLarge(kept),
            Self::BrokenOff => UploadError::BrokenOff(kept),
            Self::Silent => UploadError::Silent(kept),
            Self::Stopped => UploadError::Stopped(kept),
            Self::Trouble(trouble) => trouble.into(),
        }
    }
}

async fn read(app: &App, importer: &mut Importer, body: Body) -> Result<(), Why> {
    let mut frames = body.into_data_stream();
    let silence = Duration::from_secs(SILENT_SECONDS);
    let mut stopping = app.lifecycle().stopping();
    loop {
        let frame = tokio::select! {
            biased;
            () = stopping.told() => return Err(Why::Stopped),
            frame = tokio::time::timeout(silence, frames.next()) => frame,
        };
        let Some(frame) = frame.map_err(|_| Why::Silent)? else { break };
        let bytes = frame.map_err(|_| Why::BrokenOff)?;
        if is_too_large(importer.bytes(), bytes.len()) {
            return Err(Why::TooLarge);
        }
        importer.feed(&bytes).await.map_err(Why::Trouble)?;
    }
    importer.read_the_rest().await.map_err(Why::Trouble)
}

const fn is_too_large(before: u64, more: usize) -> bool {
    before + more as u64 > IMPORT_BYTES
}

/// Refuses what is not said to be one document a line.
fn require_lines(headers: &HeaderMap) -> Result<(), Problem> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if MEDIA_TYPES.contains(&essence.as_str()) {
        return Ok(());
    }
    let detail =
        format!("the body is said to be `{said}`; send content-type: application/x-ndjson");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail))
}

/// Refuses a file that is said to be too long before any of it is read.
fn require_length(headers: &HeaderMap) -> Result<(), UploadError> {
    let said = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match said.and_then(|text| text.parse::<u64>().ok()) {
        Some(bytes) if bytes > IMPORT_BYTES => Err(UploadError::TooLarge(Kept(0))),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_byte_is_taken_and_the_next_is_not() {
        assert!(!is_too_large(IMPORT_BYTES - 1, 1));
        assert!(is_too_large(IMPORT_BYTES, 1));
        let headers = |bytes: u64| [(CONTENT_LENGTH, bytes.into())].into_iter().collect();
        assert!(require_length(&headers(IMPORT_BYTES)).is_ok());
        let refused = require_length(&headers(IMPORT_BYTES + 1)).map_err(|error| error.to_string());
        assert_eq!(
            refused,
            Err("a file has at most 1073741824 bytes; nothing was kept".to_owned())
        );
    }
}
