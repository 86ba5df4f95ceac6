//! One upload of an import's file, from its first byte to its end. It runs in a task of its own, so that a caller who
//! hangs up leaves an import that broke off and not one that seems to run.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::StreamExt;
use pointsman_domain::ids::{ImportId, ListId};
use pointsman_domain::list::ListKind;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, Attempt, FinishImport, Import, StageImport};
use pointsman_storage::{StorageError, Transaction};
use serde_json::json;
use tracing::Instrument;

use super::reading::{ReadError, Reading, Taken};
use super::sweep;
use crate::app::App;
use crate::author::{Author, Changed};
use crate::lifecycle::Kind;
use crate::problem::Problem;

/// Read at a time, so that a large piece of the body does not make a large chunk.
const PIECE_BYTES: usize = 4_096;
/// An upload that is silent for so long has broken off.
pub(super) const SILENT_SECONDS: u64 = 60;

/// When to resume an import that the end of the server stopped.
const AGAIN_SECONDS: u64 = 5;

/// Why an import did not complete.
#[derive(Debug, thiserror::Error)]
pub(super) enum ImportError {
    /// The connection broke.
    #[error("the upload broke off; nothing is visible yet: resume the import or discard it")]
    BrokenOff,
    /// No byte came for a while.
    #[error(
        "no byte came for {SILENT_SECONDS} seconds; nothing is visible yet: resume the import or discard it"
    )]
    Silent,
    /// The server was told to stop.
    #[error(
        "the server is shutting down; nothing is visible yet: resume the import with the same file"
    )]
    Stopped,
    /// The file is not one that can be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Somebody canceled or discarded it.
    #[error("the import has stopped before its last line")]
    Ended(Box<Import>),
    /// It was given up for dead, and another upload goes on with it.
    #[error("another upload has resumed the import")]
    TakenOver,
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

/// What becomes of an import that did not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It can be resumed.
    Kept,
    /// It can never complete.
    Hopeless,
    /// Somebody else has seen to it.
    SeenTo,
}

impl ImportError {
    fn fate(&self) -> Fate {
        match self {
            Self::BrokenOff
            | Self::Silent
            | Self::Stopped
            | Self::Read(ReadError::OtherFile { .. })
            | Self::Storage(_) => Fate::Kept,
            Self::Read(
                ReadError::TooLarge | ReadError::TooManyLines | ReadError::Unreadable(_),
            )
            | Self::ListArchived(_) => Fate::Hopeless,
            Self::Ended(_) | Self::TakenOver | Self::Gone(_) => Fate::SeenTo,
        }
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let detail = error.to_string();
        match error {
            ImportError::BrokenOff => Self::bad_request("incomplete_body", detail),
            ImportError::Silent => Self::new(StatusCode::REQUEST_TIMEOUT, "upload_silent", detail),
            ImportError::Stopped => Self::unavailable("shutting_down", detail, AGAIN_SECONDS),
            ImportError::Read(ReadError::TooLarge) => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
            }
            ImportError::Read(ReadError::TooManyLines) => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_lines", detail)
            }
            ImportError::Read(ReadError::Unreadable(_)) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable_file", detail)
            }
            ImportError::Read(ReadError::OtherFile { .. }) => Self::conflict("other_file", detail),
            ImportError::Ended(_) => Self::conflict("import_ended", detail),
            ImportError::TakenOver => Self::conflict("import_resumed", detail),
            ImportError::ListArchived(_) => Self::conflict("archived", detail),
            ImportError::Gone(_) => Self::internal(&error),
            ImportError::Storage(error) => error.into(),
        }
    }
}

/// An import that has begun, or goes on.
pub(super) struct Job {
    /// Everything that it needs.
    pub(super) app: App,
    /// The import, and which upload of its file this is.
    pub(super) attempt: Attempt,
    /// What earlier uploads have brought.
    pub(super) taken: Taken,
    /// The list.
    pub(super) list: ListId,
    /// What the list holds.
    pub(super) kind: ListKind,
    /// Who imports.
    pub(super) author: Author,
}

