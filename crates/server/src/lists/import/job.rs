//! One import from its first byte to its end. It runs in a task of its own, so that a caller who hangs up leaves an
//! import that has failed and not one that seems to run.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::StreamExt;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{IdSource, ImportId, ListId};
use pointsman_domain::list::ListKind;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, FinishImport, Import, StageImport};
use pointsman_storage::{StorageError, Transaction};
use serde_json::json;

use super::batch::Batch;
use super::csv::{CsvReader, UnreadableFile};
use super::{layout, sweep};
use crate::app::App;
use crate::author::{Author, Changed};
use crate::lists::limits::{IMPORT_BYTES, IMPORT_LINES};
use crate::problem::Problem;

/// Read at a time, so that a large piece of the body does not make a large chunk.
const PIECE_BYTES: usize = 4_096;
/// Progress is stored at least this often while bytes arrive.
const PROGRESS_MICROSECONDS: i64 = 2_000_000;
/// An upload that is silent for so long has broken off.
pub(super) const SILENT_SECONDS: u64 = 60;

/// Why an import did not complete.
#[derive(Debug, thiserror::Error)]
pub(super) enum ImportError {
    /// The connection broke.
    #[error("the upload broke off; nothing of it was kept, send the file again")]
    BrokenOff,
    /// No byte came for a while.
    #[error("no byte came for {SILENT_SECONDS} seconds; nothing was kept, send the file again")]
    Silent,
    /// Too many bytes.
    #[error("a file has at most {IMPORT_BYTES} bytes; nothing was kept, send it in parts")]
    TooLarge,
    /// Too many lines.
    #[error("a file has at most {IMPORT_LINES} lines; nothing was kept, send it in parts")]
    TooManyLines,
    /// Not a text that can be cut into lines.
    #[error(transparent)]
    Unreadable(#[from] UnreadableFile),
    /// Somebody canceled it, or it was given up.
    #[error("the import has ended before its last line")]
    Ended(Box<Import>),
    /// Somebody archived the list.
    #[error("list `{0}` was archived during the import")]
    ListArchived(ListId),
    /// It is not there any more. Ours.
    #[error("import `{0}` is gone")]
    Gone(ImportId),
    /// Ours.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let detail = error.to_string();
        match error {
            ImportError::BrokenOff => Self::bad_request("incomplete_body", detail),
            ImportError::Silent => Self::new(StatusCode::REQUEST_TIMEOUT, "upload_silent", detail),
            ImportError::TooLarge => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
            }
            ImportError::TooManyLines => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_lines", detail)
            }
            ImportError::Unreadable(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable_file", detail)
            }
            ImportError::Ended(_) => Self::conflict("import_ended", detail),
            ImportError::ListArchived(_) => Self::conflict("archived", detail),
            ImportError::Gone(_) => Self::internal(&error),
            ImportError::Storage(error) => error.into(),
        }
    }
}

/// An import that has begun.
pub(super) struct Job {
    /// Everything that it needs.
    pub(super) app: App,
    /// The import.
    pub(super) id: ImportId,
    /// The list.
    pub(super) list: ListId,
    /// What the list holds.
    pub(super) kind: ListKind,
    /// Who imports.
    pub(super) author: Author,
}

impl Job {
    /// Reads the whole body and makes its items visible; if that fails, nothing of it stays.
    pub(super) async fn run(self, body: Body) -> Result<Import, ImportError> {
        let result = self.read(body).await;
        if let Err(error) = &result {
            tracing::info!(import = %self.id, %error, "an import did not complete");
            sweep::give_up(&self.app, self.id).await;
        }
        match result {
            Err(ImportError::Ended(import)) => Ok(*import),
            other => other,
        }
    }

    async fn read(&self, body: Body) -> Result<Import, ImportError> {
        let mut upload = Upload::new(self.kind.clone(), self.app.now());
        let mut frames = body.into_data_stream();
        let silence = Duration::from_secs(SILENT_SECONDS);
        loop {
            let frame = tokio::time::timeout(silence, frames.next()).await;
            let Some(frame) = frame.map_err(|_| ImportError::Silent)? else { break };
            let bytes = frame.map_err(|_| ImportError::BrokenOff)?;
            for piece in bytes.chunks(PIECE_BYTES) {
                let now = self.app.now();
                upload.feed(piece, self.app.ids(), now)?;
                if upload.wants_storing(now) {
                    self.store(&mut upload.batch).await?;
                }
            }
        }
        upload.finish(self.app.ids(), self.app.now())?;
        self.store(&mut upload.batch).await?;
        self.complete().await
    }

