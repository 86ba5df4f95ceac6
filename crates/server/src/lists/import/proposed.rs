//! A file that somebody thinks of importing, read as it arrives. Values are kept while the question is answered, the
//! text is not.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use futures_util::StreamExt;
use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{ItemValue, ListKind};

use super::csv::{CsvReader, Line, UnreadableFile};
use super::headers::{announced_bytes, require_csv};
use super::job::SILENT_SECONDS;
use super::layout;
use crate::app::App;
use crate::lists::limits::{IMPACT_BYTES, IMPACT_LINES};
use crate::lists::proposal::ProposedLine;
use crate::problem::Problem;

/// Why nothing is said about a file.
#[derive(Debug, thiserror::Error)]
enum FileError {
    #[error("the upload broke off; send the file again")]
    BrokenOff,
    #[error("no byte came for {SILENT_SECONDS} seconds; send the file again")]
    Silent,
    #[error("what an import would change is said of {IMPACT_LINES} lines at most; send fewer")]
    TooManyLines,
    #[error(
        "what an import would change is said of {IMPACT_BYTES} bytes at most; send fewer lines"
    )]
    TooManyBytes,
    #[error(transparent)]
    Unreadable(#[from] UnreadableFile),
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        let detail = error.to_string();
        match error {
            FileError::BrokenOff => Self::bad_request("incomplete_body", detail),
            FileError::Silent => Self::new(StatusCode::REQUEST_TIMEOUT, "upload_silent", detail),
            FileError::TooManyLines => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_lines", detail)
            }
            FileError::TooManyBytes => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
            }
            FileError::Unreadable(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable_file", detail)
            }
        }
    }
}

/// The items of a file, and how many lines are none.
pub(crate) async fn read(
    app: &App,
    kind: &ListKind,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Vec<ProposedLine>, u64), Problem> {
    require_csv(headers)?;
    let announced = announced_bytes(headers)?.and_then(|bytes| u64::try_from(bytes).ok());
    if announced.is_some_and(|bytes| bytes > IMPACT_BYTES) {
        return Err(FileError::TooManyBytes.into());
    }
    Ok(lines(app, kind, body).await?)
}

async fn lines(
    app: &App,
    kind: &ListKind,
    body: Body,
) -> Result<(Vec<ProposedLine>, u64), FileError> {
    let mut reader = CsvReader::new(layout::of(kind));
    let (mut lines, mut bad) = (Vec::new(), 0);
    let (ids, now) = (app.ids(), app.now());
    let mut sink = |line: Line| match line {
        Line::Bad(_) => bad += 1,
        Line::Item { number, item, .. } => match ItemValue::parse(kind, &item) {
            Ok(read) => {
                let item = ItemId::new(ids, now);
                lines.push(ProposedLine { number, item, value: read.value });
            }
            Err(_) => bad += 1,
        },
    };
    let mut frames = body.into_data_stream();
    let mut left = IMPACT_BYTES;
    let silence = Duration::from_secs(SILENT_SECONDS);
    loop {
        let frame = tokio::time::timeout(silence, frames.next()).await;
        let Some(frame) = frame.map_err(|_| FileError::Silent)? else { break };
        let bytes = frame.map_err(|_| FileError::BrokenOff)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(length).ok_or(FileError::TooManyBytes)?;
        reader.feed(&bytes, &mut sink)?;
        if reader.lines() > IMPACT_LINES {
            return Err(FileError::TooManyLines);
        }
    }
    reader.finish(&mut sink)?;
    if reader.lines() > IMPACT_LINES { Err(FileError::TooManyLines) } else { Ok((lines, bad)) }
}