impl Job {
    /// Reads the body in a task that outlives its caller, and makes the items visible at the end.
    pub(super) async fn see_through(self, body: Body) -> Result<Import, Problem> {
        let (app, attempt) = (self.app.clone(), self.attempt);
        // The task holds it: the server waits for the end of the import, not of its caller.
        let under_way = app.lifecycle().begin(Kind::Import, "into a list".to_owned());
        let task = async move {
            let _under_way = under_way;
            self.run(body).await
        };
        match tokio::spawn(task.in_current_span()).await {
            Ok(ended) => Ok(ended?),
            Err(panicked) => {
                sweep::break_off(&app, attempt).await;
                Err(Problem::internal(&panicked))
            }
        }
    }

    async fn run(self, body: Body) -> Result<Import, ImportError> {
        let result = self.read(body).await;
        if let Err(error) = &result {
            tracing::info!(import = %self.attempt.import, %error, "an import did not complete");
            match error.fate() {
                Fate::Kept => sweep::break_off(&self.app, self.attempt).await,
                Fate::Hopeless => sweep::give_up(&self.app, self.attempt).await,
                Fate::SeenTo => {}
            }
        }
        match result {
            Err(ImportError::Ended(import)) => Ok(*import),
            other => other,
        }
    }

    async fn read(&self, body: Body) -> Result<Import, ImportError> {
        let mut reading = Reading::new(self.kind.clone(), self.taken, self.app.now());
        let mut frames = body.into_data_stream();
        let silence = Duration::from_secs(SILENT_SECONDS);
        let mut stopping = self.app.lifecycle().stopping();
        loop {
            let frame = tokio::select! {
                biased;
                () = stopping.told() => None,
                frame = tokio::time::timeout(silence, frames.next()) => Some(frame),
            };
            let Some(frame) = frame else {
                // What has arrived need not be read again.
                self.store(&mut reading).await?;
                return Err(ImportError::Stopped);
            };
            let Some(frame) = frame.map_err(|_| ImportError::Silent)? else { break };
            let bytes = frame.map_err(|_| ImportError::BrokenOff)?;
            for piece in bytes.chunks(PIECE_BYTES) {
                let now = self.app.now();
                reading.feed(piece, self.app.ids(), now)?;
                if reading.wants_storing(now) {
                    self.store(&mut reading).await?;
                }
            }
        }
        reading.finish(self.app.ids(), self.app.now())?;
        self.store(&mut reading).await?;
        self.complete().await
    }

    async fn store(&self, reading: &mut Reading) -> Result<(), ImportError> {
        let chunk = reading.chunk(self.app.now());
        let attempt = self.attempt;
        let stage = move |t: &mut Transaction<'_>| lists::stage_import(t, attempt, &chunk);
        match self.app.storage().write(stage).await.map_err(ImportError::Storage)? {
            StageImport::Staged(_) => Ok(()),
            StageImport::Ended(import) => Err(ImportError::Ended(Box::new(import))),
            StageImport::TakenOver => Err(ImportError::TakenOver),
            StageImport::NotFound => Err(ImportError::Gone(attempt.import)),
        }
    }

    async fn complete(&self) -> Result<Import, ImportError> {
        let (attempt, list) = (self.attempt, self.list);
        let author = self.author.later(self.app.now());
        let finish = move |t: &mut Transaction<'_>| {
            let outcome = lists::finish_import(t, attempt, author.at)?;
            if let FinishImport::Completed(import) = &outcome {
                let payload = json!({"import": import.id, "added": import.added,
                                     "duplicates": import.duplicates, "bad": import.bad});
                author.record(t, "list.imported", Changed::List(list), payload)?;
                let plain = Plain::none()
                    .after("import", import.id.to_string())
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
            FinishImport::TakenOver => Err(ImportError::TakenOver),
            FinishImport::ListArchived(_) => Err(ImportError::ListArchived(list)),
            FinishImport::NotFound => Err(ImportError::Gone(attempt.import)),
        }
    }
}