    async fn store(&self, batch: &mut Batch) -> Result<(), ImportError> {
        let chunk = batch.take(self.app.now());
        let id = self.id;
        let staged = self.app.storage().write(move |t| lists::stage_import(t, id, &chunk)).await;
        match staged.map_err(|error: StorageError| ImportError::Storage(error))? {
            StageImport::Staged(_) => Ok(()),
            StageImport::Ended(import) => Err(ImportError::Ended(Box::new(import))),
            StageImport::NotFound => Err(ImportError::Gone(id)),
        }
    }

    async fn complete(&self) -> Result<Import, ImportError> {
        let (id, list, author) = (self.id, self.list, self.author.later(self.app.now()));
        let finish = move |t: &mut Transaction<'_>| {
            let outcome = lists::finish_import(t, id, author.at)?;
            if let FinishImport::Completed(import) = &outcome {
                let payload = json!({"import": id, "added": import.added, "duplicates": import.duplicates,
                                     "bad": import.bad});
                author.record(t, "list.imported", Changed::List(list), payload)?;
                let plain = Plain::none()
                    .after("import", id.to_string())
                    .after("added", import.added)
                    .after("duplicates", import.duplicates)
                    .after("bad", import.bad);
                let subject = Subject::List(list);
                author.audit(t, Action::ListImported, subject, plain, Personal::none())?;
            }
            Ok::<_, StorageError>(outcome)
        };
        match self.app.storage().write(finish).await? {
            FinishImport::Completed(import) => Ok(import),
            FinishImport::Ended(import) => Err(ImportError::Ended(Box::new(import))),
            FinishImport::ListArchived(_) => Err(ImportError::ListArchived(list)),
            FinishImport::NotFound => Err(ImportError::Gone(id)),
        }
    }
}

/// What has arrived so far.
struct Upload {
    reader: CsvReader,
    batch: Batch,
    bytes: u64,
}

impl Upload {
    fn new(kind: ListKind, now: Timestamp) -> Self {
        let reader = CsvReader::new(layout::of(&kind));
        Self { reader, batch: Batch::new(kind, now), bytes: 0 }
    }

    fn feed(
        &mut self,
        piece: &[u8],
        ids: &dyn IdSource,
        now: Timestamp,
    ) -> Result<(), ImportError> {
        self.bytes += piece.len() as u64;
        if self.bytes > IMPORT_BYTES {
            return Err(ImportError::TooLarge);
        }
        let before = self.reader.lines();
        self.reader.feed(piece, &mut |line| self.batch.push(line, ids, now))?;
        self.advance(before, piece.len())
    }

    fn finish(&mut self, ids: &dyn IdSource, now: Timestamp) -> Result<(), ImportError> {
        let before = self.reader.lines();
        self.reader.finish(&mut |line| self.batch.push(line, ids, now))?;
        self.advance(before, 0)
    }

    fn advance(&mut self, lines_before: u64, bytes: usize) -> Result<(), ImportError> {
        self.batch.advance(self.reader.lines() - lines_before, bytes);
        if self.reader.lines() > IMPORT_LINES { Err(ImportError::TooManyLines) } else { Ok(()) }
    }

    fn wants_storing(&self, now: Timestamp) -> bool {
        let waited = now.microseconds() - self.batch.since().microseconds();
        self.batch.is_full() || waited >= PROGRESS_MICROSECONDS
    }
}

#[cfg(test)]
mod tests {
    use pointsman_domain::ids::CountingIds;

    use super::*;

    const NOW: Timestamp = Timestamp::from_microseconds(0);

    fn upload() -> Upload {
        Upload::new(ListKind::Country, NOW)
    }

    #[test]
    fn the_last_byte_is_taken_and_the_next_is_not() {
        let ids = CountingIds::default();
        let mut upload = Upload { bytes: IMPORT_BYTES - 1, ..upload() };
        upload.feed(b"\n", &ids, NOW).expect("the last byte");
        assert!(matches!(upload.feed(b"\n", &ids, NOW), Err(ImportError::TooLarge)));
    }

    #[test]
    fn the_last_line_is_taken_and_the_next_is_not() {
        let ids = CountingIds::default();
        let mut upload = upload();
        let lines = vec![b'\n'; 1_000_000];
        for _ in 0..10 {
            upload.feed(&lines, &ids, NOW).expect("at most ten million lines");
        }
        upload.finish(&ids, NOW).expect("nothing is left");
        assert!(matches!(upload.feed(b"\n", &ids, NOW), Err(ImportError::TooManyLines)));
    }

    #[test]
    fn progress_is_stored_after_a_while_even_if_little_came() {
        let mut upload = upload();
        upload.feed(b"CA\n", &CountingIds::default(), NOW).expect("a line");
        assert!(!upload.wants_storing(NOW));
        assert!(upload.wants_storing(NOW.plus_seconds(2)));
        upload.batch.take(NOW.plus_seconds(2));
        assert!(!upload.wants_storing(NOW.plus_seconds(3)));
    }
}
